r"""Reads regular expressions as JavaScript does, and says what is wrong with them; it runs none.

`\p{L}` and `\u{1F600}` are first read as with the flag `u`; what is refused then is read again as
`new RegExp(text)` reads it. So an expression is broken only where both would refuse it.

While it reads, it makes the net of the characters in which `ambiguity` looks for danger.

The reader keeps its own stacks and never calls itself, so that no text exhausts Python's.
"""

import re
from typing import Final, NamedTuple, NoReturn

import attrs

from flowdsl.ambiguity import ANY, DOT, SETS, UNKNOWN, Net, Part, codes_of, span

__all__ = ["BrokenExpression", "RegularExpression", "Remark", "read_expression"]

LONGEST: Final = 2_000
DEEPEST_NESTING: Final = 50
MANY: Final = 25  # From so many rounds on, a repetition is as dangerous as an endless one.


@attrs.define(eq=False)
class BrokenExpression(ValueError):
    """A text is no regular expression of JavaScript's.

    Args:
        message: What is wrong with it.
        start: Where in the text it begins.
        end: Where in the text it ends.
        help: What to write instead.
    """

    message: str
    start: int
    end: int
    help: str | None = None

    def __str__(self) -> str:
        return self.message


class Remark(NamedTuple):
    """What a part of an expression means, if that is hardly what was meant."""

    message: str
    start: int
    end: int


@attrs.frozen
class RegularExpression:
    """What a text says, once it is known to be a regular expression.

    Args:
        warnings: What is allowed, but means something else in other languages.
        danger: The part that can take an engine exponential time, or three or more endless
            repetitions of the same characters in a row; None where neither was found.
    """

    warnings: tuple[Remark, ...]
    danger: str | None


def read_expression(text: str) -> RegularExpression:
    """Read a regular expression, written without slashes.

    Args:
        text: The expression.

    Raises:
        BrokenExpression: JavaScript refuses it, or it is too long or too deeply nested to be read.
    """
    if len(text) > LONGEST:
        message = f"it has {len(text):,} characters and is too long to be read: {LONGEST:,} at most"
        raise BrokenExpression(message, LONGEST, len(text))
    try:
        return _Reader(text, unicode=True).read()
    except BrokenExpression:
        return _Reader(text, unicode=False).read()


_TOKEN: Final = re.compile(
    r"(?P<edge>[$^]|\\[bB])|(?P<open>\((?:\?(?:<?[=!]|[:<])?)?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>[*+?]|\{[0-9]+(?:,[0-9]*)?\})|(?P<set>\[)|(?P<character>.)",
    re.DOTALL,
)
_QUANTIFIER: Final = re.compile(r"(?:([*+?])|\{([0-9]+)(?:(,)([0-9]*))?\})\??")
_TIMES: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CAPTURE: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*|(\((?!\?))|(\(\?<(?![=!]))", re.DOTALL)
_BRACES: Final = r"\{0*(10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\}"
_NAME: Final = re.compile(rf"<((?:\\u(?:[0-9A-Fa-f]{{4}}|{_BRACES})|[^>\\])*)>")
_NAME_CODE: Final = re.compile(r"\\u\{?([0-9A-Fa-f]+)\}?")
# Which characters beyond ASCII are letters depends on the engine's version of Unicode: all pass.
_IDENTIFIER: Final = re.compile(r"[A-Za-z_$\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*")
_REFERENCE: Final = re.compile(r"\\([1-9][0-9]*)")
_CODES: Final = (
    r"\\u(?P<long>[0-9A-Fa-f]{4})|\\x(?P<short>[0-9A-Fa-f]{2})"
    r"|\\(?P<octal>[0-3][0-7]{0,2}|[4-7][0-7]?)"
)
_PAIR: Final = r"\\u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
_CODE: Final = {
    True: re.compile(rf"\\u{_BRACES}|{_PAIR}|{_CODES}"),
    False: re.compile(_CODES),
}
_CONTROL: Final = {True: re.compile(r"\\c([0-9A-Za-z_])"), False: re.compile(r"\\c([A-Za-z])")}
_PROPERTY: Final = re.compile(r"\\[pP]\{[A-Za-z][\w=]*\}")
_RANGE: Final = re.compile(r"-[^\]]", re.DOTALL)
_LAST: Final = 0x10FFFF
_LETTERS: Final = {"f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_POSIX: Final = re.compile(r"\[:\^?[a-z]+:\]")
_FOREIGN: Final = {
    "A": "the start of the text is `^`",
    "Z": "the end of the text is `$`",
    "z": "the end of the text is `$`",
    "G": "it has nothing for the end of the last match",
    "h": r"a space or a tab is `[ \t]`",
    "R": r"the end of a line is `\r?\n`",
    "Q": r"each special character needs its own `\`",
    "E": r"each special character needs its own `\`",
}
_GROUPS: Final = tuple(
    (re.compile(beginning), help_)
    for beginning, help_ in (
        ("P?[<']", "in JavaScript a named group is `(?<name>...)`"),
        ("P=", r"in JavaScript `\k<name>` refers to a named group"),
        ("#", "JavaScript has no comments in expressions"),
        (r"\(", "JavaScript has no conditional groups"),
        (">", "JavaScript has no atomic groups; `(?:...)` only groups"),
        ("[a-zA-Z^-]+[:)]", "JavaScript has no flags in expressions; `[Aa]` is `a` in any case"),
    )
)


class _Group:
    """A group that is open, or the whole expression."""

    def __init__(self, opening: str, start: int, since: int) -> None:
        self.opening, self.start, self.since = opening, start, since
        self.alternatives: list[list[Part]] = [[]]
        # Where a row of endless parts begins, what they share, and how many they are.
        self.row: tuple[int, int, int] = (0, 0, 0)


class _Reader:
    def __init__(self, text: str, unicode: bool) -> None:
        self.text, self.at, self.unicode = text, 0, unicode
        self.net, self.groups = Net(), [_Group("", 0, 0)]
        captures = [found.lastindex for found in _CAPTURE.finditer(text) if found.lastindex]
        self.captures, self.has_names = len(captures), 2 in captures
        self.names: set[str] = set()
        self.references: list[tuple[str, int, int]] = []
        self.properties: dict[str, int] = {}
        self.warnings: list[Remark] = []
        self.danger: str | None = None
        self.row: tuple[int, int] = (0, 0)

    def read(self) -> RegularExpression:
        while token := _TOKEN.match(self.text, self.at):
            self.at = token.end()
            self.take(token)
        start = self.groups[-1].start
        if len(self.groups) > 1:
            self.fail("this `(` is never closed", start, start + 1, r"write `\(` for the character")
        for name, start, end in self.references:
            if name not in self.names:
                self.fail(f"no group is named `{name}`", start, end)
        danger = self.danger or self.text[slice(*self.row)] or None
        return RegularExpression(tuple(self.warnings), danger)

    def fail(self, message: str, start: int, end: int, help_: str | None = None) -> NoReturn:
        raise BrokenExpression(message, start, end, help_)

    def take(self, token: re.Match[str]) -> None:
        start, group, since = token.start(), self.groups[-1], len(self.net.sets)
        match token.lastgroup:
            case "or":
                group.alternatives.append([])
                group.row = (0, 0, 0)
            case "open":
                self.open(token[0], start)
            case "close":
                self.close(start)
            case "repeat":
                self.fail(f"`{token[0]}` has nothing to repeat", start, self.at)
            case "edge":
                self.add(self.net.single(UNKNOWN), start, since, repeatable=False)
            case "set":
                self.add(self.net.single(self.characters(start)), start, since)
            case _:
                codes = DOT if token[0] == "." else self.character(start, inside=False)[0]
                self.add(self.net.single(codes), start, since)

    def open(self, opening: str, start: int) -> None:
        if opening == "(?":
            tried = ((pattern.match(self.text, self.at), help_) for pattern, help_ in _GROUPS)
            end, help_ = next(
                ((found.end(), help_) for found, help_ in tried if found), (self.at, None)
            )
            self.fail(f"`{self.text[start:end]}` begins no group in JavaScript", start, end, help_)
        if len(self.groups) > DEEPEST_NESTING:
            message = f"its groups are nested too deeply to be read: {DEEPEST_NESTING} at most"
            self.fail(message, start, self.at)
        if opening == "(?<":
            name = self.name(start, self.at - 1)
            if name in self.names:
                self.fail(f"two groups are named `{name}`", start, self.at)
            self.names.add(name)
        self.groups.append(_Group(opening, start, len(self.net.sets)))

    def name(self, start: int, at: int) -> str:
        if not (found := _NAME.match(self.text, at)):
            help_ = "it is written as `<name>`"
            self.fail("the name of a group is missing or never ends", start, self.at, help_)
        self.at = found.end()
        name = _NAME_CODE.sub(lambda code: chr(int(code[1], 16)), found[1])
        name = name.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        if not _IDENTIFIER.fullmatch(name):
            help_ = "it takes letters, digits, `_` and `$`, and begins with no digit"
            self.fail(f"`{name}` is no name of a group", *found.span(1), help_)
        return name

    def close(self, start: int) -> None:
        if len(self.groups) == 1:
            help_ = r"write `\)` for the character"
            self.fail("this `)` closes nothing", start, self.at, help_)
        group = self.groups.pop()
        part = self.net.either([self.net.joined(parts) for parts in group.alternatives])
        if group.opening[-1] in "=!":
            self.net.forget(group.since)
            part = self.net.single(UNKNOWN)
        self.add(part, group.start, group.since, repeatable="<" not in group.opening[:-1])

    def add(self, part: Part, start: int, since: int, repeatable: bool = True) -> None:
        """Add a part to the group, as often as the quantifier after it says."""
        group = self.groups[-1]
        if repeatable and (found := _QUANTIFIER.match(self.text, self.at)):
            self.at = found.end()
            part = self.quantified(part, found, start, since)
        row, shared, times = group.row
        both = shared & part.endless
        group.row = (row, both, times + 1) if both else (start, part.endless, 1)
        if group.row[2] >= 3 and (not self.row[1] or self.row[0] == row):
            self.row = (row, self.at)
        group.alternatives[-1].append(part)

    def quantified(self, part: Part, found: re.Match[str], start: int, since: int) -> Part:
        sign, low, comma, high = found.groups()
        least, most = _TIMES.get(sign, (int(low or 0), int(high or low or 0)))
        if comma and not high:
            most = None
        # From there on, all numbers are the same to an engine.
        if most is not None and min(least, 0x7FFFFFFF) > most:
            self.fail(f"`{found[0]}` is out of order: its second number is less", *found.span())
        if self.text.startswith("+", self.at):
            help_ = f"leave out the `+` after `{found[0]}`"
            self.fail("JavaScript has no possessive repetitions", found.start(), self.at + 1, help_)
        if (most is None or most >= MANY) and not self.danger:
            # In many rounds, each of which can be nothing, it is open which of them are.
            unclear = least >= MANY and part.empty and part.first
            if unclear or self.net.ambiguous(part, since):
                self.danger = self.text[start : self.at]
        if most == 0:
            self.net.forget(since)
        return self.net.repeated(part, least, most)

    def characters(self, start: int) -> int:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        codes = 0
        while not self.text.startswith("]", self.at):
            begin = self.at
            if begin >= len(self.text):
                help_ = r"write `\[` for the character"
                self.fail("this `[` is never closed", start, start + 1, help_)
            if found := _POSIX.match(self.text, begin):
                message = f"`{found[0]}` is no class in JavaScript, but these characters themselves"
                self.warnings.append(Remark(message, *found.span()))
            more, low, _ = self.character(begin, inside=True)
            codes |= more
            if _RANGE.match(self.text, self.at):
                more, _, high = self.character(self.at + 1, inside=True)
                if low > high:
                    message = f"the range `{self.text[begin : self.at]}` is out of order"
                    self.fail(message, begin, self.at)
                codes |= more | (codes_of("-") if low < 0 or high > _LAST else span(low, high))
        self.at += 1
        return ANY & ~codes if negated else codes

    def character(self, start: int, inside: bool) -> tuple[int, int, int]:
        """Return which characters one stands for, and as what it begins and ends a range."""
        letter = self.text[start + 1 : start + 2]
        if self.text[start] != "\\":
            self.at = start + 1
            return self.point(ord(self.text[start]))
        if not letter:
            help_ = r"write `\\` for the character"
            self.fail(r"the `\` at the end stands before nothing", start, start + 1, help_)
        self.at = start + 2
        found = _REFERENCE.match(self.text, start)
        if found and not inside and int(found[1]) <= self.captures:
            self.at = found.end()
            return UNKNOWN, -1, _LAST + 1
        if letter == "k" and self.has_names:
            if inside:
                self.fail(r"`\k` refers to no group between `[` and `]`", start, self.at)
            self.references.append((self.name(start, self.at), start, self.at))
            return UNKNOWN, -1, _LAST + 1
        if letter in SETS:
            return SETS[letter], -1, _LAST + 1
        if self.unicode and (found := _PROPERTY.match(self.text, start)):
            self.at = found.end()
            bit = self.properties.setdefault(found[0], 0x10400 + len(self.properties))
            return 1 << bit, -1, _LAST + 1
        if letter == "c":
            found = _CONTROL[inside].match(self.text, start)
            self.at = found.end() if found else start + 1
            return self.point(ord(found[1]) % 32 if found else ord("\\"))
        if found := _CODE[self.unicode].match(self.text, start):
            self.at = found.end()
            code = int(found[found.lastindex or 0], 8 if found.lastgroup == "octal" else 16)
            if found.lastgroup == "low":
                code = 0x10000 + (int(found["high"], 16) % 0x400 << 10) + code % 0x400
            return self.point(code)
        if letter in _FOREIGN:
            message = f"`\\{letter}` means the letter `{letter}` in JavaScript: {_FOREIGN[letter]}"
            self.warnings.append(Remark(message, start, self.at))
        return self.point(8 if letter == "b" else _LETTERS.get(letter, ord(letter)))

    def point(self, code: int) -> tuple[int, int, int]:
        if self.unicode or code <= 0xFFFF:
            return span(code, code), code, code
        # Without the flag it is two halves: the second stands before a `-`, the first after it.
        return span(code, code), 0xDC00 + code % 0x400, 0xD800 + (code - 0x10000 >> 10)
