"""What answers for an endpoint: one that is reached by HTTP, or the examples of the flow."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.problems import FlowError
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
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
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
            with opener.open(sent, timeout=self.wait) as answer:
                return Reply(_body(_read(answer, until)), answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return Reply(_body(error.read(_CHUNK)), error.code)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise TimeoutError(str(reason)) from None
            raise ConnectionError(str(reason)) from None


def _read(answer: Any, until: float) -> bytes:
    found = b""
    while chunk := answer.read1(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            raise ConnectionError("the answer has more than 10 MB")
        if time.monotonic() > until:
            raise TimeoutError("the answer takes too long")
    return found


def _body(data: bytes) -> Mapping[str, Any] | None:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def example_endpoint(program: Program) -> Any:
    """Return an endpoint that answers with the examples of the flow, as Meta's preview does.

    It goes on to the first screen that the routes lead to, and ends the flow where they lead
    nowhere; it answers Back with the first screen that leads to the one that is left.

    Args:
        program: The flow.
    """

    def answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
        screen, action = str(request.get("screen") or ""), request.get("action")
        data = request.get("data")
        if isinstance(data, Mapping) and ("error" in data and "error_message" in data):
            return {"data": {"acknowledged": True}}
        if action == "INIT":
            screen = program.entries[0]
        elif action == "BACK":
            screen = next(
                (each for each in program.screens if screen in program.targets[each]), screen
            )
        else:
            routes = list(program.routes.targets.get(screen, ()))
            if not routes:
                params = {**_plain_params(data), "flow_token": request.get("flow_token")}
                return {
                    "screen": "SUCCESS",
                    "data": {"extension_message_response": {"params": params}},
                }
            screen = routes[0]
        return {"screen": screen, "data": dict(program.screens[screen].examples)}

    return answer


def _plain_params(data: object) -> dict[str, Any]:
    return dict(data) if isinstance(data, Mapping) else {}
