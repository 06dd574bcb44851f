"""Turns the JSON of a flow into a module: the source, and the files of its images."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from flowdsl import structure
from flowdsl.build import write_text
from flowdsl.check_json import check_json
from flowdsl.fix import write_bytes
from flowdsl.flow import Category, Flow
from flowdsl.loading import load_json
from flowdsl.opening import STDIN, Opened
from flowdsl.problems import FlowError, Problem, path_text
from flowdsl.problems import Path as JsonPath
from flowdsl.source import Source, write_source
from flowdsl.source.names import variable_name

__all__ = [
    "Beside",
    "FileExists",
    "Imported",
    "formatted",
    "import_flow",
    "imported_files",
    "write_files",
]

_PASSED: Final = {rule.code for rule in (structure.UNKNOWN_PROPERTY, structure.UNKNOWN_KIND)}
_LONGEST_WAIT: Final = 30  # Seconds, for ruff.


class FileExists(FlowError):
    """A file would be overwritten that may be somebody's work."""


@attrs.frozen(kw_only=True)
class Beside:
    """What is known of a flow that its JSON does not say.

    Args:
        name: What it is called.
        categories: What it is for.
        endpoint_uri: The address of its endpoint.
        origin: Where it comes from, for the docstring of the module.
    """

    name: str | None = None
    categories: tuple[Category, ...] = ()
    endpoint_uri: str | None = attrs.field(default=None, repr=False)
    origin: str | None = None


@attrs.frozen(kw_only=True)
class Imported:
    """A flow as a module.

    Args:
        source: The module, and the images beside it.
        problems: What is wrong with the JSON, in the order of its text.
        passed: Those of them that are kept in `extra` and `Raw`.
        differences: Where the flow is written differently from the JSON, a sentence each.
    """

    source: Source
    problems: tuple[Problem, ...]
    passed: tuple[Problem, ...]
    differences: tuple[str, ...]


def import_flow(
    opened: Opened,
    *,
    images: str | None = None,
    variable: str | None = None,
    beside: Beside | None = None,
) -> Imported:
    """Return a flow as a module.

    Args:
        opened: The flow.
        images: The folder of the images as it stands in the module; None to keep them in the code.
        variable: What the variable of the flow is called; by default what the flow is.
        beside: What the JSON does not say of it. Its name is written where the variable is called
            otherwise.

    Raises:
        InvalidFlow: The JSON has a key twice, or names no version or no screens.
    """
    problems: list[Problem] = []
    flow = opened.flow
    if opened.text is not None:
        flow = load_json(opened.text, opened.file)
        problems = check_json(opened.text.encode("utf-8", "surrogatepass"), opened.file)
    assert flow is not None or opened.text is not None
    if flow is None:
        flow = Flow.from_json(opened.text or "")
    source = _written(flow, opened, images, variable, beside or Beside())
    return Imported(
        source=source,
        problems=tuple(problems),
        passed=tuple(found for found in problems if found.code in _PASSED),
        differences=tuple(_differences(flow, opened)),
    )


def _written(
    flow: Flow, opened: Opened, images: str | None, variable: str | None, beside: Beside
) -> Source:
    imported = None if opened.file == STDIN else f"imported from {Path(opened.file).name}"
    origin = beside.origin or imported
    called = variable or variable_name(opened.name, "flow")
    summary = f"A WhatsApp flow, {origin}." if origin else "A WhatsApp flow."
    if beside.categories:
        flow = attrs.evolve(flow, categories=beside.categories)
    if beside.endpoint_uri is not None:
        flow = attrs.evolve(flow, endpoint_uri=beside.endpoint_uri)
    source = write_source(flow, variable=called, images=images, summary=summary)
    if beside.name is None or source.variable == beside.name:
        return source
    # Which name the variable gets is known only now.
    flow = attrs.evolve(flow, name=beside.name)
    return write_source(flow, variable=called, images=images, summary=summary)


def _differences(flow: Flow, opened: Opened) -> Iterator[str]:
    """Yield what the flow writes differently, a sentence each."""
    if opened.text is None:
        return
    for path, happens in _different(opened.document, flow.to_dict(check=False), ()):
        yield f"`{path_text(path)}` is {happens} when it is built"


def _different(old: Any, new: Any, path: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Yield the paths at which two documents differ, key order aside, and how they do."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if key in old and key in new:
                yield from _different(old[key], new[key], (*path, key))
            else:
                yield (*path, key), "left out" if key in old else "added"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from _different(left, right, (*path, index))
    else:
        yield path, "written differently"


def formatted(text: str, folder: Path) -> str:
    """Return a module as the author's ruff formats it, or as it is where there is none.

    Args:
        text: The module.
        folder: The folder that it goes to, whose settings hold.
    """
    beside = Path(sys.executable).with_name("ruff.exe" if os.name == "nt" else "ruff")
    command = [str(beside) if beside.is_file() else "ruff", "format", "--stdin-filename"]
    try:
        done = subprocess.run(  # noqa: S603  # The author's own tool, on standard input.
            [*command, "flow.py", "-"],
            input=text.encode(errors="surrogatepass"),
            capture_output=True,
            check=False,
            timeout=_LONGEST_WAIT,
            cwd=folder if folder.is_dir() else None,
        )
        return done.stdout.decode() if done.returncode == 0 and done.stdout else text
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return text


def imported_files(
    text: str, images: Mapping[str, bytes], file: Path | None, folder: Path | None
) -> dict[Path, bytes]:
    """Return what a module and its images are as files.

    Args:
        text: The module.
        images: The images, by the names of their files.
        file: Where the module goes; None for nowhere.
        folder: Where the images go; None for nowhere.

    Raises:
        FileExists: The module would be the folder of its images.
    """
    if file is not None and folder is not None and file.resolve() == folder.resolve():
        raise FileExists(f"{file} cannot be both the module and the folder of its images")
    files = {} if file is None else {file: text.encode()}
    if folder is not None:
        files |= {folder / name: content for name, content in images.items()}
    return files


def write_files(files: Mapping[Path, bytes], *, force: bool) -> list[Path]:
    """Write files, each whole or not at all, and return which they are.

    Args:
        files: What each holds.
        force: Whether files that are there are replaced.

    Raises:
        FileExists: A file is there that says something else; then nothing is written.
        OSError: A file cannot be written.
    """
    for path, content in files.items():
        if path.is_dir():
            raise FileExists(f"{path} is a folder: nothing was written")
        if path.exists() and not force and path.read_bytes() != content:
            raise FileExists(f"{path} exists: nothing was written; --force replaces it")
    for path, content in files.items():
        is_new = not path.exists()
        if is_new:
            write_text(path, "")  # The folder, and the rights that any new file has.
        try:
            write_bytes(path, content)
        except BaseException:
            if is_new:
                path.unlink(missing_ok=True)
            raise
    return list(files)
