"""What `publish`, `deprecate` and `delete` share: one flow after the other, up to a failure."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import agree, called, connected, print_json, show_answers
from flowdsl.cli.common import FAILED, fail, note, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from flowdsl.cli.account import Account
    from flowdsl.platform.graph import FlowInfo
    from flowdsl.platform.lifecycle import Operation
    from flowdsl.platform.state_changes import Change, Target
    from flowdsl.platform.wanted import WantedFlow

__all__ = ["FLOWS", "STATE_CHANGE_FORMAT", "carry_out"]

STATE_CHANGE_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""

FLOWS = click.argument("flows", nargs=-1, required=True, metavar="FLOW...")
"""The argument that names flows; see `Account.find`."""

_SAID = {"publish": "published", "deprecate": "deprecated", "delete": "deleted"}


def carry_out(
    environment: str,
    operation: str,
    flows: "Sequence[str]",
    *,
    as_json: bool,
    meaning: str | None = None,
    yes: bool = True,
) -> None:
    """Publish, deprecate or delete flows, and end the command where one of them fails.

    Args:
        environment: The name of the environment.
        operation: What is to be done.
        flows: The flows; see `Account.find`.
        as_json: Whether JSON is printed, instead of a line for each flow.
        meaning: What it means for a flow, where somebody has to agree to it first.
        yes: Whether somebody has agreed already.
    """
    with connected(environment, check_state=True) as account:
        from flowdsl.platform.lifecycle import parse_operation
        from flowdsl.platform.state_changes import Outcome, change_states, foreseen

        what = parse_operation(operation)
        listed = account.flows()
        targets = _targets(account, flows, listed)
        known = [foreseen(what, each) for each in targets]
        if meaning and not any(each is not None and each.failure for each in known):
            todo = [each for each, end in zip(targets, known, strict=True) if end is None]
            agree([_question(account, operation, each, meaning) for each in todo], yes=yes)
        done: list[Change] = []
        try:
            for change in change_states(what, targets, account.client):
                done.append(change)
                _say(change, operation, listed, is_quiet=as_json)
                _keep(account, change)
        finally:
            # What was done is told, too, where the lock file cannot be written.
            wanted = {each.target.id: _wanted(account, each) for each in done}
            for each in done:
                show_answers(each.validation_errors, wanted[each.target.id])
            if as_json:
                print_json(_document(account, what, done, wanted))
        if any(each.outcome is Outcome.FAILED for each in done):
            _end(operation, done)


def _targets(
    account: "Account", flows: "Sequence[str]", listed: "Mapping[str, FlowInfo]"
) -> "list[Target]":
    """Return the flows that are named, each once, or end the command."""
    from flowdsl.platform.state_changes import Target

    ids = dict.fromkeys(account.find(flow, listed) for flow in flows)
    targets = []
    for flow_id in ids:
        info = listed.get(flow_id)
        name = account.ledger.name_of(flow_id) or (info.name if info else None)
        targets.append(Target(name=name or flow_id, id=flow_id, info=info))
    return targets


def _question(account: "Account", operation: str, target: "Target", meaning: str) -> str:
    where = f"{account.environment.name} (account {account.environment.waba_id})"
    return f"{operation} {called(target.name, target.id)} of {where}, for good: {meaning}"


def _say(
    change: "Change", operation: str, listed: "Mapping[str, FlowInfo]", *, is_quiet: bool
) -> None:
    """Say what came of a flow, unless that comes at the end."""
    from flowdsl.platform.remote import by_name
    from flowdsl.platform.state_changes import Outcome

    target = change.target
    flow = called(target.name, target.id)
    if change.outcome is Outcome.DONE and not is_quiet:
        click.echo(printable(f"{_SAID[operation]} {flow}"))
    if change.outcome is not Outcome.ALREADY:
        return
    if target.info is not None:
        note(f"{flow} is {_SAID[operation]} already")
        return
    note(f"{flow} is no longer in the account, and is taken out of the lock file")
    other = by_name(listed).get(target.name)
    if other is not None:
        note(f"the account has another flow of that name: {called(target.name, other.id)}")


def _keep(account: "Account", change: "Change") -> None:
    """Write to the lock file what came of a flow."""
    from flowdsl.platform.lifecycle import State
    from flowdsl.platform.state_changes import Outcome

    if change.outcome not in (Outcome.DONE, Outcome.ALREADY):
        return
    if change.state != State.DELETED:
        account.note_state(change.target.id, change.state)
        return
    name = account.ledger.name_of(change.target.id)
    if name is not None:
        account.ledger.forget(name)


def _wanted(account: "Account", change: "Change") -> "WantedFlow | None":
    """Return the flow of the project that validation errors are about, None where it is another."""
    if not change.validation_errors:
        return None
    from flowdsl.platform.graph import GraphError
    from flowdsl.platform.project_flows import read_project_flows
    from flowdsl.platform.remote import read_content

    name = change.target.name
    project = read_project_flows(account.environment)
    if project.failure is not None:
        note(f"no lines of the project are shown: {project.failure}")
    if name not in project:
        return None
    try:
        uploaded = read_content(account.client, change.target.id).sha256
    except GraphError:
        return None  # The errors are shown without lines.
    wanted = project.like(name, uploaded)
    if wanted is None:
        flow = called(name, change.target.id)
        note(f"no lines of the project are shown: it does not have what is uploaded of {flow}")
    return wanted


def _document(
    account: "Account",
    operation: "Operation",
    done: "Sequence[Change]",
    wanted: "dict[str, WantedFlow | None]",
) -> "dict[str, Any]":
    from flowdsl.platform.answers import problems_of

    return {
        "format": STATE_CHANGE_FORMAT,
        "environment": account.environment.name,
        "waba_id": account.environment.waba_id,
        "operation": operation,
        "is_complete": all(each.outcome in ("done", "already") for each in done),
        "flows": [
            {
                "name": each.target.name,
                "id": each.target.id,
                "outcome": each.outcome,
                "state": each.state,
                "failure": str(each.failure) if each.failure else None,
                "validation_errors": [
                    found.to_meta()
                    for found in problems_of(each.validation_errors, wanted[each.target.id])
                ],
            }
            for each in done
        ],
    }


def _end(operation: str, done: "Sequence[Change]") -> None:
    """End the command, with what failed and what was left alone."""
    from flowdsl.platform.state_changes import Outcome
    from flowdsl.tables import visible

    def names(outcome: Outcome) -> str:
        return visible(", ".join(each.target.name for each in done if each.outcome is outcome))

    failures = [each for each in done if each.failure is not None]
    lines = [f"{visible(each.target.name)}: {each.failure}" for each in failures]
    finished, left = names(Outcome.DONE), names(Outcome.NOT_BEGUN)
    lines += [f"{_SAID[operation]} before that: {finished}"] if finished else []
    lines += [f"not begun: {left}"] if left else []
    if any(each.is_uncertain for each in failures):
        lines.append("run it again: what was done already is not done twice")
    elif not finished:
        lines.append("nothing was done")
    fail(printable("\n".join(lines)), FAILED)
