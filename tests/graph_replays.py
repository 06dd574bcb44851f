"""A Graph API that answers as it is told, for both clients, without a network."""

import asyncio
import contextlib
import http.server
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2

from flowdsl.platform.graph import AsyncGraphClient, GraphClient, GraphSettings

TOKEN = "planted/Tok+en.1234567890"
WABA, FLOW, PHONE, APP = "1001", "2002", "3003", "4004"

CLIENTS = ("waits", "awaits")

Given = httpx2.Response | Exception


class Api:
    """Answers each request with the next answer it has; the last one stays.

    Args:
        answers: What it answers, or the errors that it raises instead.
    """

    def __init__(self, *answers: Given) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        # An answer can be read once.
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


def answering(document: object, status: int = 200, **headers: str) -> httpx2.Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return httpx2.Response(status, content=body, headers=headers)


def ask(
    kind: str,
    api: Api | None,
    do: Callable[[Any], Any],
    settings: GraphSettings | None = None,
    token: str = TOKEN,
) -> Any:
    """Return what a client gives for a call; what it yields as a list.

    Args:
        kind: Which of the clients.
        api: What answers, None for the network.
        do: Calls a method of the client.
        settings: Its settings.
        token: Its token.
    """
    transport = httpx2.MockTransport(api) if api is not None else None
    if kind == "awaits":
        return asyncio.run(_await(transport, do, settings, token))
    with GraphClient(token, settings, transport=transport) as client:
        found = do(client)
        return list(found) if isinstance(found, Iterator) else found


async def _await(
    transport: httpx2.AsyncBaseTransport | None,
    do: Callable[[Any], Any],
    settings: GraphSettings | None,
    token: str,
) -> Any:
    async with AsyncGraphClient(token, settings, transport=transport) as client:
        found = do(client)
        if isinstance(found, AsyncIterator):
            return [each async for each in found]
        return await found


Respond = Callable[[http.server.BaseHTTPRequestHandler], None]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:  # The names that the server looks for.
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with contextlib.suppress(ConnectionError):
            self.server.respond(self)

    def do_POST(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Print nothing."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    respond: Respond


@contextlib.contextmanager
def serving(respond: Respond) -> Iterator[GraphSettings]:
    """Serve on this machine alone, and give the settings that lead there."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.respond = respond
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            yield GraphSettings(base_url=url, attempts=2, timeout=2.0)
        finally:
            server.shutdown()
            thread.join()
