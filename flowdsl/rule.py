"""Rules: what can be wrong with a flow, each under a code of its own."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from flowdsl.problems import Severity
from flowdsl.versions import Version

__all__ = ["RULES", "Rule"]


@attrs.frozen(eq=False, kw_only=True)
class Rule:
    """Something that is checked.

    Args:
        code: Our code, for example `"FLOW204"`.
        name: The code's name, which reads well after "allow".
        severity: How much it matters.
        page: What `flowdsl explain` prints: a sentence, why, and examples; see `pages`.
        meta: The codes that Meta's server gives for it.
        catalogue: The numbers of the checks in the catalogue that it covers.
        since: The first version that it holds for, None for all.
        until: The last version that it holds for, None for all.
        on: Whether it is looked for unless somebody asks for it.
        needs: What it speaks of: components, actions, keys. A flow that has none of it is not
            looked at. Empty where every flow has it; see `Context.features`.
        quiet: Whether it says nothing as long as something else is wrong with what is bound or
            sent: it would only tell what follows from that.
        check: Yields what breaks it, given what is known of a flow; None for what follows from
            the table of facts and is found while the structure is checked.
    """

    code: str
    name: str
    severity: Severity
    page: str
    meta: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = ()
    since: Version | None = None
    until: Version | None = None
    on: bool = True
    needs: frozenset[str] = frozenset()
    quiet: bool = False
    check: Callable[[Any], Iterable[Any]] | None = None

    @property
    def is_error(self) -> bool:
        """Whether a flow that breaks it is refused."""
        return self.severity is Severity.ERROR

    @property
    def summary(self) -> str:
        """What is wrong where it is reported, in one sentence."""
        return self.page.partition("\n\n")[0].replace("\n", " ")

    def holds_for(self, version: Version) -> bool:
        """Return whether a version is among those that it holds for."""
        return (self.since is None or self.since <= version) and (
            self.until is None or version <= self.until
        )


RULES: Final[dict[str, Rule]] = {}
"""Every rule by its code."""


def define(
    code: str,
    name: str,
    severity: Severity,
    page: str,
    meta: tuple[str, ...] = (),
    *,
    catalogue: tuple[str, ...] = (),
    since: Version | None = None,
    until: Version | None = None,
    on: bool = True,
    needs: Iterable[str] = (),
    quiet: bool = False,
    check: Callable[[Any], Iterable[Any]] | None = None,
) -> Rule:
    """Enter a rule into `RULES` and return it; the arguments are those of `Rule`.

    Raises:
        ValueError: The code or the name is taken.
    """
    taken = [rule.code for rule in RULES.values() if code == rule.code or name == rule.name]
    if taken:
        raise ValueError(f"{code} {name} clashes with {taken[0]}")
    RULES[code] = Rule(
        code=code,
        name=name,
        severity=severity,
        page=inspect.cleandoc(page),
        meta=meta,
        catalogue=catalogue,
        since=since,
        until=until,
        on=on,
        needs=frozenset(needs),
        quiet=quiet,
        check=check,
    )
    return RULES[code]


def rule(
    code: str,
    name: str,
    severity: Severity,
    meta: tuple[str, ...] = (),
    *,
    catalogue: tuple[str, ...] = (),
    since: Version | None = None,
    until: Version | None = None,
    on: bool = True,
    needs: Iterable[str] = (),
    quiet: bool = False,
) -> Callable[[Callable[[Any], Iterable[Any]]], Rule]:
    """Make a rule of a function: it yields what breaks the rule, its docstring is the page.

    Raises:
        ValueError: The code or the name is taken.
    """

    def enter(check: Callable[[Any], Iterable[Any]]) -> Rule:
        return define(
            code,
            name,
            severity,
            check.__doc__ or "",
            meta,
            catalogue=catalogue,
            since=since,
            until=until,
            on=on,
            needs=needs,
            quiet=quiet,
            check=check,
        )

    return enter
