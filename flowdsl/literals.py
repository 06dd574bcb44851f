"""The rules on single values: texts, choices, numbers, days and images.

They follow from the table of facts, as those of `structure` do.
"""

from typing import Final

from flowdsl.problems import Severity
from flowdsl.rule import define

__all__: list[str] = []

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

TEXT_TOO_LONG: Final = define(
    "FLOW104",
    "text-too-long",
    _WARNING,
    """A text is longer than phones show.

    Phones cut it off; how much fits depends on their width. Say more in a helper text, or in a
    text above.

    Bad:
        TextInput(name="city", label="The city that you live in")
    Good:
        TextInput(name="city", label="City", helper_text="The city that you live in")
    Meta: unknown: the limits are documented, but not whether the server refuses what exceeds them.
    """,
    catalogue=("V326",),
)
NOT_A_CHOICE: Final = define(
    "FLOW107",
    "not-a-choice",
    _ERROR,
    """A value is none of those that its property takes.

    The values are written exactly as they are listed, capital letters included. Some came with a
    later version.

    Bad:
        TextInput(name="age", label="Age", input_type="numeric")
    Good:
        TextInput(name="age", label="Age", input_type="number")
    Meta: same.
    """,
    ("INVALID_ENUM_VALUE",),
    catalogue=("V304", "V312", "V602"),
)
BLANK_TEXT: Final = define(
    "FLOW110",
    "blank-text",
    _ERROR,
    """A text is empty or white space only.

    A heading, a text or a link with nothing in it is refused in every version; from 6.0 so is any
    blank text of a component or an option. Leave an optional property out instead.

    Bad:
        TextHeading(text=" ")
    Good:
        TextHeading(text="Welcome")
    Meta: same.
    """,
    ("MIN_CHARS_REQUIRED", "PATTERN_MISMATCH"),
    catalogue=("V314",),
)
SHORT_TEXT: Final = define(
    "FLOW111",
    "short-text",
    _WARNING,
    """A text that phones expect is empty or blank.

    Nobody can tell what to enter into a field without a label. From 6.0 most such texts are
    errors.

    Bad in 5.1:
        TextInput(name="city", label="")
    Good in 5.1:
        TextInput(name="city", label="City")
    Meta: unknown: that the text is needed is observed, not documented.
    """,
    catalogue=("V315",),
)
WRONG_PATTERN: Final = define(
    "FLOW112",
    "wrong-pattern",
    _ERROR,
    """An id holds characters that it must not.

    The id of a screen has letters and underscores, but no digits; so has every name of a screen in
    the routing model.

    Bad:
        done = Footer(label="Done", on_click_action=Complete({}))
        Screen(id="STEP_1", title="Start", terminal=True, children=[done])
    Good:
        done = Footer(label="Done", on_click_action=Complete({}))
        Screen(id="STEP_ONE", title="Start", terminal=True, children=[done])
    Meta: same.
    """,
    ("PATTERN_MISMATCH",),
    catalogue=("V316",),
)
NOT_A_URI: Final = define(
    "FLOW115",
    "not-a-uri",
    _ERROR,
    """An address has no scheme, or holds blanks.

    The browser of the phone is given the address as it stands, so it begins with a scheme such as
    `https:`, and blanks in it are written `%20`.

    Bad:
        EmbeddedLink(text="Terms of use", on_click_action=OpenUrl("example.com/terms"))
    Good:
        EmbeddedLink(text="Terms of use", on_click_action=OpenUrl("https://example.com/terms"))
    Meta: same.
    """,
    ("INVALID_PROPERTY_VALUE_FORMAT",),
    catalogue=("V309",),
)
NUMBER_OUT_OF_RANGE: Final = define(
    "FLOW116",
    "number-out-of-range",
    _ERROR,
    """A number is smaller or larger than its property takes.

    A picker takes at most 30 files of 25600 KB each. Without the property, that is what it allows.

    Bad:
        PhotoPicker(name="photos", label="Photos", max_uploaded_photos=40)
    Good:
        PhotoPicker(name="photos", label="Photos", max_uploaded_photos=10)
    Meta: same.
    """,
    ("MINIMUM_VALUE_REQUIRED", "MAXIMUM_VALUE_REQUIRED"),
    catalogue=("V323",),
)
WRONG_DATE: Final = define(
    "FLOW120",
    "wrong-date",
    _ERROR,
    """A day is not written as the version takes it.

    From 5.0 a day is written `2026-12-31`, before that as the milliseconds since 1970. In Python,
    a `datetime.date` is written as each version has it.

    Bad:
        DatePicker(name="day", label="Day", min_date="31.12.2026")
    Good:
        DatePicker(name="day", label="Day", min_date=datetime.date(2026, 12, 31))
    Meta: unknown: the two ways are documented, the server's answer to others is not.
    """,
    catalogue=("V422",),
)
IMAGE_TOO_LARGE: Final = define(
    "FLOW121",
    "image-too-large",
    _ERROR,
    """An image is larger than the version takes.

    The image of an option has at most 300 KB, from 6.0 at most 100 KB. Scale it down, or
    save it as JPEG.

    Bad:
        large = Option(id="red", title="Red", alt_text="A red chair", image="A" * 140_000)
        Dropdown(name="chair", label="Chair", data_source=[large])
    Good:
        small = Option(id="red", title="Red", alt_text="A red chair", image="iVBORw0KGgo=")
        Dropdown(name="chair", label="Chair", data_source=[small])
    Meta: unknown: the limits are documented, the server's answer is not.
    """,
    catalogue=("V427",),
)
NOT_AN_IMAGE: Final = define(
    "FLOW122",
    "not-an-image",
    _ERROR,
    """An image cannot be read, or is none.

    In Python, an image is a path, the bytes of a file, or base64 text. A file has to be there, and
    to be of a format that phones show: JPEG or PNG, for options WEBP, too.

    Bad:
        Image(src=b"a logo")
    Good:
        Image(src="iVBORw0KGgo=")
    Meta: own.
    """,
    catalogue=("V428",),
)
NULL_VALUE: Final = define(
    "FLOW124",
    "null-value",
    _WARNING,
    """A payload holds null, which no phone supports.

    For an answer that is not there, leave the key out, or send an empty text or list.

    Bad:
        Footer(label="Send", on_click_action=Complete({"city": "Paris", "note": None}))
    Good:
        Footer(label="Send", on_click_action=Complete({"city": "Paris"}))
    Meta: unknown: that null fails is documented, but not whether the server looks into payloads.
    """,
    catalogue=("V308",),
)
UNUSUAL_NUMBER: Final = define(
    "FLOW126",
    "unusual-number",
    _WARNING,
    """A number is smaller than phones expect it to be.

    A CheckboxGroup of which one option can be chosen is a RadioButtonsGroup.

    Bad:
        sizes = [Option(id="small", title="Small"), Option(id="large", title="Large")]
        CheckboxGroup(name="size", label="Size", data_source=sizes, max_selected_items=1)
    Good:
        sizes = [Option(id="small", title="Small"), Option(id="large", title="Large")]
        RadioButtonsGroup(name="size", label="Size", data_source=sizes)
    Meta: unknown: the limit is observed, not documented.
    """,
    catalogue=("V323",),
)
LARGE_IMAGE: Final = define(
    "FLOW128",
    "large-image",
    _WARNING,
    """An image is larger than Meta recommends.

    For an Image at most 300 KB are recommended. In a NavigationList, phones show a placeholder
    for an image of more than 100 KB.

    Bad:
        Image(src="A" * 420_000)
    Good:
        Image(src="iVBORw0KGgo=")
    Meta: own.
    """,
)
NOT_BASE64: Final = define(
    "FLOW130",
    "not-base64",
    _WARNING,
    """The text of an image is not base64, so nothing is shown.

    A text is taken for the image itself, without a `data:` prefix. In Python, `Path("logo.png")`
    reads the file that lies beside the module.

    Bad:
        Image(src="logo.png")
    Good:
        Image(src="iVBORw0KGgo=")
    Meta: unknown: that the server decodes images is observed, not documented.
    """,
    catalogue=("V428",),
)
UNUSUAL_TEXT: Final = define(
    "FLOW134",
    "unusual-text",
    _WARNING,
    """A colour is not written as phones expect.

    The colour of an option is `#` and six hexadecimal digits. Phones know no names of colours.

    Bad:
        red = Option(id="red", title="Red", color="red")
        Dropdown(name="chair", label="Chair", data_source=[red])
    Good:
        red = Option(id="red", title="Red", color="#c00000")
        Dropdown(name="chair", label="Chair", data_source=[red])
    Meta: unknown: the six digits are documented, the `#` is observed.
    """,
    catalogue=("V428",),
)
