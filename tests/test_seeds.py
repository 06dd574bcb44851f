"""A mistake made in a flow in order is one problem, in Python and in JSON, where it was made."""

import functools
import json
import linecache
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs
import pytest
import seeds
import seeds_actions
import seeds_flows
import seeds_json
import seeds_screens
from seeds import JsonSeed, Seed
from seeds_bases import BASES

import flowdsl.syntax
from flowdsl import Flow, Problem, report
from flowdsl.check_json import check_json
from flowdsl.compile import compile_flow
from flowdsl.origin import Place
from flowdsl.problems import path_text
from flowdsl.rule import RULES, Rule

Span: TypeAlias = tuple[int, int, int, int]
"""The line and the column of the first character, and those past the last one."""

IN_PYTHON: Final = {
    "give the screen `children`",
    "in Python it is `end_date`",
    'to read a file, write Path("logo.png")',
    "write a datetime.date, which every version understands",
}

SEEDS: Final = [*seeds.SEEDS, *seeds_screens.SEEDS, *seeds_flows.SEEDS, *seeds_actions.SEEDS]
JSON_SEEDS: Final = seeds_json.SEEDS

OF_OLD_VERSIONS: Final = {"FLOW131", "FLOW708"}
"""The codes that a flow in order has for being in an older version."""


def unmark(marked: str) -> tuple[str, Span]:
    """Return a text without its marks, and what was between them."""
    begin, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    assert len(text) == len(marked) - 2, "there is one mark of each kind"
    return text, (*position(text, begin), *position(text, end))


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def span(place: Place | None) -> Span:
    """Return the numbers of a place."""
    assert place is not None
    return place.line, place.column, place.end_line, place.end_column


def write(document: Any) -> tuple[str, dict[str, tuple[Span | None, Span]]]:
    """Write a document as `json.dumps` does; return where its keys and values came to stand."""
    pieces: list[str] = []
    line, column = 1, 1
    spans: dict[str, tuple[Span | None, Span]] = {}

    def put(piece: str) -> Span:
        nonlocal line, column
        start = line, column
        pieces.append(piece)
        line += piece.count("\n")
        column = len(piece) - piece.rfind("\n") if "\n" in piece else column + len(piece)
        return *start, line, column

    def put_item(value: Any, path: tuple[str | int, ...], key: Span | None) -> None:
        start = line, column
        if value and isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            indent = "\n" + "  " * (len(path) + 1)
            put("{" if isinstance(value, dict) else "[")
            for number, (step, inner) in enumerate(pairs):
                put(("," if number else "") + indent)
                name = put(json.dumps(step, ensure_ascii=False)) if isinstance(step, str) else None
                put(": " if name else "")
                put_item(inner, (*path, step), name)
            put(indent[:-2] + ("}" if isinstance(value, dict) else "]"))
        else:
            put(json.dumps(value, ensure_ascii=False))
        spans[path_text(path)] = key, (*start, line, column)

    put_item(document, (), None)
    text = "".join(pieces)
    assert text == json.dumps(document, indent=2, ensure_ascii=False)
    return text, spans


def everything(rule: Rule) -> bool:
    """Want every rule, those too that are looked for only if asked for."""
    return True


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Work in a folder of its own, so that files go by their names alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("seeds"))
        yield


@attrs.frozen
class Found:
    """What is said of a flow with a mistake in it.

    Args:
        problems: What is wrong, without what is said of its version.
        reports: The same, as it is shown.
        expected: Where the mistake was made.
        document: The flow as JSON, where it can be written.
    """

    problems: list[Problem]
    reports: list[str]
    expected: Span
    document: Any = None


def read_flow(source: str, file: str) -> Flow:
    """Return the flow of a module."""
    Path(file).write_text(source, encoding="utf-8")
    linecache.clearcache()  # Files of one name follow each other faster than their times tell.
    names: dict[str, Any] = {}
    exec(compile(source, file, "exec"), names)
    flow = names["flow"]
    assert isinstance(flow, Flow)
    return flow


def found(problems: Iterable[Problem], code: str, expected: Span, document: Any = None) -> Found:
    """Return what is said of a mistake with a code, apart from the flow's version."""
    chosen = [each for each in problems if each.code == code or each.code not in OF_OLD_VERSIONS]
    return Found(chosen, list(map(report.text, chosen)), expected, document)


@functools.cache
def in_python(seed: Seed) -> Found:
    """Return what is said of a mistake in Python."""
    source, expected = unmark(seed.marked)
    flow = read_flow(source, f"{seed.base}.py")
    problems = compile_flow(flow, flow.version, wanted=everything).problems
    document = compile_flow(flow, flow.version, check=False).document if seed.json else None
    return found(problems, seed.code, expected, document)


@functools.cache
def base_text(name: str) -> str:
    """Return a flow in order as JSON."""
    flow = read_flow(BASES[name], f"{name}.py")
    return write(compile_flow(flow, flow.version).document)[0]


@functools.cache
def in_json(seed: JsonSeed) -> Found:
    """Return what is said of a mistake in JSON."""
    text, expected = unmark(seed.marked(base_text(seed.base)))
    file = f"{seed.base}.json"
    Path(file).write_text(text, encoding="utf-8")
    linecache.clearcache()
    return found(check_json(text.encode(), file, wanted=everything), seed.code, expected)


def parameters(table: Sequence[Any]) -> list[Any]:
    """Return seeds as parameters, named after what they are."""
    return [
        pytest.param(seed, id=f"{seed.code}-{seed.base}-{index}")
        for index, seed in enumerate(table)
    ]


@pytest.mark.parametrize("name", BASES)
def test_base_has_no_problem(name: str) -> None:
    """The flows that mistakes are seeded into are in order, in Python and in JSON."""
    flow = read_flow(BASES[name], f"{name}.py")
    problems = compile_flow(flow, flow.version, wanted=everything).problems
    allowed = {"FLOW131"} if flow.version.frozen else set()
    assert {problem.code for problem in problems} == allowed
    data = base_text(name).encode()
    assert {problem.code for problem in check_json(data, "a.json", wanted=everything)} == allowed


@pytest.mark.parametrize("seed", parameters(SEEDS))
def test_mistake_in_python_is_one_problem_where_it_was_made(seed: Seed) -> None:
    """The argument is marked that holds the mistake, or the call that lacks something."""
    said = in_python(seed)
    assert [problem.code for problem in said.problems] == [seed.code], said.reports
    [problem] = said.problems
    assert path_text(problem.path) == seed.path
    assert problem.place is not None
    assert problem.place.file == f"{seed.base}.py"
    assert span(problem.place) == said.expected


@pytest.mark.parametrize("seed", parameters([seed for seed in SEEDS if seed.json]))
def test_the_same_mistake_in_json_is_the_same_problem(seed: Seed) -> None:
    """What is said of the JSON that Python wrote is what was said of the Python, at its token."""
    text, spans = write(in_python(seed).document)
    said = found(check_json(text.encode(), "a.json", wanted=everything), seed.code, (0, 0, 0, 0))
    assert [problem.code for problem in said.problems] == [seed.code], said.reports
    [problem] = said.problems
    assert path_text(problem.path) == seed.path
    key, value = spans[seed.path]
    assert span(problem.place) == (key if seed.key else value)
    [before] = in_python(seed).problems
    # What only Python can do about it is not told to who writes JSON.
    help_ = before.help if before.help in IN_PYTHON else problem.help
    assert attrs.evolve(problem, place=before.place, help=help_) == before


@pytest.mark.parametrize("seed", parameters(JSON_SEEDS))
def test_mistake_in_json_is_one_problem_where_it_was_made(seed: JsonSeed) -> None:
    """The token is marked that holds the mistake, or the object that lacks something."""
    said = in_json(seed)
    assert [problem.code for problem in said.problems] == [seed.code], said.reports
    [problem] = said.problems
    assert path_text(problem.path) == seed.path
    assert span(problem.place) == said.expected


def test_file_that_is_too_large_is_one_problem() -> None:
    """A file is not read beyond 10 MB; it is the beginning that is marked."""
    data = base_text("plain").replace('"Paris"', f'"{"A" * 10_500_000}"').encode()
    [problem] = check_json(data, "a.json", wanted=everything)
    assert problem.code == "FLOW143"
    assert span(problem.place)[:2] == (1, 1)


def test_file_that_is_too_deep_is_one_problem() -> None:
    """It is the bracket that is marked with which it is too deep."""
    text = base_text("plain").replace('"Paris"', f"{'[' * 120}{']' * 120}")
    [problem] = check_json(text.encode(), "a.json", wanted=everything)
    assert problem.code == "FLOW144"
    line, column, *end = span(problem.place)
    levels = text.splitlines()[: line - 1]
    opened = sum(each.count("{") + each.count("[") - each.count("}") - each.count("]")
                 for each in levels if "__example__" not in each)  # fmt: skip
    before = text.splitlines()[line - 1][: column - 1]
    assert opened + before.count("[") + 1 == 101
    assert end == [line, column + 1]


SHOWN_ABOVE = {
    "FLOW143": "ten megabytes are not written into a table",
    "FLOW144": "more than a hundred brackets neither",
}


def test_every_rule_has_a_seed() -> None:
    """No rule is without a mistake that breaks it in a flow in order."""
    assert flowdsl.syntax  # Importing it is what enters its rules.
    seeded = {seed.code for seed in (*SEEDS, *JSON_SEEDS)}
    assert seeded | SHOWN_ABOVE.keys() == RULES.keys()


def test_reports_look_as_they_should(golden: Callable[[str, str], None]) -> None:
    """Each mistake is shown with the author's lines, the path and what to do."""
    for name, table in (("seeds_python.txt", SEEDS), ("seeds_json.txt", JSON_SEEDS)):
        shown = []
        for seed in table:
            said = in_python(seed) if isinstance(seed, Seed) else in_json(seed)
            reports = [each.replace(str(Path.cwd()), ".") for each in said.reports]
            shown.append("\n".join([f"# {seed.base}, {seed.code}", *reports]))
        golden(name, "\n\n".join(shown) + "\n")
