"""`flowdsl run` plays a flow: what is typed is done, and what came of it is said."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from checking import GOOD, Run, put
from click.testing import Result
from conftest import ROOT

from flowdsl.playing.player import HELP

BOOKING = str(ROOT / "examples" / "appointment_booking.py")
COURT = str(ROOT / "examples" / "dynamic_endpoint.py")
BOOKED = ["service=cut", "2 2026-12-04", "time afternoon", "Continue", "notes=a bee", "Book"]

EVERYTHING = """\
from flowdsl import *
from flowdsl.components.dates import Range

inputs = [
    TextInput(name="full name", label="Name"),
    TextInput(name="age", label="Age", input_type="number"),
    CheckboxGroup(name="extras", label="Extras", data_source=[
        Option(id="wifi", title="Wi-Fi"), Option(id="bike", title="Bike, with bell")]),
    RadioButtonsGroup(name="city", label="City", data_source=[
        Option(id="ams", title="Amsterdam"), Option(id="ber", title="Berlin")]),
    OptIn(name="agree", label="I agree"),
    DatePicker(name="day", label="Day"),
    CalendarPicker(name="trip", label=Range(start_date="From", end_date="To"), mode="range"),
    PhotoPicker(name="photos", label="Photos", max_uploaded_photos=3),
    TextInput(name="data", label="Data"),
]
flow = Flow(screens=[Screen(id="A", title="Everything", terminal=True, children=[
    *inputs,
    TextBody(text="See [the terms](https://bees.example/terms)", markdown=True),
    EmbeddedLink(text="Help", on_click_action=Navigate("B", {})),
    Footer(label="Done", on_click_action=Complete({each.name: each.ref for each in inputs})),
]), Screen(id="B", title="Other", terminal=True, children=[
    Footer(label="back", on_click_action=Complete({"from": "B"})),
])])
"""


def played(run: Run, path: str, *lines: str, options: tuple[str, ...] = ()) -> Result:
    """Return what comes of some lines that are piped into the command."""
    return run("run", path, *options, input="".join(f"{line}\n" for line in lines).encode())


def answers(result: Result) -> list[str]:
    """Return what was said to each line, the first screen left out."""
    return [part.partition("\n")[2].strip() for part in result.stdout.split("\n> ")[1:]]


def sent(result: Result) -> Any:
    return json.loads(result.stdout.rpartition("\nsent:\n")[2].splitlines()[0])


@pytest.fixture
def everything() -> str:
    put("flows/everything.py", EVERYTHING)
    return "flows/everything.py"


def test_flow_is_played_to_its_end(run: Run) -> None:
    """What is typed is filled in and tapped; at the end stand the answers and the journey."""
    result = played(run, BOOKING, *BOOKED)
    assert (result.exit_code, result.stderr) == (0, "")
    assert sent(result) == {
        "service": "cut",
        "day": "2026-12-04",
        "time": "afternoon",
        "notes": "a bee",
        "flow_token": "unused",
    }
    assert "summary:\nService: Haircut\nDay: 2026-12-04\nTime: Afternoon\nWishes: a bee\n" in (
        result.stdout
    )
    assert '    start(appointment_booking)\n    .fill(service="cut"' in result.stdout
    assert result.stdout.endswith('    .tap("Book")\n)\n')


def test_screens_are_shown_with_numbers(run: Run) -> None:
    """Each screen is drawn, and what can be done on it has a number."""
    result = played(run, BOOKING)
    assert result.stdout.startswith("APPOINTMENT\n+- Book an appointment -")
    assert result.stdout.endswith(
        "  1  service   one of cut, colour, both, required\n"
        "  2  day       a day, YYYY-MM-DD, required\n"
        "  3  time      one of morning, afternoon, required\n"
        "  4  Continue  tap (Footer, off)\n"
    )
    assert "\x1b" not in result.stdout


FILLED = {
    "full name=  Ada Lovelace ": ("full name", "Ada Lovelace"),
    'full name=" Ada "': ("full name", " Ada "),
    "full name Ada": ("full name", "Ada"),
    "1 Ada": ("full name", "Ada"),
    "1=Ada": ("full name", "Ada"),
    "full name=": ("full name", ""),
    "age=42": ("age", "42"),
    "extras=wifi, bike": ("extras", ["wifi", "bike"]),
    "extras=Bike, with bell": ("extras", ["bike"]),
    "extras wifi": ("extras", ["wifi"]),
    "city=Berlin": ("city", "ber"),
    "agree=yes": ("agree", True),
    "agree no": ("agree", False),
    "5": ("agree", True),
    "day=2026-12-04": ("day", "2026-12-04"),
    "trip=2026-12-04..2026-12-09": (
        "trip",
        {"start-date": "2026-12-04", "end-date": "2026-12-09"},
    ),
    "trip 2026-12-04 .. ": ("trip", {"start-date": "2026-12-04"}),
    "data=7": ("data", "7"),
    "data 7": ("data", "7"),
}


@pytest.mark.parametrize("line", FILLED)
def test_inputs_are_filled_in(run: Run, everything: str, line: str) -> None:
    """An input takes what is typed as its kind of answer, by its name or by its number."""
    name, value = FILLED[line]
    assert sent(played(run, everything, line, "Done"))[name] == value


def test_files_are_chosen_by_their_names(run: Run, everything: str) -> None:
    """Names of files are enough, and what is in them is guessed from those."""
    files = sent(played(run, everything, "photos=a.jpg, b.png", "Done"))["photos"]
    assert [(each["file_name"], each["mime_type"]) for each in files] == [
        ("a.jpg", "image/jpeg"),
        ("b.png", "image/png"),
    ]


REFUSED = {
    "99": "there is no 99: the numbers are 1 to 12",
    "0": "there is no 0: the numbers are 1 to 12",
    "11 text": "11 is tapped, so it takes no value: 11",
    "1": "TextInput `full name` takes a value: 1 VALUE; a text",
    "city": "RadioButtonsGroup `city` takes a value: city=VALUE",
    "city=ham": "`ham` is no option of RadioButtonsGroup `city`",
    "agree=perhaps": "OptIn `agree` takes yes or no, not 'perhaps'",
    "trip=2026-12-04": "takes a first and a last day, FIRST..LAST, not '2026-12-04'",
    "trip=2026-12-09..2026-12-04": "the last day, 2026-12-04, is before the first",
    "day=tomorrow": "takes a day, as datetime.date or YYYY-MM-DD, not 'tomorrow'",
    "citi=ams": 'A has no input `citi`; did you mean "city"?',
    "Dome": 'A has nothing called `Dome`; did you mean "Done"?',
    "open the term": "A has nothing called `the term`",
    "undo": "there is nothing to undo: nothing is done",
    "answer five": "an answer is an object in JSON, and this is none: Expecting value",
    "answer [1]": "an answer is an object in JSON, not [1]",
    f"answer {'[' * 50_000}": "an answer is an object in JSON, and this is none: it is too deep",
    "save .": ". is no file that could be written",
    "\x1b[2Jhello\u202e": "A has nothing called `\\u001b[2Jhello\\u202e`",
    "x" * 100_001: "a line has 100,000 characters at most",
}


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: ascii(line[:20]))
def test_what_cannot_be_done_is_said(run: Run, everything: str, line: str) -> None:
    """What a phone lets nobody do is refused in one sentence, and the flow goes on."""
    result = played(run, everything, line, "Done")
    first, _ = answers(result)
    assert REFUSED[line] in first
    assert len(first.splitlines()) == 1
    assert result.exit_code == 0
    assert sent(result)["city"] == ""


def test_taps_need_no_capitals(run: Run, everything: str) -> None:
    """What is tapped is found without its capitals, and a word of the commands with `tap`."""
    assert sent(played(run, everything, "help", "tap Help", "tap back")) == {
        "from": "B",
        "flow_token": "unused",
    }
    assert sent(played(run, everything, "done"))["city"] == ""


def test_help_lists_everything(run: Run, everything: str) -> None:
    """`help` prints what can be typed."""
    assert answers(played(run, everything, "help"))[0] == HELP.strip()


def test_steps_are_undone(run: Run) -> None:
    """`undo` takes the last step back, as often as there was one."""
    result = played(run, BOOKING, "service=cut", "undo", "undo")
    assert "( ) Haircut" in answers(result)[1]
    assert "nothing to undo" in answers(result)[2]
    assert "journey" not in result.stdout
    done = played(run, BOOKING, *BOOKED, "undo", "notes=none", "Book")
    assert sent(done)["notes"] == "none"


def test_back_close_and_reopen(run: Run, everything: str) -> None:
    """Back and close do what they do on a phone, and the message opens the flow again."""
    result = played(run, everything, "10", "back", "close", "Done", "reopen", "Done")
    said = answers(result)
    assert said[0].startswith("B\n")
    assert said[1].startswith("A\n")
    assert "the flow is closed" in said[2]
    assert said[3] == "the flow is closed: it takes undo, reopen, save and quit"
    assert sent(result)["city"] == ""
    assert "    .reopen()\n" in result.stdout


def test_links_open(run: Run, everything: str) -> None:
    """A link in a text is opened by what it says, or by its number."""
    for line in ("open the terms", "12"):
        said = answers(played(run, everything, line))[0]
        assert said.startswith("opened: https://bees.example/terms\n"), line


def test_numbers_tell_apart_what_says_the_same(run: Run) -> None:
    """Two links that say the same have numbers of their own, and the journey can be played."""
    done = '"type": "Footer"'
    links = "".join(
        '{"type": "EmbeddedLink", "text": "More", "on-click-action": '
        f'{{"name": "open_url", "url": "https://{host}.example"}}}}, '
        for host in ("bees", "wasps")
    )
    put("flow.json", GOOD.replace(f"{{{done}", f"{links}{{{done}"))
    result = played(run, "flow.json", "2", "More")
    said = answers(result)
    assert said[0].startswith("opened: https://wasps.example\n")
    assert said[1].startswith("2 things on A are called `More`")
    assert '.tap("More #2")' in result.stdout


def test_quit_ends_before_the_rest(run: Run) -> None:
    """After `quit` no line is read, and what was done so far is said."""
    result = played(run, BOOKING, "service=cut", "quit", "time=morning")
    assert result.exit_code == 0
    assert result.stdout.endswith('    .fill(service="cut")\n)\n')


def test_data_and_summary_are_shown(run: Run) -> None:
    """`data` is what the screen was given, `summary` what the chat shows when all is done."""
    result = played(run, BOOKING, *BOOKED[:4], "data", "summary", "Book", "summary")
    said = answers(result)
    assert json.loads(said[4]) == {"service": "cut", "day": "2026-12-04", "time": "afternoon"}
    assert said[5] == "there is a summary when the flow is completed"
    assert said[7].startswith("Service: Haircut\n")


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


def test_journey_is_kept_as_a_scenario(run: Run, everything: str) -> None:
    """The journey is written as JSON with the path of the flow, whole, and is never overwritten."""
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


# A terminal.

CONTROLLED = """\
import fcntl, termios
from flowdsl.cli import main
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # The terminal is the one that Ctrl-C is typed on.
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
@pytest.mark.parametrize("end", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_terminal_is_asked_line_by_line(environment: dict[str, str], end: bytes) -> None:
    """On a terminal each line is asked for, and Ctrl-D and Ctrl-C end it with what was done."""
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CONTROLLED, "run", BOOKING],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**environment, "TERM": "dumb"},
        start_new_session=True,
    )
    os.close(follower)
    try:
        seen = _read_until(leader, b"> ")
        assert b"Book an appointment" in seen
        os.write(leader, b"service=cut\n")
        assert b"(o) Haircut" in _read_until(leader, b"\n> ")
        rest = _read_until(leader, None, typing=end)
        assert process.wait(10) == 0
        assert b'.fill(service="cut")' in rest
        assert b"Traceback" not in rest
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def _read_until(leader: int, mark: bytes | None, *, typing: bytes = b"") -> bytes:
    """Return what is shown up to a mark, or up to the end.

    What is typed is typed again as long as nothing comes of it: between showing the prompt and
    waiting for a line, Python does not notice a Ctrl-C until the next key.
    """
    seen, until = b"", time.monotonic() + 10
    os.write(leader, typing)
    while time.monotonic() < until and (mark is None or mark not in seen):
        if select.select([leader], [], [], 0.2)[0]:
            piece = b""
            with contextlib.suppress(OSError):  # Nobody writes there any more.
                piece = os.read(leader, 65536)
            if not piece:
                break
            seen += piece
        elif typing and not seen:
            os.write(leader, typing)
    return seen
