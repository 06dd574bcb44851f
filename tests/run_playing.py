"""What the tests of `flowdsl run` share: the flows that are played, and what came of it."""

import json
from typing import Any

from checking import Run
from click.testing import Result
from conftest import ROOT

BOOKING = str(ROOT / "examples" / "appointment_booking.py")
COURT = str(ROOT / "examples" / "dynamic_endpoint.py")
BOOKED = ["service=cut", "2 2026-12-04", "time afternoon", "Continue", "notes=a bee", "Book"]

EVERYTHING = """\
from flowdsl import *
from flowdsl.components.dates import Range

inputs = [
    TextInput(name="full name", label="Name"),
    TextInput(name="age", label="Age", input_type="number"),
    CheckboxGroup(name="extras", label="Extras", data_source=[
        Option(id="wifi", title="Wi-Fi"), Option(id="bike", title="Bike, with bell")]),
    RadioButtonsGroup(name="city", label="City", data_source=[
        Option(id="ams", title="Amsterdam"), Option(id="ber", title="Berlin")]),
    OptIn(name="agree", label="I agree"),
    DatePicker(name="day", label="Day"),
    CalendarPicker(name="trip", label=Range(start_date="From", end_date="To"), mode="range"),
    PhotoPicker(name="photos", label="Photos", max_uploaded_photos=3),
    TextInput(name="data", label="Data"),
]
flow = Flow(screens=[Screen(id="A", title="Everything", terminal=True, children=[
    *inputs,
    TextBody(text="See [the terms](https://bees.example/terms)", markdown=True),
    EmbeddedLink(text="Help", on_click_action=Navigate("B", {})),
    Footer(label="Done", on_click_action=Complete({each.name: each.ref for each in inputs})),
]), Screen(id="B", title="Other", terminal=True, children=[
    Footer(label="back", on_click_action=Complete({"from": "B"})),
])])
"""


def played(run: Run, path: str, *lines: str, options: tuple[str, ...] = ()) -> Result:
    """Return what comes of some lines that are piped into the command."""
    return run("run", path, *options, input="".join(f"{line}\n" for line in lines).encode())


def answers(result: Result) -> list[str]:
    """Return what was said to each line, the first screen left out."""
    return [part.partition("\n")[2].strip() for part in result.stdout.split("\n> ")[1:]]


def sent(result: Result) -> Any:
    return json.loads(result.stdout.rpartition("\nsent:\n")[2].splitlines()[0])
