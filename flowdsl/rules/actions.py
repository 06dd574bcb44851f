"""Rules about actions: where they lead, and what they carry."""

from collections.abc import Iterator
from typing import Any

from flowdsl.components.navigation import Footer
from flowdsl.context import Context, PlacedAction
from flowdsl.data_types import Schema, misfit, type_words
from flowdsl.fault import Faults, fault
from flowdsl.findings import Fault, Trail
from flowdsl.problems import Severity, close_match, did_you_mean
from flowdsl.rule import rule
from flowdsl.rules.files import picker_of
from flowdsl.uses import schema_of
from flowdsl.versions import V6_0, V7_2

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
NAVIGATE = ("INVALID_NAVIGATE_ACTION_PAYLOAD",)
TARGET = ("INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME",)
_FOOTER = Footer.facts.name
FEW = 20
"""So many undeclared keys are looked at for one that was meant to be another."""


def _target_at(action: PlacedAction) -> Trail:
    return ((action.trail, "next"), "name")


@rule("FLOW501", "unknown-target", ERROR, TARGET, catalogue=("V703",), needs=("navigate",))
def unknown_target(flow: Context) -> Faults:
    """A `navigate` leads to a screen that there is not.

    It names the id of a screen, written exactly as there.

    Bad:
        [
            EmbeddedLink(text="Terms", on_click_action=Navigate("TERM")),
            Footer(label="Done", on_click_action=Complete({})),
        ]
    Good:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                EmbeddedLink(text="Terms", on_click_action=Navigate("TERMS")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="TERMS", title="Terms", children=[TextBody(text="Be kind.")]),
        ]
    """
    if flow.is_whole:
        for action in flow.actions_of("navigate"):
            target = action.target
            if target is not None and target not in flow.by_id:
                message = f"there is no screen `{target}`"
                hint = did_you_mean(target, filter(None, flow.by_id)).lstrip("; ")
                help_ = (
                    hint or f"there are {', '.join(f'`{name}`' for name in list(flow.by_id)[:8])}"
                )
                yield fault(_target_at(action), message, help_, cause=("no screen", target))


@rule("FLOW502", "self-navigation", ERROR, TARGET, catalogue=("V703",), needs=("navigate",))
def self_navigation(flow: Context) -> Faults:
    """A `navigate` leads to the screen that it stands on.

    To change what a screen shows, use `update_data` (from 6.0) or ask an endpoint.

    Bad:
        [
            EmbeddedLink(text="Again", on_click_action=Navigate("START")),
            Footer(label="Done", on_click_action=Complete({})),
        ]
    Good:
        Footer(label="Done", on_click_action=Complete({}))
    """
    for action in flow.actions_of("navigate"):
        if action.target is not None and action.target == action.component.screen.id:
            message = f"`navigate` leads to `{action.target}`, the screen that it stands on"
            yield fault(_target_at(action), message)


@rule(
    "FLOW503",
    "complete-before-end",
    ERROR,
    ("INVALID_COMPLETE_ACTION",),
    catalogue=("V702",),
    needs=("complete",),
)
def complete_before_end(flow: Context) -> Faults:
    """A `complete` stands on a screen that is not terminal.

    A flow ends on a terminal screen. From 7.2 it is a warning, since the server looks at it no
    more.

    Bad in 7.1:
        [
            Screen(id="START", title="Start", children=[
                EmbeddedLink(text="Other", on_click_action=Navigate("OTHER")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="OTHER", title="Other", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good in 7.1:
        Screen(id="START", title="Start", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: approximated: that the server looks at it no more from 7.2 is reported, not documented.
    """
    if not any(screen.is_terminal for screen in flow.screens):
        return
    for action in flow.actions_of("complete"):
        screen = action.component.screen
        # What is not a Footer cannot complete anywhere, which is in the table.
        if not screen.is_terminal and action.component.kind == _FOOTER:
            message = f"`complete` stands on the screen `{screen.id}`, which is not terminal"
            severity = WARNING if flow.version >= V7_2 else None
            yield fault(action.trail, message, "say `terminal` on the screen", severity=severity,
                        cause=("complete", screen.index))  # fmt: skip


def _navigations(flow: Context) -> Iterator[tuple[PlacedAction, dict[str, Any], bool]]:
    """Yield the actions that lead to another screen, its data, and whether it declares any."""
    for action in flow.actions_of("navigate"):
        screen = flow.by_id.get(action.target or "")
        if screen is None or screen is action.component.screen:
            continue
        declared = screen.content.get("data", {})
        payload = action.content.get("payload", {})
        if isinstance(declared, dict) and isinstance(payload, dict):
            yield action, screen.data, "data" in screen.content


@rule("FLOW504", "undeclared-key", ERROR, NAVIGATE, catalogue=("V704",), needs=("navigate",))
def undeclared_key(flow: Context) -> Faults:
    """A `navigate` carries something that the next screen does not declare.

    What a screen is given is declared in its `data`.

    Bad:
        name = TextInput(name="name", label="Name")
        [
            Screen(id="START", title="Start", children=[
                name, Footer(label="Next", on_click_action=Navigate("END", {"guest": name.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[], children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        name, guest = TextInput(name="name", label="Name"), Data("guest", example="Ada")
        [
            Screen(id="START", title="Start", children=[
                name, Footer(label="Next", on_click_action=Navigate("END", {"guest": name.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[guest], children=[
                TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    """
    for action, data, declares in _navigations(flow):
        if declares:
            for key in action.payload:
                if key not in data:
                    close = close_match(key, [each for each in data if each not in action.payload])
                    message = f"the data of `{action.target}` has no entry `{key}`"
                    help_ = (
                        f"did you mean `{close}`?" if close else f"declare it in `{action.target}`"
                    )
                    way = ((action.trail, "payload"), key)
                    yield fault(way, message, help_, at_key=True,
                                cause=("undeclared", action.target, key))  # fmt: skip


@rule("FLOW505", "missing-key", ERROR, NAVIGATE, catalogue=("V704",), needs=("navigate",))
def missing_key(flow: Context) -> Faults:
    """A `navigate` does not carry what the next screen declares.

    Every entry of its data needs a value, or the screen is not shown.

    Bad:
        guest = Data("guest", example="Ada")
        [
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, data=[guest], children=[
                TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        guest = Data("guest", example="Ada")
        [
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END", {"guest": "Ada"})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[guest], children=[
                TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    """
    for action, data, _ in _navigations(flow):
        payload = action.payload
        extra = [key for key in payload if key not in data][:FEW]
        missing = [
            key for key in data if key not in payload and not (extra and close_match(key, extra))
        ]
        if len(extra) == len(missing) == 1:
            continue  # One was renamed, and is reported where it is written.
        if missing:
            listed = ", ".join(f"`{key}`" for key in missing)
            where = (action.trail, "payload") if "payload" in action.content else action.trail
            message = f"`{action.target}` needs {listed}, which the payload does not have"
            yield fault(where, message, cause=("missing", action.target, tuple(missing)))


@rule("FLOW506", "payload-without-data", ERROR, NAVIGATE, catalogue=("V704",), needs=("navigate",))
def payload_without_data(flow: Context) -> Faults:
    """A `navigate` carries something to a screen that declares no data.

    From 4.0 any screen can read what is filled in on another, and nothing has to be carried. From
    6.0 to 7.2 it is a warning.

    Bad:
        name = TextInput(name="name", label="Name")
        [
            Screen(id="START", title="Start", children=[
                name, Footer(label="Next", on_click_action=Navigate("END", {"guest": name.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        name = TextInput(name="name", label="Name")
        [
            Screen(id="START", title="Start", children=[
                name, Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                TextBody(text=name.ref.on("START")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: approximated: that 6.0 to 7.2 let it through is reported, not documented.
    """
    lenient = V6_0 <= flow.version <= V7_2
    for action, data, declares in _navigations(flow):
        if action.payload and not data and not declares:
            severity = WARNING if lenient else None
            message = f"the screen `{action.target}` declares no data, but is given some"
            help_ = "declare it there, or leave the payload out"
            cause = ("no data", action.target)
            way = (action.trail, "payload")
            yield fault(way, message, help_, severity=severity, cause=cause)


@rule("FLOW507", "wrong-payload-type", ERROR, NAVIGATE, catalogue=("V705",), needs=("navigate",))
def wrong_payload_type(flow: Context) -> Faults:
    """A `navigate` carries a value of another type than the next screen declares.

    The type is that of the input: a list for a CheckboxGroup, true or false for an OptIn, a text
    for most others.

    Bad:
        agree, agreed = OptIn(name="agree", label="I agree"), Data("agreed", example="yes")
        [
            Screen(id="START", title="Start", children=[
                agree, Footer(label="Next", on_click_action=Navigate("END", {"agreed": agree.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[agreed], children=[
                TextBody(text=agreed.ref), Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        agree, agreed = OptIn(name="agree", label="I agree"), Data("agreed", example=True)
        [
            Screen(id="START", title="Start", children=[
                agree, Footer(label="Next", on_click_action=Navigate("END", {"agreed": agree.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[agreed], children=[
                TextBody(text="Thank you", visible=agreed.ref),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    """
    for action, data, _ in _navigations(flow):
        for key, value in action.payload.items():
            if key in data and picker_of(value, action, flow) is None:
                wrong = _misfit(action, key, value, data[key], flow)
                if wrong is not None:
                    yield wrong


def _misfit(
    action: PlacedAction, key: str, value: Any, declared: Any, flow: Context
) -> Fault | None:
    screen = action.component.screen

    def bound(text: str) -> Schema | None:
        return schema_of(text, screen, flow)

    wrong = misfit(value, declared, bound) if isinstance(declared, dict) else None
    if wrong is None:
        return None
    below, given, wanted = wrong
    way: Trail = ((action.trail, "payload"), key)
    here = value
    inner = []
    for step in below:
        # Below a reference there is nothing in the document: it is named as a whole.
        is_there = isinstance(here, list | dict)
        if is_there:
            way, here = (way, step), here[step]
        else:
            inner.append(str(step))
    name = ".".join([key, *inner]) if inner else key
    owner = action.target if action.name == "navigate" else screen.id
    message = f"`{name}` is {type_words(given)}, but `{owner}` declares {type_words(wanted)}"
    return fault(way, message, cause=("data", owner, key))


@rule("FLOW508", "wrong-update", WARNING, since=V6_0, catalogue=("V706",), needs=("update_data",))
def wrong_update(flow: Context) -> Faults:
    """An `update_data` writes what the screen does not declare, another type, or nothing new.

    It changes entries of the data of its own screen.

    Bad:
        shown = Data("shown", example=False)
        gift = OptIn(name="gift", label="A gift", on_select_action=UpdateData({"show": True}))
        Screen(id="START", title="Start", terminal=True, data=[shown], children=[
            gift, TextBody(text="For whom?", visible=shown.ref),
            Footer(label="Done", on_click_action=Complete({"gift": gift.ref})),
        ])
    Good:
        shown = Data("shown", example=False)
        gift = OptIn(name="gift", label="A gift", on_select_action=UpdateData({"shown": True}))
        Screen(id="START", title="Start", terminal=True, data=[shown], children=[
            gift, TextBody(text="For whom?", visible=shown.ref),
            Footer(label="Done", on_click_action=Complete({"gift": gift.ref})),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    for action in flow.actions_of("update_data"):
        screen = action.component.screen
        for key, value in action.payload.items():
            way = ((action.trail, "payload"), key)
            if key not in screen.data:
                close = close_match(key, screen.data)
                message = f"`update_data` writes `{key}`, which is no entry of the screen's data"
                help_ = f"did you mean `{close}`?" if close else None
                cause = ("undeclared", screen.id, key)
                yield fault(way, message, help_, at_key=True, cause=cause)
            elif value == f"${{data.{key}}}":
                yield fault(way, f"`update_data` writes `{key}` into itself")
            else:
                wrong = _misfit(action, key, value, screen.data[key], flow)
                if wrong is not None:
                    yield wrong


RESERVED = ("error", "error_key", "error_message", "flow_token", "action")


@rule("FLOW513", "protocol-key", WARNING, catalogue=("V709",))
def protocol_key(flow: Context) -> Faults:
    """A payload has a key that the protocol uses itself.

    Whoever receives it may take the author's value for that of the protocol.

    Bad:
        [TextInput(name="why", label="Why"),
         Footer(label="Done", on_click_action=Complete({"error": "${form.why}"}))]
    Good:
        [TextInput(name="why", label="Why"),
         Footer(label="Done", on_click_action=Complete({"reason": "${form.why}"}))]
    Meta: own.
    """
    for action in flow.actions_of("complete", "data_exchange"):
        for key in RESERVED:
            if key in action.payload:
                message = f"`{key}` means something else where the payload arrives"
                way = ((action.trail, "payload"), key)
                yield fault(way, message, "choose another key", at_key=True)
