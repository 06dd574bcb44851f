"""Days as versions write them, and which of them can be picked."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from flowdsl.facts import DateStyle
from flowdsl.runtime.evaluation import Value

__all__ = ["FIRST", "LAST", "day_of", "day_refusal", "day_text"]

FIRST: Final = datetime.date(1900, 1, 1)
LAST: Final = datetime.date(2100, 12, 31)
"""The days that a DatePicker has where it says nothing of them."""

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST: Final = 20  # Characters of a day, in any style.


def day_of(value: Value, style: DateStyle, zone: datetime.tzinfo) -> datetime.date | None:
    """Return the day that a text is, None where it is none.

    Args:
        value: The text as the version writes days, or as `YYYY-MM-DD`.
        style: How the version writes them.
        zone: The zone of the phone, in which a moment has its day.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    try:
        if style is DateStyle.EPOCH_MILLISECONDS and value.lstrip("-").isdecimal():
            moment = datetime.timedelta(milliseconds=int(value))
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
            return (epoch + moment).astimezone(zone).date()
        return datetime.date.fromisoformat(value) if len(value) == 10 else None
    except (ValueError, OverflowError):
        return None


def day_text(
    day: datetime.date, style: DateStyle, now: datetime.datetime, *, with_time: bool = False
) -> str:
    """Return a day as a version sends it.

    Args:
        day: The day.
        style: How the version writes it.
        now: The moment of tapping, in the zone of the phone.
        with_time: Whether a moment has the time of tapping rather than midnight.
    """
    if style is DateStyle.ISO:
        return day.isoformat()
    time = now.timetz().replace(tzinfo=None) if with_time else datetime.time()
    moment = datetime.datetime.combine(day, time, now.tzinfo)
    return str(int(moment.timestamp() * 1000))


def day_refusal(
    day: datetime.date, content: Mapping[str, Any], style: DateStyle, zone: datetime.tzinfo
) -> str | None:
    """Return why a day cannot be picked, None where it can.

    Args:
        day: The day.
        content: The properties of the picker, resolved.
        style: How the version writes days.
        zone: The zone of the phone.
    """
    first = day_of(content.get("min-date"), style, zone) or FIRST
    last = day_of(content.get("max-date"), style, zone) or LAST
    if not first <= day <= last:
        return f"{day} cannot be picked: the days are {first} to {last}"
    closed = content.get("unavailable-dates")
    if isinstance(closed, list) and any(day_of(each, style, zone) == day for each in closed):
        return f"{day} cannot be picked: it is one of the `unavailable-dates`"
    weekdays = content.get("include-days")
    name = _WEEKDAYS[day.weekday()]
    if isinstance(weekdays, list) and weekdays and name not in weekdays:
        return f"{day} is a {name}, but only {', '.join(map(str, weekdays))} can be picked"
    return None
