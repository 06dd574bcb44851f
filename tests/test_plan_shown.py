"""What `flowdsl plan` prints is for people and for programs, and harms no terminal."""

import http.server
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from account_project import Project, flow_id, module
from graph_replays import serving
from sandbox_calls import Client

from flowdsl.platform.plan_formats import plan_json
from flowdsl.testing.graph_server import Sandbox


def is_harmless(text: str) -> bool:
    """Return whether a terminal obeys nothing in a text."""
    return all(each.isprintable() for line in text.split("\n") for each in line)


# What it prints.


def everything(project: Project, client: Client) -> None:
    """Arrange an account and a project in which nearly everything happens."""
    flows = ("changed", "drifting", "draft", "left", "renamed", "same", "withdrawn")
    (project.folder / "flows" / "booking.py").unlink()
    for name in flows:
        project.write(f"flows/{name}.py", module(name))
    assert project.run("push", "dev", "--publish", "-q", "-j", "1").exit_code == 0
    project.write("flows/draft.py", module("draft", "Reserve"))
    assert project.run("push", "dev", "-y", "-q").exit_code == 0
    client.post(f"{flow_id(project, 'withdrawn')}/deprecate")
    client.upload(flow_id(project, "drifting"), '{"version": "7.3", "screens": []}')
    client.post(flow_id(project, "renamed"), {"name": "by somebody"})
    project.write("flows/changed.py", module("changed", "Table"))
    project.write("flows/withdrawn.py", module("withdrawn", "Table"))
    project.write("flows/new.py", module("new"))
    uri, api = '"https://example.com/flow?key=planted"', '"3.0"'
    asking = module("asking", endpoint_uri=uri, data_api_version=api)
    project.write("flows/asking.py", asking)
    project.edit("APPOINTMENT_BOOKING", "SURVEY", "flows/same.py")
    (project.folder / "flows" / "left.py").unlink()


def test_a_plan_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    """As text for people, and as JSON for programs; the text is the same each time."""
    with Sandbox() as sandbox:
        project = Project(tmp_path / "project", sandbox, monkeypatch)
        everything(project, Client(sandbox))
        for name, options in (("plan", ()), ("publish", ("--publish",))):
            shown = project.run("plan", "dev", *options)
            assert shown.exit_code == 2
            assert is_harmless(shown.stdout)
            golden(f"plan/{name}.txt", shown.stdout)
            assert project.run("plan", "dev", *options, "-j", "1").stdout == shown.stdout
        printed = project.run("plan", "dev", "--json")
        golden("plan/plan.json", printed.stdout)
        assert printed.exit_code == 2
    assert "planted" not in shown.output + printed.output


def test_the_keys_of_the_json_are_documented(project: Project) -> None:
    """Each of them stands in the docstring, so that programs can rely on it."""
    project.run("push", "dev")
    project.edit("Book a table", "Reserve")
    project.edit("APPOINTMENT_BOOKING", "SURVEY")
    document = project.json("plan", "dev")
    [flow] = document["flows"]
    said = set(re.findall(r"`(\w+)`", plan_json.__doc__ or ""))
    assert set(document) | set(flow) <= said
    assert document["format"] == 1
    assert (document["environment"], document["waba_id"]) == ("dev", project.sandbox.waba_id)
    assert flow["steps"] == ["upload", "update"]
    assert flow["metadata"] == [
        {"field": "categories", "old": ["APPOINTMENT_BOOKING"], "new": ["SURVEY"]}
    ]
    [change] = flow["changes"]["changes"]
    assert change["kind"] == "changed"


def test_an_empty_plan_is_json_too(project: Project) -> None:
    """With exit code 0, and every key."""
    project.run("push", "dev")
    result = project.run("plan", "dev", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["is_empty"] is True
    [flow] = document["flows"]
    assert (flow["steps"], flow["state"], flow["changes"]) == ([], "DRAFT", None)


def test_a_terminal_in_ascii(project: Project, client: Client, environment: dict[str, str]) -> None:
    """What it cannot show is a question mark; nothing fails."""
    project.write("flows/booking.py", module("booking", name='"Réservation ✓"'))
    project.run("push", "dev")
    client.post(flow_id(project, "Réservation ✓"), {"name": "Ödland →"})
    project.edit("Book a table", "Réserver")
    environment |= {"PYTHONIOENCODING": "ascii", "FLOWDSL_ACCESS_TOKEN": project.sandbox.token}
    for arguments, code in ((("plan", "dev"), 1), (("push", "dev", "-y"), 0)):
        done = subprocess.run(
            [sys.executable, "-m", "flowdsl", *arguments],
            cwd=project.folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert done.stdout.isascii()
        assert done.stderr.isascii()
        assert b'"?dland ?" there, and the lock file says "R?servation ?"' in done.stdout


# What others call their flows.

EVIL = "a\x1b[31m\x07\x9b2J\u202egnp\r\nb"


def hostile(rows: list[dict[str, Any]]) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    """Return a server that lists flows, and has a Flow JSON for each."""

    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        path = handler.path.partition("?")[0]
        answer: dict[str, Any] = {"id": path.rpartition("/")[2]}
        if path.endswith("/flows"):
            answer = {"data": rows}
        elif path.endswith("/assets"):
            link = f"http://{handler.headers['Host']}/file"
            answer = {"data": [{"asset_type": "FLOW_JSON", "download_url": link}]}
        elif path == "/file":
            answer = {"version": EVIL, EVIL: EVIL, "screens": [{"id": EVIL, "title": EVIL}]}
        data = json.dumps(answer).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return respond


@pytest.mark.parametrize("options", [(), ("--publish",)])
def test_nothing_that_a_terminal_obeys_is_shown(project: Project, options: tuple[str, ...]) -> None:
    """Names, states, categories and Flow JSON that others wrote are shown as what they are."""
    row = {"id": "5", "name": EVIL, "status": EVIL, "categories": [EVIL]}
    gone = {"id": "6", "name": EVIL, "status": EVIL}
    lines = [
        "format = 1",
        'flows.dev.booking = {id = "5", name = "booking", state = "DRAFT"}',
        'flows.dev."le\\u001b[31mft" = {id = "6", name = "left"}',
        'flows.dev.away = {id = "8", name = "away"}',
    ]
    project.write("flows.lock", "\n".join([*lines, ""]))
    project.write("flows/away.py", module("away"))
    other = {"id": "9\x1b[31m", "name": "booking"}
    with serving(hostile([row, gone, other])) as settings:
        project.environment(base_url=settings.base_url)
        for command, code in (("plan", 2), ("push", 2)):
            result = project.run(command, "dev", *options)
            assert result.exit_code == code
            assert is_harmless(result.stdout)
            assert is_harmless(result.stderr)
    shown = "a\\u001b[31m\\u0007\\u009b2J\\u202egnp\\u000d\\u000ab"
    plan = result.stdout
    assert f"~ {shown}" not in plan
    assert f"! booking ({shown}): cannot be pushed" in plan
    assert f'drift: it is called "{shown}" there' in plan
    assert f"it is {shown}: a change may put it back to draft" in plan
    assert f"categories: {shown} -> APPOINTMENT_BOOKING" in plan
    assert "as flow 9\\u001b[31m already is" in plan
    assert f"no longer in the project, {shown} in the account" in plan


def test_a_question_is_harmless(project: Project) -> None:
    """It is asked of who may be shown anything."""
    row = {"id": "5", "name": EVIL, "status": EVIL, "categories": []}
    project.write("flows.lock", 'format = 1\nflows.dev.booking = {id = "5", name = "booking"}\n')
    with serving(hostile([row])) as settings:
        project.environment(base_url=settings.base_url)
        result = project.run("push", "dev", answer="n\n")
    assert result.exit_code == 1
    assert "booking: it is a\\u001b[31m" in result.stderr
    assert is_harmless(result.output)


def test_a_command_that_is_advised_can_be_pasted(project: Project) -> None:
    """The name of a flow in it is not read by a shell."""
    name = "it's `id` $HOME"
    project.write("flows/booking.py", module("booking", name=json.dumps(name)))
    project.run("push", "dev")
    project.write("flows/booking.py", module("booking"))
    plan = project.run("plan", "dev")
    [command] = re.findall(r"flowdsl (delete dev .*?); if", plan.stdout)
    script = f'set -- {command}; printf %s "$3"'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == name


def test_the_address_of_an_endpoint_is_shown_without_its_query(project: Project) -> None:
    """It may hold what lets one in."""
    uri = "https://example.com/flow?key=planted"
    project.edit("categories", f'data_api_version="3.0", endpoint_uri="{uri}", categories')
    assert project.run("push", "dev").exit_code == 0
    project.edit("?key=planted", "/new?key=planted-too")
    shown = project.run("plan", "dev").stdout
    assert "'https://example.com/flow?...' -> 'https://example.com/flow/new?...'" in shown
    printed = project.run("plan", "dev", "--json").stdout
    assert '"new": "https://example.com/flow/new"' in printed
    pushed = project.run("push", "dev").output
    assert "planted" not in shown + printed + pushed + project.lock.read_text(encoding="utf-8")
