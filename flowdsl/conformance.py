"""Checks the structure of a document: everything that follows from the table of facts.

The shapes of a version are compiled once into closures, one a node; checking runs only those.
"""

import contextlib
import math
from typing import Any, Final, assert_never

import attrs

from flowdsl import leaves, structure
from flowdsl.bindings import binding_of
from flowdsl.document import Extended, Untouched
from flowdsl.findings import (
    Check,
    Finding,
    Record,
    TooMany,
    Trail,
    Use,
    a_or_an,
    article,
    count,
    misplaced,
    named,
    path_of,
    refused_binding,
    report,
    type_of,
    version_text,
    wrong_type,
)
from flowdsl.flow import Flow
from flowdsl.node import ACTIONS, COMPONENTS, Node, NodeKind, remembered
from flowdsl.problems import Fix, close_match
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
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.versions import DEFAULT, Version
from flowdsl.wording import expected_of, json_type, python_name, takes_text

FEW = 20
"""So many unknown keys are looked at for one that was meant to be another."""

__all__ = ["check_structure", "check_value", "read_structure"]


def check_structure(document: object, version: Version) -> list[Finding]:
    """Return what is wrong with the structure of a document, in document order.

    Args:
        document: The document as `json.loads` returns it.
        version: The version to hold it against.
    """
    return read_structure(document, version).findings


def read_structure(document: object, version: Version) -> Record:
    """Return what is wrong with the structure of a document, and what binds something in it.

    Args:
        document: The document as `json.loads` returns it.
        version: The version to hold it against.
    """
    record = Record()
    with contextlib.suppress(TooMany):
        _checker(Flow, version)(document, None, "", record)
    return record


def check_value(value: object, shape: Shape, version: Version) -> list[Finding]:
    """Return what is wrong with a value, given what it should be.

    Args:
        value: The value.
        shape: What it should be.
        version: The version to hold it against.
    """
    record = Record()
    with contextlib.suppress(TooMany):
        _value_checker(shape, version)(value, None, "", record)
    return record.findings


@remembered
def _value_checker(shape: Shape, version: Version) -> Check:
    return _Compiler(version).compile(shape, "an item")


@remembered
def _checker(cls: type[Node], version: Version) -> Check:
    return _Compiler(version).object(shape_of(cls, version))


@attrs.frozen
class _Compiler:
    """Compiles shapes to closures; `owner` is the object that messages speak of."""

    version: Version

    def compile(self, shape: Shape, owner: str) -> Check:
        match shape:
            case Str():
                return leaves.text(shape, owner)
            case Base64():
                return leaves.base64(shape, owner)
            case Bool():
                return leaves.boolean
            case Number():
                return leaves.number(shape, owner)
            case Choice():
                return leaves.choice(shape, self.version)
            case List():
                return self.list(shape, owner)
            case Map():
                return self.map(shape, owner)
            case Object():
                return self.object(shape)
            case Tagged():
                return self.tagged(shape, owner)
            case Target():
                return leaves.target
            case Json():
                return leaves.json(shape, self.version)
            case AnyOf():
                return self.any_of(shape, owner)
            case Dynamic():
                return self.dynamic(shape, owner)
            case _:
                assert_never(shape)

    def object(self, shape: Object) -> Check:
        owner = a_or_an(shape.name)
        checks = {
            known.key: _answered(self.compile(known.shape, owner), known.meta)
            for known in shape.properties
        }
        required = {known.key for known in shape.properties if known.required}
        absent, closed, version = shape.absent, shape.closed, self.version
        # What Meta's server says of a missing key and of one too many.
        missing_meta = None if closed else ("INVALID_SCREEN_DATA", *structure.MISSING_PROPERTY.meta)
        unknown_meta = (
            (*structure.UNKNOWN_PROPERTY.meta, "NOT_KEYWORD_SCHEMA_VALIDATION_FAILED")
            if shape.cls.facts.kind is NodeKind.ACTION
            else None
        )
        tag = shape.tag

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            if not isinstance(value, dict):
                wrong_type(value, "an object", parent, key, found)
                return
            trail = (parent, key)
            missing = required.difference(value)
            if missing:
                # The near miss of a missing key is one mistake; it is reported as an unknown key.
                known = checks.keys() | {tag}
                unknown = [name for name in value if closed and name not in known][:FEW]
                for name in checks:
                    if name in missing and not any(
                        close_match(other, [name]) for other in unknown if isinstance(other, str)
                    ):
                        report(
                            structure.MISSING_PROPERTY,
                            parent,
                            key,
                            found,
                            f"{owner} needs `{name}`",
                            in_python=python_name(name, shape),
                            meta=missing_meta,
                        )
                        if not closed:
                            break  # Without a type nobody asks for an example of it.
            for name, item in value.items():
                inner = checks.get(name)
                if inner is not None:
                    inner(item, trail, name, found)
                elif name == tag:
                    continue  # Looked at by whoever chose this shape.
                elif name in absent:
                    message, help_ = version_text(f"`{name}`", absent[name], version)
                    report(
                        structure.PROPERTY_NOT_IN_VERSION,
                        trail,
                        name,
                        found,
                        message,
                        help=help_,
                        at_key=True,
                    )
                elif isinstance(value, Extended) and name in value.extra:
                    message = f"{owner} has no property `{name}` that flowdsl knows"
                    report(structure.PASSED_THROUGH, trail, name, found, message, at_key=True)
                    _CHECK_WRITABLE(item, trail, name, found)
                elif closed:
                    close = close_match(name, [*checks, *absent]) if isinstance(name, str) else None
                    report(
                        structure.UNKNOWN_PROPERTY,
                        trail,
                        name,
                        found,
                        f"{owner} has no property `{name}`",
                        help=f"did you mean `{close}`?" if close else None,
                        meta=unknown_meta,
                        fix=Fix(rename=close) if close in checks and close not in value else None,
                        at_key=True,
                    )

        return check

    def tagged(self, shape: Tagged, owner: str) -> Check:
        version, tag, what = self.version, shape.key, shape.what
        options, absent, observed = shape.options, shape.absent, shape.observed
        checkers: dict[str, Check] = {}
        inside = f"in {a_or_an(shape.container.value)}" if shape.container else f"on {owner}"

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            if value.__class__ is Untouched:
                _CHECK_WRITABLE(value, parent, key, found)
                name = value.get(tag)
                if not isinstance(name, str) or name not in _KINDS.get(what, options):
                    named_so = f'"{name}"' if isinstance(name, str) else "without a type"
                    message = f"flowdsl knows no {what} {named_so}, and does not look into it"
                    report(structure.PASSED_THROUGH, parent, key, found, message)
                return
            if not isinstance(value, dict):
                wrong_type(value, f"{a_or_an(what)}, an object", parent, key, found)
                return
            name = value.get(tag)
            cls = options.get(name) if isinstance(name, str) else None
            if cls is not None and name is not None:
                if name in observed:
                    report(
                        structure.UNDOCUMENTED_PLACE,
                        parent,
                        key,
                        found,
                        f"{a_or_an(name)} {inside} works, but Meta does not list it there",
                    )
                inner = checkers.get(name)
                if inner is None:  # Not before: components hold components.
                    inner = checkers[name] = _checker(cls, version)
                inner(value, parent, key, found)
            elif tag not in value:
                report(
                    structure.MISSING_PROPERTY,
                    parent,
                    key,
                    found,
                    f"{a_or_an(what)} needs `{tag}`",
                    meta=("MISSING_REQUIRED_TYPE_PROPERTY",) if tag == "type" else None,
                )
            elif not isinstance(name, str):
                wrong_type(name, "text", (parent, key), tag, found)
            elif name in absent:
                misplaced(what, name, absent[name], inside, version, ((parent, key), tag), found)
            else:
                known = _KINDS.get(what, options)
                close = close_match(name, known)
                report(
                    structure.UNKNOWN_KIND,
                    (parent, key),
                    tag,
                    found,
                    f'there is no {what} "{name}"',
                    help=f'did you mean "{close}"?' if close else None,
                )

        return check

    def dynamic(self, shape: Dynamic, owner: str) -> Check:
        if isinstance(shape.static, Str):
            return leaves.text(shape.static, owner, bound=(shape, self.version))
        static = self.compile(shape.static, owner) if shape.static else None
        allowed, binds, version = shape.bindings, shape.binds, self.version
        flag = isinstance(shape.static, Bool)
        textual = shape.static is not None and takes_text(shape.static)
        expected = f"{expected_of(shape.static)} or a reference" if shape.static else "a reference"

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            if value.__class__ is str:
                kind = binding_of(value)
                if kind is not None:
                    if kind in allowed:
                        found.uses.append(Use(value, kind, parent, key, shape))
                    else:
                        refused_binding(kind, binds, version, parent, key, found)
                    return
                if not textual:
                    # Meta's server holds such a text against the pattern of a binding.
                    meta = None if flag else ("PATTERN_MISMATCH",)
                    wrong_type(value, expected, parent, key, found, meta=meta)
                    return
            if static is None:
                wrong_type(value, "a reference", parent, key, found)
            else:
                static(value, parent, key, found)

        return check

    def any_of(self, shape: AnyOf, owner: str) -> Check:
        by_type = {
            json_type(alternative): self.compile(alternative, owner)
            for alternative in shape.alternatives
        }
        later = {json_type(alternative): since for alternative, since in shape.later}
        expected = " or ".join(article(name) for name in by_type)
        version = self.version

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            name = type_of(value)
            inner = by_type.get(name)
            if inner is not None:
                inner(value, parent, key, found)
            elif name in later:
                message, help_ = version_text(
                    f"{article(name)} as `{key}`", (later[name], None), version
                )
                report(
                    structure.PROPERTY_NOT_IN_VERSION,
                    parent,
                    key,
                    found,
                    message,
                    help=help_,
                    meta=structure.WRONG_TYPE.meta,
                )
            else:
                wrong_type(value, expected, parent, key, found)

        return check

    def list(self, shape: List, owner: str) -> Check:
        item = self.compile(shape.item, owner)
        minimum, maximum, expected = shape.minimum, shape.maximum, shape.expected
        most = math.inf if maximum is None else maximum
        screens = isinstance(shape.item, Object) and shape.item.name == "screen"

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            if not isinstance(value, list):
                wrong_type(value, "a list", parent, key, found)
                return
            size = len(value)
            if size < minimum or size < expected:
                few = size < minimum
                report(
                    structure.TOO_FEW_ITEMS if few else structure.FEW_ITEMS,
                    parent,
                    key,
                    found,
                    f"{named(parent, key)} has {count(size)}, but {owner} "
                    f"{'needs' if few else 'should have'} {minimum if few else expected}",
                )
            elif size > most:
                report(
                    structure.TOO_MANY_ITEMS,
                    parent,
                    key,
                    found,
                    f"{named(parent, key)} has {count(size)}, but {owner} takes {maximum}",
                    meta=("MAX_SCREENS_NUMBER",) if screens else None,
                )
            trail = (parent, key)
            for index, inner in enumerate(value):
                if screens:
                    found.begins.append(len(found.uses))
                item(inner, trail, index, found)
            if screens:
                found.begins.append(len(found.uses))

        return check

    def map(self, shape: Map, owner: str) -> Check:
        inner, minimum = self.compile(shape.value, owner), shape.minimum
        name_check = leaves.text(shape.key, owner)
        extra = {name: self.compile(value, owner) for name, value in shape.extra}

        def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
            if not isinstance(value, dict):
                wrong_type(value, "an object", parent, key, found)
                return
            if len(value) < minimum:
                report(
                    structure.TOO_FEW_ITEMS,
                    parent,
                    key,
                    found,
                    f"{named(parent, key)} is empty, but {owner} needs {minimum} at least",
                )
            trail = (parent, key)
            for name, item in value.items():
                before = len(found.findings)
                name_check(name, trail, name, found)
                if len(found.findings) > before:
                    found.findings[before:] = map(_about_the_key, found.findings[before:])
                extra.get(name, inner)(item, trail, name, found)

        return check


def _about_the_key(finding: Finding) -> Finding:
    """Return what a check of texts says of a key as what it is."""
    key = finding.path[-1]
    message = finding.message.replace(
        f'`{key}` is "{key}", but it', f"the key `{key}` is wrong: it"
    )
    return attrs.evolve(finding, message=message, at_key=True)


def _answered(inner: Check, meta: tuple[str, ...] | None) -> Check:
    """Return a check that gives its own findings the codes of Meta's server for a property."""
    if meta is None:
        return inner

    def check(value: Any, parent: Trail, key: str | int, found: Record) -> None:
        before = len(found.findings)
        inner(value, parent, key, found)
        for index in range(before, len(found.findings)):
            finding = found.findings[index]
            missing = finding.rule is structure.MISSING_PROPERTY
            if not missing and finding.path == path_of(parent, key):
                found.findings[index] = attrs.evolve(finding, meta=meta)

    return check


_CHECK_WRITABLE: Final = leaves.json(Json(None), DEFAULT)

_KINDS: Final = {"component": COMPONENTS, "action": ACTIONS}
