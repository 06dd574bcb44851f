"""A server that runs beside a test or in the foreground, as a handle with its address."""

import contextlib
import datetime
import ipaddress
import secrets
import socket
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from flowdsl.platform.local import HOST
from flowdsl.problems import FlowError
from flowdsl.testing.graph_server.call import Graph, now
from flowdsl.testing.graph_server.control import Control
from flowdsl.testing.graph_server.faults import Faults, read_fault
from flowdsl.testing.graph_server.lifecycle import Lifecycle
from flowdsl.testing.graph_server.records import Dialect
from flowdsl.testing.graph_server.store import MEMORY, Store

if TYPE_CHECKING:
    from flowdsl.testing.graph_server.serving import Server

__all__ = ["MISSING", "Sandbox"]

MISSING: Final = 'the sandbox needs a web server: pip install "flowdsl[sandbox]"'
"""What is said where the libraries are not installed."""


class Sandbox:
    """A local server that speaks Meta's Flows API, with accounts of its own.

    It runs while it is used as a context: `with Sandbox() as sandbox: ...`. Several can run at
    once, each with a database of its own.

    Args:
        database: The file of the database; by default one in memory.
        token: The token that calls have to carry; by default one that is made up.
        host: The address to listen on, which is one of this machine alone.
        port: The port; 0 for a free one.
        accounts: How many WhatsApp Business Accounts a new database has, all of one business.
        dialect: Whose answers are given where Meta's sources differ: those of the pages of the
            documentation, or of the Postman collection.
        lifecycle: Whether flows can be edited after publishing (`"current"`) or not (`"legacy"`).
        clock: Returns the present moment, with a time zone.
        note: Takes a line for each request, without secrets.

    Raises:
        FlowError: Something of it cannot be.
    """

    def __init__(
        self,
        *,
        database: str = MEMORY,
        token: str | None = None,
        host: str = HOST,
        port: int = 0,
        accounts: int = 1,
        dialect: str = Dialect.DOCUMENTATION,
        lifecycle: str = Lifecycle.CURRENT,
        clock: Callable[[], datetime.datetime] = now,
        note: Callable[[str], None] | None = None,
    ) -> None:
        if not _is_loopback(host):
            raise FlowError(f"the sandbox is for this machine alone, and {host} is no such address")
        if accounts < 1:
            raise FlowError(f"a sandbox has at least one account, not {accounts}")
        if token is not None and (not token.isascii() or not token.isprintable() or " " in token):
            raise FlowError("a token is made of ASCII characters without blanks")
        if token == "":
            raise FlowError("a token has at least one character")
        self.token = token or f"sandbox-{secrets.token_urlsafe(16)}"
        self._host, self._port, self._note = host, port, note
        spoken: Dialect = _known(Dialect, "dialect", dialect)
        lived: Lifecycle = _known(Lifecycle, "lifecycle", lifecycle)
        # What is opened last needs no closing where something above is wrong.
        graph = Graph(store=Store(database), dialect=spoken, lifecycle=lived, clock=clock)
        self.control = Control(graph, Faults())
        self._server: Server | None = None
        state = self.control.state()
        for _ in range(accounts - len(state["accounts"])):
            self.control.add_account()

    # Running it.

    def start(self) -> Self:
        """Begin to answer, in a thread.

        Raises:
            FlowError: The libraries are missing, or the port is taken.
        """
        try:
            from flowdsl.testing.graph_server.asgi import application
            from flowdsl.testing.graph_server.serving import Server, cut
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio"):
                raise
            raise FlowError(MISSING) from None
        graph, faults = self.control.graph, self.control.faults
        answering = application(graph, token=self.token, faults=faults, note=self._note, cut=cut)
        try:
            family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
            listening = socket.create_server((self._host, self._port), family=family)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FlowError(f"{self._host}:{self._port}: {reason}") from None
        self._port = listening.getsockname()[1]
        self._server = Server(answering, listening)
        self._server.start()
        return self

    def wait(self) -> None:
        """Wait until the server ends, or Ctrl-C is pressed."""
        while self._server is not None and self._server.is_running:
            self._server.wait(0.5)

    def stop(self) -> None:
        """Answer no more, and close the database."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        self.control.graph.store.close()

    def __enter__(self) -> Self:
        if self._server is None:
            with contextlib.ExitStack() as stack:
                stack.callback(self.control.graph.store.close)
                self.start()
                stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # What a client needs.

    @property
    def url(self) -> str:
        """The address, without a version of Graph."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def waba_ids(self) -> tuple[str, ...]:
        """The ids of the accounts, oldest first."""
        return tuple(account["id"] for account in self.state()["accounts"])

    @property
    def waba_id(self) -> str:
        """The id of the first account."""
        return self.waba_ids[0]

    @property
    def phone_number_id(self) -> str:
        """The id of the phone number of the first account."""
        return str(self.state()["accounts"][0]["phone_numbers"][0]["id"])

    @property
    def application_id(self) -> str:
        """The id of the app that can be connected to flows."""
        return str(self.state()["accounts"][0]["application_id"])

    # What tests do to it.

    def inject(self, fault: str, **calls: Any) -> None:
        """Let something go wrong.

        Args:
            fault: What goes wrong, a value of `FaultKind`: `"429"`, `"500"`, `"503"`, `"slow"`,
                `"drop"`, `"half"`, `"after"` or `"processing"`.
            calls: The other fields of `Fault`: which calls it strikes, and how.

        Raises:
            FlowError: There is no such fault.
        """
        self.control.faults.inject(read_fault({"fault": fault, **calls}))

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self.control.faults.clear()

    def state(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return self.control.state()

    def reset(self) -> None:
        """Delete all flows, keys and faults; the accounts and numbers keep their ids."""
        self.control.reset()

    def move(self, flow_id: str, status: str) -> None:
        """Move a flow to another state, as Meta does; see `Control.move`.

        Args:
            flow_id: The flow.
            status: The new state.

        Raises:
            FlowError: There is no such flow, or the lifecycle has no such move.
        """
        self.control.move(flow_id, status)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _known(kinds: Any, name: str, value: str) -> Any:
    try:
        return kinds(value)
    except ValueError:
        raise FlowError(f"`{name}` is {' or '.join(kinds)}, not {value!r:.40}") from None
