"""When a call is made again: only where it cannot be done twice by that."""

from collections.abc import Callable
from typing import Any, Final

from flowdsl.platform.graph.errors import (
    AnswerLost,
    CannotUpdate,
    GraphError,
    RateLimited,
    ServerFailed,
    Unreachable,
)
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.graph.settings import GraphSettings

__all__ = ["repeats"]

TOO_MANY: Final = 429


def repeats(call: Call[Any], settings: GraphSettings) -> Callable[[Exception], bool | float]:
    """Return what says of an error whether the call is made again, and after how many seconds.

    Args:
        call: The call.
        settings: How long it waits at most.
    """

    def decide(error: Exception) -> bool | float:
        if not isinstance(error, GraphError) or not _is_safe(call, error):
            return False
        if error.retry_after is None:
            return True  # After the time that grows with each attempt.
        # 0 would count as False.
        return error.retry_after <= settings.longest_wait and max(error.retry_after, 0.001)

    return decide


def _is_safe(call: Call[Any], error: GraphError) -> bool:
    match error:
        case Unreachable():
            return True  # Nothing was sent.
        case RateLimited():
            # It was turned away before anything was done. Where Meta says so only by a code, it
            # takes an hour to pass.
            return error.status == TOO_MANY or error.retry_after is not None
        case AnswerLost() | ServerFailed():
            return call.is_repeatable
        case CannotUpdate():
            # Meta's own advice where the JSON was saved and not processed.
            is_processing = "processing" in f"{error.user_title} {error.message}".casefold()
            return call.is_repeatable and (is_processing or error.is_transient)
        case _:
            return call.is_repeatable and error.is_transient
