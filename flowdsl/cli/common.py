"""What the commands share: how they end, and how they show problems."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

if TYPE_CHECKING:
    from flowdsl.problems import Severity
    from flowdsl.versions import Version

    _VersionBase = click.ParamType[Version]
else:
    _VersionBase = click.ParamType  # Older releases of click have no parameter there.

__all__ = ["FAILED", "USAGE", "VERSION", "fail", "mistakes", "style"]

FAILED: Final = 1
"""The exit code for problems in a flow or a module."""

USAGE: Final = 2
"""The exit code for mistakes in the call itself."""


def fail(message: str, code: int) -> NoReturn:
    """Print an error and end the command."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {message}", err=True)
    raise click.exceptions.Exit(code)


@contextlib.contextmanager
def mistakes(code: int = USAGE) -> Iterator[None]:
    """End the command with a sentence where something raises an error that the user can mend."""
    from flowdsl.problems import FlowError

    try:
        yield
    except FlowError as error:
        fail(str(error), code)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        fail(f"{name}{error.strerror or error}", FAILED)


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


def style(piece: str, severity: "Severity | None") -> str:
    """Colour a piece of a report for a terminal."""
    from flowdsl.problems import Severity

    if severity is None:
        return click.style(piece, fg="blue", bold=True)
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
    return click.style(piece, fg=colours[severity], bold=True)
