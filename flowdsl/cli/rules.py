"""`flowdsl rules`: lists what is checked."""

from typing import TYPE_CHECKING, Any

import click

from flowdsl.cli.common import mistakes, printable

if TYPE_CHECKING:
    from flowdsl.rule import Rule


@click.command("rules", short_help="List what is checked.")
@click.argument("prefixes", nargs=-1, metavar="[PREFIX...]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the rules are listed.",
)
def command(prefixes: tuple[str, ...], format_: str) -> None:
    """List the rules: code, name, severity, the versions that they hold for, and what is wrong.

    PREFIX is the beginning of a code, such as FLOW4, or the name of a rule. A rule marked (off) is
    looked for only where --select names it.
    """
    import json

    from flowdsl.selection import rules_named

    with mistakes():
        found = {rule.code: rule for prefix in prefixes or ["FLOW"] for rule in rules_named(prefix)}
    rules = [found[code] for code in sorted(found)]
    if format_ == "json":
        text = json.dumps([_object(rule) for rule in rules], ensure_ascii=False, indent=2)
        click.echo(f"{text}\n".encode(), nl=False)
        return
    rows = [(rule.code, rule.name, str(rule.severity), versions_of(rule)) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for rule, row in zip(rules, rows, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        mark = "" if rule.on else "(off) "
        click.echo(printable("  ".join([*cells, f"{mark}{rule.summary}"])))


def versions_of(rule: "Rule") -> str:
    """Return the versions that a rule holds for, in words."""
    since = f"from {rule.since}" if rule.since else ""
    until = f"until {rule.until}" if rule.until else ""
    return " ".join(filter(None, [since, until])) or "all"


def _object(rule: "Rule") -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "since": rule.since and rule.since.name,
        "until": rule.until and rule.until.name,
        "on": rule.on,
        "summary": rule.summary,
        "meta": list(rule.meta),
    }
