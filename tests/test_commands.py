"""The list of the commands is right, and cheap."""

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from flowdsl.cli import main

CONTEXT = click.Context(main)


@pytest.mark.parametrize("name", main.list_commands(CONTEXT))
def test_each_command_is_listed_as_it_says_of_itself(name: str) -> None:
    """What stands in the list is read from the source of the command, and is its short help."""
    command = main.get_command(CONTEXT, name)
    assert command is not None
    assert command.short_help
    shown = CliRunner().invoke(main, ["--help"], terminal_width=200).stdout
    assert re.search(rf"^  {name} +{re.escape(command.short_help)}$", shown, re.MULTILINE)


def test_the_list_loads_no_command(environment: dict[str, str]) -> None:
    """Thirty modules would take as long as all else together."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flowdsl", "--help"],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    assert "  plan " in done.stdout
    assert "flowdsl.cli\n" in done.stderr
    assert "flowdsl.cli." not in done.stderr


def test_without_sources_the_commands_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only bytecode is installed, the list is the same."""
    expected = CliRunner().invoke(main, ["--help"]).stdout

    def nothing(*_: object) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr("pkgutil.get_data", nothing)
    assert CliRunner().invoke(main, ["--help"]).stdout == expected
