"""Refuses what must not be sent, before it is sent."""

import re
import urllib.parse
from collections.abc import Iterable, Sequence
from typing import Final, get_args

from flowdsl.platform.graph.models import Category
from flowdsl.platform.graph.settings import is_loopback, origin_of
from flowdsl.problems import FlowError, did_you_mean

__all__ = [
    "checked_address",
    "checked_categories",
    "checked_choice",
    "checked_download",
    "checked_fields",
    "checked_id",
    "checked_key",
    "checked_limit",
    "checked_name",
]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FIELD: Final = re.compile(r"[a-z_]{1,64}(\.[a-z_]{1,64}\([A-Za-z0-9_-]{0,64}\)){0,8}")
_BEGIN, _END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


def checked_id(value: str, name: str) -> str:
    """Return an id that can stand in a path.

    Args:
        value: The id; always text, because numbers of that length do not survive everywhere.
        name: What it is called.

    Raises:
        FlowError: It is none.
    """
    if not isinstance(value, str):
        raise FlowError(f"{name} is an id, which is written as text: {str(value)[:80]!r}")
    if not _ID.fullmatch(value):
        raise FlowError(f"{name} is an id of digits, not {value[:80]!r}")
    return value


def checked_name(value: str) -> str:
    """Return the name of a flow.

    Raises:
        FlowError: It is empty.
    """
    if not value.strip():
        raise FlowError("the name of a flow is not empty")
    return value


def checked_choice(value: str, known: Iterable[str], name: str) -> str:
    """Return one of some words.

    Args:
        value: The word.
        known: The words there are.
        name: What it is.

    Raises:
        FlowError: It is another.
    """
    choices = tuple(known)
    if value not in choices:
        hint = did_you_mean(value, choices) or f" (there are {', '.join(choices)})"
        raise FlowError(f"there is no {name} {value!r}{hint}")
    return value


def checked_categories(values: Sequence[str]) -> list[Category]:
    """Return what a flow is for.

    Raises:
        FlowError: There is nothing, or something that is no category.
    """
    if isinstance(values, str):
        raise FlowError(f"categories is a list: [{values!r}]")
    if not values:
        raise FlowError("a flow has one category at least")
    known: dict[str, Category] = {each: each for each in get_args(Category)}
    return [known[checked_choice(each, known, "category")] for each in values]


def checked_address(value: str) -> str:
    """Return the address of an endpoint.

    Raises:
        FlowError: It does not begin with `https://` and a host.
    """
    try:
        parts = urllib.parse.urlsplit(value)
        usable = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise FlowError("endpoint_uri is an https:// address")
    return value


def checked_download(value: str | None) -> str:
    """Return the address of a file.

    Raises:
        FlowError: There is none, or it is not encrypted and leads elsewhere than to this machine.
    """
    origin = origin_of(value or "")
    if value is None or origin is None:
        raise FlowError("the file has no link to download it from")
    if origin[0] != "https" and not (origin[0] == "http" and is_loopback(value)):
        raise FlowError("the link to the file does not begin with https://")
    return value


def checked_fields(values: Sequence[str]) -> list[str]:
    """Return the fields that are asked for.

    Raises:
        FlowError: One of them cannot be the name of a field.
    """
    for value in [values] if isinstance(values, str) else values:
        if not _FIELD.fullmatch(value):
            raise FlowError(f"{value[:80]!r} is no field of a flow")
    return list(values)


def checked_limit(value: int | None) -> str | None:
    """Return how many items a page has, as text.

    Raises:
        FlowError: It is less than 1.
    """
    if value is None:
        return None
    if value < 1:
        raise FlowError("limit has to be 1 or more")
    return str(value)


def checked_key(value: str) -> str:
    """Return a public key.

    Raises:
        FlowError: It is none; a private key most of all must not be sent.
    """
    if "PRIVATE KEY" in value:
        # The text is not shown, and nothing of it is kept.
        del value
        raise FlowError("this is a private key, which must never be sent: give the public one")
    lines = value.strip().splitlines()
    if len(lines) < 3 or lines[0].strip() != _BEGIN or lines[-1].strip() != _END:
        raise FlowError(f"a public key is PEM, from {_BEGIN} to {_END}")
    return value
