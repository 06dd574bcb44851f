"""Days that can be picked: the first and the last ones, today, and what a range may be."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flowdsl.facts import DateStyle
from flowdsl.runtime.days import FIRST, LAST, day_of, day_refusal
from flowdsl.runtime.evaluation import number_of
from flowdsl.runtime.scope import RANGE_KEYS
from flowdsl.runtime.screen import ShownComponent

__all__ = ["available_days", "ranges"]

MOST_LOOKED_AT: Final = 2_000
"""So many days are looked at in one go; more than five years."""

MOST_RANGES: Final = 20_000
"""So many ranges are looked at, before it is left open whether there is one."""

_DAY: Final = datetime.timedelta(days=1)


def _bounds(
    content: Mapping[str, Any], style: DateStyle, zone: datetime.tzinfo
) -> tuple[datetime.date, datetime.date]:
    first = day_of(content.get("min-date"), style, zone) or FIRST
    last = day_of(content.get("max-date"), style, zone) or LAST
    return first, last


def _open_days(
    content: Mapping[str, Any],
    style: DateStyle,
    zone: datetime.tzinfo,
    days: Iterable[datetime.date],
) -> Iterator[datetime.date]:
    return (day for day in days if day_refusal(day, content, style, zone) is None)


def _from(day: datetime.date, last: datetime.date, step: int = 1) -> Iterator[datetime.date]:
    for number in range(MOST_LOOKED_AT):
        try:
            here = day + step * number * _DAY
        except OverflowError:
            return
        if (here > last) if step > 0 else (here < last):
            return
        yield here


def available_days(
    content: Mapping[str, Any], style: DateStyle, zone: datetime.tzinfo, today: datetime.date
) -> tuple[list[datetime.date], str | None]:
    """Return days of a picker: today or the next, those after it, the first and the last.

    Args:
        content: The properties of the picker, resolved.
        style: How the version writes days.
        zone: The zone of the phone.
        today: The day that it is there.

    Returns:
        The days, and why there are none; no reason where not all days were looked at.
    """
    first, last = _bounds(content, style, zone)
    if first > last:
        return [], f"its days begin on {first} and end on {last}"
    start = min(max(today, first), last)
    forward = _open_days(content, style, zone, _from(start, last))
    found = [day for day, _ in zip(forward, range(8), strict=False)]
    ends = [
        next(_open_days(content, style, zone, _from(first, last)), None),
        next(_open_days(content, style, zone, _from(last, first, -1)), None),
    ]
    days = list(dict.fromkeys([*found, *(day for day in ends if day is not None)]))
    if days:
        return days, None
    is_all = (last - first).days < MOST_LOOKED_AT
    return [], f"no day from {first} to {last} can be picked" if is_all else None


def ranges(
    component: ShownComponent, zone: datetime.tzinfo, today: datetime.date
) -> tuple[list[dict[str, str]], bool, str | None]:
    """Return ranges of days that a calendar takes: a short one and a long one.

    Args:
        component: The calendar.
        zone: The zone of the phone.
        today: The day that it is there.

    Returns:
        The ranges, whether others make no difference, and why there are none, if that is sure.
    """
    content, style = component.content, DateStyle.ISO
    first, last = _bounds(content, style, zone)
    if first > last:
        return [], True, f"its days begin on {first} and end on {last}"
    least = max(1, round(number_of(content.get("min-days")) or 1))
    most = number_of(content.get("max-days"))
    if most is not None and most < least:
        return [], True, f"a range has {least} days at least and {most:g} at most"
    span = (last - first).days + 1
    if least > span:
        return [], True, f"a range has {least} days at least, and there are {span}"
    start = min(max(today, first), last - (min(least, span) - 1) * _DAY)
    found: list[dict[str, str]] = []
    looked_at = 0
    for begin in (start, first):
        for day in _open_days(content, style, zone, _from(begin, last)):
            longest = (last - day).days + 1 if most is None else min(int(most), span)
            for length in range(least, min(longest, least + 60) + 1):
                looked_at += 1
                if looked_at > MOST_RANGES or len(found) > 3:
                    return found, True, None
                end = day + (length - 1) * _DAY
                if end <= last and day_refusal(end, content, style, zone) is None:
                    pair = (day.isoformat(), end.isoformat())
                    found.append(dict(zip(RANGE_KEYS, pair, strict=True)))
        if found:
            return found, True, None
    is_all = span < min(MOST_LOOKED_AT, 60)
    reason = f"no days from {first} to {last} make a range of {least} days or more"
    return [], True, reason if is_all else None
