"""The rules on what stands where: keys, kinds, places, bindings and versions.

They follow from the table of facts, as those of `literals` do.
"""

from typing import Final

from flowdsl.problems import Severity
from flowdsl.rule import define

__all__: list[str] = []

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

UNKNOWN_PROPERTY: Final = define(
    "FLOW101",
    "unknown-property",
    _ERROR,
    """An object has a key that its kind has in no version.

    Meta's server refuses a flow with a key that it does not know, wherever the key stands. Mostly
    it is misspelt, or belongs to another component.

    Bad:
        {"type": "TextBody", "text": "Hello", "bold": true}
    Good:
        {"type": "TextBody", "text": "Hello", "font-weight": "bold"}
    Meta: same.
    """,
    ("INVALID_PROPERTY_KEY",),
    catalogue=("V305",),
)
PROPERTY_NOT_IN_VERSION: Final = define(
    "FLOW102",
    "property-not-in-version",
    _ERROR,
    """A property is newer than the version, or had ended before it.

    Meta's server knows only the properties of the version that the flow names, and refuses the
    others. Raise the version, or leave the property out.

    Bad in 5.0:
        TextBody(text="**Hello**", markdown=True)
    Good in 5.1:
        TextBody(text="**Hello**", markdown=True)
    Meta: same.
    """,
    ("INVALID_PROPERTY_KEY",),
    catalogue=("V305", "V306"),
)
MISSING_PROPERTY: Final = define(
    "FLOW103",
    "missing-property",
    _ERROR,
    """A property that must be there is not.

    Nothing stands in for it: Meta's server refuses the flow. Some are needed only from a version
    on, such as the label of a CheckboxGroup from 4.0.

    Bad:
        {"type": "TextInput", "name": "city"}
    Good:
        {"type": "TextInput", "name": "city", "label": "City"}
    Meta: same.
    """,
    ("MISSING_REQUIRED_PROPERTY",),
    catalogue=("V310", "V601"),
)
WRONG_TYPE: Final = define(
    "FLOW105",
    "wrong-type",
    _ERROR,
    """A value has another JSON type than its property takes.

    Nothing is converted: `"yes"` is not `true`, and `"5"` is not `5`. A text does for another type
    only if it is a reference or an expression, and `null` never does: leave the key out.

    Bad:
        TextInput(name="city", label="City", required="yes")
    Good:
        TextInput(name="city", label="City", required=True)
    Meta: same.
    """,
    ("INVALID_PROPERTY_TYPE",),
    catalogue=("V307", "V308", "V434", "V601", "V602"),
)
UNKNOWN_KIND: Final = define(
    "FLOW106",
    "unknown-kind",
    _ERROR,
    """There is no component, action or layout of that name.

    Names are written exactly so, capital letters included. In Python, `Raw` lets through a
    component that flowdsl does not know yet.

    Bad:
        {"type": "TextField", "name": "city", "label": "City"}
    Good:
        {"type": "TextInput", "name": "city", "label": "City"}
    Meta: same.
    """,
    ("INVALID_PROPERTY_VALUE",),
    catalogue=("V307",),
)
TOO_FEW_ITEMS: Final = define(
    "FLOW108",
    "too-few-items",
    _ERROR,
    """A list or an object has fewer items than it needs.

    A flow needs a screen, a group an option, an If something to show, a Switch a case. For options
    that are known only later, bind the list to an entry of the screen's data.

    Bad:
        Dropdown(name="city", label="City", data_source=[])
    Good:
        Dropdown(name="city", label="City", data_source=[Option(id="par", title="Paris")])
    Meta: same.
    """,
    ("MIN_ITEMS_REQUIRED",),
    catalogue=("V313", "V432", "V434"),
)
TOO_MANY_ITEMS: Final = define(
    "FLOW109",
    "too-many-items",
    _ERROR,
    """A list has more items than it takes.

    A flow takes 100 screens, a group 20 options, a Dropdown 200, a carousel 3 pictures. Use a
    Dropdown for a long list, or ask in two steps.

    Bad:
        sizes = [Option(id=f"size_{size}", title=f"Size {size}") for size in range(30, 54)]
        RadioButtonsGroup(name="size", label="Size", data_source=sizes)
    Good:
        sizes = [Option(id=f"size_{size}", title=f"Size {size}") for size in range(30, 54)]
        Dropdown(name="size", label="Size", data_source=sizes)
    Meta: approximated: it counts screens; whether it counts options, too, is not documented.
    """,
    catalogue=("V401", "V429"),
)
NOT_BINDABLE: Final = define(
    "FLOW113",
    "not-bindable",
    _ERROR,
    """A reference or an expression stands where only a literal does.

    Names, ids and the titles of options cannot depend on what somebody answers. Bind the whole
    list of options instead, or show the answer in a text beside it.

    Bad:
        name = TextInput(name="name", label="Your name")
        [name, Dropdown(name="by", label="By", data_source=[Option(id="me", title=name.ref)])]
    Good:
        name = TextInput(name="name", label="Your name")
        [name, TextBody(text=name.ref)]
    Meta: same.
    """,
    ("PATTERN_MISMATCH",),
    catalogue=("V317",),
)
BINDING_NOT_IN_VERSION: Final = define(
    "FLOW114",
    "binding-not-in-version",
    _ERROR,
    """A kind of reference or an expression is newer than the version.

    Properties take `${data.x}` in every version, `${form.x}` and `${screen.ID.form.x}` from 4.0,
    expressions in backticks from 6.0. Payloads take `${form.x}` in every version.

    Bad in 5.1:
        name = TextInput(name="name", label="Your name")
        [name, TextBody(text="Hello " + name.ref)]
    Good in 5.1:
        name = TextInput(name="name", label="Your name")
        [name, TextBody(text="Hello"), TextBody(text=name.ref)]
    Meta: same.
    """,
    ("PATTERN_MISMATCH",),
    catalogue=("V317",),
)
COMPONENT_NOT_HERE: Final = define(
    "FLOW117",
    "component-not-here",
    _ERROR,
    """A component stands where it may not, in this version or in any.

    Before 4.0 every input stands in a Form. A Form stands only in a layout, an If not in a Switch,
    a RichText in no other component.

    Bad in 3.1:
        TextInput(name="city", label="City")
    Good in 3.1:
        Form(name="details", children=[TextInput(name="city", label="City")])
    Meta: approximated: what some components may hold is inferred, not documented.
    """,
    ("KEYWORD_ONE_OF", "INVALID_PROPERTY_VALUE"),
    catalogue=("V324", "V325"),
)
KIND_NOT_IN_VERSION: Final = define(
    "FLOW118",
    "kind-not-in-version",
    _ERROR,
    """A component or an action is newer than the version.

    To Meta's server it is unknown there, whatever its properties. Raise the version, or use what
    the version has: a CheckboxGroup does for a ChipsSelector.

    Bad in 6.0:
        wishes = [Chip(id="sea", title="By the sea"), Chip(id="dog", title="With a dog")]
        ChipsSelector(name="wishes", label="Wishes", data_source=wishes)
    Good in 6.0:
        wishes = [Option(id="sea", title="By the sea"), Option(id="dog", title="With a dog")]
        CheckboxGroup(name="wishes", label="Wishes", data_source=wishes)
    Meta: same.
    """,
    ("INVALID_PROPERTY_VALUE", "INVALID_ENUM_VALUE"),
    catalogue=("V306",),
)
ACTION_NOT_HERE: Final = define(
    "FLOW119",
    "action-not-here",
    _ERROR,
    """An action stands on a component or an event that does not take it.

    Only a Footer completes a flow; only links and OptIns open a page; selecting something sends
    data to the endpoint or updates the screen's data, but leads to no other screen.

    Bad:
        EmbeddedLink(text="Terms of use", on_click_action=Complete({}))
    Good:
        EmbeddedLink(text="Terms of use", on_click_action=OpenUrl("https://example.com/terms"))
    Meta: same.
    """,
    ("INVALID_ENUM_VALUE", "INVALID_PROPERTY_VALUE"),
    catalogue=("V701",),
)
NOT_JSON: Final = define(
    "FLOW123",
    "not-json",
    _ERROR,
    """A value cannot be written as JSON.

    JSON has texts, finite numbers, true and false, lists, and objects whose keys are texts. Sets,
    bytes and NaN have no counterpart; only the properties for images take bytes or a path.

    Bad:
        Footer(label="Send", on_click_action=Complete({"days": {1, 2}}))
    Good:
        Footer(label="Send", on_click_action=Complete({"days": [1, 2]}))
    Meta: own.
    """,
)
UNDOCUMENTED_PLACE: Final = define(
    "FLOW125",
    "undocumented-place",
    _WARNING,
    """A component works there, but no document of Meta's says so.

    The official client was seen to show it. What is not documented can end without notice.

    Bad:
        pictures = [CarouselImage(src="iVBORw0KGgo=", alt_text="The room")]
        Form(name="visit", children=[ImageCarousel(images=pictures)])
    Good:
        pictures = [CarouselImage(src="iVBORw0KGgo=", alt_text="The room")]
        ImageCarousel(images=pictures)
    Meta: unknown: the place is observed, not documented.
    """,
    catalogue=("V325",),
)
FEW_ITEMS: Final = define(
    "FLOW127",
    "few-items",
    _WARNING,
    """A list has fewer items than phones expect of it.

    A ChipsSelector offers two options or more. For a single one, an OptIn is the better question.

    Bad:
        dog = Chip(id="dog", title="With a dog")
        ChipsSelector(name="wishes", label="Wishes", data_source=[dog])
    Good:
        OptIn(name="dog", label="I bring a dog.")
    Meta: unknown: documents and the official client differ on the least number.
    """,
    catalogue=("V313",),
)
TWICE: Final = define(
    "FLOW129",
    "said-twice",
    _ERROR,
    """One thing is said in two places that do not agree.

    Python lets you say some things in either of two places, of which the JSON has one: the value
    of an input or of its Form, `children` or `layout`, two entries of one name.

    Bad:
        news = OptIn(name="news", label="Send me news", init_value=True)
        Form(name="details", init_values={"news": False}, children=[news])
    Good:
        news = OptIn(name="news", label="Send me news", init_value=True)
        Form(name="details", children=[news])
    Meta: own.
    """,
)
VERSION_FROZEN: Final = define(
    "FLOW131",
    "version-frozen",
    _WARNING,
    """Flows in the version can no longer be created, updated or published.

    Published ones are still sent and opened. Raise the version; what changed in between is
    reported, too.

    Bad in 5.0:
        TextBody(text="Hello")
    Good in 5.1:
        TextBody(text="Hello")
    Meta: same.
    """,
    ("UNSUPPORTED_FLOW_JSON_VERSION",),
    catalogue=("V303",),
)
MISSING_VERSION: Final = define(
    "FLOW132",
    "missing-version",
    _ERROR,
    """The flow does not say in which version of Flow JSON it is written.

    The version decides what everything else means, so Meta's server assumes none.

    Bad:
        {"screens": [{"id": "START", "title": "Start", "terminal": true, "layout": {
            "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                "on-click-action": {"name": "complete", "payload": {}}}]}}]}
    Good:
        {"version": "7.3",
         "screens": [{"id": "START", "title": "Start", "terminal": true, "layout": {
            "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                "on-click-action": {"name": "complete", "payload": {}}}]}}]}
    Meta: same.
    """,
    ("MISSING_FLOW_JSON_VERSION",),
    catalogue=("V302",),
)
UNKNOWN_VERSION: Final = define(
    "FLOW133",
    "unknown-version",
    _ERROR,
    """The version is none that Meta has made public.

    It is a text of two numbers, such as `"7.3"`. Some numbers in between, such as 5.2, were never
    public.

    Bad:
        {"version": "5.2",
         "screens": [{"id": "START", "title": "Start", "terminal": true, "layout": {
            "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                "on-click-action": {"name": "complete", "payload": {}}}]}}]}
    Good:
        {"version": "7.3",
         "screens": [{"id": "START", "title": "Start", "terminal": true, "layout": {
            "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                "on-click-action": {"name": "complete", "payload": {}}}]}}]}
    Meta: same.
    """,
    ("INVALID_FLOW_JSON_VERSION",),
    catalogue=("V302",),
)
PASSED_THROUGH: Final = define(
    "FLOW136",
    "passed-through",
    Severity.INFO,
    """Something that flowdsl does not know is passed through as it is, by `extra` or `Raw`.

    That is what the two are for: Meta may have a property or a component that this release of
    flowdsl lacks. Nobody checks it, though, and a name that is only misspelt is refused by Meta's
    server.

    Bad:
        TextInput(name="city", label="City", extra={"placeholder": "Paris"})
    Good:
        TextInput(name="city", label="City", helper_text="Paris, for example")
    Meta: own: the server refuses what it does not know itself.
    """,
)
NOT_ALONE: Final = define(
    "FLOW201",
    "not-alone",
    _ERROR,
    """A component that stands alone on its screen has company.

    A RichText fills its screen, from 6.3 with a Footer at most; a NavigationList stands beside
    other lists only. Put the rest on a screen of its own, or into the text.

    Bad:
        [RichText(text="# Terms"), TextBody(text="Please read them.")]
    Good:
        RichText(text=["# Terms", "Please read them."])
    Meta: unknown: the rule is documented, the server's answer is not.
    """,
    catalogue=("V423", "V424"),
)
MISFIT: Final = define(
    "FLOW403",
    "example-misfit",
    _ERROR,
    """The example of an entry of the data does not fit its schema.

    Previews show the example, and Meta's server holds it against the schema. In Python, leave the
    schema out where the example tells it.

    Bad:
        guests = Data("guests", example="two", schema={"type": "number"})
        done = Footer(label="Done", on_click_action=Complete({"guests": guests.ref}))
        Screen(id="START", title="Start", terminal=True, data=[guests], children=[done])
    Good:
        guests = Data("guests", example=2)
        done = Footer(label="Done", on_click_action=Complete({"guests": guests.ref}))
        Screen(id="START", title="Start", terminal=True, data=[guests], children=[done])
    Meta: approximated: that all of JSON Schema's draft-07 counts is observed, not documented.
    """,
    ("INVALID_SCREEN_DATA",),
    catalogue=("V603",),
)
