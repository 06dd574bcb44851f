"""The first tour of the README works as it stands there, by real processes over real HTTP."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from flowdsl.platform.local import FIRST_ACCOUNT, HOST, PORT, TOKEN_VARIABLE
from flowdsl.testing.graph_server import Sandbox

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = README.partition("### From nothing to a published flow\n")[2].partition("\n### ")[0]
COMMANDS = re.findall(r"```sh\n(.*?)```", TOUR, re.DOTALL)


class NewcomersShell:
    """A terminal that somebody follows the README in.

    Args:
        folder: The folder that it is in.
        environment: Its environment variables.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def flowdsl(self, line: str, *, code: int = 0, answer: str = "") -> str:
        """Run a line, which ends with an exit code, and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment,
            input=answer,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == code, printed
        assert "Traceback" not in printed
        return printed

    def follow(self, block: str, codes: dict[str, int], answer: str = "") -> str:
        """Run the lines of a block one after the other."""
        printed = ""
        for line in block.splitlines():
            if line.startswith("cd "):
                self.folder /= line.removeprefix("cd ")
                continue
            printed += self.flowdsl(line, code=codes.get(line, 0), answer=answer)
        return printed


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """What `flowdsl sandbox` runs, on a port that is free."""
    with Sandbox() as running:
        yield running


def test_the_first_tour_can_be_followed(
    sandbox: Sandbox, tmp_path: Path, environment: dict[str, str]
) -> None:
    """From a new project to a published flow, a change, its end, and a lock out of nothing."""
    assert sandbox.waba_id == FIRST_ACCOUNT
    shell = NewcomersShell(
        tmp_path, {**environment, TOKEN_VARIABLE: sandbox.token, "COLUMNS": "100"}
    )
    begin, push, change = COMMANDS
    shell.follow(begin, {})
    settings = shell.folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    assert f"http://{HOST}:{PORT}" in text
    settings.write_text(text.replace(f"http://{HOST}:{PORT}", sandbox.url), encoding="utf-8")

    printed = shell.follow(push, {"flowdsl plan sandbox": 1})
    assert "+ appointment_booking: is created" in printed
    assert "published appointment_booking" in printed
    lock = shell.folder / "flows.lock"
    assert "PUBLISHED" in lock.read_text(encoding="utf-8")

    module = shell.folder / "flows" / "appointment_booking.py"
    source = module.read_text(encoding="utf-8")
    assert 'title="Book an appointment"' in source
    module.write_text(source.replace('title="Book an', 'title="Make an'), encoding="utf-8")
    printed = shell.follow(change, {"flowdsl plan sandbox": 1}, answer="y\n")
    assert '"Book an appointment" is now "Make an appointment"' in printed
    assert "it is PUBLISHED" in printed
    shell.flowdsl("flowdsl plan sandbox --publish")

    # Its end, and what else there is in the life of a flow.
    shell.flowdsl("flowdsl clone sandbox appointment_booking --name copy")
    shell.flowdsl("flowdsl delete sandbox copy --yes")
    shell.flowdsl("flowdsl delete sandbox appointment_booking --yes", code=1)
    shell.flowdsl("flowdsl deprecate sandbox appointment_booking --yes")
    before = lock.read_text(encoding="utf-8")
    assert "DEPRECATED" in before
    lock.unlink()
    shell.flowdsl("flowdsl adopt sandbox")
    assert lock.read_text(encoding="utf-8") == before
    shell.flowdsl("flowdsl plan sandbox")
    assert os.listdir(shell.folder / "flows")  # Nothing of the project is gone.
