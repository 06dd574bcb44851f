"""`flowdsl deprecate`: withdraws published flows, for good."""

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, YES
from flowdsl.cli.state_changes import FLOWS, carry_out

_MEANING = (
    "it can no longer be sent, messages that were sent before may not open it, and nothing brings "
    "it back; only a clone of it can be published"
)


@click.command("deprecate", short_help="Withdraw published flows, for good.")
@ENVIRONMENT
@FLOWS
@YES
@AS_JSON
def command(environment: str, flows: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Withdraw published flows, for good: they can no longer be sent.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. FLOW is a
    flow by its name in the project, by its name in the account, or by its id.

    It asks first. A draft is not deprecated but deleted: flowdsl delete. If one of the flows cannot
    be deprecated in its state, none is; where Meta refuses one, those after it are left alone. What
    is deprecated already counts as done.

    Exit codes: 0 all are deprecated, 1 one could not be or nobody agreed, 2 the call is wrong or
    nobody is there to ask.
    """
    carry_out(environment, "deprecate", flows, as_json=as_json, meaning=_MEANING, yes=yes)
