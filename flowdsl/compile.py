"""Compiles a flow to the JSON of a version, with everything that is wrong about it."""

import json
from typing import Any, Final

import attrs

from flowdsl import leaves
from flowdsl.check import check_document
from flowdsl.convert import dump
from flowdsl.findings import Finding
from flowdsl.flow import Flow
from flowdsl.problems import Problem
from flowdsl.shape import Json
from flowdsl.trace import place_of
from flowdsl.versions import DEFAULT, Version

__all__ = ["Compiled", "compile_flow", "dump_json"]


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


def compile_flow(flow: Flow, version: Version, *, check: bool = True) -> Compiled:
    """Compile a flow to a version.

    Args:
        flow: The flow.
        version: The version.
        check: Whether to look for everything that is wrong, or only for what cannot be written.
    """
    document = dump(flow, version)
    findings = check_document(document, version) if check else _not_json(document)
    return Compiled(
        document=document, problems=tuple(_problem(finding, flow) for finding in findings)
    )


def dump_json(document: dict[str, Any], *, indent: int | None = None) -> str:
    """Return a document as text."""
    return json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)


def _problem(finding: Finding, flow: Flow) -> Problem:
    rule = finding.rule
    return Problem(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=finding.message,
        path=finding.path,
        meta=rule.meta if finding.meta is None else finding.meta,
        help=finding.help,
        place=place_of(flow, finding.path),
    )


_CHECK_JSON: Final = leaves.json(Json(None), DEFAULT)


def _not_json(document: dict[str, Any]) -> list[Finding]:
    """Return what cannot be written, whatever the table says of it."""
    found: list[Finding] = []
    _CHECK_JSON(document, None, "", found)
    return [finding for finding in found if finding.rule.is_error]
