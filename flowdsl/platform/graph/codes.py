"""What the codes of Meta's errors mean, and what to do: one table."""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

__all__ = ["CODES", "Family", "KnownCode", "Situation", "known_code"]


class Family(enum.Enum):
    """What kind of error a code is; each is a class of exceptions of its own."""

    INVALID = enum.auto()
    INTEGRITY = enum.auto()
    UPDATE = enum.auto()
    PUBLISH = enum.auto()
    DEPRECATE = enum.auto()
    DELETE = enum.auto()
    METRICS = enum.auto()
    SEND = enum.auto()
    RATE = enum.auto()
    ACCESS = enum.auto()
    SERVER = enum.auto()


@attrs.frozen
class Situation:
    """One of the things that a code is given for.

    Args:
        reason: What is wrong, in a sentence.
        help: What to do about it.
        words: Words that the title or the message has for it and for no other situation of the
            code, in lower case. The pages give the titles, but not the exact messages.
    """

    reason: str
    help: str
    words: tuple[str, ...] = ()


@attrs.frozen
class KnownCode:
    """What is known of a code.

    Args:
        family: What kind of error it is.
        situations: What it is given for.
    """

    family: Family
    situations: tuple[Situation, ...]

    def situation(self, said: str) -> Situation | None:
        """Return the situation that a text of Meta's speaks of, None where several may be meant.

        Args:
            said: The title and the message.
        """
        if len(self.situations) == 1:
            return self.situations[0]
        said = said.casefold()
        found = [
            each
            for each in self.situations
            if each.words and all(word in said for word in each.words)
        ]
        return max(found, key=lambda each: len(each.words), default=None)


def _one(family: Family, reason: str, help_: str) -> KnownCode:
    return KnownCode(family, (Situation(reason, help_),))


_SCHEMA: Final = "Set `data_channel_uri` in the Flow JSON, or use version 3.0 or newer."
_RATE_HELP: Final = "Wait, and call less often."
_ON_PREMISES: Final = "On-Premises API"
_SENT_DRAFT: Final = "Publish the flow, or send it with `mode=draft`."

CODES: Final[Mapping[int, KnownCode]] = MappingProxyType(
    {
        1: _one(Family.SERVER, "Meta's server failed.", "Try again later."),
        2: _one(Family.SERVER, "Meta's server is overloaded or down.", "Try again later."),
        4: _one(Family.RATE, "The app calls the API too often.", _RATE_HELP),
        10: _one(
            Family.ACCESS,
            "The token lacks a permission.",
            "Give it `whatsapp_business_management`; for messages and the encryption key "
            "`whatsapp_business_messaging`.",
        ),
        100: KnownCode(
            Family.INVALID,
            (
                Situation(
                    "Another flow of the account has the name.",
                    "Choose another name.",
                    ("unique",),
                ),
                Situation(
                    "The version of the Flow JSON is none that Meta takes.",
                    "Set `version` to one that is active.",
                    ("flow json", "version"),
                ),
                Situation(
                    "The `data_api_version` is none that Meta takes.",
                    'Set it to "3.0" or newer.',
                    ("data_api_version",),
                ),
                Situation(
                    "There is no such flow, or the token has no access to it.",
                    "Check the id, and which account the token is for.",
                    ("exist",),
                ),
                Situation(
                    "A flow is cloned from one source only.",
                    "Leave out `clone_flow_id` or `clone_template`.",
                    ("clone", "source"),
                ),
                Situation(
                    "Before version 3.0 the address of the endpoint stands in the Flow JSON.",
                    _SCHEMA,
                    ("endpoint", "uri", "flow json"),
                ),
                Situation(
                    "The address of the endpoint is none.",
                    "Give an https:// address.",
                    ("endpoint", "uri", "invalid"),
                ),
            ),
        ),
        190: _one(
            Family.ACCESS,
            "The access token is wrong, withdrawn or out of date.",
            "Make a new one; that of a user lives 24 hours, that of a system user longer.",
        ),
        80007: _one(Family.RATE, "The account calls the API too often.", _RATE_HELP),
        130429: _one(Family.RATE, "Too many messages are sent from the number.", _RATE_HELP),
        131009: _one(
            Family.SEND, "A parameter of the message is wrong.", "Check it with the reference."
        ),
        131026: _one(
            Family.SEND,
            "The message cannot be delivered, for example because the app is too old for it.",
            "Reach the user in another way.",
        ),
        131047: _one(
            Family.SEND,
            "The user wrote more than 24 hours ago.",
            "Send a template message.",
        ),
        131048: _one(Family.RATE, "Users report the messages as spam.", "Send fewer, and better."),
        131056: _one(
            Family.RATE, "Too many messages are sent to one user.", "Wait 6 seconds between two."
        ),
        132068: _one(
            Family.SEND, "The flow is blocked.", "Mend its endpoint; Meta watches it and unblocks."
        ),
        132069: _one(
            Family.SEND,
            "The flow is throttled, and 10 messages were sent with it this hour.",
            "Mend its endpoint; until then wait for the next hour.",
        ),
        139000: _one(
            Family.INTEGRITY,
            "Meta's integrity checks keep the account from creating or publishing flows.",
            "Look at the account's quality in Meta's Business Support.",
        ),
        139001: KnownCode(
            Family.UPDATE,
            (
                Situation(
                    "The flow cannot be changed in its state, or it is an old one.",
                    "Clone it and change the clone.",
                    ("be updated",),
                ),
                Situation(
                    "The Flow JSON was saved, but processing it failed.",
                    "Make the same call again.",
                    ("processing",),
                ),
                Situation(
                    "Before version 3.0 the address of the endpoint stands in the Flow JSON.",
                    _SCHEMA,
                    ("endpoint", "uri"),
                ),
            ),
        ),
        139002: KnownCode(
            Family.PUBLISH,
            (
                Situation("The flow is no draft.", "Change it first, or clone it.", ("draft",)),
                Situation(
                    "The Flow JSON has errors.",
                    "Mend them: `flowdsl check` finds them.",
                    ("validation error",),
                ),
                Situation(
                    "The flow has no `data_channel_uri`.",
                    _SCHEMA,
                    ("data_channel_uri",),
                ),
                Situation(
                    "The flow has no `endpoint_uri`.",
                    "Set it with an update of the flow.",
                    ("endpoint_uri",),
                ),
                Situation(
                    "The version of the Flow JSON or of the Data API is frozen or has expired.",
                    "Move the flow to a newer one: `flowdsl upgrade`.",
                    ("version",),
                ),
                Situation(
                    "The account has no verified phone number.",
                    "Add one.",
                    ("phone number",),
                ),
                Situation(
                    "No signed public key is set for the number.",
                    "Set the public key.",
                    ("public key",),
                ),
                Situation(
                    "No Meta app is connected.",
                    "Set `application_id` with an update of the flow.",
                    ("connected",),
                ),
                Situation(
                    "The endpoint does not answer the health check.",
                    "Start it, and see that it answers `ping`.",
                    ("endpoint", "available"),
                ),
                Situation(
                    "The account is not subscribed to the webhooks of flows.",
                    "Subscribe the app to the field `flows`.",
                    ("webhook",),
                ),
            ),
        ),
        139003: KnownCode(
            Family.DEPRECATE,
            (
                Situation("The flow was never published.", "Delete it instead.", ("unpublished",)),
                Situation(
                    "The flow is deprecated already.", "There is nothing to do.", ("already",)
                ),
            ),
        ),
        139004: _one(Family.DELETE, "A published flow cannot be deleted.", "Deprecate it instead."),
        139006: _one(
            Family.METRICS,
            "The flow had fewer than 250 requests in this time.",
            "Ask for a longer time, or later.",
        ),
        **{
            code: _one(Family.SEND, f"{reason} ({_ON_PREMISES}).", help_)
            for code, reason, help_ in (
                (2064, "The id of the flow is wrong", "Check it."),
                (2065, "The version of the flow message is wrong", 'Use "3".'),
                (2066, "The mode of the flow does not fit its state", _SENT_DRAFT),
                (2067, "A draft must not be sent from this number", "Publish the flow."),
                (2068, "The flow is blocked, or its endpoint is not set up", "Mend its endpoint."),
                (2069, "The flow is throttled", "Mend its endpoint."),
                (2070, "The version of the Flow JSON is wrong or expired", "Use a newer one."),
            )
        },
    }
)
"""Every code that the reference of the Flows API names, and the general ones around it."""

_PERMISSIONS: Final = range(200, 300)


def known_code(code: int | None) -> KnownCode | None:
    """Return what is known of a code, None where nothing is."""
    if code is None:
        return None
    # All of the two hundreds are permissions.
    return CODES[10] if code in _PERMISSIONS else CODES.get(code)
