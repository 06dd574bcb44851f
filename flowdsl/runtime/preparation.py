"""Reads a flow so that it can be run."""

import json
from collections.abc import Mapping
from typing import Any, Final

from flowdsl.compile import compile_flow
from flowdsl.components.base import Input
from flowdsl.context import PlacedComponent, PlacedScreen
from flowdsl.findings import Record
from flowdsl.flow import Flow
from flowdsl.input_traits import traits_of
from flowdsl.lowering import MOVED
from flowdsl.node import COMPONENTS, Node
from flowdsl.problems import InvalidFlow
from flowdsl.projection import shape_of
from flowdsl.reading import read_context
from flowdsl.runtime.binding import Bound, bind, bind_condition
from flowdsl.runtime.evaluation import MISSING
from flowdsl.runtime.program import (
    Assigned,
    ComponentProgram,
    InputProgram,
    NotPlayable,
    Program,
    ScreenProgram,
    action_of,
)
from flowdsl.runtime.schemas import DataModel
from flowdsl.versions import Version, VersionLike, parse_version

__all__ = ["program_of"]


def program_of(
    flow: "Flow | Program | Mapping[str, Any] | str | bytes",
    version: VersionLike | None = None,
    *,
    check: bool = True,
) -> Program:
    """Return a flow, read so that it can be run.

    Args:
        flow: The flow; its Flow JSON as a dict, text or bytes; or what this function returned.
        version: The version to run it as, by default its own.
        check: Whether to refuse a flow with errors. What is wrong is run as well as it can be.

    Raises:
        InvalidFlow: The flow has errors, or is no Flow JSON.
        UnknownVersion: No public version has that name.
        NotPlayable: It has no screen.
    """
    if isinstance(flow, Program):
        return flow
    if isinstance(flow, str | bytes):
        flow = Flow.from_json(flow)
    document, used = (
        _compiled(flow, version, check) if isinstance(flow, Flow) else _read(flow, version, check)
    )
    context = read_context(document, used, Record())
    screens: dict[str, ScreenProgram] = {}
    for placed in context.screens:
        screens.setdefault(placed.id, _screen(placed, used))
    if not screens:
        raise NotPlayable("the flow has no screen that could be shown")
    return Program(context, screens)


def _compiled(
    flow: Flow, version: VersionLike | None, check: bool
) -> tuple[dict[str, Any], Version]:
    used = flow.version if version is None else parse_version(version)
    compiled = compile_flow(flow, used, check=check)
    if compiled.errors:
        raise InvalidFlow(compiled.problems)
    return compiled.document, used


def _read(
    document: Mapping[str, Any], version: VersionLike | None, check: bool
) -> tuple[dict[str, Any], Version]:
    if check:
        flow = Flow.from_json(json.dumps(document))
        return _compiled(flow, version, check)
    from flowdsl.check import version_of
    from flowdsl.versions import DEFAULT

    known = version_of(document) if version is None else parse_version(version)
    return dict(document), known or DEFAULT


def _screen(placed: PlacedScreen, version: Version) -> ScreenProgram:
    components = [
        _component(each, number, version) for number, each in enumerate(placed.components)
    ]
    by_placed = {id(each.placed): each for each in components}
    children: list[ComponentProgram] = []
    inputs: dict[str, ComponentProgram] = {}
    for each in components:
        holder = each.placed.holder
        if holder is None:
            children.append(each)
        else:
            branch = each.placed.branch or "children"
            by_placed[id(holder)].branches.setdefault(branch, []).append(each)
        if each.input is not None:
            inputs.setdefault(each.input.name, each)
    title = bind(placed.content.get("title"))
    return ScreenProgram(placed, DataModel(placed.data), children, components, inputs, title)


def _component(placed: PlacedComponent, number: int, version: Version) -> ComponentProgram:
    cls: type[Node] = COMPONENTS[placed.kind]
    known = shape_of(cls, version).properties
    content = placed.content
    actions = {
        action.event: ready
        for action in placed.actions
        if action.item is None and (ready := action_of(action.content, action.event))
    }
    bound = tuple(
        (key, prepared)
        for key, value in content.items()
        if key not in actions and key not in _UNBOUND and (prepared := _bind_property(value))
    )
    defaults = {each.key: each.default for each in known if each.default is not None}
    found = ComponentProgram(placed, number, bound, defaults, actions, _input(placed, version))
    if found.is_if:
        found.condition = bind_condition(content.get("condition"))
        found.branches = {"then": [], "else": []}
    elif found.is_switch:
        found.value = bind(content.get("value"))
        cases = content.get("cases")
        found.branches = {str(name): [] for name in (cases if isinstance(cases, dict) else ())}
    return found


_UNBOUND: Final = frozenset(
    {"type", "name", "then", "else", "cases", "children", "condition", "value", "pattern"}
    | {key for keys in MOVED for key in keys}
)
"""The properties that are prepared elsewhere, or never bind anything."""


def _bind_property(value: Any) -> Bound | None:
    """Prepare a property; the actions of options stay as they are until they are run."""
    if isinstance(value, list) and any(_has_actions(item) for item in value):
        inner = [
            [(name, bind(each)) for name, each in item.items() if not name.endswith("-action")]
            if isinstance(item, dict)
            else []
            for item in value
        ]
        if not any(bound for item in inner for _, bound in item):
            return None
        pairs = list(zip(value, inner, strict=True))
        return lambda scope: [
            {**item, **{name: each(scope) for name, each in bounds if each is not None}}
            if bounds
            else item
            for item, bounds in pairs
        ]
    return bind(value)


def _has_actions(item: object) -> bool:
    return isinstance(item, dict) and any(str(key).endswith("-action") for key in item)


def _input(placed: PlacedComponent, version: Version) -> InputProgram | None:
    cls = COMPONENTS[placed.kind]
    if not issubclass(cls, Input) or placed.name is None:
        return None
    in_form = placed.form is not None
    holder = placed.content if placed.form is None else placed.form.content
    one, several = MOVED if in_form else [(single, single) for single, _ in MOVED]
    return InputProgram(
        placed.name,
        cls,
        traits_of(cls, version),
        _assigned(holder, one[1], placed.name, in_form=in_form),
        _assigned(holder, several[1], placed.name, in_form=in_form),
    )


def _assigned(holder: Mapping[str, Any], key: str, name: str, *, in_form: bool) -> Assigned:
    """Return what is written for an input: of its own, or in the map of its Form."""
    value = holder.get(key, MISSING)
    if not in_form:
        return Assigned(value, bind(value), None)
    if isinstance(value, dict):
        value = value.get(name, MISSING)
        return Assigned(value, bind(value), None)
    return Assigned(value, bind(value), name)
