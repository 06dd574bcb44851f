"""Takes what an insurance quote needs: the vehicle, the cover and who asks for it."""

from flowdsl import (
    Complete,
    Data,
    Flow,
    Footer,
    Form,
    Navigate,
    OptIn,
    Option,
    RadioButtonsGroup,
    Screen,
    TextBody,
    TextInput,
    TextSubheading,
)

vehicle_number = TextInput(
    name="vehicle_number",
    label="Vehicle number",
    required=True,
    helper_text="As it stands on the plate",
)
cover_type = RadioButtonsGroup(
    name="cover_type",
    label="Cover",
    required=True,
    data_source=[
        Option(id="0", title="Comprehensive"),
        Option(id="1", title="Third party"),
    ],
)

vehicle = Data("vehicle_number", example="74785")
cover = Data("cover_type", example="0")

name = TextInput(name="name", label="Name", required=True)
phone_number = TextInput(name="phone_number", label="Phone", input_type="phone", required=True)
email = TextInput(name="email", label="Email", input_type="email", required=True)
terms_and_conditions = OptIn(
    name="terms_and_conditions",
    label="I agree to the terms and conditions.",
    required=True,
)

insurance_quote = Flow(
    categories=["LEAD_GENERATION"],
    screens=[
        Screen(
            id="VEHICLE",
            title="Your vehicle",
            children=[
                Form(
                    name="vehicle",
                    children=[
                        TextSubheading(text="What shall we insure?"),
                        vehicle_number,
                        cover_type,
                        Footer(
                            label="Continue",
                            on_click_action=Navigate(
                                "CONTACT",
                                {
                                    "vehicle_number": vehicle_number.ref,
                                    "cover_type": cover_type.ref,
                                },
                            ),
                        ),
                    ],
                ),
            ],
        ),
        Screen(
            id="CONTACT",
            title="Your details",
            terminal=True,
            success=True,
            data=[vehicle, cover],
            children=[
                Form(
                    name="contact",
                    children=[
                        TextBody(text="Where shall we send the quote?"),
                        name,
                        phone_number,
                        email,
                        terms_and_conditions,
                        Footer(
                            label="Get my quote",
                            on_click_action=Complete(
                                {
                                    "terms_and_conditions": terms_and_conditions.ref,
                                    "vehicle_number": vehicle.ref,
                                    "name": name.ref,
                                    "phone_number": phone_number.ref,
                                    "email": email.ref,
                                    "cover_type": cover.ref,
                                }
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ],
)
