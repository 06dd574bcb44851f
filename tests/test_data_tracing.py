"""What a flow sends is followed back to where it comes from, over screens and through data."""

import json
from pathlib import Path

import pytest
from answer_flows import CITY, END, NAME, data, screen, sent, tap, told

from flowdsl import (
    CalendarPicker,
    Complete,
    Data,
    Dropdown,
    EmbeddedLink,
    If,
    Navigate,
    OptIn,
    Option,
    Screen,
    UpdateData,
    concat,
)
from flowdsl.answers import answers_of
from flowdsl.answers.sources import Untold
from flowdsl.check import version_of
from flowdsl.values import Ref
from flowdsl.versions import DEFAULT

CASES: dict[str, tuple[list[Screen], dict[str, str]]] = {
    "an input of the same screen": (
        [screen("START", NAME, tap(Complete({"name": NAME.ref})))],
        {"name": "START.name"},
    ),
    "through one navigate": (
        [
            screen("START", NAME, tap(Navigate(END, {"guest": NAME.ref}))),
            screen(END, tap(Complete({"who": data("guest")})), data=[Data("guest", "Ada")]),
        ],
        {"who": "START.name"},
    ),
    "through two navigates under changing names": (
        [
            screen("START", NAME, tap(Navigate("MIDDLE", {"a": NAME.ref}))),
            screen("MIDDLE", tap(Navigate(END, {"b": data("a")})), data=[Data("a", "x")]),
            screen(END, tap(Complete({"c": data("b")})), data=[Data("b", "x")]),
        ],
        {"c": "START.name"},
    ),
    "from either of two screens": (
        [
            screen("START", NAME, tap(Navigate("MIDDLE", {"a": NAME.ref})),
                   EmbeddedLink(text="Skip", on_click_action=Navigate(END, {"b": "nobody"}))),
            screen("MIDDLE", tap(Navigate(END, {"b": data("a")})), data=[Data("a", "x")]),
            screen(END, tap(Complete({"c": data("b")})), data=[Data("b", "x")]),
        ],
        {"c": '"nobody" | START.name'},
    ),
    "an object of the payload": (
        [screen("START", NAME, CITY, tap(Complete(
            {"customer": {"name": NAME.ref, "address": {"city": CITY.ref, "country": "FR"}}}
        )))],
        {
            "customer.name": "START.name",
            "customer.address.city": "START.city (may be missing)",
            "customer.address.country": '"FR"',
        },
    ),
    "an object carried through data": (
        [
            screen("START", NAME, tap(Navigate(END, {"order": {"who": NAME.ref, "count": 2}}))),
            screen(END, tap(Complete({"order": data("order")})),
                   data=[Data("order", {"who": "Ada", "count": 1})]),
        ],
        {"order.who": "START.name", "order.count": "2"},
    ),
    "a part of an object carried through data": (
        [
            screen("START", NAME, tap(Navigate(END, {"order": {"of": {"who": NAME.ref}}}))),
            screen(END, tap(Complete({"who": data("order.of.who"), "what": data("order.what")})),
                   data=[Data("order", {"of": {"who": "Ada"}, "what": "x"})]),
        ],
        {
            "who": "START.name",
            "what": "? what is written there has no `what` (may be missing)",
        },
    ),
    "objects that differ": (
        [
            screen("START", NAME, tap(Navigate(END, {"o": {"a": 1, "b": NAME.ref}})),
                   EmbeddedLink(text="Skip", on_click_action=Navigate(END, {"o": {"a": 2}}))),
            screen(END, tap(Complete({"o": data("o")})), data=[Data("o", {"a": 1})]),
        ],
        {"o.a": "1 | 2", "o.b": "START.name (may be missing)"},
    ),
    "a list in which something is bound": (
        [screen("START", NAME, tap(Complete({"tags": ["a", NAME.ref], "all": ["a", "b"]})))],
        {"tags[0]": '"a"', "tags[1]": "START.name", "all": '["a", "b"]'},
    ),
    "an answer of another screen": (
        [
            screen("START", NAME, tap(Navigate(END))),
            screen(END, tap(Complete({"name": NAME.ref.on("START")}))),
        ],
        {"name": "START.name"},
    ),
    "an answer of a screen that may not have been visited": (
        [
            screen("START", tap(Navigate(END)),
                   EmbeddedLink(text="More", on_click_action=Navigate("MORE"))),
            screen("MORE", NAME, tap(Navigate(END))),
            screen(END, tap(Complete({"name": NAME.ref.on("MORE")}))),
        ],
        {"name": "MORE.name (may be missing)"},
    ),
    "an answer of a screen that can be left without filling it in": (
        [
            screen("START", NAME, tap(Navigate(END)),
                   EmbeddedLink(text="Skip", on_click_action=Navigate(END))),
            screen(END, tap(Complete({"name": NAME.ref.on("START")}))),
        ],
        {"name": "START.name (may be empty)"},
    ),
    "an answer of another screen, in a branch": (
        [
            screen("START", If(condition="${data.x}", then=[NAME]), tap(Navigate(END)),
                   data=[Data("x", True)]),
            screen(END, tap(Complete({"name": NAME.ref.on("START")}))),
        ],
        {"name": "START.name (may be missing)"},
    ),
    "by the button or by a link": (
        [
            screen("START", NAME, tap(Navigate(END, {"a": NAME.ref})),
                   EmbeddedLink(text="Skip", on_click_action=Navigate(END, {"a": NAME.ref}))),
            screen(END, tap(Complete({"name": data("a")})), data=[Data("a", "x")]),
        ],
        {"name": "START.name (may be empty)"},
    ),
    "data of a screen that may not have been visited": (
        [
            screen("START", NAME, tap(Navigate("MORE", {"a": NAME.ref})),
                   EmbeddedLink(text="Skip", on_click_action=Navigate(END))),
            screen("MORE", tap(Navigate(END)), data=[Data("a", "x")]),
            screen(END, tap(Complete({"name": data("a", "MORE")}))),
        ],
        {"name": "START.name (may be missing)"},
    ),
    "an object that the message gives, or the flow": (
        [screen("START",
                OptIn(name="own", label="Own", on_select_action=UpdateData({"o": {"a": 1}})),
                tap(Complete({"o": data("o")})), data=[Data("o", {"a": 2})])],
        {"o": "message START.o", "o.a": "1 (may be missing)"},
    ),
    "data of another screen": (
        [
            screen("START", tap(Navigate(END)), data=[Data("offer", "spring")]),
            screen(END, tap(Complete({"offer": data("offer", "START")}))),
        ],
        {"offer": "message START.offer"},
    ),
    "the message that opens the flow": (
        [screen("START", tap(Complete({"offer": data("offer"), "city": data("of.city")})),
                data=[Data("offer", "spring"), Data("of", {"city": "Paris"})])],
        {"offer": "message START.offer", "city": "message START.of.city"},
    ),
    "constants": (
        [screen("START", tap(Complete({"a": "x", "b": 1, "c": True, "d": None, "e": []})))],
        {"a": '"x"', "b": "1", "c": "true", "d": "null", "e": "[]"},
    ),
    "an expression": (
        [
            screen("START", NAME, tap(Navigate(END, {"guest": NAME.ref}))),
            screen(END, tap(Complete({"greeting": concat("Hello ", data("guest"))})),
                   data=[Data("guest", "Ada")]),
        ],
        {"greeting": "`'Hello ' ${data.guest}` < START.name"},
    ),
    "update_data of an input": (
        [screen("START",
                OptIn(name="gift", label="Gift", on_select_action=UpdateData({"kind": "gift"}),
                      on_unselect_action=UpdateData({"kind": "own"})),
                tap(Complete({"kind": data("kind")})), data=[Data("kind", "own")])],
        {"kind": 'message START.kind | "gift" | "own"'},
    ),
    "update_data of an option": (
        [screen("START", NAME,
                Dropdown(name="how", label="How", data_source=[
                    Option(id="a", title="A", on_select_action=UpdateData({"kind": NAME.ref})),
                    Option(id="b", title="B", on_select_action=UpdateData({"kind": "b"})),
                ]),
                tap(Complete({"kind": data("kind")})), data=[Data("kind", "x")])],
        {"kind": 'message START.kind | START.name | "b" (may be empty)'},
    ),
    "update_data of an option that came with an update": (
        [screen("START",
                OptIn(name="more", label="More", on_select_action=UpdateData({"list": [
                    {"id": "1", "title": "One", "on-select-action":
                        {"name": "update_data", "payload": {"kind": "one"}}},
                ]})),
                tap(Complete({"kind": data("kind")})),
                data=[Data("kind", "x"), Data("list", [{"id": "0", "title": "Zero"}])])],
        {"kind": 'message START.kind | "one"'},
    ),
    "a circle of screens": (
        [
            screen("START", NAME, tap(Navigate("A", {"x": NAME.ref}))),
            screen("A", tap(Navigate("B", {"x": data("x")})),
                   EmbeddedLink(text="Done", on_click_action=Navigate(END, {"x": data("x")})),
                   data=[Data("x", "x")]),
            screen("B", tap(Navigate("A", {"x": data("x")})), data=[Data("x", "x")]),
            screen(END, tap(Complete({"x": data("x")})), data=[Data("x", "x")]),
        ],
        {"x": "START.name"},
    ),
    "nothing but a circle": (
        [
            screen("START", tap(Navigate("A", {"x": "x"}))),
            screen("A", tap(Complete({"y": data("y")})),
                   OptIn(name="o", label="O", on_select_action=UpdateData({"y": data("z")}),
                         on_unselect_action=UpdateData({"z": data("y")})),
                   data=[Data("x", "x"), Data("y", "x"), Data("z", "x")]),
        ],
        {"y": "? it leads back to itself (may be missing)"},
    ),
    "an object that holds itself": (
        [
            screen("START", tap(Navigate("A", {"x": {"y": 1}}))),
            screen("A", tap(Complete({"x": data("x")})),
                   OptIn(name="o", label="O", on_select_action=UpdateData({"x": {"x": data("x")}})),
                   data=[Data("x", {"y": 1})]),
        ],
        {
            "x.y": "1 (may be missing)",
            "x.x": "? it holds itself (may be missing)",
            "x.x.y": "1 (may be missing)",
        },
    ),
    "what leads nowhere": (
        [screen("START", NAME, tap(Complete({
            "a": data("x"), "b": Ref("form", ("nane",)), "c": data("x", "NOWHERE"),
        })))],
        {
            "a": "? this screen has no entry `x` in its data (may be missing)",
            "b": "? this screen has no input `nane` (may be missing)",
            "c": "? there is no screen `NOWHERE` (may be missing)",
        },
    ),
    "data that nothing fills": (
        [
            screen("START", tap(Navigate(END))),
            screen(END, tap(Complete({"a": data("a")})), data=[Data("a", "x")]),
        ],
        {"a": "? nothing fills it (may be missing)"},
    ),
    "part of a range of days": (
        [screen("START",
                CalendarPicker(name="stay", label={"start-date": "From", "end-date": "To"},
                               mode="range", required={"start-date": True, "end-date": True}),
                tap(Complete({"from": Ref("form", ("stay", "start-date"))})))],
        {"from": "START.stay.start-date"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_value_is_followed(name: str) -> None:
    """Each key of the payload says where its value comes from, and whether it is there."""
    screens, expected = CASES[name]
    assert told(sent(*screens).answers) == expected


def test_every_published_flow_can_be_told(shared: Path) -> None:
    """Nothing is untold in a published flow that could be read and has no error."""
    from flowdsl.check import check_document

    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        version = version_of(document) or DEFAULT
        answers = answers_of(document, version)
        rows = [*answers.answers, *(row for it in answers.exchanges for row in it.answers)]
        if any(isinstance(source, Untold) for row in rows for source in row.sources):
            assert any(found.is_error for found in check_document(document, version)), file.name
