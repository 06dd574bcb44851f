"""The flows with one fault each, and the endpoints that make one."""

from collections.abc import Callable, Mapping
from typing import Any

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Complete,
    Component,
    Data,
    DataExchange,
    Dropdown,
    EmbeddedLink,
    Flow,
    Footer,
    If,
    Navigate,
    OptIn,
    Option,
    RadioButtonsGroup,
    Screen,
    Switch,
    TextBody,
    TextHeading,
    TextInput,
    UpdateData,
    concat,
)

YES_NO = [Option(id="yes", title="Yes"), Option(id="no", title="No")]
Endpoint = Callable[[Mapping[str, Any]], Any]


def ending(*children: Component, **payload: Any) -> list[Component]:
    """Return components with a Footer that ends the flow."""
    return [*children, Footer(label="Done", on_click_action=Complete(payload))]


def one_screen(*children: Component, data: list[Data[Any]] | None = None) -> Flow:
    """Return a flow of one screen."""
    return Flow(
        screens=[Screen(id="ONLY", title="Only", terminal=True, data=data, children=children)]
    )


def two_screens(
    first: list[Component], second: list[Component], data: list[Data[Any]] | None = None
) -> Flow:
    """Return a flow of two screens; the second has the data."""
    return Flow(
        screens=[
            Screen(id="FIRST", title="First", children=first),
            Screen(id="SECOND", title="Second", terminal=True, data=data, children=second),
        ]
    )


def hidden_required() -> Flow:
    wants = OptIn(name="wants", label="Send me a parcel.")
    street = TextInput(name="street", label="Street", required=True, visible=wants.ref)
    return one_screen(*ending(wants, street, street=street.ref))


def disabled_required() -> Flow:
    wants = OptIn(name="wants", label="Send me a parcel.")
    street = TextInput(name="street", label="Street", required=True, enabled=wants.ref)
    return one_screen(*ending(wants, street, street=street.ref))


def wrong_type_behind_if() -> Flow:
    guests = Data("guests", example=2)
    several = OptIn(name="several", label="I bring somebody.")
    name = TextInput(name="name", label="Who?")
    onward = [
        If(
            condition=several.ref,
            then=[
                name,
                Footer(
                    label="Continue",
                    on_click_action=Navigate("SECOND", {"guests": concat("with ", name.ref)}),
                ),
            ],
            else_=[Footer(label="Go on", on_click_action=Navigate("SECOND", {"guests": 1}))],
        )
    ]
    return two_screens(
        [several, *onward], ending(TextBody(text=concat("Guests: ", guests.ref))), [guests]
    )


def case_without_footer() -> Flow:
    way = RadioButtonsGroup(
        name="way",
        label="How do you pay?",
        required=True,
        data_source=[
            Option(id="card", title="Card"),
            Option(id="cash", title="Cash"),
            Option(id="points", title="Points"),
        ],
    )
    footer = Footer(label="Pay", on_click_action=Complete({"way": way.ref}))
    other = Footer(label="Order", on_click_action=Complete({"way": way.ref}))
    return one_screen(way, Switch(value=way.ref, cases={"card": [footer], "cash": [other]}))


def case_without_options() -> Flow:
    way = RadioButtonsGroup(name="way", label="Deliver it?", required=True, data_source=YES_NO)
    street = Dropdown(name="street", label="Street", required=True, data_source=[])
    return one_screen(
        way,
        Switch(value=way.ref, cases={"yes": [street], "no": [TextBody(text="You fetch it.")]}),
        Footer(label="Order", on_click_action=Complete({"way": way.ref})),
    )


def footer_never_enabled() -> Flow:
    way = RadioButtonsGroup(name="way", label="Deliver it?", required=True, data_source=YES_NO)
    terms = OptIn(name="terms", label="I accept the terms.")
    off = Footer(
        label="Order",
        enabled=terms.ref & ~terms.ref,
        on_click_action=Complete({"way": way.ref}),
    )
    on = Footer(label="Fetch", on_click_action=Complete({"way": way.ref}))
    return one_screen(way, Switch(value=way.ref, cases={"yes": [terms, off], "no": [on]}))


def default_outside_options() -> Flow:
    size = Dropdown(
        name="size",
        label="Size",
        data_source=[Option(id="s", title="Small"), Option(id="l", title="Large")],
        init_value="medium",
    )
    return one_screen(*ending(size, size=size.ref))


def booking() -> Flow:
    day = TextInput(name="day", label="Day", required=True)
    total = Data("total", example=10)
    return Flow(
        data_api_version="3.0",
        endpoint_uri="https://example.com",
        routing_model={"DAY": ["TOTAL"], "TOTAL": ["SENT"], "SENT": []},
        screens=[
            Screen(
                id="DAY",
                title="Day",
                children=[
                    day,
                    Footer(label="Continue", on_click_action=DataExchange({"day": day.ref})),
                ],
            ),
            Screen(
                id="TOTAL",
                title="Total",
                data=[total],
                children=[
                    TextBody(text=concat("It costs ", total.ref)),
                    Footer(label="Book", on_click_action=DataExchange({"asks": "book"})),
                ],
            ),
            Screen(id="SENT", title="Sent", terminal=True, children=ending()),
        ],
    )


def answering(second: Any) -> Endpoint:
    """Return an endpoint of `booking` that answers the first Footer with something."""

    def answer(request: Mapping[str, Any]) -> Any:
        if request["action"] == "INIT":
            return {"screen": "DAY", "data": {}}
        if request["screen"] == "DAY":
            return second() if callable(second) else second
        return {"screen": "SENT", "data": {}}

    return answer


def failing() -> Any:
    raise KeyError("total")


def late() -> Any:
    raise TimeoutError


def back_loses_answers() -> Flow:
    second = TextInput(name="nick", label="Nickname", init_value="none")
    first = TextInput(name="name", label="Name", init_value=second.ref.on("SECOND"))
    return two_screens(
        [first, Footer(label="Continue", on_click_action=Navigate("SECOND", {}))],
        ending(second, name=first.ref.on("FIRST")),
    )


def refreshing() -> Flow:
    hint = Data("hint", example="Ada")
    name = TextInput(name="name", label="Name", init_value=hint.ref)
    return Flow(
        data_api_version="3.0",
        endpoint_uri="https://example.com",
        screens=[
            Screen(
                id="FIRST",
                title="First",
                data=[hint],
                children=[
                    name,
                    Footer(label="Continue", on_click_action=Navigate("SECOND", {})),
                ],
            ),
            Screen(
                id="SECOND",
                title="Second",
                terminal=True,
                refresh_on_back=True,
                children=ending(name=name.ref.on("FIRST")),
            ),
        ],
    )


def refreshed(request: Mapping[str, Any]) -> Any:
    """Answer Back with another first value than at first."""
    return {"screen": "FIRST", "data": {"hint": request["action"]}}


def range_without_days() -> Flow:
    stay = CalendarPicker(
        name="stay",
        label={"start-date": "From", "end-date": "To"},
        mode="range",
        required={"start-date": True, "end-date": True},
        min_date="2026-10-10",
        max_date="2026-10-11",
        include_days=["Mon"],
    )
    return one_screen(*ending(stay, stay=stay.ref))


def pattern_against_length() -> Flow:
    code = TextInput(
        name="code",
        label="Code",
        required=True,
        pattern="[A-Z]{3}-[0-9]{4}",
        helper_text="ABC-1234",
        max_chars=6,
    )
    return one_screen(*ending(code, code=code.ref))


def too_few_options() -> Flow:
    extras = CheckboxGroup(
        name="extras",
        label="Extras",
        required=True,
        data_source=YES_NO,
        min_selected_items=3,
        max_selected_items=4,
    )
    return one_screen(*ending(extras, extras=extras.ref))


def contradiction() -> Flow:
    age = TextInput(name="age", label="Age", input_type="number", required=True)
    return one_screen(
        *ending(
            age,
            If(
                condition=(age.number > 60) & (age.number < 18),
                then=[TextBody(text="You travel free.")],
            ),
            age=age.ref,
        )
    )


def lonely_screen() -> dict[str, Any]:
    flow = two_screens([Footer(label="Continue", on_click_action=Navigate("SECOND", {}))], ending())
    document = flow.to_dict()
    lonely = {**document["screens"][1], "id": "LONELY"}
    document["screens"].append(lonely)
    document["routing_model"] = {"FIRST": ["SECOND"], "SECOND": ["LONELY"], "LONELY": []}
    return document


def update_of_wrong_type() -> Flow:
    total = Data("total", example=10)
    insured = OptIn(
        name="insured", label="Insure it.", on_select_action=UpdateData({"total": "twelve"})
    )
    return one_screen(*ending(insured, TextBody(text=concat("It costs ", total.ref))), data=[total])


def number_against_text() -> dict[str, Any]:
    count = Data("count", example=2)
    document = one_screen(
        *ending(
            If(
                condition=count.ref > 1,
                then=[TextBody(text="Several")],
                else_=[TextBody(text="One")],
            )
        ),
        data=[count],
    ).to_dict()
    [screen] = document["screens"]
    screen["layout"]["children"][0]["condition"] = "${data.count} == 'several'"
    return document


def raw_reference() -> dict[str, Any]:
    name = TextInput(name="name", label="Name", required=True)
    document = two_screens(
        [name, Footer(label="Continue", on_click_action=Navigate("SECOND", {}))],
        ending(TextHeading(text="Thanks")),
    ).to_dict()
    document["screens"][1]["layout"]["children"][0]["text"] = "Thanks, ${screen.FIRST.form.nam}"
    return document


def unvisited_reference() -> Flow:
    note = TextInput(name="note", label="Note")
    return Flow(
        screens=[
            Screen(
                id="FIRST",
                title="First",
                terminal=True,
                children=ending(
                    TextBody(text=note.ref.on("NOTE")),
                    EmbeddedLink(text="Add a note", on_click_action=Navigate("NOTE", {})),
                ),
            ),
            Screen(id="NOTE", title="Note", children=[note]),
        ]
    )


def key_never_sent() -> dict[str, Any]:
    name = TextInput(name="name", label="Name")
    document = one_screen(*ending(name, name=name.ref)).to_dict()
    [screen] = document["screens"]
    screen["layout"]["children"][1]["on-click-action"]["payload"]["name"] = "${form.nam}"
    return document


def payload_lacks_a_key() -> dict[str, Any]:
    name = TextInput(name="name", label="Name", required=True)
    known = Data("known", example="Ada")
    document = two_screens(
        [name, Footer(label="Continue", on_click_action=Navigate("SECOND", {"known": name.ref}))],
        ending(TextHeading(text=known.ref)),
        [known],
    ).to_dict()
    action = document["screens"][0]["layout"]["children"][1]["on-click-action"]
    action["payload"]["known"] = "${screen.SECOND.form.name}"
    return document


def number_forwarded_twice() -> Flow:
    guests, again = Data("guests", example=2), Data("guests", example=2)
    count = TextInput(name="count", label="Guests", input_type="number", required=True)
    return Flow(
        screens=[
            Screen(
                id="FIRST",
                title="First",
                children=[
                    count,
                    Footer(
                        label="Continue",
                        on_click_action=Navigate("SECOND", {"guests": count.ref}),
                    ),
                ],
            ),
            Screen(
                id="SECOND",
                title="Second",
                data=[guests],
                children=[
                    TextBody(text=concat("Guests: ", guests.ref)),
                    Footer(
                        label="Go on", on_click_action=Navigate("THIRD", {"guests": guests.ref})
                    ),
                ],
            ),
            Screen(
                id="THIRD",
                title="Third",
                terminal=True,
                data=[again],
                children=ending(TextBody(text=concat("Guests: ", again.ref))),
            ),
        ]
    )


def empty_text() -> Flow:
    note = TextInput(name="note", label="Note")
    said = Data("note", example="Leave it at the door.")
    return two_screens(
        [note, Footer(label="Continue", on_click_action=Navigate("SECOND", {"note": note.ref}))],
        ending(TextBody(text=said.ref)),
        [said],
    )


def unread_condition() -> dict[str, Any]:
    wants = OptIn(name="wants", label="Send me a parcel.")
    document = one_screen(
        *ending(wants, If(condition=wants.ref, then=[TextBody(text="We do.")]))
    ).to_dict()
    [screen] = document["screens"]
    screen["layout"]["children"][1]["condition"] = "${form.wants} === true"
    return document
