"""The operations that make and change flows."""

import secrets
from typing import Any, Final

import attrs

from flowdsl.testing.graph_server.call import Call, Graph
from flowdsl.testing.graph_server.content import FILE_NAME, read_content, written_errors
from flowdsl.testing.graph_server.errors import (
    ACCOUNT_FULL,
    BLOCKED_BY_INTEGRITY,
    ENDPOINT_IN_JSON,
    ENDPOINT_IN_JSON_UPDATING,
    NAME_NOT_UNIQUE,
    ONE_CLONE_SOURCE,
    GraphError,
    invalid_parameter,
)
from flowdsl.testing.graph_server.lifecycle import (
    Status,
    after_deprecating,
    after_editing,
    after_publishing,
    check_deleting,
)
from flowdsl.testing.graph_server.parameters import categories, endpoint_uri, flag, name, text
from flowdsl.testing.graph_server.publishing import obstacles
from flowdsl.testing.graph_server.records import Account, Content, Dialect, Flow, Kind
from flowdsl.testing.graph_server.rows import Rows

__all__ = [
    "MOST_FLOWS",
    "create",
    "delete",
    "deprecate",
    "make_room",
    "publish",
    "update",
    "upload",
]

MOST_FLOWS: Final = 10_000
"""How many flows an account has at most; Meta states no number, and a loop has to end."""

ASSET_TYPE: Final = "FLOW_JSON"
"""The only type of asset."""

SUCCESS: Final = {"success": True}


def create(graph: Graph, call: Call) -> dict[str, Any]:
    """Make a flow: empty, of a Flow JSON, or like another flow."""
    given = call.parameters
    named, chosen = name(given), categories(given)
    if named is None:
        raise invalid_parameter("The parameter name is required.")
    if chosen is None:
        raise invalid_parameter("The parameter categories is required.")
    endpoint, is_published = endpoint_uri(given), flag(given, "publish")
    written = text(given, "flow_json")
    data = None if written is None else _encoded(written)
    content = None if data is None else read_content(data)
    source_id = text(given, "clone_flow_id")
    if given.get("clone_template") is not None:
        if source_id is not None:
            raise GraphError(ONE_CLONE_SOURCE)
        raise invalid_parameter("Param clone_template is not known to this server")
    if is_published and data is None and source_id is None:
        raise invalid_parameter("Param publish needs flow_json")
    with graph.store.transaction() as rows:
        account = call.account(rows)
        if account.is_banned:
            raise GraphError(BLOCKED_BY_INTEGRITY)
        make_room(rows, account, named)
        if source_id is not None:
            source = rows.flow(source_id)
            if source is None:
                raise invalid_parameter(f"Flow with specified ID does not exist: {source_id:.40}")
            if data is None:
                data, content = rows.content(source_id), source.content
                endpoint = endpoint or source.endpoint_uri
        if content is not None and content.is_old and given.get("endpoint_uri") is not None:
            raise GraphError(ENDPOINT_IN_JSON)
        flow = Flow(
            id=rows.new_id(),
            account_id=account.id,
            name=named,
            status=Status.DRAFT,
            categories=chosen,
            updated_at=graph.clock(),
            endpoint_uri=endpoint,
        )
        rows.put_flow(flow)
        if data is not None:
            flow = _with_content(rows, flow, data, content)
        # A draft is made of what does not pass the validator, and the answer says why.
        if is_published and content is not None and not content.validation_errors:
            _publish(graph, rows, flow)
    if graph.dialect is Dialect.COLLECTION:
        return {"id": flow.id}
    errors = written_errors(content, graph.dialect)
    return {"id": flow.id, **SUCCESS, "validation_errors": errors}


def _encoded(written: str) -> bytes:
    try:
        return written.encode()
    except UnicodeEncodeError:
        raise invalid_parameter("Param flow_json must be valid UTF-8") from None


def make_room(rows: Rows, account: Account, named: str) -> None:
    """Raise an error where an account takes no flow of a name.

    Args:
        rows: The rows.
        account: The account.
        named: The name.

    Raises:
        GraphError: The name is taken, or the account is full.
    """
    if rows.flow_named(account.id, named) is not None:
        raise GraphError(NAME_NOT_UNIQUE)
    if rows.count_flows(account.id) >= MOST_FLOWS:
        raise GraphError(ACCOUNT_FULL)


def _with_content(rows: Rows, flow: Flow, data: bytes, content: Content | None) -> Flow:
    """Write a Flow JSON; the link to the one before ends."""
    rows.put_content(flow.id, data)
    flow = attrs.evolve(flow, content=content, asset_token=secrets.token_urlsafe(16))
    rows.put_flow(flow)
    return flow


def update(graph: Graph, call: Call) -> dict[str, Any]:
    """Change the metadata of a flow."""
    given = call.parameters
    changes: dict[str, Any] = {
        "name": name(given),
        "categories": categories(given),
        "endpoint_uri": endpoint_uri(given),
        "application_id": text(given, "application_id"),
    }
    changes = {key: value for key, value in changes.items() if value is not None}
    with graph.store.transaction() as rows:
        flow = call.flow(rows)
        if not changes:
            return SUCCESS
        status = after_editing(flow.status, graph.lifecycle)
        if "endpoint_uri" in changes and flow.content is not None and flow.content.is_old:
            raise GraphError(ENDPOINT_IN_JSON_UPDATING)
        known = {None, *(account.application_id for account in rows.accounts())}
        if changes.get("application_id") not in known:
            raise invalid_parameter("Param application_id must be an app that you have access to")
        rows.put_flow(attrs.evolve(flow, status=status, updated_at=graph.clock(), **changes))
    return SUCCESS


def upload(graph: Graph, call: Call) -> dict[str, Any]:
    """Give a flow another Flow JSON; it is kept even with errors."""
    if not call.is_multipart:
        raise invalid_parameter("The request must be multipart/form-data")
    if text(call.parameters, "name") != FILE_NAME:
        raise invalid_parameter(f"Param name must be {FILE_NAME}")
    if text(call.parameters, "asset_type") != ASSET_TYPE:
        raise invalid_parameter(f"Param asset_type must be one of {{{ASSET_TYPE}}}")
    file = call.uploads.get("file")
    if file is None:
        raise invalid_parameter("The parameter file is required.")
    if file.type.partition(";")[0].strip().lower() != "application/json":
        raise invalid_parameter("Param file must be a file with one of the types application/json")
    content = read_content(file.data)
    with graph.store.transaction() as rows:
        flow = call.flow(rows)
        status = after_editing(flow.status, graph.lifecycle)
        changed = attrs.evolve(flow, status=status, updated_at=graph.clock())
        _with_content(rows, changed, file.data, content)
    return {**SUCCESS, "validation_errors": written_errors(content, graph.dialect)}


def publish(graph: Graph, call: Call) -> dict[str, Any]:
    """Publish a flow, if the checks are passed."""
    with graph.store.transaction() as rows:
        _publish(graph, rows, call.flow(rows))
    return SUCCESS


def _publish(graph: Graph, rows: Rows, flow: Flow) -> None:
    status = after_publishing(flow.status)
    account = rows.account(flow.account_id)
    assert account is not None, "the database keeps no flow without its account"
    moment = graph.clock()
    found = obstacles(flow, account, rows.phone_numbers(account.id), moment.date())
    if found:
        raise GraphError(found[0])
    rows.put_flow(attrs.evolve(flow, status=status, updated_at=moment))
    rows.put_content(flow.id, rows.content(flow.id) or b"", Kind.PUBLISHED)


def deprecate(graph: Graph, call: Call) -> dict[str, Any]:
    """Bring a published flow to its end."""
    with graph.store.transaction() as rows:
        flow = call.flow(rows)
        status = after_deprecating(flow.status, graph.lifecycle)
        rows.put_flow(attrs.evolve(flow, status=status, updated_at=graph.clock()))
    return SUCCESS


def delete(graph: Graph, call: Call) -> dict[str, Any]:
    """Delete a draft."""
    with graph.store.transaction() as rows:
        flow = call.flow(rows)
        check_deleting(flow.status)
        rows.delete_flow(flow.id)
    return SUCCESS
