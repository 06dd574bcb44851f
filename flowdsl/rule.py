"""Rules: what can be wrong with a flow, each under a code of its own."""

from typing import Final

import attrs

from flowdsl.problems import Severity

__all__ = ["RULES", "Rule"]


@attrs.frozen(eq=False)
class Rule:
    """Something that is checked.

    Args:
        code: Our code.
        name: The code's name, which reads well after "allow".
        severity: How much it matters.
        summary: What is wrong where it is reported, in one sentence.
        meta: The codes that Meta's server gives for it.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    meta: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether a flow that breaks it is refused."""
        return self.severity is Severity.ERROR


RULES: Final[dict[str, Rule]] = {}
"""Every rule by its code."""


def define(
    code: str, name: str, severity: Severity, summary: str, meta: tuple[str, ...] = ()
) -> Rule:
    """Enter a rule into `RULES` and return it.

    Raises:
        ValueError: The code or the name is taken.
    """
    taken = [rule.code for rule in RULES.values() if code == rule.code or name == rule.name]
    if taken:
        raise ValueError(f"{code} {name} clashes with {taken[0]}")
    RULES[code] = Rule(code, name, severity, summary, meta)
    return RULES[code]
