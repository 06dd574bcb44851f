"""Which edits only follow from something that has another name: references to it, and routes."""

from typing import Any, Final

from flowdsl.changes.alignment import Alignment
from flowdsl.changes.counterparts import Named, Rename
from flowdsl.changes.edits import Edit, EditKind
from flowdsl.changes.places import Place, Places, Subject

__all__ = ["Causes"]

MOST_OPTIONS: Final = 200
"""So many options with another id are looked for in conditions."""

LONGEST: Final = 10_000
"""So many characters a condition may have in which they are."""


class Causes:
    """Knows the edits that give something another name.

    Args:
        alignment: The two documents, aligned.
        old: The places of the old one.
        new: The places of the new one.
    """

    def __init__(self, alignment: Alignment, old: Places, new: Places) -> None:
        self.counterparts = alignment.counterparts
        self.old = old
        self.new = new
        self.names: dict[Rename, Edit] = {}
        self.ids: dict[tuple[str, str], Edit] = {}
        self.options: dict[tuple[str, str], Edit] = {}
        self.own = {id(edit) for edit in alignment.edits if self._note(edit)}

    def _note(self, edit: Edit) -> bool:
        """Note that an edit gives something another name, if it does."""
        if edit.old_path is None or edit.new_path is None:
            return False
        old, new = self.old.of(edit.old_path), self.new.of(edit.new_path)
        if old.screen is None:
            return False
        if edit.kind is EditKind.MOVED:
            is_entry = new.subject is Subject.DATA and not new.rest
            if is_entry and old.path[-1] != new.path[-1]:
                rename = Rename(Named.ENTRY, old.screen, str(old.path[-1]), str(new.path[-1]))
                self.names[rename] = edit
            return is_entry
        if not isinstance(edit.old, str) or not isinstance(edit.new, str):
            return False
        names = edit.old, edit.new
        match new.subject, new.rest:
            case Subject.OPTION, ("id",):
                self.options.setdefault(names, edit)
            case Subject.SCREEN, ("id",):
                self.names[Rename(Named.SCREEN, old.screen, *names)] = edit
                self.ids[names] = edit
            case Subject.INPUT, ("name",):
                self.names[Rename(Named.INPUT, old.screen, *names)] = edit
            case _:
                return False
        return True

    def of(self, edit: Edit) -> Edit | None:
        """Return the edit that another follows from, None where it stands for itself."""
        if id(edit) in self.own or not (self.names or self.options):
            return None
        if edit.old_path is None or edit.new_path is None:
            return None
        old, new = self.old.of(edit.old_path), self.new.of(edit.new_path)
        if edit.kind is EditKind.MOVED:
            return self._of_key(old, new)
        if isinstance(edit.old, str) and isinstance(edit.new, str):
            return self._of_text(edit.old, edit.new, old, new)
        return None

    def _of_key(self, old: Place, new: Place) -> Edit | None:
        """Return what gave a key another name."""
        before, after = old.path[-1], new.path[-1]
        if before == after or not isinstance(before, str) or not isinstance(after, str):
            return None
        if new.subject is Subject.ROUTE:
            return self.ids.get((before, after))
        if new.subject is Subject.CASE:
            return self.options.get((before, after))
        if new.subject is Subject.PAYLOAD and not new.rest:
            return self._named(Named.ENTRY, self._filled(old), before, after)
        if len(new.rest) == 2:  # What a Form says of its inputs, by their names.
            return self._named(Named.INPUT, old.screen, before, after)
        return None

    def _filled(self, old: Place) -> int | None:
        """Return the old index of the screen whose data an action fills."""
        assert old.action is not None
        match self.old.value(old.action):
            case {"name": "navigate", "next": {"name": str(target)}}:
                screen = self.counterparts.by_id.get(target)
                return None if screen is None else screen.old
            case {"name": "update_data"}:
                return old.screen
        return None

    def _named(self, what: Named, screen: int | None, old: str, new: str) -> Edit | None:
        return None if screen is None else self.names.get(Rename(what, screen, old, new))

    def _of_text(self, before: str, after: str, old: Place, new: Place) -> Edit | None:
        """Return what made a text another."""
        if new.subject is Subject.ROUTE or new.rest == ("next", "name"):
            return self.ids.get((before, after))
        if new.subject is Subject.SCREEN and new.rest[:1] == ("sensitive",):
            return self._named(Named.INPUT, old.screen, before, after)
        if new.rest[:1] in (("init-value",), ("init-values",)):
            found = self.options.get((before, after))
            if found is not None:
                return found
        used: list[Rename] = []
        renamed = self.counterparts.renamed(before, old.screen, used)
        if renamed == after:
            return next((self.names[each] for each in used if each in self.names), None)
        return self._of_literal(renamed, after)

    def _of_literal(self, before: Any, after: str) -> Edit | None:
        """Return the option whose id an expression compares with, where nothing else changed."""
        if len(self.options) > MOST_OPTIONS or len(after) > LONGEST or "'" not in before:
            return None
        cause = None
        for (old, new), edit in self.options.items():
            if f"'{old}'" in before:
                before = before.replace(f"'{old}'", f"'{new}'")
                cause = cause or edit
        return cause if before == after else None
