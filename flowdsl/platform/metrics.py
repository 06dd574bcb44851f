"""Reads what Meta counts of the endpoint of a flow, and shows it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, get_args

import attrs

from flowdsl.formats import json_text
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.errors import InvalidParameter, NotEnoughData
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.metrics import (
    CHECKS,
    ERRORS,
    SECONDS,
    THRESHOLD,
    Granularity,
    Metric,
    MetricName,
    MetricPoint,
)
from flowdsl.platform.graph.questions import metric
from flowdsl.platform.remote import in_parallel
from flowdsl.tables import table, visible

__all__ = ["METRICS", "METRICS_FORMAT", "Counted", "metrics_json", "metrics_text", "read_metrics"]

METRICS_FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

METRICS: Final[tuple[MetricName, ...]] = get_args(MetricName)
"""Everything that is counted."""

JOBS: Final = 5
"""So many metrics are asked for at once."""

_TITLES: Final[Mapping[MetricName, str]] = MappingProxyType(
    {
        "ENDPOINT_REQUEST_COUNT": "requests",
        "ENDPOINT_REQUEST_ERROR": "requests that failed, by why",
        "ENDPOINT_REQUEST_ERROR_RATE": "share of the requests that failed",
        "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL": "requests by their seconds, rounded up",
        "ENDPOINT_AVAILABILITY": "health checks",
    }
)
_KEYS: Final = ("value", *ERRORS, *CHECKS, *SECONDS)
"""The keys of numbers, in the order in which they are shown."""

_RATE: Final = "ENDPOINT_REQUEST_ERROR_RATE"


@attrs.frozen(kw_only=True)
class Counted:
    """What came of one metric.

    Args:
        name: What is counted.
        metric: What was counted; None where there is nothing.
        has_too_few: Whether there were too few requests.
        failure: Why Meta refuses to say it; None where it does not.
    """

    name: MetricName
    metric: Metric | None = None
    has_too_few: bool = False
    failure: InvalidParameter | None = None


def read_metrics(
    client: Sender,
    flow: str,
    names: Sequence[MetricName],
    *,
    granularity: Granularity,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> list[Counted]:
    """Return what Meta counts of the endpoint of a flow, in the order of the names.

    Args:
        client: Makes the calls; it is used by several threads.
        flow: The id of the flow.
        names: What is counted.
        granularity: How long each point is.
        since: The first day.
        until: The last day.

    Raises:
        GraphError: A call comes to nothing, but for there being too few requests, and for what Meta
            does not take of one metric.
    """

    def read(name: MetricName) -> Counted:
        asked = metric(flow, name, granularity=granularity, since=since, until=until)
        try:
            return Counted(name=name, metric=client.send(asked))
        except NotEnoughData:
            return Counted(name=name, has_too_few=True)
        except InvalidParameter as error:
            return Counted(name=name, failure=error)

    return in_parallel(read, names, JOBS)


def metrics_text(counted: Sequence[Counted], granularity: Granularity, width: int) -> str:
    """Return metrics as tables, one below the other.

    Args:
        counted: The metrics.
        granularity: How long each point is.
        width: How many columns a table may take.
    """
    return "\n\n".join("\n".join(_block(each, granularity, width)) for each in counted)


def _block(counted: Counted, granularity: Granularity, width: int) -> Iterator[str]:
    head = f"{counted.name} ({_TITLES[counted.name]})"
    if counted.has_too_few:
        yield f"{head}: too few requests, as Meta counts from {THRESHOLD} on"
    elif counted.failure is not None:
        yield f"{head}: Meta does not say it"
    elif counted.metric is None or not counted.metric.points:
        yield f"{head}: none"
    else:
        points = counted.metric.points
        keys = _keys(points)
        moments = [_moment(point.timestamp, granularity) for point in points]
        rows = [
            ((moment,), *((_number(point, key, counted),) for key in keys))
            for moment, point in zip(moments, points, strict=True)
        ]
        yield head
        yield from table(["from", *(visible(key) for key in keys)], rows, width)


def _keys(points: Sequence[MetricPoint]) -> list[str]:
    """Return the keys that any of the points has, those that are known first."""
    found = dict.fromkeys(key for point in points for key in point.values)
    return [*(key for key in _KEYS if key in found), *(key for key in found if key not in _KEYS)]


def _moment(moment: datetime.datetime | None, granularity: Granularity) -> str:
    if moment is None:
        return "not known"
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC)
    return f"{moment:%Y-%m-%d %H:%M}" if granularity == "HOUR" else f"{moment:%Y-%m-%d}"


def _number(point: MetricPoint, key: str, counted: Counted) -> str:
    number = point.values.get(key, 0)  # What is 0 may be left out.
    return f"{number:.2%}" if counted.name == _RATE and key == "value" else f"{number:,}"


def metrics_json(
    counted: Sequence[Counted], flow: str, environment: Environment, granularity: Granularity
) -> str:
    """Return metrics as a JSON document.

    Its keys are `format`, the number of this structure; `environment` and `waba_id`; `id` of the
    flow; `granularity`; and `metrics`, each with `name`, `points` (null where there is nothing),
    `has_too_few` requests, and `failure` (what Meta says instead, or null). A point has
    `timestamp`, when it begins, and `values`, the numbers by their keys.

    Args:
        counted: The metrics.
        flow: The id of the flow.
        environment: The account.
        granularity: How long each point is.
    """
    return json_text(
        {
            "format": METRICS_FORMAT,
            "environment": environment.name,
            "waba_id": environment.waba_id,
            "id": flow,
            "granularity": granularity,
            "metrics": [_object(each) for each in counted],
        }
    )


def _object(counted: Counted) -> dict[str, Any]:
    points = counted.metric.points if counted.metric else None
    return {
        "name": counted.name,
        "points": None
        if points is None
        else [
            {
                "timestamp": each.timestamp.isoformat() if each.timestamp else None,
                "values": dict(each.values),
            }
            for each in points
        ],
        "has_too_few": counted.has_too_few,
        "failure": str(counted.failure) if counted.failure else None,
    }
