"""`flowdsl run`: plays a flow in the terminal."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from flowdsl.cli.common import (
    FAILED,
    USAGE,
    fail,
    message_data,
    mistakes,
    note,
    note_errors,
    open_named,
    printable,
    run_as,
)

if TYPE_CHECKING:
    from flowdsl.opening import Opened
    from flowdsl.playing import Player
    from flowdsl.runtime import Platform, Program
    from flowdsl.versions import Version

PROMPT: Final = "> "

LONGEST_LINE: Final = 1_000_000
"""A longer line is taken in pieces."""


@click.command("run", short_help="Play a flow in the terminal, as a phone does.")
@click.argument("path", metavar="PATH")
@click.option(
    "--data",
    metavar="JSON|FILE",
    help="What the message gives the first screen; by default the examples of its data.",
)
@click.option(
    "--endpoint",
    metavar="ENDPOINT",
    help="What answers for the endpoint: an address that takes plain JSON, module.py:callable, or "
    "examples, which is the default.",
)
@click.option("--screen", metavar="ID", help="The screen to begin on.")
@run_as
@click.option("--token", metavar="TOKEN", help="The flow_token of the message.")
def command(
    path: str,
    data: str | None,
    endpoint: str | None,
    screen: str | None,
    target: "Version | None",
    platform: "Platform",
    token: str | None,
) -> None:
    """Play a flow: see its screens, fill them in, tap, and see what is sent.

    PATH is a module, module.py:name for one flow of it, a JSON file, or git:REVISION:PATH. A flow
    with errors is played as far as it can be read.

    Each line is one step: a number of what can be done, `Continue` to tap what says so,
    `name=value` to fill something in, back, close, undo, save FILE, quit; help lists everything.
    Steps can come from a pipe, too: printf 'name=Ada\\nContinue\\n' | flowdsl run flow.py

    At the end stand what was sent, the summary as the chat shows it, and the journey in Python.

    Exit codes: 0 the flow was played, 1 it cannot be read or opened, 2 the call is wrong.
    """
    if path == "-":
        raise click.UsageError(
            "A flow cannot come from standard input here, because the steps do: name a file."
        )
    given = None if data is None else message_data(data)
    [opened] = open_named(path, one=True)
    with mistakes(FAILED):
        program, opened = _program(opened, target)
    note_errors(opened, path)
    start: dict[str, Any] = {
        "version": target.name if target is not None else None,
        "screen": screen,
        "flow_token": token,
    }
    start = {key: value for key, value in start.items() if value is not None}
    with mistakes():
        start |= _answering(program, endpoint)
    start |= _given(program, given, start)
    try:
        player = _player(program, opened, start, platform)
        _play(player)
    except KeyboardInterrupt:  # While it was opened.
        click.echo()


def _program(opened: "Opened", target: "Version | None") -> "tuple[Program, Opened]":
    """Return a flow, ready to be run, and the same as it is in the version asked for."""
    import attrs

    from flowdsl.runtime import program_of

    flow = opened.document if opened.flow is None else opened.flow
    program = program_of(flow, target or opened.version, check=False)
    return program, attrs.evolve(opened, document=program.document, version=program.version)


def _answering(program: "Program", endpoint: str | None) -> dict[str, Any]:
    """Return what answers for the endpoint: what was named, else the examples."""
    from flowdsl.playing import endpoint_named

    if endpoint is not None:
        return {"endpoint": endpoint_named(endpoint)}
    if not program.exchanges:
        return {}
    note("the endpoint answers with the examples of the screens; --endpoint names another")
    return {"endpoint": "examples"}


def _given(
    program: "Program", data: dict[str, Any] | None, start: dict[str, Any]
) -> dict[str, Any]:
    """Return the data that the flow is opened with: what was given, else the examples."""
    if data is not None:
        return {"data": data}
    asks = program.data_api_version is not None and "screen" not in start
    if asks:
        return {}
    shown = program.screens.get(start.get("screen", program.entries[0]))
    if shown is not None and shown.examples:
        note("the first screen has the examples of its data, as in Meta's preview; --data gives it")
        return {"data": "examples"}
    return {}


def _player(
    program: "Program", opened: "Opened", start: dict[str, Any], platform: "Platform"
) -> "Player":
    from flowdsl.playing import Player, Recording
    from flowdsl.problems import FlowError
    from flowdsl.runtime import NEUTRAL, Behaviour, Refused, Session

    behaviour = Behaviour.of(platform)
    if behaviour != NEUTRAL:
        start = {**start, "behaviour": behaviour}
    arguments = {key: value for key, value in start.items() if key != "version"}
    try:
        session = Session(program, **arguments)
    except FlowError as error:
        named = isinstance(error, Refused) and "screen" in start
        fail(printable(str(error)), USAGE if named else FAILED)
    player = Player(session, Recording(opened, start))
    if not session.state.stack and not session.response:
        click.echo(printable(player.shown()))
        reasons = "; ".join(each.message for each in session.failures)
        fail(printable(f"the flow cannot be opened{f': {reasons}' if reasons else ''}"), FAILED)
    return player


def _play(player: "Player") -> None:
    """Play what is typed until the end of it, and say what came of the flow."""
    is_terminal = sys.stdin.isatty()
    click.echo(printable(player.shown()))
    reported = ""
    try:
        for line in _typed() if is_terminal else _piped():
            if not is_terminal:
                click.echo(printable(f"\n{PROMPT}{_visible(line)}"))
            said = player.take(line)
            if said:
                click.echo(printable(said))
            if player.is_over:
                break
            if not player.session.is_open and is_terminal:
                reported = _report(player, reported)
    except KeyboardInterrupt:
        click.echo()
    _report(player, reported)
    if player.session.status.value == "failed":  # It was opened again, and that did not work.
        raise click.exceptions.Exit(FAILED)


def _report(player: "Player", before: str) -> str:
    """Print what came of the flow, unless that was said already."""
    report = player.report()
    if report and report != before:
        click.echo(printable(f"\n{report}"))
    return report


def _visible(line: str) -> str:
    from flowdsl.tables import shortened, visible

    return visible(shortened(line.strip(), 200))


def _typed() -> Iterator[str]:
    import contextlib

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # Importing it lets lines be edited, and gone back to.
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            click.echo()
            return


def _piped() -> Iterator[str]:
    while line := sys.stdin.buffer.readline(LONGEST_LINE):
        text = line.decode(errors="replace")
        if text.strip():
            yield text
