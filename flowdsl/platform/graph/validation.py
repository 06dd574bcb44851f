"""The errors that Meta's server finds in a Flow JSON, in both forms that it writes them."""

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.platform.graph.reading import items, rest, shown, text, whole
from flowdsl.platform.graph.secrecy import without_secrets
from flowdsl.problems import Path, path_text

__all__ = ["Pointer", "ValidationError", "read_path"]

_STEP: Final = re.compile(r"\[\s*(\d{1,9})\s*\]|([^.\[\]\s/]+)")
_LONGEST: Final = 2000
# The older form has no pointers, and names the object in its message.
_ROOT: Final = re.compile(r'"\$root/([^"]*)"')


@attrs.frozen(kw_only=True)
class Pointer:
    """One place that a validation error is about.

    Args:
        path: Where in the Flow JSON it is, as keys and indexes.
        line_start: The line that it begins in, from 1.
        line_end: The line that it ends in.
        column_start: The column that it begins in, from 1.
        column_end: The column that it ends in.
    """

    path: Path = ()
    line_start: int | None = None
    line_end: int | None = None
    column_start: int | None = None
    column_end: int | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Pointer":
        """Return the pointer that an object of an answer stands for."""
        return cls(path=read_path(text(document, "path") or ""), **_lines(document))


@attrs.frozen(kw_only=True)
class ValidationError:
    """One thing that Meta's server finds wrong with a Flow JSON.

    Args:
        error: Meta's code, for example `"INVALID_PROPERTY_VALUE"`.
        error_type: `"FLOW_JSON_ERROR"`, or `"JSON_SCHEMA_ERROR"` in the older form.
        message: What is wrong.
        line_start: The line that it begins in, from 1.
        line_end: The line that it ends in.
        column_start: The column that it begins in, from 1.
        column_end: The column that it ends in.
        pointers: The places that it is about.
        extra: What else Meta says.
    """

    error: str
    error_type: str | None = None
    message: str = ""
    line_start: int | None = None
    line_end: int | None = None
    column_start: int | None = None
    column_end: int | None = None
    pointers: tuple[Pointer, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "ValidationError":
        """Return the error that an object of an answer stands for."""
        numbers = ("line_start", "line_end", "column_start", "column_end")
        document = without_secrets(dict(document), addresses=True)
        return cls(
            error=text(document, "error") or "UNKNOWN",
            error_type=text(document, "error_type"),
            message=text(document, "message") or "",
            pointers=items(document, "pointers", Pointer.read),
            extra=rest(document, "error", "error_type", "message", "pointers", *numbers),
            **_lines(document),
        )

    @property
    def path(self) -> Path:
        """Where in the Flow JSON it is, as keys and indexes; empty where Meta does not say."""
        for pointer in self.pointers:
            if pointer.path:
                return pointer.path
        named = _ROOT.search(self.message[:_LONGEST])
        if named is None:
            return ()
        steps = (step for step in named[1].split("/") if step)
        return tuple(int(step) if step.isdecimal() else step for step in steps)

    def __str__(self) -> str:
        where = f"line {self.line_start}: " if self.line_start is not None else ""
        at = f" (at {shown(path_text(self.path))})" if self.path else ""
        return f"{where}{shown(self.error)}: {shown(self.message)}{at}"


def read_path(written: str) -> Path:
    """Return a path that Meta writes loosely: `screens [0]. layout.children [0].type`, say."""
    found: list[str | int] = []
    for index, key in _STEP.findall(written[:_LONGEST]):
        found.append(int(index) if index else key)
    return tuple(found)


def _lines(document: Mapping[str, Any]) -> dict[str, int | None]:
    numbers = ("line_start", "line_end", "column_start", "column_end")
    return {name: whole(document, name) for name in numbers}
