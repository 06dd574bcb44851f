"""Draws a flow in the languages of other programs: Mermaid, Graphviz's dot, and JSON."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from flowdsl.graph import EdgeKind, Graph, GraphEdge, GraphNode, NodeKind, Trigger
from flowdsl.graph.text import Label, edge_label, node_label, visible
from flowdsl.problems import path_text

__all__ = ["as_dot", "as_json", "as_mermaid"]


def as_mermaid(graph: Graph, name: str) -> str:
    """Return a flow as a flowchart in Mermaid, as GitHub draws it.

    Args:
        graph: The flow.
        name: What the flow is called.
    """
    lines = ["flowchart TD", f"    accTitle: Screens of {_plain(name)}"]
    ids = _ids(graph)
    classes: dict[str, list[str]] = {}
    for node in graph.nodes:
        before, after = _SHAPES[_shape(node)]
        label = _mermaid_text(node_label(graph, node))
        lines.append(f'    {ids[node.key]}{before}"{label}"{after}')
        for of_class in _classes(node):
            classes.setdefault(of_class, []).append(ids[node.key])
    for edge in graph.edges:
        label = _mermaid_text(edge_label(edge, wraps=_WRAPS))
        middle = f'|"{label}"| ' if label else " "
        arrow = _MERMAID_ARROWS[edge.kind]
        lines.append(f"    {ids[edge.source]} {arrow}{middle}{ids[edge.target]}")
    for of_class, style in _CLASSES.items():
        if of_class in classes:
            lines.append(f"    classDef {of_class} {style}")
            lines.append(f"    class {','.join(classes[of_class])} {of_class}")
    return "\n".join(lines) + "\n"


_WRAPS: Final = 26
"""Mermaid breaks lines that are longer by itself, at places of its own."""

_SHAPES: Final = {
    "screen": ("[", "]"),
    "terminal": ("[[", "]]"),
    "missing": ("{{", "}}"),
    "endpoint": ("{", "}"),
    "end": ("(((", ")))"),
}

# No colours: those of the page are kept, whether it is light or dark.
_CLASSES: Final = {
    "terminal": "stroke-width:2px",
    "entry": "stroke-width:4px",
    "unreachable": "stroke-dasharray:6 4",
    "missing": "stroke-dasharray:2 3",
}

_MERMAID_ARROWS: Final = {
    EdgeKind.NAVIGATE: "-->",
    EdgeKind.ENDPOINT: "-.->",
    EdgeKind.COMPLETE: "-->",
    EdgeKind.ROUTING_MODEL: "--o",
}


def _ids(graph: Graph) -> dict[str, str]:
    """Return names for the nodes that no language has a meaning for."""
    return {node.key: f"s{index}" for index, node in enumerate(graph.nodes)}


def _shape(node: GraphNode) -> str:
    return "terminal" if node.is_terminal else node.kind.value


def _classes(node: GraphNode) -> Iterator[str]:
    if node.is_terminal:
        yield "terminal"
    if node.is_entry:
        yield "entry"
    if node.kind is NodeKind.MISSING:
        yield "missing"
    elif not node.is_reachable:
        yield "unreachable"


# Mermaid takes a label for Markdown, and what looks like HTML in it for HTML; `%%` begins a
# comment, `style x:#` what an entity must not follow. An underscore inside a word is one;
# numbers, `-`, `+` and `=` at the beginning of a line make lists and rules.
_SPECIAL: Final = re.compile(
    r"""\$\$|\\n|["#&<>`*~\\|\[\]%;:^@]"""
    r"""|(?<![^\W_])_|_(?![^\W_])"""
    r"""|(?<=\b[Ww]{3})\.|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]""",
)


def _mermaid_text(lines: Iterable[Label]) -> str:
    return "<br/>".join(_SPECIAL.sub(_entity, line.text) for line in lines)


def _entity(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"#{ord(match[0])};"


# Two dollars begin a formula, and a backslash with an n breaks a line, even where they are written
# as entities; so an invisible space stands behind each.
_NAMED: Final = {
    '"': "#quot;",
    "<": "#lt;",
    ">": "#gt;",
    "&": "#amp;",
    "$$": "#36;#8203;#36;",
    "\\n": "#92;#8203;n",
}


def _plain(name: str) -> str:
    """Return a name where nothing can be escaped."""
    return re.sub(r"[^\w .-]+|--+", " ", visible(name)).strip() or "a flow"


def as_dot(graph: Graph, name: str) -> str:
    """Return a flow in the language of Graphviz.

    Args:
        graph: The flow.
        name: What the flow is called.
    """
    lines = [
        f"digraph {_dot_string([visible(name)])} {{",
        '    graph [rankdir=TB, fontname="Helvetica,Arial,sans-serif"];',
        '    node [shape=box, fontname="Helvetica,Arial,sans-serif", fontsize=12];',
        '    edge [fontname="Helvetica,Arial,sans-serif", fontsize=10];',
    ]
    ids = _ids(graph)
    for node in graph.nodes:
        label = _dot_label(node_label(graph, node))
        given = _attributes({"label": label, **_dot_style(node)})
        lines.append(f"    {ids[node.key]} [{given}];")
    for edge in graph.edges:
        lines_of = edge_label(edge)
        given = _attributes(
            {**({"label": _dot_label(lines_of)} if lines_of else {}), **_DOT_EDGES[edge.kind]}
        )
        way = f"{ids[edge.source]} -> {ids[edge.target]}"
        lines.append(f"    {way} [{given}];" if given else f"    {way};")
    return "\n".join([*lines, "}"]) + "\n"


_DOT_SHAPES: Final = {
    NodeKind.MISSING: {"shape": "octagon", "style": '"dotted"'},
    NodeKind.ENDPOINT: {"shape": "diamond"},
    NodeKind.END: {"shape": "doublecircle", "margin": "0.02"},
}

_DOT_EDGES: Final = {
    EdgeKind.NAVIGATE: {},
    EdgeKind.ENDPOINT: {"style": "dashed"},
    EdgeKind.COMPLETE: {},
    EdgeKind.ROUTING_MODEL: {"style": "dotted", "arrowhead": "odot"},
}


def _dot_style(node: GraphNode) -> dict[str, str]:
    style = dict(_DOT_SHAPES.get(node.kind, {}))
    if node.kind is NodeKind.SCREEN:
        style["style"] = '"rounded"' if node.is_reachable else '"rounded,dashed"'
    if node.is_terminal:
        style["peripheries"] = "2"
    if node.is_entry:
        style["penwidth"] = "2.5"
    return style


def _attributes(given: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in given.items())


def _dot_label(lines: Iterable[Label]) -> str:
    return _dot_string([line.text for line in lines])


# Graphviz reads a backslash as the beginning of an escape, and `&` as that of an entity.
_DOT_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def _dot_string(lines: Iterable[str]) -> str:
    text = "\\n".join(line.translate(_DOT_ESCAPES) for line in lines)
    return f'"{text}"'


def as_json(graph: Graph, name: str) -> str:
    """Return a flow as a JSON object with `name`, `nodes` and `edges`.

    A node has `key`, by which edges call it; `kind`: `"screen"`, `"missing"` for a screen that is
    led to but not there, `"endpoint"` where the endpoint has several screens to answer with or
    nobody knows which, `"end"`; `id` and `title`; `entry`, `terminal`, `success` and `reachable`.

    An edge has `source` and `target`; `kind`: `"navigate"`, `"endpoint"`, `"complete"`,
    `"routing_model"` where no action explains it; and `triggers`. A trigger has `component`,
    `label`, `item`, `event`, `condition`, the keys of its `payload`, and the `path` of its action.

    Args:
        graph: The flow.
        name: What the flow is called.
    """
    document = {
        "name": name,
        "nodes": [_node_object(node) for node in graph.nodes],
        "edges": [_edge_object(edge) for edge in graph.edges],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    # JSON leaves some characters as they are that a terminal would take for commands. Outside of
    # its strings there are none of them.
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


_HIDDEN: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _node_object(node: GraphNode) -> dict[str, Any]:
    return {
        "key": node.key,
        "kind": node.kind.value,
        "id": node.id,
        "title": node.title,
        "entry": node.is_entry,
        "terminal": node.is_terminal,
        "success": node.is_success,
        "reachable": node.is_reachable,
    }


def _edge_object(edge: GraphEdge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": edge.kind.value,
        "triggers": [_trigger_object(trigger) for trigger in edge.triggers],
    }


def _trigger_object(trigger: Trigger) -> dict[str, Any]:
    return {
        "component": trigger.component,
        "label": trigger.label,
        "item": trigger.item,
        "event": trigger.event,
        "condition": trigger.condition,
        "payload": list(trigger.payload),
        "path": path_text(trigger.path),
    }
