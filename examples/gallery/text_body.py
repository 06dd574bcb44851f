"""TextBody: paragraphs of text, plain, styled or in Markdown."""

from flowdsl import Complete, Flow, Footer, Screen, TextBody

text_body = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextBody",
            terminal=True,
            children=[
                TextBody(text="Opening hours"),
                TextBody(text="Monday to Friday, 9 to 17", font_weight="bold"),
                TextBody(text="Saturday, 9 to 12", strikethrough=True),
                TextBody(
                    text=["**Closed** on public holidays.", "- 1 January", "- 25 December"],
                    markdown=True,
                ),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
