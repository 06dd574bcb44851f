"""What Meta's validator says is shown at the author's own line, with our rules beside it."""

import functools
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seeds import JsonSeed, Seed
from seeds_bases import BASES
from strategies import flows
from test_robust import change
from test_seeds import (
    JSON_SEEDS,
    SEEDS,
    base_text,
    everything,
    parameters,
    read_flow,
    unmark,
)

from flowdsl import Flow, Problem, report
from flowdsl.check_json import check_json
from flowdsl.compile import compile_flow
from flowdsl.json_text import read_json
from flowdsl.opening import open_flow
from flowdsl.origin import Place
from flowdsl.pages import page_of
from flowdsl.platform.answers import MOST_RULES, problems_of
from flowdsl.platform.graph.validation import Pointer, ValidationError
from flowdsl.platform.wanted import WantedFlow
from flowdsl.problems import path_text
from flowdsl.rule import RULES
from flowdsl.versions import DEFAULT


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Work in a folder of its own, so that files go by their names alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("answers"))
        yield


def in_json(text: str, file: str = "kept.json") -> WantedFlow:
    """Return the flow of a JSON file as it is pushed."""
    Path(file).write_text(text, encoding="utf-8", newline="")
    opened = open_flow(file)
    assert opened.text is not None
    return WantedFlow(
        name=opened.name,
        label=opened.label,
        version=opened.version,
        text=opened.text,
        document=opened.document,
        opened=opened,
    )


@functools.cache
def in_python(source: str, file: str) -> WantedFlow:
    """Return the flow of a module as it is pushed."""
    flow = read_flow(source, file)
    document = compile_flow(flow, flow.version, check=False).document
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return WantedFlow(
        name="kept",
        label=file,
        version=flow.version,
        text=text,
        document=document,
        flow=flow,
    )


def as_sent(wanted: WantedFlow) -> list[Problem]:
    """Return what a validator finds in the Flow JSON that is sent, at the lines of that."""
    data = wanted.text.encode(errors="replace")
    return [each for each in check_json(data, "flow.json", wanted=everything) if each.is_error]


NEW, OLD, BARE = "with pointers", "with lines", "with a path in the message"


def answered(problem: Problem, form: str) -> ValidationError:
    """Return a problem as Meta's validator says it, in one of its forms."""
    written = problem.to_meta()
    if form == NEW:
        return ValidationError.read(json.loads(json.dumps(written)))
    written["error_type"] = "JSON_SCHEMA_ERROR"
    del written["pointers"]
    if form == BARE:
        written = {key: written[key] for key in ("error", "error_type")}
        steps = "".join(f"/{step}" for step in problem.path)
        written["message"] = f'The object "$root{steps}" is wrong.'
    return ValidationError.read(written)


def check_forms(sent: Sequence[Problem], wanted: WantedFlow, expected: Sequence[Problem]) -> None:
    """See that what a validator says is shown as our own problems, in each form that it has."""
    for form in (NEW, OLD, BARE):
        # A message names no path where it is about the whole flow, and then nothing does.
        pairs = [pair for pair in zip(sent, expected, strict=True) if pair[0].path or form != BARE]
        found = problems_of([answered(each, form) for each, _ in pairs], wanted)
        check_alike(found, [ours for _, ours in pairs])


def check_alike(found: Sequence[Problem], expected: Sequence[Problem]) -> None:
    """See that problems are at the places of others, with the rules of those beside them."""
    assert len(found) == len(expected)
    for mine, ours in zip(found, expected, strict=True):
        assert mine.path == ours.path
        assert line_of(mine.place) == line_of(ours.place)
        assert mine.is_error
        assert mine.help is not None
        assert ours.code in mine.help.split()
        summary = page_of(RULES[ours.code]).summary
        assert f"{ours.code}: {summary}" in mine.notes


def line_of(place: Place | None) -> tuple[str, int]:
    """Return the line of a place: what is wrong with a key is marked there, or at its value."""
    assert place is not None
    return place.file, place.line


SEEDED: Final = parameters([seed for seed in SEEDS if seed.json])


@pytest.mark.parametrize("seed", SEEDED)
def test_what_a_server_finds_in_a_module_is_shown_where_we_find_it(seed: Seed) -> None:
    """At the line of the Python, in each form of answers, though the server saw JSON only."""
    source, _ = unmark(seed.marked)
    wanted = in_python(source, f"{seed.base}.py")
    assert wanted.flow is not None
    problems = compile_flow(wanted.flow, wanted.version, wanted=everything).problems
    ours = {(each.code, each.path): each for each in problems}
    sent = [each for each in as_sent(wanted) if (each.code, each.path) in ours]
    check_forms(sent, wanted, [ours[each.code, each.path] for each in sent])


@pytest.mark.parametrize("seed", parameters(JSON_SEEDS))
def test_what_a_server_finds_in_json_is_shown_where_we_find_it(seed: JsonSeed) -> None:
    """At the line of the file, also where that holds what no class can say."""
    text, _ = unmark(seed.marked(base_text(seed.base)))
    read = read_json(text.encode())
    if not read.usable or read.faults or not isinstance(read.document, dict):
        # What is not even JSON is never sent.
        assert seed.code.startswith("FLOW14")
        return
    wanted = in_json(text)
    sent = as_sent(wanted)
    check_forms(sent, wanted, [renamed(each, "kept.json") for each in sent])


def renamed(problem: Problem, file: str) -> Problem:
    """Return a problem as it is in a file of another name."""
    assert problem.place is not None
    return attrs.evolve(problem, place=attrs.evolve(problem.place, file=file))


@given(flow=flows(DEFAULT), seed=st.integers(0, 2**32))
def test_what_a_server_finds_in_a_broken_flow_is_shown_where_we_find_it(
    flow: Flow, seed: int
) -> None:
    """Whatever is broken: at the same line, with the rules of ours that find the same there."""
    document = json.loads(flow.to_json(check=False))
    chance = random.Random(seed)
    for _ in range(3):
        change(document, chance)
    wanted = in_json(json.dumps(document, indent=2))
    sent = as_sent(wanted)[:20]
    found = problems_of([answered(each, NEW) for each in sent], wanted)
    for mine, ours in zip(found, sent, strict=True):
        assert mine.path == ours.path
        assert line_of(mine.place) == ("kept.json", line_of(ours.place)[1])
        assert mine.help is not None
        alike = {each.code for each in sent if each.path == ours.path and each.meta == ours.meta}
        assert set(mine.help.split()[2:]) & alike
        assert len(mine.notes) <= MOST_RULES


# What the rest of an answer is worth.

SOURCE: Final = BASES["booking"]


def booking() -> WantedFlow:
    """Return a flow in order, in Python."""
    return in_python(SOURCE, "booking.py")


def line(text: str) -> int:
    """Return the line of the module that holds a text."""
    assert SOURCE.count(text) == 1
    return SOURCE[: SOURCE.index(text)].count("\n") + 1


def test_a_path_is_read_as_loosely_as_meta_writes_it() -> None:
    """Blanks in it mean nothing."""
    told = {"error": "INVALID_PROPERTY", "pointers": [{"path": "screens [1]. layout.children [4]"}]}
    [found] = problems_of([ValidationError.read(told)], booking())
    assert found.path == ("screens", 1, "layout", "children", 4)
    assert found.place is not None
    assert found.place.line == line('label="Clinic"')


@pytest.mark.parametrize(
    "written",
    ["nowhere", "screens[99]", "screens.first", "version.a.b[0]", "screens[0].title[3].x", "[0]",
     "...", "[", "]", "a" * 5000, "screens" + "[0]" * 500, "screens" + ".a" * 900, "\x1b[31m",
     "screens[99999999999]", "routing_model.X[7]", "screens[0].data.a.b"],
    ids=lambda written: written[:12],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_shown_at_the_nearest_place(written: str) -> None:
    """At what is around it, in the end the flow: never nowhere, and never with an exception."""
    told = ValidationError.read({"error": "X", "pointers": [{"path": written}]})
    as_json = in_json(booking().text, "odd.json")
    for wanted, file in ((booking(), "booking.py"), (as_json, "odd.json")):
        [found] = problems_of([told], wanted)
        assert found.place is not None
        assert found.place.file == file
        assert report.text(found).isascii() or "…" in report.text(found)


@pytest.mark.parametrize(
    ("first", "column"),
    [(None, None), (0, 1), (-5, 1), (10**12, 1), (1, 10**9), (1, -3), (3, None), ("2", "1")],
)
def test_any_line_is_shown_somewhere(first: Any, column: Any) -> None:
    """A line that is not there is the flow as a whole."""
    told = {"error": "X", "message": "It is wrong.", "line_start": first, "column_start": column}
    for wanted in (booking(), in_json(booking().text, "odd.json")):
        [found] = problems_of([ValidationError.read(told)], wanted)
        assert found.place is not None
        assert found.message == "It is wrong."


def test_a_line_without_a_column_is_what_begins_there() -> None:
    """The first thing in the line is meant."""
    wanted = booking()
    number = next(
        index
        for index, text in enumerate(wanted.text.split("\n"), 1)
        if '"label": "Clinic"' in text
    )
    told = ValidationError.read({"error": "X", "message": "wrong", "line_start": number})
    [found] = problems_of([told], wanted)
    assert found.path == ("screens", 1, "layout", "children", 4, "label")
    assert found.place is not None
    assert found.place.line == line('label="Clinic"')


def test_lines_of_windows_and_a_mark_do_not_move_lines() -> None:
    """The lines are those of the file, however it was saved."""
    text = booking().text.replace("\n", "\r\n")
    wanted = in_json(f"\ufeff{text}", "windows.json")
    number = next(
        index for index, each in enumerate(text.split("\r\n"), 1) if '"label": "Clinic"' in each
    )
    told = ValidationError.read({"error": "X", "line_start": number, "column_start": 20})
    [found] = problems_of([told], wanted)
    assert found.path[-1] == "label"
    assert line_of(found.place) == ("windows.json", number)


def test_a_flow_that_the_project_does_not_have_has_no_line() -> None:
    """What is known is told all the same."""
    path = "screens[0].title"
    told = ValidationError.read(
        {"error": "DUPLICATE_SCREEN_IDS", "message": "Twice.", "pointers": [{"path": path}]}
    )
    [found] = problems_of([told], None)
    assert (found.place, found.message, path_text(found.path)) == (None, "Twice.", path)
    assert found.help == "flowdsl explain FLOW202"
    assert problems_of([], None) == problems_of([], booking()) == []


def test_a_code_that_few_rules_stand_for_names_them() -> None:
    """One that many stand for names none: nobody reads twenty pages."""
    counts = {code: sum(code in rule.meta for rule in RULES.values())
              for rule in RULES.values() for code in rule.meta}  # fmt: skip
    assert min(counts.values()) <= MOST_RULES < max(counts.values())
    for code, count in counts.items():
        [found] = problems_of([ValidationError(error=code, message="It is wrong.")], booking())
        named = found.help.split()[2:] if found.help else []
        assert len(named) == (count if count <= MOST_RULES else 0)
        assert all(code in RULES[each].meta for each in named)
        assert len(found.notes) == len(named)
    [unknown] = problems_of([ValidationError(error="NEW_CODE", message="It is wrong.")], booking())
    assert (unknown.help, unknown.notes, unknown.name) == (None, (), "new-code")


def test_errors_are_shown_in_the_order_in_which_they_come() -> None:
    """And each of them, however often."""
    told = [ValidationError(error=f"E{number % 3}", message=str(number)) for number in range(9)]
    assert [each.message for each in problems_of(told, booking())] == [str(n) for n in range(9)]


# What is hostile.

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS: Final = ("error", "error_type", "message", "line_start", "line_end", "column_start",
                 "column_end", "pointers")  # fmt: skip
STEPS: Final = st.sampled_from(["screens", "[0]", "layout", "children", "[1]", "label", "type",
                                "routing_model", "data", "items", "a", ""])  # fmt: skip
PATHS: Final = st.lists(STEPS, max_size=8).map(".".join)
POINTERS: Final = st.lists(JSON | st.fixed_dictionaries({"path": PATHS}), max_size=3)
ERRORS: Final = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(FIELDS, JSON),
        "line_start": st.integers(-5, 10**6) | JSON,
        "message": PATHS.map(lambda path: f'"$root/{path.replace(".", "/")}"') | JSON,
        "pointers": POINTERS | JSON,
    },
)


@given(st.lists(ERRORS, max_size=4))
def test_no_answer_makes_it_raise(documents: list[dict[str, Any]]) -> None:
    """Whatever a server says, it is shown."""
    told = [ValidationError.read(each) for each in documents]
    for wanted in (booking(), in_json(booking().text, "odd.json"), None):
        found = problems_of(told, wanted)
        assert len(found) == len(told)
        for each in found:
            assert is_harmless(report.text(each))
            assert each.message
            json.dumps(each.to_meta())


HOSTILE: Final = ["\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\rb", "\x9b31m", "\u202egnp.exe",
                  "\x00", "\ud800", "two\nlines\n  = help: rm -rf /", "x" * 100_000]  # fmt: skip


def is_harmless(text: str) -> bool:
    """Return whether a terminal obeys nothing in a text."""
    return all(each.isprintable() for line in text.split("\n") for each in line)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:20])
def test_nothing_that_a_terminal_obeys_is_shown(text: str) -> None:
    """In the message, in the code and in the path; and what is very long is cut."""
    errors = [
        ValidationError(error="INVALID_PROPERTY", message=text),
        ValidationError(error=text, message="It is wrong."),
        ValidationError(error="X", message="", pointers=(Pointer(path=("screens", text)),)),
        ValidationError(error="X", message=f'"$root/{text}" is wrong'),
    ]
    for wanted in (booking(), None):
        for found in problems_of(errors, wanted):
            shown = report.text(found)
            assert is_harmless(shown)
            assert len(shown) < 5000
            # A line of its own could be taken for one of ours.
            assert not any(each.lstrip(" |=").startswith("help: rm") for each in shown.split("\n"))


def test_a_number_of_very_many_digits_is_a_line_that_is_not_there() -> None:
    """It is not worked out."""
    told = {"error": "X", "line_start": "9" * 5000, "column_start": 10**4000}
    assert problems_of([ValidationError.read(told)], booking())[0].place is not None
