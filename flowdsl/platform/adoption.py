"""Works out what the lock file is to say of the flows that an account has already.

Which flow of the account is which of the project follows from their names; where the lock file says
otherwise, somebody is asked. Nothing is changed in the account.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs

from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.lock import LockedFlow
from flowdsl.platform.remote import RemoteFlow, Shown, by_name, in_parallel, read_remote
from flowdsl.problems import FlowError

__all__ = [
    "Adopted",
    "Adoption",
    "Adoptions",
    "adopt",
    "everything",
    "locked_flow",
    "one_flow",
    "these_flows",
]

_Account: TypeAlias = Mapping[str, FlowInfo]
_Known: TypeAlias = Mapping[str, LockedFlow]


@attrs.frozen(kw_only=True)
class Adoption:
    """A flow of the account that the lock file is to know.

    Args:
        name: What it is called in the project.
        info: What a list says of it.
        locked: What the lock file says of the name now.
        others: The other names that the lock file has for the flow, which are taken out.
    """

    name: str
    info: FlowInfo
    locked: LockedFlow | None = None
    others: tuple[str, ...] = ()

    def questions(self, account: _Account) -> Iterator[str]:
        """Yield what somebody has to agree to, a sentence each.

        Args:
            account: The flows of the account by their ids.
        """
        flow = f'"{self.info.name}" (id {self.info.id}, {self.info.status})'
        if self.locked is not None and self.locked.id != self.info.id:
            old = account.get(self.locked.id)
            still = f'is "{old.name}", {old.status}' if old else "is no longer in the account"
            yield (
                f"{self.name} is flow {self.locked.id} in the lock file, which {still}: it becomes "
                f"{flow}"
            )
        if self.others:
            yield f"{flow} is {', '.join(self.others)} in the lock file: it becomes {self.name}"


@attrs.frozen(kw_only=True)
class Adoptions:
    """What the lock file is to say.

    Args:
        flows: The flows that it is to know, in the order of their names.
        gone: What it knows, and the account has no longer; that is taken out.
        missing: The flows of the project that the account does not have.
    """

    flows: tuple[Adoption, ...] = ()
    gone: Mapping[str, LockedFlow] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Adopted:
    """A flow that the lock file is to know, as it is in the account.

    Args:
        adoption: Which flow it is.
        remote: The flow, with its Flow JSON.
        locked: What the lock file is to say of it.
    """

    adoption: Adoption
    remote: RemoteFlow
    locked: LockedFlow

    @property
    def is_known(self) -> bool:
        """Whether the lock file says so already."""
        return self.locked == self.adoption.locked and not self.adoption.others


def one_flow(account: _Account, known: _Known, flow_id: str, name: str) -> Adoptions:
    """Return what it takes to know one flow of the account by a name.

    Args:
        account: The flows of the account by their ids.
        known: What the lock file says of the environment.
        flow_id: The flow.
        name: What it is called in the project.
    """
    return _adoptions(account, known, {name: flow_id})


def these_flows(
    account: _Account, known: _Known, project: Collection[str], names: Iterable[str]
) -> Adoptions:
    """Return what it takes to know flows that are named.

    Args:
        account: The flows of the account by their ids.
        known: What the lock file says of the environment.
        project: The names of the flows of the project, as far as they are known.
        names: Names in the account, names in the project, and ids.

    Raises:
        FlowError: Two of them are one flow, or one of them would be two.
    """
    owners, called = _owners(known), by_name(account)
    found: dict[str, str] = {}
    gone: list[str] = []
    for name in names:
        if name in called:
            flow_id = called[name].id
            # What the lock file calls it is kept, unless that may be another flow.
            is_meant = name in project or name in known
            key = name if is_meant else owners.get(flow_id, name)
        elif name in account:
            flow_id = name
            key = owners.get(name) or account[name].name or name
        elif name in known and known[name].id in account:
            key, flow_id = name, known[name].id
        else:
            gone.append(owners.get(name, name))
            continue
        if found.setdefault(key, flow_id) != flow_id:
            raise FlowError(f"{key} cannot be two flows, {found[key]} and {flow_id}: name one")
    _check_ids(found)
    return _adoptions(account, known, found, gone)


def _check_ids(found: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for name, flow_id in found.items():
        if taken.setdefault(flow_id, name) != name:
            raise FlowError(f"{taken[flow_id]} and {name} are one flow, {flow_id}: name one")


def everything(
    account: _Account, known: _Known, project: Collection[str], *, beyond: bool
) -> Adoptions:
    """Return what it takes to know every flow of the project.

    Args:
        account: The flows of the account by their ids.
        known: What the lock file says of the environment.
        project: The names of the flows of the project.
        beyond: Whether the flows of the account that the project does not have count, too.
    """
    owners, called = _owners(known), by_name(account)
    found = {name: called[name].id for name in project if name in called}
    taken = set(found.values())
    for name in project:
        locked = known.get(name)
        # It may have another name in the account, and be known for this one.
        if name not in found and locked and locked.id in account and locked.id not in taken:
            found[name] = locked.id
            taken.add(locked.id)
    for info in account.values() if beyond else ():
        if info.id in taken:
            continue
        owner = owners.get(info.id)
        # The name is kept, unless another flow of the account has it.
        is_kept = owner is not None and called.get(owner, info).id == info.id
        key = owner if is_kept else info.name
        if key:
            found[key] = info.id
    missing = [name for name in project if name not in found]
    return _adoptions(account, known, found, known, missing)


def _owners(known: _Known) -> dict[str, str]:
    """Return the names that the lock file has for ids."""
    return {locked.id: name for name, locked in known.items()}


def _adoptions(
    account: _Account,
    known: _Known,
    found: Mapping[str, str],
    gone: Iterable[str] = (),
    missing: Iterable[str] = (),
) -> Adoptions:
    return Adoptions(
        flows=tuple(
            Adoption(
                name=name,
                info=account[flow_id],
                locked=known.get(name),
                others=tuple(
                    other
                    for other, locked in known.items()
                    if locked.id == flow_id and other not in found
                ),
            )
            for name, flow_id in sorted(found.items())
        ),
        gone={
            name: known[name]
            for name in sorted(gone)
            if name in known and name not in found and known[name].id not in account
        },
        missing=tuple(sorted(missing)),
    )


def adopt(
    client: Sender, adoptions: Adoptions, *, jobs: int, shown: Shown | None = None
) -> list[Adopted]:
    """Return what the lock file is to say of each flow; their Flow JSON is downloaded for it.

    Args:
        client: Makes the calls; it is used by several threads.
        adoptions: The flows.
        jobs: How many are downloaded at once.
        shown: Shows how far it is.

    Raises:
        GraphError: A call comes to nothing.
    """

    def look(adoption: Adoption) -> Adopted:
        remote = read_remote(client, adoption.info)
        known = adoption.locked
        extra = known.extra if known is not None and known.id == adoption.info.id else {}
        locked = attrs.evolve(locked_flow(adoption.name, remote), extra=extra)
        return Adopted(adoption=adoption, remote=remote, locked=locked)

    return in_parallel(look, adoptions.flows, jobs, shown)


def locked_flow(name: str, remote: RemoteFlow) -> LockedFlow:
    """Return what the lock file is to say of a flow as it is in the account.

    Args:
        name: What it is called in the project.
        remote: The flow, with its Flow JSON.
    """
    version = (remote.content.document or {}).get("version")
    return LockedFlow(
        id=remote.info.id,
        name=remote.info.name or name,
        sha256=remote.content.sha256,
        json_version=version if isinstance(version, str) else None,
        state=remote.info.status,
    )
