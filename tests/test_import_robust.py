"""Whatever a file of Flow JSON holds, it is imported as it is, or refused with a sentence."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from test_robust import HOSTILE, change, random_document

from flowdsl import VERSIONS, Flow, InvalidFlow
from flowdsl.source import write_source


def read(data: bytes) -> Flow | InvalidFlow:
    """Return the flow that a file says, or why it says none."""
    try:
        return Flow.from_json(data)
    except InvalidFlow as refused:
        return refused


def survives(document: Any) -> bool:
    """Return whether a document can be read, having seen that nothing of it is lost then."""
    flow = read(json.dumps(document).encode())
    if isinstance(flow, InvalidFlow):
        assert flow.problems
        return False
    again = flow.to_dict(check=False)
    if "routing_model" not in document:
        again.pop("routing_model", None)  # An endpoint flow needs one, which is derived.
    assert again == document
    namespace: dict[str, Any] = {}
    exec(write_source(flow, variable="made").text, namespace)
    assert namespace["made"] == flow
    assert namespace["made"].to_json(check=False) == flow.to_json(check=False)
    return True


def test_changed_published_flows_survive(shared: Path) -> None:
    """Published flows with keys dropped, renamed, swapped and nested are imported all the same."""
    chance = random.Random(11)
    survived = 0
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        for _ in range(4):
            changed = copy.deepcopy(document)
            for _ in range(chance.randrange(1, 5)):
                change(changed, chance)
            survived += survives(changed)
    assert survived > 500


def test_random_documents_survive() -> None:
    """So are flows of anything, in every version."""
    chance = random.Random(12)
    survived = 0
    for version in VERSIONS:
        for _ in range(60):
            document = random_document(chance)
            if isinstance(document, dict):
                survived += survives({**document, "version": str(version)})
    assert survived > 200


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end(name: str) -> None:
    """A file that is made to hurt becomes a module or a sentence, in time that grows with it."""
    data, _ = HOSTILE[name]
    flow = read(data)
    if isinstance(flow, InvalidFlow):
        assert flow.problems
    else:
        compile(write_source(flow).text, name, "exec")
