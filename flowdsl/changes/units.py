"""Groups elementary edits into changes: what is one thing to an author, and what only follows."""

import enum
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.changes.alignment import Alignment
from flowdsl.changes.anatomy import below, settle
from flowdsl.changes.causes import Causes
from flowdsl.changes.edits import Edit, EditKind
from flowdsl.changes.places import OPAQUE, Place, Places, Subject
from flowdsl.facts import TextForm
from flowdsl.problems import Path
from flowdsl.shape import AnyOf, Dynamic, List, Shape, Str

__all__ = ["ChangeKind", "Unit", "subject_of", "units_of"]


class ChangeKind(enum.StrEnum):
    """What happened to something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"


@attrs.define(eq=False)
class Unit:
    """Edits that are one change.

    Args:
        kind: What happened.
        subject: To what.
        old: The thing in the old document; None where it is new.
        new: The thing in the new document; None where it is gone.
        key: The key of the property that changed; None where it is the thing itself.
        old_path: Where that was; None where it is new.
        new_path: Where it is; None where it is gone.
        edits: The edits.
        follows: The edits that follow from them, such as references to what was renamed.
    """

    kind: ChangeKind
    subject: Subject
    old: Place | None
    new: Place | None
    key: str | None
    old_path: Path | None
    new_path: Path | None
    edits: list[Edit]
    follows: list[Edit]

    @property
    def place(self) -> Place:
        """The thing, in the new document where it is there."""
        found = self.new or self.old
        assert found is not None
        return found


_Key: TypeAlias = tuple[str, Path, str]
"""Which document, the path of a thing there, and what of it."""

_WHOLE: Final = ""
_MOVED: Final = "\0moved"

_NAMES: Final = {
    (Subject.SCREEN, "id"),
    (Subject.OPTION, "id"),
    (Subject.INPUT, "name"),
    (Subject.COMPONENT, "name"),
}
"""The properties that say what something is called."""

_SUBJECTS: Final = {
    (Subject.FLOW, "version"): Subject.VERSION,
    (Subject.FLOW, "data_api_version"): Subject.DATA_API_VERSION,
    (Subject.FLOW, "routing_model"): Subject.ROUTE,
    (Subject.SCREEN, "data"): Subject.DATA,
    (Subject.ACTION, "payload"): Subject.PAYLOAD,
    (Subject.INPUT, "type"): Subject.INPUT,
    (Subject.COMPONENT, "type"): Subject.COMPONENT,
}
"""The properties that are more than a property."""


def units_of(alignment: Alignment, old: Places, new: Places) -> list[Unit]:
    """Return the changes that the edits of two documents come to, each edit in exactly one.

    Args:
        alignment: The two documents, aligned.
        old: The places of the old one.
        new: The places of the new one.
    """
    grouping = _Grouping(alignment, old, new)
    causes = Causes(alignment, old, new)
    groups: dict[_Key, list[Edit]] = {}
    follows: dict[_Key, list[Edit]] = {}
    for edit in alignment.edits:
        cause = causes.of(edit)
        if cause is not None:
            follows.setdefault(grouping.key(cause), []).append(edit)
        else:
            groups.setdefault(grouping.key(edit), []).append(edit)
    return [grouping.unit(key, edits, follows.get(key, [])) for key, edits in groups.items()]


class _Grouping:
    """Tells which edits are of one thing.

    Args:
        alignment: The two documents, aligned.
        old: The places of the old one.
        new: The places of the new one.
    """

    def __init__(self, alignment: Alignment, old: Places, new: Places) -> None:
        self.paths = alignment.paths
        self.back = {there: here for here, there in alignment.paths.items()}
        self.old = old
        self.new = new

    def places(self, edit: Edit) -> tuple[Place | None, Place | None]:
        """Return where an edit is, in the old document and in the new one."""
        return (
            self.old.of(edit.old_path) if edit.old_path is not None else None,
            self.new.of(edit.new_path) if edit.new_path is not None else None,
        )

    def key(self, edit: Edit) -> _Key:
        """Return what edits of one change have in common."""
        old, new = self.places(edit)
        if new is not None:
            if edit.kind is EditKind.MOVED and not new.rest:
                # Options that change places do so together.
                several = new.subject is Subject.OPTION
                return ("new", new.thing[:-1] if several else new.thing, _MOVED)
            return ("new", new.thing, _what(edit, new))
        assert old is not None
        if not old.rest:
            return ("old", old.thing, _WHOLE)
        return ("new", self.paths[old.thing], _what(edit, old))

    def unit(self, key: _Key, edits: list[Edit], follows: list[Edit]) -> Unit:
        """Return the change that some edits are.

        Args:
            key: What they have in common.
            edits: The edits.
            follows: Those that follow from them.
        """
        side, thing, what = key
        first_old, first_new = self.places(edits[0])
        if what == _MOVED:
            assert first_old is not None
            assert first_new is not None
            names = first_old.path[-1], first_new.path[-1]
            is_key = isinstance(names[1], str) and names[0] != names[1]
            kind = ChangeKind.RENAMED if is_key else ChangeKind.MOVED
            return self._whole(kind, first_old, first_new, edits, follows)
        if side == "old":
            assert first_old is not None
            return self._whole(ChangeKind.REMOVED, first_old, None, edits, follows)
        new = self.new.of(thing)
        if first_new is not None and first_new.path == thing:
            kind = ChangeKind(edits[0].kind.value)
            return self._whole(kind, first_old, new, edits, follows)
        old = self.old.of(self.back[thing])
        if new.subject in OPAQUE or (new.subject is Subject.ACTION and what == _WHOLE):
            kind = ChangeKind(what) if what else ChangeKind.CHANGED
            unit = self._whole(kind, old, new, edits, follows)
            firsts = {_first_step(place) for edit in edits for place in self.places(edit) if place}
            if new.subject is Subject.ACTION and firsts == {"next"}:
                unit.subject = Subject.ROUTE
            return unit
        return self._property(what, old, new, edits, follows)

    def _whole(
        self,
        kind: ChangeKind,
        old: Place | None,
        new: Place | None,
        edits: list[Edit],
        follows: list[Edit],
    ) -> Unit:
        place = new or old
        assert place is not None
        old = None if old is None else self.old.of(old.thing)
        new = None if new is None else self.new.of(new.thing)
        return Unit(
            kind=kind,
            subject=place.subject,
            old=old,
            new=new,
            key=None,
            old_path=old.thing if old is not None else None,
            new_path=new.thing if new is not None else None,
            edits=edits,
            follows=follows,
        )

    def _property(
        self, key: str, old: Place, new: Place, edits: list[Edit], follows: list[Edit]
    ) -> Unit:
        before, after = self.old.value(old.thing), self.new.value(new.thing)
        was, is_ = key in before, key in after
        kind = ChangeKind.CHANGED
        if not was or not is_:
            kind = ChangeKind.ADDED if is_ else ChangeKind.REMOVED
        subject = _SUBJECTS.get((new.subject, key)) or _SUBJECTS.get((old.subject, key))
        is_name = (new.subject, key) in _NAMES and was and is_
        if is_name and isinstance(before[key], str) and isinstance(after[key], str):
            kind, subject = ChangeKind.RENAMED, new.subject
        if subject is None:
            value = after[key] if is_ else before[key]
            place = new if is_ else old
            holder = after if is_ else before
            subject = subject_of(below(settle(place.shape, holder), key), value)
        return Unit(
            kind=kind,
            subject=subject,
            old=old,
            new=new,
            key=key,
            old_path=(*old.thing, key) if was else None,
            new_path=(*new.thing, key) if is_ else None,
            edits=edits,
            follows=follows,
        )


def _first_step(place: Place) -> str | int:
    return place.rest[0] if place.rest else ""


def _what(edit: Edit, place: Place) -> str:
    """Return of what an edit is within a thing: the key of a property, as a rule."""
    if not place.rest:
        return _WHOLE
    if place.subject is Subject.ROUTE:
        return edit.kind.value
    first = str(place.rest[0])
    if place.subject in OPAQUE or (place.subject is Subject.ACTION and first != "payload"):
        return _WHOLE
    return first


def subject_of(shape: Shape | None, value: Any) -> Subject:
    """Return what a property is: a text that is shown, a condition, or anything else."""
    if isinstance(shape, Dynamic) and shape.static is None:
        return Subject.CONDITION
    texts = list(_texts_of(shape))
    if any(text.form is TextForm.CONDITION for text in texts):
        return Subject.CONDITION
    if not texts or not isinstance(value, str | list):
        return Subject.PROPERTY
    return Subject.TEXT if all(map(_is_shown, texts)) else Subject.PROPERTY


def _texts_of(shape: Shape | None) -> list[Str]:
    """Return the texts that a property may be, alone or in a list."""
    match shape:
        case Str():
            return [shape]
        case Dynamic(static=inner):
            return _texts_of(inner)
        case List(item=item):
            return _texts_of(item)
        case AnyOf(alternatives=alternatives):
            return [text for each in alternatives for text in _texts_of(each)]
    return []


def _is_shown(text: Str) -> bool:
    is_plain = text.form is TextForm.PLAIN and text.date is None
    return is_plain and text.pattern is None and text.usual is None
