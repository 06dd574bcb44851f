"""Signs somebody up: an account, a password with rules, and terms on a page of their own."""

from flowdsl import (
    Complete,
    DatePicker,
    Flow,
    Footer,
    Navigate,
    OptIn,
    RichText,
    Screen,
    TextInput,
    TextSubheading,
)

first_name = TextInput(name="first_name", label="First name", required=True)
last_name = TextInput(name="last_name", label="Last name", required=True)
email = TextInput(name="email", label="Email", input_type="email", required=True)
born = DatePicker(name="born", label="Date of birth", max_date="2010-12-31", required=True)
password = TextInput(
    name="password",
    label="Password",
    input_type="password",
    required=True,
    min_chars=10,
    pattern="^(?=.*[A-Za-z])(?=.*[0-9]).+$",
    helper_text="At least 10 characters, with a letter and a digit",
    error_message="Letters and digits, please",
)
terms = OptIn(
    name="terms",
    label="I have read the terms and agree to them.",
    required=True,
    on_click_action=Navigate("TERMS", {}),
)
news = OptIn(name="news", label="Send me news once a month.")

TERMS = """# Terms of use

**Version of 1 November 2026**

1. Your account is yours alone.
2. You can close it whenever you like.
3. We keep what the law asks us to keep, and no more.

Questions? [Write to us](https://example.com/contact)."""

registration = Flow(
    categories=["SIGN_UP"],
    screens=[
        Screen(
            id="SIGN_UP",
            title="Create an account",
            terminal=True,
            sensitive=["email", "born"],
            children=[
                TextSubheading(text="Tell us who you are"),
                first_name,
                last_name,
                email,
                born,
                password,
                terms,
                news,
                Footer(
                    label="Create account",
                    on_click_action=Complete(
                        {
                            "first_name": first_name.ref,
                            "last_name": last_name.ref,
                            "email": email.ref,
                            "born": born.ref,
                            "password": password.ref,
                            "terms": terms.ref,
                            "news": news.ref,
                        }
                    ),
                ),
            ],
        ),
        Screen(id="TERMS", title="Terms of use", children=[RichText(text=TERMS)]),
    ],
)
