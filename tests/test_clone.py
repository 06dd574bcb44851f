"""Flows of an account are cloned in it, as drafts of another name."""

import attrs
import pytest
from account_project import Project
from sandbox_calls import WRONG, Client
from two_accounts import (
    ODD,
    STATES,
    flat,
    flows,
    in_state,
    project_of_two_accounts,
    server_of_two_accounts,
)

from flowdsl.platform.lifecycle import State, allowed

__all__ = ["project_of_two_accounts", "server_of_two_accounts"]


@pytest.mark.parametrize("state", STATES)
def test_a_flow_is_cloned_in_every_state(project: Project, client: Client, state: State) -> None:
    """The clone is a draft with the same Flow JSON and categories; the flow and the lock stay."""
    flow_id = in_state(client, state)
    assert not allowed("clone", state).is_refused
    result = project.run("clone", "dev", flow_id, "--name", "Füße")
    assert result.exit_code == 0, result.output
    before, clone = flows(project).values()
    assert before["status"] == state
    assert (clone["name"], clone["status"]) == ("Füße", "DRAFT")
    assert clone["categories"] == ["SURVEY"]
    assert clone["content"] == before["content"]
    assert result.stdout == f"cloned booking (id {flow_id}) as Füße (id {clone['id']})\n"
    assert not project.lock.exists()


def test_categories_of_a_clone_can_be_given(project: Project, client: Client) -> None:
    """They are those of the flow by default; what is no category is refused before the call."""
    flow_id = in_state(client, "DRAFT")
    arguments = ("clone", "dev", flow_id, "--name", "x")
    wrong = project.run(*arguments, "--category", "SURVY")
    assert wrong.exit_code == 2
    assert 'did you mean "SURVEY"?' in wrong.stderr
    given = ("--category", "other", "--category", "SIGN_UP")
    document = project.json(*arguments, *given)
    assert flows(project)[document["id"]]["categories"] == ["OTHER", "SIGN_UP"]
    assert document["source"] == {"id": flow_id, "name": "booking", "state": "DRAFT"}
    assert project.run("clone", "dev", flow_id, "--name", " ").exit_code == 2
    assert project.run("clone", "dev", flow_id).exit_code == 2


def test_categories_that_nobody_may_choose_are_asked_for(project: Project, client: Client) -> None:
    """A flow may be for something that a new flow cannot be for."""
    flow_id = in_state(client, "DRAFT")
    with project.sandbox.control.graph.store.transaction() as rows:
        flow = rows.flow(flow_id)
        assert flow is not None
        rows.put_flow(attrs.evolve(flow, categories=("SHOP\x1b[31mPING",)))
    refused = project.run("clone", "dev", flow_id, "--name", "x")
    assert refused.exit_code == 2
    assert "give --category" in flat(refused)
    done = project.run("clone", "dev", flow_id, "--name", "x", "--category", "OTHER")
    assert done.exit_code == 0


def test_a_name_that_is_taken_is_explained(project: Project, client: Client) -> None:
    """After a lost answer the name is taken: by the clone, as its Flow JSON shows."""
    flow_id = in_state(client, "DRAFT")
    empty = client.created("empty")
    project.sandbox.inject("after", operation="create")
    arguments = ("clone", "dev", "booking", "--name", ODD[3])
    lost = project.run(*arguments)
    assert lost.exit_code == 1
    assert "run it again" in flat(lost)
    clone = next(each for each in flows(project).values() if each["name"] == ODD[3])
    again = project.run(*arguments)
    assert again.exit_code == 1
    assert "Another flow of the account has the name." in flat(again)
    assert f"flowdsl pull dev {clone['id']}" in again.stderr
    other = project.run("clone", "dev", "booking", "--name", "empty")
    assert f"empty (id {empty}) has the name, and is DRAFT" in other.stderr
    assert "flowdsl pull" not in other.stderr
    assert len(flows(project)) == 3
    assert flow_id in flows(project)


def test_a_clone_has_the_errors_of_the_flow(project: Project, client: Client) -> None:
    """They are shown, and the clone is made all the same."""
    flow_id = client.created("broken", flow_json=WRONG)
    result = project.run("clone", "dev", "broken", "--name", "x")
    assert result.exit_code == 0
    assert "it cannot be published as it is" in result.stderr
    assert "error[" in result.stderr
    assert project.json("clone", "dev", flow_id, "--name", "y")["validation_errors"]
