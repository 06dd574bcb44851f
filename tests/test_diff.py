"""What is different between two flows, in words, and for whom it matters."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from diff_cases import CASES
from diff_pairs import (
    BOOKING,
    COURT,
    TERMS,
    pair,
    renamed_key,
    replaced,
    screen,
)
from flow_mutations import mutated

from flowdsl import VERSIONS
from flowdsl.changes import Audience, Change, ChangeKind, Comparison, Subject, compare
from flowdsl.changes.effects import TABLE


def shown(found: Comparison) -> list[str]:
    """Return each change on a line, and for whom it is breaking."""
    lines = []
    for change in found.changes:
        more = f" (+{change.follows})" if change.follows else ""
        lines.append(f"{change.kind.value} {change.subject.value}: {change.message}{more}")
        for audience in Audience:
            verdict = change.verdict(audience)
            assert verdict.reason
            if verdict.breaking:
                lines.append(f"    breaks {audience.value}: {verdict.reason}")
    return lines


def test_changes_are_said(golden: Callable[[str, str], None]) -> None:
    """Each thing that an author does is said in the words that the golden file has."""
    blocks = []
    for name, (flow, edits) in CASES.items():
        old, new = pair(flow, *edits)
        blocks.append("\n".join([f"# {name}", *shown(compare(old, new))]))
    golden("diff/changes.txt", "\n\n".join(blocks) + "\n")


def pairs() -> list[tuple[Any, Any]]:
    return [pair(flow, *edits) for flow, edits in CASES.values()]


def test_nothing_is_asked_of_an_endpoint_that_is_not_there() -> None:
    """A flow without an endpoint, before and after, breaks nothing for one."""
    chance = random.Random(3)
    for old, new in pairs():
        for each in (new, mutated(new, chance, 3)):
            if "data_api_version" not in old and "data_api_version" not in each:
                assert not compare(old, each).breaking(Audience.ENDPOINT)


def test_every_verdict_has_a_reason() -> None:
    """Whether a change breaks something or not, it says why in some words."""
    for old, new in pairs():
        for change in (*compare(old, new).changes, *compare(new, old).changes):
            assert all(verdict.reason for verdict in change.verdicts.values())
            assert set(change.verdicts) == set(Audience)


def test_table_of_verdicts_is_used() -> None:
    """Each row of the table is about something that can happen to a flow."""
    seen = {(c.subject, c.kind) for old, new in pairs() for c in compare(old, new).changes}
    seen |= {(c.subject, c.kind) for old, new in pairs() for c in compare(new, old).changes}
    rows = {row for table in TABLE.values() for row in table}
    rare = {
        (Subject.CASE, ChangeKind.ADDED),
        (Subject.CASE, ChangeKind.REMOVED),
        (Subject.COMPONENT, ChangeKind.CHANGED),
        (Subject.ROUTE, ChangeKind.CHANGED),
        (Subject.SCREEN, ChangeKind.MOVED),
    }
    assert rows - seen <= rare


TWO = {"type": "TextInput", "name": "two", "label": "Second"}


def flow_of(*screens: Any, **more: Any) -> dict[str, Any]:
    """Return a flow of some screens."""
    return {"version": "7.3", "screens": list(screens), **more}


def screen_of(name: str, *children: Any, leads: Any = None, **payload: Any) -> dict[str, Any]:
    """Return a screen with a Footer that leads to another, or ends the flow."""
    action: dict[str, Any] = {"name": "complete", "payload": payload}
    if leads is not None:
        target = {"type": "screen", "name": leads}
        action = {"name": "navigate", "next": target, "payload": payload}
    done = {"type": "Footer", "label": f"Go on from {name}", "on-click-action": action}
    layout = {"type": "SingleColumnLayout", "children": [*children, done]}
    return {"id": name, "title": f"Screen {name}", "terminal": leads is None, "layout": layout}


def test_answers_are_followed_to_where_they_are_sent() -> None:
    """An input matters to stored answers only if its answer reaches the end, whichever way."""
    ways: dict[str, Any] = {
        "directly": flow_of(screen_of("A", TWO, answer="${form.two}")),
        "in a list": flow_of(screen_of("A", TWO, answer=[{"a": "${form.two}"}])),
        "in an expression": flow_of(screen_of("A", TWO, answer="`'a ' ${form.two}`")),
        "from another screen": flow_of(
            screen_of("A", TWO, leads="B"), screen_of("B", answer="${screen.A.form.two}")
        ),
        "handed on": flow_of(
            screen_of("A", TWO, leads="B", given="${form.two}"),
            {
                **screen_of("B", answer="${data.given}"),
                "data": {"given": {"type": "string", "__example__": "x"}},
            },
        ),
    }
    for way, old in ways.items():
        new = json.loads(json.dumps(old))
        new["screens"][0]["layout"]["children"][0]["type"] = "CheckboxGroup"
        [change] = compare(old, new).changes
        assert change.verdict(Audience.ANSWERS).breaking, way
        assert "`answer`" in change.verdict(Audience.ANSWERS).reason, way
    unsent = flow_of(screen_of("A", TWO, leads="B"), screen_of("B", answer="x"))
    new = json.loads(json.dumps(unsent))
    new["screens"][0]["layout"]["children"][0]["type"] = "CheckboxGroup"
    assert not compare(unsent, new).breaking(Audience.ANSWERS)


ONE = {"type": "TextInput", "name": "one", "label": "First"}


def split_flow(**last: Any) -> dict[str, Any]:
    """Return a flow that asks on two screens what it asked on one."""
    more = {
        **screen_of("B", TWO, **last),
        "data": {"one": {"type": "string", "__example__": "x"}},
    }
    return flow_of(screen_of("A", ONE, leads="B", one="${form.one}"), more)


def test_split_screen_sends_the_same_answers() -> None:
    """What a screen sent at the end may as well be sent by one further on."""
    old = flow_of(screen_of("A", ONE, TWO, one="${form.one}", two="${form.two}"))
    new = split_flow(one="${data.one}", two="${form.two}")
    assert not compare(old, new).breaking(Audience.ANSWERS)


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        ({"one": "${data.one}"}, "nothing sends `two` any more"),
        ({"two": "${form.two}"}, "nothing sends `one` any more"),
        ({"one": "x", "two": "${form.two}"}, "`one` brings something else than before"),
        ({"one": "${data.one}", "two": "${data.one}"}, "`two` brings something else than before"),
    ],
    ids=str,
)
def test_split_screen_loses_answers(last: dict[str, Any], reason: str) -> None:
    """An answer that the screen further on does not send, or not as it was, is missed."""
    old = flow_of(screen_of("A", ONE, TWO, one="${form.one}", two="${form.two}"))
    found = compare(old, split_flow(**last)).breaking(Audience.ANSWERS)
    assert reason in [change.verdict(Audience.ANSWERS).reason for change in found]


def test_screen_that_asked_is_gone() -> None:
    """A key that is sent all the same does not bring what nobody is asked for any more."""
    old = split_flow(one="${data.one}", two="${form.two}")
    [change] = compare(old, flow_of(old["screens"][1])).breaking(Audience.ANSWERS)
    reason = "`one` brings something else than before"
    assert change.verdict(Audience.ANSWERS).reason == reason


def test_key_that_was_handed_on_is_gone() -> None:
    """What is no longer handed on, nor sent, is not said to bring anything."""
    old = split_flow(one="${data.one}", two="${form.two}")
    new = json.loads(json.dumps(old))
    del new["screens"][1]["data"]
    for each in new["screens"]:
        del each["layout"]["children"][-1]["on-click-action"]["payload"]["one"]
    reasons = {
        change.verdict(Audience.ANSWERS).reason
        for change in compare(old, new).breaking(Audience.ANSWERS)
    }
    assert reasons == {"it is sent as `one`, which is gone now", "`one` does not arrive any more"}


@pytest.mark.parametrize("after", [{}, {"required": False}, {"required": "${data.flag}"}], ids=str)
def test_answer_that_need_not_be_given_may_be_missing(after: dict[str, Any]) -> None:
    """Whoever relies on an answer misses it once the input is optional, and not before."""
    old = flow_of(screen_of("A", {**ONE, "required": True}, one="${form.one}"))
    new = flow_of(screen_of("A", {**ONE, **after}, one="${form.one}"))
    [change] = compare(old, new).breaking(Audience.ANSWERS)
    assert change.verdict(Audience.ANSWERS).reason == "`one` may be missing or empty now"
    assert not compare(new, old).breaking(Audience.ANSWERS)


def test_way_back_that_is_refused_is_said_as_one() -> None:
    """Only a screen that asks the endpoint is left by its answer, along a route or back."""
    first, last = screen_of("A", leads="B"), screen_of("B", TWO, two="${form.two}")
    last["layout"]["children"][-1]["on-click-action"]["name"] = "data_exchange"
    endpoint = {"data_api_version": "3.0"}
    old = flow_of(first, last, routing_model={"A": ["B"], "B": []}, **endpoint)
    new = flow_of(first, last, routing_model={"A": [], "B": []}, **endpoint)
    [change] = compare(old, new).changes
    reason = "an answer that leads from `B` back to `A` is refused"
    assert change.verdict(Audience.ENDPOINT).reason == reason


def test_key_of_a_nested_payload_may_come() -> None:
    """An object that is sent may get another key, and not lose one."""
    old = flow_of(screen_of("A", answer={"a": 1}))
    new = flow_of(screen_of("A", answer={"a": 1, "b": 2}))
    assert not compare(old, new).breaking(Audience.ANSWERS)
    assert len(compare(new, old).breaking(Audience.ANSWERS)) == 1


def test_another_first_screen_matters_to_messages() -> None:
    """A message that names no screen opens the first one, whichever that is."""
    first, second = screen_of("A", TWO, leads="C"), screen_of("B", dict(TERMS), leads="C")
    last = screen_of("C", answer="x")
    found = compare(flow_of(first, second, last), flow_of(second, first, last))
    [change] = found.changes
    assert (change.subject, change.kind) == (Subject.SCREEN, ChangeKind.MOVED)
    assert change.verdict(Audience.MESSAGES).reason == "a message that names no screen opens `B`"
    assert not compare(flow_of(first, second, last), flow_of(first, last, second)).breaking(
        Audience.MESSAGES
    )


def test_screen_that_is_led_to_is_no_first_one() -> None:
    """A way to a screen that messages open closes it for them, by an action or by the model."""
    first, second = screen_of("A", leads="C"), screen_of("B", dict(TERMS), leads="C")
    last = screen_of("C", answer="x")
    link = {
        "type": "EmbeddedLink",
        "text": "More",
        "on-click-action": {"name": "navigate", "next": {"type": "screen", "name": "B"}},
    }
    linked = json.loads(json.dumps(first))
    linked["layout"]["children"].insert(0, link)
    [change] = compare(flow_of(first, second, last), flow_of(linked, second, last)).changes
    reason = "messages can no longer open the flow with `B`"
    assert change.verdict(Audience.MESSAGES).reason == reason
    endpoint = {"data_api_version": "3.0"}
    before = flow_of(first, second, last, routing_model={"A": ["C"], "B": ["C"]}, **endpoint)
    after = flow_of(first, second, last, routing_model={"A": ["C", "B"], "B": ["C"]}, **endpoint)
    [change] = compare(before, after).changes
    assert change.verdict(Audience.MESSAGES).reason == reason
    assert change.verdict(Audience.ENDPOINT).breaking


def renames(found: Comparison) -> list[Change]:
    return [change for change in found.changes if change.kind is ChangeKind.RENAMED]


@pytest.mark.parametrize(
    ("old", "new", "is_one"),
    [
        ({"name": "a", "label": "Your name"}, {"name": "b", "label": "Your name"}, True),
        ({"name": "a", "label": "Your name"}, {"name": "b", "label": "Your full name"}, True),
        ({"name": "a", "label": "Your name"}, {"name": "b", "label": "Telephone"}, False),
        (
            {"name": "a", "label": "Name", "required": True},
            {"name": "b", "label": "Age", "required": True},
            False,
        ),
    ],
)
def test_input_is_known_again_by_what_it_holds(old: Any, new: Any, is_one: bool) -> None:
    """An input with another name is the same if most else is, and another one if it is not."""
    before = flow_of(screen_of("A", {"type": "TextInput", **old}, answer="${form.a}"))
    after = flow_of(screen_of("A", {"type": "TextInput", **new}, answer="${form.b}"))
    found = compare(before, after)
    assert bool(renames(found)) is is_one
    assert bool(renames(compare(after, before))) is is_one


def test_use_tells_entries_apart() -> None:
    """Flags that are all alike are told apart by where they are used."""
    flag = {"type": "boolean", "__example__": True}

    def page(**uses: str) -> Any:
        shown_if = [
            {"type": kind, "text": f"Some {kind}", "visible": f"${{data.{name}}}"}
            for kind, name in uses.items()
        ]
        return {**screen_of("A", *shown_if), "data": dict.fromkeys(uses.values(), flag)}

    old = flow_of(page(TextHeading="first", TextBody="second", TextCaption="third"))
    new = flow_of(page(TextCaption="c", TextHeading="a", TextBody="b"))
    found = {(change.old_path or ())[-1]: change for change in renames(compare(old, new))}
    assert {name: (each.new_path or ())[-1] for name, each in found.items()} == {
        "first": "a",
        "second": "b",
        "third": "c",
    }
    assert all(change.follows == 1 for change in found.values())


def test_what_follows_from_a_name_is_no_change_of_its_own() -> None:
    """References, routes and what Forms say of inputs follow the names that they hold."""
    form = {
        "type": "Form",
        "name": "form",
        "init-values": {"two": "x"},
        "error-messages": {"two": "${data.two}"},
        "children": [TWO, {"type": "TextBody", "text": "`'Hello ' ${form.two} ${data.two}`"}],
    }
    data = {"data": {"two": {"type": "string", "__example__": "x"}}, "sensitive": ["two"]}
    old = flow_of(
        {**screen_of("A", form, leads="B", answer="${form.two}"), **data},
        screen_of("B", {"type": "TextBody", "text": "${screen.A.form.two}"}, answer="x"),
        routing_model={"A": ["B"], "B": []},
    )
    text = json.dumps(old)
    for before, after in [
        ("form.two", "form.zwei"),
        ('"name": "two"', '"name": "zwei"'),
        ('"two": "x"', '"zwei": "x"'),
        ('"two": "${data', '"zwei": "${data'),
        ('["two"]', '["zwei"]'),
        ("screen.A.", "screen.START."),
        ('"A"', '"START"'),
    ]:
        assert before in text
        text = text.replace(before, after)
    found = compare(old, json.loads(text))
    assert sorted((change.subject, change.follows) for change in found.changes) == [
        (Subject.INPUT, 5),
        (Subject.SCREEN, 2),
    ]


def test_select_actions_follow_the_names_of_entries() -> None:
    """What an action on the same screen fills is the entry that has another name."""
    old, new = pair(
        COURT,
        lambda f: renamed_key(screen(f, "COURT")["data"], "insured", "covered"),
        lambda f: replaced(f, ("data.insured}", "data.covered}")),
        lambda f: replaced(f, ('{"insured": true}', '{"covered": true}')),
        lambda f: replaced(f, ('{"insured": false}', '{"covered": false}')),
    )
    [change] = compare(old, new).changes
    assert (change.subject, change.follows) == (Subject.DATA, 3)


def test_first_choice_follows_the_id_of_its_option() -> None:
    """An input that begins with an option keeps doing so under the option's new id."""
    choice = {
        "type": "Dropdown",
        "name": "city",
        "label": "City",
        "data-source": [{"id": "ams", "title": "Amsterdam"}, {"id": "par", "title": "Paris"}],
        "init-value": "par",
    }
    old = flow_of(screen_of("A", choice))
    new = json.loads(json.dumps(old).replace('"par"', '"paris"'))
    [change] = compare(old, new).changes
    assert (change.subject, change.kind, change.follows) == (
        Subject.OPTION,
        ChangeKind.RENAMED,
        1,
    )


def test_flow_in_another_version_is_compared() -> None:
    """Flows are compared in whichever versions they are, and in none."""
    old, _ = pair(BOOKING)
    for version in (*(each.name for each in VERSIONS), "99.9", 7, None):
        found = compare(old, {**old, "version": version})
        assert [change.subject for change in found.changes] == (
            [] if version == old["version"] else [Subject.VERSION]
        )
