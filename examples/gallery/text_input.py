"""TextInput: a line of text of six kinds, with a pattern and limits."""

from flowdsl import Complete, Flow, Footer, Screen, TextInput

member = TextInput(
    name="member",
    label="Member number",
    label_variant="large",
    required=True,
    pattern="^M[0-9]{6}$",
    helper_text="M and six digits, on your card",
    error_message="That is no member number",
)
age = TextInput(name="age", label="Age", input_type="number", min_chars=1, max_chars=3)
email = TextInput(name="email", label="Email", input_type="email")
phone = TextInput(name="phone", label="Phone", input_type="phone")

text_input = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="TextInput",
            terminal=True,
            children=[
                member,
                age,
                email,
                phone,
                Footer(
                    label="Done",
                    on_click_action=Complete(
                        {
                            "member": member.ref,
                            "age": age.ref,
                            "email": email.ref,
                            "phone": phone.ref,
                        }
                    ),
                ),
            ],
        ),
    ],
)
