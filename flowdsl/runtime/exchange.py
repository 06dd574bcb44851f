"""Asks the endpoint, and does what a phone does with its answer."""

from collections.abc import Mapping
from typing import Any, Final

from flowdsl.runtime.events import Asked, Failed, Moved
from flowdsl.runtime.schemas import plain
from flowdsl.runtime.state import Refused, Reply, Status
from flowdsl.runtime.turn import SLOW, Turn, no_route

__all__ = ["EXPIRED", "exchange"]

INIT: Final = "INIT"
BACK: Final = "BACK"
SUCCESS: Final = "SUCCESS"

UNDECRYPTED: Final = 421
EXPIRED: Final = 427
"""The status with which an endpoint says that a `flow_token` is no longer valid."""

_MOST_MESSAGE: Final = 500  # Characters of what an endpoint says that are kept.


def exchange(turn: Turn, action: str, data: Mapping[str, Any]) -> None:
    """Ask the endpoint, and do what it answers.

    Args:
        turn: The step.
        action: `"INIT"`, `"data_exchange"` or `"BACK"`.
        data: What it is asked with.

    Raises:
        Refused: There is nothing that could answer.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint
    """
    request = {
        "version": turn.program.data_api_version or "3.0",
        "action": action,
        "screen": turn.current,
        "data": plain(dict(data)),
        "flow_token": turn.setting.token,
    }
    reply = _reply(turn, request)
    if reply is not None and reply.status == UNDECRYPTED:
        reply = _reply(turn, request)  # With a key that was fetched anew.
    if reply is None:
        pass
    elif reply.status == UNDECRYPTED:
        _fail(turn, action, "business-decryption-error", "the endpoint cannot decrypt (HTTP 421)")
    elif reply.status == EXPIRED:
        said = reply.body.get("error_msg") if isinstance(reply.body, Mapping) else None
        turn.is_disabled = True
        message = "the flow_token is no longer valid (HTTP 427)"
        notice = {"notice": said[:_MOST_MESSAGE]} if isinstance(said, str) and said else {}
        _fail(turn, action, "cannot_be_served", message, **notice)
    elif reply.status != 200:
        message = f"the endpoint answers with HTTP {reply.status}"
        _fail(turn, action, "unexpected_http_status_code", message)
    elif not isinstance(reply.body, Mapping):
        message = f"the endpoint answers {str(reply.body)[:60]!r}, but an answer is an object"
        _fail(turn, action, "response-decryption-error", message)
    else:
        _take(turn, action, reply.body)
    if action == BACK and turn.behaviour.back_error == "return" and _failed_here(turn):
        notice_kept = turn.notice
        turn.back()
        turn.notice = notice_kept


def _failed_here(turn: Turn) -> bool:
    return any(isinstance(event, Failed) for event in turn.events) and len(turn.stack) > 1


def _reply(turn: Turn, request: dict[str, Any]) -> Reply | None:
    """Return what the endpoint answers, None where nothing comes; then that is said already."""
    action = str(request["action"])
    if turn.replies:
        reply = turn.replies.pop(0)
    elif turn.setting.endpoint is None:
        message = f"{turn.current or 'the flow'} asks its endpoint ({action}), but there is none"
        raise Refused(f"{message}: give endpoint=..., or say what it answers with answering(...)")
    else:
        try:
            answer = turn.setting.endpoint(request)
        except TimeoutError:
            turn.events.append(Asked(request, None))
            message = "the endpoint does not answer within 10 seconds"
            _fail(turn, action, "timeout_error", message, notice=SLOW)
            return None
        except ConnectionError as error:
            turn.events.append(Asked(request, None))
            message = f"the endpoint does not answer: {error}"
            _fail(turn, action, "no_http_response_error", message)
            return None
        reply = answer if isinstance(answer, Reply) else Reply(answer)
    turn.events.append(Asked(request, reply))
    return reply


def _fail(turn: Turn, action: str, error: str, message: str, **notice: str) -> None:
    """Say that something went wrong; a flow that asked before it showed anything is not opened."""
    turn.fail(error, message, **notice)
    if action == INIT:
        turn.status = Status.FAILED


def _refuse(turn: Turn, action: str, error: str, message: str) -> None:
    """Refuse an answer, and tell the endpoint why, which changes nothing for the user."""
    _fail(turn, action, error, message)
    endpoint = turn.setting.endpoint
    request = {
        "version": turn.program.data_api_version or "3.0",
        "flow_token": turn.setting.token,
        "action": INIT if action == INIT else "data_exchange",
        "screen": turn.current,
        "data": {"error": error, "error_message": message},
    }
    reply = None
    if endpoint is not None and not turn.before.replies:
        try:
            answer = endpoint(request)
            reply = answer if isinstance(answer, Reply) else Reply(answer)
        except (TimeoutError, ConnectionError):
            reply = None
    turn.events.append(Asked(request, reply))


def _take(turn: Turn, action: str, body: Mapping[str, Any]) -> None:
    """Do what an answer says."""
    screen, data = body.get("screen"), body.get("data", {})
    if screen == SUCCESS:
        _succeed(turn, action, data)
        return
    if not isinstance(screen, str) or screen not in turn.program.screens:
        # Neither side is told; the user sees that something went wrong.
        message = f"the endpoint answers with the screen {str(screen)[:60]!r}, which does not exist"
        _fail(turn, action, "unknown-screen", message)
        return
    if not isinstance(data, Mapping):
        message = f"`data` is {str(data)[:60]!r}, but an object is due"
        _refuse(turn, action, "payload-schema-error", message)
        return
    source = turn.current
    if action == INIT:
        if screen not in turn.program.entries:
            message = f"first screen [{screen}] already have incoming nodes in routing_model"
            _refuse(turn, action, "invalid-screen-transition", message)
            return
    elif not _is_near(turn, source, screen):
        _refuse(turn, action, "invalid-screen-transition", no_route(source, screen))
        return
    wrong = [
        each
        for each in turn.program.screens[screen].model.unfit(data)
        if not (each.is_missing and turn.behaviour.strict_data == "kept")
    ]
    if wrong:
        first = wrong[0]
        message = f"the data for {screen}: {first.message}"
        if first.is_missing:
            message = (
                f"Required [key=data.{first.key}] in Data model should be present "
                f"in the data for {screen}"
            )
        _refuse(turn, action, "payload-schema-error", message)
        return
    _show(turn, action, screen, data)
    said = data.get("error_message")
    if isinstance(said, str) and said and turn.status is Status.OPEN:
        turn.notice = said[:_MOST_MESSAGE]


def _is_near(turn: Turn, source: str, target: str) -> bool:
    """Return whether an answer may lead from a screen to another: along an edge, or back."""
    targets = turn.program.targets
    return (
        target == source or target in targets.get(source, ()) or source in targets.get(target, ())
    )


def _show(turn: Turn, action: str, screen: str, data: Mapping[str, Any]) -> None:
    """Show the screen of an answer."""
    source = turn.current
    if screen == source:
        turn.give(screen, data)
        turn.settle()
    elif not source or screen in turn.program.targets.get(source, ()):
        turn.push(screen, data, action)
    elif screen in turn.stack and turn.behaviour.reverse_edge == "pop":
        while turn.stack[-1] != screen:
            left = turn.stack.pop()
            if turn.behaviour.left_form == "cleared":
                turn.change(left, form={}, initial={})
        turn.give(screen, data)
        turn.events.append(Moved(source, screen, action))
        turn.render()
    else:
        if turn.behaviour.reverse_edge == "replace":
            turn.stack.pop()
        turn.push(screen, data, action)


def _succeed(turn: Turn, action: str, data: object) -> None:
    """End the flow as the endpoint says."""
    params = None
    match data:
        case {"extension_message_response": {"params": params_}} if isinstance(params_, Mapping):
            params = params_
    if action == INIT and turn.behaviour.init_success == "error":
        message = "SUCCESS is no answer to INIT"
        _refuse(turn, action, "invalid-screen-transition", message)
        return
    if params is None:
        if turn.behaviour.bad_success == "closes":
            turn.end({}, SUCCESS)
            return
        message = "SUCCESS lacks `extension_message_response.params` in its data"
        _refuse(turn, action, "payload-schema-error", message)
        return
    if "flow_token" not in params:
        turn.warn("SUCCESS lacks `flow_token` in its params, which is documented as required")
    turn.end(plain(dict(params)), SUCCESS)
