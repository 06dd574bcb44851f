"""The life of a flow is told as the reference tells it, by Meta's rules and by the guide's."""

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.platform.lifecycle import (
    TRANSITIONS,
    Cause,
    NotAllowed,
    Operation,
    Permission,
    Standing,
    State,
    allowed,
    transitions,
)
from flowdsl.problems import FlowError

STATES = (State.DRAFT, State.PUBLISHED, State.THROTTLED, State.BLOCKED, State.DEPRECATED)
CHANGING = (
    Operation.UPDATE,
    Operation.UPLOAD,
    Operation.PUBLISH,
    Operation.DEPRECATE,
    Operation.DELETE,
)

ROWS = {
    "get, list, assets, preview, clone from": (
        Operation.GET,
        Operation.ASSETS,
        Operation.PREVIEW,
        Operation.CLONE,
    ),
    "update metadata / JSON": (Operation.UPDATE, Operation.UPLOAD),
    "publish": (Operation.PUBLISH,),
    "deprecate": (Operation.DEPRECATE,),
    "delete": (Operation.DELETE,),
    "send `mode=draft`": (Operation.SEND_DRAFT,),
    "send `mode=published`": (Operation.SEND_PUBLISHED,),
    "user opens it": (Operation.OPEN,),
}
# The cells of the reference that are more than a word and a code.
WORDS = {
    "only if once published; else refused (2066 On-Premises)": "unknown",
    "On-Premises 2066; Cloud unknown": "unknown",
    "see below": "unknown",
    "10/h, then 132069": "yes",
    "no (code unknown)": "no",
}


def tables(shared: Path, title: str) -> list[list[str]]:
    """Return the rows of the first table after a title of the reference."""
    text = (shared / "platform" / "platform.md").read_text(encoding="utf-8")
    lines = text.partition(title)[2].splitlines()
    rows = list(
        itertools.takewhile(lambda line: line.startswith("|"), lines[lines.index("") + 1 :])
    )
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def meaning(cell: str) -> tuple[str, int | None, bool]:
    """Return what a cell of the reference says: the permission, a code, whether it is inferred."""
    is_inferred = "(inferred)" in cell
    plain = cell.replace("(inferred)", "").strip()
    if plain.isdecimal():
        return "no", int(plain), is_inferred
    word = WORDS.get(plain) or plain.split()[0].strip(",;")
    return word, None, is_inferred


def test_every_operation_in_every_state(shared: Path) -> None:
    """Each cell of the reference is the verdict of its operations."""
    header, _, *rows = tables(shared, "### 2.2 ")
    assert header[1:] == [str(state) for state in STATES]
    assert {row[0] for row in rows} == set(ROWS)
    for row in rows:
        for operation, (state, cell) in itertools.product(
            ROWS[row[0]], zip(STATES, row[1:], strict=True)
        ):
            word, code, is_inferred = meaning(cell)
            verdict = allowed(operation, state)
            assert verdict.permission == word, (operation, state, cell)
            assert code is None or verdict.codes == (code,), (operation, state, cell)
            if word != "unknown":
                expected = Standing.INFERRED if is_inferred else Standing.STATED
                assert verdict.standing is expected, (operation, state, cell)


def test_every_transition(shared: Path) -> None:
    """The transitions are those of the reference, each with who causes it."""
    _, _, *rows = tables(shared, "### 2.1 ")
    expected = {
        (before.strip("()"), after.upper(), by)
        for before, after, by, _ in rows
        if after != "none"  # That a state is the last is no transition.
    }
    found = {
        (str(each.before or "none"), str(each.after), str(each.cause)) for each in transitions()
    }
    assert found == expected


def test_the_rules_differ_in_three_transitions() -> None:
    """Meta knows three transitions that the guide does not, and the guide none besides."""
    meta, guide = set(transitions("meta")), set(transitions("guide"))
    assert guide < meta
    assert {(each.before, each.after) for each in meta - guide} == {
        (State.PUBLISHED, State.DRAFT),
        (State.BLOCKED, State.THROTTLED),
        (State.BLOCKED, State.DEPRECATED),
    }
    assert set(TRANSITIONS) == meta


@pytest.mark.parametrize("rules", ["meta", "guide"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", CHANGING)
def test_operations_and_transitions_agree(operation: Operation, state: State, rules: str) -> None:
    """What an operation may do is a transition of the same rules, unless the flow stays."""
    verdict = allowed(operation, state, rules)
    steps = [
        each for each in transitions(rules) if each.before is state and operation in each.operations
    ]
    stays = state is State.DRAFT and operation in (Operation.UPDATE, Operation.UPLOAD)
    assert (verdict.permission is Permission.YES) == (bool(steps) or stays)
    assert verdict.after == (steps[0].after if steps else None)


@pytest.mark.parametrize("rules", ["meta", "guide"])
def test_no_flow_comes_back(rules: str) -> None:
    """Neither a deprecated nor a deleted flow has a way on."""
    leaving = {each.before for each in transitions(rules)}
    assert leaving.isdisjoint({State.DEPRECATED, State.DELETED})


def test_what_never_happens() -> None:
    """Meta names five steps that no flow takes."""
    steps = {(each.before, each.after) for each in transitions()}
    never = {
        (State.PUBLISHED, State.BLOCKED),
        (State.BLOCKED, State.PUBLISHED),
        (State.DRAFT, State.DEPRECATED),
        (State.DRAFT, State.THROTTLED),
        (State.DRAFT, State.BLOCKED),
    }
    assert steps.isdisjoint(never)


def test_who_causes_it() -> None:
    """What the business causes has an operation, and what Meta causes has none."""
    for each in TRANSITIONS:
        assert bool(each.operations) == (each.cause is Cause.BUSINESS)
        assert each.sentence.endswith(".")


@given(
    operation=st.sampled_from(Operation),
    state=st.sampled_from(State),
    rules=st.sampled_from(["meta", "guide"]),
)
def test_every_verdict_is_explained(operation: Operation, state: State, rules: str) -> None:
    """A verdict has a sentence, and a refusal says what to do instead."""
    verdict = allowed(operation, state, rules)
    assert verdict.reason.endswith(".")
    assert (verdict.permission is Permission.UNKNOWN) == (verdict.standing is Standing.UNKNOWN)
    assert verdict.is_refused == (verdict.permission is Permission.NO)
    if verdict.is_refused:
        assert verdict.help is not None
    else:
        assert verdict.codes == ()
    assert verdict.reason in str(verdict)


@given(operation=st.sampled_from(Operation), state=st.sampled_from(State))
def test_the_guide_is_stricter(operation: Operation, state: State) -> None:
    """What the guide allows, Meta allows too; where they differ, the guide refuses."""
    meta, guide = allowed(operation, state), allowed(operation, state, "guide")
    if meta.permission is not guide.permission:
        assert guide.is_refused


def test_the_guide_refuses_to_edit() -> None:
    """By the guide a published flow is cloned, by Meta's pages it becomes a draft."""
    assert "Clone" in str(allowed("update", "published", "guide").help)
    assert allowed("update", "published").after is State.DRAFT
    assert allowed("deprecate", "blocked", "guide").is_refused


@pytest.mark.parametrize(
    ("operation", "state", "rules"),
    [("publsh", "DRAFT", "meta"), ("publish", "DRAFTED", "meta"), ("publish", "DRAFT", "exotel")],
)
def test_what_there_is_not(operation: str, state: str, rules: str) -> None:
    """An operation, a state or rules that there are not are named."""
    with pytest.raises(FlowError):
        allowed(operation, state, rules)


def test_a_refusal_reads_well() -> None:
    """The error says what cannot be done, with which flow, why, and what to do."""
    error = NotAllowed(allowed("delete", "published"), "123")
    assert str(error) == (
        "cannot delete flow 123, which is PUBLISHED: A flow that is or was published is not "
        "deleted. Deprecate it instead."
    )


def test_the_table_needs_no_extra(environment: dict[str, str]) -> None:
    """The life of a flow is told without the libraries of the client."""
    program = "import sys, flowdsl.platform.lifecycle; print('httpx2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment
    )
    assert done.stdout.strip() == "False"
