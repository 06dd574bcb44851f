"""Components that show text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import attrs

from flowdsl.components.base import TEXT_PLACES, Component, DisplayText, Visible
from flowdsl.facts import Alone, Binds, Chars, Default, Most, NotBlank, Places, Since
from flowdsl.node import component
from flowdsl.values import Dyn, Expression
from flowdsl.versions import V2_1, V4_0, V5_1, V6_3

__all__ = ["FontWeight", "RichText", "TextBody", "TextCaption", "TextHeading", "TextSubheading"]

FontWeight = Literal["bold", "italic", "bold_italic", "normal"]


@component(since=V2_1, places=TEXT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextHeading(Component):
    """The largest text of a screen.

    Args:
        text: What it says, up to 80 characters are shown.
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[DisplayText, Chars(80, soft=True), NotBlank()]
    visible: Visible = None


@component(since=V2_1, places=TEXT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextSubheading(Component):
    """A heading below the largest.

    Args:
        text: What it says, up to 80 characters are shown.
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[DisplayText, Chars(80, soft=True), NotBlank()]
    visible: Visible = None


@component(since=V2_1, places=TEXT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextBody(Component):
    """A paragraph of text.

    Args:
        text: What it says, up to 4096 characters are shown; a list has a paragraph an item (since
            5.1).
        font_weight: How heavy the letters are.
        strikethrough: Whether the text is crossed out.
        markdown: Whether the text is read as Markdown (since 5.1).
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[
        DisplayText | Annotated[Dyn[Sequence[str]], Since(V5_1)], Chars(4096, soft=True), NotBlank()
    ]
    font_weight: Dyn[FontWeight] | None = None
    strikethrough: Annotated[Dyn[bool] | None, Default(False)] = None
    markdown: Annotated[bool | None, Since(V5_1), Default(False)] = None
    visible: Visible = None


@component(since=V2_1, places=TEXT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class TextCaption(Component):
    """Small print.

    Args:
        text: What it says, up to 409 characters are shown; a list has a paragraph an item (since
            5.1).
        font_weight: How heavy the letters are.
        strikethrough: Whether the text is crossed out.
        markdown: Whether the text is read as Markdown (since 5.1).
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[
        DisplayText | Annotated[Dyn[Sequence[str]], Since(V5_1)], Chars(409, soft=True), NotBlank()
    ]
    font_weight: Dyn[FontWeight] | None = None
    strikethrough: Annotated[Dyn[bool] | None, Default(False)] = None
    markdown: Annotated[bool | None, Since(V5_1), Default(False)] = None
    visible: Visible = None


@component(
    since=V5_1,
    places=Places(layout=V5_1),
    most=Most(screen=1, soft=True),
    alone=(Alone(), Alone(beside=("Footer",), since=V6_3)),
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class RichText(Component):
    """A whole page of Markdown: headings, lists, tables, links and images (since 5.1).

    Until 6.2 it stands alone on its screen; from 6.3 a Footer may stand below it.

    Args:
        text: The Markdown, whole or a list with a paragraph an item; or one reference, but no
            expression.
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[
        str | Sequence[str] | Expression[str] | Expression[Sequence[str]],
        Binds(data=V2_1, form=V4_0, screen_data=V4_0, screen_form=V4_0),
        NotBlank(),
    ]
    visible: Visible = None
