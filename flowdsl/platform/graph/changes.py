"""The operations of the Flows API that change something, each as one function."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flowdsl.platform.graph.checks import (
    checked_address,
    checked_categories,
    checked_id,
    checked_key,
    checked_name,
)
from flowdsl.platform.graph.models import Category, Created, Migration, Uploaded
from flowdsl.platform.graph.questions import ENCRYPTION
from flowdsl.platform.graph.reading import with_id
from flowdsl.platform.graph.requests import Call, Request, Upload
from flowdsl.platform.lifecycle import Operation
from flowdsl.problems import FlowError

__all__ = [
    "clone",
    "create",
    "delete",
    "deprecate",
    "migrate",
    "publish",
    "set_public_key",
    "update",
    "upload",
]

LARGEST_FLOW: Final = 10 * 1024 * 1024
"""How many bytes a Flow JSON may have."""

MOST_MIGRATED: Final = 100
"""How many flows are copied at once, where they are named."""


def create(
    waba: str,
    *,
    name: str,
    categories: Sequence[Category],
    flow_json: str | Mapping[str, Any] | None = None,
    publish: bool = False,
    endpoint_uri: str | None = None,
) -> Call[Created]:
    """Create a flow.

    Args:
        waba: The id of the WhatsApp Business account.
        name: Its name, which no other flow of the account has, and users do not see.
        categories: What it is for, one at least.
        flow_json: Its Flow JSON, as text or as a document; without one it begins empty.
        publish: Whether to publish it at once, which needs a Flow JSON without errors.
        endpoint_uri: The address of its endpoint, for Flow JSON 3.0 and newer.

    Raises:
        FlowError: One of them cannot be sent.
    """
    if publish and flow_json is None:
        raise FlowError("a flow is published at once only with a flow_json")
    body: dict[str, Any] = {
        "name": checked_name(name),
        "categories": checked_categories(categories),
    }
    if flow_json is not None:
        body["flow_json"] = _json_text(flow_json)
    if publish:
        body["publish"] = True
    if endpoint_uri is not None:
        body["endpoint_uri"] = checked_address(endpoint_uri)
    request = Request(method="POST", path=f"/{checked_id(waba, 'waba')}/flows", json=body)
    return Call(purpose="create the flow", request=request, read=_created)


def clone(
    waba: str,
    flow: str,
    *,
    name: str,
    categories: Sequence[Category],
    endpoint_uri: str | None = None,
) -> Call[Created]:
    """Create a flow that begins as another one is.

    Args:
        waba: The id of the WhatsApp Business account that the new flow comes to.
        flow: The id of the flow that is cloned.
        name: The name of the new flow.
        categories: What the new flow is for, one at least.
        endpoint_uri: The address of its endpoint, for Flow JSON 3.0 and newer.

    Raises:
        FlowError: One of them cannot be sent.
    """
    body: dict[str, Any] = {
        "name": checked_name(name),
        "categories": checked_categories(categories),
        "clone_flow_id": checked_id(flow, "flow"),
    }
    if endpoint_uri is not None:
        body["endpoint_uri"] = checked_address(endpoint_uri)
    request = Request(method="POST", path=f"/{checked_id(waba, 'waba')}/flows", json=body)
    return Call(
        purpose="clone the flow",
        request=request,
        read=_created,
    )


def update(
    flow: str,
    *,
    name: str | None = None,
    categories: Sequence[Category] | None = None,
    endpoint_uri: str | None = None,
    application_id: str | None = None,
) -> Call[None]:
    """Change what is known of a flow; what is left out stays.

    A published flow becomes a draft.

    Args:
        flow: Its id.
        name: Its new name.
        categories: What it is for, one at least.
        endpoint_uri: The address of its endpoint, for Flow JSON 3.0 and newer.
        application_id: The id of the Meta app that signs the requests to the endpoint.

    Raises:
        FlowError: One of them cannot be sent, or there is nothing to change.
    """
    body: dict[str, Any] = {}
    if name is not None:
        body["name"] = checked_name(name)
    if categories is not None:
        body["categories"] = checked_categories(categories)
    if endpoint_uri is not None:
        body["endpoint_uri"] = checked_address(endpoint_uri)
    if application_id is not None:
        body["application_id"] = checked_id(application_id, "application_id")
    if not body:
        raise FlowError("an update has to change something: give a name, or categories, say")
    return Call(
        purpose="update the flow",
        request=Request(method="POST", path=f"/{checked_id(flow, 'flow')}", json=body),
        read=_done,
        is_repeatable=True,
        operation=Operation.UPDATE,
        flow=flow,
    )


def upload(flow: str, flow_json: bytes | str | Mapping[str, Any]) -> Call[Uploaded]:
    """Give a flow its Flow JSON, which is saved even with errors.

    A published flow becomes a draft.

    Args:
        flow: Its id.
        flow_json: The Flow JSON, as bytes, as text or as a document.

    Raises:
        FlowError: The id is none, or the Flow JSON has more than 10 MB.
    """
    data = flow_json if isinstance(flow_json, bytes) else _json_text(flow_json).encode()
    if len(data) > LARGEST_FLOW:
        raise FlowError(f"the Flow JSON has {len(data)} bytes, and Meta takes 10 MB at most")
    request = Request(
        method="POST",
        path=f"/{checked_id(flow, 'flow')}/assets",
        form={"name": "flow.json", "asset_type": "FLOW_JSON"},
        file=Upload(filename="flow.json", data=data),
    )
    return Call(
        purpose="upload the Flow JSON",
        request=request,
        read=lambda answer: Uploaded.read(_successful(answer)),
        is_repeatable=True,
        operation=Operation.UPLOAD,
        flow=flow,
    )


def publish(flow: str) -> Call[None]:
    """Make a draft available to users.

    Args:
        flow: Its id.

    Raises:
        FlowError: The id is none.
    """
    return _change(flow, "/publish", "publish the flow", Operation.PUBLISH)


def deprecate(flow: str) -> Call[None]:
    """Withdraw a published flow, for good.

    Args:
        flow: Its id.

    Raises:
        FlowError: The id is none.
    """
    return _change(flow, "/deprecate", "deprecate the flow", Operation.DEPRECATE)


def delete(flow: str) -> Call[None]:
    """Delete a draft, for good.

    Args:
        flow: Its id.

    Raises:
        FlowError: The id is none.
    """
    return _change(flow, "", "delete the flow", Operation.DELETE, method="DELETE")


def migrate(waba: str, *, source_waba: str, names: Sequence[str] = ()) -> Call[Migration]:
    """Copy flows from another account of the same business.

    Args:
        waba: The id of the WhatsApp Business account that they come to.
        source_waba: The id of the account that they are in.
        names: The names of the flows, 100 at most; empty for all.

    Raises:
        FlowError: An id is none, or there are too many names.
    """
    if isinstance(names, str) or len(names) > MOST_MIGRATED:
        raise FlowError(f"names is a list of {MOST_MIGRATED} names at most")
    form = {"source_waba_id": checked_id(source_waba, "source_waba")}
    if names:
        form["source_flow_names"] = json.dumps(list(names), ensure_ascii=False)
    path = f"/{checked_id(waba, 'waba')}/migrate_flows"
    return Call(
        purpose="migrate the flows",
        request=Request(method="POST", path=path, form=form),
        read=_migration,
    )


def set_public_key(phone_number: str, public_key: str) -> Call[None]:
    """Set the public key that WhatsApp encrypts for an endpoint with.

    Args:
        phone_number: The id of the phone number.
        public_key: The key as PEM, RSA with 2048 bits.

    Raises:
        FlowError: The id is none, or the text is no public key.
    """
    request = Request(
        method="POST",
        path=f"/{checked_id(phone_number, 'phone_number')}/{ENCRYPTION}",
        form={"business_public_key": checked_key(public_key)},
    )
    return Call(purpose="set the public key", request=request, read=_done, is_repeatable=True)


def _change(
    flow: str, edge: str, purpose: str, operation: Operation, *, method: str = "POST"
) -> Call[None]:
    # What is repeated after it was done is refused, and would hide that it was done.
    path = f"/{checked_id(flow, 'flow')}{edge}"
    request = Request(method=method, path=path)
    return Call(purpose=purpose, request=request, read=_done, operation=operation, flow=flow)


def _json_text(flow_json: str | Mapping[str, Any]) -> str:
    if isinstance(flow_json, str):
        return flow_json
    try:
        return json.dumps(flow_json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise FlowError(f"the Flow JSON cannot be written as JSON: {error}") from None


def _successful(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if answer.get("success") is not True:
        raise ValueError("the answer does not say that it was done")
    return answer


def _done(answer: Mapping[str, Any]) -> None:
    _successful(answer)


def _created(answer: Mapping[str, Any]) -> Created:
    return Created.read(with_id(answer))


def _migration(answer: Mapping[str, Any]) -> Migration:
    if not answer.keys() & {"migrated_flows", "failed_flows"}:
        raise ValueError("the answer does not say what was migrated")
    return Migration.read(answer)
