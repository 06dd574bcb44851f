"""One step while it is taken: actions change the screens, until nothing more follows from it."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.facts import SELECT
from flowdsl.problems import path_text
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.binding import resolved
from flowdsl.runtime.checks import Checker
from flowdsl.runtime.evaluation import MISSING
from flowdsl.runtime.events import (
    Ended,
    Event,
    Failed,
    Moved,
    OpenedUrl,
    Ran,
    Warned,
)
from flowdsl.runtime.filling import refilled
from flowdsl.runtime.program import ActionProgram, Program, ScreenProgram
from flowdsl.runtime.schemas import Unfit, plain
from flowdsl.runtime.scope import SendingScope, ViewScope
from flowdsl.runtime.screen import ShownComponent, ShownScreen
from flowdsl.runtime.showing import show
from flowdsl.runtime.state import Refused, Reply, ScreenState, State, Status

__all__ = ["Endpoint", "Setting", "Turn"]

Endpoint: TypeAlias = Callable[[Mapping[str, Any]], "Mapping[str, Any] | Reply"]
"""Answers what a flow asks: it gets the request and returns the body of the answer, or a `Reply`.

It raises TimeoutError where it takes too long, and ConnectionError where nothing comes back.
"""

WRONG: Final = "Something went wrong. Try again later."
"""What a phone says of nearly everything that goes wrong."""

SLOW: Final = "Couldn't load content. Try again later."
"""What a phone says when the endpoint takes more than 10 seconds."""

MOST_RENDERS: Final = 20
"""So often can one step show another screen, with select actions that run when it does."""


@attrs.frozen(kw_only=True)
class Setting:
    """What does not change while a flow runs.

    Args:
        program: The flow.
        behaviour: What is chosen where no source settles it.
        endpoint: What answers for the endpoint, None where nothing does.
        token: The `flow_token`.
        now: The moment, in the zone of the phone.
    """

    program: Program
    behaviour: Behaviour
    endpoint: Endpoint | None = attrs.field(repr=False)
    token: str
    now: datetime.datetime

    @property
    def checker(self) -> Checker:
        """What checks answers."""
        return Checker(self.behaviour, self.now)


class Turn:
    """A step: it begins with one state and ends with another.

    Args:
        setting: What does not change.
        state: The state that it begins with.
    """

    def __init__(self, setting: Setting, state: State) -> None:
        self.setting = setting
        self.program = setting.program
        self.behaviour = setting.behaviour
        self.before = state
        self.screens = dict(state.screens)
        self.stack = list(state.stack)
        self.status = state.status
        self.notice: str | None = None
        self.response = state.response
        self.is_disabled = state.is_disabled
        self.replies = list(state.replies)
        self.events: list[Event] = []
        self._renders = 0
        self._has_data = False

    def state(self) -> State:
        """Return the state that it ends with."""
        return State(
            screens=self.screens,
            stack=tuple(self.stack),
            status=self.status,
            notice=self.notice,
            response=self.response,
            is_disabled=self.is_disabled,
            replies=tuple(self.replies),
        )

    @property
    def current(self) -> str:
        """The id of the screen that is shown; empty before one is."""
        return self.stack[-1] if self.stack else ""

    @property
    def screen(self) -> ScreenProgram:
        """The screen that is shown."""
        return self.program.screens[self.current]

    def shown(self) -> ShownScreen:
        """Return what is on the screen."""
        return show(self.program, self.screens, self.screen, self.behaviour, self.setting.checker)

    def change(self, screen: str, **changes: Any) -> None:
        """Change what is known of a screen."""
        self.screens[screen] = attrs.evolve(self.screens[screen], **changes)

    def fill(self, name: str, value: Any) -> None:
        """Keep what was filled into an input of the screen; `MISSING` takes it out."""
        state = self.screens[self.current]
        form = {key: each for key, each in state.form.items() if key != name}
        if value is not MISSING:
            form[name] = value
        self.change(self.current, form=form, edited=state.edited | {name})

    # What an action does.

    def run(self, action: ActionProgram) -> None:
        """Run an action of the screen that is shown."""
        source = self.current
        payload = self.payload(action)
        if payload is None:
            return
        self.events.append(Ran(action.name, source, action.event, payload))
        match action.name:
            case "navigate":
                self.navigate(action.target or "", payload)
            case "complete":
                self.complete(plain(payload))
            case "data_exchange":
                self.ask("data_exchange", payload)
            case "update_data":
                self.update(payload)
            case "open_url":
                url = resolved(action.content.get("url"), self.scope())
                self.events.append(OpenedUrl(str(url)))

    def scope(self) -> ViewScope:
        """Return what the screen sees of itself and of the others."""
        return ViewScope(self.program, self.screens, self.screen)

    def payload(self, action: ActionProgram) -> dict[str, Any] | None:
        """Return what an action sends, None where a file that it needs cannot be uploaded."""
        if action.payload is None:
            return dict(action.written)
        scope = SendingScope(self.program, self.screens, self.screen, self.behaviour, action.name)
        payload = action.payload(scope)
        assert isinstance(payload, dict)
        if scope.lost and self.behaviour.upload_fail == "withheld":
            self.fail("upload", f"the upload of {', '.join(scope.lost)} fails")
            return None
        return payload

    def navigate(self, target: str, payload: Mapping[str, Any]) -> None:
        """Go to another screen, with the payload as its data."""
        source = self.current
        if target not in self.program.screens:
            self.fail("invalid-screen-transition", f"there is no screen `{target}`")
        elif not self.leads(source, target):
            self.fail("invalid-screen-transition", no_route(source, target))
        elif self.takes(target, payload) is not None:
            self.push(target, payload, "navigate")

    def leads(self, source: str, target: str) -> bool:
        """Return whether the routing model, where there is one, lets a screen lead to another."""
        model = self.program.routes.model
        return model is None or target in self.program.targets[source]

    def takes(self, target: str, data: Mapping[str, Any]) -> tuple[Unfit, ...] | None:
        """Return what data lacks for a screen that takes it all the same, None where it fails."""
        wrong = tuple(self.program.screens[target].model.unfit(data))
        kept = self.behaviour.strict_data == "kept"
        counts = [each for each in wrong if not (each.is_missing and kept)]
        if counts:
            first = counts[0]
            self.fail("payload-schema-error", f"the data for {target}: {first.message}")
            return None
        return wrong

    def push(self, target: str, data: Mapping[str, Any], by: str) -> None:
        """Show a screen above the one that is shown."""
        known = self.screens.get(target)
        if known is not None and self.behaviour.revisit_form == "fresh":
            self.screens[target] = ScreenState(data=known.data)
        source = self.current or None
        self.stack.append(target)
        self.give(target, data)
        self.events.append(Moved(source, target, by))
        self.render()

    def give(self, target: str, data: Mapping[str, Any]) -> None:
        """Give a screen its data; what it does not declare is ignored."""
        screen = self.program.screens[target]
        state = self.screens.get(target, ScreenState())
        given = {key: plain(value) for key, value in data.items() if key in screen.model}
        # A key can only be missing where that keeps what was there.
        kept = {key: value for key, value in state.data.items() if key not in given}
        self.screens[target] = attrs.evolve(state, data={**kept, **given}, edited=frozenset())
        self._has_data = True

    def update(self, payload: Mapping[str, Any]) -> None:
        """Change the data of the screen that is shown."""
        model = self.screen.model
        given = {key: value for key, value in payload.items() if key in model}
        unknown = [key for key in payload if key not in model]
        wrong = [each.message for each in model.unfit(given, partly=True)]
        for message in [f"`{key}` is not declared" for key in unknown] + wrong:
            self.warn(f"update_data: {message}")
        if wrong and self.behaviour.update_strict == "refused":
            return
        data = self.screens[self.current].data
        self.change(self.current, data={**data, **plain(given)})
        self._has_data = True

    def end(self, response: Mapping[str, Any], by: str) -> None:
        """Close the flow and send its answers."""
        self.response = response
        self.status = Status.COMPLETED
        self.events.append(Ended(response, by, self.current))

    def complete(self, payload: Mapping[str, Any]) -> None:
        """Close the flow and send a payload, to which the phone adds the `flow_token`."""
        answers = {key: value for key, value in payload.items() if key != TOKEN}
        token = {TOKEN: payload.get(TOKEN, self.setting.token)}
        match self.behaviour.token_place:
            case "last":
                answers = {**answers, **token}
            case "first":
                answers = {**token, **answers}
        self.end(answers, "complete")

    def fail(self, error: str, message: str, notice: str = WRONG) -> None:
        """Say that something went wrong; the flow stays as it is."""
        self.notice = notice
        self.events.append(Failed(error, message, self.current))

    def warn(self, message: str) -> None:
        """Note what goes wrong on some phones."""
        self.events.append(Warned(message, self.current))

    def ask(self, action: str, data: Mapping[str, Any]) -> None:
        """Ask the endpoint, and do what it answers."""
        from flowdsl.runtime.exchange import exchange

        exchange(self, action, data)

    def back(self) -> None:
        """Go back to the screen before, which shows what it showed."""
        left = self.stack.pop()
        if self.behaviour.left_form == "cleared":
            self.change(left, form={}, initial={})
        self.events.append(Moved(left, self.current, "back"))
        self.render()

    # What follows from a change.

    def settle(self) -> None:
        """Take init-values again and let go of stale choices, as far as the last change asks."""
        if self.status is not Status.OPEN or not self.stack:
            return
        refilled(self, came=self._has_data)
        self._has_data = False

    def render(self) -> None:
        """Show the screen: in some versions select actions of filled inputs run then."""
        self.settle()
        if not self.program.select_runs_on_render or self.status is not Status.OPEN:
            return
        self._renders += 1
        if self._renders > MOST_RENDERS:
            message = f"select actions show one screen after another, more than {MOST_RENDERS}"
            self.fail("render", message)
            return
        here, depth = self.current, len(self.stack)
        for component in self.shown().visible:
            action = component.program.actions.get(SELECT)
            runs = component.is_filled or self.behaviour.render_select == "all"
            if action is not None and component.is_input and runs:
                self.run(action)
                self.settle()
                moved = (self.current, len(self.stack)) != (here, depth)
                if moved or self.status is not Status.OPEN:
                    return

    def look(self) -> None:
        """Note what is wrong with what is shown at the end of the step."""
        if self.status is not Status.OPEN or not self.stack:
            return
        for component in self.screen.components:
            if "text" in component.content and component.bound:
                break
        else:
            return
        for shown in self.shown().visible:
            if shown.content.get("text") == "" and not shown.is_input:
                self._note_empty(shown)

    def _note_empty(self, component: ShownComponent) -> None:
        where = path_text((*component.program.path, "text"))
        message = f"the text of a {component.kind} is empty while it is shown ({where})"
        if self.behaviour.empty_text == "error":
            self.fail("render", message)
        else:
            self.warn(message)


TOKEN: Final = "flow_token"  # noqa: S105  # The name of a key.


def no_route(source: str, target: str) -> str:
    """Return what Meta says of an answer or an action that no route allows."""
    return (
        f"Can't perform a transition from [{source}] to [{target}], because it doesn't satisfy "
        "provided routing_model"
    )


def opened(
    setting: Setting, screen: str, data: Mapping[str, Any], replies: tuple[Reply, ...]
) -> Turn:
    """Return the step in which a message opens a flow on a screen.

    Args:
        setting: What does not change.
        screen: The id of the screen.
        data: What the message gives it.
        replies: What the endpoint will answer.

    Raises:
        Refused: The flow cannot begin on that screen.
    """
    program = setting.program
    turn = Turn(setting, State(replies=replies))
    if screen not in program.screens:
        known = ", ".join(program.screens)
        raise Refused(f"the flow has no screen `{screen}`: it has {known}")
    if screen not in program.entries:
        known = ", ".join(program.entries)
        message = f"a message with the screen `{screen}` is refused, because another leads to it"
        raise Refused(f"{message}: a flow begins on {known}")
    if turn.takes(screen, data) is None:
        turn.status = Status.FAILED
    else:
        turn.push(screen, data, "navigate")
    return turn
