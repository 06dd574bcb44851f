"""What happens in one step, for those who look at how it came about."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from flowdsl.runtime.state import Reply

__all__ = ["Asked", "Ended", "Event", "Failed", "Moved", "OpenedUrl", "Ran", "Warned"]


@attrs.frozen
class Moved:
    """Another screen is shown.

    Args:
        source: The id of the screen before, None where the flow was opened.
        target: The id of the screen.
        by: `"navigate"`, `"data_exchange"`, `"BACK"`, `"INIT"`, or `"back"` on the phone alone.
    """

    source: str | None
    target: str
    by: str


@attrs.frozen
class Ran:
    """An action was run.

    Args:
        name: Its name.
        screen: The id of the screen that it stands on.
        event: The key that it stands under.
        payload: Its payload, as it was sent.
    """

    name: str
    screen: str
    event: str
    payload: Mapping[str, Any]


@attrs.frozen
class Asked:
    """The endpoint was asked.

    Args:
        request: What it was asked with, before encryption.
        reply: What it answered, None where nothing came.
    """

    request: Mapping[str, Any]
    reply: Reply | None


@attrs.frozen
class OpenedUrl:
    """A page was opened in the browser; the flow stays as it is.

    Args:
        url: Its address.
    """

    url: str


@attrs.frozen
class Ended:
    """The flow is done, and one message was sent.

    Args:
        response: What it holds, `flow_token` included.
        by: `"complete"`, or `"SUCCESS"` where the endpoint ended it.
        screen: The id of the screen that it ended on; empty where none was shown.
    """

    response: Mapping[str, Any]
    by: str
    screen: str = ""


@attrs.frozen
class Failed:
    """Something went wrong that the user sees as an error, mostly without a reason.

    Args:
        error: What Meta calls it, for example `payload-schema-error`.
        message: What was found and what is allowed.
        screen: The id of the screen that is shown; empty where none is.
    """

    error: str
    message: str
    screen: str = ""


@attrs.frozen
class Warned:
    """Something that likely goes wrong on some phones.

    Args:
        message: What it is.
        screen: The id of the screen that is shown.
    """

    message: str
    screen: str = ""


Event: TypeAlias = Moved | Ran | Asked | OpenedUrl | Ended | Failed | Warned
