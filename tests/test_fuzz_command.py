"""`flowdsl fuzz` reports what goes wrong on the way through a flow."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from checking import Run

from flowdsl.fuzz import EXPLANATIONS, FaultKind, Fuzzer

FLOW = """\
from flowdsl import Complete, Flow, Footer, OptIn, Screen, TextInput

wants = OptIn(name="wants", label="Send me a parcel.")
street = TextInput(name="street", label="Street", required=%s, visible=wants.ref)
parcel = Flow(
    screens=[
        Screen(
            id="PARCEL",
            title="Parcel",
            terminal=True,
            children=[
                wants,
                street,
                Footer(label="Done", on_click_action=Complete({"street": street.ref})),
            ],
        )
    ]
)
"""
BROKEN = FLOW % "True"
CLEAN = FLOW % "wants.ref"
ENDPOINT = """\
from flowdsl import Data, DataExchange, Flow, Footer, Screen, TextBody, concat

total = Data("total", example=10)
booking = Flow(
    data_api_version="3.0",
    endpoint_uri="https://example.com",
    screens=[
        Screen(
            id="TOTAL",
            title="Total",
            terminal=True,
            data=[total],
            children=[
                TextBody(text=concat("It costs ", total.ref)),
                Footer(label="Book", on_click_action=DataExchange({"asks": "book"})),
            ],
        )
    ],
)


def answer(request):
    if request["action"] == "INIT":
        return {"screen": "TOTAL", "data": {"total": 12}}
    raise LookupError("nothing is left")
"""


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A module with a flow that has a fault."""
    file = tmp_path / "parcel.py"
    file.write_text(BROKEN, encoding="utf-8")
    return file


def test_fault_is_shown_with_its_line_and_a_test(parcel: Path, run: Run) -> None:
    """What is wrong is printed with the author's line and a test, and the exit code is 1."""
    result = run("fuzz", "parcel.py", "--examples", "20")
    assert result.exit_code == 1
    assert "fault[required-hidden]: required input `street` is hidden" in result.stdout
    assert "--> parcel.py:4:" in result.stdout
    assert "from parcel import parcel" in result.stdout
    assert '.expect(visible="street")' in result.stdout
    assert "1 fault in 20 journeys" in result.stdout
    assert "(seed 0)" in result.stdout


def test_clean_flow_is_exit_code_0(tmp_path: Path, run: Run) -> None:
    """Where nothing is wrong, that is said in one line."""
    (tmp_path / "parcel.py").write_text(CLEAN, encoding="utf-8")
    result = run("fuzz", "parcel.py", "--examples", "20", "--seed", "3")
    assert result.exit_code == 0
    assert "parcel.py: no fault in 20 journeys" in result.stdout
    assert "(seed 3)" in result.stdout


def test_json_holds_each_fault(parcel: Path, run: Run) -> None:
    """As JSON each flow has its faults, with place, journey and coverage."""
    result = run("fuzz", "parcel.py", "--format", "json", "--examples", "20")
    assert result.exit_code == 1
    [report] = json.loads(result.stdout)
    [fault] = report["faults"]
    assert fault["kind"] == "required-hidden"
    assert (fault["file"], fault["line"]) == ("parcel.py", 4)
    assert fault["path"] == "screens[0].layout.children[1].visible"
    assert report["coverage"]["screens"] == ["PARCEL"]


def test_json_from_standard_input_has_lines(parcel: Path, run: Run) -> None:
    """A flow in JSON is walked, too, and its lines are named."""
    document = run("build", "parcel.py", "--out", "-").stdout
    result = run("fuzz", "-", "--examples", "10", input=document.encode())
    assert result.exit_code == 1
    assert "--> <stdin>:" in result.stdout


def test_several_flows_are_walked(tmp_path: Path, run: Run) -> None:
    """Every flow of a module has its own part of the report."""
    text = BROKEN + "\nother = Flow(screens=parcel.screens)\n"
    (tmp_path / "parcels.py").write_text(text, encoding="utf-8")
    result = run("fuzz", "parcels.py", "--examples", "10")
    assert result.exit_code == 1
    assert "parcels.py:parcel: 1 fault" in result.stdout
    assert "parcels.py:other: 1 fault" in result.stdout


def test_kinds_can_be_selected_and_ignored(parcel: Path, run: Run) -> None:
    """Only the kinds that are wanted are reported and make the exit code 1."""
    assert run("fuzz", "parcel.py", "--ignore", "required-hidden").exit_code == 0
    assert run("fuzz", "parcel.py", "--select", "dead-end").exit_code == 0
    assert run("fuzz", "parcel.py", "--select", "required-hidden").exit_code == 1
    wrong = run("fuzz", "parcel.py", "--select", "dead-ends")
    assert wrong.exit_code == 2
    assert 'did you mean "dead-end"' in wrong.stderr


def test_endpoint_of_a_module_is_asked(tmp_path: Path, run: Run) -> None:
    """A function of a module answers; what it raises is a fault."""
    (tmp_path / "court.py").write_text(ENDPOINT, encoding="utf-8")
    assert run("fuzz", "court.py", "--examples", "10").exit_code == 0
    result = run("fuzz", "court.py", "--examples", "10", "--endpoint", "court.py:answer")
    assert result.exit_code == 1
    assert "endpoint-raised" in result.stdout
    assert "LookupError: nothing is left" in result.stdout
    assert "start(booking, endpoint=answer)" in result.stdout


def test_data_can_be_given(tmp_path: Path, run: Run) -> None:
    """The data of the message comes from the command line, a file, or standard input."""
    text = ENDPOINT.replace('data_api_version="3.0",', "").replace(
        'endpoint_uri="https://example.com",', ""
    )
    text = text.replace('DataExchange({"asks": "book"})', "Complete({})")
    text = text.replace("DataExchange", "Complete")
    (tmp_path / "court.py").write_text(text, encoding="utf-8")
    (tmp_path / "data.json").write_text('{"total": "ten"}', encoding="utf-8")
    assert run("fuzz", "court.py", "--data", '{"total": 3}').exit_code == 0
    result = run("fuzz", "court.py", "--data", "data.json")
    assert result.exit_code == 1
    assert "payload-misfit" in result.stdout
    assert run("fuzz", "court.py", "--data", "-", input=b'{"total": "ten"}').exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.py"], "does not exist"),
        (["parcel.py", "--examples", "0"], "examples"),
        (["parcel.py", "--seconds", "0"], "seconds"),
        (["parcel.py", "--endpoint", "nowhere"], "is no endpoint"),
        (["parcel.py", "--endpoint", "parcel.py:nothing"], "has no nothing"),
        (["parcel.py", "--data", "nothing.json"], "--data"),
        (["parcel.py", "--data", "[1"], "--data"),
        (["-", "--data", "-"], "standard input"),
        (["parcel.py", "--target", "9.9"], "9.9"),
    ],
)
def test_wrong_call_is_exit_code_2(parcel: Path, run: Run, arguments: list[str], says: str) -> None:
    """A call that is wrong says what is, without a traceback."""
    result = run("fuzz", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_scenario_is_written(parcel: Path, tmp_path: Path, run: Run) -> None:
    """The journey to the first fault is written as a test or as a scenario."""
    run("fuzz", "parcel.py", "--examples", "10", "--output-scenario", "found.scenario.json")
    scenario = json.loads((tmp_path / "found.scenario.json").read_text(encoding="utf-8"))
    assert scenario["flow"] == "parcel.py:parcel"
    assert scenario["steps"] == [{"expect": {"visible": "street"}}]
    run("fuzz", "parcel.py", "--examples", "10", "--output-scenario", "test_found.py")
    assert "def test_" in (tmp_path / "test_found.py").read_text(encoding="utf-8")


def test_stopping_shows_what_was_found(
    parcel: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops the search sees what was found so far."""
    journeys = Fuzzer.journeys

    def stopped(self: Fuzzer) -> Iterator[tuple[int, int]]:
        yield from zip(range(3), journeys(self), strict=False)
        raise KeyboardInterrupt

    monkeypatch.setattr(Fuzzer, "journeys", stopped)
    result = run("fuzz", "parcel.py")
    assert result.exit_code == 1
    assert "required-hidden" in result.stdout
    assert "stopped before all was tried" in result.stdout
    assert "stopped: this is what was found so far" in result.stderr


def test_help_names_every_kind(run: Run) -> None:
    """The help says what each kind of fault is."""
    text = " ".join(run("fuzz", "--help").stdout.split())
    assert set(EXPLANATIONS) == set(FaultKind)
    for kind in FaultKind:
        assert str(kind) in text


def test_folder_stands_for_every_flow_in_it(run: Run) -> None:
    """Modules of a folder and its Flow JSON are walked, but not what they were built to."""
    folder = Path("über uns")
    folder.mkdir()
    (folder / "parcel.py").write_text(CLEAN, encoding="utf-8")
    assert run("build", str(folder)).exit_code == 0
    built = (folder / "parcel.json").read_text(encoding="utf-8")
    (folder / "other.json").write_text(built, encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    result = run("fuzz", str(folder), "--examples", "5")
    assert result.exit_code == 0, result.output
    shown = [line.partition(": ")[0] for line in result.stdout.splitlines() if line]
    assert shown == [str(folder / "parcel.py") + ":parcel", str(folder / "other.json")]
    empty = run("fuzz", str(folder.parent / "über uns" / "nothing"))
    assert empty.exit_code == 2
    (folder / "none").mkdir()
    nothing = run("fuzz", str(folder / "none"))
    assert nothing.exit_code == 2
    assert "there is no flow in" in nothing.stderr


def test_settings_name_what_is_walked(run: Run) -> None:
    """Without a path, the flows that the settings name are walked."""
    Path("parcel.py").write_text(BROKEN, encoding="utf-8")
    missing = run("fuzz")
    assert missing.exit_code == 2
    assert "set `paths` under [tool.flowdsl]" in missing.stderr
    Path("pyproject.toml").write_text('[tool.flowdsl]\npaths = ["parcel.py"]\n', encoding="utf-8")
    result = run("fuzz", "--examples", "5")
    assert result.exit_code == 1
    assert "fault[required-hidden]" in result.stdout
