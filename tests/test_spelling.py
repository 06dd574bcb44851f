"""An expression is spelled in the JSON as its author spelled it."""

import pytest
from expression_trees import conditions, nested
from hypothesis import given

from flowdsl import Expression, Flow, If, Ref, Screen, TextBody, concat
from flowdsl.spelling import read_spelled, respelled, template_of
from flowdsl.values import Operation

a: Ref[float] = Ref("form", ("a",))
b: Ref[bool] = Ref("data", ("b", "c"), "S")


def written(expression: Expression[bool]) -> object:
    """Return what a condition is written as."""
    screen = Screen(id="A", children=[If(condition=expression, then=[])])
    document = Flow(screens=[screen]).to_dict(check=False)
    return document["screens"][0]["layout"]["children"][0]["condition"]


@pytest.mark.parametrize(
    ("expression", "template", "text"),
    [
        (a > 18, "({} > 18)", "(${form.a} > 18)"),
        (a > 18, "{}>18", "${form.a}>18"),
        (a > 18, "18 < {}", "18 < ${form.a}"),
        (a > 18, "`{} > 18.0`", None),
        (a > 18, "`{} > 18`", "`${form.a} > 18`"),
        (a == "{}", "{} == '{{}}'", "${form.a} == '{}'"),
        ((a == "x") & b, "('x' == {}) && {}", "('x' == ${form.a}) && ${screen.S.data.b.c}"),
    ],
)
def test_a_template_spells_an_expression(
    expression: Operation[bool], template: str, text: str | None
) -> None:
    """A template that says the same is written, one that does not is refused."""
    if text is None:
        with pytest.raises(ValueError, match="does not say the same"):
            expression.spelled(template)
        return
    spelled = expression.spelled(template)
    assert written(spelled) == text
    # Nothing needs to be said of what is printed so anyway.
    assert template_of(spelled) == (None if str(spelled) == text else template)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{} > 19", "does not say the same"),
        ("{} < 18", "does not say the same"),
        ("18 > {}", "does not say the same"),
        ("18", "fewer than 1"),
        ("{} > {}", "more than 1"),
        ("{0} > 18", "lone '{'"),
        ("{} > 18 }", "lone '}'"),
        ("{} >", "does not say the same"),
        ("`{} > 18", "does not say the same"),
    ],
)
def test_a_template_that_says_something_else_is_refused(template: str, message: str) -> None:
    """Whatever is not the same expression is a ValueError that says why."""
    expression = a > 18
    assert isinstance(expression, Operation)
    with pytest.raises(ValueError, match=message):
        expression.spelled(template)


def test_a_spelling_without_backticks_holds_in_conditions_only() -> None:
    """Elsewhere an expression needs its backticks, and is printed as usual."""
    expression = a > 18
    assert isinstance(expression, Operation)
    body = TextBody(text="t", visible=expression.spelled("({} > 18)"))
    document = Flow(screens=[Screen(id="A", children=[body])]).to_dict(check=False)
    assert document["screens"][0]["layout"]["children"][0]["visible"] == "`${form.a} > 18`"


def test_a_spelled_expression_is_equal_to_the_usual_one() -> None:
    """The spelling is no part of what an expression is, nor of one that is made of it."""
    text = concat("a ", b)
    assert isinstance(text, Operation)
    spelled = text.spelled("`  'a '  {}  `")
    assert spelled == text
    assert str(concat(spelled, "b")) == str(concat("a ", b, "b"))


@given(conditions.filter(lambda tree: isinstance(tree, Operation)))
def test_conditions_are_read_as_they_are_printed(tree: Operation[bool]) -> None:
    """What is printed as usual needs no spelling, and with blanks around it keeps them."""
    found = read_spelled(str(tree), condition=True)
    assert isinstance(found, Operation)
    assert found.spelling is None
    spaced = " " + str(tree) + " "
    found = read_spelled(spaced, condition=True)
    assert isinstance(found, Operation)
    assert found.spelling == spaced
    template = template_of(found)
    if template is not None:
        assert respelled(found, template).spelling == spaced


@given(nested.filter(lambda tree: isinstance(tree, Operation)))
def test_nested_expressions_are_read_as_they_are_printed(tree: Operation[object]) -> None:
    """The same holds between backticks."""
    found = read_spelled("`" + str(tree) + "`")
    assert isinstance(found, Operation)
    assert found.spelling is None
    assert found == tree
