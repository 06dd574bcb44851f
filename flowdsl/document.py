"""What stands in a compiled document beside plain JSON."""

from typing import Any

import attrs

from flowdsl.rule import Rule

__all__ = ["Untouched", "Unwritable"]


class Untouched(dict[str, Any]):
    """A JSON object that the author wrote as it is; nobody looks into it."""

    __slots__ = ()


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
