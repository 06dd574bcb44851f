"""Reads scenarios: journeys through a flow, written down in JSON files."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final, NoReturn

import attrs

from flowdsl.json_text import read_json
from flowdsl.locate import Lines, locate
from flowdsl.opening import Opened, open_flow
from flowdsl.problems import FlowError, did_you_mean
from flowdsl.problems import Path as JsonPath
from flowdsl.report import shown_path
from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.program import Program
from flowdsl.testing.coverage import Excuse
from flowdsl.testing.expectations import checked
from flowdsl.testing.scenario_start import START
from flowdsl.testing.steps import Expect, Step, steps_from_json
from flowdsl.versions import Version

__all__ = ["BadScenario", "Scenario", "ScenarioFile", "read_scenarios"]


class BadScenario(FlowError):
    """A file of scenarios cannot be used; the text says where and why."""


@attrs.frozen(kw_only=True)
class Scenario:
    """A journey that was written down.

    Args:
        name: A sentence on what is shown.
        file: The file that it stands in.
        line: The line where it begins.
        start: What the flow is opened with, the arguments of `start`.
        steps: The steps, each with its line.
    """

    name: str
    file: Path
    line: int
    start: Mapping[str, Any]
    steps: tuple[tuple[Step, int], ...]


@attrs.define(eq=False)
class ScenarioFile:
    """A file of scenarios of one flow.

    Args:
        file: The file.
        flow: The path of the flow, as it can be opened.
        scenarios: The scenarios, at least one.
        excuses: What they need not cover, with reasons.
        line: The line that names the flow.
    """

    file: Path
    flow: str
    scenarios: tuple[Scenario, ...]
    excuses: tuple[Excuse, ...]
    line: int
    _programs: dict[Version | None, Program] = attrs.field(factory=dict, init=False)

    @cached_property
    def opened(self) -> Opened:
        """The flow.

        Raises:
            BadScenario: It cannot be opened.
        """
        try:
            return open_flow(self.flow)
        except FlowError as error:
            raise BadScenario(f"{_where(self.file, self.line)}: {error}") from None

    def program(self, version: Version | None = None) -> Program:
        """Return the flow, ready to be run; it is read once for each version.

        Args:
            version: The version to run it as, None for its own.

        Raises:
            BadScenario: It cannot be opened.
            FlowError: It has errors, or there is no such version.
        """
        if version not in self._programs:
            opened = self.opened
            flow = opened.flow if opened.flow is not None else opened.text
            assert flow is not None
            self._programs[version] = program_of(flow, version)
        return self._programs[version]


def read_scenarios(file: Path) -> ScenarioFile:
    """Return what stands in a file of scenarios.

    Args:
        file: The file.

    Raises:
        BadScenario: It cannot be read, or something in it is wrong.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadScenario(f"{shown_path(file)}: {error.strerror or error}") from None
    read = read_json(data)
    for fault in read.faults:
        line, column = Lines(read.text).position(fault.start)
        message = fault.message + (f" ({fault.help})" if fault.help else "")
        raise BadScenario(f"{shown_path(file)}:{line}:{column}: {message}")
    return _Reader(file, read.text, read.document).read()


_TOP: Final = ("flow", "scenarios", "uncovered")
_ONE: Final = ("name", "start", "steps")
_UNCOVERED: Final = ("what", "why")


class _Reader:
    """Reads the document of one file.

    Args:
        file: The file.
        text: Its text.
        document: What the text says.
    """

    def __init__(self, file: Path, text: str, document: Any) -> None:
        self.file = file
        self.text = text
        self.document = document
        self.lines = Lines(text)

    def read(self) -> ScenarioFile:
        """Return what stands in the file.

        Raises:
            BadScenario: Something in it is wrong.
        """
        document = self.document
        if not isinstance(document, dict):
            self.refuse((), "the file holds no object: it takes `flow` and `scenarios`")
        is_short = "scenarios" not in document and ("steps" in document or "name" in document)
        known = ("flow", *_ONE, "uncovered") if is_short else _TOP
        self.keys(document, (), known, needed=("flow", "steps" if is_short else "scenarios"))
        if is_short:
            scenarios = [self.scenario(document, (), self.file.name.partition(".")[0])]
        else:
            listed = document["scenarios"]
            if not isinstance(listed, list) or not listed:
                self.refuse(("scenarios",), "`scenarios` is a list with at least one scenario")
            scenarios = [self.one(each, index) for index, each in enumerate(listed)]
            self.differ(scenarios)
        path = self.flow(document["flow"])
        return ScenarioFile(
            self.file, path, tuple(scenarios), tuple(self.excuses()), self.line(("flow",))
        )

    def differ(self, scenarios: Sequence[Scenario]) -> None:
        """Refuse two scenarios of one name: nobody could tell which of them fails."""
        seen: dict[str, Scenario] = {}
        for index, scenario in enumerate(scenarios):
            first = seen.setdefault(scenario.name, scenario)
            if first is not scenario:
                message = f"two scenarios are called {scenario.name!r}"
                where = ("scenarios", index, "name")
                self.refuse(where, f"{message}: the first is in line {first.line}")

    def one(self, content: Any, index: int) -> Scenario:
        """Return the scenario of an index."""
        path = ("scenarios", index)
        if not isinstance(content, dict):
            self.refuse(path, "a scenario is an object with `name` and `steps`")
        self.keys(content, path, _ONE, needed=("name", "steps"))
        return self.scenario(content, path, "")

    def scenario(self, content: dict[str, Any], path: JsonPath, otherwise: str) -> Scenario:
        """Return a scenario."""
        name = content.get("name", otherwise)
        if not isinstance(name, str) or not name.strip():
            self.refuse((*path, "name"), "`name` is a sentence on what is shown")
        steps = content["steps"]
        if not isinstance(steps, list):
            self.refuse((*path, "steps"), "`steps` is a list")
        paths = [(*path, "steps", index) for index in range(len(steps))]
        lines = self.places([path, *paths])
        found: list[tuple[Step, int]] = []
        for step, where in zip(steps, paths, strict=True):
            found += [(each, lines[where]) for each in self.step(step, where)]
        return Scenario(
            name=name,
            file=self.file,
            line=lines[path],
            start=self.start(content.get("start", {}), (*path, "start")),
            steps=tuple(found),
        )

    def step(self, step: Any, path: JsonPath) -> Sequence[Step]:
        """Return the steps that one of the file stands for."""
        try:
            found = steps_from_json(step)
            for each in found:
                if isinstance(each, Expect):
                    checked(each.expected)
        except FlowError as error:
            self.refuse(path, str(error))
        return found

    def start(self, content: Any, path: JsonPath) -> dict[str, Any]:
        """Return the arguments of `start`."""
        if not isinstance(content, dict):
            self.refuse(path, f"`start` is an object: it takes {', '.join(START)}")
        self.keys(content, path, START)
        found = {}
        for key, value in content.items():
            try:
                found[key] = START[key](value)
            except FlowError as error:
                self.refuse((*path, key), str(error))
        return found

    def flow(self, written: Any) -> str:
        """Return the path of the flow as it can be opened, below the folder of the project."""
        where = ("flow",)
        if not isinstance(written, str) or not written.strip():
            self.refuse(where, '`flow` is the path of a flow from this file: "booking.py:booking"')
        path, colon, name = written.rpartition(":")
        if not colon or not name.isidentifier() or not path.endswith(".py"):
            path, colon, name = written, "", ""
        absolute = PurePosixPath(path).is_absolute() or PureWindowsPath(path).anchor
        if absolute or PureWindowsPath(path).drive or "\0" in path:
            self.refuse(where, f"`flow` is a path from this file, and {path!r} is none")
        if not path.endswith((".py", ".json")):
            self.refuse(where, f"`flow` names a module or Flow JSON, and {path!r} is neither")
        folder = self.file.resolve().parent
        project = _project(folder)
        found = (folder / path.replace("\\", "/")).resolve()
        if not found.is_relative_to(project):
            self.refuse(where, f"{path} leads out of the project, which is in {project}")
        if not found.is_file():
            hint = did_you_mean(found.name, _beside(found))
            self.refuse(where, f"{path} does not exist{hint}")
        return f"{found}{colon}{name}"

    def excuses(self) -> list[Excuse]:
        """Return what need not be covered."""
        listed = self.document.get("uncovered", [])
        if not isinstance(listed, list):
            self.refuse(("uncovered",), "`uncovered` is a list of objects with `what` and `why`")
        found = []
        for index, each in enumerate(listed):
            path = ("uncovered", index)
            if not isinstance(each, dict):
                self.refuse(path, "what is not covered is an object with `what` and `why`")
            self.keys(each, path, _UNCOVERED, needed=_UNCOVERED)
            for key in _UNCOVERED:
                if not isinstance(each[key], str) or not each[key].strip():
                    self.refuse((*path, key), f"`{key}` is a text")
            found.append(Excuse(each["what"], each["why"]))
        return found

    def keys(
        self,
        content: dict[str, Any],
        path: JsonPath,
        known: Sequence[str] | Mapping[str, Any],
        needed: Sequence[str] = (),
    ) -> None:
        """Refuse keys that there are not, and those that are missing."""
        for key in content:
            if key not in known:
                message = f"there is no `{key}` here{did_you_mean(key, known)}"
                self.refuse((*path, key), f"{message}: there are {', '.join(known)}")
        for key in needed:
            if key not in content:
                self.refuse(path, f"`{key}` is missing")

    def places(self, paths: Sequence[JsonPath]) -> dict[JsonPath, int]:
        """Return the lines that paths begin in."""
        spans = locate(self.text, paths, unique=True)
        return {path: self.lines.position(spans[path].value[0])[0] for path in paths}

    def line(self, path: JsonPath) -> int:
        """Return the line that a path begins in."""
        return self.places([path])[path]

    def refuse(self, path: JsonPath, message: str) -> NoReturn:
        """Say what is wrong, and where."""
        raise BadScenario(f"{_where(self.file, self.line(path))}: {message}")


def _where(file: Path, line: int) -> str:
    return f"{shown_path(file)}:{line}"


_MARKS: Final = ("pyproject.toml", ".git")
"""What stands in the folder of a project."""


def _project(folder: Path) -> Path:
    """Return the nearest folder that looks like a project's, else the folder itself."""
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in _MARKS):
            return candidate
    return folder


def _beside(file: Path) -> list[str]:
    try:
        return os.listdir(file.parent)
    except OSError:
        return []
