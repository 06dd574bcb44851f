"""What selecting something does: changing the data of the screen, or asking the endpoint."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowdsl.actions import DataExchange, UpdateData
from flowdsl.node import Node
from flowdsl.shape import Property, Tagged
from flowdsl.testing.strategies.payloads import sent, updated
from flowdsl.testing.strategies.scope import Scope

__all__ = ["allowed", "selected"]


def allowed(known: Property | None) -> Mapping[str, type[Node]]:
    """Return the actions that a property takes, by their names.

    Args:
        known: The property, or None where there is none.
    """
    shape = known.shape if known is not None else None
    return shape.options if isinstance(shape, Tagged) else {}


def selected(
    scope: Scope, known: Property | None, ids: Sequence[str] = (), *, lists: bool = True
) -> Any:
    """Draw what happens when something is selected, or left.

    Args:
        scope: What the action sees.
        known: The property that holds it.
        ids: Texts that say what was selected.
        lists: Whether it may change the options of others.

    Returns:
        The action, or None where there is none to be had.
    """
    options = allowed(known)
    if DataExchange.facts.name in options and scope.has_endpoint and scope.chooser.chance(50):
        return DataExchange(sent(scope, completes=False))
    if UpdateData.facts.name in options and scope.binds:
        payload = updated(scope, ids, lists=lists)
        return None if payload is None else UpdateData(payload)
    return None
