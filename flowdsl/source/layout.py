"""Lays Python out as black and ruff do: on one line, or an element a line, from the outside in.

What is to be written is a small tree. Every node of it knows how it looks on one line, if that is
short enough, so that nothing is measured twice and a tree is laid out in the time that it takes to
write it.
"""

import re
import string
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeAlias

from flowdsl.source.literals import quoted
from flowdsl.tables import columns

__all__ = [
    "LINE",
    "Atom",
    "Bracket",
    "Chain",
    "Code",
    "Operators",
    "Prefixed",
    "Text",
    "lay_out",
    "parenthesised",
]

LINE: Final = 100
"""How many columns a line has at most."""

INDENT: Final = "    "
TOO_WIDE: Final = LINE + 1

_NARROWEST: Final = 24
"""How many columns a piece of a text gets however deep it stands."""


class Code(Protocol):
    """A part of what is to be written.

    Attributes:
        flat: How it looks on one line; of no use where it is too wide for one.
        width: How many columns that takes, more than `LINE` where it is too wide.
    """

    flat: str
    width: int

    def write(self, lines: list[str], indent: str, before: str, after: str, alone: bool, /) -> None:
        """Add it to the lines although it does not fit on one.

        Args:
            lines: What has been written.
            indent: The blanks that its first and its last line begin with.
            before: What stands before it on its first line.
            after: What stands after it on its last line.
            alone: Whether brackets stand around it and nothing else, so that it needs no
                parentheses in order to be broken.
        """


Item: TypeAlias = tuple[str, Code]
"""An element of brackets: what it begins with, such as `key=`, and the element."""


def lay_out(code: Code, before: str) -> list[str]:
    """Return the lines of a statement.

    Args:
        code: What it ends with.
        before: What it begins with, such as `name = `.
    """
    lines: list[str] = []
    _put(code, lines, "", before, "")
    return lines


def _put(
    code: Code, lines: list[str], indent: str, before: str, after: str, alone: bool = False
) -> None:
    """Add something to the lines, on one of them if it fits."""
    if code.width <= LINE and len(indent) + columns(before) + code.width + len(after) <= LINE:
        lines.append(f"{indent}{before}{code.flat}{after}")
    else:
        code.write(lines, indent, before, after, alone)


class Atom:
    """What cannot be broken: a name, a number."""

    __slots__ = ("flat", "width")

    def __init__(self, text: str) -> None:
        self.flat = text
        self.width = columns(text)

    def write(self, lines: list[str], indent: str, before: str, after: str, alone: bool, /) -> None:
        _write_in_parentheses(self, lines, indent, before, after, alone)


class Text:
    """A text, which is broken after blanks and line ends.

    Args:
        text: The text.
        anywhere: Whether it has neither and is broken wherever a line ends.
    """

    __slots__ = ("anywhere", "flat", "text", "width")

    def __init__(self, text: str, *, anywhere: bool = False) -> None:
        self.text = text
        self.anywhere = anywhere
        # What cannot fit is not even quoted; some characters take no column of their own.
        self.flat = quoted(text) if len(text) <= 4 * LINE else ""
        self.width = columns(self.flat) if self.flat else TOO_WIDE

    def write(self, lines: list[str], indent: str, before: str, after: str, alone: bool, /) -> None:
        inner = indent if alone else indent + INDENT
        room = max(LINE - len(inner), _NARROWEST)
        pieces = [self.flat] if self.width <= room else self._broken(room)
        if not alone and len(pieces) == 1 and columns(pieces[0]) > room:
            lines.append(f"{indent}{before}{pieces[0]}{after}")
            return
        together = f"\n{inner}".join(pieces)
        if alone:
            lines.append(f"{indent}{before}{together}{after}")
        else:
            lines += (f"{indent}{before}(", inner + together, f"{indent}){after}")

    def _broken(self, room: int) -> list[str]:
        return _slices(self.text, room) if self.anywhere else list(_pieces(self.text, room))


_BASE64: Final = (string.ascii_letters + string.digits + "+/=").encode()


def _slices(text: str, room: int) -> list[str]:
    """Return a text in quoted pieces of so many columns."""
    length = room - 2
    pieces = [text[start : start + length] for start in range(0, len(text), length)]
    # An image has millions of characters: this is the fastest way to see that all are plain.
    if text.isascii() and not text.encode("ascii").translate(None, _BASE64):
        return [f'"{piece}"' for piece in pieces]
    return [quoted(piece) for piece in pieces]


_LINES: Final = re.compile(r"[^\n]*+\n++|[^\n]++")
_WORDS: Final = re.compile(r"[^ ]*+ ++|[^ ]++")


def _pieces(text: str, room: int) -> Iterator[str]:
    """Yield a text in quoted pieces of so many columns, as far as blanks allow."""
    for line in _LINES.findall(text):
        content = line.rstrip("\n")
        ends = "\\n" * (len(line) - len(content))
        yield from (_plain_pieces if _is_plain(content) else _other_pieces)(content, ends, room)


def _is_plain(text: str) -> bool:
    """Return whether every character of a text stands for itself, and takes a column."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _plain_pieces(line: str, ends: str, room: int) -> Iterator[str]:
    start, most = 0, room - 2
    while len(line) - start + len(ends) > most:
        cut = line.rfind(" ", start, start + most) + 1 or line.find(" ", start) + 1
        if not cut or (cut == len(line) and not ends):
            break
        yield f'"{line[start:cut]}"'
        start = cut
    yield f'"{line[start:]}{ends}"'


def _other_pieces(line: str, ends: str, room: int) -> Iterator[str]:
    words: list[str] = []
    width = 2
    for word in _WORDS.findall(line + ends.replace("\\n", "\n")):
        wide = columns(quoted(word)) - 2
        if words and width + wide > room:
            yield quoted("".join(words))
            words, width = [], 2
        words.append(word)
        width += wide
    yield quoted("".join(words))


class Bracket:
    """A call, a list, a dict or a tuple, with an element a line where they do not fit on one.

    Args:
        opening: What it begins with, the bracket included.
        items: The elements.
        closing: The bracket that it ends with.
        is_call: Whether the elements are the arguments of a call, which may go on one line below
            the opening bracket together.
    """

    __slots__ = ("closing", "flat", "is_call", "items", "opening", "together", "width")

    def __init__(
        self, opening: str, items: Sequence[Item], closing: str, *, is_call: bool = False
    ) -> None:
        self.opening = opening
        self.items = items
        self.closing = closing
        self.is_call = is_call
        self.flat = self.together = ""
        width = 2 * (len(items) - 1)
        for prefix, code in items:
            width += columns(prefix) + code.width
            if width > LINE:
                self.width = TOO_WIDE
                return
        self.together = ", ".join([prefix + code.flat for prefix, code in items])
        if opening == "(" and not is_call and len(items) == 1:
            self.together += ","
        self.flat = f"{opening}{self.together}{closing}"
        self.width = columns(self.flat)

    def write(
        self, lines: list[str], indent: str, before: str, after: str, _alone: bool, /
    ) -> None:
        if not self.items:
            lines.append(f"{indent}{before}{self.flat}{after}")
            return
        lines.append(f"{indent}{before}{self.opening}")
        inner = indent + INDENT
        if self.is_call and self.together and len(inner) + columns(self.together) <= LINE:
            lines.append(inner + self.together)
        elif self.is_call and len(self.items) == 1 and not self.items[0][0]:
            _put(self.items[0][1], lines, inner, "", "", True)
        else:
            for prefix, code in self.items:
                _put(code, lines, inner, prefix, ",")
        lines.append(f"{indent}{self.closing}{after}")


def parenthesised(code: Code) -> Bracket:
    """Return something in parentheses."""
    return Bracket("(", [("", code)], ")", is_call=True)


class Chain:
    """Something with attributes, subscripts and calls behind it.

    Args:
        parts: The texts and brackets that it consists of, in order.
    """

    __slots__ = ("flat", "parts", "width")

    def __init__(self, parts: Sequence[str | Bracket]) -> None:
        self.parts = parts
        self.flat = ""
        self.width = sum(columns(p) if isinstance(p, str) else p.width for p in parts)
        if self.width <= LINE:
            self.flat = "".join([p if isinstance(p, str) else p.flat for p in parts])

    def write(self, lines: list[str], indent: str, before: str, after: str, alone: bool, /) -> None:
        if isinstance(self.parts[0], str) and len(indent) + len(INDENT) + self.width <= LINE:
            _write_in_parentheses(self, lines, indent, before, after, alone)
            return
        line = before
        for number, part in enumerate(self.parts):
            if isinstance(part, str):
                line += part
            elif len(indent) + columns(line) + part.width + self._next(number + 1, after) <= LINE:
                line += part.flat
            else:
                part.write(lines, indent, line, "", False)
                line = lines.pop()[len(indent) :]
        lines.append(f"{indent}{line}{after}")

    def _next(self, number: int, after: str) -> int:
        """Return the columns from a part up to where the next line could begin."""
        width = 0
        for part in self.parts[number:]:
            if not isinstance(part, str):
                return width + columns(part.opening)
            width += columns(part)
        return width + len(after)


class Operators:
    """Something with operators in between, each at the beginning of a line where it is too wide.

    Args:
        first: The first operand.
        others: The operators, each with the operand after it.
    """

    __slots__ = ("first", "flat", "others", "width")

    def __init__(self, first: Code, others: Sequence[tuple[str, Code]]) -> None:
        self.first = first
        self.others = others
        self.flat = ""
        self.width = first.width + sum(len(sign) + 2 + code.width for sign, code in others)
        if self.width <= LINE:
            self.flat = first.flat + "".join(f" {sign} {code.flat}" for sign, code in others)

    def write(self, lines: list[str], indent: str, before: str, after: str, alone: bool, /) -> None:
        if not alone:
            _write_in_parentheses(self, lines, indent, before, after, False)
            return
        self._operand(self.first, lines, indent, before, "")
        for number, (sign, code) in enumerate(self.others, 1):
            last = number == len(self.others)
            self._operand(code, lines, indent, f"{sign} ", after if last else "")

    def _operand(self, code: Code, lines: list[str], indent: str, before: str, after: str) -> None:
        _put(code, lines, indent, before, after, not isinstance(code, Text))


class Prefixed:
    """Something with a sign before it.

    Args:
        sign: The sign.
        code: What stands behind it.
    """

    __slots__ = ("code", "flat", "sign", "width")

    def __init__(self, sign: str, code: Code) -> None:
        self.sign = sign
        self.code = code
        self.width = len(sign) + code.width
        self.flat = sign + code.flat if self.width <= LINE else ""

    def write(
        self, lines: list[str], indent: str, before: str, after: str, _alone: bool, /
    ) -> None:
        self.code.write(lines, indent, before + self.sign, after, True)


def _write_in_parentheses(
    code: Code, lines: list[str], indent: str, before: str, after: str, alone: bool
) -> None:
    """Add something in parentheses of its own, if that helps and nothing stands around it."""
    inner = indent + INDENT
    fits = code.width <= LINE - len(inner)
    if alone or (isinstance(code, Atom) and not fits):
        lines.append(f"{indent}{before}{code.flat}{after}")
        return
    lines.append(f"{indent}{before}(")
    _put(code, lines, inner, "", "", True)
    lines.append(f"{indent}){after}")
