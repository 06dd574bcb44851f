"""Runs the application in a web server (uvicorn) that a thread has to itself."""

import asyncio
import socket
import threading
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Server", "cut"]

_LONGEST_START: Final = 10.0
"""How many seconds the server has to start."""

_LONGEST_END: Final = 1
"""How many seconds calls have to end when the server stops."""

# ASGI has no word for closing a connection, so that those that are open are kept here, by the
# addresses of both sides.
_open: dict[tuple[object, object], asyncio.Transport] = {}


class _Protocol(H11Protocol):
    """Knows its connection by the addresses that a call comes with."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a connection can be read and written"
        super().connection_made(transport)
        # asyncio does it only for sockets that say their protocol. An answer is sent in two pieces,
        # and the second would wait for some 40 ms until the client has acknowledged the first.
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _open[self.server, self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        _open.pop((self.server, self.client), None)
        super().connection_lost(exc)


def cut(scope: Scope) -> None:
    """Close the connection that a call came on.

    Args:
        scope: The call.
    """
    transport = _open.get((scope["server"], scope["client"]))
    if transport is not None:
        transport.close()


class _Uvicorn(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Server:
    """A web server in a thread.

    Args:
        answering: The application.
        listening: The socket to listen on.
    """

    def __init__(self, answering: ASGIApp, listening: socket.socket) -> None:
        self._listening = listening
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                answering,
                http=_Protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_LONGEST_END,
            )
        )
        self._thread = threading.Thread(target=self._run, name="flowdsl sandbox", daemon=True)

    def _run(self) -> None:
        with self._listening:
            self._uvicorn.run(sockets=[self._listening])

    @property
    def is_running(self) -> bool:
        """Whether calls are answered."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to answer.

        Raises:
            RuntimeError: The server does not start.
        """
        self._thread.start()
        if not self._uvicorn.ready.wait(_LONGEST_START):
            self.stop()
            raise RuntimeError("the web server of the sandbox does not start")

    def wait(self, seconds: float) -> None:
        """Wait for the end.

        Args:
            seconds: How long at most.
        """
        self._thread.join(seconds)

    def stop(self) -> None:
        """End, once the calls that are running are done or have had a second."""
        self._uvicorn.should_exit = True
        self._thread.join()
