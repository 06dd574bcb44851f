"""Components that hold others: forms, and what is shown under a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import attrs

from flowdsl.components.base import Component
from flowdsl.facts import (
    Answered,
    Binds,
    Chars,
    Container,
    Holds,
    Items,
    Most,
    Places,
    Since,
    TextForm,
    Written,
)
from flowdsl.node import component, part
from flowdsl.values import Dyn, Expression
from flowdsl.versions import V2_1, V4_0, V6_0, V7_0

__all__ = ["Form", "If", "Raw", "Switch"]

_FORM_BINDINGS = Binds(data=V2_1, screen_data=V4_0, expression=V6_0)


@component(since=V2_1, places=Places(layout=V2_1), most=Most(screen=1, since=V7_0, soft=True))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Form(Component):
    """A group of inputs; before 4.0 every input stands in one.

    What an input in the Form says as `init_value` and `error_message` is written into the Form's
    own properties, where every version expects it.

    Args:
        name: Its name; it cannot be referred to.
        children: What stands in it.
        init_values: What its inputs hold at first, by their names.
        error_messages: What is shown for answers that do not do, by the names of the inputs.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    name: Annotated[str, Chars(minimum=1, soft=True)]
    children: Annotated[Sequence[Component], Holds(Container.FORM)]
    init_values: Annotated[Dyn[Mapping[str, Any]] | None, _FORM_BINDINGS] = None
    error_messages: Annotated[Dyn[Mapping[str, Any]] | None, _FORM_BINDINGS] = None


@component(since=V4_0, places=Places(layout=V4_0, form=V4_0, if_=V4_0))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class If(Component):
    """Shows one thing or another, as a condition says (since 4.0).

    Args:
        condition: The condition, written with Python's operators or as the text of the JSON; true
            or false since 6.0.
        then: What is shown when it holds.
        else_: What is shown when it does not; needed where `then` holds a Footer.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    condition: Annotated[
        Expression[bool] | str | Annotated[bool, Since(V6_0)],
        Written(TextForm.CONDITION),
        Binds(data=V4_0, form=V4_0, screen_data=V4_0, screen_form=V4_0, expression=V6_0),
    ]
    then: Annotated[
        Sequence[Component],
        Holds(Container.IF),
        Items(minimum=1),
        Answered("INVALID_PROPERTY_VALUE"),
    ]
    else_: Annotated[Sequence[Component] | None, Holds(Container.IF)] = None


@component(since=V4_0, places=Places(layout=V4_0, form=V4_0, if_=V4_0))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Switch(Component):
    """Shows what belongs to a value (since 4.0).

    Args:
        value: The reference or expression whose value chooses.
        cases: What is shown for each value.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    value: Annotated[
        Expression[Any],
        Answered("INVALID_PROPERTY_VALUE"),
        Binds(data=V4_0, form=V4_0, screen_data=V4_0, screen_form=V4_0, expression=V6_0),
    ]
    cases: Annotated[
        Mapping[str, Annotated[Sequence[Component], Holds(Container.SWITCH)]],
        Items(minimum=1),
        Answered("INVALID_PROPERTY_VALUE"),
    ]


@part("Raw")
@attrs.frozen(eq=False, repr=False, slots=False)
class Raw(Component):
    """A component written as JSON, passed through as it is and not looked into.

    It is the way to write what this version of flowdsl does not know.

    Args:
        content: The JSON object, as a dict.
    """

    content: Mapping[str, Any]
    extra: None = attrs.field(default=None, init=False)
