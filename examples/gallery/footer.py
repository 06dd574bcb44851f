"""Footer: the button at the bottom, with captions and switched by a box."""

from flowdsl import Complete, Flow, Footer, OptIn, Screen

agreed = OptIn(name="agreed", label="I agree to the terms.", required=True)

footer = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="Footer",
            terminal=True,
            children=[
                agreed,
                Footer(
                    label="Done",
                    left_caption="Total",
                    right_caption="39 €",
                    enabled=agreed.ref,
                    on_click_action=Complete({"agreed": agreed.ref}),
                ),
            ],
        ),
    ],
)
