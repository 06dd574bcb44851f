"""Strategies for what somebody does in a flow: single moves, and whole journeys."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from flowdsl.runtime.moves import Back, Fill, Move, Tap, Upload
from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.program import Answer, Program
from flowdsl.runtime.screen import FOOTER, ShownComponent
from flowdsl.runtime.session import FlowLike, Session
from flowdsl.runtime.state import Status
from flowdsl.runtime.tapping import called
from flowdsl.testing.journey import Journey, start
from flowdsl.testing.strategies.filling import answers

__all__ = ["journeys", "moves", "opening_of"]

MOST_STEPS: Final = 60
"""So many moves a journey has at most."""

MOST_BACKS: Final = 3
"""So often a journey goes back."""

MOST_TAPS: Final = 3
"""So often a journey taps the same thing where it can tap another."""

MOST_FILLS: Final = 8
"""So often a screen is looked at again, because filling in has shown more of it."""


def moves(session: Session) -> st.SearchStrategy[Move]:
    """Draw what somebody can do at one moment of a flow, which is never refused.

    Args:
        session: The flow as it runs, with something on its screen.
    """
    possible = [fill for each in fillable(session) if (fill := _fill(each)) is not None]
    possible += [st.just(Tap(name)) for name in live(session)]
    return st.one_of([*possible, st.just(Back())])


def fillable(session: Session) -> list[ShownComponent]:
    """Return the inputs that can be filled in at one moment."""
    return [each for each in session.screen.inputs.values() if each.enabled]


def live(session: Session) -> list[str]:
    """Return the names of what can be tapped at one moment, the Footer first."""
    screen = session.screen
    found = [
        (name, each)
        for name, each in called(screen)
        if each.is_enabled and not (each.component.kind == FOOTER and screen.blockers)
    ]
    return [name for name, _ in sorted(found, key=lambda each: each[1].component.kind != FOOTER)]


def _fill(component: ShownComponent) -> st.SearchStrategy[Move] | None:
    name = component.name
    assert name is not None
    try:
        drawn = answers(component)
    except ValueError:
        return None
    if component.answer is Answer.FILES:
        return drawn.map(lambda files: Upload(name, files))
    return drawn.map(lambda value: Fill(name, value))


def journeys(flow: FlowLike, **arguments: Any) -> st.SearchStrategy[Journey]:
    """Draw journeys that lead through a flow to an end.

    Each fills in what is required and some of what is not, follows links and goes back now and
    then. A flow with an endpoint is answered from its examples, unless `endpoint` is given; data
    that its first screen needs is that of the examples, unless `data` is. Where those lead nowhere,
    because an example is an empty list of options, Hypothesis finds nothing to draw: give one.

    Args:
        flow: The flow, in Python or JSON.
        arguments: The other arguments of `Session`.
    """
    version = arguments.pop("version", None)
    program = program_of(flow, version, check=arguments.get("check", True))
    return _journeys(program, opening_of(program, arguments))


def opening_of(program: Program, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a flow is opened where nobody says how: with the examples of its data.

    Args:
        program: The flow.
        arguments: What somebody does say.
    """
    found = dict(arguments)
    if program.exchanges:
        found.setdefault("endpoint", "examples")
    if not program.exchanges or found.get("flow_action") == "navigate":
        found.setdefault("data", "examples")
    return found


@st.composite
def _journeys(draw: st.DrawFn, program: FlowLike, arguments: dict[str, Any]) -> Journey:
    journey, backs = start(program, **arguments), 0
    while journey.session.is_open and len(journey.moves) < MOST_STEPS:
        journey = _filled(draw, journey)
        session = journey.session
        if not session.is_open:
            break
        on = [Tap(name) for name in live(session)]
        # A link to a screen that leads back would otherwise be followed again and again.
        on = [tap for tap in on if journey.moves.count(tap) < MOST_TAPS] or on
        may = len(session.stack) > 1 and backs < MOST_BACKS
        if not on or (may and draw(st.integers(0, 9)) == 9):
            backs += 1
            journey = journey.take(Back())
        else:
            journey = journey.take(draw(st.sampled_from(on)))
    assume(journey.session.status is Status.COMPLETED)
    return journey


def _lacks(session: Session, component: ShownComponent) -> bool:
    """Return whether an input has to be filled in; anew, too, where its options have changed."""
    return component.complaint is not None or session.setting.checker.lacks(component)


def _filled(draw: st.DrawFn, journey: Journey) -> Journey:
    """Fill in a screen: what is required, and some of what is not."""
    seen: set[str] = set()
    screen = journey.session.screen.id
    for _ in range(MOST_FILLS):
        session = journey.session
        new = [each for each in fillable(session) if each.name not in seen or _lacks(session, each)]
        if not new:
            return journey
        for component in new:
            session = journey.session
            if not session.is_open or session.screen.id != screen:
                return journey
            assert component.name is not None
            seen.add(component.name)
            present = session.screen.inputs.get(component.name)
            if present is None or not present.enabled:
                continue
            wanted = present.required or _lacks(session, present)
            move = _fill(present) if wanted or draw(st.booleans()) else None
            if move is not None:
                journey = journey.take(draw(move))
    return journey
