"""The clients send what Meta has recorded, and understand what it answered."""

import datetime
import email
import email.policy
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from graph_replays import APP, CLIENTS, FLOW, PHONE, TOKEN, WABA, Api, answering, ask

from flowdsl.platform.graph import (
    Page,
    Preview,
    ValidationError,
)
from flowdsl.platform.lifecycle import State
from flowdsl.problems import FlowError

SOURCE = "5005"
PLACEHOLDERS = {
    "{{base-url}}": "https://graph.facebook.com/v25.0",
    "{{waba-id}}": WABA,
    "<WABA_ID>": WABA,
    "104996122399160": WABA,
    "{{flow-id}}": FLOW,
    "<FLOW_ID>": FLOW,
    "<EXISTING_FLOW_ID>": FLOW,
    "{{business-phone-number-id}}": PHONE,
    "<PHONE_NUMBER_ID>": PHONE,
    "<APP_ID>": APP,
    "<SOURCE_WABA_ID>": SOURCE,
    "102290129340398": SOURCE,
    "<ACCESS_TOKEN>": TOKEN,
}
FROM, TO = datetime.date(2024, 1, 28), datetime.date(2024, 1, 30)

Do = Callable[[Any, dict[str, Any]], Any]


def sent_fields(recorded: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a recorded body."""
    return dict(recorded.get("form", recorded.get("body", {})))


def metric(name: str, granularity: str = "DAY") -> Do:
    return lambda client, _: client.metric(
        FLOW, name, granularity=granularity, since=FROM, until=TO
    )


def get(client: Any, recorded: dict[str, Any]) -> Any:
    (fields,) = urllib.parse.parse_qs(urllib.parse.urlsplit(recorded["url"]).query)["fields"]
    return client.get(FLOW, fields=fields.split(","))


def create(client: Any, recorded: dict[str, Any]) -> Any:
    return client.create(WABA, **recorded["body"])


def clone(client: Any, recorded: dict[str, Any]) -> Any:
    form = recorded["form"]
    return client.clone(
        WABA,
        FLOW,
        name=form["name"],
        categories=json.loads(form["categories"]),
        endpoint_uri=form["endpoint_uri"],
    )


def update(client: Any, recorded: dict[str, Any]) -> Any:
    fields = sent_fields(recorded)
    if isinstance(fields["categories"], str):
        fields["categories"] = json.loads(fields["categories"])
    return client.update(FLOW, **fields)


def set_public_key(client: Any, recorded: dict[str, Any]) -> Any:
    return client.set_public_key(PHONE, recorded["form"]["business_public_key"])


REPLAYED: dict[str, Do] = {
    "flows_create_with_json_publish": create,
    "flows_encryption_get_flat": lambda client, _: client.public_key(PHONE),
    "flows_get_health_blocked": get,
    "flows_migrate_name_exists": lambda client, _: client.migrate(
        WABA, source_waba=SOURCE, names=["appointment-booking", "lead-gen"]
    ),
    "flows_update_metadata_application": update,
    "postman_create_flow": clone,
    "postman_delete_flow": lambda client, _: client.delete(FLOW),
    "postman_deprecate_flow": lambda client, _: client.deprecate(FLOW),
    "postman_get_encryption_public_key": lambda client, _: client.public_key(PHONE),
    "postman_get_endpoint_availability_metric": metric("ENDPOINT_AVAILABILITY"),
    "postman_get_endpoint_request_count_metric": metric("ENDPOINT_REQUEST_COUNT"),
    "postman_get_endpoint_request_error_metric": metric("ENDPOINT_REQUEST_ERROR"),
    "postman_get_endpoint_request_error_rate_metric": metric(
        "ENDPOINT_REQUEST_ERROR_RATE", "LIFETIME"
    ),
    "postman_get_endpoint_request_latencies_metric": metric(
        "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL"
    ),
    "postman_get_flow": get,
    "postman_get_preview_url": lambda client, _: client.preview(FLOW),
    "postman_list_assets_get_flow_json_url": lambda client, _: client.assets_page(FLOW),
    "postman_list_flows": lambda client, _: client.flows_page(WABA),
    "postman_migrate_flows": lambda client, _: client.migrate(
        WABA, source_waba=SOURCE, names=["appointment", "leadgen"]
    ),
    "postman_publish_flow": lambda client, _: client.publish(FLOW),
    "postman_set_encryption_public_key": set_public_key,
    "postman_update_flow_json": lambda client, _: client.upload(FLOW, b"{}"),
    "postman_update_flow_metadata": update,
}

# They are about messages, templates and accounts, or hold no call.
OTHERS = {
    "postman_create_flow_template_message_by_flow_json",
    "postman_create_flow_template_message_by_id",
    "postman_create_flow_template_message_by_name",
    "postman_get_waba",
    "postman_get_waba_phone_numbers",
    "postman_send_draft_flow_by_id",
    "postman_send_draft_flow_by_name",
    "postman_send_flow_template_message",
    "postman_send_published_flow_by_id",
    "postman_send_published_flow_by_name",
    "flows_metric_latency_doc",
    "flows_preview_url_interactive",
    "flows_validation_error_old_form",
}


def recording(shared: Path, name: str) -> dict[str, Any]:
    text = (shared / "platform" / "payloads" / f"{name}.json").read_text(encoding="utf-8")
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return json.loads(text)


def plain(value: Any) -> Any:
    """Return the value of a field, whether it was JSON or text of a form."""
    if isinstance(value, str) and value.startswith("["):
        return json.loads(value)
    return value


def fields_of(request: httpx2.Request) -> dict[str, Any]:
    """Return the fields of the body that was sent, whatever form it has."""
    content_type = request.headers.get("Content-Type", "")
    if content_type == "application/json":
        return json.loads(request.content)
    if content_type == "application/x-www-form-urlencoded":
        pairs = urllib.parse.parse_qsl(request.content.decode(), strict_parsing=True)
        return {key: plain(value) for key, value in pairs}
    if content_type.startswith("multipart/form-data"):
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        parsed = email.message_from_bytes(head + request.content, policy=email.policy.HTTP)
        found = {}
        for part in parsed.iter_parts():
            name = part.get_param("name", header="content-disposition")
            is_file = part.get_filename() is not None
            found[name] = f"<file: {part.get_content_type()}>" if is_file else part.get_content()
        return found
    assert request.content == b""
    return {}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("name", REPLAYED)
def test_recorded_call(shared: Path, name: str, kind: str) -> None:
    """A client sends what is recorded, and reads the recorded answer without losing anything."""
    recorded = recording(shared, name)
    request, response = recorded["request"], recorded["response"]
    api = Api(answering(response["body"], response["status"]))
    found = ask(kind, api, lambda client: REPLAYED[name](client, request))
    (sent,) = api.asked
    url = urllib.parse.urlsplit(request["url"])
    assert (sent.method, sent.url.host, sent.url.path) == (
        request["method"],
        url.hostname,
        url.path,
    )
    query, fields = dict(urllib.parse.parse_qsl(url.query)), sent_fields(request)
    if name == "flows_migrate_name_exists":  # The page allows the query or a form.
        query, fields = {}, query
    assert dict(sent.url.params) == query
    assert fields_of(sent) == {key: plain(value) for key, value in fields.items()}
    assert sent.headers["Authorization"] == request["headers"]["Authorization"]
    if "file" in fields:
        assert sent.headers["Content-Type"].startswith(request["content_type"])
    if found is not None and not isinstance(found, Page):
        assert found.extra == {}


def test_every_recording_is_replayed(shared: Path) -> None:
    """No recording of the Flows API is forgotten."""
    folder = shared / "platform" / "payloads"
    names = {file.stem for kind in ("postman", "flows") for file in folder.glob(f"{kind}_*.json")}
    errors = {name for name in names if name.startswith("flows_error_")}
    assert names == set(REPLAYED) | OTHERS | errors


def answer_of(shared: Path, name: str) -> Any:
    recorded = recording(shared, name)
    api = Api(answering(recorded["response"]["body"]))
    return ask("waits", api, lambda client: REPLAYED[name](client, recorded["request"]))


def test_a_flow_is_read(shared: Path) -> None:
    """What is known of a flow has types, also what older versions call differently."""
    flow = answer_of(shared, "postman_get_flow")
    assert (flow.id, flow.state, flow.categories) == ("flow-1", State.DRAFT, ("OTHER",))
    assert (flow.json_version, flow.endpoint_uri) == ("2.1", "https://example.com")
    assert flow.preview.expires_at == datetime.datetime(2023, 5, 21, 11, 18, 9, tzinfo=datetime.UTC)
    assert (flow.account.id, flow.application.name) == ("waba-1", "My Awesome App")
    assert flow.account.extra["timezone_id"] == "54"
    assert flow.health.can_send_message == "BLOCKED"
    codes = [error.code for entity in flow.health.entities for error in entity.errors]
    assert codes == [141006, 141014, 141010]


def test_health_tells_what_limits_and_what_blocks(shared: Path) -> None:
    """The reasons for a limit and those for a block are both there."""
    health = answer_of(shared, "flows_get_health_blocked").health
    entities = {each.entity_type: each for each in health.entities}
    assert len(entities["FLOW"].errors) == 2
    assert entities["APP"].can_send_message == "LIMITED"
    assert "not subscribed" in entities["APP"].additional_info[0]


def test_errors_count_more_than_success(shared: Path) -> None:
    """A flow that was created with errors says both."""
    created = answer_of(shared, "flows_create_with_json_publish")
    assert (created.id, created.success) == (FLOW, True)
    (error,) = created.validation_errors
    assert error.path == ("screens", 0, "layout", "children", 0, "type")
    assert (error.line_start, error.column_end) == (10, 34)
    assert str(error) == (
        "line 10: INVALID_PROPERTY_VALUE: Invalid value found for property 'type'. "
        "(at screens[0].layout.children[0].type)"
    )


def test_the_older_form_of_validation_errors(shared: Path) -> None:
    """Without pointers, the path is that of the message."""
    recorded = recording(shared, "flows_validation_error_old_form")["validation_error"]
    error = ValidationError.read(recorded)
    assert (error.error, error.error_type) == ("INVALID_PROPERTY", "JSON_SCHEMA_ERROR")
    assert error.path == ("screens", 0, "layout", "children", 2, "children", 0)
    assert (error.pointers, error.line_start) == ((), 46)


def test_metrics_are_numbers_by_key(shared: Path) -> None:
    """A point has its time and its numbers; what is missing stays missing."""
    found = answer_of(shared, "postman_get_endpoint_request_latencies_metric")
    assert found.points[1].timestamp == datetime.datetime(2024, 1, 29, 8, tzinfo=datetime.UTC)
    assert found.points[1].values == {"1": 328, "2": 2}
    rate = answer_of(shared, "postman_get_endpoint_request_error_rate_metric")
    assert rate.points[0].values == {"value": 0.12625250501002}


def test_the_latencies_of_the_page(shared: Path) -> None:
    """The keys of latencies are texts, the last of which is open."""
    data = recording(shared, "flows_metric_latency_doc")["metric_data"]
    document = {"id": FLOW, "metric": {"data_points": [{"data": data}]}}
    name = "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL"
    found = ask("waits", Api(answering(document)), lambda client: client.metric(FLOW, name))
    assert found.points[0].values == {"1": 410, "3": 61, "10": 2, "10+": 33}


def test_both_forms_of_the_key_are_read(shared: Path) -> None:
    """The key is read by itself and out of a list."""
    flat = answer_of(shared, "flows_encryption_get_flat")
    listed = answer_of(shared, "postman_get_encryption_public_key")
    assert (flat.signature_status, flat.is_valid) == ("MISMATCH", False)
    assert listed.is_valid
    assert listed.public_key.startswith("-----BEGIN PUBLIC KEY-----")


def test_migration_succeeds_in_part(shared: Path) -> None:
    """What was copied and what was not are both there, with codes as text."""
    found = answer_of(shared, "flows_migrate_name_exists")
    assert found.migrated[0].migrated_id == "5678"
    assert found.failed[0].error_code == "4233041"


def test_the_link_to_an_interactive_preview(shared: Path) -> None:
    """The link has its parameters as Meta writes them."""
    recorded = recording(shared, "flows_preview_url_interactive")
    preview = Preview(preview_url=recorded["url"].partition("&")[0])
    payload = recorded["decoded_flow_action_payload"]
    link = preview.interactive(flow_action="navigate", debug=True, **payload)
    assert link == recorded["url"]


@pytest.mark.parametrize(
    "wrong",
    [{"screen": "A"}, {"flow_action": "navigate"}, {"flow_action": "complete"}],
)
def test_a_preview_that_cannot_begin(wrong: dict[str, Any]) -> None:
    """A first screen goes with navigate, and navigate with a first screen."""
    with pytest.raises(FlowError):
        Preview(preview_url="https://example.com/?token=1").interactive(**wrong)
