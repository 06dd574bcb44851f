"""What the table says of the answers of a kind of input: options, days, files, text."""

from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.media import Picker
from flowdsl.data_types import lists_in, types_of
from flowdsl.facts import DateStyle
from flowdsl.node import remembered
from flowdsl.projection import shape_of
from flowdsl.shape import AnyOf, Dynamic, List, Map, Object, Shape, Str
from flowdsl.versions import Version

__all__ = ["InputTraits", "traits_of"]

LEAST_FILES: Final = "min-uploaded-"
"""How the key begins that says how many files are needed; above 0 they are required."""

MOST_FILES: Final = "max-uploaded-"
"""How the key begins that says how many files can be sent."""


@attrs.frozen
class InputTraits:
    """What the table says of the answers of a kind of input.

    Args:
        options: The key of its options, None where it has none.
        days: How it writes days, None where it is for something else.
        is_typed: Whether somebody types it.
        takes_files: Whether files are uploaded.
        least_files: The key of how many are needed.
        most_files: The key of how many can be sent.
    """

    options: str | None
    days: DateStyle | None
    is_typed: bool
    takes_files: bool
    least_files: str | None
    most_files: str | None


@remembered
def traits_of(cls: type[Input[Any]], version: Version) -> InputTraits:
    """Return what the table says of the answers of a kind of input in a version."""
    known = shape_of(cls, version).properties
    options = next((each.key for each in known if _holds_options(each.shape)), None)
    days = next((style for each in known if (style := _date_style(each.shape))), None)
    takes_files = issubclass(cls, Picker)
    least = next((each.key for each in known if each.key.startswith(LEAST_FILES)), None)
    most = next((each.key for each in known if each.key.startswith(MOST_FILES)), None)
    is_text = "string" in (types_of(cls.answer_schema({})) or ())
    is_typed = is_text and not (options or days or takes_files)
    return InputTraits(options, days, is_typed, takes_files, least, most)


def _holds_options(shape: Shape) -> bool:
    return any(
        isinstance(each.item, Object)
        and {"id", "title"} <= {known.key for known in each.item.properties}
        for each in lists_in(shape)
    )


def _date_style(shape: Shape) -> DateStyle | None:
    match shape:
        case Str(date=style):
            return style
        case Dynamic(static=inner) if inner is not None:
            return _date_style(inner)
        case List(item=inner) | Map(value=inner):
            return _date_style(inner)
        case AnyOf(alternatives=alternatives):
            return next((style for each in alternatives if (style := _date_style(each))), None)
    return None
