"""Rules that advise: what serves the user of a flow, or its author, better."""

import json
import re
from typing import Any, Final

from flowdsl.bindings import binding_of
from flowdsl.components.base import Input
from flowdsl.components.inputs import HIDDEN_INPUT_TYPES
from flowdsl.components.navigation import Footer
from flowdsl.conformance import check_structure
from flowdsl.context import DATA, ROOT, Context, PlacedComponent, kinds_of
from flowdsl.facts import Binding
from flowdsl.fault import Faults, fault
from flowdsl.findings import Trail
from flowdsl.flow import Screen
from flowdsl.json_text import LARGEST
from flowdsl.node import COMPONENTS, Node, remembered
from flowdsl.problems import Fix, Severity
from flowdsl.projection import shape_of
from flowdsl.resolution import reference_of, resolve
from flowdsl.rule import rule
from flowdsl.uses import uses_of
from flowdsl.versions import DEFAULT, V5_1, Version

__all__: list[str] = []

WARNING, INFO = Severity.WARNING, Severity.INFO
_FOOTER = Footer.facts.name
_INPUTS = kinds_of(Input)


@rule("FLOW701", "unused-data", INFO, catalogue=("V801",), quiet=True, needs=(DATA,))
def unused_data(flow: Context) -> Faults:
    """A screen declares data that nothing reads.

    Whoever opens or leads to the screen has to provide it all the same.

    Bad:
        guest = Data("guest", example="Ada")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        guest = Data("guest", example="Ada")
        Screen(id="START", title="Start", terminal=True, data=[guest], children=[
            TextBody(text=guest.ref), Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: own.
    """
    used = {
        (reference.resolved.owner, reference.ref.path[0])
        for reference in uses_of(flow).references
        if reference.ref.root == "data"
    }
    for screen in flow.screens:
        unused = [name for name in screen.data if (screen.id, name) not in used]
        if unused and flow.is_known and not uses_of(flow).has_gaps:
            listed = ", ".join(f"`{name}`" for name in unused)
            message = f"nothing reads {listed} of the data of `{screen.id}`"
            yield fault((screen.at("data"), unused[0]), message, "leave out what is not needed",
                        at_key=True)  # fmt: skip


@rule("FLOW702", "lost-answer", INFO, catalogue=("V802",), quiet=True)
def lost_answer(flow: Context) -> Faults:
    """An answer is never sent, although the flow sends others.

    Somebody fills it in for nothing.

    Bad:
        [TextInput(name="city", label="City"), TextInput(name="name", label="Name"),
         Footer(label="Done", on_click_action=Complete({"city": "${form.city}"}))]
    Good:
        [TextInput(name="city", label="City"), TextInput(name="name", label="Name"),
         Footer(label="Done", on_click_action=Complete({
             "city": "${form.city}", "name": "${form.name}",
         }))]
    Meta: own.
    """
    sends = any(action.payload for action in flow.actions if action.name != "update_data")
    if not sends or not flow.is_known or uses_of(flow).has_gaps:
        return
    used = {
        id(reference.resolved.component)
        for reference in uses_of(flow).references
        if reference.resolved.component is not None
    }
    for component in flow.components:
        if component.kind in _INPUTS and id(component) not in used and component.name:
            message = f"the answer `{component.name}` is never sent"
            yield fault(component.at("name"), message, "add it to the payload of an action")


@rule("FLOW703", "answer-overwritten", WARNING, catalogue=("V803",), needs=("navigate",))
def answer_overwritten(flow: Context) -> Faults:
    """Two inputs write one key of what is sent, so that one answer is lost.

    A screen was given the answer of another under the same key, and sends its own instead.

    Bad:
        first, name = TextInput(name="first", label="First name"), Data("name", example="Ada")
        last = TextInput(name="last", label="Last name")
        [
            Screen(id="START", title="Start", children=[
                first, Footer(label="Next", on_click_action=Navigate("END", {"name": first.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[name], children=[
                last, Footer(label="Done", on_click_action=Complete({"name": last.ref})),
            ]),
        ]
    Good:
        first, name = TextInput(name="first", label="First name"), Data("name", example="Ada")
        last = TextInput(name="last", label="Last name")
        [
            Screen(id="START", title="Start", children=[
                first, Footer(label="Next", on_click_action=Navigate("END", {"name": first.ref})),
            ]),
            Screen(id="END", title="End", terminal=True, data=[name], children=[
                last, Footer(label="Done", on_click_action=Complete({
                    "name": name.ref, "last": last.ref,
                })),
            ]),
        ]
    Meta: own.
    """
    given: dict[tuple[str, str], str] = {}
    for action in flow.actions_of("navigate"):
        for key, value in action.payload.items():
            if _answer(value, action.component, flow):
                given[(action.target or "", key)] = action.component.screen.id
    if not given:
        return
    used = {
        (reference.resolved.owner, reference.ref.path[0])
        for reference in uses_of(flow).references
        if reference.ref.root == "data"
    }
    for action in flow.actions_of("complete", "data_exchange"):
        screen = action.component.screen
        for key, value in action.payload.items():
            source = given.get((screen.id, key))
            lost = source is not None and (screen.id, key) not in used
            if lost and _answer(value, action.component, flow):
                message = f"`{key}` holds an answer of `{source}` already, which is lost"
                way = ((action.trail, "payload"), key)
                yield fault(way, message, "send them under two keys", at_key=True)


def _answer(value: Any, component: PlacedComponent, flow: Context) -> bool:
    """Return whether a value is the answer of an input."""
    binding = binding_of(value) if isinstance(value, str) else None
    if binding not in (Binding.FORM, Binding.SCREEN_FORM):
        return False
    return resolve(reference_of(value), component.screen, flow).component is not None


_SECRET: Final = re.compile(
    r"(?<![a-z])(credit card|debit card|card number|cardnumber|cvv|cvc|iban|account number"
    r"|bank account"
    r"|id number|passport|social security|ssn|aadhaar|pan number)(?![a-z])",
    re.IGNORECASE,
)
_NOT_SECRET: Final = re.compile(
    r"\b(account type|card type|account name|type of (card|account)|gift card|business card)\b",
    re.IGNORECASE,
)
_TEXTS: Final = ("TextInput", "TextArea")


@rule("FLOW704", "not-sensitive", INFO, since=V5_1, catalogue=("V804",), needs=_TEXTS)
def not_sensitive(flow: Context) -> Faults:
    """An input asks for a card, account or id number, and its screen does not hide it.

    The summary in the chat shows the answers; `sensitive` hides those that it names.

    Bad:
        iban = TextInput(name="iban", label="IBAN")
        Screen(id="START", title="Start", terminal=True, children=[
            iban, Footer(label="Done", on_click_action=Complete({"iban": iban.ref})),
        ])
    Good:
        iban = TextInput(name="iban", label="IBAN")
        Screen(id="START", title="Start", terminal=True, sensitive=["iban"], children=[
            iban, Footer(label="Done", on_click_action=Complete({"iban": iban.ref})),
        ])
    Meta: own.
    """
    for component in flow.of(*_TEXTS):
        hidden = component.screen.content.get("sensitive")
        hidden = hidden if isinstance(hidden, list) else []
        if component.name in hidden or component.content.get("input-type") in HIDDEN_INPUT_TYPES:
            continue
        label = component.content.get("label")
        words = f"{component.name or ''} {label if isinstance(label, str) else ''}"
        words = re.sub(r"[_-]+", " ", words)
        if _SECRET.search(words) and not _NOT_SECRET.search(words):
            message = f"`{component.name}` is shown in the summary of the chat"
            help_ = f'add "{component.name}" to the `sensitive` of the screen'
            yield fault(component.at("name"), message, help_)


LARGE: Final = 900_000
UNDELIVERED: Final = 1_000_000


@rule("FLOW705", "large-flow", INFO, catalogue=("V805",))
def large_flow(flow: Context) -> Faults:
    """A flow has nearly 1 MB, or more.

    It is accepted, but a message that carries it may silently never be delivered. Images are most
    of it: make them smaller, or let the endpoint send them. More than 10 MB are refused.

    Bad:
        [Image(src="A" * 300_000) for _ in range(3)]
    Good:
        [Image(src="A" * 3_000) for _ in range(3)]
    Meta: own.
    """
    size = flow.size
    if size is None:
        try:
            size = len(json.dumps(flow.document, ensure_ascii=False, separators=(",", ":")))
        except (TypeError, ValueError):  # Something in it has no JSON, which is reported.
            return
    if size > LARGEST:
        message = f"the flow has {size / 1024 / 1024:.1f} MB, and Meta takes 10 MB at most"
        way, _ = _longest_text(flow)
        help_ = "the largest part of it stands here"
        meta = ("INVALID_FLOW_JSON",)
        yield fault(way, message, help_, severity=Severity.ERROR, meta=meta)
    elif size >= LARGE:
        message = f"the flow has {size / UNDELIVERED:.1f} MB; with 1 MB messages get lost"
        way, longest = _longest_text(flow)
        help_ = f"the largest part of it stands here: {longest // 1000} KB"
        yield fault(way, message, help_)


def _longest_text(flow: Context) -> tuple[Trail, int]:
    """Return where the longest text of the components is, and how long that is."""
    found: Trail = (ROOT, "screens")
    longest = 0
    for component in flow.components:
        waiting: list[tuple[Trail, Any]] = [(component.trail, component.content)]
        while waiting:
            way, value = waiting.pop()
            if isinstance(value, str):
                if len(value) > longest:
                    found, longest = way, len(value)
            elif isinstance(value, dict):
                waiting += [((way, key), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                waiting += [((way, index), inner) for index, inner in enumerate(value)]
    return found, longest


_EMOJI: Final = re.compile("[\U0001f300-\U0001faff\U00002600-\U000027bf\U0001f1e6-\U0001f1ff]")


@rule("FLOW706", "emoji-in-footer", WARNING, catalogue=("V806",), needs=(_FOOTER,))
def emoji_in_footer(flow: Context) -> Faults:
    """The label of a Footer has an emoji.

    Phones do not show it there.

    Bad:
        Footer(label="Done 🎉", on_click_action=Complete({}))
    Good:
        Footer(label="Done", on_click_action=Complete({}))
    Meta: own.
    """
    for footer in flow.of(_FOOTER):
        label = footer.content.get("label")
        found = _EMOJI.search(label) if isinstance(label, str) else None
        if found:
            yield fault(
                footer.at("label"), f"phones do not show {found[0]} in the label of a Footer"
            )


@rule("FLOW708", "older-version", INFO, catalogue=("V808",))
def older_version(flow: Context) -> Faults:
    """The flow is written in an older version, and nothing keeps it there.

    Older versions freeze one by one. What it holds is as right in the newest.

    Bad in 6.3:
        TextBody(text="Hello")
    Good:
        TextBody(text="Hello")
    Meta: own.
    """
    right = not any(finding.is_error for finding in flow.record.findings)
    if right and flow.version.frozen is None and flow.version < DEFAULT:
        newest = {**flow.document, "version": DEFAULT.name}
        if not any(finding.is_error for finding in check_structure(newest, DEFAULT)):
            message = f"the flow is in Flow JSON {flow.version}, but would do in {DEFAULT}"
            yield fault((ROOT, "version"), message, f"raise the version to {DEFAULT}")


@rule("FLOW709", "redundant-default", INFO, on=False, catalogue=("V809",))
def redundant_default(flow: Context) -> Faults:
    """A property is set to what it is anyway.

    It is looked for only if asked for; `flowdsl check --fix` takes it out.

    Bad:
        TextBody(text="Hello", visible=True)
    Good:
        TextBody(text="Hello")
    Meta: own.
    """
    for screen in flow.screens:
        yield from _redundant(screen.content, screen.trail, Screen, flow.version)
        for component in screen.components:
            cls = COMPONENTS[component.kind]
            yield from _redundant(component.content, component.trail, cls, flow.version)


def _redundant(content: dict[str, Any], trail: Any, cls: type[Node], version: Version) -> Faults:
    for key, default in _defaults(cls, version):
        if key in content:
            value = content[key]
            if type(value) is type(default) and value == default:
                message = f"`{key}` is {json.dumps(default)} anyway"
                yield fault((trail, key), message, "leave it out", at_key=True, fix=Fix())


@remembered
def _defaults(cls: type[Node], version: Version) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (known.key, known.default)
        for known in shape_of(cls, version).properties
        if known.default is not None
    )
