"""The graph of screens: which leads to which, as the routing model and the actions say."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import attrs

from flowdsl.components.navigation import NavigationList
from flowdsl.context import ROOT, Context, PlacedAction, PlacedComponent, PlacedScreen
from flowdsl.findings import Trail
from flowdsl.versions import V7_3

__all__ = ["Routes", "back_routes", "is_sound", "routes_of", "unknown_names", "unrouted_screens"]


_LIST: Final = NavigationList.facts.name


@attrs.define(eq=False)
class Routes:
    """The graph of the screens of a document.

    Args:
        context: What is known of the document.
        model: The routing model, None where there is none or it cannot be read.
        navigations: The actions that name a screen to go to, by the id of the screen that they
            stand on.
    """

    context: Context
    model: Mapping[str, list[str]] | None
    navigations: Mapping[str, list[PlacedAction]]

    @property
    def ids(self) -> Iterable[str]:
        """The ids of the screens, in document order."""
        return self.context.by_id

    @cached_property
    def targets(self) -> dict[str, dict[str, None]]:
        """The screens that each screen leads to: by the model, or else by its actions."""
        if self.model is not None:
            given = {name: dict.fromkeys(targets) for name, targets in self.model.items()}
        else:
            given = self.navigated
        return {name: given.get(name, {}) for name in self.ids}

    @cached_property
    def navigated(self) -> dict[str, dict[str, None]]:
        """The screens that each screen leads to by its actions alone."""
        return {
            name: dict.fromkeys(target for action in actions if (target := action.target))
            for name, actions in self.navigations.items()
        }

    @cached_property
    def entries(self) -> list[str]:
        """The screens that nothing leads to: a flow can begin there."""
        led_to = {target for targets in self.targets.values() for target in targets}
        if self.model is not None and self.context.version >= V7_3:
            # From 7.3 the server looks at the actions, too.
            led_to |= {target for targets in self.navigated.values() for target in targets}
        return [name for name in self.ids if name not in led_to]

    def where(self, source: str, target: str) -> Trail:
        """Return the way to where an edge is written."""
        if self.model is not None:
            index = list(self.model[source]).index(target)
            return (((ROOT, "routing_model"), source), index)
        action = next(each for each in self.navigations[source] if each.target == target)
        return ((action.trail, "next"), "name")

    def reached_from(self, sources: Iterable[str]) -> set[str]:
        """Return the screens that can be reached from some screens, those included."""
        return _reach(sources, self.everywhere)

    @cached_property
    def everywhere(self) -> dict[str, dict[str, None]]:
        """The edges of the model and of the actions together."""
        return {
            name: {**targets, **self.navigated.get(name, {})}
            for name, targets in self.targets.items()
        }

    @cached_property
    def sources(self) -> dict[str, dict[str, None]]:
        """The screens that lead to each screen."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.ids}
        for name, targets in self.everywhere.items():
            for target in targets:
                found.setdefault(target, {})[name] = None
        return found

    def reaching(self, targets: Iterable[str]) -> set[str]:
        """Return the screens from which some screens can be reached, those included."""
        return _reach(targets, self.sources)

    @cached_property
    def islands(self) -> list[list[str]]:
        """The screens in groups that are connected, whatever the direction."""
        left = dict.fromkeys(self.ids)
        both = {
            name: {**self.targets[name], **self._model_sources.get(name, {})} for name in self.ids
        }
        found = []
        while left:
            first = next(iter(left))
            group = _reach([first], both)
            found.append([name for name in left if name in group])
            for name in found[-1]:
                del left[name]
        return found

    @cached_property
    def _model_sources(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for name, targets in self.targets.items():
            for target in targets:
                found.setdefault(target, {})[name] = None
        return found

    @cached_property
    def loops(self) -> list[tuple[str, str]]:
        """The edges that close a loop, in document order."""
        found: list[tuple[str, str]] = []
        state: dict[str, bool] = {}  # Whether a screen is still on the way.
        for start in self.ids:
            if start in state:
                continue
            state[start] = True
            way = [(start, iter(self.targets.get(start, ())))]
            while way:
                name, targets = way[-1]
                target = next(targets, None)
                if target is None:
                    state[name] = False
                    way.pop()
                elif state.get(target):
                    found.append((name, target))
                elif target not in state and target in self.targets:
                    state[target] = True
                    way.append((target, iter(self.targets[target])))
        return found

    @cached_property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the edges one by one; see the function of that name."""
        return _is_sound(self.context)

    def ends(self, screen: PlacedScreen) -> bool:
        """Return whether a flow can end on a screen, or its endpoint can take it on."""
        return screen.is_terminal or any(
            action.name == "complete"
            or (action.name == "data_exchange" and self.context.has_endpoint)
            for action in screen.actions
        )


def _reach(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def routes_of(context: Context) -> Routes:
    """Return the graph of the screens of a document; it is read once."""
    return context.once(Routes, _read)


def _read(context: Context) -> Routes:
    written = context.document.get("routing_model")
    model = None
    if isinstance(written, dict) and (written or context.has_endpoint):
        model = {
            name: [target for target in targets if isinstance(target, str)]
            for name, targets in written.items()
            if isinstance(targets, list)
        }
    navigations: dict[str, list[PlacedAction]] = {}
    for action in context.actions_of("navigate"):
        navigations.setdefault(action.component.screen.id, []).append(action)
    return Routes(context, model, navigations)


def unknown_names(routes: Routes) -> list[tuple[str, int | None]]:
    """Return the keys and targets of the model that are no screen."""
    known = routes.context.by_id
    found: list[tuple[str, int | None]] = []
    for name, targets in (routes.model or {}).items():
        if name not in known:
            found.append((name, None))
        found += [(name, index) for index, target in enumerate(targets) if target not in known]
    return found


def unrouted_screens(routes: Routes) -> list[str]:
    """Return the screens that the model does not speak of."""
    if routes.model is None:
        return []
    spoken_of = {*routes.model, *(each for targets in routes.model.values() for each in targets)}
    missing = [name for name in routes.ids if name and name not in spoken_of]
    alone = len(list(routes.ids)) == 1 and not routes.model
    return [] if alone else missing


def is_sound(flow: Context) -> bool:
    """Return whether nothing is wrong with the edges one by one, so that the graph means something.

    What follows from an edge that is wrong or missing is not a mistake of its own.
    """
    return routes_of(flow).is_sound


def _is_sound(flow: Context) -> bool:
    if len(flow.screens) < 2:
        return False  # There is no way through a single screen.
    routes = routes_of(flow)
    if not flow.is_whole or len(flow.by_id) < len(flow.screens) or "" in flow.by_id:
        return False
    if routes.model is None and (flow.has_endpoint or not flow.is_known):
        return False
    if "routing_model" in flow.document and routes.model is None and flow.document["routing_model"]:
        return False
    if not flow.has_endpoint and any(flow.actions_of("data_exchange")):
        return False
    if not all(_acts(component) for component in flow.of(_LIST)):
        return False
    if (
        any(not _is_name(name) for name in flow.by_id)
        or unknown_names(routes)
        or unrouted_screens(routes)
    ):
        return False
    for action in flow.actions_of("navigate"):
        target, source = action.target, action.component.screen.id
        if target is None or target not in flow.by_id or target == source:
            return False
        if routes.model is not None and target not in routes.model.get(source, (target,)):
            return False
    return not back_routes(routes)


def _acts(component: PlacedComponent) -> bool:
    """Return whether each item of a list leads somewhere, as far as can be told."""
    items = component.content.get("list-items")
    whole = any(action.item is None for action in component.actions)
    return whole or not isinstance(items, list) or len(component.actions) >= len(items)


def _is_name(name: str) -> bool:
    return name.replace("_", "a").isalpha() and name.isascii()


def back_routes(routes: Routes) -> list[tuple[str, str]]:
    """Return the edges that lead back along another, or to where they come from."""
    found = []
    seen: set[tuple[str, str]] = set()
    for name, targets in routes.targets.items():
        for target in targets:
            if target == name or (target, name) in seen:
                found.append((name, target))
            seen.add((name, target))
    return found
