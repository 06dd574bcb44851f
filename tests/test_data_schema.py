"""The JSON Schema of what a flow sends takes whatever a phone sends for it."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from answering import Phone
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import flows

from flowdsl import (
    CheckboxGroup,
    Complete,
    Data,
    DataExchange,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    Navigate,
    OptIn,
    Option,
    PhotoPicker,
    Screen,
    TextInput,
)
from flowdsl.answers import answers_of
from flowdsl.answers.schema import ADDED, payload_schema
from flowdsl.check import version_of
from flowdsl.versions import DEFAULT, VERSIONS, Version

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def refusals(document: dict[str, Any], rounds: int) -> list[str]:
    """Return what the schema of a flow says against what phones send for it."""
    version = version_of(document) or DEFAULT
    schema = payload_schema(answers_of(document, version), "flow")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found, ended = [], 0
    for seed in range(rounds):
        sent = Phone(document, version, random.Random(seed)).response()
        ended += sent is not None
        if sent is not None:
            found += [f"{error.message} in {sent}" for error in validator.iter_errors(sent)]
    assert ended, "the phone never came to an end"
    return found


def ends_itself(document: dict[str, Any]) -> bool:
    """Return whether a flow has no endpoint, but a `complete`."""
    answers = answers_of(document, version_of(document) or DEFAULT)
    return bool(answers.ends) and not answers.has_endpoint


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_examples_send_what_the_schema_takes(file: Path) -> None:
    """Whatever is filled in on the way through an example, the schema takes what is sent."""
    document = json.loads(file.read_text(encoding="utf-8"))
    if ends_itself(document):
        assert refusals(document, 60) == []
    else:
        assert document["data_api_version"]


def test_published_flows_send_what_the_schema_takes(shared: Path) -> None:
    """The same holds for the flows that others published, if nothing is wrong with them."""
    from flowdsl.check import check_document

    tried = 0
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        version = version_of(document)
        if version is None or any(each.is_error for each in check_document(document, version)):
            continue
        if ends_itself(document):
            tried += 1
            assert refusals(document, 15) == [], file.name
    assert tried > 50


COMPONENTS = st.sampled_from(
    [
        {"type": "TextInput", "label": "L"},
        {"type": "TextInput", "label": "L", "input-type": "number"},
        {"type": "TextArea", "label": "L"},
        {"type": "OptIn", "label": "L"},
        {"type": "Dropdown", "label": "L", "data-source": [{"id": "a", "title": "A"}]},
        {"type": "RadioButtonsGroup", "label": "L", "data-source": [{"id": "b", "title": "B"}]},
        {"type": "CheckboxGroup", "label": "L", "data-source": [
            {"id": "c", "title": "C"}, {"id": "d", "title": "D"},
        ]},
        {"type": "DatePicker", "label": "L"},
        {"type": "CalendarPicker", "label": "L"},
        {"type": "CalendarPicker", "label": {"start-date": "A", "end-date": "B"}, "mode": "range"},
    ]
)  # fmt: skip
SCREENS = ["ONE", "TWO", "THREE", "FOUR"]
ENTRIES = ["p", "q"]


@st.composite
def ways(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a flow of some screens in which answers are carried on, changed and nested."""
    count = draw(st.integers(1, 4))
    screens = []
    for index, name in enumerate(SCREENS[:count]):
        inputs = [
            {**component, "name": f"i{number}", **draw(FLAGS)}
            for number, component in enumerate(draw(st.lists(COMPONENTS, max_size=3)))
        ]
        names = [each["name"] for each in inputs]
        references = [f"${{form.{each}}}" for each in names]
        references += [f"${{data.{entry}}}" for entry in ENTRIES]
        references += ["${data.p.a}", "${data.q.b}", "`'x' ${data.p}`"]
        references += [f"${{screen.{other}.form.i0}}" for other in SCREENS[:count] if other != name]
        references += [f"${{screen.{other}.data.p}}" for other in SCREENS[:count] if other != name]
        plain = st.sampled_from([*references, "text", 1, True])
        values = plain | st.dictionaries(st.sampled_from("ab"), plain, max_size=2)
        values |= st.lists(plain, max_size=2)
        filled = st.fixed_dictionaries(dict.fromkeys(ENTRIES, values))
        forward = SCREENS[index + 1 : count]
        to_next = [navigate(target, draw(filled)) for target in forward]
        done = {
            "name": "complete",
            "payload": draw(st.dictionaries(st.sampled_from("xyz"), values)),
        }
        inside = draw(st.booleans())
        children = [
            *(
                {"type": "EmbeddedLink", "text": "L", "on-click-action": action}
                for action in to_next[1:]
            ),
            {
                "type": "OptIn",
                "name": "up",
                "label": "L",
                "on-select-action": {"name": "update_data", "payload": {"q": draw(values)}},
            },
            {
                "type": "Footer",
                "label": "L",
                "on-click-action": to_next[0] if to_next and not draw(st.booleans()) else done,
            },
        ]
        if inside and inputs:
            branch = {"type": "If", "condition": "${form.up}", "then": inputs[1:]}
            inputs = [inputs[0], branch]
        data = {entry: {"type": "string", "__example__": "x"} for entry in ENTRIES}
        layout = {"type": "SingleColumnLayout", "children": [*inputs, *children]}
        screens.append({"id": name, "title": "T", "terminal": True, "data": data, "layout": layout})
    return {"version": "7.3", "screens": screens}  # fmt: skip


FLAGS = st.sampled_from([{}, {"required": True}, {"visible": "${data.p}"}, {"required": True}])


def navigate(target: str, payload: Any) -> dict[str, Any]:
    return {
        "name": "navigate",
        "next": {"type": "screen", "name": target},
        "payload": payload,
    }


@given(document=ways(), seed=st.integers(0, 10_000))
def test_drawn_flows_send_what_the_schema_takes(document: dict[str, Any], seed: int) -> None:
    """Answers carried over screens, nested and updated are what the schema takes."""
    answers = answers_of(document, DEFAULT)
    validator = Draft202012Validator(payload_schema(answers, "flow"))
    for number in range(20):
        sent = Phone(document, DEFAULT, random.Random(seed + number)).response()
        if sent is not None:
            assert [error.message for error in validator.iter_errors(sent)] == [], sent


def schema_of(*children: Any, **payload: Any) -> dict[str, Any]:
    """Return the schema of a flow with one screen."""
    done = Footer(label="Done", on_click_action=Complete(payload))
    screen = Screen(id="START", title="Start", terminal=True, children=[*children, done])
    flow = Flow(screens=[screen])
    return payload_schema(answers_of(flow.to_dict(check=False), flow.version), "flow")


OPTIONS = [Option(id="a", title="A"), Option(id="b", title="B")]

REFUSED: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "a required text": (TextInput(name="x", label="X", required=True), ["y"], ["", 1, None, []]),
    "an optional text": (TextInput(name="x", label="X"), ["y", ""], [1, None, []]),
    "a number": (
        TextInput(name="x", label="X", input_type="number", required=True), ["1", 1], ["", True]),
    "a required choice": (
        Dropdown(name="x", label="X", data_source=OPTIONS, required=True), ["a"], ["", "c", ["a"]]),
    "an optional choice": (
        Dropdown(name="x", label="X", data_source=OPTIONS), ["a", ""], ["c", None]),
    "a required list": (
        CheckboxGroup(name="x", label="X", data_source=OPTIONS, required=True),
        [["a"], ["a", "b"]], [[], "", "a", ["c"]]),
    "an optional list": (
        CheckboxGroup(name="x", label="X", data_source=OPTIONS), [["a"], [], ""], ["a", ["c"]]),
    "a box": (OptIn(name="x", label="X", required=True), [True], ["true", 1, None]),
    "a required day": (
        DatePicker(name="x", label="X", required=True), ["2026-01-02"], ["", "1767225600000"]),
    "an optional day": (DatePicker(name="x", label="X"), ["2026-01-02", ""], ["tomorrow"]),
    "files": (
        PhotoPicker(name="x", label="X", min_uploaded_photos=1),
        [[{"file_name": "a", "mime_type": "image/png", "sha256": "s", "id": "1"}]],
        [[], "", ["a"], [{"id": 1}]]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_schema_refuses_what_no_phone_sends(name: str) -> None:
    """A value of another type, of no option or of none where one is required is refused."""
    component, right, wrong = REFUSED[name]
    validator = Draft202012Validator(schema_of(component, x="${form.x}"))
    for value in right:
        assert validator.is_valid({"x": value}), value
    for value in wrong:
        assert not validator.is_valid({"x": value}), value


def test_schema_closes_a_flow_that_ends_itself() -> None:
    """Where the phone ends the flow, its payload and the token are all that arrives."""
    schema = schema_of(TextInput(name="x", label="Your name", required=True), x="${form.x}", y=1)
    assert schema["required"] == ["x", "y"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["x"]["description"] == "Your name"
    assert schema["properties"]["y"] == {"const": 1}
    assert schema["properties"][ADDED]["type"] == "string"


def test_schema_of_several_ends_requires_what_all_of_them_send() -> None:
    """A key that only one end sends is not required, one that all send has each of its values."""
    done = [
        Screen(id=name, title=name, terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({"kind": name, name.lower(): 1}))])
        for name in ("A", "B")
    ]  # fmt: skip
    links = [EmbeddedLink(text=name, on_click_action=Navigate(name)) for name in ("A", "B")]
    flow = Flow(screens=[Screen(id="START", title="Start", children=links), *done])
    schema = payload_schema(answers_of(flow.to_dict(check=False), flow.version), "flow")
    assert schema["required"] == ["kind"]
    assert schema["properties"]["kind"] == {"enum": ["A", "B"]}


def test_schema_of_a_flow_with_an_endpoint_takes_what_that_answers() -> None:
    """An endpoint can end its flow with anything, so nothing is required and more is accepted."""
    ask = EmbeddedLink(text="Ask", on_click_action=DataExchange({"x": 1}))
    done = Footer(label="Done", on_click_action=Complete({"x": "${data.x}"}))
    screen = Screen(id="START", title="Start", terminal=True, children=[ask, done],
                    data=[Data("x", "x")])  # fmt: skip
    flow = Flow(data_api_version="3.0", routing_model={"START": []}, screens=[screen])
    schema = payload_schema(answers_of(flow.to_dict(check=False), flow.version), "flow")
    assert "required" not in schema
    assert schema["additionalProperties"] is True
    assert Draft202012Validator(schema).is_valid({"booking": 7, ADDED: "x"})
    assert not Draft202012Validator(schema).is_valid({"x": 7})
    assert schema["properties"]["x"]["description"] == (
        "given by the message that opens the flow; given by the endpoint"
    )


def test_token_of_the_author_stands_beside_that_of_whatsapp() -> None:
    """A payload with a `flow_token` of its own may arrive with either."""
    schema = schema_of(flow_token=7)
    assert Draft202012Validator(schema).is_valid({ADDED: 7})
    assert Draft202012Validator(schema).is_valid({ADDED: "unused"})


def samples(shared: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return responses that were captured, with the flows that they are for."""
    payloads = shared / "platform" / "payloads"
    quote = json.loads((ROOT / "examples" / "insurance_quote.json").read_text(encoding="utf-8"))
    guide = json.loads((payloads / "exotel_webhook_nfm_reply.json").read_text(encoding="utf-8"))
    found = [("exotel", quote, guide["decoded_response_json"])]
    rating = json.loads((shared / "corpus" / "flows" / "0444.json").read_text(encoding="utf-8"))
    for name in ("meta_webhook_nfm_reply", "meta_webhook_nfm_reply_no_token"):
        hook = json.loads((payloads / f"{name}.json").read_text(encoding="utf-8"))["payload"]
        message = hook["entry"][0]["changes"][0]["value"]["messages"][0]
        response = message["interactive"]["nfm_reply"]["response_json"]
        found.append((name, rating, json.loads(response)))
    return found


def test_captured_responses_are_what_the_schema_takes(shared: Path) -> None:
    """Responses that others captured are what the schemas of their flows say, whole."""
    for name, document, response in samples(shared):
        version = version_of(document)
        assert version is not None
        schema = payload_schema(answers_of(document, version), name)
        assert [error.message for error in Draft202012Validator(schema).iter_errors(response)] == []
        assert response.keys() <= schema["properties"].keys()


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[6], VERSIONS[-1]], ids=str)
@given(draw=st.data())
def test_schema_of_a_drawn_flow_is_a_schema(version: Version, draw: st.DataObject) -> None:
    """Whatever is drawn, what is written is JSON Schema 2020-12 and says so."""
    document = draw.draw(flows(version)).to_dict(check=False)
    schema = payload_schema(answers_of(document, version), "flow")
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema)) == schema
