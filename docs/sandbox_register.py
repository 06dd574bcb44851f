"""The page about the local Flows API: what it does, and how near that is."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from flowdsl.testing.graph_server.register import TITLES, register_rows

__all__ = ["sandbox_blocks"]

Table: TypeAlias = Callable[[Iterable[str], Iterable[Iterable[str]]], str]

INTRODUCTION: Final = Path(__file__).resolve().parent / "sandbox_intro.md"


def sandbox_blocks(table: Table) -> list[str]:
    """Return the blocks of the page.

    Args:
        table: Returns a table in Markdown, given its head and its rows.
    """
    introduction = INTRODUCTION.read_text(encoding="utf-8").strip()
    return [introduction, table(TITLES, register_rows())]
