"""Keeps the access token, and other secrets, out of everything that people read."""

import re
import urllib.parse
from typing import Any, Final, NoReturn

from flowdsl.problems import FlowError

__all__ = ["HIDDEN", "Token", "holds_secret", "redacted", "without_secrets"]

HIDDEN: Final = "<token>"
"""What stands where a token was."""

_SECRET_KEYS: Final = (
    "access_token",
    "appsecret_proof",
    "client_secret",
    "fb_exchange_token",
    "input_token",
)
_IN_QUERY: Final = re.compile(rf"\b({'|'.join(_SECRET_KEYS)})=[^&\s\"'<>]+", re.IGNORECASE)
_BEARER: Final = re.compile(r"\bBearer(\s+|%20|\+)[^\s\"'<>,;]+", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(\bhttps?:[\\/]+[^\s\"'<>?]+)\?[^\s\"'<>]+", re.IGNORECASE)
# Meta's tokens begin with these letters.
_LIKE_A_TOKEN: Final = re.compile(r"\bEAA[A-Za-z0-9_-]{16,}")


class Token:
    """An access token that shows itself nowhere but in the header of a request.

    Args:
        value: The token, as Meta shows it; spaces around it do not count.

    Raises:
        FlowError: It is empty, or no header can hold it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        fault = _fault(value)
        if fault:
            del value  # A traceback may show what is in this frame.
            raise FlowError(fault)
        self._value = value.strip()

    def reveal(self) -> str:
        """Return the token itself."""
        return self._value

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, _: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not written to files or sent to other processes")


def _fault(value: object) -> str | None:
    if not isinstance(value, str):
        return "an access token is a text"
    if not value.strip():
        return "the access token is empty"
    if not all("!" <= character <= "~" for character in value.strip()):
        return "the access token holds a space, or a character that no token has"
    return None


def redacted(text: str, token: Token | None = None, *, addresses: bool = False) -> str:
    """Return a text without the token, and without what looks like a secret of the Graph API.

    Args:
        text: The text.
        token: The token in use.
        addresses: Whether addresses are shown without their query, which may let one in.
    """
    if token is not None:
        value = token.reveal()
        for form in dict.fromkeys((value, urllib.parse.quote(value, safe=""))):
            text = text.replace(form, HIDDEN)
    text = _IN_QUERY.sub(rf"\1={HIDDEN}", text)
    text = _ADDRESS.sub(r"\1?...", text) if addresses else text
    text = _BEARER.sub(f"Bearer {HIDDEN}", text)
    return _LIKE_A_TOKEN.sub(HIDDEN, text)


def holds_secret(text: str) -> bool:
    """Return whether a word of a text looks like a secret of the Graph API.

    Args:
        text: The text. It may speak of "the bearer of news": only what stands without a blank is
            one.
    """
    return any(redacted(word) != word for word in text.split())


def without_secrets(document: Any, token: Token | None = None, *, addresses: bool = False) -> Any:
    """Return a copy of a parsed JSON document in which no text holds a secret.

    The document must not be deep, because each level costs a call.

    Args:
        document: What was parsed.
        token: The token in use.
        addresses: Whether addresses are shown without their query, which may let one in.
    """
    if isinstance(document, str):
        return redacted(document, token, addresses=addresses)
    if isinstance(document, list):
        return [without_secrets(item, token, addresses=addresses) for item in document]
    if isinstance(document, dict):
        return {
            redacted(key, token, addresses=addresses): HIDDEN
            if key.lower() in _SECRET_KEYS
            else without_secrets(value, token, addresses=addresses)
            for key, value in document.items()
        }
    return document
