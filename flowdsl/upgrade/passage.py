"""A document on its way from one version to another: its objects as the two versions have them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias, assert_never

import attrs

from flowdsl.conformance import read_structure
from flowdsl.context import Context
from flowdsl.document import Untouched
from flowdsl.flow import Flow
from flowdsl.node import Node
from flowdsl.problems import Path
from flowdsl.projection import Dialect, dialect_of, shape_of
from flowdsl.reading import read_context
from flowdsl.shape import (
    AnyOf,
    Base64,
    Bool,
    Choice,
    Dynamic,
    Json,
    List,
    Map,
    Number,
    Object,
    Property,
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.versions import Version

__all__ = ["Pair", "Passage"]


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Passage:
    """A document on its way from one version to another.

    Args:
        document: The document, in the version that it comes from.
        source: The version that it comes from.
        target: The version that it goes to.
    """

    document: dict[str, Any]
    source: Version
    target: Version

    @property
    def rises(self) -> bool:
        """Whether it goes to a newer version."""
        return self.source < self.target

    @property
    def dialects(self) -> tuple[Dialect, Dialect]:
        """How the two versions write what both can say."""
        return dialect_of(self.source), dialect_of(self.target)

    def crosses(self, version: Version) -> bool:
        """Return whether it leaves or enters the versions that begin with one."""
        return (self.source < version) is not (self.target < version)

    @cached_property
    def context(self) -> Context:
        """What is known of the document."""
        record = read_structure(self.document, self.source)
        return read_context(self.document, self.source, record)

    @cached_property
    def objects(self) -> "list[Pair]":
        """The objects that the table knows in both versions, in document order."""
        return list(_pairs(self.document, self.source, self.target))


_Known: TypeAlias = Mapping[str, Property]
"""The properties of an object by their keys."""


@attrs.frozen
class Pair:
    """An object in a document, as the two versions have it.

    Args:
        path: Where it stands.
        content: Its JSON.
        before: What it has in the version that it comes from.
        after: What it has in the version that it goes to.
        absent: The keys that only other versions than the second one have.
    """

    path: Path
    content: dict[str, Any]
    before: _Known
    after: _Known
    absent: Mapping[str, object]

    def properties(self) -> Iterator[tuple[Property, Property | None, Any]]:
        """Yield what it has that the first version knows, with what the second one has for it."""
        for key, value in self.content.items():
            known = self.before.get(key)
            if known is not None:
                yield known, self.after.get(key), value


class _Keys(dict[int, _Known]):
    """Remembers the properties of shapes, which are not hashable, but live for ever."""

    def of(self, shape: Object) -> _Known:
        found = self.get(id(shape))
        if found is None:
            found = self[id(shape)] = {known.key: known for known in shape.properties}
        return found


def _pairs(document: dict[str, Any], source: Version, target: Version) -> Iterator[Pair]:
    waiting: list[tuple[Path, Any, Shape, Shape]] = [
        ((), document, shape_of(Flow, source), shape_of(Flow, target))
    ]
    keys = _Keys()
    while waiting:
        path, value, shape, other = waiting.pop()
        before, after = _taking(shape, value), _taking(other, value)
        below: list[tuple[Path, Any, Shape, Shape]] = []
        match before, after:
            case Object(), Object():
                pair = Pair(path, value, keys.of(before), keys.of(after), after.absent)
                yield pair
                below = [
                    ((*path, known.key), item, known.shape, known_there.shape)
                    for known, known_there, item in pair.properties()
                    if known_there is not None
                ]
            case List(item=item), List(item=item_there):
                below = [
                    ((*path, index), each, item, item_there) for index, each in enumerate(value)
                ]
            case Map(value=inner, of_data=False), Map(value=inner_there):
                below = [((*path, key), each, inner, inner_there) for key, each in value.items()]
            case Tagged(), Tagged():
                cls = _class_of(value, before)
                # What the target does not have is refused, whatever stands in it.
                if cls is not None and cls.facts.since <= target:
                    below = [(path, value, shape_of(cls, source), shape_of(cls, target))]
        waiting += reversed(below)


def _taking(shape: Shape, value: object) -> Shape | None:
    """Return the shape in a shape that an object or a list has; None for any other value."""
    match shape:
        case Dynamic(static=static):
            return _taking(static, value) if static is not None else None
        case AnyOf(alternatives=alternatives):
            return next((found for each in alternatives if (found := _taking(each, value))), None)
        case List():
            return shape if isinstance(value, list) else None
        case Object() | Map() | Tagged():
            is_plain = isinstance(value, dict) and not isinstance(value, Untouched)
            return shape if is_plain else None
        case Str() | Base64() | Bool() | Number() | Choice() | Target() | Json():
            return None
        case _:
            assert_never(shape)


def _class_of(value: dict[str, Any], shape: Tagged) -> type[Node] | None:
    name = value.get(shape.key)
    return shape.options.get(name) if isinstance(name, str) else None
