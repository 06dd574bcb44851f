"""Flow JSON is checked from its bytes, and problems stand where they are in the text."""

import codecs
import json
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.check import check_document
from flowdsl.check_json import check_json
from flowdsl.problems import Problem, Severity
from flowdsl.rule import Rule
from flowdsl.versions import V5_0, V6_0, VERSIONS, Version

SCREENS: list[Any] = [
    {
        "id": "A",
        "title": "T",
        "terminal": True,
        "layout": {
            "type": "SingleColumnLayout",
            "children": [
                {
                    "type": "Footer",
                    "label": "Done",
                    "on-click-action": {"name": "complete", "payload": {}},
                }
            ],
        },
    }
]


def check(document: object, target: Version | None = None) -> list[Problem]:
    return check_json(json.dumps(document, ensure_ascii=False).encode(), "a.json", target)


def codes(document: object, target: Version | None = None) -> list[str]:
    """Return the codes of what is wrong, without what is but advice."""
    found = check(document, target)
    return [problem.code for problem in found if problem.severity is not Severity.INFO]


def test_flow_in_order_has_no_problems() -> None:
    """A good flow is good with and without a byte order mark, and every example is one."""
    document = {"version": "7.3", "screens": SCREENS}
    assert codes(document) == []
    assert check_json(codecs.BOM_UTF8 + json.dumps(document).encode(), "a.json") == []
    for file in (ROOT / "examples").glob("*.json"):
        assert not any(found.is_error for found in check_json(file.read_bytes(), str(file)))


def test_missing_version_is_reported_once() -> None:
    """It is reported at the root, and all else is checked against the newest version."""
    [problem] = check({"screens": SCREENS})
    assert (problem.name, problem.path) == ("missing-version", ())
    assert problem.meta == ("MISSING_FLOW_JSON_VERSION",)
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (1, 1)
    assert codes({"screens": [{**SCREENS[0], "zzz": 1}]}) == ["FLOW132", "FLOW101"]


@pytest.mark.parametrize(
    ("version", "help_"),
    [
        ("7.33", 'did you mean "7.3"?'),
        ("5.2", "there are 2.1"),
        ("", "there are 2.1"),
        (7.3, 'a version is a text: write "7.3" in quotes'),
        (7, 'write "7.0" in quotes'),
        (9.9, "there are 2.1"),
        (True, "there are 2.1"),
        (None, "there are 2.1"),
        ([], "there are 2.1"),
        ({}, "there are 2.1"),
        ("x" * 1000, "there are 2.1"),
    ],
)
def test_unknown_version_is_reported_once(version: object, help_: str) -> None:
    """It is reported at its value with what was meant, and all else is checked."""
    [problem] = check({"screens": SCREENS, "version": version})
    assert (problem.name, problem.path) == ("unknown-version", ("version",))
    assert help_ in (problem.help or "")
    assert len(problem.message) < 80
    assert problem.place is not None
    assert problem.place.end_column - problem.place.column == len(json.dumps(version))
    assert codes({"version": version, "screens": []}) == ["FLOW133", "FLOW108"]


def test_target_comes_before_the_version_of_the_file() -> None:
    """With a target all is held against it; what is wrong with the version is still said."""
    title = [{**SCREENS[0], "layout": {**SCREENS[0]["layout"]}}]
    title[0]["layout"]["children"] = [
        {"type": "TextBody", "text": "**Hello**", "markdown": True},
        *SCREENS[0]["layout"]["children"],
    ]
    document = {"version": "7.3", "screens": title}
    assert codes(document) == []
    assert codes(document, V6_0) == []
    assert codes(document, V5_0) == ["FLOW131", "FLOW102"]
    assert codes({"version": "1.0", "screens": SCREENS}, V6_0) == ["FLOW133"]
    assert codes({"screens": SCREENS}, V5_0) == ["FLOW132", "FLOW131"]


def test_every_version_is_taken_for_itself() -> None:
    """A public version is never reported as unknown, and decides what is checked."""
    for version in VERSIONS:
        names = codes({"version": version.name, "screens": SCREENS})
        assert names == (["FLOW131"] if version.frozen else [])


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"", ["invalid-json"]),
        (b" \n", ["invalid-json"]),
        (b"5", ["wrong-type"]),
        (b"[]", ["wrong-type"]),
        (b"null", ["wrong-type"]),
        (b"{}", ["missing-version", "missing-property"]),
        (b'{"version": "7.3"}', ["missing-property"]),
        (b'{"version": "7.3", "screens": 5}', ["wrong-type"]),
        (b'{"version": "7.3", "screens": []', ["invalid-json"]),
        (b'{"version": "7.3", "screens": [], }', ["invalid-json"]),
        (b'\xff\xfe{"version"', ["invalid-json"]),
        (b'{"version": "7.3", "screens": ["\xff"]}', ["invalid-json"]),
        (b"[" * 101, ["too-deep"]),
        (b"[" * 100_000, ["too-deep"]),
        (b'{"a":' * 100_000, ["too-deep"]),
        (b" " * (10 * 1024 * 1024 + 1), ["file-too-large"]),
        (b'{"version": "7.2", "version": "7.3", "screens": 5}', ["duplicate-key", "wrong-type"]),
    ],
)  # fmt: skip
def test_any_bytes_give_problems(data: bytes, names: list[str]) -> None:
    """Whatever is in a file, the answer is problems with places."""
    problems = check_json(data, "a.json")
    assert [problem.name for problem in problems] == names
    for problem in problems:
        assert problem.place is not None
        assert problem.place.file == "a.json"


@given(st.binary(max_size=60))
def test_random_bytes_raise_nothing(data: bytes) -> None:
    """No file ends the command with a traceback."""
    check_json(data, "a.json")


def test_problem_stands_at_its_token() -> None:
    """A wrong key is marked itself, a wrong value as such, and what is missing at its object."""
    text = (
        '{"version": "7.3",\r\n "screens": [\r\n  {"id": 5, "titel": "é",\r\n   "layout":\r\n'
        '   {"type": "SingleColumnLayout", "children": [{}]}}]}'
    )
    places = {
        problem.path: problem.place and (problem.place.line, problem.place.column,
                                         problem.place.end_line, problem.place.end_column)
        for problem in check_json(codecs.BOM_UTF8 + text.encode(), "a.json")
    }  # fmt: skip
    screen = ("screens", 0)
    assert places[(*screen, "id")] == (3, 10, 3, 11)
    assert places[(*screen, "titel")] == (3, 13, 3, 20)
    assert places[(*screen, "layout", "children", 0)] == (5, 48, 5, 50)


@given(st.sampled_from(["label", "type", "payload", "id", "title", "children"]), st.integers(0, 4))
def test_says_what_checking_the_document_says(key: str, indent: int) -> None:
    """But for the places, JSON text has the problems that its document has."""
    text = json.dumps({"version": "7.3", "screens": SCREENS}).replace(f'"{key}"', '"zzz"')
    document = json.loads(text)
    problems = check_json(json.dumps(document, indent=indent).encode(), "a.json")
    findings = check_document(document, VERSIONS[-1])
    assert sorted((p.code, str(p.path), p.message, p.help) for p in problems) == sorted(
        (f.rule.code, str(f.path), f.message, f.help) for f in findings
    )


def test_only_what_is_wanted_is_reported() -> None:
    """What is not wanted is left out; that a file cannot be read is said all the same."""

    def wanted(rule: Rule) -> bool:
        return rule.code == "FLOW108"

    def names(data: bytes) -> list[str]:
        return [found.name for found in check_json(data, "a.json", None, wanted)]

    assert names(b'{"screens": [], "x": 1, "x": 2}') == ["too-few-items"]
    assert names(b'{"screens": [], "version": 3}') == ["too-few-items"]
    assert names(b'{"screens": [') == ["invalid-json"]
