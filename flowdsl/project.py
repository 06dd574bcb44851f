"""Writes a small project to start from, made of one of the examples."""

import ast
import re
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from flowdsl.build import build_module, place, write_text
from flowdsl.discover import SCENARIO_SUFFIX, Source
from flowdsl.platform.local import (
    ENVIRONMENT,
    FIRST_ACCOUNT,
    FIRST_APPLICATION,
    FIRST_PHONE_NUMBER,
    HOST,
    PORT,
    TOKEN_VARIABLE,
)
from flowdsl.platform.lock import GIT_ATTRIBUTES
from flowdsl.problems import FlowError, did_you_mean

__all__ = ["examples", "write_project"]


class ProjectExists(FlowError):
    """There is something already where the project would be written."""


class UnknownExample(FlowError):
    """There is no example of that name."""


def _folder() -> Path:
    """Return the folder of the examples: beside the modules when installed, else in the sources."""
    installed = Path(__file__).parent / "examples"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "examples"


def examples() -> dict[str, str]:
    """Return what each example is about, by its name."""
    found: dict[str, str] = {}
    for file in sorted(_folder().glob("*.py")):
        summary = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        found[file.stem] = summary.splitlines()[0]
    return found


def write_project(folder: Path, example: str) -> list[Path]:
    """Write a project, whole or not at all, and return its files.

    Args:
        folder: The folder to make; it may exist if it is empty.
        example: The name of the example that the project's flow is made of.

    Raises:
        ProjectExists: There is something in the folder.
        UnknownExample: There is no such example.
        OSError: The folder cannot be written.
    """
    if example not in examples():
        hint = did_you_mean(example, examples()) or f" (there are {', '.join(examples())})"
        raise UnknownExample(f'there is no example "{example}"{hint}')
    if folder.is_dir() and any(folder.iterdir()):
        raise ProjectExists(f"{folder} is not empty: nothing was written")
    if folder.exists() and not folder.is_dir():
        raise ProjectExists(f"{folder} is a file: nothing was written")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".flowdsl-") as made:
        draft = Path(made) / "project"
        written = [
            path.relative_to(draft) for path in _write(draft, folder.absolute().name, example)
        ]
        if folder.is_dir():
            # Filled rather than replaced: it may be the folder that somebody works in.
            for entry in draft.iterdir():
                entry.rename(folder / entry.name)
        else:
            draft.rename(folder)
    return [folder / path for path in written]


def _write(draft: Path, name: str, example: str) -> Iterator[Path]:
    for relative, text in _files(name, example).items():
        write_text(draft / relative, text)
        yield draft / relative
    flows = draft / "flows"
    scenario = f"{example}{SCENARIO_SUFFIX}"
    played = (_folder() / "scenarios" / scenario).read_text(encoding="utf-8")
    write_text(draft / "tests" / scenario, played.replace('"../', '"../flows/'))
    yield draft / "tests" / scenario
    module = flows / f"{example}.py"
    source = _folder() / f"{example}.py"
    write_text(module, source.read_text(encoding="utf-8"))
    yield module
    if '"images"' in source.read_text(encoding="utf-8"):
        shutil.copytree(_folder() / "images", flows / "images")
        yield from sorted((flows / "images").iterdir())
    for path, built in place(build_module(Source(module), ()).flows, None).items():
        assert built.text is not None, built.problems
        write_text(path, built.text)
        yield path


def _files(name: str, example: str) -> dict[str, str]:
    package = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "flows"
    release = ".".join(version("flowdsl").split(".")[:2])
    return {
        "pyproject.toml": f"""\
[project]
name = "{package}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["flowdsl>={release}"]

[project.optional-dependencies]
test = ["flowdsl[testing]"]

[tool.flowdsl]
paths = ["flows"]

# A Flows API on this machine, to try everything against: `flowdsl sandbox` runs it. An account of
# yours is another table, whose token stands in no file; see docs/pushing.md of flowdsl.
[tool.flowdsl.env.{ENVIRONMENT}]
base_url = "http://{HOST}:{PORT}"
waba_id = "{FIRST_ACCOUNT}"
phone_number_id = "{FIRST_PHONE_NUMBER}"
application_id = "{FIRST_APPLICATION}"
token_env = "{TOKEN_VARIABLE}"

[tool.pytest.ini_options]
pythonpath = ["flows"]
testpaths = ["tests"]
""",
        "README.md": f"""\
# {name}

WhatsApp Flows, written with flowdsl.

- `flowdsl check` finds every mistake in `flows/`; `flowdsl explain CODE` says what one means.
- `flowdsl build` writes the Flow JSON of every flow there.
- `flowdsl run flows/{example}.py` plays the flow here, without a phone.
- `flowdsl test` runs the scenarios and tests in `tests/`, after `pip install "flowdsl[testing]"`;
  `flowdsl test --coverage` tells what none of them visits.
- `flowdsl fuzz` walks the flows in ways that nobody thought of.
- `flowdsl plan {ENVIRONMENT}` says what the account of an environment lacks, and
  `flowdsl push {ENVIRONMENT}` brings it there, after `pip install "flowdsl[push,sandbox]"` and with
  `flowdsl sandbox` in another terminal. Commit `flows.lock`, which says what is where.
""",
        ".gitattributes": f"{GIT_ATTRIBUTES}\n",
        ".gitignore": "__pycache__/\n.pytest_cache/\n.venv/\n.*.part\n",
        f"tests/test_{example}.py": f'''\
"""What the flow has to hold to."""

from {example} import {example}

from flowdsl.fuzz import fuzz


def test_flow_has_no_errors() -> None:
    """The flow compiles; what needs attention is shown where it does not."""
    assert [problem for problem in {example}.problems() if problem.is_error] == []


def test_nobody_gets_stuck() -> None:
    """However somebody walks through the flow, nothing goes wrong, and it can be finished."""
    report = fuzz({example}, examples=50)
    assert not report.faults, "\\n\\n".join(map(str, report.faults))
''',
        ".github/workflows/flows.yml": """\
name: flows
on: [push, pull_request]
jobs:
  flows:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install "flowdsl[testing]"
      - run: flowdsl check --format github
      - run: flowdsl build --check
      - run: flowdsl test --coverage
""",
    }
