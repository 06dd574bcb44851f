"""Accounts and numbers of the sandbox: keys, copies of flows from one to another, and metrics."""

import datetime
import json
from collections.abc import Iterator

import pytest
from sandbox_calls import GOOD, Client, key_pem

from flowdsl.testing.graph_server import Sandbox


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(accounts=2) as sandbox:
        yield sandbox


@pytest.fixture
def client(running: Sandbox) -> Client:
    running.reset()
    return Client(running)


def test_keys(client: Client) -> None:
    """Only an RSA key of 2,048 bits is a key, and each number has its own."""
    path = f"{client.sandbox.phone_number_id}/whatsapp_business_encryption"
    assert client.get(path).body == {}
    key = key_pem()
    for wrong in ("", "x", key[:-30], key.replace("A", "!"), key.replace("PUBLIC", "PRIVATE")):
        assert client.post_form(path, business_public_key=wrong).code == 100
    assert client.post(path).code == 100
    assert client.post_form(path, business_public_key=key).body == {"success": True}
    assert client.get(path).body["business_public_key"].split() == key.split()


def test_migration(client: Client) -> None:
    """Flows are copied with their state, all of them unless some are named."""
    target, source = client.sandbox.waba_ids
    published = {"name": "p", "categories": ["OTHER"], "flow_json": GOOD, "publish": True}
    client.post(f"{source}/flows", published)
    client.post(f"{source}/flows", {"name": "d", "categories": ["OTHER"]})
    answer = client.post_form(f"{target}/migrate_flows", source_waba_id=source)
    assert answer.body["failed_flows"] == []
    ids = [each["migrated_id"] for each in answer.body["migrated_flows"]]
    assert [client.status(each) for each in ids] == ["PUBLISHED", "DRAFT"]
    many = json.dumps(["x"] * 101)
    answer = client.post_form(
        f"{target}/migrate_flows", source_waba_id=source, source_flow_names=many
    )
    assert answer.code == 100
    for wrong in (target, "1"):
        assert client.post_form(f"{target}/migrate_flows", source_waba_id=wrong).code == 100


def test_metrics(client: Client) -> None:
    """Metrics add up what was observed, from 250 requests on."""
    flow_id, now = client.created(), datetime.datetime.now(datetime.UTC)
    query = "metric.name(ENDPOINT_REQUEST_{}).granularity({})"
    client.sandbox.control.observe(flow_id, now, {"requests": 249})
    assert client.get(flow_id, fields=query.format("COUNT", "HOUR")).code == 139006
    client.sandbox.control.observe(flow_id, now, {"requests": 1, "timeout_error": 25})
    for granularity in ("HOUR", "day", "LIFETIME"):
        found = client.get(flow_id, fields=query.format("ERROR_RATE", granularity)).body["metric"]
        assert found["granularity"] == granularity.upper()
        assert [each["data"] for each in found["data_points"]] == [[{"key": "value", "value": 0.1}]]
    for wrong in (
        "metric",
        "metric.name(X).granularity(DAY)",
        "metric.name(ENDPOINT_REQUEST_COUNT).granularity(WEEK)",
        query.format("COUNT", "DAY") + ".since(2020-01-01)",
        query.format("COUNT", "DAY") + ".since(yesterday)",
        query.format("COUNT", "DAY") + ".until(2020-01-01)",
    ):
        assert client.get(flow_id, fields=wrong).code == 100
