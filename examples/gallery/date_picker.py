"""DatePicker: a day within limits."""

import datetime

from flowdsl import Complete, DatePicker, Flow, Footer, Screen

arrival = DatePicker(
    name="arrival",
    label="Arrival",
    required=True,
    min_date=datetime.date(2027, 1, 1),
    max_date=datetime.date(2027, 12, 31),
    unavailable_dates=[datetime.date(2027, 12, 24), datetime.date(2027, 12, 25)],
    helper_text="Any day in 2027",
)

date_picker = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="DatePicker",
            terminal=True,
            children=[
                arrival,
                Footer(label="Done", on_click_action=Complete({"arrival": arrival.ref})),
            ],
        ),
    ],
)
