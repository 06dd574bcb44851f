"""Generated flows run: nothing goes wrong in them, and each of them can be ended."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from runtime_flows import NOW
from source_flows import few

from flowdsl import VERSIONS, Flow, Version
from flowdsl.answers import answers_of
from flowdsl.answers.schema import payload_schema
from flowdsl.runtime import Session, program_of
from flowdsl.runtime.moves import as_json, from_json
from flowdsl.runtime.moves import play as played
from flowdsl.testing import flows, journeys, moves


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_generated_flows_can_be_ended(version: Version) -> None:
    """A journey leads through every generated flow to an end, and what arrives fits its schema."""

    @few
    @given(st.data())
    def ends(data: st.DataObject) -> None:
        flow = data.draw(flows(version, endpoint=False))
        journey = data.draw(journeys(flow, now=NOW))
        assert journey.session.failures == ()
        document = flow.to_dict()
        schema = payload_schema(answers_of(document, version), "flow")
        Draft202012Validator(schema).validate(dict(journey.response or {}))

    ends()


@settings(max_examples=2 * settings.default.max_examples)
@given(st.data())
def test_whatever_somebody_does_the_flow_goes_on(data: st.DataObject) -> None:
    """No move through a generated flow raises or fails, and each can be kept as JSON."""
    flow = data.draw(flows())
    session = open_(flow)
    for _ in range(12):
        if not session.is_open:
            break
        move = data.draw(moves(session))
        again = played(session, from_json(json.loads(json.dumps(as_json(move))))[0])
        session = played(session, move)
        assert again.state == session.state
        assert str(session)
        assert session.failures == ()


def open_(flow: Flow) -> Session:
    """Open a flow with the examples of its data, asking its endpoint where it has one."""
    program = program_of(flow)
    how: dict[str, Any] = {"endpoint": "examples"} if program.exchanges else {"data": "examples"}
    return Session(program, now=NOW, **how)


@few
@given(st.data())
def test_an_imported_flow_runs_as_the_original(data: st.DataObject) -> None:
    """A flow that was written as JSON and read again ends with the same answers."""
    flow = data.draw(flows(endpoint=False))
    journey = data.draw(journeys(flow, now=NOW))
    session = Session(Flow.from_json(flow.to_json()), data="examples", now=NOW)
    for move in journey.moves:
        session = played(session, move)
    assert session.response == journey.response
