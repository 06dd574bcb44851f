"""`flowdsl build` finds flows, compiles them, and writes them whole or not at all."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT

from flowdsl import build
from flowdsl.cli import main

FLOW = """\
from flowdsl import Complete, Flow, Footer, Screen

{variable} = Flow({arguments}screens=[Screen(id="A", title="{title}", terminal=True, children=[
    Footer(label="Done", on_click_action=Complete({{}})),
])])
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


def write(path: str, variable: str = "flow", arguments: str = "", title: str = "Title") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        FLOW.format(variable=variable, arguments=arguments, title=title), encoding="utf-8"
    )
    return file


def files(folder: str = ".") -> list[str]:
    found = (path for path in Path(folder).rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if "__pycache__" not in path.parts)


def test_module_is_built_beside_itself(run: Run) -> None:
    """A module's flow is written to NAME.json in its folder, readable and with a last newline."""
    write("my flows/café.py", "booking")
    result = run("build", "my flows/café.py")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"wrote {Path('my flows/booking.json')}\n"
    text = Path("my flows/booking.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["screens"][0]["title"] == "Title"
    assert run("build", "my flows/café.py").stdout == f"unchanged {Path('my flows/booking.json')}\n"


def test_folder_is_searched(run: Run) -> None:
    """A folder stands for its modules and those below, apart from tests and hidden folders."""
    write("a.py", "one")
    write("deep/er/b.py", "two")
    write("deep/test_c.py", "three")
    write(".hidden/d.py", "four")
    write("env/e.py", "five")
    Path("env/pyvenv.cfg").touch()
    Path("unrelated.py").write_text("raise SystemExit('must not be loaded')")
    assert run("build", ".").exit_code == 0
    assert [name for name in files() if name.endswith(".json")] == ["deep/er/two.json", "one.json"]


def test_one_variable_can_be_named(run: Run) -> None:
    """`module.py:name` builds one flow of a module."""
    file = write("a.py", "one")
    file.write_text(file.read_text() + "two = Flow(screens=one.screens)\n_hidden = two\n")
    assert run("build", "a.py:two").exit_code == 0
    assert files() == ["a.py", "two.json"]
    result = run("build", "a.py:tow")
    assert result.exit_code == 2
    assert 'has no tow; did you mean "two"?' in result.stderr
    assert "is no Flow but a" in run("build", "a.py:Screen").stderr


def test_out_is_a_folder_a_file_or_standard_output(run: Run) -> None:
    """--out takes any of the three, and standard output holds nothing but JSON."""
    file = write("a.py", "one")
    file.write_text("print('a module that prints')\n" + file.read_text())
    assert run("build", "a.py", "-o", "new/folder").exit_code == 0
    assert run("build", "a.py", "-o", "one file.json").exit_code == 0
    result = run("build", "a.py", "-o", "-")
    assert json.loads(result.stdout)["version"] == "7.3"
    assert files() == ["a.py", "new/folder/one.json", "one file.json"]


def test_several_targets_give_a_file_each(run: Run) -> None:
    """One target keeps the name; several add the version to it."""
    write("a.py", "one")
    assert run("build", "a.py", "-t", "6.0").exit_code == 0
    assert json.loads(Path("one.json").read_text())["version"] == "6.0"
    assert run("build", "a.py", "-t", "2.1", "-t", "7.3").exit_code == 0
    assert files() == ["a.py", "one.2.1.json", "one.7.3.json", "one.json"]


def test_check_finds_what_is_stale(run: Run) -> None:
    """--check writes nothing, and fails where a file is stale or is not there."""
    write("a.py", "one")
    missing = run("build", "a.py", "--check")
    assert (missing.exit_code, files()) == (1, ["a.py"])
    assert "one.json does not exist" in missing.stderr
    run("build", "a.py")
    assert run("build", "a.py", "--check").exit_code == 0
    # As git writes it on Windows.
    Path("one.json").write_bytes(Path("one.json").read_bytes().replace(b"\n", b"\r\n"))
    assert run("build", "a.py", "--check").exit_code == 0
    Path("one.json").write_text("{}")
    stale = run("build", "a.py", "--check")
    assert stale.exit_code == 1
    assert "one.json is stale" in stale.stderr
    assert Path("one.json").read_text() == "{}"


def test_name_of_a_flow_names_its_file(run: Run) -> None:
    """A flow's own name comes first, and no part of it is ever a path."""
    write("a.py", "one", 'name="Tisch für zwei",')
    write("b.py", "two", 'name="../../etc/passwd",')
    write("c.py", "three", 'name="...",')
    write("d.py", "four", 'name="CON",')
    assert run("build", ".").exit_code == 0
    built = [name for name in files() if name.endswith(".json")]
    assert built == ["-flow.json", "CON-flow.json", "Tisch-für-zwei.json", "etc-passwd.json"]


@pytest.mark.parametrize("names", [("one", "one"), ("Booking", "booking")])
def test_two_flows_with_one_name_are_refused(run: Run, names: tuple[str, str]) -> None:
    """Two flows that would be written to one file are an error, and nothing is written."""
    write("a.py", names[0])
    write("b/c.py", names[1])
    result = run("build", ".", "-o", "out")
    assert result.exit_code == 2
    assert "would be written twice" in result.stderr
    assert 'Flow(name="...")' in result.stderr
    assert files() == ["a.py", "b/c.py"]
    both = run("build", ".", "-o", "one.json")
    assert both.exit_code == 2
    assert "one.json is one file, but there are 2 flows" in both.stderr


def test_flow_of_another_module_is_built_there(run: Run) -> None:
    """A flow that a module imports belongs to the module that made it."""
    write("blocks.py", "shared")
    Path("user.py").write_text("from blocks import shared\n# flowdsl\n")
    assert run("build", ".").exit_code == 0
    assert files() == ["blocks.py", "shared.json", "user.py"]
    alone = run("build", "user.py")
    assert alone.exit_code == 2
    assert "it imports shared" in alone.stderr


def test_flow_made_by_a_function_elsewhere_is_found(run: Run) -> None:
    """A flow belongs to the module whose variable holds it, whoever made it."""
    write("maker.py", "_unused")
    text = Path("maker.py").read_text().replace("_unused = ", "def make():\n  return ")
    Path("maker.py").write_text(text)
    Path("user.py").write_text("import maker  # for flowdsl\nmade = maker.make()\n")
    assert run("build", ".").exit_code == 0
    assert "made.json" in files()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["build"], 2, "Name a module or a folder"),
        (["build", "missing.py"], 2, "missing.py does not exist"),
        (["build", "a.pyy"], 2, 'a.pyy does not exist; did you mean "a.py"?'),
        (["build", "notes.txt"], 2, "is no Python module"),
        (["build", "empty.py"], 2, "empty.py has no flow"),
        (["build", "empty"], 2, "there is no flow in empty"),
        (["build", "a.py", "-t", "7.4"], 2, "'7.4' is not a public version"),
        (["build", "a.py", "-j", "0"], 2, "'-j'"),
        (["build", "a.py", "--watch", "--check"], 2, "--watch goes neither"),
        (["build", "a.py", "--chek"], 2, "--check"),
        (["build", "a.py", "-o", "a.py/x"], 1, "a.py"),
        (["bild"], 2, 'did you mean "build"?'),
        (["schema", "-t", "8.0"], 2, "is not a public version"),
    ],
)
def test_wrong_call_says_what_is_right(
    run: Run, arguments: list[str], code: int, says: str
) -> None:
    """A mistake in the call is one sentence, exits with 2, and writes nothing."""
    write("a.py", "one")
    Path("notes.txt").touch()
    Path("empty.py").write_text("import flowdsl\n")
    Path("empty").mkdir()
    before = files()
    result = run(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert files() == before


def test_flow_with_errors_writes_nothing(run: Run) -> None:
    """Where one flow has errors, every problem is shown and no file is touched."""
    write("good.py", "good")
    write("bad.py", "bad", title="a")
    Path("bad.py").write_text(Path("bad.py").read_text().replace("Done", " "))
    result = run("build", ".")
    assert result.exit_code == 1
    assert "error[FLOW110]" in result.stderr
    assert f"--> {Path('bad.py')}:4:18" in result.stderr
    assert "bad: 1 error; nothing was written" in result.stderr
    assert files() == ["bad.py", "good.py"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("import flowdsl\ndef f():\n    return 1 / 0\nf()\n", "ZeroDivisionError: division by zero"),
        ("import flowdsl\nclass (:\n", "SyntaxError: invalid syntax"),
        ("import flowdsl\nimport nowhere_at_all\n", "ModuleNotFoundError"),
        ("import flowdsl, sys\nsys.exit(3)\n", "SystemExit: 3"),
        ("from flowdsl import TextImput\n", "ImportError: cannot import name"),
        ("from flowdsl import *\nFlow(version='7.4', screens=[])\n", "UnknownVersion: '7.4'"),
        ("from flowdsl import *\nTextInput(name='a')\n", "missing 1 required keyword-only argument"),
        ("from flowdsl import *\nOptIn(name='a', label='b').ref > 1 and 2\n", "TypeError: only"),
        ("from flowdsl import *\nTextInput(lable='a')\n", 'did you mean "label"? TextInput takes name,'),
        ("from flowdsl import *\nScreen(zzz='a')\n", "help: Screen takes id, title"),
        ("import flowdsl\ntry:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('x') from e", "ValueError: x"),
    ],
)  # fmt: skip
def test_module_that_raises_is_reported_with_its_own_frames(
    run: Run, content: str, says: str
) -> None:
    """The author's traceback is shown without ours, and the exit code is 1."""
    Path("broken.py").write_text(content)
    write("good.py", "good")
    result = run("build", ".")
    assert result.exit_code == 1
    assert says in result.stderr
    assert 'broken.py", line' in result.stderr
    assert "could not be loaded; nothing was written" in result.stderr
    assert f'File "{ROOT / "flowdsl"}' not in result.stderr
    assert "importlib" not in result.stderr
    assert files() == ["broken.py", "good.py"]


def test_half_a_character_is_a_problem(run: Run) -> None:
    """A lone surrogate, which no file can hold, is an error and nothing is written."""
    write("a.py", "one", title="half \\ud83d of it")
    result = run("build", "a.py")
    assert result.exit_code == 1
    assert "error[FLOW145]: the text holds half a character" in result.stderr
    assert "half \\ud83d of it" in result.stderr
    assert files() == ["a.py"]


def test_problem_of_several_targets_is_shown_once(run: Run) -> None:
    """What is wrong in every version is one problem."""
    write("a.py", "one", title=" ")
    result = run("build", "a.py", "-t", "7.2", "-t", "7.3")
    assert result.stderr.count("FLOW111") == 1


def test_settings_are_read_from_pyproject(run: Run) -> None:
    """`[tool.flowdsl]` gives what the call does not, from the folder of its file."""
    write("project/flows/a.py", "one")
    Path("project/pyproject.toml").write_text(
        '[tool.flowdsl]\npaths = ["flows"]\nout = "json"\ntarget = ["6.0", "7.3"]\njobs = 1\n'
    )
    os.chdir("project/flows")
    assert run("build").exit_code == 0
    os.chdir("../..")
    assert [name for name in files() if name.endswith(".json")] == [
        "project/json/one.6.0.json",
        "project/json/one.7.3.json",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[tool.flowdsl]\ntargets = []", 'no setting "targets"; did you mean "target"?'),
        ("[tool.flowdsl]\nversion = 1", "there are jobs, out, paths, target"),
        ("[tool.flowdsl]\njobs = 0", "it is a number from 1"),
        ("[tool.flowdsl]\njobs = true", "it is a number from 1"),
        ("[tool.flowdsl]\ntarget = '9.9'", "'9.9' is not a public version"),
        ("[tool.flowdsl]\npaths = 3", "it is a text or a list of texts"),
        ("[tool.flowdsl]\nout = ['a', 'b']", "names 2 folders"),
        ("[tool", "cannot be read"),
    ],
)
def test_wrong_settings_are_refused(run: Run, content: str, says: str) -> None:
    """A mistake in the settings is one sentence that names the file."""
    write("a.py", "one")
    Path("pyproject.toml").write_text(content)
    result = run("build", "a.py")
    assert result.exit_code == 2
    assert says in result.stderr
    assert "pyproject.toml" in result.stderr


def test_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves the old file and no trace of the new one."""
    file = tmp_path / "a.json"
    build.write_text(file, "old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        build.write_text(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    with pytest.raises(UnicodeEncodeError):
        build.write_text(file, "\ud800")
    assert file.read_text() == "old"


def test_jobs_give_the_same_as_one(tmp_path: Path, environment: dict[str, str]) -> None:
    """Several processes write what one does, in the same order, and their mistakes arrive."""
    for number in range(5):
        write(str(tmp_path / f"{number}.py"), f"flow_{number}", title=" " if number == 3 else "t")

    def build_all(jobs: str, out: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flowdsl", "build", ".", "-j", jobs, "-o", out],
            capture_output=True,
            check=True,
            text=True,
            cwd=tmp_path,
            env=environment,
        )

    one, two = build_all("1", "one"), build_all("2", "two")
    assert two.stdout == one.stdout.replace("one", "two")
    assert two.stderr == one.stderr
    assert "FLOW111" in two.stderr
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_progress_is_for_terminals(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many modules show a bar on a terminal, and nothing where the output goes elsewhere."""
    from flowdsl.cli.build import _progress

    for number in range(6):
        write(f"{number}.py", f"flow_{number}")
    assert "building" not in run("build", ".").stderr

    class Terminal:
        text = ""

        def write(self, text: str) -> int:
            self.text += text
            return len(text)

        def flush(self) -> None:
            pass

        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(_progress(iter(range(6)), 6)) == list(range(6))
    assert "building" in terminal.text


def test_watch_builds_again_after_a_change(tmp_path: Path, environment: dict[str, str]) -> None:
    """--watch builds at once, and again when a module is saved; Ctrl-C ends it quietly."""
    import signal

    watchfiles = pytest.importorskip("watchfiles", reason="watchfiles is not installed")
    file = write(str(tmp_path / "a.py"), "one", title="first")
    process = subprocess.Popen(
        [sys.executable, "-m", "flowdsl", "build", "a.py", "--watch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert process.stderr is not None
    try:
        assert "watching" in process.stderr.readline()
        assert "first" in (tmp_path / "one.json").read_text()
        # Saved again on each turn, because the watcher may not look yet when it says so.
        changes = watchfiles.watch(tmp_path, rust_timeout=1000, yield_on_timeout=True)
        for _ in range(30):
            if "second" in (tmp_path / "one.json").read_text():
                break
            write(str(file), "one", title="second")
            next(changes)
        assert "second" in (tmp_path / "one.json").read_text()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors
    finally:
        process.kill()
        process.wait()


def test_watch_without_watchfiles_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named where it is missing."""
    write("a.py", "one")
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("build", "a.py", "--watch")
    assert result.exit_code == 2
    assert "pip install 'flowdsl[watch]'" in result.stderr


def test_runs_as_a_module(environment: dict[str, str]) -> None:
    """`python -m flowdsl` is the command line."""
    done = subprocess.run(
        [sys.executable, "-m", "flowdsl", "--version"],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    assert done.stdout.startswith("flowdsl, version 0.")


def test_schema_is_written_and_checked(run: Run) -> None:
    """`flowdsl schema` writes a file a version, says nothing the second time, and checks them."""
    assert run("schema").stdout.count("wrote ") == 14
    assert run("schema").stdout == ""
    assert run("schema", "--check").exit_code == 0
    Path("schemas/flow-7.3.json").write_text("{}")
    stale = run("schema", "--check")
    assert stale.exit_code == 1
    assert "flow-7.3.json is stale" in stale.stderr
    printed = run("schema", "-t", "7.3", "-o", "-").stdout
    assert json.loads(printed)["title"] == "Flow JSON 7.3"
