"""Every example is a flow that a reader can start from, in every version that can say it."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from flowdsl import VERSIONS, Flow, FlowError, InvalidFlow, Version
from flowdsl.build import build_module
from flowdsl.discover import Source, find_flows, find_sources
from flowdsl.node import COMPONENTS

EXAMPLES = ROOT / "examples"
SOURCES = find_sources(str(EXAMPLES))
FLOWS = {
    source.file.relative_to(EXAMPLES).with_suffix("").as_posix(): found.flow
    for source in SOURCES
    for found in find_flows(source)
}


def test_hello_world_is_the_guides(shared: Path) -> None:
    """The guide's Hello World builds to exactly the JSON that the guide prints."""
    [guide] = (shared / "guide").glob("*.txt")
    text = guide.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    start = text.rindex("{", 0, text.index('"version": "2.1"'))
    printed, _ = json.JSONDecoder().raw_decode(text, start)
    built = FLOWS["hello_world"].to_json()
    assert json.loads(built) == printed
    # Not only equal: its keys come in the same order, too.
    assert built == json.dumps(printed)


def test_insurance_quote_sends_the_guides_payload(shared: Path) -> None:
    """The final payload of the insurance quote has the keys of the guide's sample callback."""
    [guide] = (shared / "guide").glob("*.txt")
    match = re.search(r'"response_json": ("(?:[^"\\]|\\.)*")', guide.read_text(encoding="utf-8"))
    assert match is not None
    sent = json.loads(json.loads(match[1]))
    del sent["flow_token"]  # Added by the platform.
    final = FLOWS["insurance_quote"].to_dict()["screens"][-1]["layout"]["children"][0]["children"]
    assert final[-1]["on-click-action"]["payload"].keys() == sent.keys()


# What the examples of older versions are there to show.
EXPECTED = {
    "hello_world": ["version-frozen"],
    "branching": ["older-version"],
    "feedback": ["older-version"],
}


@pytest.mark.parametrize("name", FLOWS)
def test_example_has_no_problem(name: str) -> None:
    """Nothing about an example needs attention, apart from a version that is frozen."""
    codes = [problem.name for problem in FLOWS[name].problems()]
    assert codes == EXPECTED.get(name, [])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.file.stem)
def test_written_example_is_fresh(source: Source) -> None:
    """The JSON beside an example is what it builds to."""
    for built in build_module(source, ()).flows:
        written = source.file.parent / built.file_name
        assert written.read_text(encoding="utf-8") == built.text


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.file.stem)
def test_example_introduces_itself(source: Source) -> None:
    """Every example begins with one sentence on what it shows."""
    summary = ast.get_docstring(ast.parse(source.file.read_text(encoding="utf-8")))
    assert summary
    assert summary.count("\n") == 0
    assert summary.endswith(".")


def test_gallery_shows_every_component() -> None:
    """Each component has an example of its own, named after it."""
    shown = {name.removeprefix("gallery/").replace("_", "") for name in FLOWS if "gallery/" in name}
    assert shown == {name.lower() for name in COMPONENTS}
    for name, flow in FLOWS.items():
        if "gallery/" in name:
            types = re.findall(r'"type": "(\w+)"', flow.to_json())
            assert name.removeprefix("gallery/").replace("_", "") in map(str.lower, types)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_examples_compile_or_say_why_not(
    version: Version, golden: Callable[[str, str], None]
) -> None:
    """Each example compiles to each version, or is refused with one problem a place."""
    lines = []
    for name, flow in FLOWS.items():
        try:
            flow.to_json(version.name)
        except InvalidFlow as invalid:
            lines.append(f"{name}: refused")
            for problem in invalid.problems:
                if problem.is_error:
                    path = ".".join(map(str, problem.path[-3:]))
                    lines.append(f"  {problem.code} ...{path}: {problem.message}")
        else:
            lines.append(f"{name}: compiles")
    golden(f"examples/{version}.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", FLOWS)
def test_refused_example_compiles_from_the_version_it_names(name: str) -> None:
    """A version that refuses an example names the versions it needs, and the latest will do."""
    flow = FLOWS[name]
    for version in VERSIONS:
        errors = [problem for problem in flow.problems(version) if problem.is_error]
        needed = [re.search(r"Flow JSON ([0-9]\.[0-9])", problem.message) for problem in errors]
        assert all(needed), [problem.message for problem in errors]
        # Where a component was refused, nothing inside it was looked at: ask again there.
        while errors:
            latest = max(float(match[1]) for match in needed if match)
            assert latest > float(version.name)
            errors = [problem for problem in flow.problems(f"{latest}") if problem.is_error]
            needed = [re.search(r"Flow JSON ([0-9]\.[0-9])", problem.message) for problem in errors]


def test_unknown_target_is_a_clear_error(hello: Flow) -> None:
    """A version that never was public is refused, with the ones that were."""
    with pytest.raises(FlowError, match=r"'7\.4' is not a public version.*7\.3"):
        hello.to_json("7.4")


@pytest.fixture
def hello() -> Flow:
    """The smallest flow."""
    return FLOWS["hello_world"]
