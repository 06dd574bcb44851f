"""Which component of a screen is which of another: by name, by content, by likeness, by place."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.changes.anatomy import INPUTS, components_below, slots_of
from flowdsl.changes.edits import text_of
from flowdsl.changes.matching import Features, Pairing, features_of
from flowdsl.node import ACTIONS
from flowdsl.problems import Path

__all__ = ["REFERENCE", "Part", "PartPairing", "but", "parts_of", "says_nothing"]

REFERENCE: Final = re.compile(r"\$\{(?:screen\.([^.{}`]+)\.)?(form|data)\.([^{}`]+)\}")
"""A reference, alone or in an expression: its screen, `form` or `data`, and the name."""

Test: TypeAlias = "Callable[[Part], bool]"
Key: TypeAlias = "Callable[[Part], Hashable]"


@attrs.define(eq=False)
class Part:
    """A component, or what stands in the place of one.

    Args:
        path: Where it stands.
        holder: The number of what it stands in among the parts of its screen; None directly in the
            layout.
        content: Its JSON, which may be anything.
        end: The number behind that of the last part inside.
    """

    path: Path
    holder: int | None
    content: Any
    end: int = 0

    @cached_property
    def kind(self) -> str | None:
        """Its type, if it says one."""
        return _text_under(self.content, "type")

    @cached_property
    def name(self) -> str | None:
        """Its name, if it has one."""
        return _text_under(self.content, "name")

    @cached_property
    def input_name(self) -> str | None:
        """Its name, if it is an input."""
        return self.name if self.kind in INPUTS else None

    @cached_property
    def text(self) -> str:
        """What it says, as a text."""
        return text_of(self.content)

    @cached_property
    def is_holder(self) -> bool:
        """Whether others can stand in it."""
        return self.kind is not None and bool(slots_of(self.kind))


def _text_under(content: object, key: str) -> str | None:
    found = content.get(key) if isinstance(content, dict) else None
    return found if isinstance(found, str) else None


def parts_of(screen: Any, index: int) -> list[Part]:
    """Return the components of a screen, in document order.

    Args:
        screen: Its JSON, which may be anything.
        index: Its index.
    """
    layout = screen.get("layout") if isinstance(screen, dict) else None
    numbers: dict[Path, int] = {}
    parts: list[Part] = []
    for path, holder, content in components_below(layout, ("screens", index, "layout")):
        numbers[path] = len(parts)
        parts.append(Part(path, numbers.get(holder), content))
    for number in reversed(range(len(parts))):
        part = parts[number]
        part.end = max(part.end, number + 1)
        if part.holder is not None:
            holding = parts[part.holder]
            holding.end = max(holding.end, part.end)
    return parts


def but(content: Any, name: str) -> Any:
    """Return an object without one of its keys, and anything else as it is."""
    if not isinstance(content, dict):
        return content
    return {key: value for key, value in content.items() if key != name}


def says_nothing(key: str | int, value: Any) -> bool:
    """Return whether something stands in most flows, and so makes no two things alike."""
    return key == "type" or (key == "name" and isinstance(value, str) and value in ACTIONS)


class PartPairing:
    """Finds out which component of a screen is which, from what is certain to what is likely.

    Args:
        old: The parts of the old screen.
        new: Those of the new one.
    """

    def __init__(self, old: list[Part], new: list[Part]) -> None:
        self.old, self.new = old, new
        self.pairing = Pairing(len(old), len(new))
        self._keyed(lambda part: (part.kind, part.name) if part.name is not None else None)
        # What is asked in another way is asked under the same name.
        self._keyed(lambda part: part.input_name)
        self._equal_holders()
        self._alike(lambda part: part.is_holder)
        self._in_place(lambda part: part.kind if part.is_holder else None)
        self._equal_leaves()
        self._alike(lambda part: not part.is_holder)
        self._in_place(_replaceable)

    @property
    def renamed_inputs(self) -> dict[str, str]:
        """The new names of inputs that have another."""
        found: dict[str, str] = {}
        for old, new in sorted(self.pairing.found.items()):
            before, after = self.old[old].input_name, self.new[new].input_name
            if before is not None and after is not None and before != after:
                found.setdefault(before, after)
        return found

    @cached_property
    def old_uses(self) -> dict[tuple[str, str], set[Path]]:
        """Where the old screen uses its inputs and its data."""
        return _uses(self.old)

    @cached_property
    def new_uses(self) -> dict[tuple[str, str], set[Path]]:
        """Where the new screen does."""
        return _uses(self.new)

    def _keyed(self, key: Key) -> None:
        self.pairing.by_key(lambda index: key(self.old[index]), lambda index: key(self.new[index]))

    def _equal_holders(self) -> None:
        """Pair the Forms, Ifs and Switches that are equal, with everything in them."""
        holders = [part for part in (*self.old, *self.new) if part.is_holder]
        for depth in sorted({len(part.path) for part in holders}):
            self._equal(depth)
        self._equal(None)

    def _equal(self, depth: int | None) -> None:
        """Pair equal holders at a depth, or at any."""

        def key(part: Part) -> Hashable:
            return part.text if part.is_holder and depth in (None, len(part.path)) else None

        before = set(self.pairing.found)
        self._keyed(key)
        for old in sorted(self.pairing.found.keys() - before):
            new = self.pairing.found[old]
            for step in range(1, self.old[old].end - old):
                inner, other = old + step, new + step
                if inner not in self.pairing.found and other not in self.pairing.back:
                    self.pairing.put(inner, other)

    def _equal_leaves(self) -> None:
        """Pair what is equal, at best in the same list."""
        found = self.pairing.found

        def old_key(index: int) -> Hashable:
            part = self.old[index]
            if part.holder is not None and part.holder not in found:
                return None
            return (None if part.holder is None else found[part.holder], _slot(part), part.text)

        def new_key(index: int) -> Hashable:
            part = self.new[index]
            return (part.holder, _slot(part), part.text)

        self.pairing.by_key(old_key, new_key)
        self._keyed(lambda part: part.text)

    def _alike(self, wanted: Test) -> None:
        """Pair what has much in common and is of one kind."""
        lost = [index for index in self.pairing.lost if wanted(self.old[index])]
        gained = [index for index in self.pairing.gained if wanted(self.new[index])]
        if lost and gained:
            self.pairing.by_likeness(
                lambda index: self._features(self.old[index], new=False),
                lambda index: self._features(self.new[index], new=True),
                among=(lost, gained),
            )

    def _features(self, part: Part, *, new: bool) -> Features:
        found = features_of(but(part.content, "name"), says_nothing, words=not part.is_holder)
        if part.input_name is not None:
            uses = self.new_uses if new else self.old_uses
            for site in uses.get(("form", part.input_name), ()):
                found[site] = 1.0
        return {(part.kind, feature): weight for feature, weight in found.items()}

    def _in_place(self, key: Key) -> None:
        """Pair what is of one kind and stands between the same neighbours."""
        rows: list[tuple[int | None, int | None]] = [(None, None)]
        rows += [
            (old, new)
            for old, new in sorted(self.pairing.found.items())
            if self.old[old].is_holder and self.new[new].is_holder
        ]
        news = _rows(self.new)
        olds = _rows(self.old)
        while rows:
            holder, other = rows.pop()
            for slot, left in olds.get(holder, {}).items():
                right = news.get(other, {}).get(slot)
                if right is None:
                    continue
                for old, new in self._row(left, right, key):
                    self.pairing.put(old, new)
                    if self.old[old].is_holder:
                        rows.append((old, new))

    def _row(self, left: list[int], right: list[int], key: Key) -> Iterator[tuple[int, int]]:
        """Yield what can be paired in a list and its counterpart."""
        found, back = self.pairing.found, self.pairing.back
        here, there = set(left), set(right)
        left = [index for index in left if index not in found or found[index] in there]
        right = [index for index in right if index not in back or back[index] in here]
        row = Pairing(len(left), len(right))
        places = {index: place for place, index in enumerate(right)}
        for place, index in enumerate(left):
            if index in found:
                row.put(place, places[found[index]])
        known = set(row.found)
        row.by_neighbours(
            lambda place: key(self.old[left[place]]), lambda place: key(self.new[right[place]])
        )
        for place in sorted(row.found.keys() - known):
            yield left[place], right[row.found[place]]


def _replaceable(part: Part) -> Hashable:
    """Return what another part is, too, that can take the place of one: inputs cannot."""
    if part.is_holder or part.input_name is not None:
        return None
    return (part.kind, type(part.content).__name__)


def _slot(part: Part) -> Path:
    """Return in which list of its holder a part stands."""
    return part.path[-3:-1] if part.path[-3:-2] == ("cases",) else part.path[-2:-1]


def _rows(parts: list[Part]) -> dict[int | None, dict[Path, list[int]]]:
    """Return the lists of components by what they stand in and where there."""
    found: dict[int | None, dict[Path, list[int]]] = {}
    for number, part in enumerate(parts):
        found.setdefault(part.holder, {}).setdefault(_slot(part), []).append(number)
    return found


def _uses(parts: list[Part]) -> dict[tuple[str, str], set[Path]]:
    """Return where inputs and data are used, by `form` or `data` and the name."""
    found: dict[tuple[str, str], set[Path]] = defaultdict(set)
    for part in parts:
        if not isinstance(part.content, dict) or part.kind is None:
            continue
        slots = slots_of(part.kind)
        inner = {*slots.lists, *slots.maps}
        waiting: list[tuple[Path, Any]] = [
            ((part.kind, key), value) for key, value in part.content.items() if key not in inner
        ]
        while waiting:
            site, value = waiting.pop()
            if isinstance(value, dict):
                waiting += [((*site, key), item) for key, item in value.items()]
            elif isinstance(value, list):
                waiting += [(site, item) for item in value]
            elif isinstance(value, str) and "${" in value:
                for screen, root, name in REFERENCE.findall(value):
                    if not screen:
                        found[root, name.partition(".")[0]].add(site)
    return found
