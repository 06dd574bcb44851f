"""The link that shows a flow in a browser, without a login."""

import datetime
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from flowdsl.platform.graph.reading import moment, rest, text
from flowdsl.problems import FlowError

__all__ = ["Preview", "shown_address"]

_CONTROLS: Final = ("navigate", "data_exchange")


def shown_address(url: str | None) -> str:
    """Return an address as it is shown: without its query, which lets in whoever knows it."""
    return repr(url.partition("?")[0] + "?..." if url and "?" in url else url)


@attrs.frozen(kw_only=True)
class Preview:
    """A link that shows a flow to whoever has it, for 30 days.

    Args:
        preview_url: The link; shown without the token in it.
        expires_at: When it ends.
        extra: What else Meta says.
    """

    preview_url: str = attrs.field(repr=shown_address)
    expires_at: datetime.datetime | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Preview":
        """Return the preview that an object of an answer stands for."""
        return cls(
            preview_url=text(document, "preview_url") or "",
            expires_at=moment(document, "expires_at"),
            extra=rest(document, "preview_url", "expires_at"),
        )

    def interactive(
        self,
        *,
        flow_action: Literal["navigate", "data_exchange"] | None = None,
        screen: str | None = None,
        data: Mapping[str, Any] | None = None,
        flow_token: str | None = None,
        phone_number: str | None = None,
        debug: bool = False,
    ) -> str:
        """Return the link to a preview that can be tapped.

        Args:
            flow_action: How it begins: with a screen, or by asking the endpoint.
            screen: The first screen; for `navigate` only, and needed there.
            data: The data of that screen.
            flow_token: The token of the flow, which one with an endpoint needs.
            phone_number: The number whose public key is used, which one with an endpoint needs.
            debug: Whether the preview shows what is sent and answered.

        Raises:
            FlowError: `screen` or `data` do not go with the action.
        """
        if flow_action not in (None, *_CONTROLS):
            raise FlowError(f"flow_action is navigate or data_exchange, not {flow_action!r}")
        if flow_action == "navigate" and not screen:
            raise FlowError("a preview that begins with navigate needs a screen")
        if flow_action != "navigate" and (screen or data):
            raise FlowError("a screen and its data go with flow_action='navigate' only")
        values: dict[str, str] = {"interactive": "true"}
        if flow_token is not None:
            values["flow_token"] = flow_token
        if flow_action is not None:
            values["flow_action"] = flow_action
        if flow_action == "navigate":
            payload = {"screen": screen} | ({"data": dict(data)} if data else {})
            written = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
            values["flow_action_payload"] = written
        if phone_number is not None:
            values["phone_number"] = phone_number
        if debug:
            values["debug"] = "true"
        # A space has to be %20; a plus would be read as one.
        query = urllib.parse.urlencode(values, quote_via=urllib.parse.quote, safe="")
        return f"{self.preview_url}{'&' if '?' in self.preview_url else '?'}{query}"
