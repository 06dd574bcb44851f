"""Shows plans: as text for people, and as JSON for programs."""

import json
import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flowdsl.changes.formats import MARKS, Paint, as_json, as_text, unpainted
from flowdsl.changes.units import ChangeKind
from flowdsl.formats import json_text
from flowdsl.platform.graph.preview import shown_address
from flowdsl.platform.planning import FlowPlan, Gone, MetadataChange, Plan, Step
from flowdsl.tables import visible

__all__ = ["PLAN_FORMAT", "plan_json", "plan_text"]

PLAN_FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

_INDENT: Final = "    "

_DONE: Final[Mapping[Step, str]] = {
    Step.CREATE: "to create",
    Step.UPLOAD: "to upload",
    Step.UPDATE: "to update",
    Step.PUBLISH: "to publish",
    Step.RECORD: "to write to the lock file",
}


def plan_text(
    plan: Plan, *, paint: Paint = unpainted, marks: Mapping[ChangeKind, str] = MARKS
) -> str:
    """Return what a push would do, as a terminal shows it; flows that are up to date are counted.

    Args:
        plan: The plan.
        paint: Colours the pieces.
        marks: What stands before each kind of change.
    """
    blocks = ["\n".join(_flow(each, paint, marks)) for each in plan.flows if _is_shown(each)]
    blocks += ["\n".join(_gone(each, plan) for each in plan.gone)] if plan.gone else []
    head = f"{plan.environment.name}: account {plan.environment.waba_id}"
    return "\n\n".join([head, *blocks, _summary(plan)])


def _is_shown(flow: FlowPlan) -> bool:
    return bool(flow.steps or flow.obstacles or flow.drift or flow.notes)


def _flow(flow: FlowPlan, paint: Paint, marks: Mapping[ChangeKind, str]) -> Iterator[str]:
    mark, kind, what = _headline(flow)
    state = f" ({flow.state})" if flow.state else ""
    # What the server says may hold what a terminal would obey.
    yield f"{paint(mark, kind)} {visible(f'{flow.name}{state}: {what}')}"
    for sentence in flow.obstacles:
        yield f"{_INDENT}{paint('obstacle', None)}: {visible(sentence)}"
    for sentence in flow.drift:
        yield f"{_INDENT}{paint('drift', ChangeKind.CHANGED)}: {visible(sentence)}"
    for change in flow.metadata:
        yield f"{_INDENT}{change.field}: {visible(_change(change))}"
    if flow.comparison is not None:
        text = as_text(flow.comparison, paint=paint, marks=marks)
        yield textwrap.indent(text, _INDENT)
    for sentence in flow.questions:
        yield f"{_INDENT}{paint('asks', ChangeKind.MOVED)}: {visible(sentence)}"
    for sentence in flow.notes:
        yield f"{_INDENT}note: {visible(sentence)}"


def _headline(flow: FlowPlan) -> tuple[str, ChangeKind | None, str]:
    """Return the mark of a flow, the kind of change that it is coloured as, and what happens."""
    steps = flow.steps
    if flow.obstacles:
        return "!", None, "cannot be pushed"
    published = " and published" if Step.PUBLISH in steps else ""
    if Step.CREATE in steps:
        return "+", ChangeKind.ADDED, f"is created{published}"
    if Step.UPLOAD in steps or Step.UPDATE in steps:
        return "~", ChangeKind.CHANGED, f"is changed{published}"
    if Step.PUBLISH in steps:
        return "^", ChangeKind.ADDED, "is published"
    if Step.RECORD in steps:
        return "=", ChangeKind.MOVED, "is up to date, and the lock file is not"
    return "=", ChangeKind.MOVED, "is up to date"


def _change(change: MetadataChange) -> str:
    return f"{_value(change, change.old)} -> {_value(change, change.new)}"


def _value(change: MetadataChange, value: str | tuple[str, ...] | None) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return ", ".join(value)
    return shown_address(value) if change.field == "endpoint_uri" else f'"{value}"'


def _gone(gone: Gone, plan: Plan) -> str:
    where = f"{gone.state} in the account" if gone.state else "and no longer in the account, either"
    end = "delete" if gone.state in (None, "DRAFT") else "deprecate"
    head = visible(f"? {gone.name} (id {gone.id}): no longer in the project, {where}")
    what = f"flowdsl {end} {plan.environment.name} {shlex.quote(gone.name)}"
    what = "take its lines out of the lock file" if gone.state == "DEPRECATED" else what
    note = f"note: if it is not wanted, {what}; if it has another name now, write that instead "
    return f"{head}\n{_INDENT}{visible(note)}in the lock file"


def _summary(plan: Plan) -> str:
    counts = Counter(step for flow in plan.flows for step in flow.steps if not flow.obstacles)
    said = [f"{counts[step]} {text}" for step, text in _DONE.items() if counts[step]]
    blocked = sum(bool(flow.obstacles) for flow in plan.flows)
    said += [f"{blocked} that cannot be pushed"] if blocked else []
    same = sum(not flow.steps and not flow.obstacles for flow in plan.flows)
    said += [f"{same} up to date"] if same else []
    return ", ".join(said)


def plan_json(plan: Plan) -> str:
    """Return a plan as a JSON document.

    Its keys are `format`, the number of this structure; `environment` and `waba_id`; `flows`, each
    with `name`, `label` (its file), `id` and `state` (null where the account does not have it),
    `steps`, `metadata` (what changes beside the Flow JSON), `changes` (as `flowdsl diff` writes
    them, or null), `drift`, `obstacles`, `questions` and `notes`, which are sentences; `gone`, the
    flows that the project has no longer; and `is_empty`.

    Args:
        plan: The plan.
    """
    return json_text(
        {
            "format": PLAN_FORMAT,
            "environment": plan.environment.name,
            "waba_id": plan.environment.waba_id,
            "is_empty": plan.is_empty,
            "flows": [_object(each) for each in plan.flows],
            "gone": [{"name": each.name, "id": each.id, "state": each.state} for each in plan.gone],
        }
    )


def _object(flow: FlowPlan) -> dict[str, Any]:
    comparison = flow.comparison
    changes = json.loads(as_json(comparison)) if comparison is not None else None
    return {
        "name": flow.name,
        "label": flow.wanted.label,
        "id": flow.remote.info.id if flow.remote else None,
        "state": flow.state,
        "steps": list(flow.steps),
        "metadata": [
            {
                "field": each.field,
                "old": _plain(each, each.old),
                "new": _plain(each, each.new),
            }
            for each in flow.metadata
        ],
        "changes": changes,
        "drift": list(flow.drift),
        "obstacles": list(flow.obstacles),
        "questions": list(flow.questions),
        "notes": list(flow.notes),
    }


def _plain(change: MetadataChange, value: str | tuple[str, ...] | None) -> Any:
    if isinstance(value, tuple):
        return list(value)
    # The query of an address may hold what lets one in.
    return value.partition("?")[0] if value and change.field == "endpoint_uri" else value
