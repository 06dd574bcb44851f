"""A flow asks its endpoint as a phone does, and takes the answers that a phone takes."""

from collections.abc import Mapping
from typing import Any

import pytest
from endpoint_flows import AGAIN, FLOW, ON, SLOW, TOKEN, WRONG, errors, opened, success

from flowdsl import Complete, EmbeddedLink, Flow, Footer, Navigate, Screen, TextBody
from flowdsl.runtime import Refused, Reply, Session, Status


def test_first_screen_is_what_the_endpoint_says() -> None:
    """INIT has neither screen nor data, and is answered with a screen that no other leads to."""
    session, endpoint = opened(AGAIN, screen=None)
    assert endpoint.asked == [
        {"version": "3.0", "action": "INIT", "screen": "", "data": {}, "flow_token": TOKEN}
    ]
    assert (session.stack, errors(session)) == (("FIRST",), [])


def test_first_screen_may_not_be_a_later_one() -> None:
    """INIT that is answered with another screen opens nothing, and the endpoint is told why."""
    session, endpoint = opened(ON, screen=None)
    assert (session.status, session.notice) == (Status.FAILED, WRONG)
    _, told = endpoint.asked
    assert (told["action"], told["screen"]) == ("INIT", "")
    assert told["data"]["error"] == "invalid-screen-transition"
    assert "already have incoming nodes" in told["data"]["error_message"]
    with pytest.raises(Refused, match="could not be opened"):
        _ = session.screen
    with pytest.raises(Refused, match="nothing can be done"):
        session.tap("Ask")


WRONG_DATA = {
    "missing": {},
    "mistyped": {"count": "2"},
    "null": {"count": None},
    "an object": {"count": {"a": 1}},
}


@pytest.mark.parametrize("data", WRONG_DATA.values(), ids=WRONG_DATA)
def test_data_has_to_fit(data: Mapping[str, Any]) -> None:
    """A declared key that is missing, mistyped or null keeps the flow where it is."""
    session, endpoint = opened({"screen": "SECOND", "data": data})
    session = session.fill("name", "Ada").tap("Ask")
    assert (session.stack, session.notice) == (("FIRST",), WRONG)
    assert session.screen.values == {"name": "Ada"}
    assert errors(session) == ["payload-schema-error"]
    _, told = endpoint.asked
    assert told["data"]["error"] == "payload-schema-error"


@pytest.mark.parametrize("data", [[], "text", 5, None])
def test_data_is_an_object(data: Any) -> None:
    """An answer whose data is no object is refused, and the endpoint is told."""
    session, endpoint = opened({"screen": "SECOND", "data": data})
    assert errors(session.tap("Ask")) == ["payload-schema-error"]
    assert len(endpoint.asked) == 2


def test_undeclared_data_is_ignored() -> None:
    """What a screen does not declare is left out of its data, and nothing fails."""
    session, _ = opened({"screen": "SECOND", "data": {"count": 2, "more": 3}})
    session = session.tap("Ask")
    assert (session.stack, errors(session)) == (("FIRST", "SECOND"), [])
    assert session.state.screens["SECOND"].data == {"count": 2}


@pytest.mark.parametrize("screen", ["NOWHERE", "", None, 5, ["FIRST"]])
def test_unknown_screen_tells_nobody(screen: Any) -> None:
    """A screen that does not exist is an error for the user alone: no notification follows."""
    session, endpoint = opened({"screen": screen, "data": {}})
    session = session.tap("Ask")
    assert (session.stack, session.notice) == (("FIRST",), WRONG)
    assert len(endpoint.asked) == 1


def test_answers_go_along_edges_and_back() -> None:
    """An answer may name the same screen, the next one or the one before, and no other."""
    session, endpoint = opened(AGAIN, ON, {"screen": "THIRD"}, AGAIN, {}, ON)
    session = session.tap("Ask")
    assert session.stack == ("FIRST",)
    session = session.tap("Ask")
    assert session.stack == ("FIRST", "SECOND")
    session = session.tap("Ask")
    assert session.stack == ("FIRST", "SECOND", "THIRD")
    failed = session.tap("Ask")
    assert failed.stack == ("FIRST", "SECOND", "THIRD")
    assert errors(failed) == ["invalid-screen-transition"]
    assert "from [THIRD] to [FIRST]" in endpoint.asked[-1]["data"]["error_message"]
    assert failed.tap("Ask").stack == ("FIRST", "SECOND")


def test_same_screen_keeps_what_was_filled_in() -> None:
    """An answer with the same screen changes its data, and nothing that was typed."""
    session, _ = opened(AGAIN)
    assert session.fill("name", "Ada").tap("Ask").screen.values == {"name": "Ada"}


def test_error_message_is_a_notice() -> None:
    """`error_message` needs no declaration; it stands at the bottom until the next step."""
    session, _ = opened({"screen": "FIRST", "data": {"error_message": "Sold out"}})
    session = session.tap("Ask")
    assert (session.notice, errors(session)) == ("Sold out", [])
    assert session.fill("name", "Ada").notice is None


def test_success_ends_the_flow() -> None:
    """SUCCESS sends its params as they are, and closes the flow."""
    session, _ = opened(success(flow_token=TOKEN, booking_id="B-1"))
    session = session.tap("Ask")
    assert session.status is Status.COMPLETED
    assert session.response_json == f'{{"flow_token":"{TOKEN}","booking_id":"B-1"}}'
    assert session.warnings == ()


def test_success_without_token_is_warned_of() -> None:
    """SUCCESS without `flow_token` ends the flow, with a warning."""
    session, _ = opened(success())
    session = session.tap("Ask")
    assert session.response == {}
    assert "flow_token" in session.warnings[0].message


@pytest.mark.parametrize("data", [{}, {"extension_message_response": {}}, None, []])
def test_malformed_success_is_refused(data: Any) -> None:
    """SUCCESS without params is an error that the endpoint is told of."""
    session, endpoint = opened({"screen": "SUCCESS", "data": data})
    session = session.tap("Ask")
    assert (session.is_open, errors(session)) == (True, ["payload-schema-error"])
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    ("error", "notice"), [(TimeoutError(), SLOW), (ConnectionError("refused"), WRONG)]
)
def test_what_does_not_come_can_be_asked_for_again(error: Exception, notice: str) -> None:
    """After a time-out, or where nothing came, the same can be tapped once more."""
    session, endpoint = opened(error, ON)
    session = session.fill("name", "Ada").tap("Ask")
    assert (session.stack, session.notice, len(endpoint.asked)) == (("FIRST",), notice, 1)
    assert session.tap("Ask").stack == ("FIRST", "SECOND")


@pytest.mark.parametrize(
    "answer", [{"data": {"acknowledged": True}}, ON, success(flow_token="x"), TimeoutError()]
)
def test_what_a_notification_is_answered_with_changes_nothing(answer: Any) -> None:
    """The endpoint is told what was wrong with its answer; what it says to that does not count."""
    session, endpoint = opened({"screen": "THIRD", "data": {}}, answer)
    session = session.tap("Ask")
    assert (session.stack, session.status, session.notice) == (("FIRST",), Status.OPEN, WRONG)
    assert [set(each["data"]) for each in endpoint.asked] == [{"name"}, {"error", "error_message"}]
    assert session.requests == tuple(endpoint.asked)


def test_back_asks_where_the_screen_says_so() -> None:
    """BACK names the screen that is left and carries no data; its answer is shown."""
    session, endpoint = opened(ON, AGAIN)
    session = session.fill("name", "Ada").tap("Ask").back()
    assert (endpoint.asked[-1]["action"], endpoint.asked[-1]["screen"]) == ("BACK", "SECOND")
    assert endpoint.asked[-1]["data"] == {}
    assert (session.stack, session.screen.values) == (("FIRST",), {"name": "Ada"})


def test_back_can_be_held() -> None:
    """BACK that is answered with the screen that is left keeps somebody there."""
    session, _ = opened(ON, {"screen": "SECOND", "data": {"count": 3}})
    session = session.tap("Ask").back()
    assert session.stack == ("FIRST", "SECOND")
    assert session.state.screens["SECOND"].data == {"count": 3}


def test_back_without_refresh_asks_nobody() -> None:
    """A screen without `refresh_on_back` is left without a request."""
    session, endpoint = opened(ON, {"screen": "THIRD", "data": {}})
    session = session.tap("Ask").tap("Ask").back()
    assert (session.stack, len(endpoint.asked)) == (("FIRST", "SECOND"), 2)


STATUSES = {
    421: (["business-decryption-error"], WRONG, 2),
    427: (["cannot_be_served"], "Already placed", 1),
    432: (["unexpected_http_status_code"], WRONG, 1),
    500: (["unexpected_http_status_code"], WRONG, 1),
}


@pytest.mark.parametrize("status", STATUSES)
def test_status_is_an_error(status: int) -> None:
    """Another status than 200 keeps the flow where it is; 421 is asked once more."""
    session, endpoint = opened(Reply({"error_msg": "Already placed"}, status))
    session = session.tap("Ask")
    assert (errors(session), session.notice, len(endpoint.asked)) == STATUSES[status]
    assert session.is_open
    assert session.state.is_disabled is (status == 427)


def test_decryption_that_works_the_second_time_is_no_error() -> None:
    """Where only the first answer is 421, the flow goes on."""
    session, _ = opened(Reply(None, 421), ON)
    assert session.tap("Ask").stack == ("FIRST", "SECOND")


def test_disabled_button_opens_nothing() -> None:
    """After 427 the flow cannot be opened again."""
    session, _ = opened(Reply({}, 427))
    with pytest.raises(Refused, match="HTTP 427"):
        session.tap("Ask").close().reopen()


def test_nothing_that_answers_is_said() -> None:
    """A flow that asks where nothing answers refuses the tap, with what can be done."""
    with pytest.raises(Refused, match=r"FIRST asks its endpoint.*give endpoint="):
        Session(FLOW, screen="FIRST").tap("Ask")


def test_given_answers_come_first() -> None:
    """What `answering` gives is taken before the endpoint is asked."""
    session, endpoint = opened(AGAIN)
    session = session.answering(ON).tap("Ask")
    assert (session.stack, endpoint.asked) == (("FIRST", "SECOND"), [])


def test_payloads_see_what_was_filled_in_last() -> None:
    """What is typed before the tap is sent, and what is filled in afterwards is not."""
    session, endpoint = opened(AGAIN)
    session = session.fill("name", "Ada").fill("name", "Eva").tap("Ask").fill("name", "Ida")
    assert [each["data"] for each in endpoint.asked] == [{"name": "Eva"}]


def test_navigation_asks_nobody() -> None:
    """`navigate` and `complete` go without the endpoint, also in a flow that has one."""
    flow = Flow(
        data_api_version="3.0",
        screens=[
            Screen(
                id="FIRST",
                title="First",
                children=[
                    TextBody(text="Hello"),
                    EmbeddedLink(text="On", on_click_action=Navigate("LAST", {})),
                ],
            ),
            Screen(
                id="LAST",
                title="Last",
                terminal=True,
                children=[Footer(label="Done", on_click_action=Complete({}))],
            ),
        ],
    )
    session, endpoint = opened(AGAIN, flow=flow)
    assert session.tap("On").tap("Done").status is Status.COMPLETED
    assert endpoint.asked == []
