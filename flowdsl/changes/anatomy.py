"""What each part of a document is: the shapes of the table, followed along a path."""

from collections.abc import Iterator
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.context import kinds_of
from flowdsl.data_types import shape_types
from flowdsl.flow import Flow, Screen, SingleColumnLayout
from flowdsl.node import ACTIONS, COMPONENTS, Node, NodeKind, remembered
from flowdsl.problems import Path
from flowdsl.projection import shape_of
from flowdsl.shape import AnyOf, Dynamic, List, Map, Object, Shape, Tagged
from flowdsl.versions import VERSIONS

__all__ = [
    "COMPONENT",
    "FLOW",
    "INPUTS",
    "Slots",
    "below",
    "components_below",
    "holds_options",
    "is_action",
    "is_component",
    "is_identified",
    "is_row",
    "settle",
    "slots_of",
]

NEWEST: Final = VERSIONS[-1]
"""A document of any version is read with it: it has what the others have."""

FLOW: Final[Shape] = shape_of(Flow, NEWEST)
"""The shape of a whole document."""

COMPONENT: Final[Shape] = Tagged(what="component", key="type", options=COMPONENTS, absent={})
"""The shape of any component."""

INPUTS: Final = kinds_of(Input)
"""The kinds of component that somebody fills in."""

_REGISTERS: Final[dict[str, dict[str, type[Node]]]] = {"component": COMPONENTS, "action": ACTIONS}


def settle(shape: Shape | None, value: object) -> Shape | None:
    """Return the one shape that a value has of those that it may have, None where it has none.

    Args:
        shape: What it may be.
        value: The value.
    """
    while True:
        match shape:
            case Dynamic(static=inner):
                shape = inner
            case AnyOf(alternatives=alternatives):
                shape = next((each for each in alternatives if _takes(each, value)), None)
            case Tagged(what=what, key=key, options=options):
                tag = value.get(key) if isinstance(value, dict) else None
                if not isinstance(tag, str):
                    return None
                # Whatever the place takes: what stands there is what it says it is.
                cls = options.get(tag) or _REGISTERS.get(what, {}).get(tag)
                return shape_of(cls, NEWEST) if cls is not None else None
            case _:
                return shape if shape is not None and _takes(shape, value) else None


_TYPES: Final[dict[type, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}


def _takes(shape: Shape, value: object) -> bool:
    """Return whether a shape takes values of the type that a value has."""
    return _TYPES.get(type(value), "null") in shape_types(shape)


@remembered
def _properties(cls: type[Node]) -> dict[str, Shape]:
    return {known.key: known.shape for known in shape_of(cls, NEWEST).properties}


def below(settled: Shape | None, key: str | int) -> Shape | None:
    """Return what may stand under a key or an index of something, None where nobody knows.

    Args:
        settled: The shape of that, as `settle` returns it.
        key: The key or the index.
    """
    match settled:
        case Object(cls=cls):
            return _properties(cls).get(key) if isinstance(key, str) else None
        case Map(value=value, extra=extra):
            return dict(extra).get(str(key), value)
        case List(item=item):
            return item
    return None


def is_component(shape: Shape | None) -> bool:
    """Return whether a shape, settled or not, is that of a component."""
    match shape:
        case Tagged(what=what):
            return what == "component"
        case Object(cls=cls):
            return cls.facts.kind is NodeKind.COMPONENT
    return False


def is_action(shape: Shape | None) -> bool:
    """Return whether a shape, settled or not, is that of an action."""
    match shape:
        case Tagged(what=what):
            return what == "action"
        case Object(cls=cls):
            return cls.facts.name in ACTIONS and cls.facts.tag == "name"
    return False


def is_identified(shape: Shape | None) -> bool:
    """Return whether a shape is that of something with an id of its own, such as an option."""
    match shape:
        case Object(cls=cls):
            return cls is not Screen and "id" in _properties(cls)
    return False


@attrs.frozen
class Slots:
    """Where a component has others inside.

    Args:
        lists: The keys of lists of components.
        maps: The keys of objects whose values are lists of components.
    """

    lists: tuple[str, ...]
    maps: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lists or self.maps)

    def of(self, content: dict[str, Any]) -> Iterator[tuple[Path, list[Any]]]:
        """Yield the lists of components in a component, with their paths from there."""
        for key in self.lists:
            if isinstance(found := content.get(key), list):
                yield (key,), found
        for key in self.maps:
            cases = content.get(key)
            for name, inner in cases.items() if isinstance(cases, dict) else ():
                if isinstance(inner, list):
                    yield (key, name), inner


@remembered
def slots_of(kind: str) -> Slots:
    """Return where a kind of component has others inside."""
    cls = COMPONENTS.get(kind)
    return Slots((), ()) if cls is None else _slots(cls)


@remembered
def _slots(cls: type[Node]) -> Slots:
    shapes = _properties(cls).items()
    return Slots(
        tuple(key for key, shape in shapes if is_row(shape)),
        tuple(key for key, shape in shapes if isinstance(shape, Map) and is_row(shape.value)),
    )


def is_row(shape: Shape | None) -> bool:
    """Return whether a shape is that of a list of components."""
    return isinstance(shape, List) and is_component(shape.item)


def components_below(layout: Any, path: Path) -> Iterator[tuple[Path, Path, Any]]:
    """Yield all components in a layout, in document order.

    Args:
        layout: Its JSON, which may be anything.
        path: Its path.

    Yields:
        The path of each, the path of what it stands in, and its JSON, which may be anything.
    """
    waiting: list[tuple[Path, Path, Any]] = [(path, (), layout)]
    while waiting:
        here, holder, value = waiting.pop()
        kind = value.get("type") if isinstance(value, dict) else None
        if here != path:
            yield here, holder, value
            slots = slots_of(kind) if isinstance(kind, str) else Slots((), ())
        else:
            is_layout = kind == SingleColumnLayout.facts.name
            slots = _slots(SingleColumnLayout) if is_layout else Slots((), ())
        if slots and isinstance(value, dict):
            inner = [
                ((*here, *way, index), here, item)
                for way, row in slots.of(value)
                for index, item in enumerate(row)
            ]
            waiting += reversed(inner)


def holds_options(shape: Shape | None) -> bool:
    """Return whether a shape is that of a list of options, given or bound."""
    match shape:
        case Dynamic(static=inner):
            return holds_options(inner)
        case List(item=item):
            return is_identified(item)
    return False
