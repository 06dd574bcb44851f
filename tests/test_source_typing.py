"""What is written passes a strict type checker, whatever was wrong with the flow."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from source_flows import related, wild
from strategies import flows
from test_examples import FLOWS

from flowdsl import (
    VERSIONS,
    CalendarPicker,
    CheckboxGroup,
    Chip,
    Data,
    Dropdown,
    Flow,
    Footer,
    Image,
    InvalidFlow,
    OptIn,
    Option,
    PhotoPicker,
    Range,
    Screen,
    TextBody,
    TextHeading,
    TextInput,
)
from flowdsl.node import ACTIONS, COMPONENTS, Node, properties
from flowdsl.source import write_source
from flowdsl.source.types import Static, example_type, hints_of, input_type, wants_annotation


def mypy(folder: Path) -> list[str]:
    """Return what mypy finds in the modules of a folder."""
    options = ["--strict", "--no-error-summary", "--no-warn-unused-configs"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(folder)],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of modules: the examples, drawn flows, and flows in which much is wrong."""
    made = tmp_path_factory.mktemp("typed")
    written = [write_source(flow).text for flow in FLOWS.values()]
    written += [write_source(misused()).text]

    @settings(max_examples=30)
    @given(st.sampled_from(VERSIONS), st.data())
    def draw(version: Any, data: st.DataObject) -> None:
        flow = data.draw(flows(version) | related(version) | wild(version) | wild(version))
        written.append(write_source(flow).text)

    draw()
    for number, text in enumerate(written):
        (made / f"flow_{number}.py").write_text(text, encoding="utf-8")
    return made


def misused() -> Flow:
    """Return a flow in which every kind of value stands where other kinds belong."""
    examples: dict[str, Any] = {
        "text": "x",
        "whole": 5,
        "number": 1.5,
        "open": True,
        "options": [Option(id="1", title="One")],
        "chips": [Chip(id="1", title="One")],
        "texts": ["a"],
        "numbers": [1, 2.5],
        "mixed": [1, "a"],
        "empty": [],
        "deep": {"a": {"b": []}},
        "dict": {"a": "b"},
        "nothing": None,
        "range": Range(start_date="a", end_date="b"),
    }
    entries = [Data(name, example=example) for name, example in examples.items()]
    inputs: list[Any] = [
        TextInput(name="field", label="L"),
        OptIn(name="agrees", label="L"),
        CheckboxGroup(name="several", label="L", data_source=[]),
        CalendarPicker(name="day", label="L"),
        PhotoPicker(name="photos", label="L"),
    ]

    def screen(name: str, using: list[Any], **given: Any) -> Screen:
        users = [user(each.ref) for each in using for user in USERS]
        return Screen(id=name, children=[*inputs, *users], **given)

    # An entry a screen: an annotation that one use asks for must not hide what another does.
    return Flow(
        screens=[
            *(screen(f"S_{entry.name}", [entry], data=[entry]) for entry in entries),
            screen("INPUTS", inputs),
            screen("ALL", [*entries, *inputs], data=entries),
        ]
    )


USERS: list[Any] = [
    lambda ref: TextHeading(text=ref),
    lambda ref: TextHeading(text="x", visible=ref),
    lambda ref: TextBody(text=ref, font_weight=ref),
    lambda ref: TextInput(name="user", label="L", max_chars=ref),
    lambda ref: Dropdown(name="user", label="L", data_source=ref),
    lambda ref: CheckboxGroup(name="user", label="L", data_source=[], init_value=ref),
    lambda ref: CalendarPicker(name="user", label=ref, min_date=ref, include_days=ref),
    lambda ref: CalendarPicker(name="user", label=Range(start_date=ref, end_date=ref)),
    lambda ref: Image(src=ref),
    lambda ref: TextHeading(text="x", visible=(ref == 1) & ref),
    lambda ref: TextHeading(text="x", visible=~ref | ref),
    lambda ref: TextInput(name="user", label="L", max_chars=ref.number + ref),
    lambda ref: TextInput(name="user", label="L", max_chars=-ref * 2),
    lambda ref: Footer(label=ref.on("ALL"), on_click_action=ref),
]


def test_mypy_accepts_what_is_written(folder: Path) -> None:
    """There is no error in any module."""
    assert mypy(folder) == []


def test_mypy_would_find_something(tmp_path: Path) -> None:
    """Without the annotations and the casts there would be errors."""
    text = write_source(misused()).text.replace(": Data[Any]", "")
    (tmp_path / "flow.py").write_text(re.sub(r"cast\(Any, (\w+\.ref)\)", r"\1", text))
    assert len(mypy(tmp_path)) > 20


def test_mypy_accepts_real_flows(shared: Path, tmp_path: Path) -> None:
    """Nor is there one in what is written for the flows of others."""
    for file in (shared / "corpus" / "flows").glob("*.json"):
        try:
            flow = Flow.from_json(file.read_bytes())
        except InvalidFlow:
            continue
        (tmp_path / f"flow_{file.stem}.py").write_text(write_source(flow).text, encoding="utf-8")
    assert mypy(tmp_path) == []


@pytest.mark.parametrize(
    ("example", "static"),
    [
        ("x", Static(str)),
        (True, Static(bool)),
        (1, Static(int)),
        (1.5, Static(float)),
        (["a", "b"], Static(list, Static(str))),
        ([1, 2.5], Static(list, Static(float))),
        ([True, 1], Static(list, Static(int))),
        ([1, "a"], Static(list, Static(object))),
        ({"a": [1]}, Static(dict, Static(list, Static(int)))),
        (None, Static(object)),
        ([Option(id="1", title="One")], Static(list, Static(Option))),
    ],
)
def test_types_of_examples_are_those_that_checkers_infer(example: object, static: Static) -> None:
    """The type of an entry is told from its example as mypy does."""
    assert example_type(example) == static


def test_what_holds_an_empty_list_wants_an_annotation() -> None:
    """Nothing can be inferred from an empty list or object, however deep it is."""
    assert wants_annotation([])
    assert wants_annotation({"a": [{}]})
    assert not wants_annotation({"a": ["x"]})
    assert not wants_annotation("")


@pytest.mark.parametrize("cls", [*COMPONENTS.values(), *ACTIONS.values(), Screen, Flow, Data])
def test_every_property_has_a_hint(cls: type[Node]) -> None:
    """Nothing about a class goes without a type, whichever version it is from."""
    assert {known.name for known in properties(cls)} <= hints_of(cls).keys()


def test_every_input_has_a_type() -> None:
    """What an input's value is, its class says."""
    for cls in COMPONENTS.values():
        if hasattr(cls, "ref"):
            assert input_type(cls) != Static(object)
