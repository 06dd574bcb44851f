"""`flowdsl push`: brings the flows of a project to an account."""

import contextlib
import threading
from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import YES, agree, connected, print_json, show_answers
from flowdsl.cli.common import FAILED, USAGE, fail, note, printable
from flowdsl.cli.plan import made, options, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from flowdsl.platform.planning import FlowPlan, Plan, Step
    from flowdsl.platform.pushing import Pushed
    from flowdsl.versions import Version

PUSH_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""

_SAID = {
    "create": "created",
    "upload": "uploaded",
    "update": "updated",
    "publish": "published",
    "record": "recorded",
}

_KEPT = "what was done stands in the lock file"
_FOUND = "what was done is found in the account"


@click.command("push", short_help="Bring the flows to an account.")
@options
@YES
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def command(
    environment: str,
    paths: tuple[str, ...],
    publish: bool,
    target: "Version | None",
    download: bool,
    jobs: int,
    as_json: bool,
    yes: bool,
    quiet: bool,
) -> None:
    """Bring the flows of the project to an account: do what `flowdsl plan` says.

    Only what changed is uploaded, and nothing is published without --publish. It asks before it
    touches a published flow, or overwrites what somebody changed in the account. What is done is
    written to flows.lock at once; a push that was cut off goes on where it was when run again.

    Exit codes: 0 done, or nothing to do; 1 it stopped, or Meta's validator finds errors; 2 the call
    is wrong, or the plan cannot be carried out.
    """
    from flowdsl.platform.pushing import push
    from flowdsl.tables import visible

    with connected(environment) as account:
        plan = made(account, paths, publish=publish, target=target, download=download, jobs=jobs)
        if not as_json and not (quiet and not plan.is_blocked):
            show(plan, as_json=False)
        if plan.is_blocked:
            blocked = [each for each in plan.flows if each.obstacles]
            # With --json the plan was not shown, and the reasons stand nowhere else.
            why = [f"{each.name}: {said}" for each in blocked for said in each.obstacles]
            names = ", ".join(each.name for each in blocked)
            lines = [f"{names} cannot be pushed, so nothing was done", *(why if as_json else ())]
            fail(printable("\n".join(map(visible, lines))), USAGE)
        agree([f"{each.name}: {said}" for each in plan.flows for said in each.questions], yes=yes)
        watcher = _Watcher(plan, is_quiet=quiet or as_json)
        pushed = push(plan, account.client, account.ledger, jobs=jobs, watcher=watcher)
    for each in pushed:
        show_answers(each.validation_errors, each.plan.wanted)
    if as_json:
        print_json(_document(plan, pushed))
    _end(pushed)


class _Watcher:
    """Prints each step as it is done."""

    def __init__(self, plan: "Plan", *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._length = sum(len(each.steps) for each in plan.flows)
        self._count = 0
        self._mutex = threading.Lock()

    def begin(self, plan: "FlowPlan", step: "Step") -> None:
        pass

    def end(self, plan: "FlowPlan", step: "Step") -> None:
        with self._mutex:  # Several flows are worked on at once.
            self._count += 1
            count = f"[{self._count}/{self._length}] " if self._length > 1 else ""
            # The step is done, whether or not somebody still reads what is printed.
            with contextlib.suppress(BrokenPipeError):
                if not self._is_quiet:
                    click.echo(printable(f"{count}{_SAID[step]} {plan.name}"))

    def interrupted(self) -> None:
        note(f"what runs is finished, and {_KEPT}; run it again to go on")


def _end(pushed: "Sequence[Pushed]") -> None:
    """End the command, with what went wrong."""
    from flowdsl.platform.lock import BadLock

    failed = [each for each in pushed if each.failure is not None]
    if failed:
        rest = [each.name for each in pushed if not each.is_complete and each.failure is None]
        lines = [f"{each.name}: {each.at}: {each.failure}" for each in failed]
        lines += [f"not finished because of that: {', '.join(rest)}"] if rest else []
        is_kept = not any(isinstance(each.failure, BadLock) for each in failed)
        lines += [f"{_KEPT if is_kept else _FOUND}; run it again to go on"]
        fail(printable("\n".join(lines)), FAILED)
    wrong = [each.name for each in pushed if each.validation_errors]
    if wrong:
        fail(
            printable(
                f"{', '.join(wrong)}: uploaded, but Meta's validator finds errors, so that it "
                "cannot be published"
            ),
            FAILED,
        )


def _document(plan: "Plan", pushed: "Sequence[Pushed]") -> "dict[str, Any]":
    from flowdsl.platform.answers import problems_of

    return {
        "format": PUSH_FORMAT,
        "environment": plan.environment.name,
        "waba_id": plan.environment.waba_id,
        "is_complete": all(each.is_complete for each in pushed),
        "flows": [
            {
                "name": each.name,
                "id": each.id,
                "steps": list(each.plan.steps),
                "done": list(each.done),
                "at": each.at,
                "failure": str(each.failure) if each.failure else None,
                "validation_errors": [
                    found.to_meta()
                    for found in problems_of(each.validation_errors, each.plan.wanted)
                ],
            }
            for each in pushed
        ],
    }
