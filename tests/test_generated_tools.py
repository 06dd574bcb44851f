"""Generated flows go through every tool: source, upgrade, diff, graph, data."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime_flows import NOW
from source_flows import evaluated, few

from flowdsl import VERSIONS, Flow, Version
from flowdsl.answers import answers_of
from flowdsl.changes import compare
from flowdsl.check import check_document
from flowdsl.runtime import Session
from flowdsl.runtime.moves import play as played
from flowdsl.source import write_source
from flowdsl.testing import flows, journeys
from flowdsl.upgrade.in_json import upgrade_json

NEWEST = VERSIONS[-1]


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_generated_flows_are_imported(version: Version) -> None:
    """The module that is written of a generated flow's JSON builds to the same JSON."""

    @few
    @given(flows(version))
    def imported(flow: Flow) -> None:
        read = Flow.from_json(flow.to_json())
        assert evaluated(write_source(read)).to_dict() == flow.to_dict()

    imported()


@given(flows(), flows())
def test_generated_flows_differ_from_others_only(flow: Flow, other: Flow) -> None:
    """A diff is empty exactly where two flows are the same."""
    document, different = flow.to_dict(), other.to_dict()
    assert compare(document, document).is_empty
    assert compare(document, different).is_empty == (document == different)


@pytest.mark.parametrize("version", VERSIONS[:-1], ids=str)
def test_upgraded_flows_are_right(version: Version) -> None:
    """A generated flow that is moved to the newest version has no error there."""

    @few
    @given(flows(version))
    def upgraded(flow: Flow) -> None:
        done = upgrade_json(flow.to_json().encode(), NEWEST)
        assert not done.failure
        if not done.is_refused:
            found = check_document(json.loads(done.data), NEWEST)
            assert [each for each in found if each.is_error] == []

    upgraded()


@pytest.mark.parametrize("version", [each for each in VERSIONS[:-1] if each.name >= "5.0"], ids=str)
def test_upgraded_flows_do_what_they_did(version: Version) -> None:
    """Where an upgrade notes nothing, the same moves lead to the same answers as before."""

    @few
    @given(st.data())
    def same(data: st.DataObject) -> None:
        flow = data.draw(flows(version, endpoint=False))
        done = upgrade_json(flow.to_json().encode(), NEWEST)
        if done.is_refused or done.notices:
            return
        journey = data.draw(journeys(flow, now=NOW))
        session = Session(done.data, data="examples", now=NOW)
        for move in journey.moves:
            session = played(session, move)
        assert session.response == journey.response

    same()


@given(flows())
def test_what_generated_flows_send_can_be_told(flow: Flow) -> None:
    """Every key of every end of a generated flow is listed, with where it comes from."""
    document = flow.to_dict()
    found = answers_of(document, flow.version)
    assert found.is_whole
    for end in found.ends:
        assert all(answer.sources for answer in end.answers)
