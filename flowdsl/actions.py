"""The five actions: what happens when somebody taps or selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import attrs

from flowdsl.facts import PythonOnly, ScreenTarget, TextForm, Written
from flowdsl.node import Node, action
from flowdsl.values import Dyn
from flowdsl.versions import V2_1, V6_0

__all__ = ["Complete", "DataExchange", "Navigate", "OpenUrl", "Payload", "UpdateData"]

Payload: TypeAlias = Mapping[str, Any]
"""What an action carries: the author's own keys, with any JSON, references and expressions."""


@action("navigate", since=V2_1)
@attrs.frozen(eq=False, repr=False, slots=False)
class Navigate(Node):
    """Goes to another screen.

    Args:
        next: The id of the screen to go to.
        payload: What that screen's data is filled with: a value for every entry that it declares.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    next: Annotated[str, ScreenTarget()]
    payload: Payload | None = None


@action("complete", since=V2_1)
@attrs.frozen(eq=False, repr=False, slots=False)
class Complete(Node):
    """Ends the flow and sends its answers to the business.

    Args:
        payload: The answers, as they arrive in the webhook's `response_json`.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    payload: Payload | None = None


@action("data_exchange", since=V2_1)
@attrs.frozen(eq=False, repr=False, slots=False)
class DataExchange(Node):
    """Sends data to the endpoint, whose answer decides what comes next.

    Args:
        payload: What the endpoint gets.
        leads_to: The ids of the screens that the endpoint may answer with; they are not sent but
            become edges of the routing model, which otherwise cannot know them.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    payload: Payload | None = None
    leads_to: Annotated[Sequence[str], PythonOnly()] = attrs.field(default=(), kw_only=True)


@action("update_data", since=V6_0)
@attrs.frozen(eq=False, repr=False, slots=False)
class UpdateData(Node):
    """Changes the data of the screen that is shown (since 6.0).

    Args:
        payload: The new values, by the names of the screen's data.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    payload: Payload


@action("open_url", since=V6_0)
@attrs.frozen(eq=False, repr=False, slots=False)
class OpenUrl(Node):
    """Opens a page in the browser of the phone (since 6.0).

    Args:
        url: The address, with its scheme.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    url: Annotated[Dyn[str], Written(TextForm.URI)]
