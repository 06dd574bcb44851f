"""What a type checker makes of the values that are written: whether they fit their properties."""

import datetime
import os
import typing
from collections.abc import Sequence
from typing import Any, Final, assert_never

import attrs

from flowdsl.components.base import Component, Input
from flowdsl.data import Data
from flowdsl.facts import TextForm
from flowdsl.flow import Category, SingleColumnLayout
from flowdsl.node import Node, remembered
from flowdsl.projection import every_property, shape_of
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
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.versions import VERSIONS

__all__ = [
    "ANY",
    "ANYTHING",
    "BOOLEAN",
    "NUMBER",
    "STRING",
    "Hint",
    "Static",
    "example_type",
    "hints_of",
    "input_type",
    "wants_annotation",
]


@attrs.frozen
class Static:
    """The type of a value, as far as it is told apart here.

    Args:
        cls: Its class; `object` stands for what is not told, None for what fits everywhere.
        inside: The type of what it holds, for a list or a dict.
    """

    cls: type | None
    inside: "Static | None" = None


ANY: Final = Static(None)
STRING: Final = Static(str)
BOOLEAN: Final = Static(bool)
NUMBER: Final = Static(float)


@attrs.define(kw_only=True, eq=False)
class Hint:
    """What the type of a property takes.

    Args:
        anything: Whether it takes all there is.
        classes: The classes of plain values that it takes.
        choices: The texts that it takes, where it takes only some.
        formats: The formats of the images that it takes; None where it takes none.
        nodes: The classes of objects that it takes, with the hints of their properties for a
            class that is generic.
        items: What the items of a list are; None where it takes no list.
        values: What the values of a dict are; None where it takes no dict.
        bound: What an expression may give; None where it takes none.
        is_condition: Whether a text in it is a condition, which has a grammar of its own.
    """

    anything: bool = False
    classes: set[type] = attrs.Factory(set)
    choices: set[str] = attrs.Factory(set)
    formats: tuple[str, ...] | None = None
    nodes: dict[type[Node], dict[str, "Hint"] | None] = attrs.Factory(dict)
    items: "Hint | None" = None
    values: "Hint | None" = None
    bound: "Hint | None" = None
    is_condition: bool = False

    def takes(self, value: object) -> bool:
        """Return whether a value fits that holds no others."""
        if self.anything or type(value) in self.classes:
            return True
        if isinstance(value, str):
            return str in self.classes or str(value) in self.choices
        if isinstance(value, bytes | os.PathLike):
            return self.formats is not None
        return isinstance(value, tuple(self.classes))

    def takes_node(self, cls: type[Node]) -> bool:
        """Return whether an object of a class fits."""
        return self.anything or issubclass(cls, tuple(self.nodes))

    def takes_bound(self, static: Static) -> bool:
        """Return whether an expression fits that gives a value of a type."""
        return self.anything or (self.bound is not None and self.bound._takes_static(static))

    def _takes_static(self, static: Static) -> bool:
        cls = static.cls
        if cls is None or self.anything:
            return True
        if issubclass(cls, Node):
            # A generic class has a type inside, which is not told.
            return cls in self.nodes and not hasattr(cls, "__parameters__")
        held = self.items if cls is list else self.values if cls is dict else None
        if held is not None and static.inside is not None:
            return held._takes_static(static.inside)
        return cls in self.classes

    def properties(self, cls: type[Node]) -> dict[str, "Hint"]:
        """Return the hints of the properties of an object that stands here."""
        return self.nodes.get(cls) or hints_of(cls)


ANYTHING: Final = Hint(anything=True)

_TEXTS: Final = Hint(items=Hint(classes={str}))
_NOT_IN_THE_JSON: Final = {
    "name": Hint(classes={str}),
    "endpoint_uri": Hint(classes={str}),
    "leads_to": _TEXTS,
    "categories": Hint(items=Hint(choices=set(typing.get_args(Category)))),
    "extra": Hint(values=ANYTHING),
}
"""The hints of the properties that are not in the shapes, because they are not in the JSON."""


@remembered
def hints_of(cls: type[Node]) -> dict[str, Hint]:
    """Return what the types of the properties of a class take, by their names in Python."""
    found = dict(_NOT_IN_THE_JSON)
    for known in every_property(shape_of(cls, VERSIONS[-1])):
        found[known.name] = _hint_of(known.shape)
    if "layout" in found:
        found["children"] = hints_of(SingleColumnLayout)["children"]
    return found


def _hint_of(shape: Shape) -> Hint:
    hint = Hint()
    _add(hint, shape)
    return hint


def _add(hint: Hint, shape: Shape) -> None:
    """Let a hint take what a shape takes, too."""
    match shape:
        case Str(date=None, form=form):
            hint.classes.add(str)
            hint.is_condition = form is TextForm.CONDITION
        case Target():
            hint.classes.add(str)
        case Str():
            hint.classes |= {str, datetime.date, datetime.datetime}
        case Base64(formats=formats):
            hint.classes.add(str)
            hint.formats = formats
        case Bool():
            hint.classes.add(bool)
        case Number(integer=integer):
            # To a type checker every bool is an int, and every int will do for a float.
            hint.classes |= {bool, int} if integer else {bool, int, float}
        case Choice(values=values, later=later):
            hint.choices |= {*values, *(value for value, _ in later)}
        case List(item=item):
            hint.items = _hint_of(item)
        case Map(of_data=True):
            hint.items = Hint(nodes={Data: None})
        case Map(value=value):
            hint.values = _hint_of(value)
        case Object(cls=cls, properties=known):
            is_generic = hasattr(cls, "__parameters__")
            hint.nodes[cls] = (
                {each.name: _hint_of(each.shape) for each in known} if is_generic else None
            )
        case Tagged(what="component"):
            hint.nodes[Component] = None
        case Tagged(options=options):
            hint.nodes.update(dict.fromkeys(options.values()))
        case Json():
            hint.anything = True
        case AnyOf(alternatives=alternatives, later=later):
            for alternative in (*alternatives, *(each for each, _ in later)):
                _add(hint, alternative)
        case Dynamic(static=static, also=also):
            hint.bound = Hint()
            for given in (*also, *([static] if static is not None else [])):
                _add(hint.bound, given)
            if static is not None:
                _add(hint, static)
            if hint.is_condition:
                hint.bound.classes.discard(str)  # It is written as text, but does not give one.
        case _:
            assert_never(shape)


@remembered
def input_type(cls: type[Node]) -> Static:
    """Return the type of the value of an input, by its class."""
    for base in cls.__mro__:
        for generic in getattr(base, "__orig_bases__", ()):
            if typing.get_origin(generic) is Input:
                return _static_of(typing.get_args(generic)[0])
    return Static(object)


def _static_of(hint: Any) -> Static:
    if hint is Any:
        return ANY
    if typing.get_origin(hint) is Sequence:
        return Static(list, _static_of(typing.get_args(hint)[0]))
    return Static(hint if isinstance(hint, type) else object)


def example_type(example: object) -> Static:
    """Return the type that a type checker infers for an example."""
    if isinstance(example, list | tuple):
        return Static(list, _joined([example_type(item) for item in example]))
    if isinstance(example, dict):
        return Static(dict, _joined([example_type(item) for item in example.values()]))
    return Static(object if example is None else type(example))


def _joined(found: Sequence[Static]) -> Static:
    """Return the type of what is of one of several types."""
    kinds = set(found)
    if len(kinds) == 1:
        return found[0]
    numbers = [cls for cls in (float, int) if Static(cls) in kinds]
    if numbers and kinds <= {BOOLEAN, NUMBER, Static(int)}:
        return Static(numbers[0])
    return Static(object)


def wants_annotation(example: object) -> bool:
    """Return whether a type checker cannot infer the type of an example."""
    if isinstance(example, list | tuple):
        return not example or any(map(wants_annotation, example))
    if isinstance(example, dict):
        return not example or any(map(wants_annotation, example.values()))
    return False
