"""What is written differently in another version of Flow JSON, and what means something else."""

import json
import re
from collections.abc import Iterator
from typing import Final, assert_never

import attrs

import flowdsl.upgrade.forms  # noqa: F401  # Importing the two enters what they find.
from flowdsl import structure
from flowdsl.actions import DataExchange
from flowdsl.bindings import binding_of
from flowdsl.components.inputs import TextInput
from flowdsl.context import PlacedComponent
from flowdsl.facts import (
    BLANK_REFUSED_SINCE,
    NUMBERS_IN_INIT_VALUES_SINCE,
    SELECT,
    SELECT_RUNS_ON_RENDER,
)
from flowdsl.findings import Finding
from flowdsl.flow import Flow
from flowdsl.lowering import moved_value
from flowdsl.problems import Path, Problem
from flowdsl.projection import dialect_of, shape_of
from flowdsl.shape import (
    AnyOf,
    Base64,
    Bool,
    Choice,
    Dynamic,
    Json,
    List,
    Map,
    Number,
    Object,
    Shape,
    Str,
    Tagged,
    Target,
)
from flowdsl.upgrade.days import INITIAL
from flowdsl.upgrade.migration import (
    CHANGES,
    REWRITES,
    Add,
    Enclose,
    Noted,
    Operation,
    Remove,
    Replace,
    Shift,
    change,
    rewrite,
)
from flowdsl.upgrade.passage import Passage
from flowdsl.versions import V3_0, Version

__all__ = ["CHANGES", "REWRITES", "Plan", "missing_address", "notices", "plan"]

ADDRESS: Final = "data_channel_uri"
"""Where the JSON of an endpoint flow says its address, in the versions that have that."""


@attrs.frozen(kw_only=True)
class Plan:
    """What there is to do to a document.

    Args:
        values: What is changed or left out, by where it stands; nothing stands below another.
        additions: What objects get besides.
        moves: What becomes part of a Form.
    """

    values: dict[Path, Replace | Remove]
    additions: tuple[Add, ...]
    moves: tuple[Enclose | Shift, ...]

    @property
    def exact(self) -> bool:
        """Whether the way back gives the same document."""
        return all(each.exact for each in self.values.values()) and not self.moves


def plan(passage: Passage) -> Plan:
    """Return what there is to do to a document so that it says the same in another version."""
    found: list[Operation] = [each for known in REWRITES for each in known.find(passage)]
    removed = {each.path for each in found if isinstance(each, Remove)}
    values: dict[Path, Replace | Remove] = {}
    for each in found:
        if isinstance(each, Replace | Remove):
            is_gone = isinstance(each, Replace) and any(
                each.path[:length] in removed for length in range(1, len(each.path) + 1)
            )
            if not is_gone:
                values.setdefault(each.path, each)
    return Plan(
        values=values,
        additions=tuple(each for each in found if isinstance(each, Add)),
        moves=tuple(each for each in found if isinstance(each, Enclose | Shift)),
    )


def notices(passage: Passage) -> list[Problem]:
    """Return what means something else in another version, without places."""
    return [problem for known in CHANGES for problem in known.problems(passage)]


@rewrite("version")
def version(passage: Passage) -> Iterator[Replace]:
    """Write the version."""
    yield Replace(("version",), passage.target.name)


@rewrite("endpoint-address", V3_0)
def endpoint_address(passage: Passage) -> Iterator[Remove]:
    """Leave out `data_channel_uri`, which ended with 2.1 (`endpoint_uri` in Python)."""
    if ADDRESS in passage.document and _has_address(passage.source, passage.target):
        yield Remove((ADDRESS,))


def _has_address(first: Version, second: Version) -> bool:
    """Return whether a flow says the address of its endpoint in one version and not in another."""
    return _is_known(first) and not _is_known(second)


def _is_known(version: Version) -> bool:
    return any(known.key == ADDRESS for known in shape_of(Flow, version).properties)


@rewrite("default")
def defaults(passage: Passage) -> Iterator[Remove]:
    """Leave out a property that the version lacks where it is set to its default."""
    for pair in passage.objects:
        for known, other, value in pair.properties():
            default = known.default
            # True is no 1, and False no 0.
            is_default = type(value) is type(default) and value == default
            if other is None and is_default and default is not None and known.key in pair.absent:
                yield Remove((*pair.path, known.key))


@rewrite("blank-text", BLANK_REFUSED_SINCE)
def blank_texts(passage: Passage) -> Iterator[Remove]:
    """Leave out an optional text that is blank, which 6.0 refuses."""
    for pair in passage.objects:
        for known, other, value in pair.properties():
            if not isinstance(value, str) or value.strip() or other is None or other.required:
                continue
            if _takes_blank(known.shape) and not _takes_blank(other.shape):
                yield Remove((*pair.path, known.key))


def _takes_blank(shape: Shape) -> bool:
    match shape:
        case Str(blank=blank) | Base64(blank=blank):
            return blank
        case Dynamic(static=static):
            return static is not None and _takes_blank(static)
        case AnyOf(alternatives=alternatives):
            return any(map(_takes_blank, alternatives))
        case Bool() | Number() | Choice() | List() | Map() | Object() | Tagged():
            return False
        case Target() | Json():
            return False
        case _:
            assert_never(shape)


_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,14}[1-9])?", re.ASCII).fullmatch
"""A number as JSON writes it, so that nothing of the text is lost."""

_TEXT_INPUT: Final = TextInput.facts.name


@rewrite("number", NUMBERS_IN_INIT_VALUES_SINCE)
def numbers(passage: Passage) -> Iterator[Replace]:
    """Write a Form's initial value of an input for numbers as a number, before 7.0 as text."""
    before, after = (dialect.numbers_in_init_values for dialect in passage.dialects)
    if before is after:
        return
    for form, component in _in_forms(passage):
        values = form.content[INITIAL]
        name = component.name
        if not isinstance(values, dict) or name is None or name not in values:
            continue
        value = values[name]
        path = (*form.path, INITIAL, name)
        if after and isinstance(value, str) and _NUMBER(value):
            dialect = dialect_of(passage.target)
            number = moved_value("init-value", value, "number", dialect)
            if isinstance(number, int | float):
                yield Replace(path, number)
        elif before and isinstance(value, int | float) and not isinstance(value, bool):
            yield Replace(path, json.dumps(value))


def _in_forms(passage: Passage) -> Iterator[tuple[PlacedComponent, PlacedComponent]]:
    """Yield the inputs for numbers in Forms that say what is in them at first, with the Form."""
    for component in passage.context.of(_TEXT_INPUT):
        form = component.form
        is_number = component.content.get("input-type") == "number"
        if is_number and form is not None and INITIAL in form.content:
            yield form, component


@change("address-outside", V3_0)
def address_outside(passage: Passage) -> Iterator[Noted]:
    """The address of the endpoint is no longer in the JSON: Meta's Flows API sets `endpoint_uri`.

    A flow with `data_channel_uri` is listed.
    """
    address = passage.document.get(ADDRESS)
    if passage.rises and address is not None:
        message = f"`{ADDRESS}` is left out: from Flow JSON {V3_0} the JSON has no address"
        shown = f' to "{address}"' if isinstance(address, str) else ""
        help_ = f"set the flow's `endpoint_uri`{shown} through Meta's Flows API"
        yield Noted((ADDRESS,), message, help_)


_FIRST, _LAST = SELECT_RUNS_ON_RENDER


@change("select-on-render", _FIRST, until=_LAST)
def select_on_render(passage: Passage) -> Iterator[Noted]:
    """The `on-select-action` of a component runs when its screen is shown, too.

    Each component with one is listed; those of single options are not concerned.
    """
    for action in passage.context.actions:
        if action.event != SELECT or action.item is not None:
            continue
        component = action.component
        whose = f"the `{SELECT}` of `{component.name or component.kind}`"
        if _FIRST <= passage.target <= _LAST:
            message = f"{whose} runs when the screen is shown, too, from {_FIRST} to {_LAST}"
            help_ = "see that it does no harm then"
            if action.name == DataExchange.facts.name:
                help_ = "see that the endpoint expects the request, which nobody has asked for"
        else:
            message = (
                f"{whose} runs only when something is chosen; from {_FIRST} to {_LAST} it ran when "
                "the screen was shown, too"
            )
            help_ = "see whether the screen relied on that, for what is chosen at first"
        yield Noted((*component.path, SELECT), message, help_)


@change("numbers-from-outside", NUMBERS_IN_INIT_VALUES_SINCE)
def numbers_from_outside(passage: Passage) -> Iterator[Noted]:
    """A Form takes the initial value of an input for numbers as a number, before as text.

    Each such input is listed whose Form binds its `init-values` as a whole.
    """
    for form, component in _in_forms(passage):
        values = form.content[INITIAL]
        if isinstance(values, str) and binding_of(values) is not None:
            kind = "a number" if passage.rises else "text"
            message = (
                f"`{component.name}` in {values} has to be {kind} in Flow JSON {passage.target}"
            )
            yield Noted((*form.path, INITIAL), message, "change what gives it")


def missing_address(document: dict[str, object], passage: Passage) -> list[Finding]:
    """Return that an endpoint flow lacks its address, in the version that wants it in the JSON.

    Args:
        document: What became of the document.
        passage: Where it came from and went to.
    """
    if not _has_address(passage.target, passage.source) or ADDRESS in document:
        return []
    if "data_api_version" not in document:
        return []
    return [
        Finding(
            rule=structure.MISSING_PROPERTY,
            path=("data_api_version",),
            message=f"a flow with an endpoint needs `{ADDRESS}` in Flow JSON {passage.target}",
            help=f"write the address of the endpoint as `{ADDRESS}`",
            in_python="give the flow an `endpoint_uri`",
        )
    ]
