"""Compiles a flow to the JSON of a version, with everything that is wrong about it."""

import json
from collections.abc import Callable
from typing import Any, Final

import attrs

from flowdsl import leaves, syntax
from flowdsl.check import check_document, is_on
from flowdsl.convert import dump
from flowdsl.findings import Finding, Record
from flowdsl.flow import Flow
from flowdsl.json_text import LARGEST
from flowdsl.origin import Place
from flowdsl.problems import Problem, Severity
from flowdsl.rule import Rule
from flowdsl.shape import Json
from flowdsl.trace import place_of
from flowdsl.versions import DEFAULT, Version

__all__ = ["Compiled", "compile_flow", "dump_json", "is_too_large", "problem_of"]


@attrs.frozen(kw_only=True)
class Compiled:
    """A flow as the JSON of one version.

    Args:
        document: The JSON. Where there are errors, it may hold what cannot be written.
        problems: What is wrong, in document order.
    """

    document: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """The problems for which the flow is refused."""
        return [problem for problem in self.problems if problem.is_error]


def matters(rule: Rule) -> bool:
    """Return whether a rule says more than a hint."""
    return rule.on and rule.severity is not Severity.INFO


def compile_flow(
    flow: Flow,
    version: Version,
    *,
    check: bool = True,
    wanted: Callable[[Rule], bool] = is_on,
) -> Compiled:
    """Compile a flow to a version.

    Args:
        flow: The flow.
        version: The version.
        check: Whether to look for everything that is wrong, or only for what cannot be written.
        wanted: Whether a rule is looked for.
    """
    try:
        document = dump(flow, version)
        findings = (
            check_document(document, version, wanted=wanted) if check else _not_json(document)
        )
    except RecursionError:
        return Compiled(document={}, problems=(_too_deep(flow),))
    return Compiled(
        document=document,
        problems=tuple(
            attrs.evolve(problem, help=finding.in_python or finding.help)
            for finding in findings
            for problem in [
                problem_of(finding, place_of(flow, finding.path, at_key=finding.at_key))
            ]
        ),
    )


def dump_json(document: dict[str, Any], *, indent: int | None = None) -> str:
    """Return a document as text."""
    return json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)


def is_too_large(text: str) -> bool:
    """Return whether a text has more bytes than Meta takes."""
    # No character has more than four, and most flows are far from it.
    return len(text) * 4 > LARGEST and len(text.encode(errors="replace")) > LARGEST


def problem_of(finding: Finding, place: Place | None) -> Problem:
    """Return a finding as a problem.

    Args:
        finding: What is wrong.
        place: Where in the author's file it is.
    """
    rule = finding.rule
    return Problem(
        code=rule.code,
        name=rule.name,
        severity=finding.severity or rule.severity,
        message=finding.message,
        path=finding.path,
        meta=rule.meta if finding.meta is None else finding.meta,
        help=finding.help,
        notes=finding.notes,
        place=place,
        fix=finding.fix,
    )


_CHECK_JSON: Final = leaves.json(Json(None), DEFAULT)


def _not_json(document: dict[str, Any]) -> list[Finding]:
    """Return what cannot be written, whatever the table says of it."""
    record = Record()
    _CHECK_JSON(document, None, "", record)
    return [finding for finding in record.findings if finding.is_error]


def _too_deep(flow: Flow) -> Problem:
    finding = Finding(
        rule=syntax.TOO_DEEP,
        path=(),
        message="the flow holds objects and lists deeper than can be written",
        help="look for something that holds itself",
    )
    return problem_of(finding, flow.origin and flow.origin.place)
