"""What is found in JSON text stands where it is said to stand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.locate import Lines, Spans, locate
from flowdsl.problems import Path

texts = st.text(st.characters(exclude_categories=()), max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


@st.composite
def written(draw: st.DrawFn) -> tuple[Any, str]:
    """Return a document, and a text that says it."""
    document = draw(documents.filter(lambda value: value not in (float("inf"), -float("inf"))))
    indent = draw(st.sampled_from([None, 0, 1, 4, "\t", " \r\n"]))
    separators = draw(st.sampled_from([None, (",", ":"), (" , ", "\n:\r\n"), ("\t,", " : ")]))
    text = json.dumps(
        document, indent=indent, separators=separators, ensure_ascii=draw(st.booleans())
    )
    return document, draw(st.sampled_from(["", " ", "\n\n"])) + text + draw(st.just("\n"))


def paths_in(document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, document
    if isinstance(document, dict):
        for key, value in document.items():
            yield from paths_in(value, (*path, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from paths_in(value, (*path, index))


def same(left: Any, right: Any) -> bool:
    return json.dumps(left) == json.dumps(right)  # 1 == True, but not here.


@given(written())
def test_every_value_is_where_it_is_said_to_be(case: tuple[Any, str]) -> None:
    """What is cut out of the text at a span is the value, or the key, and no blank around it."""
    document, text = case
    document = json.loads(text)
    everything = dict(paths_in(document))
    found = locate(text, everything)
    assert found.keys() == everything.keys()
    for path, value in everything.items():
        spans = found[path]
        cut = text[slice(*spans.value)]
        assert same(json.loads(cut), value)
        assert cut == cut.strip(" \t\r\n")
        if path and isinstance(path[-1], str):
            assert spans.key is not None
            assert json.loads(text[slice(*spans.key)]) == path[-1]
        else:
            assert spans.key is None


@given(written(), st.data())
def test_few_paths_are_found_as_all_are(case: tuple[Any, str], data: st.DataObject) -> None:
    """What else is looked for does not matter."""
    _, text = case
    everything = [path for path, _ in paths_in(json.loads(text))]
    every = locate(text, everything)
    few = data.draw(st.lists(st.sampled_from(everything), max_size=3))
    assert locate(text, iter(few)) == {path: every[path] for path in few}


@given(written(), st.data())
def test_what_is_not_there_is_where_its_parent_is(
    case: tuple[Any, str], data: st.DataObject
) -> None:
    """A missing key, an index past the end, and what would lie below them, have the parent's."""
    _, text = case
    everything = dict(paths_in(json.loads(text)))
    path = data.draw(st.sampled_from(list(everything)))
    value = everything[path]
    step: str | int = data.draw(texts | st.integers(-3, 9))
    if isinstance(step, str) and isinstance(value, dict):
        step = "".join(value) + "x"
    elif isinstance(step, int) and isinstance(value, list):
        step = step if step < 0 else len(value) + step
    below = data.draw(st.sampled_from([(), (0,), ("a", 1)]))
    absent = (*path, step, *below)
    assert locate(text, [absent])[absent] == locate(text, [path])[path]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_last_of_equal_keys_counts(values: list[int]) -> None:
    """Of a key that comes several times the last one is found, as `json.loads` has it."""
    text = "{" + ", ".join(f'"a": {{"b": {value}, "c": []}}' for value in values) + "}"
    spans = locate(text, [("a",), ("a", "b")])
    assert spans["a", "b"].value[0] == text.rindex('"b"') + 5
    assert spans["a",].key == (text.rindex('"a"'), text.rindex('"a"') + 3)


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ('{"a": {"b": 1}, "a": {"c": 2}}', ("a", "b"), '{"c": 2}'),
        ('{"a": {"b": {"c": 1}}, "a": 2}', ("a", "b", "c"), "2"),
        ('{"a": [1], "\\u0061": "last"}', ("a",), '"last"'),
        ('{"a": [1, 2]}', ("a", -1), "[1, 2]"),
        ('{"a": [1, 2]}', ("a", "1"), "[1, 2]"),
        ('{"1": "text"}', (1,), '{"1": "text"}'),
        ("[[], {}, [ ], { }]", (3, "a"), "{ }"),
        ('["}", "]", "\\"", "\\\\", 1]', (4,), "1"),
        ("[" + "9" * 5000 + ", 1e999]", (1,), "1e999"),
        ('{"": {"": 1}}', ("", ""), "1"),
        (" 5 ", ("a", 0), "5"),
    ],
)
def test_unusual_places(text: str, path: Path, value: str) -> None:
    """Keys that hide others, empty keys, escapes, huge numbers, steps of the wrong type."""
    spans = locate(text, [path])[path]
    assert text[slice(*spans.value)] == value


def test_nothing_is_looked_for() -> None:
    """Without paths there is nothing to say."""
    assert locate("[1]", []) == {}
    assert locate(" [1]\n", [()]) == {(): Spans(None, (1, 4))}


def test_hundred_levels() -> None:
    """As deep as a file may be."""
    text = '{"a":[' * 50 + "1" + "]}" * 50
    path: Path = ("a", 0) * 50
    assert locate(text, [path])[path].value == (300, 301)


@given(st.text(st.sampled_from("ab\u00e9\U0001f600\r\n"), max_size=30), st.data())
def test_lines_and_columns(text: str, data: st.DataObject) -> None:
    """A line ends at its line feed, columns are characters, the end is past the last character."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = Lines(text).place("f.json", start, end)
    assert place.file == "f.json"
    lines = text.split("\n")

    def offset(line: int, column: int) -> int:
        assert 1 <= column <= len(lines[line - 1]) + 1  # The line feed is the last of its line.
        return sum(len(before) + 1 for before in lines[: line - 1]) + column - 1

    assert offset(place.line, place.column) == start
    if end > start:
        assert offset(place.end_line, place.end_column - 1) == end - 1
    else:
        assert (place.end_line, place.end_column) == (place.line, place.column)


@pytest.mark.parametrize(
    ("text", "sought", "expected"),
    [
        ("ab", "b", (1, 2, 1, 3)),
        ("a\nb", "b", (2, 1, 2, 2)),
        ("a\r\nb", "b", (2, 1, 2, 2)),
        ("a\rb", "b", (1, 3, 1, 4)),
        ("\U0001f600\u00e9b", "b", (1, 3, 1, 4)),
        ("[\n1,\n2\n]\n", "1,\n2", (2, 1, 3, 2)),
        ("a\nb", "a\n", (1, 1, 1, 3)),
        ("a\n", "", (1, 1, 1, 1)),
    ],
)
def test_places(text: str, sought: str, expected: tuple[int, int, int, int]) -> None:
    """Line feeds, carriage returns, characters beyond ASCII, stretches of several lines."""
    start = text.index(sought)
    place = Lines(text).place("f.json", start, start + len(sought))
    assert (place.line, place.column, place.end_line, place.end_column) == expected
