"""`flowdsl data` lists what a flow sends, for people, spreadsheets, programs and validators."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checking import Run
from conftest import ROOT
from jsonschema import Draft202012Validator

from flowdsl.answers import Answers, answers_of
from flowdsl.answers.formats import as_csv, as_json, json_document
from flowdsl.answers.schema import payload_schema
from flowdsl.answers.text import as_text
from flowdsl.check import version_of
from flowdsl.tables import columns, table, visible, wrapped
from flowdsl.versions import V7_3

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def answers_in(file: Path) -> Answers:
    """Return what the flow of a JSON file sends."""
    document = json.loads(file.read_text(encoding="utf-8"))
    version = version_of(document)
    assert version is not None
    return answers_of(document, version)


FORMATS: dict[str, Callable[[str, Answers], str]] = {
    "txt": lambda name, answers: as_text(name, answers, 100) + "\n",
    "csv": lambda name, answers: as_csv([(name, answers)]).replace("\r\n", "\n"),
    "json": lambda name, answers: as_json([(name, answers)]) + "\n",
    "schema.json": lambda name, answers: json_document(payload_schema(answers, name)) + "\n",
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_examples_are_listed(file: Path, format_: str, golden: Callable[[str, str], None]) -> None:
    """What each example sends is what is written down here, in each format."""
    assert len(EXAMPLES) == 11
    golden(f"data/{file.stem}.{format_}", FORMATS[format_](file.stem, answers_in(file)))


FLOW = """
from flowdsl import Complete, Data, Dropdown, Flow, Footer, Option, Screen, TextInput

name = TextInput(name="name", label="Your name", required=True)
city = Dropdown(name="city", label="City", data_source=[
    Option(id="par", title="Paris"), Option(id="ams", title="Amsterdam"),
])


def one(*children, **payload):
    done = Footer(label="Done", on_click_action=Complete(payload))
    return [Screen(id="START", title="Start", terminal=True, children=[*children, done])]


first = Flow(screens=one(name, who=name.ref))
second = Flow(screens=one(city, where=city.ref))
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module with two flows, in the folder that commands run in."""
    file = tmp_path / "flows.py"
    file.write_text(FLOW, encoding="utf-8")
    return file


def test_text_shows_each_flow_of_a_module(run: Run, module: Path) -> None:
    """Each flow has a heading, and a table of its own."""
    result = run("data", "flows.py")
    assert result.exit_code == 0
    assert result.stderr == ""
    heads = [line for line in result.stdout.splitlines() if "(Flow JSON" in line]
    assert heads == ["first (Flow JSON 7.3)", "second (Flow JSON 7.3)"]
    assert 'START.name: TextInput "Your name"' in result.stdout
    assert "par = Paris, ams = Amsterdam" in result.stdout


def test_csv_has_a_line_for_each_key(run: Run, module: Path) -> None:
    """A column says which flow it is, and lines end as RFC 4180 has it."""
    result = run("data", "flows.py", "-f", "csv")
    assert result.exit_code == 0
    text = result.stdout_bytes.decode()
    assert text.count("\r\n") == text.count("\n") == 5
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["flow"], row["key"], row["options"]) for row in rows] == [
        ("first", "who", ""),
        ("first", "flow_token", ""),
        ("second", "where", "par = Paris; ams = Amsterdam"),
        ("second", "flow_token", ""),
    ]


def test_json_is_a_list_of_flows(run: Run, module: Path) -> None:
    """One object a flow, also where a variable chooses one of them."""
    both = json.loads(run("data", "flows.py", "--format", "json").stdout)
    assert [each["flow"] for each in both] == ["first", "second"]
    assert json.loads(run("data", "flows.py:second", "-f", "json").stdout) == both[1:]
    assert list(both[0]) == [
        "flow", "version", "has_endpoint", "is_whole", "ends", "answers", "exchanges",
    ]  # fmt: skip
    [answer] = both[0]["answers"]
    assert answer["sources"][0]["label"] == "Your name"
    assert answer["schema"] == [{"type": "string", "minLength": 1}]


def test_schema_is_for_one_flow(run: Run, module: Path) -> None:
    """Of several flows one has to be named; its schema is printed whole."""
    refused = run("data", "flows.py", "-f", "schema")
    assert refused.exit_code == 2
    assert "flows.py has 2 flows, and one is wanted" in refused.stderr
    assert "flows.py:second" in refused.stderr
    result = run("data", "flows.py:first", "-f", "schema")
    schema = json.loads(result.stdout)
    assert schema["title"] == "first"
    assert Draft202012Validator(schema).is_valid({"who": "Ada"})


def test_output_goes_to_a_file(run: Run, module: Path, tmp_path: Path) -> None:
    """A file gets what would have been printed, without what only a terminal understands."""
    for format_ in ("text", "csv", "json"):
        result = run("data", "flows.py", "-f", format_, "-o", "out/sent")
        assert (result.exit_code, result.stdout) == (0, "")
        written = (tmp_path / "out" / "sent").read_bytes()
        assert written == run("data", "flows.py", "-f", format_, "-o", "-").stdout_bytes
        assert b"\x1b" not in written


def test_json_from_standard_input_is_read(run: Run) -> None:
    """A dash stands for standard input."""
    document = (ROOT / "examples" / "feedback.json").read_bytes()
    result = run("data", "-", input=document)
    assert result.exit_code == 0
    assert "flow (Flow JSON 6.3)" in result.stdout


BROKEN = {
    "version": "7.3",
    "screens": [{"id": "START", "title": "Start", "terminal": True, "layout": {
        "type": "SingleColumnLayout", "children": [
            {"type": "Footer", "label": "Done",
             "on-click-action": {"name": "complete", "payload": {"a": "${form.x}", "b": 1}}},
        ]}}],
}  # fmt: skip


def test_broken_flow_is_told_as_far_as_possible(run: Run, tmp_path: Path) -> None:
    """What can be told is, and a note says that the flow has errors."""
    (tmp_path / "broken.json").write_text(json.dumps(BROKEN), encoding="utf-8")
    result = run("data", "broken.json")
    assert result.exit_code == 0
    assert "${form.x} (this screen has no input `x`)" in " ".join(result.stdout.split())
    assert result.stderr == (
        "note: broken.json has 1 error, so this may not be all: flowdsl check broken.json\n"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is no JSON that can be read"),
        ("[]", "a flow is an object"),
    ],
)
def test_what_cannot_be_read_fails(run: Run, tmp_path: Path, content: str, said: str) -> None:
    """A file that holds no flow is a failure of the file."""
    (tmp_path / "flow.json").write_text(content, encoding="utf-8")
    result = run("data", "flow.json")
    assert result.exit_code == 1
    assert said in result.stderr


def test_module_that_raises_fails(run: Run, tmp_path: Path) -> None:
    """A module that cannot be loaded is a failure of the module, with its traceback."""
    (tmp_path / "flows.py").write_text("1 / 0\n", encoding="utf-8")
    result = run("data", "flows.py")
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["nowhere.json"], ["x.json", "-f", "xml"], ["a", "b"]])
def test_wrong_call_is_said(run: Run, arguments: list[str]) -> None:
    """A file that is not there, a format that is none, and the like are mistakes of the call."""
    assert run("data", *arguments).exit_code == 2


def test_file_that_cannot_be_written_fails(run: Run, module: Path) -> None:
    """Where there can be no file, the command says so."""
    result = run("data", "flows.py", "-o", "flows.py/x")
    assert result.exit_code == 1
    assert "error: " in result.stderr


def test_flow_that_sends_nothing_says_so(run: Run) -> None:
    """Nothing but the token arrives, or nothing at all."""
    hello = run("data", str(ROOT / "examples" / "hello_world.json")).stdout
    assert "ends, by Footer" in hello
    assert "no answers" in hello
    no_end = {"version": "7.3", "screens": []}
    assert "nothing, as nothing completes it" in as_text("x", answers_of(no_end, V7_3), 80)
    sign_in = run("data", str(ROOT / "examples" / "sign_in.json")).stdout
    assert "what its endpoint answers" in sign_in


def one_screen(**payload: Any) -> Answers:
    """Return what a flow with one button sends."""
    footer = {"type": "Footer", "label": "Done",
              "on-click-action": {"name": "complete", "payload": payload}}  # fmt: skip
    layout = {"type": "SingleColumnLayout", "children": [footer]}
    document = {"version": "7.3", "screens": [{"id": "A", "layout": layout}]}
    return answers_of(document, V7_3)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    """A cell that begins like a formula has a quote before it, whatever it comes from."""
    rows = list(csv.reader(io.StringIO(as_csv([(text, one_screen(**{text: 1}))]), newline="")))
    assert rows[1][0] == f"'{text}"
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("plain_1-a", "plain_1-a"),
        ("a b", '"a b"'),
        ("a.b", '"a.b"'),
        ("", '""'),
        ('"', '"\\""'),
        ("x\x1b[2J", '"x\\u001b[2J"'),
        ("\u202ex", "\\u202ex"),
        ("\U0001f41d", "\U0001f41d"),
    ],
)
def test_odd_keys_can_be_read(key: str, shown: str) -> None:
    """A key that is no plain word stands in quotes, and what cannot be seen in escapes."""
    lines = as_text("flow", one_screen(**{key: {"in": 1}}), 100).splitlines()
    assert any(line.startswith(f"  {shown}.in ") for line in lines), lines


@pytest.mark.parametrize("width", [20, 40, 60, 80, 140])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_tables_fit_the_terminal(file: Path, width: int) -> None:
    """No line is wider than the terminal, as far as its columns can be that narrow."""
    lines = as_text(file.stem, answers_in(file), width).splitlines()
    assert all(columns(line) <= max(width, 64) for line in lines)


def test_terminal_that_knows_few_letters_is_printed_to(
    run: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    """What a terminal cannot show is a question mark there, and no traceback."""
    import subprocess
    import sys

    file = tmp_path / "flow.json"
    file.write_text(json.dumps({**BROKEN, "name": "\u2713"}).replace('"a"', '"\u2713"'))
    done = subprocess.run(
        [sys.executable, "-m", "flowdsl", "data", str(file)],
        capture_output=True,
        check=False,
        env={**environment, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"?" in done.stdout


def test_lines_are_broken_at_blanks() -> None:
    """A line that is too long goes on below, as far in, and a long word in pieces."""
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("  one two three", 9) == ["  one two", "  three"]
    assert wrapped("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrapped("\u597d\u597d\u597d", 4) == ["\u597d\u597d", "\u597d"]
    assert wrapped("", 5) == [""]


def test_columns_of_a_table_are_in_line() -> None:
    """Each column is as wide as what is in it; where they do not fit, the widest give way."""
    rows = [[["a"], ["\u597d"], ["x y"]], [["bcd"], [""], ["one", "  two"]]]
    assert table(["k", "t", "from"], rows, 40) == [
        "k    t   from",
        "---  --  -----",
        "a    \u597d  x y",
        "bcd      one",
        "           two",
    ]
    narrow = table(["k", "from"], [[["a"], ["word " * 9]]], 20)
    assert [columns(line) for line in narrow[:2]] == [7, 20]
    assert table(["k", "t"], [], 20) == ["k  t", "-  -"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("caf\xe9\xa0\u597d", "caf\xe9\xa0\u597d"),
        ("a\nb\tc", "a\\u000ab\\u0009c"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202e", "\\u202e"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    """Commands to a terminal, turns of direction and halves are escaped, and letters are not."""
    assert visible(text) == shown
