"""Expressions are checked for the types of their operands."""

import pytest
from expression_trees import conditions, nested
from hypothesis import given, settings
from hypothesis import strategies as st

from flowdsl.expression_types import Kinds, check_types
from flowdsl.expressions import parse_nested
from flowdsl.values import Kind, Operand, Operation, Ref

kinds = st.none() | st.frozensets(st.sampled_from(Kind))


@settings(max_examples=200)
@given(conditions | nested, st.lists(kinds, min_size=1, max_size=4))
def test_types_of_any_tree_are_checked(tree: Operand, drawn: list[Kinds | None]) -> None:
    """Any tree has a type or a fault, and where it has one it is that of the tree itself."""
    typed = check_types(tree, lambda ref: drawn[len(str(ref)) % len(drawn)])
    if typed.fault:
        assert typed.kinds is None
        assert typed.fault.message
    elif isinstance(tree, Operation):
        assert tree.kind
        assert typed.kinds == frozenset({tree.kind})


@given(conditions | nested)
def test_unknown_types_give_no_fault(tree: Operand) -> None:
    """Where nobody knows the types of references, only literals and operations can be wrong."""
    typed = check_types(tree, lambda ref: None)
    if typed.fault:
        assert not typed.fault.message.startswith("`${") or " " in typed.fault.message.split("`")[1]


STRING, NUMBER, BOOLEAN = (frozenset({kind}) for kind in Kind)
TYPES = {
    "text": STRING,
    "count": NUMBER,
    "ready": BOOLEAN,
    "either": STRING | NUMBER,
    "items": frozenset(),
}


def kind_of(ref: Ref[object]) -> Kinds | None:
    return TYPES.get(ref.path[-1])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("${data.ready}", BOOLEAN),
        ("${data.items}", frozenset()),
        ("${data.unknown}", None),
        ("'x'", STRING),
        ("5", NUMBER),
        ("true", BOOLEAN),
        ("${data.text} == 'x'", BOOLEAN),
        ("${data.count} != 5", BOOLEAN),
        ("${data.ready} == false", BOOLEAN),
        ("${data.either} == 5", BOOLEAN),
        ("${data.either} == 'x'", BOOLEAN),
        ("${data.either} > 5", BOOLEAN),
        ("${data.either} + 1", NUMBER),
        ("${data.unknown} == 'x'", BOOLEAN),
        ("${data.unknown} && ${data.ready}", BOOLEAN),
        ("(${data.count} > 5) && !${data.ready}", BOOLEAN),
        ("-${data.count} * 2", NUMBER),
        ("+${data.count}", NUMBER),
        ("${data.text} ${data.count} ${data.ready} 'x' 5 true", STRING),
        ("('x' ${data.count}) == ${data.text}", BOOLEAN),
    ],
)
def test_expression_has_a_type(text: str, kinds: Kinds | None) -> None:
    """An expression whose operands have the right types has a type itself."""
    typed = check_types(parse_nested(text).tree, kind_of)
    assert typed.fault is None
    assert typed.kinds == kinds


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        (
            "${data.count} && ${data.ready}",
            "`${data.count}` is a number, but `&&` joins true or false",
            "compare it, in parentheses: `(${data.count} != 0)`",
        ),
        ("!${data.text}", "`${data.text}` is a text, but `!` negates", "`(${data.text} != '')`"),
        ("${data.ready} || 'x'", "`'x'` is a text, but `||` joins true or false", None),
        (
            "${data.ready} || ${data.either}",
            "`${data.either}` is a text or a number, but `||`",
            "`(${data.either} != '')`",
        ),
        (
            "'a' + ${form.text}",
            "`'a'` is a text, but `+` adds numbers",
            "texts are joined by a blank, not by `+`: 'a' ${form.text}",
        ),
        (
            "1 + ${form.text} * 2",
            "`${form.text}` is a text, but `*` multiplies numbers",
            None,
        ),
        ("${data.count} + true", "`true` is true or false, but `+` adds numbers", None),
        ("-'a'", "`'a'` is a text, but `-` negates a number", None),
        ("${data.text} < 5", "`${data.text}` is a text, but `<` compares numbers", None),
        (
            "1 < ${data.count} < 9",
            "`1 < ${data.count}` is true or false, but `<` compares numbers",
            "join two comparisons with `&&`",
        ),
        (
            "${data.text} == 5",
            "`${data.text}` is a text and `5` is a number, but `==` compares values of the same",
            "write `'5'`",
        ),
        ("'5' != ${data.count}", "`'5'` is a text and `${data.count}` is a number", "write `5`"),
        ("${data.ready} == 'true'", "`'true'` is a text, but `==`", "write `true`"),
        ("${data.ready} == ${data.text}", "`${data.ready}` is true or false and", None),
        ("${data.ready} == (1 + 2)", "`1 + 2` is a number, but `==`", None),
        ("${data.items} == 'x'", "`${data.items}` is a list or an object, but `==`", None),
        ("'x' ${data.items}", "`${data.items}` is a list or an object, but an expression", None),
        ("(${data.text} + 1) && ${data.count}", "`${data.text}` is a text, but `+`", "blank"),
    ],
)
def test_operand_of_a_wrong_type_is_a_fault(text: str, message: str, advice: str | None) -> None:
    """The first operand of a wrong type is named as it is written, with its type."""
    typed = check_types(parse_nested(text).tree, kind_of)
    assert typed.kinds is None
    assert typed.fault
    assert message in typed.fault.message
    assert typed.fault.help is None if advice is None else advice in (typed.fault.help or "")
