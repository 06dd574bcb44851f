"""Takes a lead: who somebody is, what they look for and how to reach them."""

from flowdsl import (
    CheckboxGroup,
    Complete,
    Dropdown,
    Flow,
    Footer,
    Navigate,
    OpenUrl,
    OptIn,
    Option,
    Screen,
    TextArea,
    TextBody,
    TextHeading,
    TextInput,
)

company = TextInput(name="company", label="Company", required=True)
size = Dropdown(
    name="size",
    label="Employees",
    required=True,
    data_source=[
        Option(id="1_10", title="1 to 10"),
        Option(id="11_50", title="11 to 50"),
        Option(id="51_250", title="51 to 250"),
        Option(id="over_250", title="More than 250"),
    ],
)
interests = CheckboxGroup(
    name="interests",
    label="What are you interested in?",
    required=True,
    data_source=[
        Option(id="demo", title="A demonstration"),
        Option(id="prices", title="A price list"),
        Option(id="trial", title="A free trial", description="30 days, no card needed"),
    ],
)

name = TextInput(name="name", label="Your name", required=True)
email = TextInput(
    name="email",
    label="Email",
    input_type="email",
    required=True,
    helper_text="We answer within a day",
)
question = TextArea(name="question", label="Anything to add?", max_length=500)
consent = OptIn(
    name="consent",
    label="You may contact me about my request.",
    required=True,
    on_click_action=OpenUrl("https://example.com/privacy"),
)

lead_generation = Flow(
    categories=["LEAD_GENERATION"],
    screens=[
        Screen(
            id="COMPANY",
            title="About your company",
            children=[
                TextHeading(text="Let us get to know you"),
                company,
                size,
                interests,
                Footer(label="Continue", on_click_action=Navigate("CONTACT", {})),
            ],
        ),
        Screen(
            id="CONTACT",
            title="How to reach you",
            terminal=True,
            sensitive=["email"],
            children=[
                TextBody(text="Where shall we send our answer?"),
                name,
                email,
                question,
                consent,
                Footer(
                    label="Send",
                    on_click_action=Complete(
                        {
                            "company": company.ref.on("COMPANY"),
                            "size": size.ref.on("COMPANY"),
                            "interests": interests.ref.on("COMPANY"),
                            "name": name.ref,
                            "email": email.ref,
                            "question": question.ref,
                            "consent": consent.ref,
                        }
                    ),
                ),
            ],
        ),
    ],
)
