"""No sequence of commands, accidents and other people brings lock, plan and account out of step."""

import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from account_project import BOOKING, Project, without_waiting
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from push_checks import WatchedWorld
from push_machine import PushMachine
from push_world import Server

from flowdsl.platform.graph import client
from flowdsl.platform.graph.sending import client_options
from flowdsl.platform.lock import Lock, read_lock, write_lock

__all__ = ["without_waiting"]

WALKS = max(1, settings.default.max_examples * 2 // 5)
STEPS = 16


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all; each walk begins with an empty one."""
    server = Server()
    with server.sandbox:
        yield server


@pytest.fixture
def project(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with one flow, and an account without one."""
    server.reset()
    return Project(tmp_path / "project", server.sandbox, monkeypatch)


def test_lock_plan_and_account_come_together_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any steps a push leads to where the plan is empty, or what is in its way is so."""
    # Files are written more than once a second, which Python does not see in what it compiled.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    # Nothing here is encrypted, and to read all certificates takes as long as a push.
    context = ssl.create_default_context()
    monkeypatch.setattr(
        client, "client_options", lambda *given: {**client_options(*given), "verify": context}
    )

    def begin() -> PushMachine:
        server.reset()
        project = Project(tmp_path / "project", server.sandbox, monkeypatch)
        return PushMachine(WatchedWorld(project, server))

    run_state_machine_as_test(
        begin, settings=settings(max_examples=WALKS, stateful_step_count=STEPS)
    )


def test_what_the_lock_says_wrongly_is_mended(project: Project) -> None:
    """After a merge each line of a flow may come from another side, and a push puts it right."""
    assert project.run("push", "dev").exit_code == 0
    lock = read_lock(project.lock)
    [(key, locked)] = lock.flows.items()
    for name, value in (
        ("name", "another"),
        ("sha256", "0" * 64),
        ("json_version", "6.0"),
        ("state", "PUBLISHED"),
        ("json_version", None),
    ):
        wrong = attrs.evolve(locked, **{name: value})
        write_lock(project.lock, lock.with_flow(*key, wrong))
        assert project.json("plan", "dev")["flows"][0]["steps"] == ["record"], name
        assert project.run("push", "dev").exit_code == 0
        assert read_lock(project.lock) == lock, name


def test_a_name_that_another_flow_gives_up_is_free_after_that(project: Project) -> None:
    """A flow is renamed and a new one gets its name: what has to come first is said, and helps."""
    assert project.run("push", "dev").exit_code == 0
    lock = read_lock(project.lock)
    [(_, locked)] = lock.flows.items()
    write_lock(project.lock, Lock().with_flow("dev", "table", locked))
    project.write(
        "flows/table.py", BOOKING.replace("booking = Flow(", 'table = Flow(name="table",')
    )
    plan = project.run("plan", "dev")
    assert plan.exit_code == 2
    assert f'the id {locked.id}, which has this name, for "table": push that first' in plan.stdout
    assert project.run("push", "dev").exit_code == 2
    assert project.run("push", "dev", "flows/table.py").exit_code == 0
    assert project.run("push", "dev").exit_code == 0
    assert {flow["id"] for flow in project.flows().values()} > {locked.id}
    assert project.flows()["table"]["id"] == locked.id
    assert project.run("plan", "dev").exit_code == 0
