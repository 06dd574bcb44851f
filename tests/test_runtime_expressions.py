"""Expressions have the value at run time that they have on a phone."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from expression_oracle import Unsettled, amounts, cases, expected, hostile
from expression_trees import conditions, nested
from hypothesis import example, given
from hypothesis import strategies as st

from flowdsl.expressions import parse_condition, parse_nested
from flowdsl.runtime.evaluation import (
    MISSING,
    NumberText,
    evaluate,
    evaluator,
    is_empty,
    is_true,
    written,
)
from flowdsl.values import Operation, Operator, Ref

VALUES: dict[str, Any] = {
    "missing": MISSING,
    "none": "",
    "nothing": [],
    "object": {},
    "untyped": NumberText(""),
    "text": "5",
    "word": "five",
    "yes_text": "true",
    "typed": NumberText("5"),
    "same": NumberText("5.0"),
    "odd": NumberText("five"),
    "minus": NumberText("-2.5"),
    "five": 5,
    "decimal": 5.0,
    "half": 0.5,
    "zero": 0,
    "yes": True,
    "no": False,
    "list": ["5"],
    "range": {"start-date": "2025-01-01"},
}
EMPTY = ["missing", "none", "nothing", "object", "untyped"]
NUMBERS = {"typed": 5, "same": 5, "minus": -2.5, "five": 5, "decimal": 5, "half": 0.5, "zero": 0}
# What is equal to another although it is not the same.
EQUAL = [set(EMPTY), {"text", "typed"}, {"word", "odd"}, {"typed", "same", "five", "decimal"}]
WRITTEN = "text=5 word=five yes_text=true typed=5 same=5.0 odd=five minus=-2.5 five=5 decimal=5"
WRITTEN += " half=0.5 zero=0 yes=true no=false"
TEXTS = dict(pair.split("=") for pair in WRITTEN.split())
PAIRS = list(itertools.product(VALUES, repeat=2))


def value_of(text: str, read: Callable[[str], Any] = parse_nested) -> Any:
    """Return the value of an expression, in which `$five` is short for `${data.five}`."""
    tree = read(re.sub(r"\$(\w+)", r"${data.\1}", text)).tree
    return evaluate(tree, lambda reference: VALUES[reference.path[0]])


def always(value: Any) -> Callable[[Ref[Any]], Any]:
    """Return a lookup by which every reference has one value."""
    return lambda _: value


def same(left: Any, right: Any) -> bool:
    """Return whether two values are the same, and not only equal, as true and 1 are."""
    kinds = [isinstance(value, bool) for value in (left, right)]
    return kinds[0] == kinds[1] and bool(left == right)


def wrong(sign: str, right: Callable[[str, str], Any]) -> list[object]:
    """Return the pairs of values for which an operator gives another value than it should."""
    found = [(pair, value_of(f"${pair[0]} {sign} ${pair[1]}"), right(*pair)) for pair in PAIRS]
    return [row for row in found if not same(*row[1:])]


def test_equality() -> None:
    """Two values are equal if both are empty, or of one type and the same; typed numbers count."""

    def equal(left: str, right: str) -> bool:
        return left == right or any({left, right} <= names for names in EQUAL)

    assert wrong("==", equal) == []
    assert wrong("!=", lambda left, right: not equal(left, right)) == []


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_ordering(sign: str) -> None:
    """Only numbers and what was typed as one come before or after each other."""
    compare = {"<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__}[sign]

    def ordered(left: str, right: str) -> bool:
        both = left in NUMBERS and right in NUMBERS
        return both and compare(float(NUMBERS[left]), float(NUMBERS[right]))

    assert wrong(sign, ordered) == []


def test_logic() -> None:
    """Nothing but true is true."""
    assert wrong("&&", lambda left, right: left == right == "yes") == []
    assert wrong("||", lambda left, right: "yes" in (left, right)) == []
    assert [name for name in VALUES if value_of(f"!${name}") is not (name != "yes")] == []
    assert [name for name, value in VALUES.items() if is_true(value)] == ["yes"]


@pytest.mark.parametrize("sign", "+-*/%")
def test_arithmetic(sign: str) -> None:
    """What is no number counts as 0, and so does what is divided by 0."""

    def calculated(left: str, right: str) -> float:
        one, other = (float(NUMBERS.get(name, 0)) for name in (left, right))
        if sign == "%":
            return math.fmod(one, other) if other else 0
        return {"+": one + other, "-": one - other, "*": one * other}.get(
            sign, one / (other or math.inf)
        )

    assert wrong(sign, calculated) == []


def test_negation() -> None:
    """A minus before a value makes it a number."""
    found = {name: value_of(f"-${name}") for name in VALUES}
    assert found == {name: -NUMBERS.get(name, 0) for name in VALUES}
    assert math.copysign(1, found["zero"]) == 1


def test_joining() -> None:
    """A text takes each value as it is written, and what is empty as nothing."""
    found = {name: value_of(f"'<' ${name} '>'") for name in [*TEXTS, *EMPTY]}
    assert found == {name: f"<{TEXTS.get(name, '')}>" for name in found}
    assert [name for name in found if written(VALUES[name]) != TEXTS.get(name, "")] == []
    assert type(value_of("$typed ''")) is str


def test_empty() -> None:
    """What is not there and what holds nothing is empty, 0 and false are not."""
    assert [name for name, value in VALUES.items() if is_empty(value)] == EMPTY
    assert is_empty(None)
    assert not any(map(is_empty, [0, 0.0, False, " ", [""], [MISSING], {"a": ""}]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("20 / 4 / 5", 1),
        ("20 / 4 * 5", 25),
        ("7 % 4 * 2", 6),
        ("2 * 7 % 4", 2),
        ("1 + $five * 2", 11),
        ("-$five + 7", 2),
        ("-$five * -2", 10),
        ("7 - -2", 9),
        ("7 - -$five", 12),
        ("-(2 + 3)", -5),
        ("+$typed", 5),
        ("+$text", 0),
        ("!$yes == $no", True),
        ("!$no && $no", False),
        ("!($no && $no)", True),
        ("!!$yes", True),
        ("1 < 2 == $yes", True),
        ("$yes == 1 < 2", True),
        ("1 == 2 < 3", False),
        ("1 + 1 < 2 + 1", True),
        ("$yes || $yes && $no", True),
        ("($yes || $yes) && $no", False),
        ("$no && $no || $yes", True),
        ("1 == 1 && 2 == 2", True),
        ("$yes == $no || $yes", True),
        ("'n: ' 1 + 2", "n: 3"),
        ("1 + 2 ' of ' 2 * 2", "3 of 4"),
        ("'<' $yes && $no '>'", "<false>"),
        ("'<' 1 == 1 '>'", "<true>"),
        ("'a' ('b' 'c') 'd'", "abcd"),
        ("'a' == ('a' '')", True),
        ("($typed '') == '5'", True),
        ("($same '') == 5", False),
        ("('5' '') + 1", 1),
        ("(1 == 1) + 1", 1),
    ],
)
def test_precedence(text: str, value: object) -> None:
    """The operators bind as on a phone, and parentheses first."""
    assert same(value_of(text), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$yes", True),
        ("!$missing", True),
        ("$missing == ''", True),
        ("$missing != ''", False),
        ("$nothing == ''", True),
        ("$missing == false", False),
        ("$zero == ''", False),
        ("$typed > 4.5", True),
        ("$typed == '5'", True),
        ("$same == '5'", False),
        ("$text == 5", False),
        ("$missing >= 0", False),
        ("$yes == 'true'", False),
        ("($five == 5) && !($typed != 5)", True),
        ("($five > 5) || ($minus < -2)", True),
        ("$yes == ($five == 5)", True),
    ],
)
def test_condition(text: str, value: bool) -> None:
    """The condition of an If has the same value, with and without backticks."""
    assert value_of(text, parse_condition) is value
    assert value_of(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", 0.3),
        ("1.005 + 0", 1),
        ("1.255 + 0", 1.25),
        ("1.245 + 0", 1.25),
        ("0.125 + 0", 0.13),
        ("-0.125 + 0", -0.12),
        ("0 - 0.125", -0.12),
        ("-0.005 + 0", 0),
        ("-0.0051 + 0", -0.01),
        ("0.0049999999999999994 + 0", 0),
        ("1 / 3", 0.33),
        ("1 / 3 * 3", 0.99),
        ("-2 / 3", -0.67),
        ("0.1 * 0.1", 0.01),
        ("0.01 * 0.1", 0),
        ("10 % 3", 1),
        ("-10 % 3", -1),
        ("10 % -3", 1),
        ("5.5 % 2", 1.5),
        ("0.7 % 0.2", 0.1),
        ("-1.005", -1.005),
        ("-(1 / 3)", -0.33),
        ("1234567890.125 + 0", 1234567890.13),
        ("10000000000000.123 + 0", 10000000000000.12),
        ("45035996273704.97 + 0", 45035996273704.97),
        ("99999999999999999999 + 1", 1e20),
        ("9007199254740993 + 0", 9007199254740992),
    ],
)
def test_rounding(text: str, value: float) -> None:
    """Arithmetic is rounded to hundredths, halves up, and a minus before a value is not."""
    assert same(value_of(text), value)


DIVISIONS = "1 / 0; 0 / 0; -1 / 0; 1 % 0; 5.5 % 0; $five / $missing; $five % $missing"
DIVISIONS += (
    "; $five / $nothing; $five / $word; $five % $no; 1 / (0.01 * 0.1); 1 / -$zero; -(0 / 1)"
)


@pytest.mark.parametrize("text", DIVISIONS.split("; "))
def test_division_by_nothing(text: str) -> None:
    """What is divided by 0 or by nothing is 0, and not minus 0."""
    assert same(value_of(text), 0)
    assert value_of(f"'' {text}" if text[0] != "-" else f"'' ({text})") == "0"


def test_too_large() -> None:
    """What grows beyond all numbers is 0, and what was typed so is none."""
    large = Ref[Any]("data", ("large",))
    for value in (10**308, 1e308, NumberText("1e308")):
        assert same(evaluate(Operation(Operator.MULTIPLY, large, 100), always(value)), 0)
        assert evaluate(Operation(Operator.GREATER, large, 1), always(value)) is True
    for value in (10**400, math.inf, math.nan, NumberText("1e999"), NumberText("nan")):
        assert same(evaluate(Operation(Operator.ADD, large, 1), always(value)), 1)
        assert evaluate(Operation(Operator.GREATER, large, 1), always(value)) is False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1000000000000000"),
        (10**20, "100000000000000000000"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-12.5, "-12.5"),
        (1234567.25, "1234567.25"),
        (NumberText("1e3"), "1e3"),
        (NumberText(" 05.0"), " 05.0"),
    ],
)
def test_written(value: object, text: str) -> None:
    """A whole number is written without decimals, and what was typed as it was typed."""
    assert written(value) == text


@pytest.mark.parametrize("power", [300, 400, 5000])
def test_written_huge(power: int) -> None:
    """A number that is longer than Python writes them is written, and does no harm in a list."""
    for value in (10**power, -(10**power)):
        assert re.search(r"[0-9]|Infinity", written(value))
    for value in ([10**power], {"a": [10**power]}):
        assert isinstance(written(value), str)


def test_prepared_once() -> None:
    """An expression that was prepared is evaluated again with other values."""
    prepared = evaluator(parse_nested("${data.a} + 1").tree)
    assert [prepared(always(value)) for value in (1, NumberText("2"), MISSING)] == [2, 3, 1]


def test_deep() -> None:
    """Expressions as deep as can be written are evaluated."""
    text = "(" * 50 + "1 + 1" + ")" * 50
    assert value_of(text) == 2
    assert value_of("1" + " - 1" * 49) == -48


def check(tree: Any, values: dict[str, Any], read: Callable[[str], Any]) -> None:
    def lookup(reference: Ref[Any]) -> Any:
        return values[str(reference)]

    try:
        right = expected(tree, lookup)
    except Unsettled:
        return
    found = evaluate(tree, lookup)
    assert same(found, right), f"{tree} with {values}: {found!r}, not {right!r}"
    again = evaluate(read(str(tree)).tree, lookup)
    assert same(again, right), f"{tree} with {values} as a text: {again!r}, not {right!r}"


@given(st.lists(cases(nested), min_size=20, max_size=40))
def test_nested_as_read_again(drawn: list[Any]) -> None:
    """A nested expression has the value that the reading in fractions gives, as a text too."""
    for tree, values in drawn:
        check(tree, values, parse_nested)


@given(st.lists(cases(conditions), min_size=20, max_size=40))
def test_condition_as_read_again(drawn: list[Any]) -> None:
    """A condition has the value that the reading in fractions gives, as a text too."""
    for tree, values in drawn:
        check(tree, values, parse_condition)


NUMERIC = [
    operator for operator in Operator if len(operator.value) == 1 and operator.value in "+-*/%"
]


@given(st.lists(st.tuples(st.sampled_from(NUMERIC), amounts, amounts), min_size=20, max_size=60))
@example([(Operator.ADD, 0.0049999999999999994, 0), (Operator.ADD, 45035996273704.97, 0)])
def test_arithmetic_as_in_fractions(drawn: list[tuple[Operator, float, float]]) -> None:
    """Arithmetic of any two numbers gives what it gives in exact fractions, rounded once."""
    a, b = Ref[Any]("data", ("a",)), Ref[Any]("data", ("b",))
    for operator, left, right in drawn:
        tree: Operation[Any] = Operation(operator, a, b)
        values = {str(a): left, str(b): right}

        def lookup(reference: Ref[Any], values: dict[str, Any] = values) -> Any:
            return values[str(reference)]

        found, exact = evaluate(tree, lookup), expected(tree, lookup)
        assert same(found, exact), f"{left} {operator.value} {right}: {found!r}, not {exact!r}"


@given(nested, st.lists(hostile, min_size=1, max_size=6))
def test_never_fails(tree: Any, values: list[Any]) -> None:
    """Whatever the values are, there is a value, and it is of the kind that the operator gives."""
    found = evaluate(tree, lambda reference: values[len(str(reference)) % len(values)])
    if not isinstance(tree, Operation):
        return
    if tree.operator is Operator.CONCATENATE:
        assert type(found) is str
    elif tree.kind and tree.kind.value == "number":
        assert type(found) in (int, float)
        assert math.isfinite(found)
    else:
        assert type(found) is bool


@pytest.mark.parametrize("operator", Operator, ids=lambda operator: operator.name)
@given(values=st.lists(hostile, min_size=2, max_size=2))
def test_no_operator_fails(operator: Operator, values: list[Any]) -> None:
    """No operator fails on any two values."""
    references = [Ref[Any]("data", (name,)) for name in ("0", "1")]
    count = 1 if operator in (Operator.NOT, Operator.NEGATE) else 2
    tree: Operation[Any] = Operation(operator, *references[:count])
    found = evaluate(tree, lambda reference: values[int(reference.path[0])])
    assert type(found) in (bool, int, float, str)
    assert [is_empty(value) for value in values] == [
        value is MISSING or value in (None, "", [], {}) for value in values
    ]
    assert all(type(written(value)) is str for value in values)
