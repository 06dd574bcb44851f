"""Whatever a file holds is read, or is answered with the place and the reason."""

import codecs
import json
import math
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.json_text import JsonText, TextFault, _Reader, read_json
from flowdsl.locate import Lines, locate
from flowdsl.origin import Place
from flowdsl.syntax import DUPLICATE_KEY, HALF_CHARACTER, INVALID_JSON, TOO_DEEP, TOO_LARGE

texts = st.text(max_size=8)
documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)
written = st.builds(
    lambda document, indent, is_ascii: json.dumps(document, indent=indent, ensure_ascii=is_ascii),
    documents,
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)
PIECES = [*'{}[]:,"\\', *"'#/*-+.eEn0 \n\r\t", "true", "null", "NaN", "1e999", '"a"', '"a":']
PIECES += ["\\ud83d", "\\ude00", "\\\\ud83d", "\u00a0", "\U0001f600", "None", '{"a":[', "9" * 400]


def read(text: str) -> JsonText:
    return read_json(text.encode())


def only(text: str) -> TextFault:
    found = read(text)
    assert len(found.faults) == 1
    return found.faults[0]


def place_of(text: str, fault: TextFault) -> Place:
    return Lines(text).place("flow.json", fault.start, fault.end)


def marked(text: str, fault: TextFault) -> str:
    return text[fault.start : fault.end]


def is_json(text: str) -> bool:
    """Return whether a text is JSON as far as syntax goes."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=refuse, parse_int=float)
    except ValueError:
        return False
    return True


def assert_sound(found: JsonText) -> None:
    """Check what holds for whatever is read."""
    assert found.usable is all(
        fault.rule in (DUPLICATE_KEY, HALF_CHARACTER) for fault in found.faults
    )
    for fault in found.faults:
        assert 0 <= fault.start <= fault.end <= len(found.text)
        assert fault.message
        for sentence in (fault.message, fault.help or ""):
            assert sentence.isprintable()
    starts = [fault.start for fault in found.faults]
    assert starts == sorted(starts)


@given(written)
def test_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """What is in order has no faults, whether the parser reads it or our own reader."""
    for found in (read(text), _Reader(text).read()):
        assert found == JsonText(text=text, document=json.loads(text))
        assert json.dumps(found.document) == json.dumps(json.loads(text))  # 1 == True.


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    """Nothing is raised, whatever the bytes are."""
    assert_sound(read_json(data))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=12).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Nothing is raised for any text, and it is refused just where it is not JSON."""
    found = read(text)
    assert_sound(found)
    if found.usable:
        assert is_json(text)
        assert found.document == json.loads(text)
    elif found.document is None:
        assert not is_json(text)


@given(written, st.data())
def test_mutated_json_is_read(text: str, data: st.DataObject) -> None:
    """A piece that is inserted, replaced or removed is no reason to raise anything."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 3)))
        text = text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]
    found = read(text)
    assert_sound(found)
    # What the parser takes and what our reader takes is the same.
    assert _Reader(text).read().faults == found.faults
    if found.document is None:
        assert text.strip() == "null" or not is_json(text)


@given(written, st.data())
def test_cut_off_json_is_not_closed(text: str, data: st.DataObject) -> None:
    """The beginning of a list is refused at one of its tokens, and never read as something else."""
    text = f"[{text}]"
    found = read(text[: data.draw(st.integers(1, len(text) - 1))])
    assert_sound(found)
    assert [fault.rule for fault in found.faults] == [INVALID_JSON]
    assert not found.usable


# The text; the message and the help, in part; the line, the column, and the text that is marked.
MISTAKES: list[tuple[str, str, str, int, int, str]] = [
    ('{"a": 1,}', "nothing follows the comma before }", "remove", 1, 8, ","),
    ("[1, 2,\n  ]", "nothing follows the comma before ]", "remove", 1, 6, ","),
    ("[1,,2]", "nothing stands before the comma", "remove", 1, 4, ","),
    ("[,1]", "nothing stands before the comma", "remove", 1, 2, ","),
    ("{,}", "nothing stands before the comma", "remove", 1, 2, ","),
    ('{"a": 1\n "b": 2}', 'a comma is missing before "b"', "a comma", 2, 2, '"b"'),
    ("[1 2]", "a comma is missing before 2", "a comma", 1, 4, "2"),
    ("[{} {}]", "a comma is missing before {", "a comma", 1, 5, "{"),
    ("[1 'a']", "a comma is missing before '", "a comma", 1, 4, "'"),
    ('["a "b" c"]', "the text ends before b", 'write \\"', 1, 6, "b"),
    ("{'a': 1}", "'a' is not in double quotes", 'write "a"', 1, 2, "'a'"),
    ('["\\\u00e9"]', "\\ is no escape", "write \\\\", 1, 3, "\\"),
    ("['a\tb']", "'a\\tb' is not in double quotes", 'write "a\\tb"', 1, 2, "'a\tb'"),
    ("{\"a\": 'it'}", "'it' is not in double quotes", 'write "it"', 1, 7, "'it'"),
    ("['it\n]", "'it is not in double quotes", 'write "it"', 1, 2, "'it"),
    ("{\u201ca\u201d: 1}", "\u201ca\u201d is not in double", 'write "a"', 1, 2, "\u201ca\u201d"),
    ("[`x`]", "`x` is not in double quotes", 'write "x"', 1, 2, "`x`"),
    ("{a: 1}", "the key a is not in quotes", 'write "a"', 1, 2, "a"),
    ("{on-click-action: 1}", "the key on-click-action is", "write", 1, 2, "on-click-action"),
    ("{1: 1}", "the key 1 is not in quotes", 'write "1"', 1, 2, "1"),
    ("[hello]", "the text hello is not in quotes", 'write "hello"', 1, 2, "hello"),
    ('{"a": 1} // end', "JSON has no comments", "remove", 1, 10, "// end"),
    ('{\n# a\r\n"a": 1}', "JSON has no comments", "remove", 2, 1, "# a"),
    ('{"a": /* b\nc */ 1}', "JSON has no comments", "remove", 1, 7, "/* b\nc */"),
    ('{"a" /* b', "JSON has no comments", "remove", 1, 6, "/* b"),
    ("[True]", "True is no value of JSON", "write true", 1, 2, "True"),
    ("[False]", "False is no value of JSON", "write false", 1, 2, "False"),
    ('{"a": None}', "None is no value of JSON", "write null", 1, 7, "None"),
    ("[NULL]", "NULL is no value of JSON", "write null", 1, 2, "NULL"),
    ("[undefined]", "undefined is no value of JSON", "write null", 1, 2, "undefined"),
    ("[NaN]", "JSON has no NaN", "finite", 1, 2, "NaN"),
    ("[1, -Infinity]", "JSON has no -Infinity", "finite", 1, 5, "-Infinity"),
    ("Infinity", "JSON has no Infinity", "finite", 1, 1, "Infinity"),
    ("[01]", "01 is not a number", "leading 0", 1, 2, "01"),
    ("[.5]", ".5 is not a number", "digits", 1, 2, ".5"),
    ("[+1]", "+1 is not a number", "no +", 1, 2, "+1"),
    ("[1.]", "1. is not a number", "digits", 1, 2, "1."),
    ("[-]", "- is not a number", "digits", 1, 2, "-"),
    ("[\u0661]", "\u0661 is not a number", "digits", 1, 2, "\u0661"),
    ("[2024-01-31]", "2024-01-31 is not a number", "a text is in", 1, 2, "2024-01-31"),
    ("{} {}", "something follows the end", "remove it", 1, 4, "{"),
    ("{},", "something follows the end", "remove it", 1, 3, ","),
    ("[1]]", "something follows the end", "a bracket before it", 1, 4, "]"),
    ("]", "] cannot stand here", "", 1, 1, "]"),
    ("", "the file is empty", "begin with {", 1, 1, ""),
    (" \r\n\t", "the file is empty", "begin with {", 1, 1, ""),
    ('{"a": [1, 2', "the [ is not closed", "ends in line 1 without the ]", 1, 7, "["),
    ('{"a": {"b": 1}\n\n', "the { is not closed", "ends in line 1 without the }", 1, 1, "{"),
    ('{"a":', "the { is not closed", "without the }", 1, 1, "{"),
    ('{"a"', "the { is not closed", "without the }", 1, 1, "{"),
    ('{"a": 1,', "the { is not closed", "without the }", 1, 1, "{"),
    ('{"a": [1, 2}', "} does not close the [ in line 1", "write ]", 1, 12, "}"),
    ('[{"a": 1]', "] does not close the { in line 1", "in column 2", 1, 9, "]"),
    ('{"a": "b', "not closed before the file ends", 'write "', 1, 7, '"b'),
    ('["b\\', "not closed before the file ends", 'write "', 1, 2, '"b\\'),
    ('["b\\u12', "not closed before the file ends", 'write "', 1, 2, '"b\\u12'),
    ('{"a": "b,\n"c": 1}', "not closed in its line", "\\n", 1, 7, '"b,'),
    ('["b\r\n"]', "not closed in its line", "\\n", 1, 2, '"b'),
    ('["a\tb"]', "the control character U+0009", "write \\t", 1, 4, "\t"),
    ('["a\x01b"]', "the control character U+0001", "write \\u0001", 1, 4, "\x01"),
    ('["\\d"]', "\\d is no escape", "write \\\\", 1, 3, "\\d"),
    ('["\\u12g4"]', "\\u12 is no escape", "four hexadecimal", 1, 3, "\\u12"),
    ('["\\\n"]', "\\ is no escape", "write \\\\", 1, 3, "\\"),
    ('{"a" 1}', 'a colon is missing after the key "a"', "a colon", 1, 6, "1"),
    ('{"a" = 1}', 'a colon is missing after the key "a"', "a colon", 1, 6, "="),
    ('{"a"}', 'a colon is missing after the key "a"', "a colon", 1, 5, "}"),
    ('{"a": }', 'the key "a" has no value', "after the colon", 1, 7, "}"),
    ('{"a": , "b": 1}', 'the key "a" has no value', "after the colon", 1, 7, ","),
    ('{"a": 1, "b": }', 'the key "b" has no value', "after the colon", 1, 15, "}"),
    ("{: 1}", "a key is due here, and not :", '"key": value', 1, 2, ":"),
    ('{["a"]: 1}', "a key is due here, and not [", '"key": value', 1, 2, "["),
    ('["a": 1]', ": cannot stand here", "", 1, 5, ":"),
    ("[1; 2]", "; cannot stand here", "", 1, 3, ";"),
    ("[\u00a01]", "the character U+00A0 cannot stand here", "a plain space", 1, 2, "\u00a0"),
    ("[\x001]", "the character U+0000 cannot stand here", "UTF-8", 1, 2, "\0"),
    ('["\u00e9\U0001f600", x]', "the text x is not in quotes", 'write "x"', 1, 8, "x"),
    ('{\r\n  "a": 1,\r\n}', "nothing follows the comma", "remove", 2, 9, ","),
]


@pytest.mark.parametrize(("text", "message", "help_", "line", "column", "wrong"), MISTAKES)
def test_mistake(text: str, message: str, help_: str, line: int, column: int, wrong: str) -> None:
    """A mistake is named in our words, its token is marked, and what to do is said."""
    fault = only(text)
    assert fault.rule is INVALID_JSON
    assert message in fault.message
    assert help_ in (fault.help or "")
    assert marked(text, fault) == wrong
    place = place_of(text, fault)
    assert (place.line, place.column) == (line, column)
    if "\n" not in wrong:
        assert (place.end_line, place.end_column) == (line, column + len(wrong))
    assert_sound(read(text))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"a": [1, {"b": x}]}', ("a", 1, "b")),
        ('{"a": [1, {"b": 1 x}]}', ("a", 1)),
        ('{"a": [1, {x}]}', ("a", 1)),
        ('{"a": [1, {"x\\d": 1}]}', ("a", 1)),
        ('{"a": [1, "\\d"]}', ("a", 1)),
        ("x", ()),
    ],
)
def test_mistake_has_a_path(text: str, path: tuple[str | int, ...]) -> None:
    """Where the mistake is in the document is known as far as it was read."""
    assert only(text).path == path


def test_end_of_a_comment_of_several_lines() -> None:
    """The end is in the line of the last character."""
    text = "[/* a\nbc */]"
    place = place_of(text, only(text))
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 2, 2, 6)


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    """A mark of UTF-8 at the beginning is left out, and shifts no column."""
    found = read_json(codecs.BOM_UTF8 + b'{"a": 1,}')
    assert found.text == '{"a": 1,}'
    assert marked(found.text, found.faults[0]) == ","
    assert read_json(codecs.BOM_UTF8 + b"[]") == JsonText(text="[]", document=[])
    assert "empty" in read_json(codecs.BOM_UTF8).faults[0].message


@pytest.mark.parametrize(
    ("data", "message", "start"),
    [
        ("[]".encode("utf-16"), "UTF-16", 0),
        (codecs.BOM_UTF16_BE + "[]".encode("utf-16-be"), "UTF-16", 0),
        ("[]".encode("utf-32"), "UTF-32", 0),
        ("[]".encode("utf-16-le"), "U+0000", 1),
        ('["\u00e9"]'.encode("cp1252"), "0xE9", 2),
        ('["\u00e9", "'.encode() + b'\xff"]', "0xFF", 7),
        (codecs.BOM_UTF8 + b"[\xff]", "0xFF", 1),
        (b'["\xed\xa0\xbd"]', "0xED", 2),
        (b'["\xf0\x9f\x98', "0xF0", 2),
    ],
)
def test_other_encodings(data: bytes, message: str, start: int) -> None:
    """What is not UTF-8 is refused at its first wrong byte, with what to do about it."""
    found = read_json(data)
    fault = found.faults[0]
    assert fault.rule is INVALID_JSON
    assert message in fault.message
    assert fault.help == "save the file as UTF-8"
    assert (fault.start, fault.end) == (start, start + 1)
    assert found.document is None
    assert_sound(found)


def test_ten_megabytes_are_read() -> None:
    """A file of just 10 MB is read, a byte more is too much, and is not even looked at."""
    most = b"[" + b" " * (10 * 1024 * 1024 - 2) + b"]"
    assert read_json(most).faults == ()
    found = read_json(most + b"x")
    assert [fault.rule for fault in found.faults] == [TOO_LARGE]
    assert "10.1 MB" in found.faults[0].message
    assert (found.text, found.document, found.usable) == ("", None, False)


@pytest.mark.parametrize(
    "nested",
    [
        lambda depth: "[" * depth + "]" * depth,
        lambda depth: '{"a":' * depth + "1" + "}" * depth,
        lambda depth: (
            '[{"a": ' * (depth // 2)
            + "[" * (depth % 2)
            + "1"
            + "]" * (depth % 2)
            + "}]" * (depth // 2)
        ),
    ],
    ids=["lists", "objects", "both"],
)
def test_depth(nested: Callable[[int], str]) -> None:
    """A hundred levels are read; the bracket that opens one more is where it is refused."""
    assert read(nested(100)).faults == ()
    for depth in (101, 102, 900, 1100, 100_000):
        text = nested(depth)
        for piece in (text, text[:-1]):
            found = read(piece)
            assert [fault.rule for fault in found.faults] == [TOO_DEEP]
            fault = found.faults[0]
            assert piece[: fault.end].count("[") + piece[: fault.end].count("{") == 101
            assert marked(piece, fault) in ("[", "{")
            assert len(fault.path) == 100
            assert not found.usable


def test_depth_does_not_depend_on_the_caller() -> None:
    """A file is read the same where hardly any calls are left."""
    text = "[" * 100 + "]" * 100

    def deeper(calls: int) -> JsonText:
        return deeper(calls - 1) if calls else read(text)

    used = 0
    frame: Any = sys._getframe()
    while frame is not None:
        used, frame = used + 1, frame.f_back
    assert deeper(sys.getrecursionlimit() - used - 60) == read(text)


@pytest.mark.parametrize(
    "literal", ["1e999", "-1e999", "9" * 5000, "-" + "9" * 400, "1" + "0" * 309]
)
def test_number_that_is_too_large(literal: str) -> None:
    """A number beyond the largest float is refused at its place, and so is each such number."""
    text = f'{{"a": {literal}, "b": [0, {literal}]}}'
    found = read(text)
    assert [fault.path for fault in found.faults] == [("a",), ("b", 1)]
    for fault in found.faults:
        assert fault.rule is INVALID_JSON
        assert "is too large" in fault.message
        assert len(fault.message) < 80
        assert marked(text, fault) == literal
    assert not found.usable
    infinite = -math.inf if literal.startswith("-") else math.inf
    assert found.document == {"a": infinite, "b": [0, infinite]}


def test_large_numbers_that_are_read() -> None:
    """Whatever a float can hold is read, integers exactly."""
    assert read("[" + "9" * 308 + ", 1e308, 1e-999]").document == [int("9" * 308), 1e308, 0.0]


def test_duplicate_keys() -> None:
    """The second of two equal keys is marked; the help says where the first one is."""
    text = '{\n  "a": [\n    {"b": 1, "c": {"b": 0}, "\\u0062": 2, "b": 3}\n  ],\n  "a": []\n}'
    found = read(text)
    assert [fault.rule for fault in found.faults] == [DUPLICATE_KEY, DUPLICATE_KEY]
    inner, outer = found.faults
    assert inner.path == ("a", 0, "b")
    assert marked(text, inner) == '"\\u0062"'
    assert '"b"' in inner.message
    assert "line 3, column 6" in (inner.help or "")
    assert outer.path == ("a",)
    place = place_of(text, outer)
    assert (place.line, place.column, place.end_column) == (5, 3, 6)
    assert "line 2, column 3" in (outer.help or "")
    assert found.usable
    assert found.document == json.loads(text) == {"a": []}
    assert locate(text, [("a",)])["a",].key == (outer.start, outer.end)


def test_only_so_many_duplicate_keys_are_reported() -> None:
    """Twenty of them are enough."""
    text = "{" + ", ".join(f'"k{number}": 1' for number in [*range(50), *range(50)]) + "}"
    assert [fault.path for fault in read(text).faults] == [(f"k{number}",) for number in range(20)]


@pytest.mark.parametrize(
    ("token", "half"),
    [
        (r'"\ud83d"', r"\ud83d"),
        (r'"a \uDE00 b"', r"\ude00"),
        (r'"\ud83d\ud83d\ude00"', r"\ud83d"),
        (r'"\ud83d\ude00\ude00"', r"\ude00"),
        (r'"\\ud83d\ude00"', r"\ude00"),
        (r'"\\\ud83d"', r"\ud83d"),
        (r'"\ude00\ud83d"', r"\ude00"),
    ],
)
def test_half_character(token: str, half: str) -> None:
    """Half of a pair is marked with the whole text that it is in, whether a value or a key."""
    text = f'{{"a": [0, {token}], {token}: 1}}'
    found = read(text)
    assert [fault.rule for fault in found.faults] == [HALF_CHARACTER, HALF_CHARACTER]
    assert [marked(text, fault) for fault in found.faults] == [token, token]
    assert [fault.path for fault in found.faults] == [("a", 1), (json.loads(token),)]
    assert all(half in fault.message for fault in found.faults)
    assert found.usable
    assert found.document == json.loads(text)
    assert_sound(found)


def test_whole_characters_are_no_halves() -> None:
    """A pair of escapes is a character, and after two backslashes there is no escape."""
    text = r'["\ud83d\ude00", "\uD83D\uDE00\ud83d\ude00", "\\ud83d", "\\\\uDE00", "\u00ed"]'
    assert read(text) == JsonText(text=text, document=json.loads(text))


def test_only_so_many_half_characters_are_reported() -> None:
    """Twenty of them are enough."""
    assert len(read("[" + ", ".join(['"\\ud83d"'] * 50) + "]").faults) == 20


def test_faults_of_several_kinds() -> None:
    """What was found before a mistake in the syntax is reported along with it."""
    found = read('{"a": "\\ud83d", "a": 1e999, \'b\': 1}')
    assert [fault.rule for fault in found.faults] == [
        HALF_CHARACTER,
        DUPLICATE_KEY,
        INVALID_JSON,
        INVALID_JSON,
    ]
    assert found.document is None
    assert_sound(found)


def test_message_with_half_a_character_can_be_printed() -> None:
    """A key that cannot be written is shown by its escape."""
    found = read(r'{"\ud83d": 1, "\ud83d": 2, "\ud83d" 3}')
    for fault in found.faults:
        assert r"\ud83d" in fault.message
    assert_sound(found)
