"""`flowdsl clone`: makes a draft that begins as another flow is."""

from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import (
    AS_JSON,
    ENVIRONMENT,
    FLOW,
    called,
    connected,
    print_json,
    show_answers,
)
from flowdsl.cli.common import FAILED, USAGE, fail, mistakes, note, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from flowdsl.cli.account import Account
    from flowdsl.platform.graph import Category, Created, FlowInfo, GraphError

CLONE_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""


@click.command("clone", short_help="Make a draft that begins as another flow is.")
@ENVIRONMENT
@FLOW
@click.option("--name", required=True, metavar="NAME", help="What the new flow is called.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="CATEGORY",
    help="What the new flow is for, as often as needed; by default what the other is for.",
)
@AS_JSON
def command(
    environment: str, flow: str, name: str, categories: tuple[str, ...], as_json: bool
) -> None:
    """Make a draft in the account that begins as a flow is: with its Flow JSON and its endpoint.

    ENV is an environment of the project: [tool.flowdsl.env.ENV] in its pyproject.toml. FLOW is a
    flow by its name in the project, by its name in the account, or by its id, in whatever state it
    is. NAME must be one that no other flow of the account has.

    The clone is not in the project, and flows.lock does not know it: flowdsl pull brings it in.

    Exit codes: 0 done, 1 it could not be cloned, 2 the call is wrong.
    """
    with connected(environment) as account:
        from flowdsl.platform.graph import GraphError, InvalidParameter
        from flowdsl.platform.graph.checks import checked_name
        from flowdsl.platform.state_changes import may_be_done

        with mistakes(USAGE):
            checked_name(name)
            given = _checked(categories) if categories else None
        source = account.client.get(
            account.find(flow), fields=("id", "name", "status", "categories")
        )
        with mistakes(USAGE):
            chosen = given or _categories_of(source)
        try:
            made = account.client.clone(
                account.environment.waba_id, source.id, name=name, categories=chosen
            )
        except InvalidParameter as error:
            _refused(account, source, name, error)
        except GraphError as error:
            if not may_be_done(error):
                raise
            again = "run it again: if the clone was made, it has the name, and you are told its id"
            fail(printable(f"{error}\n{again}"), FAILED)
    _show(account, source, made, name, as_json=as_json)


def _checked(categories: "Sequence[str]") -> "list[Category]":
    from flowdsl.platform.graph.checks import checked_categories

    return checked_categories([each.upper() for each in categories])


def _categories_of(source: "FlowInfo") -> "list[Category]":
    """Return what the source is for, which may be something that a new flow cannot be for."""
    from flowdsl.problems import FlowError
    from flowdsl.tables import visible

    try:
        return _checked(source.categories)
    except FlowError as error:
        raise FlowError(f"{visible(str(error))}; give --category") from None


def _refused(account: "Account", source: "FlowInfo", name: str, error: "GraphError") -> "NoReturn":
    """End the command; where the name is taken, say by which flow, as that may be the clone."""
    from flowdsl.platform.remote import by_name, read_content

    other = by_name(account.flows()).get(name)
    if other is None:
        raise error
    there = read_content(account.client, other.id).sha256
    is_same = there is not None and there == read_content(account.client, source.id).sha256
    said = f"{called(name, other.id)} has the name, and is {other.status}"
    if is_same:
        said += (
            "; its Flow JSON is the same, so that it may be the clone that an earlier call made "
            f"and whose answer was lost: flowdsl pull {account.environment.name} {other.id}"
        )
    fail(printable(f"{error}\n{said}"), FAILED)


def _show(
    account: "Account", source: "FlowInfo", made: "Created", name: str, *, as_json: bool
) -> None:
    from flowdsl.platform.answers import problems_of

    show_answers(made.validation_errors, None)
    if made.validation_errors:
        note("the clone has the errors that the flow has; it cannot be published as it is")
    if as_json:
        print_json(
            {
                "format": CLONE_FORMAT,
                "environment": account.environment.name,
                "waba_id": account.environment.waba_id,
                "source": {"id": source.id, "name": source.name, "state": source.status},
                "id": made.id,
                "name": name,
                "validation_errors": [
                    found.to_meta() for found in problems_of(made.validation_errors)
                ],
            }
        )
        return
    origin, clone = called(source.name or source.id, source.id), called(name, made.id)
    click.echo(printable(f"cloned {origin} as {clone}"))
