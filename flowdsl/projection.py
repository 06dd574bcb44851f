"""The table of facts, projected at one version: the only reader of type hints and of versions."""

import datetime
import os
import typing
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

import attrs

from flowdsl.data import Data
from flowdsl.facts import (
    BLANK_REFUSED_SINCE,
    DATES,
    EVERY_BINDING,
    NUMBERS_IN_INIT_VALUES_SINCE,
    PAYLOAD_BINDINGS,
    SELECT_RUNS_ON_RENDER,
    Alone,
    AlsoRequired,
    Answered,
    Binds,
    Chars,
    Container,
    DateForm,
    DateStyle,
    Default,
    Formats,
    Holds,
    Items,
    Kilobytes,
    Most,
    NotBlank,
    Pattern,
    PythonOnly,
    Range,
    RequiredSince,
    ScreenTarget,
    TextForm,
    Until,
    Written,
)
from flowdsl.hints import Facts, annotation_of, facts_of, leaves_of, newest, starts_of
from flowdsl.node import (
    ACTIONS,
    COMPONENTS,
    Node,
    NodeKind,
    documentation,
    key_of,
    properties,
    remembered,
)
from flowdsl.shape import (
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
    Target,
    one_of,
)
from flowdsl.values import Expression, Ref
from flowdsl.versions import Version

__all__ = [
    "Dialect",
    "alone_from",
    "companions_of",
    "dialect_of",
    "every_property",
    "most_of",
    "shape_of",
]

F = TypeVar("F")

DATA_TYPES: Final = ("string", "number", "boolean", "object", "array", "integer")
"""What the `type` of a data entry may be."""

_INHERITED: Final = (Chars, NotBlank, DateForm)
"""The facts that hold for what a range holds, too."""


@remembered
def shape_of(cls: type[Node], version: Version) -> Object:
    """Return what the JSON of a class may hold in a version.

    Args:
        cls: A class of the table: a component, an action, a part, `Screen` or `Flow`.
        version: The version.
    """
    return _Reader(version).object(cls)


def every_property(shape: Object) -> tuple[Property, ...]:
    """Return what a class may have in the version of a shape, and what it may in others.

    What the version does not have comes first, in the way of a version that has it.

    Args:
        shape: The shape of the class in that version.
    """
    other = {
        known.key: known
        for since, _ in shape.absent.values()
        for known in shape_of(shape.cls, since).properties
        if known.key in shape.absent
    }
    return (*other.values(), *shape.properties)


@attrs.frozen(kw_only=True)
class Dialect:
    """How a version writes what every version can say.

    Args:
        days: How a DatePicker writes a day.
        numbers_in_init_values: Whether a Form's `init-values` hold a number for an input for
            numbers.
        select_runs_on_render: Whether the `on-select-action` of a component also runs when its
            screen is shown.
    """

    days: DateStyle
    numbers_in_init_values: bool
    select_runs_on_render: bool


@remembered
def companions_of(cls: type[Node], version: Version) -> Alone | None:
    """Return what may stand beside a component, or None for anything.

    None, too, where the version does not have the component: that is another mistake.
    """
    return None if cls.facts.since > version else newest(cls.facts.alone, version)


@attrs.frozen
class Limited:
    """Components of which there can be so many.

    Args:
        kinds: The components that count together.
        fact: How many there can be.
        alone: Whether they may not stand beside each other anyway.
    """

    kinds: frozenset[str]
    fact: Most
    alone: bool


@remembered
def most_of(version: Version) -> dict[str, Limited]:
    """Return how often components may stand on a screen, by what messages call them."""
    found: dict[str, Limited] = {}
    for name, cls in COMPONENTS.items():
        most = newest(cls.facts.most, version) if cls.facts.since <= version else None
        if most is not None:
            before = found.get(most.group or name)
            kinds = (before.kinds if before else frozenset()) | {name}
            alone = companions_of(cls, version)
            no_company = alone is not None and name not in alone.beside
            found[most.group or name] = Limited(kinds, most, no_company)
    return found


@remembered
def alone_from(cls: type[Node], companion: str) -> Version | None:
    """Return the first version in which a component may stand beside one that stands alone."""
    starts = [alone.since for alone in cls.facts.alone if companion in alone.beside]
    return min(starts, default=None)


@remembered
def dialect_of(version: Version) -> Dialect:
    """Return how a version writes what every version can say."""
    days = _Reader(version).newest(DATES, DateForm)
    assert days is not None
    first, last = SELECT_RUNS_ON_RENDER
    return Dialect(
        days=days.style,
        numbers_in_init_values=version >= NUMBERS_IN_INIT_VALUES_SINCE,
        select_runs_on_render=first <= version <= last,
    )


@remembered
def _hints(cls: type[Node]) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


class _Reader:
    """Reads the type hints of the table as they hold in one version."""

    def __init__(self, version: Version) -> None:
        self.version = version

    def object(self, cls: type[Node], variables: Mapping[Any, Any] | None = None) -> Object:
        """Return the shape of a class; `variables` are the types of a generic one."""
        summary, described = documentation(cls)
        known: list[Property] = []
        absent: dict[str, tuple[Version, Version | None]] = {}
        for attribute in properties(cls):
            hint, facts = annotation_of(_hints(cls)[attribute.name])
            if facts_of(facts, PythonOnly):
                continue
            key = key_of(cls.facts, attribute.name)
            since = max([cls.facts.since, *starts_of(facts)])
            last = next((fact.version for fact in facts_of(facts, Until)), None)
            if since > self.version or (last is not None and self.version > last):
                absent[key] = (since, last)
                continue
            known.append(
                Property(
                    name=attribute.name,
                    key=key,
                    shape=self.read(hint, facts, cls, variables or {}),
                    required=attribute.default is attrs.NOTHING
                    or any(self.version >= fact.version for fact in facts_of(facts, RequiredSince)),
                    since=since,
                    default=next((fact.value for fact in facts_of(facts, Default)), None),
                    description=described.get(attribute.name, ""),
                    meta=next((fact.codes for fact in facts_of(facts, Answered)), None),
                )
            )
        return Object(
            cls=cls,
            name=cls.facts.name,
            tag=cls.facts.tag,
            properties=tuple(known),
            absent=absent,
            description=summary,
        )

    def read(
        self, hint: Any, facts: Facts, owner: type[Node], variables: Mapping[Any, Any]
    ) -> Shape:
        """Return the shape of a hint, with what is said about it."""
        dynamic = False
        actions: list[type[Node]] = []
        found: list[Shape] = []
        later: list[tuple[Shape, Version]] = []
        bound: list[Shape] = []
        for leaf, leaf_facts in leaves_of(hint, facts, variables):
            plain = typing.get_origin(leaf) or leaf
            if plain in (Expression, Ref):
                dynamic = True
                bound += self.bound(leaf, leaf_facts, owner, variables)
            elif _is_action(plain):
                actions.append(plain)
            else:
                shape = self.leaf(leaf, leaf_facts, owner, variables)
                since = max(starts_of(leaf_facts), default=self.version)
                if since > self.version:
                    later.append((shape, since))
                elif shape not in found:
                    found.append(shape)
        if actions:
            found.append(self.actions(actions))
        static = one_of(found, later)
        binds = next(iter(facts_of(facts, Binds)), EVERY_BINDING)
        if dynamic:
            also = tuple(shape for shape in bound if shape not in found)
            return Dynamic(static, binds.at(self.version), binds, also)
        assert static is not None, f"{owner.__name__} has a property without a type"
        return static

    def bound(
        self, hint: Any, facts: Facts, owner: type[Node], variables: Mapping[Any, Any]
    ) -> list[Shape]:
        """Return the shapes of the values that an expression may give."""
        return [
            self.leaf(leaf, leaf_facts, owner, variables)
            for argument in typing.get_args(hint)
            for leaf, leaf_facts in leaves_of(argument, facts, variables)
            if max(starts_of(leaf_facts), default=self.version) <= self.version
            if leaf is not bytes and typing.get_origin(leaf) is not os.PathLike
        ]

    def leaf(  # One branch a kind of hint.
        self, hint: Any, facts: Facts, owner: type[Node], variables: Mapping[Any, Any]
    ) -> Shape:
        """Return the shape of a hint that is no union."""
        plain, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
        if facts_of(facts, Kilobytes):
            return self.base64(facts, owner)
        if plain in (str, datetime.date):
            return self.text(facts, owner)
        if plain is bool:
            return Bool()
        if plain in (int, float):
            return self.number(facts, integer=plain is int)
        if plain is Literal:
            return Choice(arguments)
        if plain is Version:
            return Choice((self.version.name,))
        if plain is Any:
            return Json(PAYLOAD_BINDINGS.at(self.version), PAYLOAD_BINDINGS)
        if plain is Sequence:
            return self.sequence(arguments[0], facts, owner, variables)
        if plain is Mapping:
            key = self.text(annotation_of(arguments[0])[1], owner)
            assert isinstance(key, Str)
            value = self.read(arguments[1], (), owner, variables)
            return Map(value=value, key=key, minimum=self.items(facts, soft=False)[0])
        assert issubclass(plain, Node), f"no shape is known for {hint!r}"
        if plain.facts.kind is NodeKind.DOCUMENT and plain.facts.tag:
            tag = plain.facts.tag
            return Tagged(what="layout", key=tag, options={plain.facts.name: plain}, absent={})
        inherited = tuple(fact for fact in facts if isinstance(fact, _INHERITED))
        parameters = getattr(plain, "__parameters__", ())
        shape = self.object(
            plain,
            {
                parameter: Annotated[(argument, *inherited)] if inherited else argument
                for parameter, argument in zip(parameters, arguments, strict=True)
            },
        )
        also = {name for fact in facts_of(facts, AlsoRequired) for name in fact.names}
        return attrs.evolve(
            shape,
            properties=tuple(
                attrs.evolve(known, required=known.required or known.name in also)
                for known in shape.properties
            ),
        )

    def text(self, facts: Facts, owner: type[Node]) -> Shape:
        if facts_of(facts, ScreenTarget):
            return Target()
        chars, shown = self.newest(facts, Chars), self.newest(facts, Chars, soft=True)
        date = self.newest(facts, DateForm)
        return Str(
            form=next((fact.form for fact in facts_of(facts, Written)), TextForm.PLAIN),
            date=date.style if date else None,
            minimum=chars.minimum if chars else 0,
            blank=self.may_be_blank(facts, owner),
            pattern=self.newest(facts, Pattern),
            usual=self.newest(facts, Pattern, soft=True),
            shown=shown.maximum if shown else None,
            expected=shown.minimum if shown else 0,
            wants_ink=self.newest(facts, NotBlank, soft=True) is not None,
        )

    def base64(self, facts: Facts, owner: type[Node]) -> Base64:
        size, recommended = self.newest(facts, Kilobytes), self.newest(facts, Kilobytes, soft=True)
        return Base64(
            maximum=size.maximum if size else None,
            recommended=recommended.maximum if recommended else None,
            formats=next(iter(facts_of(facts, Formats)), Formats()).names,
            blank=self.may_be_blank(facts, owner),
        )

    def number(self, facts: Facts, *, integer: bool) -> Number:
        hard, soft = self.newest(facts, Range), self.newest(facts, Range, soft=True)
        return Number(
            integer=integer,
            minimum=hard.minimum if hard else None,
            maximum=hard.maximum if hard else None,
            expected=soft.minimum if soft else None,
        )

    def sequence(
        self, item: Any, facts: Facts, owner: type[Node], variables: Mapping[Any, Any]
    ) -> Shape:
        if (typing.get_origin(item) or item) is Data:
            return Map(value=_DATA_ENTRY, extra=(("required", List(item=Str())),), of_data=True)
        inherited = tuple(fact for fact in facts if isinstance(fact, NotBlank))
        holds = next(iter(facts_of(facts, Holds)), None)
        minimum, maximum = self.items(facts, soft=False)
        return List(
            item=self.components(holds.container)
            if holds
            else self.read(item, inherited, owner, variables),
            minimum=minimum,
            maximum=maximum,
            expected=self.items(facts, soft=True)[0],
        )

    def components(self, container: Container) -> Tagged:
        options: dict[str, type[Node]] = {}
        absent: dict[str, Version | None] = {}
        observed: set[str] = set()
        for name, cls in COMPONENTS.items():
            since = cls.facts.places.since(container)
            if since is None or since > self.version:
                absent[name] = since
                continue
            options[name] = cls
            if container in cls.facts.places.observed:
                observed.add(name)
        return Tagged(
            what="component",
            key="type",
            options=options,
            absent=absent,
            observed=frozenset(observed),
            container=container,
        )

    def actions(self, classes: Sequence[type[Node]]) -> Tagged:
        since = {cls.facts.name: cls.facts.since for cls in classes}
        return Tagged(
            what="action",
            key="name",
            options={cls.facts.name: cls for cls in classes if cls.facts.since <= self.version},
            absent={
                name: first if (first := since.get(name)) and first > self.version else None
                for name in ACTIONS
                if name not in since or since[name] > self.version
            },
        )

    def may_be_blank(self, facts: Facts, owner: type[Node]) -> bool:
        everywhere = self.version >= BLANK_REFUSED_SINCE and owner.facts.kind in (
            NodeKind.COMPONENT,
            NodeKind.PART,
        )
        return not everywhere and self.newest(facts, NotBlank) is None

    def items(self, facts: Facts, *, soft: bool) -> tuple[int, int | None]:
        fact = self.newest(facts, Items, soft=soft)
        return (fact.minimum, fact.maximum) if fact else (0, None)

    def newest(self, facts: Facts, kind: type[F], *, soft: bool = False) -> F | None:
        """Return the newest fact of a kind that has started, of the soft or the hard ones."""
        return newest(
            [fact for fact in facts_of(facts, kind) if getattr(fact, "soft", False) is soft],
            self.version,
        )


_DATA_ENTRY: Final = Object(
    cls=Data,
    name=Data.facts.name,
    tag=None,
    properties=(
        Property(
            name="schema",
            key="type",
            shape=Choice(DATA_TYPES),
            required=True,
            since=Data.facts.since,
            default=None,
            description="The type of the value.",
            meta=("INVALID_SCREEN_DATA",),
        ),
        Property(
            name="example",
            key="__example__",
            shape=Json(None),
            required=True,
            since=Data.facts.since,
            default=None,
            description="A value as it will come; editors and previews show it.",
        ),
    ),
    absent={},
    closed=False,
    description="An entry of the screen's data: a JSON Schema with an example.",
)


def _is_action(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Node) and hint in ACTIONS.values()
