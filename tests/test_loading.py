"""Flow JSON is read into objects that write the same JSON again."""

import datetime
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import flows

from flowdsl import (
    VERSIONS,
    Data,
    DatePicker,
    Expression,
    Flow,
    If,
    InvalidFlow,
    Option,
    Range,
    Raw,
    Ref,
    SingleColumnLayout,
    TextBody,
    TextInput,
    Version,
    concat,
)
from flowdsl.check import check_document, check_structure

BY_NAME = {str(version): version for version in VERSIONS}

# What is not written as it was, and why.
DIFFERENT = {
    "0303": "an endpoint flow without a routing_model, which is derived",
    "0316": "an endpoint flow without a routing_model, which is derived",
    "0317": "an endpoint flow without a routing_model, which is derived",
}
REFUSED = {"0077": "its version is 1.0", "0098": "its version is 9.1"}


def flow_json(*children: Any, version: str = "7.3", **screen: Any) -> dict[str, Any]:
    """Return the JSON of a flow of one screen."""
    layout = {"type": "SingleColumnLayout", "children": list(children)}
    return {"version": version, "screens": [{"id": "A", **screen, "layout": layout}]}


def loaded(document: dict[str, Any]) -> Flow:
    """Return the flow that a document says, having seen that it says the same again."""
    flow = Flow.from_json(json.dumps(document))
    assert flow.to_dict(check=False) == document
    return flow


def children(*content: Any, version: str = "7.3") -> list[Any]:
    """Return what the components of a screen are read as."""
    [screen] = loaded(flow_json(*content, version=version)).screens
    assert screen.children is not None
    return list(screen.children)


def test_texts_that_bind_are_references() -> None:
    """References and expressions become objects, wherever the property takes them."""
    [text, group] = children(
        {"type": "TextBody", "text": "`'Hello ' ${data.customer.name}`"},
        {
            "type": "If",
            "condition": "(${form.age} > 18) && ${screen.A.data.open}",
            "then": [{"type": "TextBody", "text": "${screen.B.form.name}", "visible": True}],
        },
    )
    assert text == TextBody(text=concat("Hello ", Ref("data", ("customer", "name"))))
    age, opened = Ref[int]("form", ("age",)), Ref[bool]("data", ("open",), "A")
    assert group == If(
        condition=(age > 18) & opened,
        then=[TextBody(text=Ref("form", ("name",), "B"), visible=True)],
    )


@pytest.mark.parametrize(
    "text",
    [
        "(${form.age} == 'x')",
        "${form.age}==18",
        "'x' == ${form.age}",
        "!(${data.a}) || (${data.b} != 1.50)",
        "` 'Hello ' ${form.first_name} `",
        "`${form.age} > 18`",
        r"`'it\'s ' ${form.name}`",
    ],
)
def test_the_spelling_of_an_expression_is_kept(text: str) -> None:
    """Blanks, parentheses and the order of a comparison are written as they were."""
    [group] = children({"type": "If", "condition": text, "then": []})
    assert isinstance(group.condition, Expression | str)


@pytest.mark.parametrize(
    "text",
    ["", "${", "${data.x", "``", "`", "`${data.x}`", "`a ? b`", "${form.x} === 1"],
)
def test_what_is_no_expression_stays_text(text: str) -> None:
    """A text that cannot be read as an expression is left as it is."""
    [body] = children({"type": "TextBody", "text": text})
    assert body.text == text
    [group] = children({"type": "If", "condition": text, "then": []})
    assert group.condition == text


def test_what_is_not_known_is_kept() -> None:
    """Unknown keys, unknown components and nulls are written again."""
    [field, video, screen_link] = children(
        {"type": "TextInput", "name": "n", "label": "l", "placeholder": "p", "visible": None},
        {"type": "Video", "src": "${data.clip}", "on-end": {"name": "navigate"}},
        {"type": "EmbeddedLink", "text": "t", "on-click-action": {"name": "open_door", "key": 1}},
    )
    assert field == TextInput(name="n", label="l", extra={"placeholder": "p", "visible": None})
    assert isinstance(video, Raw)
    assert video.content["src"] == Ref("data", ("clip",))
    assert screen_link.on_click_action == {"name": "open_door", "key": 1}
    document = {**flow_json(), "meta": {"lead": True}}
    assert loaded(document).extra == {"meta": {"lead": True}}


def test_what_lacks_something_stays_json() -> None:
    """A component, an option or a screen without what its class needs stays the JSON it was."""
    [field, group] = children(
        {"type": "TextInput", "name": "n"},
        {"type": "RadioButtonsGroup", "name": "g", "data-source": [{"id": "a"}, 5]},
    )
    assert field == {"type": "TextInput", "name": "n"}
    assert group.data_source == [{"id": "a"}, 5]
    document = {"version": "7.3", "screens": [{"title": "no id"}, "no screen", None]}
    assert list(loaded(document).screens) == document["screens"]


def test_the_layout_is_short_where_it_can_be() -> None:
    """A layout that says no more than its children is left out, any other is kept."""
    [screen] = loaded(flow_json({"type": "TextBody", "text": "t"})).screens
    assert screen.layout is None
    document = flow_json()
    document["screens"][0]["layout"]["gap"] = 3
    [screen] = loaded(document).screens
    assert screen.layout == SingleColumnLayout(children=[], extra={"gap": 3})
    for layout in ({"type": "Grid"}, {"type": "SingleColumnLayout"}, [], "x"):
        [screen] = loaded({"version": "7.3", "screens": [{"id": "A", "layout": layout}]}).screens
        assert screen.children is None


def test_what_a_form_says_of_its_inputs_is_said_by_them() -> None:
    """Initial values and error messages of a Form stand with the inputs that they are for."""
    [form] = children(
        {
            "type": "Form",
            "name": "form",
            "init-values": {
                "city": "Paris",
                "age": 30,
                "day": "2024-02-29",
                "wishes": ["a"],
                "gone": 1,
                "wrong": ["no text"],
                "bound": "${data.name}",
            },
            "error-messages": {"city": "No such city"},
            "children": [
                {"type": "TextInput", "name": "city", "label": "l"},
                {"type": "TextInput", "name": "age", "label": "l", "input-type": "number"},
                {"type": "DatePicker", "name": "day", "label": "l"},
                {
                    "type": "If",
                    "condition": "${data.x}",
                    "then": [
                        {
                            "type": "CheckboxGroup",
                            "name": "wishes",
                            "data-source": [{"id": "a", "title": "t"}],
                        }
                    ],
                },
                {"type": "TextInput", "name": "wrong", "label": "l"},
                {"type": "TextInput", "name": "bound", "label": "l"},
            ],
        }
    )
    assert form.init_values == {"gone": 1, "wrong": ["no text"]}
    assert form.error_messages is None
    city, age, day, group, _, bound = form.children
    assert city == TextInput(
        name="city", label="l", init_value="Paris", error_message="No such city"
    )
    assert age.init_value == "30"
    assert day == DatePicker(name="day", label="l", init_value=datetime.date(2024, 2, 29))
    assert group.then[0].init_value == ["a"]
    assert bound.init_value == Ref("data", ("name",))


@pytest.mark.parametrize(
    "values",
    [{}, {"n": "5"}, {"n": 5.0}, {"n": "٣"}, "${data.values}", None, 5],
)
def test_values_of_a_form_that_would_be_written_differently_stay(values: Any) -> None:
    """What an input would write differently stays with the Form."""
    field = {"type": "TextInput", "name": "n", "label": "l", "input-type": "number"}
    children({"type": "Form", "name": "f", "init-values": values, "children": [field]})


def test_an_input_in_a_form_keeps_what_it_says_itself() -> None:
    """An initial value on the wrong side is not moved to the Form: the checker reports it."""
    field = {"type": "TextInput", "name": "n", "label": "l", "init-value": "v"}
    form = {"type": "Form", "name": "f", "children": [field]}
    [read] = children(form)
    assert read.children[0].extra == {"init-value": "v"}
    codes = [problem.code for problem in loaded(flow_json(form)).problems()]
    assert "FLOW242" in codes


@pytest.mark.parametrize(
    ("version", "text", "day"),
    [
        ("7.3", "2024-02-29", datetime.date(2024, 2, 29)),
        ("3.1", "1709164800000", datetime.date(2024, 2, 29)),
        ("3.1", "1709164800001", "1709164800001"),
        ("7.3", "2024-02-30", "2024-02-30"),
        ("7.3", "20240229", "20240229"),
        ("7.3", "${data.day}", Ref("data", ("day",))),
        ("3.1", "01709164800000", None),
        ("3.1", "2024-02-29", None),
        ("7.3", "1709164800000", None),
    ],
)
def test_days_are_days(version: str, text: str, day: Any) -> None:
    """A day is a date where it is written as the version writes days, else the text stays."""
    [picker] = children(
        {"type": "DatePicker", "name": "d", "label": "l", "min-date": text}, version=version
    )
    assert picker.min_date == day
    assert picker.extra == ({"min-date": text} if day is None else None)


def test_days_of_a_range_are_days() -> None:
    """A range of days is an object, and what its days are follows from where it stands."""
    labels = {"start-date": "From", "end-date": "Until"}
    days = {"start-date": "2024-02-29", "end-date": "2024-03-01"}
    picker = {"type": "CalendarPicker", "name": "c", "label": labels, "mode": "range"}
    [read] = children({**picker, "init-value": days})
    assert read.label == Range(start_date="From", end_date="Until")
    assert read.init_value == Range(
        start_date=datetime.date(2024, 2, 29), end_date=datetime.date(2024, 3, 1)
    )


def test_data_says_its_schema_only_where_the_example_does_not() -> None:
    """A schema that would be inferred is left out, and options in an example are options."""
    options = [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "enabled": False}]
    declared = {"id": {"type": "string"}, "title": {"type": "string"}}
    data = {
        "name": {"type": "string", "__example__": "Ann"},
        "count": {"type": "integer", "__example__": 3},
        "plain": {
            "type": "array",
            "items": {"type": "object", "properties": declared},
            "__example__": options[:1],
        },
        "slots": {
            "type": "array",
            "items": {"type": "object", "properties": declared},
            "__example__": options,
        },
    }
    [screen] = loaded(flow_json(data=data)).screens
    assert screen.data is not None
    name, count, plain, slots = screen.data
    assert name == Data("name", "Ann")
    assert count == Data("count", 3, schema={"type": "integer"})
    assert plain == Data("plain", [Option(id="a", title="A")])
    assert slots.example == [Option(**option) for option in options]
    assert slots.schema is not None
    for broken in ({"x": {"type": "string"}}, {"required": ["x"]}, {"x": 5}):
        [screen] = loaded(flow_json(data=broken)).screens
        assert screen.data == broken


def test_routes_that_would_be_derived_are_left_out() -> None:
    """A routing model is kept unless the actions of an endpoint flow say the same."""
    footer = {
        "type": "Footer",
        "label": "l",
        "on-click-action": {"name": "navigate", "next": {"type": "screen", "name": "B"}},
    }
    document = flow_json(footer)
    document["screens"].append({**document["screens"][0], "id": "B"})
    document["screens"][1]["layout"] = {"type": "SingleColumnLayout", "children": []}
    document |= {"data_api_version": "3.0", "routing_model": {"A": ["B"], "B": []}}
    assert loaded(document).routing_model is None
    document["routing_model"] = {"A": ["B"]}
    assert loaded(document).routing_model == {"A": ["B"]}
    del document["data_api_version"]
    document["routing_model"] = {"A": ["B"], "B": []}
    assert loaded(document).routing_model == {"A": ["B"], "B": []}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ('{"version": "7.3", "screens": null}', "null"),
        ("[]", "list"),
        ("{}", "version"),
        ('{"version": "7.3"}', "`screens`"),
        ('{"version": "9.9", "screens": []}', "9.9"),
        ('{"version": 7.3, "screens": []}', "7.3"),
        ('{"version": "7.3", "screens": [], "screens": []}', "twice"),
        ('{"version": "7.3", "screens": [{"id": "A", "id": "B"}]}', "twice"),
        ('{"version": "7.3", "screens": [}', "}"),
        ("[" * 200, "levels"),
        (b"\xff\xfe", "UTF-16"),
    ],
)
def test_what_is_no_flow_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    """What cannot be read as a flow is refused, and the problem says where and why."""
    with pytest.raises(InvalidFlow) as caught:
        Flow.from_json(text)
    assert message in str(caught.value)
    assert caught.value.problems
    assert all(problem.place is not None for problem in caught.value.problems)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.sampled_from(["${data.x}", "`${form.a} > 1`", "TextInput", "screen"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "type",
                        "name",
                        "children",
                        "id",
                        "data",
                        "layout",
                        "next",
                        "payload",
                        "init-values",
                        "cases",
                        "data-source",
                        "__example__",
                        "label",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=30,
    ),
    st.sampled_from([str(version) for version in VERSIONS]),
)
def test_any_screens_survive(screens: Any, version: str) -> None:
    """Whatever stands below the version and the screens is written as it was."""
    for document in (
        {"version": version, "screens": screens},
        {"version": version, "screens": [screens]},
        {"version": version, "screens": [{"id": "A", "layout": screens}]},
        flow_json(screens, version=version),
    ):
        if document["screens"] is not None:
            loaded(document)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@given(st.data())
def test_what_is_written_is_read_as_it_was(version: Version, data: st.DataObject) -> None:
    """A drawn flow, written as JSON and read again, is equal to what it was, in every version."""
    flow = data.draw(flows(version, told=True))
    text = flow.to_json(check=False)
    assert Flow.from_json(text) == flow
    assert Flow.from_json(text).to_json(check=False) == text


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@given(st.data())
def test_what_python_says_beyond_json_is_not_missed(version: Version, data: st.DataObject) -> None:
    """Whatever a flow is built of, bytes or days as text, what is read is written alike."""
    document = data.draw(flows(version)).to_dict(check=False)
    assert Flow.from_json(json.dumps(document)).to_dict(check=False) == document


@pytest.fixture(scope="module")
def corpus(shared: Path) -> dict[str, str]:
    """The flows that others wrote, as text."""
    files = sorted((shared / "corpus" / "flows").glob("*.json"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def test_real_flows_survive(corpus: dict[str, str]) -> None:
    """Every flow of the corpus is read and written as it was, but for those that are listed."""
    different, refused, sound = set(), set(), 0
    for name, text in corpus.items():
        document = json.loads(text)
        try:
            flow = Flow.from_json(text)
        except InvalidFlow:
            refused.add(name)
            continue
        findings = check_structure(document, flow.version)
        sound += not any(finding.is_error for finding in findings)
        if flow.to_dict(check=False) != document:
            different.add(name)
    assert different == set(DIFFERENT)
    assert refused == set(REFUSED)
    # Of those whose structure is sound one is written with the routes that it lacked.
    assert sound > 100
    assert len(different & {"0316"}) / sound < 0.01


def test_real_flows_keep_their_problems(corpus: dict[str, str]) -> None:
    """What is wrong with a flow is wrong with it in Python; what is not known is passed through."""
    unknown = {"FLOW101", "FLOW106", "FLOW136"}
    for name, text in corpus.items():
        if name in REFUSED or name in DIFFERENT:
            continue
        flow = Flow.from_json(text)
        found = check_document(json.loads(text), flow.version)
        before = Counter((one.rule.code, one.path) for one in found)
        after = Counter((one.code, one.path) for one in flow.problems())
        gone, new = before - after, after - before
        assert {code for code, _ in gone} <= unknown, name
        # Hints look at flows without errors only.
        assert {code for code, _ in new if code[:5] != "FLOW7"} <= {"FLOW136"}, name
        assert bool(new) == bool(gone), name


@given(st.sampled_from(VERSIONS), st.sampled_from(VERSIONS), st.data())
def test_what_is_lowered_to_a_target_survives(
    version: Version, target: Version, data: st.DataObject
) -> None:
    """A flow that is compiled to another version is read, and builds to the same again."""
    document = data.draw(flows(version)).to_dict(target, check=False)
    flow = Flow.from_json(json.dumps(document))
    assert flow.version is target
    assert flow.to_dict(check=False) == document
    assert flow.to_dict(version, check=False) == Flow.from_json(
        flow.to_json(version, check=False)
    ).to_dict(check=False)
