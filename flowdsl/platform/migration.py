"""Copies flows from one account to another of the same business, and says what came of each.

That some flows fail is nothing unusual, and Meta gives one code for more than one cause; which it
is follows from what the two accounts have.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from flowdsl.platform.adoption import locked_flow
from flowdsl.platform.graph.changes import MOST_MIGRATED, migrate
from flowdsl.platform.graph.errors import GraphError
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FailedMigration, FlowInfo, Migration
from flowdsl.platform.lock import LockedFlow
from flowdsl.platform.remote import Shown, by_name, in_parallel, list_account, read_remote
from flowdsl.platform.state_changes import may_be_done
from flowdsl.problems import FlowError

__all__ = ["AMBIGUOUS", "Copied", "Copies", "NotCopied", "copy_flows", "locked_copies"]

AMBIGUOUS: Final = "4233041"
"""The code that says that the source has no such flow, or that the destination has one already."""


@attrs.frozen(kw_only=True)
class Copied:
    """A flow that was copied.

    Args:
        name: The name of both.
        source_id: The id of the flow that it was copied from.
        id: The id of the copy; None where neither the answer nor the account says it.
        state: The state of the copy, None where it is not known.
    """

    name: str
    source_id: str | None
    id: str | None
    state: str | None = None


@attrs.frozen(kw_only=True)
class NotCopied:
    """A flow that was not copied.

    Args:
        name: Its name.
        code: Meta's code, None where the answer does not speak of the flow.
        message: What Meta says.
        reason: What it means, in our words, where that can be told.
        other_id: The flow of the destination that has the name, where that is why.
    """

    name: str
    code: str | None
    message: str
    reason: str | None = None
    other_id: str | None = None


@attrs.frozen(kw_only=True)
class Copies:
    """What came of copying flows.

    Args:
        copied: Those that were copied.
        failed: Those that were not.
        failure: What ended it before all were tried.
        unknown: Those that nobody knows of whether they were copied.
        not_begun: Those that were not copied because of it.
        account: The flows that the destination has now, by their ids; None where that cannot be
            known.
    """

    copied: tuple[Copied, ...] = ()
    failed: tuple[NotCopied, ...] = ()
    failure: FlowError | None = None
    unknown: tuple[str, ...] = ()
    not_begun: tuple[str, ...] = ()
    account: Mapping[str, FlowInfo] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all were copied."""
        return not self.failed and self.failure is None


def copy_flows(
    client: Sender, waba: str, *, source_waba: str, names: Sequence[str], shown: Shown | None = None
) -> Copies:
    """Copy flows, and return what came of each.

    Args:
        client: Makes the calls.
        waba: The id of the account that they come to.
        source_waba: The id of the account that they are in.
        names: Their names, as many as there are.
        shown: Shows how far it is.
    """
    batches = [names[at : at + MOST_MIGRATED] for at in range(0, len(names), MOST_MIGRATED)]
    answers: list[tuple[Sequence[str], Migration]] = []
    failure: FlowError | None = None
    for batch in shown(batches, len(batches)) if shown else batches:
        try:
            answer = client.send(migrate(waba, source_waba=source_waba, names=batch))
        except FlowError as error:
            failure = error
            break
        answers.append((batch, answer))
    rest = [tuple(each) for each in batches[len(answers) :]]
    unknown = rest.pop(0) if failure is not None and may_be_done(failure) else ()
    account = _listed(client, waba)
    there = by_name(account or {})
    copied = [
        Copied(
            name=each.source_name or "",
            source_id=each.source_id,
            id=each.migrated_id or (info.id if info else None),
            state=info.status if info else None,
        )
        for _, answer in answers
        for each in answer.migrated
        for info in [there.get(each.source_name or "")]
    ]
    refused = [each for _, answer in answers for each in answer.failed]
    source = by_name(_listed(client, source_waba) or {}) if refused else {}
    failed = [_failed(each, there, source) for each in refused]
    spoken = {each.name for each in copied} | {each.name for each in failed}
    failed += [
        NotCopied(name=name, code=None, message="the answer does not say what came of it")
        for batch, _ in answers
        for name in batch
        if name not in spoken
    ]
    return Copies(
        copied=tuple(copied),
        failed=tuple(failed),
        failure=failure,
        unknown=unknown,
        not_begun=tuple(name for batch in rest for name in batch),
        account=account,
    )


def _listed(client: Sender, waba: str) -> dict[str, FlowInfo] | None:
    """Return the flows of an account by their ids, None where that cannot be known."""
    try:
        return list_account(client, waba)
    except GraphError:
        return None  # What was copied has to be told without.


def _failed(
    failed: FailedMigration, there: Mapping[str, FlowInfo], source: Mapping[str, FlowInfo]
) -> NotCopied:
    """Return why a flow was not copied.

    Args:
        failed: What the answer says.
        there: The flows of the destination by their names; empty where that cannot be known.
        source: Those of the source.
    """
    name = failed.source_name or ""
    is_ambiguous = failed.error_code == AMBIGUOUS
    other = there.get(name) if is_ambiguous else None
    reason = None
    if other is not None:
        reason = f"a flow of that name is there already, with the id {other.id}"
    elif is_ambiguous and source and name not in source:
        reason = "the account that it is copied from has no flow of that name"
    return NotCopied(
        name=name,
        code=failed.error_code,
        message=failed.error_message or "Meta does not say why",
        reason=reason,
        other_id=other.id if other is not None else None,
    )


def locked_copies(
    client: Sender, copies: Mapping[str, Copied], *, jobs: int, shown: Shown | None = None
) -> dict[str, LockedFlow]:
    """Return what a lock is to say of copies, which are downloaded for it.

    What cannot be downloaded has no hash, so that the next plan looks at it.

    Args:
        client: Makes the calls; it is used by several threads.
        copies: The copies, by what the flows are called in the project.
        jobs: How many are downloaded at once.
        shown: Shows how far it is.
    """

    def look(item: tuple[str, Copied]) -> tuple[str, LockedFlow] | None:
        name, copied = item
        if copied.id is None:
            return None
        info = FlowInfo(id=copied.id, name=copied.name, status=copied.state)
        try:
            return name, locked_flow(name, read_remote(client, info))
        except GraphError:
            return name, LockedFlow(id=copied.id, name=copied.name, state=copied.state)

    found = in_parallel(look, list(copies.items()), jobs, shown)
    return dict(each for each in found if each is not None)
