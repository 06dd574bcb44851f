"""Dropdown: one of many options, from a list that folds out."""

from flowdsl import Complete, Dropdown, Flow, Footer, Option, Screen

CITIES = ["Amsterdam", "Berlin", "Córdoba", "Lisbon", "Paris", "Vienna"]

city = Dropdown(
    name="city",
    label="City",
    required=True,
    data_source=[Option(id=name.lower(), title=name) for name in CITIES],
)

dropdown = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="Dropdown",
            terminal=True,
            children=[
                city,
                Footer(label="Done", on_click_action=Complete({"city": city.ref})),
            ],
        ),
    ],
)
