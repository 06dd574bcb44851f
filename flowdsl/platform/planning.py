"""Plans a push: what has to be done so that an account has the flows of a project."""

import datetime
import enum
import shlex
from collections.abc import Iterable, Mapping, Sequence

import attrs

from flowdsl.changes import Comparison
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.errors import GraphError
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.lifecycle import Operation, Permission, State, allowed
from flowdsl.platform.lock import Lock, LockedFlow
from flowdsl.platform.remote import (
    RemoteFlow,
    Shown,
    by_name,
    compared,
    in_parallel,
    list_account,
    read_remote,
)
from flowdsl.platform.wanted import WantedFlow

__all__ = ["FlowPlan", "Gone", "MetadataChange", "Plan", "Step", "make_plan"]


class Step(enum.StrEnum):
    """One thing that a push does for a flow, in the order in which it does them."""

    CREATE = "create"
    """Make the flow, with its Flow JSON."""
    UPLOAD = "upload"
    """Give it another Flow JSON."""
    UPDATE = "update"
    """Change its name, its categories, its endpoint or its app."""
    PUBLISH = "publish"
    """Make it available to users."""
    RECORD = "record"
    """Write to the lock file what is so already."""


@attrs.frozen
class MetadataChange:
    """Something that is known of a flow beside its Flow JSON, and is to be changed.

    Args:
        field: What it is, as the API names it.
        old: What it is there; None where there is none.
        new: What it is to be.
    """

    field: str
    old: str | tuple[str, ...] | None = attrs.field(repr=False)
    new: str | tuple[str, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class FlowPlan:
    """What is to be done for one flow.

    Args:
        wanted: The flow as the project wants it.
        remote: The flow as the account has it; None where it has none.
        locked: What the lock file says of it.
        steps: What is to be done.
        metadata: What is to be changed beside the Flow JSON.
        comparison: What is different between the Flow JSON there and the one here; None where
            there is nothing to compare.
        drift: What was changed in the account since the last push, a sentence each.
        obstacles: Why it cannot be done, a sentence each.
        questions: What somebody has to agree to before it is done, a sentence each.
        notes: What else is worth knowing.
    """

    wanted: WantedFlow
    remote: RemoteFlow | None = None
    locked: LockedFlow | None = None
    steps: tuple[Step, ...] = ()
    metadata: tuple[MetadataChange, ...] = ()
    comparison: Comparison | None = None
    drift: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the flow is called."""
        return self.wanted.name

    @property
    def state(self) -> str | None:
        """The state that it is in now; None where there is none."""
        return self.remote.info.status if self.remote else None


@attrs.frozen
class Gone:
    """A flow that the lock file knows, and the project has no longer.

    Args:
        name: What it was called in the project.
        id: Its id.
        state: The state that it is in; None where the account has it no longer, either.
    """

    name: str
    id: str
    state: str | None


@attrs.frozen(kw_only=True)
class Plan:
    """What a push does.

    Args:
        environment: The environment that it is for.
        flows: What is to be done for each flow, in the order of their names.
        gone: The flows that the project has no longer.
    """

    environment: Environment
    flows: tuple[FlowPlan, ...]
    gone: tuple[Gone, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether something of it cannot be done."""
        return any(each.obstacles for each in self.flows)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(each.steps or each.obstacles for each in self.flows)


def make_plan(
    wanted: Sequence[WantedFlow],
    environment: Environment,
    lock: Lock,
    client: Sender,
    *,
    publish: bool = False,
    download: bool = True,
    whole: bool = False,
    jobs: int = 4,
    shown: Shown | None = None,
) -> Plan:
    """Return what has to be done so that an account has flows as they are wanted.

    Nothing is changed by it. It takes a call for each 100 flows of the account, and one more; two
    for each flow that is there, to download its Flow JSON; and one where it has an endpoint.

    Args:
        wanted: The flows.
        environment: The account.
        lock: What is known of it.
        client: Makes the calls; it is used by several threads.
        publish: Whether drafts are to be published.
        download: Whether the Flow JSON there is looked at; otherwise the lock is taken at its word.
        whole: Whether these are all flows of the project, so that others are gone.
        jobs: How many flows are looked at at once.
        shown: Shows how far it is.

    Raises:
        GraphError: A call comes to nothing; a note says for which flow.
    """
    account = list_account(client, environment.waba_id)
    names = by_name(account)
    owners = _owners(lock, environment)

    def plan(flow: WantedFlow) -> FlowPlan:
        locked = lock.get(environment.name, flow.name)
        info = (account.get(locked.id) if locked else None) or names.get(flow.name)
        if info is None:
            return _new(flow, locked, publish=publish)
        others = [each for each in owners.get(info.id, ()) if each != flow.name]
        if others:
            is_twice = locked is not None and locked.id == info.id
            obstacle = _owned(flow, info, others[0], is_twice=is_twice)
            return FlowPlan(wanted=flow, locked=locked, obstacles=(obstacle,))
        is_known = locked is not None and locked.id == info.id
        trusted = locked.sha256 if locked and is_known and not download else None
        try:
            remote = read_remote(client, info, metadata=flow.has_endpoint, trusted=trusted)
        except GraphError as error:
            error.add_note(f"  flow: {flow.name}")
            raise
        return _existing(flow, remote, locked if is_known else None, names, publish=publish)

    plans = in_parallel(plan, wanted, jobs, shown)
    gone = _gone(wanted, environment, lock, account) if whole else ()
    return Plan(environment=environment, flows=tuple(plans), gone=tuple(gone))


def _owners(lock: Lock, environment: Environment) -> dict[str, list[str]]:
    """Return the names that the lock has for each id."""
    owners: dict[str, list[str]] = {}
    for (place, name), locked in lock.flows.items():
        if place == environment.name:
            owners.setdefault(locked.id, []).append(name)
    return owners


def _owned(flow: WantedFlow, info: FlowInfo, other: str, *, is_twice: bool) -> str:
    """Return what is said of a flow that the lock has for another one of the project."""
    known = f"the lock file has the id {info.id}"
    if is_twice:
        return f'{known} for "{other}", too: take the lines of the wrong one out'
    return (
        f'{known}, which has this name, for "{other}": push that first, or if it is the same flow, '
        f'write "{flow.name}" instead of "{other}" there'
    )


def _gone(
    wanted: Sequence[WantedFlow],
    environment: Environment,
    lock: Lock,
    account: Mapping[str, FlowInfo],
) -> Iterable[Gone]:
    known = {flow.name for flow in wanted}
    for (place, name), locked in lock.flows.items():
        if place == environment.name and name not in known:
            info = account.get(locked.id)
            yield Gone(name, locked.id, info.status if info else None)


def _new(flow: WantedFlow, locked: LockedFlow | None, *, publish: bool) -> FlowPlan:
    """Plan a flow that the account does not have."""
    steps = [Step.CREATE]
    if flow.application_id is not None:
        steps.append(Step.UPDATE)
    metadata = tuple(
        MetadataChange(field, None, new)
        for field, new in _managed(flow)
        if field == "application_id"
    )
    if publish:
        steps.append(Step.PUBLISH)
    gone = f"flow {locked.id} of the lock file is no longer in the account" if locked else None
    return FlowPlan(
        wanted=flow,
        locked=locked,
        steps=tuple(steps),
        metadata=metadata,
        drift=(gone,) if gone else (),
        obstacles=tuple(_publishing_obstacles(flow, publish=publish)),
        questions=(f"{gone}: make a new one, with another id?",) if gone else (),
    )


def _existing(
    flow: WantedFlow,
    remote: RemoteFlow,
    locked: LockedFlow | None,
    names: Mapping[str, FlowInfo],
    *,
    publish: bool,
) -> FlowPlan:
    """Plan a flow that the account has."""
    info, state = remote.info, remote.info.state
    metadata = tuple(_metadata_changes(flow, info))
    is_other = remote.content.sha256 != flow.sha256
    steps = [Step.UPLOAD] if is_other else []
    steps += [Step.UPDATE] if metadata else []
    obstacles: list[str] = []
    notes: list[str] = []
    after = state
    for operation in map(Operation, steps):
        if state is None:
            continue  # Meta says something that is not known here: its answer is waited for.
        verdict = allowed(operation, state)
        after = verdict.after or after
        if verdict.is_refused:
            obstacles.append(f"it is {state}: {verdict}")
        elif verdict.permission is Permission.UNKNOWN:
            notes.append(f"it is {state}: {verdict}")
    if publish and after is State.DRAFT:
        steps.append(Step.PUBLISH)
        obstacles += _publishing_obstacles(flow, publish=publish, endpoint=info.endpoint_uri)
        if info.validation_errors and not is_other:
            obstacles.append("Meta's validator finds errors in it, so it cannot be published")
    elif info.validation_errors and not is_other:
        notes.append("Meta's validator finds errors in it: flowdsl status shows them")
    if publish and not obstacles and after not in (State.DRAFT, State.PUBLISHED):
        why = allowed(Operation.PUBLISH, after) if after else "what that means is not known here."
        notes.append(f"it is not published, as it is {info.status}: {why}")
    other = names.get(flow.name)
    if other is not None and other.id != info.id:
        obstacles.append(f'it cannot be called "{flow.name}", as flow {other.id} already is')
    comparison = None
    if is_other and remote.content.document is not None:
        comparison = compared(remote.content.document, flow.document)
    drift = tuple(_drift(flow, remote, locked))
    if not steps and _is_stale(flow, remote, locked):
        steps.append(Step.RECORD)
    return FlowPlan(
        wanted=flow,
        remote=remote,
        locked=locked,
        steps=tuple(dict.fromkeys(steps)),
        metadata=metadata,
        comparison=comparison,
        drift=drift,
        obstacles=tuple(dict.fromkeys(obstacles)),
        questions=tuple(_questions(remote, locked, steps, metadata)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _is_stale(flow: WantedFlow, remote: RemoteFlow, locked: LockedFlow | None) -> bool:
    info, version = remote.info, str(flow.version)
    known = (info.id, info.name, flow.sha256, version, info.status)
    said = locked and (locked.id, locked.name, locked.sha256, locked.json_version, locked.state)
    return said != known


def _managed(flow: WantedFlow) -> Iterable[tuple[str, str | tuple[str, ...]]]:
    """Yield what the project says of a flow beside its Flow JSON; of the rest it says nothing."""
    yield "name", flow.name
    if flow.categories:
        yield "categories", flow.categories
    if flow.endpoint_uri is not None:
        yield "endpoint_uri", flow.endpoint_uri
    if flow.application_id is not None:
        yield "application_id", flow.application_id


def _metadata_changes(flow: WantedFlow, info: FlowInfo) -> Iterable[MetadataChange]:
    there = {
        "name": info.name,
        "categories": info.categories,
        "endpoint_uri": info.endpoint_uri,
        "application_id": info.application.id if info.application else None,
    }
    for field, new in _managed(flow):
        old = there[field]
        # The order of categories means nothing.
        if old != new and not (isinstance(old, tuple) and sorted(set(old)) == sorted(set(new))):
            yield MetadataChange(field, old, new)


def _publishing_obstacles(
    flow: WantedFlow, *, publish: bool, endpoint: str | None = None
) -> Iterable[str]:
    """Yield why a flow cannot be published, as far as it is known before Meta is asked."""
    if not publish:
        return
    frozen = flow.version.frozen
    if frozen is not None and frozen <= datetime.datetime.now(datetime.UTC).date():
        yield (
            f"Flow JSON {flow.version} can no longer be published, since {frozen}: "
            f"flowdsl upgrade {shlex.quote(flow.label)}"
        )
    where = flow.endpoint_uri or endpoint or flow.document.get("data_channel_uri")
    if flow.has_endpoint and where is None:
        yield (
            "it has an endpoint, but nothing says where: give endpoint_uri in the environment, or "
            "Flow(endpoint_uri=...)"
        )


def _drift(flow: WantedFlow, remote: RemoteFlow, locked: LockedFlow | None) -> Iterable[str]:
    info, content = remote.info, remote.content
    if locked is None:
        yield f"flow {info.id} has this name in the account, and the lock file does not know it"
        return
    if content.sha256 is None:
        yield "what is uploaded is no Flow JSON" if content.data else "no Flow JSON is uploaded"
    elif locked.sha256 is not None and content.sha256 != locked.sha256:
        same = ", to what the project has" if content.sha256 == flow.sha256 else ""
        yield f"its Flow JSON was changed in the account since the last push{same}"
    if locked.state is not None and info.status != locked.state:
        yield f"it is {info.status}, and the lock file says {locked.state}"
    if info.name != locked.name:
        yield f'it is called "{info.name}" there, and the lock file says "{locked.name}"'


def _questions(
    remote: RemoteFlow,
    locked: LockedFlow | None,
    steps: Sequence[Step],
    metadata: Iterable[MetadataChange],
) -> Iterable[str]:
    """Yield what somebody has to agree to."""
    info, content = remote.info, remote.content
    if not {Step.UPLOAD, Step.UPDATE} & set(steps) or info.state is State.DEPRECATED:
        return
    if info.state is not State.DRAFT:
        does = "puts" if info.state is State.PUBLISHED else "may put"
        again = "and is published anew" if Step.PUBLISH in steps else "until it is published anew"
        yield f"it is {info.status}: a change {does} it back to draft {again}"
    if locked is None:
        yield f"flow {info.id} was not pushed from here, and is taken over"
        return
    is_there = bool(content.data) or content.sha256 is not None
    is_lost = Step.UPLOAD in steps and is_there and content.sha256 != locked.sha256
    is_renamed = info.name != locked.name and any(each.field == "name" for each in metadata)
    if is_lost or is_renamed:
        yield "what was changed in the account since the last push is lost"
