"""Nothing that can be read makes the checker raise, and what it says has a place in the text."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import flows
from test_schema import mutate

from flowdsl import VERSIONS, Complete, Flow, Footer, If, Image, InvalidFlow, Screen, TextBody
from flowdsl.check import check_document
from flowdsl.check_json import check_json
from flowdsl.node import ACTIONS, COMPONENTS
from flowdsl.projection import shape_of
from flowdsl.rule import RULES

NEWEST = VERSIONS[-1]
SOME = [VERSIONS[0], VERSIONS[3], VERSIONS[6], NEWEST]


@pytest.fixture(scope="module")
def published(shared: Path) -> list[Any]:
    """The flows that others wrote."""
    files = sorted((shared / "corpus" / "flows").glob("*.json"))
    assert len(files) == 167
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_published_flows_are_checked_in_every_version(published: list[Any]) -> None:
    """Each published flow is checked against each version without an exception."""
    for document in published:
        for version in VERSIONS:
            check_document(document, version, wanted=lambda rule: True)


def test_problems_of_published_files_have_places(shared: Path) -> None:
    """Each problem of a published file has a place, which is inside of its text."""
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        data = file.read_bytes()
        lines = data.decode().split("\n")
        for problem in check_json(data, str(file)):
            place = problem.place
            assert place is not None
            assert 1 <= place.line <= place.end_line <= len(lines)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1
            assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1


def change(value: Any, chance: random.Random) -> None:
    """Change one place: drop a key, rename it, swap types, replace a value, or nest it deeper."""
    holders = [value]
    found = []
    while holders:
        here = holders.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here))
        for key in keys:
            found.append((here, key))
            if isinstance(here[key], dict | list):
                holders.append(here[key])
    if not found:
        return
    holder, key = chance.choice(found)
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[chance.choice([f"{key}s", key[1:], "type", "payload", "text"])] = holder.pop(key)
        case 2:
            holder[key] = chance.choice([None, True, 0, -1.5, "", "x", [], {}, "${data.x}", "`1`"])
        case 3:
            other, name = chance.choice(found)
            if name in other if isinstance(other, dict) else name < len(other):
                holder[key] = copy.deepcopy(other[name])
        case 4:
            holder[key] = [holder[key]]
        case _:
            holder[key] = {"type": holder[key], "children": [holder[key]], "data": holder[key]}


def test_changed_published_flows_never_make_it_raise(published: list[Any]) -> None:
    """Published flows with keys dropped, renamed, swapped and nested are checked all the same."""
    chance = random.Random(7)
    for document in published:
        for _ in range(12):
            changed = copy.deepcopy(document)
            for _ in range(chance.randrange(1, 4)):
                change(changed, chance)
            check_document(changed, chance.choice(VERSIONS), wanted=lambda rule: True)
            check_json(json.dumps(changed).encode(), "changed.json")


@pytest.mark.parametrize("version", SOME, ids=str)
@given(draw=st.data())
def test_mutated_flows_never_make_it_raise(version: Any, draw: st.DataObject) -> None:
    """Drawn flows that use everything, mutated, are checked in their version and the newest."""
    document = draw.draw(flows(version)).to_dict(check=False)
    for _ in range(draw.draw(st.integers(1, 4))):
        mutate(document, draw)
    for target in {version, NEWEST}:
        findings = check_document(document, target, wanted=lambda rule: True)
        assert all(finding.rule.code in RULES for finding in findings)
    assert check_json(json.dumps(document).encode(), "x.json") is not None


KEYS = sorted(
    {known.key for cls in COMPONENTS.values() for known in shape_of(cls, NEWEST).properties}
    | {known.key for cls in ACTIONS.values() for known in shape_of(cls, NEWEST).properties}
    | {known.key for known in shape_of(Screen, NEWEST).properties}
    | {known.key for known in shape_of(Flow, NEWEST).properties}
    | {"type", "name", "id", "title", "__example__", "properties", "items", "required", "x"}
)
VALUES = [
    *COMPONENTS, *ACTIONS, "SingleColumnLayout", "A", "B", "x", "", " ", "${data.x}", "${form.x}",
    "${screen.A.form.x}", "${screen.B.data.x.y}", "`${data.x} + 1`", "`'a' ${form.x}`", "${x}",
    "a ${data.x}", "${data.x == 1}", "(${data.x} > 1) && ${form.x}", "2026-02-30", "object",
    "array", "string", "number", "range", "7.3", "3.0", 0, 1, -1, 2.5, 1e300, True, False, None,
]  # fmt: skip


def random_json(chance: random.Random, depth: int) -> Any:
    """Return JSON that looks as if it were part of a flow."""
    kind = chance.random()
    if depth > 5 or kind < 0.35:
        return chance.choice(VALUES)
    size = chance.randrange(4)
    if kind < 0.55:
        return [random_json(chance, depth + 1) for _ in range(size)]
    return {chance.choice(KEYS): random_json(chance, depth + 1) for _ in range(size + 1)}


def random_document(chance: random.Random) -> Any:
    """Return JSON that is a flow at its top, and anything below."""
    shape = chance.randrange(4)
    if shape == 0:
        return random_json(chance, 0)
    screens = []
    for name in "AB"[: chance.randrange(3)]:
        children = [
            {"type": chance.choice(list(COMPONENTS)), "name": "x", **odd(chance)}
            for _ in range(chance.randrange(4))
        ]
        layout = {"type": "SingleColumnLayout", "children": children}
        data = {"x": random_json(chance, 4)}
        screens.append({"id": name, "layout": layout, "data": data, **odd(chance)})
    return {"version": "7.3", "screens": screens, **odd(chance)}


def odd(chance: random.Random) -> dict[str, Any]:
    """Return some properties with anything in them."""
    return {chance.choice(KEYS): random_json(chance, 3) for _ in range(chance.randrange(4))}


def test_random_documents_never_make_it_raise() -> None:
    """10,000 random JSON documents are checked, in every version, without an exception."""
    chance = random.Random(2026)
    for _ in range(10_000):
        document = random_document(chance)
        for version in VERSIONS:
            check_document(document, version, wanted=lambda rule: True)


def flow_of(children: str, *, data: str = "{}", more: str = "") -> bytes:
    """Return the text of a flow around some components."""
    footer = '{"type":"Footer","label":"Done","on-click-action":{"name":"complete"}}'
    return (
        f'{{"version":"7.3","screens":[{{"id":"A","title":"A","terminal":true,"data":{data},'
        f'"layout":{{"type":"SingleColumnLayout","children":[{children}{footer}]}}}}]{more}}}'
    ).encode()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "larger than 10 MB": (b'{"version": "7.3"' + b" " * (10 * 1024 * 1024) + b"}", "FLOW143"),
    "deep lists": (b"[" * 100_000, "FLOW144"),
    "deep objects": (b'{"a":' * 100_000, "FLOW144"),
    "deep Ifs": (
        flow_of(
            '{"type":"If","condition":"${data.x}","then":[' * 500
            + '{"type":"TextBody","text":"x"}'
            + "]}" * 500
            + ","
        ),
        "FLOW144",
    ),
    "a number that is too large": (flow_of("", data='{"x":1e999}'), "FLOW141"),
    "a number of too many digits": (flow_of("", data='{"x":' + "9" * 5000 + "}"), "FLOW141"),
    "half a character": (flow_of('{"type":"TextBody","text":"\\ud800"},'), "FLOW145"),
    "a key twice": (flow_of('{"type":"TextBody","text":"a","text":"b"},'), "FLOW142"),
    "a pattern that takes for ever": (
        flow_of(
            '{"type":"TextInput","name":"a","label":"a","helper-text":"a","pattern":"(a+)+$"},'
        ),
        "FLOW707",
    ),
    "a schema with a pattern that takes for ever": (
        flow_of(
            '{"type":"TextBody","text":"${data.x}"},',
            data='{"x":{"type":"string","pattern":"(a+)+$","__example__":"' + "a" * 60 + '!"}}',
        ),
        "",
    ),
    "a schema that looks for copies": (
        flow_of(
            "",
            data='{"x":{"type":"array","items":true,"uniqueItems":true,"__example__":['
            + ",".join(f'{{"a":{number}}}' for number in range(5_000))
            + "]}}",
        ),
        "FLOW701",
    ),
    "a long condition": (
        flow_of(
            '{"type":"If","condition":"' + "!" * 200_000 + '","then":[]},',
        ),
        "FLOW433",
    ),
    "many screens": (
        b'{"version":"7.3","screens":[' + b",".join([b'{"id":"A"}'] * 50_000) + b"]}",
        "FLOW109",
    ),
    "many components": (
        flow_of('{"type":"If","condition":"${form.x}","then":[{"type":"Footer"}]},' * 5_000),
        "FLOW103",
    ),
    "many unknown keys": (
        flow_of("", more="".join(f',"screem{number}":1' for number in range(20_000))),
        "FLOW101",
    ),
    "many references to nothing": (
        flow_of(
            '{"type":"EmbeddedLink","text":"t","on-click-action":{"name":"data_exchange","payload":{'
            + ",".join(f'"k{number}":"${{data.n{number}}}"' for number in range(20_000))
            + "}}},"
        ),
        "FLOW411",
    ),
    "many routes": (
        flow_of(
            "",
            more=',"routing_model":{"A":['
            + ",".join(f'"S{number}"' for number in range(20_000))
            + "]}",
        ),
        "FLOW112",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_a_clear_problem(name: str) -> None:
    """What was made to exhaust a reader is answered with a problem, soon and without an exception.

    Nothing here is timed: what takes the square of its size would take hours.
    """
    data, code = HOSTILE[name]
    problems = check_json(data, "hostile.json")
    assert all(len(str(problem)) < 2_000 for problem in problems)
    assert len(problems) <= 1_100
    codes = {problem.code for problem in problems}
    if code:
        assert code in codes
    else:
        assert not any(problem.is_error for problem in problems), problems


@pytest.mark.parametrize("depth", [50, 90, 130, 170, 210, 250, 300, 400, 2_000])
def test_deep_flow_in_python_is_a_problem(depth: int) -> None:
    """Ifs within Ifs without end, written by a program, are a problem and no traceback."""
    inner: Any = TextBody(text="x")
    for _ in range(depth):
        inner = If(condition="${data.x} == 1", then=[inner])
    done = Footer(label="Done", on_click_action=Complete({}))
    flow = Flow(screens=[Screen(id="A", title="A", terminal=True, children=[inner, done])])
    assert any(problem.is_error for problem in flow.problems())


def test_flow_larger_than_meta_takes_is_refused() -> None:
    """More than 10 MB are an error at the largest part, in what is checked and what is written."""
    pictures = [Image(src="A" * size) for size in (4_000_000, 5_000_000, 2_000_000)]
    done = Footer(label="Done", on_click_action=Complete({}))
    flow = Flow(screens=[Screen(id="A", title="A", terminal=True, children=[*pictures, done])])
    [error] = [problem for problem in flow.problems() if problem.is_error]
    assert error.message == "the flow has 10.5 MB, and Meta takes 10 MB at most"
    assert error.path == ("screens", 0, "layout", "children", 1, "src")
    with pytest.raises(InvalidFlow, match="10 MB at most"):
        flow.to_json()


def test_mistake_in_many_places_names_some_of_them() -> None:
    """One cause is one problem however often it shows, and what is said of it stays short."""
    done = Footer(label="Done", on_click_action=Complete({}))
    texts = [TextBody(text="${data.x}") for _ in range(40)]
    screen = Screen(id="A", title="A", terminal=True, children=[*texts, done])
    [problem] = Flow(screens=[screen]).problems()
    assert problem.code == "FLOW411"
    assert len(problem.notes) == 11
    assert problem.notes[-1] == "and so 29 times more"
