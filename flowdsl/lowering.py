"""Rewrites that move what the author said to where a version expects it.

Each takes the object and the JSON that was written for it, and changes the JSON in place.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from flowdsl import structure
from flowdsl.actions import DataExchange, Navigate
from flowdsl.components.base import Input
from flowdsl.components.inputs import TextInput
from flowdsl.components.logic import Form, If, Raw, Switch
from flowdsl.document import Unwritable
from flowdsl.flow import Flow, Screen, SingleColumnLayout
from flowdsl.node import Node, properties
from flowdsl.projection import Dialect, shape_of
from flowdsl.versions import Version

__all__ = [
    "MOVED",
    "leading_actions",
    "lower_flow",
    "lower_form",
    "lower_screen",
    "moved_value",
    "routing_model",
]

Document: TypeAlias = dict[str, Any]


def lower_flow(
    flow: Flow, document: Document, version: Version, dump: Callable[[Any], Any]
) -> None:
    """Write the version, the endpoint's address where it belongs in the JSON, and the routes."""
    known = [known.key for known in shape_of(Flow, version).properties]
    document["version"] = version.name
    address = flow.endpoint_uri
    if address is not None and "data_channel_uri" in known:
        written = document.setdefault("data_channel_uri", address)
        if written != address:
            document["data_channel_uri"] = Unwritable(
                structure.TWICE,
                "`data_channel_uri` and `endpoint_uri` name different addresses",
                "give `endpoint_uri` only",
            )
    if flow.routing_model is None and flow.data_api_version is not None:
        document["routing_model"] = dump(routing_model(flow))
    ordered = sorted(document, key=lambda key: known.index(key) if key in known else len(known))
    content = {key: document[key] for key in ordered}
    document.clear()
    document.update(content)


def routing_model(flow: Flow) -> dict[str, list[str]]:
    """Return to which screens each screen leads, as its actions say."""
    routes: dict[str, list[str]] = {}
    for screen in _items(flow.screens):
        # Ids that are no texts are another mistake.
        if isinstance(screen, Screen) and isinstance(screen.id, str):
            leading = (target for target, _, _ in leading_actions(screen))
            targets = dict.fromkeys(target for target in leading if isinstance(target, str))
            routes[screen.id] = [target for target in targets if target != screen.id]
    return routes


def leading_actions(value: object) -> Iterator[tuple[str, Node, str]]:
    """Yield the ids of the screens that actions lead to, with what says so: a node, an argument."""
    if isinstance(value, Navigate):
        yield value.next, value, "next"
    elif isinstance(value, DataExchange):
        for target in value.leads_to:
            yield target, value, "leads_to"
    elif isinstance(value, Raw):
        for target in written_targets(value.content):
            yield target, value, "content"
    elif isinstance(value, Node):
        for known in properties(type(value)):
            yield from leading_actions(getattr(value, known.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from leading_actions(item)
    else:
        for item in _items(value):
            yield from leading_actions(item)


def written_targets(value: object) -> Iterator[str]:
    """Yield the targets of the actions in JSON that the author wrote."""
    if isinstance(value, Mapping):
        match value:
            case {"name": "navigate", "next": {"name": str(name)}}:
                yield name
            case _:
                for item in value.values():
                    yield from written_targets(item)
    else:
        for item in _items(value):
            yield from written_targets(item)


def lower_screen(screen: Screen, document: Document, dump: Callable[[Any], Any]) -> None:
    """Write a screen's `children` as its layout."""
    if screen.children is None:
        return
    if screen.layout is not None:
        document["layout"] = Unwritable(
            structure.TWICE, "the screen has both a `layout` and `children`", "give one of them"
        )
        return
    facts = SingleColumnLayout.facts
    document["layout"] = {facts.tag: facts.name, "children": dump(screen.children)}


MOVED: Final = (("init-value", "init-values"), ("error-message", "error-messages"))
"""What an input in a Form says of itself, and the property of the Form that it is moved to."""


def lower_form(form: Form, document: Document, dialect: Dialect) -> None:
    """Move what the inputs of a Form say of themselves into the Form's own properties."""
    for node, written in _inside(form.children, document.get("children")):
        for single, together in MOVED:
            if single not in written or single in (node.extra or ()):
                continue
            kind = node.input_type if isinstance(node, TextInput) else None
            value = moved_value(single, written.pop(single), kind, dialect)
            _move(document, together, node.name, value)
    for _, together in MOVED:
        # In the order of the table, whichever of the inputs said something first.
        if together in document:
            document[together] = document.pop(together)


def _move(document: Document, together: str, name: str, value: object) -> None:
    values = document.setdefault(together, {})
    if not isinstance(values, dict):
        document[together] = Unwritable(
            structure.TWICE,
            f"`{together}` is bound as a whole, but the input `{name}` has a value of its own",
            "say it in one of the two places",
        )
    elif values.setdefault(name, value) != value:
        values[name] = Unwritable(
            structure.TWICE,
            f"`{name}` has one value in the Form's `{together}` and another of its own",
            "say it in one of the two places",
        )


def _inside(nodes: object, documents: object) -> Iterator[tuple[Input[Any], Document]]:
    """Yield the inputs among some components and below them, each with its JSON."""
    for node, document in zip(_items(nodes), _items(documents), strict=False):
        if isinstance(node, Input):
            yield node, document
        elif isinstance(node, If):
            yield from _inside(node.then, document.get("then"))
            yield from _inside(node.else_, document.get("else"))
        elif isinstance(node, Switch) and isinstance(node.cases, Mapping):
            for name, children in node.cases.items():
                yield from _inside(children, document["cases"].get(name))


def _items(value: object) -> Sequence[Any]:
    """Return the items of a list or tuple, and none of anything else that stands there."""
    return value if isinstance(value, list | tuple) else ()


def moved_value(key: str, value: object, input_type: str | None, dialect: Dialect) -> object:
    """Return a value of an input as the Form around it has it.

    Args:
        key: The key that the input has it under.
        value: The JSON.
        input_type: The `input-type` of a TextInput, None for any other input.
        dialect: How the version writes it.
    """
    is_number = input_type == "number" and key == "init-value" and dialect.numbers_in_init_values
    if not is_number or not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError:
        return value  # A reference, or a text that the checker refuses.
    if not math.isfinite(number):
        return value
    return int(number) if number.is_integer() else number
