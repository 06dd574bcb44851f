"""The rows on what actions carry, uploads among it, on data, and on the endpoint."""

from typing import Final

from documented_parts import (
    COUNT,
    KIND,
    MEMBER,
    Row,
    agree,
    ask,
    choose,
    complete,
    entry,
    exchange,
    flow,
    footer,
    form,
    heading,
    last,
    link,
    navigate,
    papers,
    passing,
    photo,
    row,
    screen,
    served,
    single,
    text,
    update,
)

__all__ = ["ACTIONS", "DATA", "ENDPOINT", "UPLOADS"]

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
