"""Shapes: small trees that say what the JSON of something may hold in one version.

`projection.shape_of` makes them from the table of facts. Schema, checker, compiler, strategies and
tests are walkers over such trees; every `match` over a `Shape` ends in `assert_never`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from flowdsl.facts import Binding, Binds, Container, DateStyle, Pattern, TextForm
from flowdsl.node import Node
from flowdsl.versions import Version

__all__ = [
    "AnyOf",
    "Base64",
    "Bool",
    "Choice",
    "Dynamic",
    "Json",
    "List",
    "Map",
    "Number",
    "Object",
    "Property",
    "Shape",
    "Str",
    "Tagged",
    "Target",
    "one_of",
]


@attrs.frozen(kw_only=True)
class Str:
    """A text.

    Args:
        form: What it is written in.
        date: How it writes a day, if it is one.
        minimum: How many characters it has at least.
        blank: Whether it may be white space only.
        pattern: What it matches.
        usual: What it should match; what does not gives a warning.
        shown: How many characters are shown; more give a warning.
        expected: How many characters it should have at least; fewer give a warning.
        wants_ink: Whether a blank text gives a warning.
    """

    form: TextForm = TextForm.PLAIN
    date: DateStyle | None = None
    minimum: int = 0
    blank: bool = True
    pattern: Pattern | None = None
    usual: Pattern | None = None
    shown: int | None = None
    expected: int = 0
    wants_ink: bool = False


@attrs.frozen(kw_only=True)
class Base64:
    """An image as base64 text.

    Args:
        maximum: How many kilobytes it has at most.
        recommended: How many kilobytes it should have at most; more give a warning.
        formats: The file formats that it may have.
        blank: Whether it may be white space only.
    """

    maximum: int | None = None
    recommended: int | None = None
    formats: tuple[str, ...] = ()
    blank: bool = True


@attrs.frozen
class Bool:
    """True or false."""


@attrs.frozen(kw_only=True)
class Number:
    """A number.

    Args:
        integer: Whether it is a whole one.
        minimum: The least that it may be.
        maximum: The most that it may be.
        expected: The least that it should be; less gives a warning.
    """

    integer: bool = False
    minimum: int | None = None
    maximum: int | None = None
    expected: int | None = None


@attrs.frozen
class Choice:
    """One of some texts.

    Args:
        values: The texts.
        later: The texts that other versions take, with the first that does.
    """

    values: tuple[str, ...]
    later: tuple[tuple[str, Version], ...] = ()


@attrs.frozen(kw_only=True)
class List:
    """A list.

    Args:
        item: What each item is.
        minimum: How many items it has at least.
        maximum: How many items it has at most.
        expected: How many items it should have at least; fewer give a warning.
    """

    item: "Shape"
    minimum: int = 0
    maximum: int | None = None
    expected: int = 0


@attrs.frozen(kw_only=True)
class Map:
    """An object whose keys are the author's.

    Args:
        value: What stands under each key.
        key: What each key is.
        minimum: How many keys it has at least.
        extra: Keys that have a meaning of their own.
        of_data: Whether the DSL has a sequence of `Data` for it.
    """

    value: "Shape"
    key: Str = Str()
    minimum: int = 0
    extra: tuple[tuple[str, "Shape"], ...] = ()
    of_data: bool = False


@attrs.frozen(kw_only=True)
class Property:
    """One property of an object.

    Args:
        name: Its name in Python.
        key: Its key in the JSON.
        shape: What it holds.
        required: Whether it must be there.
        since: The first version that has it.
        default: What a phone takes where it is left out, None if that is not known.
        meta: The codes that Meta's server gives where it is wrong, None for the usual ones.
        description: What it is for, in one sentence.
    """

    name: str
    key: str
    shape: "Shape"
    required: bool
    since: Version
    default: Any
    description: str
    meta: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Object:
    """An object whose keys are in the table.

    Args:
        cls: The class of the table.
        name: What the JSON or a message calls it.
        tag: The key that says what it is, with the value `name`; None where nothing does.
        properties: What it has in this version, in the order in which it is written.
        absent: Keys that only other versions have: the first and the last of them.
        closed: Whether any other key is refused.
        description: What it is, in one sentence.
    """

    cls: type[Node]
    name: str
    tag: str | None
    properties: tuple[Property, ...]
    absent: Mapping[str, tuple[Version, Version | None]] = attrs.field(eq=False)
    closed: bool = True
    description: str = ""


@attrs.frozen(kw_only=True)
class Tagged:
    """An object of one of some classes, as the value under a key says.

    The classes are not projected: components hold components, so a walker asks `shape_of` for
    each when it gets there.

    Args:
        what: What a message calls any of them.
        key: The key that tells.
        options: The classes by the value.
        absent: Values that stand here only from a later version, or never (None).
        observed: The values of `options` that no document lists here.
        container: What holds it, for components.
    """

    what: str
    key: str
    options: Mapping[str, type[Node]] = attrs.field(eq=False)
    absent: Mapping[str, Version | None] = attrs.field(eq=False)
    observed: frozenset[str] = frozenset()
    container: Container | None = None


@attrs.frozen
class Target:
    """The id of a screen, wrapped as `{"type": "screen", "name": ...}`."""


@attrs.frozen
class Json:
    """Any JSON.

    Args:
        bindings: The kinds of binding that texts in it may be, None for those that nobody reads.
        binds: The first version that takes each kind.
    """

    bindings: frozenset[Binding] | None
    binds: Binds | None = None


@attrs.frozen
class AnyOf:
    """One of some shapes, told apart by the type of the JSON.

    Args:
        alternatives: The shapes.
        later: The shapes that other versions take, with the first that does.
    """

    alternatives: tuple["Shape", ...]
    later: tuple[tuple["Shape", Version], ...] = ()


@attrs.frozen
class Dynamic:
    """A value, or a binding to one.

    Args:
        static: What the value is; None where only a binding does.
        bindings: The kinds of binding that it takes in this version.
        binds: The first version that takes each kind.
        also: What a binding may give that the value itself cannot be.
    """

    static: "Shape | None"
    bindings: frozenset[Binding]
    binds: Binds
    also: "tuple[Shape, ...]" = ()


Shape: TypeAlias = (
    Str
    | Base64
    | Bool
    | Number
    | Choice
    | List
    | Map
    | Object
    | Tagged
    | Target
    | Json
    | AnyOf
    | Dynamic
)


def one_of(found: Sequence[Shape], later: Sequence[tuple[Shape, Version]]) -> Shape | None:
    """Return one shape for several alternatives, choices merged, or None where there is none."""
    choices = [shape for shape in found if isinstance(shape, Choice)]
    if choices:
        others = [shape for shape in found if not isinstance(shape, Choice)]
        merged = Choice(
            tuple(value for choice in choices for value in choice.values),
            tuple(
                (value, since)
                for shape, since in later
                if isinstance(shape, Choice)
                for value in shape.values
            ),
        )
        found = [merged, *others]
        later = [(shape, since) for shape, since in later if not isinstance(shape, Choice)]
    if len(found) == 1 and not later:
        return found[0]
    return AnyOf(tuple(found), tuple(later)) if found else None
