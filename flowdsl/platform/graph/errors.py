"""What goes wrong with the Graph API, as exceptions that say why and what to do."""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from flowdsl.platform.graph.codes import Family
from flowdsl.problems import FlowError

__all__ = [
    "FAMILIES",
    "AccessDenied",
    "AnswerLost",
    "CannotDelete",
    "CannotDeprecate",
    "CannotPublish",
    "CannotSend",
    "CannotUpdate",
    "GraphError",
    "IntegrityBlocked",
    "InvalidParameter",
    "NoAnswer",
    "NotEnoughData",
    "RateLimited",
    "Refused",
    "ServerFailed",
    "UnexpectedAnswer",
    "Unreachable",
]


@attrs.define(kw_only=True, eq=False, slots=False, str=False)
class GraphError(FlowError):
    """A call of the Graph API that came to nothing.

    No text in it holds the token.

    Args:
        operation: What was tried, for example `"publish the flow"`.
        message: What was answered, or what happened instead.
        status: The status of the answer, None where there is none.
        code: Meta's code.
        subcode: Meta's `error_subcode`.
        type: Meta's type, for example `"OAuthException"`.
        user_title: Meta's title for users.
        user_message: Meta's text for users.
        trace_id: What Meta's support asks for.
        is_transient: Whether Meta says that it will pass.
        retry_after: How many seconds Meta asks to wait.
        reason: What it means, in our words.
        help: What to do about it.
        extra: What else Meta says.
    """

    operation: str
    message: str
    status: int | None = None
    code: int | None = None
    subcode: int | None = None
    type: str | None = None
    user_title: str | None = None
    user_message: str | None = None
    trace_id: str | None = None
    is_transient: bool = False
    retry_after: float | None = None
    reason: str | None = None
    help: str | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    def __str__(self) -> str:
        lines = [f"cannot {self.operation}: {self.message}{self._numbers}"]
        # Meta's texts often say the same twice.
        said = dict.fromkeys((self.user_title, self.user_message))
        lines += [f"  Meta: {text}" for text in said if text and text not in self.message]
        if self.reason:
            lines.append(f"  reason: {self.reason}")
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)

    @property
    def _numbers(self) -> str:
        known = {
            "HTTP": self.status,
            "code": self.code,
            "subcode": self.subcode,
            "trace": self.trace_id,
        }
        said = [f"{name} {value}" for name, value in known.items() if value is not None]
        return f" ({', '.join(said)})" if said else ""

    def __reduce__(self) -> tuple[Any, ...]:
        values = {each.name: getattr(self, each.name) for each in attrs.fields(type(self))}
        return functools.partial(type(self), **values), ()


class NoAnswer(GraphError):
    """No answer came."""


class Unreachable(NoAnswer):
    """The server was not reached, so that nothing was done."""


class AnswerLost(NoAnswer):
    """The request went out, and no whole answer came back; it may have been done."""


class UnexpectedAnswer(GraphError):
    """An answer that the API does not give: no JSON, too large, a redirect, without its fields."""


class Refused(GraphError):
    """Meta refuses the call, with a code that is not known here."""


class InvalidParameter(Refused):
    """Something in the call is wrong, or the flow does not exist: code 100."""


class IntegrityBlocked(Refused):
    """Meta's integrity checks stand in the way: code 139000."""


class CannotUpdate(Refused):
    """The flow cannot be changed: code 139001."""


class CannotPublish(Refused):
    """The flow cannot be published: code 139002."""


class CannotDeprecate(Refused):
    """The flow cannot be deprecated: code 139003."""


class CannotDelete(Refused):
    """The flow cannot be deleted: code 139004."""


class NotEnoughData(Refused):
    """There are too few requests for metrics: code 139006."""


class CannotSend(Refused):
    """A message cannot be sent: codes 131009, 132068 and the like."""


class RateLimited(Refused):
    """There were too many calls: HTTP 429, codes 4, 80007 and the like."""


class AccessDenied(Refused):
    """The token does not do: HTTP 401 and 403, codes 10, 190 and 200 to 299."""


class ServerFailed(GraphError):
    """Meta's server fails: HTTP 5xx, codes 1 and 2."""


FAMILIES: Final[Mapping[Family, type[GraphError]]] = MappingProxyType(
    {
        Family.INVALID: InvalidParameter,
        Family.INTEGRITY: IntegrityBlocked,
        Family.UPDATE: CannotUpdate,
        Family.PUBLISH: CannotPublish,
        Family.DEPRECATE: CannotDeprecate,
        Family.DELETE: CannotDelete,
        Family.METRICS: NotEnoughData,
        Family.SEND: CannotSend,
        Family.RATE: RateLimited,
        Family.ACCESS: AccessDenied,
        Family.SERVER: ServerFailed,
    }
)
"""The class of exceptions for each kind of code."""
