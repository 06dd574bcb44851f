"""What the drawings of a flow say of its screens and of the ways between them."""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from flowdsl import tables
from flowdsl.graph import LONGEST, TAPPED, EdgeKind, Graph, GraphEdge, GraphNode, NodeKind, Trigger
from flowdsl.tables import columns

__all__ = [
    "Label",
    "edge_label",
    "marks_of",
    "name_of",
    "node_label",
    "payload_text",
    "shortened",
    "title_of",
    "trigger_text",
    "visible",
]

WIDEST: Final = 42
"""How many columns a line of a picture may have."""

MOST_LINES: Final = 4
"""How many lines the payload of one trigger may take in a picture."""

MOST_TRIGGERS: Final = 4
"""How many triggers of an edge are named in a picture."""


def visible(text: str) -> str:
    """Return a text on one line, with escapes in place of what cannot be seen."""
    return tables.visible(" ".join(text[:LONGEST].split()))


def shortened(text: str, most: int, ellipsis_: str = "\N{HORIZONTAL ELLIPSIS}") -> str:
    """Return a text, cut where it takes more columns than there may be.

    Args:
        text: The text.
        most: How many columns there are.
        ellipsis_: What stands at its end where it was cut.
    """
    if columns(text) <= most:
        return text
    room, taken, end = most - columns(ellipsis_), 0, 0
    for index, character in enumerate(text):
        taken += columns(character)
        if taken > room:
            break
        end = index + 1
    # A joiner at the end would join what stands behind it.
    return text[:end].rstrip(" \N{ZERO WIDTH JOINER}") + ellipsis_


def name_of(node: GraphNode) -> str:
    """Return what a node is called: the id of a screen, or where it stands."""
    match node.kind:
        case NodeKind.END:
            return "end"
        case NodeKind.ENDPOINT:
            return "endpoint"
        case NodeKind.MISSING if not node.id:
            return "nowhere"
        case _:
            # Nothing but blanks is shown in quotes, so that there is something to see.
            return visible(node.id or node.key) or '" "'


def title_of(node: GraphNode) -> str:
    """Return the title of a screen; empty where there is none."""
    return visible(node.title or "")


def marks_of(graph: Graph, node: GraphNode) -> list[str]:
    """Return what is out of the ordinary about a node, in words."""
    marks = []
    if node.is_terminal and not node.is_success:
        marks.append("no success")
    if node.kind is NodeKind.MISSING:
        marks.append("no such screen" if node.id else "no screen is named")
    elif node.kind is NodeKind.ENDPOINT and not graph.leaving[node.key]:
        marks.append("no routing_model")
    elif node.kind is NodeKind.SCREEN:
        if not node.id:
            marks.append("no id")
        elif node.id != node.key:
            marks.append("same id again")
        if not node.is_reachable:
            marks.append("not reachable")
    return marks


def trigger_text(trigger: Trigger) -> str:
    """Return what takes somebody along an edge, such as `Footer "Continue"`."""
    label = trigger.item if trigger.item is not None else trigger.label
    text = trigger.component if trigger.item is None else f"{trigger.component} item"
    if label is not None:
        text += f' "{visible(label)}"'
    # What somebody taps is the usual case.
    return text if trigger.event == TAPPED else f"{trigger.event} of {text}"


def payload_text(keys: Sequence[str]) -> list[str]:
    """Return the keys of a payload as words of a text, with braces around them; none for none."""
    words = [f"{visible(key)}," for key in keys]
    if words:
        words[0] = f"{{{words[0]}"
        words[-1] = f"{words[-1][:-1]}}}"
    return words


@attrs.frozen(kw_only=True)
class Label:
    """A line of what a picture says in a box or at an edge.

    Args:
        text: What it says.
        kind: What it is about: `"name"`, `"title"`, `"trigger"`, `"condition"`, `"payload"` or
            `"note"`.
    """

    text: str
    kind: str


def node_label(graph: Graph, node: GraphNode) -> list[Label]:
    """Return what a picture says in the box of a node, a line each."""
    lines = [Label(text=shortened(name_of(node), WIDEST), kind="name")]
    title = title_of(node)
    if title:
        lines.append(Label(text=shortened(title, WIDEST), kind="title"))
    marks = marks_of(graph, node)
    if marks:
        lines.append(Label(text=f"({', '.join(marks)})", kind="note"))
    return lines


def edge_label(edge: GraphEdge, *, wraps: int = WIDEST) -> list[Label]:
    """Return what a picture says at an edge, a line each.

    Args:
        edge: The edge.
        wraps: How many columns of keys fit on a line.
    """
    if edge.kind is EdgeKind.ROUTING_MODEL:
        return [Label(text="routing_model only", kind="note")]
    lines = []
    for index, trigger in enumerate(edge.triggers[:MOST_TRIGGERS]):
        text = shortened(trigger_text(trigger), WIDEST)
        lines.append(Label(text=f"or {text}" if index else text, kind="trigger"))
        if trigger.condition is not None:
            condition = shortened(f"if {visible(trigger.condition)}", WIDEST)
            lines.append(Label(text=condition, kind="condition"))
        keys = _payload_lines(trigger.payload, wraps)
        lines += [Label(text=line, kind="payload") for line in keys]
    left = len(edge.triggers) - MOST_TRIGGERS
    if left > 0:
        lines.append(Label(text=f"or {left} more", kind="note"))
    return lines


def _payload_lines(keys: Sequence[str], width: int) -> Iterable[str]:
    """Return the keys of a payload on as few lines as they fit on, or as many as there may be."""
    # Each key takes some columns; nothing is done for those that cannot fit.
    words = [shortened(word, width) for word in payload_text(keys[: width * MOST_LINES])]
    lines: list[list[str]] = []
    for index, word in enumerate(words):
        if lines and columns(" ".join([*lines[-1], word])) <= width:
            lines[-1].append(word)
        elif len(lines) < MOST_LINES:
            lines.append([word])
        else:
            lines[-1] = _ended(lines[-1], len(keys) - index, width)
            break
    return map(" ".join, lines)


def _ended(words: list[str], left: int, width: int) -> list[str]:
    """Return the words of a line, with how many there are more behind those for which is room."""
    while columns(" ".join([*words, f"+{left}}}"])) > width and len(words) > 1:
        words, left = words[:-1], left + 1
    return [*words, f"+{left}}}"]
