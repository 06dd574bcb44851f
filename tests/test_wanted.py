"""The flows that a push is about: those that the paths stand for, as an environment wants them."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from account_project import BOOKING

from flowdsl.discover import ModuleFailed, NothingFound, forget_modules
from flowdsl.platform.environments import Environment, FromVariable
from flowdsl.platform.lock import content_hash
from flowdsl.platform.wanted import NotReady, WantedFlow, find_wanted
from flowdsl.problems import FlowError
from flowdsl.settings import Settings
from flowdsl.versions import V5_1, V7_3, Version

SCREEN = {
    "id": "ONLY",
    "title": "Book a table",
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
JSON = json.dumps({"version": "7.3", "screens": [SCREEN]}, indent=2)
ASKING = {"data_api_version": "3.0", "routing_model": {"ONLY": []}}
HOST = "https://example.com/"


def asking(version: str, **more: Any) -> str:
    """Return the JSON of a flow that asks an endpoint."""
    return json.dumps({"version": version, **ASKING, **more, "screens": [SCREEN]})


def module(name: str) -> str:
    """Return a module with a flow under a name."""
    return BOOKING.replace("booking = ", f"{name} = ")


def environment(**more: Any) -> Environment:
    """Return an environment."""
    return Environment(name="dev", waba_id="1001", source=FromVariable("TOKEN"), **more)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))


def write(name: str, text: str | bytes) -> Path:
    """Write a file below the folder."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def find(*paths: str, target: Version | None = None, **more: Any) -> list[WantedFlow]:
    """Return the flows of some paths, whose modules are loaded anew."""
    loaded = set(sys.modules)
    settings = more.pop("settings", Settings())
    try:
        return find_wanted(paths, environment(**more), settings, target=target)
    finally:
        forget_modules(loaded)


def names(*paths: str, **more: Any) -> list[str]:
    """Return what the flows of some paths are called, with their labels where they differ."""
    return [each.name for each in find(*paths, **more)]


def test_what_paths_stand_for() -> None:
    """A module, a variable of it, a JSON file, and a folder with all that is a flow in it."""
    write("flows/one.py", module("one") + "\n_hidden = one\n")
    write("flows/two.py", BOOKING.replace("booking =", "a = b =") + "c = Flow(screens=[])\n")
    write("flows/three.json", JSON)
    write("flows/four.JSON", JSON)
    write("flows/deep/five.json", JSON)
    write("flows/.hidden/six.json", JSON)
    assert names("flows/one.py") == ["one"]
    assert names("flows/two.py:b") == ["b"]
    assert names("flows/three.json") == ["three"]
    assert names("flows/three.json", "flows/deep", "flows/one.py") == ["five", "one", "three"]
    (Path("flows") / "two.py").unlink()
    assert names("flows") == ["five", "four", "one", "three"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("flows/other.json", '{"screens_of": 1, "version": "1"}'),
        ("flows/list.json", '["screens"]'),
        ("flows/broken.json", '{"a": '),
        ("flows/empty.json", ""),
        ("flows/play.scenario.json", JSON),
        ("flows/test_flow.py", BOOKING),
        ("flows/flow_test.py", BOOKING),
        ("flows/conftest.py", BOOKING),
        ("flows/plain.py", "raise RuntimeError('it does not mention what makes flows')"),
        ("flows/node_modules/a.json", JSON),
        ("flows/imported.py", "from kept import kept  # flowdsl\n"),
    ],
)
def test_what_is_passed_over_in_a_folder(file: str, text: str) -> None:
    """Other JSON, scenarios, tests, and modules without a flow of their own are nothing to push."""
    write("flows/kept.py", module("kept"))
    write(file, text)
    assert names("flows") == ["kept"]


@pytest.mark.parametrize("version", ["", ".7.3", ".2.1"])
@pytest.mark.parametrize("out", [None, "out"])
def test_what_a_module_is_built_to_is_no_other_flow(version: str, out: str | None) -> None:
    """Its JSON stands beside it, or in the folder of the settings, whatever the versions are."""
    write("flows/kept.py", module("kept"))
    write(f"{out or 'flows'}/kept{version}.json", JSON)
    settings = Settings(out=Path(out) if out else None)
    found = find("flows", *([out] if out else []), settings=settings)
    assert [(each.name, each.label) for each in found] == [("kept", "flows/kept.py")]


def test_json_that_is_named_is_pushed_even_where_a_module_is_built_to_it() -> None:
    """Who names it wants it; beside the module it is a name twice."""
    write("flows/kept.py", module("kept"))
    write("flows/kept.json", JSON)
    assert [each.label for each in find("flows/kept.json")] == ["flows/kept.json"]
    with pytest.raises(FlowError, match='"kept" is the name of two flows'):
        find("flows", "flows/kept.json")


def test_a_flow_that_is_named_twice_is_one() -> None:
    """Paths may lead to the same flow in several ways."""
    write("flows/kept.py", module("kept"))
    write("flows/other.json", JSON)
    paths = ("flows", "flows/kept.py", "flows/kept.py:kept", "./flows/other.json", "flows/")
    assert names(*paths) == ["kept", "other"]


def test_a_flow_bears_its_own_name() -> None:
    """What `Flow(name=...)` says comes before the variable; the label still says where it is."""
    named = BOOKING.replace("categories", 'name="Réserver, 1", categories')
    write("flows/kept.py", named)
    [found] = find("flows")
    assert (found.name, found.label) == ("Réserver, 1", "flows/kept.py")
    write("flows/more.py", module("a") + module("b").partition('"""\n')[2])
    assert [each.label for each in find("flows/more.py")] == ["flows/more.py:a", "flows/more.py:b"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("a.py", module("same")), ("b.py", module("same"))),
        (("a.py", module("same")), ("same.json", JSON)),
        (("same.json", JSON), ("deep/same.json", JSON)),
    ],
)
def test_a_name_that_two_flows_have_is_refused(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    """An account has each name once; the sentence says where both stand."""
    if second[0].endswith("same.json") and first[0] == "a.py":
        second = (f"other/{second[0]}", second[1])
    for name, text in (first, second):
        write(f"flows/{name}", text)
    with pytest.raises(FlowError) as raised:
        find("flows")
    said = str(raised.value)
    assert '"same" is the name of two flows' in said
    assert {f"flows/{first[0]}", f"flows/{second[0]}"} <= set(said.replace(",", " ").split())


@pytest.mark.parametrize("blank", ["", " ", "\\t\\n"])
def test_a_name_is_not_blank(blank: str) -> None:
    """Meta refuses it, so that it is said before anything is sent; an empty one is none at all."""
    write("flows/kept.py", BOOKING.replace("categories", f'name="{blank}", categories'))
    if not blank:
        assert names("flows") == ["booking"]
        return
    with pytest.raises(FlowError, match=r"^flows/kept.py: the name of a flow is not empty$"):
        find("flows")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('["APPOINTMENT_BOOKING"]', ("APPOINTMENT_BOOKING",)),
        ('["SURVEY", "OTHER"]', ("SURVEY", "OTHER")),
        ("[]", ()),
        ('["SHOPPING"]', "there is no category 'SHOPPING'"),
        ('["SURVEYS"]', 'did you mean "SURVEY"'),
    ],
)
def test_categories(written: str, expected: tuple[str, ...] | str) -> None:
    """Those that Meta takes, or none; another is refused with the file that says it."""
    write("flows/kept.py", BOOKING.replace('["APPOINTMENT_BOOKING"]', written))
    if isinstance(expected, tuple):
        assert find("flows")[0].categories == expected
        return
    with pytest.raises(FlowError) as raised:
        find("flows")
    assert str(raised.value).startswith("flows/kept.py: ")
    assert expected in str(raised.value)


def test_json_says_no_categories() -> None:
    """So that those of the account stay as they are."""
    write("kept.json", JSON)
    assert find("kept.json")[0].categories == ()


# Where the endpoint is.


@pytest.mark.parametrize(
    ("version", "own", "of_environment", "expected"),
    [
        ("7.3", None, None, None),
        ("7.3", "own", None, "own"),
        ("7.3", None, "dev", "dev"),
        ("7.3", "own", "dev", "dev"),
        ("3.0", "own", "dev", "dev"),
        ("2.1", "own", "dev", None),
    ],
)
def test_the_endpoint_of_the_environment_comes_before_that_of_the_flow(
    version: str, own: str | None, of_environment: str | None, expected: str | None
) -> None:
    """One flow has another endpoint in each environment; below 3.0 it is in the Flow JSON."""
    uri = f'endpoint_uri="{HOST}{own}", ' if own else ""
    arguments = f'version="{version}", data_api_version="3.0", {uri}categories'
    source = BOOKING.replace("categories", arguments, 1)
    # Before 4.0 an input stands in a Form.
    source = source.replace("                name,\n", "").replace('{"name": name.ref}', "{}")
    write("kept.py", source)
    more = {"endpoint_uri": f"{HOST}{of_environment}"} if of_environment else {}
    [found] = find("kept.py", application_id="77", **more)
    assert found.endpoint_uri == (f"{HOST}{expected}" if expected else None)
    assert found.application_id == "77"
    assert found.has_endpoint
    if version == "2.1":
        assert found.document["data_channel_uri"] == f"{HOST}{own}"


@pytest.mark.parametrize(("version", "expected"), [("7.3", f"{HOST}dev"), ("2.1", None)])
def test_json_has_the_endpoint_of_the_environment(version: str, expected: str | None) -> None:
    """It cannot say one itself from 3.0, and says it itself below."""
    more = {"data_channel_uri": f"{HOST}own"} if version == "2.1" else {}
    write("kept.json", asking(version, **more))
    [found] = find("kept.json", endpoint_uri=f"{HOST}dev")
    assert found.endpoint_uri == expected
    assert found.document.get("data_channel_uri") == more.get("data_channel_uri")


def test_a_flow_without_an_endpoint_gets_none() -> None:
    """The environment has one for those that ask it."""
    write("kept.py", BOOKING)
    write("also.json", JSON)
    for found in find("kept.py", "also.json", endpoint_uri=f"{HOST}dev", application_id="77"):
        assert (found.endpoint_uri, found.application_id) == (None, None)


def test_an_address_that_meta_does_not_take_is_refused_before_anything_is_sent() -> None:
    """An endpoint of this machine does for a local server, but no flow can be pushed with it."""
    write("kept.json", asking("7.3"))
    with pytest.raises(FlowError, match=r"^kept\.json: endpoint_uri is an https:// address$"):
        find("kept.json", endpoint_uri="http://127.0.0.1:8000/")


def test_an_address_is_not_shown() -> None:
    """It may hold what lets one in."""
    write("kept.json", asking("7.3"))
    [found] = find("kept.json", endpoint_uri=f"{HOST}?key=planted")
    assert "planted" not in repr(found)


# What is sent.


def test_what_is_sent_of_a_module_is_what_it_is_built_to() -> None:
    """Its text is JSON of its own version, or of the target, and the hash is of that."""
    write("kept.py", BOOKING)
    [found] = find("kept.py")
    assert (found.version, found.document["version"]) == (V7_3, "7.3")
    [older] = find("kept.py", target=V5_1)
    assert (older.version, older.document["version"]) == (V5_1, "5.1")
    for each in (found, older):
        assert json.loads(each.text) == each.document
        assert each.sha256 == content_hash(each.document)
    assert found.sha256 != older.sha256


def test_json_is_sent_as_it_was_written() -> None:
    """Lines and blanks stay, so that the lines that Meta names are those of the file."""
    text = JSON.replace("\n", "\r\n")
    write("kept.json", b"\xef\xbb\xbf" + text.encode())
    [found] = find("kept.json", target=V5_1)
    assert found.text == text
    assert (found.version, found.document) == (V7_3, json.loads(JSON))
    write("plain.json", JSON)
    assert find("plain.json")[0].sha256 == found.sha256


def test_a_module_with_a_mark_and_lines_of_windows_is_the_same_flow() -> None:
    """How a file was saved is no change."""
    write("plain/kept.py", BOOKING)
    write("windows/kept.py", b"\xef\xbb\xbf" + BOOKING.replace("\n", "\r\n").encode())
    assert find("plain")[0].sha256 == find("windows")[0].sha256


def test_places_are_those_of_the_author() -> None:
    """What stands at a path is found in the module, or in the file."""
    title = ("screens", 0, "title")
    write("kept.py", BOOKING)
    place = find("kept.py")[0].places([title, ("nowhere",)])[title]
    assert place is not None
    assert (Path(place.file).name, place.line) == ("kept.py", 11)
    write("kept.json", JSON)
    place = find("kept.json")[0].places([title])[title]
    assert place is not None
    assert (place.file, place.line) == ("kept.json", 6)


# What stops everything.


WRONG = BOOKING.replace('id="ONLY",', 'id="no good",')


def test_errors_of_flows_stop_everything() -> None:
    """Each is there with its place and the flow that has it; flows in order do not help."""
    write("flows/a.py", WRONG)
    write("flows/b.json", JSON.replace('"Done"', "5"))
    write("flows/c.py", module("fine"))
    with pytest.raises(NotReady) as raised:
        find("flows")
    error = raised.value
    assert error.names == ("flows/a.py", "flows/b.json")
    assert str(error) == "flows/a.py, flows/b.json: there are errors"
    assert [each.is_error for each in error.problems] == [True, True]
    places = [each.place for each in error.problems]
    assert [(Path(place.file).name, place.line) for place in places if place] == [
        ("a.py", 10),
        ("b.json", 13),
    ]


@pytest.mark.parametrize("comment", ["ignore[FLOW112]", "ignore[wrong-pattern]"])
def test_what_the_author_accepts_does_not_stop(comment: str) -> None:
    """A comment beside it, or the settings, say that it is known."""
    accepted = WRONG.replace('"no good",', f'"no good",  # flowdsl: {comment}')
    assert accepted != WRONG
    write("flows/a.py", accepted)
    assert names("flows") == ["booking"]
    write("flows/a.py", WRONG)
    assert names("flows", settings=Settings(ignore=("FLOW112",))) == ["booking"]


def test_warnings_do_not_stop() -> None:
    """Meta takes what is only likely not meant."""
    write("kept.json", JSON.replace('"7.3"', '"5.0"'))
    assert find("kept.json")[0].version.frozen is not None


def test_a_target_that_lacks_something_stops() -> None:
    """What the target does not have is an error there."""
    source = BOOKING.replace('label="Your name"', 'label="Your name", label_variant="large"')
    write("kept.py", source)
    assert names("kept.py") == ["booking"]
    with pytest.raises(NotReady):
        find("kept.py", target=V5_1)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from flowdsl import Flow\n1 / 0\n", "ZeroDivisionError"),
        ("import flowdsl\nimport sys\nsys.exit()\n", "SystemExit"),
        ("from flowdsl import Flow(\n", "SyntaxError"),
        ("from flowdsl import Flow\nFlow(screns=[])\n", 'did you mean "screens"'),
    ],
)
def test_a_module_that_raises_stops_everything(source: str, said: str) -> None:
    """Its traceback is told, without our own frames."""
    write("flows/a.py", module("fine"))
    write("flows/b.py", source)
    with pytest.raises(ModuleFailed) as raised:
        find("flows")
    assert said in str(raised.value)
    assert "discover.py" not in str(raised.value)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("empty", "there is no flow in empty"),
        ("empty/none.py", "no public name there is a Flow"),
        ("empty/none.py:booking", "has no booking"),
        ("empty/none.py:text", "is no Flow but a str"),
        ("empty/nothing.py", "does not exist"),
        ("empty/note.txt", "its name ends in neither .py nor .json"),
        ("-", "not from standard input"),
    ],
)
def test_where_nothing_is_found(path: str, said: str) -> None:
    """The path that leads nowhere is told."""
    write("empty/none.py", "text = 'flowdsl'\n")
    write("empty/note.txt", "")
    with pytest.raises(NothingFound) as raised:
        find(path)
    assert said in str(raised.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '"screens"', "\ufeff", "null"])
def test_a_file_that_was_named_is_not_passed_over(text: str) -> None:
    """What is no flow there is an error."""
    write("kept.json", text)
    with pytest.raises(NotReady):
        find("kept.json")


@pytest.mark.parametrize("name", ["lost.py", "lost.json"])
def test_a_file_that_cannot_be_read_stops(name: str) -> None:
    """A link that leads nowhere is told by its name, and is no traceback."""
    write("flows/kept.py", module("kept"))
    os.symlink("nowhere", f"flows/{name}")
    with pytest.raises(FlowError, match=rf"flows/{name} cannot be read: No such file"):
        find("flows")


def test_labels_are_as_short_as_they_can_be(tmp_path: Path) -> None:
    """The settings name folders whole; messages name files from where one stands."""
    write("flows/kept.py", module("kept"))
    write("flows/other.json", JSON)
    whole = str(tmp_path / "flows")
    assert [each.label for each in find(whole)] == ["flows/kept.py", "flows/other.json"]


def test_nothing_else_of_a_project_is_changed() -> None:
    """Looking for flows writes no file."""
    write("flows/kept.py", module("kept"))
    listed: Callable[[], list[Path]] = lambda: sorted(  # noqa: E731 - a name for what is listed.
        file for file in Path().rglob("*") if "__pycache__" not in file.parts
    )
    before = listed()
    find("flows")
    assert listed() == before
