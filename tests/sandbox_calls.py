"""What the tests of the sandbox share: a client of HTTP, Flow JSON and keys."""

import base64
import datetime
import http.client
import json
import secrets
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from flowdsl.testing.graph_server import Sandbox

__all__ = [
    "ENDPOINT",
    "GOOD",
    "WRONG",
    "Answer",
    "Client",
    "Clock",
    "key_pem",
    "multipart",
    "old_endpoint",
    "server_of_one_day",
]

_SCREEN = {
    "id": "A",
    "title": "T",
    "terminal": True,
    "layout": {
        "type": "SingleColumnLayout",
        "children": [
            {
                "type": "Footer",
                "label": "Done",
                "on-click-action": {"name": "complete", "payload": {}},
            }
        ],
    },
}
GOOD = json.dumps({"version": "7.3", "screens": [_SCREEN]})
WRONG = json.dumps({"version": "7.3", "screens": []})
ENDPOINT = json.dumps(
    {
        "version": "7.3",
        "data_api_version": "3.0",
        "routing_model": {"A": []},
        "screens": [_SCREEN],
    }
)


def old_endpoint(version: str, **more: str) -> str:
    """Return a flow of an old version that asks an endpoint."""
    return json.dumps(
        {
            "version": version,
            "data_api_version": "3.0",
            **more,
            "routing_model": {"A": []},
            "screens": [_SCREEN],
        }
    )


def key_pem() -> str:
    """Return what looks like a public key of 2,048 bits."""
    head = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
    data = base64.encodebytes(head + secrets.token_bytes(256) + bytes.fromhex("0203010001"))
    return f"-----BEGIN PUBLIC KEY-----\n{data.decode()}-----END PUBLIC KEY-----"


class Clock:
    """A moment that goes on when it is told to."""

    moment = datetime.datetime(2024, 1, 31, 12, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.moment


@pytest.fixture(scope="module", name="server")
def server_of_one_day() -> Iterator[Sandbox]:
    """One server for the tests of a file, in whose world it is always the same day."""
    with Sandbox(clock=Clock()) as sandbox:
        yield sandbox


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        """The code of an error."""
        assert self.status >= 400, self.body
        return int(self.body["error"]["code"])

    @property
    def title(self) -> str:
        assert self.status >= 400, self.body
        return str(self.body["error"].get("error_user_title", ""))


def multipart(form: Mapping[str, str], file: bytes | None, kind: str) -> tuple[bytes, str]:
    """Return the body of a form with a file, and its content type."""
    boundary = "a-line-between-parts"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in form.items()
    ]
    if file is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="x"\r\nContent-Type: {kind}'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + file + b"\r\n")
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


class Client:
    """Calls a sandbox as any client does."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        wait: float = 5.0,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        host = self.sandbox.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=wait)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.headers)
        finally:
            connection.close()

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", **headers: str
    ) -> Answer:
        given = {"Authorization": f"Bearer {self.sandbox.token}", **headers}
        if kind:
            given["Content-Type"] = kind
        path = path if path.startswith("/") else f"/v25.0/{path}"
        status, data, found = self.raw(method, path, body, given)
        return Answer(status, json.loads(data), found)

    def get(self, path: str, **query: str | int) -> Answer:
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self.send("GET", f"{path}{asked}")

    def post(self, path: str, body: Any = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        return self.send("POST", path, data, "application/json")

    def post_form(self, path: str, **form: str) -> Answer:
        data = urllib.parse.urlencode(form).encode()
        return self.send("POST", path, data, "application/x-www-form-urlencoded")

    def post_multipart(
        self, path: str, form: Mapping[str, str], file: bytes | None = None, kind: str = ""
    ) -> Answer:
        return self.send("POST", path, *multipart(form, file, kind or "application/json"))

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    # What most tests begin with.

    def create(self, name: str = "A flow", **more: Any) -> Answer:
        body = {"name": name, "categories": ["OTHER"], **more}
        return self.post(f"{self.sandbox.waba_id}/flows", body)

    def created(self, name: str = "A flow", **more: Any) -> str:
        answer = self.create(name, **more)
        assert answer.status == 200, answer.body
        return str(answer.body["id"])

    def published(self, name: str = "A flow") -> str:
        flow_id = self.created(name, flow_json=GOOD, publish=True)
        assert self.status(flow_id) == "PUBLISHED"
        return flow_id

    def upload(self, flow_id: str, text: str | bytes, **form: str) -> Answer:
        data = text if isinstance(text, bytes) else text.encode()
        given = {"name": "flow.json", "asset_type": "FLOW_JSON", **form}
        return self.post_multipart(f"{flow_id}/assets", given, data)

    def status(self, flow_id: str) -> str:
        return str(self.get(flow_id, fields="status").body["status"])
