"""Any document can be asked what it sends: broken, mutated, random or hostile."""

import csv
import io
import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import flows
from test_robust import change, random_document
from test_schema import mutate

from flowdsl import VERSIONS, Version
from flowdsl.answers import Answers, answers_of
from flowdsl.answers.formats import as_csv, as_json
from flowdsl.answers.schema import payload_schema
from flowdsl.answers.text import as_text
from flowdsl.check import version_of
from flowdsl.findings import Record
from flowdsl.reading import read_context
from flowdsl.tables import columns
from flowdsl.versions import DEFAULT

NEWEST = VERSIONS[-1]
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""The categories of what must not reach a terminal."""
SOME = [VERSIONS[0], NEWEST]


def told_whole(document: dict[str, Any], version: Version) -> Answers:
    """Return what a document sends, having held all that is written of it against it."""
    answers = answers_of(document, version)
    every_key_is_there(document, version, answers)
    schema = payload_schema(answers, "flow")
    if len(answers.answers) < 100 and all(len(each.path) < 20 for each in answers.answers):
        Draft202012Validator.check_schema(schema)
    assert isinstance(json.loads(as_json([("flow", answers)])), list)
    rows = list(csv.DictReader(io.StringIO(as_csv([("flow", answers)]), newline="")))
    sent = sum(len(each.answers) for each in answers.exchanges) + len(answers.answers)
    assert sent <= len(rows) <= sent + 1
    text = as_text("flow", answers, 100)
    assert {
        unicodedata.category(letter) for letter in text.replace("\n", "")
    } & UNSEEN == set() or ("\u200d" in text)
    assert all(columns(line) <= 100 for line in text.split("\n"))
    return answers


def every_key_is_there(document: dict[str, Any], version: Version, answers: Answers) -> None:
    """Hold what is told against the payloads as they stand in the document."""
    context = read_context(document, version, Record())
    for name, told in (("complete", answers.ends), ("data_exchange", answers.exchanges)):
        actions = list(context.actions_of(name))
        assert len(told) == len(actions)
        for action, sending in zip(actions, told, strict=True):
            listed = {each.path[0] for each in sending.answers}
            assert listed == {str(key) for key in action.payload}
            assert all(each.sources for each in sending.answers)
    arriving = {path for end in answers.ends for path in (each.path for each in end.answers)}
    assert {each.path for each in answers.answers} == arriving


@pytest.mark.parametrize("version", SOME, ids=str)
@given(draw=st.data())
def test_drawn_and_mutated_flows_can_be_told(version: Version, draw: st.DataObject) -> None:
    """Each key of each payload of a drawn flow is told, however the flow is mutated."""
    document = draw.draw(flows(version)).to_dict(check=False)
    told_whole(document, version)
    for _ in range(draw.draw(st.integers(1, 4))):
        mutate(document, draw)
    if isinstance(document, dict):
        told_whole(document, version)


def test_published_flows_can_be_told(shared: Path) -> None:
    """Each published flow is told whole, in its version and with places of it changed."""
    chance = random.Random(11)
    for file in sorted((shared / "corpus" / "flows").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        told_whole(document, version_of(document) or DEFAULT)
        for _ in range(2):
            change(document, chance)
            told_whole(document, chance.choice(VERSIONS))


def test_random_documents_can_be_told() -> None:
    """1,000 random JSON objects are told without an exception."""
    chance = random.Random(2026)
    for _ in range(1_000):
        document = random_document(chance)
        if isinstance(document, dict):
            told_whole(document, chance.choice(VERSIONS))


def flow(*children: Any, data: Any = None, complete: Any = None) -> dict[str, Any]:
    """Return a document with one screen."""
    done = {"name": "complete", "payload": complete or {}}
    footer = {"type": "Footer", "label": "Done", "on-click-action": done}
    layout = {"type": "SingleColumnLayout", "children": [*children, footer]}
    screen = {"id": "A", "title": "A", "terminal": True, "data": data or {}, "layout": layout}
    return {"version": "7.3", "screens": [screen]}


TEXT = {"type": "string", "__example__": "x"}


def updates(*payloads: Any) -> dict[str, Any]:
    """Return a Dropdown whose options change the data."""
    options = [
        {"id": str(number), "title": "x",
         "on-select-action": {"name": "update_data", "payload": payload}}
        for number, payload in enumerate(payloads)
    ]  # fmt: skip
    return {"type": "Dropdown", "name": "d", "label": "d", "data-source": options}


def deep(levels: int, value: Any) -> Any:
    for _ in range(levels):
        value = {"a": value}
    return value


MANY = 3_000

HOSTILE: dict[str, dict[str, Any]] = {
    "many keys": flow(data={"x": TEXT}, complete={f"k{n}": "${data.x}" for n in range(4_000)}),
    "many that lead nowhere": flow(
        data={f"x{n}": TEXT for n in range(200)},
        complete={f"k{n}": f"${{data.n{n}}}" for n in range(4_000)},
    ),
    "a long chain": flow(
        updates(*({f"x{n}": f"${{data.x{n + 1}}}"} for n in range(MANY))),
        data={f"x{n}": TEXT for n in range(MANY)},
        complete={"k": "${data.x0}"},
    ),
    "many that write one entry, read often": flow(
        updates(*({"x": n} for n in range(MANY))),
        data={"x": TEXT},
        complete={f"k{n}": "${data.x}" for n in range(MANY)},
    ),
    "objects that double": flow(
        updates(*(
            {f"x{n}": {"l": f"${{data.x{n + 1}}}", "r": f"${{data.x{n + 1}}}"}} for n in range(60)
        )),
        data={f"x{n}": TEXT for n in range(60)},
        complete={"k": "${data.x0}"},
    ),
    "objects in objects without end": flow(
        updates(*({f"x{n}": {"a": f"${{data.x{n + 1}}}"}} for n in range(MANY))),
        data={f"x{n}": TEXT for n in range(MANY)},
        complete={"k": "${data.x0}"},
    ),
    "a path that grows": flow(
        updates({"a": "${data.b.y}"}, {"b": "${data.a.z}"}),
        data={"a": TEXT, "b": TEXT},
        complete={"k": "${data.a.x}"},
    ),
    "a large constant, read often": flow(
        updates({"x": "A" * 3_000_000}),
        data={"x": TEXT},
        complete={f"k{n}": "${data.x}" for n in range(MANY)},
    ),
    "expressions of expressions": flow(
        updates(*(
            {f"x{n}": f"`${{data.x{n + 1}}} + ${{data.x{n + 2}}}`"} for n in range(200)
        )),
        data={f"x{n}": TEXT for n in range(202)},
        complete={"k": "${data.x0}"},
    ),
    "an expression of itself": flow(
        updates({"x": "`${data.x} + 1`"}), data={"x": TEXT}, complete={"k": "${data.x}"}
    ),
    "deeper than JSON": flow(complete=deep(400, "${data.x}")),
    "deeper than JSON, constant": flow(complete={"k": [deep(400, 1)]}),
    "what is not JSON": flow(complete={"k": {1, 2}, "n": float("nan"), 3: [float("inf")]}),
    "what a terminal obeys": flow(
        {"type": "TextInput", "name": "n\x1b[2J", "label": "\x1b]0;x\x07\u202e\n\x9b"},
        complete={"k\x1b\n": "${form.n\x1b[2J}", "b": "\x1b[1m", '"`\u2028]{-->"""': "=1"},
    ),
    "half a character": flow(complete={"\ud800": "\ud800"}),
    "letters twice as wide": flow(complete={"\u597d" * 90: "\U0001f468\u200d\U0001f469" * 60}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_document_can_be_told(name: str) -> None:
    """What was made to exhaust a reader is told soon, and nothing of it reaches a terminal raw.

    Nothing here is timed: what doubles with each object would take for ever.
    """
    answers = told_whole(HOSTILE[name], NEWEST)
    assert answers.ends
    bytes_ = as_csv([(name, answers)]).encode() + as_json([(name, answers)]).encode()
    assert b"\x1b" not in bytes_
    assert "\u202e".encode() not in bytes_


def test_what_was_not_followed_is_said() -> None:
    """Where there is more than is followed, nobody claims that this was all."""
    answers = answers_of(HOSTILE["objects that double"], NEWEST)
    assert not answers.is_whole
    assert "there may be more" in as_text("flow", answers, 100)
    assert answers_of(HOSTILE["a long chain"], NEWEST).is_whole
