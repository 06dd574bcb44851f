"""The checks of values that hold no others."""

import binascii
import math
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from flowdsl import literals, structure, syntax
from flowdsl.bindings import binding_of
from flowdsl.facts import DateStyle, TextForm
from flowdsl.findings import (
    Check,
    Record,
    Trail,
    Use,
    named,
    refused_binding,
    report,
    version_text,
    wrong_type,
)
from flowdsl.problems import Fix, close_match
from flowdsl.shape import Base64, Choice, Dynamic, Json, Number, Str
from flowdsl.versions import DEFAULT, Version

__all__ = ["base64", "base64_length", "boolean", "choice", "json", "number", "target", "text"]

# A scheme, a colon and something without blanks; all of it is what Meta asks for.
URI_PATTERN = r"^\s*[A-Za-z][A-Za-z0-9+.\-]*:\S+\s*$"

DATE_PATTERNS = {
    DateStyle.ISO: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    DateStyle.EPOCH_MILLISECONDS: r"^-?[0-9]+$",
}

_URI = re.compile(URI_PATTERN).search
_HALF = re.compile("[\ud800-\udfff]").search
_DATES = {
    style: (re.compile(pattern).search, style.value) for style, pattern in DATE_PATTERNS.items()
}


def base64_length(kilobytes: int) -> int:
    """Return how many characters of base64 so many kilobytes (1,024 bytes) take."""
    return -(-kilobytes * 1024 // 3) * 4


def half_character(text: str) -> str:
    """Return what is wrong with a text that holds one half of a surrogate pair."""
    return f"the text holds half a character, which no file can: {text[:40]!a}"


def boolean(value: Any, parent: Trail, key: str | int, found: Record) -> None:
    """Check true or false."""
    if value.__class__ is not bool:
        wrong_type(value, "true or false", parent, key, found)


def target(value: Any, parent: Trail, key: str | int, found: Record) -> None:
    """Check the screen that an action leads to."""
    if not isinstance(value, dict):
        wrong_type(value, 'an object {"type": "screen", "name": ...}', parent, key, found)
        return
    trail = (parent, key)
    unknown = [name for name in value if name not in ("type", "name")][:2]
    for name in ("type", "name"):
        # The near miss of a missing key is one mistake; it is reported as an unknown key.
        if name not in value and not any(close_match(other, [name]) for other in unknown):
            report(structure.MISSING_PROPERTY, parent, key, found, f"`{key}` needs `{name}`")
    for name, item in value.items():
        if name == "type":
            _TARGET_TYPE(item, trail, name, found)
        elif name == "name":
            _TARGET_NAME(item, trail, name, found)
        else:
            message = f"`{key}` has no property `{name}`"
            close = close_match(name, [each for each in ("type", "name") if each not in value])
            help_ = f"did you mean `{close}`?" if close else None
            fix = Fix(rename=close) if close else None
            report(
                structure.UNKNOWN_PROPERTY,
                trail,
                name,
                found,
                message,
                help=help_,
                fix=fix,
                at_key=True,
            )


def text(shape: Str, owner: str, *, bound: tuple[Dynamic, Version] | None = None) -> Check:
    """Return the check of a text.

    Args:
        shape: What the text is.
        owner: What messages speak of.
        bound: What binding may stand there instead, and the version. Most of a flow is such text,
            so it has one closure and not two.
    """
    # Written out rather than composed: a call more for each text is a tenth of the whole check.
    hard, soft = not shape.blank or bool(shape.minimum), bool(shape.expected) or shape.wants_ink
    wants_text = hard or soft
    # A least length looks at empty texts only, the other fact at blank ones, too.
    wants_ink = not shape.blank if hard else shape.wants_ink
    is_written = _content(shape, owner)
    shown = math.inf if shape.shown is None else shape.shown
    is_usual = re.compile(shape.usual.expression).search if shape.usual else None
    usual_meaning = shape.usual.meaning if shape.usual else ""
    plain = shape.form in (TextForm.PLAIN, TextForm.URI)  # Others have braces of their own.

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        if value.__class__ is not str:
            wrong_type(value, "text", parent, key, found)
            return
        if "${" in value or "`" in value:
            kind = binding_of(value)
            if kind is None:
                if plain and "${" in value:
                    found.uses.append(Use(value, None, parent, key, None))
            else:
                if bound is None:
                    message = f"is {value}, but {owner} takes only a literal there"
                    message = f"{named(parent, key)} {message}"
                    report(structure.NOT_BINDABLE, parent, key, found, message)
                elif kind not in bound[0].bindings:
                    refused_binding(kind, bound[0].binds, bound[1], parent, key, found)
                else:
                    found.uses.append(Use(value, kind, parent, key, bound[0]))
                return
        if not value.isascii() and _HALF(value):
            report(syntax.HALF_CHARACTER, parent, key, found, half_character(value))
        if wants_text and (not value or (wants_ink and value.isspace())):
            rule = literals.BLANK_TEXT if hard else literals.SHORT_TEXT
            state, verb = "blank" if value else "empty", "needs" if hard else "should have"
            message = f"{named(parent, key)} is {state}, but {owner} {verb} text there"
            report(rule, parent, key, found, message)
        elif is_written is not None and not is_written(value, parent, key, found):
            return
        elif is_usual is not None and not is_usual(value):
            message = f'{named(parent, key)} is "{value}", but phones expect {usual_meaning}'
            report(literals.UNUSUAL_TEXT, parent, key, found, message)
        elif len(value) > shown:
            message = f"{named(parent, key)} has {len(value)} characters, but {owner} shows {shown}"
            help_ = f"shorten it by {len(value) - shown}"
            report(literals.TEXT_TOO_LONG, parent, key, found, message, help=help_)

    return check


_IsWritten: TypeAlias = Callable[[str, Trail, str | int, Record], bool]
"""Returns whether a text is written as it has to be, and reports it if not."""


def _content(shape: Str, owner: str) -> _IsWritten | None:
    """Return the check of how a text is written, where it matters."""
    if shape.date:
        matches, style = _DATES[shape.date]
        rule, wanted = literals.WRONG_DATE, f"a day is written {style} here"
        advice, in_python = None, "write a datetime.date, which every version understands"
    elif shape.form is TextForm.URI:
        matches, rule = _URI, literals.NOT_A_URI
        wanted = f"{owner} takes an address with a scheme there"
        advice, in_python = 'write it like "https://example.com/terms"', None
    elif shape.pattern:
        matches, rule = re.compile(shape.pattern.expression).search, literals.WRONG_PATTERN
        wanted, advice, in_python = f"it takes {shape.pattern.meaning}", None, None
    else:
        return None

    def is_written(value: str, parent: Trail, key: str | int, found: Record) -> bool:
        if matches(value):
            return True
        message = f'{named(parent, key)} is "{value}", but {wanted}'
        if rule is literals.NOT_A_URI and len(value.split()) > 1:
            message = f'{named(parent, key)} is "{value}", but an address holds no blanks'
        report(rule, parent, key, found, message, help=advice, in_python=in_python)
        return False

    return is_written


def base64(shape: Base64, owner: str) -> Check:
    """Return the check of an image."""
    blank = shape.blank
    maximum, recommended = shape.maximum, shape.recommended

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        if value.__class__ is not str:
            wrong_type(value, "base64 text", parent, key, found)
            return
        if binding_of(value) is not None:
            report(
                structure.NOT_BINDABLE,
                parent,
                key,
                found,
                f"{named(parent, key)} is {value}, but {owner} takes only an image there",
            )
        elif not blank and not value.strip():
            report(
                literals.BLANK_TEXT,
                parent,
                key,
                found,
                f"{named(parent, key)} is empty, but {owner} needs an image there",
            )
        elif not _is_base64(value):
            report(
                literals.NOT_BASE64,
                parent,
                key,
                found,
                f"{named(parent, key)} is no base64 text, so no image is shown",
                help="leave out the `data:` prefix" if value.startswith("data:") else None,
                in_python=None
                if value.startswith("data:")
                else 'to read a file, write Path("logo.png")',
            )
        size = len(value) * 3 // 4
        limit = maximum or recommended
        if limit is not None and len(value) > base64_length(limit):
            report(
                literals.IMAGE_TOO_LARGE if maximum else literals.LARGE_IMAGE,
                parent,
                key,
                found,
                f"{named(parent, key)} has {math.ceil(size / 1024):,} KB, but "
                f"{limit} KB are {'the most' if maximum else 'recommended'}",
            )

    return check


def _is_base64(text: str) -> bool:
    # Decoders skip what is no base64, and images are most of what a large flow holds: it shows in
    # the length, and where a path or a `data:` prefix would stand.
    if text[:_ENDS].strip(_BASE64) or text[-_ENDS:].strip(_BASE64):
        return False
    if len(text) % 4 == 0 and "=" not in text[:-2]:
        return True
    try:
        binascii.a2b_base64(text)
    except (binascii.Error, ValueError):
        return False
    return True


_ENDS = 200
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n\r"


def number(shape: Number, owner: str) -> Check:
    """Return the check of a number."""
    integer, expected = shape.integer, shape.expected
    minimum = -math.inf if shape.minimum is None else shape.minimum
    maximum = math.inf if shape.maximum is None else shape.maximum
    wanted = "a whole number" if integer else "a number"

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        kind = value.__class__
        if kind is not int and (
            kind is not float or not math.isfinite(value) or (integer and value % 1)
        ):
            wrong_type(value, wanted, parent, key, found)
        elif not minimum <= value <= maximum:
            low = value < minimum
            report(
                literals.NUMBER_OUT_OF_RANGE,
                parent,
                key,
                found,
                f"{named(parent, key)} is {value}, but {owner} takes "
                f"{minimum if low else maximum} at {'least' if low else 'most'}",
                meta=("MINIMUM_VALUE_REQUIRED" if low else "MAXIMUM_VALUE_REQUIRED",),
            )
        elif expected is not None and value < expected:
            report(
                literals.UNUSUAL_NUMBER,
                parent,
                key,
                found,
                f"{named(parent, key)} is {value}, but phones expect {expected} at least",
            )

    return check


def choice(shape: Choice, version: Version) -> Check:
    """Return the check of a choice."""
    values, later = frozenset(shape.values), dict(shape.later)
    listed = ", ".join(f'"{value}"' for value in shape.values)

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        if value.__class__ is not str:
            wrong_type(value, "text", parent, key, found)
        elif value in values:
            return
        elif value in later:
            message, help_ = version_text(f'"{value}"', (later[value], None), version)
            report(literals.NOT_A_CHOICE, parent, key, found, message, help=help_)
        else:
            close = close_match(value, values)
            report(
                literals.NOT_A_CHOICE,
                parent,
                key,
                found,
                f'{named(parent, key)} is "{value}", but takes '
                f"{'one of ' if len(values) > 1 else ''}{listed}",
                help=f'did you mean "{close}"?' if close else None,
            )

    return check


def json(shape: Json, version: Version) -> Check:
    """Return the check of any JSON."""
    allowed, binds = shape.bindings, shape.binds

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        kind = value.__class__
        if kind is str:
            if not value.isascii() and _HALF(value):
                report(syntax.HALF_CHARACTER, parent, key, found, half_character(value))
            if allowed is None or binds is None or ("${" not in value and "`" not in value):
                return
            binding = binding_of(value)
            if binding is None and "${" not in value:
                return
            if binding is None or binding in allowed:
                found.uses.append(Use(value, binding, parent, key, None))
            else:
                refused_binding(binding, binds, version, parent, key, found)
        elif kind is bool or kind is int:
            return
        elif isinstance(value, list):
            trail = (parent, key)
            for index, item in enumerate(value):
                check(item, trail, index, found)
        elif isinstance(value, dict):
            trail = (parent, key)
            for name, item in value.items():
                if name.__class__ is not str:
                    wrong_type(name, "text as a key", parent, key, found)
                check(item, trail, name, found)
        elif value is None and allowed is None:
            return
        elif value is None:
            report(
                literals.NULL_VALUE,
                parent,
                key,
                found,
                f"{named(parent, key)} is null, which phones do not support",
                help="leave it out",
            )
        elif kind is not float or not math.isfinite(value):
            wrong_type(value, "JSON", parent, key, found)

    return check


_TARGET_TYPE = choice(Choice(("screen",)), DEFAULT)
_TARGET_NAME = text(Str(), "a navigate action")
