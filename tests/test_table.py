"""The table of facts says what the reference of the format says, property by property."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowdsl import VERSIONS, Flow, Screen, SingleColumnLayout, Version
from flowdsl.facts import Binding, Container
from flowdsl.node import ACTIONS, COMPONENTS, Node
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
)
from flowdsl.versions import parse_version

# What the table says otherwise, by component, property and aspect, with the reason.
DIFFERENCES = {
    ("CheckboxGroup", "media-size", "dynamic"): "section 9 of the reference: a literal only",
    ("NavigationList", "media-size", "dynamic"): "section 9 of the reference: a literal only",
    ("RadioButtonsGroup", "media-size", "dynamic"): "section 9 of the reference: a literal only",
    ("DocumentPicker", "allowed-mime-types", "default"): "`all supported` is no value to write",
    ("Switch", "value", "type"): "its own rule: a binding only, so no literal has a type",
    ("_root", "version", "enum"): "a projection takes the one version that it is made for",
    ("_screen", "id", "min_length"): "documented as the limit itself, so it is no warning",
}

BINDINGS = {
    "data": Binding.DATA,
    "form": Binding.FORM,
    "screen.data": Binding.SCREEN_DATA,
    "screen.form": Binding.SCREEN_FORM,
    "expr": Binding.EXPRESSION,
}
DOCUMENT = {"_root": Flow, "_screen": Screen, "_layout": SingleColumnLayout}
CONTAINERS = {"If": Container.IF, "Switch": Container.SWITCH, "Form": Container.FORM}


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, Any]:
    """The facts of the reference, by component."""
    content = json.loads((shared / "spec" / "components.json").read_text(encoding="utf-8"))
    del content["_meta"]
    return content


def test_same_components_and_actions(reference: dict[str, Any]) -> None:
    """The table has the components and actions of the reference, since the same versions."""
    theirs = {name: facts["since"] for name, facts in reference.items() if name[0] != "_"}
    assert {name: cls.facts.since.name for name, cls in COMPONENTS.items()} == theirs
    prefix = "_action."
    actions = {
        name.removeprefix(prefix): facts["since"]
        for name, facts in reference.items()
        if name.startswith(prefix)
    }
    assert {name: cls.facts.since.name for name, cls in ACTIONS.items()} == actions


def test_same_properties_in_every_version(reference: dict[str, Any]) -> None:
    """Every property has the same type, limits, bindings, actions and versions as there."""
    differences = set()
    for name, facts in reference.items():
        cls = DOCUMENT.get(name) or COMPONENTS.get(name) or ACTIONS[name.removeprefix("_action.")]
        for version in VERSIONS:
            if version >= cls.facts.since:
                differences |= set(compare(name, facts["properties"], cls, version))
    assert differences == set(DIFFERENCES)


def test_same_places(reference: dict[str, Any]) -> None:
    """Every component may stand where the reference lets it, since the same versions."""
    for version in VERSIONS:
        for name, container in CONTAINERS.items():
            if version < COMPONENTS[name].facts.since:
                continue
            allowed = reference[name]["allowed_children"]
            if name == "Form":
                listed = allowed["2.1-3.1" if version.name < "4.0" else "4.0+"]
                observed: list[str] = []
            else:
                listed, observed = allowed["documented"], allowed["also_in_schema"]
            expected = set(at(listed, version)) | set(at(observed, version))
            assert standing(container, version) == expected, (name, version)
        layout = reference["_layout"]["allowed_children"]
        listed = list(layout["2.1-3.1"])
        if version.name >= "4.0":
            listed += layout["4.0+"][1:]
        assert standing(Container.LAYOUT, version) == set(at(listed, version)), version


def test_places_that_are_only_observed_warn(reference: dict[str, Any]) -> None:
    """What only the client shows to work in If and Switch is marked so."""
    for name in ("If", "Switch"):
        observed = {
            component
            for component, cls in COMPONENTS.items()
            if CONTAINERS[name] in cls.facts.places.observed
        }
        also = reference[name]["allowed_children"]["also_in_schema"]
        assert observed == set(at(also, VERSIONS[-1]))


def standing(container: Container, version: Version) -> set[str]:
    """Return the components that the table lets stand in a container."""
    return {
        name
        for name, cls in COMPONENTS.items()
        if (since := cls.facts.places.since(container)) and since <= version
    }


def at(names: list[str], version: Version) -> Iterator[str]:
    """Yield the names that hold in a version, of those written as `Name@6.3` or `Name (note)`."""
    for name in names:
        plain, _, since = name.split(" (")[0].partition("@")
        if not since or parse_version(since) <= version:
            yield plain


def compare(
    name: str, theirs: dict[str, Any], cls: type[Node] | Object, version: Version
) -> Iterator[tuple[str, str, str]]:
    """Yield the component, property and aspect of each difference in a version."""
    shape = cls if isinstance(cls, Object) else shape_of(cls, version)
    ours = {known.key: known for known in shape.properties}
    tags = {shape.tag} | ({"name"} if name.startswith("_action") else set())
    expected = {
        key: facts
        for key, facts in theirs.items()
        if key not in tags
        and parse_version(facts["since"]) <= version
        and (not facts.get("until") or version <= parse_version(facts["until"]))
    }
    for key in ours.keys() ^ expected.keys():
        yield name, key, "present"
    for key in ours.keys() & expected.keys():
        facts = expected[key]
        for aspect, (mine, other) in aspects(ours[key], facts, version).items():
            if mine != other:
                yield name, key, aspect
        inner = facts.get("item_properties") or facts.get("properties")
        below = object_in(ours[key].shape)
        if inner and below is not None:
            for _, part, aspect in compare(name, inner, below, version):
                yield name, f"{key}.{part}", aspect
        elif inner:
            yield name, key, "parts"


def aspects(known: Property, facts: dict[str, Any], version: Version) -> dict[str, tuple[Any, Any]]:
    """Return what both sides say of a property, by aspect: ours, theirs."""
    static = known.shape.static if isinstance(known.shape, Dynamic) else known.shape
    required = facts["required"] or (
        "required_from" in facts and parse_version(facts["required_from"]) <= version
    )
    default = facts["default"]
    return {
        "type": (types_of(static), set(declared_types(facts, version))),
        "required": (known.required, required),
        "since": (known.since.name, facts["since"]),
        "default": (known.default, default),
        "dynamic": (
            bindings_of(known.shape),
            {BINDINGS[token] for token in at(facts["dynamic"], version)},
        ),
        "max_length": (first(static, Str, "shown"), facts.get("max_length")),
        "min_length": (first(static, Str, "expected") or None, facts.get("min_length")),
        "min_items": (
            least_items(static) or None,
            facts.get("min_items") or facts.get("min_properties"),
        ),
        "max_items": (first(static, List, "maximum"), facts.get("max_items")),
        "minimum": (
            first(static, Number, "minimum", "expected"),
            facts.get("minimum"),
        ),
        "maximum": (first(static, Number, "maximum"), facts.get("maximum")),
        "enum": (
            set(first(static, Choice, "values") or ()),
            set(at(facts.get("enum", []), version)),
        ),
        "actions": (
            set(static.options) if isinstance(static, Tagged) and static.what == "action" else None,
            set(at(known_actions(facts), version)) if "allowed_actions" in facts else None,
        ),
    }


def known_actions(facts: dict[str, Any]) -> list[str]:
    """Return the actions of a property, each with the version from which it stands there."""
    return [
        f"{name}@{ACTIONS[name].facts.since}" if "@" not in name else name
        for name in facts["allowed_actions"]
    ]


def bindings_of(shape: Shape) -> set[Binding]:
    if isinstance(shape, Dynamic):
        return set(shape.bindings)
    if isinstance(shape, Map) and isinstance(shape.value, Json) and shape.value.bindings:
        return set(shape.value.bindings)
    return set()


def inside(shape: Shape | None) -> Iterator[Shape]:
    """Yield a shape and the alternatives, items and parts in it that one property speaks of."""
    if shape is None:
        return
    yield shape
    match shape:
        case AnyOf():
            for alternative in shape.alternatives:
                yield from inside(alternative)
        case List() if not isinstance(shape.item, Object | Tagged):
            yield from inside(shape.item)
        case Object() if shape.name == "range":
            for known in shape.properties:
                yield from inside(known.shape)


def first(shape: Shape | None, kind: type, *names: str) -> Any:
    """Return the first fact of some names that a shape of a kind in there has."""
    for part in inside(shape):
        if isinstance(part, kind):
            for name in names:
                if getattr(part, name) is not None:
                    return getattr(part, name)
    return None


def least_items(shape: Shape | None) -> int:
    return max(
        (
            max(part.minimum, getattr(part, "expected", 0))
            for part in inside(shape)
            if isinstance(part, List | Map)
        ),
        default=0,
    )


def types_of(shape: Shape | None) -> set[str]:
    match shape:
        case None:
            return set()
        case AnyOf():
            return set().union(*map(types_of, shape.alternatives))
        case Str() | Base64() | Choice():
            return {"string"}
        case Bool():
            return {"boolean"}
        case Number():
            return {"integer" if shape.integer else "number"}
        case List():
            return {"array"}
        case _:
            return {"object"}


def declared_types(facts: dict[str, Any], version: Version) -> Iterator[str]:
    """Yield the JSON types that the reference gives a property in a version."""
    alternatives = facts.get("types")
    if alternatives:
        texts = [
            alternative["type"]
            for alternative in alternatives
            if parse_version(alternative["since"]) <= version
            and "bound only" not in alternative["type"]
            and not ("before" in alternative and parse_version(alternative["before"]) <= version)
        ]
    else:
        texts = facts["type"].split(" | ")
    for text in texts:
        for word, kind in TYPES.items():
            if text.startswith(word):
                yield kind
                break
        else:
            raise AssertionError(f"unknown type {text!r}")


TYPES = {
    "string": "string",
    "enum": "string",
    "boolean": "boolean",
    "number": "number",
    "integer": "integer",
    "array": "array",
    "object": "object",
    "{": "object",
    "action": "object",
}


def object_in(shape: Shape) -> Object | None:
    match shape:
        case Dynamic():
            return object_in(shape.static) if shape.static else None
        case List():
            return object_in(shape.item)
        case Object():
            return shape
    return None
