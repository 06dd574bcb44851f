"""Compares two flows: what is new, gone or different, and for whom that matters.

`compare` aligns the two documents, gathers the elementary edits into changes such as "option `par`
of input `city` is gone", folds what only follows from a change of a name into that change, and
judges each change for three audiences; `effects` says how.
"""

from collections import Counter
from functools import cached_property
from typing import Any

import attrs

from flowdsl.changes.alignment import align
from flowdsl.changes.case import Known
from flowdsl.changes.edits import Edit, apply, plain, value_at
from flowdsl.changes.effects import Judge, Verdict
from flowdsl.changes.places import Places, Subject
from flowdsl.changes.reach import Audience, Side
from flowdsl.changes.sentences import Speaker
from flowdsl.changes.units import ChangeKind, Unit, units_of
from flowdsl.changes.words import Said, plain_text
from flowdsl.problems import Path

__all__ = [
    "Audience",
    "Change",
    "ChangeKind",
    "Comparison",
    "Edit",
    "Subject",
    "Verdict",
    "apply",
    "compare",
]


@attrs.frozen(kw_only=True, eq=False)
class Change:
    """Something that is different in a flow.

    Args:
        kind: What happened.
        subject: To what.
        said: That in one sentence, in pieces.
        screen: The id of the screen that it is on, the new one where it has another; None where it
            is on none.
        old_path: Where it was; None where it is new. Of a route that comes or goes, this and the
            new path are those of its row in the routing model.
        new_path: Where it is; None where it is gone.
        old: What was there; None where it is new.
        new: What is there; None where it is gone.
        verdicts: What it means to each audience.
        edits: The elementary edits that it comes to.
        follows: How many of them only follow from the others, as references to what was renamed.
    """

    kind: ChangeKind
    subject: Subject
    said: Said
    screen: str | None
    old_path: Path | None
    new_path: Path | None
    old: Any
    new: Any
    verdicts: dict[Audience, Verdict]
    edits: tuple[Edit, ...]
    follows: int

    @property
    def message(self) -> str:
        """What is different, in one sentence."""
        return plain_text(self.said)

    def verdict(self, audience: Audience) -> Verdict:
        """Return what it means to an audience."""
        return self.verdicts[audience]


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Comparison:
    """What is different between two flows.

    Args:
        changes: The changes, in the order of the new document; what is gone stands before what is
            left around it.
    """

    changes: tuple[Change, ...]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The elementary edits: `apply(old, comparison.edits)` is the new document."""
        return tuple(edit for change in self.changes for edit in change.edits)

    @property
    def is_empty(self) -> bool:
        """Whether the flows are the same; neither formatting nor the order of keys counts."""
        return not self.changes

    @cached_property
    def counts(self) -> dict[ChangeKind, int]:
        """How many changes there are of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in ChangeKind}

    def breaking(self, audience: Audience) -> list[Change]:
        """Return the changes that break something for an audience."""
        return [change for change in self.changes if change.verdict(audience).breaking]


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Return what is different between two flows.

    Args:
        old: The Flow JSON as it was, as Python's dicts and lists; anything may be wrong in it.
        new: The Flow JSON as it is. The version of each is what it says itself.

    Raises:
        NotComparable: One of them has more than 100 levels of objects and lists.
    """
    old, new = plain(old), plain(new)
    alignment = align(old, new)
    if not alignment.edits:
        return Comparison(changes=())
    olds, news = Places(old), Places(new)
    known = Known(Side(old), Side(new), alignment.counterparts)
    speaker, judge = Speaker(olds, news, known), Judge(known)

    def change(unit: Unit) -> Change:
        return Change(
            kind=unit.kind,
            subject=unit.subject,
            said=speaker.say(unit),
            screen=speaker.screen(unit),
            old_path=unit.old_path,
            new_path=unit.new_path,
            old=None if unit.old_path is None else value_at(old, unit.old_path),
            new=None if unit.new_path is None else value_at(new, unit.new_path),
            verdicts={audience: judge.verdict(unit, audience) for audience in Audience},
            edits=(*unit.edits, *unit.follows),
            follows=len(unit.follows),
        )

    changes = tuple(change(unit) for unit in units_of(alignment, olds, news))
    return Comparison(changes=changes)
