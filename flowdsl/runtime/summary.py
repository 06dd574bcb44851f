"""The summary of the answers that the chat shows, with what it hides."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.components.choices import ChipsSelector
from flowdsl.components.dates import CalendarPicker
from flowdsl.components.inputs import HIDDEN_INPUT_TYPES
from flowdsl.flow import Screen
from flowdsl.projection import shape_of
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.evaluation import is_empty, written
from flowdsl.runtime.files import File
from flowdsl.runtime.program import Answer, ComponentProgram, Program
from flowdsl.runtime.scope import ViewScope
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.showing import content_in
from flowdsl.runtime.state import State

__all__ = ["DOTS", "SummaryLine", "summary_of"]

DOTS: Final = "••••"
"""What stands for an answer that is not shown."""


@attrs.frozen
class SummaryLine:
    """One answer, as the summary shows it.

    Args:
        screen: The id of the screen.
        name: The name of the input.
        label: What is asked.
        text: The answer, or dots in its place.
    """

    screen: str
    name: str
    label: str
    text: str


def summary_of(program: Program, state: State, behaviour: Behaviour) -> tuple[SummaryLine, ...]:
    """Return what somebody reads who taps the message that was sent (since 5.1).

    Only this is masked: what is sent holds everything.

    Args:
        program: The flow.
        state: The state at its end.
        behaviour: What is chosen where no source settles it.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """
    if not any(known.key == "sensitive" for known in shape_of(Screen, program.version).properties):
        return ()
    return tuple(_lines(program, state, behaviour))


def _lines(program: Program, state: State, behaviour: Behaviour) -> Iterator[SummaryLine]:
    for screen in program.screens.values():
        known = state.screens.get(screen.id)
        if known is None:
            continue
        scope = ViewScope(program, state.screens, screen)
        for name, component in screen.inputs.items():
            value = known.form.get(name)
            if is_empty(value):
                continue
            content = content_in(component, scope)
            is_secret = content.get("input-type") in HIDDEN_INPUT_TYPES
            text: str | None = _text(component, content, value)
            if is_secret:
                text = None
            elif name in screen.sensitive:
                text = _masked(component, content, text or "", behaviour)
            if text is not None:
                label = ShownComponent(program=component, content=content).label
                yield SummaryLine(screen.id, name, label, text)


def _masked(
    component: ComponentProgram, content: Mapping[str, Any], text: str, behaviour: Behaviour
) -> str | None:
    """Return what stands for a sensitive answer, None where nothing does."""
    assert component.input is not None
    match component.input.answer(content):
        case Answer.FILES:
            return None
        case Answer.BOX:
            return text
    if component.kind in UNSTATED and behaviour.mask_default == "shown":
        return text
    return DOTS


UNSTATED: Final = frozenset({CalendarPicker.facts.name, ChipsSelector.facts.name})
"""The components of which no source says whether `sensitive` hides them."""


def _text(component: ComponentProgram, content: Mapping[str, Any], value: Any) -> str:
    shown = ShownComponent(program=component, content=content)
    titles = {option.id: option.title for option in shown.options}
    if isinstance(value, list | tuple):
        parts = (each.name if isinstance(each, File) else titles.get(each, each) for each in value)
        return ", ".join(map(str, parts))
    if isinstance(value, Mapping):
        return " – ".join(str(each) for each in value.values())
    return titles.get(value, written(value)) if isinstance(value, str) else written(value)
