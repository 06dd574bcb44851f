"""The edits between two documents make the new one of the old one, whatever the documents hold."""

import copy
import itertools
import json
import math
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from flow_mutations import mutated
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import flows
from test_robust import random_document

from flowdsl import VERSIONS
from flowdsl.changes import Change, ChangeKind, Comparison, Edit, Subject, apply, compare
from flowdsl.changes.alignment import align
from flowdsl.changes.edits import EditKind, NotComparable, is_same, plain, value_at
from flowdsl.changes.matching import Pairing, in_order
from flowdsl.changes.words import visible

SOME = [VERSIONS[3], VERSIONS[-1]]

scalars = (
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | st.text("ab${}.'`", max_size=4)
)
keys = st.sampled_from(["version", "screens", "id", "name", "type", "data", "payload", "a", "b"])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=25,
)
documents = st.dictionaries(keys, anything, max_size=5)


def canonical(document: Any) -> str:
    """Return JSON as text, whatever the order of its keys."""
    return json.dumps(document, sort_keys=True)


def checked(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two documents, and hold everything that must hold of any two."""
    before, after = copy.deepcopy(old), copy.deepcopy(new)
    found = compare(old, new)
    assert canonical(old) == canonical(before)
    assert canonical(new) == canonical(after)
    old, new = plain(old), plain(new)
    made = apply(old, found.edits)
    assert is_same(made, new) or canonical(made) == canonical(new)
    assert found.is_empty == (is_same(old, new) or canonical(old) == canonical(new))
    # Every edit is accounted for by exactly one change.
    edits = align(old, new).edits
    assert Counter(map(path_pair, found.edits)) == Counter(map(path_pair, edits))
    for edit in found.edits:
        if edit.old_path is not None:
            assert value_at(old, edit.old_path) is not None or edit.old is None
        assert (edit.old_path is None) == (edit.kind is EditKind.ADDED)
        assert (edit.new_path is None) == (edit.kind is EditKind.REMOVED)
    for change in found.changes:
        assert change.edits
        assert visible(change.message) == change.message
        if change.subject is not Subject.ROUTE:  # What comes and goes in a row of the model.
            assert (change.old_path is None) == (change.kind is ChangeKind.ADDED)
            assert (change.new_path is None) == (change.kind is ChangeKind.REMOVED)
    return found


def path_pair(edit: Edit) -> tuple[Any, ...]:
    return edit.kind, edit.old_path, edit.new_path


def only(comparison: Comparison, kind: ChangeKind) -> list[Change]:
    return [change for change in comparison.changes if change.kind is kind]


def checked_both_ways(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Compare two documents in both directions: what comes in one goes in the other."""
    there, back = checked(old, new), checked(new, old)
    added = {change.new_path for change in only(there, ChangeKind.ADDED)}
    removed = {change.old_path for change in only(back, ChangeKind.REMOVED)}
    assert added == removed


@pytest.mark.parametrize("version", SOME, ids=str)
@given(draw=st.data())
def test_drawn_flow_is_the_same_as_itself(version: Any, draw: st.DataObject) -> None:
    """A flow has no difference from its copy, with its keys in another order."""
    document = draw.draw(flows(version)).to_dict(check=False)
    assert checked(document, document).is_empty
    assert checked(document, turned(document)).is_empty


def turned(value: Any) -> Any:
    """Return JSON with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("version", SOME, ids=str)
@given(draw=st.data())
def test_edits_make_one_drawn_flow_of_another(version: Any, draw: st.DataObject) -> None:
    """The edits between two flows that have nothing to do with each other are right, too."""
    old = draw.draw(flows(version)).to_dict(check=False)
    new = draw.draw(flows(version)).to_dict(check=False)
    checked_both_ways(old, new)


@pytest.mark.parametrize("version", SOME, ids=str)
@given(draw=st.data())
def test_edits_make_a_mutated_flow(version: Any, draw: st.DataObject) -> None:
    """Whatever somebody does to a flow, its edits make the new one of the old one."""
    old = draw.draw(flows(version)).to_dict(check=False)
    chance = random.Random(draw.draw(st.integers(0, 10_000)))
    checked_both_ways(old, mutated(old, chance, draw.draw(st.integers(1, 6))))


@given(old=documents, new=documents)
@example(old={"a": True}, new={"a": 1})
@example(old={"a": [0, False]}, new={"a": [False, 0]})
@example(old={"a": 1}, new={"a": 1.0})
@example(old={"a": math.nan}, new={"a": math.nan})
@example(old={"screens": {"a": 1}}, new={"screens": [{"a": 1}]})
@example(old={}, new={"": {"": [""]}})
def test_edits_make_any_json_of_any_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    """No document is too odd: the edits between two are right, whatever they hold."""
    checked_both_ways(old, new)
    assert checked(old, old).is_empty


def test_edits_make_random_documents_of_each_other() -> None:
    """Documents that are flows at their top, and anything below, are compared all the same."""
    chance = random.Random(7)
    drawn = [
        plain(each)
        for each in (random_document(chance) for _ in range(400))
        if isinstance(each, dict)
    ]
    for old, new in itertools.pairwise(drawn):
        checked_both_ways(old, new)


def test_edits_make_mutated_examples() -> None:
    """Flows as people write them, with everything done to them that people do."""
    chance = random.Random(11)
    for file in sorted((ROOT / "examples").glob("*.json")):
        old = json.loads(file.read_text(encoding="utf-8"))
        for _ in range(6):
            checked_both_ways(old, mutated(old, chance, chance.randrange(1, 8)))


def test_published_flows_are_compared(shared: Path) -> None:
    """Neighbours among the flows that others wrote are compared, and each is the same as itself."""
    files = sorted((shared / "corpus" / "flows").glob("*.json"))
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    for old, new in itertools.pairwise(found):
        checked_both_ways(old, new)
        assert compare(old, old).is_empty


def test_true_is_not_one() -> None:
    """Python takes true for 1; JSON does not, but a number is one however it is written."""
    assert [edit.kind for edit in compare({"a": True}, {"a": 1}).edits] == [EditKind.CHANGED]
    assert [edit.kind for edit in compare({"a": [{"b": 0}]}, {"a": [{"b": False}]}).edits] == [
        EditKind.CHANGED
    ]
    assert compare({"a": [1]}, {"a": [1.0]}).is_empty


def test_edits_say_what_was_and_what_is() -> None:
    """An edit has the values, and the paths in the document that they stand in."""
    old = {"a": {"b": 1, "c": [1, 2, 3]}, "d": "x"}
    new = {"a": {"b": 2, "c": [3, 1]}, "e": "x"}
    by_kind = {edit.kind: edit for edit in compare(old, new).edits if edit.old_path != ("d",)}
    assert by_kind[EditKind.CHANGED] == Edit(
        kind=EditKind.CHANGED, old_path=("a", "b"), new_path=("a", "b"), old=1, new=2
    )
    assert by_kind[EditKind.REMOVED] == Edit(kind=EditKind.REMOVED, old_path=("a", "c", 1), old=2)
    assert by_kind[EditKind.ADDED] == Edit(kind=EditKind.ADDED, new_path=("e",), new="x")
    assert by_kind[EditKind.MOVED].old == by_kind[EditKind.MOVED].new


def nested(levels: int, leaf: Any) -> dict[str, Any]:
    """Return objects and lists within each other."""
    value = leaf
    for level in range(levels):
        value = {"then": value} if level % 2 else [value]
    return {"screens": value}


@pytest.mark.parametrize("levels", [10, 60, 99])
def test_deep_documents_are_compared(levels: int) -> None:
    """A hundred levels are compared without an exception."""
    checked_both_ways(nested(levels, 1), nested(levels, 2))
    checked_both_ways(nested(levels, 1), nested(levels // 2, 1))


def test_too_deep_documents_are_refused() -> None:
    """More than a hundred levels, or a document that holds itself, are an error with a sentence."""
    with pytest.raises(NotComparable, match="more than 100 levels"):
        compare(nested(100, 1), {})
    with pytest.raises(NotComparable, match="more than 100 levels"):
        compare({}, nested(50_000, 1))
    endless: dict[str, Any] = {}
    endless["a"] = endless
    with pytest.raises(NotComparable, match="no JSON"):
        compare(endless, {})


def test_what_is_no_json_is_compared_as_text() -> None:
    """What a program put into a document, and what JSON has no word for, raises nothing."""
    old = {"a": object, "b": (1, 2), "c": {1: "x", None: "y"}, "d": {"set"}}
    assert compare(old, old).is_empty
    assert len(compare(old, {**old, "d": 1}).changes) == 1


def flow_of(*children: Any, payload: Any = None) -> dict[str, Any]:
    """Return a flow of one screen."""
    action = {"name": "complete", "payload": payload or {}}
    done = {"type": "Footer", "label": "Done", "on-click-action": action}
    layout = {"type": "SingleColumnLayout", "children": [*children, done]}
    return {"version": "7.3", "screens": [{"id": "A", "terminal": True, "layout": layout}]}


def texts(*words: str) -> list[Any]:
    return [{"type": "TextBody", "text": word} for word in words]


def inputs(names: Any, label: Callable[[int], str] = "Label {}".format) -> list[Any]:
    return [
        {"type": "TextInput", "name": name, "label": label(number)}
        for number, name in enumerate(names)
    ]


def ifs(depth: int, word: str) -> list[Any]:
    found: list[Any] = texts(word)
    for _ in range(depth):
        found = [{"type": "If", "condition": "${data.x}", "then": found}, *texts("z" * 500)]
    return found


letters = st.lists(st.text("abcd", max_size=3), max_size=9)


@settings(max_examples=200)
@given(old=letters, new=letters)
def test_pairs_are_the_same_either_way(old: list[str], new: list[str]) -> None:
    """Two lists in each other's place have the same pairs, and no item is in two."""

    def paired(left: list[str], right: list[str]) -> set[tuple[int, int]]:
        pairing = Pairing(len(left), len(right))
        pairing.by_key(lambda index: left[index] or None, lambda index: right[index] or None)
        pairing.by_likeness(
            lambda index: dict.fromkeys(left[index], 1.0),
            lambda index: dict.fromkeys(right[index], 1.0),
        )
        pairing.by_neighbours(lambda index: len(left[index]), lambda index: len(right[index]))
        assert pairing.back == {there: here for here, there in pairing.found.items()}
        assert sorted([*pairing.found, *pairing.lost]) == list(range(len(left)))
        assert sorted([*pairing.back, *pairing.gained]) == list(range(len(right)))
        return set(pairing.found.items())

    assert paired(old, new) == {(here, there) for there, here in paired(new, old)}


@given(pairs=st.permutations(range(8)))
def test_as_much_as_can_stays_in_order(pairs: list[int]) -> None:
    """What does not move stands in the same order, and nothing else could stay with it."""
    kept = in_order(dict(enumerate(pairs)))
    assert [pairs[index] for index in sorted(kept)] == sorted(pairs[index] for index in kept)
    best = max(
        size
        for size in range(1, 9)
        for chosen in itertools.combinations(range(8), size)
        if [pairs[index] for index in chosen] == sorted(pairs[index] for index in chosen)
    )
    assert len(kept) == best


def condition(name: str, *children: Any) -> dict[str, Any]:
    return {"type": "If", "condition": f"${{data.{name}}} == '{name * 20}'", "then": list(children)}


def test_containers_are_turned_inside_out() -> None:
    """What held something can be held by it afterwards, in all ways at once."""
    first, second = texts("some words about one thing", "entirely different matters")
    inputs_ = inputs(["a", "b", "c"])
    old = flow_of(condition("x", first, condition("y", second, inputs_[0])), *inputs_[1:])
    new = flow_of(condition("y", inputs_[2], condition("x", first, inputs_[0]), second), inputs_[1])
    checked_both_ways(old, new)
    swapped = flow_of(
        condition("y", second, condition("x", inputs_[0], condition("z", first), inputs_[1]))
    )
    checked_both_ways(old, swapped)
    checked_both_ways(new, swapped)


MANY = 2_000
NUMBERS = list(range(20_000))

HOSTILE: dict[str, tuple[Any, Any]] = {
    "equal components, one less": (texts(*["same"] * MANY), texts(*["same"] * (MANY - 1))),
    "equal components, others": (texts(*["same"] * MANY), texts(*["other same"] * MANY)),
    "components in turns": (texts(*["a", "b"] * MANY), texts(*["b", "a", "a"] * MANY)),
    "inputs of one name": (inputs(["n"] * MANY, str), inputs(["n"] * (MANY - 9), str)),
    "inputs renamed, alike": (
        inputs((f"n{i}" for i in range(MANY)), lambda _: "same"),
        inputs((f"m{i}" for i in range(MANY)), lambda _: "same"),
    ),
    "inputs renamed, turned": (
        inputs(f"n{i}" for i in range(MANY)),
        inputs(f"m{i}" for i in range(MANY))[::-1],
    ),
    "texts of common words": (
        texts(*(" ".join(f"w{i * j % 13}" for j in range(40)) for i in range(MANY))),
        texts(*(" ".join(f"w{i * j % 11}" for j in range(40)) for i in range(MANY))),
    ),
    "deep Ifs": (ifs(30, "x") * 10, ifs(30, "y") * 10),
}
HOSTILE_PAYLOADS: dict[str, tuple[Any, Any]] = {
    "a list, one change": (NUMBERS, [*NUMBERS[:99], -1, *NUMBERS[100:]]),
    "a list, shifted": (NUMBERS, [-1, *NUMBERS]),
    "a list, turned": (NUMBERS, NUMBERS[::-1]),
    "a list of two values": ([1, 2] * 10_000, [2, 1, 2] * 8_000),
    "a list of options, turned": (
        [{"id": str(i), "title": "x"} for i in range(MANY)],
        [{"id": str(i), "title": "x"} for i in range(MANY)][::-1],
    ),
    "objects with keys renamed": (
        {f"a{i}": i for i in range(MANY)},
        {f"b{i}": i for i in range(MANY)},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_components_are_compared(name: str) -> None:
    """What was made to exhaust a comparison is compared, soon and without an exception.

    Nothing here is timed: what takes the square of its size would take hours.
    """
    old, new = HOSTILE[name]
    old, new = flow_of(*old), flow_of(*new)
    assert is_same(apply(old, compare(old, new).edits), new)


@pytest.mark.parametrize("name", HOSTILE_PAYLOADS)
def test_hostile_payloads_are_compared(name: str) -> None:
    """So are payloads that were."""
    before, after = HOSTILE_PAYLOADS[name]
    for old, new in [
        (flow_of(payload={"l": before}), flow_of(payload={"l": after})),
        (flow_of(payload=before), flow_of(payload=after)) if isinstance(before, dict) else ({}, {}),
    ]:
        assert is_same(apply(old, compare(old, new).edits), new)


def test_many_screens_are_compared() -> None:
    """So are thousands of screens of one id, and of other ids."""
    old = {"screens": [{"id": "A"}] * MANY}
    new = {"screens": [{"id": f"B{number}", "title": str(number)} for number in range(MANY)]}
    assert is_same(apply(old, compare(old, new).edits), new)
    assert is_same(apply(new, compare(new, old).edits), old)
