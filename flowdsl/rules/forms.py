"""Rules about Forms: what stands in them, and what their inputs hold at first."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowdsl.bindings import binding_of
from flowdsl.components.base import Input
from flowdsl.components.choices import ChipsSelector
from flowdsl.components.dates import CalendarPicker
from flowdsl.components.logic import Form
from flowdsl.components.media import Picker
from flowdsl.context import Context, PlacedComponent, kinds_of
from flowdsl.data_types import Schema, misfit, type_words, types_of
from flowdsl.fault import Faults, fault
from flowdsl.findings import Trail, a_or_an
from flowdsl.node import COMPONENTS
from flowdsl.problems import Severity, close_match
from flowdsl.resolution import reference_of, resolve
from flowdsl.rule import rule
from flowdsl.versions import V4_0, V7_0

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_FORM = Form.facts.name
_INPUTS, _PICKERS = kinds_of(Input), kinds_of(Picker)
_TOLERATED = kinds_of(CalendarPicker) | kinds_of(ChipsSelector)
INITIAL, MESSAGES = "init-values", "error-messages"
MOVED = {"init-value": INITIAL, "error-message": MESSAGES}
"""What an input says of itself, and where a Form says it for its inputs."""


@rule("FLOW241", "input-outside-form", ERROR, ("COMPONENTS_OUTSIDE_FORM",), since=V4_0,
      catalogue=("V415",), needs=(_FORM,))  # fmt: skip
def input_outside_form(flow: Context) -> Faults:
    """An input stands beside a Form.

    On a screen with a Form all inputs stand in it. From 4.0 a Form is needed no more: leave it
    out, and the inputs can stand anywhere.

    Bad:
        [Form(name="form", children=[TextInput(name="first", label="First name")]),
         TextInput(name="last", label="Last name")]
    Good:
        [TextInput(name="first", label="First name"), TextInput(name="last", label="Last name")]
    Meta: approximated: a CalendarPicker or ChipsSelector there is a warning, as the documents do
        not list them.
    """
    for screen in flow.screens:
        # A Form elsewhere than in the layout is a mistake of its own.
        if any(form.holder is None for form in screen.of(_FORM)):
            for component in screen.components:
                if component.kind in _INPUTS and component.form is None:
                    message = f"a {component.kind} stands beside the Form of its screen"
                    severity = WARNING if component.kind in _TOLERATED else None
                    help_ = "move it into the Form, or leave the Form out"
                    cause = ("outside", screen.index)
                    yield fault(component.trail, message, help_, severity=severity, cause=cause)


@rule("FLOW242", "default-in-form", ERROR, ("INVALID_PROPERTY_KEY",), since=V4_0,
      catalogue=("V417",), needs=(_FORM,))  # fmt: skip
def default_in_form(flow: Context) -> Faults:
    """An input in a Form says itself what it holds at first, or its error message.

    The Form says it for its inputs. In Python either way will do: what an input says is moved to
    its Form.

    Bad:
        {"type": "Form", "name": "form", "children": [
            {"type": "TextInput", "name": "city", "label": "City", "init-value": "Paris"}]}
    Good:
        {"type": "Form", "name": "form", "init-values": {"city": "Paris"}, "children": [
            {"type": "TextInput", "name": "city", "label": "City"}]}
    Meta: same: reported from answers of the server.
    """
    for component in flow.of(*_INPUTS):
        if component.form is not None:
            for key, together in MOVED.items():
                if key in component.content:
                    message = f"`{key}` stands on an input inside a Form"
                    help_ = f"write it into the Form's `{together}`, under `{component.name}`"
                    yield fault(component.at(key), message, help_, at_key=True)


def _inputs_of(form: PlacedComponent) -> dict[str, PlacedComponent]:
    return {
        component.name: component
        for component in form.screen.components
        if component.kind in _INPUTS and component.form is form and component.name is not None
    }


def _values(flow: Context, *keys: str) -> Iterator[tuple[PlacedComponent, str, Mapping[str, Any]]]:
    """Yield each Form with a key of its and the object that stands there."""
    for form in flow.of(_FORM):
        for key in keys:
            values = form.content.get(key)
            if isinstance(values, dict):
                yield form, key, values


@rule("FLOW243", "picker-in-init-values", ERROR, ("NATIVE_COMPONENT_IN_FORM_INIT_VALUES",),
      since=V4_0, catalogue=("V418",), needs=(_FORM,))  # fmt: skip
def picker_in_init_values(flow: Context) -> Faults:
    """A Form gives a PhotoPicker or DocumentPicker an initial value.

    What is uploaded comes from the phone: nothing can be there before.

    Bad:
        Form(name="form", init_values={"photo": "a.png"}, children=[
            PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1),
        ])
    Good:
        Form(name="form", children=[
            PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1),
        ])
    """
    for form, key, values in _values(flow, INITIAL):
        for name, component in _inputs_of(form).items():
            if name in values and component.kind in _PICKERS:
                message = f"`{name}` is a {component.kind}, which has no initial value"
                yield fault((form.at(key), name), message, "leave it out", at_key=True)


@rule(
    "FLOW244",
    "unknown-form-value",
    ERROR,
    ("INVALID_PROPERTY_VALUE",),
    catalogue=("V419",),
    needs=(_FORM,),
)
def unknown_form_value(flow: Context) -> Faults:
    """A Form says something of an input that is not in it.

    The keys of `init-values` and `error-messages` are the names of the Form's inputs.

    Bad:
        Form(name="form", init_values={"town": "Paris"}, children=[
            TextInput(name="city", label="City"),
        ])
    Good:
        Form(name="form", init_values={"city": "Paris"}, children=[
            TextInput(name="city", label="City"),
        ])
    """
    for form, key, values in _values(flow, INITIAL, MESSAGES):
        if form.screen.is_whole:
            inputs = _inputs_of(form)
            for name in values:
                if name not in inputs:
                    close = close_match(name, inputs)
                    message = f"`{key}` names `{name}`, which is no input of the Form"
                    help_ = f"did you mean `{close}`?" if close else None
                    cause = ("no input", form.screen.id, name)
                    yield fault((form.at(key), name), message, help_, at_key=True, cause=cause)


@rule("FLOW245", "wrong-form-value", ERROR, ("INVALID_PROPERTY_VALUE",), since=V7_0,
      catalogue=("V419",), needs=(_FORM,))  # fmt: skip
def wrong_form_value(flow: Context) -> Faults:
    """A Form gives an input an initial value of another type than its answer.

    A CheckboxGroup or ChipsSelector takes a list of ids, an OptIn true or false, a TextInput for
    numbers a number, the others a text.

    Bad:
        Form(name="form", init_values={"agree": "yes"}, children=[
            OptIn(name="agree", label="I agree"),
        ])
    Good:
        Form(name="form", init_values={"agree": True}, children=[
            OptIn(name="agree", label="I agree"),
        ])
    Meta: same: reported from answers of the server.
    """
    for form, key, values in _values(flow, INITIAL):

        def bound(text: str, form: PlacedComponent = form) -> Schema | None:
            kind = binding_of(text)
            if kind is None:
                return None
            if text.startswith("`"):
                return {}
            return resolve(reference_of(text), form.screen, flow).schema

        for name, component in _inputs_of(form).items():
            if name in values and component.kind not in _PICKERS:
                wrong = misfit(values[name], _initial(component), bound)
                if wrong is not None:
                    below, given, wanted = wrong
                    kind = a_or_an(component.kind)
                    message = (
                        f"`{name}` is {kind}, which takes {type_words(wanted)} at first, not "
                        f"{type_words(given)}"
                    )
                    way: Trail = (form.at(key), name)
                    for step in below if isinstance(values[name], dict | list) else ():
                        way = (way, step)
                    yield fault(way, message)


def _initial(component: PlacedComponent) -> Schema:
    """Return the type of an initial value, which for a number is stricter than the answer's."""
    cls = COMPONENTS[component.kind]
    assert issubclass(cls, Input)
    schema = cls.answer_schema(component.content)
    types = types_of(schema)
    if types is not None and "number" in types:
        return {"type": "number"}
    return schema


@rule("FLOW246", "default-not-an-option", WARNING, catalogue=("V419",), needs=_INPUTS)
def default_not_an_option(flow: Context) -> Faults:
    """What is chosen at first is none of the options.

    Nothing is chosen then, and nobody sees why.

    Bad:
        Dropdown(name="city", label="City", init_value="rom", data_source=[
            Option(id="ams", title="Amsterdam"), Option(id="par", title="Paris"),
        ])
    Good:
        Dropdown(name="city", label="City", init_value="par", data_source=[
            Option(id="ams", title="Amsterdam"), Option(id="par", title="Paris"),
        ])
    Meta: own.
    """
    for component in flow.of(*_INPUTS):
        options = component.content.get("data-source")
        if not isinstance(options, list):
            continue
        first = list(initial_values(component))
        ids = {option.get("id") for option in options
               if isinstance(option, dict) and isinstance(option.get("id"), str)
               } if first else set()  # fmt: skip
        for value, way in first if ids else ():
            chosen = value if isinstance(value, list) else [value]
            for index, each in enumerate(chosen):
                if isinstance(each, str) and each not in ids and binding_of(each) is None:
                    close = close_match(each, map(str, ids))
                    message = f'"{each}" is chosen at first, but it is no option of the ' + (
                        component.kind
                    )
                    help_ = f'did you mean "{close}"?' if close else None
                    yield fault((way, index) if isinstance(value, list) else way, message, help_)


def initial_values(component: PlacedComponent) -> Iterator[tuple[Any, Trail]]:
    """Yield what an input holds at first, from where it says so or its Form does."""
    form = component.form
    if form is None:
        if "init-value" in component.content:
            yield component.content["init-value"], component.at("init-value")
        return
    values = form.content.get(INITIAL)
    name = component.name
    if isinstance(values, dict) and name is not None and name in values:
        yield values[name], (form.at(INITIAL), name)
