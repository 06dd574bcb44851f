"""Finds where in a JSON text the keys and the values stand."""

import bisect
import contextlib
import itertools
import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

import attrs

from flowdsl.origin import Place
from flowdsl.problems import Path

__all__ = ["Lines", "Spans", "locate"]

# Whoever asks has parsed the text before, so this takes whatever that took, fast: no integer of
# thousands of digits is worked out, and texts may hold any character.
_skip: Final = json.JSONDecoder(strict=False, parse_int=float).raw_decode
_blank: Final = re.compile(r"[ \t\n\r]*").match


@attrs.frozen
class Spans:
    """Where a value and its key stand: the offsets of the first character and past the last one.

    Args:
        key: The key's token, quotes included; None for the item of a list and for the whole.
        value: All of the value, quotes and brackets included.
    """

    key: tuple[int, int] | None
    value: tuple[int, int]


def locate(text: str, paths: Iterable[Path], *, unique: bool = False) -> dict[Path, Spans]:
    """Return where each path is in a JSON text; what is not there is where its parent is.

    Of equal keys in an object the last one counts, as it does for `json.loads`. Only what lies on
    a path is looked into; all else is skipped by the parser of the standard library.

    Args:
        text: A text that `json.loads` takes.
        paths: What to look for, as keys and indexes.
        unique: Whether no object has a key twice, so that what was found once is found.
    """
    wanted = list(dict.fromkeys(paths))
    root = _Branch()
    for path in wanted:
        branch = root
        for step in path:
            branch = branch.branches.setdefault(step, _Branch())
        branch.is_wanted = True
    left = len(wanted) if unique else -1
    with contextlib.suppress(_AllFound):
        _Walk(text, left).value(_end(text, 0), root, None)
    return {path: root.nearest(path) for path in wanted}


class _Branch:
    """What is looked for below a place, and where the place was found."""

    __slots__ = ("branches", "is_wanted", "spans")

    def __init__(self) -> None:
        self.branches: dict[str | int, _Branch] = {}
        self.is_wanted = False
        self.spans: Spans | None = None

    def forget(self) -> None:
        """Forget what was found here and below."""
        if self.spans is not None:  # Where nothing was found, nothing was found below it either.
            self.spans = None
            for branch in self.branches.values():
                branch.forget()

    def nearest(self, path: Path) -> Spans:
        """Return where a path is, or else the nearest place above it that was found."""
        branch = self
        found = self.spans
        for step in path:
            branch = branch.branches[step]
            # What is around it was not walked to its end where the walk ended before.
            found = branch.spans or found
        assert found is not None, "the text holds a value"
        return found


class _AllFound(Exception):
    """Nothing is left to be looked for."""


class _Walk:
    """Walks a text along what is looked for.

    Args:
        text: The text.
        left: How many places are still to be found before the walk can end; -1 for never.
    """

    def __init__(self, text: str, left: int) -> None:
        self.text = text
        self.left = left

    def value(self, start: int, branch: _Branch, key: tuple[int, int] | None) -> int:
        """Find what is looked for in the value at an offset, and return where the value ends."""
        if not branch.branches or self.text[start] not in "{[":
            end = _skip(self.text, start)[1]
        elif self.text[start] == "{":
            end = self.object(start, branch)
        else:
            end = self.list(start, branch)
        branch.spans = Spans(key, (start, end))
        if branch.is_wanted:
            self.left -= 1
            if self.left == 0:
                raise _AllFound
        return end

    def object(self, start: int, branch: _Branch) -> int:
        text, sought = self.text, branch.branches.get
        position = _end(text, start + 1)
        while text[position] != "}":
            if text[position] == ",":
                position = _end(text, position + 1)
            key, end = _skip(text, position)
            value = _end(text, _end(text, end) + 1)  # The colon is one character.
            below = sought(key)
            if below is None:
                end = _skip(text, value)[1]
            else:
                below.forget()  # A key that comes again hides the one before, and all below it.
                end = self.value(value, below, (position, end))
            position = _end(text, end)
        return position + 1

    def list(self, start: int, branch: _Branch) -> int:
        text, sought = self.text, branch.branches.get
        position = _end(text, start + 1)
        index = 0
        while text[position] != "]":
            if text[position] == ",":
                position = _end(text, position + 1)
            below = sought(index)
            end = _skip(text, position)[1] if below is None else self.value(position, below, None)
            position = _end(text, end)
            index += 1
        return position + 1


def _end(text: str, position: int) -> int:
    """Return where the blanks at an offset end."""
    found = _blank(text, position)
    return found.end() if found else position


FEW = 20
"""So many places are found by counting."""


class Lines:
    """The lines of a text, to tell the line and the column of an offset.

    A line ends at a line feed, with or without a carriage return before it.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._asked = 0

    @cached_property
    def _ends(self) -> list[int]:
        lengths = [len(line) + 1 for line in self._text.split("\n")]
        return [end - 1 for end in itertools.accumulate(lengths)][:-1]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of a character, both counted from 1."""
        self._asked += 1
        if self._asked <= FEW:  # Then counting is faster than looking for every line.
            before = self._text.rfind("\n", 0, offset)
            return self._text.count("\n", 0, offset) + 1, offset - before
        line = bisect.bisect_left(self._ends, offset)
        return line + 1, offset - (self._ends[line - 1] if line else -1)

    def place(self, file: str, start: int, end: int) -> Place:
        """Return a stretch of the text as a place.

        Args:
            file: The path of the file that the text is from.
            start: The offset of its first character.
            end: The offset past its last one.
        """
        line, column = self.position(start)
        end_line, last_column = self.position(end - 1) if end > start else (line, column - 1)
        return Place(
            file=file, line=line, column=column, end_line=end_line, end_column=last_column + 1
        )
