"""What is known of the answer of an input: its type, its options, and what it is while empty."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from flowdsl.answers.sources import FromInput, ListedOption, Presence
from flowdsl.bindings import binding_of
from flowdsl.components.base import Input
from flowdsl.components.inputs import HIDDEN_INPUT_TYPES
from flowdsl.context import PlacedComponent
from flowdsl.data_types import ARRAY, OBJECT, Schema, types_of
from flowdsl.facts import DateStyle
from flowdsl.flow import Screen
from flowdsl.input_traits import InputTraits, traits_of
from flowdsl.leaves import DATE_PATTERNS
from flowdsl.node import COMPONENTS, Node
from flowdsl.projection import shape_of
from flowdsl.versions import Version

__all__ = ["answer_source", "is_required", "is_single", "is_typed", "type_name"]

SENSITIVE: Final = "sensitive"
_STRING: Final = frozenset({"string"})
_NUMBER_AS_TEXT: Final = frozenset({"string", "number"})
_TEXT: Final = {"type": "string"}
_FILE: Final = {"file_name": _TEXT, "mime_type": _TEXT, "sha256": _TEXT, "id": _TEXT}
_FILE_FOR_ENDPOINT: Final = {
    "media_id": _TEXT,
    "cdn_url": _TEXT,
    "file_name": _TEXT,
    "encryption_metadata": {
        "type": "object",
        "properties": {
            "encrypted_hash": _TEXT,
            "iv": _TEXT,
            "encryption_key": _TEXT,
            "hmac_key": _TEXT,
            "plaintext_hash": _TEXT,
        },
    },
}


def _class_of(component: PlacedComponent) -> type[Input[Any]]:
    cls: type[Node] = COMPONENTS[component.kind]
    assert issubclass(cls, Input)
    return cls


def is_typed(component: PlacedComponent, version: Version) -> bool:
    """Return whether an input is for text, so that it answers `""` where nobody fills it in."""
    return traits_of(_class_of(component), version).is_typed


def is_single(component: PlacedComponent) -> bool:
    """Return whether the answer of an input is one text, and not a list or a range."""
    return types_of(_class_of(component).answer_schema(component.content)) == _STRING


def is_required(component: PlacedComponent, version: Version) -> bool:
    """Return whether an input has to be filled in, as far as the JSON says so itself."""
    least = traits_of(_class_of(component), version).least_files
    if least is not None:
        count = component.content.get(least)
        return isinstance(count, int) and count > 0
    match component.content.get("required"):
        case True:
            return True
        case {"start-date": True, "end-date": True}:
            return True
    return False


def answer_source(
    component: PlacedComponent,
    below: tuple[str, ...],
    presence: Presence,
    version: Version,
    *,
    to_endpoint: bool,
) -> FromInput:
    """Return an input as the source of a value.

    What an input answers that nobody filled in is settled for text only, which is `""`. For the
    others the schema takes every form that has been thought of: none at all, `""`, an empty list,
    and of a range the ends that were chosen.

    Args:
        component: The input.
        below: The keys of what is taken of an answer that is an object.
        presence: Whether the value is there when it is sent.
        version: The version of the flow.
        to_endpoint: Whether it is sent to the endpoint, which gets other facts of a file.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    and https://developers.facebook.com/docs/whatsapp/flows/reference/media_upload
    """
    traits = traits_of(_class_of(component), version)
    listed = component.content.get(traits.options) if traits.options else None
    options = _options(listed)
    whole = _class_of(component).answer_schema(component.content)
    if traits.days:
        whole = _with_days(whole, traits.days)
    elif traits.takes_files:
        properties = _FILE_FOR_ENDPOINT if to_endpoint else _FILE
        whole = {"type": "array", "items": {"type": "object", "properties": properties}}
    elif options:
        whole = _with_ids(whole, [option.id for option in options])
    for key in below:
        inner = whole.get("properties", {}).get(key)
        whole = inner if isinstance(inner, dict) else {}
    if below and not whole:
        presence = Presence.MAYBE_MISSING  # Nobody knows that there is such a part.
    return FromInput(
        screen=component.screen.id,
        name=component.name or "",
        component=component.kind,
        label=_text_of(component.content.get("label")),
        below=below,
        type=_type_in_words(whole, traits),
        schema=_as_filled(whole, presence),
        options=options,
        options_from=listed if options is None and isinstance(listed, str) else None,
        required=_bound(component, "required") or is_required(component, version),
        visible=_bound(component, "visible") or component.content.get("visible", True) is True,
        presence=presence,
        is_sensitive=_is_sensitive(component, version),
    )


def _bound(component: PlacedComponent, key: str) -> str | None:
    """Return the binding that stands under a key, if one does."""
    value = component.content.get(key)
    return value if isinstance(value, str) and binding_of(value) is not None else None


def _options(listed: object) -> tuple[ListedOption, ...] | None:
    """Return the options that stand in the JSON, None where they do not, or are not whole."""
    if not isinstance(listed, list):
        return None
    found: dict[str, ListedOption] = {}
    for item in listed:
        id_ = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id_, str) or binding_of(id_) is not None:
            return None
        found.setdefault(id_, ListedOption(id_, _text_of(item.get("title"))))
    return tuple(found.values())


def _text_of(value: object) -> str:
    """Return a label as it is written: a text, or the texts of a range."""
    if isinstance(value, dict):
        return " / ".join(text for text in value.values() if isinstance(text, str))
    return value if isinstance(value, str) else ""


def _is_sensitive(component: PlacedComponent, version: Version) -> bool:
    if component.content.get("input-type") in HIDDEN_INPUT_TYPES:
        return True
    hidden = component.screen.content.get(SENSITIVE)
    is_known = any(known.key == SENSITIVE for known in shape_of(Screen, version).properties)
    return is_known and isinstance(hidden, list) and component.name in hidden


def _with_days(schema: Schema, style: DateStyle) -> Schema:
    """Return the schema of an answer in which every text is a day."""
    days = {"pattern": DATE_PATTERNS[style]}
    inner = schema.get("properties")
    if isinstance(inner, Mapping):
        schema = {**schema, "properties": {key: {**each, **days} for key, each in inner.items()}}
    # Beside an object, the text of a calendar whose mode is bound.
    return {**schema, **days} if "string" in (types_of(schema) or ()) else schema


def _with_ids(schema: Schema, ids: list[str]) -> Schema:
    """Return the schema of an answer that is one of some ids, or a list of them."""
    if types_of(schema) == ARRAY:
        return {**schema, "items": {"type": "string", "enum": ids}}
    return {**schema, "enum": ids}


def _as_filled(schema: Schema, presence: Presence) -> Schema:
    """Return the schema of an answer that somebody gave, or also of none."""
    types = types_of(schema) or frozenset()
    match presence:
        case Presence.ALWAYS:
            if "array" in types:
                return {**schema, "minItems": 1}
            if types == OBJECT:
                return {**schema, "required": list(schema.get("properties", {}))}
            if "string" in types and not schema.keys() & {"enum", "pattern"}:
                return {**schema, "minLength": 1}
            return schema
        case Presence.MAYBE_EMPTY | Presence.MAYBE_MISSING:
            if "enum" in schema:
                return {**schema, "enum": list(dict.fromkeys([*schema["enum"], ""]))}
            if types & {"array", "object"} or "pattern" in schema:
                return {"anyOf": [schema, {"const": ""}]}
            return schema
        case _:
            assert_never(presence)


def _type_in_words(schema: Schema, traits: InputTraits) -> str:
    types = types_of(schema)
    if traits.takes_files and types == ARRAY:
        return "files"
    if traits.options and types == ARRAY:
        return "list of option ids"
    if traits.options and types == _STRING:
        return "option id"
    if traits.days and types:
        form = _DAYS[traits.days]
        day = f"date ({form})"
        days = f"first and last date ({form})"
        return " or ".join([day] * ("string" in types) + [days] * ("object" in types))
    if types == _NUMBER_AS_TEXT:
        return "number"
    return type_name(schema)


_DAYS: Final = {DateStyle.ISO: "YYYY-MM-DD", DateStyle.EPOCH_MILLISECONDS: "milliseconds"}

_NAMES: Final = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true/false",
    "object": "object",
    "array": "list",
}


def type_name(schema: Schema) -> str:
    """Return the type of a value in a word or two."""
    types = types_of(schema)
    if types is None:
        return "unknown"
    return " or ".join(name for type_, name in _NAMES.items() if type_ in types)
