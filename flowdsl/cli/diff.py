"""`flowdsl diff`: says what is different between two flows, and for whom that matters."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import (
    FAILED,
    VERSION,
    change_marks,
    mistakes,
    paint_change,
    printable,
)

if TYPE_CHECKING:
    from flowdsl.versions import Version


@click.command("diff", short_help="Say what is different between two flows.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the changes are shown.",
)
@click.option(
    "-t",
    "--target",
    type=VERSION,
    metavar="VERSION",
    help="Compile flows in Python to this version of Flow JSON instead of their own.",
)
def command(old: str, new: str, format_: str, target: "Version | None") -> None:
    """Say what is different between two flows, and what that breaks.

    OLD and NEW are each a module, module.py:name for one flow of it, a .json file, - for JSON from
    standard input, or git:REVISION:path for any of the files as they were in git. How the JSON is
    formatted, and the order of keys, make no difference.

    Each change is judged for three that rely on the flow as it was: a program that reads the
    answers already collected, the endpoint that runs today, and messages already sent.

    Exit codes: 0 the flows are the same, 1 they are not, 2 the call is wrong or a flow cannot be
    read.
    """
    from flowdsl.changes import compare, formats
    from flowdsl.opening import open_flow

    if old == new == "-":
        raise click.UsageError("Only one of the two can come from standard input.")
    with mistakes():
        before, after = open_flow(old, target=target), open_flow(new, target=target)
        comparison = compare(before.document, after.document)
    if format_ == "text":
        text = formats.as_text(comparison, paint=paint_change, marks=change_marks())
        click.echo(printable(text))
    else:
        write = formats.as_json if format_ == "json" else formats.as_markdown
        text = write(comparison, old=before.label, new=after.label)
        click.echo(f"{text}\n".encode(), nl=False)
    if not comparison.is_empty:
        raise click.exceptions.Exit(FAILED)
