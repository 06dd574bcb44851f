"""A flow that asks its endpoint, and an endpoint that says what it is told to."""

from collections.abc import Mapping
from typing import Any

from flowdsl import Data, DataExchange, Flow, Footer, Input, Screen, TextInput
from flowdsl.runtime import Session

__all__ = [
    "AGAIN",
    "FLOW",
    "ON",
    "SLOW",
    "TOKEN",
    "WRONG",
    "Endpoint",
    "asking",
    "errors",
    "opened",
    "success",
]

WRONG = "Something went wrong. Try again later."
SLOW = "Couldn't load content. Try again later."
TOKEN = "order-42-3f9c"

name = TextInput(name="name", label="Name")
count = Data("count", example=1)


def asking(id_: str, *leads_to: str, inputs: tuple[Input[Any], ...] = (), **facts: Any) -> Screen:
    """Return a screen whose Footer asks the endpoint with what is filled in."""
    payload = {each.name: each.ref for each in inputs}
    ask = DataExchange(payload, leads_to=leads_to)
    footer = Footer(label="Ask", on_click_action=ask)
    return Screen(id=id_, title=id_.title(), children=[*inputs, footer], **facts)


FLOW = Flow(
    version="7.0",
    data_api_version="3.0",
    screens=[
        asking("FIRST", "SECOND", inputs=(name,)),
        asking("SECOND", "THIRD", data=[count], refresh_on_back=True),
        asking("THIRD", terminal=True),
    ],
)
AGAIN = {"screen": "FIRST", "data": {}}
ON = {"screen": "SECOND", "data": {"count": 2}}


def success(**params: Any) -> dict[str, Any]:
    return {"screen": "SUCCESS", "data": {"extension_message_response": {"params": params}}}


class Endpoint:
    """Answers with what is given, in turn, and keeps what it is asked with.

    Args:
        answers: Bodies of answers, replies, or errors to raise; the last is given again and again.
    """

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[Mapping[str, Any]] = []

    def __call__(self, request: Mapping[str, Any]) -> Any:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def opened(*answers: Any, flow: Flow = FLOW, **options: Any) -> tuple[Session, Endpoint]:
    """Return a flow that was opened on its first screen, and the endpoint that it will ask."""
    endpoint = Endpoint(*answers)
    started = {"screen": "FIRST", **options}
    return Session(flow, endpoint=endpoint, flow_token=TOKEN, **started), endpoint


def errors(session: Session) -> list[str]:
    return [each.error for each in session.failures]
