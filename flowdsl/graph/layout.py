"""Finds a place for boxes and for the ways between them, in layers from top to bottom."""

from collections.abc import Iterable, Sequence, Sized
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from flowdsl.graph.layers import MANY, Layered, layered
from flowdsl.problems import FlowError

__all__ = ["Layout", "Point", "Route", "Size", "TooLarge", "Way", "laid_out"]

Point: TypeAlias = tuple[float, float]
"""How far to the right, and how far down, in pixels."""

LARGEST: Final = 2_000
"""So many boxes and ways are laid out: a picture of more would take minutes, and tell nothing."""

MARGIN: Final = 20.0
GAP_BEFORE_LABEL, GAP_AFTER_LABEL = 18.0, 24.0
GAP_BETWEEN_BOXES, GAP_BETWEEN_LABELS = 36.0, 14.0
FLATTEST, MOST_MORE = 14.0, 40.0
"""Where ways lead far aside, layers stand further apart."""

SWEEPS, FEW_SWEEPS, LAST_SWEEPS = 24, 8, 4
"""How often everything is moved towards its neighbours; the last times to those on both sides."""
PORTS: Final = 24.0
"""How far apart two ways begin at one box, where there is room."""

CORNER: Final = 24.0
"""How far from the corners of a box."""

LOOP: Final = 26.0
"""How far a way from a box to itself goes out."""

STRAIGHT: Final = 8.0
"""How much more a long way is kept straight than a box in the middle of its neighbours."""

LOOSE: Final = 0.1
"""How much what is not connected stays where it is."""


class TooLarge(FlowError):
    """There is too much for a picture."""

    @classmethod
    def check(cls, boxes: Sized, ways: Sized) -> None:
        """Raise this where there is."""
        if len(boxes) > LARGEST or len(ways) > 2 * LARGEST:
            counts = f"{len(boxes):,} boxes and {len(ways):,} ways"
            raise cls(f"{counts} are too much for a picture: draw a tree")


@attrs.frozen
class Size:
    """How large a box or a label is.

    Args:
        width: In pixels.
        height: In pixels.
    """

    width: float = 0.0
    height: float = 0.0


@attrs.frozen
class Way:
    """A way from one box to another.

    Args:
        source: The number of the box that it begins at.
        target: The number of the box that it leads to.
        label: How large its label is; nothing for none.
    """

    source: int
    target: int
    label: Size = Size()


@attrs.frozen
class Route:
    """Where a way is drawn.

    Args:
        points: Cubic Bezier curves, one behind the other: a point, and three more for each.
        label: The middle of its label; None where it has none.
    """

    points: tuple[Point, ...]
    label: Point | None


@attrs.frozen
class Layout:
    """Where everything is drawn.

    Args:
        size: How large the picture is.
        boxes: The middles of the boxes.
        routes: The ways.
    """

    size: Size
    boxes: tuple[Point, ...]
    routes: tuple[Route, ...]


def laid_out(boxes: Sequence[Size], ways: Sequence[Way], starts: Iterable[int] = ()) -> Layout:
    """Return a place for everything, such that no boxes and labels overlap.

    Args:
        boxes: How large the boxes are.
        ways: The ways between them.
        starts: The numbers of the boxes to begin with, at the top.

    Raises:
        TooLarge: There are more than can be laid out.
    """
    TooLarge.check(boxes, ways)
    loops = _loops(ways)
    wide = [
        _with_loops(box, loops[index]) if index in loops else box for index, box in enumerate(boxes)
    ]
    layers = layered(
        len(boxes), [(way.source, way.target) for way in ways], list(starts), _has_label(ways)
    )
    return _Placed(layers, boxes, wide, ways, loops).layout()


def _has_label(ways: Sequence[Way]) -> list[bool]:
    return [way.label.height > 0 for way in ways]


def _loops(ways: Sequence[Way]) -> dict[int, Size]:
    """Return how large the labels of the ways from a box to itself are together."""
    found: dict[int, Size] = {}
    for way in ways:
        if way.source == way.target:
            before = found.get(way.source, Size())
            found[way.source] = Size(
                max(before.width, way.label.width),
                before.height + max(way.label.height, LOOP) + GAP_BETWEEN_LABELS,
            )
    return found


def _with_loops(box: Size, loops: Size) -> Size:
    """Return how large a box is with the ways to itself, which are to its right."""
    width = box.width + 2 * (LOOP + loops.width + GAP_BETWEEN_LABELS)
    return Size(width, max(box.height, loops.height))


class _Placed:
    """Boxes in their layers, and where they are."""

    def __init__(
        self,
        layers: Layered,
        boxes: Sequence[Size],
        wide: Sequence[Size],
        ways: Sequence[Way],
        loops: dict[int, Size],
    ) -> None:
        self.layers, self.boxes, self.ways, self.loops = layers, boxes, ways, loops
        self.sizes = [
            *wide,
            *(ways[way].label if is_label else Size() for way, is_label in layers.bends),
        ]
        self.x = self.columns()
        self.tops, self.bottoms = self.rows()

    def columns(self) -> list[float]:
        """Return how far to the right everything stands: near its neighbours, in order."""
        rows, above, below = self.layers.rows, self.layers.above, self.layers.below
        offsets = [self.offsets(row) for row in rows]
        x = [0.0] * len(self.sizes)
        for row, offset in zip(rows, offsets, strict=True):
            for index, place in zip(row, offset, strict=True):
                x[index] = place - offset[-1] / 2  # All in the middle.
        both = [[*up, *down] for up, down in zip(above, below, strict=True)]
        sweeps = SWEEPS if len(x) < MANY else FEW_SWEEPS
        for sweep in range(sweeps):
            downwards = sweep % 2 == 0
            near = above if downwards else below
            near = both if sweep >= sweeps - LAST_SWEEPS else near
            numbers = range(len(rows))
            for number in numbers if downwards else reversed(numbers):
                self.settle(rows[number], offsets[number], near, x)
        left = min((x[i] - size.width / 2 for i, size in enumerate(self.sizes)), default=0.0)
        return [place - left + MARGIN for place in x]

    def offsets(self, row: Sequence[int]) -> list[float]:
        """Return how far from the first of a layer the others are at least."""
        offset = [0.0] * min(len(row), 1)  # Between boxes that nothing connects there is none.
        for left, right in pairwise(row):
            both_boxes = left < len(self.boxes) and right < len(self.boxes)
            gap = GAP_BETWEEN_BOXES if both_boxes else GAP_BETWEEN_LABELS
            widths = self.sizes[left].width + self.sizes[right].width
            offset.append(offset[-1] + widths / 2 + gap)
        return offset

    def settle(
        self,
        row: Sequence[int],
        offset: Sequence[float],
        near: Sequence[Sequence[int]],
        x: list[float],
    ) -> None:
        """Move what stands in a layer to the middle of what it is connected with."""
        count = len(self.boxes)
        wanted, weights = [], []
        for index in row:
            total = weight = 0.0
            for other in near[index]:
                pull = STRAIGHT if index >= count and other >= count else 1.0
                total, weight = total + pull * x[other], weight + pull
            wanted.append(total / weight if weight else x[index])
            weights.append(weight or LOOSE)
        for index, place in zip(row, _in_order(wanted, weights, offset), strict=True):
            x[index] = place

    def rows(self) -> tuple[list[float], list[float]]:
        """Return where each layer begins, and where it ends."""
        tops: list[float] = []
        bottoms: list[float] = []
        at = MARGIN
        for number, row in enumerate(self.layers.rows):
            if number:
                aside = max(
                    (abs(self.x[i] - self.x[j]) for i in row for j in self.layers.above[i]),
                    default=0.0,
                )
                at += GAP_BEFORE_LABEL if number % 2 else GAP_AFTER_LABEL
                at += min(aside / FLATTEST, MOST_MORE)
            tops.append(at)
            at += max((self.sizes[index].height for index in row), default=0.0)
            bottoms.append(at)
        return tops, bottoms

    def y(self, index: int) -> float:
        row = self.layers.row_of[index]
        return (self.tops[row] + self.bottoms[row]) / 2

    def layout(self) -> Layout:
        right = max((self.x[i] + size.width / 2 for i, size in enumerate(self.sizes)), default=0.0)
        bottom = self.bottoms[-1] if self.bottoms else MARGIN
        exits = self.ports(below=True)
        entries = self.ports(below=False)
        loops: dict[int, float] = {}
        routes = []
        for number, way in enumerate(self.ways):
            chain = self.layers.chains[number]
            if chain is None:
                routes.append(self.loop(way, loops))
            else:
                routes.append(self.route(number, chain, exits, entries))
        return Layout(
            Size(right + MARGIN, bottom + MARGIN),
            tuple((self.x[index], self.y(index)) for index in range(len(self.boxes))),
            tuple(routes),
        )

    def ports(self, *, below: bool) -> dict[tuple[int, int], float]:
        """Return where along a side of its box each way begins, or ends."""
        found: dict[int, list[tuple[float, int]]] = {}
        for number, chain in enumerate(self.layers.chains):
            if chain is not None:
                box, near = (chain[0], chain[1]) if below else (chain[-1], chain[-2])
                found.setdefault(box, []).append((self.x[near], number))
        ports = {}
        for box, near_by in found.items():
            near_by.sort()
            last = len(near_by) - 1
            width = self.boxes[box].width
            room = width / 2 - min(CORNER, width * 0.3)
            step = min(PORTS, 2 * room / (last or 1))
            # Straight below or above where it goes on, as far as the side reaches.
            straight = _in_order(
                [place for place, _ in near_by],
                [1.0] * len(near_by),
                [index * step for index in range(len(near_by))],
            )
            for index, (place, (_, number)) in enumerate(zip(straight, near_by, strict=True)):
                least = self.x[box] - room + index * step
                most = self.x[box] + room - (last - index) * step
                ports[box, number] = min(max(place, least), most)
        return ports

    def route(
        self,
        number: int,
        chain: Sequence[int],
        exits: dict[tuple[int, int], float],
        entries: dict[tuple[int, int], float],
    ) -> Route:
        """Return the way along a chain of boxes and bends, which is in order from the top."""
        first, last = chain[0], chain[-1]
        begin, end = exits[first, number], entries[last, number]
        points = [(begin, self.y(first) + self.boxes[first].height / 2)]
        # Beside a higher box it goes straight down first.
        points += _curve(points[-1], (begin, self.bottoms[self.layers.row_of[first]]))
        label = None
        for index in chain[1:-1]:
            row, x = self.layers.row_of[index], self.x[index]
            points += _curve(points[-1], (x, self.tops[row]))
            if self.bottoms[row] > self.tops[row]:
                points += _curve(points[-1], (x, self.bottoms[row]))
            if self.sizes[index].height:
                label = (x, self.y(index))
        points += _curve(points[-1], (end, self.tops[self.layers.row_of[last]]))
        points += _curve(points[-1], (end, self.y(last) - self.boxes[last].height / 2))
        if self.ways[number].source != first:  # It leads upwards.
            points.reverse()
        return Route(tuple(points), label)

    def loop(self, way: Way, taken: dict[int, float]) -> Route:
        """Return the way from a box to itself: out to the right, and back."""
        box = way.source
        above = taken.setdefault(box, -self.loops[box].height / 2)
        height = max(way.label.height, LOOP) + GAP_BETWEEN_LABELS
        taken[box] = above + height
        y = self.y(box) + above + height / 2
        side, out = self.x[box] + self.boxes[box].width / 2, LOOP * 4 / 3  # As far as its curve.
        inside = self.boxes[box].height / 2 - LOOP / 4
        at = max(self.y(box) - inside, min(y, self.y(box) + inside))
        begin, end = (side, at - LOOP / 5), (side, at + LOOP / 5)
        points = (begin, (side + out, y - LOOP / 2), (side + out, y + LOOP / 2), end)
        has_label = way.label.height > 0
        middle = side + LOOP + GAP_BETWEEN_LABELS / 2 + way.label.width / 2
        return Route(points, (middle, y) if has_label else None)


def _curve(start: Point, end: Point) -> list[Point]:
    """Return the rest of a curve that leaves downwards and arrives downwards."""
    if start == end:
        return []
    middle = (start[1] + end[1]) / 2
    return [(start[0], middle), (end[0], middle), end]


def _in_order(
    wanted: Sequence[float], weights: Sequence[float], offsets: Sequence[float]
) -> list[float]:
    """Return places as near to those wanted as the distances allow.

    What would overlap is moved together to the middle of what its parts want; this is regression
    by pools of adjacent violators, and no other places are nearer in sum of squares.
    """
    pools: list[tuple[float, float, int]] = []  # Place, weight, how many.
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        place, heavy, size = want - offset, weight, 1
        while pools and pools[-1][0] > place:
            other, more, others = pools.pop()
            place = (place * heavy + other * more) / (heavy + more)
            heavy, size = heavy + more, size + others
        pools.append((place, heavy, size))
    places = [place for place, _, size in pools for _ in range(size)]
    return [place + offset for place, offset in zip(places, offsets, strict=True)]
