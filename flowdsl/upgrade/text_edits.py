"""Edits of a text: made all at once, followed from the old text to the new, shown as a diff."""

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from flowdsl.locate import Lines
from flowdsl.origin import Place

__all__ = ["Edit", "Overlapping", "Rewriting"]

_AROUND: Final = 3
"""How many lines before and after a change a diff shows."""


class Overlapping(ValueError):
    """Two edits change the same stretch of a text."""


@attrs.frozen
class Edit:
    """A stretch of a text, and what stands there afterwards.

    Args:
        start: The offset of its first character.
        end: The offset past its last one; that of the first where something is put in.
        text: What stands there afterwards.
    """

    start: int
    end: int
    text: str


@attrs.frozen
class _Block:
    """Lines of the old text, and those that stand for them in the new one.

    Args:
        old: The first line and the one past the last, counted from 0.
        new: The same in the new text.
    """

    old: tuple[int, int]
    new: tuple[int, int]


class Rewriting:
    """A text and what became of it, in any number of steps.

    Args:
        text: The text before the first step.
    """

    def __init__(self, text: str) -> None:
        self.old = text
        self.text = text
        self._steps: list[tuple[Edit, ...]] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make the next step: edits of the text as it is now, in any order.

        Of edits at one place the one that was given first stands first.

        Raises:
            Overlapping: Two of them change the same stretch.
        """
        step = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
        pieces: list[str] = []
        position = 0
        for edit in step:
            if edit.start < position:
                raise Overlapping(f"two edits change what stands at {edit.start}")
            pieces += [self.text[position : edit.start], edit.text]
            position = edit.end
        pieces.append(self.text[position:])
        self.text = "".join(pieces)
        self._steps.append(step)

    def forward(self, offset: int) -> int:
        """Return where in the new text a character of the old one stands, or what replaced it."""
        for step in self._steps:
            number = bisect.bisect_right(step, offset, key=lambda edit: edit.start)
            shift = sum(len(edit.text) - (edit.end - edit.start) for edit in step[:number])
            if number and offset < step[number - 1].end:
                last = step[number - 1]  # It is gone: what comes in its place begins here.
                offset = last.start + shift - len(last.text) + (last.end - last.start)
            else:
                offset += shift
        return offset

    def moved(self, place: Place) -> Place:
        """Return where in the new text stands what stood at a place of the old one."""
        starts = _starts(self.old)
        if not 1 <= place.line <= place.end_line <= len(starts):
            return place
        start = self.forward(starts[place.line - 1] + place.column - 1)
        end = self.forward(starts[place.end_line - 1] + place.end_column - 1)
        return Lines(self.text).place(place.file, start, max(start, end))

    @property
    def lines(self) -> int:
        """How many lines were changed, taken out or put in."""
        return sum(
            max(block.old[1] - block.old[0], block.new[1] - block.new[0]) for block in self._blocks
        )

    def diff(self, name: str) -> str:
        """Return a unified diff from the old text to the new one; empty where they are equal.

        Args:
            name: The path of the file, with slashes.
        """
        blocks = self._blocks
        if not blocks:
            return ""
        old, new = _lines(self.old), _lines(self.text)
        pieces = [f"--- a/{name}\n", f"+++ b/{name}\n"]
        for hunk in _hunks(blocks):
            pieces += _hunk_lines(hunk, old, new)
        return "".join(pieces)

    @property
    def _blocks(self) -> list[_Block]:
        """The lines that are not the same, in their order."""
        if self.text == self.old:
            return []
        new_starts = {start: index for index, start in enumerate(_starts(self.text))}
        kept = [(line, new_starts[offset]) for line, offset in self._kept() if offset in new_starts]
        blocks: list[_Block] = []
        before = (0, 0)
        ends = (len(_lines(self.old)), len(_lines(self.text)))
        for line, other in [*kept, ends]:
            if (line, other) != before:
                blocks.append(_Block((before[0], line), (before[1], other)))
            before = (line + 1, other + 1)
        return blocks

    def _kept(self) -> list[tuple[int, int]]:
        """Return the lines of the old text that no edit touched, with their offsets in the new."""
        starts = _starts(self.old)
        # What is put in at the very end changes the last line, where nothing ends that.
        end = len(self.old) + (not self.old.endswith("\n"))
        ends = [*starts[1:], end][: len(starts)]
        lines = list(zip(range(len(starts)), starts, ends, strict=True))
        for step in self._steps:
            remaining = []
            shift = number = 0
            for line, start, end in lines:
                while number < len(step) and _is_before(step[number], start):
                    shift += len(step[number].text) - (step[number].end - step[number].start)
                    number += 1
                if number == len(step) or step[number].start >= end:
                    remaining.append((line, start + shift, end + shift))
            lines = remaining
        return [(line, start) for line, start, _ in lines]


def _is_before(edit: Edit, start: int) -> bool:
    """Return whether an edit is over before a line begins."""
    return edit.end <= start and edit.start < start


def _lines(text: str) -> list[str]:
    """Return the lines of a text with what ends them."""
    pieces = [f"{line}\n" for line in text.split("\n")]
    pieces[-1] = pieces[-1][:-1]
    return pieces if pieces[-1] else pieces[:-1]


def _starts(text: str) -> list[int]:
    lengths = map(len, _lines(text))
    return [0, *itertools.accumulate(lengths)][:-1]


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Yield the blocks that stand so near each other that a diff shows them together."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.old[0] - hunk[-1].old[1] > 2 * _AROUND:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _hunk_lines(hunk: Sequence[_Block], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    lead = min(_AROUND, hunk[0].old[0])
    tail = min(_AROUND, len(old) - hunk[-1].old[1])
    first, last = hunk[0].old[0] - lead, hunk[-1].old[1] + tail
    new_first, new_last = hunk[0].new[0] - lead, hunk[-1].new[1] + tail
    yield f"@@ -{_range(first, last)} +{_range(new_first, new_last)} @@\n"
    position = first
    for block in hunk:
        yield from (_marked(" ", line) for line in old[position : block.old[0]])
        yield from (_marked("-", line) for line in old[slice(*block.old)])
        yield from (_marked("+", line) for line in new[slice(*block.new)])
        position = block.old[1]
    yield from (_marked(" ", line) for line in old[position:last])


def _range(first: int, last: int) -> str:
    """Return a range of lines as a diff writes it."""
    length = last - first
    if length == 1:
        return str(first + 1)
    return f"{first + 1 if length else first},{length}"


def _marked(mark: str, line: str) -> str:
    end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
    return f"{mark}{line}{end}"
