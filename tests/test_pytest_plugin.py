"""pytest knows scenarios and flows, and `flowdsl test` calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checking import MODULE, Run, put
from conftest import ROOT

import flowdsl.testing.coverage_formats  # Runs within a run forget what they load.
import flowdsl.testing.playing
import flowdsl.testing.plugin
from flowdsl.cli.test import _LOADED, _plugin

pytest_plugins = ["pytester"]

CHILDREN = "city := TextInput(name='city', label='City'),"
FLOW = MODULE.format(
    variable="booking", arguments="", title="Title", label="Done", children=CHILDREN
).replace("Complete({})", "Complete({'city': city.ref})")
TWO = FLOW + "\nother = Flow(screens=[Screen(id='B', title='B', terminal=True, children=[\n"
TWO += "    Footer(label='End', on_click_action=Complete({}))])])\n"
STEPS: list[dict[str, Any]] = [
    {"fill": {"city": "Ålesund"}},
    {"tap": "Done"},
    {"expect": {"status": "completed", "response": {"city": "Ålesund"}}},
]


def scenario(*steps: dict[str, Any], flow: str = "booking.py:booking", **more: Any) -> str:
    content = {"flow": flow, "name": "It works.", "steps": list(steps or STEPS), **more}
    return json.dumps(content, indent=1, ensure_ascii=False)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A project with one flow, in a folder whose name has a blank and an accent."""
    folder = pytester.path / "meine flöws"
    put(str(folder / "pyproject.toml"), "[tool.pytest.ini_options]\naddopts = '--strict-markers'\n")
    put(str(folder / "booking.py"), FLOW)
    os.chdir(folder)
    return folder


def run_pytest(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    plugin = ["-W", _LOADED, "-p", _plugin(), "-p", "no:cacheprovider"]
    return pytester.runpytest_inprocess(*plugin, *arguments)


def test_scenarios_are_tests(project: Path, pytester: pytest.Pytester) -> None:
    """Each scenario of a file is a test, which its name selects."""
    one = {"name": "One works.", "steps": STEPS}
    two = {"name": "Two\nworks.", "steps": STEPS}
    content = {"flow": "booking.py", "scenarios": [one, two]}
    put(str(project / "a.scenario.json"), json.dumps(content))
    put(str(project / "other.json"), "{")
    result = run_pytest(pytester, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["a.scenario.json::One works. PASSED*", "*Two\\u000aworks. PASSED*"]
    )
    run_pytest(pytester, "-k", "One").assert_outcomes(passed=1, deselected=1)


def test_a_failing_scenario_shows_no_python(project: Path, pytester: pytest.Pytester) -> None:
    """A failing scenario shows what a journey shows, and no line of the code that found it."""
    put(str(project / "a.scenario.json"), scenario({"tap": "Nothing"}))
    result = run_pytest(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*a.scenario.json:5: It works.", "refused: A has nothing*", "A"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*: *")


def test_a_broken_file_is_a_sentence(project: Path, pytester: pytest.Pytester) -> None:
    """A file that cannot be read is an error with its place, and the others are played."""
    put(str(project / "a.scenario.json"), scenario({"tpa": "x"}))
    put(str(project / "b.scenario.json"), scenario(flow="none.py"))
    put(str(project / "c.scenario.json"), scenario())
    put(str(project / "d.scenario.json"), scenario(uncovered=[{"what": "x", "why": "y"}]))
    result = run_pytest(pytester, "--continue-on-collection-errors")
    result.assert_outcomes(errors=2, passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            'a.scenario.json:5: there is no step `tpa`; did you mean "tap"?*',
            "b.scenario.json:2: none.py does not exist*",
            "d.scenario.json: `uncovered`: booking has nothing to be covered called `x`",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


MARKED = """\
import pytest
from flowdsl.testing import JourneyFailed

@pytest.mark.flow("booking.py:booking")
def test_one(flow, journey):
    journey("7.2").fill(city="ams").tap("Done").expect(response={"city": "ams"})
    assert journey().session.program.version.name == "7.3"
    assert [screen.id for screen in flow.screens] == ["A"]

@pytest.mark.flow("two.py", "flow.json")
def test_several(flow):
    assert flow.screens
"""


def test_a_marker_names_the_flows(project: Path, pytester: pytest.Pytester) -> None:
    """The fixtures are the flows that the marker names, from the folder of the test or the root."""
    good = {"id": "C", "title": "T", "terminal": True, "layout": {"children": [], "type": "x"}}
    good["layout"] = {
        "type": "SingleColumnLayout",
        "children": [
            {
                "type": "Footer",
                "label": "Go",
                "on-click-action": {"name": "complete", "payload": {}},
            }
        ],
    }
    put(str(project / "tests" / "flow.json"), json.dumps({"version": "7.3", "screens": [good]}))
    put(str(project / "tests" / "two.py"), TWO)
    put(str(project / "tests" / "test_it.py"), MARKED)
    result = run_pytest(pytester, "-v")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines_random(
        [
            "*::test_one[[]booking] PASSED*",
            "*::test_several[[]booking] PASSED*",
            "*::test_several[[]other] PASSED*",
            "*::test_several[[]flow] PASSED*",
        ]
    )


def test_a_failing_journey_hides_our_frames(project: Path, pytester: pytest.Pytester) -> None:
    """A journey that fails points to the line of the test, not into our code."""
    body = "def test_it(journey):\n    journey().tap('Nothing')\n"
    marker = "import pytest\n@pytest.mark.flow('booking.py')\n"
    put(str(project / "test_it.py"), marker + body)
    result = run_pytest(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([">*journey().tap('Nothing')", "E*refused: A has nothing called*"])
    result.stdout.no_fnmatch_line("*journey.py:*")


def test_without_a_marker_the_project_says_which(project: Path, pytester: pytest.Pytester) -> None:
    """Without a marker, each flow of the project's settings is tested."""
    put(str(project / "flows" / "two.py"), TWO)
    put(str(project / "flows" / "notes.py"), "# Nothing of flowdsl here.\n")
    put(str(project / "pyproject.toml"), "[tool.flowdsl]\npaths = ['flows', 'booking.py']\n")
    put(str(project / "test_it.py"), "def test_it(flow):\n    assert flow.screens\n")
    result = run_pytest(pytester, "-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines_random(
        ["*test_it[[]*two.py:booking] PASSED*", "*test_it[[]other] PASSED*"]
    )


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("", "*no flow is named for the fixture `flow`: mark the test with*"),
        (
            "@pytest.mark.flow('bookin.py')",
            '*bookin.py does not exist; did you mean "booking.py"?*',
        ),
        ("@pytest.mark.flow('booking.py:x')", "*has no x (it has booking)*"),
        ("@pytest.mark.flow()", "*the marker `flow` takes paths*"),
    ],
)
def test_a_flow_that_is_not_found_is_a_sentence(
    project: Path, pytester: pytest.Pytester, marker: str, said: str
) -> None:
    """A test whose flow is not found is an error that says what to do."""
    test = f"import pytest\n{marker}\ndef test_it(flow):\n    pass\n"
    put(str(project / "test_it.py"), test)
    result = run_pytest(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_fixtures_of_the_project_come_first(project: Path, pytester: pytest.Pytester) -> None:
    """A project may have a fixture or a parameter `flow` of its own."""
    test = """\
import pytest
from booking import booking

class TestOwn:
    @pytest.fixture
    def flow(self):
        return booking

    def test_fixture(self, flow, journey):
        journey().fill(city="x").expect(values={"city": "x"})
        assert flow is booking

@pytest.mark.parametrize("flow", [1, 2])
def test_parameter(flow):
    assert flow in (1, 2)
"""
    put(str(project / "test_it.py"), test)
    run_pytest(pytester).assert_outcomes(passed=3)


def test_coverage_is_shown_and_can_be_too_little(project: Path, pytester: pytest.Pytester) -> None:
    """Scenarios and tests count together, and too little fails the run."""
    put(str(project / "a.scenario.json"), scenario(flow="two.py:booking"))
    put(str(project / "two.py"), TWO)
    test = "from two import other\nfrom flowdsl.testing import start\ndef test_it():\n"
    put(str(project / "test_it.py"), test + "    start(other)\n")
    result = run_pytest(
        pytester, "--flowdsl-coverage", "--flowdsl-coverage-fail-under=75", "--rootdir=."
    )
    result.assert_outcomes(passed=2)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*coverage of flows*",
            "booking (7.3)*1/1*100%",
            "other (7.3)*0/1*50%",
            "Together*75%",
            "Not covered of other (7.3):",
            '  end B "End", at *',
            "75% of the flows is covered, which is enough: at least 75% is wanted",
        ]
    )
    result = run_pytest(pytester, "--flowdsl-coverage-fail-under=76")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["75% of the flows is covered, which is too little*"])
    assert flowdsl.testing.coverage.collectors == []


@pytest.mark.parametrize(
    ("name", "begins"), [("made/it.html", "<!doctype html>"), ("it.json", "{"), ("it.txt", "Flow")]
)
def test_coverage_is_written_to_a_file(
    project: Path, pytester: pytest.Pytester, name: str, begins: str
) -> None:
    """The name of the file says how the coverage is written."""
    put(str(project / "a.scenario.json"), scenario())
    result = run_pytest(pytester, f"--flowdsl-coverage-out={name}")
    assert result.ret == 0
    assert (project / name).read_text(encoding="utf-8").startswith(begins)


def test_a_file_that_cannot_be_written_is_a_sentence(
    project: Path, pytester: pytest.Pytester
) -> None:
    """Where the coverage cannot be written, that is said."""
    put(str(project / "a.scenario.json"), scenario())
    result = run_pytest(pytester, "--flowdsl-coverage-out=booking.py/it.html")
    result.stdout.fnmatch_lines(["*it.html cannot be written: *"])


def test_the_plugin_costs_nothing(environment: dict[str, str]) -> None:
    """Loading the plugin loads nothing of the package but the plugin and its fixtures."""
    program = "import flowdsl.testing.plugin, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    loaded = {name for name in done.stdout.split() if name.startswith("flowdsl")}
    fixtures = {"flowdsl.testing.graph_server", "flowdsl.testing.graph_server.fixture"}
    assert loaded == {"flowdsl", "flowdsl.testing", "flowdsl.testing.plugin", *fixtures}
    assert "attr" not in done.stdout.split()


# The command.


def command(
    environment: dict[str, str], folder: Path, *arguments: str
) -> "subprocess.CompletedProcess[str]":
    environment = {**environment, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    environment.pop("PYTHONWARNINGS")
    return subprocess.run(
        [sys.executable, "-m", "flowdsl", "test", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment,
        cwd=folder,
    )


def test_the_command_plays_scenarios_and_runs_tests(
    project: Path, environment: dict[str, str]
) -> None:
    """`flowdsl test` plays what stands below a folder, whatever the folder is called."""
    text = scenario().replace("\n", "\r\n")
    put(str(project / "möre tests" / "a.scenario.json"), text.replace("booking", "../booking", 1))
    test = "from booking import booking\nfrom flowdsl.testing import start\ndef test_it():\n"
    put(str(project / "möre tests" / "test_it.py"), test + "    start(booking).tap('Done')\n")
    put(str(project / "conftest.py"), "")
    done = command(environment, project, "--coverage", "möre tests", "-q", "--fail-under", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "booking (7.3)" in done.stdout
    assert done.stderr == ""


def test_the_command_fails_where_something_fails(
    project: Path, environment: dict[str, str]
) -> None:
    """A failing scenario, and too little coverage, are exit code 1."""
    put(str(project / "a.scenario.json"), scenario({"tap": "Nothing"}))
    put(str(project / "b.scenario.json"), scenario({"expect": {"screen": "A"}}))
    done = command(environment, project, "-x", "-v")
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "b.scenario" not in done.stdout
    done = command(environment, project, "b.scenario.json", "--fail-under=99", "-k", "works")
    assert done.returncode == 1
    assert "1 passed" in done.stdout
    assert "which is too little" in done.stdout


def test_the_command_says_what_is_wrong_with_the_call(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that does not exist, and a format that there is none of, are exit code 2."""
    monkeypatch.chdir(project)
    result = run("test", "bookin.py")
    assert result.exit_code == 2
    assert 'bookin.py does not exist; did you mean "booking.py"?' in result.stderr
    result = run("test", "--coverage", "xml")
    assert result.exit_code == 2
    assert "'xml' is neither a path nor one of text, json, html" in result.stderr
    assert run("test", "--fail-under", "101").exit_code == 2


def test_the_command_finds_nothing(project: Path, environment: dict[str, str]) -> None:
    """Where there is nothing to run, that is a mistake of the call."""
    done = command(environment, project, ".")
    assert done.returncode == 2
    assert "there is nothing to run at .: no *.scenario.json and no test_*.py" in done.stderr
    put(str(project / "a.scenario.json"), scenario())
    done = command(environment, project, "-k", "nowhere")
    assert done.returncode == 2
    assert "nothing at the current folder has 'nowhere' in its name" in done.stderr


def test_the_command_needs_pytest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pytest the command says what to install."""
    monkeypatch.setitem(sys.modules, "pytest", None)
    result = run("test")
    assert result.exit_code == 2
    assert 'pip install "flowdsl[testing]"' in result.stderr


def test_the_command_is_listed(run: Run) -> None:
    """The help of the commands names it."""
    assert "Play scenarios, and run tests of flows." in run("--help").stdout
    assert (ROOT / "flowdsl" / "cli" / "test.py").is_file()
