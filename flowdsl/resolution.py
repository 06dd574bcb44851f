"""What a reference leads to: an answer or an entry of the data, with its type, or why nothing."""

import enum
from typing import Any

import attrs

from flowdsl.components.base import Input
from flowdsl.components.logic import Form
from flowdsl.context import Context, PlacedComponent, PlacedScreen
from flowdsl.data_types import Schema
from flowdsl.node import COMPONENTS
from flowdsl.problems import did_you_mean
from flowdsl.values import Ref

__all__ = ["Gap", "Resolved", "answer_of", "reference_of", "resolve"]


class Gap(enum.Enum):
    """Why a reference leads nowhere."""

    NO_ENTRY = "no entry"
    NO_WAY = "no way"
    NO_INPUT = "no input"
    A_FORM = "a form"
    NO_SCREEN = "no screen"
    NOT_THERE = "not there"


@attrs.define(eq=False)  # Many are made, and filling a frozen one takes twice as long.
class Resolved:
    """What a reference leads to.

    Args:
        schema: The type of the value; empty where it is not known.
        gap: Why it leads nowhere, if it does.
        message: That in one sentence.
        help: What to do about it.
        component: The input whose answer it is, if it is one.
        owner: The id of the screen that holds the value.
        missing: What is not declared there, `"entry"` or `"input"`; empty if it is something below.
    """

    schema: Schema
    gap: Gap | None = None
    message: str = ""
    help: str | None = None
    component: PlacedComponent | None = None
    owner: str = ""
    missing: str = ""


def reference_of(text: str) -> Ref[Any]:
    """Return the reference that a whole text is, for example `${screen.A.form.name}`.

    Args:
        text: A text that `binding_of` takes for a reference.
    """
    first, _, rest = text[2:-1].partition(".")
    if first == "screen":
        screen, _, rest = rest.partition(".")
        first, _, rest = rest.partition(".")
        return Ref(first, tuple(rest.split(".")), screen)
    return Ref(first, tuple(rest.split(".")))


def answer_of(text: str, screen: PlacedScreen) -> Resolved | None:
    """Return what `${form.name}` leads to, where it is as plain as it nearly always is."""
    component = screen.inputs.get(text[7:-1])
    if component is None:
        return None
    cls = COMPONENTS[component.kind]
    assert issubclass(cls, Input)
    return Resolved(cls.answer_schema(component.content), component=component, owner=screen.id)


def resolve(ref: Ref[Any], screen: PlacedScreen, context: Context) -> Resolved:
    """Return what a reference leads to.

    Args:
        ref: The reference.
        screen: The screen that it stands on.
        context: What is known of the document.
    """
    owner = screen
    if ref.screen is not None:
        elsewhere = context.by_id.get(ref.screen)
        if elsewhere is None:
            if not context.is_whole:
                return Resolved({})
            hint = did_you_mean(ref.screen, filter(None, context.by_id)).lstrip("; ") or None
            return Resolved({}, Gap.NO_SCREEN, f"there is no screen `{ref.screen}`", hint)
        owner = elsewhere
    found = (_answer if ref.root == "form" else _entry)(ref, owner)
    if found.gap is not None and ref.screen is not None and found.gap is not Gap.NO_WAY:
        found.gap = Gap.NOT_THERE
    found.owner = owner.id
    return found


def _place(ref: Ref[Any]) -> str:
    return "this screen" if ref.screen is None else f"the screen `{ref.screen}`"


def _answer(ref: Ref[Any], owner: PlacedScreen) -> Resolved:
    name = ref.path[0]
    component = owner.inputs.get(name)
    if component is None or len(ref.path) > 1:
        # A name may hold dots, since any character passes in a name.
        component = owner.inputs.get(".".join(ref.path), component)
    if component is None:
        return _no_input(name, owner, _place(ref))
    cls = COMPONENTS[component.kind]
    assert issubclass(cls, Input)
    found = Resolved(cls.answer_schema(component.content), component=component)
    if len(ref.path) == 1 or component.name == ".".join(ref.path):
        return found
    return _step(found, ref.path[1:], str(ref), name)


def _no_input(name: str, owner: PlacedScreen, place: str) -> Resolved:
    if any(form.name == name for form in owner.of(Form.facts.name)):
        message = f"`{name}` is the name of a Form, which has no value of its own"
        return Resolved({}, Gap.A_FORM, message, "refer to one of its inputs")
    if not owner.is_whole:
        return Resolved({})
    message = f"{place} has no input `{name}`"
    hint = did_you_mean(name, owner.inputs).lstrip("; ")
    if not hint and name in owner.data:
        hint = f"its data has an entry of that name: ${{data.{name}}}"
    help_ = hint or _listed("it has", owner.inputs)
    return Resolved({}, Gap.NO_INPUT, message, help_, missing="input")


def _entry(ref: Ref[Any], owner: PlacedScreen) -> Resolved:
    name, *rest = ref.path
    data = owner.data
    if name not in data:
        if not isinstance(owner.content.get("data", {}), dict):
            return Resolved({})
        hint = did_you_mean(name, data).lstrip("; ")
        if not hint and name in owner.inputs:
            hint = f"an input has that name: ${{form.{name}}}"
        message = f"{_place(ref)} has no entry `{name}` in its data"
        help_ = hint or _listed("it has", data)
        return Resolved({}, Gap.NO_ENTRY, message, help_, missing="entry")
    schema = data[name]
    if not isinstance(schema, dict):
        return Resolved({})
    return _step(Resolved(schema), tuple(rest), str(ref), name)


def _step(found: Resolved, rest: tuple[str, ...], shown: str, before: str) -> Resolved:
    """Return what stands below a value."""
    schema: Any = found.schema
    for step in rest:
        declared = schema.get("type")
        if not isinstance(declared, str):
            return attrs.evolve(found, schema={})
        if declared == "array":
            message = f"{shown} steps into the list `{before}`, of which only the whole can be had"
            return attrs.evolve(found, schema={}, gap=Gap.NO_WAY, message=message)
        properties = schema.get("properties")
        if declared != "object" or not isinstance(properties, dict):
            what = "an object without `properties`" if declared == "object" else f"a {declared}"
            message = f"{shown} steps into `{before}`, which is {what}"
            return attrs.evolve(found, schema={}, gap=Gap.NO_WAY, message=message)
        if step not in properties:
            hint = did_you_mean(step, properties).lstrip("; ") or _listed("it has", properties)
            message = f"`{before}` has no property `{step}`"
            return attrs.evolve(found, schema={}, gap=Gap.NO_ENTRY, message=message, help=hint)
        schema, before = properties[step], step
        if not isinstance(schema, dict):
            return attrs.evolve(found, schema={})
    return attrs.evolve(found, schema=schema)


def _listed(verb: str, names: Any) -> str | None:
    listed = ", ".join(f"`{name}`" for name in list(names)[:8])
    more = ", ..." if len(names) > 8 else ""
    return f"{verb} {listed}{more}" if listed else None
