"""`flowdsl sandbox`: runs a local server that speaks Meta's Flows API."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from flowdsl.cli.common import FAILED, mistakes, note, printable
from flowdsl.platform.local import ENVIRONMENT, HOST, PORT, TOKEN_VARIABLE


@click.command("sandbox", short_help="Run a local server that speaks Meta's Flows API.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    metavar="N",
    help="The port; 0 for a free one.",
)
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on, which is one of this machine alone.",
)
@click.option(
    "--database",
    metavar="FILE",
    help="Keep everything in FILE; by default it is gone at the end.",
)
@click.option(
    "--token", metavar="TOKEN", help="What calls have to carry; by default one that is made up."
)
@click.option(
    "--accounts",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    metavar="N",
    help="How many WhatsApp Business Accounts there are, all of one business.",
)
@click.option(
    "--dialect",
    type=click.Choice(["documentation", "collection"]),
    default="documentation",
    show_default=True,
    help="Whose answers are given where Meta's pages and its Postman collection differ.",
)
@click.option(
    "--lifecycle",
    type=click.Choice(["current", "legacy"]),
    default="current",
    show_default=True,
    help="Whether published flows can be edited; in legacy they cannot.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print no line for each request.")
def command(
    port: int,
    host: str,
    database: str | None,
    token: str | None,
    accounts: int,
    dialect: str,
    lifecycle: str,
    quiet: bool,
) -> None:
    """Run a local server that speaks Meta's Flows API, until Ctrl-C.

    Flows are created, validated, published and so on as with Meta, but on this machine alone and
    without an account. What the clients need to reach it is printed first, then a line for each
    request. Faults are injected at /_sandbox/faults, and /_sandbox/state shows everything.

    Exit codes: 0 it was ended, 1 it cannot run, 2 the call is wrong.
    """
    from flowdsl.testing.graph_server.sandbox import Sandbox
    from flowdsl.testing.graph_server.store import MEMORY

    with mistakes(FAILED), _ended():
        sandbox = Sandbox(
            database=MEMORY if database is None else database,
            token=token,
            host=host,
            port=port,
            accounts=accounts,
            dialect=dialect,
            lifecycle=lifecycle,
            note=None if quiet else _line,
        )
        with sandbox:
            _introduce(sandbox, shows_token=token is None)
            sandbox.wait()


def _introduce(sandbox: Any, *, shows_token: bool) -> None:
    """Print what clients need, as lines that a shell can read."""
    _say("FLOWDSL_GRAPH_URL", sandbox.url)
    for index, account in enumerate(sandbox.state()["accounts"]):
        ending = "" if index == 0 else f"_{index + 1}"
        _say(f"FLOWDSL_WABA_ID{ending}", account["id"])
        _say(f"FLOWDSL_PHONE_NUMBER_ID{ending}", account["phone_numbers"][0]["id"])
    _say("FLOWDSL_APPLICATION_ID", sandbox.application_id)
    if shows_token:
        _say(TOKEN_VARIABLE, sandbox.token)
    else:
        click.echo(f"# {TOKEN_VARIABLE} is the token that --token gave")
    if sandbox.url.endswith(f"{HOST}:{PORT}"):
        note(f"projects of `flowdsl new` reach it as the environment `{ENVIRONMENT}`")
    note("the sandbox runs until Ctrl-C")


def _say(name: str, value: str) -> None:
    """Print a line that sets an environment variable, in the shell of the system."""
    click.echo(f'$env:{name} = "{value}"' if os.name == "nt" else f"export {name}={value}")


def _line(text: str) -> None:
    click.echo(printable(text), err=True)


@contextmanager
def _ended() -> Iterator[None]:
    """Take Ctrl-C, and a signal to end, for the end."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        note("the sandbox has ended")
    finally:
        signal.signal(signal.SIGTERM, before)
