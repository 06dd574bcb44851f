"""Writes what a move to another version asks for into a JSON text, in the style of that text."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.locate import Spans, locate
from flowdsl.problems import Path
from flowdsl.upgrade.migration import Add, Enclose, Remove, Replace, Shift
from flowdsl.upgrade.migrations import Plan
from flowdsl.upgrade.text_edits import Edit

__all__ = ["move_edits", "value_edits", "way_back"]

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_COMMA: Final = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_BLANKS: Final = " \t\n\r"
_CHILDREN: Final = "children"


def value_edits(text: str, document: Any, made: Plan) -> list[Edit]:
    """Return the edits for what is changed, left out or added, wherever it stands.

    Args:
        text: The JSON text.
        document: What it says.
        made: What there is to do.
    """
    anchors = {each.path: _anchor(document, each.path) for each in made.additions}
    wanted = [*made.values, *anchors.values(), *(path[:-1] for path in anchors)]
    spans = locate(text, wanted, unique=True)
    edits = [
        Edit(*spans[path].value, _json(each.value))
        for path, each in made.values.items()
        if isinstance(each, Replace)
    ]
    removed = [spans[path] for path, each in made.values.items() if isinstance(each, Remove)]
    edits += [_removal(text, *run) for run in _runs(text, removed)]
    edits += [_addition(text, each, anchors[each.path], spans) for each in made.additions]
    return edits


def _json(value: Any, indent: str | None = None, style: "_Style | None" = None) -> str:
    """Return a value as JSON; half characters, which no file can hold, stay escapes."""
    separators = (style.comma if indent is None else ",", style.colon) if style else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent, separators=separators)
    return text


def _runs(text: str, removed: Iterable[Spans]) -> Iterator[tuple[int, int]]:
    """Yield where properties stand, those that follow each other together."""
    start = end = -1
    for spans in sorted(removed, key=lambda each: each.value):
        assert spans.key is not None, "what has a name has a key"
        if start >= 0 and _COMMA.fullmatch(text, end, spans.key[0]):
            end = spans.value[1]
            continue
        if start >= 0:
            yield start, end
        start, end = spans.key[0], spans.value[1]
    if start >= 0:
        yield start, end


def _removal(text: str, start: int, end: int) -> Edit:
    """Return the edit that takes properties or an item out, with a comma and with their lines."""
    before = _ink_end(text, start)
    after = _blank_end(text, end)
    if text[after] != ",":
        is_only = text[before - 1] in "{["
        return Edit(before, after, "") if is_only else Edit(before - 1, end, "")
    following = _blank_end(text, after + 1)
    if "\n" in text[after + 1 : following]:
        return Edit(before, after + 1, "")
    return Edit(start, following, "")


def _ink_end(text: str, position: int) -> int:
    """Return where the blanks before an offset begin."""
    while text[position - 1] in _BLANKS:
        position -= 1
    return position


def _blank_end(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


@attrs.frozen
class _Style:
    """How a text is written around an offset.

    Args:
        newline: What ends its lines; None where what stands there is on one line.
        indent: How far what stands there is indented.
        unit: How far a level is.
        colon: What stands between a key and its value.
        comma: What stands between values on one line.
    """

    newline: str | None
    indent: str
    unit: str
    colon: str
    comma: str

    def value(self, value: Any) -> str:
        """Return a value as it is written after a key in a line with the indent."""
        if self.newline is None:
            return _json(value, style=self)
        return _json(value, self.unit, self).replace("\n", f"{self.newline}{self.indent}")


def _style(text: str, holder: int, start: int, spans: Spans | None = None) -> _Style:
    """Return the style of what an object or list that begins at an offset holds.

    Args:
        text: The text.
        holder: Where the bracket stands.
        start: Where the first or any other thing in it begins.
        spans: Where one of its properties stands, if it is an object.
    """
    lead = text[_ink_end(text, start) : start]
    colon = text[spans.key[1] : spans.value[0]] if spans and spans.key else None
    if colon is None:
        colon = ": " if '": ' in text[holder : holder + 200] else ":"
    if "\n" not in lead:
        return _Style(None, "", "", colon, ", " if lead or colon != ":" else ",")
    indent = lead.rpartition("\n")[2]
    outer = _line_indent(text, holder)
    unit = indent.removeprefix(outer) if indent.startswith(outer) else ""
    newline = "\r\n" if "\r\n" in lead else "\n"
    return _Style(newline, indent, unit or "  ", colon, ", ")


def _line_indent(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, offset) + 1
    end = start
    while end < offset and text[end] in " \t":
        end += 1
    return text[start:end]


def _anchor(document: Any, path: Path) -> Path:
    """Return where something stands that an object's new properties are put beside."""
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    if path[-1] not in holder:
        return (*path[:-1], _CHILDREN)  # What is added to a Form stands before its children.
    found = holder[path[-1]]
    return (*path, list(found)[-1]) if found else path


def _addition(text: str, add: Add, anchor: Path, spans: Mapping[Path, Spans]) -> Edit:
    where = spans[anchor]
    if anchor == add.path:  # An object without anything in it.
        style = _style(text, spans[add.path[:-1]].value[0], where.value[0], where)
        return Edit(*where.value, style.value(add.values))
    assert where.key is not None, "what has a name has a key"
    start = where.key[0]
    lead = text[_ink_end(text, start) : start]
    if len(anchor) == len(add.path):
        style = _style(text, spans[add.path[:-1]].value[0], start, where)
        written = f"{_json(add.path[-1])}{style.colon}{style.value(add.values)}"
        return Edit(start, start, f"{written},{lead or style.comma[1:]}")
    style = _style(text, start, start, where)
    pieces = [
        f",{lead}{_json(key)}{style.colon}{style.value(each)}" for key, each in add.values.items()
    ]
    return Edit(where.value[1], where.value[1], "".join(pieces))


def move_edits(text: str, moves: Sequence[Enclose | Shift]) -> list[Edit]:
    """Return the edits for what becomes part of a Form.

    Args:
        text: The JSON text, with all else done.
        moves: What there is to do, on different screens.
    """
    lists = [each.path if isinstance(each, Enclose) else each.goal for each in moves]
    others = [each.path for each in moves]
    spans = locate(text, [*lists, *others], unique=True)
    edits: list[Edit] = []
    for each in moves:
        if isinstance(each, Enclose):
            edits += _enclosing(text, each, *spans[each.path].value)
        else:
            edits += _shifting(text, spans[each.path].value, spans[each.goal].value)
    return edits


def _enclosing(text: str, move: Enclose, start: int, end: int) -> Iterator[Edit]:
    first, last = _blank_end(text, start + 1), _ink_end(text, end - 1)
    style = _style(text, start, first)
    if style.newline is None:
        head = "".join(
            f"{_json(key)}{style.colon}{style.value(value)}{style.comma}"
            for key, value in {**move.head, _CHILDREN: None}.items()
        )
        opened = head[: head.rindex("null")]
        yield Edit(start + 1, start + 1, f"{{{opened}[")
        yield Edit(last, last, "]}")
        return
    outer = f"{style.newline}{style.indent}"
    inner = f"{outer}{style.unit}"
    deeper = attrs.evolve(style, indent=f"{style.indent}{style.unit}")
    lines = [f"{_json(key)}{style.colon}{deeper.value(each)}," for key, each in move.head.items()]
    head = "".join(f"{inner}{line}" for line in (*lines, f'"{_CHILDREN}"{style.colon}['))
    yield Edit(start + 1, start + 1, f"{outer}{{{head}")
    position = text.find("\n", start, last)
    while position >= 0:
        if text[position + 1] not in "\r\n":
            yield Edit(position + 1, position + 1, style.unit * 2)
        position = text.find("\n", position + 1, last)
    yield Edit(last, last, f"{inner}]{outer}}}")


def _shifting(text: str, item: tuple[int, int], goal: tuple[int, int]) -> Iterator[Edit]:
    yield _removal(text, *item)
    start, end = goal
    last = _ink_end(text, end - 1)
    written = text[slice(*item)]
    if text[last - 1] == "[":
        yield Edit(last, last, written)
        return
    first = _blank_end(text, start + 1)
    lead = text[start + 1 : first]
    if "\n" in lead:
        old, new = _line_indent(text, item[0]), lead.rpartition("\n")[2]
        written = written.replace(f"\n{old}", f"\n{new}")
    yield Edit(last, last, f",{lead or ' '}{written}")


def way_back(made: Plan) -> Callable[[Path], Path]:
    """Return what tells where something stood before everything was done.

    Args:
        made: What was done.
    """
    added = {
        (*each.path, key): source for each in made.additions for key, source in each.sources.items()
    }
    moves = {each.path[:4]: each for each in made.moves}

    def back(path: Path) -> Path:
        move = moves.get(path[:4])
        if isinstance(move, Enclose):
            path = _before_enclosing(path, move)
        elif move is not None:
            path = _before_shifting(path, move)
        return _followed(path, added) or path

    return back


def _followed(path: Path, sources: Mapping[Path, Path]) -> Path | None:
    """Return where something stood that stands at a path, or below one, that has a source."""
    for length in range(len(path), 0, -1):
        if path[:length] in sources:
            return (*sources[path[:length]], *path[length:])
    return None


def _before_enclosing(path: Path, move: Enclose) -> Path:
    if path[4:5] != (0,):
        return path
    inside = path[5:]
    if inside[:1] == (_CHILDREN,):
        return (*path[:4], *inside[1:])
    return _followed(inside, move.sources) or path[:4]


def _before_shifting(path: Path, move: Shift) -> Path:
    index, moved, form = path[4:5], move.path[4], move.goal[4]
    if not index or not isinstance(index[0], int):
        return path
    assert isinstance(moved, int)
    before = index[0] + (index[0] >= moved)
    if before == form and path[5:7] == (_CHILDREN, move.index):
        return (*move.path, *path[7:])
    return (*path[:4], before, *path[5:])
