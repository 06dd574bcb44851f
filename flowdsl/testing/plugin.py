"""The plugin for pytest: scenarios are tests, flows are fixtures, and coverage is reported.

pytest loads this module on every run, of whatever project, so nothing else is loaded before it is
needed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from flowdsl.testing.graph_server.fixture import graph_server

if TYPE_CHECKING:
    from flowdsl.flow import Flow
    from flowdsl.opening import Opened
    from flowdsl.testing.coverage import Collector
    from flowdsl.testing.journey import Journey
    from flowdsl.testing.scenario import Scenario, ScenarioFile

__all__ = ["ScenarioItem", "ScenarioModule", "graph_server"]

FORMATS: Final = ("text", "json", "html")
"""How coverage is shown."""

WIDEST: Final = 140
"""More columns than this make a table hard to read."""

_collector_key: Final[pytest.StashKey[Any]] = pytest.StashKey()
_flows_key: Final[pytest.StashKey[dict[str, list[Any]]]] = pytest.StashKey()

_SENT: Final = "flowdsl_coverage"
"""The name under which another process sends its coverage."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("flowdsl", "flows of WhatsApp (flowdsl)")
    group.addoption(
        "--flowdsl-coverage",
        nargs="?",
        const=FORMATS[0],
        choices=FORMATS,
        metavar="FORMAT",
        help=f"show what is covered of flows, as {', '.join(FORMATS)}; give it with =, as in "
        "--flowdsl-coverage=html",
    )
    group.addoption(
        "--flowdsl-coverage-out", metavar="FILE", help="write the coverage of flows to FILE"
    )
    group.addoption(
        "--flowdsl-coverage-fail-under",
        type=float,
        metavar="N",
        help="fail if less than N per cent of the flows is covered",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and begin to collect coverage where it is wanted."""
    line = "flow(*paths): the flows that the fixtures `flow` and `journey` stand for"
    config.addinivalue_line("markers", line)
    config.stash[_flows_key] = {}
    names = ("flowdsl_coverage", "flowdsl_coverage_out", "flowdsl_coverage_fail_under")
    if any(config.getoption(name) is not None for name in names):
        from flowdsl.testing.coverage import Collector, collectors

        collector = Collector()
        collectors.append(collector)
        config.stash[_collector_key] = collector


def pytest_unconfigure(config: pytest.Config) -> None:
    """Collect no more."""
    collector = config.stash.get(_collector_key, None)
    if collector is not None:
        from flowdsl.testing.coverage import collectors

        collectors.remove(collector)
        del config.stash[_collector_key]


# Scenarios.


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take files of scenarios for tests."""
    if file_path.suffix.lower() != ".json" or len(file_path.suffixes) == 1:
        return None  # Most files cost nothing.
    from flowdsl.discover import SCENARIO_SUFFIX

    if not file_path.name.lower().endswith(SCENARIO_SUFFIX):
        return None
    return ScenarioModule.from_parent(parent, path=file_path)


class ScenarioModule(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Yield the scenarios of the file."""
        from flowdsl.problems import FlowError
        from flowdsl.tables import visible
        from flowdsl.testing.scenario import read_scenarios

        try:
            found = read_scenarios(self.path)
        except FlowError as error:
            raise self.CollectError(str(error)) from None
        for scenario in found.scenarios:
            yield ScenarioItem.from_parent(
                self, name=visible(scenario.name), scenario_file=found, scenario=scenario
            )


class _ScenarioFailed(Exception):
    """Carries what is wrong with a scenario."""


class ScenarioItem(pytest.Item):
    """One scenario.

    Args:
        scenario_file: The file that it stands in.
        scenario: The scenario.
        more: What pytest gives every test.
    """

    def __init__(self, *, scenario_file: ScenarioFile, scenario: Scenario, **more: Any) -> None:
        super().__init__(**more)
        self.scenario_file = scenario_file
        self.scenario = scenario

    def runtest(self) -> None:
        """Play the scenario."""
        from flowdsl.problems import FlowError
        from flowdsl.testing.playing import run_scenario

        try:
            result = run_scenario(self.scenario_file, self.scenario)
        except FlowError as error:
            raise _ScenarioFailed(str(error)) from None
        if not result.passed:
            raise _ScenarioFailed(result.failure)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what is wrong, without the lines of Python that found it."""
        if isinstance(excinfo.value, _ScenarioFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the scenario stands."""
        # The name alone would be taken for one of Python, with `::` for each of its dots.
        return self.path, self.scenario.line - 1, f"scenario: {self.name}"


# Fixtures.


@pytest.fixture
def flow(flowdsl_opened: Any) -> Flow:
    """The flow under test: each that the marker `flow` names, or else each of the project."""
    from flowdsl.flow import Flow

    opened: Opened = flowdsl_opened
    return opened.flow if opened.flow is not None else Flow.from_json(opened.text or "")


@pytest.fixture
def flowdsl_opened(request: pytest.FixtureRequest) -> Any:
    """The flow under test with its name; the fixture `flow` is for tests."""
    return request.param


@pytest.fixture
def journey(flow: Flow, request: pytest.FixtureRequest) -> Callable[..., Journey]:
    """Open the flow under test: `journey(data={...})`, as `start` does with a flow."""
    from flowdsl.testing.journey import begin, name_of

    # A project may have a fixture `flow` of its own.
    is_ours = "flowdsl_opened" in request.fixturenames
    name = request.getfixturevalue("flowdsl_opened").name if is_ours else name_of(flow)

    def opened(version: Any = None, **opening: Any) -> Journey:
        __tracebackhide__ = True
        given = {**({} if version is None else {"version": version}), **opening}
        return begin(flow, name, given)

    return opened


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that wants the flow once for each flow."""
    if "flowdsl_opened" not in metafunc.fixturenames:
        return
    from flowdsl.problems import FlowError

    try:
        found = list(_wanted(metafunc))
    except FlowError as error:
        pytest.fail(str(error), pytrace=False)
    names = [each.name for each in found]
    ids = [each.name if names.count(each.name) == 1 else each.label for each in found]
    metafunc.parametrize("flowdsl_opened", found, ids=ids, indirect=True)


def _wanted(metafunc: pytest.Metafunc) -> Iterator[Opened]:
    """Yield the flows that a test is about."""
    from flowdsl.discover import NothingFound
    from flowdsl.settings import read_settings

    config = metafunc.config
    marker = metafunc.definition.get_closest_marker("flow")
    if marker is not None:
        if not marker.args or marker.kwargs:
            raise NothingFound("the marker `flow` takes paths: @pytest.mark.flow('booking.py')")
        for path in marker.args:
            yield from _named(config, str(path), metafunc.definition.path.parent)
        return
    paths = read_settings(config.rootpath).paths
    if not paths:
        raise NothingFound(
            "no flow is named for the fixture `flow`: mark the test with "
            "@pytest.mark.flow('booking.py:booking'), or set `paths` under [tool.flowdsl] in "
            "pyproject.toml"
        )
    for each in paths:
        yield from _below(config, each)


def _named(config: pytest.Config, path: str, folder: Path) -> Iterable[Opened]:
    """Return the flows of a path: from the folder of the test, or else from that of the project."""
    from flowdsl.discover import NothingFound

    try:
        return _opened(config, str(folder / path))
    except NothingFound:
        if _file_of(folder / path).exists():
            raise
        return _opened(config, str(config.rootpath / path))


def _file_of(path: Path) -> Path:
    """Return the file of a path that may end in the name of a variable."""
    head, colon, name = path.name.rpartition(":")
    return path.with_name(head) if colon and name.isidentifier() and head else path


def _below(config: pytest.Config, path: Path) -> Iterator[Opened]:
    """Yield the flows of a module, of Flow JSON, or of the modules in a folder."""
    from flowdsl.discover import find_flows, find_sources

    if not path.is_dir():
        yield from _opened(config, str(path))
        return
    for source in find_sources(str(path)):
        if find_flows(source):
            yield from _opened(config, str(source.file))


def _opened(config: pytest.Config, path: str) -> list[Opened]:
    """Return the flows of a path, which are opened once."""
    from flowdsl.opening import open_flows

    known = config.stash[_flows_key]
    if path not in known:
        known[path] = open_flows(path)
    return known[path]


# Coverage.


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over the coverage of a process of several, or fail where too little is covered."""
    config = session.config
    collector: Collector | None = config.stash.get(_collector_key, None)
    if collector is None:
        return
    sent = getattr(config, "workeroutput", None)
    if sent is not None:
        sent[_SENT] = [each.as_dict() for each in collector.coverages]
        return
    least = config.getoption("flowdsl_coverage_fail_under")
    if least is not None and _percent(collector) < least and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the coverage of another process (pytest-xdist)."""
    collector: Collector | None = node.config.stash.get(_collector_key, None)
    if collector is not None:
        from flowdsl.testing.coverage import Coverage

        for content in getattr(node, "workeroutput", {}).get(_SENT, ()):
            collector.add(Coverage.from_dict(content))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Show the coverage."""
    collector: Collector | None = config.stash.get(_collector_key, None)
    if collector is None:
        return
    out = config.getoption("flowdsl_coverage_out")
    format_ = config.getoption("flowdsl_coverage")
    if out is not None:
        _write(Path(out), _text(collector, format_ or _format_of(out), WIDEST), terminalreporter)
    elif format_ is not None:
        terminalreporter.section("coverage of flows")
        width = min(shutil.get_terminal_size().columns, WIDEST)
        terminalreporter.write_line(_text(collector, format_, width).rstrip("\n"))
    least = config.getoption("flowdsl_coverage_fail_under")
    if least is not None:
        found = _percent(collector)
        verdict = "which is enough" if found >= least else "which is too little"
        message = f"{found}% of the flows is covered, {verdict}: at least {least:g}% is wanted"
        terminalreporter.write_line(message, green=found >= least, red=found < least)


def _format_of(out: str) -> str:
    """Return the format that a file's name speaks of."""
    ending = Path(out).suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else FORMATS[0]


def _write(file: Path, text: str, reporter: Any) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reporter.write_line(f"{file} cannot be written: {error.strerror or error}", red=True)
    else:
        reporter.write_line(f"The coverage of flows is in {file}.")


def _text(collector: Collector, format_: str, width: int) -> str:
    from flowdsl.testing.coverage_formats import as_html, as_json, as_text

    if format_ == "text":
        return f"{as_text(collector.coverages, width)}\n"
    return (as_html if format_ == "html" else as_json)(collector.coverages)


def _percent(collector: Collector) -> int:
    from flowdsl.testing.coverage_formats import total

    return total(collector.coverages)
