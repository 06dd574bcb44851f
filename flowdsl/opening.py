"""Opens the flow that somebody names: in a module, in a JSON file, or as it was in git."""

import contextlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs

from flowdsl import report
from flowdsl.check import version_of
from flowdsl.check_json import check_read
from flowdsl.compile import compile_flow
from flowdsl.discover import (
    Found,
    NothingFound,
    Source,
    find_flows,
    find_json,
    find_sources,
    set_aside,
)
from flowdsl.flow import Flow
from flowdsl.json_text import read_json
from flowdsl.locate import Lines, locate
from flowdsl.origin import Place
from flowdsl.problems import FlowError, did_you_mean
from flowdsl.problems import Path as JsonPath
from flowdsl.rule import Rule
from flowdsl.trace import place_of
from flowdsl.versions import DEFAULT, Version

__all__ = [
    "GIT",
    "STDIN",
    "Opened",
    "Unreadable",
    "open_bytes",
    "open_flow",
    "open_flows",
    "open_folder",
]

STDIN: Final = "<stdin>"
"""What standard input is called where problems are shown."""

GIT: Final = "git:"
"""How a path begins that is looked up in the history of a repository."""

_LONGEST_WAIT: Final = 60  # Seconds, for git.


class Unreadable(FlowError):
    """What was named cannot be read as a flow; the text says why."""


@attrs.frozen(kw_only=True)
class Opened:
    """A flow that was opened: its JSON, and where it came from.

    Args:
        name: What it is called: the flow's name, or the stem of the JSON file.
        label: What messages call it: the path, with `:name` where a module has several flows.
        version: The version that the JSON is in.
        document: The Flow JSON; whatever stands below the object itself may be wrong.
        flow: The flow in Python; None where it was JSON.
        file: The file that it stands in, `<stdin>` for standard input.
        text: The JSON text; None where it was Python.
    """

    name: str
    label: str
    version: Version
    document: dict[str, Any]
    flow: Flow | None
    file: str
    text: str | None

    def places(self, paths: Iterable[JsonPath]) -> dict[JsonPath, Place | None]:
        """Return where the author wrote what stands at each path, None where nobody can tell.

        Args:
            paths: Paths in the JSON, as keys and indexes.
        """
        wanted = list(dict.fromkeys(paths))
        if self.text is not None:
            lines = Lines(self.text)
            spans = locate(self.text, wanted)
            return {path: lines.place(self.file, *spans[path].value) for path in wanted}
        if self.flow is None:
            return dict.fromkeys(wanted)
        return {path: place_of(self.flow, path) for path in wanted}


def open_flow(path: str, *, target: Version | None = None) -> Opened:
    """Return the one flow that a path stands for.

    Args:
        path: A module, `module.py:name`, a JSON file, `-` for JSON from standard input, or
            `git:REVISION:path` for any of the files as they were in git.
        target: The version to compile to, and that JSON is taken for; by default that of the flow.

    Raises:
        NothingFound: There is no such file, or no flow or several in it.
        ModuleFailed: The module raised when it was loaded.
        Unreadable: It is not JSON, or cannot be read at all.
    """
    found = open_flows(path, target=target)
    if len(found) > 1:
        choices = ", ".join(each.label for each in found)
        raise NothingFound(f"{path} has {len(found)} flows, and one is wanted: {choices}")
    return found[0]


def open_flows(path: str, *, target: Version | None = None) -> list[Opened]:
    """Return every flow that a path stands for, at least one; see `open_flow`."""
    try:
        if path.startswith(GIT):
            return _from_git(path, target)
        if path == "-":
            return [_from_json(sys.stdin.buffer.read(), STDIN, STDIN, "flow", target)]
        file = Path(path)
        if file.is_dir():
            raise NothingFound(f"{path} is a folder: name a module or a JSON file in it")
        if file.suffix.lower() == ".json" and file.exists():
            return [_from_json(file.read_bytes(), path, path, file.stem, target)]
        if file.is_file() and file.suffix != ".py":
            raise NothingFound(f"{path} is neither a module nor Flow JSON: {_ENDINGS}")
        return _from_modules(find_sources(path), path, target)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}") from None


def open_folder(path: str) -> list[Opened]:
    """Return every flow in a folder and below, none where there is none.

    Flow JSON that bears the name of a flow in Python is taken for what that one was built to, and
    other JSON is passed over.

    Args:
        path: The folder.

    Raises:
        ModuleFailed: A module raised when it was loaded.
        Unreadable: A flow cannot be written as JSON, or a file cannot be read.
    """
    found = [each for source in find_sources(path) for each in find_flows(source)]
    flows = [_compiled(each, f"{each.file}:{each.variable}", None) for each in found]
    built = {each.name for each in flows}
    try:
        for file in find_json(Path(path)):
            data = file.read_bytes()
            if file.stem.partition(".")[0] not in built and b'"screens"' in data:
                flows.append(_from_json(data, str(file), str(file), file.stem, None))
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}") from None
    return flows


def open_bytes(data: bytes, *, name: str, label: str) -> Opened:
    """Return the flow that some bytes of Flow JSON are.

    Args:
        data: The bytes, which stand in no file.
        name: What the flow is called.
        label: What messages call it.

    Raises:
        Unreadable: They are no JSON, or no object.
    """
    return _from_json(data, f"<{label}>", label, name, None)


_ENDINGS: Final = "its name ends in neither .py nor .json"


def _from_json(data: bytes, file: str, label: str, name: str, target: Version | None) -> Opened:
    read = read_json(data)
    document = read.document
    if not read.usable or not isinstance(document, dict):
        problems = check_read(read, file, target, _nothing)
        if not problems:
            message = f"{label} holds {_kind(document)}, but a flow is an object"
            raise Unreadable(message)
        shown = "\n".join(map(report.text, problems))
        raise Unreadable(f"{label} is no JSON that can be read\n{shown}")
    version = target or version_of(document) or DEFAULT
    return Opened(
        name=name,
        label=label,
        version=version,
        document=document,
        flow=None,
        file=file,
        text=read.text,
    )


def _nothing(_: Rule) -> bool:
    return False


def _kind(document: object) -> str:
    return "a list" if isinstance(document, list) else repr(document)[:40]


def _from_modules(sources: list[Source], path: str, target: Version | None) -> list[Opened]:
    found = [each for source in sources for each in find_flows(source)]
    stem = path if len(found) == 1 else None
    return [_compiled(each, stem or f"{each.file}:{each.variable}", target) for each in found]


def _compiled(found: Found, label: str, target: Version | None) -> Opened:
    version = target or found.flow.version
    compiled = compile_flow(found.flow, version, check=False)
    if compiled.errors:  # Without checks that is what has no JSON at all.
        shown = "\n".join(report.text(problem) for problem in compiled.errors)
        raise Unreadable(f"{label} cannot be written as JSON\n{shown}")
    return Opened(
        name=found.name,
        label=label,
        version=version,
        document=compiled.document,
        flow=found.flow,
        file=str(found.file),
        text=None,
    )


def _from_git(path: str, target: Version | None) -> list[Opened]:
    """Return the flows of a file as it was in git; its modules see the files of that time."""
    revision, _, file = path.removeprefix(GIT).partition(":")
    if not revision or not file or revision.startswith("-"):
        raise NothingFound(f"{path} is not of the form git:REVISION:path")
    name = file
    if not file.endswith((".py", ".json")):
        file, _, _ = file.rpartition(":")
    whole = Path(file).resolve()
    near = next(folder for folder in whole.parents if folder.is_dir())
    top = _git("rev-parse", "--show-toplevel", what=path, folder=near)
    root = Path(os.fsdecode(top).rstrip("\r\n")).resolve()
    inside = whole.relative_to(root).as_posix()
    if file.endswith(".json"):
        data = _git("cat-file", "blob", f"{revision}:{inside}", what=path, folder=root)
        return [_from_json(data, path, path, Path(file).stem, target)]
    with tempfile.TemporaryDirectory(prefix="flowdsl-") as folder:
        archive = _git("archive", "--format=tar", revision, what=path, folder=root)
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                # The first releases of Python 3.11 have no filters; the archive is git's own.
                files.extraction_filter = _kept if hasattr(tarfile, "data_filter") else None
                files.extractall(folder)  # noqa: S202  # See above.
        except tarfile.TarError as error:
            raise Unreadable(f"{path}: that revision cannot be unpacked: {error}") from None
        then = Path(folder).resolve()
        if not (then / inside).is_file():
            raise NothingFound(f"{path}: {inside} does not exist there, or is not exported")
        with set_aside(), _looking_in(then, root):
            found = _from_modules(
                find_sources(f"{then / inside}{name.removeprefix(file)}"), path, target
            )
    # The sources of that time are gone: nothing can be shown in them.
    return [
        attrs.evolve(each, flow=None, file=path, label=_relabelled(each.label, path))
        for each in found
    ]


def _kept(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Return what is unpacked of an archive: all but the links that lead out of it."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None


def _relabelled(label: str, path: str) -> str:
    """Return what a flow of the past is called: the path that was asked for, and its variable."""
    variable = label.rpartition(":")[2]
    return path if label == path else f"{path}:{variable}"


@contextlib.contextmanager
def _looking_in(then: Path, now: Path) -> Iterator[None]:
    """Let modules be imported from the files of the past rather than from those of now."""
    before = list(sys.path)
    below = [Path(entry or ".").resolve() for entry in before]
    moved = [
        str(then / entry.relative_to(now)) if entry.is_relative_to(now) else given
        for given, entry in zip(before, below, strict=True)
    ]
    sys.path[:] = [entry for entry in moved if Path(entry).exists()]
    try:
        yield
    finally:
        sys.path[:] = before


def _git(*arguments: str, what: str = "", folder: Path | None = None) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # No shell, and no option can be given.
            ["git", *arguments],  # noqa: S607  # The git of whoever asks.
            capture_output=True,
            check=False,
            timeout=_LONGEST_WAIT,
            cwd=folder,
        )
    except FileNotFoundError:
        raise Unreadable("git is not installed, or not on the path") from None
    except subprocess.TimeoutExpired:
        raise Unreadable(f"git took more than {_LONGEST_WAIT} seconds") from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        said = reason[0].removeprefix("fatal: ") if reason else "git failed"
        hint = ""
        if what and "object name" in said.lower():
            names = _git("for-each-ref", "--format=%(refname:short)", folder=folder)
            revisions = names.decode(errors="replace").splitlines()
            hint = did_you_mean(what.removeprefix(GIT).partition(":")[0], revisions)
        raise NothingFound(f"{what or 'git'}: {said}{hint}")
    return done.stdout
