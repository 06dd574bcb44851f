"""What the docstrings say agrees with the facts, because nobody reads both."""

import inspect
import re

import pytest

import flowdsl
from flowdsl import Chip, Flow, Option, Range, Screen, SingleColumnLayout
from flowdsl.components.media import CarouselImage
from flowdsl.components.navigation import ItemEnd, ItemStart, MainContent, NavigationItem
from flowdsl.data import Data
from flowdsl.node import ACTIONS, COMPONENTS, Node, documentation, properties
from flowdsl.projection import shape_of
from flowdsl.shape import AnyOf, Base64, Dynamic, List, Number, Property, Shape, Str
from flowdsl.versions import DEFAULT, V2_1

PARTS = [
    Option,
    Chip,
    Range,
    CarouselImage,
    MainContent,
    ItemStart,
    ItemEnd,
    NavigationItem,
    Screen,
    SingleColumnLayout,
    Flow,
    Data,
]
CLASSES = [*COMPONENTS.values(), *ACTIONS.values(), *PARTS]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_property_is_described(cls: type[Node]) -> None:
    """A docstring describes exactly the arguments, in one sentence first, and names the page."""
    summary, described = documentation(cls)
    assert summary.endswith(".")
    # What every class has is described with `Node`, once.
    shared, _ = zip(*documentation(Node)[1].items(), strict=True)
    assert list(described) == [known.name for known in properties(cls) if known.name not in shared]
    assert "Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/" in (
        cls.__doc__ or ""
    )


@pytest.mark.parametrize("cls", [*COMPONENTS.values(), *PARTS[:-1]], ids=lambda cls: cls.__name__)
def test_docstring_has_the_limits_of_the_facts(cls: type[Node]) -> None:
    """Every limit and every later version of a property stands in its description."""
    described = documentation(cls)[1]
    summary = inspect.getdoc(cls) or ""
    if cls.facts.since > V2_1:
        assert f"(since {cls.facts.since})" in summary.split("\n\n", maxsplit=1)[0]
    for known in shape_of(cls, DEFAULT).properties:
        text = described[known.name]
        if known.since > cls.facts.since:
            assert f"since {known.since})" in text, known.name
        for number in limits(known):
            assert re.search(rf"\b{number}\b", text), f"{known.name}: {number} in {text!r}"


def limits(known: Property) -> set[int]:
    return {number for number in numbers(known.shape) if number is not None and number > 1}


def numbers(shape: Shape) -> set[int | None]:
    match shape:
        case Dynamic(static=static) if static is not None:
            return numbers(static)
        case AnyOf():
            return set().union(*map(numbers, shape.alternatives))
        case Str():
            return {shape.shown}
        case Base64():
            return {shape.maximum, shape.recommended}
        case Number():
            return {shape.minimum, shape.maximum, shape.expected}
        case List():
            expected = shape.expected if shape.expected > shape.minimum else shape.minimum
            return {shape.maximum, expected, *numbers(shape.item)}
    return set()


def test_every_public_name_is_documented() -> None:
    """Whatever the package gives out says what it is."""
    for name in flowdsl.__all__:
        value = getattr(flowdsl, name)
        if inspect.isclass(value) or inspect.isfunction(value):  # The rest are types and constants.
            assert inspect.getdoc(value), name
