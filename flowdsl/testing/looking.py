"""Looks at a moment of a journey, and says what is not as expected, a sentence each."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.problems import did_you_mean
from flowdsl.runtime.files import File
from flowdsl.runtime.screen import FOOTER, ShownComponent, ShownScreen
from flowdsl.runtime.session import Session
from flowdsl.runtime.turn import TOKEN
from flowdsl.tables import shortened, visible

__all__ = [
    "Moment",
    "Wrong",
    "look_disabled",
    "look_enabled",
    "look_errors",
    "look_failure",
    "look_hidden",
    "look_notice",
    "look_options",
    "look_request",
    "look_response",
    "look_screen",
    "look_stack",
    "look_status",
    "look_text",
    "look_title",
    "look_url",
    "look_values",
    "look_visible",
    "shown",
]


@attrs.frozen
class Moment:
    """What expectations look at.

    Args:
        session: The flow as it runs.
        request: What the endpoint was asked with last, None where it was not.
    """

    session: Session
    request: Mapping[str, Any] | None


Wrong: TypeAlias = str
"""A sentence on what is not as expected."""


def look_screen(moment: Moment, expected: str) -> Iterator[Wrong]:
    """Yield whether another screen is shown."""
    stack = moment.session.stack
    yield from _differs("screen", expected, stack[-1] if stack else None)


def look_title(moment: Moment, expected: str) -> Iterator[Wrong]:
    """Yield whether the screen is called otherwise."""
    screen = _shown_screen(moment)
    yield from _differs("title", expected, screen.title if screen else None)


def look_values(moment: Moment, expected: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield which inputs hold something else."""
    screen = _shown_screen(moment)
    for name, value in expected.items():
        inputs = screen.inputs if screen else {}
        if name not in inputs:
            yield f"values: {_missing(name, screen, inputs)}"
            continue
        found, wanted = _plain(inputs[name].value), _plain(value)
        if isinstance(found, dict) and isinstance(wanted, list):
            wanted = dict(zip(("start-date", "end-date"), wanted, strict=False))
        yield from _differs(f"values: {name}", wanted, found)


def look_visible(moment: Moment, expected: str | Sequence[str]) -> Iterator[Wrong]:
    """Yield what cannot be seen."""
    screen = _shown_screen(moment)
    for name in _each(expected):
        if not _named(screen, name):
            yield f"visible: {_missing(name, screen, _names(screen))}"


def look_hidden(moment: Moment, expected: str | Sequence[str]) -> Iterator[Wrong]:
    """Yield what can be seen, or could never be."""
    screen = _shown_screen(moment)
    for name in _each(expected):
        found = _named(screen, name)
        if found:
            yield f"hidden: {shown(name)} can be seen: {found[0]}"
        elif screen is not None and not _may_say(screen, name):
            known = [each.placed.name for each in screen.program.components if each.placed.name]
            hint = did_you_mean(name, known)
            yield f"hidden: nothing on {screen.id} can ever be called {shown(name)}{hint}"


def look_text(moment: Moment, expected: str | Sequence[str]) -> Iterator[Wrong]:
    """Yield what cannot be read on the screen."""
    screen = _shown_screen(moment)
    texts = list(_texts(screen)) if screen else []
    for part in _each(expected):
        if not any(part in text for text in texts):
            yield f"text: {shown(part)} cannot be read on the screen{did_you_mean(part, texts)}"


def look_enabled(moment: Moment, expected: str | Sequence[str]) -> Iterator[Wrong]:
    """Yield what is switched off."""
    yield from _switched(moment, expected, "enabled", is_on=True)


def look_disabled(moment: Moment, expected: str | Sequence[str]) -> Iterator[Wrong]:
    """Yield what is switched on."""
    yield from _switched(moment, expected, "disabled", is_on=False)


def _switched(
    moment: Moment, expected: str | Sequence[str], title: str, *, is_on: bool
) -> Iterator[Wrong]:
    screen = _shown_screen(moment)
    for name in _each(expected):
        found = _named(screen, name)
        if screen is None or not found:
            yield f"{title}: {_missing(name, screen, _names(screen))}"
            continue
        component = found[0]
        reasons = list(screen.blockers) if component.kind == FOOTER else []
        reasons = reasons or ([] if component.enabled else [f"{component} is disabled"])
        if is_on and reasons:
            yield f"{title}: {shown(name)} is off: {'; '.join(reasons)}"
        elif not is_on and not reasons:
            yield f"{title}: {shown(name)} is on"


def look_options(moment: Moment, expected: Mapping[str, Sequence[str]]) -> Iterator[Wrong]:
    """Yield which inputs have other options."""
    screen = _shown_screen(moment)
    for name, ids in expected.items():
        found = [each for each in _named(screen, name) if each.options]
        if not found:
            listed = [each.name for each in screen.visible if each.options] if screen else []
            yield f"options: {_missing(name, screen, [each for each in listed if each])}"
            continue
        yield from _differs(f"options: {name}", list(ids), [each.id for each in found[0].options])


def look_errors(moment: Moment, expected: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield which error messages are others."""
    screen = _shown_screen(moment)
    found = screen.errors if screen else {}
    for name in dict.fromkeys([*expected, *found]):
        yield from _differs(f"errors: {name}", expected.get(name), found.get(name))


def look_notice(moment: Moment, expected: str | None) -> Iterator[Wrong]:
    """Yield whether the phone says something else."""
    yield from _differs("notice", expected, moment.session.notice)


def look_url(moment: Moment, expected: str | None) -> Iterator[Wrong]:
    """Yield whether another page was opened."""
    urls = moment.session.opened_urls
    yield from _differs("url", expected, urls[-1] if urls else None)


def look_request(moment: Moment, expected: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what the endpoint was not asked with."""
    if moment.request is None:
        yield f"request: expected {shown(expected)}, but the endpoint was not asked"
        return
    yield from _lacks("request", expected, moment.request)


def _lacks(where: str, expected: Any, found: Any) -> Iterator[Wrong]:
    """Yield what is not in what was found, looked up object by object."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            inner = f"{where}.{key}"
            if key in found:
                yield from _lacks(inner, value, found[key])
            else:
                yield f"{inner}: expected {shown(_plain(value))}, but it is not there"
        return
    yield from _differs(where, _plain(expected), _plain(found))


def look_response(moment: Moment, expected: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what was sent otherwise."""
    response = moment.session.response
    if response is None:
        status = moment.session.status.value
        yield f"response: nothing was sent, the flow is {status}"
        return
    wanted = _plain(dict(expected))
    kept = {key: value for key, value in response.items() if key != TOKEN or TOKEN in wanted}
    found = _plain(kept)
    for key in dict.fromkeys([*wanted, *found]):
        where = f"response.{key}"
        if key not in found:
            yield f"{where}: expected {shown(wanted[key])}, but it was not sent"
        elif key not in wanted:
            yield f"{where}: {shown(found[key])} was sent, but is not expected"
        else:
            yield from _differs(where, wanted[key], found[key])


def look_status(moment: Moment, expected: str) -> Iterator[Wrong]:
    """Yield whether the flow is elsewhere in its life."""
    yield from _differs("status", expected, moment.session.status.value)


def look_stack(moment: Moment, expected: Sequence[str]) -> Iterator[Wrong]:
    """Yield whether Back leads elsewhere."""
    yield from _differs("stack", list(expected), list(moment.session.stack))


def look_failure(moment: Moment, expected: str | None) -> Iterator[Wrong]:
    """Yield whether something else went wrong."""
    failures = moment.session.failures
    errors = [each.error for each in failures]
    if expected is None and failures:
        yield f"failure: expected none, found {shown(errors[0])} ({failures[0].message})"
    elif expected is not None and expected not in errors:
        found = f"found {shown(errors[0])}" if errors else "nothing went wrong"
        yield f"failure: expected {shown(expected)}, {found}"


# What they have in common.


def _differs(name: str, expected: Any, found: Any) -> Iterator[Wrong]:
    # True is not 1 here: what is sent is JSON.
    if type(expected) is not type(found) or expected != found:
        yield f"{name}: expected {shown(expected)}, found {shown(found)}"


def _shown_screen(moment: Moment) -> ShownScreen | None:
    return moment.session.screen if moment.session.stack else None


def _each(expected: str | Sequence[str]) -> Sequence[str]:
    return [expected] if isinstance(expected, str) else expected


def _named(screen: ShownScreen | None, name: str) -> list[ShownComponent]:
    """Return what can be seen and is called so: by its name, what it says, or its kind."""
    seen = [] if screen is None else [*screen.visible]
    by_name = [each for each in seen if each.name == name]
    by_label = [each for each in seen if each.label == name]
    return by_name or by_label or [each for each in seen if each.kind == name == FOOTER]


def _names(screen: ShownScreen | None) -> list[str]:
    return [each.name or each.label for each in screen.visible] if screen else []


def _missing(name: str, screen: ShownScreen | None, known: Any) -> str:
    if screen is None:
        return f"{shown(name)} is not there: no screen is shown"
    hint = did_you_mean(name, known) or (
        f", but {', '.join(map(shown, list(known)[:10]))}" if known else ""
    )
    return f"{shown(name)} cannot be seen on {screen.id}{hint}"


def _may_say(screen: ShownScreen, name: str) -> bool:
    """Return whether something on a screen is called so, or might be at another time."""
    for component in screen.program.components:
        if component.placed.name == name or component.bound:
            return True
        if name in (component.content.get("label"), component.content.get("text")):
            return True
    return False


_READ: Final = frozenset(
    {"label", "text", "helper-text", "description", "title", "metadata", "badge", "tags"}
    | {"left-caption", "center-caption", "right-caption", "start-date", "end-date"}
)
"""The keys of what somebody reads."""

_INNER: Final = frozenset({"data-source", "list-items", "main-content", "end"})
"""The keys below which there is more to be read."""


def _texts(screen: ShownScreen) -> Iterator[str]:
    """Yield what can be read on a screen."""
    yield screen.title
    for component in screen.visible:
        yield component.label
        yield from _texts_in(component.content)
        if component.error is not None:
            yield component.error


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            if isinstance(each, str):
                yield each
            else:
                yield from _texts_in(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in _READ and isinstance(each, str):
                yield each
            elif key in _READ or key in _INNER:
                yield from _texts_in(each)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days as texts, files by their names."""
    if isinstance(value, File):
        return value.name
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


LONGEST: Final = 400
"""So many characters are shown of one value."""


def shown(value: Any) -> str:
    """Return a value as a failure shows it: as JSON, and not too long."""
    try:
        text = json.dumps(_plain(value), ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return visible(shortened(text, LONGEST))
