"""Writes what flows send for spreadsheets, as CSV, and for programs, as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
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
from flowdsl.formats import whole_characters
from flowdsl.problems import path_text
from flowdsl.tables import shortened, visible

__all__ = ["as_csv", "as_json", "json_document"]

Named: TypeAlias = tuple[str, Answers]
"""What a flow is called, and what it sends."""

_COLUMNS: Final = (
    "flow",
    "to",
    "sent_from",
    "key",
    "type",
    "answered",
    "sensitive",
    "source",
    "value",
    "screen",
    "input",
    "component",
    "label",
    "options",
)

_FORMULA: Final = ("=", "+", "-", "@")
"""What a text begins with that a spreadsheet takes for a formula."""


def as_csv(flows: Iterable[Named]) -> str:
    r"""Return what flows send as CSV (RFC 4180): a line a key below a header, each ended by `\r\n`.

    `to` is `response` for what arrives when a flow is done, and `endpoint` for what its endpoint is
    asked with; `sent_from` is the screen. `source` is `input`, `constant`, `expression`, `message`,
    `endpoint`, `whatsapp` or `unknown`. Several in one cell are joined by `; `. A text that a
    spreadsheet would take for a formula has a `'` before it.

    Args:
        flows: The flows, each with what it is called.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for name, answers in flows:
        for row in _rows(answers):
            named = {"flow": name, **row}
            writer.writerow(_cell(named.get(column, "")) for column in _COLUMNS)
    return written.getvalue()


LONGEST: Final = 32_000
"""So many characters stand in a cell: spreadsheets cut off what is longer than some more."""


def _cell(text: str) -> str:
    text = visible(shortened(text, LONGEST))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(answers: Answers) -> Iterator[dict[str, str]]:
    for answer in answers.answers:
        screens = [answers.ends[number].screen for number in answer.ends]
        yield {"to": "response", "sent_from": _joined(screens), **_row(answer)}
    if answers.ends and not any(answer.path == (ADDED,) for answer in answers.answers):
        yield {
            "to": "response",
            "sent_from": _joined(end.screen for end in answers.ends),
            "key": ADDED,
            "type": "text",
            "answered": Presence.MAYBE_MISSING.value,
            "sensitive": "no",
            "source": "whatsapp",
        }
    for sending in answers.exchanges:
        for answer in sending.answers:
            yield {"to": "endpoint", "sent_from": sending.screen, **_row(answer)}


def _row(answer: Answer) -> dict[str, str]:
    inputs = answer.inputs
    given = [source.screen for source in answer.sources if isinstance(source, Given)]
    options = [
        source.options_from or "; ".join(map(_option, source.options or ())) for source in inputs
    ]
    return {
        "key": key_text(answer.path),
        "type": answer.type,
        "answered": answer.presence.value,
        "sensitive": "yes" if answer.is_sensitive else "no",
        "source": _joined(kind for source in answer.sources for kind in _kinds(source)),
        "value": _joined(map(_value, answer.sources)),
        "screen": _joined([*(each.screen for each in inputs), *given]),
        "input": _joined(key_text((each.name, *each.below)) for each in inputs),
        "component": _joined(each.component for each in inputs),
        "label": _joined(each.label for each in inputs),
        "options": _joined(options),
    }


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(filter(None, dict.fromkeys(texts)))


def _option(option: ListedOption) -> str:
    return f"{option.id} = {option.title}" if option.title else option.id


def _kinds(source: Source) -> tuple[str, ...]:
    """Return what kind of source it is, in a word for each."""
    match source:
        case FromInput():
            return ("input",)
        case Constant():
            return ("constant",)
        case Computed():
            return ("expression",)
        case Given(givers=givers):
            return tuple(giver.value for giver in givers)
        case Untold():
            return ("unknown",)
        case _:
            assert_never(source)


def _value(source: Source) -> str:
    """Return the value that is always sent, or what is written where it is not known."""
    match source:
        case Constant(value=value):
            return json.dumps(value, ensure_ascii=False)
        case Computed(text=text) | Untold(text=text):
            return text
        case Given(entry=entry):
            return f"${{data.{'.'.join(entry)}}}"
        case FromInput():
            return ""
        case _:
            assert_never(source)


def as_json(flows: Iterable[Named]) -> str:
    """Return what flows send as JSON: a list with an object for each flow.

    An object has:

    - `flow`: what the flow is called; `version`: that of its JSON.
    - `has_endpoint`: whether its endpoint can end it, and then decides what arrives.
    - `is_whole`: whether all of it could be read; if not, there may be more.
    - `ends`: where it ends by itself, each with `screen`, `component`, `label`, `event`, and the
      `path` of the action in the JSON.
    - `answers`: what arrives when it is done, without the `flow_token` that WhatsApp adds.
    - `exchanges`: where it asks its endpoint, like `ends`, each with its `answers`.

    An answer has:

    - `key`: where it stands in the payload, as one text; `path`: the same as a list of keys and of
      indexes of lists.
    - `type`: its type in words; `schema`: its type as JSON Schema, a list of alternatives.
    - `answered`: `always`, `may be empty` or `may be missing`.
    - `is_sensitive`: whether the summary in the chat hides it.
    - `ends`: the indexes of the ends that send it; not below `exchanges`.
    - `sources`: where its value comes from. Each has a `kind` and what goes with it:
      `input`: `screen`, `name`, `below`, `component`, `label`, `options` (a list of `id` and
      `title`, or null), `options_from` (a reference, or null), `required` and `visible` (true,
      false, or the binding that decides);
      `constant`: `value`; `expression`: `screen`, `text`, `sources`;
      `given`: `screen`, `entry`, `givers` (`message`, `endpoint`); `unknown`: `text`, `reason`.

    Args:
        flows: The flows, each with what it is called.
    """
    return json_document([_flow(name, answers) for name, answers in flows])


_UNSEEN: Final = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def json_document(document: object) -> str:
    """Return a document as JSON, with escapes for what a terminal would take for a command."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", whole_characters(text))


def _flow(name: str, answers: Answers) -> dict[str, Any]:
    return {
        "flow": name,
        "version": answers.version.name,
        "has_endpoint": answers.has_endpoint,
        "is_whole": answers.is_whole,
        "ends": [_sending(end) for end in answers.ends],
        "answers": [{**_answer(it), "ends": list(it.ends)} for it in answers.answers],
        "exchanges": [
            {**_sending(exchange), "answers": [_answer(it) for it in exchange.answers]}
            for exchange in answers.exchanges
        ],
    }


def _sending(sending: Sending) -> dict[str, Any]:
    return {
        "screen": sending.screen,
        "component": sending.component,
        "label": sending.label,
        "event": sending.event,
        "path": path_text(sending.path),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "key": key_text(answer.path),
        "path": list(answer.path),
        "type": answer.type,
        "schema": [source.schema for source in answer.sources],
        "answered": answer.presence.value,
        "is_sensitive": answer.is_sensitive,
        "sources": [_source(source) for source in answer.sources],
    }


def _source(source: Source) -> dict[str, Any]:
    match source:
        case FromInput():
            options = source.options
            return {
                "kind": "input",
                "screen": source.screen,
                "name": source.name,
                "below": list(source.below),
                "component": source.component,
                "label": source.label,
                "options": None
                if options is None
                else [{"id": each.id, "title": each.title} for each in options],
                "options_from": source.options_from,
                "required": source.required,
                "visible": source.visible,
            }
        case Constant(value=value):
            return {"kind": "constant", "value": value}
        case Computed():
            return {
                "kind": "expression",
                "screen": source.screen,
                "text": source.text,
                "sources": [_source(each) for each in source.sources],
            }
        case Given():
            return {
                "kind": "given",
                "screen": source.screen,
                "entry": list(source.entry),
                "givers": [giver.value for giver in source.givers],
            }
        case Untold():
            return {"kind": "unknown", "text": source.text, "reason": source.reason}
        case _:
            assert_never(source)
