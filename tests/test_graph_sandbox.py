"""The client and the local Flows API know each other: over real HTTP, with faults and without."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
import stamina
from conftest import ROOT

from flowdsl import Complete, Flow, Footer, Screen, TextInput
from flowdsl.platform.graph import (
    AnswerLost,
    AsyncGraphClient,
    CannotDelete,
    CannotPublish,
    GraphClient,
    GraphError,
    GraphSettings,
    InvalidParameter,
    RateLimited,
)
from flowdsl.platform.lifecycle import NotAllowed
from flowdsl.testing.graph_server import Sandbox

name = TextInput(name="name", label="Name", required=True)
booking = Flow(
    screens=[
        Screen(
            id="ONLY",
            title="Only",
            terminal=True,
            children=[
                name,
                Footer(label="Send", on_click_action=Complete({"name": name.ref})),
            ],
        )
    ]
)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Try again at once, as often as usual."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """One server for all; each test begins with an empty one."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    """An empty server without faults."""
    server.reset()
    server.clear_faults()
    return server


def settings(sandbox: Sandbox, **more: Any) -> GraphSettings:
    return GraphSettings(base_url=sandbox.url, timeout=5, **more)


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[GraphClient]:
    """A client of the server."""
    with GraphClient(sandbox.token, settings(sandbox)) as opened:
        yield opened


def statuses(client: GraphClient, sandbox: Sandbox) -> dict[str, str]:
    return {flow.name or "": str(flow.status) for flow in client.flows(sandbox.waba_id)}


def test_a_flow_lives_from_draft_to_its_end(client: GraphClient, sandbox: Sandbox) -> None:
    """A flow is created, uploaded, published, edited, published again, deprecated, and cloned."""
    made = client.create(sandbox.waba_id, name="Booking é", categories=["OTHER"])
    assert not client.upload(made.id, booking.to_json()).validation_errors
    assert client.preview(made.id).preview_url
    client.publish(made.id)
    assert statuses(client, sandbox) == {"Booking é": "PUBLISHED"}
    client.upload(made.id, booking.to_json("7.2"))
    assert statuses(client, sandbox) == {"Booking é": "DRAFT"}
    client.publish(made.id)
    with pytest.raises(CannotDelete):
        client.delete(made.id)
    client.deprecate(made.id)
    copy = client.clone(sandbox.waba_id, made.id, name="Copy", categories=["OTHER"])
    client.delete(copy.id)
    assert statuses(client, sandbox) == {"Booking é": "DEPRECATED"}
    [asset] = client.assets(made.id)
    assert asset.name == "flow.json"


def test_what_the_server_finds_wrong_is_ours(client: GraphClient, sandbox: Sandbox) -> None:
    """An upload with mistakes is kept, its problems are told, and it cannot be published."""
    made = client.create(sandbox.waba_id, name="Wrong", categories=["OTHER"])
    text = booking.to_json().replace("${form.name}", "${form.nmae}")
    [error] = client.upload(made.id, text).validation_errors
    assert "nmae" in (error.message or "")
    with pytest.raises(CannotPublish):
        client.publish(made.id)


def test_names_are_unique(client: GraphClient, sandbox: Sandbox) -> None:
    """A second flow of one name is refused, and none is made."""
    client.create(sandbox.waba_id, name="Once", categories=["OTHER"])
    with pytest.raises(InvalidParameter):
        client.create(sandbox.waba_id, name="Once", categories=["OTHER"])
    assert len(statuses(client, sandbox)) == 1


def test_lists_are_read_to_their_end(client: GraphClient, sandbox: Sandbox) -> None:
    """A listing goes through every page."""
    names = [f"Flow {number}" for number in range(60)]
    for each in names:
        client.create(sandbox.waba_id, name=each, categories=["OTHER"])
    assert sorted(statuses(client, sandbox)) == sorted(names)


@pytest.mark.parametrize("fault", ["429", "500", "503", "drop", "half"])
def test_what_only_asks_is_tried_again(client: GraphClient, sandbox: Sandbox, fault: str) -> None:
    """A question whose answer is lost or refused for the moment is asked again."""
    client.create(sandbox.waba_id, name="There", categories=["OTHER"])
    sandbox.inject(fault, operation="list", times=2)
    assert statuses(client, sandbox) == {"There": "DRAFT"}


@pytest.mark.parametrize("fault", ["drop", "half", "after", "500"])
def test_nothing_is_created_twice(client: GraphClient, sandbox: Sandbox, fault: str) -> None:
    """Where nobody knows whether a flow was created, that is said, and it is not tried again."""
    sandbox.inject(fault, operation="create")
    with pytest.raises(GraphError) as caught:
        client.create(sandbox.waba_id, name="Once", categories=["OTHER"])
    if fault != "500":
        assert isinstance(caught.value, AnswerLost)
    made = sum(name == "Once" for name in statuses(client, sandbox))
    assert made <= 1
    if fault == "after":
        assert made == 1


def test_limits_that_last_are_told(client: GraphClient, sandbox: Sandbox) -> None:
    """A limit that holds longer than the client tries is an error with its reason."""
    sandbox.inject("429", operation="list", times=100)
    with pytest.raises(RateLimited):
        statuses(client, sandbox)


def test_a_call_that_the_state_forbids_is_not_made(sandbox: Sandbox) -> None:
    """With `check_state` the lifecycle is asked first, and says why not."""
    with GraphClient(sandbox.token, settings(sandbox, check_state=True)) as careful:
        made = careful.create(sandbox.waba_id, name="Kept", categories=["OTHER"])
        careful.upload(made.id, booking.to_json())
        careful.publish(made.id)
        with pytest.raises(NotAllowed, match="Deprecate it instead"):
            careful.delete(made.id)


def test_many_calls_go_at_once(sandbox: Sandbox) -> None:
    """The client that is awaited makes many calls at once, with the same answers."""

    async def create_all() -> list[str]:
        async with AsyncGraphClient(sandbox.token, settings(sandbox)) as client:
            made = await asyncio.gather(
                *(
                    client.create(sandbox.waba_id, name=f"Flow {number}", categories=["OTHER"])
                    for number in range(20)
                )
            )
            listed = [flow.id async for flow in client.flows(sandbox.waba_id)]
        assert sorted(listed) == sorted(each.id for each in made)
        return listed

    assert len(set(asyncio.run(create_all()))) == 20


def test_the_token_is_shown_nowhere(client: GraphClient, sandbox: Sandbox) -> None:
    """No error, no state of the server and no representation holds the token."""
    with (
        GraphClient("planted-secret-token", settings(sandbox)) as stranger,
        pytest.raises(GraphError) as caught,
    ):
        stranger.get("1")
    shown = f"{caught.value!r} {caught.value} {stranger!r} {client!r} {sandbox!r} {sandbox.state()}"
    assert "planted-secret-token" not in shown
    assert sandbox.token not in shown


def test_the_readmes_lines_run(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the README shows of the API runs, against the server on this machine."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = [
        block
        for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
        if "GraphClient" in block
    ]
    monkeypatch.setenv("META_TOKEN", sandbox.token)
    here = 'GraphClient(os.environ["META_TOKEN"], settings)'
    shown = shown.replace('GraphClient(os.environ["META_TOKEN"])', here)
    shown = shown.replace('"123456"', "waba").replace("print(", "urls.append(")
    urls: list[str] = []
    scope = {"booking": booking, "settings": settings(sandbox), "waba": sandbox.waba_id}
    exec(shown, {**scope, "urls": urls})
    assert urls[0].startswith("http")


def test_the_fixture_is_a_server_of_its_own(graph_server: Sandbox) -> None:
    """A test that takes `graph_server` has an empty server for itself."""
    with GraphClient(graph_server.token, settings(graph_server)) as client:
        assert statuses(client, graph_server) == {}
