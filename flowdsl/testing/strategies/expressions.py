"""Nested expressions and conditions over what can be referred to."""

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import Known
from flowdsl.testing.strategies.values import word
from flowdsl.values import Expression, Ref, concat

__all__ = ["computed", "truth"]

Comparison = Callable[[Any, Any], Expression[bool]]

_ARITHMETIC: Final[Sequence[Callable[[Any, Any], Any]]] = (
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.mod,
)
_ORDERING: Final[Sequence[Comparison]] = (
    operator.gt,
    operator.ge,
    operator.lt,
    operator.le,
)
_EQUALITY: Final[Sequence[Comparison]] = (operator.eq, operator.ne)


def computed(
    chooser: Chooser, type_: str, known: Sequence[Known], *, nested: bool
) -> Expression[Any] | None:
    """Draw an expression of a type.

    Args:
        chooser: What chooses.
        type_: The JSON type of its value.
        known: What it may refer to.
        nested: Whether it stands in backticks, where there is more than in a condition.

    Returns:
        The expression, or None where there is nothing to make one of.
    """
    match type_:
        case "string":
            return _text(chooser, known)
        case "number":
            return _number(chooser, _of(known, "number"))
        case "boolean":
            return truth(chooser, known, nested=nested)
    return None


def _of(known: Sequence[Known], *types: str) -> list[Known]:
    return [each for each in known if each.type in types]


def _text(chooser: Chooser, known: Sequence[Known]) -> Expression[str] | None:
    plain = _of(known, "string", "number", "boolean")
    if not plain:
        return None
    parts: list[str | float | Expression[Any]] = [word(chooser, 12), chooser.pick(plain).ref]
    if chooser.chance(40):
        parts.append(chooser.pick(plain).ref)
    if chooser.chance(30):
        numbers = _of(known, "number")
        inner = _number(chooser, numbers) if chooser.chance(50) else None
        parts.append(chooser.integer(-9, 99) if inner is None else inner)
    return concat(*parts)


def _number(chooser: Chooser, numbers: Sequence[Known], depth: int = 0) -> Expression[float] | None:
    if not numbers:
        return None
    left: Expression[float] | None = None
    right: float | Expression[float] = chooser.integer(1, 12)
    if chooser.chance(30):
        right = chooser.pick(numbers).ref
    if depth == 0 and chooser.chance(25):
        left = _number(chooser, numbers, 1)
    if left is None:
        left = chooser.pick(numbers).ref
    if chooser.chance(10):
        return -left
    found: Expression[float] = chooser.pick(_ARITHMETIC)(left, right)
    return found


def truth(chooser: Chooser, known: Sequence[Known], *, nested: bool) -> Expression[bool] | None:
    """Draw something that is true or false.

    Args:
        chooser: What chooses.
        known: What it may refer to.
        nested: Whether it stands in backticks, where operands may be computed.

    Returns:
        The expression, which may be a reference alone; None where there is nothing to make one of.
    """
    plain = _of(known, "boolean", "string", "number")
    if not plain:
        return None
    found = _atom(chooser, chooser.pick(plain), plain, nested=nested)
    for _ in range(chooser.integer(0, 5) - 3):
        other = _atom(chooser, chooser.pick(plain), plain, nested=nested)
        found = found & other if chooser.chance(50) else found | other
    return found


def _atom(
    chooser: Chooser, known: Known, several: Sequence[Known], *, nested: bool
) -> Expression[bool]:
    ref: Ref[Any] = known.ref
    if known.type == "boolean":
        match chooser.integer(0, 3):
            case 0 | 1:
                return ref
            case 2:
                return ~ref
            case _:
                return chooser.pick(_EQUALITY)(ref, chooser.chance(50))
    if known.type == "number":
        left: Any = _number(chooser, [known]) if nested and chooser.chance(30) else ref
        numbers = _of(several, "number")
        right = chooser.pick(numbers).ref if chooser.chance(20) else chooser.integer(-2, 120)
        compare = chooser.pick(_ORDERING if chooser.chance(70) else _EQUALITY)
        return compare(left, right)
    compare = chooser.pick(_EQUALITY)
    if chooser.chance(15):
        texts = _of(several, "string")
        return compare(ref, chooser.pick(texts).ref)
    if known.ids:
        return compare(ref, chooser.pick(known.ids))
    return compare(ref, "" if chooser.chance(50) else word(chooser, 10))
