"""What a document binds, read: its references with what they lead to, and its expressions."""

import re
from collections.abc import Iterator
from typing import Any, Final

import attrs

from flowdsl.components.logic import If
from flowdsl.context import Context, PlacedScreen
from flowdsl.data_types import Schema, kinds_of_types, types_of
from flowdsl.expression_types import Kinds, Typed, check_types
from flowdsl.expressions import Misread, Parsed, parse_condition, parse_nested
from flowdsl.facts import Binding, TextForm
from flowdsl.findings import Trail, Use, path_of
from flowdsl.problems import Path
from flowdsl.resolution import Resolved, answer_of, reference_of, resolve
from flowdsl.shape import AnyOf, Dynamic, Shape, Str
from flowdsl.values import Kind, Ref

__all__ = ["Expressed", "Reference", "Uses", "looks_computed", "schema_of", "uses_of"]

REFERENCES: Final = "references"
GAPS: Final = "references that lead nowhere"
EXPRESSIONS: Final = "expressions"
LOOSE: Final = "what looks like a reference"
"""What rules may need beside what `Context.features` knows."""

_IF: Final = If.facts.name


class Reference:
    """A reference, where it stands.

    Args:
        text: The reference as it is written.
        trail: The way to where it stands.
        screen: The screen that it stands on.
        resolved: What it leads to.
        expected: What the property takes, where it is the whole value of one.
        in_expression: Whether it stands in a condition or a nested expression.
    """

    # Written by hand, and worked out when asked for: there is one for most of what is filled in.
    __slots__ = ("expected", "in_expression", "resolved", "screen", "text", "trail")

    def __init__(
        self,
        text: str,
        trail: Trail,
        screen: PlacedScreen,
        resolved: Resolved,
        expected: Dynamic | None = None,
        *,
        in_expression: bool = False,
    ) -> None:
        self.text = text
        self.trail = trail
        self.screen = screen
        self.resolved = resolved
        self.expected = expected
        self.in_expression = in_expression

    @property
    def ref(self) -> Ref[Any]:
        """What the text says."""
        return reference_of(self.text)

    @property
    def path(self) -> Path:
        """Where it stands."""
        assert self.trail is not None
        return path_of(*self.trail)

    @property
    def in_payload(self) -> bool:
        """Whether it stands below the payload of an action."""
        return "payload" in self.path


@attrs.define(eq=False)
class Expressed:
    """A condition or a nested expression, where it stands.

    Args:
        text: What is written, without backticks.
        path: Where it stands.
        screen: The screen that it stands on.
        is_condition: Whether it is the plain condition of an If.
        parsed: What it says, if it could be read.
        misread: Why it could not.
        typed: Its type.
        expected: What the property takes; None below a payload.
    """

    text: str
    path: Path
    screen: PlacedScreen
    is_condition: bool
    parsed: Parsed | None
    misread: Misread | None
    typed: Typed | None
    expected: Dynamic | None


@attrs.define(eq=False)
class Uses:
    """Everything that a document binds.

    Args:
        references: Its references, those in expressions included.
        gaps: Those of them that lead nowhere.
        expressions: Its conditions and nested expressions.
        computed: References with an operator inside the braces.
        loose: Texts that look as if they bound something.
    """

    references: list[Reference]
    gaps: list[Reference]
    expressions: list[Expressed]
    computed: list[Use]
    loose: list[Use]

    @property
    def features(self) -> set[str]:
        """What there is to look at, as for `Context.features`."""
        found = set()
        if self.gaps:
            found.add(GAPS)
        if self.expressions:
            found.add(EXPRESSIONS)
        if self.computed or self.loose:
            found.add(LOOSE)
        if self.references:
            found.add(REFERENCES)
        return found

    @property
    def has_gaps(self) -> bool:
        """Whether something leads nowhere, so that nobody knows what it was meant to use."""
        return bool(self.computed or self.loose or self.gaps) or any(
            each.misread for each in self.expressions
        )


def uses_of(context: Context) -> Uses:
    """Return what a document binds; it is read once."""
    return context.once(Uses, _read)


def _read(context: Context) -> Uses:
    found = Uses([], [], [], [], [])
    for screen in context.screens:
        for use in screen.uses:
            _read_use(use, screen, context, found)
    for trail, screen, condition in _conditions(context):
        _read_expression(condition, trail, screen, context, found, None)
    return found


def _read_use(use: Use, screen: PlacedScreen, context: Context, found: Uses) -> None:
    if use.expected is not None and _is_condition(use.expected):
        return  # Read with the other conditions, whatever it looks like.
    if use.binding is None:
        found.loose.append(use)
    elif use.binding is Binding.EXPRESSION:
        trail = (use.parent, use.key)
        _read_expression(use.text, trail, screen, context, found, use)
    else:
        resolved = answer_of(use.text, screen) if use.binding is Binding.FORM else None
        if resolved is None:
            resolved = resolve(reference_of(use.text), screen, context)
        if resolved.gap is not None and looks_computed(use.text):
            found.computed.append(use)
            return
        trail = (use.parent, use.key)
        reference = Reference(use.text, trail, screen, resolved, use.expected)
        found.references.append(reference)
        if resolved.gap is not None:
            found.gaps.append(reference)


_OPERATORS: Final = re.compile(r"==|!=|<|>|&&|\|\||\?|'|[^{]!|\s[-+*/%]\s")


def looks_computed(text: str) -> bool:
    """Return whether there is an operator inside the braces of a reference."""
    return _OPERATORS.search(text) is not None


def _is_condition(shape: Shape | None) -> bool:
    match shape:
        case Str(form=TextForm.CONDITION):
            return True
        case Dynamic(static=inner):
            return _is_condition(inner)
        case AnyOf(alternatives=alternatives):
            return any(map(_is_condition, alternatives))
    return False


def _conditions(context: Context) -> Iterator[tuple[Trail, PlacedScreen, str]]:
    for component in context.of(_IF):
        condition = component.content.get("condition")
        if isinstance(condition, str):
            yield component.at("condition"), component.screen, condition


def _read_expression(
    text: str,
    trail: Trail,
    screen: PlacedScreen,
    context: Context,
    found: Uses,
    use: Use | None,
) -> None:
    assert trail is not None
    path = path_of(*trail)
    nested = len(text) > 1 and text.startswith("`") and text.endswith("`")
    inner = text[1:-1] if nested else text
    expected = use.expected if use is not None else None
    try:
        parsed = parse_nested(inner) if nested else parse_condition(inner)
    except Misread as misread:
        found.expressions.append(
            Expressed(inner, path, screen, use is None, None, misread, None, expected)
        )
        return

    def kind_of(ref: Ref[Any]) -> Kinds | None:
        resolved = resolve(ref, screen, context)
        return None if resolved.gap else kinds_of_types(types_of(resolved.schema))

    typed = check_types(parsed.tree, kind_of)
    found.expressions.append(
        Expressed(inner, path, screen, use is None, parsed, None, typed, expected)
    )
    seen: set[str] = set()
    for ref in parsed.references:
        if str(ref) not in seen:
            seen.add(str(ref))
            resolved = resolve(ref, screen, context)
            reference = Reference(str(ref), trail, screen, resolved, in_expression=True)
            found.references.append(reference)
            if resolved.gap is not None:
                found.gaps.append(reference)


_TYPES: Final = {Kind.STRING: "string", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}


def schema_of(text: str, screen: PlacedScreen, context: Context) -> Schema | None:
    """Return the type of what a text binds, an empty one if nobody knows, None for a plain text."""
    from flowdsl.bindings import binding_of

    binding = binding_of(text)
    if binding is None:
        return None
    if binding is not Binding.EXPRESSION:
        return resolve(reference_of(text), screen, context).schema
    try:
        tree = parse_nested(text[1:-1]).tree
    except Misread:
        return {}
    kinds = check_types(
        tree, lambda ref: kinds_of_types(types_of(resolve(ref, screen, context).schema))
    ).kinds
    return {"type": [_TYPES[kind] for kind in Kind if kind in kinds]} if kinds else {}
