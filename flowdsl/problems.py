"""Problems are values; exceptions only carry them."""

import enum
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import attrs

from flowdsl.origin import Place

__all__ = [
    "Fix",
    "FlowError",
    "InvalidFlow",
    "Path",
    "Problem",
    "Severity",
    "did_you_mean",
    "path_text",
]

Path: TypeAlias = tuple[str | int, ...]

LONGEST_WORD, MOST_WORDS = 80, 200


class Severity(enum.StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """Meta's server refuses the flow, or the flow cannot run."""
    WARNING = "warning"
    """The flow runs, but likely not as its author means."""
    INFO = "info"
    """Advice."""


@attrs.frozen
class Fix:
    """The one right answer to a problem, so plain that a command can give it by itself.

    Args:
        rename: The key's right spelling, or None where the property is to be left out.
    """

    rename: str | None = None


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong with a flow.

    Args:
        code: Our code, for example `"FLOW103"`.
        name: The code's name, for example `"missing-property"`.
        severity: How much it matters.
        message: One sentence that states what was found and what is allowed.
        path: Where in the Flow JSON it is, as keys and indexes.
        meta: The codes that Meta's server gives for it; empty where it has none of its own.
        help: What to do about it.
        notes: What else is worth knowing, a sentence each.
        place: Where in the author's file it is, where that is known.
        fix: The one right answer, where there is one.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: Path = ()
    meta: tuple[str, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()
    place: Place | None = None
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        """Whether the flow is refused because of it."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity}[{self.code}]: {self._sentence}"

    @property
    def _sentence(self) -> str:
        return f"{self.message} ({self.help})" if self.help else self.message

    def to_meta(self) -> dict[str, Any]:
        """Return the problem as Meta's server writes one among its `validation_errors`.

        The lines and columns are those of the author's file: the JSON file, or the Python module
        for a flow written in Python. They count from 1, and the end column is one past the last
        character; where the place is not known, the four numbers are left out.
        """
        numbers: dict[str, int] = {}
        if self.place is not None:
            numbers = {
                "line_start": self.place.line,
                "line_end": self.place.end_line,
                "column_start": self.place.column,
                "column_end": self.place.end_column,
            }
        return {
            "error": self.meta[0] if self.meta else self.code,
            "error_type": "FLOW_JSON_ERROR",
            "message": self._sentence,
            **numbers,
            "pointers": [{**numbers, "path": path_text(self.path)}],
        }


def path_text(path: Iterable[str | int]) -> str:
    """Return a path as Meta writes it, for example `screens[0].layout.children[1].label`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


class FlowError(Exception):
    """Something that an author or a user of the commands can mend; its text says how."""


class InvalidFlow(FlowError):
    """A flow was not compiled because of its problems.

    Args:
        problems: Every problem found, errors and warnings alike, in document order.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        errors = [problem for problem in self.problems if problem.is_error]
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        return "\n".join([f"the flow has {count}", *(f"  {problem}" for problem in errors)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the known word nearest to one, or nothing."""
    close = close_match(word, known)
    return f'; did you mean "{close}"?' if close else ""


def close_match(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one most likely stands for, if there is one."""
    import difflib
    from itertools import islice

    # Comparing costs about the product of the lengths, and what is read may be hostile.
    if len(word) > LONGEST_WORD:
        return None
    candidates = [each for each in islice(known, MOST_WORDS) if len(each) <= LONGEST_WORD]
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=0.65)
    if found:
        return found[0]
    folded = {each.casefold(): each for each in candidates}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.65)
    return folded[found[0]] if found else None
