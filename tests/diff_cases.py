"""Edits of the example flows, each of which is one change or a few: what `test_diff` compares."""

from typing import Any

from diff_pairs import (
    BOOKING,
    COURT,
    CURRENCY,
    PARTY,
    TERMS,
    THANKS,
    Edit,
    footer,
    list_of,
    named,
    option,
    parts,
    renamed_key,
    replaced,
    screen,
    without,
)

__all__ = ["CASES"]


def put(holder: Any, **values: Any) -> None:
    """Set properties, whose names are written with underscores for hyphens."""
    holder.update({key.replace("_", "-"): value for key, value in values.items()})


def intro(flow: Any) -> None:
    """Put a screen before the first one."""
    action = {"name": "navigate", "next": {"type": "screen", "name": "APPOINTMENT"}}
    children = [{"type": "Footer", "label": "Start", "on-click-action": action}]
    layout = {"type": "SingleColumnLayout", "children": children}
    flow["screens"].insert(0, {"id": "INTRO", "title": "Hello", "layout": layout})


def globally(flow: Any) -> None:
    """Refer to the first screen from the last one, rather than hand everything on."""
    footer(flow, "APPOINTMENT").pop("payload")
    screen(flow, "CONFIRM").pop("data")
    words = [(f"data.{name}}}", f"screen.APPOINTMENT.form.{name}}}") for name in ANSWERS]
    replaced(flow, *words)


ANSWERS = ("service", "day", "time")


def into_if(flow: Any) -> None:
    """Put an input under a condition."""
    row = list_of(flow, "day")
    row[1] = {"type": "If", "condition": "${form.service} == 'cut'", "then": [row[1]]}


def out_of_form(flow: Any) -> None:
    """Take what stands in a Form out of it."""
    screen(flow, "APPOINTMENT")["layout"]["children"] = list_of(flow, "day")


def to_next_screen(flow: Any) -> None:
    """Ask something on the next screen instead."""
    day = named(flow, "day")
    without(list_of(flow, "day"), day)
    list_of(flow, "notes").insert(0, day)


def another_entry(flow: Any) -> None:
    """Rename an entry of a screen's data, with the payload that fills it."""
    renamed_key(screen(flow, "CONFIRM")["data"], "time", "slot")
    renamed_key(footer(flow, "APPOINTMENT")["payload"], "time", "slot")
    replaced(flow, ("data.time}", "data.slot}"))


def exchange(flow: Any) -> None:
    """Give the flow an endpoint."""
    flow["data_api_version"] = "3.0"
    flow["routing_model"] = {"APPOINTMENT": ["CONFIRM"], "CONFIRM": []}
    footer(flow, "CONFIRM")["name"] = "data_exchange"


def select_action(flow: Any) -> None:
    """Ask the endpoint at another input."""
    put(named(flow, "slot"), on_select_action=named(flow, "day").pop("on-select-action"))


# An example, and what is done to it.
CASES: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "a label is another": (BOOKING, (lambda f: put(named(f, "time"), label="When?"),)),
    "a property is new": (BOOKING, (lambda f: put(named(f, "notes"), required=True),)),
    "a property is gone": (BOOKING, (lambda f: named(f, "day").pop("required"),)),
    "a helper text is gone": (BOOKING, (lambda f: named(f, "notes").pop("helper-text"),)),
    "an unknown property is new": (BOOKING, (lambda f: put(named(f, "notes"), hint="Pick"),)),
    "a limit is another": (BOOKING, (lambda f: put(named(f, "day"), max_date="2027-03-31"),)),
    "a day more is unavailable": (
        BOOKING,
        (lambda f: named(f, "day")["unavailable-dates"].append("2027-02-01"),),
    ),
    "a title is another": (BOOKING, (lambda f: screen(f, "CONFIRM").update(title="Right?"),)),
    "a condition is another": (
        PARTY,
        (lambda f: replaced(f, ("(${form.children} > 3)", "(${form.children} > 4)")),),
    ),
    "an input is renamed": (
        BOOKING,
        (
            lambda f: replaced(f, ("form.service}", "form.treatment}")),
            lambda f: put(named(f, "service"), name="treatment"),
        ),
    ),
    "an input is renamed, and what it is sent as": (
        BOOKING,
        (
            lambda f: renamed_key(footer(f, "CONFIRM")["payload"], "notes", "wishes"),
            lambda f: replaced(f, ("form.notes}", "form.wishes}")),
            lambda f: put(named(f, "notes"), name="wishes"),
        ),
    ),
    "an input is gone": (
        BOOKING,
        (
            lambda f: without(list_of(f, "notes"), named(f, "notes")),
            lambda f: footer(f, "CONFIRM")["payload"].pop("notes"),
        ),
    ),
    "an input is new": (
        BOOKING,
        (
            lambda f: list_of(f, "notes").insert(0, dict(TERMS)),
            lambda f: footer(f, "CONFIRM")["payload"].update(terms="${form.terms}"),
        ),
    ),
    "an input is replaced": (
        BOOKING,
        (
            lambda f: list_of(f, "notes").__setitem__(0, dict(TERMS)),
            lambda f: footer(f, "CONFIRM")["payload"].update(notes="${form.terms}"),
        ),
    ),
    "an input has another type": (
        BOOKING,
        (lambda f: put(named(f, "service"), type="CheckboxGroup"),),
    ),
    "an input has another type with the same answers": (
        BOOKING,
        (lambda f: put(named(f, "service"), type="RadioButtonsGroup"),),
    ),
    "an input has another mode": (COURT, (lambda f: put(named(f, "day"), mode="range"),)),
    "an input takes numbers": (BOOKING, (lambda f: put(named(f, "notes"), input_type="number"),)),
    "inputs change places": (BOOKING, (lambda f: list_of(f, "day").reverse(),)),
    "an input goes into an If": (BOOKING, (into_if,)),
    "a Form is taken away": (BOOKING, (out_of_form,)),
    "an input goes to another screen": (BOOKING, (to_next_screen,)),
    "an option is new": (
        BOOKING,
        (lambda f: named(f, "service")["data-source"].append({"id": "dry", "title": "Blow-dry"}),),
    ),
    "an option is gone": (
        BOOKING,
        (lambda f: without(named(f, "service")["data-source"], option(f, "service", "colour")),),
    ),
    "an option has another id": (
        PARTY,
        (lambda f: replaced(f, ('"partner":', '"two":'), ('"id": "partner"', '"id": "two"')),),
    ),
    "an option has another title": (
        BOOKING,
        (lambda f: option(f, "time", "morning").update(title="Early"),),
    ),
    "an option moves": (
        BOOKING,
        (lambda f: named(f, "service")["data-source"].reverse(),),
    ),
    "an option is compared with": (
        PARTY,
        (
            lambda f: replaced(f, ("== 'fish'", "== 'trout'")),
            lambda f: option(f, "meal", "fish").update(id="trout"),
        ),
    ),
    "options come from the data": (
        BOOKING,
        (
            lambda f: put(named(f, "service"), data_source="${data.services}"),
            lambda f: screen(f, "APPOINTMENT").update(
                data={"services": {"type": "array", "items": True, "__example__": []}}
            ),
        ),
    ),
    "a payload key is new": (
        BOOKING,
        (lambda f: footer(f, "CONFIRM")["payload"].update(source="web"),),
    ),
    "a payload key is gone": (BOOKING, (lambda f: footer(f, "CONFIRM")["payload"].pop("day"),)),
    "a payload key is renamed": (
        BOOKING,
        (lambda f: renamed_key(footer(f, "CONFIRM")["payload"], "day", "date"),),
    ),
    "a payload key brings something else": (
        BOOKING,
        (lambda f: footer(f, "CONFIRM")["payload"].update(day="${data.time}"),),
    ),
    "what is handed on is something else": (
        BOOKING,
        (lambda f: footer(f, "APPOINTMENT")["payload"].update(day="${form.time}"),),
    ),
    "what was handed on is referred to": (BOOKING, (globally,)),
    "a payload of an action that asks is less": (
        COURT,
        (lambda f: footer(f, "COURT")["payload"].pop("hours"),),
    ),
    "a data entry is renamed": (BOOKING, (another_entry,)),
    "a data entry is new": (
        COURT,
        (lambda f: screen(f, "SUMMARY")["data"].update(currency=CURRENCY),),
    ),
    "a data entry is gone": (COURT, (lambda f: screen(f, "COURT")["data"].pop("insured"),)),
    "a data entry has another type": (
        COURT,
        (lambda f: screen(f, "SUMMARY")["data"].update(total=CURRENCY),),
    ),
    "a data entry has another example": (
        COURT,
        (lambda f: screen(f, "SUMMARY")["data"]["total"].update(__example__=90),),
    ),
    "the first screen gets data": (
        BOOKING,
        (lambda f: screen(f, "APPOINTMENT").update(data={"currency": CURRENCY}),),
    ),
    "the first screen is renamed": (
        BOOKING,
        (lambda f: replaced(f, ("APPOINTMENT", "START")),),
    ),
    "the last screen is renamed": (BOOKING, (lambda f: replaced(f, ("CONFIRM", "REVIEW")),)),
    "a screen that is asked for is renamed": (
        COURT,
        (lambda f: replaced(f, ("SUMMARY", "OVERVIEW")),),
    ),
    "a screen comes before the first": (BOOKING, (intro,)),
    "a screen comes after the last": (
        COURT,
        (
            lambda f: f["screens"].append(THANKS),
            lambda f: f["routing_model"].update(SUMMARY=["THANKS"]),
        ),
    ),
    "a screen is gone": ("insurance_quote", (lambda f: f["screens"].pop(1),)),
    "a route is gone": (COURT, (lambda f: f["routing_model"].update(COURT=[]),)),
    "an action leads elsewhere": (
        "product_order",
        (lambda f: footer(f, "PRODUCT")["next"].update(name="DELIVERY"),),
    ),
    "an action is another": (BOOKING, (exchange,)),
    "the endpoint is asked elsewhere": (COURT, (select_action,)),
    "the endpoint is not asked any more": (COURT, (lambda f: f.pop("data_api_version"),)),
    "the endpoint speaks another Data API": (COURT, (lambda f: f.update(data_api_version="3.0"),)),
    "the endpoint is asked on going back": (
        COURT,
        (lambda f: screen(f, "SUMMARY").update(refresh_on_back=True),),
    ),
    "an entry that is handed on has another type": (
        "product_order",
        (lambda f: next(iter(screen(f, "DETAILS")["data"].values())).update(type="number"),),
    ),
    "a case is new": (
        PARTY,
        (
            lambda f: next(each for each in parts(f) if "cases" in each)["cases"].update(
                alone=[{"type": "TextBody", "text": "All alone?"}]
            ),
        ),
    ),
    "the payload is no object": (
        BOOKING,
        (lambda f: footer(f, "CONFIRM").update(payload=["${form.notes}"]),),
    ),
    "the version is another": (COURT, (lambda f: f.update(version="7.2"),)),
    "the version writes days otherwise": (BOOKING, (lambda f: f.update(version="4.0"),)),
    "a key of the flow is unknown": (BOOKING, (lambda f: f.update(comment="x"),)),
}
