"""`flowdsl list` and `status` say what an account has, and no question changes anything."""

import json
import re
from typing import Any, get_args

import pytest
from account_project import Project
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sandbox_calls import ENDPOINT, GOOD, WRONG, Client, key_pem, server_of_one_day

from flowdsl.cli import main
from flowdsl.cli.list import STATES
from flowdsl.cli.metrics import NAMES as METRICS
from flowdsl.platform.graph.metrics import MetricName
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.lifecycle import State, allowed
from flowdsl.platform.status import MEANINGS, OPERATIONS, FlowStatus
from flowdsl.tables import table
from flowdsl.testing.graph_server import Sandbox

__all__ = ["server_of_one_day"]

NAMES = ("zoo", "Äpfel", "Beta", 'The "new" one', "alpha", " blank", "a\r\n\x07\x9b\u202eb")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")


def in_ascii(*arguments: str) -> Result:
    """Run a command on a terminal that has no other letters."""
    return CliRunner(charset="ascii").invoke(main, arguments)


def test_the_choices_are_those_that_there_are() -> None:
    """The states and metrics that the helps name are all that there are."""
    assert set(STATES) == set(State) - {State.DELETED}
    assert get_args(MetricName) == METRICS
    assert set(MEANINGS) == set(State)


# list


def test_flows_are_listed_in_the_order_of_their_names(project: Project, client: Client) -> None:
    """Text shows what could not be seen as escapes, JSON has the names as they are."""
    for name in NAMES:
        client.created(name, flow_json=WRONG if name == "Beta" else GOOD, categories=["SURVEY"])
    listed = project.json("list", "dev")["flows"]
    assert [each["name"] for each in listed] == sorted(NAMES, key=str.casefold)
    assert {each["name"]: each["errors"] for each in listed} == {
        name: int(name == "Beta") for name in NAMES
    }
    text = project.run("list", "dev").stdout
    assert not CONTROL.search(text)
    assert "a\\u000d\\u000a" in text
    assert all(each["id"] in text for each in listed)
    assert "?pfel" in in_ascii("list", "dev").stdout


def test_the_list_says_what_each_flow_is_in_the_project(project: Project, client: Client) -> None:
    """Flows of the lock are named, others are not, and what is gone stands below."""
    empty = project.run("list", "dev")
    assert empty.exit_code == 0
    assert "has no flows: flowdsl push dev" in empty.stdout
    assert project.run("push", "dev").exit_code == 0
    other = client.created("other")
    document = project.json("list", "dev")
    assert document["format"] == 1
    assert {each["name"]: each["locked_as"] for each in document["flows"]} == {
        "booking": "booking",
        "other": None,
    }
    assert "not in the" in project.run("list", "dev").stdout
    client.delete(project.flows()["booking"]["id"])
    gone = project.json("list", "dev")
    assert [each["id"] for each in gone["flows"]] == [other]
    assert [each["locked_as"] for each in gone["gone"]] == ["booking"]
    assert "no longer in the account" in project.run("list", "dev").stdout


def test_the_list_is_filtered_by_state(project: Project, client: Client) -> None:
    """Only flows in the state are listed, however it is capitalised; a wrong state is refused."""
    client.created("draft")
    client.published("live")
    for state, names in (("draft", ["draft"]), ("PUBLISHED", ["live"]), ("Blocked", [])):
        listed = project.json("list", "dev", "--state", state)["flows"]
        assert [each["name"] for each in listed] == names
    assert "no flow that is BLOCKED" in project.run("list", "dev", "--state", "BLOCKED").stdout
    assert project.run("list", "dev", "--state", "GONE").exit_code == 2
    assert project.run("list", "prod").exit_code == 2


@given(
    st.lists(
        st.tuples(
            st.text(min_size=20, max_size=40),
            st.integers(10**12, 10**18),
            st.text(min_size=20, max_size=40),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(20, 150),
)
def test_ids_are_never_broken(rows: list[tuple[str, int, str]], width: int) -> None:
    """However narrow a terminal is, a column that is kept whole is in one piece on its line."""
    lines = table(
        ["name", "id", "more"],
        [((name,), (f"<{number}>",), (more,)) for name, number, more in rows],
        width,
        whole=[1],
    )
    text = "\n".join(lines)
    for _, number, _ in rows:
        assert f"<{number}>" in text


# status


@pytest.mark.parametrize("state", STATES)
def test_status_says_what_a_state_means_and_allows(
    project: Project, client: Client, server: Sandbox, state: str
) -> None:
    """Each operation is answered as the table of the lifecycle does, with the reason of a no."""
    flow = client.created("a", flow_json=GOOD)
    way = {
        "PUBLISHED": [],
        "THROTTLED": ["THROTTLED"],
        "BLOCKED": ["THROTTLED", "BLOCKED"],
        "DEPRECATED": [],
    }
    if state in way:
        client.post(f"{flow}/publish")
        for step in way[state]:
            server.move(flow, step)
    if state == "DEPRECATED":
        client.post(f"{flow}/deprecate")
    found = project.run("status", "dev", "a")
    assert found.exit_code == 0
    assert f"state: {state}: {MEANINGS[State(state)]}" in found.stdout
    [shown] = project.json("status", "dev", flow)["flows"]
    for operation in OPERATIONS:
        verdict = allowed(operation, state)
        said = shown["may"][operation.value]
        assert said == {"allowed": verdict.permission.value, "reason": str(verdict)}
        if verdict.is_refused:
            assert f"{operation}: no ({verdict})" in found.stdout
    alarming = state in ("THROTTLED", "BLOCKED")
    assert project.run("status", "dev", "a", "--strict").exit_code == int(alarming)
    assert shown["needs_attention"] == alarming
    # So it is also where nothing is known of its health.
    info = FlowInfo(id=flow, status=state)
    assert FlowStatus(id=flow, name="a", info=info).needs_attention == alarming


def test_status_compares_what_is_uploaded(project: Project, client: Client) -> None:
    """What is uploaded is held against what was pushed last, and against the project now."""
    nothing = project.run("status", "dev")
    assert nothing.exit_code == 2
    assert "flowdsl list dev" in nothing.stderr
    assert project.run("push", "dev").exit_code == 0
    flow = project.flows()["booking"]["id"]

    def compared() -> tuple[bool | None, bool | None]:
        [shown] = project.json("status", "dev")["flows"]
        return shown["is_pushed"], shown["is_project"]

    assert compared() == (True, True)
    project.edit("Book a table", "Reserve a table")
    assert compared() == (True, False)
    assert "something else than is uploaded" in project.run("status", "dev").stdout
    client.upload(flow, GOOD)
    assert compared() == (False, False)
    assert "something else than what was pushed last" in project.run("status", "dev").stdout
    client.upload(flow, "no JSON")
    assert compared() == (False, False)
    assert "something that is no Flow JSON" in project.run("status", "dev").stdout
    project.write("flows/booking.py", "import flowdsl\n1 / 0\n")
    assert compared() == (False, None)
    assert "ZeroDivisionError" in project.run("status", "dev").stdout
    project.lock.unlink()
    [unlocked] = project.json("status", "dev", "booking")["flows"]
    assert unlocked["is_pushed"] is None


def test_errors_of_meta_stand_at_the_line_of_the_author(project: Project, client: Client) -> None:
    """Where what is uploaded is what the project has, the author's own line is shown."""
    project.edit('label="Book"', 'label=" "')
    code = re.search(r"FLOW\d+", project.run("check", "flows").output)
    assert code is not None
    ignored = f'label=" ",  # flowdsl: ignore[{code[0]}]\n                    '
    project.edit('label=" ", ', ignored)
    assert project.run("push", "dev").exit_code == 1
    line = next(
        number
        for number, text in enumerate(
            (project.folder / "flows" / "booking.py").read_text(encoding="utf-8").split("\n"), 1
        )
        if 'label=" "' in text
    )
    shown = project.run("status", "dev")
    assert "errors: 1" in shown.stdout
    assert f"booking.py:{line}:" in shown.stderr
    assert 'label=" "' in shown.stderr
    [flow] = project.json("status", "dev")["flows"]
    assert flow["validation_errors"][0]["line_start"] == line
    project.edit("Book a table", "Reserve a table")
    elsewhere = project.run("status", "dev", "--strict")
    assert elsewhere.exit_code == 1
    assert "booking.py" not in elsewhere.stderr
    assert "error[" in elsewhere.stderr


def test_a_flow_that_is_gone_is_said_and_the_others_are_shown(
    project: Project, client: Client
) -> None:
    """One flow of the lock that was deleted in the account hides no other."""
    project.write("flows/other.json", GOOD)
    assert project.run("push", "dev").exit_code == 0
    client.delete(project.flows()["booking"]["id"])
    shown = project.run("status", "dev")
    assert shown.exit_code == 0
    assert "in flows.lock, and no longer in the account" in shown.stdout
    assert "other (id" in shown.stdout
    there = {each["name"]: each["is_there"] for each in project.json("status", "dev")["flows"]}
    assert there == {"booking": False, "other": True}
    assert project.run("status", "dev", "--strict").exit_code == 1
    assert project.run("status", "dev", "nothing").exit_code == 2


def test_status_shows_what_keeps_a_flow_from_being_sent(
    project: Project, client: Client, server: Sandbox
) -> None:
    """Each entity that limits a flow is named with its errors; a number is asked about, too."""
    project.environment(phone_number_id=server.phone_number_id)
    flow = client.created("a", flow_json=ENDPOINT, endpoint_uri="https://example.com/x?k=s3cret")
    server.control.arrange_number(server.phone_number_id, {"is_verified": False})
    shown = project.run("status", "dev", "a")
    assert "can be sent: BLOCKED" in shown.stdout
    assert f"FLOW {flow}: BLOCKED" in shown.stdout
    assert "131000: app_check" in shown.stdout
    assert "help: https://developers.facebook.com" in shown.stdout
    assert "PHONE_NUMBER" in shown.stdout
    assert "endpoint: https://example.com/x?..." in shown.stdout
    assert "publish: yes, once what is wrong with it is mended" in shown.stdout
    document = project.run("status", "dev", "a", "--json").stdout
    assert "s3cret" not in shown.output + document
    assert json.loads(document)["flows"][0]["endpoint_uri"] == "https://example.com/x?..."


@pytest.mark.parametrize(("version", "frozen"), [("5.0", "2025-09-10"), ("7.3", None)])
def test_status_says_which_versions_are_frozen(
    project: Project, client: Client, version: str, frozen: str | None
) -> None:
    """A frozen version is named with its day, and others with nothing."""
    client.created("a", flow_json=GOOD.replace("7.3", version))
    [shown] = project.json("status", "dev", "a")["flows"]
    assert (shown["json_version"], shown["frozen"]) == (version, frozen)
    text = project.run("status", "dev", "a").stdout
    assert (f"Flow JSON: {version}, which is frozen since {frozen}" in text) == bool(frozen)


def test_a_download_that_breaks_is_tried_again_and_then_told(
    project: Project, server: Sandbox
) -> None:
    """One half of an answer does no harm; where all are halves, a sentence says so."""
    assert project.run("push", "dev").exit_code == 0
    server.inject("half", operation="download")
    assert project.json("status", "dev")["flows"][0]["is_pushed"] is True
    server.inject("half", operation="download", times=100)
    failed = project.run("status", "dev")
    assert failed.exit_code == 1
    assert "cannot download the Flow JSON" in failed.stderr


# all of them


def test_nothing_of_an_account_is_obeyed_by_a_terminal(project: Project, client: Client) -> None:
    """Control characters in names, in Flow JSON and in wrong calls are escaped or left out."""
    name = NAMES[-1]
    screen = {"id": "A", "title": "T", "terminal": True, "layout": {"type": "\x07\x9b"}}
    flow = client.created(name, flow_json=json.dumps({"version": "7.3", "screens": [screen]}))
    for arguments in (
        ("status", "dev", flow),
        ("status", "dev", name[:-1]),
        ("preview", "dev", flow, "--screen", "B"),
        ("metrics", "dev", flow),
    ):
        assert not CONTROL.search(project.run(*arguments).output), arguments
    assert in_ascii("status", "dev", flow).exit_code == 0


def test_no_question_changes_anything(project: Project, client: Client, server: Sandbox) -> None:
    """Whatever is asked, the account and the lock file are as before."""
    assert project.run("push", "dev").exit_code == 0
    client.created("other", flow_json=ENDPOINT, endpoint_uri="https://example.com/?k=s3cret")
    client.post_form(
        f"{server.phone_number_id}/whatsapp_business_encryption", business_public_key=key_pem()
    )

    def everything() -> tuple[Any, str]:
        return server.state(), project.lock.read_text(encoding="utf-8")

    before = everything()
    for arguments in (
        ("list", "dev"),
        ("status", "dev"),
        ("status", "dev", "other"),
        ("preview", "dev", "other", "--exchange"),
        ("metrics", "dev", "other"),
        ("pull", "dev", "other"),
        ("keys", "dev", "--phone-number", server.phone_number_id),
    ):
        done = project.run(*arguments)
        assert done.exit_code == 0, done.output
        assert "s3cret" not in done.output
        assert server.token not in done.output
    assert everything() == before
