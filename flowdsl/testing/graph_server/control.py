"""What tests do to the server by hand: look into it, arrange situations, move flows."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.problems import FlowError, did_you_mean
from flowdsl.testing.graph_server.accounts import new_account
from flowdsl.testing.graph_server.call import Graph
from flowdsl.testing.graph_server.faults import Faults, read_fault
from flowdsl.testing.graph_server.lifecycle import Status, can_be_moved
from flowdsl.testing.graph_server.metrics import KEYS, hour_of
from flowdsl.testing.graph_server.records import (
    Account,
    Flow,
    KeyStatus,
    Kind,
    PhoneNumber,
    read_time,
    written_time,
)
from flowdsl.testing.graph_server.rows import Rows

__all__ = ["CONTROL", "Control"]

CONTROL: Final = "/_sandbox/"
"""Where the paths of the control begin."""

_ACCOUNT_FLAGS: Final = ("is_verified", "is_banned", "is_subscribed", "endpoint_answers")
_MOST_ACCOUNTS: Final = 100
_MOST_AMOUNT: Final = 10**9


@attrs.frozen
class Control:
    """The server seen from behind.

    Args:
        graph: What the operations work on.
        faults: The faults that are injected.
    """

    graph: Graph
    faults: Faults

    def state(self) -> dict[str, Any]:
        """Return everything as JSON has it, but for links, tokens and the text of Flow JSON."""
        with self.graph.store.transaction() as rows:
            accounts = [_account_state(rows, account) for account in rows.accounts()]
        return {"accounts": accounts, "faults": self.faults.listed()}

    def reset(self) -> None:
        """Delete all flows, keys and faults; the accounts and numbers keep their ids."""
        self.faults.clear()
        with self.graph.store.transaction() as rows:
            rows.delete_flows()
            for account in rows.accounts():
                kept = ("id", "business_id", "application_id", "name", "namespace")
                rows.put_account(Account(**{name: getattr(account, name) for name in kept}))
                for number in rows.phone_numbers(account.id):
                    names = ("id", "account_id", "displayed")
                    fresh = PhoneNumber(**{name: getattr(number, name) for name in names})
                    rows.put_phone_number(fresh)

    def add_account(self) -> tuple[Account, PhoneNumber]:
        """Make another account of the business of the first, with a phone number.

        Raises:
            FlowError: There are too many.
        """
        with self.graph.store.transaction() as rows:
            accounts = rows.accounts()
            if len(accounts) >= _MOST_ACCOUNTS:
                raise FlowError(f"there are {_MOST_ACCOUNTS} accounts already")
            if not accounts:
                return new_account(rows)
            first = accounts[0]
            return new_account(
                rows, business_id=first.business_id, application_id=first.application_id
            )

    def arrange_account(self, account_id: str, changes: Mapping[str, Any]) -> None:
        """Change the situation of an account.

        Args:
            account_id: The account.
            changes: The flags of `Account` that change.

        Raises:
            FlowError: There is no such account, or no such flag.
        """
        _check_flags(changes, _ACCOUNT_FLAGS)
        with self.graph.store.transaction() as rows:
            account = rows.account(account_id)
            if account is None:
                raise FlowError(f"there is no account {account_id:.40}")
            rows.put_account(attrs.evolve(account, **changes))

    def arrange_number(self, number_id: str, changes: Mapping[str, Any]) -> None:
        """Change the situation of a phone number.

        Args:
            number_id: The phone number.
            changes: `is_verified`, and `key_status`, which is VALID or MISMATCH.

        Raises:
            FlowError: There is no such number, or no such change.
        """
        changes = dict(changes)
        status = changes.pop("key_status", None)
        _check_flags(changes, ("is_verified",))
        if status is not None:
            if status not in list(KeyStatus):
                raise FlowError(f"`key_status` is {' or '.join(KeyStatus)}, not {status!r:.40}")
            changes["key_status"] = KeyStatus(status)
        with self.graph.store.transaction() as rows:
            number = rows.phone_number(number_id)
            if number is None:
                raise FlowError(f"there is no phone number {number_id:.40}")
            rows.put_phone_number(attrs.evolve(number, **changes))

    def move(self, flow_id: str, status: str) -> None:
        """Move a flow to another state, as Meta does when an endpoint is not well or recovers.

        Args:
            flow_id: The flow.
            status: The new state.

        Raises:
            FlowError: There is no such flow, or the lifecycle has no such move.
        """
        if status not in list(Status):
            raise FlowError(f"{status!r:.40} is no state{did_you_mean(str(status), list(Status))}")
        new = Status(status)
        with self.graph.store.transaction() as rows:
            flow = _flow(rows, flow_id)
            if not can_be_moved(flow.status, new, self.graph.lifecycle):
                raise FlowError(f"Meta never moves a flow from {flow.status} to {new}")
            rows.put_flow(attrs.evolve(flow, status=new))

    def observe(self, flow_id: str, moment: datetime.datetime, amounts: Mapping[str, int]) -> None:
        """Add to the requests that the endpoint of a flow is known to have had.

        Args:
            flow_id: The flow.
            moment: A moment of the hour, with a time zone.
            amounts: `requests`, the kinds of errors, seconds rounded up (`"1"` to `"10+"`), and
                `succeeded` and `failed` checks of health.

        Raises:
            FlowError: There is no such flow, or nothing that is called so.
        """
        for key, amount in amounts.items():
            if key not in KEYS:
                raise FlowError(f"{key!r:.40} is not counted{did_you_mean(key, sorted(KEYS))}")
            is_amount = isinstance(amount, int) and not isinstance(amount, bool)
            if not is_amount or not 0 <= amount <= _MOST_AMOUNT:
                raise FlowError(f"`{key}` is a count, not {amount!r:.40}")
        with self.graph.store.transaction() as rows:
            rows.observe(_flow(rows, flow_id).id, hour_of(moment), amounts)

    def published_json(self, flow_id: str) -> bytes | None:
        """Return the Flow JSON that was published last, or None where none was.

        Args:
            flow_id: The flow.

        Raises:
            FlowError: There is no such flow.
        """
        with self.graph.store.transaction() as rows:
            return rows.content(_flow(rows, flow_id).id, Kind.PUBLISHED)

    # Over HTTP.

    def answer(self, method: str, path: str, body: Any) -> Any:
        """Do what is asked for on a path of the control, and return the answer.

        Args:
            method: The method of HTTP.
            path: The path behind `CONTROL`.
            body: What the body says, read as JSON.

        Raises:
            FlowError: Nothing is there, or the body is wrong.
        """
        match method, path.strip("/").split("/"):
            case "GET", ["state"]:
                return self.state()
            case "POST", ["reset"]:
                self.reset()
            case "GET", ["faults"]:
                return {"faults": self.faults.listed()}
            case "DELETE", ["faults"]:
                self.faults.clear()
            case "POST", ["faults"]:
                # All are read before the first strikes.
                for fault in [read_fault(each) for each in _list(body)]:
                    self.faults.inject(fault)
            case "POST", ["accounts"]:
                account, number = self.add_account()
                return {"id": account.id, "phone_number_id": number.id}
            case "POST", ["accounts", account_id]:
                self.arrange_account(account_id, _object(body))
            case "POST", ["phone_numbers", number_id]:
                self.arrange_number(number_id, _object(body))
            case "POST", ["flows", flow_id, "status"]:
                self.move(flow_id, _object(body).get("status", ""))
            case "POST", ["flows", flow_id, "observations"]:
                amounts = dict(_object(body))
                self.observe(flow_id, _moment(amounts.pop("moment", None)), amounts)
            case _:
                raise FlowError(f"the control has no {method:.10} {path:.80}")
        return {"success": True}


def _account_state(rows: Rows, account: Account) -> dict[str, Any]:
    numbers = [
        {**attrs.asdict(each), "key_status": each.key_status.value}
        for each in rows.phone_numbers(account.id)
    ]
    flows = [_flow_state(flow) for flow in rows.flows(account.id, -1)]
    return {**attrs.asdict(account), "phone_numbers": numbers, "flows": flows}


def _flow_state(flow: Flow) -> dict[str, Any]:
    hidden = ("asset_token", "preview_token", "preview_expires", "position", "account_id")
    state = {key: value for key, value in attrs.asdict(flow).items() if key not in hidden}
    return {
        **state,
        "status": flow.status.value,
        "categories": list(flow.categories),
        "updated_at": written_time(flow.updated_at),
    }


def _flow(rows: Rows, flow_id: str) -> Flow:
    flow = rows.flow(flow_id)
    if flow is None:
        raise FlowError(f"there is no flow {flow_id:.40}")
    return flow


def _check_flags(changes: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name, value in changes.items():
        if name not in known:
            raise FlowError(f"there is no {name!r:.40} to change{did_you_mean(name, known)}")
        if not isinstance(value, bool):
            raise FlowError(f"`{name}` is true or false, not {value!r:.40}")


def _list(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise FlowError(f"the body is an object, not {body!r:.40}")
    return body


def _moment(text: Any) -> datetime.datetime:
    try:
        return read_time(text)
    except (TypeError, ValueError):
        message = f"`moment` is written like 2024-01-28T08:00:00+0000, not {text!r:.40}"
        raise FlowError(message) from None
