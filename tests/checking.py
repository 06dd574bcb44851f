"""What the tests of the commands share: files to check, and how they are written."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

__all__ = ["BAD", "GOOD", "LONG", "MODULE", "WARNED", "Run", "put", "short", "write"]

MODULE = """\
from flowdsl import *

{variable} = Flow({arguments}screens=[Screen(id="A", title="{title}", terminal=True, children=[
    {children}
    Footer(label="{label}", on_click_action=Complete({{}})),
])])
"""
LONG = "TextInput(name='city', label='The city that you live in')"

GOOD = """\
{"version": "7.3", "screens": [{"id": "A", "title": "T", "terminal": true, "layout": {
  "type": "SingleColumnLayout", "children": [
    {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}
  ]}}]}
"""
BAD = GOOD.replace('"Done"', '" "')
WARNED = GOOD.replace('"Done"', '"A label with more than thirty-five characters"')

Run = Callable[..., Result]


def write(path: str, variable: str = "flow", **content: str) -> Path:
    defaults = {"arguments": "", "title": "Title", "label": "Done", "children": ""}
    return put(path, MODULE.format(variable=variable, **{**defaults, **content}))


def put(path: str, content: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def short(result: Result) -> list[str]:
    """Return the place and the code of each line."""
    return [line.partition("] ")[0] + "]" for line in result.stdout.splitlines()]
