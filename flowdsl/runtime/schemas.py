"""Holds what a screen is given against the data that it declares."""

import functools
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.entries import is_small, refers, without_patterns
from flowdsl.problems import Path, path_text
from flowdsl.runtime.evaluation import NumberText, number_of

__all__ = ["DataModel", "Unfit", "plain"]

LONGEST: Final = 120
"""How many characters of what a validator says are shown: it quotes the whole value."""


@attrs.frozen
class Unfit:
    """Data does not fit what its screen declares.

    Args:
        key: The entry.
        path: Where in its value it is wrong.
        message: What was found and what is allowed.
        is_missing: Whether the entry is not there at all.
    """

    key: str
    path: Path
    message: str
    is_missing: bool = False


class DataModel:
    """The data of a screen, as it is declared.

    Args:
        entries: The entries by their names, each a JSON Schema with its example.
    """

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self.entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def schema(self, key: str) -> Mapping[str, Any]:
        """Return the schema of an entry, an empty one where it has none."""
        entry = self.entries.get(key)
        return entry if isinstance(entry, Mapping) else {}

    @cached_property
    def _validators(self) -> dict[str, Any]:
        return {}

    def _validator(self, key: str) -> Any:
        if key not in self._validators:
            self._validators[key] = _validator_of(self.schema(key))
        return self._validators[key]

    def unfit(self, data: Mapping[str, Any], *, partly: bool = False) -> Iterator[Unfit]:
        """Yield what is wrong with some data: what is missing, and what has another type.

        Args:
            data: The values by their names; those that are not declared are passed over. Where an
                input for numbers was sent as it is, a `NumberText`, it is a text and a number.
            partly: Whether entries may be missing.
        """
        for key in self.entries:
            if key not in data:
                if not partly:
                    message = f"`{key}` is declared but not given"
                    yield Unfit(key, (), message, is_missing=True)
                continue
            value = data[key]
            if value is None:
                yield Unfit(key, (), f"`{key}` is null, which no data may be")
                continue
            validator = self._validator(key)
            if validator is None or not is_small(value):
                continue
            error = next(validator.iter_errors(value), None)
            if error is not None:
                path = tuple(error.absolute_path)
                reason = error.message
                reason = reason if len(reason) <= LONGEST else f"{reason[:LONGEST]}..."
                yield Unfit(key, path, f"`{path_text((key, *path))}` does not fit: {reason}")


def _validator_of(schema: Mapping[str, Any]) -> Any:
    """Return what checks values against a schema, None where nothing can."""
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import SchemaError

    wanted = without_patterns(
        {name: each for name, each in schema.items() if name != "__example__"}
    )
    if refers(wanted) or not is_small(wanted):
        return None
    try:
        Draft7Validator.check_schema(wanted)
    except (SchemaError, RecursionError):
        return None
    return _forgiving()(wanted)


@functools.cache
def _forgiving() -> Any:
    """Return a class of validators to which what was typed as a number is one, too."""
    from jsonschema import Draft7Validator, validators

    known = Draft7Validator.TYPE_CHECKER
    checker = known.redefine_many(
        {
            name: lambda _, value, name=name: known.is_type(value, name) or _counts(value)
            for name in ("number", "integer")
        }
    )
    extend: Any = validators.extend
    return extend(Draft7Validator, type_checker=checker)


def _counts(value: object) -> bool:
    return isinstance(value, NumberText) and number_of(value) is not None


def plain(value: Any) -> Any:
    """Return a value as it is kept: what was typed as a number is a text from there on."""
    if isinstance(value, NumberText):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
