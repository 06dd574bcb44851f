"""`flowdsl import`: turns Flow JSON into Python."""

import keyword
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import FAILED, fail, mistakes, note, open_named, printable, style

if TYPE_CHECKING:
    from flowdsl.importing import Beside, Imported
    from flowdsl.opening import Opened
    from flowdsl.problems import InvalidFlow

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
    from flowdsl.importing import imported_files, write_files
    from flowdsl.opening import GIT, STDIN
    from flowdsl.problems import InvalidFlow
    from flowdsl.report import shown_path

    check_variable(name)
    [opened] = open_named(path, one=True)
    try:
        module, imported = as_module(opened, out, images, name)
    except InvalidFlow as error:
        show_refused(error)
        fail(f"{opened.label} cannot be read as a flow; nothing was written", FAILED)
    with mistakes(FAILED):
        files = imported_files(module, imported.source.images, out, images)
        written = write_files(files, force=force)
    if out is None:
        click.echo(module.encode(errors="backslashreplace"), nl=False)
    for file in written:
        click.echo(f"wrote {shown_path(file)}", err=out is None)
    is_past = opened.label.startswith(GIT)  # Only files of now are checked.
    checked = "-" if opened.file == STDIN else opened.label
    show_imported(imported, opened.label, None if is_past else checked)


def check_variable(name: str | None) -> None:
    """End the command where no variable can have a name that was given for one."""
    if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
        raise click.UsageError(f"--name: {name!r} is no name that a variable can have.")


def as_module(
    opened: "Opened",
    out: Path | None,
    images: Path | None,
    name: str | None,
    beside: "Beside | None" = None,
) -> "tuple[str, Imported]":
    """Return a flow as a module, as the author's ruff formats it, and what there is to say of it.

    Args:
        opened: The flow.
        out: Where the module goes; None for standard output.
        images: Where its images go; None to keep them in the code.
        name: What the variable of the flow is called; None for what the flow is.
        beside: What the JSON does not say of the flow.

    Raises:
        InvalidFlow: It cannot be read as a flow.
    """
    from flowdsl.importing import formatted, import_flow

    folder = _folder_in_code(images, out)
    imported = import_flow(opened, images=folder, variable=name, beside=beside)
    return formatted(imported.source.text, out.parent if out else Path()), imported


def show_refused(error: "InvalidFlow") -> None:
    """Show why some JSON cannot be read as a flow."""
    from flowdsl.report import text

    for problem in error.problems:
        click.echo(printable(f"{text(problem, style)}\n"), err=True)


def _folder_in_code(images: Path | None, out: Path | None) -> str | None:
    """Return the folder of the images as the module names it: relative to its own."""
    if images is None:
        return None
    try:
        return Path(os.path.relpath(images, out.parent if out else Path())).as_posix()
    except ValueError:  # Another drive.
        return images.absolute().as_posix()


def show_imported(imported: "Imported", label: str, checked: str | None) -> None:
    """Say what an author has to know of a module: what was passed through, and what is wrong.

    Args:
        imported: The module.
        label: What the JSON is called.
        checked: What `flowdsl check` is given to check it; None where there is nothing to give.
    """
    from flowdsl.problems import Severity
    from flowdsl.report import summary, text
    from flowdsl.tables import visible

    for problem in imported.passed:
        click.echo(printable(f"{text(problem, style)}\n"), err=True)
    if imported.passed:
        note("what flowdsl does not know is passed through in extra and Raw")
    for each in imported.source.notes:
        note(visible(each))
    for difference in imported.differences[:FEW]:
        note(visible(difference))
    wrong = [found for found in imported.problems if found.severity is not Severity.INFO]
    if wrong:
        hint = "" if checked is None else f": flowdsl check {shlex.quote(checked)}"
        note(f"{label} has {summary(wrong)}{hint}")
