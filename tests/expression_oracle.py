"""Reads the value of an expression off its tree once more, in exact fractions, for comparison.

It is written from what is known of phones, and not from how `flowdsl.runtime` evaluates. With it
stand the strategies for the values of references.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from flowdsl.expressions import references_of
from flowdsl.runtime.evaluation import MISSING, NumberText
from flowdsl.values import Operand, Operation, Operator, Ref

__all__ = ["Unsettled", "amounts", "cases", "expected", "hostile"]

TYPED = re.compile(r"[ ]*[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?[ ]*")
# From here on a double has no hundredths.
NO_HUNDREDTHS = Fraction(2**53, 100)


class Unsettled(Exception):
    """What is asked for is not said anywhere: how a list or an object stands in a text."""


def expected(tree: Operand, lookup: Callable[[Ref[Any]], Any]) -> Any:
    """Return the value that an expression should have.

    Args:
        tree: The expression.
        lookup: Gives the values of its references.

    Raises:
        Unsettled: A list or an object is joined to a text.
    """
    if isinstance(tree, Ref):
        return lookup(tree)
    if not isinstance(tree, Operation):
        return tree
    sign = tree.operator.value
    values = [expected(operand, lookup) for operand in tree.operands]
    if tree.operator is Operator.CONCATENATE:
        return "".join(text_of(value) for value in values)
    if sign == "!":
        return not truth_of(values[0])
    if sign == "unary -":
        return plain(-(amount_of(values[0]) or 0))
    left, right = values
    if sign in ("&&", "||"):
        truths = {truth_of(left), truth_of(right)}
        return truths == {True} if sign == "&&" else True in truths
    if sign in ("==", "!="):
        return are_equal(left, right) == (sign == "==")
    one, other = amount_of(left), amount_of(right)
    if sign in ("<", "<=", ">", ">="):
        if one is None or other is None:
            return False
        order = (one > other) - (one < other)
        return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]
    return calculated(sign, one or Fraction(), other or Fraction())


def is_nothing(value: Any) -> bool:
    return value is MISSING or value in (None, "", [], {})


def truth_of(value: Any) -> bool:
    return isinstance(value, bool) and value


def amount_of(value: Any) -> Fraction | None:
    """Return the number that a value is, as the double that a phone has; None if it is none."""
    if type(value) not in (int, float, NumberText):
        return None
    if isinstance(value, NumberText):
        if not TYPED.fullmatch(value):
            return None
        value = Decimal(value)
    return as_double(value)


def as_double(number: Any) -> Fraction | None:
    try:
        double = float(number)
    except OverflowError:
        return None
    return Fraction(double) if math.isfinite(double) else None


def are_equal(left: Any, right: Any) -> bool:
    if is_nothing(left) or is_nothing(right):
        return is_nothing(left) and is_nothing(right)
    one, other = amount_of(left), amount_of(right)
    texts = isinstance(left, str) and isinstance(right, str)
    if texts and not (isinstance(left, NumberText) and isinstance(right, NumberText)):
        return bool(left == right)
    if one is not None and other is not None:
        return one == other
    return type(left) is type(right) and bool(left == right)


def calculated(sign: str, left: Fraction, right: Fraction) -> int | float:
    """Return what two doubles give, rounded to a double first, and then to hundredths."""
    exact = Fraction()
    match sign:
        case "+":
            exact = left + right
        case "-":
            exact = left - right
        case "*":
            exact = left * right
        case "/" if right:
            exact = left / right
        case "%" if right:
            exact = left - right * math.trunc(left / right)
    return plain(rounded(as_double(exact) or Fraction()))


def rounded(number: Fraction) -> Fraction:
    """Return a number as JavaScript's `Math.round(x * 100) / 100`.

    Args:
        number: A number that is a double.
    """
    hundredfold = as_double(number * 100)
    if hundredfold is None or abs(number) >= NO_HUNDREDTHS:
        return number
    return as_double(Fraction(math.floor(hundredfold + Fraction(1, 2)), 100)) or Fraction()


def plain(number: Fraction | int) -> int | float:
    """Return a number as Python's."""
    return number.numerator if number.denominator == 1 else float(number)


def text_of(value: Any) -> str:
    """Return how a value stands in a text.

    Args:
        value: A text, a number, true, false or what is empty.

    Raises:
        Unsettled: It is a list or an object.
    """
    if is_nothing(value):
        return ""
    if isinstance(value, str):
        return value[:]
    if isinstance(value, bool):
        return ("false", "true")[value]
    if isinstance(value, int | float):
        return str(int(value)) if value == math.floor(value) else str(value)
    raise Unsettled


# Values of each type, so few that two are often equal.
numeric = st.sampled_from(["5", "5.0", "05", "-2.5", "+.5", "3.", "1e3", "1.005", " 7 ", "", "x"])
bound = st.one_of(
    st.sampled_from(["", "a", "5", "true", " ", "5.0"]),
    st.text(max_size=3),
    st.sampled_from([0, 1, 5, -2.5, 5.0, 1.005, -0.125, 10**15, 1000]),
    st.integers(-(10**6), 10**6).map(lambda whole: whole / 1000),
    st.integers(-10, 10),
    st.builds(NumberText, numeric | st.integers(-99, 99).map(str)),
    st.booleans(),
    st.just(MISSING),
    st.sampled_from([[], ["a"], ["a", "5"], {}, {"a": "5"}]),
)


@st.composite
def cases(draw: st.DrawFn, trees: st.SearchStrategy[Any]) -> tuple[Any, dict[str, Any]]:
    """Draw an expression, and a value for each reference."""
    tree = draw(trees)
    names = {str(reference) for reference in references_of(tree)}
    return tree, {name: draw(bound) for name in sorted(names)}


# Numbers, many of which stand half-way between two hundredths.
amounts = st.one_of(
    st.floats(),
    st.integers(),
    st.integers(-(10**17), 10**17).map(lambda whole: whole / 1000),
    st.integers(-(10**7), 10**7).map(lambda whole: whole / 2000),
)

# Anything that a program or a mistake may give.
ODD = "nan inf -inf 1e999 ١٢ ５ 1_0 0x10 1e-999 -- . + e5 ²"
hostile = st.recursive(
    st.one_of(
        bound,
        st.none(),
        st.floats(),
        st.integers(),
        st.sampled_from([400, 5000]).map(lambda digits: 10**digits),
        st.sampled_from([1e308, -1e308, 5e-324]),
        st.sampled_from(ODD.split()).flatmap(
            lambda text: st.sampled_from([text, NumberText(text)])
        ),
        st.builds(NumberText, st.text(max_size=4)),
        st.just(NumberText("9" * 5000)),
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)
