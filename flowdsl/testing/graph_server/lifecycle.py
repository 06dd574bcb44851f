"""The states of a flow, and which operation leads from which to which."""

import enum
from collections.abc import Container, Mapping
from typing import Final, TypeAlias

from flowdsl.platform.lifecycle import TRANSITIONS as KNOWN
from flowdsl.platform.lifecycle import Cause, Rules, State
from flowdsl.testing.graph_server.errors import (
    ALREADY_DEPRECATED,
    CANNOT_BE_UPDATED,
    CANNOT_DELETE,
    CANNOT_DEPRECATE,
    NOT_A_DRAFT,
    GraphError,
)

__all__ = [
    "TRANSITIONS",
    "Edge",
    "Lifecycle",
    "Status",
    "after_deprecating",
    "after_editing",
    "after_publishing",
    "can_be_moved",
    "check_deleting",
]


class Status(enum.StrEnum):
    """The state of a flow."""

    DRAFT = "DRAFT"
    """It is worked on; nobody but testers gets it."""
    PUBLISHED = "PUBLISHED"
    """It can be sent."""
    THROTTLED = "THROTTLED"
    """Its endpoint is not well: it can be sent ten times an hour."""
    BLOCKED = "BLOCKED"
    """Its endpoint is worse: it can neither be sent nor opened."""
    DEPRECATED = "DEPRECATED"
    """It is at its end."""


class Lifecycle(enum.StrEnum):
    """Which of the two descriptions of the lifecycle holds; they differ in three edges."""

    CURRENT = "current"
    """A published flow can be edited, and a blocked one recovers and can be deprecated."""
    LEGACY = "legacy"
    """What is published stays as it is, and what is blocked stays blocked."""


Edge: TypeAlias = tuple[Status | None, Status | None]
"""A state and the next one; None is the state of a flow that is not there."""


def _edges(rules: Rules, causes: Container[Cause] = tuple(Cause)) -> frozenset[Edge]:
    """Return the edges of the table that some rules know."""
    return frozenset(
        (_status(each.before), _status(each.after))
        for each in KNOWN
        if rules in each.rules and each.cause in causes
    )


def _status(state: State | None) -> Status | None:
    return None if state in (None, State.DELETED) else Status(str(state))


TRANSITIONS: Final[Mapping[Lifecycle, frozenset[Edge]]] = {
    Lifecycle.LEGACY: _edges("guide"),
    Lifecycle.CURRENT: _edges("meta"),
}
"""What can follow a state, by whichever hand."""

_SYSTEM: Final = _edges("meta", (Cause.SYSTEM,))


def can_be_moved(status: Status, new: Status, lifecycle: Lifecycle) -> bool:
    """Return whether Meta itself can move a flow from one state to another.

    Args:
        status: Its state.
        new: The state after it.
        lifecycle: The description that holds.
    """
    edge = (status, new)
    return edge in TRANSITIONS[lifecycle] and edge in _SYSTEM


def after_editing(status: Status, lifecycle: Lifecycle) -> Status:
    """Return the state of a flow whose metadata or Flow JSON was changed.

    Args:
        status: Its state before.
        lifecycle: The description that holds.

    Raises:
        GraphError: It cannot be changed in that state.
    """
    # No source says what holds while a flow is throttled or blocked; both follow a publication, and
    # an edit would bring it back to DRAFT, which is no edge of the table.
    if status is Status.DRAFT or (status, Status.DRAFT) in TRANSITIONS[lifecycle]:
        return Status.DRAFT
    raise GraphError(CANNOT_BE_UPDATED)


def after_publishing(status: Status) -> Status:
    """Return the state of a flow that was published.

    Args:
        status: Its state before.

    Raises:
        GraphError: It is no draft.
    """
    if status is not Status.DRAFT:
        raise GraphError(NOT_A_DRAFT)
    return Status.PUBLISHED


def after_deprecating(status: Status, lifecycle: Lifecycle) -> Status:
    """Return the state of a flow that was deprecated.

    Args:
        status: Its state before.
        lifecycle: The description that holds.

    Raises:
        GraphError: It was deprecated before, or cannot be.
    """
    if status is Status.DEPRECATED:
        raise GraphError(ALREADY_DEPRECATED)
    if (status, Status.DEPRECATED) not in TRANSITIONS[lifecycle]:
        raise GraphError(CANNOT_DEPRECATE)
    return Status.DEPRECATED


def check_deleting(status: Status) -> None:
    """Raise an error where a flow cannot be deleted.

    Args:
        status: Its state.

    Raises:
        GraphError: It is no draft.
    """
    if (status, None) not in TRANSITIONS[Lifecycle.CURRENT]:
        raise GraphError(CANNOT_DELETE)
