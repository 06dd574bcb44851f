"""Inputs for days: their range holds days that can be chosen, in single and in range mode."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flowdsl.components.dates import CalendarPicker, Range
from flowdsl.facts import Binding
from flowdsl.shape import AnyOf, Choice, Dynamic, List, Object, Property, Shape
from flowdsl.testing.strategies.answers import Answer
from flowdsl.testing.strategies.domains import (
    COUNT,
    EARLIEST,
    EARLY,
    FEW,
    LATE,
    LATEST,
    Domain,
    constant,
    domain_of,
)
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import day, literal

__all__ = ["date_arguments", "first_day", "is_range"]

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RANGE_ONLY: Final = tuple(key.replace("-", "_") for key in CalendarPicker.RANGE_ONLY)
_DECIDED: Final = ("min_date", "max_date", "unavailable_dates", "include_days", *_RANGE_ONLY)


def is_range(answer: Answer) -> bool:
    """Return whether two days are asked for."""
    return answer.decided.get("mode") == "range"


def date_arguments(
    scope: Scope, answer: Answer, known: Mapping[str, Property], *, is_sure: bool
) -> dict[str, Any]:
    """Draw the properties of an input for days that depend on each other.

    Args:
        scope: What the input sees.
        answer: The input as planned.
        known: The properties that it has.
        is_sure: Whether it may have to be filled in.
    """
    chooser = scope.chooser
    given: dict[str, Any] = dict.fromkeys(name for name in _DECIDED if name in known)
    is_narrow = chooser.chance(12)
    if is_narrow:
        # Only a few days, all of which can be chosen.
        first = day(chooser)
        given["min_date"], given["max_date"] = (
            first,
            first + datetime.timedelta(days=chooser.integer(0, 9)),
        )
    else:
        given |= _wide_range(scope, known)
    for name, property_ in known.items():
        if _depends_on_mode(property_.shape) and name not in ("required", "init_value"):
            wanted = property_.required or chooser.chance(40)
            given[name] = _in_mode(scope, answer, property_.shape) if wanted else None
    if is_range(answer):
        if is_sure and chooser.chance(60):
            given["required"] = _both_required(scope, known["required"].shape)
        for name in ("title", "description"):
            if chooser.chance(30):
                given[name] = literal(chooser, known[name].shape, scope.bind)
        if not is_narrow and given.get("include_days") is None and chooser.chance(40):
            given |= _lengths(scope, known)
    return given


def _wide_range(scope: Scope, known: Mapping[str, Property]) -> dict[str, Any]:
    """Draw a range that holds the whole of the year in which days are chosen at first."""
    chooser = scope.chooser
    given: dict[str, Any] = {}
    for name, domain, start in (("min_date", EARLY, EARLIEST), ("max_date", LATE, LATEST)):
        choice = chooser.integer(0, 3)
        if choice > 1:
            given[name] = day(chooser, start)
        if choice == 3:
            given[name] = _bound_or(scope, given[name], known[name].shape, domain)
    if chooser.chance(30):
        days = sorted({day(chooser) for _ in range(chooser.integer(1, 4))})
        given["unavailable_dates"] = days
        if chooser.chance(25):
            shape = known["unavailable_dates"].shape
            given["unavailable_dates"] = _bound_or(scope, days, shape)
    if "include_days" in known and chooser.chance(30):
        shape = known["include_days"].shape
        static = shape.static if isinstance(shape, Dynamic) else shape
        if isinstance(static, List) and isinstance(static.item, Choice):
            given["include_days"] = chooser.some(static.item.values, 1)
            if chooser.chance(25):
                given["include_days"] = _bound_or(scope, given["include_days"], shape)
    return given


def _bound_or(scope: Scope, otherwise: Any, shape: Shape, domain: Domain | None = None) -> Any:
    if not isinstance(shape, Dynamic) or shape.static is None:
        return otherwise
    return scope.bound_or(otherwise, domain or domain_of(shape.static), shape.bindings)


def _depends_on_mode(shape: Shape) -> bool:
    static = shape.static if isinstance(shape, Dynamic) else shape
    return isinstance(static, AnyOf) and any(
        isinstance(each, Object) for each in static.alternatives
    )


def _alternative(answer: Answer, shape: Shape) -> Shape:
    """Return what a property is in the mode of an input."""
    static = shape.static if isinstance(shape, Dynamic) else shape
    assert isinstance(static, AnyOf)
    return next(
        each for each in static.alternatives if isinstance(each, Object) is is_range(answer)
    )


def _in_mode(scope: Scope, answer: Answer, shape: Shape) -> Any:
    alternative = _alternative(answer, shape)
    if isinstance(shape, Dynamic) and scope.chooser.chance(20):
        found = scope.bound(domain_of(alternative), shape.bindings)
        if found is not None:
            return found
    return literal(scope.chooser, alternative)


def _both_required(scope: Scope, shape: Shape) -> Any:
    chooser = scope.chooser
    if isinstance(shape, Dynamic) and chooser.chance(20):
        static = shape.static
        assert isinstance(static, AnyOf)
        (both,) = (each for each in static.alternatives if isinstance(each, Object))
        found = scope.bound(domain_of(both), shape.bindings)
        if found is not None:
            return found
    return Range(start_date=chooser.chance(80), end_date=chooser.pick((None, True, False)))


def _lengths(scope: Scope, known: Mapping[str, Property]) -> dict[str, Any]:
    """Draw how many days a range has; counted in either way, some do."""
    chooser = scope.chooser
    least: Any = chooser.integer(1, 5)
    most: Any = chooser.integer(7, 40)
    found = {"min_days": least, "max_days": most}
    for name, domain in (("min_days", FEW), ("max_days", COUNT)):
        choice = chooser.integer(0, 5)
        if choice == 0:
            found[name] = None
        elif choice == 5:
            found[name] = _bound_or(scope, found[name], known[name].shape, domain)
    return found


def first_day(
    scope: Scope,
    answer: Answer,
    given: Mapping[str, Any],
    bindings: frozenset[Binding],
) -> Any:
    """Draw the days that are chosen at first, or None where it is not known which do.

    Args:
        scope: What the input sees.
        answer: The input as planned.
        given: The properties that are drawn already.
        bindings: The kinds of binding that are taken.
    """
    chooser = scope.chooser
    closed, weekdays = given.get("unavailable_dates"), given.get("include_days")
    first, last = given.get("min_date"), given.get("max_date")
    if isinstance(first, datetime.date) and isinstance(last, datetime.date):
        days = (last - first).days
        if days < 365:
            start = day(chooser, first, days)
            chosen = Range(start_date=start, end_date=last) if is_range(answer) else start
            return _given(scope, answer, chosen, bindings)
    if is_range(answer):
        if closed is not None or weekdays is not None:
            return None
        least = given.get("min_days")
        start = day(chooser)
        length = least if isinstance(least, int) else chooser.integer(1, 6)
        end = start + datetime.timedelta(days=length)
        return _given(scope, answer, Range(start_date=start, end_date=end), bindings)
    if not isinstance(closed, list | None) or not isinstance(weekdays, list | None):
        return None
    return _given(scope, answer, _available(scope, closed or (), weekdays), bindings)


def _available(
    scope: Scope, closed: Sequence[datetime.date], weekdays: Sequence[str] | None
) -> datetime.date:
    """Return the first day from one on that can be chosen."""
    found = day(scope.chooser, days=300)
    while found in closed or (weekdays and _WEEKDAYS[found.weekday()] not in weekdays):
        found += datetime.timedelta(days=1)
    return found


def _given(scope: Scope, answer: Answer, value: Any, bindings: frozenset[Binding]) -> Any:
    if scope.chooser.chance(20):
        domain = constant("chosen_day", answer.type, value)
        return scope.bound_or(value, domain, bindings)
    return value
