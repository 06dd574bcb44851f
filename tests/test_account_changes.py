"""Flows of an account are published, withdrawn, deleted, cloned and copied; the lock follows."""

import json
import re
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from account_project import Project
from click.testing import Result
from sandbox_calls import GOOD, WRONG, Client

from flowdsl.platform.lifecycle import State, allowed
from flowdsl.platform.lock import read_lock
from flowdsl.testing.graph_server import Sandbox

STATES = [state for state in State if state is not State.DELETED]
GOALS = {"publish": State.PUBLISHED, "deprecate": State.DEPRECATED, "delete": None}
SAID = {"publish": "published", "deprecate": "deprecated", "delete": "deleted"}
ODD = ["Füße für 2", "a \"quoted\" 'name'", "--yes", "red \x1b[31m\nnext \u202eline"]
"""Names as the account may have them."""


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """One server with two accounts of one business; each test begins with empty ones."""
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture
def project(project: Project, server: Sandbox) -> Project:
    """A project with one flow, and two environments: `dev`, and `stage` in the other account."""
    text = (project.folder / "pyproject.toml").read_text(encoding="utf-8")
    dev = text[text.index("[tool.flowdsl.env.dev]") :]
    stage = dev.replace("env.dev", "env.stage").replace(*server.waba_ids)
    project.write("pyproject.toml", f"{text}\n{stage}")
    return project


@pytest.fixture
def client(server: Sandbox) -> Client:
    """Arranges what the account has."""
    return Client(server)


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


def struck(project: Project) -> int:
    """Return how many calls the faults have struck."""
    return sum(each["struck"] for each in project.sandbox.state()["faults"])


def flat(result: Result) -> str:
    """Return all that was printed, which has to be safe for a terminal."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)
    assert "Traceback" not in result.output
    return result.output


# In every state.


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


# Publishing, deprecating and deleting.


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


# Cloning.


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


# Copying from another account.


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


# What holds for all of them.


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
