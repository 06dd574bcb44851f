"""A phone without a phone: a flow is opened, filled in, and led to its end, step by step."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import attrs

from flowdsl.flow import Flow
from flowdsl.runtime import choosing, tapping
from flowdsl.runtime.behaviour import NEUTRAL, Behaviour
from flowdsl.runtime.endpoint import HttpEndpoint, example_endpoint
from flowdsl.runtime.events import Asked, Event, Failed, OpenedUrl, Warned
from flowdsl.runtime.exchange import exchange
from flowdsl.runtime.files import File
from flowdsl.runtime.preparation import program_of
from flowdsl.runtime.program import Program
from flowdsl.runtime.screen import ShownComponent, ShownScreen
from flowdsl.runtime.showing import show
from flowdsl.runtime.state import Refused, Reply, State, Status
from flowdsl.runtime.summary import SummaryLine, summary_of
from flowdsl.runtime.turn import Endpoint, Setting, Turn, opened
from flowdsl.versions import VersionLike

__all__ = ["EndpointLike", "FlowAction", "FlowLike", "Session"]

FlowLike: TypeAlias = Flow | Program | Mapping[str, Any] | str | bytes
"""A flow; its Flow JSON as a dict, text or bytes; or one that `program_of` has read."""

EndpointLike: TypeAlias = Endpoint | str
"""A callable, the address of an endpoint that answers in plain JSON, or `"examples"`."""

FlowAction: TypeAlias = Literal["navigate", "data_exchange"]

EXAMPLES = "examples"


@attrs.frozen(kw_only=True)
class _Opening:
    """How a flow is opened, so that it can be opened again."""

    action: FlowAction
    screen: str | None
    data: Mapping[str, Any] | str | None
    replies: tuple[Reply, ...]


class Session:
    """A flow as it runs on one phone, at one moment.

    A session never changes: each step returns the next one, so that one moment can be gone on from
    in several ways. What somebody cannot do raises `Refused`; what goes wrong on the phone (an
    answer that does not fit, a time-out) does not, because the flow goes on: it stands in `notice`,
    `failures` and `events`.

    Args:
        flow: The flow, in Python or JSON.
        version: The version to run it as, by default its own.
        data: What the message gives the first screen; `"examples"` for the examples of its data,
            as Meta's preview shows them.
        endpoint: What answers for the endpoint: a callable that gets the request before encryption
            and returns the answer, the address of a server that does so in plain JSON, or
            `"examples"`.
        now: The moment, with the zone of the phone; by default this one, in UTC.
        flow_action: How the message opens the flow: with `navigate`, or by asking the endpoint
            (`data_exchange`). By default the endpoint is asked where the flow has one, something
            answers for it, and neither a screen nor data is given.
        screen: The screen to begin on, by default the first that no other leads to.
        flow_token: The token of the message.
        replies: What the endpoint answers first, before `endpoint` is asked.
        behaviour: What is chosen where no source settles what phones do.
        check: Whether to refuse a flow with errors.

    Raises:
        InvalidFlow: The flow has errors.
        Refused: The flow cannot begin on that screen, or nothing answers for its endpoint.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow
    """

    __slots__ = ("_opening", "_screen", "events", "setting", "state")

    setting: Setting
    """What does not change: the flow, the behaviour, the endpoint."""
    state: State
    """Everything that changes."""
    events: tuple[Event, ...]
    """What happened in the last step, in order."""

    def __init__(
        self,
        flow: FlowLike,
        version: VersionLike | None = None,
        *,
        data: Mapping[str, Any] | Literal["examples"] | None = None,
        endpoint: EndpointLike | None = None,
        now: datetime.datetime | None = None,
        flow_action: FlowAction | None = None,
        screen: str | None = None,
        flow_token: str = "unused",  # noqa: S107  # What WhatsApp sends where there is none.
        replies: Sequence[Mapping[str, Any] | Reply] = (),
        behaviour: Behaviour = NEUTRAL,
        check: bool = True,
    ) -> None:
        program = program_of(flow, version, check=check)
        now = now or datetime.datetime.now(datetime.UTC)
        setting = Setting(
            program=program,
            behaviour=behaviour,
            endpoint=_endpoint(endpoint, program),
            token=flow_token,
            now=now if now.tzinfo else now.replace(tzinfo=datetime.UTC),
        )
        written = tuple(each if isinstance(each, Reply) else Reply(each) for each in replies)
        answers = setting.endpoint is not None or bool(written)
        asks = program.data_api_version is not None and answers and not (screen or data)
        action: FlowAction = flow_action or ("data_exchange" if asks else "navigate")
        opening = _Opening(action=action, screen=screen, data=data, replies=written)
        self._open(setting, opening)

    def _open(self, setting: Setting, opening: _Opening) -> None:
        turn = _opened(setting, opening)
        self.setting = setting
        self._opening = opening
        self._settle(turn)

    def _settle(self, turn: Turn) -> None:
        turn.look()
        self.state = turn.state()
        self.events = tuple(turn.events)
        self._screen: ShownScreen | None = None

    def _step(self, work: Callable[[Turn], object]) -> Session:
        if self.state.status is not Status.OPEN:
            raise Refused(f"the flow is {self.state.status.value}: nothing can be done in it")
        turn = Turn(self.setting, self.state)
        work(turn)
        return self._after(turn)

    def _after(self, turn: Turn) -> Session:
        following = object.__new__(Session)
        following.setting = self.setting
        following._opening = self._opening
        following._settle(turn)
        return following

    # What is there to be seen.

    @property
    def program(self) -> Program:
        """The flow, as it was read."""
        return self.setting.program

    @property
    def status(self) -> Status:
        """Where the flow is in its life."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """Whether it shows a screen."""
        return self.state.status is Status.OPEN

    @property
    def screen(self) -> ShownScreen:
        """What is on the screen; after the end, the last that was.

        Raises:
            Refused: The flow could not be opened, so that none was shown.
        """
        if self._screen is None:
            if not self.state.stack:
                reason = next((each.message for each in self.failures), "it shows no screen")
                raise Refused(f"the flow could not be opened: {reason}")
            setting = self.setting
            self._screen = show(
                setting.program,
                self.state.screens,
                setting.program.screens[self.state.stack[-1]],
                setting.behaviour,
                setting.checker,
            )
        return self._screen

    @property
    def stack(self) -> tuple[str, ...]:
        """The ids of the screens that Back leads through, the shown one last."""
        return self.state.stack

    @property
    def notice(self) -> str | None:
        """What the phone says at the bottom after the last step: an error, mostly."""
        return self.state.notice

    @property
    def failures(self) -> tuple[Failed, ...]:
        """What went wrong in the last step."""
        return tuple(each for each in self.events if isinstance(each, Failed))

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What goes wrong on some phones, in the last step."""
        return tuple(each for each in self.events if isinstance(each, Warned))

    @property
    def requests(self) -> tuple[Mapping[str, Any], ...]:
        """What the endpoint was asked with in the last step."""
        return tuple(each.request for each in self.events if isinstance(each, Asked))

    @property
    def opened_urls(self) -> tuple[str, ...]:
        """The pages that the last step opened in the browser."""
        return tuple(each.url for each in self.events if isinstance(each, OpenedUrl))

    @property
    def response(self) -> Mapping[str, Any] | None:
        """What was sent when the flow was done, `flow_token` included; None before."""
        return self.state.response

    @property
    def response_json(self) -> str | None:
        """The same as the text that arrives in the webhook; None before."""
        if self.state.response is None:
            return None
        return json.dumps(self.state.response, ensure_ascii=False, separators=(",", ":"))

    @property
    def message(self) -> dict[str, Any] | None:
        """The part of the webhook's message that holds the answers; None before the end."""
        if self.response_json is None:
            return None
        reply = {"name": "flow", "body": "Sent", "response_json": self.response_json}
        return {"type": "nfm_reply", "nfm_reply": reply}

    @property
    def summary(self) -> tuple[SummaryLine, ...]:
        """What the chat shows of the answers once the flow is done (since 5.1), masked."""
        if self.state.status is not Status.COMPLETED:
            return ()
        return summary_of(self.program, self.state, self.setting.behaviour)

    # What somebody does.

    def fill(self, name: str, value: Any) -> Session:
        """Fill in an input.

        Args:
            name: Its name.
            value: Text or a number; true or false; the id of an option, or a list of them; a day as
                `datetime.date` or text; a pair of days; one or several `File`.

        Raises:
            Refused: There is no such input now, it is disabled, or it does not take the value.
        """
        return self._step(lambda turn: choosing.fill(turn, name, value))

    def select(self, name: str, *choices: str) -> Session:
        """Choose options, by their ids or titles, beside those that are chosen.

        Raises:
            Refused: There are no such options, they are disabled, or too many.
        """
        return self._step(lambda turn: choosing.select(turn, name, choices))

    def unselect(self, name: str, *choices: str) -> Session:
        """Take choices back, by their ids or titles.

        Raises:
            Refused: They are not chosen, or the input lets nobody take a choice back.
        """
        return self._step(lambda turn: choosing.unselect(turn, name, choices))

    def upload(self, name: str, *files: File) -> Session:
        """Choose files in a PhotoPicker or a DocumentPicker, in place of those before.

        Raises:
            Refused: They are too many, too large or of the wrong type.
        """
        return self.fill(name, files)

    def tap(self, target: str | ShownComponent) -> Session:
        """Tap the Footer, a link, an item of a list, or the "Read more" of an OptIn.

        Args:
            target: What it says, its id or name, or its kind, such as `"Footer"`; or the component
                as `screen` has it.

        Raises:
            Refused: There is no such thing, it is disabled, or the screen is not filled in as the
                Footer needs.
        """
        return self._step(lambda turn: tapping.tap(turn, target))

    def open_link(self, text: str) -> Session:
        """Open a link: an EmbeddedLink, "Read more", or one inside of a text in Markdown.

        Args:
            text: What it says.

        Raises:
            Refused: There is no such link.
        """
        return self._step(lambda turn: tapping.link(turn, text))

    def back(self) -> Session:
        """Go back: to the screen before, to what the endpoint answers, or out of the flow."""
        return self._step(_back)

    def close(self) -> Session:
        """Close the flow; what was filled in is lost, and nothing is sent."""
        return self._step(_close)

    def reopen(self) -> Session:
        """Open the flow again from the message.

        Raises:
            Refused: The button of the message is disabled.
        """
        if self.state.is_disabled:
            raise Refused("the button of the message is disabled: the endpoint answered HTTP 427")
        unfinished = self.state.status is Status.CLOSED and self.state.stack
        if self.setting.behaviour.reopen == "resumed" and unfinished:
            turn = Turn(self.setting, self.state)
            turn.status = Status.OPEN
            return self._after(turn)
        again = object.__new__(Session)
        again._open(self.setting, self._opening)
        return again

    def answering(self, *replies: Mapping[str, Any] | Reply) -> Session:
        """Say what the endpoint answers to the next requests, whatever else answers for it.

        Args:
            replies: The bodies of the answers, or `Reply` for another HTTP status.
        """
        written = tuple(each if isinstance(each, Reply) else Reply(each) for each in replies)
        turn = Turn(self.setting, self.state)
        turn.replies += written
        turn.notice = self.state.notice
        return self._after(turn)

    def __str__(self) -> str:
        from flowdsl.runtime.screen_text import session_text

        return session_text(self)

    def __repr__(self) -> str:
        where = f" on {self.state.stack[-1]}" if self.state.stack else ""
        return f"<Session {self.state.status.value}{where}>"


def _endpoint(given: EndpointLike | None, program: Program) -> Endpoint | None:
    if isinstance(given, str):
        return example_endpoint(program) if given == EXAMPLES else HttpEndpoint(given)
    return given


def _opened(setting: Setting, opening: _Opening) -> Turn:
    if opening.action == "data_exchange":
        turn = Turn(setting, State(replies=opening.replies))
        exchange(turn, "INIT", {})
        return turn
    program = setting.program
    screen = opening.screen or _first_entry(program, setting.behaviour)
    data = opening.data
    if isinstance(data, str):
        found = program.screens.get(screen)
        data = found.examples if found is not None else {}
    return opened(setting, screen, data or {}, opening.replies)


def _first_entry(program: Program, behaviour: Behaviour) -> str:
    if behaviour.entry_order == "model" and program.routes.model is not None:
        return next((name for name in program.routes.model if name in program.entries), "")
    return program.entries[0]


def _back(turn: Turn) -> None:
    if len(turn.stack) == 1:
        turn.status = Status.CLOSED
    elif turn.screen.refreshes_on_back and turn.program.exchanges:
        exchange(turn, "BACK", {})
    else:
        turn.back()


def _close(turn: Turn) -> None:
    turn.status = Status.CLOSED
