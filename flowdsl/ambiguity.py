r"""Finds out whether a repeated part of a regular expression is dangerous: fits in two ways.

It is dangerous where it fits the same text in more than one way, as in `(a+)+`: an engine that
tries one way after the other then needs exponential time. To find that, `regular_expressions`
makes a net of the characters: which may begin, which may end, which may follow which. A repeated
part is dangerous if two ways through its net part at one place, read the same characters and meet
again. Over an assertion, `\1` or `{3}` nothing is proven, so nothing is said; `{2,5}` is taken for
`+`. Where the search would take too long, it ends, and nothing is said either.
"""

from itertools import combinations
from typing import Final, NamedTuple

__all__ = ["ANY", "DOT", "SETS", "UNKNOWN", "Net", "Part", "codes_of", "span"]

MOST_STEPS: Final = 100_000

# Sets of characters, one bit for each code point. Those beyond the first plane share 1,024 bits.
ANY: Final = (1 << 0x10400) - 1
UNKNOWN: Final = 0  # It has nothing in common with any set: so nothing is proven over it.


def span(low: int, high: int) -> int:
    """Return the set of the characters from one code point to another."""
    if high <= 0xFFFF:
        return (1 << high + 1) - (1 << low)
    lower, low = (span(low, 0xFFFF), 0x10000) if low <= 0xFFFF else (0, low)
    return lower | sum(1 << 0x10000 + code % 1024 for code in range(low, min(high + 1, low + 1024)))


def codes_of(characters: str) -> int:
    """Return the set of these characters."""
    return sum(1 << ord(character) for character in characters)


SETS: Final = {
    "d": span(0x30, 0x39),
    "w": span(0x30, 0x39) | span(0x41, 0x5A) | span(0x61, 0x7A) | codes_of("_"),
    "s": codes_of("\t\n\v\f\r \xa0\u1680\u202f\u205f\u3000\ufeff\u2028\u2029")
    | span(0x2000, 0x200A),
}
SETS.update({letter.upper(): ANY ^ codes for letter, codes in tuple(SETS.items())})
DOT: Final = ANY ^ codes_of("\n\r\u2028\u2029")

_Places = dict[int, int]  # Places of an expression, each with the ways there; two mean any number.
_Pairs = list[tuple[int, int]]


class Part(NamedTuple):
    """A part of the net: where it begins and ends, and in how many ways it can be nothing.

    `endless` is the set that it repeats without end, if it does nothing else.
    """

    first: _Places
    last: _Places
    empty: int
    endless: int = 0


_NOTHING: Final = Part({}, {}, 1)


class Net:
    """The places of an expression, and what may follow each; it grows until its steps are gone."""

    def __init__(self) -> None:
        self.sets: list[int] = []
        self.following: list[list[_Places]] = []
        self.steps = MOST_STEPS

    def forget(self, since: int) -> None:
        del self.sets[since:], self.following[since:]

    def single(self, codes: int) -> Part:
        self.sets.append(codes)
        self.following.append([])
        place = {len(self.sets) - 1: 1}
        return Part(place, place, 0)

    def link(self, left: Part, right: Part) -> None:
        self.steps -= len(left.last)
        for place, ways in left.last.items():
            self.following[place].extend([right.first] * ways)

    def joined(self, parts: list[Part]) -> Part:
        whole = parts[0] if parts else _NOTHING
        for part in parts[1:]:
            if self.steps <= 0:
                return _NOTHING
            self.link(whole, part)
            first, last = whole.first, part.last
            if whole.empty:
                first = first | {at: min(2, ways * whole.empty) for at, ways in part.first.items()}
            if part.empty:
                last = last | {at: min(2, ways * part.empty) for at, ways in whole.last.items()}
            self.steps -= len(first) + len(last)
            whole = Part(first, last, min(2, whole.empty * part.empty))
        return whole

    def either(self, parts: list[Part]) -> Part:
        if len(parts) == 1:
            return parts[0]
        first = {place: ways for part in parts for place, ways in part.first.items()}
        last = {place: ways for part in parts for place, ways in part.last.items()}
        return Part(first, last, min(2, sum(part.empty for part in parts)))

    def repeated(self, part: Part, least: int, most: int | None) -> Part:
        if self.steps <= 0 or most == 0:
            return _NOTHING
        if most is not None and most == least > 1:
            # How often counts: as an endless one it would fit what it does not.
            part = self.joined([part, self.single(UNKNOWN)])
        elif most != 1:
            self.link(part, part)
        (*_, place), alone = part.first or [0], len(part.first) == 1 and part.first == part.last
        endless = self.sets[place] if most is None and alone else 0
        return part._replace(empty=part.empty if least else 1, endless=endless)

    def ambiguous(self, part: Part, since: int) -> bool:
        """Return whether a part, whose places are all from `since` on, is dangerous if repeated."""
        self.link(part, part)
        pairs: _Pairs = []
        seen: set[tuple[int, int]] = set()
        found = self.parted(self.following[since:], pairs)
        while pairs and not found and self.steps > 0:
            pair = pairs.pop()
            if pair not in seen:
                seen.add(pair)
                one, other = (self.following[place] for place in pair)
                found = any(self.met(left, right, pairs) for left in one for right in other)
        for place, ways in part.last.items():
            del self.following[place][-ways:]
        return found

    def parted(self, following: list[list[_Places]], pairs: _Pairs) -> bool:
        """Note where two ways part; return whether they meet again at once."""
        for places in {id(places): places for links in following for places in links}.values():
            self.steps -= 1 + len(places) ** 2 // 2
            if self.steps <= 0:
                return False
            if any(ways > 1 and self.sets[place] for place, ways in places.items()):
                return True
            pairs.extend((a, b) for a, b in combinations(places, 2) if self.sets[a] & self.sets[b])
        return any(self.met(*two, pairs) for links in following for two in combinations(links, 2))

    def met(self, left: _Places, right: _Places, pairs: _Pairs) -> bool:
        """Return whether two ways meet at the next place, and note where else they may stand."""
        self.steps -= 1 + len(left) * len(right)
        if self.steps <= 0:
            return False
        pairs.extend((a, b) for a in left for b in right if self.sets[a] & self.sets[b])
        return any(self.sets[place] for place in left.keys() & right.keys())
