"""Flow JSON goes to another version in its text, says the same there, and has no new error."""

import codecs
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import flows
from upgrade_documents import FOOTER, carried, document, footer, move, screen, text_of
from upgrade_rows import CHANGED, DAY, NOON, REFUSED, ROWS, date_picker, form, text_input

from flowdsl.check import check_document
from flowdsl.problems import path_text
from flowdsl.upgrade.migrations import CHANGES, REWRITES
from flowdsl.upgrade.result import Upgraded
from flowdsl.versions import DEFAULT, VERSIONS, Version


def errors(found: Any, version: Version) -> Counter[str]:
    return Counter(each.rule.code for each in check_document(found, version) if each.is_error)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("name", ROWS)
def test_what_is_written_differently_is_rewritten(name: str, indent: Any) -> None:
    """Each flow says in the other version what it said, however its text is laid out."""
    before, to, after = ROWS[name]
    upgraded = move(text_of(before, indent=indent), to)
    assert [str(each) for each in upgraded.refused] == []
    assert json.loads(upgraded.data) == after
    if indent is not None and "init-values" not in str(after):
        assert upgraded.data == text_of(json.loads(upgraded.data), indent=indent)


def test_every_rewrite_has_a_row() -> None:
    """What the page of upgrades lists is what the rows above show."""
    shown = {
        "version",
        "days",
        "default",
        "blank-text",
        "endpoint-address",
        "number",
        "inputs-in-form",
        "footer-in-form",
        "defaults-in-form",
    }
    assert {each.name for each in REWRITES} == shown
    assert all(each.summary.endswith(".") for each in REWRITES)


def given_days(value: str, *, endpoint: bool = True) -> dict[str, Any]:
    """Return a flow in which a day comes through the data of two screens."""
    entry = {"type": "string", "__example__": value}
    dates = {"type": "array", "items": {"type": "string"}, "__example__": [value]}
    bounds = {
        "type": "object",
        "properties": {"first": {"type": "string"}},
        "__example__": {"first": value, "other": value},
    }
    first = screen(
        footer(
            "navigate",
            next={"type": "screen", "name": "B"},
            payload={
                "least": value,
                "closed": "${data.closed}",
                "bounds": {"first": "${data.first}"},
            },
        ),
        id="A",
        terminal=False,
        data={"first": entry, "closed": dates, "word": entry},
    )
    second = screen(
        form(
            date_picker(
                **{
                    "min-date": "${data.least}",
                    "max-date": "${data.bounds.first}",
                    "unavailable-dates": "${data.closed}",
                }
            ),
            FOOTER,
        ),
        id="B",
        data={"least": entry, "closed": dates, "bounds": bounds},
    )
    more = {"data_api_version": "3.0", "routing_model": {"A": ["B"], "B": []}} if endpoint else {}
    return document("4.0", screens=[first, second], **more)  # fmt: skip


def test_days_are_followed_to_where_they_come_from() -> None:
    """Examples and payloads that reach a DatePicker through the data are days, and nothing else."""
    upgraded = move(given_days(DAY), "7.3")
    assert not upgraded.refused
    found = json.loads(upgraded.data)
    data = found["screens"][0]["data"]
    assert data["first"]["__example__"] == "2024-05-01"
    assert data["closed"]["__example__"] == ["2024-05-01"]
    assert data["word"]["__example__"] == DAY
    given_there = found["screens"][0]["layout"]["children"][0]["on-click-action"]["payload"]
    assert given_there["least"] == "2024-05-01"
    data = found["screens"][1]["data"]
    assert data["bounds"]["__example__"] == {"first": "2024-05-01", "other": DAY}
    [outside] = [each for each in upgraded.notices if each.code == "days-from-outside"]
    assert len(outside.notes) == 4
    assert "endpoint" in str(outside.help)
    assert json.loads(move(upgraded.data, "4.0").data) == given_days(DAY)


def test_only_what_comes_from_outside_is_asked_for() -> None:
    """Without an endpoint only the first screen is given days by the message."""
    upgraded = move(given_days(DAY, endpoint=False), "7.3")
    [outside] = [each for each in upgraded.notices if each.code == "days-from-outside"]
    assert "`closed`" in outside.message or "`first`" in outside.message
    assert len(outside.notes) == 1
    assert "message" in str(outside.help)


def test_days_that_go_round_in_circles_end() -> None:
    """Screens that give each other ever deeper data are followed so far, and no further."""
    entry = {"type": "object", "properties": {}, "__example__": {}}
    screens = [
        screen(
            date_picker(**{"min-date": "${data.v}"}),
            footer("navigate", next={"type": "screen", "name": "B"}, payload={"v": "${data.w.v}"}),
            id="A",
            data={"w": entry, "v": entry},
        ),
        screen(
            footer("navigate", next={"type": "screen", "name": "A"}, payload={"w": "${data.v}"}),
            id="B",
            data={"v": entry},
        ),
    ]  # fmt: skip
    move(document("4.0", screens=screens), "7.3")


def test_an_input_that_speaks_for_itself_moves_into_its_form() -> None:
    """What an old flow says on an input in a Form, where no version takes it, is moved."""
    found = carried(document("3.1", form(text_input(**{"init-value": "Paris"}))), "7.3")
    [moved, _] = found["screens"][0]["layout"]["children"]
    assert moved == form(text_input(), **{"init-values": {"city": "Paris"}})
    both = form(text_input(**{"init-value": "A"}), **{"init-values": {"city": "B"}})
    assert [each.code for each in move(document("3.1", both), "7.3").refused] == ["FLOW242"]
    more = form(text_input(**{"init-value": "A"}), text_input("b"), **{"init-values": {"b": "B"}})
    [moved, _] = carried(document("3.1", more), "7.3")["screens"][0]["layout"]["children"]
    assert moved["init-values"] == {"b": "B", "city": "A"}


# What means something else.


def codes(upgraded: Upgraded) -> list[str]:
    return [each.code for each in upgraded.notices]


@pytest.mark.parametrize("name", CHANGED)
def test_what_means_something_else_is_listed(name: str) -> None:
    """Each change is listed where a flow has it and the way crosses it, and only there."""
    found, to, expected = CHANGED[name]
    upgraded = move(found, to)
    assert not upgraded.refused
    assert codes(upgraded) == expected
    for each in upgraded.notices:
        assert each.place is not None
        assert not each.is_error


def test_every_change_is_shown() -> None:
    """The flows above show every change that there is, and each says where it is listed."""
    shown = {code for _, _, row in CHANGED.values() for code in row} | {"days-from-outside"}
    assert {each.name for each in CHANGES} <= shown
    assert all(each.summary.endswith(".") and each.listed.endswith(".") for each in CHANGES)


def test_many_places_are_one_notice() -> None:
    """A change that matters in many places is told once, and ten of the others are named."""
    pickers = [date_picker() | {"name": f"day_{number}"} for number in range(15)]
    [notice] = move(document("4.0", *pickers), "7.3").notices
    assert len(notice.notes) == 11
    assert notice.notes[-1] == "and so 4 times more"


def test_notices_move_with_the_text() -> None:
    """A notice stands where its thing is in the file as it was, and as it is now."""
    found = document("4.0", text_input(**{"helper-text": ""}), date_picker())
    upgraded = move(found, "7.3")
    [before], [after] = upgraded.notices, upgraded.notices_in_new()
    assert before.place is not None
    assert after.place is not None
    lines = upgraded.data.decode().splitlines()
    assert lines[after.place.line - 1][after.place.column - 1 :] == '"day",'
    assert before.place.line == after.place.line + 1


# What is refused.


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_carried_is_refused(name: str) -> None:
    """It is named with its place in the file as it is, and nothing of the file changes."""
    found, to, expected = REFUSED[name]
    data = text_of(found, indent=2)
    upgraded = move(data, to)
    assert upgraded.data == data
    assert not upgraded.is_changed
    assert upgraded.diff("a.json") == ""
    assert sorted((each.code, path_text(each.path)) for each in upgraded.refused) == sorted(
        expected
    )
    lines = data.decode().splitlines()
    for each in upgraded.refused:
        assert each.place is not None
        key = [step for step in each.path if isinstance(step, str)][-1:]
        assert not key or key[0] in lines[each.place.line - 1] or each.code == "FLOW103"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"7.3"',
        b"[" * 100_000,
        b'{"version": "3.0", "screens": [',
        b'{"version": "3.0", "version": "3.1", "screens": []}',
        b'{"version": "3.0", "screens": [], "a": {"b": 1, "b": 2}}',
        b'{"version": "3.0", "screens": ' + b"[" * 200 + b"]" * 200 + b"}",
        b'{"version": ["3.0"], "screens": []}',
        b'{"version": 3.0, "screens": []}',
        b"\xff\xfe{\x00}\x00",
        b"\x00",
        b'{"version": "3.0", "screens": []} // done',
        b'{"version": "3.0", "screens": [], "x": NaN}',
    ],
)
def test_hostile_files_are_refused(data: bytes) -> None:
    """What is no Flow JSON comes back as it is, with the reason and never a traceback."""
    upgraded = move(data, "7.3")
    assert upgraded.data == data
    assert upgraded.refused


TEXTS = [
    *["", " ", DAY, NOON, "2024-05-01", "${data.a}", "${form.a}", "`'a' ${data.b}`", "A"],
    *["${screen.A.data.a}", "Form", "navigate", "complete", "update_data"],
]
KEYS = [
    *["version", "screens", "layout", "children", "type", "name", "data", "then", "else", "cases"],
    *["init-values", "init-value", "error-message", "on-select-action", "on-click-action", "id"],
    *["payload", "next", "helper-text", "min-date", "unavailable-dates", "data-source", "a", "b"],
    *["__example__", "success", "sensitive", "input-type"],
]


def leaves() -> st.SearchStrategy[Any]:
    numbers = st.integers(-3, 3) | st.just(1e300)
    return st.none() | st.booleans() | numbers | st.sampled_from(TEXTS)


@given(
    st.recursive(
        leaves(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
        ),
        max_leaves=30,
    ),
    st.sampled_from(VERSIONS),
    st.sampled_from(VERSIONS),
    st.sampled_from([None, 1]),
)
def test_any_json_is_carried_or_refused(
    found: Any, source: Version, target: Version, indent: int | None
) -> None:
    """Whatever stands where in a document, nothing is raised, and no error is new."""
    children = [
        found,
        {"type": "Form", "children": found},
        {"type": "DatePicker", "min-date": found},
    ]
    whole = document(source.name, x=found, screens=[found, screen(*children, data=found)])
    upgraded = move(text_of(whole, indent=indent), target)
    if not upgraded.refused:
        assert errors(json.loads(upgraded.data), target) - errors(whole, source) == Counter()


# What holds for every flow.


def test_own_version_changes_no_byte() -> None:
    """A flow that is in the version already is what it was, broken or not, in every layout."""
    for version in VERSIONS:
        for extra in (b"", b" \r\n", b"\n\n"):
            data = codecs.BOM_UTF8 + text_of(document(version.name, {"type": 3})) + extra
            upgraded = move(data, version)
            assert upgraded.data == data
            assert not upgraded.notices
            assert not upgraded.is_refused


@settings(max_examples=4 * settings.default.max_examples)
@given(data=st.data())
def test_drawn_flows_get_no_new_error(data: st.DataObject) -> None:
    """From each version to any other: no error that was not there, and the way back is the same."""
    version = data.draw(st.sampled_from(VERSIONS))
    found = data.draw(flows(version)).to_dict(check=False)
    target = data.draw(st.sampled_from([each for each in VERSIONS if each is not version]))
    text = text_of(found, indent=data.draw(st.sampled_from([None, 2])))
    upgraded = move(text, target)
    if upgraded.refused:
        assert upgraded.data == text
        return
    result = json.loads(upgraded.data)
    assert errors(result, target) - errors(found, version) == Counter()
    assert move(upgraded.data, target).data == upgraded.data
    back = move(upgraded.data, version)
    # What was no flow of its version is put right on the way back: a Footer beside its Form.
    if version < target and upgraded.exact and back.exact and not back.refused:
        assert json.loads(back.data) == found


@example(document("5.1", text_input(**{"helper-text": "", "required": True})), DEFAULT)
@given(st.sampled_from([before for before, _, _ in ROWS.values()]), st.sampled_from(VERSIONS))
def test_only_the_lines_concerned_change(found: dict[str, Any], target: Version) -> None:
    """In a file with Windows line ends and a byte order mark all other lines are as they were."""
    text = json.dumps(found, indent=3, ensure_ascii=False).replace("\n", "\r\n") + "\r\n"
    data = codecs.BOM_UTF8 + text.encode()
    upgraded = move(data, target)
    assert upgraded.data.startswith(codecs.BOM_UTF8)
    assert upgraded.data.count(b"\n") == upgraded.data.count(b"\r\n")
    if not upgraded.is_changed:
        return
    removed = [line for line in upgraded.diff("a").splitlines() if line.startswith("-")][1:]
    added = [line for line in upgraded.diff("a").splitlines() if line.startswith("+")][1:]
    old, new = Counter(text.splitlines()), Counter(upgraded.data[3:].decode().splitlines())
    assert Counter(line[1:] for line in removed) - old == Counter()
    assert old - Counter(line[1:] for line in removed) == new - Counter(line[1:] for line in added)
    assert upgraded.lines == max(len(removed), len(added)) or upgraded.lines >= len(added)


CASES: dict[str, Callable[[str], str]] = {
    "accents": lambda text: text.replace("Done", "Terminé ✓ 予約"),
    "escapes": lambda text: text.replace("Done", r"Done \u00e9 \ud83d\ude00 \/"),
    "colons": lambda text: text.replace('": ', '" : '),
    "tight": lambda text: "".join(line.strip() for line in text.splitlines()).replace('": ', '":'),
    "odd": lambda text: text.replace('"helper-text": "",\n', '"helper-text":\n""\n,\n'),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_concerned_stays_to_the_byte(name: str) -> None:
    """Escapes, blanks and characters of any language are what they were."""
    found = document("5.1", text_input(**{"helper-text": "", "required": True}), text_input("b"))
    text = CASES[name](json.dumps(found, indent=2))
    upgraded = move(text.encode(), "6.0")
    assert not upgraded.refused
    result = upgraded.data.decode()
    assert json.loads(result) == json.loads(text.replace("5.1", "6.0")) | {
        "screens": json.loads(result)["screens"]
    }
    for line in text.splitlines():
        if "helper-text" not in line and line.strip() not in ('""', ",") and "5.1" not in line:
            assert line in result
    assert "helper-text" not in result
