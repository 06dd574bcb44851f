"""What messages say of shapes."""

from typing import assert_never

from flowdsl.findings import article
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

__all__ = ["expected_of", "json_type", "python_name", "takes_text"]


def json_type(shape: Shape) -> str:
    """Return the JSON type that every value of a shape has, as `type_of` names it."""
    match shape:
        case Str() | Base64() | Choice():
            return "text"
        case Bool():
            return "true or false"
        case Number():
            return "number"
        case List():
            return "list"
        case Map() | Object() | Tagged() | Target():
            return "object"
        case Json() | AnyOf() | Dynamic():
            raise AssertionError(f"{shape} has no one type")
        case _:
            assert_never(shape)


def expected_of(shape: Shape) -> str:
    """Return what messages say that a shape takes."""
    if isinstance(shape, AnyOf):
        return " or ".join(map(expected_of, shape.alternatives))
    if isinstance(shape, Number) and shape.integer:
        return "a whole number"
    # "true or false or a reference" would read badly.
    return "true, false" if isinstance(shape, Bool) else article(json_type(shape))


def takes_text(shape: Shape) -> bool:
    """Return whether a text is among what a shape takes."""
    if isinstance(shape, AnyOf):
        return any(map(takes_text, shape.alternatives))
    return json_type(shape) == "text"


def python_name(key: str, shape: Object) -> str | None:
    """Return a help where the Python name of a key cannot be guessed from it."""
    name = next((known.name for known in shape.properties if known.key == key), key)
    if key == "layout":
        return "give the screen `children`"
    return f"in Python it is `{name}`" if name != key else None
