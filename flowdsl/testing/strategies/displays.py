"""Components that show something, and how many of each a screen and a flow can still take."""

import functools
from typing import Any, Final

from flowdsl.components.base import Component, Input
from flowdsl.components.text import RichText
from flowdsl.node import COMPONENTS, Node
from flowdsl.projection import companions_of, most_of, shape_of
from flowdsl.shape import List, Tagged
from flowdsl.testing.strategies.answers import properties_of
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import instance, is_action
from flowdsl.versions import Version

__all__ = ["Budget", "draw_display", "draw_rich_text", "draw_shown", "shows_only"]

MOST_COMPONENTS: Final = 50 - 4
"""How many components a screen takes, without the links that have to find room on it."""

_MARKDOWN: Final = (
    "**Bold**, *italic* and ~~crossed out~~",
    "- first\n- second\n- third",
    "1. one\n2. two",
    "Read [our terms](https://example.com/terms).",
    "~~***All of it***~~",
)
_RICH: Final = (
    "# Welcome",
    "## Terms of use",
    "| Size | Price |\n| --- | --- |\n| Small | **12** |\n| Large | 15 |",
    "A paragraph of plain text, long enough to be wrapped by a phone.",
    *_MARKDOWN,
)


class Budget:
    """What a screen can still take.

    Args:
        version: The version of the flow.
        flow: How many of each kind the flow holds so far; it is shared by all screens.
    """

    def __init__(self, version: Version, flow: dict[str, int]) -> None:
        self._limits = most_of(version)
        self._flow = flow
        self._screen: dict[str, int] = {}
        self._left = MOST_COMPONENTS

    def take(self, name: str) -> bool:
        """Count one more component, and return whether there is room for it.

        Args:
            name: Its name.
        """
        if not self._left:
            return False
        for group, limited in self._limits.items():
            if name in limited.kinds:
                here, everywhere = self._screen.get(group, 0), self._flow.get(group, 0)
                fact = limited.fact
                if here >= fact.screen or (fact.flow is not None and everywhere >= fact.flow):
                    return False
                self._screen[group], self._flow[group] = here + 1, everywhere + 1
        self._left -= 1
        return True


@functools.cache
def shows_only(version: Version) -> tuple[str, ...]:
    """Return the components of a version that only show something, beside whatever else.

    Args:
        version: The version.
    """
    return tuple(
        name
        for name, cls in COMPONENTS.items()
        if cls.facts.since <= version
        and not issubclass(cls, Input)
        and companions_of(cls, version) is None
        and not any(_leads(known.shape) for known in shape_of(cls, version).properties)
    )


def _leads(shape: object) -> bool:
    """Return whether a property holds components or an action."""
    shape = getattr(shape, "value", shape)
    if isinstance(shape, List):
        shape = shape.item
    return isinstance(shape, Tagged) and (is_action(shape) or shape.container is not None)


def draw_display(
    scope: Scope, budget: Budget, held: dict[str, type[Node]] | None = None
) -> Component | None:
    """Draw a component that only shows something.

    Args:
        scope: What it sees.
        budget: What the screen can still take.
        held: The components that may stand there; None for all.

    Returns:
        The component, or None where the screen is full.
    """
    able = [name for name in shows_only(scope.version) if held is None or name in held]
    name = scope.chooser.pick(able)
    # Most of a screen is text.
    name = name if scope.chooser.chance(60) else scope.chooser.pick(able[:4])
    if not budget.take(name) and not (name != able[0] and budget.take(name := able[0])):
        return None
    drawn: Component = draw_shown(scope, COMPONENTS[name])
    return drawn


def draw_shown(scope: Scope, cls: type[Node]) -> Any:
    """Draw a component of a class that only shows something.

    Args:
        scope: What it sees.
        cls: Its class.
    """
    chooser = scope.chooser
    given: dict[str, Any] = {}
    if "markdown" in properties_of(cls, scope.version):
        given["markdown"] = None
        if chooser.chance(25):
            given["markdown"] = True
            given["text"] = _paragraphs(chooser, _MARKDOWN)
    return instance(chooser, shape_of(cls, scope.version), scope.bind, given)


def draw_rich_text(scope: Scope) -> RichText:
    """Draw a page of Markdown.

    Args:
        scope: What it sees.
    """
    chooser = scope.chooser
    given: dict[str, Any] = {}
    if chooser.chance(80):
        given["text"] = _paragraphs(chooser, _RICH)
    found: RichText = instance(chooser, shape_of(RichText, scope.version), scope.bind, given)
    return found


def _paragraphs(chooser: Chooser, several: tuple[str, ...]) -> str | list[str]:
    chosen = chooser.some(several, 1, 4)
    return chosen if chooser.chance(50) else "\n\n".join(chosen)
