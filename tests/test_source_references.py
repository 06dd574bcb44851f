"""What is referred to is a variable, which is defined before it is used."""

import re
from typing import Any

import pytest
from source_flows import evaluated, with_children

from flowdsl import (
    CheckboxGroup,
    Complete,
    Data,
    Dropdown,
    Flow,
    Footer,
    Form,
    If,
    OpenUrl,
    OptIn,
    Option,
    Raw,
    Ref,
    Screen,
    TextBody,
    TextHeading,
    TextInput,
)
from flowdsl.source import write_source


def test_what_is_needed_is_defined_first() -> None:
    """An input that refers to a later one comes behind it, and else the document's order holds."""
    last = TextInput(name="last", label="Last")
    first = TextInput(name="first", label="First", visible=last.ref == "x")
    middle = TextInput(name="middle", label="Middle")
    uses = Complete({"a": first.ref, "b": middle.ref, "c": last.ref})
    footer = Footer(label="l", on_click_action=uses)
    source = write_source(with_children(first, middle, last, footer))
    assert re.findall("^(.*) = TextInput", source.text, re.MULTILINE) == ["last", "first", "middle"]
    assert evaluated(source).screens[0].children[0] == first


def test_circles_are_broken() -> None:
    """Inputs that refer to each other, and to themselves, are defined all the same."""
    a = TextInput(name="a", label="A", visible=Ref("form", ("b",)) == "x")
    b = TextInput(name="b", label="B", visible=a.ref == "x", helper_text=Ref("form", ("b",)))
    flow = with_children(a, b)
    source = write_source(flow)
    assert 'visible=Ref("form", ("a",)) == "x"' in source.text
    assert 'helper_text=Ref("form", ("b",))' in source.text
    assert "visible=b.ref" in source.text
    assert evaluated(source) == flow


def test_a_long_row_of_references_is_no_deep_recursion() -> None:
    """Of a thousand inputs that each refer to the next, the last is defined first."""
    inputs = [
        TextInput(name=f"i{number}", label="L", visible=Ref("form", (f"i{number + 1}",)) == "x")
        for number in range(1000)
    ]
    flow = with_children(*inputs)
    source = write_source(flow)
    assert source.text.index("i999 = ") < source.text.index("i1 = ")
    assert evaluated(source) == flow


def test_reference_that_leads_nowhere_is_written_out() -> None:
    """What no input or entry answers to is a `Ref`, with its screen."""
    body = TextBody(text=Ref("data", ("a", "b"), "SCREEN"), visible=Ref("form", ("x",)))
    text = write_source(with_children(body)).text
    assert 'TextBody(text=Ref("data", ("a", "b"), "SCREEN"), visible=Ref("form", ("x",)))' in text


def test_keys_below_an_entry_are_subscripts() -> None:
    """A reference into an object steps into it, and tells its screen last."""
    customer = Data("customer", example={"address": {"city": "Paris"}})
    reference = customer.ref["address"]["city"]
    flow = Flow(
        screens=[
            Screen(
                id="A",
                data=[customer],
                children=[TextBody(text=reference), TextBody(text=reference.on("A"))],
            )
        ]
    )
    text = write_source(flow).text
    assert 'TextBody(text=customer.ref["address"]["city"])' in text
    assert 'TextBody(text=customer.ref["address"]["city"].on("A"))' in text


def test_equal_inputs_of_two_branches_share_a_variable() -> None:
    """Of inputs of one name an equal one is the same variable, a different one stands inline."""
    same = TextInput(name="who", label="Who?")
    again = TextInput(name="who", label="Who?")
    other = TextInput(name="who", label="Who else?")
    branches = If(condition=Ref("data", ("x",)), then=[same], else_=[again, other])
    source = write_source(with_children(branches, TextBody(text=same.ref)))
    assert "then=[who]" in source.text
    assert 'else_=[who, TextInput(name="who", label="Who else?")]' in source.text


def test_references_are_found_wherever_they_stand() -> None:
    """In Raw, in `extra`, in options, in first values, in a Form: each becomes a variable's."""
    name = TextInput(name="name", label="Name")
    shown = Data("shown", example=True)
    flow = Flow(
        screens=[
            Screen(
                id="A",
                data=[
                    shown,
                    Data("options", example=[Option(id="1", title="One", enabled=shown.ref)]),
                ],
                children=[
                    Form(name="f", children=[name], init_values={"name": shown.ref}),
                    Raw({"type": "New", "deep": [{"text": name.ref}]}),
                    TextBody(text="x", extra={"new": {"bound": [shown.ref]}}),
                ],
                extra={"also": name.ref},
            )
        ]
    )
    text = write_source(flow).text
    assert 'Raw({"type": "New", "deep": [{"text": name.ref}]})' in text
    assert 'TextBody(text="x", extra={"new": {"bound": [shown.ref]}})' in text
    assert 'init_values={"name": shown.ref}' in text
    assert "enabled=shown.ref" in text
    assert 'extra={"also": name.ref}' in text
    assert evaluated(write_source(flow)) == flow


@pytest.mark.parametrize(
    ("component", "note"),
    [
        (TextInput(name="a", label="A", max_chars="5"), "holds text, which does not fit"),
        (Dropdown(name="a", label="A", data_source=[{"id": 1}]), "holds an object, which"),
        (TextBody(text="a", visible=1), "holds a number, which"),
        (TextBody(text="a", font_weight="heavy"), "holds text, which does not fit"),
        (Footer(label="a", on_click_action=OpenUrl("u")), "holds an OpenUrl, which"),
        (OptIn(name="a", label=None), "holds null, which"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_cast_and_noted(component: Any, note: str) -> None:
    """What a type checker would refuse stands in `cast(Any, ...)`, and a note says where."""
    flow = with_children(component)
    source = write_source(flow)
    assert "cast(Any, " in source.text
    assert len(source.notes) == 1
    assert source.notes[0].startswith("`screens[0].children[0].")
    assert note in source.notes[0]
    assert evaluated(source) == flow


def test_types_that_do_not_fit_are_said_once() -> None:
    """An entry used as something else is `Data[Any]`; an input is cast where it is used."""
    count = Data("count", example=3)
    slots = Data("slots", example=[])
    several = CheckboxGroup(name="several", label="S", data_source=slots.ref)
    flow = Flow(
        screens=[
            Screen(
                id="A",
                data=[count, slots],
                children=[several, TextBody(text=count.ref), TextHeading(text=several.ref)],
            )
        ]
    )
    source = write_source(flow)
    assert 'count: Data[Any] = Data("count", example=3)' in source.text
    assert 'slots: Data[Any] = Data("slots", example=[])' in source.text
    assert "TextBody(text=count.ref)" in source.text
    assert "TextHeading(text=cast(Any, several.ref))" in source.text
    assert len(source.notes) == 1
