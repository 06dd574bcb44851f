"""Moves flows to another version of Flow JSON, in place: JSON files and Python modules."""

import enum
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from flowdsl.build import Built, file_stem, place
from flowdsl.check_files import STDIN, Work
from flowdsl.discover import Found, ModuleFailed, NothingFound, Source, find_flows
from flowdsl.fix import write_bytes
from flowdsl.json_text import read_json
from flowdsl.upgrade.in_json import upgrade_json
from flowdsl.upgrade.result import Upgraded
from flowdsl.versions import VERSIONS, Version

__all__ = ["MISSING_LIBRARY", "State", "UpgradedFile", "upgrade_work", "write_upgraded"]

MISSING_LIBRARY: Final = (
    "upgrading Python modules needs libcst: pip install 'flowdsl[upgrade]' (JSON needs nothing)"
)
"""What is said where a module is to be edited and libcst is not installed."""


class State(enum.StrEnum):
    """What came of a file."""

    UPGRADED = "upgraded"
    """It is in a newer version now."""
    DOWNGRADED = "downgraded"
    """It is in an older version now."""
    UNCHANGED = "unchanged"
    """It was in the version already."""
    REFUSED = "refused"
    """Something in it cannot be carried, so it stays what it was."""
    SKIPPED = "skipped"
    """It is built from a module, which is what has to be upgraded."""


@attrs.frozen(kw_only=True)
class UpgradedFile:
    """A file, and what came of it.

    Args:
        file: What it is called.
        upgraded: What came of it; None where nothing was looked at.
        built_from: The module that it is built from, if it is.
        missing: Why there is no flow in it, where the author named it.
    """

    file: str
    upgraded: Upgraded | None = None
    built_from: Path | None = None
    missing: str | None = None

    @property
    def state(self) -> State:
        """What came of it."""
        if self.upgraded is None:
            return State.SKIPPED
        if self.upgraded.is_refused:
            return State.REFUSED
        if not self.upgraded.is_changed:
            return State.UNCHANGED
        rises = self.upgraded.before[0] < self.upgraded.after
        return State.UPGRADED if rises else State.DOWNGRADED


def upgrade_work(work: Work, to: Version, *, out: Path | None = None) -> Iterator[UpgradedFile]:
    """Yield what comes of each file with a flow: the modules first, and JSON after them.

    Nothing is written. JSON that one of the modules is built to is left alone, and so is JSON in a
    folder that does not look like Flow JSON.

    Args:
        work: The files, as `find_work` found them.
        to: The version that they are to go to.
        out: The folder that modules are built to, None for beside each.
    """
    outputs: dict[Path, Path] = {}
    for file, sources in _by_file(work.sources).items():
        done, flows = _module(file, sources, to)
        outputs.update(dict.fromkeys(_outputs(file, flows, out), file))
        if done is not None:
            yield done
    if work.standard_input is not None:
        yield UpgradedFile(file=STDIN, upgraded=upgrade_json(work.standard_input, to, STDIN))
    for json_file in (*work.named, *work.found):
        built_from = outputs.get(json_file.resolve())
        if built_from is not None:
            yield UpgradedFile(file=str(json_file), built_from=built_from)
            continue
        try:
            data = json_file.read_bytes()
        except OSError as error:
            yield _failed(json_file, to, f"{json_file}: {error.strerror or error}")
            continue
        if json_file in work.named or _looks_like_a_flow(data):
            upgraded = upgrade_json(data, to, str(json_file))
            yield UpgradedFile(file=str(json_file), upgraded=upgraded)


def write_upgraded(done: UpgradedFile) -> None:
    """Write what became of a file, whole or not at all, if there is anything to write.

    Raises:
        OSError: It cannot be written; it is what it was before.
    """
    upgraded = done.upgraded
    if upgraded is not None and upgraded.is_changed and done.file != STDIN:
        write_bytes(Path(done.file), upgraded.data)


def _failed(file: Path, to: Version, failure: str) -> UpgradedFile:
    upgraded = Upgraded(before=(), after=to, old=b"", data=b"", failure=failure)
    return UpgradedFile(file=str(file), upgraded=upgraded)


def _by_file(sources: Iterable[Source]) -> dict[Path, list[Source]]:
    found: dict[Path, list[Source]] = {}
    first: dict[Path, Path] = {}
    for source in sources:
        file = first.setdefault(source.file.resolve(), source.file)
        found.setdefault(file, []).append(source)
    return found


def _module(
    file: Path, sources: Sequence[Source], to: Version
) -> tuple[UpgradedFile | None, list[Found]]:
    """Return what comes of a module, and its flows; None where it has none and need not."""
    try:
        data = file.read_bytes()
        flows = find_flows(Source(file, explicit=False))
        wanted = [each for source in sources for each in find_flows(source)]
    except OSError as error:
        return _failed(file, to, f"{file}: {error.strerror or error}"), []
    except ModuleFailed as failed:
        return _failed(file, to, str(failed)), []
    except NothingFound as missing:
        return UpgradedFile(file=str(file), missing=str(missing)), []
    if not wanted:
        return None, []
    ours = {id(each.flow): each for each in wanted}
    others = [each for each in flows if id(each.flow) not in ours]
    upgraded = _upgraded(data, list(ours.values()), to, others)
    return UpgradedFile(file=str(file), upgraded=upgraded), flows


def _upgraded(
    data: bytes, found: Sequence[Found], to: Version, others: Sequence[Found]
) -> Upgraded:
    before = tuple(sorted({each.flow.version for each in found}))
    unchanged = Upgraded(before=before, after=to, old=data, data=data)
    if before == (to,):
        return unchanged
    try:
        from flowdsl.upgrade.in_python import upgrade_python
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "libcst":
            raise
        return attrs.evolve(unchanged, failure=MISSING_LIBRARY)
    return upgrade_python(data, found, to, others)


def _outputs(file: Path, flows: Iterable[Found], out: Path | None) -> Iterator[Path]:
    """Yield the files that a module may be built to, whatever the targets are."""
    # One that does not load has most likely named its flow like itself.
    names = [each.name for each in flows] or [file.stem]
    for name in names:
        for version in VERSIONS:
            for versioned in (False, True):
                built = Built(file, file_stem(name), version, versioned, None, ())
                for folder in dict.fromkeys((None, out)):
                    yield from (path.resolve() for path in place([built], folder))


def _looks_like_a_flow(data: bytes) -> bool:
    if b'"screens"' not in data:
        return False
    read = read_json(data)
    if read.usable:
        return isinstance(read.document, dict) and "screens" in read.document
    # A comma too many must not hide a flow.
    return b'"version"' in data
