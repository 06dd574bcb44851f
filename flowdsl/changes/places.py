"""What a path of a document leads to: which screen, component, option, action or payload key."""

import enum
from typing import Any, Final, NamedTuple

from flowdsl.changes.anatomy import (
    FLOW,
    INPUTS,
    below,
    is_action,
    is_identified,
    is_row,
    settle,
)
from flowdsl.changes.edits import value_at
from flowdsl.problems import Path
from flowdsl.shape import List, Map, Object, Shape

__all__ = ["Place", "Places", "Subject"]


class Subject(enum.StrEnum):
    """What a change is about."""

    FLOW = "flow"
    VERSION = "version"
    DATA_API_VERSION = "data_api_version"
    ROUTE = "route"
    SCREEN = "screen"
    COMPONENT = "component"
    INPUT = "input"
    OPTION = "option"
    CASE = "case"
    DATA = "data"
    ACTION = "action"
    PAYLOAD = "payload"
    TEXT = "text"
    CONDITION = "condition"
    PROPERTY = "property"


OPAQUE: Final = frozenset({Subject.DATA, Subject.PAYLOAD, Subject.ROUTE})
"""What stands below these is JSON of the author's own."""


class Place(NamedTuple):
    """Where a path leads.

    Args:
        path: The path.
        subject: What the innermost thing on the way is: anything from the flow to a payload key.
        thing: The path to it.
        shape: What may stand at the path, where that is known.
        noun: What the table calls the thing.
        screen: The index of the screen.
        component: The path to the innermost component.
        item: The path to the option, or the item of a list.
        action: The path to the action.
    """

    path: Path
    subject: Subject
    thing: Path
    shape: Shape | None
    noun: str
    screen: int | None
    component: Path | None
    item: Path | None
    action: Path | None

    @property
    def rest(self) -> Path:
        """The way from the thing on."""
        return self.path[len(self.thing) :]


class Places:
    """The places of a document; what many paths begin with is looked at once.

    Args:
        document: The document, plain JSON.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._known: dict[Path, tuple[Place, Any]] = {}
        root = Place(
            path=(),
            subject=Subject.FLOW,
            thing=(),
            shape=FLOW,
            noun="flow",
            screen=None,
            component=None,
            item=None,
            action=None,
        )
        self._known[()] = (root, document)

    def of(self, path: Path) -> Place:
        """Return where a path leads, which has to exist."""
        return self._of(path)[0]

    def value(self, path: Path) -> Any:
        """Return what stands at a path."""
        return value_at(self.document, path)

    def text(self, path: Path | None, key: str) -> str | None:
        """Return the text under a key of what stands at a path, if it is one."""
        found = self.value(path) if path is not None else None
        inner = found.get(key) if isinstance(found, dict) else None
        return inner if isinstance(inner, str) else None

    def screen_id(self, index: int | None) -> str | None:
        """Return the id of a screen."""
        return None if index is None else self.text(("screens", index), "id")

    def _of(self, path: Path) -> tuple[Place, Any]:
        found = self._known.get(path)
        if found is None:
            parent, value = self._of(path[:-1])
            found = self._known[path] = self._step(parent, value, path)
        return found

    def _step(self, parent: Place, value: Any, path: Path) -> tuple[Place, Any]:
        key = path[-1]
        inner = value[key]
        if parent.subject in OPAQUE:
            return parent._replace(path=path, shape=None), inner
        settled = settle(parent.shape, value)
        shape = below(settled, key)
        place = parent._replace(path=path, shape=shape)
        subject = _begins(parent, settled, shape, key)
        if subject is None:
            return place, inner
        place = place._replace(subject=subject, thing=path, noun=_noun(settled, subject))
        if subject is Subject.SCREEN:
            assert isinstance(key, int)
            place = place._replace(screen=key)
        elif subject is Subject.COMPONENT:
            kind = inner.get("type") if isinstance(inner, dict) else None
            is_input = isinstance(kind, str) and kind in INPUTS
            place = place._replace(
                subject=Subject.INPUT if is_input else Subject.COMPONENT,
                component=path,
                item=None,
                action=None,
            )
        elif subject is Subject.OPTION:
            place = place._replace(item=path)
        elif subject is Subject.ACTION:
            place = place._replace(action=path)
        return place, inner


def _begins(
    parent: Place, settled: Shape | None, shape: Shape | None, key: str | int
) -> Subject | None:
    """Return what begins with a step, if anything does."""
    if parent.path == ("screens",):
        return Subject.SCREEN if isinstance(key, int) else None
    if parent.path == ("routing_model",):
        return Subject.ROUTE
    if is_row(settled):
        return Subject.COMPONENT
    if isinstance(settled, List) and is_identified(settled.item):
        return Subject.OPTION
    if isinstance(settled, Map) and settled.of_data:
        return Subject.DATA
    if isinstance(settled, Map) and is_row(settled.value):
        return Subject.CASE
    if is_action(shape):
        return Subject.ACTION
    if parent.subject is Subject.ACTION and parent.rest == ("payload",):
        return Subject.PAYLOAD
    return None


def _noun(settled: Shape | None, subject: Subject) -> str:
    """Return what messages call a thing."""
    if isinstance(settled, List) and isinstance(settled.item, Object):
        return settled.item.name
    return "data entry" if subject is Subject.DATA else subject.value
