"""What is on a screen: data, forms, references, conditions, and what Back brings back."""

from typing import Any

import pytest
from runtime_flows import OPTIONS, one_screen, option_data, play, sent, two_screens

from flowdsl import (
    CheckboxGroup,
    Complete,
    Data,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    Form,
    If,
    Navigate,
    OptIn,
    RadioButtonsGroup,
    Ref,
    Screen,
    Switch,
    TextArea,
    TextBody,
    TextHeading,
    TextInput,
    UpdateData,
    concat,
)
from flowdsl.runtime import Moved, Refused

name = TextInput(name="name", label="Name", required=True)
age = TextInput(name="age", label="Age", input_type="number")
terms = OptIn(name="terms", label="I agree")
colour = RadioButtonsGroup(name="colour", label="Colour", data_source=OPTIONS)
several = CheckboxGroup(name="several", label="Several", data_source=OPTIONS)
flag = Data("flag", example=True)
word = Data("word", example="hello")


def texts(flow: Flow, *fills: tuple[str, Any], **arguments: Any) -> tuple[str, ...]:
    """Return what is to be read once some inputs are filled in."""
    session = play(flow, **arguments)
    for key, value in fills:
        session = session.fill(key, value)
    return session.screen.texts


def test_bindings_are_resolved_and_keep_their_type() -> None:
    """A property that is one reference has the value itself, whatever its type."""
    options = Data("options", example=option_data("x", "y"))
    most = Data("most", example=2)
    choose = CheckboxGroup(
        name="choose",
        label=word.ref,
        data_source=options.ref,
        max_selected_items=most.ref,
        visible=flag.ref,
    )
    flow = one_screen(choose, data=[options, most, word, flag])
    shown = play(flow, data="examples").screen.input("choose")
    assert shown.label == "hello"
    assert [option.id for option in shown.options] == ["x", "y"]
    assert shown.content["max-selected-items"] == 2
    assert shown.visible


def test_a_reference_inside_a_text_is_not_replaced() -> None:
    """A reference with words around it is printed as it is written, outside of backticks."""
    document = one_screen(TextBody(text=word.ref), data=[word]).to_dict()
    document["screens"][0]["layout"]["children"][0]["text"] = "Say ${data.word}!"
    assert texts(document, data="examples", check=False) == ("Say ${data.word}!",)


def test_an_undeclared_reference_is_printed() -> None:
    """A text that refers to nothing prints the reference."""
    document = one_screen(TextBody(text=word.ref), data=[word]).to_dict()
    document["screens"][0]["layout"]["children"][0]["text"] = "${data.wrod}"
    assert texts(document, data="examples", check=False) == ("${data.wrod}",)


def test_an_expression_that_cannot_be_read_is_printed() -> None:
    """Backticks around what is no expression are text like any other."""
    document = one_screen(TextBody(text=word.ref), data=[word]).to_dict()
    document["screens"][0]["layout"]["children"][0]["text"] = "`${data.word} +`"
    assert texts(document, data="examples", check=False) == ("`${data.word} +`",)


def test_expressions_follow_what_is_filled_in() -> None:
    """Conditions and nested expressions are worked out again after every input."""
    flow = one_screen(
        name,
        age,
        TextBody(text=concat("Hello ", name.ref, ", ", age.number * 2, " soon")),
        If(condition=(age.number > 17) & ~(name.ref == "Bo"), then=[TextBody(text="adult")]),
    )
    assert texts(flow) == ("Hello , 0 soon",)
    assert texts(flow, ("name", "Ann"), ("age", 18)) == ("Hello Ann, 36 soon", "adult")
    assert texts(flow, ("name", "Bo"), ("age", "18.5")) == ("Hello Bo, 37 soon",)


def test_an_if_without_else_shows_nothing() -> None:
    """An If whose condition does not hold shows its else, or nothing."""
    flow = one_screen(
        terms,
        If(condition=terms.ref, then=[TextBody(text="yes")], else_=[TextBody(text="no")]),
        If(condition=terms.ref, then=[TextBody(text="also")]),
    )
    assert texts(flow) == ("no",)
    assert texts(flow, ("terms", True)) == ("yes", "also")
    branches = play(flow).screen.branches
    assert list(branches.values()) == ["else", None]


def test_nested_ifs_are_followed() -> None:
    """An If inside of an If is worked out only where the outer one shows it."""
    flow = one_screen(
        terms,
        age,
        If(
            condition=terms.ref,
            then=[If(condition=age.number >= 18, then=[TextBody(text="in")])],
        ),
    )
    assert texts(flow, ("age", 20)) == ()
    assert texts(flow, ("terms", True), ("age", 20)) == ("in",)


@pytest.mark.parametrize(("choice", "shown"), [(None, ()), ("a", ("A!",)), ("b", ()), ("c", ())])
def test_a_switch_shows_the_case_of_its_value(choice: str | None, shown: tuple[str, ...]) -> None:
    """A Switch shows what belongs to its value, which may be an empty case, or no case at all."""
    flow = one_screen(colour, Switch(value=colour.ref, cases={"a": [TextBody(text="A!")], "b": []}))
    fills = [("colour", choice)] if choice else []
    assert texts(flow, *fills) == shown


def test_visible_follows_data_and_forms() -> None:
    """What is not visible cannot be read, and an input that is not cannot be filled in."""
    note = TextArea(name="note", label="Note", visible=terms.ref)
    flow = one_screen(terms, note, TextBody(text="secret", visible=flag.ref), data=[flag])
    session = play(flow, data={"flag": False})
    assert session.screen.texts == ()
    with pytest.raises(Refused, match="`note` is not visible on ONLY: visible are `terms`"):
        session.fill("note", "x")
    assert session.fill("terms", True).fill("note", "x").screen.values["note"] == "x"


def test_an_input_in_another_branch_cannot_be_filled_in() -> None:
    """An input that a condition leaves out is said to be in another branch."""
    flow = one_screen(terms, If(condition=terms.ref, then=[name]))
    with pytest.raises(Refused, match="`name` is in a branch that ONLY does not show now"):
        play(flow).fill("name", "Ann")
    with pytest.raises(Refused, match='no input `nmae`; did you mean "name"'):
        play(flow).fill("terms", True).fill("nmae", "Ann")


def test_a_removed_input_is_not_required() -> None:
    """What an If leaves out keeps no Footer off."""
    flow = one_screen(terms, If(condition=terms.ref, then=[name]), sends={})
    assert play(flow).tap("Send").response is not None
    with pytest.raises(Refused, match="TextInput `name` is required and empty"):
        play(flow).fill("terms", True).tap("Send")


def test_a_global_reference_reads_other_screens() -> None:
    """From 4.0 a screen reads what was filled in on another, without a payload."""
    flow = two_screens(
        [name], [TextBody(text=name.ref.on("FIRST"))], sends={"name": name.ref.on("FIRST")}
    )
    session = play(flow).fill("name", "Ann").tap("Next")
    assert session.screen.texts == ("Ann",)
    assert sent(session.tap("Send")) == {"name": "Ann"}


def detour() -> Flow:
    """Return a flow whose first screen links to one without a Footer."""
    note = TextInput(name="note", label="Note")
    seen = note.ref.on("DETAIL")
    return Flow(
        screens=[
            Screen(
                id="MAIN",
                title="Main",
                terminal=True,
                children=[
                    EmbeddedLink(text="More", on_click_action=Navigate("DETAIL", {})),
                    If(
                        condition=seen != "",
                        then=[TextBody(text=seen)],
                        else_=[TextBody(text="empty")],
                    ),
                    Footer(label="Send", on_click_action=Complete({"note": seen})),
                ],
            ),
            Screen(id="DETAIL", title="Detail", children=[note]),
        ]
    )


def test_a_reference_to_a_screen_not_visited_is_empty() -> None:
    """What refers to a screen that nobody was on is empty, and left out of payloads."""
    session = play(detour())
    assert session.screen.texts[1:] == ("empty",)
    assert sent(session.tap("Send")) == {}


def test_what_was_filled_in_on_a_detour_is_there_after_back() -> None:
    """A screen that was left with Back can still be referred to, in conditions and payloads."""
    session = play(detour()).tap("More").fill("note", "hi").back()
    assert session.stack == ("MAIN",)
    assert session.screen.texts[1:] == ("hi",)
    assert sent(session.tap("Send")) == {"note": "hi"}


def test_back_brings_back_data_and_answers() -> None:
    """Back shows the screen before as it was, and forward again the one after as it was left."""
    note = TextInput(name="note", label="Note")
    flow = two_screens(
        [name],
        [TextBody(text=word.ref), note],
        carries={"word": name.ref},
        second_data=[word],
    )
    session = play(flow).fill("name", "Ann").tap("Next").fill("note", "kept").back()
    assert session.screen.values == {"name": "Ann"}
    assert session.events == (Moved("SECOND", "FIRST", "back"),)
    again = session.fill("name", "Bo").tap("Next")
    assert again.screen.texts == ("Bo",)
    assert again.screen.values == {"note": "kept"}


def test_data_does_not_leak_into_other_screens() -> None:
    """An entry of one screen is not seen by another that declares the same name."""
    flow = two_screens(
        [TextBody(text=word.ref)],
        [TextBody(text=word.ref)],
        carries={"word": "second"},
        first_data=[word],
        second_data=[word],
    )
    session = play(flow, data={"word": "first"})
    assert session.screen.texts == ("first",)
    assert session.tap("Next").screen.texts == ("second",)


def test_a_payload_that_lacks_a_key_does_not_move() -> None:
    """A navigate whose payload does not fit the next screen shows an error and stays."""
    number = Data("number", example=1)
    document = two_screens(
        [name], [TextBody(text="x")], carries={"number": 1}, second_data=[number]
    ).to_dict()
    action = document["screens"][0]["layout"]["children"][1]["on-click-action"]
    for value, message in [
        ("${form.name}", "does not fit"),
        ("${screen.SECOND.data.number}", "not"),
    ]:
        action["payload"] = {"number": value}
        session = play(document, check=False).fill("name", "Ann").tap("Next")
        assert session.stack == ("FIRST",)
        assert session.failures[0].error == "payload-schema-error"
        assert message in session.failures[0].message
        assert session.notice == "Something went wrong. Try again later."
        assert session.screen.values == {"name": "Ann"}


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (TextInput(name="x", label="l", init_value="hi"), "hi"),
        (TextInput(name="x", label="l", input_type="number", init_value="3"), "3"),
        (TextArea(name="x", label="l", init_value=word.ref), "hello"),
        (TextInput(name="x", label="l", init_value=concat("a ", word.ref)), "a hello"),
        (OptIn(name="x", label="l", init_value=True), True),
        (Dropdown(name="x", label="l", data_source=OPTIONS, init_value="b"), "b"),
        (
            CheckboxGroup(name="x", label="l", data_source=OPTIONS, init_value=["a", "c"]),
            ["a", "c"],
        ),
        (DatePicker(name="x", label="l", init_value="2026-12-24"), "2026-12-24"),
    ],
)
@pytest.mark.parametrize("in_form", [False, True])
def test_init_values_fill_inputs(component: Any, expected: Any, in_form: bool) -> None:
    """What an init-value says is in the input at first, inside of a Form and outside."""
    children = [Form(name="form", children=[component])] if in_form else [component]
    flow = one_screen(*children, data=[word], sends={"x": component.ref})
    session = play(flow, data="examples")
    assert session.screen.values == {"x": expected}
    assert sent(session.tap("Send")) == {"x": expected}


def test_a_form_can_bind_all_init_values_at_once() -> None:
    """The init-values of a Form can be one reference to an object."""
    start = Data("start", example={"name": "Ann", "colour": "b"})
    errors = Data("errors", example={"name": ""})
    form = Form(
        name="form", children=[name, colour], init_values=start.ref, error_messages=errors.ref
    )
    flow = one_screen(form, data=[start, errors])
    session = play(flow, data={"start": {"name": "Bo", "colour": "a"}, "errors": {"name": "No!"}})
    assert session.screen.values == {"name": "Bo", "colour": "a"}
    assert session.screen.errors == {"name": "No!"}


def test_an_update_takes_the_changed_init_value() -> None:
    """An update of the data behind an init-value fills the input anew; others keep their text."""
    note = TextInput(name="note", label="Note", init_value=word.ref)
    other = TextInput(name="other", label="Other")
    pick = RadioButtonsGroup(
        name="pick",
        label="Pick",
        data_source=OPTIONS,
        on_select_action=UpdateData({"word": Ref("form", ("pick",))}),
    )
    flow = one_screen(note, other, pick, data=[word])
    session = play(flow, data="examples").fill("note", "mine").fill("other", "stays")
    assert session.screen.values["note"] == "mine"
    session = session.fill("pick", "b")
    assert session.screen.values == {"note": "b", "other": "stays", "pick": "b"}


def test_error_messages_stand_until_the_field_is_edited() -> None:
    """An error that comes with data marks its field until somebody edits it; it blocks nothing."""
    problem = Data("problem", example="")
    field = TextInput(name="field", label="Field", error_message=problem.ref)
    flow = one_screen(field, data=[problem], sends={"field": field.ref})
    session = play(flow, data={"problem": "Taken"}).fill("field", "")
    assert session.screen.errors == {}
    session = play(flow, data={"problem": "Taken"})
    assert session.screen.errors == {"field": "Taken"}
    assert session.tap("Send").response is not None


def test_titles_can_be_bound() -> None:
    """The title of a screen is resolved like any text."""
    screen = Screen(
        id="ONLY",
        title=word.ref,
        terminal=True,
        data=[word],
        children=[TextHeading(text="h"), Footer(label="f", on_click_action=Complete({}))],
    )
    assert play(Flow(screens=[screen]), data="examples").screen.title == "hello"


def test_an_empty_text_is_warned_of_while_it_is_shown() -> None:
    """An empty text bound to a heading is noted where it is shown, not where it is hidden."""
    flow = one_screen(TextHeading(text=word.ref, visible=flag.ref), data=[word, flag])
    shown = play(flow, data={"word": "", "flag": True})
    assert "is empty while it is shown" in shown.warnings[0].message
    assert play(flow, data={"word": "", "flag": False}).warnings == ()


def test_a_screen_is_drawn_as_text(golden: Any) -> None:
    """A screen can be read as text: what is filled in, chosen, wrong, off, and sent."""
    note = TextArea(name="note", label="Note", helper_text="As long as you like")
    email = TextInput(name="email", label="Email", input_type="email", required=True)
    secret = TextInput(name="secret", label="Secret", input_type="password")
    flow = one_screen(
        TextHeading(text="Héllo \u202e there"),
        email,
        secret,
        note,
        colour,
        several,
        terms,
        DatePicker(name="day", label="Day", enabled=False),
        sends={"email": email.ref},
        sensitive=["email"],
    )
    session = play(flow)
    texts = [str(session)]
    session = session.fill("email", "ann").fill("colour", "b").fill("several", ["a"])
    texts.append(str(session.fill("secret", "12345").fill("terms", True)))
    texts.append(str(session.fill("email", "ann@example.com").tap("Send")))
    golden("runtime/screens.txt", "\n\n".join(texts) + "\n")
