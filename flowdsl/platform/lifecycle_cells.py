"""What is allowed in which state of a flow: one cell for each operation and state."""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

__all__ = ["CELLS", "GUIDE_CELLS", "Cell", "Operation", "Permission", "Standing", "State"]


class State(enum.StrEnum):
    """Where a flow is in its life."""

    DRAFT = "DRAFT"
    """It is being written; it can be sent for testing."""
    PUBLISHED = "PUBLISHED"
    """It can be sent to users."""
    THROTTLED = "THROTTLED"
    """It fails too often, so 10 messages an hour can be sent with it."""
    BLOCKED = "BLOCKED"
    """It fails so often that it can neither be sent nor opened."""
    DEPRECATED = "DEPRECATED"
    """It is withdrawn, for good."""
    DELETED = "DELETED"
    """It is no longer there; Meta's servers do not know it."""


class Operation(enum.StrEnum):
    """What can be done with a flow."""

    CREATE = "create"
    """Make a new flow; no flow is needed for it."""
    GET = "get"
    """Read what is known of it, alone or in a list."""
    ASSETS = "assets"
    """List its files."""
    PREVIEW = "preview"
    """Get a link that shows it."""
    METRICS = "metrics"
    """Read how its endpoint does."""
    CLONE = "clone"
    """Make a new flow that begins as it is."""
    MIGRATE = "migrate"
    """Copy it to another account of the same business."""
    UPDATE = "update"
    """Change its name, its categories or its endpoint."""
    UPLOAD = "upload"
    """Give it another Flow JSON."""
    PUBLISH = "publish"
    """Make it available to users."""
    DEPRECATE = "deprecate"
    """Withdraw it."""
    DELETE = "delete"
    """Remove it."""
    SEND_DRAFT = "send_draft"
    """Send a message with `mode=draft`."""
    SEND_PUBLISHED = "send_published"
    """Send a message with `mode=published`, which is the default."""
    OPEN = "open"
    """Open it on a phone."""


class Permission(enum.StrEnum):
    """The answer to whether something is allowed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Standing(enum.StrEnum):
    """How well something is known."""

    STATED = "stated"
    """A page says it."""
    INFERRED = "inferred"
    """It follows from what the pages say."""
    UNKNOWN = "unknown"
    """No page says it."""


@attrs.frozen
class Cell:
    """What is known of one operation in one state.

    Args:
        permission: Whether it is allowed.
        reason: Why, in a sentence.
        help: What to do instead.
        standing: How well it is known.
        codes: The codes that Meta answers a refusal with.
    """

    permission: Permission
    reason: str
    help: str | None = None
    standing: Standing = Standing.STATED
    codes: tuple[int, ...] = ()


def _yes(reason: str, help_: str | None = None, *, inferred: bool = False) -> Cell:
    standing = Standing.INFERRED if inferred else Standing.STATED
    return Cell(Permission.YES, reason, help_, standing)


def _no(reason: str, help_: str | None = None, *codes: int, inferred: bool = False) -> Cell:
    standing = Standing.INFERRED if inferred else Standing.STATED
    return Cell(Permission.NO, reason, help_, standing, codes)


def _unknown(reason: str, help_: str | None = None) -> Cell:
    return Cell(Permission.UNKNOWN, reason, help_, Standing.UNKNOWN)


_CLONE: Final = "Clone it; the clone is a draft."
_NEW: Final = _yes("A new flow needs no other.")
_READ: Final = _yes("A flow can be read in this state.")
_READ_TOO: Final = _yes("Nothing says that reading depends on the state.", inferred=True)
_CLONE_TOO: Final = _yes("Nothing says that cloning depends on the state.", inferred=True)
_SOURCE: Final = _yes("A published flow is copied as published, any other as a draft.")
_UNCLEAR_EDIT: Final = _unknown("No page says whether a flow that Meta limits can be changed.")
_EDIT: Final = (
    _yes("A draft can be changed."),
    _yes(
        "The flow becomes a draft; users have the version published last until it is published.",
        "Some old flows refuse it with code 139001, and so do accounts with an On-Premises number: "
        "clone those.",
    ),
    _UNCLEAR_EDIT,
    _UNCLEAR_EDIT,
    _no("A deprecated flow cannot be changed.", _CLONE, 139001, inferred=True),
)
_NOT_A_DRAFT: Final = "Only a draft can be published."
_UNDELETABLE: Final = "A flow that is or was published is not deleted."
_DEPRECATE_IT: Final = "Deprecate it instead."
_METRICS: Final = _yes("The metrics are those of the version published last.", inferred=True)
_GONE: Final = _no("There is no such flow any more.", "Create it anew.", 100, inferred=True)

_ROWS: Final[Mapping[Operation, tuple[Cell, Cell, Cell, Cell, Cell]]] = {
    Operation.CREATE: (_NEW, _NEW, _NEW, _NEW, _NEW),
    Operation.GET: (_READ, _READ, _READ_TOO, _READ_TOO, _READ_TOO),
    Operation.ASSETS: (_READ, _READ, _READ_TOO, _READ_TOO, _READ_TOO),
    Operation.PREVIEW: (_READ, _READ, _READ_TOO, _READ_TOO, _READ_TOO),
    Operation.METRICS: (
        _unknown("There are metrics only of a version that was published."),
        _METRICS,
        _METRICS,
        _METRICS,
        _METRICS,
    ),
    Operation.CLONE: (
        _yes("A flow can be cloned in this state."),
        _yes("A flow can be cloned in this state."),
        _CLONE_TOO,
        _CLONE_TOO,
        _CLONE_TOO,
    ),
    Operation.MIGRATE: (_SOURCE, _SOURCE, _SOURCE, _SOURCE, _SOURCE),
    Operation.UPDATE: _EDIT,
    Operation.UPLOAD: _EDIT,
    Operation.PUBLISH: (
        _yes("A draft is published if Meta's checks pass."),
        _no(_NOT_A_DRAFT, "It is published already.", 139002),
        _no(_NOT_A_DRAFT, "Meta publishes it once it recovers.", 139002, inferred=True),
        _no(_NOT_A_DRAFT, "Meta throttles it once it recovers.", 139002, inferred=True),
        _no(_NOT_A_DRAFT, _CLONE, 139002),
    ),
    Operation.DEPRECATE: (
        _no("Only a published flow can be deprecated.", "Delete it, or leave it.", 139003),
        _yes("A published flow can be withdrawn, for good."),
        _yes("A throttled flow can be withdrawn, for good."),
        _yes("A blocked flow can be withdrawn, for good."),
        _no("It is deprecated already.", "There is nothing to do.", 139003),
    ),
    Operation.DELETE: (
        _yes(
            "A draft can be deleted, for good.",
            "Whether this holds for one that was published before, no page says.",
        ),
        _no(_UNDELETABLE, _DEPRECATE_IT, 139004),
        _no(_UNDELETABLE, _DEPRECATE_IT, 139004, inferred=True),
        _no(_UNDELETABLE, _DEPRECATE_IT, 139004, inferred=True),
        _no(_UNDELETABLE, "Leave it; users cannot be sent it any more.", 139004),
    ),
    Operation.SEND_DRAFT: (
        _yes("A draft can be sent for testing, and says on the phone that it is one."),
        _unknown(
            "On-Premises numbers refuse it with code 2066; of others no page says.",
            "Send it with `mode=published`.",
        ),
        _unknown("No page says whether a throttled flow can be sent as a draft."),
        _unknown("No page says whether a blocked flow can be sent as a draft."),
        _no("A deprecated flow cannot be sent.", _CLONE),
    ),
    Operation.SEND_PUBLISHED: (
        _unknown(
            "It sends the version that was published last, and is refused where there is none.",
            "Publish it, or send it with `mode=draft`.",
        ),
        _yes("A published flow can be sent."),
        _yes("10 messages an hour can be sent; the next is refused with code 132069."),
        _no("A blocked flow cannot be sent.", "Mend its endpoint; Meta watches it.", 132068),
        _no("A deprecated flow cannot be sent.", _CLONE),
    ),
    Operation.OPEN: (
        _yes("A draft opens, and says on the phone that it is one."),
        _yes("A published flow opens."),
        _yes("A throttled flow opens."),
        _no("A blocked flow does not open.", "Mend its endpoint; Meta watches it."),
        _unknown(
            "One page says that it may stay on phones and still answer, another that it does not "
            "open.",
            "Be ready for answers.",
        ),
    ),
}

_LIVING: Final[tuple[State, ...]] = tuple(state for state in State if state is not State.DELETED)


def _cells() -> dict[tuple[Operation, State], Cell]:
    found: dict[tuple[Operation, State], Cell] = {}
    for operation, row in _ROWS.items():
        for state, cell in zip(_LIVING, row, strict=True):
            found[operation, state] = cell
        found[operation, State.DELETED] = _NEW if operation is Operation.CREATE else _GONE
    return found


CELLS: Final[Mapping[tuple[Operation, State], Cell]] = MappingProxyType(_cells())
"""What Meta's pages say, of every operation in every state."""

_NO_EDIT: Final = _no("The guide says that only a draft can be changed.", _CLONE, 139001)
_NO_EDIT_INFERRED: Final = attrs.evolve(_NO_EDIT, standing=Standing.INFERRED)

GUIDE_CELLS: Final[Mapping[tuple[Operation, State], Cell]] = MappingProxyType(
    {
        (operation, state): _NO_EDIT if state is State.PUBLISHED else _NO_EDIT_INFERRED
        for operation in (Operation.UPDATE, Operation.UPLOAD)
        for state in (State.PUBLISHED, State.THROTTLED, State.BLOCKED, State.DEPRECATED)
    }
    | {
        (Operation.DEPRECATE, State.BLOCKED): _no(
            "The guide says that nothing can be done with a blocked flow.",
            "Meta's pages say that it can be deprecated.",
        ),
    }
)
"""What the guide says, where it does not say the same as Meta's pages."""
