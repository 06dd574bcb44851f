"""Writes references and expressions with the names and the operators of Python.

Whatever is written is evaluated at the same time, with the same operators, and compared with what
it should be; what Python would make something else of is written as the text of the JSON.
"""

import operator
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.components.base import Input
from flowdsl.components.inputs import TextInput
from flowdsl.data import Data
from flowdsl.source.layout import (
    Atom,
    Bracket,
    Chain,
    Code,
    Operators,
    Prefixed,
    Text,
    parenthesised,
)
from flowdsl.source.literals import number_literal
from flowdsl.source.references import Definition
from flowdsl.source.types import ANY, BOOLEAN, NUMBER, STRING, Static, example_type, input_type
from flowdsl.spelling import template_of
from flowdsl.values import Expression, Kind, Operand, Operation, Operator, Ref, concat

__all__ = ["ExpressionWriter", "Written"]

Variable: TypeAlias = tuple[Definition, str]
"""What a reference leads to, and the name of its variable."""

_COMPARISON, _OR, _AND, _SUM, _PRODUCT, _UNARY, _WHOLE = range(7)
"""How tightly Python binds what it reads, loosest first."""

_COMPARISONS: Final = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}
_EQUALITY: Final = frozenset({Operator.EQUAL, Operator.UNEQUAL})
_ORDERING: Final = frozenset(_COMPARISONS) - _EQUALITY
_BINARY: Final[dict[Operator, tuple[str, Callable[[Any, Any], Any], int, Static]]] = {
    Operator.OR: ("|", operator.or_, _OR, BOOLEAN),
    Operator.AND: ("&", operator.and_, _AND, BOOLEAN),
    Operator.ADD: ("+", operator.add, _SUM, NUMBER),
    Operator.SUBTRACT: ("-", operator.sub, _SUM, NUMBER),
    Operator.MULTIPLY: ("*", operator.mul, _PRODUCT, NUMBER),
    Operator.DIVIDE: ("/", operator.truediv, _PRODUCT, NUMBER),
    Operator.REMAINDER: ("%", operator.mod, _PRODUCT, NUMBER),
}


@attrs.frozen
class Written:
    """An expression as Python.

    Args:
        code: The Python.
        static: What type checkers take its value for.
        definition: What it refers to, where it is a lone reference.
        is_text: Whether Python could not say it, so that it is the text of the JSON.
    """

    code: Code
    static: Static
    definition: Definition | None = None
    is_text: bool = False


class _Unsayable(Exception):
    """Python's operators make something else of it."""


@attrs.frozen
class _Part:
    """A part of an expression, as Python.

    Args:
        code: The Python.
        value: What Python evaluates it to.
        level: How tightly its operator binds.
        static: What type checkers take its value for.
        reference: The reference, where it is a lone one.
        definition: What that leads to.
    """

    code: Code
    value: Operand
    level: int
    static: Static
    reference: Ref[Any] | None = None
    definition: Definition | None = None


class ExpressionWriter:
    """Writes expressions.

    Args:
        find: Returns the variable that a reference leads to, if there is one to use.
        adapt: Returns what stands for code whose type does not fit, given what it refers to.
        use: Is told which names of the package are used.

    Attributes:
        compares_booleans: Whether something was compared with true or false, which linters take
            for a mistake.
    """

    def __init__(
        self,
        find: Callable[[Ref[Any]], Variable | None],
        adapt: Callable[[Code, Definition | None], Code],
        use: Callable[[str], object],
    ) -> None:
        self.find = find
        self.adapt = adapt
        self.use = use
        self.compares_booleans = False

    def write(self, expression: Expression[Any], *, condition: bool = False) -> Written:
        """Return an expression as Python.

        Args:
            expression: The expression.
            condition: Whether it is the condition of an If, which may go without backticks.
        """
        if isinstance(expression, Ref):
            part = self.reference(expression)
            return Written(part.code, part.static, part.definition)
        assert isinstance(expression, Operation)
        tree: Operation[Any] = expression
        text = tree.spelling
        if text is None:
            text = str(tree) if condition and tree.is_condition else f"`{tree!s}`"
        try:
            part = self.part(tree)
            code = part.code
            if tree.spelling is not None or not _is_same(part.value, tree):
                code = self.spelled(part, tree, text)
        except _Unsayable:
            return Written(Text(text), STRING, is_text=True)
        self.compares_booleans = self.compares_booleans or _compares_booleans(tree)
        return Written(code, part.static)

    def spelled(self, part: _Part, tree: Operation[Any], text: str) -> Code:
        """Return an expression with how the JSON spells it."""
        template = template_of(Operation(tree.operator, *tree.operands, spelling=text))
        if template is None or not isinstance(part.value, Expression):
            raise _Unsayable
        try:
            value = part.value.spelled(template)
        except ValueError:
            raise _Unsayable from None
        # A text in backticks is a spelling for a condition, but the usual one anywhere else.
        if not isinstance(value, Operation) or value.spelling not in (tree.spelling, text):
            raise _Unsayable
        if not _is_same(value, tree):
            raise _Unsayable
        whole = part.code if isinstance(part.code, Bracket) else parenthesised(part.code)
        return Chain([whole, ".spelled", Bracket("(", [("", Text(template))], ")", is_call=True)])

    def part(self, tree: Operand) -> _Part:
        if isinstance(tree, Ref):
            return self.reference(tree)
        if not isinstance(tree, Operation):
            assert not isinstance(tree, Expression)
            return _literal(tree)
        if tree.operator is Operator.CONCATENATE:
            return self.concatenation(tree)
        if tree.operator in (Operator.NOT, Operator.NEGATE):
            return self.prefixed(tree)
        left, right = (self.part(operand) for operand in tree.operands)
        if tree.operator in _COMPARISONS:
            return self.comparison(tree.operator, left, right)
        return self.binary(tree.operator, left, right)

    def comparison(self, operation: Operator, left: _Part, right: _Part) -> _Part:
        if operation in _ORDERING:
            left, right = self.counted(left), self.counted(right)
        value = _evaluated(_COMPARISONS[operation], left.value, right.value)
        if not isinstance(left.value, Expression):
            left, right = right, left  # Python turns a comparison round that begins with a literal.
        sign = value.operator.value
        code = Operators(_within(left, _SUM), [(sign, _within(right, _SUM))])
        return _Part(code, value, _COMPARISON, BOOLEAN)

    def binary(self, operation: Operator, left: _Part, right: _Part) -> _Part:
        sign, evaluate, level, static = _BINARY[operation]
        if operation in (Operator.AND, Operator.OR):
            left_code = left.code if left.level == level else _within(left, _UNARY)
            if right.static not in (BOOLEAN, ANY):
                right = attrs.evolve(
                    right, code=self.adapt(right.code, right.definition), level=_WHOLE
                )
            right_code = _within(right, _UNARY)
        else:
            left, right = self.counted(left), self.counted(right)
            if operation is Operator.ADD:
                left, right = self.added(left, right)
            left_code, right_code = _within(left, level), _within(right, level + 1)
        value = _evaluated(evaluate, left.value, right.value)
        if left.level == level and isinstance(left_code, Operators):
            code = Operators(left_code.first, [*left_code.others, (sign, right_code)])
        else:
            code = Operators(left_code, [(sign, right_code)])
        return _Part(code, value, level, static)

    def prefixed(self, tree: Operation[Any]) -> _Part:
        [operand] = tree.operands
        part = self.part(operand)
        if tree.operator is Operator.NOT:
            sign, static, value = "~", BOOLEAN, _evaluated(operator.invert, part.value)
        else:
            part = self.counted(part)
            sign, static, value = "-", NUMBER, _evaluated(operator.neg, part.value)
        return _Part(Prefixed(sign, _within(part, _UNARY)), value, _UNARY, static)

    def concatenation(self, tree: Operation[Any]) -> _Part:
        parts = [self.part(operand) for operand in tree.operands]
        value = _evaluated(concat, *(part.value for part in parts))
        self.use("concat")
        code = Bracket("concat(", [("", part.code) for part in parts], ")", is_call=True)
        return _Part(code, value, _WHOLE, STRING)

    def counted(self, part: _Part) -> _Part:
        """Return a part as a number, where it is an input for numbers."""
        node = part.definition.node if part.definition else None
        if isinstance(node, TextInput) and node.input_type == "number":
            return self.as_number(part)
        return part

    def added(self, left: _Part, right: _Part) -> tuple[_Part, _Part]:
        """Return what is added so that it is not joined as texts, in Python and for checkers."""
        if left.static not in _ADDABLE:
            left = self.as_number(left)
        if right.static not in _ADDABLE:
            right = self.as_number(right)
        kinds = {_kind_of(left.value), _kind_of(right.value)}
        if Kind.STRING in kinds:
            return self.as_number(left), self.as_number(right)
        if Kind.NUMBER not in kinds:
            if left.reference is not None:
                return self.as_number(left), right
            return left, self.as_number(right)
        return left, right

    def as_number(self, part: _Part) -> _Part:
        """Return a part as a number, if it is a reference."""
        return part if part.reference is None else self.reference(part.reference, as_number=True)

    def reference(self, reference: Ref[Any], *, as_number: bool = False) -> _Part:
        found = self.find(reference)
        if found is None:
            return self.written_out(reference, as_number=as_number)
        definition, name = found
        node, keys = definition.node, reference.path[1:]
        short = as_number and not keys and isinstance(node, TextInput)
        value: Ref[Any] = node.ref
        parts: list[str | Bracket] = [f"{name}.number" if short else f"{name}.ref"]
        for key in keys:
            value = value[key]
            parts.append(Bracket("[", [("", Text(key))], "]", is_call=True))
        if reference.screen is not None:
            value = value.on(reference.screen)
            parts += [".on", Bracket("(", [("", Text(reference.screen))], ")", is_call=True)]
        static = ANY if keys else _static_of(node)
        if as_number:
            value, static = value.number, NUMBER
            if not short:
                parts.append(".number")
        code = Chain(parts) if len(parts) > 1 else Atom(f"{parts[0]}")
        return _Part(code, value, _WHOLE, static, reference, definition)

    def written_out(self, reference: Ref[Any], *, as_number: bool) -> _Part:
        """Return a reference that leads to no variable."""
        self.use("Ref")
        path = Bracket("(", [("", Text(key)) for key in reference.path], ")")
        given: list[Code] = [Text(reference.root), path]
        if reference.screen is not None:
            given.append(Text(reference.screen))
        code: Code = Bracket("Ref(", [("", each) for each in given], ")", is_call=True)
        value: Ref[Any] = Ref(reference.root, reference.path, reference.screen)
        if as_number:
            assert isinstance(code, Bracket)
            return _Part(Chain([code, ".number"]), value.number, _WHOLE, NUMBER, reference)
        return _Part(code, value, _WHOLE, ANY, reference)


_ADDABLE: Final = (ANY, NUMBER, BOOLEAN, Static(int))


def _static_of(node: "Input[Any] | Data[Any]") -> Static:
    return example_type(node.example) if isinstance(node, Data) else input_type(type(node))


def _literal(value: str | float) -> _Part:
    if isinstance(value, str):
        return _Part(Text(value), value, _WHOLE, STRING)
    code = Atom(number_literal(value))
    return _Part(code, value, _UNARY if code.flat[0] == "-" else _WHOLE, ANY)


def _kind_of(value: Operand) -> Kind | None:
    if isinstance(value, Expression):
        return value.kind
    if isinstance(value, str):
        return Kind.STRING
    return Kind.BOOLEAN if isinstance(value, bool) else Kind.NUMBER


def _within(part: _Part, level: int) -> Code:
    """Return a part, in parentheses unless it binds at least as tightly as a level."""
    return part.code if part.level >= level else parenthesised(part.code)


def _evaluated(evaluate: Callable[..., Any], *operands: Operand) -> Operation[Any]:
    """Return what Python makes of an operation."""
    try:
        value = evaluate(*operands)
    except TypeError:
        raise _Unsayable from None
    if not isinstance(value, Operation):
        raise _Unsayable
    return value


def _is_same(value: Operand, tree: Operation[Any]) -> bool:
    return isinstance(value, Operation) and bool(value == tree) and str(value) == str(tree)


def _compares_booleans(tree: Operation[Any]) -> bool:
    """Return whether `== True` or the like is in an expression."""
    waiting: list[Operand] = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Operation):
            if found.operator in _EQUALITY and any(isinstance(it, bool) for it in found.operands):
                return True
            waiting.extend(found.operands)
    return False
