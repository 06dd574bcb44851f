"""How an expression is spelled in the JSON where that is not the way in which it is printed."""

import re
from typing import Any, Final, TypeVar

from flowdsl.expressions import Misread, parse_condition, parse_nested, references_of
from flowdsl.values import Expression, Operand, Operation, Operator

__all__ = ["read_spelled", "respelled", "template_of"]

T = TypeVar("T")

_PIECES: Final = re.compile(r"\{\{|\}\}|\{\}|[{}]")
_REFERENCE: Final = re.compile(r"\$\{[^{}`]*\}")

_MIRRORED: Final = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}


def read_spelled(text: str, *, condition: bool = False) -> Expression[Any] | None:
    """Return the expression that a text of the JSON is, or None where the text alone will do.

    Args:
        text: The whole text, backticks included.
        condition: Whether it is the condition of an If, which may go without backticks.
    """
    is_nested = text[:1] == "`"
    if is_nested and (len(text) < 2 or text[-1] != "`"):
        return None
    try:
        tree = (parse_nested(text[1:-1]) if is_nested else parse_condition(text)).tree
    except Misread:
        return None
    if not isinstance(tree, Operation):
        # A lone reference is printed without backticks, so only without them it is the same.
        return tree if isinstance(tree, Expression) and str(tree) == text else None
    usual = str(tree) if condition and tree.is_condition else f"`{tree!s}`"
    return tree if usual == text else Operation(tree.operator, *tree.operands, spelling=text)


def respelled(expression: Expression[T], template: str) -> Expression[T]:
    """Return an expression as a template spells it; see `Expression.spelled`."""
    if not isinstance(expression, Operation):
        raise ValueError(f"{expression!s} is a reference alone, which has one spelling only")
    references = references_of(expression)
    waiting = iter(references)

    def piece(match: re.Match[str]) -> str:
        found = match[0]
        if found == "{}":
            reference = next(waiting, None)
            if reference is None:
                message = f"{template!r} has more than {len(references)} `{{}}`"
                raise ValueError(f"{message}, but takes one for each reference")
            return str(reference)
        if len(found) == 1:
            raise ValueError(f"{template!r} has a lone {found!r}: double it, or write `{{}}`")
        return found[0]

    text = _PIECES.sub(piece, template)
    if next(waiting, None) is not None:
        message = f"{template!r} has fewer than {len(references)} `{{}}`"
        raise ValueError(f"{message}, but takes one for each reference")
    read = read_spelled(text, condition=True)
    if not isinstance(read, Operation) or not _agree(read, expression):
        raise ValueError(f"{text!r} does not say the same as {expression!s}")
    return read


def template_of(operation: Operation[Any]) -> str | None:
    """Return the template that spells an operation, or None where it is printed as usual."""
    if operation.spelling is None:
        return None
    references = [str(each) for each in references_of(operation)]
    if _REFERENCE.findall(operation.spelling) != references:
        return None  # A text in it looks like a reference.
    pieces = _REFERENCE.split(operation.spelling)
    return "{}".join(piece.replace("{", "{{").replace("}", "}}") for piece in pieces)


def _agree(left: Operand, right: Operand) -> bool:
    """Return whether two expressions say the same, comparisons written either way round."""
    if not isinstance(left, Operation) or not isinstance(right, Operation):
        return left is right or (type(left) is type(right) and bool(left == right))
    if len(left.operands) != len(right.operands):
        return False
    if left.operator is right.operator:
        pairs = zip(left.operands, right.operands, strict=True)
        if all(_agree(*pair) for pair in pairs):
            return True
    return (
        left.operator in _MIRRORED
        and _MIRRORED[left.operator] is right.operator
        and _agree(left.operands[0], right.operands[1])
        and _agree(left.operands[1], right.operands[0])
    )
