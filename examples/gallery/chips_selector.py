"""ChipsSelector: several short words."""

from flowdsl import Chip, ChipsSelector, Complete, Flow, Footer, Screen

sports = ChipsSelector(
    name="sports",
    label="Which sports do you like?",
    description="They choose what we show you",
    max_selected_items=2,
    data_source=[
        Chip(id="football", title="Football"),
        Chip(id="tennis", title="Tennis"),
        Chip(id="chess", title="Chess"),
    ],
)

chips_selector = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="ChipsSelector",
            terminal=True,
            children=[
                sports,
                Footer(label="Done", on_click_action=Complete({"sports": sports.ref})),
            ],
        ),
    ],
)
