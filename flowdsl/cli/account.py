"""What the commands share that speak with Meta's API: the account, and the options for it."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from flowdsl.cli.common import FAILED, USAGE, fail, mistakes, note, printable, style

if TYPE_CHECKING:
    from flowdsl.platform.environments import Environment
    from flowdsl.platform.graph import FlowInfo, GraphClient, ValidationError
    from flowdsl.platform.ledger import Ledger
    from flowdsl.platform.wanted import WantedFlow

__all__ = [
    "AS_JSON",
    "ENVIRONMENT",
    "FLOW",
    "JOBS",
    "YES",
    "Account",
    "agree",
    "called",
    "connected",
    "print_json",
    "show_answers",
]

F = TypeVar("F", bound=Callable[..., Any])

MOST_JOBS = 16
"""So many calls at once are enough for every account, and no more than Meta takes kindly."""

ENVIRONMENT = click.argument("environment", metavar="ENV")
"""The argument that names an environment."""

FLOW = click.argument("flow", metavar="FLOW")
"""The argument that names a flow; see `Account.find`."""

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
"""The option for JSON."""

YES = click.option("-y", "--yes", is_flag=True, help="Do it without asking.")
"""The option that agrees to every question."""

JOBS = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=4,
    show_default=True,
    metavar="N",
    help="Work on N flows at once.",
)
"""The option that says how much is done at once."""


class Account:
    """An account that a command works on.

    Args:
        environment: How it is reached.
        client: Makes the calls.
        ledger: The lock file.
    """

    def __init__(self, environment: "Environment", client: "GraphClient", ledger: "Ledger") -> None:
        self.environment = environment
        self.client = client
        self.ledger = ledger

    def flows(self) -> "dict[str, FlowInfo]":
        """Return all flows of the account by their ids."""
        from flowdsl.platform.remote import list_account

        return list_account(self.client, self.environment.waba_id)

    def find(self, flow: str, listed: "Mapping[str, FlowInfo] | None" = None) -> str:
        """Return the id of a flow, or end the command.

        Args:
            flow: What it is called in the project, what it is called in the account, or its id.
            listed: All flows of the account by their ids, where they were asked for already.
        """
        from flowdsl.platform.remote import by_name
        from flowdsl.problems import did_you_mean
        from flowdsl.tables import visible

        locked = self.ledger.get(flow)
        if locked is not None:
            return locked.id
        account = self.flows() if listed is None else listed
        if flow in account or self.ledger.name_of(flow) is not None:
            return flow
        names = by_name(account)
        if flow not in names:
            hint = did_you_mean(flow, names) or f": flowdsl list {self.environment.name}"
            said = visible(f'{self.environment.name} has no flow "{flow}"{hint}')
            fail(printable(said), USAGE)
        return names[flow].id

    def note_state(self, flow_id: str, state: str | None) -> None:
        """Write the state of a flow to the lock file, where that knows the flow.

        Args:
            flow_id: Its id.
            state: The state.
        """
        import attrs

        name = self.ledger.name_of(flow_id)
        locked = self.ledger.get(name) if name is not None else None
        if name is not None and locked is not None and locked.state != state:
            self.ledger.record(name, attrs.evolve(locked, state=state))


def called(name: str, flow_id: str) -> str:
    """Return what messages call a flow, safe for a terminal.

    Args:
        name: Its name.
        flow_id: Its id.
    """
    from flowdsl.tables import visible

    return visible(f"{name} (id {flow_id})")


@contextlib.contextmanager
def connected(name: str, *, check_state: bool = False) -> Iterator[Account]:
    """Give the account of an environment to a command; what goes wrong with it ends the command.

    Args:
        name: The environment.
        check_state: Whether the state of a flow is asked for before it is changed.
    """
    import attrs

    from flowdsl.platform.environments import read_environment
    from flowdsl.platform.ledger import Ledger
    from flowdsl.platform.lock import LOCK_FILE
    from flowdsl.settings import read_table

    with mistakes():
        environment = read_environment(name)
        found = read_table(Path())
        assert found is not None, "an environment stands in a file"
        ledger = Ledger(found[0].parent / LOCK_FILE, name)
    try:
        from flowdsl.platform.graph import GraphClient
    except ModuleNotFoundError as missing:
        fail(str(missing), USAGE)
    with mistakes():
        token = environment.token()
    settings = attrs.evolve(environment.settings(), check_state=check_state)
    with GraphClient(token, settings) as client, _retries_shown(), mistakes(FAILED):
        yield Account(environment, client, ledger)


@contextlib.contextmanager
def _retries_shown() -> Iterator[None]:
    """Say why it takes longer, where a call is made again."""
    import stamina.instrumentation as waiting

    def say(details: waiting.RetryDetails) -> None:
        reason = str(details.caused_by).partition("\n")[0]
        note(f"{reason}; trying again in {details.wait_for:.1f} s")

    before = waiting.get_on_retry_hooks()
    waiting.set_on_retry_hooks([say])
    try:
        yield
    finally:
        waiting.set_on_retry_hooks(before)


def agree(questions: Sequence[str], *, yes: bool) -> None:
    """Ask before something is done, and end the command where nobody agrees.

    Args:
        questions: What there is to agree to, a sentence each.
        yes: Whether somebody has agreed already.
    """
    if yes or not questions:
        return
    from flowdsl.tables import visible

    for question in questions:
        click.echo(printable(visible(question)), err=True)
    try:
        is_agreed = click.confirm("Go on?", err=True)
    except click.Abort:
        click.echo(err=True)
        if sys.stdin.isatty():
            raise
        fail("nothing was done, as nobody is there to ask: --yes agrees", USAGE)
    if not is_agreed:
        _declined()


def _declined() -> NoReturn:
    fail("nothing was done", FAILED)


def print_json(document: "dict[str, Any]") -> None:
    """Print a document as JSON, in UTF-8 whatever the terminal has."""
    from flowdsl.formats import json_text

    click.echo(f"{json_text(document)}\n".encode(), nl=False)


def show_answers(errors: "Sequence[ValidationError]", wanted: "WantedFlow | None") -> None:
    """Show what Meta's validator says of a flow, at the author's own line where there is one.

    Args:
        errors: What it says.
        wanted: The flow in the project; None where it is not there.
    """
    from flowdsl import report
    from flowdsl.platform.answers import problems_of

    for problem in problems_of(errors, wanted):
        click.echo(printable(f"{report.text(problem, style)}\n"), err=True)
