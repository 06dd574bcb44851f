"""The tree shows every screen once with all that leads away from it, in the columns there are."""

import re
from collections import Counter
from typing import Any

import pytest
from graph_documents import (
    complete,
    document,
    documents,
    dropdown,
    exchange,
    footer,
    hostile,
    link,
    navigate,
    screen,
)
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import VERSIONS
from flowdsl.graph import Graph, NodeKind, graph_of
from flowdsl.graph.tree import as_tree
from flowdsl.tables import columns

NEWEST = VERSIONS[-1]


def tree(*screens: dict[str, Any], width: int = 80, **more: Any) -> list[str]:
    return as_tree(graph_of(document(*screens, **more), NEWEST), width=width).splitlines()


BRANCH = re.compile(r"((?:[| ]   )*)\+(?:-- (?:.*) (?:->|\.\.>)|\.\.>) (.*)")


def read_tree(text: str) -> tuple[Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """Read a tree: what stands in full, what is only mentioned, and what leads to what."""
    full: Counter[str] = Counter()
    mentioned: Counter[str] = Counter()
    ways: Counter[tuple[str, str]] = Counter()
    around: list[str] = []
    for line in text.splitlines():
        match = BRANCH.fullmatch(line)
        if match:
            depth = len(match[1]) // 4 + 1
            name = match[2].split(" ")[0]
            ways[around[depth - 1], name] += 1
        elif re.match(r"[A-Z]", line):
            depth, name = 0, line.split(" ")[0]
        else:
            continue
        around[depth:] = [name]
        if match and re.search(r"\(see (above|below)\)", match[2]):
            mentioned[name] += 1
        else:
            full[name] += 1
    return full, mentioned, ways


@given(drawn=documents(), width=st.sampled_from([40, 60, 80, 200]))
def test_every_screen_stands_once_in_full(drawn: dict[str, Any], width: int) -> None:
    """Each screen is drawn once; every trigger has a line that leads from and to the right ones."""
    ids = [each["id"] for each in drawn["screens"]]
    if len(set(ids)) < len(ids):
        return
    graph = graph_of(drawn, NEWEST)
    full, mentioned, ways = read_tree(as_tree(graph, width=width))
    screens = {node.id for node in graph.nodes if node.kind is NodeKind.SCREEN}
    assert {name: full[name] for name in screens} == dict.fromkeys(screens, 1)
    # What is not there and leads nowhere is written out each time.
    assert all(graph.leaving[name] or name in screens for name in mentioned if name[0] != "(")
    assert ways == expected_ways(graph)


def expected_ways(graph: Graph) -> Counter[tuple[str, str]]:
    names = {}
    for node in graph.nodes:
        names[node.key] = node.id or f"({node.kind.value})"
    counted: Counter[tuple[str, str]] = Counter()
    for edge in graph.edges:
        counted[names[edge.source], names[edge.target]] += max(len(edge.triggers), 1)
    return counted


@given(drawn=documents(), width=st.integers(64, 120))
def test_lines_fit(drawn: dict[str, Any], width: int) -> None:
    """No line is longer than there are columns, and art is plain ASCII."""
    text = as_tree(graph_of(drawn, NEWEST), width=width)
    assert max(map(columns, text.splitlines())) <= width
    assert set(text.replace("\u0414", "")) <= set(map(chr, range(0x20, 0x7F))) | {"\n"}


def test_wide_characters_count_twice() -> None:
    """What takes two columns is measured so, and is not cut in its middle."""
    title = "\u65e5\u672c\u8a9e" * 30
    family = "\U0001f469\u200d\U0001f467" * 30
    lines = tree(
        {**screen("A", footer(navigate("B"), family)), "title": title},
        {**screen("B"), "title": title},
    )
    assert max(map(columns, lines)) <= 80
    assert min(map(columns, lines[:1])) >= 78
    assert "\u200d..." not in "".join(lines)


def test_shared_screens_are_referred_back_to() -> None:
    """A screen to which several ways lead is drawn where the first one does."""
    assert tree(
        screen("A", link(navigate("B"), "On"), footer(navigate("C", day=1, time=2))),
        screen("B", footer(navigate("C"))),
        screen("C", footer(complete(day=1), "Book"), terminal=True),
    ) == [
        'A "The A"',
        '+-- EmbeddedLink "On" -> B "The B"',
        '|   +-- Footer "Next" -> C "The C" [end]',
        '|       +-- Footer "Book" -> (end) {day}',
        '+-- Footer "Next" -> C (see above) {day, time}',
    ]


def test_long_ways_go_on_at_the_margin() -> None:
    """Where a tree would become too deep, it goes on below."""
    names = [f"STEP_{letter}" for letter in "ABCDEFGHIJKLMNOP"]
    lines = tree(
        *(
            screen(name, *([footer(navigate(following))] if following else []))
            for name, following in zip(names, [*names[1:], None], strict=True)
        )
    )
    assert '                        +-- Footer "Next" -> STEP_H (see below)' in lines
    assert lines[lines.index('STEP_H "The STEP_H"') - 1] == ""
    assert sum("(see below)" in line for line in lines) == 2


def test_what_has_no_room_stands_below() -> None:
    """Conditions and payloads that do not fit on a line stand on the next, with the bar beside."""
    keys = {f"key_{index}": index for index in range(12)}
    condition = {
        "type": "If",
        "condition": "${form.age} > 18",
        "then": [footer(navigate("B", **keys))],
    }
    assert tree(screen("A", condition), screen("B", footer(complete()))) == [
        'A "The A"',
        '+-- Footer "Next" -> B "The B" if ${form.age} > 18',
        "    |   {key_0, key_1, key_2, key_3, key_4, key_5, key_6, key_7, key_8, key_9,",
        "    |   key_10, key_11}",
        '    +-- Footer "Next" -> (end)',
    ]


def test_endpoint_has_arrows_of_its_own() -> None:
    """Where the endpoint may lead has another arrow, and a legend."""
    assert tree(
        screen("A", footer(exchange(city=1)), dropdown(exchange())),
        screen("B", footer(exchange()), terminal=True),
        screen("C"),
        routing_model={"A": ["B", "C"], "B": [], "C": []},
        data_api_version="3.0",
    ) == [
        'A "The A"',
        '+-- Footer "Next" ..> (endpoint) {city}',
        '|   +..> B "The B" [end]',
        '|   |   +-- Footer "Next" ..> (end)',
        '|   +..> C "The C"',
        '+-- on-select-action of Dropdown "City" ..> (endpoint) (see above)',
        "",
        "..> where the endpoint may lead",
    ]


BROKEN = {
    "nothing": ((), {}, ["no screens"]),
    "a circle": (
        (screen("A", footer(navigate("B"))), screen("B", footer(navigate("A")))),
        {},
        [
            "no entry screen: every screen is led to by another",
            "",
            'A "The A"',
            '+-- Footer "Next" -> B "The B"',
            '    +-- Footer "Next" -> A (see above)',
        ],
    ),
    "an island": (
        (screen("A"), screen("B", footer(navigate("C"))), screen("C", footer(navigate("B")))),
        {},
        [
            'A "The A"',
            "",
            "not reachable:",
            'B "The B"',
            '+-- Footer "Next" -> C "The C"',
            '    +-- Footer "Next" -> B (see above)',
        ],
    ),
    "to nowhere": (
        (screen("A", footer(navigate("X")), link(navigate(None))),),
        {"routing_model": {"A": ["X", "Y"], "Z": ["A"]}},
        [
            'A "The A"',
            '+-- Footer "Next" -> X [no such screen]',
            '+-- EmbeddedLink "More" -> (nowhere) [no screen is named]',
            "+-- routing_model only -> Y [no such screen]",
            "",
            "not reachable:",
            "Z [no such screen]",
            "+-- routing_model only -> A (see above)",
        ],
    ),
    "no model": (
        (
            screen("A", footer(exchange()), terminal=True, success=False),
            screen("A"),
            screen("", title=" "),
        ),
        {"data_api_version": "3.0"},
        [
            'A "The A" [end, no success]',
            '+-- Footer "Next" ..> (endpoint) [no routing_model]',
            "",
            "screens[2] [no id]",
            "",
            "not reachable:",
            'A "The A" [same id again]',
            "",
            "..> where the endpoint may lead",
        ],
    ),
}


@pytest.mark.parametrize(("screens", "more", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_flows_are_drawn(screens: Any, more: Any, expected: list[str]) -> None:
    """What is wrong with the ways of a flow is to be seen in its tree."""
    assert tree(*screens, **more) == expected


def test_every_hostile_text_is_on_its_line() -> None:
    """Whatever a flow is called and says, the tree has a line a way, and one a screen."""
    graph = graph_of(hostile(), NEWEST)
    lines = as_tree(graph).splitlines()
    assert sum(line.lstrip("| ").startswith("+-- Footer") for line in lines) == len(graph.edges)
