"""The answers that are tried in an input are plain, telling, and at its limits."""

import datetime
import random
import re
from typing import Any

import pytest
from planted_flows import ending, one_screen, two_screens

from flowdsl import (
    CalendarPicker,
    Component,
    DatePicker,
    DocumentPicker,
    Dropdown,
    Footer,
    Navigate,
    TextInput,
)
from flowdsl.fuzz import fuzz
from flowdsl.fuzz.candidates import Candidates, candidates
from flowdsl.runtime import NEUTRAL, Session
from flowdsl.runtime.checks import Checker

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def tried(component: Component, **given: Any) -> Candidates:
    """Return the answers to try in an input."""
    flow = one_screen(*ending(component))
    shown = next(iter(Session(flow, now=NOON, check=False).screen.inputs.values()))
    return candidates(shown, Checker(NEUTRAL, NOON), random.Random(0), **given)


def test_texts_are_plain_first_and_at_the_limits() -> None:
    """Texts keep to the limits, and what conditions compare with is among them."""
    given = TextInput(name="a", label="A", min_chars=3, max_chars=9)
    found = tried(given, literals=["other", "x"])
    assert found.values[:2] == ("Ada", "other")
    assert {len(value) for value in found.values} >= {3, 9}
    assert all(3 <= len(value) <= 9 for value in found.values)
    assert found.may_stay_empty


def test_numbers_lie_on_both_sides_of_a_comparison() -> None:
    """A number is tried as it is compared with, and next to that."""
    given = TextInput(name="a", label="A", input_type="number", required=True)
    found = tried(given, literals=[60])
    assert {"60", "61", "59"} <= set(found.values)
    assert not found.may_stay_empty
    assert not tried(given, literals=[60], is_calculated=True).is_complete


def test_texts_match_a_pattern() -> None:
    """Texts are made that match a pattern."""
    code = TextInput(name="a", label="A", pattern="[A-Z]{2}-[0-9]+", helper_text="AB-1")
    found = tried(code)
    assert len(found.values) > 2
    assert all(re.fullmatch("[A-Z]{2}-[0-9]+", value) for value in found.values)


@pytest.mark.parametrize(
    ("component", "obstacle"),
    [
        (TextInput(name="a", label="A", min_chars=9, max_chars=3), "at least 9 characters"),
        (TextInput(name="a", label="A", pattern="[a-z]{3}", min_chars=9), "3|6 characters at most"),
        (
            TextInput(name="a", label="A", input_type="passcode", pattern="[a-z]+"),
            "no character that an input for a passcode takes",
        ),
        (Dropdown(name="a", label="A", data_source=[]), "it has no options"),
        (DatePicker(name="a", label="A", min_date="2026-02-01", max_date="2026-01-01"), "begin on"),
        (
            DatePicker(
                name="a",
                label="A",
                min_date="2026-01-01",
                max_date="2026-01-01",
                unavailable_dates=["2026-01-01"],
            ),
            "no day from 2026-01-01 to 2026-01-01",
        ),
        (
            CalendarPicker(
                name="a",
                label={"start-date": "From", "end-date": "To"},
                mode="range",
                min_date="2026-01-01",
                max_date="2026-01-03",
                min_days=5,
            ),
            "5 days at least, and there are 3",
        ),
    ],
)
def test_what_takes_no_answer_says_why(component: Component, obstacle: str) -> None:
    """An input that takes nothing has a reason, and no answers."""
    found = tried(component)
    assert found.values == ()
    assert found.obstacle is not None
    assert re.search(obstacle, found.obstacle)


def test_days_begin_with_today() -> None:
    """Days are today first, then the next that can be picked, and the ends."""
    day = CalendarPicker(
        name="a",
        label="A",
        include_days=["Mon", "Fri"],
        min_date="2026-05-01",
        max_date="2026-06-30",
    )
    found = tried(day)
    assert found.values[:2] == ("2026-06-01", "2026-06-05")
    assert {"2026-05-01", "2026-06-29"} <= set(found.values)


def test_files_are_of_a_type_that_is_taken() -> None:
    """Files are as few as are wanted and as many as can be, of a type that does."""
    picker = DocumentPicker(
        name="a",
        label="A",
        min_uploaded_documents=2,
        max_uploaded_documents=4,
        allowed_mime_types=["text/plain"],
    )
    found = tried(picker)
    assert [len(files) for files in found.values] == [2, 3, 4]
    assert {file.mime_type for files in found.values for file in files} == {"text/plain"}
    assert not found.may_stay_empty


def test_unfillable_input_that_is_optional_is_no_fault() -> None:
    """What need not be filled in may be impossible to fill in."""
    code = TextInput(name="code", label="Code", pattern="[a-z]{9}", max_chars=3)
    assert fuzz(two_screens([code, onward()], ending()), examples=10).faults == ()


def onward() -> Footer:
    return Footer(label="Continue", on_click_action=Navigate("SECOND", {}))
