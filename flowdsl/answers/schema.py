"""Writes what a flow sends when it ends as JSON Schema, to check and to read what arrives."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from flowdsl.answers import Answers
from flowdsl.answers.sources import Given, Giver, Presence, Source, Traced, inputs_in
from flowdsl.bindings import binding_of
from flowdsl.schema import DIALECT

__all__ = ["ADDED", "payload_schema"]

JsonSchema: TypeAlias = dict[str, Any]

ADDED: Final = "flow_token"
"""The key that WhatsApp adds to what arrives: the token that the message was sent with.

It is `"unused"` where the message had none. Some phones (iOS), and flows opened by a template, have
been seen to leave it out, so that nothing can rely on it.

Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/responsemsgwebhook
"""


def payload_schema(answers: Answers, name: str) -> JsonSchema:
    """Return the JSON Schema (2020-12) of what arrives when a flow is done.

    It holds for the object whose text is the `response_json` of the webhook. What only some ends
    send is not required, nor what a phone may leave out. An endpoint can end its flow with
    anything, so that for a flow with one nothing is required and everything else is accepted, too.

    Args:
        answers: What the flow sends.
        name: What the flow is called.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/responsemsgwebhook
    """
    properties = {key: _schema(traced) for key, traced in answers.keys.items()}
    token: JsonSchema = {"type": "string", "description": "Added by WhatsApp; may be missing."}
    own = properties.get(ADDED)
    properties[ADDED] = token if own is None else _any_of([own, token])
    schema: JsonSchema = {
        "$schema": DIALECT,
        "title": name,
        "description": f"What the flow `{name}` sends when it is done.",
        "type": "object",
        "properties": properties,
    }
    if answers.has_endpoint:
        schema["description"] += " Its endpoint can end it, and then decides what is sent."
    else:
        schema["required"] = _required(answers.keys)
    schema["additionalProperties"] = answers.has_endpoint or not answers.is_whole
    return schema


def _required(keys: Mapping[str, Traced]) -> list[str]:
    return [key for key, it in keys.items() if it.presence is not Presence.MAYBE_MISSING]


def _schema(traced: Traced) -> JsonSchema:
    """Return the schema of what can stand at a place."""
    alternatives = [dict(source.schema) for source in traced.sources]
    if traced.keys is not None:
        alternatives.append(_object(traced.keys))
    if traced.items is not None:
        alternatives.append(_list(traced.items))
    described = _description(traced.sources)
    return {**({"description": described} if described else {}), **_any_of(alternatives)}


def _object(keys: Mapping[str, Traced]) -> JsonSchema:
    return {
        "type": "object",
        "properties": {key: _schema(traced) for key, traced in keys.items()},
        "required": _required(keys),
        "additionalProperties": False,
    }


def _list(items: tuple[Traced, ...]) -> JsonSchema:
    schemas = [_schema(item) for item in items]
    if all(item.presence is not Presence.MAYBE_MISSING for item in items):
        return {
            "type": "array",
            "prefixItems": schemas,
            "minItems": len(schemas),
            "maxItems": len(schemas),
        }
    # Nothing tells whether what is missing leaves a gap.
    return {"type": "array", "items": _any_of(schemas), "maxItems": len(schemas)}


def _description(sources: Iterable[Source]) -> str:
    """Return what is asked, or who gives the value."""
    labels = [
        each.name if not each.label or binding_of(each.label) is not None else each.label
        for each in inputs_in(sources)
    ]
    givers = [_GIVEN[giver] for each in sources if isinstance(each, Given) for giver in each.givers]
    return "; ".join(dict.fromkeys([*labels, *givers]))


_GIVEN: Final = {
    Giver.MESSAGE: "given by the message that opens the flow",
    Giver.ENDPOINT: "given by the endpoint",
}


def _any_of(schemas: Sequence[JsonSchema]) -> JsonSchema:
    """Return a schema for what fits any of some."""
    if len(schemas) == 1:
        return schemas[0]
    values: dict[str, Any] = {}
    found: dict[str, JsonSchema] = {}
    for schema in schemas:
        if schema.keys() == {"const"}:
            values.setdefault(json.dumps(schema["const"], sort_keys=True), schema["const"])
        else:
            found.setdefault(json.dumps(schema, sort_keys=True), schema)
    listed = list(values.values())
    constant = [{"const": listed[0]} if len(listed) == 1 else {"enum": listed}] if listed else []
    several = [*found.values(), *constant]
    if any(not schema for schema in several):
        return {}
    return several[0] if len(several) == 1 else {"anyOf": several}
