"""What inputs take, what they say of answers that do not do, and what is sent of them."""

import datetime
import json
from typing import Any

import pytest
from runtime_flows import NOW, OPTIONS, one_screen, option_data, play, sent, two_screens

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Chip,
    ChipsSelector,
    Complete,
    Data,
    DataExchange,
    DatePicker,
    DocumentPicker,
    Dropdown,
    Flow,
    Footer,
    Input,
    Navigate,
    OptIn,
    Option,
    PhotoPicker,
    RadioButtonsGroup,
    Screen,
    TextArea,
    TextInput,
)
from flowdsl.components.dates import Range
from flowdsl.runtime import File, Refused, Session

DAY = datetime.date(2026, 12, 4)  # A Friday.
EAST = datetime.timezone(datetime.timedelta(hours=2))


def number(**properties: Any) -> TextInput:
    return TextInput(name="x", label="l", input_type="number", **properties)


def text(**properties: Any) -> TextInput:
    return TextInput(name="x", label="l", **properties)


def boxes(**properties: Any) -> CheckboxGroup:
    return CheckboxGroup(name="x", label="l", data_source=OPTIONS, **properties)


def calendar(**properties: Any) -> CalendarPicker:
    return CalendarPicker(name="x", label="l", **properties)


def days(**properties: Any) -> CalendarPicker:
    return CalendarPicker(
        name="x", label=Range(start_date="from", end_date="to"), mode="range", **properties
    )


def alone(component: Input[Any], **arguments: Any) -> Session:
    """Open a flow with one input, which it sends."""
    return play(one_screen(component, sends={"x": component.ref}), **arguments)


@pytest.mark.parametrize(
    ("component", "value", "arrives"),
    [
        (text(), " Ann ", " Ann "),
        (text(input_type="email"), "a@b.co", "a@b.co"),
        (text(input_type="phone"), "+31 (0)6-12", "+31 (0)6-12"),
        (text(input_type="password"), "s3cret", "s3cret"),
        (text(input_type="passcode"), "0123", "0123"),
        (text(pattern="[A-Z]{2}[0-9]+", helper_text="h"), "AB12", "AB12"),
        (number(), "007", "007"),
        (number(), 3, "3"),
        (number(), 2.5, "2.5"),
        (TextArea(name="x", label="l"), "two\nlines", "two\nlines"),
        (OptIn(name="x", label="l"), True, True),
        (RadioButtonsGroup(name="x", label="l", data_source=OPTIONS), "b", "b"),
        (RadioButtonsGroup(name="x", label="l", data_source=OPTIONS), "Second", "b"),
        (Dropdown(name="x", label="l", data_source=OPTIONS), "a", "a"),
        (boxes(), ["c", "a"], ["a", "c"]),
        (boxes(), {"b"}, ["b"]),
        (
            ChipsSelector(
                name="x",
                label="l",
                data_source=[Chip(id="1", title="One"), Chip(id="2", title="Two")],
            ),
            ["2"],
            ["2"],
        ),
        (DatePicker(name="x", label="l"), DAY, "2026-12-04"),
        (DatePicker(name="x", label="l"), "2026-12-04", "2026-12-04"),
        (calendar(), DAY, "2026-12-04"),
        (days(), (DAY, "2026-12-06"), {"start-date": "2026-12-04", "end-date": "2026-12-06"}),
        (days(), {"start-date": DAY}, {"start-date": "2026-12-04"}),
    ],
)
def test_what_is_filled_in_arrives(component: Any, value: Any, arrives: Any) -> None:
    """Each input sends what was filled in, in its own form."""
    session = alone(component).fill("x", value)
    assert sent(session.tap("Send")) == {"x": arrives}


@pytest.mark.parametrize(
    ("component", "arrives"),
    [
        (text(), ""),
        (number(), ""),
        (TextArea(name="x", label="l"), ""),
        (OptIn(name="x", label="l"), False),
        (RadioButtonsGroup(name="x", label="l", data_source=OPTIONS), ""),
        (Dropdown(name="x", label="l", data_source=OPTIONS), ""),
        (boxes(), []),
        (DatePicker(name="x", label="l"), ""),
        (calendar(), ""),
        (days(), {}),
    ],
)
def test_what_nobody_touched_arrives_empty(component: Any, arrives: Any) -> None:
    """An input that nobody touched sends its empty form."""
    assert sent(alone(component).tap("Send")) == {"x": arrives}


@pytest.mark.parametrize(
    ("component", "value", "reason"),
    [
        (text(), 3, "takes a text, not 3"),
        (text(), None, "takes a text, not None"),
        (text(), "a\nb", "takes one line of text"),
        (text(max_chars=3), "abcd", "takes 3 characters at most, not 4"),
        (text(), "a" * 81, "takes 80 characters at most, not 81"),
        (TextArea(name="x", label="l"), "a" * 601, "takes 600 characters at most, not 601"),
        (TextArea(name="x", label="l", max_length=2), "abc", "takes 2 characters at most"),
        (number(), True, "takes a text or a number, not True"),
        (OptIn(name="x", label="l"), "yes", "takes True or False, not 'yes'"),
        (
            RadioButtonsGroup(name="x", label="l", data_source=OPTIONS),
            "d",
            "`d` is no option of RadioButtonsGroup `x`.*it has `a`, `b`, `c`",
        ),
        (
            Dropdown(name="x", label="l", data_source=[Option(id="a", title="A", enabled=False)]),
            "a",
            "the option `a` of Dropdown `x` is disabled",
        ),
        (Dropdown(name="x", label="l", data_source=OPTIONS), ["a"], "takes the id of an option"),
        (boxes(), "a", "takes a list of the ids of options, not 'a'"),
        (boxes(max_selected_items=2), ["a", "b", "c"], "takes 2 choices at most, not 3"),
        (DatePicker(name="x", label="l"), "4 Dec", "takes a day"),
        (DatePicker(name="x", label="l"), "2026-02-30", "takes a day"),
        (DatePicker(name="x", label="l"), "1899-12-31", "the days are 1900-01-01 to 2100-12-31"),
        (
            DatePicker(name="x", label="l", min_date="2026-12-05", max_date="2026-12-31"),
            DAY,
            "2026-12-04 cannot be picked: the days are 2026-12-05 to 2026-12-31",
        ),
        (DatePicker(name="x", label="l", unavailable_dates=[DAY]), DAY, "unavailable-dates"),
        (calendar(include_days=["Mon", "Tue"]), DAY, "is a Fri, but only Mon, Tue"),
        (calendar(), (DAY, DAY), "takes a day"),
        (days(), DAY, "takes a first and a last day"),
        (days(), ("2026-12-06", "2026-12-04"), "the last day, 2026-12-04, is before the first"),
        (days(), {"start": DAY}, "takes an object of `start-date` and `end-date`"),
    ],
)
def test_what_an_input_does_not_take_is_refused(component: Any, value: Any, reason: str) -> None:
    """What a phone lets nobody enter is refused, with what was found and what is allowed."""
    with pytest.raises(Refused, match=reason):
        alone(component).fill("x", value)


@pytest.mark.parametrize(
    ("component", "value", "reason"),
    [
        (text(min_chars=3), "ab", "2 characters, but at least 3 are wanted"),
        (text(input_type="email"), "ann", "'ann' is no e-mail address"),
        (text(input_type="email"), "a b@c.d", "no e-mail address"),
        (text(input_type="phone"), "call me", "no phone number"),
        (number(), "1,5", "'1,5' is no number"),
        (number(), "١٢", "is no number"),
        (text(input_type="passcode"), "12a", "no passcode, which has digits only"),
        (text(pattern="[0-9]{4}", helper_text="h"), "12345", "does not match the pattern"),
        (
            text(pattern="[0-9]{4}", helper_text="h"),
            "no. 1234",
            "does not match the pattern [0-9]{4}, only a part of it does",
        ),
        (boxes(min_selected_items=2), ["a"], "1 chosen, but at least 2 are wanted"),
        (days(min_days=3), (DAY, DAY), "1 days, but at least 3 are wanted"),
        (days(max_days=2), (DAY, "2026-12-09"), "6 days, but 2 at most can be"),
    ],
)
def test_an_answer_that_does_not_do_keeps_the_footer_off(
    component: Any, value: Any, reason: str
) -> None:
    """An answer that a phone lets somebody enter but does not let through is marked."""
    session = alone(component).fill("x", value)
    assert reason in (session.screen.inputs["x"].error or "")
    with pytest.raises(Refused, match="`Send` cannot be tapped"):
        session.tap("Send")


@pytest.mark.parametrize(
    "component",
    [
        text(min_chars=3, pattern="[0-9]+", helper_text="h"),
        number(),
        text(input_type="email"),
        boxes(min_selected_items=2),
        days(min_days=3),
    ],
)
def test_what_is_optional_may_stay_empty(component: Any) -> None:
    """An input that is not required does when it is empty, whatever it asks of an answer."""
    assert alone(component).tap("Send").response is not None


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (text(required=True), "a"),
        (TextArea(name="x", label="l", required=True), "a"),
        (OptIn(name="x", label="l", required=True), True),
        (Dropdown(name="x", label="l", data_source=OPTIONS, required=True), "a"),
        (boxes(required=True), ["a"]),
        (DatePicker(name="x", label="l", required=True), DAY),
        (calendar(required=True), DAY),
        (days(required=Range(start_date=True, end_date=True)), (DAY, DAY)),
        (days(required=Range(start_date=True)), {"start-date": DAY}),
        (PhotoPicker(name="x", label="l", min_uploaded_photos=1, max_uploaded_photos=2), None),
    ],
)
def test_what_is_required_keeps_the_footer_off_while_it_is_empty(
    component: Any, value: Any
) -> None:
    """The Footer is off until what is required is filled in."""
    session = alone(component)
    assert session.screen.blockers == (f"{type(component).__name__} `x` is required and empty",)
    with pytest.raises(Refused, match=r"`Send` cannot be tapped: .* is required and empty"):
        session.tap("Send")
    value = value or File("a.jpg")
    assert session.fill("x", value).tap("Send").response is not None


def test_a_pattern_that_could_take_for_ever_is_not_run() -> None:
    """An answer passes a pattern that nobody can run in time, and that is said."""
    document = one_screen(text(pattern="[a-z]+", helper_text="h")).to_dict()
    document["screens"][0]["layout"]["children"][0]["pattern"] = "(a+)+$"
    session = play(document, check=False).fill("x", "a" * 60 + "!")
    assert "is not decided" in session.warnings[0].message
    assert session.tap("Send").response is not None


def test_an_opt_in_that_was_unticked_is_empty_again() -> None:
    """A box that has to be ticked is not done by being touched."""
    component = OptIn(name="x", label="l", required=True)
    session = alone(component).fill("x", True).fill("x", False)
    with pytest.raises(Refused, match="is required and empty"):
        session.tap("Send")


def test_a_literal_error_message_is_said_in_place_of_ours() -> None:
    """An error message that is written in the flow stands below an answer that does not do."""
    session = alone(text(input_type="email", error_message="Not an address"))
    assert session.screen.errors == {}
    assert session.fill("x", "ann").screen.errors == {"x": "Not an address"}


def test_a_disabled_input_cannot_be_changed() -> None:
    """A disabled input is refused; what it holds is sent."""
    with pytest.raises(Refused, match="TextInput `x` cannot be changed: it is disabled"):
        alone(text(enabled=False)).fill("x", "a")
    assert sent(alone(text(enabled=False, init_value="kept")).tap("Send")) == {"x": "kept"}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([File("a", 1), File("b", 1), File("c", 1)], "takes 2 files at most, not 3"),
        ([File("big.pdf", 2000)], "files of 1000 KB at most, and `big.pdf` has 2,000"),
        ([File("a.gif", 1, "image/gif")], "`a.gif` is image/gif, but DocumentPicker `x` takes"),
        (["a.pdf"], r"takes files, as File\(...\)"),
    ],
)
def test_pickers_refuse_what_is_too_much(files: Any, reason: str) -> None:
    """A picker takes so many files, of such a size, of such types."""
    picker = DocumentPicker(
        name="x",
        label="l",
        max_uploaded_documents=2,
        max_file_size_kb=1000,
        allowed_mime_types=["application/pdf", "image/jpeg"],
    )
    with pytest.raises(Refused, match=reason):
        alone(picker).upload("x", *files)


def test_too_few_files_keep_the_footer_off() -> None:
    """A picker that wants two photos is not done with one."""
    picker = PhotoPicker(name="x", label="l", min_uploaded_photos=2, max_uploaded_photos=3)
    with pytest.raises(Refused, match="1 files, but at least 2 are wanted"):
        alone(picker).upload("x", File("a.jpg")).tap("Send")


def test_files_are_sent_in_the_form_of_the_action(shared: Any) -> None:
    """A message says of a file what a webhook gets, an endpoint what it can be fetched with."""
    payloads = shared / "platform" / "payloads"
    webhook = json.loads((payloads / "meta_webhook_nfm_reply_media.json").read_text("utf-8"))
    [message] = webhook["payload"]["entry"][0]["changes"][0]["value"]["messages"]
    recorded = json.loads(message["interactive"]["nfm_reply"]["response_json"])
    picker = PhotoPicker(name="x", label="l", max_uploaded_photos=1)
    session = alone(picker).upload("x", File("IMG_5237.jpg"))
    [file] = sent(session.tap("Send"))["x"]
    assert file.keys() == recorded["photo_picker"][0].keys()
    media = json.loads((payloads / "endpoint_media_request.json").read_text("utf-8"))
    [expected] = media["decrypted_request_fragment"]["data"]["photo_picker"]
    footer = Footer(label="Send", on_click_action=DataExchange({"x": picker.ref}))
    screen = Screen(id="ONLY", title="t", terminal=True, children=[picker, footer])
    asked = play(Flow(data_api_version="3.0", screens=[screen]), flow_action="navigate")
    asked = asked.answering({"screen": "ONLY"}).upload("x", File("IMG_5237.jpg")).tap("Send")
    [uploaded] = asked.requests[0]["data"]["x"]
    assert uploaded.keys() == expected.keys()
    assert uploaded["encryption_metadata"].keys() == expected["encryption_metadata"].keys()
    assert uploaded["file_name"] == "IMG_5237.jpg"


def test_files_of_another_screen_are_sent_from_the_last() -> None:
    """Files can be sent from a later screen through a global reference."""
    picker = PhotoPicker(name="x", label="l", max_uploaded_photos=1)
    flow = two_screens([picker], [], sends={"x": picker.ref.on("FIRST")})
    session = play(flow).upload("x", File("a.jpg")).tap("Next").tap("Send")
    assert [each["file_name"] for each in sent(session)["x"]] == ["a.jpg"]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (datetime.UTC, 1796342400000),
        (datetime.timezone(datetime.timedelta(hours=2)), 1796335200000),
    ],
)
def test_before_5_0_a_day_is_its_midnight_on_the_phone(zone: Any, expected: int) -> None:
    """Before 5.0 a day is sent as the milliseconds of its midnight in the zone of the phone."""
    picker = DatePicker(name="x", label="l", min_date=DAY)
    flow = one_screen(picker, sends={"x": picker.ref}, version="4.0")
    session = play(flow, now=NOW.astimezone(zone)).fill("x", DAY)
    assert sent(session.tap("Send")) == {"x": str(expected)}


def test_before_5_0_limits_are_days_of_the_phone() -> None:
    """Before 5.0 a limit in milliseconds is the day that it falls on in the zone of the phone."""
    picker = DatePicker(name="x", label="l", min_date=DAY)
    flow = one_screen(picker, sends={"x": picker.ref}, version="4.0")
    west = datetime.timezone(datetime.timedelta(hours=-5))
    eve = DAY - datetime.timedelta(days=1)
    assert play(flow, now=NOW.astimezone(west)).fill("x", eve).screen.values["x"]
    with pytest.raises(Refused, match="the days are 2026-12-04 to"):
        play(flow).fill("x", eve)


def test_a_number_is_forwarded_once() -> None:
    """What was typed as a number does for a number of the next screen, but not once more."""
    typed = number(required=True)
    count = Data("count", example=1)
    first = Screen(
        id="FIRST",
        title="t",
        children=[
            typed,
            Footer(label="Next", on_click_action=Navigate("SECOND", {"count": typed.ref})),
        ],
    )
    second = Screen(
        id="SECOND",
        title="t",
        data=[count],
        children=[Footer(label="Next", on_click_action=Navigate("THIRD", {"count": count.ref}))],
    )
    third = Screen(
        id="THIRD",
        title="t",
        terminal=True,
        data=[count],
        children=[Footer(label="Send", on_click_action=Complete({"count": count.ref}))],
    )
    session = play(Flow(screens=[first, second, third])).fill("x", "5").tap("Next")
    assert session.stack == ("FIRST", "SECOND")
    stuck = session.tap("Next")
    assert stuck.stack == ("FIRST", "SECOND")
    assert "'5' is not of type 'number'" in stuck.failures[0].message


def test_a_forwarded_number_calculates() -> None:
    """A number that came as text counts as one where its screen declares it so."""
    typed = number(required=True)
    count = Data("count", example=1)
    flow = two_screens(
        [typed],
        [],
        carries={"count": typed.ref},
        second_data=[count],
        sends={"double": count.ref * 2},
    )
    assert sent(play(flow).fill("x", "5").tap("Next").tap("Send")) == {"double": 10}


def test_options_can_come_with_data() -> None:
    """The options of an input are those that the data brings, and no others."""
    options = Data("options", example=option_data("x"))
    choose = Dropdown(name="x", label="l", data_source=options.ref, required=True)
    flow = one_screen(choose, data=[options], sends={"x": choose.ref})
    session = play(flow, data={"options": option_data("y", "z")})
    with pytest.raises(Refused, match="it has `y`, `z`"):
        session.fill("x", "x")
    assert sent(session.fill("x", "z").tap("Send")) == {"x": "z"}


def test_the_summary_hides_what_is_sensitive() -> None:
    """The summary in the chat shows dots for sensitive answers, and no passwords; all are sent."""
    name = TextInput(name="name", label="Name")
    email = TextInput(name="email", label="Email")
    secret = TextInput(name="secret", label="Secret", input_type="password")
    terms = OptIn(name="terms", label="I agree")
    several = CheckboxGroup(name="several", label="Several", data_source=OPTIONS)
    flow = one_screen(
        name,
        email,
        secret,
        terms,
        several,
        sensitive=["email", "terms"],
        sends={"email": email.ref, "secret": secret.ref},
    )
    session = play(flow).fill("name", "Ann").fill("email", "a@b.c").fill("secret", "pw")
    session = session.fill("terms", True).fill("several", ["a", "b"])
    assert session.summary == ()
    done = session.tap("Send")
    assert [(line.label, line.text) for line in done.summary] == [
        ("Name", "Ann"),
        ("Email", "••••"),
        ("I agree", "true"),
        ("Several", "First, Second"),
    ]
    assert sent(done) == {"email": "a@b.c", "secret": "pw"}


def test_before_5_1_the_chat_shows_no_summary() -> None:
    """There is no summary to tap before 5.1."""
    name = TextInput(name="name", label="Name")
    assert play(one_screen(name, version="5.0")).fill("name", "Ann").tap("Send").summary == ()
