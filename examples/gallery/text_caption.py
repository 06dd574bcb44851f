"""TextCaption: small print."""

from flowdsl import Complete, Flow, Footer, Screen, TextCaption

text_caption = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextCaption",
            terminal=True,
            children=[
                TextCaption(text="Prices include taxes."),
                TextCaption(text="See the [terms](https://example.com/terms).", markdown=True),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
