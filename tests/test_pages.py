"""Every rule has a page that says what is wrong and why, with examples that do what it says."""

import importlib
import re
from typing import Any

import pytest
from pages import flow_of

from flowdsl.check import check_document
from flowdsl.pages import Example, page_of
from flowdsl.problems import Severity
from flowdsl.rule import RULES, Rule

# The modules that define rules; those that are not there yet define none.
for module in ("flowdsl.check", "flowdsl.compile", "flowdsl.rules", "flowdsl.syntax"):
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise

EXEMPT = {
    "FLOW143": "a file of more than 10 MB does not fit on a page",
    "FLOW144": "a hundred levels do not fit on a page",
}
"""Rules without an example of each kind, and why."""

SYNTAX = {"FLOW141", "FLOW142", "FLOW143", "FLOW144", "FLOW145"}
"""Rules on how JSON is written, which are broken by text rather than by a document."""

FROZEN = "FLOW131"

CODES = sorted(RULES)


def examples() -> list[Any]:
    """Return every example of every page that can be read."""
    found = []
    for code in CODES:
        try:
            page = page_of(RULES[code])
        except ValueError:
            continue  # Another test says so.
        for number, example in enumerate(page.examples, 1):
            kind = "bad" if example.is_bad else "good"
            found.append(pytest.param(code, example, id=f"{code}-{number}-{kind}"))
    return found


def broken(rule: Rule, example: Example) -> list[str]:
    """Return the codes of what is wrong with an example, as far as it matters to a rule."""
    if rule.code in SYNTAX:
        reader = pytest.importorskip("flowdsl.json_text", reason="nothing reads JSON text yet")
        found = reader.read_json(example.source.encode()).faults
    else:
        document, version = flow_of(example)
        found = check_document(document, version, wanted=lambda each: each.on or each is rule)
    return [
        finding.rule.code
        for finding in found
        if finding.rule is rule
        or (finding.rule.code != FROZEN and severity_of(finding) is not Severity.INFO)
    ]


def severity_of(finding: Any) -> Severity:
    """Return how much a finding matters, where it is found."""
    return getattr(finding, "severity", None) or finding.rule.severity


@pytest.mark.parametrize("code", CODES)
def test_page_says_what_is_wrong_in_a_sentence(code: str) -> None:
    """A page begins with one short sentence, and goes on to say why it matters."""
    page = page_of(RULES[code])
    assert page.summary == RULES[code].summary
    assert len(page.summary) <= 120
    assert page.summary[:1].isupper() or page.summary[:1] in "`$"
    assert re.fullmatch(r"(?:[^.]|\.(?=\S))+\.", page.summary), "not one sentence"
    assert page.body, "nothing says why it matters"
    assert page.fidelity.reason or page.fidelity.degree in ("same", "own")


@pytest.mark.parametrize("code", CODES)
def test_page_has_an_example_of_each_kind(code: str) -> None:
    """A page shows what breaks the rule, and what does not."""
    kinds = {example.is_bad for example in page_of(RULES[code]).examples}
    assert (kinds == {True, False}) is (code not in EXEMPT), EXEMPT.get(
        code, "an example is absent"
    )


@pytest.mark.parametrize(("code", "example"), examples())
def test_example_does_what_its_page_says(code: str, example: Example) -> None:
    """A bad example breaks its rule once and no other, a good one breaks none."""
    assert broken(RULES[code], example) == [code] * example.is_bad


def test_exempt_rules_are_there() -> None:
    """Nothing is exempt that is no rule."""
    assert RULES.keys() >= EXEMPT.keys()
