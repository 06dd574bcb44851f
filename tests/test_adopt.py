"""The lock file is rebuilt from what an account has, and never the other way round."""

import itertools
import json
import re
from typing import Any

import pytest
from account_project import BOOKING, Project
from click.testing import Result
from sandbox_calls import GOOD, Client

from flowdsl.platform.adoption import everything
from flowdsl.platform.graph import FlowInfo
from flowdsl.platform.lock import LockedFlow, read_lock
from flowdsl.testing.graph_server import Sandbox

ODD = ["Füße für 2", "a \"quoted\" 'name'", "red \x1b[31m\nnext \u202eline"]
"""Names as the account may have them."""


@pytest.fixture
def client(server: Sandbox) -> Client:
    """Arranges what the account has."""
    return Client(server)


def known(project: Project) -> dict[str, str]:
    """Return the ids in the lock file by the names of the flows."""
    return {name: each.id for (_, name), each in read_lock(project.lock).flows.items()}


def flat(result: Result) -> str:
    """Return all that was printed, which has to be safe for a terminal."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)
    assert "Traceback" not in result.output
    return result.output


def without_adoption(project: Project) -> dict[str, Any]:
    """Return all that the account has."""
    return {key: value for key, value in project.sandbox.state().items() if key != "faults"}


# What follows from names.


NAMES = ("a", "b")
ACCOUNTS = [
    dict(pairs)
    for size in range(3)
    for ids in itertools.combinations("12", size)
    for names in itertools.permutations(NAMES, size)
    for pairs in [zip(ids, names, strict=True)]
]
"""Every account of two flows at most: their names by their ids."""
LOCKS = [
    {name: id_ for name, id_ in zip(NAMES, ids, strict=True) if id_}
    for ids in itertools.product(("", "1", "2", "9"), repeat=2)
]
"""Every lock of two flows at most, right or wrong; no account has a flow 9."""
PROJECTS = [set(names) for size in range(3) for names in itertools.combinations(NAMES, size)]


@pytest.mark.parametrize("beyond", [False, True])
@pytest.mark.parametrize("project", PROJECTS, ids=lambda names: "+".join(sorted(names)) or "none")
def test_a_rebuilt_lock_has_each_flow_once_and_loses_none(project: set[str], beyond: bool) -> None:
    """Whatever the account, the lock and the project have, what comes of it is sound."""
    for flows, locked in itertools.product(ACCOUNTS, LOCKS):
        check_rebuilt(flows, locked, project, beyond)


def check_rebuilt(
    flows: dict[str, str], locked: dict[str, str], project: set[str], beyond: bool
) -> None:
    """Check what comes of one account, one lock and one project."""
    account = {id_: FlowInfo(id=id_, name=name, status="DRAFT") for id_, name in flows.items()}
    before = {name: LockedFlow(id=id_, name=name) for name, id_ in locked.items()}
    found = everything(account, before, project, beyond=beyond)
    names = {each.name: each.info.id for each in found.flows}
    by_name = {name: id_ for id_, name in flows.items()}
    # The name decides, and each id is there once.
    for name in project:
        if name in by_name:
            assert names[name] == by_name[name]
    assert len(set(names.values())) == len(names)
    if beyond:
        assert set(names.values()) == set(account)
    # What is taken out is gone, or is known by another name now.
    out = {*found.gone, *(other for each in found.flows for other in each.others)}
    assert not out & set(names)
    after = {**{name: id_ for name, id_ in locked.items() if name not in out}, **names}
    for name, id_ in after.items():
        assert id_ in account
        # A lock that has one flow twice is mended where the flow is looked at.
        if id_ in names.values():
            assert [each for each, other in after.items() if other == id_] == [name]
    # The project misses what it does not have, and nothing else.
    assert set(found.missing) == project - set(names)
    # Somebody is asked wherever a name or an id stands for something else than before.
    for each in found.flows:
        is_other = each.name in locked and locked[each.name] != each.info.id
        assert len(list(each.questions(account))) == is_other + bool(each.others)
    # Once it is done, there is nothing more to do, and nothing to ask.
    settled = {name: LockedFlow(id=id_, name=name) for name, id_ in after.items()}
    again = everything(account, settled, project, beyond=beyond)
    assert {each.name: each.info.id for each in again.flows} == names
    assert not [said for each in again.flows for said in each.questions(account)]


# What the command does.


def test_a_lost_lock_comes_back_as_it_was(project: Project) -> None:
    """After a push, what is adopted is what the push wrote, to the byte."""
    assert project.run("push", "dev", "--publish").exit_code == 0
    before = project.lock.read_bytes()
    project.lock.unlink()
    account = without_adoption(project)
    result = project.run("adopt", "dev")
    assert result.exit_code == 0
    flow_id = project.flows()["booking"]["id"]
    assert result.stdout == f"adopted booking (id {flow_id}): as the project has it\n"
    assert project.lock.read_bytes() == before
    assert without_adoption(project) == account
    assert project.run("plan", "dev").exit_code == 0
    again = project.run("adopt", "dev")
    assert again.stdout == f"known already booking (id {flow_id}): as the project has it\n"
    assert project.lock.read_bytes() == before


def test_what_is_uploaded_is_held_against_the_project(project: Project, client: Client) -> None:
    """Another Flow JSON, none, and what is no Flow JSON are told apart."""
    other = client.created("booking", flow_json=GOOD)
    result = project.run("adopt", "dev")
    assert "not as the project has it; flowdsl plan dev shows the difference" in result.stdout
    locked = read_lock(project.lock).get("dev", "booking")
    assert locked is not None
    assert (locked.id, locked.state, locked.json_version) == (other, "DRAFT", "7.3")
    assert client.upload(other, "no JSON").status == 200
    assert "what is uploaded is no Flow JSON" in project.run("adopt", "dev").stdout
    client.delete(other)
    client.created("booking")
    empty = project.run("adopt", "dev", "--yes")
    assert "nothing is uploaded yet" in empty.stdout
    locked = read_lock(project.lock).get("dev", "booking")
    assert locked is not None
    assert (locked.sha256, locked.json_version) == (None, None)
    assert [each["is_as_project"] for each in project.json("adopt", "dev")["flows"]] == [False]


def test_what_one_side_lacks_is_said(project: Project, client: Client) -> None:
    """What is gone leaves the lock, what is missing waits for a push, and --all takes the rest."""
    project.write("flows/menu.py", BOOKING.replace("booking = ", "menu = "))
    gone = client.created("menu", flow_json=GOOD)
    kept = client.created("extra", flow_json=GOOD)
    project.run("adopt", "dev", "--all")
    assert known(project) == {"menu": gone, "extra": kept}
    client.delete(gone)
    lines = project.run("adopt", "dev").stdout.splitlines()
    assert lines == [
        f"taken out menu (id {gone}): the account has it no longer",
        "not there booking: flowdsl push dev creates it",
        "not there menu: flowdsl push dev creates it",
    ]
    assert known(project) == {"extra": kept}
    document = project.json("adopt", "dev", "--all")
    assert document["missing"] == ["booking", "menu"]
    assert document["taken_out"] == []
    assert [each["is_as_project"] for each in document["flows"]] == [None]


def test_nothing_to_adopt_writes_nothing(project: Project) -> None:
    """An account without flows leaves no lock behind."""
    assert project.run("adopt", "dev", "--all").exit_code == 0
    project.write("flows/booking.py", "")
    assert project.run("adopt", "dev", "--all").stdout == "there is nothing to adopt\n"
    assert not project.lock.exists()


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_adopted(project: Project, client: Client, name: str) -> None:
    """Whatever stands in a name, the lock has it as it is, and the terminal without harm."""
    flow_id = client.created(name, flow_json=GOOD)
    assert project.run("adopt", "dev", name).exit_code == 0
    assert f"(id {flow_id}): the project does not have it" in flat(
        project.run("adopt", "dev", name)
    )
    assert known(project) == {name: flow_id}
    flat(project.run("adopt", "dev", name, "--as", "other", "--yes"))
    assert known(project) == {"other": flow_id}
    missing = project.run("adopt", "dev", f"{name}s")
    assert missing.exit_code == 2
    assert "did you mean" in flat(missing)


def test_a_flow_is_adopted_under_another_name(project: Project, client: Client) -> None:
    """It is found by that name from then on, and the name in the account is no longer needed."""
    flow_id = client.created("Bookings 2023", flow_json=GOOD)
    result = project.run("adopt", "dev", "Bookings 2023", "--as", "booking")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f'adopted booking (id {flow_id}), called "Bookings 2023" there: not as the project has it'
    )
    assert known(project) == {"booking": flow_id}
    for arguments in ([], ["--all"], ["booking"], [flow_id], ["Bookings 2023"]):
        again = project.run("adopt", "dev", *arguments)
        assert again.stdout.startswith("known already booking"), arguments
        assert known(project) == {"booking": flow_id}
    noted = project.run("adopt", "dev", flow_id, "--as", "bokking", "--yes")
    assert "the project has no flow bokking yet" in noted.stderr
    assert known(project) == {"bokking": flow_id}


def test_another_flow_for_a_name_is_agreed_to(project: Project, client: Client) -> None:
    """Nothing is written where the question is answered with no, or by nobody."""
    old = client.created("old", flow_json=GOOD)
    project.run("adopt", "dev", "old", "--as", "booking")
    before = project.lock.read_bytes()
    new = client.created("booking", flow_json=GOOD)
    for answer, code in (("n\n", 1), ("", 2)):
        refused = project.run("adopt", "dev", answer=answer)
        assert refused.exit_code == code
        assert f'booking is flow {old} in the lock file, which is "old", DRAFT' in refused.stderr
        assert f'it becomes "booking" (id {new}, DRAFT)' in refused.stderr
        assert project.lock.read_bytes() == before
    assert project.run("adopt", "dev", answer="y\n").exit_code == 0
    assert known(project) == {"booking": new}
    client.delete(new)
    third = client.created("booking", flow_json=GOOD)
    asked = project.run("adopt", "dev", "booking", answer="y\n")
    assert "is no longer in the account" in asked.stderr
    assert known(project) == {"booking": third}


def test_a_flow_that_is_known_by_another_name_is_agreed_to(
    project: Project, client: Client
) -> None:
    """The lock has each flow once: the other name is taken out."""
    flow_id = client.created("booking", flow_json=GOOD)
    project.run("adopt", "dev", "booking", "--as", "reservation")
    asked = project.run("adopt", "dev", answer="")
    assert asked.exit_code == 2
    assert f"(id {flow_id}, DRAFT) is reservation in the lock file: it becomes booking" in flat(
        asked
    )
    assert known(project) == {"reservation": flow_id}
    assert project.run("adopt", "dev", "--yes").exit_code == 0
    assert known(project) == {"booking": flow_id}


@pytest.mark.parametrize(
    "text",
    [
        BOOKING.replace('id="ONLY"', 'id="ONLY 1"'),
        "raise SystemExit(3)\n" + BOOKING,
        BOOKING + "\nother = booking\nfrom flowdsl import nothing_at_all\n",
        "",
    ],
)
def test_a_project_that_cannot_be_read_is_no_obstacle(
    project: Project, client: Client, text: str
) -> None:
    """Names and --all work all the same; without them it says why not."""
    project.write("flows/booking.py", text)
    flow_id = client.created("booking", flow_json=GOOD)
    refused = project.run("adopt", "dev")
    assert refused.exit_code == 2
    assert "name flows, or give --all" in flat(refused)
    for arguments in (["booking"], ["--all"]):
        result = project.run("adopt", "dev", *arguments)
        assert result.exit_code == 0
        assert f"booking (id {flow_id})\n" in result.stdout
        assert "is not known: " in flat(result)
        assert known(project) == {"booking": flow_id}
    assert project.json("adopt", "dev", "--all")["flows"][0]["is_as_project"] is None


def test_settings_without_paths_are_no_obstacle(project: Project, client: Client) -> None:
    """Flows can be adopted before the project says where its own are."""
    client.created("booking", flow_json=GOOD)
    project.edit('paths = ["flows"]', "", "pyproject.toml")
    assert "no `paths` are set" in project.run("adopt", "dev").stderr
    assert project.run("adopt", "dev", "--all").exit_code == 0


def test_flows_are_compared_in_every_version_of_the_settings(project: Project) -> None:
    """What is uploaded may be any of the versions that the project compiles to."""
    project.edit("[tool.flowdsl]", '[tool.flowdsl]\ntarget = ["7.2", "7.3"]', "pyproject.toml")
    assert project.run("push", "dev", "--target", "7.2").exit_code == 0
    project.lock.unlink()
    assert project.run("adopt", "dev").stdout.endswith("): as the project has it\n")
    locked = read_lock(project.lock).get("dev", "booking")
    assert locked is not None
    assert locked.json_version == "7.2"


def test_what_a_later_flowdsl_wrote_is_kept(project: Project) -> None:
    """Fields that are not known here survive, as long as it is the same flow."""
    assert project.run("push", "dev").exit_code == 0
    text = project.lock.read_text(encoding="utf-8")
    project.lock.write_text(f'{text}flows.dev.booking.later = "kept"\n', encoding="utf-8")
    client = Client(project.sandbox)
    client.post(f"{project.flows()['booking']['id']}/publish")
    assert project.run("adopt", "dev").exit_code == 0
    locked = read_lock(project.lock).get("dev", "booking")
    assert locked is not None
    assert locked.extra == {"later": "kept"}
    assert locked.state == "PUBLISHED"


def test_several_flows_are_downloaded_and_written_at_once(project: Project, client: Client) -> None:
    """Where one cannot be downloaded, nothing is written, and the next call does all of it."""
    ids = {
        f"flow {number}": client.created(f"flow {number}", flow_json=GOOD) for number in range(9)
    }
    project.sandbox.inject("500", operation="assets", nth=5, times=100)
    failed = project.run("adopt", "dev", "--all", "--jobs", "3")
    assert failed.exit_code == 1
    assert not project.lock.exists()
    project.sandbox.clear_faults()
    assert project.run("adopt", "dev", "--all", "--jobs", "3").exit_code == 0
    assert known(project) == ids


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["booking", "--all"], "--all takes no FLOW"),
        (["--all", "--as", "x"], "no --as"),
        (["--as", "x"], "--as takes one FLOW"),
        (["a", "b", "--as", "x"], "--as takes one FLOW"),
        (["booking", "--as", " "], "a name that is not empty"),
        (["nothing"], 'has no flow "nothing"'),
        (["booking", "old"], "are one flow"),
    ],
)
def test_a_wrong_call_is_refused(
    project: Project, client: Client, arguments: list[str], said: str
) -> None:
    """It ends with the code for that, and writes nothing."""
    flow_id = client.created("booking", flow_json=GOOD)
    lines = f'format = 1\nflows.dev.old.id = "{flow_id}"\nflows.dev.old.name = "booking"\n'
    project.lock.write_text(lines, encoding="utf-8")
    result = project.run("adopt", "dev", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert project.lock.read_text(encoding="utf-8") == lines


def test_a_flow_of_the_lock_that_is_gone_can_be_named(project: Project, client: Client) -> None:
    """It is taken out; it cannot be given another name."""
    flow_id = client.created("x", flow_json=GOOD)
    project.run("adopt", "dev", "x")
    client.delete(flow_id)
    assert project.run("adopt", "dev", "x", "--as", "booking").exit_code == 2
    assert project.run("adopt", "dev", flow_id).exit_code == 0
    assert known(project) == {}


def test_json_says_what_was_done(project: Project, client: Client) -> None:
    """The document has its format, the environment, the account and what became of each flow."""
    flow_id = client.created("booking", flow_json=GOOD)
    result = project.run("adopt", "dev", "--json")
    document = json.loads(result.stdout)
    assert document["format"] == 1
    assert (document["environment"], document["waba_id"]) == ("dev", project.sandbox.waba_id)
    (flow,) = document["flows"]
    assert len(flow.pop("sha256")) == 64
    assert flow == {
        "name": "booking",
        "id": flow_id,
        "name_there": "booking",
        "state": "DRAFT",
        "json_version": "7.3",
        "is_known": False,
        "is_as_project": False,
    }
    assert document["project_failure"] is None
    assert project.sandbox.token not in result.output
