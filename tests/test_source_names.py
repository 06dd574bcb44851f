"""Variables are called what the JSON calls them, wherever Python and the reader allow it."""

import builtins
import keyword

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_flows import evaluated, with_children

from flowdsl import Complete, Data, Flow, Footer, Screen, TextArea, TextBody, TextInput
from flowdsl.source import write_source
from flowdsl.source.names import identifier, is_kept, variable_name

PLAIN = [
    ("name", "name"),
    ("first_name", "first_name"),
    ("first-name", "first_name"),
    ("First Name", "first_name"),
    ("firstName", "first_name"),
    ("HTMLPage2Title", "html_page2_title"),
    ("TextInput_4f1d2a", "text_input_4f1d2a"),
    ("ALL_CAPS", "all_caps"),
    ("__name__", "name"),
    ("a__b", "a__b"),
    ("a - - b", "a_b"),
    ("a_-_b; c", "a_b_c"),
    ("größe", "größe"),
    ("prénom", "prénom"),
    ("pre\u0301nom", "prénom"),
    ("ＦＵＬＬ", "full"),
    ("名前", "名前"),
    ("x²", "x2"),
    ("${form.x}", "form_x"),
    ("", ""),
    ("🎉", ""),
    ("...", ""),
    ("a" * 100, "a" * 60),
    ("a" * 59 + "_b", "a" * 59),
    ("1st", "1st"),
    ("a\u200db\u202e", "ab"),
]


@pytest.mark.parametrize(("text", "name"), PLAIN)
def test_names_stay_what_they_are(text: str, name: str) -> None:
    """A name is in lower case, its words are joined by underscores, and letters stay letters."""
    assert identifier(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name", "name"),
        ("class", "class_"),
        ("None", "none"),
        ("match", "match_"),
        ("type", "type_"),
        ("id", "id_"),
        ("list", "list_"),
        ("datetime", "datetime_"),
        ("concat", "concat_"),
        ("cast", "cast_"),
        ("exit", "exit_"),
        ("Screen", "screen"),
        ("L", "l_"),
        ("1st", "entry_1st"),
        ("", "entry"),
        ("🎉", "entry"),
    ],
)
def test_names_of_python_stay_python_s(text: str, name: str) -> None:
    """No variable hides what Python or the module needs."""
    assert variable_name(text, "entry") == name


@given(st.text() | st.text("aA_1 -é²\u0301🎉ﬁ", max_size=8))
@settings(max_examples=500)
def test_every_text_gives_a_name(text: str) -> None:
    """Whatever a text holds, what comes of it can be a variable, and is one that Python keeps."""
    name = variable_name(text, "entry")
    names: dict[str, int] = {}
    exec(f"{name} = 1", names)
    assert name in names
    assert not keyword.iskeyword(name)
    assert not hasattr(builtins, name)
    assert is_kept(name)


def variables(flow: Flow, variable: str = "flow", images: str | None = None) -> list[str]:
    """Return the names of the variables of a module."""
    source = write_source(flow, variable=variable, images=images)
    assert evaluated(source) == flow
    return [line.split(" = ")[0] for line in source.text.splitlines() if " = " in line[:70]]


def screen(name: str, *parts: TextInput | TextArea | Data[str]) -> Screen:
    """Return a screen that uses its inputs and its entries."""
    return Screen(
        id=name,
        data=[part for part in parts if isinstance(part, Data)],
        children=[
            *(part for part in parts if not isinstance(part, Data)),
            Footer(
                label="l",
                on_click_action=Complete({f"{i}": part.ref for i, part in enumerate(parts)}),
            ),
        ],
    )


def text_input(name: str) -> TextInput:
    return TextInput(name=name, label="L")


def entry(name: str) -> Data[str]:
    return Data(name, example="x")


def test_names_that_screens_share_begin_with_the_screen() -> None:
    """An input whose name is on several screens is named after its screen, on each of them."""
    flow = Flow(
        screens=[
            screen("DETAILS", text_input("name"), text_input("age")),
            screen("CONFIRM", text_input("name"), text_input("Name2")),
        ]
    )
    assert variables(flow) == [
        "details_name",
        "age",
        "details",
        "confirm_name",
        "name2",
        "confirm",
        "flow",
    ]


def test_an_input_goes_before_an_entry() -> None:
    """An entry that is called as an input is named after its screen; so are shared entries."""
    flow = Flow(
        screens=[
            screen("DETAILS", text_input("name"), entry("total"), entry("place")),
            screen("CONFIRM", entry("name"), entry("total"), entry("when")),
        ]
    )
    assert variables(flow) == [
        "details_total",
        "place",
        "name",
        "details",
        "confirm_name",
        "confirm_total",
        "when",
        "confirm",
        "flow",
    ]


def test_a_name_is_shared_even_with_what_has_no_variable() -> None:
    """A name does not change when a reference to another input of that name is added."""
    unused = Screen(id="OTHER", children=[text_input("name")])
    assert variables(Flow(screens=[screen("A", text_input("name")), unused])) == [
        "a_name",
        "a",
        "other",
        "flow",
    ]


def test_every_name_is_given_once() -> None:
    """Names that come to the same are told apart: by the screen, by its kind, by a number."""
    flow = Flow(
        screens=[
            screen(
                "A", text_input("first-name"), text_input("first_name"), text_input("firstName")
            ),
            screen("FLOW", text_input("flow"), text_input("a_first_name_2"), text_input("a")),
        ]
    )
    assert variables(flow) == [
        "first_name",
        "a_first_name",
        "a_first_name_3",
        "a_screen",
        "flow_flow",
        "a_first_name_2",
        "a",
        "flow_screen",
        "flow",
    ]


def test_what_no_name_can_be_made_of_is_named_after_its_kind() -> None:
    """An input called with an emoji, a number or nothing has a name that says what it is."""
    flow = Flow(
        screens=[
            screen("A", text_input("🎉"), text_input(""), text_input("1st"), entry("...")),
            Screen(id="", children=[TextBody(text="x")]),
            Screen(id="1", children=[TextBody(text="x")]),
        ]
    )
    assert variables(flow) == [
        "a_data",
        "a_text_input",
        "a_text_input_2",
        "a_1st",
        "a",
        "screen",
        "screen_1",
        "flow",
    ]


def test_screens_go_last() -> None:
    """A screen that is called as an input, or as the flow, says that it is one."""
    flow = Flow(
        screens=[
            screen("NAME", text_input("name")),
            screen("BOOKING"),
            screen("booking"),
            screen("CLASS"),
        ]
    )
    assert variables(flow, "booking") == [
        "name",
        "name_screen",
        "booking_screen",
        "booking_screen_2",
        "class_",
        "booking",
    ]


def test_folder_of_images_is_a_variable() -> None:
    """`images` is taken where images go to files, and only there."""
    flow = with_children(text_input("images"), TextBody(text=text_input("images").ref))
    assert variables(flow) == ["images", "flow"]
    assert variables(flow, images="images") == ["a_images", "flow"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("booking", "booking"),
        ("my-flow", "my_flow"),
        ("BOOKING", "BOOKING"),
        ("Flow", "flow"),
        ("bookingFlow", "bookingFlow"),
        ("import", "import_"),
        ("7.3", "flow_7_3"),
        ("", "flow"),
        ("x = 1; import os", "x_1_import_os"),
    ],
)
def test_flow_is_called_as_asked_for(given: str, name: str) -> None:
    """The variable of the flow is what was asked for, or the nearest that Python takes."""
    source = write_source(with_children(text_input("flow")), variable=given)
    assert source.variable == name
    assert f"\n{name} = Flow(" in source.text
    assert evaluated(source) == with_children(text_input("flow"))
