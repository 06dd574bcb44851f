"""Signs somebody in: an endpoint checks the password, and says on the screen what is wrong."""

from flowdsl import (
    Data,
    DataExchange,
    EmbeddedLink,
    Flow,
    Footer,
    Navigate,
    Screen,
    TextBody,
    TextCaption,
    TextInput,
)

message = Data("message", example="Please sign in.")
failed = Data("failed", example=False)

email = TextInput(name="email", label="Email", input_type="email", required=True)
password = TextInput(name="password", label="Password", input_type="password", required=True)
recovery_email = TextInput(name="email", label="Email", input_type="email", required=True)

sign_in = Flow(
    data_api_version="3.0",
    categories=["SIGN_IN"],
    endpoint_uri="https://example.com/flows/sign-in",
    screens=[
        Screen(
            id="SIGN_IN",
            title="Sign in",
            terminal=True,
            data=[message, failed],
            sensitive=["email"],
            children=[
                TextBody(text=message.ref),
                email,
                password,
                TextCaption(text="The password is not right.", visible=failed.ref),
                EmbeddedLink(text="Forgot password?", on_click_action=Navigate("RECOVER", {})),
                Footer(
                    label="Sign in",
                    on_click_action=DataExchange(
                        {"step": "sign_in", "email": email.ref, "password": password.ref}
                    ),
                ),
            ],
        ),
        Screen(
            id="RECOVER",
            title="Forgot your password?",
            terminal=True,
            children=[
                TextBody(text="We send you a link to set a new one."),
                recovery_email,
                Footer(
                    label="Send the link",
                    on_click_action=DataExchange({"step": "recover", "email": recovery_email.ref}),
                ),
            ],
        ),
    ],
)
