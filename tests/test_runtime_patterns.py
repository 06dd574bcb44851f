"""A text fits a pattern at run time where it fits in JavaScript, and nothing takes long."""

import json
import random
import re
import shutil
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.runtime.patterns import text_pattern

# An expression, texts that fit as a whole, and texts that do not.
FITTING: list[tuple[str, list[str], list[str]]] = [
    ("", [""], ["a"]),
    ("^[0-9]{6}$", ["123456"], ["12345", "1234567", "123456\n", "١٢٣٤٥٦"]),
    (r"\d{4}-\d{2}-\d{2}", ["2025-01-31"], ["2025-1-31", " 2025-01-31"]),
    ("[A-Za-z ]+", ["Ann Lee", " "], ["", "Ann-Lee", "é"]),
    (r"^(?:\+?\d{1,3})?[ -]?\d{7,10}$", ["1234567", "+49 123456789"], ["+49  1234567", "123456"]),
    (r"^[A-Z]{2}\d{2}(?: ?\d{4}){3,5}$", ["DE12 1234 5678 9012"], ["DE12 1234 5678", "de12"]),
    ("cat|dog|", ["cat", "dog", ""], ["catdog", "c"]),
    ("a|ab", ["ab", "a"], ["abb"]),
    ("a*?b??", ["aaab", ""], ["ba"]),
    ("a{2}b{1,}c{0,1}", ["aab", "aabbc"], ["ab", "aabcc"]),
    ("a{,2}{", ["a{,2}{"], ["aa"]),
    ("x{1", ["x{1"], ["x"]),
    (r"\/\-\.\_", ["/-._"], ["/-a_"]),
    ("[^,;]+", ["a b\n"], ["a,b", ""]),
    ("[^]", ["\n", "😀"], ["", "ab"]),
    ("[]", [], ["", "a", "]"]),
    ("[]a]", [], ["]", "a"]),
    ("[a-]+|[-z]", ["a-", "z"], ["b"]),
    (r"[\w-.]+", ["a-."], [","]),
    (r"[\b]", ["\b"], ["b"]),
    (".", ["\x85", "\v", "😀", "\x00"], ["\n", "\r", "\u2028", "\u2029", ""]),
    (r"\s+", [" \t\xa0\ufeff\u2028\u3000"], ["\x85", "\x1c", "\u200b"]),
    (r"\S", ["\x85"], ["\ufeff"]),
    (r"\w+", ["aZ_9"], ["é", "ſ"]),
    (r"\W\D", ["éx"], ["a1", "é1"]),
    (r"\bfoo\b.\b\w\Bbar", ["foo xbar"], ["foo bar", "foo  bar"]),
    ("a$", ["a"], ["a\n"]),
    ("^a$|^b", ["a", "b"], ["ab"]),
    ("a^b", [], ["ab", "a\nb"]),
    (r"^(?=.*\d)(?=.*[a-z])(?!.*\s).{8,}$", ["abcdefg1"], ["abcdefgh", "abc defg1", "abcde1"]),
    (r".*(?<=\d)", ["a1"], ["1a"]),
    (r"(?<!\d)a.*", ["a1"], ["1a"]),
    (r"(?<=^|,)a(?=b|$).*", ["a", "ab"], ["ac"]),
    ("(?:(?=a))*a", ["a"], ["b"]),
    ("(?=a)*b", ["b"], ["a"]),
    ("(?<year>[0-9]{2})", ["12"], ["1"]),
    (r"\x41\u0042\u{43}\cJ\t\0", ["ABC\n\t\0"], ["ABC\n\t"]),
    (r"\ud83d\ude00", ["😀"], ["😃"]),
    ("[😀-😃]{2}", ["😀😁"], ["😀"]),
    (r"[\u{1F600}-\u{1F603}]", ["😂"], ["😄"]),
    # What the flag `u` refuses is read without it, in halves.
    (r"\-.", [], ["-😀"]),
    (r"\-..", ["-😀", "-ab"], ["-a"]),
    (r"\-\u{2}", ["-uu"], ["-\x02"]),
    (r"\c\_[\c1]", ["\\c_\x11"], ["c"]),
    (r"\101\8\k\x\u\A", ["A8kxuA"], ["A"]),
    (r"[\d-z]+]}", ["1-z]}"], ["a]}"]),
]

DANGEROUS = ["(a+)+$", "(a*)*", "(a|a)*b", r"(\w+\s?)*!", ".*.*.*x", "(?:a?){30}", "((x?|y?)z)*"]

UNDECIDABLE = [
    (r"(a)\1", r"`\1`"),
    (r"(?<n>a)\k<n>", r"`\k`"),
    (r"\1(a)", r"`\1`"),
    (r"\p{L}+", r"`\p{L}`"),
    (r"[^\P{Lu}]", r"`\P{Lu}`"),
    (r"\p{L}\-", r"`\p{L}`"),
    ("(a", "never closed"),
    ("a++", "possessive"),
    ("(?i)a", "begins no group"),
    (r"[\u{62}-\u{63}]\-", "refuses"),
    (r"\u{10}*\-", "refuses"),
    ("a" * 2001, "too long"),
]

# Expressions in which nothing dangerous is found, and that other engines need too long for.
HARD = [
    "(a+){24}",
    "(?:a?){24}a{24}b",
    r"(?:(?=a)a+)+b",
    r"(?:\b|a+)*b",
    "(?:" * 49 + "a" + "*b?)" * 24 + ")" * 25,
    "((((((a*b)*c)*d)*e)*f)*g)*!",
    "((a{1000}){1000}){1000}",
    "(?:(?:){99999999999}){99999999999}!",
    "(?:a{0,1000}){24}b",
    "(?=(?=(?=(?:a*b)*a)*a)*a)*b",
]

ORDINARY = [row[0] for row in FITTING[:7]]


@pytest.mark.parametrize(("expression", "fitting", "others"), FITTING)
def test_whole(expression: str, fitting: list[str], others: list[str]) -> None:
    """A text fits where all of it does, as in JavaScript."""
    pattern = text_pattern(expression)
    assert pattern.undecided is None
    assert [text for text in fitting if not pattern.fits(text)] == []
    assert [text for text in others if pattern.fits(text) is not False] == []


def test_part() -> None:
    """Where a part is enough, what stands around it does not count."""
    pattern = text_pattern(r"\d{2}")
    assert pattern.fits("a12b", whole=False) is True
    assert pattern.fits("a1b2", whole=False) is False
    assert text_pattern("^a").fits("ba", whole=False) is False
    assert text_pattern(r"\bb$").fits("a b", whole=False) is True


@pytest.mark.parametrize("expression", DANGEROUS)
def test_dangerous(expression: str) -> None:
    """By an expression that an engine can need too long for, nothing is decided, and at once."""
    before = time.perf_counter()
    pattern = text_pattern(expression)
    assert pattern.fits("a" * 5_000 + "!") is None
    assert pattern.fits("", whole=False) is None
    assert list(pattern.samples(random.Random(1))) == []
    assert "too long" in (pattern.undecided or "")
    assert time.perf_counter() - before < 0.5


@pytest.mark.parametrize(("expression", "reason"), UNDECIDABLE)
def test_undecidable(expression: str, reason: str) -> None:
    """Broken expressions, references to groups and properties of Unicode decide nothing."""
    pattern = text_pattern(expression)
    assert pattern.fits("a") is None
    assert list(pattern.samples(random.Random(1))) == []
    assert reason in (pattern.undecided or "")


@pytest.mark.parametrize("expression", HARD, ids=range(len(HARD)))
def test_hard(expression: str) -> None:
    """Whatever an expression and a text are, the answer is there within a second or so."""
    before = time.perf_counter()
    pattern = text_pattern(expression)
    for text in ("a" * 40, "a" * 80 + "!", "ab" * 300, "a" * 10_000):
        assert pattern.fits(text) in (True, False, None)
    samples = list(pattern.samples(random.Random(1)))
    assert all(pattern.fits(text) for text in samples)
    assert time.perf_counter() - before < 5


def test_short_texts_are_decided() -> None:
    """A hard expression still decides a text of usual length."""
    assert text_pattern("(a+){24}").fits("a" * 80) is True
    assert text_pattern("(a+){24}").fits("a" * 80 + "!") is False


def test_long_text() -> None:
    """A text of ten thousand characters is judged, a longer one is not."""
    pattern = text_pattern(r"(\w+ )+")
    assert pattern.fits("word " * 2_000) is True
    assert pattern.fits("word " * 2_000 + " ") is None


@pytest.mark.parametrize("expression", ORDINARY)
def test_samples(expression: str) -> None:
    """Samples are different texts that fit, also for Python, and of different lengths."""
    texts = list(text_pattern(expression).samples(random.Random(7), count=12))
    assert texts
    assert len(set(texts)) == len(texts) <= 12
    assert all(re.fullmatch(expression, text) for text in texts)
    if re.search(r"\+$|,10", expression):
        assert len({len(text) for text in texts}) >= 4


def test_samples_of_a_seed() -> None:
    """The same seed makes the same samples, another one others."""
    pattern = text_pattern(r"[a-z]{3,20}\d+")
    one, same, other = (list(pattern.samples(random.Random(seed))) for seed in (3, 3, 4))
    assert one == same != other


def test_samples_keep_lengths() -> None:
    """Samples have as many characters as asked for, and are none where the pattern has not."""
    pattern = text_pattern("[a-z😀]+")
    texts = list(pattern.samples(random.Random(5), shortest=100, longest=120))
    assert texts
    assert all(100 <= len(text) <= 120 for text in texts)
    texts = list(text_pattern("[0-9]{6}").samples(random.Random(5), longest=5))
    assert texts == []


@pytest.mark.parametrize("expression", ["[]", "a^b", r"\d(?<=a)", r"a\bb", "a{81}", r"\-[\ud800]"])
def test_no_samples(expression: str) -> None:
    """Where no text fits, or none that is short enough, none is made."""
    assert list(text_pattern(expression).samples(random.Random(1))) == []


def test_password() -> None:
    """Samples are found although assertions say more about a text than its parts do."""
    pattern = text_pattern(r"^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$")
    assert list(pattern.samples(random.Random(1)))


ATOMS = r"""
a b 1 - _ é 😀 , \d \D \w \W \s \S . \. \- \/ \x61 \u0062 \u{63} \cA \t \0 \8 \c ] } {
[ab] [^a] [a-c1] [\d-b] [^\w] [] [^] [😀-😃] [^😀] [\b-] [\cA-b] [\c_] [\x61-\u{63}]
^ $ \b \B (?=a) (?!b) (?<=a) (?<!b) (?=.*1) (?<=^.) (?:) ()
"""
TIMES = "* + ? *? {2} {1,2} {0,1} {2,}"
expressions = st.recursive(
    st.sampled_from(ATOMS.split()),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
        st.builds("({}){}".format, inner, st.sampled_from(TIMES.split())),
        st.builds("{}{}".format, inner, st.sampled_from(["*", "+", "?", "{2}"])),
        st.builds("({}{})".format, st.sampled_from(["?=", "?!", "?<=", "?<!", "?<n>"]), inner),
    ),
    max_leaves=6,
)
texts = st.text("ab1-_é😀, \n\t\0\x01c}", max_size=6)


@given(expressions, st.integers(0, 1000))
def test_samples_fit(expression: str, seed: int) -> None:
    """Every sample fits, of whatever expression."""
    pattern = text_pattern(expression)
    for text in pattern.samples(random.Random(seed), count=4):
        assert pattern.fits(text) is True
        assert pattern.fits(text, whole=False) is True
        text.encode("utf-8")


@given(st.text(max_size=20), st.text(max_size=10))
def test_anything(expression: str, text: str) -> None:
    """Any text is taken as an expression, and held against any text."""
    assert text_pattern(expression).fits(text) in (True, False, None)


# Reads rows of an expression and texts, and writes for each text whether it fits as a whole and
# in a part; nothing for an expression that is broken.
PROGRAM = """
const flags = text => {
    for (const flags of ["u", ""]) try { new RegExp(text, flags); return flags } catch {}
}
const rows = JSON.parse(require("fs").readFileSync(0, "utf8"))
console.log(JSON.stringify(rows.map(([expression, texts]) => {
    const found = flags(expression)
    if (found === undefined) return null
    const whole = new RegExp(`^(?:${expression})$`, found), part = new RegExp(expression, found)
    return texts.map(text => [whole.test(text), part.test(text)])
})))
"""


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_as_an_engine_matches() -> None:
    """What fits as a whole and in a part is what fits in an engine of JavaScript."""
    rows = [(expression, [*good, *bad]) for expression, good, bad in FITTING]
    rows += [(expression, ["a"]) for expression, _ in UNDECIDABLE]

    @given(st.lists(st.tuples(expressions, st.lists(texts, max_size=6)), min_size=30, max_size=60))
    def collect(more: list[tuple[str, list[str]]]) -> None:
        for expression, drawn in more:
            samples = text_pattern(expression).samples(random.Random(1), count=3, longest=12)
            for text in samples:
                drawn += [text, text + "a", "a" + text, text[1:]]
            rows.append((expression, [*drawn, ""]))

    collect()
    done = subprocess.run(
        ["node", "-e", PROGRAM],
        input=json.dumps(rows),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    results = json.loads(done.stdout)
    decided = {True: 0, False: 0}
    for (expression, against), found in zip(rows, results, strict=True):
        pattern = text_pattern(expression)
        assert found is not None or pattern.undecided, expression
        for text, (whole, part) in zip(against, found or [], strict=bool(found)):
            if pattern.undecided:
                continue
            ours = pattern.fits(text), pattern.fits(text, whole=False)
            assert ours == (whole, part), (expression, text)
            decided[whole] += 1
    assert min(decided.values()) > 500
