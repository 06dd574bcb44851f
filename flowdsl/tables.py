"""Lays out tables for a terminal: columns in line, long cells wrapped, nothing unseen."""

import bisect
import functools
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

__all__ = ["columns", "shortened", "table", "visible", "wrapped"]

GAP: Final = "  "
"""What stands between two columns."""

NARROWEST: Final = 12
"""A column is not made narrower than this while another one is wider."""

JOINERS: Final = "\u200c\u200d"
"""What joins letters and emoji is not shown itself, but changes how they are."""


def visible(text: str) -> str:
    """Return a text on one line, with escapes for what could not be seen.

    That is what a terminal takes for a command, what turns the direction of what follows, halves of
    characters, and the like.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    if unicodedata.category(character) == "Zs":
        return character  # A blank of another width.
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@functools.lru_cache(maxsize=4096)
def _columns_of(character: str) -> int:
    # Marks are put over the character before them, as the later letters of a Korean syllable are;
    # joiners and the like are not shown at all.
    is_put_over = unicodedata.category(character) in {"Mn", "Me", "Cf"}
    if is_put_over or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def shortened(text: str, most: int) -> str:
    """Return a text, cut where it has more characters than there may be."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """Return a text in lines, broken at blanks where that is possible.

    Every line is indented as the text is.

    Args:
        text: The text.
        width: How many columns a line may have.
        hanging: By what all lines but the first are indented more.
    """
    indent = text[: len(text) - len(text.lstrip(" "))]
    if hanging:
        first, *rest = wrapped(text, width - len(hanging))
        return [first, *(f"{hanging}{line}" for line in rest)]
    room = max(1, width - len(indent))
    lines, line, taken = [], "", 0
    for word in _words(text.strip(" "), room):
        size = columns(word)
        if line and taken + 1 + size > room:
            lines.append(f"{indent}{line}")
            line, taken = word, size
        else:
            line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, size)
    return [*lines, f"{indent}{line}"]


def _words(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text, those that are too long for a line in pieces."""
    for word in text.split(" "):
        if columns(word) <= width:
            yield word
            continue
        piece, taken = "", 0
        for character in word:
            size = _columns_of(character)
            if taken + size > width and piece:
                yield piece
                piece, taken = "", 0
            piece, taken = piece + character, taken + size
        yield piece


def table(
    titles: Sequence[str],
    rows: Sequence[Sequence[Iterable[str]]],
    width: int,
    *,
    whole: Collection[int] = (),
) -> list[str]:
    """Return a table in lines: its columns stand below each other, and long lines are wrapped.

    Args:
        titles: What the columns are called.
        rows: The rows, each with a cell for each column, a cell with the lines in it.
        width: How many columns the table may take; it takes more where it has very many.
        whole: The indexes of the columns that are never made narrower, such as ids.
    """
    cells = [[[visible(line) for line in cell] for cell in row] for row in rows]
    natural = [
        max(len(title), *(columns(line) for row in cells for line in row[index]), 0)
        for index, title in enumerate(titles)
    ]
    widths = _fitted(natural, width - len(GAP) * (len(natural) - 1), whole)
    rules = [["-" * width] for width in widths]
    head = [[[title] for title in titles], rules]
    return [line for row in [*head, *cells] for line in _row(row, widths)]


def _fitted(natural: list[int], room: int, whole: Collection[int]) -> list[int]:
    """Return how wide columns are: as wide as what is in them, or the widest of them less."""
    broken = [width for index, width in enumerate(natural) if index not in whole]
    room -= sum(natural) - sum(broken)
    if sum(broken) <= room:
        return natural
    caps = range(NARROWEST, max(NARROWEST, *broken) + 1)
    index = bisect.bisect_right(caps, room, key=lambda cap: sum(min(cap, it) for it in broken))
    cap = caps[max(0, index - 1)]
    return [width if index in whole else min(cap, width) for index, width in enumerate(natural)]


def _row(cells: list[list[str]], widths: list[int]) -> Iterator[str]:
    broken = [
        [piece for line in cell for piece in wrapped(line, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, broken))):
        pieces = [cell[number] if number < len(cell) else "" for cell in broken]
        padded = [
            piece + " " * (width - columns(piece))
            for piece, width in zip(pieces, widths, strict=True)
        ]
        yield GAP.join(padded).rstrip()
