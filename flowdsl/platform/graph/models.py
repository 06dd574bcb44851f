"""What the Graph API answers, as typed values; what is not known of an answer is in `extra`."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import attrs

from flowdsl.platform.graph.health import Health
from flowdsl.platform.graph.preview import Preview, shown_address
from flowdsl.platform.graph.reading import flag, identifier, items, moment, rest, text, texts
from flowdsl.platform.graph.validation import ValidationError
from flowdsl.platform.lifecycle import State

__all__ = [
    "Asset",
    "Category",
    "Created",
    "EncryptionKey",
    "FailedMigration",
    "FlowInfo",
    "MigratedFlow",
    "Migration",
    "Page",
    "Party",
    "Uploaded",
]

T = TypeVar("T")

Category: TypeAlias = Literal[
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
]
"""What a flow is for. Answers may name others."""


@attrs.frozen(kw_only=True)
class Party:
    """A WhatsApp Business account or a Meta app that a flow belongs to.

    Args:
        id: Its id.
        name: Its name.
        extra: What else Meta says.
    """

    id: str | None
    name: str | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Party":
        """Return the account or app that an object of an answer stands for."""
        extra = rest(document, "id", "name")
        return cls(id=identifier(document), name=text(document, "name"), extra=extra)


@attrs.frozen(kw_only=True)
class FlowInfo:
    """What Meta knows of a flow; what was not asked for is None or empty.

    Args:
        id: Its id.
        name: Its name, which users do not see.
        status: Its state, as Meta writes it.
        categories: What it is for.
        validation_errors: What is wrong with its Flow JSON.
        json_version: The version of its Flow JSON.
        data_api_version: The version of the Data API that its endpoint speaks.
        endpoint_uri: The address of its endpoint; older versions of the API call it
            `data_channel_uri`.
        preview: The link that shows it.
        account: The WhatsApp Business account that it belongs to.
        application: The Meta app that signs the requests to its endpoint.
        health: Whether messages can be sent with it.
        updated_at: When it was changed last.
        extra: What else Meta says.
    """

    id: str
    name: str | None = None
    status: str | None = None
    categories: tuple[str, ...] = ()
    validation_errors: tuple[ValidationError, ...] = ()
    json_version: str | None = None
    data_api_version: str | None = None
    endpoint_uri: str | None = attrs.field(default=None, repr=shown_address)
    preview: Preview | None = None
    account: Party | None = None
    application: Party | None = None
    health: Health | None = None
    updated_at: datetime.datetime | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "FlowInfo":
        """Return the flow that an object of an answer stands for."""
        endpoint = text(document, "endpoint_uri")
        return cls(
            id=identifier(document) or "",
            name=text(document, "name"),
            status=text(document, "status"),
            categories=texts(document, "categories"),
            validation_errors=items(document, "validation_errors", ValidationError.read),
            json_version=text(document, "json_version"),
            data_api_version=text(document, "data_api_version"),
            endpoint_uri=endpoint if endpoint is not None else text(document, "data_channel_uri"),
            preview=_part(document, "preview", Preview.read),
            account=_part(document, "whatsapp_business_account", Party.read),
            application=_part(document, "application", Party.read),
            health=_part(document, "health_status", Health.read),
            updated_at=moment(document, "updated_at"),
            extra=rest(document, *_FLOW_FIELDS),
        )

    @property
    def state(self) -> State | None:
        """Its state, None where Meta says none or one that is not known here."""
        return next((each for each in State if each == self.status), None)


_FLOW_FIELDS = (
    "id",
    "name",
    "status",
    "categories",
    "validation_errors",
    "json_version",
    "data_api_version",
    "endpoint_uri",
    "data_channel_uri",
    "preview",
    "whatsapp_business_account",
    "application",
    "health_status",
    "updated_at",
)


@attrs.frozen(kw_only=True)
class Asset:
    """A file of a flow.

    Args:
        name: Its name, `"flow.json"`.
        asset_type: Its type, `"FLOW_JSON"`.
        download_url: Where it is, for a while; shown without what lets one in. No token is needed
            there, and none must be sent.
        extra: What else Meta says.
    """

    name: str | None
    asset_type: str | None
    download_url: str | None = attrs.field(default=None, repr=shown_address)
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Asset":
        """Return the file that an object of an answer stands for."""
        return cls(
            name=text(document, "name"),
            asset_type=text(document, "asset_type"),
            download_url=text(document, "download_url"),
            extra=rest(document, "name", "asset_type", "download_url"),
        )


@attrs.frozen(kw_only=True)
class Created:
    """A flow that was created.

    Args:
        id: Its id.
        success: What Meta says of it, None where it says nothing. It may say true although there
            are errors.
        validation_errors: What is wrong with its Flow JSON.
        extra: What else Meta says.
    """

    id: str
    success: bool | None = None
    validation_errors: tuple[ValidationError, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Created":
        """Return the flow that an answer tells of."""
        return cls(
            id=identifier(document) or "",
            success=flag(document, "success"),
            validation_errors=items(document, "validation_errors", ValidationError.read),
            extra=rest(document, "id", "success", "validation_errors"),
        )


@attrs.frozen(kw_only=True)
class Uploaded:
    """A Flow JSON that was saved, errors or not; only publishing is refused for them.

    Args:
        validation_errors: What is wrong with it.
        extra: What else Meta says.
    """

    validation_errors: tuple[ValidationError, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Uploaded":
        """Return what an answer tells."""
        return cls(
            validation_errors=items(document, "validation_errors", ValidationError.read),
            extra=rest(document, "success", "validation_errors"),
        )


@attrs.frozen(kw_only=True)
class MigratedFlow:
    """A flow that was copied to another account.

    Args:
        source_name: The name of both.
        source_id: The id of the flow.
        migrated_id: The id of the copy.
    """

    source_name: str | None
    source_id: str | None
    migrated_id: str | None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "MigratedFlow":
        """Return the flow that an object of an answer stands for."""
        return cls(
            source_name=text(document, "source_name"),
            source_id=identifier(document, "source_id"),
            migrated_id=identifier(document, "migrated_id"),
        )


@attrs.frozen(kw_only=True)
class FailedMigration:
    """A flow that was not copied.

    Args:
        source_name: Its name.
        error_code: Meta's code, as text; one code stands for more than one cause.
        error_message: What is wrong.
    """

    source_name: str | None
    error_code: str | None
    error_message: str | None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "FailedMigration":
        """Return the flow that an object of an answer stands for."""
        return cls(
            source_name=text(document, "source_name"),
            error_code=identifier(document, "error_code"),
            error_message=text(document, "error_message"),
        )


@attrs.frozen(kw_only=True)
class Migration:
    """What came of copying flows; that some fail is nothing unusual.

    Args:
        migrated: The flows that were copied.
        failed: Those that were not.
        extra: What else Meta says.
    """

    migrated: tuple[MigratedFlow, ...] = ()
    failed: tuple[FailedMigration, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Migration":
        """Return what an answer tells."""
        return cls(
            migrated=items(document, "migrated_flows", MigratedFlow.read),
            failed=items(document, "failed_flows", FailedMigration.read),
            extra=rest(document, "migrated_flows", "failed_flows"),
        )


@attrs.frozen(kw_only=True)
class EncryptionKey:
    """The public key that WhatsApp encrypts for an endpoint with.

    Args:
        public_key: The key, as PEM; None where there is none.
        signature_status: `"VALID"`, or `"MISMATCH"` where it has to be uploaded again.
        extra: What else Meta says.
    """

    public_key: str | None = None
    signature_status: str | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "EncryptionKey":
        """Return the key that an object of an answer stands for."""
        key, status = "business_public_key", "business_public_key_signature_status"
        return cls(
            public_key=text(document, key),
            signature_status=text(document, status),
            extra=rest(document, key, status),
        )

    @property
    def is_valid(self) -> bool:
        """Whether Meta has signed it for this number."""
        return self.signature_status == "VALID"


@attrs.frozen(kw_only=True)
class Page(Generic[T]):
    """One page of a list.

    Args:
        items: What is on it.
        before: The cursor to the page before.
        after: The cursor to the page after.
        next: The link to the page after, if Meta gives one; shown without its query.
    """

    items: tuple[T, ...] = ()
    before: str | None = None
    after: str | None = None
    next: str | None = attrs.field(default=None, repr=shown_address)

    @classmethod
    def read(cls, document: Mapping[str, Any], read: Callable[[Mapping[str, Any]], T]) -> "Page[T]":
        """Return the page that an answer is.

        Args:
            document: The answer.
            read: Reads one item.
        """
        paging = document.get("paging")
        paging = paging if isinstance(paging, dict) else {}
        cursors = paging.get("cursors")
        cursors = cursors if isinstance(cursors, dict) else {}
        return cls(
            items=items(document, "data", read),
            before=text(cursors, "before"),
            after=text(cursors, "after"),
            next=text(paging, "next"),
        )


def _part(
    document: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], T]
) -> T | None:
    value = document.get(key)
    return read(value) if isinstance(value, dict) else None
