"""`flowdsl check`: says what is wrong with flows in Python and with Flow JSON."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import (
    FAILED,
    USAGE,
    VERSION,
    fail,
    mistakes,
    printable,
    progress,
    selection_of,
    style,
)

if TYPE_CHECKING:
    from flowdsl.check_files import Checked
    from flowdsl.problems import Problem
    from flowdsl.settings import Settings
    from flowdsl.versions import Version

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""

REDUNDANT = "redundant-default"
"""The rule on properties that can be left out; --fix leaves them out."""


def _tokens(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was given several times, or with commas in between."""
    tokens = [token.strip() for value in values for token in value.split(",")]
    return tuple(filter(None, tokens))


@click.command("check", short_help="Say what is wrong with flows and with Flow JSON.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-t",
    "--target",
    "targets",
    type=VERSION,
    multiple=True,
    metavar="VERSION",
    help="Check against this version of Flow JSON instead of the flow's own; may be given several "
    "times.",
)
@click.option(
    "--select",
    multiple=True,
    callback=_tokens,
    metavar="RULES",
    help="Look only for these rules: codes, beginnings of codes or names, with commas in between.",
)
@click.option(
    "--ignore", multiple=True, callback=_tokens, metavar="RULES", help="Do not look for these."
)
@click.option("--strict/--no-strict", default=None, help="Fail for warnings, too.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "short", "json", "github", "sarif"]),
    help="How problems are shown; text by default.",
)
@click.option("--fix", is_flag=True, help="Mend what has one right answer, and report the rest.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def command(
    paths: tuple[str, ...],
    targets: tuple["Version", ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool | None,
    format_: str | None,
    fix: bool,
    quiet: bool,
) -> None:
    """Say what is wrong with the flows of modules and with Flow JSON.

    PATH is a module, module.py:name for one flow of it, a .json file, a folder, or - for JSON from
    standard input. In a folder, JSON that a module there is built to is left out.

    A comment `# flowdsl: ignore[FLOW104]` in a module says that a problem of its line is known.

    Exit codes: 0 nothing worse than a warning, 1 errors (with --strict, warnings) or a file that
    cannot be loaded, 2 the call is wrong.
    """
    from flowdsl.settings import read_settings

    with mistakes():
        settings = read_settings(Path())
    paths = paths or tuple(map(str, settings.paths))
    if not paths:
        raise click.UsageError(
            "Name a module, a JSON file or a folder, or set `paths` under [tool.flowdsl] in "
            "pyproject.toml."
        )
    if fix and "-" in paths:
        raise click.UsageError("--fix needs a file to write, which standard input is not.")
    try:
        checked = _check(paths, targets, settings, select, ignore, fix=fix, quiet=quiet)
        problems = list(dict.fromkeys(found for each in checked for found in each.problems))
        _show(problems, format_ or settings.format)
        _end(checked, problems, strict=settings.strict if strict is None else strict, quiet=quiet)
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None


def _check(
    paths: Sequence[str],
    targets: "Sequence[Version]",
    settings: "Settings",
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    fix: bool,
    quiet: bool,
) -> "list[Checked]":
    """Return what comes of each file with a flow, or end the command where there is none."""
    import sys

    import attrs

    from flowdsl.check_files import check_work, find_work, fix_files
    from flowdsl.discover import forget_modules
    from flowdsl.report import shown_path

    with mistakes():
        selection = selection_of(settings, select, ignore)
        if fix and not selection.select:
            selection = attrs.evolve(selection, turned_on=(REDUNDANT,))
        work = find_work(paths, _read_input)

    def run() -> "list[Checked]":
        found = check_work(work, targets, settings, selection)
        return list(progress(found, len(work), "checking"))

    before = set(sys.modules)
    checked = run()
    missing = [each.missing for each in checked if each.missing is not None]
    if missing:
        fail("\n       ".join(missing), USAGE)
    if fix:
        with mistakes():
            fixed = fix_files(checked, targets, selection)
        for file, count in fixed.items() if not quiet else ():
            click.echo(f"fixed {_count(count, 'problem')} in {shown_path(file)}", err=True)
        if fixed:
            forget_modules(before)
            checked = run()
    kept = [each for each in checked if each.has_flow or each.failure is not None]
    if not kept:
        fail(f"there is no flow in {', '.join(paths)}", USAGE)
    for warning in dict.fromkeys(text for each in checked for text in each.warnings):
        click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {warning}", err=True)
    return sorted(kept, key=lambda each: shown_path(each.file))


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


def _show(problems: "Sequence[Problem]", format_: str) -> None:
    """Print problems to standard output."""
    from flowdsl import formats, report, sarif

    if format_ == "json":
        click.echo(f"{formats.as_json(problems)}\n".encode(), nl=False)
    elif format_ == "sarif":
        click.echo(f"{sarif.as_sarif(problems)}\n".encode(), nl=False)
    elif format_ == "github":
        for problem in problems:
            click.echo(f"{formats.as_github(problem)}\n".encode(), nl=False)
    elif format_ == "short":
        for problem in problems:
            click.echo(printable(report.short(problem)))
    else:
        for problem in problems:
            click.echo(printable(f"{report.text(problem, style)}\n"))


def _end(
    checked: "Sequence[Checked]", problems: "Sequence[Problem]", *, strict: bool, quiet: bool
) -> None:
    """Print the summary and end the command."""
    from flowdsl.problems import Severity
    from flowdsl.report import shown_path, summary

    failed = [each for each in checked if each.failure is not None]
    for each in failed:
        click.echo(each.failure, err=True)
    files = {each.file for each in checked if each.failure is None}
    broken = {each.file for each in checked if each.problems}
    if files and not quiet:
        if problems:
            say = f"{summary(problems)} in {len(broken)} of {_count(len(files), 'file')}"
        else:
            say = f"{_count(len(files), 'file')} checked: no problems"
        click.echo(say, err=True)
    if failed:
        fail(f"{_names(shown_path(each.file) for each in failed)} could not be loaded", FAILED)
    counted = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in counted for problem in problems):
        raise click.exceptions.Exit(FAILED)


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
