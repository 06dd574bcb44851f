"""The rows on keys and values, versions and the routing model."""

import json
from string import ascii_uppercase
from typing import Final

from documented_parts import (
    Row,
    ask,
    asking,
    choose,
    complete,
    completed,
    exchange,
    flow,
    footer,
    form,
    last,
    link,
    navigate,
    part,
    row,
    screen,
    served,
    single,
)

__all__ = ["ROUTING", "STRUCTURE", "VERSION"]

ELEVEN = [f"HIVE_{letter}" for letter in ascii_uppercase[:11]]

# The screens of a flow in which two lead to each other.
RING = (
    asking("WELCOME"),
    asking("VISIT"),
    asking("TOURS"),
    last("SUMMARY"),
)


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
