"""Inputs for days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

import attrs

from flowdsl.actions import DataExchange
from flowdsl.components.base import (
    INPUT_PLACES,
    DisplayText,
    Enabled,
    ErrorMessage,
    Input,
    Required,
    TextValued,
    Visible,
)
from flowdsl.facts import (
    DATES,
    AlsoRequired,
    Chars,
    Container,
    DateForm,
    DateStyle,
    Default,
    Items,
    Places,
    Since,
)
from flowdsl.node import Node, component, part
from flowdsl.values import Dyn
from flowdsl.versions import V2_1, V4_0, V6_1

__all__ = ["CalendarPicker", "DatePicker", "Day", "Range", "Weekday"]

T = TypeVar("T")

Day: TypeAlias = datetime.date | str
"""A day: a `datetime.date`, or its text as it stands in the JSON."""

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

_CALENDAR_DAY = DateForm(DateStyle.ISO)


@component(since=V2_1, places=INPUT_PLACES)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class DatePicker(TextValued):
    """A field for one day.

    Days are `datetime.date` or text. The JSON has them as `YYYY-MM-DD` from 5.0 and as epoch
    milliseconds before; the compiler writes what the version takes.

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is asked, up to 40 characters are shown.
        min_date: The first day that can be chosen.
        max_date: The last day that can be chosen.
        unavailable_dates: Days in between that cannot be chosen.
        required: Whether it must be filled in.
        enabled: Whether it can be changed.
        visible: Whether it is shown.
        helper_text: What to fill in, up to 80 characters are shown.
        on_select_action: What happens when a day is chosen.
        init_value: The day that is chosen at first (since 4.0).
        error_message: What is shown for an answer that does not do, up to 80 characters (since
            4.0).

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    label: Annotated[DisplayText, Chars(40, minimum=1, soft=True)]
    min_date: Annotated[Dyn[Day] | None, *DATES] = None
    max_date: Annotated[Dyn[Day] | None, *DATES] = None
    unavailable_dates: Dyn[Sequence[Annotated[Day, *DATES]]] | None = None
    required: Required = None
    enabled: Enabled = None
    visible: Visible = None
    helper_text: Annotated[DisplayText | None, Chars(80, soft=True)] = None
    on_select_action: DataExchange | None = None
    init_value: Annotated[Dyn[Day] | None, Since(V4_0), *DATES] = None
    error_message: Annotated[ErrorMessage, Chars(80, soft=True)] = None


@part("range", since=V6_1)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Range(Node, Generic[T]):
    """What a CalendarPicker in range mode has for its first and its last day (since 6.1).

    Args:
        start_date: For the first day.
        end_date: For the last day.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    start_date: T
    end_date: T | None = None


@component(
    since=V6_1,
    places=Places(
        layout=V6_1,
        form=V6_1,
        if_=V6_1,
        switch=V6_1,
        observed=frozenset({Container.IF, Container.SWITCH}),
    ),
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class CalendarPicker(Input[Any]):
    """A calendar for one day, or for a first and a last day (since 6.1).

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is asked, up to 40 characters are shown; in range mode a `Range` of two.
        mode: `"single"` for one day, `"range"` for two.
        title: What stands above the calendar in range mode, up to 80 characters are shown.
        description: More about it in range mode, up to 300 characters are shown.
        helper_text: What to fill in, up to 80 characters are shown; in range mode a `Range`.
        required: Whether it must be filled in; in range mode a `Range`.
        visible: Whether it is shown.
        enabled: Whether it can be changed.
        min_date: The first day that can be chosen.
        max_date: The last day that can be chosen.
        unavailable_dates: Days in between that cannot be chosen.
        include_days: The days of the week that can be chosen.
        min_days: How many days a range has at least.
        max_days: How many days a range has at most.
        on_select_action: What happens when a day is chosen.
        init_value: The day that is chosen at first; in range mode a `Range`.
        error_message: What is shown for an answer that does not do, up to 80 characters; in range
            mode a `Range`.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    RANGE_ONLY: ClassVar = ("title", "description", "min-days", "max-days")
    """The keys that go with the mode `range` only."""

    label: Annotated[
        DisplayText | Annotated[Dyn[Range[str]], AlsoRequired(("end_date",))],
        Chars(40, soft=True),
    ]
    mode: Annotated[Dyn[Literal["single", "range"]] | None, Default("single")] = None
    title: Annotated[DisplayText | None, Chars(80, soft=True)] = None
    description: Annotated[DisplayText | None, Chars(300, soft=True)] = None
    helper_text: Annotated[DisplayText | Dyn[Range[str]] | None, Chars(80, soft=True)] = None
    required: Annotated[Dyn[bool] | Dyn[Range[bool]] | None, Default(False)] = None
    visible: Visible = None
    enabled: Enabled = None
    min_date: Annotated[Dyn[Day] | None, _CALENDAR_DAY] = None
    max_date: Annotated[Dyn[Day] | None, _CALENDAR_DAY] = None
    unavailable_dates: Dyn[Sequence[Annotated[Day, _CALENDAR_DAY]]] | None = None
    include_days: Annotated[
        Dyn[Sequence[Weekday]] | None,
        Items(minimum=1, soft=True),
        Default(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]),
    ] = None
    min_days: Dyn[int] | None = None
    max_days: Dyn[int] | None = None
    on_select_action: DataExchange | None = None
    init_value: Annotated[Dyn[Day] | Dyn[Range[Day]] | None, _CALENDAR_DAY] = None
    error_message: Annotated[ErrorMessage | Dyn[Range[str]], Chars(80, soft=True)] = None

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        days = {"start-date": {"type": "string"}, "end-date": {"type": "string"}}
        match content.get("mode", "single"):
            case "single":
                return {"type": "string"}
            case "range":
                return {"type": "object", "properties": days}
        return {"type": ["string", "object"], "properties": days}
