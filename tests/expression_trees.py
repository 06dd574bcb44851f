"""Strategies for the trees of conditions and of nested expressions."""

from typing import Any

from hypothesis import strategies as st

from flowdsl.values import Operation, Operator, Ref

__all__ = ["LOGIC", "conditions", "nested"]

LOGIC = [Operator.AND, Operator.OR]
EQUALITY = [Operator.EQUAL, Operator.UNEQUAL]
ORDERING = [Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL]
ARITHMETIC = [
    Operator.ADD,
    Operator.SUBTRACT,
    Operator.MULTIPLY,
    Operator.DIVIDE,
    Operator.REMAINDER,
]

names = st.text("abc_1-é", min_size=1, max_size=3)
references: st.SearchStrategy[Any] = st.builds(
    Ref,
    st.sampled_from(["data", "form"]),
    st.lists(names, min_size=1, max_size=3).map(tuple),
    st.none() | names,
)
texts = st.text(max_size=6) | st.text("'\\`\n\" ", max_size=6)
numbers = st.integers(0, 10**20) | st.builds(lambda whole: whole / 1000, st.integers(0, 10**6))
signed = numbers | numbers.map(lambda number: -number)
literals = texts | signed | st.booleans()


def operations(operators: list[Operator], *operands: Any) -> st.SearchStrategy[Any]:
    return st.builds(Operation, st.sampled_from(operators), *operands)


def grow_condition(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    comparisons = EQUALITY + ORDERING
    return st.one_of(
        operations(comparisons, inner, inner | literals),
        operations(comparisons, literals, inner),
        operations(LOGIC, inner, inner),
        operations([Operator.NOT], inner),
    )


def grow_nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    either = inner | literals
    # After another part, a sign would be read as a minus between them.
    part = inner | texts | numbers | st.booleans()
    return st.one_of(
        operations(LOGIC + EQUALITY + ORDERING + ARITHMETIC, either, either),
        operations([Operator.NOT, Operator.NEGATE], inner),
        st.builds(
            lambda first, *rest: Operation(Operator.CONCATENATE, first, *rest), either, part, part
        ),
    )


conditions = st.recursive(references, grow_condition, max_leaves=12)
nested = st.recursive(references, grow_nested, max_leaves=12)
