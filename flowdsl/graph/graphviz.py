"""Lets Graphviz find the places in a picture of a flow, where it is installed."""

import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from flowdsl.graph.layout import MARGIN, Layout, Point, Route, Size, TooLarge, Way
from flowdsl.problems import FlowError

__all__ = ["GraphvizFailed", "is_installed", "laid_out_by_graphviz"]

PROGRAM: Final = "dot"

LONGEST_WAIT: Final = 20.0
"""So many seconds Graphviz may take."""

_INCH: Final = 72.0
"""What Graphviz calls an inch, in the pixels of the picture."""


class GraphvizFailed(FlowError):
    """Graphviz did not find the places; the text says why."""


def is_installed() -> bool:
    """Return whether there is a Graphviz to be asked."""
    return shutil.which(PROGRAM) is not None


def laid_out_by_graphviz(
    boxes: Sequence[Size],
    ways: Sequence[Way],
    starts: Sequence[int] = (),
    *,
    wait: float = LONGEST_WAIT,
) -> Layout:
    """Return a place for everything, as Graphviz finds it; see `layout.laid_out`.

    Graphviz gets numbers and sizes, and no text of the flow.

    Args:
        boxes: How large the boxes are.
        ways: The ways between them.
        starts: The numbers of the boxes to begin with, at the top.
        wait: How long it may take, in seconds.

    Raises:
        TooLarge: There is too much for a picture.
        GraphvizFailed: It is not installed, took too long, or did not answer as it does.
    """
    TooLarge.check(boxes, ways)
    program = shutil.which(PROGRAM)
    if program is None:
        raise GraphvizFailed(f"Graphviz is not installed: there is no `{PROGRAM}` on the path")
    try:
        done = subprocess.run(  # noqa: S603  # No shell, and nothing of the flow in the call.
            [program, "-Tplain"],
            input=_question(boxes, ways, starts),
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=wait,
        )
    except subprocess.TimeoutExpired:
        raise GraphvizFailed(f"Graphviz took more than {wait:g} seconds") from None
    except OSError as error:
        raise GraphvizFailed(f"Graphviz cannot be run: {error.strerror or error}") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise GraphvizFailed(f"Graphviz failed: {said[0] if said else 'it does not say why'}")
    try:
        return _Answer(len(boxes), ways).read(done.stdout)
    except (ValueError, IndexError, KeyError):
        raise GraphvizFailed("Graphviz answered something else than places") from None


def _question(boxes: Sequence[Size], ways: Sequence[Way], starts: Sequence[int]) -> str:
    lines = [
        "digraph {",
        "graph [rankdir=TB, nodesep=0.35, ranksep=0.35];",
        'node [shape=box, fixedsize=true, label=""];',
        "edge [dir=none];",
    ]
    # What is named first stands to the left.
    for number in dict.fromkeys([*starts, *range(len(boxes))]):
        box = boxes[number]
        size = f"width={box.width / _INCH:.4f}, height={box.height / _INCH:.4f}"
        lines.append(f"n{number} [{size}];")
    for number, way in enumerate(ways):
        given = ""
        if way.label.height:
            # A table is the only label whose size can be told.
            size = f'WIDTH="{way.label.width:.0f}" HEIGHT="{way.label.height:.0f}"'
            table = f'<TABLE BORDER="0" FIXEDSIZE="TRUE" {size}><TR><TD>{number}</TD></TR></TABLE>'
            given = f" [label=<{table}>]"
        lines.append(f"n{way.source} -> n{way.target}{given};")
    return "\n".join([*lines, "}"])


class _Answer:
    """What Graphviz answers in its format `plain`: a line a box, and a line a way."""

    def __init__(self, boxes: int, ways: Sequence[Way]) -> None:
        self.boxes: list[Point] = [(0.0, 0.0)] * boxes
        self.routes: dict[int, Route] = {}
        self.ways = ways
        self.height = 0.0
        # Ways between the same boxes come in the order in which they were asked for.
        self.waiting: dict[tuple[str, str], list[int]] = {}
        for number, way in reversed(list(enumerate(ways))):
            self.waiting.setdefault((f"n{way.source}", f"n{way.target}"), []).append(number)

    def read(self, text: str) -> Layout:
        """Return the places.

        Raises:
            ValueError: A number is none.
            IndexError: A line is too short, or there are too many.
            KeyError: There is none for one of the ways.
        """
        size = Size()
        for line in text.splitlines():
            words = line.split()
            match words[:1]:
                case ["graph"]:
                    size = Size(float(words[2]) * _INCH, float(words[3]) * _INCH)
                    self.height = size.height
                case ["node"]:
                    self.boxes[int(words[1][1:])] = self.point(words[2], words[3])
                case ["edge"]:
                    self.read_way(words)
        routes = tuple(self.routes[number] for number in range(len(self.ways)))
        return Layout(
            Size(size.width + 2 * MARGIN, size.height + 2 * MARGIN), tuple(self.boxes), routes
        )

    def read_way(self, words: Sequence[str]) -> None:
        number = self.waiting[words[1], words[2]].pop()
        end = 4 + 2 * int(words[3])
        points = tuple(map(self.point, words[4:end:2], words[5:end:2]))
        if len(points) < 4 or len(points) % 3 != 1:
            raise ValueError
        label = self.point(words[-4], words[-3]) if self.ways[number].label.height else None
        self.routes[number] = Route(points, label)

    def point(self, right: str, up: str) -> Point:
        """Return a point; Graphviz counts from the bottom."""
        return float(right) * _INCH + MARGIN, self.height - float(up) * _INCH + MARGIN
