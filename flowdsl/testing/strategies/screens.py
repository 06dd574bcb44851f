"""Screens, drawn as they were planned: what stands on them, and in which order."""

from collections.abc import Sequence
from typing import Any, Final

import attrs

from flowdsl.components.base import Component, Input
from flowdsl.components.inputs import OptIn
from flowdsl.components.logic import Form, If
from flowdsl.components.navigation import EmbeddedLink, Footer
from flowdsl.components.text import RichText
from flowdsl.flow import Screen, SingleColumnLayout
from flowdsl.projection import companions_of, shape_of
from flowdsl.shape import Dynamic
from flowdsl.testing.strategies.answers import Answer, properties_of
from flowdsl.testing.strategies.branches import Branches, Buttons, has_branches
from flowdsl.testing.strategies.displays import Budget, draw_display, draw_rich_text
from flowdsl.testing.strategies.domains import constant
from flowdsl.testing.strategies.events import allowed
from flowdsl.testing.strategies.inputs import FormDraft, draw_input
from flowdsl.testing.strategies.navigation import draw_footer, draw_link, draw_list, led, opened
from flowdsl.testing.strategies.plans import MOST_LINKS, FlowPlan, ScreenPlan, Style, held_by
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import instance
from flowdsl.values import Expression
from flowdsl.versions import V4_0

__all__ = ["draw_screen"]

_FORM_NAMES: Final = ("form", "my_form", "Form 1")


def draw_screen(scope: Scope, plan: FlowPlan, screen: ScreenPlan, flow: dict[str, int]) -> Screen:
    """Draw a screen.

    Args:
        scope: What can be referred to on it.
        plan: The flow as planned.
        screen: The screen as planned; the screens that it leads to are drawn already.
        flow: How many components of each kind the flow holds so far.
    """
    chooser = scope.chooser
    budget = Budget(plan.version, flow)
    children = _children(scope, budget, screen)
    ends = screen.is_terminal
    sensitive = [answer.name for answer in screen.answers if chooser.chance(20)]
    given: dict[str, Any] = {
        "id": screen.id,
        "terminal": True if ends else False if chooser.chance(10) else None,
        "success": None,
        "refresh_on_back": chooser.chance(50)
        if scope.has_endpoint and chooser.chance(40)
        else None,
        "sensitive": sensitive or None,
        "data": None,
        "layout": None,
    }
    known = properties_of(Screen, plan.version)
    last = screen is next(each for each in reversed(plan.screens) if each.is_terminal)
    if ends and "success" in known and chooser.chance(30):
        given["success"] = last or chooser.chance(40)
    if chooser.chance(25):
        given["layout"] = SingleColumnLayout(children=children)
    else:
        given["children"] = children
    given = {name: value for name, value in given.items() if name in known or name == "children"}
    title = known["title"].shape
    given["title"] = f"{screen.id.title().replace('_', ' ')}"
    if isinstance(title, Dynamic) and chooser.chance(15):
        found = scope.bind(title)
        given["title"] = given["title"] if found is None else found
    if screen.entries or chooser.chance(10):
        given["data"] = [entry.data for entry in screen.entries]
    drawn: Screen = instance(chooser, shape_of(Screen, plan.version), None, given)
    return drawn


def _children(scope: Scope, budget: Budget, screen: ScreenPlan) -> list[Component]:
    chooser = scope.chooser
    match screen.style:
        case Style.LIST:
            targets = screen.next
            if len(targets) > 1 and chooser.chance(50):
                return [
                    draw_list(scope, targets[:1], "list"),
                    draw_list(scope, targets[1:], "second_list"),
                ]
            return [draw_list(scope, targets, "list")]
        case Style.RICH:
            return [draw_rich_text(scope), draw_footer(scope, screen.next)]
        case Style.ASIDE:
            if companions_of(RichText, scope.version) is not None and chooser.chance(60):
                return [draw_rich_text(scope)]
            shown = [draw_display(scope, budget) for _ in range(chooser.integer(1, 3))]
            return [each for each in shown if each is not None]
        case Style.PAGE:
            return _Page(scope, budget, screen).draw()


@attrs.define(eq=False)
class _Piece:
    """Something that stands directly on a screen, or in its Form.

    Args:
        component: What it is.
        asks: Whether there are inputs in it.
    """

    component: Component
    asks: bool


class _Page:
    """Draws a screen with texts and inputs and a button."""

    def __init__(self, scope: Scope, budget: Budget, screen: ScreenPlan) -> None:
        self.scope = scope
        self.budget = budget
        self.screen = screen
        self.is_early = scope.version < V4_0
        chooser = scope.chooser
        wants_form = bool(screen.answers) and (self.is_early or chooser.chance(35))
        self.form = FormDraft(self.is_early or chooser.chance(50)) if wants_form else None
        waiting = [
            answer
            for answer in screen.answers
            if not answer.is_sure
            and has_branches(scope.version)
            and answer.cls.__name__ in held_by(If, "then", scope.version)
            and chooser.chance(70)
        ]
        # Phones find no way that stands under a condition unless the routes are written down.
        self.leads_anywhere = scope.has_endpoint or scope.routes_are_written
        asides = screen.asides if self.leads_anywhere else ()
        self.branches = Branches(scope, budget, self.form, waiting, [], asides)
        self.ways_differ = False
        self.inside = held_by(Form, "children", scope.version)
        # Inputs and the button come before all else: they are what the plan is about.
        for answer in screen.answers:
            if answer not in waiting:
                budget.take(answer.cls.__name__)
        budget.take(Footer.facts.name)

    def draw(self) -> list[Component]:
        chooser = self.scope.chooser
        main, linked = self._ways()
        links, reading = self._links(linked, MOST_LINKS - (len(main) - 1))
        pieces = self._inputs(reading)
        pieces += [_Piece(link, asks=False) for link in links]
        for _ in range(chooser.integer(0 if pieces else 1, 4)):
            display = draw_display(self.scope, self.budget)
            pieces += [] if display is None else [_Piece(display, asks=False)]
        pieces = chooser.shuffled(pieces)
        footer, missed = self._footer(main)
        pieces += [_Piece(link, asks=False) for link in missed]
        if has_branches(self.scope.version):
            pieces += self._conditional(chooser.integer(0, 4) - 2)
            # An input that found no branch stands on the screen itself.
            for answer in self.branches.waiting:
                self.budget.take(answer.cls.__name__)
                drawn = draw_input(self.scope, answer, self.form)
                pieces.insert(chooser.integer(0, len(pieces)), _Piece(drawn, asks=True))
            self.branches.waiting = []
        return self._laid_out(pieces, footer)

    def _ways(self) -> tuple[list[ScreenPlan], list[ScreenPlan]]:
        """Return the screens that buttons lead to, and those that links do."""
        chooser, after = self.scope.chooser, self.screen.next
        if len(after) > 1 and self.scope.has_endpoint and chooser.chance(40):
            return after, self.screen.asides
        if len(after) > 1 and self.leads_anywhere and self._has_buttons() and chooser.chance(50):
            self.ways_differ = True
            return after[:2], [*after[2:], *self.screen.asides]
        return after[:1], [*after[1:], *self.screen.asides]

    def _links(
        self, linked: Sequence[ScreenPlan], most: int
    ) -> tuple[list[EmbeddedLink], dict[str, ScreenPlan]]:
        """Draw the links, and say which screens the inputs lead to instead, by their names."""
        chooser = self.scope.chooser
        boxes = [
            answer.name
            for answer in self.screen.answers
            if issubclass(answer.cls, OptIn) and answer not in self.branches.waiting
        ]
        reading: dict[str, ScreenPlan] = {}
        links: list[EmbeddedLink] = []
        for target in linked:
            if boxes and chooser.chance(60):
                reading[boxes.pop()] = target
                continue
            self.budget.take(EmbeddedLink.facts.name)
            link = draw_link(self.scope, target)
            assert link is not None
            links.append(link)
        if len(links) < most and chooser.chance(15):
            other = draw_link(self.scope, None)
            if other is not None and self.budget.take(EmbeddedLink.facts.name):
                links.append(other)
        return links, reading

    def _inputs(self, reading: dict[str, ScreenPlan]) -> list[_Piece]:
        """Draw the inputs that stand on the screen itself."""
        found = []
        for answer in self.screen.answers:
            if answer in self.branches.waiting:
                continue
            known = properties_of(answer.cls, self.scope.version)
            options = allowed(known.get("on_click_action"))
            action = None
            if answer.name in reading:
                action = led(self.scope, [reading[answer.name]], options)
            elif options and self.scope.chooser.chance(25):
                action = opened(self.scope, options)
            drawn = draw_input(self.scope, answer, self.form, opens=action)
            if getattr(drawn, "required", None) is True:
                self.scope.needed.add(answer.name)
            if self._is_settled(answer, drawn):
                self.branches.settled.append(answer.known())
            found.append(_Piece(drawn, asks=True))
        return found

    def _is_settled(self, answer: Answer, drawn: Input[Any]) -> bool:
        """Return whether there is always an answer, one of the options."""
        initial = getattr(drawn, "init_value", None)
        if initial is None and self.form is not None:
            initial = self.form.initial.get(answer.name)
        is_required = getattr(drawn, "required", None) is True
        return bool(answer.ids) and answer.type == "string" and is_required and initial is not None

    def _has_buttons(self) -> bool:
        """Return whether a button may stand under a condition."""
        version = self.scope.version
        return has_branches(version) and Footer.facts.name in held_by(If, "then", version)

    def _footer(self, main: Sequence[ScreenPlan]) -> tuple[_Piece, list[EmbeddedLink]]:
        """Draw the button, or what holds one in each of its branches.

        Returns:
            The button, and links to the screens that it was to lead to and does not.
        """
        scope, chooser = self.scope, self.scope.chooser
        holder: Component | None = None
        waiting = len(self.branches.waiting)
        if self._has_buttons() and (self.leads_anywhere or not main):
            choice = chooser.integer(0, 9)
            if self.ways_differ or choice > 6:
                is_if = choice % 3 > 0
                draw = self.branches.draw_if if is_if else self.branches.draw_switch
                holder = draw(buttons=self._buttons(main))
        if holder is not None:
            return _Piece(holder, asks=len(self.branches.waiting) < waiting), []
        sees = not self.is_early or self.form is not None
        missed: list[EmbeddedLink] = []
        if self.ways_differ:
            drawn = [draw_link(scope, target) for target in main[1:]]
            missed = [link for link in drawn if link is not None]
            main = main[:1]
        return _Piece(draw_footer(scope, main, sees_answers=sees), asks=False), missed

    def _buttons(self, main: Sequence[ScreenPlan]) -> Buttons:
        """Return what draws the button of each branch: to one screen each, or all alike."""

        def draw(index: int) -> Footer:
            targets = [main[index % len(main)]] if self.ways_differ else main
            return draw_footer(self.scope, targets, in_branch=True)

        return draw

    def _conditional(self, number: int) -> list[_Piece]:
        found = []
        for _ in range(number):
            waiting = len(self.branches.waiting)
            is_if = self.scope.chooser.chance(65)
            drawn = self.branches.draw_if() if is_if else self.branches.draw_switch()
            if drawn is not None:
                found.append(_Piece(drawn, asks=len(self.branches.waiting) < waiting))
        return found

    def _laid_out(self, pieces: list[_Piece], footer: _Piece) -> list[Component]:
        chooser = self.scope.chooser
        if self.form is None:
            return [piece.component for piece in (*pieces, footer)]
        outside: list[Component] = []
        inside: list[Component] = []
        after: list[Component] = []
        for piece in pieces:
            fits = type(piece.component).__name__ in self.inside
            acts = isinstance(piece.component, EmbeddedLink)
            if piece.asks or (fits and ((acts and self.is_early) or chooser.chance(70))):
                inside.append(piece.component)
            else:
                outside.append(piece.component)
        if footer.asks or self.is_early or chooser.chance(60):
            inside.append(footer.component)
        else:
            after.append(footer.component)
        return [*outside, self._form(inside), *after]

    def _form(self, children: list[Component]) -> Form:
        assert self.form is not None
        scope, chooser, form = self.scope, self.scope.chooser, self.form
        known = properties_of(Form, scope.version)
        given: dict[str, Any] = {"name": chooser.pick(_FORM_NAMES), "children": children}
        for name, values in (("init_values", form.initial), ("error_messages", form.messages)):
            given[name] = values or None
            shape = known[name].shape
            plain = not any(isinstance(value, Expression) for value in values.values())
            takes = plain and form.has_own and bool(values)
            if isinstance(shape, Dynamic) and takes and chooser.chance(15):
                whole = constant(name, "object", values)
                given[name] = scope.bound_or(values, whole, shape.bindings)
        drawn: Form = instance(chooser, shape_of(Form, scope.version), None, given)
        return drawn
