"""The smallest flow there is: one screen, a greeting and a button."""

from flowdsl import Complete, Flow, Footer, Form, Screen, TextBody, TextHeading

hello_world = Flow(
    version="2.1",
    screens=[
        Screen(
            id="HELLO_WORLD",
            title="Hello World",
            terminal=True,
            children=[
                Form(
                    name="form",
                    children=[
                        TextHeading(text="Hello World"),
                        TextBody(text="Welcome to WhatsApp flows"),
                        Footer(label="Complete", on_click_action=Complete({})),
                    ],
                ),
            ],
        ),
    ],
)
