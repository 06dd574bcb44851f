"""`flowdsl diff`: how differences are shown, what it opens, and how it ends."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from checking import BAD, GOOD, Run, put, write
from conftest import ROOT
from diff_pairs import PAIRS

from flowdsl.changes import Audience, compare
from flowdsl.changes.formats import ASCII_MARKS, as_json, as_markdown, as_text, code
from flowdsl.changes.words import shown
from flowdsl.cli.common import paint_change

EXAMPLE = str(ROOT / "examples" / "hello_world.json")
SAME = "the flows are the same\n"


@pytest.mark.parametrize("name", PAIRS)
def test_text_is_as_it_should_be(name: str, golden: Callable[[str, str], None]) -> None:
    """The text for a terminal is the one in the golden file."""
    text = as_text(compare(*PAIRS[name]))
    golden(f"diff/{name}.txt", f"{text}\n")
    assert not re.search(r"[^\n -~\xa0-\U0010ffff]", text)


@pytest.mark.parametrize("name", PAIRS)
def test_markdown_is_as_it_should_be(name: str, golden: Callable[[str, str], None]) -> None:
    """The Markdown for a pull request is the one in the golden file."""
    text = as_markdown(compare(*PAIRS[name]), old="old.json", new="new.json")
    golden(f"diff/{name}.md", f"{text}\n")
    head, blank, *rows = text.split("\n")
    assert head.startswith("`old.json` → `new.json`: **")
    assert not blank
    # A pipe inside of a cell is escaped, so each row has the five cells that the head has.
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


@pytest.mark.parametrize("name", PAIRS)
def test_json_is_as_it_should_be(name: str, golden: Callable[[str, str], None]) -> None:
    """The JSON for programs is the one in the golden file."""
    old, new = PAIRS[name]
    text = as_json(compare(old, new), old="old.json", new="new.json")
    golden(f"diff/{name}.json", f"{text}\n")
    read = json.loads(text)
    assert read["format"] == 1
    for change in read["changes"]:
        for document, side in ((old, "old"), (new, "new")):
            value: Any = document
            for step in change[f"{side}_path"] or ():
                value = value[step]
            # Half a character cannot be written.
            if change[f"{side}_path"] is not None and "\\ud83d" not in json.dumps(value):
                assert change[side] == value


def test_same_flows_are_called_the_same() -> None:
    """Where nothing is different every format says so."""
    found = compare(*2 * (PAIRS["booking"][0],))
    assert as_text(found) == SAME.strip()
    assert as_markdown(found) == SAME.strip()
    assert json.loads(as_json(found)) == {
        "format": 1,
        "old": "",
        "new": "",
        "same": True,
        "summary": {"added": 0, "removed": 0, "changed": 0, "renamed": 0, "moved": 0},
        "breaking": {audience.value: 0 for audience in Audience},
        "changes": [],
    }


@pytest.mark.parametrize(
    "text",
    ["a", "", " ", "`", "``", "a`b", "`a", "|", "a|b|", "a ``` b", "<b>&amp;</b>", "](x)", "\\|"],
)
def test_code_of_markdown_holds_anything(text: str) -> None:
    """A text in a cell of a table ends where it should, whatever it holds."""
    found = code(text)
    fence = re.match("`+", found)
    assert fence is not None
    inner = found[len(fence[0]) : -len(fence[0])]
    assert found.endswith(fence[0])
    assert fence[0] not in re.findall("`+", inner)
    assert not re.search(r"(?<!\\)\|", inner)
    assert inner.strip() == text.replace("|", "\\|").strip()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("City", '"City"'),
        ('a "b"', '"a \\"b\\""'),
        ("a\nb\x1b[0m", '"a\\nb\\u001b[0m"'),
        ("x" * 70, f'"{"x" * 57}..."'),
        ("/9j/" + "A" * 16_380, "image, 12 KB"),
        ("iVBORw0KGgo" + "A" * 100 + "=", "image, 1 KB"),
        ("A" * 16_384, "base64, 12 KB"),
        ("data:image/png;base64," + "A" * 2048, "image, 2 KB"),
        ("A" * 50, f'"{"A" * 50}"'),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ([], "[]"),
        (["a", 1], '["a", 1]'),
        (["a" * 100], "a list of 1 item"),
        ([{str(number): 0 for number in range(50)}], "a list of 1 item"),
        (["a" * 50, "b" * 50], "a list of 2 items"),
        (list(range(50)), "a list of 50 items"),
        ({"a": {"b": []}}, '{"a": {"b": []}}'),
        ({str(number): 0 for number in range(50)}, "an object of 50 keys"),
    ],
)
def test_values_are_shown_short(value: object, text: str) -> None:
    """A value is shown as JSON, and what would be too long by what it is."""
    assert shown(value) == text


def test_terminal_gets_colours() -> None:
    """On a terminal the marks and what breaks are coloured; nothing else differs."""
    found = compare(*PAIRS["booking"])
    painted = as_text(found, paint=paint_change)
    assert painted != as_text(found)
    assert click.unstyle(painted) == as_text(found)


def test_marks_survive_a_terminal_without_arrows() -> None:
    """A terminal that shows no arrows gets marks of ASCII, each another."""
    assert len(set(ASCII_MARKS.values())) == len(ASCII_MARKS)
    text = as_text(compare(*PAIRS["booking"]), marks=ASCII_MARKS)
    assert "→" not in text
    assert "  > screen `CONFIRM` is now `REVIEW`" in text


def test_command_tells_the_same_from_another(run: Run) -> None:
    """It ends with 0 for flows that are the same, and with 1 for flows that are not."""
    put("old.json", GOOD)
    put("same.json", json.dumps(json.loads(GOOD), indent=8, sort_keys=True))
    put("new.json", BAD)
    result = run("diff", "old.json", "same.json")
    assert (result.exit_code, result.stdout) == (0, SAME)
    result = run("diff", "old.json", "new.json")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "screen `A`",
        '  ~ the label of Footer " ": "Done" is now " "',
        "",
        "answers: safe   endpoint: safe   messages: safe",
        "1 changed; nothing breaks",
    ]


def test_command_has_formats(run: Run) -> None:
    """It writes JSON and Markdown, with what the two flows are called."""
    put("old.json", GOOD)
    put("new.json", BAD)
    result = run("diff", "old.json", "new.json", "--format", "json")
    assert result.exit_code == 1
    read = json.loads(result.stdout)
    assert (read["old"], read["new"], read["summary"]["changed"]) == ("old.json", "new.json", 1)
    result = run("diff", "old.json", "new.json", "--format", "markdown")
    assert result.stdout.startswith("`old.json` → `new.json`: **1 changed; nothing breaks**\n\n|")


def test_command_opens_modules(run: Run) -> None:
    """Either side may be a module, or one flow of it, compiled to a version."""
    write("flows.py", "first", title="One")
    put("two.py", Path("flows.py").read_text() + Path("flows.py").read_text().replace("first", "b"))
    built = run("build", "flows.py", "--out", "-", "--target", "6.0")
    put("built.json", built.stdout_bytes)
    assert run("diff", "flows.py", "built.json", "--target", "6.0").stdout == SAME
    assert run("diff", "flows.py", "built.json").exit_code == 1
    assert run("diff", "flows.py", "two.py:b").stdout == SAME
    result = run("diff", "flows.py", "two.py")
    assert result.exit_code == 2
    assert "has 2 flows, and one is wanted" in result.stderr


def test_command_reads_standard_input(run: Run) -> None:
    """One of the two may come from standard input."""
    put("old.json", GOOD)
    assert run("diff", "old.json", "-", input=BAD.encode()).exit_code == 1
    assert run("diff", "-", "old.json", input=GOOD.encode()).stdout == SAME
    result = run("diff", "-", "-", input=b"")
    assert result.exit_code == 2
    assert "Only one of the two" in result.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_command_compares_with_git(run: Run) -> None:
    """A side may be a file as it was in git."""
    put("flow.json", GOOD)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *arguments], check=True)
    assert run("diff", "git:HEAD:flow.json", "flow.json").stdout == SAME
    put("flow.json", BAD)
    assert run("diff", "git:HEAD:flow.json", "flow.json").exit_code == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1]", "but a flow is an object"),
        ("{", "no JSON that can be read"),
        (f'{{"a":{"[" * 200}{"]" * 200}}}', "100 levels"),
    ],
)
def test_command_refuses_what_is_no_flow(run: Run, content: str, message: str) -> None:
    """What cannot be read ends it with 2 and a sentence."""
    put("old.json", GOOD)
    put("odd.json", content)
    result = run("diff", "old.json", "odd.json")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not result.stdout


def test_command_survives_any_terminal(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A terminal that is not in UTF-8 gets what it can show."""
    put("old.json", json.dumps(PAIRS["hostile"][0]))
    put("new.json", json.dumps(PAIRS["hostile"][1]).replace("\\ud83d", "\\u2603"))
    for module in ("diff", "common"):
        monkeypatch.setattr(
            f"flowdsl.cli.{module}.printable",
            lambda text: text.encode("ascii", "replace").decode(),
        )
    result = run("diff", "old.json", "new.json")
    assert result.exit_code == 1
    assert result.stdout.isascii()
    assert "  > option `morning`" in result.stdout


def test_help_says_the_exit_codes(run: Run) -> None:
    """The help says what the command takes and how it ends."""
    text = " ".join(run("diff", "--help").stdout.split())
    assert "git:REVISION:path" in text
    assert "Exit codes: 0 the flows are the same, 1 they are not, 2" in text
