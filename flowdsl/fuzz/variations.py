"""What a screen may be given: the examples of its data, and what differs from them in one thing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.data_types import types_of
from flowdsl.fuzz.clues import FLAGS, Clues
from flowdsl.runtime.program import ScreenProgram
from flowdsl.values import Ref

__all__ = ["Variation", "combined", "replaced", "variations"]

MOST: Final = 24
"""So many variations of the data of one screen are tried."""

DEEPEST: Final = 8
"""So deep is a value made up for a schema."""

VISIBLE: Final = "visible"


@attrs.frozen
class Variation:
    """Data for a screen.

    Args:
        data: The values by their names.
        changed: What is not as in the examples.
    """

    data: Mapping[str, Any]
    changed: Mapping[str, Any]


def variations(screen: ScreenProgram, clues: Clues) -> list[Variation]:
    """Return what a screen may be given: its examples first.

    Only what decides about something is varied, one entry at a time: booleans are flipped, texts
    and numbers are what conditions compare with, and a list is emptied where a flag hides all that
    it fills.

    Args:
        screen: The screen.
        clues: What the flow compares with.
    """
    base = dict(_examples(screen, clues))
    found = [Variation(base, {})]
    for change in _changes(screen, clues, base):
        data = {**base, **change}
        if data != base and not any(screen.model.unfit(change, partly=True)):
            found.append(Variation(data, change))
        if len(found) >= MOST:
            break
    return found


def combined(
    screen: ScreenProgram, several: list[Variation], source: random.Random
) -> Mapping[str, Any]:
    """Return data that differs from the examples in several things at once.

    Args:
        screen: The screen.
        several: The variations to choose from, the examples first.
        source: What decides which.
    """
    data = dict(several[0].data)
    for _ in range(source.randrange(3)):
        data |= source.choice(several).changed
    return several[0].data if any(screen.model.unfit(data)) else data


def _examples(screen: ScreenProgram, clues: Clues) -> Iterator[tuple[str, Any]]:
    options = {name for name, _ in _option_lists(screen, clues)}
    texts = set(_shown_texts(screen, clues))
    for name in screen.model.entries:
        example = screen.examples.get(name)
        if example == "" and name in texts and (screen.id, "data", name) not in clues.deciding:
            example = "Text"
        if example == [] and name in options:
            # Like an empty text, it only stands for what is given: nobody can choose of nothing.
            items = _made_up_options(screen.model.schema(name))
            if not any(screen.model.unfit({name: items}, partly=True)):
                example = items
        wrong = example is None or any(screen.model.unfit({name: example}, partly=True))
        made = _made_up(screen.model.schema(name), 0) if wrong else example
        if made is not None:
            yield name, made


def _made_up(schema: Any, depth: int) -> Any:
    """Return a value that fits a schema, as far as its types go."""
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return "text"
    listed = schema.get("enum")
    if "const" in schema:
        return schema["const"]
    if isinstance(listed, list) and listed:
        return listed[0]
    types = types_of(schema) or frozenset({"string"})
    if "string" in types:
        return "text"
    if types & {"number", "integer"}:
        return 1
    if "boolean" in types:
        return True
    if "array" in types:
        return [_made_up(schema.get("items"), depth + 1)]
    inner = schema.get("properties")
    inner = inner if isinstance(inner, Mapping) else {}
    return {key: _made_up(each, depth + 1) for key, each in inner.items()}


def _changes(
    screen: ScreenProgram, clues: Clues, base: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    flags = {
        name
        for name, value in base.items()
        if isinstance(value, bool) and (screen.id, "data", name) in clues.deciding
    }
    for name in base:
        if name in flags:
            yield {name: not base[name]}
    fixed = set(_fixed(screen, clues))
    for name in base:
        if name in fixed:
            continue  # A text that is compared need not be a day, or the id of an option.
        for value in _telling(name, base[name], screen, clues):
            yield {name: value}
    for (owner, root, name, *rest), literals in clues.nested.items():
        if (owner, root) == (screen.id, "data") and name in base:
            for literal in literals:
                yield {name: replaced(base[name], tuple(rest), literal)}
    for list_, flag in _hidden_lists(screen, clues):
        if isinstance(base.get(list_), list) and flag in flags:
            yield {list_: [], flag: False}
    if len(flags) > 1:
        yield {name: not base[name] for name in base if name in flags}


def _fixed(screen: ScreenProgram, clues: Clues) -> Iterator[str]:
    """Yield the entries that fill something of which not every text or number does."""
    for component in screen.components:
        for site in clues.sites[id(component)]:
            tree = site.tree
            is_whole = isinstance(tree, Ref) and tree.root == "data" and not tree.screen
            if is_whole and not site.in_action and site.key not in _FREE:
                yield site.references[0].path[0]


_FREE: Final = FLAGS | {"text", "label", "description", "helper-text", "error-message"}
"""The properties that take any text, number or flag."""


def replaced(value: Any, path: tuple[str, ...], new: Any) -> Any:
    """Return an object with another value at a path in it; what is no object stays as it is."""
    if not path:
        return new
    if not isinstance(value, dict):
        return value
    return {**value, path[0]: replaced(value.get(path[0]), path[1:], new)}


def _telling(name: str, value: Any, screen: ScreenProgram, clues: Clues) -> Iterator[Any]:
    """Yield what conditions compare an entry with, and what is near."""
    for literal in clues.literals.get((screen.id, "data", name), ()):
        if isinstance(value, bool) or isinstance(literal, bool):
            continue
        if isinstance(value, int | float) and isinstance(literal, int | float):
            yield from (literal, literal + 1, literal - 1)
        elif isinstance(value, str) and isinstance(literal, str):
            yield literal


def _shown_texts(screen: ScreenProgram, clues: Clues) -> Iterator[str]:
    """Yield the entries that stand alone in a text."""
    for component in screen.components:
        for site in clues.sites[id(component)]:
            tree = site.tree
            is_own = isinstance(tree, Ref) and tree.root == "data" and not tree.screen
            if is_own and component.input is None and site.key == "text":
                yield site.references[0].path[0]


def _made_up_options(schema: Mapping[str, Any]) -> list[Any]:
    item = _made_up(schema.get("items"), 0)
    item = item if isinstance(item, dict) else {}
    return [{**item, "id": each.lower(), "title": each} for each in ("One", "Two")]


def _option_lists(screen: ScreenProgram, clues: Clues) -> Iterator[tuple[str, str | None]]:
    """Yield each list of options of the data, with the flag that hides an input that shows it."""
    for component in screen.components:
        flag, lists = None, []
        for site in clues.sites[id(component)]:
            if isinstance(site.tree, Ref) and site.tree.root == "data" and not site.tree.screen:
                if site.path[len(component.path) :] == (VISIBLE,):
                    flag = site.tree.path[0]
                elif component.input is not None and site.path[len(component.path) :] == (
                    component.input.traits.options,
                ):
                    lists.append(site.tree.path[0])
        for name in lists:
            yield name, flag


def _hidden_lists(screen: ScreenProgram, clues: Clues) -> Iterator[tuple[str, str]]:
    """Yield each list of options with a flag that hides all inputs that show it."""
    shown: dict[str, list[str | None]] = {}
    for name, flag in _option_lists(screen, clues):
        shown.setdefault(name, []).append(flag)
    for name, flags in shown.items():
        if flags[0] is not None and len(set(flags)) == 1:
            yield name, flags[0]
