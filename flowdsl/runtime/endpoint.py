"""What answers for an endpoint: one that is reached by HTTP, or the examples of the flow."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from flowdsl.actions import DataExchange
from flowdsl.facts import CLICK
from flowdsl.problems import FlowError
from flowdsl.runtime.binding import bind
from flowdsl.runtime.program import Program
from flowdsl.runtime.state import Reply

__all__ = ["HttpEndpoint", "example_endpoint"]

LONGEST_WAIT: Final = 10.0
"""How many seconds a phone waits for an answer."""

LARGEST: Final = 10 * 1024 * 1024
"""How many bytes an answer has at most."""

_CHUNK: Final = 64 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: an endpoint answers where it is, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@attrs.frozen
class HttpEndpoint:
    """Asks an endpoint by HTTP, in plain JSON as it is before encryption.

    WhatsApp encrypts what it sends; a server that is tested lets plain requests in on an address of
    its own.

    Args:
        url: Its address, beginning with `http://` or `https://`.
        wait: How many seconds it has to answer.

    Raises:
        FlowError: The address is none.
    """

    url: str = attrs.field()
    wait: float = LONGEST_WAIT

    def __attrs_post_init__(self) -> None:
        try:
            parts = urllib.parse.urlsplit(self.url)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_address = False
        if not is_address:
            raise FlowError(f"{self.url!r} is no address of an endpoint: give http(s)://...")

    def __call__(self, request: Mapping[str, Any]) -> Reply:
        """Return what the endpoint answers.

        Raises:
            TimeoutError: It takes too long.
            ConnectionError: Nothing comes back, or more than 10 MB.
        """
        data = json.dumps(request).encode()
        headers = {"Content-Type": "application/json"}
        sent = urllib.request.Request(self.url, data, headers, method="POST")  # noqa: S310
        opener = urllib.request.build_opener(_NoRedirect)
        until = time.monotonic() + self.wait
        try:
            with _answer(opener, sent, self.wait) as answer:
                return Reply(_body(_read(answer, until)), answer.status)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise TimeoutError(str(reason)) from None
            raise ConnectionError(str(reason)) from None


def _answer(
    opener: urllib.request.OpenerDirector, sent: urllib.request.Request, wait: float
) -> Any:
    """Return what is answered, with whatever status."""
    try:
        return opener.open(sent, timeout=wait)
    except urllib.error.HTTPError as error:
        return error


def _read(answer: Any, until: float) -> bytes:
    found = b""
    while chunk := answer.read1(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            raise ConnectionError("the answer has more than 10 MB")
        if time.monotonic() > until:
            raise TimeoutError("the answer takes too long")
    if answer.length:
        raise ConnectionError("the answer ends in the middle")
    return found


def _body(data: bytes) -> Mapping[str, Any] | None:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def example_endpoint(program: Program) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Return an endpoint that answers with the examples of the flow, as Meta's preview does.

    What a tap asks is answered with the first screen that the routes lead to and no action of the
    screen does by itself; where there is none, with the end. What a choice asks is answered with
    the same screen, Back with the first screen that leads to the one that is left.

    Args:
        program: The flow.
    """

    def answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
        screen, data = str(request.get("screen") or ""), request.get("data")
        data = data if isinstance(data, Mapping) else {}
        if "error" in data and "error_message" in data:
            return {"data": {"acknowledged": True}}
        match request.get("action"):
            case "INIT":
                screen = program.entries[0]
            case "BACK":
                leading = (each for each in program.screens if screen in program.targets[each])
                screen = next(leading, screen)
            case _ if not _is_choice(program, screen, data):
                following = _following(program, screen)
                if following is None:
                    params = {**data, "flow_token": request.get("flow_token")}
                    ends = {"extension_message_response": {"params": params}}
                    return {"screen": "SUCCESS", "data": ends}
                screen = following
        return {"screen": screen, "data": dict(program.screens[screen].examples)}

    return answer


def _following(program: Program, screen: str) -> str | None:
    """Return the screen after another, None where the endpoint ends the flow."""
    targets = program.routes.targets.get(screen, {})
    led = program.routes.navigated.get(screen, {})
    asked = next((target for target in targets if target not in led), None)
    placed = program.screens.get(screen)
    if asked is None and placed is not None and not placed.placed.is_terminal:
        return next(iter(targets), None)
    return asked


def _is_choice(program: Program, screen: str, data: Mapping[str, Any]) -> bool:
    """Return whether a request comes from a choice or a day, and not from a tap.

    Nothing in it tells but its keys and constants, which are those of the action.
    """
    placed = program.screens[screen].placed.actions if screen in program.screens else ()
    for action in placed:
        if action.name == EXCHANGE and action.payload.keys() == data.keys():
            constants = {key: value for key, value in action.payload.items() if bind(value) is None}
            if all(data[key] == value for key, value in constants.items()):
                return action.event != CLICK
    return False


EXCHANGE: Final = DataExchange.facts.name
