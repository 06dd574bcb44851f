"""Makes whole flows of the examples that the pages of rules have."""

import ast
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flowdsl
from flowdsl.convert import dump
from flowdsl.flow import Flow, Screen
from flowdsl.pages import Example
from flowdsl.versions import DEFAULT, V6_3, Version

__all__ = ["flow_of", "value_of"]

Document = dict[str, Any]


def flow_of(example: Example) -> tuple[Document, Version]:
    """Return the document that an example stands for, completed to a whole flow, and its version.

    Components get a terminal screen START around them, and a Footer where they have none. Where a
    component bears no Footer beside it, a terminal screen END with one follows.

    Raises:
        ValueError: The example is neither Flow JSON nor Python whose last line is a value.
    """
    version = example.version
    text = example.source.strip()
    if text.startswith("{"):
        return _around(json.loads(text), version), version
    value = value_of(text)
    if isinstance(value, Flow):
        if value.version not in (DEFAULT, version):
            raise ValueError(f"the heading has to say the version of the flow, {value.version}")
        return _dump(value, version), version
    values = value if isinstance(value, list) else [value]
    if values and all(isinstance(item, Screen) for item in values):
        return _dump(Flow(version=version.name, screens=values), version), version
    screen = Screen(id="START", title="Start", terminal=True, children=values)
    document = _dump(Flow(version=version.name, screens=[screen]), version)
    return _completed(document, version), version


def value_of(source: str) -> Any:
    """Return the value of the last expression of some Python, run with everything imported."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body else None
    if not isinstance(last, ast.Expr):
        raise ValueError(f"no expression ends the example:\n{source}")
    names: dict[str, Any] = {name: getattr(flowdsl, name) for name in flowdsl.__all__}
    names |= {"datetime": datetime, "Path": Path}
    exec(compile(tree, "<example>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<example>", "eval"), names)


def _dump(flow: Flow, version: Version) -> Document:
    # What cannot be written stays in the document, where the checker finds it.
    return dump(flow, version)


def _around(content: Document, version: Version) -> Document:
    """Return the flow around a flow, a screen or a component."""
    if "screens" in content:
        return content
    if "layout" in content and "id" in content:
        return {"version": version.name, "screens": [content]}
    screen = {
        "id": "START",
        "title": "Start",
        "terminal": True,
        "layout": {"type": "SingleColumnLayout", "children": [content]},
    }
    return _completed({"version": version.name, "screens": [screen]}, version)


def _completed(document: Document, version: Version) -> Document:
    """Return a flow of one screen with the Footer that it needs."""
    [screen] = document["screens"]
    children = screen["layout"]["children"]
    types = set(_types(children))
    if "NavigationList" in types:
        _add_end(document)
    elif "Footer" not in types:
        if "RichText" in types and version < V6_3:
            _add_end(document)
        else:
            children.append(_footer())
    return document


def _add_end(document: Document) -> None:
    """Let the flow end on a second screen, which is linked to the first in one direction."""
    [screen] = document["screens"]
    del screen["terminal"]
    children = [_footer()]
    if "END" not in set(_targets(screen)):
        action = {"name": "navigate", "next": {"type": "screen", "name": "START"}, "payload": {}}
        link = {"type": "EmbeddedLink", "text": "Read more", "on-click-action": action}
        children.insert(0, link)
    layout = {"type": "SingleColumnLayout", "children": children}
    end = {"id": "END", "title": "End", "terminal": True, "layout": layout}
    document["screens"].append(end)


def _footer() -> Document:
    action = {"name": "complete", "payload": {}}
    return {"type": "Footer", "label": "Done", "on-click-action": action}


def _objects(value: object) -> Iterator[Document]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _types(value: object) -> Iterator[str]:
    for found in _objects(value):
        if isinstance(found.get("type"), str):
            yield found["type"]


def _targets(value: object) -> Iterator[str]:
    for found in _objects(value):
        match found.get("next"):
            case {"name": str(name)}:
                yield name
