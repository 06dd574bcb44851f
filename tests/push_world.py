"""A project whose flows change, and the account that they are pushed to, seen from both sides."""

import contextlib
import json
import re
import threading
import unittest.mock
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
from account_project import Project
from click.testing import Result
from sandbox_calls import key_pem

from flowdsl import Flow
from flowdsl.platform import ledger
from flowdsl.platform.graph import GraphClient, GraphError, GraphSettings
from flowdsl.platform.lock import Lock, LockedFlow, content_hash, read_lock, write_lock
from flowdsl.testing.graph_server import Sandbox

__all__ = [
    "ADDRESS",
    "CATEGORIES",
    "NAMES",
    "TITLES",
    "VERSIONS",
    "Cut",
    "Member",
    "Server",
    "There",
    "World",
    "picked",
]

NAMES = ("alpha", "beta", "gamma", "delta four", "é")
"""What flows are called, in the project and in the account."""

TITLES = ("One", "Two", "Three")
"""What their screen is called, which is all that they differ in."""

VERSIONS = ("7.3", "7.2")
"""The versions of their Flow JSON."""

CATEGORIES: tuple[tuple[str, ...], ...] = ((), ("OTHER",), ("SURVEY", "SIGN_UP"))
"""What they are for."""

ADDRESS = "https://example.com/flows"
"""Where the endpoint of the environment is."""

COLLEAGUE = LockedFlow(id="7", name="theirs", state="DRAFT", extra={"owner": "somebody"})
"""What the lock knows of another environment, which nothing here is about."""


class Cut(BaseException):
    """The power goes out."""


@attrs.frozen
class Member:
    """A flow of the project.

    Args:
        name: What it is called.
        title: What its screen is called.
        categories: What it is for; a flow in JSON does not say it.
        has_endpoint: Whether an endpoint answers it.
        is_json: Whether it is written in JSON instead of Python.
        version: The version of its Flow JSON.
    """

    name: str
    title: str = TITLES[0]
    categories: tuple[str, ...] = ()
    has_endpoint: bool = False
    is_json: bool = False
    version: str = VERSIONS[0]

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return (
            f"flows/{self.name}.json" if self.is_json else f"flows/of_{NAMES.index(self.name)}.py"
        )

    @property
    def document(self) -> dict[str, Any]:
        """Its Flow JSON."""
        names: dict[str, Any] = {}
        exec(self._module, names)
        flow = names["a_flow"]
        assert isinstance(flow, Flow)
        return flow.to_dict()

    @property
    def text(self) -> str:
        """What stands in its file."""
        return json.dumps(self.document) if self.is_json else self._module

    @property
    def _module(self) -> str:
        api = 'data_api_version="3.0", ' if self.has_endpoint else ""
        return (
            "from flowdsl import Complete, Flow, Footer, Screen\n"
            'end = Footer(label="Send", on_click_action=Complete({}))\n'
            f"a_flow = Flow(name={self.name!r}, version={self.version!r}, {api}"
            f"categories={list(self.categories)!r}, "
            f'screens=[Screen(id="A", title={self.title!r}, terminal=True, children=[end])])\n'
        )


@attrs.frozen
class There:
    """A flow as the account has it.

    Args:
        id: Its id.
        name: What it is called.
        status: The state that it is in.
        sha256: The hash of its Flow JSON; None where that is no object.
        categories: What it is for.
        endpoint_uri: The address of its endpoint.
        application_id: The app of its endpoint.
    """

    id: str
    name: str
    status: str
    sha256: str | None
    categories: tuple[str, ...]
    endpoint_uri: str | None
    application_id: str | None


class Server:
    """The account, seen from behind; `calls` are the lines that it says of each call."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.sandbox = Sandbox(note=self.calls.append)

    def reset(self) -> None:
        """Begin anew, with a key, so that flows with an endpoint can be published."""
        self.sandbox.reset()
        with self.client() as client:
            client.set_public_key(self.sandbox.phone_number_id, key_pem())
        self.calls.clear()

    def client(self) -> GraphClient:
        """Return the client of somebody else."""
        settings = GraphSettings(base_url=self.sandbox.url, attempts=1)
        return GraphClient(self.sandbox.token, settings)

    def flows(self) -> dict[str, There]:
        """Return the flows that there are, by their ids."""
        with self.sandbox.control.graph.store.transaction() as rows:
            found = rows.flows(self._waba(rows), -1)
            return {each.id: _there(each, rows.content(each.id)) for each in found}

    def _waba(self, rows: Any) -> str:
        return str(rows.accounts()[0].id)

    def made(self) -> int:
        """Return how many flows were made since `calls` was emptied."""
        return sum(_done("POST", r"/\d+/flows", each) for each in self.calls)

    def deleted(self) -> int:
        """Return how many flows were deleted since `calls` was emptied."""
        return sum(_done("DELETE", r"/\d+", each) for each in self.calls)

    def changes(self) -> list[str]:
        """Return the calls that change something, done or not, since `calls` was emptied."""
        return [each for each in self.calls if not each.startswith("GET ")]


def _done(method: str, path: str, line: str) -> bool:
    return re.match(rf"{method} /v[0-9.]+{path} 200 ", line) is not None


def _there(flow: Any, data: bytes | None) -> There:
    try:
        document = json.loads(data or b"")
    except ValueError:
        document = None
    return There(
        id=flow.id,
        name=flow.name,
        status=str(flow.status),
        sha256=content_hash(document) if isinstance(document, dict) else None,
        categories=tuple(sorted(flow.categories)),
        endpoint_uri=flow.endpoint_uri,
        application_id=flow.application_id,
    )


class World:
    """A project, its lock, and its account.

    Args:
        project: The folder with the project, whose own flow is taken out.
        server: The account.
    """

    def __init__(self, project: Project, server: Server) -> None:
        self.project = project
        self.server = server
        self.members: list[Member] = []
        (project.folder / "flows" / "booking.py").unlink()
        project.environment(endpoint_uri=ADDRESS, application_id=server.sandbox.application_id)
        write_lock(project.lock, Lock().with_flow("other", "theirs", COLLEAGUE))

    # The project.

    def put(self, member: Member) -> None:
        """Write a flow of the project."""
        self.members.append(member)
        self.project.write(member.file, member.text)

    def take(self, member: Member) -> None:
        """Take a flow out of the project."""
        self.members.remove(member)
        (self.project.folder / member.file).unlink()

    def change(self, member: Member, **changes: Any) -> None:
        """Write a flow of the project anew."""
        place = self.members.index(member)
        self.take(member)
        self.put(attrs.evolve(member, **changes))
        self.members.insert(place, self.members.pop())

    @property
    def lock(self) -> Lock:
        """What the lock file says."""
        return read_lock(self.project.lock)

    @property
    def lock_bytes(self) -> bytes | None:
        """The lock file, None where there is none."""
        return self.project.lock.read_bytes() if self.project.lock.exists() else None

    def locked(self, name: str) -> LockedFlow | None:
        """Return what the lock says of a flow."""
        return self.lock.get("dev", name)

    # The account.

    def there(self, name: str) -> There | None:
        """Return what the account has for a flow: what the lock says, or what has its name."""
        flows, locked = self.server.flows(), self.locked(name)
        if locked is not None and locked.id in flows:
            return flows[locked.id]
        return next((each for each in flows.values() if each.name == name), None)

    def somebody(self, do: Callable[[GraphClient], object]) -> bool:
        """Let somebody else do something in the account, and return whether Meta lets them."""
        with self.server.client() as client:
            try:
                do(client)
            except GraphError:
                return False
        return True

    # Commands.

    def run(self, *arguments: str) -> Result:
        """Run a command, which ends with one of the three exit codes, and says why."""
        result = self.project.run(*arguments)
        assert result.exit_code in (0, 1, 2), result.output
        assert "Traceback" not in result.output
        if result.exit_code == 2 or (result.exit_code == 1 and arguments[0] != "plan"):
            assert re.search(r"^(error|Error): \S", result.stderr, re.M) or (
                arguments[0] == "plan" and "obstacle" in result.stdout
            ), result.output
        assert self.server.sandbox.token not in result.output
        return result

    def plan(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Return the exit code of a plan and its JSON, which agree; it changes nothing."""
        flows, lock = self.server.flows(), self.lock_bytes
        code = self.run("plan", "dev", *arguments).exit_code
        result = self.run("plan", "dev", *arguments, "--json")
        assert (flows, lock) == (self.server.flows(), self.lock_bytes), "a plan changes nothing"
        document: dict[str, Any] = json.loads(result.stdout)
        assert result.exit_code == code
        is_blocked = any(each["obstacles"] for each in document["flows"])
        has_steps = any(each["steps"] for each in document["flows"])
        assert code == (2 if is_blocked else int(has_steps))
        assert document["is_empty"] == (code == 0)
        return code, document

    @contextlib.contextmanager
    def meanwhile(self, moment: int, happens: Callable[[], None]) -> Iterator[None]:
        """Let something happen before a call or a write of the lock, counted from 1.

        What raises `Cut` ends everything: no call and no write after it is made.
        """
        exchange, write = GraphClient._exchange, ledger.write_lock
        mutex, count, is_cut = threading.RLock(), 0, False

        def next_is_due() -> None:
            nonlocal count, is_cut
            with mutex:
                if is_cut:
                    raise Cut
                count += 1
                if count != moment:
                    return
                try:
                    happens()
                except Cut:
                    is_cut = True
                    raise

        def exchanged(client: GraphClient, call: Any) -> Any:
            next_is_due()
            answer = exchange(client, call)
            next_is_due()
            return answer

        def written(*arguments: Any) -> str:
            next_is_due()
            text = write(*arguments)
            next_is_due()
            return text

        with (
            unittest.mock.patch.object(GraphClient, "_exchange", exchanged),
            unittest.mock.patch.object(ledger, "write_lock", written),
        ):
            yield


def picked(items: Sequence[Any], place: int) -> Any:
    """Return one of some things, None where there are none."""
    return items[place % len(items)] if items else None
