"""A flow is written as the Python module that a person would have written."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from source_flows import evaluated, few, related, wild, with_children
from strategies import flows
from test_examples import FLOWS

from flowdsl import (
    VERSIONS,
    Complete,
    Component,
    Data,
    DataExchange,
    DatePicker,
    Flow,
    FlowError,
    Footer,
    InvalidFlow,
    Navigate,
    Raw,
    Ref,
    Screen,
    TextBody,
    TextHeading,
    TextInput,
    Version,
)
from flowdsl.source import CannotWrite, write_source


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@few
@given(st.data())
def test_module_makes_an_equal_flow(version: Version, data: st.DataObject) -> None:
    """What the module of a drawn flow makes is equal to it, and writes the same JSON."""
    flow = data.draw(flows(version))
    made = evaluated(write_source(flow))
    assert made == flow
    assert made.to_dict(check=False) == flow.to_dict(check=False)


@given(st.sampled_from(VERSIONS).flatmap(related))
def test_references_lead_to_what_they_did(flow: Flow) -> None:
    """In flows in which nearly everything refers to something, the module makes an equal one."""
    assert evaluated(write_source(flow)) == flow


@given(st.sampled_from(VERSIONS).flatmap(wild))
def test_what_is_wrong_stays_as_it_was(flow: Flow) -> None:
    """Whatever JSON stands where it does not belong is kept, and the module runs."""
    assert evaluated(write_source(flow)) == flow


def test_real_flows_survive(shared: Path) -> None:
    """Every flow that others wrote is the same flow again, read from JSON and run as Python."""
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        try:
            flow = Flow.from_json(file.read_bytes())
        except InvalidFlow:
            continue
        made = evaluated(write_source(flow))
        assert made == flow, file
        assert made.to_dict(check=False) == flow.to_dict(check=False), file


@pytest.mark.parametrize("name", FLOWS)
def test_example_is_written_as_an_equal_one(name: str) -> None:
    """The module of each example makes the example."""
    flow = FLOWS[name]
    source = write_source(flow, variable=Path(name).name)
    assert evaluated(source) == flow
    assert source.notes == ()


@pytest.mark.parametrize("name", [name for name in FLOWS if "/" not in name])
def test_example_reads_well(name: str, golden: Callable[[str, str], None]) -> None:
    """The modules of the examples are what they were when somebody last read them."""
    # From JSON, as flows come; the images go to files again.
    flow = Flow.from_json(FLOWS[name].to_json())
    source = write_source(flow, variable=name, images="images")
    golden(f"source/{name}.py.txt", source.text)


def test_images_of_an_example_are_its_files() -> None:
    """The images that are taken out of the code are those that were put in."""
    flow = Flow.from_json(FLOWS["product_order"].to_json())
    source = write_source(flow, images="images")
    written = {
        path.name: path.read_bytes() for path in (ROOT / "examples" / "images").glob("*.png")
    }
    assert {name: content in written.values() for name, content in source.images.items()} == {
        "red-roses.png": True,
        "yellow-tulips.png": True,
        "a-delivery-van.png": True,
    }


def test_module_of_one_screen(golden: Callable[[str, str], None]) -> None:
    """Inputs and entries that are referred to are variables; all else stands where it belongs."""
    name = TextInput(name="name", label="Name", required=True)
    when = DatePicker(
        name="when", label="When", min_date=datetime.date(2024, 2, 29), visible=name.ref == "Ann"
    )
    total = Data("total", example=80)
    flow = Flow(
        screens=[
            Screen(
                id="ORDER",
                title="Order",
                terminal=True,
                data=[total, Data("unused", example="x")],
                children=[
                    name,
                    when,
                    TextInput(name="notes", label="Notes"),
                    TextBody(text="Hello " + name.ref + ", that is " + total.ref * 2 + " €."),
                    Footer(
                        label="Order",
                        on_click_action=Complete({"name": name.ref, "list": [{"when": when.ref}]}),
                    ),
                ],
            )
        ]
    )
    golden("source/one_screen.py.txt", write_source(flow, summary="Takes an order.").text)


def test_several_screens_are_variables() -> None:
    """From two screens on, each is a variable, behind its own inputs and entries."""
    name = TextInput(name="name", label="Name")
    guest = Data("guest", example="A guest")
    flow = Flow(
        screens=[
            Screen(
                id="DETAILS",
                children=[
                    name,
                    Footer(label="Go", on_click_action=Navigate("CONFIRM", {"guest": name.ref})),
                ],
            ),
            Screen(
                id="CONFIRM",
                terminal=True,
                data=[guest],
                children=[
                    TextHeading(text=guest.ref),
                    TextBody(text=name.ref.on("DETAILS")),
                    Footer(label="Done", on_click_action=Complete()),
                ],
            ),
        ]
    )
    source = write_source(flow, variable="booking")
    assert (
        source.text
        == '''\
"""The flow booking."""

from flowdsl import Complete, Data, Flow, Footer, Navigate, Screen, TextBody, TextHeading, TextInput

name = TextInput(name="name", label="Name")

details = Screen(
    id="DETAILS",
    children=[name, Footer(label="Go", on_click_action=Navigate("CONFIRM", {"guest": name.ref}))],
)

guest = Data("guest", example="A guest")

confirm = Screen(
    id="CONFIRM",
    terminal=True,
    data=[guest],
    children=[
        TextHeading(text=guest.ref),
        TextBody(text=name.ref.on("DETAILS")),
        Footer(label="Done", on_click_action=Complete()),
    ],
)

booking = Flow(version="7.3", screens=[details, confirm])
'''
    )
    assert evaluated(source) == flow


def test_flow_says_what_it_is_before_its_screens() -> None:
    """The version is always said, and what is left out stays out."""
    flow = Flow(version="5.1", name="x", categories=["SURVEY"], screens=[])
    assert write_source(flow, variable="survey").text.endswith(
        '\n\nsurvey = Flow(version="5.1", name="x", categories=["SURVEY"], screens=[])\n'
    )


def test_half_a_character_is_left_out_of_the_docstring() -> None:
    """Python 3.13 would not take it there; everywhere else it survives, escaped."""
    source = write_source(Flow(name="\ud800", screens=[]), summary="a \ud800")
    assert source.text.startswith('"""a ?"""')
    assert evaluated(source).name == "\ud800"


@given(st.text() | st.text("\"'\\\n\r\t {}`$\u202e\u200d\x00\ud800é"))
@settings(max_examples=300)
def test_hostile_texts_stay_texts(text: str) -> None:
    """No text breaks out of its literal, wherever it stands, and each survives exactly."""
    flow = Flow(
        screens=[
            Screen(
                id=text,
                title=text * 20,
                data=[Data(text, example={text: [text]})],
                children=[
                    TextInput(name=text, label=text, extra={text: text}),
                    TextBody(text=Ref("form", (text, text), text)),
                    Footer(label=text, on_click_action=DataExchange({text: Ref("data", (text,))})),
                ],
            )
        ]
    )
    source = write_source(flow, variable=text, summary=text)
    source.text.encode()
    assert evaluated(source) == flow


def test_a_text_is_no_code() -> None:
    """A text that looks like the end of a literal, and a call, is not run."""
    text = '"""\\" + __import__("os").abort() + "'
    source = write_source(with_children(TextBody(text=text)), variable=text, summary=text)
    assert evaluated(source) == with_children(TextBody(text=text))


def test_deep_nesting_is_written() -> None:
    """A payload and a Raw of 100 levels are written, and run."""
    deep: Any = "x"
    for level in range(98):
        deep = {"k": deep} if level % 2 else [deep]
    action = DataExchange({"deep": deep})
    footer = Footer(label="l", on_click_action=action)
    flow = with_children(footer, Raw({"type": "New", "deep": deep}))
    assert evaluated(write_source(flow)) == flow


def test_a_flow_that_holds_itself_is_refused() -> None:
    """There is an error, and no traceback, for what has no end."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(FlowError, match="holds itself"):
        write_source(with_children(Raw({"type": "New", "deep": endless})))


def test_what_is_no_json_is_refused() -> None:
    """A value that no JSON has is named, with its place."""
    with pytest.raises(CannotWrite, match=r"children\[0\].content\[\"x\"\]` holds a set"):
        write_source(with_children(Raw({"x": {1}})))


def test_the_text_grows_no_faster_than_the_flow() -> None:
    """Twice the screens take no more than twice the text: nothing is repeated."""
    screen = Screen(id="A", children=[TextInput(name=f"i{n}", label="L") for n in range(50)])
    some, more = (write_source(Flow(screens=[screen] * n)).text for n in (10, 20))
    assert len(more) < 2.1 * len(some)


def test_classes_that_authors_derive_are_those_that_they_derive_from() -> None:
    """A component of the author's own class is written as that of flowdsl, with the same JSON."""

    class Note(TextBody):
        pass

    class Unknown(Component):
        pass

    flow = with_children(Note(text="x"))
    source = write_source(flow)
    assert 'TextBody(text="x")' in source.text
    assert evaluated(source).to_dict(check=False) == flow.to_dict(check=False)
    with pytest.raises(CannotWrite, match="Unknown is no class of flowdsl"):
        write_source(with_children(Unknown()))


def test_module_is_deterministic() -> None:
    """The same flow gives the same module, to the character."""
    flow = Flow.from_json(json.dumps(FLOWS["product_order"].to_dict()))
    assert write_source(flow, images="i") == write_source(flow, images="i")
