"""Flows without any problem, as Python source: mistakes are seeded into them."""

from typing import Final

__all__ = ["BASES"]

_BOOKING: Final = """\
import datetime
from pathlib import Path
from flowdsl import *

name = TextInput(name="name", label="Your name", required=True, max_chars=60)
email = TextInput(name="email", label="E-mail", input_type="email", helper_text="For reminders")
code = TextInput(name="code", label="Postcode", pattern="[0-9]{5}", helper_text="Five digits")
topic = RadioButtonsGroup(name="topic", label="What is it about?", init_value="check_up",
                          data_source=[
    Option(id="check_up", title="Check-up", description="Twice a year"),
    Option(id="treatment", title="Treatment"),
    Option(id="other", title="Something else"),
])
wishes = CheckboxGroup(name="wishes", label="Wishes", min_selected_items=0, max_selected_items=2,
                       data_source=[
    Option(id="morning", title="In the morning"),
    Option(id="parking", title="With a parking space"),
    Option(id="lift", title="With a lift"),
])
clinic = Dropdown(name="clinic", label="Clinic", data_source=[
    Option(id="north", title="North", color="#00AA00"),
    Option(id="south", title="South", color="#AA0000"),
])
day = DatePicker(name="day", label="Day", min_date=datetime.date(2027, 1, 4),
                 max_date="2027-12-31", unavailable_dates=["2027-05-01"])
notes = TextArea(name="notes", label="Notes", max_length=300)

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="CONTACT", title="About you", sensitive=["email"], children=[
            TextHeading(text="Book a visit"),
            TextBody(text="It takes *two* minutes.", markdown=True, font_weight="normal"),
            name,
            email,
            code,
            topic,
            OptIn(name="terms", label="I agree to the terms.", required=True,
                  on_click_action=Navigate("TERMS")),
            EmbeddedLink(text="Our prices", on_click_action=OpenUrl("https://example.com/prices")),
            Footer(label="Next", on_click_action=Navigate("VISIT", {
                "guest": "${form.name}",
                "topic": topic.ref,
                "agreed": "${form.terms}",
            })),
        ]),
        Screen(
            id="VISIT",
            title="Your visit",
            data=[
                Data("guest", example="Ada"),
                Data("topic", example="check_up"),
                Data("agreed", example=True),
            ],
            children=[
                TextSubheading(text="`'Welcome ' ${data.guest}`"),
                If(condition="(${data.topic} == 'other') && ${data.agreed}", then=[
                    TextBody(text="Please say more below."),
                ], else_=[
                    TextCaption(text="Notes are welcome."),
                ]),
                Switch(value="${data.topic}", cases={
                    "check_up": [TextBody(text="It takes half an hour.")],
                    "treatment": [TextBody(text="It takes an hour.")],
                }),
                wishes,
                clinic,
                day,
                notes,
                TextInput(name="friend", label="Who comes along?", visible="${data.agreed}"),
                Footer(label="Next", on_click_action=Navigate("SUMMARY", {
                    "guest": "${data.guest}",
                    "day": "${form.day}",
                    "clinic": "${form.clinic}",
                    "wishes": "${form.wishes}",
                })),
            ],
        ),
        Screen(
            id="SUMMARY",
            title="Summary",
            terminal=True,
            data=[
                Data("guest", example="Ada"),
                Data("day", example="2027-02-01"),
                Data("clinic", example="north"),
                Data("wishes", example=["lift"]),
            ],
            children=[
                TextHeading(text="${data.guest}"),
                TextBody(text="${data.day}"),
                TextCaption(text=email.ref.on("CONTACT")),
                Footer(label="Book", on_click_action=Complete({
                    "clinic": "${data.clinic}",
                    "day": "${data.day}",
                    "wishes": "${data.wishes}",
                    "topic": "${screen.VISIT.data.topic}",
                    "notes": "${screen.VISIT.form.notes}",
                    "friend": "${screen.VISIT.form.friend}",
                    "code": "${screen.CONTACT.form.code}",
                    "source": "chat",
                })),
            ],
        ),
        Screen(id="TERMS", title="Terms", children=[
            TextHeading(text="Terms of use"),
            TextBody(text=["Be on time.", "Be kind."]),
        ]),
    ],
)
"""

_PARCEL: Final = """\
from flowdsl import *

street = TextInput(name="street", label="Street", required=True)
city = Dropdown(
    name="city",
    label="City",
    data_source="${data.cities}",
    on_select_action=DataExchange({"event": "city", "city": "${form.city}"}),
)

flow = Flow(
    version="7.3",
    data_api_version="3.0",
    routing_model={
        "ADDRESS": ["SLOT"],
        "SLOT": ["REVIEW", "HELP"],
        "REVIEW": [],
    },
    endpoint_uri="https://example.com/flow",
    screens=[
        Screen(
            id="ADDRESS",
            title="Address",
            data=[
                Data("cities", example=[
                    {"id": "ams", "title": "Amsterdam"},
                    {"id": "par", "title": "Paris"},
                ]),
                Data("is_known", example=True),
                Data("greeting", example="Welcome back", schema={"type": "string"}),
                Data("customer", example={"name": "Ada", "since": 2020}),
            ],
            children=[
                TextHeading(text="${data.greeting}", visible="${data.is_known}"),
                TextBody(text="${data.customer.name}"),
                street,
                city,
                Footer(
                    label="Next",
                    enabled="${data.is_known}",
                    on_click_action=DataExchange({"street": "${form.street}", "city": city.ref}),
                ),
            ],
        ),
        Screen(
            id="SLOT",
            title="Time",
            refresh_on_back=True,
            data=[
                Data("slots", example=[{"id": "am", "title": "Morning", "enabled": True}]),
                Data("fee", example=4.5),
                Data("hint", example=False),
            ],
            children=[
                RadioButtonsGroup(name="slot", label="When?", data_source="${data.slots}"),
                OptIn(
                    name="gift",
                    label="It is a gift.",
                    on_select_action=UpdateData({"hint": True}),
                    on_unselect_action=UpdateData({"hint": False}),
                ),
                TextBody(text="We leave out the bill.", visible="${data.hint}"),
                EmbeddedLink(text="Help", on_click_action=Navigate("HELP")),
                Footer(
                    label="Next",
                    on_click_action=Navigate("REVIEW", {
                        "slot": "${form.slot}",
                        "fee": "${data.fee}",
                        "is_gift": "${form.gift}",
                    }),
                ),
            ],
        ),
        Screen(
            id="REVIEW",
            title="Review",
            terminal=True,
            data=[
                Data("slot", example="am"),
                Data("fee", example=4.5),
                Data("is_gift", example=False),
            ],
            children=[
                TextHeading(text="`'The fee is ' ${data.fee}`"),
                If(condition="${data.fee} > 0", then=[TextBody(text="Paid on delivery.")]),
                TextCaption(text="A gift", visible="${data.is_gift}"),
                Footer(
                    label="Order",
                    on_click_action=DataExchange({"slot": "${data.slot}", "confirmed": True}),
                ),
            ],
        ),
        Screen(id="HELP", title="Help", children=[TextBody(text="Write to us.")]),
    ],
)
"""

_SURVEY: Final = """\
from flowdsl import *

flow = Flow(
    version="7.3",
    data_api_version="3.0",
    screens=[
        Screen(id="START", title="Start", children=[
            TextInput(name="order", label="Order"),
            Footer(label="Next", on_click_action=DataExchange(
                {"order": "${form.order}"}, leads_to=["RATING"],
            )),
        ]),
        Screen(id="RATING", title="Rating", data=[Data("product", example="Chair")], children=[
            TextHeading(text="${data.product}"),
            ChipsSelector(name="words", label="In a word?", data_source=[
                Chip(id="good", title="Good"),
                Chip(id="cheap", title="Cheap"),
                Chip(id="large", title="Large"),
            ]),
            Footer(label="Next", on_click_action=Navigate("DONE", {"words": "${form.words}"})),
        ]),
        Screen(id="DONE", title="Done", terminal=True, data=[
            Data("words", example=["good"]),
        ], children=[
            TextArea(name="more", label="Anything else?"),
            Footer(label="Send", on_click_action=Complete({
                "words": "${data.words}",
                "more": "${form.more}",
            })),
        ]),
    ],
)
"""

_CATALOGUE: Final = """\
from flowdsl import *

DOT = "iVBORw0KGgoAAAANSUhEUg=="

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="MENU", title="Menu", children=[
            NavigationList(
                name="drinks",
                label="Drinks",
                list_items=[
                    NavigationItem(
                        id="tea",
                        main_content=MainContent(title="Tea", metadata="Green or black"),
                        start=ItemStart(image=DOT, alt_text="A cup of tea"),
                        end=ItemEnd(title="2 EUR", description="a cup"),
                        badge="New",
                        tags=["hot"],
                        on_click_action=Navigate("TEA"),
                    ),
                    NavigationItem(
                        id="water",
                        main_content=MainContent(title="Water"),
                        on_click_action=Navigate("WATER"),
                    ),
                ],
            ),
            NavigationList(
                name="more",
                description="With food",
                list_items=[
                    NavigationItem(id="all", main_content=MainContent(title="The whole menu")),
                ],
                on_click_action=Navigate("CARD"),
            ),
        ]),
        Screen(id="TEA", title="Tea", terminal=True, children=[
            Image(src=DOT, alt_text="A pot of tea", height=120, scale_type="cover"),
            Dropdown(name="sort", label="Sort", data_source=[
                Option(id="green", title="Green", image=DOT, alt_text="Green leaves"),
                Option(id="black", title="Black", image=DOT, alt_text="Black leaves"),
            ]),
            Footer(
                label="Order",
                left_caption="In total",
                right_caption="2 EUR",
                on_click_action=Complete({"sort": "${form.sort}"}),
            ),
        ]),
        Screen(id="WATER", title="Water", terminal=True, children=[
            TextHeading(text="Water from the tap"),
            Footer(label="Order", center_caption="Free", on_click_action=Complete({})),
        ]),
        Screen(id="CARD", title="Card", children=[
            RichText(text=["# Drinks", "- Tea", "- Water"]),
        ]),
    ],
)
"""

_STAY: Final = """\
import datetime
from pathlib import Path
from flowdsl import *

DOT = "iVBORw0KGgoAAAANSUhEUg=="
photos = PhotoPicker(name="photos", label="Photos of the damage", min_uploaded_photos=1,
                     max_uploaded_photos=2)
papers = DocumentPicker(name="papers", label="The bill", max_uploaded_documents=2,
                        allowed_mime_types=["application/pdf"], max_file_size_kb=1024)

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="ROOM", title="Room", children=[
            ImageCarousel(
                scale_type="cover",
                images=[
                    CarouselImage(src=DOT, alt_text="The room"),
                    CarouselImage(src=DOT, alt_text="The view"),
                ],
            ),
            CalendarPicker(
                name="stay",
                mode="range",
                title="Your stay",
                label=Range(start_date="From", end_date="Until"),
                min_date="2027-01-01",
                max_date="2027-12-31",
                min_days=2,
                max_days=14,
                init_value=Range(start_date="2027-02-01", end_date="2027-02-05"),
            ),
            CalendarPicker(
                name="call",
                label="Call me on",
                min_date=datetime.date(2027, 1, 1),
                include_days=["Mon", "Tue"],
                helper_text="On a weekday",
            ),
            Footer(label="Next", on_click_action=Navigate("DAMAGE")),
        ]),
        Screen(id="DAMAGE", title="Damage", children=[
            photos,
            Footer(label="Next", on_click_action=Navigate("PAPERS")),
        ]),
        Screen(id="PAPERS", title="Papers", terminal=True, children=[
            papers,
            Footer(label="Send", on_click_action=Complete({
                "stay": "${screen.ROOM.form.stay}",
                "call": "${screen.ROOM.form.call}",
                "photos": photos.ref.on("DAMAGE"),
                "papers": papers.ref,
            })),
        ]),
    ],
)
"""

_PROFILE: Final = """\
from flowdsl import *

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="PROFILE", title="Profile", children=[
            Form(
                name="profile",
                init_values={
                    "nick": "Ada",
                    "age": 36,
                    "news": True,
                    "likes": ["sea"],
                    "born": "1990-12-10",
                },
                error_messages={"nick": "It is taken."},
                children=[
                    TextInput(name="nick", label="Nickname"),
                    TextInput(name="age", label="Age", input_type="number"),
                    OptIn(name="news", label="Send me news."),
                    CheckboxGroup(name="likes", label="What do you like?", data_source=[
                        Option(id="sea", title="The sea"),
                        Option(id="hills", title="The hills"),
                    ]),
                    DatePicker(name="born", label="Date of birth", max_date="2020-12-31"),
                    DocumentPicker(name="paper", label="A document", max_uploaded_documents=1),
                    Footer(label="Next", on_click_action=Navigate("AVATAR")),
                ],
            ),
        ]),
        Screen(id="AVATAR", title="Picture", terminal=True, children=[
            TextArea(name="about", label="About you", init_value="I like"),
            Footer(label="Save", on_click_action=Complete({
                "nick": "${screen.PROFILE.form.nick}",
                "age": "${screen.PROFILE.form.age}",
                "news": "${screen.PROFILE.form.news}",
                "likes": "${screen.PROFILE.form.likes}",
                "born": "${screen.PROFILE.form.born}",
                "paper": "${screen.PROFILE.form.paper}",
                "about": "${form.about}",
            })),
        ]),
    ],
)
"""

_TRIAGE: Final = """\
from flowdsl import *

adult = OptIn(name="adult", label="I am of age.")
pain = Dropdown(name="pain", label="How bad is it?", data_source=[
    Option(id="low", title="Bearable"), Option(id="high", title="Very bad"),
])
age = TextInput(name="age", label="Age", input_type="number")

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="PATIENT", title="You", children=[
            adult,
            age,
            If(
                condition=adult.ref,
                then=[TextBody(text="You can book yourself."), If(
                    condition="${form.age} >= 65",
                    then=[TextBody(text="There is a lift.")],
                )],
            ),
            TextBody(text="Ask your parents.", visible=~adult.ref),
            Footer(label="Next", on_click_action=Navigate("PAIN")),
        ]),
        Screen(id="PAIN", title="Pain", terminal=True, children=[
            pain,
            TextInput(name="where", label="Where?", required="`${form.pain} != ''`"),
            If(
                condition="${form.pain} == 'high'",
                then=[
                    TextBody(text="Do not wait."),
                    Footer(label="Call us", on_click_action=Complete({
                        "pain": "${form.pain}",
                        "where": "${form.where}",
                        "age": age.ref.on("PATIENT"),
                    })),
                ],
                else_=[
                    Footer(label="Done", on_click_action=Complete({"pain": "${form.pain}"})),
                ],
            ),
        ]),
    ],
)
"""

_LEAD: Final = """\
from flowdsl import *

flow = Flow(
    version="3.1",
    screens=[
        Screen(id="LEAD", title="Get a quote", children=[
            TextHeading(text="Tell us about you"),
            Form(name="lead", children=[
                TextInput(name="name", label="Name", required=True),
                TextInput(name="email", label="E-mail", input_type="email"),
                DatePicker(name="day", label="Day", min_date="1798761600000"),
                OptIn(name="news", label="Send me news."),
                Footer(label="Next", on_click_action=Navigate("OFFER", {
                    "name": "${form.name}",
                    "email": "${form.email}",
                    "day": "${form.day}",
                    "news": "${form.news}",
                })),
            ]),
        ]),
        Screen(
            id="OFFER",
            title="Your offer",
            terminal=True,
            data=[
                Data("name", example="Ada"),
                Data("email", example="ada@example.com"),
                Data("day", example="1798761600000"),
                Data("news", example=True),
            ],
            children=[
                TextHeading(text="${data.name}"),
                TextCaption(text="We write to you.", visible="${data.news}"),
                Form(name="offer", children=[
                    RadioButtonsGroup(name="size", data_source=[
                        Option(id="small", title="Small"),
                        Option(id="large", title="Large"),
                    ]),
                    Footer(label="Send", on_click_action=Complete({
                        "size": "${form.size}",
                        "email": "${data.email}",
                        "day": "${data.day}",
                    })),
                ]),
            ],
        ),
    ],
)
"""

_PLAIN: Final = """\
from flowdsl import *

flow = Flow(
    version="7.3",
    screens=[
        Screen(id="QUESTION", title="Question", children=[
            TextBody(text="One question, please."),
            TextInput(name="city", label="City", helper_text="Where you live"),
            Footer(label="Next", on_click_action=Navigate("ANSWER", {"city": "${form.city}"})),
        ]),
        Screen(id="ANSWER", title="Answer", terminal=True, data=[
            Data("city", example="Paris"),
        ], children=[
            TextBody(text="${data.city}"),
            Footer(label="Done", on_click_action=Complete({"city": "${data.city}"})),
        ]),
    ],
)
"""

BASES: Final[dict[str, str]] = {
    "booking": _BOOKING,
    "parcel": _PARCEL,
    "survey": _SURVEY,
    "catalogue": _CATALOGUE,
    "stay": _STAY,
    "profile": _PROFILE,
    "triage": _TRIAGE,
    "lead": _LEAD,
    "plain": _PLAIN,
}
