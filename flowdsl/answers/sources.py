"""What a value that a flow sends can come from, with what is known of it there."""

import enum
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import attrs

from flowdsl.data_types import Schema

__all__ = [
    "Computed",
    "Constant",
    "FromInput",
    "Given",
    "Giver",
    "ListedOption",
    "Presence",
    "Source",
    "Traced",
    "Untold",
    "inputs_in",
    "merged",
    "merged_sources",
    "worst",
]

K = TypeVar("K")


class Presence(enum.Enum):
    """Whether a value is there when it is sent, from the best to the worst."""

    ALWAYS = "always"
    MAYBE_EMPTY = "may be empty"
    MAYBE_MISSING = "may be missing"


def worst(presences: Iterable[Presence]) -> Presence:
    """Return the worst of some, the best of all where there are none."""
    order = list(Presence)
    return max(presences, key=order.index, default=Presence.ALWAYS)


@attrs.frozen
class ListedOption:
    """One option of an input, as it stands in the JSON.

    Args:
        id: What is answered when it is chosen.
        title: What it is called; empty where nobody can tell.
    """

    id: str
    title: str


@attrs.frozen(kw_only=True)
class FromInput:
    """The answer of an input.

    Args:
        screen: The id of the screen that it stands on.
        name: Its name.
        component: Its type, for example `"Dropdown"`.
        label: What it is called; empty where nobody can tell.
        below: The keys of what is taken of an answer that is an object.
        type: The type of the answer in words.
        schema: The JSON Schema of the answer, its empty forms included where it may be empty.
        options: The options where they stand in the JSON, None for any other input.
        options_from: The reference that gives the options, None where none does.
        required: Whether it has to be filled in, or the binding that says so on the phone.
        visible: Whether it is shown, or the binding that says so on the phone.
        presence: Whether it is there when it is sent.
        is_sensitive: Whether it is marked to be hidden by the summary in the chat, which shows a
            box to tick nonetheless. It is sent all the same.
    """

    screen: str
    name: str
    component: str
    label: str
    below: tuple[str, ...]
    type: str
    schema: Schema
    options: tuple[ListedOption, ...] | None
    options_from: str | None
    required: bool | str
    visible: bool | str
    presence: Presence
    is_sensitive: bool

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two sources the same."""
        return ("input", self.screen, self.name, self.below)


@attrs.frozen(kw_only=True)
class Constant:
    """A value that stands in the flow itself.

    Args:
        value: The value, any JSON.
        type: Its type in words.
        presence: Whether it is there when it is sent.
    """

    value: Any
    type: str
    presence: Presence = Presence.ALWAYS

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the value."""
        return {"const": self.value}

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two sources the same."""
        return ("constant", json.dumps(self.value, sort_keys=True))


@attrs.frozen(kw_only=True)
class Computed:
    """A value that the phone works out.

    Args:
        screen: The id of the screen that the expression stands on.
        text: The expression, with its backticks.
        type: The type of the result in words.
        schema: The JSON Schema of the result.
        sources: What the values in the expression come from.
        presence: Whether it is there when it is sent.
    """

    screen: str
    text: str
    type: str
    schema: Schema
    sources: "tuple[Source, ...]"
    presence: Presence = Presence.ALWAYS

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two sources the same."""
        return ("computed", self.screen, self.text)


class Giver(enum.Enum):
    """Who gives a screen its data from outside of the flow."""

    MESSAGE = "message"
    ENDPOINT = "endpoint"


@attrs.frozen(kw_only=True)
class Given:
    """A value that a screen is given from outside.

    Args:
        screen: The id of the screen.
        entry: The name of the entry of its data, and the keys below.
        givers: Who can give it.
        type: Its type in words.
        schema: Its JSON Schema, as the screen declares it.
        presence: Whether it is there when it is sent.
    """

    screen: str
    entry: tuple[str, ...]
    givers: tuple[Giver, ...]
    type: str
    schema: Schema
    presence: Presence = Presence.ALWAYS

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two sources the same."""
        return ("given", self.screen, self.entry)


@attrs.frozen(kw_only=True)
class Untold:
    """A value of which nobody can tell where it comes from.

    Args:
        text: What is written, as far as it can be shown.
        reason: Why nobody can tell, in one sentence.
        presence: Whether it is there when it is sent.
    """

    text: str
    reason: str
    presence: Presence = Presence.MAYBE_MISSING

    @property
    def type(self) -> str:
        """Its type in words."""
        return "unknown"

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the value, which may be any."""
        return {}

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two sources the same."""
        return ("untold", self.text, self.reason)


Source: TypeAlias = FromInput | Constant | Computed | Given | Untold
"""Where a value comes from."""


def merged_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return each source once, as it is where it is there least surely."""
    found: dict[tuple[object, ...], Source] = {}
    for source in sources:
        before = found.setdefault(source.identity, source)
        if worst([before.presence, source.presence]) is not before.presence:
            found[source.identity] = source
    return tuple(found.values())


def inputs_in(sources: Iterable[Source]) -> tuple[FromInput, ...]:
    """Return the inputs that something comes from, those in expressions included, each once."""
    found: list[Source] = []
    waiting = list(sources)[::-1]
    while waiting:
        source = waiting.pop()
        if isinstance(source, FromInput):
            found.append(source)
        elif isinstance(source, Computed):
            waiting.extend(reversed(source.sources))
    return tuple(each for each in merged_sources(found) if isinstance(each, FromInput))


@attrs.frozen(kw_only=True)
class Traced:
    """What can stand at one place of a payload.

    Args:
        sources: Where the value comes from as a whole.
        keys: What stands under each key where the flow writes an object, None where it does not.
        items: What stands at each place where the flow writes a list, None where it does not.
        is_sure: Whether anything stands there whenever the rest of the object or list does.
    """

    sources: tuple[Source, ...] = ()
    keys: "Mapping[str, Traced] | None" = None
    items: "tuple[Traced, ...] | None" = None
    is_sure: bool = True

    @property
    def presence(self) -> Presence:
        """Whether a value is there when it is sent."""
        if not self.is_sure:
            return Presence.MAYBE_MISSING
        return worst(source.presence for source in self.sources)

    def unsure(self) -> "Traced":
        """Return the same for a place at which there may be nothing."""
        return attrs.evolve(self, is_sure=False)

    def everything(self) -> Iterator[Source]:
        """Yield where the value, and what stands below it, comes from."""
        waiting = [self]
        while waiting:
            traced = waiting.pop()
            yield from traced.sources
            waiting += [*(traced.keys or {}).values(), *(traced.items or ())][::-1]


def merged(several: Iterable[Traced]) -> Traced:
    """Return what can stand at a place of one payload or another."""
    several = list(several)
    if len(several) == 1:
        return several[0]
    objects = [each.keys for each in several if each.keys is not None]
    lists = [dict(enumerate(each.items)) for each in several if each.items is not None]
    return Traced(
        sources=merged_sources(source for each in several for source in each.sources),
        keys=merged_keys(objects) if objects else None,
        items=tuple(merged_keys(lists).values()) if lists else None,
        is_sure=all(each.is_sure for each in several),
    )


def merged_keys(several: Sequence[Mapping[K, Traced]]) -> dict[K, Traced]:
    """Return what can stand under each key of one object or another."""
    found: dict[K, list[Traced]] = {}
    for each in several:
        for key, traced in each.items():
            found.setdefault(key, []).append(traced)
    return {
        key: merged(traced) if len(traced) == len(several) else merged(traced).unsure()
        for key, traced in found.items()
    }
