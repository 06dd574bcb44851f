"""Sends requests by HTTP, as far as it is the same whether one waits or awaits."""

import datetime
import functools
import ssl
import time
from collections.abc import Generator
from typing import Any, Final

from flowdsl import __version__
from flowdsl.platform.graph.answers import Answer, retry_after
from flowdsl.platform.graph.errors import AnswerLost, NoAnswer, UnexpectedAnswer, Unreachable
from flowdsl.platform.graph.reading import shown
from flowdsl.platform.graph.requests import Call, Request
from flowdsl.platform.graph.secrecy import Token, redacted
from flowdsl.platform.graph.settings import GraphSettings, is_loopback

try:
    import httpx2
except ModuleNotFoundError as error:
    if error.name != "httpx2":
        raise
    message = 'httpx2 is not installed: pip install "flowdsl[push]"'
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["FAILURES", "Bearer", "Received", "client_options", "no_answer", "request_options"]

FAILURES: Final = (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL)
"""What keeps an answer from coming."""

_NOT_SENT: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpx2.InvalidURL,
)


class Bearer(httpx2.Auth):
    """Adds the token to a request at the last moment.

    Args:
        token: The token.
    """

    def __init__(self, token: Token) -> None:
        self._token = token

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


@functools.cache
def _tls(trust_env: bool) -> ssl.SSLContext:
    """Return what certificates are checked with; to load all that are trusted takes long."""
    return httpx2.create_ssl_context(trust_env=trust_env)


def client_options(settings: GraphSettings, token: Token) -> dict[str, Any]:
    """Return what a client of the library is made with.

    Args:
        settings: The settings.
        token: The token.
    """
    # What goes to this machine goes past every proxy.
    trust_env = not is_loopback(settings.base_url)
    return {
        "auth": Bearer(token),
        "headers": {
            "User-Agent": f"flowdsl/{__version__}",
            "Accept": "application/json",
            # A small answer must not become a large one.
            "Accept-Encoding": "identity",
        },
        "timeout": httpx2.Timeout(settings.timeout, connect=settings.connect_timeout),
        "follow_redirects": False,
        "verify": _tls(trust_env),
        "trust_env": trust_env,
    }


def request_options(request: Request, settings: GraphSettings) -> dict[str, Any]:
    """Return what a request of the library is made with.

    Args:
        request: The request.
        settings: Where the API is.
    """
    options: dict[str, Any] = {"method": request.method, "url": f"{settings.root}{request.path}"}
    if request.address is not None:
        options |= {"url": request.address, "auth": None}
    if request.query:
        options["params"] = dict(request.query)
    if request.json is not None:
        options["json"] = dict(request.json)
    if request.form is not None:
        options["data"] = dict(request.form)
    if request.file is not None:
        file = request.file
        options["files"] = {"file": (file.filename, file.data, file.content_type)}
    return options


class Received:
    """An answer while it comes in, which is neither too large nor too slow.

    Args:
        call: The call that it answers.
        response: Its beginning.
        settings: How large it may be, and how long it may take.

    Raises:
        UnexpectedAnswer: It is packed, though nothing was asked for but plain bytes.
    """

    def __init__(self, call: Call[Any], response: httpx2.Response, settings: GraphSettings) -> None:
        self._call = call
        self._settings = settings
        self._status = response.status_code
        self._wait = retry_after(
            response.headers.get("Retry-After"), datetime.datetime.now(datetime.UTC)
        )
        self._chunks: list[bytes] = []
        self._size = 0
        self._until = time.monotonic() + settings.timeout
        if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise self._unexpected("the answer is packed, which was not asked for")

    def add(self, chunk: bytes) -> None:
        """Take another piece.

        Raises:
            UnexpectedAnswer: The answer has too many bytes.
            AnswerLost: It takes too long.
        """
        self._size += len(chunk)
        if self._size > self._settings.largest:
            raise self._unexpected(f"the answer has more than {self._settings.largest} bytes")
        if time.monotonic() > self._until:
            raise AnswerLost(
                operation=self._call.purpose,
                message=f"the answer takes longer than {self._settings.timeout:g} seconds",
                status=self._status,
                help=_help(self._call),
            )
        self._chunks.append(chunk)

    @property
    def answer(self) -> Answer:
        """What came in."""
        body = b"".join(self._chunks)
        return Answer(status=self._status, body=body, retry_after=self._wait)

    def _unexpected(self, message: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(
            operation=self._call.purpose,
            message=message,
            status=self._status,
            help=_help(self._call),
        )


def no_answer(call: Call[Any], error: Exception, token: Token, settings: GraphSettings) -> NoAnswer:
    """Return the exception for an answer that did not come.

    It has to be raised where the error of the library is no longer handled: that one knows the
    request, and with it the token.

    Args:
        call: The call.
        error: What the library raises.
        token: The token.
        settings: Where the API is.
    """
    said = shown(redacted(str(error), token))
    kind = type(error).__name__
    message = f"{kind}: {said}" if said else kind
    if isinstance(error, _NOT_SENT):
        return Unreachable(
            operation=call.purpose,
            message=message,
            reason="The server was not reached, so nothing was done.",
            help="See that the network and the address of the Graph API are right."
            if not is_loopback(settings.base_url)
            else "See that it runs: `flowdsl sandbox` starts a local one.",
        )
    return AnswerLost(
        operation=call.purpose,
        message=message,
        reason="The request went out, and no whole answer came back.",
        help=_help(call),
    )


def _help(call: Call[Any]) -> str:
    if call.is_repeatable:
        return "Try again; it does no harm."
    return "It may have been done: look at the flow before you try again."
