"""A plan says what an account lacks of a flow, who changed it, and what has to be agreed to."""

import itertools
import json
from typing import Any, Final, TypeVar

import attrs
import pytest
from planning_account import HERE, ID, Account, check_sentences, document, named, plan_one, wanted

from flowdsl.platform.graph.errors import GraphError, UnexpectedAnswer
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.lock import Lock, LockedFlow, content_hash
from flowdsl.platform.planning import FlowPlan, Plan, Step, make_plan

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Row:
    """A situation, and what somebody who knows it expects of `flowdsl plan`.

    The project has the Flow JSON A, and categories as the account has them unless told.

    Args:
        lock: The Flow JSON that was pushed last, by its letter; None where the lock has no flow.
        there: The Flow JSON in the account; `""` for none, None where there is no flow.
        state: The state of the flow in the account.
        lock_state: The state that the lock says, by default the one that it is in.
        name: What it is called in the account.
        categories: What it is for, as the account says.
        errors: Whether Meta's validator finds errors in what is uploaded.
        publish: Whether `--publish` is given.
        steps: What is done.
        drift: Pieces of the sentences on what was changed in the account.
        obstacles: Pieces of why it cannot be done.
        asks: Pieces of what has to be agreed to.
        notes: Pieces of what else is said.
    """

    lock: str | None = "A"
    there: str | None = "A"
    state: str | None = "DRAFT"
    lock_state: str = ""
    name: str = "booking"
    categories: tuple[str, ...] = ("SURVEY",)
    errors: bool = False
    publish: bool = False
    steps: str = ""
    drift: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


CHANGED = "its Flow JSON was changed in the account since the last push"
LOST = "what was changed in the account since the last push is lost"
UNKNOWN = "the lock file does not know it"
TAKEN_OVER = "was not pushed from here, and is taken over"
BACK = "a change puts it back to draft until it is published anew"
ANEW = "a change puts it back to draft and is published anew"
GONE = "flow 2002 of the lock file is no longer in the account"
DEPRECATED = "it is DEPRECATED: A deprecated flow cannot be changed. Clone it"

ROWS: Final = [
    # A flow that is nowhere is created, and published only where that is asked for.
    Row(lock=None, there=None, steps="create"),
    Row(lock=None, there=None, publish=True, steps="create publish"),
    # One that somebody deleted gets another id, which has to be agreed to.
    Row(there=None, steps="create", drift=(GONE,), asks=(f"{GONE}: make a new one",)),
    Row(lock="B", there=None, publish=True, steps="create publish", drift=(GONE,), asks=(GONE,)),
    # What is the same is left alone.
    Row(),
    Row(state="PUBLISHED"),
    Row(state="PUBLISHED", publish=True),
    Row(state="THROTTLED"),
    Row(state="BLOCKED"),
    Row(state="DEPRECATED"),
    Row(publish=True, steps="publish"),
    # What is changed in the project only is uploaded without a question, if it is a draft.
    Row(lock="B", there="B", steps="upload"),
    Row(lock="B", there="B", publish=True, steps="upload publish"),
    Row(lock="B", there="B", state="PUBLISHED", steps="upload",
        asks=(f"it is PUBLISHED: {BACK}",)),
    Row(lock="B", there="B", state="PUBLISHED", publish=True, steps="upload publish",
        asks=(f"it is PUBLISHED: {ANEW}",)),
    # Nobody says what becomes of one that Meta limits.
    Row(lock="B", there="B", state="THROTTLED", steps="upload",
        asks=("it is THROTTLED: a change may put it back to draft",),
        notes=("No page says whether a flow that Meta limits can be changed",)),
    Row(lock="B", there="B", state="BLOCKED", steps="upload",
        asks=("it is BLOCKED: a change may put it back to draft",),
        notes=("No page says whether a flow that Meta limits can be changed",)),
    Row(lock="B", there="B", state="THROTTLED", publish=True, steps="upload",
        asks=("it is THROTTLED: a change may put it back to draft until",),
        notes=("No page says", "it is not published, as it is THROTTLED: Only a draft")),
    # What is withdrawn stays so; nothing is asked that cannot be done.
    Row(lock="B", there="B", state="DEPRECATED", steps="upload", obstacles=(DEPRECATED,)),
    Row(categories=("OTHER",), state="DEPRECATED", steps="update", obstacles=(DEPRECATED,)),
    Row(state="DEPRECATED", publish=True, notes=("it is not published, as it is DEPRECATED",)),
    # A state that is not known here is left to Meta.
    Row(state="FUTURE"),
    Row(state="FUTURE", publish=True,
        notes=("it is not published, as it is FUTURE: what that means is not known here",)),
    Row(lock="B", there="B", state="FUTURE", steps="upload",
        asks=("it is FUTURE: a change may put it back to draft",)),
    # What somebody else changed is told, and lost only where somebody agrees.
    Row(there="B", steps="upload", drift=(CHANGED,), asks=(LOST,)),
    Row(lock="C", there="B", steps="upload", drift=(CHANGED,), asks=(LOST,)),
    Row(there="B", state="PUBLISHED", publish=True, steps="upload publish", drift=(CHANGED,),
        asks=(f"it is PUBLISHED: {ANEW}", LOST)),
    Row(lock="B", steps="record", drift=(f"{CHANGED}, to what the project has",)),
    Row(lock="B", publish=True, steps="publish", drift=(f"{CHANGED}, to what the project has",)),
    Row(there="", steps="upload", drift=("no Flow JSON is uploaded",)),
    Row(there="no JSON", steps="upload", drift=("what is uploaded is no Flow JSON",),
        asks=(LOST,)),
    Row(there="[1]", steps="upload", drift=("what is uploaded is no Flow JSON",), asks=(LOST,)),
    Row(lock_state="PUBLISHED", steps="record",
        drift=("it is DRAFT, and the lock file says PUBLISHED",)),
    Row(state="PUBLISHED", lock_state="DRAFT", steps="record",
        drift=("it is PUBLISHED, and the lock file says DRAFT",)),
    Row(state="PUBLISHED", lock_state="THROTTLED", lock="B", there="B", steps="upload",
        drift=("it is PUBLISHED, and the lock file says THROTTLED",), asks=(BACK,)),
    Row(name="renamed", steps="update",
        drift=('it is called "renamed" there, and the lock file says "booking"',), asks=(LOST,)),
    # The categories are not in the lock, so that nobody can tell who changed them.
    Row(categories=("OTHER",), steps="update"),
    Row(categories=("OTHER",), state="PUBLISHED", steps="update", asks=(BACK,)),
    Row(categories=("OTHER",), state="PUBLISHED", publish=True, steps="update publish",
        asks=(ANEW,)),
    Row(lock="B", there="B", categories=(), publish=True, steps="upload update publish"),
    # One that is found by its name is taken over, which is asked before anything of it is changed.
    Row(lock=None, steps="record", drift=(UNKNOWN,)),
    Row(lock=None, publish=True, steps="publish", drift=(UNKNOWN,)),
    Row(lock=None, there="B", steps="upload", drift=(UNKNOWN,), asks=(TAKEN_OVER,)),
    Row(lock=None, there="", steps="upload", drift=(UNKNOWN,), asks=(TAKEN_OVER,)),
    Row(lock=None, there="B", state="PUBLISHED", steps="upload", drift=(UNKNOWN,),
        asks=(BACK, TAKEN_OVER)),
    Row(lock=None, categories=("OTHER",), steps="update", drift=(UNKNOWN,), asks=(TAKEN_OVER,)),
    Row(lock=None, there="B", state="DEPRECATED", steps="upload", drift=(UNKNOWN,),
        obstacles=(DEPRECATED,)),
    # Meta does not publish what its validator finds errors in.
    Row(errors=True, notes=("Meta's validator finds errors in it: flowdsl status",)),
    Row(errors=True, publish=True, steps="publish",
        obstacles=("Meta's validator finds errors in it, so it cannot be published",)),
    Row(errors=True, lock="B", there="B", steps="upload"),
    Row(errors=True, lock="B", there="B", publish=True, steps="upload publish"),
]  # fmt: skip
"""What a user expects, situation by situation."""


def said_of(row: Row) -> str:
    """Return what a row is called: what is not usual about it."""
    usual = Row()
    told = {"steps", "drift", "obstacles", "asks", "notes"}
    fields = attrs.asdict(row, filter=lambda field, _: field.name not in told)
    return " ".join(f"{key}={value}" for key, value in fields.items()
                    if value != getattr(usual, key)) or "usual"  # fmt: skip


def account_of(row: Row) -> Account:
    """Return the account of a situation."""
    if row.there is None:
        return Account()
    info = {"id": ID, "name": row.name, "status": row.state, "categories": list(row.categories)}
    if row.errors:
        info["validation_errors"] = [{"error": "INVALID_PROPERTY", "message": "It is wrong."}]
    text = json.dumps(document(row.there)) if row.there in {"A", "B", "C"} else row.there
    return Account([info], {ID: text.encode()} if text else {})


def lock_of(row: Row) -> LockedFlow | None:
    """Return what the lock says in a situation."""
    if row.lock is None:
        return None
    return LockedFlow(
        id=ID,
        name="booking",
        sha256=content_hash(document(row.lock)),
        json_version="7.3",
        state=row.lock_state or row.state,
    )


@pytest.mark.parametrize("row", ROWS, ids=said_of)
def test_a_plan_is_what_somebody_who_knows_the_situation_expects(row: Row) -> None:
    """The steps, the drift, the obstacles, the questions and the notes of each situation."""
    flow = wanted(categories=("SURVEY",))
    found = plan_one(flow, account_of(row), lock_of(row), publish=row.publish)
    assert " ".join(found.steps) == row.steps
    check_sentences(found.drift, row.drift)
    check_sentences(found.obstacles, row.obstacles)
    check_sentences(found.questions, row.asks)
    check_sentences(found.notes, row.notes)


SITUATIONS: Final = [
    Row(lock=lock, there=there, state=state, lock_state=lock_state, name=name,
        categories=categories, errors=errors, publish=publish)
    for lock, there, state, lock_state, name, categories, errors, publish in itertools.product(
        (None, "A", "B"), (None, "A", "B", "", "no JSON"),
        ("DRAFT", "PUBLISHED", "THROTTLED", "BLOCKED", "DEPRECATED", "FUTURE"),
        ("", "DRAFT"), ("booking", "renamed"), (("SURVEY",), ("OTHER",)), (False, True),
        (False, True),
    )
    if not (lock is None and name == "renamed")
]  # fmt: skip
"""Every situation that the table is made of."""


def test_what_holds_of_every_plan() -> None:
    """Nothing is published unasked, uploaded unchanged, or overwritten without a question."""
    flow = wanted(categories=("SURVEY",))
    assert len(SITUATIONS) > 2000
    for row in SITUATIONS:
        plan = plan_one(flow, account_of(row), lock_of(row), publish=row.publish)
        steps = list(plan.steps)
        about = f"{said_of(row)}: {plan}"
        assert steps == [step for step in Step if step in steps], about
        assert row.publish or Step.PUBLISH not in steps, about
        is_there = row.there is not None
        assert (Step.CREATE in steps) == (not is_there), about
        assert (Step.UPLOAD in steps) == (is_there and row.there != "A"), about
        is_other = row.name != "booking" or row.categories != ("SURVEY",)
        assert (Step.UPDATE in steps) == (is_there and is_other), about
        assert (Step.UPDATE in steps) == bool(plan.metadata), about
        is_touched = bool({Step.UPLOAD, Step.UPDATE} & set(steps))
        if row.state == "DEPRECATED" and is_there:
            assert bool(plan.obstacles) == is_touched, about
            assert not plan.questions, about
        elif is_touched and row.state != "DRAFT":
            assert any(f"it is {row.state}" in said for said in plan.questions), about
        if is_touched and row.state != "DEPRECATED" and row.lock is None:
            assert any(TAKEN_OVER in said for said in plan.questions), about
        if row.there in {"B", "no JSON"} and row.lock == "A" and row.state != "DEPRECATED":
            assert LOST in plan.questions, about
        if Step.PUBLISH in steps:
            assert row.state in {"DRAFT", "PUBLISHED"} or not is_there, about
        if steps == [Step.RECORD]:
            assert not plan.obstacles, about
            assert not plan.questions, about
        is_compared = Step.UPLOAD in steps and row.there == "B"
        assert (plan.comparison is not None) == is_compared, about


def test_the_lock_is_taken_at_its_word_where_nothing_is_downloaded() -> None:
    """Without a download every situation whose lock is right is planned as with one."""
    flow = wanted(categories=("SURVEY",))
    looked = 0
    for row in SITUATIONS:
        if row.there is None or row.lock != row.there:
            continue
        account = account_of(row)
        with_one = plan_one(flow, account_of(row), lock_of(row), publish=row.publish)
        without = plan_one(flow, account, lock_of(row), publish=row.publish, download=False)
        fields = ("steps", "drift", "obstacles", "questions", "notes", "metadata")
        assert [getattr(without, name) for name in fields] == [
            getattr(with_one, name) for name in fields
        ], said_of(row)
        assert account.purposes == ["list the flows"]
        assert without.comparison is None
        looked += 1
    assert looked > 100


def test_what_the_lock_does_not_know_is_downloaded_all_the_same() -> None:
    """A flow that the lock has not, or has no hash of, cannot be taken at its word."""
    unknown = Row(lock=None)
    for locked in (None, LockedFlow(id=ID, name="booking", state="DRAFT")):
        account = account_of(unknown)
        found = plan_one(wanted(), account, locked, download=False)
        assert found.steps == (Step.RECORD,)
        assert "download the Flow JSON" in account.purposes


def test_drift_is_not_seen_without_a_download() -> None:
    """What somebody uploaded since is not looked at: that is what was asked for."""
    row = Row(there="B")
    assert plan_one(wanted(), account_of(row), lock_of(row), download=False).steps == ()


def test_a_comparison_is_with_what_is_uploaded() -> None:
    """What changes is told against the Flow JSON there, not against what was pushed last."""
    row = Row(lock="C", there="B")
    comparison = plan_one(wanted(), account_of(row), lock_of(row)).comparison
    assert comparison is not None
    assert [change.kind.value for change in comparison.changes] == ["changed"]


@pytest.mark.parametrize(
    "content",
    [{}, {"screens": 5}, {"screens": [None, 1]}, {"version": 7, "screens": {}},
     {"\ud800": "\ud800"},
     {"version": "9.9", "screens": [{"id": ["a"], "layout": {"children": "x"}}]}],
    ids=repr,
)  # fmt: skip
def test_any_object_there_can_be_compared(content: dict[str, Any]) -> None:
    """Others upload what they like: a plan says what changes, whatever it is."""
    account = Account(
        [{"id": ID, "name": "booking", "status": "DRAFT"}], {ID: json.dumps(content).encode()}
    )
    found = plan_one(wanted(), account)
    assert found.steps == (Step.UPLOAD,)
    assert found.comparison is not None
    assert not found.comparison.is_empty


def test_blanks_and_the_order_of_keys_are_no_change() -> None:
    """What Meta writes in another way is still what was uploaded."""
    text = json.dumps(dict(reversed(document().items())), indent=4).replace("\n", "\r\n")
    account = Account([{"id": ID, "name": "booking", "status": "DRAFT"}], {ID: text.encode()})
    assert plan_one(wanted(), account).steps == (Step.RECORD,)


# The plan as a whole.


def test_a_plan_is_in_the_order_of_the_flows() -> None:
    """However many are looked at at once."""
    flows = [wanted(f"flow {number:02}") for number in range(20)]
    ids = [(str(3000 + number), flow.name) for number, flow in enumerate(flows)]
    plan = make_plan(flows, HERE, Lock(), named(*ids), jobs=8)
    assert [each.name for each in plan.flows] == [flow.name for flow in flows]
    assert {each.steps for each in plan.flows} == {(Step.RECORD,)}


def test_nothing_to_do_is_an_empty_plan() -> None:
    """A note or a drift alone is nothing to do; an obstacle is."""
    row = Row(errors=True)
    empty = Plan(environment=HERE, flows=(plan_one(wanted(), account_of(row), lock_of(row)),))
    assert (empty.is_empty, empty.is_blocked) == (True, False)
    blocked = FlowPlan(wanted=wanted(), obstacles=("no",))
    plan = Plan(environment=HERE, flows=(*empty.flows, blocked))
    assert (plan.is_empty, plan.is_blocked) == (False, True)


class _Failing(Account):
    """Fails where the Flow JSON of a flow is downloaded."""

    def send(self, call: Call[T]) -> T:
        if call.request.address is not None:
            self.purposes.append(call.purpose)
            raise UnexpectedAnswer(operation=call.purpose, message="it is gone", status=404)
        return super().send(call)


def test_a_link_that_has_ended_is_asked_for_anew_once() -> None:
    """A file that was changed in between is no failure; one that stays away is."""
    account = _Failing([{"id": ID, "name": "booking", "status": "DRAFT"}], {ID: b"{}"})
    with pytest.raises(GraphError, match="it is gone"):
        plan_one(wanted(), account)
    links, files = "list the files of the flow", "download the Flow JSON"
    assert account.purposes == ["list the flows", links, files, links, files]
