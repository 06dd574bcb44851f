"""Elementary edits that make one JSON document of another, and what it takes to apply them."""

import enum
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from flowdsl.problems import FlowError, Path

__all__ = [
    "DEEPEST",
    "Edit",
    "EditKind",
    "NotComparable",
    "Order",
    "apply",
    "is_same",
    "plain",
    "text_of",
    "value_at",
]

DEEPEST: Final = 100
"""So many objects and lists may stand one inside the other."""


class NotComparable(FlowError):
    """A document cannot be compared: it is too deep, or no JSON at all."""


class EditKind(enum.StrEnum):
    """What an edit does."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@attrs.frozen(kw_only=True)
class Edit:
    """One elementary difference of two documents.

    Args:
        kind: What it does.
        old_path: Where the value stands in the old document; None where it is added.
        new_path: Where it stands in the new one; None where it is removed.
        old: The value in the old document; None where it is added.
        new: The value in the new one; None where it is removed. What is moved may be changed
            inside, too, by edits of its own.
    """

    kind: EditKind
    old_path: Path | None = None
    new_path: Path | None = None
    old: Any = None
    new: Any = None


def value_at(document: Any, path: Path) -> Any:
    """Return what stands at a path of a document."""
    for step in path:
        document = document[step]
    return document


_TEXT: Final = json.JSONEncoder(sort_keys=True)


def text_of(value: Any) -> str:
    """Return JSON as text that is the same for the same JSON, whatever the order of keys."""
    return _TEXT.encode(value)


def is_same(old: Any, new: Any) -> bool:
    """Return whether two values are the same JSON; a number is, however it is written."""
    kind = old.__class__
    if kind is dict or kind is list:
        # Most that is not the same is found at once not to be. In Python true is 1, which the texts
        # tell apart, and only where they differ each value has to be looked at.
        return bool(old == new) and (text_of(old) == text_of(new) or _are_same(old, new))
    if kind is new.__class__:
        return bool(old == new) or (old != old and new != new)  # noqa: PLR0124  # Not a number.
    return _is_number(old) and _is_number(new) and bool(old == new)


def _are_same(old: Any, new: Any) -> bool:
    """Return whether objects, or lists, that are equal in Python hold the same JSON."""
    waiting = [(old, new)]
    while waiting:
        before, after = waiting.pop()
        steps = before if isinstance(before, dict) else range(len(before))
        for step in steps:
            inner, other = before[step], after[step]
            if isinstance(inner, dict | list):
                waiting.append((inner, other))
            elif not is_same(inner, other):
                return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a document that is plain JSON.

    Args:
        document: The document; what has no JSON becomes the text that Python has for it.

    Raises:
        NotComparable: It has more than 100 levels, or holds itself.
    """
    try:
        copy = json.loads(json.dumps(document, default=repr, skipkeys=True))
    except RecursionError:
        raise NotComparable(_TOO_DEEP) from None
    except ValueError as error:
        raise NotComparable(f"a document is no JSON: {error}") from None
    level = [copy]
    for _ in range(DEEPEST):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _HOLDERS
        ]
        if not level:
            return dict(copy)
    raise NotComparable(_TOO_DEEP)


_TOO_DEEP: Final = f"a document has more than {DEEPEST} levels of objects and lists"
_HOLDERS: Final = frozenset({dict, list})


def apply(old: dict[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """Return the document that edits make of another, which stays as it is.

    Args:
        old: The old document.
        edits: What `compare(old, new).edits` returns; then the result is `new`, but for the order
            of keys.
    """
    built = _Builder(old, edits).build(old, (), ())
    assert isinstance(built, dict), "the document itself is never replaced"
    return built


class _Builder:
    """Builds the new document from the top: what stays, and what comes to stand beside it."""

    def __init__(self, old: dict[str, Any], edits: Iterable[Edit]) -> None:
        self.old = old
        self.taken: set[Path] = set()
        self.replaced: dict[Path, Any] = {}
        self.placed: dict[Path, dict[str | int, Edit]] = {}
        for edit in edits:
            if edit.kind is EditKind.CHANGED:
                assert edit.old_path is not None
                self.replaced[edit.old_path] = edit.new
                continue
            if edit.old_path is not None:
                self.taken.add(edit.old_path)
            if edit.new_path is not None:
                self.placed.setdefault(edit.new_path[:-1], {})[edit.new_path[-1]] = edit

    def build(self, value: Any, old: Path, new: Path) -> Any:
        """Return what becomes of a value of the old document.

        Args:
            value: The value.
            old: Where it stands.
            new: Where it is going to stand.
        """
        if old in self.replaced:
            return self.graft(self.replaced[old], new)
        placed = self.placed.get(new, {})
        if isinstance(value, dict):
            built = {
                key: self.build(inner, (*old, key), (*new, key))
                for key, inner in value.items()
                if (*old, key) not in self.taken
            }
            for key, edit in placed.items():
                assert isinstance(key, str)
                built[key] = self.fresh(edit, (*new, key))
            return built
        if isinstance(value, list):
            kept = [index for index in range(len(value)) if (*old, index) not in self.taken]
            waiting = iter(kept)
            items: list[Any] = []
            for index in range(len(kept) + len(placed)):
                there = (*new, index)
                if index in placed:
                    items.append(self.fresh(placed[index], there))
                else:
                    source = next(waiting)
                    items.append(self.build(value[source], (*old, source), there))
            return items
        return value

    def fresh(self, edit: Edit, new: Path) -> Any:
        """Return what comes to stand somewhere, from elsewhere or from outside."""
        if edit.kind is EditKind.ADDED:
            return self.graft(edit.new, new)
        assert edit.old_path is not None
        value: Any = self.old
        for step in edit.old_path:
            value = value[step]
        return self.build(value, edit.old_path, new)

    def graft(self, value: Any, new: Path) -> Any:
        """Return a copy of what is new, in which what was moved there takes its place."""
        placed = self.placed.get(new, {})
        if isinstance(value, dict):
            return {
                key: self.fresh(placed[key], (*new, key))
                if key in placed
                else self.graft(inner, (*new, key))
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [
                self.fresh(placed[index], (*new, index))
                if index in placed
                else self.graft(inner, (*new, index))
                for index, inner in enumerate(value)
            ]
        return value


class Order:
    """Tells where edits belong in the new document.

    Args:
        new: The new document.
        paths: The new paths of objects and lists by their old ones.
    """

    def __init__(self, new: dict[str, Any], paths: Mapping[Path, Path]) -> None:
        self.new = new
        self.paths = paths
        self.positions: dict[Path, tuple[int, ...]] = {(): ()}
        self.keys: dict[Path, dict[str, int]] = {}

    def of(self, edit: Edit) -> tuple[int, ...]:
        """Return the numbers by which an edit is sorted: what is removed goes before the rest."""
        if edit.new_path is not None:
            return self._position(edit.new_path)
        assert edit.old_path is not None
        parent, key = edit.old_path[:-1], edit.old_path[-1]
        number = key if isinstance(key, int) else 0
        return (*self._position(self.paths.get(parent, ())), -1, number)

    def _position(self, path: Path) -> tuple[int, ...]:
        found = self.positions.get(path)
        if found is None:
            parent, key = path[:-1], path[-1]
            number = key if isinstance(key, int) else self._keys(parent)[key]
            found = self.positions[path] = (*self._position(parent), number)
        return found

    def _keys(self, path: Path) -> dict[str, int]:
        # Looking each key up anew would take the square of their number.
        if path not in self.keys:
            numbered = {key: number for number, key in enumerate(value_at(self.new, path))}
            self.keys[path] = numbered
        return self.keys[path]
