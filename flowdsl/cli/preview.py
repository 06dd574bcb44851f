"""`flowdsl preview`: shows the link that shows a flow in a browser."""

import datetime
import urllib.parse
from typing import TYPE_CHECKING, Any, Literal

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, FLOW, connected, print_json
from flowdsl.cli.common import USAGE, fail, message_data, note, printable

if TYPE_CHECKING:
    from flowdsl.cli.account import Account
    from flowdsl.platform.graph.models import FlowInfo
    from flowdsl.platform.graph.preview import Preview

PREVIEW_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""

_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What stays as it is in a link, beside letters, digits and `-._`."""


@click.command("preview", short_help="Show the link to a preview of a flow.")
@ENVIRONMENT
@FLOW
@click.option("--new", "is_new", is_flag=True, help="End the link there is, and make another.")
@click.option("--open", "is_opened", is_flag=True, help="Open it in the browser, too.")
@click.option("--interactive", is_flag=True, help="Let the preview be tapped.")
@click.option("--screen", metavar="ID", help="Begin with this screen; implies --interactive.")
@click.option("--data", metavar="JSON|FILE", help="The data of that screen.")
@click.option(
    "--exchange", is_flag=True, help="Begin by asking the endpoint; implies --interactive."
)
@click.option(
    "--flow-token",
    metavar="TOKEN",
    help="The flow token that the endpoint gets; implies --interactive.",
)
@click.option(
    "--debug", is_flag=True, help="Show what is sent and answered; implies --interactive."
)
@AS_JSON
def command(
    environment: str,
    flow: str,
    *,
    is_new: bool,
    is_opened: bool,
    interactive: bool,
    screen: str | None,
    data: str | None,
    exchange: bool,
    flow_token: str | None,
    debug: bool,
    as_json: bool,
) -> None:
    """Print the link that shows a flow in a browser, to standard output and nothing else.

    ENV is an environment of the project, FLOW what a flow is called in the project or in the
    account, or its id. Whoever has the link sees the flow, without a login, for 30 days; --new ends
    the one there is. An interactive preview of a flow with an endpoint needs a flow token, and the
    phone_number_id of the environment, whose public key is used.

    Exit codes: 0 shown, 1 there is no link, 2 the call is wrong.
    """
    if exchange and screen is not None:
        raise click.UsageError("A preview begins with --screen or with --exchange, not with both.")
    if data is not None and screen is None:
        raise click.UsageError("--data is that of the first screen: name it with --screen.")
    payload = message_data(data) if data is not None else None
    action: Literal["navigate", "data_exchange"] | None = None
    if screen is not None or exchange:
        action = "navigate" if screen is not None else "data_exchange"
    is_interactive = interactive or debug or action is not None or flow_token is not None
    with connected(environment) as account:
        flow_id = account.find(flow)
        number = None
        if is_interactive:
            _check_screen(account, flow_id, screen)
            number = _number(account, flow_id, exchange=exchange, flow_token=flow_token)
        preview = account.client.preview(flow_id, invalidate=is_new)
        link = preview.preview_url
        if is_interactive:
            link = preview.interactive(
                flow_action=action,
                screen=screen,
                data=payload,
                flow_token=flow_token,
                phone_number=number,
                debug=debug,
            )
    # A link has none of what a terminal would obey; an answer may.
    link = urllib.parse.quote(link, safe=_SAFE)
    if as_json:
        print_json(_document(environment, flow_id, link, preview))
    else:
        click.echo(link)
        if preview.expires_at is not None:
            end = preview.expires_at.astimezone(datetime.UTC)
            note(f"whoever has the link sees the flow, until {end:%Y-%m-%d %H:%M} UTC")
    if is_opened:
        _open(link)


def _check_screen(account: "Account", flow_id: str, screen: str | None) -> None:
    """End the command where the flow has no such screen."""
    if screen is None:
        return
    from flowdsl.platform.remote import read_content
    from flowdsl.problems import did_you_mean
    from flowdsl.tables import visible

    document = read_content(account.client, flow_id).document or {}
    screens = document.get("screens")
    listed = screens if isinstance(screens, list) else []
    found = [each.get("id") for each in listed if isinstance(each, dict)]
    ids = [visible(each) for each in found if isinstance(each, str)]
    if screen not in found:
        hint = did_you_mean(screen, ids) or (f" (there are {', '.join(ids)})" if ids else "")
        fail(printable(f'the flow that is uploaded has no screen "{screen}"{hint}'), USAGE)


def _number(
    account: "Account", flow_id: str, *, exchange: bool, flow_token: str | None
) -> str | None:
    """Return the number that the preview of a flow with an endpoint needs, None without one."""
    info: FlowInfo = account.client.get(flow_id, fields=("id", "data_api_version", "endpoint_uri"))
    if info.data_api_version is None and info.endpoint_uri is None:
        if exchange:
            fail("the flow has no endpoint that --exchange could ask", USAGE)
        return None
    if flow_token is None:
        note("the flow has an endpoint, and its preview needs a flow token: --flow-token")
    environment = account.environment
    if environment.phone_number_id is None:
        note(
            "the flow has an endpoint, and its preview needs the number that sends it: write its "
            f"phone_number_id to [tool.flowdsl.env.{environment.name}]"
        )
    return environment.phone_number_id


def _open(link: str) -> None:
    """Open a link in the browser, or say why not."""
    import webbrowser

    from flowdsl.platform.graph.settings import is_loopback

    scheme = urllib.parse.urlsplit(link).scheme
    if scheme != "https" and not (scheme == "http" and is_loopback(link)):
        note("the link does not begin with https://, so it is not opened")
        return
    try:
        is_open = webbrowser.open(link)
    except webbrowser.Error:
        is_open = False
    if not is_open:
        note("there is no browser here that could open the link")


def _document(environment: str, flow_id: str, link: str, preview: "Preview") -> "dict[str, Any]":
    expires = preview.expires_at
    return {
        "format": PREVIEW_FORMAT,
        "environment": environment,
        "id": flow_id,
        "url": link,
        "expires_at": expires.isoformat() if expires else None,
    }
