"""The rules by which changes are judged, each for one thing that somebody relies on."""

from collections.abc import Iterable
from typing import Any

from flowdsl.changes.anatomy import below, holds_options, settle
from flowdsl.changes.case import Case, Verdict
from flowdsl.changes.component_pairing import but
from flowdsl.changes.edits import EditKind, is_same
from flowdsl.changes.places import Subject
from flowdsl.changes.reach import Audience, Source, writes_days
from flowdsl.changes.words import Name, Piece, Said, listed
from flowdsl.data_types import type_words, types_of

__all__ = [
    "answer_lost",
    "answer_optional",
    "answer_retyped",
    "asked_elsewhere",
    "asked_from_new_place",
    "back_is_asked",
    "choice_lost",
    "choice_renamed",
    "choices_from_elsewhere",
    "days_rewritten",
    "entry_added",
    "entry_carried",
    "entry_changed",
    "entry_removed",
    "entry_retyped",
    "first_screen_closed",
    "first_screen_lost",
    "first_screen_other",
    "key_changed",
    "key_lost",
    "key_renamed",
    "no_longer_sent",
    "route_lost",
    "screen_known",
]

_FINE = Verdict(False)


def _breaks(*said: Piece) -> Verdict:
    return Verdict(True, said)


def _fine(*said: Piece) -> Verdict:
    return Verdict(False, said)


# What is sent: to those who store answers, or to the endpoint.


def answer_lost(case: Case) -> Verdict:
    """An input is gone, or something with inputs in it, whose answers are sent."""
    lost: dict[str, None] = {}
    kept: dict[str, None] = {}
    for component in case.inputs:
        key = case.key_of(component)
        if key is not None and component.path not in case.known.counterparts.parts:
            if case.unit.subject is Subject.INPUT:
                return _breaks("its answer is sent as ", Name(key))
            (kept if key in case.new.sent(case.audience) else lost)[key] = None
    return _no_longer(lost) if lost else _bring_other(case, kept)


def _no_longer(lost: Iterable[str]) -> Verdict:
    keys = list(lost)
    return _breaks("nothing sends ", *listed(keys), " any more") if keys else _FINE


def no_longer_sent(case: Case) -> Verdict:
    """An action is gone, or another, whose payload nothing else sends."""
    lost: dict[str, None] = {}
    kept: dict[str, None] = {}
    for action in case.actions(new=False):
        if case.old.is_sent(case.audience, action.name):
            # What the flow ended with reaches the stored answers only where it still does.
            still = (
                case.new.completed if action.name == "complete" else case.new.sent(case.audience)
            )
            lost |= dict.fromkeys(key for key in action.payload if key not in still)
            if action.name == "complete":
                kept |= dict.fromkeys(key for key in action.payload if key in still)
    return _no_longer(lost) if lost else _bring_other(case, kept)


def _is_other_value(case: Case, key: str) -> bool:
    """Return whether nothing of what arrived under a key does so any more."""
    old = case.old.key_origins(case.audience, key)
    new = case.new.key_origins(case.audience, key)
    return old is not None and (new is None or new.isdisjoint(map(case.known.after, old)))


def _bring_other(case: Case, keys: Iterable[str]) -> Verdict:
    other = [key for key in keys if _is_other_value(case, key)]
    verb = " brings" if len(other) == 1 else " bring"
    return _breaks(*listed(other), verb, " something else than before") if other else _FINE


def _sent_further_on(case: Case) -> Verdict | None:
    """Judge a key of an action that ended the flow, and goes on now; None where it does not."""
    if case.audience is not Audience.ANSWERS or not case.goes_on:
        return None
    if case.old_name not in case.new.completed:
        return _no_longer([case.old_name])
    other = _bring_other(case, [case.old_name])
    return other if other.breaking else _fine("another action sends it")


def answer_retyped(case: Case) -> Verdict:
    """The answer to an input has another type."""
    old, new = case.input_of(new=False), case.input_of(new=True)
    key = case.key_of(old)
    if old is None or new is None or key is None:
        return _FINE
    before, after = case.old.answer_types(old), case.new.answer_types(new)
    if before is None or after is None or after <= before:
        return _fine("its answer has the same type as before")
    types = f", is {type_words(after)} now, was {type_words(before)}"
    return _breaks("its answer, sent as ", Name(key), types)


def answer_optional(case: Case) -> Verdict:
    """An input that had to be answered need not be any more."""
    key = case.key_of(case.input_of(new=False))
    if case.unit.key != "required" or case.old_value is not True or key is None:
        return _FINE
    return _breaks(Name(key), " may be missing or empty now")


def choice_lost(case: Case) -> Verdict:
    """An option is gone that stored answers may hold."""
    key = case.key_of(case.input_of(new=False))
    if key is None:
        return _FINE
    return _breaks("stored answers may hold ", *_option(case, new=False), " in ", Name(key))


def choice_renamed(case: Case) -> Verdict:
    """An option has another id."""
    key = case.key_of(case.input_of(new=False))
    if key is None:
        return _FINE
    after, before = _option(case, new=True), _option(case, new=False)
    return _breaks(Name(key), " brings ", *after, " instead of ", *before)


def _option(case: Case, *, new: bool) -> Said:
    """Return the id of an option."""
    value = case.new_value if new else case.old_value
    found = value.get("id") if isinstance(value, dict) else value
    return (Name(found),) if isinstance(found, str) else ("its id",)


def choices_from_elsewhere(case: Case) -> Verdict:
    """The options of an input come from somewhere else."""
    place, key = case.unit.old, case.key_of(case.input_of(new=False))
    if place is None or key is None or case.unit.key is None:
        return _FINE
    component = case.old.components_in(place.component)[0].content
    if not holds_options(below(settle(place.shape, component), case.unit.key)):
        return _FINE
    return _breaks("the ids in ", Name(key), " come from somewhere else")


def key_lost(case: Case) -> Verdict:
    """A key of a payload is gone."""
    sent = [action for action in case.actions(new=False) if _is_sent(case, action.name)]
    if not sent:
        return entry_carried(case)
    if case.unit.key is not None:
        return no_longer_sent(case)
    return _sent_further_on(case) or _breaks(Name(case.old_name), " does not arrive any more")


def _is_sent(case: Case, name: str) -> bool:
    return case.old.is_sent(case.audience, name)


def key_renamed(case: Case) -> Verdict:
    """A key of a payload has another name."""
    if any(_is_sent(case, action.name) for action in case.actions(new=False)):
        arrives = _breaks(Name(case.old_name), " arrives as ", Name(case.new_name))
        return _sent_further_on(case) or arrives
    return _FINE


def key_changed(case: Case) -> Verdict:
    """What is sent under a key is something else."""
    if not any(_is_sent(case, action.name) for action in case.actions(new=False)):
        return entry_carried(case)
    if case.unit.key is not None:
        return no_longer_sent(case)
    if all(edit.kind is EditKind.ADDED for edit in case.unit.edits):
        return _fine("what is new only adds to it")
    if further := _sent_further_on(case):
        return further
    old, new = case.unit.old, case.unit.new
    assert old is not None
    assert new is not None
    before = case.old.origins(old.screen, case.old_value)
    after = case.new.origins(new.screen, case.new_value)
    if case.known.are_same(before, after):
        return _fine("it is the same value, taken another way")
    return _breaks(Name(case.new_name), " brings something else than before")


def entry_carried(case: Case) -> Verdict:
    """What an entry of a screen's data carries on to a payload is not the same any more."""
    for source in _filled(case):
        key = case.old.key_of(case.audience, source)
        if key is None or case.known.is_key_same(case.audience, key):
            continue
        now = "brings something else" if key in case.new.sent(case.audience) else "is gone"
        return _breaks("it is sent as ", Name(key), f", which {now} now")
    return _FINE


def _filled(case: Case) -> Iterable[Source]:
    """Yield the entries that a change is about, or that a payload fills."""
    place = case.unit.old
    if place is None or place.screen is None:
        return
    names: list[str] = [case.old_name]
    if case.unit.key is not None:
        names = list(case.old_value) if isinstance(case.old_value, dict) else []
    if case.unit.subject is Subject.DATA:
        screens = [place.screen]
    else:
        targets = [case.old.filled_by(action) for action in case.actions(new=False)]
        screens = [screen.index for screen in targets if screen is not None]
    for screen in screens:
        for name in names:
            yield Source("data", screen, name)


def entry_retyped(case: Case) -> Verdict:
    """An entry of a screen's data that is sent on has another type."""
    for source in _filled(case):
        key = case.old.key_of(case.audience, source)
        before, after = types_of(_schema(case.old_value)), types_of(_schema(case.new_value))
        if key is None or before is None or after is None or before == after:
            continue
        types = f" is {type_words(after)} now, was {type_words(before)}"
        return _breaks("what is sent as ", Name(key), types)
    return _FINE


def _schema(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def days_rewritten(case: Case) -> Verdict:
    """The versions write the answers of some inputs in another way."""
    for component in case.old.dated:
        before = _style(component.kind, case, new=False)
        after = _style(component.kind, case, new=True)
        key = case.key_of(component)
        if key is not None and before is not after and before and after:
            days = f" is a day in {after.value} now, was in {before.value}"
            return _breaks("what is sent as ", Name(key), days)
    return _FINE


def _style(kind: str, case: Case, *, new: bool) -> Any:
    version = case.new.version if new else case.old.version
    return writes_days(kind, version)


# What the endpoint knows.


def screen_known(case: Case) -> Verdict:
    """The endpoint knows a screen by an id that it has no longer."""
    name = case.screen_id(new=False)
    if name in case.old.exchanging:
        return _breaks("the endpoint knows it as ", Name(name))
    if name in case.old.answered:
        return _breaks("the endpoint may still answer with ", Name(name))
    return _fine("the endpoint does not know the screen")


def asked_from_new_place(case: Case) -> Verdict:
    """The endpoint is asked where it was not asked before."""
    new = {action.event for action in case.actions(new=True) if action.name == "data_exchange"}
    old = {action.event for action in case.actions(new=False) if action.name == "data_exchange"}
    if new - old:
        return _breaks("the endpoint gets requests that it did not get before")
    return _FINE


def asked_elsewhere(case: Case) -> Verdict:
    """The address of the endpoint is another, where the flow itself says it."""
    if case.unit.key == "data_channel_uri" and case.unit.new_path is not None:
        return _breaks("requests go to another address")
    return _FINE


def back_is_asked(case: Case) -> Verdict:
    """Going back asks the endpoint, which it did not."""
    if case.unit.key == "refresh_on_back" and case.new_value is True:
        return _breaks("the endpoint gets ", Name("BACK"), " requests, which it has to answer")
    return _FINE


def route_lost(case: Case) -> Verdict:
    """The endpoint may have led along a route that is gone."""
    place = case.unit.old
    if place is None or place.path[:1] != ("routing_model",):
        return _FINE
    old, new = _edges(case, new=False), _edges(case, new=True)
    after = {
        (case.known.screen_after(source), case.known.screen_after(target)): (source, target)
        for source, target in old
    }
    for edge, (source, target) in after.items():
        if edge not in new and case.old.exchanging & {source, target}:
            names = (Name(source), " to ", Name(target))
            if source not in case.old.exchanging:
                names = (Name(target), " back to ", Name(source))
            return _breaks("an answer that leads from ", *names, " is refused")
    return _fine("no answer of the endpoint leads along it")


def _edges(case: Case, *, new: bool) -> list[tuple[str, str]]:
    """Return the routes of the routing model that a change is about."""
    value, name = (case.new_value, case.new_name) if new else (case.old_value, case.old_name)
    rows = value if case.unit.key is not None else {name: value}
    return [
        (source, target)
        for source, targets in (rows.items() if isinstance(rows, dict) else ())
        for target in (targets if isinstance(targets, list) else ())
        if isinstance(target, str)
    ]


# The data of a screen, which the endpoint answers with and a message brings along.


def entry_added(case: Case) -> Verdict:
    """A screen needs more data than is sent to it."""
    return _about_data(case, "has to bring ", Name(case.new_name), ", too")


def entry_removed(case: Case) -> Verdict:
    """A screen is sent data that it does not know."""
    return _about_data(case, "still brings ", Name(case.old_name))


def entry_changed(case: Case) -> Verdict:
    """A screen needs other data than is sent to it."""
    if is_same(but(case.old_value, "__example__"), but(case.new_value, "__example__")):
        return _fine("only the example is another")
    return _about_data(case, "brings ", Name(case.old_name), " as it was")


def _about_data(case: Case, *what: Piece) -> Verdict:
    name = case.screen_id(new=False)
    if case.unit.key is not None:
        what = ("brings the data as it was",)
    if case.audience is Audience.ENDPOINT:
        if name in case.old.answered or case.screen_id(new=True) in case.new.answered:
            return _breaks("the endpoint's answer ", *what)
        return _fine("the endpoint does not answer with this screen")
    if name in case.old.entries:
        return _breaks("a message that opens ", Name(name), " ", *what)
    return _fine("no message opens this screen")


# The first screens, which messages open.


def first_screen_lost(case: Case) -> Verdict:
    """A message names a screen that is not there any more."""
    name = case.screen_id(new=False)
    if name in case.old.entries:
        return _breaks("messages open the flow with ", Name(name))
    return _fine("no message opens the flow with it")


def first_screen_other(case: Case) -> Verdict:
    """A message that names no screen opens another one."""
    first = case.new.entries[:1]
    names = {*first, case.known.screen_after(case.old.entries[0]) if case.old.entries else None}
    if case.known.is_first_other and case.screen_id(new=True) in names:
        return _breaks("a message that names no screen opens ", *map(Name, first))
    return _FINE


def first_screen_closed(case: Case) -> Verdict:
    """A screen that messages open is led to, and so can no longer be the first."""
    targets = {action.target for action in case.actions(new=True)}
    if case.unit.subject is Subject.ROUTE:
        targets |= {target for _, target in _edges(case, new=True)}
    for name in sorted(targets & case.known.closed - {None}, key=str):
        return _breaks("messages can no longer open the flow with ", Name(str(name)))
    return _FINE
