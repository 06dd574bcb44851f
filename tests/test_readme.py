"""What the README shows is what happens."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT

from flowdsl import Complete, Flow, Footer, Screen, TextInput, concat, report
from flowdsl.check_json import check_json
from flowdsl.cli import main
from flowdsl.discover import find_flows, find_sources
from flowdsl.source import write_source
from flowdsl.testing.playing import run_file
from flowdsl.testing.scenario import read_scenarios

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


@pytest.mark.parametrize(
    "command", ["graph examples/customer_support.py", "data examples/product_order.py"]
)
def test_shown_output_is_what_is_printed(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command of the tour prints stands below it."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    printed = CliRunner().invoke(main, command.split())
    assert printed.exit_code == 0
    assert f"```sh\nflowdsl {command}\n```\n\n```\n{printed.stdout}```" in README


def booking() -> Flow:
    """Return the flow on the first page."""
    names: dict[str, Any] = {}
    exec(next(code for language, code in BLOCKS if language == "python"), names)
    assert isinstance(names["booking"], Flow)
    return names["booking"]


def test_shown_session_is_what_happens() -> None:
    """The lines about a session give what stands behind them."""
    [shown] = [code for language, code in BLOCKS if "Session(booking)" in code]
    *_, texts, end = shown.strip().splitlines()
    names: dict[str, Any] = {"booking": booking()}
    exec(shown, names)
    for line in (texts, end):
        code, _, comment = line.partition("  # ")
        assert eval(code, names) == eval(comment)


def test_shown_tests_pass(tmp_path: Path) -> None:
    """The tests of the tour and of the page about tests pass, in Python and in JSON."""
    page = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    blocks = [code for language, code in BLOCKS if "def test_a_guest" in code]
    blocks += re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    [support] = find_flows(find_sources(str(ROOT / "examples" / "customer_support.py"))[0])
    for block in blocks:
        names: dict[str, Any] = {"booking": booking(), "customer_support": support.flow}
        exec(block, names)
        [test] = [value for name, value in names.items() if name.startswith("test_")]
        test()
    [scenario] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (tmp_path / "flow.json").write_text(booking().to_json(), encoding="utf-8")
    file = tmp_path / "shown.scenario.json"
    shown = scenario.replace("../flows/booking.py:booking", "flow.json")
    file.write_text(shown, encoding="utf-8")
    results, _ = run_file(read_scenarios(file))
    assert [result.failure for result in results] == [""]


def test_shown_module_is_what_is_imported() -> None:
    """The module of the tour is what the JSON that it builds to is imported as."""
    names: dict[str, Any] = {}
    shown = next(code for language, code in BLOCKS if "version=" in code and language == "python")
    exec(f"from flowdsl import *\n{shown}", names)
    written = write_source(Flow.from_json(names["booking"].to_json()), variable="booking")
    assert written.text.endswith(f"\n\n{shown}")


def test_shown_upgrade_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The difference that the tour shows is the one that such a module gives."""
    pytest.importorskip("libcst", reason="libcst is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    Path("booking.py").write_text(UPGRADED, encoding="utf-8")
    printed = CliRunner().invoke(main, ["upgrade", "booking.py", "--dry-run"])
    assert printed.exit_code == 0
    assert f"```diff\n{printed.stdout}```" in README


UPGRADED = """\
from flowdsl import Complete, DatePicker, Flow, Footer, Screen

day = DatePicker(name="date", label="Day", min_date="1714521600000")
booking = Flow(
    version="4.0",  # as published in June
    screens=[
        Screen(
            id="WHEN",
            title="When?",
            terminal=True,
            children=[day, Footer(label="Book", on_click_action=Complete({"day": day.ref}))],
        ),
    ],
)
"""


def test_shown_changes_are_those_that_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The changes that the tour shows are those of an example that was edited so."""
    monkeypatch.chdir(tmp_path)
    old = (ROOT / "examples" / "appointment_booking.json").read_text(encoding="utf-8")
    flow = Flow.from_json(old).to_dict()
    form = flow["screens"][0]["layout"]["children"][0]["children"]
    [service, time] = [each for each in form if each.get("name") in ("service", "time")]
    service["data-source"] = [each for each in service["data-source"] if each["id"] != "colour"]
    time["label"] = "When?"
    footer = flow["screens"][1]["layout"]["children"][-1]["children"][-1]
    payload = footer["on-click-action"]["payload"]
    payload["wishes"] = payload.pop("notes")
    Path("old.json").write_text(old, encoding="utf-8")
    Path("new.json").write_text(json.dumps(flow), encoding="utf-8")
    printed = CliRunner().invoke(main, ["diff", "old.json", "new.json"])
    assert printed.exit_code == 1
    assert f"```\n{printed.stdout}```" in README
