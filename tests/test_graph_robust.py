"""Whatever is wrong with a flow, it is drawn, and nothing in it breaks a drawing."""

import json
import random
from pathlib import Path

import pytest
from graph_documents import HOSTILE, document, draw_all, hostile, link, navigate, screen
from test_robust import change, random_document

from flowdsl import VERSIONS
from flowdsl.check import version_of
from flowdsl.graph import NodeKind, graph_of
from flowdsl.graph.layout import TooLarge
from flowdsl.graph.svg import as_svg
from flowdsl.graph.tree import as_tree

NEWEST = VERSIONS[-1]
CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {ord("\n")}


def test_published_flows_are_drawn(shared: Path) -> None:
    """Every published flow is drawn in every format, and so it is when it is broken at random."""
    chance = random.Random(11)
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        published = json.loads(file.read_text(encoding="utf-8"))
        draw_all(graph_of(published, version_of(published) or NEWEST))
        for _ in range(chance.randrange(1, 5)):
            change(published, chance)
        draw_all(graph_of(published, chance.choice(VERSIONS)))


def test_anything_is_drawn() -> None:
    """What only looks like a flow is drawn in every format."""
    chance = random.Random(5)
    for _ in range(600):
        anything = random_document(chance)
        if isinstance(anything, dict):
            draw_all(graph_of(anything, chance.choice(VERSIONS)))


def test_hostile_texts_are_one_node_each() -> None:
    """Ids of every kind are ids, and what is drawn has no character that a terminal would obey."""
    graph = graph_of(hostile(), NEWEST)
    assert sum(node.kind is NodeKind.SCREEN for node in graph.nodes) == len(HOSTILE)
    for name, drawn in draw_all(graph).items():
        odd = {each for each in drawn if ord(each) in CONTROLS}
        assert not odd, name
        assert not set("\u202e\u2066\u2028\ud800") & set(drawn), name
        drawn.encode()


def test_large_flow_is_drawn() -> None:
    """A hundred screens with ten ways each are drawn in every format; more than that is refused."""
    names = [f"S_{chr(65 + index // 26)}{chr(65 + index % 26)}" for index in range(100)]
    large = document(
        *(
            screen(name, *(link(navigate(names[(index + step) % 100])) for step in range(1, 11)))
            for index, name in enumerate(names)
        )
    )
    graph = graph_of(large, NEWEST)
    assert len(graph.edges) == 1_000
    assert all(draw_all(graph).values())
    hostile_model = {"A": [f"X{index}" for index in range(5_000)]}
    graph = graph_of(document(screen("A"), routing_model=hostile_model), NEWEST)
    assert as_tree(graph).count("no such screen") == 5_000
    with pytest.raises(TooLarge, match="too much for a picture"):
        as_svg(graph, "flow")
