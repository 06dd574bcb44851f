"""The answers worth trying in an input: the plain ones, those at its limits, and telling ones."""

import datetime
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.facts import DateStyle
from flowdsl.fuzz.days import available_days, ranges
from flowdsl.fuzz.texts import impossible_text, texts
from flowdsl.runtime.checks import Checker, limit_of
from flowdsl.runtime.days import day_of
from flowdsl.runtime.evaluation import number_of
from flowdsl.runtime.files import File
from flowdsl.runtime.program import Answer
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.state import Refused

__all__ = ["Candidates", "candidates"]

MOST_OPTIONS: Final = 12
"""So many options are tried of a list, beside those that the flow compares with."""

MOST_SETS: Final = 16
"""So many sets of options are tried of a list that takes several."""


@attrs.frozen
class Candidates:
    """The answers to try in an input.

    Args:
        values: Values that the input takes and is content with, the plainest first.
        may_stay_empty: Whether it can be left as it is when nobody touched it.
        is_complete: Whether what is not among the values makes no other difference.
        obstacle: Why no value at all does; None where one does, or nobody can tell.
    """

    values: tuple[Any, ...]
    may_stay_empty: bool
    is_complete: bool
    obstacle: str | None = None


def candidates(
    component: ShownComponent,
    checker: Checker,
    source: random.Random,
    *,
    literals: Iterable[Any] = (),
    is_calculated: bool = False,
) -> Candidates:
    """Return the answers to try in an input.

    Args:
        component: The input, as it is on the screen.
        checker: What holds answers against it.
        source: What decides what is made up; the same source makes the same.
        literals: The values that the flow's conditions compare the answer with.
        is_calculated: Whether the flow calculates with the answer, so that no few values stand for
            all of them.
    """
    given = list(literals)
    proposed, is_complete, obstacle = _proposed(component, checker, source, given)
    values: list[Any] = []
    for value in proposed:
        if _does(component, checker, value) and not any(_same(value, each) for each in values):
            values.append(value)
    empty = attrs.evolve(component, value=_EMPTY.get(component.answer, ""), is_filled=False)
    return Candidates(
        values=tuple(values),
        may_stay_empty=not checker.lacks(empty),
        is_complete=is_complete and not is_calculated,
        obstacle=None if values else obstacle,
    )


_EMPTY: Final[Mapping[Answer | None, Any]] = {
    Answer.BOX: False,
    Answer.CHOICES: [],
    Answer.RANGE: {},
    Answer.FILES: [],
}


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _does(component: ShownComponent, checker: Checker, value: Any) -> bool:
    """Return whether an input takes a value and lets the Footer be tapped with it."""
    try:
        kept = checker.accepted(component, value)
    except Refused:
        return False
    filled = attrs.evolve(component, value=kept, is_filled=True)
    # A box that has to be ticked takes false, too: somebody can leave it so.
    lacks = component.answer is not Answer.BOX and checker.lacks(filled)
    return checker.complaint(filled) is None and not lacks


def _proposed(
    component: ShownComponent, checker: Checker, source: random.Random, literals: list[Any]
) -> tuple[Iterable[Any], bool, str | None]:
    """Return the values to look at, whether those are all, and what says that there are none."""
    match component.answer:
        case Answer.TEXT | Answer.NUMBER:
            obstacle = impossible_text(component)
            found = () if obstacle else texts(component, source, literals)
            return found, True, obstacle
        case Answer.BOX:
            return (True, False), True, None
        case Answer.CHOICE:
            ids = _ids(component, literals)
            return ids, True, None if ids else _no_option(component)
        case Answer.CHOICES:
            return _sets(component, _ids(component, literals))
        case Answer.DAY:
            return _days(component, checker, literals)
        case Answer.RANGE:
            return ranges(component, checker.zone, _today(checker))
        case Answer.FILES:
            return _files(component), True, None
        case None:
            return (), True, "it is no input"


def _ids(component: ShownComponent, literals: list[Any]) -> list[str]:
    """Return the ids of options, those first that the flow compares with."""
    known = list(dict.fromkeys(each.id for each in component.options if each.enabled))
    told = [each for each in literals if isinstance(each, str) and each in known]
    acting = [
        each.id
        for each in component.options
        if each.enabled and any(str(key).endswith("-action") for key in each.content)
    ]
    first = list(dict.fromkeys([*told, *acting[:MOST_OPTIONS]]))
    others = [each for each in known if each not in first]
    return first + others[:MOST_OPTIONS]


def _no_option(component: ShownComponent) -> str:
    if component.options:
        return f"none of its {len(component.options)} options is enabled"
    return "it has no options"


def _sets(
    component: ShownComponent, ids: list[str]
) -> tuple[Iterable[list[str]], bool, str | None]:
    """Return sets of options between the least and the most, few first."""
    least = max(1, round(number_of(component.content.get("min-selected-items")) or 0))
    most = number_of(component.content.get("max-selected-items"))
    enabled = len({each.id for each in component.options if each.enabled})
    if not ids:
        return (), True, _no_option(component)
    if least > enabled:
        return (), True, f"{least} have to be chosen, and {enabled} can be"
    if most is not None and least > most:
        return (), True, f"{least} have to be chosen, and {most:g} at most can be"
    largest = enabled if most is None else min(enabled, int(most))
    every = [each.id for each in component.options if each.enabled]
    pool = list(dict.fromkeys([*ids, *every]))
    few = itertools.islice(itertools.combinations(ids, min(least, len(ids))), MOST_SETS)
    found = [list(each) for each in few] if least <= len(ids) else [pool[:least]]
    if largest > least:
        found.append(pool[:largest])
        found += [list(each) for each in itertools.combinations(ids[:4], least + 1)]
    return found[: 2 * MOST_SETS], True, None


def _today(checker: Checker) -> datetime.date:
    return checker.now.astimezone(checker.zone).date()


def _days(
    component: ShownComponent, checker: Checker, literals: list[Any]
) -> tuple[Iterable[str], bool, str | None]:
    found = component.program.input
    style = (found.traits.days if found else None) or DateStyle.ISO
    told = [day_of(each, style, checker.zone) for each in literals]
    days, obstacle = available_days(component.content, style, checker.zone, _today(checker))
    near = [
        each + datetime.timedelta(days=step)
        for each in told
        if each is not None and datetime.date.min < each < datetime.date.max
        for step in (0, -1, 1)
    ]
    return [day.isoformat() for day in [*days, *near]], True, obstacle


_ENDINGS: Final[tuple[tuple[str, str], ...]] = (
    ("image/jpeg", "photo.jpg"),
    ("application/pdf", "document.pdf"),
    ("image/png", "picture.png"),
    ("video/mp4", "film.mp4"),
    ("text/plain", "notes.txt"),
)


def _files(component: ShownComponent) -> Iterator[tuple[File, ...]]:
    """Yield as few files as are wanted, one more, and as many as can be."""
    found = component.program.input
    if found is None:
        return
    traits = found.traits
    least = max(1, round(number_of(limit_of(component, traits.least_files)) or 0))
    most = round(number_of(limit_of(component, traits.most_files)) or least)
    allowed = component.content.get("allowed-mime-types")
    is_document = "document" in component.kind.lower()
    mime = "application/pdf" if is_document else "image/jpeg"
    if isinstance(allowed, list) and allowed and mime not in allowed:
        mime = next((kind for kind, _ in _ENDINGS if kind in allowed), str(allowed[0]))
    name = next((each for kind, each in _ENDINGS if kind == mime), "file.bin")
    size = number_of(component.content.get("max-file-size-kb"))
    for count in dict.fromkeys((least, least + 1, min(most, 10))):
        yield tuple(
            File(f"{number}_{name}", round(size) if size is not None and size < 100 else 100, mime)
            for number in range(1, min(count, 30) + 1)
        )
