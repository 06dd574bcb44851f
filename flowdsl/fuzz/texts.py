"""Texts to type: what the kind of an input takes, what its pattern wants, and its limits."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

from flowdsl.regular_expressions import BrokenExpression
from flowdsl.runtime.evaluation import number_of, written
from flowdsl.runtime.pattern_tree import (
    Characters,
    Choice,
    Edge,
    Look,
    Node,
    Ranges,
    Repeated,
    Row,
    Undecidable,
    ranges_of,
    read_tree,
)
from flowdsl.runtime.patterns import text_pattern
from flowdsl.runtime.screen import ShownComponent

__all__ = ["impossible_text", "texts"]

LONGEST: Final = 600
"""Longer texts are not made."""

MOST_SAMPLES: Final = 6
"""So many texts are made of a pattern."""

_PLAIN: Final = {
    "number": ("1", "0", "2", "12", "-1", "2.5"),
    "email": ("ada@example.com", "a@b.nl", "ada.lovelace+flows@mail.example.org"),
    "phone": ("0612345678", "+31 6 12345678"),
    "passcode": ("1234", "123456"),
    "password": ("Secret-123", "pass word"),
}
_TEXTS: Final = ("Ada", "Ada Lovelace", "a", "Zoë Ωmega 🎉", 'it\'s "quoted", 1 < 2 & done')
_ALPHABETS: Final[dict[str, Ranges]] = {
    "number": ranges_of("09", "+", "-", "."),
    "phone": ranges_of("09", " ", "+", "-", "()"),
    "passcode": ranges_of("09"),
}
_FOREVER: Final = 10**9


def limits(component: ShownComponent) -> tuple[int, int]:
    """Return how many characters an input takes at least and at most."""
    least = number_of(component.content.get("min-chars")) or 0
    for key in ("max-chars", "max-length"):
        most = number_of(component.content.get(key))
        if most is None:
            most = number_of(component.program.defaults.get(key))
        if most is not None:
            return int(least), int(most)
    return int(least), LONGEST


def texts(component: ShownComponent, source: random.Random, literals: Sequence[Any]) -> list[str]:
    """Return texts to type, the plainest first; not all of them need do.

    Args:
        component: The input.
        source: What decides what is made up.
        literals: The values that the flow's conditions compare the answer with.
    """
    least, most = limits(component)
    kind = component.content.get("input-type")
    kind = kind if isinstance(kind, str) else "text"
    found = list(_PLAIN.get(kind, _TEXTS))
    found[1:1] = [text for literal in literals for text in _near(literal)]
    pattern = component.content.get("pattern")
    if isinstance(pattern, str):
        longest = min(most, LONGEST)
        made = text_pattern(pattern).samples(
            source, count=MOST_SAMPLES, shortest=least, longest=longest
        )
        found += sorted(made, key=len)
    for length in (least, most):
        if 0 < length <= LONGEST:
            found += list(_sized(kind, length))
    return found


def _near(literal: Any) -> Iterator[str]:
    """Yield what a condition compares with, and for numbers the next on either side."""
    if isinstance(literal, bool):
        return
    if isinstance(literal, int | float):
        # What lies between two whole numbers makes a difference where halves are compared with.
        yield from (written(literal + step) for step in (0, 1, -1, 0.5, -0.5))
    elif isinstance(literal, str) and literal:
        yield literal


def _sized(kind: str, length: int) -> Iterator[str]:
    """Yield texts of a length."""
    match kind:
        case "number" | "passcode" | "phone":
            yield "1234567890"[: min(length, 10)] + "0" * max(0, length - 10)
        case "email":
            ending = "@example.com"
            if length > len(ending):
                yield "a" * (length - len(ending)) + ending
            yield "a@b.c".rjust(length, "a")
        case _:
            yield ("Ada Lovelace " * (length // 13 + 1))[: length - 1] + "x"


def impossible_text(component: ShownComponent) -> str | None:
    """Return why no text does in an input; None where one does, or nobody can tell.

    Args:
        component: The input.
    """
    least, most = limits(component)
    if least > most:
        return f"at least {least} characters are wanted, and {most} at most are taken"
    pattern, kind = component.content.get("pattern"), component.content.get("input-type")
    if not isinstance(pattern, str):
        return None
    try:
        root = read_tree(pattern).root
    except (BrokenExpression, Undecidable):
        return None
    shortest, longest = _lengths(root)
    if shortest > most:
        return f"its pattern {pattern} wants {shortest} characters, and {most} at most are taken"
    if longest < least:
        said = f"its pattern {pattern} takes {longest} characters at most"
        return f"{said}, and {least} at least are wanted"
    alphabet = _ALPHABETS.get(kind) if isinstance(kind, str) else None
    if alphabet is not None and shortest > 0:
        characters = [each for each in _characters(root) if _share(each.ranges, alphabet)]
        if not characters:
            return f"its pattern {pattern} has no character that an input for a {kind} takes"
    return None


def _lengths(node: Node) -> tuple[int, int]:
    """Return how many characters a part of a pattern takes at least and at most."""
    match node:
        case Characters():
            return 1, 2  # Beyond the first plane it is two for some.
        case Row(parts):
            each = [_lengths(part) for part in parts]
            return sum(low for low, _ in each), min(_FOREVER, sum(high for _, high in each))
        case Choice(alternatives):
            each = [_lengths(part) for part in alternatives]
            return min((low for low, _ in each), default=0), max(
                (high for _, high in each), default=0
            )
        case Repeated(part, least, most):
            low, high = _lengths(part)
            above = _FOREVER if most is None and high else high * (most or 0)
            return min(_FOREVER, low * least), min(_FOREVER, above)
        case Edge() | Look():
            return 0, 0


def _characters(node: Node) -> Iterator[Characters]:
    match node:
        case Characters():
            yield node
        case Row(parts) | Choice(parts):
            for part in parts:
                yield from _characters(part)
        case Repeated(part, _, _):
            yield from _characters(part)
        case Edge() | Look():
            return


def _share(ranges: Ranges, more: Ranges) -> bool:
    return any(max(a, c) <= min(b, d) for a, b in ranges for c, d in more)
