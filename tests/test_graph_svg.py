"""Pictures are whole: nothing overlaps, every way leads from box to box, and every text is text."""

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from graph_documents import HOSTILE, document, documents, footer, hostile, link, navigate, screen
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import VERSIONS
from flowdsl.graph import Graph, graph_of
from flowdsl.graph.graphviz import GraphvizFailed, laid_out_by_graphviz
from flowdsl.graph.layout import Layout, Point, Size, TooLarge, Way, laid_out
from flowdsl.graph.svg import as_svg
from flowdsl.graph.text import edge_label, node_label, visible

NEWEST = VERSIONS[-1]
SVG = "{http://www.w3.org/2000/svg}"
HAS_GRAPHVIZ = shutil.which("dot") is not None
needs_graphviz = pytest.mark.skipif(not HAS_GRAPHVIZ, reason="Graphviz is not installed")

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[list[Size], list[Way]]:
    """Draw boxes and ways of all sizes."""
    count = draw(st.integers(1, 12))
    size = st.builds(
        Size, st.sampled_from([40.0, 90.0, 210.0]), st.sampled_from([30.0, 44.0, 80.0])
    )
    label = st.just(Size()) | size
    box = st.integers(0, count - 1)
    ways = st.lists(st.builds(Way, box, box, label), max_size=24)
    return draw(st.lists(size, min_size=count, max_size=count)), draw(ways)


def around(middle: Point, size: Size) -> Rectangle:
    x, y = middle
    return x - size.width / 2, y - size.height / 2, x + size.width / 2, y + size.height / 2


def overlap(one: Rectangle, other: Rectangle, slack: float = 0.05) -> bool:
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def along(points: tuple[Point, ...]) -> Iterator[Point]:
    """Yield points of the curves of a route."""
    for start in range(0, len(points) - 1, 3):
        a, b, c, d = points[start : start + 4]
        for step in range(13):
            t = step / 12
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield (
                sum(weight * each[0] for weight, each in zip(weights, (a, b, c, d), strict=True)),
                sum(weight * each[1] for weight, each in zip(weights, (a, b, c, d), strict=True)),
            )


def rectangles(layout: Layout, boxes: list[Size], ways: list[Way]) -> list[Rectangle]:
    """Return where the boxes and the labels are."""
    labels = [
        around(route.label, way.label)
        for route, way in zip(layout.routes, ways, strict=True)
        if route.label is not None
    ]
    return [*map(around, layout.boxes, boxes), *labels]


@given(puzzle=puzzles())
def test_nothing_overlaps(puzzle: tuple[list[Size], list[Way]]) -> None:
    """No box and no label lies on another, and all are inside of the picture."""
    boxes, ways = puzzle
    layout = laid_out(boxes, ways, [0])
    found = rectangles(layout, boxes, ways)
    assert not any(overlap(*pair) for pair in itertools.combinations(found, 2))
    whole = (0.0, 0.0, layout.size.width, layout.size.height)
    for left, top, right, bottom in found:
        assert whole[0] <= left <= right <= whole[2]
        assert whole[1] <= top <= bottom <= whole[3]


@given(puzzle=puzzles())
def test_ways_lead_from_box_to_box(puzzle: tuple[list[Size], list[Way]]) -> None:
    """A way begins and ends at its boxes, and runs through no box and no other label."""
    boxes, ways = puzzle
    layout = laid_out(boxes, ways, [0])
    found = rectangles(layout, boxes, ways)
    for way, route in zip(ways, layout.routes, strict=True):
        for end, box in ((route.points[0], way.source), (route.points[-1], way.target)):
            left, top, right, bottom = found[box]
            sides = (
                abs(end[0] - left),
                abs(end[0] - right),
                abs(end[1] - top),
                abs(end[1] - bottom),
            )
            assert min(sides) < 0.1
            assert overlap((*end, *end), (left - 0.1, top - 0.1, right + 0.1, bottom + 0.1), 0)
        own = around(route.label, way.label) if route.label is not None else None
        for x, y in along(route.points):
            assert all(not overlap((x, y, x, y), each, 0.2) for each in found if each != own)


@given(puzzle=puzzles())
def test_the_same_is_laid_out_the_same(puzzle: tuple[list[Size], list[Way]]) -> None:
    """A layout depends on nothing but what is laid out."""
    assert laid_out(*puzzle, [0]) == laid_out(*puzzle, [0])


def test_way_from_a_low_box_goes_round_a_high_one() -> None:
    """Beside a high box a way goes straight down before it turns aside."""
    boxes = [Size(40, 20), Size(40, 200), Size(40, 20), Size(40, 20)]
    ways = [Way(0, 3), Way(1, 2), Way(1, 3)]
    layout = laid_out(boxes, ways, [0, 1])
    tall = around(layout.boxes[1], boxes[1])
    start = layout.routes[0].points
    assert start[0][0] == start[3][0]
    assert start[3][1] == tall[3]


def test_ways_lead_downwards() -> None:
    """A flow goes from top to bottom, and back where it goes back."""
    size = Size(100, 40)
    layout = laid_out([size] * 4, [Way(0, 1), Way(1, 2), Way(2, 0), Way(0, 3), Way(3, 2)], [0])
    tops = [y for _, y in layout.boxes]
    assert tops[0] < tops[1] == tops[3] < tops[2]
    back = layout.routes[2].points
    assert back[0][1] > back[-1][1]


def read(text: str) -> ElementTree.Element:
    """Read a picture, and see that it needs and does nothing besides."""
    root = ElementTree.fromstring(text)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    known = "svg title desc style rect g path polygon circle text"
    assert tags <= set(known.split())
    names = {name for each in root.iter() for name in each.attrib}
    known = "role class width height viewBox x y rx cx cy r d points"
    assert names <= set(known.split())
    assert "http" not in re.sub(r"<(title|desc|text)\b.*", "", text).replace(SVG[1:-1], "")
    return root


def texts(root: ElementTree.Element, tag: str = "text") -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}{tag}")]


def said(graph: Graph) -> list[str]:
    """Return all lines that a picture of a graph has to show."""
    labels = [edge_label(edge) for edge in graph.edges]
    boxes = [node_label(graph, node) for node in graph.nodes]
    return [line.text.replace("\ufffe", "\ufffd") for lines in [*labels, *boxes] for line in lines]


@given(drawn=documents())
def test_picture_shows_the_graph(drawn: dict[str, Any]) -> None:
    """A picture is XML that shows each line of each label, and a box and a way for each."""
    graph = graph_of(drawn, NEWEST)
    root = read(as_svg(graph, "flow"))
    assert texts(root) == said(graph)
    kinds = [each.attrib["class"].split() for each in root.iter(f"{SVG}g")]
    assert len([each for each in kinds if each[0] in ("screen", "missing", "end")]) == len(
        [node for node in graph.nodes if node.kind.value != "endpoint"]
    )
    assert len(list(root.iter(f"{SVG}path"))) == len(graph.edges)
    assert root.attrib["role"] == "img"
    assert texts(root, "title")[0] == "The screens of flow"


def test_picture_of_hostile_texts() -> None:
    """Every text is shown as text, in a picture that is well-formed."""
    graph = graph_of(hostile(), NEWEST)
    root = read(as_svg(graph, "</title><script>"))
    assert texts(root) == said(graph)
    for name in HOSTILE:
        shown = visible(name).replace("\ufffe", "\ufffd")
        assert texts(read(as_svg(graph, name)), "title")[0] == f"The screens of {shown}"


def test_picture_tells_of_everything() -> None:
    """Who cannot see the picture reads what it shows: screens, ways, and what is special."""
    flow = document(
        screen("A", footer(navigate("B", day=1)), link(navigate("X"))),
        screen("B", terminal=True, success=False),
    )
    root = read(as_svg(graph_of(flow, NEWEST), "flow"))
    assert texts(root, "desc") == [
        'A "The A": the flow begins here. B "The B": the flow can end here, no success. '
        'A to B: Footer "Next" {day}. A to X: EmbeddedLink "More".'
    ]


def test_picture_is_for_light_and_dark_pages() -> None:
    """Each colour of the picture has another one for dark pages, and it has a ground of its own."""
    style = texts(read(as_svg(graph_of(document(screen("A")), NEWEST), "flow")), "style")[0]
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    for drawn in ("text", ".card", ".box", ".way", ".head", ".begin", ".under"):
        assert f".flow {drawn}" in light
        assert f".flow {drawn}" in dark


def test_too_much_for_a_picture_is_refused() -> None:
    """What would take minutes is refused with a sentence."""
    with pytest.raises(TooLarge, match="3,000 boxes and 0 ways are too much"):
        laid_out([Size(9, 9)] * 3_000, [])
    with pytest.raises(TooLarge):
        laid_out_by_graphviz([Size(9, 9)] * 3_000, [])


@needs_graphviz
@given(puzzle=puzzles())
def test_graphviz_finds_places_for_all(puzzle: tuple[list[Size], list[Way]]) -> None:
    """What Graphviz answers are places where no boxes overlap, and ways between them."""
    boxes, ways = puzzle
    layout = laid_out_by_graphviz(boxes, ways, [0])
    found = [*map(around, layout.boxes, boxes)]
    assert not any(overlap(*pair) for pair in itertools.combinations(found, 2))
    for way, route in zip(ways, layout.routes, strict=True):
        for end, box in ((route.points[0], way.source), (route.points[-1], way.target)):
            left, top, right, bottom = found[box]
            assert overlap((*end, *end), (left - 2, top - 2, right + 2, bottom + 2))
        assert (route.label is not None) == (way.label.height > 0)


@needs_graphviz
def test_picture_by_graphviz_shows_the_same() -> None:
    """A picture that Graphviz arranges has the same texts, hostile ones as well."""
    graph = graph_of(hostile(), NEWEST)
    picture = as_svg(graph, "flow", place=laid_out_by_graphviz)
    assert texts(read(picture)) == said(graph)


Answers = Callable[..., subprocess.CompletedProcess[str]]


def answering(text: str, code: int = 0) -> Answers:
    return lambda *_, **__: subprocess.CompletedProcess([], code, text, "dot: out of ink\nhelp")


def raising(error: Exception) -> Answers:
    def run(*_: Any, **__: Any) -> Any:
        raise error

    return run


PLAIN = "graph 1 2 3\nnode n0 1 2 1 1\nnode n1 1 1 1 1\nedge n0 n1 4 1 1 1 1 1 1 1 1 solid black\n"
ANSWERS = {
    "took more than 20 seconds": raising(subprocess.TimeoutExpired("dot", 20)),
    "cannot be run: Permission denied": raising(PermissionError(13, "Permission denied")),
    "failed: dot: out of ink": answering("", 1),
    "something else than places": answering("<html>"),
    "something else than places ": answering(PLAIN.replace(" 4 1 ", " 5 1 ")),
    "something else than places  ": answering(PLAIN.replace("edge n0 n1", "edge n1 n0")),
    "something else than places   ": answering(PLAIN.replace("node n1", "node n7")),
    "something else than places    ": answering(PLAIN.replace("graph 1", "graph")),
}


@pytest.mark.parametrize(("says", "run"), ANSWERS.items(), ids=ANSWERS)
def test_graphviz_may_fail(says: str, run: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever Graphviz does instead of answering is said in a sentence."""
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/dot")
    monkeypatch.setattr(subprocess, "run", run)
    boxes, ways = [Size(72, 72)] * 2, [Way(0, 1)]
    with pytest.raises(GraphvizFailed, match=says.strip()):
        laid_out_by_graphviz(boxes, ways)


def test_answer_of_graphviz_is_turned_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphviz counts inches from the bottom; a picture counts pixels from the top."""
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/dot")
    monkeypatch.setattr(subprocess, "run", answering(PLAIN))
    layout = laid_out_by_graphviz([Size(72, 72)] * 2, [Way(0, 1)])
    assert layout.boxes == ((92.0, 92.0), (92.0, 164.0))
    assert layout.size == Size(184.0, 256.0)


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Graphviz, that is said."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(GraphvizFailed, match="no `dot` on the path"):
        laid_out_by_graphviz([Size(9, 9)], [])
