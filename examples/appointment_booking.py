"""Books an appointment: a service, a day and a time, then a summary to confirm."""

import datetime

from flowdsl import (
    Complete,
    Data,
    DatePicker,
    Dropdown,
    Flow,
    Footer,
    Form,
    Navigate,
    Option,
    RadioButtonsGroup,
    Screen,
    TextArea,
    TextBody,
    TextCaption,
    TextHeading,
)

service = Dropdown(
    name="service",
    label="Service",
    required=True,
    data_source=[
        Option(id="cut", title="Haircut"),
        Option(id="colour", title="Colour"),
        Option(id="both", title="Haircut and colour"),
    ],
)
day = DatePicker(
    name="day",
    label="Day",
    required=True,
    helper_text="We are closed over the holidays",
    min_date=datetime.date(2026, 12, 1),
    max_date=datetime.date(2027, 2, 28),
    unavailable_dates=[datetime.date(2026, 12, 25), datetime.date(2027, 1, 1)],
)
time = RadioButtonsGroup(
    name="time",
    label="Time",
    required=True,
    data_source=[
        Option(id="morning", title="Morning", description="9 to 12"),
        Option(id="afternoon", title="Afternoon", description="13 to 17"),
    ],
)
notes = TextArea(name="notes", label="Wishes", helper_text="Anything we should know")

chosen_service = Data("service", example="cut")
chosen_day = Data("day", example=datetime.date(2026, 12, 4))
chosen_time = Data("time", example="morning")

appointment_booking = Flow(
    categories=["APPOINTMENT_BOOKING"],
    screens=[
        Screen(
            id="APPOINTMENT",
            title="Book an appointment",
            children=[
                Form(
                    name="appointment",
                    children=[
                        service,
                        day,
                        time,
                        Footer(
                            label="Continue",
                            on_click_action=Navigate(
                                "CONFIRM",
                                {"service": service.ref, "day": day.ref, "time": time.ref},
                            ),
                        ),
                    ],
                ),
            ],
        ),
        Screen(
            id="CONFIRM",
            title="Is this right?",
            terminal=True,
            data=[chosen_service, chosen_day, chosen_time],
            children=[
                TextHeading(text="Your appointment"),
                TextBody(text=chosen_day.ref),
                TextCaption(text=chosen_time.ref),
                Form(
                    name="confirmation",
                    children=[
                        notes,
                        Footer(
                            label="Book",
                            on_click_action=Complete(
                                {
                                    "service": chosen_service.ref,
                                    "day": chosen_day.ref,
                                    "time": chosen_time.ref,
                                    "notes": notes.ref,
                                }
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ],
)
