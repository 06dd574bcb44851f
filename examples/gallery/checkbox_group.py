"""CheckboxGroup: several of some options, with a least and a most."""

from flowdsl import CheckboxGroup, Complete, Flow, Footer, Option, Screen

toppings = CheckboxGroup(
    name="toppings",
    label="Toppings",
    description="Choose one to three",
    required=True,
    min_selected_items=1,
    max_selected_items=3,
    init_value=["cheese"],
    data_source=[
        Option(id="cheese", title="Cheese", metadata="1 €"),
        Option(id="olives", title="Olives", metadata="1 €"),
        Option(id="ham", title="Ham", metadata="2 €", description="Air-dried"),
        Option(id="truffles", title="Truffles", metadata="9 €", enabled=False),
    ],
)

checkbox_group = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="CheckboxGroup",
            terminal=True,
            children=[
                toppings,
                Footer(label="Done", on_click_action=Complete({"toppings": toppings.ref})),
            ],
        ),
    ],
)
