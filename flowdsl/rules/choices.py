"""Rules about options, lists to navigate by, and calendars."""

from collections.abc import Iterator
from typing import Any, Final

from flowdsl.bindings import binding_of
from flowdsl.components.choices import Dropdown
from flowdsl.components.dates import CalendarPicker
from flowdsl.components.navigation import NavigationList
from flowdsl.context import Context, PlacedComponent
from flowdsl.facts import CLICK
from flowdsl.fault import Faults, fault
from flowdsl.node import COMPONENTS
from flowdsl.problems import Severity
from flowdsl.projection import shape_of
from flowdsl.rule import rule
from flowdsl.shape import AnyOf, Dynamic, Object, Shape
from flowdsl.versions import V5_0, V6_0, V6_1, V6_2

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_DROPDOWN, _LIST = Dropdown.facts.name, NavigationList.facts.name
_CALENDAR = CalendarPicker.facts.name
_SOURCE, _ITEMS = "data-source", "list-items"
WITH_IMAGES: Final = 100


def _items(flow: Context, *keys: str) -> Iterator[tuple[PlacedComponent, str, list[Any]]]:
    """Yield the components that have options or items in the JSON, with those."""
    return (each for each in flow.with_items if each[1] in keys)


def _differ(items: list[Any]) -> bool:
    """Return whether all items have ids, and different ones: nearly always they do."""
    try:
        return len({item["id"] for item in items}) == len(items)
    except (TypeError, KeyError):
        return False


@rule("FLOW261", "duplicate-option", WARNING, catalogue=("V430",))
def duplicate_option(flow: Context) -> Faults:
    """Two options of a list have one id.

    The answer is the id: which of them was chosen is lost.

    Bad:
        Dropdown(name="city", label="City", data_source=[
            Option(id="a", title="Amsterdam"), Option(id="a", title="Athens"),
        ])
    Good:
        Dropdown(name="city", label="City", data_source=[
            Option(id="ams", title="Amsterdam"), Option(id="ath", title="Athens"),
        ])
    Meta: own.
    """
    for component, key, items in _items(flow, _SOURCE, _ITEMS):
        if _differ(items):
            continue
        seen: dict[str, int] = {}
        for index, item in enumerate(items):
            name = item.get("id") if isinstance(item, dict) else None
            if isinstance(name, str) and seen.setdefault(name, index) != index:
                message = f'two items have the id "{name}"'
                notes = (f"the first one is {key}[{seen[name]}]",)
                way = ((component.at(key), index), "id")
                yield fault(way, message, "rename one of them", notes=notes)


@rule(
    "FLOW262",
    "too-many-options-with-images",
    ERROR,
    since=V5_0,
    catalogue=("V429",),
    needs=(_DROPDOWN,),
)
def too_many_options_with_images(flow: Context) -> Faults:
    """A Dropdown with images has more than 100 options.

    Without images it takes 200.

    Bad:
        dot = "iVBORw0KGgoAAAANSUhEUg=="
        Dropdown(name="row", label="Row", data_source=[
            Option(id=str(row), title=f"Row {row}", image=dot if row == 0 else None)
            for row in range(101)
        ])
    Good:
        Dropdown(name="row", label="Row", data_source=[
            Option(id=str(row), title=f"Row {row}") for row in range(101)
        ])
    Meta: approximated: the limit is documented, whether the server holds to it is not.
    """
    for component, key, items in _items(flow, _SOURCE):
        if component.kind != _DROPDOWN or len(items) <= WITH_IMAGES:
            continue
        if any(isinstance(item, dict) and "image" in item for item in items):
            message = f"a Dropdown with images takes {WITH_IMAGES} options, not {len(items)}"
            yield fault(component.at(key), message, "leave out the images or some options")


@rule("FLOW263", "images-and-colors", WARNING, since=V5_0, catalogue=("V428",))
def images_and_colors(flow: Context) -> Faults:
    """Some options of a list have an image, and others a colour.

    A list shows one or the other.

    Bad:
        dot = "iVBORw0KGgoAAAANSUhEUg=="
        Dropdown(name="tone", label="Tone", data_source=[
            Option(id="a", title="A", image=dot), Option(id="b", title="B", color="#FF0000"),
        ])
    Good:
        Dropdown(name="tone", label="Tone", data_source=[
            Option(id="a", title="A", color="#00FF00"), Option(id="b", title="B", color="#FF0000"),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    for component, key, items in _items(flow, _SOURCE):
        options = [item for item in items if isinstance(item, dict)]
        if any("image" in each for each in options) and any("color" in each for each in options):
            message = "some options have an image and others a colour, but a list shows one kind"
            yield fault(component.at(key), message)


@rule("FLOW264", "actions-twice", WARNING, since=V6_0, catalogue=("V437",))
def actions_twice(flow: Context) -> Faults:
    """Selecting does something on a list as a whole and on its options, too.

    Which of the two a phone does is not documented.

    Bad:
        shown = Data("shown", example=False)
        show, hide = UpdateData({"shown": True}), UpdateData({"shown": False})
        pick = RadioButtonsGroup(name="pick", label="Pick", on_select_action=hide, data_source=[
            Option(id="a", title="A", on_select_action=show), Option(id="b", title="B"),
        ])
        Screen(id="START", title="Start", terminal=True, data=[shown], children=[
            pick, TextBody(text="A", visible=shown.ref),
            Footer(label="Done", on_click_action=Complete({"pick": pick.ref})),
        ])
    Good:
        shown = Data("shown", example=False)
        show, hide = UpdateData({"shown": True}), UpdateData({"shown": False})
        pick = RadioButtonsGroup(name="pick", label="Pick", data_source=[
            Option(id="a", title="A", on_select_action=show, on_unselect_action=hide),
            Option(id="b", title="B"),
        ])
        Screen(id="START", title="Start", terminal=True, data=[shown], children=[
            pick, TextBody(text="A", visible=shown.ref),
            Footer(label="Done", on_click_action=Complete({"pick": pick.ref})),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    for component in flow.components:
        if component.kind != _LIST and component.actions:
            whole = [action for action in component.actions if action.item is None]
            if whole and len(whole) < len(component.actions):
                message = (
                    f"`{whole[0].event}` stands on the list, and its options have actions, too"
                )
                yield fault(whole[0].trail, message, "keep one of the two")


@rule("FLOW271", "range-only", ERROR, since=V6_1, catalogue=("V431",), needs=(_CALENDAR,))
def range_only(flow: Context) -> Faults:
    """A CalendarPicker for one day has what only one for a range has.

    Without `mode` it takes one day, and shows nothing of a title or a number of days.

    Bad:
        CalendarPicker(name="day", label="Day", min_days=2)
    Good:
        CalendarPicker(name="stay", mode="range", min_days=2,
                       label=Range(start_date="From", end_date="Until"))
    Meta: unknown: the modes are documented, the server's answer is not.
    """
    for component in flow.of(_CALENDAR):
        if component.content.get("mode", "single") == "single":
            for key in CalendarPicker.RANGE_ONLY:
                if key in component.content:
                    message = f"`{key}` goes with the mode `range` only"
                    help_ = 'add `mode` "range", or leave it out'
                    yield fault(component.at(key), message, help_, at_key=True,
                                cause=("mode", id(component)))  # fmt: skip


@rule("FLOW272", "wrong-mode", ERROR, since=V6_1, catalogue=("V431",), needs=(_CALENDAR,))
def wrong_mode(flow: Context) -> Faults:
    """A CalendarPicker says something for one day in range mode, or for a range in single mode.

    In range mode `label`, `helper-text`, `required`, `init-value` and `error-message` are objects
    with `start-date` and `end-date`; in single mode they are plain.

    Bad:
        CalendarPicker(name="stay", mode="range", label="Your stay")
    Good:
        CalendarPicker(name="stay", mode="range",
                       label=Range(start_date="From", end_date="Until"))
    Meta: unknown: the modes are documented, the server's answer is not.
    """
    keys = _either(flow)
    for component in flow.of(_CALENDAR):
        mode = component.content.get("mode", "single")
        for key in keys if mode in ("single", "range") else ():
            value = component.content.get(key)
            bound = isinstance(value, str) and binding_of(value) is not None
            if value is None or bound or isinstance(value, dict) is (mode == "range"):
                continue
            wanted = "an object with `start-date` and `end-date`" if mode == "range" else "plain"
            message = f"in the mode `{mode}` the `{key}` of a CalendarPicker is {wanted}"
            help_ = (
                'for two days add `mode` "range"'
                if mode == "single"
                else ("in Python: Range(start_date=..., end_date=...)")
            )
            yield fault(component.at(key), message, help_, cause=("mode", id(component)))


def _either(flow: Context) -> list[str]:
    """Return the properties of a CalendarPicker that are an object in range mode only."""
    shape = shape_of(COMPONENTS[_CALENDAR], flow.version)
    return [known.key for known in shape.properties if _is_either(known.shape)]


def _is_either(shape: Shape) -> bool:
    static = shape.static if isinstance(shape, Dynamic) else shape
    return isinstance(static, AnyOf) and any(
        isinstance(each, Object) for each in static.alternatives
    )


@rule("FLOW281", "end-with-large-media", ERROR, since=V6_2, catalogue=("V424",), needs=(_LIST,))
def end_with_large_media(flow: Context) -> Faults:
    """An item of a NavigationList has an `end`, although the list shows large pictures.

    There is no room for both.

    Bad:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"),
                                end=ItemEnd(title="12 EUR"))]
        [
            Screen(id="START", title="Start", children=[NavigationList(
                name="list", list_items=items, media_size="large", on_click_action=Navigate("END"),
            )]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"),
                                end=ItemEnd(title="12 EUR"))]
        [
            Screen(id="START", title="Start", children=[NavigationList(
                name="list", list_items=items, on_click_action=Navigate("END"),
            )]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: unknown: the rule is documented, the server's answer is not.
    """
    for component, key, items in _items(flow, _ITEMS):
        if component.content.get("media-size") == "large":
            for index, item in enumerate(items):
                if isinstance(item, dict) and "end" in item:
                    message = "an item cannot have an `end` where `media-size` is large"
                    way = ((component.at(key), index), "end")
                    yield fault(way, message, at_key=True, cause=("end", id(component)))


@rule("FLOW282", "several-badges", ERROR, since=V6_2, catalogue=("V424",), needs=(_LIST,))
def several_badges(flow: Context) -> Faults:
    """Several items of a NavigationList have a badge.

    One item of a list can have one.

    Bad:
        items = [NavigationItem(id=text, main_content=MainContent(title=text), badge="New")
                 for text in ("A", "B")]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        items = [
            NavigationItem(id="a", main_content=MainContent(title="A"), badge="New"),
            NavigationItem(id="b", main_content=MainContent(title="B")),
        ]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: unknown: the rule is documented, the server's answer is not.
    """
    for component, key, items in _items(flow, _ITEMS):
        marked = [
            index for index, item in enumerate(items) if isinstance(item, dict) and "badge" in item
        ]
        if len(marked) > 1:
            message = f"{len(marked)} items have a badge, but one of a list can"
            yield fault(((component.at(key), marked[1]), "badge"), message)


@rule("FLOW283", "list-action", ERROR, ("MISSING_REQUIRED_PROPERTY",), since=V6_2,
      catalogue=("V424",), needs=(_LIST,))  # fmt: skip
def list_action(flow: Context) -> Faults:
    """A NavigationList and its items both have an action, or none of them has.

    Either the list says what tapping any item does, or each item says it.

    Bad:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"))]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"))]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: approximated: the code is documented for a list without any action.
    """
    event = CLICK
    for component, key, items in _items(flow, _ITEMS):
        having = [index for index, item in enumerate(items)
                  if isinstance(item, dict) and event in item]  # fmt: skip
        if event in component.content and having:
            message = f"the list has an `{event}`, and {len(having)} of its items, too"
            yield fault(component.at(event), message, "keep one of the two", meta=())
        elif event not in component.content and items and len(having) < len(items):
            missing = next(index for index in range(len(items)) if index not in having)
            if isinstance(items[missing], dict):
                what = "nor has any item" if not having else f"and the item {missing} has none"
                message = f"the list has no `{event}`, {what}"
                way = (component.at(key), missing) if having else component.trail
                yield fault(way, message, "give it to the list, or to each item")


@rule("FLOW284", "end-texts", WARNING, since=V6_2, catalogue=("V424",), needs=(_LIST,))
def end_texts(flow: Context) -> Faults:
    """The `end` of an item has no text, or three.

    Phones show one or two of `title`, `description` and `metadata`.

    Bad:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"),
                                end=ItemEnd(title="12", description="EUR", metadata="Tax"))]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"),
                                end=ItemEnd(title="12", description="EUR"))]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: unknown: seen in the official client, in no document.
    """
    for component, key, items in _items(flow, _ITEMS):
        for index, item in enumerate(items):
            end = item.get("end") if isinstance(item, dict) else None
            if isinstance(end, dict) and len(end) not in (1, 2):
                message = f"the `end` of an item has {len(end)} texts, phones show one or two"
                yield fault(((component.at(key), index), "end"), message)
