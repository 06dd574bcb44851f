"""What stands in a compiled document beside plain JSON."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from flowdsl.rule import Rule

__all__ = ["LOOKED_INTO", "Extended", "Untouched", "Unwritable"]


class Untouched(dict[str, Any]):
    """A JSON object that the author wrote as it is; nobody looks into it."""

    __slots__ = ()


class Extended(dict[str, Any]):
    """A JSON object with keys that the author added to what flowdsl knows.

    Args:
        content: The object.
        extra: The keys that were added.
    """

    __slots__ = ("extra",)

    def __init__(self, content: Mapping[str, Any], extra: Iterable[str]) -> None:
        super().__init__(content)
        self.extra = frozenset(extra)


LOOKED_INTO: Final = (dict, Extended)
"""The classes of the objects that rules look into."""


@attrs.frozen
class Unwritable:
    """A value for which there is no JSON; the checker reports it where it finds it.

    Args:
        rule: The rule that it breaks.
        message: What was found and what is allowed.
        help: What to do about it.
    """

    rule: Rule
    message: str
    help: str | None = None
