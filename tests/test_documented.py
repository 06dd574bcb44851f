"""Every row of Meta's page of static errors is found in a whole flow that has nothing else wrong.

The rows themselves are in `documented_rows`; that they are all of them is held against the page.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from documented_rows import EXCEPTIONS, ROWS, Completed

from flowdsl.check import check_document
from flowdsl.versions import DEFAULT, parse_version

FLOWS = [
    pytest.param(number, completed, id=f"{number}-{index}")
    for number, row in ROWS.items()
    for index, completed in enumerate(row.flows)
]


@pytest.fixture(scope="module")
def page(shared: Path) -> dict[str, list[str]]:
    """The codes of each row of the page."""
    file = shared / "corpus" / "documented-errors.json"
    return {row["id"]: row["codes"] for row in json.loads(file.read_text(encoding="utf-8"))}


class Answer(NamedTuple):
    """What is wrong with a flow, with the codes that Meta's server has for it."""

    is_error: bool
    codes: set[str]
    message: str


def answers(completed: Completed) -> Iterator[Answer]:
    """Yield everything that is wrong with a flow."""
    if isinstance(completed.document, dict):
        version = parse_version(completed.version) if completed.version else DEFAULT
        for found in check_document(completed.document, version):
            codes = set(found.rule.meta if found.meta is None else found.meta)
            yield Answer(found.is_error, codes, found.message)
    else:
        from flowdsl.json_text import read_json

        for fault in read_json(completed.document.encode()).faults:
            yield Answer(fault.rule.is_error, set(fault.rule.meta), fault.message)


def meta_codes(completed: Completed) -> set[str]:
    """Return all codes that Meta's server has for what is wrong with a flow."""
    return {code for answer in answers(completed) for code in answer.codes}


def test_every_row_is_shown_or_excepted(page: dict[str, list[str]]) -> None:
    """No row of the page is left out, and none is both shown and excepted."""
    assert sorted([*ROWS, *EXCEPTIONS]) == sorted(page)


def test_flows_of_a_row_show_all_its_codes(page: dict[str, list[str]]) -> None:
    """The flows of a row are there for its codes, each of them and no other."""
    shown = {
        number: {code for completed in row.flows for code in completed.codes}
        for number, row in ROWS.items()
    }
    assert shown == {number: set(page[number]) for number in ROWS}


@pytest.mark.parametrize(("number", "completed"), FLOWS)
def test_flow_gives_the_code_of_its_row(number: str, completed: Completed) -> None:
    """What Meta refuses is found, under the code that Meta has for it."""
    assert set(completed.codes) <= meta_codes(completed)


@pytest.mark.parametrize(("number", "completed"), FLOWS)
def test_flow_has_no_other_error(number: str, completed: Completed) -> None:
    """One cause is one problem: nothing but the condition of the row is refused."""
    others = [
        answer
        for answer in answers(completed)
        if answer.is_error and answer.codes.isdisjoint(completed.codes)
    ]
    assert others == []
