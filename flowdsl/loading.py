"""Reads the JSON of a flow into objects, so that they are written as the same JSON again.

What does not fit the table stays as it is: a component that flowdsl does not know is a `Raw`, a key
that it does not know stands in `extra`, and what has the wrong type, or lacks what its class needs,
remains JSON where it stands. So nothing is lost, and the checker says of it what it says of the
file.
"""

import datetime
import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeVar, assert_never

import attrs

from flowdsl.bindings import binding_of
from flowdsl.check import is_on, version_of
from flowdsl.check_json import check_read
from flowdsl.components.base import Input
from flowdsl.components.choices import Option
from flowdsl.components.logic import Form, Raw
from flowdsl.convert import day_text
from flowdsl.data import Data
from flowdsl.facts import Binding, DateStyle, TextForm
from flowdsl.flow import Flow, Screen, SingleColumnLayout, WritesJson
from flowdsl.inference import infer_schema
from flowdsl.json_text import read_json
from flowdsl.lowering import MOVED, moved_value, routing_model
from flowdsl.node import ACTIONS, COMPONENTS, Node, properties, remembered
from flowdsl.problems import InvalidFlow, Problem
from flowdsl.projection import dialect_of, every_property, shape_of
from flowdsl.resolution import reference_of
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
from flowdsl.spelling import read_spelled
from flowdsl.syntax import DUPLICATE_KEY
from flowdsl.values import Expression
from flowdsl.versions import Version

__all__ = ["load_flow", "load_json"]

N = TypeVar("N", bound=Node)

Load: TypeAlias = "Callable[[Any, _Form | None], Any]"
"""Reads a value, given the Form that it stands in."""

_EXAMPLE: Final = "__example__"


class _Unfit(enum.Enum):
    """Stands for what was read where the property cannot hold it even as JSON."""

    ELSEWHERE = "it goes into `extra`, because the property would write it differently"
    AT_ALL = "the object around it stays JSON"


def load_json(data: "bytes | str | WritesJson", file: str = "<text>") -> Flow:
    """Return the flow that a text of Flow JSON says.

    Args:
        data: The text, the bytes of a file, or an object that writes the text.
        file: What it is called where problems are shown.

    Raises:
        InvalidFlow: It is not JSON, has a key twice, or names no version or no screens; with
            everything that stands in the way.
        TypeError: It is no text.
    """
    if not isinstance(data, str | bytes) and not hasattr(data, "to_json"):
        raise TypeError(f"Flow JSON is read from text or bytes, not from {type(data).__name__}")
    text = data if isinstance(data, str | bytes) else data.to_json()
    if not isinstance(text, str | bytes):
        raise TypeError(f"`to_json` has to return text, not {type(text).__name__}")
    read = read_json(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    document = read.document
    has_twice = any(fault.rule is DUPLICATE_KEY for fault in read.faults)
    version = version_of(document)
    if read.usable and not has_twice and isinstance(document, dict) and version is not None:
        loaded = load_flow(document, version)
        if loaded is not None:
            return loaded
    problems = check_read(read, file, None, is_on)
    blocking = [found for found in problems if _stands_in_the_way(found)] if read.usable else []
    raise InvalidFlow(blocking or [found for found in problems if found.is_error])


def _stands_in_the_way(problem: Problem) -> bool:
    """Return whether a problem keeps a document from being read as a flow."""
    return problem.path in ((), ("version",), ("screens",)) or problem.code == DUPLICATE_KEY.code


def load_flow(document: Mapping[str, Any], version: Version) -> Flow | None:
    """Return the flow that a document says, or None where it has no screens.

    Args:
        document: The JSON of a flow.
        version: The version that it is in.
    """
    loaded = _reader(version).node(Flow)({**document, "version": version.name}, None)
    if not isinstance(loaded, Flow):
        return None
    derived = loaded.data_api_version is not None and loaded.routing_model is not None
    if derived and loaded.routing_model == routing_model(loaded):
        return _without_origin(attrs.evolve(loaded, routing_model=None))
    return loaded


def _without_origin(node: N) -> N:
    """Return a new object without the place of the code here that made it."""
    node.__dict__["origin"] = None
    return node


@attrs.define
class _Form:
    """What the Form around some inputs says of them, as far as none of them has it yet.

    Args:
        values: By the property of the Form, and by the name of the input.
    """

    values: dict[str, dict[str, Any]]


@remembered
def _reader(version: Version) -> "_Reader":
    return _Reader(version)


class _Reader:
    """Compiles the shapes of a version to closures that read JSON."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.dialect = dialect_of(version)
        self.nodes: dict[type[Node], Load] = {}

    def node(self, cls: type[Node]) -> Load:
        """Return what reads the JSON of a class."""
        found = self.nodes.get(cls)
        if found is None:
            found = self.nodes[cls] = self.object(shape_of(cls, self.version))
        return found

    def value(self, shape: Shape) -> Load:
        match shape:
            case Str(date=DateStyle()):
                style = self.dialect.days
                return lambda value, _: _day(value, style)
            case Str() | Base64() | Bool() | Number() | Choice() | Json(bindings=None):
                return _as_it_is
            case Json():
                return _bound
            case Target():
                return _target
            case List(item=item):
                return self.list(item)
            case Map(of_data=True):
                return lambda value, _: self.entries(value)
            case Map(value=inner):
                return self.map(inner)
            case Object():
                return self.object(shape)
            case Tagged():
                return self.tagged(shape)
            case AnyOf(alternatives=alternatives):
                return self.any_of(alternatives)
            case (
                Dynamic(static=Str(form=TextForm.CONDITION))
                | Dynamic(static=AnyOf(alternatives=(Str(form=TextForm.CONDITION), *_)))
            ):
                return _condition
            case Dynamic(static=static):
                return self.dynamic(static)
            case _:
                assert_never(shape)

    def object(self, shape: Object) -> Load:
        cls, tag, name = shape.cls, shape.tag, shape.name
        # A document may have what its version does not, which is read as it is written.
        fields = {
            known.key: (known.name, self.value(known.shape), known.shape)
            for known in every_property(shape)
        }
        needed = {known.name for known in properties(cls) if known.default is attrs.NOTHING}
        is_form, is_input = cls is Form, issubclass(cls, Input)
        moved = frozenset(single for single, _ in MOVED) if is_input else frozenset()
        collected = frozenset(together for _, together in MOVED) if is_form else frozenset()

        def load(content: Any, form: _Form | None) -> Any:
            if content.__class__ is not dict or (tag is not None and content.get(tag) != name):
                return _bound(content, None)
            inside = _collected(content) if is_form else form
            given: dict[str, Any] = {}
            extra: dict[str, Any] = {}
            for key, item in content.items():
                known = fields.get(key)
                if known is None:
                    if key != tag:
                        extra[key] = _bound(item, None)
                elif item is None or (form is not None and key in moved):
                    # None is what is left out, and what an input in a Form says is moved away.
                    extra[key] = _bound(item, None)
                elif key not in collected:
                    loaded = known[1](item, inside)
                    if loaded is _Unfit.AT_ALL:
                        return _bound(content, None)
                    if loaded is _Unfit.ELSEWHERE:
                        extra[key] = _bound(item, None)
                    else:
                        given[known[0]] = loaded
            for together in collected & content.keys():
                rest = inside.values.get(together, content[together]) if inside else None
                # Nothing is left where the inputs have said all of it.
                if rest is not None and (rest or not content[together]):
                    given[fields[together][0]] = fields[together][1](rest, None)
            if is_input and form is not None:
                given.update(self.said_by_the_form(content, form, fields))
            if extra:
                given["extra"] = extra
            if not needed <= given.keys():
                return _bound(content, None)
            return _shortened(_without_origin(cls(**given)))

        return load

    def said_by_the_form(
        self, content: dict[str, Any], form: _Form, fields: dict[str, tuple[str, Load, Shape]]
    ) -> Iterator[tuple[str, Any]]:
        """Yield what the Form says of an input as the input's own, taking it from the Form."""
        name = content.get("name")
        kind = content.get("input-type") if "input-type" in fields else None
        for single, together in MOVED:
            values = form.values.get(together, {})
            known = fields.get(single)
            if known is None or single in content or not isinstance(name, str):
                continue
            if name not in values:
                continue
            value = values[name]
            own = str(value) if kind == "number" and type(value) in (int, float) else value
            loaded = known[1](own, None)
            back = moved_value(single, own, kind, self.dialect)
            if type(back) is type(value) and back == value and _fits(loaded, known[2]):
                del values[name]
                yield known[0], loaded

    def list(self, item: Shape) -> Load:
        load = self.value(item)

        def load_list(value: Any, form: _Form | None) -> Any:
            if value.__class__ is not list:
                return _bound(value, None)
            loaded = [load(inner, form) for inner in value]
            return _Unfit.ELSEWHERE if _Unfit.ELSEWHERE in loaded else loaded

        return load_list

    def map(self, inner: Shape) -> Load:
        load = self.value(inner)

        def load_map(value: Any, form: _Form | None) -> Any:
            if value.__class__ is not dict:
                return _bound(value, None)
            return {key: load(item, form) for key, item in value.items()}

        return load_map

    def entries(self, value: Any) -> Any:
        """Return the entries of a screen's data, or their JSON where one has no example."""
        if value.__class__ is not dict:
            return _Unfit.AT_ALL  # Written, a list would be taken for one of entries.
        if not all(entry.__class__ is dict and _EXAMPLE in entry for entry in value.values()):
            return value
        return [self.data(name, entry) for name, entry in value.items()]

    def data(self, name: str, entry: dict[str, Any]) -> Data[Any]:
        schema = {key: item for key, item in entry.items() if key != _EXAMPLE}
        example = entry[_EXAMPLE]
        inferred = infer_schema(example, name)
        return _without_origin(
            Data(name, self.options(example), schema=None if inferred == schema else schema)
        )

    def options(self, example: Any) -> Any:
        """Return an example with `Option` objects where it is a list of options."""
        if not isinstance(example, list) or not example:
            return example
        load = self.node(Option)
        found = [load(item, None) for item in example]
        return found if all(map(self.is_option, found)) else example

    def is_option(self, value: Any) -> bool:
        shape = shape_of(Option, self.version)
        return (
            isinstance(value, Option)
            and value.extra is None
            and all(
                _fits(found, known.shape)
                for known in shape.properties
                if (found := getattr(value, known.name)) is not None
            )
        )

    def tagged(self, shape: Tagged) -> Load:
        key, is_component = shape.key, shape.what == "component"
        # Whatever the place takes: the checker says what does not belong there.
        everywhere = {"component": COMPONENTS, "action": ACTIONS}.get(shape.what, shape.options)
        options: Mapping[str, type[Node]] = everywhere

        def load(value: Any, form: _Form | None) -> Any:
            if value.__class__ is not dict:
                return _bound(value, None)
            name = value.get(key)
            cls = options.get(name) if isinstance(name, str) else None
            if cls is not None:
                return self.node(cls)(value, form)
            known = _bound(value, None)
            return _without_origin(Raw(known)) if is_component else known

        return load

    def any_of(self, alternatives: tuple[Shape, ...]) -> Load:
        loads = [(alternative, self.value(alternative)) for alternative in alternatives]

        def load(value: Any, form: _Form | None) -> Any:
            for alternative, inner in loads:
                if _takes(alternative, value):
                    return inner(value, form)
            return _bound(value, None)

        return load

    def dynamic(self, static: Shape | None) -> Load:
        inner = self.value(static) if static is not None else _as_it_is

        def load(value: Any, form: _Form | None) -> Any:
            if value.__class__ is str:
                kind = binding_of(value)
                if kind is not None:
                    return _expression(value, kind)
            return inner(value, form)

        return load


def _as_it_is(value: Any, _: _Form | None) -> Any:
    return value


def _bound(value: Any, _: _Form | None) -> Any:
    """Return JSON with references and expressions for the texts that are such."""
    if value.__class__ is str:
        kind = binding_of(value)
        return value if kind is None else _expression(value, kind)
    if value.__class__ is dict:
        return {key: _bound(item, None) for key, item in value.items()}
    if value.__class__ is list:
        return [_bound(item, None) for item in value]
    return value


def _expression(text: str, kind: Binding) -> Any:
    if kind is not Binding.EXPRESSION:
        return reference_of(text)
    found = read_spelled(text)
    return text if found is None else found


def _condition(value: Any, _: _Form | None) -> Any:
    if value.__class__ is not str or "${" not in value:
        return value
    found = read_spelled(value, condition=True)
    return value if found is None else found


def _target(value: Any, _: _Form | None) -> Any:
    match value:
        case {"type": "screen", "name": str(name)} if len(value) == 2:
            return name
    return _Unfit.AT_ALL


def _day(value: Any, style: DateStyle) -> Any:
    """Return the day that a text says, where it is written as exactly that text again."""
    try:
        day = datetime.date.fromisoformat(day_text(value, DateStyle.ISO))
    except (TypeError, ValueError):
        return value
    if day_text(day, style) == value:
        return day
    return value if day_text(value, style) == value else _Unfit.ELSEWHERE


def _collected(form: dict[str, Any]) -> _Form:
    return _Form(
        {
            together: dict(form[together])
            for _, together in MOVED
            if form.get(together).__class__ is dict
        }
    )


def _shortened(node: Any) -> Any:
    """Return a screen with its `children` rather than a layout that says no more than them."""
    if node.__class__ is Screen and isinstance(node.layout, SingleColumnLayout):
        layout = node.layout
        if layout.extra is None and layout.children.__class__ is list:
            return _without_origin(attrs.evolve(node, layout=None, children=layout.children))
    return node


def _takes(shape: Shape, value: object) -> bool:
    """Return whether a value is of the type of JSON that a shape is of."""
    match shape:
        case Str() | Base64() | Choice():
            return isinstance(value, str)
        case Bool():
            return isinstance(value, bool)
        case Number():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case List():
            return isinstance(value, list)
        case Map() | Object() | Tagged() | Target():
            return isinstance(value, dict)
        case Json() | Dynamic() | AnyOf():
            return True
        case _:
            assert_never(shape)


def _fits(value: object, shape: Shape) -> bool:
    """Return whether what was read is what the type of its property says."""
    match shape:
        case Dynamic(static=static):
            return isinstance(value, Expression) or (static is not None and _fits(value, static))
        case AnyOf(alternatives=alternatives):
            return any(_fits(value, alternative) for alternative in alternatives)
        case Str(date=DateStyle()):
            return isinstance(value, str | datetime.date)
        case Choice(values=values, later=later):
            return isinstance(value, str) and value in (*values, *(each for each, _ in later))
        case List(item=item):
            return isinstance(value, list) and all(_fits(inner, item) for inner in value)
        case Map(value=inner_shape):
            return isinstance(value, dict) and all(
                _fits(inner, inner_shape) for inner in value.values()
            )
        case Tagged() | Object():
            return isinstance(value, Node)
        case Target():
            return isinstance(value, str)
        case Str() | Base64() | Bool() | Number() | Json():
            return _takes(shape, value)
        case _:
            assert_never(shape)
