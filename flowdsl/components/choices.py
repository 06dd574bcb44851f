"""Inputs in which one or several of some options are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import attrs

from flowdsl.components.base import (
    INPUT_PLACES,
    DisplayText,
    Enabled,
    ErrorMessage,
    ImageSource,
    ListValued,
    Required,
    SelectAction,
    SelectUpdate,
    TextValued,
    Visible,
)
from flowdsl.facts import (
    Chars,
    Default,
    Items,
    Kilobytes,
    Pattern,
    Places,
    Range,
    RequiredSince,
    Since,
)
from flowdsl.node import Node, component, part
from flowdsl.values import Dyn
from flowdsl.versions import V2_1, V4_0, V5_0, V6_0, V6_3, V7_1

__all__ = [
    "CheckboxGroup",
    "Chip",
    "ChipsSelector",
    "Dropdown",
    "MediaSize",
    "Option",
    "RadioButtons",
    "RadioButtonsGroup",
]

MediaSize = Literal["regular", "large"]
GroupLabel = Annotated[DisplayText | None, Chars(30, soft=True), RequiredSince(V4_0)]


@part("option")
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Option(Node):
    """One option of a CheckboxGroup, a RadioButtonsGroup or a Dropdown.

    Args:
        id: What is answered when it is chosen.
        title: What it is called, up to 30 characters are shown.
        description: More about it, up to 300 characters are shown.
        metadata: A short note beside the title, up to 20 characters are shown.
        enabled: Whether it can be chosen.
        image: A picture of at most 300 KB, or 100 KB from 6.0 (since 5.0).
        alt_text: What the picture shows, for those who cannot see it (since 5.0).
        color: A colour as `#` and six hexadecimal digits, shown where there is no picture (since
            5.0).
        on_select_action: How choosing it changes the data of the screen (since 6.0).
        on_unselect_action: How leaving it changes the data of the screen (since 6.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    id: str
    title: Annotated[str, Chars(30, soft=True)]
    description: Annotated[str | None, Chars(300, soft=True)] = None
    metadata: Annotated[str | None, Chars(20, soft=True)] = None
    enabled: Enabled = None
    image: Annotated[
        Dyn[ImageSource] | None, Since(V5_0), Kilobytes(300), Kilobytes(100, since=V6_0)
    ] = None
    alt_text: Annotated[DisplayText | None, Since(V5_0)] = None
    color: Annotated[
        str | None,
        Since(V5_0),
        Pattern("^#[A-Fa-f0-9]{6}$", "# and six hexadecimal digits", soft=True),
    ] = None
    on_select_action: SelectUpdate = None
    on_unselect_action: SelectUpdate = None


@part("chip", since=V6_3)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Chip(Node):
    """One option of a ChipsSelector (since 6.3).

    Args:
        id: What is answered when it is chosen.
        title: What it is called.
        enabled: Whether it can be chosen.
        on_select_action: How choosing it changes the data of the screen.
        on_unselect_action: How leaving it changes the data of the screen.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    id: str
    title: str
    enabled: Enabled = None
    on_select_action: SelectUpdate = None
    on_unselect_action: SelectUpdate = None


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class CheckboxGroup(ListValued):
    """Boxes of which several can be ticked.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        data_source: The options, 1 to 20.
        label: What is asked, up to 30 characters are shown (required since 4.0).
        description: More about what is asked, up to 300 characters are shown (since 4.0).
        min_selected_items: How many have to be ticked at least, from 0.
        max_selected_items: How many can be ticked at most, from 2.
        enabled: Whether it can be changed.
        required: Whether something has to be chosen.
        visible: Whether it is shown.
        media_size: How large the pictures are (since 5.0).
        on_select_action: What happens whenever the choice changes.
        on_unselect_action: How unticking changes the data of the screen (since 6.0).
        init_value: The ids that are ticked at first (since 4.0).
        error_message: What is shown for an answer that does not do (since 4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    data_source: Annotated[Dyn[Sequence[Option]], Items(20, minimum=1)]
    label: GroupLabel = None
    description: Annotated[DisplayText | None, Since(V4_0), Chars(300, soft=True)] = None
    min_selected_items: Annotated[Dyn[float] | None, Range(0, soft=True)] = None
    max_selected_items: Annotated[Dyn[float] | None, Range(2, soft=True)] = None
    enabled: Enabled = None
    required: Required = None
    visible: Visible = None
    media_size: Annotated[MediaSize | None, Since(V5_0), Default("regular")] = None
    on_select_action: SelectAction = None
    on_unselect_action: SelectUpdate = None
    init_value: Annotated[Dyn[Sequence[str]] | None, Since(V4_0)] = None
    error_message: ErrorMessage = None


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class RadioButtonsGroup(TextValued):
    """Buttons of which one can be chosen.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        data_source: The options, 1 to 20.
        label: What is asked, up to 30 characters are shown (required since 4.0).
        description: More about what is asked, up to 300 characters are shown (since 4.0).
        enabled: Whether it can be changed.
        required: Whether something has to be chosen.
        visible: Whether it is shown.
        media_size: How large the pictures are (since 5.0).
        on_select_action: What happens whenever the choice changes.
        on_unselect_action: How leaving an option changes the data of the screen (since 6.0).
        init_value: The id that is chosen at first (since 4.0).
        error_message: What is shown for an answer that does not do (since 4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    data_source: Annotated[Dyn[Sequence[Option]], Items(20, minimum=1)]
    label: GroupLabel = None
    description: Annotated[DisplayText | None, Since(V4_0), Chars(300, soft=True)] = None
    enabled: Enabled = None
    required: Required = None
    visible: Visible = None
    media_size: Annotated[MediaSize | None, Since(V5_0), Default("regular")] = None
    on_select_action: SelectAction = None
    on_unselect_action: SelectUpdate = None
    init_value: Annotated[DisplayText | None, Since(V4_0)] = None
    error_message: ErrorMessage = None


RadioButtons: Final = RadioButtonsGroup
"""The same class under a shorter name."""


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Dropdown(TextValued):
    """A list that folds out, from which one option is chosen.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is asked, up to 20 characters are shown.
        data_source: The options, 1 to 200, or 100 as soon as one of them has a picture.
        enabled: Whether it can be changed.
        required: Whether something has to be chosen.
        visible: Whether it is shown.
        on_select_action: What happens whenever the choice changes.
        on_unselect_action: How leaving an option changes the data of the screen (since 6.0).
        init_value: The id that is chosen at first (since 4.0).
        error_message: What is shown for an answer that does not do (since 4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(20, minimum=1, soft=True)]
    data_source: Annotated[Dyn[Sequence[Option]], Items(200, minimum=1)]
    enabled: Enabled = None
    required: Required = None
    visible: Visible = None
    on_select_action: SelectAction = None
    on_unselect_action: SelectUpdate = None
    init_value: Annotated[DisplayText | None, Since(V4_0)] = None
    error_message: ErrorMessage = None


@component(since=V6_3, places=Places(layout=V6_3, form=V6_3, if_=V7_1, switch=V7_1))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class ChipsSelector(ListValued):
    """Short words of which several can be chosen (since 6.3).

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        data_source: The options, 2 to 20.
        label: What is asked, up to 80 characters are shown.
        description: More about what is asked, up to 300 characters are shown.
        min_selected_items: How many have to be chosen at least, from 0.
        max_selected_items: How many can be chosen at most, from 1.
        enabled: Whether it can be changed.
        required: Whether something has to be chosen.
        visible: Whether it is shown.
        on_select_action: What happens whenever the choice changes (since 7.1).
        on_unselect_action: How leaving an option changes the data of the screen (since 7.1).
        init_value: The ids that are chosen at first.
        error_message: What is shown for an answer that does not do.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    data_source: Annotated[Dyn[Sequence[Chip]], Items(20, minimum=1), Items(minimum=2, soft=True)]
    label: Annotated[DisplayText, Chars(80, soft=True)]
    description: Annotated[DisplayText | None, Chars(300, soft=True)] = None
    min_selected_items: Annotated[Dyn[float] | None, Range(0, soft=True)] = None
    max_selected_items: Annotated[Dyn[float] | None, Range(1, soft=True)] = None
    enabled: Enabled = None
    required: Required = None
    visible: Visible = None
    on_select_action: Annotated[SelectAction, Since(V7_1)] = None
    on_unselect_action: Annotated[SelectUpdate, Since(V7_1)] = None
    init_value: Dyn[Sequence[str]] | None = None
    error_message: ErrorMessage = None
