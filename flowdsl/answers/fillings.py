"""What the actions of a document write into the data of its screens, found once."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.actions import Navigate, UpdateData
from flowdsl.bindings import binding_of
from flowdsl.context import Context, PlacedAction, PlacedScreen

__all__ = ["Fillings", "Scope", "Written", "fillings_of"]

_NAVIGATE: Final = Navigate.facts.name
_UPDATE: Final = UpdateData.facts.name


@attrs.frozen
class Scope:
    """Where a value is written, which says what its references mean.

    Args:
        screen: The screen.
        action: The action that carries it, None where it came with the data of the screen.
        is_sure: Whether the value is there whenever somebody asks for it.
    """

    screen: PlacedScreen
    action: PlacedAction | None
    is_sure: bool = True


Written: TypeAlias = tuple[Any, Scope]
"""A value, and where it is written."""


@attrs.define(eq=False)
class Fillings:
    """What is written into the data of screens.

    Args:
        by_entry: The values by the number of the screen and the name of the entry.
        bound: The identities of the objects and lists of the document that bind something.
    """

    by_entry: dict[tuple[int, str], list[Written]]
    bound: set[int]

    def of(self, screen: PlacedScreen, name: str) -> list[Written]:
        """Return what actions write into an entry of the data of a screen."""
        return self.by_entry.get((screen.index, name), [])

    def binds(self, value: object) -> bool:
        """Return whether something is bound in an object or a list of the document."""
        return id(value) in self.bound


def fillings_of(context: Context) -> Fillings:
    """Return what the actions of a document write into data; it is read once."""
    return context.once(Fillings, _read)


def _read(context: Context) -> Fillings:
    found: dict[tuple[int, str], list[Written]] = {}

    def write(screen: PlacedScreen, payload: Mapping[Any, Any], scope: Scope) -> None:
        for key, value in payload.items():
            found.setdefault((screen.index, str(key)), []).append((value, scope))

    for action in context.actions_of(_NAVIGATE, _UPDATE):
        own = action.component.screen
        screen = own if action.name == _UPDATE else context.by_id.get(action.target or "")
        if screen is not None:
            write(screen, action.payload, Scope(own, action))
            for update in _updates_in(action.payload):
                write(screen, update, Scope(screen, None))
    for screen in context.screens:
        for update in _updates_in(screen.data):
            write(screen, update, Scope(screen, None))
    return Fillings(found, _binding(context))


def _updates_in(value: Mapping[Any, Any]) -> Iterator[Mapping[Any, Any]]:
    """Yield the payloads of the `update_data` actions inside a value, at any depth.

    Options that come with data may bring actions of their own, which change the data again.
    """
    waiting: list[Any] = list(value.values())
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            match here:
                case {"name": str(name), "payload": dict(payload)} if name == _UPDATE:
                    yield payload
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)


def _binding(context: Context) -> set[int]:
    """Return the identities of the objects and lists that actions and data hold and that bind."""
    found: set[int] = set()
    around: dict[int, list[int]] = {}
    waiting: list[Any] = [action.content for action in context.actions]
    waiting += [screen.content.get("data") for screen in context.screens]
    while waiting:
        here = waiting.pop()
        inner = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        for each in inner:
            if isinstance(each, dict | list):
                # What a program builds may hold one object twice.
                if id(each) not in around:
                    waiting.append(each)
                around.setdefault(id(each), []).append(id(here))
            elif isinstance(each, str) and binding_of(each) is not None:
                holders = [id(here)]
                while holders:
                    holder = holders.pop()
                    if holder not in found:
                        found.add(holder)
                        holders += around.get(holder, ())
    return found
