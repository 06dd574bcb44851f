"""`flowdsl migrate`: copies flows from another account of the same business."""

import shlex
from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, JOBS, Account, called, connected, print_json
from flowdsl.cli.common import FAILED, USAGE, fail, mistakes, note, printable, progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from flowdsl.platform.graph import FlowInfo
    from flowdsl.platform.lock import LockedFlow
    from flowdsl.platform.migration import Copied, Copies, NotCopied

MIGRATE_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""


@click.command("migrate", short_help="Copy flows from another account.")
@ENVIRONMENT
@click.argument("flows", nargs=-1, metavar="[FLOW...]")
@click.option(
    "--from",
    "source",
    required=True,
    metavar="ENV2|WABA_ID",
    help="Where they are: another environment of the project, or the id of an account.",
)
@click.option("--all", "is_all", is_flag=True, help="Copy all flows of that account.")
@JOBS
@AS_JSON
def command(
    environment: str, flows: tuple[str, ...], source: str, is_all: bool, jobs: int, as_json: bool
) -> None:
    """Copy flows from another account of the same business into the account of ENV.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml; its token
    has to have access to both accounts. FLOW is a flow in the other account, by its name or its id,
    or by its name in the project where --from is an environment. Without --all nothing is copied
    that is not named.

    The copies have the same names and new ids. A published flow is copied as published, any other
    as a draft; the other account stays as it is. That some cannot be copied is nothing unusual: it
    is said of each, and all others are copied. flows.lock learns of those that it knows in ENV2.

    Exit codes: 0 all are copied, 1 one could not be, 2 the call is wrong.
    """
    if bool(flows) == is_all:
        raise click.UsageError("Name flows, or give --all for all flows of the account.")
    with connected(environment) as account:
        from flowdsl.platform.migration import copy_flows
        from flowdsl.platform.remote import by_name

        origin = _origin(account, source)
        listed = origin.flows()
        names = list(by_name(listed)) if is_all else _named(origin, flows, listed)
        if not names:
            note(f"{origin.environment.name} has no flows")
        copies = copy_flows(
            account.client,
            account.environment.waba_id,
            source_waba=origin.environment.waba_id,
            names=names,
            shown=lambda items, length: progress(items, length, "copying"),
        )
        if not as_json:
            for each in copies.copied:
                click.echo(printable(_copied(each, origin)))
        try:
            locked = _locked(account, origin, copies, jobs)
            account.ledger.rebuild(locked)
        finally:
            # What was copied is told, too, where the lock file cannot be written.
            if as_json:
                print_json(_document(account, origin, copies))
        _end(account, copies)


def _origin(account: Account, source: str) -> Account:
    """Return the account that is copied from, or end the command."""
    import attrs

    from flowdsl.platform.environments import environment_names, read_environment
    from flowdsl.platform.ledger import Ledger
    from flowdsl.tables import visible

    ours = account.environment
    with mistakes(USAGE):
        if source in environment_names() or not source.isdecimal():
            environment = read_environment(source)
        else:
            environment = attrs.evolve(ours, name=source, waba_id=source)
    if environment.waba_id == ours.waba_id:
        fail(printable(visible(f"{source} and {ours.name} are one account: {ours.waba_id}")), USAGE)
    if environment.base_url != ours.base_url:
        fail(f"{source} and {ours.name} are not on one server, so nothing can be copied", USAGE)
    # Both are asked with one token, which needs access to both anyway.
    return Account(environment, account.client, Ledger(account.ledger.path, source))


def _named(
    origin: Account, flows: "Sequence[str]", listed: "Mapping[str, FlowInfo]"
) -> "list[str]":
    """Return what flows are called in the account that they are in, each once."""
    names = []
    for flow in flows:
        flow_id = origin.find(flow, listed)
        info = listed.get(flow_id)
        if info is None or info.name is None:
            gone = f"{called(flow, flow_id)} is no longer in {origin.environment.name}"
            fail(printable(gone), USAGE)
        names.append(info.name)
    return list(dict.fromkeys(names))


def _copied(copied: "Copied", origin: Account) -> str:
    made = called(copied.name, copied.id or "unknown")
    return f"copied {made} from {origin.environment.name} (id {copied.source_id})"


def _locked(
    account: Account, origin: Account, copies: "Copies", jobs: int
) -> "dict[str, LockedFlow]":
    """Return what the lock file is to say of the copies that the project knows."""
    from flowdsl.platform.migration import locked_copies
    from flowdsl.tables import visible

    known: dict[str, Copied] = {}
    for copied in copies.copied:
        name = origin.ledger.name_of(copied.source_id or "")
        if name is None:
            continue
        before = account.ledger.get(name)
        is_there = before is not None and (copies.account is None or before.id in copies.account)
        if before is not None and is_there and before.id != copied.id:
            adopt = f"flowdsl adopt {account.environment.name} {copied.id} --as"
            note(
                f"{called(name, before.id)} stays in the lock file; for the copy: "
                f"{adopt} {shlex.quote(visible(name))}"
            )
            continue
        known[name] = copied
    return locked_copies(
        account.client,
        known,
        jobs=jobs,
        shown=lambda items, length: progress(items, length, "looking"),
    )


def _document(account: Account, origin: Account, copies: "Copies") -> "dict[str, Any]":
    return {
        "format": MIGRATE_FORMAT,
        "environment": account.environment.name,
        "waba_id": account.environment.waba_id,
        "source_waba_id": origin.environment.waba_id,
        "is_complete": copies.is_complete,
        "copied": [
            {"name": each.name, "source_id": each.source_id, "id": each.id, "state": each.state}
            for each in copies.copied
        ],
        "failed": [
            {
                "name": each.name,
                "code": each.code,
                "message": each.message,
                "reason": each.reason,
                "other_id": each.other_id,
            }
            for each in copies.failed
        ],
        "failure": str(copies.failure) if copies.failure else None,
        "unknown": list(copies.unknown),
        "not_begun": list(copies.not_begun),
    }


def _not_copied(failed: "NotCopied", account: Account) -> str:
    """Return the line for a flow that was not copied."""
    from flowdsl.platform.graph.reading import shown
    from flowdsl.tables import visible

    code = f" (code {failed.code})" if failed.code else ""
    why = f"{failed.reason}; Meta: " if failed.reason else ""
    line = (
        f"not copied: {visible(failed.name)}: {visible(why)}{shown(failed.message)}{visible(code)}"
    )
    if failed.other_id is None:
        return line
    adopt = f"flowdsl adopt {account.environment.name} {visible(failed.other_id)}"
    return f"{line}\n  help: if an earlier call copied it, {adopt}; else rename one of the two"


def _end(account: Account, copies: "Copies") -> None:
    """End the command, with what was not copied."""
    from flowdsl.tables import visible

    lines = [_not_copied(each, account) for each in copies.failed]
    if copies.failure is not None:
        lines.append(str(copies.failure))
    if copies.unknown:
        lines.append(
            f"nobody knows whether they were copied: {visible(', '.join(copies.unknown))}; "
            "run it again, and what is there already is named"
        )
    if copies.not_begun:
        lines.append(f"not begun: {visible(', '.join(copies.not_begun))}")
    if lines:
        fail(printable("\n".join(lines)), FAILED)
