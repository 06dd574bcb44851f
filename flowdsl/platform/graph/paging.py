"""Goes from one page of a list to the next, by the link or by the cursor."""

import urllib.parse
from typing import Final, Generic, TypeVar

import attrs

from flowdsl.platform.graph.errors import UnexpectedAnswer
from flowdsl.platform.graph.models import Page
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.graph.settings import GraphSettings, origin_of

__all__ = ["Paging"]

T = TypeVar("T")

# Nothing but these is taken from a link: the links of Graph hold the token, too.
_KEPT: Final = ("limit", "after", "before", "offset", "since", "until", "__paging_token", "fields")

MOST_PAGES: Final = 10_000
"""So many pages no account has."""


class Paging(Generic[T]):
    """The pages of a list, one call after the other.

    Args:
        first: The call for the first page.
        settings: Where the API is: a link that leads elsewhere is not followed.
    """

    def __init__(self, first: Call[Page[T]], settings: GraphSettings) -> None:
        self.call: Call[Page[T]] | None = first
        self._origin = origin_of(settings.root)
        self._first = first
        self._seen: set[str] = set()

    def take(self, page: Page[T]) -> tuple[T, ...]:
        """Return what is on a page, and have the call for the next one, if there is one.

        Args:
            page: What the call in `call` was answered with.

        Raises:
            UnexpectedAnswer: The link to the next page leads to another host.
        """
        query = self._following(page)
        self.call = None
        if query is not None:
            key = urllib.parse.urlencode(sorted(query.items()))
            # A server that does not know the cursor gives the first page again and again.
            if key not in self._seen and len(self._seen) < MOST_PAGES:
                self._seen.add(key)
                request = attrs.evolve(self._first.request, query=query)
                self.call = attrs.evolve(self._first, request=request)
        return page.items

    def _following(self, page: Page[T]) -> dict[str, str] | None:
        own = dict(self._first.request.query)
        if page.next is not None:
            if origin_of(page.next) != self._origin:
                raise UnexpectedAnswer(
                    operation=self._first.purpose,
                    message="the link to the next page leads to another host",
                    help="Nothing was sent there; see that base_url is right.",
                )
            link = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.next).query))
            return own | {key: link[key] for key in _KEPT if key in link}
        # The pages show cursors without a link: then an empty page is the end.
        if page.after and page.items:
            return own | {"after": page.after}
        return None
