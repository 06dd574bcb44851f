"""Draws a screen as text: for terminals, failures of tests, and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from flowdsl.facts import CLICK
from flowdsl.runtime.evaluation import is_empty, written
from flowdsl.runtime.files import File
from flowdsl.runtime.program import Answer
from flowdsl.runtime.screen import FOOTER, ShownComponent, ShownOption, ShownScreen
from flowdsl.tables import columns, shortened, visible, wrapped

if TYPE_CHECKING:
    from flowdsl.runtime.session import Session

__all__ = ["screen_text", "session_text"]

WIDTH: Final = 60
"""How many columns a screen has."""

MOST_OPTIONS: Final = 12
"""So many options are drawn of a list."""

LONGEST: Final = 600
"""So many characters are drawn of one text."""


def screen_text(screen: ShownScreen, width: int = WIDTH) -> str:
    """Return a screen as text.

    Args:
        screen: The screen.
        width: How many columns it has.
    """
    lines = list(_lines(screen, width - 4))
    title = visible(f" {screen.title or screen.id} ")
    head = shortened(title, width - 4)
    top = f"+-{head}{'-' * (width - 3 - columns(head))}+"
    rows = [f"| {line}{' ' * max(0, width - 4 - columns(line))} |" for line in lines]
    return "\n".join([top, *rows, f"+{'-' * (width - 2)}+"])


def session_text(session: Session, width: int = WIDTH) -> str:
    """Return what a phone shows, with the id of the screen and what it says at the bottom.

    Args:
        session: The flow as it runs.
        width: How many columns the screen has.
    """
    lines = []
    if session.state.stack:
        lines += [f"{session.screen.id}", screen_text(session.screen, width)]
    if session.notice:
        lines += wrapped(f"! {visible(session.notice)}", width)
    if session.response_json is not None:
        lines += ["sent:", *wrapped(f"  {visible(session.response_json)}", width * 2)]
    elif not session.is_open:
        lines.append(f"the flow is {session.status.value}")
    return "\n".join(lines)


def _lines(screen: ShownScreen, width: int) -> Iterator[str]:
    for component in screen.visible:
        if component.kind != FOOTER:
            for line in _component(component):
                yield from wrapped(line, width)
    footer = screen.footer
    if footer is not None:
        yield ""
        captions = [
            written(footer.content[key])
            for key in ("left-caption", "center-caption", "right-caption")
            if key in footer.content
        ]
        if captions:
            yield from wrapped("   ".join(map(visible, captions)), width)
        is_off = " (off)" if screen.blockers else ""
        yield from wrapped(f"[ {_one_line(footer.label)} ]{is_off}", width)


def _component(component: ShownComponent) -> Iterator[str]:
    if component.is_input:
        yield from _input(component)
    elif component.options:
        if isinstance(component.content.get("label"), str):
            yield _one_line(component.content["label"])
        for option in component.options[:MOST_OPTIONS]:
            yield f"  > {_one_line(option.title)}{'' if option.enabled else ' (off)'}"
        yield from _more(component)
    elif "text" in component.content:
        marked = "-> " if CLICK in component.program.actions else ""
        for line in shortened(component.label, LONGEST).split("\n"):
            yield f"{marked}{visible(line)}"
    else:
        alternative = component.content.get("alt-text")
        said = f": {_one_line(alternative)}" if isinstance(alternative, str) else ""
        yield f"({component.kind}{said})"


def _input(component: ShownComponent) -> Iterator[str]:
    value, off = component.value, "" if component.enabled else " (off)"
    mark = "*" if component.required else ""
    label = f"{_one_line(component.label)}{mark}{off}"
    if component.answer is Answer.BOX:
        more = "  -> Read more" if CLICK in component.program.actions else ""
        yield f"[{'x' if value is True else ' '}] {label}{more}"
    elif component.options:
        yield f"{label}:"
        several = component.answer is Answer.CHOICES
        chosen = value if isinstance(value, list) else [value]
        for option in component.options[:MOST_OPTIONS]:
            yield _option(option, several=several, is_chosen=option.id in chosen)
        yield from _more(component)
    else:
        shown = _value(component, value)
        yield f"{label}: {shown or '____'}"
    helper = component.content.get("helper-text")
    if component.error is not None:
        yield f"    ! {_one_line(component.error)}"
    elif isinstance(helper, str):
        yield f"    {_one_line(helper)}"


def _value(component: ShownComponent, value: Any) -> str:
    if is_empty(value):
        return ""
    if component.content.get("input-type") in ("password", "passcode"):
        return "*" * len(str(value))
    if isinstance(value, tuple):
        return ", ".join(_one_line(each.name) for each in value if isinstance(each, File))
    if isinstance(value, Mapping):
        return " to ".join(_one_line(str(each)) for each in value.values())
    return _one_line(written(value))


def _option(option: ShownOption, *, several: bool, is_chosen: bool) -> str:
    left, right = "[]" if several else "()"
    mark = ("x" if several else "o") if is_chosen else " "
    off = "" if option.enabled else " (off)"
    return f"  {left}{mark}{right} {_one_line(option.title)} `{_one_line(option.id)}`{off}"


def _more(component: ShownComponent) -> Iterator[str]:
    more = len(component.options) - MOST_OPTIONS
    if more > 0:
        yield f"  ... and {more} more"


def _one_line(text: str) -> str:
    return visible(shortened(" ".join(text.split()), LONGEST))
