"""The rules that the text of a file breaks before anybody looks at the flow in it.

Below them stands what is said of a token that breaks the first one.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.locate import Lines
from flowdsl.problems import Path, Severity
from flowdsl.rule import Rule, define

__all__ = ["TextFault"]

_ERROR: Final = Severity.ERROR
_META: Final = ("INVALID_FLOW_JSON",)
_CATALOGUE: Final = ("V301",)

INVALID_JSON: Final = define(
    "FLOW141",
    "invalid-json",
    _ERROR,
    """
    The file cannot be read as JSON.

    JSON is stricter than Python and JavaScript: texts and keys stand in double quotes, nothing
    follows the last item of a list or an object but its bracket, and there are no comments. The
    file is in UTF-8. Nothing else of the flow can be checked before this is mended.

    Bad:
        {
          "version": "7.3",
          "screens": [],
        }

    Good:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Welcome", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Meta:
        same
    """,
    _META,
    catalogue=_CATALOGUE,
)

DUPLICATE_KEY: Final = define(
    "FLOW142",
    "duplicate-key",
    _ERROR,
    """
    An object has one key twice.

    Of two equal keys the last one counts, and whoever reads the file is not told that the first
    one is lost. It is mostly left over from copying a property.

    Bad:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Welcome",
            "title": "Goodbye", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Good:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Goodbye", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Meta:
        own: JSON lets the last one win silently.
    """,
    _META,
    catalogue=_CATALOGUE,
)

# What breaks the next two is too long for a page, so neither has a bad example.
TOO_LARGE: Final = define(
    "FLOW143",
    "file-too-large",
    _ERROR,
    """
    The file is larger than 10 MB.

    Meta takes no larger Flow JSON. What makes a file large is nearly always its images: a flow
    with an endpoint can be given them when a screen is opened, as below.

    Good:
        {
          "version": "7.3",
          "data_api_version": "3.0", "routing_model": {"START": []},
          "screens": [{
            "id": "START", "title": "Welcome",
            "data": {"photo": {"type": "string", "__example__": "iVBORw0KGgo="}},
            "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Image", "src": "${data.photo}"},
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Meta:
        approximated: no document says whether a megabyte is 1024 * 1024 bytes, as here.
    """,
    _META,
    catalogue=_CATALOGUE,
)

TOO_DEEP: Final = define(
    "FLOW144",
    "too-deep",
    _ERROR,
    """
    The file has more than 100 levels of objects and lists, one inside the other.

    No flow needs more than about 30. A deeper file is broken, or was made to exhaust whoever
    reads it, so it is not read any further.

    Good:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Welcome", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Meta:
        own: the bound is ours.
    """,
    catalogue=_CATALOGUE,
)

HALF_CHARACTER: Final = define(
    "FLOW145",
    "half-character",
    _ERROR,
    r"""
    A text holds half of a character.

    In the escapes of JSON an emoji is a pair, such as `\ud83d\ude00`. One of the two alone is no
    character: it cannot be written as UTF-8, so it cannot be sent. It is mostly what is left of a
    text that was cut off after so many characters.

    Bad:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Welcome \ud83d", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Good:
        {
          "version": "7.3", "screens": [{
            "id": "START", "title": "Welcome \ud83d\ude00", "terminal": true,
            "layout": {"type": "SingleColumnLayout", "children": [
              {"type": "Footer", "label": "Done",
               "on-click-action": {"name": "complete", "payload": {}}}
            ]}
          }]
        }

    Meta:
        unknown: no document of Meta's says what becomes of it.
    """,
    _META,
    catalogue=_CATALOGUE,
)


@attrs.frozen(kw_only=True)
class TextFault:
    """Something that is wrong with how JSON is written.

    Args:
        rule: The rule that it breaks.
        message: One sentence that states what was found.
        help: What to do about it.
        start: The offset of the first character of the token that is wrong.
        end: The offset past its last character.
        path: Where in the document it is, as keys and indexes.
    """

    rule: Rule
    message: str
    help: str | None = None
    start: int = 0
    end: int = 0
    path: Path = ()


@attrs.define
class Open:
    """An object or a list that is not closed yet.

    Args:
        bracket: Its opening bracket.
        start: Where that stands.
        value: What it holds so far.
        step: The key or the index of what is read.
        comma: Where its last comma stands.
        keys: Where each key of an object stands, None once it was reported.
    """

    bracket: str
    start: int
    value: Any
    step: str | int = 0
    comma: int | None = None
    keys: dict[str, int | None] = attrs.field(factory=dict)

    @property
    def closing(self) -> str:
        """The bracket that closes it."""
        return "}" if self.bracket == "{" else "]"


TEXT: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
"""A text of JSON as far as it is sound, without the quote that closes it."""

_QUOTES: Final = "'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_QUOTED: Final = re.compile(rf"[{_QUOTES}]([^{_QUOTES}\"\r\n]*)[{_QUOTES}\"]?")
_COMMENT: Final = re.compile(r"(?://|#)[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z)")
_WORD: Final = re.compile(r"[-+.\w$]")
_LIKELY: Final = {
    **{word: word for word in ("true", "false", "null")},
    **dict.fromkeys(("none", "undefined", "nil"), "null"),
}
_NO_NUMBERS: Final = frozenset({"nan", "inf", "infinity"})

_Said: TypeAlias = tuple[tuple[int, int], str, str | None]
"""The span that is wrong, the message and the help."""


@attrs.frozen
class Misplaced:
    """A token that cannot stand where it does.

    Args:
        text: The text that it is in.
        opened: The objects and lists around it, the outermost first.
        due: What was expected: `"value"`, `"key"`, `"colon"`, or `"end"` of a value.
        start: The offset of its first character.
        symbol: The token, or its first character where it is none; empty where the text ends.
    """

    text: str
    opened: Sequence[Open]
    due: str
    start: int
    symbol: str

    @property
    def fault(self) -> TextFault:
        """What is said of it."""
        (start, end), message, help_ = self._said()
        steps = self.opened if self.due in ("value", "colon") else self.opened[:-1]
        return TextFault(
            rule=INVALID_JSON,
            message=message,
            help=help_,
            start=start,
            end=end,
            path=tuple(around.step for around in steps),
        )

    def _said(self) -> _Said:
        here = self.opened[-1] if self.opened else None
        span = (self.start, self.start + len(self.symbol))
        comment = _COMMENT.match(self.text, self.start)
        quoted = _QUOTED.match(self.text, self.start)
        is_word = _WORD.match(self.symbol) is not None
        word = shortened(self.symbol)
        if comment:
            return comment.span(), "JSON has no comments", "remove it"
        if not self.symbol:
            return self._unclosed()
        if not self.symbol.isprintable() or self.symbol.isspace():
            message = f"the character {code_of(self.symbol)} cannot stand here"
            is_null = self.symbol == "\0"  # Every other byte of UTF-16 is one.
            return span, message, "save the file as UTF-8" if is_null else "write a plain space"
        if here is None and self.due == "end":
            message = "something follows the end of the JSON"
            is_bracket = self.symbol in ("}", "]")
            return span, message, f"remove it{', or a bracket before it' if is_bracket else ''}"
        if here is not None and self.due == "colon":
            message = f"a colon is missing after the key {quoted_key(here.step)}"
            return span, message, "write a colon between a key and its value"
        if here is not None and self.symbol in ("}", "]", ","):
            return self._separator(here)
        if quoted and self.due != "end":
            message = f"{shortened(quoted[0])} is not in double quotes"
            return quoted.span(), message, f'write "{shortened(quoted[1])}"'
        if self.due == "end" and (self.symbol in ('"', "{", "[") or quoted or is_word):
            return self._no_comma()
        if self.due == "key" and is_word:
            return span, f"the key {word} is not in quotes", f'write "{word}"'
        if self.due == "key":
            message = f"a key is due here, and not {self.symbol}"
            return span, message, 'inside of { and } write "key": value'
        if is_word:
            return (span, *_said_of_word(self.symbol))
        return span, f"{self.symbol} cannot stand here", None

    def _unclosed(self) -> _Said:
        if not self.opened:
            return (0, 0), "the file is empty", "begin with { and the version of the flow"
        here = self.opened[-1]
        line, _ = Lines(self.text).position(len(self.text.rstrip()))
        help_ = f"the file ends in line {line} without the {here.closing}"
        return (here.start, here.start + 1), f"the {here.bracket} is not closed", help_

    def _separator(self, here: Open) -> _Said:
        span = (self.start, self.start + 1)
        if self.symbol not in (",", here.closing):
            line, column = Lines(self.text).position(here.start)
            message = f"{self.symbol} does not close the {here.bracket} in line {line}"
            return span, message, f"write {here.closing} for what begins in column {column} there"
        if self.due == "value" and here.bracket == "{":
            return (
                span,
                f"the key {quoted_key(here.step)} has no value",
                "write one after the colon",
            )
        if self.symbol == "," or here.comma is None:
            return span, "nothing stands before the comma", "remove the comma"
        message = f"nothing follows the comma before {self.symbol}"
        return (here.comma, here.comma + 1), message, "remove the comma"

    def _no_comma(self) -> _Said:
        end = self.start + len(self.symbol)
        sound = TEXT.match(self.text, self.start)
        if sound:
            end = min(sound.end() + 1, len(self.text))
        found = shortened(self.text[self.start : end])
        if _WORD.match(found) and self.text[self.start - 1] == '"':
            # Whoever forgets a comma between two items leaves a blank; here a quote was meant.
            message = f"the text ends before {found}"
            return (self.start, end), message, r"write \" for a quote in a text"
        message = f"a comma is missing before {found}"
        return (self.start, end), message, "write a comma between two items"


def _said_of_word(word: str) -> tuple[str, str]:
    """Return what to say of a word, or a number, that is no value."""
    plain = word.lower().lstrip("+-")
    if plain in _LIKELY:
        return f"{word} is no value of JSON", f"write {_LIKELY[plain]}"
    if plain in _NO_NUMBERS:
        return f"JSON has no {word}", "write a finite number"
    shown = shortened(word)
    if word[0].isdigit() or word[0] in "+-.":
        help_ = "write digits around a point, and no +, _ or leading 0; a text is in double quotes"
        return f"{shown} is not a number of JSON", help_
    return f"the text {shown} is not in quotes", f'write "{shown}"'


def shortened(text: str) -> str:
    """Return a text, or the beginning of a long one, such that it can be printed."""
    cut = text if len(text) <= 40 else f"{text[:37]}..."
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in cut)


def quoted_key(key: object) -> str:
    """Return a key as a message shows it."""
    return f'"{shortened(str(key))}"'


def code_of(character: str) -> str:
    """Return what stands for a character that cannot be shown."""
    return f"U+{ord(character):04X}"
