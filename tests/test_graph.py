"""The graph of a flow holds every screen and every way between them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from graph_documents import (
    complete,
    document,
    documents,
    dropdown,
    exchange,
    footer,
    link,
    navigate,
    screen,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import flows

from flowdsl import VERSIONS, Version
from flowdsl.check import version_of
from flowdsl.graph import EdgeKind, Graph, GraphEdge, NodeKind, Trigger, graph_of
from flowdsl.graph.text import trigger_text

NEWEST = VERSIONS[-1]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def ways(graph: Graph) -> list[tuple[str, str, str]]:
    """Return the edges of a graph in short."""
    return [(edge.source, edge.target, edge.kind.value) for edge in graph.edges]


def triggers(graph: Graph) -> Iterator[tuple[GraphEdge, Trigger]]:
    """Yield what takes somebody along the edges."""
    return ((edge, trigger) for edge in graph.edges for trigger in edge.triggers)


def actions(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the actions in a document with their paths, found without knowing what may have one."""
    if isinstance(value, dict):
        if value.get("name") in ("navigate", "complete", "data_exchange"):
            yield path, value
        for key, inner in value.items():
            if key != "payload":
                yield from actions(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from actions(inner, (*path, index))


@given(drawn=documents())
def test_every_screen_and_every_action_is_there(drawn: dict[str, Any]) -> None:
    """Every screen is a node, and every action that leads on has its edge, and no other."""
    check(drawn, graph_of(drawn, NEWEST))


@pytest.mark.parametrize("version", [VERSIONS[0], NEWEST], ids=str)
@given(draw=st.data())
def test_every_drawn_flow_is_a_graph(version: Version, draw: st.DataObject) -> None:
    """The same holds for flows that use everything that a version has."""
    drawn = draw.draw(flows(version)).to_dict(check=False)
    check(drawn, graph_of(drawn, version))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_a_graph(file: Path) -> None:
    """The same holds for the examples: each has one entry, from which every screen is reached."""
    example = json.loads(file.read_text(encoding="utf-8"))
    graph = graph_of(example, version_of(example) or NEWEST)
    check(example, graph)
    assert sum(node.is_entry for node in graph.nodes) == 1
    assert all(node.is_reachable and node.kind is not NodeKind.MISSING for node in graph.nodes)


def check(drawn: dict[str, Any], graph: Graph) -> None:
    screens = [node for node in graph.nodes if node.kind is NodeKind.SCREEN]
    assert [node.id for node in screens] == [each["id"] for each in drawn["screens"]]
    assert len(graph.by_key) == len(graph.nodes)
    assert all(edge.source in graph.by_key and edge.target in graph.by_key for edge in graph.edges)
    assert len(set(ways(graph))) == len(graph.edges)
    found = {trigger.path: edge for edge, trigger in triggers(graph)}
    for path, action in actions(drawn):
        edge = found.pop(path)
        target = graph.by_key[edge.target]
        assert graph.by_key[edge.source] == screens[path[1]]
        if action["name"] == "navigate":
            assert edge.kind is EdgeKind.NAVIGATE
            assert target.id == action["next"]["name"]
        elif action["name"] == "complete":
            assert (edge.kind, target.kind) == (EdgeKind.COMPLETE, NodeKind.END)
        else:
            assert edge.kind is EdgeKind.ENDPOINT
    assert not found
    written = drawn.get("routing_model")
    if written and any(name == "data_exchange" for _, name in names_of(drawn)):
        follow_endpoint(drawn, graph)


def names_of(drawn: dict[str, Any]) -> Iterator[tuple[int, str]]:
    return ((path[1], action["name"]) for path, action in actions(drawn))


def follow_endpoint(drawn: dict[str, Any], graph: Graph) -> None:
    """The endpoint may lead wherever the routing model allows."""
    asking = {index for index, name in names_of(drawn) if name == "data_exchange"}
    for index in asking:
        node = graph.nodes[index]
        reached = set()
        for edge in graph.leaving[node.key]:
            if edge.kind is EdgeKind.ENDPOINT:
                target = graph.by_key[edge.target]
                is_endpoint = target.kind is NodeKind.ENDPOINT
                answers = graph.leaving[target.key] if is_endpoint else [edge]
                reached |= {graph.by_key[answer.target].id for answer in answers}
        model = drawn["routing_model"].get(node.id, [])
        ends = {""} if node.is_terminal or not model else set()
        assert reached == {*model, *ends}


LABELS = [
    (footer(navigate("B")), 'Footer "Next"'),
    (link(navigate("B"), "Terms"), 'EmbeddedLink "Terms"'),
    (dropdown(exchange()), 'on-select-action of Dropdown "City"'),
    ({**dropdown(exchange()), "label": ""}, 'on-select-action of Dropdown "city"'),
    (
        {"type": "OptIn", "name": "o", "label": "I do", "on-click-action": navigate("B")},
        'OptIn "I do"',
    ),
    (footer(navigate("B"), None), "Footer"),
    (footer(navigate("B"), ["x"]), "Footer"),
    (
        {"type": "NavigationList", "name": "n", "label": "All", "on-click-action": navigate("B")},
        'NavigationList "All"',
    ),
    (
        {
            "type": "NavigationList",
            "name": "n",
            "label": "All",
            "list-items": [
                {"id": "h", "main-content": {"title": "Home"}, "on-click-action": navigate("B")}
            ],
        },
        'NavigationList item "Home"',
    ),
    (
        {"type": "NavigationList", "list-items": [{"id": "h", "on-click-action": navigate("B")}]},
        'NavigationList item "h"',
    ),
    (
        {"type": "NavigationList", "list-items": [5, {"on-click-action": navigate("B")}]},
        'NavigationList item "2"',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("component", "said"), LABELS, ids=[said for _, said in LABELS])
def test_trigger_is_called_what_is_on_the_screen(component: Any, said: str) -> None:
    """What takes somebody along is a component with its label, or an item of it with its own."""
    graph = graph_of(document(screen("A", component), screen("B")), NEWEST)
    [(_, trigger)] = triggers(graph)
    assert trigger_text(trigger) == said


def branch(condition: object, *then: Any, **more: Any) -> dict[str, Any]:
    return {"type": "If", "condition": condition, "then": list(then), **more}


GO = footer(navigate("B"))
CONDITIONS = [
    (GO, None),
    ({"type": "Form", "name": "f", "children": [GO]}, None),
    (branch("${form.age} > 18", GO), "${form.age} > 18"),
    (branch("${form.yes}", **{"else": [GO]}), "not ${form.yes}"),
    (branch("${form.age} > 18", **{"else": [GO]}), "not (${form.age} > 18)"),
    ({"type": "Switch", "value": "${form.c}", "cases": {"a": [], "b": [GO]}}, '${form.c} is "b"'),
    (branch("${data.a} == 1", branch("${data.b}", GO)), "(${data.a} == 1) and ${data.b}"),
    (branch(True, GO), "true"),
    (branch({"x": 1}, GO), "..."),
    (branch(None, GO), "null"),
]


@pytest.mark.parametrize(
    ("component", "said"), CONDITIONS, ids=[str(said) for _, said in CONDITIONS]
)
def test_condition_is_that_of_everything_around(component: Any, said: str | None) -> None:
    """An edge says under which condition what triggers it is shown."""
    graph = graph_of(document(screen("A", component), screen("B")), NEWEST)
    [(_, trigger)] = triggers(graph)
    assert trigger.condition == said


def test_conditions_are_kept_short() -> None:
    """What stands in many long conditions does not repeat them without bound."""
    component: Any = GO
    for _ in range(60):
        component = branch("x" * 100_000, component)
    [(_, trigger)] = triggers(graph_of(document(screen("A", component), screen("B")), NEWEST))
    assert trigger.condition is not None
    assert len(trigger.condition) <= 2_000


MODEL = {"A": ["B", "C"], "B": ["C"], "C": []}
ASK = footer(exchange(city=1), "Ask")
ENDPOINTS = {
    "one answer": (
        document(screen("A", ASK), screen("B"), routing_model={"A": ["B"]}, data_api_version="3.0"),
        [("A", "B", "endpoint")],
    ),
    "several answers": (
        document(
            screen("A", ASK, dropdown(exchange())), screen("B"), screen("C"),
            routing_model=MODEL, data_api_version="3.0",
        ),
        [
            ("A", "(endpoint of A)", "endpoint"),
            ("(endpoint of A)", "B", "endpoint"),
            ("(endpoint of A)", "C", "endpoint"),
            ("B", "C", "routing_model"),
        ],
    ),
    "the last screen": (
        document(screen("A", ASK, terminal=True), routing_model={}, data_api_version="3.0"),
        [("A", "(end)", "endpoint")],
    ),
    "nowhere to go": (
        document(screen("A", ASK), screen("B"), routing_model={"B": ["A"]}, data_api_version="3.0"),
        [("A", "(end)", "endpoint"), ("B", "A", "routing_model")],
    ),
    "may end at once": (
        document(
            screen("A", ASK, terminal=True), screen("B"),
            routing_model={"A": ["B"]}, data_api_version="3.0",
        ),
        [
            ("A", "(endpoint of A)", "endpoint"),
            ("(endpoint of A)", "B", "endpoint"),
            ("(endpoint of A)", "(end)", "endpoint"),
        ],
    ),
    "no model": (
        document(screen("A", ASK), screen("B"), data_api_version="3.0"),
        [("A", "(endpoint of A)", "endpoint")],
    ),
    "a screen that is not there": (
        document(screen("A", GO), routing_model={"A": ["X"], "Y": ["A"]}),
        [("A", "B", "navigate"), ("A", "X", "routing_model"), ("Y", "A", "routing_model")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("drawn", "expected"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_routing_model_says_where_the_endpoint_may_lead(
    drawn: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    """A data_exchange leads where the model allows; what no action explains is marked."""
    assert ways(graph_of(drawn, NEWEST)) == expected


def test_what_is_tapped_comes_before_what_is_chosen() -> None:
    """Of several ways to ask the endpoint, the button is named before the inputs."""
    asking = document(
        screen("A", dropdown(exchange()), ASK), screen("B"), routing_model={"A": ["B"]}
    )
    assert [trigger.component for _, trigger in triggers(graph_of(asking, NEWEST))] == [
        "Footer",
        "Dropdown",
    ]


def test_ids_that_are_no_names_of_their_own() -> None:
    """Screens without an id, and with one that is taken, are nodes all the same."""
    drawn = document(
        screen("A", footer(navigate("B"))), screen("A", footer(complete())), screen(5), {}, "x",
        screen("screens[3]", footer({"name": "navigate", "next": "A"})),
    )  # fmt: skip
    graph = graph_of(drawn, NEWEST)
    assert [(node.key, node.id, node.kind.value) for node in graph.nodes] == [
        ("A", "A", "screen"),
        ("screens[1]", "A", "screen"),
        ("screens[2]", "", "screen"),
        ("screens[3]", "", "screen"),
        ("screens[5]", "screens[3]", "screen"),
        ("B", "B", "missing"),
        ("(nowhere)", "", "missing"),
        ("(end)", "", "end"),
    ]
    assert ways(graph) == [
        ("A", "B", "navigate"),
        ("screens[1]", "(end)", "complete"),
        ("screens[5]", "(nowhere)", "navigate"),
    ]
    assert not graph.by_key["screens[1]"].is_reachable


def test_where_a_flow_begins() -> None:
    """A flow begins where nothing leads to; where there is no such screen, drawing does."""
    island = document(
        screen("A", link(navigate("B"))), screen("B"),
        screen("C", link(navigate("D"))), screen("D", link(navigate("C"))),
    )  # fmt: skip
    graph = graph_of(island, NEWEST)
    assert graph.starts == ("A",)
    assert [node.id for node in graph.nodes if not node.is_reachable] == ["C", "D"]
    circle = document(screen("A", link(navigate("B"))), screen("B", link(navigate("A"))))
    graph = graph_of(circle, NEWEST)
    assert graph.starts == ("A",)
    assert not graph.has_entry
    assert all(node.is_reachable for node in graph.nodes)


def test_what_the_version_does_not_have_is_drawn() -> None:
    """A flow with a component that is newer than its version is drawn whole."""
    newer = {"type": "NavigationList", "name": "n", "on-click-action": navigate("B")}
    graph = graph_of(document(screen("A", newer), screen("B")), VERSIONS[0])
    assert ways(graph) == [("A", "B", "navigate")]
