"""The token is in the header of a request, and nowhere else."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx2
import pytest
import stamina
from graph_replays import CLIENTS, FLOW, PHONE, TOKEN, WABA, Api, answering, ask, serving

from flowdsl.platform.graph import (
    Asset,
    GraphClient,
    GraphError,
    GraphSettings,
    Page,
    Preview,
    Token,
)
from flowdsl.platform.graph.secrecy import redacted, without_secrets
from flowdsl.platform.graph.sending import Bearer
from flowdsl.problems import FlowError

META = "EAA" + "Gx7planted" * 12
PLANTED = (TOKEN, META)
TESTS = Path(__file__).parent
QUOTED = TOKEN.replace("/", "%2F").replace("+", "%2B")


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    """Nothing waits between two attempts, of which there are two."""
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def everything(error: BaseException) -> str:
    """Return all that a report of an error may show, with what is in the frames."""
    shown = [str(error), repr(error), repr(error.args), repr(vars(error))]
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    # The tests themselves know the token.
    ours = [frame for frame in frames if not frame.f_code.co_filename.startswith(str(TESTS))]
    assert ours
    shown += [repr(frame.f_locals) for frame in ours]
    shown += traceback.format_exception(error)
    behind = error
    while behind.__cause__ or behind.__context__:  # Suppressed or not.
        behind = behind.__cause__ or behind.__context__ or behind
        shown.append(everything(behind))
    return "\n".join(shown)


def assert_hidden(text: str, *tokens: str) -> None:
    for token in tokens or (*PLANTED, QUOTED):
        assert token not in text
        assert token[3:-3] not in text


@pytest.mark.parametrize("value", PLANTED)
def test_a_token_shows_itself_nowhere(value: str) -> None:
    """However a token is printed, it is hidden, and it goes into no file."""
    token = Token(f" {value}\n")
    assert token.reveal() == value
    assert {repr(token), str(token), f"{token:>9}", "%s" % token} == {"<token>"}  # noqa: UP031
    assert token == Token(value)
    assert token != value
    assert {token, Token(value)} == {token}
    assert not hasattr(token, "__dict__")
    for write in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as caught:
            write(token)
        assert_hidden(str(caught.value))


@pytest.mark.parametrize("wrong", [f"{META}\nX: y", f"{META} {META}", f"{META}ü", f"{META}\x00"])
def test_a_token_that_no_header_holds(wrong: str) -> None:
    """A token that cannot be one is refused without being shown."""
    with pytest.raises(FlowError) as caught:
        Token(wrong)
    assert META not in str(caught.value)
    locals_of = [frame.f_locals for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    assert META not in repr(locals_of[1:])


@pytest.mark.parametrize("wrong", ["", "  ", None])
def test_a_token_that_is_none(wrong: Any) -> None:
    """A token is a text that is not empty."""
    with pytest.raises(FlowError):
        Token(wrong)


def test_a_client_does_not_show_its_token() -> None:
    """Neither the client nor what is in it shows the token."""
    with GraphClient(TOKEN, GraphSettings()) as client:
        shown = repr(client) + repr(vars(client)) + repr(vars(vars(client)["_http"]))
        assert_hidden(shown)
        assert_hidden(repr(vars(Bearer(Token(TOKEN)))))


ECHOES: dict[str, Callable[[str], httpx2.Response]] = {
    "error": lambda token: answering({"error": {"message": f"bad {token}", "code": 190}}, 400),
    "every field": lambda token: answering(
        {
            "error": {
                "message": f"Malformed access token {token}",
                "type": token,
                "code": 190,
                "error_user_title": token,
                "error_user_msg": f"Authorization: Bearer {token}",
                "fbtrace_id": token,
                "error_data": {token: [token], "access_token": token},
            }
        },
        401,
    ),
    "page": lambda token: answering(f"<h1>Authorization: Bearer {token}</h1>".encode(), 500),
    "text": lambda token: answering(f"x {token}".encode(), 200),
    "link": lambda token: answering(f"https://x/?access_token={token}&a=1".encode(), 400),
    "escaped": lambda token: answering(
        b'{"error": {"message": "%s"}}'
        % "".join(f"\\u{ord(character):04x}" for character in token).encode(),
        400,
    ),
    "cut": lambda token: answering(b"<" + b" " * 150 + token.encode() + b"<b>", 404),
    "unread": lambda token: answering({"success": token, "id": [token]}),
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("token", PLANTED)
@pytest.mark.parametrize("name", ECHOES)
def test_an_answer_that_echoes(
    name: str, token: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What Meta says is shown without the token, wherever it is in it."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(GraphError) as caught:
        ask(kind, Api(ECHOES[name](token)), lambda client: client.publish(FLOW), token=token)
    assert_hidden(everything(caught.value) + repr(caught.value.extra) + caplog.text, token)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("error", [httpx2.ReadError, httpx2.ConnectError, httpx2.InvalidURL])
def test_an_error_of_the_library(error: type[Exception], kind: str) -> None:
    """The errors of the library know the request, so none of them stands behind ours."""
    api = Api(error(f"Illegal header value b'Bearer {TOKEN}'"))
    with pytest.raises(GraphError) as caught:
        ask(kind, api, lambda client: client.get(FLOW))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert_hidden(everything(caught.value))


def echo(handler: Any) -> None:
    """Answer with the headers of the request."""
    body = json.dumps({"error": {"message": str(handler.headers), "code": 2}}).encode()
    handler.send_response(500)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hang_up(handler: Any) -> None:
    handler.close_connection = True


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("respond", [echo, hang_up])
def test_the_logs_of_a_real_connection(
    respond: Callable[[Any], None], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything that is logged on the way, attempts and all, is without the token."""
    caplog.set_level(logging.DEBUG)
    with serving(respond) as settings, pytest.raises(GraphError) as caught:
        ask(kind, None, lambda client: client.get(FLOW), settings)
    names = {record.name.partition(".")[0] for record in caplog.records}
    assert {"httpcore2", "stamina"} <= names
    records = "\n".join(repr(vars(record)) for record in caplog.records)
    assert_hidden(everything(caught.value) + records + caplog.text)
    if respond is echo:
        assert "Authorization: Bearer <token>" in caught.value.message


@pytest.mark.parametrize("kind", CLIENTS)
def test_links_hold_tokens(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """The token in the link to the next page is neither kept nor sent nor logged."""
    caplog.set_level(logging.DEBUG)
    link = f"https://graph.facebook.com/v25.0/{WABA}/flows?access_token={QUOTED}&after=X"
    first = answering({"data": [{"id": "1"}], "paging": {"next": link}})
    api = Api(first, answering({"data": []}))
    ask(kind, api, lambda client: client.flows(WABA))
    assert_hidden(str([each.url for each in api.asked]) + caplog.text)
    page = ask(kind, Api(first), lambda client: client.flows_page(WABA))
    assert_hidden(repr(page) + str(page.next))


def test_what_is_not_known_is_kept_without_secrets() -> None:
    """Unknown fields are kept, but for the token and what is called one."""
    document = {"id": FLOW, "debug": [f"token {TOKEN}"], "new": {"access_token": "other", "a": 1}}
    flow = ask("waits", Api(answering(document)), lambda client: client.get(FLOW))
    assert flow.extra == {"debug": ["token <token>"], "new": {"access_token": "<token>", "a": 1}}


def test_links_that_let_in_are_not_shown() -> None:
    """Links that need no login are given, but not shown whole."""
    preview = Preview(preview_url="https://example.com/preview/?token=b9d6")
    asset = Asset(name="flow.json", asset_type="FLOW_JSON", download_url="https://a/b?sig=b9d6")
    page: Page[Asset] = Page(items=(asset,), next="https://a/b?after=b9d6")
    assert "b9d6" not in f"{preview!r} {asset!r} {page!r}"
    assert preview.preview_url.endswith("b9d6")
    assert attrs.asdict(asset)["download_url"].endswith("b9d6")


def test_a_private_key_is_not_sent() -> None:
    """Who gives the private key by mistake is told so, and it is neither sent nor shown."""
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{META}\n-----END RSA PRIVATE KEY-----"
    api = Api(answering({"success": True}))
    with pytest.raises(FlowError, match="never be sent") as caught:
        ask("waits", api, lambda client: client.set_public_key(PHONE, key))
    assert api.asked == []
    assert META not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a {TOKEN} b", "a <token> b"),
        (f"x={QUOTED}&y", "x=<token>&y"),
        ("?access_token=abc&x=1", "?access_token=<token>&x=1"),
        ("appsecret_proof=abc'", "appsecret_proof=<token>'"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <token>"),
        (f"of another: {META}", "of another: <token>"),
        ("the bearer of news; EAAgle", "the Bearer <token> news; EAAgle"),
        ("nothing", "nothing"),
    ],
)
def test_what_looks_like_a_secret(text: str, expected: str) -> None:
    """The token is hidden in each form, and so is what looks like one."""
    assert redacted(text, Token(TOKEN)) == expected


def test_documents_keep_their_shape() -> None:
    """A document without secrets is the same document."""
    document = {"a": [1, 2.5, None, True, "x", {"b": []}]}
    assert without_secrets(document, Token(TOKEN)) == document
