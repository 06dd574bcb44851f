"""`flowdsl plan` says what a push would do, and how it ends says whether there is something."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from account_project import BOOKING, Project, flow_id, module
from sandbox_calls import Client

META = "EAA" + "planted" * 6


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


def test_nothing_is_left_in_the_folder(project: Project) -> None:
    """A plan writes no file."""
    before = sorted(os.listdir(project.folder))
    project.run("plan", "dev")
    assert sorted(os.listdir(project.folder)) == before
