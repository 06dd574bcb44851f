"""Calls of the Graph API as values: what is sent, and how the answer is read."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from flowdsl.platform.graph.preview import shown_address
from flowdsl.platform.lifecycle import Operation

__all__ = ["Call", "Request", "Upload"]

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Upload:
    """A file that is sent.

    Args:
        filename: What it is called.
        data: Its bytes.
        content_type: What it is.
    """

    filename: str
    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} bytes>")
    content_type: str = "application/json"


@attrs.frozen(kw_only=True)
class Request:
    """What is sent; the address and the token are added when it is.

    Args:
        method: The method of HTTP.
        path: The path after the version, beginning with `/`.
        address: A whole address instead, which the API itself gave; the token is not sent there.
        query: The query.
        json: The body where it is JSON.
        form: The fields of the body where it is a form.
        file: The file that goes with the form, which is then sent in parts.
    """

    method: str
    path: str = ""
    query: Mapping[str, str] = attrs.field(factory=dict)
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    file: Upload | None = None
    address: str | None = attrs.field(default=None, repr=shown_address)


@attrs.frozen(kw_only=True)
class Call(Generic[T_co]):
    """One call of the API.

    Args:
        purpose: What it does, for example `"publish the flow"`.
        request: What is sent.
        read: Reads the answer, which is an object; raises a `ValueError` that says what is missing
            in it.
        is_repeatable: Whether the same call can be made again, when nobody knows what came of it,
            with the same outcome.
        operation: What it does to a flow in the terms of its life cycle, None where the state does
            not matter.
        flow: The id of that flow.
        read_file: Reads the bytes that come instead of an object, where a file is asked for.
    """

    purpose: str
    request: Request
    read: Callable[[Mapping[str, Any]], T_co]
    is_repeatable: bool = False
    operation: Operation | None = None
    flow: str = ""
    read_file: Callable[[bytes], T_co] | None = None
