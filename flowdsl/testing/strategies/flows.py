"""Whole flows, drawn so that the validator accepts each and nobody gets stuck in any."""

from typing import Any, Final, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from flowdsl.flow import Category, Flow, Screen
from flowdsl.lowering import routing_model
from flowdsl.shape import Choice
from flowdsl.testing.strategies.answers import Answer, properties_of
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import Known
from flowdsl.testing.strategies.plans import FlowPlan, ScreenPlan, plan_flow
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.screens import draw_screen
from flowdsl.versions import DEFAULT, V4_0, Version, VersionLike, parse_version

__all__ = ["flows"]

_ADDRESS: Final = "https://example.com/endpoint"


def flows(
    version: VersionLike | None = None, *, endpoint: bool | None = None
) -> st.SearchStrategy[Flow]:
    """Return a strategy for whole flows, as authors may write them.

    The validator finds no error in any, and warns of nothing but a frozen version. They hold every
    component, action and kind of binding that the version has. Nobody gets stuck: what is required
    is shown and can be filled in, every button can be tapped at some time, and from every screen
    an end can be reached. Pages without a button are opened by a link and left with Back.

    Args:
        version: The version that they are written in, by default the newest.
        endpoint: Whether they talk to an endpoint; None for either.

    Raises:
        UnknownVersion: No public version has that name.
    """
    return _flows(DEFAULT if version is None else parse_version(version), endpoint)


@st.composite
def _flows(draw: DrawFn, version: Version, endpoint: bool | None) -> Flow:
    chooser = Chooser(draw)
    plan = plan_flow(chooser, version, endpoint=endpoint)
    drawn: dict[str, Screen] = {}
    counts: dict[str, int] = {}

    def visit(screen: ScreenPlan) -> None:
        # What carries data to a screen has to know which, so that comes first.
        for follower in (*screen.next, *screen.asides):
            if follower.id not in drawn:
                visit(follower)
        scope = _scope(chooser, plan, screen)
        drawn[screen.id] = draw_screen(scope, plan, screen, counts)

    visit(plan.screens[0])
    flow = Flow(
        version=version,
        screens=[drawn[screen.id] for screen in plan.screens],
        **_settings(chooser, plan),
    )
    if not plan.routes_are_written:
        return flow
    return attrs.evolve(flow, routing_model=routing_model(flow))


def _scope(chooser: Chooser, plan: FlowPlan, screen: ScreenPlan) -> Scope:
    """Return what can be referred to on a screen."""
    asked: list[tuple[str, Answer]] = [("", answer) for answer in screen.answers]
    elsewhere: list[Known] = []
    for before in screen.before if plan.version >= V4_0 else ():
        asked += [(before.id, answer) for answer in before.answers]
        for entry in before.entries:
            elsewhere += entry.known(before.id, is_sure=before in screen.surely_before)
    return Scope(
        chooser,
        plan.version,
        asked=asked,
        shown=[before.id for before in screen.surely_before],
        elsewhere=elsewhere,
        entries=screen.entries,
        names=plan.names,
        has_endpoint=plan.has_endpoint,
        routes_are_written=plan.routes_are_written,
    )


def _settings(chooser: Chooser, plan: FlowPlan) -> dict[str, Any]:
    """Draw what a flow says of itself."""
    known = properties_of(Flow, plan.version)
    found: dict[str, Any] = {}
    if plan.has_endpoint:
        shape = known["data_api_version"].shape
        assert isinstance(shape, Choice)
        found["data_api_version"] = chooser.pick(shape.values)
        # Until 2.1 the address stands in the JSON.
        has_address = "data_channel_uri" in known
        if has_address and chooser.chance(50):
            found["data_channel_uri"] = _ADDRESS
        elif has_address or chooser.chance(40):
            found["endpoint_uri"] = _ADDRESS
    if chooser.chance(20):
        found["categories"] = chooser.some(get_args(Category), 1, 2)
    if chooser.chance(40):
        found["name"] = chooser.pick(("survey", "Order a pizza", "größe"))
    return found
