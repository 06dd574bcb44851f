"""Cuts lists into pages, with cursors that say where to go on."""

import base64
import binascii
import urllib.parse
from collections.abc import Sequence
from typing import Any, Final

import attrs

from flowdsl.testing.graph_server.call import Call
from flowdsl.testing.graph_server.errors import invalid_parameter
from flowdsl.testing.graph_server.parameters import text, whole_number

__all__ = ["Page", "asked_page", "paged"]

USUAL: Final = 25
"""How many items a page has where no limit is given."""

MOST: Final = 100
"""How many items a page has at most."""

_MARK: Final = "flow:"


@attrs.frozen(kw_only=True)
class Page:
    """The part of a list that is asked for.

    Args:
        limit: How many items at most.
        after: The place that they come after.
        before: The place that they come before.
    """

    limit: int
    after: int | None = None
    before: int | None = None


def asked_page(call: Call) -> Page:
    """Return the part of a list that a call asks for.

    Args:
        call: The call.

    Raises:
        GraphError: A parameter is wrong.
    """
    limit = whole_number(call.parameters, "limit", USUAL, 1, MOST)
    after, before = (_place(text(call.parameters, key), key) for key in ("after", "before"))
    return Page(limit=limit, after=after, before=None if after is not None else before)


def paged(
    call: Call, page: Page, items: Sequence[tuple[int, Any]], *, earlier: bool, later: bool
) -> dict[str, Any]:
    """Return the answer for a page.

    Args:
        call: The call.
        page: The part that was asked for.
        items: What is on it, each with its place.
        earlier: Whether there are items before them.
        later: Whether there are items after them.
    """
    if not items:
        return {"data": []}
    before, after = _cursor(items[0][0]), _cursor(items[-1][0])
    paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
    kept = {
        key: value
        for key, value in call.parameters.items()
        # The token goes into no address here, for an address ends up in logs.
        if key not in ("after", "before", "limit", "access_token") and isinstance(value, str)
    }
    for wanted, key, name, cursor in (
        (later, "next", "after", after),
        (earlier, "previous", "before", before),
    ):
        if wanted:
            query = urllib.parse.urlencode({**kept, "limit": page.limit, name: cursor})
            paging[key] = f"{call.base}{call.path}?{query}"
    return {"data": [item for _, item in items], "paging": paging}


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"{_MARK}{place}".encode()).decode()


def _place(cursor: str | None, key: str) -> int | None:
    if cursor is None:
        return None
    try:
        found = base64.b64decode(cursor.encode(), b"-_", validate=True).decode()
        place = found.removeprefix(_MARK)
        if found.startswith(_MARK) and place.isascii() and place.isdigit() and len(place) < 16:
            return int(place)
    except (binascii.Error, ValueError):
        pass
    raise invalid_parameter(f"Invalid cursors values: {key}")
