"""CalendarPicker: a first and a last day, chosen in a calendar."""

import datetime

from flowdsl import CalendarPicker, Complete, Flow, Footer, Range, Screen

stay = CalendarPicker(
    name="stay",
    mode="range",
    title="Your stay",
    description="3 to 14 nights",
    label=Range(start_date="Arrival", end_date="Departure"),
    required=Range(start_date=True, end_date=True),
    min_date=datetime.date(2027, 1, 1),
    max_date=datetime.date(2027, 12, 31),
    min_days=3,
    max_days=14,
)

calendar_picker = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="CalendarPicker",
            terminal=True,
            children=[
                stay,
                Footer(label="Done", on_click_action=Complete({"stay": stay.ref})),
            ],
        ),
    ],
)
