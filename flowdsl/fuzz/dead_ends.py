"""Finds out whether a flow can still be finished, with every way there is to go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from flowdsl.fuzz.acting import SKIP, decides, move_of, state_key, taps
from flowdsl.fuzz.clues import Name
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.fuzz.world import Moment, World
from flowdsl.runtime.events import Asked
from flowdsl.runtime.moves import Back, Move, Tap
from flowdsl.runtime.program import Answer
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.state import Refused, Status

__all__ = ["DeadEnds"]

MOST_STEPS: Final = 2_000
"""So many moves are made to find an end, before it is left open whether there is one."""

MOST_ASKED: Final = 200
"""The same, where an endpoint of an author's is asked."""

MOST_WAYS: Final = 256
"""So many ways to fill a screen in are tried."""

_CHOICES: Final = frozenset({Answer.CHOICE, Answer.CHOICES, Answer.BOX})


class DeadEnds:
    """Finds moments from which a flow can no longer be finished.

    What somebody chose stays chosen where an If or a Switch depends on it: who answers honestly
    must be able to go on. What they typed can be corrected, and so can a choice that the Footer
    itself asks for.

    Args:
        world: The flow.
        is_over: Whether the time is up.
        ends_from: Whether the flow was finished before from a moment of such a kind.
        ends_on: Whether it was finished before from any moment on such screens.
    """

    def __init__(
        self,
        world: World,
        is_over: Callable[[], bool],
        ends_from: Callable[[str], bool],
        ends_on: Callable[[tuple[str, ...]], bool],
    ) -> None:
        self.world = world
        self.is_over = is_over
        self.ends_from = ends_from
        self.ends_on = ends_on

    def sighting(self, moment: Moment) -> Sighting | None:
        """Return what is wrong with a moment, None where the flow can be finished or may be.

        Args:
            moment: The moment; the flow is open.
        """
        screen = moment.screen
        if self._is_closed_by_data(moment):
            return None
        search = _Search(self, moment)
        if search.leads_on() is not False or search.failed:
            return None  # What goes wrong on a tap is a fault of its own.
        if search.finds_an_end() is not False:
            return None
        footer = screen.footer
        if any(self._is_impossible(each, screen.id) for each in screen.visible):
            return None  # That input is the fault.
        why = f": {screen.blockers[0]}" if screen.blockers else ""
        what = "there is no Footer" if footer is None else "its Footer cannot be tapped"
        path = ("screens", screen.program.placed.index) if footer is None else footer.program.path
        return Sighting(
            FaultKind.DEAD_END,
            path,
            f"on {screen.id} nothing leads on: {what}{why}",
            "a way on, whatever was chosen",
            {"enabled": footer.label} if footer is not None and footer.label else {},
        )

    def _is_closed_by_data(self, moment: Moment) -> bool:
        """Return whether data that was made up can be why a Footer is off, and other opens it."""
        if self.world.endpoint is not None or self.world.data is not None:
            return False
        clues, stack = self.world.clues, moment.session.stack
        for depth, screen in enumerate(stack, start=1):
            names = clues.gates.get(screen, frozenset())
            is_given = any(name[1] == "data" and not any(clues.sources_of(name)) for name in names)
            if is_given and self.ends_on(stack[:depth]):
                return True
        return False

    def endless(self, moment: Moment) -> Sighting | None:
        """Return that no end can be reached from the beginning, None where one can, or may.

        Args:
            moment: The moment at which the flow was opened.
        """
        search = _Search(self, moment)
        if search.finds_an_end() is not False or search.failed:
            return None
        screen = moment.screen
        return Sighting(
            FaultKind.DEAD_END,
            ("screens", screen.program.placed.index),
            f"nothing that can be done from {screen.id} on leads to an end",
            "a way to `complete`, or to an endpoint that ends the flow",
        )

    def _is_impossible(self, component: ShownComponent, screen: str) -> bool:
        if not component.is_input or not self.world.checker.lacks(component):
            return False
        return self.world.candidates_of(component, screen).obstacle is not None


class _Search:
    """Looks for an end, from one moment on."""

    def __init__(self, dead_ends: DeadEnds, moment: Moment) -> None:
        self.world = dead_ends.world
        self.is_over = dead_ends.is_over
        self.ends_from = dead_ends.ends_from
        self.moment = moment
        self.locked = self._locked()
        self.is_whole = True
        self.failed = False
        self.steps = 0
        self.ways = 0

    def _locked(self) -> frozenset[tuple[str, str]]:
        """Return the choices that stay as they are."""
        clues, moment = self.world.clues, self.moment
        free: set[Name] = set()
        for screen in moment.session.stack:
            free |= clues.gates.get(screen, frozenset())
        found = set()
        for screen, name in moment.typed:
            program = self.world.program.screens[screen].inputs.get(name)
            if program is None or program.input is None:
                continue
            is_choice = program.input.answer(program.content) in _CHOICES
            key = (screen, "form", name)
            if is_choice and key in clues.branching and key not in free:
                found.add((screen, name))
        return frozenset(found)

    def leads_on(self) -> bool | None:
        """Return whether anything leads on from the screen; None where that stays open."""
        here = self.moment.session.stack
        for whole in self._filled(self.moment, frozenset()):
            if whole.session.stack != here or not whole.session.is_open:
                return True
            for after in self._onward(whole):
                asks = any(isinstance(event, Asked) for event in after.session.events)
                if asks or after.session.stack != here or not after.session.is_open:
                    return True
            if self._is_exhausted():
                return None
        return False if self.is_whole else None

    def _is_exhausted(self) -> bool:
        most = MOST_STEPS if self.world.endpoint is None else MOST_ASKED
        return self.steps > most or self.is_over()

    def finds_an_end(self) -> bool | None:
        """Return whether there is an end; None where that stays open."""
        seen: set[str] = set()
        waiting = deque([self.moment])
        while waiting:
            moment = waiting.popleft()
            self.ways = 0
            for whole in self._filled(moment, frozenset()):
                for after in self._onward(whole):
                    if after.session.status is Status.COMPLETED:
                        return True
                    if not after.session.is_open:
                        continue
                    _, key = state_key(self.world, after)
                    if self.ends_from(key):
                        return True
                    if key not in seen:
                        seen.add(key)
                        waiting.append(after)
                if self._is_exhausted():
                    return None
            if len(moment.session.stack) > 1:
                back = self._step(moment, Back())
                if back is not None and back.session.is_open:
                    _, key = state_key(self.world, back)
                    if key not in seen:
                        seen.add(key)
                        waiting.append(back)
        return False if self.is_whole else None

    def _step(self, moment: Moment, move: Move) -> Moment | None:
        self.steps += 1
        try:
            after = self.world.step(moment, move)
        except Refused:
            return None
        self.failed |= bool(after.session.failures)
        return after

    def _answers(self, moment: Moment, move: Move) -> Iterator[Moment]:
        """Make a move, once with each answer that a made-up endpoint can give."""
        replier = self.world.replier
        replier.number = 0
        after = self._step(moment, move)
        if after is None:
            return
        offered = replier.offered if self.world.makes_answers_up else 0
        yield after
        try:
            for number in range(1, offered):
                replier.number = number
                after = self._step(moment, move)
                if after is not None:
                    yield after
        finally:
            replier.number = 0

    def _onward(self, moment: Moment) -> Iterator[Moment]:
        """Yield what everything leads to that can be tapped."""
        if not moment.session.is_open:
            yield moment
            return
        found = taps(moment)
        self.is_whole &= found.is_whole
        for target in found.targets:
            yield from self._answers(moment, Tap(target))

    def _filled(self, moment: Moment, done: frozenset[str]) -> Iterator[Moment]:
        """Yield the screen filled in, in every way that makes a difference."""
        here = moment.session.stack
        screen = here[-1]
        for name, component in moment.screen.inputs.items():
            if name in done or not component.enabled or (screen, name) in self.locked:
                continue
            for value in self._values(component, screen):
                if value is SKIP:
                    yield from self._filled(moment, done | {name})
                    continue
                for after in self._answers(moment, move_of(component, value)):
                    if after.session.is_open and after.session.stack == here:
                        yield from self._filled(after, done | {name})
                    else:
                        yield after
            return
        self.ways += 1
        if self.ways <= MOST_WAYS:
            yield moment
        else:
            self.is_whole = False

    def _values(self, component: ShownComponent, screen: str) -> list[Any]:
        found = self.world.candidates_of(component, screen)
        does = component.is_filled and component.complaint is None
        if self.ways > MOST_WAYS:
            return []
        if not decides(self.world, component, screen):
            if does or (found.may_stay_empty and not component.is_filled):
                return [SKIP]
            if not found.values and found.obstacle is None:
                self.is_whole = False  # Nothing was found that it takes, but there may be.
            return [*found.values[:1]] or [SKIP]
        if not found.is_complete or (not found.values and found.obstacle is None):
            self.is_whole = False
        keeps = does or (not component.is_filled and found.may_stay_empty)
        return [*([SKIP] if keeps else []), *found.values] or [SKIP]
