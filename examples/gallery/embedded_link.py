"""EmbeddedLink: a text to tap, to a page or to another screen."""

from flowdsl import Complete, EmbeddedLink, Flow, Footer, Navigate, OpenUrl, Screen, TextBody

embedded_link = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="EmbeddedLink",
            terminal=True,
            children=[
                TextBody(text="Not sure yet?"),
                EmbeddedLink(text="How it works", on_click_action=Navigate("HELP", {})),
                EmbeddedLink(text="Our website", on_click_action=OpenUrl("https://example.com")),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
        Screen(
            id="HELP",
            title="How it works",
            children=[TextBody(text="Order before noon, and we deliver the same day.")],
        ),
    ],
)
