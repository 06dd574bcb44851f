"""Makes a journey as short and plain as it can be, while it still shows the same fault."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.fuzz.acting import move_of, state_key, taps
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.fuzz.watching import Watcher
from flowdsl.fuzz.world import Moment, World, digest
from flowdsl.problems import Path
from flowdsl.runtime.moves import Answered, Back, Fill, Move, Tap, Upload, as_json
from flowdsl.runtime.state import Refused

__all__ = ["Shrinker", "Shrunk"]

MOST_ROUNDS: Final = 6
MOST_SEARCHED: Final = 600
"""So many moves are made in search of a journey that is shorter still."""

MOST_VALUES: Final = 3
"""So many answers are tried in each input on that search."""

Key = tuple[FaultKind, Path]


@attrs.frozen
class Shrunk:
    """A journey that shows a fault.

    Args:
        sighting: What it shows.
        start: What the flow is opened with.
        moves: What is done.
        moment: The moment at which the fault is seen.
        is_replayed: Whether playing it once more shows the fault.
    """

    sighting: Sighting
    start: Mapping[str, Any]
    moves: tuple[Move, ...]
    moment: Moment
    is_replayed: bool = True


class Shrinker:
    """Shortens journeys.

    Args:
        world: The flow.
        is_over: Whether the time is up.
        dead_end: Says whether a moment is a dead end.
    """

    def __init__(
        self,
        world: World,
        is_over: Callable[[], bool],
        dead_end: Callable[[Moment], Sighting | None],
    ) -> None:
        self.world = world
        self.is_over = is_over
        self.dead_end = dead_end
        self.watcher = Watcher(world)

    def shrunk(self, sighting: Sighting, moment: Moment) -> Shrunk:
        """Return the shortest journey found that shows the same.

        Args:
            sighting: What was seen.
            moment: The moment at which it was.
        """
        key = sighting.key
        best = self.shows(key, moment.start, moment.moves)
        if best is None:
            return Shrunk(sighting, moment.start, moment.moves, moment, is_replayed=False)
        best = self._plainer_start(key, best)
        for _ in range(MOST_ROUNDS):
            before = (best.moves, best.start)
            best = self._fewer(key, best)
            best = self._plainer(key, best)
            if (best.moves, best.start) == before or self.is_over():
                break
        return self._searched(key, best)

    def shows(self, key: Key, start: Mapping[str, Any], moves: Sequence[Move]) -> Shrunk | None:
        """Return a journey, up to where it shows a fault; None where it does not."""
        try:
            moment = self.world.open(start, replays=True)
            found = self._found(key, self.watcher.opened(moment), moment)
            for move in moves:
                if found is not None:
                    break
                before = moment
                moment = self.world.step(before, move)
                found = self._found(key, self.watcher.stepped(before, move, moment), moment)
        except Refused:
            return None
        return found

    def _found(self, key: Key, seen: Iterator[Sighting], moment: Moment) -> Shrunk | None:
        sighting = next((each for each in seen if each.key == key), None)
        if sighting is None and key[0] is FaultKind.DEAD_END and moment.session.is_open:
            dead = self.dead_end(moment)
            sighting = dead if dead is not None and dead.key == key else None
        if sighting is None:
            return None
        return Shrunk(sighting, moment.start, moment.moves, moment)

    # What can be left out.

    def _fewer(self, key: Key, best: Shrunk) -> Shrunk:
        """Leave moves out: many at once first, then one after the other."""
        size = max(1, len(best.moves) // 2)
        while size and not self.is_over():
            at = len(best.moves) - size
            while at >= 0:
                moves = (*best.moves[:at], *best.moves[at + size :])
                shorter = self.shows(key, best.start, moves)
                if shorter is not None and len(shorter.moves) < len(best.moves):
                    best = shorter
                    at = min(at, len(best.moves)) - size
                else:
                    at -= 1
            size //= 2
        return best

    def _plainer_start(self, key: Key, best: Shrunk) -> Shrunk:
        """Open the flow in a plainer way."""
        for start in self.world.starts():
            if digest(start) == digest(best.start):
                break
            plainer = self.shows(key, start, best.moves)
            if plainer is not None and len(plainer.moves) <= len(best.moves):
                return plainer
        return best

    def _plainer(self, key: Key, best: Shrunk) -> Shrunk:
        """Give plainer answers."""
        for at in range(len(best.moves)):
            if at >= len(best.moves) or self.is_over():
                break
            for move in self._simpler(best, at):
                moves = (*best.moves[:at], move, *best.moves[at + 1 :])
                plainer = self.shows(key, best.start, moves)
                if plainer is not None and len(plainer.moves) <= len(best.moves):
                    best = plainer
                    break
        return best

    def _simpler(self, best: Shrunk, at: int) -> Iterator[Move]:
        move = best.moves[at]
        if isinstance(move, Fill | Upload):
            moment = self._played(best, at)
            component = None if moment is None else moment.screen.inputs.get(move.name)
            if moment is None or component is None:
                return
            found = self.world.candidates_of(component, moment.session.stack[-1])
            for value in found.values:
                simpler = move_of(component, value)
                if digest(as_json(simpler)) == digest(as_json(move)):
                    return
                yield simpler
        elif isinstance(move, Answered) and isinstance(move.body, Mapping):
            screen = move.body.get("screen")
            if isinstance(screen, str) and screen in self.world.program.screens:
                data = self.world.replier.variations_of(screen)[0].data
                plain = Answered({"screen": screen, "data": dict(data)})
                if plain != move:
                    yield plain

    def _played(self, best: Shrunk, count: int) -> Moment | None:
        try:
            moment = self.world.open(best.start, replays=True)
            for move in best.moves[:count]:
                moment = self.world.step(moment, move)
        except Refused:
            return None
        return moment if moment.session.is_open else None

    # What is shorter, and different.

    def _searched(self, key: Key, best: Shrunk) -> Shrunk:
        """Look for a shorter journey, move by move."""
        if len(best.moves) < 2 or self.world.endpoint is not None:
            return best  # An author's endpoint is not asked more often than need be.
        starts = {digest(start): start for start in (*self.world.starts()[:1], best.start)}
        waiting: deque[Moment] = deque()
        for start in starts.values():
            try:
                moment = self.world.open(start)
            except Refused:
                continue
            if moment.session.is_open:
                waiting.append(moment)
        seen: set[str] = set()
        made = 0
        while waiting and made < MOST_SEARCHED and not self.is_over():
            before = waiting.popleft()
            if len(before.moves) + 1 >= len(best.moves):
                break
            for move in self._possible(before):
                made += 1
                try:
                    after = self.world.step(before, move)
                except Refused:
                    continue
                found = self._found(key, self.watcher.stepped(before, move, after), after)
                if found is not None and len(found.moves) < len(best.moves):
                    shorter = self.shows(key, after.start, found.moves)
                    if shorter is not None:
                        return self._plainer(key, shorter)
                if after.session.is_open:
                    state = state_key(self.world, after)[1]
                    if state not in seen:
                        seen.add(state)
                        waiting.append(after)
        return best

    def _possible(self, moment: Moment) -> Iterator[Move]:
        for target in taps(moment).targets:
            yield Tap(target)
        screen = moment.session.stack[-1]
        for component in moment.screen.inputs.values():
            if component.enabled:
                found = self.world.candidates_of(component, screen)
                for value in found.values[:MOST_VALUES]:
                    yield move_of(component, value)
        if len(moment.session.stack) > 1:
            yield Back()
