"""Entries of a screen's data: what it is given from outside, with an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import attrs

from flowdsl.node import Node, part
from flowdsl.values import Kind, Ref

__all__ = ["Data"]

T = TypeVar("T")


@part("data entry")
@attrs.frozen(eq=False, repr=False, slots=False)
class Data(Node, Generic[T]):
    """An entry of a screen's data, which a payload, an endpoint or a message fills.

    The schema is inferred from the example unless it is given: texts, numbers, booleans, lists
    (of `Option` too) and objects, nested freely.

    Args:
        name: The name of the entry, unique on its screen.
        example: A value as it will come; editors and previews show it.
        schema: The JSON Schema of the value, where the example does not tell it: for an empty
            list, or where keys may be absent.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    name: str
    example: T
    schema: Mapping[str, Any] | None = attrs.field(default=None, kw_only=True)
    extra: None = attrs.field(default=None, init=False)  # What it would hold is in the schema.

    @property
    def ref(self) -> Ref[T]:
        """The value, for use on the same screen; see also `Ref.on`."""
        return Ref("data", (self.name,), None, self._kind())

    def _kind(self) -> Kind | None:
        if self.schema is not None:
            declared = self.schema.get("type") if isinstance(self.schema, Mapping) else None
            names = {kind.value: kind for kind in Kind} | {"integer": Kind.NUMBER}
            return names.get(declared) if isinstance(declared, str) else None
        if isinstance(self.example, bool):
            return Kind.BOOLEAN
        if isinstance(self.example, int | float):
            return Kind.NUMBER
        return Kind.STRING if isinstance(self.example, str) else None
