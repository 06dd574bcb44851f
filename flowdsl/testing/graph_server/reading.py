"""The operations that read flows: lists, fields, assets, links to previews, metrics."""

import datetime
import secrets
from typing import Any, Final

import attrs

from flowdsl.testing.graph_server.call import Call, Graph
from flowdsl.testing.graph_server.content import FILE_NAME, written_errors
from flowdsl.testing.graph_server.errors import GraphError, no_such_field, no_such_object
from flowdsl.testing.graph_server.fields import Field, read_fields
from flowdsl.testing.graph_server.flows import ASSET_TYPE
from flowdsl.testing.graph_server.metrics import metric_of
from flowdsl.testing.graph_server.paging import asked_page, paged
from flowdsl.testing.graph_server.parameters import text
from flowdsl.testing.graph_server.publishing import health
from flowdsl.testing.graph_server.records import Account, Flow, written_time
from flowdsl.testing.graph_server.rows import Rows

__all__ = ["ASSETS", "PREVIEWS", "asset", "assets", "get", "list_flows", "preview_page", "written"]

ASSETS: Final = "/_sandbox/assets/"
"""Where the Flow JSON of flows can be fetched without a token."""

PREVIEWS: Final = "/wa/manage/flows/"
"""Where the links to previews lead."""

_PREVIEW_LIFE: Final = datetime.timedelta(days=30)

_USUAL: Final = "id,name,status,categories,validation_errors"


def list_flows(graph: Graph, call: Call) -> dict[str, Any]:
    """List the flows of an account, a page at a time."""
    page = asked_page(call)
    fields = read_fields(text(call.parameters, "fields") or _USUAL)
    with graph.store.transaction() as rows:
        account = call.account(rows)
        # One more says whether the list goes on.
        found = rows.flows(account.id, page.limit + 1, after=page.after, before=page.before)
        is_more = len(found) > page.limit
        if page.before is None:
            found = found[: page.limit]
            earlier, later = page.after is not None, is_more
        else:
            found = found[-page.limit :]
            earlier, later = is_more, True
        items = [(flow.position, _written(graph, call, rows, flow, fields)) for flow in found]
    return paged(call, page, items, earlier=earlier, later=later)


def get(graph: Graph, call: Call) -> dict[str, Any]:
    """Return the fields of a flow that are asked for."""
    fields = read_fields(text(call.parameters, "fields") or _USUAL)
    with graph.store.transaction() as rows:
        return _written(graph, call, rows, call.flow(rows), fields)


def _written(
    graph: Graph, call: Call, rows: Rows, flow: Flow, fields: list[Field]
) -> dict[str, Any]:
    values = {field.name: _value(graph, call, rows, flow, field) for field in fields}
    # What a flow does not have is left out, as everywhere in Graph; its id is always there.
    kept = {name: value for name, value in values.items() if value is not None}
    return {**kept, "id": flow.id}


def _value(graph: Graph, call: Call, rows: Rows, flow: Flow, field: Field) -> Any:
    content = flow.content
    match field.name:
        case "id" | "name":
            return getattr(flow, field.name)
        case "status":
            return flow.status.value
        case "categories":
            return list(flow.categories)
        case "validation_errors":
            return written_errors(content, graph.dialect)
        case "json_version" | "data_api_version":
            return None if content is None else getattr(content, field.name)
        case "endpoint_uri":
            return flow.endpoint_uri
        case "data_channel_uri":
            return flow.endpoint
        case "updated_at":
            return written_time(flow.updated_at)
        case "preview":
            return _preview(graph, call, rows, flow, field)
        case "whatsapp_business_account":
            return _inner(written(_account(rows, flow)), field)
        case "application":
            return _inner(_application(flow), field)
        case "health_status":
            return _health(graph, rows, flow, field)
        case "metric":
            return metric_of(
                field,
                graph.clock(),
                lambda since, until: rows.observations(flow.id, since, until),
            )
    raise no_such_field(field.name)


def _account(rows: Rows, flow: Flow) -> Account:
    account = rows.account(flow.account_id)
    assert account is not None, "the database keeps no flow without its account"
    return account


def written(account: Account) -> dict[str, Any]:
    """Return an account as answers have it.

    Args:
        account: The account.
    """
    return {
        "id": account.id,
        "name": account.name,
        "timezone_id": account.timezone_id,
        "business_type": "ent",
        "message_template_namespace": account.namespace,
    }


def _application(flow: Flow) -> dict[str, Any] | None:
    if flow.application_id is None:
        return None
    link = f"https://www.facebook.com/games/?app_id={flow.application_id}"
    return {"link": link, "name": "Sandbox", "id": flow.application_id}


def _inner(value: dict[str, Any] | None, field: Field) -> dict[str, Any] | None:
    """Keep the fields of a node that are asked for."""
    if value is None or not field.inner:
        return value
    for name in field.inner:
        if name not in value:
            raise no_such_field(name)
    return {name: value[name] for name in (*field.inner, "id")}


def _health(graph: Graph, rows: Rows, flow: Flow, field: Field) -> dict[str, Any]:
    account, asked = _account(rows, flow), None
    numbers = rows.phone_numbers(account.id)
    if "phone_number" in field.modifiers:
        wanted = field.modifiers["phone_number"]
        asked = next((number for number in numbers if number.id == wanted), None)
        if asked is None:
            raise no_such_object(wanted, "GET")
    return health(flow, account, numbers, graph.clock().date(), asked)


# Previews.


def _preview(graph: Graph, call: Call, rows: Rows, flow: Flow, field: Field) -> dict[str, Any]:
    moment = graph.clock()
    is_over = flow.preview_expires is None or flow.preview_expires <= moment
    expires = flow.preview_expires
    token = flow.preview_token
    if expires is None or is_over or field.modifiers.get("invalidate", "").lower() == "true":
        expires, token = moment + _PREVIEW_LIFE, secrets.token_urlsafe(16)
        rows.put_flow(attrs.evolve(flow, preview_token=token, preview_expires=expires))
    url = f"{call.base}{PREVIEWS}{flow.id}/preview/?token={token}"
    return {"preview_url": url, "expires_at": written_time(expires)}


def preview_page(graph: Graph, flow_id: str, token: str) -> str | None:
    """Return what a link to a preview shows, or None where it does not lead anywhere any more.

    Args:
        graph: What the server works on.
        flow_id: The flow.
        token: What the link carries.
    """
    with graph.store.transaction() as rows:
        flow = rows.flow(flow_id)
        if flow is None or flow.preview_expires is None or flow.preview_expires <= graph.clock():
            return None
        if not _same(token, flow.preview_token):
            return None
        return f"A preview of {flow.name}, which the sandbox does not draw.\n"


def _same(token: str, wanted: str) -> bool:
    return bool(wanted) and secrets.compare_digest(token.encode(errors="replace"), wanted.encode())


# Assets.


def assets(graph: Graph, call: Call) -> dict[str, Any]:
    """List the assets of a flow, which has a single one at most."""
    page = asked_page(call)
    with graph.store.transaction() as rows:
        flow = call.flow(rows)
    has_item = flow.content is not None and page.after is None and page.before is None
    item = {
        "name": FILE_NAME,
        "asset_type": ASSET_TYPE,
        "download_url": f"{call.base}{ASSETS}{flow.id}/{FILE_NAME}?token={flow.asset_token}",
    }
    return paged(call, page, [(0, item)] if has_item else [], earlier=False, later=False)


def asset(graph: Graph, flow_id: str, token: str) -> bytes:
    """Return the Flow JSON that a link leads to.

    Args:
        graph: What the server works on.
        flow_id: The flow.
        token: What the link carries.

    Raises:
        GraphError: The link leads nowhere any more.
    """
    with graph.store.transaction() as rows:
        flow = rows.flow(flow_id)
        data = rows.content(flow_id)
    if flow is None or data is None or not _same(token, flow.asset_token):
        raise GraphError(attrs.evolve(no_such_object(flow_id, "GET").situation, status=404))
    return data
