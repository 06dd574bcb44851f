"""What the commands share: how they end, and how they show problems."""

import contextlib
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from flowdsl.changes import ChangeKind
    from flowdsl.opening import Opened
    from flowdsl.problems import Severity
    from flowdsl.selection import Selection
    from flowdsl.settings import Settings
    from flowdsl.versions import Version

    _VersionBase = click.ParamType[Version]
else:
    _VersionBase = click.ParamType  # Older releases of click have no parameter there.

__all__ = [
    "FAILED",
    "PLATFORMS",
    "USAGE",
    "VERSION",
    "change_marks",
    "fail",
    "message_data",
    "mistakes",
    "note",
    "note_errors",
    "open_named",
    "paint_change",
    "printable",
    "progress",
    "run_as",
    "selection_of",
    "style",
]

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

FAILED: Final = 1
"""The exit code for problems in a flow or a module."""

USAGE: Final = 2
"""The exit code for mistakes in the call itself."""


FEW: Final = 4
"""So many files are done before anybody would look for a progress bar."""


PLATFORMS: Final = ("neutral", "android", "ios", "web")
"""The platforms whose ways a flow can be run in, said here so that no help has to load them."""


def fail(message: str, code: int) -> NoReturn:
    """Print an error and end the command."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {message}", err=True)
    raise click.exceptions.Exit(code)


@contextlib.contextmanager
def mistakes(code: int = USAGE, *, system: int = FAILED) -> Iterator[None]:
    """End the command with a sentence where something raises an error that the user can mend.

    Args:
        code: The exit code for an error of ours.
        system: The one for an error of the system.
    """
    from flowdsl.problems import FlowError

    try:
        yield
    except FlowError as error:
        fail("\n".join((str(error), *getattr(error, "__notes__", ()))), code)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        fail(f"{name}{error.strerror or error}", system)


def note(text: str) -> None:
    """Print something worth knowing that is no mistake."""
    click.echo(f"{click.style('note', fg='cyan', bold=True)}: {printable(text)}", err=True)


def open_named(path: str, *, one: bool = False) -> "Sequence[Opened]":
    """Return the flows that a path stands for, or end the command.

    Args:
        path: What the user named; see `opening.open_flow`.
        one: Whether a single flow is wanted.
    """
    from flowdsl.discover import NothingFound
    from flowdsl.opening import open_flow, open_flows
    from flowdsl.problems import FlowError

    with mistakes():
        try:
            return [open_flow(path)] if one else open_flows(path)
        except NothingFound:
            raise
        except FlowError as error:  # It is there, but what is in it cannot be read.
            fail(printable(str(error)), FAILED)


def note_errors(opened: "Opened", path: str) -> None:
    """Say that a flow has errors, so that what is printed of it may not be all, or not right."""
    from flowdsl.check import check_document
    from flowdsl.opening import GIT

    errors = sum(found.is_error for found in check_document(opened.document, opened.version))
    if errors:
        many = "1 error" if errors == 1 else f"{errors} errors"
        # What was in git once cannot be checked there.
        how = "" if path.startswith(GIT) else f": flowdsl check {shlex.quote(path)}"
        note(f"{opened.label} has {many}, so this may not be all{how}")


def message_data(text: str, *, piped: bool = False) -> dict[str, Any]:
    """Return the data that the message gives a flow, or end the command.

    Args:
        text: JSON, or a file with it.
        piped: Whether `-` stands for standard input.
    """
    from pathlib import Path

    from flowdsl.json_text import read_json

    raw = text.encode(errors="surrogateescape")
    if piped and text == "-":
        raw = sys.stdin.buffer.read()
    elif not text.lstrip().startswith("{"):
        try:
            raw = Path(text).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise click.UsageError(f"--data: {text}: {reason}; give JSON, or a file.") from None
    read = read_json(raw)
    if read.faults:
        message = read.faults[0].message
        raise click.UsageError(f"--data is no JSON that can be read: {message}.")
    if not isinstance(read.document, dict):
        raise click.UsageError("--data has to be an object, with the names of the data.")
    return read.document


class _VersionType(_VersionBase):
    name = "version"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Version":
        from flowdsl.problems import FlowError
        from flowdsl.versions import parse_version

        try:
            return parse_version(value)
        except FlowError as error:
            self.fail(str(error), param, ctx)


VERSION: Final = _VersionType()
"""The type of an option that takes a version of Flow JSON."""


def run_as(command: F) -> F:
    """Give a command the options that say as what a flow is run: `--target` and `--platform`."""
    target = click.option(
        "-t",
        "--target",
        type=VERSION,
        metavar="VERSION",
        help="Run it as this version of Flow JSON instead of its own.",
    )
    platform = click.option(
        "--platform",
        type=click.Choice(PLATFORMS),
        default="neutral",
        show_default=True,
        help="The platform whose ways it has, as far as they are known.",
    )
    return target(platform(command))


def style(piece: str, severity: "Severity | None") -> str:
    """Colour a piece of a report for a terminal."""
    from flowdsl.problems import Severity

    if severity is None:
        return click.style(piece, fg="blue", bold=True)
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
    return click.style(piece, fg=colours[severity], bold=True)


def paint_change(piece: str, kind: "ChangeKind | None") -> str:
    """Colour a piece of a comparison for a terminal: after a kind of change, or as a warning."""
    colours = {"added": "green", "removed": "red", "changed": "yellow"}
    if kind is None:
        return click.style(piece, fg="red", bold=True)
    return click.style(piece, fg=colours.get(kind.value, "cyan"), bold=True)


def change_marks() -> "Mapping[ChangeKind, str]":
    """Return what stands before each kind of change, as far as standard output can show it."""
    from flowdsl.changes.formats import ASCII_MARKS, MARKS

    marks = "".join(MARKS.values())
    return MARKS if printable(marks) == marks else ASCII_MARKS


def progress(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    """Show how far the work is, on a terminal and where there is enough of it."""
    if length < FEW or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


def printable(text: str) -> str:
    """Return a text with question marks for what standard output cannot show."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def selection_of(
    settings: "Settings", select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> "Selection":
    """Return which rules are wanted.

    Args:
        settings: The settings of the project.
        select: The rules that the command line selects; then those of the settings do not count.
        ignore: The rules that it ignores besides.

    Raises:
        UnknownRule: One of them is no rule.
    """
    from flowdsl.selection import Selection

    select = tuple(select)
    inherited = () if select else settings.ignore
    return Selection(select or settings.select, (*inherited, *ignore))
