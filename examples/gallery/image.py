"""Image: a picture."""

from pathlib import Path

from flowdsl import Complete, Flow, Footer, Image, Screen, TextBody

images = Path("..") / "images"

image = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="Image",
            terminal=True,
            children=[
                Image(
                    src=images / "van.png",
                    height=160,
                    scale_type="cover",
                    alt_text="A delivery van",
                ),
                TextBody(text="On its way to you"),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
