"""Checks that the examples of the data fit their schemas."""

from collections.abc import Collection, Iterator
from typing import Any

from flowdsl import structure
from flowdsl.findings import Finding
from flowdsl.inference import infer_schema
from flowdsl.problems import Path

__all__ = ["is_small", "misfits", "refers", "without_patterns"]

_ENTRY = 4  # The steps to an entry: the screens, one of them, its data, the name.

LONGEST = 120
"""How many characters of what a validator says are shown: it quotes the whole value."""


def misfits(document: object, known: Collection[Path]) -> Iterator[Finding]:
    """Yield a finding for each example that does not fit the schema of its entry.

    Args:
        document: The document.
        known: The places of other findings; what is wrong already is not looked at again.
    """
    wrong_already = {path[:_ENTRY] for path in known}
    for path, entry in _entries(document):
        if "__example__" not in entry or path in wrong_already:
            continue
        schema = {key: value for key, value in entry.items() if key != "__example__"}
        # Nearly every entry has the schema that its example tells; there is nothing to validate.
        if infer_schema(entry["__example__"], str(path[-1])) == schema:
            continue
        wrong = _misfit(schema, entry["__example__"])
        if wrong is not None:
            where, reason = wrong
            reason = reason if len(reason) <= LONGEST else f"{reason[:LONGEST]}..."
            yield Finding(
                rule=structure.MISFIT,
                path=(*path, "__example__", *where),
                message=f"the example of `{path[-1]}` does not fit its schema: {reason}",
            )


def _entries(document: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    match document:
        case {"screens": list(screens)}:
            for index, screen in enumerate(screens):
                match screen:
                    case {"data": dict(data)}:
                        for name, entry in data.items():
                            if isinstance(entry, dict):
                                yield ("screens", index, "data", name), entry


def _misfit(schema: dict[str, Any], example: Any) -> tuple[Path, str] | None:
    """Return where an example breaks a schema first, and how, as draft-07 has it."""
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import SchemaError

    if refers(schema):
        # A validator would fetch it; and nothing says that a phone follows it.
        return (), "the schema has a `$ref`, which is not followed"
    if not is_small(schema) or not is_small(example):
        return None
    try:
        schema = without_patterns(schema)
        Draft7Validator.check_schema(schema)
        error = next(Draft7Validator(schema).iter_errors(example), None)
    except SchemaError as broken:
        return (), f"the schema itself is none: {broken.message}"
    except RecursionError:
        return (), "it is nested too deeply"
    return None if error is None else (tuple(error.path), error.message)


MOST_VALUES = 20_000
"""Larger schemas and examples are not held against each other: it would take seconds."""


def is_small(value: object) -> bool:
    """Return whether a value can be held against a schema, or a schema against a value, in time."""
    waiting, seen = [value], 0
    while waiting and seen <= MOST_VALUES:
        here = waiting.pop()
        inner = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        waiting.extend(inner)
        seen += 1
    return not waiting


def without_patterns(schema: Any) -> Any:
    """Return a schema without what takes a text, or a list, the square of its time or more.

    A regular expression from outside is never run, and a long list is not searched for copies.
    """
    if isinstance(schema, list):
        return [without_patterns(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: without_patterns(inner) for name, inner in value.items()}
        if key in ("properties", "definitions", "dependencies") and isinstance(value, dict)
        else without_patterns(value)
        for key, value in schema.items()
        if key not in ("pattern", "patternProperties", "uniqueItems")
    }


def refers(schema: object) -> bool:
    """Return whether a schema has a `$ref`, at any depth."""
    if isinstance(schema, dict):
        return "$ref" in schema or any(map(refers, schema.values()))
    return isinstance(schema, list) and any(map(refers, schema))
