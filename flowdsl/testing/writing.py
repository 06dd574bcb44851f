"""Writes journeys down: as a test in Python, or as a scenario in JSON."""

import datetime
import inspect
import json
import keyword
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import attrs

from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.endpoint import HttpEndpoint
from flowdsl.runtime.moves import Answered, as_json, literal
from flowdsl.runtime.state import Reply
from flowdsl.testing.steps import Step, merged, step_json, step_python

__all__ = ["chain", "laid_out", "opening_json", "scenario_json", "scenario_python"]

FLOW: Final = "flow"
"""What a flow is called in Python where it has no name of its own."""

_INDENT: Final = " " * 4


def chain(
    flow: str, steps: Iterable[Step], start: Mapping[str, Any] | None = None, mark: str = ""
) -> str:
    """Return a journey as an expression in Python, a step a line.

    Args:
        flow: The name of the flow's variable.
        steps: The steps.
        start: What the flow was opened with, the arguments of `start`.
        mark: What is said behind the last step.
    """
    opened = ", ".join([flow, *_opening_python(start or {})])
    written = list(steps)
    # What is marked stands by itself.
    *before, last = written if mark and written else [*written, None]
    calls = [*map(step_python, merged([each for each in before if each is not None]))]
    calls += [step_python(last)] if last is not None else []
    lines = [f"start({opened})", *calls]
    lines[-1] += f"  # {mark}" if mark else ""
    inner = "\n".join(f"{_INDENT}{line}" for line in lines)
    return f"(\n{inner}\n)"


def scenario_python(
    flow: str,
    steps: Sequence[Step],
    *,
    name: str = "the journey",
    start: Mapping[str, Any] | None = None,
) -> str:
    """Return a journey as a whole module with one test, to be pasted into a file.

    Args:
        flow: What the flow is called: `booking.py:booking`, a path of Flow JSON, or the name of a
            variable.
        steps: The steps.
        name: A sentence on what is shown.
        start: What the flow was opened with, the arguments of `start`.
    """
    variable = _variable(flow)
    body = chain(variable, steps, start)
    names = {"start"} | {each for each in ("File", "Reply", "Behaviour") if f"{each}(" in body}
    own = [f"from flowdsl.testing import {', '.join(sorted(names))}"]
    standard = ["import datetime"] if "datetime." in body else []
    opened: list[str] = []
    if flow.endswith(".json"):
        standard.append("from pathlib import Path")
        opened = [f"{variable} = Path({literal(flow)}).read_bytes()"]
    elif _path(flow).endswith(".py"):
        own.append(f"from {_module(_path(flow))} import {variable}")
    own += _endpoint_imports(start or {})
    parts = [standard, sorted(own), opened]
    written = "\n\n".join("\n".join(part) for part in parts if part)
    indented = body.replace("\n", f"\n{_INDENT}")
    return "\n".join(
        [
            written,
            "",
            "",
            f"def test_{_identifier(name)}() -> None:",
            f"{_INDENT}{_docstring(name)}",
            f"{_INDENT}{indented}",
            "",
        ]
    )


def _endpoint_imports(start: Mapping[str, Any]) -> Iterable[str]:
    """Yield what makes the function known that answers for the endpoint, where it has a module."""
    function = start.get("endpoint")
    home, name = getattr(function, "__module__", ""), getattr(function, "__name__", "")
    held = getattr(sys.modules.get(home), name, None) if home else None
    if callable(function) and held is inspect.unwrap(function):
        yield f"from {home} import {name}"


def _path(flow: str) -> str:
    """Return the path in what a flow is called."""
    path, _, variable = flow.rpartition(":")
    return path if path.endswith(".py") and variable.isidentifier() else flow


def _variable(flow: str) -> str:
    """Return the variable that a flow is in."""
    _, _, variable = flow.rpartition(":")
    return variable if variable.isidentifier() and not keyword.iskeyword(variable) else FLOW


def _module(path: str) -> str:
    return _identifier(PurePosixPath(path.replace("\\", "/")).stem)


def _identifier(text: str) -> str:
    words = re.sub(r"\W+", "_", text.lower()).strip("_")
    return words[:80].rstrip("_") or "journey"


def _docstring(text: str) -> str:
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{said[:1].upper()}{said[1:]}{"" if said.endswith(".") else "."}"""'


def scenario_json(
    flow: str,
    steps: Sequence[Step],
    *,
    name: str = "the journey",
    start: Mapping[str, Any] | None = None,
) -> str:
    """Return a journey as the text of a `.scenario.json` file.

    Args:
        flow: The path of the flow from that file: `booking.py:booking`, or Flow JSON.
        steps: The steps.
        name: A sentence on what is shown.
        start: What the flow was opened with, the arguments of `start`.
    """
    opening = opening_json(start or {})
    content = {
        "flow": flow,
        "name": name,
        **({"start": opening} if opening else {}),
        "steps": [step_json(step) for step in merged(steps)],
    }
    return laid_out(content)


def laid_out(content: Any) -> str:
    """Return JSON as files of scenarios are laid out: a step a line.

    Args:
        content: What stands in the file.
    """
    return f"{_laid_out(content, '')}\n"


def _laid_out(value: Any, indent: str, key: str = "") -> str:
    inner = f"{indent}  "
    if isinstance(value, dict) and key != "start" and ("steps" in value or "scenarios" in value):
        lines = [f"{json.dumps(each)}: {_laid_out(it, inner, each)}" for each, it in value.items()]
        return _bracketed("{}", lines, indent)
    if isinstance(value, list) and key in _LISTS and value:
        return _bracketed("[]", [_laid_out(each, inner) for each in value], indent)
    return json.dumps(value, ensure_ascii=False, default=_plain)


_LISTS: Final = ("scenarios", "steps", "uncovered")
"""The lists that stand an entry a line."""


def _bracketed(brackets: str, lines: list[str], indent: str) -> str:
    inner = ",\n".join(f"{indent}  {line}" for line in lines)
    return f"{brackets[0]}\n{inner}\n{indent}{brackets[1]}"


def opening_json(start: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a flow is opened with as a scenario has it.

    An endpoint that is no text of its own is left out: nothing in JSON can stand for it.

    Args:
        start: The arguments of `start`.
    """
    found: dict[str, Any] = {}
    for key, value in start.items():
        if isinstance(value, Behaviour):
            found[key] = _changed(value)
        elif key == "replies":
            found[key] = [_reply(each) for each in value]
        elif isinstance(value, datetime.datetime):
            found[key] = value.isoformat()
        elif key == "version":
            found[key] = str(value)
        elif not callable(value) and value is not None:
            found[key] = value
    return found


def _reply(reply: Any) -> Any:
    given = reply if isinstance(reply, Reply) else Reply(reply)
    return as_json(Answered(given.body, given.status))["answer"]


def _changed(behaviour: Behaviour) -> dict[str, Any]:
    return {
        field.name: value
        for field in attrs.fields(Behaviour)
        if (value := getattr(behaviour, field.name)) != field.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    name = getattr(value, "name", None)
    return name if isinstance(name, str) else str(value)


def _opening_python(start: Mapping[str, Any]) -> Iterable[str]:
    """Yield the arguments of `start`, the version first and without its name."""
    for key, value in sorted(start.items(), key=lambda item: item[0] != "version"):
        if key == "version":
            yield literal(str(value))
        elif isinstance(value, Behaviour):
            inner = ", ".join(f"{name}={literal(each)}" for name, each in _changed(value).items())
            yield f"{key}=Behaviour({inner})"
        elif key == "replies":
            yield f"{key}=[{', '.join(map(_reply_python, value))}]"
        elif isinstance(value, HttpEndpoint):
            yield f"{key}={literal(value.url)}"
        elif isinstance(value, datetime.datetime):
            yield f"{key}=datetime.datetime.fromisoformat({literal(value.isoformat())})"
        elif callable(value):
            yield f"{key}={_name_of(value)}"
        else:
            yield f"{key}={literal(value)}"


def _reply_python(reply: Any) -> str:
    if isinstance(reply, Reply):
        return f"Reply({literal(reply.body)}, {reply.status})"
    return literal(reply)


def _name_of(value: Any) -> str:
    """Return what a callable is called, or a name in its place where that is none."""
    name = getattr(value, "__name__", "")
    return name if name.isidentifier() else "endpoint"
