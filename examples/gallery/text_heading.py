"""TextHeading: the largest text of a screen."""

from flowdsl import Complete, Flow, Footer, Screen, TextHeading

text_heading = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextHeading",
            terminal=True,
            children=[
                TextHeading(text="Welcome to the club"),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
