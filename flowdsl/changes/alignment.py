"""Aligns two documents: which part of the old one is which of the new, and what was edited.

Below the screens, the components and what has names of its own, JSON is aligned as JSON: objects by
their keys, lists by what is equal in them. So any two documents can be aligned, whatever they hold.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.changes.anatomy import (
    COMPONENT,
    FLOW,
    below,
    is_action,
    is_component,
    is_row,
    settle,
)
from flowdsl.changes.counterparts import Counterparts, ScreenPair, counterparts_of
from flowdsl.changes.edits import Edit, EditKind, Order, is_same, text_of, value_at
from flowdsl.changes.item_pairing import paired_items
from flowdsl.changes.matching import Pairing, in_order
from flowdsl.problems import Path
from flowdsl.shape import List, Map, Shape

__all__ = ["Alignment", "align"]

_NO_NAMES: Final[Mapping[str, str]] = {}
_SCREENS: Final[Path] = ("screens",)
_MODEL: Final[Path] = ("routing_model",)


@attrs.frozen
class Alignment:
    """Two documents, aligned.

    Args:
        counterparts: Which screens, components and data entries are which.
        edits: What is different, in the order of the new document; what is removed stands before
            what is left around it.
        paths: The new paths of the objects and lists in which something is different, by their old
            ones.
    """

    counterparts: Counterparts
    edits: list[Edit]
    paths: dict[Path, Path]


def align(old: dict[str, Any], new: dict[str, Any]) -> Alignment:
    """Align two documents.

    Args:
        old: The old one, plain JSON of at most 100 levels.
        new: The new one.
    """
    aligner = _Aligner(counterparts_of(old, new))
    if not is_same(old, new):
        aligner.pair(_Pair(old, new, (), (), FLOW))
        aligner.across(old, new)
        order = Order(new, aligner.paths)
        aligner.edits.sort(key=order.of)
    return Alignment(aligner.counterparts, aligner.edits, aligner.paths)


@attrs.frozen
class _Pair:
    """Two values that are each other's counterpart.

    Args:
        old: The old value.
        new: The new one.
        old_path: Where the old one stands.
        new_path: Where the new one stands.
        shape: What stands there, where that is known.
        names: The new names of keys, or of the items of a list, that have another.
    """

    old: Any
    new: Any
    old_path: Path
    new_path: Path
    shape: Shape | None
    names: Mapping[str, str] = _NO_NAMES


class _Aligner:
    def __init__(self, counterparts: Counterparts) -> None:
        self.counterparts = counterparts
        self.edits: list[Edit] = []
        self.paths: dict[Path, Path] = {}
        self.left = _Ends()
        self.came = _Ends()

    def pair(self, here: _Pair) -> None:
        """Note what is different between two values."""
        if is_same(here.old, here.new):
            return
        if isinstance(here.old, dict) and isinstance(here.new, dict):
            self.paths[here.old_path] = here.new_path
            self.objects(here)
        elif isinstance(here.old, list) and isinstance(here.new, list):
            self.paths[here.old_path] = here.new_path
            self.lists(here)
        else:
            self.left.whole.add(here.old_path)
            self.came.whole.add(here.new_path)
            self.edits.append(
                Edit(
                    kind=EditKind.CHANGED,
                    old_path=here.old_path,
                    new_path=here.new_path,
                    old=here.old,
                    new=here.new,
                )
            )

    def removed(self, here: _Pair, key: str | int) -> None:
        path = (*here.old_path, key)
        self.left.whole.add(path)
        self.edits.append(Edit(kind=EditKind.REMOVED, old_path=path, old=here.old[key]))

    def added(self, here: _Pair, key: str | int) -> None:
        path = (*here.new_path, key)
        self.came.whole.add(path)
        self.edits.append(Edit(kind=EditKind.ADDED, new_path=path, new=here.new[key]))

    def moved(self, old: Any, new: Any, old_path: Path, new_path: Path) -> None:
        self.left.settle(old_path)
        self.came.settle(new_path)
        self.edits.append(
            Edit(kind=EditKind.MOVED, old_path=old_path, new_path=new_path, old=old, new=new)
        )

    def objects(self, here: _Pair) -> None:
        settled = settle(here.shape, here.new) or settle(here.shape, here.old)
        sources = _sources(here)
        kept = set(sources.values())
        for key in here.old:
            if key not in kept:
                self.removed(here, key)
        for key, value in here.new.items():
            if key not in sources:
                self.added(here, key)
                continue
            source = sources[key]
            before = here.old[source]
            old_path, new_path = (*here.old_path, source), (*here.new_path, key)
            if source != key:
                self.moved(before, value, old_path, new_path)
            elif is_same(before, value):
                continue
            names = self.names(here, settled, key)
            self.pair(_Pair(before, value, old_path, new_path, below(settled, key), names))

    def names(self, here: _Pair, settled: Shape | None, key: str) -> Mapping[str, str]:
        """Return which names below a key are different."""
        if here.old_path == _MODEL or (not here.old_path and key == _MODEL[0]):
            return self.counterparts.ids
        if is_action(settled) and key == "payload":
            return self.payload_keys(here)
        screen = self.screen(here.old_path)
        if len(here.old_path) == 2 and screen is not None:
            found = {"data": screen.entries, "sensitive": screen.inputs}.get(key)
            return _NO_NAMES if found is None else found
        if is_component(settled):
            shape = below(settled, key)
            if isinstance(settle(shape, here.new.get(key)), Map):
                return self.case_keys(here, key) if _has_rows(shape) else self.input_names(here)
        return _NO_NAMES

    def screen(self, path: Path) -> ScreenPair | None:
        """Return the pair of screens that a path of the old document leads through."""
        if path[:1] != _SCREENS or len(path) < 2 or not isinstance(path[1], int):
            return None
        return self.counterparts.pairs.get(path[1])

    def input_names(self, here: _Pair) -> Mapping[str, str]:
        screen = self.screen(here.old_path)
        return _NO_NAMES if screen is None else screen.inputs

    def payload_keys(self, here: _Pair) -> Mapping[str, str]:
        """Return the new keys of a payload that are the old ones under another name."""
        old, new = here.old.get("payload"), here.new.get("payload")
        if not isinstance(old, dict) or not isinstance(new, dict):
            return _NO_NAMES
        lost = [key for key in old if key not in new]
        gained = [key for key in new if key not in old]
        if not lost or not gained:
            return _NO_NAMES
        pairing = Pairing(len(lost), len(gained))
        entries = self.entries_filled(here)
        pairing.by_key(lambda index: entries.get(lost[index]), lambda index: gained[index])
        number = here.old_path[1] if self.screen(here.old_path) is not None else None
        screen = number if isinstance(number, int) else None
        pairing.by_key(
            lambda index: text_of(self.counterparts.renamed(old[lost[index]], screen)),
            lambda index: text_of(new[gained[index]]),
        )
        return {lost[left]: gained[right] for left, right in pairing.found.items()}

    def entries_filled(self, here: _Pair) -> Mapping[str, str]:
        """Return the new names of the data entries that an action fills."""
        match here.old:
            case {"name": "navigate", "next": {"name": str(target)}}:
                screen = self.counterparts.by_id.get(target)
            case {"name": "update_data"}:
                screen = self.screen(here.old_path)
            case _:
                return _NO_NAMES
        return _NO_NAMES if screen is None else screen.entries

    def case_keys(self, here: _Pair, key: str) -> Mapping[str, str]:
        """Return the new keys of cases that show the same as before."""
        old, new = here.old.get(key), here.new.get(key)
        if not isinstance(old, dict) or not isinstance(new, dict):
            return _NO_NAMES
        lost = [key for key in old if key not in new]
        gained = [key for key in new if key not in old]
        pairing = Pairing(len(lost), len(gained))
        pairing.by_key(
            lambda index: text_of(old[lost[index]]), lambda index: text_of(new[gained[index]])
        )
        return {lost[left]: gained[right] for left, right in pairing.found.items()}

    def lists(self, here: _Pair) -> None:
        settled = settle(here.shape, here.new) or settle(here.shape, here.old)
        item = settled.item if isinstance(settled, List) else None
        if here.old_path == _SCREENS == here.new_path:
            self.items(here, item, self.counterparts.screens)
        elif is_row(settled):
            self.row(here, item)
        else:
            self.items(here, item, paired_items(here.old, here.new, here.names))

    def items(self, here: _Pair, item: Shape | None, pairing: Pairing) -> None:
        """Note what is different between two lists whose items are paired."""
        for index in pairing.lost:
            if not self.left.knows((*here.old_path, index)):
                self.removed(here, index)
        kept = in_order(pairing.found)
        for index, value in enumerate(here.new):
            source = pairing.back.get(index)
            new_path = (*here.new_path, index)
            if source is None:
                if not self.came.knows(new_path):
                    self.added(here, index)
                continue
            before, old_path = here.old[source], (*here.old_path, source)
            if source not in kept:
                self.moved(before, value, old_path, new_path)
            if not is_same(before, value):
                self.pair(_Pair(before, value, old_path, new_path, item))

    def row(self, here: _Pair, item: Shape | None) -> None:
        """Note what is different between two lists of components.

        What went to another list, or came from one, is left to `across`.
        """
        pairing = Pairing(len(here.old), len(here.new))
        for index in range(len(here.old)):
            path = (*here.old_path, index)
            there = self.counterparts.parts.get(path)
            if there is not None and there[:-1] == here.new_path:
                assert isinstance(there[-1], int)
                pairing.put(index, there[-1])
            elif there is not None:
                self.left.wait(path)
        for index in pairing.gained:
            path = (*here.new_path, index)
            if path in self.counterparts.back:
                self.came.wait(path)
        self.items(here, item, pairing)

    def across(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Note what went from one list of components to another, and what only seemed to."""
        waiting = [
            (here, there)
            for here, there in self.counterparts.parts.items()
            if self.paths.get(here[:-1]) != there[:-1]
        ]
        waiting.sort(key=_reading_order)
        while True:
            stuck = []
            for here, there in waiting:
                if not self.left.is_free(here) or not self.came.is_free(there):
                    stuck.append((here, there))
                    continue
                before, after = value_at(old, here), value_at(new, there)
                self.moved(before, after, here, there)
                self.pair(_Pair(before, after, here, there, COMPONENT))
            lost, gained = self.left.give_up(), self.came.give_up()
            for path in lost:
                self.edits.append(
                    Edit(kind=EditKind.REMOVED, old_path=path, old=value_at(old, path))
                )
                self.left.whole.add(path)
            for path in gained:
                self.edits.append(Edit(kind=EditKind.ADDED, new_path=path, new=value_at(new, path)))
                self.came.whole.add(path)
            if len(stuck) == len(waiting) and not lost and not gained:
                return
            waiting = stuck


@attrs.define
class _Ends:
    """The places of one document from which components went, or to which they came.

    Args:
        waiting: Those that are not settled yet.
        settled: Those of what was moved.
        whole: Those that are gone, or new, with everything in them.
    """

    waiting: dict[Path, None] = attrs.field(factory=dict)
    settled: set[Path] = attrs.field(factory=set)
    whole: set[Path] = attrs.field(factory=set)

    def wait(self, path: Path) -> None:
        """Note that a component may have another place."""
        if path not in self.settled:
            self.waiting[path] = None

    def settle(self, path: Path) -> None:
        """Note that it has."""
        self.waiting.pop(path, None)
        self.settled.add(path)

    def knows(self, path: Path) -> bool:
        """Return whether a component has another place, or may have."""
        return path in self.settled or path in self.waiting

    def give_up(self) -> list[Path]:
        """Return what is still waiting, which waits no longer."""
        left = list(self.waiting)
        self.waiting.clear()
        return left

    def is_free(self, path: Path) -> bool:
        """Return whether what stands somewhere is not held there by what is around it."""
        if path in self.settled:
            return False
        if path in self.waiting:
            return True
        for length in range(len(path) - 1, 0, -1):
            if path[:length] in self.settled:
                return False
            if path[:length] in self.whole:
                return True
        return False


def _reading_order(pair: tuple[Path, Path]) -> tuple[int, list[str]]:
    """Return the order in which moves are looked at: outer ones first, either way round."""
    return len(pair[0]) + len(pair[1]), sorted(map(repr, pair))


def _sources(here: _Pair) -> dict[str, str]:
    """Return the old keys of two objects by the new ones."""
    found: dict[str, str] = {}
    for key in here.old:
        target = here.names.get(key)
        if target is not None and target in here.new:
            found.setdefault(target, key)
    taken = set(found.values())
    for key in here.old:
        if key in here.new and key not in taken and key not in found:
            found[key] = key
    return found


def _has_rows(shape: Shape | None) -> bool:
    return isinstance(shape, Map) and is_row(shape.value)
