"""Looks at flows in depth: what Meta says of each, what is uploaded, and what the project has."""

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.errors import InvalidParameter
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.graph.questions import get
from flowdsl.platform.lifecycle import Operation, State, Verdict, allowed
from flowdsl.platform.lock import Lock, LockedFlow
from flowdsl.platform.project_flows import ProjectFlows
from flowdsl.platform.remote import Content, Shown, in_parallel, list_account, read_content
from flowdsl.platform.wanted import WantedFlow
from flowdsl.versions import UnknownVersion, parse_version

__all__ = [
    "MEANINGS",
    "OPERATIONS",
    "FlowStatus",
    "read_statuses",
]

MEANINGS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.DRAFT: "it is being written, and can be sent for testing",
        State.PUBLISHED: "it can be sent to users",
        State.THROTTLED: "it fails too often, so that 10 messages an hour can be sent with it",
        State.BLOCKED: "it fails so often that it can neither be sent nor opened",
        State.DEPRECATED: "it is withdrawn, for good",
        State.DELETED: "it is no longer there",
    }
)
"""What it means for a flow to be in a state."""

OPERATIONS: Final = (
    Operation.PUBLISH,
    Operation.UPDATE,
    Operation.DEPRECATE,
    Operation.DELETE,
)
"""What the business may want to do with a flow."""

_ALARMING: Final = frozenset({State.THROTTLED, State.BLOCKED})


@attrs.frozen(kw_only=True)
class FlowStatus:
    """A flow, looked at in depth.

    Args:
        id: Its id.
        name: What it is called in the project, or where that does not know it, in the account.
        info: What Meta says of it; None where the account does not have it any longer.
        content: The Flow JSON that is uploaded.
        locked: What the lock file says of it; None where that does not know it.
        wanted: The flow in the project, as often as there are versions that the settings compile
            to; empty where it is not there, or not known.
    """

    id: str
    name: str
    info: FlowInfo | None
    content: Content = attrs.field(factory=Content)
    locked: LockedFlow | None = None
    wanted: tuple[WantedFlow, ...] = ()

    @property
    def is_pushed(self) -> bool | None:
        """Whether what is uploaded is what was pushed last; None where the lock does not say."""
        if self.locked is None or self.locked.sha256 is None:
            return None
        return self.content.sha256 == self.locked.sha256

    @property
    def is_project(self) -> bool | None:
        """Whether what is uploaded is what the project has now; None where that is not known."""
        return self._same is not None if self.wanted else None

    @property
    def uploaded(self) -> WantedFlow | None:
        """The flow in the project, for the lines of what is uploaded; None where that differs."""
        if self._same is None or self.content.data is None:
            return None
        # Meta counts lines in the text that it has, whose blanks may be others.
        return attrs.evolve(self._same, text=self.content.data.decode(errors="replace"))

    @property
    def _same(self) -> WantedFlow | None:
        return next((each for each in self.wanted if each.sha256 == self.content.sha256), None)

    @property
    def frozen(self) -> datetime.date | None:
        """The day since which the version of its Flow JSON cannot be published, None if it can."""
        if self.info is None or self.info.json_version is None:
            return None
        try:
            return parse_version(self.info.json_version).frozen
        except UnknownVersion:
            return None

    @property
    def is_frozen(self) -> bool:
        """Whether the version of its Flow JSON can no longer be published."""
        today = datetime.datetime.now(datetime.UTC).date()
        return self.frozen is not None and self.frozen <= today

    @property
    def is_kept_from_publishing(self) -> bool:
        """Whether it is known that Meta's checks do not let it be published as it is."""
        info = self.info
        is_wrong = info is None or bool(info.validation_errors) or self.content.document is None
        return is_wrong or self.is_frozen or self._can_send == "BLOCKED"

    @property
    def _can_send(self) -> str | None:
        health = self.info.health if self.info else None
        return health.can_send_message if health else None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What may be done with it; empty where Meta names a state that is not known here."""
        state = self.info.state if self.info else None
        return tuple(allowed(each, state) for each in OPERATIONS) if state else ()

    @property
    def needs_attention(self) -> bool:
        """Whether somebody has to do something about it.

        That is so where Meta's validator finds errors, where it is throttled, blocked or gone, and
        where it cannot be sent freely, unless it was withdrawn.
        """
        info = self.info
        if info is None or info.validation_errors or info.state in _ALARMING:
            return True
        is_limited = self._can_send not in (None, "AVAILABLE")
        return is_limited and info.state is not State.DEPRECATED


def read_statuses(
    flows: Sequence[str],
    environment: Environment,
    lock: Lock,
    client: Sender,
    project: ProjectFlows,
    *,
    jobs: int = 4,
    shown: Shown | None = None,
) -> list[FlowStatus]:
    """Return flows, looked at in depth, in their order.

    Args:
        flows: Their ids.
        environment: The account that they are in.
        lock: What is known of it.
        client: Makes the calls; it is used by several threads.
        project: What the project has now.
        jobs: How many flows are looked at at once.
        shown: Shows how far it is.

    Raises:
        GraphError: A call comes to nothing.
    """
    names = {
        locked.id: name for (place, name), locked in lock.flows.items() if place == environment.name
    }

    def look(flow: str) -> FlowStatus:
        called = names.get(flow)
        locked = lock.get(environment.name, called) if called is not None else None
        try:
            info = client.send(get(flow, phone_number=environment.phone_number_id))
        except InvalidParameter:
            # That the flow is not there has no code of its own.
            if locked is None or flow in list_account(client, environment.waba_id):
                raise
            return FlowStatus(id=flow, name=called or flow, info=None, locked=locked)
        name = called or info.name or flow
        return FlowStatus(
            id=flow,
            name=name,
            info=info,
            content=read_content(client, flow),
            locked=locked,
            wanted=project.flows.get(name, ()),
        )

    return in_parallel(look, flows, jobs, shown)
