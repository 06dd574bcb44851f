"""Carries out a plan: each flow in its steps, several flows at once, the lock file after each step.

A push that is cut off anywhere can be run again: a flow that was created and not written down is
found by its name, which is unique in an account, and all else by comparing what is there.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any, Protocol

import attrs

from flowdsl.platform.graph.changes import create, publish, update, upload
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.validation import ValidationError
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lifecycle import Operation, State, allowed
from flowdsl.platform.lock import LockedFlow
from flowdsl.platform.planning import FlowPlan, Plan, Step
from flowdsl.platform.remote import in_parallel
from flowdsl.platform.wanted import DEFAULT_CATEGORIES
from flowdsl.problems import FlowError

__all__ = ["Pushed", "Watcher", "push"]


@attrs.frozen(kw_only=True)
class Pushed:
    """What came of one flow.

    Args:
        plan: What was to be done.
        id: Its id; None where it was not created.
        done: The steps that were done.
        at: The step that it stopped at; None where all is done, or nothing was begun.
        failure: Why it stopped.
        validation_errors: What Meta's validator says of the Flow JSON that was sent.
    """

    plan: FlowPlan
    id: str | None = None
    done: tuple[Step, ...] = ()
    at: Step | None = None
    failure: Exception | None = None
    validation_errors: tuple[ValidationError, ...] = ()

    @property
    def name(self) -> str:
        """What the flow is called."""
        return self.plan.name

    @property
    def is_complete(self) -> bool:
        """Whether all was done."""
        return self.done == self.plan.steps


class Watcher(Protocol):
    """Is told what a push does."""

    def begin(self, plan: FlowPlan, step: Step) -> None:
        """A step begins."""

    def end(self, plan: FlowPlan, step: Step) -> None:
        """A step is done, and written to the lock file."""

    def interrupted(self) -> None:
        """Somebody ends it: what runs is waited for, and nothing else begins."""


class NotPublished(FlowError):
    """A flow was not published, because Meta's validator finds errors in it."""


def push(
    plan: Plan, client: Sender, ledger: Ledger, *, jobs: int = 4, watcher: Watcher | None = None
) -> list[Pushed]:
    """Do what a plan says, and return what came of each flow that had something to be done.

    After the first failure no step begins any more; those that run are waited for.

    Args:
        plan: The plan, which has no obstacles.
        client: Makes the calls; it is used by several threads.
        ledger: The lock file.
        jobs: How many flows are worked on at once.
        watcher: Is told of each step.
    """
    stop = threading.Event()

    def work(each: FlowPlan) -> Pushed:
        return _Worker(each, plan.environment.waba_id, client, ledger, stop, watcher).run()

    todo = [each for each in plan.flows if each.steps]

    def interrupt() -> None:
        stop.set()
        if watcher is not None:
            watcher.interrupted()

    return in_parallel(work, todo, jobs, interrupt=interrupt)


class _Worker:
    """Works on one flow."""

    def __init__(
        self,
        plan: FlowPlan,
        waba: str,
        client: Sender,
        ledger: Ledger,
        stop: threading.Event,
        watcher: Watcher | None,
    ) -> None:
        self._plan = plan
        self._waba = waba
        self._client = client
        self._ledger = ledger
        self._stop = stop
        self._watcher = watcher
        self._errors: tuple[ValidationError, ...] = ()
        self._locked = _found(plan)

    def run(self) -> Pushed:
        done: list[Step] = []
        at: Step | None = None
        failure: Exception | None = None
        for step in self._plan.steps:
            if self._stop.is_set():
                break
            try:
                with self._watched(step):
                    self._do(step)
            except (FlowError, OSError) as error:
                self._stop.set()
                at, failure = step, error
                break
            except BaseException:
                # Whoever waits for this comes to it later, and others would go on until then.
                self._stop.set()
                raise
            done.append(step)
        return Pushed(
            plan=self._plan,
            id=self._locked.id if self._locked else None,
            done=tuple(done),
            at=at,
            failure=failure,
            validation_errors=self._errors,
        )

    @contextlib.contextmanager
    def _watched(self, step: Step) -> Iterator[None]:
        if self._watcher is not None:
            self._watcher.begin(self._plan, step)
        yield
        if self._watcher is not None:
            self._watcher.end(self._plan, step)

    def _do(self, step: Step) -> None:
        match step:
            case Step.CREATE:
                self._locked = self._create()
            case Step.UPLOAD:
                self._locked = self._upload(self._known)
            case Step.UPDATE:
                self._locked = self._update(self._known)
            case Step.PUBLISH:
                self._locked = self._publish(self._known)
        self._ledger.record(self._plan.name, self._known)

    @property
    def _known(self) -> LockedFlow:
        assert self._locked is not None, "the flow is there, or is created first"
        return self._locked

    def _create(self) -> LockedFlow:
        wanted = self._plan.wanted
        created = self._client.send(
            create(
                self._waba,
                name=wanted.name,
                categories=wanted.categories or DEFAULT_CATEGORIES,
                flow_json=wanted.text,
                endpoint_uri=wanted.endpoint_uri,
            )
        )
        self._errors = created.validation_errors
        extra = self._plan.locked.extra if self._plan.locked else {}
        return LockedFlow(
            id=created.id,
            name=wanted.name,
            sha256=wanted.sha256,
            json_version=str(wanted.version),
            state=State.DRAFT,
            extra=extra,
        )

    def _upload(self, locked: LockedFlow) -> LockedFlow:
        wanted = self._plan.wanted
        uploaded = self._client.send(upload(locked.id, wanted.text))
        self._errors = uploaded.validation_errors
        return attrs.evolve(
            locked,
            sha256=wanted.sha256,
            json_version=str(wanted.version),
            state=_after(locked.state, Operation.UPLOAD),
        )

    def _update(self, locked: LockedFlow) -> LockedFlow:
        changes: dict[str, Any] = {each.field: each.new for each in self._plan.metadata}
        self._client.send(update(locked.id, **changes))
        state = _after(locked.state, Operation.UPDATE)
        return attrs.evolve(locked, name=self._plan.wanted.name, state=state)

    def _publish(self, locked: LockedFlow) -> LockedFlow:
        if self._errors:
            raise NotPublished("Meta's validator finds errors in it, so it was not published")
        self._client.send(publish(locked.id))
        return attrs.evolve(locked, state=_after(locked.state, Operation.PUBLISH))


def _found(plan: FlowPlan) -> LockedFlow | None:
    """Return what the lock is to say of a flow as it is there now."""
    if plan.remote is None:
        return None
    info, content = plan.remote.info, plan.remote.content
    document = content.document or {}
    version = document.get("version")
    locked = plan.locked
    if not document and locked is not None:
        version = locked.json_version
    return LockedFlow(
        id=info.id,
        name=info.name or plan.name,
        sha256=content.sha256,
        json_version=version if isinstance(version, str) else None,
        state=info.status,
        extra=locked.extra if locked is not None else {},
    )


def _after(state: str | None, operation: Operation) -> str | None:
    """Return the state that a flow is in after an operation that was done."""
    if state is None or state not in set(State):
        return state
    return allowed(operation, state).after or state
