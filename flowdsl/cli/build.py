"""`flowdsl build`: compiles the flows of modules and writes their JSON."""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

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
    from flowdsl.build import Built, ModuleBuilt
    from flowdsl.settings import Settings
    from flowdsl.versions import Version

T = TypeVar("T")


@click.command("build", short_help="Build the flows of modules into Flow JSON.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    help="Write below DIR (or to a .json file, or to standard output with -); by default the "
    "JSON is written beside each module.",
)
@click.option(
    "-t",
    "--target",
    "targets",
    type=VERSION,
    multiple=True,
    metavar="VERSION",
    help="Compile to this version of Flow JSON instead of the flow's own; given several times, "
    "each gets a file NAME.VERSION.json.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail if a written file is stale.")
@click.option("--watch", is_flag=True, help="Build again whenever a file is saved.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Build in N processes.")
@click.option(
    "--copy", is_flag=True, help="Copy the JSON of one flow, to be pasted, instead of writing it."
)
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def command(
    paths: tuple[str, ...],
    out: str | None,
    targets: tuple["Version", ...],
    check: bool,
    watch: bool,
    copy: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Build the flows that stand in modules into Flow JSON.

    PATH is a module, a folder, or module.py:name for one flow of a module. Flows are found under
    the public names of a module; each is written to NAME.json, whole or not at all. Where one flow
    has errors, nothing is written.

    Exit codes: 0 done, 1 a flow or a module has errors or a file is stale, 2 the call is wrong.
    """
    from flowdsl.settings import Settings, read_settings

    with mistakes():
        settings = read_settings(Path())
    paths = paths or tuple(map(str, settings.paths))
    if not paths:
        raise click.UsageError(
            "Name a module or a folder, or set `paths` under [tool.flowdsl] in pyproject.toml."
        )
    if copy and (check or watch or out is not None):
        raise click.UsageError("--copy goes with none of --check, --watch and --out.")
    if watch:
        if check or out == "-":
            raise click.UsageError("--watch goes neither with --check nor with --out -.")
        _watch(paths)
        return
    settings = Settings(
        paths=tuple(map(Path, paths)),
        out=settings.out if out is None else Path(out),
        targets=targets or settings.targets,
        jobs=jobs or settings.jobs,
        ignore=settings.ignore,
        select=settings.select,
    )
    flows = _compile(paths, settings)
    if copy:
        _copy(flows, quiet=quiet)
    elif out == "-":
        _print(flows)
    elif check:
        _check(flows, settings, quiet=quiet)
    else:
        _write(flows, settings, quiet=quiet)


def _compile(paths: Sequence[str], settings: "Settings") -> "list[Built]":
    """Return every flow compiled, or end the command with all that is wrong."""
    from flowdsl import report
    from flowdsl.build import build_modules
    from flowdsl.discover import find_sources
    from flowdsl.problems import Severity

    with mistakes():
        selection = selection_of(settings)
        sources = list(dict.fromkeys(source for path in paths for source in find_sources(path)))
    found = build_modules(sources, settings.targets, jobs=settings.jobs, selection=selection)
    modules = list(_progress(found, len(sources)))
    for warning in dict.fromkeys(text for module in modules for text in module.warnings):
        click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {warning}", err=True)
    _stop_at_failures(modules)
    flows = [built for module in modules for built in module.flows]
    if not flows:
        fail(f"there is no flow in {', '.join(paths)}", USAGE)
    # Advice is for who asks: `flowdsl check`.
    for problem in dict.fromkeys(problem for built in flows for problem in built.problems):
        if problem.severity is not Severity.INFO:
            click.echo(printable(f"{report.text(problem, style)}\n"), err=True)
    broken = [built for built in flows if built.text is None]
    if broken:
        counts = report.summary(
            problem
            for built in broken
            for problem in built.problems
            if problem.severity is not Severity.INFO
        )
        names = ", ".join(dict.fromkeys(built.name for built in broken))
        fail(f"{names}: {counts}; nothing was written", FAILED)
    return flows


def _stop_at_failures(modules: "Iterable[ModuleBuilt]") -> None:
    """End the command if modules raised, or hold no flow although they were named."""
    from flowdsl.report import shown_path

    failed = [module for module in modules if module.failure is not None]
    for module in failed:
        click.echo(module.failure, err=True)
    if failed:
        names = ", ".join(shown_path(module.source.file) for module in failed)
        fail(f"{names} could not be loaded; nothing was written", FAILED)
    missing = [module.missing for module in modules if module.missing is not None]
    if missing:
        fail("\n       ".join(missing), USAGE)


def _progress(items: Iterable[T], length: int) -> Iterator[T]:
    return progress(items, length, "building")


def _print(flows: "Sequence[Built]") -> None:
    for built in flows:
        assert built.text is not None
        click.echo(built.text.encode(), nl=False)


def _copy(flows: "Sequence[Built]", *, quiet: bool) -> None:
    """Put the JSON of a flow where it can be pasted from."""
    [built, *others] = flows
    if others:
        names = ", ".join(dict.fromkeys(each.name for each in flows))
        fail(f"one flow can be copied, and there are {len(flows)}: {names}; name one", USAGE)
    try:
        import pyperclip
    except ImportError:
        fail("--copy needs pyperclip: pip install 'flowdsl[copy]'", USAGE)
    assert built.text is not None
    try:
        pyperclip.copy(built.text)
    except pyperclip.PyperclipException:
        fail("there is no clipboard here: print the JSON with --out - and copy it", FAILED)
    if not quiet:
        size = f"{len(built.text.encode()):,} bytes"
        click.echo(f"copied {built.name} ({size}): paste it into the editor of Flows Builder")


def _check(flows: "Sequence[Built]", settings: "Settings", *, quiet: bool) -> None:
    from flowdsl.build import is_stale, place
    from flowdsl.report import shown_path

    with mistakes():
        placed = place(flows, settings.out)
    stale = [path for path, built in placed.items() if is_stale(path, built.text or "")]
    for path in stale:
        state = "is stale" if path.exists() else "does not exist"
        click.echo(f"{shown_path(path)} {state}", err=True)
    if stale:
        fail(f"{_files(len(stale))} to be built again: run flowdsl build", FAILED)
    if not quiet:
        click.echo(f"{_files(len(placed))} up to date")


def _write(flows: "Sequence[Built]", settings: "Settings", *, quiet: bool) -> None:
    from flowdsl.build import is_stale, place, write_text
    from flowdsl.report import shown_path

    with mistakes():
        placed = place(flows, settings.out)
        for path, built in placed.items():
            assert built.text is not None
            changed = is_stale(path, built.text)
            if changed:
                write_text(path, built.text)
            if not quiet:
                click.echo(f"{'wrote' if changed else 'unchanged'} {shown_path(path)}")


def _files(count: int) -> str:
    return "1 file is" if count == 1 else f"{count} files are"


def _watch(paths: Sequence[str]) -> None:
    """Build in a fresh process after each change, so that every module is loaded anew."""
    import subprocess

    from flowdsl.discover import find_sources

    try:
        import watchfiles
    except ImportError:
        fail("--watch needs watchfiles: pip install 'flowdsl[watch]'", USAGE)
    with mistakes():
        folders = {source.file.parent for path in paths for source in find_sources(path)}
        folders |= {Path(path) for path in paths if Path(path).is_dir()}
    arguments = [argument for argument in sys.argv[1:] if argument != "--watch"]
    suffixes = (".py", ".toml", ".png", ".jpg", ".jpeg", ".webp")

    def build() -> None:
        subprocess.run([sys.executable, "-m", "flowdsl", *arguments], check=False)  # noqa: S603

    build()
    click.echo("watching for changes; Ctrl-C ends it", err=True)
    changes = watchfiles.watch(
        *folders,
        watch_filter=lambda _, path: path.endswith(suffixes),
    )
    with contextlib.suppress(KeyboardInterrupt):
        for _ in changes:
            build()
