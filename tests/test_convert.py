"""Objects are written as the JSON of a version, and what it writes differently is lowered."""

import datetime
import enum
import json
import types
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import (
    VERSIONS,
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Component,
    Data,
    DataExchange,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    Form,
    If,
    InvalidFlow,
    Navigate,
    OptIn,
    Option,
    Range,
    Raw,
    Screen,
    Severity,
    SingleColumnLayout,
    Switch,
    TextBody,
    TextInput,
    Version,
)

DAY = datetime.date(2024, 2, 29)
MIDNIGHT = "1709164800000"


def written(*children: Component, version: str = "7.3", **screen: Any) -> list[Any]:
    """Return what components are written as."""
    flow = Flow(screens=[Screen(id="A", children=list(children), **screen)])
    layout = flow.to_dict(version, check=False)["screens"][0]["layout"]
    children_written: list[Any] = layout["children"]
    return children_written


def test_keys_come_in_a_fixed_order() -> None:
    """The type comes first, then the name, then the rest as declared, whatever was given first."""
    [document] = written(
        Dropdown(required=True, data_source=[Option(title="t", id="i")], label="l", name="n")
    )
    assert list(document) == ["type", "name", "label", "data-source", "required"]
    assert list(document["data-source"][0]) == ["id", "title"]


def test_none_is_left_out_and_false_is_not() -> None:
    """None means left out; false, zero and empty texts are values."""
    field = TextInput(name="n", label="", required=False, min_chars=0, helper_text=None)
    assert written(field) == [
        {"type": "TextInput", "name": "n", "label": "", "required": False, "min-chars": 0}
    ]


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@pytest.mark.parametrize(
    "given_as", [DAY, DAY.isoformat(), MIDNIGHT, datetime.datetime(2024, 2, 29, 9)]
)
def test_days_are_written_as_the_version_has_them(version: Version, given_as: Any) -> None:
    """A day, however given, becomes epoch milliseconds before 5.0 and YYYY-MM-DD from there."""
    picker = DatePicker(
        name="d", label="l", min_date=given_as, unavailable_dates=[given_as], init_value=given_as
    )
    [document] = written(picker, version=version.name)
    expected = MIDNIGHT if version.name < "5.0" else "2024-02-29"
    assert document["min-date"] == document["init-value"] == expected
    assert document["unavailable-dates"] == [expected]


@given(st.dates())
def test_days_survive_both_ways(day: datetime.date) -> None:
    """Whatever the day, the text of one style is lowered to that of the other and back."""
    [old] = written(DatePicker(name="d", label="l", min_date=day), version="3.1")
    [new] = written(DatePicker(name="d", label="l", min_date=old["min-date"]), version="7.3")
    assert new["min-date"] == day.isoformat()


@pytest.mark.parametrize("text", ["1709164800001", "2024-02-30", "soon", "", "99999999999999999"])
def test_what_is_no_day_stays(text: str) -> None:
    """A text that is no day, or no midnight, is left as it is for the checker to see."""
    for version in ("3.1", "7.3"):
        [document] = written(DatePicker(name="d", label="l", min_date=text), version=version)
        assert document["min-date"] == text


def test_days_in_payloads_and_ranges_are_lowered() -> None:
    """A `datetime.date` does wherever a value does."""
    footer = Footer(
        label="l", on_click_action=Complete({"day": DAY, "days": [DAY], "in": {"d": DAY}})
    )
    picker = CalendarPicker(
        name="c",
        label=Range(start_date="a", end_date="b"),
        mode="range",
        init_value=Range(start_date=DAY, end_date=DAY),
    )
    [first, second] = written(picker, footer)
    assert first["init-value"] == {"start-date": "2024-02-29", "end-date": "2024-02-29"}
    assert second["on-click-action"]["payload"] == {
        "day": "2024-02-29",
        "days": ["2024-02-29"],
        "in": {"d": "2024-02-29"},
    }
    [old] = written(footer, version="3.0")
    assert old["on-click-action"]["payload"]["day"] == MIDNIGHT


def test_inputs_in_a_form_speak_through_it() -> None:
    """`init_value` and `error_message` inside a Form move to its own properties, at any depth."""
    inner = TextInput(name="b", label="l", init_value="B", error_message="no")
    form = Form(
        name="f",
        children=[
            TextInput(name="a", label="l", init_value="A"),
            OptIn(name="c", label="l", init_value=True),
            If(
                condition="${form.c}",
                then=[inner],
                else_=[TextInput(name="d", label="l", init_value="D")],
            ),
            Switch(
                value=inner.ref,
                cases={"x": [CheckboxGroup(name="e", label="l", data_source=[], init_value=["1"])]},
            ),
            DatePicker(name="day", label="l", init_value=DAY),
        ],
        init_values={"z": "kept"},
    )
    [document] = written(form)
    assert document["init-values"] == {
        "z": "kept",
        "a": "A",
        "c": True,
        "b": "B",
        "d": "D",
        "e": ["1"],
        "day": "2024-02-29",
    }
    assert document["error-messages"] == {"b": "no"}
    assert "init-value" not in json.dumps(document["children"])
    assert "error-message" not in json.dumps(document["children"])


@pytest.mark.parametrize(("version", "expected"), [("6.3", "18"), ("7.0", 18), ("7.3", 18)])
def test_numbers_in_init_values(version: str, expected: object) -> None:
    """From 7.0 a Form's initial value of an input for numbers is a number."""
    age = TextInput(name="age", label="l", input_type="number", init_value="18")
    [document] = written(Form(name="f", children=[age]), version=version)
    assert document["init-values"] == {"age": expected}


def test_input_outside_a_form_keeps_its_own_values() -> None:
    """Nothing moves where there is no Form."""
    [document] = written(TextInput(name="a", label="l", init_value="A", error_message="no"))
    assert document["init-value"] == "A"
    assert document["error-message"] == "no"


def routes(**flow: Any) -> dict[str, list[str]]:
    screens = [
        Screen(
            id="A",
            title="A",
            children=[
                EmbeddedLink(text="t", on_click_action=Navigate("HELP", {})),
                If(
                    condition="${data.x}",
                    then=[Footer(label="l", on_click_action=Navigate("B", {}))],
                    else_=[
                        Footer(label="l", on_click_action=DataExchange({}, leads_to=["C", "A"]))
                    ],
                ),
                Raw({"type": "New", "items": [{"name": "navigate", "next": {"name": "D"}}]}),
            ],
        ),
        *(Screen(id=name, title=name, children=[]) for name in ("B", "C", "D", "HELP")),
    ]
    model = Flow(screens=screens, **flow).to_dict(check=False).get("routing_model")
    assert model is None or isinstance(model, dict)
    return model


def test_routing_model_is_derived_for_endpoint_flows() -> None:
    """With an endpoint, every screen and edge is in the model; without one, Meta derives it."""
    derived = routes(data_api_version="3.0")
    assert derived == {"A": ["HELP", "B", "C", "D"], "B": [], "C": [], "D": [], "HELP": []}
    assert routes() is None
    assert routes(routing_model={"A": ["B"]}, data_api_version="3.0") == {"A": ["B"]}
    assert routes(routing_model={}) == {}


def test_top_level_keys_come_in_order() -> None:
    """What is derived stands where it would have been written."""
    flow = Flow(
        version="2.1",
        screens=[Screen(id="A", title="A", children=[])],
        data_api_version="3.0",
        endpoint_uri="https://example.com",
    )
    assert list(flow.to_dict(check=False)) == [
        "version",
        "data_api_version",
        "data_channel_uri",
        "routing_model",
        "screens",
    ]
    assert flow.to_dict(check=False)["data_channel_uri"] == "https://example.com"
    assert "data_channel_uri" not in flow.to_dict("3.0", check=False)


def test_layout_may_be_written_out() -> None:
    """`children` of a screen is short for its layout."""
    body = TextBody(text="t")
    short = Flow(screens=[Screen(id="A", children=[body])])
    long = Flow(screens=[Screen(id="A", layout=SingleColumnLayout(children=(body,)))])
    assert short.to_json(check=False) == long.to_json(check=False)


@pytest.mark.parametrize(
    ("example", "schema"),
    [
        ("a", {"type": "string"}),
        (1, {"type": "number"}),
        (1.5, {"type": "number"}),
        (True, {"type": "boolean"}),
        (DAY, {"type": "string"}),
        (["a"], {"type": "array", "items": {"type": "string"}}),
        (("a",), {"type": "array", "items": {"type": "string"}}),
        (
            {"a": {"b": [1]}},
            {
                "type": "object",
                "properties": {
                    "a": {
                        "type": "object",
                        "properties": {"b": {"type": "array", "items": {"type": "number"}}},
                    }
                },
            },
        ),
        (
            [Option(id="1", title="x"), Option(id="2", title="y", enabled=False)],
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "title": {"type": "string"},
                        "enabled": {"type": "boolean"},
                    },
                },
            },
        ),
        ({}, {"type": "object", "properties": {}}),
    ],
)
def test_schema_is_inferred_from_the_example(example: Any, schema: dict[str, Any]) -> None:
    """The example tells the type, through lists, options and nested objects."""
    flow = Flow(screens=[Screen(id="A", data=[Data("d", example)], children=[])])
    entry = flow.to_dict(check=False)["screens"][0]["data"]["d"]
    example_written = entry.pop("__example__")
    assert entry == schema
    assert json.dumps(example_written)


def test_given_schema_is_used_as_it_is() -> None:
    """A schema says what an example cannot."""
    schema = {"type": "array", "items": {"type": "string"}}
    flow = Flow(screens=[Screen(id="A", data=[Data("d", [], schema=schema)], children=[])])
    assert flow.to_dict(check=False)["screens"][0]["data"] == {"d": {**schema, "__example__": []}}


def test_raw_passes_through_untouched() -> None:
    """A component that nobody knows is written as it is; a hint says that nobody checks it."""
    content = {"type": "Hologram", "text": None, "x": "${nothing}", "children": [{"type": 1}]}
    flow = Flow(
        screens=[
            Screen(
                id="A",
                title="A",
                terminal=True,
                children=[Raw(content), Footer(label="l", on_click_action=Complete({}))],
            )
        ]
    )
    assert [problem.code for problem in flow.problems()] == ["FLOW136"]
    assert flow.to_dict()["screens"][0]["layout"]["children"][0] == content


def test_extra_keys_are_passed_through() -> None:
    """A key that flowdsl does not know is written last; one that it knows is checked, too."""
    name = TextInput(name="n", label="l", extra={"placeholder": "p", "day": DAY})
    flow = Flow(screens=[Screen(id="A", title="A", children=[name], extra={"key": name.ref})])
    [screen] = flow.to_dict(check=False)["screens"]
    assert list(screen)[-1] == "key"
    assert screen["key"] == "${form.n}"
    assert list(screen["layout"]["children"][0].items())[-2:] == [
        ("placeholder", "p"),
        ("day", "2024-02-29"),
    ]
    known = [each for each in flow.problems() if each.code == "FLOW136"]
    assert [problem.path[-1] for problem in known] == ["placeholder", "day", "key"]
    assert all(problem.severity is Severity.INFO for problem in known)
    wrong = TextInput(name="n", label="l", extra={"required": "yes"})
    [document] = written(wrong)
    assert document["required"] == "yes"
    assert "FLOW105" in codes(wrong)
    assert "FLOW129" in codes(TextInput(name="n", label="l", extra={"label": "m"}))
    assert "FLOW105" in codes(TextInput(name="n", label="l", extra=["x"]))
    assert "FLOW123" in codes(TextInput(name="n", label="l", extra={"x": {1}}))


def codes(component: Component) -> list[str]:
    """Return the codes of what is wrong with a component."""
    problems = Flow(screens=[Screen(id="A", title="A", children=[component])]).problems()
    return [problem.code for problem in problems]


def test_raw_takes_references_and_only_json() -> None:
    """References and days in Raw are written as anywhere; what is no JSON is a problem."""
    name = TextInput(name="n", label="l")
    flow = Flow(
        screens=[
            Screen(
                id="A", title="t", terminal=True, children=[name, Raw({"a": name.ref, "d": DAY})]
            )
        ]
    )
    assert flow.to_dict()["screens"][0]["layout"]["children"][1] == {
        "a": "${form.n}",
        "d": "2024-02-29",
    }
    passed, problem = Flow(
        screens=[Screen(id="A", title="t", terminal=True, children=[Raw({"a": {1}})])]
    ).problems()
    assert (problem.code, passed.code) == ("FLOW123", "FLOW136")
    assert problem.path[-1] == "a"


def test_flow_that_holds_itself_is_a_problem() -> None:
    """What has no end is refused with a sentence."""
    payload: dict[str, Any] = {}
    payload["again"] = payload
    footer = Footer(label="l", on_click_action=Complete(payload))
    screen = Screen(id="A", title="t", terminal=True, children=[footer])
    [problem] = Flow(screens=[screen]).problems()
    assert "holds itself, or is nested too deeply" in problem.message


def test_unchecked_dump_has_what_the_version_lacks() -> None:
    """`check=False` dumps what is there, for tools; checked, it is refused with every problem."""
    end = Footer(label="l", on_click_action=Complete({}))
    children = [TextBody(text=["a", "b"]), end]
    flow = Flow(screens=[Screen(id="A", terminal=True, sensitive=["x"], children=children)])
    [screen] = flow.to_dict("4.0", check=False)["screens"]
    assert screen["sensitive"] == ["x"]
    assert screen["layout"]["children"][0]["text"] == ["a", "b"]
    with pytest.raises(InvalidFlow) as raised:
        flow.to_json("4.0")
    assert len([problem for problem in raised.value.problems if problem.is_error]) == 2


def test_json_keeps_letters_as_they_are() -> None:
    """The text is readable: letters are not escaped, and `indent` is that of `json.dumps`."""
    end = Footer(label="l", on_click_action=Complete({}))
    flow = Flow(screens=[Screen(id="A", title="Café ☕", terminal=True, children=[end])])
    assert '"Café ☕"' in flow.to_json()
    assert "\n" not in flow.to_json()
    assert flow.to_json(indent=4).startswith('{\n    "version": "7.3"')


def test_equal_flows_are_equal() -> None:
    """Nodes compare by what they say, not by where they were written or in what sequence."""
    one = Screen(id="A", children=[TextBody(text="t")], sensitive=["a"])
    other = Screen(id="A", children=(TextBody(text="t"),), sensitive=("a",))
    assert one == other
    assert one != Screen(id="B", children=[TextBody(text="t")], sensitive=["a"])
    assert TextBody(text="t") != TextBody(text="t", visible=True)
    assert TextBody(text="t", visible=True) != TextBody(text="t", visible=1)
    assert Complete({"a": 1}) == Complete({"a": 1})
    assert repr(TextBody(text="t", visible=False)) == "TextBody(text='t', visible=False)"


class Place(enum.StrEnum):
    """Names that an author keeps in one place."""

    START = "START"
    END = "END"
    CITY = "city"


class Old(str, enum.Enum):  # noqa: UP042  # As it was written before StrEnum.
    """Texts with names."""

    CAFE = "café"


class Size(enum.IntEnum):
    """Numbers with names."""

    LARGE = 3


def test_texts_may_be_members_of_an_enum() -> None:
    """Ids and names that an author keeps in an enumeration are written as their texts."""
    city = TextInput(name=Place.CITY, label="l")
    flow = Flow(
        data_api_version="3.0",
        screens=[
            Screen(
                id=Place.START,
                title="t",
                children=[
                    city,
                    Footer(
                        label="l",
                        on_click_action=Navigate(
                            Place.END,
                            {
                                Place.CITY: city.ref,
                                "to": Place.END,
                                "size": Size.LARGE,
                                Old.CAFE: [Old.CAFE],
                            },
                        ),
                    ),
                ],
            ),
            Screen(
                id=Place.END,
                title="t",
                terminal=True,
                data=[
                    Data(Place.CITY, "a"),
                    Data("to", "a"),
                    Data("size", 1),
                    Data(Old.CAFE, ["a"]),
                ],
                children=[Footer(label="l", on_click_action=Complete({}))],
            ),
        ],
    )
    assert [problem.code for problem in flow.problems()] == ["FLOW701"]
    document = json.loads(flow.to_json())
    assert document["routing_model"] == {"START": ["END"], "END": []}
    action = document["screens"][0]["layout"]["children"][1]["on-click-action"]
    assert action["next"]["name"] == "END"
    assert action["payload"] == {"city": "${form.city}", "to": "END", "size": 3, "café": ["café"]}
    assert list(document["screens"][1]["data"]) == ["city", "to", "size", "café"]


def test_any_mapping_is_an_object() -> None:
    """A payload may be a read-only view of a dict, too."""
    footer = Footer(label="l", on_click_action=Complete(types.MappingProxyType({"a": 1})))
    assert written(footer)[0]["on-click-action"]["payload"] == {"a": 1}
