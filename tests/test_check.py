"""`flowdsl check` finds modules and Flow JSON, and says what is wrong with them."""

import codecs
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT

from flowdsl.check_files import Work
from flowdsl.cli import main
from flowdsl.discover import forget_modules
from flowdsl.rule import RULES
from flowdsl.settings import FORMATS

MODULE = """\
from flowdsl import *

{variable} = Flow({arguments}screens=[Screen(id="A", title="{title}", terminal=True, children=[
    {children}
    Footer(label="{label}", on_click_action=Complete({{}})),
])])
"""
LONG = "TextInput(name='city', label='The city that you live in')"

GOOD = """\
{"version": "7.3", "screens": [{"id": "A", "title": "T", "terminal": true, "layout": {
  "type": "SingleColumnLayout", "children": [
    {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}
  ]}}]}
"""
BAD = GOOD.replace('"Done"', '" "')
WARNED = GOOD.replace('"Done"', '"A label with more than thirty-five characters"')

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def invoke(*arguments: str, input: bytes | None = None) -> Result:  # noqa: A002
        loaded = set(sys.modules)
        try:
            return CliRunner().invoke(main, list(arguments), input=input)
        finally:
            forget_modules(loaded)  # The next call is another process, as it were.

    return invoke


def write(path: str, variable: str = "flow", **content: str) -> Path:
    defaults = {"arguments": "", "title": "Title", "label": "Done", "children": ""}
    return put(path, MODULE.format(variable=variable, **{**defaults, **content}))


def put(path: str, content: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def short(result: Result) -> list[str]:
    """Return the place and the code of each line."""
    return [line.partition("] ")[0] + "]" for line in result.stdout.splitlines()]


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


def test_warnings_fail_only_where_asked(run: Run) -> None:
    """--strict, or the setting, makes warnings fail; --no-strict takes the setting back."""
    put("a.json", WARNED)
    assert "1 warning in 1 of 1 file" in run("check", "a.json").stderr
    assert run("check", "a.json").exit_code == 0
    assert run("check", "a.json", "--strict").exit_code == 1
    put("pyproject.toml", "[tool.flowdsl]\nstrict = true\n")
    assert run("check", "a.json").exit_code == 1
    assert run("check", "a.json", "--no-strict").exit_code == 0
    put("a.json", GOOD)
    assert run("check", "a.json", "--strict").exit_code == 0


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


def test_targets_come_before_the_version(run: Run) -> None:
    """-t checks everything against other versions, and tells each thing once."""
    write("a.py", children="TextBody(text='**x**', markdown=True),", label=" ")
    put("b.json", BAD)
    result = run("check", ".", "-t", "5.0", "-t", "7.2", "-t", "7.3", "--format", "short")
    codes = [line.partition("[")[2][:7] for line in result.stdout.splitlines()]
    assert sorted(codes) == sorted(
        ["FLOW102", "FLOW110", "FLOW131", "FLOW110", "FLOW131", *extra_codes(result.stdout)]
    )
    put("pyproject.toml", '[tool.flowdsl]\ntarget = "5.0"\n')
    assert "FLOW102" in run("check", "a.py").stdout
    assert "FLOW131" not in run("check", "b.json").stdout
    assert "FLOW102" not in run("check", "a.py", "-t", "7.3").stdout


def extra_codes(output: str) -> list[str]:
    """Return what 5.0 says otherwise of a blank label, if anything."""
    return ["FLOW111"] * output.count("FLOW111")


def test_rules_are_selected_and_ignored(run: Run) -> None:
    """--select and --ignore take codes, prefixes and names, again and with commas."""
    blank = '{"type": "TextHeading", "text": " "}, {"type": "Footer"'
    text = WARNED.replace('{"type": "Footer"', blank).replace('"id"', '"zzz": 1, "id"')
    put("a.json", text)

    def codes(*arguments: str) -> set[str]:
        result = run("check", "a.json", "--format", "json", *arguments)
        return {problem["code"] for problem in json.loads(result.stdout)["problems"]}

    assert codes() == {"FLOW101", "FLOW104", "FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}
    assert codes("--select", "FLOW104, blank-text") == {"FLOW104", "FLOW110"}
    assert codes("--select", "FLOW104", "--select", "FLOW11") == {"FLOW104", "FLOW110"}
    assert codes("--ignore", "FLOW1") == set()
    assert codes("--ignore", "FLOW101,FLOW104") == {"FLOW110"}
    assert codes("--select", "FLOW1", "--ignore", "FLOW10") == {"FLOW110"}
    put("pyproject.toml", '[tool.flowdsl]\nignore = ["FLOW104"]\n')
    assert codes() == {"FLOW101", "FLOW110"}
    assert codes("--ignore", "FLOW101") == {"FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}
    put("pyproject.toml", '[tool.flowdsl]\nselect = "FLOW11"\n')
    assert codes() == {"FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}


def test_comments_say_what_is_known(run: Run) -> None:
    """A comment on a line of the problem, or alone above it, keeps the problem to itself."""
    line = "TextInput(name='{}', label='The city that you live in')"
    put(
        "a.py",
        MODULE.format(
            variable="one",
            arguments="",
            title="T",
            label=" ",
            children=f"{line.format('a')},  # flowdsl: ignore[FLOW104]\n"
            f"    # flowdsl: ignore[text-too-long]\n    {line.format('b')},\n"
            f"    {line.format('c')},  # flowdsl: ignore[FLOW110]\n",
        ),
    )
    result = run("check", "a.py", "--format", "short")
    assert short(result) == ["a.py:7:31: warning[FLOW104]", "a.py:9:18: error[FLOW110]"]
    assert "warning:" not in result.stderr
    assert run("build", "a.py").stderr.count("FLOW104") == 1


def test_error_that_is_known_lets_the_flow_be_built(run: Run) -> None:
    """A comment and the settings hold for building, too; what cannot be written never is."""
    text = write("a.py", "one", label=" ").read_text()
    assert run("build", "a.py").exit_code == 1
    put("a.py", text.replace('" ",', '" ",  # flowdsl: ignore[blank-text]\n'))
    assert run("build", "a.py").exit_code == 0
    assert run("check", "a.py").exit_code == 0
    put("a.py", text)
    put("pyproject.toml", '[tool.flowdsl]\nignore = ["FLOW1"]\n')
    assert run("build", "a.py").exit_code == 0
    put("a.py", text.replace("({})),", "({'a': {1}})),  # flowdsl: ignore[FLOW1]"))
    result = run("build", "a.py")
    assert result.exit_code == 1
    assert "error[FLOW123]" in result.stderr
    put("pyproject.toml", "[tool.flowdsl]\nignore = ['FLOW123']\n")
    assert "cannot be ignored" in run("build", "a.py").stderr
    assert run("check", "a.py").exit_code == 2


def test_comments_that_say_nothing_are_told(run: Run) -> None:
    """An unknown code and an `ignore` without brackets are warnings on stderr, once each."""
    text = write("a.py", "one").read_text()
    put("a.py", f"# flowdsl: ignore\n{text}# flowdsl: ignore[FLOW9999]\n")
    for command in ("check", "build"):
        result = run(command, "a.py", "-t", "7.2", "-t", "7.3")
        assert result.exit_code == 0
        assert result.stderr.count("warning: a.py:1: `ignore` names no rule") == 1
        assert result.stderr.count("warning: a.py:8: no rule has the code") == 1


def test_every_format_is_one_of_the_settings(run: Run) -> None:
    """--format and the setting take the same names, and all give the same problems."""
    put("a b/é.json", BAD)
    outputs = {name: run("check", ".", "--format", name) for name in FORMATS}
    assert {result.exit_code for result in outputs.values()} == {1}
    assert all("FLOW110" in result.stdout for result in outputs.values())
    assert json.loads(outputs["json"].stdout)["problems"][0]["file"] == "a b/é.json"
    result = json.loads(outputs["sarif"].stdout)["runs"][0]["results"][0]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "a%20b/%C3%A9.json"
    assert outputs["github"].stdout.startswith("::error file=a b/é.json,line=3,endLine=3,col=33")
    put("pyproject.toml", '[tool.flowdsl]\nformat = "short"\n')
    assert run("check", ".").stdout == outputs["short"].stdout
    put("a b/é.json", GOOD)
    assert json.loads(run("check", ".", "--format", "json").stdout) == {"problems": []}
    assert json.loads(run("check", ".", "--format", "sarif").stdout)["runs"][0]["results"] == []


def test_paths_come_from_the_settings(run: Run) -> None:
    """Without a path, those of the settings are checked from wherever one is."""
    put("project/flows/a.json", BAD)
    put("project/pyproject.toml", '[tool.flowdsl]\npaths = ["flows"]\njobs = 1\n')
    os.chdir("project/flows")
    result = run("check", "--format", "short")
    assert short(result) == ["a.json:3:33: error[FLOW110]"]


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


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("select = 3", "it is a text or a list of texts"),
        ("ignore = [1]", "it is a text or a list of texts"),
        ("ignore = 'FLOW999'", 'no rule has the code or the name "FLOW999"'),
        ("strict = 'yes'", "it is true or false"),
        ("format = 'jsn'", 'did you mean "json"?'),
        ("format = 3", "there are text, short, json, github, sarif"),
        ("ignored = []", 'did you mean "ignore"?'),
    ],
)
def test_wrong_settings_are_refused(run: Run, content: str, says: str) -> None:
    """A mistake in the settings is one sentence, for building, too."""
    write("a.py", "one")
    put("pyproject.toml", f"[tool.flowdsl]\n{content}\n")
    for command in ("check", "build"):
        result = run(command, "a.py")
        assert result.exit_code == 2
        assert says in result.stderr


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


def test_half_characters_can_be_printed(run: Run) -> None:
    """A text that no terminal can take is shown with question marks."""
    put("a.json", GOOD.replace('"T"', '"\\ud83d"').replace('"id": "A"', '"id": "\\ud83d"'))
    for format_ in FORMATS:
        assert run("check", "a.json", "--format", format_).exit_code == 1


def test_advice_is_left_out_when_building(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints neither fail a check nor stand in the output of a build."""
    import attrs

    from flowdsl.build import compile_flow
    from flowdsl.problems import Severity

    def hinted(*args: object, **options: object) -> object:
        compiled = compile_flow(*args, **options)  # type: ignore[arg-type]
        hints = [attrs.evolve(problem, severity=Severity.INFO) for problem in compiled.problems]
        return attrs.evolve(compiled, problems=tuple(hints))

    monkeypatch.setattr("flowdsl.build.compile_flow", hinted)
    write("a.py", "one", children=f"{LONG},")
    assert run("build", "a.py").stderr == ""
    result = run("check", "a.py", "--strict")
    assert result.exit_code == 0
    assert result.stderr == "1 hint in 1 of 1 file\n"
    assert "info[FLOW104]" in result.stdout


def test_jobs_give_the_same_as_one(tmp_path: Path, environment: dict[str, str]) -> None:
    """Several processes find what one does, and take the selection along."""
    for number in range(4):
        write(str(tmp_path / f"{number}.py"), f"flow_{number}", label=" ", children=f"{LONG},")

    def check(jobs: int) -> subprocess.CompletedProcess[str]:
        put(str(tmp_path / "pyproject.toml"), f"[tool.flowdsl]\njobs = {jobs}\n")
        return subprocess.run(
            [sys.executable, "-m", "flowdsl", "check", ".", "--ignore", "FLOW110"],
            capture_output=True,
            check=True,
            text=True,
            cwd=tmp_path,
            env=environment,
        )

    one, two = check(1), check(2)
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)
    assert one.stdout.count("FLOW104") == 4


def test_reader_that_stops_reading_is_no_traceback(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """`flowdsl check | head -1` ends quietly."""
    many = ",".join(f'{{"id": "A", "zzz": {number}, "layout": {{}}}}' for number in range(99))
    put(str(tmp_path / "a.json"), f'{{"version": "7.3", "screens": [{many}]}}')
    process = subprocess.Popen(
        [sys.executable, "-m", "flowdsl", "check", "a.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in errors
    assert "Exception" not in errors


def test_ctrl_c_is_quiet(tmp_path: Path, environment: dict[str, str]) -> None:
    """An interrupted check says nothing and exits with 130."""
    put(
        str(tmp_path / "a.py"),
        "import flowdsl, time, pathlib\npathlib.Path('started').touch()\ntime.sleep(60)\n",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "flowdsl", "check", "a.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    try:
        for _ in range(600):
            if (tmp_path / "started").exists():
                break
            with_timeout(process)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, output, errors) == (130, "", "")


def with_timeout(process: "subprocess.Popen[str]") -> None:
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return
    pytest.fail("the command ended by itself")


def test_terminal_without_the_characters_gets_question_marks(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """Where standard output is ASCII, problems are shown all the same."""
    put(str(tmp_path / "a.json"), BAD.replace('"T"', '"日本"'))
    done = subprocess.run(
        [sys.executable, "-m", "flowdsl", "check", "a.json"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**environment, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert b"FLOW110" in done.stdout
    assert b"Traceback" not in done.stderr


def test_length_of_the_work_is_that_of_its_bar() -> None:
    """Each part of the work is a step of the progress bar."""
    assert len(Work()) == 0
    assert len(Work(named=(Path("a.json"),), standard_input=b"")) == 2


def test_rule_is_explained(run: Run) -> None:
    """A code or a name, in capitals or not, gives the page with what is known besides."""
    result = run("explain", "flow104")
    assert result.exit_code == 0
    assert result.stdout.startswith("FLOW104 text-too-long (warning)\nversions: all\nmeta: no code")
    assert "\nBad:\n    TextInput(" in result.stdout
    assert "\nGood:\n    TextInput(" in result.stdout
    assert "Compared with Meta's server: unknown: the limits" in result.stdout
    assert run("explain", "Text-Too-Long").stdout == result.stdout
    both = run("explain", "FLOW104", "FLOW114").stdout
    assert both.startswith(result.stdout)
    assert "Bad in 5.1:" in both
    assert "meta: PATTERN_MISMATCH" in both


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_can_be_explained(run: Run, code: str) -> None:
    """No page keeps the command from printing it."""
    assert RULES[code].name in run("explain", code).stdout


def test_rules_are_listed(run: Run) -> None:
    """A line a rule, in the order of the codes; a prefix or a name chooses some."""
    lines = run("rules").stdout.splitlines()
    assert [line[:7] for line in lines] == sorted(RULES)
    assert len({line.index(" all ") for line in lines if " all " in line}) <= 2
    some = run("rules", "flow14", "blank-text").stdout.splitlines()
    chosen = sorted(code for code in RULES if code.startswith("FLOW14"))
    assert [line.split()[0] for line in some] == ["FLOW110", *chosen]
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert [rule["code"] for rule in listed] == sorted(RULES)
    keys = ["code", "name", "severity", "since", "until", "on", "summary", "meta"]
    assert list(listed[0]) == keys


def test_list_says_for_which_versions_a_rule_holds(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not hold for all versions, or is off, is marked."""
    import attrs

    from flowdsl.versions import V3_1, V4_0

    rule = RULES["FLOW104"]
    for since, until, on, shown in [
        (V4_0, None, True, "from 4.0  A text"),
        (None, V3_1, False, "until 3.1  (off) A text"),
        (V3_1, V4_0, True, "from 3.1 until 4.0  A text"),
    ]:
        changed = attrs.evolve(rule, since=since, until=until, on=on)
        monkeypatch.setitem(RULES, "FLOW104", changed)
        assert shown in run("rules", "FLOW104").stdout
        assert ("off unless it is selected" in run("explain", "FLOW104").stdout) is not on
