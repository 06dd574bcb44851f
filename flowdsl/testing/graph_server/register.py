"""What the server does that no source settles, or only nearly: a register for the documentation."""

import enum
from typing import Final

import attrs

__all__ = ["REGISTER", "TITLES", "Closeness", "Entry", "Source", "register_rows"]


class Source(enum.StrEnum):
    """Where a behaviour comes from."""

    DOCUMENTED = "documented"
    """Meta's pages or its Postman collection say it."""
    OBSERVED = "observed"
    """Others saw Meta's server do it."""
    ASSUMED = "assumed"
    """No source says it; it is the most likely, or the most careful."""


class Closeness(enum.StrEnum):
    """How near the server comes to what its source says."""

    SAME = "same"
    """Nothing is known that differs."""
    NEAR = "near"
    """Something of it differs, or only a part is done."""
    STAND_IN = "stand-in"
    """Something else stands for it, so that clients can be tested."""
    ABSENT = "absent"
    """It is not done."""


@attrs.frozen
class Entry:
    """One behaviour of the server.

    Args:
        subject: What it is about.
        behaviour: What the server does.
        source: Where that comes from.
        closeness: How near it is.
    """

    subject: str
    behaviour: str
    source: Source
    closeness: Closeness


_D, _O, _A = Source.DOCUMENTED, Source.OBSERVED, Source.ASSUMED
_SAME, _NEAR, _STAND_IN, _ABSENT = Closeness

REGISTER: Final[tuple[Entry, ...]] = (
    # Common ground.
    Entry("versions", "any version of Graph is taken, and none; all behave alike", _A, _NEAR),
    Entry("tokens", "one token may do everything; any other is error 190, HTTP 401", _A, _NEAR),
    Entry("bodies", "JSON, forms and the query are taken, and count together", _D, _SAME),
    Entry("errors", "the codes and titles of Meta's page; the texts are our own", _D, _NEAR),
    Entry("errors", "every error of flows is HTTP 400", _A, _NEAR),
    Entry("errors", "139000 has the subcode 4233020; the others have none", _O, _NEAR),
    Entry("ids", "numbers as text, above 2 to the power of 53", _D, _SAME),
    Entry("bodies", "more than about 20 MB is error 100, HTTP 413", _A, _STAND_IN),
    Entry("rate limits", "none, but for those that a test injects", _A, _ABSENT),
    # Creating and updating.
    Entry("names", "unique in an account, deprecated flows included", _D, _SAME),
    Entry("names", "1 to 200 characters; the number is that of another provider", _O, _NEAR),
    Entry("categories", "the eight documented ones; SHOPPING is refused", _D, _SAME),
    Entry("flows", "an account has 10,000 at most; Meta states no number", _A, _STAND_IN),
    Entry("creating", "without flow_json there is no asset", _A, _NEAR),
    Entry(
        "creating",
        "with publish and validation errors a draft is made, and the answer lists the errors",
        _D,
        _NEAR,
    ),
    Entry(
        "creating",
        "with publish, another check that fails is its error, and no flow is made",
        _A,
        _NEAR,
    ),
    Entry("cloning", "takes the Flow JSON and the endpoint of any flow there is", _A, _NEAR),
    Entry("cloning", "clone_template is refused, as nothing describes it", _A, _ABSENT),
    Entry("endpoints", "an address has to begin with https://", _A, _NEAR),
    Entry("updating", "without any change it succeeds, and the state stays", _A, _NEAR),
    Entry("updating", "a throttled, blocked or deprecated flow is error 139001", _A, _NEAR),
    Entry("uploading", "a Flow JSON with errors is kept, even where it is no JSON", _D, _NEAR),
    Entry("uploading", "a file of another type than application/json is refused", _A, _NEAR),
    Entry(
        "validation", "the errors are those of flowdsl's validator, warnings left out", _A, _NEAR
    ),
    Entry("versions kept", "only the last published Flow JSON is kept, not the last 5", _D, _NEAR),
    # Reading.
    Entry("lists", "25 items by default and 100 at most, oldest first", _A, _NEAR),
    Entry("fields", "an unknown field is error 100", _A, _NEAR),
    Entry("assets", "the link is to the server itself; it ends when the asset changes", _A, _NEAR),
    Entry("previews", "the link lives 30 days, and nothing is drawn behind it", _D, _STAND_IN),
    Entry("health", "the flow, account, business, app and number; fixed texts", _D, _NEAR),
    # The lifecycle.
    Entry("publishing", "the documented checks, in the order of Meta's page of errors", _D, _NEAR),
    Entry(
        "publishing",
        "an unverified business or a banned account is error 139000",
        _A,
        _NEAR,
    ),
    Entry("publishing", "endpoints are not asked: the state says if they answer", _D, _STAND_IN),
    Entry("publishing", "without Flow JSON it is the error of validation errors", _A, _NEAR),
    Entry("lifecycle", "editing a published flow makes it a draft; a switch forbids it", _D, _SAME),
    Entry("lifecycle", "a flow is only throttled and blocked by hand", _D, _STAND_IN),
    Entry("deleting", "a published flow that is a draft again can be deleted", _A, _NEAR),
    Entry("webhooks", "none are sent", _D, _ABSENT),
    # Accounts and numbers.
    Entry("migration", "published flows are copied as published, unchecked", _D, _NEAR),
    Entry("migration", "endpoints and apps are copied, too", _A, _NEAR),
    Entry("keys", "a key of 2,048 bits is VALID at once; no key is an empty answer", _A, _NEAR),
    Entry("keys", "the answer is flat or in a list, by the dialect", _D, _SAME),
    # Metrics.
    Entry("metrics", "what tests observe by hand; days begin at midnight UTC", _A, _NEAR),
    Entry("metrics", "fewer than 250 requests in the range are error 139006", _D, _NEAR),
    Entry("metrics", "a range that begins too early is error 100", _A, _NEAR),
    # What is not there.
    Entry("messages", "messages and templates cannot be sent", _D, _ABSENT),
)
"""All that the server approximates, by subject as the API's reference has them."""

TITLES: Final = ("Subject", "What the sandbox does", "Source", "Closeness")
"""The titles of the columns."""


def register_rows() -> list[tuple[str, str, str, str]]:
    """Return the register as the rows of a table, to be printed under `TITLES`."""
    return [
        (entry.subject, entry.behaviour, entry.source.value, entry.closeness.value)
        for entry in REGISTER
    ]
