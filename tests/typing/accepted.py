"""What an author writes: every line of this file must satisfy the type checkers."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, assert_type

from hypothesis.stateful import invariant
from hypothesis.strategies import SearchStrategy

from flowdsl import (
    VERSIONS,
    CalendarPicker,
    CarouselImage,
    CheckboxGroup,
    Chip,
    ChipsSelector,
    Complete,
    Component,
    Data,
    DataExchange,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    Expression,
    Flow,
    Footer,
    Form,
    If,
    Image,
    ImageCarousel,
    Input,
    InvalidFlow,
    Navigate,
    OpenUrl,
    OptIn,
    Option,
    PhotoPicker,
    Problem,
    RadioButtons,
    RadioButtonsGroup,
    Range,
    Raw,
    Ref,
    Screen,
    SingleColumnLayout,
    Switch,
    TextBody,
    TextInput,
    UpdateData,
    concat,
)
from flowdsl.fuzz import Fault, Report, fuzz
from flowdsl.platform.graph import AsyncGraphClient, Created, GraphClient, Uploaded
from flowdsl.runtime import Behaviour, File, Reply, Session, Status
from flowdsl.testing import FlowMachine, Journey, answers, flows, journeys, start, state_machine

name = TextInput(name="name", label="Name", required=True, input_type="text")
age = TextInput(name="age", label="Age", input_type="number", min_chars=1)
agrees = OptIn(name="agrees", label="I agree", on_click_action=OpenUrl("https://example.com"))
several = CheckboxGroup(name="several", data_source=[Option(id="1", title="One")], label="l")
city = Data("city", example="ams")
total = Data("total", example=1.5)
open_ = Data("open", example=True)
options = Data("options", example=[Option(id="1", title="One")])
nested = Data("nested", example={"a": {"b": 1}})
empty: Data[list[str]] = Data(
    "empty", example=[], schema={"type": "array", "items": {"type": "string"}}
)

assert_type(name.ref, Ref[str])
assert_type(agrees.ref, Ref[bool])
assert_type(several.ref, Ref[Sequence[str]])
assert_type(city.ref, Ref[str])
assert_type(total.ref, Ref[float])
assert_type(open_.ref.on("FIRST"), Ref[bool])
assert_type(nested.ref["a"]["b"], Ref[Any])
assert_type(age.number, Ref[float])
assert_type(name.ref == "x", Expression[bool])
assert_type(age.ref > 18, Expression[bool])
assert_type((age.number > 18) & agrees.ref | ~open_.ref, Expression[bool])
assert_type(total.ref * 2 + 1, Expression[float])
assert_type("Hello " + name.ref, Expression[str])
assert_type(name.ref + "!", Expression[str])
assert_type(concat("a", total.ref, 1, open_.ref), Expression[str])

body = TextBody(text="Hello " + name.ref, visible=agrees.ref, font_weight="bold")
paragraphs = TextBody(text=["a", "b"], markdown=True)
bound_paragraphs = TextBody(text=empty.ref)
dropdown = Dropdown(name="d", label=city.ref, data_source=options.ref, required=age.ref > 18)
radio = RadioButtons(
    name="r",
    label="l",
    data_source=[Option(id="1", title="t", image=Path("a.png"), enabled=open_.ref)],
    on_select_action=UpdateData({"city": "x"}),
)
same: RadioButtonsGroup = radio
chips = ChipsSelector(name="c", label="l", data_source=[Chip(id="1", title="t")], init_value=["1"])
day = DatePicker(
    name="day",
    label="Day",
    min_date=datetime.date(2026, 1, 1),
    max_date="2026-12-31",
    unavailable_dates=[datetime.date(2026, 2, 1), "2026-02-02"],
    init_value=city.ref,
    on_select_action=DataExchange({"day": "x"}, leads_to=["NEXT"]),
)
stay = CalendarPicker(
    name="stay",
    mode="range",
    label=Range(start_date="From", end_date="To"),
    required=Range(start_date=True),
    init_value=Range(start_date="2026-01-01", end_date="2026-01-05"),
    include_days=["Mon", "Tue"],
)
photos = PhotoPicker(name="p", label="l", photo_source="camera", max_uploaded_photos=2)
picture = Image(src=b"...", height=10, scale_type="cover")
carousel = ImageCarousel(images=[CarouselImage(src="abcd", alt_text="a")], aspect_ratio="16:9")
link = EmbeddedLink(text="l", on_click_action=Navigate("NEXT", {"a": name.ref}))
raw = Raw({"type": "New"})
footer = Footer(label="l", on_click_action=Complete({"a": [name.ref, {"b": 1}]}))
children: list[Component] = [name, age, body, raw]
inputs: list[Input[Any]] = [name, agrees, several]
form = Form(name="f", children=children, init_values={"name": "x"})
branch = If(condition=agrees.ref & (name.ref != "x"), then=[body], else_=[paragraphs])
plain_branch = If(condition="${form.agrees}", then=[body])
always = If(condition=True, then=[body])
switch = Switch(value=city.ref, cases={"ams": [body], "par": []})

flow = Flow(
    version="7.3",
    data_api_version="4.0",
    routing_model={"A": ["B"], "B": []},
    categories=["OTHER", "SURVEY"],
    screens=[
        Screen(id="A", title="A", data=[city, total, options], children=[form, branch, switch]),
        Screen(id="B", title=city.ref, layout=SingleColumnLayout(children=[footer])),
    ],
)
text: str = flow.to_json("6.0", check=False, indent=2)
document: dict[str, Any] = flow.to_dict(VERSIONS[-1])
problems: list[Problem] = flow.problems(version="5.1")
try:
    flow.to_json()
except InvalidFlow as invalid:
    first: Problem = invalid.problems[0]
extended = TextInput(name="e", label="l", extra={"new-key": [name.ref, 1]})
opened = Complete({"a": 1}, extra={"new-key": None})
again: Flow = Flow.from_json(text)
from_bytes: Flow = Flow.from_json(text.encode())
spelled = If(condition=((city.ref.number + age.number) > 3).spelled("(({} + {}) > 3)"), then=[body])

session: Session = Session(flow, "7.0", data={"city": "ams"}, endpoint="examples")
session = Session(text, data="examples", behaviour=Behaviour(hidden_required="blocks"))
session = session.fill("name", "Ann").select("several", "1", "2").upload("photos", File("a.jpg"))
session = session.answering({"screen": "B"}, Reply({"error_msg": "Over"}, 427)).tap("Next").back()
label: str = session.screen.input("name").label
sent: str | None = session.response_json
status: Status = session.status
journey: Journey = start(flow, endpoint=lambda request: {"screen": request["screen"], "data": {}})
journey = journey.fill(name="Ann").fill({"T&Cs": True}).tap("Next").expect(screen="B", text="Hi")
journey = journey.cannot(because="is required").tap("Next").expect(errors={}, failure=None)
drawn: SearchStrategy[Journey] = journeys(flow, data={"city": "ams"})
valid: SearchStrategy[Flow] = flows("6.3", endpoint=True)
filled: SearchStrategy[Any] = answers(name)


class Machine(FlowMachine):
    flow = again

    @invariant()
    def stays_open(self) -> None:
        assert self.journey is None or self.journey.session.is_open


TestMachine = state_machine(flow, data="examples").TestCase
report: Report = fuzz(flow, examples=10, seed=1)
faults: list[Fault] = list(report.faults)


def pushes(client: GraphClient) -> Uploaded:
    created: Created = client.create("1", name="Booking", categories=["OTHER"])
    ids: list[str] = [each.id for each in client.flows("1")]
    assert ids
    return client.upload(created.id, text)


async def pushes_async(client: AsyncGraphClient) -> Uploaded:
    created = await client.create("1", name="Booking", categories=["OTHER"], publish=False)
    async for each in client.flows("1"):
        assert each.id
    return await client.upload(created.id, text)
