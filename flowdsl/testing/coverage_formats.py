"""Shows what is covered of flows: as a table, as JSON, and as a page."""

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flowdsl.formats import whole_characters
from flowdsl.tables import table, visible, wrapped
from flowdsl.testing.coverage import Coverage, percentage
from flowdsl.testing.coverage_items import Kind

__all__ = ["as_html", "as_json", "as_text", "total"]

_TITLES: Final = {
    Kind.SCREEN: "Screens",
    Kind.ROUTE: "Routes",
    Kind.END: "Ends",
    Kind.BRANCH: "Branches",
    Kind.OPTION: "Options",
}


def total(coverages: Iterable[Coverage]) -> int:
    """Return how much of several flows is covered, in per cent."""
    counts = [coverage.counts() for coverage in coverages]
    return percentage(sum(seen for seen, _ in counts), sum(of for _, of in counts))


def as_text(coverages: Sequence[Coverage], width: int = 100) -> str:
    """Return a table of what is covered, and below it what is not.

    Args:
        coverages: What was seen of each flow.
        width: How many columns it may take.
    """
    if not coverages:
        return "No flow was run."
    rows = [_row(coverage) for coverage in coverages]
    if len(coverages) > 1:
        rows.append(_total_row(coverages))
    titles = ["Flow", *_TITLES.values(), "Cover"]
    lines = table(titles, [[[cell] for cell in row] for row in rows], width)
    for title, listed in _lists(coverages):
        lines += ["", title]
        for name, path, why in listed:
            said = f"  {visible(name)}, at {visible(path)}" if path else f"  {visible(name)}"
            lines += wrapped(said, width, "  ")
            lines += wrapped(f"      because {visible(why)}", width, "  ") if why else []
    return "\n".join(lines)


def _row(coverage: Coverage) -> list[str]:
    counts = [coverage.counts(kind) for kind in _TITLES]
    return [_name(coverage), *map(_of, counts), f"{percentage(*coverage.counts())}%"]


def _total_row(coverages: Sequence[Coverage]) -> list[str]:
    columns = []
    for kind in _TITLES:
        counts = [coverage.counts(kind) for coverage in coverages]
        columns.append(_of((sum(seen for seen, _ in counts), sum(of for _, of in counts))))
    return ["Together", *columns, f"{total(coverages)}%"]


def _of(counts: tuple[int, int]) -> str:
    seen, of = counts
    return f"{seen}/{of}" if of else "-"


def _name(coverage: Coverage) -> str:
    return f"{coverage.name} ({coverage.version})"


def _lists(
    coverages: Iterable[Coverage],
) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield what is missing, and what is excused, flow by flow."""
    for coverage in coverages:
        missing = [(item.name, item.path, "") for item in coverage.missing]
        if missing:
            yield f"Not covered of {_name(coverage)}:", missing
        excused = [(item.name, item.path, excuse.why) for item, excuse in coverage.excused]
        if excused:
            yield f"Not to be covered of {_name(coverage)}:", excused
        needless = [(excuse.what, "", "it is covered") for excuse in coverage.needless]
        if needless:
            yield f"Needs no reason any more, of {_name(coverage)}:", needless


def as_json(coverages: Sequence[Coverage]) -> str:
    """Return all that is known of what is covered as JSON.

    Args:
        coverages: What was seen of each flow.
    """
    flows = []
    for coverage in coverages:
        seen, of = coverage.counts()
        numbers = {"covered": seen, "of": of, "percent": percentage(seen, of)}
        flows.append({**coverage.as_dict(), "total": numbers})
    content = {"percent": total(coverages), "flows": flows}
    return whole_characters(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem;
  padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid #8884; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.missed td { background: #e5484d26; }
tr.excused td { background: #f5a62326; }
code { font-size: .9em; overflow-wrap: anywhere; }
"""


def as_html(coverages: Sequence[Coverage]) -> str:
    """Return one page that needs nothing beside itself, without scripts.

    Args:
        coverages: What was seen of each flow.
    """
    body = [f"<h1>Flow coverage: {total(coverages)}%</h1>", *_summary(coverages)]
    for number, coverage in enumerate(coverages):
        body += _section(number, coverage)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>Flow coverage</title>",
            f"<style>\n{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _summary(coverages: Sequence[Coverage]) -> Iterator[str]:
    titles = ["Flow", *_TITLES.values(), "Cover"]
    heads = [f"<th{_class(index)}>{title}</th>" for index, title in enumerate(titles)]
    yield f"<table>\n<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>"
    for number, coverage in enumerate(coverages):
        name, *cells = _row(coverage)
        link = f'<td><a href="#flow-{number}">{_escaped(name)}</a></td>'
        yield f"<tr>{link}{''.join(f'<td{_class(1)}>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody>\n</table>"


def _class(index: int) -> str:
    return ' class="number"' if index else ""


def _section(number: int, coverage: Coverage) -> Iterator[str]:
    yield f'<h2 id="flow-{number}">{_escaped(_name(coverage))}</h2>'
    yield "<table>\n<thead><tr><th>What</th><th>Where</th><th>Covered</th></tr></thead>\n<tbody>"
    for key, item in coverage.items.items():
        state, said = "seen", "yes"
        if key not in coverage.seen:
            excuse = coverage.excuses.get(key)
            state, said = ("excused", f"no: {excuse.why}") if excuse else ("missed", "no")
        yield (
            f'<tr class="{state}"><td>{_escaped(item.name)}</td>'
            f"<td><code>{_escaped(item.path)}</code></td><td>{_escaped(said)}</td></tr>"
        )
    yield "</tbody>\n</table>"


def _escaped(text: str) -> str:
    return html.escape(visible(whole_characters(text)))
