"""RichText: a whole page of Markdown, with a Footer below since 6.3."""

from flowdsl import Complete, Flow, Footer, RichText, Screen

rich_text = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="RichText",
            terminal=True,
            children=[
                RichText(
                    text=[
                        "# How it works",
                        "1. Order before noon.",
                        "2. We deliver **the same day**.",
                        "## Prices",
                        "| Zone | Price |\n| --- | --- |\n| Town | 3 € |\n| Country | 5 € |",
                    ]
                ),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
