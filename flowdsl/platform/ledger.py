"""Keeps the lock file while flows are pushed: each change is written at once, and whole."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from flowdsl.platform.lock import BadLock, LockedFlow, read_lock, write_lock

if sys.platform != "win32":
    import fcntl

__all__ = ["Ledger"]


@attrs.define(eq=False)
class _Change:
    """What becomes of flows in the lock: what is known of each then, None where nothing is."""

    flows: Mapping[str, LockedFlow | None]
    is_written: bool = False


class Ledger:
    """The lock file of a project, as far as one environment goes.

    Threads may share it, and what several of them want to write is written in one go. What somebody
    else writes to the file meanwhile is kept.

    Args:
        path: The file; where there is none, nothing is known.
        environment: The name of the environment.

    Raises:
        BadLock: It is no lock, or has conflicts.
    """

    def __init__(self, path: Path, environment: str) -> None:
        self.path = path
        self.environment = environment
        self._mutex = threading.Lock()
        self._waiting: list[_Change] = []
        self._seen = _bytes(path)
        self.lock = read_lock(path)

    def get(self, flow: str) -> LockedFlow | None:
        """Return what is known of a flow of the project, None where it was never pushed."""
        return self.lock.get(self.environment, flow)

    def record(self, flow: str, locked: LockedFlow) -> None:
        """Write what is known of a flow.

        Args:
            flow: What it is called in the project.
            locked: What is known.

        Raises:
            BadLock: The lock cannot hold it, or cannot be written; what was there before still is.
        """
        self._change(_Change({flow: locked}))

    def forget(self, flow: str) -> None:
        """Take a flow out.

        Args:
            flow: What it is called in the project.

        Raises:
            BadLock: The lock cannot be written; what was there before still is.
        """
        self._change(_Change({flow: None}))

    def rebuild(self, recorded: Mapping[str, LockedFlow], forgotten: Iterable[str] = ()) -> None:
        """Write what is known of several flows at once, all of it or nothing.

        Args:
            recorded: What is known, by what the flows are called in the project.
            forgotten: The flows that are taken out.

        Raises:
            BadLock: The lock cannot hold it, or cannot be written; what was there before still is.
        """
        self._change(_Change({**dict.fromkeys(forgotten), **recorded}))

    def name_of(self, flow_id: str) -> str | None:
        """Return what a flow is called in the project, None where the lock does not know it.

        Args:
            flow_id: Its id.
        """
        for (environment, name), locked in self.lock.flows.items():
            if environment == self.environment and locked.id == flow_id:
                return name
        return None

    def _change(self, change: _Change) -> None:
        self._waiting.append(change)
        with self._mutex, _alone(self.path):
            # Whoever had the file until now may have written this, too.
            if change.is_written:
                return
            changes, self._waiting = self._waiting, []
            try:
                self._write([change, *(each for each in changes if each is not change)])
            except BadLock:
                # What is wrong with the changes of others is for them to tell.
                self._write([change])

    def _write(self, changes: list[_Change]) -> None:
        lock = self.lock if _bytes(self.path) == self._seen else read_lock(self.path)
        flows = dict(lock.flows)
        for flow, locked in (item for each in changes for item in each.flows.items()):
            if locked is None:
                flows.pop((self.environment, flow), None)
            else:
                flows[self.environment, flow] = locked
        if flows != lock.flows:
            lock = attrs.evolve(lock, flows=flows)
            try:
                self._seen = write_lock(self.path, lock).encode()
            except OSError as error:  # That of a full disk names no file.
                reason = error.strerror or error
                raise BadLock(f"{self.path}: {reason}, so it cannot be written") from None
        self.lock = lock
        for each in changes:
            each.is_written = True


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let nobody else read a lock and write it meanwhile, where the system can.

    The folder is what is locked, because the file is another one after each write. The system
    unlocks it when the process ends, however that is.
    """
    handle = None
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # Some disks of a network cannot: then it goes without.
            handle = os.open(path.parent, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)
