"""Which items of one list are which of another: by key, by likeness, and by their neighbours.

Every way to pair gives the same pairs when the two lists change places, and takes time in
proportion to what it looks at, however much alike the items are.
"""

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

__all__ = ["Features", "Pairing", "features_of", "in_order", "words_of"]

Features: TypeAlias = Mapping[Hashable, float]
"""What is remarkable about an item, with how much each of it weighs."""

COMMON: Final = 20
"""What more items than so many have in common says nothing about any of them."""

MOST_FEATURES: Final = 400
"""So much is looked at of one item."""

MOST_WORDS: Final = 40
"""So many words are looked at of one text."""

_WORD: Final = re.compile(r"\w+")


class Pairing:
    """The pairs found so far between the items of two lists, by their indexes.

    Args:
        old: How many items the first list has.
        new: How many the second has.
    """

    def __init__(self, old: int, new: int) -> None:
        self.old = old
        self.new = new
        self.found: dict[int, int] = {}
        self.back: dict[int, int] = {}

    def put(self, old: int, new: int) -> None:
        """Note that two items are one."""
        self.found[old] = new
        self.back[new] = old

    @property
    def lost(self) -> list[int]:
        """The items of the first list that have no counterpart."""
        return [index for index in range(self.old) if index not in self.found]

    @property
    def gained(self) -> list[int]:
        """The items of the second list that have none."""
        return [index for index in range(self.new) if index not in self.back]

    def by_key(
        self,
        old_key: Callable[[int], Hashable],
        new_key: Callable[[int], Hashable],
    ) -> None:
        """Pair items that have one key; None is no key.

        Of several with one key those are paired first that stand beside pairs already, and then
        the first with the first, the second with the second.
        """
        old_keys = {index: old_key(index) for index in self.lost}
        new_keys = {index: new_key(index) for index in self.gained}
        olds, news = _groups(old_keys), _groups(new_keys)
        both = [key for key in olds if key in news]
        for key in both:
            if len(olds[key]) == len(news[key]) == 1:
                self.put(olds[key][0], news[key][0])
        if any(len(olds[key]) != len(news[key]) for key in both):
            self._spread(old_keys, new_keys, 1)
            self._spread(old_keys, new_keys, -1)
        for key in both:
            left = [index for index in olds[key] if index not in self.found]
            right = [index for index in news[key] if index not in self.back]
            for pair in zip(left, right, strict=False):
                self.put(*pair)

    def _spread(
        self, old_keys: Mapping[int, Hashable], new_keys: Mapping[int, Hashable], step: int
    ) -> None:
        """Pair neighbours of pairs that have one key, in one direction."""
        start = (-1, -1) if step > 0 else (self.old, self.new)
        for old, new in [start, *self.found.items()]:
            left, right = old + step, new + step
            while self._are_free(left, right):
                key = old_keys.get(left)
                if key is None or key != new_keys.get(right):
                    break
                self.put(left, right)
                left, right = left + step, right + step

    def _are_free(self, old: int, new: int) -> bool:
        inside = 0 <= old < self.old and 0 <= new < self.new
        return inside and old not in self.found and new not in self.back

    def by_likeness(
        self,
        old_features: Callable[[int], Features],
        new_features: Callable[[int], Features],
        least: float = 0.5,
        *,
        among: tuple[Iterable[int], Iterable[int]] | None = None,
    ) -> None:
        """Pair items that have much in common, those with the most first.

        Args:
            old_features: What is remarkable about an item of the first list.
            new_features: What is about one of the second.
            least: How much of it they have in common at least, from 0 to 1.
            among: The items that are looked at; by default all that have no counterpart.
        """
        lost, gained = among or (self.lost, self.gained)
        olds = {index: old_features(index) for index in lost}
        news = {index: new_features(index) for index in gained}
        owners = _owners(olds)
        others = _owners(news)
        common = {
            feature
            for having in (owners, others)
            for feature, indexes in having.items()
            if len(indexes) > COMMON
        }
        wholes = {index: _whole(features, common) for index, features in news.items()}
        likely: list[tuple[float, int, int, int, int]] = []
        for old, features in olds.items():
            shared: dict[int, float] = defaultdict(float)
            for feature, weight in features.items():
                if feature not in common:
                    for new in others.get(feature, ()):
                        shared[new] += min(weight, news[new][feature])
            whole = _whole(features, common)
            for new, weight in shared.items():
                likeness = 2 * weight / (whole + wholes[new])
                if likeness >= least:
                    # The order is the same with the two lists in each other's place.
                    likely.append((-likeness, abs(old - new), old + new, old, new))
        for *_, old, new in sorted(likely):
            if old not in self.found and new not in self.back:
                self.put(old, new)

    def by_neighbours(
        self,
        old_key: Callable[[int], Hashable],
        new_key: Callable[[int], Hashable],
    ) -> None:
        """Pair items of one key that stand between the same pairs; None is no key."""
        for step in (1, -1):
            lost = self.lost if step > 0 else self.lost[::-1]
            beside = [index for index in lost if not self._is_lost(index - step)]
            for first in beside:
                anchor = first - step
                start = -1 if step > 0 else self.new
                other = self.found.get(anchor, start)
                left = _groups({index: old_key(index) for index in self._run(first, step)})
                right = _groups(
                    {index: new_key(index) for index in self._run(other + step, step, new=True)}
                )
                for key, indexes in left.items():
                    for pair in zip(indexes, right.get(key, ()), strict=False):
                        self.put(*pair)

    def _is_lost(self, old: int) -> bool:
        return 0 <= old < self.old and old not in self.found

    def _run(self, index: int, step: int, *, new: bool = False) -> Iterator[int]:
        """Yield the items without a counterpart that stand in a row."""
        taken, size = (self.back, self.new) if new else (self.found, self.old)
        while 0 <= index < size and index not in taken:
            yield index
            index += step


def _owners(items: Mapping[int, Features]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index, features in items.items():
        for feature in features:
            found.setdefault(feature, []).append(index)
    return found


def _whole(features: Features, common: set[Hashable]) -> float:
    return sum(weight for feature, weight in features.items() if feature not in common)


def _groups(keys: Mapping[int, Hashable]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index, key in keys.items():
        if key is not None:
            found.setdefault(key, []).append(index)
    return found


def in_order(pairs: Mapping[int, int]) -> set[int]:
    """Return the old indexes of as many pairs as possible that stand in the same order.

    Args:
        pairs: New indexes by old ones.
    """
    olds = sorted(pairs)
    if all(pairs[left] < pairs[right] for left, right in itertools.pairwise(olds)):
        return set(olds)
    ends: list[int] = []  # The least new index at which a row of each length ends.
    holders: list[int] = []
    before: dict[int, int | None] = {}
    for old in olds:
        new = pairs[old]
        length = bisect.bisect_left(ends, new)
        before[old] = holders[length - 1] if length else None
        if length == len(ends):
            ends.append(new)
            holders.append(old)
        else:
            ends[length], holders[length] = new, old
    kept: set[int] = set()
    last = holders[-1] if holders else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters; only the first ones of a long text."""
    return [word.casefold() for word in _WORD.findall(text[:1000])[:MOST_WORDS]]


def features_of(
    value: Any, skipped: Callable[[str | int, Any], bool], *, words: bool = True
) -> dict[Hashable, float]:
    """Return what is remarkable about some JSON: its texts and numbers, each with its key.

    Args:
        value: The JSON.
        skipped: Whether what stands under a key says nothing.
        words: Whether single words count, too.
    """
    found: dict[Hashable, float] = defaultdict(float)
    waiting: list[tuple[str | int, Any]] = [("", value)]
    while waiting and len(found) < MOST_FEATURES:
        key, here = waiting.pop()
        if isinstance(here, dict):
            waiting += [
                (name, inner) for name, inner in reversed(here.items()) if not skipped(name, inner)
            ]
        elif isinstance(here, list):
            waiting += [(key, inner) for inner in reversed(here)]
        elif isinstance(here, str):
            found[key, here] += 1.0
            if words:
                for word in words_of(here):
                    found[word] += 0.5
        elif isinstance(here, int | float) and not isinstance(here, bool):
            found[key, here] += 0.5
    return found
