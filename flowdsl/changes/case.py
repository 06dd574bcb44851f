"""A change, with what has to be known to judge it, and the verdicts that rules give."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from flowdsl.changes.counterparts import Counterparts
from flowdsl.changes.edits import value_at
from flowdsl.changes.places import Place
from flowdsl.changes.reach import Audience, Side, Source
from flowdsl.changes.units import Unit
from flowdsl.changes.words import Said, plain_text
from flowdsl.context import PlacedAction, PlacedComponent

__all__ = ["Case", "Known", "Rule", "Verdict", "breaking", "first_objection", "safe"]


@attrs.frozen
class Verdict:
    """Whether those who rely on the flow as it was can go on.

    Args:
        breaking: Whether they cannot.
        said: Why, or why not, in pieces.
    """

    breaking: bool
    said: Said = ()

    @property
    def reason(self) -> str:
        """Why, or why not."""
        return plain_text(self.said)


@attrs.define(eq=False, slots=False)
class Known:
    """What is known of the two documents.

    Args:
        old: The old one.
        new: The new one.
        counterparts: What is what in both.
    """

    old: Side
    new: Side
    counterparts: Counterparts

    def __attrs_post_init__(self) -> None:
        self._origins: dict[tuple[Audience, str], bool] = {}

    def screen_after(self, old_id: str) -> str | None:
        """Return the new id of a screen, None where it is gone."""
        screen = self.old.context.by_id.get(old_id)
        index = None if screen is None else self.counterparts.screens.found.get(screen.index)
        after = None if index is None else self.new.screens.get(index)
        return None if after is None else after.id

    @cached_property
    def closed(self) -> set[str]:
        """The new ids of screens that a message can no longer open the flow with."""
        after = {self.screen_after(name) for name in self.old.entries}
        return {name for name in after if name} - set(self.new.entries)

    @cached_property
    def is_first_other(self) -> bool:
        """Whether a message that names no screen opens another one."""
        if not self.old.entries or not self.new.entries:
            return False
        return self.screen_after(self.old.entries[0]) != self.new.entries[0]

    def after(self, source: Source) -> Source | None:
        """Return what has become of where a value comes from, None where it is gone."""
        if source.root == "text":
            return source
        old = self.old.screens[source.screen]
        there = self.counterparts.screens.found.get(source.screen)
        component = old.inputs.get(source.name) if source.root == "form" else None
        moved = None if component is None else self.counterparts.parts.get(component.path)
        if moved is not None:
            found = self.new.components_in(moved)[:1]
            return Source("form", found[0].screen.index, found[0].name or "") if found else None
        if there is None:
            return None
        pair = self.counterparts.pairs.get(source.screen)
        names = {} if pair is None or source.root == "form" else pair.entries
        found_name = names.get(source.name, source.name)
        screen = self.new.screens.get(there)
        known = {} if screen is None else screen.inputs if source.root == "form" else screen.data
        return Source(source.root, there, found_name) if found_name in known else None

    def are_same(self, old: frozenset[Source] | None, new: frozenset[Source] | None) -> bool:
        """Return whether values come from the same places in both documents."""
        after = {self.after(source) for source in old or ()}
        return old is not None and new is not None and after == set(new)

    def is_key_same(self, audience: Audience, key: str) -> bool:
        """Return whether what somebody gets under a key comes from the same places as before."""
        found = self._origins.get((audience, key))
        if found is None:
            old, new = self.old.key_origins(audience, key), self.new.key_origins(audience, key)
            found = self._origins[audience, key] = self.are_same(old, new)
        return found


@attrs.frozen
class Case:
    """A change that is judged.

    Args:
        unit: The change.
        known: What is known of the two documents.
        audience: For whom it is judged.
    """

    unit: Unit
    known: Known
    audience: Audience

    @property
    def old(self) -> Side:
        """The old document."""
        return self.known.old

    @property
    def new(self) -> Side:
        """The new document."""
        return self.known.new

    @property
    def old_value(self) -> Any:
        """What was there; None where it is new."""
        path = self.unit.old_path
        return None if path is None else value_at(self.old.document, path)

    @property
    def new_value(self) -> Any:
        """What is there; None where it is gone."""
        path = self.unit.new_path
        return None if path is None else value_at(self.new.document, path)

    @property
    def old_name(self) -> str:
        """The last step to where it was: the key of a payload, the name of an entry."""
        return _last_step(self.unit.old)

    @property
    def new_name(self) -> str:
        """The last step to where it is."""
        return _last_step(self.unit.new)

    def screen_id(self, *, new: bool) -> str:
        """Return the id of the screen that it is on; empty where there is none."""
        place, side = (self.unit.new, self.new) if new else (self.unit.old, self.old)
        screen = side.screens.get(-1 if place is None or place.screen is None else place.screen)
        return "" if screen is None else screen.id

    def actions(self, *, new: bool) -> list[PlacedAction]:
        """Return the actions that it is about: its own, or those inside."""
        place, side = (self.unit.new, self.new) if new else (self.unit.old, self.old)
        path = self.unit.new_path if new else self.unit.old_path
        if place is not None and place.action is not None:
            path = place.action
        return side.actions_in(path)

    @property
    def goes_on(self) -> bool:
        """Whether the actions that it is about ended the flow, and do something else now."""
        parts = self.known.counterparts.parts
        names = [
            (old.name, new.name)
            for old in self.actions(new=False)
            for new in self.new.actions_in(parts.get(old.component.path))
            if old.event == new.event
        ]
        return bool(names) and all(old == "complete" != new for old, new in names)

    @property
    def inputs(self) -> list[PlacedComponent]:
        """The old inputs that it is about: itself, or those inside."""
        return self.old.inputs_in(self.unit.old_path)

    def input_of(self, *, new: bool) -> PlacedComponent | None:
        """Return the input that a property or an option belongs to, if it belongs to one."""
        place, side = (self.unit.new, self.new) if new else (self.unit.old, self.old)
        if place is None or place.component is None:
            return None
        found = side.inputs_in(place.component)[:1]
        return found[0] if found and found[0].path == place.component else None

    def key_of(self, component: PlacedComponent | None) -> str | None:
        """Return the key under which the answer to an old input is sent, if it is."""
        if component is None:
            return None
        source = Source("form", component.screen.index, component.name or "")
        return self.old.key_of(self.audience, source)


def _last_step(place: Place | None) -> str:
    return str(place.thing[-1]) if place is not None and place.thing else ""


Rule: TypeAlias = Callable[[Case], Verdict]
"""Judges a change for one audience."""


def safe(reason: str) -> Rule:
    """Return a rule that has nothing against a change."""
    verdict = Verdict(False, (reason,))
    return lambda _: verdict


def breaking(reason: str) -> Rule:
    """Return a rule that always objects."""
    verdict = Verdict(True, (reason,))
    return lambda _: verdict


def first_objection(*rules: Rule) -> Rule:
    """Return a rule that objects where one of some does, and else says what the last says."""

    def rule(case: Case) -> Verdict:
        found = Verdict(False)
        for each in rules:
            found = each(case)
            if found.breaking:
                break
        return found

    return rule
