"""`flowdsl pull` brings flows to the project as they are in the account."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from account_project import Project
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sandbox_calls import ENDPOINT, GOOD, WRONG, Client, old_endpoint
from strategies import PNG
from test_import import SMALL

from flowdsl.build import NameClash
from flowdsl.cli import main
from flowdsl.platform.environments import Environment, FromVariable
from flowdsl.platform.graph.models import FlowInfo
from flowdsl.platform.pulling import Pulled, file_names
from flowdsl.platform.remote import Content
from flowdsl.testing.graph_server import Sandbox

WINDOWS = json.dumps(json.loads(GOOD), indent=3).replace("\n", "\r\n").encode()
DEV = Environment(name="dev", waba_id="1", source=FromVariable("TOKEN"))
NAMES = (
    "booking",
    "Réservation d'été",
    'The "new" \\ one',
    " blanks ",
    "line\r\nend\x07\x1b[31m\u202e",
    "预订",
    "class",
    "../../escape",
    "预" * 100,
    "test_form",
    "test_a_test",
    "conftest",
)


@pytest.fixture
def project(project: Project) -> Project:
    """A project without a flow, and an account without one."""
    (project.folder / "flows" / "booking.py").unlink()
    return project


@pytest.fixture
def client(server: Sandbox) -> Client:
    """Makes what there is to pull."""
    return Client(server)


@pytest.mark.parametrize("data", [GOOD.encode(), WINDOWS, b"\xef\xbb\xbf" + WINDOWS, b"no\xff"])
def test_json_is_what_was_uploaded_byte_for_byte(
    project: Project, client: Client, data: bytes
) -> None:
    """The file and standard output hold the bytes, also where they are no JSON, which is said."""
    flow = client.created("booking")
    client.upload(flow, data)
    done = project.run("pull", "dev", "booking", "-o", "my flows/booking.json")
    assert done.exit_code == 0, done.output
    assert (project.folder / "my flows" / "booking.json").read_bytes() == data
    assert project.run("pull", "dev", flow).stdout_bytes == data
    assert ("no Flow JSON" in done.stderr) == (data == b"no\xff")


def test_after_a_pull_as_python_there_is_nothing_to_push(project: Project, client: Client) -> None:
    """The modules say the names and the categories, so that a plan writes the lock at most."""
    for number, name in enumerate(NAMES):
        client.created(name, flow_json=GOOD, categories=["SURVEY", "SIGN_UP"])
        done = project.run("pull", "dev", name, "-o", f"flows/a module {number}.py")
        assert done.exit_code == 0, done.output
        module = (project.folder / "flows" / f"a module {number}.py").read_text(encoding="utf-8")
        # The variable is called so already.
        assert ("name=" in module) == (name not in ("booking", "预订", *NAMES[-3:]))
    plans = project.json("plan", "dev")["flows"]
    assert {each["name"]: each["steps"] for each in plans} == {name: ["record"] for name in NAMES}
    assert project.run("push", "dev").exit_code == 0
    assert project.run("plan", "dev").exit_code == 0
    assert list(project.flows()) == list(NAMES)


@pytest.mark.parametrize(
    ("document", "endpoint", "environment", "written"),
    [
        (ENDPOINT, "https://example.com/flow", {}, True),
        (ENDPOINT, "https://example.com/flow?key=s3cret", {}, False),
        (ENDPOINT, "https://me:s3cret@example.com/flow", {}, False),
        (ENDPOINT, "https://example.com/flow#s3cret", {}, False),
        (
            ENDPOINT,
            "https://example.com/flow",
            {"endpoint_uri": "https://example.com/flow"},
            False,
        ),
        (GOOD, "https://example.com/flow", {}, False),
    ],
)
def test_the_endpoint_is_pulled_without_secrets(
    project: Project,
    client: Client,
    document: str,
    endpoint: str,
    environment: dict[str, str],
    written: bool,
) -> None:
    """Its address is in the module unless it may hold a secret, or the environment says it."""
    project.environment(**environment)
    client.created("form", flow_json=document, endpoint_uri=endpoint)
    done = project.run("pull", "dev", "form", "-o", "flows/form.py")
    assert done.exit_code == 0, done.output
    module = (project.folder / "flows" / "form.py").read_text(encoding="utf-8")
    assert (f'endpoint_uri="{endpoint}"' in module) == written
    assert ("endpoint_uri=" in module) == written
    assert "s3cret" not in module + done.output
    assert ("may hold a secret" in done.stderr) == ("s3cret" in endpoint)
    assert project.json("plan", "dev")["flows"][0]["steps"] == ["record"]


def test_the_endpoint_of_an_old_version_stays_in_the_json(project: Project, client: Client) -> None:
    """Until 3.0 the address is a key of the Flow JSON, and no argument of its own."""
    text = old_endpoint("2.1", data_channel_uri="https://example.com/flow")
    info = FlowInfo(id="1", name="form", endpoint_uri="https://example.com/flow")
    pulled = Pulled(info=info, content=Content(data=text.encode()))
    beside, notes = pulled.beside(pulled.opened(), DEV)
    assert (beside.endpoint_uri, notes) == (None, ())
    client.created("form", flow_json=text)
    module = project.run("pull", "dev", "form", "-f", "python").stdout
    assert "endpoint_uri" not in module
    assert 'data_channel_uri="https://example.com/flow"' in module


def test_categories_that_are_not_known_are_left_to_the_account() -> None:
    """A module with some of the categories would take the others away."""
    info = FlowInfo(id="1", name="a", categories=("SURVEY", "SHOPPING"))
    pulled = Pulled(info=info, content=Content(data=GOOD.encode()))
    beside, notes = pulled.beside(pulled.opened(), DEV)
    assert beside.categories == ()
    assert "SHOPPING" in notes[0]


def test_a_module_is_the_one_that_import_makes(project: Project, client: Client) -> None:
    """Apart from what the JSON does not say, pulling and importing write the same."""
    client.created("form", flow_json=json.dumps(SMALL), categories=["OTHER"])
    assert project.run("pull", "dev", "form", "-o", "form.json").exit_code == 0
    arguments = ("--images", "my images", "--name", "the_form")
    pulled = project.run("pull", "dev", "form", "-o", "one/a.py", *arguments)
    imported = project.run("import", "form.json", "-o", "one/b.py", *arguments)
    assert (pulled.exit_code, imported.exit_code) == (0, 0), pulled.output + imported.output
    texts = [
        (project.folder / "one" / name).read_text(encoding="utf-8") for name in ("a.py", "b.py")
    ]
    beside = re.compile(r'^""".*\n|^    (name|categories)=.*\n', re.MULTILINE)
    assert beside.sub("", texts[0]) == beside.sub("", texts[1])
    assert len(beside.findall(texts[0])) == 3
    [image] = (project.folder / "my images").iterdir()
    assert image.read_bytes() == PNG


def test_what_flowdsl_finds_wrong_with_a_flow_is_said(project: Project, client: Client) -> None:
    """A flow with mistakes is pulled, with the command that shows them; what is none is not."""
    client.created("wrong", flow_json=WRONG)
    done = project.run("pull", "dev", "wrong", "-o", "my wrong.py")
    assert done.exit_code == 0, done.output
    assert "note: wrong has 1 error: flowdsl check 'my wrong.py'" in done.stderr
    for text in ("[]", "{", '{"screens": [], "screens": []}', "{}"):
        client.upload(client.created(f"bad {text}"), text)
        refused = project.run("pull", "dev", f"bad {text}", "-o", "bad.py")
        assert refused.exit_code == 1
        assert "error: bad" in refused.stderr
        assert not (project.folder / "bad.py").exists()


def test_what_a_terminal_obeys_does_not_reach_it(project: Project, client: Client) -> None:
    """Control characters of the account are escaped in all that is said of a flow."""
    layout = {"type": "\x07", "\x9b": "\u202e", "children": []}
    screen = {"id": "A", "title": "T", "terminal": True, "layout": layout, "\x07": 1}
    document = {"version": "7.3", "screens": [screen]}
    client.created("a\x07\x9b\u202eb", flow_json=json.dumps(document))
    for arguments in (("-o", "a.py"), ("-o", "a.json"), ("--all", "-f", "python", "-o", "all")):
        flow = () if "--all" in arguments else ("a\x07\x9b\u202eb",)
        said = project.run("pull", "dev", *flow, *arguments).output
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said), said
        assert "a\\u0007\\u009b\\u202eb" in said or arguments[1] == "a.py"


def test_nothing_is_replaced_unasked(project: Project, client: Client) -> None:
    """A file that says something else stays, and so does all beside it; --force replaces it."""
    client.created("one", flow_json=GOOD)
    client.created("two", flow_json=GOOD)
    mine = project.write("all/two.json", "mine")
    for arguments in (("two", "-o", "all/two.json"), ("--all", "-o", "all")):
        refused = project.run("pull", "dev", *arguments)
        assert refused.exit_code == 1
        assert "exists: nothing was written; --force replaces it" in refused.stderr
        assert [each.name for each in (project.folder / "all").iterdir()] == ["two.json"]
        assert mine.read_text(encoding="utf-8") == "mine"
        assert project.run("pull", "dev", *arguments, "--force").exit_code == 0
        assert mine.read_text(encoding="utf-8") == GOOD
        assert project.run("pull", "dev", *arguments).exit_code == 0  # It says the same.
        project.write("all/two.json", "mine")
        (project.folder / "all" / "one.json").unlink(missing_ok=True)


@pytest.mark.parametrize(("kind", "ending"), [("json", ".json"), ("python", ".py")])
def test_every_flow_is_pulled_to_a_folder(
    project: Project, client: Client, kind: str, ending: str
) -> None:
    """Each has a file of its own, directly in the folder; one without Flow JSON is passed over."""
    for name in NAMES:
        client.created(name, flow_json=GOOD)
    client.created("nothing")
    document = project.json("pull", "dev", "--all", "-f", kind, "-o", "all flows")
    assert document["format"] == 1
    files = {each["name"]: each["file"] for each in document["flows"]}
    assert files.pop("nothing") is None
    assert set(files) == set(NAMES)
    written = [each for each in project.folder.rglob("*") if each.suffix == ending]
    assert {str(each.relative_to(project.folder)) for each in written} == set(files.values())
    assert {each.parent.name for each in written} == {"all flows"}
    if kind == "python":
        plan = project.json("plan", "dev", "all flows")
        assert {each["name"]: each["steps"] for each in plan["flows"]} == {
            name: ["record"] for name in NAMES
        }


def test_the_images_of_two_flows_do_not_meet(project: Project, client: Client) -> None:
    """Each flow has a folder of its own for its images."""
    client.created("one", flow_json=json.dumps(SMALL))
    client.created("two", flow_json=json.dumps(SMALL))
    arguments = ("-f", "python", "-o", "all", "--images", "images")
    assert project.run("pull", "dev", "--all", *arguments).exit_code == 0
    assert {each.name for each in (project.folder / "images").iterdir()} == {"one", "two"}
    assert project.json("plan", "dev", "all")["flows"][1]["steps"] == ["record"]


@pytest.mark.parametrize("other", ["A  FLOW", "a/flow", 'a" ?flow', "a-flow"])
def test_two_flows_for_one_file_are_refused_before_anything_is_done(
    project: Project, client: Client, server: Sandbox, other: str
) -> None:
    """Nothing is downloaded or written where two names come to one file."""
    client.created("a flow", flow_json=GOOD)
    client.created(other, flow_json=GOOD)
    server.inject("500", operation="download")
    refused = project.run("pull", "dev", "--all", "-o", "all")
    assert refused.exit_code == 2
    assert '"a flow" and "' in refused.stderr
    assert not (project.folder / "all").exists()
    assert server.state()["faults"][0]["seen"] == 0


@given(st.lists(st.text(min_size=1), max_size=5), st.sampled_from([".json", ".py"]))
def test_a_name_of_the_account_is_never_a_path(names: list[str], suffix: str) -> None:
    """Whatever flows are called, their files lie in the folder, and are distinct."""
    flows = [FlowInfo(id=str(number), name=name) for number, name in enumerate(names)]
    try:
        files = file_names(flows, suffix)
    except NameClash:
        return
    assert len({each.casefold() for each in files}) == len(names)
    for each in files:
        assert Path(each).name == each
        assert each.isprintable()
        assert not set(each) & set('\\/:*?"<>|')
        assert each.endswith(suffix)
        assert not each.startswith((".", "test_"))


def test_a_broken_download_is_tried_again_and_then_told(
    project: Project, client: Client, server: Sandbox
) -> None:
    """Half an answer is no Flow JSON; where there is never a whole one, nothing is written."""
    client.created("one", flow_json=GOOD)
    server.inject("half", operation="download")
    assert project.run("pull", "dev", "one", "-o", "one.json").exit_code == 0
    assert (project.folder / "one.json").read_text(encoding="utf-8") == GOOD
    server.inject("half", operation="download", times=100)
    for arguments in (("one", "-o", "two.json"), ("--all", "-o", "all")):
        failed = project.run("pull", "dev", *arguments)
        assert failed.exit_code == 1
        assert "cannot download the Flow JSON" in failed.stderr
        assert "token=" not in failed.output
    assert not (project.folder / "two.json").exists()
    assert not (project.folder / "all").exists()


def test_an_account_or_a_flow_without_anything_is_said(project: Project, client: Client) -> None:
    """There is a sentence for an empty account, for a flow without Flow JSON, and for no flow."""
    empty = project.run("pull", "dev", "--all", "-o", "all")
    assert empty.exit_code == 0
    assert "dev has no flows" in empty.stderr
    client.created("nothing")
    for kind in ("json", "python"):
        nothing = project.run("pull", "dev", "nothing", "-f", kind)
        assert (nothing.exit_code, nothing.stdout) == (1, "")
        assert "nothing has no Flow JSON" in nothing.stderr
    unknown = project.run("pull", "dev", "noting")
    assert unknown.exit_code == 2
    assert 'did you mean "nothing"' in unknown.stderr


MISTAKES: list[tuple[list[str], str]] = [
    ([], "--all -o FOLDER"),
    (["--all"], "-o FOLDER"),
    (["a", "--all", "-o", "all"], "FLOW is for one flow"),
    (["--all", "-o", "all", "--name", "x"], "--name is for one flow"),
    (["--all", "-o", "pyproject.toml"], "-o FOLDER"),
    (["a", "-o", "flows"], "flows is a folder"),
    (["a", "-o", "a.txt"], "neither .json nor .py"),
    (["a", "-o", "a.json", "-f", "python"], "a.json is a file for json"),
    (["a", "-o", "a.json", "--images", "x"], "--images goes with Python"),
    (["a", "--name", "x"], "--name goes with Python"),
    (["a", "-f", "python", "--name", "1x"], "no name that a variable can have"),
    (["a", "--json"], "give -o"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES)
def test_options_that_do_not_go_together_are_said(
    project: Project, arguments: list[str], said: str
) -> None:
    """The call is refused before anything is asked of the account."""
    refused = project.run("pull", "dev", *arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not (project.folder / "all").exists()


def test_a_file_takes_its_name_with_it(project: Project, client: Client) -> None:
    """It is said where a push would call a JSON file otherwise than the account does."""
    client.created("Ünïcode", flow_json=GOOD)
    renamed = project.run("pull", "dev", "Ünïcode", "-o", "flows/other.json")
    assert 'calls what is in a .json file after the file: "other", and not "Ünïcode"' in (
        renamed.stderr
    )
    kept = project.run("pull", "dev", "Ünïcode", "-o", "flows/Ünïcode.json")
    assert kept.stderr == ""
    steps = {each["name"]: each["steps"] for each in project.json("plan", "dev")["flows"]}
    assert steps == {"other": ["create"], "Ünïcode": ["record"]}
    ascii_only: Any = CliRunner(charset="ascii").invoke(
        main, ["pull", "dev", "Ünïcode", "-o", "flows/Ünïcode.json"]
    )
    assert ascii_only.exit_code == 0
    assert "?n?code.json" in ascii_only.stdout
