"""Faults that are injected: what goes wrong, and at which calls."""

import enum
import threading
from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.problems import FlowError, did_you_mean

__all__ = ["Fault", "FaultKind", "Faults", "Operation", "read_fault"]

LONGEST: Final = 5.0
"""How many seconds an answer is kept back at most."""

MOST: Final = 1000
"""How many faults are kept at most."""


class Operation(enum.StrEnum):
    """What a call asks for."""

    CREATE = "create"
    LIST = "list"
    GET = "get"
    UPDATE = "update"
    UPLOAD = "upload"
    ASSETS = "assets"
    DOWNLOAD = "download"
    PREVIEW = "preview"
    PUBLISH = "publish"
    DEPRECATE = "deprecate"
    DELETE = "delete"
    MIGRATE = "migrate"
    METRICS = "metrics"
    SET_KEY = "set_key"
    GET_KEY = "get_key"
    ACCOUNT = "account"
    PHONE_NUMBERS = "phone_numbers"


class FaultKind(enum.StrEnum):
    """What goes wrong."""

    TOO_MANY = "429"
    """Nothing is done, and the answer says when to come again."""
    ERROR = "500"
    """Nothing is done, and the answer is an error that says nothing."""
    UNAVAILABLE = "503"
    """Nothing is done, and the answer is that the service is away for a while."""
    SLOW = "slow"
    """It is done after some seconds."""
    DROP = "drop"
    """Nothing is done, and the connection is closed without an answer."""
    HALF = "half"
    """It is done, and the connection is closed in the middle of the answer."""
    AFTER = "after"
    """It is done, and the connection is closed without an answer: the client cannot know."""
    PROCESSING = "processing"
    """It is done, and the answer is the error 139001 that asks for the same call again."""


@attrs.frozen(kw_only=True)
class Fault:
    """A fault, and the calls that it strikes.

    Args:
        fault: What goes wrong.
        operation: The operation of the calls that count; None for all.
        path: How their paths begin, without the version; empty for all.
        nth: The first of them that is struck, counted from 1.
        times: How many are struck from there.
        seconds: How long an answer is kept back, at most 5 seconds.
        retry_after: The seconds that a 429 tells the client to wait.
    """

    fault: FaultKind
    operation: Operation | None = None
    path: str = ""
    nth: int = 1
    times: int = 1
    seconds: float = 0.05
    retry_after: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return attrs.asdict(self)


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "path": (str,),
    "nth": (int,),
    "times": (int,),
    "seconds": (int, float),
    "retry_after": (int,),
}
_LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "nth": (1, 10**6),
    "times": (1, 10**6),
    "seconds": (0, LONGEST),
    "retry_after": (0, 3600),
}


def read_fault(given: Any) -> Fault:
    """Return the fault that an object of JSON describes.

    Args:
        given: The object.

    Raises:
        FlowError: It describes none.
    """
    if not isinstance(given, dict):
        raise FlowError(f"a fault is an object, not {given!r:.60}")
    names = [each.name for each in attrs.fields(Fault)]
    for name, value in given.items():
        if name not in names:
            raise FlowError(f"a fault has no {name!r:.60}{did_you_mean(str(name), names)}")
        if name in _TYPES and (isinstance(value, bool) or not isinstance(value, _TYPES[name])):
            raise FlowError(f"`{name}` cannot be {value!r:.60}")
        if name in _LIMITS:
            least, most = _LIMITS[name]
            if not least <= float(value) <= most:
                raise FlowError(f"`{name}` is from {least:g} to {most:g}, not {value:g}")
    kind = _known(FaultKind, "fault", given.get("fault"))
    operation = given.get("operation")
    chosen = None if operation is None else _known(Operation, "operation", operation)
    return Fault(**{**given, "fault": kind, "operation": chosen})


def _known(kinds: Any, name: str, value: Any) -> Any:
    try:
        return kinds(value)
    except ValueError:
        known = ", ".join(kinds)
        hint = did_you_mean(value, list(kinds)) if isinstance(value, str) else ""
        raise FlowError(f"`{name}` is one of {known}, not {value!r:.60}{hint}") from None


@attrs.define
class _Watched:
    """A fault, and how many calls it has seen."""

    fault: Fault
    seen: int = 0

    @property
    def struck(self) -> int:
        return max(0, min(self.seen - self.fault.nth + 1, self.fault.times))


class Faults:
    """The faults that are injected now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: list[_Watched] = []

    def inject(self, fault: Fault) -> None:
        """Add a fault.

        Args:
            fault: The fault.

        Raises:
            FlowError: There are too many.
        """
        with self._lock:
            if len(self._watched) >= MOST:
                raise FlowError(f"there are {MOST} faults already: clear them first")
            self._watched.append(_Watched(fault))

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self._watched.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults as JSON has them, with the calls that they saw and struck."""
        with self._lock:
            return [
                {**each.fault.as_dict(), "seen": each.seen, "struck": each.struck}
                for each in self._watched
            ]

    def strike(self, operation: Operation | None, path: str) -> Fault | None:
        """Return the fault that strikes a call, if one does.

        Where several could, the first strikes and the others wait for the next call.

        Args:
            operation: What it asks for.
            path: Its path, without the version.
        """
        found = None
        with self._lock:
            for each in self._watched:
                fault = each.fault
                if fault.operation not in (None, operation) or not path.startswith(fault.path):
                    continue
                is_due = fault.nth <= each.seen + 1 < fault.nth + fault.times
                if is_due and found is not None:
                    continue
                each.seen += 1
                if is_due:
                    found = fault
        return found
