"""Checks what stands beside what on a screen."""

from collections.abc import Iterator
from typing import Any

from flowdsl import structure
from flowdsl.findings import Finding
from flowdsl.node import COMPONENTS
from flowdsl.problems import Path
from flowdsl.projection import alone_from, companions_of
from flowdsl.versions import Version

__all__ = ["company"]


def company(document: object, version: Version) -> Iterator[Finding]:
    """Yield a finding for each component that stands alone on its screen, but has company."""
    for path, children in _layouts(document):
        types = [child.get("type") for child in children if isinstance(child, dict)]
        for index, child in enumerate(children):
            name = child.get("type") if isinstance(child, dict) else None
            cls = COMPONENTS.get(name) if isinstance(name, str) else None
            alone = companions_of(cls, version) if cls else None
            if alone is None or name is None:
                continue
            others = list(types)
            others.remove(name)
            wrong = next((other for other in others if other not in alone.beside), None)
            # Of two that should be alone, the first one says it.
            if wrong is not None and (wrong != name or types.index(name) == index):
                yield _finding(name, str(wrong), version, (*path, index))


def _finding(name: str, wrong: str, version: Version, path: Path) -> Finding:
    message, help_ = f"`{name}` stands alone on its screen, but there is a `{wrong}`", None
    since = alone_from(COMPONENTS[name], wrong)
    if since is not None and since > version:
        message = (
            f"`{name}` may stand beside a `{wrong}` from Flow JSON {since}, the target is {version}"
        )
        help_ = f"raise the version to {since}"
    return Finding(rule=structure.NOT_ALONE, path=path, message=message, help=help_)


def _layouts(document: object) -> Iterator[tuple[Path, list[Any]]]:
    match document:
        case {"screens": list(screens)}:
            for index, screen in enumerate(screens):
                match screen:
                    case {"layout": {"children": list(children)}}:
                        yield ("screens", index, "layout", "children"), children
