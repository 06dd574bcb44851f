"""Meta's page of static errors, each row's fragment completed to whole flows.

Of each flow, the condition of its row is the only thing that is wrong.
"""

import json
from itertools import pairwise
from string import ascii_uppercase
from typing import Any, Final

from documented_parts import (
    NEWEST,
    Completed,
    Row,
    agree,
    ask,
    asking,
    choose,
    complete,
    completed,
    entry,
    exchange,
    flow,
    footer,
    form,
    heading,
    last,
    link,
    navigate,
    options,
    papers,
    part,
    passing,
    photo,
    row,
    screen,
    served,
    single,
    switch,
    text,
    update,
    when,
)

__all__ = ["EXCEPTIONS", "ROWS", "Completed", "Row"]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

MEMBER = {"member": entry("boolean", True)}
COUNT = {"count": entry("number", 3)}
KIND = {"kind": entry("string", "walk")}
GUEST = {"guest": entry("string", "Ada")}
FILES = {
    name: entry(
        "array",
        [],
        items={"type": "object", "properties": {"file_name": {"type": "string"}}},
    )
    for name in ("photo", "papers")
}
HIVES = {
    "hives": entry(
        "array",
        [],
        items={
            "type": "object",
            "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
        },
    )
}
TRIP = {"type": "object", "properties": {"day": {"type": "string"}}}

ELEVEN = [f"HIVE_{letter}" for letter in ascii_uppercase[:11]]
TOO_MANY = [f"STEP_{tens}{ones}" for tens in ascii_uppercase for ones in ascii_uppercase][:101]

# The screens of a flow in which two lead to each other.
RING = (
    asking("WELCOME"),
    asking("VISIT"),
    asking("TOURS"),
    last("SUMMARY"),
)


def conditional(*conditions: str, version: str = NEWEST) -> list[dict[str, Any]]:
    """Return flows with an If, one for each condition."""
    return [
        single(when(condition, text()), footer(), version=version, data={**MEMBER, **COUNT, **KIND})
        for condition in conditions
    ]


STRUCTURE: Final[dict[str, Row]] = {
    "001": row(
        "INVALID_PROPERTY_KEY",
        flow(last("VISIT"), beekeeper="Ada"),
        flow(last("VISIT", colour="amber")),
        single(part("TextBody", text="Hello", shadow=True), footer()),
    ),
    "002": row(
        "INVALID_PROPERTY_VALUE",
        flow({**last("VISIT"), "layout": "TwoColumnLayout"}),
        flow({**last("VISIT"), "layout": {"type": "TwoColumnLayout", "children": [footer()]}}),
        single(part("Honeycomb", cells=6), footer()),
    ),
    "003": row(
        "INVALID_PROPERTY_TYPE",
        single(part("TextArea", name="wish", label="Your wish", enabled="no"), footer()),
        single(part("TextBody", text=5), footer()),
    ),
    "004": row(
        "INVALID_PROPERTY_VALUE_FORMAT",
        served(
            {"VISIT": []},
            last("VISIT", footer(exchange())),
            version="2.1",
            data_channel_uri="our endpoint",
        ),
        single(link({"name": "open_url", "url": "bees.example/terms"}), footer()),
    ),
    "005": Row(
        (
            completed(flow(), "MIN_ITEMS_REQUIRED"),
            completed(single(choose([]), footer()), "MIN_ITEMS_REQUIRED"),
            completed(flow(last("")), "MIN_CHARS_REQUIRED"),
        )
    ),
    "006": row("MISSING_REQUIRED_TYPE_PROPERTY", single({"text": "Hello"}, footer())),
    "007": row(
        "PATTERN_MISMATCH",
        flow(last("VISIT_2")),
        single(ask(max_chars="twenty"), footer(complete(guest="${form.guest}"))),
    ),
    "008": row("INVALID_ENUM_VALUE", single(link(complete()), footer())),
    "009": row(
        "INVALID_DEPENDENCIES",
        single(footer(left_caption="3 hives")),
        single(footer(right_caption="12 euros")),
    ),
    "010": row(
        "NOT_KEYWORD_SCHEMA_VALIDATION_FAILED",
        single(footer(left_caption="Hives", center_caption="Bees", right_caption="Honey")),
        flow(screen("VISIT", footer(navigate("SUMMARY")), success=True), last("SUMMARY")),
    ),
    "011": row(
        "INVALID_PROPERTY_VALUE",
        single(footer(), success=False),
        flow(
            screen("VISIT", link(navigate("TOO_LATE")), footer(navigate("FULL"))),
            last("TOO_LATE", success=False),
            last("FULL", success=False),
        ),
    ),
    "012": row(
        "INVALID_FLOW_JSON",
        json.dumps(flow(last("VISIT")))[:-1] + ",}",
        json.dumps(flow(last("VISIT"))).replace('"screens": [', '"screens": [,'),
        json.dumps(flow(last("VISIT")))[:-3],
    ),
    # As it is printed it speaks of a key that is legal; this is the key that is meant.
    "014": row(
        "INVALID_PROPERTY_KEY",
        served(
            {"VISIT": []},
            last("VISIT", footer(exchange())),
            version="3.0",
            data_channel_uri="https://bees.example/flow",
        ),
    ),
    "015": row(
        "KEYWORD_ONE_OF",
        single(
            ask("helper"),
            form(ask(), footer(complete(guest="${form.guest}"))),
            version="3.1",
        ),
        single(ask(), footer(), version="2.1"),
    ),
}

VERSION: Final[dict[str, Row]] = {
    "016": row(
        "INVALID_FLOW_JSON_VERSION",
        single(footer(), version="3000.1"),
        single(footer(), version="five"),
        {**single(footer()), "version": 7},
    ),
    "017": row(
        "MISSING_FLOW_JSON_VERSION",
        single(footer(), version=None),
    ),
    "018": row(
        "UNSUPPORTED_FLOW_JSON_VERSION",
        single(footer(), version="2.1"),
        single(footer(), version="5.0"),
    ),
    "020": row(
        "NO_SUPPORTED_DATA_API_VERSION",
        served({"VISIT": []}, last("VISIT", footer(exchange())), data_api_version="2.0"),
        served(
            {"VISIT": []},
            last("VISIT", footer(exchange())),
            version="7.2",
            data_api_version="4.0",
        ),
    ),
}

ROUTING: Final[dict[str, Row]] = {
    number: row("INVALID_ROUTING_MODEL", *documents)
    for number, documents in {
        "021": [served({"VISIT": []}, asking("VISIT"), last("SUMMARY"))],
        "022": [
            served(
                {"VISIT": ["SUMMARY"], "SUMMARY": [], "SHED": []}, asking("VISIT"), last("SUMMARY")
            )
        ],
        "023": [flow(last("VISIT"), last("SUMMARY"))],
        "024": [
            served(
                {"VISIT": ["SUMMARY"], "SUMMARY": [], "SHED": []},
                asking("VISIT"),
                last("SUMMARY"),
                asking("SHED"),
            ),
            served(
                {"VISIT": ["SUMMARY"], "SHED": ["TOOLS"]},
                asking("VISIT"),
                last("SUMMARY"),
                asking("SHED"),
                last("TOOLS"),
            ),
        ],
        "025": [
            flow(
                screen("VISIT", footer(navigate("SUMMARY"))),
                last("SUMMARY"),
                screen("SHED", footer(navigate("TOOLS"))),
                last("TOOLS"),
            )
        ],
        "026": [
            served(
                {"VISIT": ["TOURS"], "TOURS": ["SUMMARY"], "SUMMARY": ["VISIT"]},
                asking("VISIT"),
                asking("TOURS"),
                last("SUMMARY", footer(exchange())),
            )
        ],
        "027": [
            flow(
                screen("VISIT", footer(navigate("TOURS"))),
                screen("TOURS", footer(navigate("SUMMARY"))),
                last("SUMMARY", link(navigate("VISIT")), footer()),
            )
        ],
        "028": [
            served(
                {"VISIT": ["SUMMARY"], "SUMMARY": ["VISIT"]},
                asking("VISIT"),
                last("SUMMARY", footer(exchange())),
            ),
            served(
                {"VISIT": ["TOURS"], "TOURS": ["TOURS", "SUMMARY"], "SUMMARY": []},
                asking("VISIT"),
                asking("TOURS"),
                last("SUMMARY"),
            ),
        ],
        "029": [
            served({"VISIT": []}, last("VISIT", footer(exchange())), asking("TOURS")),
            served({"VISIT": ["SUMMARY", "SHED"], "SUMMARY": []}, asking("VISIT"), last("SUMMARY")),
        ],
        "030": [
            served(
                {"VISIT": ELEVEN, **{name: [] for name in ELEVEN}},
                asking("VISIT"),
                *(last(name) for name in ELEVEN),
            )
        ],
        "031": [
            flow(
                screen(
                    "VISIT",
                    part(
                        "NavigationList",
                        name="hives",
                        list_items=[
                            {
                                "id": name,
                                "main-content": {"title": f"Hive {name[-1]}"},
                                "on-click-action": navigate(name),
                            }
                            for name in ELEVEN
                        ],
                    ),
                ),
                *(last(name) for name in ELEVEN),
            )
        ],
        "032": [
            served(
                {"WELCOME": ["VISIT"], "VISIT": ["TOURS"], "TOURS": ["VISIT", "SUMMARY"]}, *RING
            ),
            served(
                {"WELCOME": ["VISIT"], "VISIT": ["TOURS", "SUMMARY"], "TOURS": ["VISIT"]}, *RING
            ),
        ],
        "033": [
            served(
                {"VISIT": ["TOURS"], "TOURS": ["SUMMARY"], "SUMMARY": []},
                screen("VISIT", link(navigate("SUMMARY")), footer(navigate("TOURS"))),
                asking("TOURS"),
                last("SUMMARY"),
            )
        ],
    }.items()
}

UPLOADS: Final[dict[str, Row]] = {
    number: row("INVALID_ON_CLICK_ACTION_PAYLOAD", *documents)
    for number, documents in {
        "036": [
            single(photo(), footer(complete(photo="${form.photo}")), version="4.0"),
            single(
                photo(max_uploaded_photos=2),
                footer(complete(photo="${screen.VISIT.form.photo}")),
                version="4.0",
            ),
        ],
        "037": [
            single(papers(), footer(complete(papers="${form.papers}")), version="4.0"),
            single(
                papers(max_uploaded_documents=2),
                footer(complete(papers="${screen.VISIT.form.papers}")),
                version="4.0",
            ),
        ],
        "038": [
            passing(
                navigate("SUMMARY", photo="${screen.VISIT.form.photo}"),
                photo(max_uploaded_photos=1),
                needs={"photo": FILES["photo"]},
            )
        ],
        "039": [
            passing(
                navigate("SUMMARY", papers="${screen.VISIT.form.papers}"),
                papers(max_uploaded_documents=1),
                needs={"papers": FILES["papers"]},
            )
        ],
        "091": [
            passing(
                navigate("SUMMARY", photo="${form.photo}"),
                photo(max_uploaded_photos=1),
                needs={"photo": FILES["photo"]},
            ),
            passing(
                navigate("SUMMARY", papers="${form.papers}"),
                papers(max_uploaded_documents=1),
                needs={"papers": FILES["papers"]},
            ),
        ],
        "092": [
            single(
                papers(max_uploaded_documents=1),
                footer(complete(folder={"sheets": ["first", "${form.papers}"]})),
            ),
            served(
                {"VISIT": []},
                last(
                    "VISIT",
                    photo(max_uploaded_photos=1),
                    footer(exchange(album={"photo": "${screen.VISIT.form.photo}"})),
                ),
            ),
        ],
        "093": [
            single(photo(max_file_size_kb=1024), footer(complete(photo="${form.photo}"))),
            single(papers(max_file_size_kb=1024), footer(complete(papers="${form.papers}"))),
        ],
        # Too many files on two screens together, and too many bytes.
        "094": [
            flow(
                screen(
                    "VISIT",
                    photo(max_uploaded_photos=6, max_file_size_kb=1024),
                    footer(navigate("SUMMARY")),
                ),
                last(
                    "SUMMARY",
                    papers(max_uploaded_documents=5, max_file_size_kb=1024),
                    footer(
                        complete(photo="${screen.VISIT.form.photo}", papers="${form.papers}"),
                    ),
                ),
            ),
            single(
                papers(max_uploaded_documents=5),
                footer(complete(papers="${form.papers}")),
            ),
        ],
    }.items()
}

ACTIONS: Final[dict[str, Row]] = {
    "034": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        single(form(ask(), footer(complete(guest="${form.guest}", helper="${form.helper}")))),
        single(form(ask(), footer(complete(guest="${form.visitor}"))), version="3.1"),
    ),
    "035": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        single(footer(complete(guest="${data.guest}"))),
        single(
            footer(complete(count="${data.count}", guest="${data.guest}")),
            data=COUNT,
        ),
        single(
            footer(complete(host="${data.trip.host}")),
            data={"trip": {**TRIP, "__example__": {"day": "Monday"}}},
        ),
    ),
    "040": row(
        "INVALID_COMPLETE_ACTION",
        flow(screen("VISIT", link(navigate("SUMMARY")), footer()), last("SUMMARY")),
        flow(
            screen("VISIT", link(navigate("SUMMARY")), footer()),
            last("SUMMARY"),
            version="7.1",
        ),
    ),
    "041": row(
        "INVALID_NAVIGATE_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest="Ada")),
    ),
    "042": row(
        "INVALID_NAVIGATE_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest="Ada"), needs={}),
        passing(navigate("SUMMARY", guest="Ada", count=2), needs=COUNT),
        passing(navigate("SUMMARY", guest="${data.guest}", count=2), needs=COUNT, has=GUEST),
    ),
    "043": row(
        "INVALID_NAVIGATE_ACTION_PAYLOAD",
        passing(navigate("SUMMARY"), needs=GUEST),
        passing(navigate("SUMMARY", guest="Ada"), needs={**GUEST, **COUNT}),
    ),
    "044": row(
        "INVALID_NAVIGATE_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest=12), needs=GUEST),
        passing(navigate("SUMMARY", count="twelve"), needs=COUNT),
        passing(
            navigate("SUMMARY", trip={"day": 1}),
            needs={"trip": {**TRIP, "__example__": {"day": "Monday"}}},
        ),
    ),
    "045": row(
        "INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME",
        single(link(navigate("VISIT")), footer()),
    ),
    "046": row(
        "INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME",
        single(link(navigate("SHED")), footer()),
    ),
    "047": row(
        "INVALID_NAVIGATE_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", member="${form.guest}"), form(ask()), needs=MEMBER),
        passing(navigate("SUMMARY", member="${data.kind}"), needs=MEMBER, has=KIND),
    ),
    "048": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest="${form.visitor}"), form(ask()), needs=GUEST),
    ),
    # Three rows without a sample, two of them without a word: the binding stands by itself, in an
    # object, and in a list.
    "049": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest="${data.visitor}"), needs=GUEST),
    ),
    "050": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        passing(
            navigate("SUMMARY", trip={"day": "${data.day}"}),
            needs={"trip": {**TRIP, "__example__": {"day": "Monday"}}},
        ),
    ),
    "051": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        passing(
            navigate("SUMMARY", days=["Monday", "${data.day}"]),
            needs={"days": entry("array", ["Monday"], items={"type": "string"})},
        ),
    ),
    "052": row(
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
        passing(navigate("SUMMARY", guest="${form.booking}"), form(ask()), needs=GUEST),
    ),
    "099": row(
        "INVALID_ACTION_PAYLOAD_PROPERTY",
        single(
            agree(
                on_select_action=update(guest="Ada"),
                on_unselect_action=update(guest="`${data.visitor}`"),
            ),
            footer(complete(guest="${data.guest}", news="${form.news}")),
            data=GUEST,
        ),
        single(footer(complete(greeting="`'Hello ' ${data.visitor}`")), version="7.2"),
    ),
}

DATA: Final[dict[str, Row]] = {
    "053": row("INVALID_SCREEN_DYNAMIC_DATA", single(heading("${data.guest}"), footer())),
    "054": row(
        "INVALID_SCREEN_DYNAMIC_DATA",
        single(
            heading("${data.trip.tea.served}"),
            footer(),
            data={
                "trip": entry(
                    "object",
                    {"tea": {"served": True}},
                    properties={
                        "tea": {"type": "object", "properties": {"served": {"type": "boolean"}}}
                    },
                )
            },
        ),
        single(heading("${data.count}"), footer(), data=COUNT),
    ),
    "055": row(
        "INVALID_SCREEN_DYNAMIC_DATA",
        single(
            form(choose("${data.hives}"), footer(complete(tours="${form.tours}"))),
            data={
                "hives": entry(
                    "array", [], items={"type": "object", "properties": {"id": {"type": "string"}}}
                )
            },
        ),
    ),
    "056": row(
        "INVALID_SCREEN_DATA",
        single(
            footer(complete(trip="${data.trip}")),
            data={
                "trip": entry(
                    "object",
                    {"day": "Monday"},
                    properties={"day": {"type": "string", "__example__": "Monday"}},
                )
            },
        ),
        single(
            footer(complete(days="${data.days}")),
            data={
                "days": entry(
                    "array", ["Monday"], items={"type": "string", "__example__": "Monday"}
                )
            },
        ),
    ),
    "057": row(
        "INVALID_SCREEN_DATA",
        single(footer(complete(guest="${data.guest}")), data={"guest": {"__example__": "Ada"}}),
        single(
            footer(complete(trip="${data.trip}")),
            data={"trip": entry("object", {"day": "Monday"}, properties={"day": {}})},
        ),
    ),
    "058": row(
        "INVALID_SCREEN_DATA",
        *(
            single(
                footer(complete(guest="${data.guest}")),
                data={"guest": {"type": kind, "__example__": "Ada"}},
            )
            for kind in (8, ["string", "number"])
        ),
    ),
    "059": row(
        "INVALID_SCREEN_DATA",
        single(footer(complete(days="${data.days}")), data={"days": entry("array", [])}),
    ),
    "060": row(
        "INVALID_SCREEN_DATA",
        single(
            footer(complete(days="${data.days}")), data={"days": entry("array", [], items="string")}
        ),
    ),
    "061": row(
        "INVALID_SCREEN_DATA",
        single(footer(complete(count="${data.count}")), data={"count": entry("number", "3")}),
    ),
    "062": row(
        "INVALID_SCREEN_DATA",
        *(
            flow(
                screen("VISIT", form(ask()), footer(navigate("SUMMARY"))),
                last("SUMMARY", text(f"${{screen.{missing}}}"), footer()),
            )
            for missing in ("VISIT.form.visitor", "VISIT.data.guest", "SHED.form.guest")
        ),
    ),
    "063": row(
        "INVALID_SCREEN_DYNAMIC_DATA",
        single(heading("${data.hives}"), footer(), data=HIVES),
        flow(
            screen("VISIT", footer(navigate("SUMMARY")), data=HIVES),
            last("SUMMARY", heading("${screen.VISIT.data.hives}"), footer()),
            version="4.0",
        ),
        single(heading("${data.hives.items.properties.title}"), footer(), data=HIVES),
    ),
    # Nothing in the data says what type the property has: its object lists none, or not this one.
    "064": row(
        "INVALID_SCREEN_DYNAMIC_DATA",
        single(
            heading("${data.trip.day}"), footer(), data={"trip": entry("object", {"day": "Monday"})}
        ),
        single(
            heading("${data.trip.host}"),
            footer(),
            data={"trip": {**TRIP, "__example__": {"day": "Monday"}}},
        ),
    ),
    "065": row(
        "INVALID_SCREEN_DYNAMIC_DATA",
        single(
            photo(max_uploaded_photos=1, error_message="${data.member}"),
            footer(complete(photo="${form.photo}")),
            data=MEMBER,
        ),
        single(
            papers(max_uploaded_documents=1, error_message="${data.count}"),
            footer(complete(papers="${form.papers}")),
            data=COUNT,
        ),
    ),
}

ENDPOINT: Final[dict[str, Row]] = {
    "066": row(
        "MISSING_REQUIRED_PROPERTY",
        single(footer(exchange())),
        flow(last("VISIT", footer(exchange())), routing_model={"VISIT": []}),
    ),
    "067": row(
        "MISSING_REQUIRED_PROPERTY",
        flow(last("VISIT", footer(exchange())), data_api_version="3.0"),
    ),
    "068": row(
        "INVALID_PROPERTY_VALUE",
        flow(
            screen("VISIT", footer(navigate("SUMMARY"))),
            last("SUMMARY", refresh_on_back=True),
        ),
    ),
}

NAMING: Final[dict[str, Row]] = {
    "069": row(
        "DUPLICATE_FORM_COMPONENT_NAMES",
        single(form(ask(), agree("guest"), footer(complete(guest="${form.guest}"))), version="3.1"),
        single(form(ask(), ask(), footer(complete(guest="${form.guest}")))),
        single(ask(), agree("guest"), footer(complete(guest="${form.guest}"))),
    ),
    "070": row(
        "DUPLICATE_FORM_COMPONENT_NAMES",
        single(
            form(
                when("${data.member}", ask(), else_=[ask()]),
                footer(complete(guest="${form.guest}")),
            ),
            data=MEMBER,
        ),
        single(
            switch(walk=[ask()], talk=[ask()]),
            footer(complete(guest="${form.guest}")),
            data=KIND,
        ),
        single(
            form(
                when("${data.member}", ask()),
                ask(),
                footer(complete(guest="${form.guest}")),
            ),
            data=MEMBER,
            version="4.0",
        ),
    ),
    "071": row(
        "DUPLICATE_SCREEN_IDS",
        flow(screen("VISIT", footer(navigate("SUMMARY"))), last("SUMMARY"), last("SUMMARY")),
    ),
    "072": row(
        "SCREEN_ID_IS_RESERVED_KEYWORD",
        flow(last("SUCCESS")),
        flow(screen("VISIT", footer(navigate("success"))), last("success")),
    ),
}

SCREENS: Final[dict[str, Row]] = {
    "073": row("MISSING_FOOTER_ON_TERMINAL_SCREEN", single(heading("Thank you"))),
    "074": row(
        "MISSING_TERMINAL_SCREEN",
        served({"VISIT": []}, asking("VISIT")),
        flow(screen("VISIT", heading("Thank you"))),
    ),
    "075": row(
        "COMPONENTS_OUTSIDE_FORM",
        *(
            single(
                agree(),
                form(ask()),
                footer(complete(guest="${form.guest}", news="${form.news}")),
                version=version,
            )
            for version in ("4.0", NEWEST)
        ),
    ),
    "076": row(
        "INVALID_FOOTER_PAYLOAD_OUTSIDE_FORM",
        single(form(ask()), footer(complete(guest="${form.guest}")), version="3.1"),
        single(form(ask()), footer(complete(guest="${form.guest}")), version="2.1"),
    ),
}

BRANCHES: Final[dict[str, Row]] = {
    "077": row(
        "MISSING_FOOTER_IN_IF_ELSE_BRANCHES", single(when("${data.member}", footer()), data=MEMBER)
    ),
    "078": row(
        "MISSING_FOOTER_IN_IF_ELSE_BRANCHES",
        single(when("${data.member}", footer(), else_=[text()]), data=MEMBER),
        single(when("${data.member}", text(), else_=[footer()]), data=MEMBER),
    ),
    "079": row(
        "MISSING_FOOTER_IN_SWITCH_BRANCHES",
        single(switch(walk=[], talk=[footer()], tea=[text()]), data=KIND),
    ),
    "080": row(
        "MORE_THAN_ONE_FOOTER",
        single(switch(walk=[footer()], talk=[footer()]), footer(), data=KIND),
        single(when("${data.member}", footer(), else_=[footer()]), footer(), data=MEMBER),
    ),
    "081": row("INVALID_PROPERTY_VALUE", single(when("${data.member}"), footer(), data=MEMBER)),
    # From 6.0 a blank text is refused before anybody looks at it as a condition.
    "082": row("INVALID_PROPERTY_VALUE", *conditional(" ", "", version="5.1")),
    "083": row("INVALID_PROPERTY_VALUE", *conditional("( )", "${data.member} && ()")),
    "084": row("INVALID_PROPERTY_VALUE", *conditional("12 == 7", "'tea' != 'milk'")),
    "085": row(
        "INVALID_PROPERTY_VALUE",
        *conditional(
            "))${data.member}((",
            "${data.kind} || ${data.member}",
            "${data.count} == 'three'",
            "${data.member} == maybe",
            "${data.member} &&",
        ),
    ),
    "086": row("INVALID_PROPERTY_VALUE", *conditional("${data.member} ) -b")),
    "087": row("INVALID_PROPERTY_VALUE", *conditional("((${data.kind}))", "(${data.count})")),
    "088": row("INVALID_PROPERTY_VALUE", *conditional("true", "false", version="4.0")),
    "089": row(
        "MISSING_FOOTER_IN_SWITCH_BRANCHES",
        single(
            switch(walk=[text(), footer()], talk=[ask()]),
            data=KIND,
            version="4.0",
        ),
    ),
    "090": row(
        "NATIVE_COMPONENT_IN_FORM_INIT_VALUES",
        single(
            form(photo(max_uploaded_photos=1), init_values={"photo": "hive.jpg"}),
            footer(complete(photo="${form.photo}")),
        ),
        single(
            form(papers(max_uploaded_documents=1), init_values={"papers": "permit.pdf"}),
            footer(complete(papers="${form.papers}")),
            version="4.0",
        ),
    ),
}

LIMITS: Final[dict[str, Row]] = {
    "095": row(
        "MAX_SCREENS_NUMBER",
        flow(
            *(screen(name, footer(navigate(following))) for name, following in pairwise(TOO_MANY)),
            last(TOO_MANY[-1]),
        ),
    ),
    "096": Row(
        (
            completed(
                single(
                    *(
                        link({"name": "open_url", "url": f"https://bees.example/{page}"})
                        for page in ("terms", "map", "hives")
                    ),
                    footer(),
                ),
                "MAX_EMBEDDED_LINK_PER_SCREEN",
            ),
            completed(single(footer(), footer()), "MAX_FOOTER_PER_SCREEN"),
            completed(
                single(*[part("Image", src=PNG, alt_text="A bee")] * 4, footer()),
                "MAX_IMAGE_PER_SCREEN",
            ),
            completed(
                single(
                    *(agree(name) for name in ("post", "mail", "phone", "walks", "talks", "tea")),
                    footer(),
                ),
                "MAX_OPT_IN_PER_SCREEN",
            ),
        )
    ),
    "097": row(
        "MIN_VALUE_GREATER_THAN_MAX",
        single(
            choose(options("walk", "talk", "tea"), min_selected_items=3, max_selected_items=2),
            footer(complete(tours="${form.tours}")),
        ),
        single(ask(min_chars=20, max_chars=5), footer(complete(guest="${form.guest}"))),
        single(
            photo(min_uploaded_photos=3, max_uploaded_photos=2),
            footer(complete(photo="${form.photo}")),
        ),
    ),
    "098": Row(
        (
            completed(
                single(photo(min_uploaded_photos=-1), footer()),
                "MINIMUM_VALUE_REQUIRED",
            ),
            completed(
                single(photo(max_uploaded_photos=31), footer()),
                "MAXIMUM_VALUE_REQUIRED",
            ),
            completed(
                single(papers(max_uploaded_documents=31), footer()),
                "MAXIMUM_VALUE_REQUIRED",
            ),
        )
    ),
}

SECTIONS = (
    STRUCTURE,
    VERSION,
    ROUTING,
    UPLOADS,
    ACTIONS,
    DATA,
    ENDPOINT,
    NAMING,
    SCREENS,
    BRANCHES,
    LIMITS,
)

ROWS: Final[dict[str, Row]] = dict(
    sorted((number, shown) for section in SECTIONS for number, shown in section.items())
)
"""Each row by its number."""

EXCEPTIONS: Final[dict[str, str]] = {
    "013": "an internal error of the server, which no flow brings about",
    "019": "which versions are open to testers only depends on the account",
}
"""The rows that no flow can show, and why."""
