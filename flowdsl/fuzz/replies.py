"""Answers for the endpoint: an author's own one, watched, or whatever the flow would take."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from flowdsl.fuzz.clues import Clues, Name
from flowdsl.fuzz.variations import Variation, combined, variations
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.moves import Answered
from flowdsl.runtime.program import Program
from flowdsl.runtime.state import Reply, State

if TYPE_CHECKING:
    from flowdsl.runtime.turn import Endpoint

__all__ = ["Guard", "Replier"]

MOST_FIRST: Final = 12
"""So many answers are tried to the request with which a flow is opened."""

_RAISED: Final = "it raised "
_NOTICE_KEYS: Final = {"error", "error_message"}
_NOTICES: Final = frozenset({"payload-schema-error", "invalid-screen-transition"})


def is_notice(request: Mapping[str, Any]) -> bool:
    """Return whether a request only tells the endpoint that its answer was refused."""
    data = request.get("data")
    return (
        isinstance(data, Mapping)
        and data.keys() == _NOTICE_KEYS
        and data.get("error") in _NOTICES
        and isinstance(data.get("error_message"), str)
    )


class Guard:
    """An author's endpoint: what it raises is kept and answered with HTTP 500.

    Args:
        endpoint: The endpoint.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.raised: str | None = None

    def __call__(self, request: Mapping[str, Any]) -> Mapping[str, Any] | Reply:
        """Return what the endpoint answers.

        Raises:
            TimeoutError: It takes too long.
            ConnectionError: Nothing comes back.
        """
        try:
            # What it does with the request must not change the journey.
            return self.endpoint(copy.deepcopy(dict(request)))
        except ConnectionError as error:
            said = str(error)
            if said.startswith(_RAISED):  # So does a function in a module that is named.
                self.raised = said.removeprefix(_RAISED)
            raise
        except TimeoutError:
            raise
        except Exception as error:  # Whatever an author's endpoint raises.
            text = " ".join(str(error).split())[:200]
            self.raised = f"{type(error).__name__}: {text}" if text else type(error).__name__
            return Reply(None, 500)


@attrs.define(eq=False)
class Replier:
    """Answers as some endpoint could: whatever the routes and the data of the flow allow.

    Args:
        program: The flow.
        clues: What the flow compares with.
        behaviour: What is chosen where no source settles what phones do.
    """

    program: Program
    clues: Clues
    behaviour: Behaviour
    number: int = 0
    """Which of the possible answers is given."""
    source: random.Random | None = None
    """What decides instead, where it is there."""
    wanted: Mapping[Name, Any] = attrs.Factory(dict)
    """What the data should be, where that is possible."""
    near: Mapping[str, int] = attrs.Factory(dict)
    """How far screens are from the one to go to, where there is one."""
    offered: int = 0
    """How many answers there were to choose from in the last step."""
    given: list[Answered] = attrs.field(factory=list)
    """What was answered in the last step."""
    _before: State = attrs.field(factory=State)
    _is_tap: bool = True
    _variations: dict[str, list[Variation]] = attrs.field(factory=dict)

    def begin(self, state: State, *, is_tap: bool) -> None:
        """Get ready for a step.

        Args:
            state: The state before it.
            is_tap: Whether something is tapped, rather than filled in.
        """
        self._before = state
        self._is_tap = is_tap
        self.given = []
        self.offered = 0

    def __call__(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an answer that fits."""
        if is_notice(request):
            return {"data": {"acknowledged": True}}
        bodies = list(self._bodies(request))
        self.offered = max(self.offered, len(bodies))
        if self.source is not None:
            # What leads on stands first, and is mostly taken.
            weights = [4 if at == 0 else 1 for at in range(len(bodies))]
            here = self.near.get(str(request.get("screen")), 0)
            for at, each in enumerate(bodies):
                if self.near.get(str(each.get("screen")), here) < here:
                    weights[at] = 4 * len(bodies)
            [body] = self.source.choices(bodies, weights)
        else:
            body = bodies[min(self.number, len(bodies) - 1)]
        self.given.append(Answered(body))
        return body

    def variations_of(self, screen: str) -> list[Variation]:
        """Return what a screen may be given, its examples first."""
        if screen not in self._variations:
            self._variations[screen] = variations(self.program.screens[screen], self.clues)
        return self._variations[screen]

    def aimed(self, screen: str) -> Mapping[str, Any]:
        """Return data for a screen that is as wanted, as far as that fits."""
        data = dict(self.variations_of(screen)[0].data)
        model = self.program.screens[screen].model
        for (owner, root, name), value in self.wanted.items():
            fits = name in data and not any(model.unfit({name: value}, partly=True))
            if (owner, root) == (screen, "data") and fits:
                data[name] = value
        return data

    def first(self) -> Iterator[Mapping[str, Any]]:
        """Yield answers to the request that opens the flow."""
        for screen in self.program.entries:
            for each in self.variations_of(screen)[:MOST_FIRST]:
                yield {"screen": screen, "data": dict(each.data)}

    def _bodies(self, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        action, screen = request.get("action"), str(request.get("screen") or "")
        if action == "INIT" or screen not in self.program.screens:
            yield from self.first()
        elif action == "BACK":
            stack = self._before.stack
            target = stack[-2] if len(stack) > 1 else screen
            yield {"screen": target, "data": dict(self._data(target))}
        else:
            yield from self._exchanged(screen, str(request.get("flow_token") or ""))

    def _exchanged(self, screen: str, token: str) -> Iterator[Mapping[str, Any]]:
        program = self.program.screens[screen]
        # What the phone takes is checked against the same routes.
        targets = [
            each for each in self.program.screens if each in self.program.targets.get(screen, ())
        ]
        ends = program.placed.is_terminal or not targets
        if self._is_tap:
            if ends:
                params = {"flow_token": token}
                data = {"extension_message_response": {"params": params}}
                yield {"screen": "SUCCESS", "data": data}
            for target in targets:
                yield from self._given(target)
        yield from self._given(screen)
        said = {**self._data(screen), "error_message": "Try again."}
        yield {"screen": screen, "data": said}
        if not self._is_tap:
            for target in targets:
                yield {"screen": target, "data": dict(self.variations_of(target)[0].data)}

    def _given(self, screen: str) -> Iterator[Mapping[str, Any]]:
        several = self.variations_of(screen)
        if self.wanted:
            yield {"screen": screen, "data": dict(self.aimed(screen))}
        for each in several:
            yield {"screen": screen, "data": dict(each.data)}
        if self.source is not None and len(several) > 2:
            data = combined(self.program.screens[screen], several, self.source)
            yield {"screen": screen, "data": dict(data)}

    def _data(self, screen: str) -> Mapping[str, Any]:
        """Return the data that a screen has, or would have."""
        state = self._before.screens.get(screen)
        return self.variations_of(screen)[0].data if state is None else state.data
