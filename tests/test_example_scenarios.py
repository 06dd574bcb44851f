"""The scenarios of the examples tell what each example does, and leave nothing out."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from flowdsl.discover import SCENARIO_SUFFIX, find_scenarios, find_sources
from flowdsl.testing.coverage_formats import as_text
from flowdsl.testing.playing import run_file
from flowdsl.testing.scenario import read_scenarios

EXAMPLES = ROOT / "examples"
FILES = find_scenarios(EXAMPLES / "scenarios")


def name(file: Path) -> str:
    return file.relative_to(EXAMPLES / "scenarios").as_posix().removesuffix(SCENARIO_SUFFIX)


def test_every_example_has_scenarios() -> None:
    """Each example has a file of scenarios of the same name, which names it."""
    sources = {
        source.file.relative_to(EXAMPLES).with_suffix("").as_posix(): source.file
        for source in find_sources(str(EXAMPLES))
    }
    assert {name(file) for file in FILES} == sources.keys()
    for file in FILES:
        path, _, _ = read_scenarios(file).flow.rpartition(":")
        assert Path(path) == sources[name(file)].resolve()


@pytest.mark.parametrize("file", FILES, ids=name)
def test_scenarios_of_an_example_pass_and_cover_it(file: Path) -> None:
    """Every scenario passes, and together they have seen all that they do not excuse."""
    scenarios = read_scenarios(file)
    results, [coverage] = run_file(scenarios)
    assert [result.failure for result in results if not result.passed] == []
    assert coverage.missing == [], as_text([coverage])
    assert coverage.needless == []
    assert len(coverage.excused) == len(scenarios.excuses)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_scenarios_of_an_example_read_as_a_document(file: Path) -> None:
    """The name of a scenario is a sentence, and each expects something at its end."""
    for scenario in read_scenarios(file).scenarios:
        assert re.fullmatch(r"[A-Z].*\.", scenario.name)
        step, _ = scenario.steps[-1]
        assert type(step).__name__ in ("Expect", "Cannot"), scenario.name
    assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= 260
