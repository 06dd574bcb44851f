"""The table holds against flows that others wrote and published."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flowdsl import VERSIONS, Severity
from flowdsl.check import check_document, check_structure
from flowdsl.schema import json_schema

# What is truly broken among those that were published.
BROKEN = {
    "0027": ["FLOW205"],  # A stub without a terminal screen.
    "0028": ["FLOW205"],  # The same.
    "0057": ["FLOW501", "FLOW505", "FLOW507"],  # A target that is not there, payloads that misfit.
    "0062": ["FLOW205", "FLOW103"],  # A stub without a screen id.
    "0068": ["FLOW205", "FLOW110"],  # A stub with an empty screen id.
    "0070": ["FLOW402"],  # A list that does not say what it holds.
    # Several faults at once, two lists with company among them.
    "0071": ["FLOW201", "FLOW255", "FLOW242", "FLOW272", "FLOW222", "FLOW201"],
    "0558": ["FLOW402"],  # A list that does not say what it holds.
}
FOOTER = {"type": "Footer", "label": "l", "on-click-action": {"name": "complete"}}
BY_NAME = {str(version): version for version in VERSIONS}


@pytest.fixture(scope="module")
def flows(shared: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What is known of each flow, and the flow."""
    corpus = shared / "corpus"
    lines = (corpus / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (entry, json.loads((corpus / "flows" / f"{entry['id']}.json").read_text(encoding="utf-8")))
        for entry in map(json.loads, lines)
    ]


def test_published_flows_have_no_error(flows: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """No official example and no library's fixture has an error, but those known to be broken."""
    found = {}
    for entry, flow in flows:
        if entry["accepted_evidence"] == "unknown":
            continue
        findings = check_document(flow, BY_NAME[flow["version"]])
        codes = [finding.rule.code for finding in findings if finding.is_error]
        if codes:
            found[entry["id"]] = codes
    assert found == BROKEN


def test_official_examples_need_no_attention(
    flows: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    """What Meta publishes gets no warning, but that a version is frozen."""
    official = [flow for entry, flow in flows if entry["accepted_evidence"] == "official example"]
    assert official
    found = {
        finding.rule.name
        for flow in official
        for finding in check_document(flow, BY_NAME[flow["version"]])
        if (finding.severity or finding.rule.severity) is not Severity.INFO
    }
    assert found <= {"version-frozen"}


def test_checker_and_schema_agree(flows: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Each flow is structurally fine in its version and the newest exactly when the schema says."""
    validators = {version: Draft202012Validator(json_schema(version)) for version in VERSIONS}
    for entry, flow in flows:
        for version in {BY_NAME.get(flow.get("version", "")), VERSIONS[-1]} - {None}:
            assert version is not None
            document = {**flow, "version": str(version)}
            ours = [found for found in check_structure(document, version) if found.rule.is_error]
            theirs = next(validators[version].iter_errors(document), None)
            assert bool(ours) == bool(theirs), (entry["id"], version, ours, theirs)


def test_document_that_is_none_is_a_finding() -> None:
    """Any JSON is checked without an exception, and what is no flow is said to be none."""
    for document in (None, [], 1, "text", {}, {"version": "7.3", "screens": {}}):
        assert check_document(document, VERSIONS[-1]), document


@pytest.mark.parametrize(
    ("change", "codes", "says"),
    [
        ({"screns": ...}, ["FLOW101"], "did you mean `screens`?"),
        ({"titel": "x"}, ["FLOW101"], "a flow has no property `titel`"),
    ],
)
def test_unknown_key_is_one_finding(change: dict[str, Any], codes: list[str], says: str) -> None:
    """A misspelt key is said once: the key that it stands for is not missing, too."""
    layout = {"type": "SingleColumnLayout", "children": [FOOTER]}
    screen = {"id": "A", "title": "A", "terminal": True, "layout": layout}
    document = {"version": "7.3", "screens": [screen], **change}
    if "screns" in change:
        document["screns"] = document.pop("screens")
    found = check_document(document, VERSIONS[-1])
    assert [finding.rule.code for finding in found] == codes
    assert says in f"{found[0].message} {found[0].help}"


@pytest.mark.parametrize(
    ("component", "code", "says"),
    [
        ({"type": "TextInputt", "x": 1}, "FLOW106", 'did you mean "TextInput"?'),
        ({"type": "Hologram"}, "FLOW106", 'there is no component "Hologram"'),
        ({"type": 5}, "FLOW105", "`type` is the number 5, but takes text"),
        ({"text": "x"}, "FLOW103", "a component needs `type`"),
        ("TextBody", "FLOW105", "but takes a component, an object"),
        (
            {"type": "EmbeddedLink", "text": "x", "on-click-action": {"name": "navigat"}},
            "FLOW106",
            'there is no action "navigat"',
        ),
        (
            {
                "type": "EmbeddedLink",
                "text": "x",
                "on-click-action": {"name": "navigate", "next": {"type": "page", "name": "B"}},
            },
            "FLOW107",
            '`type` is "page", but takes "screen"',
        ),
    ],
)
def test_unknown_component_or_action_is_one_finding(
    component: object, code: str, says: str
) -> None:
    """What the table does not know is named, with the nearest that it does, and not looked into."""
    screens = [
        {
            "id": name,
            "title": name,
            "terminal": True,
            "layout": {"type": "SingleColumnLayout", "children": children},
        }
        for name, children in (("A", [component, FOOTER]), ("B", [FOOTER]))
    ]
    document = {"version": "7.3", "screens": screens}
    [found] = check_document(document, VERSIONS[-1])
    assert found.rule.code == code
    assert says in f"{found.message} {found.help}"
