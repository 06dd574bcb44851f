"""Checks a file of Flow JSON: how it is written, and the flow in it."""

from collections.abc import Callable

from flowdsl import syntax
from flowdsl.check import check_document, is_on, version_of
from flowdsl.compile import problem_of
from flowdsl.findings import Finding
from flowdsl.json_text import JsonText, TextFault, read_json
from flowdsl.locate import Lines, locate
from flowdsl.problems import Problem
from flowdsl.rule import Rule
from flowdsl.versions import DEFAULT, Version

__all__ = ["check_json", "check_read"]


def check_json(
    data: bytes,
    file: str,
    target: Version | None = None,
    wanted: Callable[[Rule], bool] = is_on,
) -> list[Problem]:
    """Return everything that is wrong with a file of Flow JSON, in the order of its text.

    Args:
        data: The file.
        file: What it is called where problems are shown.
        target: The version to hold it against, by default the one that it names.
        wanted: Whether a rule is looked for.
    """
    return check_read(read_json(data), file, target, wanted)


def check_read(
    read: JsonText, file: str, target: Version | None, wanted: Callable[[Rule], bool]
) -> list[Problem]:
    """Return everything that is wrong with a file that was read; see `check_json`."""
    lines = Lines(read.text)
    problems = [
        problem_of(_finding(fault), lines.place(file, fault.start, fault.end))
        for fault in read.faults
        # What cannot be read is said to whoever asks for anything else of it.
        if wanted(fault.rule) or not read.usable
    ]
    if read.usable:
        problems += _document_problems(read, lines, file, target, wanted)
        problems.sort(key=_position)
    return problems


def _document_problems(
    read: JsonText,
    lines: Lines,
    file: str,
    target: Version | None,
    wanted: Callable[[Rule], bool],
) -> list[Problem]:
    version = target or version_of(read.document) or DEFAULT
    findings = check_document(read.document, version, wanted=wanted, size=len(read.text))
    if any(fault.rule is syntax.HALF_CHARACTER for fault in read.faults):
        # Each was found in the text, where its escape stands.
        findings = [each for each in findings if each.rule is not syntax.HALF_CHARACTER]
    spans = (
        locate(read.text, [finding.path for finding in findings], unique=not read.faults)
        if findings
        else {}
    )
    problems = []
    for finding in findings:
        found = spans[finding.path]
        span = found.key if finding.at_key and found.key is not None else found.value
        problems.append(problem_of(finding, lines.place(file, *span)))
    return problems


def _finding(fault: TextFault) -> Finding:
    return Finding(rule=fault.rule, path=fault.path, message=fault.message, help=fault.help)


def _position(problem: Problem) -> tuple[int, int]:
    assert problem.place is not None, "whatever stands in a text has a place"
    return problem.place.line, problem.place.column
