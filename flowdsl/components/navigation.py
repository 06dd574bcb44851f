"""Components that lead somewhere: the button at the bottom, links and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import attrs

from flowdsl.actions import Complete, DataExchange, Navigate, OpenUrl
from flowdsl.components.base import (
    TEXT_PLACES,
    Component,
    DisplayText,
    Enabled,
    ImageSource,
    Visible,
)
from flowdsl.components.choices import MediaSize
from flowdsl.facts import Alone, Chars, Container, Default, Items, Kilobytes, Most, NotBlank, Places
from flowdsl.node import Node, component, part
from flowdsl.values import Dyn
from flowdsl.versions import V2_1, V4_0, V6_2

__all__ = [
    "EmbeddedLink",
    "Footer",
    "ItemEnd",
    "ItemStart",
    "MainContent",
    "NavigationItem",
    "NavigationList",
]

_Caption = Annotated[DisplayText | None, Chars(15, soft=True)]
_ItemAction = DataExchange | Navigate | None


@component(
    since=V2_1,
    places=Places(layout=V2_1, form=V2_1, if_=V4_0, switch=V4_0),
    most=Most(screen=1, meta=("MAX_FOOTER_PER_SCREEN",)),
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Footer(Component):
    """The button at the bottom of a screen.

    Args:
        label: What it says, up to 35 characters are shown.
        left_caption: A note above it on the left, up to 15 characters; only with `right_caption`.
        center_caption: A note above it in the middle, up to 15 characters; only alone.
        right_caption: A note above it on the right, up to 15 characters; only with `left_caption`.
        enabled: Whether it can be tapped.
        on_click_action: What it does.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(35, minimum=1, soft=True)]
    left_caption: _Caption = None
    center_caption: _Caption = None
    right_caption: _Caption = None
    enabled: Enabled = None
    on_click_action: Navigate | DataExchange | Complete


@component(
    since=V2_1, places=TEXT_PLACES, most=Most(screen=2, meta=("MAX_EMBEDDED_LINK_PER_SCREEN",))
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class EmbeddedLink(Component):
    """A text to tap.

    Args:
        text: What it says, up to 25 characters are shown.
        on_click_action: What it does.
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    text: Annotated[DisplayText, Chars(25, soft=True), NotBlank()]
    on_click_action: DataExchange | Navigate | OpenUrl
    visible: Visible = None


@part("main-content", since=V6_2)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class MainContent(Node):
    """The text of an item of a NavigationList (since 6.2).

    Args:
        title: What it is called, up to 30 characters are shown.
        description: More about it, up to 20 characters are shown.
        metadata: A note below, up to 80 characters are shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    title: Annotated[str, Chars(30, soft=True)]
    description: Annotated[str | None, Chars(20, soft=True)] = None
    metadata: Annotated[str | None, Chars(80, soft=True)] = None


@part("start", since=V6_2)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class ItemStart(Node):
    """The picture at the beginning of an item of a NavigationList (since 6.2).

    Args:
        image: The picture, 100 KB at most: a path, the bytes of a file, or base64 text.
        alt_text: What it shows, for those who cannot see it.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    image: Annotated[ImageSource, Kilobytes(100)]
    alt_text: str | None = None


@part("end", since=V6_2)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class ItemEnd(Node):
    """The text at the end of an item of a NavigationList, one or two of the three (since 6.2).

    Args:
        title: The largest, up to 10 characters are shown.
        description: The one below, up to 10 characters are shown.
        metadata: A note, up to 10 characters are shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    title: Annotated[str | None, Chars(10, soft=True)] = None
    description: Annotated[str | None, Chars(10, soft=True)] = None
    metadata: Annotated[str | None, Chars(10, soft=True)] = None


@part("list item", since=V6_2)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class NavigationItem(Node):
    """One item of a NavigationList (since 6.2).

    Args:
        id: What it is known by.
        main_content: Its text.
        start: The picture at its beginning.
        end: The text at its end; not with large pictures.
        badge: A mark, up to 15 characters are shown; one item of a list may have it.
        tags: Up to 3 words below, up to 15 characters are shown of each.
        enabled: Whether it can be tapped.
        on_click_action: What tapping it does, where the list itself has no action.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    id: str
    main_content: MainContent
    start: ItemStart | None = None
    end: ItemEnd | None = None
    badge: Annotated[str | None, Chars(15, soft=True)] = None
    tags: Annotated[Sequence[Annotated[str, Chars(15, soft=True)]] | None, Items(3, minimum=1)] = (
        None
    )
    enabled: Annotated[bool | None, Default(True)] = None
    on_click_action: _ItemAction = None


@component(
    since=V6_2,
    places=Places(layout=V6_2, form=V6_2, observed=frozenset({Container.FORM})),
    most=Most(screen=2),
    alone=(Alone(beside=("NavigationList",)),),
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class NavigationList(Component):
    """A list whose items lead somewhere; nothing else stands on its screen (since 6.2).

    Args:
        name: Its name, unique on its screen.
        list_items: The items, 1 to 20.
        label: What stands above it, up to 80 characters are shown.
        description: More about it, up to 300 characters are shown.
        media_size: How large the pictures are.
        on_click_action: What tapping an item does, where the items have no action of their own.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    name: str
    list_items: Annotated[Dyn[Sequence[NavigationItem]], Items(20, minimum=1)]
    label: Annotated[DisplayText | None, Chars(80, soft=True)] = None
    description: Annotated[DisplayText | None, Chars(300, soft=True)] = None
    media_size: Annotated[MediaSize | None, Default("regular")] = None
    on_click_action: _ItemAction = None
