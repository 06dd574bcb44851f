"""Flows with one fault each, and the fewest moves that show it."""

from collections.abc import Callable
from typing import Any

import attrs
from planted_flows import (
    Endpoint,
    answering,
    back_loses_answers,
    booking,
    case_without_footer,
    case_without_options,
    contradiction,
    default_outside_options,
    disabled_required,
    empty_text,
    failing,
    footer_never_enabled,
    hidden_required,
    key_never_sent,
    late,
    lonely_screen,
    number_against_text,
    number_forwarded_twice,
    pattern_against_length,
    payload_lacks_a_key,
    range_without_days,
    raw_reference,
    refreshed,
    refreshing,
    too_few_options,
    unread_condition,
    unvisited_reference,
    update_of_wrong_type,
    wrong_type_behind_if,
)

from flowdsl import Flow
from flowdsl.fuzz import FaultKind

__all__ = ["PLANTED", "Planted"]


@attrs.frozen
class Planted:
    """A flow with a fault.

    Args:
        name: What is wrong, in a few words.
        kind: The kind that is due.
        moves: How many moves show it at least.
        flow: Makes the flow, as a module or as JSON has it.
        endpoint: What answers for its endpoint.
        where: A part of the path of the fault.
        also: Other kinds that follow from the same mistake.
    """

    name: str
    kind: FaultKind
    moves: int
    flow: Callable[[], Flow | dict[str, Any]]
    endpoint: Endpoint | None = None
    where: str = ""
    also: tuple[FaultKind, ...] = ()


PLANTED = [
    Planted("hidden required", FaultKind.HIDDEN, 0, hidden_required, where=".visible"),
    Planted(
        "disabled required",
        FaultKind.DISABLED,
        0,
        disabled_required,
        where=".enabled",
    ),
    Planted("wrong type behind an If", FaultKind.PAYLOAD, 2, wrong_type_behind_if, where="guests"),
    Planted("a case without Footer", FaultKind.DEAD_END, 1, case_without_footer),
    Planted("a case without options", FaultKind.UNFILLABLE, 1, case_without_options, where="yes"),
    Planted("a Footer that is never on", FaultKind.DEAD_END, 1, footer_never_enabled, where="yes"),
    Planted("a default outside", FaultKind.INITIAL, 0, default_outside_options, where="init-value"),
    Planted(
        "an answer of a wrong type",
        FaultKind.ANSWER,
        2,
        booking,
        answering({"screen": "TOTAL", "data": {"total": "ten"}}),
    ),
    Planted(
        "an answer that lacks a key",
        FaultKind.ANSWER,
        2,
        booking,
        answering({"screen": "TOTAL", "data": {}}),
    ),
    Planted(
        "an answer along no route",
        FaultKind.ANSWER_ROUTE,
        2,
        booking,
        answering({"screen": "SENT", "data": {}}),
    ),
    Planted("an endpoint that raises", FaultKind.RAISED, 2, booking, answering(failing)),
    Planted("an endpoint that is late", FaultKind.SILENT, 2, booking, answering(late)),
    Planted("back loses answers", FaultKind.LOST, 3, back_loses_answers),
    Planted("a refresh loses answers", FaultKind.LOST, 3, refreshing, refreshed),
    Planted("a range without days", FaultKind.UNFILLABLE, 0, range_without_days),
    Planted("a pattern against a length", FaultKind.UNFILLABLE, 0, pattern_against_length),
    Planted("too few options", FaultKind.UNFILLABLE, 0, too_few_options),
    Planted("a contradiction", FaultKind.BRANCH, 0, contradiction, where=".then"),
    Planted("a screen that nothing leads to", FaultKind.SCREEN, 0, lonely_screen),
    Planted("an update of a wrong type", FaultKind.UPDATE, 1, update_of_wrong_type),
    Planted("a number against a text", FaultKind.OPERAND, 0, number_against_text),
    Planted("a raw reference", FaultKind.RAW, 2, raw_reference, where=".text"),
    Planted(
        "a screen nobody was on",
        FaultKind.RAW,
        0,
        unvisited_reference,
        where=".text",
        also=(FaultKind.EMPTY_TEXT,),
    ),
    Planted("a key that is never sent", FaultKind.KEY, 1, key_never_sent, where="payload.name"),
    Planted("a payload that lacks a key", FaultKind.PAYLOAD, 2, payload_lacks_a_key),
    Planted("a number forwarded twice", FaultKind.PAYLOAD, 3, number_forwarded_twice),
    Planted("an empty text", FaultKind.EMPTY_TEXT, 1, empty_text, where=".text"),
    Planted("a condition that says nothing", FaultKind.UNREAD, 0, unread_condition),
]
