"""What a flow sends when it ends, and to its endpoint, key by key, with where values come from."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.actions import Complete, DataExchange
from flowdsl.answers.sources import (
    FromInput,
    Presence,
    Source,
    Traced,
    inputs_in,
    merged_keys,
    merged_sources,
    worst,
)
from flowdsl.answers.tracing import Tracer
from flowdsl.context import PlacedAction
from flowdsl.findings import Record, path_of
from flowdsl.problems import Path, path_text
from flowdsl.reading import read_context
from flowdsl.versions import Version

__all__ = ["Answer", "Answers", "Sending", "answers_of", "key_text"]

_COMPLETE: Final = Complete.facts.name
_EXCHANGE: Final = DataExchange.facts.name


@attrs.frozen(kw_only=True)
class Answer:
    """One key of what a flow sends.

    Args:
        path: Where it stands in the payload: keys, and indexes of lists.
        sources: Where its value can come from, at least one.
        presence: Whether it is there, in what carries it.
        ends: The numbers of the ends that carry it, from 0; none where it goes to the endpoint.
    """

    path: Path
    sources: tuple[Source, ...]
    presence: Presence
    ends: tuple[int, ...] = ()

    @property
    def type(self) -> str:
        """The type of the value in words."""
        return " or ".join(dict.fromkeys(source.type for source in self.sources))

    @property
    def inputs(self) -> tuple[FromInput, ...]:
        """The inputs that it comes from, those that it is worked out from included."""
        return inputs_in(self.sources)

    @property
    def is_sensitive(self) -> bool:
        """Whether the summary in the chat hides an answer that it comes from.

        It is sent all the same.
        """
        return any(each.is_sensitive for each in self.inputs)


@attrs.frozen(kw_only=True)
class Sending:
    """A place at which a flow sends something.

    Args:
        screen: The id of the screen.
        component: The type of the component that the action stands on.
        label: What that component says; empty where nobody can tell.
        event: The key that the action stands under.
        path: Where the action stands in the document.
        keys: What stands under each key of its payload.
        answers: The same, key by key, in the order of the payload.
    """

    screen: str
    component: str
    label: str
    event: str
    path: Path
    keys: Mapping[str, Traced] = attrs.field(repr=False)
    answers: tuple[Answer, ...]


@attrs.frozen(kw_only=True)
class Answers:
    """What a flow sends.

    Args:
        version: The version that the document is in.
        ends: Where the flow ends by itself, in document order.
        exchanges: Where it asks its endpoint, in document order.
        keys: What stands under each key of the payload of some end.
        answers: The same, key by key: what arrives when the flow is done.
        has_endpoint: Whether it has an endpoint, which can end the flow and then decides alone
            what arrives.
        is_whole: Whether all of the document could be read and followed; if not, there may be more.
    """

    version: Version
    ends: tuple[Sending, ...]
    exchanges: tuple[Sending, ...]
    keys: Mapping[str, Traced] = attrs.field(repr=False)
    answers: tuple[Answer, ...]
    has_endpoint: bool
    is_whole: bool


_PLAIN: Final = re.compile(r"[^\s.\[\]\"'`]+")


def key_text(path: Path) -> str:
    """Return where a key stands, for example `order.items[0]`; in quotes where it needs them."""
    return path_text(
        step if isinstance(step, int) or _PLAIN.fullmatch(step) else json.dumps(step)
        for step in path
    )


def answers_of(document: dict[str, Any], version: Version) -> Answers:
    """Return what a flow sends, each key with where its value comes from.

    A value is followed through the data of screens: to what a `navigate` or an `update_data` puts
    there, from screen to screen, until an input, a constant, an expression, the endpoint or the
    message that opens the flow is reached.

    Args:
        document: The Flow JSON; whatever stands below the object itself may be wrong.
        version: The version that it is in.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """
    context = read_context(document, version, Record())
    tracer = Tracer(context)
    ends = tuple(_sending(action, tracer) for action in context.actions_of(_COMPLETE))
    exchanges = tuple(_sending(action, tracer) for action in context.actions_of(_EXCHANGE))
    found = Answers(
        version=version,
        ends=ends,
        exchanges=exchanges,
        keys=merged_keys([end.keys for end in ends]),
        answers=tuple(_together(ends)),
        has_endpoint=context.has_endpoint or bool(exchanges),
        is_whole=context.is_known and not tracer.is_exhausted,
    )
    context.release()
    return found


def _sending(action: PlacedAction, tracer: Tracer) -> Sending:
    component = action.component
    label = next((component.content[key] for key in _LABELS if key in component.content), "")
    keys = tracer.payload(action)
    assert action.trail is not None
    return Sending(
        screen=component.screen.id,
        component=component.kind,
        label=label if isinstance(label, str) else "",
        event=action.event,
        path=path_of(*action.trail),
        keys=keys,
        answers=tuple(_answers(keys, (), is_sure=True)),
    )


_LABELS: Final = ("label", "text", "name")
"""The keys of what somebody reads on what they tap or choose from, else of its name."""


def _answers(keys: Mapping[str, Traced], path: Path, *, is_sure: bool) -> Iterator[Answer]:
    for key, traced in keys.items():
        yield from _answers_at(traced, (*path, key), is_sure=is_sure)


def _answers_at(traced: Traced, path: Path, *, is_sure: bool) -> Iterator[Answer]:
    """Yield what stands at a place of a payload, and what below, key by key."""
    if traced.sources:
        presence = traced.presence if is_sure else Presence.MAYBE_MISSING
        yield Answer(path=path, sources=traced.sources, presence=presence)
    # Where something else can stand there as a whole, nothing need stand below.
    is_sure = is_sure and traced.is_sure and not traced.sources
    yield from _answers(traced.keys or {}, path, is_sure=is_sure)
    for index, item in enumerate(traced.items or ()):
        yield from _answers_at(item, (*path, index), is_sure=is_sure)


def _together(ends: tuple[Sending, ...]) -> Iterator[Answer]:
    """Yield each key that some end sends, with the ends that do."""
    found: dict[Path, list[tuple[int, Answer]]] = {}
    for number, end in enumerate(ends):
        for answer in end.answers:
            found.setdefault(answer.path, []).append((number, answer))
    for path, carried in found.items():
        yield Answer(
            path=path,
            sources=merged_sources(source for _, answer in carried for source in answer.sources),
            presence=worst(answer.presence for _, answer in carried),
            ends=tuple(number for number, _ in carried),
        )
