"""Rules about files that are uploaded, and where their pickers' values may go."""

from collections.abc import Iterator
from typing import Any

from flowdsl.bindings import binding_of
from flowdsl.components.media import Picker
from flowdsl.context import Context, PlacedAction, PlacedComponent, kinds_of
from flowdsl.facts import Binding
from flowdsl.fault import Faults, fault
from flowdsl.findings import Trail
from flowdsl.problems import Severity
from flowdsl.resolution import reference_of, resolve
from flowdsl.rule import rule
from flowdsl.versions import V4_0, V5_0

__all__: list[str] = []

ERROR = Severity.ERROR
PAYLOAD = ("INVALID_ON_CLICK_ACTION_PAYLOAD",)
_PICKERS = kinds_of(Picker)


def picker_of(text: Any, action: PlacedAction, flow: Context) -> PlacedComponent | None:
    """Return the PhotoPicker or DocumentPicker whose value a text is."""
    binding = binding_of(text) if isinstance(text, str) else None
    if binding is None or binding is Binding.EXPRESSION:
        return None
    found = resolve(reference_of(text), action.component.screen, flow).component
    return found if found is not None and found.kind in _PICKERS else None


@rule(
    "FLOW510", "picker-in-navigate", ERROR, PAYLOAD, since=V4_0, catalogue=("V707",), needs=_PICKERS
)
def picker_in_navigate(flow: Context) -> Faults:
    """A `navigate` carries what was uploaded.

    Read it where it is needed instead, with a reference to the screen of its picker.

    Bad:
        photo = PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1)
        shown = Data("shown", example=[{"file_name": "a.png"}])
        [
            Screen(id="START", title="Start", children=[
                photo, Footer(label="Next", on_click_action=Navigate("END", {"shown": photo.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[shown], children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        photo = PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1)
        [
            Screen(id="START", title="Start", children=[
                photo, Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({"photo": photo.ref.on("START")})),
            ]),
        ]
    """
    for action in flow.actions_of("navigate"):
        for way, component in _uploads(action, flow):
            message = (
                f"`{component.name}` is a {component.kind}, whose files `navigate` cannot carry"
            )
            screen = component.screen.id
            help_ = f"read it where it is needed: ${{screen.{screen}.form.{component.name}}}"
            yield fault(way, message, help_)


def _uploads(action: PlacedAction, flow: Context) -> Iterator[tuple[Trail, PlacedComponent]]:
    """Yield where a payload holds the value of a picker, at any depth."""
    waiting: list[tuple[Trail, Any]] = [((action.trail, "payload"), action.payload)]
    while waiting:
        way, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((way, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((way, index), item) for index, item in enumerate(value)]
        elif (component := picker_of(value, action, flow)) is not None:
            yield way, component


@rule("FLOW511", "nested-picker", ERROR, PAYLOAD, since=V4_0, catalogue=("V707",), needs=_PICKERS)
def nested_picker(flow: Context) -> Faults:
    """What was uploaded stands deeper in a payload than directly under a key.

    Only there is it turned into files when the message is sent.

    Bad:
        photo = PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1)
        [photo, Footer(label="Done", on_click_action=Complete({"files": {"photo": photo.ref}}))]
    Good:
        photo = PhotoPicker(name="photo", label="A photo", max_uploaded_photos=1)
        [photo, Footer(label="Done", on_click_action=Complete({"photo": photo.ref}))]
    """
    for action in flow.actions_of("complete", "data_exchange"):
        for way, component in _uploads(action, flow):
            if way is not None and way[0] != (action.trail, "payload"):
                message = f"the files of `{component.name}` stand inside another value"
                yield fault(way, message, "give them a key of their own in the payload")


MOST_FILES, MOST_KIBIBYTES = 10, 100 * 1024


@rule("FLOW512", "too-many-files", ERROR, PAYLOAD, since=V4_0, catalogue=("V708",), needs=_PICKERS)
def too_many_files(flow: Context) -> Faults:
    """A `complete` may carry more files than a message can.

    From 5.0 a message takes 10 files of 100 MiB together, in 4.0 one file. What counts is how many
    a picker lets through: 30 of 25 MiB unless it says less.

    Bad:
        photo = PhotoPicker(name="photo", label="A photo")
        [photo, Footer(label="Done", on_click_action=Complete({"photo": photo.ref}))]
    Good:
        photo = PhotoPicker(name="photo", label="A photo", max_uploaded_photos=4)
        [photo, Footer(label="Done", on_click_action=Complete({"photo": photo.ref}))]
    Meta: approximated: that sizes count as the number times the largest size is observed.
    """
    most = MOST_FILES if flow.version >= V5_0 else 1
    for action in flow.actions_of("complete"):
        pickers = {
            id(component): (way, component)
            for key, value in action.payload.items()
            if (component := picker_of(value, action, flow)) is not None
            for way in [((action.trail, "payload"), key)]
        }
        files = size = 0
        for way, component in pickers.values():
            if flow.is_wrong(component.path):
                continue  # Its limits are refused already.
            count, kibibytes = _uploaded(component)
            files += count
            size += count * kibibytes
            if files > most or (size > MOST_KIBIBYTES and flow.version >= V5_0):
                what = f"{files} files" if files > most else f"{size // 1024} MiB"
                limit = f"{most}" if files > most else f"{MOST_KIBIBYTES // 1024} MiB"
                message = f"up to {what} can be sent with it, a message takes {limit}"
                if flow.version < V5_0 and files <= MOST_FILES:
                    message = f"{message} before Flow JSON {V5_0}"
                help_ = "lower the number of files, or their size, on the picker"
                yield fault(way, message, help_)
                break


def _uploaded(component: PlacedComponent) -> tuple[int, int]:
    """Return how many files a picker lets through, and how large one may be."""
    most = next(
        (value for key, value in component.content.items() if key.startswith("max-uploaded-")), 30
    )
    size = component.content.get("max-file-size-kb", 25600)
    return (most if isinstance(most, int) else 30), (size if isinstance(size, int) else 25600)
