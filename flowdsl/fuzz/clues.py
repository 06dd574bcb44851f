"""What a flow itself says of the values that make a difference in it: its conditions, read once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.bindings import binding_of
from flowdsl.expressions import Misread, parse_condition, parse_nested, references_of
from flowdsl.facts import Binding
from flowdsl.problems import Path
from flowdsl.resolution import reference_of
from flowdsl.runtime.program import ComponentProgram, Program, ScreenProgram
from flowdsl.runtime.screen import FOOTER
from flowdsl.values import Operand, Operation, Operator, Ref
from flowdsl.versions import V6_0

__all__ = ["Clues", "Name", "Site", "owner_of"]

Name: TypeAlias = tuple[str, str, str]
"""What a reference leads to: the id of a screen, `"form"` or `"data"`, and the name there."""

CONDITION: Final = "condition"
VALUE: Final = "value"
ENABLED: Final = "enabled"
FLAGS: Final = frozenset({CONDITION, VALUE, "visible", ENABLED, "required"})
"""The properties that decide what can be seen and done."""

_BRANCHES: Final = frozenset({"then", "else", "cases", "children"})
_COMPARISONS: Final = frozenset(
    {
        Operator.EQUAL,
        Operator.UNEQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    }
)
_LOGIC: Final = frozenset({Operator.AND, Operator.OR, Operator.NOT})
_MOST_ROUNDS: Final = 5  # Of following values from screen to screen.
_DEEPEST: Final = 60


@attrs.frozen(eq=False)
class Site:
    """A place in a document that binds something.

    Args:
        path: Where it stands.
        key: The property of the component that it stands in.
        text: What is written there.
        tree: What that says; None where it cannot be read.
        in_action: Whether it is part of an action.
    """

    path: Path
    key: str
    text: str
    tree: Operand | None
    in_action: bool

    @cached_property
    def references(self) -> tuple[Ref[Any], ...]:
        """The references in it."""
        return () if self.tree is None else references_of(self.tree)


def owner_of(ref: Ref[Any], screen: str) -> Name:
    """Return what a reference leads to, as it stands on a screen."""
    return ref.screen or screen, ref.root, ref.path[0]


@attrs.define(eq=False)
class Clues:
    """What the expressions of a flow say.

    Args:
        program: The flow.
    """

    program: Program

    @cached_property
    def sites(self) -> dict[int, list[Site]]:
        """What each component binds, by its identity; Forms, Ifs and Switches among them."""
        version = self.program.version
        is_nested = version >= V6_0
        return {
            id(component): list(_sites(component.content, component.path, is_nested))
            for screen in self.program.screens.values()
            for component in screen.components
        }

    @cached_property
    def deciding(self) -> frozenset[Name]:
        """What decides about something that can be seen or done, on any screen."""
        found = {
            owner_of(ref, screen.id)
            for screen, _, site in self._all
            if site.key in FLAGS and not site.in_action
            for ref in site.references
        }
        for _ in range(_MOST_ROUNDS):
            more = {source for source, target in self._flows if target in found} - found
            if not more:
                break
            found |= more
        return frozenset(found)

    @cached_property
    def branching(self) -> frozenset[Name]:
        """What an If or a Switch depends on."""
        return frozenset(
            owner_of(ref, screen.id)
            for screen, component, site in self._all
            if (component.is_if or component.is_switch) and site.key in (CONDITION, VALUE)
            for ref in site.references
        )

    @cached_property
    def gates(self) -> dict[str, frozenset[Name]]:
        """What decides on each screen whether its Footer can be tapped."""
        found: dict[str, set[Name]] = {name: set() for name in self.program.screens}
        for screen, component, site in self._all:
            if component.kind == FOOTER and site.key == ENABLED:
                found[screen.id].update(owner_of(ref, screen.id) for ref in site.references)
        return {name: frozenset(names) for name, names in found.items()}

    @cached_property
    def uncertain(self) -> frozenset[Name]:
        """Inputs that are calculated with: no few values stand for all of them."""
        found: set[Name] = set()
        for screen, _, site in self._all:
            if site.key in FLAGS and isinstance(site.tree, Operation):
                found.update(owner_of(ref, screen.id) for ref in _calculated(site.tree))
        return frozenset(found)

    @cached_property
    def literals(self) -> dict[Name, list[Any]]:
        """The values that each name is compared with, in the order of the document."""
        found: dict[Name, list[Any]] = {}
        for screen, component, site in self._all:
            if site.tree is None:
                continue
            for ref, value in _compared(site.tree):
                if ref.root == "form" or len(ref.path) == 1:
                    _add(found, owner_of(ref, screen.id), value)
            if component.is_switch and site.key == VALUE:
                for ref, case in itertools.product(site.references, component.branches):
                    _add(found, owner_of(ref, screen.id), case)
        for _ in range(_MOST_ROUNDS):
            before = sum(map(len, found.values()))
            for source, target in self._flows:
                for value in found.get(target, ()):
                    _add(found, source, value)
            if before == sum(map(len, found.values())):
                break
        return found

    @cached_property
    def nested(self) -> dict[tuple[str, ...], list[Any]]:
        """The values that what stands in objects of the data is compared with."""
        found: dict[tuple[str, ...], list[Any]] = {}
        for screen, _, site in self._all:
            for ref, value in _compared(site.tree) if site.tree is not None else ():
                if ref.root == "data" and len(ref.path) > 1:
                    key = (*owner_of(ref, screen.id), *ref.path[1:])
                    found.setdefault(key, []).append(value)
        return found

    def sources_of(self, name: Name) -> Iterator[Name]:
        """Yield what an entry of the data is given by the actions of the flow."""
        return (source for source, target in self._flows if target == name)

    @cached_property
    def _all(self) -> list[tuple[ScreenProgram, ComponentProgram, Site]]:
        return [
            (screen, component, site)
            for screen in self.program.screens.values()
            for component in screen.components
            for site in self.sites[id(component)]
        ]

    @cached_property
    def _flows(self) -> list[tuple[Name, Name]]:
        """What goes where: the source of each key that an action gives a screen."""
        found: list[tuple[Name, Name]] = []
        for action in self.program.context.actions:
            here = action.component.screen.id
            target = here if action.name == "update_data" else action.target
            if target is None:
                continue
            for key, value in action.payload.items():
                tree = _tree(value, nested=True) if isinstance(value, str) else None
                if isinstance(tree, Ref):
                    found.append((owner_of(tree, here), (target, "data", key)))
        return found


def _add(found: dict[Name, list[Any]], name: Name, value: Any) -> None:
    values = found.setdefault(name, [])
    # True is 1 to Python, but not to a phone.
    if not any(type(each) is type(value) and each == value for each in values):
        values.append(value)


def _sites(content: Mapping[str, Any], path: Path, is_nested: bool) -> Iterator[Site]:
    for key, value in content.items():
        if key == CONDITION and isinstance(value, str):
            yield Site((*path, key), key, value, _condition(value), in_action=False)
        elif key not in _BRANCHES and key not in ("type", "name", "pattern"):
            yield from _sites_in(value, (*path, key), key, is_nested, 0)


def _sites_in(value: Any, path: Path, key: str, is_nested: bool, depth: int) -> Iterator[Site]:
    if isinstance(value, str):
        binding = binding_of(value)
        if binding is not None and (is_nested or binding is not Binding.EXPRESSION):
            in_action = any(str(step).endswith("-action") for step in path)
            yield Site(path, key, value, _tree(value, nested=is_nested), in_action)
    elif depth < _DEEPEST and isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in items:
            yield from _sites_in(inner, (*path, step), key, is_nested, depth + 1)


def _condition(text: str) -> Operand | None:
    nested = len(text) > 1 and text.startswith("`") and text.endswith("`")
    try:
        return (parse_nested(text[1:-1]) if nested else parse_condition(text)).tree
    except Misread:
        return None


def _tree(text: str, *, nested: bool) -> Operand | None:
    binding = binding_of(text)
    if binding is None:
        return None
    if binding is not Binding.EXPRESSION:
        return reference_of(text)
    if not nested:
        return None
    try:
        return parse_nested(text[1:-1]).tree
    except Misread:
        return None


def _operations(tree: Operand) -> Iterator[Operation[Any]]:
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Operation):
            yield here
            waiting.extend(here.operands)


def _compared(tree: Operand) -> Iterator[tuple[Ref[Any], Any]]:
    """Yield each reference that is compared with a value, and the value."""
    for operation in _operations(tree):
        if operation.operator in _COMPARISONS:
            left, right = operation.operands
            if isinstance(left, Ref) and not isinstance(right, Ref | Operation):
                yield left, right
            elif isinstance(right, Ref) and not isinstance(left, Ref | Operation):
                yield right, left


def _calculated(tree: Operand) -> Iterator[Ref[Any]]:
    """Yield the references that are neither compared as they are, nor true or false."""
    for operation in _operations(tree):
        if operation.operator not in _COMPARISONS | _LOGIC:
            for operand in operation.operands:
                if isinstance(operand, Ref):
                    yield operand
