"""The types of values that are known only on the phone, as JSON Schemas, and what fits what."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, assert_never

from flowdsl.projection import DATA_TYPES
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
from flowdsl.values import Kind

__all__ = [
    "Schema",
    "fits",
    "kinds_of_types",
    "literal_schema",
    "misfit",
    "shape_types",
    "type_words",
    "types_of",
]

Schema: TypeAlias = Mapping[str, Any]

OBJECT: Final = frozenset({"object"})
ARRAY: Final = frozenset({"array"})

_WORDS: Final = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}

_KINDS: Final = {
    "string": Kind.STRING,
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
}


def types_of(schema: Schema | None) -> frozenset[str] | None:
    """Return the JSON types that a value may have, None where nobody knows."""
    declared = schema.get("type") if schema is not None else None
    names = declared if isinstance(declared, list) else [declared]
    known = frozenset(name for name in names if isinstance(name, str) and name in DATA_TYPES)
    return known if known and len(known) == len(names) else None


def kinds_of_types(types: frozenset[str] | None) -> frozenset[Kind] | None:
    """Return what types are in an expression; none where an expression takes no such value."""
    return None if types is None else frozenset(_KINDS[name] for name in types if name in _KINDS)


def shape_types(shape: Shape) -> frozenset[str]:
    """Return the JSON types of the values that a shape takes; all of them where it takes any."""
    match shape:
        case Str() | Base64() | Choice():
            return frozenset({"string"})
        case Bool():
            return frozenset({"boolean"})
        case Number():
            return frozenset({"number", "integer"})
        case List():
            return frozenset({"array"})
        case Map() | Object() | Tagged() | Target():
            return frozenset({"object"})
        case AnyOf(alternatives=alternatives):
            return frozenset().union(*map(shape_types, alternatives))
        case Dynamic(static=static, also=also):
            return frozenset().union(*map(shape_types, (static, *also) if static else also))
        case Json():
            return frozenset(DATA_TYPES)
        case _:
            assert_never(shape)


def lists_in(shape: Shape | None) -> Iterator[List]:
    """Yield the lists that a shape may be."""
    match shape:
        case List():
            yield shape
        case Dynamic(static=inner):
            yield from lists_in(inner)
        case AnyOf(alternatives=alternatives):
            for each in alternatives:
                yield from lists_in(each)


def type_words(types: frozenset[str]) -> str:
    """Return types as they stand in a sentence."""
    names = [name for name in _WORDS if name in types]
    if "number" in names and "integer" in names:
        names.remove("integer")
    return " or ".join(_WORDS[name] for name in names)


def literal_schema(value: object) -> Schema:
    """Return the type of a value that stands in the JSON, not looking into it."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer"}
    if isinstance(value, float):
        return {"type": "number"}
    if isinstance(value, str):
        return {"type": "string"}
    if isinstance(value, list):
        return {"type": "array"}
    return {"type": "object"} if isinstance(value, dict) else {}


def fits(types: frozenset[str] | None, expected: frozenset[str] | None) -> bool:
    """Return whether a value of some types can be one of the others; what is unknown fits."""
    if types is None or expected is None:
        return True
    # No phone tells whole numbers from others.
    return bool(_loosely(types) & _loosely(expected))


def _loosely(types: frozenset[str]) -> frozenset[str]:
    return types | {"number"} if "integer" in types else types


Misfit: TypeAlias = tuple[tuple[str | int, ...], frozenset[str], frozenset[str]]
"""Where, below a value, a type is not the one declared; the type there, and the one declared."""


def misfit(value: object, declared: Schema, bound: Callable[[str], Schema | None]) -> Misfit | None:
    """Return the first place at which a value does not have the type that is declared for it.

    Args:
        value: The value: JSON, in which texts may be bindings.
        declared: The JSON Schema that it should fit.
        bound: Returns the schema of what a text binds, an empty one for what is not known, or
            None for a plain text.
    """
    schema = bound(value) if isinstance(value, str) else None
    if schema is not None:
        return _schema_misfit(schema, declared, ())
    types, expected = types_of(literal_schema(value)), types_of(declared)
    if types is not None and not fits(types, expected):
        assert expected is not None
        return (), types, expected
    below: list[tuple[str | int, object, Schema | None]] = []
    if isinstance(value, dict):
        below = [(key, item, _inner(declared, "properties", key)) for key, item in value.items()]
    elif isinstance(value, list):
        items = declared.get("items")
        inner = items if isinstance(items, dict) else None
        below = [(index, item, inner) for index, item in enumerate(value)]
    for key, item, wanted in below:
        wrong = misfit(item, wanted, bound) if wanted is not None else None
        if wrong is not None:
            return (key, *wrong[0]), wrong[1], wrong[2]
    return None


def _inner(schema: Schema, key: str, name: str) -> Schema | None:
    below = schema.get(key)
    found = below.get(name) if isinstance(below, dict) else None
    return found if isinstance(found, dict) else None


def _schema_misfit(given: Schema, declared: Schema, path: tuple[str | int, ...]) -> Misfit | None:
    types, expected = types_of(given), types_of(declared)
    if types is not None and expected is not None and not fits(types, expected):
        return path, types, expected
    if types == OBJECT and isinstance(given.get("properties"), dict):
        for name in given["properties"]:
            inner, wanted = _inner(given, "properties", name), _inner(declared, "properties", name)
            if inner is not None and wanted is not None:
                wrong = _schema_misfit(inner, wanted, (*path, name))
                if wrong is not None:
                    return wrong
    elif types == ARRAY:
        items, wanted = given.get("items"), declared.get("items")
        if isinstance(items, dict) and isinstance(wanted, dict):
            return _schema_misfit(items, wanted, (*path, "items"))
    return None
