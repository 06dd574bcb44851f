"""Small flows, and what they send said in short."""

import json
from typing import Any

from flowdsl import (
    Dropdown,
    Flow,
    Footer,
    Option,
    Screen,
    TextInput,
)
from flowdsl.answers import Answer, Answers, answers_of, key_text
from flowdsl.answers.sources import Computed, Constant, FromInput, Given, Source, Untold
from flowdsl.values import Ref
from flowdsl.versions import DEFAULT

END = "END"
"""The id of the last screen."""

NAME = TextInput(name="name", label="Your name", required=True)
CITY = Dropdown(
    name="city",
    label="City",
    data_source=[Option(id="par", title="Paris"), Option(id="ams", title="Amsterdam")],
)


def screen(name: str, *children: Any, **more: Any) -> Screen:
    """Return a screen with a title."""
    return Screen(id=name, title=name, children=list(children), **more)


def tap(action: Any) -> Footer:
    """Return the button that does something."""
    return Footer(label="Next", on_click_action=action)


def data(name: str, screen: str | None = None) -> Ref[Any]:
    """Return a reference to an entry of data."""
    return Ref("data", tuple(name.split(".")), screen)


def sent(*screens: Screen, version: Any = DEFAULT, **more: Any) -> Answers:
    """Return what a flow of some screens sends."""
    flow = Flow(version=version, screens=list(screens), **more)
    return answers_of(flow.to_dict(check=False), flow.version)


def said(source: Source) -> str:
    """Return a source in short."""
    match source:
        case FromInput():
            return key_text((source.screen, source.name, *source.below))
        case Constant():
            return json.dumps(source.value)
        case Computed():
            return f"{source.text} < {', '.join(map(said, source.sources))}"
        case Given():
            givers = "+".join(giver.value for giver in source.givers)
            return f"{givers} {key_text((source.screen, *source.entry))}"
        case Untold():
            return f"? {source.reason}"


def told(answers: tuple[Answer, ...]) -> dict[str, str]:
    """Return the keys with their sources, and with how sure they are unless they are always."""
    return {
        key_text(answer.path): " | ".join(map(said, answer.sources))
        + ("" if answer.presence.value == "always" else f" ({answer.presence.value})")
        for answer in answers
    }
