"""How a flow is written in which a choice that no source settles changes what comes of it."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from flowdsl import (
    Complete,
    Component,
    DataExchange,
    EmbeddedLink,
    Flow,
    Footer,
    If,
    Input,
    Navigate,
    Option,
    Screen,
)
from flowdsl.runtime import Move, Ran, Session, Tap

__all__ = [
    "AFTERNOON",
    "CITIES",
    "DONE",
    "Case",
    "End",
    "asking",
    "case",
    "is_sent",
    "link",
    "one",
    "screen",
    "sent",
    "stack",
    "values",
]

DONE = Tap("Done")
AFTERNOON = datetime.datetime(2026, 12, 1, 15, 30, tzinfo=datetime.UTC)
CITIES = [Option(id="ams", title="Amsterdam"), Option(id="ber", title="Berlin")]


@attrs.frozen
class End:
    """How a flow stands after its moves.

    Args:
        session: The flow.
        refusal: Why the last move was refused; empty where it was not.
    """

    session: Session
    refusal: str = ""

    @property
    def sent(self) -> Mapping[str, Any] | None:
        """What was sent, apart from the token; None where nothing was."""
        response = self.session.response
        if response is None:
            return None
        return {key: value for key, value in response.items() if key != "flow_token"}

    @property
    def ran(self) -> list[tuple[str, Any]]:
        """The actions of the last step: the event, and the payload."""
        events = self.session.events
        return [(each.event, each.payload) for each in events if isinstance(each, Ran)]

    @property
    def failed(self) -> list[str]:
        """What went wrong in the last step."""
        return [each.error for each in self.session.failures]


@attrs.frozen(kw_only=True)
class Case:
    """A flow in which a choice changes what comes of it.

    Args:
        field: The field of `Behaviour`.
        flow: The flow.
        moves: What is done in it; the last move may be refused.
        sees: What is looked at then.
        outcomes: What is seen, for each choice.
        options: How the flow is opened.
    """

    field: str
    flow: Flow
    moves: Sequence[Move]
    sees: Callable[[End], Any]
    outcomes: Mapping[Any, Any]
    options: Mapping[str, Any]


def case(
    field: str,
    flow: Flow,
    *moves: Move,
    sees: Callable[[End], Any],
    outcomes: Mapping[Any, Any],
    **options: Any,
) -> Case:
    return Case(field=field, flow=flow, moves=moves, sees=sees, outcomes=outcomes, options=options)


def sent(end: End) -> Any:
    return end.sent


def values(end: End) -> Any:
    return end.session.screen.values


def stack(end: End) -> Any:
    return end.session.stack


def is_sent(end: End) -> Any:
    return end.sent is not None


def inputs_of(components: Sequence[Component]) -> Iterator[Input[Any]]:
    for each in components:
        if isinstance(each, Input):
            yield each
        elif isinstance(each, If):
            yield from inputs_of(each.then)


def screen(*children: Component, id: str = "A", **facts: Any) -> Screen:  # noqa: A002
    """Return a screen that ends the flow with all that is filled in on it."""
    payload = {each.name: each.ref for each in inputs_of(children)}
    done = Footer(label="Done", on_click_action=Complete(payload))
    return Screen(id=id, title="Title", terminal=True, children=[*children, done], **facts)


def one(*children: Component, version: str = "7.3", **facts: Any) -> Flow:
    return Flow(version=version, screens=[screen(*children, **facts)])


def link(target: str, payload: Mapping[str, Any] | None = None) -> EmbeddedLink:
    return EmbeddedLink(text="More", on_click_action=Navigate(target, payload or {}))


def asking(*children: Component, **facts: Any) -> Flow:
    """Return a flow of two screens, of which the first asks the endpoint, and the second, too."""
    payload = {each.name: each.ref for each in inputs_of(children)}
    ask = Footer(label="Ask", on_click_action=DataExchange(payload, leads_to=["B"]))
    again = Footer(label="Ask", on_click_action=DataExchange({}))
    return Flow(
        data_api_version="3.0",
        screens=[
            Screen(id="A", title="Title", children=[*children, ask], **facts),
            Screen(id="B", title="Title", terminal=True, refresh_on_back=True, children=[again]),
        ],
    )
