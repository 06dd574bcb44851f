"""A state machine of pushes: whatever is done, lock, plan and account come together again."""

import importlib.util
import itertools
import sys
from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from push_checks import WatchedWorld
from push_world import CATEGORIES, NAMES, TITLES, VERSIONS, Cut, Member, picked

from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import Lock, LockedFlow, write_lock

__all__ = ["PushMachine"]

PLACES = st.integers(0, 7)
"""Which of some things; how many there are does not count, so that a walk can be walked again."""

EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "title",
                "categories",
                "name",
                "name in lock",
                "out",
                "in",
                "endpoint",
                "json",
                "version",
            ]
        ),
        PLACES,
        PLACES,
    ),
    max_size=3,
)
"""What is done to the flows of the project before a command."""

Doings: TypeAlias = list[tuple[str, int, int]]
"""What is done, with numbers that say to what."""

DOINGS = (
    "upload",
    "upload nothing",
    "upload mistakes",
    "rename",
    "categories",
    "publish",
    "deprecate",
    "delete",
    "create",
    "get worse",
    "recover",
)
"""What somebody else does in the account."""

CALLS = (None, "create", "upload", "update", "publish", "create", "upload", "update", "download")
"""The calls that faults strike."""

WORSE = {"PUBLISHED": "THROTTLED", "THROTTLED": "BLOCKED"}
BETTER = {"BLOCKED": "THROTTLED", "THROTTLED": "PUBLISHED"}


@attrs.frozen
class Command:
    """A command that works on single flows.

    Args:
        arguments: What is run; `{}` stands for the flow.
        does: What it does in the account, a method of the client, until there is such a command.
        note: What the lock says afterwards; None where it knows the flow no longer.
    """

    arguments: tuple[str, ...]
    does: str | None = None
    note: str | None = None


COMMANDS: Mapping[str, Command] = {
    "publish": Command(("publish", "dev", "{}"), "publish", "PUBLISHED"),
    "deprecate": Command(("deprecate", "dev", "{}", "--yes"), "deprecate", "DEPRECATED"),
    "delete": Command(("delete", "dev", "{}", "--yes"), "delete"),
    "adopt": Command(("adopt", "dev")),
}
"""The commands beside push, by their names."""


def is_there(name: str) -> bool:
    """Return whether there is a command."""
    return importlib.util.find_spec(f"flowdsl.cli.{name}") is not None


class PushMachine(RuleBasedStateMachine):
    """Changes a project, its account and its lock, and pushes.

    Args:
        world: Where, with nothing in it.
    """

    def __init__(self, world: WatchedWorld) -> None:
        super().__init__()
        self.world = world
        self.locks: list[Lock] = [self.world.lock]

    @initialize(pushed=st.booleans(), publish=st.booleans())
    def start(self, pushed: bool, publish: bool) -> None:
        """The project has flows, which may have been pushed."""
        self.world.put(Member(NAMES[0], categories=CATEGORIES[2]))
        self.world.put(Member(NAMES[1], has_endpoint=True))
        self.world.put(Member(NAMES[2], is_json=True))
        if pushed:
            assert self.world.pushed(self.world.members, *["--publish"] * publish) == 0

    # What people do.

    def edit(self, edits: Doings) -> None:
        """Edit flows of the project."""
        for what, place, other in edits:
            self.edit_one(what, place, other)

    def edit_one(self, what: str, place: int, other: int) -> None:
        world, member = self.world, picked(self.world.members, place)
        free = picked([each for each in NAMES if each not in self.names()], other)
        match what:
            case "in":
                if free is not None:
                    is_json, has_endpoint = place % 2 == 1, place % 4 >= 2
                    title = picked(TITLES, other)
                    world.put(Member(free, title, (), has_endpoint, is_json))
            case _ if member is None:
                pass
            case "title":
                world.change(member, title=picked(TITLES, other))
            case "categories":
                world.change(member, categories=picked(CATEGORIES, other))
            case "name" if free is not None:
                world.change(member, name=free)
            case "name in lock" if free is not None:
                # As the plan advises where a flow is gone.
                world.change(member, name=free)
                locked = world.locked(member.name)
                if locked is not None:
                    self.write(
                        world.lock.without("dev", member.name).with_flow("dev", free, locked)
                    )
            case "out" if len(world.members) > 1:
                world.take(member)
            case "endpoint":
                world.change(member, has_endpoint=not member.has_endpoint)
            case "version":
                world.change(member, version=picked(VERSIONS, other))
            case "json":
                world.change(member, is_json=not member.is_json)

    @rule(
        doings=st.lists(st.tuples(st.sampled_from(DOINGS), PLACES, PLACES), min_size=1, max_size=3)
    )
    def somebody_else(self, doings: Doings) -> None:
        """Somebody else does something in the account, or Meta does."""
        for what, place, other in doings:
            self.do(what, place, other)

    def do(self, what: str, place: int, other: int) -> None:
        world = self.world
        sandbox, flows = world.server.sandbox, world.server.flows()
        name, text = picked(NAMES, other), Member("alpha", picked(TITLES, other), is_json=True).text
        if what == "create":
            more: dict[str, Any] = {"flow_json": text} if place % 2 else {}
            world.somebody(
                lambda client: client.create(
                    sandbox.waba_id, name=name, categories=["OTHER"], **more
                )
            )
            return
        flow = picked(list(flows.values()), place)
        if flow is None:
            return
        match what:
            case "get worse" | "recover":
                after = (WORSE if what == "get worse" else BETTER).get(flow.status)
                if after is not None:
                    sandbox.move(flow.id, after)
            case "upload":
                world.somebody(lambda client: client.upload(flow.id, text))
            case "upload nothing":
                world.somebody(lambda client: client.upload(flow.id, b"\xffnothing"))
            case "upload mistakes":
                wrong = text.replace('"terminal": true', '"terminal": 7')
                world.somebody(lambda client: client.upload(flow.id, wrong))
            case "rename":
                world.somebody(lambda client: client.update(flow.id, name=name))
            case "categories":
                chosen: Any = CATEGORIES[1 + other % 2]
                world.somebody(lambda client: client.update(flow.id, categories=chosen))
            case _:
                world.somebody(lambda client: getattr(client, what)(flow.id))

    @rule(
        what=st.sampled_from(["deleted", "rolled back", "merged", "doubled"]),
        place=PLACES,
        kept=st.lists(st.booleans(), min_size=1, max_size=12),
    )
    def lock(self, what: str, place: int, kept: list[bool]) -> None:
        """The lock file is lost, comes back from an older commit, or is merged with one."""
        lock, older = self.world.lock, picked(self.locks, place)
        match what:
            case "deleted":
                self.world.project.lock.unlink(missing_ok=True)
            case "rolled back":
                self.write(older)
            case "merged":
                self.merge(lock, older, kept)
            case "doubled":
                # Somebody copied the lines of a flow for another one.
                mine = [each for (where, _), each in lock.flows.items() if where == "dev"]
                if locked := picked(mine, place):
                    self.write(lock.with_flow("dev", picked(NAMES, len(kept)), locked))

    def merge(self, ours: Lock, theirs: Lock, kept: list[bool]) -> None:
        """Have the lines of both sides, as git leaves them, and then those that somebody keeps."""
        lines: dict[str, None] = {}
        for side in (ours, theirs):
            self.write(side)
            lines |= dict.fromkeys((self.world.lock_bytes or b"").decode().splitlines())
        self.world.project.lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
        keys = [each.partition(" = ")[0] for each in lines if " = " in each]
        plan = self.world.run("plan", "dev")
        if len(keys) > len(set(keys)):
            assert plan.exit_code == 2
            assert "two branches changed the same flow" in plan.stderr
        choice = itertools.cycle(kept)
        flows = {}
        for key in sorted({*ours.flows, *theirs.flows}):
            sides = [each for each in (ours.flows.get(key), theirs.flows.get(key)) if each]
            fields = attrs.fields_dict(LockedFlow)
            flows[key] = LockedFlow(
                **{name: getattr(sides[-next(choice)], name) for name in fields}
            )
        self.write(Lock(flows=flows))

    @rule(edits=EDITS, publish=st.booleans())
    def plan(self, edits: Doings, publish: bool) -> None:
        """A plan changes nothing, and says the same as JSON."""
        self.edit(edits)
        self.world.plan(*(["--publish"] if publish else []))

    @rule(name=st.sampled_from(sorted(COMMANDS)), place=PLACES)
    def command(self, name: str, place: int) -> None:
        """One of the commands for single flows is run, or what it stands for is done."""
        world, row = self.world, COMMANDS[name]
        member = picked(world.members, place)
        if is_there(name):
            world.run(*(each.replace("{}", member.name) for each in row.arguments))
            return
        locked, does = world.locked(member.name), row.does
        if locked is None or does is None:
            return
        if world.somebody(lambda client: getattr(client, does)(locked.id)):
            ledger = Ledger(world.project.lock, "dev")
            if row.note is None:
                ledger.forget(member.name)
            else:
                ledger.record(member.name, attrs.evolve(locked, state=row.note))

    # Pushes.

    @rule(
        edits=EDITS,
        publish=st.booleans(),
        download=st.sampled_from([True, True, True, False]),
        jobs=st.sampled_from([1, 2]),
        only=st.none() | PLACES,
    )
    def push(
        self,
        edits: Doings,
        publish: bool,
        download: bool,
        jobs: int,
        only: int | None,
    ) -> None:
        """A push that nothing befalls: where it ends with 0 all is in step."""
        self.edit(edits)
        chosen = self.world.members if only is None else [picked(self.world.members, only)]
        options = ["--publish"] * publish + ["--no-download"] * (not download)
        code = self.world.pushed(chosen, *options, "--jobs", str(jobs), whole=only is None)
        if code == 0 and download:
            for member in chosen:
                self.world.check_in_step(member, publish=publish)

    @rule(
        edits=EDITS,
        kind=st.sampled_from(["after", "drop", "half", "500"]),
        call=st.sampled_from(CALLS),
        nth=st.integers(1, 4),
        times=st.sampled_from([1, 10]),
        publish=st.booleans(),
        jobs=st.sampled_from([1, 2]),
    )
    def faulty(
        self,
        edits: Doings,
        kind: str,
        call: str | None,
        nth: int,
        times: int,
        publish: bool,
        jobs: int,
    ) -> None:
        """A push on a bad day of the server: where it ends with 0 all is in step, too."""
        self.edit(edits)
        sandbox, members = self.world.server.sandbox, self.world.members
        sandbox.inject(kind, operation=call, nth=nth, times=times)
        code = self.world.pushed(members, *["--publish"] * publish, "--jobs", str(jobs))
        sandbox.clear_faults()
        if code == 0:
            for member in members:
                self.world.check_in_step(member, publish=publish)

    @rule(
        edits=EDITS,
        moment=st.integers(1, 40),
        publish=st.booleans(),
        jobs=st.sampled_from([1, 2]),
    )
    def cut_off(self, edits: Doings, moment: int, publish: bool, jobs: int) -> None:
        """A push is cut off somewhere."""
        self.edit(edits)

        def cut() -> None:
            raise Cut

        with self.world.meanwhile(moment, cut):
            self.world.pushed(self.world.members, *["--publish"] * publish, "--jobs", str(jobs))

    @rule(
        edits=EDITS,
        moment=st.integers(1, 40),
        what=st.sampled_from(DOINGS),
        place=PLACES,
        other=PLACES,
        publish=st.booleans(),
    )
    def raced(
        self,
        edits: Doings,
        moment: int,
        what: str,
        place: int,
        other: int,
        publish: bool,
    ) -> None:
        """Somebody else does something in the account during a push; that ends with a sentence."""
        self.edit(edits)
        with self.world.meanwhile(moment, lambda: self.do(what, place, other)):
            self.world.run("push", "dev", "--yes", *["--publish"] * publish)

    @rule(publish=st.booleans())
    def settle(self, publish: bool) -> None:
        """Pushing again leads to where plan, lock and account agree, as far as Meta lets it."""
        self.world.settle(publish=publish)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:  # Otherwise something else is to be told.
            self.world.settle(publish=False)

    # What holds.

    @invariant()
    def the_lock_can_be_read(self) -> None:
        """The lock can be read, and what it says of other environments stays."""
        lock = self.world.lock
        if lock not in self.locks:
            self.locks.append(lock)

    @invariant()
    def no_flow_comes_from_nowhere(self) -> None:
        """Each flow in the account was made once, and no two have one name."""
        flows = self.world.server.flows()
        assert len({each.name for each in flows.values()}) == len(flows)

    # The project.

    def names(self) -> list[str]:
        return [each.name for each in self.world.members]

    def write(self, lock: Lock) -> None:
        write_lock(self.world.project.lock, lock)
