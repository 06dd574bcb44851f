"""What stands under conditions: If and Switch, with inputs, links and buttons in their branches."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from flowdsl.components.base import Component
from flowdsl.components.logic import If, Switch
from flowdsl.components.navigation import EmbeddedLink, Footer
from flowdsl.facts import Binding
from flowdsl.node import Node
from flowdsl.shape import AnyOf, Bool, Dynamic
from flowdsl.testing.strategies.answers import Answer, properties_of
from flowdsl.testing.strategies.displays import Budget, draw_display
from flowdsl.testing.strategies.domains import FLAG, Known, one_of_several
from flowdsl.testing.strategies.expressions import truth
from flowdsl.testing.strategies.inputs import FormDraft, draw_input
from flowdsl.testing.strategies.navigation import draw_link
from flowdsl.testing.strategies.options import IDS
from flowdsl.testing.strategies.plans import ScreenPlan, held_by
from flowdsl.testing.strategies.scope import Scope
from flowdsl.values import Expression, Operation, concat
from flowdsl.versions import Version

__all__ = ["Branches", "has_branches"]

DEEPEST: Final = 3
MOST_CASES: Final = 6

Buttons = Callable[[int], Footer]
"""Draws the button of a branch, given how many came before."""


@functools.cache
def _held(cls: type[Node], name: str, version: Version) -> dict[str, type[Node]]:
    return held_by(cls, name, version) if cls.facts.since <= version else {}


def has_branches(version: Version) -> bool:
    """Return whether a version shows anything under conditions.

    Args:
        version: The version.
    """
    return If.facts.since <= version


@attrs.define(eq=False)
class Branches:
    """Draws what stands under conditions on one screen.

    Args:
        scope: What it sees.
        budget: What the screen can still take.
        form: The Form that it stands in, if any.
        waiting: The inputs that are still to be put into a branch.
        settled: The answers of the screen that somebody has always given, with their ids.
        asides: The screens that links may lead to here.
    """

    scope: Scope
    budget: Budget
    form: FormDraft | None
    waiting: list[Answer]
    settled: list[Known]
    asides: Sequence[ScreenPlan]

    def draw_if(
        self,
        depth: int = 1,
        outer: Expression[bool] | None = None,
        buttons: Buttons | None = None,
    ) -> If | None:
        """Draw an If.

        Args:
            depth: How deep it stands, from 1.
            outer: What shows it, where that can be said.
            buttons: Draws a button for each branch, where the screen has its button there.

        Returns:
            The If, or None where there is nothing for it.
        """
        chooser = self.scope.chooser
        if not self.budget.take(If.facts.name):
            return None
        condition, said = self._condition(varies=buttons is not None)
        if condition is None:
            return None
        held = _held(If, "then", self.scope.version)
        shown = said if said is None or outer is None else outer & said
        hidden = None if said is None else ~said if outer is None else outer & ~said
        if depth > 1 and outer is None:
            shown = hidden = None
        then = self._branch(held, shown, depth)
        if buttons is not None:
            then.append(buttons(0))
        elif not then:
            return None
        other: list[Component] | None = None
        if buttons is not None or chooser.chance(45):
            other = self._branch(held, hidden, depth)
            if buttons is not None:
                other.append(buttons(1))
        return If(condition=condition, then=then, else_=other)

    def _condition(self, *, varies: bool) -> tuple[Any, Expression[bool] | None]:
        """Draw a condition, and what it says as an expression, if it can be said so."""
        scope, chooser = self.scope, self.scope.chooser
        shape = properties_of(If, scope.version)["condition"].shape
        assert isinstance(shape, Dynamic)
        alternatives = shape.static.alternatives if isinstance(shape.static, AnyOf) else ()
        constant = not varies and any(isinstance(each, Bool) for each in alternatives)
        if constant and chooser.chance(4):
            return chooser.chance(50), None
        # What is shown must not depend on what is shown with it.
        known = self._reliable(shape.bindings)
        nested = Binding.EXPRESSION in shape.bindings and chooser.chance(25)
        found = truth(chooser, known, nested=nested)
        if found is None or (chooser.chance(20) and not isinstance(found, Operation)):
            entry = scope.entry(FLAG)
            found = found if entry is None else entry.ref
        if found is None:
            return None, None
        plain = not isinstance(found, Operation) or found.is_condition
        return (str(found) if plain and chooser.chance(15) else found), found

    def _reliable(self, bindings: frozenset[Binding]) -> list[Known]:
        known = self.scope.known(bindings)
        return [each for each in known if each.is_sure or each.binding is not Binding.FORM]

    def _branch(
        self, held: dict[str, type[Node]], shown: Expression[bool] | None, depth: int
    ) -> list[Component]:
        """Draw what stands in a branch."""
        chooser = self.scope.chooser
        found: list[Component] = []
        able = [answer for answer in self.waiting if answer.cls.__name__ in held]
        for answer in able[: chooser.integer(0, 2)]:
            if self.budget.take(answer.cls.__name__):
                self.waiting.remove(answer)
                found.append(draw_input(self.scope, answer, self.form, shown=shown, in_branch=True))
        for _ in range(chooser.integer(0 if found else 1, 2)):
            display = draw_display(self.scope, self.budget, held)
            found += [] if display is None else [display]
        more = chooser.integer(0, 9)
        inner: Component | None = None
        if more > 6 and If.facts.name in held and depth < DEEPEST:
            inner = self.draw_if(depth + 1, shown)
        elif more == 6 and Switch.facts.name in held:
            inner = self.draw_switch(shown, in_branch=True)
        elif more == 5 and EmbeddedLink.facts.name in held:
            inner = self._link()
        if inner is not None:
            found.insert(chooser.integer(0, len(found)), inner)
        return found

    def _link(self) -> Component | None:
        chooser = self.scope.chooser
        target = chooser.pick(self.asides) if self.asides and chooser.chance(50) else None
        if not self.budget.take(EmbeddedLink.facts.name):
            return None
        return draw_link(self.scope, target, in_branch=True)

    def draw_switch(
        self,
        outer: Expression[bool] | None = None,
        buttons: Buttons | None = None,
        *,
        in_branch: bool = False,
    ) -> Switch | None:
        """Draw a Switch.

        Args:
            outer: What shows it, where that can be said.
            buttons: Draws a button for each case, where the screen has its button there; then
                there is a case for whatever value there can be.
            in_branch: Whether it stands in a branch itself.

        Returns:
            The Switch, or None where there is nothing for it.
        """
        chooser, scope = self.scope.chooser, self.scope
        shape = properties_of(Switch, scope.version)["value"].shape
        assert isinstance(shape, Dynamic)
        known = self._value(shape.bindings, settled=buttons is not None)
        if known is None or not self.budget.take(Switch.facts.name):
            return None
        held = _held(Switch, "cases", scope.version)
        ids: Sequence[str] = known.ids
        if buttons is None:
            ids = chooser.some(known.ids, 1, 4)
        cases: dict[str, list[Component]] = {}
        for index, name in enumerate(ids):
            said: Expression[bool] | None = known.ref == name
            if in_branch:
                said = None if outer is None or said is None else outer & said
            # A case may be empty, as in a sample of Meta's.
            is_empty = buttons is None and chooser.chance(10)
            cases[name] = [] if is_empty else self._branch(held, said, DEEPEST)
            if buttons is not None:
                cases[name].append(buttons(index))
        value: Expression[Any] = known.ref
        if buttons is None and Binding.EXPRESSION in shape.bindings and chooser.chance(10):
            value = concat(known.ref, "")
        return Switch(value=value, cases=cases)

    def _value(self, bindings: frozenset[Binding], *, settled: bool) -> Known | None:
        """Return a text of which it is known what it may be."""
        chooser = self.scope.chooser
        able = [
            known
            for known in self._reliable(bindings)
            if known.ids and known.type == "string" and len(known.ids) <= MOST_CASES
        ]
        if settled:
            # Each of two ways on needs a case.
            able = [known for known in able if known.binding is Binding.DATA]
            able += self.settled
            able = [known for known in able if 2 <= len(known.ids) <= MOST_CASES]
        if able and chooser.chance(80):
            return chooser.pick(able)
        ids = tuple(chooser.some(IDS, 2, 4))
        return self.scope.entry(one_of_several("case", ids))
