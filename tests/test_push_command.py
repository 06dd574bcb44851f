"""`flowdsl push` does what its plan says, step by step, and says what came of it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs
import pytest
from account_project import BOOKING, Project
from planning_account import ENDPOINT, HERE, ID, endpoint_flow, wanted
from sandbox_calls import Client

from flowdsl.platform.graph.errors import CannotPublish, Unreachable
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FlowInfo, Page
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import Lock, LockedFlow, read_lock, write_lock
from flowdsl.platform.planning import FlowPlan, MetadataChange, Plan, Step
from flowdsl.platform.pushing import Pushed, push
from flowdsl.platform.remote import Content, RemoteFlow

T = TypeVar("T")


class Account(Sender):
    """An account that does what it is asked, and keeps what that was.

    Args:
        failures: What is raised instead, by the purpose of the call and the name or id in it.
        errors: What Meta's validator finds in every Flow JSON.
    """

    def __init__(
        self,
        failures: dict[str, BaseException] | None = None,
        errors: list[dict[str, Any]] | None = None,
    ) -> None:
        self.failures = failures or {}
        self.errors = errors or []
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self._mutex = threading.Lock()

    def send(self, call: Call[T]) -> T:
        request = call.request
        name = (request.json or {}).get("name") if call.purpose == "create the flow" else None
        about = f"{call.purpose.partition(' ')[0]} {name or request.path.split('/')[1]}"
        with self._mutex:
            self.asked.append(about)
            self.bodies.append(request.json)
        if about in self.failures:
            raise self.failures[about]
        return call.read({"id": f"7{len(self.asked)}", "success": True,
                          "validation_errors": self.errors})  # fmt: skip

    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        raise AssertionError("a push lists nothing")


class Watched:
    """Keeps what a push tells, with the lock as it is then."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[str] = []
        self.locks: list[LockedFlow | None] = []

    def begin(self, plan: FlowPlan, step: Step) -> None:
        self.told.append(f"begin {step} {plan.name}")

    def end(self, plan: FlowPlan, step: Step) -> None:
        self.told.append(f"end {step} {plan.name}")
        self.locks.append(read_lock(self.path).get("dev", plan.name))

    def interrupted(self) -> None:
        self.told.append("interrupted")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a lock that is not there yet."""
    return tmp_path / "flows.lock"


def there(status: str = "DRAFT", name: str = "booking", flow_id: str = ID) -> RemoteFlow:
    """Return a flow in the account with another Flow JSON."""
    content = Content(data=b"{}", document={"version": "6.0"}, sha256="0" * 64)
    return RemoteFlow(info=FlowInfo(id=flow_id, name=name, status=status), content=content)


def carried_out(
    flows: list[FlowPlan], account: Account, file: Path, jobs: int = 1
) -> tuple[list[Pushed], Watched]:
    """Push flows, and return what came of them."""
    watched = Watched(file)
    plan = Plan(environment=HERE, flows=tuple(flows))
    return push(plan, account, Ledger(file, "dev"), jobs=jobs, watcher=watched), watched


NAME: Final = MetadataChange("name", "old", "booking")


def test_a_new_flow_is_created_set_and_published(file: Path) -> None:
    """In that order, and after each step the lock says what is so by then."""
    flow = endpoint_flow(endpoint_uri=ENDPOINT, application_id="77")
    change = MetadataChange("application_id", None, "77")
    plan = FlowPlan(wanted=flow, steps=(Step.CREATE, Step.UPDATE, Step.PUBLISH), metadata=(change,))
    account = Account()
    [pushed], watched = carried_out([plan], account, file)
    assert account.asked == ["create booking", "update 71", "publish 71"]
    assert account.bodies == [
        {
            "name": "booking",
            "categories": ["OTHER"],
            "flow_json": flow.text,
            "endpoint_uri": ENDPOINT,
        },
        {"application_id": "77"},
        None,
    ]
    assert (pushed.id, pushed.done, pushed.is_complete) == ("71", plan.steps, True)
    begun = [f"{when} {step} booking" for step in plan.steps for when in ("begin", "end")]
    assert watched.told == begun
    created = LockedFlow(
        id="71", name="booking", sha256=flow.sha256, json_version="7.3", state="DRAFT"
    )
    assert watched.locks == [created, created, attrs.evolve(created, state="PUBLISHED")]
    assert "planted" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("state", "after"),
    [("DRAFT", "DRAFT"), ("PUBLISHED", "DRAFT"), ("THROTTLED", "THROTTLED"), ("FUTURE", "FUTURE")],
)
def test_a_flow_is_uploaded_and_updated(file: Path, state: str, after: str) -> None:
    """The lock says what was there until it is another; a state that nobody knows stays."""
    flow = wanted()
    plan = FlowPlan(
        wanted=flow,
        remote=there(state, name="old"),
        steps=(Step.UPLOAD, Step.UPDATE),
        metadata=(NAME,),
    )
    account = Account()
    [pushed], watched = carried_out([plan], account, file)
    assert account.asked == [f"upload {ID}", f"update {ID}"]
    assert account.bodies[1] == {"name": "booking"}
    uploaded = LockedFlow(id=ID, name="old", sha256=flow.sha256, json_version="7.3", state=after)
    assert watched.locks == [uploaded, attrs.evolve(uploaded, name="booking")]
    assert (pushed.id, pushed.is_complete) == (ID, True)


def test_an_update_alone_keeps_what_is_uploaded(file: Path) -> None:
    """The hash and the version in the lock are those of what is there."""
    plan = FlowPlan(
        wanted=wanted(), remote=there(name="old"), steps=(Step.UPDATE,), metadata=(NAME,)
    )
    _, watched = carried_out([plan], Account(), file)
    assert watched.locks == [
        LockedFlow(id=ID, name="booking", sha256="0" * 64, json_version="6.0", state="DRAFT")
    ]


def test_recording_asks_nothing_of_the_account(file: Path) -> None:
    """It writes what is so."""
    plan = FlowPlan(wanted=wanted(), remote=there("PUBLISHED"), steps=(Step.RECORD,))
    account = Account()
    [pushed], watched = carried_out([plan], account, file)
    assert account.asked == []
    assert pushed.is_complete
    [locked] = watched.locks
    assert locked is not None
    assert (locked.id, locked.state, locked.sha256) == (ID, "PUBLISHED", "0" * 64)


@pytest.mark.parametrize("remote", [None, there()], ids=["created", "uploaded"])
def test_what_a_later_flowdsl_wrote_of_a_flow_is_kept(
    file: Path, remote: RemoteFlow | None
) -> None:
    """Also where it gets another id."""
    old = LockedFlow(id=ID, name="booking", extra={"colour": "green"})
    write_lock(file, Lock().with_flow("dev", "booking", old))
    step = Step.CREATE if remote is None else Step.UPLOAD
    plan = FlowPlan(wanted=wanted(), remote=remote, locked=old, steps=(step,))
    _, watched = carried_out([plan], Account(), file)
    assert [locked.extra for locked in watched.locks if locked] == [{"colour": "green"}]


def test_flows_without_steps_are_left_alone(file: Path) -> None:
    """Nothing came of them, and nothing is written."""
    pushed, _ = carried_out([FlowPlan(wanted=wanted(), remote=there())], Account(), file)
    assert pushed == []
    assert not file.exists()


def creating(*names: str) -> list[FlowPlan]:
    """Return plans that create flows and publish them."""
    return [FlowPlan(wanted=wanted(name), steps=(Step.CREATE, Step.PUBLISH)) for name in names]


def test_after_a_failure_no_step_begins(file: Path) -> None:
    """What is done before stays done and stands in the lock; the rest can be done again."""
    failure = CannotPublish(operation="publish the flow", message="no")
    account = Account({"publish 73": failure})
    pushed, watched = carried_out(creating("a", "b", "c"), account, file)
    assert account.asked == ["create a", "publish 71", "create b", "publish 73"]
    assert [(each.name, each.done, each.at, each.is_complete) for each in pushed] == [
        ("a", (Step.CREATE, Step.PUBLISH), None, True),
        ("b", (Step.CREATE,), Step.PUBLISH, False),
        ("c", (), None, False),
    ]
    assert [each.failure for each in pushed] == [None, failure, None]
    assert [each.id for each in pushed] == ["71", "73", None]
    assert watched.told[-2:] == ["end create b", "begin publish b"]
    states = {name: locked.state for (_, name), locked in read_lock(file).flows.items()}
    assert states == {"a": "PUBLISHED", "b": "DRAFT"}


def test_what_fails_first_leaves_nothing(file: Path) -> None:
    """No file is written where nothing was done."""
    failure = Unreachable(operation="create the flow", message="no")
    pushed, _ = carried_out(creating("a"), Account({"create a": failure}), file)
    assert [(each.id, each.done, each.at) for each in pushed] == [(None, (), Step.CREATE)]
    assert not file.exists()


def test_a_lock_that_cannot_be_written_stops_too(file: Path) -> None:
    """The step is not done where nobody would know of it; the flow is found by its name later."""
    account = Account()
    plan = Plan(environment=HERE, flows=tuple(creating("a", "b")))
    ledger = Ledger(file, "dev")
    file.write_text("<<<<<<< ours\n")
    pushed = push(plan, account, ledger, jobs=1)
    assert account.asked == ["create a"]
    assert [(each.done, each.at) for each in pushed] == [((), Step.CREATE), ((), None)]
    assert "conflict" in str(pushed[0].failure)


FOUND: Final = {"error": "INVALID_PROPERTY", "message": "It is wrong.", "line_start": 1}


def test_what_metas_validator_refuses_is_not_published(file: Path) -> None:
    """It is created or uploaded, and the answer alone says that publishing would fail."""
    uploading = FlowPlan(wanted=wanted(), remote=there(), steps=(Step.UPLOAD, Step.PUBLISH))
    for plan in (*creating("booking"), uploading):
        account = Account(errors=[FOUND])
        [pushed], _ = carried_out([plan], account, file)
        assert [each.partition(" ")[0] for each in account.asked] == [str(plan.steps[0])]
        assert (pushed.done, pushed.at) == (plan.steps[:1], Step.PUBLISH)
        assert [each.error for each in pushed.validation_errors] == ["INVALID_PROPERTY"]
        assert "it was not published" in str(pushed.failure)
        locked = read_lock(file).get("dev", "booking")
        assert locked is not None
        assert locked.state == "DRAFT"


def test_errors_alone_are_no_failure(file: Path) -> None:
    """A draft may have them."""
    plan = FlowPlan(wanted=wanted(), steps=(Step.CREATE,))
    [pushed], _ = carried_out([plan], Account(errors=[FOUND]), file)
    assert pushed.is_complete
    assert (pushed.failure, len(pushed.validation_errors)) == (None, 1)


@pytest.mark.parametrize("jobs", [1, 4])
def test_an_interruption_ends_it_between_two_steps(file: Path, jobs: int) -> None:
    """What runs is done to the end of its step, and written down; nothing else begins."""
    account = Account({"publish 71": KeyboardInterrupt()})
    plan = Plan(environment=HERE, flows=tuple(creating("a", *map(str, range(20)))))
    with pytest.raises(KeyboardInterrupt):
        push(plan, account, Ledger(file, "dev"), jobs=jobs)
    created = {each.partition(" ")[2] for each in account.asked if each.startswith("create")}
    assert {name for _, name in read_lock(file).flows} == created
    if jobs == 1:
        assert account.asked == ["create a", "publish 71"]


# The command.


def refuse(project: Project) -> None:
    """Let the server find an error that we do not: a comment accepts ours."""
    project.edit('id="ONLY",', 'id="no good",  # flowdsl: ignore[FLOW112]')


def test_a_push_shows_its_plan_and_its_steps(project: Project) -> None:
    """With a count where there are several, and nothing at all where it is asked to be quiet."""
    shown = project.run("push", "dev", "--publish")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-3:] == [
        "1 to create, 1 to publish",
        "[1/2] created booking",
        "[2/2] published booking",
    ]
    again = project.run("push", "dev", "--publish")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "1 up to date")
    project.edit("Book a table", "Reserve")
    quiet = project.run("push", "dev", "-q", "-y")
    assert (quiet.exit_code, quiet.output) == (0, "")
    assert project.flows()["booking"]["status"] == "DRAFT"


def test_the_json_says_what_came_of_each_flow(project: Project) -> None:
    """And nothing else is on standard output, whether there is something to do or not."""
    document = project.json("push", "dev", "--publish")
    flow_id = project.flows()["booking"]["id"]
    assert document == {
        "format": 1,
        "environment": "dev",
        "waba_id": project.sandbox.waba_id,
        "is_complete": True,
        "flows": [
            {
                "name": "booking",
                "id": flow_id,
                "steps": ["create", "publish"],
                "done": ["create", "publish"],
                "at": None,
                "failure": None,
                "validation_errors": [],
            }
        ],
    }
    assert project.json("push", "dev")["flows"] == []


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ("n\n", 1, "error: nothing was done"),
        ("maybe\nn\n", 1, "error: nothing was done"),
        ("", 2, "error: nothing was done, as nobody is there to ask: --yes agrees"),
    ],
)
@pytest.mark.parametrize("options", [(), ("-q",), ("--json",)])
def test_nothing_is_done_where_nobody_agrees(
    project: Project, answer: str, code: int, said: str, options: tuple[str, ...]
) -> None:
    """The question is asked however little is shown, and names the flow."""
    project.run("push", "dev", "--publish")
    before = project.flows(), project.lock.read_bytes()
    project.edit("Book a table", "Reserve")
    result = project.run("push", "dev", *options, answer=answer)
    assert result.exit_code == code
    assert "booking: it is PUBLISHED: a change puts it back to draft" in result.stderr
    assert said in result.stderr
    assert "Go on?" not in result.stdout
    assert (project.flows(), project.lock.read_bytes()) == before


def test_a_blocked_plan_is_not_begun(project: Project) -> None:
    """Not even what could be done of it; why stands in every kind of output."""
    project.run("push", "dev", "--publish")
    Client(project.sandbox).post(f"{project.flows()['booking']['id']}/deprecate")
    project.edit("Book a table", "Reserve")
    project.write("flows/other.py", BOOKING.replace("booking =", "other ="))
    for options in ((), ("-q",), ("--json",), ("-y",)):
        result = project.run("push", "dev", *options)
        assert result.exit_code == 2
        assert "booking cannot be pushed, so nothing was done" in result.stderr
        assert "A deprecated flow cannot be changed" in result.output
        assert "other" not in project.flows()
        if "--json" in options:
            assert result.stdout == ""


def test_errors_of_metas_validator_are_shown_at_the_authors_line(project: Project) -> None:
    """With our rule beside them, and exit code 1; the flow is there, and a draft."""
    refuse(project)
    result = project.run("push", "dev")
    assert result.exit_code == 1
    assert "error[PATTERN_MISMATCH]: " in result.stderr
    assert "--> flows/booking.py:10:16" in result.stderr
    assert "= help: flowdsl explain FLOW112" in result.stderr
    assert "uploaded, but Meta's validator finds errors" in result.stderr
    assert project.flows()["booking"]["status"] == "DRAFT"
    plan = project.run("plan", "dev")
    assert plan.exit_code == 0
    assert "note: Meta's validator finds errors in it" in plan.stdout
    blocked = project.run("push", "dev", "--publish")
    assert blocked.exit_code == 2
    assert "so it cannot be published" in blocked.stdout


def test_errors_of_metas_validator_stop_the_publishing(project: Project) -> None:
    """In the text and in the JSON, whose lines are those of the author, too."""
    refuse(project)
    result = project.run("push", "dev", "--publish", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    [flow] = document["flows"]
    assert document["is_complete"] is False
    assert (flow["done"], flow["at"]) == (["create"], "publish")
    assert flow["failure"] == "Meta's validator finds errors in it, so it was not published"
    [error] = flow["validation_errors"]
    assert (error["error"], error["line_start"]) == ("PATTERN_MISMATCH", 10)
    assert error["pointers"][0]["path"] == "screens[0].id"
    assert "booking: publish: Meta's validator finds errors in it" in result.stderr


def test_errors_in_a_json_file_are_shown_at_its_own_lines(project: Project) -> None:
    """As it was written, with lines of Windows and a mark at its beginning."""
    (project.folder / "flows" / "booking.py").unlink()
    text = json.dumps({"version": "7.3", "screens": [{"id": "no good", "title": "A"}]}, indent=4)
    file = project.write("flows/kept.json", "")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ignored = 'ignore = ["FLOW1", "FLOW2", "FLOW3"]\npaths'
    project.edit("paths", ignored, "pyproject.toml")
    result = project.run("push", "dev")
    assert result.exit_code == 1
    assert "--> flows/kept.json:5:19" in result.stderr


def test_a_failure_says_what_was_done_and_what_was_not(project: Project) -> None:
    """And that it can be run again, which then goes on."""
    for name in ("a", "b", "c"):
        project.write(f"flows/{name}.py", BOOKING.replace("booking =", f"{name} ="))
    project.sandbox.inject("500", operation="create", nth=2, times=1)
    result = project.run("push", "dev", "-j", "1")
    assert result.exit_code == 1
    assert "[1/4] created a" in result.stdout
    assert "error: b: create: cannot create the flow" in result.stderr
    assert "not finished because of that: booking, c" in result.stderr
    assert "what was done stands in the lock file; run it again to go on" in result.stderr
    assert sorted(project.flows()) == ["a"]
    again = project.run("push", "dev")
    assert again.exit_code == 0
    assert "3 to create, 1 up to date" in again.stdout
    assert sorted(project.flows()) == ["a", "b", "booking", "c"]


def test_each_step_is_counted_once(project: Project) -> None:
    """However many flows are worked on at once."""
    for number in range(12):
        name = f"flow_{number}"
        project.write(f"flows/{name}.py", BOOKING.replace("booking =", f"{name} ="))
    result = project.run("push", "dev", "--publish", "-j", "8")
    assert result.exit_code == 0
    counts = [int(found) for found in re.findall(r"^\[(\d+)/26\] ", result.stdout, re.MULTILINE)]
    assert counts == list(range(1, 27))


def test_a_token_in_the_name_of_a_flow_is_in_no_lock(project: Project) -> None:
    """It would be in the account and in the lock: it is refused before anything is sent."""
    name = "EAA" + "planted" * 6
    project.write("flows/booking.py", BOOKING.replace("categories", f'name="{name}", categories'))
    result = project.run("push", "dev")
    assert result.exit_code == 2
    assert "looks like an access token" in result.stderr
    assert name not in result.output
    assert not project.flows()
    assert not project.lock.exists()


SAID: Final[list[tuple[str, Callable[[Project], object], str]]] = [
    ("created", lambda _: None, "created booking"),
    ("uploaded", lambda it: it.edit("Book a table", "Reserve"), "uploaded booking"),
    ("updated", lambda it: it.edit("APPOINTMENT_BOOKING", "SURVEY"), "updated booking"),
    ("recorded", lambda it: it.lock.unlink(), "recorded booking"),
]


def test_every_step_has_a_word(project: Project) -> None:
    """One step is told without a count."""
    for _, arrange, said in SAID:
        arrange(project)
        result = project.run("push", "dev")
        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == said
