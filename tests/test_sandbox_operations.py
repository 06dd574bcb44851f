"""Each operation of the sandbox does what Meta documents, and refuses what Meta refuses."""

import datetime
import json
import urllib.parse
from collections.abc import Iterator

import pytest
from sandbox_calls import ENDPOINT, GOOD, WRONG, Client, Clock, key_pem, old_endpoint

from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.content import LARGEST


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture
def client(running: Sandbox) -> Client:
    running.reset()
    return Client(running)


@pytest.mark.parametrize("version", ["/v16.0", "/v25.0", "/v99.0", ""])
def test_any_version(version: str, client: Client) -> None:
    """Every version of Graph is taken, and none, too."""
    assert client.get(f"{version}/{client.sandbox.waba_id}").body["id"] == client.sandbox.waba_id


def test_token(client: Client) -> None:
    """The token counts in the header or in the query, and any other is error 190."""
    path = f"/v25.0/{client.sandbox.waba_id}/flows"
    for headers in ({}, {"Authorization": "Bearer no"}, {"Authorization": client.sandbox.token}):
        status, data, _ = client.raw("GET", path, headers=headers)
        assert status == 401
        assert json.loads(data)["error"]["code"] == 190
        assert client.sandbox.token.encode() not in data
    status, data, _ = client.raw("GET", f"{path}?access_token={client.sandbox.token}")
    assert status == 200
    client.created("one"), client.created("two")
    _, data, _ = client.raw("GET", f"{path}?limit=1&access_token={client.sandbox.token}")
    assert client.sandbox.token.encode() not in data
    for control in ("state", "faults"):
        assert client.raw("GET", f"/_sandbox/{control}")[0] == 401


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "123", 100),
        ("GET", "١٢", 100),
        ("DELETE", "123", 100),
        ("POST", "123/publish", 100),
        ("GET", "1/publish", 100),
        ("PUT", "1", 100),
        ("GET", "1/2/3", 2500),
        ("GET", "/", 2500),
        ("GET", "../../etc/passwd", 2500),
        ("POST", "9" * 40, 100),
    ],
)
def test_nothing_there(method: str, path: str, code: int, client: Client) -> None:
    """What leads nowhere is an error of Graph."""
    answer = client.send(method, urllib.parse.quote(path))
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"[]", "application/json"),
        (b"x", "text/plain"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b'{"name": 1.5, "categories": ["OTHER"]}', "application/json"),
        (b'{"name": "\\ud800", "categories": ["OTHER"]}', "application/json"),
        (b'{"name": "x", "categories": ["OTHER"], "flow_json": "\\ud800"}', "application/json"),
        (b'{"name": "x", "categories": [["OTHER"]]}', "application/json"),
        (b'{"name": "x", "categories": "OTHER"}', "application/json"),
        (b'{"name": "x", "categories": ["OTHER"], "publish": "maybe"}', "application/json"),
        (b'{"name": "x", "categories": ["OTHER"], "publish": true}', "application/json"),
        (b'{"name": "x", "categories": ["OTHER"], "clone_template": "y"}', "application/json"),
        (b"name=%ff%fe&categories=", "application/x-www-form-urlencoded"),
    ],
)
def test_bodies_that_cannot_be_read(body: bytes, kind: str, client: Client) -> None:
    """A body that is written wrongly is error 100, and makes nothing."""
    answer = client.send("POST", f"{client.sandbox.waba_id}/flows", body, kind)
    assert (answer.status, answer.code) == (400, 100), answer.body
    assert client.sandbox.state()["accounts"][0]["flows"] == []


def test_forms_and_json_say_the_same(client: Client) -> None:
    """JSON, both kinds of forms and the query make the same flow."""
    path, body = f"{client.sandbox.waba_id}/flows", {"name": "1", "categories": '["SURVEY"]'}
    answers = [
        client.post(path, {"name": "0", "categories": ["SURVEY"]}),
        client.post_form(path, **body),
        client.post_multipart(path, {**body, "name": "2"}),
        client.post(f"{path}?name=3&categories=%5B%22SURVEY%22%5D"),
    ]
    assert [answer.status for answer in answers] == [200] * 4
    flows = client.get(path).body["data"]
    assert [(flow["name"], flow["categories"]) for flow in flows] == [
        (str(index), ["SURVEY"]) for index in range(4)
    ]


# Creating and updating.


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_names(name: str, client: Client) -> None:
    """A name has 1 to 200 characters."""
    assert client.create(name).code == 100
    flow_id = client.created("x" * 200)
    assert client.post(flow_id, {"name": name}).code == 100


def test_names_are_unique_in_an_account(client: Client) -> None:
    """Another account may have the same name, and a deleted flow gives it back."""
    flow_id = client.created("same")
    assert client.create("same").title == "Flow name is not unique"
    other = f"{client.sandbox.waba_ids[1]}/flows"
    assert client.post(other, {"name": "same", "categories": ["OTHER"]}).status == 200
    second = client.created("second")
    assert client.post(second, {"name": "same"}).title == "Flow name is not unique"
    assert client.post(flow_id, {"name": "same"}).status == 200
    client.delete(flow_id)
    assert client.post(second, {"name": "same"}).status == 200


@pytest.mark.parametrize("categories", [[], ["SHOPPING"], ["other"], None])
def test_categories(categories: list[str] | None, client: Client) -> None:
    """A flow has at least one of the documented categories."""
    assert client.create(categories=categories).code == 100


@pytest.mark.parametrize(
    "address", ["", "example.com", "http://example.com", "https://", "https://[", "https://a\nb"]
)
def test_endpoints(address: str, client: Client) -> None:
    """An endpoint begins with https."""
    assert client.create(endpoint_uri=address).title == "Invalid Endpoint URI"


def test_endpoint_of_an_old_flow(client: Client) -> None:
    """Below 3.0 the endpoint stands in the Flow JSON, and nowhere else."""
    text = old_endpoint("2.1", data_channel_uri="https://a.example")
    flow_id = client.created(flow_json=text)
    answer = client.post(flow_id, {"endpoint_uri": "https://example.com"})
    assert (answer.code, answer.title) == (139001, "Specify Endpoint Uri in Flow JSON")
    answer = client.create("two", clone_flow_id=flow_id, endpoint_uri="https://example.com")
    assert (answer.code, answer.title) == (100, "Specify Endpoint Uri in Flow JSON")
    assert client.get(flow_id, fields="data_channel_uri").body == {
        "data_channel_uri": "https://a.example",
        "id": flow_id,
    }


def test_clones(client: Client) -> None:
    """A clone has the Flow JSON of its source, and only one source."""
    source = client.created(flow_json=GOOD, endpoint_uri="https://example.com")
    clone = client.created("clone", clone_flow_id=source)
    found = client.get(clone, fields="json_version,endpoint_uri,status").body
    assert (found["json_version"], found["endpoint_uri"]) == ("7.3", "https://example.com")
    assert client.create("x", clone_flow_id="1").code == 100
    answer = client.create("x", clone_flow_id=source, clone_template="y")
    assert answer.title == "Only one clone source can be set"


def test_publishing_at_once(client: Client) -> None:
    """A right Flow JSON is published with the flow, and a wrong one is kept as a draft."""
    assert client.status(client.created("a", flow_json=GOOD, publish=True)) == "PUBLISHED"
    answer = client.create("b", flow_json=WRONG, publish=True)
    assert answer.body["validation_errors"]
    assert client.status(answer.body["id"]) == "DRAFT"
    frozen = client.create("c", flow_json=GOOD.replace("7.3", "5.0"), publish=True)
    assert frozen.title == "Versions in Flow JSON file are not available for publishing"
    names = [flow["name"] for flow in client.sandbox.state()["accounts"][0]["flows"]]
    assert names == ["a", "b"]


def test_validation_errors(client: Client) -> None:
    """What is wrong with a Flow JSON is said when it is sent, and whenever it is asked for."""
    flow_id = client.created()
    answer = client.upload(flow_id, WRONG)
    assert answer.body["success"] is True
    [error] = answer.body["validation_errors"]
    assert error["error"] == "MIN_ITEMS_REQUIRED"
    assert error["pointers"][0]["path"] == "screens"
    assert client.get(flow_id).body["validation_errors"] == [error]
    assert client.upload(flow_id, b"\xff nonsense").body["validation_errors"]
    assert client.upload(flow_id, GOOD).body["validation_errors"] == []


@pytest.mark.parametrize("form", [{"name": "x.json"}, {"asset_type": "IMAGE"}])
def test_parts_of_an_upload(form: dict[str, str], client: Client) -> None:
    """An upload says what it is, in three parts."""
    flow_id = client.created()
    assert client.upload(flow_id, GOOD, **form).code == 100
    parts = {"name": "flow.json", "asset_type": "FLOW_JSON"}
    assert client.post_multipart(f"{flow_id}/assets", parts).code == 100
    assert client.post(f"{flow_id}/assets", {**parts, "file": GOOD}).code == 100
    wrong = client.post_multipart(f"{flow_id}/assets", parts, GOOD.encode(), "text/plain")
    assert wrong.code == 100


def test_sizes(client: Client) -> None:
    """A Flow JSON of 10 MB is taken, a larger one is refused, and so is a larger body."""
    flow_id = client.created()
    assert client.upload(flow_id, GOOD.encode().ljust(LARGEST)).status == 200
    answer = client.upload(flow_id, GOOD.encode().ljust(LARGEST + 1))
    assert answer.title == "Flow JSON is too large"
    assert client.upload(flow_id, b" " * 3 * LARGEST).status == 413
    assert client.get(flow_id).body["validation_errors"] == []


# Reading.


def test_pages(client: Client) -> None:
    """Pages lead through a list in both ways, and each flow is on one of them."""
    names = [f"flow {index}" for index in range(7)]
    for name in names:
        client.created(name)
    path = f"{client.sandbox.waba_id}/flows"
    seen, answer = [], client.get(path, limit=3)
    while True:
        seen += [flow["name"] for flow in answer.body["data"]]
        if "next" not in answer.body["paging"]:
            break
        url = answer.body["paging"]["next"]
        answer = client.send("GET", url.removeprefix(client.sandbox.url))
    assert seen == names
    back = client.get(path, limit=3, before=answer.body["paging"]["cursors"]["before"])
    assert [flow["name"] for flow in back.body["data"]] == names[3:6]
    after = back.body["paging"]["cursors"]["after"]
    assert [flow["name"] for flow in client.get(path, after=after).body["data"]] == names[6:]
    end = client.get(path, after=answer.body["paging"]["cursors"]["after"])
    assert end.body == {"data": []}
    for wrong in ({"limit": 0}, {"limit": "x"}, {"after": "x"}, {"before": "Zmxvdzo"}):
        assert client.get(path, **wrong).code == 100


def test_fields(client: Client) -> None:
    """Only the fields that are asked for are answered, and the id."""
    flow_id = client.created(flow_json=GOOD)
    assert client.get(flow_id, fields="name").body == {"name": "A flow", "id": flow_id}
    inner = client.get(flow_id, fields="whatsapp_business_account{name}, status").body
    assert inner["whatsapp_business_account"].keys() == {"name", "id"}
    number = client.sandbox.phone_number_id
    health = client.get(flow_id, fields=f"health_status.phone_number({number})").body
    kinds = [each["entity_type"] for each in health["health_status"]["entities"]]
    assert kinds == ["FLOW", "WABA", "BUSINESS", "APP", "PHONE_NUMBER"]
    assert health["health_status"]["can_send_message"] == "AVAILABLE"
    for wrong in ("", ",", "nothing", "name.", "name.x", "name.x(", "name{", "name{}", "na me"):
        if wrong:
            assert client.get(flow_id, fields=wrong).code == 100


def test_assets(client: Client) -> None:
    """The link to a Flow JSON needs no token, and ends with the Flow JSON."""
    flow_id = client.created(flow_json=GOOD)
    [item] = client.get(f"{flow_id}/assets").body["data"]
    path = item["download_url"].removeprefix(client.sandbox.url)
    assert client.raw("GET", path)[:2] == (200, GOOD.encode())
    assert client.raw("GET", path[:-1])[0] == 404
    client.upload(flow_id, WRONG)
    assert client.raw("GET", path)[0] == 404
    assert client.get(f"{client.created('empty')}/assets").body == {"data": []}


def test_previews() -> None:
    """A link to a preview lives 30 days, unless it is made invalid."""
    clock = Clock()
    with Sandbox(clock=clock) as sandbox:
        client = Client(sandbox)
        flow_id = client.created(flow_json=GOOD)

        def link(field: str = "preview") -> str:
            url: str = client.get(flow_id, fields=field).body["preview"]["preview_url"]
            return url.removeprefix(sandbox.url)

        first = link()
        assert link("preview.invalidate(false)") == first
        assert client.raw("GET", first)[0] == 200
        second = link("preview.invalidate(true)")
        assert [client.raw("GET", each)[0] for each in (first, second)] == [404, 200]
        clock.moment += datetime.timedelta(days=30)
        assert client.raw("GET", second)[0] == 404
        assert link() != second


# Publishing.


def test_checks_of_an_endpoint(client: Client) -> None:
    """A flow with an endpoint is published when everything is there, one thing after another."""
    sandbox, flow_id = client.sandbox, client.created(flow_json=ENDPOINT)
    arrange = sandbox.control.arrange_account
    arrange(sandbox.waba_id, {"is_subscribed": False, "endpoint_answers": False})
    key = f"{sandbox.phone_number_id}/whatsapp_business_encryption"

    def refused() -> str:
        answer = client.post(f"{flow_id}/publish")
        assert answer.code == 139002
        health = client.get(flow_id, fields="health_status").body["health_status"]
        assert health["can_send_message"] == "BLOCKED"
        return answer.title

    assert refused() == "Publishing without specifying endpoint_uri is forbidden"
    client.post(flow_id, {"endpoint_uri": "https://example.com"})
    assert refused() == "Missing Flows Signed Public Key"
    client.post_form(key, business_public_key=key_pem())
    sandbox.control.arrange_number(sandbox.phone_number_id, {"key_status": "MISMATCH"})
    assert refused() == "Missing Flows Signed Public Key"
    client.post_form(key, business_public_key=key_pem())
    assert refused() == "No Application Connected to the Flow"
    assert client.post(flow_id, {"application_id": "1"}).code == 100
    client.post(flow_id, {"application_id": sandbox.application_id})
    assert refused() == "Endpoint Not Available"
    arrange(sandbox.waba_id, {"endpoint_answers": True})
    assert refused() == "WhatsApp Business Account is not subscribed to Flows Webhooks"
    arrange(sandbox.waba_id, {"is_subscribed": True})
    sandbox.control.arrange_number(sandbox.phone_number_id, {"is_verified": False})
    assert refused() == "No Phone Number connected to WhatsApp Business Account"
    sandbox.control.arrange_number(sandbox.phone_number_id, {"is_verified": True})
    arrange(sandbox.waba_id, {"is_verified": False})
    assert client.post(f"{flow_id}/publish").code == 139000
    arrange(sandbox.waba_id, {"is_verified": True, "is_banned": True})
    assert client.post(f"{flow_id}/publish").code == 139000
    assert client.create("x").code == 139000
    arrange(sandbox.waba_id, {"is_banned": False})
    assert client.post(f"{flow_id}/publish").body == {"success": True}


def test_other_checks(client: Client) -> None:
    """Frozen versions and flows without Flow JSON are not published."""
    frozen = client.created("a", flow_json=GOOD.replace("7.3", "5.0"))
    title = "Versions in Flow JSON file are not available for publishing"
    assert client.post(f"{frozen}/publish").title == title
    empty = client.created("b")
    title = "Publishing Flow with validation errors"
    assert client.post(f"{empty}/publish").title == title


def test_editing_keeps_what_was_published(client: Client) -> None:
    """While a published flow is a draft again, what was published is still there."""
    flow_id = client.published()
    client.upload(flow_id, WRONG)
    assert client.status(flow_id) == "DRAFT"
    assert client.sandbox.control.published_json(flow_id) == GOOD.encode()
