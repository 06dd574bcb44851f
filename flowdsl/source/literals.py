"""Writes texts, numbers and days as Python's literals, whatever they hold."""

import datetime
import inspect
import math
import re
from typing import Final

__all__ = ["day_literal", "number_literal", "quoted", "quoted_bytes", "quoted_paragraphs"]

# These two join letters and emoji. Between such they are no more hidden than the letters are, and
# escaped they tear words of Persian or Hindi apart; anywhere else they stay escaped.
_JOINER: Final = re.compile(r"(?<=[^\x00-\x7f])\\u200([cd])(?=[^\x00-\x7f])")
_JOINERS: Final = {"c": "\u200c", "d": "\u200d"}


def quoted(text: str) -> str:
    """Return the literal of a text, in double quotes unless single ones save backslashes.

    What is not printable is escaped: control characters, halves of surrogate pairs, what changes
    the direction of writing.
    """
    plain = text.isprintable()
    if plain and '"' not in text and "\\" not in text:
        return f'"{text}"'
    # With both kinds of quotes in it, `repr` takes single ones and escapes those in the text.
    body = repr("\"'" + text)[4:-1]
    if not plain and not text.isascii():
        body = _JOINER.sub(lambda match: _JOINERS[match[1]], body)
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    body = body.replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def quoted_bytes(content: bytes) -> str:
    """Return the literal of some bytes, quoted as texts are."""
    body = repr(b"\"'" + content)[5:-1]
    if content.count(b'"') > content.count(b"'"):
        return f"b'{body}'"
    body = body.replace("\\'", "'").replace('"', '\\"')
    return f'b"{body}"'


def quoted_paragraphs(text: str) -> str:
    """Return a text in triple quotes, as docstrings are written."""
    # From 3.13 Python takes no halves of surrogate pairs in a docstring, not even escaped.
    whole = text.encode(errors="replace").decode()
    lines = [
        repr("\"'" + line.rstrip())[4:-1]
        for line in inspect.cleandoc(whole.strip()).strip().split("\n")
    ]
    body = "\n".join(lines).replace("\\'", "'")
    if '"""' in body or body.startswith('"') or body.endswith('"'):
        body = body.replace('"', '\\"')
    return f'"""{body}"""'


def number_literal(number: float) -> str:
    """Return the literal of a number, or the call that makes it where there is none."""
    if isinstance(number, bool):
        return "True" if number else "False"
    if isinstance(number, int):
        return int.__repr__(number)
    if not math.isfinite(number):
        return f'float("{float.__repr__(number)}")'
    return float.__repr__(number).replace("e+", "e")


def day_literal(day: datetime.date) -> str:
    """Return the call that makes a day."""
    if isinstance(day, datetime.datetime) and day.tzinfo is None and not day.fold:
        return datetime.datetime.__repr__(day)
    return f"datetime.date({day.year}, {day.month}, {day.day})"
