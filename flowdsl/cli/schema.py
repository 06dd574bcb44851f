"""`flowdsl schema`: writes the JSON Schema of each version."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowdsl.cli.common import FAILED, VERSION, fail, mistakes

if TYPE_CHECKING:
    from flowdsl.versions import Version


@click.command("schema", short_help="Write the JSON Schema of each version of Flow JSON.")
@click.option(
    "-o",
    "--out",
    default="schemas",
    show_default=True,
    metavar="DIR",
    help="The folder to write to, or - for standard output.",
)
@click.option(
    "-t",
    "--target",
    "targets",
    type=VERSION,
    multiple=True,
    metavar="VERSION",
    help="Only this version; may be given several times.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail if a written file is stale.")
def command(out: str, targets: tuple["Version", ...], check: bool) -> None:
    """Write the JSON Schema (2020-12) of each version of Flow JSON, as flow-VERSION.json.

    Editors that know the schema of a file complete its properties, explain them and mark mistakes.
    """
    import json

    from flowdsl.build import INDENT, is_stale, write_text
    from flowdsl.report import shown_path
    from flowdsl.schema import json_schema
    from flowdsl.versions import VERSIONS

    stale: list[Path] = []
    for version in targets or VERSIONS:
        text = json.dumps(json_schema(version), indent=INDENT, ensure_ascii=False) + "\n"
        if out == "-":
            click.echo(text.encode(), nl=False)
            continue
        path = Path(out) / f"flow-{version}.json"
        if not is_stale(path, text):
            continue
        if check:
            click.echo(f"{shown_path(path)} is stale", err=True)
            stale.append(path)
        else:
            with mistakes():
                write_text(path, text)
            click.echo(f"wrote {shown_path(path)}")
    if stale:
        fail("the schemas are stale: run flowdsl schema", FAILED)
