"""Publishes, deprecates and deletes flows, one after the other, so that it can be run again.

Whether something was done is not always known: an answer gets lost. So what is as it is wanted to
be counts as done, and the same call made again comes to the same end.
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from flowdsl.platform.graph.changes import delete, deprecate, publish
from flowdsl.platform.graph.errors import CannotPublish, GraphError, Refused, Unreachable
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.graph.questions import get
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.graph.validation import ValidationError
from flowdsl.platform.lifecycle import NotAllowed, Operation, State, allowed
from flowdsl.problems import FlowError

__all__ = ["GOALS", "Change", "Outcome", "Target", "change_states", "foreseen", "may_be_done"]


class Outcome(enum.StrEnum):
    """What came of one flow."""

    DONE = "done"
    """It was changed."""
    ALREADY = "already"
    """There was nothing to do: it was as it is wanted to be."""
    FAILED = "failed"
    """It could not be changed, or nobody knows whether it was."""
    NOT_BEGUN = "not begun"
    """It was left alone, because another flow failed."""


GOALS: Final[Mapping[Operation, State]] = MappingProxyType(
    {
        Operation.PUBLISH: State.PUBLISHED,
        Operation.DEPRECATE: State.DEPRECATED,
        Operation.DELETE: State.DELETED,
    }
)
"""The state that each operation brings a flow to."""

_CALLS: Final[Mapping[Operation, Callable[[str], Call[None]]]] = {
    Operation.PUBLISH: publish,
    Operation.DEPRECATE: deprecate,
    Operation.DELETE: delete,
}


@attrs.frozen(kw_only=True)
class Target:
    """A flow that is to be changed.

    Args:
        name: What it is called.
        id: Its id.
        info: What a list says of it; None where the account has it no longer.
    """

    name: str
    id: str
    info: FlowInfo | None = None

    @property
    def state(self) -> State | None:
        """Its state, None where Meta says one that is not known here."""
        return self.info.state if self.info else State.DELETED


@attrs.frozen(kw_only=True)
class Change:
    """What came of one flow.

    Args:
        target: The flow.
        outcome: What came of it.
        state: The state that it is in now, as far as that is known.
        failure: Why it could not be changed.
        validation_errors: What Meta's validator says of its Flow JSON, where that is why.
    """

    target: Target
    outcome: Outcome
    state: str | None = None
    failure: FlowError | None = None
    validation_errors: tuple[ValidationError, ...] = ()

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody knows if it was done."""
        return self.failure is not None and may_be_done(self.failure)


def may_be_done(error: FlowError) -> bool:
    """Return whether a call that came to nothing may have been carried out all the same.

    Args:
        error: What came of it.
    """
    return isinstance(error, GraphError) and not isinstance(error, Refused | Unreachable)


def foreseen(operation: Operation, target: Target) -> Change | None:
    """Return what comes of a flow, where that is known without a call; None where it is not.

    Args:
        operation: What is to be done: publish, deprecate or delete.
        target: The flow.
    """
    state = target.state
    if state is None:
        return None
    if state is GOALS[operation]:
        return Change(target=target, outcome=Outcome.ALREADY, state=state)
    if state is State.DELETED:
        gone = FlowError(
            f"flow {target.id} of the lock file is no longer in the account; flowdsl adopt brings "
            "the lock file up to date"
        )
        return Change(target=target, outcome=Outcome.FAILED, state=state, failure=gone)
    verdict = allowed(operation, state)
    if not verdict.is_refused:
        return None
    refused = NotAllowed(verdict, target.id)
    return Change(target=target, outcome=Outcome.FAILED, state=state, failure=refused)


def change_states(
    operation: Operation, targets: Sequence[Target], client: Sender
) -> Iterator[Change]:
    """Yield what comes of each flow, in their order, and as soon as it is known.

    Where it is known beforehand that one of them cannot be changed, none is. Otherwise it ends with
    the first that fails.

    Args:
        operation: What is to be done: publish, deprecate or delete.
        targets: The flows.
        client: Makes the calls.
    """
    known = [foreseen(operation, each) for each in targets]
    is_over = any(each is not None and each.outcome is Outcome.FAILED for each in known)
    for target, change in zip(targets, known, strict=True):
        if change is not None and (change.outcome is Outcome.FAILED or not is_over):
            yield change
        elif is_over:
            state = target.info.status if target.info else None
            yield Change(target=target, outcome=Outcome.NOT_BEGUN, state=state)
        else:
            done = _change(operation, target, client)
            is_over = done.outcome is Outcome.FAILED
            yield done


def _change(operation: Operation, target: Target, client: Sender) -> Change:
    goal = GOALS[operation]
    try:
        client.send(_CALLS[operation](target.id))
    except FlowError as error:
        if isinstance(error, NotAllowed) and error.verdict.state is goal:
            # Somebody else was faster.
            return Change(target=target, outcome=Outcome.ALREADY, state=goal)
        errors = _validation_errors(target, client) if isinstance(error, CannotPublish) else ()
        return Change(
            target=target, outcome=Outcome.FAILED, failure=error, validation_errors=errors
        )
    return Change(target=target, outcome=Outcome.DONE, state=goal)


def _validation_errors(target: Target, client: Sender) -> tuple[ValidationError, ...]:
    """Return what Meta's validator says of a flow now; nothing where that cannot be had."""
    try:
        return client.send(get(target.id, fields=("id", "validation_errors"))).validation_errors
    except GraphError:
        return ()  # Why it was not published is known without.
