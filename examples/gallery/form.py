"""Form: inputs with their first values and error messages."""

from flowdsl import Complete, Flow, Footer, Form, Option, RadioButtonsGroup, Screen, TextInput

name = TextInput(name="name", label="Name", required=True, error_message="Please say who")
size = RadioButtonsGroup(
    name="size",
    label="Size",
    init_value="m",
    data_source=[
        Option(id="s", title="Small"),
        Option(id="m", title="Medium"),
        Option(id="l", title="Large"),
    ],
)

form = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="Form",
            terminal=True,
            children=[
                Form(
                    name="order",
                    children=[
                        name,
                        size,
                        Footer(
                            label="Done",
                            on_click_action=Complete({"name": name.ref, "size": size.ref}),
                        ),
                    ],
                ),
            ],
        ),
    ],
)
