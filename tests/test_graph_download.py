"""A file of a flow is downloaded from where its link leads: without the token, byte for byte."""

import http.server
import json
from collections.abc import Iterator

import httpx2
import pytest
import stamina
from account_project import without_waiting
from graph_replays import CLIENTS, FLOW, TOKEN, Api, answering, ask, serving

from flowdsl.platform.graph import (
    AnswerLost,
    GraphClient,
    GraphError,
    GraphSettings,
    RateLimited,
    ServerFailed,
    UnexpectedAnswer,
)
from flowdsl.platform.graph.checks import checked_download
from flowdsl.platform.graph.models import Asset
from flowdsl.platform.lock import content_hash
from flowdsl.platform.remote import Content, read_content
from flowdsl.problems import FlowError

__all__ = ["without_waiting"]

SECRET = "planted-signature"
LINK = f"https://files.example.com/flow.json?sig={SECRET}&expires=1"
DOCUMENT = b'{"version": "7.3", "screens": []}'


def asset(link: str | None = LINK) -> Asset:
    """Return a file as a list shows it."""
    return Asset(name="flow.json", asset_type="FLOW_JSON", download_url=link)


def listed(link: str | None = LINK, kind: str | None = "FLOW_JSON") -> httpx2.Response:
    """Return the answer that lists a file."""
    return answering({"data": [{"name": "flow.json", "asset_type": kind, "download_url": link}]})


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_token_is_not_sent_where_a_link_leads(kind: str) -> None:
    """Neither in a header nor in the address: the link is enough, and the host is another."""
    api = Api(answering(DOCUMENT))
    assert ask(kind, api, lambda client: client.download(asset())) == DOCUMENT
    [request] = api.asked
    assert str(request.url) == LINK
    assert "authorization" not in request.headers
    assert "cookie" not in request.headers
    assert TOKEN not in f"{request.url}{request.headers}{request.content!r}"


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_token_is_sent_again_where_it_belongs(kind: str) -> None:
    """A download changes nothing for the calls after it."""
    api = Api(answering(DOCUMENT), answering({"id": FLOW}))
    if kind == "waits":
        with GraphClient(TOKEN, transport=httpx2.MockTransport(api)) as client:
            client.download(asset())
            client.get(FLOW)
        assert api.asked[1].headers["authorization"] == f"Bearer {TOKEN}"
    else:
        ask(kind, api, lambda client: client.download(asset()))
        ask(kind, api, lambda client: client.get(FLOW))
        assert api.asked[1].headers["authorization"] == f"Bearer {TOKEN}"
    assert "authorization" not in api.asked[0].headers


@pytest.mark.parametrize(
    "data",
    [
        DOCUMENT,
        b"",
        b"\xef\xbb\xbf{}\r\n",
        b"no JSON \x00\xff\xfe",
        json.dumps({"text": f"Bearer {TOKEN} access_token=abc {TOKEN} EAA{'x' * 40}"}).encode(),
        b'{"error": {"message": "a flow may say this", "code": 190}}',
        b"[" * 5000,
    ],
    ids=lambda data: repr(data)[:20],
)
@pytest.mark.parametrize("kind", CLIENTS)
def test_bytes_are_what_they_are(kind: str, data: bytes) -> None:
    """Nothing in them is taken for a secret, for an error or for text."""
    assert ask(kind, Api(answering(data)), lambda client: client.download(asset())) == data


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (None, "no link"),
        ("", "no link"),
        ("flow.json", "no link"),
        ("//files.example.com/a", "https://"),
        ("https://", "no link"),
        ("https://[", "no link"),
        ("http://files.example.com/a?sig=planted", "https://"),
        ("http://127.0.0.1.example.com/a", "https://"),
        ("http://127.0.0.1@example.com/a", "https://"),
        ("http://localhost.example.com/a", "https://"),
        ("ftp://files.example.com/a", "https://"),
        ("file:///etc/passwd", "no link"),
        ("data:application/json,{}", "no link"),
    ],
)
def test_links_that_are_not_followed(link: str | None, said: str) -> None:
    """What is not encrypted leads to this machine alone; the link is not told."""
    api = Api(answering(DOCUMENT))
    with pytest.raises(FlowError, match=said) as raised:
        ask("waits", api, lambda client: client.download(asset(link)))
    assert api.asked == []
    assert "planted" not in str(raised.value)


@pytest.mark.parametrize(
    "link", [LINK, "https://a", "http://127.0.0.1:80/a", "http://localhost/", "http://[::1]:1/a"]
)
def test_links_that_are_followed(link: str) -> None:
    """A local server has no certificate."""
    assert checked_download(link) == link


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, UnexpectedAnswer),
        (302, UnexpectedAnswer),
        (307, UnexpectedAnswer),
        (304, UnexpectedAnswer),
        (400, UnexpectedAnswer),
        (401, UnexpectedAnswer),
        (403, UnexpectedAnswer),
        (404, UnexpectedAnswer),
        (410, UnexpectedAnswer),
        (429, RateLimited),
        (500, ServerFailed),
        (503, ServerFailed),
    ],
)
@pytest.mark.parametrize("kind", CLIENTS)
def test_a_link_that_leads_to_no_file(kind: str, status: int, error: type[GraphError]) -> None:
    """No redirect is followed, and nothing of what is answered is shown: it may quote the link."""
    pages = [
        f"<html>Denied: {LINK} {LINK.replace('&', '&amp;')}</html>".encode(),
        json.dumps({"error": {"message": LINK, "code": 190, "error_user_msg": SECRET}}).encode(),
        b"",
    ]
    for page in pages:
        api = Api(answering(page, status, Location=f"https://elsewhere.example.com/?sig={SECRET}"))
        with pytest.raises(GraphError) as raised:
            ask(kind, api, lambda client: client.download(asset()))
        assert type(raised.value) is error
        assert raised.value.status == status
        assert SECRET not in f"{raised.value}{raised.value!r}{raised.value.extra}"
        assert {each.url.host for each in api.asked} == {"files.example.com"}


@pytest.mark.parametrize(("status", "times"), [(404, 1), (403, 1), (503, 4), (500, 4)])
def test_what_may_pass_is_tried_again(status: int, times: int) -> None:
    """A server that fails is asked as often as usual, a link that has ended once."""
    api = Api(answering(b"", status))
    with pytest.raises(GraphError):
        ask("waits", api, lambda client: client.download(asset()))
    assert len(api.asked) == times


def test_a_file_that_is_too_large_is_not_read_to_its_end() -> None:
    """However long it goes on."""
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 1000

    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=endless()))
    settings = GraphSettings(largest=5000)
    with (
        GraphClient(TOKEN, settings, transport=transport) as client,
        pytest.raises(UnexpectedAnswer, match="more than 5000 bytes"),
    ):
        client.download(asset())
    assert given < 100


def test_a_packed_file_is_refused() -> None:
    """A small answer must not become a large one."""
    api = Api(answering(b"\x1f\x8b", **{"Content-Encoding": "gzip"}))
    with pytest.raises(GraphError, match="packed"):
        ask("waits", api, lambda client: client.download(asset()))
    assert api.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("kind", CLIENTS)
def test_half_a_file_is_none(kind: str) -> None:
    """What breaks off is asked for again, and is an error where it stays so."""
    count = 0

    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        nonlocal count
        count += 1
        handler.send_response(200)
        handler.send_header("Content-Length", str(2 * len(DOCUMENT)))
        handler.end_headers()
        handler.wfile.write(DOCUMENT)
        handler.close_connection = True

    with serving(respond) as settings, stamina.set_testing(True, attempts=2, cap=True):
        link = f"{settings.base_url}/flow.json?sig={SECRET}"
        with pytest.raises(AnswerLost) as raised:
            ask(kind, None, lambda client: client.download(asset(link)), settings)
    assert count == 2
    assert SECRET not in f"{raised.value}{raised.value!r}"


# What is read of a flow.


def read(api: Api) -> Content:
    """Return the content of a flow."""
    found = ask("waits", api, lambda client: read_content(client, FLOW))
    assert isinstance(found, Content)
    return found


def test_the_content_of_a_flow_is_its_bytes_its_document_and_its_hash() -> None:
    """The list is asked for with the token, the file without."""
    api = Api(listed(), answering(DOCUMENT))
    found = read(api)
    assert (found.data, found.document) == (DOCUMENT, json.loads(DOCUMENT))
    assert found.sha256 == content_hash(json.loads(DOCUMENT))
    assert ["authorization" in each.headers for each in api.asked] == [True, False]


@pytest.mark.parametrize("data", [b"", b"null", b"[1]", b'{"a": NaN}', b"{", b"[" * 5000, b"\xff"])
def test_content_that_is_no_document(data: bytes) -> None:
    """Others may upload anything; the bytes are there, and no document."""
    found = read(Api(listed(), answering(data)))
    assert (found.data, found.document, found.sha256) == (data, None, None)


@pytest.mark.parametrize(
    "answer",
    [answering({"data": []}), listed(kind="PICTURE"), answering({"data": [1, "a"]})],
    ids=["none", "another", "odd"],
)
def test_a_flow_without_a_file_has_no_content(answer: httpx2.Response) -> None:
    """Nothing is downloaded then."""
    api = Api(answer)
    assert read(api) == Content()
    assert len(api.asked) == 1


def test_a_file_without_a_type_is_the_flow_json() -> None:
    """There is no other."""
    assert read(Api(listed(kind=None), answering(DOCUMENT))).document == json.loads(DOCUMENT)


def test_a_link_that_has_ended_is_asked_for_anew_once() -> None:
    """The new one is followed; where that has ended, too, it is an error."""
    fresh = "https://files.example.com/new"
    api = Api(listed(), answering(b"", 404), listed(fresh), answering(DOCUMENT))
    assert read(api).data == DOCUMENT
    assert [str(each.url) for each in api.asked][1::2] == [LINK, fresh]
    api = Api(listed(), answering(b"", 404), listed(), answering(b"", 404), answering(b"", 500))
    with pytest.raises(UnexpectedAnswer, match="the link does not lead to the file"):
        read(api)
    assert len(api.asked) == 4


def test_a_file_that_is_gone_when_it_is_asked_for_anew_is_none() -> None:
    """Somebody deleted the Flow JSON in between."""
    assert read(Api(listed(), answering(b"", 404), answering({"data": []}))) == Content()


def test_a_file_without_a_link_is_an_error_in_a_sentence() -> None:
    """What was listed cannot be had."""
    with pytest.raises(FlowError, match="no link to download it from"):
        read(Api(listed(None)))
