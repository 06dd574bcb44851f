"""Flows as planned: their screens, which leads to which, and what is asked on each."""

import enum
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.choices import RadioButtonsGroup
from flowdsl.components.media import Picker
from flowdsl.components.navigation import Footer, NavigationList
from flowdsl.components.text import RichText
from flowdsl.node import COMPONENTS, Node
from flowdsl.projection import companions_of, shape_of
from flowdsl.shape import Dynamic, List, Tagged
from flowdsl.testing.strategies.answers import Answer, plan_answer
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import (
    COUNT,
    DETAILS,
    EARLY,
    FLAG,
    LATE,
    NUMBER,
    STEADY,
    TEXT,
    TEXTS,
)
from flowdsl.testing.strategies.options import bound_options
from flowdsl.testing.strategies.scope import Entry, declared
from flowdsl.versions import V4_0, Version

__all__ = ["MOST_LINKS", "FlowPlan", "ScreenPlan", "Style", "held_by", "plan_flow"]

MOST_LINKS: Final = 2

_IDS: Final = ("START", "DETAILS", "ADDRESS", "CHOICE", "ORDER", "SUMMARY", "REVIEW", "FINISH")
_PAGES: Final = ("TERMS", "ABOUT_US", "privacy_Page")
_NAMES: Final = (
    "city", "first_name", "lastName", "email", "order", "size", "when", "notes", "phone", "agree",
    "topic", "rating", "guest", "e-mail", "room", "extra",
)  # fmt: skip


_DOMAINS: Final = (TEXT, NUMBER, FLAG, TEXTS, DETAILS, STEADY, COUNT, EARLY, LATE)


class Style(enum.Enum):
    """What a screen is for."""

    PAGE = "texts and inputs, with a button"
    LIST = "items that lead on"
    RICH = "rich text with a button"
    ASIDE = "something to read, opened by a link and left with Back"


@attrs.define(eq=False)
class ScreenPlan:
    """A screen as planned.

    Args:
        id: Its id.
        style: What it is for.
        is_terminal: Whether the flow ends there.
        next: The screens that it leads on to.
        asides: The screens that it links to.
        answers: What is asked on it.
        entries: Its data, as far as it has been drawn.
        before: The screens from which it can be reached.
        surely_before: Those of them that were shown before, whatever the way.
    """

    id: str
    style: Style
    is_terminal: bool
    next: "list[ScreenPlan]" = attrs.field(factory=list)
    asides: "list[ScreenPlan]" = attrs.field(factory=list)
    answers: list[Answer] = attrs.field(factory=list)
    entries: list[Entry] = attrs.field(factory=list)
    before: "list[ScreenPlan]" = attrs.field(factory=list)
    surely_before: "list[ScreenPlan]" = attrs.field(factory=list)


@attrs.define(eq=False)
class FlowPlan:
    """A flow as planned.

    Args:
        version: Its version.
        has_endpoint: Whether it has an endpoint.
        routes_are_written: Whether it says its routes itself.
        screens: Its screens, the first first.
        names: How many entries of each name their data has.
    """

    version: Version
    has_endpoint: bool
    routes_are_written: bool
    screens: list[ScreenPlan]
    names: dict[str, int]


def held_by(cls: type[Node], name: str, version: Version) -> dict[str, type[Node]]:
    """Return the components that a property holds, without those that no document lists there.

    Args:
        cls: The class that has the property.
        name: The property, or a part of one.
        version: The version.
    """
    for known in shape_of(cls, version).properties:
        shape = known.shape
        if known.name == name:
            inner = getattr(shape, "value", shape)
            if isinstance(inner, List) and isinstance(inner.item, Tagged):
                held = inner.item
                return {key: each for key, each in held.options.items() if key not in held.observed}
    return {}


def plan_flow(chooser: Chooser, version: Version, *, endpoint: bool | None) -> FlowPlan:
    """Draw a flow as a plan: what depends on the flow as a whole.

    Args:
        chooser: What chooses.
        version: Its version.
        endpoint: Whether it has an endpoint; None for either.
    """
    has_endpoint = chooser.chance(50) if endpoint is None else endpoint
    number = chooser.pick((1, 2, 3, 3, 4, 4, 5, 6))
    ids = [_IDS[0], *chooser.shuffled(_IDS[1:])[: number - 1]]
    ends = [index == number - 1 or chooser.chance(20) for index in range(number)]
    ends[0] = number == 1
    screens = [
        ScreenPlan(id_, Style.PAGE, is_terminal) for id_, is_terminal in zip(ids, ends, strict=True)
    ]
    _lead(chooser, screens)
    _style(chooser, screens, version)
    screens += _asides(chooser, screens, version)
    asked = _askable(version)
    for screen in screens:
        _ask(chooser, screen, asked, version)
    _look_back(screens)
    names = _provide(chooser, screens, version)
    return FlowPlan(version, has_endpoint, chooser.chance(40), screens, names)


def _lead(chooser: Chooser, screens: list[ScreenPlan]) -> None:
    """Let every screen be led to by an earlier one, and lead on unless the flow ends there."""
    for index, screen in enumerate(screens[1:], 1):
        leading = [
            each
            for each in screens[:index]
            if not each.is_terminal and len(each.next) < 1 + MOST_LINKS
        ]
        if not leading:
            leading = [next(each for each in screens[:index] if each.is_terminal)]
            leading[0].is_terminal = False
        chooser.pick(leading[::-1]).next.append(screen)
    for index, screen in enumerate(screens):
        if screen.is_terminal:
            continue
        later = [each for each in screens[index + 1 :] if each not in screen.next]
        if later and (not screen.next or (len(screen.next) < 3 and chooser.chance(20))):
            screen.next.append(chooser.pick(later))


def _style(chooser: Chooser, screens: list[ScreenPlan], version: Version) -> None:
    rich = companions_of(RichText, version)
    has_list = companions_of(NavigationList, version) is not None
    for screen in screens:
        if has_list and not screen.is_terminal and chooser.chance(20):
            screen.style = Style.LIST
        elif (
            rich is not None
            and Footer.facts.name in rich.beside
            and len(screen.next) < 2
            and chooser.chance(12)
        ):
            screen.style = Style.RICH


def _asides(chooser: Chooser, screens: list[ScreenPlan], version: Version) -> list[ScreenPlan]:
    """Return pages that are linked to: from some of them the flow goes on, too."""
    pages = [screen for screen in screens if screen.style is Style.PAGE]
    found: list[ScreenPlan] = []
    for name in _PAGES[: max(0, chooser.integer(0, 4) - 2)]:
        # Links are few: a screen that leads on to several needs them for that.
        linking = [page for page in pages if len(page.next) + len(page.asides) < MOST_LINKS]
        if not linking:
            break
        first = chooser.pick(linking)
        aside = ScreenPlan(name, Style.ASIDE, is_terminal=False)
        if chooser.chance(60):
            later = screens[screens.index(first) + 1 :]
            rich = companions_of(RichText, version)
            aside.style = Style.PAGE
            if rich is not None and Footer.facts.name in rich.beside and chooser.chance(50):
                aside.style = Style.RICH
            if later:
                aside.next.append(chooser.pick(later))
            else:
                aside.is_terminal = True
        first.asides.append(aside)
        for other in linking:
            is_earlier = not aside.next or screens.index(other) < screens.index(aside.next[0])
            if other is not first and is_earlier and chooser.chance(20):
                other.asides.append(aside)
        found.append(aside)
    return found


def _askable(version: Version) -> list[type[Input[Any]]]:
    """Return the inputs that a version has, wherever they may stand."""
    return [
        cls for cls in COMPONENTS.values() if issubclass(cls, Input) and cls.facts.since <= version
    ]


def _ask(
    chooser: Chooser,
    screen: ScreenPlan,
    asked: list[type[Input[Any]]],
    version: Version,
) -> None:
    if screen.style is not Style.PAGE:
        return
    number = chooser.integer(0, 6)
    if chooser.chance(15):
        number = chooser.integer(number, 14)
    left = dict.fromkeys(asked, 99)
    for cls in asked:
        for most in cls.facts.most:
            left[cls] = most.screen
    names = chooser.shuffled(_NAMES)[:number] if number else []
    uploads = False
    for name in names:
        able = [cls for cls in asked if left[cls] and not (uploads and issubclass(cls, Picker))]
        cls = chooser.pick(able)
        left[cls] -= 1
        uploads = uploads or issubclass(cls, Picker)
        is_sure = version < V4_0 or chooser.chance(55)
        screen.answers.append(plan_answer(chooser, cls, name, version, is_sure=is_sure))


def _look_back(screens: list[ScreenPlan]) -> None:
    """Note from which screens each can be reached: what was filled in there can be read."""
    leading: dict[str, list[ScreenPlan]] = {screen.id: [] for screen in screens}
    for screen in screens:
        for follower in (*screen.next, *screen.asides):
            leading[follower.id].append(screen)
    done: set[str] = set()

    def visit(screen: ScreenPlan) -> None:
        if screen.id in done:
            return
        done.add(screen.id)
        ways = leading[screen.id]
        for each in ways:
            visit(each)
            screen.before += [one for one in (*each.before, each) if one not in screen.before]
        screen.surely_before = [
            one
            for one in screen.before
            if all(one is each or one in each.surely_before for each in ways)
        ]

    for screen in screens:
        visit(screen)


def _provide(chooser: Chooser, screens: list[ScreenPlan], version: Version) -> dict[str, int]:
    """Give screens some data to begin with, which the screens after them can read, too."""
    names: dict[str, int] = {}
    source = shape_of(RadioButtonsGroup, version).properties
    lists = [
        known.shape.static
        for known in source
        if isinstance(known.shape, Dynamic) and isinstance(known.shape.static, List)
    ]
    domains = (*_DOMAINS, *(bound_options(each) for each in lists))
    for screen in screens:
        for _ in range(max(0, chooser.integer(0, 5) - 2)):
            screen.entries.append(declared(chooser, chooser.pick(domains), names))
    return names
