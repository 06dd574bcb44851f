"""The life of a flow on Meta's servers: its states, what moves it, and what is allowed in each.

Meta's pages and the guide disagree in three transitions; whoever asks says whose rules count.
"""

import enum
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias, get_args

import attrs

from flowdsl.platform.lifecycle_cells import (
    CELLS,
    GUIDE_CELLS,
    Cell,
    Operation,
    Permission,
    Standing,
    State,
)
from flowdsl.problems import FlowError, did_you_mean

__all__ = [
    "TRANSITIONS",
    "Cause",
    "NotAllowed",
    "Operation",
    "Permission",
    "Rules",
    "Standing",
    "State",
    "Transition",
    "Verdict",
    "allowed",
    "parse_operation",
    "parse_state",
    "transitions",
]

Rules: TypeAlias = Literal["meta", "guide"]
"""Whose rules count: those of Meta's pages, or those of the guide."""

_BOTH: Final[frozenset[Rules]] = frozenset(get_args(Rules))
_META: Final[frozenset[Rules]] = frozenset({"meta"})


class Cause(enum.StrEnum):
    """Who moves a flow from one state to another."""

    BUSINESS = "business"
    """The business, by an operation."""
    SYSTEM = "system"
    """Meta, as it watches how the flow does."""


@attrs.frozen
class Transition:
    """One step in the life of a flow.

    Args:
        before: The state that it leaves, None where the flow comes to be.
        after: The state that it comes to.
        cause: Who moves it.
        sentence: What happens, in a sentence.
        operations: What the business does for it, any one of them; empty where Meta moves it.
        rules: Whose rules know it.
    """

    before: State | None
    after: State
    cause: Cause
    sentence: str
    operations: tuple[Operation, ...] = ()
    rules: frozenset[Rules] = _BOTH


TRANSITIONS: Final = (
    Transition(
        None,
        State.DRAFT,
        Cause.BUSINESS,
        "A flow that is created, cloned or migrated from an unpublished one begins as a draft.",
        (Operation.CREATE, Operation.CLONE, Operation.MIGRATE),
    ),
    Transition(
        None,
        State.PUBLISHED,
        Cause.BUSINESS,
        "A flow that is created with `publish` or migrated from a published one is published.",
        (Operation.CREATE, Operation.MIGRATE),
    ),
    Transition(
        State.DRAFT,
        State.PUBLISHED,
        Cause.BUSINESS,
        "Publishing a draft makes it available to users.",
        (Operation.PUBLISH,),
    ),
    Transition(
        State.DRAFT,
        State.DELETED,
        Cause.BUSINESS,
        "A draft can be deleted, for good.",
        (Operation.DELETE,),
    ),
    Transition(
        State.PUBLISHED,
        State.DRAFT,
        Cause.BUSINESS,
        "Changing a published flow puts it back to draft, until it is published anew.",
        (Operation.UPDATE, Operation.UPLOAD),
        _META,
    ),
    Transition(
        State.PUBLISHED,
        State.DEPRECATED,
        Cause.BUSINESS,
        "Deprecating a published flow withdraws it, for good.",
        (Operation.DEPRECATE,),
    ),
    Transition(
        State.PUBLISHED,
        State.THROTTLED,
        Cause.SYSTEM,
        "Meta throttles a flow whose endpoint or screens fail too often.",
    ),
    Transition(
        State.THROTTLED,
        State.PUBLISHED,
        Cause.SYSTEM,
        "A throttled flow that recovers is published as before.",
    ),
    Transition(
        State.THROTTLED,
        State.BLOCKED,
        Cause.SYSTEM,
        "Meta blocks a throttled flow that gets worse.",
    ),
    Transition(
        State.THROTTLED,
        State.DEPRECATED,
        Cause.BUSINESS,
        "Deprecating a throttled flow withdraws it, for good.",
        (Operation.DEPRECATE,),
    ),
    Transition(
        State.BLOCKED,
        State.THROTTLED,
        Cause.SYSTEM,
        "A blocked flow that recovers is throttled first, and published after that.",
        rules=_META,
    ),
    Transition(
        State.BLOCKED,
        State.DEPRECATED,
        Cause.BUSINESS,
        "Deprecating a blocked flow withdraws it, for good.",
        (Operation.DEPRECATE,),
        _META,
    ),
)
"""Every step that a flow can take."""


@attrs.frozen(kw_only=True)
class Verdict:
    """Whether something may be done with a flow.

    Args:
        operation: What is to be done.
        state: The state that the flow is in.
        rules: Whose rules were asked.
        permission: Yes, no, or that nobody says.
        reason: Why, in a sentence.
        help: What to do instead, where there is something.
        standing: How well this is known.
        codes: The codes that Meta answers a refusal with, where they are known.
        after: The state that the flow is in afterwards, None where it stays in its own.
    """

    operation: Operation
    state: State
    rules: Rules
    permission: Permission
    reason: str
    help: str | None = None
    standing: Standing = Standing.STATED
    codes: tuple[int, ...] = ()
    after: State | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it is known that this is not allowed."""
        return self.permission is Permission.NO

    def __str__(self) -> str:
        return f"{self.reason} {self.help}" if self.help else self.reason


class NotAllowed(FlowError):
    """An operation that the state of the flow does not allow; nothing was sent.

    Args:
        verdict: Why it is not allowed.
        flow: The id of the flow.
    """

    def __init__(self, verdict: Verdict, flow: str) -> None:
        self.verdict = verdict
        self.flow = flow
        super().__init__(verdict, flow)

    def __str__(self) -> str:
        what = self.verdict.operation.replace("_", " ")
        return f"cannot {what} flow {self.flow}, which is {self.verdict.state}: {self.verdict}"


def transitions(rules: Rules = "meta") -> Iterator[Transition]:
    """Yield the steps that a flow can take by the rules of Meta's pages, or of the guide.

    Raises:
        FlowError: There are no such rules.
    """
    _check_rules(rules)
    return (each for each in TRANSITIONS if rules in each.rules)


def allowed(operation: Operation | str, state: State | str, rules: Rules = "meta") -> Verdict:
    """Return whether an operation is allowed in a state, and why.

    Args:
        operation: What is to be done.
        state: The state that the flow is in, as the API names it.
        rules: Whose rules count.

    Raises:
        FlowError: There is no such operation, state or set of rules.
    """
    operation, state = parse_operation(operation), parse_state(state)
    steps = transitions(rules)
    cell = _cells(rules).get((operation, state)) or CELLS[operation, state]
    after = None
    if cell.permission is Permission.YES:
        after = next(
            (each.after for each in steps if each.before is state and operation in each.operations),
            None,
        )
    return Verdict(
        operation=operation,
        state=state,
        rules=rules,
        permission=cell.permission,
        reason=cell.reason,
        help=cell.help,
        standing=cell.standing,
        codes=cell.codes,
        after=after,
    )


def parse_state(name: str) -> State:
    """Return the state that has a name, however it is capitalised.

    Raises:
        FlowError: There is none.
    """
    try:
        return State(name.upper())
    except ValueError:
        raise FlowError(f"{name!r} is no state of a flow{_choices(name.upper(), State)}") from None


def parse_operation(name: str) -> Operation:
    """Return the operation that has a name.

    Raises:
        FlowError: There is none.
    """
    try:
        return Operation(name)
    except ValueError:
        raise FlowError(f"{name!r} is no operation{_choices(name, Operation)}") from None


def _cells(rules: Rules) -> Mapping[tuple[Operation, State], Cell]:
    return GUIDE_CELLS if rules == "guide" else {}


def _check_rules(rules: str) -> None:
    if rules not in _BOTH:
        raise FlowError(f"{rules!r} is no set of rules: give 'meta' or 'guide'")


def _choices(name: str, known: type[enum.StrEnum]) -> str:
    names = [str(each) for each in known]
    return did_you_mean(name, names) or f" (there are {', '.join(names)})"
