"""The page about upgrades: what is rewritten, what means something else, and how far it gets."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

import flowdsl.check  # noqa: F401  # Importing it fills `RULES`.
from flowdsl.rule import RULES
from flowdsl.upgrade.migration import CHANGES, REWRITES, Change
from flowdsl.upgrade.migrations import plan  # noqa: F401  # Importing it fills `CHANGES` and `REWRITES`.
from flowdsl.versions import V2_1

__all__ = ["COUNTS", "upgrade_blocks"]

COUNTS: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "upgrade_counts.json"
"""What a test counted over the real flows: see `tests/test_upgrade_corpus.py`."""

Table: TypeAlias = Callable[[Iterable[str], Iterable[Iterable[str]]], str]

_INTRODUCTION: Final = """\
# Upgrades

`flowdsl upgrade PATH... --to VERSION` moves flows to another version of Flow JSON: to a newer one
or to an older one, Flow JSON and Python modules, in place. Without `--to` that is the newest.

- Only the lines concerned change: comments, indentation, the order of keys, line ends and quotes
  stay what they are. `--dry-run` writes nothing, and prints a unified diff.
- What means something else in the other version is listed, with its place.
- What cannot be carried is refused, with its place, and then nothing is written to that file: a
  flow has no error afterwards that it had not before. `flowdsl check` says what is wrong anyway.
- A folder stands for every module and every Flow JSON file in it. JSON that a module is built to is
  left out: upgrade the module, and run `flowdsl build`. `module.py:name` stands for one flow.
- `-` reads JSON from standard input and prints what becomes of it.

Python modules are edited with libcst: `pip install "flowdsl[upgrade]"`. The compiler lowers most of
a flow to any version by itself, so there is little to edit: the version, where a flow or a constant
says it, and what only the author can leave out. The module is loaded once more as it will be, and
left as it is where its flows do not compile then. A version that is worked out by the module, or
imported from another one of yours, is not touched, and nothing moves into a Form by itself.

`flowdsl upgrade` exits with 0 when everything is done, with 1 when a file could not be carried (all
others are written), and with 2 for a mistake in the call."""

_REWRITTEN: Final = """\
## What is written differently

Both ways where both make sense; nothing else of a flow is touched."""

_CHANGED: Final = """\
## What means something else

Listed where a flow has it, going up and going down. What `flowdsl check` warns of in the one
version and not in the other is listed, too, such as that a version is frozen."""

_COUNTED: Final = """\
## How far it gets

Of {flows} real flows that others wrote, moved to {to}:"""

_REASONS: Final = """\
What a person is needed for, by the rule that refuses it; a flow can have several. Faults that a
flow had before are among them where something else hid them."""


def upgrade_blocks(table: Table) -> list[str]:
    """Return the blocks of the page.

    Args:
        table: Returns a table in Markdown, given its head and its rows.
    """
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    rewrites = sorted(REWRITES, key=lambda each: (each.version or V2_1, each.name))
    changes = sorted(CHANGES, key=lambda each: (each.version, each.name))
    return [
        _INTRODUCTION,
        _REWRITTEN,
        table(
            ("from", "what"),
            [
                (str(each.version) if each.version else "any", _unstopped(each.summary))
                for each in rewrites
            ],
        ),
        _CHANGED,
        table(
            ("versions", "notice", "what changes", "listed"),
            [(_versions(each), f"`{each.name}`", each.summary, each.listed) for each in changes],
        ),
        _COUNTED.format(**counts),
        table(
            ("flows in", "all", "moved without a hand", "moved, with notices", "need a person"),
            [*map(_row, counts["versions"]), _row({"version": "all", **_sum(counts["versions"])})],
        ),
        _already(counts),
        "Which notices they got:",
        table(
            ("notice", "flows"), [(f"`{name}`", str(n)) for name, n in counts["notices"].items()]
        ),
        _REASONS,
        table(("rule", "flows"), [(_rule(code), str(n)) for code, n in counts["reasons"].items()]),
    ]


def _unstopped(sentence: str) -> str:
    return sentence.removesuffix(".")


def _versions(change: Change) -> str:
    return f"from {change.version}" + (f" to {change.until}" if change.until else "")


_COLUMNS: Final = ("flows", "moved", "noticed", "refused")


def _row(counts: dict[str, Any]) -> list[str]:
    return [str(counts["version"]), *(str(counts[column]) for column in _COLUMNS)]


def _sum(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {column: sum(row[column] for row in rows) for column in _COLUMNS}


def _already(counts: dict[str, Any]) -> str:
    unknown = counts["unknown"]
    flows = "1 names a version that" if unknown == 1 else f"{unknown} name versions that"
    return (
        f"{counts['unchanged']} more were in {counts['to']} already, and {flows} never became "
        "public: nobody can tell what those mean."
    )


def _rule(code: str) -> str:
    rule = RULES[code]
    return f"[{code}](rules.md#{code.lower()}-{rule.name}) {rule.name}"
