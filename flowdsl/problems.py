"""Problems are values; exceptions only carry them."""

import enum
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import attrs

from flowdsl.origin import Place

__all__ = ["FlowError", "InvalidFlow", "Path", "Problem", "Severity", "did_you_mean", "path_text"]

Path: TypeAlias = tuple[str | int, ...]


class Severity(enum.StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """Meta's server refuses the flow, or the flow cannot run."""
    WARNING = "warning"
    """The flow runs, but likely not as its author means."""
    INFO = "info"
    """Advice."""


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

    @property
    def is_error(self) -> bool:
        """Whether the flow is refused because of it."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        help_ = f" ({self.help})" if self.help else ""
        return f"{where}{self.severity}[{self.code}]: {self.message}{help_}"


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

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.65)
    return found[0] if found else None
