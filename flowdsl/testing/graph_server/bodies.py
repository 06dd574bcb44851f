"""Reads the bodies of calls: bounded, and as JSON, as a form or with files."""

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope

from flowdsl.testing.graph_server.call import Upload
from flowdsl.testing.graph_server.content import LARGEST
from flowdsl.testing.graph_server.errors import BODY_TOO_LARGE, GraphError, invalid_parameter

__all__ = ["Body", "read_body", "read_json_body", "read_parameters"]

LARGEST_BODY: Final = 2 * LARGEST + 256 * 1024
"""How many bytes of a body are read: quotes in a Flow JSON inside of JSON take two each."""

LARGEST_DRAINED: Final = 8 * LARGEST_BODY
"""How many more are taken in and thrown away, so that the client can read why."""

MOST_FIELDS: Final = 100
MULTIPART: Final = "multipart/form-data"


class Body:
    """What was read of a body.

    Args:
        parameters: The parameters in it.
        uploads: The files in it.
        is_multipart: Whether it was `multipart/form-data`.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        uploads: Mapping[str, Upload] | None = None,
        *,
        is_multipart: bool = False,
    ) -> None:
        self.parameters = parameters
        self.uploads = uploads or {}
        self.is_multipart = is_multipart


async def read_body(receive: Receive) -> bytes:
    """Return the body of a call.

    Args:
        receive: Gives the next piece.

    Raises:
        GraphError: It is too large.
        ClientDisconnect: It ends in the middle.
    """
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= LARGEST_BODY:
            chunks.append(chunk)
        else:
            chunks.clear()
        more = message.get("more_body", False) and size <= LARGEST_DRAINED
    if size > LARGEST_BODY:
        raise GraphError(BODY_TOO_LARGE)
    return b"".join(chunks)


def read_json_body(body: bytes) -> Any:
    """Return what a body says as JSON; nothing is None.

    Args:
        body: The body.

    Raises:
        GraphError: It is no JSON.
    """
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise invalid_parameter("The body is no JSON") from None


async def read_parameters(scope: Scope, body: bytes) -> Body:
    """Return the parameters and files of a body.

    Args:
        scope: The call, for the headers.
        body: The body.

    Raises:
        GraphError: It is written wrongly.
    """
    if not body:
        return Body({})
    request = Request(scope, _replayed(body))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        document = read_json_body(body)
        if not isinstance(document, dict):
            raise invalid_parameter("The body must be an object")
        return Body(document)
    if kind not in (MULTIPART, "application/x-www-form-urlencoded"):
        raise invalid_parameter(f"The content type {kind!r:.60} is not read")
    parameters: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    try:
        limits = {"max_files": MOST_FIELDS, "max_fields": MOST_FIELDS}
        async with request.form(**limits, max_part_size=LARGEST_BODY) as form:
            for key, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[key] = Upload(await value.read(), value.content_type or "")
                else:
                    parameters[key] = value
    except (MultiPartException, HTTPException, UnicodeDecodeError, ValueError) as error:
        raise invalid_parameter(f"The form cannot be read: {error!s:.100}") from None
    return Body(parameters, uploads, is_multipart=kind == MULTIPART)


def _replayed(body: bytes) -> Receive:
    """Return what gives a body that was read before."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
