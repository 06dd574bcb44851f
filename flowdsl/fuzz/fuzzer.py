"""Searches a flow for faults: explores it, looks for what is left, and shortens the journeys."""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.flow import Flow
from flowdsl.fuzz.clues import owner_of
from flowdsl.fuzz.dead_ends import DeadEnds
from flowdsl.fuzz.exploring import Explorer
from flowdsl.fuzz.faults import Coverage, Fault, FaultKind, Report, Sighting
from flowdsl.fuzz.goals import branches_of, goals_of
from flowdsl.fuzz.operands import is_declared
from flowdsl.fuzz.replies import Guard
from flowdsl.fuzz.shrinking import Shrinker, Shrunk
from flowdsl.fuzz.world import Moment, World
from flowdsl.problems import Path
from flowdsl.runtime.behaviour import NEUTRAL, Behaviour
from flowdsl.runtime.endpoint import HttpEndpoint, example_endpoint
from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.program import ComponentProgram, Program
from flowdsl.runtime.session import EXAMPLES as FROM_EXAMPLES
from flowdsl.runtime.session import EndpointLike, FlowLike
from flowdsl.trace import place_of
from flowdsl.versions import VersionLike

__all__ = ["EXAMPLES", "SECONDS", "Fuzzer"]

EXAMPLES: Final = 200
"""So many journeys are made by default."""

SECONDS: Final = 60.0
"""So long does it take at most by default."""

STOPPING: Final = frozenset(
    {
        FaultKind.DEAD_END,
        FaultKind.UNFILLABLE,
        FaultKind.PAYLOAD,
        FaultKind.ROUTE,
        FaultKind.ANSWER,
        FaultKind.ANSWER_ROUTE,
        FaultKind.RAISED,
        FaultKind.SILENT,
        FaultKind.RENDER,
    }
)
"""What keeps people from getting on, so that screens beyond it are not shown."""

_CONDITIONS: Final = frozenset({FaultKind.UNREAD, FaultKind.OPERAND, FaultKind.NOWHERE})
"""What keeps a condition from holding, so that a branch is not shown."""

_NOON: Final = datetime.time(12, tzinfo=datetime.UTC)
_MOMENT: Final = datetime.datetime.combine(datetime.date(2026, 6, 1), _NOON)
"""When journeys begin that no author's endpoint answers: always, so that they are the same."""

ENOUGH: Final = 100
"""So many journeys are wanted before a key is said never to be sent that could be."""

LEAST_STEPS: Final = 5_000
STEPS_OF_A_JOURNEY: Final = 100
"""So many moves are made at most for each journey, and at least in all, to look for dead ends."""

_DIRECTED: Final = 3
"""So many walks are made for each way to show a branch."""


class Fuzzer:
    """A search for what is wrong with a flow, journey by journey.

    Args:
        flow: The flow, in Python or JSON.
        endpoint: What answers for the endpoint.
        data: What the message gives the first screen.
        version: The version to run it as.
        examples: How many journeys are made.
        seed: What decides the random choices.
        seconds: How long it may take.
        behaviour: What is chosen where no source settles what phones do.

    Raises:
        InvalidFlow: The flow cannot be compiled.
        NotPlayable: It has no screen.
    """

    def __init__(
        self,
        flow: FlowLike,
        *,
        endpoint: EndpointLike | None = None,
        data: Mapping[str, Any] | None = None,
        version: VersionLike | None = None,
        examples: int = EXAMPLES,
        seed: int = 0,
        seconds: float = SECONDS,
        behaviour: Behaviour = NEUTRAL,
    ) -> None:
        self.flow = flow if isinstance(flow, Flow) else None
        self.program = program_of(flow, version, check=False)
        self.examples = examples
        self.seed = seed
        self.seconds = seconds
        self.count = 0
        self._began = time.monotonic()
        self._until = self._began + seconds
        answerer = _endpoint(endpoint, self.program)
        now = _MOMENT if answerer is None else datetime.datetime.now(datetime.UTC)
        self.world = World(self.program, behaviour, now, endpoint=answerer, data=data, seed=seed)
        self._most_steps = LEAST_STEPS + STEPS_OF_A_JOURNEY * examples
        self.explorer = Explorer(self.world, self.is_over)
        self.dead_ends = DeadEnds(
            self.world, self.is_over, self.explorer.ends_from, self.explorer.ends_on
        )
        self.is_done = False

    def is_over(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() > self._until

    def journeys(self) -> Iterator[int]:
        """Make the journeys; yields the number of each when it is done."""
        for _ in self.explorer.journeys():
            self.count += 1
            yield self.count
            if self.count >= self.examples or self.is_over():
                break
        self._look_for_branches()
        self._look_for_dead_ends()
        self.is_done = not self.is_over()

    # What is left to be looked for.

    def _missing(self) -> list[tuple[Path, str, str, int]]:
        """Return the branches that were not shown on screens that were: outer ones only."""
        found: list[tuple[Path, str, str, int]] = []
        for screen in self.program.screens.values():
            hidden: set[int] = set()
            for component, branch in branches_of(screen):
                around = {id(each) for each in component.placed.around()}
                is_shown = (screen.id, component.number, branch) in self.explorer.branches
                if is_shown or screen.id not in self.explorer.screens:
                    continue
                if not self._is_present(screen.id, component.number, around & hidden):
                    hidden.add(id(component.placed))
                    continue
                found.append((component.path, branch, screen.id, component.number))
        return found

    def _is_present(self, screen: str, number: int, hidden: set[int]) -> bool:
        """Return whether an If or a Switch was on the screen, whatever it showed."""
        component = self.program.screens[screen].components[number]
        holder = component.placed.holder
        if hidden:
            return False
        while holder is not None:
            program = next(
                each for each in self.program.screens[screen].components if each.placed is holder
            )
            branch = component.placed.branch or ""
            if not program.is_form and (screen, program.number, branch) not in (
                self.explorer.branches
            ):
                return False
            component, holder = program, holder.holder
        return True

    def _look_for_branches(self) -> None:
        """Walk to the screens, and with the answers, that should show what was not shown."""
        source = random.Random(f"{self.seed} goals")  # noqa: S311
        starts = self.world.starts()
        for screen in self.program.screens:
            for _ in range(_DIRECTED):
                if screen in self.explorer.screens or self.is_over():
                    break
                self.explorer.walk(source, starts, target=screen)
        for path, branch, screen, number in self._missing():
            component = self.program.screens[screen].components[number]
            assert component.path == path
            for goal in goals_of(self.world, self.program.screens[screen], component, branch):
                for _ in range(_DIRECTED):
                    if (screen, number, branch) in self.explorer.branches or self.is_over():
                        break
                    self.explorer.walk(source, starts, goal, screen)

    def _look_for_dead_ends(self) -> None:
        explorer = self.explorer
        waiting = [each for key, each in explorer.moments.items() if not explorer.ends_from(key)]
        is_local = False
        for moment in sorted(waiting, key=lambda each: each.length):
            if self.is_over() or self.world.steps > self._most_steps:
                break
            sighting = self.dead_ends.sighting(moment)
            if sighting is not None:
                is_local = True
                explorer.note(sighting, moment)
        if explorer.ends or is_local or not waiting or self._stopping():
            return
        sighting = self.dead_ends.endless(waiting[0])
        if sighting is not None:
            explorer.note(sighting, waiting[0])

    def _dead_end(self, moment: Moment) -> Sighting | None:
        if moment.moves:
            return self.dead_ends.sighting(moment)
        return self.dead_ends.sighting(moment) or self.dead_ends.endless(moment)

    def _stopping(self) -> set[int]:
        """Return the numbers of the screens on which something stops everybody, or may."""
        return {
            int(path[1])
            for kind, path in self.explorer.seen
            if kind in STOPPING and len(path) > 1 and isinstance(path[1], int)
        }

    # What was found.

    def report(self, *, seconds: float | None = None) -> Report:
        """Return what was found, each fault with its shortest journey.

        Args:
            seconds: How long it may take to shorten the journeys; by default as long as is left.
        """
        if seconds is not None:
            self._until = time.monotonic() + seconds
        elif self.is_over():
            self._until = time.monotonic() + min(self.seconds, 10)
        sent = self.explorer.watcher.sent
        shrinker = Shrinker(self.world, self.is_over, self._dead_end)
        faults = []
        for seen in self.explorer.seen.values():
            path = seen.sighting.path
            if seen.sighting.kind is FaultKind.KEY and (
                (path[:-2], path[-1]) in sent or not self._is_never_sent(path)
            ):
                continue  # It depends on where somebody was before.
            faults.append(_fault(shrinker.shrunk(seen.sighting, seen.moment)))
        if self.is_done:
            faults += self._never_shown()
        taken = time.monotonic() - self._began
        return Report(
            faults=tuple(self._placed(sorted(faults, key=_order))),
            journeys=self.count,
            steps=self.world.steps,
            seconds=taken,
            seed=self.seed,
            coverage=self._coverage(),
            walked_to_an_end=self.explorer.ends > 0,
            notes=tuple(self.world.unanswered()),
            was_stopped=not self.is_done,
        )

    def _is_never_sent(self, path: Path) -> bool:
        """Return whether a key of a payload can be said never to be sent."""
        if self.count >= ENOUGH and self.is_done:
            return True
        screen = next(
            (each for each in self.program.screens.values() if each.placed.index == path[1]), None
        )
        sites = (
            site
            for each in (screen.components if screen is not None else ())
            for site in self.world.clues.sites[id(each)]
            if site.path == path
        )
        return screen is None or not all(
            is_declared(ref, screen, self.program) for site in sites for ref in site.references
        )

    def _placed(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        for fault in faults:
            if self.flow is None:
                yield fault
            else:
                yield attrs.evolve(fault, place=place_of(self.flow, fault.path))

    def _never_shown(self) -> Iterator[Fault]:
        within = f"within {self.count} journeys"
        stopping = self._stopping()
        for screen in self.program.screens.values():
            if screen.id not in self.explorer.screens and not self._is_cut_off(screen.id, stopping):
                yield Fault(
                    kind=FaultKind.SCREEN,
                    path=("screens", screen.placed.index),
                    found=f"the screen {screen.id} was never shown {within}",
                    expected="a way that leads to it",
                    start={},
                    moves=(),
                )
        for path, branch, screen_id, number in self._missing():
            component = self.program.screens[screen_id].components[number]
            faults = {kind for kind, where in self.explorer.seen if where[:-1] == path}
            if faults & _CONDITIONS or self._is_given(component, screen_id):
                continue
            step = ("cases", branch) if component.is_switch else (branch,)
            yield Fault(
                kind=FaultKind.BRANCH,
                path=(*path, *step),
                found=f"`{branch}` of the {component.kind} on {screen_id} was never shown {within}",
                expected="answers or data with which it is",
                start={},
                moves=(),
            )

    def _is_given(self, component: ComponentProgram, screen: str) -> bool:
        """Return whether a condition asks for data that was given as it is, and not varied."""
        if self.world.endpoint is None and self.world.data is None:
            return False
        clues = self.world.clues
        names = {
            owner_of(ref, screen) for site in clues.sites[id(component)] for ref in site.references
        }
        return any(name[1] == "data" and not any(clues.sources_of(name)) for name in names)

    def _is_cut_off(self, screen: str, stopping: set[int]) -> bool:
        """Return whether another fault is the reason why a screen was not shown."""
        program = self.program
        before = [
            each
            for name, each in program.screens.items()
            if screen in program.targets.get(name, ())
        ]
        return (
            any(
                each.id not in self.explorer.screens or each.placed.index in stopping
                for each in before
            )
            or not self.explorer.screens
        )

    def _coverage(self) -> Coverage:
        program, explorer = self.program, self.explorer
        every = [
            (screen.id, component.number, branch)
            for screen in program.screens.values()
            for component, branch in branches_of(screen)
        ]
        return Coverage(
            screens=tuple(each for each in program.screens if each in explorer.screens),
            all_screens=tuple(program.screens),
            edges=tuple(sorted(explorer.edges)),
            branches=sum(each in explorer.branches for each in every),
            all_branches=len(every),
        )


def _endpoint(given: EndpointLike | None, program: Program) -> Guard | None:
    if given is None:
        return None
    if isinstance(given, str):
        return Guard(example_endpoint(program) if given == FROM_EXAMPLES else HttpEndpoint(given))
    return Guard(given)


def _fault(shrunk: Shrunk) -> Fault:
    session = shrunk.moment.session
    shown = str(session) if session.stack else ""
    return Fault(
        kind=shrunk.sighting.kind,
        path=shrunk.sighting.path,
        found=shrunk.sighting.found,
        expected=shrunk.sighting.expected,
        start=dict(shrunk.start),
        moves=shrunk.moves,
        expect=shrunk.sighting.expect,
        screen=shown,
        is_replayed=shrunk.is_replayed,
    )


def _order(fault: Fault) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return what puts faults in document order."""
    steps = tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in fault.path)
    return steps, fault.kind
