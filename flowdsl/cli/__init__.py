"""The command line: one module a command, loaded when it is needed."""

import contextlib
import pkgutil
import re
from importlib import import_module
from typing import Final

import click

from flowdsl import __version__

__all__ = ["main"]

# What the commands share, and no command itself.
_SHARED: Final = frozenset({"account", "common", "state_changes"})

# Each other module here is a command; `import` is a word of Python's own, so its module has a line
# behind its name.
_MODULES: Final = {
    module.name.rstrip("_"): module.name
    for module in pkgutil.iter_modules(__path__)
    if module.name not in _SHARED
}

_SHORT_HELP: Final = re.compile(r'\bshort_help="([^"\\]*)"')


class _Commands(click.Group):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        command = import_module(f"flowdsl.cli.{_MODULES[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self._short_help(ctx, name)) for name in self.list_commands(ctx)]
            )

    def _short_help(self, ctx: click.Context, name: str) -> str:
        """Return what a list says of a command, from its source: loading all takes too long."""
        source = b""
        # Where only bytecode is installed, there is none.
        with contextlib.suppress(OSError):
            source = pkgutil.get_data(__name__, f"{_MODULES[name]}.py") or b""
        found = _SHORT_HELP.search(source.decode())
        if found is not None:
            return found[1]
        command = self.get_command(ctx, name)
        return command.get_short_help_str() if command is not None else ""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from flowdsl.problems import did_you_mean

            message = f"{error.message.rstrip('.')}{did_you_mean(args[0], _MODULES)}"
            raise click.UsageError(message, ctx) from None


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="flowdsl")
def main() -> None:
    """Write WhatsApp Flows as typed Python, check them, and build them into Flow JSON."""
