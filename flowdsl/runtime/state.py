"""What a phone knows while it runs a flow; every value here is immutable."""

import enum
from collections.abc import Mapping
from typing import Any

import attrs

from flowdsl.problems import FlowError

__all__ = ["Refused", "Reply", "ScreenState", "State", "Status"]


class Refused(FlowError):
    """A phone does not let anybody do that; the text says why, and what it lets them do."""


class Status(enum.Enum):
    """Where a flow is in its life on a phone."""

    OPEN = "open"
    """It shows a screen."""
    COMPLETED = "completed"
    """It is done, and its answers were sent."""
    CLOSED = "closed"
    """It was closed midway; nothing was sent."""
    FAILED = "failed"
    """It could not be opened: nothing was shown but an error."""


@attrs.frozen
class Reply:
    """What an endpoint answers.

    Args:
        body: The body, once it is decrypted; None where there is none that could be read.
        status: The HTTP status.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint
    """

    body: Mapping[str, Any] | None
    status: int = 200


@attrs.frozen
class ScreenState:
    """What is known of a screen that somebody was on.

    Args:
        data: What it was given.
        form: What was filled in, by the names of the inputs; what was not is not there.
        initial: The init-values that were last taken, by the names of the inputs.
        edited: The inputs that were edited since the last answer.
    """

    data: Mapping[str, Any] = attrs.Factory(dict)
    form: Mapping[str, Any] = attrs.Factory(dict)
    initial: Mapping[str, Any] = attrs.Factory(dict)
    edited: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class State:
    """Everything that changes while a flow runs.

    Args:
        screens: The screens that somebody was on, by their ids.
        stack: The ids of the screens that Back leads through, the shown one last.
        status: Where the flow is in its life.
        notice: What the phone says at the bottom: the endpoint's `error_message`, or that something
            went wrong.
        response: What was sent when it was done, `flow_token` included.
        is_disabled: Whether the button of the message can no longer be tapped.
        replies: What the endpoint will answer next, where somebody wrote it down beforehand.
    """

    screens: Mapping[str, ScreenState] = attrs.Factory(dict)
    stack: tuple[str, ...] = ()
    status: Status = Status.OPEN
    notice: str | None = None
    response: Mapping[str, Any] | None = None
    is_disabled: bool = False
    replies: tuple[Reply, ...] = ()
