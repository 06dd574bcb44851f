"""What conditions and nested expressions are written with: their tokens, read one by one.

Each is read to a value, or refused with a sentence that says what to write instead.
"""

import re
from typing import Any, Final

import attrs

from flowdsl.values import Ref

__all__ = ["TOKEN", "Misread", "foreign", "reference", "shown", "word"]

LONGEST_NUMBER: Final = 300


@attrs.define(eq=False)
class Misread(ValueError):
    """A text is no condition, or no nested expression.

    Args:
        message: What was found and what is allowed.
        start: Where in the text it begins.
        end: Where in the text it ends.
        help: What to write instead.
    """

    message: str
    start: int
    end: int
    help: str | None = None

    def __str__(self) -> str:
        return self.message


def shown(text: str) -> str:
    """Return a part of an expression as messages show it."""
    line = " ".join(text.splitlines())
    return f"`{line if len(line) <= 60 else f'{line[:57]}...'}`"


TOKEN: Final = re.compile(
    r"(?P<blank>\s++)"
    r"|(?P<reference>\$\{[^{}`]*+\})"
    r"|'(?P<text>(?:[^'\\]|\\.)*+)'"
    r"|(?P<word>[\w.]++)"
    r"|(?P<foreign>===|!==|=>|=<|<>|\*\*|\"[^\"]*+\")"
    r"|(?P<symbol>==|!=|<=|>=|&&|\|\||[-+*/%<>!()])",
    re.DOTALL,
)
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?")
_SEGMENT: Final = r"[^\s{}.'\"`=<>!&|+*/%()?\\]++"
_REFERENCE: Final = re.compile(
    rf"(?:screen\.({_SEGMENT})\.)?(data|form)\.({_SEGMENT}(?:\.{_SEGMENT})*+)"
)

# What to write for what other languages have; of words only the lower case.
_INSTEAD: Final = (
    {"===": "==", "!==": "!=", "=": "==", "=>": ">=", "=<": "<=", "<>": "!=", "**": "*"}
    | {"&": "&&", "|": "||", "~": "!", "and": "&&", "or": "||", "not": "!"}
    | {"true": "true", "false": "false"}
)
_ADVICE: Final = {
    **dict.fromkeys(("null", "none", "nil", "undefined"), "compare a text with `''` instead"),
    **dict.fromkeys("${}", "write a reference as `${data.name}`"),
    **dict.fromkeys("?:", "use an If, or two components that are visible in turn"),
    "`": "backticks stand around a nested expression only",
}
_QUOTES: Final = frozenset('"‘’“”´')


def word(text: str, start: int, end: int) -> int | float | bool:
    """Return the number, true or false that is written as a word."""
    word = text[start:end]
    if word in ("true", "false"):
        return word == "true"
    if _NUMBER.fullmatch(word):
        if len(word) > LONGEST_NUMBER:
            raise Misread(f"{shown(word)} is too long for a number", start, end)
        return float(word) if "." in word else int(word)
    if word[0] not in ".0123456789" or word.strip(".").isidentifier():
        raise foreign(text, start, end)
    message, advice = f"{shown(word)} is no number", None
    if re.fullmatch(r"0[0-9]++(\.[0-9]++)?", word):
        message = f"{shown(word)} has leading zeros, but numbers have none"
    if re.fullmatch(r"[0-9]*+\.?[0-9]*+", word) and word != ".":
        whole, _, decimals = word.partition(".")
        plain = f"{whole.lstrip('0') or '0'}.{decimals or '0'}".removesuffix(".0")
        advice = f"write {shown(plain)}"
    raise Misread(message, start, end, advice)


def reference(written: str, start: int, end: int) -> Ref[Any]:
    """Return the reference that `${...}` is."""
    inner = written[2:-1]
    match = _REFERENCE.fullmatch(inner)
    if match:
        return Ref(match[2], tuple(match[3].split(".")), match[1])
    root, _, rest = inner.strip().partition(".")
    advice = "write `${data.name}`, `${form.name}`, or `${screen.ID.data.name}`"
    if re.search(r"[=<>!&|+*/%()?'\"]|\s-", inner):
        message = "holds an operator, but only a name stands between the braces"
        advice = "write operators and values outside of the braces"
        beginning = _REFERENCE.match(inner)
        if beginning:
            outside = f"${{{beginning[0]}}} {inner[beginning.end() :].strip()}"
            advice += f", and all in backticks where it is no condition: {shown(outside)}"
    elif root not in ("data", "form", "screen"):
        message = "is no reference: one begins with `data`, `form` or `screen`"
    elif re.search(r"\s", inner):
        message, advice = "holds a blank, but names have none", "leave out the blank"
    elif root == "screen" and not re.match(rf"{_SEGMENT}\.(?:data|form)\.", rest):
        message = "lacks `data` or `form` after the id of the screen"
    else:
        message = "names no value"
    raise Misread(f"{shown(written)} {message}", start, end, advice)


def foreign(text: str, start: int, end: int) -> Misread:
    """Return what to say of a word or a character that expressions do not have."""
    word = text[start:end]
    name, plain = "a backtick inside" if word == "`" else shown(word), word.lower()
    message = f"{name} is not known in expressions"
    if word == "'":
        return Misread("a quote `'` is never closed", start, len(text), r"a quote in it is `\'`")
    if text.startswith("${", start):
        return Misread("a `${` is closed by no `}` after it", start, start + 2)
    advice = f"write `{_INSTEAD[plain]}`" if plain in _INSTEAD else _ADVICE.get(plain)
    if advice:
        return Misread(message, start, end, advice)
    in_quotes = f"'{word[1:-1] if word[0] in _QUOTES else word}'"
    in_braces = f"${{{word if '.' in word else f'data.{word}'}}}"
    if word[0] in _QUOTES:
        message = f"{shown(word)} is not in single quotes, as texts are"
        advice = f"write {shown(in_quotes)}" if len(word) > 1 else "write `'`"
    elif re.match(r"\s*\(", text[end:]) and word.isidentifier():
        message = f"{shown(word)} calls a function, but expressions know none"
    elif word.startswith(("data.", "form.", "screen.")):
        advice = f"write {shown(in_braces)}"
    elif word.isidentifier():
        advice = f"write {shown(in_quotes)} for a text, or {shown(in_braces)} for a value"
    return Misread(message, start, end, advice)
