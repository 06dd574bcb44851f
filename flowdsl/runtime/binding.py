"""Prepares what a document writes: what binds something becomes a function of a scope."""

from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias

from flowdsl.bindings import binding_of
from flowdsl.expressions import Misread, parse_condition, parse_nested
from flowdsl.facts import Binding
from flowdsl.resolution import reference_of
from flowdsl.runtime.evaluation import MISSING, Evaluate, Value, evaluator
from flowdsl.values import Ref

__all__ = ["Bound", "Scope", "bind", "bind_condition", "resolved"]


class Scope(Protocol):
    """Where values are looked up: the screens as they are at one moment, seen from one of them."""

    def look_up(self, ref: Ref[Any]) -> Value:
        """Return the value of a reference inside an expression."""
        ...

    def whole(self, ref: Ref[Any]) -> Value:
        """Return the value of a reference that is a whole value."""
        ...

    def sent(self, value: Value) -> Value:
        """Return a plain value as it is written where the reference stood."""
        ...


Bound: TypeAlias = Callable[[Scope], Value]
"""A value that binds something, prepared."""

DEEPEST: Final = 100
"""So deep is a value looked into: no file of Flow JSON is deeper."""


def bind(value: Any, depth: int = 0) -> Bound | None:
    """Prepare a value as it stands in a document.

    Args:
        value: JSON, in which texts may be references and nested expressions.
        depth: How deep it stands in another one.

    Returns:
        A function that gives the value in a scope, or None where nothing in it is bound: then it is
        its own value. A text that looks like an expression but cannot be read is plain.
    """
    if isinstance(value, str):
        return _bind_text(value)
    if depth >= DEEPEST:
        return None
    if isinstance(value, dict):
        below = {key: bind(item, depth + 1) for key, item in value.items()}
        if not any(below.values()):
            return None
        entries = [(key, value[key], bound) for key, bound in below.items()]
        return lambda scope: {
            key: found
            for key, item, bound in entries
            if (found := item if bound is None else bound(scope)) is not MISSING
        }
    if isinstance(value, list):
        inner = [bind(item, depth + 1) for item in value]
        if not any(inner):
            return None
        items = list(zip(value, inner, strict=True))
        return lambda scope: [
            found
            for item, bound in items
            if (found := item if bound is None else bound(scope)) is not MISSING
        ]
    return None


def _bind_text(text: str) -> Bound | None:
    binding = binding_of(text)
    if binding is None:
        return None
    if binding is Binding.EXPRESSION:
        try:
            tree = parse_nested(text[1:-1]).tree
        except Misread:
            return None
        if isinstance(tree, Ref):
            return lambda scope: scope.whole(tree)
        evaluate = evaluator(tree)
        return lambda scope: scope.sent(evaluate(scope.look_up))
    ref = reference_of(text)
    return lambda scope: scope.whole(ref)


def bind_condition(condition: Any) -> Evaluate | bool:
    """Prepare the condition of an If.

    Args:
        condition: Text in the grammar of conditions or of nested expressions, true or false.

    Returns:
        A function of the lookup of references, or a boolean where it is always the same. One that
        cannot be read never holds.
    """
    if not isinstance(condition, str):
        return condition is True
    nested = len(condition) > 1 and condition.startswith("`") and condition.endswith("`")
    try:
        tree = (parse_nested(condition[1:-1]) if nested else parse_condition(condition)).tree
    except Misread:
        return False
    return evaluator(tree)


def resolved(value: Any, scope: Scope) -> Value:
    """Return what a value of a document is in a scope; for one that is asked for once."""
    bound = bind(value)
    return value if bound is None else bound(scope)
