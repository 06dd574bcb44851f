"""What the README shows is what happens."""

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from flowdsl import Complete, Flow, Footer, Screen, TextInput, concat, report
from flowdsl.check_json import check_json
from flowdsl.cli import main
from flowdsl.discover import find_flows, find_sources

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def test_first_flow_has_no_problem() -> None:
    """The flow on the first page can be pasted into a module."""
    names: dict[str, Any] = {}
    first = next(code for language, code in BLOCKS if language == "python")
    exec(compile(first, "README.md", "exec"), names)
    assert isinstance(names["booking"], Flow)
    assert names["booking"].problems() == []


def test_shown_report_is_a_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report in the tour is the one that the example gives."""
    monkeypatch.chdir(ROOT)
    [found] = find_flows(find_sources("examples/feedback.py")[0])
    [problem] = found.flow.problems("6.0")
    assert report.text(problem) in README


def test_shown_lines_print_what_their_comments_say() -> None:
    """Each line of the tour with a comment prints that."""
    from flowdsl import Data, OptIn

    name = TextInput(name="name", label="l")
    age = TextInput(name="age", label="l", input_type="number")
    consent = OptIn(name="consent", label="l")
    assert "${form.name}" in README
    assert str(name.ref) == "${form.name}"
    assert str(Data("guest", "x").ref) == "${data.guest}"
    assert str(name.ref.on("DETAILS")) == "${screen.DETAILS.form.name}"
    shown = str((age.number > 18) & consent.ref)
    assert f"# {shown}" in README
    assert f"# `{concat('Hello ', name.ref)!s}`" in README


def test_commands_and_options_exist() -> None:
    """Every command and option that the README names is one."""
    for line in re.findall(r"`flowdsl (\w+)([^`]*)`", README):
        command = main.get_command(None, line[0])
        assert command is not None, line
        known = {name for option in command.params for name in option.opts}
        assert set(re.findall(r"--\w+", line[1])) <= known | {"--hypothesis"}, line


def test_shown_report_of_json_is_a_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report on a file of Flow JSON is the one that such a file gives."""
    monkeypatch.chdir(tmp_path)
    city = TextInput(name="city", label="City")
    done = Footer(label="Done", on_click_action=Complete({"city": "${form.town}"}))
    flow = Flow(screens=[Screen(id="START", title="t", terminal=True, children=[city, done])])
    data = flow.to_json(check=False, indent=2).encode()
    Path("flow.json").write_bytes(data)
    [problem] = check_json(data, "flow.json")
    assert report.text(problem) in README
