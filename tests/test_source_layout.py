"""What is written needs no formatter: ruff leaves it as it is."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from source_flows import related, wild, with_children
from strategies import flows
from test_examples import FLOWS

from flowdsl import VERSIONS, Flow, InvalidFlow, TextBody, TextInput
from flowdsl.source import write_source
from flowdsl.source.layout import (
    LINE,
    Atom,
    Bracket,
    Chain,
    Operators,
    Prefixed,
    Text,
    lay_out,
    parenthesised,
)
from flowdsl.source.literals import number_literal, quoted, quoted_bytes, quoted_paragraphs

ARGUMENTS = [("first=", Atom("a" * 60)), ("second=", Atom("b" * 10))]
CALL = Bracket("call(", ARGUMENTS, ")", is_call=True)


def ruff(*arguments: str, folder: Path) -> str:
    """Return what ruff says of the modules in a folder, in the settings of this project."""
    pytest.importorskip("ruff")
    command = [sys.executable, "-m", "ruff", *arguments, "--line-length", str(LINE), str(folder)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=folder)
    return done.stdout


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of modules: the examples, drawn flows, and flows in which much is wrong."""
    folder = tmp_path_factory.mktemp("modules")
    for name, flow in FLOWS.items():
        stem = Path(name).name
        write(flow, folder / f"{stem}.py")
        write(Flow.from_json(flow.to_json()), folder / f"{stem}_json.py", images="images")

    @settings(max_examples=25)
    @given(st.sampled_from(VERSIONS), st.data())
    def draw(version, data) -> None:
        flow = data.draw(flows(version) | related(version) | wild(version))
        write(flow, folder / f"drawn_{len(list(folder.iterdir()))}.py")

    draw()
    return folder


def write(flow: Flow, file: Path, images: str | None = None) -> None:
    file.write_text(write_source(flow, images=images).text, encoding="utf-8")


def test_ruff_changes_nothing(modules: Path) -> None:
    """Whatever is written is formatted as ruff formats it."""
    assert ruff("format", "--diff", folder=modules) == ""


def test_ruff_finds_nothing(modules: Path) -> None:
    """Imports are sorted, none is missing or too many, and no comment silences nothing."""
    selected = ["--isolated", "--select", "I,F,E4,E7,E9,RUF100"]
    assert ruff("check", *selected, folder=modules) == "All checks passed!\n"


def test_real_flows_need_no_formatter(shared: Path, tmp_path: Path) -> None:
    """Nor does ruff change what is written for the flows of others."""
    for file in sorted((shared / "corpus" / "flows").glob("*.json"))[::4]:
        try:
            flow = Flow.from_json(file.read_bytes())
        except InvalidFlow:
            continue
        write(flow, tmp_path / f"f{file.stem}.py")
    assert ruff("format", "--diff", folder=tmp_path) == ""


def laid_out(code: object, before: str = "x = ") -> list[str]:
    return lay_out(code, before)


def test_what_fits_stands_on_one_line() -> None:
    """A call takes one line where that has room, to the last column."""
    text = f'x = f("{"a" * (LINE - 9)}")'
    assert len(text) == LINE
    call = Bracket("f(", [("", Text("a" * (LINE - 9)))], ")", is_call=True)
    assert laid_out(call) == [text]
    assert len(laid_out(call, "xx = ")) == 3


def test_arguments_go_on_one_line_below() -> None:
    """What fits one indented line goes there, without a comma at the end."""
    assert laid_out(CALL, "variable = ") == [
        "variable = call(",
        f"    first={'a' * 60}, second={'b' * 10}",
        ")",
    ]


def test_elements_go_on_a_line_each() -> None:
    """A list, or arguments that do not fit, have an element a line, each with a comma."""
    assert laid_out(Bracket("[", [("", CALL), ("", CALL)], "]")) == [
        "x = [",
        f"    call(first={'a' * 60}, second={'b' * 10}),",
        f"    call(first={'a' * 60}, second={'b' * 10}),",
        "]",
    ]


def test_a_single_argument_has_no_comma() -> None:
    """A call around one dict begins and ends around its lines."""
    pairs = [(f'"{letter * 40}": ', Atom("1")) for letter in "abc"]
    call = Bracket("f(", [("", Bracket("{", pairs, "}"))], ")", is_call=True)
    assert laid_out(call) == [
        "x = f(",
        "    {",
        *(f'        "{letter * 40}": 1,' for letter in "abc"),
        "    }",
        ")",
    ]


def test_operators_begin_their_lines() -> None:
    """A long operation stands in parentheses, an operand a line."""
    operands = [Operators(Atom(f"{letter * 40}.ref"), [("==", Text("x"))]) for letter in "abc"]
    inside = [parenthesised(each) for each in operands]
    whole = Operators(Prefixed("~", inside[0]), [("&", inside[1]), ("&", inside[2])])
    assert laid_out(Bracket("If(", [("condition=", whole), ("then=", Atom("[]"))], ")")) == [
        "x = If(",
        "    condition=(",
        f'        ~({"a" * 40}.ref == "x")',
        f'        & ({"b" * 40}.ref == "x")',
        f'        & ({"c" * 40}.ref == "x")',
        "    ),",
        "    then=[],",
        ")",
    ]


def test_a_chain_is_broken_in_its_last_bracket() -> None:
    """A method behind something long has its argument on a line of its own."""
    argument = Bracket("(", [("", Text("y" * 60))], ")", is_call=True)
    chain = Chain([parenthesised(Atom("a" * 40)), ".spelled", argument])
    assert laid_out(Bracket("f(", [("k=", chain), ("l=", Atom("1"))], ")", is_call=True)) == [
        "x = f(",
        f"    k=({'a' * 40}).spelled(",
        f'        "{"y" * 60}"',
        "    ),",
        "    l=1,",
        ")",
    ]


def test_long_texts_are_broken_after_blanks_and_line_ends() -> None:
    """The pieces of a text fill their lines, end with its line ends, and make it whole."""
    text = "One paragraph of words. " * 8 + "\n\nAnother.\n" + "é" * 80 + ' "quoted" it\'s\n'
    lines = laid_out(Bracket("TextBody(", [("text=", Text(text))], ")", is_call=True))
    assert lines[0] == "x = TextBody("
    assert lines[1:2] + lines[-2:] == ["    text=(", "    ),", ")"]
    pieces = "\n".join(lines[2:-2]).split("\n")
    assert all(len(piece) <= LINE for piece in pieces)
    assert [piece.strip()[-7:] for piece in pieces if "\\n" in piece] == [
        '. \\n\\n"',
        'her.\\n"',
        "it's\\n\"",
    ]
    assert ast.literal_eval("(" + "".join(pieces) + ")") == text


def test_a_text_without_blanks_stays_whole() -> None:
    """A long address is not broken, and needs no parentheses; an image is broken anywhere."""
    text = "https://example.com/" + "a" * 100
    call = Bracket("Link(", [("url=", Text(text)), ("x=", Atom("1"))], ")", is_call=True)
    assert laid_out(call) == ["x = Link(", f'    url="{text}",', "    x=1,", ")"]
    image = Bracket("f(", [("", Text(text, anywhere=True))], ")", is_call=True)
    pieces = "\n".join(laid_out(image))
    assert pieces.count("\n") == 3
    assert ast.literal_eval(pieces.removeprefix("x = f")) == text


@given(st.text(), st.integers(0, 200))
@settings(max_examples=300)
@example("\n" * 60, 100)
@example(" " * 150, 40)
@example("a b" * 60 + "\n" * 60, 60)
@example('"' * 120, 0)
def test_broken_texts_are_what_they_were(text: str, deep: int) -> None:
    """However a text is broken, the pieces make it whole."""
    code = Text(text * 9)
    for _ in range(deep // 4):
        code = Bracket("[", [("", code)], "]")
    made = ast.literal_eval("\n".join(lay_out(code, "")))
    for _ in range(deep // 4):
        [made] = made
    assert made == text * 9


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain", '"plain"'),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ('"it\'s"', "'\"it\\'s\"'"),
        ("one \" and one '", '"one \\" and one \'"'),
        ("back\\slash", '"back\\\\slash"'),
        ("a\nb\r\tc\x00", '"a\\nb\\r\\tc\\x00"'),
        ("é 日本 🎉", '"é 日本 🎉"'),
        ("half \ud800", '"half \\ud800"'),
        ("left \u202e right", '"left \\u202e right"'),
        ("no\xa0break", '"no\\xa0break"'),
        ("\u2028\x85\ufeff", '"\\u2028\\x85\\ufeff"'),
        ("👨\u200d👩", '"👨\u200d👩"'),
        ("a\u200db", '"a\\u200db"'),
        ("\\u200d", '"\\\\u200d"'),
        ("", '""'),
    ],
)
def test_texts_are_quoted_as_ruff_would(text: str, literal: str) -> None:
    """Double quotes unless single ones save backslashes; what is hidden is escaped."""
    assert quoted(text) == literal
    assert ast.literal_eval(literal) == text


@given(st.text(st.characters() | st.sampled_from("\"'\\\n\u200d\u202e")))
@settings(max_examples=500)
def test_any_text_survives(text: str) -> None:
    """Every text there is comes back from its literal, which can be written to a file."""
    literal = quoted(text)
    literal.encode()
    assert ast.literal_eval(literal) == text
    assert literal.isprintable() or re.search("[\u200c\u200d]", literal)
    content = text.encode("utf-8", "surrogatepass")
    assert ast.literal_eval(quoted_bytes(content)) == content
    paragraphs = quoted_paragraphs(text)
    paragraphs.encode()
    assert isinstance(ast.literal_eval(paragraphs), str)


@pytest.mark.parametrize(
    ("number", "literal"),
    [
        (True, "True"),
        (5, "5"),
        (-5, "-5"),
        (0.1, "0.1"),
        (75.0, "75.0"),
        (1e22, "1e22"),
        (1e-7, "1e-07"),
        (float("inf"), 'float("inf")'),
    ],
)
def test_numbers_are_what_they_were(number: float, literal: str) -> None:
    """A number is written so that it has the same type and value."""
    assert number_literal(number) == literal


@pytest.mark.parametrize("text", ["a" * 91, "é" * 91, "日" * 45 + "a", "e\u0301" * 91])
def test_wide_characters_take_two_columns(text: str) -> None:
    """Lines end where they do on a screen, as ruff measures them."""
    fits = Bracket("f(", [("", Text(text))], ")", is_call=True)
    wide = Bracket("f(", [("", Text(f"{text}a"))], ")", is_call=True)
    assert (len(laid_out(fits)), len(laid_out(wide))) == (1, 3)


def test_name_of_a_variable_counts() -> None:
    """The line of a definition begins with its name."""
    name = TextInput(name="n" * 60, label="A label of some length", required=True)
    text = write_source(with_children(name, TextBody(text=name.ref))).text
    assert f"{'n' * 60} = TextInput(\n    name=" in text
