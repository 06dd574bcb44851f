"""Puts the boxes of a picture into layers, and in an order in which few ways cross."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import attrs

__all__ = ["Layered", "layered"]

ROUNDS, FEW_ROUNDS = 8, 2
"""How often the layers are put in order: few times where there is much in them."""

MANY: Final = 3_000
MOST_BENDS: Final = 8_000
"""With more, only labels are put between the boxes, and ways may run behind boxes."""

MOST_SWAPPED: Final = 600
"""So many boxes and bends are tried in each other's place."""

ROW: Final = 5
"""How many boxes that nothing leads to or from stand beside each other."""


@attrs.frozen
class Layered:
    """Boxes and the bends of the ways between them, in layers.

    Boxes have the numbers that they were given, bends those after them. Boxes stand in the layers
    0, 2, 4 ..., bends in any.

    Args:
        rows: The layers, from top to bottom, each in order from left to right.
        row_of: The layer of each box and bend.
        bends: Of each bend, the number of its way, and whether the label of that stands there.
        chains: Of each way, what it passes from top to bottom; None where it leads from a box to
            itself.
        above: What each box and bend is connected with in a layer above.
        below: The same for a layer below.
    """

    rows: list[list[int]]
    row_of: list[int]
    bends: list[tuple[int, bool]]
    chains: list[list[int] | None]
    above: list[list[int]]
    below: list[list[int]]


def layered(
    count: int, ways: Sequence[tuple[int, int]], starts: Sequence[int], labelled: Sequence[bool]
) -> Layered:
    """Return boxes in layers, such that ways lead downwards as far as can be.

    Args:
        count: How many boxes there are.
        ways: From which to which the ways lead.
        starts: Where to begin, at the top.
        labelled: Whether each way has a label, which takes a place of its own.
    """
    order = list(dict.fromkeys([*starts, *range(count)]))
    downwards = _downwards(count, ways, order)
    ranks = _ranks(count, downwards, set(starts))
    found = _with_bends(count, ways, ranks, labelled)
    _sort_rows(found, order)
    return found


def _downwards(
    count: int, ways: Sequence[tuple[int, int]], order: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the ways, turned round where they would close a circle, without those to itself."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for source, target in ways:
        if source != target:
            leaving[source].append(target)
    position: dict[int, int] = {}  # In the order in which they are left, from the last.
    seen: set[int] = set()
    for root in order:
        if root in seen:
            continue
        seen.add(root)
        waiting = [(root, iter(leaving[root]))]
        while waiting:
            box, targets = waiting[-1]
            following = next((each for each in targets if each not in seen), None)
            if following is None:
                position[box] = -len(position)
                waiting.pop()
            else:
                seen.add(following)
                waiting.append((following, iter(leaving[following])))
    return [
        (source, target) if position[source] < position[target] else (target, source)
        for source, target in ways
        if source != target
    ]


def _ranks(count: int, downwards: Sequence[tuple[int, int]], starts: set[int]) -> list[int]:
    """Return how far down each box stands, counted in boxes."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    entering = [0] * count
    for source, target in downwards:
        leaving[source].append(target)
        entering[target] += 1
    tops = [box for box in range(count) if not entering[box]]
    ranks = [0] * count
    waiting = list(tops)
    while waiting:
        box = waiting.pop()
        for target in leaving[box]:
            ranks[target] = max(ranks[target], ranks[box] + 1)
            entering[target] -= 1
            if not entering[target]:
                waiting.append(target)
    for box in tops:
        # What only leads on stands right above that, not at the top.
        if leaving[box] and box not in starts:
            ranks[box] = min(ranks[target] for target in leaving[box]) - 1
    alone = [box for box in tops if not leaving[box]]
    first = max(ranks) + 1 if len(alone) < count else 0
    for index, box in enumerate(alone):
        ranks[box] = first + index // ROW
    return ranks


def _with_bends(
    count: int, ways: Sequence[tuple[int, int]], ranks: Sequence[int], labelled: Sequence[bool]
) -> Layered:
    spans = sum(abs(ranks[source] - ranks[target]) * 2 - 1 for source, target in ways)
    through_all = spans <= MOST_BENDS
    rows: list[list[int]] = [[] for _ in range(2 * max(ranks, default=-1) + 1)]
    row_of = [2 * rank for rank in ranks]
    bends: list[tuple[int, bool]] = []
    chains: list[list[int] | None] = []
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for box in range(count):
        rows[row_of[box]].append(box)
    for number, (source, target) in enumerate(ways):
        if source == target:
            chains.append(None)
            continue
        top, bottom = (source, target) if ranks[source] < ranks[target] else (target, source)
        # The middle layer of those between the boxes' own.
        middle = ranks[top] + ranks[bottom]
        middle -= 1 - middle % 2
        chain = [top]
        for row in range(row_of[top] + 1, row_of[bottom]):
            if row == middle or through_all:
                bend = count + len(bends)
                bends.append((number, labelled[number] and row == middle))
                row_of.append(row)
                rows[row].append(bend)
                above.append([])
                below.append([])
                chain.append(bend)
        chain.append(bottom)
        for upper, lower in pairwise(chain):
            below[upper].append(lower)
            above[lower].append(upper)
        chains.append(chain)
    return Layered(rows, row_of, bends, chains, above, below)


def _sort_rows(found: Layered, order: Sequence[int]) -> None:
    """Put each layer in an order in which few ways cross."""
    place = [0.0] * len(found.row_of)
    seen: dict[int, None] = {}
    # What hangs together begins side by side.
    for root in order:
        waiting = [root]
        while waiting:
            index = waiting.pop()
            if index not in seen:
                seen[index] = None
                waiting += reversed(found.below[index])
    for position, index in enumerate(seen):
        place[index] = position
    for row in found.rows:
        row.sort(key=place.__getitem__)
    _spread(found.rows, place)
    best, fewest = [list(row) for row in found.rows], _crossings(found)
    for turn in range(ROUNDS if len(place) < MANY else FEW_ROUNDS):
        if not fewest:
            break
        downwards = turn % 2 == 0
        near = found.above if downwards else found.below
        for row in found.rows if downwards else reversed(found.rows):
            wanted = {
                index: sum(place[other] for other in near[index]) / len(near[index])
                if near[index]
                else place[index]
                for index in row
            }
            row.sort(key=wanted.__getitem__)
            _spread([row], place)
        _swap(found, place)
        crossings = _crossings(found)
        if crossings < fewest:
            best, fewest = [list(row) for row in found.rows], crossings
    found.rows[:] = best


def _spread(rows: Sequence[Sequence[int]], place: list[float]) -> None:
    for row in rows:
        for position, index in enumerate(row):
            place[index] = (position + 0.5) / len(row)


def _crossings(found: Layered) -> int:
    """Return how many ways cross between layers that lie next to each other."""
    position = {index: place for row in found.rows for place, index in enumerate(row)}
    total = 0
    for row in found.rows:
        ends: list[int] = []
        for index in row:
            mine = sorted(position[other] for other in found.below[index])
            total += sum(len(ends) - bisect_right(ends, end) for end in mine)
            for end in mine:
                insort(ends, end)
    return total


def _swap(found: Layered, place: list[float]) -> None:
    """Change neighbours' places where that makes fewer ways cross."""
    if len(found.row_of) > MOST_SWAPPED:
        return
    for row in found.rows:
        for index in range(len(row) - 1):
            left, right = row[index], row[index + 1]
            if _crossed(found, place, left, right) > _crossed(found, place, right, left):
                row[index], row[index + 1] = right, left
                place[left], place[right] = place[right], place[left]


def _crossed(found: Layered, place: Sequence[float], left: int, right: int) -> int:
    """Return how often the ways of two neighbours cross."""
    return sum(
        place[one] > place[other]
        for near in (found.above, found.below)
        for one in near[left]
        for other in near[right]
    )
