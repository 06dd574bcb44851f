"""Inputs for text, and the box to tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import attrs

from flowdsl.actions import DataExchange, Navigate, OpenUrl
from flowdsl.components.base import (
    INPUT_PLACES,
    DisplayText,
    Enabled,
    ErrorMessage,
    Input,
    Required,
    SelectUpdate,
    TextValued,
    Visible,
)
from flowdsl.facts import Chars, Default, Most, Since, TextForm, Written
from flowdsl.node import component
from flowdsl.values import Dyn, Kind, Ref
from flowdsl.versions import V2_1, V4_0, V6_2, V7_0

__all__ = ["OptIn", "TextArea", "TextInput"]

HIDDEN_INPUT_TYPES = ("password", "passcode")
"""The `input_type`s whose answers no summary shows, whatever their screen says of them."""

LabelVariant = Annotated[Literal["large"] | None, Since(V7_0)]


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextInput(TextValued):
    """A single line of text.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What the field is called, up to 20 characters are shown.
        label_variant: `"large"` for a stronger label that may take several lines (since 7.0).
        input_type: What kind of text it takes; it chooses the keyboard and the check.
        pattern: A regular expression that the text has to match, without slashes (since 6.2); it
            needs `helper_text`.
        required: Whether it must be filled in.
        min_chars: How many characters it takes at least.
        max_chars: How many characters it takes at most.
        helper_text: What to fill in, up to 80 characters are shown.
        enabled: Whether it can be changed.
        visible: Whether it is shown.
        init_value: What it holds at first (since 4.0).
        error_message: What is shown for an answer that does not do, up to 30 characters (since
            4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(20, minimum=1, soft=True)]
    label_variant: LabelVariant = None
    input_type: Annotated[
        Literal["text", "number", "email", "password", "passcode", "phone"] | None, Default("text")
    ] = None
    pattern: Annotated[str | None, Since(V6_2), Written(TextForm.REGULAR_EXPRESSION)] = None
    required: Required = None
    min_chars: Dyn[float] | None = None
    max_chars: Annotated[Dyn[float] | None, Default(80)] = None
    helper_text: Annotated[DisplayText | None, Chars(80, soft=True)] = None
    enabled: Enabled = None
    visible: Visible = None
    init_value: Annotated[DisplayText | None, Since(V4_0)] = None
    error_message: Annotated[ErrorMessage, Chars(30, soft=True)] = None

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        # A number is sent as text, and compared as a number: Meta's samples do both.
        is_number = content.get("input-type") == "number"
        return {"type": ["string", "number"] if is_number else "string"}

    @property
    def _kind(self) -> Kind | None:
        return Kind.NUMBER if self.input_type == "number" else Kind.STRING

    @property
    def number(self) -> Ref[float]:
        """The value as a number, for a TextInput with `input_type="number"`."""
        return Ref("form", (self.name,), None, Kind.NUMBER)


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextArea(TextValued):
    """Several lines of text.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What the field is called, up to 20 characters are shown.
        label_variant: `"large"` for a stronger label that may take several lines (since 7.0).
        required: Whether it must be filled in.
        max_length: How many characters it takes at most.
        helper_text: What to fill in, up to 80 characters are shown.
        enabled: Whether it can be changed.
        visible: Whether it is shown.
        init_value: What it holds at first (since 4.0).
        error_message: What is shown for an answer that does not do (since 4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(20, soft=True)]
    label_variant: LabelVariant = None
    required: Required = None
    max_length: Annotated[Dyn[int] | None, Default(600)] = None
    helper_text: Annotated[DisplayText | None, Chars(80, soft=True)] = None
    enabled: Enabled = None
    visible: Visible = None
    init_value: Annotated[DisplayText | None, Since(V4_0)] = None
    error_message: ErrorMessage = None


@component(since=V2_1, places=INPUT_PLACES, most=Most(screen=5, meta=("MAX_OPT_IN_PER_SCREEN",)))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class OptIn(Input[bool]):
    """A box to tick, with a link to read more.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is agreed to, up to 120 characters are shown.
        required: Whether it must be ticked.
        on_click_action: What "Read more" does; the link is shown only with it.
        on_select_action: How ticking it changes the data of the screen (since 6.0).
        on_unselect_action: How clearing it changes the data of the screen (since 6.0).
        visible: Whether it is shown.
        init_value: Whether it is ticked at first (since 4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(120, minimum=1, soft=True)]
    required: Required = None
    on_click_action: DataExchange | Navigate | OpenUrl | None = None
    on_select_action: SelectUpdate = None
    on_unselect_action: SelectUpdate = None
    visible: Visible = None
    init_value: Annotated[Dyn[bool] | None, Since(V4_0)] = None

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"type": "boolean"}

    @property
    def _kind(self) -> Kind | None:
        return Kind.BOOLEAN
