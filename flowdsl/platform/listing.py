"""Lists the flows of an account, and says what each of them is in the project."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.formats import json_text
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.lock import Lock
from flowdsl.tables import table

__all__ = ["LIST_FORMAT", "Listed", "Listing", "list_flows", "listing_json", "listing_text"]

LIST_FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

_TITLES: Final = ("name", "id", "state", "categories", "errors", "in the project")


@attrs.frozen(kw_only=True)
class Listed:
    """A flow of an account, or one that the lock file has and the account has not.

    Args:
        id: Its id.
        info: What Meta says of it; None where the account does not have it.
        names: What it is called in the project; empty where the lock file does not know it.
    """

    id: str
    info: FlowInfo | None
    names: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Listing:
    """The flows of an account.

    Args:
        environment: The account.
        state: The state that was asked for; None for any.
        is_empty: Whether the account has no flow at all.
        flows: The flows, in the order of their names.
        gone: Those that the lock file knows and the account does not have, in the same order.
    """

    environment: Environment
    state: str | None
    is_empty: bool
    flows: tuple[Listed, ...]
    gone: tuple[Listed, ...]


def list_flows(
    account: Mapping[str, FlowInfo],
    environment: Environment,
    lock: Lock,
    *,
    state: str | None = None,
) -> Listing:
    """Return the flows of an account.

    Args:
        account: What Meta says of each, by their ids.
        environment: The account.
        lock: What is known of it.
        state: The state of those that are wanted; None for all.
    """
    names: dict[str, tuple[str, ...]] = {}
    for (place, name), locked in lock.flows.items():
        if place == environment.name:
            names[locked.id] = (*names.get(locked.id, ()), name)
    found = [
        Listed(id=info.id, info=info, names=names.get(info.id, ()))
        for info in account.values()
        if state in (None, info.status)
    ]
    # What is gone has no state, and whoever asks for one does not mean it.
    gone = [] if state else [each for each in names if each not in account]
    return Listing(
        environment=environment,
        state=state,
        is_empty=not account,
        flows=tuple(sorted(found, key=_order)),
        gone=tuple(
            sorted((Listed(id=each, info=None, names=names[each]) for each in gone), key=_order)
        ),
    )


def _order(listed: Listed) -> tuple[str, str]:
    name = (listed.info.name if listed.info else " ".join(listed.names)) or ""
    # Ids are numbers, and those of one length are in the order in which they were given.
    return name.casefold(), listed.id.zfill(64)


def listing_text(listing: Listing, width: int) -> str:
    """Return the flows of an account as a table, and below it what is gone.

    Args:
        listing: The flows.
        width: How many columns the table may take.
    """
    blocks = ["\n".join(_flows(listing, width))]
    if listing.gone:
        rows = [((", ".join(each.names),), (each.id,)) for each in listing.gone]
        titles = ("no longer in the account", "id")
        blocks.append("\n".join(table(titles, rows, width, whole=[1])))
    return "\n\n".join(blocks)


def _flows(listing: Listing, width: int) -> Iterator[str]:
    environment = listing.environment
    account = f"{environment.name}: account {environment.waba_id}"
    if listing.is_empty:
        yield (
            f"{account} has no flows: flowdsl push {environment.name} brings those of the project"
        )
    elif not listing.flows:
        yield f"{account} has no flow that is {listing.state}"
    else:
        rows = [_row(each.info, each.names) for each in listing.flows if each.info is not None]
        yield from table(_TITLES, rows, width, whole=[_TITLES.index("id")])


def _row(info: FlowInfo, names: Sequence[str]) -> tuple[Iterable[str], ...]:
    return (
        (info.name or "",),
        (info.id,),
        (info.status or "",),
        info.categories or ("",),
        (str(len(info.validation_errors)),),
        (", ".join(names) or "not in the lock",),
    )


def listing_json(listing: Listing) -> str:
    """Return the flows of an account as a JSON document.

    Its keys are `format`, the number of this structure; `environment` and `waba_id`; `flows`, each
    with `name`, `id`, `state`, `categories`, `errors` (how many Meta's validator finds) and
    `locked_as` (what the project calls it, or null); and `gone`, the flows that the lock file
    knows and the account does not have, each with `locked_as` and `id`.

    Args:
        listing: The flows.
    """
    return json_text(
        {
            "format": LIST_FORMAT,
            "environment": listing.environment.name,
            "waba_id": listing.environment.waba_id,
            "flows": [_object(each.info, each) for each in listing.flows if each.info is not None],
            "gone": [{"locked_as": _first(each), "id": each.id} for each in listing.gone],
        }
    )


def _object(info: FlowInfo, listed: Listed) -> dict[str, Any]:
    return {
        "name": info.name,
        "id": info.id,
        "state": info.status,
        "categories": list(info.categories),
        "errors": len(info.validation_errors),
        "locked_as": _first(listed),
    }


def _first(listed: Listed) -> str | None:
    return listed.names[0] if listed.names else None
