"""Draws a flow as a picture in SVG."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import hypot
from typing import Final, TypeAlias

from flowdsl.graph import EdgeKind, Graph, GraphEdge, GraphNode, NodeKind
from flowdsl.graph.layout import Layout, Point, Route, Size, Way, laid_out
from flowdsl.graph.text import (
    Label,
    edge_label,
    marks_of,
    name_of,
    node_label,
    payload_text,
    title_of,
    trigger_text,
    visible,
)
from flowdsl.tables import columns

__all__ = ["Placer", "as_svg"]

Placer: TypeAlias = Callable[[Sequence[Size], Sequence[Way], Sequence[int]], Layout]
"""Finds a place for boxes and ways, given the numbers of the boxes to begin with."""

LINE: Final = 1.4
"""How far apart lines stand, in heights of their letters."""

PADDING: Final = 12.0
"""How far the text of a box is from its sides."""

LABEL_PADDING: Final = 3.0
MARK: Final = 14.0
"""How much room there is for the triangle of where a flow begins."""

HEAD: Final = 8.0
"""How long the head of an arrow is."""

APART, NARROWEST, BROADEST = 14.0, 40.0, 300.0
"""How broad a box is at least: so much for each way, without any, and with however many."""

_LETTERS: Final = {
    "name": 13.0,
    "title": 12.0,
    "note": 11.0,
    "trigger": 11.0,
    "condition": 11.0,
    "payload": 10.5,
}
"""How high the letters of each kind of line are, in pixels."""

_STYLE: Final = """\
.flow{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
.flow text{text-anchor:middle;fill:#1f2328}
.flow .card{fill:#ffffff}
.flow .box{fill:#f6f8fa;stroke:#59636e;stroke-width:1.2}
.flow .inner{fill:none}
.flow .entry .box{stroke-width:2.6}
.flow .entry .inner{stroke-width:1.2}
.flow .lost .box{stroke-dasharray:7 4}
.flow .missing .box{stroke-dasharray:2 4;stroke-width:1.8}
.flow .begin{fill:#1a7f37;stroke:none}
.flow .way{fill:none;stroke:#59636e;stroke-width:1.3}
.flow .head{fill:#59636e;stroke:#59636e}
.flow .ring{fill:#ffffff;stroke:#59636e;stroke-width:1.3}
.flow .endpoint .way{stroke-dasharray:5 3}
.flow .routing_model .way{stroke-dasharray:1.5 4}
.flow .under{fill:#ffffff}
.flow .name{font-size:13px;font-weight:600}
.flow .title{font-size:12px}
.flow .trigger{font-size:11px}
.flow .condition,.flow .note{font-size:11px;font-style:italic}
.flow .title,.flow .condition,.flow .payload,.flow .note{fill:#59636e}
.flow .payload{font-size:10.5px}
@media (prefers-color-scheme:dark){
.flow text{fill:#e6edf3}
.flow .card,.flow .under,.flow .ring{fill:#0d1117}
.flow .box{fill:#161b22}
.flow .inner{fill:none}
.flow .box,.flow .way,.flow .head,.flow .ring{stroke:#9198a1}
.flow .head{fill:#9198a1}
.flow .begin{fill:#3fb950}
.flow .title,.flow .condition,.flow .payload,.flow .note{fill:#9198a1}
}
"""


def as_svg(graph: Graph, name: str, *, place: Placer = laid_out) -> str:
    """Return a flow as a picture that stands alone, for light and for dark pages.

    Args:
        graph: The flow.
        name: What the flow is called.
        place: Finds a place for everything.

    Raises:
        TooLarge: There is too much for a picture.
    """
    number = {node.key: index for index, node in enumerate(graph.nodes)}
    labels = [node_label(graph, node) for node in graph.nodes]
    ends = Counter(key for edge in graph.edges for key in (edge.source, edge.target))
    boxes = [
        _box_size(node, lines, ends[node.key])
        for node, lines in zip(graph.nodes, labels, strict=True)
    ]
    notes = [edge_label(edge) for edge in graph.edges]
    ways = [
        Way(number[edge.source], number[edge.target], _label_size(lines))
        for edge, lines in zip(graph.edges, notes, strict=True)
    ]
    layout = place(boxes, ways, [number[key] for key in graph.starts])
    width, height = _n(layout.size.width), _n(layout.size.height)
    written = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="flow" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{_escaped(f'The screens of {visible(name)}')}</title>",
        f"<desc>{_escaped(_description(graph))}</desc>",
        f"<style>\n{_STYLE}</style>",
        f'<rect class="card" width="{width}" height="{height}" rx="8"/>',
    ]
    for edge, route in zip(graph.edges, layout.routes, strict=True):
        written += _way(edge, route)
    for edge, route, lines in zip(graph.edges, layout.routes, notes, strict=True):
        if lines and route.label is not None:
            written += _label(graph, edge, route.label, lines)
    for node, size, at, lines in zip(graph.nodes, boxes, layout.boxes, labels, strict=True):
        written += _box(graph, node, size, at, lines)
    return "\n".join([*written, "</svg>"]) + "\n"


def _box_size(node: GraphNode, lines: Sequence[Label], ends: int) -> Size:
    """Return how large the box of a node is, where so many ways begin and end."""
    size = _text_size(lines)
    pad = PADDING + (MARK / 2 + 2 if node.is_entry else 0)
    if node.kind is not NodeKind.SCREEN:
        pad += 8
    least = min(NARROWEST + ends * APART, BROADEST)
    return Size(_up(max(size.width + 2 * pad, least)), _up(size.height + 2 * PADDING - 4))


def _label_size(lines: Sequence[Label]) -> Size:
    if not lines:
        return Size()
    size = _text_size(lines)
    return Size(_up(size.width + 2 * LABEL_PADDING), _up(size.height + 2 * LABEL_PADDING))


def _text_size(lines: Sequence[Label]) -> Size:
    width = max(_width(line) for line in lines)
    return Size(width, sum(_LETTERS[line.kind] * LINE for line in lines))


def _up(length: float) -> float:
    """Return a length in whole, even pixels, so that halves of it are whole."""
    return float(-(-length // 2) * 2)


# Widths of letters, in their heights, in the widest of the usual sans-serif fonts: what is
# measured should fit whichever of them is there.
_NARROW: Final = frozenset("iljtfrI.,:;|'!()[]{} /\\`-")
_BROAD: Final = frozenset("mwMW@%\N{HORIZONTAL ELLIPSIS}")


def _width(line: Label) -> float:
    bold = 1.06 if line.kind == "name" else 1.0
    return sum(map(_letter_width, line.text)) * _LETTERS[line.kind] * bold


def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.38
    if letter in _BROAD:
        return 0.98
    if letter.isupper():
        return 0.73
    return 0.62 if letter.isascii() else (0.0, 0.66, 1.15)[columns(letter)]


def _box(
    graph: Graph, node: GraphNode, size: Size, at: Point, lines: Sequence[Label]
) -> Iterator[str]:
    """Yield the drawing of a node."""
    x, y = at[0] - size.width / 2, at[1] - size.height / 2
    kinds = [node.kind.value]
    if node.is_entry:
        kinds.append("entry")
    if not node.is_reachable:
        kinds.append("lost")
    yield f'<g class="{" ".join(kinds)}">'
    yield f"<title>{_escaped(_said(graph, node))}</title>"
    yield _outline(node, x, y, size, "box")
    if node.is_terminal or node.kind is NodeKind.END:
        inner = Size(size.width - 7, size.height - 7)
        yield _outline(node, x + 3.5, y + 3.5, inner, "box inner")
    if node.is_entry:
        left, middle = x + PADDING - 1, at[1]
        points = (
            f"{_n(left)},{_n(middle - 5)} {_n(left + 9)},{_n(middle)} {_n(left)},{_n(middle + 5)}"
        )
        yield f'<polygon class="begin" points="{points}"/>'
    shift = MARK / 2 if node.is_entry else 0.0
    yield from _texts(lines, at[0] + shift, y + PADDING - 2)
    yield "</g>"


def _outline(node: GraphNode, x: float, y: float, size: Size, of_class: str) -> str:
    if node.kind is NodeKind.ENDPOINT:
        right, bottom, middle, point = x + size.width, y + size.height, y + size.height / 2, 12
        corners = [
            (x, middle), (x + point, y), (right - point, y),
            (right, middle), (right - point, bottom), (x + point, bottom),
        ]  # fmt: skip
        points = " ".join(f"{_n(left)},{_n(top)}" for left, top in corners)
        return f'<polygon class="{of_class}" points="{points}"/>'
    radius = size.height / 2 if node.kind is NodeKind.END else 6.0
    return (
        f'<rect class="{of_class}" x="{_n(x)}" y="{_n(y)}" width="{_n(size.width)}" '
        f'height="{_n(size.height)}" rx="{_n(radius)}"/>'
    )


def _texts(lines: Iterable[Label], x: float, top: float) -> Iterator[str]:
    for line in lines:
        letters = _LETTERS[line.kind]
        base = top + letters * (LINE + 0.7) / 2
        yield (f'<text class="{line.kind}" x="{_n(x)}" y="{_n(base)}">{_escaped(line.text)}</text>')
        top += letters * LINE


def _way(edge: GraphEdge, route: Route) -> Iterator[str]:
    """Yield the drawing of an edge, without its label."""
    tip, before = route.points[-1], _before(route.points)
    length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    right, down = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - right * HEAD, tip[1] - down * HEAD)
    points = [*route.points[:-1], back]
    path = f"M{_point(points[0])}C{' '.join(map(_point, points[1:]))}"
    yield f'<g class="{edge.kind.value}">'
    yield f'<path class="way" d="{path}"/>'
    if edge.kind is EdgeKind.ROUTING_MODEL:
        middle = (tip[0] - right * HEAD / 2, tip[1] - down * HEAD / 2)
        yield f'<circle class="ring" cx="{_n(middle[0])}" cy="{_n(middle[1])}" r="{_n(HEAD / 2)}"/>'
    else:
        side = HEAD * 0.45
        corners = [
            tip,
            (back[0] - down * side, back[1] + right * side),
            (back[0] + down * side, back[1] - right * side),
        ]
        yield f'<polygon class="head" points="{" ".join(map(_point, corners))}"/>'
    yield "</g>"


def _before(points: Sequence[Point]) -> Point:
    """Return the last point that is not the end."""
    return next((each for each in reversed(points) if each != points[-1]), (0.0, 0.0))


def _label(graph: Graph, edge: GraphEdge, at: Point, lines: Sequence[Label]) -> Iterator[str]:
    """Yield the label of an edge, on a ground of its own."""
    size = _label_size(lines)
    x, y = at[0] - size.width / 2, at[1] - size.height / 2
    yield f'<g class="{edge.kind.value}">'
    yield f"<title>{_escaped(_way_said(graph, edge))}</title>"
    yield (
        f'<rect class="under" x="{_n(x)}" y="{_n(y)}" width="{_n(size.width)}" '
        f'height="{_n(size.height)}" rx="3"/>'
    )
    yield from _texts(lines, at[0], y + LABEL_PADDING)
    yield "</g>"


def _said(graph: Graph, node: GraphNode) -> str:
    """Return all that there is to say of a node."""
    title = title_of(node)
    marks = marks_of(graph, node)
    if node.is_terminal:
        marks.insert(0, "the flow can end here")
    if node.is_entry:
        marks.insert(0, "the flow begins here")
    text = f'{name_of(node)} "{title}"' if title else name_of(node)
    return f"{text}: {', '.join(marks)}" if marks else text


def _way_said(graph: Graph, edge: GraphEdge) -> str:
    """Return all that there is to say of an edge."""
    source, target = name_of(graph.by_key[edge.source]), name_of(graph.by_key[edge.target])
    ways = []
    for trigger in edge.triggers[:_MOST_SAID]:
        words = [trigger_text(trigger)]
        if trigger.condition is not None:
            words.append(f"if {visible(trigger.condition)}")
        words += payload_text(trigger.payload[:_MOST_SAID])
        ways.append(" ".join(words))
    how = ", or ".join(ways) or edge.kind.value
    return f"{source} to {target}: {how}"


_MOST_SAID: Final = 100


def _description(graph: Graph) -> str:
    """Return the flow in sentences, for those who cannot see the picture."""
    nodes = [_said(graph, node) for node in graph.nodes if node.kind is NodeKind.SCREEN]
    return ". ".join([*nodes, *(_way_said(graph, edge) for edge in graph.edges)]) + "."


def _point(point: Point) -> str:
    return f"{_n(point[0])},{_n(point[1])}"


def _n(number: float) -> str:
    """Return a number as it is shortest, to a tenth of a pixel."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


# The last two are no characters, and stand in no XML.
_SPECIAL: Final = re.compile("[&<>\"'\ufffe\uffff]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], "\N{REPLACEMENT CHARACTER}"), text)
