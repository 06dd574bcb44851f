"""The operations on accounts and phone numbers: keys for encryption, and flows that are copied."""

import secrets
from typing import Any, Final

import attrs

from flowdsl.testing.graph_server.call import Call, Graph
from flowdsl.testing.graph_server.errors import GraphError, invalid_parameter
from flowdsl.testing.graph_server.flows import SUCCESS, make_room
from flowdsl.testing.graph_server.lifecycle import Status
from flowdsl.testing.graph_server.paging import asked_page, paged
from flowdsl.testing.graph_server.parameters import public_key, text, texts
from flowdsl.testing.graph_server.reading import written
from flowdsl.testing.graph_server.records import (
    Account,
    Dialect,
    Flow,
    KeyStatus,
    Kind,
    PhoneNumber,
)
from flowdsl.testing.graph_server.rows import Rows

__all__ = ["get_account", "get_key", "list_numbers", "migrate", "new_account", "set_key"]

MOST_NAMES: Final = 100
"""How many flows can be named in one call."""

_MIGRATION_CODE: Final = "4233041"
"""Meta's code for every flow that is not copied, as text."""


def new_account(
    rows: Rows, *, business_id: str | None = None, application_id: str | None = None
) -> tuple[Account, PhoneNumber]:
    """Make an account with a phone number.

    Args:
        rows: The rows.
        business_id: The business that it belongs to, by default a new one.
        application_id: The app of its flows, by default a new one.
    """
    account_id = rows.new_id()
    account = Account(
        id=account_id,
        business_id=business_id or rows.new_id(),
        application_id=application_id or rows.new_id(),
        name=f"Sandbox {account_id[-3:]}",
        namespace=f"sandbox_{account_id}",
    )
    number_id = rows.new_id()
    shown = f"+1 555-555-{int(number_id) % 10_000:04}"
    number = PhoneNumber(id=number_id, account_id=account_id, displayed=shown)
    rows.put_account(account)
    rows.put_phone_number(number)
    return account, number


def get_account(graph: Graph, call: Call) -> dict[str, Any]:
    """Return an account."""
    with graph.store.transaction() as rows:
        return written(call.account(rows))


def list_numbers(graph: Graph, call: Call) -> dict[str, Any]:
    """List the phone numbers of an account."""
    page = asked_page(call)
    with graph.store.transaction() as rows:
        account = call.account(rows)
        numbers = rows.phone_numbers(account.id)
    items = [
        (
            place,
            {
                "verified_name": account.name,
                "code_verification_status": "VERIFIED" if number.is_verified else "NOT_VERIFIED",
                "display_phone_number": number.displayed,
                "quality_rating": "GREEN",
                "thread_limit_per_day": 250,
                "id": number.id,
            },
        )
        for place, number in enumerate(numbers)
    ]
    if page.before is not None:
        kept = [item for item in items if item[0] < page.before]
        shown, earlier, later = kept[-page.limit :], len(kept) > page.limit, True
    else:
        kept = [item for item in items if page.after is None or item[0] > page.after]
        shown, earlier, later = kept[: page.limit], page.after is not None, len(kept) > page.limit
    return paged(call, page, shown, earlier=earlier, later=later)


# Keys for encryption.


def set_key(graph: Graph, call: Call) -> dict[str, Any]:
    """Give a phone number another key, which is signed at once."""
    key = public_key(call.parameters)
    with graph.store.transaction() as rows:
        number = call.phone_number(rows)
        changed = attrs.evolve(number, public_key=key, key_status=KeyStatus.VALID)
        rows.put_phone_number(changed)
    return SUCCESS


def get_key(graph: Graph, call: Call) -> dict[str, Any]:
    """Return the key of a phone number."""
    with graph.store.transaction() as rows:
        number = call.phone_number(rows)
    key = {
        "business_public_key": number.public_key,
        "business_public_key_signature_status": number.key_status.value,
    }
    found = [key] if number.public_key else []
    if graph.dialect is Dialect.COLLECTION:
        return {"data": found}
    return found[0] if found else {}


# Migration.


def migrate(graph: Graph, call: Call) -> dict[str, Any]:
    """Copy flows from another account of the business: those that are named, or all."""
    source_id = text(call.parameters, "source_waba_id")
    if source_id is None:
        raise invalid_parameter("The parameter source_waba_id is required.")
    names = texts(call.parameters, "source_flow_names")
    if names is not None and len(names) > MOST_NAMES:
        raise invalid_parameter(f"Param source_flow_names must have at most {MOST_NAMES} items")
    migrated, failed = [], []
    with graph.store.transaction() as rows:
        account, source = call.account(rows), rows.account(source_id)
        if source is None or source.business_id != account.business_id or source == account:
            raise invalid_parameter(
                "Param source_waba_id must be another WhatsApp Business Account of the business"
            )
        wanted = names if names is not None else [flow.name for flow in rows.flows(source_id, -1)]
        for named in wanted:
            flow = rows.flow_named(source_id, named)
            problem = _obstacle(rows, account, flow, named)
            if flow is None or problem:
                message = f"Flows Migration Error: {problem}"
                failed.append(
                    {
                        "source_name": named,
                        "error_code": _MIGRATION_CODE,
                        "error_message": message,
                    }
                )
                continue
            copied = _copy(graph, rows, flow, account)
            migrated.append({"source_name": named, "source_id": flow.id, "migrated_id": copied.id})
    return {"migrated_flows": migrated, "failed_flows": failed}


def _obstacle(rows: Rows, account: Account, flow: Flow | None, named: str) -> str:
    if flow is None:
        return "Flow name not found in source WABA."
    if rows.flow_named(account.id, named) is not None:
        return "Flow with the same name exists in destination WABA."
    try:
        make_room(rows, account, named)
    except GraphError as error:
        return error.situation.title
    return ""


def _copy(graph: Graph, rows: Rows, flow: Flow, account: Account) -> Flow:
    is_published = flow.status is Status.PUBLISHED
    copied = attrs.evolve(
        flow,
        id=rows.new_id(),
        account_id=account.id,
        status=Status.PUBLISHED if is_published else Status.DRAFT,
        updated_at=graph.clock(),
        asset_token=secrets.token_urlsafe(16),
        preview_token="",
        preview_expires=None,
    )
    rows.put_flow(copied)
    data = rows.content(flow.id)
    if data is not None:
        rows.put_content(copied.id, data)
        if is_published:
            rows.put_content(copied.id, data, Kind.PUBLISHED)
    return copied
