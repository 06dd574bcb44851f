"""The rules that follow from the table of facts alone."""

from typing import Final

from flowdsl.problems import Severity
from flowdsl.rule import define

__all__: list[str] = []

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

UNKNOWN_PROPERTY: Final = define(
    "FLOW101",
    "unknown-property",
    _ERROR,
    "A key is none that the object has in any version.",
    ("INVALID_PROPERTY_KEY",),
)
PROPERTY_NOT_IN_VERSION: Final = define(
    "FLOW102",
    "property-not-in-version",
    _ERROR,
    "A property is newer than the version, or had ended before it.",
    ("INVALID_PROPERTY_KEY",),
)
MISSING_PROPERTY: Final = define(
    "FLOW103",
    "missing-property",
    _ERROR,
    "A property that must be there is not.",
    ("MISSING_REQUIRED_PROPERTY",),
)
TEXT_TOO_LONG: Final = define(
    "FLOW104", "text-too-long", _WARNING, "A text is longer than phones show."
)
WRONG_TYPE: Final = define(
    "FLOW105",
    "wrong-type",
    _ERROR,
    "A value has another JSON type than its property takes.",
    ("INVALID_PROPERTY_TYPE",),
)
UNKNOWN_KIND: Final = define(
    "FLOW106",
    "unknown-kind",
    _ERROR,
    "There is no component, action or layout of that name.",
    ("INVALID_PROPERTY_VALUE",),
)
NOT_A_CHOICE: Final = define(
    "FLOW107",
    "not-a-choice",
    _ERROR,
    "A value is none of those that its property takes.",
    ("INVALID_ENUM_VALUE",),
)
TOO_FEW_ITEMS: Final = define(
    "FLOW108",
    "too-few-items",
    _ERROR,
    "A list or an object has fewer items than it needs.",
    ("MIN_ITEMS_REQUIRED",),
)
TOO_MANY_ITEMS: Final = define(
    "FLOW109", "too-many-items", _ERROR, "A list has more items than it takes."
)
BLANK_TEXT: Final = define(
    "FLOW110",
    "blank-text",
    _ERROR,
    "A text is empty or white space only.",
    ("MIN_CHARS_REQUIRED", "PATTERN_MISMATCH"),
)
SHORT_TEXT: Final = define(
    "FLOW111", "short-text", _WARNING, "A text that phones expect is empty or blank."
)
WRONG_PATTERN: Final = define(
    "FLOW112",
    "wrong-pattern",
    _ERROR,
    "A text holds characters that it must not.",
    ("PATTERN_MISMATCH",),
)
NOT_BINDABLE: Final = define(
    "FLOW113",
    "not-bindable",
    _ERROR,
    "A reference or an expression stands where only a literal does.",
    ("PATTERN_MISMATCH",),
)
BINDING_NOT_IN_VERSION: Final = define(
    "FLOW114",
    "binding-not-in-version",
    _ERROR,
    "A kind of reference or an expression is newer than the version.",
    ("PATTERN_MISMATCH",),
)
NOT_A_URI: Final = define(
    "FLOW115",
    "not-a-uri",
    _ERROR,
    "An address has no scheme, or holds blanks.",
    ("INVALID_PROPERTY_VALUE_FORMAT",),
)
NUMBER_OUT_OF_RANGE: Final = define(
    "FLOW116",
    "number-out-of-range",
    _ERROR,
    "A number is smaller or larger than its property takes.",
    ("MINIMUM_VALUE_REQUIRED", "MAXIMUM_VALUE_REQUIRED"),
)
COMPONENT_NOT_HERE: Final = define(
    "FLOW117",
    "component-not-here",
    _ERROR,
    "A component stands where it may not, in this version or in any.",
    ("KEYWORD_ONE_OF", "INVALID_PROPERTY_VALUE"),
)
KIND_NOT_IN_VERSION: Final = define(
    "FLOW118",
    "kind-not-in-version",
    _ERROR,
    "A component or an action is newer than the version.",
    ("INVALID_PROPERTY_VALUE", "INVALID_ENUM_VALUE"),
)
ACTION_NOT_HERE: Final = define(
    "FLOW119",
    "action-not-here",
    _ERROR,
    "An action stands on a component or an event that does not take it.",
    ("INVALID_ENUM_VALUE", "INVALID_PROPERTY_VALUE"),
)
WRONG_DATE: Final = define(
    "FLOW120", "wrong-date", _ERROR, "A day is not written as the version takes it."
)
IMAGE_TOO_LARGE: Final = define(
    "FLOW121", "image-too-large", _ERROR, "An image is larger than the version takes."
)
NOT_AN_IMAGE: Final = define(
    "FLOW122", "not-an-image", _ERROR, "An image cannot be read, or is none."
)
NOT_JSON: Final = define("FLOW123", "not-json", _ERROR, "A value cannot be written as JSON.")
NULL_VALUE: Final = define(
    "FLOW124", "null-value", _WARNING, "A payload holds null, which no phone supports."
)
UNDOCUMENTED_PLACE: Final = define(
    "FLOW125",
    "undocumented-place",
    _WARNING,
    "A component works there, but no document of Meta's says so.",
)
UNUSUAL_NUMBER: Final = define(
    "FLOW126", "unusual-number", _WARNING, "Phones expect a larger number."
)
FEW_ITEMS: Final = define("FLOW127", "few-items", _WARNING, "Phones expect more items.")
LARGE_IMAGE: Final = define(
    "FLOW128", "large-image", _WARNING, "An image is larger than Meta recommends."
)
TWICE: Final = define(
    "FLOW129", "said-twice", _ERROR, "One thing is said in two places that do not agree."
)
NOT_BASE64: Final = define(
    "FLOW130", "not-base64", _WARNING, "The text of an image is not base64, so nothing is shown."
)
NOT_ALONE: Final = define(
    "FLOW201",
    "not-alone",
    _ERROR,
    "A component that stands alone on its screen has company.",
)
MISFIT: Final = define(
    "FLOW202",
    "example-misfit",
    _ERROR,
    "The example of an entry of the data does not fit its schema.",
    ("INVALID_SCREEN_DATA",),
)
VERSION_FROZEN: Final = define(
    "FLOW131",
    "version-frozen",
    _WARNING,
    "Flows in the version can no longer be created, updated or published.",
    ("UNSUPPORTED_FLOW_JSON_VERSION",),
)
