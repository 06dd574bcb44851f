"""Finds what answers for an endpoint: the examples, an address, or a function in a module."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flowdsl.discover import NothingFound, load_module
from flowdsl.problems import did_you_mean
from flowdsl.runtime.endpoint import HttpEndpoint
from flowdsl.runtime.session import EXAMPLES, EndpointLike
from flowdsl.runtime.state import Reply
from flowdsl.runtime.turn import Endpoint

__all__ = ["endpoint_named"]


def endpoint_named(text: str) -> EndpointLike:
    """Return what answers for an endpoint.

    Args:
        text: `examples`, an address, or `module.py:callable`.

    Raises:
        FlowError: It is none of these, or the module cannot be loaded.
    """
    if text == EXAMPLES:
        return EXAMPLES
    path, colon, name = text.rpartition(":")
    if colon and path.endswith(".py"):
        return _guarded(_function(Path(path), name))
    if "://" not in text:
        takes = f"it is {EXAMPLES}, http(s)://... or module.py:callable"
        raise NothingFound(f"{text!r} is no endpoint{did_you_mean(text, [EXAMPLES])}: {takes}")
    return HttpEndpoint(text)


def _function(file: Path, name: str) -> Any:
    if not file.is_file():
        raise NothingFound(f"{file} does not exist")
    module = load_module(file)
    found = getattr(module, name, None)
    if found is None:
        known = [each for each in vars(module) if not each.startswith("_")]
        raise NothingFound(f"{file} has no {name}{did_you_mean(name, known)}")
    if not callable(found):
        kind = type(found).__name__
        raise NothingFound(f"{name} in {file} is a {kind}, and what answers is a function")
    return found


def _guarded(function: Any) -> Endpoint:
    """Return an endpoint that does not answer where the function raises."""

    @functools.wraps(function, updated=())
    def answer(request: Mapping[str, Any]) -> Mapping[str, Any] | Reply:
        try:
            found: Mapping[str, Any] | Reply = function(request)
        except (TimeoutError, ConnectionError):
            raise
        except Exception as error:  # Whatever a server would answer with an error page for.
            raise ConnectionError(f"it raised {_said(error)}") from None
        return found

    return answer


def _said(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
