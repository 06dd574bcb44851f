"""What components share: their base classes, the types of common properties, and their places."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar

import attrs

from flowdsl.actions import DataExchange, UpdateData
from flowdsl.facts import Default, Places, Since
from flowdsl.node import Node
from flowdsl.values import Dyn, Kind, Ref
from flowdsl.versions import V2_1, V4_0, V6_0

__all__ = [
    "Component",
    "DisplayText",
    "Enabled",
    "ErrorMessage",
    "ImageSource",
    "Input",
    "Required",
    "SelectAction",
    "SelectUpdate",
    "Visible",
]

T_co = TypeVar("T_co", covariant=True)

DisplayText: TypeAlias = Dyn[str]
Visible: TypeAlias = Annotated[Dyn[bool] | None, Default(True)]
Enabled: TypeAlias = Annotated[Dyn[bool] | None, Default(True)]
Required: TypeAlias = Annotated[Dyn[bool] | None, Default(False)]
ErrorMessage: TypeAlias = Annotated[DisplayText | None, Since(V4_0)]
SelectAction: TypeAlias = DataExchange | UpdateData | None
SelectUpdate: TypeAlias = Annotated[UpdateData | None, Since(V6_0)]


ImageSource: TypeAlias = str | bytes | os.PathLike[str]
"""An image: base64 text as it stands in the JSON, the bytes of a file, or a path to one.

A relative path is looked up from the folder of the Python file that names it.
"""

TEXT_PLACES: Final = Places(layout=V2_1, form=V2_1, if_=V4_0, switch=V4_0)
"""Where texts, images and links may stand."""

INPUT_PLACES: Final = Places(layout=V4_0, form=V2_1, if_=V4_0, switch=V4_0)
"""Where the inputs of the first version may stand: before 4.0 only in a Form."""


class Component(Node):
    """Anything that stands in the layout of a screen."""


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Input(Component, Generic[T_co]):
    """A component that somebody fills in."""

    name: str

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the JSON Schema of the answer.

        Args:
            content: The JSON of the component.

        Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
        """
        return {}

    @property
    def _kind(self) -> Kind | None:
        """The type that the value has in an expression."""
        return None

    @property
    def ref(self) -> Ref[T_co]:
        """The value that was filled in, for use on the same screen; see also `Ref.on`."""
        return Ref("form", (self.name,), None, self._kind)


class TextValued(Input[str]):
    """An input whose value is a text."""

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"type": "string"}

    @property
    def _kind(self) -> Kind | None:
        return Kind.STRING


class ListValued(Input[Sequence[str]]):
    """An input whose value is a list of ids."""

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"type": "array", "items": {"type": "string"}}
