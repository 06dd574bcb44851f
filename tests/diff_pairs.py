"""Pairs of flows that differ in something that an author does: an example, and what is edited."""

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

from conftest import ROOT

Edit: TypeAlias = Callable[[Any], object]

BOOKING, COURT, PARTY = "appointment_booking", "dynamic_endpoint", "branching"


@cache
def _text(name: str) -> str:
    return (ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8")


def pair(name: str, *edits: Edit, before: Edit = lambda _: None) -> tuple[Any, Any]:
    """Return an example, and what edits make of it; `before` is done to both."""
    old = json.loads(_text(name))
    before(old)
    new = copy.deepcopy(old)
    for edit in edits:
        edit(new)
    return old, new


def parts(value: Any) -> Iterator[Any]:
    """Yield every object below a value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from parts(inner)


def screen(flow: Any, name: str) -> Any:
    return next(each for each in flow["screens"] if each["id"] == name)


def named(flow: Any, name: str) -> Any:
    """Return the component of a name."""
    found = (each for each in parts(flow) if each.get("name") == name and "type" in each)
    return next(each for each in found if each["type"] != "screen")


def footer(flow: Any, name: str) -> Any:
    """Return what the Footer of a screen does."""
    found = (each for each in parts(screen(flow, name)) if each.get("type") == "Footer")
    return next(found)["on-click-action"]


def list_of(flow: Any, name: str) -> Any:
    """Return the list that the component of a name stands in."""
    wanted = named(flow, name)
    lists = (inner for each in parts(flow) for inner in each.values() if isinstance(inner, list))
    return next(each for each in lists if any(item is wanted for item in each))


def option(flow: Any, name: str, id_: str) -> Any:
    return next(each for each in named(flow, name)["data-source"] if each["id"] == id_)


def without(items: Any, unwanted: Any) -> None:
    items[:] = [each for each in items if each is not unwanted]


def replaced(flow: Any, *words: tuple[str, str]) -> None:
    """Replace texts, everywhere."""
    text = json.dumps(flow)
    for old, new in words:
        text = text.replace(old, new)
    flow.clear()
    flow.update(json.loads(text))


def renamed_key(holder: Any, old: str, new: str) -> None:
    """Give a key another name, in its place."""
    items = [(new if key == old else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(items)


TERMS = {"type": "OptIn", "name": "terms", "label": "I agree"}
CURRENCY = {"type": "string", "__example__": "EUR"}
THANKS = {
    "id": "THANKS",
    "title": "Thanks",
    "layout": {"type": "SingleColumnLayout", "children": []},
}


def much(flow: Any) -> None:
    """Do a bit of everything to the booking."""
    replaced(flow, ("CONFIRM", "REVIEW"), ("form.service", "form.treatment"))
    named(flow, "service")["name"] = "treatment"
    without(named(flow, "treatment")["data-source"], option(flow, "treatment", "colour"))
    named(flow, "time").update({"label": "When?", "required": False})
    option(flow, "time", "morning")["id"] = "am"
    list_of(flow, "notes").insert(1, dict(TERMS))
    renamed_key(footer(flow, "REVIEW")["payload"], "notes", "wishes")
    row = list_of(flow, "day")
    row.insert(0, row.pop(2))


def endpoint(flow: Any) -> None:
    """Do a bit of everything to the court, which has an endpoint."""
    replaced(flow, ("data.slots}", "data.times}"))
    renamed_key(screen(flow, "COURT")["data"], "slots", "times")
    screen(flow, "COURT")["data"]["price"] = {"type": "string", "__example__": "40"}
    screen(flow, "SUMMARY").update(refresh_on_back=True)
    screen(flow, "SUMMARY")["data"]["currency"] = CURRENCY
    without(list_of(flow, "hours"), named(flow, "hours"))
    del footer(flow, "COURT")["payload"]["hours"]
    flow["screens"].append(THANKS)
    flow["routing_model"]["SUMMARY"] = ["THANKS"]


def hostile(flow: Any) -> None:
    """Fill the booking with what would break a format."""
    named(flow, "service")["label"] = 'A "quote", a `tick`, a | pipe\n| and <b>a line</b> -->'
    named(flow, "time")["label"] = "\x1b[31mred\x1b[0m \u202etxet \u200d\ud83d"
    option(flow, "time", "morning")["id"] = "```"
    footer(flow, "CONFIRM")["payload"]["a`b|c\nd"] = "x" * 500
    list_of(flow, "day").append({"type": "Image", "src": "iVBORw0KGgo" + "A" * 3_000})


PAIRS: dict[str, tuple[Any, Any]] = {
    "booking": pair(BOOKING, much),
    "endpoint": pair(COURT, endpoint),
    "hostile": pair(BOOKING, hostile),
    "version": pair(BOOKING, before=lambda flow: flow.update(version="7.3")),
}
PAIRS["version"][0]["version"] = "4.0"
