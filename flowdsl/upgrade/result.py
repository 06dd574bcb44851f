"""What came of a file that was upgraded, and the law that nothing gets wrong by it."""

from collections import Counter
from collections.abc import Callable, Iterable

import attrs

from flowdsl.findings import Finding
from flowdsl.problems import Path, Problem, Severity
from flowdsl.upgrade.text_edits import Rewriting
from flowdsl.versions import V2_1, Version

__all__ = ["Upgraded", "new_errors", "new_remarks"]


@attrs.frozen(kw_only=True, eq=False)
class Upgraded:
    """What came of one file.

    Args:
        before: The versions of its flows, each once, oldest first; empty where nobody can tell.
        after: The version that it was to go to.
        old: The file as it was.
        data: The file as it is now: the same where something was refused.
        rewriting: How its text was changed, whether or not it was refused in the end.
        notices: What means something else, with places in the file as it was.
        refused: Why it could not be carried, with places in the file as it was.
        failure: Why nothing could be read of it, for what is no problem at a place.
        exact: Whether the way back would give the same flow again.
    """

    before: tuple[Version, ...]
    after: Version
    old: bytes
    data: bytes
    rewriting: Rewriting | None = None
    notices: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    failure: str | None = None
    exact: bool = True

    @property
    def is_changed(self) -> bool:
        """Whether there is something to write."""
        return self.data != self.old

    @property
    def is_refused(self) -> bool:
        """Whether it could not be carried."""
        return bool(self.refused) or self.failure is not None

    @property
    def lines(self) -> int:
        """How many lines were changed, taken out or put in."""
        return self.rewriting.lines if self.rewriting is not None and self.is_changed else 0

    def notices_in_new(self) -> tuple[Problem, ...]:
        """Return what means something else, with places in the file as it is now."""
        rewriting = self.rewriting
        if rewriting is None or not self.is_changed:
            return self.notices
        return tuple(
            attrs.evolve(each, place=each.place and rewriting.moved(each.place))
            for each in self.notices
        )

    def diff(self, name: str) -> str:
        """Return a unified diff of what was changed, empty where nothing was.

        Args:
            name: The path of the file, with slashes.
        """
        return self.rewriting.diff(name) if self.rewriting is not None and self.is_changed else ""


def new_errors(
    before: Iterable[Finding], after: Iterable[Finding], back: Callable[[Path], Path]
) -> list[Finding]:
    """Return the errors that there were not before, with their paths in the document as it was.

    Args:
        before: What was wrong with the document as it was.
        after: What is wrong with what became of it.
        back: Returns where something stood before.
    """
    return [each for each in _new(before, after, back) if each.is_error]


def new_remarks(
    before: Iterable[Finding],
    after: Iterable[Finding],
    back: Callable[[Path], Path],
    source: Version,
) -> list[Finding]:
    """Return the warnings that there were not before, and the hints of rules that begin later.

    Args:
        before: What was wrong with the document as it was.
        after: What is wrong with what became of it.
        back: Returns where something stood before.
        source: The version that the document comes from.
    """
    return [
        each
        for each in _new(before, after, back)
        if not each.is_error
        if (each.severity or each.rule.severity) is Severity.WARNING
        or (each.rule.since or V2_1) > source
    ]


def _new(
    before: Iterable[Finding], after: Iterable[Finding], back: Callable[[Path], Path]
) -> Iterable[Finding]:
    known = Counter((each.rule.code, each.is_error, each.path) for each in before)
    for each in after:
        path = back(each.path)
        key = (each.rule.code, each.is_error, path)
        if known[key]:
            known[key] -= 1
        else:
            yield attrs.evolve(each, path=path)
