"""Reads fields of what Meta answers leniently: what has another type than expected is left out."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

__all__ = [
    "flag",
    "identifier",
    "items",
    "moment",
    "number",
    "rest",
    "shown",
    "text",
    "texts",
    "whole",
    "with_id",
]

T = TypeVar("T")

LONGEST: Final = 600
"""How many characters of a text of Meta's are shown."""


def text(document: Mapping[str, Any], key: str) -> str | None:
    """Return a text, None where there is none."""
    value = document.get(key)
    return value if isinstance(value, str) else None


def identifier(document: Mapping[str, Any], key: str = "id") -> str | None:
    """Return an id as text, also where it is written as a number."""
    value = document.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def whole(document: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, also where it is written as text."""
    value = document.get(key)
    if isinstance(value, str) and value.isdecimal() and len(value) <= 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: Any) -> int | float | None:
    """Return a number, None where it is none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def flag(document: Mapping[str, Any], key: str) -> bool | None:
    """Return a truth value, None where there is none."""
    value = document.get(key)
    return value if isinstance(value, bool) else None


def moment(document: Mapping[str, Any], key: str) -> datetime.datetime | None:
    """Return a time such as `2023-05-21T11:18:09+0000`, None where it is none."""
    value = document.get(key)
    try:
        return datetime.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def texts(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the texts of a list."""
    value = document.get(key)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def items(
    document: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], T]
) -> tuple[T, ...]:
    """Return what is read of the objects of a list.

    Args:
        document: The object that the list is in.
        key: What the list is called there.
        read: Reads one of them.
    """
    value = document.get(key)
    if not isinstance(value, list):
        return ()
    return tuple(read(each) for each in value if isinstance(each, dict))


def rest(document: Mapping[str, Any], *known: str) -> dict[str, Any]:
    """Return the fields that are not known, so that nothing new is lost."""
    return {key: value for key, value in document.items() if key not in known}


def with_id(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer that has an id.

    Raises:
        ValueError: It has none.
    """
    if not identifier(document):
        raise ValueError("the answer has no id")
    return document


def shown(said: str) -> str:
    """Return a text on one line, without what a terminal would obey, and not too long."""
    line = " ".join(said[: 4 * LONGEST].split())
    line = "".join(character for character in line if character.isprintable())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
