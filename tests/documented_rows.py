"""Meta's page of static errors, each row's fragment completed to whole flows.

Of each flow, the condition of its row is the only thing that is wrong. The rows stand in
`documented_rows_structure`, `documented_rows_actions` and `documented_rows_screens`.
"""

from typing import Final

from documented_parts import Completed, Row
from documented_rows_actions import ACTIONS, DATA, ENDPOINT, UPLOADS
from documented_rows_screens import BRANCHES, LIMITS, NAMING, SCREENS
from documented_rows_structure import ROUTING, STRUCTURE, VERSION

__all__ = ["EXCEPTIONS", "ROWS", "Completed", "Row"]

SECTIONS = (
    STRUCTURE,
    VERSION,
    ROUTING,
    UPLOADS,
    ACTIONS,
    DATA,
    ENDPOINT,
    NAMING,
    SCREENS,
    BRANCHES,
    LIMITS,
)

ROWS: Final[dict[str, Row]] = dict(
    sorted((number, shown) for section in SECTIONS for number, shown in section.items())
)
"""Each row by its number."""

EXCEPTIONS: Final[dict[str, str]] = {
    "013": "an internal error of the server, which no flow brings about",
    "019": "which versions are open to testers only depends on the account",
}
"""The rows that no flow can show, and why."""
