"""What is said of a change, in one sentence."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flowdsl.changes.anatomy import INPUTS, settle
from flowdsl.changes.case import Known
from flowdsl.changes.component_pairing import but
from flowdsl.changes.edits import is_same
from flowdsl.changes.places import Place, Places, Subject
from flowdsl.changes.units import ChangeKind, Unit, subject_of
from flowdsl.changes.words import Name, On, Said, Value, listed
from flowdsl.data_types import type_words, types_of
from flowdsl.node import COMPONENTS
from flowdsl.problems import Path
from flowdsl.shape import Object

__all__ = ["Speaker"]

_ADDED, _REMOVED, _CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
_RENAMED, _MOVED = ChangeKind.RENAMED, ChangeKind.MOVED


class Speaker:
    """Says what changed between two documents.

    Args:
        old: The places of the old document.
        new: The places of the new one.
        known: What is known of both.
    """

    def __init__(self, old: Places, new: Places, known: Known) -> None:
        self.old = old
        self.new = new
        self.known = known
        self._called: dict[tuple[bool, Path], Said] = {}

    def say(self, unit: Unit) -> Said:
        """Return a sentence about a change."""
        return _SPOKEN.get(unit.subject, Speaker._property)(self, unit)

    def _values(self, unit: Unit) -> tuple[Any, Any]:
        """Return what was there and what is; None where there is nothing."""
        return (
            None if unit.old_path is None else self.old.value(unit.old_path),
            None if unit.new_path is None else self.new.value(unit.new_path),
        )

    def _places(self, place: Place, unit: Unit) -> Places:
        return self.new if place is unit.new else self.old

    # What things are called.

    def screen(self, unit: Unit) -> str | None:
        """Return the id of the screen that a change is on, the new one where it has another."""
        if unit.new is not None:
            return self.new.screen_id(unit.new.screen)
        before = unit.place.screen
        after = None if before is None else self.known.counterparts.screens.found.get(before)
        return self.old.screen_id(before) if after is None else self.new.screen_id(after)

    def _on(self, unit: Unit) -> Said:
        name = self.screen(unit)
        return () if name is None else (On(name),)

    def _component(self, places: Places, path: Path) -> Said:
        """Return what a component is called, by its name or else by what it says."""
        key = (places is self.new, path)
        if key not in self._called:
            self._called[key] = self._named(places, path)
        return self._called[key]

    def _named(self, places: Places, path: Path) -> Said:
        content = places.value(path)
        kind, name = places.text(path, "type"), places.text(path, "name")
        if name is not None and kind in INPUTS:
            return ("input ", Name(name))
        what: Said = (kind,) if kind in COMPONENTS else (Name(kind),) if kind else ("a component",)
        if name is not None:
            return (*what, " ", Name(name))
        settled = settle(places.of(path).shape, content)
        for known in settled.properties if isinstance(settled, Object) else ():
            value = content.get(known.key)
            if isinstance(value, str) and subject_of(known.shape, value) is Subject.TEXT:
                return (*what, " ", Value(value))
        return what

    def _thing(self, unit: Unit, place: Place | None = None) -> Said:
        """Return what a thing is called, without the screen that it is on."""
        place = place or unit.place
        places = self._places(place, unit)
        path = place.thing
        match place.subject:
            case Subject.FLOW:
                return ("the flow",)
            case Subject.SCREEN:
                name = places.screen_id(place.screen)
                return ("screen ", Name(name)) if name is not None else ("a screen without an id",)
            case Subject.COMPONENT | Subject.INPUT:
                return self._component(places, path)
            case Subject.OPTION:
                name = places.text(path, "id")
                what: Said = ("", place.noun) if name is None else (f"{place.noun} ", Name(name))
                return (*what, *self._owner(places, place))
            case Subject.CASE:
                return ("case ", Name(str(path[-1])), *self._owner(places, place))
            case Subject.DATA:
                return ("data entry ", Name(str(path[-1])))
            case Subject.PAYLOAD:
                return ("payload key ", Name(str(path[-1])), *self._of_action(places, place))
        return (Name(str(path[-1])), *self._owner(places, place))

    def _owner(self, places: Places, place: Place) -> Said:
        if place.item is not None and place.item != place.thing:
            name = places.text(place.item, "id")
            if name is not None:
                noun = f"{places.of(place.item).noun} "
                return (" of ", noun, Name(name), *self._of_component(places, place))
        return self._of_component(places, place)

    def _of_component(self, places: Places, place: Place) -> Said:
        if place.component is None:
            return ()
        return (" of ", *self._component(places, place.component))

    def _of_action(self, places: Places, place: Place) -> Said:
        """Return what an action is called, and what it stands on."""
        name = places.text(place.action, "name")
        owner = self._owner(places, place)
        return owner if name is None else (" of ", Name(name), " (", *owner[1:], ")")

    # What is said of each subject.

    def _plain(self, unit: Unit) -> Said:
        """Say that something is there, or is not, or is called something else."""
        thing, on = self._thing(unit), self._on(unit)
        match unit.kind:
            case ChangeKind.ADDED:
                return (*thing, *on, " is new", *self._inside(unit))
            case ChangeKind.REMOVED:
                return (*thing, *on, " is gone", *self._inside(unit))
            case ChangeKind.RENAMED:
                assert unit.old is not None
                return (*self._thing(unit, unit.old), *on, " is now ", *self._new_name(unit))
            case ChangeKind.MOVED:
                return (*thing, *on, *self._whereto(unit))
            case ChangeKind.CHANGED:
                return (*thing, *on, " is something else")

    def _inside(self, unit: Unit) -> Said:
        """Return the inputs that came or went with something that holds them."""
        if unit.subject is Subject.INPUT:
            return ()
        if unit.kind is _ADDED:
            found, known = self.known.new.inputs_in(unit.new_path), self.known.counterparts.back
        else:
            found, known = self.known.old.inputs_in(unit.old_path), self.known.counterparts.parts
        names = [each.name for each in found if each.name is not None and each.path not in known]
        if not names:
            return ()
        return (f", with input{'' if len(names) == 1 else 's'} ", *listed(names))

    def _new_name(self, unit: Unit) -> Said:
        _, new = self._values(unit)
        is_key = unit.key is None
        return (Name(str(unit.place.thing[-1]) if is_key else str(new)),)

    def _whereto(self, unit: Unit) -> Said:
        """Return where something went."""
        assert unit.old is not None
        assert unit.new is not None
        if unit.old.screen != unit.new.screen and unit.subject is not Subject.SCREEN:
            name = self.old.screen_id(unit.old.screen) or ""
            return (" came from screen ", Name(name))
        before, after = unit.old.thing, unit.new.thing
        if before[:-1] != after[:-1]:
            holder, other = self.old.of(before[:-1]).component, self.new.of(after[:-1]).component
            if other is not None and other != holder:
                return (" went into ", *self._component(self.new, other))
            if other is None and holder is not None:
                return (" went out of ", *self._component(self.old, holder))
        places = before[-1], after[-1]
        if places[0] == places[1] or isinstance(places[0], str) or isinstance(places[1], str):
            return (" moved",)
        return (f" moved from place {places[0] + 1} to {places[1] + 1}",)

    def _of_screen(self, unit: Unit) -> Said:
        said = self._plain(unit)
        return tuple(piece for piece in said if not isinstance(piece, On))

    def _component_changed(self, unit: Unit) -> Said:
        if unit.key != "type":
            return self._plain(unit)
        old, new = self._values(unit)
        is_input = unit.place.subject is Subject.INPUT
        what = self._thing(unit) if is_input else self._thing(unit, unit.old)
        types = (" is of type ", Name(str(new)), ", was ", Name(str(old)))
        return (*what, *self._on(unit), *types)

    def _input(self, unit: Unit) -> Said:
        said = self._component_changed(unit)
        if unit.kind is _ADDED:
            kind = self.new.text(unit.place.thing, "type") or ""
            label = self.new.text(unit.place.thing, "label")
            return (*said, ": ", kind, *((" ", Value(label)) if label is not None else ()))
        return said

    def _option(self, unit: Unit) -> Said:
        if unit.kind is _MOVED and len(unit.edits) > 1:
            owner = self._of_component(self.new, unit.place)
            count = f"{len(unit.edits)} {unit.place.noun}s"
            return (count, *owner, *self._on(unit), " are in other places")
        said = self._plain(unit)
        title = self.new.text(unit.place.thing, "title") if unit.kind is _ADDED else None
        return (*said, ": ", Value(title)) if title is not None else said

    def _version(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        if unit.kind is not _CHANGED:
            return self._property(unit)
        return ("the version is ", Value(new), ", was ", Value(old))

    def _data_api(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        if unit.kind is _ADDED:
            return ("the flow has an endpoint now, in Data API ", Value(new))
        if unit.kind is _REMOVED:
            return ("the flow has no endpoint any more",)
        return ("the Data API is ", Value(new), ", was ", Value(old))

    def _route(self, unit: Unit) -> Said:
        if unit.place.subject is Subject.ACTION:
            return self._leads(unit)
        if unit.place.subject is not Subject.ROUTE:
            verbs = {_ADDED: "is new", _REMOVED: "is gone"}
            return (f"the routing model {verbs.get(unit.kind, 'is something else')}",)
        source = Name(str(unit.place.thing[-1]))
        old, new = (value if isinstance(value, list) else [] for value in self._values(unit))
        olds, news = _texts(old), _texts(new)
        if unit.kind is _ADDED:
            found = [name for name in news if name not in olds]
            more = listed(found) if found else ("nowhere",)
            return (
                ("the routing model leads from ", source, " to ", *more)
                if found
                else ("the routing model names ", source)
            )
        if unit.kind is _REMOVED:
            found = [name for name in olds if name not in news]
            if found:
                return ("the routing model leads no longer from ", source, " to ", *listed(found))
            return ("the routing model no longer names ", source)
        if unit.kind is _MOVED:
            return ("the routes from ", source, " are in another order")
        return (
            "the routing model leads from ",
            source,
            " to ",
            Value(new),
            ", led to ",
            Value(old),
        )

    def _leads(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        what = self._of_component(self.new, unit.place)[1:]
        targets = _target(new), _target(old)
        if targets[0] is None or targets[1] is None:
            return (*what, *self._on(unit), " leads somewhere else")
        return (
            *what,
            *self._on(unit),
            " leads to ",
            Name(targets[0]),
            ", led to ",
            Name(targets[1]),
        )

    def _data(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        if unit.key is not None:
            return self._several(unit, "data")
        said = self._plain(unit)
        if unit.kind is _ADDED:
            words = _type_words(new)
            return (*said, f": {words}") if words else said
        if unit.kind is not _CHANGED:
            return said
        thing, on = self._thing(unit), self._on(unit)
        before, after = _type_words(old), _type_words(new)
        if before and after and before != after:
            return (*thing, *on, f" is {after}, was {before}")
        if is_same(but(old, "__example__"), but(new, "__example__")):
            examples = Value(old.get("__example__")), Value(new.get("__example__"))
            return ("the example of ", *thing, *on, ": ", examples[0], " is now ", examples[1])
        return ("the schema of ", *thing, *on, " is another")

    def _several(self, unit: Unit, what: str) -> Said:
        """Say what happened to a payload, or to the data of a screen, as a whole."""
        old, new = self._values(unit)
        names = new if unit.kind is _ADDED else old
        keys = list(names) if isinstance(names, dict) else []
        owner: Said = ()
        if unit.place.action is not None:
            owner = self._of_action(self._places(unit.place, unit), unit.place)
        thing = (f"the {what}", *owner, *self._on(unit))
        if unit.kind is _CHANGED or not keys:
            verbs = {_ADDED: " is new", _REMOVED: " is gone"}
            return (*thing, verbs.get(unit.kind, " is something else"))
        verb = " is new: " if unit.kind is _ADDED else " is gone: "
        return (*thing, verb, *listed(keys))

    def _payload(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        if unit.key is not None:
            return self._several(unit, "payload")
        if unit.kind is _CHANGED:
            said = (*self._thing(unit), *self._on(unit))
            return (*said, " holds ", Value(new), ", held ", Value(old))
        said = self._plain(unit)
        return (*said, ": ", Value(new)) if unit.kind is _ADDED else said

    def _action(self, unit: Unit) -> Said:
        old, new = self._values(unit)
        said = (*self._thing(unit), *self._on(unit))
        before, after = _name(old), _name(new)
        if unit.kind is _ADDED and after is not None:
            return (*said, " is new: ", Name(after))
        if unit.kind is _REMOVED and before is not None:
            return (*said, " is gone, was ", Name(before))
        if unit.kind is _CHANGED and before != after and before and after:
            return (*said, " is ", Name(after), ", was ", Name(before))
        return self._plain(unit)

    def _text(self, unit: Unit) -> Said:
        assert unit.key is not None
        owner = () if unit.place.subject is Subject.FLOW else (" of ", *self._thing(unit))
        on = () if unit.place.subject is Subject.SCREEN else self._on(unit)
        what = unit.key.replace("-", " ").replace("_", " ")
        return self._property_of(unit, (f"the {what}", *owner, *on))

    def _property(self, unit: Unit) -> Said:
        if unit.key is None:
            return self._plain(unit)
        on = () if unit.place.subject is Subject.SCREEN else self._on(unit)
        return self._property_of(unit, (Name(unit.key), " of ", *self._thing(unit), *on))

    def _property_of(self, unit: Unit, what: Said) -> Said:
        old, new = self._values(unit)
        if unit.kind is _ADDED:
            return (*what, " is new: ", Value(new))
        if unit.kind is _REMOVED:
            return (*what, " is gone, was ", Value(old))
        if unit.subject is Subject.PROPERTY:
            return (*what, " is ", Value(new), ", was ", Value(old))
        return (*what, ": ", Value(old), " is now ", Value(new))


_SPOKEN: Final[Mapping[Subject, Callable[[Speaker, Unit], Said]]] = {
    Subject.VERSION: Speaker._version,
    Subject.DATA_API_VERSION: Speaker._data_api,
    Subject.ROUTE: Speaker._route,
    Subject.SCREEN: Speaker._of_screen,
    Subject.COMPONENT: Speaker._component_changed,
    Subject.INPUT: Speaker._input,
    Subject.OPTION: Speaker._option,
    Subject.CASE: Speaker._plain,
    Subject.DATA: Speaker._data,
    Subject.ACTION: Speaker._action,
    Subject.PAYLOAD: Speaker._payload,
    Subject.TEXT: Speaker._text,
    Subject.CONDITION: Speaker._text,
}
"""Who speaks of what; of all else as of a property."""


def _texts(values: list[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _target(action: Any) -> str | None:
    match action:
        case {"next": {"name": str(name)}}:
            return name
    return None


def _name(action: Any) -> str | None:
    found = action.get("name") if isinstance(action, dict) else None
    return found if isinstance(found, str) else None


def _type_words(entry: Any) -> str:
    types = types_of(entry) if isinstance(entry, dict) else None
    return type_words(types) if types else ""
