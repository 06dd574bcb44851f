"""Checks a document: its structure against the table, and then every rule."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import asdict, evolve

from flowdsl import literals, structure
from flowdsl.conformance import check_structure, read_structure
from flowdsl.context import Context
from flowdsl.entries import misfits
from flowdsl.findings import MOST, Fault, Finding, Record
from flowdsl.layout import company
from flowdsl.problems import Path, Severity, close_match, did_you_mean, path_text
from flowdsl.reading import read_context
from flowdsl.rule import RULES, Rule
from flowdsl.rules import actions, advice  # Importing the package enters all rules.
from flowdsl.uses import uses_of
from flowdsl.versions import DEFAULT, VERSIONS, Version

__all__ = ["check_document", "check_structure", "is_on", "version_of"]

MOST_NOTES = 10
"""So many other places of one mistake are named."""


def is_on(rule: Rule) -> bool:
    """Return whether a rule is looked for unless somebody asks for it."""
    return rule.on


def check_document(
    document: object,
    version: Version,
    *,
    wanted: Callable[[Rule], bool] = is_on,
    size: int | None = None,
) -> list[Finding]:
    """Return everything that is wrong with a document, in document order.

    Args:
        document: The document as `json.loads` returns it.
        version: The version to hold it against.
        wanted: Whether a rule is looked for.
        size: How many bytes its text has, where it was read from one.
    """
    found: list[Finding] = []
    written = document
    if isinstance(document, dict):
        document, record, renamed = _read(document, version)
        context = read_context(document, version, record, size)
        found += record.findings
        found += company(document, version, context.by_kind)
        features = frozenset(context.features | uses_of(context).features)
        chosen = _rules_of(version, wanted, features)
        found += _findings(_faults(context, chosen, _Known(found)), document)
        found = _one_for_each_cause(found, context)
        context.release()
        found += misfits(document, [finding.path for finding in found if finding.is_error])
        if renamed:
            found = [evolve(each, path=_path_back(each.path, renamed)) for each in found]
    else:
        found = read_structure(document, version).findings
    if version.frozen is not None:
        found.append(_frozen(version))
    if len(found) > 1:
        order = _Order(written)
        found.sort(key=lambda finding: order.position(finding.path))
    found = [finding for finding in found if wanted(finding.rule)]
    if len(found) > MOST:
        note = f"only the first {MOST:,} problems are reported"
        last = found[MOST - 1]
        found[MOST - 1 :] = [evolve(last, notes=(*last.notes, note))]
    return found


_BY_NAME = {version.name: version for version in VERSIONS}


def version_of(document: object) -> Version | None:
    """Return the public version that a document names, if it does."""
    name = document.get("version") if isinstance(document, dict) else None
    return _BY_NAME.get(name) if isinstance(name, str) else None


def _about_version(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the version of a document, whichever it is held against."""
    if "version" not in document:
        message = "the flow does not say its version"
        help_ = f'write "version": "{DEFAULT}" before the screens'
        yield Finding(rule=structure.MISSING_VERSION, path=(), message=message, help=help_)
    elif version_of(document) is None:
        value = document["version"]
        text = json.dumps(value, ensure_ascii=False, default=repr)
        message = f"{text if len(text) <= 40 else f'{text[:37]}...'} is no public version"
        help_ = f"there are {', '.join(_BY_NAME)}"
        # 7 is what is left of 7.0 where a program wrote the number.
        number = f"{value}.0" if type(value) is int else str(value)
        if isinstance(value, str):
            hint = did_you_mean(value, _BY_NAME).removeprefix("; ")
            help_ = f"{hint} {help_}" if hint else help_
        elif isinstance(value, int | float) and number in _BY_NAME:
            help_ = f'a version is a text: write "{number}" in quotes'
        rule, path = structure.UNKNOWN_VERSION, ("version",)
        yield Finding(rule=rule, path=path, message=message, help=help_)


_Renamed: TypeAlias = dict[Path, str]
"""The right spelling of keys by their paths, which have the right spelling, too; the wrong ones."""


def _read(document: dict[str, Any], version: Version) -> tuple[dict[str, Any], Record, _Renamed]:
    """Return a document as it is meant, what is wrong with its structure, and what was misspelt.

    What is wrong with the version is said once, and all else is as if it were right. Misspelt keys
    are mended, so that nothing is said of what would only follow from them.
    """
    near = "version" not in document and close_match("version", document.keys() - _FLOW_KEYS)
    meant = document if near else {**document, "version": version.name}
    record = read_structure(meant, version)
    renamed: _Renamed = {}
    misspelt = []
    for finding in record.findings:
        new = finding.fix.rename if finding.fix is not None else None
        place = (*finding.path[:-1], new or "")
        if new is not None and place not in renamed:
            document = _with_renamed(document, finding.path[:-1], finding.path[-1], new)
            renamed[place] = str(finding.path[-1])
            misspelt.append(finding)
    wrong = list(_about_version(document))
    if misspelt:
        meant = {**document, "version": version.name}
        record = read_structure(meant, version)
    record.findings[:0] = wrong
    record.findings += misspelt
    return meant, record, renamed


_FLOW_KEYS: Final = frozenset(
    {"version", "screens", "routing_model", "data_api_version", "data_channel_uri"}
)


def _with_renamed(document: Any, way: Path, old: Any, new: str) -> Any:
    """Return a copy of a document in which one key is another; what is not on the way is shared."""
    if not way:
        return {new if key == old else key: value for key, value in document.items()}
    copy = document.copy()
    copy[way[0]] = _with_renamed(document[way[0]], way[1:], old, new)
    return copy


def _path_back(path: Path, renamed: _Renamed) -> Path:
    """Return a path as it is in the document that was written."""
    return tuple(
        renamed.get(path[: index + 1], step) if isinstance(step, str) else step
        for index, step in enumerate(path)
    )


def _one_for_each_cause(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what only follows from something else that was found."""
    ids = {screen.id for screen in context.screens}
    found = [
        finding
        for finding in found
        # The id itself is what is wrong; a model that is derived, or written, only repeats it.
        if not (
            finding.rule is literals.WRONG_PATTERN
            and finding.path[0] == "routing_model"
            and _text_at(context.document, finding.path) in ids
        )
    ]
    said = [finding for finding in found if not finding.rule.quiet]
    if any(each.is_error or each.rule in _OF_WHAT_IS_SENT for each in said):
        return said
    return found


_OF_WHAT_IS_SENT: Final = (
    actions.payload_without_data,
    actions.wrong_update,
    advice.answer_overwritten,
)
"""The warnings from which it follows that something is not read, or not sent."""


def _text_at(document: Any, path: Path) -> object:
    """Return the key or the text that a path of the routing model leads to."""
    match path:
        case (model, source, index):
            return document[model][source][index]
        case (_, source):
            return source
    return None


_Check: TypeAlias = Callable[[Context], Iterable[Fault]]


@lru_cache(maxsize=256)
def _rules_of(
    version: Version, wanted: Callable[[Rule], bool], features: frozenset[str]
) -> tuple[tuple[Rule, _Check], ...]:
    """Return the rules to look at: most flows have what few of them speak of, and much the same."""
    return tuple(
        (rule, rule.check)
        for rule in RULES.values()
        if rule.check is not None and rule.holds_for(version) and wanted(rule)
        if not rule.needs or not rule.needs.isdisjoint(features)
    )


def _faults(
    context: Context, rules: Iterable[tuple[Rule, _Check]], known: "_Known"
) -> list[tuple[Rule, Fault]]:
    """Return what breaks some rules, but for what the structure says already."""
    found: list[tuple[Rule, Fault]] = []
    for rule, check in rules:
        most = len(found) + MOST
        for fault in check(context):
            if not known.covers(fault.path):
                found.append((rule, fault))
                if len(found) == most:
                    break
    return found


# These are about an object or a list as a whole: what else is wrong below has causes of its own.
_ABOUT_THE_WHOLE = (
    structure.MISSING_PROPERTY,
    structure.TOO_FEW_ITEMS,
    structure.TOO_MANY_ITEMS,
    structure.NOT_ALONE,
)


class _Known:
    """The places of which the structure says already that something is wrong."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self.closed: set[Path] = set()
        for finding in found:
            if finding.is_error:
                about_the_whole = finding.rule in _ABOUT_THE_WHOLE
                if not about_the_whole:
                    self.closed.add(finding.path)

    def covers(self, path: Path) -> bool:
        if not self.closed:
            return False
        return any(path[:length] in self.closed for length in range(1, len(path) + 1))


def _findings(faults: list[tuple[Rule, Fault]], document: object) -> Iterable[Finding]:
    """Yield findings, those of one cause together."""
    if any(fault.cause is not None for _, fault in faults):
        faults = _merged(faults, document)
    for rule, fault in faults:
        yield Finding(rule=rule, **asdict(fault, recurse=False))


def _merged(faults: list[tuple[Rule, Fault]], document: object) -> list[tuple[Rule, Fault]]:
    """Return the faults, the later ones of one cause as notes of the first."""
    order = _Order(document)

    def leads(each: tuple[Rule, Fault]) -> tuple[bool, bool, tuple[int, ...]]:
        rule, fault = each
        is_error = (fault.severity or rule.severity) is Severity.ERROR
        return not is_error, fault.weak, order.position(fault.path)

    ordered = sorted(faults, key=leads)
    first: dict[Any, int] = {}
    more: Counter[int] = Counter()
    kept: list[tuple[Rule, Fault]] = []
    for rule, fault in ordered:
        index = first.get(fault.cause) if fault.cause is not None else None
        if index is None:
            first[fault.cause] = len(kept)
            kept.append((rule, fault))
        else:
            leader, before = kept[index]
            if len(before.notes) == MOST_NOTES:
                more[index] += 1
                continue
            where = "" if fault.path == before.path else f" at {path_text(fault.path)}"
            note = f"also{where}: {fault.message}"
            kept[index] = leader, evolve(before, notes=(*before.notes, note))
    for index, count in more.items():
        leader, before = kept[index]
        kept[index] = leader, evolve(before, notes=(*before.notes, f"and so {count} times more"))
    return kept


def _frozen(version: Version) -> Finding:
    assert version.frozen is not None
    return Finding(
        rule=structure.VERSION_FROZEN,
        path=("version",),
        message=f"flows in Flow JSON {version} can no longer be created, updated or published "
        f"since {version.frozen.isoformat()}",
        help=f"raise the version to {DEFAULT}",
    )


class _Order:
    """Tells where paths are in a document, so that what stands first sorts first."""

    def __init__(self, document: object) -> None:
        self.document = document
        self.known: dict[int, dict[Any, int]] = {}

    def position(self, path: Path) -> tuple[int, ...]:
        positions = []
        document: Any = self.document
        for step in path:
            if isinstance(document, dict):
                positions.append(self._keys(document).get(step, -1))
                document = document.get(step)
            elif isinstance(document, list) and isinstance(step, int) and step < len(document):
                positions.append(step)
                document = document[step]
        return tuple(positions)

    def _keys(self, document: dict[Any, Any]) -> dict[Any, int]:
        # Looking a key up anew for each of many findings would take the square of their number.
        found = self.known.get(id(document))
        if found is None:
            found = {key: index for index, key in enumerate(document)}
            self.known[id(document)] = found
        return found
