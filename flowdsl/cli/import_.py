"""`flowdsl import`: turns Flow JSON into Python."""

import keyword
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import FAILED, fail, mistakes, note, open_named, printable, style

if TYPE_CHECKING:
    from flowdsl.importing import Imported
    from flowdsl.opening import Opened

FEW = 10
"""So many places that are written differently are named."""


@click.command("import", short_help="Turn Flow JSON into Python.")
@click.argument("path", metavar="PATH")
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the module to FILE; by default it is printed.",
)
@click.option(
    "--images",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the images as files to DIR, and their paths into the code.",
)
@click.option("--name", metavar="NAME", help="What the variable of the flow is called.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def command(
    path: str, out: Path | None, images: Path | None, name: str | None, *, force: bool
) -> None:
    """Turn Flow JSON into a Python module that builds to the same JSON again.

    PATH is a JSON file, - for standard input, git:REVISION:path, or a module with a FlowJSON object
    of pywa. Inputs and data become variables, references and conditions Python. Nothing is lost:
    what flowdsl does not know is passed through, and a report says what that is.

    Exit codes: 0 imported, 1 the JSON cannot be read as a flow, 2 the call is wrong.
    """
    from flowdsl.importing import formatted, import_flow, write_imported
    from flowdsl.problems import InvalidFlow
    from flowdsl.report import shown_path, text

    if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
        raise click.UsageError(f"--name: {name!r} is no name that a variable can have.")
    [opened] = open_named(path, one=True)
    try:
        imported = import_flow(opened, images=_folder_in_code(images, out), variable=name)
    except InvalidFlow as error:
        for problem in error.problems:
            click.echo(printable(f"{text(problem, style)}\n"), err=True)
        fail(f"{opened.label} cannot be read as a flow; nothing was written", FAILED)
    module = formatted(imported.source.text, out.parent if out else Path())
    with mistakes(FAILED):
        written = write_imported(module, imported.source.images, out, images, force=force)
    if out is None:
        click.echo(module.encode(errors="backslashreplace"), nl=False)
    for file in written:
        click.echo(f"wrote {shown_path(file)}", err=out is None)
    _report(imported, opened)


def _folder_in_code(images: Path | None, out: Path | None) -> str | None:
    """Return the folder of the images as the module names it: relative to its own."""
    if images is None:
        return None
    try:
        return Path(os.path.relpath(images, out.parent if out else Path())).as_posix()
    except ValueError:  # Another drive.
        return images.absolute().as_posix()


def _report(imported: "Imported", opened: "Opened") -> None:
    """Say what an author has to know of the module: what was passed through, and what is wrong."""
    from flowdsl.opening import GIT, STDIN
    from flowdsl.problems import Severity
    from flowdsl.report import summary, text

    for problem in imported.passed:
        click.echo(printable(f"{text(problem, style)}\n"), err=True)
    if imported.passed:
        note("what flowdsl does not know is passed through in extra and Raw")
    for each in imported.source.notes:
        note(each)
    for difference in imported.differences[:FEW]:
        note(difference)
    wrong = [found for found in imported.problems if found.severity is not Severity.INFO]
    if wrong:
        argument = "-" if opened.file == STDIN else shlex.quote(opened.label)
        is_past = opened.label.startswith(GIT)  # Only files of now are checked.
        hint = "" if is_past else f": flowdsl check {argument}"
        note(f"{opened.label} has {summary(wrong)}{hint}")
