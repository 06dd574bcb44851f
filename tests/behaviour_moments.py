"""For each choice about what happens next, a flow in which it matters."""

from collections.abc import Iterator

from behaviour_flows import CITIES, DONE, Case, asking, case, link, one, screen, sent, stack, values

from flowdsl import (
    CalendarPicker,
    CheckboxGroup,
    Chip,
    ChipsSelector,
    Complete,
    Data,
    Dropdown,
    Flow,
    Footer,
    If,
    OptIn,
    Option,
    PhotoPicker,
    Screen,
    Switch,
    TextBody,
    TextInput,
    UpdateData,
)
from flowdsl.runtime import Back, Close, File, Fill, Reply, Select, Tap, Upload

__all__ = ["answered", "chosen", "kept"]


def kept() -> Iterator[Case]:
    """What becomes of what was filled in."""
    wish = TextInput(name="wish", label="Wish")
    gone = OptIn(name="gone", label="Gone")
    yield case(
        "hidden_value",
        one(gone, If(condition=~gone.ref, then=[wish])),
        Fill("wish", "a bee"),
        Fill("gone", True),
        DONE,
        sees=sent,
        outcomes={"kept": {"wish": "a bee", "gone": True}, "dropped": {"wish": "", "gone": True}},
    )
    said = Data("said", example="A")
    renewed = one(
        TextInput(name="text", label="Text", init_value=said.ref),
        OptIn(name="same", label="Same", on_select_action=UpdateData({"said": "A"})),
        OptIn(name="other", label="Other", on_select_action=UpdateData({"said": "B"})),
        data=[said],
    )
    for box, outcomes in {
        "same": {"changed": "mine", "never": "mine", "always": "A"},
        "other": {"changed": "B", "never": "mine", "always": "B"},
    }.items():
        yield case(
            "reinit",
            renewed,
            Fill("text", "mine"),
            Fill(box, True),
            sees=lambda end: end.session.screen.values["text"],
            outcomes=outcomes,
            data={"said": "A"},
        )
    both = Flow(
        screens=[
            Screen(
                id="A",
                title="Title",
                terminal=True,
                children=[
                    link("B"),
                    Footer(label="Done", on_click_action=Complete({"wish": wish.ref.on("B")})),
                ],
            ),
            screen(wish, id="B"),
        ]
    )
    visit = (Tap("More"), Fill("wish", "a bee"), Back())
    yield case(
        "revisit_form",
        both,
        *visit,
        Tap("More"),
        sees=values,
        outcomes={"kept": {"wish": "a bee"}, "fresh": {"wish": ""}},
    )
    yield case(
        "left_form",
        both,
        *visit,
        DONE,
        sees=sent,
        outcomes={"kept": {"wish": "a bee"}, "cleared": {"wish": ""}},
    )
    yield case(
        "reopen",
        one(wish),
        Fill("wish", "a bee"),
        Close(),
        sees=lambda end: end.session.reopen().screen.values,
        outcomes={"over": {"wish": ""}, "resumed": {"wish": "a bee"}},
    )
    yield case(
        "mask_default",
        one(
            ChipsSelector(
                name="what",
                label="What",
                data_source=[Chip(id="1", title="Food"), Chip(id="2", title="Art")],
            ),
            CalendarPicker(name="day", label="Day"),
            sensitive=["day", "what"],
        ),
        Fill("what", ["2"]),
        Fill("day", "2026-12-04"),
        DONE,
        sees=lambda end: [line.text for line in end.session.summary],
        outcomes={"dots": ["••••", "••••"], "shown": ["Art", "2026-12-04"]},
    )


def chosen() -> Iterator[Case]:
    """What happens when options are chosen, and when they are gone."""
    on, off = UpdateData({"said": "on"}), UpdateData({"said": "off"})
    said = Data("said", example="A")
    yield case(
        "switch_events",
        one(
            Dropdown(
                name="city",
                label="Where",
                data_source=CITIES,
                on_select_action=on,
                on_unselect_action=off,
            ),
            data=[said],
        ),
        Fill("city", "ams"),
        Fill("city", "ber"),
        sees=lambda end: [event for event, _ in end.ran],
        outcomes={
            "both": ["on-unselect-action", "on-select-action"],
            "select": ["on-select-action"],
        },
        data={"said": "A"},
    )
    acting = [
        Option(id=name, title=name, on_select_action=UpdateData({"said": name}))
        for name in ("first", "second")
    ]
    yield case(
        "item_unselect",
        one(Dropdown(name="a", label="Which", data_source=acting), data=[said]),
        Fill("a", "first"),
        Fill("a", "second"),
        sees=lambda end: [payload["said"] for _, payload in end.ran],
        outcomes={"nothing": ["second"], "select": ["first", "second"]},
        data={"said": "A"},
    )
    cities = Data("cities", example=CITIES)
    others = UpdateData({"cities": [{"id": "rom", "title": "Rome"}]})
    yield case(
        "stale_choice",
        one(
            Dropdown(name="city", label="Where", data_source=cities.ref),
            OptIn(name="other", label="Other", on_select_action=others),
            data=[cities],
        ),
        Fill("city", "ams"),
        Fill("other", True),
        sees=lambda end: end.session.screen.values["city"],
        outcomes={"cleared": "", "kept": "ams"},
        data="examples",
    )
    yield case(
        "check_order",
        one(CheckboxGroup(name="a", label="Where", data_source=CITIES)),
        Select("a", ("ber", "ams")),
        DONE,
        sees=sent,
        outcomes={"list": {"a": ["ams", "ber"]}, "tapped": {"a": ["ber", "ams"]}},
    )
    yield case(
        "init_unknown",
        one(
            Dropdown(name="a", label="Where", data_source=CITIES, init_value=said.ref),
            CheckboxGroup(name="b", label="Where", data_source=CITIES, init_value=["rom"]),
            data=[said],
        ),
        DONE,
        sees=sent,
        outcomes={"ignored": {"a": "", "b": []}, "kept": {"a": "rom", "b": ["rom"]}},
        data={"said": "rom"},
        check=False,
    )
    changing = Dropdown(name="a", label="Where", data_source=CITIES, on_select_action=on)
    yield case(
        "render_select",
        one(changing, data=[said], version="6.0"),
        sees=lambda end: [event for event, _ in end.ran],
        outcomes={"filled": [], "all": ["on-select-action"]},
        data={"said": "A"},
    )
    yield case(
        "update_strict",
        one(
            OptIn(name="a", label="Wrong", on_select_action=UpdateData({"said": 5})),
            data=[said],
        ),
        Fill("a", True),
        sees=lambda end: (end.session.state.screens["A"].data, len(end.session.warnings)),
        outcomes={"applied": ({"said": 5}, 1), "refused": ({"said": "A"}, 1)},
        data={"said": "A"},
        check=False,
    )


def answered() -> Iterator[Case]:
    """What answers of the endpoint do, and how the flow begins and ends."""
    to_b, to_a = {"screen": "B", "data": {}}, {"screen": "A", "data": {}}
    yield case(
        "reverse_edge",
        asking(),
        Tap("Ask"),
        Tap("Ask"),
        sees=stack,
        outcomes={"pop": ("A",), "push": ("A", "B", "A"), "replace": ("A", "A")},
        replies=[to_b, to_a],
        screen="A",
    )
    yield case(
        "back_error",
        asking(),
        Tap("Ask"),
        Back(),
        sees=lambda end: (end.session.stack, end.failed),
        outcomes={
            "stay": (("A", "B"), ["unexpected_http_status_code"]),
            "return": (("A",), ["unexpected_http_status_code"]),
        },
        replies=[to_b, Reply(None, 500)],
        screen="A",
    )
    yield case(
        "token_place",
        one(TextInput(name="a", label="Text")),
        DONE,
        sees=lambda end: end.session.response_json,
        outcomes={
            "last": '{"a":"","flow_token":"unused"}',
            "first": '{"flow_token":"unused","a":""}',
            "absent": '{"a":""}',
        },
    )
    yield case(
        "entry_order",
        Flow(
            data_api_version="3.0",
            routing_model={"B": ["C"], "A": ["C"], "C": []},
            screens=[
                Screen(id="A", title="Title", children=[link("C")]),
                Screen(id="B", title="Title", children=[link("C")]),
                screen(id="C"),
            ],
        ),
        sees=stack,
        outcomes={"screens": ("A",), "model": ("B",)},
    )
    flag, say = Data("flag", example=True), Data("say", example="yes")
    yield case(
        "missing_flag",
        Flow(
            screens=[
                screen(TextBody(text="Seen", visible=flag.ref.on("B")), link("B", {"flag": True})),
                screen(id="B", data=[flag]),
            ]
        ),
        sees=lambda end: "Seen" in end.session.screen.texts,
        outcomes={"default": True, "false": False},
    )
    yield case(
        "switch_compare",
        one(Switch(value=flag.ref, cases={"true": [TextBody(text="Seen")]}), data=[flag]),
        sees=lambda end: end.session.screen.texts,
        outcomes={"text": ("Seen",), "strict": ()},
        data={"flag": True},
        check=False,
    )
    yield case(
        "upload_fail",
        asking(PhotoPicker(name="photos", label="Photos")),
        Upload("photos", (File("a.jpg", is_lost=True), File("b.jpg"))),
        Tap("Ask"),
        sees=lambda end: (
            [
                [file["file_name"] for file in request["data"]["photos"]]
                for request in end.session.requests
            ],
            end.failed,
        ),
        outcomes={"withheld": ([], ["upload"]), "sent": ([["b.jpg"]], [])},
        replies=[to_a],
        screen="A",
    )
    yield case(
        "bad_success",
        asking(),
        Tap("Ask"),
        sees=lambda end: (end.sent, end.failed),
        outcomes={"error": (None, ["payload-schema-error"]), "closes": ({}, [])},
        replies=[{"screen": "SUCCESS", "data": {}}],
        screen="A",
    )
    done = {"extension_message_response": {"params": {"flow_token": "unused", "id": "7"}}}
    yield case(
        "init_success",
        asking(),
        sees=lambda end: (end.sent, end.failed),
        outcomes={"closes": ({"id": "7"}, []), "error": (None, ["invalid-screen-transition"])},
        replies=[{"screen": "SUCCESS", "data": done}],
    )
    yield case(
        "strict_data",
        asking(TextBody(text=say.ref), data=[say]),
        Tap("Ask"),
        sees=lambda end: (end.session.screen.texts, end.failed),
        outcomes={"error": (("bees",), ["payload-schema-error"]), "kept": (("bees",), [])},
        replies=[to_a],
        data={"say": "bees"},
    )
    yield case(
        "empty_text",
        one(TextBody(text=say.ref), data=[say]),
        sees=lambda end: (end.failed, len(end.session.warnings)),
        outcomes={"warn": ([], 1), "error": (["render"], 0)},
        data={"say": ""},
    )
