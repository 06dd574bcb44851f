"""Reads the bytes of a file as JSON, and says in our words what is wrong with how it is written.

What is in order, which is nearly every file, is read by the parser of the standard library. All
else is read once more by a reader of our own, token by token, which knows where everything stands.
"""

import codecs
import contextlib
import functools
import json
import math
import re
from typing import Any, Final, NoReturn

import attrs

from flowdsl import syntax
from flowdsl.locate import Lines
from flowdsl.problems import Path
from flowdsl.rule import Rule
from flowdsl.syntax import TEXT, Misplaced, Open, TextFault, code_of, quoted_key, shortened

__all__ = ["JsonText", "TextFault", "read_json"]

LARGEST: Final = 10 * 1024 * 1024
"""How many bytes a file may have."""

DEEPEST: Final = 100
"""How many objects and lists may stand one inside the other."""

MOST: Final = 20
"""How many faults of one rule are reported."""


@attrs.frozen(kw_only=True)
class JsonText:
    """What was read of a file.

    Args:
        text: The text, which the offsets of faults count in; empty where the file is too large.
        document: The document as `json.loads` returns it, None where it could not be read.
        faults: What is wrong with how it is written, in the order of the text.
        usable: Whether it makes sense to check the document any further.
    """

    text: str
    document: object = None
    faults: tuple[TextFault, ...] = ()
    usable: bool = True


def read_json(data: bytes) -> JsonText:
    """Return what the bytes of a file say in JSON, with everything that is wrong with the writing.

    Of the mistakes that keep a file from being JSON the first is reported, of all others the
    first 20 of each rule. Nothing is raised, whatever the bytes are.

    Args:
        data: All bytes of the file.
    """
    if len(data) > LARGEST:
        megabytes = math.ceil(len(data) / 1024 / 1024 * 10) / 10
        message = f"the file has {megabytes} MB, and Meta takes 10 MB at most"
        help_ = "make the images smaller, or let an endpoint supply them"
        return _refused("", TextFault(rule=syntax.TOO_LARGE, message=message, help=help_))
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(body, error.start)
    with contextlib.suppress(ValueError, RecursionError):
        document = _PARSER.decode(text)
        if not _is_too_deep(document) and not _may_hold_half_characters(text):
            return JsonText(text=text, document=document)
    return _Reader(text).read()


def _refused(text: str, *faults: TextFault, document: object = None) -> JsonText:
    return JsonText(text=text, document=document, faults=faults, usable=False)


def _not_utf8(body: bytes, position: int) -> JsonText:
    start = len(body[:position].decode())
    if body.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        found = "the file is in UTF-32, not in UTF-8"
    elif body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = "the file is in UTF-16, not in UTF-8"
    else:
        found = f"the file is not in UTF-8, which has no byte 0x{body[position]:02X} here"
    return _refused(
        body.decode(errors="replace"),
        TextFault(
            rule=syntax.INVALID_JSON,
            message=found,
            help="save the file as UTF-8",
            start=start,
            end=start + 1,
        ),
    )


def _integer(literal: str) -> int:
    # The largest float has 309 digits. To work out an integer of far more takes very long.
    if len(literal) > 308 and math.isinf(float(literal)):
        raise ValueError(literal)
    return int(literal)


def _real(literal: str) -> float:
    number = float(literal)
    if math.isinf(number):
        raise ValueError(literal)
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has a key twice")
    return members


_PARSER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_no_constant
)
"""Raises a ValueError wherever `_Reader` has to tell what is wrong."""

_text_at: Final = json.JSONDecoder().raw_decode


def _is_too_deep(document: Any) -> bool:
    """Return whether a document is too deep, looked at level by level for speed."""
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _HOLDERS
        ]
    return bool(level)


_HOLDERS: Final = frozenset({dict, list})


_HALF_ESCAPE: Final = re.compile(
    r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])"
)


def _may_hold_half_characters(text: str) -> bool:
    # To look for one character is much faster than for three, and most files have none.
    if "\\" not in text or ("\\ud" not in text and "\\uD" not in text):
        return False
    # After two backslashes `u` begins no escape: rare enough to leave it to the reader.
    return "\\\\u" in text or _HALF_ESCAPE.search(text) is not None


class _Stop(Exception):
    """Carries the fault behind which nothing can be read."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


_SYMBOL: Final = re.compile(r"[ \t\n\r]*+([{}\[\],:\"]|[-+.\w$]++)?")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_HALF: Final = re.compile("[\ud800-\udfff]")
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,4}|[!-~])?")
_CUT_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_BACKSLASH: Final = r"write \\ for a backslash"
_WORDS: Final[dict[str, object]] = {"true": True, "false": False, "null": None}


class _Reader:
    """Reads a text token by token, and keeps no call open for an object or a list.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.document: object = None
        self.opened: list[Open] = []
        self.faults: list[TextFault] = []

    def read(self) -> JsonText:
        """Return what the text says."""
        try:
            self._read()
        except _Stop as stop:
            # A bracket that is not closed stands before what was found inside of it.
            faults = sorted([*self.faults, stop.fault], key=lambda fault: fault.start)
            return _refused(self.text, *faults)
        if any(fault.rule is syntax.INVALID_JSON for fault in self.faults):
            return _refused(self.text, *self.faults, document=self.document)
        return JsonText(text=self.text, document=self.document, faults=tuple(self.faults))

    def _read(self) -> None:
        position = 0
        due = "value"
        while True:
            start, symbol, position = self._next(position)
            here = self.opened[-1] if self.opened else None
            if here is not None and symbol == here.closing and self._may_close(here, due):
                self.opened.pop()
                due = "end"
            elif due == "value" and symbol in ("{", "["):
                self._open(symbol, start)
                due = "key" if symbol == "{" else "value"
            elif due == "value":
                position = self._put(start, symbol, position)
                due = "end"
            elif due == "key" and symbol == '"':
                position = self._key(start)
                due = "value"
            elif due == "end" and symbol == "," and here is not None:
                here.comma = start
                if isinstance(here.step, int):
                    here.step += 1
                due = "value" if here.bracket == "[" else "key"
            elif due == "end" and not symbol and here is None:
                return
            else:
                self._refuse(start, symbol, due)

    def _next(self, position: int) -> tuple[int, str, int]:
        """Return where the next token starts, what it is, and where it ends."""
        found = _SYMBOL.match(self.text, position)
        assert found is not None, "the pattern matches nothing, too"
        if found[1]:
            return found.start(1), found[1], found.end()
        start = found.end()
        return start, self.text[start : start + 1], min(start + 1, len(self.text))

    @staticmethod
    def _may_close(here: Open, due: str) -> bool:
        if due == "end":
            return True
        is_empty = here.comma is None and not here.keys
        return is_empty and due == ("value" if here.bracket == "[" else "key")

    def _open(self, bracket: str, start: int) -> None:
        if len(self.opened) == DEEPEST:
            message = f"the file has more than {DEEPEST} levels of objects and lists"
            self._stop(syntax.TOO_DEEP, message, None, (start, start + 1), self._path)
        value: Any = {} if bracket == "{" else []
        self._keep(value)
        self.opened.append(Open(bracket, start, value))

    def _keep(self, value: object) -> None:
        if not self.opened:
            self.document = value
        elif self.opened[-1].bracket == "{":
            self.opened[-1].value[self.opened[-1].step] = value
        else:
            self.opened[-1].value.append(value)

    @property
    def _path(self) -> Path:
        return tuple(here.step for here in self.opened)

    def _put(self, start: int, symbol: str, end: int) -> int:
        """Keep a value that is no object and no list, and return where it ends."""
        value: object
        if symbol == '"':
            value, end = self._string(start)
        elif symbol in _WORDS:
            value = _WORDS[symbol]
        elif number := _NUMBER.fullmatch(symbol):
            try:
                value = _real(symbol) if number[1] or number[2] else _integer(symbol)
            except ValueError:
                value = -math.inf if symbol.startswith("-") else math.inf
                message = f"the number {shortened(symbol)} is too large"
                help_ = "write a number of less than 300 digits"
                self._report(syntax.INVALID_JSON, message, help_, (start, end), self._path)
        else:
            self._refuse(start, symbol, "value")
        self._keep(value)
        return end

    def _key(self, start: int) -> int:
        """Read a key and the colon after it, and return where that ends."""
        here = self.opened[-1]
        key, end = self._string(start, is_key=True)
        first = here.keys.setdefault(key, start)
        if first is not None and first != start:
            message = f"the key {quoted_key(key)} is in this object twice"
            help_ = f"remove one of them: the first, in {self._where(first)}, does not count"
            path = (*self._path[:-1], key)
            self._report(syntax.DUPLICATE_KEY, message, help_, (start, end), path)
            here.keys[key] = None
        here.step = key
        colon, symbol, after = self._next(end)
        if symbol != ":":
            self._refuse(colon, symbol, "colon")
        return after

    def _string(self, start: int, *, is_key: bool = False) -> tuple[str, int]:
        """Return the text that begins at a quote, and where it ends."""
        try:
            value, end = _text_at(self.text, start)
        except ValueError:
            self._refuse_string(start, self._path[:-1] if is_key else self._path)
        if half := _HALF.search(value):
            message = f"the text holds half of a character, {json.dumps(half[0])[1:-1]}"
            help_ = "write both escapes of the pair, or the character itself"
            path = (*self._path[:-1], value) if is_key else self._path
            self._report(syntax.HALF_CHARACTER, message, help_, (start, end), path)
        return value, end

    def _refuse_string(self, start: int, path: Path) -> NoReturn:
        """Stop at a text that is not written as JSON writes texts."""
        sound = TEXT.match(self.text, start)
        end = sound.end() if sound else start
        found = self.text[end : end + 1]
        span = (end, end + 1)
        if not found or _CUT_ESCAPE.match(self.text, end):
            span = (start, len(self.text))
            message = "the text is not closed before the file ends"
            help_ = 'write " where it ends, or see whether the file was cut off'
        elif found in "\r\n":
            span = (start, end)
            message = "the text is not closed in its line"
            help_ = r'write " where it ends, and \n for a line break in it'
        elif found == "\\":
            escape = _ESCAPE.match(self.text, end)
            span = escape.span() if escape else span
            message = f"{self.text[slice(*span)]} is no escape of JSON"
            is_unicode = self.text.startswith("u", end + 1)
            help_ = r"write four hexadecimal digits after \u" if is_unicode else _BACKSLASH
        else:
            message = f"the text holds the control character {code_of(found)}"
            help_ = f"write {json.dumps(found)[1:-1]} for it"
        self._stop(syntax.INVALID_JSON, message, help_, span, path)

    def _refuse(self, start: int, symbol: str, due: str) -> NoReturn:
        raise _Stop(Misplaced(self.text, self.opened, due, start, symbol).fault)

    @functools.cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def _where(self, offset: int) -> str:
        line, column = self._lines.position(offset)
        return f"line {line}, column {column}"

    def _report(
        self, rule: Rule, message: str, help_: str, span: tuple[int, int], path: Path
    ) -> None:
        if sum(fault.rule is rule for fault in self.faults) < MOST:
            self.faults.append(
                TextFault(
                    rule=rule, message=message, help=help_, start=span[0], end=span[1], path=path
                )
            )

    @staticmethod
    def _stop(
        rule: Rule, message: str, help_: str | None, span: tuple[int, int], path: Path
    ) -> NoReturn:
        raise _Stop(
            TextFault(rule=rule, message=message, help=help_, start=span[0], end=span[1], path=path)
        )
