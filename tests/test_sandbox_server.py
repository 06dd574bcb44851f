"""The sandbox keeps what it was told, whoever calls at the same time and however it ended."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox_calls import GOOD, Answer, Client

from flowdsl.problems import FlowError
from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.fixture import graph_server  # noqa: F401
from flowdsl.testing.graph_server.register import REGISTER, TITLES, register_rows


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture
def client(running: Sandbox) -> Client:
    running.reset()
    return Client(running)


def test_calls_at_the_same_time(client: Client) -> None:
    """Of calls that want the same name, one gets it; and no id is given twice."""
    answers: list[Answer] = []
    names = [f"name {index % 4}" for index in range(24)]
    threads = [
        threading.Thread(target=lambda name=name: answers.append(client.create(name)))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [answer.body["id"] for answer in answers if answer.status == 200]
    assert len(made) == len(set(made)) == 4
    assert {answer.title for answer in answers if answer.status != 200} == {
        "Flow name is not unique"
    }


def test_several_sandboxes(client: Client) -> None:
    """Each sandbox has flows and a token of its own."""
    client.created()
    with Sandbox() as other:
        assert other.url != client.sandbox.url
        assert other.state()["accounts"][0]["flows"] == []
        assert (
            client.raw(
                "GET", "/_sandbox/state", headers={"Authorization": f"Bearer {other.token}"}
            )[0]
            == 401
        )


def test_a_file_is_kept(tmp_path: Path) -> None:
    """What is in a file is there the next time, and another program's file is refused."""
    file = str(tmp_path / "flows.db")
    with Sandbox(database=file, token="t") as sandbox:
        flow_id = Client(sandbox).published()
        accounts = sandbox.waba_ids
    with Sandbox(database=file, token="t") as sandbox:
        assert sandbox.waba_ids == accounts
        assert Client(sandbox).status(flow_id) == "PUBLISHED"
    (tmp_path / "text").write_text("no database, but a text that is long enough" * 100)
    for wrong in (str(tmp_path / "text"), str(tmp_path / "none" / "x.db")):
        with pytest.raises(FlowError):
            Sandbox(database=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "0.0.0.0"},
        {"host": "example.com"},
        {"token": ""},
        {"token": "a b"},
        {"accounts": 0},
        {"dialect": "klingon"},
        {"lifecycle": "eternal"},
    ],
)
def test_what_a_sandbox_cannot_be(wrong: dict[str, Any]) -> None:
    """A sandbox that cannot be is refused before it is opened."""
    with pytest.raises(FlowError):
        Sandbox(**wrong)


def test_control(client: Client) -> None:
    """The control shows everything, makes accounts, and says what it does not know."""
    flow_id = client.created(flow_json=GOOD)
    state = client.get("/_sandbox/state").body
    [flow] = state["accounts"][0]["flows"]
    assert (flow["id"], flow["status"], flow["content"]["json_version"]) == (
        flow_id,
        "DRAFT",
        "7.3",
    )
    made = client.post("/_sandbox/accounts").body
    assert client.get(made["id"]).body["id"] == made["id"]
    account = f"/_sandbox/accounts/{client.sandbox.waba_id}"
    assert client.post(account, {"is_banned": True}).status == 200
    assert client.create("x").code == 139000
    moment = "2024-01-28T08:00:00+0000"
    observed = client.post(f"/_sandbox/flows/{flow_id}/observations", {"moment": moment, "1": 2})
    assert observed.status == 200
    for path, body in (
        (account, {"is_rich": True}),
        (account, {"is_banned": "yes"}),
        (account, []),
        ("/_sandbox/accounts/1", {}),
        ("/_sandbox/phone_numbers/1", {}),
        (f"/_sandbox/phone_numbers/{client.sandbox.phone_number_id}", {"key_status": "GOOD"}),
        (f"/_sandbox/flows/{flow_id}/observations", {"1": 2}),
        (f"/_sandbox/flows/{flow_id}/observations", {"moment": moment, "1": -2}),
        (f"/_sandbox/flows/{flow_id}/observations", {"moment": moment, "11": 2}),
        ("/_sandbox/flows/1/status", {"status": "BLOCKED"}),
        (f"/_sandbox/flows/{flow_id}/status", {"status": "GONE"}),
        ("/_sandbox/nothing", {}),
    ):
        answer = client.post(path, body)
        assert answer.status == 400
        assert answer.body["error"]["message"]
    assert client.post("/_sandbox/reset").status == 200
    assert client.get("/_sandbox/state").body["accounts"][0]["flows"] == []
    assert client.create("x").status == 200


def test_register() -> None:
    """Each entry of the register is one row of a table."""
    rows = register_rows()
    assert len(rows) == len(REGISTER) == len(set(rows))
    assert {len(row) for row in rows} == {len(TITLES)}


def test_fixture(graph_server: Sandbox) -> None:  # noqa: F811
    """The fixture is a server that runs for one test."""
    assert Client(graph_server).created()


@pytest.mark.parametrize("module", ["fixture", "register"])
def test_what_is_loaded(module: str, environment: dict[str, str]) -> None:
    """Neither the fixture nor the register needs the libraries of the server."""
    program = f"import flowdsl.testing.graph_server.{module}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment
    )
    assert {"starlette", "uvicorn", "sqlite3"} & set(done.stdout.split()) == set()
