"""`flowdsl versions` tells what each version brought, as the table and the rules have it."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from checking import Run

from flowdsl import VERSIONS, Version
from flowdsl import version_changes as changes_module
from flowdsl.facts import Container
from flowdsl.flow import Flow, Screen
from flowdsl.node import ACTIONS, COMPONENTS
from flowdsl.projection import shape_of
from flowdsl.rule import RULES
from flowdsl.shape import Base64, Dynamic, Number, Object, Str
from flowdsl.tables import columns
from flowdsl.version_changes import (
    Change,
    ChangeKind,
    changes_of,
    ending_rules,
    new_rules,
    version_before,
)
from flowdsl.version_history import State, as_json, detail, overview, state_of
from flowdsl.versions import DEFAULT, parse_version

DAY = datetime.date(2026, 11, 22)
LATER = VERSIONS[1:]


@pytest.mark.parametrize(
    ("version", "day", "expected"),
    [
        ("7.3", DAY, State.RECOMMENDED),
        ("7.2", DAY, State.ACTIVE),
        ("5.1", DAY, State.ACTIVE),
        ("5.0", DAY, State.FROZEN),
        ("5.0", datetime.date(2025, 9, 10), State.FROZEN),
        ("5.0", datetime.date(2025, 9, 9), State.ACTIVE),
        ("2.1", datetime.date(2025, 4, 8), State.FROZEN),
        ("2.1", datetime.date(2025, 4, 7), State.ACTIVE),
    ],
)
def test_state_is_that_of_the_day(version: str, day: datetime.date, expected: State) -> None:
    """A version is frozen from the day on that the table names."""
    assert state_of(parse_version(version), day) is expected


def test_freezing_ahead_is_told() -> None:
    """Before its day, a version that will be frozen says when."""
    before = datetime.date(2025, 1, 1)
    assert "freezes on 2025-09-10" in overview(before, 200)
    assert "active, freezes on" not in overview(DAY, 200)
    assert "frozen since 2025-09-10" in detail(parse_version("5.0"), DAY, 100)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_each_version_is_told_whole(version: Version, golden: Callable[[str, str], None]) -> None:
    """What each version brought is what is written down here."""
    golden(f"versions/{version}.txt", detail(version, DAY, 100) + "\n")


def test_overview_is_told(golden: Callable[[str, str], None]) -> None:
    """All versions stand in a table, the newest first, with what each brought in a few lines."""
    text = overview(DAY, 110)
    golden("versions/overview.txt", text + "\n")
    names = [line.split()[0] for line in text.splitlines()[2:] if not line.startswith(" ")]
    assert names == [version.name for version in reversed(VERSIONS)]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_overview_fits_the_terminal(width: int) -> None:
    """No line is wider than the terminal."""
    assert all(columns(line) <= width for line in overview(DAY, width).splitlines())
    for version in VERSIONS:
        text = detail(version, DAY, width)
        lines = [line for line in text.splitlines() if "https://" not in line]
        assert all(columns(line) <= width for line in lines)


# What the changelog says that each version brought, as it is told here.
TOLD = {
    "2.1": ["`Form`", "`data_channel_uri`", "every input stands in one"],
    "3.0": ["`data_channel_uri` of a flow is gone", "`endpoint_uri`"],
    "3.1": ["`success` of a screen"],
    "4.0": [
        "`If`", "`Switch`", "`PhotoPicker`", "`DocumentPicker`", "`init-value` of TextInput",
        "`error-message` of TextInput", "`${screen.….data.…}`", "`${screen.….form.…}`",
        "`description` of CheckboxGroup, RadioButtonsGroup",
        "`label` of CheckboxGroup, RadioButtonsGroup is required",
        "DatePicker inside the layout, If and Switch",
    ],
    "5.0": [
        "days are YYYY-MM-DD in DatePicker.min-date", "before epoch milliseconds",
        "`image`, `alt-text`, `color` of an option", "`media-size` of CheckboxGroup",
        "up to 10 files of 100 MiB", "texts should not be blank in screen.title",
    ],
    "5.1": [
        "`RichText`", "`markdown` of TextBody, TextCaption",
        "`text` of TextBody, TextCaption takes a list", "`sensitive` of a screen",
    ],
    "6.0": [
        "texts are not blank", "`image` of an option has at most 100 KB, before 300",
        "also runs when its screen is shown", "a `…` expression", "`update_data`",
        "`on-unselect-action` of OptIn, CheckboxGroup, an option", "`open_url`",
        "`on-select-action` of OptIn, an option", "`condition` of If takes true or false",
    ],
    "6.1": ["`CalendarPicker`"],
    "6.2": ["`NavigationList`", "`pattern` of TextInput"],
    "6.3": ["`ChipsSelector`", "`RichText` beside `Footer`"],
    "7.0": [
        "no longer runs when its screen is shown", "`label-variant` of TextInput, TextArea",
        "at most 1 Form", "`init-values` of a Form hold a number",
    ],
    "7.1": [
        "`ImageCarousel`", "ChipsSelector inside If and Switch",
        "`on-select-action`, `on-unselect-action` of ChipsSelector",
    ],
    "7.2": ["nested expressions in payloads refer to declared entries"],
    "7.3": ['`data_api_version` of a flow takes "4.0"', "routing model", "data of screens"],
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_what_the_changelog_names_is_told(name: str) -> None:
    """Each thing that a version is known for stands among what it brought."""
    text = " ".join(detail(parse_version(name), DAY, 1000).split())
    for words in TOLD[name]:
        assert words in text, words


BREAKING = {
    "3.0": ["data_channel_uri"],
    "4.0": ["label"],
    "5.0": ["days are YYYY-MM-DD"],
    "6.0": ["not blank", "100 KB", "also runs"],
    "7.0": ["init-values", "no longer runs"],
    "7.2": ["nested expressions"],
    "7.3": ["more strictly"],
}


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_what_breaks_flows_is_marked(version: Version) -> None:
    """What is gone, required, stricter or otherwise than before is marked, and nothing else."""
    marked = [change.text for change in changes_of(version) if change.is_breaking]
    expected = BREAKING.get(version.name, [])
    assert len(marked) == len(expected)
    for words, text in zip(sorted(expected), sorted(marked, key=lambda t: order(t, expected)),
                           strict=True):  # fmt: skip
        assert words in text


def order(text: str, expected: list[str]) -> str:
    """Return which of the expected words a text holds."""
    return next((words for words in expected if words in text), text)


# What the reference says that the official client alone was seen to do, and texts that are blank.
NOT_TOLD = {
    "6.0": {'""', '" "', r'"\n"', r'"\t"', "layout", "name", "If.condition"},
    "7.0": {"error-messages"},
    "7.2": {"INVALID_ACTION_PAYLOAD_PROPERTY"},
}


def test_reference_names_nothing_else(shared: Path) -> None:
    """Each component, action and property in the reference's table of versions is told."""
    text = (shared / "spec" / "flow-json.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\.\d) \| [^|]+ \| (.+) \|$", text, re.MULTILINE)
    known: dict[str, str] = {}
    for name, told in rows:  # Further down are the versions of another protocol.
        known.setdefault(name, told)
    assert set(TOLD) <= set(known)
    for name in TOLD:
        told = known[name]
        ours = detail(parse_version(name), DAY, 1000)
        named = {word.partition(":")[0] for word in re.findall(r"`([^`]+)`", told)}
        for word in named - NOT_TOLD.get(name, set()):
            plain = re.sub(r"\$\{screen\.ID\.(\w+)\.x\}", r"${screen.….\1.…}", word)
            assert plain in ours, f"{name}: {word}"


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_new_components_and_actions_are_those_of_the_table(version: Version) -> None:
    """A component or an action is told where the table says that it came."""
    for kind, table in ((ChangeKind.COMPONENT, COMPONENTS), (ChangeKind.ACTION, ACTIONS)):
        told = [name for each in changes_of(version) if each.kind is kind for name in each.names]
        assert told == [name for name, cls in table.items() if cls.facts.since == version]


@pytest.mark.parametrize("version", LATER, ids=str)
def test_new_properties_are_those_of_the_table(version: Version) -> None:
    """A property is told where its line in the table says that it came, its class being older."""
    told = {
        (where, name)
        for change in changes_of(version)
        if change.kind is ChangeKind.PROPERTY and change.what == "of {where}"
        for where in change.where
        for name in change.names
    }
    expected = {
        (name, known.key)
        for name, cls in [*COMPONENTS.items(), ("a screen", Screen), ("a flow", Flow)]
        if cls.facts.since < version
        for known in shape_of(cls, version).properties
        if known.since == version
    }
    assert expected <= told
    assert {where for where, _ in told - expected} <= {"an option"}


@pytest.mark.parametrize("version", LATER, ids=str)
def test_new_places_are_those_of_the_table(version: Version) -> None:
    """Where a component may stand is told from the version on that the table names."""
    text = " ".join(each.text for each in changes_of(version) if each.kind is ChangeKind.PLACE)
    for name, cls in COMPONENTS.items():
        for container in Container:
            if cls.facts.since < version == cls.facts.places.since(container):
                assert name in text
                assert ("layout" if container is Container.LAYOUT else container.value) in text


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_rules_are_told_where_they_begin_and_end(version: Version) -> None:
    """A rule is told in the first version that it holds for, and in the first that it does not."""
    before = version_before(version)
    for rule in RULES.values():
        held = before is not None and rule.holds_for(before)
        assert (rule in new_rules(version)) is (rule.since == version)
        gone = held and not rule.holds_for(version)
        assert (rule in ending_rules(version)) is gone


def test_limits_are_compared() -> None:
    """A limit that comes, goes, rises or falls is told, and breaks flows where it is stricter."""
    cases = [
        (Base64(maximum=300), Base64(maximum=100), "`x` of y has at most 100 KB, before 300", True),
        (Base64(maximum=100), Base64(maximum=300), "`x` of y has at most 300 KB, before 100",
         False),
        (Base64(), Base64(maximum=100), "`x` of y has at most 100 KB", True),
        (Base64(maximum=100), Base64(), "`x` of y has any number KB, before 100", False),
        (Number(minimum=1), Number(minimum=2), "`x` of y has at least 2, before 1", True),
        (Str(shown=20), Str(shown=30), "`x` of y should have at most 30 characters, before 20",
         False),
        (Str(), Str(blank=False), "texts are not blank in y", True),
    ]  # fmt: skip
    for old, new, text, is_breaking in cases:
        found = list(changes_module._static_changed(old, new, "x"))
        [((kind, name, what, breaks), _)] = found
        names = (name,) if name else ()
        change = Change(kind=kind, names=names, what=what, where=("y",), is_breaking=breaks)
        assert (change.text, change.is_breaking) == (text, is_breaking)


def test_bindings_that_go_break_flows() -> None:
    """A binding that a property no longer takes is told as such."""
    [condition] = [
        known for known in shape_of(COMPONENTS["TextBody"], DEFAULT).properties
        if known.key == "visible"
    ]  # fmt: skip
    shape = condition.shape
    assert isinstance(shape, Dynamic)
    fewer = attrs.evolve(shape, bindings=frozenset())
    gone = list(changes_module._shape_changed(shape, fewer, "x"))
    assert len(gone) == len(shape.bindings)
    assert all(found[3] for found, _ in gone)
    assert not any(found[3] for found, _ in changes_module._shape_changed(fewer, shape, "x"))


def test_many_places_are_counted() -> None:
    """Where something is so in many places their number is told, and all of them in the JSON."""
    bindings = [
        change
        for change in changes_of(parse_version("6.0"))
        if change.kind is ChangeKind.BINDING
    ]  # fmt: skip
    [change] = bindings
    assert change.text == f"a `…` expression in {len(change.where)} places"
    assert change.brief == "a `…` expression"
    assert {"TextHeading.text", "navigate.payload"} <= set(change.where)


def test_versions_are_listed(run: Run) -> None:
    """The command prints the overview, or one version, in words or as JSON."""
    result = run("versions")
    assert result.exit_code == 0
    assert result.stdout.startswith("version  released")
    one = run("versions", "6.0")
    assert one.exit_code == 0
    assert one.stdout.startswith("Flow JSON 6.0\nreleased 12 November 2024, ")
    listed = json.loads(run("versions", "-f", "json").stdout)
    assert [each["version"] for each in listed] == [each.name for each in reversed(VERSIONS)]
    [alone] = json.loads(run("versions", "6.0", "--format", "json").stdout)
    assert alone == next(each for each in listed if each["version"] == "6.0")


def test_unknown_version_is_a_mistake_of_the_call(run: Run) -> None:
    """A version that was never public is refused with those that were."""
    result = run("versions", "7.4")
    assert result.exit_code == 2
    assert 'did you mean "7.3"' in result.stderr


def test_json_has_everything() -> None:
    """Each version is an object with its state and its changes, every place of them named."""
    listed = json.loads(as_json(VERSIONS, DAY))
    assert [each["state"] for each in listed].count("recommended") == 1
    assert {each["version"] for each in listed if each["state"] == "frozen"} == {
        "2.1", "3.0", "3.1", "4.0", "5.0",
    }  # fmt: skip
    for version, told in zip(VERSIONS, listed, strict=True):
        assert [each["text"] for each in told["changes"]] == [
            change.text for change in changes_of(version)
        ]
        assert all(code in RULES for code in told["rules_from_here"] + told["rules_no_longer"])


def test_object_of_the_table_is_compared_by_name() -> None:
    """Every object of a version is among those that are compared, options and actions too."""
    names = changes_module._objects(DEFAULT)
    assert {"flow", "screen", "option", "chip", "range", "list item", *COMPONENTS, *ACTIONS} <= (
        names.keys()
    )
    assert all(isinstance(shape, Object) for shape in names.values())
