"""Which parts of a flow the journeys through it have seen, and which they have not."""

import contextlib
import hashlib
import json
import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.findings import path_of
from flowdsl.problems import FlowError, did_you_mean, path_text
from flowdsl.runtime.events import Ended, Moved, Ran
from flowdsl.runtime.moves import OpenLink, Tap
from flowdsl.runtime.program import Program
from flowdsl.runtime.screen import ShownComponent, ShownOption, ShownScreen
from flowdsl.runtime.session import Session
from flowdsl.runtime.state import Refused
from flowdsl.runtime.tapping import Tappable, tappable
from flowdsl.testing.coverage_items import NOTHING, SUCCESS, Item, Key, Kind, items_of
from flowdsl.testing.steps import Doing

__all__ = ["Collector", "Coverage", "Excuse", "collecting", "collectors", "percentage"]


@attrs.frozen
class Excuse:
    """Why something is not covered.

    Args:
        what: What it is called, as the coverage names it.
        why: The reason.
    """

    what: str
    why: str


class NothingToExcuse(FlowError):
    """What is excused does not exist, or is covered; the text says which."""


@attrs.define
class Coverage:
    """What was seen of one flow.

    Args:
        name: What the flow is called.
        version: The version of Flow JSON that it was run as.
        items: Everything that there is to be covered.
        seen: What was.
        excuses: What need not be, by the keys of the items.
    """

    name: str
    version: str
    items: Mapping[Key, Item]
    seen: set[Key] = attrs.field(factory=set)
    excuses: dict[Key, Excuse] = attrs.field(factory=dict)

    @classmethod
    def of(cls, program: Program, name: str) -> "Coverage":
        """Return the coverage of a flow of which nothing was seen yet.

        Args:
            program: The flow.
            name: What it is called.
        """
        return cls(name, program.version.name, items_of(program))

    def observe(
        self, session: Session, before: Session | None = None, move: Doing | None = None
    ) -> None:
        """Note what a step has shown.

        Args:
            session: The flow after the step.
            before: The flow before it; None where the step opened it.
            move: What was done. Without it nobody can tell which item of a list was tapped, and
                equal ends of one screen count all.
        """
        found: set[Key] = set()
        tapped, here = None, ""
        if isinstance(move, Tap | OpenLink) and before is not None and before.is_open:
            here = before.screen.id
            tapped = _tapped(before.screen, move.target if isinstance(move, Tap) else move.text)
        for event in session.events:
            match event:
                case Moved(source, target, by):
                    found.add(("screen", target))
                    if by in _FORWARDS and source is not None:
                        found.add(("route", source, target))
                case Ran(screen=screen) if screen == here and tapped and tapped.item:
                    number = str(tapped.component.program.number)
                    found.add(("item", screen, number, tapped.item.id))
                case Ended(by=by, screen=screen):
                    found.update(
                        [("end", screen, SUCCESS)]
                        if by == SUCCESS
                        else _ends(session, screen, tapped if screen == here else None)
                    )
        if session.stack:
            found |= _shown(session) | _chosen(session, session.screen)
        if before is not None and before.stack and before.stack[-1:] != session.stack[-1:]:
            # What is chosen may lead to another screen at once.
            found |= _chosen(session, before.screen)
        self.seen |= found & self.items.keys()

    def excuse(self, excuses: Iterable[Excuse]) -> None:
        """Leave out what need not be covered.

        Args:
            excuses: What it is, with the reasons.

        Raises:
            NothingToExcuse: There is nothing of that name.
        """
        by_name = {item.name: item for item in self.items.values()}
        for excuse in excuses:
            item = by_name.get(excuse.what)
            if item is None:
                hint = did_you_mean(excuse.what, by_name)
                message = f"{self.name} has nothing to be covered called `{excuse.what}`{hint}"
                raise NothingToExcuse(message)
            self.excuses[item.key] = excuse

    @property
    def needless(self) -> list[Excuse]:
        """What is excused although it is covered."""
        return [excuse for key, excuse in self.excuses.items() if key in self.seen]

    @property
    def excused(self) -> list[tuple[Item, Excuse]]:
        """What is not covered, with a reason."""
        return [
            (self.items[key], excuse)
            for key, excuse in self.excuses.items()
            if key not in self.seen
        ]

    @property
    def missing(self) -> list[Item]:
        """What is not covered and not excused."""
        return [
            item
            for key, item in self.items.items()
            if key not in self.seen and key not in self.excuses
        ]

    def counts(self, kind: Kind | None = None) -> tuple[int, int]:
        """Return how much is covered, and of how much; what is excused does not count.

        Args:
            kind: What is counted, None for everything.
        """
        counted = [
            key
            for key, item in self.items.items()
            if kind in (None, item.kind) and (key in self.seen or key not in self.excuses)
        ]
        return sum(key in self.seen for key in counted), len(counted)

    def merge(self, other: "Coverage") -> None:
        """Add what another one has seen of the same flow.

        Args:
            other: The other one.
        """
        self.items = {**self.items, **other.items}
        self.seen |= other.seen
        self.excuses = {**self.excuses, **other.excuses}

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: whole, so that `from_dict` can read it again."""
        return {
            "flow": self.name,
            "version": self.version,
            "items": [
                {
                    "kind": item.kind.value,
                    "key": list(item.key),
                    "name": item.name,
                    "path": item.path,
                    "covered": item.key in self.seen,
                    **({"why": self.excuses[item.key].why} if item.key in self.excuses else {}),
                }
                for item in self.items.values()
            ],
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Coverage":
        """Return what `as_dict` wrote.

        Args:
            content: What it wrote.
        """
        items, seen, excuses = {}, set(), {}
        for each in content["items"]:
            key = tuple(each["key"])
            items[key] = Item(Kind(each["kind"]), key, each["name"], each["path"])
            if each["covered"]:
                seen.add(key)
            if "why" in each:
                excuses[key] = Excuse(each["name"], each["why"])
        return cls(content["flow"], content["version"], items, seen, excuses)


_FORWARDS: Final = ("navigate", "data_exchange")
"""The ways to another screen that go along an edge; Back goes against it."""


def percentage(covered: int, of: int) -> int:
    """Return a part in per cent, rounded down, so that only all of it is 100."""
    return covered * 100 // of if of else 100


def _tapped(screen: ShownScreen, target: str) -> Tappable | None:
    """Return what a tap on a screen meets, None where it meets nothing, as a link in a text."""
    try:
        return tappable(screen, target)
    except Refused:
        return None


def _ends(session: Session, screen: str, tapped: Tappable | None) -> Iterator[Key]:
    """Yield the complete actions of a screen that a step may have run."""
    if tapped is not None:
        yield from _end_keys(screen, tapped.component, tapped.item)
        return
    for component in session.screen.visible:
        yield from _end_keys(screen, component, None)


def _end_keys(screen: str, component: ShownComponent, item: ShownOption | None) -> Iterator[Key]:
    """Yield the keys of the complete actions of a component, or of one of its items."""
    for action in component.program.placed.actions:
        own = None if action.item is None else component.options[action.item]
        if action.name == "complete" and (own is None or item is None or own.id == item.id):
            assert action.trail is not None
            yield ("end", screen, path_text(path_of(*action.trail)))


def _shown(session: Session) -> set[Key]:
    screen = session.screen
    found: set[Key] = {("screen", screen.id)}
    for number, branch in screen.branches.items():
        found.add(("branch", screen.id, str(number), NOTHING if branch is None else branch))
    return found


def _chosen(session: Session, screen: ShownScreen) -> set[Key]:
    """Return the options that are chosen in what can be seen on a screen, be it at first."""
    state = session.state.screens.get(screen.id)
    found: set[Key] = set()
    for name, component in screen.inputs.items():
        value = None if state is None else state.form.get(name)
        for choice in value if isinstance(value, list) else [value]:
            if isinstance(choice, str) and component.options:
                found.add(("option", screen.id, str(component.program.number), choice))
    return found


@attrs.define(eq=False)
class Collector:
    """Collects what journeys see, flow by flow."""

    _found: dict[tuple[str, str], Coverage] = attrs.field(factory=dict)
    _known: "weakref.WeakKeyDictionary[Program, Coverage]" = attrs.field(
        factory=weakref.WeakKeyDictionary
    )

    @property
    def coverages(self) -> list[Coverage]:
        """What was seen of each flow, by their names."""
        return sorted(self._found.values(), key=lambda each: (each.name, each.version))

    def of(self, program: Program, name: str) -> Coverage:
        """Return the coverage of a flow.

        Args:
            program: The flow.
            name: What it is called; flows of one name that are not the same are told apart by what
                is in them.
        """
        found = self._known.get(program)
        if found is None:
            text = json.dumps(program.document, sort_keys=True).encode()
            key = (name, hashlib.sha256(text).hexdigest())
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = Coverage.of(program, name)
            self._known[program] = found
        return found

    def add(self, coverage: Coverage) -> None:
        """Add what was seen elsewhere, such as in another process.

        Args:
            coverage: What was seen.
        """
        for known in self._found.values():
            same = (known.name, known.version) == (coverage.name, coverage.version)
            if same and known.items.keys() == coverage.items.keys():
                known.merge(coverage)
                return
        self._found[coverage.name, f"elsewhere {len(self._found)}"] = coverage


collectors: Final[list[Collector]] = []
"""Those that collect now; journeys report to each."""


@contextlib.contextmanager
def collecting(collector: Collector | None = None) -> Iterator[Collector]:
    """Collect what journeys see in the meantime.

    Args:
        collector: What collects it, by default a new one.
    """
    used = collector or Collector()
    collectors.append(used)
    try:
        yield used
    finally:
        collectors.remove(used)
