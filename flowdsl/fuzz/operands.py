"""Looks at what expressions get: operands that are not there, or of a type that does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flowdsl.fuzz.clues import CONDITION, FLAGS, Clues, Site
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.runtime.evaluation import MISSING, NumberText, evaluate, is_empty, number_of
from flowdsl.runtime.program import ComponentProgram, Program, ScreenProgram
from flowdsl.runtime.scope import ViewScope, input_of
from flowdsl.values import Operand, Operation, Operator, Ref

__all__ = ["expression_faults", "is_declared"]

_ORDER: Final = frozenset(
    {Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL}
)
_EQUALITY: Final = frozenset({Operator.EQUAL, Operator.UNEQUAL})
_LOGIC: Final = frozenset({Operator.AND, Operator.OR, Operator.NOT})


def is_declared(ref: Ref[Any], screen: ScreenProgram, program: Program) -> bool:
    """Return whether a reference leads to something that is declared."""
    owner = screen if ref.screen is None else program.screens.get(ref.screen)
    if owner is None:
        return False
    if ref.root == "data":
        return ref.path[0] in owner.model
    return input_of(ref, owner) is not None


def expression_faults(
    component: ComponentProgram, scope: ViewScope, clues: Clues
) -> Iterator[Sighting]:
    """Yield what is wrong with what a component binds, as the screens are now.

    Args:
        component: The component; an If or a Switch, too.
        scope: What its screen sees.
        clues: What the flow binds where.
    """
    for site in clues.sites[id(component)]:
        if site.tree is None:
            yield Sighting(
                FaultKind.UNREAD,
                site.path,
                f"{site.text!r} cannot be read, so that "
                + ("it never holds" if site.key == CONDITION else "it is shown as it stands"),
                "an expression that phones can read",
            )
        elif isinstance(site.tree, Operation):
            message = _Look(scope).fault(site.tree)
            if message is not None:
                kind, found = message
                yield Sighting(kind, site.path, f"in {site.text}: {found}", _EXPECTED[kind])
        elif isinstance(site.tree, Ref):
            yield from _whole(site, site.tree, scope)


_EXPECTED: Final = {
    FaultKind.OPERAND: "operands of the types that the operator takes",
    FaultKind.NOWHERE: "a reference to an entry or an input that is declared",
}


def _whole(site: Site, ref: Ref[Any], scope: ViewScope) -> Iterator[Sighting]:
    """Yield what is wrong with a reference that is a whole property."""
    if not is_declared(ref, scope.screen, scope.program):
        if site.key in FLAGS and not site.in_action:
            kind = FaultKind.NOWHERE
            yield Sighting(kind, site.path, f"{ref!s} leads to nothing", _EXPECTED[kind])
    elif site.key == CONDITION:
        value = scope.look_up(ref)
        if not is_empty(value) and not isinstance(value, bool):
            yield Sighting(
                FaultKind.OPERAND,
                site.path,
                f"the condition {ref!s} is {_shown(value)}, which never holds",
                "true or false",
            )


class _Look:
    """Evaluates an expression step by step, as far as a phone does, until something is wrong."""

    def __init__(self, scope: ViewScope) -> None:
        self.scope = scope

    def fault(self, tree: Operand) -> tuple[FaultKind, str] | None:
        """Return the first thing that is wrong in an expression."""
        if isinstance(tree, Ref):
            if is_declared(tree, self.scope.screen, self.scope.program):
                return None
            return FaultKind.NOWHERE, f"{tree!s} leads to nothing"
        if not isinstance(tree, Operation):
            return None
        values: list[Any] = []
        for operand in tree.operands:
            found = self.fault(operand)
            if found is not None:
                return found
            values.append(evaluate(operand, self.scope.look_up))
            # The other side is not looked at where this one settles it.
            if tree.operator is Operator.AND and values[-1] is not True:
                break
            if tree.operator is Operator.OR and values[-1] is True:
                break
        message = _misuse(tree, values)
        return None if message is None else (FaultKind.OPERAND, message)


def _misuse(tree: Operation[Any], values: list[Any]) -> str | None:
    """Return what is wrong with the types that an operator gets; nothing is always taken."""
    operator = tree.operator
    present = [value for value in values if not is_empty(value) and value is not MISSING]
    if operator in _EQUALITY:
        if len(present) < 2:
            return None
        first, second = map(_types, present)
        if first & second:
            return None
        always = "false" if operator is Operator.EQUAL else "true"
        both = f"{_shown(present[0])} and {_shown(present[1])}"
        return f"{both} are never equal, so `{operator.value}` is always {always}"
    if operator in _LOGIC:
        wrong = next((each for each in present if not isinstance(each, bool)), None)
        return None if wrong is None else f"`{operator.value}` gets {_shown(wrong)}"
    if operator is Operator.CONCATENATE:
        wrong = next((each for each in present if isinstance(each, list | dict)), None)
        return None if wrong is None else f"{_shown(wrong)} is joined into a text"
    wrong = next((each for each in present if "number" not in _types(each)), None)
    if wrong is None:
        return None
    does = "orders nothing" if operator in _ORDER else "counts it as 0"
    return f"`{operator.value.removeprefix('unary ')}` gets {_shown(wrong)} and {does}"


def _types(value: Any) -> frozenset[str]:
    """Return what a value counts as."""
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, NumberText):
        return frozenset({"number", "text"})
    if isinstance(value, str):
        return frozenset({"text"})
    if number_of(value) is not None:
        return frozenset({"number"})
    return frozenset({type(value).__name__})


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {str(value)[:40]!r}"
    if isinstance(value, int | float):
        return f"the number {str(value)[:40]}"
    return "a list" if isinstance(value, list | tuple) else "an object"
