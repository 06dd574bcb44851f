"""References and expressions are written with Python's operators, and mean what they did."""

import ast
from typing import Any

import attrs
import pytest
from expression_trees import conditions, nested
from hypothesis import given, settings
from source_flows import evaluated

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Data,
    DataExchange,
    Expression,
    Flow,
    Footer,
    If,
    OptIn,
    Ref,
    Screen,
    TextBody,
    TextInput,
    concat,
)
from flowdsl.source import Source, write_source
from flowdsl.spelling import read_spelled

NAME = TextInput(name="name", label="Name")
AGE = TextInput(name="age", label="Age", input_type="number")
AGREES = OptIn(name="agrees", label="I agree")
DAY = CalendarPicker(name="day", label="Day")
SEVERAL = CheckboxGroup(name="several", label="S", data_source=[])
TOTAL = Data("total", example=80)
CODE = Data("code", example="x")
OPEN = Data("open", example=True)
CUSTOMER = Data("customer", example={"age": 5})


def flow_with(expression: Any, *, condition: bool = False) -> Flow:
    """Return a flow that uses an expression, as a condition or in a payload."""
    user = (
        If(condition=expression, then=[TextBody(text="x")])
        if condition
        else Footer(label="l", on_click_action=DataExchange({"value": expression}))
    )
    return Flow(
        screens=[
            Screen(
                id="A",
                data=[TOTAL, CODE, OPEN, CUSTOMER],
                children=[NAME, AGE, AGREES, DAY, SEVERAL, user],
            )
        ]
    )


def written(source: Source) -> str:
    """Return how the expression of a module is written, on one line."""
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.keyword) and node.arg == "condition":
            found: ast.expr = node.value
        elif isinstance(node, ast.Dict) and ast.unparse(node).startswith("{'value': "):
            found = node.values[0]
    lines = (ast.get_source_segment(source.text, found) or "").splitlines()
    return " ".join(line.strip() for line in lines).replace("( ", "(").replace(" )", ")")


NESTED = [
    "${form.name}",
    "name.ref",
    "${screen.B.form.name}",
    'Ref("form", ("name",), "B")',
    "${screen.A.form.name}",
    'name.ref.on("A")',
    "${data.customer.age}",
    'customer.ref["age"]',
    "${data.nothing}",
    'Ref("data", ("nothing",))',
    "`${form.age} > 18`",
    "age.number > 18",
    "`'Hello ' ${form.name} '!'`",
    'concat("Hello ", name.ref, "!")',
    "`${form.age} + 1`",
    "age.number + 1",
    "`1 + ${form.age}`",
    "1 + age.number",
    "`${data.total} + ${form.age}`",
    "total.ref + age.number",
    "`${form.name} + ${form.name}`",
    "name.number + name.number",
    "`${data.code} + ${data.total}`",
    "code.ref.number + total.ref",
    "`${data.customer.age} + ${form.day}`",
    'customer.ref["age"].number + day.ref',
    "`${screen.A.form.name} + 1`",
    'name.number.on("A") + 1',
    "`${data.open} + ${data.open}`",
    "open_.ref.number + open_.ref",
    "`${form.several} + ${data.x}`",
    'several.ref.number + Ref("data", ("x",))',
    "`${data.x} + ${data.y}`",
    'Ref("data", ("x",)).number + Ref("data", ("y",))',
    "`(${form.name} * 2) - ${data.total}`",
    "name.ref * 2 - total.ref",
    "`${data.total} - (${form.age} - 1)`",
    "total.ref - (age.number - 1)",
    "`${data.total} * (${form.age} + 1)`",
    "total.ref * (age.number + 1)",
    "`(${data.total} / ${form.age}) % 2`",
    "total.ref / age.number % 2",
    "`2 - ${data.total}`",
    "2 - total.ref",
    "`${data.total} - -5`",
    "total.ref - -5",
    "`-${data.total}`",
    "-total.ref",
    "`-(${data.total} + 1)`",
    "-(total.ref + 1)",
    "`(${data.total} + 1) > 5`",
    "total.ref + 1 > 5",
    "`(${data.total} > 5) == ${data.open}`",
    "(total.ref > 5) == open_.ref",
    "`(${data.total} * 2) ' of ' ${form.name}`",
    'concat(total.ref * 2, " of ", name.ref)',
    "`'a' ${data.total} 5 true`",
    'concat("a", total.ref, 5, True)',
]
CONDITIONS = [
    "${data.open}",
    "open_.ref",
    "${form.name} == 'x'",
    'name.ref == "x"',
    "${form.agrees} == true",
    "agrees.ref == True",
    "!${data.open}",
    "~open_.ref",
    "!(${form.age} >= 18)",
    "~(age.number >= 18)",
    "${data.open} && (${form.name} != '')",
    'open_.ref & (name.ref != "")',
    "(${form.name} == 'x') && ${data.open}",
    '(name.ref == "x") & open_.ref',
    "${data.open} && ${form.agrees} && !${data.open}",
    "open_.ref & agrees.ref & ~open_.ref",
    "(${data.open} || ${form.agrees}) && ${data.open}",
    "(open_.ref | agrees.ref) & open_.ref",
    "(${data.open} && ${form.agrees}) || ${data.open}",
    "(open_.ref & agrees.ref) | open_.ref",
    "`(${data.total} + 1) > ${form.age}`",
    "total.ref + 1 > age.number",
    # What is not printed as it stands there says how it is spelled.
    "(${data.open} && (${form.name} == 'cat'))",
    '(open_.ref & (name.ref == "cat")).spelled("({} && ({} == \'cat\'))")',
    "${form.age}>18",
    '(age.number > 18).spelled("{}>18")',
    "`${data.open} == true`",
    '(open_.ref == True).spelled("`{} == true`")',
    "!${data.open} ",
    '(~open_.ref).spelled("!{} ")',
    # Python turns a comparison round that begins with a literal.
    "'x' == ${form.name}",
    '(name.ref == "x").spelled("\'x\' == {}")',
    "(18 < ${form.age}) && ${data.open}",
    '((age.number > 18) & open_.ref).spelled("(18 < {}) && {}")',
    "${form.name} == '{}'",
    'name.ref == "{}"',
    "'{}' == ${form.name}",
    '(name.ref == "{}").spelled("\'{{}}\' == {}")',
    # What Python cannot say is the text of the JSON.
    "${data.open} && true",
    '"${data.open} && true"',
    "`'a' && ${data.open}`",
    "\"`'a' && ${data.open}`\"",
]


def pairs(table: list[str]) -> list[tuple[str, str]]:
    return list(zip(table[::2], table[1::2], strict=True))


@pytest.mark.parametrize(("text", "python"), pairs(NESTED), ids=NESTED[::2])
def test_expressions_are_python(text: str, python: str) -> None:
    """Each expression is written as a person would, with the parentheses that it needs."""
    expression = read_spelled(text) if text[0] == "`" else reference(text)
    assert expression is not None
    flow = flow_with(expression)
    source = write_source(flow)
    assert written(source) == python
    assert evaluated(source) == flow


def reference(text: str) -> Ref[Any]:
    """Return the reference that a text is."""
    found = read_spelled(text, condition=True)
    assert isinstance(found, Ref)
    return found


@pytest.mark.parametrize(("text", "python"), pairs(CONDITIONS), ids=CONDITIONS[::2])
def test_conditions_are_python(text: str, python: str) -> None:
    """Each condition is written with `&`, `|` and `~`; comparisons in them have parentheses."""
    condition = read_spelled(text, condition=True)
    flow = flow_with(condition, condition=True)
    source = write_source(flow)
    assert written(source) == python
    made = evaluated(source)
    assert made.to_dict(check=False) == flow.to_dict(check=False)
    if not python.startswith('"'):
        assert made == flow
        assert source.notes == ()
    else:
        assert "cannot say" in source.notes[0]


@settings(max_examples=400)
@given(nested)
def test_any_expression_survives(tree: Expression[Any]) -> None:
    """Whatever the tree, Python makes the same of it, or its text is written."""
    survives(tree, condition=False)


@settings(max_examples=400)
@given(conditions)
def test_any_condition_survives(tree: Expression[Any]) -> None:
    """Whatever the condition, it is the same tree again, or the same text."""
    survives(tree, condition=True)


def survives(tree: Expression[Any], *, condition: bool) -> None:
    flow = flow_with(tree, condition=condition)
    source = write_source(flow)
    made = evaluated(source)
    if source.notes and condition:
        # A text in the place of the expression.
        assert made.to_dict(check=False) == flow.to_dict(check=False)
    elif not source.notes:
        assert made == flow
    else:
        before, after = (each.to_dict(check=False) for each in (flow, made))
        assert before == after


def test_a_condition_in_backticks_stays_text_where_it_cannot_be_read() -> None:
    """A template could not tell a reference from a text that looks like one: the text is kept."""
    text = "'${form.name}' == ${form.name}"
    flow = flow_with(read_spelled(text, condition=True), condition=True)
    source = write_source(flow)
    assert written(source) == f'"{text}"'
    assert evaluated(source).to_dict(check=False) == flow.to_dict(check=False)


def test_text_in_place_of_a_number_is_cast() -> None:
    """Where a property takes no text, that of an expression stands in `cast(Any, ...)`."""
    tree = read_spelled("`true + ${form.age}`")
    field = attrs.evolve(NAME, name="field", max_chars=tree)
    source = write_source(Flow(screens=[Screen(id="A", children=[AGE, field])]))
    assert 'max_chars=cast(Any, "`true + ${form.age}`")' in source.text


def test_operands_that_do_not_fit_are_cast() -> None:
    """`&` takes what is true or false: an entry of another type says `Any`, an input is cast."""
    tree = read_spelled("(${form.name} == 'x') && ${form.name}", condition=True)
    source = write_source(flow_with(tree, condition=True))
    assert written(source) == '(name.ref == "x") & cast(Any, name.ref)'
    tree = read_spelled("${data.open} && ${data.code}", condition=True)
    source = write_source(flow_with(tree, condition=True))
    assert written(source) == "open_.ref & code.ref"
    assert 'code: Data[Any] = Data("code", example="x")' in source.text


def test_linters_are_told_of_comparisons_with_true() -> None:
    """Where something is compared with true or false, and only there, a linter need not mind."""
    for text, is_told in [("${form.agrees} == true", True), ("${form.name} == 'true'", False)]:
        tree = read_spelled(text, condition=True)
        module = write_source(flow_with(tree, condition=True)).text
        assert ("# ruff: noqa: E712" in module) is is_told


def test_joined_texts_are_concat() -> None:
    """What `+` has joined is written with `concat`, which says so."""
    source = write_source(flow_with("Hello " + NAME.ref + "!"))
    assert written(source) == 'concat("Hello ", name.ref, "!")'
    assert written(write_source(flow_with(concat(NAME.ref)))) == 'concat(name.ref, "")'
