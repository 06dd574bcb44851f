"""What an account has of each flow: what Meta says of it, and the Flow JSON that is uploaded."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from flowdsl.changes import Comparison, compare
from flowdsl.json_text import read_json
from flowdsl.platform.graph.errors import GraphError
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import Asset, FlowInfo
from flowdsl.platform.graph.questions import assets, download, flows, get
from flowdsl.platform.lock import content_hash

__all__ = [
    "Content",
    "RemoteFlow",
    "Shown",
    "by_name",
    "compared",
    "in_parallel",
    "list_account",
    "read_content",
    "read_remote",
]

T = TypeVar("T")
R = TypeVar("R")

Shown: TypeAlias = Callable[[Iterable[Any], int], Iterable[Any]]
"""Shows how far the work is: takes what is done one by one, and how many there are."""

PAGE: Final = 100
"""How many flows are asked for at once."""

METADATA: Final = ("id", "endpoint_uri", "application")
"""What lists do not say of a flow."""

SECONDS: Final = 0.2
"""How long is waited at a time for what runs."""

FLOW_JSON: Final = "FLOW_JSON"
"""The type of the file that holds the Flow JSON."""


@attrs.frozen(kw_only=True)
class Content:
    """The Flow JSON that is uploaded.

    Args:
        data: Its bytes; None where there is none, or where it was not downloaded.
        document: The document; None where the bytes are none.
        sha256: Its `content_hash`; None where there is no document, and not known otherwise.
    """

    data: bytes | None = attrs.field(default=None, repr=False)
    document: dict[str, Any] | None = attrs.field(default=None, repr=False)
    sha256: str | None = None


@attrs.frozen(kw_only=True)
class RemoteFlow:
    """A flow in the account.

    Args:
        info: What Meta says of it.
        content: Its Flow JSON.
    """

    info: FlowInfo
    content: Content = attrs.field(factory=Content)


def list_account(client: Sender, waba: str) -> dict[str, FlowInfo]:
    """Return all flows of an account by their ids, oldest first.

    Args:
        client: Makes the calls.
        waba: The id of the account.

    Raises:
        GraphError: A call comes to nothing.
    """
    return {info.id: info for info in client.pages(flows(waba, limit=PAGE))}


def read_remote(
    client: Sender, info: FlowInfo, *, metadata: bool = False, trusted: str | None = None
) -> RemoteFlow:
    """Return a flow with its Flow JSON.

    Args:
        client: Makes the calls.
        info: What a list says of it.
        metadata: Whether to ask for its endpoint and its app, which lists do not say.
        trusted: The hash that is taken for that of its Flow JSON, instead of downloading it.

    Raises:
        GraphError: A call comes to nothing.
    """
    if metadata:
        more = client.send(get(info.id, fields=METADATA))
        info = attrs.evolve(info, endpoint_uri=more.endpoint_uri, application=more.application)
    content = Content(sha256=trusted) if trusted else read_content(client, info.id)
    return RemoteFlow(info=info, content=content)


def read_content(client: Sender, flow: str) -> Content:
    """Return the Flow JSON of a flow.

    Args:
        client: Makes the calls.
        flow: Its id.

    Raises:
        GraphError: A call comes to nothing.
    """
    asset = _flow_json(client, flow)
    if asset is None:
        return Content()
    try:
        data = client.send(download(asset))
    except GraphError:
        # A link ends when the file changes, and after a while.
        asset = _flow_json(client, flow)
        if asset is None:
            return Content()
        data = client.send(download(asset))
    read = read_json(data)
    if not read.usable or not isinstance(read.document, dict):
        return Content(data=data)
    return Content(data=data, document=read.document, sha256=content_hash(read.document))


def compared(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Return what is different between two Flow JSONs, without the query of the address in them.

    Who knows the query may be let in; that it is another is all that is said of it.

    Args:
        old: The Flow JSON as it is there.
        new: The Flow JSON as it is wanted.

    Raises:
        NotComparable: One of them is too deep.
    """
    key = "data_channel_uri"
    (was, _, before), (now, _, after) = (str(each.get(key)).partition("?") for each in (old, new))
    mark = "?..." if before == after else "?(another)..."
    old = {**old, key: f"{was}?..."} if before else old
    new = {**new, key: f"{now}{mark}"} if after else new
    return compare(old, new)


def _flow_json(client: Sender, flow: str) -> Asset | None:
    found = client.pages(assets(flow))
    return next((each for each in found if each.asset_type in (FLOW_JSON, None)), None)


def in_parallel(
    work: Callable[[T], R],
    items: Sequence[T],
    jobs: int,
    shown: Shown | None = None,
    *,
    interrupt: Callable[[], None] | None = None,
) -> list[R]:
    """Return what work makes of each item, in their order; not more than so many at once.

    The first error ends it: what has not begun then does not begin.

    Args:
        work: What is done.
        items: To what.
        jobs: How many are worked on at once.
        shown: Shows how far it is.
        interrupt: Is called when it ends early, before what runs is waited for.
    """
    # Nothing begins before all is handed over: Ctrl-C while a thread starts would leave it to work
    # on, and nobody would wait for it.
    ready, is_off = threading.Event(), threading.Event()

    def begin(item: T) -> R:
        ready.wait()
        if is_off.is_set():
            raise CancelledError
        return work(item)

    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="flowdsl") as pool:
        futures: list[Future[R]] = []
        try:
            futures.extend(pool.submit(begin, item) for item in items)
            ready.set()
            done = _completed(futures)
            for future in shown(done, len(futures)) if shown else done:
                future.result()
        except BaseException:
            is_off.set()
            ready.set()
            for future in futures:
                future.cancel()
            if interrupt is not None:
                interrupt()
            raise
        return [future.result() for future in futures]


def _completed(futures: Iterable[Future[R]]) -> Iterator[Future[R]]:
    """Yield what is done as it is done.

    Ctrl-C is noticed only between two waits on Windows, and now and then elsewhere.
    """
    pending = set(futures)
    while pending:
        done, pending = wait(pending, timeout=SECONDS, return_when=FIRST_COMPLETED)
        yield from done


def by_name(account: Mapping[str, FlowInfo]) -> dict[str, FlowInfo]:
    """Return the flows of an account by their names, which are unique there."""
    return {info.name: info for info in account.values() if info.name is not None}
