"""`flowdsl preview` gives the link of a flow, which is opened only where that is safe."""

import re
import urllib.parse
import webbrowser

import pytest
from account_project import Project
from click.testing import Result
from sandbox_calls import ENDPOINT, GOOD, Client, server_of_one_day

from flowdsl.platform.graph import GraphClient
from flowdsl.platform.graph.preview import Preview
from flowdsl.testing.graph_server import Sandbox

__all__ = ["server_of_one_day"]


def test_the_link_stands_alone_on_standard_output(project: Project, client: Client) -> None:
    """It is the same until a new one is asked for, and when it ends is a note."""
    client.created("a", flow_json=GOOD)
    first = project.run("preview", "dev", "a")
    assert first.exit_code == 0
    assert re.fullmatch(r"http://\S+\n", first.stdout)
    assert "until 2024-03-01 12:00 UTC" in first.stderr
    assert project.run("preview", "dev", "a").stdout == first.stdout
    new = project.run("preview", "dev", "a", "--new")
    assert new.stdout != first.stdout
    document = project.json("preview", "dev", "a")
    assert document["format"] == 1
    assert f"{document['url']}\n" == new.stdout


def query(result: Result) -> dict[str, str]:
    parsed = urllib.parse.parse_qs(urllib.parse.urlsplit(result.stdout.strip()).query)
    return {key: value for key, [value] in parsed.items() if key != "token"}


INTERACTIVE: list[tuple[list[str], dict[str, str]]] = [
    ([], {}),
    (["--interactive"], {}),
    (["--debug"], {"debug": "true"}),
    (["--flow-token", "a b&c"], {"flow_token": "a b&c"}),
    (["--screen", "A"], {"flow_action": "navigate", "flow_action_payload": '{"screen":"A"}'}),
    (
        ["--screen", "A", "--data", '{"é": "a b"}'],
        {
            "flow_action": "navigate",
            "flow_action_payload": '{"screen":"A","data":{"é":"a b"}}',
        },
    ),
    (
        ["--screen", "A", "--data", "my data.json"],
        {"flow_action": "navigate", "flow_action_payload": '{"screen":"A","data":{"n":1}}'},
    ),
]


@pytest.mark.parametrize(("arguments", "wanted"), INTERACTIVE)
def test_a_preview_that_can_be_tapped_has_what_it_needs(
    project: Project, client: Client, arguments: list[str], wanted: dict[str, str]
) -> None:
    """Each option is in the link as Meta wants it; none of them makes a plain link."""
    project.write("my data.json", '{\r\n"n": 1}\r\n')
    client.created("a", flow_json=GOOD)
    shown = project.run("preview", "dev", "a", *arguments)
    assert shown.exit_code == 0, shown.output
    assert query(shown) == ({"interactive": "true", **wanted} if arguments else {})


def test_a_preview_of_a_flow_with_an_endpoint_has_the_number(
    project: Project, client: Client, server: Sandbox
) -> None:
    """The number of the environment is added; what is missing is said."""
    client.created("a", flow_json=ENDPOINT, endpoint_uri="https://example.com/x")
    bare = project.run("preview", "dev", "a", "--exchange")
    assert bare.exit_code == 0
    assert "--flow-token" in bare.stderr
    assert "phone_number_id to [tool.flowdsl.env.dev]" in bare.stderr
    project.environment(phone_number_id=server.phone_number_id)
    whole = project.run("preview", "dev", "a", "--exchange", "--flow-token", "t")
    assert whole.stderr.count("note: ") == 1
    assert query(whole) == {
        "interactive": "true",
        "flow_action": "data_exchange",
        "flow_token": "t",
        "phone_number": server.phone_number_id,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--screen", "A", "--exchange"], "not with both"),
        (["--data", "{}"], "name it with --screen"),
        (["--screen", "A", "--data", "[]"], "no such file"),
        (["--screen", "B"], 'has no screen "B" (there are A)'),
        (["--exchange"], "has no endpoint"),
    ],
)
def test_a_preview_that_cannot_be_is_refused(
    project: Project, client: Client, arguments: list[str], said: str
) -> None:
    """A call that makes no sense gives no link, and ends none."""
    client.created("a", flow_json=GOOD)
    refused = project.run("preview", "dev", "a", "--new", *arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr.lower() or said in refused.stderr


@pytest.mark.parametrize(
    ("link", "is_there", "opened", "said"),
    [
        ("https://example.com/?a=1", True, True, ""),
        ("https://example.com/?a=1", False, True, "no browser"),
        ("file:///etc/passwd", True, False, "https://"),
        ("http://example.com/", True, False, "https://"),
        ("javascript:alert(1)", True, False, "https://"),
    ],
)
def test_only_a_safe_link_is_opened(
    project: Project,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    link: str,
    is_there: bool,
    opened: bool,
    said: str,
) -> None:
    """The browser gets an encrypted address, and it is said where there is no browser."""
    seen: list[str] = []
    preview = Preview(preview_url=f"{link}\x07\x1b")

    def browser(url: str) -> bool:
        seen.append(url)
        return is_there

    monkeypatch.setattr(webbrowser, "open", browser)
    monkeypatch.setattr(GraphClient, "preview", lambda *_, **__: preview)
    client.created("a")
    shown = project.run("preview", "dev", "a", "--open")
    assert shown.exit_code == 0
    assert shown.stdout == f"{link}%07%1B\n"
    assert bool(seen) == opened
    assert said in shown.stderr
