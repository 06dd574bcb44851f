r"""Says whether a text fits a `pattern`, as JavaScript does, and makes texts that fit.

No engine runs the expression. Each part of its tree leads from a set of places in the text to a
set of places, all at once: so nothing is tried twice, and the time is bounded. What a group has
found is not kept, so `\1` is not decided.
"""

import random
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import attrs

from flowdsl.regular_expressions import BrokenExpression
from flowdsl.runtime.pattern_tree import (
    SETS,
    Characters,
    Choice,
    Edge,
    Look,
    Node,
    Ranges,
    Repeated,
    Row,
    Tree,
    Undecidable,
    others,
    ranges_of,
    read_tree,
    shaped,
)

__all__ = ["TextPattern", "text_pattern"]

MOST_STEPS: Final = 400_000  # For one text; in the worst case half a second.
MOST_SAMPLE_STEPS: Final = 100_000  # For all texts that are made in one go.
LONGEST_TEXT: Final = 10_000
ATTEMPTS: Final = 120
SPREADS: Final = (0, 1, 3, 8, 25)  # How often at most a part is repeated beyond its least.


@attrs.frozen
class TextPattern:
    """A regular expression that a text is held against.

    Args:
        expression: The expression, without slashes.
        undecided: Why no text can be held against it; None where one can.
    """

    expression: str
    undecided: str | None
    _tree: Tree | None

    def fits(self, text: str, *, whole: bool = True) -> bool | None:
        """Return whether a text fits, or None where that cannot be decided in bounded time.

        Args:
            text: The text.
            whole: Whether all of the text has to fit, or any part of it is enough.
        """
        return self._decide(text, whole, MOST_STEPS)[0]

    def samples(
        self, source: random.Random, *, count: int = 10, shortest: int = 0, longest: int = 80
    ) -> Iterator[str]:
        """Make different texts that fit as a whole, short and long ones; none where none is found.

        Args:
            source: What decides which: the same source makes the same texts.
            count: How many at most.
            shortest: How many characters each has at least.
            longest: How many characters each has at most.
        """
        if not self._tree:
            return
        steps, found = MOST_SAMPLE_STEPS, set[str]()
        for attempt in range(ATTEMPTS):
            if steps <= 0 or len(found) >= count:
                return
            spread = min((*SPREADS, longest)[attempt % (len(SPREADS) + 1)], longest)
            maker = _Maker(source, spread, longest, steps)
            text = maker.make(self._tree.root)
            steps = maker.steps
            if text is None:
                continue
            text = shaped(text, unicode=True)
            if not shortest <= len(text) <= longest or text in found:
                continue
            fits, steps = self._decide(text, True, steps)
            if fits:
                found.add(text)
                yield text

    def _decide(self, text: str, whole: bool, steps: int) -> tuple[bool | None, int]:
        """Return whether a text fits, and how many steps are left."""
        if not self._tree or len(text) > LONGEST_TEXT:
            return None, steps
        places = _Places(shaped(text, self._tree.unicode), steps)
        try:
            reached = places.move(self._tree.root, 1 if whole else places.all)
        except _TooLong:
            return None, 0
        return bool(reached & places.end if whole else reached), places.steps


@lru_cache(maxsize=512)
def text_pattern(expression: str) -> TextPattern:
    """Read a regular expression; by one that is broken or dangerous, nothing is decided.

    Args:
        expression: The expression, written without slashes.
    """
    try:
        return TextPattern(expression, None, read_tree(expression))
    except (BrokenExpression, Undecidable) as problem:
        return TextPattern(expression, str(problem), None)


class _TooLong(Exception):
    """The steps are gone."""


_WORD: Final = Characters(SETS["w"])
# What samples are made of: mostly letters and digits, then other keys, then any other character.
_KEYS: Final = (
    (ranges_of("09", "AZ", "az"), 12),
    (ranges_of(" ~"), 4),
    (ranges_of("\xa1\xff", "\u0391\u03a1", "\u4e00\u4eff", "😀😃"), 1),
)
_WHOLE: Final = others(((0xD800, 0xDFFF),))  # Without halves, which are no text by themselves.


def _common(ranges: Ranges, more: Ranges) -> Ranges:
    """Return the characters that two sets share."""
    pairs = ((max(a, c), min(b, d)) for a, b in ranges for c, d in more)
    return tuple((low, high) for low, high in pairs if low <= high)


class _Places:
    """The places of a text: before, between and after its characters; a set has a bit for each."""

    def __init__(self, text: str, steps: int) -> None:
        self.steps = steps
        self.cost = 1 + len(text) // 1_000
        self.rounds = len(text) + 1
        self.end = 1 << len(text)
        self.all = (self.end << 1) - 1
        self.before: dict[int, int] = {}  # For each character, the places before it.
        for at, character in enumerate(text):
            self.before[ord(character)] = self.before.get(ord(character), 0) | 1 << at
        self.known: dict[int, int] = {}  # By the identity of a part, where it is.

    def move(self, node: Node, places: int, back: bool = False) -> int:
        """Return where a part that begins at one of the places can end, or the way back.

        Args:
            node: The part.
            places: Where it begins; on the way back, where it ends.
            back: Whether to go from its ends to its beginnings.

        Raises:
            _TooLong: The steps are gone.
        """
        self.steps -= self.cost
        if self.steps <= 0:
            raise _TooLong
        match node:
            case Characters():
                before = self.before_any(node)
                return places >> 1 & before if back else (places & before) << 1
            case Row(parts):
                for part in reversed(parts) if back else parts:
                    if not places:
                        break
                    places = self.move(part, places, back)
                return places
            case Choice(alternatives):
                reached = 0
                for part in alternatives:
                    reached |= self.move(part, places, back)
                return reached
            case Repeated():
                return self.repeat(node, places, back)
            case Edge(sign):
                return places & self.edges(sign)
            case Look(part, behind, negated):
                # All places from which it reaches any; or, behind, which it reaches from any.
                if id(node) not in self.known:
                    self.known[id(node)] = self.move(part, self.all, back=not behind)
                found = self.known[id(node)]
                return places & (~found if negated else found)

    def repeat(self, node: Repeated, places: int, back: bool) -> int:
        # A place is left for good or never: more rounds than places change nothing.
        for _ in range(min(node.least, self.rounds)):
            places = self.move(node.part, places, back)
            if not places:
                return 0
        reached = new = places
        more = self.rounds if node.most is None else min(node.most - node.least, self.rounds)
        for _ in range(more):
            new = self.move(node.part, new, back) & ~reached
            if not new:
                break
            reached |= new
        return reached

    def edges(self, sign: str) -> int:
        if sign == "^":
            return 1
        if sign == "$":
            return self.end
        words = self.before_any(_WORD)
        edges = words ^ words << 1
        return edges if sign == r"\b" else self.all & ~edges

    def before_any(self, node: Characters) -> int:
        """Return the places before any of these characters."""
        if id(node) not in self.known:
            self.steps -= len(self.before) // 2
            found = 0
            for code, places in self.before.items():
                if any(low <= code <= high for low, high in node.ranges):
                    found |= places
            self.known[id(node)] = found
        return self.known[id(node)]


class _Maker:
    """Makes one text out of a tree; assertions in it are left to chance."""

    def __init__(self, source: random.Random, spread: int, longest: int, steps: int) -> None:
        self.source, self.spread, self.longest, self.steps = source, spread, longest, steps
        self.made: list[str] = []

    def make(self, node: Node) -> str | None:
        """Return a text, or None where it grows too long."""
        try:
            self.add(node)
        except _TooLong:
            return None
        return "".join(self.made)

    def add(self, node: Node) -> None:
        self.steps -= 1
        if self.steps <= 0 or len(self.made) > 2 * self.longest:
            raise _TooLong
        match node:
            case Characters(ranges):
                self.made.append(self.one(ranges))
            case Row(parts):
                for part in parts:
                    self.add(part)
            case Choice(alternatives):
                self.add(self.source.choice(alternatives))
            case Repeated(part, least, most):
                more = self.spread if most is None else min(self.spread, most - least)
                for _ in range(least + self.source.randint(0, max(more, 0))):
                    self.add(part)
            case _:
                pass

    def one(self, ranges: Ranges) -> str:
        tiers = [(_common(ranges, keys), weight) for keys, weight in _KEYS]
        tiers = [tier for tier in tiers if tier[0]] or [(_common(ranges, _WHOLE), 1)]
        if not tiers[0][0]:
            raise _TooLong  # No text has such a character.
        (chosen,) = self.source.choices([tier for tier, _ in tiers], [times for _, times in tiers])
        low, high = self.source.choice(chosen)
        return chr(self.source.randint(low, high))
