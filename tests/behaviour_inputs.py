"""For each choice about what inputs hold and what does, a flow in which it matters."""

from collections.abc import Iterator
from typing import Any

from behaviour_flows import (
    AFTERNOON,
    CITIES,
    DONE,
    Case,
    asking,
    case,
    is_sent,
    link,
    one,
    screen,
    sent,
    stack,
)

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Chip,
    ChipsSelector,
    Complete,
    Data,
    DatePicker,
    Dropdown,
    Flow,
    Footer,
    OptIn,
    Option,
    PhotoPicker,
    RadioButtonsGroup,
    Range,
    Screen,
    TextInput,
)
from flowdsl.runtime import Fill, Tap

__all__ = ["blocking", "typed", "untouched"]


def untouched() -> Iterator[Case]:
    """What inputs send that nobody touched."""
    yield case(
        "untouched_choice",
        one(
            RadioButtonsGroup(name="a", label="Where", data_source=CITIES),
            Dropdown(name="b", label="Where", data_source=CITIES),
            DatePicker(name="c", label="When"),
            CalendarPicker(name="d", label="When"),
        ),
        DONE,
        sees=sent,
        outcomes={"empty": dict.fromkeys("abcd", ""), "omitted": {}},
    )
    yield case(
        "untouched_list",
        one(
            CheckboxGroup(name="a", label="Where", data_source=CITIES),
            ChipsSelector(
                name="b",
                label="What",
                data_source=[Chip(id="1", title="Food"), Chip(id="2", title="Art")],
            ),
            PhotoPicker(name="c", label="Photos", max_uploaded_photos=3),
        ),
        DONE,
        sees=sent,
        outcomes={
            "list": {"a": [], "b": [], "c": []},
            "omitted": {},
            "empty": dict.fromkeys("abc", ""),
        },
    )
    yield case(
        "untouched_optin",
        one(OptIn(name="a", label="I agree")),
        DONE,
        sees=sent,
        outcomes={"false": {"a": False}, "omitted": {}},
    )
    half = {"start-date": "2026-12-04"}
    yield case(
        "untouched_range",
        one(
            *(
                CalendarPicker(
                    name=name, label=Range(start_date="From", end_date="To"), mode="range"
                )
                for name in "ab"
            )
        ),
        Fill("b", half),
        DONE,
        sees=sent,
        outcomes={"ends": {"a": {}, "b": half}, "empty": {"a": "", "b": ""}, "omitted": {}},
    )


def typed() -> Iterator[Case]:
    """What is typed, and what of it does."""
    number = TextInput(name="age", label="Age", input_type="number")
    yield case(
        "number_value",
        one(number),
        Fill("age", "42"),
        DONE,
        sees=sent,
        outcomes={"text": {"age": "42"}, "number": {"age": 42}},
    )
    age = Data("age", example=42)
    yield case(
        "number_forward",
        Flow(
            screens=[
                Screen(id="A", title="T", children=[number, link("B", {"age": number.ref})]),
                Screen(id="B", title="T", data=[age], children=[link("C", {"age": age.ref})]),
                screen(id="C", data=[age]),
            ]
        ),
        Fill("age", "42"),
        Tap("More"),
        Tap("More"),
        sees=stack,
        outcomes={"direct": ("A", "B"), "always": ("A", "B", "C"), "never": ("A",)},
    )
    wish = TextInput(name="wish", label="Wish")
    far = Complete({"wish": wish.ref.on("B")})
    yield case(
        "unresolved_payload",
        Flow(
            screens=[
                Screen(
                    id="A",
                    title="Title",
                    terminal=True,
                    children=[link("B"), Footer(label="Done", on_click_action=far)],
                ),
                screen(wish, id="B"),
            ]
        ),
        DONE,
        sees=sent,
        outcomes={
            "omitted": {},
            "empty": {"wish": ""},
            "literal": {"wish": "${screen.B.form.wish}"},
        },
    )
    yield case(
        "trim",
        one(wish, number),
        Fill("wish", " a bee "),
        Fill("age", "42"),
        DONE,
        sees=sent,
        outcomes={
            "never": {"wish": " a bee ", "age": "42"},
            "sent": {"wish": "a bee", "age": "42"},
        },
    )
    digits = TextInput(name="code", label="Code", helper_text="Digits", pattern="[0-9]+")
    yield case(
        "pattern_match",
        one(digits),
        Fill("code", "a1"),
        DONE,
        sees=is_sent,
        outcomes={"whole": False, "search": True},
    )
    kinds = {"email": "a@b", "phone": "me", "number": "two", "passcode": "a1"}
    yield case(
        "input_checks",
        one(*(TextInput(name=kind, label="Text", input_type=kind) for kind in kinds)),
        *(Fill(kind, text) for kind, text in kinds.items()),
        sees=lambda end: len(end.session.screen.blockers),
        outcomes={"basic": 4, "none": 0},
    )
    yield case(
        "limit_mode",
        one(TextInput(name="a", label="Text", max_chars=3)),
        Fill("a", "bees"),
        sees=lambda end: (bool(end.refusal), len(end.session.screen.blockers)),
        outcomes={"refused": (True, 0), "flagged": (False, 1)},
    )
    yield case(
        "limit_mode",
        one(
            CheckboxGroup(
                name="a",
                label="Where",
                data_source=[*CITIES, Option(id="rom", title="Rome")],
                max_selected_items=2,
            )
        ),
        Fill("a", ["ams", "ber", "rom"]),
        sees=lambda end: (bool(end.refusal), len(end.session.screen.blockers)),
        outcomes={"refused": (True, 0), "flagged": (False, 1)},
    )
    yield case(
        "length_unit",
        one(TextInput(name="a", label="Text", max_chars=2)),
        Fill("a", "🐝🐝"),
        sees=lambda end: bool(end.refusal),
        outcomes={"code points": False, "UTF-16": True},
    )
    yield case(
        "date_ms",
        one(DatePicker(name="day", label="Day"), version="4.0"),
        Fill("day", "2026-12-04"),
        DONE,
        sees=sent,
        outcomes={"midnight": {"day": "1796342400000"}, "tapping": {"day": "1796398200000"}},
        now=AFTERNOON,
    )


def blocking() -> Iterator[Case]:
    """What keeps the Footer off, and how that is told."""
    needed = TextInput(name="a", label="Text", required=True)
    yield case(
        "footer_mode",
        one(needed),
        DONE,
        sees=lambda end: (bool(end.refusal), end.session.notice),
        outcomes={"off": (True, None), "on": (False, "TextInput `a` is required and empty")},
    )
    yield case(
        "hidden_required",
        one(TextInput(name="a", label="Text", required=True, visible=False)),
        DONE,
        sees=is_sent,
        outcomes={"ignored": True, "blocks": False},
    )
    yield case(
        "disabled_required",
        one(TextInput(name="a", label="Text", required=True, enabled=False)),
        DONE,
        sees=is_sent,
        outcomes={"ignored": True, "blocks": False},
    )
    yield case(
        "validate_on",
        Flow(screens=[screen(needed, link("B")), screen(id="B")]),
        Tap("More"),
        sees=stack,
        outcomes={"footer": ("A", "B"), "all": ("A",)},
    )
    wrong = Data("wrong", example="")
    marked = asking(
        TextInput(name="a", label="Text", error_message=wrong.ref),
        TextInput(name="b", label="Text"),
        data=[wrong],
    )
    said = {"screen": "A", "data": {"wrong": "Too late"}}
    opened: dict[str, Any] = {"replies": [said, said], "data": {"wrong": ""}}
    yield case(
        "error_life",
        marked,
        Tap("Ask"),
        Fill("a", "mended"),
        sees=lambda end: end.session.screen.errors,
        outcomes={"edited": {}, "answer": {"a": "Too late"}},
        **opened,
    )
    yield case(
        "error_blocks",
        marked,
        Tap("Ask"),
        Tap("Ask"),
        sees=lambda end: (bool(end.refusal), len(end.session.requests)),
        outcomes={False: (False, 1), True: (True, 1)},
        **opened,
    )
