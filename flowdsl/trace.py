"""From a path in the JSON back to the Python that wrote what stands there."""

from collections.abc import Mapping
from typing import Any

from flowdsl.components.base import Input
from flowdsl.components.logic import Form, If, Switch
from flowdsl.data import Data
from flowdsl.flow import Flow, Screen
from flowdsl.lowering import leading_actions
from flowdsl.node import Node, key_of, properties
from flowdsl.origin import Place, argument_place
from flowdsl.problems import Path

__all__ = ["place_of"]


def place_of(flow: Flow, path: Path, *, at_key: bool = False) -> Place | None:
    """Return where the author wrote what stands at a path: the argument, or the whole call.

    Args:
        flow: The flow.
        path: The path in its JSON.
        at_key: Whether the last key is meant, and not what stands under it.
    """
    inside: Path = ()
    if path[:1] == ("routing_model",) and flow.routing_model is None:
        node, argument = _leading(flow, path)
    else:
        node, argument, inside = _owner(flow, path)
    if node.origin is None:
        return None
    place = node.origin.place
    if argument is None:
        return place
    positional = [known.name for known in properties(type(node)) if not known.kw_only]
    position = positional.index(argument) if argument in positional else None
    return argument_place(place, argument, position, inside, at_key=at_key)


def _leading(flow: Flow, path: Path) -> tuple[Node, str | None]:
    """Return what a route of a derived model comes from: a screen, or an action that leads on."""
    source, *rest = path[1:] or ("",)
    screens = flow.screens if isinstance(flow.screens, list | tuple) else ()
    screen = next((each for each in screens if each.id == source), None)
    if screen is None:
        return flow, None
    found = [each for each in leading_actions(screen) if each[0] != source]
    targets = list(dict.fromkeys(target for target, _, _ in found))
    for index in rest:
        if isinstance(index, int) and index < len(targets):
            return next(each[1:] for each in found if each[0] == targets[index])
    return screen, "id"


def _owner(flow: Flow, path: Path) -> tuple[Node, str | None, Path]:
    """Return the innermost object that a path leads through, its property, and the way in there."""
    node: Node = flow
    argument: str | None = None
    value: Any = flow
    inside: list[str | int] = []
    steps = list(path)
    while steps:
        step = steps.pop(0)
        if isinstance(value, Node):
            node = value
            argument = None
            inside = []
            if isinstance(node, Form) and steps and (moved := _moved(node, step, steps[0])):
                return *moved, tuple(steps[1:])
            if isinstance(node, Screen) and step == "layout" and node.children is not None:
                argument, value = "children", node.children
                steps = steps[1:]  # `children` of the layout that is not written.
            else:
                argument = _property(node, step)
                value = getattr(node, argument) if argument else None
                if argument == "schema" and isinstance(node, Data):
                    inside = [step]
                elif argument is None and isinstance(node.extra, Mapping):
                    argument, value, inside = "extra", node.extra.get(str(step)), [step]
        else:
            inside.append(step)
            value = _below(value, step)
    return (value, None, ()) if isinstance(value, Node) else (node, argument, tuple(inside))


def _property(node: Node, step: str | int) -> str | None:
    if isinstance(node, Data):
        return "example" if step == "__example__" else "schema"
    names = (known.name for known in properties(type(node)))
    return next((name for name in names if key_of(node.facts, name) == step), None)


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, list | tuple):
        if isinstance(step, int):
            return value[step] if step < len(value) else None
        return next(
            (entry for entry in value if isinstance(entry, Data) and entry.name == step), None
        )
    return value.get(step) if isinstance(value, Mapping) else None


def _moved(form: Form, step: str | int, name: str | int) -> tuple[Node, str] | None:
    """Return the input that says itself what was moved into its Form."""
    argument = {"init-values": "init_value", "error-messages": "error_message"}.get(str(step))
    if argument is None:
        return None
    for child in _inputs(form.children):
        if child.name == name and getattr(child, argument, None) is not None:
            return child, argument
    return None


def _inputs(children: Any) -> list[Input[Any]]:
    found: list[Input[Any]] = []
    for child in children if isinstance(children, list | tuple) else ():
        if isinstance(child, Input):
            found.append(child)
        elif isinstance(child, If):
            found += [*_inputs(child.then), *_inputs(child.else_)]
        elif isinstance(child, Switch) and isinstance(child.cases, Mapping):
            for case in child.cases.values():
                found += _inputs(case)
    return found
