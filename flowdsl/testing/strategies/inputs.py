"""Inputs, drawn as they were planned, with what they hold at first and what they say of errors."""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.dates import Range
from flowdsl.facts import Binding
from flowdsl.lowering import moved_value
from flowdsl.projection import dialect_of, shape_of
from flowdsl.shape import Dynamic, Property
from flowdsl.testing.strategies.answers import FILES, Answer, properties_of
from flowdsl.testing.strategies.choices import choice_arguments, first_choice
from flowdsl.testing.strategies.dates import date_arguments, first_day, is_range
from flowdsl.testing.strategies.domains import COUNT, FEW, FLAG, TEXT
from flowdsl.testing.strategies.events import selected
from flowdsl.testing.strategies.gates import gates
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import instance, word
from flowdsl.values import Expression

__all__ = ["FormDraft", "draw_input"]

_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("Ada", "Grace Hopper"),
    "number": ("42", "7"),
    "email": ("ada@example.com",),
    "password": ("secret-1",),
    "passcode": ("1234",),
    "phone": ("+491701234567",),
}
"""What people enter, by the kind of input."""

_PATTERNS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "text": (
        ("[A-Z]{2}[0-9]{3}", "AB123"),
        (r"\d{5}", "12345"),
        ("[^@]+@example[.]com", "ada@example.com"),
    ),
    "number": (("[0-9]{3}", "123"),),
    "password": (("[a-z]{8}", "password"),),
    "passcode": (("[0-9]{4}", "1234"),),
}
"""Regular expressions with a text that matches, by the kind of input that takes them."""


@attrs.define(eq=False)
class FormDraft:
    """A Form that is being drawn.

    Args:
        has_own: Whether it says itself what its inputs hold at first, rather than they.
        initial: What its inputs hold at first.
        messages: What is shown for answers that do not do.
    """

    has_own: bool
    initial: dict[str, Any] = attrs.field(factory=dict)
    messages: dict[str, Any] = attrs.field(factory=dict)


def draw_input(
    scope: Scope,
    answer: Answer,
    form: FormDraft | None = None,
    *,
    shown: Expression[bool] | None = None,
    in_branch: bool = False,
    opens: Any = None,
) -> Input[Any]:
    """Draw an input.

    Args:
        scope: What it sees.
        answer: The input as planned.
        form: The Form that it stands in, if any.
        shown: What shows it, where it stands under a condition that can be said of it.
        in_branch: Whether it stands under a condition.
        opens: What tapping it does, if it takes that.

    Returns:
        The input; what its Form has to say of it is noted in the Form.
    """
    chooser = scope.chooser
    known = properties_of(answer.cls, scope.version)
    own = answer.ref
    needed = gates(
        scope,
        known,
        own,
        is_sure=answer.is_sure,
        shown=shown,
        in_branch=in_branch,
        plain=not is_range(answer),
    )
    given: dict[str, Any] = {"name": answer.name, **answer.decided, **needed.arguments}
    initial: Any = None
    wants_initial = chooser.chance(40)
    bindings = _bindings(known.get("init_value"))
    if "data_source" in known:
        given |= choice_arguments(scope, answer, known, is_sure=needed.is_sure)
        initial = first_choice(scope, answer, given, bindings) if wants_initial else None
    elif "min_date" in known:
        given |= date_arguments(scope, answer, known, is_sure=needed.is_sure)
        initial = first_day(scope, answer, given, bindings) if wants_initial else None
    elif answer.type == FILES:
        least = next(name for name in known if name.startswith("min_uploaded_"))
        most = answer.files if needed.is_sure else 0
        given[least] = chooser.integer(0, min(most, 3)) if chooser.chance(50) else None
    elif answer.type == "boolean":
        initial = scope.bound(FLAG, bindings, own) if chooser.chance(20) else chooser.chance(50)
        initial = initial if wants_initial else None
    elif answer.type in ("string", "number"):
        initial = _text_arguments(scope, answer, known, given, wants_initial, bindings)
    for name in ("on_select_action", "on_unselect_action"):
        if name in known and name not in given:
            wanted = chooser.chance(25)
            given[name] = selected(scope, known[name]) if wanted else None
    given["on_click_action"] = opens
    given = {name: value for name, value in given.items() if name in known}
    _say(scope, answer, known, given, form, initial)
    shape = shape_of(answer.cls, scope.version)
    drawn: Input[Any] = instance(chooser, shape, scope.bind, given)
    return drawn


def _bindings(known: Property | None) -> frozenset[Binding]:
    """Return what an initial value may be bound to; before 4.0 only a Form has one.

    What is filled in on the same screen is nothing to begin with.
    """
    shape = known.shape if known is not None else None
    if not isinstance(shape, Dynamic):
        return frozenset({Binding.DATA})
    return shape.bindings - {Binding.FORM}


def _say(
    scope: Scope,
    answer: Answer,
    known: Mapping[str, Property],
    given: dict[str, Any],
    form: FormDraft | None,
    initial: Any,
) -> None:
    """Say what an input holds at first and what is shown for errors, here or in its Form."""
    if "init_value" in known:
        given["init_value"] = initial
    if form is None:
        return
    if "error_message" in known or "init_value" not in known:
        takes_message = answer.type != "boolean"
        if form.has_own or "error_message" not in known:
            if "error_message" in known:
                given["error_message"] = None
            if takes_message and scope.chooser.chance(30):
                form.messages[answer.name] = _message(scope, answer)
    if initial is not None and (form.has_own or "init_value" not in known):
        if "init_value" in known:
            given["init_value"] = None
        dialect = dialect_of(scope.version)
        kind = answer.decided.get("input_type")
        form.initial[answer.name] = moved_value("init-value", initial, kind, dialect)


def _message(scope: Scope, answer: Answer) -> Any:
    if is_range(answer):
        return Range(start_date=word(scope.chooser, 30), end_date=word(scope.chooser, 30))
    return word(scope.chooser, 30)


def _text_arguments(
    scope: Scope,
    answer: Answer,
    known: Mapping[str, Property],
    given: dict[str, Any],
    wants_initial: bool,
    bindings: frozenset[Binding],
) -> Any:
    """Draw how long a text is and what it matches, and return what it is at first."""
    chooser = scope.chooser
    kind = answer.decided.get("input_type") or "text"
    sample = chooser.pick(_SAMPLES.get(kind, ("1",)))
    given |= dict.fromkeys(("pattern", "min_chars", "max_chars", "max_length"))
    if "pattern" in known and kind in _PATTERNS and chooser.chance(25):
        given["pattern"], sample = chooser.pick(_PATTERNS[kind])
        given["helper_text"] = f"For example {sample}"
        return sample if wants_initial else None
    least: Any = chooser.integer(0, min(4, len(sample))) if chooser.chance(30) else None
    most: Any = chooser.integer(20, 80) if chooser.chance(40) else None
    if kind == "text" and not wants_initial and chooser.chance(4):
        least, most = 100, 200
    for name, value, domain in (
        ("min_chars", least, FEW),
        ("max_chars", most, COUNT),
        ("max_length", most, COUNT),
    ):
        if name in known and value is not None:
            shape = known[name].shape
            given[name] = value
            if isinstance(shape, Dynamic) and value < 90 and chooser.chance(25):
                given[name] = scope.bound_or(value, domain, shape.bindings)
    if not wants_initial:
        return None
    if kind == "text" and least in (None, 0, 1) and chooser.chance(30):
        return scope.bound_or(sample, TEXT, bindings - {Binding.EXPRESSION})
    return sample
