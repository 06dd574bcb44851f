"""Rules about references: that they lead somewhere, and to the right type."""

import re
from typing import Final

from flowdsl.bindings import binding_of
from flowdsl.context import Context
from flowdsl.data_types import ARRAY, Schema, fits, lists_in, shape_types, type_words, types_of
from flowdsl.fault import Faults, fault
from flowdsl.findings import Use
from flowdsl.problems import Severity
from flowdsl.resolution import Gap
from flowdsl.rule import rule
from flowdsl.shape import Object, Shape
from flowdsl.uses import GAPS, LOOSE, REFERENCES, Reference, uses_of
from flowdsl.versions import V4_0, V6_0, V7_2

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DYNAMIC = "INVALID_SCREEN_DYNAMIC_DATA"
PAYLOAD = "INVALID_ON_CLICK_ACTION_PAYLOAD"


def _meta(reference: Reference, flow: Context) -> tuple[str, ...]:
    """Return what Meta's server calls a reference that leads nowhere."""
    if not reference.in_payload:
        return (DYNAMIC,)
    if reference.in_expression and flow.version >= V7_2:
        return ("INVALID_ACTION_PAYLOAD_PROPERTY",)
    return (PAYLOAD,)


def _gaps(flow: Context, *gaps: Gap) -> Faults:
    for reference in uses_of(flow).gaps:
        resolved = reference.resolved
        if resolved.gap in gaps:
            shown = str(reference.ref)
            message = resolved.message
            if shown not in message:
                message = f"{shown} leads nowhere: {message}"
            # A name that is not declared is one mistake, however often it is used.
            cause: tuple[object, ...] = (resolved.gap, reference.screen.index, shown)
            name = reference.ref.path[0]
            if resolved.gap is Gap.NO_SCREEN:
                cause = ("no screen", reference.ref.screen)
            elif resolved.missing == "entry":
                cause = ("undeclared", resolved.owner, name)
                if "data" not in flow.by_id[resolved.owner].content:
                    cause = ("no data", resolved.owner)
            elif resolved.missing == "input":
                cause = ("no input", resolved.owner, name)
            meta = _meta(reference, flow)
            yield fault(reference.path, message, resolved.help, meta=meta, cause=cause)


@rule("FLOW411", "unknown-data", ERROR, (DYNAMIC, PAYLOAD, "INVALID_ACTION_PAYLOAD_PROPERTY"),
      catalogue=("V605",), needs=(GAPS,))  # fmt: skip
def unknown_data(flow: Context) -> Faults:
    """A reference names an entry that the data of its screen does not have.

    What a screen is given from outside is declared in its `data`, with a type and an example.

    Bad:
        Screen(id="START", title="Start", terminal=True, children=[
            TextBody(text="${data.guest}"),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        guest = Data("guest", example="Ada")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    yield from _gaps(flow, Gap.NO_ENTRY)


@rule("FLOW412", "no-way-through", ERROR, (DYNAMIC,), catalogue=("V606",), needs=(GAPS,))
def no_way_through(flow: Context) -> Faults:
    """A reference steps into a list, or into something without properties.

    Of a list only the whole can be had, and of an object what its schema lists.

    Bad:
        cities = Data("cities", example=["Amsterdam", "Paris"])
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            TextBody(text="${data.cities.first}"),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        city = Data("city", example={"name": "Amsterdam"})
        Screen(id="START", title="Start", terminal=True, data=[city], children=[
            TextBody(text=city.ref["name"]),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    yield from _gaps(flow, Gap.NO_WAY)


@rule("FLOW413", "unknown-input", ERROR, (PAYLOAD, DYNAMIC), catalogue=("V611",), needs=(GAPS,))
def unknown_input(flow: Context) -> Faults:
    """A reference names an input that its screen does not have, or a Form.

    An answer is referred to by the name of its input, on the screen that holds it; a Form has no
    answer of its own.

    Bad:
        [TextInput(name="city", label="City"),
         Footer(label="Done", on_click_action=Complete({"city": "${form.town}"}))]
    Good:
        [TextInput(name="city", label="City"),
         Footer(label="Done", on_click_action=Complete({"city": "${form.city}"}))]
    """
    yield from _gaps(flow, Gap.NO_INPUT, Gap.A_FORM)


@rule("FLOW414", "unknown-elsewhere", ERROR, (DYNAMIC, "INVALID_SCREEN_DATA", PAYLOAD), since=V4_0,
      catalogue=("V612",), needs=(GAPS,))  # fmt: skip
def unknown_elsewhere(flow: Context) -> Faults:
    """A reference to another screen leads nowhere.

    There is no such screen, or it has no such input or entry.

    Bad:
        Footer(label="Done", on_click_action=Complete({"city": "${screen.FIRST.form.city}"}))
    Good:
        city = TextInput(name="city", label="City")
        [
            Screen(id="FIRST", title="First", children=[
                city, Footer(label="Next", on_click_action=Navigate("LAST")),
            ]),
            Screen(id="LAST", title="Last", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({"city": city.ref.on("FIRST")})),
            ]),
        ]
    Meta: approximated: two codes are documented for one case; both are given.
    """
    for each in _gaps(flow, Gap.NO_SCREEN, Gap.NOT_THERE):
        first = (PAYLOAD,) if each.meta == (PAYLOAD,) else ()
        yield fault(each.path, each.message, each.help, cause=each.cause,
                    meta=(*first, DYNAMIC, "INVALID_SCREEN_DATA"))  # fmt: skip


@rule(
    "FLOW415", "own-screen", ERROR, (DYNAMIC,), since=V4_0, catalogue=("V613",), needs=(REFERENCES,)
)
def own_screen(flow: Context) -> Faults:
    """A property refers to its own screen in the way of another.

    On its own screen a value is `${data...}` or `${form...}`. In payloads either way will do.

    Bad:
        [TextInput(name="city", label="City"), TextBody(text="${screen.START.form.city}")]
    Good:
        city = TextInput(name="city", label="City")
        [city, TextBody(text=city.ref)]
    """
    for reference in uses_of(flow).references:
        if not reference.text.startswith("${screen."):
            continue
        ref = reference.ref
        if (
            ref.screen is not None
            and ref.screen == reference.screen.id
            and not (reference.in_payload or reference.resolved.gap)
        ):
            local = f"${{{ref.root}.{'.'.join(ref.path)}}}"
            message = f"{ref!s} refers to its own screen, which a property cannot"
            yield fault(reference.path, message, f"write {local}")


# By whether it is the name of an input.
_AWKWARD: Final = {
    True: re.compile(r"[\s'`\"]").search,
    False: re.compile(r"[-\s'`\"]").search,
}


@rule("FLOW416", "awkward-name", WARNING, catalogue=("V607",), needs=(REFERENCES,))
def awkward_name(flow: Context) -> Faults:
    """A reference holds a name that some phones cannot refer to.

    Letters, digits and underscores always do; in the name of an input a hyphen, too.

    Bad:
        Screen(id="START", title="Start", terminal=True, data=[Data("my-guest", "Ada")], children=[
            TextBody(text="${data.my-guest}"),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Screen(id="START", title="Start", terminal=True, data=[Data("my_guest", "Ada")], children=[
            TextBody(text="${data.my_guest}"),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    # Nearly always every name is one of Python's, too, and only paths are left to be looked at.
    plain = all(name.isidentifier() for screen in flow.screens for name in screen.names)
    for reference in uses_of(flow).references:
        if plain and reference.text.count(".") == 1:
            continue
        ref = reference.ref
        awkward = _AWKWARD[ref.root == "form"]
        if reference.resolved.gap is not None or not any(map(awkward, ref.path)):
            continue
        wrong = next(filter(awkward, ref.path))
        message = f"`{wrong}` holds characters with which some phones cannot refer to it"
        cause = ("awkward", reference.resolved.owner, wrong)
        yield fault(reference.path, message, "use letters, digits and `_`", cause=cause)


@rule(
    "FLOW417", "wrong-reference-type", ERROR, (DYNAMIC,), catalogue=("V608",), needs=(REFERENCES,)
)
def wrong_reference_type(flow: Context) -> Faults:
    """A property is bound to a value of a type that it does not take.

    What a text shows is a text, what a list shows a list of objects with an id and a title.

    Bad:
        guests = Data("guests", example=2)
        Screen(id="START", title="Start", terminal=True, data=[guests], children=[
            TextBody(text=guests.ref),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        guests = Data("guests", example="2")
        Screen(id="START", title="Start", terminal=True, data=[guests], children=[
            TextBody(text=guests.ref),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for reference in uses_of(flow).references:
        expected, resolved = reference.expected, reference.resolved
        if expected is None or resolved.gap is not None:
            continue
        ref = reference.ref
        types, taken = types_of(resolved.schema), shape_types(expected)
        cause = (ref.root, resolved.owner, ref.path[0])
        if types is not None and not fits(types, taken):
            message = f"{ref!s} is {type_words(types)}, but `{_key(reference)}` takes "
            message += type_words(taken)
            help_ = "change its type in the data, or bind something else"
            if ref.root == "form":
                help_ = "compare it with something, or bind something else"
            yield fault(reference.path, message, help_, cause=cause)
        elif types == ARRAY:
            lacking = _lacking(resolved.schema, expected)
            if lacking:
                message = f"{ref!s} {lacking} `{_key(reference)}` needs"
                yield fault(reference.path, message, cause=cause)


def _key(reference: Reference) -> str:
    return next(str(step) for step in reversed(reference.path) if isinstance(step, str))


def _lacking(schema: Schema, expected: Shape) -> str | None:
    """Return what the items of a bound list do not have."""
    shape = next((each for each in lists_in(expected)), None)
    items = schema.get("items")
    if shape is None or not isinstance(items, dict):
        return None
    types = types_of(items)
    if types is not None and not fits(types, shape_types(shape.item)):
        return f"is a list of {'/'.join(sorted(types))} items, not of those that"
    if isinstance(shape.item, Object):
        properties = items.get("properties")
        if not isinstance(properties, dict):
            return "does not say which `properties` its items have, which"
        for known in shape.item.properties:
            if known.required and known.key not in properties:
                return f"has items without `{known.key}`, which"
    return None


@rule("FLOW418", "expression-in-braces", ERROR, (DYNAMIC,), catalogue=("V318",), needs=(LOOSE,))
def expression_in_braces(flow: Context) -> Faults:
    """An operator stands inside the braces of a reference.

    Braces hold the name of one value. What is computed stands in backticks, with a reference for
    each value (from 6.0); in Python, write it with operators.

    Bad:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello", visible="${form.name != ''}")]
    Good:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello", visible=name.ref != "")]
    Meta: same: reported from answers of the server.
    """
    for use in uses_of(flow).computed:
        root, name = use.text[2:-1].split(".", 1)
        first = name.split()[0] if name.split() else name
        help_ = f"write the operator outside of the braces, in backticks: `${{{root}.{first}}} ...`"
        if flow.version < V6_0:
            help_ = "raise the version to 6.0, which has nested expressions"
        yield fault(use.path, f"{use.text} computes inside the braces", help_)


def _is_whole(use: Use) -> bool:
    text = use.text.strip()
    return text.startswith("${") and text.endswith("}") and text.count("${") == 1


@rule("FLOW419", "unknown-root", WARNING, catalogue=("V319",), needs=(LOOSE,))
def unknown_root(flow: Context) -> Faults:
    """What looks like a reference begins with nothing that can be referred to.

    It is shown, or sent, as it is written.

    Bad:
        TextBody(text="${guest}")
    Good:
        guest = Data("guest", example="Ada")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: own.
    """
    for use in uses_of(flow).loose:
        if _is_whole(use):
            message = f'"{use.text}" is no reference, so it is shown or sent as it is'
            help_ = "references begin with `data.`, `form.`, `screen.ID.data.` or `screen.ID.form.`"
            if binding_of(use.text.strip()) is not None:
                help_ = "leave out the white space around it"
            yield fault(use.path, message, help_)


@rule("FLOW420", "reference-in-text", WARNING, catalogue=("V320",), needs=(LOOSE,))
def reference_in_text(flow: Context) -> Faults:
    """A reference stands inside a longer text.

    It is shown as it is written: a property is a text or a reference, as a whole. From 6.0 a nested
    expression joins texts and references; in Python, `concat` or `+` does.

    Bad:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello ${form.name}")]
    Good:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello " + name.ref)]
    Meta: own.
    """
    for use in uses_of(flow).loose:
        if not _is_whole(use) and "${" in use.text:
            closed = "}" in use.text.partition("${")[2]
            message = "a reference inside a longer text is shown as it is written"
            if not closed:
                message = "a reference whose braces are not closed is shown as it is written"
            help_ = "join them in backticks: `'Hello ' ${...}`; in Python: \"Hello \" + reference"
            if flow.version < V6_0:
                help_ = "let a reference be the whole text; from 6.0 texts can be joined"
            yield fault(use.path, message, help_)
