"""Reads a Flow JSON that was sent: what is wrong with it, and what else the server has to know."""

from typing import Any, Final

from flowdsl.check import is_on
from flowdsl.check_json import check_read
from flowdsl.json_text import read_json
from flowdsl.testing.graph_server.errors import CONTENT_TOO_LARGE, GraphError
from flowdsl.testing.graph_server.records import Content, Dialect

__all__ = ["FILE_NAME", "LARGEST", "read_content", "written_errors"]

LARGEST: Final = 10 * 1024 * 1024
"""How many bytes a Flow JSON has at most."""

FILE_NAME: Final = "flow.json"
"""What the Flow JSON of every flow is called."""


def read_content(data: bytes) -> Content:
    """Return what is known of a Flow JSON.

    Args:
        data: Its text.

    Raises:
        GraphError: It is too large.
    """
    if len(data) > LARGEST:
        raise GraphError(CONTENT_TOO_LARGE)
    read = read_json(data)
    problems = check_read(read, FILE_NAME, None, is_on)
    document = read.document if isinstance(read.document, dict) else {}
    return Content(
        json_version=_text(document.get("version")),
        data_api_version=_text(document.get("data_api_version")),
        data_channel_uri=_text(document.get("data_channel_uri")),
        # What is only advice keeps nobody from publishing, and Meta does not say it here.
        validation_errors=tuple(each.to_meta() for each in problems if each.is_error),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def written_errors(content: Content | None, dialect: Dialect) -> list[Any]:
    """Return what is wrong with a Flow JSON as an answer lists it.

    Args:
        content: The Flow JSON, or None where there is none.
        dialect: Whose form it has.
    """
    errors = [] if content is None else list(content.validation_errors)
    if dialect is Dialect.DOCUMENTATION:
        return errors
    older = ("pointers", "error_type")
    return [
        {key: value for key, value in error.items() if key not in older}
        | {"error_type": "JSON_SCHEMA_ERROR"}
        for error in errors
    ]
