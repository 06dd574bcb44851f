"""Scenarios are read from JSON with care, and played as journeys are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checking import MODULE, Run, put

from flowdsl.discover import find_json, find_scenarios
from flowdsl.runtime import Behaviour, Reply
from flowdsl.testing.expectations import EXPECTATIONS
from flowdsl.testing.playing import Result, run_file
from flowdsl.testing.scenario import BadScenario, read_scenarios
from flowdsl.versions import V7_2

CHILDREN = "city := TextInput(name='city', label='City', required=True),"
FLOW = MODULE.format(
    variable="booking", arguments="", title="Title", label="Done", children=CHILDREN
)
FLOW = FLOW.replace("Complete({})", "Complete({'city': city.ref})")

STEPS: list[dict[str, Any]] = [
    {"cannot": {"tap": "Done"}, "because": "required"},
    {"fill": {"city": "Ålesund"}},
    {"tap": "Done"},
    {"expect": {"status": "completed", "response": {"city": "Ålesund"}}},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one flow."""
    put(str(tmp_path / "pyproject.toml"), "")
    put(str(tmp_path / "flows" / "booking.py"), FLOW)
    return tmp_path


def scenario(folder: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    return put(str(folder / "flows" / "a.scenario.json"), text)


def refused(folder: Path, content: object) -> str:
    with pytest.raises(BadScenario) as caught:
        read_scenarios(scenario(folder, content))
    return str(caught.value).replace(str(folder), "").replace("\\", "/")


def played(folder: Path, *steps: dict[str, Any], **more: Any) -> Result:
    content = {"flow": "booking.py:booking", "name": "It works.", "steps": list(steps), **more}
    [result] = run_file(read_scenarios(scenario(folder, content)))[0]
    return result


def test_a_scenario_passes(folder: Path) -> None:
    """A scenario that goes as it is written passes, and covers what it has seen."""
    result = played(folder, *STEPS)
    assert result.passed
    assert (result.name, result.failure) == ("It works.", "")
    assert result.journey is not None
    assert result.journey.response == {"city": "Ålesund", "flow_token": "unused"}
    assert result.coverage is not None
    assert result.coverage.missing == []


def test_a_scenario_fails_with_the_line_and_the_picture(
    folder: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure names the line of the step, and shows what a failing journey shows."""
    monkeypatch.chdir(folder)
    result = played(folder, *STEPS[:2], {"expect": {"values": {"city": "Oslo"}}}, STEPS[2])
    assert not result.passed
    lines = (folder / "flows" / "a.scenario.json").read_text().splitlines()
    assert '"expect"' in lines[result.line]
    golden("journey/scenario_failure.txt", result.failure.replace("\\", "/") + "\n")


def test_a_file_has_several_scenarios(folder: Path) -> None:
    """Scenarios of one file are played one after the other, whatever comes of each."""
    first = {"name": "One.", "steps": STEPS}
    second = {"name": "Two.", "steps": [{"tap": "Nothing"}]}
    content = {"flow": "booking.py", "scenarios": [first, second, {**first, "name": "Three."}]}
    results, [coverage] = run_file(read_scenarios(scenario(folder, content)))
    assert [each.passed for each in results] == [True, False, True]
    assert "has nothing called `Nothing`" in results[1].failure
    assert coverage.missing == []


def test_flow_json_is_played(folder: Path) -> None:
    """The flow may be Flow JSON, and a refused flow is a failure with its errors."""
    good = {
        "version": "7.3",
        "screens": [
            {
                "id": "A",
                "title": "T",
                "terminal": True,
                "layout": {
                    "type": "SingleColumnLayout",
                    "children": [
                        {
                            "type": "Footer",
                            "label": "Go",
                            "on-click-action": {"name": "complete", "payload": {}},
                        }
                    ],
                },
            }
        ],
    }
    put(str(folder / "flows" / "flow.json"), json.dumps(good))
    end = {"expect": {"status": "completed", "response": {}}}
    assert played(folder, {"tap": "Go"}, end, flow="flow.json").passed
    put(str(folder / "flows" / "flow.json"), json.dumps(good).replace('"Go"', '""'))
    assert "the flow has 1 error" in played(folder, {"tap": "Go"}, flow="flow.json").failure


def test_start_takes_what_python_takes(folder: Path) -> None:
    """All that a flow is opened with can be written, and arrives as Python has it."""
    start = {
        "version": "7.2",
        "data": {"a": 1},
        "endpoint": "examples",
        "screen": "A",
        "flow_action": "navigate",
        "flow_token": "t",
        "replies": [{"screen": "A"}, {"status": 500}],
        "behaviour": {"error_blocks": True, "limit_mode": "flagged"},
        "now": "2026-12-01T09:00:00+01:00",
        "opens": True,
    }
    content = {"flow": "booking.py", "steps": [], "start": start}
    [read] = read_scenarios(scenario(folder, content)).scenarios
    assert read.start["version"] == V7_2
    assert read.start["replies"] == [Reply({"screen": "A"}), Reply(None, 500)]
    assert read.start["behaviour"] == Behaviour(error_blocks=True, limit_mode="flagged")
    assert read.start["now"].isoformat() == "2026-12-01T09:00:00+01:00"
    [result] = run_file(read_scenarios(scenario(folder, content)))[0]
    assert result.passed, result.failure


def test_a_flow_that_does_not_open_is_a_scenario(folder: Path) -> None:
    """That a flow does not open fails the scenario, unless it says so."""
    text = put(
        str(folder / "flows" / "ask.py"), FLOW.replace("Flow(", "Flow(data_api_version='3.0',")
    )
    assert text.exists()
    start: dict[str, Any] = {"replies": [{"status": 500}]}
    failed = played(folder, flow="ask.py", start=start)
    assert "the flow could not be opened" in failed.failure
    seen = {"expect": {"status": "failed", "failure": "unexpected_http_status_code"}}
    assert played(folder, seen, flow="ask.py", start={**start, "opens": False}).passed


def mistake(**changes: Any) -> dict[str, Any]:
    content = {"flow": "booking.py:booking", "name": "It.", "steps": [], **changes}
    return {key: value for key, value in content.items() if value is not None}


MISTAKES: list[tuple[object, str]] = [
    ("[]", "a.scenario.json:1: the file holds no object"),
    (
        '{"flow": "booking.py",\n "flow": 1}',
        'a.scenario.json:2:2: the key "flow" is in this object twice',
    ),
    ('{"flow": ', "a.scenario.json:1:"),
    ({}, "`flow` is missing"),
    ({"flow": "booking.py"}, "`scenarios` is missing"),
    (mistake(flow=None), "`flow` is missing"),
    (mistake(stepz=[]), 'there is no `stepz` here; did you mean "steps"?'),
    (mistake(steps={}), "`steps` is a list"),
    (mistake(name=" "), "`name` is a sentence"),
    (mistake(flow=7), "`flow` is the path of a flow"),
    (mistake(flow="booking.txt"), "is neither"),
    (mistake(flow="bookings.py"), 'does not exist; did you mean "booking.py"?'),
    (mistake(flow="../../booking.py"), "leads out of the project"),
    (mistake(flow="/etc/booking.py"), "is a path from this file"),
    (mistake(flow="C:/booking.py"), "is a path from this file"),
    (mistake(flow="a\0b.py"), "is a path from this file"),
    (mistake(steps=[1]), "1 is no step"),
    (mistake(steps=[{"tap": "A", "fill": {}}]), "is no step: a step is an object with one key"),
    (mistake(steps=[{"tip": "A"}]), 'there is no step `tip`; did you mean "tap"?'),
    (mistake(steps=[{"tap": 1}]), "`tap` does not take 1"),
    (mistake(steps=[{"expect": []}]), "`expect` does not take []"),
    (mistake(steps=[{"expect": {}}]), "nothing is expected"),
    (mistake(steps=[{"expect": {"scren": "A"}}]), 'no expectation `scren`; did you mean "screen"?'),
    (mistake(steps=[{"expect": {"screen": 1}}]), "`screen` takes a text, not 1"),
    (mistake(steps=[{"cannot": {"expect": {"screen": "A"}}}]), "`cannot` does not take"),
    (mistake(steps=[{"cannot": {"fill": {}}}]), "`cannot` does not take {'fill': {}}"),
    (mistake(steps=[{"cannot": {"select": {"a": "x", "b": "y"}}}]), "`cannot` does not take"),
    (mistake(steps=[{"cannot": {"tap": "A"}, "because": 1}]), "`because` takes a part"),
    (mistake(steps=[{"tap": "A", "because": "x"}]), "is no step"),
    (mistake(start=[]), "`start` is an object"),
    (mistake(start={"versoin": "7.0"}), 'no `versoin` here; did you mean "version"?'),
    (mistake(start={"version": "9.9"}), "'9.9' is not a public version"),
    (mistake(start={"version": 7}), "a text is due, not 7"),
    (mistake(start={"data": 1}), "`data` is an object"),
    (mistake(start={"endpoint": "https://example.com"}), '`endpoint` is "examples"'),
    (mistake(start={"flow_action": "x"}), "`flow_action` is navigate or data_exchange"),
    (mistake(start={"flow_action": {}}), "`flow_action` is navigate or data_exchange"),
    (mistake(start={"replies": {}}), "`replies` is a list"),
    (mistake(start={"replies": [1]}), "`answer` does not take 1"),
    (mistake(start={"behaviour": 1}), "`behaviour` is an object"),
    (mistake(start={"behaviour": {"limit": 1}}), "`behaviour` has no `limit`"),
    (mistake(start={"behaviour": {"limit_mode": []}}), "`limit_mode` is one of refused, flagged"),
    (mistake(start={"behaviour": {"error_blocks": 1}}), "`error_blocks` is one of False, True"),
    (mistake(start={"now": "yesterday"}), "'yesterday' is no moment"),
    (mistake(start={"opens": 1}), "true or false is due"),
    (mistake(uncovered={}), "`uncovered` is a list"),
    (mistake(uncovered=[1]), "what is not covered is an object"),
    (mistake(uncovered=[{"what": "x"}]), "`why` is missing"),
    (mistake(uncovered=[{"what": "x", "why": ""}]), "`why` is a text"),
    ({"flow": "booking.py", "scenarios": []}, "`scenarios` is a list with at least one"),
    ({"flow": "booking.py", "scenarios": [1]}, "a scenario is an object"),
    ({"flow": "booking.py", "scenarios": [{"name": "A"}]}, "`steps` is missing"),
    (
        {
            "flow": "booking.py",
            "scenarios": [{"name": "A", "steps": []}, {"name": "A", "steps": []}],
        },
        "two scenarios are called 'A': the first is in line",
    ),
]


@pytest.mark.parametrize(("content", "message"), MISTAKES)
def test_mistakes_are_sentences(folder: Path, content: object, message: str) -> None:
    """Whatever is wrong in a file is said in a sentence, with the file and the line."""
    said = refused(folder, content)
    assert message in said
    assert "a.scenario.json" in said


def test_a_mistake_has_its_line(folder: Path) -> None:
    """The line is that of what is wrong, not that of the file's first brace."""
    text = '{\n "flow": "booking.py",\n "steps": [\n  {"tap": "A"},\n  {"tpa": "A"}\n ]\n}'
    assert "a.scenario.json:5: there is no step `tpa`" in refused(folder, text)


def test_a_link_does_not_lead_out_of_the_project(folder: Path, tmp_path_factory: Any) -> None:
    """A link to a file outside is no way out."""
    outside = tmp_path_factory.mktemp("outside") / "flow.py"
    put(str(outside), FLOW)
    try:
        (folder / "flows" / "link.py").symlink_to(outside)
    except OSError:
        pytest.skip("links cannot be made here")
    assert "leads out of the project" in refused(folder, mistake(flow="link.py"))


def test_without_a_project_the_folder_of_the_file_counts(folder: Path) -> None:
    """Where nothing says where the project begins, it is the folder of the file."""
    (folder / "pyproject.toml").unlink()
    put(str(folder / "other.py"), FLOW)
    assert "leads out of the project" in refused(folder, mistake(flow="../other.py"))


def test_windows_files_are_read(folder: Path) -> None:
    """Lines may end as on Windows, and paths may have its slashes."""
    text = json.dumps(mistake(steps=STEPS, flow="..\\flows\\booking.py"), indent=1)
    file = scenario(folder, text)
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    [result] = run_file(read_scenarios(file))[0]
    assert result.passed, result.failure


def test_a_flow_that_cannot_be_opened_is_said(folder: Path) -> None:
    """A module that raises, and one without the flow, are sentences with the file."""
    put(str(folder / "flows" / "broken.py"), "raise RuntimeError('no')")
    with pytest.raises(BadScenario, match=r"a\.scenario\.json:1: (?s:.*)RuntimeError: no"):
        run_file(read_scenarios(scenario(folder, json.dumps(mistake(flow="broken.py")))))
    with pytest.raises(BadScenario, match='has no bookin; did you mean "booking"'):
        run_file(read_scenarios(scenario(folder, mistake(flow="booking.py:bookin"))))


def test_what_is_excused_has_to_exist(folder: Path) -> None:
    """What need not be covered is named as the coverage names it."""
    steps = STEPS[:1]
    excuse = {"what": 'end A "Done"', "why": "it costs money"}
    result = played(folder, *steps, uncovered=[excuse])
    assert result.coverage is not None
    assert result.coverage.missing == []
    assert [each.why for _, each in result.coverage.excused] == ["it costs money"]
    with pytest.raises(BadScenario, match='nothing to be covered called `end A "Don"`; did you'):
        played(folder, *steps, uncovered=[{"what": 'end A "Don"', "why": "x"}])
    # What is in another version is not what the file speaks of.
    older = {"start": {"version": "7.2"}, "uncovered": [{"what": 'end A "Don"', "why": "x"}]}
    assert played(folder, *steps, **older).passed


def test_check_leaves_scenarios_alone(folder: Path, run: Run) -> None:
    """Files of scenarios are no Flow JSON, so that checking a folder does not look at them."""
    scenario(folder, {"steps": STEPS})
    upper = put(str(folder / "flows" / "B.Scenario.JSON"), "{}")
    assert find_json(folder) == []
    assert find_scenarios(folder) == [upper, folder / "flows" / "a.scenario.json"]
    assert run("check", str(folder / "flows")).exit_code == 0


def test_json_and_python_expect_the_same(folder: Path) -> None:
    """Every expectation of Python can be written in a file."""
    values: dict[str, Any] = dict.fromkeys(EXPECTATIONS, "x")
    objects = ("values", "options", "errors", "request", "response")
    values |= {name: {} for name in objects} | {"stack": [], "status": "open"}
    file = read_scenarios(scenario(folder, mistake(steps=[{"expect": values}])))
    [(step, _)] = file.scenarios[0].steps
    assert getattr(step, "expected", None) == values
