"""Follows what a payload holds back to where it comes from, through the data of screens."""

import math
from collections import deque
from collections.abc import Iterable
from typing import Any, Final

import attrs

from flowdsl.actions import DataExchange
from flowdsl.answers.fillings import Scope, Written, fillings_of
from flowdsl.answers.inputs import answer_source, is_required, is_single, is_typed, type_name
from flowdsl.answers.sources import (
    Computed,
    Constant,
    Given,
    Presence,
    Source,
    Traced,
    Untold,
    merged_sources,
)
from flowdsl.answers.ways import Ways, is_validated
from flowdsl.bindings import binding_of
from flowdsl.components.logic import Form
from flowdsl.context import Context, PlacedAction, PlacedComponent, PlacedScreen
from flowdsl.data_types import Schema, literal_schema, types_of
from flowdsl.expressions import Misread, parse_nested
from flowdsl.facts import SELECT, Binding
from flowdsl.problems import path_text
from flowdsl.projection import DATA_TYPES
from flowdsl.resolution import Resolved, reference_of, resolve
from flowdsl.uses import schema_of
from flowdsl.values import Ref

__all__ = ["Tracer"]

DEEPEST: Final = 100
"""So deep is a value looked into: no file of Flow JSON is deeper."""

MOST_STEPS: Final = 10_000
"""So many steps are followed in one document; one with more has been generated, or is hostile."""

MOST_NESTED: Final = 20
"""So deep are expressions followed that are worked out from others."""

LONG: Final = 64
"""So many characters of a text cost as much as a step."""

SEARCH: Final = 50
"""So many steps it costs to look for what a name that leads nowhere was meant to be."""

_FORM: Final = Form.facts.name
_EXCHANGE: Final = DataExchange.facts.name


@attrs.define
class _Found:
    """What was found at one place so far.

    Args:
        sources: Where the value comes from.
        objects: The objects that the flow writes there.
        lists: The lists that it writes there, where something in them is bound.
        seen: The entries of data that were followed, by the number of the screen, their path, and
            whether they are there for sure.
    """

    sources: list[Source] = attrs.field(factory=list)
    objects: list[Written] = attrs.field(factory=list)
    lists: list[Written] = attrs.field(factory=list)
    seen: set[tuple[int, tuple[str, ...], bool]] = attrs.field(factory=set)

    def untold(self, text: str, reason: str) -> None:
        """Note that nobody can tell where a value comes from."""
        self.sources.append(Untold(text=text, reason=reason))


@attrs.frozen
class _Around:
    """What a value stands in: the identities of objects and lists, and how deep that is."""

    ids: frozenset[int] = frozenset()
    depth: int = 0

    def within(self, holders: Iterable[Written]) -> "_Around":
        return _Around(self.ids | {id(value) for value, _ in holders}, self.depth + 1)


_Step = tuple[Any, tuple[str, ...], Scope]
"""A value, what is taken of it, and where it is written."""


class Tracer:
    """Follows what the actions of a document send.

    Args:
        context: What is known of the document.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._ways = Ways(context)
        self._fillings = fillings_of(context)
        self._left = MOST_STEPS
        self._resolved: dict[tuple[int, str], Resolved] = {}
        self._expressions: dict[tuple[int, str], tuple[Schema, tuple[str, ...]]] = {}
        self._computing: set[tuple[int, str]] = set()
        self._to_endpoint = False

    @property
    def is_exhausted(self) -> bool:
        """Whether there was more to follow than is followed."""
        return self._left <= 0

    def payload(self, action: PlacedAction) -> dict[str, Traced]:
        """Return what stands under each key of the payload of an action."""
        self._to_endpoint = action.name == _EXCHANGE
        scope = Scope(action.component.screen, action)
        around = _Around().within([(action.payload, scope)])
        return {
            str(key): self._trace([(value, scope)], around) for key, value in action.payload.items()
        }

    def _trace(self, written: Iterable[Written], around: _Around) -> Traced:
        """Return what can stand where each of some values is written."""
        found = _Found()
        waiting: deque[_Step] = deque((value, (), scope) for value, scope in written)
        while waiting:
            value, below, scope = waiting.popleft()
            self._left -= 1
            binding = binding_of(value) if isinstance(value, str) else None
            if binding is not None and self.is_exhausted:
                found.untold(value, "the flow holds more than is followed")
            elif binding is Binding.EXPRESSION:
                self._compute(value, below, scope, found, around)
            elif binding is not None:
                waiting.extend(self._refer(value, below, scope, found))
            elif not below:
                self._take(value, scope, found, around)
            elif isinstance(value, dict) and below[0] in value:
                waiting.append((value[below[0]], below[1:], scope))
            else:
                found.untold(path_text(below), f"what is written there has no `{below[0]}`")
        if not (found.sources or found.objects or found.lists):
            found.untold("", "it leads back to itself")
        return Traced(
            sources=merged_sources(found.sources),
            keys=self._below(found.objects, around) if found.objects else None,
            items=tuple(self._below(found.lists, around).values()) if found.lists else None,
            is_sure=all(scope.is_sure for _, scope in (*found.objects, *found.lists)),
        )

    def _below(self, held: list[Written], around: _Around) -> dict[str, Traced]:
        """Return what stands under each key, or at each place, of some objects or lists."""
        written: dict[str, list[Written]] = {}
        holders: dict[str, list[Written]] = {}
        for holder in held:
            value, scope = holder
            # Whether the whole is there is said of the whole.
            inside = attrs.evolve(scope, is_sure=True)
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                written.setdefault(str(key), []).append((inner, inside))
                holders.setdefault(str(key), []).append(holder)
        within = around.within(held)
        return {
            key: self._trace(each, within)
            if len(each) == len(held)
            else self._trace(each, around.within(holders[key])).unsure()
            for key, each in written.items()
        }

    def _take(self, value: Any, scope: Scope, found: _Found, around: _Around) -> None:
        """Note a value that is written as it is, or the object or list that it is."""
        if isinstance(value, dict | list) and id(value) in around.ids:
            found.untold("", "it holds itself")
        elif isinstance(value, dict | list) and around.depth >= DEEPEST:
            found.untold("", "it is nested too deeply")
        elif isinstance(value, dict) and value:
            found.objects.append((value, scope))
        elif isinstance(value, list) and self._fillings.binds(value):
            found.lists.append((value, scope))
        elif (cost := _cost(value)) is None:
            found.untold(repr(value)[:40], "it is not JSON")
        else:
            self._left -= cost
            type_ = type_name(literal_schema(value))
            presence = Presence.ALWAYS if scope.is_sure else Presence.MAYBE_MISSING
            found.sources.append(Constant(value=value, type=type_, presence=presence))

    def _compute(
        self, text: str, below: tuple[str, ...], scope: Scope, found: _Found, around: _Around
    ) -> None:
        """Note a nested expression."""
        if below:
            found.untold(text, f"an expression has no `{below[0]}`")
            return
        key = (scope.screen.index, text)
        schema, references = self._expression(text, scope.screen)
        sources: list[Source] = []
        # One that is worked out from itself is not followed in a circle.
        if key not in self._computing and len(self._computing) < MOST_NESTED:
            self._computing.add(key)
            for reference in references:
                sources += self._trace([(reference, scope)], around).everything()
            self._computing.remove(key)
        found.sources.append(
            Computed(
                screen=scope.screen.id,
                text=text,
                type=type_name(schema),
                schema=schema,
                sources=merged_sources(sources),
                presence=Presence.ALWAYS if scope.is_sure else Presence.MAYBE_MISSING,
            )
        )

    def _expression(self, text: str, screen: PlacedScreen) -> tuple[Schema, tuple[str, ...]]:
        """Return the type of an expression, and the references in it; each is read once."""
        key = (screen.index, text)
        if key not in self._expressions:
            schema = schema_of(text, screen, self.context) or {}
            try:
                references = dict.fromkeys(map(str, parse_nested(text[1:-1]).references))
            except Misread:
                references = {}
            self._expressions[key] = _plain(schema), tuple(references)
        return self._expressions[key]

    def _refer(
        self, text: str, below: tuple[str, ...], scope: Scope, found: _Found
    ) -> Iterable[_Step]:
        """Note what a reference leads to, or return what is to be followed from there."""
        ref = reference_of(text)
        resolved = self._resolve(ref, scope.screen)
        if ref.root == "form":
            component = resolved.component
            if below and component is not None:
                deeper = Ref[Any]("form", (*ref.path, *below))
                resolved = self._resolve(deeper, component.screen)
            if component is None or resolved.gap is not None:
                found.untold(text, resolved.message or _UNREAD)
            else:
                length = len(ref.path) if ".".join(ref.path) == component.name else 1
                rest = (*ref.path[length:], *below)
                found.sources.append(self._answer(component, rest, scope))
            return ()
        owner = scope.screen if ref.screen is None else self.context.by_id.get(ref.screen)
        if owner is None:
            found.untold(text, resolved.message or _UNREAD)
            return ()
        path = (*ref.path, *below)
        is_sure = scope.is_sure and self._is_visited(owner, scope.screen)
        key = (owner.index, path, is_sure)
        if len(path) > DEEPEST or key in found.seen:
            return ()
        found.seen.add(key)
        return self._entry(text, path, attrs.evolve(scope, screen=owner, is_sure=is_sure), found)

    def _entry(
        self, text: str, path: tuple[str, ...], scope: Scope, found: _Found
    ) -> Iterable[_Step]:
        """Note who gives an entry of data from outside, and return what actions write into it."""
        screen = scope.screen
        fillings = self._fillings.of(screen, path[0])
        if self.is_exhausted:
            found.untold(text, "the flow holds more than is followed")
            return ()
        resolved = self._resolve(Ref("data", path), screen)
        givers = self._ways.givers_of(screen)
        if givers and resolved.gap is None:
            schema = _plain(resolved.schema)
            presence = Presence.ALWAYS if scope.is_sure else Presence.MAYBE_MISSING
            found.sources.append(
                Given(
                    screen=screen.id,
                    entry=path,
                    givers=givers,
                    type=type_name(schema),
                    schema=schema,
                    presence=presence,
                )
            )
        elif givers or not fillings:
            found.untold(text, resolved.message or "nothing fills it")
        return [
            (value, path[1:], attrs.evolve(written, is_sure=scope.is_sure and written.is_sure))
            for value, written in fillings
        ]

    def _resolve(self, ref: Ref[Any], screen: PlacedScreen) -> Resolved:
        """Return what a reference leads to; each is looked up once."""
        key = (screen.index, str(ref))
        if key not in self._resolved:
            self._resolved[key] = resolve(ref, screen, self.context)
            self._left -= SEARCH if self._resolved[key].gap is not None else 0
        return self._resolved[key]

    def _answer(self, component: PlacedComponent, below: tuple[str, ...], scope: Scope) -> Source:
        return answer_source(
            component,
            below,
            self._presence(component, scope),
            self.context.version,
            to_endpoint=self._to_endpoint,
        )

    def _presence(self, component: PlacedComponent, scope: Scope) -> Presence:
        """Return whether the answer of an input is there where a reference to it is read."""
        version, action = self.context.version, scope.action
        if action is not None and _is_chosen(component, action):
            return Presence.ALWAYS if scope.is_sure else Presence.MAYBE_MISSING
        is_shown = component.content.get("visible", True) is True
        if component.screen is scope.screen and action is not None:
            is_shown &= _branches(component) <= _branches(action.component)
            is_filled = is_validated(action)
        else:
            is_shown &= not _branches(component)
            is_filled = self._ways.is_filled(component.screen, scope.screen)
        if not is_shown or not scope.is_sure:
            return Presence.MAYBE_MISSING
        # What is switched off keeps nobody from going on, so that it may be empty.
        is_on = component.content.get("enabled", True) is True
        if is_filled and is_on and is_required(component, version):
            return Presence.ALWAYS
        if is_typed(component, version) and self._is_visited(component.screen, scope.screen):
            return Presence.MAYBE_EMPTY
        return Presence.MAYBE_MISSING

    def _is_visited(self, screen: PlacedScreen, before: PlacedScreen) -> bool:
        return screen is before or self._ways.is_visited(screen, before)


_UNREAD: Final = "not all of the screen can be read"


def _is_chosen(component: PlacedComponent, action: PlacedAction) -> bool:
    """Return whether an action runs because one answer was just chosen in an input.

    The value is stored first, so that the payload has it. A list may have become empty.
    """
    return action.component is component and action.event == SELECT and is_single(component)


def _branches(component: PlacedComponent) -> set[tuple[int, str | None]]:
    """Return the branches of Ifs and Switches that a component stands in."""
    found = set()
    while component.holder is not None:
        if component.holder.kind != _FORM:
            found.add((id(component.holder), component.branch))
        component = component.holder
    return found


def _cost(value: Any) -> int | None:
    """Return how many steps it costs to look at a value, None where it is no JSON."""
    cost, waiting = 0, [(value, 0)]
    while waiting:
        here, depth = waiting.pop()
        cost += 1
        if isinstance(here, str):
            cost += len(here) // LONG
        elif isinstance(here, list | dict) and depth < DEEPEST:
            if isinstance(here, dict) and not all(isinstance(key, str) for key in here):
                return None
            inner = here.values() if isinstance(here, dict) else here
            waiting += [(each, depth + 1) for each in inner]
        elif not _is_plain(here):
            return None
    return cost


def _is_plain(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | int)


def _plain(schema: Schema, depth: int = 0) -> dict[str, Any]:
    """Return what a schema says of types, which is what Meta's documents have of JSON Schema."""
    types = schema.get("type")
    names = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    known = [name for name in DATA_TYPES if name in names]
    if depth > DEEPEST or types_of(schema) is None:
        return {}
    plain: dict[str, Any] = {"type": known[0] if len(known) == 1 else known}
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(properties, dict):
        plain["properties"] = {
            str(key): _plain(inner, depth + 1) if isinstance(inner, dict) else {}
            for key, inner in properties.items()
        }
    if isinstance(items, dict):
        plain["items"] = _plain(items, depth + 1)
    return plain
