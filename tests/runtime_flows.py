"""Small flows on which the tests of the runtime show one behaviour each."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from flowdsl import Complete, Component, Data, Flow, Footer, Navigate, Option, Screen
from flowdsl.runtime import Session

NOW = datetime.datetime(2026, 11, 30, 15, 45, tzinfo=datetime.UTC)
OPTIONS = [Option(id="a", title="First"), Option(id="b", title="Second"), Option(id="c", title="C")]


def option_data(*ids: str) -> list[dict[str, str]]:
    """Return options as data has them."""
    return [{"id": id_, "title": id_.upper()} for id_ in ids]


def one_screen(
    *children: Component,
    sends: Mapping[str, Any] | None = None,
    data: Sequence[Data[Any]] | None = None,
    version: Any = "7.3",
    sensitive: Sequence[str] | None = None,
) -> Flow:
    """Return a flow of one screen with a Footer that ends it."""
    footer = Footer(label="Send", on_click_action=Complete(dict(sends or {})))
    screen = Screen(
        id="ONLY",
        title="Only",
        terminal=True,
        data=data,
        sensitive=sensitive,
        children=[*children, footer],
    )
    return Flow(version=version, screens=[screen])


def two_screens(
    first: Sequence[Component],
    second: Sequence[Component],
    *,
    carries: Mapping[str, Any] | None = None,
    sends: Mapping[str, Any] | None = None,
    first_data: Sequence[Data[Any]] | None = None,
    second_data: Sequence[Data[Any]] | None = None,
    version: Any = "7.3",
) -> Flow:
    """Return a flow of two screens, the second with a Footer that ends it."""
    forward = Footer(label="Next", on_click_action=Navigate("SECOND", dict(carries or {})))
    end = Footer(label="Send", on_click_action=Complete(dict(sends or {})))
    return Flow(
        version=version,
        screens=[
            Screen(id="FIRST", title="First", data=first_data, children=[*first, forward]),
            Screen(
                id="SECOND",
                title="Second",
                terminal=True,
                data=second_data,
                children=[*second, end],
            ),
        ],
    )


def play(flow: Flow, **arguments: Any) -> Session:
    """Open a flow at a fixed moment."""
    return Session(flow, now=arguments.pop("now", NOW), **arguments)


def sent(session: Session) -> dict[str, Any]:
    """Return what a flow sent, without the token."""
    assert session.response is not None, str(session)
    return {key: value for key, value in session.response.items() if key != "flow_token"}
