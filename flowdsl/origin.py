"""Where in the author's Python a thing was written: kept cheaply, worked out only when shown."""

import functools
import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import ast

__all__ = ["Origin", "Place", "argument_place", "capture"]


@attrs.frozen(kw_only=True)
class Place:
    """A stretch of a text file.

    Args:
        file: The path of the file, as Python or the command line named it.
        line: The line it begins in, counted from 1.
        column: The character it begins at, counted from 1.
        end_line: The line it ends in.
        end_column: One past its last character, counted from 1.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Origin(tuple[CodeType, int]):
    """The code object and the instruction that made an object.

    Two references are all that is kept for each object; `place` turns them into a file, a line
    and a column when somebody asks.
    """

    __slots__ = ()

    @property
    def file(self) -> str:
        """The file of the code, as Python names it (`<stdin>` where there is none)."""
        return self[0].co_filename

    @property
    def place(self) -> Place:
        """Where the call stands in the source."""
        code, instruction = self
        index = instruction // 2  # Each instruction takes two bytes.
        position = next(itertools.islice(code.co_positions(), index, None), None)
        line, end_line, column, end_column = position or (None, None, None, None)
        if line is not None:
            return _place(code.co_filename, line, column or 0, end_line or line, end_column or 0)
        return Place(
            file=code.co_filename,
            line=code.co_firstlineno,
            column=1,
            end_line=code.co_firstlineno,
            end_column=1,
        )

    def __deepcopy__(self, memo: object) -> "Origin":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Code objects cannot be pickled, and another process has no use for one.
        return _absent, ()


def _absent() -> None:
    return None


_new = tuple.__new__
_getframe = sys._getframe
_EVOLVE = attrs.evolve.__code__


def capture() -> Origin:
    """Return the origin of the call whose `__init__` calls this as a default's factory."""
    frame = _getframe(2)
    code = frame.f_code
    if code is _EVOLVE and frame.f_back is not None:
        frame = frame.f_back
        code = frame.f_code
    return _new(Origin, (code, frame.f_lasti))


def argument_place(
    place: Place,
    argument: str,
    position: int | None = None,
    inside: Sequence[str | int] = (),
    *,
    at_key: bool = False,
) -> Place:
    """Return where the value of a keyword argument stands in the call at `place`.

    Args:
        place: The whole call.
        argument: The name of the argument.
        position: Where it stands among those that may be given without their name.
        inside: Keys and indexes below the value, followed as far as they are spelt out there.
        at_key: Whether the last key is meant, and not what stands under it.

    Returns:
        The argument's value, or the whole call where the source cannot be read or the call does
        not spell that argument out.
    """
    call = _call_at(place)
    if call is None:
        return place
    value = next((keyword.value for keyword in call.keywords if keyword.arg == argument), None)
    if value is None and position is not None and position < len(call.args):
        value = call.args[position]
    if value is None:
        return place
    return _node_place(place.file, _inside(value, inside, at_key=at_key))


def _inside(value: "ast.expr", steps: Sequence[str | int], *, at_key: bool) -> "ast.expr":
    """Return what stands below a value, as far as it is spelt out as dicts and lists."""
    import ast

    for number, step in enumerate(steps):
        if isinstance(value, ast.Dict) and isinstance(step, str):
            found = [
                (key, item)
                for key, item in zip(value.keys, value.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == step
            ]
            if not found:
                break
            key, value = found[-1]
            if at_key and number == len(steps) - 1:
                return key
        elif isinstance(value, ast.List | ast.Tuple) and isinstance(step, int):
            spelt_out = not any(isinstance(item, ast.Starred) for item in value.elts)
            if not spelt_out or step >= len(value.elts):
                break
            value = value.elts[step]
        else:
            break
    return value


def _call_at(place: Place) -> "ast.Call | None":
    for node in _calls("".join(_lines(place.file))).get((place.line, place.end_line), ()):
        found = _node_place(place.file, node)
        if (found.column, found.end_column) == (place.column, place.end_column):
            return node
    return None


@functools.lru_cache(maxsize=4)
def _calls(source: str) -> "dict[tuple[int, int | None], list[ast.Call]]":
    """Return the calls in a source by their first and last line."""
    import ast

    found: dict[tuple[int, int | None], list[ast.Call]] = {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.setdefault((node.lineno, node.end_lineno), []).append(node)
    return found


def _node_place(file: str, node: "ast.expr") -> Place:
    return _place(
        file,
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or node.col_offset,
    )


def _place(file: str, line: int, column: int, end_line: int, end_column: int) -> Place:
    """Return a place from Python's positions, which count columns in bytes of UTF-8 from 0."""
    return Place(
        file=file,
        line=line,
        column=_characters(file, line, column) + 1,
        end_line=end_line,
        end_column=_characters(file, end_line, end_column) + 1,
    )


def _characters(file: str, line: int, column: int) -> int:
    lines = _lines(file)
    if line > len(lines):
        return column
    return len(lines[line - 1].encode("utf-8", "replace")[:column].decode("utf-8", "replace"))


def _lines(file: str) -> list[str]:
    import linecache

    linecache.checkcache(file)
    return linecache.getlines(file)


def source_folder(origin: "Origin | None") -> Path:
    """Return the folder of the file that an origin names, or the current one if it has no file."""
    if origin is not None and Path(origin.file).is_file():
        return Path(origin.file).parent
    return Path()
