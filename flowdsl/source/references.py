"""Finds what of a flow is referred to, and the order in which it can be defined."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from flowdsl.components.base import Input
from flowdsl.data import Data
from flowdsl.expressions import references_of
from flowdsl.flow import Flow, Screen
from flowdsl.node import Node, properties, remembered
from flowdsl.values import Expression, Ref

__all__ = ["Definition", "References", "User", "find_references"]


@attrs.frozen(eq=False)
class Definition:
    """An input or an entry of the data that references may lead to.

    Args:
        node: The object.
        screen: The number of its screen.
    """

    node: "Input[Any] | Data[Any]"
    screen: int

    @property
    def root(self) -> str:
        """What references to it begin with."""
        return "data" if isinstance(self.node, Data) else "form"


User: TypeAlias = Definition | int | None
"""What holds a reference: an input or an entry, else the screen, by its number, or the flow."""


@attrs.define(eq=False)
class References:
    """What of a flow is referred to, and from where.

    Args:
        inputs: Every input, whether it is referred to or not.
        entries: Every entry of the data.
        order: The variables and the screens, by number, as they can be defined one after another.
        broken: The references, from a variable to a variable, that go round in circles.
    """

    inputs: list[Definition] = attrs.Factory(list)
    entries: list[Definition] = attrs.Factory(list)
    order: list[Definition | int] = attrs.Factory(list)
    broken: set[tuple[User, Definition]] = attrs.Factory(set)
    _same: dict[tuple[int, int], Definition] = attrs.Factory(dict)
    _named: dict[tuple[int, str, str], Definition] = attrs.Factory(dict)
    _screens: dict[str, int] = attrs.Factory(dict)
    _used: set[Definition] = attrs.Factory(set)

    def variable(self, node: object, screen: int | None) -> Definition | None:
        """Return what an object is defined as, or None where it is written where it stands.

        Args:
            node: The object.
            screen: The number of the screen that it stands on.
        """
        if screen is None:
            return None
        found = self._same.get((screen, id(node)))
        return found if found in self._used else None

    def target(self, reference: Ref[Any], screen: int | None) -> Definition | None:
        """Return what a reference leads to, if that is there.

        Args:
            reference: The reference.
            screen: The number of the screen that it is used on.
        """
        if reference.screen is not None:
            screen = self._screens.get(reference.screen)
        if screen is None or not reference.path:
            return None
        return self._named.get((screen, reference.root, reference.path[0]))


def find_references(flow: Flow) -> References:
    """Return what of a flow is referred to, and from where."""
    found = References()
    for number, screen in enumerate(_items(flow.screens)):
        if isinstance(screen, Screen) and isinstance(screen.id, str):
            found._screens.setdefault(screen.id, number)
    walk = _Walk(found)
    for number, screen in enumerate(_items(flow.screens)):
        walk.screen = walk.user = number
        walk.visit(screen)
    walk.screen = walk.user = None
    for name in _names(Flow):
        if name != "screens":
            walk.visit(getattr(flow, name))
    leading = [
        (user, target)
        for user, screen_of_user, reference in walk.references
        # What only refers to itself is not worth a variable, and could not be defined with it.
        if (target := found.target(reference, screen_of_user)) is not None and target is not user
    ]
    found._used.update(target for _, target in leading)
    needs: dict[User, dict[Definition, None]] = {}
    for user, target in leading:
        if isinstance(user, Definition) and user not in found._used:
            needs.setdefault(user.screen, {})[target] = None
        else:
            needs.setdefault(user, {})[target] = None
    _sort(found, needs, len(_items(flow.screens)))
    return found


@remembered
def _names(cls: type[Node]) -> tuple[str, ...]:
    return tuple(known.name for known in properties(cls))


def _items(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


class _Walk:
    """Goes through a flow and collects what can be referred to, and the references."""

    def __init__(self, found: References) -> None:
        self.found = found
        self.screen: int | None = None
        self.user: User = None
        self.references: list[tuple[User, int | None, Ref[Any]]] = []

    def visit(self, value: object) -> None:
        kind = value.__class__
        if kind is str or kind is bool or kind is int or value is None:
            return
        if isinstance(value, Expression):
            for reference in references_of(value):
                self.references.append((self.user, self.screen, reference))
        elif isinstance(value, Node):
            around = self.user
            if isinstance(value, Input | Data) and self.screen is not None:
                self.user = self.define(value, self.screen)
            for name in _names(type(value)):
                self.visit(getattr(value, name))
            self.user = around
        elif isinstance(value, Mapping):
            for item in value.values():
                self.visit(item)
        elif isinstance(value, list | tuple):
            for item in value:
                self.visit(item)

    def define(self, node: "Input[Any] | Data[Any]", screen: int) -> User:
        """Enter what can be referred to; of several of one name the first stands for its equals."""
        found = self.found
        made = Definition(node, screen)
        (found.entries if isinstance(node, Data) else found.inputs).append(made)
        if not isinstance(node.name, str):
            return self.user
        if isinstance(node, Data) and not isinstance(node.schema, Mapping | None):
            return self.user  # It has no `ref`.
        first = found._named.setdefault((screen, made.root, node.name), made)
        if first is made or first.node is node or first.node == node:
            found._same[screen, id(node)] = first
            return first
        return self.user


def _sort(found: References, needs: Mapping[User, Mapping[Definition, None]], screens: int) -> None:
    """Put the variables in an order in which each is defined before it is used.

    It is the order of the document, except where something refers to what comes later.
    """
    of_screen: dict[int, list[Definition]] = {}
    for definition in found._named.values():
        if definition in found._used:
            of_screen.setdefault(definition.screen, []).append(definition)
    done: set[User] = set()
    for number in range(screens):
        for user in (*of_screen.get(number, ()), number):
            _define(user, found, needs, done)
    for definition in needs.get(None, {}):
        _define(definition, found, needs, done)


def _define(
    first: Definition | int,
    found: References,
    needs: Mapping[User, Mapping[Definition, None]],
    done: set[User],
) -> None:
    """Add something to the order, behind all that it needs."""
    if first in done:
        return
    opened: dict[Definition | int, Iterator[Definition]] = {first: iter(needs.get(first, ()))}
    while opened:
        user, waiting = next(reversed(opened.items()))
        needed = next((each for each in waiting if each not in done), None)
        if needed is None:
            found.order.append(user)
            done.add(user)
            del opened[user]
        elif needed in opened:
            found.broken.add((user, needed))
        else:
            opened[needed] = iter(needs.get(needed, ()))
