"""Each fault that is injected into the sandbox goes wrong in its own way, and at its own calls."""

import http.client
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_calls import GOOD, Answer, Client
from starlette.types import Message

from flowdsl.problems import FlowError
from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.asgi import application
from flowdsl.testing.graph_server.call import Graph
from flowdsl.testing.graph_server.faults import Fault, FaultKind, Faults, Operation
from flowdsl.testing.graph_server.store import Store


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture
def client(running: Sandbox) -> Client:
    running.reset()
    return Client(running)


def names(client: Client) -> list[str]:
    return [flow["name"] for flow in client.sandbox.state()["accounts"][0]["flows"]]


@pytest.mark.parametrize(("fault", "code"), [("429", 80007), ("500", 1), ("503", 2)])
def test_errors(fault: str, code: int, client: Client) -> None:
    """An error of the server is answered once, and nothing is done."""
    client.sandbox.inject(fault, operation="create", retry_after=3)
    answer = client.create()
    assert (answer.status, answer.code) == (int(fault), code)
    assert answer.headers.get("retry-after") == ("3" if fault == "429" else None)
    assert names(client) == []
    assert client.create().status == 200


def test_slow(client: Client) -> None:
    """A slow answer comes late, and other calls do not wait for it."""
    client.sandbox.inject("slow", operation="create", seconds=0.15)
    started = time.monotonic()
    assert client.create().status == 200
    assert time.monotonic() - started >= 0.15
    client.sandbox.inject("slow", operation="create", seconds=0.15)
    with pytest.raises(TimeoutError):
        client.raw(
            "POST",
            f"/{client.sandbox.waba_id}/flows",
            b"{}",
            {
                "Authorization": f"Bearer {client.sandbox.token}",
                "Content-Type": "application/json",
            },
            wait=0.05,
        )


def test_drop(client: Client) -> None:
    """A connection that is dropped has no answer, and nothing is done."""
    client.sandbox.inject("drop", operation="create")
    with pytest.raises(http.client.RemoteDisconnected):
        client.create()
    assert names(client) == []
    assert client.create().status == 200


def test_after(client: Client) -> None:
    """What is done before the connection is dropped stays done, and the client cannot know."""
    client.sandbox.inject("after", operation="create", times=1)
    with pytest.raises(http.client.RemoteDisconnected):
        client.create("once")
    assert names(client) == ["once"]
    assert client.create("once").title == "Flow name is not unique"


def test_half(client: Client) -> None:
    """Half an answer ends before its length, and what was asked for is done."""
    client.sandbox.inject("half", operation="create")
    with pytest.raises(http.client.IncompleteRead):
        client.create("half")
    assert names(client) == ["half"]


def test_processing(client: Client) -> None:
    """A Flow JSON is saved, but the answer asks for the same call again."""
    flow_id = client.created()
    client.sandbox.inject("processing", operation="upload")
    answer = client.upload(flow_id, GOOD)
    assert (answer.code, answer.title) == (139001, "Error while processing Flow JSON")
    assert client.get(flow_id, fields="json_version").body["json_version"] == "7.3"
    assert client.upload(flow_id, GOOD).status == 200


def test_a_dropped_connection_is_not_another(client: Client) -> None:
    """Only the connection of the call is closed."""
    host = client.sandbox.url.removeprefix("http://")
    headers = {"Authorization": f"Bearer {client.sandbox.token}"}
    kept = http.client.HTTPConnection(host, timeout=5)
    try:
        path = f"/v25.0/{client.sandbox.waba_id}"
        kept.request("GET", path, headers=headers)
        assert kept.getresponse().read()
        socket = kept.sock
        client.sandbox.inject("drop", operation="create")
        with pytest.raises(http.client.RemoteDisconnected):
            client.create()
        kept.request("GET", path, headers=headers)
        assert kept.getresponse().read()
        assert kept.sock is socket
    finally:
        kept.close()


def calls(client: Client, flow_id: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return a call of each operation but downloads, which need a link."""
    waba_id, number = client.sandbox.waba_id, client.sandbox.phone_number_id
    key = f"{number}/whatsapp_business_encryption"
    return {
        "create": ("POST", f"{waba_id}/flows", {}),
        "list": ("GET", f"{waba_id}/flows", {}),
        "get": ("GET", flow_id, {}),
        "update": ("POST", flow_id, {}),
        "upload": ("POST", f"{flow_id}/assets", {}),
        "assets": ("GET", f"{flow_id}/assets", {}),
        "preview": ("GET", flow_id, {"fields": "preview.invalidate(false)"}),
        "publish": ("POST", f"{flow_id}/publish", {}),
        "deprecate": ("POST", f"{flow_id}/deprecate", {}),
        "delete": ("DELETE", flow_id, {}),
        "migrate": ("POST", f"{waba_id}/migrate_flows", {}),
        "metrics": ("GET", flow_id, {"fields": "metric.name(X)"}),
        "set_key": ("POST", key, {}),
        "get_key": ("GET", key, {}),
        "account": ("GET", waba_id, {}),
        "phone_numbers": ("GET", f"{waba_id}/phone_numbers", {}),
    }


@pytest.mark.parametrize("operation", [each for each in Operation if each != "download"])
def test_operations(operation: str, client: Client) -> None:
    """A fault strikes the operation that it names, and no other."""
    flow_id = client.created()
    client.sandbox.inject("503", operation=operation, times=100)
    for name, (method, path, query) in calls(client, flow_id).items():
        answer = client.get(path, **query) if method == "GET" else client.send(method, path)
        assert (answer.status == 503) == (name == operation), name


def test_downloads(client: Client) -> None:
    """Downloads can fail, too."""
    flow_id = client.created(flow_json=GOOD)
    [item] = client.get(f"{flow_id}/assets").body["data"]
    path = item["download_url"].removeprefix(client.sandbox.url)
    client.sandbox.inject("half", operation="download")
    with pytest.raises(http.client.IncompleteRead):
        client.raw("GET", path)
    client.sandbox.inject("drop", operation="download")
    with pytest.raises(http.client.RemoteDisconnected):
        client.raw("GET", path)
    client.sandbox.inject("500", operation="download")
    assert client.raw("GET", path)[0] == 500
    assert client.raw("GET", path)[0] == 200


def statuses(client: Client, count: int) -> list[int]:
    return [client.get(f"{client.sandbox.waba_id}/flows").status for _ in range(count)]


def test_which_calls_are_struck(client: Client) -> None:
    """A fault strikes from the nth call as often as it says."""
    client.sandbox.inject("500", nth=3, times=2)
    assert statuses(client, 6) == [200, 200, 500, 500, 200, 200]
    [fault] = client.get("/_sandbox/faults").body["faults"]
    assert (fault["seen"], fault["struck"]) == (6, 2)
    client.sandbox.clear_faults()
    client.sandbox.inject("500")
    client.sandbox.inject("503")
    assert statuses(client, 3) == [500, 503, 200]


def test_paths(client: Client) -> None:
    """A path is compared without the version, from its beginning."""
    first, second = client.sandbox.waba_ids
    client.sandbox.inject("500", path=f"/{second}/")
    assert client.get(f"{first}/flows").status == 200
    assert client.get(second).status == 200
    assert client.get(f"/v1.0/{second}/flows").status == 500


def test_faults_over_http(client: Client) -> None:
    """Faults are injected, listed and cleared by HTTP, in a list or alone."""
    path = "/_sandbox/faults"
    assert (
        client.post(path, [{"fault": "500"}, {"fault": "503", "operation": "list"}]).status == 200
    )
    assert client.post(path, {"fault": "slow", "seconds": 0.01, "nth": 9}).status == 200
    listed = client.get(path).body["faults"]
    assert [each["fault"] for each in listed] == ["500", "503", "slow"]
    assert client.delete(path).status == 200
    assert client.get(path).body == {"faults": []}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "500",
        {},
        {"fault": 500},
        {"fault": "404"},
        {"fault": "500", "operation": "send"},
        {"fault": "500", "nth": 0},
        {"fault": "500", "nth": True},
        {"fault": "500", "times": 1.5},
        {"fault": "slow", "seconds": 6},
        {"fault": "slow", "seconds": -1},
        {"fault": "slow", "seconds": "1"},
        {"fault": "500", "path": 3},
        {"fault": "500", "often": 3},
    ],
)
def test_faults_that_are_none(wrong: Any, client: Client) -> None:
    """A fault that is written wrongly is refused with a sentence, with all that came with it."""
    answer = client.post("/_sandbox/faults", [{"fault": "500"}, wrong])
    assert answer.status == 400
    assert answer.body["error"]["message"]
    assert client.sandbox.control.faults.listed() == []


def test_too_many_faults() -> None:
    """The list of faults has an end."""
    faults = Faults()
    for _ in range(1000):
        faults.inject(Fault(fault=FaultKind.ERROR))
    with pytest.raises(FlowError, match="clear them first"):
        faults.inject(Fault(fault=FaultKind.ERROR))


async def _sent(kind: str) -> list[Message]:
    """Return what another web server is sent, which cannot be told to close a connection."""
    store = Store()
    try:
        faults = Faults()
        faults.inject(Fault(fault=FaultKind(kind)))
        app = application(Graph(store=store), token="t", faults=faults)
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/1",
            "query_string": b"access_token=t",
            "headers": [],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "scheme": "http",
        }
        await app(scope, receive, send)
        return sent
    finally:
        store.close()


def test_other_servers() -> None:
    """Without a way to close connections, what needs it is an error of the web server."""
    import asyncio

    sent = asyncio.run(_sent("503"))
    assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
    with pytest.raises(ConnectionAbortedError):
        asyncio.run(_sent("drop"))


def test_a_wrong_token_uses_up_no_fault(client: Client) -> None:
    """A call that is refused for its token is none that a fault counts."""
    client.sandbox.inject("500")
    path = f"/{client.sandbox.waba_id}"
    assert client.raw("GET", path)[0] == 401
    answer: Answer = client.get(path)
    assert answer.status == 500
