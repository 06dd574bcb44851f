"""Says which operation a method and a path ask for, and does it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.testing.graph_server import accounts, flows, reading
from flowdsl.testing.graph_server.call import Call, Graph
from flowdsl.testing.graph_server.errors import GraphError, Situation, no_such_object
from flowdsl.testing.graph_server.faults import Operation
from flowdsl.testing.graph_server.fields import read_fields

__all__ = ["OPERATIONS", "Target", "operation_of", "target_of"]

_Do: TypeAlias = Callable[[Graph, Call], dict[str, Any]]

OPERATIONS: Final[Mapping[Operation, _Do]] = {
    Operation.CREATE: flows.create,
    Operation.LIST: reading.list_flows,
    Operation.GET: reading.get,
    Operation.UPDATE: flows.update,
    Operation.UPLOAD: flows.upload,
    Operation.ASSETS: reading.assets,
    Operation.PREVIEW: reading.get,
    Operation.PUBLISH: flows.publish,
    Operation.DEPRECATE: flows.deprecate,
    Operation.DELETE: flows.delete,
    Operation.MIGRATE: accounts.migrate,
    Operation.METRICS: reading.get,
    Operation.SET_KEY: accounts.set_key,
    Operation.GET_KEY: accounts.get_key,
    Operation.ACCOUNT: accounts.get_account,
    Operation.PHONE_NUMBERS: accounts.list_numbers,
}
"""What does each operation."""

_BY_EDGE: Final[Mapping[tuple[str, str], Operation]] = {
    ("POST", "flows"): Operation.CREATE,
    ("GET", "flows"): Operation.LIST,
    ("POST", ""): Operation.UPDATE,
    ("DELETE", ""): Operation.DELETE,
    ("POST", "assets"): Operation.UPLOAD,
    ("GET", "assets"): Operation.ASSETS,
    ("POST", "publish"): Operation.PUBLISH,
    ("POST", "deprecate"): Operation.DEPRECATE,
    ("POST", "migrate_flows"): Operation.MIGRATE,
    ("POST", "whatsapp_business_encryption"): Operation.SET_KEY,
    ("GET", "whatsapp_business_encryption"): Operation.GET_KEY,
    ("GET", "phone_numbers"): Operation.PHONE_NUMBERS,
}

_VERSION: Final = re.compile(r"/v[0-9]{1,3}\.[0-9]{1,3}(?=/|$)")


@attrs.frozen
class Target:
    """What a path leads to.

    Args:
        path: The path without the version.
        node: The id in it.
        edge: What stands behind the id; empty for the node itself.
    """

    path: str
    node: str
    edge: str


def target_of(path: str) -> Target:
    """Return what a path leads to; any version of Graph will do, and so will none.

    Args:
        path: The path of a call.

    Raises:
        GraphError: It leads nowhere.
    """
    found = _VERSION.match(path)
    rest = path[found.end() :] if found else path
    parts = rest.strip("/").split("/")
    if len(parts) > 2 or not parts[0]:
        message = f"Unknown path components: {rest:.80}"
        raise GraphError(Situation(code=2500, message=message))
    return Target(rest, parts[0], parts[1] if len(parts) > 1 else "")


def operation_of(
    graph: Graph, method: str, target: Target, parameters: Mapping[str, Any]
) -> Operation:
    """Return what a call asks for.

    Args:
        graph: What the server works on.
        method: The method of HTTP.
        target: What the path leads to.
        parameters: Those of the call.

    Raises:
        GraphError: Nothing is asked for that there is.
    """
    found = _BY_EDGE.get((method, target.edge))
    if found is not None:
        return found
    if method != "GET" or target.edge:
        raise no_such_object(target.node, method)
    with graph.store.transaction() as rows:
        if rows.account(target.node) is not None:
            return Operation.ACCOUNT
    fields = parameters.get("fields")
    names = {each.name for each in read_fields(fields)} if isinstance(fields, str) else set()
    if "metric" in names:
        return Operation.METRICS
    return Operation.PREVIEW if names == {"preview"} else Operation.GET
