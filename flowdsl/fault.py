"""How a rule says what is wrong, and where."""

from collections.abc import Hashable, Iterator
from typing import TypeAlias

from flowdsl.findings import Fault, Trail, path_of
from flowdsl.problems import Fix, Path, Severity

__all__ = ["Faults", "fault"]


Faults: TypeAlias = Iterator[Fault]
"""What a rule returns."""


def fault(
    where: Trail | Path,
    message: str,
    help: str | None = None,  # noqa: A002  # It is called so in a problem.
    *,
    meta: tuple[str, ...] | None = None,
    notes: tuple[str, ...] = (),
    severity: Severity | None = None,
    fix: Fix | None = None,
    at_key: bool = False,
    cause: Hashable = None,
    weak: bool = False,
) -> Fault:
    """Return a fault at a trail or a path; the other arguments are those of `Fault`."""
    return Fault(
        path=path_at(where),
        message=message,
        help=help,
        meta=meta,
        notes=notes,
        severity=severity,
        fix=fix,
        at_key=at_key,
        cause=cause,
        weak=weak,
    )


def path_at(where: Trail | Path) -> Path:
    """Return the path that a trail leads to; a path is one already."""
    if where is None:
        return ()
    # A trail is a pair whose first half is the trail before it.
    if len(where) == 2 and (where[0] is None or isinstance(where[0], tuple)):
        return path_of(where[0], where[1])
    return where
