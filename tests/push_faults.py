"""What the tests of broken pushes share: a project whose push does every step, and its end."""

import ast
import contextlib
import itertools
import json
import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

import click
import httpx2
import pytest
from account_project import Project
from click.testing import Result
from sandbox_calls import ENDPOINT, GOOD, key_pem

import flowdsl.cli
from flowdsl.cli import main
from flowdsl.opening import open_flow
from flowdsl.platform.graph import GraphClient, GraphSettings
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import Lock, LockedFlow, content_hash, read_lock, write_lock
from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.faults import Operation

__all__ = ["ADDRESS", "NAMES", "PUSH", "Account", "Pushing", "api_commands", "moments", "send"]

NAMES: Final = ("booking", "delivery", "orders")
"""The flows of the project."""

PUSH: Final = ("push", "dev", "--publish", "--yes")
"""What brings them to the account."""

ADDRESS: Final = "https://example.com/flows"
"""Where their endpoint is; in the account `orders` has another."""

_OLD_ADDRESS: Final = "https://example.com/old"
_STRANGER: Final = "of somebody else"
_KEY: Final = key_pem()
_NEVER: Final = 10**6


class Account:
    """The account behind a project, with what was in it before the push.

    `orders` was pushed and published, and was edited in the project since; `booking`, which has no
    endpoint, and `delivery`, which has one, were never pushed. Another flow is not of the project.

    Args:
        sandbox: The sandbox, which is emptied.
        client: A client of it.
        old: The Flow JSON of `orders` as it was pushed.
    """

    def __init__(self, sandbox: Sandbox, client: GraphClient, old: str) -> None:
        self.sandbox = sandbox
        sandbox.reset()
        waba, app = sandbox.waba_id, sandbox.application_id
        client.set_public_key(sandbox.phone_number_id, _KEY)
        client.create(waba, name=_STRANGER, categories=["OTHER"], flow_json=GOOD, publish=True)
        self.orders = client.create(
            waba, name="orders", categories=["OTHER"], flow_json=old, endpoint_uri=_OLD_ADDRESS
        ).id
        client.update(self.orders, application_id=app)
        client.publish(self.orders)
        self.locked = LockedFlow(
            id=self.orders,
            name="orders",
            sha256=content_hash(json.loads(old)),
            json_version="7.3",
            state="PUBLISHED",
        )
        self.stranger = self.flows()[_STRANGER]

    def flows(self) -> dict[str, dict[str, Any]]:
        """Return the flows by their names."""
        account = self.sandbox.state()["accounts"][0]
        return {flow["name"]: flow for flow in account["flows"]}

    def published(self, flow_id: str) -> Any:
        """Return the Flow JSON that users get."""
        data = self.sandbox.control.published_json(flow_id)
        return None if data is None else json.loads(data)


class Pushing(Project):
    """A project of three flows, whose push creates, uploads, updates and publishes.

    It is a context manager, which closes its connections at the end.

    Args:
        folder: The folder, which is emptied.
        sandbox: The sandbox, which is running.
        monkeypatch: Enters the folder, and sets the token.
    """

    account: Account

    def __init__(self, folder: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder, sandbox, monkeypatch)
        # Nothing here is encrypted, and to read the certificates takes half of the time.
        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None)
        self.client = GraphClient(sandbox.token, GraphSettings(base_url=sandbox.url))
        self.environment(endpoint_uri=ADDRESS, application_id=sandbox.application_id)
        self.write("flows/delivery.json", ENDPOINT)
        self.write("flows/orders.json", ENDPOINT.replace('"T"', '"Your orders"'))
        files = {"booking": "booking.py", "delivery": "delivery.json", "orders": "orders.json"}
        self.wanted: Mapping[str, Any] = {
            name: open_flow(f"flows/{files[name]}").document for name in NAMES
        }
        self.begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def begin(self) -> None:
        """Put the account and the lock file back to what they were before any push."""
        self.account = Account(self.sandbox, self.client, ENDPOINT)
        self.lock.unlink(missing_ok=True)
        write_lock(self.lock, Lock().with_flow("dev", "orders", self.account.locked))

    def calls(self, *arguments: str) -> Counter[Operation]:
        """Return how often a command that succeeds makes each call."""
        for operation in Operation:
            self.sandbox.inject("500", operation=operation, nth=_NEVER)
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        watched = self.sandbox.state()["faults"]
        self.sandbox.clear_faults()
        return Counter({Operation(each["operation"]): each["seen"] for each in watched})

    def assert_explained(self, result: Result) -> None:
        """Hold that a push ended well, or says which flow stopped it, and at which step."""
        assert result.exit_code in (0, 1), result.output
        assert "Traceback" not in result.output
        if result.exit_code == 1:
            named = "|".join(NAMES)
            steps = "create|upload|update|publish|record"
            said = (
                rf"^error: (({named}): ({steps}): \S|cannot list the flows: )|^  flow: ({named})$"
            )
            assert re.search(said, result.stderr, re.MULTILINE), result.output

    def assert_converges(self, *options: str) -> None:
        """Hold that pushing again, twice at most, brings everything to where it is wanted.

        Args:
            options: More options for the pushes.
        """
        self.sandbox.clear_faults()
        assert isinstance(read_lock(self.lock), Lock)
        for _ in range(2):
            result = self.run(*PUSH, *options)
            self.assert_explained(result)
            if result.exit_code == 0:
                break
        self.assert_pushed()

    def assert_pushed(self) -> None:
        """Hold that the account and the lock file are what the project wants, and nothing else."""
        plan = self.run("plan", "dev", "--publish")
        assert plan.exit_code == 0, plan.output
        flows = self.account.flows()
        assert sorted(flows) == sorted([*NAMES, _STRANGER])
        assert flows[_STRANGER] == self.account.stranger
        assert self.account.published(flows[_STRANGER]["id"]) == json.loads(GOOD)
        assert flows["orders"]["id"] == self.account.orders
        lock = read_lock(self.lock)
        assert set(lock.flows) == {("dev", name) for name in NAMES}
        for name in NAMES:
            flow, locked = flows[name], lock.flows["dev", name]
            assert flow["status"] == "PUBLISHED"
            assert self.account.published(flow["id"]) == self.wanted[name]
            assert (locked.id, locked.name, locked.state) == (flow["id"], name, "PUBLISHED")
            assert locked.sha256 == content_hash(self.wanted[name])
            has_endpoint = name != "booking"
            assert flow["endpoint_uri"] == (ADDRESS if has_endpoint else None)
            assert bool(flow["application_id"]) is has_endpoint


@contextlib.contextmanager
def moments(act: Callable[[int], None]) -> Iterator[None]:
    """Do something before and after each request and each write of the lock file.

    After a request the account has done what was asked, and the client does not know yet.

    Args:
        act: Is called with the number of the moment, from 1; what it raises is raised there.
    """
    numbers = itertools.count(1)  # Threads may share it.

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*args: Any, **kwargs: Any) -> Any:
            act(next(numbers))
            result = function(*args, **kwargs)
            act(next(numbers))
            return result

        return instead

    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((httpx2.Client, "send"), (Ledger, "record")):
            patch.setattr(place, name, around(getattr(place, name)))
        yield


def _imports(module: str) -> set[str]:
    """Return what a module of the command line imports, each with the module that it is in."""
    # The module of `import` has a line behind its name.
    [file] = (
        file
        for file in Path(flowdsl.cli.__path__[0]).glob("*.py")
        if file.stem.rstrip("_") == module.rstrip("_")
    )
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {
        f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _is_connected(module: str) -> bool:
    """Return whether a module uses `connected`, or another of the command line that does."""
    here = _imports(module)
    beside = {name.split(".")[2] for name in here if name.startswith("flowdsl.cli.")}
    return "flowdsl.cli.account.connected" in here or any(map(_is_connected, beside - {"account"}))


def api_commands() -> set[str]:
    """Return the commands that speak with the API, which are those that use `connected`."""
    return {name for name in main.list_commands(click.Context(main)) if _is_connected(name)}


def send(handler: Any, status: int, said: str) -> None:
    """Answer a request that a server of `graph_replays.serving` gets."""
    data = said.encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
