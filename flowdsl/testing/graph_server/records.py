"""What the server keeps: accounts, phone numbers and flows."""

import datetime
import enum
from typing import Any, Final

import attrs

from flowdsl.testing.graph_server.lifecycle import Status

__all__ = [
    "Account",
    "Content",
    "Dialect",
    "Flow",
    "KeyStatus",
    "Kind",
    "PhoneNumber",
    "read_time",
    "written_time",
]

_TIME: Final = "%Y-%m-%dT%H:%M:%S%z"


def written_time(moment: datetime.datetime) -> str:
    """Return a moment as Graph writes one, with no colon in the offset.

    Args:
        moment: A moment with a time zone.
    """
    return moment.astimezone(datetime.UTC).strftime(_TIME)


def read_time(text: str) -> datetime.datetime:
    """Return the moment that a text of Graph stands for.

    Args:
        text: For example `2023-05-21T11:18:09+0000`.

    Raises:
        ValueError: It is none.
    """
    return datetime.datetime.strptime(text, _TIME)


class Dialect(enum.StrEnum):
    """Where two of Meta's sources show different answers: whose are given."""

    DOCUMENTATION = "documentation"
    """The pages of the documentation."""
    COLLECTION = "collection"
    """The official Postman collection, which is older."""


class Kind(enum.StrEnum):
    """Which of the two Flow JSONs of a flow is meant."""

    DRAFT = "draft"
    """The one that is worked on."""
    PUBLISHED = "published"
    """The one that was published last."""


class KeyStatus(enum.StrEnum):
    """What is said of a key for encryption."""

    VALID = "VALID"
    """It was signed."""
    MISMATCH = "MISMATCH"
    """It has to be uploaded again."""


@attrs.frozen(kw_only=True)
class Account:
    """A WhatsApp Business Account (WABA).

    Args:
        id: Its id.
        business_id: The business that it belongs to.
        application_id: The app that can be connected to its flows.
        name: Its name.
        timezone_id: The number of its time zone.
        namespace: The name space of its templates.
        is_verified: Whether the business is verified.
        is_banned: Whether the account is banned.
        is_subscribed: Whether it is subscribed to the webhooks of flows.
        endpoint_answers: Whether an endpoint of its flows answers the health check.
    """

    id: str
    business_id: str
    application_id: str
    name: str
    timezone_id: str = "1"
    namespace: str = ""
    is_verified: bool = True
    is_banned: bool = False
    is_subscribed: bool = True
    endpoint_answers: bool = True


@attrs.frozen(kw_only=True)
class PhoneNumber:
    """A phone number of an account.

    Args:
        id: Its id.
        account_id: The account that it belongs to.
        displayed: The number as it is shown.
        is_verified: Whether it is verified.
        public_key: Its key for encryption as PEM; empty where none was uploaded.
        key_status: What is said of the key.
    """

    id: str
    account_id: str
    displayed: str
    is_verified: bool = True
    public_key: str = ""
    key_status: KeyStatus = KeyStatus.VALID


@attrs.frozen(kw_only=True)
class Content:
    """What is known of a Flow JSON without its text.

    Args:
        json_version: Its version, where it names one as text.
        data_api_version: The version of the Data API, where it names one as text.
        data_channel_uri: The endpoint in it, as below Flow JSON 3.0.
        validation_errors: What is wrong with it, in Meta's newer form.
    """

    json_version: str | None = None
    data_api_version: str | None = None
    data_channel_uri: str | None = None
    validation_errors: tuple[Any, ...] = ()

    @property
    def has_endpoint(self) -> bool:
        """Whether it asks an endpoint."""
        return self.data_api_version is not None or self.data_channel_uri is not None

    @property
    def is_old(self) -> bool:
        """Whether its version is below 3.0, where the endpoint stands in the Flow JSON."""
        return self.json_version is not None and self.json_version.startswith(("1.", "2."))


@attrs.frozen(kw_only=True)
class Flow:
    """A flow without the text of its Flow JSON.

    Args:
        id: Its id.
        account_id: The account that it belongs to.
        name: Its name.
        status: Its state.
        categories: Its categories.
        updated_at: When it was changed last.
        endpoint_uri: Its endpoint, since Flow JSON 3.0.
        application_id: The app that is connected to it.
        content: What is known of its Flow JSON; None where it has none.
        asset_token: What the link to its Flow JSON has to carry.
        preview_token: What the link to its preview has to carry; empty where there is none yet.
        preview_expires: When that link ends.
        position: Its place in lists.
    """

    id: str
    account_id: str
    name: str
    status: Status
    categories: tuple[str, ...]
    updated_at: datetime.datetime
    endpoint_uri: str | None = None
    application_id: str | None = None
    content: Content | None = None
    asset_token: str = ""
    preview_token: str = ""
    preview_expires: datetime.datetime | None = None
    position: int = 0

    @property
    def endpoint(self) -> str | None:
        """The endpoint, wherever it stands."""
        if self.content is not None and self.content.is_old:
            return self.content.data_channel_uri
        return self.endpoint_uri
