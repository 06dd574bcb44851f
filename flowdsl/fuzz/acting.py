"""What somebody does on one screen: fills it in, in one way or in every way, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.fuzz.candidates import Candidates
from flowdsl.fuzz.world import Moment, World, digest, tap_names
from flowdsl.runtime.evaluation import MISSING
from flowdsl.runtime.moves import Fill, Move, Upload
from flowdsl.runtime.program import Answer
from flowdsl.runtime.screen import FOOTER, ShownComponent
from flowdsl.runtime.state import ScreenState
from flowdsl.runtime.tapping import tappables

__all__ = [
    "SKIP",
    "Choose",
    "Take",
    "decides",
    "filled",
    "least_choice",
    "move_of",
    "plain_choice",
    "state_key",
    "taps",
]

SKIP: Final = object()
"""Stands for an input that is left as it is."""

Take: TypeAlias = Callable[[Moment, Move], Moment | None]
"""Makes a move; None where the phone does not let anybody do it."""

Choose: TypeAlias = Callable[[ShownComponent, Candidates], Any]
"""Returns what an input is filled in with, or `SKIP`."""

MOST_FILLED: Final = 200
"""So many inputs are filled in on one screen; new ones can come up again and again."""

_STAYING: Final = frozenset({"open_url"})


def move_of(component: ShownComponent, value: Any) -> Move:
    """Return the move that fills an input in."""
    name = component.name or ""
    return Upload(name, value) if component.answer is Answer.FILES else Fill(name, value)


def plain_choice(component: ShownComponent, found: Candidates) -> Any:
    """Choose the plainest answer, and leave what is filled in and does."""
    if component.is_filled and component.complaint is None:
        return SKIP
    return found.values[0] if found.values else SKIP


def least_choice(component: ShownComponent, found: Candidates) -> Any:
    """Choose the plainest answer where one is wanted, and leave the rest."""
    return SKIP if found.may_stay_empty else plain_choice(component, found)


def filled(
    world: World, moment: Moment, choose: Choose, take: Take, done: frozenset[str] = frozenset()
) -> Moment:
    """Return the moment at which a screen is filled in.

    Args:
        world: The flow.
        moment: The moment before.
        choose: Chooses the answers.
        take: Makes the moves.
        done: The names of inputs that stay as they are.
    """
    seen = set(done)
    here = moment.session.stack
    while len(seen) < MOST_FILLED:
        component = next(
            (
                each
                for name, each in moment.screen.inputs.items()
                if name not in seen and each.enabled
            ),
            None,
        )
        if component is None:
            break
        seen.add(component.name or "")
        value = choose(component, world.candidates_of(component, here[-1]))
        if value is SKIP:
            continue
        after = take(moment, move_of(component, value))
        if after is None:
            continue
        moment = after
        if not moment.session.is_open or moment.session.stack != here:
            break
    return moment


@attrs.frozen
class _Taps:
    """What can be tapped at a moment.

    Args:
        targets: What can be, by what it is called; the Footer first.
        is_whole: Whether everything that can be has a name of its own.
    """

    targets: tuple[str, ...]
    is_whole: bool


def taps(moment: Moment) -> _Taps:
    """Return what can be tapped at a moment, apart from what opens pages."""
    screen = moment.screen
    found: list[tuple[bool, str]] = []
    named = 0
    for tappable, name in tap_names(screen):
        named += 1
        is_footer = tappable.component.kind == FOOTER
        if tappable.action.name in _STAYING or (is_footer and screen.blockers):
            continue
        found.append((not is_footer, name))
    every = sum(each.is_enabled for each in tappables(screen))
    ordered = sorted(found, key=lambda each: each[0])
    return _Taps(tuple(name for _, name in ordered), named == every)


def decides(world: World, component: ShownComponent, screen: str) -> bool:
    """Return whether an answer makes a difference: a condition asks for it, or something runs."""
    if (screen, "form", component.name or "") in world.clues.deciding:
        return True
    return bool(component.program.actions) or any(
        str(key).endswith("-action") for option in component.options for key in option.content
    )


def state_key(world: World, moment: Moment) -> tuple[str, str]:
    """Return what a moment is like: the shape of its screen, and that with all that decides.

    Args:
        world: The flow.
        moment: The moment; the flow is open.
    """
    screen = moment.screen
    shape = digest(
        moment.session.stack,
        sorted(screen.branches.items()),
        [
            (each.program.number, each.enabled, each.required, [o.id for o in each.options])
            for each in screen.visible
        ],
    )
    states = moment.session.state.screens
    values = [(name, _value(states.get(name[0]), name)) for name in sorted(world.clues.deciding)]
    typed = sorted(name for name in moment.typed if name[0] == screen.id)
    return shape, digest(shape, values, typed, bool(screen.blockers))


def _value(state: ScreenState | None, name: tuple[str, str, str]) -> Any:
    if state is None:
        return None
    holder = state.data if name[1] == "data" else state.form
    value = holder.get(name[2], MISSING)
    return "" if value is MISSING else value
