"""Shows what an endpoint answers: free times for a day, and a price computed on the phone."""

from flowdsl import (
    CalendarPicker,
    Data,
    DataExchange,
    Dropdown,
    Flow,
    Footer,
    OptIn,
    Option,
    Screen,
    TextBody,
    TextHeading,
    TextInput,
    UpdateData,
)

slots = Data("slots", example=[Option(id="0900", title="9:00"), Option(id="1030", title="10:30")])
slots_known = Data("slots_known", example=False)
price = Data("price", example=40)
insured = Data("insured", example=False)

day = CalendarPicker(
    name="day",
    label="Day",
    helper_text="Monday to Friday",
    required=True,
    include_days=["Mon", "Tue", "Wed", "Thu", "Fri"],
    on_select_action=DataExchange({"asks": "slots", "day": "${form.day}"}),
)
slot = Dropdown(
    name="slot",
    label="Time",
    data_source=slots.ref,
    required=slots_known.ref,
    visible=slots_known.ref,
)
hours = TextInput(name="hours", label="Hours", input_type="number", required=True, init_value="1")
insurance = OptIn(
    name="insurance",
    label="Insure my equipment.",
    on_select_action=UpdateData({"insured": True}),
    on_unselect_action=UpdateData({"insured": False}),
)

booked_day = Data("day", example="2026-12-04")
total = Data("total", example=80)

dynamic_endpoint = Flow(
    data_api_version="4.0",
    categories=["APPOINTMENT_BOOKING"],
    endpoint_uri="https://example.com/flows/courts",
    screens=[
        Screen(
            id="COURT",
            title="Book a court",
            refresh_on_back=True,
            data=[slots, slots_known, price, insured],
            children=[
                day,
                slot,
                hours,
                insurance,
                TextBody(text="Together " + (price.ref * hours.number) + " €"),
                TextBody(text="Your equipment is insured.", visible=insured.ref),
                Footer(
                    label="Continue",
                    on_click_action=DataExchange(
                        {
                            "asks": "total",
                            "day": day.ref,
                            "slot": slot.ref,
                            "hours": hours.ref,
                            "insurance": insurance.ref,
                        },
                        leads_to=["SUMMARY"],
                    ),
                ),
            ],
        ),
        Screen(
            id="SUMMARY",
            title="Summary",
            terminal=True,
            data=[booked_day, total],
            children=[
                TextHeading(text=booked_day.ref),
                TextBody(text="You pay " + total.ref + " € at the court."),
                Footer(
                    label="Book",
                    on_click_action=DataExchange({"asks": "booking", "day": booked_day.ref}),
                ),
            ],
        ),
    ],
)
