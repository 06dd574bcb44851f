"""Writes the objects of a flow as the calls that make them."""

import datetime
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from flowdsl.data import Data
from flowdsl.findings import a_or_an, article, type_of
from flowdsl.flow import Flow
from flowdsl.node import Node, NodeKind, properties, remembered
from flowdsl.problems import FlowError
from flowdsl.source.expressions import ExpressionWriter, Variable
from flowdsl.source.images import ImageFiles, is_image_text
from flowdsl.source.layout import LINE, Atom, Bracket, Code, Item, Operators, Text
from flowdsl.source.literals import day_literal, number_literal, quoted, quoted_bytes
from flowdsl.source.names import Names, identifier
from flowdsl.source.references import Definition, References, User
from flowdsl.source.types import ANYTHING, Hint, hints_of, wants_annotation
from flowdsl.values import Expression, Ref
from flowdsl.versions import Version

__all__ = ["IMAGES", "CannotWrite", "FlowWriter"]

IMAGES: Final = "images"
"""The variable that holds the folder of the images."""


class CannotWrite(FlowError):
    """A flow holds what cannot be written as Python."""


@attrs.frozen
class _Argument:
    """An argument of the call that makes an object.

    Args:
        name: Its name.
        prefix: What it begins with.
        default: What it is where it is left out; `attrs.NOTHING` where it never is.
    """

    name: str
    prefix: str
    default: Any


@remembered
def _public_class(cls: type[Node]) -> type[Node]:
    """Return the class of the table that an object is of."""
    found = next((base for base in cls.__mro__ if "facts" in vars(base)), None)
    if found is None:
        raise CannotWrite(f"{cls.__name__} is no class of flowdsl, nor made from one of them")
    return found


# A flow is read from the top: what is known of it as a whole stands before its screens.
_LAST: Final = {"screens": 1, "extra": 2}


@remembered
def _arguments(cls: type[Node]) -> tuple[_Argument, ...]:
    """Return the arguments of a class, in the order in which they are written."""
    found = []
    ordered = sorted(properties(cls), key=lambda known: _LAST.get(known.name, 0))
    for number, each in enumerate(ordered):
        plain = not each.kw_only and (number == 0 or cls.facts.kind is NodeKind.ACTION)
        found.append(_Argument(each.name, "" if plain else f"{each.name}=", each.default))
    return tuple(found)


class FlowWriter:
    """Writes a flow, and collects what the module needs for it.

    Args:
        references: What of the flow is referred to.
        names: The names of the variables.
        images: The files to put images into; None where they stay in the code.

    Attributes:
        definitions: What the variables are.
        screens: The screens that are variables, by their numbers.
        annotated: The variables whose types have to be said.
        used: The names that are imported from the package.
        modules: Those from the standard library: `datetime`, `Path`, `Any`, `cast`.
        notes: What could not be written as a person would have.
        expressions: What writes the expressions.
    """

    def __init__(self, references: References, names: Names, images: ImageFiles | None) -> None:
        self.references = references
        self.names = names
        self.images = images
        self.definitions: dict[Definition, Code] = {}
        self.screens: dict[int, Code] = {}
        self.annotated: set[Definition] = set()
        self.used: set[str] = set()
        self.modules: set[str] = set()
        self.notes: list[str] = []
        self.expressions = ExpressionWriter(self._variable, self._adapted, self.used.add)
        self._screen: int | None = None
        self._user: User = None
        self._path: list[str | int] = []
        self._nodes: list[Node] = []

    def flow(self, flow: Flow) -> Code:
        """Return the call that makes a flow."""
        return self._node(flow, hints_of(Flow))

    def _node(self, node: Node, hints: dict[str, Hint]) -> Code:
        cls = _public_class(type(node))
        self.used.add(cls.__name__)
        self._nodes.append(node)
        items: list[Item] = []
        whole = True
        for known in _arguments(cls):
            value = getattr(node, known.name)
            if value is None and known.default is None:
                whole = False
                continue
            if known.default == () and isinstance(value, list | tuple) and not value:
                continue
            prefix = known.prefix if known.prefix or whole else f"{known.name}="
            self._path.append(known.name)
            items.append((prefix, self._argument(node, known.name, value, hints)))
            self._path.pop()
        self._nodes.pop()
        return Bracket(f"{cls.__name__}(", items, ")", is_call=True)

    def _argument(self, node: Node, name: str, value: object, hints: dict[str, Hint]) -> Code:
        hint = hints.get(name, ANYTHING)
        if isinstance(value, Version):
            return Text(value.name)
        if isinstance(node, Flow) and name == "screens" and isinstance(value, list | tuple):
            return self._screen_list(value, hint.items or ANYTHING)
        return self._value(value, hint)

    def _screen_list(self, screens: "list[Any] | tuple[Any, ...]", hint: Hint) -> Code:
        items: list[Item] = []
        for number, screen in enumerate(screens):
            self._path.append(number)
            self._screen = self._user = number
            code = self._value(screen, hint)
            self._path.pop()
            if number in self.names.screens:
                self.screens[number] = code
                code = Atom(self.names.screens[number])
            items.append(("", code))
        self._screen = self._user = None
        return Bracket("[", items, "]")

    def _value(self, value: object, hint: Hint) -> Code:
        if isinstance(value, str):
            return self._text(str.__str__(value), hint)
        if value is None or isinstance(value, bool | int | float):
            code: Code = Atom("None" if value is None else number_literal(value))
            return code if hint.takes(value) else self._misfit(code, value)
        if isinstance(value, Expression):
            return self._expression(value, hint)
        if isinstance(value, Node):
            code = self._object(value, hint)
            return code if hint.takes_node(type(value)) else self._misfit(code, value)
        if isinstance(value, Mapping):
            code = self._mapping(value, hint.values or ANYTHING)
            fits = hint.anything or hint.values is not None
            return code if fits else self._misfit(code, value)
        if isinstance(value, list | tuple):
            code = self._list(value, hint.items or ANYTHING)
            fits = hint.anything or hint.items is not None
            return code if fits else self._misfit(code, value)
        code = self._other(value, hint)
        return code if hint.takes(value) else self._misfit(code, value)

    def _text(self, text: str, hint: Hint) -> Code:
        if hint.formats is not None:
            return self._image(text, hint.formats)
        code = Text(text, anywhere=len(text) > LINE and is_image_text(text))
        return code if hint.takes(text) else self._misfit(code, text)

    def _other(self, value: object, hint: Hint) -> Code:
        if isinstance(value, datetime.date):
            self.modules.add("datetime")
            return Atom(day_literal(value))
        if isinstance(value, bytes):
            return self._image(value, hint.formats or ())
        if isinstance(value, os.PathLike):
            self.modules.add("Path")
            return Bracket("Path(", [("", Text(os.fsdecode(value)))], ")", is_call=True)
        raise CannotWrite(
            f"`{self._where()}` holds {a_or_an(type(value).__name__)}, which is no JSON and no "
            "part of a flow"
        )

    def _image(self, image: str | bytes, formats: tuple[str, ...]) -> Code:
        if self.images is not None:
            name = self.images.put(image, formats, self._labels())
            if name is not None:
                return Operators(Atom(IMAGES), [("/", Text(name))])
            if len(image) > LINE and formats:  # What is shorter stands for one yet to come.
                kinds = " or ".join(formats)
                self._note(f"stays in the code: it is not just what a {kinds} file holds")
        if isinstance(image, bytes):
            return Atom(quoted_bytes(image))
        return Text(image, anywhere=len(image) > LINE and is_image_text(image))

    def _labels(self) -> Iterator[str]:
        """Yield what the image of the present object may be called after."""
        innermost = self._nodes[-1]
        for node in reversed(self._nodes):
            if node is not innermost and node.facts.kind is not NodeKind.PART:
                break  # What holds an option or an item says nothing of its image.
            for name in ("alt_text", "id", "title"):
                label = getattr(node, name, None)
                if isinstance(label, str):
                    yield label
        yield identifier(type(innermost).__name__)

    def _object(self, node: Node, hint: Hint) -> Code:
        """Return an object, by the name of its variable where it has one."""
        definition = self.references.variable(node, self._screen)
        if definition is None:
            return self._node(node, hint.properties(_public_class(type(node))))
        if definition not in self.definitions:
            around, self._user = self._user, definition
            self.definitions[definition] = self._node(node, hints_of(_public_class(type(node))))
            self._user = around
            if isinstance(node, Data) and wants_annotation(node.example):
                self.annotated.add(definition)
        return Atom(self.names.variables[definition])

    def _mapping(self, content: Mapping[Any, Any], hint: Hint) -> Code:
        items: list[Item] = []
        for key, value in content.items():
            if isinstance(key, str):
                written = quoted(str.__str__(key))
            elif key is None or isinstance(key, bool | int | float):
                written = repr(key) if key is None else number_literal(key)
            else:
                raise CannotWrite(f"`{self._where()}` has the key {key!r}, which is no JSON")
            self._path.append(f"[{written}]")
            items.append((f"{written}: ", self._value(value, hint)))
            self._path.pop()
        return Bracket("{", items, "}")

    def _list(self, values: "list[Any] | tuple[Any, ...]", hint: Hint) -> Code:
        items: list[Item] = []
        for number, value in enumerate(values):
            self._path.append(number)
            items.append(("", self._value(value, hint)))
            self._path.pop()
        return Bracket("[", items, "]")

    def _expression(self, expression: Expression[Any], hint: Hint) -> Code:
        written = self.expressions.write(expression, condition=hint.is_condition)
        if written.is_text:
            self._note("holds an expression that Python's operators cannot say: it stays text")
            return written.code if hint.takes("") else self._misfit(written.code, "")
        if hint.takes_bound(written.static):
            return written.code
        # Where nothing can be bound, no type of an entry would do.
        definition = written.definition if hint.bound is not None else None
        return self._adapted(written.code, definition)

    def _adapted(self, code: Code, definition: Definition | None) -> Code:
        """Return what stands for code whose type does not fit."""
        if definition is not None and isinstance(definition.node, Data):
            self.annotated.add(definition)
            return code
        self._note("is bound to what does not fit its type: it stands in `cast(Any, ...)`")
        return self._cast(code)

    def _misfit(self, code: Code, value: object) -> Code:
        kind = type_of(value)
        found = article(kind) if kind else a_or_an(type(value).__name__)
        self._note(f"holds {found}, which does not fit its type: it stands in `cast(Any, ...)`")
        return self._cast(code)

    def _cast(self, code: Code) -> Code:
        self.modules |= {"Any", "cast"}
        return Bracket("cast(", [("", Atom("Any")), ("", code)], ")", is_call=True)

    def _variable(self, reference: Ref[Any]) -> Variable | None:
        """Return what a reference leads to, where it is defined before it is needed."""
        found = self.references.target(reference, self._screen)
        if found is None or found is self._user or (self._user, found) in self.references.broken:
            return None
        name = self.names.variables.get(found)
        return None if name is None else (found, name)

    def _note(self, text: str) -> None:
        self.notes.append(f"`{self._where()}` {text}")

    def _where(self) -> str:
        """Return the place of the present value, as Python would reach it."""
        steps = (f"[{step}]" if isinstance(step, int) else step for step in self._path)
        joined = "".join(step if step[0] == "[" else f".{step}" for step in steps)
        return joined.removeprefix(".")
