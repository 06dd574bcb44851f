"""`flows.lock` says which flow on Meta's servers is which, and git merges it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.platform.lock import (
    BadLock,
    Lock,
    LockedFlow,
    content_hash,
    read_lock,
    write_lock,
)
from flowdsl.problems import FlowError

HASH = content_hash({"version": "7.3"})
BOOKING = LockedFlow(
    id="1234567890123456",
    name="Buchung für München",
    sha256=HASH,
    json_version="7.3",
    state="DRAFT",
)
LOCK = Lock().with_flow("staging", "booking", BOOKING)
META = "EAA" + "Gx7planted" * 12

HASHES = st.binary(max_size=3).map(lambda data: content_hash({"a": data.hex()}))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", " ", "a.b", 'a"b', "a'b", "a\\b", "é", "e\u0301", "a = b", "# a", "[a]", "\u2028", "\r\n"]
)
VALUES = st.recursive(
    st.text(max_size=5) | st.integers(-9, 9) | st.booleans() | st.floats() | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=3,
)
FLOWS = st.builds(
    LockedFlow,
    id=st.integers(0, 10**17).map(str),
    name=NAMES,
    sha256=st.none() | HASHES,
    json_version=st.sampled_from([None, "7.2", "7.3"]),
    state=st.sampled_from([None, "DRAFT", "PUBLISHED"]),
)
ENVIRONMENTS = st.sampled_from(["staging", "live", "a.b", "é"])
PLACES = st.tuples(ENVIRONMENTS, NAMES)
LOCKS = st.dictionaries(PLACES, FLOWS, max_size=6).map(lambda flows: Lock(flows=flows))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lock") / "flows.lock"


def test_a_lock_is_written_as_lines(file: Path) -> None:
    """Each line says all of itself, the blocks are in order, and it ends with a line end."""
    write_lock(file, LOCK.with_flow("live", "a b", LockedFlow(id="7", name="x")))
    assert file.read_text(encoding="utf-8") == (
        "# Written by flowdsl: which flow on Meta's servers each flow of this project is. Commit "
        "it.\n"
        "# So that git merges it, .gitattributes needs the line: flows.lock merge=union\n"
        "format = 1\n"
        "\n"
        'flows.live."a b".id = "7"\n'
        'flows.live."a b".name = "x"\n'
        "\n"
        'flows.staging.booking.id = "1234567890123456"\n'
        'flows.staging.booking.json_version = "7.3"\n'
        'flows.staging.booking.name = "Buchung für München"\n'
        f'flows.staging.booking.sha256 = "{HASH}"\n'
        'flows.staging.booking.state = "DRAFT"\n'
    )


def test_a_lock_is_a_value(file: Path) -> None:
    """Flows are put in and taken out without changing the lock, and a missing file is empty."""
    assert read_lock(file.with_name("missing")) == Lock()
    assert LOCK.get("staging", "booking") == BOOKING
    assert LOCK.get("live", "booking") is None
    assert LOCK.without("staging", "booking") == Lock()
    assert LOCK.without("live", "booking") == LOCK
    assert Lock().get("staging", "booking") is None


@given(lock=LOCKS, extra=st.dictionaries(NAMES.filter(lambda key: len(key) != 5), VALUES))
def test_what_is_written_is_read(file: Path, lock: Lock, extra: dict[str, Any]) -> None:
    """Whatever flows are called, a lock reads back equal, with keys that nobody knows."""
    extra = {f"x {key}": value for key, value in extra.items()}
    write_lock(file, lock)
    assert read_lock(file) == lock
    lock = attrs.evolve(lock, extra=extra)
    lock = lock.with_flow("live", "x", attrs.evolve(BOOKING, extra=extra))
    try:
        write_lock(file, lock)
    except BadLock as error:
        assert "half a character" in str(error) or "deep" in str(error)  # noqa: PT017
        return
    first = file.read_bytes()
    write_lock(file.with_name("again"), read_lock(file))
    assert file.with_name("again").read_bytes() == first
    assert repr(read_lock(file)) == repr(read_lock(file.with_name("again")))


def merged(file: Path, base: Lock, ours: Lock, theirs: Lock, *options: str) -> Lock:
    """Return what git makes of two locks that come from one."""
    if shutil.which("git") is None:
        pytest.skip("git is not here, which merges the locks")
    names = []
    for name, lock in (("ours", ours), ("base", base), ("theirs", theirs)):
        path = file.with_name(name)
        path.unlink(missing_ok=True)
        write_lock(path, lock)
        if name == "base" and lock == Lock():
            path.write_text("", encoding="utf-8")  # Both sides have made the file.
        names.append(str(path))
    command = ["git", "merge-file", "-p", *options, *names]
    done = subprocess.run(command, check=False, capture_output=True)
    file.write_bytes(done.stdout)
    result = read_lock(file)
    assert done.returncode == 0
    return result


@given(
    base=LOCKS,
    ours=st.dictionaries(PLACES, FLOWS, min_size=1, max_size=3),
    theirs=st.dictionaries(PLACES, FLOWS, min_size=1, max_size=3),
)
def test_git_merges_what_both_sides_add(
    file: Path, base: Lock, ours: dict[Any, LockedFlow], theirs: dict[Any, LockedFlow]
) -> None:
    """Two locks that add different flows merge without a conflict, wherever the lines stand."""
    ours = {key: flow for key, flow in ours.items() if key not in base.flows}
    theirs = {key: flow for key, flow in theirs.items() if key not in {*base.flows, *ours}}
    expected = Lock(flows={**base.flows, **ours, **theirs})
    one, other = Lock(flows={**base.flows, **ours}), Lock(flows={**base.flows, **theirs})
    assert merged(file, base, one, other, "--union") == expected


def test_git_merges_changes_of_different_flows(file: Path) -> None:
    """Where a flow stands between, git needs no setting; changes of two flows merge too."""
    one, other = LOCK.with_flow("a", "a", BOOKING), LOCK.with_flow("z", "z", BOOKING)
    both = one.with_flow("z", "z", BOOKING)
    assert merged(file, LOCK, one, other) == both
    live = attrs.evolve(BOOKING, state="PUBLISHED")
    changed = both.with_flow("a", "a", live), both.with_flow("z", "z", live)
    assert merged(file, both, *changed) == changed[0].with_flow("z", "z", live)


def test_changes_of_one_flow_are_told(file: Path) -> None:
    """Where both sides changed one flow, it is said which lines say it."""
    sides = [LOCK.with_flow("a b", "x = y", attrs.evolve(BOOKING, id=text)) for text in "12"]
    with pytest.raises(BadLock, match=r'lines 5 and 6 both say flows."a b"."x = y".id, because'):
        merged(file, LOCK, sides[0], sides[1], "--union")
    with pytest.raises(BadLock, match=r"line 5 is a conflict of git: keep the lines of both"):
        merged(file, LOCK, sides[0], sides[1])


HEAD = "format = 1\n"
MISTAKES = [
    ("format = 2\n", "it has format 2, but this flowdsl reads up to 1: pip install"),
    ("format = 0\n", '"format" is missing or no number'),
    ("format = true\n", '"format" is missing or no number'),
    ("a = 1\n", '"format" is missing or no number'),
    ("format = \n", "it is no TOML: Invalid value"),
    (f"{HEAD}flows = 1\n", "flows is no table"),
    (f"{HEAD}flows.a = 1\n", "flows.a is no table"),
    (f'{HEAD}flows.a."b c" = 1\n', 'flows.a."b c" is no table'),
    (f"{HEAD}flows.a.b.id = 12\nflows.a.b.name = ''\n", '"id" is int, but it is a text in quotes'),
    (f"{HEAD}flows.a.b.id = '1/2'\nflows.a.b.name = ''\n", '"id" is no id of a flow'),
    (f"{HEAD}flows.a.b.id = '1'\n", 'flows.a.b has no "name": take its lines out if'),
    (f"{HEAD}flows.a.b.state = 'DRAFT'\n", 'flows.a.b has no "id"'),
    (f"{HEAD}flows.a.b = {{id = '1', name = '', sha256 = 'x'}}\n", '"sha256" is no SHA-256'),
    (f"{HEAD}flows.a.b = {{id = '1', name = '', state = 1}}\n", '"state" is int'),
    (f"{HEAD}<<<<<<< HEAD\n", "line 2 is a conflict of git"),
    (f"{HEAD}\n=======\r\n", "line 3 is a conflict of git"),
    (f"{HEAD}>>>>>>> a\n", "`flows.lock merge=union` in .gitattributes"),
    (f"{HEAD}x = {'[' * 50}{']' * 50}\n", "line 2 is deeper than a lock is"),
    (f"{HEAD}{'a.' * 50}a = 1\n", "line 2 is deeper than a lock is"),
    (f"{HEAD}x = {'[' * 20}{']' * 20}\n", "more than 8 deep"),
    (HEAD + "x = " + "[\n" * 5000 + "]\n" * 5000, "it is no TOML"),
    (f"{HEAD}x = '{'a' * 4000}'\n", "line 2 has 4006 characters, but 4000 at most"),
    (f"{HEAD}{'#' * 3000}\n" * 400, "it has more than 1024 KB"),
    (f"{HEAD}x = '\udcff'\n", "it is not in UTF-8"),
    (HEAD + '"\\"' * 1000 + "\n" + "'" * 3999, "it is no TOML"),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_are_said(file: Path, text: str, expected: str) -> None:
    """What is no lock is refused with what was found and what is allowed."""
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BadLock) as caught:
        read_lock(file)
    assert expected in str(caught.value)
    assert str(caught.value).startswith(f"{file}: ")


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "\ufeffformat = 1\r\n"])
def test_empty_locks(file: Path, text: str) -> None:
    """A file without flows, with a mark of its encoding or with other line ends, is read."""
    file.write_bytes(text.encode())
    assert read_lock(file) == Lock()


def test_a_folder_is_no_lock(tmp_path: Path) -> None:
    """What cannot be opened is refused with the reason of the system."""
    with pytest.raises(BadLock, match="cannot be read"):
        read_lock(tmp_path)


def test_what_is_written_already_is_left(tmp_path: Path) -> None:
    """A file that says the same is not touched, with line ends of Windows neither."""
    path = tmp_path / "flows.lock"
    write_lock(path, LOCK)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.stat()
    write_lock(path, read_lock(path))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_crash_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens while a lock is written, the file is the old one, and the only one."""
    path = tmp_path / "flows.lock"
    write_lock(path, LOCK)
    before = path.read_bytes()

    def crash(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            write_lock(path, Lock())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


REFUSED = [
    Lock().with_flow("a", META, BOOKING),
    Lock().with_flow("a", "b", attrs.evolve(BOOKING, name=f"a {META}")),
    Lock().with_flow("a", "b", attrs.evolve(BOOKING, extra={"access_token": "planted"})),
    Lock(extra={"note": ["Authorization: Bearer planted"]}),
    Lock(extra={"note": object()}),
    Lock(extra={"format": 2}),
    Lock(extra={"a": json.loads('{"a":' * 20 + "1" + "}" * 20)}),
    Lock().with_flow("a", "\ud800", BOOKING),
    Lock().with_flow("a", "x" * 5000, BOOKING),
]


@pytest.mark.parametrize("lock", REFUSED)
def test_what_no_lock_holds(tmp_path: Path, lock: Lock) -> None:
    """Secrets, and what could not be read back, are refused before anything is written."""
    with pytest.raises(BadLock) as caught:
        write_lock(tmp_path / "flows.lock", lock)
    assert "planted" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_names_may_speak_of_bearers(file: Path) -> None:
    """A flow whose name only sounds like a header is written."""
    lock = Lock().with_flow("a", "Bearer bonds", attrs.evolve(BOOKING, name="Bearer bonds"))
    write_lock(file, lock)
    assert read_lock(file) == lock


def test_fields_are_no_extras() -> None:
    """What is a field is not given beside the fields."""
    with pytest.raises(BadLock, match='"name" is no extra'):
        attrs.evolve(BOOKING, extra={"name": "x"})


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, width=32)
DOCUMENTS = st.dictionaries(
    st.text(max_size=4),
    st.recursive(
        SCALARS.filter(lambda value: value not in (float("inf"), float("-inf")))
        | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def backwards(value: Any) -> Any:
    """Return a document with the keys of each object in the opposite order."""
    if isinstance(value, dict):
        return {key: backwards(each) for key, each in reversed(value.items())}
    return [backwards(each) for each in value] if isinstance(value, list) else value


@given(document=DOCUMENTS, other=DOCUMENTS, key=st.text(max_size=4))
def test_a_hash_is_of_what_is_said(
    document: dict[str, Any], other: dict[str, Any], key: str
) -> None:
    """The order of keys and blanks do not change a hash, and every change of a value does."""
    spaced = json.loads(json.dumps(backwards(document), indent=3))
    assert content_hash(spaced) == content_hash(document)
    same = json.dumps(document, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (content_hash(document) == content_hash(other)) is same
    changed = {**document, key: [document.get(key)]}
    assert content_hash(changed) != content_hash(document)
    assert len(content_hash(document)) == 64


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object()])
def test_what_is_no_json_has_no_hash(value: object) -> None:
    """What cannot be uploaded is refused."""
    with pytest.raises(FlowError, match="what is no JSON has no hash"):
        content_hash({"a": value})
