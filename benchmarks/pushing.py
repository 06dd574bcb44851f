"""Measures plans and pushes of many flows against the sandbox, over HTTP on this machine."""

import contextlib
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs
from flows import with_flowdsl
from run import Bars, best

from flowdsl.platform.environments import Environment, FromVariable
from flowdsl.platform.graph import Call, GraphClient
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import LockedFlow
from flowdsl.platform.planning import Plan, Step, make_plan
from flowdsl.platform.pushing import push
from flowdsl.platform.wanted import WantedFlow, find_wanted
from flowdsl.settings import Settings
from flowdsl.testing.graph_server import Sandbox

T = TypeVar("T")

AT_ONCE_BAR: Final = 0.25
"""Eight calls at once, against one: an eighth of the time is what there is to gain at most."""

PLAN_BAR: Final = 8.0
TRUSTING_BAR: Final = 1.0
LOCK_BAR: Final = 1.5

FLOWS: Final = 200
MODULES: Final = 20
"""So many of the flows are in Python, the others in JSON."""

COMPONENTS: Final = 20
JOBS: Final = 8
TURNS: Final = 5
SLOWLY: Final = 0.02
"""The seconds that the server keeps each answer back, as a near one does."""

PAGES: Final = 2
"""The pages of 100 flows; behind them one more is asked for, which is empty."""

_OPERATIONS: Final = (
    ("create", r"POST /v[0-9.]+/\d+/flows 200 "),
    ("list", r"GET /v[0-9.]+/\d+/flows 200 "),
    ("upload", r"POST /v[0-9.]+/\d+/assets 200 "),
    ("assets", r"GET /v[0-9.]+/\d+/assets 200 "),
    ("download", r"GET /_sandbox/assets/\d+/\S+ 200 "),
    ("update", r"POST /v[0-9.]+/\d+ 200 "),
)


class Client(GraphClient):
    """Counts how many calls it makes at once."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._mutex = threading.Lock()
        self._now = 0
        self.most = 0

    def send(self, call: Call[T]) -> T:
        with self._mutex:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return super().send(call)
        finally:
            with self._mutex:
                self._now -= 1


class Forgetful(Ledger):
    """Writes nothing, so that it is seen what writing costs."""

    def record(self, flow: str, locked: LockedFlow) -> None:
        pass


@attrs.define
class Desk:
    """A project with many flows, and an empty account.

    Args:
        folder: Where the project is.
        sandbox: The account.
        calls: What the sandbox says of each call.
    """

    folder: Path
    sandbox: Sandbox
    calls: list[str]

    @property
    def environment(self) -> Environment:
        return Environment(
            name="bench",
            waba_id=self.sandbox.waba_id,
            source=FromVariable("FLOWDSL_ACCESS_TOKEN"),
            base_url=self.sandbox.url,
        )

    def client(self) -> Client:
        return Client(self.sandbox.token, self.environment.settings())

    def wanted(self) -> list[WantedFlow]:
        return find_wanted([str(self.folder)], self.environment, Settings())

    def ledger(self, kind: type[Ledger] = Ledger) -> Ledger:
        return kind(self.folder / "flows.lock", "bench")

    def plan(
        self, wanted: list[WantedFlow], client: Client, *, download: bool = True, jobs: int = JOBS
    ) -> Plan:
        lock = self.ledger().lock
        return make_plan(wanted, self.environment, lock, client, download=download, jobs=jobs)

    def counted(self) -> Counter[str]:
        """Return how many calls of each kind there were since it was asked last."""
        found = Counter(_operation(line) for line in self.calls)
        self.calls.clear()
        return found

    def reset(self, seconds: float) -> None:
        """Empty the account, forget what was pushed, and keep each answer back for a while."""
        self.sandbox.reset()
        self.sandbox.inject("slow", seconds=seconds, times=100 * FLOWS)
        (self.folder / "flows.lock").unlink(missing_ok=True)
        self.calls.clear()


def _operation(line: str) -> str:
    return next((name for name, form in _OPERATIONS if re.match(form, line)), line)


@contextlib.contextmanager
def desk() -> Iterator[Desk]:
    """Give a project and an account."""
    calls: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Sandbox(note=calls.append) as sandbox:
        small = with_flowdsl(COMPONENTS).to_json(indent=2)
        for number in range(FLOWS - MODULES):
            text = small.replace("Field 0", f"Field {number}")
            Path(folder, f"json_{number}.json").write_text(text, encoding="utf-8")
        for number in range(MODULES):
            Path(folder, f"module_{number}.py").write_text(
                "from flowdsl import Complete, Flow, Footer, Screen\n\n"
                f'footer = Footer(label="Send {number}", on_click_action=Complete({{}}))\n'
                f'screen = Screen(id="A", title="A", terminal=True, children=[footer])\n'
                f"module_{number} = Flow(screens=[screen])\n",
                encoding="utf-8",
            )
        yield Desk(Path(folder), sandbox, calls)


def pushing(bars: Bars) -> None:
    """Planning and pushing 200 flows: how many calls, how many of them at once, and how long."""
    with desk() as at, at.client() as client:
        wanted = at.wanted()
        assert len(wanted) == FLOWS
        _first(at, wanted, client, bars)
        _second(at, wanted, client, bars)
        assert client.most == JOBS, "as many calls at once as were asked for, and no more"
        _at_once(at, wanted, client, bars)


def _first(at: Desk, wanted: list[WantedFlow], client: Client, bars: Bars) -> None:
    """Push everything for the first time, without a lock file and with one."""
    times: dict[type[Ledger], list[float]] = {Forgetful: [], Ledger: []}
    for _ in range(TURNS):
        for kind, taken in times.items():
            at.reset(SLOWLY)
            plan = at.plan(wanted, client)
            started = time.perf_counter()
            pushed = push(plan, client, at.ledger(kind), jobs=JOBS)
            taken.append(time.perf_counter() - started)
            assert all(each.is_complete for each in pushed)
            calls = at.counted()
            assert calls == {"create": FLOWS, "list": 1}, calls
    at.sandbox.clear_faults()
    bare, whole = map(min, times.values())
    ratio = bars.hold("pushing, against pushing without a lock file", whole / bare, LOCK_BAR)
    print(f"pushing {FLOWS} flows, {JOBS} at once: {whole:.2f} s, calls {dict(calls)}")
    print(f"  without a lock file {bare:.2f} s: ratio {ratio}")


def _second(at: Desk, wanted: list[WantedFlow], client: Client, bars: Bars) -> None:
    """Plan what is up to date, with and without looking at what is uploaded, and push nothing."""
    assert at.plan(wanted, client, download=False).is_empty
    trusting = at.counted()
    plan = at.plan(wanted, client)
    looking = at.counted()
    assert plan.is_empty
    assert push(plan, client, at.ledger(), jobs=JOBS) == []
    assert not at.counted()
    assert trusting == {"list": looking["list"]}, trusting
    assert looking["list"] <= PAGES + 1
    assert looking == {"list": looking["list"], "assets": FLOWS, "download": FLOWS}, looking
    compiling, with_lock, whole = best(
        at.wanted,
        lambda: at.plan(wanted, client, download=False),
        lambda: at.plan(wanted, client),
        turns=TURNS,
    )
    at.counted()
    ratio = bars.hold("planning, against compiling", whole / compiling, PLAN_BAR)
    print(f"planning {FLOWS} flows that are up to date: {whole:.2f} s, calls {dict(looking)}")
    print(f"  compiling them {compiling:.2f} s: ratio {ratio}")
    ratio = bars.hold("planning by the lock", with_lock / compiling, TRUSTING_BAR)
    print(f"  by the lock alone {with_lock:.2f} s, calls {dict(trusting)}: ratio {ratio}")


def _at_once(at: Desk, wanted: list[WantedFlow], client: Client, bars: Bars) -> None:
    """Push and plan with answers that take a while, one call at a time and eight."""
    pushed, planned = [], []
    for jobs in (1, JOBS):
        at.reset(SLOWLY)
        plan = at.plan(wanted, client, jobs=jobs)
        assert {each.steps for each in plan.flows} == {(Step.CREATE,)}
        started = time.perf_counter()
        push(plan, client, at.ledger(), jobs=jobs)
        pushed.append(time.perf_counter() - started)
        started = time.perf_counter()
        assert at.plan(wanted, client, jobs=jobs).is_empty
        planned.append(time.perf_counter() - started)
    for name, (one, eight) in (("pushing", pushed), ("planning", planned)):
        ratio = bars.hold(f"{name}, eight at once", eight / one, AT_ONCE_BAR)
        print(
            f"{name} with answers after {SLOWLY * 1000:.0f} ms: one at a time {one:.2f} s, "
            f"{JOBS} at once {eight:.2f} s: ratio {ratio}"
        )
