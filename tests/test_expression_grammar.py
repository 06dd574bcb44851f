"""Conditions and nested expressions are read, or refused with what is wrong and where."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from expression_trees import LOGIC, conditions, nested
from hypothesis import given, settings
from hypothesis import strategies as st

from flowdsl.expression_types import check_types
from flowdsl.expressions import (
    Misread,
    Parsed,
    parse_condition,
    parse_nested,
    references_of,
)
from flowdsl.values import Operand, Operation, Operator, Ref

WORDS = """
${data.a} ${screen.A.form.b} ${x} ${data.a==1} 'a' ' '' 5 -5 05 .5 true false null and True
== != < <= > >= && || ! + - * / % ( ) ( ) ? : " ` === = & | ~ max( ${ } , \\'
"""
tokens = st.lists(st.sampled_from([*WORDS.split(), " ", "\n"]), max_size=14)


def meaning(operand: Operand) -> Any:
    """Return what two trees have in common that mean the same: the order of `&&` is no matter."""
    if not isinstance(operand, Operation):
        return str(operand) if isinstance(operand, Ref) else (type(operand) is bool, operand)
    parts: list[object] = []
    for part in map(meaning, operand.operands):
        run = operand.operator in LOGIC and isinstance(part, tuple) and part[0] is operand.operator
        parts += part[1:] if run else [part]
    return (operand.operator, *parts)


def right_nested(operand: Operand) -> bool:
    """Return whether a run of a logical operator in a tree leans to the right anywhere."""
    if not isinstance(operand, Operation):
        return False
    last = operand.operands[-1]
    leans = isinstance(last, Operation) and last.operator is operand.operator
    return (leans and operand.operator in LOGIC) or any(map(right_nested, operand.operands))


def same(left: Operand, right: Operand) -> bool:
    if isinstance(left, Ref | Operation):
        return bool(left == right) if isinstance(right, Ref | Operation) else False
    return type(left) is type(right) and bool(left == right)


def check_round_trip(tree: Operand, parsed: Parsed) -> None:
    assert meaning(parsed.tree) == meaning(tree)
    if not right_nested(tree):
        assert same(parsed.tree, tree)
    assert parsed.unparenthesised is None
    assert [*map(str, parsed.references)] == [*map(str, references_of(tree))]


@settings(max_examples=200)
@given(conditions)
def test_printed_condition_is_read_back(tree: Operand) -> None:
    """What is printed of a condition gives the same tree, and so does it in backticks."""
    check_round_trip(tree, parse_condition(str(tree)))
    check_round_trip(tree, parse_nested(str(tree)))


@settings(max_examples=200)
@given(nested)
def test_printed_nested_expression_is_read_back(tree: Operand) -> None:
    """What is printed of a nested expression gives the same tree."""
    check_round_trip(tree, parse_nested(str(tree)))


def read(parse: Callable[[str], Parsed], text: str) -> Parsed | Misread:
    """Read a text that may be anything; being misread is all that may happen to it."""
    try:
        return parse(text)
    except Misread as misread:
        return misread


@settings(max_examples=300)
@given(st.text() | tokens.map("".join) | tokens.map(" ".join))
def test_any_text_is_read_or_misread(text: str) -> None:
    """Whatever the text, it is read or refused with a place; and a condition is an expression."""
    condition, expression = read(parse_condition, text), read(parse_nested, text)
    for found in (condition, expression):
        if isinstance(found, Misread):
            assert found.message == str(found)
            assert found.message.splitlines() == [found.message]
            assert 0 <= found.start <= found.end <= len(text)
            assert found.start < found.end or not text
        else:
            assert isinstance(str(found.tree), str)
            assert isinstance(hash(found.tree), int)
    if isinstance(condition, Parsed) and "`" not in text:
        assert isinstance(expression, Parsed)
        assert same(condition.tree, expression.tree)


A: Ref[Any] = Ref("data", ("a",))
B: Ref[Any] = Ref("data", ("b",))
C: Ref[Any] = Ref("data", ("c",))
F: Ref[Any] = Ref("form", ("f",))
FAR: Ref[Any] = Ref("data", ("a", "b"), "FIRST")

CONDITIONS = [
    ("${data.a}", A),
    ("  ${data.a}\n", A),
    ("${screen.FIRST.data.a.b}", FAR),
    ("!${data.a}", ~A),
    ("${data.a}=='x'", A == "x"),
    ("'x' != ${data.a}", Operation(Operator.UNEQUAL, "x", A)),
    ("${data.a} == ''", A == ""),
    (r"${data.a} == 'it\'s \\ \` \d'", A == r"it's \ ` \d"),
    ("${data.a} == 'a`b'", A == "a`b"),
    ("${data.a} == '&& ( ${data.b'", A == "&& ( ${data.b"),
    ("${data.a} == true", Operation(Operator.EQUAL, A, True)),
    ("false == ${data.a}", Operation(Operator.EQUAL, False, A)),
    ("${data.a} > -3", A > -3),
    ("${data.a}>-3.50", A > -3.5),
    ("0 <= ${data.a}", Operation(Operator.LESS_OR_EQUAL, 0, A)),
    ("(${data.a} > 5) && ${form.f}", (A > 5) & F),
    ("(${data.a} && (${form.f} == 'cat'))", A & (F == "cat")),
    ("(${data.a} > 3) && !(${form.f} == 'fish')", (A > 3) & ~(F == "fish")),
    ("((${data.a} > 3))", A > 3),
    ("${data.a} && ${data.b} && ${data.c}", A & B & C),
    ("${data.a} && (${data.b} && ${data.c})", A & (B & C)),
    ("${data.a} || ${data.b} && !${data.c}", A | (B & ~C)),
    ("${data.a} && ${data.b} || ${data.c}", (A & B) | C),
    ("(${data.a} == ${data.b}) == true", Operation(Operator.EQUAL, A == B, True)),
    ("true && ${data.a}", Operation(Operator.AND, True, A)),
]


@pytest.mark.parametrize(("text", "tree"), CONDITIONS)
def test_condition_is_read(text: str, tree: Operand) -> None:
    """A condition gives the tree that Python's operators build."""
    parsed = parse_condition(text)
    assert same(parsed.tree, tree)
    assert parsed.unparenthesised is None


NESTED = [
    ("'Hello ' ${data.a}", Operation(Operator.CONCATENATE, "Hello ", A)),
    (" 'Hello '${data.a}'!' ", Operation(Operator.CONCATENATE, "Hello ", A, "!")),
    (
        "('x' ${data.a}) true",
        Operation(Operator.CONCATENATE, Operation(Operator.CONCATENATE, "x", A), True),
    ),
    (
        "'n: ' (${data.a} * 2) ' €'",
        Operation(Operator.CONCATENATE, "n: ", A * 2, " €"),
    ),
    ("${data.a}", A),
    ("(${data.a})", A),
    ("'x'", "x"),
    ("${data.a} + ${data.b} * 2", Operation(Operator.ADD, A, B * 2)),
    ("(${data.a} + ${data.b}) * 2", Operation(Operator.ADD, A, B) * 2),
    ("${data.a} - 1 - 2", A - 1 - 2),
    ("${data.a} / 2 % 3", A / 2 % 3),
    ("${data.a} -3", A - 3),
    ("${data.a} - -3", A - -3),
    ("-${data.a} * 2", -A * 2),
    ("-(${data.a} + 1)", -(Operation(Operator.ADD, A, 1))),
    ("+${data.a}", Operation(Operator.ADD, 0, A)),
    ("${data.a} * +3", A * 3),
    ("--3", Operation(Operator.NEGATE, -3)),
    ("!!${data.a}", ~~A),
    ("${data.a} == !${data.b}", A == ~B),
    ("${data.a} + 1 > 2", Operation(Operator.ADD, A, 1) > 2),
    ("${data.a} < 1 == ${data.b}", Operation(Operator.EQUAL, A < 1, B)),
    ("${data.a} == ${data.b} < 1", Operation(Operator.EQUAL, A, B < 1)),
    ("${data.a} || ${data.b} 'x'", Operation(Operator.CONCATENATE, A | B, "x")),
    ("${data.a} !${data.b}", Operation(Operator.CONCATENATE, A, ~B)),
    ("1 == 1", Operation(Operator.EQUAL, 1, 1)),
    (r"'we\'ll' ${data.a}", Operation(Operator.CONCATENATE, "we'll", A)),
    (r"'a\`b' ${data.a}", Operation(Operator.CONCATENATE, "a`b", A)),
]


@pytest.mark.parametrize(("text", "tree"), NESTED)
def test_nested_expression_is_read(text: str, tree: Operand) -> None:
    """A nested expression gives the tree that Python's operators and `concat` build."""
    parsed = parse_nested(text)
    assert same(parsed.tree, tree)
    assert parsed.unparenthesised is None


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("${data.a} > 5 && ${data.b}", "&&"),
        ("${data.a} || ${data.b} == 'x'", "||"),
        ("(${data.a} || ${data.b} == 'x')", "||"),
        ("(${data.a} || ${data.b}) == true", None),
        ("!(${data.a} > 5) && ${data.b}", None),
        ("${data.a} && ${data.b} || ${data.c} < 1 && ${data.a}", "&&"),
    ],
)
def test_comparison_without_parentheses_is_noted(text: str, operator: str | None) -> None:
    """What joins a comparison that has no parentheses is told, for a warning."""
    assert parse_condition(text).unparenthesised == operator
    assert parse_nested(text).unparenthesised == operator


def test_references_stand_in_order() -> None:
    """Every reference is found, as often as it is written and in that order."""
    found = parse_nested("(${data.b} ${form.f}) (${data.a} > 1) ${data.b}").references
    assert [*map(str, found)] == ["${data.b}", "${form.f}", "${data.a}", "${data.b}"]
    assert references_of("x") == ()


# The text, the part that is wrong, a part of the message, and a part of the help.
EITHER = [
    ("", "", "is empty", None),
    (" \n", " \n", "is empty", None),
    ("( )", "( )", "nothing stands in the parentheses", None),
    ("${data.a} == ()", "()", "nothing stands in the parentheses", None),
    ("))${data.a}((", ")", "closes no `(`", "leave it out"),
    ("${data.a} ) -a", ")", "closes no `(`", "leave it out"),
    ("(${data.a} == 1", "(", "closed by no `)`", None),
    ("${data.a} && (", "(", "closed by no `)`", None),
    ("${data.a} == 'x", "'x", "quote `'` is never closed", r"`\'`"),
    ("${data.a} &&", "&&", "nothing stands after `&&`", None),
    ("(${data.a} ==)", "==", "nothing stands after `==`", None),
    ("!", "!", "nothing stands after `!`", None),
    ("&& ${data.a}", "&&", "nothing stands before `&&`", None),
    ("(== ${data.a})", "==", "nothing stands before `==`", None),
    ("${data.a} && || ${data.b}", "||", "missing between `&&` and `||`", None),
    ("${data.a} and ${data.b}", "and", "not known", "write `&&`"),
    ("${data.a} OR ${data.b}", "OR", "not known", "write `||`"),
    ("not(${data.a})", "not", "not known", "write `!`"),
    ("${data.a} === 'x'", "===", "not known", "write `==`"),
    ("${data.a} !== 'x'", "!==", "not known", "write `!=`"),
    ("${data.a} = 'x'", "=", "not known", "write `==`"),
    ("${data.a} => 1", "=>", "not known", "write `>=`"),
    ("${data.a} & ${data.b}", "&", "not known", "write `&&`"),
    ("${data.a} == null", "null", "not known", "compare a text with `''`"),
    ("${data.a} == True", "True", "not known", "write `true`"),
    ('${data.a} == "Ann"', '"Ann"', "not in single quotes", "write `'Ann'`"),
    ("${data.a} == ‘Ann’", "‘", "not in single quotes", "write `'`"),
    ("${data.a} == Ann", "Ann", "not known", "write `'Ann'` for a text, or `${data.Ann}`"),
    ("${data.a} ? 1 : 2", "?", "not known", "use an If"),
    ("max(${data.a}) > 1", "max", "calls a function", None),
    ("${data.a}.length > 1", ".length", "not known", None),
    ("data.a == 1", "data.a", "not known", "write `${data.a}`"),
    ("$data.a", "$", "not known", "write a reference as `${data.name}`"),
    ("${data.a", "${", "closed by no `}`", None),
    ("`${data.a}`", "`", "a backtick inside", "around a nested expression"),
    ("${data.a} > 007", "007", "leading zeros", "write `7`"),
    ("${data.a} > 00.5", "00.5", "leading zeros", "write `0.5`"),
    ("${data.a} > .5", ".5", "is no number", "write `0.5`"),
    ("${data.a} > 1.", "1.", "is no number", "write `1`"),
    ("${data.a} > 1e5", "1e5", "is no number", None),
    ("${data.a} > 1.2.3", "1.2.3", "is no number", None),
    ("${data.a} > ٣", "٣", "not known", None),
    ("${data.a} > " + "1" * 301, "1" * 301, "too long for a number", None),
    ("${data.a} > - 3", "- ", "a blank follows the sign", "leave out the blank"),
    ("${x}", "${x}", "is no reference", "write `${data.name}`"),
    ("${global.x}", "${global.x}", "is no reference", "write `${data.name}`"),
    ("${data}", "${data}", "names no value", None),
    ("${data.}", "${data.}", "names no value", None),
    ("${data.a..b}", "${data.a..b}", "names no value", None),
    ("${ data.a }", "${ data.a }", "holds a blank", "leave out the blank"),
    ("${screen.A.a}", "${screen.A.a}", "lacks `data` or `form`", "${screen.ID.data.name}"),
    ("${data.a == 0}", "${data.a == 0}", "holds an operator", "in backticks"),
    ("${data.a == 0}", "${data.a == 0}", "holds an operator", "`${data.a} == 0`"),
    ("${!data.a}", "${!data.a}", "holds an operator", "outside of the braces"),
    ("${data.a - 1}", "${data.a - 1}", "holds an operator", "`${data.a} - 1`"),
    ("(" * 51 + "${data.a}", "(", "nested too deeply", None),
]
ONLY_CONDITIONS = [
    ("573 == 376", "573 == 376", "`573 == 376` is always the same", None),
    ("${data.a} && ('x' == 'y')", "'x' == 'y'", "always the same", None),
    ("true", "true", "always the same", None),
    ("'x'", "'x'", "always the same", None),
    ("!true && false", "!true && false", "always the same", None),
    ("(${data.a})", "(${data.a})", "must contain an operation", "leave out the parentheses"),
    ("((${data.a}))", "(${data.a})", "must contain an operation", "leave out the parentheses"),
    ("${data.a} == ('x')", "('x')", "only `'x'` stands in the parentheses", None),
    (
        "${data.a} ${data.b}",
        "${data.b}",
        "missing between `${data.a}` and `${data.b}`",
        "backticks",
    ),
    ("'a' ${data.a}", "${data.a}", "an operator is missing", "to join texts, put backticks"),
    ("${data.a} (${data.b} > 1)", "(", "an operator is missing", None),
    ("${data.a} !${data.b}", "!", "an operator is missing", None),
    ("${data.a} + 1 > 2", "+", "`+` calculates", "to calculate, put backticks"),
    ("${data.a} -3 > 2", "-", "`-` calculates", "backticks"),
    ("${data.a} > -${data.b}", "-", "`-` calculates", "backticks"),
    ("${data.a} > +3", "+", "`+` calculates", "backticks"),
    ("${data.a} == !${data.b}", "!", "`!` stands after `==`", "put it in parentheses"),
    ("!!${data.a}", "!", "`!` stands after `!`", "put it in parentheses"),
]
ONLY_NESTED = [
    ("'a`b' ${data.a}", "'a`b'", "a backtick stands in `'a`b'`", "backslash"),
    ("!" * 51 + "${data.a}", "!" * 51 + "${data.a}", "nested too deeply", None),
    ("1" + "+1" * 200, "1" + "+1" * 51, "nested too deeply", None),
    ("1+1 " * 1_001, "+", "1,000 operators", None),
]
INVALID = [
    *((parse_condition, *row) for row in EITHER + ONLY_CONDITIONS),
    *((parse_nested, *row) for row in EITHER + ONLY_NESTED),
]


@pytest.mark.parametrize(("parse", "text", "wrong", "message", "advice"), INVALID)
def test_misread_says_what_and_where(
    parse: Callable[[str], Parsed], text: str, wrong: str, message: str, advice: str | None
) -> None:
    """What cannot be read is refused in one sentence, with its place and mostly with a help."""
    with pytest.raises(Misread) as caught:
        parse(text)
    misread = caught.value
    assert message in misread.message
    assert text[misread.start : misread.end] == wrong
    assert advice is None or (misread.help and advice in misread.help)


@pytest.mark.parametrize("parse", [parse_condition, parse_nested])
@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(" * 9_999,
        "!" * 9_999,
        "-" * 9_999,
        "$" * 9_999,
        "${" * 4_999,
        "'" * 9_999,
        "'" + "\\" * 9_998,
        "${data.a}" + "+ 1" * 100_000,
        "${data.a}" + "+1" * 4_000,
        "${data.a}" + "==1" * 3_000,
        "${data.a}" + "&&1" * 3_000,
        "1" * 9_999,
        "." * 9_999,
        "${data." + "a." * 4_000 + "}",
        "${data." + " =" * 4_000 + "}",
    ],
)
def test_bounds_hold(parse: Callable[[str], Parsed], text: str) -> None:
    """No text exhausts Python's stack or takes long."""
    assert isinstance(read(parse, text), Misread)


def test_what_is_read_can_be_walked() -> None:
    """The deepest tree that is read is shallow enough to print, to walk and to read again."""
    runs = "${data.a}" + " && ${data.a}" * 700
    chain = "${data.a}" + "+1" * 50
    negated = "!" * 50 + "${data.a}"
    enclosed = "(" * 50 + "${data.a} > 1" + ")" * 50
    joined = "'' " * 3_000
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len_of_stack() + 300)
    try:
        for text in (runs, chain, negated, enclosed, joined):
            tree = parse_nested(text).tree
            assert same(parse_nested(str(tree)).tree, tree)
            assert hash(tree)
            assert check_types(tree, lambda ref: None).kinds
    finally:
        sys.setrecursionlimit(limit)
    assert len(parse_condition(runs).references) == 701


def len_of_stack() -> int:
    frame, size = sys._getframe(), 0
    while frame.f_back:
        frame, size = frame.f_back, size + 1
    return size
