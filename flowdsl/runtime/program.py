"""A flow as it is run: its screens, what stands on them, and what may happen there."""

import enum
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.components.logic import Form, If, Switch
from flowdsl.context import Context, PlacedComponent, PlacedScreen
from flowdsl.data_types import types_of
from flowdsl.input_traits import InputTraits
from flowdsl.problems import FlowError, Path
from flowdsl.projection import dialect_of
from flowdsl.routes import Routes, routes_of
from flowdsl.runtime.binding import Bound, Scope, bind
from flowdsl.runtime.evaluation import MISSING, Evaluate, Value
from flowdsl.runtime.schemas import DataModel
from flowdsl.versions import Version

__all__ = [
    "LABELS",
    "ActionProgram",
    "Answer",
    "Assigned",
    "ComponentProgram",
    "InputProgram",
    "NotPlayable",
    "Program",
    "ScreenProgram",
    "action_of",
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

    @cached_property
    def answer(self) -> Answer:
        """What somebody gives it, as far as that stands in the flow; for inputs only."""
        assert self.input is not None
        return self.input.answer(self.content)

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
    """A flow, ready to be run; made by `preparation.program_of`.

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
