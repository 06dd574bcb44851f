"""Evaluates conditions and nested expressions as a phone does.

Nothing fails here: what is missing, or of a type that an operator does not take, has a value all
the same, as the phone shows something whatever it is given.
"""

import json
import math
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from flowdsl.values import Expression, Operand, Operation, Operator, Ref

__all__ = [
    "MISSING",
    "Evaluate",
    "Lookup",
    "NumberText",
    "Value",
    "evaluate",
    "evaluator",
    "is_empty",
    "is_true",
    "number_of",
    "written",
]


class _Missing:
    """What is not there: an entry that nobody gave, an input of a screen that nobody was on."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __copy__(self) -> "_Missing":
        return self

    def __deepcopy__(self, _: Any) -> "_Missing":
        return self


MISSING: Final = _Missing()
"""What is not there."""


class NumberText(str):
    """What was typed into a TextInput for numbers: it counts as a number, and joins as typed."""

    __slots__ = ()


Value: TypeAlias = Any
"""A text, a number, true or false, a list, an object, or `MISSING`."""

Lookup: TypeAlias = Callable[[Ref[Any]], Value]
"""Gives the value of a reference."""

Evaluate: TypeAlias = Callable[[Lookup], Value]
"""An expression that has been prepared: it gives its value when it can look references up."""

LONGEST_NUMBER: Final = 300
"""A text with more characters is no number: none that is typed has so many."""


def is_empty(value: Value) -> bool:
    """Return whether a value says nothing: it is not there, or holds nothing."""
    return (
        value is MISSING
        or value is None
        or (isinstance(value, str | list | tuple | dict) and not value)
    )


def is_true(value: Value) -> bool:
    """Return whether a value is true; nothing but true is."""
    return value is True


def number_of(value: Value) -> float | None:
    """Return the number that a value is in a comparison, None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _finite(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _typed(value) if isinstance(value, NumberText) else None


def _finite(value: int) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def _typed(text: str) -> float | None:
    """Return the number that was typed; digits of other scripts, `nan` and the like are none."""
    plain = text.strip()
    if not plain.isascii() or len(plain) > LONGEST_NUMBER or not set(plain) <= _OF_NUMBERS:
        return None
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


_OF_NUMBERS: Final = frozenset("0123456789+-.eE")


def written(value: Value) -> str:
    """Return a value as it stands in a text: whole numbers without decimals, nothing as nothing."""
    if isinstance(value, str):
        return str(value)
    if is_empty(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # Python refuses to write very many digits, and no phone has such a number.
        return str(value) if abs(value) < _LARGEST_WRITTEN else "Infinity"
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer() and abs(value) < _LARGEST_WHOLE
        return str(int(value)) if whole else repr(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=repr)
    except ValueError:  # A number in it is too large to be written, or it holds itself.
        return ""


_LARGEST_WHOLE: Final = 1e21
"""From here JavaScript writes exponents, too."""

_LARGEST_WRITTEN: Final = 10**300


def evaluate(tree: Operand, lookup: Lookup) -> Value:
    """Return the value of an expression.

    Args:
        tree: The expression.
        lookup: Gives the values of its references.
    """
    return evaluator(tree)(lookup)


def evaluator(tree: Operand) -> Evaluate:
    """Prepare an expression, to be evaluated often.

    Args:
        tree: The expression.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """
    if isinstance(tree, Ref):
        return lambda lookup: lookup(tree)
    if not isinstance(tree, Expression):
        return lambda _: tree
    assert isinstance(tree, Operation)
    operands = tuple(map(evaluator, tree.operands))
    if tree.operator is Operator.CONCATENATE:
        return lambda lookup: "".join(written(operand(lookup)) for operand in operands)
    if len(operands) == 1:
        [only] = operands
        single = _UNARY[tree.operator]
        return lambda lookup: single(only(lookup))
    left, right = operands
    if tree.operator is Operator.AND:
        return lambda lookup: is_true(left(lookup)) and is_true(right(lookup))
    if tree.operator is Operator.OR:
        return lambda lookup: is_true(left(lookup)) or is_true(right(lookup))
    both = _BINARY[tree.operator]
    return lambda lookup: both(left(lookup), right(lookup))


def _equal(left: Value, right: Value) -> bool:
    if is_empty(left) or is_empty(right):
        return is_empty(left) and is_empty(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        if isinstance(left, NumberText) and isinstance(right, NumberText):
            first, second = _typed(left), _typed(right)
            if first is not None and second is not None:
                return first == second
        return str(left) == str(right)
    first, second = number_of(left), number_of(right)
    if first is not None and second is not None:
        return first == second
    return type(left) is type(right) and bool(left == right)


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    def ordering(left: Value, right: Value) -> bool:
        first, second = number_of(left), number_of(right)
        return first is not None and second is not None and compare(first, second)

    return ordering


def _amount(value: Value) -> float:
    """Return what a value counts in arithmetic: 0 where it is no number."""
    return number_of(value) or 0


def _rounded(calculate: Callable[[float, float], float]) -> Callable[[Value, Value], float]:
    def arithmetic(left: Value, right: Value) -> float:
        result = calculate(_amount(left), _amount(right))
        if not math.isfinite(result):
            return 0
        if abs(result) < _ROUNDED_BELOW:
            cents = result * 100
            below = math.floor(cents)
            # Adding a half before taking the floor would round once more.
            result = (below + (cents - below >= 0.5)) / 100
        return int(result) if result.is_integer() else result

    return arithmetic


_ROUNDED_BELOW: Final = 2**53 / 100
"""Larger numbers have not two decimals that could be told apart."""


def _divide(left: float, right: float) -> float:
    return left / right if right else 0.0


def _remainder(left: float, right: float) -> float:
    return math.fmod(left, right) if right else 0.0


def _negate(value: Value) -> float:
    number = -_amount(value)
    return int(number) if float(number).is_integer() else number


_UNARY: Final[dict[Operator, Callable[[Value], Value]]] = {
    Operator.NOT: lambda value: not is_true(value),
    Operator.NEGATE: _negate,
}
_BINARY: Final[dict[Operator, Callable[[Value, Value], Value]]] = {
    Operator.EQUAL: _equal,
    Operator.UNEQUAL: lambda left, right: not _equal(left, right),
    Operator.LESS: _ordered(lambda left, right: left < right),
    Operator.LESS_OR_EQUAL: _ordered(lambda left, right: left <= right),
    Operator.GREATER: _ordered(lambda left, right: left > right),
    Operator.GREATER_OR_EQUAL: _ordered(lambda left, right: left >= right),
    Operator.ADD: _rounded(lambda left, right: left + right),
    Operator.SUBTRACT: _rounded(lambda left, right: left - right),
    Operator.MULTIPLY: _rounded(lambda left, right: left * right),
    Operator.DIVIDE: _rounded(_divide),
    Operator.REMAINDER: _rounded(_remainder),
}
