"""What can be said of a property beside its type, as typed values for `Annotated`.

Facts that take `since` are histories: of several of one kind the newest that has started holds.
Soft facts are display limits or observed behaviour; they give warnings and stay out of the JSON
Schema.
"""

import enum
from typing import Any

import attrs

from flowdsl.versions import V2_1, V4_0, V5_0, V6_0, V6_3, V7_0, Version

__all__ = [
    "EVERY_BINDING",
    "Alone",
    "AlsoRequired",
    "Answered",
    "Binding",
    "Binds",
    "Chars",
    "Container",
    "DateForm",
    "DateStyle",
    "Default",
    "Formats",
    "Holds",
    "Items",
    "Kilobytes",
    "Most",
    "NotBlank",
    "Pattern",
    "Places",
    "PythonOnly",
    "Range",
    "RequiredSince",
    "ScreenTarget",
    "Since",
    "TextForm",
    "Until",
    "Written",
]


@attrs.frozen(eq=False, repr=False, slots=False)
class VersionFact:
    """A fact that is a version."""

    version: Version


class Since(VersionFact):
    """The first version that has a property, or one alternative of its type."""


class Until(VersionFact):
    """The last version that has a property."""


class RequiredSince(VersionFact):
    """The first version in which an optional property must be there."""


class PythonOnly:
    """The property is not in the JSON; it tells the compiler something."""


@attrs.frozen(eq=False, repr=False, slots=False)
class Default:
    """The value that a phone takes where the property is left out."""

    value: Any


@attrs.frozen(eq=False, repr=False, slots=False)
class Chars:
    """How many characters a text has at most, and at least."""

    maximum: int | None = None
    minimum: int = 0
    soft: bool = False
    since: Version = V2_1


@attrs.frozen(eq=False, repr=False, slots=False)
class NotBlank:
    """The text must hold something else than white space."""

    soft: bool = False
    since: Version = V2_1


@attrs.frozen(eq=False, repr=False, slots=False)
class Pattern:
    """A regular expression that the text matches, with the words that explain it."""

    expression: str
    meaning: str
    soft: bool = False
    since: Version = V2_1


class Answered:
    """The codes that Meta's server gives where the value is wrong, instead of the usual ones."""

    def __init__(self, *codes: str) -> None:
        self.codes = codes


class TextForm(enum.Enum):
    """What a text is written in."""

    PLAIN = "text"
    URI = "URI"
    REGULAR_EXPRESSION = "regular expression"
    CONDITION = "condition"


@attrs.frozen(eq=False, repr=False, slots=False)
class Written:
    """What the text is written in, where it is not plain."""

    form: TextForm


class DateStyle(enum.Enum):
    """How a day is written."""

    EPOCH_MILLISECONDS = "epoch milliseconds"
    ISO = "YYYY-MM-DD"


@attrs.frozen(eq=False, repr=False, slots=False)
class DateForm:
    """The text is a day, written in one style."""

    style: DateStyle
    since: Version = V2_1


@attrs.frozen(eq=False, repr=False, slots=False)
class Kilobytes:
    """The value is an image in base64, of so many kilobytes (1,024 bytes) at most once decoded."""

    maximum: int | None
    soft: bool = False
    since: Version = V2_1


@attrs.frozen(eq=False, repr=False, slots=False)
class Formats:
    """The file formats that an image may have."""

    names: tuple[str, ...] = ("JPEG", "PNG", "WEBP")


@attrs.frozen(eq=False, repr=False, slots=False)
class Range:
    """How large a number is at least and at most."""

    minimum: int | None = None
    maximum: int | None = None
    soft: bool = False


@attrs.frozen(eq=False, repr=False, slots=False)
class Items:
    """How many items a list, or keys a map, has at most and at least."""

    maximum: int | None = None
    minimum: int = 0
    soft: bool = False


@attrs.frozen(eq=False, repr=False, slots=False)
class AlsoRequired:
    """Properties of the value that are optional in its class but not here."""

    names: tuple[str, ...]


class Binding(enum.Enum):
    """A way to bind a property to a value that is known only on the phone."""

    DATA = "${data.…}"
    FORM = "${form.…}"
    SCREEN_DATA = "${screen.….data.…}"
    SCREEN_FORM = "${screen.….form.…}"
    EXPRESSION = "a `…` expression"

    # That of an enumeration is written in Python, and each text that binds is looked up in a set.
    __hash__ = object.__hash__


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Binds:
    """The first version in which a property takes each kind of binding, None for never."""

    data: Version | None = None
    form: Version | None = None
    screen_data: Version | None = None
    screen_form: Version | None = None
    expression: Version | None = None

    def since(self, binding: Binding) -> Version | None:
        """Return the first version in which the property takes a kind of binding."""
        found = getattr(self, binding.name.lower())
        assert found is None or isinstance(found, Version)
        return found

    def at(self, version: Version) -> frozenset[Binding]:
        """Return the kinds of binding that the property takes in a version."""
        return frozenset(
            binding
            for binding in Binding
            if (first := self.since(binding)) is not None and first <= version
        )


EVERY_BINDING = Binds(data=V2_1, form=V4_0, screen_data=V4_0, screen_form=V4_0, expression=V6_0)
"""What a bindable property takes unless its own `Binds` says otherwise."""

PAYLOAD_BINDINGS = Binds(data=V2_1, form=V2_1, screen_data=V4_0, screen_form=V4_0, expression=V6_0)
"""What a value below a payload takes."""

BLANK_REFUSED_SINCE = V6_0
"""From here no text of a component or of what its lists hold may be blank."""

DATES = (
    DateForm(DateStyle.EPOCH_MILLISECONDS),
    DateForm(DateStyle.ISO, since=V5_0),
)
"""How a DatePicker's days are written."""


NUMBERS_IN_INIT_VALUES_SINCE = V7_0
"""From here a Form's `init-values` hold a number, not a text, for a TextInput for numbers."""

SELECT_RUNS_ON_RENDER = (V6_0, V6_3)
"""From the first to the last of these a component's select action also runs on render."""

CLICK = "on-click-action"
SELECT = "on-select-action"
UNSELECT = "on-unselect-action"
"""The keys of actions, which say on what they are run."""


class Container(enum.Enum):
    """What a component may stand in."""

    LAYOUT = "SingleColumnLayout"
    FORM = "Form"
    IF = "If"
    SWITCH = "Switch"


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Places:
    """The first version in which a component may stand in each place, None for never.

    Args:
        layout: Directly in the layout of a screen.
        form: In a Form.
        if_: In a branch of an If.
        switch: In a case of a Switch.
        observed: The places of those above that only the official client shows to work and no
            document lists; they give a warning.
    """

    layout: Version | None = None
    form: Version | None = None
    if_: Version | None = None
    switch: Version | None = None
    observed: frozenset[Container] = frozenset()

    def since(self, container: Container) -> Version | None:
        """Return the first version in which the component may stand in a container."""
        match container:
            case Container.LAYOUT:
                return self.layout
            case Container.FORM:
                return self.form
            case Container.IF:
                return self.if_
            case Container.SWITCH:
                return self.switch


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Most:
    """How often a component may stand on one screen, and in one flow, at most.

    Args:
        screen: How often on one screen.
        flow: How often in the whole flow.
        group: The name under which components are counted together, if they are.
        since: The first version that counts.
        soft: Whether more give a warning only.
        meta: The codes that Meta's server gives for more.
    """

    screen: int
    flow: int | None = None
    group: str | None = None
    since: Version = V2_1
    soft: bool = False
    meta: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Alone:
    """The component stands alone on its screen, or beside some others only.

    Args:
        beside: The components that may stand there, too.
        since: The first version in which it is so.
    """

    beside: tuple[str, ...] = ()
    since: Version = V2_1


@attrs.frozen(eq=False, repr=False, slots=False)
class Holds:
    """The components in the list stand in this container."""

    container: Container


class ScreenTarget:
    """The text is the id of a screen, which the JSON wraps as `{"type": "screen", "name": ...}`."""
