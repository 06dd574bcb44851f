"""Looks references up in the screens as they are at one moment."""

from collections.abc import Mapping
from typing import Any, Final

from flowdsl.data_types import types_of
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.evaluation import MISSING, NumberText, Value, number_of
from flowdsl.runtime.files import File
from flowdsl.runtime.program import Answer, ComponentProgram, Program, ScreenProgram
from flowdsl.runtime.state import ScreenState
from flowdsl.values import Ref

__all__ = ["SendingScope", "ViewScope"]

_UNTOUCHED: Final[dict[Answer, Any]] = {
    Answer.TEXT: "",
    Answer.NUMBER: "",
    Answer.BOX: False,
    Answer.CHOICE: "",
    Answer.CHOICES: [],
    Answer.DAY: "",
    Answer.RANGE: {},
    Answer.FILES: [],
}
"""What an input that nobody touched is in a condition."""


class ViewScope:
    """What a screen sees of itself and of the others.

    Args:
        program: The flow.
        screens: The screens that somebody was on.
        screen: The screen from which it is looked.
    """

    def __init__(
        self, program: Program, screens: Mapping[str, ScreenState], screen: ScreenProgram
    ) -> None:
        self.program = program
        self.screens = screens
        self.screen = screen

    def look_up(self, ref: Ref[Any]) -> Value:
        """Return the value of a reference, `MISSING` where it leads to nothing."""
        owner = self.screen if ref.screen is None else self.program.screens.get(ref.screen)
        state = None if owner is None else self.screens.get(owner.id)
        if owner is None or state is None:
            return MISSING
        if ref.root == "data":
            return self._entry(ref, owner, state)
        found = input_of(ref, owner)
        if found is None:
            return MISSING
        component, rest = found
        assert component.input is not None
        answer = component.answer
        value = state.form.get(component.input.name, MISSING)
        if value is MISSING:
            value = self.untouched(answer)
        elif answer is Answer.NUMBER and isinstance(value, str):
            return NumberText(value)
        return _below(value, rest)

    def untouched(self, answer: Answer) -> Value:
        """Return what an input is that nobody touched."""
        return _UNTOUCHED[answer]

    def _entry(self, ref: Ref[Any], owner: ScreenProgram, state: ScreenState) -> Value:
        value = _below(state.data.get(ref.path[0], MISSING), ref.path[1:])
        if isinstance(value, str) and not isinstance(value, NumberText):
            schema: Any = owner.model.schema(ref.path[0])
            for step in ref.path[1:]:
                below = schema.get("properties") if isinstance(schema, Mapping) else None
                schema = below.get(step) if isinstance(below, Mapping) else None
            types = types_of(schema) if isinstance(schema, Mapping) else None
            if types and "string" not in types and types & {"number", "integer"}:
                # It came from an input for numbers, and was let through as a number.
                return NumberText(value)
        return value

    def whole(self, ref: Ref[Any]) -> Value:
        """Return the value of a reference that is a whole property."""
        return self.look_up(ref)

    def sent(self, value: Value) -> Value:
        """Return the value of an expression that is a whole property."""
        return value


def input_of(
    ref: Ref[Any], owner: ScreenProgram
) -> tuple[ComponentProgram, tuple[str, ...]] | None:
    """Return the input that a reference leads to, and what is taken of its answer.

    Any character passes in a name, so that it may hold dots.
    """
    component = owner.inputs.get(ref.path[0])
    if component is not None:
        return component, ref.path[1:]
    component = owner.inputs.get(".".join(ref.path)) if len(ref.path) > 1 else None
    return None if component is None else (component, ())


def _below(value: Value, rest: tuple[str, ...]) -> Value:
    for step in rest:
        value = value.get(step, MISSING) if isinstance(value, Mapping) else MISSING
    return value


class SendingScope(ViewScope):
    """What an action sends: inputs that nobody touched, numbers and files have their own forms.

    Args:
        program: The flow.
        screens: The screens that somebody was on.
        screen: The screen that the action stands on.
        behaviour: What is chosen where no source settles it.
        action: The name of the action.
    """

    def __init__(
        self,
        program: Program,
        screens: Mapping[str, ScreenState],
        screen: ScreenProgram,
        behaviour: Behaviour,
        action: str,
    ) -> None:
        super().__init__(program, screens, screen)
        self.behaviour = behaviour
        self.action = action
        self.lost: list[str] = []
        """The files whose upload fails, among those that were looked up."""

    def whole(self, ref: Ref[Any]) -> Value:
        """Return what a reference sends, `MISSING` where its key is left out."""
        chosen = self.behaviour
        if ref.root == "form":
            value = self._answer(ref)
        else:
            value = self.look_up(ref)
            if chosen.number_forward == "always" and isinstance(value, str):
                typed = NumberText(value)
                value = typed if number_of(typed) is not None else value
            elif isinstance(value, NumberText):
                value = str(value)  # Forwarded once more it is a text, and no number.
            if value is MISSING:
                value = UNRESOLVED
        if value is not UNRESOLVED:
            return value
        match chosen.unresolved_payload:
            case "literal":
                return str(ref)
            case "empty":
                return ""
        return MISSING

    def _answer(self, ref: Ref[Any]) -> Value:
        owner = self.screen if ref.screen is None else self.program.screens.get(ref.screen)
        state = None if owner is None else self.screens.get(owner.id)
        found = None if owner is None else input_of(ref, owner)
        if state is None or found is None:
            return UNRESOLVED
        component, rest = found
        assert component.input is not None
        answer = component.answer
        value = state.form.get(component.input.name, MISSING)
        if answer is Answer.RANGE and not rest:
            value = self._range(value)
        if value is MISSING:
            value = self.untouched(answer)
            return _below(value, rest) if rest and value is not MISSING else value
        value = _below(value, rest)
        if value is MISSING:
            return UNRESOLVED
        match answer:
            case Answer.NUMBER:
                return self._number(str(value))
            case Answer.TEXT if self.behaviour.trim == "sent":
                return str(value).strip()
            case Answer.FILES:
                return self._files(value)
        return list(value) if isinstance(value, list | tuple) else value

    def _number(self, text: str) -> Value:
        if self.behaviour.trim == "sent":
            text = text.strip()
        typed = NumberText(text)
        number = number_of(typed)
        if self.behaviour.number_value == "number" and number is not None:
            return int(number) if number.is_integer() else number
        return text if self.behaviour.number_forward == "never" else typed

    def _files(self, files: Any) -> list[Any]:
        sends = File.for_message if self.action == "complete" else File.for_endpoint
        known = [file for file in files if isinstance(file, File)]
        self.lost += [f"`{file.name}`" for file in known if file.is_lost]
        return [sends(file) for file in known if not file.is_lost]

    def _range(self, value: Value) -> Value:
        whole = isinstance(value, Mapping) and len(value) == len(RANGE_KEYS)
        if whole:
            return dict(value)
        match self.behaviour.untouched_range:
            case "ends":
                return dict(value) if isinstance(value, Mapping) else {}
            case "empty":
                return ""
            case "omitted":
                return MISSING

    def untouched(self, answer: Answer) -> Value:
        """Return what an input sends that nobody touched, `MISSING` where it sends nothing."""
        chosen = self.behaviour
        match answer:
            case Answer.CHOICE | Answer.DAY:
                return MISSING if chosen.untouched_choice == "omitted" else ""
            case Answer.CHOICES | Answer.FILES:
                match chosen.untouched_list:
                    case "omitted":
                        return MISSING
                    case "empty":
                        return ""
                return []
            case Answer.BOX:
                return MISSING if chosen.untouched_optin == "omitted" else False
            case Answer.RANGE:
                return self._range(MISSING)
        return ""


UNRESOLVED: Final = object()
"""Stands for a reference that leads to nothing, while it is decided what that sends."""

RANGE_KEYS: Final = ("start-date", "end-date")
"""The keys of a calendar range."""
