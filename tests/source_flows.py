"""Flows to write as Python: drawn ones whose references lead somewhere, and ones that are wrong."""

from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from strategies import flows, names

from flowdsl import Component, Data, Flow, Input, Screen, Version
from flowdsl.node import Node, properties
from flowdsl.source import Source
from flowdsl.values import Expression, Operation, Ref

__all__ = ["evaluated", "few", "related", "wild", "with_children"]

few = settings(max_examples=max(1, settings.default.max_examples // 4))
"""Of what is drawn for each version there need not be as many."""

POOL = ["name", "first-name", "firstName", "class", "id", "1st", "🎉", "flow", "ÄÖ", "datetime"]
IDS = ["DETAILS", "CONFIRM", "NAME", "FLOW", "Images"]


def evaluated(source: Source) -> Flow:
    """Return the flow that a module makes."""
    names: dict[str, Any] = {}
    exec(compile(source.text, "<module>", "exec"), names)
    flow = names[source.variable]
    assert isinstance(flow, Flow)
    return flow


def with_children(*children: Component) -> Flow:
    """Return a flow of one screen."""
    return Flow(screens=[Screen(id="A", children=children)])


def related(version: Version) -> st.SearchStrategy[Flow]:
    """Draw flows with few names, so that most references lead to something."""
    return flows(version).map(Renaming().flow)


class Renaming:
    """Gives everything one of a few names, the same for the same."""

    def flow(self, flow: Flow) -> Flow:
        screens = [
            attrs.evolve(self.changed(screen), id=IDS[number % len(IDS)])
            for number, screen in enumerate(flow.screens)
        ]
        return attrs.evolve(self.changed(flow), screens=screens)

    def changed(self, value: Any) -> Any:
        if isinstance(value, Ref):
            screen = None if value.screen is None else IDS[len(value.screen) % 3]
            return Ref(value.root, (self.name(value.path[0]), *value.path[1:]), screen)
        if isinstance(value, Operation):
            return Operation(value.operator, *map(self.changed, value.operands))
        if isinstance(value, Node):
            given = {each.name: getattr(value, each.name) for each in properties(type(value))}
            if isinstance(value, Input | Data):
                given["name"] = self.name(value.name)
            changed = {name: self.changed(item) for name, item in given.items()}
            if isinstance(value, Screen) and value.data is not None:
                entries = {entry.name: entry for entry in changed["data"]}
                changed["data"] = list(entries.values())
            return type(value)(**changed)
        if isinstance(value, dict):
            return {key: self.changed(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.changed(item) for item in value]
        return value

    def name(self, name: str) -> str:
        return POOL[sum(map(ord, name)) % len(POOL)]


@st.composite
def wild(draw: st.DrawFn, version: Version) -> Flow:
    """Draw flows in which some properties hold what they cannot."""
    flow = draw(related(version))
    chance = st.integers(0, 9)

    def spoilt(value: Any) -> Any:
        if isinstance(value, Node):
            given = {each.name: getattr(value, each.name) for each in properties(type(value))}
            kept = {
                name: draw(anything)
                if draw(chance) == 0 and name not in ("version", "screens", "extra")
                else spoilt(item)
                for name, item in given.items()
            }
            if hasattr(value, "extra") and "extra" in given and draw(chance) == 0:
                kept["extra"] = draw(st.dictionaries(names, anything, max_size=2))
            return type(value)(**kept)
        if isinstance(value, dict):
            return {key: spoilt(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [draw(anything) if draw(chance) == 0 else spoilt(item) for item in value]
        return value

    spoiled = spoilt(flow)
    assert isinstance(spoiled, Flow)
    return spoiled


def references() -> st.SearchStrategy[Expression[Any]]:
    return st.builds(
        Ref,
        st.sampled_from(["form", "data"]),
        st.lists(st.sampled_from(POOL), min_size=1, max_size=2).map(tuple),
        st.none() | st.sampled_from(IDS),
    )


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | references()
    | references().map(lambda it: it == 1)
    | references().map(lambda it: it * 2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
