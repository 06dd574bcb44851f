"""What each version of Flow JSON changed, worked out from the table of facts and the rules."""

import enum
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs

import flowdsl.rules  # noqa: F401  # Importing it enters the rules that hold for some versions.
from flowdsl.facts import Binding, Container
from flowdsl.findings import a_or_an, article
from flowdsl.flow import Flow
from flowdsl.node import ACTIONS, COMPONENTS, Node, NodeKind, remembered
from flowdsl.projection import alone_from, dialect_of, most_of, shape_of
from flowdsl.rule import RULES, Rule
from flowdsl.shape import (
    AnyOf,
    Base64,
    Choice,
    Dynamic,
    Json,
    List,
    Map,
    Object,
    Shape,
    Str,
    Tagged,
)
from flowdsl.versions import VERSIONS, Version
from flowdsl.wording import json_type

__all__ = ["Change", "ChangeKind", "changes_of", "ending_rules", "new_rules", "version_before"]

MANY: Final = 12
"""Of more places than this only their number is said."""

FEW: Final = 3
"""The same where there is little room."""


class ChangeKind(enum.Enum):
    """What kind of thing a version changed, in the order in which it is told."""

    COMPONENT = "components"
    ACTION = "actions"
    PROPERTY = "properties"
    VALUE = "values"
    PLACE = "places"
    BINDING = "bindings"
    LIMIT = "limits"
    BEHAVIOUR = "behaviour"


@attrs.frozen(kw_only=True)
class Change:
    """One thing that a version changed.

    Args:
        kind: What kind of thing it is.
        names: What changed: components, actions, keys, bindings; none where `what` says it.
        what: What happened to it, in words; `{where}` stands for the places.
        where: The places: components, or properties of them as `Component.key`.
        is_breaking: Whether a flow that was right before may not be.
    """

    kind: ChangeKind
    names: tuple[str, ...] = ()
    what: str = ""
    where: tuple[str, ...] = ()
    is_breaking: bool = False

    @property
    def text(self) -> str:
        """The change in a sentence without a full stop."""
        return self._said(self.what, self._places(MANY, "places"))

    @property
    def brief(self) -> str:
        """The change in a few words: where it is so is left out where that takes many."""
        what = self.what
        if len(self.where) > FEW:
            what = f" {what}".replace(" of {where}", "").replace(" in {where}", "")
        return self._said(what, self._places(FEW, "components"))

    def _places(self, most: int, noun: str) -> str:
        many = len(self.where) > most
        return f"{len(self.where)} {noun}" if many else ", ".join(self.where)

    def _said(self, what: str, where: str) -> str:
        names = ", ".join(name if "`" in name else f"`{name}`" for name in self.names)
        return " ".join(filter(None, [names, what.strip().replace("{where}", where)]))


_Found: TypeAlias = tuple[ChangeKind, str, str, bool]
"""What changed at one place: its kind, the name, the words, and whether flows break."""


def version_before(version: Version) -> Version | None:
    """Return the version before another, None for the first."""
    index = VERSIONS.index(version)
    return VERSIONS[index - 1] if index else None


@remembered
def changes_of(version: Version) -> tuple[Change, ...]:
    """Return what a version changed since the one before; for the first, what it has.

    Args:
        version: The version.
    """
    before = version_before(version)
    found = [*_new(COMPONENTS, ChangeKind.COMPONENT, version)]
    found += _new(ACTIONS, ChangeKind.ACTION, version)
    found += _first(version) if before is None else _changed(before, version)
    found += [Change(kind=ChangeKind.BEHAVIOUR, what=text) for text in version.changes]
    found += [
        Change(kind=ChangeKind.BEHAVIOUR, what=text, is_breaking=True) for text in version.breaking
    ]
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def _new(table: dict[str, type[Node]], kind: ChangeKind, version: Version) -> Iterator[Change]:
    names = tuple(name for name, cls in table.items() if cls.facts.since == version)
    if names:
        yield Change(kind=kind, names=names)


def _first(version: Version) -> Iterator[Change]:
    """Yield what a document is made of in the first version, its components left out."""
    for name, shape in _objects(version).items():
        if shape.cls.facts.kind is NodeKind.DOCUMENT:
            keys = tuple(known.key for known in shape.properties)
            where = (a_or_an(name),)
            yield Change(kind=ChangeKind.PROPERTY, names=keys, what="of {where}", where=where)


def _changed(before: Version, version: Version) -> Iterator[Change]:
    """Yield what changed between two versions, that which is alike together."""
    places: dict[_Found, list[str]] = {}
    for found, place in (*_placed(version), *_objects_changed(before, version)):
        places.setdefault(found, []).append(place)
    names: dict[tuple[ChangeKind, str, tuple[str, ...], bool], list[str]] = {}
    for (kind, name, what, is_breaking), found_at in places.items():
        alike = (kind, what, tuple(dict.fromkeys(found_at)), is_breaking)
        names.setdefault(alike, []).extend([name] if name else [])
    for (kind, what, where, is_breaking), named in names.items():
        yield Change(kind=kind, names=tuple(named), what=what, where=where, is_breaking=is_breaking)
    yield from _company_changed(before, version)
    yield from _dialect_changed(before, version)


_IN: Final = {Container.LAYOUT: "the layout"}


def _placed(version: Version) -> Iterator[tuple[_Found, str]]:
    """Yield where components may stand from a version on, those that came with it left out."""
    for name, cls in COMPONENTS.items():
        places = [
            _IN.get(container, container.value)
            for container in Container
            if cls.facts.since < version == cls.facts.places.since(container)
        ]
        if places:
            yield (ChangeKind.PLACE, "", f"{{where}} inside {_listed(places)}", False), name


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _objects_changed(before: Version, version: Version) -> Iterator[tuple[_Found, str]]:
    old, new = _objects(before), _objects(version)
    for name, shape in new.items():
        if name in old:
            is_component = shape.cls.facts.kind is NodeKind.COMPONENT
            for found, key in _object_changed(old[name], shape):
                owner = name if is_component or key else a_or_an(name)
                yield found, f"{owner}.{key}" if key else owner


@remembered
def _objects(version: Version) -> dict[str, Object]:
    """Return every object that the JSON of a version is made of, by what it is called."""
    found: dict[str, Object] = {}
    waiting: list[Shape] = [shape_of(Flow, version)]
    while waiting:
        shape = waiting.pop()
        match shape:
            case Object(name=name, properties=known) if name not in found:
                found[name] = shape
                waiting += [each.shape for each in reversed(known)]
            case Tagged(options=options):
                waiting += [shape_of(cls, version) for cls in reversed(list(options.values()))]
            case Dynamic(static=inner) if inner is not None:
                waiting.append(inner)
            case List(item=inner) | Map(value=inner):
                waiting.append(inner)
            case AnyOf(alternatives=alternatives):
                waiting += reversed(alternatives)
    return found


_Changed: TypeAlias = tuple[_Found, str]
"""What changed in an object, and the key of the property if only the place says which."""


def _object_changed(old: Object, new: Object) -> Iterator[_Changed]:
    before = {known.key: known for known in old.properties}
    after = {known.key: known for known in new.properties}
    for key, known in after.items():
        if key not in before:
            yield (ChangeKind.PROPERTY, key, "of {where}", known.required), ""
            continue
        if known.required and not before[key].required:
            yield (ChangeKind.PROPERTY, key, "of {where} is required", True), ""
        # A projection takes the one version that it is made for.
        if (new.cls, key) != (Flow, "version"):
            yield from _shape_changed(before[key].shape, known.shape, key)
    for key in before:
        if key not in after:
            yield (ChangeKind.PROPERTY, key, "of {where} is gone", True), ""


def _shape_changed(old: Shape, new: Shape, key: str) -> Iterator[_Changed]:
    """Yield what changed in what a property takes."""
    if isinstance(old, Dynamic | Json) and isinstance(new, Dynamic | Json):
        before, after = old.bindings or frozenset(), new.bindings or frozenset()
        for binding in Binding:
            if (binding in before) is not (binding in after):
                what = "in {where}" if binding in after else "no longer in {where}"
                yield (ChangeKind.BINDING, binding.value, what, binding in before), key
    kinds = {type(shape): shape for shape in _alternatives(old)}
    for shape in _alternatives(new):
        same = kinds.get(type(shape))
        if same is not None:
            yield from _static_changed(same, shape, key)
        elif kinds:
            what = f"of {{where}} takes {article(json_type(shape))}"
            yield (ChangeKind.VALUE, key, what, False), ""


def _alternatives(shape: Shape | None) -> list[Shape]:
    match shape:
        case None:
            return []
        case Dynamic(static=inner):
            return _alternatives(inner)
        case AnyOf(alternatives=alternatives):
            return [each for inner in alternatives for each in _alternatives(inner)]
    return [shape]


def _static_changed(old: Shape, new: Shape, key: str) -> Iterator[_Changed]:
    """Yield what changed in what a property takes as it is written."""
    match old, new:
        case Choice(), Choice():
            for value in new.values:
                if value not in old.values:
                    yield (ChangeKind.VALUE, key, f'of {{where}} takes "{value}"', False), ""
        case Tagged(what="action"), Tagged():
            for name in new.options:
                if name not in old.options:
                    yield (ChangeKind.VALUE, name, f"as `{key}` of {{where}}", False), ""
        case (List(item=inner), List(item=other)) | (Map(value=inner), Map(value=other)):
            yield from _shape_changed(inner, other, key)
        case Str(), Str() if old.date and new.date and old.date is not new.date:
            what = f"days are {new.date.value} in {{where}}, before {old.date.value}"
            yield (ChangeKind.VALUE, "", what, True), key
    yield from _limits_changed(old, new, key)


_LEAST: Final = ("minimum", "expected")
_MOST: Final = ("maximum", "recommended", "shown")
_SOFT: Final = ("expected", "recommended", "shown")


def _limits_changed(old: Shape, new: Shape, key: str) -> Iterator[_Changed]:
    if isinstance(old, Str | Base64) and isinstance(new, Str | Base64) and old.blank > new.blank:
        yield (ChangeKind.LIMIT, "", "texts are not blank in {where}", True), key
    if isinstance(old, Str) and isinstance(new, Str):
        if new.wants_ink and not old.wants_ink:
            yield (ChangeKind.LIMIT, "", "texts should not be blank in {where}", False), key
        if new.pattern is not None and new.pattern != old.pattern:
            what = f"of {{where}} holds {new.pattern.meaning}"
            yield (ChangeKind.LIMIT, key, what, True), ""
    for name in (*_LEAST, *_MOST):
        was, now = getattr(old, name, None), getattr(new, name, None)
        if was != now:
            least = name in _LEAST
            stricter = now is not None and (was is None or (now > was if least else now < was))
            amount = f"at {'least' if least else 'most'} {now}" if now is not None else "any number"
            told = f", before {was}" if was is not None else ""
            verb = "should have" if name in _SOFT else "has"
            what = f"of {{where}} {verb} {amount}{_unit(new)}{told}"
            yield (ChangeKind.LIMIT, key, what, stricter and name not in _SOFT), ""


def _unit(shape: Shape) -> str:
    match shape:
        case Base64():
            return " KB"
        case Str():
            return " characters"
        case List():
            return " items"
        case Map():
            return " keys"
    return ""


def _company_changed(before: Version, version: Version) -> Iterator[Change]:
    """Yield what changed in how often components stand on a screen, and beside what."""
    old = most_of(before)
    for name, limited in most_of(version).items():
        earlier = old.get(name)
        if earlier is None or earlier.fact is limited.fact:
            is_new = any(COMPONENTS[kind].facts.since == version for kind in limited.kinds)
            if earlier is not None or is_new:
                continue
        soft = limited.fact.soft
        what = f"a screen {'should have' if soft else 'has'} at most {limited.fact.screen} {name}"
        yield Change(kind=ChangeKind.LIMIT, what=what, is_breaking=not soft)
    for name, cls in COMPONENTS.items():
        for other in COMPONENTS:
            if cls.facts.since < version and alone_from(cls, other) == version:
                what = f"beside `{other}`"
                yield Change(kind=ChangeKind.PLACE, names=(name,), what=what)


def _dialect_changed(before: Version, version: Version) -> Iterator[Change]:
    old, new = dialect_of(before), dialect_of(version)
    if new.numbers_in_init_values and not old.numbers_in_init_values:
        what = "of a Form hold a number, before a text, for an input for numbers"
        yield Change(kind=ChangeKind.VALUE, names=("init-values",), what=what, is_breaking=True)


def new_rules(version: Version) -> Iterable[Rule]:
    """Return the rules that hold from a version on, and not for the one before."""
    return [RULES[code] for code in sorted(RULES) if RULES[code].since == version]


def ending_rules(version: Version) -> Iterable[Rule]:
    """Return the rules that held for the version before, and hold no more."""
    before = version_before(version)
    return [RULES[code] for code in sorted(RULES) if before and RULES[code].until == before]
