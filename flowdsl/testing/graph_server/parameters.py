"""Reads the parameters of calls, which come as JSON, as a form or in the address."""

import base64
import binascii
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any, Final

from flowdsl.testing.graph_server.errors import INVALID_ENDPOINT, GraphError, invalid_parameter

__all__ = [
    "CATEGORIES",
    "categories",
    "endpoint_uri",
    "flag",
    "name",
    "public_key",
    "text",
    "texts",
    "whole_number",
]

CATEGORIES: Final = (
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
)
"""The categories that Meta documents."""

LONGEST_NAME: Final = 200
"""How many characters a name has at most."""

LONGEST_ADDRESS: Final = 2048
"""How many characters the address of an endpoint has at most."""

_RSA_2048: Final = bytes.fromhex(
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100"
)
"""How every RSA key of 2,048 bits with the usual exponent begins (SubjectPublicKeyInfo)."""

_EXPONENT: Final = bytes.fromhex("0203010001")


def text(parameters: Mapping[str, Any], key: str) -> str | None:
    """Return a parameter that is text, or None where it is not given.

    Args:
        parameters: Those of the call.
        key: Its name.

    Raises:
        GraphError: It is something else.
    """
    value = parameters.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # An id that a client wrote as a number.
    raise invalid_parameter(f"Param {key} must be a string")


def flag(parameters: Mapping[str, Any], key: str) -> bool:
    """Return a parameter that is true or false; it is false where it is not given.

    Args:
        parameters: Those of the call.
        key: Its name.

    Raises:
        GraphError: It is neither.
    """
    value = parameters.get(key, False)
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False}.get(value.lower())
    if not isinstance(value, bool):
        raise invalid_parameter(f"Param {key} must be a boolean")
    return value


def whole_number(
    parameters: Mapping[str, Any], key: str, default: int, least: int, most: int
) -> int:
    """Return a parameter that is a whole number.

    Args:
        parameters: Those of the call.
        key: Its name.
        default: What it is where it is not given.
        least: The smallest that is allowed.
        most: What is taken for anything larger.

    Raises:
        GraphError: It is no number, or too small.
    """
    value = text(parameters, key)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 16 and int(value) >= least):
        raise invalid_parameter(f"Param {key} must be an integer greater than or equal to {least}")
    return min(int(value), most)


def texts(parameters: Mapping[str, Any], key: str) -> list[str] | None:
    """Return a parameter that is a list of texts, or None where it is not given.

    In a form, a list is written as JSON.

    Args:
        parameters: Those of the call.
        key: Its name.

    Raises:
        GraphError: It is something else.
    """
    value = parameters.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise invalid_parameter(f"Param {key} must be an array.") from None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise invalid_parameter(f"Param {key} must be an array of strings.")
    return value


def name(parameters: Mapping[str, Any]) -> str | None:
    """Return the name of a flow, or None where it is not given.

    Args:
        parameters: Those of the call.

    Raises:
        GraphError: It is no name.
    """
    value = text(parameters, "name")
    if value is None:
        return None
    if not value.strip():
        raise invalid_parameter("Param name must be a non-empty string.")
    if len(value) > LONGEST_NAME:
        raise invalid_parameter(f"Param name must be at most {LONGEST_NAME} characters long.")
    _check_characters(value, "name")
    return value


def _check_characters(value: str, key: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:  # Half of a character, which no database can keep.
        raise invalid_parameter(f"Param {key} must be valid UTF-8") from None


def categories(parameters: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the categories of a flow, or None where they are not given.

    Args:
        parameters: Those of the call.

    Raises:
        GraphError: There is none, or an unknown one.
    """
    value = texts(parameters, "categories")
    if value is None:
        return None
    if not value:
        raise invalid_parameter("Param categories must have at least 1 item")
    for index, each in enumerate(value):
        if each not in CATEGORIES:
            known = ", ".join(CATEGORIES)
            found = json.dumps(each)[:80]
            raise invalid_parameter(
                f"Param categories[{index}] must be one of {{{known}}} - got {found}."
            )
    return tuple(dict.fromkeys(value))


def endpoint_uri(parameters: Mapping[str, Any]) -> str | None:
    """Return the address of an endpoint, or None where it is not given.

    Args:
        parameters: Those of the call.

    Raises:
        GraphError: It is no address that begins with `https://`.
    """
    value = text(parameters, "endpoint_uri")
    if value is None:
        return None
    try:
        parts = urllib.parse.urlsplit(value)
        is_address = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address or len(value) > LONGEST_ADDRESS or not value.isprintable():
        raise GraphError(INVALID_ENDPOINT)
    _check_characters(value, "endpoint_uri")
    return value


def public_key(parameters: Mapping[str, Any]) -> str:
    """Return a public key as PEM.

    Args:
        parameters: Those of the call.

    Raises:
        GraphError: It is no RSA key of 2,048 bits.
    """
    value = text(parameters, "business_public_key") or ""
    lines = value.split()
    refused = invalid_parameter(
        "Param business_public_key must be a 2048-bit RSA public key in PEM format"
    )
    if lines[:3] != ["-----BEGIN", "PUBLIC", "KEY-----"] or len(value) > LONGEST_ADDRESS:
        raise refused
    if lines[-3:] != ["-----END", "PUBLIC", "KEY-----"]:
        raise refused
    try:
        data = base64.b64decode("".join(lines[3:-3]), validate=True)
    except (binascii.Error, ValueError):
        raise refused from None
    size = len(_RSA_2048) + 256 + len(_EXPONENT)
    if len(data) != size or not data.startswith(_RSA_2048) or not data.endswith(_EXPONENT):
        raise refused
    return value
