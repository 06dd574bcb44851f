"""Looks at a screen as it is shown: what cannot be filled in, read or understood on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flowdsl.bindings import binding_of
from flowdsl.facts import Binding
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.fuzz.operands import expression_faults
from flowdsl.fuzz.world import Moment, World
from flowdsl.runtime.evaluation import MISSING, is_empty
from flowdsl.runtime.program import Answer, ComponentProgram
from flowdsl.runtime.scope import ViewScope
from flowdsl.runtime.screen import ShownComponent, ShownScreen

__all__ = ["Look"]

READ: Final = (
    "text",
    "label",
    "helper-text",
    "description",
    "left-caption",
    "center-caption",
    "right-caption",
    "alt-text",
)
"""The properties that somebody reads."""

_REFERENCE: Final = re.compile(r"\$\{(?:data|form|screen)\.[^{}]{1,200}\}")


class Look:
    """Sees what is wrong with screens as they are shown.

    Args:
        world: The flow.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._with_sites = {
            screen.id: [each for each in screen.components if world.clues.sites[id(each)]]
            for screen in world.program.screens.values()
        }

    def shown(self, moment: Moment) -> Iterator[Sighting]:
        """Yield what is wrong with what is shown."""
        screen = moment.screen
        has_footer = screen.footer is not None
        for component in screen.components:
            if component.is_input:
                yield from self._input(component, screen, has_footer)
            if component.visible:
                yield from _texts(component)
        if _REFERENCE.search(screen.title):
            path = ("screens", screen.program.placed.index, "title")
            yield _raw(path, screen.title)
        yield from self._expressions(moment, screen)

    def arrived(self, moment: Moment) -> Iterator[Sighting]:
        """Yield what is wrong with the first values of a screen that has just been shown."""
        screen = moment.screen
        state = moment.session.state.screens[screen.id]
        for name, component in screen.inputs.items():
            value = state.initial.get(name, MISSING)
            if is_empty(value) or (screen.id, name) in moment.typed:
                continue
            kept = state.form.get(name, MISSING)
            found = None
            if kept is MISSING and value is not False:
                found = f"its first value {_short(value)} is not kept"
            elif isinstance(value, list) and isinstance(kept, list) and len(kept) < len(value):
                lost = [each for each in value if each not in kept]
                found = f"of its first value {_short(lost)} is not kept"
            elif component.complaint is not None:
                found = f"its first value {_short(value)} does not do: {component.complaint}"
            if found is not None:
                path = _initial_path(component.program)
                yield Sighting(FaultKind.INITIAL, path, f"{component}: {found}", _takes(component))

    def _input(
        self, component: ShownComponent, screen: ShownScreen, has_footer: bool
    ) -> Iterator[Sighting]:
        if not (component.required or component.answer is Answer.FILES):
            return
        if not self.world.checker.lacks(component):
            return
        path = component.program.path
        if not component.visible:
            if has_footer:
                yield Sighting(
                    FaultKind.HIDDEN,
                    (*path, "visible"),
                    f"required input `{component.name}` is hidden, which some phones do not let "
                    "anybody past",
                    "`required` bound to the same flag as `visible`",
                    {"visible": component.name},
                )
        elif not component.enabled:
            if has_footer:
                yield Sighting(
                    FaultKind.DISABLED,
                    (*path, "enabled"),
                    f"required input `{component.name}` is empty and cannot be changed",
                    "`required` bound to the same flag as `enabled`",
                    {"enabled": component.name},
                )
        else:
            obstacle = self.world.candidates_of(component, screen.id).obstacle
            if obstacle is not None:
                found = f"{component} is required and cannot be filled in: {obstacle}"
                yield Sighting(FaultKind.UNFILLABLE, path, found, "a value that it takes")

    def _expressions(self, moment: Moment, screen: ShownScreen) -> Iterator[Sighting]:
        components = self._with_sites[screen.id]
        if not components:
            return
        here = {each.program.number for each in screen.visible} | screen.branches.keys()
        scope = ViewScope(self.world.program, moment.session.state.screens, screen.program)
        for component in components:
            # A Form is no component of the screen, but is always there.
            if component.number in here or component.is_form:
                yield from expression_faults(component, scope, self.world.clues)


def _takes(component: ShownComponent) -> str:
    return "the id of an option" if component.options else "a value that the input takes"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _initial_path(component: ComponentProgram) -> tuple[str | int, ...]:
    """Return where the first value of an input is written: on it, or on its Form."""
    form = component.placed.form
    if form is None:
        return (*component.path, "init-value")
    values = form.content.get("init-values")
    name = component.placed.name
    if isinstance(values, Mapping) and name in values:
        return (*form.path, "init-values", name or "")
    return (*form.path, "init-values")


def _texts(component: ShownComponent) -> Iterator[Sighting]:
    """Yield what is wrong with what can be read on a component."""
    path = component.program.path
    for key in READ:
        value = component.content.get(key)
        if isinstance(value, str):
            if _is_raw(value):
                yield _raw((*path, key), value)
            elif not value and key == "text" and component.program.bound and not component.is_input:
                found = f"the text of a {component.kind} is empty while it is shown"
                expected = "a text, or a `visible` that hides it"
                yield Sighting(FaultKind.EMPTY_TEXT, (*path, key), found, expected)
        elif isinstance(value, list):
            for number, each in enumerate(value):
                if isinstance(each, str) and _is_raw(each):
                    yield _raw((*path, key, number), each)
    for option in component.options:
        if _is_raw(option.title):
            yield _raw(path, option.title)


def _is_raw(text: str) -> bool:
    if "${" not in text:
        return False
    # A concatenation that cannot be read is one that is reported as such.
    return _REFERENCE.search(text) is not None and binding_of(text) is not Binding.EXPRESSION


def _raw(path: tuple[str | int, ...], text: str) -> Sighting:
    found = f"the screen shows {_short(text)} as it is written"
    expected = "a reference that leads to something, alone or in a concatenation"
    return Sighting(FaultKind.RAW, path, found, expected)
