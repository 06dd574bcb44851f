"""What goes wrong says what it is and what to do, and is tried again only where that is safe."""

import contextlib
import copy
import datetime
import json
import pickle
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx2
import pytest
import stamina
from graph_replays import CLIENTS, FLOW, PHONE, WABA, Api, answering, ask, serving

from flowdsl.platform.graph import (
    AccessDenied,
    AnswerLost,
    CannotDelete,
    CannotDeprecate,
    CannotPublish,
    CannotSend,
    CannotUpdate,
    GraphError,
    GraphSettings,
    IntegrityBlocked,
    InvalidParameter,
    NotEnoughData,
    RateLimited,
    Refused,
    ServerFailed,
    UnexpectedAnswer,
    Unreachable,
    changes,
)
from flowdsl.platform.graph.answers import DEEPEST, retry_after
from flowdsl.platform.graph.codes import CODES, known_code
from flowdsl.platform.graph.retries import repeats
from flowdsl.problems import FlowError

Do = Callable[[Any], Any]


def publish(client: Any) -> Any:
    return client.publish(FLOW)


def get(client: Any) -> Any:
    return client.get(FLOW)


def failing(*answers: httpx2.Response | Exception, do: Do = publish, kind: str = "waits") -> Any:
    """Return the error that a call ends with."""
    with pytest.raises(GraphError) as caught:
        ask(kind, Api(*answers), do)
    return caught.value


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    """Nothing waits between two attempts, of which there are three."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


DOCUMENTED: dict[str, tuple[type[GraphError], str, str]] = {
    "flows_error_delete_published": (CannotDelete, "cannot be deleted", "Deprecate it"),
    "flows_error_deprecate_draft": (CannotDeprecate, "never published", "Delete it"),
    "flows_error_metrics_threshold": (NotEnoughData, "250 requests", "longer time"),
    "flows_error_name_not_unique": (InvalidParameter, "has the name", "another name"),
    "flows_error_publish_validation_errors": (CannotPublish, "has errors", "flowdsl check"),
    "flows_error_update_published": (CannotUpdate, "cannot be changed", "Clone it"),
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("name", DOCUMENTED)
def test_documented_error(shared: Path, name: str, kind: str) -> None:
    """Each documented error has its class, its numbers, why it is and what to do."""
    text = (shared / "platform" / "payloads" / f"{name}.json").read_text(encoding="utf-8")
    recorded = json.loads(text)["response"]
    error = failing(answering(recorded["body"], recorded["status"]), kind=kind)
    expected, reason, help_ = DOCUMENTED[name]
    body = recorded["body"]["error"]
    assert type(error) is expected
    assert (error.status, error.code, error.type) == (400, body["code"], body["type"])
    assert (error.message, error.trace_id) == (body["message"], body["fbtrace_id"])
    assert (error.user_title, error.user_message) == (
        body["error_user_title"],
        body["error_user_msg"],
    )
    assert reason in error.reason
    assert help_ in error.help
    assert str(error).startswith(f"cannot publish the flow: {body['message']} (HTTP 400, code")


def test_every_documented_error_is_tested(shared: Path) -> None:
    """No documented error is forgotten."""
    files = (shared / "platform" / "payloads").glob("flows_error_*.json")
    assert {file.stem for file in files} == set(DOCUMENTED)


CLASSES: dict[int, type[GraphError]] = {
    1: ServerFailed,
    2: ServerFailed,
    4: RateLimited,
    10: AccessDenied,
    100: InvalidParameter,
    190: AccessDenied,
    200: AccessDenied,
    299: AccessDenied,
    80007: RateLimited,
    130429: RateLimited,
    131009: CannotSend,
    131048: RateLimited,
    131056: RateLimited,
    132068: CannotSend,
    132069: CannotSend,
    139000: IntegrityBlocked,
    139001: CannotUpdate,
    139002: CannotPublish,
    139003: CannotDeprecate,
    139004: CannotDelete,
    139006: NotEnoughData,
    2066: CannotSend,
    4233041: Refused,
}


@pytest.mark.parametrize("code", CLASSES)
def test_the_class_of_a_code(code: int) -> None:
    """A code has its class, and one that is not known is refused all the same."""
    error = failing(answering({"error": {"message": "no", "code": code}}, 400))
    assert type(error) is CLASSES[code]
    assert (error.reason is None) == (known_code(code) is None)


def test_every_situation_says_what_to_do() -> None:
    """The table has a sentence and an advice for everything."""
    for code, known in CODES.items():
        for situation in known.situations:
            assert situation.reason.endswith("."), code
            assert situation.help.endswith("."), code
            assert situation.words or len(known.situations) == 1, code


@pytest.mark.parametrize(
    ("code", "title", "reason"),
    [
        (100, "Invalid Flow JSON version", "version of the Flow JSON"),
        (100, "Invalid data_api_version", "data_api_version"),
        (100, "Flow with specified id does not exist", "no such flow"),
        (100, "Only one clone source can be specified", "one source"),
        (100, "Endpoint URI should be in Flow JSON for versions below 3.0", "Before version 3.0"),
        (100, "Invalid endpoint URI", "address of the endpoint is none"),
        (139001, "Flow JSON saved, but processing failed", "was saved"),
        (139001, "Endpoint URI in Flow JSON", "Before version 3.0"),
        (139002, "Flow is not in DRAFT state", "no draft"),
        (139002, "Flow without data_channel_uri", "no `data_channel_uri`"),
        (139002, "Flow without endpoint_uri", "no `endpoint_uri`"),
        (139002, "Flow JSON versions not available", "frozen"),
        (139002, "No phone number connected to WABA", "verified phone number"),
        (139002, "Missing signed public key", "public key"),
        (139002, "No app connected to the Flow", "No Meta app"),
        (139002, "Endpoint is not available", "health check"),
        (139002, "WABA is not subscribed to Flows Webhooks", "webhooks"),
        (139003, "Flow is already deprecated", "deprecated already"),
        (139002, "Something else", "One of these: "),
    ],
)
def test_the_situation_of_a_code(code: int, title: str, reason: str) -> None:
    """Where a code has several meanings, the title tells which; else all are named."""
    answer = answering({"error": {"message": "(#1)", "code": code, "error_user_title": title}}, 400)
    assert reason in failing(answer).reason


BODIES: dict[str, tuple[httpx2.Response, type[GraphError]]] = {
    "page": (answering(b"<html><title>Sorry</title><script>x</script>", 400), UnexpectedAnswer),
    "page of a server": (answering(b"<html><body>Bad <b>Gateway</b></body>", 502), ServerFailed),
    "page for 200": (answering(b"<html>log in</html>", 200), UnexpectedAnswer),
    "page for 403": (answering(b"<html>no</html>", 403), AccessDenied),
    "page for 429": (answering(b"<html>slow</html>", 429), RateLimited),
    "empty": (answering(b"", 200), UnexpectedAnswer),
    "empty error": (answering(b"", 500), ServerFailed),
    "truncated": (answering(b'{"success": tr', 200), UnexpectedAnswer),
    "truncated error": (answering(b'{"error": {"code": 1390', 400), UnexpectedAnswer),
    "no UTF-8": (answering(b'{"success": "\xff"}', 200), UnexpectedAnswer),
    "a list": (answering([], 200), UnexpectedAnswer),
    "null": (answering(None, 200), UnexpectedAnswer),
    "NaN": (answering(b'{"success": NaN}', 200), UnexpectedAnswer),
    "huge number": (answering(b'{"success": 1%s}' % (b"0" * 9000), 200), UnexpectedAnswer),
    "deep": (answering(b"[" * 200_000, 200), UnexpectedAnswer),
    "too deep": (
        answering(b'{"success": true, "x": %s%s}' % (b"[" * 100, b"]" * 100), 200),
        UnexpectedAnswer,
    ),
    "not done": (answering({"success": False}, 200), UnexpectedAnswer),
    "nothing said": (answering({}, 200), UnexpectedAnswer),
    "redirect": (answering(b"", 302, location="https://example.com"), UnexpectedAnswer),
    "packed": (httpx2.Response(200, content=b"x", headers={"x": "y"}), UnexpectedAnswer),
    "error in a success": (answering({"error": {"code": 139002, "message": "a"}}), CannotPublish),
    "error as text": (answering({"error": "bad", "message": "worse"}, 400), Refused),
    "odd error": (answering({"error": {"code": [], "message": {}}}, 400), Refused),
    "code as text": (answering({"error": {"code": "139004"}}, 400), CannotDelete),
    "401": (answering({"error": {"message": "no"}}, 401), AccessDenied),
    "500": (answering({"error": {"message": "no"}}, 500), ServerFailed),
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("name", BODIES)
def test_answers_that_are_none(name: str, kind: str) -> None:
    """Whatever comes back ends in an error of ours, with a short text on few lines."""
    answer, expected = BODIES[name]
    error = failing(answer, kind=kind)
    assert type(error) is expected
    assert isinstance(error, FlowError)
    assert len(str(error)) < 2000
    assert error.__context__ is None


def test_a_page_is_shown_as_text() -> None:
    """Of a page the words are shown, without its tags and scripts."""
    error = failing(BODIES["page of a server"][0])
    assert "no JSON object: Bad Gateway (HTTP 502)" in str(error)
    assert "x" not in failing(BODIES["page"][0]).message.partition(":")[2].replace("Sorry", "")


def test_a_terminal_obeys_nothing() -> None:
    """Control characters in Meta's texts are not printed."""
    error = failing(answering({"error": {"message": "a\x1b[2Jb\r\nc", "code": 1}}, 400))
    assert error.message == "a[2Jb c"


@pytest.mark.parametrize("kind", CLIENTS)
def test_an_answer_is_not_too_large(kind: str) -> None:
    """An answer that is larger than allowed is not kept."""
    settings = GraphSettings(largest=1000)
    with pytest.raises(UnexpectedAnswer, match="more than 1000 bytes"):
        ask(kind, Api(answering(b"x" * 1001)), publish, settings)


def test_depth_at_the_limit() -> None:
    """An answer that is just not too deep is read."""
    deep: Any = 1
    for _ in range(DEEPEST - 1):
        deep = [deep]
    found = ask("waits", Api(answering({"id": FLOW, "deep": deep})), get)
    assert found.extra == {"deep": deep}


CREATE: Do = lambda client: client.create(WABA, name="a", categories=["OTHER"])  # noqa: E731
UPLOAD: Do = lambda client: client.upload(FLOW, "{}")  # noqa: E731
UPDATE: Do = lambda client: client.update(FLOW, name="a")  # noqa: E731
KEY: Do = lambda client: client.public_key(PHONE)  # noqa: E731
DONE = {"success": True, "id": FLOW, "business_public_key": "x"}

ONCE: dict[str, Do] = {
    "create": CREATE,
    "clone": lambda client: client.clone(WABA, FLOW, name="a", categories=["OTHER"]),
    "publish": publish,
    "deprecate": lambda client: client.deprecate(FLOW),
    "delete": lambda client: client.delete(FLOW),
    "migrate": lambda client: client.migrate(WABA, source_waba="1"),
}
AGAIN: dict[str, Do] = {"get": get, "upload": UPLOAD, "update": UPDATE, "key": KEY}

LOST = (
    httpx2.ReadTimeout("slow"),
    httpx2.ReadError("gone"),
    httpx2.RemoteProtocolError("half"),
    httpx2.WriteError("broken"),
    httpx2.WriteTimeout("slow"),
)
NOT_SENT = (httpx2.ConnectError("refused"), httpx2.ConnectTimeout("slow"), httpx2.PoolTimeout("x"))


def attempts(kind: str, do: Do, *answers: httpx2.Response | Exception) -> int:
    """Return how often a call is made that fails and then would succeed."""
    api = Api(*answers)
    with contextlib.suppress(GraphError):
        ask(kind, api, do)
    return len(api.asked)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("lost", LOST, ids=lambda error: type(error).__name__)
def test_a_lost_answer(lost: Exception, kind: str) -> None:
    """What may have been done is done again only where that makes no difference."""
    for do in AGAIN.values():
        assert attempts(kind, do, lost, lost, answering(DONE)) == 3
    for do in ONCE.values():
        assert attempts(kind, do, lost, answering(DONE)) == 1


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("refused", NOT_SENT, ids=lambda error: type(error).__name__)
def test_nothing_was_sent(refused: Exception, kind: str) -> None:
    """What was not sent is sent again, whatever it is."""
    for do in (ONCE | AGAIN).values():
        assert attempts(kind, do, refused, answering(DONE)) == 2


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_server_that_fails(kind: str) -> None:
    """After 5xx only what makes no difference is done again."""
    down = answering(b"<html>", 503)
    for do in AGAIN.values():
        assert attempts(kind, do, down, answering(DONE)) == 2
    for do in ONCE.values():
        assert attempts(kind, do, down, answering(DONE)) == 1


@pytest.mark.parametrize("kind", CLIENTS)
def test_too_many_calls(kind: str) -> None:
    """What was turned away with 429 is done again, whatever it is."""
    slow = answering({"error": {"code": 4}}, 429, **{"retry-after": "3"})
    for do in (ONCE | AGAIN).values():
        assert attempts(kind, do, slow, slow, answering(DONE)) == 3


def test_no_more_attempts_than_wanted() -> None:
    """After the last attempt the error of the last one is raised."""
    api = Api(httpx2.ReadTimeout("first"), httpx2.ReadTimeout("second"), answering(DONE))
    with pytest.raises(AnswerLost, match="second"):
        ask("waits", api, get, GraphSettings(attempts=2))
    assert len(api.asked) == 2


@pytest.mark.parametrize("code", [4, 80007, 100, 139002, 190])
def test_a_refusal_is_final(code: int) -> None:
    """What is refused by a code is not asked again, not even a limit that takes an hour."""
    refusal = answering({"error": {"code": code, "message": "no"}}, 400)
    assert attempts("waits", get, refusal, answering(DONE)) == 1


def test_what_passes_is_tried_again() -> None:
    """What Meta calls transient is tried again where that makes no difference."""
    passing = answering({"error": {"code": 77, "is_transient": True}}, 400)
    assert attempts("waits", get, passing, answering(DONE)) == 2
    assert attempts("waits", publish, passing, answering(DONE)) == 1
    processing = {"error": {"code": 139001, "message": "Flow JSON saved, processing failed"}}
    assert attempts("waits", UPLOAD, answering(processing, 400), answering(DONE)) == 2
    other = {"error": {"code": 139001, "message": "Flow can't be updated"}}
    assert attempts("waits", UPLOAD, answering(other, 400), answering(DONE)) == 1


def test_how_long_it_waits() -> None:
    """The client waits as long as it is asked to, but no longer than it is willing to."""
    decide = repeats(changes.publish(FLOW), GraphSettings(longest_wait=60))
    limited = {"operation": "x", "message": "y", "status": 429}
    assert decide(RateLimited(**limited, retry_after=7.0)) == 7.0
    assert decide(RateLimited(**limited, retry_after=0.0)) == 0.001
    assert decide(RateLimited(**limited, retry_after=61.0)) is False
    assert decide(RateLimited(**limited)) is True
    assert decide(ValueError()) is False


NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("12", 12.0),
        ("-5", 0.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Thu, 01 Jan 2026 00:01:00", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
    ],
)
def test_both_forms_of_retry_after(value: str | None, seconds: float | None) -> None:
    """Seconds and dates are read, and nonsense is nothing."""
    assert retry_after(value, NOW) == seconds


def half(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"succ')
    handler.close_connection = True


def hang_up(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def packed(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.wfile.write(b"\x1f\x8b")


def drip(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.01)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(
    ("respond", "expected"),
    [(half, AnswerLost), (hang_up, AnswerLost), (packed, UnexpectedAnswer), (drip, AnswerLost)],
)
def test_a_real_connection(
    respond: Callable[[Any], None], expected: type[GraphError], kind: str
) -> None:
    """Over a real connection, too, every failure is an error of ours with no other behind it."""
    with serving(respond) as settings, pytest.raises(GraphError) as caught:
        ask(kind, None, publish, attrs.evolve(settings, timeout=0.1))
    assert type(caught.value) is expected
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", CLIENTS)
def test_nobody_listens(kind: str) -> None:
    """Where nobody listens nothing was done, and the error says so."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(Unreachable, match="nothing was done"):
            ask(kind, None, publish, GraphSettings(base_url=url, attempts=1))


def test_an_error_is_copied() -> None:
    """An error goes to another process and comes back the same."""
    error = failing(answering({"error": {"code": 100, "message": "no", "x": [1]}}, 400))
    for other in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(other), str(other), other.extra) == (type(error), str(error), {"x": [1]})
