"""Shows problems to programs: as JSON, and as commands to GitHub Actions."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from flowdsl.problems import Problem, Severity, path_text
from flowdsl.report import shown_path

__all__ = ["as_github", "as_json"]

_GITHUB_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}

# GitHub's own escapes: see `toolkit/packages/core/src/command.ts` of GitHub Actions.
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})

_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


def as_json(problems: Iterable[Problem]) -> str:
    """Return problems as a JSON document: an object whose `problems` are a list of objects.

    What is not known is null; a path is as Meta writes it, and a file as `report` shows it.

    Args:
        problems: The problems, in the order that they are to be listed in.
    """
    return json_text({"problems": [_object(problem) for problem in problems]})


def as_github(problem: Problem) -> str:
    """Return a problem as a command that GitHub Actions turns into a remark beside the line.

    Args:
        problem: The problem.
    """
    properties: dict[str, object] = {}
    place = problem.place
    if place is not None and is_file_name(place.file):
        properties = {
            "file": portable_path(place.file),
            "line": place.line,
            "endLine": place.end_line,
        }
        # GitHub drops all four numbers where columns are given for more than one line.
        if place.line == place.end_line:
            properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = f"{problem.code} {problem.name}"
    listed = ",".join(f"{name}={str(it).translate(_PROPERTY)}" for name, it in properties.items())
    data = "\n".join([problem.message, *([problem.help] if problem.help else [])])
    command = _GITHUB_COMMANDS[problem.severity]
    return whole_characters(f"::{command} {listed}::{data.translate(_DATA)}")


def json_text(document: dict[str, Any]) -> str:
    """Return a document as text that can be written in any encoding of Unicode."""
    return whole_characters(json.dumps(document, ensure_ascii=False, indent=2))


def whole_characters(text: str) -> str:
    """Return a text with a replacement for each half of a surrogate pair, which no file can hold.

    A message may quote one: `"\\ud800"` is what JSON allows in a text.
    """
    return _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def portable_path(file: str) -> str:
    """Return a path as `report` shows it, with the slashes that every system understands."""
    return shown_path(file).replace("\\", "/")


def is_file_name(file: str) -> bool:
    """Return whether a place is in a file, and not in what Python calls `<stdin>` or the like."""
    return bool(file) and not (file.startswith("<") and file.endswith(">"))


def _object(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "name": problem.name,
        "severity": str(problem.severity),
        "message": problem.message,
        "path": path_text(problem.path),
        "file": portable_path(place.file) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": place.end_line if place else None,
        "end_column": place.end_column if place else None,
        "meta": list(problem.meta),
        "help": problem.help,
        "notes": list(problem.notes),
    }
