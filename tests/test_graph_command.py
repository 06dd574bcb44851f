"""`flowdsl graph` draws what it is given, to the terminal or to a file."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from checking import BAD, GOOD, Run, put, write
from conftest import ROOT
from graph_documents import document, footer, link, navigate, screen

from flowdsl.cli.graph import FORMATS

EXAMPLE = str(ROOT / "examples" / "sign_in.json")


def golden(suffix: str) -> str:
    return (ROOT / "tests" / "golden" / "graph" / f"sign_in.{suffix}").read_text(encoding="utf-8")


def test_tree_is_printed(run: Run) -> None:
    """Without options, a flow is drawn as a tree."""
    result = run("graph", EXAMPLE)
    assert (result.exit_code, result.stdout, result.stderr) == (0, golden("txt"), "")


@pytest.mark.parametrize(
    ("format_", "suffix"), [("mermaid", "mmd"), ("dot", "dot"), ("svg", "svg")]
)
def test_formats_are_printed(run: Run, format_: str, suffix: str) -> None:
    """Every format is printed where it is asked for."""
    more = ["--layout", "own"] if format_ == "svg" else []
    result = run("graph", EXAMPLE, "-f", format_, *more, "-o", "-")
    assert (result.exit_code, result.stdout, result.stderr) == (0, golden(suffix), "")


def test_json_is_printed(run: Run) -> None:
    """As JSON, a flow is an object with its name, nodes and edges."""
    drawn = json.loads(run("graph", EXAMPLE, "--format", "json").stdout)
    assert drawn["name"] == "sign_in"
    assert [each["key"] for each in drawn["nodes"]] == [
        "SIGN_IN",
        "RECOVER",
        "(endpoint of SIGN_IN)",
        "(end)",
    ]
    assert drawn["edges"][0]["triggers"][0]["label"] == "Forgot password?"


ENDS = [(name, suffix) for name, suffixes in FORMATS.items() for suffix in suffixes]


@pytest.mark.parametrize(("format_", "suffix"), ENDS)
def test_name_of_a_file_says_how_to_draw(run: Run, format_: str, suffix: str) -> None:
    """The end of a file's name chooses the format; its folder is made."""
    result = run("graph", EXAMPLE, "-o", f"made/flow{suffix.upper()}")
    assert (result.exit_code, result.stderr) == (0, "")
    file = Path("made", f"flow{suffix.upper()}")
    assert result.stdout == f"wrote {file}\n"
    begins = {
        "tree": "SIGN_IN ",
        "mermaid": "flowchart",
        "dot": "digraph",
        "svg": "<svg",
        "json": "{",
    }
    assert file.read_text(encoding="utf-8").startswith(begins[format_])


def test_format_overrules_the_name(run: Run) -> None:
    """A format that is given holds whatever the file is called."""
    assert run("graph", EXAMPLE, "-f", "tree", "-o", "flow.md").exit_code == 0
    assert Path("flow.md").read_text(encoding="utf-8") == golden("txt")


WRONG = {
    "flow.png does not say how to draw: let its name end in one of .txt, .mmd": ["-o", "flow.png"],
    "--layout is for svg, and this is tree": ["--layout", "own"],
    "--layout is for svg, and this is dot": ["--layout", "own", "-o", "flow.dot"],
    "Invalid value for '-f'": ["-f", "pdf"],
}


@pytest.mark.parametrize(("says", "options"), WRONG.items(), ids=WRONG)
def test_wrong_calls(run: Run, says: str, options: list[str]) -> None:
    """A call that cannot be meant ends with 2, and nothing is written."""
    result = run("graph", EXAMPLE, *options)
    assert result.exit_code == 2
    assert says in result.stderr.replace("\n", " ")
    assert not list(Path().iterdir())


def test_what_cannot_be_read(run: Run) -> None:
    """What is not there is a wrong call; what is no flow is a failure."""
    put("list.json", "[]")
    put("broken.json", "{")
    put("raises.py", "from flowdsl import *\nraise ValueError('no luck')")
    for path, code, says in [
        ("nowhere.json", 2, "nowhere.json does not exist"),
        ("list.json", 1, "list.json holds a list, but a flow is an object"),
        ("broken.json", 1, "broken.json is no JSON that can be read"),
        ("raises.py", 1, "ValueError: no luck"),
    ]:
        result = run("graph", path)
        assert result.exit_code == code, path
        assert says in result.stderr
        assert result.stdout == ""


def test_file_stays_where_drawing_fails(run: Run) -> None:
    """A file that is there is replaced only by a drawing."""
    put("flow.svg", "kept")
    many = {"A": [f"X{index}" for index in range(3_000)]}
    put("large.json", json.dumps(document(screen("A"), routing_model=many)))
    result = run("graph", "large.json", "-o", "flow.svg", "--layout", "own")
    assert result.exit_code == 1
    assert "3,001 boxes and 3,000 ways are too much for a picture: draw a tree" in result.stderr
    assert Path("flow.svg").read_text(encoding="utf-8") == "kept"
    Path("folder.svg").mkdir()
    assert run("graph", EXAMPLE, "-o", "folder.svg").exit_code == 1


def test_standard_input(run: Run) -> None:
    """A dash stands for standard input."""
    result = run("graph", "-", input=GOOD.encode())
    assert result.stdout == 'A "T" [end]\n+-- Footer "Done" -> (end)\n'


def test_errors_of_a_flow_are_noted(run: Run) -> None:
    """A flow with errors is drawn all the same, and how to see them is said."""
    put("bad flow.json", BAD)
    result = run("graph", "bad flow.json")
    assert result.exit_code == 0
    assert result.stdout == 'A "T" [end]\n+-- Footer -> (end)\n'
    note = "note: bad flow.json has 1 error, so this may not be all"
    assert result.stderr == f"{note}: flowdsl check 'bad flow.json'\n"
    result = run("graph", "-", input=b'{"version": "7.3", "screens": [{}]}')
    assert result.stdout == "screens[0] [no id]\n"
    assert result.stderr.endswith("3 errors, so this may not be all: flowdsl check -\n")


def test_several_flows(run: Run) -> None:
    """A tree is drawn of every flow of a module; a picture is of one."""
    write("one.py", "first", title="One")
    put("two.py", Path("one.py").read_text() + Path("one.py").read_text().replace("first", "last"))
    assert run("graph", "one.py").stdout == 'A "One" [end]\n+-- Footer "Done" -> (end)\n'
    assert run("graph", "two.py").stdout == (
        '== two.py:first ==\n\nA "One" [end]\n+-- Footer "Done" -> (end)\n\n'
        '== two.py:last ==\n\nA "One" [end]\n+-- Footer "Done" -> (end)\n'
    )
    result = run("graph", "two.py", "-f", "mermaid")
    assert result.exit_code == 2
    assert "two.py:first, two.py:last" in result.stderr
    assert run("graph", "two.py:last", "-f", "mermaid").exit_code == 0


def test_mermaid_has_limits(run: Run) -> None:
    """Who draws more than GitHub does is told so."""
    names = [f"S_{chr(65 + index)}" for index in range(26)]
    put(
        "large.json",
        json.dumps(
            document(*(screen(name, *(link(navigate(each)) for each in names)) for name in names))
        ),
    )
    result = run("graph", "large.json", "-f", "mermaid")
    assert "GitHub draws at most 500 ways and 50,000 characters" in result.stderr
    assert result.exit_code == 0


def unread(*_: Any, **__: Any) -> Any:
    raise subprocess.TimeoutExpired("dot", 20)


def test_without_an_answer_of_graphviz_it_is_arranged_here(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Graphviz does not answer, the picture is arranged without it, which is said."""
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/dot")
    monkeypatch.setattr(subprocess, "run", unread)
    result = run("graph", EXAMPLE, "-f", "svg")
    assert (result.exit_code, result.stdout) == (0, golden("svg"))
    assert result.stderr == "note: Graphviz took more than 20 seconds; arranged without it\n"


def test_without_graphviz_it_is_arranged_here(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Graphviz, the picture is arranged without it, unless it was asked for."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = run("graph", EXAMPLE, "-f", "svg")
    assert (result.exit_code, result.stdout, result.stderr) == (0, golden("svg"), "")
    result = run("graph", EXAMPLE, "-f", "svg", "--layout", "graphviz")
    assert result.exit_code == 2
    assert result.stderr == "error: Graphviz is not installed: there is no `dot` on the path\n"


def test_control_characters_do_not_reach_the_terminal(run: Run) -> None:
    """What a terminal would obey is shown as an escape, wherever it stands."""
    put("odd.json", json.dumps(document(screen("A\x1b[31m", footer(navigate("\x07"), "\x9b1m")))))
    for format_ in FORMATS:
        more = ["--layout", "own"] if format_ == "svg" else []
        result = run("graph", "odd.json", "-f", format_, *more)
        assert result.exit_code == 0
        assert not set("\x1b\x07\x9b") & set(result.output)


def test_help_says_what_there_is(run: Run) -> None:
    """The help names the formats, what the JSON holds, and the exit codes."""
    text = run("graph", "--help").stdout
    assert "Exit codes: 0 drawn, 1 the flow cannot be read" in " ".join(text.split())
    for word in (*FORMATS, "nodes", "edges", "triggers"):
        assert word in text
