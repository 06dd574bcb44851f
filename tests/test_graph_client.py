"""The clients go through pages, refuse what is wrong in itself, and look at states first."""

import datetime
import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from graph_replays import CLIENTS, FLOW, PHONE, TOKEN, WABA, Api, answering, ask

from flowdsl.platform.graph import (
    AsyncGraphClient,
    GraphClient,
    GraphSettings,
    UnexpectedAnswer,
    ValidationError,
)
from flowdsl.platform.graph.questions import FIELDS
from flowdsl.platform.graph.validation import read_path
from flowdsl.platform.lifecycle import NotAllowed
from flowdsl.problems import FlowError

FROM, TO = datetime.date(2024, 1, 28), datetime.date(2024, 1, 30)


def page(*ids: str, **paging: Any) -> httpx2.Response:
    return answering({"data": [{"id": each} for each in ids], "paging": paging})


HOST = "https://graph.facebook.com"


@pytest.mark.parametrize("kind", CLIENTS)
def test_links_are_followed(kind: str) -> None:
    """Pages are read as long as there is a link, and the token of the link is not sent."""
    link = f"{HOST}/v25.0/{WABA}/flows?access_token={TOKEN}&limit=2&after=X"
    api = Api(page("1", "2", cursors={"after": "X"}, next=link), page("3"))
    found = ask(kind, api, lambda client: client.flows(WABA, limit=2))
    assert [flow.id for flow in found] == ["1", "2", "3"]
    assert [dict(each.url.params) for each in api.asked] == [
        {"limit": "2"},
        {"limit": "2", "after": "X"},
    ]


@pytest.mark.parametrize("kind", CLIENTS)
def test_cursors_are_followed(kind: str) -> None:
    """Without links the cursor leads on, until a page is empty."""
    api = Api(page("1", cursors={"after": "X"}), page("2", cursors={"after": "Y"}), page())
    found = ask(kind, api, lambda client: client.flows(WABA))
    assert [flow.id for flow in found] == ["1", "2"]
    assert [each.url.params.get("after") for each in api.asked] == [None, "X", "Y"]


@pytest.mark.parametrize("kind", CLIENTS)
def test_pages_without_an_end(kind: str) -> None:
    """A server that always gives the same cursor is asked twice."""
    api = Api(page("1", cursors={"after": "X"}))
    assert len(ask(kind, api, lambda client: client.flows(WABA))) == 2


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/v25.0/1001/flows?after=X",
        "http://graph.facebook.com/v25.0/1001/flows?after=X",
        "https://graph.facebook.com:444/v25.0/1001/flows?after=X",
        "https://graph.facebook.com@example.com/?after=X",
        "//example.com/?after=X",
        "https://[",
    ],
)
def test_no_link_leads_elsewhere(kind: str, link: str) -> None:
    """A link to another host is refused, and nothing is sent there."""
    api = Api(page("1", next=link))
    with pytest.raises(UnexpectedAnswer, match="another host"):
        ask(kind, api, lambda client: client.flows(WABA))
    assert {each.url.host for each in api.asked} == {"graph.facebook.com"}


def test_one_page() -> None:
    """A page is read alone, with its cursors."""
    api = Api(page("1", cursors={"before": "A", "after": "B"}))
    found = ask("waits", api, lambda client: client.flows_page(WABA, limit=1, before="C"))
    assert (found.before, found.after, len(found.items)) == ("A", "B", 1)
    assert dict(api.asked[0].url.params) == {"limit": "1", "before": "C"}


def test_the_rest_of_create() -> None:
    """A document becomes text in the body, and what is left out is not sent."""
    api = Api(answering({"id": 12345678901234567890}))
    document = {"version": "7.3", "screens": [{"title": "Grüße"}]}
    do = lambda client: client.create(WABA, name="a", categories=["OTHER"], flow_json=document)  # noqa: E731
    assert ask("waits", api, do).id == "12345678901234567890"
    body = json.loads(api.asked[0].content)
    assert set(body) == {"name", "categories", "flow_json"}
    assert json.loads(body["flow_json"]) == document


def test_what_is_asked_of_a_flow() -> None:
    """Unless told, everything but the preview is asked for, and health for one number."""
    api = Api(answering({"id": FLOW, "colour": "green"}))
    found = ask("waits", api, lambda client: client.get(FLOW, phone_number=PHONE))
    fields = api.asked[0].url.params["fields"].split(",")
    assert set(fields) == {*FIELDS} - {"health_status"} | {f"health_status.phone_number({PHONE})"}
    assert found.extra == {"colour": "green"}


def test_the_preview_is_made_anew() -> None:
    """The link there is can be ended."""
    api = Api(answering({"preview": {"preview_url": "https://example.com/?token=1"}, "id": FLOW}))
    found = ask("waits", api, lambda client: client.preview(FLOW, invalidate=True))
    assert api.asked[0].url.params["fields"] == "preview.invalidate(true)"
    assert "token=1" not in repr(found)


ODD = [None, 7, "x", [], {}, [[]], [None], {"data": 1}, True, 1.5, "2023-99-99T99"]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_fields_of_other_types(odd: Any) -> None:
    """A field of another type than expected is left out, and nothing fails."""
    names = ("name", "status", "categories", "validation_errors", "preview", "health_status")
    document = {"id": FLOW, **dict.fromkeys((*names, "updated_at", "application"), odd)}
    flow = ask("waits", Api(answering(document)), lambda client: client.get(FLOW))
    assert flow.id == FLOW
    assert flow.updated_at is None
    ValidationError.read(dict.fromkeys(("error", "message", "pointers", "line_start"), odd))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("screens [0]. layout.children [0].type", ("screens", 0, "layout", "children", 0, "type")),
        ("screens[0].data.on-click-action", ("screens", 0, "data", "on-click-action")),
        ("", ()),
        ("[[[", ()),
    ],
)
def test_loose_paths(written: str, path: tuple[str | int, ...]) -> None:
    """The spaces in Meta's paths do not count."""
    assert read_path(written) == path


REFUSED: list[Callable[[Any], Any]] = [
    lambda client: client.publish("1/../2"),
    lambda client: client.publish(""),
    lambda client: client.publish(2002),
    lambda client: client.get("me?fields=x"),
    lambda client: client.get(FLOW, fields=["name,access_token(x"]),
    lambda client: client.create(WABA, name=" ", categories=["OTHER"]),
    lambda client: client.create(WABA, name="a", categories=[]),
    lambda client: client.create(WABA, name="a", categories="OTHER"),
    lambda client: client.create(WABA, name="a", categories=["SHOPPING"]),
    lambda client: client.create(WABA, name="a", categories=["OTHER"], publish=True),
    lambda client: client.create(
        WABA, name="a", categories=["OTHER"], endpoint_uri="http://example.com"
    ),
    lambda client: client.create(WABA, name="a", categories=["OTHER"], flow_json={"a": {1}}),
    lambda client: client.update(FLOW),
    lambda client: client.upload(FLOW, b" " * (10 * 1024 * 1024 + 1)),
    lambda client: client.flows_page(WABA, limit=0),
    lambda client: client.migrate(WABA, source_waba="1", names=["a"] * 101),
    lambda client: client.metric(FLOW, "ENDPOINT"),
    lambda client: client.metric(FLOW, "ENDPOINT_AVAILABILITY", since=TO, until=FROM),
    lambda client: client.set_public_key(PHONE, "a key"),
]


@pytest.mark.parametrize("do", REFUSED)
def test_what_cannot_be_sent(do: Callable[[Any], Any]) -> None:
    """A call that is wrong in itself is refused before anything is sent."""
    api = Api(answering({}))
    with pytest.raises(FlowError):
        ask("waits", api, do)
    assert api.asked == []


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_state_is_looked_at_first(kind: str) -> None:
    """Where it is wanted, what the state does not allow is not sent."""
    api = Api(answering({"id": FLOW, "status": "PUBLISHED"}))
    settings = GraphSettings(check_state=True)
    with pytest.raises(NotAllowed, match="Deprecate it instead"):
        ask(kind, api, lambda client: client.delete(FLOW), settings)
    assert [each.method for each in api.asked] == ["GET"]


@pytest.mark.parametrize("status", ["DRAFT", "UNHEARD_OF"])
def test_the_state_allows_it(status: str) -> None:
    """What the state allows is sent, and so is what nobody knows about."""
    api = Api(answering({"id": FLOW, "status": status}), answering({"success": True}))
    settings = GraphSettings(check_state=True)
    ask("waits", api, lambda client: client.delete(FLOW), settings)
    assert [each.method for each in api.asked] == ["GET", "DELETE"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://graph.facebook.com"},
        {"base_url": "ftp://graph.facebook.com"},
        {"base_url": "graph.facebook.com"},
        {"base_url": "https://"},
        {"base_url": "https://user:password@graph.facebook.com"},
        {"base_url": "https://graph.facebook.com?x=1"},
        {"version": "25"},
        {"version": "v25.0/../x"},
        {"timeout": 0},
        {"attempts": 0},
        {"longest_wait": float("nan")},
    ],
)
def test_settings_that_cannot_be_used(wrong: dict[str, Any]) -> None:
    """An address without encryption, a version that is none and no patience are refused."""
    with pytest.raises(FlowError) as caught:
        GraphSettings(**wrong)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize(
    "right",
    [
        {"base_url": "http://127.0.0.1:8000"},
        {"base_url": "http://localhost/graph/"},
        {"base_url": "http://[::1]:1"},
        {"base_url": "http://example.com", "allow_http": True},
    ],
)
def test_http_on_this_machine(right: dict[str, Any]) -> None:
    """Without encryption only this machine is reached, unless told."""
    assert GraphSettings(**right).root.endswith("/v25.0")


def test_both_clients_have_the_same_methods() -> None:
    """Each method has the parameters and the text of its operation."""
    assert GraphClient.create.__doc__ == AsyncGraphClient.create.__doc__
    with GraphClient(TOKEN) as client:
        assert list(inspect.signature(client.upload).parameters) == ["flow", "flow_json"]
        assert (client.upload.__doc__ or "").startswith("Give a flow its Flow JSON")


BLOCKED = """
import sys
sys.modules["{library}"] = None
import flowdsl.platform.lifecycle, flowdsl.platform.graph.changes
from flowdsl.platform.graph import GraphSettings, GraphError
try:
    from flowdsl.platform.graph import GraphClient
except ModuleNotFoundError as error:
    print(error)
"""


@pytest.mark.parametrize("library", ["httpx2", "stamina"])
def test_without_the_extra(library: str, environment: dict[str, str]) -> None:
    """All but the clients is there without the extra, and the clients say what to install."""
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(library=library)],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    assert done.stdout.strip() == f'{library} is not installed: pip install "flowdsl[push]"'
