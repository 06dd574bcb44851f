"""`flowdsl check --fix` mends what has one right answer and keeps every other byte."""

import codecs
import copy
import json
import os
import random
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from checking import Run, write
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import compile as compile_module
from flowdsl import fix
from flowdsl.build import compile_flow
from flowdsl.fix import agreed, fix_json, fix_python, write_bytes
from flowdsl.locate import locate
from flowdsl.node import COMPONENTS
from flowdsl.origin import Place
from flowdsl.problems import Fix, Problem, Severity
from flowdsl.trace import place_of

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def problem(path: tuple[str | int, ...], rename: str | None, place: Place | None = None) -> Problem:
    return Problem(
        code="FLOW101",
        name="unknown-property",
        severity=Severity.ERROR,
        message="",
        path=path,
        place=place,
        fix=Fix(rename),
    )


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
JSON = st.recursive(
    SCALARS.filter(lambda value: not isinstance(value, str) or value.isprintable()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
DOCUMENTS = st.dictionaries(KEYS, JSON, min_size=1, max_size=4)


def spell(value: Any, blanks: random.Random) -> str:
    """Write JSON with any blanks in between, the same for the same random numbers."""

    def blank() -> str:
        return "".join(blanks.choices(["", " ", "\t", "\n", "\r\n", "\r"], k=2))

    if isinstance(value, dict):
        parts = []
        for key, item in value.items():
            name = json.dumps(key, ensure_ascii=False)
            parts.append(f"{blank()}{name}{blank()}:{blank()}{spell(item, blanks)}{blank()}")
        return f"{{{','.join(parts)}}}"
    if isinstance(value, list):
        return f"[{','.join(blank() + spell(item, blanks) + blank() for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


def objects(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all objects that are not empty, the outermost first."""
    found = [path] if isinstance(value, dict) and value else []
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += objects(item, (*path, step))
    return found


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@given(DOCUMENTS, st.data(), st.booleans())
def test_renamed_keys_are_put_right_and_all_else_is_kept(
    document: dict[str, Any], data: st.DataObject, bom: bool
) -> None:
    """Whatever the blanks, the line ends and the depth, mending gives the bytes from before."""
    seed = data.draw(st.integers(0, 999))
    broken = copy.deepcopy(document)
    renames: dict[tuple[str | int, ...], str] = {}
    # The innermost first: a path then leads through names that are still as they were.
    for path in reversed(objects(document)):
        holder = at(broken, path)
        key = data.draw(st.sampled_from(sorted(holder)))
        wrong = f'{key}\N{GREEK SMALL LETTER ALPHA}"wrong'
        content = {wrong if name == key else name: item for name, item in holder.items()}
        holder.clear()
        holder.update(content)
        renames = {
            (*path, wrong, *rest[len(path) + 1 :])
            if rest[: len(path) + 1] == (*path, key)
            else rest: right
            for rest, right in renames.items()
        }
        renames[*path, wrong] = key
    start = codecs.BOM_UTF8 if bom else b""
    good = start + spell(document, random.Random(seed)).encode()
    bad = start + spell(broken, random.Random(seed)).encode()
    problems = [problem(path, right) for path, right in renames.items()]
    assert fix_json(bad, problems) == (good, len(problems))


@given(DOCUMENTS, st.data(), st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_removed_properties_leave_no_trace(
    document: dict[str, Any], data: st.DataObject, indent: int | str | None, windows: bool
) -> None:
    """Where a program laid the file out, it looks as if the property had never been there."""
    larger = copy.deepcopy(document)
    removed = []
    for path in objects(document):
        holder = at(larger, path)
        names = [f"new {number}" for number in range(data.draw(st.integers(0, 2)))]
        items = list(holder.items())
        for name in names:
            value = data.draw(JSON)
            items.insert(data.draw(st.integers(0, len(items))), (name, value))
            removed.append((*path, name))
        holder.clear()
        holder.update(items)

    def written(value: object) -> bytes:
        text = json.dumps(value, indent=indent, ensure_ascii=False) + "\n"
        return (text.replace("\n", "\r\n") if windows else text).encode()

    problems = [problem(path, None) for path in removed]
    assert fix_json(written(larger), problems) == (written(document), len(problems))


@given(DOCUMENTS, st.data())
def test_removing_gives_json_whatever_the_blanks(
    document: dict[str, Any], data: st.DataObject
) -> None:
    """Any choice of properties can be removed at once from a file that is laid out in any way."""
    text = spell(document, random.Random(data.draw(st.integers(0, 999))))
    paths = [(*path, key) for path in objects(document) for key in at(document, path)]
    chosen = data.draw(st.lists(st.sampled_from(paths), unique=True))
    fixed, count = fix_json(text.encode(), [problem(path, None) for path in chosen])
    expected = copy.deepcopy(document)
    outermost = [
        path for path in chosen if not any(path[:length] in chosen for length in range(len(path)))
    ]
    for path in outermost:
        del at(expected, path[:-1])[path[-1]]
    assert json.loads(fixed) == expected
    assert count == len(outermost)


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ('{"a": 1}', ("a",), "{}"),
        ('{\n  "a": 1\n}', ("a",), "{}"),
        ('{"a": 1, "b": 2}', ("a",), '{"b": 2}'),
        ('{"a": 1, "b": 2}', ("b",), '{"a": 1}'),
        ('{\n  "a": 1, "b": 2,\n  "c": 3\n}', ("b",), '{\n  "a": 1,\n  "c": 3\n}'),
        ('{\n  "a": 1, "b": 2\n}', ("a",), '{\n  "b": 2\n}'),
        ('{\n\n  "a": 1,\n  "b": [\n  ]\n}', ("b",), '{\n\n  "a": 1\n}'),
        ('{"x": [{"a": {"y": 1}}]}', ("x", 0, "a"), '{"x": [{}]}'),
    ],
)
def test_property_is_removed_with_its_comma_and_line(
    before: str, path: tuple[str | int, ...], after: str
) -> None:
    """What is left is laid out as a person would have left it."""
    assert fix_json(before.encode(), [problem(path, None)]) == (after.encode(), 1)


@pytest.mark.parametrize(
    ("text", "path", "rename"),
    [
        ('{"a": 1, "b": 2}', ("a",), "b"),
        ('{"a": 1, "a": 2}', ("a",), None),
        ('{"c": {"a": 1, "a": 2}, "b": 1}', ("b",), "d"),
        ("[1]", (0,), None),
        ('{"a": 1,}', ("a",), None),
        ("", (), None),
        ('{"a": 1}', ("b",), None),
        ('{"a": 1}', (), "b"),
    ],
)
def test_what_is_not_certain_is_left_alone(
    text: str, path: tuple[str | int, ...], rename: str | None
) -> None:
    """No fix makes two properties of one name, brings back a hidden one, or meets a broken file."""
    assert fix_json(text.encode(), [problem(path, rename)]) == (text.encode(), 0)


def test_two_keys_with_one_right_name_are_not_both_renamed() -> None:
    """The first of them gets the name; the other one is left to its author."""
    fixed, count = fix_json(b'{"lable": 1, "labell": 2}', [
        problem(("lable",), "label"), problem(("labell",), "label"),
    ])  # fmt: skip
    assert (fixed, count) == (b'{"label": 1, "labell": 2}', 1)


def test_only_what_every_version_agrees_on_is_mended() -> None:
    """With several targets, a fix has to be right for each of them."""
    both, one = problem(("a",), "b"), problem(("c",), None)
    plain = attrs.evolve(both, fix=None)
    assert agreed([[both, one, plain], [both]]) == [both]
    assert agreed([[both], [plain]]) == []
    assert agreed([]) == []


def misspelt(text: str) -> str:
    """Return the JSON of a flow with two letters swapped in the keys of its components."""
    document = json.loads(text)
    wrong = {"label": "lable", "children": "chidlren", "on-click-action": "on-cilck-action"}
    paths = [
        (*path, key)
        for path in objects(document)
        for key in wrong.keys() & at(document, path).keys()
        if at(document, path).get("type") in {*COMPONENTS, "SingleColumnLayout"}
    ]
    spans = locate(text, paths)
    for path in sorted(paths, key=lambda path: spans[path].value, reverse=True):
        start, end = spans[path].key or (0, 0)
        text = f'{text[:start]}"{wrong[str(path[-1])]}"{text[end:]}'
    return text


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_misspelt_keys_of_the_examples_are_mended(run: Run, file: Path, newline: str) -> None:
    """Through the command, every example comes back as it was, byte for byte."""
    text = file.read_text(encoding="utf-8").replace("\n", newline)
    path = Path("my flöws/a b.json")
    path.parent.mkdir()
    path.write_bytes(codecs.BOM_UTF8 + misspelt(text).encode())
    # Properties that can be left out would be, too.
    result = run("check", str(path), "--fix", "--ignore", "redundant-default")
    count = re.search(r"fixed ([0-9]+) problems in (.*)", result.stderr)
    assert count
    assert count[2] == str(path)
    assert int(count[1]) > 3
    assert path.read_bytes() == codecs.BOM_UTF8 + text.encode()
    assert result.exit_code == 0
    assert "fixed" not in run("check", str(path), "--fix", "--ignore", "FLOW709").stderr


def test_fix_reports_what_is_left(run: Run) -> None:
    """What was mended is not reported any more; the rest still is, at its new place."""
    text = (
        '{"version": "7.3", "screens": [{"id": "A", "titel": "T", "terminal": true,\n'
        '"layout": {"type": "SingleColumnLayout", "children": [\n'
        '{"type": "Footer", "lable": "Done", "left_caption": "x", "zzz": 1,\n'
        '"on-click-action": {"name": "complete", "payload": {}}}]}}]}'
    )
    Path("a.json").write_text(text, encoding="utf-8")
    result = run("check", "a.json", "--fix", "--format", "short")
    assert "fixed 3 problems in a.json" in result.stderr
    assert result.exit_code == 1
    assert "`zzz`" in result.stdout
    assert "titel" not in result.stdout
    fixed = Path("a.json").read_text(encoding="utf-8")
    right = text.replace("titel", "title").replace("lable", "label")
    assert fixed == right.replace("left_caption", "left-caption")
    quiet = run("check", "a.json", "--fix", "-q")
    assert quiet.stderr == ""


def test_fix_leaves_alone_what_is_not_selected(run: Run) -> None:
    """What is ignored is not mended, and nothing is written where nothing is to be done."""
    text = '{"version": "7.3", "screens": [{"id": "A", "titel": "T"}]}'
    Path("a.json").write_text(text, encoding="utf-8")
    before = os.stat("a.json").st_mtime_ns
    run("check", "a.json", "--fix", "--ignore", "unknown-property")
    run("check", "a.json", "--fix", "--select", "FLOW104")
    assert Path("a.json").read_text(encoding="utf-8") == text
    assert os.stat("a.json").st_mtime_ns == before


CALLS = [
    ("f(a=1, x=2)", "f(a=1)"),
    ("f(x=2, a=1)", "f(a=1)"),
    ("f(x=2)", "f()"),
    ("f(x=2,)", "f()"),
    ("f(a=1, x=2,)", "f(a=1,)"),
    ("f(x=[2,\n  3], a=1)", "f(a=1)"),
    ("f(\n    a=1,\n    x=2,\n)", "f(\n    a=1,\n)"),
    ("f(\n    a=1,\n    x=2\n)", "f(\n    a=1,\n)"),
    ("f(\n    a=1,  # one\n    x=2,\n    b=3,  # 3\n)", "f(\n    a=1,  # one\n    b=3,  # 3\n)"),
    ("f(a=1,  # one\n  x=2)", "f(a=1,  # one\n  )"),
    ("f(a=1,\n  x=2, b=3)", "f(a=1,\n  b=3)"),
    ("f(a=1, x=2,\n  b=3)", "f(a=1,\n  b=3)"),
    ("f(x=2,\n  b=3)", "f(\n  b=3)"),
    ("f(\r\n    a=1,\r\n    x=2,\r\n)", "f(\r\n    a=1,\r\n)"),
    ("f('é', x=(2), a='ü')", "f('é', a='ü')"),
    ("f(*a, x=2, **b)", "f(*a, **b)"),
]  # fmt: skip


def fix_source(source: str, bom: bytes = b"") -> str:
    """Remove every argument `x` from a source, as its value's place names it."""
    import ast

    places = fix._Positions(source)
    problems = [
        problem(("x",), None, Place(
            file="", **dict(zip(["line", "column", "end_line", "end_column"],
                                places.of(keyword.value), strict=True))
        ))
        for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
        for keyword in node.keywords if keyword.arg == "x"
    ]  # fmt: skip
    fixed, count = fix_python(bom + source.encode(), problems)
    assert fixed.startswith(bom)
    assert bool(count) == (fixed != bom + source.encode())
    return fixed.removeprefix(bom).decode()


@pytest.mark.parametrize(("before", "after"), CALLS)
def test_argument_is_removed_with_its_comma_and_line(before: str, after: str) -> None:
    """What is left of the call is laid out as a person would have left it."""
    assert fix_source(before) == after
    assert fix_source(f"é = 'ü'\ng(1, {before})\n", codecs.BOM_UTF8) == f"é = 'ü'\ng(1, {after})\n"


@pytest.mark.parametrize(
    "source",
    [
        "f(a=1, x=y)",
        "f(a=1, x=g())",
        "f(a=1, x=2 # two\n)",
        "f(x=2,  # two\n  a=1)",
    ],
)
def test_argument_that_is_not_certain_stays(source: str) -> None:
    """A value that may differ from call to call, or a comment in between, is the author's."""
    assert fix_source(source) == source


def test_several_arguments_are_removed_at_once() -> None:
    """Arguments beside each other and inside each other go together."""
    assert fix_source("f(x=1, a=g(x=2, y=3), b=h(x=3))") == "f(a=g(y=3), b=h())"


def test_source_that_is_no_python_stays() -> None:
    """What cannot be read is left alone."""
    place = Place(file="", line=1, column=5, end_line=1, end_column=6)
    for source in (b"f(x=", b"f(x=1) # \xff", b"f(x=1)\0"):
        assert fix_python(source, [problem(("x",), None, place)]) == (source, 0)
    # The same place, but another argument; and a fix that renames.
    assert fix_python(b"f(x=1)", [problem(("y",), None, place)]) == (b"f(x=1)", 0)
    assert fix_python(b"f(x=1)", [problem(("x",), "y", place)]) == (b"f(x=1)", 0)


def test_redundant_argument_is_removed_from_a_module(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module is written without it, loaded anew and checked again."""

    def with_fixes(flow: Any, *args: Any, **options: Any) -> compile_module.Compiled:
        compiled = compile_flow(flow, *args, **options)
        redundant = [
            problem(path, None, place_of(flow, path))
            for index, child in enumerate(compiled.document["screens"][0]["layout"]["children"])
            if child.get("required") is False
            for path in [("screens", 0, "layout", "children", index, "required")]
        ]
        return attrs.evolve(compiled, problems=(*compiled.problems, *redundant))

    monkeypatch.setattr("flowdsl.build.compile_flow", with_fixes)
    text = (
        "from flowdsl import *\n\ncommon = dict(required=False)\nno = False\n\n\n"
        "def field(name):\n"
        "    return TextInput(\n        name=name,\n        label='é',\n        required=False,\n"
        "    )\n\n\n"
        "one = Flow(screens=[Screen(id='A', title='T', terminal=True, children=[\n"
        "    field('a'), field('b'),\n"
        "    TextInput(name='c', label='C', **common),\n"
        "    TextInput(name='d', label='D', required=no),\n"
        "    Footer(label='Done', on_click_action=Complete({})),\n])])\n"
    )
    Path("a.py").write_text(text, encoding="utf-8")
    result = run("check", "a.py", "--fix", "--format", "short", "--select", "FLOW101")
    assert "fixed 1 problem in a.py" in result.stderr
    assert Path("a.py").read_text(encoding="utf-8") == text.replace("        required=False,\n", "")
    # What is left is told with the lines that the file has now.
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()] == [
        "a.py:16:5:",
        "a.py:17:45:",
    ]
    # A module that is only imported is not written.
    Path("a.py").write_text(text, encoding="utf-8")
    Path("b.py").write_text("from a import field\n" + text.replace("required=no", ""), "utf-8")
    assert "fixed" in run("check", "b.py", "--fix").stderr
    assert Path("a.py").read_text(encoding="utf-8") == text


def test_redundant_default_is_left_out(run: Run) -> None:
    """--fix looks for properties that can be left out, although that rule is off."""
    file = write("a.py", "one", children="TextBody(text='A', visible=True),")
    assert "redundant" not in run("check", "a.py").stdout
    result = run("check", "a.py", "--fix")
    assert "fixed 1 problem in a.py" in result.stderr
    assert "visible" not in file.read_text(encoding="utf-8")


def test_redundant_default_is_left_out_of_json(run: Run) -> None:
    """In JSON its line goes, and with several targets only what none of them needs."""
    good = json.loads(EXAMPLES[0].read_text(encoding="utf-8"))
    text = json.dumps(good, indent=2, ensure_ascii=False).replace("\n", "\r\n")
    line = '"layout": {'
    assert line in text
    longer = text.replace(line, f'"refresh_on_back": false,\r\n      {line}')
    Path("a.json").write_bytes(longer.encode())
    assert run("check", "a.json", "--fix", "--ignore", "FLOW709").exit_code == 0
    assert Path("a.json").read_bytes() == longer.encode()
    result = run("check", "a.json", "--fix", "-t", "7.2", "-t", "7.3")
    assert f"fixed {text.count(line)} problem" in result.stderr
    assert Path("a.json").read_bytes() == text.encode()


def test_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves the old file; one that works keeps its rights and a link to it."""
    file, link = tmp_path / "a.json", tmp_path / "link.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_bytes(link, b"new\r\n")
    assert link.is_symlink()
    assert file.read_bytes() == b"new\r\n"
    assert file.stat().st_mode & 0o777 == 0o640

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(file, b"newer")
    assert file.read_bytes() == b"new\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "link.json"]
