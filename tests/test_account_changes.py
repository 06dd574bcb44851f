"""Flows of an account are published, deprecated and deleted; the lock follows."""

import json
import re
from typing import Any

import pytest
from account_project import Project
from sandbox_calls import GOOD, Client
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

GOALS = {"publish": State.PUBLISHED, "deprecate": State.DEPRECATED, "delete": None}
SAID = {"publish": "published", "deprecate": "deprecated", "delete": "deleted"}


def struck(project: Project) -> int:
    """Return how many calls the faults have struck."""
    return sum(each["struck"] for each in project.sandbox.state()["faults"])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", GOALS)
def test_what_a_state_allows_is_done_and_all_else_is_explained(
    project: Project, client: Client, operation: str, state: State
) -> None:
    """The table of the life cycle decides; what is so already counts as done."""
    flow_id = in_state(client, state)
    project.run("adopt", "dev")
    verdict, goal = allowed(operation, state), GOALS[operation]
    yes = [] if operation == "publish" else ["--yes"]
    result = project.run(operation, "dev", "booking", *yes)
    said = flat(result)
    if verdict.is_refused and state is not goal:
        assert result.exit_code == 1
        assert verdict.reason in said
        assert verdict.help is None or verdict.help in said
        assert "nothing was done" in said
        assert flows(project)[flow_id]["status"] == state
        assert known(project) == {"booking": (flow_id, state)}
        return
    assert result.exit_code == 0, said
    if state is goal:
        assert f"booking (id {flow_id}) is {SAID[operation]} already" in said
    else:
        assert result.stdout == f"{SAID[operation]} booking (id {flow_id})\n"
    assert {each["status"] for each in flows(project).values()} == ({goal} if goal else set())
    assert known(project) == ({"booking": (flow_id, goal)} if goal else {})


@pytest.mark.parametrize("fault", ["after", "half"])
@pytest.mark.parametrize("operation", GOALS)
def test_after_a_lost_answer_the_same_call_converges(
    project: Project, client: Client, operation: str, fault: str
) -> None:
    """What was done is not known at first, and is no failure when it is found to be done."""
    flow_id = in_state(client, "PUBLISHED" if operation == "deprecate" else "DRAFT")
    project.run("adopt", "dev")
    project.sandbox.inject(fault, operation=operation)
    yes = [] if operation == "publish" else ["--yes"]
    lost = project.run(operation, "dev", "booking", *yes)
    assert lost.exit_code == 1
    assert "run it again" in lost.stderr
    assert "nothing was done" not in lost.stderr
    assert struck(project) == 1
    again = project.run(operation, "dev", "booking", *yes)
    assert again.exit_code == 0, again.output
    assert again.stdout == ""
    goal = GOALS[operation]
    assert {each["status"] for each in flows(project).values()} == ({goal} if goal else set())
    assert known(project) == ({"booking": (flow_id, goal)} if goal else {})


def test_it_stops_at_the_first_failure(project: Project, client: Client) -> None:
    """What was done stays done and is in the lock; what comes later is left alone, and named."""
    ids = [in_state(client, "DRAFT", name) for name in "abcd"]
    project.run("adopt", "dev", "--all")
    project.sandbox.inject("drop", operation="publish", nth=2)
    result = project.run("publish", "dev", *"abcd")
    assert result.exit_code == 1
    assert result.stdout == f"published a (id {ids[0]})\n"
    assert "b: cannot publish the flow" in result.stderr
    assert "published before that: a" in result.stderr
    assert "not begun: c, d" in result.stderr
    assert [each["status"] for each in flows(project).values()] == ["PUBLISHED", *["DRAFT"] * 3]
    assert [state for _, state in known(project).values()] == ["PUBLISHED", *["DRAFT"] * 3]
    document = project.json("publish", "dev", *"abcd")
    assert document["is_complete"]
    assert [each["outcome"] for each in document["flows"]] == ["already", *["done"] * 3]
    assert {state for _, state in known(project).values()} == {"PUBLISHED"}


def test_nothing_is_done_where_one_is_known_to_be_refused(project: Project, client: Client) -> None:
    """A flow that its state forbids is found before the first is changed, and before it asks."""
    published, draft = in_state(client, "PUBLISHED", "a"), in_state(client, "DRAFT", "b")
    result = project.run("delete", "dev", draft, published)
    assert result.exit_code == 1
    assert "Go on?" not in result.output
    assert f"cannot delete flow {published}, which is PUBLISHED" in result.stderr
    assert "not begun: b" in result.stderr
    assert set(flows(project)) == {published, draft}
    document = project.json("delete", "dev", draft, published)
    assert [each["outcome"] for each in document["flows"]] == ["not begun", "failed"]
    assert not document["is_complete"]


def test_a_state_that_changes_meanwhile_is_seen(
    project: Project, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is asked for once more before a call; who was faster has done it."""
    from flowdsl.platform import remote

    flow_id = in_state(client, "DRAFT")
    before = remote.list_account

    def late(*arguments: Any) -> Any:
        found = before(*arguments)
        client.post(f"{flow_id}/publish")
        return found

    monkeypatch.setattr(remote, "list_account", late)
    result = project.run("publish", "dev", "booking")
    assert result.exit_code == 0
    assert "is published already" in result.stderr
    refused = project.run("delete", "dev", "booking", "--yes")
    assert refused.exit_code == 1
    assert "which is PUBLISHED" in refused.stderr


@pytest.mark.parametrize("operation", ["deprecate", "delete"])
def test_what_is_for_good_is_agreed_to(project: Project, client: Client, operation: str) -> None:
    """The question names the flow, its id, the environment and what it means."""
    flow_id = in_state(client, "PUBLISHED" if operation == "deprecate" else "DRAFT", ODD[3])
    before = flows(project)
    for answer, code in (("n\n", 1), ("", 2)):
        refused = project.run(operation, "dev", flow_id, answer=answer)
        assert refused.exit_code == code
        said = flat(refused)
        question = said.splitlines()[0]
        assert question.startswith(
            f"{operation} red \\u001b[31m\\u000anext \\u202eline (id {flow_id})"
        )
        assert f"of dev (account {project.sandbox.waba_id}), for good: " in question
        assert "nothing was done" in said
        assert flows(project) == before
    assert project.run(operation, "dev", flow_id, answer="y\n").exit_code == 0
    assert flows(project) != before


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_found_and_shown(project: Project, client: Client, name: str) -> None:
    """A flow is found by its name, whatever stands in it, and shown without harm."""
    flow_id = in_state(client, "DRAFT", name)
    for command in ("publish", "deprecate"):
        yes = ["--yes"] if command == "deprecate" else []
        result = project.run(command, "dev", *yes, "--", name)
        assert result.exit_code == 0, result.output
        assert f"{SAID[command]} " in flat(result)
        assert f"(id {flow_id})" in result.stdout
    missing = project.run("publish", "dev", "--", f"{name}s")
    assert missing.exit_code == 2
    assert "did you mean" in flat(missing)


def test_a_flow_that_is_gone_leaves_the_lock(project: Project, client: Client) -> None:
    """A delete takes it out; whatever else is to be done with it fails, and says how it goes on."""
    flow_id = in_state(client, "DRAFT")
    project.run("adopt", "dev")
    client.delete(flow_id)
    other = in_state(client, "DRAFT")
    for command in ("publish", "deprecate"):
        result = project.run(command, "dev", "booking")
        assert result.exit_code == 1
        assert f"flow {flow_id} of the lock file is no longer in the account" in result.stderr
    result = project.run("delete", "dev", flow_id)
    assert result.exit_code == 0
    assert f"booking (id {flow_id}) is no longer in the account" in result.stderr
    assert f"another flow of that name: booking (id {other})" in result.stderr
    assert known(project) == {}
    assert list(flows(project)) == [other]


def test_a_flow_is_named_once_and_found_once(project: Project, client: Client) -> None:
    """Its name in the project, its name in the account and its id are one flow."""
    flow_id = in_state(client, "DRAFT", "Booking")
    project.run("adopt", "dev", "Booking", "--as", "booking")
    result = project.run("publish", "dev", "booking", flow_id, "Booking")
    assert result.stdout == f"published booking (id {flow_id})\n"
    assert project.run("publish", "dev").exit_code == 2


def test_what_the_validator_finds_is_shown_at_the_line(project: Project) -> None:
    """Where the project has what is uploaded; elsewhere it is shown without a line, and why."""
    project.edit('id="ONLY"', 'id="ONLY 1"')
    settings = project.folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    ignoring = text.replace("[tool.flowdsl]\n", '[tool.flowdsl]\nignore = ["wrong-pattern"]\n')
    settings.write_text(ignoring, encoding="utf-8")
    assert project.run("push", "dev", "--yes").exit_code == 1
    result = project.run("publish", "dev", "booking")
    assert result.exit_code == 1
    assert "Mend them: `flowdsl check` finds them." in result.stderr
    assert re.search(r"--> flows.booking\.py:\d+:\d+", result.stderr)
    assert 'id="ONLY 1"' in flat(result)
    (flow,) = project.json("publish", "dev", "booking")["flows"]
    assert flow["outcome"] == "failed"
    assert flow["validation_errors"][0]["line_start"] == 10
    settings.write_text(text, encoding="utf-8")
    unreadable = project.run("publish", "dev", "booking")
    assert "no lines of the project are shown" in unreadable.stderr
    assert "booking.py: there are errors: flowdsl check" in unreadable.stderr
    assert "-->" not in unreadable.stderr
    project.edit("ONLY 1", "ONLY")
    other = project.run("publish", "dev", "booking")
    assert "it does not have what is uploaded of booking" in other.stderr
    assert "validation errors" in other.stderr


def test_what_the_validator_quotes_does_no_harm(project: Project, client: Client) -> None:
    """Whatever stands in a Flow JSON of the account, it reaches the terminal as text."""
    document = json.loads(GOOD)
    document["screens"][0]["a\x1b[31mb"] = 1
    document["screens"][0]["layout"]["children"][0]["type"] = "Foo\x1b[31mter\u202e"
    client.created("booking", flow_json=json.dumps(document))
    result = project.run("publish", "dev", "booking")
    assert result.exit_code == 1
    assert "a[31mb" in flat(result)
    assert "Foo[31mter" in flat(result)
    assert "\u202e" not in result.stderr
    assert "it does not have what is uploaded of booking" in result.stderr


def test_what_meta_refuses_comes_with_a_reason(project: Project, client: Client) -> None:
    """A check of Meta's that fails is explained, and the lock keeps the state."""
    flow_id = in_state(client, "DRAFT")
    project.run("adopt", "dev")
    project.sandbox.control.arrange_number(project.sandbox.phone_number_id, {"is_verified": False})
    result = project.run("publish", "dev", "booking")
    assert result.exit_code == 1
    assert "reason: The account has no verified phone number." in result.stderr
    assert "nothing was done" in result.stderr
    assert known(project) == {"booking": (flow_id, "DRAFT")}


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_lock_that_cannot_be_written_hides_nothing(
    project: Project, client: Client, monkeypatch: pytest.MonkeyPatch, as_json: list[str]
) -> None:
    """What was done is said, too, where it cannot be written down; the next call catches up."""
    flow_id = in_state(client, "DRAFT")
    project.run("adopt", "dev")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "flows.lock")

    with monkeypatch.context() as patched:
        patched.setattr("flowdsl.platform.ledger.write_lock", refuse)
        result = project.run("publish", "dev", "booking", *as_json)
    assert result.exit_code == 1
    assert "flows.lock: Permission denied" in result.stderr
    assert flow_id in result.stdout
    assert known(project) == {"booking": (flow_id, "DRAFT")}
    assert project.run("publish", "dev", "booking").exit_code == 0
    assert known(project) == {"booking": (flow_id, "PUBLISHED")}


# What holds for clone, migrate and adopt, too.


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        (["publish", "dev", "booking"], {"operation", "is_complete", "flows"}),
        (["deprecate", "dev", "booking", "--yes"], {"operation", "is_complete", "flows"}),
        (["delete", "dev", "draft", "--yes"], {"operation", "is_complete", "flows"}),
        (["clone", "dev", "draft", "--name", "x"], {"source", "id", "name", "validation_errors"}),
    ],
)
def test_json_says_what_was_done(
    project: Project, client: Client, command: list[str], keys: set[str]
) -> None:
    """Each document has its format, the environment and the account, and stands alone."""
    in_state(client, "PUBLISHED")
    in_state(client, "DRAFT", "draft")
    result = project.run(*command, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert set(document) == {"format", "environment", "waba_id", *keys}
    assert document["format"] == 1
    assert document["environment"] == "dev"
    assert document["waba_id"] == project.sandbox.waba_id
    assert project.sandbox.token not in result.output


@pytest.mark.parametrize("command", ["publish", "deprecate", "delete", "clone", "migrate", "adopt"])
def test_help_ends_with_exit_codes(project: Project, command: str) -> None:
    """Whoever writes a script finds what the codes mean."""
    result = project.run(command, "--help")
    assert re.search(r"Exit codes: 0 .*, 1\s.*, 2\s", result.stdout, re.DOTALL)
