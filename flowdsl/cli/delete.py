"""`flowdsl delete`: deletes drafts, for good."""

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, YES
from flowdsl.cli.state_changes import FLOWS, carry_out

_MEANING = "the account has it no longer, and Meta keeps no copy of what was uploaded"


@click.command("delete", short_help="Delete drafts, for good.")
@ENVIRONMENT
@FLOWS
@YES
@AS_JSON
def command(environment: str, flows: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Delete drafts from an account, for good, and take them out of flows.lock.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. FLOW is a
    flow by its name in the project, by its name in the account, or by its id. The project itself
    stays as it is.

    It asks first. A flow that was published is not deleted but deprecated: flowdsl deprecate. If
    one of the flows cannot be deleted in its state, none is; where Meta refuses one, those after it
    are left alone. A flow of flows.lock that the account has no longer is taken out there.

    Exit codes: 0 all are deleted, 1 one could not be or nobody agreed, 2 the call is wrong or
    nobody is there to ask.
    """
    carry_out(environment, "delete", flows, as_json=as_json, meaning=_MEANING, yes=yes)
