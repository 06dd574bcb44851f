"""Which rules somebody wants to hear of, as the settings and the options name them."""

import re
from collections.abc import Iterable
from typing import Final

import attrs

from flowdsl import check, literals, structure, syntax
from flowdsl.problems import FlowError, did_you_mean
from flowdsl.rule import RULES, Rule

__all__ = ["ALWAYS", "Selection", "UnknownRule", "rules_named"]

assert check  # Importing it is what enters the rules, as far as `syntax` has not.

ALWAYS: Final = frozenset(
    {
        # Of these there is no JSON that could be written.
        structure.NOT_JSON,
        structure.TWICE,
        literals.NOT_AN_IMAGE,
        # Of these there is nothing that could be checked: silence would pass for praise.
        syntax.INVALID_JSON,
        syntax.TOO_LARGE,
        syntax.TOO_DEEP,
    }
)
"""The rules that nobody can ignore."""

_PREFIX: Final = re.compile(r"FLOW[0-9]*")


class UnknownRule(FlowError):
    """A rule was named that there is not, or that cannot be ignored."""


@attrs.frozen
class Selection:
    """Decides which rules are wanted.

    A token is a code, the beginning of one (`"FLOW4"`), or a name (`"text-too-long"`). Of the
    tokens that match a rule the longest one decides; of equal ones that of `ignore`.

    Args:
        select: The rules wanted; empty for every rule that is on.
        ignore: The rules not wanted.
        turned_on: Rules, by their names, that are on although they are off by default.

    Raises:
        UnknownRule: A token matches no rule, or `ignore` names a rule of `ALWAYS`.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    turned_on: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for token in self.select:
            rules_named(token)
        for token in self.ignore:
            refuse_always(token, rules_named(token))

    def wanted(self, rule: Rule) -> bool:
        """Return whether a rule is wanted."""
        if rule in ALWAYS:
            return True
        ignored = _longest(self.ignore, rule)
        if not self.select:
            return not ignored and (rule.on or rule.name in self.turned_on)
        return _longest(self.select, rule) > ignored


def rules_named(token: str) -> list[Rule]:
    """Return the rules that a token matches, in the order of their codes.

    Args:
        token: A code, the beginning of one, or a name; capital letters make no difference.

    Raises:
        UnknownRule: There are none.
    """
    found = [RULES[code] for code in sorted(RULES) if _match(token, RULES[code])]
    if not found:
        known = [*RULES, *(rule.name for rule in RULES.values())]
        by_case = {word.casefold(): word for word in known}
        hint = did_you_mean(token.casefold(), by_case).replace("flow", "FLOW")
        raise UnknownRule(f'no rule has the code or the name "{token}"{hint}')
    return found


def refuse_always(token: str, rules: Iterable[Rule]) -> None:
    """Refuse a token that names a rule which cannot be ignored; a prefix may cover one.

    Raises:
        UnknownRule: It names one.
    """
    for rule in rules:
        if rule in ALWAYS and token.casefold() in (rule.code.casefold(), rule.name):
            raise UnknownRule(f'"{token}" cannot be ignored: {_reason(rule)}')


def _reason(rule: Rule) -> str:
    if rule in (syntax.INVALID_JSON, syntax.TOO_LARGE, syntax.TOO_DEEP):
        return "nothing of such a file can be checked"
    return "there is no JSON for such a flow"


def _longest(tokens: Iterable[str], rule: Rule) -> int:
    """Return how much of a rule's code the longest of the tokens names; 0 for none."""
    return max((_match(token, rule) for token in tokens), default=0)


def _match(token: str, rule: Rule) -> int:
    """Return how much of a rule's code a token names; a name is as good as the whole code."""
    if token.casefold() == rule.name:
        return len(rule.code)
    prefix = token.upper()
    return len(prefix) if _PREFIX.fullmatch(prefix) and rule.code.startswith(prefix) else 0
