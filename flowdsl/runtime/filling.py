"""What fills inputs without anybody's doing: init-values, and options that are gone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from flowdsl.facts import DateStyle
from flowdsl.runtime.days import day_of
from flowdsl.runtime.evaluation import MISSING, Value, is_empty, written
from flowdsl.runtime.program import Answer, ComponentProgram
from flowdsl.runtime.scope import RANGE_KEYS, ViewScope
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.showing import content_in

if TYPE_CHECKING:
    from flowdsl.runtime.turn import Turn

__all__ = ["refilled"]


def refilled(turn: Turn, *, came: bool) -> None:
    """Fill the inputs of the shown screen as their init-values and options ask.

    Args:
        turn: The step.
        came: Whether data came since this was done last.
    """
    for component in turn.screen.inputs.values():
        _initialise(turn, component, came=came)
    if turn.behaviour.stale_choice == "cleared":
        for component in turn.screen.inputs.values():
            _clear_stale(turn, component)
    if turn.behaviour.hidden_value == "dropped":
        _drop_hidden(turn)


def _initialise(turn: Turn, component: ComponentProgram, *, came: bool) -> None:
    found = component.input
    assert found is not None
    if found.initial.written is MISSING:
        return
    scope = turn.scope()
    value = found.initial.value(scope)
    state = turn.screens[turn.current]
    is_first = found.name not in state.initial
    match turn.behaviour.reinit:
        case "never":
            takes = is_first
        case "changed":
            takes = is_first or state.initial[found.name] != value
        case "always":
            takes = is_first or came or state.initial[found.name] != value
    if not takes:
        return
    form = {key: each for key, each in state.form.items() if key != found.name}
    kept = _kept(turn, component, value, scope)
    if kept is not MISSING:
        form[found.name] = kept
    initial = {**state.initial, found.name: value}
    turn.change(turn.current, form=form, initial=initial)


def _kept(turn: Turn, component: ComponentProgram, value: Value, scope: ViewScope) -> Value:
    """Return an init-value as its input keeps it, `MISSING` where it says nothing."""
    if is_empty(value):
        return MISSING
    assert component.input is not None
    content = content_in(component, scope)
    answer = component.input.answer(content)
    match answer:
        case Answer.TEXT | Answer.NUMBER:
            return written(value)
        case Answer.BOX:
            return value if isinstance(value, bool) else MISSING
        case Answer.CHOICE:
            text = written(value)
            return (
                text
                if turn.behaviour.init_unknown == "kept" or _has(component, content, text)
                else MISSING
            )
        case Answer.CHOICES:
            listed = [written(each) for each in value] if isinstance(value, list) else []
            if turn.behaviour.init_unknown == "ignored":
                listed = [each for each in listed if _has(component, content, each)]
            return listed or MISSING
        case Answer.DAY:
            return written(value) if _is_day(turn, component, value) else MISSING
        case Answer.RANGE:
            if not isinstance(value, dict):
                return MISSING
            ends = {
                key: written(value[key])
                for key in RANGE_KEYS
                if key in value and _is_day(turn, component, value[key])
            }
            return ends or MISSING
        case Answer.FILES:
            return MISSING


def _has(component: ComponentProgram, content: Any, choice: str) -> bool:
    shown = ShownComponent(program=component, content=content)
    return any(option.id == choice for option in shown.options)


def _is_day(turn: Turn, component: ComponentProgram, value: Value) -> bool:
    assert component.input is not None
    style = component.input.traits.days or DateStyle.ISO
    zone = turn.setting.now.tzinfo or datetime.UTC
    return day_of(value, style, zone) is not None


def _clear_stale(turn: Turn, component: ComponentProgram) -> None:
    """Clear what was chosen of options that are gone; no action runs for it."""
    found = component.input
    assert found is not None
    state = turn.screens[turn.current]
    if found.traits.options is None or found.name not in state.form:
        return
    if not any(key == found.traits.options for key, _ in component.bound):
        return
    value = state.form[found.name]
    if turn.behaviour.init_unknown == "kept" and value == state.initial.get(found.name):
        return
    content = content_in(component, turn.scope())
    kept: Value
    if isinstance(value, list):
        kept = [each for each in value if _has(component, content, each)]
    else:
        kept = value if _has(component, content, value) else []
    if kept == value:
        return
    form = {key: each for key, each in state.form.items() if key != found.name}
    if kept:
        form[found.name] = kept
    turn.change(turn.current, form=form)


def _drop_hidden(turn: Turn) -> None:
    """Forget what stands in inputs that are not shown."""
    state = turn.screens[turn.current]
    seen = turn.shown().inputs
    form = {name: value for name, value in state.form.items() if name in seen}
    if len(form) < len(state.form):
        turn.change(turn.current, form=form)
