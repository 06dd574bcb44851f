"""Reads a document into its context."""

from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.logic import Form
from flowdsl.context import (
    MOST_READ,
    ROOT,
    Context,
    PlacedAction,
    PlacedComponent,
    PlacedScreen,
    kinds_of,
)
from flowdsl.document import LOOKED_INTO
from flowdsl.findings import Record, Trail
from flowdsl.node import ACTIONS, COMPONENTS, Node, remembered
from flowdsl.projection import shape_of
from flowdsl.shape import Dynamic, List, Map, Object, Shape, Tagged
from flowdsl.versions import Version

__all__ = ["read_context"]


@attrs.frozen(slots=False)
class _Parts:
    """Where a component of a kind holds others, and where actions.

    Args:
        lists: The keys of lists of components.
        maps: The keys of objects whose values are lists of components.
        events: The keys of actions.
        items: The keys of lists whose items have actions, with the keys of those.
    """

    lists: tuple[str, ...]
    maps: tuple[str, ...]
    events: tuple[str, ...]
    items: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def holds(self) -> bool:
        """Whether it holds components."""
        return bool(self.lists or self.maps)

    @cached_property
    def acts(self) -> bool:
        """Whether anything happens on it."""
        return bool(self.events or self.items)


@remembered
def _parts(cls: type[Node], version: Version) -> _Parts:
    shapes = [(known.key, _static(known.shape)) for known in shape_of(cls, version).properties]
    return _Parts(
        lists=tuple(key for key, shape in shapes if _is_children(shape)),
        maps=tuple(
            key for key, shape in shapes if isinstance(shape, Map) and _is_children(shape.value)
        ),
        events=_events(shape_of(cls, version)),
        items=tuple(
            (key, _events(shape.item))
            for key, shape in shapes
            if isinstance(shape, List) and isinstance(shape.item, Object) and _events(shape.item)
        ),
    )


def _static(shape: Shape) -> Shape | None:
    return shape.static if isinstance(shape, Dynamic) else shape


def _is_children(shape: Shape | None) -> bool:
    return (
        isinstance(shape, List)
        and isinstance(shape.item, Tagged)
        and shape.item.what == "component"
    )


def _events(shape: Object) -> tuple[str, ...]:
    return tuple(
        known.key
        for known in shape.properties
        if isinstance(known.shape, Tagged) and known.shape.what == "action"
    )


def read_context(
    document: dict[str, Any], version: Version, record: Record, size: int | None = None
) -> Context:
    """Return what is known of a document.

    Args:
        document: The document.
        version: The version to hold it against.
        record: What checking its structure brought to light.
        size: How many bytes its text has, where it was read from one.
    """
    screens: list[PlacedScreen] = []
    written = document.get("screens")
    found = Context(document, version, screens, isinstance(written, list), record, size)
    trail = (ROOT, "screens")
    for index, content in enumerate(written if isinstance(written, list) else ()):
        if index == MOST_READ:
            found.is_whole = False
            break
        if isinstance(content, dict):
            screen = PlacedScreen(index, content, (trail, index))
            _read_screen(screen, version)
            screens.append(screen)
        else:
            found.is_whole = False
    _share_uses(found, record)
    return found


def _share_uses(context: Context, record: Record) -> None:
    """Give each screen what it binds."""
    begins = record.begins
    for screen in context.screens:
        # Where there were too many findings, the last screens were not looked at.
        if screen.index < len(begins):
            end = begins[screen.index + 1] if screen.index + 1 < len(begins) else None
            screen.uses = record.uses[begins[screen.index] : end]


def _read_screen(screen: PlacedScreen, version: Version) -> None:
    layout = screen.content.get("layout")
    children = layout.get("children") if isinstance(layout, dict) else None
    if not isinstance(layout, dict) or not isinstance(children, list):
        screen.is_whole = False
        return
    screen.has_layout = True
    _read_children(screen, children, ((screen.trail, "layout"), "children"), None, None, version)


_INPUTS: Final = kinds_of(Input)
_FORM: Final = Form.facts.name


@remembered
def _known_kinds(version: Version) -> dict[str, _Parts]:
    """Return where the components that a version has hold others, and actions."""
    return {
        name: _parts(cls, version) for name, cls in COMPONENTS.items() if cls.facts.since <= version
    }


def _read_children(
    screen: PlacedScreen,
    children: list[Any],
    trail: Trail,
    holder: PlacedComponent | None,
    branch: str | None,
    version: Version,
) -> None:
    form = holder if holder is not None and holder.kind == _FORM else holder and holder.form
    known, components = _known_kinds(version), screen.components
    for index, content in enumerate(children):
        kind = content.get("type") if content.__class__ in LOOKED_INTO else None
        parts = known.get(kind) if isinstance(kind, str) else None
        if kind is None or parts is None or len(components) >= MOST_READ:
            screen.is_whole = False
            continue
        placed = PlacedComponent(kind, content, (trail, index), screen, holder, branch, form)
        components.append(placed)
        if kind in _INPUTS:
            name = content.get("name")
            if name.__class__ is str and name[:2] != "${":
                screen.inputs.setdefault(name, placed)
            else:
                screen.is_whole = False  # A name that nobody knows may be any.
        if parts.acts:
            _read_actions(placed, parts)
        if parts.holds:
            _read_inside(placed, parts, version)


def _read_inside(placed: PlacedComponent, parts: _Parts, version: Version) -> None:
    screen, content = placed.screen, placed.content
    for key in parts.lists:
        inner = content.get(key)
        if isinstance(inner, list):
            _read_children(screen, inner, (placed.trail, key), placed, key, version)
        elif inner is not None:
            screen.is_whole = False
    for key in parts.maps:
        cases = content.get(key)
        for name, inner in cases.items() if isinstance(cases, dict) else ():
            if isinstance(inner, list):
                way = ((placed.trail, key), name)
                _read_children(screen, inner, way, placed, str(name), version)
            else:
                screen.is_whole = False


def _read_actions(placed: PlacedComponent, parts: _Parts) -> None:
    content = placed.content
    for event in parts.events:
        if event in content:
            _read_action(placed, content[event], (placed.trail, event), event, None)
    for key, events in parts.items:
        items = content.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict) or item.keys().isdisjoint(events):
                continue
            for event in events:
                if event in item:
                    way = (((placed.trail, key), index), event)
                    _read_action(placed, item[event], way, event, index)


def _read_action(
    placed: PlacedComponent, content: Any, trail: Trail, event: str, item: int | None
) -> None:
    name = content.get("name") if isinstance(content, dict) else None
    if isinstance(name, str) and name in ACTIONS:
        placed.actions.append(PlacedAction(name, content, trail, event, placed, item))
    else:
        placed.screen.knows_actions = False
