"""Works out what is on a screen, from what its flow says and what is known at that moment."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.checks import Checker
from flowdsl.runtime.evaluation import MISSING, is_empty, is_true, written
from flowdsl.runtime.program import ComponentProgram, Program, ScreenProgram
from flowdsl.runtime.scope import ViewScope
from flowdsl.runtime.screen import ShownComponent, ShownScreen
from flowdsl.runtime.state import ScreenState

__all__ = ["content_in", "show"]


def show(
    program: Program,
    screens: Mapping[str, ScreenState],
    screen: ScreenProgram,
    behaviour: Behaviour,
    checker: Checker,
) -> ShownScreen:
    """Return what is on a screen.

    Args:
        program: The flow.
        screens: The screens that somebody was on; the shown one is among them.
        screen: The screen.
        behaviour: What is chosen where no source settles it.
        checker: Checks what is filled in.
    """
    scope = ViewScope(program, screens, screen)
    branches: dict[int, str | None] = {}
    state = screens[screen.id]
    components = tuple(
        _shown(each, scope, state, behaviour, checker)
        for each in _present(screen.children, scope, branches, behaviour)
    )
    title = screen.placed.content.get("title") if screen.title is None else screen.title(scope)
    return ShownScreen(
        program=screen,
        title=written(screen.placed.content.get("title") if title is MISSING else title),
        components=components,
        branches=branches,
        lacking=tuple(_lacking(components, behaviour, checker)),
    )


def _present(
    children: list[ComponentProgram],
    scope: ViewScope,
    branches: dict[int, str | None],
    behaviour: Behaviour,
) -> Iterator[ComponentProgram]:
    """Yield what conditions do not leave out, and note which branches they take."""
    for child in children:
        if child.is_form:
            yield from _present(child.branches.get("children", []), scope, branches, behaviour)
        elif child.is_if:
            holds = child.condition
            value = holds if isinstance(holds, bool) else holds(scope.look_up)
            branch = "then" if is_true(value) else "else"
            branches[child.number] = branch if branch in child.content else None
            yield from _present(child.branches[branch], scope, branches, behaviour)
        elif child.is_switch:
            case = _case(child, scope, behaviour)
            branches[child.number] = case
            if case is not None:
                yield from _present(child.branches[case], scope, branches, behaviour)
        else:
            yield child


def _case(switch: ComponentProgram, scope: ViewScope, behaviour: Behaviour) -> str | None:
    value = switch.content.get("value") if switch.value is None else switch.value(scope)
    if value is MISSING or (behaviour.switch_compare == "strict" and not isinstance(value, str)):
        return None
    text = written(value)
    return text if text in switch.branches else None


def content_in(component: ComponentProgram, scope: ViewScope) -> Mapping[str, Any]:
    """Return the properties of a component, with what is bound resolved.

    A reference that leads to nothing stays as it is written, which is what phones print.

    Args:
        component: The component.
        scope: Where its references are looked up.
    """
    if not component.bound:
        return component.content
    found = dict(component.content)
    for key, bound in component.bound:
        value = bound(scope)
        if value is not MISSING:
            found[key] = value
    return found


def _shown(
    component: ComponentProgram,
    scope: ViewScope,
    state: ScreenState,
    behaviour: Behaviour,
    checker: Checker,
) -> ShownComponent:
    content = content_in(component, scope)
    visible = _flag(component, content, "visible", behaviour, otherwise=True)
    enabled = _flag(component, content, "enabled", behaviour, otherwise=True)
    found = component.input
    if found is None:
        return ShownComponent(program=component, content=content, visible=visible, enabled=enabled)
    answer = component.answer if content is component.content else found.answer(content)
    value = state.form.get(found.name, MISSING)
    is_filled = value is not MISSING
    shown = ShownComponent(
        program=component,
        content=content,
        visible=visible,
        enabled=enabled,
        required=_flag(component, content, "required", behaviour, otherwise=False),
        value=value if is_filled else scope.untouched(answer),
        is_filled=is_filled,
    )
    complaint = checker.complaint(shown)
    error = _error(component, scope, state, behaviour, complaint)
    if complaint is None and error is None:
        return shown
    return _with_errors(shown, complaint, error)


def _with_errors(shown: ShownComponent, complaint: str | None, error: str | None) -> ShownComponent:
    return ShownComponent(
        program=shown.program,
        content=shown.content,
        visible=shown.visible,
        enabled=shown.enabled,
        required=shown.required,
        value=shown.value,
        is_filled=shown.is_filled,
        complaint=complaint,
        error=error,
    )


def _flag(
    component: ComponentProgram,
    content: Mapping[str, Any],
    key: str,
    behaviour: Behaviour,
    *,
    otherwise: bool,
) -> bool:
    """Return a flag, what the table has for it where it is left out or leads to nothing."""
    value = content.get(key)
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):  # The two ends of a range.
        return any(each is True for each in value.values())
    if key in content and behaviour.missing_flag == "false":
        return False
    default = component.defaults.get(key, otherwise)
    return default is True


def _error(
    component: ComponentProgram,
    scope: ViewScope,
    state: ScreenState,
    behaviour: Behaviour,
    complaint: str | None,
) -> str | None:
    """Return the error message below an input.

    A message that is bound marks the input while it says something; one that is written in the
    flow stands there for an answer that does not do.
    """
    assert component.input is not None
    assigned = component.input.error
    value = assigned.value(scope)
    if assigned.bound is None:
        text = _message(value)
        return (text or complaint) if complaint is not None else None
    is_over = behaviour.error_life == "edited" and component.input.name in state.edited
    text = "" if is_over else _message(value)
    return text or complaint


def _message(value: Any) -> str:
    if value is MISSING or is_empty(value):
        return ""
    if isinstance(value, Mapping):
        return "; ".join(written(each) for each in value.values() if not is_empty(each))
    return written(value)


def _lacking(
    components: tuple[ShownComponent, ...], behaviour: Behaviour, checker: Checker
) -> Iterator[str]:
    """Yield what is not filled in as the Footer needs it."""
    for each in components:
        if each.is_input:
            is_out = (not each.visible and behaviour.hidden_required == "ignored") or (
                not each.enabled and behaviour.disabled_required == "ignored"
            )
            if is_out:
                continue
            where = "" if each.visible else ", which is not visible"
            if checker.lacks(each):
                yield f"{each} is required and empty{where}"
            elif each.complaint is not None:
                yield f"{each}: {each.complaint}{where}"
            elif each.error is not None and behaviour.error_blocks:
                yield f"{each}: {each.error}"
