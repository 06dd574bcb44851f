"""Coverage says what journeys have seen of a flow, what they have not, and where that stands."""

import gc
import html.parser
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from flowdsl import (
    CheckboxGroup,
    Complete,
    Data,
    DataExchange,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    If,
    MainContent,
    Navigate,
    NavigationItem,
    NavigationList,
    OptIn,
    Option,
    RadioButtonsGroup,
    Screen,
    Switch,
    TextBody,
)
from flowdsl.opening import open_flow
from flowdsl.problems import FlowError
from flowdsl.runtime import program_of
from flowdsl.testing import Coverage, collecting, start
from flowdsl.testing.coverage import Collector, Excuse, collectors, percentage
from flowdsl.testing.coverage_formats import as_html, as_json, as_text, total
from flowdsl.testing.coverage_items import Kind

extra = OptIn(name="extra", label="More")
way = RadioButtonsGroup(
    name="way",
    label="Way",
    data_source=[Option(id="air", title="By air"), Option(id="sea", title="By sea")],
)
tea = CheckboxGroup(
    name="tea",
    label="Tea",
    init_value=["green"],
    data_source=[
        Option(id="green", title="Green"),
        Option(id="black", title="Black"),
        Option(id="gone", title="Gone", enabled=False),
    ],
)
zone = Data("zone", example="a")

trip = Flow(
    name="trip",
    data_api_version="3.0",
    endpoint_uri="https://example.com",
    screens=[
        Screen(
            id="LIST",
            title="List",
            children=[
                NavigationList(
                    name="list",
                    label="List",
                    list_items=[
                        NavigationItem(
                            id=name,
                            main_content=MainContent(title=name.title()),
                            on_click_action=Navigate("TRIP", {"zone": name}),
                        )
                        for name in ("near", "far")
                    ],
                )
            ],
        ),
        Screen(
            id="TRIP",
            title="Trip",
            terminal=True,
            data=[zone],
            children=[
                extra,
                way,
                If(condition=extra.ref, then=[TextBody(text="More")]),
                If(condition=extra.ref, then=[TextBody(text="Yes")], else_=[TextBody(text="No")]),
                Switch(value=way.ref, cases={"air": [tea], "sea": [TextBody(text="Sea")]}),
                Switch(value=zone.ref, cases={"near": [TextBody(text="Near")]}),
                EmbeddedLink(text="Help", on_click_action=Navigate("HELP", {})),
                Footer(label="Ask", on_click_action=DataExchange({"way": way.ref})),
            ],
        ),
        Screen(
            id="HELP",
            title="Help",
            terminal=True,
            children=[TextBody(text="Help"), Footer(label="End", on_click_action=Complete({}))],
        ),
    ],
)
DONE = {"screen": "SUCCESS", "data": {"extension_message_response": {"params": {}}}}


END = Flow(
    screens=[
        Screen(
            id="END",
            title="End",
            terminal=True,
            children=[Footer(label="End", on_click_action=Complete({}))],
        )
    ]
)


def opened() -> Any:
    return start(trip, flow_action="navigate", data={})


def names(coverage: Coverage, *, seen: bool) -> list[str]:
    return [item.name for key, item in coverage.items.items() if (key in coverage.seen) is seen]


def covered(walk: Callable[[], object]) -> Coverage:
    with collecting() as collector:
        walk()
    [coverage] = collector.coverages
    return coverage


def test_everything_that_counts_is_listed(golden: Callable[[str, str], None]) -> None:
    """Screens, routes, ends, branches and options are named, each with its place."""
    coverage = Coverage.of(program_of(trip), "trip")
    lines = [f"{item.name}  {item.path}" for item in coverage.items.values()]
    assert len(set(lines)) == len(lines)
    golden("journey/items.txt", "\n".join(lines) + "\n")


def test_opening_covers_the_first_screen() -> None:
    """A flow that is only opened has shown one screen."""
    assert names(covered(opened), seen=True) == ["screen LIST"]


def test_a_tapped_item_is_covered() -> None:
    """Of two items that lead to the same screen the tapped one is covered, by its title or id."""
    for coverage in (covered(lambda: opened().tap("Near")), covered(lambda: opened().tap("near"))):
        seen = names(coverage, seen=True)
        assert "item LIST, list: near" in seen
        assert "route LIST -> TRIP" in seen
        assert "item LIST, list: far" not in seen


def test_branches_are_covered_as_they_are_shown() -> None:
    """What an If and a Switch show is covered, that they show nothing is a branch as well."""
    near = covered(lambda: opened().tap("Near"))
    seen = [name.partition(", ")[2] for name in names(near, seen=True) if "branch" in name]
    assert seen == [
        "If ${form.extra}: nothing",
        "If ${form.extra}: else",
        "Switch ${form.way}: nothing",
        "Switch ${data.zone}: near",
    ]
    more = covered(lambda: opened().tap("Near").fill(extra=True, way="sea"))
    missed = [name.partition(", ")[2] for name in names(more, seen=False) if "branch" in name]
    assert missed == ["Switch ${form.way}: air"]


def test_a_switch_on_data_need_not_show_nothing() -> None:
    """What data may be nobody can tell, so only an input without a case is a branch."""
    listed = names(Coverage.of(program_of(trip), "trip"), seen=False)
    assert "branch TRIP, Switch ${form.way}: nothing" in listed
    assert "branch TRIP, Switch ${data.zone}: nothing" not in listed


def test_a_switch_that_always_shows_something_has_no_empty_branch() -> None:
    """An input that begins with a case, and has no other options, never shows nothing."""
    size = Dropdown(
        name="size",
        label="Size",
        init_value="s",
        data_source=[Option(id="s", title="Small"), Option(id="l", title="Large")],
    )
    body = [TextBody(text="Size")]
    end = Footer(label="End", on_click_action=Complete({}))

    def branches(*cases: str) -> list[str]:
        switch = Switch(value=size.ref, cases=dict.fromkeys(cases, body))
        screen = Screen(id="A", title="A", terminal=True, children=[size, switch, end])
        items = Coverage.of(program_of(Flow(screens=[screen])), "x").items.values()
        return [item.key[-1] for item in items if item.kind is Kind.BRANCH]

    assert branches("s", "l") == ["s", "l"]
    assert branches("s") == ["s", "nothing"]


def test_options_are_covered_when_they_are_chosen() -> None:
    """A first value that is seen counts as chosen; what is switched off does not count at all."""
    hidden = covered(lambda: opened().tap("Near"))
    assert "option TRIP, tea: green" in names(hidden, seen=False)
    coverage = covered(lambda: opened().tap("Near").fill(way="air"))
    assert "option TRIP, tea: green" in names(coverage, seen=True)
    assert "option TRIP, tea: black" in names(coverage, seen=False)
    assert not any("gone" in item.name for item in coverage.items.values())


def test_a_choice_that_leads_on_at_once_is_covered() -> None:
    """An option is covered although choosing it shows another screen."""
    pick = RadioButtonsGroup(
        name="pick",
        label="Pick",
        on_select_action=DataExchange({}, leads_to=["B"]),
        data_source=[Option(id="one", title="One")],
    )
    end = Footer(label="End", on_click_action=Complete({}))
    flow = Flow(
        data_api_version="3.0",
        endpoint_uri="https://example.com",
        screens=[
            Screen(id="A", title="A", children=[pick]),
            Screen(id="B", title="B", terminal=True, children=[end]),
        ],
    )
    journey = start(flow, replies=[{"screen": "A", "data": {}}, {"screen": "B", "data": {}}])
    coverage = covered(lambda: journey.fill(pick="one").expect(screen="B"))
    assert "option A, pick: one" in names(coverage, seen=True)


def test_ends_are_told_apart() -> None:
    """The end by a complete action is another one than that by the endpoint."""
    by_phone = covered(lambda: opened().tap("Near").open_link("Help").tap("End"))
    assert [name for name in names(by_phone, seen=True) if "end " in name] == ['end HELP "End"']
    by_endpoint = covered(lambda: opened().tap("Near").answering(DONE).tap("Ask"))
    assert [name for name in names(by_endpoint, seen=True) if "end " in name] == [
        "end TRIP SUCCESS"
    ]


def test_back_goes_along_no_route() -> None:
    """Going back shows a screen, but is no route."""
    coverage = covered(lambda: opened().tap("Near").tap("Help").back().back())
    routes = [name for name in names(coverage, seen=True) if "route" in name]
    assert routes == ["route LIST -> TRIP", "route TRIP -> HELP"]


def test_back_that_the_endpoint_leads_on_is_no_route() -> None:
    """An answer to Back may show the next screen, but nobody went along the route to it."""
    ask = Footer(label="Ask", on_click_action=DataExchange({}, leads_to=["B"]))
    flow = Flow(
        data_api_version="3.0",
        endpoint_uri="https://example.com",
        screens=[
            Screen(id="A", title="A", children=[ask]),
            Screen(
                id="B",
                title="B",
                refresh_on_back=True,
                children=[
                    Footer(label="Ask", on_click_action=DataExchange({}, leads_to=["END"])),
                ],
            ),
            *END.screens,
        ],
    )
    replies: list[dict[str, Any]] = [{"screen": name, "data": {}} for name in ("A", "B", "END")]
    coverage = covered(
        lambda: (
            start(flow, replies=replies).tap("Ask").expect(screen="B").back().expect(screen="END")
        )
    )
    assert "screen END" in names(coverage, seen=True)
    assert "route B -> END" in names(coverage, seen=False)


def test_an_end_is_that_of_the_tapped_item() -> None:
    """Of two items that end the flow, only the end of the tapped one is covered."""
    items = [
        {
            "id": name,
            "main-content": {"title": name},
            "on-click-action": {"name": "complete", "payload": {}},
        }
        for name in ("yes", "no")
    ]
    children = [{"type": "NavigationList", "name": "list", "list-items": items}]
    layout = {"type": "SingleColumnLayout", "children": children}
    screen = {"id": "A", "title": "A", "terminal": True, "layout": layout}
    document = {"version": "7.3", "screens": [screen]}
    coverage = covered(lambda: start(document, check=False).tap("no").expect(status="completed"))
    assert [name for name in names(coverage, seen=True) if "end" in name] == ['end A "no"']


def test_without_the_move_equal_ends_count_all() -> None:
    """Observed without moves, a coverage still knows screens, routes and ends."""
    session = opened().session
    coverage = Coverage.of(session.program, "trip")
    for target in ("Far", "Help", "End"):
        session = session.tap(target)
        coverage.observe(session)
    seen = names(coverage, seen=True)
    assert 'end HELP "End"' in seen
    assert "item LIST, list: far" not in seen


def test_nothing_is_kept_when_nobody_collects() -> None:
    """Journeys leave nothing behind where nobody collects, and collecting ends."""
    opened().tap("Near")
    with collecting() as collector:
        assert collectors == [collector]
    opened().tap("Near")
    assert collectors == []
    assert collector.coverages == []


def test_a_collector_keeps_no_flow_alive() -> None:
    """Many journeys through one flow are one coverage, and what was compiled is let go."""
    with collecting() as collector:
        for _ in range(20):
            opened()
    gc.collect()
    assert len(collector.coverages) == 1
    assert len(collector._known) == 0


def test_flows_of_one_name_are_told_apart() -> None:
    """Two flows that are not the same have coverages of their own, whatever they are called."""
    end = Footer(label="End", on_click_action=Complete({}))
    flows = [
        Flow(name="x", screens=[Screen(id=name, title="A", terminal=True, children=[end])])
        for name in ("A", "B")
    ]
    with collecting() as collector:
        for flow in [*flows, *flows]:
            start(flow)
        start(flows[0], "7.0")
    assert [(each.name, each.version) for each in collector.coverages] == [
        ("x", "7.0"),
        ("x", "7.3"),
        ("x", "7.3"),
    ]


def test_coverages_are_merged() -> None:
    """What two runs have seen counts together; another process's arrives as JSON."""
    first = covered(lambda: opened().tap("Near"))
    second = covered(lambda: opened().tap("Far"))
    collector = Collector()
    for each in (first, second):
        collector.add(Coverage.from_dict(json.loads(json.dumps(each.as_dict()))))
    [merged] = collector.coverages
    assert merged.seen == first.seen | second.seen
    assert merged.counts()[0] > first.counts()[0]
    other = Coverage.of(program_of(END), "trip")
    collector.add(other)
    assert collector.coverages == [merged, other]


def test_excuses_do_not_count() -> None:
    """What need not be covered is left out of the numbers; a needless excuse is told."""
    coverage = covered(opened)
    seen, of = coverage.counts()
    coverage.excuse([Excuse("screen HELP", "later"), Excuse("screen LIST", "never")])
    assert coverage.counts() == (seen, of - 1)
    assert [each.what for each in coverage.needless] == ["screen LIST"]
    assert "screen HELP" not in [item.name for item in coverage.missing]
    text = as_text([coverage])
    assert "because later" in text
    assert "Needs no reason any more, of trip (7.3):\n  screen LIST" in text
    with pytest.raises(FlowError, match='called `screen HLEP`; did you mean "screen HELP"'):
        coverage.excuse([Excuse("screen HLEP", "later")])


def test_percentages_are_rounded_down() -> None:
    """Only all of it is 100 per cent, and nothing to cover is all of it."""
    assert [percentage(0, 3), percentage(2, 3), percentage(999, 1000), percentage(0, 0)] == [
        0,
        66,
        99,
        100,
    ]


def test_the_table_shows_what_is_missing(golden: Callable[[str, str], None]) -> None:
    """The table has a row a flow, and below it everything that is missing with its place."""
    coverage = covered(lambda: opened().tap("Near"))
    coverage.excuse([Excuse("end TRIP SUCCESS", "the endpoint is another team's")])
    hello = open_flow(str(ROOT / "examples" / "hello_world.py")).flow
    assert hello is not None
    other = covered(lambda: start(hello).tap("Complete"))
    golden("journey/coverage.txt", as_text([other, coverage]) + "\n")
    assert as_text([]) == "No flow was run."
    assert total([]) == 100


def test_json_has_all_of_it() -> None:
    """The JSON has the numbers, and each item with its place and whether it is covered."""
    coverage = covered(lambda: opened().tap("Near"))
    content = json.loads(as_json([coverage]))
    seen, of = coverage.counts()
    [flow] = content["flows"]
    assert content["percent"] == seen * 100 // of
    assert flow["total"] == {"covered": seen, "of": of, "percent": seen * 100 // of}
    assert sum(each["covered"] for each in flow["items"]) == seen
    assert {"kind", "key", "name", "path", "covered"} == flow["items"][0].keys()


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attributes if name in ("href", "src")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def test_the_page_needs_nothing_else() -> None:
    """The page is whole, has no scripts, loads nothing, and shows no text as a tag."""
    evil = "<script>alert(1)</script>&\u202e"
    coverage = covered(lambda: opened().tap("Near"))
    coverage.name = evil
    coverage.excuse([Excuse("screen HELP", evil)])
    page = _Page()
    page.feed(as_html([coverage]))
    assert page.open == []
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert page.said.count("<script>alert(1)</script>&\\u202e") == 3
    for item in coverage.items.values():
        assert item.name in page.said


def test_every_example_has_places(tmp_path: Path) -> None:
    """Every item of every example stands where its path says."""
    for file in sorted((ROOT / "examples").rglob("*.py")):
        opened_flow = open_flow(str(file))
        program = program_of(opened_flow.flow or "")
        for item in Coverage.of(program, file.stem).items.values():
            found: Any = program.document
            for step in item.path.replace("[", ".").replace("]", "").split("."):
                found = found[int(step) if isinstance(found, list) else step]
            assert found is not None
