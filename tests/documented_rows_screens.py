"""The rows on names, on screens and their branches, and on limits."""

from itertools import pairwise
from string import ascii_uppercase
from typing import Any, Final

from documented_parts import (
    COUNT,
    KIND,
    MEMBER,
    NEWEST,
    Row,
    agree,
    ask,
    asking,
    choose,
    complete,
    completed,
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
    photo,
    row,
    screen,
    served,
    single,
    switch,
    text,
    when,
)

__all__ = ["BRANCHES", "LIMITS", "NAMING", "SCREENS"]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TOO_MANY = [f"STEP_{tens}{ones}" for tens in ascii_uppercase for ones in ascii_uppercase][:101]


def conditional(*conditions: str, version: str = NEWEST) -> list[dict[str, Any]]:
    """Return flows with an If, one for each condition."""
    return [
        single(when(condition, text()), footer(), version=version, data={**MEMBER, **COUNT, **KIND})
        for condition in conditions
    ]


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
