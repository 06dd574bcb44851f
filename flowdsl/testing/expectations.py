"""What a journey can expect: each name once, with its type and how it is looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypedDict

import attrs

from flowdsl.problems import FlowError, did_you_mean
from flowdsl.testing.looking import (
    Moment,
    Wrong,
    look_disabled,
    look_enabled,
    look_errors,
    look_failure,
    look_hidden,
    look_notice,
    look_options,
    look_request,
    look_response,
    look_screen,
    look_stack,
    look_status,
    look_text,
    look_title,
    look_url,
    look_values,
    look_visible,
    shown,
)

__all__ = ["EXPECTATIONS", "Expected", "NoExpectation", "checked", "wrong"]

StatusName: TypeAlias = Literal["open", "completed", "closed", "failed"]


class NoExpectation(FlowError):
    """A name is none of an expectation, or its value has another type; the text says why."""


class Expected(TypedDict, total=False):
    """What `expect` takes, in Python and in JSON; what is left out is not looked at.

    Names of things on the screen are those of components, or what they say.

    Args:
        screen: The id of the screen.
        title: What the bar at the top says.
        values: What is filled in, by the names of inputs: those that are named.
        visible: What can be seen.
        hidden: What cannot be seen.
        text: What can be read on the screen: each as a part of some text there.
        enabled: What can be changed or tapped; the Footer by what it says.
        disabled: What is switched off; the Footer, too, while the screen is not filled in.
        options: The ids of the options of inputs, in their order: those that are named.
        errors: Every error message below an input, by the names of the inputs.
        notice: What the phone says at the bottom, None where it says nothing.
        url: The page that the last step opened, None where it opened none.
        request: What the last request to the endpoint held; what is left out may be anything.
        response: All that was sent at the end; without `flow_token` unless that is named.
        status: Where the flow is: `open`, `completed`, `closed` or `failed`.
        stack: The ids of the screens that Back leads through, the shown one last.
        failure: What Meta calls what went wrong in the last step, None where nothing did.
    """

    screen: str
    title: str
    values: Mapping[str, Any]
    visible: str | Sequence[str]
    hidden: str | Sequence[str]
    text: str | Sequence[str]
    enabled: str | Sequence[str]
    disabled: str | Sequence[str]
    options: Mapping[str, Sequence[str]]
    errors: Mapping[str, str]
    notice: str | None
    url: str | None
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    status: StatusName
    stack: Sequence[str]
    failure: str | None


Check: TypeAlias = Callable[[Moment, Any], Iterator[Wrong]]


@attrs.frozen
class Expectation:
    """An expectation that there is.

    Args:
        check: Yields what is not as expected.
        takes: What it takes, in words.
        fits: Returns whether a value is of that kind.
    """

    check: Check
    takes: str
    fits: Callable[[Any], bool]


def checked(expected: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is expected, after a look at the names and the types.

    Args:
        expected: What is expected, by the names of expectations.

    Raises:
        NoExpectation: There is no such expectation, or its value has another type.
    """
    for name, value in expected.items():
        known = EXPECTATIONS.get(name)
        if known is None:
            hint = did_you_mean(str(name), EXPECTATIONS)
            raise NoExpectation(
                f"there is no expectation `{name}`{hint}: {', '.join(EXPECTATIONS)}"
            )
        if not known.fits(value):
            raise NoExpectation(f"`{name}` takes {known.takes}, not {shown(value)}")
    if not expected:
        raise NoExpectation(f"nothing is expected: name one of {', '.join(EXPECTATIONS)}")
    return dict(expected)


def wrong(moment: Moment, expected: Mapping[str, Any]) -> list[Wrong]:
    """Return every way in which a moment is not as expected, a sentence each.

    Args:
        moment: What is looked at.
        expected: What is expected, by the names of expectations.
    """
    return [
        sentence
        for name, value in expected.items()
        for sentence in EXPECTATIONS[name].check(moment, value)
    ]


# The table.


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_list(value: Any) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str | bytes)
    return is_list and all(isinstance(each, str) for each in value)


def _is_text_or_list(value: Any) -> bool:
    return isinstance(value, str) or _is_list(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_object_of_lists(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_list, value.values()))


def _is_object_of_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value.values()))


_STATUSES: Final = ("open", "completed", "closed", "failed")


def _is_status(value: Any) -> bool:
    return value in _STATUSES


_TEXT: Final = ("a text", _is_text)
_TEXT_OR_NONE: Final = ("a text, or nothing (None, in JSON null)", _is_text_or_none)
_NAMES: Final = ("a name or a list of names", _is_text_or_list)

EXPECTATIONS: Final[Mapping[str, Expectation]] = {
    "screen": Expectation(look_screen, *_TEXT),
    "title": Expectation(look_title, *_TEXT),
    "values": Expectation(look_values, "values by the names of inputs", _is_object),
    "visible": Expectation(look_visible, *_NAMES),
    "hidden": Expectation(look_hidden, *_NAMES),
    "text": Expectation(look_text, "a text or a list of texts", _is_text_or_list),
    "enabled": Expectation(look_enabled, *_NAMES),
    "disabled": Expectation(look_disabled, *_NAMES),
    "options": Expectation(
        look_options, "lists of ids by the names of inputs", _is_object_of_lists
    ),
    "errors": Expectation(look_errors, "texts by the names of inputs", _is_object_of_texts),
    "notice": Expectation(look_notice, *_TEXT_OR_NONE),
    "url": Expectation(look_url, *_TEXT_OR_NONE),
    "request": Expectation(look_request, "an object", _is_object),
    "response": Expectation(look_response, "an object", _is_object),
    "status": Expectation(look_status, f"one of {', '.join(_STATUSES)}", _is_status),
    "stack": Expectation(look_stack, "a list of the ids of screens", _is_list),
    "failure": Expectation(look_failure, *_TEXT_OR_NONE),
}
"""Every expectation, by its name."""
