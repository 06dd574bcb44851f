"""Lists what can be done on a screen, numbered."""

from collections.abc import Iterator

import attrs

from flowdsl.playing.values import how_to_fill
from flowdsl.runtime.moves import Move, OpenLink, Tap
from flowdsl.runtime.program import Answer
from flowdsl.runtime.screen import FOOTER, ShownComponent, ShownScreen
from flowdsl.runtime.tapping import called, links_in
from flowdsl.tables import columns, shortened, visible

__all__ = ["Offer", "offers", "offers_text"]

LONGEST = 100
"""So many characters are shown of what can be done."""


@attrs.frozen
class Offer:
    """Something that can be done.

    Args:
        name: What it is called where it is listed.
        how: What it is, or what it takes.
        component: The input that is filled in, None where something is tapped.
        move: What is done; None for an input that takes a value.
    """

    name: str
    how: str
    component: ShownComponent | None = None
    move: Move | None = None


def offers(screen: ShownScreen) -> list[Offer]:
    """Return what can be done on a screen: inputs first, then what is tapped, then links."""
    return [*_inputs(screen), *_taps(screen), *_links(screen)]


def offers_text(found: list[Offer]) -> str:
    """Return what can be done as lines, with the numbers that stand for it."""
    names = [visible(shortened(" ".join(each.name.split()), LONGEST // 2)) for each in found]
    width = max(map(columns, names), default=0)
    lines = []
    for number, (name, each) in enumerate(zip(names, found, strict=True), 1):
        how = visible(shortened(" ".join(each.how.split()), LONGEST))
        lines.append(f"{number:>3}  {name}{' ' * (width - columns(name))}  {how}".rstrip())
    return "\n".join(lines)


def _inputs(screen: ShownScreen) -> Iterator[Offer]:
    for name, component in screen.inputs.items():
        off = "" if component.enabled else " (off)"
        needed = ", required" if component.required and component.answer is not Answer.BOX else ""
        yield Offer(name, f"{how_to_fill(component)}{needed}{off}", component)


def _taps(screen: ShownScreen) -> Iterator[Offer]:
    for name, each in called(screen):
        is_footer = each.component.kind == FOOTER
        is_off = not each.is_enabled or (is_footer and bool(screen.blockers))
        kind = each.component.kind if each.item is None else "item"
        yield Offer(each.label, f"tap ({kind}{', off' if is_off else ''})", move=Tap(name))


def _links(screen: ShownScreen) -> Iterator[Offer]:
    for component in screen.visible:
        for said, url in links_in(component):
            yield Offer(said, f"open {url}", move=OpenLink(said))
