"""Reads what is typed for an input, as that input takes it."""

import mimetypes
from typing import Final

from flowdsl.runtime.files import File
from flowdsl.runtime.moves import Fill, Move, Upload
from flowdsl.runtime.program import Answer
from flowdsl.runtime.scope import RANGE_KEYS
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.state import Refused

__all__ = ["filling", "how_to_fill", "unquoted"]

YES: Final = frozenset({"yes", "y", "true", "on", "x", "1"})
NO: Final = frozenset({"no", "n", "false", "off", "0"})

MOST_NAMED: Final = 8
"""So many options are named where it is said what an input takes."""

_TAKES: Final = {
    Answer.TEXT: "a text",
    Answer.NUMBER: "a number",
    Answer.BOX: "yes or no",
    Answer.CHOICE: "one of",
    Answer.CHOICES: "several of, with commas:",
    Answer.DAY: "a day, YYYY-MM-DD",
    Answer.RANGE: "a range, YYYY-MM-DD..YYYY-MM-DD",
    Answer.FILES: "names of files, with commas",
}


def how_to_fill(component: ShownComponent) -> str:
    """Return what can be typed for an input."""
    answer = component.answer
    assert answer is not None
    if answer not in (Answer.CHOICE, Answer.CHOICES):
        return _TAKES[answer]
    ids = [option.id if option.enabled else f"{option.id} (off)" for option in component.options]
    if not ids:
        return "has no options"
    more = ", ..." if len(ids) > MOST_NAMED else ""
    return f"{_TAKES[answer]} {', '.join(ids[:MOST_NAMED])}{more}"


def unquoted(text: str) -> str:
    """Return a text without the quotes around it, which keep blanks at its ends."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def filling(component: ShownComponent, text: str) -> Move:
    """Return the move that fills an input with what was typed.

    Args:
        component: The input.
        text: What was typed, without blanks around it.

    Raises:
        Refused: It has no such option, or is filled in otherwise.
    """
    name, answer = component.name, component.answer
    assert name is not None
    match answer:
        case Answer.BOX:
            return Fill(name, _ticked(component, text))
        case Answer.CHOICE:
            return Fill(name, component.option(unquoted(text)).id)
        case Answer.CHOICES:
            return Fill(name, _choices(component, text))
        case Answer.RANGE:
            return Fill(name, _range(component, text))
        case Answer.FILES:
            return Upload(name, tuple(map(_file, _parts(text))))
    return Fill(name, unquoted(text))


def _parts(text: str) -> list[str]:
    return [unquoted(part.strip()) for part in text.split(",") if part.strip()]


def _ticked(component: ShownComponent, text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise Refused(f"{component} takes yes or no, not {text!r}")
    return word in YES


def _choices(component: ShownComponent, text: str) -> list[str]:
    whole = unquoted(text)
    # An id or a title may have a comma of its own.
    if any(whole in (option.id, option.title) for option in component.options):
        return [component.option(whole).id]
    return [component.option(part).id for part in _parts(text)]


def _range(component: ShownComponent, text: str) -> dict[str, str]:
    first, dots, last = text.partition("..")
    if not dots:
        raise Refused(f"{component} takes a first and a last day, FIRST..LAST, not {text!r}")
    ends = zip(RANGE_KEYS, (first.strip(), last.strip()), strict=True)
    return {key: day for key, day in ends if day}


def _file(name: str) -> File:
    kind, _ = mimetypes.guess_type(name)
    return File(name) if kind is None else File(name, mime_type=kind)
