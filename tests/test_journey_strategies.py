"""Hypothesis fills in what a phone lets through, and finds the way through any flow."""

from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from runtime_flows import NOW, OPTIONS, one_screen, play, two_screens
from source_flows import few

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Data,
    DatePicker,
    DocumentPicker,
    Dropdown,
    Flow,
    Footer,
    If,
    Input,
    OptIn,
    Option,
    PhotoPicker,
    RadioButtonsGroup,
    Screen,
    TextArea,
    TextInput,
)
from flowdsl.components.dates import Range
from flowdsl.discover import find_flows, find_sources
from flowdsl.runtime import Status
from flowdsl.runtime.moves import play as played
from flowdsl.testing import FlowMachine, Journey, answers, journeys, moves, state_machine

EXAMPLES = {
    found.file.relative_to(ROOT / "examples").with_suffix("").as_posix(): found.flow
    for source in find_sources(str(ROOT / "examples"))
    for found in find_flows(source)
}

INPUTS: list[Input[Any]] = [
    TextInput(name="x", label="l"),
    TextInput(name="x", label="l", min_chars=5, max_chars=7),
    TextInput(name="x", label="l", input_type="email"),
    TextInput(name="x", label="l", input_type="phone"),
    TextInput(name="x", label="l", input_type="passcode", min_chars=4, max_chars=4),
    TextInput(name="x", label="l", input_type="password"),
    TextInput(name="x", label="l", input_type="number"),
    TextInput(name="x", label="l", input_type="number", max_chars=3),
    TextInput(name="x", label="l", pattern=r"^[A-Z]{2}\d{4}$", helper_text="h"),
    TextInput(name="x", label="l", pattern=r"[a-z]+(-[a-z]+)?", max_chars=9, helper_text="h"),
    TextArea(name="x", label="l", max_length=12),
    OptIn(name="x", label="l"),
    OptIn(name="x", label="l", required=True),
    RadioButtonsGroup(name="x", label="l", data_source=OPTIONS),
    Dropdown(name="x", label="l", data_source=[*OPTIONS, Option(id="d", title="D", enabled=False)]),
    CheckboxGroup(
        name="x", label="l", data_source=OPTIONS, min_selected_items=2, max_selected_items=2
    ),
    DatePicker(name="x", label="l"),
    DatePicker(
        name="x",
        label="l",
        min_date="2026-12-01",
        max_date="2026-12-03",
        unavailable_dates=["2026-12-02"],
    ),
    CalendarPicker(name="x", label="l", include_days=["Sat", "Sun"], min_date="2026-12-01"),
    CalendarPicker(
        name="x",
        label=Range(start_date="from", end_date="to"),
        mode="range",
        min_days=3,
        max_days=5,
        unavailable_dates=["2026-12-25"],
        max_date="2026-12-31",
        min_date="2026-12-01",
    ),
    PhotoPicker(name="x", label="l", min_uploaded_photos=2, max_uploaded_photos=3),
    DocumentPicker(
        name="x",
        label="l",
        max_uploaded_documents=1,
        max_file_size_kb=10,
        allowed_mime_types=["application/pdf"],
    ),
]


@pytest.mark.parametrize("component", INPUTS, ids=lambda each: type(each).__name__)
@given(data=st.data())
def test_answers_are_let_through(component: Input[Any], data: st.DataObject) -> None:
    """Every answer that is drawn is taken by its input, and lets the Footer be tapped."""
    value = data.draw(answers(component))
    session = play(one_screen(component, sends={}), check=False).fill("x", value)
    assert session.tap("Send").status is Status.COMPLETED


@pytest.mark.parametrize(
    "component",
    [
        Dropdown(name="x", label="l", data_source=[Option(id="a", title="A", enabled=False)]),
        CheckboxGroup(name="x", label="l", data_source=OPTIONS, min_selected_items=4),
        DatePicker(name="x", label="l", min_date="2026-12-02", max_date="2026-12-01"),
        TextInput(name="x", label="l", pattern="[a-z]{9}", max_chars=3, helper_text="h"),
    ],
    ids=["options", "choices", "days", "pattern"],
)
def test_an_input_that_takes_nothing_is_said_so(component: Input[Any]) -> None:
    """Where nothing can be filled in, that is said at once."""
    with pytest.raises(ValueError, match=r"no option|choices|no day|no text"):
        answers(component)


@pytest.mark.parametrize("name", EXAMPLES)
def test_journeys_lead_to_the_end_and_again(name: str) -> None:
    """Every journey through an example ends it, and the same moves end it the same way again."""

    @few
    @given(journeys(EXAMPLES[name], now=NOW))
    def leads(journey: Journey) -> None:
        assert journey.response is not None
        assert not journey.session.failures
        again = journey.session.reopen()
        for move in journey.moves:
            again = played(again, move)
        assert again.state == journey.session.state

    leads()


@given(st.data())
def test_moves_are_never_refused(data: st.DataObject) -> None:
    """Whatever is drawn as a move can be done at that moment."""
    session = play(EXAMPLES["registration"], data="examples")
    for _ in range(12):
        if session.is_open:
            session = played(session, data.draw(moves(session)))


@pytest.mark.parametrize("name", ["branching", "sign_in", "product_order"])
def test_a_state_machine_walks_a_flow(name: str) -> None:
    """The state machine that is made of an example finds nothing wrong with it."""
    walk(state_machine(EXAMPLES[name], now=NOW))


def test_a_state_machine_finds_what_goes_wrong() -> None:
    """The state machine of a flow whose payload does not fit fails, and shows the screen."""
    number = Data("number", example=1)
    word = TextInput(name="word", label="Word")
    wants = OptIn(name="wants", label="l")
    document = two_screens([word, wants], [], carries={"number": 1}, second_data=[number]).to_dict()
    action = document["screens"][0]["layout"]["children"][2]["on-click-action"]
    action["payload"] = {"number": "${form.word}"}
    with pytest.raises(AssertionError, match="payload-schema-error"):
        walk(state_machine(document, check=False))


def test_a_state_machine_takes_invariants_of_its_author() -> None:
    """An invariant in a subclass is held at every moment of every walk."""
    from hypothesis.stateful import invariant

    terms = OptIn(name="terms", label="l")
    asked = one_screen(terms, If(condition=terms.ref, then=[TextArea(name="why", label="Why")]))

    class Machine(FlowMachine):
        flow = asked

        @invariant()
        def nobody_is_asked_why(self) -> None:
            shown = self.journey.screen.inputs if self.journey else {}
            assert "why" not in shown, str(self.journey)

    with pytest.raises(AssertionError, match="Why: ____"):
        walk(Machine)


def walk(machine: type[RuleBasedStateMachine]) -> None:
    """Run a state machine for a while."""
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=15))


def test_names_are_public() -> None:
    """What tests need is had from one place, and a misspelt name is answered."""
    import flowdsl.testing

    assert set(flowdsl.testing.__all__) <= set(dir(flowdsl.testing))
    assert all(getattr(flowdsl.testing, name) is not None for name in flowdsl.testing.__all__)
    with pytest.raises(AttributeError, match='did you mean "start"'):
        _ = flowdsl.testing.strat


def test_journeys_take_a_flow_of_any_kind() -> None:
    """Journeys are drawn through Flow JSON as through Python."""
    end = Footer(label="Send", on_click_action=Complete({}))
    flow = Flow(screens=[Screen(id="ONLY", title="t", terminal=True, children=[end])])

    @settings(max_examples=2)
    @given(journeys(flow.to_json()))
    def leads(journey: Journey) -> None:
        assert journey.response == {"flow_token": "unused"}

    leads()
