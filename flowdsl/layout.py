"""Checks what stands beside what on a screen."""

from collections.abc import Collection, Iterator
from typing import Any

from flowdsl import structure
from flowdsl.document import LOOKED_INTO
from flowdsl.facts import Alone
from flowdsl.findings import Finding
from flowdsl.node import COMPONENTS, remembered
from flowdsl.problems import Path
from flowdsl.projection import alone_from, companions_of
from flowdsl.versions import Version

__all__ = ["company"]


def company(document: object, version: Version, kinds: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each component that stands alone on its screen, but has company.

    Args:
        document: The document.
        version: The version to hold it against.
        kinds: The components that are in it.
    """
    lonely = {name: alone for name, alone in _lonely(version).items() if name in kinds}
    for path, children in _layouts(document) if lonely else ():
        types = [
            child.get("type") if child.__class__ in LOOKED_INTO else None for child in children
        ]
        present = {name for name in types if isinstance(name, str)}
        if present.isdisjoint(lonely):
            continue
        for index, name in enumerate(types):
            if isinstance(name, str) and name in present and name in lonely:
                several = types.count(name) > 1
                wrong = sorted(
                    other
                    for other in present
                    if other not in lonely[name].beside and (other != name or several)
                )
                # Of two that should be alone, the first one says it.
                others = [other for other in wrong if other != name]
                if wrong and (others or types.index(name) == index):
                    first = min(others or wrong, key=types.index)
                    yield _finding(name, first, version, (*path, index))
                    present.discard(name)


@remembered
def _lonely(version: Version) -> dict[str, Alone]:
    """Return the components that a version has and that stand alone, with what may stand there."""
    found = {name: companions_of(cls, version) for name, cls in COMPONENTS.items()}
    return {name: alone for name, alone in found.items() if alone is not None}


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
