"""The choices that no source settles: what a phone does, as far as it can be told, and what else.

Each field answers one question of the register, which `docs/runtime.md` prints.
"""

from __future__ import annotations

import enum
import typing
from typing import Annotated, Any, Final, Literal, TypeAlias

import attrs

__all__ = ["NEUTRAL", "QUESTIONS", "Behaviour", "Platform", "Question", "Status"]

Platform: TypeAlias = Literal["neutral", "android", "ios", "web"]


class Status(enum.Enum):
    """How much of an unsettled question the runtime answers."""

    IMPLEMENTED = "implemented"
    """Each of the answers can be chosen and played."""
    APPROXIMATED = "approximated"
    """Something near it is done, or only one of the answers can be played."""
    UNKNOWN = "unknown"
    """Nothing is known that could be done."""


@attrs.frozen
class Question:
    """A question about phones that no source settles.

    Args:
        number: Its number in the register.
        text: What is asked.
        status: How much of it is answered.
        note: What is done where that is not all of it.
        field: The field of `Behaviour` that chooses; empty where nothing can be chosen.
        choices: What can be chosen, the default first.
    """

    number: int
    text: str
    status: Status = Status.IMPLEMENTED
    note: str = ""
    field: str = ""
    choices: tuple[Any, ...] = ()


_NEAR: Final = Status.APPROXIMATED


@attrs.frozen(kw_only=True)
class Behaviour:
    """How a phone behaves where no source settles it.

    Every default is the answer that the most is said for. Change one to see whether a flow depends
    on it: `Behaviour(hidden_required="blocks")`.

    Args:
        untouched_choice: What an untouched Dropdown, RadioButtonsGroup, DatePicker or
            CalendarPicker sends: `""`, or nothing.
        untouched_list: What an untouched CheckboxGroup, ChipsSelector or picker sends: `[]`,
            nothing, or `""`.
        untouched_optin: What an untouched OptIn sends: false, or nothing.
        untouched_range: What a calendar range without both ends sends: an object with the ends
            there are, `""`, or nothing.
        number_value: Whether an input for numbers sends text or a number.
        number_forward: When the text of an input for numbers does for a number: directly from the
            input, always, or never.
        unresolved_payload: What a reference that leads to nothing sends: nothing, `""`, or itself.
        trim: Whether blanks around a text are taken off when it is sent.
        pattern_match: Whether a `pattern` matches the whole text or a part of it.
        input_checks: Whether the input types have checks of their own.
        footer_mode: Whether the Footer is off until the screen is filled in, or on and then says
            what is missing.
        hidden_required: Whether a required input that is not visible keeps the Footer off.
        disabled_required: Whether a required input that cannot be changed does.
        hidden_value: Whether the value of an input that is hidden is kept.
        reinit: When init-values are taken again: when they changed, never, or whenever data came.
        revisit_form: Whether a screen that is gone to again is as it was left.
        left_form: Whether what was filled in on a screen left with Back is kept.
        switch_events: Whether choosing another option runs the unselect action first.
        stale_choice: Whether a choice that is gone from the options is cleared.
        item_unselect: Whether an option without unselect action runs its select action.
        reverse_edge: What an answer with the screen before does: goes back to it, shows it once
            more, or puts it in the place of the present one.
        back_error: Whether a Back that the endpoint does not answer stays, or goes back.
        limit_mode: Whether too many characters or choices are refused, or taken and flagged.
        token_place: Where `flow_token` stands in what arrives.
        error_life: Whether a field's error goes when it is edited, or with the next answer only.
        error_blocks: Whether a field's error keeps the Footer off.
        validate_on: Whether only the Footer checks the screen, or links and lists do, too.
        check_order: Whether lists of choices are in the order of the options, or of tapping.
        entry_order: Whether the first of several entry screens is that of `screens`, or of the
            routing model.
        length_unit: What a character is.
        missing_flag: What a flag is that leads to nothing.
        switch_compare: Whether a Switch compares numbers and booleans by their text.
        upload_fail: Whether an upload that fails keeps the action back.
        bad_success: Whether a malformed `SUCCESS` is an error, or closes the flow.
        init_success: Whether a `SUCCESS` to INIT closes the flow, or is an error.
        reopen: Whether a flow that is opened again starts over.
        mask_default: Whether the summary hides a sensitive CalendarPicker or ChipsSelector.
        strict_data: Whether data that lacks a declared key is an error, or keeps what was there.
        empty_text: Whether an empty text that is shown is an error.
        render_select: Which components' select actions run on render, where a version does that.
        update_strict: Whether an update that does not fit the data is applied.
        date_ms: Whether a day in milliseconds is midnight, or has the time of tapping.
        init_unknown: Whether an init-value that is no option is kept.
    """

    untouched_choice: Annotated[
        Literal["empty", "omitted"],
        Question(1, "What an untouched Radio, Dropdown, DatePicker or single Calendar sends"),
    ] = "empty"
    untouched_list: Annotated[
        Literal["list", "omitted", "empty"],
        Question(2, "What an untouched CheckboxGroup, ChipsSelector or picker sends"),
    ] = "list"
    untouched_optin: Annotated[
        Literal["false", "omitted"], Question(3, "What an untouched OptIn sends")
    ] = "false"
    untouched_range: Annotated[
        Literal["ends", "empty", "omitted"],
        Question(4, "What an untouched or half-filled Calendar range sends"),
    ] = "ends"
    number_value: Annotated[
        Literal["text", "number"], Question(5, "What an input for numbers sends")
    ] = "text"
    number_forward: Annotated[
        Literal["direct", "always", "never"],
        Question(6, "Where the text of an input for numbers does for a `number` of the data"),
    ] = "direct"
    unresolved_payload: Annotated[
        Literal["omitted", "empty", "literal"],
        Question(7, "What a reference that leads to nothing is in a payload"),
    ] = "omitted"
    trim: Annotated[
        Literal["never", "sent"],
        Question(
            8,
            "Whether blanks around a text are sent",
            _NEAR,
            "a text that is sent as part of an expression keeps its blanks",
        ),
    ] = "never"
    pattern_match: Annotated[
        Literal["whole", "search"],
        Question(
            9,
            "Whether a `pattern` matches the whole text",
            _NEAR,
            "a pattern that could take for ever, that refers back to a group or that cannot be "
            "read is not run: any text passes, with a warning",
        ),
    ] = "whole"
    input_checks: Annotated[
        Literal["basic", "none"],
        Question(
            10,
            "What the input types check",
            _NEAR,
            "an e-mail is `x@y.z` without blanks; a phone number digits, blanks and `+-()`; a "
            "number decimal; a passcode digits",
        ),
    ] = "basic"
    footer_mode: Annotated[
        Literal["off", "on"],
        Question(
            11,
            "When the Footer is on, and when messages appear",
            _NEAR,
            "a message stands below a field as soon as what was filled in does not do",
        ),
    ] = "off"
    hidden_required: Annotated[
        Literal["ignored", "blocks"], Question(12, "Whether a hidden required input blocks")
    ] = "ignored"
    disabled_required: Annotated[
        Literal["ignored", "blocks"], Question(13, "Whether a disabled required input blocks")
    ] = "ignored"
    hidden_value: Annotated[
        Literal["kept", "dropped"],
        Question(14, "Whether the value of a hidden or removed field is kept and sent"),
    ] = "kept"
    reinit: Annotated[
        Literal["changed", "never", "always"],
        Question(15, "Whether init-values are taken again after an update"),
    ] = "changed"
    revisit_form: Annotated[
        Literal["kept", "fresh"], Question(16, "What was filled in when a screen is gone to again")
    ] = "kept"
    left_form: Annotated[
        Literal["kept", "cleared"], Question(17, "What was filled in on a screen left with Back")
    ] = "kept"
    switch_events: Annotated[
        Literal["both", "select"],
        Question(18, "Whether choosing B after A runs an unselect action of the component, too"),
    ] = "both"
    stale_choice: Annotated[
        Literal["cleared", "kept"], Question(19, "A choice that is gone from the options")
    ] = "cleared"
    item_unselect: Annotated[
        Literal["nothing", "select"],
        Question(20, "Whether an option without unselect action runs its select action"),
    ] = "nothing"
    reverse_edge: Annotated[
        Literal["pop", "push", "replace"],
        Question(21, "What an answer along the reverse of an edge does"),
    ] = "pop"
    back_error: Annotated[
        Literal["stay", "return"], Question(22, "What a Back does that gets no answer")
    ] = "stay"
    limit_mode: Annotated[
        Literal["refused", "flagged"],
        Question(24, "What happens beyond `max-chars` and `max-selected-items`"),
    ] = "refused"
    token_place: Annotated[
        Literal["last", "first", "absent"], Question(25, "Where `flow_token` stands")
    ] = "last"  # noqa: S105  # It is a place.
    error_life: Annotated[
        Literal["edited", "answer"], Question(26, "How long a field's error is shown")
    ] = "edited"
    error_blocks: Annotated[bool, Question(27, "Whether a field's error keeps the Footer off")] = (
        False
    )
    validate_on: Annotated[
        Literal["footer", "all"],
        Question(
            28,
            "Whether links and lists check the screen first",
            _NEAR,
            "`all` holds back what is tapped, not what happens on a choice; a Footer that is "
            "disabled holds back links, too",
        ),
    ] = "footer"
    check_order: Annotated[
        Literal["list", "tapped"], Question(29, "The order of lists of choices")
    ] = "list"
    entry_order: Annotated[
        Literal["screens", "model"], Question(30, "Which of several entry screens is first")
    ] = "screens"
    length_unit: Annotated[
        Literal["code points", "UTF-16"], Question(31, "The unit of lengths")
    ] = "code points"
    missing_flag: Annotated[
        Literal["default", "false"],
        Question(
            32,
            "A flag that leads to nothing, and a text of another type",
            _NEAR,
            "what is no text is shown in its text form",
        ),
    ] = "default"
    switch_compare: Annotated[
        Literal["text", "strict"], Question(33, "How a Switch compares what is no text")
    ] = "text"
    upload_fail: Annotated[
        Literal["withheld", "sent"],
        Question(
            34,
            "What happens when an upload fails",
            _NEAR,
            "that it failed is said at the bottom, not below the picker",
        ),
    ] = "withheld"
    bad_success: Annotated[
        Literal["error", "closes"], Question(35, "What a malformed `SUCCESS` does")
    ] = "error"
    init_success: Annotated[
        Literal["closes", "error"], Question(36, "What a `SUCCESS` to INIT does")
    ] = "closes"
    reopen: Annotated[
        Literal["over", "resumed"],
        Question(
            37,
            "What a flow that is opened again shows",
            _NEAR,
            "`resumed` shows the screens as they were left; for how long is not known",
        ),
    ] = "over"
    mask_default: Annotated[
        Literal["dots", "shown"],
        Question(38, "How the summary shows a sensitive ChipsSelector or CalendarPicker"),
    ] = "dots"
    strict_data: Annotated[
        Literal["error", "kept"], Question(39, "An answer that lacks a declared key")
    ] = "error"
    empty_text: Annotated[
        Literal["warn", "error"], Question(40, "An empty text bound to a text component")
    ] = "warn"
    render_select: Annotated[
        Literal["filled", "all"],
        Question(41, "Which select actions run on render, from 6.0 to 6.3"),
    ] = "filled"
    update_strict: Annotated[
        Literal["applied", "refused"], Question(42, "An `update_data` that does not fit the data")
    ] = "applied"
    date_ms: Annotated[
        Literal["midnight", "tapping"],
        Question(
            43,
            "The time in a day in milliseconds",
            _NEAR,
            "the time of tapping is the moment that the session was given",
        ),
    ] = "midnight"
    init_unknown: Annotated[
        Literal["ignored", "kept"],
        Question(
            44,
            "An init-value that is no option",
            _NEAR,
            "where the options are bound, `stale_choice` clears what was kept",
        ),
    ] = "ignored"

    @classmethod
    def of(cls, platform: Platform) -> Behaviour:
        """Return how a platform behaves, as far as anything is known of one alone.

        Args:
            platform: `"neutral"`, or the platform. iOS may leave `flow_token` out of what
                arrives; that Android and the web count in UTF-16 is assumed from the languages
                that they are written in.

        Raises:
            ValueError: There is no such platform.
        """
        if platform not in _PROFILES:
            known = ", ".join(_PROFILES)
            raise ValueError(f"{platform!r} is no platform: there are {known}")
        return cls(**_PROFILES[platform])


_PROFILES: Final[dict[str, dict[str, Any]]] = {
    "neutral": {},
    "android": {"length_unit": "UTF-16"},
    "ios": {"token_place": "absent"},
    "web": {"length_unit": "UTF-16"},
}

NEUTRAL: Final = Behaviour()
"""What is done unless somebody chooses."""


def _questions() -> tuple[Question, ...]:
    hints = typing.get_type_hints(Behaviour, include_extras=True)
    found = [
        Question(
            23,
            "What taps do while an answer is awaited",
            _NEAR,
            "nothing can be tapped then: an answer is there at once",
        )
    ]
    for attribute in attrs.fields(Behaviour):
        inner, question = typing.get_args(hints[attribute.name])
        choices = typing.get_args(inner) or (attribute.default, not attribute.default)
        found.append(attrs.evolve(question, field=attribute.name, choices=choices))
    return tuple(sorted(found, key=lambda question: question.number))


QUESTIONS: Final = _questions()
"""The register: every question that no source settles, by its number."""
