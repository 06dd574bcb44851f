"""Expressions are written with Python's operators and printed in the grammar of the format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import (
    Data,
    Expression,
    Flow,
    If,
    OptIn,
    Ref,
    Screen,
    TextBody,
    TextInput,
    concat,
)
from flowdsl.values import Operation, Operator

name = TextInput(name="name", label="Name")
age = TextInput(name="age", label="Age", input_type="number")
agrees = OptIn(name="agrees", label="I agree")
city = Data("city", example="ams")
total = Data("total", example=12.5)
person = Data("person", example={"address": {"town": "Paris"}})

REFERENCES = [
    (name.ref, "${form.name}"),
    (city.ref, "${data.city}"),
    (person.ref["address"]["town"], "${data.person.address.town}"),
    (name.ref.on("FIRST"), "${screen.FIRST.form.name}"),
    (city.ref.on(Screen(id="FIRST", children=[])), "${screen.FIRST.data.city}"),
]

CONDITIONS = [
    (name.ref == "Ann", "${form.name} == 'Ann'"),
    (name.ref == "Ann", "${form.name} == 'Ann'"),
    (name.ref != city.ref, "${form.name} != ${data.city}"),
    (age.ref > 18, "${form.age} > 18"),
    (age.ref > 18, "${form.age} > 18"),
    (age.ref <= 1.5, "${form.age} <= 1.5"),
    (age.ref >= -3, "${form.age} >= -3"),
    (age.ref > 0.0000001, "${form.age} > 0.0000001"),
    (age.ref < 1e21, "${form.age} < 1000000000000000000000"),
    (agrees.ref == True, "${form.agrees} == true"),  # noqa: E712
    (~agrees.ref, "!${form.agrees}"),
    (~(name.ref == "x"), "!(${form.name} == 'x')"),
    ((age.ref > 18) & agrees.ref, "(${form.age} > 18) && ${form.agrees}"),
    (agrees.ref & ~agrees.ref, "${form.agrees} && !${form.agrees}"),
    (
        agrees.ref & agrees.ref & (age.ref > 1),
        "${form.agrees} && ${form.agrees} && (${form.age} > 1)",
    ),
    (
        agrees.ref & agrees.ref | agrees.ref,
        "(${form.agrees} && ${form.agrees}) || ${form.agrees}",
    ),
    (
        ~(agrees.ref | agrees.ref),
        "!(${form.agrees} || ${form.agrees})",
    ),
    (name.ref == "it's", r"${form.name} == 'it\'s'"),
]

NESTED = [
    ("Hello " + name.ref, "'Hello ' ${form.name}"),
    (name.ref + "!", "${form.name} '!'"),
    (name.ref + " of " + city.ref, "${form.name} ' of ' ${data.city}"),
    (name.ref + age.ref, "${form.name} ${form.age}"),
    (concat("You are ", age.ref, " years"), "'You are ' ${form.age} ' years'"),
    (concat(total.ref), "${data.total} ''"),
    (concat("n: ", total.ref * 2), "'n: ' (${data.total} * 2)"),
    (total.ref + 1, "${data.total} + 1"),
    (1 + total.ref, "1 + ${data.total}"),
    (total.ref - 1 - 2, "(${data.total} - 1) - 2"),
    (3 - total.ref, "3 - ${data.total}"),
    (2 * total.ref, "2 * ${data.total}"),
    (1 / total.ref % 2, "(1 / ${data.total}) % 2"),
    (7 % total.ref, "7 % ${data.total}"),
    (-total.ref, "-${data.total}"),
    (-(total.ref + 1), "-(${data.total} + 1)"),
    (age.number + 1 > 18, "(${form.age} + 1) > 18"),
    (concat("a`b", name.ref), r"'a\`b' ${form.name}"),
]


@pytest.mark.parametrize(("expression", "printed"), [*REFERENCES, *CONDITIONS, *NESTED])
def test_expression_is_printed(expression: Expression[object], printed: str) -> None:
    """An expression is written as the grammar of the format has it."""
    assert str(expression) == printed


@pytest.mark.parametrize(("expression", "printed"), [*CONDITIONS, *NESTED])
def test_property_takes_expressions_in_backticks(
    expression: Expression[object], printed: str
) -> None:
    """Bound to a property, an operation stands in backticks and a reference does not."""
    flow = Flow(screens=[Screen(id="A", children=[TextBody(text=expression, visible=agrees.ref)])])
    [body] = flow.to_dict(check=False)["screens"][0]["layout"]["children"]
    assert body["text"] == f"`{printed}`"
    assert body["visible"] == "${form.agrees}"


@pytest.mark.parametrize(("expression", "printed"), CONDITIONS)
def test_condition_is_plain(expression: Expression[bool], printed: str) -> None:
    """A condition stands without backticks, so that 4.0 understands it, too."""
    assert condition(expression) == printed


def test_condition_with_arithmetic_is_nested() -> None:
    """What the plain grammar lacks makes the condition a nested expression."""
    assert condition(age.number + 1 > 18) == "`(${form.age} + 1) > 18`"
    assert condition(agrees.ref) == "${form.agrees}"
    assert condition(True) is True
    assert condition("${form.a} == 'x'") == "${form.a} == 'x'"


def condition(value: object) -> object:
    flow = Flow(screens=[Screen(id="A", children=[If(condition=value, then=[])])])
    return flow.to_dict(check=False)["screens"][0]["layout"]["children"][0]["condition"]


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        (lambda: bool(age.ref > 18), "write `&`, `|`, `~`"),
        (lambda: age.ref > 18 and agrees.ref, "only the phone knows"),
        (lambda: 1 < age.ref < 3, "put comparisons in parentheses"),
        (lambda: not agrees.ref, "only the phone knows"),
        (lambda: bool(name.ref != "x"), "only the phone knows"),
        (lambda: f"Hello {name.ref}", "write concat"),
        (lambda: f"Hello {name.ref + '!'}", "write concat"),
        (lambda: age.ref > "18", "takes numbers and expressions, not '18'"),
        (lambda: age.ref > True, "takes numbers and expressions"),
        (lambda: agrees.ref & True, "takes expressions, not True"),
        (lambda: list(city.ref), "only the phone knows what"),
        (lambda: person.ref[0], "by a key, not by 0"),
        (lambda: person.ref["a"] + person.ref["b"], "cannot be told"),
        (lambda: concat("a", "b"), "needs at least one reference"),
        (lambda: concat(name.ref, None), "not None"),
        (lambda: total.ref * "2", "takes numbers and expressions, not '2'"),
    ],
)
def test_misuse_says_what_to_write(attempt: object, says: str) -> None:
    """What Python would silently take for something else is a TypeError with the remedy."""
    assert callable(attempt)
    with pytest.raises(TypeError, match=re.escape(says)):
        attempt()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_are_finite(number: float) -> None:
    """A number that no JSON has is refused where it is written."""
    with pytest.raises(ValueError, match="is no number"):
        age.ref > number  # noqa: B015


names = st.text("abc", min_size=1, max_size=2)
leaves = st.one_of(
    st.builds(lambda name: Ref("form", (name,)), names),
    st.builds(lambda name, on: Ref("data", (name,), on), names, st.none() | names),
)
numbers = st.integers(-9, 9) | st.floats(-9, 9)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda left, right: left == right, inner, inner | names | numbers),
        st.builds(lambda left, right: left < right, inner, inner | numbers),
        st.builds(lambda left, right: left & right, inner, inner),
        st.builds(lambda left, right: left | right, inner, inner),
        st.builds(lambda left, right: left * right, inner, inner | numbers),
        st.builds(lambda inner: ~inner, inner),
        st.builds(concat, inner, names),
    ),
    max_leaves=8,
)


@given(expressions, expressions)
def test_equality_is_structural(left: Expression[object], right: Expression[object]) -> None:
    """Two expressions are equal exactly when they are written alike, and then hash alike."""
    same = repr(left) == repr(right)
    assert bool(left == right) is same
    assert (left in [right]) is same
    if same:
        assert hash(left) == hash(right)
    assert (left == None) is False  # noqa: E711
    assert TextInput(name="a", label="b", visible=left) == TextInput(
        name="a",
        label="b",
        visible=left,
    )


@given(expressions)
def test_printed_expression_nests_its_parentheses(expression: Expression[object]) -> None:
    """Parentheses balance, and no comparison shares a level with another operator."""
    depth = 0
    operators: list[set[str]] = [set()]
    for token in re.findall(r"'(?:[^'\\]|\\.)*'|\$\{[^}]*\}|==|<|&&|\|\||[()]", str(expression)):
        if token == "(":
            depth += 1
            operators.append(set())
        elif token == ")":
            depth -= 1
            seen = operators.pop()
            assert len(seen) <= 1 or "==" not in seen
        elif token in ("==", "<", "&&", "||"):
            assert not operators[-1] - {token}
            operators[-1].add(token)
        assert depth >= 0
    assert depth == 0


def test_kinds_are_known_where_they_can_be() -> None:
    """A reference knows whether it holds a text, a number or a boolean, where the input says."""
    kinds = {
        "string": [name.ref, city.ref, concat("a", age.ref)],
        "number": [age.ref, name.number, total.ref, total.ref * 2],
        "boolean": [agrees.ref, age.ref > 1, Data("x", example=True).ref],
    }
    for kind, known in kinds.items():
        assert [each.kind.value for each in known if each.kind] == [kind] * len(known)
    assert person.ref.kind is None
    assert Data("n", example=[], schema={"type": "integer"}).ref.kind is total.ref.kind
    assert Data("n", example=[], schema={"type": ["string"]}).ref.kind is None
    assert Operation(Operator.NEGATE, total.ref).kind is total.ref.kind


def test_numbers_are_printed_so_that_they_read_the_same() -> None:
    """A minus does not turn joining into subtracting, and small numbers keep their digits."""
    amount = TextInput(name="amount", label="l", input_type="number")
    assert str(concat("a", -3, amount.ref)) == "'a' (-3) ${form.amount}"
    assert str(amount.number > 1e-25) == "${form.amount} > 0.0000000000000000000000001"
    assert str(amount.number > 1.2345678912345e-10).endswith("> 0.00000000012345678912345")
