"""`flowdsl sandbox` says how it is reached, writes a line for each call, and ends cleanly."""

import builtins
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checking import Run
from sandbox_calls import GOOD

from flowdsl.testing.graph_server import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Started:
    """The command, running in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.names: dict[str, str] = {}
        assert process.stdout is not None
        for line in process.stdout:
            name, _, value = line.removeprefix("export ").strip().partition("=")
            self.names[name] = value
            if "ACCESS_TOKEN" in name:
                break

    def call(self, path: str, body: Any = None) -> Any:
        token = self.names.get("FLOWDSL_ACCESS_TOKEN") or "secret"
        request = urllib.request.Request(
            f"{self.names['FLOWDSL_GRAPH_URL']}/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def create(self, name: str) -> str:
        body = {"name": name, "categories": ["OTHER"], "flow_json": GOOD}
        return str(self.call(f"v25.0/{self.names['FLOWDSL_WABA_ID']}/flows", body)["id"])

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal, and return the exit code and what was written to standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors


@contextlib.contextmanager
def started(environment: dict[str, str], *arguments: str) -> Iterator[Started]:
    command = [sys.executable, "-m", "flowdsl", "sandbox", "--port", "0", *arguments]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            yield Started(process)
        finally:
            if process.poll() is None:
                process.kill()


def test_the_command(environment: dict[str, str]) -> None:
    """What is printed is enough to call it, and Ctrl-C ends it without an error."""
    with started(environment, "--accounts", "2") as running:
        assert {"FLOWDSL_WABA_ID_2", "FLOWDSL_PHONE_NUMBER_ID"} <= running.names.keys()
        flow_id = running.create("a flow")
        assert running.call(f"v25.0/{flow_id}?fields=name")["name"] == "a flow"
        running.call(f"v25.0/{flow_id}?access_token=hidden")
        code, errors = running.end(signal.SIGINT)
    assert code == 0
    lines = errors.splitlines()
    assert lines[0] == "note: the sandbox runs until Ctrl-C"
    assert lines[-1] == "note: the sandbox has ended"
    assert re.fullmatch(r"POST /v25\.0/\d+/flows 200 \d+ ms", lines[1])
    assert len(lines) == 5
    assert "hidden" not in errors
    assert running.names["FLOWDSL_ACCESS_TOKEN"] not in errors


def test_what_was_done_survives_a_kill(environment: dict[str, str], tmp_path: Path) -> None:
    """What was answered is in the file, however the server ended; a given token is not shown."""
    file = str(tmp_path / "flows.db")
    with started(environment, "--database", file, "--token", "secret", "-q") as running:
        assert "secret" not in str(running.names)
        flow_id = running.create("a flow")
        code, errors = running.end(signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert errors == "note: the sandbox runs until Ctrl-C\n"
    with Sandbox(database=file) as sandbox:
        [flow] = sandbox.state()["accounts"][0]["flows"]
        assert flow["id"] == flow_id


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com"])
def test_only_this_machine(host: str, run: Run) -> None:
    """An address that others can reach is refused."""
    result = run("sandbox", "--host", host)
    assert result.exit_code == 1
    assert "for this machine alone" in result.stderr


def test_a_port_that_is_taken(run: Run) -> None:
    """A port that is taken is one sentence."""
    with Sandbox() as sandbox:
        port = sandbox.url.rpartition(":")[2]
        result = run("sandbox", "--port", port)
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_libraries_that_are_missing(
    missing: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the libraries, the command says what to install."""
    kept = {name: module for name, module in sys.modules.items() if "graph_server" in name}
    for name in [*kept, *(each for each in sys.modules if each.partition(".")[0] == missing)]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def fake(name: str, *arguments: Any, **more: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=missing)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", fake)
    result = run("sandbox", "--port", "0")
    assert result.exit_code == 1
    assert 'pip install "flowdsl[sandbox]"' in result.stderr


def test_a_database_of_something_else(run: Run, tmp_path: Path) -> None:
    """A file that is no database is refused, and stays as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("notes, and more of them than a line " * 100)
    before = file.read_bytes()
    result = run("sandbox", "--database", str(file))
    assert result.exit_code == 1
    assert file.read_bytes() == before
