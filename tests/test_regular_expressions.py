"""Regular expressions are read as JavaScript reads them."""

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.regular_expressions import BrokenExpression, read_expression

# What is broken, the part that is, a word of the message and one of the help.
BROKEN = [
    ("(a", "(", "never closed", r"\("),
    ("a|(b(c)", "(", "never closed", r"\("),
    ("a)", ")", "closes nothing", r"\)"),
    ("[a", "[", "never closed", r"\["),
    ("[^", "[", "never closed", r"\["),
    ("[a-", "[", "never closed", r"\["),
    ("*a", "*", "nothing to repeat", None),
    ("a|+", "+", "nothing to repeat", None),
    ("(*)", "*", "nothing to repeat", None),
    ("a**", "*", "nothing to repeat", None),
    ("{1}", "{1}", "nothing to repeat", None),
    ("a{2}{3}", "{3}", "nothing to repeat", None),
    ("^*", "*", "nothing to repeat", None),
    (r"\b+", "+", "nothing to repeat", None),
    ("(?<=a)*", "*", "nothing to repeat", None),
    ("(?<!a){2}", "{2}", "nothing to repeat", None),
    ("a++", "++", "possessive", "leave out"),
    ("a{2}+", "{2}+", "possessive", "leave out"),
    ("a{3,1}", "{3,1}", "out of order", None),
    ("[z-a]", "z-a", "out of order", None),
    ("[😃-😀]", "😃-😀", "out of order", None),
    ("[\\u{63}-\\u{62}]", "}-\\u", "out of order", None),
    ("a\\", "\\", "stands before nothing", r"\\"),
    ("[\\", "\\", "stands before nothing", r"\\"),
    ("(?P<n>a)", "(?P<", "begins no group", "(?<name>...)"),
    ("(?'n'a)", "(?'", "begins no group", "(?<name>...)"),
    ("(?P=n)", "(?P=", "begins no group", r"\k<name>"),
    ("(?i)a", "(?i)", "begins no group", "flags"),
    ("(?i:a)", "(?i:", "begins no group", "flags"),
    ("(?#a)", "(?#", "begins no group", "comments"),
    ("(?(1)a|b)", "(?(", "begins no group", "conditional"),
    ("(?>a)", "(?>", "begins no group", "atomic"),
    ("(?", "(?", "begins no group", None),
    ("(?&n)", "(?", "begins no group", None),
    ("(?<n>a)(?<n>b)", "(?<n>", "two groups are named `n`", None),
    ("(?<n>a)(?<\\u006e>b)", "(?<\\u006e>", "two groups are named `n`", None),
    ("(?<1>a)", "1", "no name of a group", "digit"),
    ("(?<>a)", "", "no name of a group", "digit"),
    ("(?<a-b>a)", "a-b", "no name of a group", "digit"),
    ("(?<n", "(?<", "missing or never ends", "<name>"),
    ("(?<n>a)\\k", "\\k", "missing or never ends", "<name>"),
    ("(?<n>a)\\k<m>", "\\k<m>", "no group is named `m`", None),
    ("(?<n>a)[\\k]", "\\k", "refers to no group", None),
]

ALLOWED = [
    "",
    "|",
    "()",
    "(|a)",
    "{",
    "}",
    "]",
    "a{",
    "a{,3}*",
    "a{1",
    "x{1}{",
    "[]",
    "[^]",
    "[]a]",
    "[a-]",
    "[-a]",
    "[--a]",
    r"[\d-z]",
    r"[\w-\.]",
    "a*?b+?c??d{1,2}?",
    "a{99999999999,2147483647}",
    "(?=a)*(?!b)+",
    "(?<=a)(?<!b)",
    "(?:a)(?<name>b)\\k<name>",
    "\\k<later>(?<later>a)",
    "\\k<nothing>",
    "[\\k]",
    "(?<$é_1>a)",
    "(?<𝒜>a)\\k<\\ud835\\udc9c>",
    "(?<\\u{61}>a)\\k<a>",
    "\\u{10}*",
    "\\u{1F600}",
    "\\p{L}+\\P{Lu}",
    "[\\p{L}\\s]",
    "[😀-😃]",
    "[\\u{1F600}-\\u{1F603}]",
    "[\\ud83d\\ude00-\\ud83d\\ude03]",
    "\\1(a)\\1\\2\\08\\377\\9",
    "[\\1-\\9]",
    "\\c*[\\c][\\c1-a]\\cA",
    "\\x\\x41\\u\\u0041",
    "\\-\\_\\é\\😀\\/",
    "[\\b\\B]",
    "\\b\\B^$",
    ".\n",
]

DANGEROUS = [
    ("(a+)+", "(a+)+"),
    ("(a*)*", "(a*)*"),
    ("(.*)*", "(.*)*"),
    ("(a|a)*", "(a|a)*"),
    ("(a|ab|b)*", "(a|ab|b)*"),
    ("(a|b|ab)+?", "(a|b|ab)+?"),
    ("(aa|aaa)*", "(aa|aaa)*"),
    ("(ab|a|ba)*", "(ab|a|ba)*"),
    (r"(\w|\d)*", r"(\w|\d)*"),
    (r"^(\w+\s?)*$", r"(\w+\s?)*"),
    ("^([a-z]+)*$", "([a-z]+)*"),
    (r"^(\d+|\w+)+$", r"(\d+|\w+)+"),
    ("(.*,)*", "(.*,)*"),
    (r"([a-z]{2,}\s?)+", r"([a-z]{2,}\s?)+"),
    (r"(\d{1,3})+", r"(\d{1,3})+"),
    ("(?:a+){2,}", "(?:a+){2,}"),
    ("(a+){25}", "(a+){25}"),
    (r"(\w+\s?){1,30}", r"(\w+\s?){1,30}"),
    ("(a?){30}", "(a?){30}"),
    ("((x?|y?)z)*", "((x?|y?)z)*"),
    ("(x+x+)+y", "(x+x+)+"),
    ("x(y(a|a)+)+z", "(a|a)+"),
    ("(?=(a+)+b)", "(a+)+"),
    ("(?<n>(a+)+)", "(a+)+"),
    ("(é+)*", "(é+)*"),
    ("(😀|😀)*", "(😀|😀)*"),
    (r"(\p{L}+\s?)*", r"(\p{L}+\s?)*"),
    (r"([^,]+,?)*", r"([^,]+,?)*"),
    (r"^([a-z0-9])(([-.]|[_]+)?([a-z0-9]+))*@", r"(([-.]|[_]+)?([a-z0-9]+))*"),
    (r"\d*\d*\d*\d*", r"\d*\d*\d*\d*"),
    (r"x\d+\w+\d*y", r"\d+\w+\d*"),
    (r"(\d*)(\d*)(\d*)", r"(\d*)(\d*)(\d*)"),
    (r"a*a*|.*.*.*", r".*.*.*"),
]

SAFE = [
    "",
    "[a-z]*",
    "(a)*",
    "(a|b)*",
    "(a|ab)*",  # As `b` begins no round, a text divides in one way only.
    "(é|ü)*",
    "(😀|😃)*",
    "(a{3})*",
    r"(\w+\s)+",
    r"(\p{L}+ )*",
    "([a-z]+-)+[a-z]+",
    r"(\d{3}-)+",
    "^[A-Za-z]+( [A-Za-z]+)*$",
    r"^\S+@\S+\.\S+$",
    r"^(\d{1,3}\.){3}\d{1,3}$",
    r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$",
    r"^(([^<>()[\]\\.,;:\s@\"]+(\.[^<>()[\]\\.,;:\s@\"]+)*)|(\".+\"))@(([a-zA-Z\-0-9]+\.)+[a-z]{2,})$",
    r"^\+?\d{1,3}[- ]?\(?\d{3}\)?[- ]?\d{3}[- ]?\d{4}$",
    r"^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$",
    r"(\b\w+\b\s?)*",
    r"((a)\2)*",
    "((?=x(?:a|a)b)c)*",
    "(a+){24}",
    "(a+)?",
    "((a|a){0}b)*",
    r"\d*\d*",
    r"\s*\S*\s*",
    "a*b*c*",
    "a*a*|a*",
    "a*a*^a*",
]


def refusal(text: str) -> BrokenExpression | None:
    try:
        read_expression(text)
    except BrokenExpression as broken:
        return broken
    return None


@pytest.mark.parametrize(("text", "part", "message", "help_"), BROKEN)
def test_broken(text: str, part: str, message: str, help_: str | None) -> None:
    """What JavaScript refuses is broken, at the part that it refuses."""
    broken = refusal(text)
    assert broken
    assert message in str(broken)
    assert text[broken.start : broken.end].startswith(part)
    assert (help_ in broken.help) if help_ and broken.help else help_ is broken.help


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed(text: str) -> None:
    """What JavaScript takes is not broken, and raises no doubt."""
    assert read_expression(text).warnings == ()


@pytest.mark.parametrize(("text", "part"), DANGEROUS)
def test_dangerous(text: str, part: str) -> None:
    """The innermost part that fits one text in many ways is named."""
    assert read_expression(text).danger == part


@pytest.mark.parametrize("text", SAFE)
def test_safe(text: str) -> None:
    """Nothing is said where each text divides in one way only, or where that is unknown."""
    assert read_expression(text).danger is None


@pytest.mark.parametrize("letter", "AZzGhRQE")
def test_foreign_escape(letter: str) -> None:
    """Other languages' escapes are letters, which is hardly what was meant."""
    (found,) = read_expression(f"é\\{letter}b").warnings
    assert f"the letter `{letter}`" in found.message
    assert (found.start, found.end) == (1, 3)


@pytest.mark.parametrize("text", ["[[:alpha:]]", "[a[:alpha:]_]+", "[^[:^alpha:]]"])
def test_foreign_class(text: str) -> None:
    """A class of POSIX is a set of the characters that it is written with."""
    (found,) = read_expression(text).warnings
    assert re.fullmatch(r"\[:\^?alpha:\]", text[found.start : found.end])


def test_bounds() -> None:
    """A text that is too long or too deeply nested is not read."""
    assert not refusal("a" * 2000)
    assert "too long to be read" in str(refusal("a" * 2001))
    assert not refusal("(" * 50 + ")" * 50)
    assert "too deeply to be read" in str(refusal("(" * 51 + ")" * 51))
    assert "too deeply to be read" in str(refusal("(?:" * 600))


@pytest.mark.parametrize(
    "text",
    [
        "(" + "a|" * 990 + "b)*",
        "(?:" + "|".join(f"w{number}x" for number in range(330)) + ")+",
        "a?" * 1000,
        "(" + "a?b?" * 490 + ")*",
        "(\\w?\\d?" * 50 + "x" * 1000 + ")*" * 50,
        "(?:a?|b?|c?){9}" * 130,
        "[^a]" * 500,
        "[" + "😀" * 1990 + "]",
        "(" + "|" * 1990 + ")*",
    ],
    ids=range(9),
)
def test_hard_texts(text: str) -> None:
    """Where the search for danger would take too long, it ends, and the rest is read."""
    assert not refusal(text)
    assert refusal(f"{text})")


PIECES = r"""
a b - 1 9 , : = ! < > ^ $ . | ( ) [ ] { } * + ? / é 😀 😃
\ \\ \d \W \b \B \c \cA \0 \1 \2 \9 \12 \x \x41 \u \u0061 \u{61} \u{10} \u{1F600} \u{110000}
\ud83d \ude00 \p{L} \P{Lu} \p{1} \k \k<n> \k<m> \- \/ \_ \é \😀 \]
{2} {2,} {1,2} {3,1} {,2} {99999999999,1} [^ [a-z] [z-a] [\d-a] [a-\d] [[:alpha:]]
(?: (?= (?! (?<= (?<! (?<n> (?<m> (?<1> (?<\u006e> (?<é> (?P<n> (?i) (?i: (?> (?# (?(
(a) (?:b) (?=c) (?<=d) (?<n>e) a* a+ a? ++ *? -a -z 😀-😃 \u{61}-\u{62}
"""
TEXTS = st.lists(st.sampled_from(["\n", *PIECES.split()]), max_size=12).map("".join)

# Reads texts, and writes for each whether it is taken without and with the flag `u`.
PROGRAM = """
const taken = (text, flags) => {
    try { new RegExp(text, flags); return true } catch { return false }
}
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"))
console.log(JSON.stringify(texts.map(text => [taken(text, ""), taken(text, "u")])))
"""


def is_newer(text: str, broken: BrokenExpression) -> bool:
    """Return whether a text is refused for what only engines of 2025 take.

    These are flags for a part, as in `(?i:a)`, and one name for groups in different alternatives.
    """
    return bool(re.search(r"\(\?[ims]*-?[ims]*:", text)) or "two groups" in broken.message


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_as_an_engine_reads_it() -> None:
    """What is broken is refused by an engine, with and without the flag `u`."""
    texts = [*ALLOWED, *SAFE, *(row[0] for row in BROKEN + DANGEROUS)]

    @given(st.lists(TEXTS, min_size=100, max_size=100))
    def collect(more: list[str]) -> None:
        texts.extend(more)

    collect()
    texts = sorted(set(texts))
    done = subprocess.run(
        ["node", "-e", PROGRAM],
        input=json.dumps(texts),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    results = json.loads(done.stdout)
    assert len(results) == len(texts)
    for text, (plain, unicode) in zip(texts, results, strict=True):
        broken = refusal(text)
        if broken and not is_newer(text, broken):
            assert (plain, unicode) == (False, False), f"{text!r}: {broken}"
    assert {True, False} == {plain for plain, _ in results}


@given(st.text() | TEXTS)
def test_any_text(text: str) -> None:
    """Any text at all is read, or broken somewhere inside of it, and nothing else happens."""
    broken = refusal(text)
    if broken:
        assert 0 <= broken.start <= broken.end <= len(text)
        assert str(broken)
    else:
        found = read_expression(text)
        assert all(text[remark.start : remark.end] for remark in found.warnings)
        assert found.danger is None or found.danger in text
