"""`flowdsl adopt`: writes to the lock file which flows an account has already."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import (
    AS_JSON,
    ENVIRONMENT,
    JOBS,
    YES,
    agree,
    called,
    connected,
    print_json,
)
from flowdsl.cli.common import USAGE, fail, mistakes, note, printable, progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from flowdsl.cli.account import Account
    from flowdsl.platform.adoption import Adopted, Adoptions
    from flowdsl.platform.graph import FlowInfo
    from flowdsl.platform.project_flows import ProjectFlows

ADOPT_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""


@click.command("adopt", short_help="Write to flows.lock which flows an account has already.")
@ENVIRONMENT
@click.argument("flows", nargs=-1, metavar="[FLOW...]")
@click.option("--all", "is_all", is_flag=True, help="Flows that the project does not have, too.")
@click.option(
    "--as",
    "project_name",
    metavar="PROJECT_NAME",
    help="What the flow is called in the project, where that is another name.",
)
@JOBS
@YES
@AS_JSON
def command(
    environment: str,
    flows: tuple[str, ...],
    is_all: bool,
    project_name: str | None,
    jobs: int,
    yes: bool,
    as_json: bool,
) -> None:
    """Write to flows.lock which flow of the account each flow of the project is.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. Flows of the
    project are found in the account by their names; what they are, and what is uploaded of them, is
    written down. What the account has no longer is taken out. FLOW names single flows, by their
    names or their ids in the account; it and --all work for a project that cannot be loaded, too.

    The account stays as it is. It asks where flows.lock has another flow for a name now. Whether
    the account has what the project has is said of each flow; flowdsl plan shows the difference.

    Exit codes: 0 done, 1 it failed or nobody agreed, 2 the call is wrong or nobody is there to ask.
    """
    if is_all and (flows or project_name is not None):
        raise click.UsageError("--all takes no FLOW and no --as.")
    if project_name is not None and (len(flows) != 1 or not project_name.strip()):
        raise click.UsageError("--as takes one FLOW, and a name that is not empty.")
    with connected(environment) as account:
        from flowdsl.platform.adoption import adopt
        from flowdsl.platform.project_flows import read_project_flows

        project = read_project_flows(account.environment)
        if project.failure is not None and not (flows or is_all):
            fail(
                printable(
                    "the project does not say which flows it has: name flows, or give --all for "
                    f"those of the account ({project.failure})"
                ),
                USAGE,
            )
        listed = account.flows()
        with mistakes(USAGE):
            adoptions = _adoptions(account, listed, project, flows, project_name, is_all=is_all)
        agree([_safe(said) for each in adoptions.flows for said in each.questions(listed)], yes=yes)
        adopted = adopt(
            account.client,
            adoptions,
            jobs=jobs,
            shown=lambda items, length: progress(items, length, "looking"),
        )
        _write(account, adoptions, adopted)
    if project.failure is not None:
        note(f"whether they are as the project has them is not known: {project.failure}")
    if as_json:
        print_json(_document(account, adoptions, adopted, project))
    else:
        _show(account, adoptions, adopted, project)


def _adoptions(
    account: "Account",
    listed: "Mapping[str, FlowInfo]",
    project: "ProjectFlows",
    flows: "Sequence[str]",
    project_name: str | None,
    *,
    is_all: bool,
) -> "Adoptions":
    """Return what the lock file is to say, or end the command."""
    from flowdsl.platform.adoption import everything, one_flow, these_flows
    from flowdsl.platform.remote import by_name

    lock = account.ledger.lock
    known = {
        name: each for (env, name), each in lock.flows.items() if env == account.ledger.environment
    }
    if not flows:
        return everything(listed, known, project.flows, beyond=is_all)
    ids = [account.find(flow, listed) for flow in flows]
    if project_name is None:
        return these_flows(listed, known, project.flows, flows)
    # What is named is a flow of the account, whatever the lock file has under that name.
    named = by_name(listed).get(flows[0])
    flow_id = named.id if named else ids[0]
    if flow_id not in listed:
        fail(printable(f"{called(flows[0], flow_id)} is no longer in the account"), USAGE)
    if project.failure is None and project_name not in project:
        note(f"the project has no flow {_safe(project_name)} yet")
    return one_flow(listed, known, flow_id, project_name)


def _safe(text: str) -> str:
    from flowdsl.tables import visible

    return visible(text)


def _write(account: "Account", adoptions: "Adoptions", adopted: "Sequence[Adopted]") -> None:
    others = [other for each in adoptions.flows for other in each.others]
    account.ledger.rebuild(
        {each.adoption.name: each.locked for each in adopted}, [*adoptions.gone, *others]
    )


def _show(
    account: "Account",
    adoptions: "Adoptions",
    adopted: "Sequence[Adopted]",
    project: "ProjectFlows",
) -> None:
    """Print a line for each flow."""
    lines = [_line(each, project, account.environment.name) for each in adopted]
    lines += [
        f"taken out {called(name, each.id)}: the account has it no longer"
        for name, each in adoptions.gone.items()
    ]
    lines += [
        f"not there {_safe(name)}: flowdsl push {account.environment.name} creates it"
        for name in adoptions.missing
    ]
    for line in lines or ["there is nothing to adopt"]:
        click.echo(printable(line))


def _line(adopted: "Adopted", project: "ProjectFlows", environment: str) -> str:
    name, info = adopted.adoption.name, adopted.remote.info
    flow = called(name, info.id)
    if info.name is not None and info.name != name:
        flow += f', called "{_safe(info.name)}" there'
    line = f"{'known already' if adopted.is_known else 'adopted'} {flow}"
    if project.failure is not None:
        return line
    if name not in project:
        return f"{line}: the project does not have it; flowdsl pull brings it"
    if _is_same(adopted, project):
        return f"{line}: as the project has it"
    content = adopted.remote.content
    if content.sha256 is None:
        nothing = "what is uploaded is no Flow JSON" if content.data else "nothing is uploaded yet"
        return f"{line}: {nothing}"
    return f"{line}: not as the project has it; flowdsl plan {environment} shows the difference"


def _is_same(adopted: "Adopted", project: "ProjectFlows") -> bool | None:
    """Return whether the project has what is uploaded, None where that is not known."""
    name, sha256 = adopted.adoption.name, adopted.locked.sha256
    if name not in project:
        return None
    return project.like(name, sha256) is not None


def _document(
    account: "Account",
    adoptions: "Adoptions",
    adopted: "Sequence[Adopted]",
    project: "ProjectFlows",
) -> "dict[str, Any]":
    return {
        "format": ADOPT_FORMAT,
        "environment": account.environment.name,
        "waba_id": account.environment.waba_id,
        "flows": [
            {
                "name": each.adoption.name,
                "id": each.locked.id,
                "name_there": each.locked.name,
                "state": each.locked.state,
                "sha256": each.locked.sha256,
                "json_version": each.locked.json_version,
                "is_known": each.is_known,
                "is_as_project": _is_same(each, project),
            }
            for each in adopted
        ],
        "taken_out": [{"name": name, "id": each.id} for name, each in adoptions.gone.items()],
        "missing": list(adoptions.missing),
        "project_failure": project.failure,
    }
