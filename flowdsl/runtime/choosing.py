"""Fills inputs in as somebody does, and runs what happens on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flowdsl.facts import SELECT, UNSELECT
from flowdsl.runtime.evaluation import MISSING
from flowdsl.runtime.patterns import text_pattern
from flowdsl.runtime.program import ActionProgram, Answer, action_of
from flowdsl.runtime.screen import ShownComponent, ShownOption
from flowdsl.runtime.state import Refused, Status
from flowdsl.runtime.turn import Turn

__all__ = ["fill", "select", "unselect"]


def fill(turn: Turn, name: str, value: Any) -> None:
    """Fill in an input of the screen that is shown.

    Args:
        turn: The step.
        name: The name of the input.
        value: What it is filled in with.

    Raises:
        Refused: There is no such input, it cannot be changed, or does not take the value.
    """
    component = _changeable(turn, name)
    found = turn.setting.checker.accepted(component, value)
    match component.answer:
        case Answer.CHOICE:
            _switch(turn, component, found)
        case Answer.CHOICES:
            _toggle_all(turn, component, found)
        case Answer.BOX:
            if found is not component.value:
                _keep(turn, component, found)
                _run(turn, component, None, SELECT if found else UNSELECT)
        case _:
            changed = found != component.value or not component.is_filled
            _keep(turn, component, found)
            if changed:
                _note_pattern(turn, component, found)
                _run(turn, component, None, SELECT)
    turn.settle()


def _note_pattern(turn: Turn, component: ShownComponent, value: Any) -> None:
    """Note an answer of which nobody can tell whether it matches its pattern."""
    pattern = component.content.get("pattern")
    if isinstance(pattern, str) and isinstance(value, str):
        undecided = text_pattern(pattern).undecided
        if undecided is not None:
            turn.warn(f"whether {component} matches its pattern is not decided: {undecided}")


def _changeable(turn: Turn, name: str) -> ShownComponent:
    component = turn.shown().input(name)
    if not component.enabled:
        raise Refused(f"{component} cannot be changed: it is disabled")
    return component


def select(turn: Turn, name: str, choices: Iterable[str]) -> None:
    """Choose options of an input, one after the other, beside those that are chosen.

    Args:
        turn: The step.
        name: The name of the input.
        choices: The ids of the options, or their titles.

    Raises:
        Refused: The input has no such options, or takes no more.
    """
    for choice in choices:
        component = _changeable(turn, name)
        if component.answer is Answer.CHOICES:
            option = component.option(choice)
            if option.id not in component.value:
                fill(turn, name, [*component.value, option.id])
        elif component.answer is Answer.CHOICE:
            fill(turn, name, choice)
        else:
            raise Refused(f"{component} has no options to select: fill it in")


def unselect(turn: Turn, name: str, choices: Iterable[str]) -> None:
    """Take back choices of an input, one after the other.

    Args:
        turn: The step.
        name: The name of the input.
        choices: The ids of the options, or their titles.

    Raises:
        Refused: They are not chosen, or the input lets nobody take a choice back.
    """
    for choice in choices:
        component = _changeable(turn, name)
        if component.answer is not Answer.CHOICES:
            raise Refused(f"{component} lets nobody take a choice back, only choose another")
        option = component.option(choice)
        if option.id not in component.value:
            raise Refused(f"`{option.id}` is not chosen in {component}")
        fill(turn, name, [each for each in component.value if each != option.id])


def _keep(turn: Turn, component: ShownComponent, value: Any) -> None:
    assert component.name is not None
    turn.fill(component.name, value)


def _switch(turn: Turn, component: ShownComponent, choice: str) -> None:
    """Choose another option of an input that takes one."""
    before = component.value
    if choice == before:
        return  # Tapping what is chosen does nothing.
    _keep(turn, component, choice)
    old = next((each for each in component.options if each.id == before), None)
    both = turn.behaviour.switch_events == "both"
    if _acts_by_option(component):
        if old is not None:
            _run(turn, component, old, UNSELECT)
    elif old is not None and UNSELECT in component.program.actions and both:
        _run(turn, component, None, UNSELECT)
    _run(turn, component, component.option(choice), SELECT)


def _toggle_all(turn: Turn, component: ShownComponent, choices: list[str]) -> None:
    """Tick and untick options of an input that takes several, one after the other."""
    assert component.name is not None
    here = turn.current
    chosen = list(component.value)
    gone = [each for each in chosen if each not in choices]
    new = [each for each in choices if each not in chosen]
    for choice, event in [(each, UNSELECT) for each in gone] + [(each, SELECT) for each in new]:
        chosen = (
            [*chosen, choice] if event == SELECT else [each for each in chosen if each != choice]
        )
        kept = chosen
        if turn.behaviour.check_order == "list":
            kept = [option.id for option in component.options if option.id in chosen]
        turn.fill(component.name, list(dict.fromkeys(kept)) or MISSING)
        option = next((each for each in component.options if each.id == choice), None)
        _run(turn, component, option, event)
        if turn.current != here or turn.status is not Status.OPEN:
            return


def _acts_by_option(component: ShownComponent) -> bool:
    return any(
        isinstance(option.content.get(event), Mapping)
        for option in component.options
        for event in (SELECT, UNSELECT)
    )


def _run(turn: Turn, component: ShownComponent, option: ShownOption | None, event: str) -> None:
    """Run what happens on a choice: the action of the option, or that of the component."""
    action = _action(turn, component, option, event)
    if action is not None and turn.status is Status.OPEN:
        turn.run(action)


def _action(
    turn: Turn, component: ShownComponent, option: ShownOption | None, event: str
) -> ActionProgram | None:
    if option is not None and _acts_by_option(component):
        content = option.content.get(event)
        if not isinstance(content, Mapping) and event == UNSELECT:
            runs = turn.behaviour.item_unselect == "select"
            content = option.content.get(SELECT) if runs else None
        return action_of(content, event) if isinstance(content, Mapping) else None
    own = component.program.actions
    # Without an action of its own, unselecting runs the other one.
    return own.get(event) or (own.get(SELECT) if event == UNSELECT else None)
