"""`flowdsl publish`: makes drafts available to users."""

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT
from flowdsl.cli.state_changes import FLOWS, carry_out


@click.command("publish", short_help="Publish drafts of an account.")
@ENVIRONMENT
@FLOWS
@AS_JSON
def command(environment: str, flows: tuple[str, ...], as_json: bool) -> None:
    """Publish drafts: what is uploaded becomes available to users.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. FLOW is a
    flow by its name in the project, by its name in the account, or by its id. Nothing is uploaded:
    `flowdsl push --publish` does both.

    Meta checks a flow before it is published. What its validator finds is shown at your own line,
    where the project has what is uploaded. If one of the flows cannot be published in its state,
    none is; where Meta refuses one, those after it are left alone.

    What is published already counts as done, so that a call whose answer was lost can be made
    again.

    Exit codes: 0 all are published, 1 one could not be, 2 the call is wrong.
    """
    carry_out(environment, "publish", flows, as_json=as_json)
