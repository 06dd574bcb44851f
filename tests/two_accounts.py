"""Two accounts of one business, a project with an environment in each, and what they have."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from account_project import Project
from click.testing import Result
from sandbox_calls import GOOD, Client

from flowdsl.platform.lifecycle import State
from flowdsl.platform.lock import read_lock
from flowdsl.testing.graph_server import Sandbox

__all__ = [
    "ODD",
    "STATES",
    "flat",
    "flows",
    "in_state",
    "known",
    "project_of_two_accounts",
    "server_of_two_accounts",
]

STATES = [state for state in State if state is not State.DELETED]
ODD = ["Füße für 2", "a \"quoted\" 'name'", "--yes", "red \x1b[31m\nnext \u202eline"]
"""Names as the account may have them."""


@pytest.fixture(scope="module", name="server")
def server_of_two_accounts() -> Iterator[Sandbox]:
    """One server with two accounts of one business; each test begins with empty ones."""
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture(name="project")
def project_of_two_accounts(project: Project, server: Sandbox) -> Project:
    """A project with one flow, and two environments: `dev`, and `stage` in the other account."""
    text = (project.folder / "pyproject.toml").read_text(encoding="utf-8")
    dev = text[text.index("[tool.flowdsl.env.dev]") :]
    stage = dev.replace("env.dev", "env.stage").replace(*server.waba_ids)
    project.write("pyproject.toml", f"{text}\n{stage}")
    return project


def in_state(client: Client, state: str, name: str = "booking", waba: int = 0) -> str:
    """Return the id of a flow that was brought to a state."""
    body = {"name": name, "categories": ["SURVEY"], "flow_json": GOOD}
    if state != State.DRAFT:
        body["publish"] = True
    flow_id = str(client.post(f"{client.sandbox.waba_ids[waba]}/flows", body).body["id"])
    if state == State.DEPRECATED:
        assert client.post(f"{flow_id}/deprecate").status == 200
    if state in (State.THROTTLED, State.BLOCKED):
        client.sandbox.move(flow_id, State.THROTTLED)
    if state == State.BLOCKED:
        client.sandbox.move(flow_id, State.BLOCKED)
    return flow_id


def flows(project: Project, waba: int = 0) -> dict[str, dict[str, Any]]:
    """Return the flows of one account by their ids."""
    account = project.sandbox.state()["accounts"][waba]
    return {flow["id"]: flow for flow in account["flows"]}


def known(project: Project, environment: str = "dev") -> dict[str, tuple[str, str | None]]:
    """Return the ids and states in the lock file by the names of the flows."""
    found = read_lock(project.lock).flows.items()
    return {name: (each.id, each.state) for (place, name), each in found if place == environment}


def flat(result: Result) -> str:
    """Return all that was printed, which has to be safe for a terminal."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)
    assert "Traceback" not in result.output
    return result.output
