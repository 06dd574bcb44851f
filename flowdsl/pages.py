"""The page of a rule, taken apart: what is wrong, why it matters, and examples.

A page is a docstring. Its first paragraph is one sentence; paragraphs that say why follow; then
come sections, each a heading with a colon and an indented text:

    Bad:            Python that breaks the rule, in the newest version
    Bad in 3.1:     the same, in another version
    Good:           Python that does not
    Meta:           how close the check is to that of Meta's server: "same", "approximated",
                    "unknown" or "own", and why

An example is statements; the value of the last expression is a flow, or what a flow is put
around: screens, a screen, or components. What starts with `{` is Flow JSON.
"""

import re
import textwrap
from typing import Final

import attrs

from flowdsl.rule import Rule
from flowdsl.versions import DEFAULT, Version, parse_version

__all__ = ["Example", "Fidelity", "Page", "page_of"]

FIDELITIES: Final = ("same", "approximated", "unknown", "own")


@attrs.frozen
class Example:
    """An example of a page.

    Args:
        is_bad: Whether it breaks the rule.
        version: The version that it is in.
        source: What it says.
    """

    is_bad: bool
    version: Version
    source: str


@attrs.frozen
class Fidelity:
    """How close a check is to that of Meta's server.

    Args:
        degree: `"same"`, `"approximated"`, `"unknown"`, or `"own"` where Meta checks no such thing.
        reason: Why it is not the same.
    """

    degree: str
    reason: str = ""


@attrs.frozen(kw_only=True)
class Page:
    """What is to be read of a rule.

    Args:
        summary: What is wrong, in one sentence.
        body: Why it matters, in paragraphs.
        examples: What breaks it, and what does not.
        fidelity: How close it is to what Meta's server checks.
    """

    summary: str
    body: str
    examples: tuple[Example, ...]
    fidelity: Fidelity


_HEADING: Final = re.compile(r"^(Bad|Good|Meta)(?: in ([0-9.]+))?:(.*)$")


def page_of(rule: Rule) -> Page:
    """Return the page of a rule.

    Raises:
        ValueError: The page is not written as pages are.
    """
    paragraphs: list[str] = []
    sections: list[tuple[str, Version, list[str]]] = []
    for line in rule.page.splitlines():
        heading = _HEADING.match(line)
        if heading:
            version = parse_version(heading[2]) if heading[2] else DEFAULT
            sections.append((heading[1], version, [heading[3].strip()]))
        elif sections and (not line or line.startswith(" ")):
            sections[-1][2].append(line)
        elif sections:
            raise ValueError(f"{rule.code}: {line!r} stands after the sections")
        else:
            paragraphs.append(line)
    text = "\n".join(paragraphs).strip()
    summary, _, body = text.partition("\n\n")
    examples = tuple(
        Example(name == "Bad", version, textwrap.dedent("\n".join(lines)).strip() + "\n")
        for name, version, lines in sections
        if name != "Meta"
    )
    remarks = [" ".join(" ".join(lines).split()) for name, _, lines in sections if name == "Meta"]
    degree, _, reason = (remarks[0] if remarks else "same").partition(":")
    degree = degree.strip(" .")
    if degree not in FIDELITIES:
        raise ValueError(f"{rule.code}: the fidelity {degree!r} is none of {', '.join(FIDELITIES)}")
    return Page(
        summary=" ".join(summary.split()),
        body=body.strip(),
        examples=examples,
        fidelity=Fidelity(degree, reason.strip()),
    )
