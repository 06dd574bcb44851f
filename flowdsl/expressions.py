"""Reads conditions and nested expressions: one grammar, from the text to the tree of `values`.

A condition is the plain text of an If, a nested expression what stands between backticks (since
6.0). Operators, from the loosest to the tightest:

    (side by side)  joins into a text; nested expressions only
    ||
    &&
    == !=
    < <= > >=
    + -             nested expressions only
    * / %           nested expressions only
    ! + -           before a value; of the signs a condition takes only that of a number

The reader keeps its own stacks and never calls itself, so that no text exhausts Python's.
"""

import re
from typing import Any, Final, NamedTuple

import attrs

from flowdsl.expression_tokens import TOKEN, Misread, foreign, reference, shown, word
from flowdsl.values import Operand, Operation, Operator, Ref

__all__ = ["Misread", "Parsed", "parse_condition", "parse_nested", "references_of"]

LONGEST: Final = 10_000
MOST_OPERATORS: Final = 1_000
DEEPEST: Final = 50  # Of parentheses, and of the tree: so what is printed can be read again.
LONGEST_RUN: Final = 16


@attrs.frozen
class Parsed:
    """What a text says.

    Args:
        tree: The value: mostly an operation or a reference. `+x` is read as `0 + x`.
        unparenthesised: The first `&&` or `||` that joins a comparison without parentheses.
        references: The references in it, in order.
    """

    tree: Operand
    unparenthesised: str | None
    references: tuple[Ref[Any], ...]


def parse_condition(text: str) -> Parsed:
    """Read the condition of an If, written without backticks.

    Args:
        text: The condition.

    Raises:
        Misread: It is not written as conditions are, or no reference is in it.
    """
    return _Reader(text, nested=False).read()


def parse_nested(text: str) -> Parsed:
    """Read a nested expression.

    Args:
        text: What stands between the backticks.

    Raises:
        Misread: It is not written as nested expressions are.
    """
    return _Reader(text, nested=True).read()


def references_of(tree: Operand) -> tuple[Ref[Any], ...]:
    """Return the references in an expression, in order."""
    found: list[Ref[Any]] = []
    waiting = [tree]
    while waiting:
        operand = waiting.pop()
        if isinstance(operand, Ref):
            found.append(operand)
        elif isinstance(operand, Operation):
            waiting.extend(reversed(operand.operands))
    return tuple(found)


_LEVELS: Final = (
    (Operator.OR,),
    (Operator.AND,),
    (Operator.EQUAL, Operator.UNEQUAL),
    (Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL),
    (Operator.ADD, Operator.SUBTRACT),
    (Operator.MULTIPLY, Operator.DIVIDE, Operator.REMAINDER),
)
_BINARY: Final = {
    operator.value: (operator, level)
    for level, operators in enumerate(_LEVELS)
    for operator in operators
}
_PREFIX: Final = {"!": Operator.NOT, "-": Operator.NEGATE, "+": Operator.ADD}
_TIGHTEST: Final = len(_LEVELS)
_LOGIC: Final = frozenset({Operator.AND, Operator.OR})
_COMPARISONS: Final = frozenset((*_LEVELS[2], *_LEVELS[3]))

_BACKTICKS: Final = "put backticks around the whole condition, from Flow JSON 6.0"


class _Item(NamedTuple):
    """A value that has been read, with the part of the text that it stands in."""

    value: Operand
    start: int
    end: int
    depth: int = 0
    varies: bool = False  # Whether a reference is in it.
    enclosed: bool = False  # Whether it stands in parentheses.


class _Waiting(NamedTuple):
    """An operator whose right-hand side has not been read."""

    operator: Operator
    level: int
    start: int


@attrs.define
class _Group:
    """What has been read since a parenthesis opened, or since the beginning."""

    opening: int
    items: list[_Item] = attrs.Factory(list)
    waiting: list[_Waiting] = attrs.Factory(list)
    parts: list[_Item] = attrs.Factory(list)


class _Reader:
    """Reads one text, token by token."""

    def __init__(self, text: str, *, nested: bool) -> None:
        self.text = text
        self.nested = nested
        self.groups = [_Group(0)]
        self.previous: tuple[int, int] | None = None
        self.wants_value = True
        self.sign: int | None = None
        self.operators = 0
        self.unparenthesised: str | None = None

    def read(self) -> Parsed:
        """Return what the text says."""
        text = self.text
        what = "a nested expression" if self.nested else "a condition"
        if len(text) > LONGEST:
            message = f"{what} has {len(text):,} characters, but takes {LONGEST:,} at most"
            raise Misread(message, 0, len(text))
        if not text.strip():
            message = f"{what} is empty, but takes a reference or an operation"
            raise Misread(message, 0, len(text))
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            kind = match.lastgroup if match else "foreign"
            end = match.end() if match else position + 1
            if kind == "foreign":
                raise foreign(text, position, end)
            if kind != "blank":
                self._token(kind, position, end)
                self.previous = position, end
            position = end
        tree = self._finish().value
        return Parsed(tree, self.unparenthesised, references_of(tree))

    def _token(self, kind: str | None, start: int, end: int) -> None:
        written = self.text[start:end]
        if kind == "symbol":
            self._symbol(written, start, end)
            return
        value: Operand
        if kind == "reference":
            value = reference(written, start, end)
        elif kind == "text":
            if self.nested and "`" in re.sub(r"\\.", "", written, flags=re.DOTALL):
                message = f"a backtick stands in {shown(written)}, and ends the expression"
                raise Misread(message, start, end, "write a backslash before it")
            value = re.sub(r"\\([\\'`])", r"\1", written[1:-1])
        else:
            value = word(self.text, start, end)
        if self.sign is not None:
            # A sign is only kept for the number that follows it without a blank.
            assert isinstance(value, int | float)
            value, start, self.sign = -value, self.sign, None
        self._begin(start, end)
        self.groups[-1].items.append(_Item(value, start, end, varies=isinstance(value, Ref)))
        self.wants_value = False

    def _symbol(self, symbol: str, start: int, end: int) -> None:
        if symbol == ")":
            self._close(start, end)
            return
        if symbol == "(":
            self._begin(start, end)
            self.groups.append(_Group(start))
            _limit_depth(len(self.groups) - 1, start, end)
            return
        self.operators += 1
        if self.operators > MOST_OPERATORS:
            raise Misread(f"{MOST_OPERATORS:,} operators are the most that is read", start, end)
        if symbol == "!" or (self.wants_value and symbol in _PREFIX):
            self._prefix(symbol, start, end)
            return
        if self.wants_value:
            raise self._value_missing_before(symbol, start, end)
        self._refuse_arithmetic(symbol, start, end)
        operator, level = _BINARY[symbol]
        # A run of the same logical operator is joined as a whole.
        self._settle(level + 1 if operator in _LOGIC else level)
        self.groups[-1].waiting.append(_Waiting(operator, level, start))
        self.wants_value = True

    def _prefix(self, symbol: str, start: int, end: int) -> None:
        self._begin(start, end)
        following = self.text[end : end + 1]
        if symbol == "!":
            before = self._before()
            if not self.nested and before not in (None, "&&", "||", "("):
                allowed = "may stand only at the start and after `&&`, `||` and `(`"
                message = f"`!` stands after {shown(before or '')}, but {allowed}"
                raise Misread(message, start, end, "put it in parentheses, with what it negates")
        elif following.isspace():
            message = f"a blank follows the sign `{symbol}`, which stands directly before its value"
            raise Misread(message, start, end + 1, "leave out the blank")
        elif following in "0123456789" and following and (symbol == "-" or self.nested):
            self.sign = start if symbol == "-" else None
            return
        else:
            self._refuse_arithmetic(symbol, start, end)
        self.groups[-1].waiting.append(_Waiting(_PREFIX[symbol], _TIGHTEST, start))

    def _close(self, start: int, end: int) -> None:
        if len(self.groups) == 1:
            raise Misread("a `)` closes no `(` before it", start, end, "leave it out")
        opening = self.groups[-1].opening
        if self.wants_value and self._before() == "(":
            message = "nothing stands in the parentheses, which must contain an operation"
            raise Misread(message, opening, end)
        if self.wants_value:
            raise self._value_missing_after()
        item = self._fold()
        if not self.nested and not isinstance(item.value, Operation):
            written = shown(self.text[item.start : item.end])
            message = f"only {written} stands in the parentheses, which must contain an operation"
            raise Misread(message, opening, end, "leave out the parentheses")
        self.groups.pop()
        self.groups[-1].items.append(item._replace(start=opening, end=end, enclosed=True))

    def _finish(self) -> _Item:
        if self.wants_value and self._before() != "(":
            raise self._value_missing_after()
        if len(self.groups) > 1:
            opening = self.groups[-1].opening
            raise Misread("a `(` is closed by no `)` after it", opening, opening + 1)
        item = self._fold()
        self._require_reference(item)
        return item

    def _begin(self, start: int, end: int) -> None:
        """Prepare for a value: where none is due, it is joined to the one before it."""
        if self.wants_value:
            return
        if not self.nested:
            between = f"{shown(self._before() or '')} and {shown(self.text[start:end])}"
            message = f"an operator is missing between {between}"
            allowed = "conditions take `&&`, `||`, `==`, `!=`, `<`, `<=`, `>` and `>=`"
            raise Misread(f"{message}: {allowed}", start, end, f"to join texts, {_BACKTICKS}")
        group = self.groups[-1]
        self._settle(0)
        group.parts.append(group.items.pop())
        self.wants_value = True

    def _fold(self) -> _Item:
        """Return what the innermost group comes to."""
        group = self.groups[-1]
        self._settle(0)
        parts = [*group.parts, group.items.pop()]
        return parts[0] if len(parts) == 1 else self._operation(Operator.CONCATENATE, parts)

    def _settle(self, level: int) -> None:
        """Apply the waiting operators that bind at least as tightly as a level."""
        group = self.groups[-1]
        items, waiting = group.items, group.waiting
        while waiting and waiting[-1].level >= level:
            last = waiting.pop()
            if last.level == _TIGHTEST:
                operand = items.pop()._replace(start=last.start)
                plus = last.operator is Operator.ADD
                operands = [_Item(0, last.start, last.start), operand] if plus else [operand]
                items.append(self._operation(last.operator, operands))
                continue
            operands = [items.pop(), items.pop()]
            while waiting and waiting[-1].operator is last.operator and last.operator in _LOGIC:
                waiting.pop()
                operands.append(items.pop())
            operands.reverse()
            items.append(self._join(last.operator, operands))

    def _join(self, operator: Operator, operands: list[_Item]) -> _Item:
        if operator in _LOGIC:
            bare = (item.value for item in operands if not item.enclosed)
            if any(isinstance(it, Operation) and it.operator in _COMPARISONS for it in bare):
                self.unparenthesised = self.unparenthesised or operator.value
            return self._run(operator, operands)
        item = self._operation(operator, operands)
        self._require_reference(item)
        return item

    def _run(self, operator: Operator, operands: list[_Item]) -> _Item:
        """Return `a && b && c` as Python builds it: to the left, and a long run in two halves.

        The halves mean the same, and keep the tree shallow enough to walk.
        """
        if len(operands) > LONGEST_RUN:
            middle = len(operands) // 2
            halves = operands[:middle], operands[middle:]
            return self._operation(operator, [self._run(operator, half) for half in halves])
        joined = operands[0]
        for operand in operands[1:]:
            joined = self._operation(operator, [joined, operand])
        return joined

    def _operation(self, operator: Operator, operands: list[_Item]) -> _Item:
        start, end = operands[0].start, operands[-1].end
        depth = 1 + max(item.depth for item in operands)
        _limit_depth(depth, start, end)
        value: Operation[Any] = Operation(operator, *(item.value for item in operands))
        return _Item(value, start, end, depth, any(item.varies for item in operands))

    def _before(self) -> str | None:
        """Return the token before the present one, as it is written."""
        return None if self.previous is None else self.text[slice(*self.previous)]

    def _value_missing_before(self, symbol: str, start: int, end: int) -> Misread:
        message = f"nothing stands before `{symbol}`, which takes a value on both sides"
        if self._before() not in (None, "("):
            message = f"a value is missing between `{self._before()}` and `{symbol}`"
        return Misread(message, start, end)

    def _value_missing_after(self) -> Misread:
        assert self.previous is not None  # No text gets here that is blank or begins with `)`.
        message = f"nothing stands after `{self._before()}`, which takes a value there"
        return Misread(message, *self.previous)

    def _require_reference(self, item: _Item) -> None:
        if not self.nested and not item.varies:
            message = f"{shown(self.text[item.start : item.end])} is always the same, but a "
            message += "condition depends on a reference, such as `${data.name}`"
            raise Misread(message, item.start, item.end)

    def _refuse_arithmetic(self, symbol: str, start: int, end: int) -> None:
        if not self.nested and symbol in "+-*/%":
            message = f"`{symbol}` calculates, which a condition without backticks cannot"
            raise Misread(message, start, end, f"to calculate, {_BACKTICKS}")


def _limit_depth(depth: int, start: int, end: int) -> None:
    if depth > DEEPEST:
        message = f"the expression is nested too deeply: {DEEPEST} levels are the most that is read"
        raise Misread(message, start, end)
