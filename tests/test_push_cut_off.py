"""A push that is cut off at any moment leaves the lock file whole, and the next push goes on.

A moment is before or after a request, or a write of the lock file. The process dies at each of
them: in this process by an exception that nothing catches and that everything meets from then on,
and at some of them by a real signal.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from conftest import ROOT
from push_faults import NAMES, PUSH, Pushing, moments

import flowdsl.platform.lock
from flowdsl.discover import forget_modules
from flowdsl.platform import pushing
from flowdsl.platform.environments import read_environment
from flowdsl.platform.graph import GraphClient
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import Lock, LockedFlow, read_lock
from flowdsl.platform.planning import make_plan
from flowdsl.platform.remote import in_parallel
from flowdsl.platform.wanted import find_wanted
from flowdsl.settings import Settings
from flowdsl.testing.graph_server import Sandbox

LOOKING = 2 * 5
"""The moments before the first change: around five requests that look."""

DOING = 2 * (8 + 8)
"""The moments after that: around eight requests, and eight writes of the lock file."""

WRITES = 6
"""Changes of the lock file; two of the writes say what it says already."""


class Killed(BaseException):
    """The process is no more: nothing catches this."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushing]:
    """One project and one server for all; each test begins with what was there before."""
    folder = tmp_path_factory.mktemp("cut off") / "a project"
    with (
        Sandbox() as sandbox,
        pytest.MonkeyPatch.context() as patch,
        stamina.set_testing(True, attempts=2, cap=True),
        Pushing(folder, sandbox, patch) as pushing,
    ):
        yield pushing


@pytest.fixture(autouse=True)
def _begin(project: Pushing) -> None:
    project.begin()


def kill_at(moment: int) -> Callable[[int], None]:
    """Return what ends everything from a moment on."""

    def act(number: int) -> None:
        if number >= moment:
            raise Killed

    return act


def killed(project: Pushing, moment: int, jobs: int = 1) -> bool:
    """Push, and return whether it was killed on the way."""
    loaded = set(sys.modules)
    try:
        with moments(kill_at(moment)):
            assert project.run(*PUSH, f"-j{jobs}").exit_code == 0
    except Killed:
        return True
    finally:
        forget_modules(loaded)
    return False


def test_a_push_is_killed_at_any_moment(project: Pushing) -> None:
    """However far it came, the lock can be read, and another push does what is left."""
    for moment in range(1, LOOKING + DOING + 1):
        project.begin()
        before = project.lock.read_bytes()
        assert killed(project, moment)
        if moment <= LOOKING + 1:
            assert project.lock.read_bytes() == before
        project.assert_converges("-j1")
    project.begin()
    assert not killed(project, LOOKING + DOING + 1)


@pytest.mark.parametrize("moment", range(LOOKING + 1, LOOKING + DOING + 1, 3))
def test_threads_are_killed(moment: int, project: Pushing) -> None:
    """It is the same where several flows are worked on at once."""
    assert killed(project, moment, jobs=4)
    project.assert_converges("-j4")


def test_pushes_are_killed_again_and_again(project: Pushing) -> None:
    """A push that always dies one moment later than the last one comes to its end, too."""
    assert all(killed(project, LOOKING + count) for count in range(1, 6))
    project.assert_converges("-j1")


SCRIPT = f"""
import itertools, os, signal, sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from pathlib import Path
from push_faults import moments
from flowdsl.cli import main

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def act(number):
    if number == int(sys.argv[1]):
        die()

if sys.argv[1] == "writing":
    Path.replace = die
    act = lambda number: None
with moments(act):
    main({[*PUSH, "-j1"]!r})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
@pytest.mark.parametrize("moment", ["writing", LOOKING + 1, LOOKING + 2, LOOKING + DOING - 1])
def test_a_process_is_killed(
    moment: int | str, project: Pushing, environment: dict[str, str]
) -> None:
    """A real process that is killed leaves a lock that is whole, also in the middle of writing."""
    before = read_lock(project.lock)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(moment)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    parts = list(project.folder.glob(".flows.lock.*.part"))
    assert len(parts) == (moment == "writing")
    if moment != LOOKING + DOING - 1:
        assert read_lock(project.lock) == before
    project.assert_converges()
    for part in parts:  # Nobody reads it.
        part.unlink()


@pytest.mark.parametrize("moment", [*range(2, LOOKING, 2), *range(LOOKING + 1, LOOKING + DOING, 2)])
def test_ctrl_c(moment: int, project: Pushing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step that runs is done and written down, none begins after it, and a note says so."""
    stops: list[threading.Event] = []

    def watched(*args: Any, interrupt: Callable[[], None], **kwargs: Any) -> Any:
        stop = threading.Event()
        stops.append(stop)

        def told() -> None:
            interrupt()
            stop.set()

        return in_parallel(*args, interrupt=told, **kwargs)

    def act(number: int) -> None:
        if number == moment:
            main_thread = threading.main_thread().ident
            assert main_thread is not None
            signal.pthread_kill(main_thread, signal.SIGINT)
            # The step goes on when the main thread knows.
            assert all(stop.wait(10) for stop in stops)

    monkeypatch.setattr(pushing, "in_parallel", watched)
    loaded = set(sys.modules)
    with moments(act):
        result = project.run(*PUSH, "-j1")
    forget_modules(loaded)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "Aborted!" in result.stderr
    is_begun = moment > LOOKING
    assert ("what was done stands in the lock file; run it again" in result.stderr) is is_begun
    # Each step has four moments, of a request and of a write.
    steps = (moment - LOOKING + 3) // 4 if is_begun else 0
    assert result.stdout.count("] ") == steps
    project.assert_converges("-j1")


def push_beside(project: Pushing) -> None:
    """Push as another process in the same folder does."""
    environment = read_environment("dev", project.folder)
    ledger = Ledger(project.lock, "dev")
    wanted = find_wanted([str(project.folder / "flows")], environment, Settings())
    with GraphClient(environment.token(), environment.settings()) as client:
        plan = make_plan(wanted, environment, ledger.lock, client, publish=True, jobs=1)
        pushed = pushing.push(plan, client, ledger, jobs=1)
    assert all(each.is_complete for each in pushed)


def test_two_pushes_meet_at_any_moment(project: Pushing) -> None:
    """While one push waits, another does all: nothing is there twice, and no line is lost."""
    for moment in range(LOOKING + 1, LOOKING + DOING + 1, 2):
        project.begin()

        def act(number: int, moment: int = moment) -> None:
            if number == moment:
                push_beside(project)

        loaded = set(sys.modules)
        with moments(act):
            result = project.run(*PUSH, "-j1")
        forget_modules(loaded)
        project.assert_explained(result)
        assert {name for _, name in read_lock(project.lock).flows} == set(NAMES)
        project.assert_converges("-j1")


def test_two_processes_push(project: Pushing, environment: dict[str, str]) -> None:
    """Two processes at once leave a lock that is whole, and end with a sentence if not well."""
    command = [sys.executable, "-m", "flowdsl", *PUSH]
    running = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for each in running:
        _, said = each.communicate(timeout=60)
        assert "Traceback" not in said
        assert each.returncode == 0 or "error: " in said
    assert isinstance(read_lock(project.lock), Lock)
    project.assert_converges()


def test_two_ledgers_keep_what_the_other_writes(tmp_path: Path) -> None:
    """Pushes that write at the same time, or in turn, lose no line of one another."""
    path, count = tmp_path / "flows.lock", 25

    def write(ledger: Ledger) -> None:
        for number in range(count):
            name = f"{threading.get_ident()} {number}"
            ledger.record(name, LockedFlow(id=str(number), name=name))

    threads = [threading.Thread(target=write, args=(Ledger(path, "dev"),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_lock(path).flows) == 3 * count
    before, after = Ledger(path, "dev"), Ledger(path, "dev")
    before.forget(next(name for _, name in read_lock(path).flows))
    after.record("last", LockedFlow(id="1", name="last"))
    assert len(read_lock(path).flows) == 3 * count


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), PermissionError(13, "no")]
)
@pytest.mark.parametrize("nth", range(1, WRITES + 1))
def test_the_lock_cannot_be_written(
    nth: int, error: OSError, project: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push ends with a sentence that names the file, and goes on when there is room again."""
    write, count = flowdsl.platform.lock.write_text, 0

    def failing(path: Path, text: str) -> None:
        nonlocal count
        count += 1
        if count >= nth:
            raise error
        write(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(flowdsl.platform.lock, "write_text", failing)
        result = project.run(*PUSH, "-j1")
    assert result.exit_code == 1
    project.assert_explained(result)
    assert f"flows.lock: {error.strerror}, so it cannot be written\n" in result.stderr
    assert "stands in the lock file" not in result.stderr
    project.assert_converges("-j1")
