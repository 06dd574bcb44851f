"""Checks that the examples of the data fit their schemas."""

from collections.abc import Collection, Iterator
from typing import Any

from flowdsl import structure
from flowdsl.findings import Finding
from flowdsl.inference import infer_schema
from flowdsl.problems import Path

__all__ = ["misfits"]

LONGEST = 120
"""How many characters of what a validator says are shown: it quotes the whole value."""


def misfits(document: object, known: Collection[Path]) -> Iterator[Finding]:
    """Yield a finding for each example that does not fit the schema of its entry.

    Args:
        document: The document.
        known: The places of other findings; what is wrong already is not looked at again.
    """
    for path, entry in _entries(document):
        if "__example__" not in entry or any(other[: len(path)] == path for other in known):
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

    if _refers(schema):
        # A validator would fetch it; and nothing says that a phone follows it.
        return (), "the schema has a `$ref`, which is not followed"
    try:
        Draft7Validator.check_schema(schema)
    except SchemaError as broken:
        return (), f"the schema itself is none: {broken.message}"
    error = next(Draft7Validator(schema).iter_errors(example), None)
    return None if error is None else (tuple(error.path), error.message)


def _refers(schema: object) -> bool:
    if isinstance(schema, dict):
        return "$ref" in schema or any(map(_refers, schema.values()))
    return isinstance(schema, list) and any(map(_refers, schema))
