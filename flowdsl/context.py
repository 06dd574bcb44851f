"""What rules ask of a document: its screens, components, inputs, actions and edges, found once.

A document may be wrong in any way when it gets here, and what is wrong is reported already: the
context holds what could be read, and says of each screen whether that was all of it.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.logic import Form, If, Switch
from flowdsl.findings import Record, Trail, Use
from flowdsl.node import ACTIONS, COMPONENTS, Node, remembered
from flowdsl.projection import shape_of
from flowdsl.shape import Dynamic, List, Map, Object, Shape, Tagged
from flowdsl.versions import Version

__all__ = [
    "Context",
    "PlacedAction",
    "PlacedComponent",
    "PlacedScreen",
    "entries_of",
    "kinds_of",
    "read_context",
]

MOST_READ: Final = 300
"""So many screens, and components of a screen, are looked at: three times what there may be."""

ITEM_KEYS: Final = ("data-source", "list-items")
MODEL: Final = "a routing model"
SEVERAL_SCREENS: Final = "several screens"
DATA: Final = "data"
"""What rules may need beside components and actions."""

ROOT: Final[Trail] = (None, "")


@attrs.define(eq=False)
class PlacedComponent:
    """A component, where it stands.

    Args:
        kind: Its `type`.
        content: Its JSON.
        trail: The way to it.
        screen: The screen that it stands on.
        holder: The Form, If or Switch around it; None directly in the layout.
        branch: In which list of the holder it stands: `"then"`, `"else"`, the name of a case.
        form: The Form around it at any distance.
        actions: What happens on it, in the order of its events; those of its items after them.
    """

    kind: str
    content: dict[str, Any]
    trail: Trail
    screen: "PlacedScreen"
    holder: "PlacedComponent | None"
    branch: str | None
    form: "PlacedComponent | None"
    actions: "list[PlacedAction]" = attrs.field(factory=list)

    @property
    def name(self) -> str | None:
        """Its name, if it has one."""
        name = self.content.get("name")
        return name if isinstance(name, str) else None

    def around(self) -> "Iterator[PlacedComponent]":
        """Yield what it stands in, from the inside to the outside."""
        holder = self.holder
        while holder is not None:
            yield holder
            holder = holder.holder

    def at(self, key: str | int) -> Trail:
        """Return the way to one of its properties."""
        return (self.trail, key)


@attrs.define(eq=False)
class PlacedAction:
    """An action, where it stands.

    Args:
        name: Its `name`.
        content: Its JSON.
        trail: The way to it.
        event: The key that it stands under.
        component: The component that it stands on.
        item: The index of the option or item of that component that it stands on, if it does.
    """

    name: str
    content: dict[str, Any]
    trail: Trail
    event: str
    component: PlacedComponent
    item: int | None

    @property
    def payload(self) -> dict[str, Any]:
        """Its payload; empty where there is none."""
        payload = self.content.get("payload")
        return payload if isinstance(payload, dict) else {}

    @property
    def target(self) -> str | None:
        """The id of the screen that it leads to, as far as it can be read."""
        match self.content:
            case {"next": {"name": str(name)}} if self.name == "navigate":
                return name
        return None


@attrs.define(eq=False)
class PlacedScreen:
    """A screen of a document.

    Args:
        index: Its number among the screens.
        content: Its JSON.
        trail: The way to it.
        is_whole: Whether everything on it could be read; if not, nobody knows what is missing.
        has_layout: Whether its layout could be read at all.
        knows_actions: Whether every action on it could be read.
        components: Everything on it, in document order, what is in branches included.
        inputs: The inputs by their names; the first of a name.
        uses: What it binds.
    """

    index: int
    content: dict[str, Any]
    trail: Trail
    is_whole: bool = True
    has_layout: bool = False
    knows_actions: bool = True
    components: list[PlacedComponent] = attrs.field(factory=list)
    inputs: dict[str, PlacedComponent] = attrs.field(factory=dict)
    uses: list[Use] = attrs.field(factory=list)

    @property
    def id(self) -> str:
        """Its id; empty where there is none."""
        name = self.content.get("id")
        return name if isinstance(name, str) else ""

    @property
    def is_terminal(self) -> bool:
        """Whether the flow can end here."""
        return self.content.get("terminal") is True

    @property
    def data(self) -> dict[str, Any]:
        """The entries of its data; `required` is one only where it looks like one."""
        data = self.content.get("data")
        if not isinstance(data, dict):
            return {}
        if isinstance(data.get("required"), list):
            return {key: value for key, value in data.items() if key != "required"}
        return data

    @property
    def names(self) -> Iterator[str]:
        """Everything on it that can be referred to."""
        yield from self.data
        yield from self.inputs

    @property
    def actions(self) -> Iterator[PlacedAction]:
        """Everything that can happen on it."""
        for component in self.components:
            yield from component.actions

    def at(self, key: str | int) -> Trail:
        """Return the way to one of its properties."""
        return (self.trail, key)

    def of(self, *kinds: str) -> list[PlacedComponent]:
        """Return the components of some kinds."""
        return [component for component in self.components if component.kind in kinds]


@attrs.define(eq=False)
class Context:
    """What is known of a document.

    Args:
        document: The document.
        version: The version that it is held against.
        screens: Its screens.
        is_whole: Whether each screen could be read as one.
        record: What checking its structure brought to light.
        size: How many bytes its text has, where it was read from one.
        shared: What one rule has worked out and another can use.
    """

    document: dict[str, Any]
    version: Version
    screens: list[PlacedScreen]
    is_whole: bool
    record: Record
    size: int | None = None
    shared: dict[str, object] = attrs.field(factory=dict)

    @property
    def has_endpoint(self) -> bool:
        """Whether the flow talks to an endpoint."""
        return "data_api_version" in self.document

    @cached_property
    def by_id(self) -> dict[str, PlacedScreen]:
        """The screens by their ids; the first of an id."""
        found: dict[str, PlacedScreen] = {}
        for screen in self.screens:
            found.setdefault(screen.id, screen)
        return found

    @cached_property
    def by_kind(self) -> dict[str, list[PlacedComponent]]:
        """The components by their kinds, in document order."""
        found: dict[str, list[PlacedComponent]] = {}
        for component in self.components:
            found.setdefault(component.kind, []).append(component)
        return found

    @cached_property
    def components(self) -> list[PlacedComponent]:
        """Every component, in document order."""
        return [component for screen in self.screens for component in screen.components]

    @cached_property
    def with_items(self) -> "list[tuple[PlacedComponent, str, list[Any]]]":
        """The components that have options or items in the JSON, with the key and those."""
        return [
            (component, key, items)
            for component in self.components
            for key in ITEM_KEYS
            if isinstance(items := component.content.get(key), list)
        ]

    @cached_property
    def features(self) -> set[str]:
        """What there is to look at: kinds of component, names of actions, and what stands below."""
        found = {action.name for action in self.actions}
        found.update(self.by_kind)
        if "routing_model" in self.document:
            found.add(MODEL)
        if len(self.screens) > 1:
            found.add(SEVERAL_SCREENS)
        if any("data" in screen.content for screen in self.screens):
            found.add(DATA)
        return found

    @cached_property
    def actions(self) -> list[PlacedAction]:
        """Everything that can happen, in document order."""
        return [action for screen in self.screens for action in screen.actions]

    def of(self, *kinds: str) -> Iterator[PlacedComponent]:
        """Yield the components of some kinds."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    @property
    def is_known(self) -> bool:
        """Whether everything in it could be read, so that what is not there is missing."""
        return self.is_whole and all(
            screen.is_whole and screen.knows_actions for screen in self.screens
        )

    def actions_of(self, *names: str) -> Iterator[PlacedAction]:
        """Yield the actions of some names."""
        return (action for action in self.actions if action.name in names)


@attrs.frozen(slots=False)
class _Parts:
    """Where a component of a kind holds others, and where actions.

    Args:
        lists: The keys of lists of components.
        maps: The keys of objects whose values are lists of components.
        events: The keys of actions.
        items: The keys of lists whose items have actions, with the keys of those.
    """

    lists: tuple[str, ...]
    maps: tuple[str, ...]
    events: tuple[str, ...]
    items: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def holds(self) -> bool:
        """Whether it holds components."""
        return bool(self.lists or self.maps)

    @cached_property
    def acts(self) -> bool:
        """Whether anything happens on it."""
        return bool(self.events or self.items)


@remembered
def _parts(cls: type[Node], version: Version) -> _Parts:
    shapes = [(known.key, _static(known.shape)) for known in shape_of(cls, version).properties]
    return _Parts(
        lists=tuple(key for key, shape in shapes if _is_children(shape)),
        maps=tuple(
            key for key, shape in shapes if isinstance(shape, Map) and _is_children(shape.value)
        ),
        events=_events(shape_of(cls, version)),
        items=tuple(
            (key, _events(shape.item))
            for key, shape in shapes
            if isinstance(shape, List) and isinstance(shape.item, Object) and _events(shape.item)
        ),
    )


def _static(shape: Shape) -> Shape | None:
    return shape.static if isinstance(shape, Dynamic) else shape


def _is_children(shape: Shape | None) -> bool:
    return (
        isinstance(shape, List)
        and isinstance(shape.item, Tagged)
        and shape.item.what == "component"
    )


def _events(shape: Object) -> tuple[str, ...]:
    return tuple(
        known.key
        for known in shape.properties
        if isinstance(known.shape, Tagged) and known.shape.what == "action"
    )


@remembered
def kinds_of(base: type[Node]) -> frozenset[str]:
    """Return the kinds of component that are of a class, such as `Input`."""
    return frozenset(name for name, cls in COMPONENTS.items() if issubclass(cls, base))


def read_context(
    document: dict[str, Any], version: Version, record: Record, size: int | None = None
) -> Context:
    """Return what is known of a document.

    Args:
        document: The document.
        version: The version to hold it against.
        record: What checking its structure brought to light.
        size: How many bytes its text has, where it was read from one.
    """
    screens: list[PlacedScreen] = []
    written = document.get("screens")
    found = Context(document, version, screens, isinstance(written, list), record, size)
    trail = (ROOT, "screens")
    for index, content in enumerate(written if isinstance(written, list) else ()):
        if index == MOST_READ:
            found.is_whole = False
            break
        if isinstance(content, dict):
            screen = PlacedScreen(index, content, (trail, index))
            _read_screen(screen, version)
            screens.append(screen)
        else:
            found.is_whole = False
    _share_uses(found, record)
    return found


def _share_uses(context: Context, record: Record) -> None:
    """Give each screen what it binds."""
    by_index = {screen.index: screen for screen in context.screens}
    for use in record.uses:
        # The screen is the second step from the root.
        step, holder = use.key, use.parent
        first: str | int = ""
        while holder is not None and holder[0] is not None:
            first, step, holder = step, holder[1], holder[0]
        screen = by_index.get(first) if step == "screens" and isinstance(first, int) else None
        if screen is not None:
            screen.uses.append(use)


def _read_screen(screen: PlacedScreen, version: Version) -> None:
    layout = screen.content.get("layout")
    children = layout.get("children") if isinstance(layout, dict) else None
    if not isinstance(layout, dict) or not isinstance(children, list):
        screen.is_whole = False
        return
    screen.has_layout = True
    _read_children(screen, children, ((screen.trail, "layout"), "children"), None, None, version)


_INPUTS: Final = kinds_of(Input)
_FORM, _IF, _SWITCH = Form.facts.name, If.facts.name, Switch.facts.name


@remembered
def _known_kinds(version: Version) -> dict[str, _Parts]:
    """Return where the components that a version has hold others, and actions."""
    return {
        name: _parts(cls, version) for name, cls in COMPONENTS.items() if cls.facts.since <= version
    }


def _read_children(
    screen: PlacedScreen,
    children: list[Any],
    trail: Trail,
    holder: PlacedComponent | None,
    branch: str | None,
    version: Version,
) -> None:
    form = holder if holder is not None and holder.kind == _FORM else holder and holder.form
    known, components = _known_kinds(version), screen.components
    for index, content in enumerate(children):
        kind = content.get("type") if content.__class__ is dict else None
        parts = known.get(kind) if isinstance(kind, str) else None
        if kind is None or parts is None or len(components) >= MOST_READ:
            screen.is_whole = False
            continue
        placed = PlacedComponent(kind, content, (trail, index), screen, holder, branch, form)
        components.append(placed)
        if kind in _INPUTS:
            name = content.get("name")
            if name.__class__ is str:
                screen.inputs.setdefault(name, placed)
        if parts.acts:
            _read_actions(placed, parts)
        if parts.holds:
            _read_inside(placed, parts, version)


def _read_inside(placed: PlacedComponent, parts: _Parts, version: Version) -> None:
    screen, content = placed.screen, placed.content
    for key in parts.lists:
        inner = content.get(key)
        if isinstance(inner, list):
            _read_children(screen, inner, (placed.trail, key), placed, key, version)
        elif inner is not None:
            screen.is_whole = False
    for key in parts.maps:
        cases = content.get(key)
        for name, inner in cases.items() if isinstance(cases, dict) else ():
            if isinstance(inner, list):
                way = ((placed.trail, key), name)
                _read_children(screen, inner, way, placed, str(name), version)
            else:
                screen.is_whole = False


def _read_actions(placed: PlacedComponent, parts: _Parts) -> None:
    content = placed.content
    for event in parts.events:
        if event in content:
            _read_action(placed, content[event], (placed.trail, event), event, None)
    for key, events in parts.items:
        items = content.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict) or item.keys().isdisjoint(events):
                continue
            for event in events:
                if event in item:
                    way = (((placed.trail, key), index), event)
                    _read_action(placed, item[event], way, event, index)


def _read_action(
    placed: PlacedComponent, content: Any, trail: Trail, event: str, item: int | None
) -> None:
    name = content.get("name") if isinstance(content, dict) else None
    if isinstance(name, str) and name in ACTIONS:
        placed.actions.append(PlacedAction(name, content, trail, event, placed, item))
    else:
        placed.screen.knows_actions = False


def entries_of(screen: PlacedScreen) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the entries of a screen's data that are objects."""
    for name, entry in screen.data.items():
        if isinstance(entry, dict):
            yield name, entry
