"""`flowdsl plan` says what a push would do, and how it ends says whether there is something."""

import http.server
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from account_project import BOOKING, Project
from graph_replays import serving
from sandbox_calls import Client

from flowdsl.platform.plan_formats import plan_json
from flowdsl.testing.graph_server import Sandbox

META = "EAA" + "planted" * 6


@pytest.fixture
def client(server: Sandbox) -> Client:
    """Somebody else who works in the account."""
    return Client(server)


def module(variable: str, title: str = "Book a table", **arguments: str) -> str:
    """Return a module with a flow."""
    more = "".join(f"{key}={value}, " for key, value in arguments.items())
    source = BOOKING.replace("booking = ", f"{variable} = ").replace("Book a table", title)
    return source.replace("categories", f"{more}categories", 1)


def flow_id(project: Project, name: str = "booking") -> str:
    """Return the id of a flow in the account."""
    return str(project.flows()[name]["id"])


def is_harmless(text: str) -> bool:
    """Return whether a terminal obeys nothing in a text."""
    return all(each.isprintable() for line in text.split("\n") for each in line)


# How it ends.


def test_the_exit_code_says_whether_there_is_something_to_do(
    project: Project, client: Client
) -> None:
    """0 for nothing, 1 for something, 2 for what cannot be done; nothing is changed by it."""
    before = project.sandbox.state()
    assert project.run("plan", "dev").exit_code == 1
    assert project.sandbox.state() == before
    assert not project.lock.exists()
    assert project.run("push", "dev").exit_code == 0
    done = project.run("plan", "dev")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "1 up to date")
    assert project.run("plan", "dev", "--publish").exit_code == 1
    assert project.run("push", "dev", "--publish").exit_code == 0
    assert client.post(f"{flow_id(project)}/deprecate").status == 200
    project.edit("Book a table", "Reserve")
    blocked = project.run("plan", "dev")
    assert blocked.exit_code == 2
    assert "obstacle: it is DEPRECATED: A deprecated flow cannot be changed." in blocked.stdout


def test_a_note_alone_is_nothing_to_do(project: Project) -> None:
    """A withdrawn flow stays as it is, and the plan says why it is not published."""
    assert project.run("push", "dev", "--publish").exit_code == 0
    Client(project.sandbox).post(f"{flow_id(project)}/deprecate")
    project.run("push", "dev")
    plan = project.run("plan", "dev", "--publish")
    assert plan.exit_code == 0
    assert "note: it is not published, as it is DEPRECATED" in plan.stdout


WRONG: Sequence[tuple[str, Callable[[Project], object], tuple[str, ...], str]] = [
    ("environment", lambda _: None, ("plan", "devv"), 'has no environment "devv"; did you mean'),
    ("other", lambda _: None, ("plan", "live"), 'has no environment "live" (there are dev)'),
    ("path", lambda _: None, ("plan", "dev", "flow"), 'flow does not exist; did you mean "flows"'),
    ("nothing", lambda it: it.write("flows/booking.py", ""), ("plan", "dev"), "there is no flow"),
    ("input", lambda _: None, ("plan", "dev", "-"), "not from standard input"),
    ("target", lambda _: None, ("plan", "dev", "-t", "9.9"), "9.9"),
    ("jobs", lambda _: None, ("plan", "dev", "-j", "99"), "1<=x<=16"),
    (
        "targets",
        lambda it: it.edit("paths", 'target = ["7.2", "7.3"]\npaths', "pyproject.toml"),
        ("plan", "dev"),
        "The settings have several targets (7.2, 7.3); --target names one.",
    ),
    (
        "paths",
        lambda it: it.edit('paths = ["flows"]', "", "pyproject.toml"),
        ("plan", "dev"),
        "Name a module or a folder, or set `paths` under [tool.flowdsl]",
    ),
    (
        "conflict",
        lambda it: it.write("flows.lock", "<<<<<<< ours\n"),
        ("plan", "dev"),
        "flows.lock: line 1 is a conflict of git",
    ),
    (
        "category",
        lambda it: it.edit("APPOINTMENT_BOOKING", "SHOPPING"),
        ("plan", "dev"),
        "flows/booking.py: there is no category 'SHOPPING'",
    ),
    (
        "twice",
        lambda it: it.write("flows/copy.py", BOOKING),
        ("plan", "dev"),
        '"booking" is the name of two flows, in flows/booking.py and flows/copy.py',
    ),
    (
        "module",
        lambda it: it.write("flows/booking.py", "from flowdsl import Flow\n1 / 0\n"),
        ("plan", "dev"),
        "ZeroDivisionError: division by zero",
    ),
    (
        "link",
        lambda it: (it.folder / "flows/lost.py").symlink_to("nowhere"),
        ("plan", "dev"),
        "lost.py cannot be read: No such file",
    ),
    (
        "unreachable",
        lambda it: it.environment(base_url="http://127.0.0.1:1"),
        ("plan", "dev"),
        "The server was not reached, so nothing was done.",
    ),
    (
        "no sandbox",
        lambda it: it.environment(base_url="http://127.0.0.1:1"),
        ("plan", "dev"),
        "help: See that it runs: `flowdsl sandbox` starts a local one.",
    ),
    (
        "account",
        lambda it: it.environment(waba_id="77"),
        ("plan", "dev"),
        "cannot list the flows",
    ),
]


@pytest.mark.parametrize(
    ("arrange", "arguments", "said"),
    [row[1:] for row in WRONG],
    ids=[row[0] for row in WRONG],
)
def test_what_is_wrong_is_a_sentence_and_exit_code_2(
    project: Project, arrange: Callable[[Project], object], arguments: tuple[str, ...], said: str
) -> None:
    """1 would say that there is something to push; standard output stays empty, for programs."""
    arrange(project)
    for more in ((), ("--json",)):
        result = project.run(*arguments, *more)
        assert result.exit_code == 2
        assert said in result.stderr
        assert result.stdout == ""
        assert 'flowdsl"' not in "".join(re.findall(r'File "(.*)', result.stderr))


def test_errors_of_flows_are_shown_with_their_places(project: Project) -> None:
    """As `flowdsl check` shows them, and nothing is asked of the server."""
    project.edit('id="ONLY"', 'id="no good"')
    project.environment(base_url="http://127.0.0.1:1")
    result = project.run("plan", "dev")
    assert result.exit_code == 2
    assert "error[FLOW112]" in result.stderr
    assert "flows/booking.py:10:16" in result.stderr
    assert "error: flows/booking.py: 1 error; nothing was done" in result.stderr
    assert "cannot list" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "the environment variable FLOWDSL_ACCESS_TOKEN is not set"),
        ("", "the access token is empty"),
        ("a b", "holds a space"),
        (META, "Invalid OAuth access token"),
    ],
)
def test_a_token_that_does_not_do(
    project: Project, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
) -> None:
    """The sentence says where it comes from, or what Meta says of it, and never the token."""
    if value is None:
        monkeypatch.delenv("FLOWDSL_ACCESS_TOKEN")
    else:
        monkeypatch.setenv("FLOWDSL_ACCESS_TOKEN", value)
    result = project.run("plan", "dev")
    assert result.exit_code == 2
    assert said in result.stderr
    assert META not in result.output


@pytest.mark.parametrize("library", ["httpx2", "stamina"])
def test_a_library_that_is_missing(
    project: Project, environment: dict[str, str], library: str
) -> None:
    """The sentence says what to install, even before a token is looked for."""
    code = f"import sys; sys.modules[{library!r}] = None; from flowdsl.cli import main; main()"
    del environment["FLOWDSL_ACCESS_TOKEN"]
    for command in ("plan", "push"):
        done = subprocess.run(
            [sys.executable, "-c", code, command, "dev"],
            cwd=project.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        said = f'error: {library} is not installed: pip install "flowdsl[push]"\n'
        assert (done.stdout, done.stderr) == ("", said)


# Where it is called.


def test_a_subfolder_is_in_the_same_project(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings, flows and the lock are found above; paths of the call are from where one is."""
    project.write("flows/deep/other.py", module("other"))
    monkeypatch.chdir(project.folder / "flows" / "deep")
    assert [each["name"] for each in project.json("plan", "dev")["flows"]] == ["booking", "other"]
    assert [each["label"] for each in project.json("plan", "dev", "other.py")["flows"]] == [
        "other.py"
    ]
    assert project.run("push", "dev").exit_code == 0
    assert project.lock.is_file()
    assert not (Path() / "flows.lock").exists()
    monkeypatch.chdir(project.folder)
    assert project.run("plan", "dev").exit_code == 0


def test_a_path_with_blanks_and_accents(project: Project) -> None:
    """It is a path as any."""
    name = "flows/des réservations/à table.py"
    project.write(name, module("autre"))
    [found] = project.json("plan", "dev", name)["flows"]
    assert (found["name"], found["label"]) == ("autre", name)
    assert project.run("push", "dev", name).exit_code == 0
    assert project.run("plan", "dev", name).exit_code == 0


def test_a_lock_with_lines_of_windows(project: Project) -> None:
    """Git may have made them; they are no change."""
    assert project.run("push", "dev").exit_code == 0
    project.lock.write_bytes(project.lock.read_bytes().replace(b"\n", b"\r\n"))
    plan = project.run("plan", "dev")
    assert (plan.exit_code, plan.stdout.splitlines()[-1]) == (0, "1 up to date")


def test_paths_are_only_a_part_of_the_project(project: Project) -> None:
    """What else the lock knows is not gone where only some flows are looked at."""
    project.write("flows/other.py", module("other"))
    assert project.run("push", "dev").exit_code == 0
    (project.folder / "flows" / "other.py").unlink()
    assert project.json("plan", "dev", "flows/booking.py")["gone"] == []
    assert project.json("plan", "dev", "flows")["gone"] == []
    gone = {"name": "other", "id": flow_id(project, "other"), "state": "DRAFT"}
    assert project.json("plan", "dev")["gone"] == [gone]
    assert project.run("plan", "dev").exit_code == 0


def test_the_target_of_the_call_comes_before_that_of_the_settings(project: Project) -> None:
    """And one in the settings before that of the flow."""
    assert project.run("push", "dev").exit_code == 0
    project.edit("paths", 'target = "7.2"\npaths', "pyproject.toml")
    plan = project.json("plan", "dev")["flows"][0]
    assert plan["steps"] == ["upload"]
    assert plan["changes"]["changes"]
    assert project.json("plan", "dev", "--target", "7.3")["flows"][0]["steps"] == []


def test_the_lock_is_taken_at_its_word_where_nothing_is_downloaded(
    project: Project, client: Client
) -> None:
    """What somebody uploaded is seen with a download alone."""
    assert project.run("push", "dev").exit_code == 0
    client.upload(flow_id(project), '{"version": "7.3", "screens": []}')
    assert project.run("plan", "dev", "--no-download").exit_code == 0
    plan = project.run("plan", "dev")
    assert plan.exit_code == 1
    assert "drift: its Flow JSON was changed in the account since the last push" in plan.stdout


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


def test_nothing_is_left_in_the_folder(project: Project) -> None:
    """A plan writes no file."""
    before = sorted(os.listdir(project.folder))
    project.run("plan", "dev")
    assert sorted(os.listdir(project.folder)) == before
