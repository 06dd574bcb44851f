"""A Python module read with libcst: its calls by their places, and where everything stands."""

import io
import re
import tokenize
from collections.abc import Iterator
from typing import Final

import libcst
from libcst.metadata import (
    CodeRange,
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    Scope,
    ScopeProvider,
)

from flowdsl.origin import Place
from flowdsl.problems import FlowError

__all__ = ["PythonSource", "Unreadable"]

_LINE: Final = re.compile(r"\r\n|\r|\n")


class Unreadable(FlowError):
    """A module that Python loads, but libcst cannot read; the text says why."""


class PythonSource:
    """A module that was read.

    Args:
        data: Its file.

    Raises:
        Unreadable: libcst does not know its syntax.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            self.text = data.decode(self.encoding)
            self.module = libcst.parse_module(self.text)
        except (SyntaxError, ValueError, libcst.ParserSyntaxError, RecursionError) as error:
            raise Unreadable(f"libcst cannot read it: {str(error).splitlines()[0]}") from None
        self._starts = [0, *(found.end() for found in _LINE.finditer(self.text))]
        wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
        resolved = wrapper.resolve_many([PositionProvider, ParentNodeProvider, ScopeProvider])
        self._positions = resolved[PositionProvider]
        self._parents = resolved[ParentNodeProvider]
        self._scopes = resolved[ScopeProvider]
        self.calls: dict[tuple[int, int], libcst.Call] = {}
        self.texts: dict[tuple[int, int], libcst.SimpleString] = {}
        self.arguments: dict[tuple[int, int], tuple[libcst.Call, int]] = {}
        for node in self._positions:
            if isinstance(node, libcst.Call):
                self.calls[self.span(node)] = node
                for index, argument in enumerate(node.args):
                    self.arguments[self.span(argument.value)] = node, index
            elif isinstance(node, libcst.SimpleString):
                self.texts[self.span(node)] = node

    def encoded(self, text: str) -> bytes:
        """Return a text as the file has it."""
        return text.encode(self.encoding)

    def offsets(self, place: Place) -> tuple[int, int]:
        """Return where a place of this file begins and ends."""
        return (
            self._starts[place.line - 1] + place.column - 1,
            self._starts[place.end_line - 1] + place.end_column - 1,
        )

    def place(self, file: str, node: libcst.CSTNode) -> Place:
        """Return where a node stands, as a place of a file."""
        found = self._range(node)
        return Place(
            file=file,
            line=found.start.line,
            column=found.start.column + 1,
            end_line=found.end.line,
            end_column=found.end.column + 1,
        )

    def span(self, node: libcst.CSTNode) -> tuple[int, int]:
        """Return where a node begins and ends, without parentheses around it."""
        found = self._range(node)
        return (
            self._starts[found.start.line - 1] + found.start.column,
            self._starts[found.end.line - 1] + found.end.column,
        )

    def _range(self, node: libcst.CSTNode) -> CodeRange:
        found = self._positions[node]
        assert isinstance(found, CodeRange)
        return found

    def scope(self, node: libcst.CSTNode) -> Scope | None:
        """Return the scope of a node, if it has one."""
        found = self._scopes.get(node)
        return found if isinstance(found, Scope) else None

    def holders(self, node: libcst.CSTNode) -> Iterator[libcst.CSTNode]:
        """Yield what a node stands in, from the inside to the outside."""
        parent = self._parents.get(node)
        while isinstance(parent, libcst.CSTNode):
            yield parent
            parent = self._parents.get(parent)

    def names(self, node: libcst.BaseExpression) -> set[str]:
        """Return what a name or an attribute may stand for, with the modules that it is from."""
        scope = self.scope(node)
        found = {each.name for each in scope.get_qualified_names_for(node)} if scope else set()
        if not found and isinstance(node, libcst.Name) and self.has_star:
            return {f"flowdsl.{node.value}"}
        return found

    @property
    def has_star(self) -> bool:
        """Whether every public name of flowdsl is imported."""
        return any(isinstance(each.names, libcst.ImportStar) for each in self.imports("flowdsl"))

    def imports(self, module: str) -> Iterator[libcst.ImportFrom]:
        """Yield the statements at the top that import names from a module, or from below it."""
        for line in self.module.body:
            if isinstance(line, libcst.SimpleStatementLine):
                for each in line.body:
                    if isinstance(each, libcst.ImportFrom) and not each.relative and each.module:
                        name = self.module.code_for_node(each.module)
                        if name.partition(".")[0] == module:
                            yield each
