"""The application: what a web server calls with each request (ASGI)."""

import asyncio
import json
import secrets
import sqlite3
import time
import urllib.parse
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from flowdsl.problems import FlowError
from flowdsl.tables import shortened, visible
from flowdsl.testing.graph_server.bodies import read_body, read_json_body, read_parameters
from flowdsl.testing.graph_server.call import Call, Graph
from flowdsl.testing.graph_server.control import CONTROL, Control
from flowdsl.testing.graph_server.errors import (
    INVALID_TOKEN,
    PROCESSING_FAILED,
    TEMPORARY,
    TOO_MANY_CALLS,
    UNKNOWN_ERROR,
    GraphError,
    Situation,
)
from flowdsl.testing.graph_server.faults import Fault, FaultKind, Faults, Operation
from flowdsl.testing.graph_server.reading import ASSETS, PREVIEWS, asset, preview_page
from flowdsl.testing.graph_server.routing import OPERATIONS, operation_of, target_of

__all__ = ["Cut", "application"]

Cut: TypeAlias = Callable[[Scope], None]
"""Closes the connection of a call."""

_JSON: Final = "application/json; charset=UTF-8"
_LONGEST_PATH: Final = 100

_INSTEAD: Final = {
    FaultKind.TOO_MANY: TOO_MANY_CALLS,
    FaultKind.ERROR: UNKNOWN_ERROR,
    FaultKind.UNAVAILABLE: TEMPORARY,
}
"""The faults that are an answer instead of doing anything."""


def application(
    graph: Graph,
    *,
    token: str,
    faults: Faults | None = None,
    note: Callable[[str], None] | None = None,
    cut: Cut | None = None,
) -> ASGIApp:
    """Return the application.

    Args:
        graph: What the operations work on.
        token: The token that calls have to carry.
        faults: The faults that are injected; by default none, until the control adds some.
        note: Takes a line for each request, without tokens and other secrets.
        cut: Closes a connection; without it, a fault that needs that ends in an error of the web
            server.
    """
    return _Application(Control(graph, faults or Faults()), token, note, cut)


@attrs.frozen
class _Answer:
    """What is answered.

    Args:
        status: The status of HTTP.
        data: The body.
        headers: More headers.
        type: The content type.
        fault: The fault that struck.
    """

    status: int
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()
    type: str = _JSON
    fault: Fault | None = None


def _json(status: int, body: Any, *headers: tuple[str, str], fault: Fault | None = None) -> _Answer:
    return _Answer(status, json.dumps(body).encode(), headers, fault=fault)


def _refused(
    situation: Situation, *headers: tuple[str, str], fault: Fault | None = None
) -> _Answer:
    return _json(situation.status, situation.body(), *headers, fault=fault)


@attrs.frozen
class _Application:
    """Answers requests; see `application`."""

    control: Control
    token: str
    note: Callable[[str], None] | None
    cut: Cut | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        if scope["type"] != "http":
            return
        started = time.monotonic()
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        self._say(scope, answer, time.monotonic() - started)
        await self._send(answer, scope, receive, send)

    def _say(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        if self.note is None:
            return
        # The query has tokens in it, so that it is left out.
        path = shortened(visible(scope["path"]), _LONGEST_PATH)
        struck = "" if answer.fault is None else f" (fault: {answer.fault.fault})"
        line = f"{visible(scope['method'])} {path} {answer.status} {seconds * 1000:.0f} ms{struck}"
        self.note(line)

    async def _send(self, answer: _Answer, scope: Scope, receive: Receive, send: Send) -> None:
        kind = None if answer.fault is None else answer.fault.fault
        if kind in (FaultKind.DROP, FaultKind.AFTER):
            await self._hang_up(scope, receive)
            return
        data = answer.data
        headers = [("content-type", answer.type), ("content-length", str(len(data)))]
        raw = [(key.encode(), value.encode()) for key, value in (*headers, *answer.headers)]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        if kind is FaultKind.HALF:
            half = data[: len(data) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await self._hang_up(scope, receive)
            return
        await send({"type": "http.response.body", "body": data})

    async def _hang_up(self, scope: Scope, receive: Receive) -> None:
        if self.cut is None:
            raise ConnectionAbortedError("the connection is closed by a fault that was injected")
        self.cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, scope: Scope, receive: Receive) -> _Answer:
        try:
            body = await read_body(receive)
            path: str = scope["path"]
            query = QueryParams(scope["query_string"])
            if path.startswith((ASSETS, PREVIEWS)):
                return await self._linked(scope["method"], path, query.get("token", ""))
            self._check_token(Headers(scope=scope), query)
            if path.startswith(CONTROL):
                given = read_json_body(body)
                rest = path.removeprefix(CONTROL)
                try:
                    found = await run_in_threadpool(
                        self.control.answer, scope["method"], rest, given
                    )
                except FlowError as error:
                    message = str(error)
                    return _json(400, {"error": {"message": message, "type": "SandboxError"}})
                return _json(200, found)
            return await self._operate(scope, query, body)
        except GraphError as error:
            return _refused(error.situation)
        except sqlite3.Error:  # Another process has the file to itself, or the disk is full.
            return _refused(TEMPORARY)

    def _check_token(self, headers: Headers, query: QueryParams) -> None:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            given = query.get("access_token", "")
        if not secrets.compare_digest(given.strip().encode(errors="replace"), self.token.encode()):
            raise GraphError(INVALID_TOKEN)

    async def _linked(self, method: str, path: str, token: str) -> _Answer:
        """Answer a link that needs no token but its own."""
        graph = self.control.graph
        target = path.removeprefix(ASSETS).removeprefix(PREVIEWS).partition("/")[0]
        fault = None
        if path.startswith(ASSETS):
            fault = self.control.faults.strike(Operation.DOWNLOAD, path)
            instead = await _instead(fault)
            if instead is not None:
                return instead
        if method not in ("GET", "HEAD"):
            return _Answer(405, b"", (("allow", "GET"),), "text/plain")
        if path.startswith(ASSETS):
            data = await run_in_threadpool(asset, graph, target, token)
            return _Answer(200, data, type="application/json", fault=fault)
        page = await run_in_threadpool(preview_page, graph, target, token)
        plain = "text/plain; charset=utf-8"
        if page is None:
            return _Answer(404, b"This preview is over.\n", type=plain)
        return _Answer(200, page.encode(errors="replace"), type=plain)

    async def _operate(self, scope: Scope, query: QueryParams, body: bytes) -> _Answer:
        graph, method = self.control.graph, scope["method"]
        target = target_of(scope["path"])
        read = await read_parameters(scope, body)
        parameters = {**query, **read.parameters}
        operation = await run_in_threadpool(operation_of, graph, method, target, parameters)
        fault = self.control.faults.strike(operation, target.path)
        instead = await _instead(fault)
        if instead is not None:
            return instead
        call = Call(
            node=target.node,
            method=method,
            base=_base(scope),
            path=scope["path"],
            parameters=parameters,
            uploads=read.uploads,
            is_multipart=read.is_multipart,
        )
        try:
            found = await run_in_threadpool(OPERATIONS[operation], graph, call)
        except GraphError as error:
            return _refused(error.situation, fault=fault)
        if fault is not None and fault.fault is FaultKind.PROCESSING:
            return _refused(PROCESSING_FAILED, fault=fault)
        return _json(200, found, fault=fault)


async def _instead(fault: Fault | None) -> _Answer | None:
    """Return what a fault answers instead of doing anything, or wait where it is slow."""
    if fault is None:
        return None
    if fault.fault is FaultKind.DROP:
        return _Answer(0, b"", fault=fault)
    if fault.fault is FaultKind.TOO_MANY:
        wait = ("retry-after", str(fault.retry_after))
        return _refused(TOO_MANY_CALLS, wait, fault=fault)
    if fault.fault in _INSTEAD:
        return _refused(_INSTEAD[fault.fault], fault=fault)
    if fault.fault is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
    return None


def _base(scope: Scope) -> str:
    """Return the address of the server, which is never what a header says."""
    host, port = scope["server"]
    shown = f"[{host}]" if ":" in host else urllib.parse.quote(host)
    return f"{scope['scheme']}://{shown}:{port}"


async def _live(receive: Receive, send: Send) -> None:
    """Answer a web server that starts and stops; there is nothing to do for it."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
