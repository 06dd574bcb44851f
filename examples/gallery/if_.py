"""If: shows one thing or another, as a condition says."""

from flowdsl import Complete, Flow, Footer, If, OptIn, Screen, TextBody, TextInput

delivery = OptIn(name="delivery", label="Deliver it to me.", init_value=True)
street = TextInput(name="street", label="Street and number")

if_ = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="If",
            terminal=True,
            children=[
                delivery,
                If(
                    condition=delivery.ref,
                    then=[street],
                    else_=[TextBody(text="Pick it up at the counter.")],
                ),
                Footer(
                    label="Done",
                    on_click_action=Complete({"delivery": delivery.ref, "street": street.ref}),
                ),
            ],
        ),
    ],
)
