"""The command line: one module a command, loaded when it is needed."""

from importlib import import_module
from typing import Final

import click

from flowdsl import __version__

__all__ = ["main"]

_COMMANDS: Final = ("build", "check", "explain", "new", "rules", "schema")


class _Commands(click.Group):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        command = import_module(f"flowdsl.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from flowdsl.problems import did_you_mean

            message = f"{error.message.rstrip('.')}{did_you_mean(args[0], _COMMANDS)}"
            raise click.UsageError(message, ctx) from None


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="flowdsl")
def main() -> None:
    """Write WhatsApp Flows as typed Python, check them, and build them into Flow JSON."""
