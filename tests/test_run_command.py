"""`flowdsl run` plays a flow: what is typed, what is shown, what is refused."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time

import pytest
from checking import GOOD, Run, put
from run_playing import BOOKED, BOOKING, EVERYTHING, answers, played, sent

from flowdsl.playing.player import HELP


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
