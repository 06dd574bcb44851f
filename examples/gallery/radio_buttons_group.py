"""RadioButtonsGroup: one of some options, here with pictures."""

from pathlib import Path

from flowdsl import Complete, Flow, Footer, Option, RadioButtonsGroup, Screen

images = Path("..") / "images"

bouquet = RadioButtonsGroup(
    name="bouquet",
    label="Which bouquet?",
    required=True,
    media_size="large",
    data_source=[
        Option(id="roses", title="Roses", image=images / "roses.png", alt_text="Red roses"),
        Option(id="tulips", title="Tulips", image=images / "tulips.png", alt_text="Yellow tulips"),
    ],
)

radio_buttons_group = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="RadioButtonsGroup",
            terminal=True,
            children=[
                bouquet,
                Footer(label="Done", on_click_action=Complete({"bouquet": bouquet.ref})),
            ],
        ),
    ],
)
