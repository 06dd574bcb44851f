"""Rules about limits that belong together: least and most, first and last day, patterns."""

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import attrs

from flowdsl.bindings import binding_of
from flowdsl.components.base import Input
from flowdsl.components.inputs import TextInput
from flowdsl.context import Context, PlacedComponent, kinds_of
from flowdsl.facts import DateStyle
from flowdsl.fault import Faults, fault
from flowdsl.findings import Trail
from flowdsl.node import COMPONENTS, Node, remembered
from flowdsl.problems import Severity
from flowdsl.projection import shape_of
from flowdsl.regular_expressions import BrokenExpression, read_expression
from flowdsl.rule import rule
from flowdsl.rules.forms import initial_values
from flowdsl.shape import AnyOf, Dynamic, List, Number, Object, Property, Shape, Str
from flowdsl.versions import V6_2, Version

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_TEXT_INPUT = TextInput.facts.name
_INPUTS = kinds_of(Input)


@attrs.frozen
class _Pair:
    """A least and a most that belong together."""

    least: str
    most: str
    default: Any


@remembered
def _number_pairs(version: Version) -> dict[str, tuple[_Pair, ...]]:
    """Return the pairs of the components that have any."""
    found = {
        name: _pairs(cls, version, Number)
        for name, cls in COMPONENTS.items()
        if cls.facts.since <= version
    }
    return {name: pairs for name, pairs in found.items() if pairs}


def _pairs(cls: type[Node], version: Version, kind: type[Shape]) -> tuple[_Pair, ...]:
    known = {each.key: each for each in shape_of(cls, version).properties}
    return tuple(
        _Pair(key, most, known[most].default)
        for key, each in known.items()
        if key.startswith("min-") and isinstance(_plain(each), kind)
        if (most := f"max-{key.removeprefix('min-')}") in known
    )


def _plain(known: Property) -> Shape | None:
    return known.shape.static if isinstance(known.shape, Dynamic) else known.shape


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


@rule("FLOW251", "minimum-above-maximum", ERROR, ("MIN_VALUE_GREATER_THAN_MAX",),
      catalogue=("V420",))  # fmt: skip
def minimum_above_maximum(flow: Context) -> Faults:
    """A least is larger than the most that belongs to it.

    No answer does then, and nobody can go on.

    Bad:
        TextInput(name="code", label="Code", min_chars=8, max_chars=6)
    Good:
        TextInput(name="code", label="Code", min_chars=6, max_chars=8)
    """
    for kind, pairs in _number_pairs(flow.version).items():
        for pair in pairs:
            for component in flow.by_kind.get(kind, ()):
                least = _number(component.content.get(pair.least))
                most = _number(component.content.get(pair.most))
                if least is not None and most is not None and least > most:
                    message = f"`{pair.least}` is {least}, but `{pair.most}` is {most}"
                    yield fault(component.at(pair.least), message)


@rule("FLOW252", "minimum-above-default", WARNING, catalogue=("V421",))
def minimum_above_default(flow: Context) -> Faults:
    """A least is larger than the most that a phone takes where none is given.

    A TextInput takes 80 characters unless `max-chars` says otherwise.

    Bad:
        TextInput(name="story", label="Story", min_chars=100)
    Good:
        TextInput(name="story", label="Story", min_chars=100, max_chars=200)
    Meta: own.
    """
    for kind, pairs in _number_pairs(flow.version).items():
        for pair in pairs:
            for component in flow.by_kind.get(kind, ()):
                least = _number(component.content.get(pair.least))
                if least is None or pair.default is None or pair.most in component.content:
                    continue
                if least > pair.default:
                    message = (
                        f"`{pair.least}` is {least}, but `{pair.most}` is {pair.default} where "
                        "it is left out"
                    )
                    yield fault(component.at(pair.least), message, f"add `{pair.most}`")


@remembered
def _dates(version: Version) -> dict[str, dict[str, DateStyle]]:
    """Return the properties that hold days, of the components that have any."""
    found = {
        name: {
            known.key: style
            for known in shape_of(cls, version).properties
            if (style := _style(known.shape)) is not None
        }
        for name, cls in COMPONENTS.items()
        if cls.facts.since <= version
    }
    return {name: keys for name, keys in found.items() if keys}


def _style(shape: Shape | None) -> DateStyle | None:
    match shape:
        case Str(date=style):
            return style
        case Dynamic(static=inner) | List(item=inner):
            return _style(inner)
        case AnyOf(alternatives=alternatives):
            return next(filter(None, map(_style, alternatives)), None)
        case Object(properties=properties):
            return next(filter(None, (_style(known.shape) for known in properties)), None)
    return None


_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_EPOCH: Final = datetime.datetime(1970, 1, 1)
_MILLISECONDS: Final = re.compile(r"-?[0-9]{1,15}").fullmatch


def _day(text: Any, style: DateStyle) -> datetime.date | None:
    """Return the day that a text is, None where it is none."""
    return _read_day(text, style) if isinstance(text, str) and len(text) <= 20 else None


@lru_cache(maxsize=1024)
def _read_day(text: str, style: DateStyle) -> datetime.date | None:
    try:
        if style is DateStyle.ISO:
            return datetime.date.fromisoformat(text) if _ISO(text) else None
        if _MILLISECONDS(text):
            return (_EPOCH + datetime.timedelta(milliseconds=int(text))).date()
    except (ValueError, OverflowError):
        pass
    return None


def _texts(value: Any, way: Trail) -> Iterator[tuple[str, Trail]]:
    """Yield the texts of a value that is one, or a list or an object of them."""
    if isinstance(value, str):
        yield value, way
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (way, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (way, key))


@rule("FLOW253", "no-such-day", ERROR, catalogue=("V422",))
def no_such_day(flow: Context) -> Faults:
    """A day is not in the calendar, or is no day at all.

    The picker has no such day to show.

    Bad:
        DatePicker(name="day", label="Day", min_date="2026-02-30")
    Good:
        DatePicker(name="day", label="Day", min_date="2026-02-28")
    Meta: approximated: the documents say how days are written, and name no code.
    """
    for kind, keys in _dates(flow.version).items():
        for key, style in keys.items():
            for component in flow.by_kind.get(kind, ()):
                initial = key == "init-value" and component.form is not None
                if key not in component.content and not initial:
                    continue
                value = component.content.get(key)
                if not initial and value.__class__ is str and _day(value, style) is not None:
                    continue  # Nearly every day is one.
                places = list(_texts(value, component.at(key)))
                if initial:
                    places = [
                        place for value, way in initial_values(component)
                        for place in _texts(value, way)
                    ]  # fmt: skip
                for text, way in places:
                    if _day(text, style) is not None or binding_of(text) is not None:
                        continue
                    if _is_no_day(text, style, initial=component.form is not None):
                        message = f'"{text}" is no day; days are written {style.value}'
                        yield fault(way, message)


def _is_no_day(text: str, style: DateStyle, *, initial: bool) -> bool:
    """Return whether it is for this rule to say so: how days are written is in the table."""
    return initial or (style is DateStyle.ISO and _ISO(text) is not None)


_PLAIN_RANGE: Final = frozenset({"unavailable-dates", "init-value"})


@rule("FLOW254", "day-out-of-range", WARNING, catalogue=("V421",))
def day_out_of_range(flow: Context) -> Faults:
    """A day lies outside the range of its picker, or the range is empty.

    The phone shows the picker, but nothing, or not what was meant, can be chosen.

    Bad:
        DatePicker(name="day", label="Day", min_date="2026-12-31", max_date="2026-01-01")
    Good:
        DatePicker(name="day", label="Day", min_date="2026-01-01", max_date="2026-12-31")
    Meta: unknown: seen in the official client, in no document.
    """
    for kind, keys in _dates(flow.version).items():
        for component in flow.by_kind.get(kind, ()) if "min-date" in keys else ():
            yield from _out_of_range(component, keys["min-date"])


def _out_of_range(component: PlacedComponent, style: DateStyle) -> Faults:
    content = component.content
    first, last = _day(content.get("min-date"), style), _day(content.get("max-date"), style)
    if first and last and first > last:
        message = f"the range is empty: it begins on {first} and ends on {last}"
        yield fault(component.at("min-date"), message)
        return
    closed: set[datetime.date] = set()
    if component.form is None and _PLAIN_RANGE.isdisjoint(content):
        return  # As most have it: there is nothing that could lie outside.
    for text, way in _texts(content.get("unavailable-dates"), component.at("unavailable-dates")):
        day = _day(text, style)
        if day and ((first and day < first) or (last and day > last)):
            yield fault(way, f"{day} cannot be chosen anyway: it lies outside the range")
        elif day:
            closed.add(day)
    for value, way in initial_values(component):
        days = [(day, where) for text, where in _texts(value, way) if (day := _day(text, style))]
        for day, where in days:
            if (first and day < first) or (last and day > last):
                yield fault(where, f"{day} is chosen at first, but lies outside the range")
            elif day in closed:
                yield fault(where, f"{day} is chosen at first, but is among the unavailable dates")
        if len(days) == 2 and days[0][0] > days[1][0]:
            yield fault(days[0][1], "the range that is chosen at first ends before it begins")


_PATTERN: Final = "pattern"
_WITH_PATTERN: Final = ("text", "number", "password", "passcode")


@rule(
    "FLOW255",
    "pattern-without-helper",
    ERROR,
    since=V6_2,
    catalogue=("V425",),
    needs=(_TEXT_INPUT,),
)
def pattern_without_helper(flow: Context) -> Faults:
    """A TextInput has a `pattern` and no `helper-text`.

    Nobody knows then what the field wants.

    Bad:
        TextInput(name="zip", label="Postcode", pattern="[0-9]{5}")
    Good:
        TextInput(name="zip", label="Postcode", pattern="[0-9]{5}", helper_text="Five digits")
    Meta: approximated: the documents ask for it, and name no code.
    """
    for component in flow.of(_TEXT_INPUT):
        if _PATTERN in component.content and "helper-text" not in component.content:
            message = "a TextInput with a `pattern` needs a `helper-text`"
            yield fault(component.at(_PATTERN), message, "say in it what the field takes")


@rule(
    "FLOW256", "pattern-on-input-type", ERROR, since=V6_2, catalogue=("V425",), needs=(_TEXT_INPUT,)
)
def pattern_on_input_type(flow: Context) -> Faults:
    """A `pattern` stands on a TextInput whose kind of input has a check of its own.

    It goes with text, number, password and passcode only.

    Bad:
        TextInput(name="mail", label="E-mail", input_type="email", pattern=".+@example[.]com",
                  helper_text="Your address at work")
    Good:
        TextInput(name="mail", label="E-mail", pattern=".+@example[.]com",
                  helper_text="Your address at work")
    Meta: approximated: the documents say so, and name no code.
    """
    for component in flow.of(_TEXT_INPUT):
        kind = component.content.get("input-type", "text")
        if _PATTERN in component.content and isinstance(kind, str) and kind not in _WITH_PATTERN:
            message = f"`pattern` does not go with the `input-type` {kind}"
            help_ = "leave one of them out"
            yield fault(component.at(_PATTERN), message, help_)


@rule("FLOW257", "broken-pattern", WARNING, since=V6_2, catalogue=("V426",), needs=(_TEXT_INPUT,))
def broken_pattern(flow: Context) -> Faults:
    """A `pattern` is no regular expression in JavaScript's dialect, or means something else there.

    Phones read it in that dialect; what they do with one that they cannot read is not said
    anywhere. Some letters after a backslash mean a place or a class in others, and themselves here.

    Bad:
        TextInput(name="zip", label="Postcode", pattern="[0-9]{5}(", helper_text="Five digits")
    Good:
        TextInput(name="zip", label="Postcode", pattern="[0-9]{5}", helper_text="Five digits")
    Meta: unknown: nothing says that the server reads it.
    """
    for component in flow.of(_TEXT_INPUT):
        text = component.content.get(_PATTERN)
        if isinstance(text, str):
            try:
                remarks = read_expression(text).warnings
            except BrokenExpression as broken:
                message = f"`pattern` is no regular expression: {broken.message}"
                yield fault(component.at(_PATTERN), message, broken.help)
                continue
            for remark in remarks[:1]:
                yield fault(component.at(_PATTERN), f"`pattern`: {remark.message}")


@rule("FLOW707", "slow-pattern", WARNING, since=V6_2, catalogue=("V807",), needs=(_TEXT_INPUT,))
def slow_pattern(flow: Context) -> Faults:
    """A `pattern` can keep a phone busy for ever.

    A repetition inside a repetition, where both can take the same characters, has the phone try
    out every way to divide them: each character more doubles the time.

    Bad:
        TextInput(name="word", label="Word", pattern="([a-z]+)*", helper_text="Letters")
    Good:
        TextInput(name="word", label="Word", pattern="[a-z]*", helper_text="Letters")
    Meta: own.
    """
    for component in flow.of(_TEXT_INPUT):
        text = component.content.get(_PATTERN)
        if isinstance(text, str):
            try:
                danger = read_expression(text).danger
            except BrokenExpression:
                continue
            if danger:
                message = f"`pattern` can take for ever: `{danger}` matches a text in many ways"
                yield fault(component.at(_PATTERN), message, "let one repetition do")
