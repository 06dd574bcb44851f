"""What the tests of upgrades share: flows in JSON, and what becomes of them."""

import json
from typing import Any

from flowdsl.upgrade.in_json import upgrade_json
from flowdsl.upgrade.result import Upgraded
from flowdsl.versions import Version, parse_version

__all__ = ["FOOTER", "carried", "document", "footer", "move", "screen", "text_of"]

FOOTER: dict[str, Any] = {
    "type": "Footer",
    "label": "Done",
    "on-click-action": {"name": "complete", "payload": {}},
}


def footer(name: str = "complete", **more: Any) -> dict[str, Any]:
    return {**FOOTER, "on-click-action": {"name": name, **more}}


def screen(*children: Any, id: str = "A", **more: Any) -> dict[str, Any]:  # noqa: A002
    layout = {"type": "SingleColumnLayout", "children": [*children]}
    return {"id": id, "title": "T", "terminal": True, **more, "layout": layout}


def document(version: str, *children: Any, **more: Any) -> dict[str, Any]:
    """Return a flow of one screen with some components and a Footer."""
    screens = more.pop("screens", None) or [screen(*children, FOOTER)]
    return {"version": version, **more, "screens": screens}


def text_of(found: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, **more).encode()


def move(found: dict[str, Any] | bytes, to: str | Version) -> Upgraded:
    data = found if isinstance(found, bytes) else text_of(found, indent=2)
    return upgrade_json(data, parse_version(to), "a.json")


def carried(found: dict[str, Any], to: str) -> Any:
    """Return what becomes of a document, which nothing refuses."""
    upgraded = move(found, to)
    assert not upgraded.refused, [str(each) for each in upgraded.refused]
    return json.loads(upgraded.data)
