"""A state machine for Hypothesis, made from any flow: its rules are what somebody can do."""

from collections.abc import Mapping
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.session import FlowLike
from flowdsl.testing.journey import Journey, start
from flowdsl.testing.strategies.walking import moves, opening_of

__all__ = ["FlowMachine", "state_machine"]


class FlowMachine(RuleBasedStateMachine):
    """Walks one flow at random, and fails where something goes wrong on the phone.

    Name the flow in a subclass, and add what has to hold at every moment:

    ```python
    class BookingMachine(FlowMachine):
        flow = booking

        @invariant()
        def nobody_pays_twice(self) -> None: ...


    TestBooking = BookingMachine.TestCase
    ```

    `journey` is where it stands; it is there once the flow is opened.
    """

    flow: ClassVar[FlowLike]
    """The flow, in Python or JSON."""
    opening: ClassVar[Mapping[str, Any]] = {}
    """How it is opened: the other arguments of `start`.

    A flow with an endpoint is answered from its examples, and one without is given those of its
    data, unless it is said otherwise here.
    """
    journey: Journey | None = None

    @initialize()
    def open(self) -> None:
        """Open the flow."""
        given = dict(self.opening)
        version = given.pop("version", None)
        program = program_of(self.flow, version, check=given.get("check", True))
        self.journey = start(program, **opening_of(program, given))

    @precondition(lambda self: self.journey is not None and self.journey.session.is_open)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Do something that can be done now."""
        assert self.journey is not None
        self.journey = self.journey.take(data.draw(moves(self.journey.session)))

    @precondition(lambda self: self.journey is not None and not self.journey.session.is_open)
    @rule()
    def again(self) -> None:
        """Open the flow again once it is over."""
        assert self.journey is not None
        if not self.journey.session.state.is_disabled:
            self.open()

    @invariant()
    def nothing_goes_wrong(self) -> None:
        """Nothing went wrong in the last step: no data that does not fit, no refused answer."""
        if self.journey is not None:
            wrong = [f"{each.error}: {each.message}" for each in self.journey.session.failures]
            assert not wrong, "\n".join([*wrong, str(self.journey)])


def state_machine(flow: FlowLike, **opening: Any) -> type[FlowMachine]:
    """Return a state machine that walks a flow; its `TestCase` is a test.

    Args:
        flow: The flow, in Python or JSON.
        opening: How it is opened: see `FlowMachine.opening`.
    """
    return type("StateMachine", (FlowMachine,), {"flow": flow, "opening": opening})
