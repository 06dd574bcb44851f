"""Tells the history of Flow JSON: its versions, their state on a day, and what each brought."""

import datetime
import enum
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from flowdsl.node import ACTIONS, COMPONENTS, documentation
from flowdsl.rule import Rule
from flowdsl.tables import GAP, table, wrapped
from flowdsl.version_changes import (
    Change,
    ChangeKind,
    changes_of,
    ending_rules,
    new_rules,
    version_before,
)
from flowdsl.versions import DEFAULT, VERSIONS, Version

__all__ = ["State", "as_json", "detail", "overview", "state_of"]

CHANGELOG: Final = "https://developers.facebook.com/docs/whatsapp/flows/changelogs"
"""Where Meta tells of its versions."""


class State(enum.Enum):
    """What can be done with a version."""

    RECOMMENDED = "recommended"
    """Flows in it can be created and published, and it is the one to take."""
    ACTIVE = "active"
    """Flows in it can be created and published."""
    FROZEN = "frozen"
    """Flows in it can no longer be created, updated or published; published ones still work."""


def state_of(version: Version, on: datetime.date) -> State:
    """Return what can be done with a version on a day."""
    if version.frozen is not None and version.frozen <= on:
        return State.FROZEN
    return State.RECOMMENDED if version is DEFAULT else State.ACTIVE


def _state_in_words(version: Version, on: datetime.date) -> str:
    state = state_of(version, on)
    if version.frozen is None:
        return state.value
    return f"{'frozen since' if state is State.FROZEN else 'freezes on'} {version.frozen}"


def overview(on: datetime.date, width: int) -> str:
    """Return all versions as a table, the newest first.

    Args:
        on: The day of which their state is told.
        width: How many columns a line may have.
    """
    rows = [
        [[version.name], [version.released], [_state_in_words(version, on)], list(_brief(version))]
        for version in reversed(VERSIONS)
    ]
    return "\n".join(table(("version", "released", "state", "brought"), rows, width))


def _brief(version: Version) -> Iterator[str]:
    """Yield what a version brought, in a few lines: what breaks flows last."""
    if version_before(version) is None:
        yield "the first public version"
        return
    changes = changes_of(version)
    gentle = [change.brief for change in changes if not change.is_breaking]
    if gentle:
        yield "; ".join(gentle)
    yield from (f"breaking: {change.brief}" for change in changes if change.is_breaking)


def detail(
    version: Version, on: datetime.date, width: int, bold: Callable[[str], str] = str
) -> str:
    """Return everything that a version brought, line by line.

    Args:
        version: The version.
        on: The day of which its state is told.
        width: How many columns a line may have.
        bold: Marks headings, for a terminal.
    """
    lines = [bold(f"Flow JSON {version}")]
    lines.append(f"released {version.released}, {_state_in_words(version, on)}")
    changes = changes_of(version)
    breaking = [change.text for change in changes if change.is_breaking]
    sections = {"breaking": breaking}
    for kind in ChangeKind:
        own = [each for each in changes if each.kind is kind and not each.is_breaking]
        sections[kind.value] = [line for change in own for line in _lines(change)]
    sections["checked from here"] = list(map(_rule_line, new_rules(version)))
    sections["no longer checked"] = list(map(_rule_line, ending_rules(version)))
    for title, texts in sections.items():
        if texts:
            broken = [line for text in texts for line in wrapped(f"{GAP}{text}", width, GAP)]
            lines += ["", bold(title), *broken]
    return "\n".join([*lines, "", f"Meta's changelog: {CHANGELOG}"])


_CLASSES: Final = {ChangeKind.COMPONENT: COMPONENTS, ChangeKind.ACTION: ACTIONS}


def _lines(change: Change) -> Iterator[str]:
    """Yield a change in a line, or each new component and action in a line of its own."""
    classes = _CLASSES.get(change.kind)
    if classes is None:
        yield change.text
        return
    for name in change.names:
        cls = classes[name]
        summary = documentation(cls)[0].replace(f" (since {cls.facts.since})", "")
        yield f"`{name}`: {summary[:1].lower()}{summary[1:].rstrip('.')}"


def _rule_line(rule: Rule) -> str:
    return f"{rule.code} {rule.name} ({rule.severity}): {rule.summary}"


def as_json(versions: Iterable[Version], on: datetime.date) -> str:
    """Return versions as JSON: a list with an object for each, in the order given.

    An object has:

    - `version`, `released`, `state` (`recommended`, `active` or `frozen`), and `frozen`: the day
      since which it is, or will be, null where none is known.
    - `changes`: each with its `kind`, the `names` of what changed, `where`, the whole as a `text`,
      and `is_breaking`: whether a flow that was right before may not be.
    - `rules_from_here` and `rules_no_longer`: the codes of what is checked since, and is not.

    Args:
        versions: The versions.
        on: The day of which their state is told.
    """
    found = [_object(version, on) for version in versions]
    return json.dumps(found, ensure_ascii=False, indent=2)


def _object(version: Version, on: datetime.date) -> dict[str, Any]:
    return {
        "version": version.name,
        "released": version.released,
        "state": state_of(version, on).value,
        "frozen": version.frozen and version.frozen.isoformat(),
        "changes": [
            {
                "kind": change.kind.value,
                "names": list(change.names),
                "where": list(change.where),
                "text": change.text,
                "is_breaking": change.is_breaking,
            }
            for change in changes_of(version)
        ],
        "rules_from_here": [rule.code for rule in new_rules(version)],
        "rules_no_longer": [rule.code for rule in ending_rules(version)],
    }
