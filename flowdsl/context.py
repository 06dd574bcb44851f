"""What rules ask of a document: its screens, components, inputs, actions and edges, found once.

A document may be wrong in any way when it gets here, and what is wrong is reported already: the
context holds what could be read, and says of each screen whether that was all of it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeVar

import attrs

from flowdsl.findings import Record, Trail, Use, path_of
from flowdsl.node import COMPONENTS, Node, remembered
from flowdsl.problems import Path
from flowdsl.versions import Version

T = TypeVar("T")

__all__ = [
    "Context",
    "PlacedAction",
    "PlacedComponent",
    "PlacedScreen",
    "entries_of",
    "kinds_of",
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

    @property
    def path(self) -> Path:
        """Where it stands."""
        assert self.trail is not None
        return path_of(*self.trail)

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
    shared: dict[type[Any], Any] = attrs.field(factory=dict)

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

    def once(self, kind: type[T], make: "Callable[[Context], T]") -> T:
        """Return what a function works out of the document; it is asked once.

        Args:
            kind: The class of what it returns, under which it is kept.
            make: The function.
        """
        found = self.shared.get(kind)
        if not isinstance(found, kind):
            found = self.shared[kind] = make(self)
        return found

    def release(self) -> None:
        """Let go of everything that refers back, so that it is freed at once and not collected."""
        self.shared.clear()
        for screen in self.screens:
            for component in screen.components:
                component.actions.clear()
            screen.components.clear()
            screen.inputs.clear()

    def is_wrong(self, path: Path) -> bool:
        """Return whether the structure says that something is wrong at a path or below."""
        return any(
            finding.is_error and finding.path[: len(path)] == path
            for finding in self.record.findings
        )

    def actions_of(self, *names: str) -> Iterator[PlacedAction]:
        """Yield the actions of some names."""
        return (action for action in self.actions if action.name in names)


@remembered
def kinds_of(base: type[Node]) -> frozenset[str]:
    """Return the kinds of component that are of a class, such as `Input`."""
    return frozenset(name for name, cls in COMPONENTS.items() if issubclass(cls, base))


def entries_of(screen: PlacedScreen) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the entries of a screen's data that are objects."""
    for name, entry in screen.data.items():
        if isinstance(entry, dict):
            yield name, entry
