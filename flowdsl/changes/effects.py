"""What a change means to those who rely on the flow as it was: a table, a row a kind of change.

- `answers`: would a program that reads stored answers understand old and new ones together? It
  knows them by the keys of the `complete` payload, by their types and by the ids of options, and
  by which of them are always there; with an endpoint, which may store what it gets, by what
  `data_exchange` sends, too.
- `endpoint`: would the endpoint that runs today go on working? It knows the flow by what
  `data_exchange` sends, by the ids of screens, and by the data that it answers with.
- `messages`: would a message that was sent still open? Meta documents that such a message opens the
  flow as it was when it was sent. But phones keep what they have loaded, a template names a screen
  and its data once and for all, and a program goes on sending what it sent. So what is judged is
  what a message meets that opens the new flow: the first screen that it names, and its data.

What is not in the table harms nobody.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from flowdsl.changes import rules
from flowdsl.changes.case import Case, Known, Rule, Verdict, breaking, first_objection, safe
from flowdsl.changes.places import Subject
from flowdsl.changes.reach import Audience
from flowdsl.changes.units import ChangeKind, Unit

__all__ = ["Judge", "Verdict"]

Table: TypeAlias = Mapping[tuple[Subject, ChangeKind], Rule]

_ADDED, _REMOVED, _CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
_RENAMED, _MOVED = ChangeKind.RENAMED, ChangeKind.MOVED

_gone: Final = first_objection(rules.answer_lost, rules.no_longer_sent)
_asked: Final = first_objection(rules.asked_from_new_place, rules.first_screen_closed)

_ANSWERS: Final[Table] = {
    (Subject.VERSION, _CHANGED): rules.days_rewritten,
    (Subject.SCREEN, _ADDED): safe("what is new only adds to the answers"),
    (Subject.SCREEN, _REMOVED): _gone,
    (Subject.SCREEN, _RENAMED): safe("answers do not hold the ids of screens"),
    (Subject.COMPONENT, _REMOVED): _gone,
    (Subject.COMPONENT, _CHANGED): _gone,
    (Subject.CASE, _REMOVED): _gone,
    (Subject.INPUT, _ADDED): safe("what is new only adds to the answers"),
    (Subject.INPUT, _REMOVED): rules.answer_lost,
    (Subject.INPUT, _CHANGED): rules.answer_retyped,
    (Subject.INPUT, _RENAMED): safe("answers are kept under the keys of the payload"),
    (Subject.OPTION, _ADDED): safe("an id more leaves the others as they are"),
    (Subject.OPTION, _REMOVED): rules.choice_lost,
    (Subject.OPTION, _RENAMED): rules.choice_renamed,
    (Subject.DATA, _REMOVED): rules.entry_carried,
    (Subject.DATA, _CHANGED): first_objection(rules.entry_carried, rules.entry_retyped),
    (Subject.ACTION, _REMOVED): rules.no_longer_sent,
    (Subject.ACTION, _CHANGED): rules.no_longer_sent,
    (Subject.PAYLOAD, _ADDED): safe("a key more leaves the others as they are"),
    (Subject.PAYLOAD, _REMOVED): rules.key_lost,
    (Subject.PAYLOAD, _RENAMED): rules.key_renamed,
    (Subject.PAYLOAD, _CHANGED): rules.key_changed,
    (Subject.TEXT, _CHANGED): safe("answers do not hold the texts of the flow"),
    (Subject.PROPERTY, _ADDED): rules.answer_retyped,
    (Subject.PROPERTY, _REMOVED): first_objection(
        _gone, rules.answer_optional, rules.answer_retyped
    ),
    (Subject.PROPERTY, _CHANGED): first_objection(
        _gone, rules.choices_from_elsewhere, rules.answer_optional, rules.answer_retyped
    ),
}

_ENDPOINT: Final[Table] = {
    (Subject.VERSION, _CHANGED): rules.days_rewritten,
    (Subject.DATA_API_VERSION, _ADDED): breaking("the flow needs an endpoint from now on"),
    (Subject.DATA_API_VERSION, _CHANGED): breaking("requests come in another Data API"),
    (Subject.SCREEN, _ADDED): rules.asked_from_new_place,
    (Subject.SCREEN, _REMOVED): first_objection(rules.answer_lost, rules.screen_known),
    (Subject.SCREEN, _RENAMED): rules.screen_known,
    (Subject.ROUTE, _ADDED): first_objection(
        rules.first_screen_closed, safe("the endpoint need not use it")
    ),
    (Subject.ROUTE, _REMOVED): rules.route_lost,
    (Subject.ROUTE, _CHANGED): first_objection(rules.first_screen_closed, rules.route_lost),
    (Subject.COMPONENT, _ADDED): _asked,
    (Subject.COMPONENT, _REMOVED): _gone,
    (Subject.COMPONENT, _CHANGED): first_objection(_gone, _asked),
    (Subject.CASE, _ADDED): _asked,
    (Subject.CASE, _REMOVED): _gone,
    (Subject.INPUT, _ADDED): _asked,
    (Subject.INPUT, _REMOVED): rules.answer_lost,
    (Subject.INPUT, _CHANGED): rules.answer_retyped,
    (Subject.INPUT, _RENAMED): safe("the endpoint gets the keys of the payload"),
    (Subject.OPTION, _RENAMED): rules.choice_renamed,
    (Subject.DATA, _ADDED): rules.entry_added,
    (Subject.DATA, _REMOVED): first_objection(rules.entry_carried, rules.entry_removed),
    (Subject.DATA, _RENAMED): rules.entry_removed,
    (Subject.DATA, _CHANGED): first_objection(
        rules.entry_carried, rules.entry_retyped, rules.entry_changed
    ),
    (Subject.ACTION, _ADDED): _asked,
    (Subject.ACTION, _CHANGED): first_objection(rules.no_longer_sent, _asked),
    (Subject.PAYLOAD, _ADDED): safe("a key more leaves the others as they are"),
    (Subject.PAYLOAD, _REMOVED): rules.key_lost,
    (Subject.PAYLOAD, _RENAMED): rules.key_renamed,
    (Subject.PAYLOAD, _CHANGED): rules.key_changed,
    (Subject.PROPERTY, _ADDED): first_objection(
        rules.back_is_asked, rules.asked_elsewhere, _asked, rules.answer_retyped
    ),
    (Subject.PROPERTY, _REMOVED): first_objection(
        _gone, rules.answer_optional, rules.answer_retyped
    ),
    (Subject.PROPERTY, _CHANGED): first_objection(
        rules.back_is_asked,
        rules.asked_elsewhere,
        _gone,
        rules.choices_from_elsewhere,
        rules.answer_optional,
        rules.answer_retyped,
    ),
}

_MESSAGES: Final[Table] = {
    (Subject.DATA_API_VERSION, _ADDED): breaking("the flow needs an endpoint from now on"),
    (Subject.DATA_API_VERSION, _REMOVED): breaking(
        "a message that asks the endpoint for the first screen finds none"
    ),
    (Subject.SCREEN, _ADDED): first_objection(rules.first_screen_closed, rules.first_screen_other),
    (Subject.SCREEN, _REMOVED): rules.first_screen_lost,
    (Subject.SCREEN, _RENAMED): rules.first_screen_lost,
    (Subject.SCREEN, _MOVED): rules.first_screen_other,
    (Subject.ROUTE, _ADDED): rules.first_screen_closed,
    (Subject.ROUTE, _CHANGED): rules.first_screen_closed,
    (Subject.COMPONENT, _ADDED): rules.first_screen_closed,
    (Subject.INPUT, _ADDED): rules.first_screen_closed,
    (Subject.CASE, _ADDED): rules.first_screen_closed,
    (Subject.ACTION, _ADDED): rules.first_screen_closed,
    (Subject.ACTION, _CHANGED): rules.first_screen_closed,
    (Subject.PROPERTY, _ADDED): rules.first_screen_closed,
    (Subject.DATA, _ADDED): rules.entry_added,
    (Subject.DATA, _REMOVED): rules.entry_removed,
    (Subject.DATA, _RENAMED): rules.entry_removed,
    (Subject.DATA, _CHANGED): rules.entry_changed,
}

TABLE: Final[Mapping[Audience, Table]] = {
    Audience.ANSWERS: _ANSWERS,
    Audience.ENDPOINT: _ENDPOINT,
    Audience.MESSAGES: _MESSAGES,
}
"""How each kind of change is judged for each audience."""

_ELSE: Final = {
    Audience.ANSWERS: "no answer that is sent depends on it",
    Audience.ENDPOINT: "the endpoint does not depend on it",
    Audience.MESSAGES: "no message depends on it",
}


class Judge:
    """Judges the changes between two documents.

    Args:
        known: What is known of the two documents.
    """

    def __init__(self, known: Known) -> None:
        self.known = known

    def verdict(self, unit: Unit, audience: Audience) -> Verdict:
        """Return what a change means to somebody.

        Args:
            unit: The change.
            audience: To whom.
        """
        if audience is Audience.ENDPOINT and (found := self._without_endpoint(unit)):
            return found
        rule = TABLE[audience].get((unit.subject, unit.kind))
        judged = rule(Case(unit, self.known, audience)) if rule is not None else None
        return judged if judged and judged.said else Verdict(False, (_ELSE[audience],))

    def _without_endpoint(self, unit: Unit) -> Verdict | None:
        before, after = self.known.old.has_endpoint, self.known.new.has_endpoint
        if before and not after:
            return Verdict(False, ("the endpoint is not asked any more",))
        if not after:
            return Verdict(False, ("the flow has no endpoint",))
        begins = not before and unit.subject is not Subject.DATA_API_VERSION
        return Verdict(False, ("no endpoint runs yet",)) if begins else None
