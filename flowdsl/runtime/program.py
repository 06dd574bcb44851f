"""A flow, read once to be run: its screens, what stands on them, and what may happen there."""

import enum
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.compile import compile_flow
from flowdsl.components.base import Input
from flowdsl.components.logic import Form, If, Switch
from flowdsl.context import Context, PlacedComponent, PlacedScreen
from flowdsl.data_types import types_of
from flowdsl.findings import Record
from flowdsl.flow import Flow
from flowdsl.input_traits import InputTraits, traits_of
from flowdsl.lowering import MOVED
from flowdsl.node import COMPONENTS, Node
from flowdsl.problems import FlowError, InvalidFlow, Path
from flowdsl.projection import dialect_of, shape_of
from flowdsl.reading import read_context
from flowdsl.routes import Routes, routes_of
from flowdsl.runtime.binding import Bound, Scope, bind, bind_condition
from flowdsl.runtime.evaluation import MISSING, Evaluate, Value
from flowdsl.runtime.schemas import DataModel
from flowdsl.versions import Version, VersionLike, parse_version

__all__ = [
    "ActionProgram",
    "Answer",
    "ComponentProgram",
    "InputProgram",
    "NotPlayable",
    "Program",
    "ScreenProgram",
    "program_of",
]

_IF, _SWITCH, _FORM = If.facts.name, Switch.facts.name, Form.facts.name
LABELS: Final = ("label", "text", "name")
"""The keys of what somebody reads on a component, else of its name."""


class NotPlayable(FlowError):
    """A flow cannot be run at all; the text says why."""


class Answer(enum.Enum):
    """What somebody gives an input."""

    TEXT = "a text"
    NUMBER = "a number"
    BOX = "true or false"
    CHOICE = "the id of an option"
    CHOICES = "a list of the ids of options"
    DAY = "a day"
    RANGE = "a first and a last day"
    FILES = "files"


@attrs.define(eq=False)
class ActionProgram:
    """An action, ready to be run.

    Args:
        name: Its name, for example `navigate`.
        event: The key that it stands under.
        content: Its JSON.
        payload: Its payload, prepared; None where nothing in it is bound.
        target: The id of the screen that it leads to, if it names one.
    """

    name: str
    event: str
    content: Mapping[str, Any]
    payload: Bound | None
    target: str | None

    @property
    def written(self) -> Mapping[str, Any]:
        """The payload as it is written."""
        payload = self.content.get("payload")
        return payload if isinstance(payload, dict) else {}


def action_of(content: Mapping[str, Any], event: str) -> ActionProgram | None:
    """Prepare an action, None for what is none.

    Args:
        content: Its JSON, from the document or from data.
        event: The key that it stands under.
    """
    name = content.get("name")
    if not isinstance(name, str):
        return None
    payload = content.get("payload")
    target = None
    match content:
        case {"next": {"name": str(screen)}}:
            target = screen
    bound = bind(payload) if isinstance(payload, dict) else None
    return ActionProgram(name, event, content, bound, target)


@attrs.frozen(eq=False)
class Assigned:
    """What a document assigns to an input: its first value, or its error message.

    Args:
        written: The value as it is written; `MISSING` where there is none.
        bound: The same, prepared; None where nothing in it is bound.
        key: The name under which it stands in what is bound, for the map of a Form bound whole.
    """

    written: Any
    bound: Bound | None
    key: str | None

    def value(self, scope: Scope) -> Value:
        """Return what is assigned in a scope."""
        if self.bound is None:
            return self.written
        value = self.bound(scope)
        if self.key is None:
            return value
        return value.get(self.key, MISSING) if isinstance(value, dict) else MISSING


def _assigned(holder: Mapping[str, Any], key: str, name: str, *, in_form: bool) -> Assigned:
    """Return what is written for an input: of its own, or in the map of its Form."""
    value = holder.get(key, MISSING)
    if not in_form:
        return Assigned(value, bind(value), None)
    if isinstance(value, dict):
        value = value.get(name, MISSING)
        return Assigned(value, bind(value), None)
    return Assigned(value, bind(value), name)


@attrs.define(eq=False)
class InputProgram:
    """What is known of an input.

    Args:
        name: Its name.
        cls: Its class in the table.
        traits: What the table says of its answers.
        initial: What it holds at first.
        error: Its error message.
    """

    name: str
    cls: type[Input[Any]]
    traits: InputTraits
    initial: Assigned
    error: Assigned

    def answer(self, content: Mapping[str, Any]) -> Answer:
        """Return what somebody gives it.

        Args:
            content: Its JSON with what is bound in it resolved.
        """
        traits = self.traits
        if traits.takes_files:
            return Answer.FILES
        types = types_of(self.cls.answer_schema(content)) or frozenset()
        if traits.options:
            return Answer.CHOICES if "array" in types else Answer.CHOICE
        if traits.days:
            return Answer.RANGE if "object" in types else Answer.DAY
        if types == {"boolean"}:
            return Answer.BOX
        return Answer.NUMBER if "number" in types else Answer.TEXT


@attrs.define(eq=False)
class ComponentProgram:
    """A component, ready to be shown.

    Args:
        placed: Where it stands.
        number: Its number on the screen, in document order.
        bound: The properties that bind something, prepared.
        defaults: What a phone takes for properties that are left out.
        actions: What happens on it, by the event; that of its options stands with those.
        input: What is known of it as an input, if it is one.
        condition: What an If depends on.
        value: What a Switch depends on; None where it is always the same.
        branches: What it holds: by the name of the branch, in their order.
    """

    placed: PlacedComponent
    number: int
    bound: tuple[tuple[str, Bound], ...]
    defaults: Mapping[str, Any]
    actions: dict[str, ActionProgram]
    input: InputProgram | None
    condition: Evaluate | bool = False
    value: Bound | None = None
    branches: dict[str, list["ComponentProgram"]] = attrs.field(factory=dict)

    @property
    def kind(self) -> str:
        """Its `type`."""
        return self.placed.kind

    @property
    def content(self) -> dict[str, Any]:
        """Its JSON."""
        return self.placed.content

    @property
    def path(self) -> Path:
        """Where it stands in the document."""
        return self.placed.path

    @property
    def is_if(self) -> bool:
        """Whether it shows one of two branches."""
        return self.kind == _IF

    @property
    def is_switch(self) -> bool:
        """Whether it shows the branch that belongs to a value."""
        return self.kind == _SWITCH

    @property
    def is_form(self) -> bool:
        """Whether it only groups what stands in it."""
        return self.kind == _FORM


@attrs.define(eq=False)
class ScreenProgram:
    """A screen, ready to be shown.

    Args:
        placed: Where it stands.
        model: What its data has to be.
        children: What stands on it.
        components: The same with all that is in branches, in document order.
        inputs: Its inputs by their names.
        title: Its title, prepared; None where it is plain.
    """

    placed: PlacedScreen
    model: DataModel
    children: list[ComponentProgram]
    components: list[ComponentProgram]
    inputs: dict[str, ComponentProgram]
    title: Bound | None

    @property
    def id(self) -> str:
        """Its id."""
        return self.placed.id

    @property
    def refreshes_on_back(self) -> bool:
        """Whether the endpoint is asked when somebody goes back from here."""
        return self.placed.content.get("refresh_on_back") is True

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The names of the inputs that the summary in the chat hides."""
        listed = self.placed.content.get("sensitive")
        names = listed if isinstance(listed, list) else []
        return frozenset(name for name in names if isinstance(name, str))

    @cached_property
    def examples(self) -> dict[str, Any]:
        """The examples of its data, as previews show them."""
        return {
            name: entry["__example__"]
            for name, entry in self.placed.data.items()
            if isinstance(entry, dict) and "__example__" in entry
        }


@attrs.define(eq=False, repr=False)
class Program:
    """A flow, ready to be run; made by `program_of`.

    Args:
        context: What is known of its document.
        screens: Its screens by their ids.
    """

    context: Context
    screens: dict[str, ScreenProgram]

    def __repr__(self) -> str:
        return f"<Program of {', '.join(self.screens)}>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))  # Others would print everything in it.

    @property
    def document(self) -> dict[str, Any]:
        """Its Flow JSON."""
        return self.context.document

    @property
    def version(self) -> Version:
        """The version that it is run as."""
        return self.context.version

    @cached_property
    def routes(self) -> Routes:
        """The graph of its screens."""
        return routes_of(self.context)

    @cached_property
    def targets(self) -> dict[str, frozenset[str]]:
        """The screens that each screen leads to."""
        return {name: frozenset(targets) for name, targets in self.routes.targets.items()}

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The screens that it can begin on, in the order of `screens`."""
        return tuple(self.routes.entries) or tuple(self.screens)[:1]

    @property
    def data_api_version(self) -> str | None:
        """The version of the endpoint's protocol, None for a flow without endpoint."""
        version = self.document.get("data_api_version")
        return version if isinstance(version, str) else None

    @property
    def exchanges(self) -> bool:
        """Whether it asks an endpoint anywhere."""
        return self.data_api_version is not None or any(self.context.actions_of("data_exchange"))

    @cached_property
    def select_runs_on_render(self) -> bool:
        """Whether select actions also run when their screen is shown."""
        return dialect_of(self.version).select_runs_on_render


def program_of(
    flow: "Flow | Program | Mapping[str, Any] | str | bytes",
    version: VersionLike | None = None,
    *,
    check: bool = True,
) -> Program:
    """Return a flow, read so that it can be run.

    Args:
        flow: The flow; its Flow JSON as a dict, text or bytes; or what this function returned.
        version: The version to run it as, by default its own.
        check: Whether to refuse a flow with errors. What is wrong is run as well as it can be.

    Raises:
        InvalidFlow: The flow has errors, or is no Flow JSON.
        UnknownVersion: No public version has that name.
        NotPlayable: It has no screen.
    """
    if isinstance(flow, Program):
        return flow
    if isinstance(flow, str | bytes):
        flow = Flow.from_json(flow)
    document, used = (
        _compiled(flow, version, check) if isinstance(flow, Flow) else _read(flow, version, check)
    )
    context = read_context(document, used, Record())
    screens: dict[str, ScreenProgram] = {}
    for placed in context.screens:
        screens.setdefault(placed.id, _screen(placed, used))
    if not screens:
        raise NotPlayable("the flow has no screen that could be shown")
    return Program(context, screens)


def _compiled(
    flow: Flow, version: VersionLike | None, check: bool
) -> tuple[dict[str, Any], Version]:
    used = flow.version if version is None else parse_version(version)
    compiled = compile_flow(flow, used, check=check)
    if compiled.errors:
        raise InvalidFlow(compiled.problems)
    return compiled.document, used


def _read(
    document: Mapping[str, Any], version: VersionLike | None, check: bool
) -> tuple[dict[str, Any], Version]:
    if check:
        flow = Flow.from_json(json.dumps(document))
        return _compiled(flow, version, check)
    from flowdsl.check import version_of
    from flowdsl.versions import DEFAULT

    known = version_of(document) if version is None else parse_version(version)
    return dict(document), known or DEFAULT


def _screen(placed: PlacedScreen, version: Version) -> ScreenProgram:
    components = [
        _component(each, number, version) for number, each in enumerate(placed.components)
    ]
    by_placed = {id(each.placed): each for each in components}
    children: list[ComponentProgram] = []
    inputs: dict[str, ComponentProgram] = {}
    for each in components:
        holder = each.placed.holder
        if holder is None:
            children.append(each)
        else:
            branch = each.placed.branch or "children"
            by_placed[id(holder)].branches.setdefault(branch, []).append(each)
        if each.input is not None:
            inputs.setdefault(each.input.name, each)
    title = bind(placed.content.get("title"))
    return ScreenProgram(placed, DataModel(placed.data), children, components, inputs, title)


def _component(placed: PlacedComponent, number: int, version: Version) -> ComponentProgram:
    cls: type[Node] = COMPONENTS[placed.kind]
    known = shape_of(cls, version).properties
    content = placed.content
    actions = {
        action.event: ready
        for action in placed.actions
        if action.item is None and (ready := action_of(action.content, action.event))
    }
    bound = tuple(
        (key, prepared)
        for key, value in content.items()
        if key not in actions and key not in _UNBOUND and (prepared := _bind_property(value))
    )
    defaults = {each.key: each.default for each in known if each.default is not None}
    found = ComponentProgram(placed, number, bound, defaults, actions, _input(placed, version))
    if found.is_if:
        found.condition = bind_condition(content.get("condition"))
        found.branches = {"then": [], "else": []}
    elif found.is_switch:
        found.value = bind(content.get("value"))
        cases = content.get("cases")
        found.branches = {str(name): [] for name in (cases if isinstance(cases, dict) else ())}
    return found


_UNBOUND: Final = frozenset(
    {"type", "name", "then", "else", "cases", "children", "condition", "value", "pattern"}
    | {key for keys in MOVED for key in keys}
)
"""The properties that are prepared elsewhere, or never bind anything."""


def _bind_property(value: Any) -> Bound | None:
    """Prepare a property; the actions of options stay as they are until they are run."""
    if isinstance(value, list) and any(_has_actions(item) for item in value):
        inner = [
            [(name, bind(each)) for name, each in item.items() if not name.endswith("-action")]
            if isinstance(item, dict)
            else []
            for item in value
        ]
        if not any(bound for item in inner for _, bound in item):
            return None
        pairs = list(zip(value, inner, strict=True))
        return lambda scope: [
            {**item, **{name: each(scope) for name, each in bounds if each is not None}}
            if bounds
            else item
            for item, bounds in pairs
        ]
    return bind(value)


def _has_actions(item: object) -> bool:
    return isinstance(item, dict) and any(str(key).endswith("-action") for key in item)


def _input(placed: PlacedComponent, version: Version) -> InputProgram | None:
    cls = COMPONENTS[placed.kind]
    if not issubclass(cls, Input) or placed.name is None:
        return None
    in_form = placed.form is not None
    holder = placed.content if placed.form is None else placed.form.content
    one, several = MOVED if in_form else [(single, single) for single, _ in MOVED]
    return InputProgram(
        placed.name,
        cls,
        traits_of(cls, version),
        _assigned(holder, one[1], placed.name, in_form=in_form),
        _assigned(holder, several[1], placed.name, in_form=in_form),
    )
