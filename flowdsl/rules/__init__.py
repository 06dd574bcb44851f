"""The rules beyond what follows from the table of facts, a module a subject.

Importing the package enters them all into `RULES`.
"""

from flowdsl.rules import (
    actions,
    advice,
    choices,
    conditions,
    counts,
    data,
    files,
    footers,
    forms,
    limits,
    logic,
    reachability,
    references,
    routing,
    screens,
)

__all__ = [
    "actions",
    "advice",
    "choices",
    "conditions",
    "counts",
    "data",
    "files",
    "footers",
    "forms",
    "limits",
    "logic",
    "reachability",
    "references",
    "routing",
    "screens",
]
