"""The pieces that sentences about changes are made of: words, names and values of a flow."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.bindings import binding_of

__all__ = [
    "Name",
    "On",
    "Piece",
    "Said",
    "Value",
    "listed",
    "plain_text",
    "shown",
    "shown_name",
    "visible",
]

LONGEST: Final = 60
"""So many characters are shown of a name or a value."""

MOST_LISTED: Final = 4
"""So many names are listed."""

SHORTEST_IMAGE: Final = 100
"""So many characters has a text at least that is taken for a picture."""

SHORTEST_BASE64: Final = 1_000
"""So many has one that is taken for anything else in base64."""

_PICTURES: Final = ("iVBORw0KGgo", "/9j/", "UklGR", "R0lGOD")
"""How PNG, JPEG, WEBP and GIF begin in base64."""


@attrs.frozen
class Name:
    """A name as it stands in the JSON.

    Args:
        text: The name.
    """

    text: str


@attrs.frozen
class Value:
    """A value as it stands in the JSON.

    Args:
        value: The value.
    """

    value: Any


@attrs.frozen
class On:
    """The screen that something is on, which is left out where the screen is named already.

    Args:
        screen: Its id.
    """

    screen: str


Piece: TypeAlias = str | Name | Value | On
Said: TypeAlias = tuple[Piece, ...]
"""A sentence in pieces, so that each format can write names and values in its own way."""

# What would end a line, turn the direction of writing, or steer a terminal; and half characters.
_UNSHOWN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_DATA_URI: Final = re.compile(r"data:image/[\w.+-]+;base64,")


def visible(text: str) -> str:
    """Return a text in which everything can be seen, on one line."""
    return _UNSHOWN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def shown_name(text: str) -> str:
    """Return a name as sentences show it, shortened."""
    return visible(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def shown(value: Any) -> str:
    """Return a value as sentences show it, shortened.

    Args:
        value: Any JSON.
    """
    if isinstance(value, str):
        return _encoded(value) or visible(json.dumps(_cut(value), ensure_ascii=False))
    if isinstance(value, dict | list) and _is_long(value):
        size, noun = len(value), "item" if isinstance(value, list) else "key"
        what = "a list" if isinstance(value, list) else "an object"
        return f"{what} of {size} {noun}{'' if size == 1 else 's'}"
    return visible(json.dumps(value, ensure_ascii=False))


def _is_long(value: dict[str, Any] | list[Any]) -> bool:
    if len(value) > LONGEST // 3:
        return True
    inner = value.values() if isinstance(value, dict) else value
    if any(isinstance(each, str) and len(each) > LONGEST for each in inner):
        return True
    if any(isinstance(each, dict | list) and len(each) > LONGEST // 3 for each in inner):
        return True
    return len(json.dumps(value, ensure_ascii=False)) > LONGEST


def _encoded(text: str) -> str | None:
    """Return what is said of a picture, or of anything in base64, instead of the text."""
    prefix = _DATA_URI.match(text)
    start = prefix.end() if prefix else 0
    is_image = prefix is not None or text.startswith(_PICTURES)
    shortest = SHORTEST_IMAGE if is_image else SHORTEST_BASE64
    if len(text) - start < shortest or not _BASE64.fullmatch(text, start):
        return None
    size = max(1, round((len(text) - start) * 3 / 4 / 1024))
    return f"{'image' if is_image else 'base64'}, {size} KB"


def plain_text(said: Iterable[Piece], *, with_screen: bool = True) -> str:
    """Return a sentence as plain text.

    Args:
        said: The sentence.
        with_screen: Whether it says on which screen something is.
    """
    text = ""
    for piece in said:
        match piece:
            case str():
                text += piece
            case Name(text=name):
                text += f"`{shown_name(name)}`"
            case Value(value=value):
                is_bound = isinstance(value, str) and binding_of(value) is not None
                text += f"`{shown_name(value)}`" if is_bound else shown(value)
            case On(screen=screen):
                text += f" on screen `{shown_name(screen)}`" if with_screen else ""
    return text


def listed(names: list[str]) -> Said:
    """Return names as they stand in a sentence, the first four of many."""
    if len(names) > MOST_LISTED:
        more = f" and {len(names) - MOST_LISTED} more"
        return (*_joined(names[:MOST_LISTED]), more)
    if len(names) > 1:
        return (*_joined(names[:-1]), " and ", Name(names[-1]))
    return _joined(names)


def _joined(names: list[str]) -> Said:
    said: list[Piece] = []
    for name in names:
        said += [", ", Name(name)] if said else [Name(name)]
    return tuple(said)
