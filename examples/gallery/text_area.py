"""TextArea: several lines of text."""

from flowdsl import Complete, Flow, Footer, Screen, TextArea

story = TextArea(
    name="story",
    label="Your story",
    required=True,
    max_length=1000,
    helper_text="In your own words",
)

text_area = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextArea",
            terminal=True,
            children=[
                story,
                Footer(label="Done", on_click_action=Complete({"story": story.ref})),
            ],
        ),
    ],
)
