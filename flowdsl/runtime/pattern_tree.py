r"""Reads a regular expression of JavaScript's into a tree of what it consists of.

An expression is read as with the flag `u` where it is one, and otherwise as `new RegExp(text)`
reads it, which sees the halves of a character like 😀 as two. What is wrong with a broken
expression says `regular_expressions`, which has to read it first: here it is only refused.
"""

import re
from typing import Final, NamedTuple, TypeAlias

from flowdsl.regular_expressions import BrokenExpression, read_expression

__all__ = [
    "LAST",
    "SETS",
    "Characters",
    "Choice",
    "Edge",
    "Look",
    "Node",
    "Ranges",
    "Repeated",
    "Row",
    "Tree",
    "Undecidable",
    "others",
    "ranges_of",
    "read_tree",
    "shaped",
]

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""A set of characters: ranges of code points, in order."""


class Undecidable(Exception):
    """What an expression fits depends on more than the text and the place."""


class Characters(NamedTuple):
    """One character out of a set."""

    ranges: Ranges


class Row(NamedTuple):
    """One part after the other."""

    parts: "tuple[Node, ...]"


class Choice(NamedTuple):
    """Any one of the parts."""

    alternatives: "tuple[Node, ...]"


class Repeated(NamedTuple):
    """A part again and again; without end where `most` is None."""

    part: "Node"
    least: int
    most: int | None


class Edge(NamedTuple):
    r"""One of `^`, `$`, `\b` and `\B`."""

    sign: str


class Look(NamedTuple):
    """A part that has to fit after or before a place, or must not."""

    part: "Node"
    behind: bool
    negated: bool


Node: TypeAlias = Characters | Row | Choice | Repeated | Edge | Look


class Tree(NamedTuple):
    """What an expression says, and whether it says so in code points, as with the flag `u`."""

    root: Node
    unicode: bool


def read_tree(expression: str) -> Tree:
    """Read a regular expression, written without slashes.

    Args:
        expression: The expression.

    Raises:
        BrokenExpression: JavaScript refuses it, or it is too long or too deeply nested to be read.
        Undecidable: It refers to what a group has found, to a property of Unicode, or an engine
            may need too long for it.
    """
    danger = read_expression(expression).danger
    if danger is not None:
        raise Undecidable(f"an engine can need too long for `{danger}`")
    try:
        return Tree(_Reader(expression, unicode=True).read(), unicode=True)
    except BrokenExpression:
        return Tree(_Reader(expression, unicode=False).read(), unicode=False)


def shaped(text: str, unicode: bool) -> str:
    """Return a text as JavaScript sees it: in code points, or in units of 16 bits.

    Args:
        text: The text.
        unicode: Whether the flag `u` is set.
    """
    if text.isascii():
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    if unicode:
        return data.decode("utf-16-le", "surrogatepass")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def ranges_of(*spans: str) -> Ranges:
    """Return a set of characters.

    Args:
        spans: For each range its first and its last character; one character for itself.
    """
    return _united([(ord(span[0]), ord(span[-1])) for span in spans])


def others(ranges: Ranges) -> Ranges:
    """Return all characters but these."""
    starts = (0, *(high + 1 for _, high in ranges))
    ends = (*(low - 1 for low, _ in ranges), LAST)
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


def _united(spans: list[tuple[int, int]]) -> Ranges:
    """Return ranges in order, without overlaps."""
    united: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if united and low <= united[-1][1] + 1:
            united[-1] = united[-1][0], max(united[-1][1], high)
        else:
            united.append((low, high))
    return tuple(united)


LAST: Final = 0x10FFFF
_BLANKS: Final = ("\t\r", " ", "\xa0", "\u1680", "\u2000\u200a", "\u2028\u2029", "\u202f", "\u205f")
SETS: Final = {
    "d": ranges_of("09"),
    "w": ranges_of("09", "AZ", "az", "_"),
    "s": ranges_of(*_BLANKS, "\u3000", "\ufeff"),
}
SETS.update({letter.upper(): others(ranges) for letter, ranges in tuple(SETS.items())})
_DOT: Final = others(ranges_of("\n", "\r", "\u2028\u2029"))

_EDGE: Final = re.compile(r"[$^]|\\[bB]")
_OPENING: Final = re.compile(r"\((?:\?(?:(<?)([=!])|:|<[^>]*>))?")
_QUANTIFIER: Final = re.compile(r"(?:([*+?])|\{([0-9]+)(?:(,)([0-9]*))?\})\??")
_TIMES: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CAPTURE: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*|(\((?!\?))|(\(\?<(?![=!]))", re.DOTALL)
_RANGE: Final = re.compile(r"-[^\]]", re.DOTALL)
_HEX: Final = "[0-9A-Fa-f]"
_PAIR: Final = rf"u(?P<high>[dD][89abAB]{_HEX}{{2}})\\u(?P<low>[dD][c-fC-F]{_HEX}{{2}})"
_EITHER: Final = (
    rf"(?P<property>[pP]\{{[^}}]*\}})|(?P<set>[dDsSwW])|(?P<letter>[fnrtv])|c(?P<control>[A-Za-z])"
    rf"|x(?P<short>{_HEX}{{2}})"
)
_LONG: Final = rf"u(?P<long>{_HEX}{{4}})"
_ESCAPE: Final = {
    True: re.compile(
        rf"\\(?:{_EITHER}|{_PAIR}|{_LONG}|u\{{0*(?P<point>10{_HEX}{{4}}|{_HEX}{{1,5}})\}}"
        r"|(?P<octal>0(?![0-9]))|(?P<itself>[\^$\\.*+?()\[\]{}|/-]))"
    ),
    False: re.compile(
        rf"\\(?:{_EITHER}|{_LONG}|(?P<octal>[0-3][0-7]{{0,2}}|[4-7][0-7]?)|(?P<itself>[^c]))",
        re.DOTALL,
    ),
}
_CONTROL_IN_SET: Final = re.compile(r"\\c([0-9_])")
_REFERENCE: Final = re.compile(r"\\([1-9][0-9]*)")
_LETTERS: Final = {"f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


class _Reader:
    """Reads one expression in one of the two ways."""

    def __init__(self, expression: str, unicode: bool) -> None:
        self.text, self.at, self.unicode = shaped(expression, unicode), 0, unicode
        captures = [found.lastindex for found in _CAPTURE.finditer(self.text) if found.lastindex]
        self.captures, self.has_names = len(captures), 2 in captures

    def read(self) -> Node:
        root = self.choice()
        self.require(self.at == len(self.text))
        return root

    def require(self, kept: bool) -> None:
        if not kept:
            raise BrokenExpression("JavaScript refuses it", self.at, self.at)

    def choice(self) -> Node:
        alternatives = [self.row()]
        while self.text.startswith("|", self.at):
            self.at += 1
            alternatives.append(self.row())
        return Choice(tuple(alternatives)) if len(alternatives) > 1 else alternatives[0]

    def row(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            self.require(not _QUANTIFIER.match(self.text, self.at))
            parts.append(self.part())
        return Row(tuple(parts)) if len(parts) != 1 else parts[0]

    def part(self) -> Node:
        if found := _EDGE.match(self.text, self.at):
            self.at = found.end()
            return Edge(found[0])
        if not (opening := _OPENING.match(self.text, self.at)):
            return self.quantified(self.single())
        self.at = opening.end()
        part = self.choice()
        self.require(self.text.startswith(")", self.at))
        self.at += 1
        behind, sign = opening.groups()
        if not sign:
            return self.quantified(part)
        part = Look(part, bool(behind), sign == "!")
        # Only without the flag, and by mistake, can what looks ahead be repeated.
        return part if self.unicode or behind else self.quantified(part)

    def quantified(self, part: Node) -> Node:
        if not (found := _QUANTIFIER.match(self.text, self.at)):
            return part
        self.at = found.end()
        sign, low, comma, high = found.groups()
        least, most = _TIMES.get(sign, (int(low or 0), int(high or low or 0)))
        return Repeated(part, least, None if comma and not high else most)

    def single(self) -> Node:
        character = self.text[self.at]
        if character == "\\":
            return Characters(self.escaped(inside=False)[0])
        self.at += 1
        if character == "[":
            return Characters(self.set())
        if character == ".":
            return Characters(_DOT)
        self.require(not self.unicode or character not in "]{}")
        return Characters(ranges_of(character))

    def set(self) -> Ranges:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        spans: list[tuple[int, int]] = []
        while not self.text.startswith("]", self.at):
            ranges, low = self.member()
            spans.extend(ranges)
            if not _RANGE.match(self.text, self.at):
                continue
            self.at += 1
            ranges, high = self.member()
            if low is None or high is None:
                # Without the flag, a `-` beside a set such as `\d` stands for itself.
                self.require(not self.unicode)
                spans.extend((*ranges, *ranges_of("-")))
            else:
                self.require(low <= high)
                spans.append((low, high))
        self.at += 1
        found = _united(spans)
        return others(found) if negated else found

    def member(self) -> tuple[Ranges, int | None]:
        """Return which characters a part of a set stands for, and which it is if only one."""
        self.require(self.at < len(self.text))
        if self.text[self.at] == "\\":
            return self.escaped(inside=True)
        self.at += 1
        return self.one(ord(self.text[self.at - 1]))

    def one(self, code: int) -> tuple[Ranges, int]:
        return ((code, code),), code

    def escaped(self, inside: bool) -> tuple[Ranges, int | None]:
        """Return the same for what begins with a backslash."""
        if not inside:
            self.refuse_references()
        elif self.text.startswith(r"\b", self.at):
            self.at += 2
            return self.one(8)
        elif not self.unicode and (found := _CONTROL_IN_SET.match(self.text, self.at)):
            self.at = found.end()
            return self.one(ord(found[1]) % 32)
        found = _ESCAPE[self.unicode].match(self.text, self.at)
        if not found:
            # Without the flag, this is the backslash of `\c` before what is no letter.
            self.require(not self.unicode)
            self.at += 1
            return self.one(ord("\\"))
        self.at = found.end()
        kind = found.lastgroup or ""
        value = found[kind]
        match kind:
            case "property":
                raise Undecidable(f"what `\\{value}` is depends on the phone's version of Unicode")
            case "set":
                return SETS[value], None
            case "itself":
                self.require(inside or not self.unicode or value != "-")
                return self.one(ord(value))
            case "letter":
                return self.one(_LETTERS[value])
            case "control":
                return self.one(ord(value) % 32)
            case "low":
                high = int(found["high"], 16) - 0xD800
                return self.one(0x10000 + (high << 10) + int(value, 16) - 0xDC00)
            case _:
                return self.one(int(value, 8 if kind == "octal" else 16))

    def refuse_references(self) -> None:
        found = _REFERENCE.match(self.text, self.at)
        named = self.text.startswith(r"\k", self.at) and (self.has_names or self.unicode)
        if named or (found and int(found[1]) <= self.captures):
            written = found[0] if found else r"\k"
            raise Undecidable(f"`{written}` depends on what a group has found")
