"""What actions carry: exactly what the next screen declares, or the answers of the flow."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flowdsl.facts import PAYLOAD_BINDINGS, Binding
from flowdsl.testing.strategies.answers import FILES
from flowdsl.testing.strategies.domains import (
    DETAILS,
    FLAG,
    LIST_OF_TEXTS,
    NUMBER,
    TEXT,
    Domain,
    Known,
)
from flowdsl.testing.strategies.expressions import computed
from flowdsl.testing.strategies.scope import Entry, Scope
from flowdsl.testing.strategies.values import word
from flowdsl.values import Ref
from flowdsl.versions import V5_0

__all__ = ["fitting", "sent", "updated"]

Wanted = Callable[[Known], bool]

MOST_FILES: Final = 10
MOST_KIBIBYTES: Final = 100 * 1024

_NEVER_MISSING: Final = ("string", "boolean", LIST_OF_TEXTS)
"""The types of answers that are empty until something is filled in."""


def fitting(
    scope: Scope, entries: Sequence[Entry], *, answers: bool = True, waits: bool = False
) -> dict[str, Any]:
    """Draw a payload that fits the data of a screen: all of its entries, with their types.

    Args:
        scope: What the action sees.
        entries: The data of the screen that the action leads to.
        answers: Whether it sees what is filled in on its screen.
        waits: Whether it waits for what has to be filled in.
    """
    bindings = _bindings(scope, answers=answers)

    def has_value(known: Known) -> bool:
        # The next screen is not shown where something is missing.
        if known.domain is not None or known.ref.root == "data" or known.type in _NEVER_MISSING:
            return known.is_sure
        return known.binding is Binding.FORM and waits and known.ref.path[0] in scope.needed

    return {
        entry.name: _value(scope, entry.domain, bindings, _taken(entry, has_value))
        for entry in entries
    }


def _taken(entry: Entry, wanted: Wanted) -> Wanted:
    """Return what an entry may be given of what is wanted.

    What was typed as a number does for one where it comes from its input, and is text from there.
    """

    def takes(known: Known) -> bool:
        is_answer = known.ref.root == "form" and known.type == "number"
        return wanted(known) and not known.is_typed and (entry.is_typed or not is_answer)

    return takes


def _bindings(scope: Scope, *, answers: bool) -> frozenset[Binding]:
    bindings = PAYLOAD_BINDINGS.at(scope.version)
    return bindings if answers else bindings - {Binding.FORM}


def _value(
    scope: Scope, domain: Domain, bindings: frozenset[Binding], wanted: Wanted | None = None
) -> Any:
    """Draw a value of a domain: a literal, a reference or an expression."""

    def known(**which: Any) -> list[Known]:
        found = scope.known(bindings, **which)
        return found if wanted is None else [each for each in found if wanted(each)]

    chooser = scope.chooser
    choice = chooser.integer(0, 9)
    if choice < 6 and domain.is_open:
        if choice < 2 and Binding.EXPRESSION in bindings:
            found = computed(chooser, domain.type, known(), nested=True)
            if found is not None:
                return found
        several = known(type_=domain.type)
        if several:
            return chooser.pick(several).ref
    elif choice < 6:
        same = known(domain=domain)
        if same:
            return chooser.pick(same).ref
    value = domain.value(chooser)
    if domain is DETAILS and choice < 8:
        value["street"] = _value(scope, TEXT, bindings, wanted)
        value["number"] = _value(scope, NUMBER, bindings, wanted)
    return value


def updated(scope: Scope, ids: Sequence[str] = (), *, lists: bool = True) -> dict[str, Any] | None:
    """Draw what an `update_data` writes into the data of its own screen.

    Args:
        scope: What the action sees.
        ids: Texts to write where a text is due, apart from others.
        lists: Whether it may write options. Where choosing among bound options changes others, two
            choices could undo each other for ever.

    Returns:
        The payload, or None where the screen can have no data.
    """
    able = [entry for entry in scope.entries if lists or entry.domain.type != "array"]
    if not able:
        if not scope.binds or scope.entry(FLAG) is None:
            return None
        able = [entry for entry in scope.entries if entry.domain is FLAG]
    chooser = scope.chooser
    bindings = _bindings(scope, answers=True)
    found: dict[str, Any] = {}
    for entry in chooser.some(able, 1, 2):
        path = (entry.name,)

        def is_another(known: Known, path: tuple[str, ...] = path) -> bool:
            return known.ref.path != path or known.binding is not Binding.DATA

        value = _value(scope, entry.domain, bindings, _taken(entry, is_another))
        if ids and entry.domain is TEXT and chooser.chance(30):
            value = chooser.pick(ids)
        found[entry.name] = value
    return found


def sent(scope: Scope, *, completes: bool, sees_answers: bool = True) -> dict[str, Any] | None:
    """Draw what is sent to the business at the end, or to its endpoint.

    Args:
        scope: What the action sees.
        completes: Whether it ends the flow, which limits the files that it carries.
        sees_answers: Whether it sees what is filled in on its own screen.
    """
    chooser = scope.chooser
    bindings = _bindings(scope, answers=sees_answers)
    found: dict[str, Any] = {}
    files = kibibytes = 0
    most = MOST_FILES if scope.version >= V5_0 else 1
    for screen, answer in scope.asked:
        binding = Binding.SCREEN_FORM if screen else Binding.FORM
        if binding not in bindings or chooser.chance(40 if screen else 12):
            continue
        if answer.type == FILES and completes:
            if files + answer.files > most or kibibytes + answer.kibibytes > MOST_KIBIBYTES:
                continue
            files, kibibytes = files + answer.files, kibibytes + answer.kibibytes
        name = answer.name if answer.name not in found else f"{screen.lower()}_{answer.name}"
        found[name] = answer.known(screen or None).ref
    for entry in scope.entries:
        if chooser.chance(30):
            found[entry.name] = Ref("data", (entry.name,))
    flags = chooser.integer(0, 15)
    if flags & 1:
        found["source"] = word(chooser, 20)
    if flags == 2:
        found["score"] = _value(scope, NUMBER, bindings)
    if flags == 4:
        found["summary"] = _value(scope, TEXT, bindings)
    if flags == 8:
        found["nested"] = {
            "list": [_value(scope, TEXT, bindings), 1, True, []],
            "object": _value(scope, DETAILS, bindings),
        }
    if not found and chooser.chance(30):
        return None
    return found
