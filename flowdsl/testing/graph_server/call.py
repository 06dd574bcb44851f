"""One call as it came over HTTP, and what the operations work on."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from flowdsl.testing.graph_server.errors import no_such_object
from flowdsl.testing.graph_server.lifecycle import Lifecycle
from flowdsl.testing.graph_server.records import Account, Dialect, Flow, PhoneNumber
from flowdsl.testing.graph_server.rows import Rows
from flowdsl.testing.graph_server.store import Store

__all__ = ["Call", "Graph", "Upload", "now"]


@attrs.frozen
class Upload:
    """A file that came with a call.

    Args:
        data: What is in it.
        type: Its content type.
    """

    data: bytes
    type: str


@attrs.frozen(kw_only=True)
class Call:
    """A call of one operation.

    Args:
        node: The id that it is about.
        method: The method of HTTP, in capitals.
        base: The address of this server, as the caller reached it.
        path: The path, with the version.
        parameters: Those of the query and of the body together.
        uploads: The files.
        is_multipart: Whether the body was `multipart/form-data`.
    """

    node: str
    method: str
    base: str
    path: str
    parameters: Mapping[str, Any]
    uploads: Mapping[str, Upload] = attrs.field(factory=dict)
    is_multipart: bool = False

    def flow(self, rows: Rows) -> Flow:
        """Return the flow that the call is about.

        Raises:
            GraphError: There is none.
        """
        found = rows.flow(self.node)
        if found is None:
            raise no_such_object(self.node, self.method)
        return found

    def account(self, rows: Rows) -> Account:
        """Return the account that the call is about.

        Raises:
            GraphError: There is none.
        """
        found = rows.account(self.node)
        if found is None:
            raise no_such_object(self.node, self.method)
        return found

    def phone_number(self, rows: Rows) -> PhoneNumber:
        """Return the phone number that the call is about.

        Raises:
            GraphError: There is none.
        """
        found = rows.phone_number(self.node)
        if found is None:
            raise no_such_object(self.node, self.method)
        return found


def now() -> datetime.datetime:
    """Return the present moment, in whole seconds as answers have them."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


@attrs.frozen(kw_only=True)
class Graph:
    """What the operations work on.

    Args:
        store: The database.
        dialect: Whose answers are given where sources differ.
        lifecycle: Which description of the lifecycle holds.
        clock: Returns the present moment, with a time zone.
    """

    store: Store
    dialect: Dialect = Dialect.DOCUMENTATION
    lifecycle: Lifecycle = Lifecycle.CURRENT
    clock: Callable[[], datetime.datetime] = now
