"""Whether messages can be sent with a flow, and what stands in the way."""

from collections.abc import Mapping
from typing import Any

import attrs

from flowdsl.platform.graph.reading import identifier, items, rest, text, texts, whole

__all__ = ["Health", "HealthEntity", "HealthError"]


@attrs.frozen(kw_only=True)
class HealthError:
    """One thing that keeps messages from being sent.

    Args:
        code: Meta's code.
        description: What is wrong.
        solution: What to do about it, or where to read of it.
    """

    code: int | None = None
    description: str | None = None
    solution: str | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "HealthError":
        """Return the error that an object of an answer stands for."""
        return cls(
            code=whole(document, "error_code"),
            description=text(document, "error_description"),
            solution=text(document, "possible_solution"),
        )


@attrs.frozen(kw_only=True)
class HealthEntity:
    """The part that a flow, an account, a business, an app or a number has in it.

    Args:
        entity_type: `"FLOW"`, `"WABA"`, `"BUSINESS"`, `"APP"` or `"PHONE_NUMBER"`.
        id: Its id.
        can_send_message: `"AVAILABLE"`, `"LIMITED"` or `"BLOCKED"`.
        errors: What blocks it.
        additional_info: What limits it.
        extra: What else Meta says.
    """

    entity_type: str | None = None
    id: str | None = None
    can_send_message: str | None = None
    errors: tuple[HealthError, ...] = ()
    additional_info: tuple[str, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "HealthEntity":
        """Return the entity that an object of an answer stands for."""
        known = ("entity_type", "id", "can_send_message", "errors", "additional_info")
        return cls(
            entity_type=text(document, "entity_type"),
            id=identifier(document),
            can_send_message=text(document, "can_send_message"),
            errors=items(document, "errors", HealthError.read),
            additional_info=texts(document, "additional_info"),
            extra=rest(document, *known),
        )


@attrs.frozen(kw_only=True)
class Health:
    """Whether messages can be sent with a flow.

    Args:
        can_send_message: `"BLOCKED"` if any entity is, else `"LIMITED"` if any is, else
            `"AVAILABLE"`.
        entities: What has a part in it.
        extra: What else Meta says.
    """

    can_send_message: str | None = None
    entities: tuple[HealthEntity, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Health":
        """Return the health that an object of an answer stands for."""
        return cls(
            can_send_message=text(document, "can_send_message"),
            entities=items(document, "entities", HealthEntity.read),
            extra=rest(document, "can_send_message", "entities"),
        )
