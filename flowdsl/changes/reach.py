"""What of a document reaches those outside: the stored answers, the endpoint, a sent message."""

import enum
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.changes.anatomy import INPUTS, NEWEST
from flowdsl.changes.component_pairing import REFERENCE
from flowdsl.check import version_of
from flowdsl.components.base import Input
from flowdsl.context import Context, PlacedAction, PlacedComponent, PlacedScreen
from flowdsl.data_types import types_of
from flowdsl.facts import DateStyle
from flowdsl.findings import Record, path_of
from flowdsl.node import COMPONENTS, remembered
from flowdsl.problems import Path
from flowdsl.projection import shape_of
from flowdsl.reading import read_context
from flowdsl.routes import routes_of
from flowdsl.shape import Dynamic, Shape, Str
from flowdsl.versions import DEFAULT, Version

__all__ = ["Audience", "Side", "Source", "writes_days"]


class Audience(enum.StrEnum):
    """Who relies on a flow as it was."""

    ANSWERS = "answers"
    """A program that reads the answers that were stored."""
    ENDPOINT = "endpoint"
    """The endpoint of the flow, as it runs."""
    MESSAGES = "messages"
    """The messages that were sent with the flow."""


@attrs.frozen
class Source:
    """Where a value comes from: an input, an entry of a screen's data, or the flow itself.

    Args:
        root: `"form"` or `"data"`; `"text"` for what is written in the flow.
        screen: The index of the screen.
        name: The name of the input or the entry, or what is written.
    """

    root: str
    screen: int
    name: str


Sent: TypeAlias = tuple[PlacedScreen, Any]
"""A value in a payload, with the screen that it stands on."""

MOST_STEPS: Final = 60
"""So many values are looked through on the way back to where one comes from."""


class Side:
    """One of the two documents, and what leaves it.

    Args:
        document: The document, plain JSON.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.version: Version = version_of(document) or DEFAULT
        # What a version does not have is still there, and still sends.
        self.context: Context = read_context(document, NEWEST, Record())
        self.context.version = self.version
        self._acting: dict[Path, list[PlacedAction]] = {}

    @property
    def has_endpoint(self) -> bool:
        """Whether the flow talks to an endpoint."""
        return self.context.has_endpoint

    @cached_property
    def entries(self) -> list[str]:
        """The ids of the screens that a message can open the flow with."""
        return [name for name in routes_of(self.context).entries if name]

    @cached_property
    def screens(self) -> dict[int, PlacedScreen]:
        """The screens by their indexes."""
        return {screen.index: screen for screen in self.context.screens}

    @cached_property
    def exchanging(self) -> set[str]:
        """The ids of the screens from which the endpoint is asked."""
        found = {action.component.screen.id for action in self.context.actions_of("data_exchange")}
        found |= {
            screen.id
            for screen in self.context.screens
            if screen.content.get("refresh_on_back") is True
        }
        return found

    @cached_property
    def answered(self) -> set[str]:
        """The ids of the screens that the endpoint may answer with."""
        routes = routes_of(self.context)
        found = {*self.entries, *self.exchanging}
        for name in self.exchanging:
            found |= routes.everywhere.get(name, {}).keys()
            found |= routes.sources.get(name, {}).keys()
        return found

    def actions(self, audience: Audience) -> Iterator[PlacedAction]:
        """Yield the actions whose payloads somebody gets."""
        if audience is Audience.ANSWERS:
            yield from self.context.actions_of("complete")
        if self.has_endpoint:
            # The endpoint may store what it gets.
            yield from self.context.actions_of("data_exchange")

    def is_sent(self, audience: Audience, name: str) -> bool:
        """Return whether somebody gets the payload of an action of a name."""
        is_complete = audience is Audience.ANSWERS and name == "complete"
        return is_complete or (self.has_endpoint and name == "data_exchange")

    @cached_property
    def _below(self) -> dict[Path, list[PlacedComponent]]:
        found: dict[Path, list[PlacedComponent]] = {}
        for component in self.context.components:
            path = component.path
            for length in range(2, len(path) + 1):
                found.setdefault(path[:length], []).append(component)
        return found

    def components_in(self, path: Path | None) -> list[PlacedComponent]:
        """Return the components that stand at a path or below."""
        return [] if path is None else self._below.get(path, [])

    def actions_in(self, path: Path | None) -> list[PlacedAction]:
        """Return the actions that stand at a path or below."""
        if path is None:
            return []
        if path not in self._acting:
            self._acting[path] = self._actions_in(path)
        return self._acting[path]

    def _actions_in(self, path: Path) -> list[PlacedAction]:
        around = path
        while len(around) > 2 and around not in self._below:
            around = around[:-1]
        components = self._below.get(around, [])
        # What leads into a component leads into the first one there.
        return [
            action
            for component in (components if around == path else components[:1])
            for action in component.actions
            if action.trail is not None and path_of(*action.trail)[: len(path)] == path
        ]

    def inputs_in(self, path: Path | None) -> list[PlacedComponent]:
        """Return the inputs that stand at a path or below."""
        return [each for each in self.components_in(path) if each.kind in INPUTS]

    @cached_property
    def _keys(self) -> dict[Audience, dict[Source, str]]:
        return {audience: self._reached(audience) for audience in Audience}

    def key_of(self, audience: Audience, source: Source) -> str | None:
        """Return the key under which somebody gets a value, if anybody does."""
        return self._keys[audience].get(source)

    def _reached(self, audience: Audience) -> dict[Source, str]:
        """Return what somebody gets, with the key under which it arrives."""
        found: dict[Source, str] = {}
        waiting: list[tuple[Sent, str]] = [
            ((action.component.screen, value), key)
            for action in self.actions(audience)
            for key, value in action.payload.items()
        ]
        waiting.reverse()
        while waiting:
            sent, key = waiting.pop()
            for source in self._sources(sent):
                if source not in found:
                    found[source] = key
                    waiting += [(each, key) for each in self._fills.get(source, ())]
        return found

    @cached_property
    def _fills(self) -> dict[Source, list[Sent]]:
        """What the entries of the screens' data are filled with by actions."""
        found: dict[Source, list[Sent]] = {}
        for action in self.context.actions_of("navigate", "update_data"):
            target = self.filled_by(action)
            if target is not None:
                for key, value in action.payload.items():
                    source = Source("data", target.index, key)
                    found.setdefault(source, []).append((action.component.screen, value))
        return found

    def filled_by(self, action: PlacedAction) -> PlacedScreen | None:
        """Return the screen whose data an action fills, if it fills any."""
        if action.name == "update_data":
            return action.component.screen
        return None if action.target is None else self.context.by_id.get(action.target)

    def _sources(self, sent: Sent) -> Iterator[Source]:
        """Yield what a value refers to directly."""
        screen, value = sent
        for text in _texts(value):
            for elsewhere, root, name in REFERENCE.findall(text):
                owner = self.context.by_id.get(elsewhere) if elsewhere else screen
                if owner is None:
                    continue
                known = owner.inputs if root == "form" else owner.data
                yield Source(root, owner.index, name if name in known else name.partition(".")[0])

    def origins(self, screen: int | None, value: Any) -> frozenset[Source] | None:
        """Return where a value comes from in the end, None where that cannot be told.

        Args:
            screen: The index of the screen that the value stands on.
            value: A reference, as it stands in a payload.
        """
        placed = self.screens.get(-1 if screen is None else screen)
        if placed is None or not isinstance(value, str) or not REFERENCE.fullmatch(value):
            return None
        found: set[Source] = set()
        seen: set[Source] = set()
        waiting: list[Sent] = [(placed, value)]
        while waiting:
            sent = waiting.pop()
            sources = list(self._sources(sent))
            if not sources:
                found.add(Source("text", 0, repr(sent[1])))
            for source in sources:
                if source in seen:
                    continue
                seen.add(source)
                fills = self._fills.get(source, [])
                waiting += fills
                if not fills:
                    found.add(source)
            if len(seen) > MOST_STEPS:
                return None
        return frozenset(found)

    @cached_property
    def _payloads(self) -> dict[Audience, dict[str, list[Sent]]]:
        found: dict[Audience, dict[str, list[Sent]]] = {}
        for audience in Audience:
            by_key = found[audience] = {}
            for action in self.actions(audience):
                for key, value in action.payload.items():
                    by_key.setdefault(key, []).append((action.component.screen, value))
        return found

    def key_origins(self, audience: Audience, key: str) -> frozenset[Source] | None:
        """Return where what arrives under a key comes from, None where that cannot be told."""
        found: set[Source] = set()
        payloads = self._payloads[audience].get(key, [])
        for screen, value in payloads:
            if len(payloads) > MOST_STEPS:
                return None
            origins = self.origins(screen.index, value)
            if origins is None:
                return None
            found |= origins
        return frozenset(found)

    def sent(self, audience: Audience) -> Collection[str]:
        """Return the keys under which somebody gets anything."""
        return self._payloads[audience]

    @cached_property
    def completed(self) -> set[str]:
        """The keys with which the flow can end."""
        return {key for action in self.context.actions_of("complete") for key in action.payload}

    def answer_types(self, component: PlacedComponent) -> frozenset[str] | None:
        """Return the JSON types of the answer to an input as it is sent."""
        cls = COMPONENTS[component.kind]
        if not issubclass(cls, Input):
            return None
        types = types_of(cls.answer_schema(component.content))
        # A number is sent as text.
        return types - {"number", "integer"} if types and "string" in types else types

    @cached_property
    def dated(self) -> list[PlacedComponent]:
        """The inputs whose answer is a day."""
        return [
            component
            for component in self.context.components
            if component.kind in INPUTS and writes_days(component.kind, NEWEST) is not None
        ]


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value that bind something."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting += reversed(here.values())
        elif isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, str) and "${" in here:
            yield here


@remembered
def writes_days(kind: str, version: Version) -> DateStyle | None:
    """Return how an input writes the day that it answers, None where it answers none.

    Args:
        kind: The kind of input.
        version: The version of Flow JSON.
    """
    cls = COMPONENTS[kind]
    shapes = [known.shape for known in shape_of(cls, version).properties]
    return next((style for style in map(_day_style, shapes) if style is not None), None)


def _day_style(shape: Shape | None) -> DateStyle | None:
    match shape:
        case Str(date=style):
            return style
        case Dynamic(static=inner):
            return _day_style(inner)
    return None
