"""Finds what answers for an endpoint: the examples, an address, or a function in a module."""

import contextlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from flowdsl.discover import ModuleFailed, NothingFound
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
    module = _loaded(file.resolve())
    found = getattr(module, name, None)
    if found is None:
        known = [each for each in vars(module) if not each.startswith("_")]
        raise NothingFound(f"{file} has no {name}{did_you_mean(name, known)}")
    if not callable(found):
        kind = type(found).__name__
        raise NothingFound(f"{name} in {file} is a {kind}, and what answers is a function")
    return found


def _loaded(file: Path) -> ModuleType:
    """Return a module: the one that the flow came from, where it is that."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(file):
            return module
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))  # What stands beside it can be imported.
    spec = importlib.util.spec_from_file_location(f"_flowdsl_endpoint_{file.stem}", file)
    assert spec is not None, file
    assert spec.loader is not None, file
    module = importlib.util.module_from_spec(spec)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # `sys.exit()` in a module is its fault, too.
        raise ModuleFailed(f"{file} raised {_said(error)}") from None
    return module


def _guarded(function: Any) -> Endpoint:
    """Return an endpoint that does not answer where the function raises."""

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
