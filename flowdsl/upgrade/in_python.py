"""Upgrades Python modules: the version where a flow says it, and what only its author can lower."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import libcst

from flowdsl.check import check_document
from flowdsl.compile import problem_of
from flowdsl.convert import dump
from flowdsl.discover import Found
from flowdsl.findings import Finding
from flowdsl.fix import argument_removal
from flowdsl.flow import Flow
from flowdsl.origin import Place
from flowdsl.problems import Path as JsonPath
from flowdsl.problems import Problem, Severity
from flowdsl.suppressions import Suppressions
from flowdsl.trace import place_of
from flowdsl.upgrade.edited import DoesNotLoad, load_edited
from flowdsl.upgrade.migration import Remove, Replace
from flowdsl.upgrade.migrations import ADDRESS, Plan, missing_address, notices, plan
from flowdsl.upgrade.passage import Passage
from flowdsl.upgrade.python_source import PythonSource, Unreadable
from flowdsl.upgrade.python_versions import Computed, Spot, constant_edits, flow_call, spot_of
from flowdsl.upgrade.result import Upgraded, new_errors, new_remarks
from flowdsl.upgrade.text_edits import Edit, Overlapping, Rewriting
from flowdsl.versions import Version

__all__ = ["upgrade_python"]

_KEYWORDS: Final = {ADDRESS: "endpoint_uri"}
"""Arguments that ended with a version, and those that every version takes instead."""


def upgrade_python(
    data: bytes, found: Sequence[Found], to: Version, others: Iterable[Found] = ()
) -> Upgraded:
    """Return what becomes of a module whose flows go to another version.

    Args:
        data: The file of the module.
        found: Its flows that are to go there, as they were loaded from it.
        to: The version that they are to go to.
        others: Its flows that are to stay.
    """
    moving = [_Moving.of(each, to) for each in found if each.flow.version is not to]
    before = tuple(sorted({each.flow.version for each in found}))
    unchanged = Upgraded(before=before, after=to, old=data, data=data)
    if not moving:
        return unchanged
    try:
        source = PythonSource(data)
    except Unreadable as error:
        return attrs.evolve(unchanged, failure=str(error))
    edits = _Edits(source, moving[0].found.file, to)
    spots = edits.spots(moving, others)
    refused = list(edits.refused)
    notes: list[Problem] = []
    rewriting = Rewriting(source.text)
    if not refused:
        try:
            rewriting.apply([*constant_edits(source, spots, to), *edits.of_arguments(moving)])
        except (Computed, Overlapping) as error:
            refused.append(_computed(str(error), moving[0].place))
    carried = source.encoded(rewriting.text)
    if not refused:
        refused, notes = _checked(moving, carried, to)
    moved = tuple(sorted({each.passage.source for each in moving}))
    return Upgraded(
        before=moved,
        after=to,
        old=data,
        data=data if refused else carried,
        rewriting=rewriting,
        notices=tuple(dict.fromkeys(notes)),
        refused=tuple(dict.fromkeys(refused)),
        exact=edits.exact and all(each.plan.exact for each in moving),
    )


@attrs.frozen(eq=False)
class _Moving:
    """A flow that goes to another version.

    Args:
        found: The flow, where it was found.
        passage: Its JSON, and where it goes.
        plan: What there would be to do to that JSON.
    """

    found: Found
    passage: Passage
    plan: Plan

    @classmethod
    def of(cls, found: Found, to: Version) -> "_Moving":
        """Return a flow that was found with what there is to do."""
        document = dump(found.flow, found.flow.version)
        passage = Passage(document=document, source=found.flow.version, target=to)
        return cls(found, passage, plan(passage))

    @property
    def place(self) -> Place | None:
        """Where the flow is made."""
        origin = self.found.flow.origin
        return origin.place if origin is not None else self.found.place


class _Edits:
    """Looks for what has to be edited in a module.

    Args:
        source: The module.
        file: Its file.
        to: The version that its flows go to.
    """

    def __init__(self, source: PythonSource, file: Path, to: Version) -> None:
        self.source = source
        self.file = file.resolve()
        self.to = to
        self.refused: list[Problem] = []
        self.exact = True

    def spots(self, moving: Iterable[_Moving], others: Iterable[Found]) -> list[Spot]:
        """Return what says the versions of some flows, and of no others, each once."""
        spots: dict[libcst.CSTNode, Spot] = {}
        for each in moving:
            place = each.place
            try:
                spot = self.spot(each.found)
                if spot is not None:
                    spots.setdefault(spot.node, spot)
            except Computed as error:
                if error.node is not None:
                    place = self.source.place(str(self.file), error.node)
                self.refused.append(_computed(str(error), place))
        for other in others:
            try:
                spot = self.spot(other)
            except Computed:
                continue
            if spot is not None and spot.node in spots:
                message = f"what says the version says that of `{other.variable}`, too"
                self.refused.append(_computed(message, other.place))
        return list(spots.values())

    def spot(self, found: Found) -> Spot | None:
        """Return what says the version of a flow, None where another flow does."""
        origin = found.flow.origin
        if origin is None:
            raise Computed(f"`{found.variable}` is not written here: upgrade what it is read from")
        place = origin.place
        if Path(place.file).resolve() != self.file:
            raise Computed(f"the flow is made in {place.file}, not in this module")
        call = flow_call(self.source, place)
        if call is None:
            raise Computed("nothing in the text of the module can be seen to make the flow")
        return spot_of(self.source, call, found.flow.version)

    def of_arguments(self, moving: Iterable[_Moving]) -> Iterator[Edit]:
        """Yield the edits of arguments that no version of the compiler lowers by itself."""
        edits: dict[Edit, None] = {}
        removed: dict[libcst.Call, set[int]] = {}
        for each in moving:
            lowered = dump(each.found.flow, self.to)
            for path, operation in each.plan.values.items():
                if path == ("version",) or not self.is_due(operation, path, lowered):
                    continue
                span = self.span(each.found.flow, path)
                if span is None:
                    continue
                if isinstance(operation, Replace):
                    edits.update(dict.fromkeys(self.replacing(operation, span)))
                else:
                    self.leave_out(path, span, edits, removed)
        yield from edits
        for call, indexes in removed.items():
            yield from self.without(call, indexes)

    def is_due(self, operation: Replace | Remove, path: JsonPath, lowered: Any) -> bool:
        """Return whether the compiler does not do by itself what there is to do.

        It writes days in the way of any version, but nobody wants to read milliseconds.
        """
        for step in path:
            try:
                lowered = lowered[step]
            except (LookupError, TypeError):
                return False
        if isinstance(operation, Remove) or lowered != operation.value:
            return True
        return isinstance(lowered, str) and not lowered.lstrip("-").isdigit()

    def span(self, flow: Flow, path: JsonPath) -> tuple[int, int] | None:
        """Return where in the module stands what is written at a path of the JSON."""
        place = place_of(flow, path)
        if place is None or Path(place.file).resolve() != self.file:
            return None
        return self.source.offsets(place)

    def replacing(self, operation: Replace, span: tuple[int, int]) -> Iterator[Edit]:
        text = self.source.texts.get(span)
        if text is None or text.evaluated_value == operation.value:
            return
        if isinstance(operation.value, str):
            lead = len(text.prefix) + len(text.quote)
            start = span[0] + lead
            yield Edit(start, start + len(text.raw_value), operation.value)
        else:
            yield Edit(*span, repr(operation.value))

    def leave_out(
        self,
        path: JsonPath,
        span: tuple[int, int],
        edits: dict[Edit, None],
        removed: dict[libcst.Call, set[int]],
    ) -> None:
        """Note that an argument is not to be passed any more, or under another name."""
        call, index = self.source.arguments.get(span, (None, 0))
        keyword = call.args[index].keyword if call is not None else None
        if call is None or keyword is None or not _is_named(keyword.value, path[-1]):
            return
        new = _KEYWORDS.get(keyword.value)
        names = {each.keyword.value for each in call.args if each.keyword is not None}
        if new is not None and new not in names:
            edits[Edit(*self.source.span(keyword), new)] = None
        elif new is not None or self.is_literal(call.args[index].value):
            removed.setdefault(call, set()).add(index)
            self.exact = False

    def is_literal(self, value: libcst.BaseExpression) -> bool:
        import ast

        try:
            ast.literal_eval(self.source.module.code_for_node(value))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True

    def without(self, call: libcst.Call, indexes: set[int]) -> Iterator[Edit]:
        """Yield the edits that take arguments out, those that follow each other together."""
        for first in sorted(indexes):
            if first - 1 in indexes:
                continue
            last = first
            while last + 1 in indexes:
                last += 1
            start = self.source.span(call.args[first])[0]
            end = self.source.span(call.args[last])[1]
            removal = argument_removal(self.source.text, start, end)
            if removal is not None:  # Otherwise a comment stands there, and the check refuses.
                yield Edit(*removal, "")


def _is_named(keyword: str, key: str | int) -> bool:
    return keyword.strip("_").replace("_", "-") == str(key).replace("_", "-")


def _checked(
    moving: Sequence[_Moving], carried: bytes, to: Version
) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong with a module once it is edited, and what means something else."""
    refused: list[Problem] = []
    notes: list[Problem] = []
    suppressions = Suppressions()
    try:
        module = load_edited(moving[0].found.file, carried)
    except DoesNotLoad as error:
        return [_broken(f"the edited module does not load: {error}", moving[0].place)], []
    for each in moving:
        flow, passage = each.found.flow, each.passage
        edited = getattr(module, each.found.variable, None)
        if not isinstance(edited, Flow) or edited.version is not to:
            refused.append(
                _computed(f"nothing says the version of `{each.found.variable}`", each.place)
            )
            continue
        document = dump(edited, to)
        before = _findings(passage.document, passage.source)
        after = [*_findings(document, to), *missing_address(document, passage)]
        wrong = new_errors(before, after, _as_it_is)
        remarks = new_remarks(before, after, _as_it_is, passage.source)
        refused += suppressions.unknown(_problems(flow, wrong))
        notes += [
            attrs.evolve(noted, place=place_of(flow, noted.path)) for noted in notices(passage)
        ]
        notes += suppressions.unknown(_problems(flow, remarks))
        passage.context.release()
    return refused, notes


def _findings(document: dict[str, Any], version: Version) -> list[Finding]:
    try:
        return check_document(document, version)
    except RecursionError:  # Compiling it says so.
        return []


def _as_it_is(path: JsonPath) -> JsonPath:
    return path


def _problems(flow: Flow, findings: Iterable[Finding]) -> Iterator[Problem]:
    for finding in findings:
        problem = problem_of(finding, place_of(flow, finding.path, at_key=finding.at_key))
        yield attrs.evolve(problem, help=finding.in_python or finding.help)


def _computed(message: str, place: Place | None) -> Problem:
    help_ = (
        'write it where the flow is made, as in `Flow(version="7.3", ...)`, or change it by hand'
    )
    return Problem(
        code="version-not-found",
        name="version-not-found",
        severity=Severity.ERROR,
        message=message,
        path=("version",),
        help=help_,
        place=place,
    )


def _broken(message: str, place: Place | None) -> Problem:
    return Problem(
        code="not-upgraded",
        name="not-upgraded",
        severity=Severity.ERROR,
        message=message,
        path=("version",),
        help="change the version by hand, and run flowdsl check",
        place=place,
    )
