"""`flowdsl check` finds modules and Flow JSON, and says what is wrong with them."""

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from checking import BAD, GOOD, LONG, WARNED, Run, put, short, write
from conftest import ROOT

from flowdsl.check_files import Work


def test_clean_files_exit_with_0(run: Run) -> None:
    """A module and a JSON file without problems are one line of summary, on stderr."""
    write("a.py")
    put("b.json", GOOD)
    result = run("check", "a.py", "b.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "2 files checked: no problems\n"
    assert run("check", "a.py").stderr == "1 file checked: no problems\n"
    assert run("check", "a.py", "-q").output == ""


def test_problems_are_printed_in_order_with_a_summary(run: Run) -> None:
    """Problems go to stdout by file and place, the counts to stderr, and errors exit with 1."""
    write("b.py", label=" ", children=f"{LONG},")
    put("a b/é.json", BAD)
    put("c.json", GOOD)
    result = run("check", "c.json", "b.py", "a b/é.json", "--format", "short")
    assert result.exit_code == 1
    assert short(result) == [
        f"{Path('a b/é.json')}:3:33: error[FLOW110]",
        "b.py:4:34: warning[FLOW104]",
        "b.py:5:18: error[FLOW110]",
    ]
    assert result.stderr == "2 errors, 1 warning in 2 of 3 files\n"
    text = run("check", "b.py")
    assert "warning[FLOW104]: `label` has 25 characters" in text.stdout
    assert " --> b.py:4:34\n" in text.stdout
    assert "^^^^" in text.stdout
    assert "\x1b[" not in text.stdout


def test_folder_stands_for_its_modules_and_its_flow_json(run: Run) -> None:
    """JSON is checked if it looks like a flow, wherever an author may have put it."""
    write("flows/a.py", "one")
    put("flows/deep/er/hand.json", BAD)
    put("flows/comma.json", GOOD.replace("]}}]}", "]}}],}"))
    put("flows/other.json", '{"screens of": []}')
    put("flows/nested.json", '{"x": {"screens": []}}')
    put("flows/list.json", '[{"screens": []}]')
    put("flows/broken.json", "{")
    put("flows/no-utf8.json", b"\xff")
    put("flows/.hidden/x.json", BAD)
    put("flows/env/x.json", BAD)
    put("flows/env/pyvenv.cfg", "")
    put("flows/node_modules/x.json", BAD)
    put("flows/test_a.py", "raise SystemExit  # flowdsl")
    result = run("check", "flows", "--format", "short")
    assert short(result) == [
        f"{Path('flows/comma.json')}:4:7: error[FLOW141]",
        f"{Path('flows/deep/er/hand.json')}:3:33: error[FLOW110]",
    ]
    assert "in 2 of 3 files" in result.stderr


def test_json_that_a_module_is_built_to_is_left_out(run: Run) -> None:
    """A built file has the problems of its flow; named by itself, it is checked all the same."""
    write("a.py", "one", children=f"{LONG},")
    put("pyproject.toml", '[tool.flowdsl]\nout = "json"\n')
    for arguments in ((), ("-o", "."), ("-o", ".", "-t", "6.0", "-t", "7.2")):
        assert run("build", "a.py", *arguments).exit_code == 0
    built = sorted(path.name for path in Path().glob("*.json"))
    assert built == ["one.6.0.json", "one.7.2.json", "one.json"]
    result = run("check", ".", "--format", "short")
    assert short(result) == ["a.py:4:34: warning[FLOW104]"]
    assert "in 1 of 1 file" in result.stderr
    assert "in 2 of 2 files" in run("check", ".", "one.json").stderr


def test_one_flow_of_a_module_can_be_named(run: Run) -> None:
    """`module.py:name` checks one flow; a path that is named twice is checked once."""
    write("a.py", "one", label=" ")
    write("b.py", "two")
    put("a.py", Path("a.py").read_text() + Path("b.py").read_text().partition("\n\n")[2])
    assert run("check", "a.py:two").exit_code == 0
    assert run("check", "a.py:one").exit_code == 1
    assert run("check", "a.py", "./a.py", ".").stdout.count("FLOW110") == 1


def test_standard_input_is_checked(run: Run) -> None:
    """`-` reads JSON, and shows its lines as those of a file."""
    result = run("check", "-", input=BAD.encode())
    assert result.exit_code == 1
    assert " --> <stdin>:3:33\n" in result.stdout
    assert '3 |     {"type": "Footer", "label": " "' in result.stdout
    assert run("check", "-", "-", input=codecs.BOM_UTF8 + GOOD.encode()).exit_code == 0
    assert "<stdin>:1:1: error[FLOW141]" in run("check", "-", "--format", "short", input=b"").stdout
    located = json.loads(run("check", "-", "--format", "sarif", input=BAD.encode()).stdout)
    assert "physicalLocation" not in located["runs"][0]["results"][0]["locations"][0]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["check"], 2, "Name a module, a JSON file or a folder"),
        (["check", "missing.json"], 2, "missing.json does not exist"),
        (["check", "good.jsn"], 2, 'does not exist; did you mean "good.json"?'),
        (["check", "notes.txt"], 2, "is neither a module nor Flow JSON"),
        (["check", "empty.py"], 2, "empty.py has no flow"),
        (["check", "empty"], 2, "there is no flow in empty"),
        (["check", "a.py:tow"], 2, "has no tow"),
        (["check", "a.py", "-t", "7.4"], 2, "'7.4' is not a public version"),
        (["check", "a.py", "--select", "FLOW999"], 2, 'no rule has the code or the name "FLOW999"'),
        (["check", "a.py", "--ignore", "text-to-long"], 2, 'did you mean "text-too-long"?'),
        (["check", "a.py", "--ignore", "not-json"], 2, "cannot be ignored"),
        (["check", "a.py", "--format", "xml"], 2, "'xml' is not one of"),
        (["check", "-", "--fix"], 2, "--fix needs a file"),
        (["check", "a.py", "--stric"], 2, "--strict"),
        (["chek"], 2, 'did you mean "check"?'),
        (["explain"], 2, "CODE"),
        (["explain", "FLOW10"], 2, '"FLOW10" is no whole code; FLOW101, FLOW102'),
        (["explain", "text-to-long"], 2, 'did you mean "text-too-long"?'),
        (["explain", "INVALID_ENUM_VALUE"], 2, "Meta's server gives it for FLOW107"),
        (["rules", "FLOW999"], 2, "no rule has the code"),
    ],
)
def test_wrong_call_says_what_is_right(
    run: Run, arguments: list[str], code: int, says: str
) -> None:
    """A mistake in the call is one sentence and exits with 2."""
    write("a.py", "one")
    put("good.json", GOOD)
    put("notes.txt", "")
    put("empty.py", "import flowdsl\n")
    put("empty/x.json", "{}")
    result = run(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_module_that_raises_does_not_hide_the_rest(run: Run) -> None:
    """Its traceback is shown without our frames, and the other files are checked all the same."""
    put("broken.py", "import flowdsl\n1 / 0\n")
    put("a.json", WARNED)
    result = run("check", ".", "--format", "short")
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.stderr
    assert f'File "{ROOT / "flowdsl"}' not in result.stderr
    assert "error: broken.py could not be loaded" in result.stderr
    assert "1 warning in 1 of 1 file" in result.stderr
    assert short(result) == ["a.json:3:33: warning[FLOW104]"]


def test_file_that_cannot_be_read_does_not_hide_the_rest(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says is shown, and the exit code is 1."""
    put("a.json", GOOD)
    put("flows/b.json", BAD)
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "a.json":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run("check", "a.json", "flows", "--format", "short")
    assert result.exit_code == 1
    assert "a.json: Permission denied" in result.stderr
    assert short(result) == [f"{Path('flows/b.json')}:3:33: error[FLOW110]"]


def test_windows_line_ends_and_byte_order_marks(run: Run) -> None:
    """Files as Windows writes them have the same places."""
    put("a.json", codecs.BOM_UTF8 + BAD.replace("\n", "\r\n").encode())
    text = write("b.py", label=" ").read_text()
    put("b.py", codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode())
    result = run("check", ".", "--format", "short")
    assert short(result) == ["a.json:3:33: error[FLOW110]", "b.py:5:18: error[FLOW110]"]
    assert '"label": " "' in run("check", "a.json").stdout


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FLOW141"),
        (b"\xff\xfe{\0}\0", "FLOW141"),
        (b'{"a": [' * 50_000, "FLOW144"),
        (b'{"version": "7.3", "screens": [' + b" " * (10 * 1024 * 1024), "FLOW143"),
    ],
    ids=["empty", "utf-16", "deep", "large"],
)
@pytest.mark.parametrize("format_", ["text", "json"])
def test_any_file_is_reported(run: Run, data: bytes, code: str, format_: str) -> None:
    """What is no JSON, too deep or too large is a problem, and never a traceback."""
    put("a.json", data)
    result = run("check", "a.json", "--format", format_, "--select", "FLOW104")
    assert result.exit_code == 1
    assert code in result.stdout
    assert result.stdout.count("FLOW1") == 1
    assert len(result.stdout) < 2000


def test_advice_is_left_out_when_building(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints neither fail a check nor stand in the output of a build."""
    import attrs

    from flowdsl.build import compile_flow
    from flowdsl.problems import Severity

    def hinted(*args: Any, **options: Any) -> object:
        compiled = compile_flow(*args, **options)
        hints = [attrs.evolve(problem, severity=Severity.INFO) for problem in compiled.problems]
        return attrs.evolve(compiled, problems=tuple(hints))

    monkeypatch.setattr("flowdsl.build.compile_flow", hinted)
    write("a.py", "one", children=f"{LONG},")
    assert run("build", "a.py").stderr == ""
    result = run("check", "a.py", "--strict")
    assert result.exit_code == 0
    assert result.stderr == "1 hint in 1 of 1 file\n"
    assert "info[FLOW104]" in result.stdout


def test_length_of_the_work_is_that_of_its_bar() -> None:
    """Each part of the work is a step of the progress bar."""
    assert len(Work()) == 0
    assert len(Work(named=(Path("a.json"),), standard_input=b"")) == 2
