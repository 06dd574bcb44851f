"""Taps what can be tapped: the Footer, links, items of lists, "Read more"."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from flowdsl.components.text import RichText
from flowdsl.facts import CLICK
from flowdsl.problems import did_you_mean
from flowdsl.runtime.events import OpenedUrl
from flowdsl.runtime.program import ActionProgram, action_of
from flowdsl.runtime.screen import FOOTER, ShownComponent, ShownOption, ShownScreen, listed
from flowdsl.runtime.state import Refused
from flowdsl.runtime.turn import Turn

__all__ = ["Tappable", "called", "link", "tap", "tappable", "tappables"]

_MARKDOWN_LINK: Final = re.compile(r"(?<!!)\[([^\[\]]{1,500})\]\(([^()\s]{1,2000})\)")


@attrs.frozen(eq=False)
class Tappable:
    """Something on a screen that can be tapped.

    Args:
        component: The component.
        item: The item of a list, None for the component itself.
        action: What it does.
    """

    component: ShownComponent
    item: ShownOption | None
    action: ActionProgram

    @property
    def label(self) -> str:
        """What it says."""
        return self.component.label if self.item is None else self.item.title

    @property
    def names(self) -> tuple[str, ...]:
        """What it can be called, the plainest first: what it says, its id or name, its kind."""
        if self.item is not None:
            return (self.item.title, self.item.id)
        name = self.component.name
        return (self.label, *([name] if name else []), self.component.kind)

    @property
    def is_enabled(self) -> bool:
        """Whether it is not switched off itself; the Footer can be off for the inputs, too."""
        return self.component.enabled and (self.item is None or self.item.enabled)


def tappables(screen: ShownScreen) -> Iterator[Tappable]:
    """Yield what can be tapped on a screen, in document order."""
    for component in screen.components:
        if not component.visible and component.kind != FOOTER:
            continue
        whole = component.program.actions.get(CLICK)
        if component.options and not component.is_input:
            for option in component.options:
                content = option.content.get(CLICK)
                own = action_of(content, CLICK) if isinstance(content, Mapping) else None
                action = own or whole
                if action is not None:
                    yield Tappable(component, option, action)
        elif whole is not None:
            yield Tappable(component, None, whole)


def tap(turn: Turn, target: str | ShownComponent) -> None:
    """Tap something on the screen that is shown.

    Args:
        turn: The step.
        target: What it says, its id or name, or its kind, such as `"Footer"`; or the component.

    Raises:
        Refused: There is no such thing, it is switched off, or the screen is not filled in.
    """
    screen = turn.shown()
    found = tappable(screen, target)
    if not found.is_enabled:
        raise Refused(f"`{found.label}` cannot be tapped: it is disabled")
    checks = found.component.kind == FOOTER or turn.behaviour.validate_on == "all"
    if checks and screen.lacking:
        reasons = "; ".join(screen.lacking)
        if turn.behaviour.footer_mode == "off":
            raise Refused(f"`{found.label}` cannot be tapped: {reasons}")
        turn.notice = reasons
        return
    turn.run(found.action)
    turn.settle()


def called(screen: ShownScreen) -> list[tuple[str, Tappable]]:
    """Return what can be tapped on a screen, each with a name by which nothing else is.

    Where several say the same and have no other name, that is `More #2` for the second.
    """
    every = list(tappables(screen))
    return [(_name(each, every), each) for each in every]


def _name(wanted: Tappable, every: list[Tappable]) -> str:
    for name in wanted.names:
        if name and _matching(name, every) == [wanted]:
            return name
    same = _matching(wanted.label, every)
    return f"{wanted.label} #{same.index(wanted) + 1}"


def _matching(name: str, every: list[Tappable]) -> list[Tappable]:
    """Return what a name stands for: what is said counts first, then names and ids, then kinds."""
    for rank in range(3):
        found = [each for each in every if name in each.names[rank : rank + 1]]
        if found:
            return found
    return []


_NUMBERED: Final = re.compile(r"(.*) #([1-9][0-9]?)", re.DOTALL)


def tappable(screen: ShownScreen, target: str | ShownComponent) -> Tappable:
    """Return what a tap on a screen meets, whether or not it is switched on.

    Args:
        screen: The screen.
        target: What it is called; or the component.

    Raises:
        Refused: There is no such thing, or several.
    """
    every = list(tappables(screen))
    if isinstance(target, ShownComponent):
        own = [each for each in every if each.component.program is target.program]
        if len(own) == 1:
            return own[0]
        target = target.name or target.label
    found = _matching(target, every)
    numbered = None if found else _NUMBERED.fullmatch(target)
    if numbered is not None:
        found = _matching(numbered[1], every)[int(numbered[2]) - 1 :][:1]
    if len(found) > 1:
        names = [_name(each, every) for each in found]
        message = f"{len(found)} things on {screen.id} are called `{target}`"
        raise Refused(message + listed("tap one of", names))
    if found:
        return found[0]
    labels = [each.label for each in every]
    component = next((each for each in screen.visible if target in (each.name, each.label)), None)
    if component is not None:
        how = "fill it in" if component.is_input else "it only shows something"
        raise Refused(f"{component} cannot be tapped: {how}{listed('there is', labels)}")
    names = [name for each in every for name in each.names]
    hint = did_you_mean(target, names)
    raise Refused(f"{screen.id} has nothing called `{target}`{hint}{listed('there is', labels)}")


def link(turn: Turn, text: str) -> None:
    """Open a link: an EmbeddedLink, the "Read more" of an OptIn, or one inside of a text.

    Args:
        turn: The step.
        text: What it says.

    Raises:
        Refused: There is no such link.
    """
    screen = turn.shown()
    for component in screen.visible:
        for said, url in links_in(component):
            if said == text:
                turn.events.append(OpenedUrl(url))
                return
    tap(turn, text)


def links_in(component: ShownComponent) -> Iterator[tuple[str, str]]:
    """Yield the links inside of a text in Markdown: what they say, and their addresses."""
    is_marked = component.content.get("markdown") is True or component.kind == RichText.facts.name
    if is_marked and "text" in component.content:
        for match in _MARKDOWN_LINK.finditer(component.label):
            yield match[1], match[2]
