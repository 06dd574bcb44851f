"""`flowdsl metrics`: shows what Meta counts of the endpoint of a flow."""

import datetime
import shutil
from typing import TYPE_CHECKING

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, FLOW, connected
from flowdsl.cli.common import FAILED, fail, note, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowdsl.platform.graph.metrics import Granularity, MetricName
    from flowdsl.platform.metrics import Counted

WIDEST = 140
"""More columns than this make a table hard to read."""

NAMES: "tuple[MetricName, ...]" = (
    "ENDPOINT_REQUEST_COUNT",
    "ENDPOINT_REQUEST_ERROR",
    "ENDPOINT_REQUEST_ERROR_RATE",
    "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL",
    "ENDPOINT_AVAILABILITY",
)
"""Everything that is counted, said here so that no help has to load it."""

GRANULARITIES: "dict[str, Granularity]" = {"day": "DAY", "hour": "HOUR", "lifetime": "LIFETIME"}
"""How long a point can be, by what the option calls it."""

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("metrics", short_help="Show what Meta counts of the endpoint of a flow.")
@ENVIRONMENT
@FLOW
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(NAMES, case_sensitive=False),
    metavar="NAME",
    help=f"Show only this, which can be given several times: {', '.join(NAMES)}.",
)
@click.option(
    "--granularity",
    type=click.Choice(list(GRANULARITIES)),
    default="day",
    show_default=True,
    help="How long each point is; Meta keeps days for 90 days, hours for 30 days.",
)
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="The first day.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="The last day.")
@AS_JSON
def command(
    environment: str,
    flow: str,
    metrics: "tuple[MetricName, ...]",
    granularity: str,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    *,
    as_json: bool,
) -> None:
    """Show what Meta counts of the endpoint of a flow: requests, errors, seconds, availability.

    ENV is an environment of the project, FLOW what a flow is called in the project or in the
    account, or its id. Meta is some hours behind, counts only the version published last, and says
    nothing where there were fewer than 250 requests. Days and hours are in UTC.

    Exit codes: 0 shown, or there were too few requests; 1 Meta says nothing, 2 the call is wrong.
    """
    from flowdsl.platform.metrics import metrics_json, metrics_text, read_metrics

    if since is not None and until is not None and since > until:
        raise click.UsageError("--since is after --until.")
    chosen = GRANULARITIES[granularity]
    with connected(environment) as account:
        flow_id = account.find(flow)
        counted = read_metrics(
            account.client,
            flow_id,
            tuple(dict.fromkeys(metrics)) or NAMES,
            granularity=chosen,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
    if as_json:
        text = metrics_json(counted, flow_id, account.environment, chosen)
        click.echo(f"{text}\n".encode(), nl=False)
    else:
        width = min(shutil.get_terminal_size().columns, WIDEST)
        click.echo(printable(metrics_text(counted, chosen, width)))
    _end(counted)


def _end(counted: "Sequence[Counted]") -> None:
    """Say what Meta refused, and end the command where that was all."""
    # Each answer has a trace of its own, and the rest is the same where the call was wrong.
    failures = {each.failure.message: str(each.failure) for each in counted if each.failure}
    if not failures:
        return
    said = printable("\n".join(failures.values()))
    if all(each.metric is None for each in counted):
        fail(said, FAILED)
    note(said)
