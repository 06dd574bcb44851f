"""Types of expressions: what each operator takes, and what it gives."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.expression_tokens import shown
from flowdsl.values import Kind, Operand, Operation, Operator, Ref

__all__ = ["Kinds", "TypeFault", "Typed", "check_types"]

Kinds: TypeAlias = frozenset[Kind]
"""The types that a value may have: none of them for a list or an object."""


@attrs.frozen
class TypeFault:
    """An operand has a type that its operator does not take.

    Args:
        message: What was found and what is allowed.
        help: What to write instead.
    """

    message: str
    help: str | None = None


@attrs.frozen
class Typed:
    """The type of an expression.

    Args:
        kinds: The types that its value may have, None where nobody knows.
        fault: The first operand of a wrong type; then the type of the whole is not known.
    """

    kinds: Kinds | None
    fault: TypeFault | None = None


def check_types(tree: Operand, kind_of: Callable[[Ref[Any]], Kinds | None]) -> Typed:
    """Return the type of an expression, and the first operand that has a wrong one.

    Args:
        tree: The expression.
        kind_of: Gives the types that the value of a reference may have: more than one where the
            phone decides, none for a list or an object, None where nobody knows.
    """
    if isinstance(tree, Ref):
        return Typed(kind_of(tree))
    if not isinstance(tree, Operation):
        return Typed(_literal(tree))
    operands: list[Kinds | None] = []
    for operand in tree.operands:
        typed = check_types(operand, kind_of)
        if typed.fault:
            return Typed(None, typed.fault)
        operands.append(typed.kinds)
    fault = _fault(tree, operands)
    return Typed(None, fault) if fault else Typed(_RESULTS.get(tree.operator, _BOOLEAN))


_STRING: Final = frozenset({Kind.STRING})
_NUMBER: Final = frozenset({Kind.NUMBER})
_BOOLEAN: Final = frozenset({Kind.BOOLEAN})
_ANY: Final = frozenset(Kind)

_ORDERING: Final = frozenset(
    {Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL}
)
_TAKES: Final[dict[Operator, tuple[Kinds, str]]] = {
    Operator.EQUAL: (_ANY, "compares texts, numbers, or true and false"),
    Operator.UNEQUAL: (_ANY, "compares texts, numbers, or true and false"),
    **dict.fromkeys(_ORDERING, (_NUMBER, "compares numbers")),
    Operator.AND: (_BOOLEAN, "joins true or false"),
    Operator.OR: (_BOOLEAN, "joins true or false"),
    Operator.NOT: (_BOOLEAN, "negates true or false"),
    Operator.ADD: (_NUMBER, "adds numbers"),
    Operator.SUBTRACT: (_NUMBER, "subtracts numbers"),
    Operator.MULTIPLY: (_NUMBER, "multiplies numbers"),
    Operator.DIVIDE: (_NUMBER, "divides numbers"),
    Operator.REMAINDER: (_NUMBER, "divides numbers"),
    Operator.NEGATE: (_NUMBER, "negates a number"),
    Operator.CONCATENATE: (_ANY, "joins texts, numbers, and true or false"),
}
_RESULTS: Final = {
    **dict.fromkeys((operator for operator in _TAKES if _TAKES[operator][0] == _NUMBER), _NUMBER),
    **dict.fromkeys(_ORDERING, _BOOLEAN),
    Operator.CONCATENATE: _STRING,
}
"""What the operators give that do not give true or false."""

_NAMES: Final = {
    Kind.STRING: "a text",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
}


def _literal(operand: object) -> Kinds | None:
    """Return the type of a text, a number, true or false."""
    if isinstance(operand, bool):
        return _BOOLEAN
    if isinstance(operand, int | float):
        return _NUMBER
    return _STRING if isinstance(operand, str) else None


def _fault(operation: Operation[Any], operands: list[Kinds | None]) -> TypeFault | None:
    """Return what is wrong with the operands of one operator, the first of it."""
    operator = operation.operator
    allowed, takes = _TAKES[operator]
    name = "`-`" if operator is Operator.NEGATE else f"`{operator.value}`"
    if operator is Operator.CONCATENATE:
        name = "an expression"
    for operand, kinds in zip(operation.operands, operands, strict=True):
        if kinds is not None and not kinds & allowed:
            message = f"{shown(_written(operand))} is {_named(kinds)}, but {name} {takes}"
            return TypeFault(message, _advice(operation, operand, kinds))
    if operator in (Operator.EQUAL, Operator.UNEQUAL):
        return _mismatch(operation, operands)
    return None


def _mismatch(operation: Operation[Any], kinds: list[Kinds | None]) -> TypeFault | None:
    """Return what is wrong with an equality of values that have not the same type."""
    left, right = operation.operands
    left_kinds, right_kinds = kinds
    if left_kinds is None or right_kinds is None or left_kinds & right_kinds:
        return None
    message = (
        f"{shown(_written(left))} is {_named(left_kinds)} and {shown(_written(right))} is "
        f"{_named(right_kinds)}, but `{operation.operator.value}` compares values of the same type"
    )
    for literal, other in ((right, left_kinds), (left, right_kinds)):
        better = _converted(literal, other)
        if better is not None:
            return TypeFault(message, f"write `{_written(better)}`")
    return TypeFault(message)


def _converted(literal: Operand, kinds: Kinds) -> str | int | None:
    """Return a literal as another type has it, if its text says how."""
    if isinstance(literal, str):
        if Kind.BOOLEAN in kinds and literal in ("true", "false"):
            return literal == "true"
        if Kind.NUMBER in kinds and literal.isascii() and literal.isdigit() and len(literal) < 16:
            return int(literal)
    elif isinstance(literal, bool | int | float) and Kind.STRING in kinds:
        return _written(literal)
    return None


def _advice(operation: Operation[Any], operand: Operand, kinds: Kinds) -> str | None:
    """Return what to write instead of an operand that an operator does not take."""
    operator = operation.operator
    if operator is Operator.ADD and Kind.STRING in kinds:
        joined = str(Operation(Operator.CONCATENATE, *operation.operands))
        advice = "texts are joined by a blank, not by `+`"
        return f"{advice}: {joined}" if len(joined) <= 60 else advice
    if operator in _ORDERING and isinstance(operand, Operation) and operand.operator in _ORDERING:
        return "join two comparisons with `&&`, each in parentheses: `(1 < x) && (x < 9)`"
    if operator in (Operator.AND, Operator.OR, Operator.NOT) and isinstance(operand, Ref) and kinds:
        empty = "0" if kinds == _NUMBER else "''"
        return f"compare it, in parentheses: `({operand!s} != {empty})`"
    return None


def _named(kinds: Kinds) -> str:
    """Return what messages call a type."""
    return " or ".join(_NAMES[kind] for kind in Kind if kind in kinds) or "a list or an object"


def _written(operand: Operand) -> str:
    """Return an operand as it is written."""
    if isinstance(operand, Ref | Operation):
        return str(operand)
    # An operation knows how its literals are written.
    return str(Operation(Operator.CONCATENATE, operand))
