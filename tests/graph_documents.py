"""Documents to draw: some built by hand, some drawn at random, some hostile."""

from typing import Any

from hypothesis import strategies as st

from flowdsl.graph import Graph
from flowdsl.graph.formats import as_dot, as_json, as_mermaid
from flowdsl.graph.svg import as_svg
from flowdsl.graph.tree import as_tree

__all__ = [
    "HOSTILE", "complete", "document", "documents", "draw_all", "dropdown", "exchange", "footer",
    "hostile", "link", "navigate", "screen",
]  # fmt: skip

IDS = ["A", "B", "C_D", "E_F_G", "H"]

# What drawings are made of, and what text may be taken for.
HOSTILE = [
    'say "hi"', "it's", '"""', "a]b", "[a](http://x.y)", "(x)", "{{x}}", "((x))", "|pipe|",
    "`code`", "x --> y", "a -- b", "-.->", "---", "===", "- item", "+ item", "1. first",
    "10) tenth", "# head", "*bold*", "_it_", "__b__", "A_B_C", "~~x~~",
    "<script>alert(1)</script>", "<br/>", "-->", "]]>", "&lt;b&gt;", "&amp;", "#quot;", "#35;",
    "\\n \\N \\G \\l", "\\", '\\"', "line\nbreak", "tab\there", "bell\x07", "esc\x1b[31mred",
    "\x9b31m", "nul\x00", "%% c", "%%{init: {}}%%", "$$x^2$$", "100%", "${form.x}", "style x:#y;",
    "classDef a:b#c;", "end", "subgraph", "graph TD", ";", "a;b", ":::x", "@{ shape: rect }",
    "www.example.com", "a@b.de", "http://x.y", 'click s0 "x"', "...", "->", "..>", "+-- A", "| B",
    "(end)", "(endpoint of A)", "screens[0]", "(see above)", "\u05e2\u05d1\u05e8\u05d9\u05ea",
    "\u202eoverride", "a\u2066b", "\u65e5\u672c\u8a9e", "\U0001f600\U0001f469\u200d\U0001f467",
    "e\u0301", "\ufeffbom", "\ufffe", "\ud800", "a\u2028b", "", " ", "\xa0", "x" * 300, "digraph",
    "strict", "{", "}",
]  # fmt: skip


def screen(name: object, *children: Any, **more: Any) -> dict[str, Any]:
    """Return a screen."""
    layout = {"type": "SingleColumnLayout", "children": list(children)}
    return {"id": name, "title": f"The {name}", "layout": layout} | more


def document(*screens: Any, **more: Any) -> dict[str, Any]:
    """Return a document."""
    return {"version": "7.3", "screens": list(screens), **more}


def navigate(target: object, **payload: Any) -> dict[str, Any]:
    """Return an action that goes to another screen."""
    return {"name": "navigate", "next": {"type": "screen", "name": target}, "payload": payload}


def exchange(**payload: Any) -> dict[str, Any]:
    """Return an action that asks the endpoint."""
    return {"name": "data_exchange", "payload": payload}


def complete(**payload: Any) -> dict[str, Any]:
    """Return an action that ends the flow."""
    return {"name": "complete", "payload": payload}


def footer(action: object, label: object = "Next") -> dict[str, Any]:
    """Return a Footer."""
    return {"type": "Footer", "label": label, "on-click-action": action}


def link(action: object, text: object = "More") -> dict[str, Any]:
    """Return an EmbeddedLink."""
    return {"type": "EmbeddedLink", "text": text, "on-click-action": action}


def dropdown(action: object, label: object = "City") -> dict[str, Any]:
    """Return a Dropdown."""
    return {"type": "Dropdown", "name": "city", "label": label, "on-select-action": action}


def hostile() -> dict[str, Any]:
    """Return a document whose ids, titles, labels and payload keys are everything that is hostile.

    Each screen leads to the next, so that every text stands in every place.
    """
    return document(
        *(
            {
                **screen(
                    name, footer(navigate(HOSTILE[(index + 1) % len(HOSTILE)], **{name: 1}), name)
                ),
                "title": name,
                "terminal": index % 2 == 0,
            }
            for index, name in enumerate(HOSTILE)
        )
    )


def draw_all(graph: Graph) -> dict[str, str]:
    """Return a graph in every format."""
    return {
        "tree": as_tree(graph),
        "mermaid": as_mermaid(graph, "flow"),
        "dot": as_dot(graph, "flow"),
        "json": as_json(graph, "flow"),
        "svg": as_svg(graph, "flow"),
    }


@st.composite
def documents(draw: st.DrawFn, names: st.SearchStrategy[str] | None = None) -> dict[str, Any]:
    """Draw documents whose screens lead to each other in every way that there is."""
    names = st.sampled_from(IDS) if names is None else names
    words = st.sampled_from(["Go", "On", "Back to \u0414", "More of it"])
    keys = st.dictionaries(st.sampled_from(["name", "city", "day"]), st.just("x"), max_size=3)

    def action(kinds: list[str]) -> dict[str, Any]:
        kind = draw(st.sampled_from(kinds))
        if kind == "navigate":
            return navigate(draw(names), **draw(keys))
        return {"name": kind, "payload": draw(keys)}

    def child() -> dict[str, Any]:
        kind = draw(st.integers(0, 4))
        if kind == 0:
            return footer(action(["navigate", "complete", "data_exchange"]), draw(words))
        if kind == 1:
            return link(action(["navigate", "data_exchange"]), draw(words))
        if kind == 2:
            return dropdown(action(["data_exchange"]), draw(words))
        if kind == 3:
            return {
                "type": "If",
                "condition": "${form.x} > 1",
                "then": [child()],
                "else": [child()],
            }
        return {"type": "Switch", "value": "${form.x}", "cases": {"a": [child()], "b": [child()]}}

    made = [
        screen(
            name, *(child() for _ in range(draw(st.integers(0, 3)))), terminal=draw(st.booleans())
        )
        for name in draw(st.lists(names, min_size=1, max_size=5))
    ]
    lists = st.lists(names, max_size=3)
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["routing_model"] = draw(st.dictionaries(names, lists, max_size=4))
    if draw(st.booleans()):
        more["data_api_version"] = "3.0"
    return document(*made, **more)
