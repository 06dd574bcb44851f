"""The methods of both clients, written once.

An operation is a function that describes a call. As a method of `GraphClient` it makes the call, as
one of `AsyncGraphClient` it is awaited; its parameters are those of the function, for people, for
editors and for type checkers.
"""

import abc
import functools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Generic, ParamSpec, TypeVar, overload

from flowdsl.platform.graph import changes, questions
from flowdsl.platform.graph.models import Page
from flowdsl.platform.graph.requests import Call

__all__ = ["AsyncSender", "FlowMethods", "Listing", "Method", "Sender"]

P = ParamSpec("P")
T = TypeVar("T")


class Sender(abc.ABC):
    """Makes calls, and waits for their answers."""

    @abc.abstractmethod
    def send(self, call: Call[T]) -> T:
        """Make a call and return what it is for."""

    @abc.abstractmethod
    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        """Yield the items of every page, which are asked for as they are needed."""


class AsyncSender(abc.ABC):
    """Makes calls that are awaited."""

    @abc.abstractmethod
    async def send(self, call: Call[T]) -> T:
        """Make a call and return what it is for."""

    @abc.abstractmethod
    def pages(self, call: Call[Page[T]]) -> AsyncIterator[T]:
        """Yield the items of every page, which are asked for as they are needed."""


class Method(Generic[P, T]):
    """Makes a method of an operation.

    Args:
        describe: The operation.
    """

    def __init__(self, describe: Callable[P, Call[T]]) -> None:
        self.describe = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, client: Sender, owner: type | None = None) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, client: AsyncSender, owner: type | None = None
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, client: None, owner: type | None = None) -> "Method[P, T]": ...
    def __get__(self, client: Sender | AsyncSender | None, owner: type | None = None) -> object:
        if client is None:
            return self

        @functools.wraps(self.describe)
        def method(*args: P.args, **kwargs: P.kwargs) -> object:
            return client.send(self.describe(*args, **kwargs))

        return method


class Listing(Generic[P, T]):
    """Makes a method that goes through all pages of an operation.

    Args:
        describe: The operation, which reads the first page.
    """

    def __init__(self, describe: Callable[P, Call[Page[T]]]) -> None:
        self.describe = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, client: Sender, owner: type | None = None) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(
        self, client: AsyncSender, owner: type | None = None
    ) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, client: None, owner: type | None = None) -> "Listing[P, T]": ...
    def __get__(self, client: Sender | AsyncSender | None, owner: type | None = None) -> object:
        if client is None:
            return self

        @functools.wraps(self.describe)
        def method(*args: P.args, **kwargs: P.kwargs) -> object:
            return client.pages(self.describe(*args, **kwargs))

        return method


class FlowMethods:
    """What a client can do with flows."""

    create = Method(changes.create)
    clone = Method(changes.clone)
    flows = Listing(questions.flows)
    flows_page = Method(questions.flows_page)
    get = Method(questions.get)
    update = Method(changes.update)
    upload = Method(changes.upload)
    assets = Listing(questions.assets)
    assets_page = Method(questions.assets_page)
    download = Method(questions.download)
    preview = Method(questions.preview)
    publish = Method(changes.publish)
    deprecate = Method(changes.deprecate)
    delete = Method(changes.delete)
    migrate = Method(changes.migrate)
    metric = Method(questions.metric)
    public_key = Method(questions.public_key)
    set_public_key = Method(changes.set_public_key)
