"""`flowdsl data`: lists what a flow sends."""

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import mistakes, note_errors, open_named, printable

if TYPE_CHECKING:
    from flowdsl.opening import Opened

WIDEST = 140
"""More columns than this make a table hard to read."""


@click.command("data", short_help="List what a flow sends: its answers, and where they come from.")
@click.argument("path", metavar="PATH")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "csv", "json", "schema"]),
    default="text",
    show_default=True,
    help="How it is listed; schema is the JSON Schema of what arrives, for one flow.",
)
@click.option("-o", "--out", metavar="FILE", help="Write to FILE instead of standard output.")
def command(path: str, format_: str, out: str | None) -> None:
    """List every key that a flow sends, with its type, its options and its inputs.

    What arrives when the flow is done comes first, then what the endpoint is asked with. Values are
    followed through the data of screens to the input that they come from.

    PATH is a module, module.py:name for one flow of it, a JSON file, - for JSON from standard
    input, or git:REVISION:PATH.

    Exit codes: 0 done, 1 the flow cannot be read, 2 the call is wrong.
    """
    flows = open_named(path, one=format_ == "schema")
    text = _text(flows, format_, bold=out is None)
    for opened in flows:
        note_errors(opened, path)
    if out is not None and out != "-":
        from pathlib import Path

        from flowdsl.build import write_text

        with mistakes():
            write_text(Path(out), text)
    elif format_ == "text":
        click.echo(printable(text), nl=False)
    else:
        click.echo(text.encode(), nl=False)


def _text(flows: "Sequence[Opened]", format_: str, *, bold: bool) -> str:
    from flowdsl.answers import answers_of
    from flowdsl.answers.formats import as_csv, as_json, json_document
    from flowdsl.answers.schema import payload_schema
    from flowdsl.answers.text import as_text

    named = [(each.name, answers_of(each.document, each.version)) for each in flows]
    if format_ == "csv":
        return as_csv(named)
    if format_ == "json":
        return f"{as_json(named)}\n"
    if format_ == "schema":
        [(name, answers)] = named
        return f"{json_document(payload_schema(answers, name))}\n"
    width = min(shutil.get_terminal_size().columns, WIDEST)
    # A terminal shows headings bold; `echo` takes that out again where there is none.
    parts = [as_text(*each, width, _bold if bold else str) for each in named]
    return "\n\n".join(parts) + "\n"


def _bold(text: str) -> str:
    return click.style(text, bold=True)
