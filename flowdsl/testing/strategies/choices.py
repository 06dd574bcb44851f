"""Inputs with options: how many are chosen, which at first, and what choosing does."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from flowdsl.facts import Binding
from flowdsl.shape import Dynamic, List, Number, Object, Property
from flowdsl.testing.strategies.answers import Answer
from flowdsl.testing.strategies.domains import COUNT, FEW, Domain, one_of_several
from flowdsl.testing.strategies.events import allowed, selected
from flowdsl.testing.strategies.options import bound_options, options
from flowdsl.testing.strategies.scope import Scope

__all__ = ["choice_arguments", "first_choice"]

_SELECT, _UNSELECT = "on_select_action", "on_unselect_action"


def choice_arguments(
    scope: Scope, answer: Answer, known: Mapping[str, Property], *, is_sure: bool
) -> dict[str, Any]:
    """Draw the properties of a choice that depend on each other.

    Args:
        scope: What the input sees.
        answer: The input as planned.
        known: The properties that it has.
        is_sure: Whether something may have to be chosen.
    """
    chooser = scope.chooser
    source = known["data_source"].shape
    static = source.static if isinstance(source, Dynamic) else source
    assert isinstance(static, List)
    items: Any = answer.decided.get("data_source")
    sure = len(answer.ids)
    if items is None:
        # A phone gets the options from elsewhere; two at least can be chosen, see the domain.
        sure = 2
        if isinstance(source, Dynamic):
            items = scope.bound(bound_options(static), source.bindings)
        if items is None:
            items, _ = options(chooser, static, 2)
    given: dict[str, Any] = {"data_source": items}
    if "min_selected_items" in known:
        given |= _limits(scope, known, sure, is_sure=is_sure)
    given |= dict.fromkeys(name for name in (_SELECT, _UNSELECT) if name in known)
    if not chooser.chance(45):
        return given
    of_items = {known.name: known for known in _item(static).properties}
    if isinstance(items, list) and allowed(of_items.get(_SELECT)) and chooser.chance(50):
        given["data_source"] = [_acting(scope, item, of_items) for item in items]
    else:
        for name in (_SELECT, _UNSELECT):
            if name in known and chooser.chance(70 if name == _SELECT else 40):
                given[name] = selected(scope, known[name], answer.ids, lists=bool(answer.ids))
    return given


def _item(static: List) -> Object:
    assert isinstance(static.item, Object)
    return static.item


def _acting(scope: Scope, item: Any, known: Mapping[str, Property]) -> Any:
    events = {
        name: selected(scope, known[name], (item.id,))
        for name in (_SELECT, _UNSELECT)
        if scope.chooser.chance(50)
    }
    return attrs.evolve(item, **events)


def _limits(
    scope: Scope, known: Mapping[str, Property], sure: int, *, is_sure: bool
) -> dict[str, Any]:
    """Draw how many are chosen at least and at most: never more than can be."""
    chooser = scope.chooser
    least: Any = None
    if is_sure and chooser.chance(30):
        least = chooser.integer(0, min(sure, 3))
        shape = known["min_selected_items"].shape
        if isinstance(shape, Dynamic) and chooser.chance(20):
            least = scope.bound_or(least, FEW, shape.bindings)
    most: Any = None
    if chooser.chance(30):
        shape = known["max_selected_items"].shape
        static = shape.static if isinstance(shape, Dynamic) else shape
        floor = (static.expected or 1) if isinstance(static, Number) else 1
        reached = least if isinstance(least, int) else 1
        most = chooser.integer(max(floor, reached), max(floor, reached) + 3)
        if isinstance(shape, Dynamic) and chooser.chance(20):
            most = scope.bound_or(most, COUNT, shape.bindings)
    return {"min_selected_items": least, "max_selected_items": most}


def first_choice(
    scope: Scope, answer: Answer, given: Mapping[str, Any], bindings: frozenset[Binding]
) -> Any:
    """Draw what is chosen at first, or None where that cannot be known.

    Args:
        scope: What the input sees.
        answer: The input as planned.
        given: The properties that are drawn already.
        bindings: The kinds of binding that are taken.
    """
    chooser = scope.chooser
    if not answer.ids:
        return None
    if answer.type == "string":
        if chooser.chance(20):
            found = scope.bound(one_of_several("chosen", answer.ids), bindings)
            if found is not None:
                return found
        return chooser.pick(answer.ids)
    least, most = given.get("min_selected_items"), given.get("max_selected_items")
    low = least if isinstance(least, int) else 1
    high = min(most, len(answer.ids)) if isinstance(most, int) else len(answer.ids)
    if chooser.chance(20):
        domain = Domain(
            "chosen", answer.type, lambda chooser: _chosen(answer.ids, chooser, low, high)
        )
        found = scope.bound(domain, bindings)
        if found is not None:
            return found
    return _chosen(answer.ids, chooser, low, high)


def _chosen(ids: Sequence[str], chooser: Any, low: int, high: int) -> list[str]:
    """Draw some ids, one at least: an empty list tells no type."""
    found: list[str] = chooser.some(ids, max(low, 1), max(high, 1))
    return found
