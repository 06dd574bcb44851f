"""What the tests of the account commands share: a project, its environment, and its commands."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from click.testing import CliRunner, Result

from flowdsl.cli import main
from flowdsl.discover import forget_modules
from flowdsl.testing.graph_server import Sandbox

__all__ = ["BOOKING", "Project", "flow_id", "module", "without_waiting"]

BOOKING = '''\
"""Books a table."""

from flowdsl import Complete, Flow, Footer, Screen, TextInput

name = TextInput(name="name", label="Your name", required=True)
booking = Flow(
    categories=["APPOINTMENT_BOOKING"],
    screens=[
        Screen(
            id="ONLY",
            title="Book a table",
            terminal=True,
            children=[
                name,
                Footer(label="Book", on_click_action=Complete({"name": name.ref})),
            ],
        )
    ],
)
'''
"""A module with one flow, `booking`."""


def module(variable: str, title: str = "Book a table", **arguments: str) -> str:
    """Return a module with a flow."""
    more = "".join(f"{key}={value}, " for key, value in arguments.items())
    source = BOOKING.replace("booking = ", f"{variable} = ").replace("Book a table", title)
    return source.replace("categories", f"{more}categories", 1)


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    """Calls are made again at once, as often as usual; a module that wants it imports it."""
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


class Project:
    """A project in a folder of its own, with an environment `dev` that is a sandbox.

    Args:
        folder: The folder, which is emptied.
        sandbox: The sandbox, which is running.
        monkeypatch: Enters the folder, and sets the token.
    """

    def __init__(self, folder: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.sandbox = sandbox
        if folder.exists():
            shutil.rmtree(folder)
        (folder / "flows").mkdir(parents=True)
        self.write("flows/booking.py", BOOKING)
        self.environment()
        monkeypatch.chdir(folder)
        # Loading a module adds its folder, which other tests must not see.
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.setenv("FLOWDSL_ACCESS_TOKEN", sandbox.token)

    def environment(self, **more: str) -> None:
        """Write the settings; more keys of the environment can be given."""
        keys = {
            "waba_id": self.sandbox.waba_id,
            "base_url": self.sandbox.url,
            "token_env": "FLOWDSL_ACCESS_TOKEN",
            **more,
        }
        lines = [f"{key} = {json.dumps(value)}\n" for key, value in keys.items()]
        head = '[tool.flowdsl]\npaths = ["flows"]\n\n[tool.flowdsl.env.dev]\n'
        self.write("pyproject.toml", head + "".join(lines))

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def edit(self, old: str, new: str, name: str = "flows/booking.py") -> None:
        """Replace a text in a file of the project, which has to be there."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "flows.lock"

    def run(self, *arguments: str, answer: str | None = None) -> Result:
        """Run a command of flowdsl in this process; what it raises is raised."""
        loaded = set(sys.modules)
        try:
            result = CliRunner().invoke(main, arguments, input=answer)
        finally:
            forget_modules(loaded)  # The next call is another process, as it were.
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def json(self, *arguments: str) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def flows(self) -> dict[str, dict[str, Any]]:
        """Return the flows of the sandbox by their names."""
        accounts = self.sandbox.state()["accounts"]
        return {flow["name"]: flow for account in accounts for flow in account["flows"]}


def flow_id(project: Project, name: str = "booking") -> str:
    """Return the id of a flow in the account."""
    return str(project.flows()[name]["id"])
