"""Which rules are wanted, by options, settings and comments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.problems import Severity
from flowdsl.rule import RULES, Rule
from flowdsl.selection import ALWAYS, Selection, UnknownRule, rules_named
from flowdsl.suppressions import read_suppressions

ON = RULES["FLOW104"]
OFF = Rule(code="FLOW104", name="text-too-long", severity=Severity.INFO, page="", on=False)

TOKENS = st.sampled_from(["FLOW", "FLOW1", "FLOW10", "FLOW104", "text-too-long", "FLOW2"])


@pytest.mark.parametrize(
    ("select", "ignore", "wanted"),
    [
        ([], [], True),
        (["FLOW"], [], True),
        (["flow104"], [], True),
        (["Text-Too-Long"], [], True),
        (["FLOW2"], [], False),
        ([], ["FLOW1"], False),
        ([], ["FLOW104"], False),
        ([], ["FLOW103"], True),
        (["FLOW104"], ["FLOW1"], True),
        (["FLOW1"], ["FLOW104"], False),
        (["FLOW104"], ["FLOW104"], False),
        (["text-too-long"], ["FLOW104"], False),
        (["FLOW104"], ["text-too-long"], False),
        (["FLOW2", "FLOW10"], ["FLOW1"], True),
    ],
)
def test_longest_token_decides(select: list[str], ignore: list[str], wanted: bool) -> None:
    """Of the tokens that match a rule the longest decides, and of equal ones that of ignore."""
    assert Selection(tuple(select), tuple(ignore)).wanted(ON) is wanted


def test_rule_that_is_off_is_wanted_where_a_token_covers_it() -> None:
    """A rule that is off takes a token of select, or being turned on."""
    assert not Selection().wanted(OFF)
    assert not Selection(ignore=("FLOW2",)).wanted(OFF)
    assert Selection(select=("FLOW10",)).wanted(OFF)
    assert Selection(select=("text-too-long",)).wanted(OFF)
    assert Selection(turned_on=("text-too-long",)).wanted(OFF)
    assert not Selection(ignore=("FLOW1",), turned_on=("text-too-long",)).wanted(OFF)


@given(select=st.lists(TOKENS), ignore=st.lists(TOKENS))
def test_order_of_tokens_makes_no_difference(select: list[str], ignore: list[str]) -> None:
    """Tokens say the same in any order; ignoring more never makes a rule wanted."""
    selection = Selection(tuple(select), tuple(ignore))
    assert selection.wanted(ON) is Selection(tuple(select[::-1]), tuple(ignore[::-1])).wanted(ON)
    if selection.wanted(ON):
        assert Selection(tuple(select), tuple(ignore[1:])).wanted(ON)


@pytest.mark.parametrize("rule", sorted(ALWAYS, key=lambda rule: rule.code), ids=lambda r: r.name)
def test_what_cannot_be_written_or_read_is_always_wanted(rule: Rule) -> None:
    """A prefix passes over such a rule, and its own name is refused."""
    assert Selection(ignore=("FLOW",)).wanted(rule)
    assert Selection(select=("FLOW104",)).wanted(rule)
    for token in (rule.code, rule.name):
        with pytest.raises(UnknownRule, match=f'"{token}" cannot be ignored'):
            Selection(ignore=(token,))


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("FLOW999", 'did you mean "FLOW'),
        ("text-to-long", 'did you mean "text-too-long"?'),
        ("F", 'no rule has the code or the name "F"'),
        ("FLOW9*", "no rule has"),
        ("", "no rule has"),
        ("104", "no rule has"),
    ],
)
def test_unknown_token_is_refused(token: str, says: str) -> None:
    """A token that matches no rule is a mistake, answered with what was meant."""
    for options in ({"select": (token,)}, {"ignore": (token,)}):
        with pytest.raises(UnknownRule) as caught:
            Selection(**options)
        assert says in str(caught.value)


def test_rules_are_found_by_every_kind_of_token() -> None:
    """A code and a name find one rule, the beginning of a code all that begin so."""
    assert rules_named("FLOW104") == rules_named("text-too-long") == [ON]
    assert {rule.code for rule in rules_named("FLOW")} == set(RULES)
    assert all(rule.code.startswith("FLOW14") for rule in rules_named("flow14"))


def comments(source: str) -> list[tuple[int, bool, list[str]]]:
    found, wrong = read_suppressions(source.encode())
    assert not wrong
    return [(each.line, each.is_alone, sorted(r.code for r in each.rules)) for each in found]


def test_comments_are_found() -> None:
    """A comment names codes, prefixes and names; text in quotes is none."""
    assert comments("a = 1  # flowdsl: ignore[FLOW104]\n") == [(1, False, ["FLOW104"])]
    assert comments("\n\t# flowdsl:ignore[FLOW104, blank-text]\r\n") == [
        (2, True, ["FLOW104", "FLOW110"])
    ]
    assert comments("x = (  # noqa: E501  # flowdsl: ignore [flow104,]\n)") == [
        (1, False, ["FLOW104"])
    ]
    [(_, _, many)] = comments("# flowdsl: ignore[FLOW10]")
    assert {"FLOW101", "FLOW104"} <= set(many)
    assert comments('a = "# flowdsl: ignore[FLOW104]"\n') == []
    assert comments("# flowdsl: a good thing, ignore the rest\n") == []
    assert comments("# all that flowdsl: does\n") == []


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("ignore", "names no rule: write `flowdsl: ignore[FLOW104]`"),
        ("ignore[]", "names no rule"),
        ("ignore[ ]", "names no rule"),
        ("ignore[FLOW104, txt-too-long]", 'did you mean "text-too-long"?'),
        ("ignore[FLOW123]", '"FLOW123" cannot be ignored'),
        ("ignore[not-an-image]", "cannot be ignored"),
        ("disable[FLOW104]", 'a comment says "disable", but it takes `ignore[...]`'),
    ],
)
def test_comment_that_says_nothing_is_reported(comment: str, says: str) -> None:
    """A comment without a rule, or with one that there is not, gives a warning."""
    _, [(line, sentence)] = read_suppressions(f"a = 1\nb = 2  # flowdsl: {comment}\n".encode())
    assert line == 2
    assert says in sentence


@pytest.mark.parametrize("source", ["# flowdsl: ignore[FLOW104]\n(", "\0# flowdsl: ignore"])
def test_broken_source_does_no_harm(source: str) -> None:
    """A file that Python cannot read is for Python to complain about."""
    read_suppressions(source.encode())
    read_suppressions(b"\xff\xfe# flowdsl: ignore[FLOW104]")


def test_comment_covers_its_line_and_alone_the_next() -> None:
    """A comment holds for problems that its line is part of; alone, for the line below, too."""
    [beside], _ = read_suppressions(b"1\n2\n3  # flowdsl: ignore[FLOW104]\n")
    [alone], _ = read_suppressions(b"1\n2\n# flowdsl: ignore[FLOW104]\n")
    covered = [(2, 2), (3, 3), (1, 5), (4, 4), (5, 6)]
    assert [beside.covers(ON, *lines) for lines in covered] == [False, True, True, False, False]
    assert [alone.covers(ON, *lines) for lines in covered] == [False, True, True, True, False]
    assert not beside.covers(RULES["FLOW103"], 3, 3)
