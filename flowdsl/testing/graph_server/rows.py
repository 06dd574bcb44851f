"""Reads and writes the rows of the database, for one transaction."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.platform.local import FIRST_ID
from flowdsl.testing.graph_server.errors import NAME_NOT_UNIQUE, GraphError
from flowdsl.testing.graph_server.lifecycle import Status
from flowdsl.testing.graph_server.records import (
    Account,
    Content,
    Flow,
    KeyStatus,
    Kind,
    PhoneNumber,
    read_time,
    written_time,
)

__all__ = ["Rows"]


class Rows:
    """The rows as they are during one transaction.

    Args:
        connection: The database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return found

    def new_id(self) -> str:
        """Return an id that nothing has had."""
        self._connection.execute("UPDATE numbers SET last = last + 1")
        [last] = self._connection.execute("SELECT last FROM numbers").fetchone()
        return str(FIRST_ID + last)

    def delete_flows(self) -> None:
        """Delete all flows with all that belongs to them; ids go on where they were."""
        self._connection.execute("DELETE FROM flows")

    # Accounts and phone numbers.

    def accounts(self) -> list[Account]:
        """Return all accounts, oldest first."""
        found = self._connection.execute(f"{_ACCOUNTS} ORDER BY rowid").fetchall()
        return [_account(row) for row in found]

    def account(self, account_id: str) -> Account | None:
        """Return an account by its id."""
        row = self._one(f"{_ACCOUNTS} WHERE id = ?", account_id)
        return None if row is None else _account(row)

    def put_account(self, account: Account) -> None:
        """Write an account, new or not."""
        names = [each.name for each in attrs.fields(Account)]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        statement = (
            f"INSERT INTO accounts ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608
            f"ON CONFLICT (id) DO UPDATE SET {changes}"
        )
        self._connection.execute(statement, attrs.astuple(account))

    def phone_numbers(self, account_id: str) -> list[PhoneNumber]:
        """Return the phone numbers of an account, oldest first."""
        statement = f"{_NUMBERS} WHERE account_id = ? ORDER BY rowid"
        return [_number(row) for row in self._connection.execute(statement, (account_id,))]

    def phone_number(self, number_id: str) -> PhoneNumber | None:
        """Return a phone number by its id."""
        row = self._one(f"{_NUMBERS} WHERE id = ?", number_id)
        return None if row is None else _number(row)

    def put_phone_number(self, number: PhoneNumber) -> None:
        """Write a phone number, new or not."""
        self._connection.execute(
            "INSERT INTO phone_numbers VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "is_verified = excluded.is_verified, public_key = excluded.public_key, "
            "key_status = excluded.key_status",
            attrs.astuple(number),
        )

    # Flows.

    def flow(self, flow_id: str) -> Flow | None:
        """Return a flow by its id."""
        row = self._one(f"{_FLOWS} WHERE id = ?", flow_id)
        return None if row is None else _flow(row)

    def flow_named(self, account_id: str, name: str) -> Flow | None:
        """Return the flow of an account that has a name."""
        row = self._one(f"{_FLOWS} WHERE account_id = ? AND name = ?", account_id, name)
        return None if row is None else _flow(row)

    def flows(
        self,
        account_id: str,
        limit: int,
        *,
        after: int | None = None,
        before: int | None = None,
    ) -> list[Flow]:
        """Return some flows of an account, oldest first.

        Args:
            account_id: The account.
            limit: How many at most; negative for all.
            after: The place that they come after.
            before: The place that they come before; then those nearest to it.
        """
        way = "ASC" if before is None else "DESC"
        statement = (
            f"{_FLOWS} WHERE account_id = ? AND position > ? AND (? IS NULL OR position < ?) "
            f"ORDER BY position {way} LIMIT ?"
        )
        values = (account_id, -1 if after is None else after, before, before, limit)
        found = [_flow(row) for row in self._connection.execute(statement, values)]
        return found if before is None else found[::-1]

    def count_flows(self, account_id: str) -> int:
        """Return how many flows an account has."""
        statement = "SELECT count(*) FROM flows WHERE account_id = ?"
        [count] = self._connection.execute(statement, (account_id,)).fetchone()
        return int(count)

    def put_flow(self, flow: Flow) -> None:
        """Write a flow, new or not.

        Raises:
            GraphError: Another flow of the account has its name.
        """
        content = None if flow.content is None else json.dumps(attrs.asdict(flow.content))
        expires = None if flow.preview_expires is None else written_time(flow.preview_expires)
        values = (
            flow.id,
            flow.account_id,
            flow.name,
            flow.status.value,
            json.dumps(flow.categories),
            written_time(flow.updated_at),
            flow.endpoint_uri,
            flow.application_id,
            content,
            flow.asset_token,
            flow.preview_token,
            expires,
        )
        names = _FLOW_COLUMNS.split(", ")
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
        statement = (
            f"INSERT INTO flows ({_FLOW_COLUMNS}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608
            f"ON CONFLICT (id) DO UPDATE SET {changes}"
        )
        try:
            self._connection.execute(statement, values)
        except sqlite3.IntegrityError:
            raise GraphError(NAME_NOT_UNIQUE) from None

    def delete_flow(self, flow_id: str) -> None:
        """Delete a flow with all that belongs to it."""
        self._connection.execute("DELETE FROM flows WHERE id = ?", (flow_id,))

    # Flow JSON.

    def content(self, flow_id: str, kind: Kind = Kind.DRAFT) -> bytes | None:
        """Return the text of a Flow JSON."""
        statement = "SELECT data FROM contents WHERE flow_id = ? AND kind = ?"
        row = self._one(statement, flow_id, kind.value)
        return None if row is None else bytes(row[0])

    def put_content(self, flow_id: str, data: bytes, kind: Kind = Kind.DRAFT) -> None:
        """Write the text of a Flow JSON."""
        statement = "INSERT OR REPLACE INTO contents VALUES (?, ?, ?)"
        self._connection.execute(statement, (flow_id, kind.value, data))

    # What endpoints did.

    def observe(self, flow_id: str, hour: int, amounts: Mapping[str, int]) -> None:
        """Add to what is known of the requests to an endpoint.

        Args:
            flow_id: The flow.
            hour: The hour, counted from 1970.
            amounts: How often what was seen.
        """
        statement = (
            "INSERT INTO observations VALUES (?, ?, ?, ?) "
            "ON CONFLICT (flow_id, hour, key) DO UPDATE SET amount = amount + excluded.amount"
        )
        rows = [(flow_id, hour, key, amount) for key, amount in amounts.items()]
        self._connection.executemany(statement, rows)

    def observations(self, flow_id: str, since: int, until: int) -> list[tuple[int, str, int]]:
        """Return what is known of the requests to an endpoint: hours, keys and amounts.

        Args:
            flow_id: The flow.
            since: The first hour, counted from 1970.
            until: The hour after the last.
        """
        statement = (
            "SELECT hour, key, amount FROM observations "
            "WHERE flow_id = ? AND hour >= ? AND hour < ? ORDER BY hour, key"
        )
        return list(self._connection.execute(statement, (flow_id, since, until)))


_ACCOUNT_COLUMNS: Final = ", ".join(each.name for each in attrs.fields(Account))
_ACCOUNTS: Final = f"SELECT {_ACCOUNT_COLUMNS} FROM accounts"  # noqa: S608
_NUMBERS: Final = (
    "SELECT id, account_id, displayed, is_verified, public_key, key_status FROM phone_numbers"
)
_FLOW_COLUMNS: Final = (
    "id, account_id, name, status, categories, updated_at, endpoint_uri, application_id, content, "
    "asset_token, preview_token, preview_expires"
)
_FLOWS: Final = f"SELECT {_FLOW_COLUMNS}, position FROM flows"  # noqa: S608


def _account(row: Sequence[Any]) -> Account:
    values = dict(zip(_ACCOUNT_COLUMNS.split(", "), row, strict=True))
    for name in ("is_verified", "is_banned", "is_subscribed", "endpoint_answers"):
        values[name] = bool(values[name])
    return Account(**values)


def _number(row: Sequence[Any]) -> PhoneNumber:
    number_id, account_id, displayed, is_verified, public_key, key_status = row
    return PhoneNumber(
        id=number_id,
        account_id=account_id,
        displayed=displayed,
        is_verified=bool(is_verified),
        public_key=public_key,
        key_status=KeyStatus(key_status),
    )


def _flow(row: Sequence[Any]) -> Flow:
    values = dict(zip((*_FLOW_COLUMNS.split(", "), "position"), row, strict=True))
    values["status"] = Status(values["status"])
    values["categories"] = tuple(json.loads(values["categories"]))
    values["updated_at"] = read_time(values["updated_at"])
    if values["preview_expires"] is not None:
        values["preview_expires"] = read_time(values["preview_expires"])
    if values["content"] is not None:
        content = json.loads(values["content"])
        errors = tuple(content.pop("validation_errors"))
        values["content"] = Content(**content, validation_errors=errors)
    return Flow(**values)
