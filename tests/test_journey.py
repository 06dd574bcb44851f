"""Journeys read like what somebody does, and a failure shows all that is needed to mend it."""

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import pytest

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Data,
    DataExchange,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    Navigate,
    OpenUrl,
    OptIn,
    Option,
    PhotoPicker,
    Range,
    Screen,
    TextBody,
    TextInput,
)
from flowdsl.runtime import Behaviour, File, Reply, Status
from flowdsl.runtime.moves import Answered, Back, Close, Fill, Select, Tap, Upload
from flowdsl.runtime.moves import as_json as move_json
from flowdsl.runtime.moves import from_json as moves_from_json
from flowdsl.testing import JourneyFailed, start
from flowdsl.testing.expectations import EXPECTATIONS, Expected
from flowdsl.testing.steps import Cannot, Expect, Reopen, Step, step_json, steps_from_json
from flowdsl.testing.writing import chain, scenario_json, scenario_python

city = Dropdown(
    name="city",
    label="City",
    required=True,
    data_source=[Option(id="ams", title="Amsterdam"), Option(id="ber", title="Berlin")],
)
extras = CheckboxGroup(
    name="extras",
    label="Extras",
    data_source=[Option(id="wifi", title="Wi-Fi"), Option(id="tea", title="Tea", enabled=False)],
)
chosen = Data("city", example="ams")
mail = TextInput(name="mail", label="E-mail", input_type="email", helper_text="We write back")
agreed = OptIn(name="agreed", label="I agree.", on_click_action=OpenUrl("https://example.com/p"))
photos = PhotoPicker(name="photos", label="Photos", max_uploaded_photos=2)

booking = Flow(
    screens=[
        Screen(
            id="WHERE",
            title="Where to?",
            children=[
                city,
                extras,
                Footer(label="Continue", on_click_action=Navigate("WHO", {"city": city.ref})),
            ],
        ),
        Screen(
            id="WHO",
            title="Who?",
            terminal=True,
            data=[chosen],
            children=[
                TextBody(text=chosen.ref),
                TextBody(text="Never", visible=False),
                mail,
                agreed,
                photos,
                Footer(
                    label="Book", on_click_action=Complete({"city": chosen.ref, "mail": mail.ref})
                ),
            ],
        ),
    ],
)

note = Data("note", example="Hello")
asking = Flow(
    data_api_version="3.0",
    endpoint_uri="https://example.com",
    screens=[
        Screen(
            id="ASK",
            title="Ask",
            terminal=True,
            data=[note],
            children=[
                TextBody(text=note.ref),
                mail,
                EmbeddedLink(text="Site", on_click_action=OpenUrl("https://example.com")),
                Footer(label="Ask", on_click_action=DataExchange({"mail": mail.ref})),
            ],
        ),
    ],
)
GREETING = {"screen": "ASK", "data": {"note": "Hi"}}


def failure(call: Callable[[], object]) -> JourneyFailed:
    with pytest.raises(JourneyFailed) as caught:
        call()
    return caught.value


def test_a_journey_leads_to_the_end() -> None:
    """A journey is filled in, tapped through, and its answers can be expected."""
    journey = (
        start(booking)
        .fill(city="ams")
        .select("extras", "Wi-Fi")
        .tap("Continue")
        .expect(screen="WHO", title="Who?", text="ams", stack=["WHERE", "WHO"])
        .fill({"mail": "a@example.com"}, agreed=True)
        .tap("Book")
        .expect(status="completed", response={"city": "ams", "mail": "a@example.com"})
    )
    assert journey.session.status is Status.COMPLETED
    assert journey.response == {"city": "ams", "mail": "a@example.com", "flow_token": "unused"}
    assert journey.moves == (
        Fill("city", "ams"),
        Select("extras", ("Wi-Fi",)),
        Tap("Continue"),
        Fill("mail", "a@example.com"),
        Fill("agreed", True),
        Tap("Book"),
    )


def test_a_journey_never_changes() -> None:
    """One moment of a journey can be gone on from in several ways."""
    chosen_city = start(booking).fill(city="ams")
    chosen_city.fill(city="ber").expect(values={"city": "ber"})
    chosen_city.expect(values={"city": "ams"})
    assert chosen_city.screen.id == "WHERE"


def test_every_step_can_be_taken() -> None:
    """Files, links, Back, closing and opening again are steps as well."""
    who = start(booking).fill(city="ams").tap("Continue")
    who.upload("photos", "a.jpg", File("b.jpg")).expect(values={"photos": ["a.jpg", "b.jpg"]})
    who.open_link("I agree.").expect(url="https://example.com/p")
    who.tap("agreed").expect(url="https://example.com/p").fill(agreed=True).expect(url=None)
    who.back().expect(screen="WHERE", values={"city": "ams"})
    who.close().expect(status="closed").reopen().expect(status="open", screen="WHERE")
    ticked = start(booking).fill(extras=["wifi"])
    ticked.unselect("extras", "wifi").expect(values={"extras": []})


def test_the_endpoint_answers_what_is_said_beforehand() -> None:
    """Answers are bodies or replies, each for one request, which can be expected in part."""
    journey = start(asking, replies=[GREETING]).expect(text="Hi", request={"action": "INIT"})
    journey = journey.fill(mail="a@b.de").answering(
        {"screen": "ASK", "data": {"note": "Again"}}, Reply(None, 500)
    )
    journey = journey.tap("Ask").expect(
        text="Again", request={"action": "data_exchange", "data": {"mail": "a@b.de"}}, failure=None
    )
    journey = journey.tap("Ask").expect(failure="unexpected_http_status_code")
    journey.expect(notice="Something went wrong. Try again later.")
    journey.tap("Site").expect(url="https://example.com", request={"data": {"mail": "a@b.de"}})


def test_what_goes_wrong_on_the_phone_does_not_raise() -> None:
    """An answer that does not fit is expected like anything else, and shown where one fails."""
    journey = start(asking, replies=[GREETING]).answering({"screen": "ASK", "data": {"note": 1}})
    journey = journey.tap("Ask").expect(failure="payload-schema-error", screen="ASK")
    text = str(failure(lambda: journey.expect(text="Bye")))
    assert "went wrong on the phone: payload-schema-error: the data for ASK" in text
    failed = failure(lambda: journey.expect(failure=None))
    assert failed.reasons[0].startswith('failure: expected none, found "payload-schema-error"')


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ({"screen": "WHO"}, 'screen: expected "WHO", found "WHERE"'),
        ({"title": "Who?"}, 'title: expected "Who?", found "Where to?"'),
        ({"values": {"city": "ber"}}, 'values: city: expected "ber", found ""'),
        ({"values": {"cities": "ber"}}, '"cities" cannot be seen on WHERE, but "city", "extras"'),
        ({"visible": ["city", "mail"]}, 'visible: "mail" cannot be seen on WHERE, but "city"'),
        ({"hidden": "City"}, 'hidden: "City" can be seen: Dropdown `city`'),
        ({"hidden": "citty"}, 'nothing on WHERE can ever be called "citty"; did you mean "city"?'),
        ({"text": ["Where", "Who"]}, 'text: "Who" cannot be read on the screen'),
        ({"enabled": "Continue"}, 'enabled: "Continue" is off: Dropdown `city` is required'),
        ({"disabled": ["Continue", "city"]}, 'disabled: "city" is on'),
        ({"disabled": "Next"}, 'disabled: "Next" cannot be seen on WHERE'),
        ({"options": {"city": ["ber", "ams"]}}, 'expected ["ber", "ams"], found ["ams", "ber"]'),
        ({"options": {"town": []}}, 'options: "town" cannot be seen on WHERE, but "city"'),
        ({"errors": {"city": "No"}}, 'errors: city: expected "No", found null'),
        ({"notice": "No"}, 'notice: expected "No", found null'),
        ({"url": "https://x"}, 'url: expected "https://x", found null'),
        ({"request": {"screen": "A"}}, "but the endpoint was not asked"),
        ({"response": {}}, "response: nothing was sent, the flow is open"),
        ({"status": "closed"}, 'status: expected "closed", found "open"'),
        ({"stack": []}, 'stack: expected [], found ["WHERE"]'),
        ({"failure": "timeout_error"}, 'expected "timeout_error", nothing went wrong'),
    ],
)
def test_every_expectation_can_fail(expected: dict[str, Any], reason: str) -> None:
    """What is not as expected is said with what was found."""
    expect: Any = start(booking).expect
    [said] = failure(lambda: expect(**expected)).reasons
    assert reason in said


def test_error_messages_are_expected_whole() -> None:
    """An error message that is not expected is as wrong as one that is missing."""
    who = start(booking).fill(city="ams").tap("Continue").fill(mail="nobody")
    who.expect(errors={"mail": "'nobody' is no e-mail address"}, text="no e-mail address")
    assert failure(lambda: who.expect(errors={})).reasons == (
        "errors: mail: expected null, found \"'nobody' is no e-mail address\"",
    )


def test_expectations_are_held_against_the_right_type() -> None:
    """True is not 1, and what is sent is compared as JSON has it."""
    who = start(booking).fill(city="ams").tap("Continue").fill(agreed=True)
    assert failure(lambda: who.expect(values={"agreed": 1})).reasons == (
        "values: agreed: expected 1, found true",
    )


def test_a_response_is_compared_whole() -> None:
    """What is missing, what is too much and what is other are three sentences of their own."""
    end = start(booking).fill(city="ams").tap("Continue").tap("Book")
    reasons = failure(lambda: end.expect(response={"city": "ber", "more": 1})).reasons
    assert reasons == (
        'response.city: expected "ber", found "ams"',
        "response.more: expected 1, but it was not sent",
        'response.mail: "" was sent, but is not expected',
    )
    end.expect(response={"city": "ams", "mail": "", "flow_token": "unused"})


def test_days_are_compared_as_they_are_sent() -> None:
    """A day may be expected as a date, a pair of days as a pair."""
    stay = CalendarPicker(
        name="stay",
        mode="range",
        label=Range(start_date="From", end_date="To"),
    )
    flow = Flow(
        screens=[
            Screen(
                id="A",
                title="A",
                terminal=True,
                children=[
                    stay,
                    Footer(label="Go", on_click_action=Complete({"stay": stay.ref})),
                ],
            )
        ]
    )
    first, last = datetime.date(2027, 1, 4), datetime.date(2027, 1, 8)
    journey = start(flow).fill(stay=(first, last))
    journey.expect(values={"stay": (first, last)})
    journey.expect(values={"stay": {"start-date": "2027-01-04", "end-date": "2027-01-08"}})


def test_a_failure_is_a_picture(golden: Callable[[str, str], None]) -> None:
    """All that is wrong is shown at once, with the screen, and the journey as Python."""
    journey = (
        start(booking, "7.2", data={}, behaviour=Behaviour(hidden_required="blocks"))
        .fill(city="ams")
        .cannot(because="disabled")
        .select("extras", "tea")
        .tap("Continue")
        .fill(mail="nobody")
    )
    caught = failure(lambda: journey.expect(screen="WHERE", text="ber", values={"mail": "no"}))
    assert isinstance(caught, AssertionError)
    golden("journey/failure.txt", f"{caught}\n")


def test_a_refused_step_is_a_picture(golden: Callable[[str, str], None]) -> None:
    """A step that the phone does not let anybody take fails with the reason."""
    golden("journey/refused.txt", f"{failure(lambda: start(booking).tap('Continue'))}\n")


def test_what_cannot_be_done_is_a_step() -> None:
    """A refusal is expected with `cannot`, and leaves the journey as it was."""
    journey = start(booking).cannot().tap("Continue").cannot(because="no option").fill(city="rom")
    assert journey.moves == ()
    caught = failure(lambda: journey.cannot(because="too many").tap("Continue"))
    assert "expected a reason with `too many`, found: `Continue` cannot be tapped" in str(caught)
    assert "it can be done" in str(failure(lambda: journey.cannot().fill(city="ams")))


def test_a_flow_that_does_not_open_fails() -> None:
    """A flow that cannot be opened fails at once, unless that is expected."""
    text = str(failure(lambda: start(asking, replies=[Reply(None, 500)])))
    assert "the flow could not be opened" in text
    assert "unexpected_http_status_code" in text
    failed = start(asking, replies=[Reply(None, 500)], opens=False)
    failed.expect(status="failed", failure="unexpected_http_status_code")
    assert "no screen is shown" in str(failure(lambda: failed.expect(visible="mail")))
    assert "opens=False" in str(failure(lambda: start(booking, opens=False)))


def test_unknown_expectations_are_mistakes_of_the_test() -> None:
    """A misspelt expectation, one of another type, and none at all are no failures of the flow."""
    expect: Any = start(booking).expect
    with pytest.raises(TypeError, match='no expectation `scren`; did you mean "screen"'):
        expect(scren="WHO")
    with pytest.raises(TypeError, match="`stack` takes a list of the ids of screens"):
        expect(stack="WHO")
    with pytest.raises(TypeError, match="nothing is expected"):
        expect()


def test_expectations_have_one_table() -> None:
    """Python and JSON know the same expectations, each described once."""
    assert EXPECTATIONS.keys() == get_type_hints(Expected).keys()
    described = (Expected.__doc__ or "").partition("Args:")[2]
    for name in EXPECTATIONS:
        assert f"\n        {name}: " in described


STEPS: list[Step] = [
    Fill("city", "ams"),
    Fill("class", ["a"]),
    Upload("photos", (File("a.jpg", 5), File("b.jpg"))),
    Answered({"screen": "ASK", "data": {}}),
    Answered({"status": 404}),
    Answered(None),
    Answered(None, 427),
    Tap('Say "hi"'),
    Back(),
    Close(),
    Reopen(),
    Cannot((Tap("Continue"),), "required"),
    Cannot((Fill("a", 1), Fill("b", 2))),
    Expect({"screen": "WHO", "errors": {}}),
]


@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_steps_survive_json(step: Step) -> None:
    """What a scenario has of a step is read as the same step."""
    assert steps_from_json(json.loads(json.dumps(step_json(step)))) == [step]


def test_answers_survive_json_as_moves() -> None:
    """A body that looks like a reply, and one that is none, are written so that they are read."""
    for move in (Answered({"status": 1, "body": {}}), Answered(None), Answered({"a": 1})):
        assert moves_from_json(move_json(move)) == [move]


def test_what_is_filled_in_is_written_together() -> None:
    """Inputs filled in one after the other are one step, but not the same twice, nor files."""
    steps: list[Step] = [Fill("a", 1), Fill("b", datetime.date(2027, 1, 4)), Fill("a", 2)]
    steps.append(Fill("photo", File("a.jpg")))
    assert json.loads(scenario_json("a.py", steps))["steps"] == [
        {"fill": {"a": 1, "b": "2027-01-04"}},
        {"fill": {"a": 2}},
        {"upload": {"photo": ["a.jpg"]}},
    ]


def test_the_step_that_failed_stands_by_itself() -> None:
    """In a picture, what was filled in before is not on the line of what was refused."""
    text = str(failure(lambda: start(booking).fill(city="ams", extras=["tea"])))
    assert text.endswith('\n    .fill(city="ams")\n    .fill(extras=["tea"])  # here\n)')


def test_written_python_runs() -> None:
    """A journey that is written as Python does the same again."""
    journey = start(booking, "7.2").fill(city="ams").tap("Continue").expect(screen="WHO")
    text = chain("booking", journey.steps, journey.opening)
    again = eval(text, {"start": start, "booking": booking})
    assert again.moves == journey.moves
    assert again.session.state == journey.session.state


@pytest.mark.parametrize("flow", ["flows/booking.py:booking", "booking.json", "booking"])
def test_written_test_is_a_module(flow: str, golden: Callable[[str, str], None]) -> None:
    """A whole test can be pasted into a file: it imports what it names."""
    start_arguments: Mapping[str, Any] = {
        "version": "7.0",
        "now": datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC),
        "replies": [GREETING, Reply(None, 500)],
        "behaviour": Behaviour(pattern_match="search"),
    }
    text = scenario_python(flow, STEPS, name='It says "hi"', start=start_arguments)
    compile(text, "written", "exec")
    golden(f"journey/written_{flow.replace('/', '_').replace(':', '_')}.txt", text)


def test_written_scenario_is_json(golden: Callable[[str, str], None]) -> None:
    """A scenario is written a step a line, and an endpoint in Python is left out."""
    given = {"replies": [GREETING], "endpoint": lambda request: request, "data": {"a": 1}}
    text = scenario_json("booking.py:booking", STEPS, name="It works.", start=given)
    assert json.loads(text)["start"] == {"replies": [GREETING], "data": {"a": 1}}
    golden("journey/scenario.json", text)
