"""OptIn: a box to tick, whose link opens a page in the browser."""

from flowdsl import Complete, Flow, Footer, OpenUrl, OptIn, Screen

consent = OptIn(
    name="consent",
    label="I agree to the processing of my data.",
    required=True,
    on_click_action=OpenUrl("https://example.com/privacy"),
)

opt_in = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="OptIn",
            terminal=True,
            children=[
                consent,
                Footer(label="Done", on_click_action=Complete({"consent": consent.ref})),
            ],
        ),
    ],
)
