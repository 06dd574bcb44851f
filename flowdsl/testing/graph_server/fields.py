"""Reads the parameter `fields`: names, with modifiers in brackets and the fields of what is inside.

For example `id,preview.invalidate(true),metric.name(ENDPOINT_REQUEST_COUNT).granularity(DAY)`.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from flowdsl.testing.graph_server.errors import GraphError, invalid_parameter

__all__ = ["Field", "read_fields"]

LONGEST: Final = 4000
"""How many characters are read."""

_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@attrs.frozen
class Field:
    """One field that is asked for.

    Args:
        name: Its name.
        modifiers: What stands in brackets behind a dot, by name.
        inner: The names of the fields inside it that are wanted; empty for all.
    """

    name: str
    modifiers: Mapping[str, str] = attrs.field(factory=dict)
    inner: tuple[str, ...] = ()


def read_fields(text: str) -> list[Field]:
    """Return the fields that a text asks for, in its order.

    Args:
        text: The value of the parameter.

    Raises:
        GraphError: It is written wrongly.
    """
    if len(text) > LONGEST:
        raise invalid_parameter(f"Param fields has more than {LONGEST} characters")
    reader = _Reader(text)
    fields = [reader.field()]
    while reader.taken(","):
        fields.append(reader.field())
    if not reader.at_end:
        raise reader.error()
    return fields


class _Reader:
    """Goes through the text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def at_end(self) -> bool:
        return self.at == len(self.text)

    def error(self) -> GraphError:
        return invalid_parameter(f"Syntax error in fields at character {self.at}")

    def taken(self, sign: str) -> bool:
        """Take a sign, with the blanks around it, if it is the next."""
        rest = self.text[self.at :]
        if not rest.lstrip().startswith(sign):
            return False
        after = rest.lstrip()[1:]
        self.at = len(self.text) - len(after.lstrip())
        return True

    def name(self) -> str:
        start = self.at
        while not self.at_end and self.text[self.at] in _NAME:
            self.at += 1
        if start == self.at:
            raise self.error()
        return self.text[start : self.at]

    def value(self) -> str:
        """Take what stands between brackets."""
        end = self.text.find(")", self.at)
        if end < 0:
            raise self.error()
        start, self.at = self.at, end + 1
        return self.text[start:end].strip()

    def field(self) -> Field:
        while not self.at_end and self.text[self.at].isspace():
            self.at += 1
        name, modifiers, inner = self.name(), {}, []
        while self.taken("."):
            modifier = self.name()
            if not self.taken("("):
                raise self.error()
            modifiers[modifier] = self.value()
        if self.taken("{"):
            inner.append(self.name())
            while self.taken(","):
                inner.append(self.name())
            if not self.taken("}"):
                raise self.error()
        return Field(name, modifiers, tuple(inner))
