"""Flows that go to another version: what becomes of them, what is listed, what is refused."""

from typing import Any

from upgrade_documents import FOOTER, document, footer, screen

__all__ = ["CHANGED", "DAY", "NOON", "REFUSED", "ROWS", "date_picker", "form", "text_input"]

DAY = "1714521600000"  # 1 May 2024, midnight in UTC.
NOON = "1714564800000"


def form(*children: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Form", "name": "form", **more, "children": [*children]}


def text_input(name: str = "city", **more: Any) -> dict[str, Any]:
    return {"type": "TextInput", "name": name, "label": "City", **more}


def date_picker(**more: Any) -> dict[str, Any]:
    return {"type": "DatePicker", "name": "day", "label": "Day", **more}


def dropdown(option: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"type": "Dropdown", "name": "d", "label": "L", "data-source": [option], **more}


HELLO = {"type": "TextBody", "text": "Hello"}
BOTH = (date_picker(), text_input())


# What is written differently. Each row: a flow, the version that it goes to, what becomes of it.

ROWS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "days": (
        document("4.0", date_picker(**{"min-date": DAY, "unavailable-dates": [DAY, NOON]})),
        "5.0",
        document(
            "5.0",
            date_picker(**{"min-date": "2024-05-01", "unavailable-dates": ["2024-05-01"] * 2}),
        ),
    ),
    "days-down": (
        document("7.3", date_picker(**{"min-date": "2024-05-01", "init-value": "2024-05-01"})),
        "4.0",
        document("4.0", date_picker(**{"min-date": DAY, "init-value": DAY})),
    ),
    "days-in-form": (
        document("3.1", form(date_picker(), **{"init-values": {"day": DAY, "other": DAY}})),
        "3.0",
        document("3.0", form(date_picker(), **{"init-values": {"day": DAY, "other": DAY}})),
    ),
    "days-in-form-up": (
        document("4.0", form(*BOTH, **{"init-values": {"day": DAY, "city": DAY}})),
        "7.3",
        document("7.3", form(*BOTH, **{"init-values": {"day": "2024-05-01", "city": DAY}})),
    ),
    "a-day-as-a-number": (
        document("4.0", form(date_picker(), **{"init-values": {"day": int(DAY)}})),
        "7.3",
        document("7.3", form(date_picker(), **{"init-values": {"day": "2024-05-01"}})),
    ),
    "a-day-before-1970": (
        document("4.0", date_picker(**{"min-date": "-86400000"})),
        "5.0",
        document("5.0", date_picker(**{"min-date": "1969-12-31"})),
    ),
    "success": (
        document("3.1", screens=[screen(FOOTER, success=True)]),
        "3.0",
        document("3.0", screens=[screen(FOOTER)]),
    ),
    "defaults": (
        document("7.3", screens=[screen(HELLO | {"markdown": False}, FOOTER, sensitive=[])]),
        "5.0",
        document("5.0", HELLO),
    ),
    "blank": (
        document("5.1", text_input(**{"helper-text": "", "error-message": " \n"})),
        "6.0",
        document("6.0", text_input()),
    ),
    "blank-captions": (
        document("3.1", screens=[screen({"left-caption": "", "right-caption": "", **FOOTER})]),
        "7.3",
        document("7.3", screens=[screen(FOOTER)]),
    ),
    "blank-option": (
        document("5.1", dropdown({"id": "a", "title": "A", "description": "", "metadata": ""})),
        "6.0",
        document("6.0", dropdown({"id": "a", "title": "A"})),
    ),
    "address": (
        document("2.1", data_channel_uri="https://example.com/x"),
        "7.3",
        document("7.3"),
    ),
    "number": (
        document(
            "6.3",
            form(text_input(**{"input-type": "number"}), **{"init-values": {"city": "1.5"}}),
        ),
        "7.0",
        document(
            "7.0", form(text_input(**{"input-type": "number"}), **{"init-values": {"city": 1.5}})
        ),
    ),
    "number-down": (
        document(
            "7.0", form(text_input(**{"input-type": "number"}), **{"init-values": {"city": 12}})
        ),
        "6.3",
        document(
            "6.3", form(text_input(**{"input-type": "number"}), **{"init-values": {"city": "12"}})
        ),
    ),
    "inputs-in-form": (
        document(
            "7.3",
            text_input(**{"init-value": "Paris", "error-message": "No"}),
            date_picker(**{"init-value": "2024-05-01"}),
        ),
        "3.1",
        document(
            "3.1",
            screens=[
                screen(
                    form(
                        text_input(),
                        date_picker(),
                        FOOTER,
                        **{
                            "init-values": {"city": "Paris", "day": DAY},
                            "error-messages": {"city": "No"},
                        },
                    )
                )
            ],
        ),
    ),
    "form-that-can-be-told-from-an-input": (
        document("4.0", text_input("form")),
        "3.1",
        document("3.1", screens=[screen({**form(text_input("form"), FOOTER), "name": "form_0"})]),
    ),
    "footer-in-form": (
        document(
            "4.0",
            screens=[
                screen(
                    form(text_input()),
                    footer(payload={"city": "${form.city}"}),
                    {"type": "TextBody", "text": "Bye"},
                )
            ],
        ),
        "3.1",
        document(
            "3.1",
            screens=[
                screen(
                    form(text_input(), footer(payload={"city": "${form.city}"})),
                    {"type": "TextBody", "text": "Bye"},
                )
            ],
        ),
    ),
    "footer-before-its-form": (
        document(
            "4.0",
            screens=[screen(footer(payload={"city": "${form.city}"}), form(text_input()))],
        ),
        "3.1",
        document(
            "3.1", screens=[screen(form(text_input(), footer(payload={"city": "${form.city}"})))]
        ),
    ),
}


ASKS = {"on-select-action": {"name": "data_exchange", "payload": {}}}
SELECT = dropdown({"id": "a", "title": "A"}, **ASKS)
ENDPOINT = {"data_api_version": "3.0", "routing_model": {"A": []}}

BOUND_NUMBERS = screen(
    form(text_input(**{"input-type": "number"}), FOOTER, **{"init-values": "${data.all}"}),
    data={"all": {"type": "object", "properties": {}, "__example__": {}}},
)
AT_NOON = date_picker(**{"min-date": NOON})
ADDRESS = {"data_channel_uri": "https://example.com/x"}

CHANGED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "answers": (document("4.0", date_picker()), "5.1", ["answers-as-days"]),
    "answers-down": (document("5.1", date_picker()), "4.0", ["answers-as-days", "FLOW131"]),
    "answers-later": (document("5.1", date_picker()), "7.3", []),
    "noon": (document("4.0", AT_NOON), "5.1", ["answers-as-days", "noon-as-day"]),
    "address": (document("2.1", **ADDRESS, **ENDPOINT), "3.0", ["address-outside"]),
    "render": (document("5.1", SELECT, **ENDPOINT), "6.0", ["select-on-render"]),
    "no-render": (document("6.3", SELECT, **ENDPOINT), "7.0", ["select-on-render"]),
    "render-down": (document("7.0", SELECT, **ENDPOINT), "6.3", ["select-on-render"]),
    "render-gone": (document("6.0", SELECT, **ENDPOINT), "5.1", ["select-on-render"]),
    "over-it": (document("5.1", SELECT, **ENDPOINT), "7.3", []),
    "within": (document("6.0", SELECT, **ENDPOINT), "6.3", []),
    "numbers": (document("6.3", screens=[BOUND_NUMBERS]), "7.0", ["numbers-from-outside"]),
    "card": (document("5.0", text_input("card_number")), "5.1", ["FLOW704"]),
    "frozen": (document("7.3"), "5.0", ["FLOW131"]),
    "nothing": (document("2.1"), "7.3", []),
}


NUMBER = {"input-type": "number"}
FIRST = "screens[0].layout.children[0]"
RADIO = {"type": "RadioButtonsGroup", "name": "r", "data-source": [{"id": "a", "title": "A"}]}
FAILING = [screen(FOOTER), screen(FOOTER, id="B", success=False)]
MOVED_FOOTER = screen(
    footer(payload={"c": "${form.city}", "d": "`1 + 2`"}),
    form(text_input()),
    HELLO | {"markdown": True},
)
ELSEWHERE = text_input(**{"init-value": "${screen.A.form.x}"})
PATTERN = text_input(pattern="a", **{"helper-text": "x"})
LEADING_ZEROS = form(text_input(**NUMBER), **{"init-values": {"city": "007"}})

REFUSED: dict[str, tuple[dict[str, Any], str, list[tuple[str, str]]]] = {
    "label": (document("3.1", form(RADIO)), "4.0", [("FLOW103", f"{FIRST}.children[0]")]),
    "blank": (
        document("5.1", text_input() | {"label": " "}),
        "6.0",
        [("FLOW110", f"{FIRST}.label")],
    ),
    "day": (
        document("4.0", date_picker(**{"min-date": "1714554000000"})),
        "5.0",
        [("FLOW120", f"{FIRST}.min-date")],
    ),
    "number": (document("6.3", LEADING_ZEROS), "7.0", [("FLOW245", f"{FIRST}.init-values.city")]),
    "failure": (document("3.1", screens=FAILING), "3.0", [("FLOW102", "screens[1].success")]),
    "address": (document("3.0", **ENDPOINT), "2.1", [("FLOW103", "data_api_version")]),
    "protocol": (
        document("7.3", **{**ENDPOINT, "data_api_version": "4.0"}),
        "7.2",
        [("FLOW107", "data_api_version")],
    ),
    "inside-a-new-form": (
        document("7.3", PATTERN, text_input("b")),
        "3.1",
        [("FLOW102", f"{FIRST}.pattern")],
    ),
    "moved-into-a-new-form": (
        document("7.3", ELSEWHERE, text_input("x")),
        "3.1",
        [("FLOW114", f"{FIRST}.init-value")],
    ),
    "beside-a-moved-footer": (
        document("7.3", screens=[MOVED_FOOTER]),
        "3.1",
        [
            ("FLOW114", f"{FIRST}.on-click-action.payload.d"),
            ("FLOW102", "screens[0].layout.children[2].markdown"),
        ],
    ),
    "component": (
        document("7.3", {"type": "RichText", "text": "x"}),
        "5.0",
        [("FLOW118", f"{FIRST}.type")],
    ),
    "version": ({"version": "9.1", "screens": []}, "7.3", [("FLOW133", "version")]),
    "no-version": ({"screens": []}, "7.3", [("FLOW132", "")]),
    "no-flow": ({"version": "3.1", "name": "a package"}, "7.3", [("FLOW103", "")]),
}
