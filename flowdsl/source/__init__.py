"""Writes a flow as the Python module that a person would have written."""

from collections.abc import Iterator

import attrs

from flowdsl.flow import Flow
from flowdsl.source.images import ImageFiles
from flowdsl.source.layout import LINE, lay_out
from flowdsl.source.literals import quoted, quoted_paragraphs
from flowdsl.source.names import Names, choose_names, is_kept, variable_name
from flowdsl.source.nodes import IMAGES, CannotWrite, FlowWriter
from flowdsl.source.references import Definition, References, find_references

__all__ = ["CannotWrite", "Source", "write_source"]


@attrs.frozen(kw_only=True)
class Source:
    """A flow as Python.

    Args:
        text: The module; it ends with a newline.
        variable: The name of the variable that holds the flow.
        images: What each image file holds that was taken out of the code, by its name.
        notes: Sentences about what could not be written as a person would have.
    """

    text: str
    variable: str
    images: dict[str, bytes]
    notes: tuple[str, ...]


def write_source(
    flow: Flow, *, variable: str = "flow", images: str | None = None, summary: str | None = None
) -> Source:
    """Return the Python module that makes a flow.

    Running the module gives an equal flow. Inputs and entries of the data that are referred to are
    variables, so that each name is written once.

    Args:
        flow: The flow.
        variable: What to call it; changed as little as Python asks for.
        images: The folder for image files, relative to the module, with `/` between its parts;
            None to keep images in the code, as base64 text.
        summary: The docstring of the module.

    Raises:
        CannotWrite: The flow holds something that is no JSON and no part of a flow, or it holds
            itself.
    """
    name = variable if is_kept(variable) else variable_name(variable, "flow")
    files = None if images is None else ImageFiles()
    if files is not None and name == IMAGES:
        name = f"{name}_"
    try:
        references = find_references(flow)
        names = choose_names(flow, references, {name} if files is None else {name, IMAGES})
        writer = FlowWriter(references, names, files)
        statement = lay_out(writer.flow(flow), f"{name} = ")
        definitions = list(_definitions(writer, references, names))
    except RecursionError:
        raise CannotWrite("the flow holds itself, or is nested too deeply") from None
    if files is not None and files.files:
        writer.modules.add("Path")
        definitions = [f"{IMAGES} = Path({quoted(images or '.')})", "", *definitions]
    called = flow.name if isinstance(flow.name, str) and flow.name else name
    title = summary if summary and summary.strip() else f"The flow {called}."
    head = [quoted_paragraphs(title), ""]
    if writer.expressions.compares_booleans:
        head += ["# ruff: noqa: E712  # `== True` makes an expression.", ""]
    lines = [*head, *_imports(writer), "", *definitions, *statement, ""]
    return Source(
        text="\n".join(lines),
        variable=name,
        images=files.files if files is not None else {},
        notes=tuple(writer.notes),
    )


def _imports(writer: FlowWriter) -> Iterator[str]:
    """Yield the imports, as isort sorts them."""
    if "datetime" in writer.modules:
        yield "import datetime"
    if "Path" in writer.modules:
        yield "from pathlib import Path"
    typing = sorted(writer.modules & {"Any", "cast"})
    if typing:
        yield f"from typing import {', '.join(typing)}"
    if writer.modules:
        yield ""
    names = sorted(writer.used, key=lambda name: (name[0].islower(), name))
    line = f"from flowdsl import {', '.join(names)}"
    if len(line) <= LINE:
        yield line
    else:
        yield from ("from flowdsl import (", *(f"    {name}," for name in names), ")")


def _definitions(writer: FlowWriter, references: References, names: Names) -> Iterator[str]:
    """Yield the lines of the variables, with a blank line wherever another kind of them begins."""
    before: tuple[int, str] | None = None
    for each in references.order:
        if isinstance(each, Definition):
            if each not in writer.definitions:
                continue
            kind = each.screen, each.root
            hint = ": Data[Any]" if each in writer.annotated else ""
            code, prefix = writer.definitions[each], f"{names.variables[each]}{hint} = "
        elif each in writer.screens:
            kind = each, "screen"
            code, prefix = writer.screens[each], f"{names.screens[each]} = "
        else:
            continue
        if before is not None and kind != before:
            yield ""
        yield from lay_out(code, prefix)
        before = kind
    if writer.annotated:
        writer.modules.add("Any")
    if before is not None:
        yield ""
