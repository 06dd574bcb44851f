"""Shows problems to programs that read SARIF 2.1.0, the exchange format of static analysis."""

import os
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath
from typing import Any, Final
from urllib.parse import quote

from flowdsl import __version__
from flowdsl.formats import is_file_name, json_text, portable_path, whole_characters
from flowdsl.origin import Place
from flowdsl.pages import Example, Page, page_of
from flowdsl.problems import Problem, Severity, path_text
from flowdsl.report import shown_path
from flowdsl.rule import RULES, Rule
from flowdsl.versions import DEFAULT

__all__ = ["as_sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(problems: Iterable[Problem]) -> str:
    """Return problems as a log in SARIF 2.1.0 with one run and the rules that are broken in it.

    Files are named from the current folder, which is called `%SRCROOT%`; those that lie elsewhere
    have an absolute address.

    Args:
        problems: The problems, in the order that they are to be listed in.
    """
    problems = list(problems)
    codes = sorted({problem.code for problem in problems} & RULES.keys())
    indexes = {code: index for index, code in enumerate(codes)}
    driver = {
        "name": "flowdsl",
        "version": __version__,
        "rules": [_descriptor(RULES[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, indexes) for problem in problems],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _descriptor(rule: Rule) -> dict[str, Any]:
    page = page_of(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": "\n\n".join(filter(None, [page.summary, page.body]))},
        "help": {"text": _text(page), "markdown": _markdown(page)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"meta": list(rule.meta)},
    }


def _text(page: Page) -> str:
    parts = [page.summary, page.body]
    for example in page.examples:
        source = "\n".join(f"    {line}".rstrip() for line in example.source.splitlines())
        parts.append(f"{_heading(example)}\n\n{source}")
    return "\n\n".join(filter(None, [*parts, _fidelity(page)]))


def _markdown(page: Page) -> str:
    parts = [page.summary, page.body]
    for example in page.examples:
        language = "json" if example.source.startswith(("{", "[")) else "python"
        parts.append(f"**{_heading(example)}**\n\n```{language}\n{example.source}```")
    return "\n\n".join(filter(None, [*parts, _fidelity(page)]))


def _heading(example: Example) -> str:
    version = "" if example.version == DEFAULT else f" in {example.version}"
    return f"{'Bad' if example.is_bad else 'Good'}{version}:"


def _fidelity(page: Page) -> str:
    degree, reason = page.fidelity.degree, page.fidelity.reason
    return f"Compared with Meta's server: {degree}{f': {reason}' if reason else ''}"


def _result(problem: Problem, indexes: dict[str, int]) -> dict[str, Any]:
    index = indexes.get(problem.code)
    sentences = [problem.message, *([problem.help] if problem.help else []), *problem.notes]
    return {
        "ruleId": problem.code,
        **({} if index is None else {"ruleIndex": index}),
        "level": _LEVELS[problem.severity],
        # Braces stay single although they could be placeholders: without arguments no reader
        # fills them in, and none makes one of two.
        "message": {"text": "\n".join(sentences)},
        "locations": _locations(problem),
    }


def _locations(problem: Problem) -> list[dict[str, Any]]:
    location: dict[str, Any] = {}
    if problem.place is not None and is_file_name(problem.place.file):
        location["physicalLocation"] = _physical(problem.place)
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": path_text(problem.path)}]
    return [location] if location else []


def _physical(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": _artifact(place.file),
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }


def _artifact(file: str) -> dict[str, str]:
    shown = whole_characters(shown_path(file))
    windows = PureWindowsPath(shown)
    if windows.is_absolute() and not shown.startswith("/"):
        return {"uri": windows.as_uri()}
    if shown.startswith((os.sep, "..")):  # Outside of the current folder.
        return {"uri": Path(os.path.abspath(shown)).as_uri()}
    return {"uri": quote(portable_path(shown)), "uriBaseId": "%SRCROOT%"}
