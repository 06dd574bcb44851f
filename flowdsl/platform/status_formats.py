"""Shows flows in depth: as text for people, and as JSON for programs."""

import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from flowdsl.formats import json_text
from flowdsl.platform.answers import problems_of
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.health import Health, HealthError
from flowdsl.platform.graph.models import FlowInfo, Party
from flowdsl.platform.graph.reading import shown
from flowdsl.platform.lifecycle import Operation, Permission
from flowdsl.platform.project_flows import ProjectFlows
from flowdsl.platform.status import MEANINGS, FlowStatus
from flowdsl.tables import visible

__all__ = ["STATUS_FORMAT", "plain_address", "status_json", "status_text"]

STATUS_FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

Bold: TypeAlias = Callable[[str], str]
"""Makes a text stand out on a terminal."""

_INDENT: Final = "    "
_MAY: Final = {
    Permission.YES: "yes",
    Permission.NO: "no",
    Permission.UNKNOWN: "not known",
}


def plain_address(url: str | None) -> str | None:
    """Return an address without what may be a secret in it: its user and its query.

    Args:
        url: The address; None for none.
    """
    if url is None:
        return None
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return "..."
    host = parts.netloc.rpartition("@")[2]
    hidden = "?..." if parts.query or parts.fragment else ""
    return f"{parts.scheme}://{host}{parts.path}{hidden}"


def status_text(status: FlowStatus, project: ProjectFlows, bold: Bold = str) -> str:
    """Return a flow in depth, as a terminal shows it; its validation errors are only counted.

    Args:
        status: The flow.
        project: What the project has now.
        bold: Makes the heading stand out.
    """
    head = bold(f"{visible(status.name)} (id {status.id})")
    return "\n".join([head, *(f"{_INDENT}{line}" for line in _lines(status, project))])


def _lines(status: FlowStatus, project: ProjectFlows) -> Iterator[str]:
    info = status.info
    if info is None:
        yield "it is in flows.lock, and no longer in the account: if it was deleted there, take its"
        yield "lines out; the next push makes it anew, if the project still has it"
        return
    if info.name is not None and info.name != status.name:
        yield f'name in the account: "{visible(info.name)}"'
    meaning = MEANINGS[info.state] if info.state else "a state that is not known here"
    yield f"state: {shown(info.status or 'none')}: {meaning}"
    yield from _version(status, info)
    yield f"categories: {shown(', '.join(info.categories)) or 'none'}"
    yield f"endpoint: {shown(plain_address(info.endpoint_uri) or 'none')}"
    yield f"app: {_party(info.application)}"
    yield from _health(info.health)
    yield from _may(status)
    yield f"uploaded: {_uploaded(status)}"
    yield f"in the project: {_in_project(status, project)}"
    count = len(info.validation_errors)
    yield f"errors: {count}" + (", which keep it from being published" if count else "")


def _version(status: FlowStatus, info: FlowInfo) -> Iterator[str]:
    version = shown(info.json_version or "none")
    frozen = status.frozen
    if frozen is None:
        yield f"Flow JSON: {version}"
    elif not status.is_frozen:
        yield f"Flow JSON: {version}, which can be published until {frozen}"
    else:
        yield (
            f"Flow JSON: {version}, which is frozen since {frozen}: it can be sent, and no longer "
            "be published (flowdsl upgrade)"
        )
    if info.data_api_version is not None:
        yield f"Data API: {shown(info.data_api_version)}"


def _party(party: Party | None) -> str:
    if party is None:
        return "none"
    known = shown(party.id or "")
    return f"{shown(party.name)} (id {known})" if party.name else f"id {known}"


def _health(health: Health | None) -> Iterator[str]:
    if health is None:
        yield "can be sent: not known"
        return
    yield f"can be sent: {shown(health.can_send_message or 'not known')}"
    for entity in health.entities:
        if entity.can_send_message == "AVAILABLE" and not entity.errors:
            continue
        what = shown(f"{entity.entity_type or 'something'} {entity.id or ''}")
        yield f"{_INDENT}{what}: {shown(entity.can_send_message or 'not known')}"
        for error in entity.errors:
            yield from (f"{2 * _INDENT}{line}" for line in _health_error(error))
        yield from (f"{2 * _INDENT}{shown(line)}" for line in entity.additional_info)


def _health_error(error: HealthError) -> Iterator[str]:
    code = f"{error.code}: " if error.code is not None else ""
    yield f"{code}{shown(error.description or 'no reason is given')}"
    if error.solution:
        yield f"help: {shown(error.solution)}"


def _may(status: FlowStatus) -> Iterator[str]:
    if not status.verdicts:
        return
    yield "may be done:"
    for each in status.verdicts:
        if each.permission is not Permission.YES:
            more = f" ({each})"
        elif each.operation is Operation.PUBLISH and status.is_kept_from_publishing:
            more = ", once what is wrong with it is mended"
        else:
            more = ""
        yield f"{_INDENT}{each.operation}: {_MAY[each.permission]}{more}"


def _uploaded(status: FlowStatus) -> str:
    if status.content.data is None:
        return "no Flow JSON"
    if status.content.document is None:
        return "something that is no Flow JSON"
    if status.locked is None:
        return "a Flow JSON, but flows.lock does not know this flow"
    if status.is_pushed is None:
        return "a Flow JSON, but flows.lock does not say what was pushed last"
    same = "what was pushed last"
    return same if status.is_pushed else f"something else than {same}"


def _in_project(status: FlowStatus, project: ProjectFlows) -> str:
    if project.failure is not None:
        return f"not known, because the project cannot be read: {shown(project.failure)}"
    if not status.wanted:
        return "no flow of this name"
    label = visible(status.wanted[0].label)
    if status.is_project:
        return f"the same as is uploaded ({label})"
    return f"something else than is uploaded ({label}): flowdsl plan"


def status_json(
    statuses: Sequence[FlowStatus], environment: Environment, project: ProjectFlows
) -> str:
    """Return flows in depth as a JSON document.

    Its keys are `format`, the number of this structure; `environment` and `waba_id`;
    `project_failure`, why the project is not known, or null; and `flows`, each with `name`, `id`,
    `is_there`, `needs_attention`, and, where the account has it, `account_name`, `state`,
    `categories`, `json_version`, `frozen` (a day, or null), `data_api_version`, `endpoint_uri`
    (without its query), `application`, `health`, `may` (for each operation `allowed`, which is
    `yes`, `no` or `unknown`, and `reason`), `sha256` of what is uploaded, `is_pushed` and
    `is_project` (null where that is not known), and `validation_errors`.

    Args:
        statuses: The flows.
        environment: The account.
        project: What the project has now.
    """
    return json_text(
        {
            "format": STATUS_FORMAT,
            "environment": environment.name,
            "waba_id": environment.waba_id,
            "project_failure": project.failure,
            "flows": [_object(each) for each in statuses],
        }
    )


def _object(status: FlowStatus) -> dict[str, Any]:
    found = {
        "name": status.name,
        "id": status.id,
        "is_there": status.info is not None,
        "needs_attention": status.needs_attention,
    }
    return found if status.info is None else {**found, **_details(status, status.info)}


def _details(status: FlowStatus, info: FlowInfo) -> dict[str, Any]:
    app = info.application
    return {
        "account_name": info.name,
        "state": info.status,
        "categories": list(info.categories),
        "json_version": info.json_version,
        "frozen": status.frozen.isoformat() if status.frozen else None,
        "data_api_version": info.data_api_version,
        "endpoint_uri": plain_address(info.endpoint_uri),
        "application": {"id": app.id, "name": app.name} if app else None,
        "health": _health_object(info.health) if info.health else None,
        "may": {
            each.operation.value: {"allowed": each.permission.value, "reason": str(each)}
            for each in status.verdicts
        },
        "sha256": status.content.sha256,
        "is_pushed": status.is_pushed,
        "is_project": status.is_project,
        "validation_errors": [
            each.to_meta() for each in problems_of(info.validation_errors, status.uploaded)
        ],
    }


def _health_object(health: Health) -> dict[str, Any]:
    return {
        "can_send_message": health.can_send_message,
        "entities": [
            {
                "entity_type": entity.entity_type,
                "id": entity.id,
                "can_send_message": entity.can_send_message,
                "errors": [
                    {
                        "code": error.code,
                        "description": error.description,
                        "solution": error.solution,
                    }
                    for error in entity.errors
                ],
                "additional_info": list(entity.additional_info),
            }
            for entity in health.entities
        ],
    }
