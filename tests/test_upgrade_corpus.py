"""Real flows that others wrote go to the newest version, and to any other, without a new error."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flowdsl.check import check_document
from flowdsl.upgrade.in_json import upgrade_json
from flowdsl.upgrade.result import Upgraded
from flowdsl.versions import DEFAULT, V3_1, V4_0, V5_1, V6_3, VERSIONS, Version

COUNTS = Path(__file__).parent / "data" / "upgrade_counts.json"
"""What the page of upgrades says of the corpus."""

NEEDS_A_PERSON = {
    "0001": {"FLOW103"},  # RadioButtonsGroups without a label, which 4.0 wants.
    "0147": {"FLOW506"},  # Data for a screen that declares none: is it to be declared, or dropped?
    "0285": {"FLOW506"},
    "0559": {"FLOW506"},
    "0179": {"FLOW103"},  # A CheckboxGroup without a label.
    # Faults of flows that were no flows of their version: other faults hid them there.
    "0155": {"FLOW101", "FLOW105"},
    "0157": {"FLOW101", "FLOW103"},
    "0303": {"FLOW214"},
    "0305": {"FLOW105"},
}


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, bytes]:
    """The flows, by their ids."""
    folder = shared / "corpus" / "flows"
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.json"))}


def errors(data: bytes, version: Version) -> Counter[str]:
    findings = check_document(json.loads(data), version)
    return Counter(each.rule.code for each in findings if each.is_error)


def moved(files: dict[str, bytes], to: Version) -> dict[str, Upgraded]:
    return {name: upgrade_json(data, to, f"{name}.json") for name, data in files.items()}


@pytest.mark.parametrize("to", [DEFAULT, V6_3, V5_1, V4_0, V3_1], ids=str)
def test_no_real_flow_gets_a_new_error(files: dict[str, bytes], to: Version) -> None:
    """What is written has no error that was not there, stays when it is moved there once more."""
    for name, upgraded in moved(files, to).items():
        if upgraded.is_refused:
            assert upgraded.data == files[name]
            continue
        [source] = upgraded.before
        assert errors(upgraded.data, to) - errors(files[name], source) == Counter(), name
        again = upgrade_json(upgraded.data, to)
        assert (again.data, again.notices) == (upgraded.data, ()), name


def test_what_needs_a_person_is_what_nobody_else_can_say(files: dict[str, bytes]) -> None:
    """Of the real flows only those are refused on the way up that have no one right answer."""
    found = {
        name: {each.code for each in upgraded.refused}
        for name, upgraded in moved(files, DEFAULT).items()
        if upgraded.is_refused and upgraded.before
    }
    copies = {name: codes for name, codes in found.items() if name not in NEEDS_A_PERSON}
    assert {name: found[name] for name in NEEDS_A_PERSON} == NEEDS_A_PERSON
    # The corpus has some flows in several copies.
    assert all(codes in NEEDS_A_PERSON.values() for codes in copies.values())
    assert len(copies) == 2


def test_way_up_and_down_again_loses_nothing(files: dict[str, bytes]) -> None:
    """A flow in order is the same to the byte after the way to the newest version and back."""
    count = 0
    for name, upgraded in moved(files, DEFAULT).items():
        if upgraded.is_refused or not upgraded.is_changed or not upgraded.exact:
            continue
        [source] = upgraded.before
        if not errors(files[name], source):
            back = upgrade_json(upgraded.data, source)
            assert (back.data, back.refused) == (files[name], ()), name
            count += 1
    assert count > 60


def test_counts_of_the_page_are_what_they_are(
    files: dict[str, bytes], request: pytest.FixtureRequest
) -> None:
    """The page of upgrades says how far the real flows get, and this says the same."""
    counts = json.dumps(counted(moved(files, DEFAULT)), indent=2) + "\n"
    if request.config.getoption("--renew-golden"):
        COUNTS.write_text(counts, encoding="utf-8")
    assert COUNTS.read_text(encoding="utf-8") == counts


def counted(upgrades: dict[str, Upgraded]) -> dict[str, Any]:
    known = [each for each in upgrades.values() if each.before]
    moving = [each for each in known if each.before != (DEFAULT,)]
    refused: Callable[[Upgraded], bool] = lambda each: each.is_refused  # noqa: E731
    return {
        "to": DEFAULT.name,
        "flows": len(upgrades),
        "unchanged": len(known) - len(moving),
        "unknown": len(upgrades) - len(known),
        "versions": [
            {
                "version": version.name,
                "flows": len(ours),
                "moved": sum(not refused(each) and not each.notices for each in ours),
                "noticed": sum(not refused(each) and bool(each.notices) for each in ours),
                "refused": sum(map(refused, ours)),
            }
            for version in VERSIONS
            if (ours := [each for each in moving if each.before == (version,)])
        ],
        "notices": most_first(
            each.code
            for upgraded in moving
            if not refused(upgraded)
            for each in {each.code: each for each in upgraded.notices}.values()
        ),
        "reasons": most_first(
            code for upgraded in moving for code in {each.code for each in upgraded.refused}
        ),
    }


def most_first(codes: Any) -> dict[str, int]:
    return dict(sorted(Counter(codes).items(), key=lambda item: (-item[1], item[0])))
