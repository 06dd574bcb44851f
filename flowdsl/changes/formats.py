"""Shows what is different between two flows, as text, as Markdown and as JSON."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from flowdsl.changes import Audience, Change, ChangeKind, Comparison
from flowdsl.changes.edits import Edit
from flowdsl.changes.words import Name, On, Said, Value, plain_text, shown, shown_name, visible
from flowdsl.formats import json_text, whole_characters

__all__ = ["ASCII_MARKS", "MARKS", "Paint", "as_json", "as_markdown", "as_text", "unpainted"]

Paint: TypeAlias = Callable[[str, ChangeKind | None], str]
"""Colours a piece of text for a terminal: after a kind of change, or as a warning for None."""

MARKS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.ADDED: "+",
    ChangeKind.REMOVED: "-",
    ChangeKind.CHANGED: "~",
    ChangeKind.RENAMED: "→",
    ChangeKind.MOVED: "↕",
}
"""What stands before a change."""

ASCII_MARKS: Final[Mapping[ChangeKind, str]] = {
    **MARKS,
    ChangeKind.RENAMED: ">",
    ChangeKind.MOVED: "^",
}
"""The same for terminals that do not show the others."""

SAME: Final = "the flows are the same"

FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

_CONCERNED: Final = {
    Audience.ANSWERS: "answers already collected",
    Audience.ENDPOINT: "the endpoint",
    Audience.MESSAGES: "messages already sent",
}


def unpainted(piece: str, _: ChangeKind | None) -> str:
    """Return a piece of text as it is."""
    return piece


def as_text(
    comparison: Comparison,
    *,
    paint: Paint = unpainted,
    marks: Mapping[ChangeKind, str] = MARKS,
) -> str:
    """Return what is different as a terminal shows it, screen by screen.

    Args:
        comparison: What is different.
        paint: Colours the pieces.
        marks: What stands before each kind of change.
    """
    if comparison.is_empty:
        return SAME
    lines: list[str] = []
    for screen, changes in _by_screen(comparison).items():
        head = "the flow" if screen is None else plain_text(("screen ", Name(screen)))
        lines += ["", head] if lines else [head]
        for change in changes:
            lines += _lines(change, paint, marks)
    verdicts = "   ".join(_verdict(comparison, audience, paint) for audience in Audience)
    return "\n".join([*lines, "", verdicts, summary(comparison)])


def _by_screen(comparison: Comparison) -> dict[str | None, list[Change]]:
    """Return the changes by their screens; first those of the flow itself."""
    found: dict[str | None, list[Change]] = {None: []}
    for change in comparison.changes:
        found.setdefault(change.screen, []).append(change)
    return {screen: changes for screen, changes in found.items() if changes}


def _lines(change: Change, paint: Paint, marks: Mapping[ChangeKind, str]) -> list[str]:
    text = plain_text(change.said, with_screen=False)
    lines = [f"  {paint(marks[change.kind], change.kind)} {text}{_following(change)}"]
    reasons: dict[str, list[str]] = {}
    for audience, verdict in change.verdicts.items():
        if verdict.breaking:
            reasons.setdefault(verdict.reason, []).append(audience.value)
    for reason, audiences in reasons.items():
        lines.append(f"      {paint(f'breaks {_joined(audiences)}', None)}: {reason}")
    return lines


def _following(change: Change) -> str:
    """Return how much only follows from a change."""
    if not change.follows:
        return ""
    return (
        " (and 1 reference to it)"
        if change.follows == 1
        else (f" (and {change.follows} references to it)")
    )


def _verdict(comparison: Comparison, audience: Audience, paint: Paint) -> str:
    count = len(comparison.breaking(audience))
    if not count:
        return f"{audience.value}: safe"
    return (
        f"{audience.value}: {paint('breaking', None)} ({count} change{'' if count == 1 else 's'})"
    )


def summary(comparison: Comparison) -> str:
    """Return how many changes there are of each kind, and for whom some are breaking.

    Args:
        comparison: What is different.
    """
    if comparison.is_empty:
        return SAME
    counts = [f"{count} {kind.value}" for kind, count in comparison.counts.items() if count]
    concerned = [who for audience, who in _CONCERNED.items() if comparison.breaking(audience)]
    end = f"breaking for {_joined(concerned)}" if concerned else "nothing breaks"
    return f"{', '.join(counts)}; {end}"


def _joined(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def as_json(comparison: Comparison, *, old: str = "", new: str = "") -> str:
    """Return what is different as a JSON document.

    Its keys are `format`, the number of this structure; `old` and `new`, what the flows are called;
    `same`; `summary`, how many changes there are of each kind; `breaking`, how many of them break
    something for each audience; and `changes`. A change has `kind`, `subject`, `message` and
    `screen`; `old_path` and `new_path`, lists of keys and indexes, null where it is not there;
    `old` and `new`, the values there, whole; `verdicts`, by audience, each with `breaking` and
    `reason`; and `edits`, the elementary ones, each with its `kind` and paths.

    Args:
        comparison: What is different.
        old: What the old flow is called.
        new: What the new one is.
    """
    return json_text(
        {
            "format": FORMAT,
            "old": old,
            "new": new,
            "same": comparison.is_empty,
            "summary": {kind.value: count for kind, count in comparison.counts.items()},
            "breaking": {
                audience.value: len(comparison.breaking(audience)) for audience in Audience
            },
            "changes": [_object(change) for change in comparison.changes],
        }
    )


def _object(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "subject": change.subject.value,
        "message": change.message,
        "screen": change.screen,
        "old_path": change.old_path,
        "new_path": change.new_path,
        "old": change.old,
        "new": change.new,
        "verdicts": {
            audience.value: {"breaking": verdict.breaking, "reason": verdict.reason}
            for audience, verdict in change.verdicts.items()
        },
        "edits": [_edit(edit) for edit in change.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"kind": edit.kind.value, "old_path": edit.old_path, "new_path": edit.new_path}


def as_markdown(comparison: Comparison, *, old: str = "", new: str = "") -> str:
    """Return what is different as one would paste it into a pull request.

    Args:
        comparison: What is different.
        old: What the old flow is called.
        new: What the new one is.
    """
    names = f"{code(visible(old))} → {code(visible(new))}: " if old and new else ""
    if comparison.is_empty:
        return whole_characters(f"{names}{SAME}")
    head = "|   | Change | Answers | Endpoint | Messages |\n| :-: | --- | --- | --- | --- |"
    rows = [_row(change) for change in comparison.changes]
    return whole_characters("\n".join([f"{names}**{summary(comparison)}**", "", head, *rows]))


def _row(change: Change) -> str:
    said = f"{_marked(change.said)}{_following(change)}"
    verdicts = [
        f"**breaking**: {_marked(verdict.said)}" if verdict.breaking else "safe"
        for verdict in change.verdicts.values()
    ]
    return f"| {' | '.join([MARKS[change.kind], said, *verdicts])} |"


def _marked(said: Said) -> str:
    """Return a sentence in Markdown: every name and value as code."""
    text = ""
    for piece in said:
        match piece:
            case str():
                text += piece
            case Name(text=name):
                text += code(shown_name(name))
            case Value(value=value):
                text += code(shown(value))
            case On(screen=screen):
                text += f" on screen {code(shown_name(screen))}"
    return text


_BACKTICKS: Final = re.compile("`+")


def code(text: str) -> str:
    """Return a text as code in a table of Markdown, whatever it holds.

    Args:
        text: The text, on one line.
    """
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    # A blank keeps a backtick, or nothing at all, from running into the fence.
    blank = " " if longest or not text.strip() else ""
    return f"{fence}{blank}{text or ' '}{blank}{fence}".replace("|", "\\|")
