"""Asks different people different things, with If and Switch."""

from flowdsl import (
    Complete,
    Dropdown,
    Flow,
    Footer,
    If,
    OptIn,
    Option,
    RadioButtonsGroup,
    Screen,
    Switch,
    TextBody,
    TextCaption,
    TextInput,
)

coming = OptIn(name="coming", label="I am coming to the party.")
guests = RadioButtonsGroup(
    name="guests",
    label="Who comes with you?",
    data_source=[
        Option(id="alone", title="Nobody"),
        Option(id="partner", title="My partner"),
        Option(id="family", title="My family"),
    ],
)
partner = TextInput(name="partner", label="Partner's name")
children = TextInput(name="children", label="Children", input_type="number")
meal = Dropdown(
    name="meal",
    label="Meal",
    data_source=[
        Option(id="meat", title="Meat"),
        Option(id="fish", title="Fish"),
        Option(id="vegan", title="Vegan"),
    ],
)

branching = Flow(
    version="7.0",
    categories=["OTHER"],
    screens=[
        Screen(
            id="INVITATION",
            title="You are invited",
            terminal=True,
            children=[
                coming,
                If(
                    condition=coming.ref,
                    then=[
                        guests,
                        Switch(
                            value=guests.ref,
                            cases={"partner": [partner], "family": [children]},
                        ),
                        meal,
                        If(
                            condition=(children.number > 3) & ~(meal.ref == "fish"),
                            then=[TextBody(text="There is a table for large families.")],
                        ),
                        Footer(
                            label="See you there",
                            on_click_action=Complete(
                                {
                                    "coming": True,
                                    "guests": guests.ref,
                                    "partner": partner.ref,
                                    "children": children.ref,
                                    "meal": meal.ref,
                                }
                            ),
                        ),
                    ],
                    else_=[
                        TextCaption(text="What a pity!"),
                        Footer(label="Decline", on_click_action=Complete({"coming": False})),
                    ],
                ),
            ],
        ),
    ],
)
