"""The database: one file, or one in memory, that is changed by whole transactions."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from typing import Final

from flowdsl.problems import FlowError
from flowdsl.testing.graph_server.rows import Rows

__all__ = ["MEMORY", "Store"]

MEMORY: Final = ":memory:"
"""Stands for a database that lives as long as the server."""

_FORMAT: Final = 1
"""Goes up when the tables change."""

_MARK: Final = 0x464C5753
"""Says in the file that it is one of ours."""

_LONGEST_WAIT: Final = 5.0
"""How many seconds another process may keep the file to itself."""

_TABLES: Final = """
CREATE TABLE numbers (last INTEGER NOT NULL);
INSERT INTO numbers VALUES (0);
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, business_id TEXT NOT NULL, application_id TEXT NOT NULL,
    name TEXT NOT NULL, timezone_id TEXT NOT NULL, namespace TEXT NOT NULL,
    is_verified INTEGER NOT NULL, is_banned INTEGER NOT NULL, is_subscribed INTEGER NOT NULL,
    endpoint_answers INTEGER NOT NULL
);
CREATE TABLE phone_numbers (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, displayed TEXT NOT NULL,
    is_verified INTEGER NOT NULL, public_key TEXT NOT NULL, key_status TEXT NOT NULL
);
CREATE TABLE flows (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts, name TEXT NOT NULL, status TEXT NOT NULL,
    categories TEXT NOT NULL, updated_at TEXT NOT NULL, endpoint_uri TEXT, application_id TEXT,
    content TEXT, asset_token TEXT NOT NULL, preview_token TEXT NOT NULL, preview_expires TEXT,
    UNIQUE (account_id, name)
);
CREATE TABLE contents (
    flow_id TEXT NOT NULL REFERENCES flows (id) ON DELETE CASCADE, kind TEXT NOT NULL,
    data BLOB NOT NULL, PRIMARY KEY (flow_id, kind)
);
CREATE TABLE observations (
    flow_id TEXT NOT NULL REFERENCES flows (id) ON DELETE CASCADE, hour INTEGER NOT NULL,
    key TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (flow_id, hour, key)
);
"""


class Store:
    """Keeps everything; each transaction has it to itself.

    Args:
        file: Where the database is; `MEMORY` for none.

    Raises:
        FlowError: The file is something else, or cannot be opened.
    """

    def __init__(self, file: str = MEMORY) -> None:
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                file, timeout=_LONGEST_WAIT, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise FlowError(f"{file}: {error}") from None
        try:
            self._prepare(file)
        except sqlite3.Error as error:
            self._connection.close()
            raise FlowError(f"{file}: {error}") from None
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, file: str) -> None:
        """Make the tables in a new file, and refuse that of another program."""
        self._connection.execute("PRAGMA foreign_keys = ON")
        with self._whole():
            [mark] = self._connection.execute("PRAGMA application_id").fetchone()
            [version] = self._connection.execute("PRAGMA user_version").fetchone()
            [tables] = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables and not version:
                for statement in _TABLES.split(";"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {_MARK}")
                self._connection.execute(f"PRAGMA user_version = {_FORMAT}")
            elif (mark, version) != (_MARK, _FORMAT):
                raise FlowError(f"{file} is a database of something else, or of another release")

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Keep what is written since the transaction began, or nothing where an error is raised."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # The first error is the one to tell.
                self._connection.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Rows]:
        """Give the rows to one operation: all of what it writes is kept, or nothing."""
        with self._lock, self._whole():
            yield Rows(self._connection)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()
