"""`flowdsl upgrade` moves files, says what means something else, and writes whole files or none."""

import builtins
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from checking import BAD, GOOD, Run, put, write
from conftest import ROOT
from upgrade_documents import document, text_of
from upgrade_rows import date_picker, form

from flowdsl.upgrade import MISSING_LIBRARY
from flowdsl.upgrade.migrations import CHANGES, REWRITES

OLD = GOOD.replace("7.3", "6.0")
DATED = text_of(document("4.0", date_picker()), indent=2)
NO_LABEL = text_of(
    document(
        "3.1",
        form({"type": "CheckboxGroup", "name": "c", "data-source": [{"id": "a", "title": "A"}]}),
    ),
    indent=2,
)


def test_file_is_upgraded_in_place(run: Run) -> None:
    """The newest version is the default; one line says what was done."""
    file = put("a folder/flöw.json", OLD)
    result = run("upgrade", str(file))
    assert result.exit_code == 0
    assert result.stdout == "upgraded a folder/flöw.json: 6.0 to 7.3, 1 line\n"
    assert result.stderr == "1 upgraded\n"
    assert file.read_text() == GOOD
    again = run("upgrade", str(file))
    assert (again.exit_code, again.stdout) == (0, "unchanged a folder/flöw.json: 7.3\n")


def test_module_and_folder(run: Run) -> None:
    """A folder stands for its modules and its Flow JSON; what a module is built to is left out."""
    module = write("flows/booking.py", "booking", arguments='version="6.0", ')
    put("flows/booking.json", OLD)
    put("flows/booking.6.0.json", OLD)
    put("flows/other.json", OLD)
    put("flows/package.json", '{"version": "6.0", "name": "x"}')
    put("flows/test_x.py", "import flowdsl\nraise ValueError\n")
    put("flows/parts.py", "from flowdsl import TextBody\nbody = TextBody(text='x')\n")
    result = run("upgrade", "flows", "--to", "7.0")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "upgraded flows/booking.py: 6.0 to 7.0, 1 line",
        "skipped flows/booking.6.0.json: built from flows/booking.py, run flowdsl build",
        "skipped flows/booking.json: built from flows/booking.py, run flowdsl build",
        "upgraded flows/other.json: 6.0 to 7.0, 1 line",
    ]
    assert result.stderr == "2 upgraded, 2 skipped\n"
    assert 'version="7.0"' in module.read_text()
    assert Path("flows/booking.json").read_text() == OLD
    assert Path("flows/package.json").read_text() == '{"version": "6.0", "name": "x"}'
    assert run("build", "flows", "--check").exit_code == 1


def test_one_flow_of_a_module(run: Run) -> None:
    """`module.py:name` moves that one alone, and several names of one module go together."""
    screens = "screens=[Screen(id='A', title='T', terminal=True, children=[Footer(label='D', on_click_action=Complete({}))])]"  # noqa: E501
    source = "from flowdsl import *\n" + "".join(
        f"{name} = Flow(version='6.0', {screens})\n" for name in "abc"
    )
    file = put("flows.py", source)
    assert run("upgrade", "flows.py:b").exit_code == 0
    assert file.read_text().count("6.0") == 2
    assert "b = Flow(version='7.3'" in file.read_text()
    assert run("upgrade", "flows.py:a", "flows.py:c").exit_code == 0
    assert file.read_text() == source.replace("6.0", "7.3")


def test_what_means_something_else_is_shown_in_the_new_file(run: Run) -> None:
    """Notices follow the lines, with their places in the file as it is now."""
    put("a.json", DATED)
    result = run("upgrade", "a.json")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "upgraded a.json: 4.0 to 7.3, 1 line"
    assert lines[2].startswith(
        "warning[answers-as-days]: the answer of `day` arrives as YYYY-MM-DD"
    )
    assert lines[3] == "  --> a.json:13:21"
    assert result.stderr == "1 upgraded; 1 notice of what means something else\n"
    put("b.json", DATED)
    quiet = run("upgrade", "b.json", "-q")
    assert quiet.stdout.startswith("\nwarning[answers-as-days]")
    assert quiet.stderr == ""


def test_what_cannot_be_carried_stays(run: Run) -> None:
    """One file is refused, with what a person has to say; the others are written."""
    file = put("a.json", NO_LABEL)
    put("b.json", OLD)
    result = run("upgrade", "a.json", "b.json")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "refused a.json: stays in 3.1, 1 error",
        "upgraded b.json: 6.0 to 7.3, 1 line",
    ]
    assert lines[3] == "error[FLOW103]: a CheckboxGroup needs `label`"
    assert file.read_bytes() == NO_LABEL
    assert Path("b.json").read_text() == GOOD
    assert result.stderr == "1 upgraded, 1 refused\n"


def test_dry_run_prints_a_diff_and_writes_nothing(run: Run) -> None:
    """The diff alone is on standard output, so that it can be kept or applied."""
    file = put("a b/c.json", DATED)
    result = run("upgrade", "a b", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "--- a/a b/c.json",
        "+++ b/a b/c.json",
        "@@ -1,5 +1,5 @@",
        " {",
        '-  "version": "4.0",',
        '+  "version": "7.3",',
        '   "screens": [',
        "     {",
        '       "id": "A",',
    ]
    assert result.stderr.startswith("would be upgraded a b/c.json: 4.0 to 7.3, 1 line\n")
    assert "warning[answers-as-days]" in result.stderr
    assert "1 would be upgraded; 1 notice" in result.stderr
    assert file.read_bytes() == DATED
    assert run("upgrade", "a b", "--dry-run", "--to", "4.0").stdout == ""


def test_standard_input_becomes_standard_output(run: Run) -> None:
    """`-` prints what becomes of the JSON, and nothing else; nothing where it is refused."""
    result = run("upgrade", "-", input=b"\xef\xbb\xbf" + OLD.replace("\n", "\r\n").encode())
    assert result.stdout_bytes == b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert result.stderr == "upgraded <stdin>: 6.0 to 7.3, 1 line\n1 upgraded\n"
    refused = run("upgrade", "-", input=NO_LABEL)
    assert (refused.exit_code, refused.stdout_bytes) == (1, b"")
    assert "  --> <stdin>:15:15\n" in refused.stderr
    assert '"type": "CheckboxGroup"' in refused.stderr or "{" in refused.stderr
    dry = run("upgrade", "-", "--dry-run", input=OLD.encode())
    assert dry.stdout.startswith("--- a/<stdin>\n")


def test_report_for_programs(run: Run) -> None:
    """`--format json` says of each file what came of it, with every problem and the diff."""
    put("a.json", DATED)
    put("b.json", NO_LABEL)
    put("c.json", "{")
    result = run("upgrade", "a.json", "b.json", "c.json", "-f", "json", "--dry-run")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["to"], report["dry_run"]) == ("7.3", True)
    first, second, third = report["files"]
    assert first["diff"].startswith("--- a/a.json\n")
    assert [each["code"] for each in first.pop("notices")] == ["answers-as-days"]
    first.pop("diff")
    assert first == {
        "file": "a.json",
        "state": "upgraded",
        "from": ["4.0"],
        "lines": 1,
        "built_from": None,
        "failure": None,
        "refused": [],
    }
    assert (second["state"], second["from"], second["diff"]) == ("refused", ["3.1"], "")
    assert second["refused"][0]["path"] == "screens[0].layout.children[0].children[0]"
    assert (third["state"], third["from"]) == ("refused", [])
    assert third["refused"][0]["code"] == "FLOW141"
    assert run("upgrade", "-", "-f", "json", input=b"").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name a module"),
        (("missing.json",), "missing.json does not exist"),
        (("a.json", "--to", "7.4"), "'7.4' is not a public version"),
        (("a.txt",), "neither a module nor Flow JSON"),
        (("empty",), "there is no flow in empty"),
        (("parts.py",), "parts.py has no flow"),
        (("flow.py:other",), "has no other"),
    ],
)
def test_mistakes_in_the_call(arguments: tuple[str, ...], message: str, run: Run) -> None:
    """They end with 2 and a sentence, and nothing is written."""
    put("a.json", OLD)
    put("a.txt", OLD)
    put("parts.py", "x = 1\n")
    write("flow.py", arguments='version="6.0", ')
    Path("empty").mkdir()
    result = run("upgrade", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert Path("a.json").read_text() == OLD


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("from flowdsl import Flow\nflow = Flow(\n", "SyntaxError"),
        ("from flowdsl import Flow\nraise ValueError('no')\n", "ValueError: no"),
        ("from flowdsl import Flow\nFlow(screen=[])\n", "unexpected keyword argument"),
        ("import flowdsl.nothing\n", "ModuleNotFoundError"),
    ],
)
def test_module_that_does_not_load_stays(source: str, message: str, run: Run) -> None:
    """It is said why, its JSON is left alone, and the rest is done."""
    file = put("flows/broken.py", source)
    put("flows/broken.json", OLD)
    put("flows/good.json", OLD)
    result = run("upgrade", "flows")
    assert result.exit_code == 1
    assert message in result.stderr
    assert "refused flows/broken.py: it cannot be read" in result.stdout
    assert file.read_text() == source
    assert Path("flows/broken.json").read_text() == OLD
    assert Path("flows/good.json").read_text() == GOOD


def test_settings_name_the_paths_and_the_outputs(run: Run) -> None:
    """Without a path the settings say what is upgraded, and where modules are built to."""
    put("pyproject.toml", '[tool.flowdsl]\npaths = ["flows"]\nout = "flows/json"\n')
    write("flows/booking.py", "booking", arguments='version="6.0", ')
    put("flows/json/booking.json", OLD)
    result = run("upgrade")
    assert result.exit_code == 0
    assert "skipped flows/json/booking.json" in result.stdout


def test_broken_flow_keeps_its_error(run: Run) -> None:
    """A flow that was wrong before is moved with what was wrong, which `flowdsl check` says."""
    file = put("a.json", BAD.replace("7.3", "7.0"))
    assert run("upgrade", "a.json").exit_code == 0
    assert file.read_text() == BAD
    assert run("check", "a.json").exit_code == 1


def test_without_libcst_json_is_upgraded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules are refused with what to install; those in the version already need nothing."""
    imported = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.partition(".")[0] == "libcst":
            raise ModuleNotFoundError("No module named 'libcst'", name="libcst")
        return imported(name, *arguments)

    for name in [*sys.modules]:
        if name.startswith(("libcst", "flowdsl.upgrade.in_python", "flowdsl.upgrade.python_")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    module = write("old.py", arguments='version="6.0", ')
    write("new.py")
    put("a.json", OLD)
    result = run("upgrade", "old.py", "new.py", "a.json")
    assert result.exit_code == 1
    assert "refused old.py: stays in 6.0, it cannot be edited" in result.stdout
    assert MISSING_LIBRARY in result.stderr
    assert "flowdsl[upgrade]" in MISSING_LIBRARY
    assert "unchanged new.py: 7.3" in result.stdout
    assert "upgraded a.json" in result.stdout
    assert "6.0" in module.read_text()


def test_file_that_cannot_be_written_stays(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left half written, and no other file lies about."""
    file = put("a.json", OLD)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device", "a.json")

    monkeypatch.setattr(os, "fdopen", full)
    result = run("upgrade", "a.json")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert file.read_text() == OLD
    assert os.listdir() == ["a.json"]


def test_names_of_a_flow_do_not_reach_the_terminal_raw(run: Run) -> None:
    """Control characters and turned text in a flow are shown as escapes."""
    odd = date_picker() | {"name": "d\x1b[31m\n\u202e`"}
    put("a.json", text_of(document("4.0", odd)))
    result = run("upgrade", "a.json")
    assert "d\\u001b[31m\\u000a\\u202e`" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout.partition("-->")[0]


def test_output_survives_a_narrow_terminal(environment: Mapping[str, str], tmp_path: Path) -> None:
    """A terminal that knows only ASCII gets question marks, and no traceback."""
    (tmp_path / "flöw.json").write_bytes(DATED.replace(b'"day"', '"día"'.encode()))
    done = subprocess.run(
        [sys.executable, "-m", "flowdsl", "upgrade", "flöw.json"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0, done.stderr
    assert b"upgraded fl?w.json" in done.stdout


def test_help_and_import_load_no_libcst(environment: Mapping[str, str]) -> None:
    """Who does not upgrade a module does not wait for what edits one."""
    program = "import flowdsl, flowdsl.upgrade, sys; print('libcst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment
    )
    assert done.stdout == "False\n"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of upgrades, as it is written now."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    generate: ModuleType = importlib.import_module("generate")
    text = generate.pages()["upgrades.md"]
    assert isinstance(text, str)
    return text


def test_page_says_everything_that_is_done(page: str) -> None:
    """Each rewrite and each change stands in the page, which needs no reference to be made."""
    for known in REWRITES:
        assert known.summary.removesuffix(".") in page
    for change in CHANGES:
        assert f"| from {change.version}" in page
        assert f"`{change.name}`" in page
    counts = json.loads((ROOT / "tests" / "data" / "upgrade_counts.json").read_text())
    assert f"Of {counts['flows']} real flows" in page
