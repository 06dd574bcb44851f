"""What is wrong with a flow is found, on the shortest journey, and nothing else is."""

import json
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from flow_mutations import mutated
from planted_faults import PLANTED, Planted
from planted_flows import YES_NO, booking, default_outside_options, ending, one_screen

from flowdsl import (
    Data,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    If,
    Navigate,
    OptIn,
    RadioButtonsGroup,
    Screen,
    TextBody,
    TextInput,
)
from flowdsl.actions import Complete
from flowdsl.check import check_document
from flowdsl.discover import Source, find_flows
from flowdsl.fuzz import Fault, FaultKind, Report, fuzz
from flowdsl.fuzz.formats import as_json, as_text, python_of, scenario_of
from flowdsl.runtime import Behaviour, Session
from flowdsl.runtime.moves import play
from flowdsl.runtime.program import NotPlayable
from flowdsl.versions import VERSIONS

EXAMPLES = sorted(
    each for folder in ("examples", "examples/gallery") for each in (ROOT / folder).glob("*.py")
)
BY_NAME = {str(version): version for version in VERSIONS}


def kinds(report: Report) -> list[FaultKind]:
    return [fault.kind for fault in report.faults]


# What is wrong is found.


def names(planted: Planted) -> str:
    return planted.name


def found(planted: Planted) -> tuple[Report, Fault]:
    """Return the report of a planted fault, and the fault."""
    report = fuzz(planted.flow(), endpoint=planted.endpoint, examples=60)
    [fault] = [each for each in report.faults if each.kind is planted.kind]
    return report, fault


@pytest.mark.parametrize("planted", PLANTED, ids=names)
def test_planted_fault_is_found_on_the_shortest_journey(planted: Planted) -> None:
    """Each fault is found with its kind and place, with as few moves as show it, and no other."""
    report, fault = found(planted)
    assert len(fault.moves) == planted.moves
    assert planted.where in "." + ".".join(map(str, fault.path))
    assert fault.is_replayed
    assert set(kinds(report)) == {planted.kind, *planted.also}
    if isinstance(planted.flow(), Flow):
        assert fault.place is not None
        assert Path(fault.place.file).name == "planted_flows.py"


@pytest.mark.parametrize("planted", [each for each in PLANTED if each.moves], ids=names)
def test_journey_to_a_fault_can_be_played_again(planted: Planted) -> None:
    """The moves lead to the same screen, and the printed test says what is not as expected."""
    flow = planted.flow()
    _, fault = found(planted)
    session = Session(flow, check=False, endpoint=guarded(planted.endpoint), **fault.start)
    for move in fault.moves:
        session = play(session, move)
    assert str(session) == fault.screen
    start = {
        "check": False,
        **({"endpoint": guarded(planted.endpoint)} if planted.endpoint else {}),
    }
    text = python_of(fault, "flow", start)
    scope: dict[str, Any] = {"flow": flow, "answer": start.get("endpoint")}
    exec(compile(text, "<scenario>", "exec"), scope)
    [test] = [value for name, value in scope.items() if name.startswith("test_")]
    if fault.expect:
        with pytest.raises(AssertionError):
            test()
    else:
        test()
    assert json.loads(scenario_of(fault, "flow.json", start))["steps"]


def test_links_that_say_the_same_are_all_followed() -> None:
    """Of two links with one text, both are followed, so that both screens are seen."""
    end = Footer(label="Done", on_click_action=Complete({}))
    links = [EmbeddedLink(text="More", on_click_action=Navigate(each, {})) for each in ("B", "C")]
    flow = Flow(
        screens=[
            Screen(id="A", title="A", terminal=True, children=[*links, end]),
            *(Screen(id=each, title=each, terminal=True, children=[end]) for each in ("B", "C")),
        ]
    )
    report = fuzz(flow)
    assert kinds(report) == []
    assert report.walked_to_an_end


def test_what_arrives_is_held_against_its_schema() -> None:
    """A phone that keeps a first value outside of the options sends what no answer can be."""
    flow = default_outside_options()
    report = fuzz(flow, behaviour=Behaviour(init_unknown="kept"))
    assert kinds(report) == [FaultKind.RESPONSE]
    assert "'medium' is not one of" in report.faults[0].found


def guarded(endpoint: Callable[[Mapping[str, Any]], Any] | None) -> Any:
    """Return an endpoint that does not answer where the other raises."""

    def answer(request: Mapping[str, Any]) -> Any:
        assert endpoint is not None
        try:
            return endpoint(request)
        except KeyError as error:
            raise ConnectionError from error

    return None if endpoint is None else answer


def test_endpoint_flow_is_answered_without_an_endpoint() -> None:
    """Where nothing answers, answers are made up: every screen is shown, and nothing is wrong."""
    report = fuzz(booking(), examples=40)
    assert kinds(report) == []
    assert report.walked_to_an_end
    assert report.coverage.screens == ("DAY", "TOTAL", "SENT")
    assert report.coverage.edges == (("DAY", "TOTAL"), ("TOTAL", "SENT"))


def test_made_up_answers_stand_in_the_journey() -> None:
    """A fault behind an answer that was made up is shown with the answer, and without endpoint."""
    document = booking().to_dict()
    document["screens"][1]["layout"]["children"][0]["text"] = "It costs ${data.total}"
    [fault] = fuzz(document, examples=40).faults
    assert fault.kind is FaultKind.RAW
    text = python_of(fault, "flow", {"check": False})
    assert '.answering({"screen": "TOTAL", "data": {"total": 10}})' in text
    assert 'start(flow, check=False, replies=[{"screen": "DAY", "data": {}}])' in text
    scope: dict[str, Any] = {"flow": document}
    exec(text, scope)
    next(value for name, value in scope.items() if name.startswith("test_"))()


def test_data_of_the_message_is_used_as_given() -> None:
    """Data that is given is what the flow is opened with, and nothing else is tried."""
    note = Data("note", example="Leave it at the door.")
    flow = one_screen(*ending(TextBody(text=note.ref)), data=[note])
    assert kinds(fuzz(flow, examples=10)) == []
    [fault] = fuzz(flow, examples=10, data={"note": ""}).faults
    assert fault.kind is FaultKind.EMPTY_TEXT
    assert fault.start == {"data": {"note": ""}}
    [fault] = fuzz(flow, examples=10, data={"note": 1}).faults
    assert fault.kind is FaultKind.PAYLOAD


# What is right is not reported.


def clean_flows() -> dict[str, Flow]:
    first = TextInput(name="first", label="Password", input_type="password", required=True)
    again = TextInput(name="again", label="Once more", input_type="password", required=True)
    way = RadioButtonsGroup(name="way", label="Agreed?", required=True, data_source=YES_NO)
    wants = OptIn(name="wants", label="Send me a parcel.")
    street = TextInput(name="street", label="Street", required=wants.ref, visible=wants.ref)
    shop_open = Data("shop_open", example=True)
    amount = TextInput(name="amount", label="Amount", input_type="number", required=True)
    known = Data("known", example=False)
    times = {"id": {"type": "string"}, "title": {"type": "string"}}
    schema = {"type": "array", "items": {"type": "object", "properties": times}}
    slots = Data("slots", example=[], schema=schema)
    slot = Dropdown(
        name="slot", label="Time", data_source=slots.ref, required=known.ref, visible=known.ref
    )

    def footer(enabled: Any, **payload: Any) -> Footer:
        return Footer(label="Done", enabled=enabled, on_click_action=Complete(payload))

    return {
        "two texts that have to be equal": one_screen(
            first, again, footer(first.ref == again.ref, first=first.ref)
        ),
        "a choice that the Footer asks for": one_screen(
            way,
            If(condition=way.ref == "no", then=[TextBody(text="You have to agree.")]),
            footer(way.ref == "yes", way=way.ref),
        ),
        "required bound to the same flag": one_screen(*ending(wants, street, street=street.ref)),
        "a flag that the message closes": one_screen(footer(shop_open.ref), data=[shop_open]),
        "an amount that is calculated with": one_screen(
            amount, footer((amount.number * 7 > 400) & (amount.number * 7 < 407), it=amount.ref)
        ),
        "an amount between two others": one_screen(
            amount, footer((amount.number > 57) & (amount.number < 60), it=amount.ref)
        ),
        "a list that a flag hides": one_screen(*ending(slot, slot=slot.ref), data=[known, slots]),
        "a screen to come back from": Flow(
            screens=[
                Screen(
                    id="FIRST",
                    title="First",
                    terminal=True,
                    children=ending(
                        EmbeddedLink(text="More", on_click_action=Navigate("MORE", {}))
                    ),
                ),
                Screen(id="MORE", title="More", children=[TextBody(text="More")]),
            ]
        ),
    }


@pytest.mark.parametrize("name", clean_flows())
def test_nothing_is_reported_on_what_is_right(name: str) -> None:
    """What looks like a dead end and is none, and what is hidden on purpose, is no fault."""
    report = fuzz(clean_flows()[name], examples=60)
    assert [str(fault) for fault in report.faults] == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_nothing_is_reported_on_the_examples(file: Path) -> None:
    """The examples have no fault, every screen and branch of them is shown, and they end."""
    for each in find_flows(Source(file)):
        report = fuzz(each.flow, examples=40)
        assert [str(fault) for fault in report.faults] == []
        assert report.walked_to_an_end
        assert not report.was_stopped
        assert report.coverage.screens == report.coverage.all_screens
        assert report.coverage.branches == report.coverage.all_branches


# What is wrong with flows that others published, and has no error that a check finds.
FAULTS_OF_OTHERS = {
    "0087": {FaultKind.RAW},  # References inside of plain texts.
    "0091": {FaultKind.RAW, FaultKind.SCREEN},  # No action leads to it; `${form_name.input}`.
    "0097": {FaultKind.RAW},  # `${form}`, which is no reference, is sent.
    "0106": {FaultKind.RAW},  # References inside of plain texts.
    "0108": {FaultKind.RAW},  # The same.
    "0174": {FaultKind.RAW},  # `${form_name.input}`, which is no reference, is sent.
    "0200": {FaultKind.DISABLED},  # Required, and off until another was chosen.
    "0204": {FaultKind.RAW},  # References inside of plain texts.
    "0228": {FaultKind.RAW},  # The same.
    "0307": {FaultKind.RAW},  # The same.
    "0310": {FaultKind.RAW},  # The same.
}


def test_published_flows_are_walked_to_an_end(shared: Path) -> None:
    """Flows without errors come to an end, those with errors are played as far as that goes."""
    reported = {}
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        version = BY_NAME.get(str(document.get("version")), VERSIONS[-1])
        is_right = not any(each.is_error for each in check_document(document, version))
        try:
            report = fuzz(document, version=version, examples=12, seconds=10)
        except NotPlayable:
            assert not is_right
            continue
        if is_right:
            assert report.walked_to_an_end, file.stem
            if report.faults:
                reported[file.stem] = set(kinds(report))
    assert reported == FAULTS_OF_OTHERS


# How it works.


def comparable(report: Report) -> Any:
    return report.faults, report.journeys, report.steps, report.coverage, report.seed


@pytest.mark.parametrize("number", [2, 5, 17])
def test_same_seed_makes_the_same_report(number: int) -> None:
    """Two runs with one seed make the same moves, and find the same."""
    planted = PLANTED[number]
    first, second = (fuzz(planted.flow(), endpoint=planted.endpoint, seed=7) for _ in range(2))
    assert comparable(first) == comparable(second)
    assert first.seed == 7


@pytest.mark.parametrize("seed", range(60))
def test_no_change_to_a_flow_breaks_the_search(seed: int) -> None:
    """Whatever is changed in a flow, it is searched or refused with a sentence."""
    chance = random.Random(seed)
    files = [*EXAMPLES]
    file = chance.choice(files).with_suffix(".json")
    document = mutated(json.loads(file.read_text(encoding="utf-8")), chance, 1 + seed % 6)
    try:
        report = fuzz(document, examples=6, seconds=2)
    except NotPlayable:
        return  # Nothing of it can be shown.
    assert as_text(report, "flow.json")
    assert json.loads(as_json([("flow.json", report)]))


def test_search_ends_when_the_time_is_up() -> None:
    """A search stops in time, and says that it did not try everything."""
    report = fuzz(PLANTED[0].flow(), examples=1_000_000, seconds=0.3)
    assert report.was_stopped
    assert report.seconds < 2
    assert "stopped before all was tried" in as_text(report, "flow.py")


def test_text_says_what_is_wrong_and_how_to_see_it() -> None:
    """A report shows the author's line, what is expected, the test to paste and the screen."""
    planted = next(each for each in PLANTED if each.name == "back loses answers")
    text = as_text(found(planted)[0], "names.py:names")
    assert "fault[input-lost]: `name` was 'Ada' and is 'none' after going back" in text
    assert 'first = TextInput(name="name"' in text
    assert "= journey: 3 moves" in text
    assert "from names import names" in text
    assert "| Name: none" in text
    assert re.search(r"names.py:names: 1 fault in 60 journeys of \d+ moves \(seed 0\)", text)
