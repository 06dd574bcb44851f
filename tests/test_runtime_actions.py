"""What actions do: links, lists, choices and their updates, and which of them run by themselves."""

from typing import Any

import pytest
from runtime_flows import OPTIONS, one_screen, play, sent, two_screens

from flowdsl import (
    VERSIONS,
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Data,
    DataExchange,
    DatePicker,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    Form,
    If,
    MainContent,
    Navigate,
    NavigationItem,
    NavigationList,
    OpenUrl,
    OptIn,
    Option,
    RadioButtonsGroup,
    RichText,
    Screen,
    TextBody,
    TextInput,
    UpdateData,
)
from flowdsl.runtime import Ran, Refused, Session

name = TextInput(name="name", label="Name", required=True)
log = Data("log", example="")
shown = Data("shown", example=False)


def names_of(session: Session) -> list[str]:
    """Return the names of the actions that the last step ran."""
    return [event.name for event in session.events if isinstance(event, Ran)]


def payloads(session: Session) -> list[Any]:
    """Return the payloads of the actions that the last step ran, in their order."""
    return [dict(event.payload) for event in session.events if isinstance(event, Ran)]


def test_things_are_tapped_by_what_they_say() -> None:
    """A Footer is tapped by its label or its kind; what is not there is answered with what is."""
    flow = one_screen(TextBody(text="Words"), TextInput(name="x", label="Field"))
    assert play(flow).tap("Send").response is not None
    assert play(flow).tap("Footer").response is not None
    session = play(flow)
    assert session.screen.footer is not None
    assert session.tap(session.screen.footer).response is not None
    with pytest.raises(Refused, match="fill it in"):
        session.tap(session.screen.inputs["x"])
    with pytest.raises(
        Refused, match=r'nothing called `Sent`; did you mean "Send".*there is `Send`'
    ):
        play(flow).tap("Sent")
    with pytest.raises(Refused, match=r"TextInput `x` cannot be tapped: fill it in"):
        play(flow).tap("Field")
    with pytest.raises(Refused, match="it only shows something"):
        play(flow).tap("Words")


def test_a_footer_can_be_off_by_itself() -> None:
    """A Footer whose `enabled` is false is off, whatever is filled in."""
    ready = Data("ready", example=True)
    footer = Footer(label="Send", enabled=ready.ref, on_click_action=Complete({}))
    screen = Screen(id="ONLY", title="t", terminal=True, data=[ready], children=[footer])
    flow = Flow(screens=[screen])
    assert play(flow, data={"ready": True}).tap("Send").response is not None
    with pytest.raises(Refused, match="`Send` cannot be tapped: it is disabled"):
        play(flow, data={"ready": False}).tap("Send")


def test_links_ask_for_nothing_first() -> None:
    """A link leads on although the screen is not filled in."""
    link = EmbeddedLink(text="More", on_click_action=Navigate("SECOND", {}))
    flow = two_screens([name, link], [TextBody(text="x")])
    assert play(flow).tap("More").stack == ("FIRST", "SECOND")
    with pytest.raises(Refused, match="is required and empty"):
        play(flow).tap("Next")


def test_links_that_say_the_same_are_told_apart() -> None:
    """A name that several things have is refused, because nobody knows which is meant."""
    first = EmbeddedLink(text="More", on_click_action=OpenUrl("https://example.com/1"))
    second = EmbeddedLink(text="More", on_click_action=OpenUrl("https://example.com/2"))
    session = play(one_screen(first, second))
    with pytest.raises(Refused, match=r"2 things .* called `More`: .*`More #1`, `More #2`"):
        session.tap("More")
    assert session.tap("More #2").opened_urls == ("https://example.com/2",)
    with pytest.raises(Refused, match="nothing called `More #3`"):
        session.tap("More #3")


def test_a_page_opens_outside_of_the_flow() -> None:
    """`open_url` opens the browser, and the flow stays as it is."""
    where = Data("where", example="https://example.com/x")
    link = EmbeddedLink(text="Site", on_click_action=OpenUrl(where.ref))
    session = play(one_screen(link, name, data=[where]), data="examples").fill("name", "Ann")
    opened = session.open_link("Site")
    assert opened.opened_urls == ("https://example.com/x",)
    assert opened.state == session.state


def test_links_in_markdown_open() -> None:
    """A link inside of a text in Markdown opens; in a plain text there is none."""
    text = "See [our *terms*](https://example.com/terms) and ![img](https://example.com/i)."
    flow = one_screen(RichText(text=text))
    session = play(flow).open_link("our *terms*")
    assert session.opened_urls == ("https://example.com/terms",)
    with pytest.raises(Refused, match="nothing called `img`"):
        play(flow).open_link("img")
    with pytest.raises(Refused, match="nothing called"):
        play(one_screen(TextBody(text=text))).open_link("our *terms*")


def test_read_more_does_not_tick_the_box() -> None:
    """ "Read more" of an OptIn runs its action, and leaves the box as it is."""
    terms = OptIn(name="terms", label="I agree", on_click_action=Navigate("SECOND", {}))
    session = play(two_screens([terms], [TextBody(text="Terms")])).tap("I agree")
    assert session.stack == ("FIRST", "SECOND")
    assert session.back().screen.values == {"terms": False}


def lists(*, whole: bool) -> Flow:
    """Return a flow that begins with a list, with one action or one an item."""
    go = [Navigate("A", {}), Navigate("B", {})]
    items = [
        NavigationItem(
            id=id_,
            main_content=MainContent(title=title),
            enabled=enabled,
            on_click_action=None if whole else action,
        )
        for id_, title, enabled, action in [("1", "One", None, go[0]), ("2", "Two", False, go[1])]
    ]
    end = Footer(label="Send", on_click_action=Complete({}))
    menu = NavigationList(
        name="menu", list_items=items, on_click_action=Navigate("A", {}) if whole else None
    )
    return Flow(
        screens=[
            Screen(id="MENU", title="t", children=[menu]),
            Screen(id="A", title="t", terminal=True, children=[end]),
            *([] if whole else [Screen(id="B", title="t", terminal=True, children=[end])]),
        ]
    )


@pytest.mark.parametrize("whole", [False, True])
def test_items_of_a_list_lead_on(whole: bool) -> None:
    """An item runs its own action, or that of the list; a disabled one cannot be tapped."""
    flow = lists(whole=whole)
    for target in ("One", "1"):
        assert play(flow).tap(target).stack == ("MENU", "A")
    with pytest.raises(Refused, match="`Two` cannot be tapped: it is disabled"):
        play(flow).tap("Two")
    with pytest.raises(Refused, match="there is `One`, `Two`"):
        play(flow).tap("Three")


def updating(component: Any, *, version: str = "7.3") -> Flow:
    """Return a flow with one input, beside data that its actions change."""
    return one_screen(
        component, TextBody(text="`'log: ' ${data.log}`"), data=[log], version=version
    )


def choosing(cls: type[Any], **actions: Any) -> Any:
    return cls(name="x", label="l", data_source=OPTIONS, **actions)


def acting() -> list[Option]:
    """Return options of which two have actions of their own."""
    return [
        Option(
            id="a",
            title="A",
            on_select_action=UpdateData({"log": "a on"}),
            on_unselect_action=UpdateData({"log": "a off"}),
        ),
        Option(id="b", title="B", on_select_action=UpdateData({"log": "b on"})),
        Option(id="c", title="C"),
    ]


def test_the_value_is_there_when_its_action_runs() -> None:
    """A payload of a select action sees what was just chosen."""
    component = choosing(RadioButtonsGroup, on_select_action=UpdateData({"log": "${form.x}"}))
    session = play(updating(component), data="examples").fill("x", "b")
    assert session.screen.texts == ("log: b",)


def test_tapping_what_is_chosen_does_nothing() -> None:
    """Choosing the same option again runs nothing."""
    component = choosing(Dropdown, on_select_action=UpdateData({"log": "on"}))
    session = play(updating(component), data="examples").fill("x", "b")
    assert payloads(session) == [{"log": "on"}]
    assert payloads(session.fill("x", "b")) == []


def test_an_unselect_action_alone_serves_unselecting() -> None:
    """With an unselect action, taking a choice back runs that and nothing else."""
    component = choosing(
        CheckboxGroup,
        on_select_action=UpdateData({"log": "on"}),
        on_unselect_action=UpdateData({"log": "off"}),
    )
    session = play(updating(component), data="examples").fill("x", ["a", "b"])
    assert payloads(session) == [{"log": "on"}, {"log": "on"}]
    session = session.fill("x", ["b", "c"])
    assert payloads(session) == [{"log": "off"}, {"log": "on"}]
    assert session.screen.values == {"x": ["b", "c"]}


def test_without_an_unselect_action_select_serves_both() -> None:
    """Without an unselect action, the select action runs for taking back, too."""
    component = choosing(CheckboxGroup, on_select_action=UpdateData({"log": "changed"}))
    session = play(updating(component), data="examples").select("x", "a")
    assert payloads(session.unselect("x", "a")) == [{"log": "changed"}]


def test_options_run_their_own_actions() -> None:
    """Choosing B after A runs what leaving A does, and then what choosing B does."""
    component = RadioButtonsGroup(name="x", label="l", data_source=acting())
    session = play(updating(component), data="examples").fill("x", "a")
    assert payloads(session) == [{"log": "a on"}]
    session = session.fill("x", "b")
    assert payloads(session) == [{"log": "a off"}, {"log": "b on"}]
    # B says nothing of being left, C nothing of being chosen.
    assert payloads(session.fill("x", "c")) == []


def test_options_that_come_with_data_bring_their_actions() -> None:
    """Options that an update brings have actions of their own, at any depth."""
    inner = {"name": "update_data", "payload": {"log": "inner"}}
    deeper = [{"id": "z", "title": "Z", "on-select-action": inner}]
    outer = {"name": "update_data", "payload": {"options": deeper, "log": "outer"}}
    items = [{"id": "y", "title": "Y", "on-select-action": outer}]
    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
        },
    }
    options = Data("options", example=items, schema=schema)
    component = Dropdown(name="x", label="l", data_source=options.ref)
    flow = one_screen(component, TextBody(text="`'log: ' ${data.log}`"), data=[options, log])
    session = play(flow, data="examples").fill("x", "y")
    assert session.screen.texts == ("log: outer",)
    # What was chosen is gone from the options.
    assert session.screen.values == {"x": ""}
    assert session.fill("x", "z").screen.texts == ("log: inner",)


def test_ticking_and_unticking_a_box_update() -> None:
    """An OptIn runs its select action when it is ticked, and the other when it is not."""
    component = OptIn(
        name="x",
        label="l",
        on_select_action=UpdateData({"log": "on"}),
        on_unselect_action=UpdateData({"log": "off"}),
    )
    session = play(updating(component), data="examples").fill("x", True)
    assert session.screen.texts == ("log: on",)
    assert session.fill("x", False).screen.texts == ("log: off",)


def test_an_update_keeps_everything_else() -> None:
    """An update merges its keys into the data; other keys and what is filled in stay."""
    pick = choosing(RadioButtonsGroup, on_select_action=UpdateData({"shown": True}))
    word = Data("word", example="w")
    flow = one_screen(
        pick,
        name,
        TextBody(text=word.ref),
        TextBody(text="now", visible=shown.ref),
        data=[shown, word],
    )
    session = play(flow, data="examples").fill("name", "Ann").fill("x", "a")
    assert session.screen.texts == ("w", "now")
    assert session.screen.values == {"x": "a", "name": "Ann"}
    assert len(session.stack) == 1


def test_an_update_that_does_not_fit_is_warned_of() -> None:
    """An update with a value of another type is applied, and noted."""
    document = updating(choosing(Dropdown, on_select_action=UpdateData({"log": "x"}))).to_dict()
    action = document["screens"][0]["layout"]["children"][0]["on-select-action"]
    action["payload"] = {"log": 3, "more": 1}
    session = play(document, data="examples", check=False).fill("x", "a")
    assert session.screen.texts == ("log: 3",)
    assert [warning.message for warning in session.warnings] == [
        "update_data: `more` is not declared",
        "update_data: `log` does not fit: 3 is not of type 'string'",
    ]


@pytest.mark.parametrize("cls", [DatePicker, CalendarPicker])
def test_days_ask_the_endpoint_when_they_are_picked(cls: Any) -> None:
    """A select action of a day asks the endpoint after the pick, whatever else is empty."""
    component = cls(name="x", label="l", on_select_action=DataExchange({"day": "${form.x}"}))
    flow = Flow(
        data_api_version="3.0",
        screens=[
            Screen(
                id="ONLY",
                title="t",
                terminal=True,
                data=[log],
                children=[
                    component,
                    name,
                    Footer(label="Send", on_click_action=DataExchange({"name": name.ref})),
                ],
            )
        ],
    )
    session = play(flow, endpoint=lambda _: {"screen": "ONLY", "data": {"log": "l"}})
    session = session.fill("x", "2026-12-04")
    assert session.requests[0]["data"] == {"day": "2026-12-04"}
    assert session.screen.values == {"x": "2026-12-04", "name": ""}


@pytest.mark.parametrize("version", [each for each in VERSIONS if each.name >= "6.0"], ids=str)
def test_select_actions_run_on_render_from_6_0_to_6_3(version: Any) -> None:
    """From 6.0 to 6.3 a component that holds a value runs its select action when it is shown."""
    component = choosing(
        Dropdown, init_value="a", on_select_action=UpdateData({"log": "${form.x}"})
    )
    empty = RadioButtonsGroup(
        name="y",
        label="l",
        data_source=OPTIONS,
        on_select_action=UpdateData({"log": "never"}),
    )
    flow = two_screens(
        [component, empty, TextBody(text=log.ref)],
        [TextBody(text="x")],
        first_data=[log],
        version=version.name,
    )
    runs = version.name in ("6.0", "6.1", "6.2", "6.3")
    session = play(flow, data={"log": "none"})
    assert session.screen.texts == ("a" if runs else "none",)
    back = session.fill("x", "b").tap("Next").back()
    assert names_of(back) == (["update_data"] if runs else [])


def test_options_do_not_run_on_render() -> None:
    """Actions of options run when they are chosen only, in every version."""
    component = RadioButtonsGroup(name="x", label="l", data_source=acting(), init_value="a")
    session = play(updating(component, version="6.1"), data={"log": "none"})
    assert session.screen.texts == ("log: none",)


def test_what_a_footer_in_a_branch_does() -> None:
    """The Footer of the branch that is shown is the one that can be tapped."""
    terms = OptIn(name="terms", label="I agree")
    yes = Footer(label="Go", on_click_action=Complete({"agreed": True}))
    no = Footer(label="Leave", on_click_action=Complete({"agreed": False}))
    branch = If(condition=terms.ref, then=[yes], else_=[no])
    flow = Flow(screens=[Screen(id="ONLY", title="t", terminal=True, children=[terms, branch])])
    assert sent(play(flow).tap("Leave")) == {"agreed": False}
    assert sent(play(flow).fill("terms", True).tap("Go")) == {"agreed": True}
    with pytest.raises(Refused, match="nothing called `Go`"):
        play(flow).tap("Go")


def test_before_4_0_everything_stands_in_a_form() -> None:
    """A flow of the first versions runs: inputs in a Form, payloads with its answers."""
    form = Form(
        name="form",
        children=[name, Footer(label="Send", on_click_action=Complete({"n": name.ref}))],
    )
    flow = Flow(
        version="3.1",
        screens=[Screen(id="ONLY", title="t", terminal=True, children=[form])],
    )
    assert sent(play(flow).fill("name", "Ann").tap("Send")) == {"n": "Ann"}


def test_a_route_that_the_model_lacks_is_not_taken() -> None:
    """A navigate along no edge of the routing model shows an error and stays."""
    document = two_screens([TextBody(text="x")], [TextBody(text="y")]).to_dict()
    document["routing_model"] = {"FIRST": [], "SECOND": []}
    session = play(document, check=False).tap("Next")
    assert session.stack == ("FIRST",)
    assert [each.error for each in session.failures] == ["invalid-screen-transition"]
    assert "from [FIRST] to [SECOND]" in session.failures[0].message
    action = document["screens"][0]["layout"]["children"][1]["on-click-action"]
    action["next"]["name"] = "NOWHERE"
    lost = play(document, check=False).tap("Next")
    assert lost.failures[0].message == "there is no screen `NOWHERE`"
