"""`flowdsl metrics` shows what an endpoint was asked, as tables and as JSON."""

import datetime
import re

import pytest
from account_project import Project
from sandbox_calls import ENDPOINT, Client, Clock, server_of_one_day

from flowdsl.cli.metrics import NAMES as METRICS
from flowdsl.testing.graph_server import Sandbox

__all__ = ["server_of_one_day"]

YESTERDAY = Clock.moment - datetime.timedelta(days=1)


def observed(client: Client, server: Sandbox, **amounts: int) -> str:
    flow = client.created("a", flow_json=ENDPOINT)
    server.control.observe(flow, YESTERDAY, amounts)
    server.control.observe(flow, Clock.moment, {"requests": 50, "1": 50, "10+": 3, "2": 7})
    return flow


def test_metrics_are_tables(project: Project, client: Client, server: Sandbox) -> None:
    """There is a table a metric, whose columns are its keys in a sensible order."""
    flow = observed(
        client, server, requests=1250, timeout_error=25, succeeded=9, failed=1, **{"3": 8}
    )
    shown = project.run("metrics", "dev", "a")
    assert shown.exit_code == 0
    lines = [re.split(r"\s\s+", line) for line in shown.stdout.splitlines()]
    assert ["2024-01-30", "1,250"] in lines
    assert ["2024-01-30", "2.00%"] in lines
    assert ["from", "1", "2", "3", "10+"] in lines
    assert ["2024-01-30", "0", "0", "8", "0"] in lines
    assert ["from", "succeeded", "failed"] in lines
    assert [line[0].partition(" ")[0] for line in lines if "ENDPOINT_" in line[0]] == list(METRICS)
    document = project.json("metrics", "dev", flow, "--metric", "endpoint_request_count")
    assert document["format"] == 1
    assert document["metrics"] == [
        {
            "name": "ENDPOINT_REQUEST_COUNT",
            "points": [
                {"timestamp": "2024-01-30T00:00:00+00:00", "values": {"value": 1250}},
                {"timestamp": "2024-01-31T00:00:00+00:00", "values": {"value": 50}},
            ],
            "has_too_few": False,
            "failure": None,
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "moments"),
    [
        (["--granularity", "hour"], ["2024-01-30 12:00", "2024-01-31 12:00"]),
        (["--since", "2024-01-30", "--until", "2024-01-31"], ["2024-01-30"]),
        (["--granularity", "lifetime", "--since", "2024-01-01"], ["2024-01-01"]),
    ],
)
def test_metrics_are_of_the_time_that_is_asked_for(
    project: Project, client: Client, server: Sandbox, arguments: list[str], moments: list[str]
) -> None:
    """Days are without an hour, and the range is that of the options."""
    observed(client, server, requests=1000)
    metric = ("--metric", "ENDPOINT_REQUEST_COUNT")
    text = project.run("metrics", "dev", "a", *metric, *arguments).stdout
    assert re.findall(r"^2024-\S+(?: \d\d:\d\d)?", text, re.MULTILINE) == moments


def test_too_few_requests_are_no_failure(
    project: Project, client: Client, server: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said of each metric; what Meta does not take is, and fails where nothing else came."""
    observed(client, server, requests=100)
    few = project.run("metrics", "dev", "a")
    assert few.exit_code == 0
    assert few.stdout.count("too few requests") == len(METRICS)
    assert all(each["has_too_few"] for each in project.json("metrics", "dev", "a")["metrics"])
    failed = project.run("metrics", "dev", "a", "--since", "2023-01-01")
    assert failed.exit_code == 1
    assert failed.stderr.count("too far back") == 1
    server.inject("500", operation="metrics", times=100)
    assert project.run("metrics", "dev", "a").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--since", "2024-01-31", "--until", "2024-01-30"],
        ["--since", "31.1.2024"],
        ["--metric", "requests"],
        ["--granularity", "week"],
    ],
)
def test_metrics_that_cannot_be_asked_for_are_refused(
    project: Project, client: Client, arguments: list[str]
) -> None:
    """The call is wrong, and nothing is asked."""
    client.created("a")
    assert project.run("metrics", "dev", "a", *arguments).exit_code == 2
