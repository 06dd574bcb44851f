"""Finds what in a Python module says the version of a flow, and how another one is said there."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs
import libcst
from libcst.metadata import Assignment, GlobalScope, ImportAssignment

from flowdsl.flow import Flow
from flowdsl.origin import Place
from flowdsl.problems import FlowError
from flowdsl.upgrade.python_source import PythonSource
from flowdsl.upgrade.text_edits import Edit
from flowdsl.versions import Version

__all__ = ["Computed", "Spot", "constant_edits", "flow_call", "spot_of"]

_FLOW: Final = Flow.__name__
_ARGUMENT: Final = "version"


class Computed(FlowError):
    """The version of a flow is not said in a way that can be changed.

    Args:
        message: Why not.
        node: Where, if it is somewhere in the module.
    """

    def __init__(self, message: str, node: libcst.CSTNode | None = None) -> None:
        self.node = node
        super().__init__(message)


@attrs.frozen(eq=False)
class _Literal:
    """A text that is the version."""

    node: libcst.SimpleString


@attrs.frozen(eq=False)
class _Constant:
    """A constant of flowdsl, such as `V7_3`, by the name that it was imported under."""

    node: libcst.Name


@attrs.frozen(eq=False)
class _Attribute:
    """A constant of flowdsl as the attribute of a module."""

    node: libcst.Attribute


@attrs.frozen(eq=False)
class _Default:
    """A call that does not say the version, which is the default then."""

    node: libcst.Call


Spot: TypeAlias = _Literal | _Constant | _Attribute | _Default
"""What says the version of a flow."""


def flow_call(source: PythonSource, place: Place) -> libcst.Call | None:
    """Return the call at the place of a flow's origin."""
    return source.calls.get(source.offsets(place))


def spot_of(source: PythonSource, call: libcst.Call, version: Version) -> Spot | None:
    """Return what says the version of the flow that a call makes, None for another flow's.

    `attrs.evolve(flow, ...)` is such a call, where it does not name the version.

    Args:
        source: The module.
        call: The call.
        version: The version of the flow.

    Raises:
        Computed: It is not said in a way that can be changed.
    """
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == _ARGUMENT:
            return _said(source, argument.value, version)
    starred = next((argument for argument in call.args if argument.star == "**"), None)
    if starred is not None:
        raise Computed("the version may be in what `**` passes to the call", starred.value)
    if not any(name.rpartition(".")[2] == _FLOW for name in source.names(call.func)):
        return None
    return _Default(call)


def _said(source: PythonSource, value: libcst.BaseExpression, version: Version) -> Spot:
    if isinstance(value, libcst.SimpleString) and value.evaluated_value == version.name:
        return _Literal(value)
    if isinstance(value, libcst.Name | libcst.Attribute) and any(
        name.startswith("flowdsl.") and name.endswith(f".{version!r}")
        for name in source.names(value)
    ):
        return _Constant(value) if isinstance(value, libcst.Name) else _Attribute(value)
    if isinstance(value, libcst.Name):
        return _said(source, _assigned(source, value), version)
    raise Computed("the version is worked out here, so there is no text to change", value)


def _assigned(source: PythonSource, name: libcst.Name) -> libcst.BaseExpression:
    """Return what is assigned to a name of the module, if that is done once."""
    scope = source.scope(name)
    found = list(scope[name.value]) if scope is not None else []
    if len(found) != 1:
        raise Computed(f"`{name.value}` is assigned more than once, or not in this module", name)
    [assignment] = found
    if isinstance(assignment, ImportAssignment):
        module = next(iter(source.names(name)), "").rpartition(".")[0] or "another module"
        raise Computed(f"`{name.value}` is imported from {module}: change it there", name)
    if isinstance(assignment, Assignment) and isinstance(assignment.scope, GlobalScope):
        for holder in source.holders(assignment.node):
            match holder:
                case libcst.Assign(targets=[libcst.AssignTarget(target=target)], value=value):
                    if target is assignment.node:
                        return value
                case libcst.AnnAssign(target=target, value=libcst.BaseExpression() as value):
                    if target is assignment.node:
                        return value
                case libcst.AssignTarget():
                    continue
            break
    raise Computed(f"`{name.value}` is not simply assigned a version", name)


def constant_edits(source: PythonSource, spots: Iterable[Spot], to: Version) -> Iterator[Edit]:
    """Yield the edits that say another version at some spots.

    Args:
        source: The module.
        spots: What says the version of the flows that are moved, each once.
        to: The version to say.

    Raises:
        Computed: The name of the other version stands for something else.
    """
    constants: list[libcst.Name] = []
    for spot in spots:
        match spot:
            case _Literal(node=text):
                start, _ = source.span(text)
                lead = len(text.prefix) + len(text.quote)
                inside = len(text.raw_value)
                yield Edit(start + lead, start + lead + inside, to.name)
            case _Attribute(node=attribute):
                yield Edit(*source.span(attribute.attr), repr(to))
            case _Default(node=call):
                yield _argument_edit(source, call, to)
            case _Constant(node=name):
                constants.append(name)
    yield from _name_edits(source, constants, to)


def _argument_edit(source: PythonSource, call: libcst.Call, to: Version) -> Edit:
    """Return the edit that puts the version before the other arguments."""
    written = f'{_ARGUMENT}="{to}",'
    first, _ = source.span(call.args[0])
    line = source.text[max(source.text.rfind(end, 0, first) for end in "\r\n") + 1 : first]
    if line.strip():
        return Edit(first, first, f"{written} ")
    newline = source.module.default_newline
    return Edit(first, first, f"{written}{newline}{line}")


def _name_edits(source: PythonSource, names: list[libcst.Name], to: Version) -> Iterator[Edit]:
    """Yield the edits that use another constant, and import it."""
    other = repr(to)
    uses: dict[ImportAssignment, list[libcst.Name]] = {}
    for name in names:
        scope = source.scope(name)
        assignment = next(iter(scope[name.value]), None) if scope is not None else None
        if isinstance(assignment, ImportAssignment):
            uses.setdefault(assignment, []).append(name)
        else:
            yield Edit(*source.span(name), other)  # `from flowdsl import *` has them all.
    is_there = False
    for assignment, found in uses.items():
        known = assignment.scope[other]
        if not all(_is_constant(source, each) for each in known):
            raise Computed(f"`{other}` stands for something else in this module", found[0])
        yield from _import_edits(source, assignment, found, other, is_there or bool(known))
        is_there = True


def _import_edits(
    source: PythonSource,
    assignment: ImportAssignment,
    uses: list[libcst.Name],
    other: str,
    is_there: bool,
) -> Iterator[Edit]:
    """Yield the edits for one constant that is imported, and used for some flows."""
    statement = assignment.node
    assert isinstance(statement, libcst.ImportFrom)
    assert not isinstance(statement.names, libcst.ImportStar)
    aliases = list(statement.names)
    index = next(n for n, alias in enumerate(aliases) if _bound_name(alias) == assignment.name)
    alias = aliases[index]
    is_only_use = len(assignment.references) == len(uses)
    if alias.asname is not None and is_only_use:
        yield Edit(*source.span(alias.name), other)
        return
    yield from (Edit(*source.span(name), other) for name in uses)
    if is_there:
        if is_only_use and len(aliases) > 1:
            yield _without(source, aliases, index)
    elif is_only_use:
        yield Edit(*source.span(alias.name), other)
    else:
        end = source.span(alias)[1]
        yield Edit(end, end, f", {other}")


def _bound_name(alias: libcst.ImportAlias) -> str | None:
    return alias.evaluated_alias or alias.evaluated_name


def _is_constant(source: PythonSource, assignment: object) -> bool:
    """Return whether something is imported from flowdsl."""
    return isinstance(assignment, ImportAssignment) and any(
        assignment.node is each for each in source.imports("flowdsl")
    )


def _without(source: PythonSource, aliases: list[libcst.ImportAlias], index: int) -> Edit:
    """Return the edit that takes a name out of an import."""
    start, end = source.span(aliases[index])
    if index + 1 < len(aliases):
        return Edit(start, source.span(aliases[index + 1])[0], "")
    return Edit(source.span(aliases[index - 1])[1], end, "")
