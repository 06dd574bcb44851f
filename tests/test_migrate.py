"""Flows are copied from one account of a business to another; the lock follows."""

from typing import Any

import attrs
import pytest
from account_project import Project
from sandbox_calls import Client
from two_accounts import (
    ODD,
    STATES,
    flat,
    flows,
    in_state,
    known,
    project_of_two_accounts,
    server_of_two_accounts,
)

from flowdsl.platform.lifecycle import State, allowed

__all__ = ["project_of_two_accounts", "server_of_two_accounts"]


@pytest.mark.parametrize("state", STATES)
def test_a_flow_is_copied_in_every_state(project: Project, client: Client, state: State) -> None:
    """A published flow is copied as published, any other as a draft; the source stays."""
    flow_id = in_state(client, state, waba=1)
    assert not allowed("migrate", state).is_refused
    project.run("adopt", "stage")
    result = project.run("migrate", "dev", "booking", "--from", "stage")
    assert result.exit_code == 0, result.output
    (copy,) = flows(project).values()
    assert copy["status"] == ("PUBLISHED" if state is State.PUBLISHED else "DRAFT")
    assert flows(project, 1)[flow_id]["status"] == state
    assert result.stdout == f"copied booking (id {copy['id']}) from stage (id {flow_id})\n"
    assert known(project) == {"booking": (copy["id"], copy["status"])}
    assert known(project, "stage") == {"booking": (flow_id, state)}
    assert project.run("adopt", "dev").stdout.startswith("known already")


def test_that_some_fail_is_said_of_each(project: Project, client: Client) -> None:
    """What is there already is told from all else, and what to do; the others are copied."""
    source = {name: in_state(client, "DRAFT", name, waba=1) for name in (*ODD, "twice")}
    there = in_state(client, "DRAFT", "twice")
    result = project.run("migrate", "dev", "--all", "--from", "stage")
    assert result.exit_code == 1
    assert len(flat(result).splitlines()) == len(ODD) + 2
    assert result.stdout.count("copied ") == len(ODD)
    assert f"there already, with the id {there}" in result.stderr
    assert "code 4233041" in result.stderr
    assert f"flowdsl adopt dev {there}" in result.stderr
    assert {each["name"] for each in flows(project).values()} == set(source)
    document = project.json("migrate", "dev", "twice", "--from", project.sandbox.waba_ids[1])
    assert document["failed"][0]["other_id"] == there
    assert document["copied"] == []
    assert not document["is_complete"]
    assert not project.lock.exists()  # It knows none of them in the other account.


def test_a_flow_that_vanishes_meanwhile_is_told_from_one_that_is_there(
    project: Project, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One code of Meta's has two meanings, which the lists of the accounts settle."""
    from flowdsl.platform import remote

    flow_id = in_state(client, "DRAFT", waba=1)
    in_state(client, "DRAFT", "other", waba=1)
    before = remote.list_account

    def late(*arguments: Any) -> Any:
        found = before(*arguments)
        client.delete(flow_id)
        return found

    monkeypatch.setattr(remote, "list_account", late)
    result = project.run("migrate", "dev", "booking", "--from", "stage")
    assert result.exit_code == 1
    assert "the account that it is copied from has no flow of that name" in result.stderr
    assert "already" not in result.stderr


def test_many_flows_are_copied_in_several_calls(project: Project, client: Client) -> None:
    """Meta takes 100 names at once; where a call fails, what it was about is named."""
    names = [f"flow {number:03}" for number in range(203)]
    flow_id = in_state(client, "DRAFT", names[0], waba=1)
    with project.sandbox.control.graph.store.transaction() as rows:
        first = rows.flow(flow_id)
        assert first is not None
        for name in names[1:]:
            rows.put_flow(attrs.evolve(first, id=rows.new_id(), name=name, position=0))
    project.sandbox.inject("after", operation="migrate", nth=2)
    lost = project.json("migrate", "dev", "--all", "--from", "stage")
    assert [each["name"] for each in lost["copied"]] == names[:100]
    assert lost["unknown"] == names[100:200]
    assert lost["not_begun"] == names[200:]
    assert len(flows(project)) == 200
    again = project.json("migrate", "dev", "--all", "--from", "stage")
    assert [each["name"] for each in again["copied"]] == names[200:]
    assert {each["name"] for each in again["failed"]} == set(names[:200])
    assert {each["other_id"] for each in again["failed"]} < set(flows(project))


def test_flows_of_the_source_are_named_in_three_ways(project: Project, client: Client) -> None:
    """By the name in the project, through the lock of that environment; by name there; by id."""
    first = in_state(client, "PUBLISHED", "Booking (new)", waba=1)
    second = in_state(client, "DRAFT", "second", waba=1)
    third = in_state(client, "DRAFT", "third", waba=1)
    project.run("adopt", "stage", first, "--as", "booking")
    result = project.run("migrate", "dev", "booking", "second", third, "--from", "stage")
    assert result.exit_code == 0, result.output
    copies = {each["name"]: each["id"] for each in flows(project).values()}
    assert set(copies) == {"Booking (new)", "second", "third"}
    assert known(project) == {"booking": (copies["Booking (new)"], "PUBLISHED")}
    assert second not in copies.values()
    wrong = project.run("migrate", "dev", "secnd", "--from", "stage")
    assert wrong.exit_code == 2
    assert 'stage has no flow "secnd"; did you mean "second"?' in wrong.stderr


def test_a_lock_that_knows_another_flow_is_left_alone(project: Project, client: Client) -> None:
    """What is known of a flow that is still there is not overwritten by a copy."""
    old = in_state(client, "DRAFT", "old booking")
    in_state(client, "DRAFT", "booking", waba=1)
    project.run("adopt", "dev", "old booking", "--as", "booking")
    project.run("adopt", "stage")
    result = project.run("migrate", "dev", "booking", "--from", "stage")
    assert result.exit_code == 0
    assert f"booking (id {old}) stays in the lock file" in result.stderr
    assert known(project) == {"booking": (old, "DRAFT")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "stage"], "give --all"),
        (["x", "--all", "--from", "stage"], "give --all"),
        (["x"], "--from"),
        (["--all", "--from", "dev"], "are one account"),
        (["--all", "--from", "stge"], 'did you mean "stage"?'),
        (["--all", "--from", "far"], "are not on one server"),
    ],
)
def test_a_call_that_names_too_little_or_too_much_is_refused(
    project: Project, arguments: list[str], said: str
) -> None:
    """Copying all is said, and an account is not copied into itself."""
    settings = project.folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    far = '[tool.flowdsl.env.far]\nwaba_id = "7"\ntoken_env = "FLOWDSL_ACCESS_TOKEN"\n'
    settings.write_text(f"{text}\n{far}")
    result = project.run("migrate", "dev", *arguments)
    assert result.exit_code == 2
    assert said in flat(result)


def test_an_account_without_flows_is_no_failure(project: Project) -> None:
    """There is nothing to copy, which is said."""
    result = project.run("migrate", "dev", "--all", "--from", "stage")
    assert result.exit_code == 0
    assert "stage has no flows" in result.stderr
