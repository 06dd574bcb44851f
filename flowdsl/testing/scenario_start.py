"""Reads what a scenario opens its flow with."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from flowdsl.problems import FlowError, did_you_mean
from flowdsl.runtime.behaviour import QUESTIONS, Behaviour
from flowdsl.runtime.moves import Answered, from_json
from flowdsl.runtime.session import EXAMPLES
from flowdsl.runtime.state import Reply
from flowdsl.versions import Version, parse_version

__all__ = ["START"]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise FlowError(f"a text is due, not {value!r:.60}")
    return value


def _version(value: Any) -> Version:
    return parse_version(_text(value))


def _data(value: Any) -> Any:
    if value != EXAMPLES and not isinstance(value, dict):
        raise FlowError(f'`data` is an object or "{EXAMPLES}", not {value!r:.60}')
    return value


def _endpoint(value: Any) -> str:
    if value != EXAMPLES:
        message = f'`endpoint` is "{EXAMPLES}", not {value!r:.60}'
        raise FlowError(f"{message}: say what it answers with `replies` or the step `answer`")
    return EXAMPLES


def _action(value: Any) -> str:
    if value not in _ACTIONS:
        raise FlowError(f"`flow_action` is {' or '.join(_ACTIONS)}, not {value!r:.60}")
    return str(value)


_ACTIONS: Final = ("navigate", "data_exchange")


def _replies(value: Any) -> list[Reply]:
    if not isinstance(value, list):
        raise FlowError(f"`replies` is a list of answers, not {value!r:.60}")
    moves = [move for each in value for move in from_json({"answer": each})]
    return [Reply(move.body, move.status) for move in moves if isinstance(move, Answered)]


def _behaviour(value: Any) -> Behaviour:
    if not isinstance(value, dict):
        raise FlowError(f"`behaviour` is an object, not {value!r:.60}")
    choices = {question.field: question.choices for question in QUESTIONS if question.field}
    for name, chosen in value.items():
        if name not in choices:
            raise FlowError(f"`behaviour` has no `{name}`{did_you_mean(name, choices)}")
        if not any(type(each) is type(chosen) and each == chosen for each in choices[name]):
            known = ", ".join(map(str, choices[name]))
            raise FlowError(f"`{name}` is one of {known}, not {chosen!r:.60}")
    return Behaviour(**value)


def _moment(value: Any) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(_text(value))
    except ValueError:
        message = f"{value!r:.60} is no moment: write it like 2026-12-01T09:00:00+01:00"
        raise FlowError(message) from None


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise FlowError(f"true or false is due, not {value!r:.60}")
    return value


START: Final[Mapping[str, Callable[[Any], Any]]] = {
    "version": _version,
    "data": _data,
    "endpoint": _endpoint,
    "now": _moment,
    "flow_action": _action,
    "screen": _text,
    "flow_token": _text,
    "replies": _replies,
    "behaviour": _behaviour,
    "opens": _flag,
}
"""What a scenario's `start` takes, and how each is read; a FlowError says what is wrong."""
