"""Keeps the lock file while flows are pushed: each change is written at once, and whole."""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from flowdsl.platform.lock import Lock, LockedFlow, read_lock, write_lock

__all__ = ["Ledger"]


class Ledger:
    """The lock file of a project, as far as one environment goes.

    Threads may share it. What somebody else writes to the file meanwhile is kept.

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
            BadLock: The lock cannot hold it.
            OSError: It cannot be written; what was there before still is.
        """
        with self._mutex:
            self._write(self._current().with_flow(self.environment, flow, locked))

    def forget(self, flow: str) -> None:
        """Take a flow out.

        Args:
            flow: What it is called in the project.

        Raises:
            OSError: It cannot be written; what was there before still is.
        """
        with self._mutex:
            self._write(self._current().without(self.environment, flow))

    def rebuild(self, recorded: Mapping[str, LockedFlow], forgotten: Iterable[str] = ()) -> None:
        """Write what is known of several flows at once, all of it or nothing.

        Args:
            recorded: What is known, by what the flows are called in the project.
            forgotten: The flows that are taken out.

        Raises:
            BadLock: The lock cannot hold it.
            OSError: It cannot be written; what was there before still is.
        """
        with self._mutex:
            lock = self._current()
            flows = dict(lock.flows)
            for flow in forgotten:
                flows.pop((self.environment, flow), None)
            flows |= {(self.environment, flow): locked for flow, locked in recorded.items()}
            if flows != lock.flows:
                self._write(attrs.evolve(lock, flows=flows))

    def name_of(self, flow_id: str) -> str | None:
        """Return what a flow is called in the project, None where the lock does not know it.

        Args:
            flow_id: Its id.
        """
        for (environment, name), locked in self.lock.flows.items():
            if environment == self.environment and locked.id == flow_id:
                return name
        return None

    def _current(self) -> Lock:
        return self.lock if _bytes(self.path) == self._seen else read_lock(self.path)

    def _write(self, lock: Lock) -> None:
        write_lock(self.path, lock)
        self.lock, self._seen = lock, _bytes(self.path)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
