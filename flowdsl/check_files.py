"""Checks files: the flows of modules, and Flow JSON that was written by hand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from flowdsl.build import Built, ModuleBuilt, build_modules, file_stem
from flowdsl.check_json import check_json
from flowdsl.discover import NothingFound, Source, find_json, find_sources
from flowdsl.fix import agreed, fix_json, fix_python, write_bytes
from flowdsl.json_text import read_json
from flowdsl.problems import Problem
from flowdsl.selection import Selection
from flowdsl.settings import Settings
from flowdsl.versions import VERSIONS, Version

__all__ = [
    "STDIN",
    "Checked",
    "Work",
    "check_work",
    "find_work",
    "fix_files",
    "looks_like_a_flow",
    "outputs",
]

STDIN: Final = "<stdin>"
"""What standard input is called where problems are shown."""

_MOST_ROUNDS: Final = 10
"""So often a JSON file is mended: one mistake can hide others below it."""


@attrs.frozen
class Work:
    """What is to be checked.

    Args:
        sources: The modules.
        named: The JSON files that the author named.
        found: Those that were found in a folder; most are no Flow JSON.
        standard_input: What came from standard input, None if nobody asked for it.
    """

    sources: tuple[Source, ...] = ()
    named: tuple[Path, ...] = ()
    found: tuple[Path, ...] = ()
    standard_input: bytes | None = None

    def __len__(self) -> int:
        files = len(self.sources) + len(self.named) + len(self.found)
        return files + (self.standard_input is not None)


@attrs.frozen(kw_only=True)
class Checked:
    """What came of one file.

    Args:
        file: What the file is called.
        problems: What is wrong, each thing once, in the order of the places.
        fixes: Those of them that can be mended.
        has_flow: Whether there is a flow in it.
        failure: Why it was not checked: the traceback of a module, or what the system says.
        missing: Why there is no flow in it, where the author named it.
        warnings: What is wrong with its comments on problems that are known.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    fixes: tuple[Problem, ...] = ()
    has_flow: bool = True
    failure: str | None = None
    missing: str | None = None
    warnings: tuple[str, ...] = ()


def find_work(paths: Iterable[str], read_input: Callable[[], bytes]) -> Work:
    """Return what the paths of the command line stand for.

    Args:
        paths: Modules, variables of them, JSON files, folders, or `-` for standard input.
        read_input: Reads standard input.

    Raises:
        NothingFound: There is no such file or folder, or it can hold no flow.
        OSError: A module cannot be read.
    """
    sources: dict[tuple[Path, str | None], Source] = {}
    named: dict[Path, Path] = {}
    found: dict[Path, Path] = {}
    standard_input: bytes | None = None
    for path in paths:
        file = Path(path)
        if path == "-":
            standard_input = read_input() if standard_input is None else standard_input
        elif file.suffix.lower() == ".json" and file.is_file():
            named.setdefault(file.resolve(), file)
        elif file.suffix != ".py" and file.is_file():
            raise NothingFound(
                f"{path} is neither a module nor Flow JSON: its name ends in neither .py nor .json"
            )
        else:
            for source in find_sources(path):
                sources.setdefault((source.file.resolve(), source.name), source)
            for each in find_json(file) if file.is_dir() else ():
                found.setdefault(each.resolve(), each)
    return Work(
        sources=tuple(sources.values()),
        named=tuple(named.values()),
        found=tuple(file for whole, file in found.items() if whole not in named),
        standard_input=standard_input,
    )


def check_work(
    work: Work, targets: Sequence[Version], settings: Settings, selection: Selection
) -> Iterator[Checked]:
    """Yield what comes of each file, one for each part of the work.

    JSON in a folder is left alone, without a flow, if it does not look like Flow JSON, or if one
    of the modules is built to it.

    Args:
        work: What is to be checked.
        targets: The versions to hold everything against; none for those that the settings, or the
            flows themselves, name.
        settings: The settings of the project.
        selection: The rules to look for.
    """
    built: set[Path] = set()
    modules = build_modules(
        work.sources, targets or settings.targets, jobs=settings.jobs, selection=selection
    )
    for module in modules:
        built.update(outputs(module.flows, settings.out))
        yield _module_checked(module)
    if work.standard_input is not None:
        yield _json_checked(STDIN, work.standard_input, targets, selection)
    for file in (*work.named, *work.found):
        is_named = file in work.named
        if not is_named and file.resolve() in built:
            yield Checked(file=str(file), has_flow=False)
            continue
        try:
            data = file.read_bytes()
        except OSError as error:
            yield Checked(file=str(file), failure=f"{file}: {error.strerror or error}")
            continue
        if is_named or looks_like_a_flow(data):
            yield _json_checked(str(file), data, targets, selection)
        else:
            yield Checked(file=str(file), has_flow=False)


def outputs(flows: Iterable[Built], out: Path | None) -> Iterator[Path]:
    """Yield the files that flows may have been built to, whatever the targets were then."""
    for built in flows:
        stem = file_stem(built.name)
        names = [f"{stem}.json", *(f"{stem}.{version}.json" for version in VERSIONS)]
        for folder in {built.file.parent, out or built.file.parent}:
            is_file = folder.suffix == ".json"
            yield from (
                [folder.resolve()] if is_file else ((folder / name).resolve() for name in names)
            )


def looks_like_a_flow(data: bytes) -> bool:
    """Return whether a file of JSON is likely a flow, or was meant to be one."""
    if b'"screens"' not in data:
        return False
    read = read_json(data)
    if read.usable:
        return isinstance(read.document, dict) and "screens" in read.document
    # A comma too many must not hide a flow from its checks.
    return b'"version"' in data


def _module_checked(module: ModuleBuilt) -> Checked:
    flows: dict[str, list[tuple[Problem, ...]]] = {}
    for built in module.flows:
        flows.setdefault(built.name, []).append(built.problems)
    file = str(module.source.file)
    fixes = dict.fromkeys(found for groups in flows.values() for found in agreed(groups))
    return Checked(
        file=file,
        problems=_in_order(file, (found for built in module.flows for found in built.problems)),
        fixes=tuple(fixes),
        has_flow=bool(module.flows),
        failure=module.failure,
        missing=module.missing,
        warnings=module.warnings,
    )


def _json_checked(
    file: str, data: bytes, targets: Sequence[Version], selection: Selection
) -> Checked:
    groups = _json_problems(file, data, targets, selection)
    return Checked(
        file=file,
        problems=_in_order(file, (found for group in groups for found in group)),
        fixes=tuple(agreed(groups)),
    )


def _json_problems(
    file: str, data: bytes, targets: Sequence[Version], selection: Selection
) -> list[list[Problem]]:
    """Return what is wrong with a JSON file, for each version that it is held against."""
    return [check_json(data, file, target, selection.wanted) for target in targets or (None,)]


def _in_order(file: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    def position(problem: Problem) -> tuple[str, int, int]:
        place = problem.place
        return (place.file, place.line, place.column) if place else (file, 0, 0)

    return tuple(sorted(dict.fromkeys(problems), key=position))


def fix_files(
    checked: Iterable[Checked], targets: Sequence[Version], selection: Selection
) -> dict[str, int]:
    """Mend what can be mended in the files that were checked, and return how much in which.

    Modules that were only imported are left alone.

    Args:
        checked: What was found in them.
        targets: The versions that JSON is held against.
        selection: The rules that were looked for.

    Raises:
        OSError: A file cannot be read or written; each is written whole or not at all.
    """
    modules: dict[Path, str] = {}
    in_modules: dict[Path, list[Problem]] = {}
    fixed: dict[str, int] = {}
    for each in checked:
        if each.file.endswith(".py"):
            modules[Path(each.file).resolve()] = each.file
            for found in each.fixes:
                if found.place is not None:
                    in_modules.setdefault(Path(found.place.file).resolve(), []).append(found)
        elif each.fixes and each.file != STDIN:
            fixed[each.file] = _fix_json_file(each, targets, selection)
    for file in modules.keys() & in_modules.keys():
        content, count = fix_python(file.read_bytes(), in_modules[file])
        if count:
            write_bytes(file, content)
        fixed[modules[file]] = count
    return {file: fixed[file] for file in sorted(fixed) if fixed[file]}


def _fix_json_file(checked: Checked, targets: Sequence[Version], selection: Selection) -> int:
    file = Path(checked.file)
    data = file.read_bytes()
    fixes: Sequence[Problem] = checked.fixes
    total = 0
    for _ in range(_MOST_ROUNDS):
        data, count = fix_json(data, fixes)
        if not count:
            break
        total += count
        fixes = agreed(_json_problems(checked.file, data, targets, selection))
    if total:
        write_bytes(file, data)
    return total
