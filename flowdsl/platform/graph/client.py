"""The two clients of the Graph API: one waits for its answers, one awaits them."""

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from flowdsl.platform.graph.answers import Answer, read_answer
from flowdsl.platform.graph.errors import NoAnswer
from flowdsl.platform.graph.methods import AsyncSender, FlowMethods, Sender
from flowdsl.platform.graph.models import FlowInfo, Page
from flowdsl.platform.graph.paging import Paging
from flowdsl.platform.graph.questions import get
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.graph.retries import repeats
from flowdsl.platform.graph.secrecy import Token
from flowdsl.platform.graph.sending import (
    FAILURES,
    Received,
    client_options,
    no_answer,
    request_options,
)
from flowdsl.platform.graph.settings import GraphSettings
from flowdsl.platform.lifecycle import NotAllowed, allowed

try:
    import httpx2
    import stamina
except ModuleNotFoundError as error:
    if error.name not in ("httpx2", "stamina"):
        raise
    message = f'{error.name} is not installed: pip install "flowdsl[push]"'
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["AsyncGraphClient", "GraphClient"]

T = TypeVar("T")


class GraphClient(FlowMethods, Sender):
    """Manages flows by Meta's Graph API, and waits for each answer.

    It is a context manager, which closes its connections at the end. Threads may share it.

    Args:
        token: The access token; a text is put into a `Token` at once.
        settings: Where the API is, and how patient the client is.
        transport: What carries the requests instead of the network, in tests.

    Raises:
        FlowError: The token cannot be one.
    """

    def __init__(
        self,
        token: Token | str,
        settings: GraphSettings | None = None,
        *,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._token = token = token if isinstance(token, Token) else Token(token)
        self.settings = settings or GraphSettings()
        options = client_options(self.settings, self._token)
        self._http = httpx2.Client(**options, transport=transport)

    def send(self, call: Call[T]) -> T:
        """Make a call and return what it is for.

        Args:
            call: The call, as a function of `questions` or `changes` describes it.

        Raises:
            GraphError: It comes to nothing.
            NotAllowed: The state of the flow does not allow it, with `check_state`.
        """
        if self.settings.check_state and _depends_on_state(call):
            _check_state(call, self.send(_state_of(call)))
        for attempt in stamina.retry_context(**_retrying(call, self.settings)):
            with attempt:
                return read_answer(call, self._exchange(call), self._token)
        raise AssertionError  # The last attempt returns or raises.

    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        """Yield the items of every page, which are asked for as they are needed.

        Args:
            call: The call for the first page.

        Raises:
            GraphError: A call comes to nothing.
        """
        paging = Paging(call, self.settings)
        while paging.call is not None:
            yield from paging.take(self.send(paging.call))

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings.root!r})"

    def _exchange(self, call: Call[Any]) -> Answer:
        failed: NoAnswer
        try:
            with self._http.stream(**request_options(call.request, self.settings)) as response:
                received = Received(call, response, self.settings)
                for chunk in response.iter_bytes():
                    received.add(chunk)
                return received.answer
        except FAILURES as error:
            failed = no_answer(call, error, self._token, self.settings)
        raise failed


class AsyncGraphClient(FlowMethods, AsyncSender):
    """Manages flows by Meta's Graph API; what it does is awaited.

    It is an asynchronous context manager, which closes its connections at the end.

    Args:
        token: The access token; a text is put into a `Token` at once.
        settings: Where the API is, and how patient the client is.
        transport: What carries the requests instead of the network, in tests.

    Raises:
        FlowError: The token cannot be one.
    """

    def __init__(
        self,
        token: Token | str,
        settings: GraphSettings | None = None,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._token = token = token if isinstance(token, Token) else Token(token)
        self.settings = settings or GraphSettings()
        options = client_options(self.settings, self._token)
        self._http = httpx2.AsyncClient(**options, transport=transport)

    async def send(self, call: Call[T]) -> T:
        """Make a call and return what it is for.

        Args:
            call: The call, as a function of `questions` or `changes` describes it.

        Raises:
            GraphError: It comes to nothing.
            NotAllowed: The state of the flow does not allow it, with `check_state`.
        """
        if self.settings.check_state and _depends_on_state(call):
            _check_state(call, await self.send(_state_of(call)))
        async for attempt in stamina.retry_context(**_retrying(call, self.settings)):
            with attempt:
                return read_answer(call, await self._exchange(call), self._token)
        raise AssertionError  # The last attempt returns or raises.

    async def pages(self, call: Call[Page[T]]) -> AsyncIterator[T]:
        """Yield the items of every page, which are asked for as they are needed.

        Args:
            call: The call for the first page.

        Raises:
            GraphError: A call comes to nothing.
        """
        paging = Paging(call, self.settings)
        while paging.call is not None:
            for item in paging.take(await self.send(paging.call)):
                yield item

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings.root!r})"

    async def _exchange(self, call: Call[Any]) -> Answer:
        failed: NoAnswer
        try:
            options = request_options(call.request, self.settings)
            async with self._http.stream(**options) as response:
                received = Received(call, response, self.settings)
                async for chunk in response.aiter_bytes():
                    received.add(chunk)
                return received.answer
        except FAILURES as error:
            failed = no_answer(call, error, self._token, self.settings)
        raise failed


def _retrying(call: Call[Any], settings: GraphSettings) -> dict[str, Any]:
    return {
        "on": repeats(call, settings),
        "attempts": settings.attempts,
        "timeout": settings.patience,
        "wait_initial": 0.5,
        "wait_max": 10.0,
    }


def _depends_on_state(call: Call[Any]) -> bool:
    return call.operation is not None and bool(call.flow)


def _state_of(call: Call[Any]) -> Call[FlowInfo]:
    return get(call.flow, fields=("id", "status"))


def _check_state(call: Call[Any], info: FlowInfo) -> None:
    # A state that is not known here is left to Meta.
    if call.operation is not None and info.state is not None:
        verdict = allowed(call.operation, info.state)
        if verdict.is_refused:
            raise NotAllowed(verdict, call.flow)
