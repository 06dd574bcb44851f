"""`flowdsl test`: plays scenarios and runs tests of flows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from flowdsl.cli.common import FAILED, USAGE, fail

PLUGIN: Final = "flowdsl"
"""The name that pytest knows the plugin by, once the package is installed."""

FORMATS: Final = ("text", "json", "html")
"""How coverage is shown."""

_LOADED: Final = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
"""A warning that is no matter here: this command is in the package that the plugin is in."""

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""


@click.command("test", short_help="Play scenarios, and run tests of flows.")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--coverage",
    is_flag=False,
    flag_value=FORMATS[0],
    metavar="[FORMAT]",
    help=f"Show what is covered of the flows, as {', '.join(FORMATS)}; text where none is given.",
)
@click.option("--coverage-out", metavar="FILE", help="Write the coverage to FILE.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="Fail if less than N per cent of the flows is covered.",
)
@click.option(
    "-k", "expression", metavar="WORDS", help="Run only what has these words in its name."
)
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first failure.")
@click.option("-q", "--quiet", count=True, help="Say less.")
@click.option("-v", "--verbose", count=True, help="Say more.")
def command(
    paths: tuple[str, ...],
    coverage: str | None,
    coverage_out: str | None,
    fail_under: float | None,
    expression: str | None,
    exitfirst: bool,
    quiet: int,
    verbose: int,
) -> None:
    """Play the scenarios and run the Python tests that stand at paths, and below folders.

    PATH is a file *.scenario.json, a file test_*.py, or a folder; without any, what pytest is
    set up to run, or else the current folder.

    Exit codes: 0 all passed, 1 something failed or too little is covered, 2 the call is wrong, or
    there is nothing to run.
    """
    try:
        import pytest
    except ModuleNotFoundError:
        fail('this needs pytest: pip install "flowdsl[testing]"', USAGE)
    if coverage is not None and coverage not in FORMATS:
        # A format need not be given, so that what follows is a path as well as not.
        if not _exists(coverage):
            fail(f"{coverage!r} is neither a path nor one of {', '.join(FORMATS)}", USAGE)
        paths, coverage = (coverage, *paths), FORMATS[0]
    for path in paths:
        if not _exists(path):
            fail(f"{path} does not exist{_near(path)}", USAGE)
    arguments = ["-W", _LOADED, "-p", _plugin()]
    arguments += [f"--flowdsl-coverage={coverage}"] if coverage is not None else []
    arguments += [f"--flowdsl-coverage-out={coverage_out}"] if coverage_out is not None else []
    if fail_under is not None:
        arguments.append(f"--flowdsl-coverage-fail-under={fail_under:g}")
    arguments += ["-k", expression] if expression is not None else []
    arguments += ["-x"] * exitfirst + ["-q"] * quiet + ["-v"] * verbose
    watch = _Watch()
    code = int(pytest.main([*arguments, "--", *paths], plugins=[watch]))
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        _nothing(paths, expression)
    if watch.is_interrupted:
        raise click.exceptions.Exit(INTERRUPTED)
    codes = {int(pytest.ExitCode.OK): 0, int(pytest.ExitCode.USAGE_ERROR): USAGE}
    raise click.exceptions.Exit(codes.get(code, FAILED))


def _exists(path: str) -> bool:
    return Path(path.partition("::")[0]).exists()


class _Watch:
    """Notes whether somebody stopped the run."""

    is_interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        """Note it; what pytest stops at itself is of another class."""
        self.is_interrupted = self.is_interrupted or excinfo.type is KeyboardInterrupt


def _plugin() -> str:
    """Return the name of the plugin: that of its entry point where the package is installed."""
    from importlib.metadata import entry_points

    is_installed = bool(entry_points(group="pytest11", name=PLUGIN))
    return PLUGIN if is_installed else "flowdsl.testing.plugin"


def _nothing(paths: Sequence[str], expression: str | None) -> None:
    """End the command where there is nothing to run."""
    where = " or ".join(paths) or "the current folder"
    if expression is not None:
        fail(f"nothing at {where} has {expression!r} in its name", USAGE)
    fail(f"there is nothing to run at {where}: no *.scenario.json and no test_*.py", USAGE)


def _near(path: str) -> str:
    import contextlib

    from flowdsl.problems import did_you_mean

    with contextlib.suppress(OSError):
        return did_you_mean(Path(path).name, [each.name for each in Path(path).parent.iterdir()])
    return ""
