"""`flowdsl plan`: says what a push would do, and does nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, JOBS, connected
from flowdsl.cli.common import (
    FAILED,
    USAGE,
    VERSION,
    change_marks,
    fail,
    mistakes,
    paint_change,
    printable,
    progress,
    style,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from flowdsl.cli.account import Account
    from flowdsl.platform.planning import Plan
    from flowdsl.versions import Version


def options(command: "Callable[..., Any]") -> "Callable[..., Any]":
    """Give a command what a plan is made of."""
    for add in reversed(
        (
            ENVIRONMENT,
            click.argument("paths", nargs=-1, metavar="[PATH...]"),
            click.option("--publish", is_flag=True, help="Publish the flows, too."),
            click.option(
                "-t",
                "--target",
                type=VERSION,
                metavar="VERSION",
                help="Compile flows in Python to this version of Flow JSON instead of their own.",
            ),
            click.option(
                "--download/--no-download",
                default=True,
                help="Look at what is uploaded (the default), or take the lock file at its word.",
            ),
            JOBS,
            AS_JSON,
        )
    ):
        command = add(command)
    return command


@click.command("plan", short_help="Say what a push would do.")
@options
def command(
    environment: str,
    paths: tuple[str, ...],
    publish: bool,
    target: "Version | None",
    download: bool,
    jobs: int,
    as_json: bool,
) -> None:
    """Say what `flowdsl push` would do with the same options: nothing is changed by it.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. PATH is a
    module, module.py:name, a JSON file or a folder; by default what the settings name.

    A flow is created, changed or published, or cannot be. It drifts where somebody changed it in
    the account since the last push. Each change is judged for the answers already collected, the
    endpoint and the messages already sent.

    Exit codes: 0 there is nothing to do, 1 there is, 2 something is wrong.
    """
    with connected(environment) as account, mistakes(USAGE, system=USAGE):
        plan = made(account, paths, publish=publish, target=target, download=download, jobs=jobs)
    show(plan, as_json=as_json)
    if plan.is_blocked:
        raise click.exceptions.Exit(USAGE)
    if not plan.is_empty:
        raise click.exceptions.Exit(FAILED)


def made(
    account: "Account",
    paths: "Sequence[str]",
    *,
    publish: bool,
    target: "Version | None",
    download: bool,
    jobs: int,
) -> "Plan":
    """Return the plan for an account, or end the command where the flows are not ready.

    Raises:
        GraphError: A call comes to nothing.
    """
    from flowdsl import report
    from flowdsl.platform.planning import make_plan
    from flowdsl.platform.wanted import NotReady, find_wanted
    from flowdsl.settings import read_settings

    with mistakes():
        settings = read_settings(Path())
        chosen = tuple(paths) or tuple(map(str, settings.paths))
        if not chosen:
            raise click.UsageError(
                "Name a module or a folder, or set `paths` under [tool.flowdsl] in pyproject.toml."
            )
        if target is None and len(settings.targets) > 1:
            versions = ", ".join(map(str, settings.targets))
            raise click.UsageError(
                f"The settings have several targets ({versions}); --target names one."
            )
        target = target or next(iter(settings.targets), None)
        try:
            wanted = find_wanted(chosen, account.environment, settings, target=target)
        except NotReady as error:
            for problem in error.problems:
                click.echo(printable(f"{report.text(problem, style)}\n"), err=True)
            counts = report.summary(error.problems)
            fail(f"{', '.join(error.names)}: {counts}; nothing was done", USAGE)
    return make_plan(
        wanted,
        account.environment,
        account.ledger.lock,
        account.client,
        publish=publish,
        download=download,
        whole=not paths,
        jobs=jobs,
        shown=lambda items, length: progress(items, length, "looking"),
    )


def show(plan: "Plan", *, as_json: bool) -> None:
    """Print a plan."""
    from flowdsl.platform.plan_formats import plan_json, plan_text

    if as_json:
        click.echo(f"{plan_json(plan)}\n".encode(), nl=False)
    else:
        click.echo(printable(plan_text(plan, paint=paint_change, marks=change_marks())))
