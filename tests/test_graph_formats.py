"""Every drawing says the same as the graph: what is written is read again and compared."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from graph_documents import (
    HOSTILE,
    complete,
    document,
    documents,
    footer,
    hostile,
    navigate,
    screen,
)
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import VERSIONS
from flowdsl.check import version_of
from flowdsl.graph import Graph, graph_of
from flowdsl.graph.formats import as_dot, as_json, as_mermaid
from flowdsl.graph.svg import as_svg
from flowdsl.graph.text import Label, edge_label, node_label, shortened
from flowdsl.graph.tree import as_tree
from flowdsl.tables import columns

NEWEST = VERSIONS[-1]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
FORMATS = {"txt": as_tree, "mmd": as_mermaid, "dot": as_dot, "svg": as_svg}
anything = documents(st.sampled_from(HOSTILE))

Drawn = tuple[dict[str, str], list[tuple[str, str, str]]]
"""The labels of nodes by their names, and the edges with theirs."""


def drawn_graph(graph: Graph, **options: int) -> Drawn:
    """Return what a drawing of a graph has to say."""
    ids = {node.key: f"s{index}" for index, node in enumerate(graph.nodes)}
    nodes = {ids[node.key]: said(node_label(graph, node)) for node in graph.nodes}
    return nodes, [
        (ids[edge.source], ids[edge.target], said(edge_label(edge, **options)))
        for edge in graph.edges
    ]


def said(lines: list[Label]) -> str:
    return "\n".join(line.text for line in lines)


MERMAID_NODE = re.compile(r'    (s\d+)(\(\(\(|\[\[|\[|\{\{|\{)"([^"]*)"(\)\)\)|\]\]|\]|\}\}|\})')
MERMAID_EDGE = re.compile(r'    (s\d+) (-->|-\.->|--o)(?:\|"([^"]*)"\|)? (s\d+)')
MERMAID_CLASS = re.compile(r"    (classDef [a-z]+ [a-z0-9:,\- ]+|class [s0-9,]+ [a-z]+)")


def read_mermaid(text: str) -> Drawn:
    """Read a flowchart as Mermaid does."""
    first, title, *lines = text.splitlines()
    assert first == "flowchart TD"
    assert re.fullmatch(r"    accTitle: Screens of [\w .-]+", title)
    nodes, edges = {}, []
    for line in lines:
        if match := MERMAID_NODE.fullmatch(line):
            nodes[match[1]] = mermaid_text(match[3])
        elif match := MERMAID_EDGE.fullmatch(line):
            edges.append((match[1], match[4], mermaid_text(match[3] or "")))
        else:
            assert MERMAID_CLASS.fullmatch(line), line
    return nodes, edges


def mermaid_text(label: str) -> str:
    assert not set("#;<>`&") & set(re.sub(r"#\w+;|<br/>", "", label))
    entities = re.sub(r"#(\d*)(\w*);", mermaid_entity, label.replace("<br/>", "\n"))
    return html.unescape(entities).replace("\u200b", "")


def mermaid_entity(match: re.Match[str]) -> str:
    return f"&#{match[1]};" if match[1] else f"&{match[2]};"


DOT_STRING = r'"((?:[^"\\]|\\.)*)"'
DOT_NODE = re.compile(rf"    (s\d+) \[label={DOT_STRING}(, [a-z]+=[^\[\]]+)*\];")
DOT_EDGE = re.compile(rf"    (s\d+) -> (s\d+)(?: \[(?:label={DOT_STRING})?[^\]\[]*\])?;")


def read_dot(text: str) -> Drawn:
    """Read a graph as Graphviz does."""
    first, *lines, last = text.splitlines()
    assert re.fullmatch(rf"digraph {DOT_STRING} \{{", first)
    assert last == "}"
    nodes, edges = {}, []
    for line in lines[3:]:
        if match := DOT_NODE.fullmatch(line):
            nodes[match[1]] = dot_text(match[2])
        else:
            match = DOT_EDGE.fullmatch(line)
            assert match, line
            edges.append((match[1], match[2], dot_text(match[3] or "")))
    return nodes, edges


def dot_text(label: str) -> str:
    text = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], label)
    return html.unescape(text)


def check(graph: Graph, name: str = "flow") -> None:
    mermaid = as_mermaid(graph, name)
    expected = drawn_graph(graph, wraps=26)
    assert read_mermaid(mermaid) == expected
    assert read_dot(as_dot(graph, name)) == drawn_graph(graph)


@given(drawn=documents())
def test_languages_say_what_the_graph_says(drawn: dict[str, Any]) -> None:
    """What is written in Mermaid and for Graphviz reads as the same nodes and edges."""
    check(graph_of(drawn, NEWEST))


@given(drawn=anything)
def test_languages_survive_every_text(drawn: dict[str, Any]) -> None:
    """The same holds for ids that have a meaning there."""
    check(graph_of(drawn, NEWEST))


def test_languages_survive_every_text_everywhere() -> None:
    """The same holds where titles, labels and payload keys have one, and the flow's name."""
    graph = graph_of(hostile(), NEWEST)
    check(graph)
    for name in HOSTILE:
        check(graph_of(document(screen("A")), NEWEST), name)


def test_marks_are_more_than_colours() -> None:
    """Mermaid and Graphviz tell by shapes and lines what is special about a screen."""
    special = document(
        screen("A", footer(navigate("B"))),
        screen("B", terminal=True, success=False),
        screen("C", footer(navigate("D"))),
        screen("D", footer(navigate("C"))),
        screen("E", footer(navigate("X"))),
    )
    graph = graph_of(special, NEWEST)
    mermaid = as_mermaid(graph, "flow").splitlines()
    assert '    s1[["B<br/>The B<br/>(no success)"]]' in mermaid
    assert '    s2["C<br/>The C<br/>(not reachable)"]' in mermaid
    assert '    s5{{"X<br/>(no such screen)"}}' in mermaid
    assert mermaid[-8:] == [
        "    classDef terminal stroke-width:2px",
        "    class s1 terminal",
        "    classDef entry stroke-width:4px",
        "    class s0,s4 entry",
        "    classDef unreachable stroke-dasharray:6 4",
        "    class s2,s3 unreachable",
        "    classDef missing stroke-dasharray:2 3",
        "    class s5 missing",
    ]
    dot = as_dot(graph, "flow")
    assert 's0 [label="A\\nThe A", style="rounded", penwidth=2.5];' in dot
    assert 's1 [label="B\\nThe B\\n(no success)", style="rounded", peripheries=2];' in dot
    assert 's2 [label="C\\nThe C\\n(not reachable)", style="rounded,dashed"];' in dot
    assert 's5 [label="X\\n(no such screen)", shape=octagon, style="dotted"];' in dot


def test_long_labels_are_shortened() -> None:
    """A picture shows the beginning of what is long, and says how much more there is."""
    keys = {f"key_number_{index}": "x" for index in range(40)}
    long = [footer(complete(**keys), "A very long label" * 9) for _ in range(6)]
    [edge] = graph_of(document(screen("A", *long)), NEWEST).edges
    lines = edge_label(edge)
    assert [line.text for line in lines[:6]] == [
        'Footer "A very long labelA very long labe…',
        "{key_number_0, key_number_1, key_number_2,",
        "key_number_3, key_number_4, key_number_5,",
        "key_number_6, key_number_7, key_number_8,",
        "key_number_9, key_number_10, +29}",
        'or Footer "A very long labelA very long labe…',
    ]
    assert lines[-1].text == "or 2 more"


def test_rest_of_a_payload_is_counted() -> None:
    """Where how many more there are has no room either, it stands for one more."""
    keys = dict.fromkeys([f"a_rather_long_name_{index:02}" for index in range(12)])
    [edge] = graph_of(document(screen("A", footer(complete(**keys)))), NEWEST).edges
    assert [line.text for line in edge_label(edge)][-2:] == [
        "a_rather_long_name_02,",
        "a_rather_long_name_03, +8}",
    ]
    keys = {f"key_num_{index}": 1 for index in range(100, 140)}
    [edge] = graph_of(document(screen("A", footer(complete(**keys)))), NEWEST).edges
    last = edge_label(edge)[-1].text
    shown = sum(line.text.count("key_num_") for line in edge_label(edge))
    assert last.endswith(f" +{40 - shown}}}")
    assert columns(last) <= 42


FAMILY = "\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("four", 4, "four"),
        ("fives", 4, "fiv\u2026"),
        ("\u65e5\u672c\u8a9e", 6, "\u65e5\u672c\u8a9e"),
        ("\u65e5\u672c\u8a9e", 5, "\u65e5\u672c\u2026"),
        ("\u65e5\u672c\u8a9e", 4, "\u65e5\u2026"),
        ("e\u0301" * 3, 3, "e\u0301" * 3),
        ("e\u0301" * 4, 3, "e\u0301e\u0301\u2026"),
        (FAMILY * 2, 4, "\U0001f469\u2026"),
        ("one two", 5, "one\u2026"),
    ],
)
def test_text_is_cut_between_characters(text: str, most: int, expected: str) -> None:
    """A text that is too long ends with an ellipsis, and no character is cut in two."""
    assert shortened(text, most) == expected


@given(drawn=anything)
def test_json_is_the_graph(drawn: dict[str, Any]) -> None:
    """What is written as JSON reads as the graph, whatever the texts are."""
    graph = graph_of(drawn, NEWEST)
    read = json.loads(as_json(graph, "flow"))
    keys = ["key", "kind", "id", "title", "entry", "terminal", "success", "reachable"]
    assert [list(each.values()) for each in read["nodes"]] == [
        [
            node.key, node.kind.value, node.id, node.title,
            node.is_entry, node.is_terminal, node.is_success, node.is_reachable,
        ]
        for node in graph.nodes
    ]  # fmt: skip
    assert all(list(each) == keys for each in read["nodes"])
    assert [(each["source"], each["target"], each["kind"]) for each in read["edges"]] == [
        (edge.source, edge.target, edge.kind.value) for edge in graph.edges
    ]
    assert [each["triggers"] for each in read["edges"]] == [
        [
            {
                "component": trigger.component,
                "label": trigger.label,
                "item": trigger.item,
                "event": trigger.event,
                "condition": trigger.condition,
                "payload": list(trigger.payload),
                "path": path_in(trigger.path),
            }
            for trigger in edge.triggers
        ]
        for edge in graph.edges
    ]


def path_in(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_what_is_written_for_it() -> None:
    """Graphviz itself takes the graph with every hostile text, and draws all of it."""
    graph = graph_of(hostile(), NEWEST)
    done = subprocess.run(
        ["dot", "-Tplain"],
        input=as_dot(graph, '"'),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    begins = [line.split(" ", 1)[0] for line in done.stdout.splitlines()]
    assert begins.count("node") == len(graph.nodes)
    assert begins.count("edge") == len(graph.edges)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_drawn_examples(file: Path, golden: Callable[[str, str], None]) -> None:
    """The examples are drawn as they were; the pictures are arranged without Graphviz."""
    example = json.loads(file.read_text(encoding="utf-8"))
    graph = graph_of(example, version_of(example) or NEWEST)
    golden(f"graph/{file.stem}.txt", as_tree(graph))
    golden(f"graph/{file.stem}.mmd", as_mermaid(graph, file.stem))
    golden(f"graph/{file.stem}.dot", as_dot(graph, file.stem))
    golden(f"graph/{file.stem}.svg", as_svg(graph, file.stem))
