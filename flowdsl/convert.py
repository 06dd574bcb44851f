"""Writes the objects of a flow as the JSON of one version, lowering what that version lacks."""

import datetime
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, assert_never

from cattrs import Converter

from flowdsl import structure
from flowdsl.components.logic import Form, Raw
from flowdsl.data import Data
from flowdsl.document import Extended, Untouched, Unwritable
from flowdsl.facts import DateStyle, TextForm
from flowdsl.flow import Flow, Screen
from flowdsl.images import image_text
from flowdsl.inference import infer_schema
from flowdsl.lowering import lower_flow, lower_form, lower_screen
from flowdsl.node import Node, remembered
from flowdsl.origin import source_folder
from flowdsl.projection import dialect_of, every_property, shape_of
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
from flowdsl.values import Expression, Operation
from flowdsl.versions import Version

__all__ = ["day_text", "dump"]

Write: TypeAlias = Callable[[Any, Node], Any]
"""Writes the value of a property, given the object that has it."""


def dump(flow: Flow, version: Version) -> dict[str, Any]:
    """Return a flow as the JSON of a version.

    What cannot be written as JSON stands in the result as an `Unwritable`, and what the version
    does not have stands there all the same: the checker says so, with its place.
    """
    try:
        document = _converter(version).unstructure(flow)
    except RecursionError:
        message = "the flow holds itself, or is nested too deeply"
        return {"version": version.name, "screens": Unwritable(structure.NOT_JSON, message)}
    assert isinstance(document, dict)
    return document


@remembered
def _converter(version: Version) -> Converter:
    converter = Converter()
    hooks = _Hooks(converter)
    days = dialect_of(version).days

    def dump(value: Any) -> Any:
        return hooks[value.__class__](value)

    def write_node(cls: type[Node]) -> Callable[[Any], Any]:
        return _node_writer(cls, version, dump, hooks)

    def write_items(items: Any) -> list[Any]:
        return [hooks[item.__class__](item) for item in items]

    def write_object(content: Mapping[Any, Any]) -> dict[Any, Any]:
        return {
            key if key.__class__ is str else dump(key): hooks[value.__class__](value)
            for key, value in content.items()
        }

    def write_day(day: datetime.date) -> Any:
        return day_text(day, days)

    # By predicate: a hook for a base class would match every subclass, and recurse.
    converter.register_unstructure_hook_func(_is_a(list, tuple), write_items)
    converter.register_unstructure_hook_func(_is_a(Mapping), write_object)
    # Members of an enumeration of texts or numbers are what they stand for; `str()` of one may be
    # its name.
    converter.register_unstructure_hook(str, str.__str__)
    converter.register_unstructure_hook(int, int.__int__)
    converter.register_unstructure_hook(bool, bool)
    converter.register_unstructure_hook_func(_is_a(datetime.date), write_day)
    converter.register_unstructure_hook_func(_is_a(Expression), _write_expression)
    converter.register_unstructure_hook_func(_is_a(bytes, os.PathLike), _write_stray_file)
    converter.register_unstructure_hook_factory(_is_a(Node), write_node)
    converter.register_unstructure_hook(Raw, lambda raw: _write_raw(raw, dump))
    converter.register_unstructure_hook(Data, lambda data: _write_data(data, dump))
    return converter


class _Hooks(dict[type, Callable[[Any], Any]]):
    """Remembers the converter's hook for each class: looking one up is most of a small flow."""

    def __init__(self, converter: Converter) -> None:
        super().__init__()
        self.find = converter.get_unstructure_hook

    def __missing__(self, cls: type) -> Callable[[Any], Any]:
        hook = self[cls] = self.find(cls)
        return hook


def _is_a(*classes: type) -> Callable[[Any], bool]:
    return lambda cls: isinstance(cls, type) and issubclass(cls, classes)


def _node_writer(
    cls: type[Node], version: Version, dump: Callable[[Any], Any], hooks: "_Hooks"
) -> Callable[[Any], dict[str, Any]]:
    shape = shape_of(cls, version)
    head = {shape.tag: shape.name} if shape.tag else {}
    # What the version does not have is written all the same: the checker reports it, and tools that
    # do not check get what is there.
    fields = {
        known.name: (known.key, _writer(known.shape, dialect_of(version).days, dump))
        for known in every_property(shape)
    }
    finish = _finisher(cls, version, dump)

    def write(node: Any) -> dict[str, Any]:
        document = head.copy()
        # attrs fills the dict of an object in the order of declaration, which is that of the keys.
        for name, value in node.__dict__.items():
            if value is None or name not in fields:
                continue
            key, special = fields[name]
            kind = value.__class__
            if special is not None:
                document[key] = special(value, node)
            elif kind is str or kind is bool or kind is int:
                document[key] = value
            else:
                document[key] = hooks[kind](value)
        if finish is not None:
            finish(node, document)
        return document if node.extra is None else _extended(document, node.extra, dump)

    return write


def _extended(document: dict[str, Any], extra: Any, dump: Callable[[Any], Any]) -> dict[str, Any]:
    if not isinstance(extra, Mapping):
        message = f"`extra` takes an object (a dict), not {extra!r}"
        wrong = Unwritable(structure.WRONG_TYPE, message)
        return Extended({**document, "extra": wrong}, ["extra"])
    written = {
        key: dump(value)
        if key not in document
        else Unwritable(
            structure.TWICE, f"`{key}` is given in `extra` and by its name", "give one of them"
        )
        for key, value in dump(extra).items()
    }
    return Extended({**document, **written}, written)


def _finisher(
    cls: type[Node], version: Version, dump: Callable[[Any], Any]
) -> Callable[[Any, dict[str, Any]], None] | None:
    """Return what is still to do when an object has been written, if anything is."""
    if cls is Flow:
        return lambda node, document: lower_flow(node, document, version, dump)
    if cls is Screen:
        return lambda node, document: lower_screen(node, document, dump)
    if cls is Form:
        return lambda node, document: lower_form(node, document, dialect_of(version))
    return None


def _writer(shape: Shape, days: DateStyle, dump: Callable[[Any], Any]) -> Write | None:
    """Return how a property is written whose value does not tell it by its own class."""
    match shape:
        case Str(date=DateStyle()):
            return lambda value, _: day_text(value, days)
        case Base64(formats=formats):
            return lambda value, node: _write_image(value, node, formats)
        case Target():
            return lambda value, _: {"type": "screen", "name": dump(value)}
        case Map(of_data=True):
            return lambda value, _: _write_entries(value, dump)
        case List(item=item):
            inner = _writer(item, days, dump)
            return inner and _for_each(inner)
        case Dynamic(
            static=AnyOf(alternatives=(Str(form=TextForm.CONDITION), *_))
            | Str(form=TextForm.CONDITION)
        ):
            return _write_condition  # It has a grammar of its own for expressions.
        case Dynamic(static=static):
            inner = _writer(static, days, dump) if static else None
            return inner and _unless_bound(inner, dump)
        case AnyOf(alternatives=alternatives):
            special = [writer for each in alternatives if (writer := _writer(each, days, dump))]
            return special[0] if special else None
        case Str() | Bool() | Number() | Choice() | Map() | Object() | Tagged() | Json():
            return None
        case _:
            assert_never(shape)


def _for_each(inner: Write) -> Write:
    def write(value: Any, node: Node) -> Any:
        if isinstance(value, list | tuple):
            return [inner(item, node) for item in value]
        return value

    return write


def _unless_bound(inner: Write, dump: Callable[[Any], Any]) -> Write:
    def write(value: Any, node: Node) -> Any:
        if isinstance(value, Expression | Node):
            return dump(value)
        return inner(value, node)

    return write


def _write_expression(expression: Expression[Any]) -> str:
    if not isinstance(expression, Operation):
        return str(expression)
    spelling = expression.spelling
    return spelling if spelling is not None and spelling[0] == "`" else f"`{expression!s}`"


def _write_condition(value: Any, _: Node) -> Any:
    if isinstance(value, Operation) and value.spelling is not None:
        return value.spelling
    if isinstance(value, Operation) and value.is_condition:
        return str(value)
    return _write_expression(value) if isinstance(value, Expression) else value


def _write_image(value: Any, node: Node, formats: tuple[str, ...]) -> Any:
    if isinstance(value, bytes | os.PathLike):
        return image_text(value, formats, source_folder(node.origin))
    return value


def _write_stray_file(value: object) -> Unwritable:
    return Unwritable(
        structure.NOT_JSON,
        f"{'bytes' if isinstance(value, bytes) else 'a path'} cannot be written here",
        "only the properties for images read files",
    )


def _write_raw(raw: Raw, dump: Callable[[Any], Any]) -> Any:
    if isinstance(raw.content, Mapping):
        return Untouched(dump(raw.content))
    message = f"Raw takes an object (a dict), not {raw.content!r}"
    return Unwritable(structure.WRONG_TYPE, message)


def _write_entries(entries: Any, dump: Callable[[Any], Any]) -> Any:
    if not isinstance(entries, list | tuple):
        return dump(entries)
    document: dict[str, Any] = {}
    for entry in entries:
        name = dump(entry.name) if isinstance(entry, Data) else repr(entry)
        if name in document:
            message = f"there are two entries `{name}` in the data"
            document[name] = Unwritable(structure.TWICE, message, "rename one of them")
        else:
            document[name] = dump(entry)
    return document


def _write_data(data: Data[Any], dump: Callable[[Any], Any]) -> Any:
    example = dump(data.example)
    schema = infer_schema(example, data.name) if data.schema is None else dump(data.schema)
    return {**schema, "__example__": example} if isinstance(schema, dict) else schema


_EPOCH: Final = datetime.date(1970, 1, 1)
_DAY: Final = 24 * 60 * 60 * 1000
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII).fullmatch
_MILLISECONDS: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII).fullmatch


def day_text(value: Any, style: DateStyle) -> Any:
    """Return a day as a version writes it; what is no day stays what it is.

    Epoch milliseconds that are not midnight in UTC stay, too: whether they mean that day or the
    next one depends on where the phone is.
    """
    if isinstance(value, datetime.datetime):
        value = value.date()
    elif isinstance(value, str) and style is DateStyle.ISO and value[4:5] == "-":
        return value
    elif isinstance(value, str) and _ISO_DAY(value):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            return value
    elif isinstance(value, str) and _MILLISECONDS(value) and int(value) % _DAY == 0:
        try:
            value = _EPOCH + datetime.timedelta(milliseconds=int(value))
        except OverflowError:
            return value
    if not isinstance(value, datetime.date):
        return value
    if style is DateStyle.ISO:
        return value.isoformat()
    return str((value - _EPOCH).days * _DAY)
