"""`flowdsl upgrade`: moves flows to another version of Flow JSON."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowdsl.cli.common import FAILED, USAGE, VERSION, fail, mistakes, printable, progress, style

if TYPE_CHECKING:
    from flowdsl.problems import Problem
    from flowdsl.upgrade import UpgradedFile
    from flowdsl.versions import Version


@click.command("upgrade", short_help="Move flows to another version of Flow JSON.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-t",
    "--to",
    "to",
    type=VERSION,
    metavar="VERSION",
    help="The version to move to, newer or older; by default the newest.",
)
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; print what would change as a unified diff."
)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is shown what was done.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only what means something else, and why.")
def command(
    paths: tuple[str, ...], to: "Version | None", dry_run: bool, format_: str, quiet: bool
) -> None:
    """Move flows to another version of Flow JSON, in place: only the lines concerned change.

    PATH is a module, module.py:name for one flow of it, a .json file, a folder, or - for JSON from
    standard input, which is printed as it becomes. JSON that a module is built to is left out:
    flowdsl build writes it anew.

    What means something else in the other version is listed. A file is left as it is where
    something in it cannot be carried; what that is, and where, is printed. Python modules need
    libcst: pip install 'flowdsl[upgrade]'.

    Exit codes: 0 done, 1 a file could not be carried (all others are written), 2 the call is wrong.
    """
    from flowdsl.check_files import find_work
    from flowdsl.settings import read_settings
    from flowdsl.upgrade import upgrade_work
    from flowdsl.versions import DEFAULT

    with mistakes():
        settings = read_settings(Path())
        paths = paths or tuple(map(str, settings.paths))
        if not paths:
            raise click.UsageError(
                "Name a module, a JSON file or a folder, or set `paths` under [tool.flowdsl] in "
                "pyproject.toml."
            )
        if format_ == "json" and "-" in paths and not dry_run:
            raise click.UsageError("--format json goes with - only where there is --dry-run.")
        work = find_work(paths, _read_input)
        target = to or DEFAULT
        found = upgrade_work(work, target, out=settings.out)
        done = list(progress(found, len(work), "upgrading"))
    missing = [each.missing for each in done if each.missing is not None]
    if missing:
        fail("\n       ".join(missing), USAGE)
    if not done:
        fail(f"there is no flow in {', '.join(paths)}", USAGE)
    if not dry_run:
        _write(done)
    if format_ == "json":
        _show_json(done, target, dry_run=dry_run)
    else:
        _show_text(done, dry_run=dry_run, quiet=quiet)
    if any(each.upgraded is not None and each.upgraded.is_refused for each in done):
        raise click.exceptions.Exit(FAILED)


def _read_input() -> bytes:
    """Read standard input, and keep it for the lines that problems are shown with."""
    import linecache
    import sys

    from flowdsl.check_files import STDIN

    data = sys.stdin.buffer.read()
    lines = data.decode("utf-8-sig", "replace").split("\n")
    # Without a time of change, the entry is not compared with a file.
    linecache.cache[STDIN] = (len(data), None, [f"{line}\n" for line in lines], STDIN)
    return data


def _write(done: "Sequence[UpgradedFile]") -> None:
    from flowdsl.upgrade import write_upgraded

    with mistakes():
        for each in done:
            write_upgraded(each)


def _show_text(done: "Sequence[UpgradedFile]", *, dry_run: bool, quiet: bool) -> None:
    """Print what was done: on standard output, unless that has the JSON or the diff."""
    from flowdsl import report
    from flowdsl.check_files import STDIN
    from flowdsl.tables import visible

    has_output = dry_run or any(each.file == STDIN for each in done)
    if dry_run:
        for each in done:
            _print_diff(each)
    for each in done:
        if each.file == STDIN and not dry_run and each.upgraded and not each.upgraded.is_refused:
            click.echo(each.upgraded.data, nl=False)
    for each in done:
        if not quiet or each.state == "refused":
            click.echo(printable(visible(_line(each, dry_run=dry_run))), err=has_output)
    for each in done:
        upgraded = each.upgraded
        if upgraded is None:
            continue
        if upgraded.failure is not None:
            click.echo(printable(upgraded.failure), err=True)
        notices = upgraded.notices if dry_run else upgraded.notices_in_new()
        for problem in upgraded.refused or notices:
            click.echo(printable(f"\n{report.text(_visible(problem), style)}"), err=has_output)
    if not quiet:
        click.echo(_summary(done, dry_run=dry_run), err=True)


def _print_diff(done: "UpgradedFile") -> None:
    import sys

    from flowdsl.formats import portable_path
    from flowdsl.tables import visible

    if done.upgraded is None or not done.upgraded.is_changed:
        return
    lines = done.upgraded.diff(portable_path(done.file)).split("\n")
    # What is piped to `patch` has to be exact; a terminal is not to be given commands.
    text = "\n".join(map(visible, lines) if sys.stdout.isatty() else lines)
    click.echo(text.encode(errors="replace"), nl=False)


def _line(done: "UpgradedFile", *, dry_run: bool) -> str:
    """Return in one line what came of a file."""
    from flowdsl.report import shown_path, summary
    from flowdsl.upgrade import State

    name, state, upgraded = shown_path(done.file), done.state, done.upgraded
    if upgraded is None:
        assert done.built_from is not None
        return f"{state} {name}: built from {shown_path(done.built_from)}, run flowdsl build"
    before = ", ".join(map(str, upgraded.before))
    if state is State.REFUSED:
        stays = f"stays in {before}, " if before else ""
        failed = "it cannot be edited" if before else "it cannot be read"
        return f"{state} {name}: {stays}{summary(upgraded.refused) or failed}"
    if state is State.UNCHANGED:
        return f"{state} {name}: {upgraded.after}"
    verb = f"would be {state}" if dry_run else state
    return f"{verb} {name}: {before} to {upgraded.after}, {_count(upgraded.lines, 'line')}"


def _visible(problem: "Problem") -> "Problem":
    """Return a problem whose texts a terminal shows as they are."""
    import attrs

    from flowdsl.tables import visible

    return attrs.evolve(
        problem,
        message=visible(problem.message),
        path=tuple(visible(step) if isinstance(step, str) else step for step in problem.path),
        help=problem.help and visible(problem.help),
        notes=tuple(map(visible, problem.notes)),
    )


def _summary(done: "Sequence[UpgradedFile]", *, dry_run: bool) -> str:
    from flowdsl.upgrade import State

    states = [each.state for each in done]
    verbs = dict(zip(State, map(str, State), strict=True))
    if dry_run:
        verbs |= {state: f"would be {state}" for state in (State.UPGRADED, State.DOWNGRADED)}
    counts = [f"{states.count(state)} {verbs[state]}" for state in State if state in states]
    notices = sum(
        1 + len(found.notes)
        for each in done
        if each.upgraded is not None and not each.upgraded.is_refused
        for found in each.upgraded.notices
    )
    said = f"; {_count(notices, 'notice')} of what means something else" if notices else ""
    return f"{', '.join(counts)}{said}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _show_json(done: "Sequence[UpgradedFile]", target: "Version", *, dry_run: bool) -> None:
    from flowdsl.formats import json_text

    files = [_object(each, dry_run=dry_run) for each in done]
    document = {"to": target.name, "dry_run": dry_run, "files": files}
    click.echo(f"{json_text(document)}\n".encode(), nl=False)


def _object(done: "UpgradedFile", *, dry_run: bool) -> dict[str, Any]:
    from flowdsl.formats import portable_path

    upgraded = done.upgraded
    found: dict[str, Any] = {
        "file": portable_path(done.file),
        "state": str(done.state),
        "from": [version.name for version in upgraded.before] if upgraded else [],
        "lines": upgraded.lines if upgraded else 0,
        "built_from": portable_path(str(done.built_from)) if done.built_from else None,
        "failure": upgraded.failure if upgraded else None,
        "notices": [],
        "refused": [],
    }
    if upgraded is not None and upgraded.refused:
        found["refused"] = _problems(upgraded.refused)
    elif upgraded is not None:
        found["notices"] = _problems(upgraded.notices if dry_run else upgraded.notices_in_new())
    if dry_run:
        found["diff"] = upgraded.diff(portable_path(done.file)) if upgraded else ""
    return found


def _problems(problems: "Iterable[Problem]") -> Any:
    import json

    from flowdsl.formats import as_json

    return json.loads(as_json(problems))["problems"]
