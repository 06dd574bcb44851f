"""Watches a journey: what is wrong with what happened in a step, and with what is shown then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from flowdsl.answers import answers_of
from flowdsl.answers.schema import payload_schema
from flowdsl.fuzz.faults import FaultKind, Sighting
from flowdsl.fuzz.looking import Look
from flowdsl.fuzz.replies import is_notice
from flowdsl.fuzz.world import Left, Moment, World
from flowdsl.problems import Path
from flowdsl.runtime.events import Asked, Ended, Event, Failed, Moved, Ran, Warned
from flowdsl.runtime.moves import Fill, Move, OpenLink, Tap, Upload
from flowdsl.runtime.program import Answer, ScreenProgram
from flowdsl.runtime.tapping import called

__all__ = ["Watcher"]

_SILENT: Final = {
    "timeout_error",
    "no_http_response_error",
    "unexpected_http_status_code",
    "business-decryption-error",
    "response-decryption-error",
    "cannot_be_served",
}
_TRANSITION: Final = "invalid-screen-transition"
_REFERENCE: Final = re.compile(r"\$\{[^{}]{1,200}\}")
_NO_FAILURE: Final = {"failure": None}
_UPDATE: Final = "update_data: "
_TOKEN: Final = "flow_token"  # noqa: S105  # The name of a key.


class Watcher:
    """Sees what is wrong with a flow while it is played.

    Args:
        world: The flow.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.program = world.program
        self.look = Look(world)
        self.sent: set[tuple[Path, str]] = set()
        """The keys of payloads that were sent at least once, with the places of their actions."""

    def opened(self, moment: Moment) -> Iterator[Sighting]:
        """Yield what is wrong at the moment at which a flow was opened."""
        yield from self._events(None, None, moment)
        if moment.session.is_open:
            yield from self.look.arrived(moment)
            yield from self.look.shown(moment)

    def stepped(self, before: Moment, move: Move, after: Moment) -> Iterator[Sighting]:
        """Yield what is wrong with a step.

        Args:
            before: The moment before it.
            move: What was done.
            after: The moment after it.
        """
        yield from self._events(before, move, after)
        if after.session.is_open:
            if any(isinstance(event, Moved) for event in after.session.events):
                yield from self.look.arrived(after)
                yield from self._returned(before, after)
            yield from self.look.shown(after)

    # What happened.

    def _events(
        self, before: Moment | None, move: Move | None, after: Moment
    ) -> Iterator[Sighting]:
        ran: tuple[Ran, Path] | None = None
        asked: Asked | None = None
        for event in after.session.events:
            match event:
                case Ran():
                    ran, asked = (event, self._place(before, move, event)), None
                    yield from self._unsent(*ran)
                case Asked(request, _) if not is_notice(request):
                    asked = event
                case Failed():
                    if asked is not None:
                        yield from self._answered(event, asked, ran, after)
                    else:
                        yield from self._failed(event, ran, after)
                case Warned(message) if message.startswith(_UPDATE) and ran is not None:
                    said = message.removeprefix(_UPDATE)
                    expected = "values that fit the data of the screen"
                    yield Sighting(FaultKind.UPDATE, ran[1], said, expected)
                case Warned(message) if _TOKEN in message and self.world.endpoint is not None:
                    path = self._asking(ran, event)
                    yield Sighting(FaultKind.ANSWER, path, message, "`flow_token` in the params")
                case Ended(response, "complete"):
                    yield from self._response(response, ran)

    def _place(self, before: Moment | None, move: Move | None, event: Ran) -> Path:
        """Return where an action stands that was run."""
        screen = self.program.screens[event.screen]
        if before is not None and before.session.stack[-1:] == (event.screen,):
            match move:
                case Fill(name) | Upload(name):
                    component = screen.inputs.get(name)
                    if component is not None and event.event in component.actions:
                        return (*component.path, event.event)
                    return _item_path(screen, name, event)
                case Tap(target) | OpenLink(target):
                    for name, each in called(before.screen):
                        if target in (name, *each.names) and each.action.name == event.name:
                            path = each.component.program.path
                            if each.item is None:
                                return (*path, event.event)
                            ids = [option.id for option in each.component.options]
                            written = each.component.program.content.get("list-items")
                            if event.event in each.item.content and isinstance(written, list):
                                return (*path, "list-items", ids.index(each.item.id), event.event)
                            return (*path, event.event)
        for component in screen.components:
            own = component.actions.get(event.event)
            if own is not None and own.name == event.name:
                return (*component.path, event.event)
        return screen.placed.components[0].path if screen.placed.components else ()

    def _unsent(self, event: Ran, path: Path) -> Iterator[Sighting]:
        """Yield the keys of a payload that were left out."""
        written = _at(self.program.document, (*path, "payload"))
        if not isinstance(written, Mapping):
            return
        for key, value in written.items():
            if key in event.payload:
                self.sent.add((path, key))
                is_reference = isinstance(value, str) and _REFERENCE.fullmatch(value)
                if is_reference and event.payload[key] == value:
                    found = f"`{key}` is sent as it is written, {value}"
                    expected = "a reference that leads to something"
                    yield Sighting(FaultKind.RAW, (*path, "payload", key), found, expected)
            elif event.name != "navigate":  # There the next screen misses it, where it matters.
                yield Sighting(
                    FaultKind.KEY,
                    (*path, "payload", key),
                    f"`{key}` is not sent: {value} leads to nothing",
                    "a reference to something that is there",
                )

    def _failed(
        self, event: Failed, ran: tuple[Ran, Path] | None, after: Moment
    ) -> Iterator[Sighting]:
        """Yield what went wrong by the flow itself."""
        match event.error:
            case "payload-schema-error":
                yield from self._misfits(event, ran, after)
            case "invalid-screen-transition":
                path = ran[1] if ran is not None else ()
                yield Sighting(
                    FaultKind.ROUTE, path, event.message, "a screen along a route", _NO_FAILURE
                )
            case _:
                screen = self.program.screens.get(event.screen)
                path = _screen_path(screen)
                expected = "a screen that is shown"
                yield Sighting(FaultKind.RENDER, path, event.message, expected, _NO_FAILURE)

    def _misfits(
        self, event: Failed, ran: tuple[Ran, Path] | None, after: Moment
    ) -> Iterator[Sighting]:
        expected = "values that fit what the screen declares"
        if ran is None:
            screen = self.program.screens.get(str(after.start.get("screen", "")))
            screen = screen or self.program.screens[self.program.entries[0]]
            path = (*_screen_path(screen), "data")
            yield Sighting(FaultKind.PAYLOAD, path, event.message, expected)
            return
        action, path = ran
        written = _at(self.program.document, path)
        target = ""
        match written:
            case {"next": {"name": str(name)}}:
                target = name
        known = self.program.screens.get(target)
        for each in known.model.unfit(action.payload) if known is not None else ():
            place = (*path, "payload")
            if each.key in _mapping(_at(self.program.document, place)):
                place = (*place, each.key)
            found = f"the data for {target}: {each.message}"
            yield Sighting(FaultKind.PAYLOAD, place, found, expected, _NO_FAILURE)

    def _asking(self, ran: tuple[Ran, Path] | None, event: Event) -> Path:
        """Return where that stands which asked the endpoint: an action, or the screen left."""
        if ran is not None and ran[0].name == "data_exchange":
            return ran[1]
        name = getattr(event, "screen", "")
        return _screen_path(self.program.screens.get(name))

    def _answered(
        self, event: Failed, asked: Asked, ran: tuple[Ran, Path] | None, after: Moment
    ) -> Iterator[Sighting]:
        """Yield what went wrong with an answer of the endpoint."""
        if self.world.endpoint is None:
            return  # It was made up, and there is no better one.
        path = self._asking(ran, event)
        what = f"asked with {asked.request.get('action')}"
        if after.raised is not None:
            found = f"the endpoint raises {after.raised}, {what}"
            yield Sighting(FaultKind.RAISED, path, found, "an answer", _NO_FAILURE)
        elif event.error in _SILENT:
            found = f"{event.message}, {what}"
            expected = "HTTP 200 within 10 seconds"
            yield Sighting(FaultKind.SILENT, path, found, expected, _NO_FAILURE)
        elif event.error == _TRANSITION:
            expected = "a screen along a route, or the same"
            yield Sighting(FaultKind.ANSWER_ROUTE, path, event.message, expected, _NO_FAILURE)
        else:
            expected = "a screen of the flow, with all of its data"
            yield Sighting(FaultKind.ANSWER, path, event.message, expected, _NO_FAILURE)

    @cached_property
    def _schema(self) -> Any:
        from jsonschema import Draft202012Validator

        answers = answers_of(self.program.document, self.program.version)
        return Draft202012Validator(payload_schema(answers, "flow"))

    def _response(
        self, response: Mapping[str, Any], ran: tuple[Ran, Path] | None
    ) -> Iterator[Sighting]:
        """Yield what of the answers does not fit what the flow is said to send."""
        path = (*ran[1], "payload") if ran is not None else ()
        written = _mapping(_at(self.program.document, path))
        for error in self._schema.iter_errors(dict(response)):
            key = next((str(step) for step in error.absolute_path), None)
            place = (*path, key) if key is not None and key in written else path
            found = f"what is sent does not fit: {error.message[:200]}"
            yield Sighting(FaultKind.RESPONSE, place, found, "what `flowdsl data` lists")

    # What was there before.

    def _returned(self, before: Moment, after: Moment) -> Iterator[Sighting]:
        """Yield what had been filled in on a screen, and is not there on coming back to it."""
        screen = after.session.stack[-1]
        left = before.left.get(screen)
        if left is None or screen == before.session.stack[-1]:
            return
        went_back = len(after.session.stack) < len(before.session.stack)
        if not went_back and left.changes != before.changes:
            return  # Other answers can lead to another screen of the same name.
        was_asked = any(isinstance(event, Asked) for event in after.session.events)
        data = after.session.state.screens[screen].data
        if was_asked and self.world.endpoint is None and data != left.data:
            return  # An answer that was made up changed it.
        yield from self._lost(left, after, "back" if went_back else "forward again")

    def _lost(self, left: Left, after: Moment, way: str) -> Iterator[Sighting]:
        for name, shown in after.screen.inputs.items():
            if name not in left.values:
                continue
            value, options = left.values[name]
            if shown.value != value and tuple(each.id for each in shown.options) == options:
                yield Sighting(
                    FaultKind.LOST,
                    shown.program.path,
                    f"`{name}` was {value!r} and is {shown.value!r} after going {way}",
                    "what was filled in",
                    {} if shown.answer is Answer.FILES else {"values": {name: value}},
                )


def _item_path(screen: ScreenProgram, name: str, event: Ran) -> Path:
    """Return where the action of an option stands, as near as it is known."""
    component = screen.inputs.get(name)
    if component is None:
        return ()
    for action in component.placed.actions:
        if action.item is not None and action.event == event.event and action.name == event.name:
            assert component.input is not None
            options = component.input.traits.options or ""
            return (*component.path, options, action.item, event.event)
    return component.path


def _screen_path(screen: ScreenProgram | None) -> Path:
    return () if screen is None else ("screens", screen.placed.index)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _at(document: Any, path: Path) -> Any:
    """Return what stands at a path, None where nothing does."""
    here = document
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here
