"""Shows problems to people: the sentence, the author's own line, and what to do."""

import linecache
import os
from collections.abc import Callable, Iterable
from typing import TypeAlias

from flowdsl.origin import Place
from flowdsl.problems import Problem, Severity, path_text

__all__ = ["Style", "plain", "short", "shown_path", "summary", "text"]

Style: TypeAlias = Callable[[str, Severity | None], str]
"""Colours a piece of text: after a severity, or as an accessory where there is none."""

CONTEXT = 2
"""How many lines before the one concerned are shown."""


def plain(piece: str, _: Severity | None) -> str:
    """Return a piece of text as it is."""
    return piece


def text(problem: Problem, style: Style = plain) -> str:
    """Return a problem with the lines that it is about.

    Args:
        problem: The problem.
        style: Colours the pieces, for a terminal.
    """
    head = style(f"{problem.severity}[{problem.code}]", problem.severity)
    lines = [f"{head}: {problem.message}"]
    width = len(str(problem.place.line)) if problem.place else 1
    gutter = " " * width
    bar = style(f"{gutter} |", None)
    if problem.place:
        lines.append(f"{style(f'{gutter}-->', None)} {_where(problem.place)}")
        excerpt = list(_excerpt(problem.place, width, problem.severity, style))
        lines += [bar, *excerpt] if excerpt else []
    meta = ", ".join(problem.meta) or "no code of its own"
    details = [("at", path_text(problem.path) or "the flow"), ("meta", meta)]
    details += [("help", problem.help)] if problem.help else []
    details += [("note", note) for note in problem.notes]
    equals = style(f"{gutter} =", None)
    lines += [f"{equals} {name}: {detail}" for name, detail in details]
    return "\n".join(lines)


def short(problem: Problem) -> str:
    """Return a problem on one line, as editors and `grep` like it."""
    where = _where(problem.place) if problem.place else path_text(problem.path) or "the flow"
    return f"{where}: {problem.severity}[{problem.code}] {problem.message}"


def summary(problems: Iterable[Problem]) -> str:
    """Return how many problems there are of each severity, for example `1 error, 2 warnings`."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    nouns = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "hint"}
    return ", ".join(
        f"{count} {nouns[severity]}{'' if count == 1 else 's'}"
        for severity, count in counts.items()
        if count
    )


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path as it is shortest to read: from the current folder, where it lies below."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # Another drive.
        return os.fspath(path)
    return os.fspath(path) if relative.startswith("..") else relative


def _where(place: Place) -> str:
    return f"{shown_path(place.file)}:{place.line}:{place.column}"


def _excerpt(place: Place, width: int, severity: Severity, style: Style) -> Iterable[str]:
    linecache.checkcache(place.file)
    lines = linecache.getlines(place.file)
    if place.line > len(lines):
        return
    for number in range(max(1, place.line - CONTEXT), place.line + 1):
        line = lines[number - 1].rstrip().expandtabs(1)
        yield f"{style(f'{number:{width}} |', None)} {line}".rstrip()
    last = lines[place.line - 1].rstrip()
    end = place.end_column if place.end_line == place.line else len(last) + 1
    carets = "^" * max(1, end - place.column)
    bar = style(f"{' ' * width} |", None)
    yield f"{bar} {' ' * (place.column - 1)}{style(carets, severity)}"
