"""What a rule yields: what is wrong and where; the engine makes a finding of it."""

from collections.abc import Hashable, Iterator
from typing import TypeAlias

import attrs

from flowdsl.findings import Trail, path_of
from flowdsl.problems import Fix, Path, Severity

__all__ = ["Fault", "Faults", "fault"]


@attrs.frozen(kw_only=True)
class Fault:
    """Something that breaks a rule.

    Args:
        path: Where in the document.
        message: What was found and what is allowed.
        help: What to do about it.
        meta: Meta's codes for it, where they are not those of the rule.
        notes: What else is worth knowing, a sentence each.
        severity: How much it matters here, where it is not as for the rule.
        fix: The one right answer, where there is one.
        at_key: Whether the key is what is wrong, and not the value.
        cause: What is behind it; of several faults with one cause the first is reported, and the
            others stand as notes of it.
        weak: Whether it is a note of the others even where it is the first.
    """

    path: Path
    message: str
    help: str | None = None
    meta: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    severity: Severity | None = None
    fix: Fix | None = None
    at_key: bool = False
    cause: Hashable = None
    weak: bool = False


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
