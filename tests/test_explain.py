"""`flowdsl explain` prints the pages of rules, and `flowdsl rules` lists them."""

import json

import pytest
from checking import Run

import flowdsl.check_files  # noqa: F401  # It knows all rules.
from flowdsl.rule import RULES


def test_rule_is_explained(run: Run) -> None:
    """A code or a name, in capitals or not, gives the page with what is known besides."""
    result = run("explain", "flow104")
    assert result.exit_code == 0
    assert result.stdout.startswith("FLOW104 text-too-long (warning)\nversions: all\nmeta: no code")
    assert "\nBad:\n    TextInput(" in result.stdout
    assert "\nGood:\n    TextInput(" in result.stdout
    assert "Compared with Meta's server: unknown: the limits" in result.stdout
    assert run("explain", "Text-Too-Long").stdout == result.stdout
    both = run("explain", "FLOW104", "FLOW114").stdout
    assert both.startswith(result.stdout)
    assert "Bad in 5.1:" in both
    assert "meta: PATTERN_MISMATCH" in both


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_can_be_explained(run: Run, code: str) -> None:
    """No page keeps the command from printing it."""
    assert RULES[code].name in run("explain", code).stdout


def test_rules_are_listed(run: Run) -> None:
    """A line a rule, in the order of the codes; a prefix or a name chooses some."""
    lines = run("rules").stdout.splitlines()
    assert [line[:7] for line in lines] == sorted(RULES)
    assert len({line.index(" all ") for line in lines if " all " in line}) <= 2
    some = run("rules", "flow14", "blank-text").stdout.splitlines()
    chosen = sorted(code for code in RULES if code.startswith("FLOW14"))
    assert [line.split()[0] for line in some] == ["FLOW110", *chosen]
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert [rule["code"] for rule in listed] == sorted(RULES)
    keys = ["code", "name", "severity", "since", "until", "on", "summary", "meta"]
    assert list(listed[0]) == keys


def test_list_says_for_which_versions_a_rule_holds(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not hold for all versions, or is off, is marked."""
    import attrs

    from flowdsl.versions import V3_1, V4_0

    rule = RULES["FLOW104"]
    for since, until, on, shown in [
        (V4_0, None, True, "from 4.0  A text"),
        (None, V3_1, False, "until 3.1  (off) A text"),
        (V3_1, V4_0, True, "from 3.1 until 4.0  A text"),
    ]:
        changed = attrs.evolve(rule, since=since, until=until, on=on)
        monkeypatch.setitem(RULES, "FLOW104", changed)
        assert shown in run("rules", "FLOW104").stdout
        assert ("off unless it is selected" in run("explain", "FLOW104").stdout) is not on
