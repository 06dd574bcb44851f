"""Strategies for what somebody fills into an input, so that a phone lets it through."""

import datetime
import random
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from flowdsl.actions import Complete
from flowdsl.components.base import Input
from flowdsl.components.navigation import Footer
from flowdsl.facts import DateStyle
from flowdsl.flow import Flow, Screen
from flowdsl.runtime.behaviour import NEUTRAL
from flowdsl.runtime.checks import Checker, limit_of, most_characters
from flowdsl.runtime.days import FIRST, LAST, day_of, day_refusal
from flowdsl.runtime.evaluation import number_of
from flowdsl.runtime.files import File
from flowdsl.runtime.patterns import text_pattern
from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.program import Answer
from flowdsl.runtime.scope import RANGE_KEYS
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.showing import show
from flowdsl.runtime.state import ScreenState
from flowdsl.versions import DEFAULT, VersionLike, parse_version

__all__ = ["answers"]

_NOW: Final = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
_FEW_DAYS: Final = 800
"""Of so many days the ones that can be picked are listed; of more they are drawn and looked at."""

_LETTERS: Final = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])
"""What a text is drawn of: everything that can be seen, and blanks."""

_LONG: Final = 40
"""Texts are drawn with so many characters, unless an input wants more."""


def answers(
    component: "Input[Any] | ShownComponent", version: VersionLike | None = None
) -> st.SearchStrategy[Any]:
    """Draw what an input takes and lets through, as `Session.fill` takes it.

    That is text, true or false, the id of an option, a list of ids, a day as text, an object of two
    days, or a tuple of `File`. No empty answers are drawn: leave an input alone for that.

    Args:
        component: The input, of a flow or as it is shown by a session. One of a flow is taken as it
            stands: what is bound in it is not known.
        version: The version that it is in, for one of a flow; by default the newest.

    Raises:
        ValueError: Nothing can be filled in: it has no option that can be chosen, or no day.
    """
    shown = component if isinstance(component, ShownComponent) else _shown(component, version)
    checker = Checker(NEUTRAL, _NOW)
    drawn = _drawn(shown)
    return drawn.filter(lambda value: _does(checker, shown, value))


def _shown(component: Input[Any], version: VersionLike | None) -> ShownComponent:
    footer = Footer(label="Send", on_click_action=Complete({}))
    screen = Screen(id="ONLY", terminal=True, children=[component, footer])
    used = DEFAULT if version is None else parse_version(version)
    # The flow lacks the data that the component may refer to, so that it is not checked.
    document = Flow(version=used, screens=[screen]).to_dict(check=False)
    program = program_of(document, check=False)
    placed = program.screens["ONLY"]
    states = {"ONLY": ScreenState()}
    shown = show(program, states, placed, NEUTRAL, Checker(NEUTRAL, _NOW))
    return next(each for each in shown.components if each.is_input)


def _does(checker: Checker, shown: ShownComponent, value: Any) -> bool:
    kept = checker.accepted(shown, value)
    held = ShownComponent(program=shown.program, content=shown.content, value=kept)
    return checker.complaint(held) is None and not checker.lacks(held)


def _drawn(shown: ShownComponent) -> st.SearchStrategy[Any]:
    answer = shown.answer
    assert answer is not None
    match answer:
        case Answer.TEXT:
            return _texts(shown)
        case Answer.NUMBER:
            return _numbers(shown)
        case Answer.BOX:
            return st.just(True) if shown.required else st.booleans()
        case Answer.CHOICE:
            return st.sampled_from(_ids(shown))
        case Answer.CHOICES:
            return _choices(shown)
        case Answer.DAY:
            return _days(shown).map(str)
        case Answer.RANGE:
            return _ranges(shown)
        case Answer.FILES:
            return _files(shown)


def _ids(shown: ShownComponent) -> list[str]:
    ids = [option.id for option in shown.options if option.enabled]
    if not ids:
        raise ValueError(f"{shown} has no option that can be chosen")
    return ids


def _lengths(shown: ShownComponent) -> tuple[int, int]:
    least = max(1, int(number_of(shown.content.get("min-chars")) or 1))
    most = int(most_characters(shown) or _LONG)
    return least, max(least, min(most, max(_LONG, least)))


def _texts(shown: ShownComponent) -> st.SearchStrategy[str]:
    least, most = _lengths(shown)
    pattern = shown.content.get("pattern")
    if isinstance(pattern, str) and text_pattern(pattern).undecided is None:
        return _matching(pattern, least, most)
    match shown.content.get("input-type"):
        case "email":
            return _emails(most)
        case "phone":
            return st.text("0123456789", min_size=max(least, 7), max_size=max(least, min(most, 15)))
        case "passcode":
            return st.text("0123456789", min_size=least, max_size=most)
    return st.text(_LETTERS, min_size=least, max_size=most)


def _matching(pattern: str, least: int, most: int) -> st.SearchStrategy[str]:
    """Draw texts that match a pattern."""

    def sample(seed: int) -> list[str]:
        source = random.Random(seed)  # noqa: S311  # Not for secrets.
        return list(text_pattern(pattern).samples(source, shortest=least, longest=most))

    if not sample(0):
        raise ValueError(f"no text is known that matches {pattern}")
    seeds = st.integers(0, 2**16)
    return seeds.map(sample).filter(bool).flatmap(st.sampled_from)


def _emails(most: int) -> st.SearchStrategy[str]:
    word = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=max(1, most // 4))
    return st.builds("{}@{}.{}".format, word, word, st.sampled_from(["com", "org", "de"])).filter(
        lambda text: len(text) <= most
    )


def _numbers(shown: ShownComponent) -> st.SearchStrategy[str]:
    least, most = _lengths(shown)
    whole = st.integers(10 ** (least - 1) if least > 1 else 0, 10 ** min(most, 12) - 1).map(str)
    pattern = shown.content.get("pattern")
    if isinstance(pattern, str) and text_pattern(pattern).undecided is None:
        return _matching(pattern, least, most)
    if most < max(least, 4):
        return whole
    decimal = st.builds("{}.{:02}".format, st.integers(0, 10 ** (most - 3) - 1), st.integers(0, 99))
    return whole | decimal.filter(lambda text: least <= len(text) <= most)


def _choices(shown: ShownComponent) -> st.SearchStrategy[list[str]]:
    ids = _ids(shown)
    least = max(1, int(number_of(shown.content.get("min-selected-items")) or 1))
    most = int(number_of(shown.content.get("max-selected-items")) or len(ids))
    if least > min(most, len(ids)):
        raise ValueError(f"{shown} wants {least} choices, but {min(most, len(ids))} can be made")
    return st.lists(st.sampled_from(ids), min_size=least, max_size=min(most, len(ids)), unique=True)


def _style(shown: ShownComponent) -> DateStyle:
    found = shown.program.input
    return (found.traits.days if found else None) or DateStyle.ISO


def _days(shown: ShownComponent) -> st.SearchStrategy[datetime.date]:
    style = _style(shown)
    first = day_of(shown.content.get("min-date"), style, datetime.UTC) or FIRST
    last = day_of(shown.content.get("max-date"), style, datetime.UTC) or LAST
    if first > last:
        raise ValueError(f"{shown} has no day that can be picked")

    def is_free(day: datetime.date) -> bool:
        return day_refusal(day, shown.content, style, datetime.UTC) is None

    span = (last - first).days
    if span > _FEW_DAYS:
        return st.dates(first, last).filter(is_free)
    every = (first + datetime.timedelta(days=number) for number in range(span + 1))
    free = [day for day in every if is_free(day)]
    if not free:
        raise ValueError(f"{shown} has no day that can be picked")
    return st.sampled_from(free)


def _ranges(shown: ShownComponent) -> st.SearchStrategy[Mapping[str, str]]:
    least = int(number_of(shown.content.get("min-days")) or 1)
    most = int(number_of(shown.content.get("max-days")) or max(least, 30))
    days = _days(shown)
    lengths = st.integers(least - 1, max(least, most) - 1)
    return st.builds(_range, days, lengths).filter(lambda value: _is_free_range(shown, value))


def _range(day: datetime.date, more: int) -> Mapping[str, str]:
    """Return the range that begins on a day and has so many days after it."""
    last = min(LAST, day + datetime.timedelta(days=more))
    first_key, last_key = RANGE_KEYS
    return {first_key: str(day), last_key: str(last)}


def _is_free_range(shown: ShownComponent, value: Mapping[str, str]) -> bool:
    style = _style(shown)
    return all(
        day_refusal(datetime.date.fromisoformat(day), shown.content, style, datetime.UTC) is None
        for day in value.values()
    )


def _files(shown: ShownComponent) -> st.SearchStrategy[tuple[File, ...]]:
    found = shown.program.input
    traits = found.traits if found else None
    least = int(number_of(limit_of(shown, traits.least_files if traits else None)) or 1)
    most = int(number_of(limit_of(shown, traits.most_files if traits else None)) or 30)
    largest = int(number_of(limit_of(shown, "max-file-size-kb")) or 25600)
    allowed = shown.content.get("allowed-mime-types")
    types = allowed if isinstance(allowed, list) and allowed else ["image/jpeg"]
    names = st.text("abcdefgh", min_size=1, max_size=6).map("{}.bin".format)
    file = st.builds(File, names, st.integers(1, largest), st.sampled_from(types))
    lists = st.lists(file, min_size=max(1, least), max_size=min(most, max(1, least) + 2))
    return lists.map(tuple)
