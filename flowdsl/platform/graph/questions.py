"""The operations of the Flows API that read, each as one function that describes a call."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from flowdsl.platform.graph.checks import (
    checked_choice,
    checked_download,
    checked_fields,
    checked_id,
    checked_limit,
)
from flowdsl.platform.graph.metrics import Granularity, Metric, MetricName
from flowdsl.platform.graph.models import Asset, EncryptionKey, FlowInfo, Page
from flowdsl.platform.graph.preview import Preview
from flowdsl.platform.graph.reading import with_id
from flowdsl.platform.graph.requests import Call, Request
from flowdsl.problems import FlowError

__all__ = [
    "FIELDS",
    "assets",
    "assets_page",
    "download",
    "flows",
    "flows_page",
    "get",
    "metric",
    "preview",
    "public_key",
]

FIELDS: Final = (
    "id",
    "name",
    "status",
    "categories",
    "validation_errors",
    "json_version",
    "data_api_version",
    "endpoint_uri",
    "whatsapp_business_account",
    "application",
    "health_status",
)
"""What is asked of a flow unless told: everything but the link to its preview."""

ENCRYPTION: Final = "whatsapp_business_encryption"
"""What the public key of a number is called in a path."""


def flows_page(
    waba: str, *, limit: int | None = None, after: str | None = None, before: str | None = None
) -> Call[Page[FlowInfo]]:
    """Read one page of the flows of an account.

    Args:
        waba: The id of the WhatsApp Business account.
        limit: How many flows the page has at most.
        after: The cursor of the page that it comes after.
        before: The cursor of the page that it comes before.

    Raises:
        FlowError: The id or the limit is none.
    """
    path = f"/{checked_id(waba, 'waba')}/flows"
    request = Request(method="GET", path=path, query=_cursors(limit, after, before))
    return Call(
        purpose="list the flows",
        request=request,
        read=lambda answer: Page.read(_list(answer), FlowInfo.read),
        is_repeatable=True,
    )


def flows(waba: str, *, limit: int | None = None) -> Call[Page[FlowInfo]]:
    """Read the flows of an account, page after page as they are needed.

    Args:
        waba: The id of the WhatsApp Business account.
        limit: How many flows a page has at most.

    Raises:
        FlowError: The id or the limit is none.
    """
    return flows_page(waba, limit=limit)


def get(
    flow: str, *, fields: Sequence[str] = FIELDS, phone_number: str | None = None
) -> Call[FlowInfo]:
    """Read what Meta knows of a flow.

    Args:
        flow: Its id.
        fields: The fields that are wanted, as the API names them; empty for those of the API.
        phone_number: The id of the number that `health_status` is wanted for.

    Raises:
        FlowError: An id or a field cannot be sent.
    """
    names = checked_fields(fields)
    if phone_number is not None:
        health = f"health_status.phone_number({checked_id(phone_number, 'phone_number')})"
        names = [each for each in names if each != "health_status"] + [health]
    path, query = f"/{checked_id(flow, 'flow')}", {"fields": ",".join(names)}
    return Call(
        purpose="read the flow",
        request=Request(method="GET", path=path, query=query if names else {}),
        read=lambda answer: FlowInfo.read(with_id(answer)),
        is_repeatable=True,
    )


def assets_page(
    flow: str, *, limit: int | None = None, after: str | None = None, before: str | None = None
) -> Call[Page[Asset]]:
    """Read one page of the files of a flow.

    Args:
        flow: Its id.
        limit: How many files the page has at most.
        after: The cursor of the page that it comes after.
        before: The cursor of the page that it comes before.

    Raises:
        FlowError: The id or the limit is none.
    """
    path = f"/{checked_id(flow, 'flow')}/assets"
    return Call(
        purpose="list the files of the flow",
        request=Request(method="GET", path=path, query=_cursors(limit, after, before)),
        read=lambda answer: Page.read(_list(answer), Asset.read),
        is_repeatable=True,
    )


def assets(flow: str) -> Call[Page[Asset]]:
    """Read the files of a flow, which is its Flow JSON.

    Args:
        flow: Its id.

    Raises:
        FlowError: The id is none.
    """
    return assets_page(flow)


def download(asset: Asset) -> Call[bytes]:
    """Read what is in a file of a flow.

    The token is not sent there: the link lets in whoever has it, for a while.

    Args:
        asset: The file, as `assets` lists it.

    Raises:
        FlowError: It has no link, or one that is not encrypted.
    """
    address = checked_download(asset.download_url)
    return Call(
        purpose="download the Flow JSON",
        request=Request(method="GET", address=address),
        read=_nothing,
        read_file=bytes,
        is_repeatable=True,
    )


def preview(flow: str, *, invalidate: bool = False) -> Call[Preview]:
    """Read the link that shows a flow to whoever has it, for 30 days.

    Args:
        flow: Its id.
        invalidate: Whether to end the link there is, and make another.

    Raises:
        FlowError: The id is none.
    """
    field = f"preview.invalidate({'true' if invalidate else 'false'})"
    return Call(
        purpose="read the link to the preview",
        request=Request(method="GET", path=f"/{checked_id(flow, 'flow')}", query={"fields": field}),
        read=_preview,
        is_repeatable=True,
    )


def metric(
    flow: str,
    name: MetricName,
    *,
    granularity: Granularity = "DAY",
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Call[Metric]:
    """Read what Meta counts of the endpoint of a flow.

    Args:
        flow: Its id.
        name: What is counted.
        granularity: How long each point is.
        since: The first day.
        until: The last day.

    Raises:
        FlowError: The id, the name, the granularity or the days are none.
    """
    if since is not None and until is not None and since > until:
        raise FlowError("the first day of the metrics comes after the last")
    field = f"metric.name({checked_choice(name, get_args(MetricName), 'metric')})"
    field += f".granularity({checked_choice(granularity, get_args(Granularity), 'granularity')})"
    # A moment is a date, too, whose text has the time.
    field += f".since({since:%Y-%m-%d})" if since is not None else ""
    field += f".until({until:%Y-%m-%d})" if until is not None else ""
    return Call(
        purpose="read the metrics",
        request=Request(method="GET", path=f"/{checked_id(flow, 'flow')}", query={"fields": field}),
        read=_metric,
        is_repeatable=True,
    )


def public_key(phone_number: str) -> Call[EncryptionKey]:
    """Read the public key of a phone number, and whether Meta has signed it.

    Args:
        phone_number: The id of the phone number.

    Raises:
        FlowError: The id is none.
    """
    return Call(
        purpose="read the public key",
        request=Request(
            method="GET", path=f"/{checked_id(phone_number, 'phone_number')}/{ENCRYPTION}"
        ),
        read=_encryption_key,
        is_repeatable=True,
    )


def _cursors(limit: int | None, after: str | None, before: str | None) -> dict[str, str]:
    cursors = {"limit": checked_limit(limit), "after": after, "before": before}
    return {key: value for key, value in cursors.items() if value is not None}


def _nothing(_: Mapping[str, Any]) -> bytes:
    raise ValueError("a file is bytes, and no object")


def _list(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(answer.get("data"), list):
        raise ValueError("the answer has no list of data")
    return answer


def _preview(answer: Mapping[str, Any]) -> Preview:
    found = answer.get("preview")
    if not isinstance(found, dict) or not isinstance(found.get("preview_url"), str):
        raise ValueError("the answer has no link to the preview")
    return Preview.read(found)


def _metric(answer: Mapping[str, Any]) -> Metric:
    found = answer.get("metric")
    if not isinstance(found, dict):
        raise ValueError("the answer has no metric")
    return Metric.read(found)


def _encryption_key(answer: Mapping[str, Any]) -> EncryptionKey:
    # The pages show the key by itself, Meta's collection of examples in a list.
    found = answer.get("data")
    if isinstance(found, list):
        return EncryptionKey.read(next((each for each in found if isinstance(each, dict)), {}))
    return EncryptionKey.read(found if isinstance(found, dict) else answer)
