"""Shows what was found: for people, with scenarios to paste, and as JSON."""

from __future__ import annotations

import json
import linecache
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from flowdsl.fuzz.faults import EXPLANATIONS, Fault, Report
from flowdsl.origin import Place
from flowdsl.problems import path_text
from flowdsl.report import shown_path
from flowdsl.runtime.moves import as_json as move_json
from flowdsl.tables import shortened, visible
from flowdsl.testing.steps import Expect, Step
from flowdsl.testing.writing import opening_json, scenario_json, scenario_python

__all__ = ["Paint", "as_json", "as_text", "fault_text", "python_of", "scenario_of", "summary"]

Paint: TypeAlias = Callable[[str, bool], str]
"""Colours a piece of text: what is wrong, or an accessory."""

LONGEST: Final = 160
"""So many characters are shown of an author's line."""


def plain(piece: str, _: bool) -> str:
    """Return a piece of text as it is."""
    return piece


def steps_of(fault: Fault) -> list[Step]:
    """Return the journey to a fault, with what a test expects at its end."""
    return [*fault.moves, *([Expect(fault.expect)] if fault.expect else [])]


def python_of(fault: Fault, label: str, start: Mapping[str, Any] | None = None) -> str:
    """Return the journey to a fault as a test in Python.

    Args:
        fault: The fault.
        label: What the flow is called, for example `booking.py:booking`.
        start: What it is opened with beside what the fault says.
    """
    opening = {**(start or {}), **fault.start}
    return scenario_python(label, steps_of(fault), name=_name(fault), start=opening)


def scenario_of(fault: Fault, label: str, start: Mapping[str, Any] | None = None) -> str:
    """Return the journey to a fault as a scenario in JSON; see `python_of`."""
    opening = {**(start or {}), **fault.start}
    return scenario_json(label, steps_of(fault), name=_name(fault), start=opening)


def _name(fault: Fault) -> str:
    return shortened(visible(fault.found.replace("`", "")), 90)


def fault_text(
    fault: Fault, label: str, start: Mapping[str, Any] | None = None, paint: Paint = plain
) -> str:
    """Return a fault for people: where it is, what was found, and how to see it.

    Args:
        fault: The fault.
        label: What the flow is called.
        start: What it is opened with beside what the fault says.
        paint: Colours the pieces.
    """
    lines = [f"{paint(f'fault[{fault.kind}]', True)}: {visible(fault.found)}"]
    lines += [f"  {line}" for line in _where(fault.place, paint)]
    equals = paint("=", False)
    lines.append(f"  {equals} at: {path_text(fault.path) or 'the flow'}")
    lines.append(f"  {equals} kind: {EXPLANATIONS[fault.kind]}")
    lines.append(f"  {equals} expected: {visible(fault.expected)}")
    if not fault.is_shown:
        return "\n".join(lines)
    count = "1 move" if len(fault.moves) == 1 else f"{len(fault.moves)} moves"
    again = "" if fault.is_replayed else ", which does not show it each time"
    lines.append(f"  {equals} journey: {count}{again}")
    scenario = python_of(fault, label, start).rstrip().splitlines()
    lines += ["", *(f"    {line}".rstrip() for line in scenario)]
    if fault.screen:
        lines += ["", *(f"    {line}" for line in fault.screen.splitlines())]
    return "\n".join(lines)


def _where(place: Place | None, paint: Paint) -> Iterator[str]:
    if place is None:
        return
    yield f"{paint('-->', False)} {shown_path(place.file)}:{place.line}:{place.column}"
    try:
        line = linecache.getline(place.file, place.line).strip()
    except ValueError:  # What bears such a name is no file.
        return
    if line:
        yield f"{paint('|', False)}   {visible(shortened(line, LONGEST))}"


def summary(report: Report) -> str:
    """Return how much was done and found, in one or two lines."""
    found = len(report.faults)
    faults = "no fault" if not found else "1 fault" if found == 1 else f"{found} faults"
    seen = report.coverage
    branches = f", {seen.branches} of {seen.all_branches} branches" if seen.all_branches else ""
    said = (
        f"{faults} in {report.journeys} journeys of {report.steps} moves (seed {report.seed}): "
        f"{len(seen.screens)} of {len(seen.all_screens)} screens{branches} shown"
    )
    if not report.walked_to_an_end:
        said += "; no journey came to an end"
    if report.was_stopped:
        said += "; stopped before all was tried"
    return said


def as_text(
    report: Report,
    label: str,
    start: Mapping[str, Any] | None = None,
    paint: Paint = plain,
    flow: str | None = None,
) -> str:
    """Return a report for people.

    Args:
        report: What was found.
        label: What the flow is called.
        start: What it is opened with beside what faults say.
        paint: Colours the pieces.
        flow: What a test has to import, where that is not the same.
    """
    parts = [fault_text(fault, flow or label, start, paint) for fault in report.faults]
    notes = [f"{label}: {note}" for note in dict.fromkeys(report.notes)]
    return "\n\n".join([*parts, "\n".join([*notes, f"{label}: {summary(report)}"])])


def as_json(reports: Sequence[tuple[str, Report]]) -> str:
    """Return reports as JSON: a list with an object for each flow.

    Args:
        reports: What was found, with what the flows are called.
    """
    found = [_report_json(label, report) for label, report in reports]
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def _report_json(label: str, report: Report) -> dict[str, Any]:
    seen = report.coverage
    return {
        "flow": label,
        "seed": report.seed,
        "journeys": report.journeys,
        "moves": report.steps,
        "walked_to_an_end": report.walked_to_an_end,
        "was_stopped": report.was_stopped,
        "coverage": {
            "screens": list(seen.screens),
            "all_screens": list(seen.all_screens),
            "edges": [list(edge) for edge in seen.edges],
            "branches": seen.branches,
            "all_branches": seen.all_branches,
        },
        "notes": list(dict.fromkeys(report.notes)),
        "faults": [_fault_json(fault) for fault in report.faults],
    }


def _fault_json(fault: Fault) -> dict[str, Any]:
    place = fault.place
    return {
        "kind": str(fault.kind),
        "path": path_text(fault.path),
        "found": fault.found,
        "expected": fault.expected,
        "file": None if place is None else shown_path(place.file),
        "line": None if place is None else place.line,
        "start": opening_json(fault.start),
        "moves": [move_json(move) for move in fault.moves],
        "is_replayed": fault.is_replayed,
        "screen": fault.screen,
    }
