"""Shows problems to people: the sentence, the author's own line, and what to do."""

import linecache
import os
import re
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from flowdsl.origin import Place
from flowdsl.problems import Problem, Severity, path_text
from flowdsl.tables import columns, visible

__all__ = ["Style", "plain", "short", "shown_path", "summary", "text"]

Style: TypeAlias = Callable[[str, Severity | None], str]
"""Colours a piece of text: after a severity, or as an accessory where there is none."""

CONTEXT = 2
"""How many lines before the one concerned are shown."""

LONGEST = 160
"""How many characters a line may have to be shown whole: generated files have thousands."""

WINDOW = 120
"""How many characters are shown of a longer line."""

LEAD = 20
"""How many of them stand before what is concerned, where that alone is longer than the window."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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
    # A message may quote the document, which may hold what a terminal would obey.
    lines = [f"{head}: {visible(problem.message)}"]
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
    lines += [f"{equals} {name}: {visible(detail)}" for name, detail in details]
    return "\n".join(lines)


def short(problem: Problem) -> str:
    """Return a problem on one line, as editors and `grep` like it."""
    path = visible(path_text(problem.path))
    where = _where(problem.place) if problem.place else path or "the flow"
    return f"{where}: {problem.severity}[{problem.code}] {visible(problem.message)}"


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
    lines = _lines(place.file)
    # Newer Pythons read a line where a file is empty.
    if not 1 <= place.line <= len(lines) or lines in ([], [""]):
        return
    line = lines[place.line - 1]
    begin = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    end = max(begin, min(end, len(line)))
    is_cut = len(line) > LONGEST
    start = _window(len(line), begin, end) if is_cut else 0
    for number in range(max(1, place.line - CONTEXT), place.line + 1):
        shown = lines[number - 1]
        if is_cut or len(shown) > LONGEST:
            shown = _cut(shown, start)
        yield f"{style(f'{number:{width}} |', None)} {shown}".rstrip()
    if is_cut:
        line = _cut(line, start)
    blanks = " " * columns(line[: begin - start])
    carets = "^" * max(1, columns(line[begin - start : end - start]))
    bar = style(f"{' ' * width} |", None)
    yield f"{bar} {blanks}{style(carets, severity)}"


def _lines(file: str) -> list[str]:
    """Return the lines of a file as a terminal can show them, or none if it cannot be read."""
    try:
        linecache.checkcache(file)
        lines = linecache.getlines(file)
    except ValueError:  # What bears such a name is no file: it holds a null, or half a character.
        return []
    # One character for one, so that the columns stay; an escape sequence would reach the terminal.
    return [_CONTROL.sub("\N{REPLACEMENT CHARACTER}", _untabbed(line)) for line in lines]


def _untabbed(line: str) -> str:
    return line.rstrip("\r\n").replace("\t", " ")


def _window(length: int, begin: int, end: int) -> int:
    """Return where the window on a line begins, so that a stretch of the line is in its middle."""
    # An ellipsis at either side takes the place of a character.
    fits = end - begin <= WINDOW - 2
    before = (WINDOW - (end - begin)) // 2 if fits else LEAD
    return max(0, min(begin - before, length - WINDOW))


def _cut(line: str, start: int) -> str:
    """Return what is in the window of a line, with an ellipsis where the line goes on."""
    shown = line[start : start + WINDOW]
    if start and line:
        shown = f"…{shown[1:]}"
    if start + WINDOW < len(line):
        shown = f"{shown[:-1]}…"
    return shown
