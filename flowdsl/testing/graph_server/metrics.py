"""The metrics of endpoints: counted by the hour, and added up as they are asked for."""

import datetime
import enum
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flowdsl.platform.graph.metrics import CHECKS, ERRORS, SECONDS, THRESHOLD
from flowdsl.testing.graph_server.errors import METRICS_THRESHOLD, GraphError, invalid_parameter
from flowdsl.testing.graph_server.fields import Field
from flowdsl.testing.graph_server.records import written_time

__all__ = ["KEYS", "Metric", "hour_of", "metric_of"]

_HOUR: Final = datetime.timedelta(hours=1)
_DAY: Final = datetime.timedelta(days=1)
_BACK: Final = {"DAY": 90 * _DAY, "HOUR": 30 * _DAY, "LIFETIME": 3650 * _DAY}

KEYS: Final = frozenset({"requests", *ERRORS, *SECONDS, *CHECKS})
"""What is counted: requests, their errors, their seconds rounded up, and health checks."""


class Metric(enum.StrEnum):
    """What can be asked for."""

    REQUEST_COUNT = "ENDPOINT_REQUEST_COUNT"
    REQUEST_ERROR = "ENDPOINT_REQUEST_ERROR"
    REQUEST_ERROR_RATE = "ENDPOINT_REQUEST_ERROR_RATE"
    LATENCY = "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL"
    AVAILABILITY = "ENDPOINT_AVAILABILITY"


def hour_of(moment: datetime.datetime) -> int:
    """Return the hour that a moment is in, counted from 1970.

    Args:
        moment: A moment with a time zone.
    """
    return int(moment.timestamp()) // 3600


def metric_of(
    field: Field,
    now: datetime.datetime,
    observed: Callable[[int, int], Iterable[tuple[int, str, int]]],
) -> dict[str, Any]:
    """Return the metric that a field asks for.

    Args:
        field: The field `metric` with its modifiers.
        now: The present moment.
        observed: Returns the hours, keys and amounts from one hour up to another.

    Raises:
        GraphError: A modifier is wrong, or there were too few requests.
    """
    name, granularity = _name(field), _granularity(field)
    since, until = _range(field, granularity, now)
    rows = list(observed(hour_of(since), hour_of(until)))
    if sum(amount for _, key, amount in rows if key == "requests") < THRESHOLD:
        raise GraphError(METRICS_THRESHOLD)
    counts: dict[int, Counter[str]] = {}
    for hour, key, amount in rows:
        start = _start(hour, granularity, hour_of(since))
        counts.setdefault(start, Counter())[key] += amount
    points = [
        {"timestamp": written_time(_moment(start)), "data": data}
        for start, found in sorted(counts.items())
        if (data := [{"key": key, "value": value} for key, value in _values(name, found).items()])
    ]
    return {"granularity": granularity, "name": name.value, "data_points": points}


def _name(field: Field) -> Metric:
    try:
        return Metric(field.modifiers.get("name", ""))
    except ValueError:
        raise invalid_parameter(f"metric.name must be one of {', '.join(Metric)}") from None


def _granularity(field: Field) -> str:
    found = field.modifiers.get("granularity", "").upper()  # The pages write `day`, too.
    if found not in _BACK:
        raise invalid_parameter(f"metric.granularity must be one of {', '.join(_BACK)}")
    return found


def _range(
    field: Field, granularity: str, now: datetime.datetime
) -> tuple[datetime.datetime, datetime.datetime]:
    midnight = now.astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - _BACK[granularity]
    since = _day(field, "since") or first
    until = _day(field, "until") or now + _HOUR
    if since < first:
        raise invalid_parameter(f"metric.since is too far back for {granularity}")
    if until <= since:
        raise invalid_parameter("metric.until must be after metric.since")
    return since, until


def _day(field: Field, key: str) -> datetime.datetime | None:
    text = field.modifiers.get(key)
    if text is None:
        return None
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
    except ValueError:
        raise invalid_parameter(f"metric.{key} must be a day such as 2024-01-28") from None


def _start(hour: int, granularity: str, first: int) -> int:
    """Return the hour that the interval of an hour begins with."""
    return {"HOUR": hour, "DAY": hour // 24 * 24, "LIFETIME": first}[granularity]


def _moment(hour: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(hour * 3600, datetime.UTC)


def _values(name: Metric, found: Mapping[str, int]) -> Mapping[str, float]:
    """Return the keys and values of one interval; what did not happen is left out."""
    requests = found.get("requests", 0)
    match name:
        case Metric.REQUEST_COUNT:
            return {"value": requests} if requests else {}
        case Metric.REQUEST_ERROR_RATE:
            errors = sum(found.get(key, 0) for key in ERRORS)
            return {"value": errors / requests} if requests else {}
        case Metric.AVAILABILITY:
            checks = {key: found.get(key, 0) for key in CHECKS}
            return checks if any(checks.values()) else {}
        case Metric.REQUEST_ERROR:
            keys: tuple[str, ...] = ERRORS
        case Metric.LATENCY:
            keys = SECONDS
    return {key: found[key] for key in keys if found.get(key)}
