"""`flowdsl pull`: brings flows of an account to the project."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, JOBS, connected, print_json
from flowdsl.cli.common import FAILED, USAGE, mistakes, note, printable, progress
from flowdsl.cli.import_ import as_module, check_variable, show_imported, show_refused

if TYPE_CHECKING:
    from flowdsl.cli.account import Account
    from flowdsl.importing import Imported
    from flowdsl.platform.environments import Environment
    from flowdsl.platform.pulling import Pulled

Format: TypeAlias = Literal["json", "python"]

SUFFIXES: dict[str, Format] = {".json": "json", ".py": "python"}
"""What a file is, by how its name ends."""

ENDINGS: dict[Format, str] = {"json": ".json", "python": ".py"}
"""How the name of a file ends, by what it is."""


@click.command("pull", short_help="Bring flows of an account to the project.")
@ENVIRONMENT
@click.argument("flow", required=False, metavar="[FLOW]")
@click.option("--all", "every", is_flag=True, help="Pull all flows of the account to a folder.")
@click.option(
    "-o",
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write to this file, .json or .py, or with --all to this folder.",
)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["json", "python"]),
    help="What is written: the Flow JSON as it is there, or a module; by default as the file ends.",
)
@click.option(
    "--images",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the images of modules as files to DIR, and their paths into the code.",
)
@click.option("--name", metavar="NAME", help="What the variable of the flow is called.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@JOBS
@AS_JSON
def command(
    environment: str,
    flow: str | None,
    out: Path | None,
    format_: Format | None,
    images: Path | None,
    name: str | None,
    *,
    every: bool,
    force: bool,
    jobs: int,
    as_json: bool,
) -> None:
    """Download the Flow JSON of a flow, and print it, write it to a file, or import it.

    ENV is an environment of the project, FLOW what a flow is called in the project or in the
    account, or its id. A .json file gets the bytes that are uploaded. A .py file gets the module
    that `flowdsl import` makes of them, with the name, the categories and the endpoint that the
    JSON does not have; a plan finds the flow by its name.

    With --all every flow of the account is written to a folder, to a file of its own name. A flow
    that cannot be is reported, and the others are written.

    Exit codes: 0 pulled, 1 a flow cannot be read or written, 2 the call is wrong.
    """
    chosen = _checked(flow, out, format_, images, name, every=every, as_json=as_json)
    check_variable(name)
    files = _Files(chosen, name, force=force, is_quiet=as_json)
    with connected(environment) as account:
        if every:
            assert out is not None
            _pull_all(account, files, out, images, jobs)
        else:
            assert flow is not None
            _pull(account, files, flow, out, images)
        if as_json:
            print_json(files.document(account.environment))
    if files.is_failed:
        raise click.exceptions.Exit(FAILED)


def _checked(
    flow: str | None,
    out: Path | None,
    format_: Format | None,
    images: Path | None,
    name: str | None,
    *,
    every: bool,
    as_json: bool,
) -> Format:
    """Return what is written, or end the command where the options do not go together."""
    if every and (flow is not None or name is not None):
        other = "FLOW" if flow is not None else "--name"
        raise click.UsageError(f"{other} is for one flow, and --all pulls every one.")
    if every and (out is None or out.is_file()):
        raise click.UsageError("--all writes to a folder: -o FOLDER.")
    if not every and flow is None:
        raise click.UsageError("Name a flow, or pull every one with --all -o FOLDER.")
    if not every and out is not None and out.is_dir():
        raise click.UsageError(f"{out} is a folder: name a file in it, or pull --all to it.")
    ending = None if every or out is None else SUFFIXES.get(out.suffix.lower())
    if not every and out is not None and ending is None:
        raise click.UsageError(f"{out}: its name ends in neither .json nor .py.")
    if ending is not None and format_ not in (None, ending):
        raise click.UsageError(f"{out} is a file for {ending}, and -f says {format_}.")
    chosen = format_ or ending or "json"
    if chosen == "json" and (images is not None or name is not None):
        option = "--images" if images is not None else "--name"
        raise click.UsageError(f"{option} goes with Python: -f python, or -o FILE.py.")
    if as_json and out is None:
        raise click.UsageError("--json says what was written to files: give -o.")
    return chosen


def _pull(
    account: "Account", files: "_Files", flow: str, out: Path | None, images: Path | None
) -> None:
    from flowdsl.platform.pulling import pull

    pulled = pull(account.client, account.find(flow))
    files.add(pulled, out, images, account.environment)
    if not files.is_failed:
        files.write()


def _pull_all(
    account: "Account", files: "_Files", folder: Path, images: Path | None, jobs: int
) -> None:
    from flowdsl.platform.pulling import file_names, pull_all

    flows = list(account.flows().values())
    if not flows:
        note(f"{account.environment.name} has no flows, so there is nothing to pull")
    with mistakes(USAGE):
        names = file_names(flows, ENDINGS[files.kind])
    pulled = pull_all(
        account.client,
        flows,
        jobs=jobs,
        shown=lambda items, length: progress(items, length, "pulling"),
    )
    for each, name in zip(pulled, names, strict=True):
        if each.content.data is None:
            files.skip(each)
            continue
        out = folder / name
        # Images of two flows may be called the same.
        files.add(each, out, images and images / out.stem, account.environment)
    files.write()


class _Files:
    """What is written, and what there is to say of it; all is made before the first is written.

    Args:
        kind: What the files are.
        variable: What the variable of the flow is called.
        force: Whether files that are there are replaced.
        is_quiet: Whether what is written is not named.
    """

    def __init__(
        self,
        kind: Format,
        variable: str | None,
        *,
        force: bool,
        is_quiet: bool,
    ) -> None:
        self.kind: Format = kind
        self.is_failed = False
        self._variable = variable
        self._force = force
        self._is_quiet = is_quiet
        self._files: dict[Path, bytes] = {}
        self._flows: list[tuple[Pulled, Path | None]] = []
        self._imported: list[tuple[Imported, str, str | None]] = []
        self._renamed: list[tuple[str, str]] = []
        self._printed: bytes | None = None

    def add(
        self,
        pulled: "Pulled",
        out: Path | None,
        images: Path | None,
        environment: "Environment",
    ) -> None:
        """Take a flow, or say why it cannot be.

        Args:
            pulled: The flow.
            out: Where it goes; None for standard output.
            images: Where its images go; None to keep them in the code.
            environment: The account that it is in.
        """
        from flowdsl.opening import Unreadable
        from flowdsl.platform.pulling import NoFlowJson
        from flowdsl.problems import InvalidFlow

        try:
            if self.kind == "json":
                self._add_json(pulled, out)
            else:
                self._add_module(pulled, out, images, environment)
        except (NoFlowJson, Unreadable) as error:
            self._refuse(pulled, str(error))
        except InvalidFlow as error:
            show_refused(error)
            self._refuse(pulled, f"{pulled.label} cannot be read as a flow")
        else:
            self._flows.append((pulled, out))

    def skip(self, pulled: "Pulled") -> None:
        """Leave a flow out that has nothing to pull.

        Args:
            pulled: The flow.
        """
        self._flows.append((pulled, None))
        note(f"{pulled.label} has no Flow JSON, so there is nothing to pull")

    def write(self) -> None:
        """Write the files, and say what there is to say."""
        from flowdsl.importing import write_files
        from flowdsl.report import shown_path

        with mistakes(FAILED):
            written = write_files(self._files, force=self._force)
        if self._printed is not None:
            click.echo(self._printed, nl=False)
        for file in () if self._is_quiet else written:
            click.echo(printable(f"wrote {shown_path(file)}"), err=self._printed is not None)
        for each in self._imported:
            show_imported(*each)
        if self._renamed:
            old, new = self._renamed[0]
            others = len(self._renamed) - 1
            rest = f" ({others} more are called otherwise)" if others else ""
            note(
                f'a push calls what is in a .json file after the file: "{new}", and not '
                f'"{old}"{rest}; pulled as Python, -f python, flows keep their names'
            )

    def document(self, environment: "Environment") -> "dict[str, Any]":
        """Return what was pulled as JSON has it.

        Args:
            environment: The account.
        """
        from flowdsl.platform.pulling import pulled_json

        return pulled_json(
            [(each, str(out) if out else None) for each, out in self._flows], environment
        )

    def _refuse(self, pulled: "Pulled", reason: str) -> None:
        self.is_failed = True
        self._flows.append((pulled, None))
        click.echo(printable(f"{click.style('error', fg='red', bold=True)}: {reason}"), err=True)

    def _add_json(self, pulled: "Pulled", out: Path | None) -> None:
        from flowdsl.platform.pulling import NoFlowJson

        data = pulled.data
        if not pulled.is_flow:
            if out is None and sys.stdout.isatty():
                # It may be commands to the terminal.
                raise NoFlowJson(f"what {pulled.label} has is no Flow JSON: -o FILE.json writes it")
            note(f"what {pulled.label} has is no Flow JSON")
        if out is None:
            self._printed = data
            return
        self._files[out] = data
        if pulled.info.name not in (None, out.stem):
            self._renamed.append((pulled.label, out.stem))

    def _add_module(
        self,
        pulled: "Pulled",
        out: Path | None,
        images: Path | None,
        environment: "Environment",
    ) -> None:
        from flowdsl.importing import imported_files

        opened = pulled.opened()
        beside, notes = pulled.beside(opened, environment)
        module, imported = as_module(opened, out, images, self._variable, beside)
        with mistakes(FAILED):
            self._files |= imported_files(module, imported.source.images, out, images)
        if out is None:
            self._printed = module.encode(errors="backslashreplace")
        for each in notes:
            note(each)
        self._imported.append((imported, pulled.label, None if out is None else str(out)))
