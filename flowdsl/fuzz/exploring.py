"""Walks through a flow: every decision once, one after the other, and then at random."""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.fuzz.acting import (
    Choose,
    decides,
    filled,
    least_choice,
    move_of,
    plain_choice,
    state_key,
    taps,
)
from flowdsl.fuzz.clues import Name
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.fuzz.watching import Watcher
from flowdsl.fuzz.ways import (
    at_random,
    digest_of,
    distances,
    nearer_target,
    numbered,
    skipping,
)
from flowdsl.fuzz.world import Moment, World
from flowdsl.problems import Path
from flowdsl.runtime.events import Moved
from flowdsl.runtime.moves import Back, Move, Tap
from flowdsl.runtime.state import Refused, Status

__all__ = ["Explorer", "Seen"]

MOST_VALUES: Final = 14
"""So many answers are tried in one input that decides about something."""

LONGEST_WALK: Final = 40
"""So many screens are gone through at random before the next journey begins."""

MOST_STAYS: Final = 2
"""So often is something tapped at random that does not lead off a screen, one after the other."""

MOST_MOMENTS: Final = 3_000
"""So many different moments are remembered."""


@attrs.frozen
class Seen:
    """Something wrong, and the shortest journey on which it was seen.

    Args:
        sighting: What is wrong.
        moment: The moment at which it was seen.
    """

    sighting: Sighting
    moment: Moment


class Explorer:
    """Walks through a flow, and keeps what is wrong with it and what was shown.

    Args:
        world: The flow.
        is_over: Whether the time is up.
    """

    def __init__(self, world: World, is_over: Callable[[], bool]) -> None:
        self.world = world
        self.watcher = Watcher(world)
        self.is_over = is_over
        self.seen: dict[tuple[FaultKind, Path], Seen] = {}
        self.screens: set[str] = set()
        self.edges: dict[tuple[str, str], None] = {}
        self.branches: set[tuple[str, int, str]] = set()
        self.ends = 0
        self.moments: dict[str, Moment] = {}
        """One moment of each kind, from which everything else is tried."""
        self._shapes: set[str] = set()
        self._new: deque[Moment] = deque()
        self._others: deque[Moment] = deque()
        self._before: dict[str, set[str]] = {}
        self._ending: set[str] = set()
        self._answered: set[tuple[str, str]] = set()
        self._source = random.Random(f"{world.seed} walks")  # noqa: S311

    # Moves.

    def open(self, start: Mapping[str, Any]) -> Moment | None:
        """Return the moment at which the flow is opened, None where it cannot be."""
        try:
            moment = self.world.open(start)
        except Refused:
            return None
        for sighting in self.watcher.opened(moment):
            self.note(sighting, moment)
        self._cover(moment)
        return moment

    def take(self, before: Moment, move: Move) -> Moment | None:
        """Make a move, and look at what comes of it; None where it is refused."""
        try:
            after = self.world.step(before, move)
        except Refused:
            return None
        for sighting in self.watcher.stepped(before, move, after):
            self.note(sighting, after)
        self._cover(after)
        return after

    def note(self, sighting: Sighting, moment: Moment) -> None:
        """Keep what is wrong, where no shorter journey shows it."""
        known = self.seen.get(sighting.key)
        if known is None or moment.length < known.moment.length:
            self.seen[sighting.key] = Seen(sighting, moment)

    def _cover(self, moment: Moment) -> None:
        session = moment.session
        for event in session.events:
            if isinstance(event, Moved):
                self.screens.add(event.target)
                if event.source is not None and event.by not in ("back", "BACK"):
                    self.edges[event.source, event.target] = None
        if session.status is Status.COMPLETED:
            self.ends += 1
        elif session.is_open:
            screen = moment.screen
            for number, branch in screen.branches.items():
                if branch is not None:
                    self.branches.add((screen.id, number, branch))

    # Every decision once.

    def journeys(self) -> Iterator[None]:
        """Walk through the flow, without end; each time something is yielded a journey is done."""
        starts = self.world.starts()
        # One way from the beginning to an end first, however many screens there are.
        for choose in (plain_choice, least_choice):
            self.walk_plainly(starts[0], choose)
            yield
        for start in starts:
            moment = self.open(start)
            if moment is not None and moment.session.is_open:
                self._remember(moment, None)
        yield
        for turn in itertools.count():
            if self._new:
                # First to where nobody was, in the plainest way; what else there is comes later.
                moment = self._new.popleft()
                self._others.append(moment)
                self._through(moment, plain_choice, state_key(self.world, moment)[1])
            elif self._others and turn % 4:
                yield from self._expanded(self._others.popleft())
                continue
            else:
                self.walk(self._source, starts)
            yield

    def _remember(self, moment: Moment, before: str | None) -> tuple[str, bool]:
        """Keep a moment, to try everything from there; say whether it is the first of its kind."""
        shape, key = state_key(self.world, moment)
        if before is not None and before != key:
            self._before.setdefault(key, set()).add(before)
            if key in self._ending:
                self._mark(before)
        if key in self.moments or len(self.moments) >= MOST_MOMENTS:
            return key, False
        self.moments[key] = moment
        (self._others if shape in self._shapes else self._new).append(moment)
        self._shapes.add(shape)
        return key, True

    def _mark(self, key: str) -> None:
        """Keep that from a moment, and from all that lead to it, the flow can be finished."""
        waiting = [key]
        while waiting:
            here = waiting.pop()
            if here not in self._ending:
                self._ending.add(here)
                waiting.extend(self._before.get(here, ()))

    def ends_from(self, key: str) -> bool:
        """Return whether the flow was finished from such a moment."""
        return key in self._ending

    def ends_on(self, stack: tuple[str, ...]) -> bool:
        """Return whether the flow was finished from any moment on such screens."""
        return any(
            each.session.stack == stack and key in self._ending
            for key, each in self.moments.items()
        )

    def _expanded(self, moment: Moment) -> Iterator[None]:
        """Try everything from a moment on; each way of filling the screen in is a journey."""
        _, key = state_key(self.world, moment)
        here = moment.session.stack
        ways: list[tuple[Moment, Choose]] = [(moment, plain_choice), (moment, least_choice)]
        for name, component in moment.screen.inputs.items():
            if not component.enabled or (here[-1], name) in moment.typed:
                continue
            found = self.world.candidates_of(component, here[-1])
            if not decides(self.world, component, here[-1]):
                continue
            for value in found.values[:MOST_VALUES]:
                for after in self._takes(moment, move_of(component, value)):
                    if not after.session.is_open:
                        self._mark(key)
                        continue
                    self._remember(after, key)
                    if after.session.stack == here:
                        ways.append((after, plain_choice))
        ways += [(moment, numbered(number)) for number in (1, 2, 3)]
        for start, choose in ways:
            if self.is_over():
                return
            self._through(start, choose, key)
            yield

    def _takes(self, before: Moment, move: Move) -> Iterator[Moment]:
        """Make a move; where an endpoint is made up, once with each answer it can give."""
        replier = self.world.replier
        replier.number = 0
        after = self.take(before, move)
        if after is None:
            return
        yield after
        offered = replier.offered if self.world.makes_answers_up else 0
        place = (digest_of(move), state_key(self.world, before)[0])
        if offered < 2 or place in self._answered:
            return
        self._answered.add(place)
        try:
            for number in range(1, offered):
                replier.number = number
                after = self.take(before, move)
                if after is not None:
                    yield after
        finally:
            replier.number = 0

    def _through(self, moment: Moment, choose: Choose, before: str) -> None:
        """Fill a screen in, and try everything that can be tapped then."""
        here = moment.session.stack
        done = frozenset(name for screen, name in moment.typed if screen == here[-1])
        whole = filled(self.world, moment, choose, self.take, done)
        if not whole.session.is_open:
            self._mark(before)
            return
        key, _ = self._remember(whole, before)
        if whole.session.stack != here:
            return
        for target in taps(whole).targets:
            move = Tap(target)
            for after in self._takes(whole, move):
                if after.session.status is Status.COMPLETED:
                    self._mark(key)
                elif after.session.is_open:
                    _, is_new = self._remember(after, key)
                    if is_new and after.session.stack != here:
                        self._there_and_back(whole, after, move)

    def _there_and_back(self, left: Moment, moment: Moment, move: Move) -> None:
        """Go back from a screen and forward again: as it is, and after it was filled in."""
        for choose in (skipping, plain_choice):
            there = filled(self.world, moment, choose, self.take)
            if not there.session.is_open or there.session.stack != moment.session.stack:
                return
            back = self.take(there, Back())
            if back is None or not back.session.is_open:
                return
            if back.session.stack == left.session.stack:
                # Nothing leads from here to an end that did not before.
                self._remember(back, None)
                self.take(back, move)

    def walk_plainly(self, start: Mapping[str, Any], choose: Choose) -> None:
        """Walk from the beginning to an end, and tap what stands first each time.

        Args:
            start: What the flow is opened with.
            choose: Chooses the answers.
        """
        moment = self.open(start)
        passed: list[str] = []
        here: tuple[str, ...] = ()
        for _ in range(LONGEST_WALK):
            if moment is None or not moment.session.is_open or self.is_over():
                break
            if moment.session.stack == here:
                return
            here = moment.session.stack
            moment = filled(self.world, moment, choose, self.take)
            if not moment.session.is_open:
                break
            key, _ = self._remember(moment, passed[-1] if passed else None)
            passed.append(key)
            targets = taps(moment).targets
            moment = self.take(moment, Tap(targets[0])) if targets else None
        if moment is not None and moment.session.status is Status.COMPLETED and passed:
            self._mark(passed[-1])

    # At random.

    def walk(
        self,
        source: random.Random,
        starts: list[dict[str, Any]],
        goal: Mapping[Name, Any] | None = None,
        target: str | None = None,
    ) -> None:
        """Walk through the flow at random, from its beginning to an end.

        Args:
            source: What decides.
            starts: The ways to open the flow.
            goal: Answers to give where that is possible, by what a reference to them leads to.
            target: The id of the screen to go to.
        """
        wanted = goal or {}
        near = {} if target is None else distances(self.world, target)
        self.world.replier.near = near
        start: Mapping[str, Any] = source.choice(starts)
        self.world.replier.wanted = wanted
        if goal:
            start = self.world.aimed(start)
        moment = self.open(start)
        self.world.replier.source = source
        try:
            self._walk(source, moment, wanted, near)
        finally:
            self.world.replier.source = None
            self.world.replier.near = {}
            self.world.replier.wanted = {}

    def _walk(
        self,
        source: random.Random,
        moment: Moment | None,
        wanted: Mapping[Name, Any],
        near: Mapping[str, int],
    ) -> None:
        passed: list[str] = []
        stays = 0
        for _ in range(LONGEST_WALK):
            if moment is None or not moment.session.is_open or self.is_over():
                break
            if stays > MOST_STAYS:
                return
            here = moment.session.stack
            moment = filled(self.world, moment, at_random(source, here[-1], wanted), self.take)
            if not moment.session.is_open:
                break
            key, _ = self._remember(moment, passed[-1] if passed else None)
            passed.append(key)
            targets = list(taps(moment).targets)
            goes_back = len(here) > 1 and (not targets or source.random() < 0.1)
            if goes_back:
                moment, passed = self.take(moment, Back()), []
                continue
            if not targets:
                return
            # The Footer stands first, and is what is mostly tapped.
            target = targets[0] if source.random() < 0.6 else source.choice(targets)
            nearer = nearer_target(moment, targets, near) if near else None
            if nearer is not None and source.random() < 0.8:
                target = nearer
            moment = self.take(moment, Tap(target))
            stays = stays + 1 if moment is not None and moment.session.stack == here else 0
        if moment is not None and moment.session.status is Status.COMPLETED and passed:
            self._mark(passed[-1])
