"""Builders of whole flows, for the rows of Meta's page of static errors."""

from typing import Any

import attrs

from flowdsl.versions import VERSIONS

NEWEST = "7.3"
NAMES = {version.name for version in VERSIONS}


@attrs.frozen
class Completed:
    """A whole flow.

    Args:
        codes: The codes of its row that it must give.
        document: The flow, or its text where the text itself is broken.
        version: The version that it is in; None where it names none that is public.
    """

    codes: tuple[str, ...]
    document: dict[str, Any] | str
    version: str | None


@attrs.frozen
class Row:
    """The flows that show a row; together they give all of its codes."""

    flows: tuple[Completed, ...]


def completed(document: dict[str, Any] | str, *codes: str) -> Completed:
    """Return a whole flow with the codes that it must give."""
    version = document.get("version") if isinstance(document, dict) else None
    return Completed(codes, document, version if version in NAMES else None)


def row(code: str, *documents: dict[str, Any] | str) -> Row:
    """Return a row of one code, which each of its flows gives."""
    return Row(tuple(completed(document, code) for document in documents))


# Actions.


def navigate(target: str, **payload: Any) -> dict[str, Any]:
    """Return the action that leads to a screen."""
    action: dict[str, Any] = {"name": "navigate", "next": {"type": "screen", "name": target}}
    return {**action, "payload": payload}


def complete(**payload: Any) -> dict[str, Any]:
    """Return the action that ends the flow."""
    return {"name": "complete", "payload": payload}


def exchange(**payload: Any) -> dict[str, Any]:
    """Return the action that asks the endpoint."""
    return {"name": "data_exchange", "payload": payload}


def update(**payload: Any) -> dict[str, Any]:
    """Return the action that changes the data of its screen."""
    return {"name": "update_data", "payload": payload}


# Components. A keyword is a property with `_` for `-`; one `_` at the end is dropped.


def part(kind: str, **properties: Any) -> dict[str, Any]:
    """Return a component."""
    named = {name.removesuffix("_").replace("_", "-"): value for name, value in properties.items()}
    return {"type": kind, **named}


def text(words: str = "Bees are out from April.") -> dict[str, Any]:
    """Return a paragraph."""
    return part("TextBody", text=words)


def heading(words: str) -> dict[str, Any]:
    """Return a heading."""
    return part("TextHeading", text=words)


def footer(action: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Return a Footer, which ends the flow unless something else is said."""
    return part("Footer", label="Go on", on_click_action=action or complete(), **properties)


def link(action: dict[str, Any]) -> dict[str, Any]:
    """Return an EmbeddedLink."""
    return part("EmbeddedLink", text="Show the terms", on_click_action=action)


def ask(name: str = "guest", **properties: Any) -> dict[str, Any]:
    """Return a text input."""
    return part("TextInput", name=name, label="Who is coming?", **properties)


def agree(name: str = "news", **properties: Any) -> dict[str, Any]:
    """Return an OptIn."""
    return part("OptIn", name=name, label="Write to me about bees", **properties)


def choose(source: Any, **properties: Any) -> dict[str, Any]:
    """Return a CheckboxGroup."""
    return part("CheckboxGroup", name="tours", label="Tours", data_source=source, **properties)


def photo(**properties: Any) -> dict[str, Any]:
    """Return a PhotoPicker."""
    return part("PhotoPicker", name="photo", label="The hive", **properties)


def papers(**properties: Any) -> dict[str, Any]:
    """Return a DocumentPicker."""
    return part("DocumentPicker", name="papers", label="The permit", **properties)


def form(*children: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a Form."""
    return part("Form", name="booking", children=list(children), **properties)


def when(condition: str, *then: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return an If."""
    return part("If", condition=condition, then=list(then), **properties)


def switch(**cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a Switch over the entry `kind`."""
    return part("Switch", value="${data.kind}", cases=cases)


def options(*ids: str) -> list[dict[str, str]]:
    """Return the options of a list."""
    return [{"id": name, "title": name.capitalize()} for name in ids]


# Screens, their data, and flows.


def screen(name: str, *children: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a screen."""
    layout = {"type": "SingleColumnLayout", "children": list(children)}
    return {"id": name, "title": "Bee garden", **properties, "layout": layout}


def last(name: str, *children: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a terminal screen, with a plain Footer if nothing else is on it."""
    return screen(name, *(children or (footer(),)), terminal=True, **properties)


def entry(kind: str, example: Any, **schema: Any) -> dict[str, Any]:
    """Return an entry of the data of a screen."""
    return {"type": kind, **schema, "__example__": example}


def flow(
    *screens: dict[str, Any], version: str | None = NEWEST, **properties: Any
) -> dict[str, Any]:
    """Return a flow without an endpoint."""
    head = {} if version is None else {"version": version}
    return {**head, **properties, "screens": list(screens)}


def single(
    *children: dict[str, Any], version: str | None = NEWEST, **properties: Any
) -> dict[str, Any]:
    """Return a flow of one screen, where it ends."""
    return flow(last("VISIT", *children, **properties), version=version)


def served(
    routes: dict[str, list[str]],
    *screens: dict[str, Any],
    version: str = NEWEST,
    **properties: Any,
) -> dict[str, Any]:
    """Return a flow with an endpoint."""
    extra = {"data_api_version": "3.0", "routing_model": routes, **properties}
    return flow(*screens, version=version, **extra)


def asking(name: str, *children: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a screen whose Footer asks the endpoint."""
    return screen(name, *children, footer(exchange()), **properties)


def passing(
    action: dict[str, Any],
    *inputs: dict[str, Any],
    needs: dict[str, Any] | None = None,
    has: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a flow of two screens, the second given data by the first.

    Args:
        action: The action of the first screen's Footer.
        inputs: The inputs of the first screen.
        needs: The data of the second screen; it is all sent at the end.
        has: The data of the first screen.
    """
    first = screen("VISIT", *inputs, footer(action), **({} if has is None else {"data": has}))
    sent = complete(**{name: f"${{data.{name}}}" for name in needs or {}})
    second = last("SUMMARY", footer(sent), **({} if needs is None else {"data": needs}))
    return flow(first, second)


# What data a screen declares.

MEMBER = {"member": entry("boolean", True)}
COUNT = {"count": entry("number", 3)}
KIND = {"kind": entry("string", "walk")}
