"""Mends what has one right answer, and leaves every other byte of the file as it was."""

import ast
import bisect
import codecs
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from flowdsl import syntax
from flowdsl.json_text import JsonText, read_json
from flowdsl.locate import Spans, locate
from flowdsl.problems import Path as JsonPath
from flowdsl.problems import Problem

__all__ = ["agreed", "argument_removal", "fix_json", "fix_python", "write_bytes"]

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_SPACES: Final = re.compile(r"[ \t\f]*")
_NEWLINE: Final = re.compile(r"\r?\n|\r")


def agreed(groups: Sequence[Iterable[Problem]]) -> list[Problem]:
    """Return the problems that have a fix, and have it in each of several groups.

    Args:
        groups: What is wrong with one flow, for each version that it was checked against.
    """
    keyed = [
        {(found.path, found.place, found.fix): found for found in group if found.fix}
        for group in groups
    ]
    first = keyed[0] if keyed else {}
    return [found for key, found in first.items() if all(key in other for other in keyed)]


def fix_json(data: bytes, problems: Iterable[Problem]) -> tuple[bytes, int]:
    """Return a file of Flow JSON with problems mended, and how many of them are.

    A key is renamed, or a property is removed with its comma and its line. What another fix would
    clash with is left for the next time; so is a whole file in which an object has a key twice,
    because the first of the two would come back.

    Args:
        data: The file.
        problems: What `check_json` says of it, as far as it is to be mended.
    """
    read = read_json(data)
    if not read.usable or any(fault.rule is syntax.DUPLICATE_KEY for fault in read.faults):
        return data, 0
    renames = {found.path: found.fix.rename for found in problems if found.fix and found.path}
    fixes = dict(_compatible(read, renames))
    spans = locate(read.text, fixes)
    # From the end to the beginning: the offsets before an edit stay what they are.
    text = read.text
    for path in sorted(fixes, key=lambda path: _begin(spans[path]), reverse=True):
        key = spans[path].key
        assert key is not None, "what has a name has a key"
        rename = fixes[path]
        if rename is None:
            text = _without_property(text, key[0], spans[path].value[1])
        else:
            text = text[: key[0]] + json.dumps(rename, ensure_ascii=False) + text[key[1] :]
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return bom + text.encode(), len(fixes)


def _compatible(
    read: JsonText, renames: dict[JsonPath, str | None]
) -> Iterator[tuple[JsonPath, str | None]]:
    """Yield the fixes that can be made together."""
    removed = {path for path, rename in renames.items() if rename is None}
    taken: set[JsonPath] = set()
    for path, rename in renames.items():
        holder: Any = read.document
        for step in path[:-1]:
            holder = holder[step]
        is_gone = any(path[:length] in removed for length in range(len(path)))
        if is_gone or not isinstance(holder, dict) or path[-1] not in holder:
            continue
        if rename is not None:
            goal = (*path[:-1], rename)
            if rename in holder or goal in taken:
                continue  # Two properties of one name would be left.
            taken.add(goal)
        yield path, rename


def _begin(spans: Spans) -> int:
    return spans.value[0] if spans.key is None else spans.key[0]


def _without_property(text: str, start: int, end: int) -> str:
    """Return a JSON text without the property from one offset to another."""
    before = len(text[:start].rstrip(" \t\n\r"))  # Past the bracket or the comma before it.
    after = _blank_end(text, end)
    if text[after] != ",":
        is_only = text[before - 1] == "{"
        return text[:before] + text[after:] if is_only else text[: before - 1] + text[end:]
    following = _blank_end(text, after + 1)
    if "\n" in text[after + 1 : following]:
        return text[:before] + text[after + 1 :]
    return text[:start] + text[following:]


def _blank_end(text: str, position: int) -> int:
    return _end(_BLANK, text, position)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return where what a pattern finds at an offset ends."""
    found = pattern.match(text, position)
    return found.end() if found else position


def fix_python(source: bytes, problems: Iterable[Problem]) -> tuple[bytes, int]:
    """Return a module without arguments that problems are to be mended by, and how many.

    An argument is removed where it is written `name=value` with a literal for the value, so that
    whatever is made by that call has the same; where no comment stands in between; and where the
    module means the same in all else. Nothing is renamed: who knows what else has that name.

    Args:
        source: The module, in UTF-8.
        problems: What is wrong in that module, as far as it is to be mended.
    """
    bom = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    try:
        text = source[len(bom) :].decode()
        tree = ast.parse(text)
    except (ValueError, SyntaxError, RecursionError):
        return source, 0
    wanted = {
        (place.line, place.column, place.end_line, place.end_column, _argument(found.path[-1]))
        for found in problems
        if found.fix and found.fix.rename is None and found.path and (place := found.place)
    }
    positions = _Positions(text)
    edits: list[tuple[int, int]] = []
    for call in ast.walk(tree):
        for keyword in list(call.keywords) if isinstance(call, ast.Call) else ():
            assert isinstance(call, ast.Call)
            name = _argument(keyword.arg or "")
            # The place is that of the whole call where an argument is not spelt out in it.
            if (*positions.of(keyword.value), name) in wanted and _is_literal(keyword.value):
                edit = argument_removal(text, *positions.offsets(keyword))
                if edit is not None:
                    edits.append(edit)
                    call.keywords.remove(keyword)
    fixed = text
    for start, end in sorted(edits, reverse=True):
        fixed = fixed[:start] + fixed[end:]
    if not edits or not _means(fixed, tree):
        return source, 0
    return bom + fixed.encode(), len(edits)


def _argument(key: str | int) -> str:
    """Return a key or an argument so that the two can be compared."""
    return str(key).strip("_").replace("-", "_")


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _means(text: str, tree: ast.Module) -> bool:
    """Return whether a text is read as a tree."""
    try:
        return ast.dump(ast.parse(text)) == ast.dump(tree)
    except (ValueError, SyntaxError, RecursionError):
        return False


def argument_removal(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return what to remove with an argument, or None where that is not certain.

    Args:
        text: The text of a module.
        start: Where the argument, or the first of several that follow each other, begins.
        end: Where it ends, without the comma after it.
    """
    comma = _blank_end(text, end)
    has_comma = text[comma] == ","
    if not has_comma and text[comma] != ")":
        return None  # A comment.
    past = comma + 1 if has_comma else end
    line_start = len(text[:start].rstrip(" \t\f"))
    line_end = _end(_SPACES, text, past)
    begins_line = text[line_start - 1] in "\r\n"
    newline = _end(_NEWLINE, text, line_end)
    if begins_line and newline > line_end:
        return line_start, newline
    if has_comma and text[line_end] == "#":
        return None
    if begins_line:
        return start, line_end
    if has_comma and newline == line_end and text[line_end] != ")":
        return start, line_end
    if not has_comma and text[line_start - 1] == ",":
        return line_start - 1, past
    return line_start, past


class _Positions:
    """Turns the positions of Python's trees into those of places, and into offsets.

    Args:
        text: The text of the module.
    """

    def __init__(self, text: str) -> None:
        self.lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def of(self, node: ast.expr) -> tuple[int, int, int, int]:
        """Return where an expression stands, as a place says it."""
        start, end = self.offsets(node)
        first, last = (bisect.bisect_right(self.starts, offset) for offset in (start, end))
        return first, start - self.starts[first - 1] + 1, last, end - self.starts[last - 1] + 1

    def offsets(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Return from where to where something stands."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        # Python counts columns in bytes.
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file whole or not at all; its rights stay, and a link to it stays one.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    path = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(path.stat().st_mode & 0o777)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
