"""The errors of the Flows API: one situation each, and the body that an answer has for it."""

import secrets
from typing import Any, Final

import attrs

__all__ = [
    "ACCOUNT_FULL",
    "ALREADY_DEPRECATED",
    "BLOCKED_BY_INTEGRITY",
    "BODY_TOO_LARGE",
    "CANNOT_BE_UPDATED",
    "CANNOT_DELETE",
    "CANNOT_DEPRECATE",
    "CONTENT_TOO_LARGE",
    "ENDPOINT_IN_JSON",
    "ENDPOINT_IN_JSON_UPDATING",
    "ENDPOINT_NOT_AVAILABLE",
    "INVALID_ENDPOINT",
    "INVALID_TOKEN",
    "METRICS_THRESHOLD",
    "NAME_NOT_UNIQUE",
    "NOT_A_DRAFT",
    "NOT_SUBSCRIBED",
    "NO_APPLICATION",
    "NO_DATA_CHANNEL",
    "NO_ENDPOINT",
    "NO_PHONE_NUMBER",
    "NO_SIGNED_KEY",
    "ONE_CLONE_SOURCE",
    "PROCESSING_FAILED",
    "TEMPORARY",
    "TOO_MANY_CALLS",
    "UNKNOWN_ERROR",
    "VALIDATION_ERRORS",
    "VERSION_NOT_AVAILABLE",
    "GraphError",
    "Situation",
    "invalid_parameter",
    "no_such_field",
    "no_such_object",
]


@attrs.frozen(kw_only=True)
class Situation:
    """One way in which a call fails.

    Args:
        code: The number that a client switches on.
        title: What Meta's page of error codes calls it; empty for the errors of every Graph API.
        detail: A sentence for whoever reads it.
        message: The technical text; by default the code and the title.
        status: The HTTP status.
        subcode: The finer number, where one is known.
        type: The kind of error in Graph's words.
        transient: Whether it may pass, where the answer says that.
    """

    code: int
    title: str = ""
    detail: str = ""
    message: str = ""
    status: int = 400
    subcode: int | None = None
    type: str = "OAuthException"
    transient: bool | None = None

    def body(self) -> dict[str, Any]:
        """Return the body of the answer, with a trace of its own."""
        error: dict[str, Any] = {
            "message": self.message or f"(#{self.code}) {self.title}",
            "type": self.type,
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient is not None:
            error["is_transient"] = self.transient
        if self.title:
            error["error_user_title"] = self.title
            error["error_user_msg"] = self.detail
        error["fbtrace_id"] = f"A{secrets.token_urlsafe(16)}"
        return {"error": error}


class GraphError(Exception):
    """A call was refused; nothing of it was done.

    Args:
        situation: Why.
    """

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        super().__init__(situation.message or situation.title)


def invalid_parameter(sentence: str) -> GraphError:
    """Return the error for a parameter that no call may have.

    Args:
        sentence: What was found and what is allowed.
    """
    return GraphError(Situation(code=100, message=f"(#100) {sentence}"))


def no_such_field(name: str) -> GraphError:
    """Return the error for a field that a node does not have.

    Args:
        name: The field.
    """
    sentence = f"Tried accessing nonexisting field ({name:.80})"
    return GraphError(Situation(code=100, message=f"(#100) {sentence}"))


def no_such_object(node: str, method: str) -> GraphError:
    """Return the error for an id that names nothing, or nothing that can do what is asked.

    Args:
        node: The id.
        method: The method of the call.
    """
    message = (
        f"Unsupported {method.lower():.10} request. Object with ID '{node:.80}' does not exist, "
        "cannot be loaded due to missing permissions, or does not support this operation"
    )
    kind = "GraphMethodException"
    return GraphError(Situation(code=100, message=message, subcode=33, type=kind))


# The errors of every Graph API.

INVALID_TOKEN: Final = Situation(
    code=190, message="Invalid OAuth access token - Cannot parse access token", status=401
)
UNKNOWN_ERROR: Final = Situation(code=1, message="An unknown error occurred", status=500)
TEMPORARY: Final = Situation(
    code=2, message="Service temporarily unavailable", status=503, transient=True
)
TOO_MANY_CALLS: Final = Situation(
    code=80007,
    message="(#80007) There have been too many calls to this WhatsApp Business account. "
    "Wait a bit and try again",
    status=429,
    transient=True,
)
BODY_TOO_LARGE: Final = Situation(
    code=100, message="(#100) The request is larger than what is read", status=413
)

# Those of creating and updating.

NAME_NOT_UNIQUE: Final = Situation(
    code=100,
    title="Flow name is not unique",
    detail="Another flow of this WhatsApp Business Account has the same name.",
)
ONE_CLONE_SOURCE: Final = Situation(
    code=100,
    title="Only one clone source can be set",
    detail="Give clone_flow_id or clone_template, not both.",
)
ENDPOINT_IN_JSON: Final = Situation(
    code=100,
    title="Specify Endpoint Uri in Flow JSON",
    detail="Below Flow JSON 3.0 the endpoint is the property data_channel_uri of the Flow JSON.",
)
ENDPOINT_IN_JSON_UPDATING: Final = attrs.evolve(ENDPOINT_IN_JSON, code=139001)
INVALID_ENDPOINT: Final = Situation(
    code=100, title="Invalid Endpoint URI", detail="Give an address that begins with https://."
)
CONTENT_TOO_LARGE: Final = Situation(
    code=100,
    title="Flow JSON is too large",
    detail="A Flow JSON has at most 10 MB.",
)
ACCOUNT_FULL: Final = Situation(
    code=100,
    title="Too many flows",
    detail="The sandbox keeps no more flows in one WhatsApp Business Account.",
)
BLOCKED_BY_INTEGRITY: Final = Situation(
    code=139000,
    title="Flow publishing failed",
    detail="Integrity requirements not met.",
    message="Blocked by Integrity",
    subcode=4233020,
    transient=False,
)
CANNOT_BE_UPDATED: Final = Situation(
    code=139001,
    title="Flow can't be updated",
    detail="Clone the flow, and change and publish the clone.",
)
PROCESSING_FAILED: Final = Situation(
    code=139001,
    title="Error while processing Flow JSON",
    detail="The Flow JSON was saved, but processing it failed. Send it again.",
)

# Those of publishing.


def _publishing(title: str, detail: str) -> Situation:
    return Situation(code=139002, title=title, detail=detail)


NOT_A_DRAFT: Final = _publishing(
    "Publishing Flow in invalid state", "Only a flow in the state DRAFT can be published."
)
VALIDATION_ERRORS: Final = _publishing(
    "Publishing Flow with validation errors",
    "Mend what the field validation_errors of the flow lists.",
)
NO_DATA_CHANNEL: Final = _publishing(
    "Publishing Flow without data_channel_uri",
    "Set the property data_channel_uri of the Flow JSON.",
)
NO_ENDPOINT: Final = _publishing(
    "Publishing without specifying endpoint_uri is forbidden", "Set endpoint_uri by the API."
)
VERSION_NOT_AVAILABLE: Final = _publishing(
    "Versions in Flow JSON file are not available for publishing",
    "The version is frozen or expired: raise it.",
)
NO_PHONE_NUMBER: Final = _publishing(
    "No Phone Number connected to WhatsApp Business Account", "Add and verify a phone number."
)
NO_SIGNED_KEY: Final = _publishing(
    "Missing Flows Signed Public Key", "Upload a public key to a phone number of the account."
)
NO_APPLICATION: Final = _publishing(
    "No Application Connected to the Flow", "Set application_id of the flow."
)
ENDPOINT_NOT_AVAILABLE: Final = _publishing(
    "Endpoint Not Available", "The endpoint did not answer the health check."
)
NOT_SUBSCRIBED: Final = _publishing(
    "WhatsApp Business Account is not subscribed to Flows Webhooks",
    "Subscribe the account to the webhooks of flows.",
)

# Those of the rest of the lifecycle, and of metrics.

CANNOT_DEPRECATE: Final = Situation(
    code=139003,
    title="Can't deprecate unpublished flow",
    detail="Only a published flow can be deprecated; a draft can be deleted.",
)
ALREADY_DEPRECATED: Final = Situation(
    code=139003,
    title="Flow is already deprecated",
    detail="This error can be ignored.",
)
CANNOT_DELETE: Final = Situation(
    code=139004,
    title="Can't delete published Flow",
    detail="Deprecate the flow instead.",
)
METRICS_THRESHOLD: Final = Situation(
    code=139006,
    title="Metrics threshold is not reached",
    detail="There are fewer than 250 requests in this time.",
)
