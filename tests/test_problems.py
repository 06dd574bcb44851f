"""Every mistake is one problem, with a code, at the argument that the author wrote."""

import linecache
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flowdsl
from flowdsl import Flow, Problem, Screen, report

# The mistake in a component, a target version, the code, and the text that the caret is under.
MISTAKES: list[tuple[str, str, str, str]] = [
    ('TextBody(text="t", markdown=True)', "5.0", "FLOW102", "True"),
    ('TextInput(name="n", label="l", label_variant="large")', "6.3", "FLOW102", '"large"'),
    ('TextBody(text=["a", "b"])', "5.0", "FLOW102", '["a", "b"]'),
    ('If(condition=True, then=[TextBody(text="t")])', "5.1", "FLOW102", "True"),
    ('CheckboxGroup(name="n", data_source=[Option(id="i", title="t")])', "4.0", "FLOW103", ""),
    ('TextBody(text=None)', "7.3", "FLOW103", ""),
    ('Dropdown(name="n", label="a very long label, really", data_source=OPTIONS)', "7.3", "FLOW104",
     '"a very long label, really"'),
    ('TextInput(name=1, label="l")', "7.3", "FLOW105", "1"),
    ('TextInput(name="n", label=["l"])', "7.3", "FLOW105", '["l"]'),
    ('TextInput(name="n", label="l", min_chars="2")', "7.3", "FLOW105", '"2"'),
    ('TextInput(name="n", label="l", required="yes")', "7.3", "FLOW105", '"yes"'),
    ('Image(src="", height=True)', "5.0", "FLOW105", "True"),
    ('TextArea(name="n", label="l", max_length=1.5)', "7.3", "FLOW105", "1.5"),
    ('If(condition="${data.x}", then=TextBody(text="t"))', "7.3", "FLOW105", ""),
    ('If(condition="${data.x}", then="TextBody")', "7.3", "FLOW105", '"TextBody"'),
    ('Switch(value="literal", cases={"a": []})', "7.3", "FLOW105", '"literal"'),
    ('Raw("text")', "7.3", "FLOW105", 'Raw("text")'),
    ('TextInput(name="n", label="l", input_type="numbr")', "7.3", "FLOW107", '"numbr"'),
    ('Dropdown(name="n", label="l", data_source=[])', "7.3", "FLOW108", "[]"),
    ('Switch(value=INPUT.ref, cases={})', "7.3", "FLOW108", "{}"),
    ('RadioButtonsGroup(name="n", label="l", data_source=MANY)', "7.3", "FLOW109",
     "MANY"),
    ('TextBody(text=" ")', "2.1", "FLOW110", '" "'),
    (r'TextInput(name="n", label="\n")', "6.0", "FLOW110", r'"\n"'),
    ('TextInput(name="n", label="")', "5.1", "FLOW111", '""'),
    ('Dropdown(name="n", label="l", data_source=[Option(id="i", title="t", color="red")])', "7.3",
     "FLOW134", '"red"'),
    ('TextInput(name="${data.x}", label="l")', "7.3", "FLOW113", '"${data.x}"'),
    ('PhotoPicker(name="n", label="l", error_message="`1`")', "7.3", "FLOW113", '"`1`"'),
    ('PhotoPicker(name="n", label=INPUT.ref)', "7.3", "FLOW113", "INPUT.ref"),
    ('TextBody(text=INPUT.ref)', "3.1", "FLOW114", "INPUT.ref"),
    ('TextBody(text="Hello " + INPUT.ref)', "5.1", "FLOW114", '"Hello " + INPUT.ref'),
    ('TextBody(text=INPUT.ref.on("B"))', "3.1", "FLOW114", 'INPUT.ref.on("B")'),
    ('EmbeddedLink(text="t", on_click_action=OpenUrl("example.com"))', "7.3", "FLOW115",
     '"example.com"'),
    ('PhotoPicker(name="n", label="l", max_uploaded_photos=31)', "7.3", "FLOW116", "31"),
    ('PhotoPicker(name="n", label="l", min_uploaded_photos=-1)', "7.3", "FLOW116", "-1"),
    ('TextInput(name="n", label="l")', "3.1", "FLOW117", ""),
    ('Form(name="f", children=[RichText(text="t")])', "7.3", "FLOW117", ""),
    ('Switch(value=INPUT.ref, cases={"a": [Form(name="f", children=[])]})', "7.3", "FLOW117", ""),
    ('ChipsSelector(name="n", label="l", data_source=[])', "6.2", "FLOW118", ""),
    ('EmbeddedLink(text="t", on_click_action=OpenUrl("https://a.b"))', "5.1", "FLOW118", ""),
    ('EmbeddedLink(text="t", on_click_action=Complete({}))', "7.3", "FLOW119", ""),
    ('Footer(label="l", on_click_action=OpenUrl("https://a.b"))', "7.3", "FLOW119", ""),
    ('DatePicker(name="n", label="l", min_date="31.12.2026")', "7.3", "FLOW120", '"31.12.2026"'),
    ('Dropdown(name="n", label="l", data_source=[Option(id="i", title="t", image="A" * 140000)])',
     "7.3", "FLOW121", '"A" * 140000'),
    ('Image(src=b"no image")', "7.3", "FLOW122", 'b"no image"'),
    ('Image(src=Path("missing.png"))', "7.3", "FLOW122", 'Path("missing.png")'),
    ('Footer(label="l", on_click_action=Complete({"a": {1, 2}}))', "7.3", "FLOW123",
     "{1, 2}"),
    ('Footer(label="l", on_click_action=Complete({"a": float("nan")}))', "7.3", "FLOW123",
     'float("nan")'),
    ('Footer(label="l", on_click_action=Complete({"a": b"x"}))', "7.3", "FLOW123", 'b"x"'),
    ('Footer(label="l", on_click_action=Complete({"a": None}))', "7.3", "FLOW124", "None"),
    ('If(condition="${data.x}", then=[PhotoPicker(name="n", label="l")])', "7.3", "FLOW125", ""),
    ('CheckboxGroup(name="n", label="l", data_source=OPTIONS, max_selected_items=1)', "7.3",
     "FLOW126", "1"),
    ('ChipsSelector(name="n", label="l", data_source=[Chip(id="i", title="t")])', "7.3", "FLOW127",
     '[Chip(id="i", title="t")]'),
    ('Image(src="A" * 420000)', "7.3", "FLOW128", '"A" * 420000'),
    ('Form(name="f", init_values={"n": False}, children=[OptIn(name="n", label="l", init_value=True)])',
     "7.3", "FLOW129", "True"),
    ('Form(name="f", init_values=DATA.ref, children=[OptIn(name="n", label="l", init_value=True)])',
     "7.3", "FLOW129", "DATA.ref"),
    ('Image(src="logo.png")', "7.3", "FLOW130", '"logo.png"'),
    (r'TextInput(name="n", label="l", helper_text="h", pattern=r"\A[0-9]+")', "7.3", "FLOW257",
     r'r"\A[0-9]+"'),
    ('RichText(text="t")', "7.3", "FLOW201", ""),
]  # fmt: skip

FOOTER = 'Footer(label="Done", on_click_action=Complete({})),'

MODULE = """\
from pathlib import Path
from flowdsl import *
OPTIONS = [Option(id="a", title="A"), Option(id="b", title="B"), Option(id="c", title="C")]
MANY = [Option(id=str(number), title="T") for number in range(21)]
INPUT = TextInput(name="input", label="l")
DATA = Data("values", example={{"n": True}})
flow = Flow(screens=[Screen(id="A", title="A", terminal=True, data=[DATA, Data("x", True)], children=[
    {before},
    {component},
    {after}
])])
"""


def module(component: str, version: str) -> str:
    """Return the source of a flow that is right but for one component."""
    refers = "INPUT" in component and float(version) >= 4
    before = "INPUT" if refers else 'TextBody(text="before")'
    after = "" if component.startswith("Footer") else FOOTER
    return MODULE.format(before=before, component=component, after=after)


def matters(problems: list[Problem]) -> list[Problem]:
    """Return problems without hints, and without that a version is frozen."""
    return [
        problem
        for problem in problems
        if problem.code != "FLOW131" and problem.severity is not flowdsl.Severity.INFO
    ]


def write(tmp_path: Path, component: str, version: str = "7.3") -> Flow:
    """Return the flow of a module with one component in it."""
    file = tmp_path / "module.py"
    file.write_text(module(component, version), encoding="utf-8")
    linecache.checkcache(str(file))
    names: dict[str, Any] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    flow = names["flow"]
    assert isinstance(flow, Flow)
    return flow


@pytest.mark.parametrize(("component", "version", "code", "marked"), MISTAKES)
def test_mistake_is_one_problem_at_its_argument(
    tmp_path: Path, component: str, version: str, code: str, marked: str
) -> None:
    """One mistake gives one problem, with its code and the place where it was written."""
    flow = write(tmp_path, component, version)
    found = matters(flow.problems(version))
    assert [problem.code for problem in found] == [code], found
    place = found[0].place
    assert place is not None
    assert Path(place.file) == tmp_path / "module.py"
    line = module(component, version).splitlines()[place.line - 1]
    under = line[place.column - 1 : place.end_column - 1]
    assert place.line == place.end_line == 9
    assert under == marked if marked else under in component


def test_places_count_characters(tmp_path: Path) -> None:
    """Letters beyond ASCII before a mistake do not move its place, in columns of characters."""
    flow = write(tmp_path, 'TextInput(name="ñañá", label="☕☕", input_type="wrong")')
    [problem] = matters(flow.problems())
    assert problem.place is not None
    line = (tmp_path / "module.py").read_text(encoding="utf-8").splitlines()[8]
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == '"wrong"'


# The flow, the path of its mistake, and the text that the caret is under.
DOCUMENTS: list[tuple[str, tuple[str | int, ...], str]] = [
    ("Flow(screens=[])", ("screens",), "[]"),
    (
        'Flow(screens=[Screen(id="A1", title="t", terminal=True, children=[END])])',
        ("screens", 0, "id"),
        '"A1"',
    ),
    (
        'Flow(screens=[Screen(id="", title="t", terminal=True, children=[END])])',
        ("screens", 0, "id"),
        '""',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True)])',
        ("screens", 0),
        'Screen(id="A", title="t", terminal=True)',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], layout=SingleColumnLayout(children=()))])',
        ("screens", 0, "layout"),
        "[END]",
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], data=[Data("d", [])])])',
        ("screens", 0, "data", "d"),
        'Data("d", [])',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], data=[Data("d", 1), Data("d", 2)])])',
        ("screens", 0, "data", "d"),
        'Data("d", 1)',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], data=[Data("d", [1, "a"])])])',
        ("screens", 0, "data", "d"),
        'Data("d", [1, "a"])',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], '
        'data=[Data("d", ["a", 5], schema={"type": "array", "items": {"type": "string"}})])])',
        ("screens", 0, "data", "d", "__example__", 1),
        "5",
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], data=[Data("d", 5, schema={"type": "string"})])])',
        ("screens", 0, "data", "d", "__example__"),
        "5",
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], data=[Data("d", 5, schema={"type": "nothing"})])])',
        ("screens", 0, "data", "d", "type"),
        '"nothing"',
    ),
    (
        'Flow(screens=[Screen(id="A", title="t", terminal=True, children=[END], '
        'data=[Data("d", 5, schema={"type": "number", "$ref": "http://a.b"})])])',
        ("screens", 0, "data", "d", "__example__"),
        "5",
    ),
    (
        'Flow(routing_model={"1": []}, screens=[Screen(id="A", title="t", terminal=True, children=[END])])',
        ("routing_model", "1"),
        '"1"',
    ),
    (
        'Flow(data_channel_uri="https://a.b", screens=[Screen(id="A", title="t", terminal=True, children=[END])])',
        ("data_channel_uri",),
        '"https://a.b"',
    ),
    (
        'Flow(data_api_version="2.0", screens=[Screen(id="A", title="t", terminal=True, children=[END])])',
        ("data_api_version",),
        '"2.0"',
    ),
    (
        'Flow(version="2.1", endpoint_uri="https://a.b", data_channel_uri="https://c.d", '
        'screens=[Screen(id="A", title="t", terminal=True, children=[END])])',
        ("data_channel_uri",),
        '"https://c.d"',
    ),
]


@pytest.mark.parametrize(("flow", "path", "marked"), DOCUMENTS)
def test_mistake_in_the_document_has_a_path_and_a_place(
    tmp_path: Path, flow: str, path: tuple[str | int, ...], marked: str
) -> None:
    """Screens, data and the flow itself are reported like components."""
    file = tmp_path / "module.py"
    end = 'END = Footer(label="Done", on_click_action=Complete({}))'
    source = f"from flowdsl import *\n{end}\nflow = {flow}\n"
    file.write_text(source, encoding="utf-8")
    names: dict[str, Any] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    [problem] = matters(names["flow"].problems())
    assert problem.path == path
    assert problem.place is not None
    line = f"flow = {flow}"
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == marked


def test_frozen_version_is_a_warning() -> None:
    """A flow in a frozen version builds, with a warning that it cannot be published."""
    end = flowdsl.Footer(label="Done", on_click_action=flowdsl.Complete({}))
    screen = Screen(id="A", title="A", terminal=True, children=[end])
    [problem] = Flow(version="2.1", screens=[screen]).problems()
    assert problem.code == "FLOW131"
    assert not problem.is_error
    assert "since 2025-04-08" in problem.message


def test_deep_path_is_written_as_meta_does() -> None:
    """A path reads as it does in Meta's answers."""
    problem = Problem(
        code="X", name="x", severity=flowdsl.Severity.ERROR, message="m", path=("a", 0, "b", "c", 1)
    )
    assert "at: a[0].b.c[1]" in report.text(problem)


def test_report_without_a_source(golden: Callable[[str, str], None]) -> None:
    """A flow that was typed into a prompt is reported without an excerpt."""
    linecache.clearcache()  # Another test may have piped something in.
    names: dict[str, Any] = {}
    exec(
        compile(
            "from flowdsl import *\n"
            "flow = Flow(screens=[Screen(id='1', title='t', terminal=True, children=[TextBody(text=''),"
            "Footer(label='Done', on_click_action=Complete({}))])])",
            "<stdin>",
            "exec",
        ),
        names,
    )
    shown = "\n\n".join(map(report.text, names["flow"].problems()))
    golden("report_without_source.txt", shown + "\n")


def test_reports_look_as_they_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    """Each kind of mistake is shown with the author's lines, the path and what to do."""
    monkeypatch.chdir(tmp_path)
    shown = []
    for component, version, _, _ in MISTAKES:
        flow = write(tmp_path, component, version)
        for problem in matters(flow.problems(version)):
            shown += [report.text(problem).replace(str(tmp_path), "."), report.short(problem)]
    golden("reports.txt", "\n\n".join(shown) + "\n")
    assert report.summary(matters(flow.problems())) == "1 error"


def test_hints_stand_beside_each_other() -> None:
    """That a newer version would do does not hide that nothing reads the data."""
    end = flowdsl.Footer(label="Done", on_click_action=flowdsl.Complete({}))
    data = [flowdsl.Data("unread", "x")]
    screen = Screen(id="A", title="A", terminal=True, data=data, children=[end])
    problems = Flow(version="7.2", screens=[screen]).problems()
    assert [problem.code for problem in problems] == ["FLOW708", "FLOW701"]
