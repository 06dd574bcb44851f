"""Shows what Meta's validator says of a flow at the author's own line, with our rules beside it."""

from collections.abc import Iterable, Sequence
from typing import Final

from flowdsl.check import check_document
from flowdsl.findings import Finding
from flowdsl.json_text import read_json
from flowdsl.locate import locate
from flowdsl.origin import Place
from flowdsl.pages import page_of
from flowdsl.platform.graph.reading import shown
from flowdsl.platform.graph.validation import ValidationError
from flowdsl.platform.wanted import WantedFlow
from flowdsl.problems import Path, Problem, Severity
from flowdsl.rule import RULES, Rule

__all__ = ["problems_of"]

MOST_RULES: Final = 3
"""So many rules are named beside an answer; a code that stands for more says little."""


def problems_of(
    errors: Sequence[ValidationError], wanted: WantedFlow | None = None
) -> list[Problem]:
    """Return what Meta's validator says of a flow as problems, in the order in which it says it.

    Where a rule of ours finds the same at the same place, or stands for the same code, the problem
    names it, for `flowdsl explain`.

    Args:
        errors: What it says.
        wanted: The flow whose Flow JSON it is about; None where the project does not have it, so
            that there is no line to show.
    """
    if not errors:
        return []
    if wanted is None:
        return [_problem(each, each.path, None, _of_code(each)) for each in errors]
    paths = [each.path or _path_at(wanted.text, each) for each in errors]
    places = wanted.places(paths)
    found = check_document(wanted.document, wanted.version, wanted=_every)
    return [
        _problem(each, path, places[path], _rules(each, path, found))
        for each, path in zip(errors, paths, strict=True)
    ]


def _problem(
    error: ValidationError, path: Path, place: Place | None, rules: Iterable[Rule]
) -> Problem:
    codes = [rule.code for rule in rules]
    # On one line, cut where it is very long, and without what a terminal would obey.
    said = shown(error.error) or "UNKNOWN"
    return Problem(
        code=said,
        name=said.lower().replace("_", "-"),
        severity=Severity.ERROR,
        message=shown(error.message) or "Meta's validator refuses it",
        path=tuple(shown(step) if isinstance(step, str) else step for step in path),
        meta=(said,),
        help=f"flowdsl explain {' '.join(codes)}" if codes else None,
        notes=tuple(f"{code}: {page_of(RULES[code]).summary}" for code in codes),
        place=place,
    )


def _every(_: Rule) -> bool:
    return True


def _rules(error: ValidationError, path: Path, found: Sequence[Finding]) -> list[Rule]:
    """Return the rules of ours that find what an error is about, or stand for its code."""
    here = [each.rule for each in found if each.path == path]
    exact = [rule for rule in here if error.error in rule.meta]
    return list(dict.fromkeys(exact or here))[:MOST_RULES] or _of_code(error)


def _of_code(error: ValidationError) -> list[Rule]:
    rules = [rule for rule in RULES.values() if error.error in rule.meta]
    return rules if len(rules) <= MOST_RULES else []


def _path_at(text: str, error: ValidationError) -> Path:
    """Return the path to what stands at the line and column that an error names.

    Args:
        text: The Flow JSON that was sent.
        error: The error, whose path Meta does not say.
    """
    offset = _offset(text, error.line_start, error.column_start)
    value = read_json(text.encode(errors="replace")).document
    path: Path = ()
    while offset is not None and (step := _step_at(text, path, value, offset)) is not None:
        path = (*path, step)
        value = _below(value, step)
    return path


def _below(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value[step]
    return value[step] if isinstance(value, list) and isinstance(step, int) else None


def _step_at(text: str, path: Path, value: object, offset: int) -> str | int | None:
    """Return the key or index of what stands at an offset, None for the value itself."""
    keys = list(value) if isinstance(value, dict) else []
    steps = range(len(value)) if isinstance(value, list) else keys
    spans = locate(text, [(*path, step) for step in steps]) if steps else {}
    for step in steps:
        span = spans[(*path, step)]
        start, end = (span.key or span.value)[0], span.value[1]
        if start <= offset < end:
            return step
    return None


def _offset(text: str, line: int | None, column: int | None) -> int | None:
    """Return the offset of a line and a column, None where there is no such place."""
    lines = text.split("\n")
    if line is None or not 1 <= line <= len(lines):
        return None
    before = sum(len(each) + 1 for each in lines[: line - 1])
    inside = max((column or 1) - 1, 0)
    # Where no column is said, the first thing in the line is meant.
    first = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    return before + min(max(inside, first), len(lines[line - 1]))
