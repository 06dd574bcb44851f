"""`flowdsl versions`: lists the versions of Flow JSON, and what each brought."""

import shutil
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import VERSION, printable

if TYPE_CHECKING:
    from flowdsl.versions import Version

WIDEST = 120
"""More columns than this make a table hard to read."""


@click.command("versions", short_help="List the versions of Flow JSON, and what each brought.")
@click.argument("version", type=VERSION, required=False, metavar="[VERSION]")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How they are listed.",
)
def command(version: "Version | None", format_: str) -> None:
    """List the versions of Flow JSON: when they came, their state, and what each brought.

    With a VERSION, such as 6.0, list everything that it changed.

    Exit codes: 0 done, 2 the call is wrong.
    """
    import datetime

    from flowdsl.version_history import as_json, detail, overview
    from flowdsl.versions import VERSIONS

    today = datetime.date.today()  # Versions freeze on a day, wherever one is.
    if format_ == "json":
        chosen = reversed(VERSIONS) if version is None else [version]
        click.echo(f"{as_json(chosen, today)}\n".encode(), nl=False)
        return
    width = min(shutil.get_terminal_size().columns, WIDEST)
    if version is None:
        click.echo(printable(overview(today, width)))
    else:
        click.echo(printable(detail(version, today, width, _bold)))


def _bold(text: str) -> str:
    return click.style(text, bold=True)
