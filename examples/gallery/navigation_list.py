"""NavigationList: a list whose items lead to other screens."""

from pathlib import Path

from flowdsl import (
    Complete,
    Flow,
    Footer,
    ItemEnd,
    ItemStart,
    MainContent,
    Navigate,
    NavigationItem,
    NavigationList,
    Screen,
    TextBody,
)

images = Path("..") / "images"

bouquets = NavigationList(
    name="bouquets",
    label="Our bouquets",
    description="Tap one to order it",
    list_items=[
        NavigationItem(
            id="roses",
            main_content=MainContent(title="Roses", description="A dozen, red"),
            start=ItemStart(image=images / "roses.png", alt_text="Red roses"),
            end=ItemEnd(title="39 €", description="a bunch"),
            badge="Popular",
            tags=["Red", "Classic"],
            on_click_action=Navigate("ROSES", {}),
        ),
        NavigationItem(
            id="tulips",
            main_content=MainContent(title="Tulips", description="Twenty, yellow"),
            start=ItemStart(image=images / "tulips.png", alt_text="Yellow tulips"),
            end=ItemEnd(title="29 €"),
            on_click_action=Navigate("TULIPS", {}),
        ),
    ],
)


def order(screen: str, title: str) -> Screen:
    """Return the screen that orders one bouquet."""
    return Screen(
        id=screen,
        title=title,
        terminal=True,
        children=[
            TextBody(text="Delivered tomorrow"),
            Footer(label="Order", on_click_action=Complete({"bouquet": title.lower()})),
        ],
    )


navigation_list = Flow(
    screens=[
        Screen(id="LIST", title="NavigationList", children=[bouquets]),
        order("ROSES", "Roses"),
        order("TULIPS", "Tulips"),
    ],
)
