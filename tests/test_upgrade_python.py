"""Python modules go to another version: what says it changes, and every other line stays."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from upgrade_modules import HEAD, REFUSED, ROWS, complete, flow

from flowdsl.check_files import find_work
from flowdsl.compile import compile_flow
from flowdsl.discover import Source, find_flows
from flowdsl.upgrade import upgrade_work
from flowdsl.upgrade.in_python import upgrade_python
from flowdsl.upgrade.result import Upgraded
from flowdsl.versions import V2_1, V3_1, V4_0, V5_0, V7_3, VERSIONS, Version, parse_version

Move = Callable[..., Upgraded]


@pytest.fixture
def move(tmp_path: Path) -> Move:
    """Move the flows of a module that is written into a folder of its own."""
    count = iter(range(100))

    def run(source: str | bytes, to: Version = V7_3, name: str | None = None) -> Upgraded:
        folder = tmp_path / f"a folder {next(count)}"
        folder.mkdir()
        file = folder / f"module_{tmp_path.name.rstrip('0123456789_')}_{folder.name[-1]}.py"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        found = find_flows(Source(file, name))
        others = [each for each in find_flows(Source(file)) if name not in (None, each.variable)]
        return upgrade_python(file.read_bytes(), found, to, others)

    return run


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ROWS)
def test_what_says_the_version_is_changed(name: str, newline: str, move: Move) -> None:
    """Wherever a flow says its version, that alone changes, and the flow is in it then."""
    before, after = (complete(source).replace("\n", newline) for source in ROWS[name])
    upgraded = move(before)
    assert [str(each) for each in upgraded.refused] == []
    assert upgraded.data.decode() == after
    assert upgraded.before[-1] is V3_1
    again = move(upgraded.data)
    assert not again.is_changed


def test_star_import_has_every_constant(move: Move) -> None:
    """A module that imports everything needs no other import."""
    upgraded = move(HEAD + "from flowdsl.versions import *\n" + flow("version=V3_1"))
    assert "Flow(version=V7_3, " in upgraded.data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("flow = Flow(...)", 'flow = Flow(version="6.0", ...)'),
        ("flow = Flow(\n    ...,\n)", 'flow = Flow(\n    version="6.0",\n    ...,\n)'),
        ("flow = Flow(  # x\n\t...)", 'flow = Flow(  # x\n\tversion="6.0",\n\t...)'),
    ],
)
def test_default_is_said_where_it_is_left(before: str, after: str, move: Move) -> None:
    """A flow without a version is in the newest; in another one it says so, before all else."""
    for newline in ("\n", "\r\n"):
        source = complete(before).replace("\n", newline)
        upgraded = move(source, parse_version("6.0"))
        assert upgraded.data.decode() == complete(after).replace("\n", newline)
    assert not move(complete(before)).is_changed


DATED = """\
from flowdsl import *

day = DatePicker(
    name="day",
    label="Day",
    min_date="1714521600000",  # May
    unavailable_dates=["1714608000000", '1714651200000'],
)
city = TextInput(name="city", label="City", helper_text="", error_message="No")
flow = Flow(
    version="4.0",
    screens=[
        Screen(
            id="A",
            title="T",
            terminal=True,
            data=[Data("first", "1714521600000"), Data("word", "1714521600000")],
            children=[
                day,
                city,
                DatePicker(name="b", label="B", min_date="${data.first}"),
                Footer(label="Done", left_caption="",
                       right_caption="", on_click_action=Complete({"city": city.ref})),
            ],
        )
    ],
)
"""


def test_literals_are_rewritten_as_in_json(move: Move) -> None:
    """Days become readable, blank texts are left out, and what was given on purpose stays."""
    upgraded = move(DATED)
    assert not upgraded.refused
    after = (
        DATED.replace('version="4.0"', 'version="7.3"')
        .replace('min_date="1714521600000"', 'min_date="2024-05-01"')
        .replace('"1714608000000"', '"2024-05-02"')
        .replace("'1714651200000'", "'2024-05-02'")
        .replace('"first", "1714521600000"', '"first", "2024-05-01"')
        .replace(' helper_text="",', "")
        .replace(' left_caption="",\n                       right_caption="",', "")
    )
    assert " ".join(upgraded.data.decode().split()) == " ".join(after.split())
    assert "# May" in upgraded.data.decode()
    assert [each.code for each in upgraded.notices] == [
        "answers-as-days",
        "days-from-outside",
        "noon-as-day",
    ]
    places = [each.place and each.place.line for each in upgraded.notices]
    assert places == [4, 17, 7]


def test_days_of_the_calendar_stay_what_they_are(move: Move) -> None:
    """`datetime.date` and text that every version understands are left to the compiler."""
    source = DATED.replace('"1714521600000"', '"2024-05-01"').replace('4.0"', '7.3"')
    source = source.replace('helper_text="", ', "").replace("'1714651200000'", "'2024-05-02'")
    source = source.replace('left_caption="",\n                       right_caption="", ', "")
    upgraded = move(source, V5_0)
    assert not upgraded.refused
    down = move(source, V4_0)
    # An example is what comes from outside: no version of the compiler looks into it.
    there = source.replace('version="7.3"', 'version="4.0"')
    assert down.data.decode() == there.replace('"first", "2024-05-01"', '"first", "1714521600000"')


def test_address_is_passed_as_every_version_takes_it(move: Move) -> None:
    """`data_channel_uri` becomes `endpoint_uri`, whatever is passed, and goes where both are."""
    uri = 'data_channel_uri="https://example.com/" + "x"'
    given = f'version="2.1", {uri}, data_api_version="3.0"'
    upgraded = move(HEAD + flow(given))
    assert upgraded.data.decode() == HEAD + flow(
        given.replace("2.1", "7.3").replace("data_channel_uri", "endpoint_uri")
    )
    assert [each.code for each in upgraded.notices] == ["address-outside"]
    both = move(HEAD + flow(f'{given}, endpoint_uri="https://example.com/x"'))
    assert "data_channel_uri" not in both.data.decode()
    assert not both.refused
    back = move(upgraded.data, V2_1)
    assert not back.refused
    refused = move(HEAD + flow('data_api_version="3.0"'), V2_1)
    assert [each.help for each in refused.refused] == ["give the flow an `endpoint_uri`"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_edited_is_refused(name: str, move: Move) -> None:
    """A version that the module works out is left to its author, with the place."""
    source, message, column = REFUSED[name]
    upgraded = move(complete(source))
    assert not upgraded.is_changed
    [refused] = upgraded.refused
    assert message in refused.message
    if column is not None:
        assert refused.place is not None
        assert refused.place.column == column


def test_flow_that_would_get_an_error_is_refused(move: Move) -> None:
    """What the version does not have, or wants besides, is named at the author's own line."""
    radio = 'RadioButtonsGroup(name="r", data_source=[Option(id="a", title="A")])'
    source = HEAD + flow('version="3.1"').replace(
        "Footer(", f"Form(name='f', children=[{radio}]), Footer("
    )
    upgraded = move(source)
    assert [each.code for each in upgraded.refused] == ["FLOW103"]
    place = upgraded.refused[0].place
    assert place is not None
    assert source.splitlines()[place.line - 1][place.column - 1 :].startswith("RadioButtonsGroup(")
    assert not upgraded.is_changed
    accepted = move(source.replace("\n", "  # flowdsl: ignore[FLOW103]\n"))
    assert accepted.is_changed


def test_comment_in_the_way_of_a_removal_is_kept(move: Move) -> None:
    """Where a comment stands on an argument that has to go, its author decides."""
    source = DATED.replace('helper_text="", ', 'helper_text=""  # later\n, ')
    upgraded = move(source)
    assert [each.code for each in upgraded.refused] == ["FLOW110"]


def test_one_of_several_flows(move: Move) -> None:
    """A flow can be moved alone, but not where another one would go with it."""
    source = HEAD + flow('version="3.1"', "a") + flow('version="3.1"', "b")
    upgraded = move(source, name="a")
    assert upgraded.data.decode() == source.replace("3.1", "7.3", 1)
    shared = HEAD + 'V = "3.1"\n' + flow("version=V", "a") + flow("version=V", "b")
    assert [each.message for each in move(shared, name="a").refused] == [
        "what says the version says that of `b`, too"
    ]
    assert move(shared).is_changed


def test_encoding_and_byte_order_mark_stay(move: Move) -> None:
    """A module in another encoding stays in it, and so does a mark at its beginning."""
    source = HEAD + flow('version="3.1", name="Café"')
    latin = f"# -*- coding: latin-1 -*-\n{source}".encode("latin-1")
    assert move(latin).data == latin.replace(b"3.1", b"7.3")
    marked = b"\xef\xbb\xbf" + source.encode()
    assert move(marked).data == marked.replace(b"3.1", b"7.3")
    wide = HEAD + '# é ü 予約 😀\nx = "😀é", ' + flow('version="3.1"').replace("flow = ", "")
    wide += "flow = x[1]\n"
    assert move(wide).data == wide.replace("3.1", "7.3").encode()


def test_images_and_neighbours_are_found(tmp_path: Path) -> None:
    """The edited module is loaded as if it were saved: beside its images, in its package."""
    package = tmp_path / "some_flows"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "parts.py").write_text(
        "from flowdsl import *\nfooter = Footer(label='Done', on_click_action=Complete({}))\n"
    )
    (package / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    file = package / "booking.py"
    source = textwrap.dedent("""\
        from pathlib import Path
        from flowdsl import *
        from .parts import footer
        flow = Flow(version="3.1", screens=[Screen(id="A", title="T", terminal=True, children=[
            Image(src=Path("logo.png")), footer])])
    """)
    file.write_text(source)
    found = find_flows(Source(file))
    loaded = sys.modules["some_flows.booking"]
    upgraded = upgrade_python(file.read_bytes(), found, V7_3)
    assert upgraded.data.decode() == source.replace("3.1", "7.3")
    assert sys.modules["some_flows.booking"] is loaded
    assert not list(package.glob("**/*.pyc")) or file.read_text() == source


def test_package_and_shared_constant(tmp_path: Path) -> None:
    """A package can hold flows itself; a version that it imports is changed where it stands."""
    package = tmp_path / "more_flows"
    package.mkdir()
    (package / "pinned.py").write_text('VERSION = "3.1"\n')
    file = package / "__init__.py"
    source = HEAD + "from .pinned import VERSION\n" + flow('version="3.1"', "a")
    file.write_text(source)
    assert upgrade_python(file.read_bytes(), find_flows(Source(file)), V7_3).is_changed
    other = package / "other.py"
    other.write_text(HEAD + "from more_flows.pinned import VERSION\n" + flow("version=VERSION"))
    [refused] = upgrade_python(other.read_bytes(), find_flows(Source(other)), V7_3).refused
    assert refused.message == "`VERSION` is imported from more_flows.pinned: change it there"


@pytest.mark.parametrize("version", [each for each in VERSIONS if each is not V7_3], ids=str)
def test_result_compiles_in_every_version(version: Version, move: Move, tmp_path: Path) -> None:
    """A plain flow goes to any version and back, and is what it was."""
    source = HEAD + flow('version="7.3"')
    there = move(source, version)
    assert there.data.decode() == source.replace("7.3", version.name)
    file = tmp_path / f"there_{version.major}_{version.minor}.py"
    file.write_bytes(there.data)
    [found] = find_flows(Source(file))
    assert found.flow.version is version
    assert not compile_flow(found.flow, version).errors
    assert move(there.data).data.decode() == source


def test_examples_go_down_or_are_refused(tmp_path: Path) -> None:
    """Every example of the project is moved or refused, and what is moved has no new error."""
    work = find_work([str(ROOT / "examples")], bytes)
    found = list(upgrade_work(work, V5_0))
    assert not any(each.upgraded is not None and each.upgraded.failure for each in found)
    assert {"downgraded", "upgraded", "refused", "skipped"} <= {each.state for each in found}
