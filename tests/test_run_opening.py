"""`flowdsl run` opens flows, asks their endpoints, and keeps what was done."""

import json
import subprocess
from pathlib import Path

import pytest
from checking import GOOD, Run, put
from run_playing import BOOKED, BOOKING, COURT, EVERYTHING, answers, played, sent

# The endpoint.


def test_examples_answer_unless_another_is_named(run: Run) -> None:
    """Without more the examples answer, which a note says."""
    result = played(run, COURT, "day=2026-12-04", "Continue", "Book", "requests")
    assert "note: the endpoint answers with the examples of the screens" in result.stderr
    assert '"action": "INIT"' in result.stdout
    assert sent(result)["asks"] == "booking"
    # Picking the day asks, too, and stays on its screen.
    assert answers(result)[3].count("asked: ") == 4


def test_answers_can_be_given(run: Run) -> None:
    """`answer` says what the endpoint answers next, also with another status."""
    result = played(
        run,
        COURT,
        'answer {"screen": "COURT", "data": {"error_message": "Closed"}}',
        "day=2026-12-04",
        "answer 500",
        "Continue",
        'answer 427 {"error_msg": "Over"}',
        "Continue",
    )
    said = answers(result)
    assert said[0] == "that is what the endpoint answers next"
    assert "error: payload-schema-error: Required [key=data.slots]" in said[1]
    assert "error: unexpected_http_status_code: the endpoint answers with HTTP 500" in said[3]
    assert "! Over" in said[5]
    assert result.exit_code == 0


ANSWERS = """\
def answer(request):
    if request["action"] == "INIT":
        return {"screen": "A", "data": {"said": "hello"}}
    if not request["data"]["name"]:
        raise ValueError("no name")
    params = {"flow_token": request["flow_token"], "hello": request["data"]["name"]}
    return {"screen": "SUCCESS", "data": {"extension_message_response": {"params": params}}}

SOMETHING = 5
"""
ASKING = """\
from flowdsl import *

name, said = TextInput(name="name", label="Name"), Data("said", example="x")
greeting = Flow(data_api_version="3.0", screens=[
    Screen(id="A", title="T", terminal=True, data=[said], children=[
        name, TextBody(text=said.ref),
        Footer(label="Ask", on_click_action=DataExchange({"name": name.ref})),
    ])])
"""


def test_functions_answer(run: Run) -> None:
    """A function of a module answers for the endpoint; what it raises is no answer."""
    put("server.py", ANSWERS)
    put("asking.py", ASKING)
    result = played(
        run,
        "asking.py",
        "Ask",
        "name=Ada",
        "Ask",
        "save a.scenario.json",
        options=("--endpoint", "server.py:answer", "--token", "t-1"),
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert "| hello " in result.stdout
    assert (
        "error: no_http_response_error: the endpoint does not answer: it raised ValueError"
        in (answers(result)[0])
    )
    assert sent(result) == {"flow_token": "t-1", "hello": "Ada"}
    kept = json.loads(Path("a.scenario.json").read_text(encoding="utf-8"))
    assert kept["start"]["replies"] == [{"screen": "A", "data": {"said": "hello"}}]
    assert [next(iter(step)) for step in kept["steps"]] == ["tap", "fill", "answer", "tap"]


WRONG_ENDPOINTS = {
    "example": '"example" is no endpoint; did you mean "examples"?',
    "server.py:anser": 'server.py has no anser; did you mean "answer"?',
    "server.py:SOMETHING": "SOMETHING in server.py is a int, and what answers is a function",
    "nothing.py:answer": "nothing.py does not exist",
    "broken.py:answer": "ZeroDivisionError: division by zero",
    "ftp://bees.example": "is no address of an endpoint",
}


@pytest.mark.parametrize("endpoint", WRONG_ENDPOINTS)
def test_wrong_endpoints_are_refused(run: Run, endpoint: str) -> None:
    """What cannot answer is a mistake in the call, which a sentence says."""
    put("server.py", ANSWERS)
    put("broken.py", "1 / 0\n")
    result = played(run, COURT, options=("--endpoint", endpoint))
    assert result.exit_code == 2
    assert WRONG_ENDPOINTS[endpoint].replace('"example"', "'example'") in result.stderr


# Opening.

DATA_FIRST = GOOD.replace(
    '"layout"',
    '"data": {"who": {"type": "string", "__example__": "Ada"}}, "layout"',
).replace('{"type": "Footer"', '{"type": "TextBody", "text": "${data.who}"}, {"type": "Footer"')


def test_data_is_that_of_the_examples_or_given(run: Run) -> None:
    """The first screen has its examples, which a note says, or what the call gives it."""
    put("flow.json", DATA_FIRST)
    put("given.json", '{"who": "Eva"}')
    result = played(run, "flow.json")
    assert "| Ada " in result.stdout
    assert "note: the first screen has the examples of its data" in result.stderr
    for given in ("given.json", '{"who": "Eva"}', ' {"who": "Eva"}'):
        result = played(run, "flow.json", options=("--data", given))
        assert "| Eva " in result.stdout
        assert result.stderr == ""


def test_data_that_does_not_fit_opens_nothing(run: Run) -> None:
    """A flow that cannot be opened ends the command with 1, and says why."""
    put("flow.json", DATA_FIRST)
    result = played(run, "flow.json", "Done", options=("--data", '{"who": 5}'))
    assert result.exit_code == 1
    assert "error: the flow cannot be opened: the data for A: `who` does not fit" in result.stderr


WRONG_CALLS: dict[tuple[str, ...], str] = {
    ("flow.json", "--data", "[1]"): "--data: [1]: No such file",
    ("flow.json", "--data", "{"): "--data is no JSON that can be read",
    ("flow.json", "--data", "list.json"): "--data has to be an object",
    ("flow.json", "--screen", "B"): "the flow has no screen `B`: it has A",
    ("flow.json", "--platform", "fax"): "'fax' is not one of 'neutral', 'android', 'ios', 'web'",
    ("flow.json", "--target", "9.9"): "9.9",
    ("-",): "A flow cannot come from standard input here",
    ("folder",): "folder is a folder",
    ("nothing.json",): "nothing.json does not exist",
    (): "Missing argument 'PATH'",
}


@pytest.mark.parametrize("call", WRONG_CALLS, ids=" ".join)
def test_wrong_calls_are_refused(run: Run, call: tuple[str, ...]) -> None:
    """A mistake in the call ends it with 2, and a sentence."""
    put("flow.json", DATA_FIRST)
    put("list.json", "[]")
    Path("folder").mkdir()
    result = run("run", *call, input=b"")
    assert result.exit_code == 2
    assert WRONG_CALLS[call] in result.stderr


@pytest.mark.parametrize("content", ["{", "[]", '{"version": "7.3", "screens": []}', "{}"])
def test_what_is_no_flow_is_refused(run: Run, content: str) -> None:
    """A file that holds no flow that could be shown ends the command with 1."""
    put("flow.json", content)
    result = played(run, "flow.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error: " in result.stderr
    assert "Traceback" not in result.stderr


def test_flow_with_errors_is_played(run: Run) -> None:
    """A flow with errors is played as far as it goes, with a note."""
    put("flow.json", GOOD.replace('"title": "T", ', '"title": 5, '))
    result = played(run, "flow.json", "Done")
    assert result.exit_code == 0
    assert "note: flow.json has 1 error, so this may not be all" in result.stderr
    assert sent(result) == {"flow_token": "unused"}


def test_version_and_platform_are_chosen(run: Run) -> None:
    """A flow runs as the version and with the ways of the platform that are asked for."""
    line = ("service=cut", "day=2026-12-04", "time=morning", "Continue", "Book")
    as_ios = sent(played(run, BOOKING, *line, options=("--platform", "ios")))
    assert "flow_token" not in as_ios
    result = played(run, BOOKING, *line, options=("--target", "4.0"))
    assert sent(result)["day"] == "1796342400000"
    assert 'start(appointment_booking, "4.0")' in result.stdout


# Keeping.


def test_journey_is_kept_as_a_scenario(run: Run) -> None:
    """The journey is written as JSON with the path of the flow, whole, and is never overwritten."""
    everything = "flows/everything.py"
    put(everything, EVERYTHING)
    lines = ("full name=Ada", "city=Berlin", "extras=wifi", "agree=yes", "photos=a.png")
    file = Path("kept/one.scenario.json")
    result = played(
        run, everything, *lines, f"save {file}", "undo", f"save {file}", f"save! {file}"
    )
    said = answers(result)
    assert said[5] == f"wrote {file}"
    assert said[7] == f"{file} is there already: `save! {file}` replaces it"
    assert said[8].startswith(f"wrote {file}\n")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["flow"] == "../flows/everything.py:flow"
    steps = {key: value for step in kept["steps"] for key, value in step["fill"].items()}
    assert steps == {"full name": "Ada", "city": "ber", "extras": ["wifi"], "agree": True}
    assert [each.name for each in Path("kept").iterdir()] == [file.name]


def test_journey_is_kept_as_a_test(run: Run) -> None:
    """Where the name ends in .py, the journey is a test that can be run."""
    result = played(run, BOOKING, *BOOKED, "save test_it.py")
    assert answers(result)[-1].startswith("wrote test_it.py")
    text = Path("test_it.py").read_text(encoding="utf-8")
    compile(text, "test_it.py", "exec")
    assert "from appointment_booking import appointment_booking\n" in text


def test_flows_of_the_past_are_played_but_not_kept(run: Run) -> None:
    """What git has can be played; no scenario could name it, which is said."""
    put("flow.json", GOOD)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "A"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
        subprocess.run(["git", *identity, *arguments], check=True)
    result = played(run, "git:HEAD:flow.json", "Done", "save a.json")
    assert "has no path that a scenario could name" in answers(result)[1]
    assert sent(result) == {"flow_token": "unused"}
    assert not Path("a.json").exists()


def test_input_may_be_anything(run: Run) -> None:
    """Bytes that are no text, and blank lines, are passed over or refused."""
    result = run("run", BOOKING, input=b"\xff\xfe\n\n   \nservice=cut\r\n\x00\n")
    assert result.exit_code == 0
    assert '.fill(service="cut")' in result.stdout
