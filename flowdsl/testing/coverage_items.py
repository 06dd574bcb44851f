"""What there is to be covered in a flow: screens, routes, ends, branches and options."""

import enum
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import attrs

from flowdsl.context import ITEM_KEYS, PlacedAction
from flowdsl.facts import CLICK
from flowdsl.findings import path_of
from flowdsl.problems import Path, path_text
from flowdsl.runtime.program import ComponentProgram, Program, ScreenProgram

__all__ = ["NOTHING", "SUCCESS", "Item", "Key", "Kind", "items_of"]

Key = tuple[str, ...]
"""What an item is found by."""

NOTHING: Final = "nothing"
"""The branch of what shows nothing."""

SUCCESS: Final = "SUCCESS"
"""The end that an endpoint brings about."""


class Kind(enum.Enum):
    """What is covered."""

    SCREEN = "screen"
    """A screen was shown."""
    ROUTE = "route"
    """An edge of the routes was gone along."""
    END = "end"
    """The flow ended there: by a complete action, or by the endpoint."""
    BRANCH = "branch"
    """An If or a Switch showed it."""
    OPTION = "option"
    """An option was chosen, or an item tapped."""


@attrs.frozen
class Item:
    """Something to be covered.

    Args:
        kind: What it is.
        key: What it is found by.
        name: What it is called, which no other is.
        path: Where in the Flow JSON it stands.
    """

    kind: Kind
    key: Key
    name: str
    path: str


def items_of(program: Program) -> dict[Key, Item]:
    """Return everything that there is to be covered in a flow, in its order.

    These count: each screen; each edge of the routes; each complete action, and for each terminal
    screen that asks the endpoint the `SUCCESS` with which that may end it; the two branches of each
    If, of which one may show nothing; each case of each Switch; each option of a list that is
    written in the flow and not disabled, and each item of such a list.

    That a Switch shows nothing counts where its value is that of an input which may hold no case.
    Where the value is data, nobody can tell what it may be, so it does not count.

    Args:
        program: The flow.
    """
    found = [*_screens(program), *_routes(program), *_ends(program)]
    for screen in program.screens.values():
        found += _branches(program, screen)
        found += _options(screen)
    counts = Counter(item.name for item in found)
    named = [
        item if counts[item.name] == 1 else attrs.evolve(item, name=f"{item.name} ({item.path})")
        for item in found
    ]
    return {item.key: item for item in named}


def _screens(program: Program) -> Iterator[Item]:
    for screen in program.screens.values():
        path = _path(screen.placed.trail)
        yield Item(Kind.SCREEN, ("screen", screen.id), f"screen {screen.id}", path)


def _routes(program: Program) -> Iterator[Item]:
    routes = program.routes
    for source, targets in routes.targets.items():
        for target in targets:
            path = _path(routes.where(source, target))
            name = f"route {source} -> {target}"
            yield Item(Kind.ROUTE, ("route", source, target), name, path)


def _path(trail: Any) -> str:
    return path_text(path_of(*trail)) if trail is not None else ""


def _ends(program: Program) -> Iterator[Item]:
    for screen in program.screens.values():
        for action in screen.placed.actions:
            if action.name == "complete":
                path = _path(action.trail)
                name = f"end {screen.id} {_label(action)}"
                yield Item(Kind.END, ("end", screen.id, path), name, path)
        asks = any(action.name == "data_exchange" for action in screen.placed.actions)
        if screen.placed.is_terminal and asks:
            path = _path(screen.placed.trail)
            yield Item(Kind.END, ("end", screen.id, SUCCESS), f"end {screen.id} {SUCCESS}", path)


def _label(action: PlacedAction) -> str:
    """Return what somebody taps to run an action."""
    content = action.component.content
    if action.item is not None:
        items = next(content[key] for key in ITEM_KEYS if isinstance(content.get(key), list))
        return f'"{items[action.item].get("id")}"'
    for key in ("label", "text", "name"):
        if isinstance(content.get(key), str):
            return f'"{content[key]}"'
    return action.component.kind


def _branches(program: Program, screen: ScreenProgram) -> Iterator[Item]:
    for component in screen.components:
        if not (component.is_if or component.is_switch):
            continue
        path = path_text(component.path)
        on = component.content.get("condition" if component.is_if else "value")
        for branch in _branch_names(program, screen, component):
            key = ("branch", screen.id, str(component.number), branch)
            name = f"branch {screen.id}, {component.kind} {on}: {branch}"
            yield Item(Kind.BRANCH, key, name, path)


def _branch_names(
    program: Program, screen: ScreenProgram, component: ComponentProgram
) -> Iterator[str]:
    if component.is_if:
        for branch in ("then", "else"):
            yield branch if branch in component.content else NOTHING
        return
    yield from component.branches
    if _may_show_nothing(program, screen, component):
        yield NOTHING


_INPUT: Final = re.compile(r"\$\{(?:screen\.(\w+)\.)?form\.([^.}]+)\}")
"""A reference to an input: of the screen, or of another."""


def _may_show_nothing(program: Program, screen: ScreenProgram, switch: ComponentProgram) -> bool:
    """Return whether a Switch is on an input that may hold what is no case."""
    value = switch.content.get("value")
    match = _INPUT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    holder = program.screens.get(match[1]) if match[1] else screen
    found = holder.inputs.get(match[2]) if holder is not None else None
    if found is None or found.input is None:
        return False
    ids = {option_id for _, _, option_id in _listed(found)}
    initial = found.input.initial.written
    is_never_empty = isinstance(initial, str) and initial in switch.branches
    return not (ids and ids <= switch.branches.keys() and is_never_empty)


def _options(screen: ScreenProgram) -> Iterator[Item]:
    for component in screen.components:
        for key, index, option_id in _listed(component):
            path: Path = (*component.path, key, index)
            name = component.placed.name or component.kind
            if component.input is None and not _is_tapped(component, key, index):
                continue
            kind = "option" if component.input is not None else "item"
            yield Item(
                Kind.OPTION,
                (kind, screen.id, str(component.number), option_id),
                f"{kind} {screen.id}, {name}: {option_id}",
                path_text(path),
            )


def _is_tapped(component: ComponentProgram, key: str, index: int) -> bool:
    """Return whether an item can be tapped at all."""
    return CLICK in component.actions or CLICK in component.content[key][index]


def _listed(component: ComponentProgram) -> Iterator[tuple[str, int, str]]:
    """Yield the options that are written in the flow: the key, the index and the id of each."""
    for key in ITEM_KEYS:
        listed = component.content.get(key)
        if isinstance(listed, list):
            for index, option in enumerate(listed):
                match option:
                    case {"enabled": False}:
                        continue
                    case {"id": str(option_id)}:
                        yield key, index, option_id
