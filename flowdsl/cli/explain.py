"""`flowdsl explain`: prints what there is to know about a rule."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import USAGE, fail, printable

if TYPE_CHECKING:
    from flowdsl.pages import Example
    from flowdsl.rule import Rule


@click.command("explain", short_help="Explain a rule, with examples.")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
def command(codes: tuple[str, ...]) -> None:
    """Explain rules: what is wrong, why it matters, and how it is right.

    CODE is a rule's code, such as FLOW104, or its name, such as text-too-long.
    """
    rules = [_rule(code) for code in codes]
    for index, rule in enumerate(rules):
        if index:
            click.echo()
        click.echo(printable(_page(rule)))


def _rule(code: str) -> "Rule":
    from flowdsl.selection import UnknownRule, rules_named

    try:
        found = rules_named(code)
    except UnknownRule as error:
        fail(str(error) + _meant(code), USAGE)
    if len(found) > 1 or code.casefold() not in (found[0].code.casefold(), found[0].name):
        codes = ", ".join(rule.code for rule in found)
        fail(f'"{code}" is no whole code; {codes} begin with it', USAGE)
    return found[0]


def _meant(code: str) -> str:
    """Return which rules stand for a code of Meta's, if it is one."""
    from flowdsl.rule import RULES

    rules = ", ".join(sorted(each.code for each in RULES.values() if code.upper() in each.meta))
    return f"; Meta's server gives it for {rules}" if rules else ""


def _page(rule: "Rule") -> str:
    from flowdsl.cli.rules import versions_of
    from flowdsl.pages import page_of

    page = page_of(rule)
    state = "" if rule.on else ", off unless it is selected"
    head = f"{click.style(rule.code, bold=True)} {rule.name} ({rule.severity}{state})"
    facts = [
        f"versions: {versions_of(rule)}",
        f"meta: {', '.join(rule.meta) or 'no code of its own'}",
    ]
    paragraphs = ["\n".join([head, *facts]), page.summary, page.body]
    paragraphs += [_example(example) for example in page.examples]
    degree, reason = page.fidelity.degree, page.fidelity.reason
    paragraphs.append(f"Compared with Meta's server: {degree}{f': {reason}' if reason else ''}")
    return "\n\n".join(filter(None, paragraphs))


def _example(example: "Example") -> str:
    from flowdsl.versions import DEFAULT

    version = "" if example.version == DEFAULT else f" in {example.version}"
    colour = "red" if example.is_bad else "green"
    heading = click.style(f"{'Bad' if example.is_bad else 'Good'}{version}:", fg=colour)
    lines = [f"    {line}".rstrip() for line in example.source.rstrip().splitlines()]
    return "\n".join([heading, *lines])
