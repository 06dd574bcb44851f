"""Which screens, components and data entries of one document are which of another.

A screen is known by its id, an input by its name, an entry of a screen's data by its key. What has
no counterpart under its name is looked for by what it holds and by where it is used: then it was
renamed.
"""

import enum
import re
from collections.abc import Hashable
from typing import Any

import attrs

from flowdsl.changes.component_pairing import (
    REFERENCE,
    Part,
    PartPairing,
    but,
    parts_of,
    says_nothing,
)
from flowdsl.changes.edits import is_same, text_of
from flowdsl.changes.matching import Features, Pairing, features_of
from flowdsl.problems import Path

__all__ = ["Counterparts", "Named", "Rename", "ScreenPair", "counterparts_of"]


class Named(enum.StrEnum):
    """What can have another name and still be the same."""

    SCREEN = "screen"
    INPUT = "input"
    ENTRY = "data"


@attrs.frozen
class Rename:
    """Something that has another name now.

    Args:
        what: What it is.
        screen: The old index of its screen, or its own.
        old: The name that it had.
        new: The name that it has.
    """

    what: Named
    screen: int
    old: str
    new: str


@attrs.define(eq=False)
class ScreenPair:
    """A screen that is in both documents.

    Args:
        old: Its old index.
        new: Its new index.
        inputs: The new names of its inputs that have another.
        entries: The new names of the entries of its data that have another.
    """

    old: int
    new: int
    inputs: dict[str, str] = attrs.field(factory=dict)
    entries: dict[str, str] = attrs.field(factory=dict)


@attrs.define(eq=False)
class Counterparts:
    """What is what in two documents.

    Args:
        screens: The screens, by their indexes.
        pairs: Those of them that are not the same, by their old indexes.
        parts: The new paths of components by their old ones, on screens that are not the same.
        back: The old paths by the new ones.
        ids: The new ids of the screens that have another.
        by_id: The screens that are not the same, by their old ids.
    """

    screens: Pairing
    pairs: dict[int, ScreenPair] = attrs.field(factory=dict)
    parts: dict[Path, Path] = attrs.field(factory=dict)
    back: dict[Path, Path] = attrs.field(factory=dict)
    ids: dict[str, str] = attrs.field(factory=dict)
    by_id: dict[str, ScreenPair] = attrs.field(factory=dict)

    def put(self, old: Path, new: Path) -> None:
        """Note that two components are one."""
        self.parts[old] = new
        self.back[new] = old

    def renamed(self, value: Any, screen: int | None, used: list[Rename] | None = None) -> Any:
        """Return a value in which references have the new names of what they refer to.

        Args:
            value: The value.
            screen: The old index of the screen that it stands on; None where it stands on none.
            used: Gets the renames that made a difference.
        """
        if isinstance(value, str):
            return self._renamed_text(value, screen, used) if "${" in value else value
        if isinstance(value, list):
            return [self.renamed(item, screen, used) for item in value]
        if isinstance(value, dict):
            return {key: self.renamed(item, screen, used) for key, item in value.items()}
        return value

    def _renamed_text(self, text: str, screen: int | None, used: list[Rename] | None) -> str:
        noted: list[Rename] = [] if used is None else used

        def replaced(match: re.Match[str]) -> str:
            elsewhere, root, name = match.groups()
            owner = self.pairs.get(-1 if screen is None else screen)
            before = ""
            if elsewhere is not None:
                owner = self.by_id.get(elsewhere)
                new_id = self.ids.get(elsewhere, elsewhere)
                before = f"screen.{new_id}."
                if new_id != elsewhere and owner is not None:
                    noted.append(Rename(Named.SCREEN, owner.old, elsewhere, new_id))
            if owner is None:
                return f"${{{before}{root}.{name}}}"
            names = owner.inputs if root == "form" else owner.entries
            first, dot, rest = name.partition(".")
            old, more = (name, "") if name in names else (first, f"{dot}{rest}")
            new = names.get(old, old)
            if new != old:
                what = Named.INPUT if root == "form" else Named.ENTRY
                noted.append(Rename(what, owner.old, old, new))
            return f"${{{before}{root}.{new}{more}}}"

        return REFERENCE.sub(replaced, text)


def counterparts_of(old: dict[str, Any], new: dict[str, Any]) -> Counterparts:
    """Return what is what in two documents.

    Args:
        old: The old document, plain JSON.
        new: The new one.
    """
    olds, news = _screens(old), _screens(new)
    found = Counterparts(_paired_screens(olds, news))
    old_parts: dict[int, list[Part]] = {}
    new_parts: dict[int, list[Part]] = {}
    for index, screen in enumerate(olds):
        there = found.screens.found.get(index)
        if there is None or not is_same(screen, news[there]):
            old_parts[index] = parts_of(screen, index)
            if there is not None:
                new_parts[there] = parts_of(news[there], there)
                found.pairs[index] = ScreenPair(index, there)
    for index in found.screens.gained:
        new_parts[index] = parts_of(news[index], index)
    _name_screens(found, olds, news)
    for pair in found.pairs.values():
        parts = PartPairing(old_parts[pair.old], new_parts[pair.new])
        pair.inputs.update(parts.renamed_inputs)
        pair.entries.update(_renamed_entries(olds[pair.old], news[pair.new], parts))
        for left, right in sorted(parts.pairing.found.items()):
            found.put(parts.old[left].path, parts.new[right].path)
    _match_across(found, old_parts, new_parts)
    return found


def _screens(document: dict[str, Any]) -> list[Any]:
    screens = document.get("screens")
    return screens if isinstance(screens, list) else []


def _id_of(screen: Any) -> str | None:
    found = screen.get("id") if isinstance(screen, dict) else None
    return found if isinstance(found, str) else None


def _paired_screens(olds: list[Any], news: list[Any]) -> Pairing:
    pairing = Pairing(len(olds), len(news))
    pairing.by_key(lambda index: _id_of(olds[index]), lambda index: _id_of(news[index]))
    if pairing.lost and pairing.gained:
        pairing.by_key(
            lambda index: text_of(but(olds[index], "id")),
            lambda index: text_of(but(news[index], "id")),
        )
        pairing.by_likeness(
            lambda index: features_of(but(olds[index], "id"), says_nothing, words=False),
            lambda index: features_of(but(news[index], "id"), says_nothing, words=False),
        )
    return pairing


def _name_screens(found: Counterparts, olds: list[Any], news: list[Any]) -> None:
    """Note the ids of the screens, the first of an id."""
    for old, new in sorted(found.screens.found.items()):
        before, after = _id_of(olds[old]), _id_of(news[new])
        if before is not None and after is not None:
            if before != after:
                found.ids.setdefault(before, after)
            if old in found.pairs:
                found.by_id.setdefault(before, found.pairs[old])


def _renamed_entries(before: Any, after: Any, parts: PartPairing) -> dict[str, str]:
    """Return the new names of the entries of a screen's data that have another."""
    old = before.get("data") if isinstance(before, dict) else None
    new = after.get("data") if isinstance(after, dict) else None
    if not isinstance(old, dict) or not isinstance(new, dict):
        return {}
    lost = [name for name in old if name not in new]
    gained = [name for name in new if name not in old]
    if not lost or not gained:
        return {}
    pairing = Pairing(len(lost), len(gained))
    pairing.by_likeness(
        lambda index: _entry_features(old[lost[index]], parts.old_uses["data", lost[index]]),
        lambda index: _entry_features(new[gained[index]], parts.new_uses["data", gained[index]]),
    )
    return {lost[left]: gained[right] for left, right in pairing.found.items()}


def _entry_features(entry: Any, uses: set[Path]) -> Features:
    kind = entry.get("type") if isinstance(entry, dict) else None
    found = features_of(entry, says_nothing)
    # Most flags are alike, and so are most short texts: where an entry is used tells it best.
    found[text_of(entry)] = 0.5
    for site in uses:
        found[site] = 2.0
    return {(text_of(kind), feature): weight for feature, weight in found.items()}


def _match_across(
    found: Counterparts, old: dict[int, list[Part]], new: dict[int, list[Part]]
) -> None:
    """Pair inputs that went from one screen to another and kept their names."""
    lost = [part for parts in old.values() for part in parts if part.path not in found.parts]
    gained = [part for parts in new.values() for part in parts if part.path not in found.back]
    pairing = Pairing(len(lost), len(gained))
    pairing.by_key(lambda index: _input_key(lost[index]), lambda index: _input_key(gained[index]))
    for left, right in sorted(pairing.found.items()):
        found.put(lost[left].path, gained[right].path)


def _input_key(part: Part) -> Hashable:
    return None if part.input_name is None else (part.kind, part.input_name)
