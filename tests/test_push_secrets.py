"""No command that speaks with Meta's API shows a secret, whatever goes wrong.

A new command needs a line in `ROWS`; everything else here is then tried with it.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import click
import pytest
import stamina
from account_project import Project
from click.testing import Result
from graph_replays import serving
from push_faults import ADDRESS, PUSH, Pushing, api_commands, send
from sandbox_calls import GOOD, key_pem, old_endpoint

from flowdsl.cli import main
from flowdsl.platform import pushing
from flowdsl.platform.environments import read_environment
from flowdsl.platform.graph import FlowInfo, GraphClient, GraphError
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.planning import make_plan
from flowdsl.platform.wanted import find_wanted
from flowdsl.settings import Settings
from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.faults import FaultKind

ROWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "adopt": (("adopt", "dev", "--all", "--yes"),),
    "clone": (("clone", "dev", "orders", "--name", "a clone"),),
    "delete": (("delete", "dev", "a draft", "--yes"),),
    "deprecate": (("deprecate", "dev", "orders", "--yes"),),
    "keys": (("keys", "dev"), ("keys", "dev", "--set", "keys/public.pem", "--yes")),
    "list": (("list", "dev"),),
    "metrics": (("metrics", "dev", "orders"),),
    "migrate": (("migrate", "dev", "--from", "other", "--all"),),
    "plan": (("plan", "dev", "--publish"), ("plan", "dev", "--no-download")),
    "preview": (("preview", "dev", "orders"),),
    "publish": (("publish", "dev", "a draft"),),
    "pull": (("pull", "dev", "--all", "-o", "pulled", "--force"),),
    "push": (PUSH, ("push", "dev", "flows/orders.json", "--yes", "--quiet")),
    "status": (("status", "dev"),),
}
"""What each command is tried with, in the project of `push_faults`; `--json` is tried besides.

The account has a draft besides, and the environment `other` is another account with a flow.
"""

TOKEN = "planted-T0ken/1+2=3"
META = "EAAplanted0123456789abcdef"
QUERY = "planted-query-4711"
ARGUMENT = "planted-argument-4711"
APP_SECRET = "planted0app0secret0fedcba9876543"
KEY_LINE = "MIIplantedPrivateKeyLine0123456789abcdefghijklmnopqrstuvwxyzABCD"
PEM = f"-----BEGIN PRIVATE KEY-----\n{KEY_LINE}\n-----END PRIVATE KEY-----\n"
PLANTED = (TOKEN, META, QUERY, ARGUMENT, APP_SECRET, KEY_LINE)
SECRET_ADDRESS = f"{ADDRESS}?secret={QUERY}"

CLIENT_LOGS = ("flowdsl", "httpx2", "httpcore2", "stamina")
"""Who logs on the side of the client; the server of the tests is in the same process."""


@pytest.fixture(scope="module")
def pushing_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushing]:
    """One project and one server for all, with secrets wherever there can be some."""
    folder = tmp_path_factory.mktemp("secrets") / "a project"
    with (
        Sandbox(token=TOKEN, accounts=2) as sandbox,
        pytest.MonkeyPatch.context() as patch,
        stamina.set_testing(True, attempts=2, cap=True),
        Pushing(folder, sandbox, patch) as project,
    ):
        project.write("keys/private.pem", PEM)
        project.write("keys/public.pem", key_pem())
        patch.setenv("FLOWDSL_PRIVATE_KEY", PEM)
        patch.setenv("FLOWDSL_APP_SECRET", APP_SECRET)
        yield project


@pytest.fixture
def project(pushing_project: Pushing, caplog: pytest.LogCaptureFixture) -> Pushing:
    """The project with what was there before any push; everything is logged."""
    caplog.set_level(logging.DEBUG)
    planted(pushing_project)
    return pushing_project


def planted(project: Pushing, **more: str) -> None:
    """Write the settings, with a secret in the address of the endpoint."""
    sandbox = project.sandbox
    project.environment(
        endpoint_uri=SECRET_ADDRESS,
        application_id=sandbox.application_id,
        phone_number_id=sandbox.phone_number_id,
        **more,
    )
    # The other environment differs only in its name and its account.
    head, mark, table = (
        (project.folder / "pyproject.toml").read_text().partition("[tool.flowdsl.env")
    )
    assert mark
    here, there = sandbox.waba_ids
    other = (mark + table).replace(".dev]", ".other]").replace(here, there)
    project.write("pyproject.toml", f"{head}{mark}{table}\n{other}")
    begin(project)


def begin(project: Pushing) -> None:
    """Put back what was there before, and what the other commands need besides."""
    project.begin()
    for account, name in zip(project.sandbox.waba_ids, ("a draft", "far away"), strict=True):
        project.client.create(
            account, name=name, categories=["OTHER"], flow_json=GOOD, endpoint_uri=SECRET_ADDRESS
        )


def assert_hidden(*texts: str) -> None:
    """Hold that no text has a secret in it, as it is or without its ends."""
    for text in texts:
        for secret in PLANTED:
            assert secret[3:-3] not in text


def assert_silent(result: Result, project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """Hold that a command shows nothing: what it prints, what is logged, what it writes."""
    ours = [each for each in caplog.records if each.name.partition(".")[0] in CLIENT_LOGS]
    logged = "\n".join(f"{each.getMessage()} {vars(each)!r}" for each in ours)
    lock = project.lock.read_text(encoding="utf-8") if project.lock.exists() else ""
    assert_hidden(result.stdout, result.stderr, logged, lock)
    assert "Traceback" not in result.output
    caplog.clear()


def calls() -> list[tuple[str, ...]]:
    """Return each row, and with `--json` where its command has that."""
    context, found = click.Context(main), []
    for name, rows in ROWS.items():
        command = main.get_command(context, name)
        parameters = command.params if command is not None else []
        is_json = any("--json" in parameter.opts for parameter in parameters)
        for row in rows:
            found += [row, (*row, "--json")] if is_json else [row]
    return found


CALLS = calls()


def test_each_command_has_a_row() -> None:
    """A command that speaks with the API is tried here, and none that is not there."""
    known = api_commands()
    assert {"plan", "push"} <= known
    lacking = sorted(known - set(ROWS))
    assert not lacking, f"{', '.join(lacking)}: no row in ROWS says with what they are to be tried"
    assert set(ROWS) <= known


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_good_run(
    call: tuple[str, ...], project: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    """What a command says, logs and writes when all is well has no secret in it."""
    result = project.run(*call)
    names = {each.name.partition(".")[0] for each in caplog.records}
    assert "httpcore2" in names
    assert_silent(result, project, caplog)


@pytest.mark.parametrize("kind", FaultKind)
@pytest.mark.parametrize("call", [row for rows in ROWS.values() for row in rows], ids=" ".join)
def test_each_fault(
    call: tuple[str, ...], kind: FaultKind, project: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    """What a command says of each fault, at its first calls and at later ones, has none, either."""
    # A push looks five times, and then changes something; others look less.
    for nth in (1, 3, 6):
        begin(project)
        project.sandbox.inject(kind, nth=nth, times=1000, seconds=0)
        assert_silent(project.run(*call), project, caplog)


@pytest.mark.parametrize("token", [f"{TOKEN}wrong", META])
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_wrong_token(
    call: tuple[str, ...],
    token: str,
    project: Pushing,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A token that is refused is not shown."""
    monkeypatch.setenv("FLOWDSL_ACCESS_TOKEN", token)
    result = project.run(*call)
    assert result.exit_code in (1, 2)
    assert "190" in result.stderr
    assert_silent(result, project, caplog)


ECHO = f"no access for {TOKEN} ({META}) to {SECRET_ADDRESS}: Authorization: Bearer {TOKEN}"
ERROR: dict[str, Any] = {
    "message": ECHO,
    "type": ECHO,
    "code": 190,
    "error_user_title": ECHO,
    "error_user_msg": ECHO,
    "fbtrace_id": ECHO,
    "error_data": {"access_token": TOKEN, "endpoint_uri": SECRET_ADDRESS, "said": [ECHO]},
}
FINDING = {"error": "INVALID", "error_type": ECHO, "message": ECHO, "line_start": 1, "more": [ECHO]}
FLOW = {
    "id": "<the id of orders>",
    "name": "orders",
    "status": "DRAFT",
    "categories": ["OTHER"],
    "validation_errors": [FINDING],
    "endpoint_uri": f"https://example.com/old?secret={QUERY}",
    "more": ECHO,
}
NAMED = {**FLOW, "name": f"{TOKEN} {META}", "status": f"Bearer {TOKEN}"}


def _finds(method: str, path: str) -> tuple[int, Any]:
    """Answer as Meta does where it finds errors, and says everything again."""
    if method == "POST":
        return 200, {"id": "78", "success": True, "validation_errors": [FINDING]}
    if path.endswith("/assets"):
        return 200, {"data": []}
    return 200, {"data": [FLOW]} if "/flows" in path else FLOW


ECHOES: dict[str, Callable[[str, str], tuple[int, Any]]] = {
    "every call": lambda method, path: (401, {"error": ERROR}),
    "changes": lambda method, path: (
        (200, {"data": []}) if method == "GET" else (400, {"error": {**ERROR, "code": 100}})
    ),
    "pages": lambda method, path: (500, f"<h1>{ECHO}</h1>"),
    "findings": _finds,
    "names": lambda method, path: (
        200,
        {**FLOW, "data": [] if path.endswith("/assets") else [NAMED], "success": True},
    ),
}
"""Servers that say again what they were told, by the method and the path that they answer."""


@pytest.mark.parametrize("name", ECHOES)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_server_that_echoes(
    call: tuple[str, ...], name: str, project: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that says the token and the address again does not get them shown."""

    def respond(handler: Any) -> None:
        status, body = ECHOES[name](handler.command, handler.path.partition("?")[0])
        said = body if isinstance(body, str) else json.dumps(body)
        send(handler, status, said.replace(FLOW["id"], project.account.orders))

    with serving(respond) as settings:
        planted(project, base_url=settings.base_url)
        assert_silent(project.run(*call), project, caplog)


PRINT = "import sys; print({token!r}); print({token!r}, file=sys.stderr); sys.exit({code})"


@pytest.mark.parametrize(
    ("token", "code"), [(TOKEN, 0), (TOKEN, 3), (PEM, 0), (f"{META} {META}", 0)]
)
@pytest.mark.parametrize("call", [each[0] for each in ROWS.values()], ids=" ".join)
def test_a_command_that_gives_the_token(
    token: str,
    code: int,
    call: tuple[str, ...],
    project: Pushing,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither the arguments of the command nor what it writes is shown, good or bad."""
    command = [sys.executable, "-c", PRINT.format(token=token, code=code), ARGUMENT]
    old = 'token_env = "FLOWDSL_ACCESS_TOKEN"'
    project.edit(old, f"token_command = {json.dumps(command)}", "pyproject.toml")
    result = project.run(*call)
    is_good = (token, code) == (TOKEN, 0)
    assert ("has no token" in result.stderr) is not is_good
    assert_silent(result, project, caplog)


@pytest.mark.parametrize("token", [PEM, f"{TOKEN} {TOKEN}", f"{TOKEN}\x00", f"{META}\u00fc"])
def test_what_is_no_token(
    token: str, project: Pushing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private key, or another text, in the place of the token is refused without being shown."""
    monkeypatch.setattr("os.environ", {"FLOWDSL_ACCESS_TOKEN": token})
    result = project.run("plan", "dev")
    assert result.exit_code == 2
    assert_silent(result, project, caplog)


def test_a_private_key_is_refused(project: Pushing, caplog: pytest.LogCaptureFixture) -> None:
    """Who gives the private key by mistake is told so, and it is not shown."""
    result = project.run("keys", "dev", "--set", "keys/private.pem", "--yes")
    assert result.exit_code != 0
    assert "private key" in result.stderr
    assert_silent(result, project, caplog)


def everything(error: BaseException) -> str:
    """Return what a report of an error shows, with the errors behind it, suppressed or not."""
    shown = [str(error), repr(error), *traceback.format_exception(error)]
    behind = [each for each in (error.__cause__, error.__context__) if each is not None]
    return "\n".join([*shown, *map(everything, behind)])


def test_what_is_printed_of_the_objects(project: Pushing) -> None:
    """Whatever of a push is printed for debugging has no secret in it."""
    environment = read_environment("dev", project.folder)
    wanted = find_wanted(["flows"], environment, Settings())
    with GraphClient(environment.token(), environment.settings()) as client:
        ledger = Ledger(project.lock, "dev")
        plan = make_plan(wanted, environment, ledger.lock, client, publish=True)
        project.sandbox.inject("500", operation="publish", nth=3)
        pushed = pushing.push(plan, client, ledger, jobs=1)
        there = client.get(project.account.orders)
    assert there.endpoint_uri == SECRET_ADDRESS
    [failure] = [each.failure for each in pushed if each.failure is not None]
    assert any(each.wanted.endpoint_uri == SECRET_ADDRESS for each in plan.flows)
    things = [environment, *wanted, plan, *plan.flows, *pushed, ledger.lock, there, client]
    assert_hidden(*map(repr, things), *map(str, things), everything(failure))
    assert QUERY not in repr(FlowInfo(id="1", endpoint_uri=SECRET_ADDRESS))


def test_what_an_error_of_the_client_shows(project: Pushing) -> None:
    """An error that a program does not catch is printed without the secrets that come back."""

    def respond(handler: Any) -> None:
        send(handler, 400, json.dumps({"error": ERROR}))

    with (
        serving(respond) as settings,
        GraphClient(TOKEN, settings) as client,
        pytest.raises(GraphError) as caught,
    ):
        client.create("1", name="a", categories=["OTHER"], endpoint_uri=SECRET_ADDRESS)
    assert ADDRESS in caught.value.message
    assert_hidden(everything(caught.value), repr(attrs.asdict(caught.value)))


@pytest.mark.parametrize("step", ["create", "upload", "update", "publish"])
def test_a_bug_in_a_push(step: str, project: Pushing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug is reported by Python with lines of source, in which no secret stands."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(pushing, step, broken)
    with pytest.raises(RuntimeError, match="a bug") as caught:
        project.run(*PUSH)
    assert_hidden(everything(caught.value), project.lock.read_text(encoding="utf-8"))


def test_an_address_inside_the_flow_json(project: Pushing) -> None:
    """The address that old flows hold is compared, and shown without its query."""

    def address(query: str) -> str:
        return old_endpoint("2.1", data_channel_uri=f"{ADDRESS}?secret={query}")

    old = project.client.create(
        project.sandbox.waba_id,
        name="old",
        categories=["OTHER"],
        flow_json=address(f"{QUERY}-first"),
    )
    assert old.id
    try:
        project.write("flows/old.json", address(QUERY))
        text = project.run("plan", "dev", "flows/old.json")
        document = project.json("plan", "dev", "flows/old.json")
        wanted = find_wanted(["flows/old.json"], read_environment("dev"), Settings())
        assert_hidden(text.output, json.dumps(document), repr(wanted))
        assert "`data_channel_uri` of the flow is" in text.stdout
        assert len(document["flows"][0]["changes"]["changes"]) == 1
        assert project.run("push", "dev", "flows/old.json", "--yes").exit_code == 0
        assert project.run("plan", "dev", "flows/old.json").exit_code == 0
        project.write("flows/old.json", address(QUERY).replace('"T"', '"Title"'))
        changes = project.json("plan", "dev", "flows/old.json")["flows"][0]["changes"]["changes"]
        assert [change["new"] for change in changes] == ["Title"]
    finally:
        (project.folder / "flows/old.json").unlink()


def test_what_is_good_is_not_hidden(project: Pushing) -> None:
    """What is no secret is shown, so that the tests above look at the right texts."""
    result = project.run(*PUSH)
    assert f"endpoint_uri: 'https://example.com/old' -> '{ADDRESS}?...'" in result.stdout
    assert project.flows()["orders"]["endpoint_uri"] == SECRET_ADDRESS
