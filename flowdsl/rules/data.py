"""Rules about the data of screens: schemas, examples, and bound lists."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from flowdsl import literals
from flowdsl.conformance import check_value
from flowdsl.context import DATA, Context, entries_of
from flowdsl.data_types import ARRAY, lists_in, types_of
from flowdsl.facts import SELECT, UNSELECT
from flowdsl.fault import Faults, fault
from flowdsl.findings import Trail
from flowdsl.problems import Path, Severity
from flowdsl.projection import DATA_TYPES
from flowdsl.rule import rule
from flowdsl.shape import List, Object
from flowdsl.uses import Reference, uses_of
from flowdsl.versions import V6_0

__all__: list[str] = []

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
META = ("INVALID_SCREEN_DATA",)
EXAMPLE: Final = "__example__"


def _schemas(flow: Context) -> Iterator[tuple[Trail, dict[str, Any], bool]]:
    """Yield every schema of the data and what stands below it, and whether it is a whole entry."""
    for screen in flow.screens:
        for name, entry in entries_of(screen):
            waiting: list[tuple[Trail, Any, bool]] = [((screen.at("data"), name), entry, True)]
            while waiting:
                way, schema, top = waiting.pop()
                if not isinstance(schema, dict):
                    continue
                yield way, schema, top
                properties = schema.get("properties")
                if isinstance(properties, dict):
                    waiting += [
                        (((way, "properties"), key), inner, False)
                        for key, inner in properties.items()
                    ]
                if isinstance(schema.get("items"), dict):
                    waiting.append(((way, "items"), schema["items"], False))


@rule("FLOW401", "nested-example", ERROR, META, catalogue=("V602",), needs=(DATA,))
def nested_example(flow: Context) -> Faults:
    """An `__example__` stands deeper in an entry of the data than at its top.

    The entry has one example for the whole of it.

    Bad:
        {"id": "START", "title": "Start", "terminal": true,
         "data": {"guest": {"type": "object", "__example__": {"name": "Ada"}, "properties": {
             "name": {"type": "string", "__example__": "Ada"}}}},
         "layout": {"type": "SingleColumnLayout", "children": [
             {"type": "TextBody", "text": "${data.guest.name}"},
             {"type": "Footer", "label": "Done",
              "on-click-action": {"name": "complete", "payload": {}}}]}}
    Good:
        guest = Data("guest", example={"name": "Ada"})
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref["name"]),
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for way, schema, top in _schemas(flow):
        # Among the properties of an object it may be the author's own name.
        for where, holder in ((way, schema), ((way, "properties"), schema.get("properties"))):
            if isinstance(holder, dict) and EXAMPLE in holder and not (top and holder is schema):
                message = f"`{EXAMPLE}` stands inside an entry, but only the whole entry has one"
                yield fault((where, EXAMPLE), message, "leave it out here", at_key=True)


@rule("FLOW402", "incomplete-schema", ERROR, META, catalogue=("V602",), needs=(DATA,))
def incomplete_schema(flow: Context) -> Faults:
    """The schema of an entry of the data leaves a type open.

    A list says what its `items` are, and every property of an object has a `type`: one of string,
    number, boolean, object and array.

    Bad:
        cities = Data("cities", example=[], schema={"type": "array"})
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            Footer(label="Done", on_click_action=Complete({"cities": cities.ref})),
        ])
    Good:
        cities = Data("cities", example=[], schema={"type": "array", "items": {"type": "string"}})
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            Footer(label="Done", on_click_action=Complete({"cities": cities.ref})),
        ])
    """
    for way, schema, top in _schemas(flow):
        declared = schema.get("type")
        if not top and declared not in DATA_TYPES:
            if "type" not in schema:
                yield fault(way, "the schema has no `type`", f"one of {', '.join(DATA_TYPES)}")
            else:
                message = f"`type` is {_shown(declared)}, but it is one of {', '.join(DATA_TYPES)}"
                yield fault((way, "type"), message)
        elif declared == "array":
            if "items" not in schema:
                message = "a list needs `items`, which say what it holds"
                yield fault((way, "type"), message, 'for example {"type": "string"}')
            elif not isinstance(schema["items"], bool | dict):
                message = f"`items` is {_shown(schema['items'])}, but a schema or true is due"
                yield fault((way, "items"), message)
        elif declared == "object" and "properties" in schema:
            properties = schema["properties"]
            wrong = (
                [key for key, inner in properties.items() if not isinstance(inner, dict)]
                if (isinstance(properties, dict))
                else []
            )
            if not isinstance(properties, dict):
                yield fault((way, "properties"), "`properties` is an object of schemas")
            for key in wrong:
                if key != EXAMPLE:
                    message = f"`{key}` is {_shown(properties[key])}, but a schema is due"
                    yield fault(((way, "properties"), key), message)


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


@rule("FLOW404", "blank-example", WARNING, catalogue=("V604",), needs=(DATA,))
def blank_example(flow: Context) -> Faults:
    """The example of an entry that a text shows is blank.

    Meta's preview shows the example, and has refused a text without any.

    Bad:
        guest = Data("guest", example="")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        guest = Data("guest", example="Ada")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: approximated: reported from answers of the server, in no document.
    """
    for reference in uses_of(flow).references:
        if reference.expected is None:
            continue
        ref = reference.ref
        if reference.path[-1] == "text" and ref.root == "data":
            way = _entry_path(reference, flow)
            example = reference.resolved.schema.get(EXAMPLE)
            if way is not None and isinstance(example, str) and not example.strip():
                message = f"the example of `{ref.path[0]}` is blank, but a text shows it"
                yield fault((*way, EXAMPLE), message, cause=("blank", way))


def _entry_path(reference: Reference, flow: Context) -> Path | None:
    """Return where the entry is declared that a reference names as a whole."""
    owner = flow.by_id.get(reference.resolved.owner)
    if owner is None or len(reference.ref.path) != 1 or reference.resolved.gap is not None:
        return None
    return ("screens", owner.index, "data", reference.ref.path[0])


_Bound: TypeAlias = tuple[Path, dict[str, Any], List, Object]


class _BoundLists(list[_Bound]):
    """The entries to which lists of options or items are bound, each once for a shape."""


def _bound_lists(flow: Context) -> _BoundLists:
    return flow.once(_BoundLists, lambda flow: _BoundLists(_read_bound_lists(flow)))


def _read_bound_lists(flow: Context) -> Iterator[_Bound]:
    seen = set()
    for reference in uses_of(flow).references:
        if reference.expected is None:
            continue
        shape = next(lists_in(reference.expected), None)
        way = _entry_path(reference, flow) if shape is not None else None
        schema = reference.resolved.schema
        if shape is None or not isinstance(shape.item, Object) or way is None:
            continue
        if (way, shape) not in seen and types_of(schema) == ARRAY:
            seen.add((way, shape))
            yield way, dict(schema), shape, shape.item


@rule("FLOW405", "actions-in-schema", ERROR, ("INVALID_SCREEN_DYNAMIC_DATA",), since=V6_0,
      catalogue=("V609",), needs=(DATA,))  # fmt: skip
def actions_in_schema(flow: Context) -> Faults:
    """The schema of bound options declares select actions that could be anything.

    The server takes a schema that leaves them out, or one in which `name` is the constant
    `update_data`. In Python the schema is inferred without them.

    Bad:
        cities = Data("cities", example=[{"id": "ams", "title": "Amsterdam"}], schema={
            "type": "array", "items": {"type": "object", "properties": {
                "id": {"type": "string"}, "title": {"type": "string"},
                "on-select-action": {"type": "object", "properties": {"name": {"type": "string"}}},
            }},
        })
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Good:
        cities = Data("cities", example=[{"id": "ams", "title": "Amsterdam"}])
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Meta: same: reported from answers of the server.
    """
    for way, schema, _, _ in _bound_lists(flow):
        match schema:
            case {"items": {"properties": dict(properties)}}:
                for key in (SELECT, UNSELECT):
                    match properties.get(key):
                        case None | {"properties": {"name": {"const": "update_data"}}}:
                            pass
                        case _:
                            message = f"the schema of bound options declares `{key}`"
                            help_ = 'leave it out, or let its `name` be {"const": "update_data"}'
                            at = (*way, "items", "properties", key)
                            yield fault(at, message, help_, at_key=True)


@rule("FLOW406", "poor-list-example", WARNING, catalogue=("V610",), needs=(DATA,))
def poor_list_example(flow: Context) -> Faults:
    """The example of a bound list is no list that the component could show.

    Items lack what they need, have one id twice, or are too many.

    Bad:
        cities = Data("cities", example=[{"id": "a", "title": "Amsterdam"},
                                         {"id": "a", "title": "Athens"}])
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Good:
        cities = Data("cities", example=[{"id": "ams", "title": "Amsterdam"},
                                         {"id": "ath", "title": "Athens"}])
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Meta: own.
    """
    for way, schema, shape, item in _bound_lists(flow):
        example = schema.get(EXAMPLE)
        if not isinstance(example, list):
            continue
        if shape.maximum is not None and len(example) > shape.maximum:
            message = f"the example has {len(example)} items, {shape.maximum} are the most"
            yield fault((*way, EXAMPLE), message)
        seen: set[str] = set()
        declared = _properties(schema)
        # What the schema does not have either is said where the list is bound.
        needed = [
            known.key
            for known in item.properties
            if known.required and (declared is None or known.key in declared)
        ]
        for index, each in enumerate(example):
            if not isinstance(each, dict):
                continue
            lacking = [key for key in needed if key not in each]
            if lacking:
                message = f"an item of the example lacks {', '.join(f'`{key}`' for key in lacking)}"
                yield fault((*way, EXAMPLE, index), message, cause=("lacking", way))
            name = each.get("id")
            if isinstance(name, str):
                if name in seen:
                    message = f'two items of the example have the id "{name}"'
                    yield fault((*way, EXAMPLE, index, "id"), message, cause=("twice", way))
                seen.add(name)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    match schema:
        case {"items": {"properties": dict(properties)}}:
            return properties
    return None


@rule("FLOW407", "long-example", INFO, catalogue=("V326",), needs=(DATA,))
def long_example(flow: Context) -> Faults:
    """A text in the example of a bound list is longer than phones show.

    What the endpoint sends should be shorter.

    Bad:
        cities = Data("cities", example=[{"id": "ams", "title": "Amsterdam, the city of canals!"
                                          " And of bicycles."}])
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Good:
        cities = Data("cities", example=[{"id": "ams", "title": "Amsterdam"}])
        city = Dropdown(name="city", label="City", data_source=cities.ref)
        Screen(id="START", title="Start", terminal=True, data=[cities], children=[
            city, Footer(label="Done", on_click_action=Complete({"city": city.ref})),
        ])
    Meta: unknown: the limits are documented, what the server makes of examples is not.
    """
    for way, schema, shape, _ in _bound_lists(flow):
        for finding in check_value(schema.get(EXAMPLE), shape, flow.version):
            if finding.rule is literals.TEXT_TOO_LONG:
                path = (*way, EXAMPLE, *finding.path)
                yield fault(path, finding.message, finding.help, cause=("long", way))
