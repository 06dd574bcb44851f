"""The options of a choice: static ones, and the domain of bound ones."""

import functools
from typing import Any, Final

from flowdsl.shape import List, Object
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import Domain
from flowdsl.testing.strategies.values import instance

__all__ = ["IDS", "bound_options", "options"]

IDS: Final = (
    "small", "medium", "large", "red", "blue", "a", "b", "c_1", "c_2", "Ada", "train", "bus",
    "north", "south-east", "one", "two", "three", "four", "five", "other",
)  # fmt: skip
"""Ids of options, which are names of cases of a Switch, too."""

_PICTURED: Final = ("image", "alt_text")
_COLOR: Final = "color"


def options(chooser: Chooser, shape: List, least: int = 1) -> tuple[list[Any], tuple[str, ...]]:
    """Draw options.

    Args:
        chooser: What chooses.
        shape: The shape of the list.
        least: How many can surely be chosen, at least.

    Returns:
        The options, and the ids of those that can surely be chosen.
    """
    assert isinstance(shape.item, Object)
    fewest = max(least, shape.minimum, shape.expected)
    most = min(shape.maximum or len(IDS), 24)
    number = chooser.integer(fewest, min(most, 5))
    if chooser.chance(3):
        number = chooser.integer(number, most)
    ids = [*chooser.shuffled(IDS)[:number], *(f"more_{index}" for index in range(number - 20))]
    sure: list[str] = []
    # A list shows pictures or colours, never both.
    without = _PICTURED if chooser.chance(70) else (_COLOR,)
    found = []
    for name in ids:
        given: dict[str, Any] = {"id": name, **dict.fromkeys(without)}
        given = {key: value for key, value in given.items() if _has(shape.item, key)}
        if len(sure) >= least and chooser.chance(15):
            given["enabled"] = False
        else:
            given["enabled"] = True if chooser.chance(10) else None
            sure.append(name)
        found.append(instance(chooser, shape.item, None, given))
    return found, tuple(sure)


def _has(shape: Object, name: str) -> bool:
    return any(known.name == name for known in shape.properties)


@functools.cache
def bound_options(shape: List) -> Domain:
    """Return the domain of lists that options are bound to; two at least can be chosen.

    Args:
        shape: The shape of the list.
    """
    assert isinstance(shape.item, Object)
    name = f"{shape.item.cls.__name__.lower()}s"
    return Domain(name, "array", lambda chooser: options(chooser, shape, 2)[0])
