"""Which screens somebody has been on before another, and which are given data from outside."""

from functools import cached_property

import attrs

from flowdsl.actions import DataExchange, Navigate
from flowdsl.answers.sources import Giver
from flowdsl.components.navigation import Footer
from flowdsl.context import Context, PlacedAction, PlacedScreen
from flowdsl.routes import Routes, routes_of

__all__ = ["Ways", "is_validated"]

_FOOTER = Footer.facts.name
_EXCHANGE, _NAVIGATE = DataExchange.facts.name, Navigate.facts.name


def is_validated(action: PlacedAction) -> bool:
    """Return whether an action runs only once the inputs of its screen are filled in as required.

    A phone asks for that where the button at the bottom is tapped, and nowhere else.
    """
    return action.component.kind == _FOOTER


@attrs.define(eq=False)
class Ways:
    """The ways through a document.

    Args:
        context: What is known of the document.
    """

    context: Context
    _visited: dict[tuple[str, bool], set[str]] = attrs.field(factory=dict, init=False)

    @cached_property
    def routes(self) -> Routes:
        """The graph of the screens."""
        return routes_of(self.context)

    @cached_property
    def entries(self) -> list[str]:
        """The screens that a flow can begin on: the first one where the graph tells none."""
        return self.routes.entries or list(self.context.by_id)[:1]

    @cached_property
    def _reached(self) -> set[str]:
        return self.routes.reached_from(self.entries)

    def is_visited(self, screen: PlacedScreen, before: PlacedScreen) -> bool:
        """Return whether every way to a screen leads over another."""
        return self._is_passed(screen, before, filled=False)

    def is_filled(self, screen: PlacedScreen, before: PlacedScreen) -> bool:
        """Return whether every way to a screen leads over another, and on by its Footer.

        Only then is what that one requires filled in.
        """
        return self._is_passed(screen, before, filled=True)

    def _is_passed(self, screen: PlacedScreen, before: PlacedScreen, *, filled: bool) -> bool:
        if not self.context.is_known or before.id not in self._reached:
            return False
        key = (screen.id, filled)
        if key not in self._visited:
            self._visited[key] = self._reached_without(screen, by_footer=filled)
        return before.id not in self._visited[key]

    def _reached_without(self, screen: PlacedScreen, *, by_footer: bool) -> set[str]:
        """Return what can be reached without leaving a screen, or without leaving by its Footer."""
        routes = self.routes
        kept = [each for each in screen.actions if by_footer and not is_validated(each)]
        left = [each for each in kept if each.name == _NAVIGATE]
        exchanges = any(each.name == _EXCHANGE for each in kept)
        model = routes.model
        if model is not None:
            model = {**model, screen.id: model.get(screen.id, []) if exchanges else []}
        cut = Routes(self.context, model, {**routes.navigations, screen.id: left})
        return cut.reached_from(self.entries)

    @cached_property
    def has_endpoint(self) -> bool:
        """Whether an endpoint has its say: also where the flow asks it, but does not declare it."""
        return self.context.has_endpoint or any(self.context.actions_of(_EXCHANGE))

    @cached_property
    def _answered(self) -> set[str]:
        """The screens that the endpoint can answer with, and so give data to."""
        if not self.has_endpoint:
            return set()
        asking = {
            screen.id
            for screen in self.context.screens
            if screen.content.get("refresh_on_back") is True
            or any(action.name == _EXCHANGE for action in screen.actions)
        }
        found = asking | set(self.entries)
        for name in asking:
            # Along an edge, or back along one: a phone accepts no other answer.
            found.update(self.routes.everywhere.get(name, ()), self.routes.sources.get(name, ()))
        return found

    def givers_of(self, screen: PlacedScreen) -> tuple[Giver, ...]:
        """Return who can give a screen its data from outside of the flow.

        The message that opens a flow fills its first screen. An endpoint fills the screen that it
        answers with: the first, the one that asks, and those before and after it.
        """
        givers = []
        if screen.id in self.entries:
            givers.append(Giver.MESSAGE)
        if screen.id in self._answered:
            givers.append(Giver.ENDPOINT)
        return tuple(givers)
