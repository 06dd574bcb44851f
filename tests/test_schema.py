"""The JSON Schema of each version, and the strategies, are walkers over the same shapes."""

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import flows

from flowdsl import VERSIONS, Flow, Version
from flowdsl.check import check_structure
from flowdsl.schema import json_schema

VALIDATORS = {version: Draft202012Validator(json_schema(version)) for version in VERSIONS}


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_schema_is_valid_against_its_metaschema(version: Version) -> None:
    """Each schema is JSON Schema 2020-12."""
    schema = json_schema(version)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_written_schema_is_fresh(version: Version) -> None:
    """The schema in the repository is the one that the table gives."""
    written = (ROOT / "schemas" / f"flow-{version}.json").read_text(encoding="utf-8")
    assert json.loads(written) == json_schema(version)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_every_property_is_explained(version: Version) -> None:
    """An editor has a sentence for every object and property of the table."""
    silent = []
    for name, definition in json_schema(version)["$defs"].items():
        if "title" in definition:
            assert definition["description"], name
            silent += [
                f"{name}.{key}"
                for key, known in definition["properties"].items()
                if "description" not in known and key not in ("type", "name")
            ]
    assert silent == []


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@given(draw=st.data())
def test_drawn_flows_compile_and_the_schema_accepts_them(
    version: Version, draw: st.DataObject
) -> None:
    """What the shapes say is possible has no fault in its structure, and the schema agrees."""
    flow = draw.draw(flows(version))
    document = flow.to_dict(check=False)
    assert [each for each in check_structure(document, version) if each.is_error] == []
    found = [error.message for error in VALIDATORS[version].iter_errors(document)]
    assert found == []
    assert json.loads(flow.to_json(check=False)) == document


MUTANTS = ["", "${form.x}", "`1`", 0, 1.5, True, None, [], {}, "7.3", "x y", [1], {"type": "If"}]


@pytest.mark.parametrize("version", VERSIONS, ids=str)
@given(draw=st.data())
def test_checker_and_schema_agree_on_mutated_documents(
    version: Version, draw: st.DataObject
) -> None:
    """A mutated document is fine for the checker exactly when the schema accepts it."""
    document = draw.draw(flows(version)).to_dict(check=False)
    for _ in range(draw.draw(st.integers(1, 3))):
        mutate(document, draw)
    ours = [finding for finding in check_structure(document, version) if finding.rule.is_error]
    theirs = [error.message for error in VALIDATORS[version].iter_errors(document)]
    assert bool(ours) == bool(theirs), (ours, theirs)


def mutate(document: object, draw: st.DataObject) -> None:
    """Change one place of a document: drop, rename, replace, copy or swap what stands there."""
    places = list(containers(document))
    container = draw.draw(st.sampled_from(places))
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    if not keys:
        return
    key = draw.draw(st.sampled_from(keys))
    match draw.draw(st.sampled_from(["drop", "rename", "replace", "swap"])):
        case "drop":
            del container[key]
        case "rename" if isinstance(container, dict):
            new = draw.draw(st.sampled_from([f"{key}s", "type", "name", "visible", "text"]))
            container[new] = container.pop(key)
        case "swap":
            other = draw.draw(st.sampled_from(places))
            container[key] = json.loads(json.dumps(other))
        case _:
            container[key] = copy.deepcopy(draw.draw(st.sampled_from(MUTANTS)))


def containers(value: object):
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from containers(item)
    elif isinstance(value, list):
        yield value
        for item in value:
            yield from containers(item)


def test_same_flow_gives_the_same_bytes_in_other_processes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """Compiling is the same in two more processes with different hash seeds."""
    drawn: list[Flow] = []

    @given(draw=st.data())
    def collect(draw: st.DataObject) -> None:
        version = draw.draw(st.sampled_from(VERSIONS))
        drawn.append(draw.draw(flows(version)))

    collect()
    here = [flow.to_json(check=False) for flow in drawn]
    assert here == [flow.to_json(check=False) for flow in drawn]
    file = tmp_path / "flows.pickle"
    file.write_bytes(pickle.dumps(drawn))
    program = (
        "import json, pickle, sys\n"
        "flows = pickle.loads(open(sys.argv[1], 'rb').read())\n"
        "print(json.dumps([flow.to_json(check=False) for flow in flows]))\n"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(file)],
            capture_output=True,
            check=True,
            text=True,
            env={**environment, "PYTHONHASHSEED": seed},
        )
        assert json.loads(done.stdout) == here
