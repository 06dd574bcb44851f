"""The checks before a flow is published, and the health that the same checks show."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flowdsl.problems import FlowError
from flowdsl.testing.graph_server.errors import (
    BLOCKED_BY_INTEGRITY,
    ENDPOINT_NOT_AVAILABLE,
    NO_APPLICATION,
    NO_DATA_CHANNEL,
    NO_ENDPOINT,
    NO_PHONE_NUMBER,
    NO_SIGNED_KEY,
    NOT_SUBSCRIBED,
    VALIDATION_ERRORS,
    VERSION_NOT_AVAILABLE,
    Situation,
)
from flowdsl.testing.graph_server.lifecycle import Status
from flowdsl.testing.graph_server.records import Account, Content, Flow, KeyStatus, PhoneNumber
from flowdsl.versions import parse_version

__all__ = ["health", "obstacles"]

_DATA_API: Final = ("3.0", "4.0")
"""The versions of the Data API that flows can be published with."""

_PAGES: Final = "https://developers.facebook.com/docs/"


def obstacles(
    flow: Flow, account: Account, numbers: Sequence[PhoneNumber], today: datetime.date
) -> list[Situation]:
    """Return what keeps a flow from being published, the first to be told first.

    Args:
        flow: The flow.
        account: The account that it belongs to.
        numbers: The phone numbers of the account.
        today: The day, for versions that are frozen since one.
    """
    found: list[Situation] = []
    if account.is_banned or not account.is_verified:
        found.append(BLOCKED_BY_INTEGRITY)
    if flow.content is None or flow.content.validation_errors:
        found.append(VALIDATION_ERRORS)
    if flow.content is not None and not _is_available(flow.content, today):
        found.append(VERSION_NOT_AVAILABLE)
    if not any(number.is_verified for number in numbers):
        found.append(NO_PHONE_NUMBER)
    if flow.content is not None and flow.content.has_endpoint:
        found += _of_endpoint(flow, account, numbers)
    return found


def _is_available(content: Content, today: datetime.date) -> bool:
    """Return whether flows of these versions can still be published."""
    if content.data_api_version is not None and content.data_api_version not in _DATA_API:
        return False
    if content.json_version is None:
        return True  # That is one of the validation errors.
    try:
        frozen = parse_version(content.json_version).frozen
    except FlowError:
        return False
    return frozen is None or today < frozen


def _of_endpoint(flow: Flow, account: Account, numbers: Sequence[PhoneNumber]) -> list[Situation]:
    is_signed = any(
        number.public_key and number.key_status is KeyStatus.VALID for number in numbers
    )
    is_old = flow.content is not None and flow.content.is_old
    facts = (
        (flow.endpoint is not None, NO_DATA_CHANNEL if is_old else NO_ENDPOINT),
        (is_signed, NO_SIGNED_KEY),
        (flow.application_id is not None, NO_APPLICATION),
        (account.endpoint_answers, ENDPOINT_NOT_AVAILABLE),
        (account.is_subscribed, NOT_SUBSCRIBED),
    )
    return [situation for holds, situation in facts if not holds]


_DESCRIBED: Final[Mapping[Situation, tuple[str, str]]] = {
    VALIDATION_ERRORS: (
        "flow_json: The Flow JSON has validation errors, or there is none.",
        f"{_PAGES}whatsapp/flows/reference/flowjson",
    ),
    VERSION_NOT_AVAILABLE: (
        "flow_json_version: The version can no longer be published.",
        f"{_PAGES}whatsapp/flows/changelogs",
    ),
    NO_PHONE_NUMBER: (
        "phone_number: You need a verified phone number before you can send or publish a flow.",
        f"{_PAGES}whatsapp/phone-numbers",
    ),
    NO_DATA_CHANNEL: (
        "data_channel_uri: You need to set the endpoint before you can send or publish a flow.",
        f"{_PAGES}whatsapp/flows/reference/flowjson",
    ),
    NO_ENDPOINT: (
        "endpoint_uri: You need to set the endpoint URI before you can send or publish a flow.",
        f"{_PAGES}whatsapp/flows/reference/flowjson",
    ),
    NO_SIGNED_KEY: (
        "public_key: You need to upload a public key before you can send or publish the flow.",
        f"{_PAGES}whatsapp/flows/guides/implementingyourflowendpoint",
    ),
    NO_APPLICATION: (
        "app_check: You need to connect a Meta app to the flow before you can send or publish it.",
        f"{_PAGES}development/create-an-app",
    ),
    ENDPOINT_NOT_AVAILABLE: (
        "endpoint_availability: The endpoint did not answer the health check.",
        f"{_PAGES}whatsapp/flows/guides/healthmonitoring",
    ),
    NOT_SUBSCRIBED: (
        "webhook: The account is not subscribed to the webhooks of flows.",
        f"{_PAGES}whatsapp/flows/reference/flowswebhooks",
    ),
}


def health(
    flow: Flow,
    account: Account,
    numbers: Sequence[PhoneNumber],
    today: datetime.date,
    asked: PhoneNumber | None = None,
) -> dict[str, Any]:
    """Return the health of a flow, and of all that it needs to be sent.

    Args:
        flow: The flow.
        account: The account that it belongs to.
        numbers: The phone numbers of the account.
        today: The day, for versions that are frozen since one.
        asked: The phone number that is asked for, too.
    """
    entities = [
        _flow_entity(flow, obstacles(flow, account, numbers, today)),
        _entity("WABA", account.id, "BLOCKED" if account.is_banned else "AVAILABLE"),
        _entity("BUSINESS", account.business_id, "AVAILABLE" if account.is_verified else "LIMITED"),
        _entity("APP", flow.application_id or account.application_id, "AVAILABLE"),
    ]
    if account.is_banned:
        help_ = "Please visit Business Support Home for more details on how to appeal the ban."
        entities[1]["errors"] = [_error(141014, "The WABA is banned.", help_)]
    if not account.is_verified:
        sentence = "The Business has not passed business verification."
        help_ = "Visit business settings and start or resolve the business verification request."
        entities[2]["errors"] = [_error(141010, sentence, help_)]
    if asked is not None:
        can = "AVAILABLE" if asked.is_verified else "LIMITED"
        entities.append(_entity("PHONE_NUMBER", asked.id, can))
        if not asked.is_verified:
            entities[-1]["additional_info"] = ["The phone number is not verified."]
    values = {entity["can_send_message"] for entity in entities}
    worst = next((each for each in ("BLOCKED", "LIMITED") if each in values), "AVAILABLE")
    return {"can_send_message": worst, "entities": entities}


def _flow_entity(flow: Flow, found: Sequence[Situation]) -> dict[str, Any]:
    match flow.status:
        case Status.DRAFT:
            errors = [_error(131000, *_DESCRIBED[each]) for each in found if each in _DESCRIBED]
            entity = _entity("FLOW", flow.id, "BLOCKED" if errors else "AVAILABLE")
            return {**entity, "errors": errors} if errors else entity
        case Status.THROTTLED:
            entity = _entity("FLOW", flow.id, "LIMITED")
            return {**entity, "additional_info": ["The flow is throttled."]}
        case Status.BLOCKED | Status.DEPRECATED:
            sentence = f"status: The flow is {flow.status.lower()}."
            errors = [_error(131000, sentence, f"{_PAGES}whatsapp/flows/reference/lifecycle")]
            return {**_entity("FLOW", flow.id, "BLOCKED"), "errors": errors}
    return _entity("FLOW", flow.id, "AVAILABLE")


def _entity(kind: str, id_: str, can: str) -> dict[str, Any]:
    return {"entity_type": kind, "id": id_, "can_send_message": can}


def _error(code: int, description: str, solution: str) -> dict[str, Any]:
    return {"error_code": code, "error_description": description, "possible_solution": solution}
