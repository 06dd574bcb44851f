"""`flowdsl graph`: draws the screens of a flow, and how one gets from one to another."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flowdsl.cli.common import (
    FAILED,
    USAGE,
    fail,
    mistakes,
    note,
    note_errors,
    open_named,
    printable,
)

if TYPE_CHECKING:
    from flowdsl.graph import Graph
    from flowdsl.opening import Opened

FORMATS: Final = {
    "tree": (".txt",),
    "mermaid": (".mmd", ".mermaid"),
    "dot": (".dot", ".gv"),
    "svg": (".svg",),
    "json": (".json",),
}
"""How a flow is drawn, and how the names of such files end."""

MOST_EDGES, MOST_CHARACTERS = 500, 50_000
"""What Mermaid draws at most, unless it was told otherwise; on GitHub it was not."""


@click.command("graph", short_help="Draw the screens of a flow, and the ways between them.")
@click.argument("path", metavar="PATH")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="How it is drawn: by default as the name of FILE ends, or as a tree.",
)
@click.option(
    "-o", "--out", metavar="FILE", help="Write to FILE; by default it goes to standard output."
)
@click.option(
    "--layout",
    type=click.Choice(["graphviz", "own"]),
    help="What arranges an svg: by default Graphviz where it is installed, own is the same on "
    "every machine.",
)
def command(path: str, format_: str | None, out: str | None, layout: str | None) -> None:
    """Draw the screens of a flow, and how one gets from one to another.

    PATH is a module, module.py:name for one flow of it, a JSON file, - for JSON from standard
    input, or git:REVISION:PATH. A flow with errors is drawn as far as it can be read.

    tree is plain text; mermaid is what GitHub draws in a ```mermaid block; dot is for Graphviz; svg
    is a picture; json has nodes (key, kind, id, title, entry, terminal, success, reachable) and
    edges (source, target, kind, triggers). Each way says what takes somebody along it, when, and
    {what it carries}. Where an endpoint decides, every screen that the routing model allows is
    drawn.

    Exit codes: 0 drawn, 1 the flow cannot be read or drawn, 2 the call is wrong.
    """
    format_ = _format(format_, out)
    if layout is not None and format_ != "svg":
        raise click.UsageError(f"--layout is for svg, and this is {format_}.")
    if layout == "graphviz":
        from flowdsl.graph.graphviz import PROGRAM, is_installed

        if not is_installed():
            fail(f"Graphviz is not installed: there is no `{PROGRAM}` on the path", USAGE)
    flows = open_named(path, one=format_ != "tree")
    with mistakes(FAILED):
        text = _drawn(flows, format_, layout, is_file=out not in (None, "-"))
    for opened in flows:
        note_errors(opened, path)
    if out is not None and out != "-":
        from flowdsl.build import write_text
        from flowdsl.report import shown_path

        with mistakes():
            write_text(Path(out), text)
        click.echo(printable(f"wrote {shown_path(out)}"))
    elif format_ == "tree":
        click.echo(printable(text), nl=False)
    else:
        click.echo(text.encode(), nl=False)


def _format(given: str | None, out: str | None) -> str:
    """Return how to draw: as was asked for, as the name of a file ends, or as a tree."""
    if given is not None:
        return given
    if out is None or out == "-":
        return "tree"
    suffix = Path(out).suffix.lower()
    for name, suffixes in FORMATS.items():
        if suffix in suffixes:
            return name
    known = ", ".join(each for suffixes in FORMATS.values() for each in suffixes)
    raise click.UsageError(
        f"{out} does not say how to draw: let its name end in one of {known}, or give --format."
    )


def _drawn(flows: "Sequence[Opened]", format_: str, layout: str | None, *, is_file: bool) -> str:
    from flowdsl.graph import graph_of

    graphs = [graph_of(opened.document, opened.version) for opened in flows]
    if format_ == "tree":
        return _trees(flows, graphs, is_file=is_file)
    [opened], [graph] = flows, graphs
    if format_ == "svg":
        return _svg(graph, opened.name, layout)
    from flowdsl.graph.formats import as_dot, as_json, as_mermaid

    if format_ == "json":
        return as_json(graph, opened.name)
    if format_ == "dot":
        return as_dot(graph, opened.name)
    text = as_mermaid(graph, opened.name)
    if len(graph.edges) > MOST_EDGES or len(text) > MOST_CHARACTERS:
        note(
            f"GitHub draws at most {MOST_EDGES} ways and {MOST_CHARACTERS:,} characters of "
            f"Mermaid; these are {len(graph.edges)} and {len(text):,}"
        )
    return text


def _trees(flows: "Sequence[Opened]", graphs: "Sequence[Graph]", *, is_file: bool) -> str:
    from flowdsl.graph.text import visible
    from flowdsl.graph.tree import WIDTH, as_tree

    is_terminal = not is_file and sys.stdout.isatty()
    width = shutil.get_terminal_size((WIDTH, 0)).columns if is_terminal else WIDTH
    trees = [as_tree(graph, width=width) for graph in graphs]
    if len(flows) == 1:
        return trees[0]
    headed = zip(flows, trees, strict=True)
    return "\n".join(f"== {visible(opened.label)} ==\n\n{tree}" for opened, tree in headed)


def _svg(graph: "Graph", name: str, layout: str | None) -> str:
    from flowdsl.graph.svg import as_svg

    if layout != "own":
        from flowdsl.graph.graphviz import GraphvizFailed, is_installed, laid_out_by_graphviz

        if is_installed():
            try:
                return as_svg(graph, name, place=laid_out_by_graphviz)
            except GraphvizFailed as failed:
                note(f"{failed}; arranged without it")
    return as_svg(graph, name)
