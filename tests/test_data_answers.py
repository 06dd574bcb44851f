"""What is known of each key that a flow sends: whether it is there, its type, who hides it."""

from collections.abc import Mapping
from typing import Any

import pytest
from answer_flows import CITY, END, NAME, data, screen, sent, tap, told

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Data,
    DataExchange,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    If,
    Navigate,
    OptIn,
    Option,
    PhotoPicker,
    Switch,
    TextArea,
    TextInput,
    concat,
)
from flowdsl.answers import key_text
from flowdsl.answers.text import as_text

PRESENCES: dict[str, tuple[list[Any], str]] = {
    "required": ([NAME], "always"),
    "required, maybe off": (
        [TextInput(name="name", label="Name", required=True, enabled=data("on"))], "may be empty"),
    "optional text": ([TextInput(name="name", label="Name")], "may be empty"),
    "optional lines": ([TextArea(name="name", label="Name")], "may be empty"),
    "required where data says so": (
        [TextInput(name="name", label="Name", required=data("x"))], "may be empty"),
    "visible where data says so": (
        [TextInput(name="name", label="Name", required=True, visible=data("x"))],
        "may be missing"),
    "in a branch": ([If(condition="${data.x}", then=[NAME])], "may be missing"),
    "in a case": ([Switch(value=data("x"), cases={"true": [NAME]})], "may be missing"),
    "optional choice": (
        [Dropdown(name="name", label="Name", data_source=[Option(id="a", title="A")])],
        "may be missing"),
    "required choice": (
        [CheckboxGroup(name="name", label="Name", required=True,
                       data_source=[Option(id="a", title="A")])], "always"),
    "optional box": ([OptIn(name="name", label="Name")], "may be missing"),
    "required box": ([OptIn(name="name", label="Name", required=True)], "always"),
    "optional day": ([DatePicker(name="name", label="Name")], "may be missing"),
    "optional files": ([PhotoPicker(name="name", label="Name")], "may be missing"),
    "required files": (
        [PhotoPicker(name="name", label="Name", min_uploaded_photos=1, max_uploaded_photos=2)],
        "always"),
    "range of which one day is required": (
        [CalendarPicker(name="name", label={"start-date": "From", "end-date": "To"}, mode="range",
                        required={"start-date": True, "end-date": False})], "may be missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", PRESENCES)
def test_answer_says_whether_it_is_there(name: str) -> None:
    """An answer is always there if it is required, and shown, and the button asks for it."""
    children, expected = PRESENCES[name]
    done = tap(Complete({"name": "${form.name}"}))
    [answer] = sent(screen("START", *children, done, data=[Data("x", True)])).answers
    assert answer.presence.value == expected


def test_input_says_what_decides_on_the_phone() -> None:
    """Where data says whether an input is required or shown, the binding is told."""
    first = TextInput(name="a", label="A", required=data("x"), visible=~data("x"))
    second = TextInput(name="b", label="B", required=True, visible=False)
    done = tap(Complete({"a": first.ref, "b": second.ref, "c": CITY.ref}))
    answers = sent(screen("START", first, second, CITY, done, data=[Data("x", True)])).answers
    told_of = [(each.inputs[0].required, each.inputs[0].visible) for each in answers]
    assert told_of == [("${data.x}", "`!${data.x}`"), (True, False), (False, True)]
    assert "required if ${data.x}, visible if `!${data.x}`" in as_text(
        "flow", sent(screen("START", first, done, data=[Data("x", True)])), 140
    )


def test_branch_of_the_button_is_shown_where_it_is_tapped() -> None:
    """What stands in one branch with the button that ends the flow is shown whenever it is."""
    here, there = tap(Complete({"name": NAME.ref, "city": CITY.ref})), tap(Complete({}))
    city = Dropdown(name="city", label="City", required=True, data_source=CITY.data_source)
    both = If(condition="${data.x}", then=[NAME, here], else_=[city, there])
    answers = sent(screen("START", both, data=[Data("x", True)]))
    assert told(answers.answers) == {"name": "START.name", "city": "START.city (may be missing)"}


def test_link_does_not_ask_for_what_is_required() -> None:
    """Only the button at the bottom makes sure that an answer is there before it is carried on."""
    link = EmbeddedLink(text="Next", on_click_action=Navigate(END, {"guest": NAME.ref}))
    end = screen(END, tap(Complete({"who": data("guest")})), data=[Data("guest", "Ada")])
    assert told(sent(screen("START", NAME, link), end).answers) == {
        "who": "START.name (may be empty)"
    }


def test_several_ends_say_which_keys_they_carry() -> None:
    """Each key names the ends that send it; one that both do has the sources of both."""
    answers = sent(
        screen("START", tap(Navigate("A")),
               EmbeddedLink(text="B", on_click_action=Navigate("B"))),
        screen("A", NAME, tap(Complete({"kind": "a", "name": NAME.ref}))),
        screen("B", CITY, tap(Complete({"kind": "b", "city": CITY.ref}))),
    )  # fmt: skip
    assert [end.screen for end in answers.ends] == ["A", "B"]
    assert [(key_text(each.path), each.ends) for each in answers.answers] == [
        ("kind", (0, 1)),
        ("name", (0,)),
        ("city", (1,)),
    ]
    assert told(answers.answers)["kind"] == '"a" | "b"'


def test_end_says_where_it_is() -> None:
    """A place that sends names its screen, its component, what that says, and the path."""
    end = sent(screen("START", NAME, tap(Complete({"name": NAME.ref})))).ends[0]
    assert (end.screen, end.component, end.label, end.event) == (
        "START", "Footer", "Next", "on-click-action",
    )  # fmt: skip
    assert end.path == ("screens", 0, "layout", "children", 1, "on-click-action")


ENDPOINT: Mapping[str, Any] = {"data_api_version": "3.0"}


def test_endpoint_gives_data_where_it_can_answer() -> None:
    """An endpoint fills the first screen, that which asks, and those around it along the routes."""
    day = DatePicker(name="day", label="Day", on_select_action=DataExchange({"day": "${form.day}"}))
    entry = [Data("x", "x")]
    answers = sent(
        screen("START", tap(Navigate("ASKS", {"x": "start"})), data=entry),
        screen("ASKS", day, tap(Navigate("NEXT", {"x": "asks"})), data=entry),
        screen("NEXT", tap(Navigate("FAR", {"x": "next"})), data=entry),
        screen("FAR", tap(DataExchange({
            name: data("x", None if name == "FAR" else name)
            for name in ("START", "ASKS", "NEXT", "FAR")
        })), data=entry),
        routing_model={"START": ["ASKS"], "ASKS": ["NEXT"], "NEXT": ["FAR"], "FAR": []},
        **ENDPOINT,
    )  # fmt: skip
    assert answers.has_endpoint
    assert answers.ends == ()
    assert [(each.screen, each.event) for each in answers.exchanges] == [
        ("ASKS", "on-select-action"),
        ("FAR", "on-click-action"),
    ]
    assert told(answers.exchanges[0].answers) == {"day": "ASKS.day"}
    assert told(answers.exchanges[1].answers) == {
        "START": "message+endpoint START.x",
        "ASKS": 'endpoint ASKS.x | "start"',
        "NEXT": 'endpoint NEXT.x | "asks"',
        "FAR": 'endpoint FAR.x | "next"',
    }
    without = sent(
        screen("START", tap(Navigate("NEXT", {"x": "start"})), data=entry),
        screen("NEXT", tap(Navigate("ASKS", {"x": data("x")})), data=entry),
        screen("ASKS", tap(Navigate("LAST", {"x": data("x")})), data=entry),
        screen("LAST", day, tap(DataExchange({"x": data("x", "NEXT")})), data=entry),
        routing_model={"START": ["NEXT"], "NEXT": ["ASKS"], "ASKS": ["LAST"], "LAST": []},
        **ENDPOINT,
    )
    assert told(without.exchanges[1].answers) == {"x": '"start"'}


def test_endpoint_that_is_asked_counts_though_it_is_not_declared() -> None:
    """A flow that asks an endpoint has one, even where it forgets to say so."""
    answers = sent(screen("START", tap(DataExchange({"x": data("x")})), data=[Data("x", "x")]))
    assert answers.has_endpoint
    assert told(answers.exchanges[0].answers) == {"x": "message+endpoint START.x"}


def test_options_are_those_that_stand_in_the_flow() -> None:
    """An input names its options, or the reference that they come from."""
    bound = Dropdown(name="town", label="Town", data_source=data("towns"))
    towns = Data("towns", [{"id": "1", "title": "One"}])
    answers = sent(
        screen("START", CITY, bound, tap(Complete({"a": CITY.ref, "b": bound.ref})), data=[towns])
    ).answers
    first, second = (answer.inputs[0] for answer in answers)
    assert first.options is not None
    assert [(each.id, each.title) for each in first.options] == [
        ("par", "Paris"),
        ("ams", "Amsterdam"),
    ]
    assert (second.options, second.options_from) == (None, "${data.towns}")
    assert [answer.type for answer in answers] == ["option id", "option id"]


@pytest.mark.parametrize(
    ("version", "component", "expected"),
    [
        ("7.3", TextInput(name="x", label="X"), "text"),
        ("7.3", TextInput(name="x", label="X", input_type="number"), "number"),
        ("7.3", OptIn(name="x", label="X"), "true/false"),
        ("7.3", DatePicker(name="x", label="X"), "date (YYYY-MM-DD)"),
        ("4.0", DatePicker(name="x", label="X"), "date (milliseconds)"),
        ("7.3", CalendarPicker(name="x", label="X"), "date (YYYY-MM-DD)"),
        ("7.3", CalendarPicker(name="x", label="X", mode="range"),
         "first and last date (YYYY-MM-DD)"),
        ("7.3", CalendarPicker(name="x", label="X", mode=data("mode")),
         "date (YYYY-MM-DD) or first and last date (YYYY-MM-DD)"),
        ("7.3", PhotoPicker(name="x", label="X"), "files"),
        ("7.3", CheckboxGroup(name="x", label="X", data_source=CITY.data_source),
         "list of option ids"),
    ],
)  # fmt: skip
def test_type_is_said_in_words(version: str, component: Any, expected: str) -> None:
    """The type of an answer is that of its input, as the version writes it."""
    done = tap(Complete({"x": "${form.x}"}))
    [answer] = sent(screen("START", component, done), version=version).answers
    assert answer.type == expected


@pytest.mark.parametrize(
    ("version", "component", "hidden", "expected"),
    [
        ("7.3", NAME, ["name"], True),
        ("7.3", NAME, ["other"], False),
        ("7.3", NAME, None, False),
        ("5.0", NAME, ["name"], False),
        ("7.3", TextInput(name="name", label="PIN", input_type="passcode"), None, True),
        ("2.1", TextInput(name="name", label="Password", input_type="password"), None, True),
    ],
)
def test_sensitive_answers_are_marked(
    version: str, component: Any, hidden: Any, expected: bool
) -> None:
    """An answer is sensitive where its screen says so, from 5.1, or where it is a password."""
    start = screen(
        "START", component, tap(Complete({"a": "${form.name}", "b": "x"})), sensitive=hidden
    )
    first, second = sent(start, version=version).answers
    assert (first.is_sensitive, second.is_sensitive) == (expected, False)


def test_what_is_worked_out_from_a_sensitive_answer_is_sensitive() -> None:
    """An expression names the inputs in it, and is as sensitive as they are."""
    done = tap(Complete({"a": concat("Hello ", NAME.ref)}))
    [answer] = sent(screen("START", NAME, done, sensitive=["name"])).answers
    assert answer.is_sensitive
    assert [each.name for each in answer.inputs] == ["name"]
    assert answer.type == "text"
