"""What an entry of the data may hold, so that whatever fills it keeps what reads it working."""

import base64
import datetime
import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from flowdsl.data_types import shape_types
from flowdsl.facts import Binding, TextForm
from flowdsl.shape import AnyOf, Base64, Bool, Choice, Dynamic, List, Number, Shape, Str
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.values import PICTURES, day, literal, word
from flowdsl.values import Kind, Ref

__all__ = [
    "COUNT",
    "DETAILS",
    "EARLIEST",
    "EARLY",
    "FEW",
    "FLAG",
    "LATE",
    "LATEST",
    "LIST_OF_TEXTS",
    "NUMBER",
    "STEADY",
    "TEXT",
    "TEXTS",
    "Domain",
    "Known",
    "constant",
    "domain_of",
    "kind_of",
    "one_of_several",
]

EARLIEST: Final = datetime.date(2025, 1, 1)
"""The beginning of the year in which ranges begin; days are chosen in the next."""
LATEST: Final = datetime.date(2027, 1, 1)
"""The beginning of the year in which ranges end."""

LIST_OF_TEXTS: Final = "texts"
"""What stands for the JSON type of a list of texts, which is not any list."""

KINDS: Final = {"string": Kind.STRING, "number": Kind.NUMBER, "boolean": Kind.BOOLEAN}


@attrs.frozen(eq=False)
class Domain:
    """The values that an entry may have.

    Args:
        name: What entries of it are called, before their number.
        type: The JSON type of its values, or `LIST_OF_TEXTS`.
        value: Draws one of them.
        is_open: Whether any value of the type does, so that answers and expressions may fill it.
        schema: The JSON Schema, where an entry says it itself now and then.
        ids: The texts that its values are or hold, where there are few.
        inner: The names below it that can be referred to, with their types.
    """

    name: str
    type: str
    value: Callable[[Chooser], Any]
    is_open: bool = False
    schema: Mapping[str, Any] | None = None
    ids: tuple[str, ...] = ()
    inner: Mapping[str, str] | None = None


@attrs.frozen(eq=False)
class Known:
    """A value that can be referred to.

    Args:
        ref: The reference.
        binding: What kind of binding it is.
        type: The JSON type of the value, or what stands for it.
        domain: What it may be, None for an answer.
        ids: The texts that it may be, where there are few.
        is_sure: Whether somebody can always fill it in, or it is always there.
        is_typed: Whether it may hold what was typed into an input for numbers, which does for a
            number only where it comes from the input itself.
    """

    ref: Ref[Any]
    binding: Binding
    type: str
    domain: Domain | None = None
    ids: tuple[str, ...] = ()
    is_sure: bool = False
    is_typed: bool = False


def kind_of(type_: str) -> Kind | None:
    """Return what a JSON type is in an expression, None for a list or an object."""
    return KINDS.get(type_)


def _number(chooser: Chooser) -> float:
    whole = chooser.integer(-3, 500)
    return whole if chooser.chance(80) else whole + 0.25


def _details(chooser: Chooser) -> dict[str, Any]:
    return {
        "street": word(chooser, 20),
        "number": chooser.integer(1, 99),
        "checked": chooser.chance(50),
        "place": {"city": word(chooser, 20), "rooms": [chooser.integer(1, 9)]},
    }


TEXT: Final = Domain("text", "string", lambda chooser: word(chooser, 20), True, {"type": "string"})
"""Any text."""
NUMBER: Final = Domain("number", "number", _number, True, {"type": "number"})
"""Any number."""
FLAG: Final = Domain(
    "flag", "boolean", lambda chooser: chooser.chance(50), True, {"type": "boolean"}
)
"""True or false."""
STEADY: Final = Domain("steady", "boolean", lambda _: True)
"""What is always true: a button that waits for it can be tapped."""
TEXTS: Final = Domain(
    "texts",
    LIST_OF_TEXTS,
    lambda chooser: [word(chooser, 30) for _ in range(chooser.integer(1, 3))],
    True,
    {"type": "array", "items": {"type": "string"}},
)
"""A list of texts."""
COUNT: Final = Domain(
    "count", "number", lambda chooser: chooser.integer(40, 80), False, {"type": "integer"}
)
"""A number that is large enough as the most of anything."""
FEW: Final = Domain("few", "number", lambda chooser: chooser.integer(0, 1))
"""A number that is small enough as the least of anything."""
EARLY: Final = Domain("early", "string", lambda chooser: day(chooser, EARLIEST))
"""A day before all that are chosen at first."""
LATE: Final = Domain("late", "string", lambda chooser: day(chooser, LATEST))
"""A day after all that are chosen at first."""
DETAILS: Final = Domain(
    "details",
    "object",
    _details,
    inner={
        "street": "string",
        "number": "number",
        "checked": "boolean",
        "place.city": "string",
    },
)
"""An object with others in it."""


def constant(name: str, type_: str, value: object) -> Domain:
    """Return the domain of a single value.

    Args:
        name: What entries of it are called.
        type_: The JSON type of the value.
        value: The value.
    """
    return Domain(name, type_, lambda _: value)


def one_of_several(name: str, ids: tuple[str, ...]) -> Domain:
    """Return the domain of the ids of some options.

    Args:
        name: What entries of it are called.
        ids: The ids.
    """
    return Domain(name, "string", lambda chooser: chooser.pick(ids), ids=ids)


def domain_of(shape: Shape) -> Domain:
    """Return what an entry may hold that something of a shape is bound to.

    Args:
        shape: The shape; of several alternatives the first counts.
    """
    match shape:
        case Str(form=TextForm.PLAIN, date=None, pattern=None, usual=None):
            return TEXT
        case Bool():
            return FLAG
        case List(item=Str(date=None, pattern=None)):
            return TEXTS
        case Dynamic(static=Str() | Bool() as inner):
            return domain_of(inner)
        case AnyOf(alternatives=(first, *_)):
            return domain_of(first)
    return _closed(shape)


@functools.cache
def _closed(shape: Shape) -> Domain:
    """Return the domain of exactly what a shape takes."""
    (type_,) = shape_types(shape) - {"integer"}
    ids: tuple[str, ...] = ()
    match shape:
        case Base64():
            # An entry holds text, not the bytes of a file.
            pictures = tuple(base64.b64encode(each).decode() for each in PICTURES)
            return Domain("picture", type_, lambda chooser: chooser.pick(pictures))
        case Choice(values=values):
            name, ids = "choice", values
        case Number():
            name = "size"
        case List():
            name = "items"
        case Str():
            name = "address" if shape.form is TextForm.URI else "day" if shape.date else "written"
        case _:
            name = "object"
    return Domain(name, type_, lambda chooser: literal(chooser, shape), ids=ids)
