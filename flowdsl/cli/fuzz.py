"""`flowdsl fuzz`: walks a flow in search of dead ends, lost answers and data that misfits."""

from collections.abc import Sequence
from pathlib import Path
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
    progress,
    run_as,
)

if TYPE_CHECKING:
    from flowdsl.fuzz import Fault, Fuzzer, Report
    from flowdsl.opening import Opened
    from flowdsl.runtime import Platform
    from flowdsl.versions import Version

LATE: Final = 5.0
"""So many seconds are left to shorten journeys after somebody stopped the search."""


class _Explained(click.Command):
    """Says in its help which kinds of faults there are; they are loaded for that alone."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from flowdsl.fuzz import EXPLANATIONS

        with formatter.section("Kinds of faults"):
            formatter.write_dl([(str(kind), meaning) for kind, meaning in EXPLANATIONS.items()])
        super().format_epilog(ctx, formatter)


@click.command(
    "fuzz", cls=_Explained, short_help="Walk a flow in search of dead ends, lost answers, misfits."
)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-n",
    "--examples",
    type=click.IntRange(1, 1_000_000),
    default=200,
    show_default=True,
    metavar="N",
    help="How many journeys are made.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    metavar="S",
    help="What decides the random choices; the same seed makes the same journeys.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400, min_open=True),
    default=60.0,
    show_default=True,
    metavar="N",
    help="How long it may take, for each flow.",
)
@click.option(
    "--endpoint",
    metavar="ENDPOINT",
    help="What answers for the endpoint: an address that takes plain JSON, module.py:callable, or "
    "examples; by default answers are made up, any that the flow allows.",
)
@click.option(
    "--data",
    metavar="JSON|FILE",
    help="What the message gives the first screen: JSON, a file, or - for standard input; by "
    "default the examples of its data, and what differs from them where that matters.",
)
@run_as
@click.option(
    "--select",
    multiple=True,
    metavar="KIND",
    help="Report only this kind of fault; may be given several times.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="KIND",
    help="Do not report this kind of fault; may be given several times.",
)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the faults are shown.",
)
@click.option(
    "--output-scenario",
    metavar="FILE",
    help="Write the journey to the first fault to FILE: a test where its name ends in .py, else a "
    "scenario in JSON.",
)
def command(
    paths: tuple[str, ...],
    examples: int,
    seed: int,
    seconds: float,
    endpoint: str | None,
    data: str | None,
    target: "Version | None",
    platform: "Platform",
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_: str,
    output_scenario: str | None,
) -> None:
    """Walk flows in every way, and report what goes wrong on the way.

    PATH is a module, module.py:name for one flow of it, a JSON file, a folder with any of these, -
    for JSON from standard input, or git:REVISION:PATH; without any, the paths of the settings. A
    flow with errors is walked as far as it can be read.

    Each decision of the flow is made in every way once, then journeys go at random. Each fault is
    shown with the shortest journey to it, as a test to paste.

    Exit codes: 0 nothing was found, 1 something was or the flow cannot be read, 2 the call is
    wrong.
    """
    wanted = _kinds(select, ignore)
    paths = paths or _configured()
    if "-" in paths and data == "-":
        raise click.UsageError("Only one of PATH and --data can come from standard input.")
    given = None if data is None else message_data(data, piped=True)
    flows = [(each, path) for path in paths for each in _opened(path)]
    with mistakes():
        answerer = _endpoint(endpoint)
    options: dict[str, Any] = {
        "examples": examples,
        "seed": seed,
        "seconds": seconds,
        "endpoint": answerer,
        "data": given,
        "version": target,
    }
    found: list[tuple[Opened, Report]] = []
    for opened, path in flows:
        note_errors(opened, opened.label if Path(path).is_dir() else path)
        report, was_stopped = _fuzzed(opened, options, platform)
        found.append((opened, _selected(report, wanted)))
        if was_stopped:
            note("stopped: this is what was found so far")
            break
    starts = [_start(opened, options, platform) for opened, _ in found]
    _show(found, starts, format_)
    if output_scenario is not None:
        _write(found, starts, output_scenario)
    if any(report.faults for _, report in found):
        raise click.exceptions.Exit(FAILED)


def _configured() -> tuple[str, ...]:
    """Return the paths that the settings of the project name."""
    from flowdsl.settings import read_settings

    with mistakes():
        paths = tuple(map(str, read_settings(Path()).paths))
    if not paths:
        raise click.UsageError(
            "Name a module, a JSON file or a folder, or set `paths` under [tool.flowdsl] in "
            "pyproject.toml."
        )
    return paths


def _opened(path: str) -> "Sequence[Opened]":
    """Return the flows that a path stands for."""
    from flowdsl.opening import open_folder
    from flowdsl.problems import FlowError

    if not Path(path).is_dir():
        return open_named(path)
    try:
        found = open_folder(path)
    except FlowError as error:
        fail(printable(str(error)), FAILED)
    if not found:
        fail(f"there is no flow in {path}", USAGE)
    return found


def _kinds(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """Return the kinds of faults to report."""
    from flowdsl.fuzz import FaultKind
    from flowdsl.problems import did_you_mean

    known = [str(kind) for kind in FaultKind]
    for name in (*select, *ignore):
        if name not in known:
            hint = did_you_mean(name, known)
            raise click.UsageError(f"There is no kind of fault {name!r}{hint}: see --help.")
    return frozenset(select or known) - frozenset(ignore)


def _endpoint(name: str | None) -> Any:
    from flowdsl.playing import endpoint_named

    return None if name is None else endpoint_named(name)


def _fuzzed(
    opened: "Opened", options: dict[str, Any], platform: "Platform"
) -> "tuple[Report, bool]":
    """Return what is wrong with a flow, and whether somebody stopped the search."""
    from flowdsl.fuzz import Fuzzer
    from flowdsl.runtime import Behaviour

    version = options["version"] or opened.version
    with mistakes(FAILED):
        fuzzer = Fuzzer(
            opened.document if opened.flow is None else opened.flow,
            **{**options, "version": version},
            behaviour=Behaviour.of(platform),
        )
    was_stopped = False
    try:
        for _ in progress(fuzzer.journeys(), options["examples"], opened.name):
            pass
    except KeyboardInterrupt:
        was_stopped = True
    return _placed(opened, _reported(fuzzer, was_stopped)), was_stopped


def _reported(fuzzer: "Fuzzer", was_stopped: bool) -> "Report":
    try:
        return fuzzer.report(seconds=LATE if was_stopped else None)
    except KeyboardInterrupt:
        fail("stopped", FAILED)


def _placed(opened: "Opened", report: "Report") -> "Report":
    """Return a report with the author's own lines, for JSON, too."""
    import attrs

    places = opened.places([fault.path for fault in report.faults])
    faults = tuple(attrs.evolve(each, place=places[each.path]) for each in report.faults)
    return attrs.evolve(report, faults=faults)


def _selected(report: "Report", wanted: frozenset[str]) -> "Report":
    import attrs

    faults = tuple(fault for fault in report.faults if str(fault.kind) in wanted)
    return attrs.evolve(report, faults=faults)


def _start(opened: "Opened", options: dict[str, Any], platform: "Platform") -> dict[str, Any]:
    """Return what a journey is opened with beside what its fault says."""
    from flowdsl.check import check_document
    from flowdsl.runtime import Behaviour

    start: dict[str, Any] = {}
    if options["version"] is not None:
        start["version"] = options["version"]
    if options["endpoint"] is not None:
        start["endpoint"] = options["endpoint"]
    if platform != "neutral":
        start["behaviour"] = Behaviour.of(platform)
    if any(each.is_error for each in check_document(opened.document, opened.version)):
        start["check"] = False
    return start


def _show(found: "list[tuple[Opened, Report]]", starts: list[dict[str, Any]], format_: str) -> None:
    from flowdsl.fuzz.formats import as_json, as_text

    if format_ == "json":
        text = as_json([(opened.label, report) for opened, report in found])
        click.echo(f"{text}\n".encode(), nl=False)
        return
    for number, (opened, report) in enumerate(found):
        text = as_text(report, opened.label, starts[number], _paint, flow=_named(opened, "."))
        click.echo(printable(f"\n{text}" if number else text))


def _named(opened: "Opened", folder: str) -> str:
    """Return a flow's path from a folder, with its variable as far as that is known."""
    import os

    from flowdsl.opening import GIT, STDIN

    if opened.label.startswith(GIT) or opened.file == STDIN:
        return "flow"  # No file of now holds it.
    head, _, variable = opened.label.rpartition(":")
    if not head.endswith(".py"):
        is_named = opened.flow is not None and opened.flow.name is None
        variable = opened.name if is_named else ""
    try:
        path = os.path.relpath(opened.file, folder)
    except ValueError:  # Another drive.
        path = opened.file
    return f"{Path(path).as_posix()}:{variable}" if variable else Path(path).as_posix()


def _paint(piece: str, is_fault: bool) -> str:
    return click.style(piece, fg="red" if is_fault else "blue", bold=True)


def _write(found: "list[tuple[Opened, Report]]", starts: list[dict[str, Any]], file: str) -> None:
    """Write the journey to the first fault that has one."""
    from flowdsl.build import write_text
    from flowdsl.fuzz.formats import python_of, scenario_of
    from flowdsl.report import shown_path

    shown: list[tuple[Opened, Fault, dict[str, Any]]] = [
        (opened, fault, start)
        for (opened, report), start in zip(found, starts, strict=True)
        for fault in report.faults
        if fault.is_shown
    ]
    if not shown:
        note("no journey shows a fault, so that no scenario was written")
        return
    opened, fault, start = shown[0]
    write = python_of if file.endswith(".py") else scenario_of
    with mistakes():
        name = _named(opened, str(Path(file).parent))
        write_text(Path(file), write(fault, name, start))
    click.echo(printable(f"wrote {shown_path(file)}"), err=True)
