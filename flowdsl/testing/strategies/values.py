"""Literal values: what a shape of the table takes, with words, days and pictures as people have."""

import base64
import datetime
import functools
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never

from hypothesis import strategies as st

from flowdsl.components.navigation import ItemEnd
from flowdsl.facts import TextForm
from flowdsl.node import Node
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
from flowdsl.testing.strategies.choosing import Chooser

__all__ = ["PICTURES", "Binder", "day", "instance", "is_action", "literal", "word"]

Binder = Callable[[Dynamic], Any]
"""Returns what a property is bound to, or None where there is nothing to bind it to."""

PICTURES: Final = tuple(
    base64.b64decode(text)
    for text in (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAP//////////////////////////////////////////////////////wAALCAABAAEBAREA"
        "/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
    )
)
"""A PNG and a JPEG file, each of a single dot."""

# What people write, and what breaks programs: accents, quotes, marks of other languages, and
# letters that are written from the right.
_WORDS: Final = (
    "Ada", "City", "Your order", "O'Brien", "Größe M", "Yes & no", "3 < 4", 'The "best"', "Café",
    "價格", "السعر", "100 %", "a/b", "One, two", "#1", "semi;colon", "x" * 10, "Zürich", "naïve",
    "back\\slash", "[x]", "2026", "true", "<b>bold</b>",
)  # fmt: skip
_PARAGRAPHS: Final = (
    "We deliver within two days, on Saturdays, too.",
    "Prices include tax.\n\nReturns are free for 30 days.",
    "Questions? Write to help@example.com, we answer within a day.",
    "Thank you! 🎉 " * 10,
)
_LETTERS: Final = st.text(
    # Up to where pictures begin: phones do not show those in the label of a Footer.
    st.characters(max_codepoint=0x24FF, exclude_characters="$`", exclude_categories=("Cs", "Cc")),
    min_size=1,
    max_size=10,
).map(lambda text: text if text.strip() else "blank")
_FIRST_DAY: Final = datetime.date(2026, 1, 1)


def word(chooser: Chooser, shown: int | None = None) -> str:
    """Draw a text that is not blank and refers to nothing.

    Args:
        chooser: What chooses.
        shown: How many characters it has at most, 10 at least; None for as many as one likes.
    """
    if shown is None or shown >= 150:
        chosen = chooser.integer(0, len(_WORDS) + 2 * len(_PARAGRAPHS))
        if chosen > len(_WORDS):
            return _PARAGRAPHS[(chosen - len(_WORDS) - 1) % len(_PARAGRAPHS)]
    else:
        chosen = chooser.integer(0, len(_WORDS))
    text = chooser.drawn(_LETTERS) if chosen == len(_WORDS) else _WORDS[chosen % len(_WORDS)]
    return text if shown is None else text[:shown]


def day(chooser: Chooser, first: datetime.date = _FIRST_DAY, days: int = 364) -> datetime.date:
    """Draw a day.

    Args:
        chooser: What chooses.
        first: The first day that it may be.
        days: How many days later it is at most.
    """
    return first + datetime.timedelta(days=chooser.integer(0, days))


def is_action(shape: Shape) -> bool:
    """Return whether a property holds an action, which depends on the flow as a whole."""
    return isinstance(shape, Tagged) and shape.what == "action"


def instance(
    chooser: Chooser,
    shape: Object,
    bound: Binder | None = None,
    given: Mapping[str, Any] | None = None,
) -> Any:
    """Draw an object of the class that a shape describes.

    Args:
        chooser: What chooses.
        shape: The shape.
        bound: What binds properties; None for literals only.
        given: Properties that are decided already; None leaves one out.
    """
    arguments = dict(given or {})
    open_ = [known for known in shape.properties if known.name not in arguments]
    flags = chooser.flags(len(open_)) if open_ else 0
    for index, known in enumerate(open_):
        wanted = known.required or flags >> index & 1
        if wanted and not is_action(known.shape):
            arguments[known.name] = literal(chooser, known.shape, bound)
    related = _RELATED.get(shape.cls)
    if related is not None:
        related(chooser, arguments, shape.properties)
    return shape.cls(**arguments)


def literal(chooser: Chooser, shape: Shape, bound: Binder | None = None) -> Any:
    """Draw what the DSL takes for a shape, and no warning is given for.

    Args:
        chooser: What chooses.
        shape: The shape.
        bound: What binds it and what stands below it; None for literals only.

    Raises:
        TypeError: It is an action or a component, or takes bindings only.
    """
    match shape:
        case Str():
            return _text(chooser, shape)
        case Base64():
            picture = chooser.pick(PICTURES)
            return picture if chooser.chance(30) else base64.b64encode(picture).decode()
        case Bool():
            return chooser.chance(50)
        case Number():
            return _number(chooser, shape)
        case Choice():
            return chooser.pick(shape.values)
        case List():
            # An empty list would tell no type where it is the example of an entry.
            least = max(shape.minimum, shape.expected, 1)
            most = least + 3 if shape.maximum is None else min(least + 3, shape.maximum)
            if isinstance(shape.item, Choice):
                return chooser.some(shape.item.values, least)
            return [
                literal(chooser, shape.item, bound) for _ in range(chooser.integer(least, most))
            ]
        case Map():
            names = ("first", "second", "third")[: max(shape.minimum, chooser.integer(1, 3))]
            return {name: literal(chooser, shape.value, bound) for name in names}
        case Object():
            return instance(chooser, shape, bound)
        case Json():
            return word(chooser, 20)
        case AnyOf():
            return literal(chooser, chooser.pick(shape.alternatives), bound)
        case Dynamic():
            if bound is not None and (shape.static is None or chooser.chance(25)):
                found = bound(shape)
                if found is not None:
                    return found
            if shape.static is None:
                raise TypeError("a property that takes bindings only has no literal")
            return literal(chooser, shape.static, bound)
        case Tagged() | Target():
            raise TypeError(f"{shape} depends on the flow, and is drawn with it")
        case _:
            assert_never(shape)


def _text(chooser: Chooser, shape: Str) -> Any:
    if shape.date is not None:
        found = day(chooser)
        return found if chooser.chance(50) else found.isoformat()
    if shape.form is TextForm.URI:
        return f"https://example.com/{chooser.pick(('', 'terms', 'a?b=c&d=%20', 'über/uns'))}"
    pattern = shape.pattern or shape.usual
    if pattern is not None:
        return chooser.drawn(_matching(pattern.expression))
    return word(chooser, shape.shown)


@functools.cache
def _matching(expression: str) -> st.SearchStrategy[str]:
    return st.from_regex(expression, fullmatch=True)


def _number(chooser: Chooser, shape: Number) -> float:
    floor = shape.minimum if shape.expected is None else shape.expected
    low = 1 if floor is None else floor
    whole = chooser.integer(low, low + 200 if shape.maximum is None else shape.maximum)
    return whole if shape.integer or chooser.chance(80) else whole + 0.5


def _end_texts(
    chooser: Chooser, arguments: dict[str, Any], properties: tuple[Property, ...]
) -> None:
    """Keep one or two of the texts at the end of an item, which is what phones show."""
    having = [known for known in properties if arguments.get(known.name) is not None]
    kept = chooser.some(having or properties, 1, 2)
    for known in properties:
        if known not in kept:
            arguments[known.name] = None
        elif arguments.get(known.name) is None:
            arguments[known.name] = literal(chooser, known.shape)


_RELATED: Final[
    dict[type[Node], Callable[[Chooser, dict[str, Any], tuple[Property, ...]], None]]
] = {ItemEnd: _end_texts}
"""What puts properties right that depend on each other."""
