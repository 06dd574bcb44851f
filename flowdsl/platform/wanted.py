"""The flows of a project as they are wanted in an environment."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs

from flowdsl.build import build_flow
from flowdsl.check_files import find_work, looks_like_a_flow, outputs
from flowdsl.check_json import check_json
from flowdsl.discover import NothingFound, Source, find_flows
from flowdsl.flow import Flow
from flowdsl.opening import Opened, open_flow
from flowdsl.origin import Place
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.checks import checked_address, checked_categories
from flowdsl.platform.graph.models import Category
from flowdsl.platform.graph.secrecy import holds_secret
from flowdsl.platform.lock import content_hash
from flowdsl.problems import FlowError, Problem
from flowdsl.problems import Path as JsonPath
from flowdsl.report import shown_path
from flowdsl.selection import Selection
from flowdsl.settings import Settings
from flowdsl.suppressions import Suppressions
from flowdsl.trace import place_of
from flowdsl.versions import V3_0, Version

__all__ = ["DEFAULT_CATEGORIES", "NotReady", "WantedFlow", "find_wanted"]

DEFAULT_CATEGORIES: Final[tuple[Category, ...]] = ("OTHER",)
"""What a new flow is for that does not say it; Meta wants at least one category."""


class NotReady(FlowError):
    """Flows cannot be pushed as they are.

    Args:
        problems: What is wrong with them.
        names: What they are called.
    """

    def __init__(self, problems: Sequence[Problem], names: Sequence[str]) -> None:
        self.problems = tuple(problems)
        self.names = tuple(names)
        super().__init__(self.problems, self.names)

    def __str__(self) -> str:
        return f"{', '.join(self.names)}: there are errors"


@attrs.define(kw_only=True, eq=False, slots=False)
class WantedFlow:
    """A flow of the project, as it is wanted in an environment.

    Args:
        name: What it is called, in the project and in the account.
        label: What messages call it: its file, with `:variable` where a module has several flows.
        version: The version of its Flow JSON.
        text: Its Flow JSON, as it is sent.
        document: The same, parsed.
        categories: What it is for; empty where the project does not say, and leaves it as it is.
        endpoint_uri: The address of its endpoint; None where it has none, or says it in its JSON.
        application_id: The id of the app that signs the requests to its endpoint.
        flow: The flow in Python; None where it was JSON.
        opened: The JSON file; None where it was Python.
    """

    name: str
    label: str
    version: Version
    text: str = attrs.field(repr=False)
    document: dict[str, Any] = attrs.field(repr=False)
    categories: tuple[Category, ...] = ()
    endpoint_uri: str | None = attrs.field(default=None, repr=False)
    application_id: str | None = None
    flow: Flow | None = attrs.field(default=None, repr=False)
    opened: Opened | None = attrs.field(default=None, repr=False)

    @cached_property
    def sha256(self) -> str:
        """The hash of its Flow JSON."""
        return content_hash(self.document)

    def places(self, paths: Iterable[JsonPath]) -> dict[JsonPath, Place | None]:
        """Return where the author wrote what stands at each path, None where nobody can tell.

        Args:
            paths: Paths in the Flow JSON, as keys and indexes.
        """
        if self.opened is not None:
            return self.opened.places(paths)
        return {path: place_of(self.flow, path) if self.flow else None for path in paths}

    @property
    def has_endpoint(self) -> bool:
        """Whether an endpoint answers it."""
        return _has_endpoint(self.document)


def _has_endpoint(document: dict[str, Any]) -> bool:
    return "data_api_version" in document or "data_channel_uri" in document


def find_wanted(
    paths: Sequence[str],
    environment: Environment,
    settings: Settings,
    *,
    target: Version | None = None,
) -> list[WantedFlow]:
    """Return the flows that paths stand for, in the order of their names.

    JSON in a folder is passed over where it is no flow, or what a module there is built to.

    Args:
        paths: Modules, `module.py:name`, JSON files, and folders.
        environment: Where they go, which has a say in their endpoints.
        settings: The settings of the project.
        target: The version that flows in Python are compiled to, by default their own.

    Raises:
        NothingFound: There is no such file or folder, or no flow in it.
        ModuleFailed: A module raised when it was loaded.
        NotReady: Flows have errors.
        FlowError: Two flows have one name, a file cannot be read, or a flow has a name, categories
            or an endpoint that Meta does not take.
    """
    selection = Selection(settings.select, settings.ignore)
    try:
        work = find_work(paths, _no_input)
    except OSError as error:
        raise FlowError(f"{error.filename} cannot be read: {error.strerror or error}") from None
    found: list[WantedFlow] = []
    broken: dict[str, list[Problem]] = {}
    built: set[Path] = set()
    for source in work.sources:
        flows = _in_module(source, target, selection, settings, built, broken)
        known = {id(each.flow) for each in found}
        found.extend(_placed(each, environment) for each in flows if id(each.flow) not in known)
    for file in (*work.named, *work.found):
        is_named = file in work.named
        if is_named or (file.resolve() not in built and looks_like_a_flow(_read(file))):
            found += [_placed(each, environment) for each in _in_json(file, selection, broken)]
    if broken:
        raise NotReady([each for errors in broken.values() for each in errors], list(broken))
    if not found:
        raise NothingFound(f"there is no flow in {', '.join(paths)}")
    _check_names(found)
    return sorted(found, key=lambda each: each.name)


def _no_input() -> bytes:
    raise NothingFound("flows are pushed from files, not from standard input")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FlowError(f"{file} cannot be read: {error.strerror or error}") from None


def _in_module(
    source: Source,
    target: Version | None,
    selection: Selection,
    settings: Settings,
    outputs_of_modules: set[Path],
    broken: dict[str, list[Problem]],
) -> Iterator[WantedFlow]:
    """Yield the flows of a module that have no errors."""
    suppressions = Suppressions()
    suppressions.read(str(source.file.resolve()))
    found = find_flows(source)
    for each in found:
        version = target or each.flow.version
        built = build_flow(each, version, selection, suppressions)
        outputs_of_modules.update(outputs([built], settings.out))
        label = shown_path(each.file)
        label = label if len(found) == 1 else f"{label}:{each.variable}"
        if built.text is None:
            broken[label] = [problem for problem in built.problems if problem.is_error]
            continue
        yield WantedFlow(
            name=each.name,
            label=label,
            version=version,
            text=built.text,
            document=json.loads(built.text),
            categories=_categories(each.flow, label),
            endpoint_uri=each.flow.endpoint_uri,
            flow=each.flow,
        )


def _categories(flow: Flow, label: str) -> tuple[Category, ...]:
    try:
        return tuple(checked_categories(flow.categories)) if flow.categories else ()
    except FlowError as error:
        raise FlowError(f"{label}: {error}") from None


def _in_json(
    file: Path, selection: Selection, broken: dict[str, list[Problem]]
) -> Iterator[WantedFlow]:
    """Yield the flow of a JSON file, if it has no errors."""
    problems = check_json(_read(file), str(file), None, selection.wanted)
    if errors := [problem for problem in problems if problem.is_error]:
        broken[shown_path(file)] = errors
        return
    opened = open_flow(str(file))
    assert opened.text is not None
    yield WantedFlow(
        name=opened.name,
        label=shown_path(file),
        version=opened.version,
        # As it was written, so that the lines that the server names are those of the file.
        text=opened.text,
        document=opened.document,
        opened=opened,
    )


def _placed(wanted: WantedFlow, environment: Environment) -> WantedFlow:
    """Return a flow with the endpoint that it has in an environment."""
    if not wanted.has_endpoint:
        return attrs.evolve(wanted, endpoint_uri=None)
    # Until then the address is part of the JSON, and is refused beside it.
    is_apart = wanted.version >= V3_0
    address = (environment.endpoint_uri or wanted.endpoint_uri) if is_apart else None
    try:
        endpoint_uri = checked_address(address) if address is not None else None
    except FlowError as error:
        raise FlowError(f"{wanted.label}: {error}") from None
    return attrs.evolve(
        wanted, endpoint_uri=endpoint_uri, application_id=environment.application_id
    )


def _check_names(found: Iterable[WantedFlow]) -> None:
    taken: dict[str, WantedFlow] = {}
    for each in found:
        if not each.name.strip():
            raise FlowError(f"{each.label}: the name of a flow is not empty")
        if holds_secret(each.name):
            raise FlowError(f"{each.label}: the name of the flow looks like an access token")
        other = taken.setdefault(each.name, each)
        if other is not each:
            raise FlowError(
                f'"{each.name}" is the name of two flows, in {other.label} and {each.label}, but '
                'an account has each name once: give one another, Flow(name="...")'
            )
