"""The ledger keeps `flows.lock` while flows are pushed: at once, whole, and beside others."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

from flowdsl.platform import ledger as ledger_module
from flowdsl.platform.ledger import Ledger
from flowdsl.platform.lock import BadLock, Lock, LockedFlow, read_lock, write_lock

A, B = LockedFlow(id="1", name="a", state="DRAFT"), LockedFlow(id="2", name="b")
THREADS = 8
LATER = {"colour": "green", "deep": {"list": [1, 2]}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a lock that is not there yet."""
    return tmp_path / "flows.lock"


def test_where_there_is_no_file_nothing_is_known(file: Path) -> None:
    """And none is made by looking."""
    ledger = Ledger(file, "dev")
    assert ledger.lock == Lock()
    assert ledger.get("a") is None
    assert ledger.name_of("1") is None
    assert not file.exists()


def test_what_is_recorded_is_written_at_once(file: Path) -> None:
    """Each flow when it is recorded, below its environment alone."""
    ledger = Ledger(file, "dev")
    ledger.record("first", A)
    assert read_lock(file).flows == {("dev", "first"): A}
    ledger.record("second", B)
    assert read_lock(file) == ledger.lock
    assert (ledger.get("first"), ledger.get("second")) == (A, B)
    assert Ledger(file, "live").get("first") is None


def test_what_is_forgotten_is_taken_out(file: Path) -> None:
    """What nobody knows can be forgotten, too."""
    ledger = Ledger(file, "dev")
    ledger.record("first", A)
    ledger.record("second", B)
    ledger.forget("first")
    ledger.forget("third")
    assert read_lock(file).flows == {("dev", "second"): B}


def test_a_flow_is_found_by_its_id_in_its_environment(file: Path) -> None:
    """An id means nothing in another account."""
    write_lock(file, Lock().with_flow("dev", "first", A).with_flow("live", "other", B))
    ledger = Ledger(file, "dev")
    assert (ledger.name_of("1"), ledger.name_of("2")) == ("first", None)


def test_what_a_later_flowdsl_wrote_is_kept(file: Path) -> None:
    """Of other flows, of the lock itself, and of a flow whose entry is written anew."""
    later = attrs.evolve(A, extra=LATER)
    write_lock(file, attrs.evolve(Lock().with_flow("dev", "first", later), extra=LATER))
    ledger = Ledger(file, "dev")
    ledger.record("second", B)
    known = ledger.get("first")
    assert known == later
    assert known is not None
    ledger.record("first", attrs.evolve(known, state="PUBLISHED"))
    found = read_lock(file)
    assert found.extra == LATER
    assert found.flows["dev", "first"] == attrs.evolve(later, state="PUBLISHED")


def test_what_somebody_else_writes_meanwhile_is_kept(file: Path) -> None:
    """Two pushes to two environments may run beside each other."""
    ledger, other = Ledger(file, "dev"), Ledger(file, "live")
    ledger.record("first", A)
    other.record("first", B)
    ledger.record("second", A)
    assert set(read_lock(file).flows) == {("dev", "first"), ("live", "first"), ("dev", "second")}
    other.forget("first")
    ledger.forget("second")
    assert set(read_lock(file).flows) == {("dev", "first")}


def test_a_file_that_is_deleted_meanwhile_is_made_anew(file: Path) -> None:
    """It holds what is recorded from then on."""
    ledger = Ledger(file, "dev")
    ledger.record("first", A)
    file.unlink()
    ledger.record("second", B)
    assert read_lock(file).flows == {("dev", "second"): B}


def test_a_conflict_that_comes_meanwhile_is_not_written_over(file: Path) -> None:
    """It is told, and what stands in the file stays."""
    ledger = Ledger(file, "dev")
    ledger.record("first", A)
    conflict = f"<<<<<<< ours\n{file.read_text()}=======\n>>>>>>> theirs\n"
    file.write_text(conflict)
    for change in (lambda: ledger.record("second", B), lambda: ledger.forget("first")):
        with pytest.raises(BadLock, match="conflict"):
            change()
    assert file.read_text() == conflict
    assert ledger.get("second") is None


def test_what_no_lock_can_hold_is_not_written(file: Path) -> None:
    """What was known before is known still."""
    ledger = Ledger(file, "dev")
    ledger.record("first", A)
    before = file.read_bytes()
    with pytest.raises(BadLock):
        ledger.record("second", attrs.evolve(B, name="EAA" + "x" * 40))
    assert file.read_bytes() == before
    assert ledger.get("second") is None
    ledger.record("third", B)
    assert set(read_lock(file).flows) == {("dev", "first"), ("dev", "third")}


def test_what_cannot_be_written_is_not_known(file: Path) -> None:
    """The system says why: here the folder has become a file."""
    ledger = Ledger(file, "dev")
    file.parent.rmdir()
    file.parent.write_text("")
    with pytest.raises(BadLock, match=r"(exists|directory).*, so it cannot be written"):
        ledger.record("first", A)
    assert ledger.get("first") is None


def test_lines_of_windows_are_read_and_written_over(file: Path) -> None:
    """Git may have made them; a lock that says the same is left as it is."""
    write_lock(file, Lock().with_flow("dev", "first", A))
    windows = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(windows)
    ledger = Ledger(file, "dev")
    assert ledger.get("first") == A
    ledger.record("second", B)
    assert b"\r" not in file.read_bytes()
    assert set(read_lock(file).flows) == {("dev", "first"), ("dev", "second")}


@pytest.mark.parametrize("text", ["<<<<<<< ours\n", "format = 99\n", "a = ", "[flows]\n", "\ufffd"])
def test_a_file_that_is_no_lock_is_refused(file: Path, text: str) -> None:
    """Before anything is done, with its name."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadLock, match=r"flows\.lock"):
        Ledger(file, "dev")


def test_threads_share_a_ledger(file: Path) -> None:
    """Nothing that one of them records is lost by another."""
    ledger = Ledger(file, "dev")
    ready = threading.Barrier(8)

    def work(number: int) -> None:
        ready.wait()
        for turn in range(5):
            flow = LockedFlow(id=f"{number}{turn}", name=f"{number}-{turn}")
            ledger.record(flow.name, flow)
            if turn % 2:
                ledger.forget(flow.name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {("dev", f"{number}-{turn}") for number in range(8) for turn in (0, 2, 4)}
    assert set(read_lock(file).flows) == set(ledger.lock.flows) == kept


class Writer:
    """Writes the lock, and the first time waits until all other threads want to write, too."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.begun = threading.Event()
        self.count = 0

    def __call__(self, path: Path, lock: Lock) -> str:
        self.count += 1
        self.begun.set()
        while self.count == 1 and len(self.ledger._waiting) < THREADS - 1:
            pass
        return write_lock(path, lock)


@pytest.mark.parametrize("wrong", [None, 3])
def test_what_waits_is_written_in_one_go(
    file: Path, monkeypatch: pytest.MonkeyPatch, wrong: int | None
) -> None:
    """While a thread writes, others gather, and one writes for all; a wrong one harms no other."""
    ledger = Ledger(file, "dev")
    writer = Writer(ledger)
    monkeypatch.setattr(ledger_module, "write_lock", writer)

    def work(number: int) -> None:
        name = "EAA" + "x" * 40 if number == wrong else "a"
        ledger.record(str(number), LockedFlow(id=str(number), name=name))
        assert read_lock(file).get("dev", str(number)) == ledger.get(str(number)) is not None

    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(work, 0)
        assert writer.begun.wait(10)
        works = {0: first, **{number: pool.submit(work, number) for number in range(1, THREADS)}}
    for number, each in works.items():
        if number == wrong:
            with pytest.raises(BadLock, match="access token"):
                each.result()
        else:
            each.result()
    good = {number for number in range(THREADS) if number != wrong}
    assert {int(flow) for _, flow in read_lock(file).flows} == good
    assert wrong is not None or writer.count == 2
