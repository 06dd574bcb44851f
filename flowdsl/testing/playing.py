"""Plays scenarios, and says of each whether it went as it is written."""

from collections.abc import Iterable
from pathlib import Path

import attrs

from flowdsl.problems import FlowError
from flowdsl.report import shown_path
from flowdsl.runtime.program import Program
from flowdsl.testing.coverage import Coverage, collecting, collectors
from flowdsl.testing.journey import Journey, JourneyFailed, begin
from flowdsl.testing.scenario import BadScenario, Scenario, ScenarioFile

__all__ = ["Result", "run_file", "run_scenario"]


@attrs.frozen(kw_only=True)
class Result:
    """What came of a scenario.

    Args:
        name: A sentence on what it shows.
        file: The file that it stands in.
        line: The line of the step that failed, or else where it begins.
        failure: What is wrong; empty where it went as it is written.
        journey: The journey that was made; None where the flow could not be opened.
        coverage: What it has seen of the flow; None where the flow could not be opened.
    """

    name: str
    file: Path
    line: int
    failure: str = ""
    journey: Journey | None = None
    coverage: Coverage | None = None

    @property
    def passed(self) -> bool:
        """Whether it went as it is written."""
        return not self.failure


def run_scenario(file: ScenarioFile, scenario: Scenario) -> Result:
    """Play a scenario.

    Args:
        file: The file that it stands in.
        scenario: The scenario.

    Raises:
        BadScenario: The flow cannot be opened, or what is not to be covered does not exist.
    """
    line, failure = scenario.line, ""
    journey: Journey | None = None
    program: Program | None = None
    with collecting() as collector:
        try:
            program = file.program(scenario.start.get("version"))
            journey = begin(program, file.opened.name, scenario.start)
            for step, place in scenario.steps:
                line = place
                journey = journey.take(step)
        except JourneyFailed as failed:
            journey, failure = failed.journey, str(failed)
        except BadScenario:
            raise
        except FlowError as error:
            failure = str(error)
    coverage = next(iter(collector.coverages), None)
    if program is not None:
        _excuse(file, scenario, [each.of(program, file.opened.name) for each in collectors])
        _excuse(file, scenario, collector.coverages)
    if failure:
        failure = f"{shown_path(scenario.file)}:{line}: {scenario.name}\n\n{failure}"
    return Result(
        name=scenario.name,
        file=scenario.file,
        line=line,
        failure=failure,
        journey=journey,
        coverage=coverage,
    )


def _excuse(file: ScenarioFile, scenario: Scenario, coverages: Iterable[Coverage]) -> None:
    """Leave out of coverages what a file says need not be covered."""
    try:
        for coverage in coverages:
            # What has another name in another version is not for the file to say.
            names = {item.name for item in coverage.items.values()}
            is_own = "version" not in scenario.start
            coverage.excuse(each for each in file.excuses if is_own or each.what in names)
    except FlowError as error:
        raise BadScenario(f"{shown_path(file.file)}: `uncovered`: {error}") from None


def run_file(file: ScenarioFile) -> tuple[list[Result], list[Coverage]]:
    """Play all scenarios of a file.

    Args:
        file: The file.

    Raises:
        BadScenario: The flow cannot be opened, or what is not to be covered does not exist.
    """
    with collecting() as collector:
        results = [run_scenario(file, scenario) for scenario in file.scenarios]
    return results, collector.coverages
