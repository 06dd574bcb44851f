"""Infers the JSON Schema of an entry of the data from its example."""

from typing import Any, Final, TypeAlias

from flowdsl import structure
from flowdsl.document import Unwritable
from flowdsl.facts import SELECT, UNSELECT

__all__ = ["infer_schema"]

Document: TypeAlias = dict[str, Any]

_EVENTS: Final = frozenset({SELECT, UNSELECT})


def infer_schema(example: object, name: str) -> Document | Unwritable:
    """Return the JSON Schema that an example tells, or why it tells none.

    Args:
        example: The example as JSON.
        name: What a message calls the entry.
    """
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, int | float):
        return {"type": "number"}
    if isinstance(example, str):
        return {"type": "string"}
    if isinstance(example, dict):
        found = {
            key: infer_schema(value, f"{name}.{key}")
            for key, value in example.items()
            # Options may carry actions; a schema that declares them is refused.
            if key not in _EVENTS
        }
        wrong = next((value for value in found.values() if isinstance(value, Unwritable)), None)
        return wrong or {"type": "object", "properties": found}
    if isinstance(example, list):
        if not example:
            return _untold(name, "an empty list")
        items = [infer_schema(item, f"{name}[]") for item in example]
        merged = items[0]
        for item in items:
            merged = _merge(merged, item, name)
        return merged if isinstance(merged, Unwritable) else {"type": "array", "items": merged}
    return example if isinstance(example, Unwritable) else _untold(name, repr(example))


def _merge(
    left: Document | Unwritable, right: Document | Unwritable, name: str
) -> Document | Unwritable:
    """Return the schema of what either schema describes."""
    if isinstance(left, Unwritable) or isinstance(right, Unwritable):
        return left if isinstance(left, Unwritable) else right
    if left == right:
        return left
    if left["type"] != right["type"]:
        return _untold(name, f"a list of {left['type']} and {right['type']} items")
    if left["type"] == "array":
        inner = _merge(left["items"], right["items"], f"{name}[]")
        return inner if isinstance(inner, Unwritable) else {"type": "array", "items": inner}
    together: Document = dict(left["properties"])
    for key, schema in right["properties"].items():
        merged = _merge(together.get(key, schema), schema, f"{name}.{key}")
        if isinstance(merged, Unwritable):
            return merged
        together[key] = merged
    return {"type": "object", "properties": together}


def _untold(name: str, what: str) -> Unwritable:
    return Unwritable(
        structure.NOT_JSON,
        f"the example of `{name}` has {what}, which tells no schema",
        "give the schema: Data(name, example, schema={...})",
    )
