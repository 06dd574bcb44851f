"""The page about the runtime: what it follows, and every question that no source settles."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

import attrs

from flowdsl.runtime.behaviour import NEUTRAL, QUESTIONS, Behaviour, Platform, Question, Status

__all__ = ["register_blocks"]

Table: TypeAlias = Callable[[Iterable[str], Iterable[Iterable[str]]], str]

INTRODUCTION: Final = Path(__file__).resolve().parent / "runtime_intro.md"

_QUESTIONS: Final = """\
## What no source settles

{count} questions; {degrees}. What is done by default is what the most is said for. Each switch is a
field of `flowdsl.runtime.Behaviour`, for example
`Session(flow, behaviour=Behaviour(hidden_required="blocks"))`. A test shows for each choice a flow
in which it changes what comes of it. An approximated question has a note that says what is not
done."""

_PLATFORMS: Final = """\
## Platforms

`Behaviour.of("ios")` is how a platform behaves, and so is `flowdsl run --platform ios`. That iOS
may leave the token out was reported; that Android and the web count in UTF-16 is assumed from the
languages that they are written in. All else is neutral, which does not say that the platforms are
known to agree."""


def register_blocks(table: Table) -> list[str]:
    """Return the blocks of the page.

    Args:
        table: Returns a table in Markdown, given its head and its rows.
    """
    counted = Counter(question.status for question in QUESTIONS)
    degrees = ", ".join(f"{counted[status]} {status.value}" for status in Status)
    head = ("no.", "question", "by default", "or", "switch", "what it chooses", "status", "note")
    explained = _explained()
    return [
        INTRODUCTION.read_text(encoding="utf-8").strip(),
        _QUESTIONS.format(count=len(QUESTIONS), degrees=degrees),
        table(head, (_row(question, explained) for question in QUESTIONS)),
        _PLATFORMS,
        table(("platform", "differs from neutral in"), map(_platform, get_args(Platform))),
    ]


def _explained() -> dict[str, str]:
    """Return what the docstring of `Behaviour` says of each field."""
    _, _, listed = (Behaviour.__doc__ or "").partition("Args:\n")
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", listed, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}


def _row(question: Question, explained: dict[str, str]) -> Iterable[str]:
    first, *others = map(_choice, question.choices or ("",))
    yield str(question.number)
    yield question.text
    yield first
    yield ", ".join(others)
    yield f"`{question.field}`" if question.field else ""
    yield explained[question.field] if question.field else ""
    yield question.status.value
    yield question.note


def _choice(value: Any) -> str:
    return f"`{value}`" if value != "" else ""


def _platform(platform: Platform) -> Iterable[str]:
    behaviour = Behaviour.of(platform)
    changed = [
        f"`{field.name}`: {_choice(getattr(behaviour, field.name))}"
        for field in attrs.fields(Behaviour)
        if getattr(behaviour, field.name) != getattr(NEUTRAL, field.name)
    ]
    yield f"`{platform}`"
    yield ", ".join(changed) or "nothing"
