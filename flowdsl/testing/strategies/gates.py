"""When an input is shown, can be filled in and has to be: never so that nobody can go on."""

from collections.abc import Mapping
from typing import Any

import attrs

from flowdsl.facts import Binding
from flowdsl.shape import Dynamic, Property
from flowdsl.testing.strategies.domains import FLAG
from flowdsl.testing.strategies.scope import Scope
from flowdsl.values import Expression, Ref

__all__ = ["Gates", "gates"]


@attrs.frozen(eq=False)
class Gates:
    """When an input is shown and has to be filled in.

    Args:
        arguments: Its properties that say so.
        is_sure: Whether it is always shown and can always be filled in, so that it may need
            something in ways of its own, too.
    """

    arguments: Mapping[str, Any]
    is_sure: bool


def gates(
    scope: Scope,
    known: Mapping[str, Property],
    own: Ref[Any],
    *,
    is_sure: bool,
    shown: Expression[bool] | None,
    in_branch: bool,
    plain: bool = True,
) -> Gates:
    """Draw when an input is shown, can be filled in and has to be.

    Args:
        scope: What the input sees.
        known: The properties that it has.
        own: The reference to its own answer, on which none of it may depend.
        is_sure: Whether it has to be always shown.
        shown: What shows it, where it stands under a condition that can be said of it.
        in_branch: Whether it stands under a condition.
        plain: Whether `required` is true or false, and nothing else.
    """
    chooser = scope.chooser
    bindings = _bindings(known)
    plain = plain and "required" in known
    found: dict[str, Any] = dict.fromkeys(
        name for name in ("visible", "enabled", "required") if name in known
    )
    if in_branch:
        takes = shown is not None and (isinstance(shown, Ref) or Binding.EXPRESSION in bindings)
        if takes and plain and chooser.chance(50):
            found["required"] = shown
        elif plain and chooser.chance(20):
            found["required"] = False
        return Gates(found, is_sure=False)
    gate = None
    if scope.binds and not is_sure and chooser.chance(75):
        gate = scope.gate(bindings, own)
        if gate is None and Binding.DATA in bindings:
            entry = scope.entry(FLAG)
            gate = entry.ref if entry is not None else None
    if gate is None:
        for name in ("visible", "enabled"):
            if name in known and chooser.chance(8):
                found[name] = True
        if plain and chooser.chance(60):
            found["required"] = True
            if scope.binds and chooser.chance(25):
                bound = scope.bound(FLAG, bindings, own)
                found["required"] = True if bound is None else bound
        return Gates(found, is_sure=True)
    gated = [name for name in ("visible", "enabled") if name in known]
    for name in chooser.some(gated, 1):
        found[name] = gate
    if plain and chooser.chance(50):
        found["required"] = gate
    return Gates(found, is_sure=False)


def _bindings(known: Mapping[str, Property]) -> frozenset[Binding]:
    """Return the kinds of binding that all of the properties take."""
    shapes = [known[name].shape for name in ("visible", "enabled", "required") if name in known]
    found = [shape.bindings for shape in shapes if isinstance(shape, Dynamic)]
    return frozenset.intersection(*found) if found else frozenset()
