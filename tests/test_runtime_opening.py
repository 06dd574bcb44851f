"""How a flow is opened, ended, closed and opened again."""

import json

import pytest
from conftest import ROOT
from runtime_flows import NOW, one_screen, play, sent, two_screens

from flowdsl import (
    Complete,
    Data,
    DataExchange,
    Flow,
    Footer,
    InvalidFlow,
    Navigate,
    Screen,
    TextBody,
    TextInput,
)
from flowdsl.runtime import NotPlayable, Refused, Session, Status, program_of

name = TextInput(name="name", label="Name", required=True)
guest = Data("guest", example="Ann")


def entries(*, model: dict[str, list[str]] | None = None) -> Flow:
    """Return a flow with two screens to begin on, both leading to a third."""
    end = Footer(label="Send", on_click_action=Complete({}))
    go = Footer(label="Next", on_click_action=Navigate("END", {}))
    return Flow(
        routing_model=model,
        screens=[
            Screen(id="LATER", title="t", children=[TextBody(text="later"), go]),
            Screen(id="EARLIER", title="t", children=[TextBody(text="earlier"), go]),
            Screen(id="END", title="t", terminal=True, children=[TextBody(text="end"), end]),
        ],
    )


def test_begins_on_the_screen_that_nothing_leads_to() -> None:
    """A message without a screen opens the first screen that no other leads to."""
    assert play(two_screens([TextBody(text="x")], [TextBody(text="y")])).stack == ("FIRST",)
    assert play(entries()).stack == ("LATER",)


def test_begins_on_the_screen_that_is_asked_for() -> None:
    """A message can name any of the screens that no other leads to."""
    assert play(entries(), screen="EARLIER").stack == ("EARLIER",)


def test_refuses_to_begin_in_the_middle() -> None:
    """A message that names a screen to which another leads is refused, with those that do."""
    with pytest.raises(Refused, match=r"`END`.*begins on LATER, EARLIER"):
        play(entries(), screen="END")
    with pytest.raises(Refused, match="no screen `NOWHERE`: it has LATER, EARLIER, END"):
        play(entries(), screen="NOWHERE")


def test_the_message_fills_the_first_screen() -> None:
    """What a message carries is the data of the first screen."""
    flow = one_screen(TextBody(text=guest.ref), data=[guest], sends={"guest": guest.ref})
    session = play(flow, data={"guest": "Zoë", "extra": 1})
    assert session.screen.texts == ("Zoë",)
    assert sent(session.tap("Send")) == {"guest": "Zoë"}


def test_a_message_without_the_data_opens_nothing() -> None:
    """Where the message lacks a declared key, the flow does not open, and says why."""
    flow = one_screen(TextBody(text=guest.ref), data=[guest])
    for data, reason in [({}, "declared but not given"), ({"guest": 3}, "does not fit")]:
        session = play(flow, data=data)
        assert session.status is Status.FAILED
        assert session.stack == ()
        assert session.failures[0].error == "payload-schema-error"
        assert reason in session.failures[0].message
        with pytest.raises(Refused, match=reason):
            _ = session.screen
        with pytest.raises(Refused, match="the flow is failed"):
            session.tap("Send")


def test_examples_are_only_for_those_who_ask() -> None:
    """The examples of data are shown as Meta's preview shows them, where somebody asks for that."""
    flow = one_screen(TextBody(text=guest.ref), data=[guest])
    assert play(flow, data="examples").screen.texts == ("Ann",)
    assert play(flow).status is Status.FAILED


def test_an_endpoint_is_asked_at_opening() -> None:
    """A flow that opens with its endpoint asks INIT, without a screen and without data."""
    ask = Footer(label="Next", on_click_action=DataExchange({}))
    screen = Screen(id="ONLY", title="t", terminal=True, data=[guest], children=[ask])
    flow = Flow(data_api_version="3.0", screens=[screen])
    session = play(
        flow, endpoint=lambda request: {"screen": "ONLY", "data": {"guest": "Bo"}}, flow_token="t-1"
    )
    assert session.requests == (
        {"version": "3.0", "action": "INIT", "screen": "", "data": {}, "flow_token": "t-1"},
    )
    assert session.stack == ("ONLY",)
    # With data of the message, or a screen, nothing is asked.
    assert play(flow, data={"guest": "Bo"}, endpoint="examples").requests == ()
    with pytest.raises(Refused, match="asks its endpoint"):
        play(flow, flow_action="data_exchange")


def example(name: str) -> Flow:
    """Return an example of the project."""
    return Flow.from_json((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8"))


def test_examples_answer_in_the_place_of_an_endpoint() -> None:
    """Examples answer a choice with its screen, a tap with the next one, and end the flow there."""
    court = play(example("dynamic_endpoint"), endpoint="examples").fill("day", "2026-12-04")
    assert court.stack == ("COURT",)
    assert court.tap("Continue").stack == ("COURT", "SUMMARY")
    assert sent(court.tap("Continue").tap("Book"))["asks"] == "booking"
    # What a link leads to is not what the endpoint answers.
    door = play(example("sign_in"), endpoint="examples").fill("email", "a@b.co")
    done = door.fill("password", "secret").tap("Sign in")
    assert sent(done) == {"step": "sign_in", "email": "a@b.co", "password": "secret"}


def test_ends_with_one_message() -> None:
    """The end closes the flow; what arrives is text of the payload and the token."""
    flow = one_screen(name, sends={"name": name.ref, "kind": "guest", "é": [1, {"x": name.ref}]})
    session = play(flow, flow_token="token-7").fill("name", "Ann").tap("Send")
    assert session.status is Status.COMPLETED
    assert session.response_json == (
        '{"name":"Ann","kind":"guest","é":[1,{"x":"Ann"}],"flow_token":"token-7"}'
    )
    assert session.message == {
        "type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": session.response_json},
    }
    with pytest.raises(Refused, match="the flow is completed"):
        session.back()


def test_without_a_payload_only_the_token_arrives() -> None:
    """A `complete` without payload sends the token alone; without a token that is `unused`."""
    end = Footer(label="Send", on_click_action=Complete())
    flow = Flow(screens=[Screen(id="ONLY", title="t", terminal=True, children=[end])])
    assert play(flow).tap("Send").response_json == '{"flow_token":"unused"}'


def test_back_from_the_first_screen_closes() -> None:
    """Going back from the first screen closes the flow, and nothing is sent."""
    session = play(one_screen(name)).back()
    assert session.status is Status.CLOSED
    assert session.response is None


def test_closed_and_opened_again_it_starts_over() -> None:
    """What was filled in before a flow was closed is gone when it is opened again."""
    session = play(one_screen(name, sends={"name": name.ref})).fill("name", "Ann").close()
    assert session.status is Status.CLOSED
    again = session.reopen()
    assert again.is_open
    assert again.screen.values == {"name": ""}


def test_completed_it_can_be_opened_again() -> None:
    """A flow that is done can be opened and done again."""
    session = play(one_screen(name, sends={"name": name.ref})).fill("name", "Ann").tap("Send")
    assert sent(session.reopen().fill("name", "Bo").tap("Send")) == {"name": "Bo"}


def test_steps_do_not_change_what_was_before() -> None:
    """A session stays as it is, so that one moment can be gone on from in several ways."""
    first = play(one_screen(name, sends={"name": name.ref}))
    ann, bo = first.fill("name", "Ann"), first.fill("name", "Bo")
    assert [each.screen.values["name"] for each in (first, ann, bo)] == ["", "Ann", "Bo"]
    assert sent(ann.tap("Send")) == {"name": "Ann"}
    assert first.state != ann.state
    assert first.fill("name", "Ann").state == ann.state


@pytest.mark.parametrize("kind", ["flow", "text", "bytes", "dict", "program"])
def test_plays_python_and_json(kind: str) -> None:
    """A flow is played whether it is Python, text, bytes, a dict, or was read before."""
    flow = one_screen(name, sends={"name": name.ref})
    text = flow.to_json()
    given = {
        "flow": flow,
        "text": text,
        "bytes": text.encode(),
        "dict": json.loads(text),
        "program": program_of(flow),
    }[kind]
    assert sent(Session(given, now=NOW).fill("name", "Ann").tap("Send")) == {"name": "Ann"}


def test_refuses_a_flow_with_errors() -> None:
    """A flow with errors is played only where somebody asks for it."""
    flow = one_screen(TextBody(text=""))
    with pytest.raises(InvalidFlow):
        play(flow)
    with pytest.raises(InvalidFlow):
        play(flow.to_dict(check=False))
    assert play(flow, check=False).is_open
    with pytest.raises(NotPlayable, match="no screen"):
        Session({"version": "7.3", "screens": []}, check=False)


def test_runs_as_another_version() -> None:
    """A flow can be run as any version that it compiles to."""
    flow = two_screens([TextBody(text="x")], [TextBody(text="y")])
    assert Session(flow, "4.0").program.version.name == "4.0"


def test_guides_hello_world_runs() -> None:
    """The Hello World in the oldest version runs to its end."""
    text = (ROOT / "examples" / "hello_world.json").read_text(encoding="utf-8")
    session = Session(text)
    assert session.program.version.name == "2.1"
    assert session.tap("Footer").status is Status.COMPLETED
