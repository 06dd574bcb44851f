"""Hypothesis strategies derived from the shapes: flows whose structure a version accepts."""

import base64
import datetime
from collections.abc import Iterator
from typing import Any, assert_never

import attrs
from hypothesis import strategies as st

from flowdsl import Data, Flow, Form, If, Input, Option, Screen, SingleColumnLayout, Switch
from flowdsl.bindings import binding_of
from flowdsl.facts import Binding, TextForm
from flowdsl.lowering import routing_model
from flowdsl.node import Node
from flowdsl.projection import companions_of, shape_of
from flowdsl.shape import (
    AnyOf,
    Base64,
    Bool,
    Choice,
    Dynamic,
    Json,
    List,
    Map,
    Number,
    Object,
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.values import Expression, Ref, concat
from flowdsl.versions import Version

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DEEPEST = 2

names = st.text("abcdefgh_", min_size=1, max_size=6)
words = st.text(st.characters(codec="utf-8", exclude_characters="$`"), min_size=1, max_size=12)


@attrs.frozen
class Drawing:
    """How flows are drawn.

    Args:
        version: The version that they are for.
        told: Whether they hold only what their JSON tells: it has no bytes, no days as text, no
            condition that is text although it could be an expression.
    """

    version: Version
    told: bool = False


def flows(version: Version, *, told: bool = False) -> st.SearchStrategy[Flow]:
    """Draw flows whose structure is right in a version; what refers to what is left to chance."""
    drawn = objects(Flow, Drawing(version, told), 0)
    named = drawn.map(lambda flow: attrs.evolve(flow, version=version.name))
    return named.map(without_derived_routes) if told else named


def without_derived_routes(flow: Flow) -> Flow:
    """Return a flow that does not say what would be derived."""
    if flow.data_api_version is not None and flow.routing_model == routing_model(flow):
        return attrs.evolve(flow, routing_model=None)
    return flow


def objects(cls: type[Node], drawing: Drawing, depth: int) -> st.SearchStrategy[Any]:
    """Draw instances of a class of the table."""
    return instances(shape_of(cls, drawing.version), drawing, depth)


def instances(shape: Object, drawing: Drawing, depth: int) -> st.SearchStrategy[Any]:
    """Draw instances of the class that a shape describes."""
    arguments = {}
    for known in shape.properties:
        if known.key == "version":
            continue
        drawn = values(known.shape, drawing, depth)
        arguments[known.name] = drawn if known.required else st.none() | drawn
    built = st.builds(shape.cls, **arguments)
    if shape.cls is Form:
        return built.map(tidy)
    if shape.cls is Screen and drawing.told:
        return built.map(shortened)
    if shape.cls is SingleColumnLayout:
        return built.map(lambda layout: in_company(layout, drawing.version))
    return built


def values(shape: Shape, drawing: Drawing, depth: int) -> st.SearchStrategy[Any]:
    """Draw what the DSL takes for a shape."""
    match shape:
        case Str():
            return texts(shape, told=drawing.told)
        case Base64():
            text = st.just(base64.b64encode(PNG).decode())
            return text if drawing.told else st.just(PNG) | text
        case Bool():
            return st.booleans()
        case Number():
            low = shape.minimum if shape.minimum is not None else 0
            integers = st.integers(low, 100 if shape.maximum is None else shape.maximum)
            return integers if shape.integer else integers | integers.map(float)
        case Choice():
            return st.sampled_from(shape.values)
        case List():
            most = min(shape.minimum + 2, shape.maximum or 9)
            return st.lists(
                values(shape.item, drawing, depth + 1), min_size=shape.minimum, max_size=most
            )
        case Map(of_data=True):
            return st.lists(data(told=drawing.told), max_size=2, unique_by=lambda entry: entry.name)
        case Map():
            inner = values(shape.value, drawing, depth + 1)
            return st.dictionaries(names, inner, min_size=shape.minimum, max_size=2)
        case Object():
            return instances(shape, drawing, depth)
        case Tagged():
            leaves = [cls for cls in shape.options.values() if cls not in (Form, If, Switch)]
            chosen = leaves if depth > DEEPEST * 3 else list(shape.options.values())
            return st.sampled_from(chosen).flatmap(lambda cls: objects(cls, drawing, depth))
        case Target():
            return names
        case Json():
            bound = expressions(shape.bindings) if shape.bindings else st.nothing()
            plain = words | st.booleans() | st.integers(-5, 5) | bound
            plain = plain if drawing.told else plain | st.dates()
            return plain | st.lists(plain, max_size=2) | st.dictionaries(names, plain, max_size=2)
        case AnyOf():
            return st.one_of([values(inner, drawing, depth) for inner in shape.alternatives])
        case Dynamic():
            static = values(shape.static, drawing, depth) if shape.static else st.nothing()
            return static | expressions(shape.bindings)
        case _:
            assert_never(shape)


def shortened(screen: Screen) -> Screen:
    """Return a screen with its `children` rather than their layout."""
    if screen.layout is None:
        return screen
    return attrs.evolve(screen, children=screen.layout.children, layout=None)


def texts(shape: Str, *, told: bool = False) -> st.SearchStrategy[Any]:
    """Draw texts that a shape accepts, and days as Python has them."""
    if shape.date:
        days = st.dates(datetime.date(1901, 1, 1), datetime.date(2099, 1, 1))
        return days if told else days | days.map(str)
    if shape.form is TextForm.URI:
        return names.map(lambda name: f"https://example.com/{name}")
    if shape.form is TextForm.CONDITION:
        if told:
            return names.map(lambda name: Ref("form", (name,)) == "a")
        return names.map(lambda name: f"${{form.{name}}} == 'a'")
    if shape.pattern and "#" in shape.pattern.expression:
        return st.from_regex(r"\A#[0-9a-f]{6}\Z")
    if shape.pattern:
        return names
    return words.filter(
        lambda text: (
            (shape.blank or text.strip())
            and not binding_of(text)
            and not (told and is_number(text))
        )
    )


def is_number(text: str) -> bool:
    """Return whether a text may be written as a number, which is not always that text again."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def expressions(bindings: frozenset[Binding]) -> st.SearchStrategy[Expression[Any]]:
    """Draw references of the kinds given, and expressions of them."""
    references = {
        Binding.DATA: st.builds(lambda name: Ref("data", (name,)), names),
        Binding.FORM: st.builds(lambda name: Ref("form", (name,)), names),
        Binding.SCREEN_DATA: st.builds(lambda name, on: Ref("data", (name,), on), names, names),
        Binding.SCREEN_FORM: st.builds(lambda name, on: Ref("form", (name,), on), names, names),
    }
    plain = st.one_of([drawn for kind, drawn in references.items() if kind in bindings])
    if Binding.EXPRESSION not in bindings:
        return plain
    return (
        plain
        | st.builds(concat, plain, words)
        | st.builds(lambda left, right: (left > 1) & (right == "a"), plain, plain)
        | st.builds(lambda left, right: left * 2 - right, plain, plain)
    )


def data(*, told: bool = False) -> st.SearchStrategy[Data[Any]]:
    """Draw entries of a screen's data, with and without a schema of their own."""
    plain = words | st.booleans() | st.integers()
    plain = plain if told else plain | st.dates()
    options = st.lists(st.builds(Option, id=names, title=names), min_size=1, max_size=2)
    nested = st.dictionaries(names, plain, max_size=2)
    inferred = st.builds(Data, names, plain | options | nested)
    given = st.builds(
        lambda name: Data(name, [], schema={"type": "array", "items": {"type": "string"}}), names
    )
    return inferred | given


def tidy(form: Form) -> Form:
    """Return a Form in which no two places say the same thing differently."""
    counter = iter(range(1000))

    def renamed(children: Any) -> Any:
        return [rename(child) for child in children or ()]

    def rename(child: Any) -> Any:
        if isinstance(child, Input):
            return attrs.evolve(child, name=f"input_{next(counter)}")
        if isinstance(child, If):
            otherwise = None if child.else_ is None else renamed(child.else_)
            return attrs.evolve(child, then=renamed(child.then), else_=otherwise)
        if isinstance(child, Switch):
            cases = {name: renamed(case) for name, case in child.cases.items()}
            return attrs.evolve(child, cases=cases)
        return child

    return attrs.evolve(
        form, children=renamed(form.children), init_values=None, error_messages=None
    )


def in_company(layout: SingleColumnLayout, version: Version) -> SingleColumnLayout:
    """Return a layout in which what stands alone has no company that it may not have."""
    for child in layout.children:
        alone = companions_of(type(child), version)
        if alone is not None:
            others = [
                other
                for other in layout.children
                if other is not child and type(other).__name__ in alone.beside
            ]
            return attrs.evolve(layout, children=[child, *others])
    return layout


def nodes(value: Any) -> Iterator[Node]:
    """Yield a node and all below it."""
    if isinstance(value, Node):
        yield value
        for known in attrs.fields(type(value)):
            if known.init:
                yield from nodes(getattr(value, known.name))
    elif isinstance(value, dict):
        yield from nodes(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from nodes(item)
