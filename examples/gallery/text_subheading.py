"""TextSubheading: a heading below the largest."""

from flowdsl import Complete, Flow, Footer, Screen, TextHeading, TextSubheading

text_subheading = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextSubheading",
            terminal=True,
            children=[
                TextHeading(text="Your membership"),
                TextSubheading(text="What you get"),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
