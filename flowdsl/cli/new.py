"""`flowdsl new`: writes a small project to start from."""

from pathlib import Path

import click

from flowdsl.cli.common import mistakes


def _list(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from flowdsl.project import examples

    for example, summary in examples().items():
        click.echo(f"{example:24} {summary}")
    ctx.exit()


@click.command("new", short_help="Write a small project to start from.")
@click.argument("name")
@click.option(
    "-e",
    "--example",
    default="lead_generation",
    show_default=True,
    metavar="EXAMPLE",
    help="The example to start from.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="List the examples and exit.",
)
def command(name: str, example: str) -> None:
    """Write a project into a new folder NAME: settings, a flow, its tests and a workflow for CI.

    It builds, and its tests pass, at once. NAME may be a path; its last part names the project.
    """
    from flowdsl.project import write_project
    from flowdsl.report import shown_path

    folder = Path(name)
    with mistakes():
        for file in write_project(folder, example):
            click.echo(f"wrote {shown_path(file)}")
    enter = [] if folder.resolve() == Path.cwd() else [f'cd "{shown_path(folder)}"']
    then = ["flowdsl build", f"flowdsl run flows/{example}.py", "flowdsl test"]
    click.echo("\n  ".join(["\nNext:", *enter, *then]))
