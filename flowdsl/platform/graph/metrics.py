"""What Meta counts of the endpoint of a flow."""

import datetime
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import attrs

from flowdsl.platform.graph.reading import items, moment, number, rest, text

__all__ = [
    "CHECKS",
    "ERRORS",
    "SECONDS",
    "THRESHOLD",
    "Granularity",
    "Metric",
    "MetricName",
    "MetricPoint",
]

MetricName: TypeAlias = Literal[
    "ENDPOINT_REQUEST_COUNT",
    "ENDPOINT_REQUEST_ERROR",
    "ENDPOINT_REQUEST_ERROR_RATE",
    "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL",
    "ENDPOINT_AVAILABILITY",
]
"""What is counted."""

Granularity: TypeAlias = Literal["DAY", "HOUR", "LIFETIME"]
"""How long a point is: days are kept for 90 days, hours for 30 days."""

THRESHOLD: Final = 250
"""How many requests there have to be before Meta says anything."""

ERRORS: Final = (
    "timeout_error",
    "unexpected_http_status_code",
    "cannot_be_served",
    "no_http_response_error",
)
"""The keys of requests that failed, by why."""

SECONDS: Final = (*(str(second) for second in range(1, 11)), "10+")
"""The keys of requests by their seconds, rounded up."""

CHECKS: Final = ("succeeded", "failed")
"""The keys of health checks."""


@attrs.frozen(kw_only=True)
class MetricPoint:
    """What was counted in one interval.

    Args:
        timestamp: When the interval begins.
        values: The numbers by their keys: `"value"`, an error, `"succeeded"` and `"failed"`, or
            seconds from `"1"` to `"10"` and `"10+"`; what is 0 may be missing.
    """

    timestamp: datetime.datetime | None
    values: Mapping[str, int | float]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "MetricPoint":
        """Return the point that an object of an answer stands for."""
        pairs = items(document, "data", lambda pair: (text(pair, "key"), number(pair.get("value"))))
        values = {key: value for key, value in pairs if key is not None and value is not None}
        return cls(timestamp=moment(document, "timestamp"), values=values)


@attrs.frozen(kw_only=True)
class Metric:
    """What was counted of a flow.

    Args:
        name: What was counted.
        granularity: How long each point is.
        points: What was counted, in the order of the answer; Meta is some hours behind.
        extra: What else Meta says.
    """

    name: str | None
    granularity: str | None
    points: tuple[MetricPoint, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Metric":
        """Return the metric that an object of an answer stands for."""
        return cls(
            name=text(document, "name"),
            granularity=text(document, "granularity"),
            points=items(document, "data_points", MetricPoint.read),
            extra=rest(document, "name", "granularity", "data_points"),
        )
