"""Writes the shapes of a version as JSON Schema, so that any editor completes and explains."""

from collections.abc import Callable
from typing import Any, TypeAlias, assert_never

import attrs

from flowdsl.bindings import pattern_of
from flowdsl.facts import Binding, TextForm
from flowdsl.flow import Flow
from flowdsl.leaves import DATE_PATTERNS, URI_PATTERN, base64_length
from flowdsl.node import Node
from flowdsl.projection import shape_of
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
    Property,
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.versions import Version

__all__ = ["DIALECT", "json_schema"]

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(version: Version) -> Schema:
    """Return the JSON Schema (2020-12) of Flow JSON in a version.

    It says what follows from the table of facts alone; what has to be looked up elsewhere in the
    flow, such as names and routes, is left to the checker.
    """
    writer = _Writer(version)
    root = writer.object(shape_of(Flow, version))
    return {
        "$schema": DIALECT,
        "title": f"Flow JSON {version}",
        "description": f"A WhatsApp Flow in Flow JSON {version} ({version.released}).",
        **{key: value for key, value in root.items() if key not in ("title", "description")},
        "$defs": dict(sorted(writer.definitions.items())),
    }


@attrs.frozen
class _Writer:
    """Writes shapes; what stands in many places becomes a definition."""

    version: Version
    definitions: dict[str, Schema] = attrs.field(factory=dict)
    shapes: dict[str, Shape] = attrs.field(factory=dict)

    def write(self, shape: Shape) -> Schema:  # One case a kind of shape.
        match shape:
            case Str():
                return _text(shape)
            case Base64():
                return _base64(shape)
            case Bool():
                return {"type": "boolean"}
            case Number():
                return _without_none(
                    type="integer" if shape.integer else "number",
                    minimum=shape.minimum,
                    maximum=shape.maximum,
                )
            case Choice():
                return {"type": "string", "enum": list(shape.values)}
            case List():
                return _without_none(
                    type="array",
                    items=self.write(shape.item),
                    minItems=shape.minimum or None,
                    maxItems=shape.maximum,
                )
            case Map():
                return _without_none(
                    type="object",
                    properties={key: self.write(value) for key, value in shape.extra} or None,
                    additionalProperties=self.write(shape.value),
                    propertyNames=_text(shape.key) if shape.key != Str() else None,
                    minProperties=shape.minimum or None,
                )
            case Object():
                return self.define(shape.name, shape, lambda: self.object(shape))
            case Tagged():
                return self.define(_tagged_name(shape), shape, lambda: self.tagged(shape))
            case Target():
                return self.define("next", shape, _target)
            case Json():
                return self.json(shape)
            case AnyOf():
                return {"anyOf": [self.write(inner) for inner in shape.alternatives]}
            case Dynamic():
                return self.dynamic(shape)
            case _:
                assert_never(shape)

    def define(self, name: str, shape: Shape, write: Callable[[], Schema]) -> Schema:
        """Return a reference to a definition, written when it is first asked for.

        What a name stands for may differ by where it stands: the range of a label has two texts,
        that of an initial value two days.
        """
        number, unique = 1, name
        while self.shapes.setdefault(unique, shape) != shape:
            number += 1
            unique = f"{name} {number}"
        if unique not in self.definitions:
            self.definitions[unique] = {}  # Components hold components: it may be asked for inside.
            self.definitions[unique] = write()
        return {"$ref": f"#/$defs/{unique.replace(' ', '%20')}"}

    def object(self, shape: Object) -> Schema:
        properties = {known.key: self.property(known) for known in shape.properties}
        required = [known.key for known in shape.properties if known.required]
        if shape.tag:
            tag = {"const": shape.name, "description": shape.description}
            properties = {shape.tag: tag, **properties}
            required = [shape.tag, *required]
        return _without_none(
            type="object",
            title=shape.name,
            description=shape.description,
            properties=properties,
            required=required,
            additionalProperties=False if shape.closed else None,
        )

    def property(self, known: Property) -> Schema:
        described: Schema = {"description": known.description} if known.description else {}
        if known.default is not None:
            described["default"] = known.default
        return {**described, **self.write(known.shape)}

    def tagged(self, shape: Tagged) -> Schema:
        """Return one of some objects: the tag first, then only the chosen object's own schema.

        `oneOf` would report the faults of every alternative; so an editor names one.
        """
        names = list(shape.options)
        return {
            "type": "object",
            "required": [shape.key],
            "properties": {shape.key: {"enum": names}},
            "allOf": [
                {
                    "if": {"properties": {shape.key: {"const": name}}, "required": [shape.key]},
                    "then": self.component(cls),
                }
                for name, cls in shape.options.items()
            ],
        }

    def component(self, cls: type[Node]) -> Schema:
        shape = shape_of(cls, self.version)
        return self.define(shape.name, shape, lambda: self.object(shape))

    def json(self, shape: Json) -> Schema:
        if shape.bindings is None:
            return {}
        refused = [kind for kind in Binding if kind not in shape.bindings]
        if not refused:
            return {}

        def write() -> Schema:
            inner = {"$ref": "#/$defs/value"}
            return {
                "anyOf": [
                    {"type": "string", "not": {"pattern": pattern_of(refused)}},
                    {"type": ["number", "boolean", "null"]},
                    {"type": "array", "items": inner},
                    {"type": "object", "additionalProperties": inner},
                ]
            }

        return self.define("value", shape, write)

    def dynamic(self, shape: Dynamic) -> Schema:
        bound = {"type": "string", "pattern": pattern_of(shape.bindings)}
        if shape.static is None:
            return bound
        return (
            {"anyOf": [self.write(shape.static), bound]}
            if shape.bindings
            else (self.write(shape.static))
        )


def _text(shape: Str) -> Schema:
    patterns = [r"\S"] if not shape.blank else []
    if shape.pattern:
        patterns.append(shape.pattern.expression)
    if shape.date:
        patterns.append(DATE_PATTERNS[shape.date])
    if shape.form is TextForm.URI:
        patterns.append(URI_PATTERN)
    # A literal is no binding: where bindings do, they are an alternative of their own.
    schema = _without_none(
        type="string",
        minLength=shape.minimum or None,
        pattern=patterns[0] if patterns else None,
        allOf=[{"pattern": pattern} for pattern in patterns[1:]] or None,
    )
    return {**schema, "not": {"pattern": pattern_of(Binding)}}


def _base64(shape: Base64) -> Schema:
    return _without_none(
        type="string",
        contentEncoding="base64",
        pattern=None if shape.blank else r"\S",
        maxLength=base64_length(shape.maximum) if shape.maximum else None,
    ) | {"not": {"pattern": pattern_of(Binding)}}


def _target() -> Schema:
    return {
        "type": "object",
        "title": "next",
        "description": "The screen to go to.",
        "properties": {
            "type": {"const": "screen"},
            "name": {
                "type": "string",
                "description": "The id of the screen.",
                "not": {"pattern": pattern_of(Binding)},
            },
        },
        "required": ["type", "name"],
        "additionalProperties": False,
    }


def _tagged_name(shape: Tagged) -> str:
    if shape.container:
        return f"{shape.what} in {shape.container.value}"
    return f"{shape.what} {' or '.join(sorted(shape.options))}"


def _without_none(**schema: Any) -> Schema:
    return {key: value for key, value in schema.items() if value is not None}
