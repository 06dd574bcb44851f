"""An endpoint is asked by HTTP, and whatever a server does, the flow goes on or stays."""

import contextlib
import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from endpoint_flows import FLOW, ON, SLOW, TOKEN, WRONG, errors

from flowdsl.problems import FlowError
from flowdsl.runtime import Session
from flowdsl.runtime.endpoint import LARGEST, HttpEndpoint

Respond = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server(http.server.ThreadingHTTPServer):
    """Answers on this machine alone, as it is told.

    Args:
        respond: What answers each request.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.asked: list[Any] = []
        self.types: list[str | None] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/flow"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:  # The name that the server looks for.
        size = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(size)))
        self.server.types.append(self.headers["Content-Type"])
        with contextlib.suppress(ConnectionError):
            self.server.respond(self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Print nothing."""


@contextlib.contextmanager
def serving(respond: Respond) -> Iterator[Server]:
    with Server(respond) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def with_status(status: int, body: bytes, *headers: tuple[str, str]) -> Respond:
    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for header in (("Content-Length", str(len(body))), *headers):
            handler.send_header(*header)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def half(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Promise more than comes, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"screen": "SECOND", "da')
    handler.wfile.flush()
    handler.close_connection = True


def half_an_error(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Begin to say what is wrong in chunks, and hang up."""
    handler.send_response(500)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"100\r\n<html>")
    handler.wfile.flush()
    handler.close_connection = True


def hang_up(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send more than an answer may have."""
    handler.send_response(200)
    handler.end_headers()
    chunk = b" " * (1024 * 1024)
    for _ in range(LARGEST // len(chunk) + 2):
        handler.wfile.write(chunk)


JSON = json.dumps(ON).encode()
HTTP = {
    "200": (with_status(200, JSON), [], None, 1),
    "421 twice": (with_status(421, b""), ["business-decryption-error"], WRONG, 2),
    "427": (
        with_status(427, b'{"error_msg": "Already placed"}'),
        ["cannot_be_served"],
        "Already placed",
        1,
    ),
    "427 without a text": (with_status(427, b"gone"), ["cannot_be_served"], WRONG, 1),
    "432": (with_status(432, b"{}"), ["unexpected_http_status_code"], WRONG, 1),
    "500": (with_status(500, b"<html>"), ["unexpected_http_status_code"], WRONG, 1),
    "201": (with_status(201, JSON), ["unexpected_http_status_code"], WRONG, 1),
    "no JSON": (with_status(200, b"OK"), ["response-decryption-error"], WRONG, 1),
    "deep JSON": (with_status(200, b"[" * 100_000), ["response-decryption-error"], WRONG, 1),
    "a list": (with_status(200, b"[]"), ["response-decryption-error"], WRONG, 1),
    "half an answer": (half, ["no_http_response_error"], WRONG, 1),
    "half an error": (half_an_error, ["no_http_response_error"], WRONG, 1),
    "nothing": (hang_up, ["no_http_response_error"], WRONG, 1),
    "elsewhere": (
        with_status(302, b"", ("Location", "/other")),
        ["unexpected_http_status_code"],
        WRONG,
        1,
    ),
    "too much": (endless, ["no_http_response_error"], WRONG, 1),
}


@pytest.mark.parametrize("kind", HTTP)
def test_endpoint_is_asked_by_http(kind: str) -> None:
    """Whatever a server answers, the flow goes on with it or stays, and can be gone on with."""
    respond, failed, notice, times = HTTP[kind]
    with serving(respond) as server:
        session = Session(
            FLOW, screen="FIRST", endpoint=HttpEndpoint(server.url, 5), flow_token=TOKEN
        )
        session = session.fill("name", "Zoë").tap("Ask")
        assert (errors(session), session.notice) == (failed, notice)
        assert session.stack == (("FIRST",) if failed else ("FIRST", "SECOND"))
        wanted = {
            "version": "3.0",
            "action": "data_exchange",
            "screen": "FIRST",
            "data": {"name": "Zoë"},
            "flow_token": TOKEN,
        }
        assert server.asked == [wanted] * times
        assert set(server.types) == {"application/json"}


@pytest.mark.parametrize("status", [None, 200, 500])
def test_slow_endpoint_is_given_up(status: int | None) -> None:
    """Who takes too long is given up, also where something comes now and then."""
    over = threading.Event()

    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        if status is not None:
            handler.send_response(status)
            handler.end_headers()
        while not over.wait(0.03):
            if status is not None:
                handler.wfile.write(b" ")
                handler.wfile.flush()

    with serving(respond) as server:
        session = Session(FLOW, screen="FIRST", endpoint=HttpEndpoint(server.url, 0.15))
        session = session.tap("Ask")
        over.set()
    assert (errors(session), session.notice) == (["timeout_error"], SLOW)


def test_nobody_at_the_address_is_no_answer() -> None:
    """An address where nothing listens is an endpoint that does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    session = Session(FLOW, screen="FIRST", endpoint=f"http://127.0.0.1:{port}").tap("Ask")
    assert errors(session) == ["no_http_response_error"]


@pytest.mark.parametrize("url", ["", "endpoint", "ftp://a.example", "http://", "file:///etc/x"])
def test_address_is_one_of_http(url: str) -> None:
    """What is no address of a server is refused when it is given."""
    with pytest.raises(FlowError, match="is no address of an endpoint"):
        HttpEndpoint(url)


@pytest.mark.parametrize("url", ["http://a.example:x/", "http://[::1", "http://a b/"])
def test_broken_address_raises_no_other_error(url: str) -> None:
    """An address that cannot be read is refused, or does not answer."""
    with pytest.raises((FlowError, ConnectionError)):
        HttpEndpoint(url, 0.1)({"action": "ping"})
