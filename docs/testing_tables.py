"""The page about tests: what can be done, what can be expected, what the fuzzer finds."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from flowdsl.fuzz.faults import EXPLANATIONS
from flowdsl.testing.expectations import EXPECTATIONS, Expected
from flowdsl.testing.steps import ALL_STEPS

__all__ = ["testing_blocks"]

Table: TypeAlias = Callable[[Iterable[str], Iterable[Iterable[str]]], str]

_FOLDER: Final = Path(__file__).resolve().parent


def testing_blocks(table: Table) -> list[str]:
    """Return the blocks of the page.

    Args:
        table: Returns a table in Markdown, given its head and its rows.
    """
    explained = _explained()
    expectations = (
        (f"`{name}`", explained[name], expectation.takes)
        for name, expectation in EXPECTATIONS.items()
    )
    steps = ((f"`{name}`", takes.removeprefix("it takes ")) for name, takes in ALL_STEPS.items())
    faults = ((f"`{kind.value}`", meaning) for kind, meaning in EXPLANATIONS.items())
    return [
        _text("testing_intro.md"),
        "The steps, each an object with one key:",
        table(("step", "takes"), steps),
        "What can be expected, in Python and in JSON:",
        table(("name", "what", "takes"), expectations),
        _text("testing_rest.md"),
        table(("fault", "means"), faults),
    ]


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


def _explained() -> dict[str, str]:
    """Return what the docstring of `Expected` says of each name."""
    _, _, listed = (Expected.__doc__ or "").partition("Args:\n")
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", listed, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}
