"""Switch: shows what belongs to an answer."""

from flowdsl import Complete, Dropdown, Flow, Footer, Option, Screen, Switch, TextBody, TextInput

payment = Dropdown(
    name="payment",
    label="Payment",
    data_source=[
        Option(id="transfer", title="Bank transfer"),
        Option(id="cash", title="Cash"),
        Option(id="invoice", title="Invoice"),
    ],
)
company = TextInput(name="company", label="Company")

switch = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="Switch",
            terminal=True,
            children=[
                payment,
                Switch(
                    value=payment.ref,
                    cases={
                        "transfer": [TextBody(text="We send you our bank details.")],
                        "cash": [TextBody(text="Please have the right amount ready.")],
                        "invoice": [company],
                    },
                ),
                Footer(
                    label="Done",
                    on_click_action=Complete({"payment": payment.ref, "company": company.ref}),
                ),
            ],
        ),
    ],
)
