"""Journeys through a flow, as tests write them: what somebody does, and what they are to see."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypedDict, Unpack

import attrs

from flowdsl.flow import Flow
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.events import Failed
from flowdsl.runtime.moves import Answered, Move
from flowdsl.runtime.screen import ShownScreen
from flowdsl.runtime.session import EndpointLike, FlowAction, FlowLike, Session
from flowdsl.runtime.state import Refused, Reply, Status
from flowdsl.tables import visible
from flowdsl.testing.coverage import collectors
from flowdsl.testing.doings import Doings
from flowdsl.testing.expectations import (
    Expected,
    NoExpectation,
    checked,
    wrong,
)
from flowdsl.testing.looking import Moment
from flowdsl.testing.steps import Cannot, Doing, Expect, Reopen, Step, play
from flowdsl.testing.writing import FLOW, chain
from flowdsl.versions import VersionLike

__all__ = ["Cannots", "Journey", "JourneyFailed", "Opening", "start"]


class Opening(TypedDict, total=False):
    """What `start` takes beside the flow and the version.

    Args:
        data: What the message gives the first screen; `"examples"` for the examples of its data.
        endpoint: What answers for the endpoint: a callable, an address, or `"examples"`.
        now: The moment, with the zone of the phone.
        flow_action: How the message opens the flow.
        screen: The screen to begin on.
        flow_token: The token of the message.
        replies: What the endpoint answers first.
        behaviour: What is chosen where no source settles what phones do.
        check: Whether to refuse a flow with errors.
        opens: Whether the flow is expected to open. With False it is not, and a journey can look at
            what went wrong.
    """

    data: Mapping[str, Any] | Literal["examples"]
    endpoint: EndpointLike
    now: datetime.datetime
    flow_action: FlowAction
    screen: str
    flow_token: str
    replies: Sequence[Mapping[str, Any] | Reply]
    behaviour: Behaviour
    check: bool
    opens: bool


class JourneyFailed(AssertionError):
    """A journey is not as it is expected to be.

    Its text shows what was expected and what was found, the screen, and the journey as Python.

    Args:
        reasons: What is wrong, a sentence each.
        journey: The journey up to there, the step that failed included.
    """

    def __init__(self, reasons: Sequence[str], journey: Journey) -> None:
        self.reasons = tuple(reasons)
        self.journey = journey
        super().__init__("; ".join(self.reasons))

    def __str__(self) -> str:
        return picture(self.reasons, self.journey)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Journey(Doings["Journey"]):
    """A way through a flow; each step returns the next journey, and this one stays as it is.

    A step that the phone does not let anybody take raises `JourneyFailed`, as an expectation does
    that is not met. What goes wrong on the phone (an answer that does not fit, a time-out) does
    not, because the flow goes on: `expect(failure=..., notice=...)` looks at it.

    Args:
        session: The flow as it runs.
        flow_name: What the flow is called.
        opening: What it was opened with.
        steps: The steps so far.
        request: What the endpoint was asked with last, None where it was not.
    """

    session: Session
    flow_name: str = FLOW
    opening: Mapping[str, Any] = attrs.Factory(dict)
    steps: tuple[Step, ...] = ()
    request: Mapping[str, Any] | None = None

    @property
    def screen(self) -> ShownScreen:
        """What is on the screen; after the end, the last that was."""
        return self.session.screen

    @property
    def response(self) -> Mapping[str, Any] | None:
        """What was sent when the flow was done, `flow_token` included; None before."""
        return self.session.response

    @property
    def moves(self) -> tuple[Move, ...]:
        """What was done so far, without expectations."""
        return tuple(step for step in self.steps if not isinstance(step, Expect | Cannot | Reopen))

    def _do(self, *moves: Doing) -> Journey:
        __tracebackhide__ = True
        journey = self
        for move in moves:
            journey = journey._after(move)
        return journey

    def _after(self, move: Doing) -> Journey:
        __tracebackhide__ = True
        try:
            session = play(self.session, move)
        except Refused as refused:
            failed = attrs.evolve(self, steps=(*self.steps, move))
            raise JourneyFailed([f"refused: {refused}"], failed) from None
        for collector in collectors:
            name = self.flow_name
            collector.of(session.program, name).observe(session, self.session, move)
        return attrs.evolve(
            self,
            session=session,
            steps=(*self.steps, move),
            request=session.requests[-1] if session.requests else self.request,
        )

    def answering(self, *replies: Mapping[str, Any] | Reply) -> Journey:
        """Say what the endpoint answers to the next requests, whatever else answers for it.

        Args:
            replies: The bodies of the answers, or `Reply` for another HTTP status.
        """
        written = [each if isinstance(each, Reply) else Reply(each) for each in replies]
        return self._do(*(Answered(each.body, each.status) for each in written))

    def cannot(self, *, because: str | None = None) -> Cannots:
        """Say that the next step is refused: `.cannot().tap("Continue")`.

        Args:
            because: What the reason says, or a part of it.
        """
        return Cannots(self, because)

    def expect(self, **expected: Unpack[Expected]) -> Journey:
        """Say what is to be seen now; whatever is not as expected is reported at once.

        Args:
            expected: What is expected: see `Expected`.

        Raises:
            JourneyFailed: Something is not as expected.
            TypeError: There is no such expectation, or its value has another type.
        """
        __tracebackhide__ = True
        try:
            wanted = checked(expected)
        except NoExpectation as error:
            raise TypeError(str(error)) from None
        return self._expect(wanted)

    def _expect(self, expected: Mapping[str, Any]) -> Journey:
        __tracebackhide__ = True
        following = attrs.evolve(self, steps=(*self.steps, Expect(expected)))
        reasons = wrong(Moment(self.session, self.request), expected)
        if reasons:
            raise JourneyFailed(reasons, following)
        return following

    def take(self, step: Step) -> Journey:
        """Return the journey after a step that was kept as a value.

        Args:
            step: The step.

        Raises:
            JourneyFailed: It is refused, or not as expected.
        """
        __tracebackhide__ = True
        if isinstance(step, Expect):
            return self._expect(step.expected)
        if isinstance(step, Cannot):
            return Cannots(self, step.because)._do(*step.moves)
        return self._do(step)

    def __str__(self) -> str:
        return str(self.session)

    def __repr__(self) -> str:
        return f"<Journey of {len(self.steps)} steps: {self.session!r}>"


@attrs.frozen(eq=False)
class Cannots(Doings[Journey]):
    """What a phone does not let anybody do; each method returns the journey as it was.

    Args:
        journey: The journey.
        because: What the reason says, or a part of it; None for any.
    """

    journey: Journey
    because: str | None

    def _do(self, *moves: Doing) -> Journey:
        __tracebackhide__ = True
        following = attrs.evolve(
            self.journey, steps=(*self.journey.steps, Cannot(moves, self.because))
        )
        session = self.journey.session
        try:
            for move in moves:
                session = play(session, move)
        except Refused as refused:
            if self.because is not None and self.because not in str(refused):
                reason = f"expected a reason with `{self.because}`, found: {refused}"
                raise JourneyFailed([f"cannot: {reason}"], following) from None
            return following
        failed = attrs.evolve(following, session=session)
        raise JourneyFailed(["cannot: it can be done, and nothing is refused"], failed)


def start(
    flow: FlowLike, version: VersionLike | None = None, **opening: Unpack[Opening]
) -> Journey:
    """Open a flow, as the message does: `start(booking).fill(city="ams").tap("Continue")`.

    Args:
        flow: The flow, in Python or JSON.
        version: The version to run it as, by default its own.
        opening: How it is opened: see `Opening`.

    Raises:
        JourneyFailed: It could not be opened, or could although `opens` is False.
        InvalidFlow: The flow has errors.
        Refused: It cannot begin on that screen, or nothing answers for its endpoint.
    """
    __tracebackhide__ = True
    given = {**({} if version is None else {"version": version}), **opening}
    return begin(flow, name_of(flow), given)


def begin(flow: FlowLike, name: str, given: Mapping[str, Any]) -> Journey:
    """Open a flow under a name.

    Args:
        flow: The flow, in Python or JSON.
        name: What it is called.
        given: The arguments of `start`, the version among them.

    Raises:
        JourneyFailed: It could not be opened, or could although `opens` is False.
    """
    __tracebackhide__ = True
    arguments = {key: value for key, value in given.items() if key != OPENS}
    session = Session(flow, **arguments)
    for collector in collectors:
        collector.of(session.program, name).observe(session)
    journey = Journey(
        session=session,
        flow_name=name,
        opening=given,
        request=session.requests[-1] if session.requests else None,
    )
    is_failed = session.status is Status.FAILED
    if is_failed and given.get(OPENS, True):
        raise JourneyFailed(["the flow could not be opened"], journey)
    if not is_failed and not given.get(OPENS, True):
        raise JourneyFailed(["the flow could be opened, but opens=False was given"], journey)
    return journey


OPENS: Final = "opens"


def name_of(flow: FlowLike) -> str:
    """Return what a flow is called: its name, that of its variable, or `flow`.

    Args:
        flow: The flow.
    """
    if not isinstance(flow, Flow):
        name = flow.get("name") if isinstance(flow, Mapping) else None
        return name if isinstance(name, str) else FLOW
    if flow.name:
        return flow.name
    file = flow.origin.file if flow.origin else None
    for module in list(sys.modules.values()):
        if file is not None and getattr(module, "__file__", None) == file:
            for variable, value in vars(module).items():
                if value is flow and not variable.startswith("_"):
                    return variable
    return FLOW


def picture(reasons: Sequence[str], journey: Journey) -> str:
    """Return what is wrong in a journey, as somebody wants to see it who has to mend it.

    Args:
        reasons: What is wrong, a sentence each.
        journey: The journey, with the step that failed.
    """
    failures = [_failure_text(each) for each in journey.session.failures]
    parts = ["\n".join(map(visible, reasons)), *(["\n".join(failures)] if failures else [])]
    screen = str(journey.session)
    parts += [screen] if screen else []
    variable = journey.flow_name if journey.flow_name.isidentifier() else FLOW
    parts.append(f"The journey so far:\n{chain(variable, journey.steps, journey.opening, 'here')}")
    return "\n\n".join(parts)


def _failure_text(failure: Failed) -> str:
    return visible(f"went wrong on the phone: {failure.error}: {failure.message}")
