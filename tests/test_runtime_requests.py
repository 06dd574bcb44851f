"""What an endpoint is asked with is what was recorded in the same situation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from endpoint_flows import AGAIN, asking, errors, opened

from flowdsl import Data, Flow, PhotoPicker, TextInput
from flowdsl.runtime import File, Reply, Session, Status


def recorded(shared: Path, kind: str) -> Any:
    file = shared / "platform" / "payloads" / f"endpoint_{kind}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def shape(value: Any) -> Any:
    """Return a value with its texts emptied, as what is made up differs."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def replayed(shared: Path, kind: str) -> tuple[Mapping[str, Any], Any, Session]:
    """Return the last request in the situation of a recorded one, that one, and what came of it."""
    record = recorded(shared, kind)
    wanted, answer = record["decrypted_request"], record["response_before_encryption"]
    data = {} if wanted["action"] == "BACK" else wanted.get("data", {})
    fields = tuple(TextInput(name=key, label="Text") for key in data)
    screen, target = wanted.get("screen") or "START", answer.get("screen") or "START"
    declared = [
        Data(key, example)
        for key, example in answer.get("data", {}).items()
        if target != "SUCCESS" and key not in ("error_message", "acknowledged")
    ]
    is_back = wanted["action"] == "BACK"
    is_init = wanted["action"] == "INIT"
    ids = [target, screen] if is_back else [target if is_init else screen]
    flow = Flow(
        version="7.3",
        data_api_version=wanted["version"],
        screens=[
            asking(
                each,
                *ids[index + 1 :],
                inputs=() if is_init else fields,
                data=declared if each == target else None,
                terminal=each == ids[-1],
                refresh_on_back=is_back,
            )
            for index, each in enumerate(ids)
        ],
    )
    replies = [Reply(answer, record["http_status"])]
    if is_back:
        replies.insert(0, Reply({"screen": screen, "data": {}}))
    session = Session(
        flow,
        flow_token=wanted["flow_token"],
        screen=None if is_init else ids[0],
        data=None if is_init else {each.name: each.example for each in declared},
        replies=replies,
    )
    for key, text in data.items():
        session = session.fill(key, text)
    if not is_init:
        session = session.tap("Ask")
    if is_back:
        session = session.back()
    [request] = session.requests
    return request, wanted, session


@pytest.mark.parametrize(
    ("kind", "stack"),
    [
        ("init", ("MY_SCREEN",)),
        ("data_exchange_next", ("APPOINTMENT",)),
        ("data_exchange_error_message", ("SIGN_IN",)),
        ("data_exchange_success", ("SUMMARY",)),
        ("back", ("APPOINTMENT",)),
    ],
)
def test_requests_are_those_that_were_recorded(
    shared: Path, kind: str, stack: tuple[str, ...]
) -> None:
    """In the same situation the same is asked, and the recorded answer is taken."""
    request, wanted, session = replayed(shared, kind)
    assert request == wanted
    assert (session.stack, errors(session)) == (stack, [])


def test_signed_requests_lack_their_signature_only(shared: Path) -> None:
    """From version 4.0 of the protocol a signature is sent, too, which no key is there for."""
    request, wanted, session = replayed(shared, "data_api_4_signed")
    signature = {"flow_token_signature": wanted["flow_token_signature"]}
    assert {**request, **signature} == wanted
    assert session.status is Status.COMPLETED


def test_expired_tokens_are_told_as_recorded(shared: Path) -> None:
    """What the endpoint says of a token that is no longer valid is shown."""
    request, wanted, session = replayed(shared, "token_invalid_427")
    assert {key: value for key, value in request.items() if value != ""} == wanted
    assert session.notice == "The order has already been placed"
    assert session.status is Status.FAILED


def test_notifications_are_those_that_were_recorded(shared: Path) -> None:
    """What the endpoint is told of a wrong answer has the recorded keys, in their order."""
    wanted = recorded(shared, "error_notification")["decrypted_request"]
    session, endpoint = opened({"screen": "SECOND", "data": {}}, {"data": {"acknowledged": True}})
    session.tap("Ask")
    told = endpoint.asked[-1]
    assert list(told) == list(wanted)
    changed = {**wanted, "screen": "FIRST"}
    assert told == {**changed, "data": {**wanted["data"], "error_message": _said(told)}}


def _said(request: Mapping[str, Any]) -> str:
    said = request["data"]["error_message"]
    assert "Required [key=data.count] in Data model should be present" in said
    return str(said)


def test_files_are_sent_as_recorded(shared: Path) -> None:
    """A photo has the recorded keys, with texts that are as long."""
    wanted = recorded(shared, "media_request")["decrypted_request_fragment"]["data"]
    photos = PhotoPicker(name="photo_picker", label="Photos")
    flow = Flow(data_api_version="3.0", screens=[asking("FIRST", inputs=(photos,), terminal=True)])
    session, endpoint = opened(AGAIN, flow=flow)
    session.upload("photo_picker", File("IMG_5237.jpg")).tap("Ask")
    data = endpoint.asked[-1]["data"]
    assert shape(data) == shape(wanted)
    [made], [real] = data["photo_picker"], wanted["photo_picker"]
    for key, text in real["encryption_metadata"].items():
        assert len(made["encryption_metadata"][key]) == len(text)
