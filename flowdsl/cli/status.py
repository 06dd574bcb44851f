"""`flowdsl status`: looks at flows of an account in depth."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, JOBS, connected, show_answers
from flowdsl.cli.common import FAILED, USAGE, fail, printable, progress

if TYPE_CHECKING:
    from flowdsl.cli.account import Account


@click.command("status", short_help="Look at flows of an account in depth.")
@ENVIRONMENT
@click.argument("flows", nargs=-1, metavar="[FLOW...]")
@click.option("--strict", is_flag=True, help="Fail where something needs attention.")
@JOBS
@AS_JSON
def command(
    environment: str, flows: tuple[str, ...], *, strict: bool, jobs: int, as_json: bool
) -> None:
    """Look at flows of an account in depth, and change nothing.

    ENV is an environment of the project, FLOW what a flow is called in the project or in the
    account, or its id; by default all that flows.lock knows. For each there is its state and what
    that means, what it is made of, whether messages can be sent with it and what stands in the way,
    what may be done with it, and whether what is uploaded is what was pushed last and what the
    project has now. What Meta's validator finds is shown at your own line where that is so.

    With --strict something needs attention where the validator finds errors, where a flow is
    throttled, blocked or gone, or where it cannot be sent freely although it is not deprecated.

    Exit codes: 0 shown; 1 the account cannot be read, or with --strict something needs attention;
    2 the call is wrong.
    """
    from flowdsl.platform.project_flows import read_project_flows
    from flowdsl.platform.status import read_statuses
    from flowdsl.platform.status_formats import status_json, status_text

    with connected(environment) as account:
        ids = _ids(account, flows)
        project = read_project_flows(account.environment)
        statuses = read_statuses(
            ids,
            account.environment,
            account.ledger.lock,
            account.client,
            project,
            jobs=jobs,
            shown=lambda items, length: progress(items, length, "looking"),
        )
    if as_json:
        click.echo(f"{status_json(statuses, account.environment, project)}\n".encode(), nl=False)
    else:
        for number, each in enumerate(statuses):
            if number:
                click.echo()
            click.echo(printable(status_text(each, project, _bold)))
            if each.info is not None:
                show_answers(each.info.validation_errors, each.uploaded)
    if strict and any(each.needs_attention for each in statuses):
        raise click.exceptions.Exit(FAILED)


def _ids(account: "Account", flows: tuple[str, ...]) -> list[str]:
    """Return the ids of the flows that are meant, each once."""
    if flows:
        is_known = all(account.ledger.get(each) is not None for each in flows)
        listed = None if is_known else account.flows()
        return list(dict.fromkeys(account.find(each, listed) for each in flows))
    name, known = account.environment.name, account.ledger.lock.flows
    ids = [locked.id for (place, _), locked in known.items() if place == name]
    if not ids:
        fail(
            f"flows.lock knows no flow of {name}: name one that flowdsl list {name} shows, or "
            f"push those of the project, flowdsl push {name}",
            USAGE,
        )
    return list(dict.fromkeys(ids))


def _bold(text: str) -> str:
    return click.style(text, bold=True)
