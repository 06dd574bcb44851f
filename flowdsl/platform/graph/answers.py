"""Reads answers of the Graph API: what was asked for, or an exception that says why not."""

import datetime
import email.utils
import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar

import attrs

from flowdsl.platform.graph.codes import Family, KnownCode, known_code
from flowdsl.platform.graph.errors import (
    FAMILIES,
    AccessDenied,
    GraphError,
    RateLimited,
    Refused,
    ServerFailed,
    UnexpectedAnswer,
)
from flowdsl.platform.graph.reading import flag, identifier, rest, shown, text, whole
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.graph.secrecy import Token, redacted, without_secrets

__all__ = ["Answer", "read_answer", "retry_after"]

T = TypeVar("T")

DEEPEST: Final = 100
"""How many objects and lists may stand one inside the other."""


@attrs.frozen(kw_only=True)
class Answer:
    """What came back.

    Args:
        status: The status of HTTP.
        body: The body, all of it.
        retry_after: How many seconds it asks to wait.
    """

    status: int
    body: bytes = attrs.field(repr=lambda body: f"<{len(body)} bytes>")
    retry_after: float | None = None


def read_answer(call: Call[T], answer: Answer, token: Token) -> T:
    """Return what a call is for.

    Args:
        call: The call.
        answer: What came back.
        token: The token, which must not come back with it.

    Raises:
        GraphError: The call is refused, or the answer is none that the API gives.
    """
    if call.read_file is not None:
        if 200 <= answer.status < 300:
            return call.read_file(answer.body)
        raise _no_file(call, answer)
    document = _document(answer.body, token)
    if isinstance(document, dict):
        error = document.get("error")
        if error is not None or answer.status >= 400:
            raise _error(call, answer, error if isinstance(error, dict) else document)
    if not 200 <= answer.status < 300:
        raise _other_error(call, answer, token)
    if not isinstance(document, dict):
        said = _excerpt(answer.body, token)
        message = f"the answer is no JSON object: {said}" if said else "the answer is empty"
        raise UnexpectedAnswer(
            operation=call.purpose, message=message, status=answer.status, help=_LOOK
        )
    try:
        return call.read(document)
    except ValueError as missing:
        message = str(missing)
    raise UnexpectedAnswer(
        operation=call.purpose, message=message, status=answer.status, help=_LOOK
    )


_LOOK: Final = "Look in Meta's WhatsApp Manager whether it was done."


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _document(body: bytes, token: Token) -> Any:
    """Return the document without secrets; None where it is none, or one that is too deep."""
    try:
        document = json.loads(body.decode("utf-8-sig"), parse_constant=_constant)
    except (ValueError, RecursionError):
        return None
    return None if _is_too_deep(document) else without_secrets(document, token)


def _is_too_deep(document: Any) -> bool:
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
    return bool(level)


def _error(call: Call[Any], answer: Answer, error: Mapping[str, Any]) -> GraphError:
    # What was sent may come back in it, such as the address of an endpoint.
    error = without_secrets(dict(error), addresses=True)
    title, user = text(error, "error_user_title"), text(error, "error_user_msg")
    message = text(error, "message") or title or f"HTTP {answer.status}"
    code = whole(error, "code")
    known = known_code(code)
    reason, help_ = _explained(known, " ".join(filter(None, (title, message))))
    return _class(known, answer.status)(
        operation=call.purpose,
        message=shown(message),
        status=answer.status,
        code=code,
        subcode=whole(error, "error_subcode"),
        type=_shown(text(error, "type")),
        user_title=_shown(title),
        user_message=_shown(user),
        trace_id=_shown(identifier(error, "fbtrace_id")),
        is_transient=flag(error, "is_transient") or False,
        retry_after=answer.retry_after,
        reason=reason,
        help=help_,
        extra=rest(error, *_ERROR_FIELDS),
    )


_ERROR_FIELDS: Final = (
    "message",
    "type",
    "code",
    "error_subcode",
    "error_user_title",
    "error_user_msg",
    "is_transient",
    "fbtrace_id",
)


def _class(known: KnownCode | None, status: int) -> type[GraphError]:
    if known is not None and known.family is not Family.SERVER:
        return FAMILIES[known.family]
    if status == 429:
        return RateLimited
    if status >= 500 or known is not None:
        return ServerFailed
    return AccessDenied if status in (401, 403) else Refused


def _explained(known: KnownCode | None, said: str) -> tuple[str | None, str | None]:
    if known is None:
        return None, None
    situation = known.situation(said)
    if situation is not None:
        return situation.reason, situation.help
    reasons = " ".join(each.reason for each in known.situations)
    return f"One of these: {reasons}", None


def _other_error(call: Call[Any], answer: Answer, token: Token) -> GraphError:
    """Return the error for a status whose body does not say what is wrong."""
    said = _excerpt(answer.body, token)
    kind: type[GraphError] = UnexpectedAnswer
    help_ = "See that the address and the version of the Graph API are right."
    if answer.status >= 500:
        kind, help_ = ServerFailed, "Try again later."
    elif answer.status == 429:
        kind, help_ = RateLimited, "Wait, and call less often."
    elif answer.status in (401, 403):
        kind, help_ = AccessDenied, "See that the token is right, and still good."
    return kind(
        operation=call.purpose,
        message=f"the answer is no JSON object: {said}" if said else "the answer is empty",
        status=answer.status,
        retry_after=answer.retry_after,
        help=help_,
    )


def _no_file(call: Call[Any], answer: Answer) -> GraphError:
    """Return the error for a link that leads to no file.

    What is answered is not shown: it is not Meta's API that says it, and it may quote the link,
    which lets in whoever has it.
    """
    kind: type[GraphError] = UnexpectedAnswer
    if answer.status >= 500:
        kind = ServerFailed
    elif answer.status == 429:
        kind = RateLimited
    return kind(
        operation=call.purpose,
        message="the link does not lead to the file",
        status=answer.status,
        retry_after=answer.retry_after,
        help="Try again: such a link ends after a while, and is then given anew.",
    )


_HIDDEN_PARTS: Final = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")


def _excerpt(body: bytes, token: Token) -> str:
    """Return the beginning of a page as plain text, without secrets."""
    # The token must not be cut in two, where nothing would find it.
    page = redacted(body[:20_000].decode(errors="replace"), token)[:4000]
    plain = html.unescape(_TAG.sub(" ", _HIDDEN_PARTS.sub(" ", page)))
    return shown(redacted(plain, token, addresses=True))[:200].strip()


def _shown(said: str | None) -> str | None:
    return shown(said) if said is not None else None


def retry_after(value: str | None, now: datetime.datetime) -> float | None:
    """Return how many seconds a `Retry-After` asks to wait, None where it cannot be read.

    Args:
        value: The header: seconds, or a date.
        now: The time, with its zone.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = email.utils.parsedate_to_datetime(value)
        except (ValueError, IndexError, OverflowError):
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=datetime.UTC)
        seconds = (until - now).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None
