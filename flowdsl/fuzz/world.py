"""Plays journeys: opens a flow in the ways it can be, makes moves, and keeps what came of them."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.fuzz.candidates import Candidates, candidates
from flowdsl.fuzz.clues import Clues, Name
from flowdsl.fuzz.replies import Guard, Replier
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.checks import Checker
from flowdsl.runtime.evaluation import MISSING
from flowdsl.runtime.moves import Fill, Move, Upload, play
from flowdsl.runtime.program import Program
from flowdsl.runtime.screen import ShownComponent, ShownScreen
from flowdsl.runtime.session import Session
from flowdsl.runtime.tapping import Tappable, called

__all__ = ["Left", "Moment", "World", "digest", "tap_names"]

MOST_OPENINGS: Final = 24
"""So many ways to open a flow are tried."""


def digest(*values: Any) -> str:
    """Return a text that is the same for the same values, whatever they are."""
    try:
        return json.dumps(values, sort_keys=True, default=repr)
    except (RecursionError, ValueError, TypeError):
        return repr(values)[:10_000]


@attrs.frozen(eq=False)
class Left:
    """A screen as somebody left it.

    Args:
        values: What they had filled in, by the names of the inputs, with the options to choose of.
        data: The data of the screen.
        changes: How often anything had been filled in up to then.
    """

    values: Mapping[str, tuple[Any, tuple[str, ...]]]
    data: Mapping[str, Any]
    changes: int


@attrs.frozen(eq=False)
class Moment:
    """A moment of a journey.

    Args:
        session: The flow as it runs.
        start: What it was opened with, the arguments of `Session`.
        moves: What was done since, the answers of a made-up endpoint among it.
        typed: What was filled in, by the ids of screens and the names of inputs.
        changes: How often anything was filled in.
        left: The screens that were left, as they were then.
        raised: What the endpoint raised in the last step, None where it did not.
    """

    session: Session
    start: Mapping[str, Any]
    moves: tuple[Move, ...] = ()
    typed: Mapping[tuple[str, str], Any] = attrs.Factory(dict)
    changes: int = 0
    left: Mapping[str, Left] = attrs.Factory(dict)
    raised: str | None = None

    @property
    def screen(self) -> ShownScreen:
        """What is on the screen."""
        return self.session.screen

    @property
    def length(self) -> int:
        """How long the journey is; to open it in a special way counts, too."""
        return 2 * len(self.moves) + (1 if self.start else 0)


class World:
    """A flow, and everything that journeys through it share.

    Args:
        program: The flow.
        behaviour: What is chosen where no source settles what phones do.
        now: The moment at which they begin.
        endpoint: What answers for the endpoint; None where answers are made up.
        data: What the message gives the first screen; None where that is made up.
        seed: What decides the random choices.
    """

    def __init__(
        self,
        program: Program,
        behaviour: Behaviour,
        now: datetime.datetime,
        *,
        endpoint: Guard | None = None,
        data: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> None:
        self.program = program
        self.behaviour = behaviour
        self.now = now
        self.endpoint = endpoint
        self.data = data
        self.seed = seed
        self.clues = Clues(program)
        self.replier = Replier(program, self.clues, behaviour)
        self.steps = 0
        self._candidates: dict[tuple[str, int, str], Candidates] = {}

    @property
    def makes_answers_up(self) -> bool:
        """Whether the flow has an endpoint, and nothing was given that answers for it."""
        return self.program.exchanges and self.endpoint is None

    @cached_property
    def checker(self) -> Checker:
        """What holds answers against inputs."""
        return Checker(self.behaviour, self.now)

    def starts(self) -> list[dict[str, Any]]:
        """Return the ways to open the flow, the plainest first."""
        if self.data is not None:
            start: dict[str, Any] = {"data": dict(self.data)} if self.data else {}
            if self.program.data_api_version is not None and not self.data:
                start["flow_action"] = "navigate"
            return [start]
        if self.program.data_api_version is not None:
            if self.endpoint is not None:
                return [{}]
            return [{"replies": [body]} for body in self.replier.first()][:MOST_OPENINGS]
        found: list[dict[str, Any]] = []
        for number, screen in enumerate(self.program.entries):
            named = {"screen": screen} if number else {}
            for each in self.replier.variations_of(screen):
                given = {"data": dict(each.data)} if each.data else {}
                found.append({**named, **given})
        return found[:MOST_OPENINGS]

    def aimed(self, start: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a way to open the flow with what is wanted in the data, where it is made up."""
        if self.data is not None or self.endpoint is not None:
            return start
        replies = start.get("replies")
        if replies:
            screen = str(replies[0]["screen"])
            body = {"screen": screen, "data": dict(self.replier.aimed(screen))}
            return {**start, "replies": [body]}
        screen = str(start.get("screen", self.program.entries[0]))
        data = dict(self.replier.aimed(screen))
        return {**start, "data": data} if data else start

    def open(self, start: Mapping[str, Any], *, replays: bool = False) -> Moment:
        """Return the moment at which a flow was opened.

        Args:
            start: What it is opened with.
            replays: Whether only what is written down answers for a made-up endpoint.

        Raises:
            Refused: It cannot be opened so.
        """
        made_up = self.replier if self.makes_answers_up and not replays else None
        self._begin(None)
        session = Session(
            self.program,
            endpoint=self.endpoint or made_up,
            now=self.now,
            behaviour=self.behaviour,
            **start,
        )
        return Moment(session, start, raised=self._raised())

    def _begin(self, before: Moment | None, move: Move | None = None) -> None:
        self.steps += 1
        if self.endpoint is not None:
            self.endpoint.raised = None
        elif before is not None:
            is_tap = not isinstance(move, Fill | Upload)
            self.replier.begin(before.session.state, is_tap=is_tap)

    def _raised(self) -> str | None:
        return None if self.endpoint is None else self.endpoint.raised

    def step(self, before: Moment, move: Move) -> Moment:
        """Return what a move leads to.

        Args:
            before: The moment.
            move: The move.

        Raises:
            Refused: The phone does not let anybody do that.
        """
        self._begin(before, move)
        session = play(before.session, move)
        answers = () if self.endpoint is not None else tuple(self.replier.given)
        self.replier.given = []
        typed, changes = before.typed, before.changes
        if isinstance(move, Fill | Upload):
            key = (before.session.stack[-1], move.name)
            was = before.session.state.screens[key[0]].form.get(key[1], MISSING)
            kept = session.state.screens[key[0]].form.get(key[1], MISSING)
            typed = {**typed, key: kept}
            changes += was != kept
        after = Moment(
            session,
            before.start,
            (*before.moves, *answers, move),
            typed,
            changes,
            before.left,
            self._raised(),
        )
        return after if session.stack == before.session.stack else _leaving(before, after)

    def unanswered(self) -> Iterator[str]:
        """Yield the inputs that no answer was found for, though there may be some."""
        for (screen, number, _), found in self._candidates.items():
            if not found.values and found.obstacle is None:
                component = self.program.screens[screen].components[number]
                name = component.placed.name
                yield f"no answer was found that {component.kind} `{name}` on {screen} takes"

    def candidates_of(self, component: ShownComponent, screen: str) -> Candidates:
        """Return the answers to try in an input of a screen."""
        program = component.program
        content = digest(component.content) if program.bound else ""
        key = (screen, program.number, content)
        found = self._candidates.get(key)
        if found is None:
            name: Name = (screen, "form", component.name or "")
            found = self._candidates[key] = candidates(
                attrs.evolve(component, complaint=None, error=None),
                self.checker,
                random.Random(f"{self.seed} {screen} {program.number}"),  # noqa: S311
                literals=self.clues.literals.get(name, ()),
                is_calculated=name in self.clues.uncertain,
            )
        return found


def _leaving(before: Moment, after: Moment) -> Moment:
    """Note how a screen was left."""
    screen = before.session.stack[-1]
    # What was filled in last can be what led on.
    state = after.session.state.screens[screen]
    values = {
        name: (state.form[name], tuple(each.id for each in shown.options))
        for name, shown in before.screen.inputs.items()
        if name in state.form and after.typed.get((screen, name), MISSING) == state.form[name]
    }
    left = Left(values, state.data, after.changes)
    return attrs.evolve(after, left={**before.left, screen: left})


def tap_names(screen: ShownScreen) -> Iterator[tuple[Tappable, str]]:
    """Yield what can be tapped on a screen now, with a name that nothing else there has."""
    for name, found in called(screen):
        if found.is_enabled:
            yield found, name
