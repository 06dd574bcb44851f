"""Mistakes seeded into the flows of `seeds_bases`: single values, names, and what stands where."""

from typing import Final

import attrs
from seeds_bases import BASES

__all__ = ["SEEDS", "JsonSeed", "Seed"]


@attrs.frozen
class Seed:
    """A mistake in the Python of a flow, and where it is to be reported.

    Args:
        base: The flow that it is made in.
        code: The one problem that it is.
        old: What is replaced; it occurs once.
        new: What is written instead. What is to be marked in Python stands in `⟦ ⟧`: the argument,
            or the whole call where nothing narrower is written.
        path: Where the problem is in the JSON.
        also: What else is replaced, as pairs of old and new.
        key: Whether the key is to be marked in the JSON, and not the value.
        version: The version that the flow is written in, where it is not that of the base.
        json: Whether the flow can be written as JSON at all.
    """

    base: str
    code: str
    old: str
    new: str
    path: str
    also: tuple[tuple[str, str], ...] = ()
    key: bool = attrs.field(default=False, kw_only=True)
    version: str | None = attrs.field(default=None, kw_only=True)
    json: bool = attrs.field(default=True, kw_only=True)

    @property
    def marked(self) -> str:
        """The source with the mistake, and with the marks."""
        edits = [(self.old, self.new), *self.also]
        if self.version is not None:
            edits.append(('version="7.3"', f'version="{self.version}"'))
        return edited(BASES[self.base], edits)


@attrs.frozen
class JsonSeed:
    """A mistake in the JSON of a flow that Python cannot make, or makes in another way.

    Args:
        base: The flow that it is made in.
        code: The one problem that it is.
        old: What is replaced in the JSON, which is indented by two blanks; it occurs once.
        new: What is written instead. The token that is to be marked stands in `⟦ ⟧`.
        path: Where the problem is.
        also: What else is replaced, as pairs of old and new.
    """

    base: str
    code: str
    old: str
    new: str
    path: str
    also: tuple[tuple[str, str], ...] = ()

    def marked(self, source: str) -> str:
        """Return the JSON with the mistake, and with the marks."""
        return edited(source, [(self.old, self.new), *self.also])


def edited(source: str, edits: list[tuple[str, str]]) -> str:
    """Return a text after some edits, each of what occurs once."""
    for old, new in edits:
        assert source.count(old) == 1, f"{old} occurs {source.count(old)} times"
        source = source.replace(old, new)
    return source


SEEDS: Final = [
    # FLOW102 property-not-in-version
    Seed("lead", "FLOW102", 'text="We write to you."', 'text="We write.", markdown=⟦True⟧',
         "screens[1].layout.children[1].markdown", key=True),
    Seed("lead", "FLOW102", 'id="OFFER",', 'id="OFFER", sensitive=⟦["email"]⟧,',
         "screens[1].sensitive", key=True),
    Seed("lead", "FLOW102", 'data_source=[', 'media_size=⟦"large"⟧, data_source=[',
         "screens[1].layout.children[2].children[0].media-size", key=True),
    Seed("plain", "FLOW102", 'label="City"', 'label="City", label_variant=⟦"large"⟧',
         "screens[0].layout.children[1].label-variant", version="6.3", key=True),
    Seed("plain", "FLOW102", 'label="City"', 'label="City", pattern=⟦"[A-Z].*"⟧',
         "screens[0].layout.children[1].pattern", version="6.1", key=True),
    Seed("plain", "FLOW102", 'text="One question, please."', 'text=⟦["One", "Two"]⟧',
         "screens[0].layout.children[0].text", version="5.0"),
    # FLOW103 missing-property: what is not there has no place narrower than the call.
    Seed("booking", "FLOW103", 'wishes = CheckboxGroup(name="wishes", label="Wishes", ',
         'wishes = ⟦CheckboxGroup(name="wishes", ', "screens[1].layout.children[3]",
         (("lift\", title=\"With a lift\"),\n])", "lift\", title=\"With a lift\"),\n])⟧"),)),
    Seed("booking", "FLOW103",
         'topic = RadioButtonsGroup(name="topic", label="What is it about?",',
         'topic = ⟦RadioButtonsGroup(name="topic",', "screens[0].layout.children[5]",
         (("Something else\"),\n])", "Something else\"),\n])⟧"),)),
    Seed("stay", "FLOW103", 'Range(start_date="From", end_date="Until")',
         '⟦Range(start_date="From")⟧', "screens[0].layout.children[1].label"),
    Seed("plain", "FLOW103", 'TextBody(text="One question, please.")', '⟦TextBody(text=None)⟧',
         "screens[0].layout.children[0]"),
    Seed("catalogue", "FLOW103", 'Screen(id="CARD", title="Card", children=[\n            '
         'RichText(text=["# Drinks", "- Tea", "- Water"]),\n        ])',
         '⟦Screen(id="CARD", title="Card")⟧', "screens[3]"),
    # FLOW104 text-too-long
    Seed("booking", "FLOW104", 'label="Clinic"', 'label=⟦"The clinic to which you go"⟧',
         "screens[1].layout.children[4].label"),
    Seed("booking", "FLOW104", 'title="With a parking space"',
         'title=⟦"With a parking space in front of the house"⟧',
         "screens[1].layout.children[3].data-source[1].title"),
    Seed("booking", "FLOW104", 'label="Book"',
         'label=⟦"Yes, please book this visit for me right now"⟧',
         "screens[2].layout.children[3].label"),
    Seed("catalogue", "FLOW104", 'left_caption="In total"', 'left_caption=⟦"In total, with tax"⟧',
         "screens[1].layout.children[2].left-caption"),
    Seed("catalogue", "FLOW104", 'badge="New"', 'badge=⟦"New since last week"⟧',
         "screens[0].layout.children[0].list-items[0].badge"),
    # FLOW105 wrong-type
    Seed("booking", "FLOW105", 'required=True, max_chars=60', 'required=⟦"yes"⟧, max_chars=60',
         "screens[0].layout.children[2].required"),
    Seed("booking", "FLOW105", 'max_chars=60', 'max_chars=⟦"60"⟧',
         "screens[0].layout.children[2].max-chars"),
    Seed("booking", "FLOW105", 'Option(id="north"', 'Option(id=⟦1⟧',
         "screens[1].layout.children[4].data-source[0].id"),
    Seed("booking", "FLOW105", 'value="${data.topic}"', 'value=⟦"topic"⟧',
         "screens[1].layout.children[2].value"),
    Seed("booking", "FLOW105", 'then=[\n                    TextBody(text="Please say more '
         'below."),\n                ]', 'then=⟦TextBody(text="Please say more below.")⟧',
         "screens[1].layout.children[1].then"),
    Seed("booking", "FLOW105", 'sensitive=["email"]', 'sensitive=⟦"email"⟧',
         "screens[0].sensitive"),
    Seed("parcel", "FLOW105", 'data_source="${data.cities}"', 'data_source=⟦"cities"⟧',
         "screens[0].layout.children[3].data-source"),
    Seed("parcel", "FLOW105", 'visible="${data.hint}"', 'visible=⟦"true"⟧',
         "screens[1].layout.children[2].visible"),
    Seed("parcel", "FLOW105", 'refresh_on_back=True', 'refresh_on_back=⟦1⟧',
         "screens[1].refresh_on_back"),
    Seed('parcel', 'FLOW105',
         '"REVIEW": []',
         '"REVIEW": ⟦"HELP"⟧',
         'routing_model.REVIEW'),
    Seed("stay", "FLOW105", 'min_days=2', 'min_days=⟦2.5⟧',
         "screens[0].layout.children[1].min-days"),
    Seed("profile", "FLOW105", 'init_value="I like"', 'init_value=⟦["I like"]⟧',
         "screens[1].layout.children[0].init-value"),
    Seed("booking", "FLOW105", 'wishes = CheckboxGroup(',
         'wishes = CheckboxGroup(init_value=⟦"lift"⟧, ',
         "screens[1].layout.children[3].init-value"),
    Seed("plain", "FLOW123", 'Data("city", example="Paris")', '⟦Data("city", example=None)⟧',
         "screens[1].data.city", json=False),
    Seed("parcel", "FLOW105", 'on_click_action=Navigate("HELP")', 'on_click_action=⟦"HELP"⟧',
         "screens[1].layout.children[3].on-click-action"),
    # FLOW107 not-a-choice
    Seed("booking", "FLOW107", 'input_type="email"', 'input_type=⟦"mail"⟧',
         "screens[0].layout.children[3].input-type"),
    Seed("booking", "FLOW107", 'font_weight="normal"', 'font_weight=⟦"Bold"⟧',
         "screens[0].layout.children[1].font-weight"),
    Seed("catalogue", "FLOW107", 'scale_type="cover"', 'scale_type=⟦"fill"⟧',
         "screens[1].layout.children[0].scale-type"),
    Seed('stay', 'FLOW107',
         'include_days=["Mon", "Tue"]',
         'include_days=["Mon", ⟦"Tuesday"⟧]',
         'screens[0].layout.children[2].include-days[1]'),
    Seed('stay', 'FLOW107',
         'allowed_mime_types=["application/pdf"]',
         'allowed_mime_types=[⟦"pdf"⟧]',
         'screens[2].layout.children[0].allowed-mime-types[0]'),
    Seed("parcel", "FLOW107", 'data_api_version="3.0"', 'data_api_version=⟦"3.1"⟧',
         "data_api_version"),
    Seed("survey", "FLOW107", 'data_api_version="3.0"', 'data_api_version=⟦"4.0"⟧',
         "data_api_version", version="7.2"),
    # FLOW108 too-few-items
    Seed("triage", "FLOW108", 'data_source=[\n    Option(id="low", title="Bearable"), '
         'Option(id="high", title="Very bad"),\n]', 'data_source=⟦[]⟧',
         "screens[1].layout.children[0].data-source"),
    Seed("triage", "FLOW108", 'then=[TextBody(text="There is a lift.")]', 'then=⟦[]⟧',
         "screens[0].layout.children[2].then[1].then"),
    Seed("booking", "FLOW108", 'cases={\n                    "check_up": [TextBody(text="It '
         'takes half an hour.")],\n                    "treatment": [TextBody(text="It takes an '
         'hour.")],\n                }', 'cases=⟦{}⟧', "screens[1].layout.children[2].cases"),
    # FLOW109 too-many-items
    Seed("catalogue", "FLOW109", 'tags=["hot"]', 'tags=⟦["hot", "sweet", "green", "black"]⟧',
         "screens[0].layout.children[0].list-items[0].tags"),
    Seed("stay", "FLOW109", 'images=[',
         'images=⟦[CarouselImage(src=DOT, alt_text="Bath")] * 2 + [',
         "screens[0].layout.children[0].images", (('alt_text="The view"),\n                ]',
         'alt_text="The view"),\n                ]⟧'),)),
    Seed("plain", "FLOW109", 'screens=[', 'screens=⟦[', "screens", (("        ]),\n    ],\n)",
         "        ]),\n        *[Screen(id='A' * number, title='A', children=[\n"
         "            EmbeddedLink(text='Back', on_click_action=Navigate('QUESTION'))])\n"
         "          for number in range(1, 100)],\n    ]⟧,\n)"),)),
    # FLOW110 blank-text, FLOW111 short-text
    Seed("booking", "FLOW110", 'text="Book a visit"', 'text=⟦""⟧',
         "screens[0].layout.children[0].text"),
    Seed("booking", "FLOW110", 'label="Postcode"', 'label=⟦" "⟧',
         "screens[0].layout.children[4].label"),
    Seed("booking", "FLOW110", 'text="Our prices"', r'text=⟦"\n"⟧',
         "screens[0].layout.children[7].text"),
    Seed("lead", "FLOW110", 'text="Tell us about you"', 'text=⟦" "⟧',
         "screens[0].layout.children[0].text"),
    Seed("plain", "FLOW111", 'label="City"', 'label=⟦""⟧', "screens[0].layout.children[1].label",
         version="5.1"),
    Seed("lead", "FLOW111", 'label="Send"', 'label=⟦""⟧',
         "screens[1].layout.children[2].children[1].label"),
    # FLOW112 wrong-pattern
    Seed("plain", "FLOW112", 'id="ANSWER"', 'id=⟦"STEP_2"⟧', "screens[1].id",
         (('Navigate("ANSWER"', 'Navigate("STEP_2"'),)),
    Seed("plain", "FLOW112", 'id="QUESTION"', 'id=⟦"FIRST-QUESTION"⟧', "screens[0].id"),
    Seed("survey", "FLOW112", 'id="DONE"', 'id=⟦"DONE_3"⟧', "screens[2].id", (('Navigate("DONE"',
         'Navigate("DONE_3"'),)),
    # FLOW113 not-bindable, FLOW114 binding-not-in-version
    Seed("booking", "FLOW113", 'title="Treatment"', 'title=⟦"${data.title}"⟧',
         "screens[0].layout.children[5].data-source[1].title"),
    Seed("booking", "FLOW113", 'TextInput(name="friend"', 'TextInput(name=⟦name.ref⟧',
         "screens[1].layout.children[7].name"),
    Seed("stay", "FLOW113", 'label="The bill"', 'label=⟦"${screen.ROOM.form.call}"⟧',
         "screens[2].layout.children[0].label"),
    Seed("lead", "FLOW114", 'text="We write to you."', 'text=⟦"${form.size}"⟧',
         "screens[1].layout.children[1].text"),
    Seed("plain", "FLOW114", 'text="${data.city}"', 'text=⟦"`\'In \' ${data.city}`"⟧',
         "screens[1].layout.children[0].text", version="5.1"),
    # FLOW115 not-a-uri
    Seed("booking", "FLOW115", '"https://example.com/prices"', '⟦"example.com/prices"⟧',
         "screens[0].layout.children[7].on-click-action.url"),
    Seed("booking", "FLOW115", '"https://example.com/prices"',
         '⟦"https://example.com/our prices"⟧',
         "screens[0].layout.children[7].on-click-action.url"),
    # FLOW116 number-out-of-range
    Seed("stay", "FLOW116", 'max_uploaded_documents=2', 'max_uploaded_documents=⟦0⟧',
         "screens[2].layout.children[0].max-uploaded-documents"),
    Seed("stay", "FLOW116", 'min_uploaded_photos=1', 'min_uploaded_photos=⟦-1⟧',
         "screens[1].layout.children[0].min-uploaded-photos"),
    Seed("stay", "FLOW116", 'max_file_size_kb=1024', 'max_file_size_kb=⟦50_000⟧',
         "screens[2].layout.children[0].max-file-size-kb"),
    # FLOW117 component-not-here: the component is in the wrong place as a whole.
    Seed("profile", "FLOW117", 'OptIn(name="news"',
         '⟦RichText(text="# News")⟧, OptIn(name="news"',
         "screens[0].layout.children[0].children[2].type"),
    Seed("booking", "FLOW117", '[TextBody(text="It takes an hour.")]',
         '[⟦If(condition="${data.agreed}", then=[TextBody(text="It takes an hour.")])⟧]',
         "screens[1].layout.children[2].cases.treatment[0].type"),
    Seed("lead", "FLOW117",
         '                TextInput(name="email", label="E-mail", input_type="email"),\n', '',
         "screens[0].layout.children[1].type", (('Form(name="lead"',
         '⟦TextInput(name="email", label="E-mail")⟧, Form(name="lead"'),)),
    # FLOW118 kind-not-in-version: the same.
    Seed("plain", "FLOW118", 'TextBody(text="One question, please.")',
         '⟦RichText(text="# A question")⟧', "screens[0].layout.children[0].type", version="5.0"),
    Seed("plain", "FLOW118", 'text="One question, please."',
         'text="One question, please."), EmbeddedLink(text="Why?", '
         'on_click_action=⟦OpenUrl("https://example.com/why")⟧',
         "screens[0].layout.children[1].on-click-action.name", version="5.1"),
    Seed("lead", "FLOW118", 'TextHeading(text="${data.name}")',
         '⟦If(condition="${data.news}", then=[TextBody(text="Hello")])⟧',
         "screens[1].layout.children[0].type", (('text="We write to you."',
         'text="${data.name}"'),)),
    # FLOW119 action-not-here: the same.
    Seed("booking", "FLOW119", 'OpenUrl("https://example.com/prices")', '⟦Complete({})⟧',
         "screens[0].layout.children[7].on-click-action.name"),
    Seed("plain", "FLOW119", 'Complete({"city": "${data.city}"})',
         '⟦OpenUrl("https://example.com")⟧', "screens[1].layout.children[1].on-click-action.name"),
    Seed("booking", "FLOW119", 'clinic = Dropdown(',
         'clinic = Dropdown(on_select_action=⟦Navigate("TERMS")⟧, ',
         "screens[1].layout.children[4].on-select-action.name"),
    # FLOW120 wrong-date
    Seed("booking", "FLOW120", 'max_date="2027-12-31"', 'max_date=⟦"31.12.2027"⟧',
         "screens[1].layout.children[5].max-date"),
    Seed('booking', 'FLOW120',
         'unavailable_dates=["2027-05-01"]',
         'unavailable_dates=[⟦"1 May 2027"⟧]',
         'screens[1].layout.children[5].unavailable-dates[0]'),
    Seed("stay", "FLOW120", 'Range(start_date="2027-02-01"', 'Range(start_date=⟦"01/02/2027"⟧',
         "screens[0].layout.children[1].init-value.start-date"),
    Seed("lead", "FLOW120", 'min_date="1798761600000"', 'min_date=⟦"1 Jan 2027"⟧',
         "screens[0].layout.children[1].children[2].min-date"),
    # FLOW121 image-too-large, FLOW122 not-an-image
    Seed("catalogue", "FLOW121", 'image=DOT, alt_text="Green leaves"',
         'image=⟦"A" * 140_000⟧, alt_text="Green leaves"',
         "screens[1].layout.children[1].data-source[0].image"),
    Seed("catalogue", "FLOW121", 'ItemStart(image=DOT', 'ItemStart(image=⟦"A" * 140_000⟧',
         "screens[0].layout.children[0].list-items[0].start.image"),
    Seed("stay", "FLOW122", 'src=DOT, alt_text="The room"',
         'src=⟦Path("missing.png")⟧, alt_text="The room"',
         "screens[0].layout.children[0].images[0].src", json=False),
    Seed("catalogue", "FLOW122", 'src=DOT, alt_text="A pot of tea"',
         'src=⟦b"no picture"⟧, alt_text="A pot of tea"', "screens[1].layout.children[0].src",
         json=False),
    # FLOW123 not-json, FLOW124 null-value: of a payload the whole is marked.
    Seed('plain', 'FLOW123',
         '{"city": "${data.city}"}',
         '{"city": "${data.city}", "n": ⟦{1, 2}⟧}',
         'screens[1].layout.children[1].on-click-action.payload.n',
         json=False),
    Seed('plain', 'FLOW123',
         '{"city": "${data.city}"}',
         '{"city": "${data.city}", "n": ⟦float("nan")⟧}',
         'screens[1].layout.children[1].on-click-action.payload.n',
         json=False),
    Seed('stay', 'FLOW123',
         '{\n                "stay": "${screen.ROOM.form.stay}",',
         '{\n                "stay": "${screen.ROOM.form.stay}", "sent": ⟦datetime.time(9)⟧,',
         'screens[2].layout.children[1].on-click-action.payload.sent',
         json=False),
    Seed('plain', 'FLOW124',
         '{"city": "${data.city}"}',
         '{"city": "${data.city}", "n": ⟦None⟧}',
         'screens[1].layout.children[1].on-click-action.payload.n'),
    # FLOW125 undocumented-place: the component as a whole.
    Seed("booking", "FLOW125", 'TextBody(text="Please say more below.")',
         '⟦PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1)⟧',
         "screens[1].layout.children[1].then[0]", (('"source": "chat"',
         '"photo": "${screen.VISIT.form.photo}"'),)),
    Seed("profile", "FLOW125", 'OptIn(name="news"',
         '⟦ImageCarousel(images=[CarouselImage(src="iVBORw0KGgo=", alt_text="News")])⟧, '
         'OptIn(name="news"', "screens[0].layout.children[0].children[2]"),
    # FLOW126 unusual-number, FLOW127 few-items
    Seed("booking", "FLOW126", 'max_selected_items=2', 'max_selected_items=⟦1⟧',
         "screens[1].layout.children[3].max-selected-items"),
    Seed("booking", "FLOW126", 'min_selected_items=0', 'min_selected_items=⟦-1⟧',
         "screens[1].layout.children[3].min-selected-items"),
    Seed("survey", "FLOW127", 'data_source=[\n                Chip(id="good", '
         'title="Good"),\n                Chip(id="cheap", title="Cheap"),\n                '
         'Chip(id="large", title="Large"),\n            ]',
         'data_source=⟦[Chip(id="good", title="Good")]⟧',
         "screens[1].layout.children[1].data-source"),
    Seed("stay", "FLOW127", 'include_days=["Mon", "Tue"]', 'include_days=⟦[]⟧',
         "screens[0].layout.children[2].include-days"),
    # FLOW128 large-image
    Seed("catalogue", "FLOW128", 'src=DOT', 'src=⟦"A" * 420_000⟧',
         "screens[1].layout.children[0].src"),
    # FLOW129 said-twice
    Seed("profile", "FLOW129", 'label="Nickname"', 'label="Nickname", init_value=⟦"Bob"⟧',
         "screens[0].layout.children[0].init-values.nick", json=False),
    Seed("plain", "FLOW129", '], children=[\n            TextBody(text="${data.city}")',
         '], layout=SingleColumnLayout(children=[]), children=⟦[\n            '
         'TextBody(text="${data.city}")', "screens[1].layout",
         (('{"city": "${data.city}"})),\n        ]', '{"city": "${data.city}"})),\n        ]⟧'),),
         json=False),
    Seed("plain", "FLOW129", 'Data("city", example="Paris")',
         '⟦Data("city", example="Paris")⟧, Data("city", example="Rome")', "screens[1].data.city",
         json=False),
    # FLOW130 not-base64, FLOW134 unusual-text
    Seed("catalogue", "FLOW130", 'src=DOT', 'src=⟦"tea.png"⟧',
         "screens[1].layout.children[0].src"),
    Seed("catalogue", "FLOW130", 'ItemStart(image=DOT',
         'ItemStart(image=⟦"data:image/png;base64," + DOT⟧',
         "screens[0].layout.children[0].list-items[0].start.image"),
    Seed("booking", "FLOW134", 'color="#00AA00"', 'color=⟦"green"⟧',
         "screens[1].layout.children[4].data-source[0].color"),
    Seed("booking", "FLOW134", 'color="#00AA00"', 'color=⟦"#0A0"⟧',
         "screens[1].layout.children[4].data-source[0].color"),
    # FLOW145 half-character: Python takes it, but it cannot be written as UTF-8.
    Seed("plain", "FLOW145", 'label="City"', r'label=⟦"City \ud83d"⟧',
         "screens[0].layout.children[1].label", json=False),
    # FLOW136 passed-through
    Seed("plain", "FLOW136", 'label="City"', 'label="City", extra={⟦"placeholder"⟧: "Paris"}',
         "screens[0].layout.children[1].placeholder", json=False),
    Seed("plain", "FLOW136", 'TextBody(text="One question, please.")',
         '⟦Raw({"type": "Video", "src": "welcome"})⟧', "screens[0].layout.children[0]", json=False),
    # FLOW131 version-frozen, FLOW135 missing-title
    Seed("plain", "FLOW131", 'version="7.3"', 'version=⟦"5.0"⟧', "version"),
    Seed("catalogue", "FLOW135", 'Screen(id="WATER", title="Water", ', '⟦Screen(id="WATER", ',
         "screens[2]", (('on_click_action=Complete({})),\n        ])',
         'on_click_action=Complete({})),\n        ])⟧'),)),
]  # fmt: skip
