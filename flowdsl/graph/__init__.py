"""The screens of a flow, and how one gets from one to another: what `flowdsl graph` draws."""

import enum
import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.components.logic import If, Switch
from flowdsl.context import Context, PlacedAction, PlacedComponent, PlacedScreen
from flowdsl.facts import CLICK
from flowdsl.findings import Record, path_of
from flowdsl.problems import Path, path_text
from flowdsl.reading import read_context
from flowdsl.routes import Routes, routes_of
from flowdsl.versions import VERSIONS, Version

__all__ = [
    "EdgeKind",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "NodeKind",
    "Trigger",
    "graph_of",
]

TAPPED: Final = CLICK
"""The event that needs no mention: what happens when somebody taps."""

LONGEST: Final = 2_000
"""So many characters of a condition are kept."""

_IF, _SWITCH = If.facts.name, Switch.facts.name
_LABELS: Final = ("label", "text", "title")
"""Where a component says what it is called on the screen."""


class NodeKind(enum.StrEnum):
    """What a node stands for."""

    SCREEN = "screen"
    MISSING = "missing"
    """A screen that is led to, but is not there."""
    ENDPOINT = "endpoint"
    """The endpoint, where there are several screens that it may answer with, or nobody knows."""
    END = "end"
    """The end of the flow."""


class EdgeKind(enum.StrEnum):
    """How one gets along an edge."""

    NAVIGATE = "navigate"
    ENDPOINT = "endpoint"
    """A `data_exchange`, or what the endpoint may answer."""
    COMPLETE = "complete"
    ROUTING_MODEL = "routing_model"
    """Nothing but an entry of the routing model: no action explains it."""


@attrs.frozen(kw_only=True)
class GraphNode:
    """A node of the graph.

    Args:
        key: What edges call it: its id, unless that is taken or there is none.
        kind: What it stands for.
        id: The id of the screen; empty where there is none.
        title: The title of the screen.
        is_entry: Whether a flow can begin there.
        is_terminal: Whether the flow can end there.
        is_success: Whether ending there counts as a success.
        is_reachable: Whether it can be reached from where a flow begins.
    """

    key: str
    kind: NodeKind = NodeKind.SCREEN
    id: str = ""
    title: str | None = None
    is_entry: bool = False
    is_terminal: bool = False
    is_success: bool = True
    is_reachable: bool = True


@attrs.frozen(kw_only=True)
class Trigger:
    """What takes somebody along an edge.

    Args:
        component: The `type` of the component.
        label: What it says on the screen; its name where it says nothing.
        item: What the item of a list says, where that is what is tapped.
        event: The key that the action stands under.
        condition: When it is shown, in words around the text of the JSON; None for always.
        payload: The keys of what it carries.
        path: Where the action stands in the JSON.
    """

    component: str
    label: str | None
    item: str | None
    event: str
    condition: str | None
    payload: tuple[str, ...]
    path: Path


@attrs.frozen(kw_only=True)
class GraphEdge:
    """A way from one node to another; there is one of a kind between two nodes.

    Args:
        source: The key of the node that it begins at.
        target: The key of the node that it leads to.
        kind: How one gets along it.
        triggers: What takes somebody along it, in document order; none where the endpoint answers
            and for an entry of the routing model alone.
    """

    source: str
    target: str
    kind: EdgeKind
    triggers: tuple[Trigger, ...] = ()


@attrs.frozen(kw_only=True, slots=False)
class Graph:
    """The screens of a flow, and the ways between them.

    Args:
        nodes: The screens in document order, then what is missing, the endpoint, and the end.
        edges: The ways, in the order of the screens that they begin at.
        starts: The keys of the screens to draw first: where a flow can begin, or the first screen
            where every screen is led to by another.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    starts: tuple[str, ...]

    @cached_property
    def by_key(self) -> dict[str, GraphNode]:
        """The nodes by their keys."""
        return {node.key: node for node in self.nodes}

    @cached_property
    def leaving(self) -> dict[str, list[GraphEdge]]:
        """The edges by the keys of the nodes that they begin at."""
        found: dict[str, list[GraphEdge]] = {node.key: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
        return found

    @property
    def has_entry(self) -> bool:
        """Whether there is a screen that a flow can begin at."""
        return any(node.is_entry for node in self.nodes)


def graph_of(document: dict[str, Any], version: Version) -> Graph:
    """Return the graph of a document, as far as it can be read.

    Args:
        document: The document; whatever stands in it may be wrong.
        version: The version that says where a flow begins.
    """
    # What came with a later version is drawn all the same: that it is too new is not the subject.
    context = read_context(document, VERSIONS[-1], Record())
    return _Drafted(attrs.evolve(context, version=version)).finished()


class _Drafted:
    """A graph in the making."""

    def __init__(self, context: Context) -> None:
        self.routes: Routes = routes_of(context)
        self.screens: dict[str, PlacedScreen] = {}
        self.keys: dict[str, str] = {}  # Of the screens, by their ids; the first of an id.
        self.others: dict[str, GraphNode] = {}
        self.missing: dict[str, str] = {}
        self.ending: str | None = None
        self.edges: dict[tuple[str, str, EdgeKind], list[Trigger]] = {}
        for screen in context.screens:
            is_free = screen.id and screen.id not in self.screens
            key = screen.id if is_free else self.free(path_text(("screens", screen.index)))
            self.screens[key] = screen
            if screen.id:
                self.keys.setdefault(screen.id, key)

    def free(self, name: str) -> str:
        """Return a key that is not taken, made from a name."""
        while name in self.screens or name in self.others:
            name += "'"
        return name

    def finished(self) -> Graph:
        """Return the graph."""
        for key, screen in self.screens.items():
            self.add_screen(key, screen)
        self.add_unknown_sources()
        edges = tuple(
            GraphEdge(source=source, target=target, kind=kind, triggers=tuple(triggers))
            for (source, target, kind), triggers in self.edges.items()
        )
        entries = set(self.routes.entries)
        begins = [key for key, screen in self.screens.items() if self.is_first(screen)]
        starts = [key for key in begins if self.screens[key].id in entries]
        entry_keys = set(starts)
        starts = starts or begins[:1]
        reached = _reached(starts, edges)
        screens = (
            GraphNode(
                key=key,
                id=screen.id,
                title=_text(screen.content.get("title")),
                is_entry=key in entry_keys,
                is_terminal=screen.is_terminal,
                is_success=screen.content.get("success") is not False,
                is_reachable=key in reached,
            )
            for key, screen in self.screens.items()
        )
        rest = sorted(self.others.values(), key=lambda node: _ORDER[node.kind])
        others = (attrs.evolve(node, is_reachable=node.key in reached) for node in rest)
        return Graph(nodes=(*screens, *others), edges=edges, starts=tuple(starts))

    def is_first(self, screen: PlacedScreen) -> bool:
        """Return whether a screen is the one that its id, or the lack of one, stands for."""
        return self.routes.context.by_id[screen.id] is screen

    def add_screen(self, key: str, screen: PlacedScreen) -> None:
        """Add the ways that lead away from a screen."""
        targets = self.routes.targets.get(screen.id, {}) if self.routes.model is not None else {}
        explained = set()
        exchanges = [action for action in screen.actions if action.name == "data_exchange"]
        # What is tapped is meant to lead on; what is chosen mostly asks for other data.
        asked = sorted(exchanges, key=lambda action: action.event != TAPPED)
        for action in screen.actions:
            if action.name == "navigate":
                self.add(key, self.screen(action.target or ""), EdgeKind.NAVIGATE, action)
                explained.add(action.target)
            elif action.name == "complete":
                self.add(key, self.end(), EdgeKind.COMPLETE, action)
            elif exchanges and action is exchanges[0]:
                self.add_endpoint(key, screen, asked, targets)
                explained.update(targets)
        for target in targets:
            if target not in explained:
                self.add(key, self.screen(target), EdgeKind.ROUTING_MODEL)

    def add_endpoint(
        self, key: str, screen: PlacedScreen, exchanges: list[PlacedAction], targets: Iterable[str]
    ) -> None:
        """Add the ways that the endpoint may take from a screen."""
        answers = [self.screen(target) for target in targets]
        if self.routes.model is not None and (screen.is_terminal or not answers):
            answers.append(self.end())
        several = len(answers) != 1
        node = self.other(f"(endpoint of {key})", NodeKind.ENDPOINT) if several else answers[0]
        for action in exchanges:
            self.add(key, node, EdgeKind.ENDPOINT, action)
        for answer in answers if several else ():
            self.add(node, answer, EdgeKind.ENDPOINT)

    def add_unknown_sources(self) -> None:
        """Add the ways that begin, in the routing model, at a screen that is not there."""
        for source, targets in (self.routes.model or {}).items():
            if source not in self.keys:
                for target in targets:
                    node = self.screen(source)
                    self.add(node, self.screen(target), EdgeKind.ROUTING_MODEL)

    def add(
        self, source: str, target: str, kind: EdgeKind, action: PlacedAction | None = None
    ) -> None:
        """Add a way, or to a way what takes somebody along it."""
        triggers = self.edges.setdefault((source, target, kind), [])
        if action is not None:
            triggers.append(_trigger(action))

    def screen(self, name: str) -> str:
        """Return the key of the screen of an id; there may be none."""
        key = self.keys.get(name) or self.missing.get(name)
        if key is None:
            key = self.missing[name] = self.other(name or "(nowhere)", NodeKind.MISSING, name)
        return key

    def end(self) -> str:
        """Return the key of the end."""
        if self.ending is None:
            self.ending = self.other("(end)", NodeKind.END)
        return self.ending

    def other(self, name: str, kind: NodeKind, id_: str = "") -> str:
        """Add a node that is no screen."""
        key = self.free(name)
        self.others[key] = GraphNode(key=key, kind=kind, id=id_)
        return key


_ORDER: Final = {kind: index for index, kind in enumerate(NodeKind)}


def _reached(starts: Iterable[str], edges: Iterable[GraphEdge]) -> set[str]:
    # Not asked of the routes: those know screens by their ids, of which there may be two alike.
    leaving: dict[str, list[str]] = {}
    for edge in edges:
        leaving.setdefault(edge.source, []).append(edge.target)
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in leaving.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _trigger(action: PlacedAction) -> Trigger:
    component = action.component
    assert action.trail is not None
    return Trigger(
        component=component.kind,
        label=_label(component.content) or component.name,
        item=_item(action),
        event=action.event,
        condition=_condition(component),
        payload=tuple(map(str, action.payload)),
        path=path_of(*action.trail),
    )


def _label(content: dict[str, Any]) -> str | None:
    return next(filter(None, (_text(content.get(key)) for key in _LABELS)), None)


def _item(action: PlacedAction) -> str | None:
    """Return what the item that an action stands on says."""
    if action.item is None:
        return None
    assert action.trail is not None
    content: Any = action.component.content
    for step in path_of(*action.trail)[len(action.component.path) : -1]:
        content = content[step]
    main = content.get("main-content")
    said = _label(main) if isinstance(main, dict) else None
    return said or _label(content) or _text(content.get("id")) or str(action.item + 1)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _condition(component: PlacedComponent) -> str | None:
    """Return when a component is shown, as the Ifs and Switches around it say."""
    parts = list(_conditions(component))
    if len(parts) > 1:
        parts = list(map(_grouped, parts))
    return _cut(" and ".join(reversed(parts))) or None


def _grouped(condition: str) -> str:
    return f"({condition})" if " " in condition else condition


def _conditions(component: PlacedComponent) -> Iterator[str]:
    while (holder := component.holder) is not None:
        if holder.kind == _IF:
            said = _shown(holder.content.get("condition"))
            yield said if component.branch == "then" else f"not {_grouped(said)}"
        elif holder.kind == _SWITCH:
            said = _shown(holder.content.get("value"))
            yield f"{said} is {_shown(component.branch, quoted=True)}"
        component = holder


def _shown(value: object, *, quoted: bool = False) -> str:
    """Return what a condition asks, as it stands in the JSON."""
    if isinstance(value, str):
        value = _cut(value)
        return json.dumps(value, ensure_ascii=False) if quoted else value
    # Objects and lists are no conditions, and may be of any size.
    return "..." if isinstance(value, dict | list) else json.dumps(value, default=repr)


def _cut(text: str) -> str:
    # What stands in a hundred Ifs repeats their conditions a hundred times.
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
