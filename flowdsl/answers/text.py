"""Shows people what a flow sends: a table of its keys, with where the values come from."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias, assert_never

from flowdsl.answers import Answer, Answers, Sending, key_text
from flowdsl.answers.schema import ADDED
from flowdsl.answers.sources import (
    Computed,
    Constant,
    FromInput,
    Given,
    ListedOption,
    Presence,
    Source,
    Untold,
)
from flowdsl.tables import GAP, shortened, table, visible, wrapped

__all__ = ["as_text"]

MOST_OPTIONS: Final = 12
"""So many options of an input, and sources of a value, are shown to people."""

LONGEST: Final = 80
"""So many characters of a key, a label, a constant or an expression are shown to people."""

_Row: TypeAlias = list[list[str]]


def as_text(name: str, answers: Answers, width: int, bold: Callable[[str], str] = str) -> str:
    """Return what a flow sends as tables.

    Args:
        name: What the flow is called.
        answers: What it sends.
        width: How many columns a line may have.
        bold: Marks the heading, for a terminal.
    """
    lines = [bold(visible(shortened(f"{name} (Flow JSON {answers.version})", width)))]
    lines += _block(_head(answers), *_response(answers), width)
    for sending in answers.exchanges:
        head = f"to the endpoint, at {sending.event} of {_place(sending)}:"
        rows = [_row(answer) for answer in sending.answers]
        lines += _block([head if rows else f"{head} nothing"], _TITLES, rows, width)
    notes = [line for note in _notes(answers) for line in wrapped(note, width)]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


_TITLES: Final = ("key", "type", "answered", "from")


def _block(
    head: Iterable[str], titles: Sequence[str], rows: list[_Row], width: int
) -> Iterator[str]:
    yield ""
    for line in head:
        yield from wrapped(visible(line), width)
    if rows:
        yield from (f"{GAP}{line}" for line in table(titles, rows, width - len(GAP)))


def _head(answers: Answers) -> Iterator[str]:
    ends = answers.ends
    nothing = "" if answers.answers else " no answers"
    if not ends and answers.has_endpoint:
        yield "what arrives when it ends: what its endpoint answers, as nothing completes it"
    elif not ends:
        yield "what arrives when it ends: nothing, as nothing completes it"
    elif len(ends) == 1:
        yield f"what arrives when it ends, by {_place(ends[0])}:{nothing}"
    else:
        yield f"what arrives when it ends, by one of {len(ends)} actions:{nothing}"
        yield from (f"{GAP}{number}  {_place(end)}" for number, end in enumerate(ends, 1))


def _response(answers: Answers) -> tuple[Sequence[str], list[_Row]]:
    """Return the table of what arrives: with the ends of each key where there are several."""
    rows = [_row(answer) for answer in answers.answers]
    if answers.ends and not any(answer.path == (ADDED,) for answer in answers.answers):
        rows.append([[ADDED], ["text"], [Presence.MAYBE_MISSING.value], ["WhatsApp adds it"]])
    count = len(answers.ends)
    if count <= 1:
        return _TITLES, rows
    ends = [_numbers(answer.ends, count) for answer in answers.answers]
    ends += ["all"] * (len(rows) - len(ends))
    titles = (*_TITLES[:-1], "end", _TITLES[-1])
    return titles, [[*row[:-1], [end], row[-1]] for row, end in zip(rows, ends, strict=True)]


def _numbers(ends: tuple[int, ...], count: int) -> str:
    listed = ", ".join(str(number + 1) for number in ends)
    return "all" if len(ends) == count else shortened(listed, LONGEST)


def _row(answer: Answer) -> _Row:
    presence = answer.presence.value
    answered = f"{presence}, hidden" if answer.is_sensitive else presence
    return [
        [shortened(key_text(answer.path), LONGEST)],
        [answer.type],
        [answered],
        list(_sources(answer)),
    ]


def _sources(answer: Answer) -> Iterator[str]:
    for source in answer.sources[:MOST_OPTIONS]:
        yield _source_text(source)
        if isinstance(source, FromInput):
            about = (_options_text(source), _conditions_text(source))
            yield from (f"{GAP}{each}" for each in about if each)
        elif isinstance(source, Computed) and source.sources:
            yield f"{GAP}from {', '.join(map(_short_source, source.sources[:MOST_OPTIONS]))}"
    if len(answer.sources) > MOST_OPTIONS:
        yield f"and {len(answer.sources) - MOST_OPTIONS} more"


def _source_text(source: Source) -> str:
    """Return where a value comes from, in a few words."""
    match source:
        case FromInput():
            label = f' "{shortened(source.label, LONGEST)}"' if source.label else ""
            return f"{_input_text(source)}: {source.component}{label}"
        case Constant():
            return f"constant: {_constant_text(source.value)}"
        case Computed():
            return shortened(source.text, LONGEST)
        case Given():
            givers = " or the ".join(giver.value for giver in source.givers)
            return f"given by the {givers}: {key_text((source.screen, *source.entry))}"
        case Untold():
            return f"{shortened(source.text, LONGEST)} ({source.reason})".lstrip()
        case _:
            assert_never(source)


def _short_source(source: Source) -> str:
    return _input_text(source) if isinstance(source, FromInput) else _source_text(source)


def _input_text(source: FromInput) -> str:
    return shortened(key_text((source.screen, source.name, *source.below)), LONGEST)


def _constant_text(value: Any) -> str:
    return shortened(json.dumps(value, ensure_ascii=False), LONGEST)


def _options_text(source: FromInput) -> str:
    if source.options_from is not None:
        return f"options from {shortened(source.options_from, LONGEST)}"
    options = source.options or ()
    more = f", and {len(options) - MOST_OPTIONS} more" if len(options) > MOST_OPTIONS else ""
    return ", ".join(map(_option_text, options[:MOST_OPTIONS])) + more


def _conditions_text(source: FromInput) -> str:
    """Return what decides on the phone whether an input is required and shown."""
    known = {"required": source.required, "visible": source.visible}
    return ", ".join(
        f"{name} if {shortened(value, LONGEST)}"
        for name, value in known.items()
        if isinstance(value, str)
    )


def _option_text(option: ListedOption) -> str:
    id_, title = shortened(option.id, LONGEST), shortened(option.title, LONGEST)
    return f"{id_} = {title}" if title and title != id_ else id_


def _place(sending: Sending) -> str:
    label = f' "{shortened(sending.label, LONGEST)}"' if sending.label else ""
    return f"{sending.component}{label} on {sending.screen or 'a screen without an id'}"


def _notes(answers: Answers) -> Iterator[str]:
    if answers.has_endpoint and answers.ends:
        yield "The endpoint can end this flow, too: then what it answers arrives, whatever that is."
    rows = [*answers.answers, *(each for it in answers.exchanges for each in it.answers)]
    if any(row.is_sensitive for row in rows):
        yield "hidden: not shown by the summary in the chat, but sent all the same."
    if not answers.is_whole:
        yield "Not all of this flow could be read or followed: there may be more."
