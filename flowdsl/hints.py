"""Takes the type hints of the table apart: their alternatives, and the facts beside them."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, TypeAlias, TypeVar, Union

from flowdsl.facts import Since
from flowdsl.versions import Version

__all__ = ["Facts", "annotation_of", "facts_of", "leaves_of", "newest", "starts_of"]

Facts: TypeAlias = tuple[Any, ...]

F = TypeVar("F")

_UNIONS: Final = (Union, types.UnionType)


def annotation_of(hint: Any) -> tuple[Any, Facts]:
    """Return a hint without `Annotated`, and the facts that stood in there."""
    if typing.get_origin(hint) is Annotated:
        inner, facts = annotation_of(hint.__origin__)
        return inner, (*facts, *hint.__metadata__)
    return hint, ()


def leaves_of(hint: Any, facts: Facts, variables: Mapping[Any, Any]) -> Iterator[tuple[Any, Facts]]:
    """Yield the alternatives of a hint, each with what is said of it and of the whole."""
    hint, own = annotation_of(hint)
    facts = (*facts, *own)
    if isinstance(hint, TypeVar):
        yield from leaves_of(variables.get(hint, Any), facts, variables)
    elif typing.get_origin(hint) in _UNIONS:
        for member in typing.get_args(hint):
            yield from leaves_of(member, facts, variables)
    elif hint is not types.NoneType:
        yield hint, facts


def newest(facts: Iterable[F], version: Version) -> F | None:
    """Return the newest of some facts that has started; one without `since` always has."""
    started = [fact for fact in facts if getattr(fact, "since", version) <= version]
    return max(started, key=lambda fact: getattr(fact, "since", version), default=None)


def facts_of(facts: Facts, kind: type[F]) -> list[F]:
    """Return the facts of one kind."""
    return [fact for fact in facts if isinstance(fact, kind)]


def starts_of(facts: Facts) -> list[Version]:
    """Return the versions from which some facts say that something is there."""
    return [fact.version for fact in facts_of(facts, Since)]
