"""Ways to choose: which answers to give on a random walk, and what to tap to get somewhere."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from flowdsl.fuzz.acting import SKIP, Choose
from flowdsl.fuzz.candidates import Candidates
from flowdsl.fuzz.clues import Name
from flowdsl.fuzz.world import Moment, World, tap_names
from flowdsl.runtime.moves import Move
from flowdsl.runtime.screen import ShownComponent

__all__ = ["at_random", "digest_of", "distances", "nearer_target", "numbered", "skipping"]


def distances(world: World, target: str) -> dict[str, int]:
    """Return how many screens each screen is away from another one."""
    found = {target: 0}
    waiting = deque([target])
    while waiting:
        here = waiting.popleft()
        for name in world.program.screens:
            if name not in found and here in world.program.targets.get(name, ()):
                found[name] = found[here] + 1
                waiting.append(name)
    return found


def nearer_target(moment: Moment, targets: Sequence[str], near: Mapping[str, int]) -> str | None:
    """Return what to tap to get nearer to a screen, None where nothing says so."""
    here = near.get(moment.session.stack[-1])
    names = {name: tappable for tappable, name in tap_names(moment.screen) if name in targets}
    for name, tappable in names.items():
        there = near.get(tappable.action.target or "")
        if here is not None and there is not None and there < here:
            return name
    return None


def digest_of(move: Move) -> str:
    """Return what a move fills in or taps, whatever the value."""
    return str(getattr(move, "name", "") or getattr(move, "target", ""))


def numbered(number: int) -> Choose:
    """Return what chooses the answer of a number, counted from 0, where there are so many."""

    def choose(_: ShownComponent, found: Candidates) -> Any:
        if not found.values:
            return SKIP
        return found.values[min(number, len(found.values) - 1)]

    return choose


def skipping(_: ShownComponent, __: Candidates) -> Any:
    """Leave an input as it is."""
    return SKIP


def at_random(source: random.Random, screen: str, wanted: Mapping[Name, Any]) -> Choose:
    """Return what chooses any of the answers, or none.

    Args:
        source: What decides.
        screen: The id of the screen.
        wanted: Answers to give, by what a reference to them leads to.
    """

    def choose(component: ShownComponent, found: Candidates) -> Any:
        name = (screen, "form", component.name or "")
        if name in wanted:
            return wanted[name]
        if not found.values:
            return SKIP
        if found.may_stay_empty and source.random() < 0.2:
            return SKIP
        if component.is_filled and component.complaint is None and source.random() < 0.4:
            return SKIP
        return source.choice(found.values)

    return choose
