"""What the public strategies draw: flows that are right, hold everything, and trap nobody."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from flowdsl import (
    Complete,
    EmbeddedLink,
    Flow,
    Footer,
    Form,
    Navigate,
    NavigationList,
    Screen,
    TextInput,
)
from flowdsl.bindings import binding_of
from flowdsl.components.base import Component, Input
from flowdsl.facts import Binding
from flowdsl.node import ACTIONS, COMPONENTS, Node
from flowdsl.problems import Severity
from flowdsl.projection import companions_of, shape_of
from flowdsl.shape import Choice
from flowdsl.testing.strategies import components, flows
from flowdsl.versions import DEFAULT, V4_0, VERSIONS, UnknownVersion, Version

T = TypeVar("T")

FROZEN = "version-frozen"
NAMES = [version.name for version in VERSIONS]
BRANCHES = {"If", "Switch"}
DONE = Footer(label="Done", on_click_action=Complete({}))


def collected(strategy: st.SearchStrategy[T], collect: Callable[[T], None]) -> None:
    """Call a function with the same draws on every run, whatever the profile.

    Within one run Hypothesis varies what it drew before; several runs differ more.
    """
    for number in range(14):
        run = seed(number)(given(strategy)(collect))
        settings(
            max_examples=12,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(run)()


def complaints(flow: Flow) -> list[str]:
    """Return what the validator says of a flow, hints and the frozen version left out."""
    return [
        str(problem)
        for problem in flow.problems()
        if problem.severity is not Severity.INFO and problem.name != FROZEN
    ]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a document, the outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def texts(value: Any) -> Iterator[str]:
    """Yield the texts of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def placed(value: Any, around: tuple[dict[str, Any], ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Yield the components of a screen, each with those around it, from outside in."""
    if isinstance(value, list):
        for inner in value:
            yield from placed(inner, around)
    elif isinstance(value, dict) and value.get("type") in COMPONENTS:
        yield value, around
        for key in ("children", "then", "else"):
            yield from placed(value.get(key, []), (*around, value))
        cases = value.get("cases", {})
        for case in cases.values():
            yield from placed(case, (*around, value))


@pytest.mark.parametrize("version", VERSIONS, ids=NAMES)
def test_flows_are_right(version: Version) -> None:
    """In every version the validator finds no error, and warns of nothing but a frozen version."""

    @given(flows(version))
    def check(flow: Flow) -> None:
        assert flow.version is version
        assert complaints(flow) == []

    check()


@given(flows())
def test_default_version_is_the_newest(flow: Flow) -> None:
    """Without a version, flows are in the default one."""
    assert flow.version is DEFAULT


@pytest.mark.parametrize("endpoint", [True, False])
def test_endpoint_is_chosen(endpoint: bool) -> None:
    """Flows have an endpoint, or none, as they are asked for."""

    @given(st.sampled_from(VERSIONS).flatmap(lambda version: flows(version, endpoint=endpoint)))
    def check(flow: Flow) -> None:
        assert (flow.data_api_version is not None) is endpoint

    check()


@given(st.sampled_from(VERSIONS).flatmap(flows))
def test_flows_survive_json(flow: Flow) -> None:
    """A flow that is read back from its JSON compiles to the same JSON."""
    again = Flow.from_json(flow.to_json())
    assert again.to_dict() == flow.to_dict()
    # The values of a Form may stand in another order, but only once.
    assert Flow.from_json(again.to_json()).to_json() == again.to_json()


def test_flows_hold_everything() -> None:
    """Among some hundred flows is every component, action, binding and way of asking."""
    seen: set[str] = set()

    def collect(flow: Flow) -> None:
        document = flow.to_dict(check=False)
        seen.update("routes written" for _ in [flow] if flow.routing_model is not None)
        seen.update("endpoint" for _ in [flow] if flow.data_api_version is not None)
        seen.update(f"{len(flow.screens)} screens" for _ in [flow])
        for each in objects(document["screens"]):
            seen.add(f"type {each.get('type')}")
            seen.add(f"name {each.get('name')}")
            if each.get("type") in COMPONENTS:
                seen.update(f"{each['type']} {key}" for key in each)
            for key in ("input-type", "mode", "label-variant", "terminal", "success"):
                if key in each:
                    seen.add(f"{key} {each[key]}")
        for screen in document["screens"]:
            seen.update(f"screen {key}" for key in screen)
            for component, around in placed(screen["layout"]["children"]):
                depth = sum(each["type"] == "If" for each in around)
                inside = around[-1]["type"] if around else "layout"
                seen.add(f"{component['type']} in {inside}")
                seen.add(f"{component['type']} under {depth} If")
        for text in texts(document["screens"]):
            binding = binding_of(text)
            if binding is not None:
                seen.add(f"binding {binding.name}")
            if binding is Binding.EXPRESSION:
                seen.update(
                    f"operator {operator}"
                    for operator in ("==", "!=", ">", "<=", "&&", "||", "!", "+", "*", "/", "%")
                    if f" {operator} " in text or f"{operator}$" in text
                )

    collected(flows(DEFAULT), collect)
    assert {f"type {name}" for name in COMPONENTS} <= seen
    assert {f"name {name}" for name in ACTIONS} <= seen
    assert {f"binding {binding.name}" for binding in Binding} <= seen
    assert seen >= {
        f"{name} {known.key}"
        for name, cls in COMPONENTS.items()
        for known in shape_of(cls, DEFAULT).properties
    }
    assert {f"screen {known.key}" for known in shape_of(Screen, DEFAULT).properties} <= seen
    shape = next(
        known.shape
        for known in shape_of(TextInput, DEFAULT).properties
        if known.name == "input_type"
    )
    assert isinstance(shape, Choice)
    assert {f"input-type {kind}" for kind in shape.values} <= seen
    operators = ("==", "!=", ">", "<=", "&&", "||", "!", "+", "*", "/", "%")
    assert {f"operator {operator}" for operator in operators} <= seen
    assert {
        "mode single",
        "mode range",
        "terminal True",
        "success False",
        "endpoint",
        "routes written",
        "If under 2 If",
        "Footer in If",
        "Footer in Switch",
        "Footer in Form",
        "Switch in If",
        "1 screens",
        "5 screens",
    } <= seen
    inputs = {name for name, cls in COMPONENTS.items() if issubclass(cls, Input)}
    assert {f"{name} in Form" for name in inputs} <= seen


@given(st.sampled_from(VERSIONS).flatmap(flows))
def test_what_is_required_is_there(flow: Flow) -> None:
    """An input that has to be filled in is shown and can be changed whenever it has to be."""
    for screen in flow.to_dict()["screens"]:
        for component, around in placed(screen["layout"]["children"]):
            required = component.get("required", False)
            least = [component[key] for key in component if key.startswith("min-uploaded-")]
            if required is False and not any(least):
                continue
            gates = [component.get(key, True) for key in ("visible", "enabled")]
            assert all(gate is True or gate == required for gate in gates)
            if any(each["type"] in BRANCHES for each in around):
                assert isinstance(required, str)


@given(st.sampled_from(VERSIONS).flatmap(flows))
def test_choices_can_be_made(flow: Flow) -> None:
    """There are options enough to choose, and what is chosen at first is among them."""
    for screen in flow.to_dict()["screens"]:
        for component, around in placed(screen["layout"]["children"]):
            options = component.get("data-source")
            if not isinstance(options, list):
                continue
            able = {option["id"] for option in options if option.get("enabled", True) is True}
            least, most = component.get("min-selected-items"), component.get("max-selected-items")
            assert len(able) >= (least if isinstance(least, int) else 1)
            if isinstance(least, int) and isinstance(most, int):
                assert least <= most
            first = initial_of(component, around)
            if isinstance(first, list):
                assert set(first) <= able
                assert len(first) >= (least if isinstance(least, int) else 0)
                assert len(first) <= (most if isinstance(most, int) else len(first))
            elif isinstance(first, str) and binding_of(first) is None:
                assert first in able


def initial_of(component: dict[str, Any], around: tuple[dict[str, Any], ...]) -> Any:
    """Return what an input holds at first, from where it says so or its Form does."""
    for form in around:
        values = form.get("init-values", {})
        if form["type"] == "Form" and isinstance(values, dict):
            return values.get(component.get("name"))
    return component.get("init-value")


@given(st.sampled_from([version for version in VERSIONS if version.major >= 5]).flatmap(flows))
def test_days_can_be_chosen(flow: Flow) -> None:
    """In the range of a picker is a day that can be chosen, and so is what is chosen at first."""
    for screen in flow.to_dict()["screens"]:
        for component, around in placed(screen["layout"]["children"]):
            if component["type"] not in ("DatePicker", "CalendarPicker"):
                continue
            first, last = day_of(component, "min-date"), day_of(component, "max-date")
            closed = component.get("unavailable-dates", [])
            weekdays = component.get("include-days", [])
            start = first or datetime.date(2026, 1, 1)
            days = [start + datetime.timedelta(days=index) for index in range(400)]
            able = [
                day
                for day in days
                if (last is None or day <= last)
                and day.isoformat() not in closed
                and (not isinstance(weekdays, list) or not weekdays or f"{day:%a}" in weekdays)
            ]
            assert able
            chosen = initial_of(component, around)
            for text in chosen.values() if isinstance(chosen, dict) else [chosen]:
                if isinstance(text, str) and binding_of(text) is None:
                    day = datetime.date.fromisoformat(text)
                    assert first is None or first <= day
                    assert last is None or day <= last
                    assert text not in closed
                    if isinstance(weekdays, list) and weekdays:
                        assert f"{day:%a}" in weekdays


def day_of(component: dict[str, Any], key: str) -> datetime.date | None:
    """Return a day that a component says, None where it binds one."""
    text = component.get(key)
    if not isinstance(text, str) or binding_of(text) is not None:
        return None
    return datetime.date.fromisoformat(text)


@given(st.sampled_from(VERSIONS).flatmap(flows))
def test_every_screen_leads_on(flow: Flow) -> None:
    """Each screen is reached from the first, and leads to an end or is a page that is read."""
    document = flow.to_dict()
    edges: dict[str, set[str]] = {}
    leading: set[str] = set()
    for screen in document["screens"]:
        edges[screen["id"]] = set()
        for component in objects(screen["layout"]):
            if component.get("type") in ("Footer", "NavigationList"):
                leading.add(screen["id"])
            if component.get("name") == "navigate":
                edges[screen["id"]].add(component["next"]["name"])
        edges[screen["id"]].update(document.get("routing_model", {}).get(screen["id"], []))
    first = document["screens"][0]["id"]
    assert reached(edges, first) == set(edges)
    ends = {screen["id"] for screen in document["screens"] if screen.get("terminal")}
    for screen, targets in edges.items():
        if screen in leading:
            assert reached(edges, screen) & ends
        else:
            assert not targets
            assert screen not in ends


def reached(edges: dict[str, set[str]], start: str) -> set[str]:
    """Return the screens that can be reached from one, that one included."""
    found, waiting = {start}, [start]
    while waiting:
        for target in edges[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found


@pytest.mark.parametrize("version", VERSIONS, ids=NAMES)
def test_components_are_right(version: Version) -> None:
    """A single component of each kind is right on a screen that has nothing else but a button."""
    there = [name for name, cls in COMPONENTS.items() if cls.facts.since <= version]

    def named(name: str) -> st.SearchStrategy[tuple[str, Component]]:
        return st.tuples(st.just(name), components(name, version))

    @settings(max_examples=2 * len(there))
    @given(st.sampled_from(there).flatmap(named))
    def check(drawn: tuple[str, Component]) -> None:
        name, component = drawn
        assert type(component) is COMPONENTS[name]
        assert complaints(around_of(component, version)) == []

    check()


def around_of(component: Component, version: Version) -> Flow:
    """Return a flow around a component: as little as the rules about its screen allow."""
    name = type(component).__name__
    last = Screen(id="NEXT", title="Next", terminal=True, children=[DONE])
    children: list[Component] = [component]
    if isinstance(component, Input) and version < V4_0:
        children = [Form(name="form", children=[component])]
    alone = companions_of(type(component), version)
    if alone is not None and "Footer" not in alone.beside:
        # Nothing ends the flow there, so it stands on a screen before the end, or beside it.
        start = Screen(id="START", title="Start", children=children)
        if leads(component):
            return Flow(version=version, screens=[start, last])
        link = EmbeddedLink(text="More", on_click_action=Navigate("START"))
        before = Screen(id="BEFORE", title="Before", terminal=True, children=[link, DONE])
        return Flow(version=version, screens=[before, start])
    if name != "Footer":
        children.append(DONE)
    start = Screen(id="START", title="Start", terminal=True, children=children)
    return Flow(version=version, screens=[start, last] if leads(component) else [start])


def leads(component: Component) -> bool:
    """Return whether a component leads to another screen."""
    if isinstance(component, NavigationList):
        return True  # If not as a whole, then each of its items.
    return isinstance(getattr(component, "on_click_action", None), Navigate)


def test_any_component_is_drawn() -> None:
    """Without a kind, components of every kind are drawn."""
    seen: set[type[Node]] = set()

    def collect(component: Component) -> None:
        seen.add(type(component))

    collected(components(), collect)
    assert seen == set(COMPONENTS.values())


@pytest.mark.parametrize("kind", ["TextInptu", "ChipsSelector"])
def test_unknown_component_is_refused(kind: str) -> None:
    """A component that there is not, or not in the version, is refused with its name."""
    with pytest.raises(ValueError, match=kind):
        components(kind, "5.1")


def test_unknown_version_is_refused() -> None:
    """A version that there is not is refused."""
    with pytest.raises(UnknownVersion):
        flows("1.0")
