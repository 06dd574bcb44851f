"""`flowdsl build --copy` puts the JSON of a flow where it can be pasted from."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from checking import Run

FLOW = """\
from flowdsl import Complete, Flow, Footer, Screen

screen = Screen(
    id="ONLY", title="Zoë", terminal=True, children=[
        Footer(label="Done", on_click_action=Complete({})),
    ]
)
one = Flow(screens=[screen])
"""


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A clipboard that is there on every machine; what was copied last stands at its end."""
    pyperclip = pytest.importorskip("pyperclip", reason="pyperclip is not installed")
    copied: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", copied.append)
    return copied


def test_one_flow_is_copied(run: Run, clipboard: list[str]) -> None:
    """The JSON of a flow is on the clipboard, nothing is written, and what to do is said."""
    Path("one.py").write_text(FLOW, encoding="utf-8")
    result = run("build", "--copy", "one.py")
    assert result.exit_code == 0, result.output
    assert json.loads(clipboard[-1])["screens"][0]["title"] == "Zoë"
    assert "copied one (" in result.stdout
    assert not Path("one.json").exists()
    assert run("build", "--copy", "-q", "one.py").stdout == ""


def test_of_several_flows_one_has_to_be_named(run: Run, clipboard: list[str]) -> None:
    """Several flows are refused with their names; naming one copies it."""
    Path("two.py").write_text(f"{FLOW}other = Flow(screens=[screen])\n", encoding="utf-8")
    result = run("build", "--copy", "two.py")
    assert result.exit_code == 2
    assert "there are 2: one, other; name one" in result.stderr
    assert clipboard == []
    assert run("build", "--copy", "two.py:other").exit_code == 0
    assert len(clipboard) == 1


def test_a_flow_with_errors_is_not_copied(run: Run, clipboard: list[str]) -> None:
    """What has errors is not copied."""
    Path("wrong.py").write_text(FLOW.replace('"Done"', '""'), encoding="utf-8")
    assert run("build", "--copy", "wrong.py").exit_code == 1
    assert clipboard == []


@pytest.mark.parametrize("option", [["--check"], ["--watch"], ["--out", "-"]])
def test_copying_goes_alone(run: Run, option: list[str]) -> None:
    """What would write or compare does not go with copying."""
    result = run("build", "--copy", *option, "one.py")
    assert result.exit_code == 2
    assert "--copy goes with none of --check, --watch and --out" in result.stderr


def test_without_a_clipboard_that_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without a clipboard, the other way is named."""
    pyperclip = pytest.importorskip("pyperclip", reason="pyperclip is not installed")

    def refuse(_: str) -> None:
        raise pyperclip.PyperclipException("none")

    monkeypatch.setattr(pyperclip, "copy", refuse)
    Path("one.py").write_text(FLOW, encoding="utf-8")
    result = run("build", "--copy", "one.py")
    assert result.exit_code == 1
    assert "there is no clipboard here: print the JSON with --out -" in result.stderr


def test_the_extra_is_named_where_it_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, what to install is said."""
    missing: dict[str, ModuleType | Any] = {"pyperclip": None}
    monkeypatch.setitem(sys.modules, "pyperclip", missing["pyperclip"])
    Path("one.py").write_text(FLOW, encoding="utf-8")
    result = run("build", "--copy", "one.py")
    assert result.exit_code == 2
    assert "pip install 'flowdsl[copy]'" in result.stderr
