"""The flow that somebody names is opened: from a module, from JSON, or as it was in git."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flowdsl import VERSIONS, FlowError
from flowdsl.discover import ModuleFailed, NothingFound
from flowdsl.opening import Unreadable, open_flow, open_flows

MODULE = """\
from flowdsl import Complete, Flow, Footer, Screen
from parts import TITLE

def a_flow(title):
    done = Footer(label="Done", on_click_action=Complete({}))
    return Flow(screens=[Screen(id="A", title=title, terminal=True, children=[done])])

first = a_flow(TITLE)
"""
DOCUMENT = {"version": "6.0", "screens": [{"id": "A", "title": "Café"}]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a module, what it imports, and a JSON file, in a folder with a blank."""
    project = tmp_path / "a café"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (project / "booking.py").write_text(MODULE, encoding="utf-8")
    (project / "parts.py").write_text('TITLE = "now"\n', encoding="utf-8")
    (project / "flow.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return project


def git(*arguments: str) -> None:
    """Run git, whoever the user is."""
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    )


@pytest.fixture
def history(folder: Path) -> Path:
    """The same with a history, in which everything was otherwise."""
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "now")
    (folder / "parts.py").write_text('TITLE = "later"\n', encoding="utf-8")
    (folder / "flow.json").write_text("{}", encoding="utf-8")
    return folder


def title(path: str) -> object:
    return open_flow(path).document["screens"][0]["title"]


def test_a_module_and_a_json_file_are_opened(folder: Path) -> None:
    """A module is compiled, and a JSON file read, with what each is called."""
    opened = open_flow("booking.py")
    assert (opened.name, opened.label, opened.text) == ("first", "booking.py", None)
    assert (opened.version, opened.document["version"]) == (VERSIONS[-1], "7.3")
    opened = open_flow("flow.json")
    assert (opened.name, opened.label, opened.flow) == ("flow", "flow.json", None)
    assert (opened.version.name, opened.document) == ("6.0", DOCUMENT)


def test_places_are_those_of_the_author(folder: Path) -> None:
    """A path leads to the author's line, in Python and in JSON."""
    path = ("screens", 0, "title")
    place = open_flow("booking.py").places([path])[path]
    assert place is not None
    assert place.line == 6
    place = open_flow("flow.json").places([path])[path]
    assert place is not None
    assert (place.file, place.line) == ("flow.json", 1)


def test_of_several_flows_one_is_named(folder: Path) -> None:
    """Where a module has several flows, all are opened, or the one that is named."""
    with (folder / "booking.py").open("a", encoding="utf-8") as file:
        file.write('second = a_flow("another")\n')
    assert [each.label for each in open_flows("booking.py")] == [
        "booking.py:first",
        "booking.py:second",
    ]
    assert title("booking.py:second") == "another"
    with pytest.raises(NothingFound, match=r"2 flows.*booking\.py:first, booking\.py:second"):
        open_flow("booking.py")


def test_a_target_is_compiled_to(folder: Path) -> None:
    """A flow in Python is compiled to the version asked for."""
    assert open_flow("booking.py", target=VERSIONS[5]).document["version"] == str(VERSIONS[5])


def test_a_file_is_opened_as_it_was(history: Path) -> None:
    """A revision of git gives a file, and what a module imports, as they were then."""
    assert title("booking.py") == "later"
    assert title("git:HEAD:booking.py") == "now"
    assert title("booking.py") == "later"
    assert title("git:HEAD:flow.json") == "Café"
    assert title("git:main:booking.py:first") == "now"
    assert open_flow("git:HEAD:booking.py").label == "git:HEAD:booking.py"


def test_a_file_in_another_folder_is_opened_as_it_was(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path is one from the current folder, whichever that is."""
    below = history / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert title("git:HEAD:../flow.json") == "Café"
    monkeypatch.chdir(history.parent)
    assert title("git:HEAD:a café/booking.py") == "now"


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("nothing.json", NothingFound, "does not exist"),
        ("boking.py", NothingFound, "did you mean"),
        (".", NothingFound, "is a folder"),
        ("notes.txt", NothingFound, "neither a module nor"),
        ("booking.py:third", NothingFound, "has no third"),
        ("parts.py", NothingFound, "has no flow"),
        ("broken.py", ModuleFailed, "ZeroDivisionError"),
        ("broken.json", Unreadable, "broken.json:1:2"),
        ("list.json", Unreadable, "a list"),
        ("git:HEAD", NothingFound, "git:REVISION:path"),
        ("git::flow.json", NothingFound, "git:REVISION:path"),
        ("git:--output=x:flow.json", NothingFound, "git:REVISION:path"),
        ("git:HEAD:flow.json", NothingFound, "not a git repository"),
    ],
)
def test_what_cannot_be_opened_is_said(
    folder: Path, path: str, error: type[FlowError], message: str
) -> None:
    """A mistake in the path, or in what lies there, is one sentence, and no traceback of ours."""
    (folder / "notes.txt").write_text("", encoding="utf-8")
    (folder / "broken.py").write_text("1 / 0", encoding="utf-8")
    (folder / "broken.json").write_text("{,}", encoding="utf-8")
    (folder / "list.json").write_text("[]", encoding="utf-8")
    with pytest.raises(error, match=message.replace(".", r"\.")):
        open_flow(path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("git:nowhere:flow.json", "nowhere"),
        ("git:HEAD:missing.json", "missing.json"),
        ("git:maim:flow.json", 'did you mean "main"'),
        ("git:HEAD:missing.py", "does not exist"),
    ],
)
def test_what_git_does_not_have_is_said(history: Path, path: str, message: str) -> None:
    """A revision or a file that is not there is one sentence."""
    with pytest.raises(NothingFound, match=message):
        open_flow(path)


def test_what_has_no_json_is_unreadable(folder: Path) -> None:
    """A flow with a picture that is not there cannot be written, which is said with its place."""
    (folder / "picture.py").write_text(
        "from pathlib import Path\nfrom flowdsl import *\n"
        'flow = Flow(screens=[Screen(id="A", children=[Image(src=Path("none.png"))])])\n',
        encoding="utf-8",
    )
    with pytest.raises(Unreadable, match=r"none\.png` does not exist"):
        open_flow("picture.py")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_out_of_a_revision_are_left_out(history: Path) -> None:
    """A link that leads out of the repository does not keep its modules from being opened."""
    (history / "absolute").symlink_to("/")
    git("add", "absolute")
    git("commit", "-q", "-m", "link")
    assert title("git:HEAD:booking.py") == "now"


def test_what_is_not_exported_is_said(history: Path) -> None:
    """A module that an attribute of git keeps from archives is missing by its own path."""
    (history / ".gitattributes").write_text("booking.py export-ignore\n", encoding="utf-8")
    git("add", ".gitattributes")
    git("commit", "-q", "-m", "ignore")
    with pytest.raises(NothingFound, match=r"booking\.py does not exist there, or is not exported"):
        open_flow("git:HEAD:booking.py")


@pytest.mark.skipif(sys.platform != "linux", reason="only there names are any bytes")
def test_a_repository_may_have_any_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a repository need not be named in UTF-8."""
    odd = folder / os.fsdecode(b"odd\xff")
    odd.mkdir()
    (odd / "flow.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    monkeypatch.chdir(odd)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "now")
    assert title("git:HEAD:flow.json") == "Café"
