"""Settings of a project: the table `[tool.flowdsl]` of its `pyproject.toml`."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from flowdsl.problems import FlowError, did_you_mean
from flowdsl.versions import Version, parse_version

__all__ = ["FORMATS", "BadSettings", "Settings", "read_settings", "read_table"]

FORMATS: Final = ("text", "short", "json", "github", "sarif")
"""The ways in which problems are shown."""

# Those of building come first, as in `Settings`; `flowdsl.platform.environments` reads the last.
_KNOWN: Final = ("jobs", "out", "paths", "target", "format", "ignore", "select", "strict", "env")


class BadSettings(FlowError):
    """The settings cannot be used; the text says what is wrong with them."""


@attrs.frozen(kw_only=True)
class Settings:
    """What a project has settled for the commands; options on the command line come first.

    Args:
        paths: What is built and checked where no path is given, from the folder of the
            `pyproject.toml`.
        out: The folder that JSON is written to, or None for beside each module.
        targets: The versions to compile to; empty for that of each flow.
        jobs: How many processes build.
        format: How problems are shown, one of `FORMATS`.
        ignore: The rules that are not wanted, as `selection` reads them.
        select: The rules that are wanted; empty for every rule that is on.
        strict: Whether a check fails for warnings, too.
    """

    paths: tuple[Path, ...] = ()
    out: Path | None = None
    targets: tuple[Version, ...] = ()
    jobs: int = 1
    format: str = FORMATS[0]
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    strict: bool = False


def read_settings(folder: Path) -> Settings:
    """Return the settings that hold in a folder: those of the nearest `pyproject.toml`.

    Args:
        folder: The folder to look from, upwards.

    Raises:
        BadSettings: The file is not TOML, or its table holds what is no setting.
    """
    found = read_table(folder)
    return _parse(*found) if found else Settings()


def read_table(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return the nearest `pyproject.toml` and its table `[tool.flowdsl]`, None where there is none.

    Args:
        folder: The folder to look from, upwards.

    Raises:
        BadSettings: The file is not TOML, or what stands there is no table.
    """
    for candidate in (folder.resolve(), *folder.resolve().parents):
        file = candidate / "pyproject.toml"
        if file.is_file():
            return file, _table(file)
    return None


def _table(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings(f"{file} cannot be read: {error}") from None
    tools = content.get("tool", {})
    table = tools.get("flowdsl", {}) if isinstance(tools, dict) else tools
    if not isinstance(table, dict):
        raise BadSettings(f"{file}: [tool.flowdsl] is no table")
    return table


def _parse(file: Path, table: dict[str, Any]) -> Settings:
    for key in table:
        if key not in _KNOWN:
            hint = did_you_mean(key, _KNOWN) or f" (there are {', '.join(_KNOWN)})"
            raise BadSettings(f'{file}: [tool.flowdsl] has no setting "{key}"{hint}')
    root = file.parent
    out = _texts(file, "out", table.get("out", []))
    jobs = table.get("jobs", 1)
    if type(jobs) is not int or jobs < 1:
        raise BadSettings(f'{file}: "jobs" is {jobs!r}, but it is a number from 1')
    if len(out) > 1:
        raise BadSettings(f'{file}: "out" names {len(out)} folders, but it takes one')
    try:
        targets = tuple(map(parse_version, _texts(file, "target", table.get("target", []))))
    except FlowError as error:
        raise BadSettings(f'{file}: "target": {error}') from None
    strict = table.get("strict", False)
    if not isinstance(strict, bool):
        raise BadSettings(f'{file}: "strict" is {strict!r}, but it is true or false')
    format_ = table.get("format", FORMATS[0])
    if format_ not in FORMATS:
        hint = did_you_mean(format_, FORMATS) if isinstance(format_, str) else ""
        hint = hint or f" (there are {', '.join(FORMATS)})"
        raise BadSettings(f'{file}: "format" is {format_!r}, which is none{hint}')
    return Settings(
        paths=tuple(root / path for path in _texts(file, "paths", table.get("paths", []))),
        out=root / out[0] if out else None,
        targets=targets,
        jobs=jobs,
        format=format_,
        ignore=tuple(_texts(file, "ignore", table.get("ignore", []))),
        select=tuple(_texts(file, "select", table.get("select", []))),
        strict=strict,
    )


def _texts(file: Path, key: str, value: Any) -> Sequence[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise BadSettings(f'{file}: "{key}" is {value!r}, but it is a text or a list of texts')
    return values
