"""The same flows, built with flowdsl and with pywa."""

import base64
import random

import pywa.types.flows as pywa

import flowdsl

PER_SCREEN = 50
DOT = (  # A picture of one dot.
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def with_flowdsl(components: int) -> flowdsl.Flow:
    """Return a flow of so many components, 50 a screen at most."""
    screens = []
    for number, size in enumerate(sizes(components)):
        children: list[flowdsl.Component] = []
        inputs: list[flowdsl.Input] = []
        last = number + 1 == len(sizes(components))
        # Each screen but the last leads to the next one.
        for index in range(size - (1 if last else 2)):
            match index % 4:
                case 0:
                    text = flowdsl.TextInput(
                        name=f"text_{index}",
                        label=f"Field {index}",
                        input_type="text",
                        required=True,
                        min_chars=2,
                        max_chars=50,
                        helper_text="Please fill it in",
                    )
                    inputs.append(text)
                    children.append(text)
                case 1:
                    choice = flowdsl.Dropdown(
                        name=f"choice_{index}",
                        label=f"Choose {index}",
                        required=True,
                        data_source=[
                            flowdsl.Option(id="1", title="One"),
                            flowdsl.Option(id="2", title="Two"),
                            flowdsl.Option(id="3", title="Three"),
                        ],
                    )
                    inputs.append(choice)
                    children.append(choice)
                case 2:
                    children.append(flowdsl.TextBody(text=f"Text {index}", font_weight="bold"))
                case _:
                    day = flowdsl.DatePicker(
                        name=f"day_{index}",
                        label=f"Day {index}",
                        min_date="2026-01-01",
                        max_date="2026-12-31",
                    )
                    inputs.append(day)
                    children.append(day)
        if not last:
            children.append(
                flowdsl.EmbeddedLink(
                    text="Next", on_click_action=flowdsl.Navigate(screen_id(number + 1), {})
                )
            )
        payload = {each.name: each.ref for each in inputs}
        children.append(flowdsl.Footer(label="Done", on_click_action=flowdsl.Complete(payload)))
        screens.append(
            flowdsl.Screen(id=screen_id(number), title="Form", terminal=True, children=children)
        )
    return flowdsl.Flow(screens=screens)


def with_pywa(components: int) -> pywa.FlowJSON:
    """Return the same flow, built with pywa."""
    screens = []
    for number, size in enumerate(sizes(components)):
        children = []
        inputs = []
        last = number + 1 == len(sizes(components))
        # Each screen but the last leads to the next one.
        for index in range(size - (1 if last else 2)):
            match index % 4:
                case 0:
                    text = pywa.TextInput(
                        name=f"text_{index}",
                        label=f"Field {index}",
                        input_type=pywa.InputType.TEXT,
                        required=True,
                        min_chars=2,
                        max_chars=50,
                        helper_text="Please fill it in",
                    )
                    inputs.append(text)
                    children.append(text)
                case 1:
                    choice = pywa.Dropdown(
                        name=f"choice_{index}",
                        label=f"Choose {index}",
                        required=True,
                        data_source=[
                            pywa.DataSource(id="1", title="One"),
                            pywa.DataSource(id="2", title="Two"),
                            pywa.DataSource(id="3", title="Three"),
                        ],
                    )
                    inputs.append(choice)
                    children.append(choice)
                case 2:
                    children.append(
                        pywa.TextBody(text=f"Text {index}", font_weight=pywa.FontWeight.BOLD)
                    )
                case _:
                    day = pywa.DatePicker(
                        name=f"day_{index}",
                        label=f"Day {index}",
                        min_date="2026-01-01",
                        max_date="2026-12-31",
                    )
                    inputs.append(day)
                    children.append(day)
        if not last:
            children.append(
                pywa.EmbeddedLink(
                    text="Next",
                    on_click_action=pywa.NavigateAction(next=pywa.Next(name=screen_id(number + 1))),
                )
            )
        payload = {each.name: each.ref for each in inputs}
        children.append(
            pywa.Footer(label="Done", on_click_action=pywa.CompleteAction(payload=payload))
        )
        screens.append(
            pywa.Screen(
                id=screen_id(number),
                title="Form",
                terminal=True,
                layout=pywa.Layout(children=children),
            )
        )
    return pywa.FlowJSON(version="7.3", screens=screens)


def with_images(count: int) -> flowdsl.Flow:
    """Return a flow of so many screens, each with an image of its own, of 96 KB."""
    screens = []
    for number in range(count):
        image = base64.b64decode(DOT) + random.Random(number).randbytes(96 * 1024 - 80)
        name = flowdsl.TextInput(name="name", label="Name", helper_text="As on your passport")
        choice = flowdsl.Dropdown(
            name="choice",
            label="Choose",
            data_source=[
                flowdsl.Option(id=str(index), title=f"Option {index}") for index in range(10)
            ],
        )
        children: list[flowdsl.Component] = [
            flowdsl.TextHeading(text=f"Page {number}"),
            flowdsl.Image(src=image),
            flowdsl.TextBody(text="Some words about what is to be seen above. " * 4),
            name,
            choice,
        ]
        if number + 1 < count:
            link = flowdsl.Navigate(screen_id(number + 1))
            children.append(flowdsl.EmbeddedLink(text="Next", on_click_action=link))
        payload = {"name": name.ref, "choice": choice.ref}
        children.append(flowdsl.Footer(label="Done", on_click_action=flowdsl.Complete(payload)))
        screens.append(
            flowdsl.Screen(id=screen_id(number), title="Page", terminal=True, children=children)
        )
    return flowdsl.Flow(screens=screens)


def sizes(components: int) -> list[int]:
    """Return how many components each screen has."""
    full, rest = divmod(components, PER_SCREEN)
    return [PER_SCREEN] * full + [rest] * bool(rest)


def screen_id(number: int) -> str:
    """Return an id of letters for a number."""
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return f"SCREEN_{letters}"
