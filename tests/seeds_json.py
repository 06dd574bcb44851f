"""Mistakes seeded into the JSON of the flows of `seeds_bases`, as a text."""

from typing import Final

from seeds import JsonSeed

__all__ = ["SEEDS"]

SEEDS: Final = [
    # FLOW101 unknown-property
    JsonSeed("plain", "FLOW101", '"screens": [', '⟦"screen"⟧: [', "screen"),
    JsonSeed("plain", "FLOW101", '"title": "Question"', '⟦"tittle"⟧: "Question"',
             "screens[0].tittle"),
    JsonSeed("plain", "FLOW101", '"terminal": true', '⟦"terminl"⟧: true', "screens[1].terminl"),
    JsonSeed("plain", "FLOW101", '"id": "ANSWER"', '⟦"Id"⟧: "ANSWER"', "screens[1].Id"),
    JsonSeed("plain", "FLOW101", '"label": "City"', '⟦"lable"⟧: "City"',
             "screens[0].layout.children[1].lable"),
    JsonSeed("plain", "FLOW101", '"name": "city"', '⟦"nam"⟧: "city"',
             "screens[0].layout.children[1].nam"),
    JsonSeed("plain", "FLOW101", '"helper-text"', '⟦"helper_text"⟧',
             "screens[0].layout.children[1].helper_text"),
    JsonSeed("plain", "FLOW101", '"helper-text"', '⟦"helperText"⟧',
             "screens[0].layout.children[1].helperText"),
    JsonSeed("plain", "FLOW101", '"text": "One question, please."',
             '"text": "One question, please.",\n            ⟦"bold"⟧: true',
             "screens[0].layout.children[0].bold"),
    JsonSeed("plain", "FLOW101", '"text": "One question, please."',
             '"text": "One question, please.",\n            ⟦"id"⟧: "intro"',
             "screens[0].layout.children[0].id"),
    JsonSeed("plain", "FLOW101", '"next": {', '⟦"nxt"⟧: {',
             "screens[0].layout.children[2].on-click-action.nxt"),
    JsonSeed("plain", "FLOW101", '"name": "ANSWER"\n              },',
             '"name": "ANSWER",\n                ⟦"id"⟧: "ANSWER"\n              },',
             "screens[0].layout.children[2].on-click-action.next.id"),
    JsonSeed("plain", "FLOW101", '"payload": {\n                "city": "${form.city}"',
             '⟦"paylod"⟧: {\n                "city": "${form.city}"',
             "screens[0].layout.children[2].on-click-action.paylod"),
    JsonSeed("booking", "FLOW101", '"max-selected-items"', '⟦"max_selected_items"⟧',
             "screens[1].layout.children[3].max_selected_items"),
    JsonSeed("booking", "FLOW101", '"unavailable-dates"', '⟦"unavailable-date"⟧',
             "screens[1].layout.children[5].unavailable-date"),
    JsonSeed("booking", "FLOW101", '"description": "Twice a year"', '⟦"descripton"⟧: "Twice"',
             "screens[0].layout.children[5].data-source[0].descripton"),
    JsonSeed("booking", "FLOW101", '"sensitive": [', '⟦"sensitiv"⟧: [', "screens[0].sensitiv"),
    JsonSeed("booking", "FLOW101", '"cases": {', '⟦"case"⟧: {',
             "screens[1].layout.children[2].case"),
    JsonSeed("booking", "FLOW101", '"condition":', '⟦"conditon"⟧:',
             "screens[1].layout.children[1].conditon"),
    JsonSeed("parcel", "FLOW101", '"routing_model": {', '⟦"routing-model"⟧: {', "routing-model"),
    JsonSeed("parcel", "FLOW101", '"data_api_version"', '⟦"data-api-version"⟧',
             "data-api-version"),
    JsonSeed("parcel", "FLOW101", '"refresh_on_back"', '⟦"refresh-on-back"⟧',
             "screens[1].refresh-on-back"),
    JsonSeed("parcel", "FLOW101", '"data-source": "${data.cities}"',
             '⟦"data_source"⟧: "${data.cities}"', "screens[0].layout.children[3].data_source"),
    JsonSeed("catalogue", "FLOW101", '"left-caption"', '⟦"leftcaption"⟧',
             "screens[1].layout.children[2].leftcaption"),
    JsonSeed("catalogue", "FLOW101", '"badge": "New"', '⟦"bagde"⟧: "New"',
             "screens[0].layout.children[0].list-items[0].bagde"),
    JsonSeed("profile", "FLOW101", '"init-values"', '⟦"init_values"⟧',
             "screens[0].layout.children[0].init_values"),
    # FLOW102 property-not-in-version
    JsonSeed("lead", "FLOW102", '"type": "RadioButtonsGroup",',
             '"type": "RadioButtonsGroup",\n                ⟦"init-value"⟧: "small",',
             "screens[1].layout.children[2].children[0].init-value"),
    JsonSeed("plain", "FLOW102", '"screens": [',
             '⟦"data_channel_uri"⟧: "https://example.com",\n  "screens": [', "data_channel_uri"),
    # FLOW103 missing-property: the object as a whole.
    JsonSeed("plain", "FLOW103", '{\n            "type": "TextBody",\n            "text": "One '
             'question, please."\n          }',
             '⟦{\n            "text": "One question, please."\n          }⟧',
             "screens[0].layout.children[0]"),
    JsonSeed("plain", "FLOW103", '{\n            "type": "TextInput",\n            "name": '
             '"city",\n            "label": "City",\n            "helper-text": "Where you '
             'live"\n          }',
             '⟦{\n            "type": "TextInput",\n            "name": "city"\n          }⟧',
             "screens[0].layout.children[1]"),
    JsonSeed("plain", "FLOW103",
             '{\n          "type": "string",\n          "__example__": "Paris"\n        }',
             '⟦{\n          "type": "string"\n        }⟧', "screens[1].data.city"),
    JsonSeed("plain", "FLOW103",
             '{\n          "type": "string",\n          "__example__": "Paris"\n        }',
             '⟦{\n          "__example__": "Paris"\n        }⟧', "screens[1].data.city"),
    JsonSeed("plain", "FLOW103", '{\n                "type": "screen",\n                "name": '
             '"ANSWER"\n              }',
             '⟦{\n                "name": "ANSWER"\n              }⟧',
             "screens[0].layout.children[2].on-click-action.next"),
    JsonSeed("plain", "FLOW103", '"label": "Done",\n            "on-click-action": '
             '{\n              "name": "complete",\n              "payload": {\n                '
             '"city": "${data.city}"\n              }\n            }\n          }',
             '"label": "Done"\n          }⟧', "screens[1].layout.children[1]",
             (('          },\n          {\n            "type": "Footer",\n            "label": '
             '"Done"\n', '          },\n          ⟦{\n            "type": "Footer",\n            '
             '"label": "Done"\n'),)),
    JsonSeed("survey", "FLOW103",
             '                "id": "cheap",\n                "title": "Cheap"\n              }',
             '                "id": "cheap"\n              }⟧',
             "screens[1].layout.children[1].data-source[1]",
             (('              {\n                "id": "cheap"',
             '              ⟦{\n                "id": "cheap"'),)),
    # FLOW105 wrong-type
    JsonSeed("plain", "FLOW105", '"terminal": true', '"terminal": ⟦"true"⟧',
             "screens[1].terminal"),
    JsonSeed("plain", "FLOW105", '"label": "City"', '"label": ⟦null⟧',
             "screens[0].layout.children[1].label"),
    JsonSeed("plain", "FLOW105", '"id": "QUESTION"', '"id": ⟦1⟧', "screens[0].id"),
    JsonSeed("booking", "FLOW105", '"max-chars": 60', '"max-chars": ⟦"60"⟧',
             "screens[0].layout.children[2].max-chars"),
    JsonSeed("booking", "FLOW105", '"max-length": 300', '"max-length": ⟦300.5⟧',
             "screens[1].layout.children[6].max-length"),
    JsonSeed("plain", "FLOW105", '"next": {\n                "type": "screen",\n                '
             '"name": "ANSWER"\n              }', '"next": ⟦"ANSWER"⟧',
             "screens[0].layout.children[2].on-click-action.next"),
    JsonSeed("plain", "FLOW105",
             '"payload": {\n                "city": "${data.city}"\n              }',
             '"payload": ⟦[]⟧', "screens[1].layout.children[1].on-click-action.payload"),
    JsonSeed("plain", "FLOW105", '{\n              "name": "complete",\n              "payload": '
             '{\n                "city": "${data.city}"\n              }\n            }',
             '⟦"complete"⟧', "screens[1].layout.children[1].on-click-action"),
    # FLOW106 unknown-kind
    JsonSeed("plain", "FLOW106", '"type": "TextInput"', '"type": ⟦"Textinput"⟧',
             "screens[0].layout.children[1].type"),
    JsonSeed("plain", "FLOW106", '"type": "TextInput"', '"type": ⟦"TextField"⟧',
             "screens[0].layout.children[1].type"),
    JsonSeed("booking", "FLOW106", '"type": "RadioButtonsGroup"', '"type": ⟦"RadioButtonGroup"⟧',
             "screens[0].layout.children[5].type"),
    JsonSeed("plain", "FLOW106", '"name": "navigate"', '"name": ⟦"navigat"⟧',
             "screens[0].layout.children[2].on-click-action.name"),
    JsonSeed("plain", "FLOW106", '"name": "complete"', '"name": ⟦"finish"⟧',
             "screens[1].layout.children[1].on-click-action.name"),
    JsonSeed("plain", "FLOW106", '"layout": {\n        "type": "SingleColumnLayout",\n        '
             '"children": [\n          {\n            "type": "TextBody",\n            "text": '
             '"One', '"layout": {\n        "type": ⟦"TwoColumnLayout"⟧,\n        "children": '
             '[\n          {\n            "type": "TextBody",\n            "text": "One',
             "screens[0].layout.type"),
    # FLOW107 not-a-choice, FLOW113 not-bindable, FLOW124 null-value
    JsonSeed("plain", "FLOW107", '"type": "screen"', '"type": ⟦"SCREEN"⟧',
             "screens[0].layout.children[2].on-click-action.next.type"),
    JsonSeed("booking", "FLOW113", '"id": "north"', '"id": ⟦"${data.topic}"⟧',
             "screens[1].layout.children[4].data-source[0].id"),
    JsonSeed("booking", "FLOW124", '"source": "chat"', '"source": ⟦null⟧',
             "screens[2].layout.children[3].on-click-action.payload.source"),
    # FLOW132 missing-version, FLOW133 unknown-version
    JsonSeed("plain", "FLOW132", '{\n  "version": "7.3",', '⟦{', "", (('    }\n  ]\n}',
             '    }\n  ]\n}⟧'),)),
    JsonSeed("plain", "FLOW133", '"version": "7.3"', '"version": ⟦7.3⟧', "version"),
    JsonSeed("plain", "FLOW133", '"version": "7.3"', '"version": ⟦"7.33"⟧', "version"),
    JsonSeed("plain", "FLOW133", '"version": "7.3"', '"version": ⟦"7"⟧', "version"),
    JsonSeed("plain", "FLOW101", '"version": "7.3"', '⟦"verison"⟧: "7.3"', "verison"),
    # FLOW141 invalid-json
    JsonSeed("plain", "FLOW141", '"helper-text": "Where you live"',
             '"helper-text": "Where you live"⟦,⟧', "screens[0].layout.children[1]"),
    JsonSeed("plain", "FLOW141", '"label": "City",\n            "helper-text"',
             '"label": "City"\n            ⟦"helper-text"⟧', "screens[0].layout.children[1]"),
    JsonSeed("plain", "FLOW141", '"label": "City"', '"label": ⟦\'City\'⟧',
             "screens[0].layout.children[1].label"),
    JsonSeed("plain", "FLOW141", '"terminal": true', '"terminal": ⟦True⟧', "screens[1].terminal"),
    JsonSeed("plain", "FLOW141", '"label": "City",', '"label": "City", ⟦// the town⟧',
             "screens[0].layout.children[1]"),
    JsonSeed("plain", "FLOW141", '"label": "City"', '⟦label⟧: "City"',
             "screens[0].layout.children[1]"),
    JsonSeed("plain", "FLOW141", '{\n  "version"', '⟦{⟧\n  "version"', "", (('    }\n  ]\n}',
             '    }\n  ]\n'),)),
    # FLOW142 duplicate-key
    JsonSeed("plain", "FLOW142", '"label": "City"',
             '"label": "Town",\n            ⟦"label"⟧: "City"',
             "screens[0].layout.children[1].label"),
    JsonSeed("plain", "FLOW142", '"data": {\n', '"data": {\n        "city": {\n          "type": '
             '"string",\n          "__example__": "Rome"\n        },\n        ⟦"city"⟧: '
             '{\n          "type": "string",\n          "__example__": "Paris"\n        }\n      '
             '},\n', "screens[1].data.city", (('      },\n        "city": {\n          "type": '
             '"string",\n          "__example__": "Paris"\n        }\n      },\n',
             '      },\n'),)),
    # FLOW145 half-character
    JsonSeed("plain", "FLOW145", '"title": "Question"', r'"title": ⟦"Question \ud83d"⟧',
             "screens[0].title"),
    # FLOW214 endpoint-without-routes
    JsonSeed("parcel", "FLOW214", '  "data_api_version": "3.0",\n  "routing_model": {\n    '
             '"ADDRESS": [\n      "SLOT"\n    ],\n    "SLOT": [\n      "REVIEW",\n      '
             '"HELP"\n    ],\n    "REVIEW": []\n  },\n', '  "data_api_version": ⟦"3.0"⟧,\n',
             "data_api_version"),
    # FLOW242 default-in-form
    JsonSeed("profile", "FLOW242", '"label": "Nickname"',
             '"label": "Nickname",\n                ⟦"error-message"⟧: "It is taken."',
             "screens[0].layout.children[0].children[0].error-message"),
    JsonSeed("profile", "FLOW242", '"label": "Send me news."',
             '"label": "Send me news.",\n                ⟦"init-value"⟧: true',
             "screens[0].layout.children[0].children[2].init-value"),
    # FLOW245 wrong-form-value
    JsonSeed("profile", "FLOW245", '"news": true', '"news": ⟦"true"⟧',
             "screens[0].layout.children[0].init-values.news"),
    JsonSeed("profile", "FLOW245", '"age": 36', '"age": ⟦"36"⟧',
             "screens[0].layout.children[0].init-values.age"),
    # FLOW302 unrouted-screen, FLOW301 unknown-route
    JsonSeed("survey", "FLOW302", '{\n    "START": [\n      "RATING"\n    ],\n    "RATING": '
             '[\n      "DONE"\n    ],\n    "DONE": []\n  }', '⟦{}⟧', "routing_model"),
    JsonSeed("survey", "FLOW301", '"DONE": []', '⟦"DOEN"⟧: []', "routing_model.DOEN"),
    # Names that no longer agree
    JsonSeed("booking", "FLOW414", '"name": "email"', '"name": "mail"',
             "screens[2].layout.children[2].text", (('"${screen.CONTACT.form.email}"',
             '⟦"${screen.CONTACT.form.email}"⟧'),)),
    JsonSeed("plain", "FLOW413", '"name": "city"', '"name": "City"',
             "screens[0].layout.children[2].on-click-action.payload.city", (('"${form.city}"',
             '⟦"${form.city}"⟧'),)),
    JsonSeed("plain", "FLOW501", '"id": "ANSWER"', '"id": "Answer"',
             "screens[0].layout.children[2].on-click-action.next.name", (('"name": "ANSWER"',
             '"name": ⟦"ANSWER"⟧'),)),
    JsonSeed("plain", "FLOW504", '"city": "${form.city}"', '⟦"City"⟧: "${form.city}"',
             "screens[0].layout.children[2].on-click-action.payload.City"),
    JsonSeed("plain", "FLOW411", '"text": "${data.city}"', '"text": ⟦"${data.City}"⟧',
             "screens[1].layout.children[0].text"),
    JsonSeed("parcel", "FLOW508", '"payload": {\n                "hint": true',
             '"payload": {\n                ⟦"hnt"⟧: true',
             "screens[1].layout.children[1].on-select-action.payload.hnt"),
    # FLOW403 example-misfit
    JsonSeed("booking", "FLOW403",
             '"agreed": {\n          "type": "boolean",\n          "__example__": true',
             '"agreed": {\n          "type": "boolean",\n          "__example__": ⟦"true"⟧',
             "screens[1].data.agreed.__example__"),
    JsonSeed("parcel", "FLOW403", '"__example__": 4.5\n        },\n        "hint"',
             '"__example__": ⟦"4.5"⟧\n        },\n        "hint"',
             "screens[1].data.fee.__example__"),
    # FLOW402 incomplete-schema, FLOW107 not-a-choice
    JsonSeed("plain", "FLOW107", '"type": "string"', '"type": ⟦"text"⟧',
             "screens[1].data.city.type"),
    JsonSeed("plain", "FLOW107", '"type": "string"', '"type": ⟦"String"⟧',
             "screens[1].data.city.type"),
]  # fmt: skip
