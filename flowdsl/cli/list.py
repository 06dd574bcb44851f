"""`flowdsl list`: lists the flows of an account."""

import shutil

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, connected
from flowdsl.cli.common import printable

WIDEST = 140
"""More columns than this make a table hard to read."""

STATES = ("DRAFT", "PUBLISHED", "THROTTLED", "BLOCKED", "DEPRECATED")
"""The states that a flow is in while it is there, said here so that no help has to load them."""


@click.command("list", short_help="List the flows of an account.")
@ENVIRONMENT
@click.option(
    "--state",
    type=click.Choice(STATES, case_sensitive=False),
    metavar="STATE",
    help=f"List only those in this state: {', '.join(STATES)}.",
)
@AS_JSON
def command(environment: str, state: str | None, as_json: bool) -> None:
    """List the flows of an account, in the order of their names.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. For each
    flow there is its id, its state, what it is for, how many errors Meta's validator finds in it,
    and what the project calls it, if flows.lock knows it. Flows that flows.lock knows and the
    account does not have are listed below.

    Exit codes: 0 listed, 1 the account cannot be read, 2 the call is wrong.
    """
    from flowdsl.platform.listing import list_flows, listing_json, listing_text

    with connected(environment) as account:
        listing = list_flows(account.flows(), account.environment, account.ledger.lock, state=state)
    if as_json:
        click.echo(f"{listing_json(listing)}\n".encode(), nl=False)
        return
    width = min(shutil.get_terminal_size().columns, WIDEST)
    click.echo(printable(listing_text(listing, width)))
