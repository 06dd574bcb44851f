"""Values that only the phone knows: references, and expressions written with Python operators."""

import enum
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from flowdsl.flow import Screen

__all__ = ["Dyn", "Expression", "Kind", "Operation", "Operator", "Ref", "concat"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Kind(enum.Enum):
    """The type of a value in an expression, where it is known."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"


class Operator(enum.Enum):
    """An operator of conditions and nested expressions, as it stands in the JSON."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    AND = "&&"
    OR = "||"
    NOT = "!"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"
    NEGATE = "unary -"
    CONCATENATE = "concatenation"


_ARITHMETIC: Final = frozenset(
    {
        Operator.ADD,
        Operator.SUBTRACT,
        Operator.MULTIPLY,
        Operator.DIVIDE,
        Operator.REMAINDER,
        Operator.NEGATE,
    }
)
_NESTED_ONLY: Final = _ARITHMETIC | {Operator.CONCATENATE}


class Expression(Generic[T_co]):
    """A value that the phone computes: a reference, or an operation on such values.

    Expressions are built with Python's operators: `==`, `!=`, `<`, `<=`, `>`, `>=`, `+`, `-`,
    `*`, `/`, `%`, and `&`, `|`, `~` for and, or, not. `+` with a text joins texts, as `concat`
    does.

    An `==` has the truth value of structural equality, so that `in` and `assert` stay honest;
    every other expression refuses to be true or false, because only the phone knows.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    __slots__ = ()

    @property
    def kind(self) -> Kind | None:
        """The type of the value where it is known."""
        return None

    def __bool__(self) -> bool:
        raise TypeError(
            f"only the phone knows whether {self!s} is true: write `&`, `|`, `~` instead of `and`, "
            "`or`, `not`, put comparisons in parentheses, and use If(condition=...) instead of `if`"
        )

    def __format__(self, format_spec: str) -> str:
        raise TypeError(
            f"{self!s} inside an f-string would be shown to the user as it stands: "
            'write concat("Hello ", reference) or "Hello " + reference'
        )

    # The ignored rule says that comparing gives a bool; that it gives an expression is the point of
    # these two, as in SQLAlchemy.
    def __eq__(self, other: object) -> "Expression[bool]":  # type: ignore[override]  # See above.
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return Operation(Operator.EQUAL, self, other)

    def __ne__(self, other: object) -> "Expression[bool]":  # type: ignore[override]  # See above.
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return Operation(Operator.UNEQUAL, self, other)

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        """What makes two expressions the same, apart from where they were written."""
        return (Expression, id(self))

    def spelled(self, template: str) -> "Expression[T_co]":
        """Return the same expression, spelled in the JSON as given.

        Flows that are imported keep the blanks and the parentheses that their authors wrote.
        Leaving it out changes the text of the JSON, but not what it means.

        Args:
            template: The text of the JSON, with `{}` for each reference, in order. Braces that
                stand for themselves are doubled. In backticks it does anywhere, without them as
                the condition of an If only.

        Raises:
            ValueError: The text does not say the same as the expression; a reference alone has one
                spelling only.
        """
        from flowdsl.spelling import respelled

        return respelled(self, template)

    def __lt__(self, other: "float | Expression[Any]") -> "Expression[bool]":
        return _operation(Operator.LESS, self, other)

    def __le__(self, other: "float | Expression[Any]") -> "Expression[bool]":
        return _operation(Operator.LESS_OR_EQUAL, self, other)

    def __gt__(self, other: "float | Expression[Any]") -> "Expression[bool]":
        return _operation(Operator.GREATER, self, other)

    def __ge__(self, other: "float | Expression[Any]") -> "Expression[bool]":
        return _operation(Operator.GREATER_OR_EQUAL, self, other)

    def __and__(self, other: "Expression[bool]") -> "Expression[bool]":
        return _operation(Operator.AND, self, other)

    def __or__(self, other: "Expression[bool]") -> "Expression[bool]":
        return _operation(Operator.OR, self, other)

    def __invert__(self) -> "Expression[bool]":
        return Operation(Operator.NOT, self)

    @overload
    def __add__(self, other: str) -> "Expression[str]": ...
    @overload
    def __add__(self: "Expression[str]", other: "str | Expression[Any]") -> "Expression[str]": ...
    @overload
    def __add__(self, other: "float | Expression[float]") -> "Expression[float]": ...
    def __add__(self, other: "str | float | Expression[Any]") -> "Expression[Any]":
        return _add(self, other)

    @overload
    def __radd__(self, other: str) -> "Expression[str]": ...
    @overload
    def __radd__(self, other: float) -> "Expression[float]": ...
    def __radd__(self, other: str | float) -> "Expression[Any]":
        return _add(other, self)

    def __sub__(self, other: "float | Expression[Any]") -> "Expression[float]":
        return _operation(Operator.SUBTRACT, self, other)

    def __rsub__(self, other: float) -> "Expression[float]":
        return _operation(Operator.SUBTRACT, other, self)

    def __mul__(self, other: "float | Expression[Any]") -> "Expression[float]":
        return _operation(Operator.MULTIPLY, self, other)

    def __rmul__(self, other: float) -> "Expression[float]":
        return _operation(Operator.MULTIPLY, other, self)

    def __truediv__(self, other: "float | Expression[Any]") -> "Expression[float]":
        return _operation(Operator.DIVIDE, self, other)

    def __rtruediv__(self, other: float) -> "Expression[float]":
        return _operation(Operator.DIVIDE, other, self)

    def __mod__(self, other: "float | Expression[Any]") -> "Expression[float]":
        return _operation(Operator.REMAINDER, self, other)

    def __rmod__(self, other: float) -> "Expression[float]":
        return _operation(Operator.REMAINDER, other, self)

    def __neg__(self) -> "Expression[float]":
        return Operation(Operator.NEGATE, self)


class Ref(Expression[T_co]):
    """A reference to the value of an input, or to an entry of a screen's data.

    References are made by `.ref` of an input or of a `Data`; there is seldom a reason to build
    one by hand.

    Args:
        root: `"form"` for an input, `"data"` for an entry of the data.
        path: The name, and for a nested object the keys below it.
        screen: The id of the screen that holds it, or None for the screen that it is used on.
        kind: The type of the value where it is known.
    """

    __slots__ = ("_kind", "path", "root", "screen")

    root: str
    path: tuple[str, ...]
    screen: str | None

    def __init__(
        self,
        root: str,
        path: tuple[str, ...],
        screen: str | None = None,
        kind: Kind | None = None,
    ) -> None:
        self.root = root
        self.path = path
        self.screen = screen
        self._kind = kind

    @property
    def kind(self) -> Kind | None:
        return self._kind

    def on(self, screen: "Screen | str") -> "Ref[T_co]":
        """Return the same reference as it is read from another screen (since 4.0).

        Args:
            screen: The screen that holds the value, or its id.
        """
        name = screen if isinstance(screen, str) else screen.id
        return Ref(self.root, self.path, name, self._kind)

    @property
    def number(self) -> "Ref[float]":
        """The same reference as one to a number, for `+` where the type is not known."""
        return Ref(self.root, self.path, self.screen, Kind.NUMBER)

    def __getitem__(self, key: str) -> "Ref[Any]":
        """Return a reference to what stands under a key of the object referred to."""
        if not isinstance(key, str):
            raise TypeError(f"{self!s} can only be stepped into by a key, not by {key!r}")
        return Ref(self.root, (*self.path, key), self.screen)

    def __iter__(self) -> Iterator[Any]:
        # Without it Python would iterate by calling `__getitem__` with numbers.
        raise TypeError(f"only the phone knows what {self!s} holds")

    def _identity(self) -> tuple[object, ...]:
        return (Ref, self.root, self.path, self.screen)

    def __str__(self) -> str:
        scope = "" if self.screen is None else f"screen.{self.screen}."
        return f"${{{scope}{self.root}.{'.'.join(self.path)}}}"

    def __repr__(self) -> str:
        return f"<Ref {self!s}>"


class Operation(Expression[T_co]):
    """An operator with what it operates on; built by Python's operators and by `concat`.

    Args:
        operator: The operator.
        operands: References, operations, texts, numbers, true or false.
        spelling: How the JSON writes it, backticks included, where that is not the usual way.

    Raises:
        ValueError: An operand is infinite or not a number.
    """

    __slots__ = ("operands", "operator", "spelling")

    operator: Operator
    operands: "tuple[Operand, ...]"
    spelling: str | None

    def __init__(
        self, operator: Operator, *operands: "Operand", spelling: str | None = None
    ) -> None:
        for operand in operands:
            if isinstance(operand, float) and not math.isfinite(operand):
                raise ValueError(f"{operand} is no number that an expression can hold")
        self.operator = operator
        self.operands = operands
        self.spelling = spelling

    @property
    def kind(self) -> Kind | None:
        if self.operator is Operator.CONCATENATE:
            return Kind.STRING
        return Kind.NUMBER if self.operator in _ARITHMETIC else Kind.BOOLEAN

    def __bool__(self) -> bool:
        if self.operator is Operator.EQUAL:
            left, right = self.operands
            return _identity(left) == _identity(right)
        return super().__bool__()

    def _identity(self) -> tuple[object, ...]:
        return (self.operator, *map(_identity, self.operands))

    @property
    def is_condition(self) -> bool:
        """Whether the plain grammar of conditions can say it, without backticks."""
        return self.operator not in _NESTED_ONLY and all(
            operand.is_condition for operand in self.operands if isinstance(operand, Operation)
        )

    def __str__(self) -> str:
        return _print(self)

    def __repr__(self) -> str:
        return f"<Operation {self!s}>"


Operand: TypeAlias = "Expression[Any] | str | float | bool"
_OPERANDS: Final = (Expression, str, int, float)

Dyn: TypeAlias = T | Expression[T]
"""A value, or an expression that gives one on the phone."""


def concat(*parts: "str | float | Expression[Any]") -> Expression[str]:
    """Join texts, numbers and references into one text (since 6.0).

    Args:
        parts: What to join, without anything in between.

    Raises:
        TypeError: No part is a reference or an expression; join plain texts with Python.
    """
    flat: list[Operand] = []
    for part in parts:
        if not isinstance(part, _OPERANDS):
            raise TypeError(f"concat() joins texts, numbers and references, not {part!r}")
        if isinstance(part, Operation) and part.operator is Operator.CONCATENATE:
            flat.extend(part.operands)
        else:
            flat.append(part)
    if not any(isinstance(part, Expression) for part in flat):
        raise TypeError("concat() needs at least one reference: join plain texts with Python's `+`")
    if len(flat) == 1:
        flat.append("")
    return Operation(Operator.CONCATENATE, *flat)


def _operation(operator: Operator, left: Operand, right: Operand) -> Expression[Any]:
    booleans = operator in (Operator.AND, Operator.OR)
    for operand in (left, right):
        if isinstance(operand, Expression):
            continue
        if booleans or isinstance(operand, bool | str) or not isinstance(operand, int | float):
            allowed = "expressions" if booleans else "numbers and expressions"
            raise TypeError(f"`{operator.value}` takes {allowed}, not {operand!r}")
    return Operation(operator, left, right)


def _add(left: Operand, right: Operand) -> Expression[Any]:
    kinds = {_kind(left), _kind(right)}
    if Kind.STRING in kinds:
        return concat(left, right)
    if Kind.NUMBER in kinds:
        return _operation(Operator.ADD, left, right)
    raise TypeError(
        f"whether {left!s} + {right!s} adds numbers or joins texts cannot be told: "
        "write concat(a, b) to join texts, or (a + 0) + b to add numbers"
    )


def _kind(operand: Operand) -> Kind | None:
    if isinstance(operand, Expression):
        return operand.kind
    if isinstance(operand, str):
        return Kind.STRING
    return Kind.BOOLEAN if isinstance(operand, bool) else Kind.NUMBER


def _identity(operand: Operand) -> object:
    if isinstance(operand, Expression):
        return operand._identity()
    return (type(operand) is bool, operand)  # So that True is not 1.


def _print(operation: Operation[Any]) -> str:
    operator = operation.operator
    operands = [_print_operand(operand, operator) for operand in operation.operands]
    if operator is Operator.NOT:
        return f"!{operands[0]}"
    if operator is Operator.NEGATE:
        return f"-{operands[0]}"
    between = " " if operator is Operator.CONCATENATE else f" {operator.value} "
    return between.join(operands)


def _print_operand(operand: Operand, around: Operator) -> str:
    """Return an operand, in parentheses wherever it is an operation of its own.

    The grammar of conditions lets no comparison share a level with another operator, and Meta's
    samples of nested expressions parenthesise whatever is mixed; only a run of the same logical
    operator goes without.
    """
    if isinstance(operand, Operation):
        same = operand.operator is around and around in (Operator.AND, Operator.OR)
        bare = operand.operator is Operator.NOT and around in (Operator.AND, Operator.OR)
        return str(operand) if same or bare else f"({operand!s})"
    if isinstance(operand, Expression):
        return str(operand)
    if isinstance(operand, bool):
        return "true" if operand else "false"
    if isinstance(operand, str):
        return f"'{_escape(operand)}'"
    number = _print_number(operand)
    # Beside another value a minus would subtract.
    return f"({number})" if number[0] == "-" and around is Operator.CONCATENATE else number


def _escape(text: str) -> str:
    for character in ("\\", "'", "`"):
        text = text.replace(character, "\\" + character)
    return text


def _print_number(number: float) -> str:
    if isinstance(number, int) or not number.is_integer():
        text = repr(number)
        # The grammar has no exponents; 17 digits are what tells a float from its neighbours.
        if "e" in text:
            from decimal import Decimal  # Rarely needed, and slow to import.

            text = f"{Decimal(text):f}"
        return text
    return str(int(number))
