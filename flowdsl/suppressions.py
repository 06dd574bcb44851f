"""Comments that say which problems of a line are known: `# flowdsl: ignore[FLOW104]`."""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs

from flowdsl.problems import Problem
from flowdsl.report import shown_path
from flowdsl.rule import RULES, Rule
from flowdsl.selection import ALWAYS, UnknownRule, refuse_always, rules_named

__all__ = ["Suppression", "Suppressions", "read_suppressions"]

_MARK: Final = b"flowdsl:"
_COMMENT: Final = re.compile(r"#\s*flowdsl:\s*(\w+)\s*(?:\[([^\]]*)\])?")


@attrs.frozen
class Suppression:
    """A comment that says which problems are known.

    Args:
        line: The line that it stands in.
        is_alone: Whether nothing else stands there; then it holds for the line below, too.
        rules: The rules whose problems are known.
    """

    line: int
    is_alone: bool
    rules: frozenset[Rule]

    def covers(self, rule: Rule, line: int, end_line: int) -> bool:
        """Return whether a problem is known.

        Args:
            rule: The rule that is broken.
            line: The first line that the problem is about.
            end_line: The last one.
        """
        first = line - 1 if self.is_alone else line
        return rule in self.rules and first <= self.line <= end_line


class Suppressions:
    """The comments of every file asked for, each read once.

    Attributes:
        warnings: What is wrong with the comments read so far, a sentence each.
    """

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._files: dict[str, tuple[Suppression, ...]] = {}

    def read(self, file: str) -> tuple[Suppression, ...]:
        """Return the comments of a file; none where it cannot be read or is no Python.

        Args:
            file: Its path, as places name it.
        """
        found = self._files.get(file)
        if found is None:
            try:
                content = Path(file).read_bytes() if file.endswith(".py") else b""
            except (OSError, ValueError):  # No file is called so: the name holds a null.
                content = b""
            found, wrong = read_suppressions(content)
            shown = shown_path(file)
            self.warnings += [f"{shown}:{line}: {sentence}" for line, sentence in wrong]
            self._files[file] = found
        return found

    def unknown(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems that no comment says are known."""
        for problem in problems:
            place, rule = problem.place, RULES[problem.code]
            if place is None or not any(
                comment.covers(rule, place.line, place.end_line)
                for comment in self.read(place.file)
            ):
                yield problem


def read_suppressions(
    content: bytes,
) -> tuple[tuple[Suppression, ...], list[tuple[int, str]]]:
    """Return the comments in a Python file, and what is wrong with them, each with its line.

    Args:
        content: The file.
    """
    found: list[Suppression] = []
    wrong: list[tuple[int, str]] = []
    for line, comment, is_alone in _comments(content) if _MARK in content else ():
        match = _COMMENT.search(comment)
        if match is None or (match[1] != "ignore" and match[2] is None):
            continue  # Somebody writes about flowdsl.
        rules: set[Rule] = set()
        if match[1] != "ignore":
            wrong.append((line, f'a comment says "{match[1]}", but it takes `ignore[...]`'))
        elif not match[2] or not match[2].strip():
            wrong.append((line, "`ignore` names no rule: write `flowdsl: ignore[FLOW104]`"))
        else:
            for token in filter(None, map(str.strip, match[2].split(","))):
                try:
                    named = rules_named(token)
                    refuse_always(token, named)
                    rules.update(named)
                except UnknownRule as error:
                    wrong.append((line, f"{error}"))
        found.append(Suppression(line, is_alone, frozenset(rules - ALWAYS)))
    return tuple(found), wrong


def _comments(content: bytes) -> Iterator[tuple[int, str, bool]]:
    """Yield the line and the text of each comment, and whether it stands alone there."""
    try:
        for token in tokenize.tokenize(io.BytesIO(content).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string, not token.line[: token.start[1]].strip()
    except (tokenize.TokenError, SyntaxError, ValueError):
        return  # Loading the module says what is wrong with it.
