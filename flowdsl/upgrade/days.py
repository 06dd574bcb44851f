"""The days of a DatePicker, which 5.0 writes in another way: in a flow, and in what it is given."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, assert_never

import attrs

from flowdsl.actions import Navigate, UpdateData
from flowdsl.bindings import binding_of
from flowdsl.context import Context, PlacedAction, PlacedComponent, PlacedScreen
from flowdsl.convert import day_text
from flowdsl.facts import DATES, Binding, DateStyle
from flowdsl.findings import path_of
from flowdsl.lowering import MOVED
from flowdsl.node import COMPONENTS, remembered
from flowdsl.problems import Path
from flowdsl.projection import dialect_of, shape_of
from flowdsl.resolution import reference_of
from flowdsl.shape import (
    AnyOf,
    Base64,
    Bool,
    Choice,
    Dynamic,
    Json,
    List,
    Map,
    Number,
    Object,
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.upgrade.migration import Noted, Replace, change, rewrite
from flowdsl.upgrade.passage import Passage
from flowdsl.versions import Version

__all__ = ["carried_day", "style_of"]

SINCE: Final = DATES[-1].since
"""The first version with days as they are today."""

INITIAL: Final = dict(MOVED)["init-value"]
"""Where a Form says what its inputs hold at first."""

_NOON: Final = 12 * 60 * 60 * 1000
_MILLISECONDS: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII).fullmatch

_DEEPEST: Final = 20
"""So many steps into an entry of the data are followed."""


def carried_day(text: str, style: DateStyle) -> str | None:
    """Return a day as a version writes it, or None where it stays, or nobody knows which it is.

    Epoch milliseconds that are noon in UTC are that day on nearly every phone; those of any other
    time but midnight may be the day before or after.

    Args:
        text: The day as it is written.
        style: How the version writes days.
    """
    carried = day_text(text, style)
    if carried == text and style is DateStyle.ISO and _is_noon(text):
        carried = day_text(str(int(text) - _NOON), style)
    return None if carried == text or not isinstance(carried, str) else carried


def _is_noon(text: str) -> bool:
    return bool(_MILLISECONDS(text)) and int(text) % (2 * _NOON) == _NOON


def style_of(shape: Shape) -> DateStyle | None:
    """Return how what has a shape writes a day, None where it is none."""
    match shape:
        case Str(date=date):
            return date
        case List(item=inner):
            return style_of(inner)
        case Dynamic(static=static):
            return style_of(static) if static is not None else None
        case AnyOf(alternatives=alternatives):
            return next((style for each in alternatives if (style := style_of(each))), None)
        case Base64() | Bool() | Number() | Choice() | Map() | Object() | Tagged():
            return None
        case Target() | Json():
            return None
        case _:
            assert_never(shape)


@remembered
def _day_kinds(source: Version, target: Version) -> frozenset[str]:
    """Return the components that write days in another way in the other version."""
    return frozenset(
        name
        for name, cls in COMPONENTS.items()
        if cls.facts.since <= min(source, target)
        and _styles(name, source).isdisjoint(_styles(name, target))
        and _styles(name, source)
    )


def _styles(kind: str, version: Version) -> set[DateStyle]:
    properties = shape_of(COMPONENTS[kind], version).properties
    return {style for known in properties if (style := style_of(known.shape))}


@attrs.define
class _Given:
    """What reaches the properties that are days from the data of a screen.

    Args:
        entries: The entries, each as the screen, its name, and the way to the day below it.
        literals: What a flow says there itself, examples included.
        outside: The entries that somebody else gives.
    """

    entries: dict[tuple[int, Path], PlacedScreen] = attrs.field(factory=dict)
    literals: list[tuple[Path, Any]] = attrs.field(factory=list)
    outside: list[tuple[PlacedScreen, Path]] = attrs.field(factory=list)


class _Search:
    """Follows days from the properties that show them back to where they come from."""

    def __init__(self, passage: Passage) -> None:
        self.context = passage.context
        self.found = _Given()
        self.waiting: list[tuple[PlacedScreen, Path]] = []
        self.navigations: dict[str, list[PlacedAction]] = {}
        for action in self.context.actions_of(Navigate.facts.name):
            self.navigations.setdefault(action.target or "", []).append(action)
        self.updates: dict[int, list[PlacedAction]] = {}
        for action in self.context.actions_of(UpdateData.facts.name):
            self.updates.setdefault(action.component.screen.index, []).append(action)

    def run(self, kinds: frozenset[str], style: DateStyle) -> _Given:
        """Return what reaches the properties of some components that are days."""
        for screen in self.context.screens:
            for use in screen.uses:
                if use.expected is not None and style_of(use.expected) is style:
                    self.follow(use.text, screen, ())
        for form, values, component in _in_forms(self.context, kinds):
            self.give((*form.path, INITIAL), values, form.screen, (component.name or "",))
        while self.waiting:
            screen, way = self.waiting.pop()
            if (screen.index, way) not in self.found.entries and len(way) <= _DEEPEST:
                self.found.entries[screen.index, way] = screen
                self.enter(screen, way)
        return self.found

    def enter(self, screen: PlacedScreen, way: Path) -> None:
        """Find what an entry is given: by its example, by actions, by somebody outside."""
        name = str(way[0])
        entry = screen.data.get(name)
        if not isinstance(entry, dict):
            return
        path: Path = ("screens", screen.index, "data", name, "__example__", *way[1:])
        example = _below(entry.get("__example__"), way[1:])
        if example is not None:
            self.found.literals.append((path, example))
        incoming = self.navigations.get(screen.id, [])
        if self.context.has_endpoint or not incoming:
            self.found.outside.append((screen, way))
        for action in [*incoming, *self.updates.get(screen.index, [])]:
            if name in action.payload:
                assert action.trail is not None
                path = (*path_of(*action.trail), "payload")
                self.give(path, action.payload, action.component.screen, way)

    def give(self, path: Path, value: Any, screen: PlacedScreen, way: Path) -> None:
        """Note what stands somewhere below a value, or follow it to where it comes from."""
        for number, step in enumerate(way):
            if isinstance(value, str):
                self.follow(value, screen, way[number:])
                return
            if not isinstance(value, dict) or step not in value:
                return
            path, value = (*path, step), value[step]
        if isinstance(value, str) and binding_of(value) is not None:
            self.follow(value, screen, ())
        else:
            self.found.literals.append((path, value))

    def follow(self, text: str, screen: PlacedScreen, way: Path) -> None:
        """Note the entry that a text refers to, if it does."""
        if binding_of(text) not in (Binding.DATA, Binding.SCREEN_DATA):
            return
        ref = reference_of(text)
        owner = screen if ref.screen is None else self.context.by_id.get(ref.screen)
        if owner is not None:
            self.waiting.append((owner, (*ref.path, *way)))


def _below(value: Any, way: Path) -> Any:
    for step in way:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _in_forms(
    context: Context, kinds: frozenset[str]
) -> Iterator[tuple[PlacedComponent, Any, PlacedComponent]]:
    """Yield the components of some kinds that stand in a Form, with what it holds at first."""
    for component in context.components:
        form = component.form
        if component.kind in kinds and form is not None and INITIAL in form.content:
            yield form, form.content[INITIAL], component


def _given(passage: Passage) -> _Given:
    kinds = _day_kinds(passage.source, passage.target)
    days = dialect_of(passage.source).days
    return passage.context.once(_Given, lambda _: _Search(passage).run(kinds, days))


@rewrite("days", SINCE)
def days(passage: Passage) -> Iterator[Replace]:
    """Write the days of a DatePicker as `YYYY-MM-DD`, and before 5.0 as epoch milliseconds.

    Those in its own properties, in the initial values of its Form, in what an action gives to an
    entry of the data that is bound to it, and in the example of such an entry.
    """
    before, after = (dialect.days for dialect in passage.dialects)
    if before is after:
        return
    for path, value in dict(_literals(passage)).items():
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, each in items:
            text = str(each) if type(each) is int else each
            carried = carried_day(text, after) if isinstance(text, str) else None
            if carried is not None:
                where = path if index is None else (*path, index)
                yield Replace(where, carried, exact=day_text(carried, before) == each)


def _literals(passage: Passage) -> Iterator[tuple[Path, Any]]:
    differs: dict[int, bool] = {}
    for pair in passage.objects:
        for known, other, value in pair.properties():
            is_day = differs.get(id(known))
            if is_day is None:
                style = style_of(known.shape)
                there = style_of(other.shape) if other is not None else style
                is_day = differs[id(known)] = style is not there
            if is_day:
                yield (*pair.path, known.key), value
    yield from _given(passage).literals


@change("answers-as-days", SINCE)
def answers_as_days(passage: Passage) -> Iterator[Noted]:
    """What is chosen in a DatePicker arrives as `YYYY-MM-DD`, before as epoch milliseconds.

    Each DatePicker is listed.
    """
    arrives, other = _words(passage)
    for component in passage.context.of(*_day_kinds(passage.source, passage.target)):
        message = (
            f"the answer of `{component.name or component.kind}` arrives as {arrives} in Flow JSON "
            f"{passage.target}, not as {other}"
        )
        help_ = (
            "read both where answers arrive: messages that are out already may still bring the "
            "old form"
        )
        yield Noted((*component.path, "name"), message, help_)


@change("days-from-outside", SINCE)
def days_from_outside(passage: Passage) -> Iterator[Noted]:
    """A DatePicker takes days from the data as `YYYY-MM-DD`, before as epoch milliseconds.

    Each entry of the data is listed that is bound to a day of a DatePicker and given by an endpoint
    or by the message.
    """
    takes, other = _words(passage)
    giver = "endpoint" if passage.context.has_endpoint else "message"
    for screen, way in _given(passage).outside:
        named = ".".join(map(str, way))
        message = (
            f"`{named}` has to be given as {takes} in Flow JSON {passage.target}, not as {other}"
        )
        path = ("screens", screen.index, "data", way[0])
        yield Noted(path, message, f"change what the {giver} gives when the new flow is published")


def _words(passage: Passage) -> tuple[str, str]:
    before, after = (dialect.days.value for dialect in passage.dialects)
    return after, before


@change("noon-as-day", SINCE)
def noon_as_day(passage: Passage) -> Iterable[Noted]:
    """A day in epoch milliseconds that is noon in UTC becomes that day for every phone.

    Each such day is listed: from UTC+12 on, phones took it for the day after.
    """
    for each in days(passage):
        old = _at(passage.document, each.path)
        if isinstance(old, str) and _is_noon(old) and passage.rises:
            message = f"`{old}` is noon in UTC, and becomes {each.value}"
            help_ = "phones in the farthest east, from UTC+12 on, took it for the day after"
            yield Noted(each.path, message, help_)


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document
