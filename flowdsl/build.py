"""Builds modules: compiles their flows and writes the JSON, whole or not at all."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import attrs

from flowdsl import syntax
from flowdsl.compile import compile_flow, dump_json
from flowdsl.discover import Found, ModuleFailed, NothingFound, Source, find_flows
from flowdsl.problems import FlowError, Problem
from flowdsl.selection import Selection
from flowdsl.suppressions import Suppressions
from flowdsl.versions import Version

__all__ = [
    "Built",
    "ModuleBuilt",
    "NameClash",
    "build_flow",
    "build_modules",
    "is_stale",
    "place",
    "write_text",
]

INDENT: Final = 2


class NameClash(FlowError):
    """Two flows would be written to one file."""


@attrs.frozen
class Built:
    """A flow compiled to one version.

    Args:
        file: The module that it stands in.
        name: What it is called.
        version: The version.
        versioned: Whether the version belongs in the file's name.
        text: The JSON; None where there are errors.
        problems: What is wrong with it.
    """

    file: Path
    name: str
    version: Version
    versioned: bool
    text: str | None
    problems: tuple[Problem, ...]

    @property
    def file_name(self) -> str:
        """The name of the file to write."""
        return f"{file_stem(self.name)}{f'.{self.version}' if self.versioned else ''}.json"


@attrs.frozen
class ModuleBuilt:
    """What came of one module.

    Args:
        source: The module.
        flows: Its flows, each for every version asked for.
        failure: The traceback of the module, where it raised.
        missing: Why there is no flow, where the author named the module.
        warnings: What is wrong with its comments on problems that are known.
    """

    source: Source
    flows: tuple[Built, ...] = ()
    failure: str | None = None
    missing: str | None = None
    warnings: tuple[str, ...] = ()


Progress: TypeAlias = Callable[[Iterable[ModuleBuilt], int], Iterable[ModuleBuilt]]


def build_modules(
    sources: Sequence[Source],
    targets: Sequence[Version],
    *,
    jobs: int = 1,
    selection: Selection | None = None,
) -> Iterator[ModuleBuilt]:
    """Yield what comes of each module, in their order.

    Args:
        sources: The modules.
        targets: The versions to compile to; none for that of each flow.
        jobs: How many processes share the work.
        selection: The rules to look for; None for those that are on.
    """
    if jobs <= 1 or len(sources) <= 1:
        for source in sources:
            yield build_module(source, targets, selection)
        return
    import functools
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Fresh processes on every system: forked ones would share what the modules have loaded.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(sources)), mp_context=context) as pool:
        build = functools.partial(build_module, targets=tuple(targets), selection=selection)
        yield from pool.map(build, sources)


def build_module(
    source: Source, targets: Sequence[Version], selection: Selection | None = None
) -> ModuleBuilt:
    """Return what comes of one module.

    Args:
        source: The module.
        targets: The versions to compile to; none for that of each flow.
        selection: The rules to look for; None for those that are on.
    """
    selection = selection or Selection()
    suppressions = Suppressions()
    suppressions.read(str(source.file.resolve()))
    try:
        found = find_flows(source)
    except ModuleFailed as failed:
        return ModuleBuilt(source, failure=str(failed))
    except NothingFound as nothing:
        return ModuleBuilt(source, missing=str(nothing))
    versioned = len(targets) > 1
    flows = tuple(
        build_flow(each, version, selection, suppressions, versioned=versioned)
        for each in found
        for version in targets or (each.flow.version,)
    )
    return ModuleBuilt(source, flows, warnings=tuple(suppressions.warnings))


def build_flow(
    found: Found,
    version: Version,
    selection: Selection,
    suppressions: Suppressions,
    *,
    versioned: bool = False,
) -> Built:
    """Return a flow compiled to one version.

    Args:
        found: The flow.
        version: The version.
        selection: The rules to look for.
        suppressions: The comments that say which problems are known.
        versioned: Whether the version belongs in the name of its file.
    """
    compiled = compile_flow(found.flow, version, wanted=selection.wanted)
    placed = [
        attrs.evolve(problem, place=problem.place or found.place) for problem in compiled.problems
    ]
    problems = tuple(suppressions.unknown(placed))
    refused = any(problem.is_error for problem in problems)
    text = None if refused else dump_json(compiled.document, indent=INDENT) + "\n"
    try:
        (text or "").encode()
    except UnicodeEncodeError as error:
        problems, text = (*problems, _half_character(found, error)), None
    return Built(found.file, found.name, version, versioned, text, problems)


def _half_character(found: Found, error: UnicodeEncodeError) -> Problem:
    """Return the problem of a text that holds one half of a surrogate pair."""
    around = error.object[max(0, error.start - 20) : error.end + 20]
    rule = syntax.HALF_CHARACTER
    return Problem(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=f"the flow holds half a character, which no file can: {around!a}",
        place=found.flow.origin and found.flow.origin.place,
    )


def place(flows: Iterable[Built], out: Path | None) -> dict[Path, Built]:
    """Return the file that each flow is written to.

    Args:
        flows: The flows.
        out: The folder for all of them, or a `.json` file for a single one; None for beside each
            module.

    Raises:
        NameClash: Two flows would be written to one file.
    """
    flows = list(flows)
    if out is not None and out.suffix == ".json" and not out.is_dir():
        if len(flows) > 1:
            names = ", ".join(f"{each.name} ({each.version})" for each in flows)
            raise NameClash(f"{out} is one file, but there are {len(flows)} flows: {names}")
        return dict(zip([out], flows, strict=False))
    placed: dict[Path, Built] = {}
    taken: dict[str, Built] = {}
    for each in flows:
        path = (out or each.file.parent) / each.file_name
        # Windows and macOS take `Booking.json` and `booking.json` for one file.
        other = taken.setdefault(str(path.absolute()).casefold(), each)
        if other is not each:
            raise NameClash(
                f"{path} would be written twice: by {other.name} in {other.file} and by "
                f'{each.name} in {each.file}; give one of them another name: Flow(name="...")'
            )
        placed[path] = each
    return placed


_UNSAFE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*\s]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def file_stem(name: str) -> str:
    """Return the name of a flow as the name of a file: no part of it is ever a path."""
    stem = _UNSAFE.sub("-", name).strip("-. ")[:100]
    # File systems count bytes, of which a character has up to four, and take 255 with all endings.
    stem = stem.encode(errors="ignore")[:220].decode(errors="ignore")
    return f"{stem}-flow" if not stem or _RESERVED.fullmatch(stem) else stem


def is_stale(path: Path, text: str) -> bool:
    """Return whether a file does not hold a text; line ends may be those of Windows."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n") != text.encode()
    except OSError:
        return True


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, making its folder where there is none.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A temporary file is private; the flow gets the rights that any new file would.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
