"""Draws a flow as a tree of plain text, for a terminal."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from flowdsl.graph import EdgeKind, Graph, GraphEdge, GraphNode, NodeKind, Trigger
from flowdsl.graph.text import (
    marks_of,
    name_of,
    payload_text,
    shortened,
    title_of,
    trigger_text,
    visible,
)
from flowdsl.tables import columns

__all__ = ["as_tree"]

WIDTH: Final = 80
NARROWEST: Final = 40

BRANCH: Final = "+-- "
ANSWER: Final = "+"
"""How a branch begins that the endpoint takes; the arrow follows."""

STEP: Final = 4
"""How far a screen stands to the right of the one that leads to it."""

DEEPEST: Final = 20
"""So many steps to the right are taken, however wide the terminal is."""

ARROW: Final = "->"
ANSWERS: Final = "..>"
"""The arrow of where the endpoint may lead."""

LEAST: Final = 16
"""How many columns what takes somebody along an edge has at least."""

_CUT: Final = "..."


def as_tree(graph: Graph, *, width: int = WIDTH) -> str:
    """Return a flow as a tree, in which every screen stands once with what leads away from it.

    Args:
        graph: The flow.
        width: How many columns there are.
    """
    return "\n".join(_Tree(graph, max(width, NARROWEST)).lines()) + "\n"


class _Tree:
    def __init__(self, graph: Graph, width: int) -> None:
        self.graph = graph
        self.width = width
        self.drawn: set[str] = set()
        self.later: deque[str] = deque()
        self.written: list[str] = []

    def lines(self) -> list[str]:
        graph = self.graph
        if not graph.nodes:
            return ["no screens"]
        if not graph.has_entry and graph.starts:
            self.written.append("no entry screen: every screen is led to by another")
        for start in graph.starts:
            self.add_root(start)
        lost = [
            node.key
            for node in graph.nodes
            if not node.is_reachable and (node.kind is NodeKind.SCREEN or graph.leaving[node.key])
        ]
        if lost:
            self.written += ["", "not reachable:"]
        for key in lost:
            self.add_root(key)
        if any(edge.kind is EdgeKind.ENDPOINT for edge in graph.edges):
            self.written += ["", f"{ANSWERS} where the endpoint may lead"]
        return self.written[1:] if self.written[0] == "" else self.written

    def add_root(self, key: str) -> None:
        """Draw a screen at the left margin, and then what was too far to the right below it."""
        waiting = deque([key])
        while waiting:
            key = waiting.popleft()
            if key not in self.drawn:
                self.drawn.add(key)
                head = [""] if self.written[-1:] != ["not reachable:"] else []
                text = self.full(self.graph.by_key[key]).text(self.width)
                self.written += [*head, text]
                self.add_children(key, "")
                waiting.extendleft(reversed(self.later))
                self.later.clear()

    def add_children(self, key: str, prefix: str) -> None:
        """Draw what leads away from a screen, which is drawn already."""
        ways = [
            (edge, trigger)
            for edge in self.graph.leaving[key]
            for trigger in edge.triggers or (None,)
        ]
        for index, (edge, trigger) in enumerate(ways):
            inner = prefix + ("|" if index + 1 < len(ways) else " ").ljust(STEP)
            opens = self.opens(edge.target, len(inner))
            bar = "|" if opens and self.graph.leaving[edge.target] else ""
            self.written += self.way(edge, trigger, prefix, inner + bar.ljust(STEP), opens=opens)
            if opens:
                self.drawn.add(edge.target)
                self.add_children(edge.target, inner)

    def opens(self, key: str, indent: int) -> bool:
        """Return whether what leads away from a node is drawn here."""
        if key in self.drawn:
            return False
        if self.graph.leaving[key] and indent > min(self.width // 3, DEEPEST * STEP):
            if key not in self.later:
                self.later.append(key)
            return False
        return self.graph.by_key[key].kind is not NodeKind.END

    def way(
        self,
        edge: GraphEdge,
        trigger: Trigger | None,
        prefix: str,
        inner: str,
        *,
        opens: bool,
    ) -> Iterator[str]:
        """Yield the lines of a way to a screen: the first, and what has no room there."""
        arrow = ANSWERS if edge.kind is EdgeKind.ENDPOINT else ARROW
        target = self.target(edge.target, opens=opens)
        line = f"{prefix}{BRANCH}"
        if trigger is None and edge.kind is EdgeKind.ENDPOINT:
            line = f"{prefix}{ANSWER}{arrow} "
        else:
            text = trigger_text(trigger) if trigger is not None else "routing_model only"
            room = self.width - len(line) - len(arrow) - 2
            most = max(room - columns(target.text(LEAST)), LEAST)
            # What there is too much of is taken from both.
            most = max(min(most, room - columns(target.text(room))), min(most, room * 3 // 5))
            line += f"{shortened(text, most, _CUT)} {arrow} "
        line += target.text(self.width - columns(line))
        for piece in _details(trigger, self.width - len(inner)) if trigger is not None else ():
            line, full = self.joined(line, piece, inner)
            yield from full
        yield line

    def joined(self, line: str, piece: Sequence[str], inner: str) -> tuple[str, list[str]]:
        """Return a line with the words of a piece added, and the lines that were full."""
        full = []
        whole = " ".join(piece)
        if columns(line) + 1 + columns(whole) > self.width:
            full, line = [line], inner
        for word in piece:
            if line != inner and columns(line) + 1 + columns(word) > self.width:
                full.append(line)
                line = inner
            line += f" {word}" if line != inner else word
        return line, full

    def target(self, key: str, *, opens: bool) -> "_Text":
        """Return what stands for a node that is led to."""
        node = self.graph.by_key[key]
        if opens or (node.kind is not NodeKind.SCREEN and not self.graph.leaving[key]):
            return self.full(node)
        where = "below" if key in self.later else "above"
        return _Text(f"{_shown(node)} (see {where})")

    def full(self, node: GraphNode) -> "_Text":
        """Return a node in full: its id, its title, what there is to say of it."""
        marks = marks_of(self.graph, node)
        marks = [mark for mark in marks if mark != "not reachable"]  # It stands below that.
        if node.is_terminal:
            marks.insert(0, "end")
        return _Text(_shown(node), title_of(node), f" [{', '.join(marks)}]" if marks else "")


def _shown(node: GraphNode) -> str:
    is_named = node.kind is NodeKind.SCREEN or node.id
    return name_of(node) if is_named else f"({name_of(node)})"


@attrs.frozen
class _Text:
    """A node in words, of which the title may be shortened, or left out."""

    name: str
    title: str = ""
    tail: str = ""

    def text(self, room: int) -> str:
        left = room - columns(self.name) - columns(self.tail) - len(' ""')
        if not self.title or left < min(LEAST // 2, columns(self.title)):
            return self.name + self.tail
        return f'{self.name} "{shortened(self.title, left, _CUT)}"{self.tail}'


def _details(trigger: Trigger, room: int) -> Iterator[list[str]]:
    """Yield when somebody is taken along an edge, and what is carried, in words."""
    if trigger.condition is not None:
        yield [shortened(f"if {visible(trigger.condition)}", room, _CUT)]
    if trigger.payload:
        yield [shortened(word, room, _CUT) for word in payload_text(trigger.payload)]
