"""Takes what somebody types, line by line, and plays it."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from flowdsl.playing.offers import Offer, offers, offers_text
from flowdsl.playing.recording import Played, Recording, replies_of
from flowdsl.playing.values import filling, unquoted
from flowdsl.problems import FlowError
from flowdsl.runtime.events import Asked, Event, Failed, OpenedUrl, Warned
from flowdsl.runtime.moves import Answered, Back, Close, Fill, OpenLink, Tap
from flowdsl.runtime.program import Answer
from flowdsl.runtime.session import Session
from flowdsl.runtime.state import Refused, Reply, Status
from flowdsl.tables import shortened, visible
from flowdsl.testing.steps import Doing, Reopen, play

__all__ = ["HELP", "Player"]

MOST_KEPT: Final = 500
"""So many steps can be undone."""

LONGEST_LINE: Final = 100_000
LONGEST_SHOWN: Final = 2_000

HELP: Final = """\
  3              tap what has the number, or tick the box
  3 VALUE        fill in the input with the number
  NAME=VALUE     fill in an input: a text, an option, several with commas, yes or no,
  NAME VALUE     2026-12-04, 2026-12-04..2026-12-09, names of files; quotes keep blanks
  Continue       tap what says so; `tap TEXT` where it is also a word of this list
  back, close    go back, or close the flow; `reopen` opens it again
  open LINK      open a link in a text
  undo           take the last step back
  answer JSON    what the endpoint answers next; `answer 500`, `answer 427 JSON`
  data           the data of the screen
  requests       what the endpoint was asked, and its answers
  summary        the answers as the chat shows them, masked
  save FILE      keep the journey: a test if FILE ends in .py, else a scenario; `save!` replaces
  help, quit"""


class Player:
    """A flow while it is played.

    Args:
        session: The flow, opened.
        recording: How it was opened, for what is kept of the journey.
    """

    def __init__(self, session: Session, recording: Recording) -> None:
        self._recording = recording
        self._past: deque[Session] = deque([session], MOST_KEPT + 1)
        self._played: list[Played] = []
        self._asked: list[tuple[Asked, ...]] = [_asked(session)]
        self._first: tuple[Reply, ...] = replies_of(session)
        self.is_over = False

    @property
    def session(self) -> Session:
        """The flow, as it is now."""
        return self._past[-1]

    def shown(self) -> str:
        """Return what happened in the last step, the screen, and what can be done."""
        session = self.session
        lines = [*map(_event_text, filter(_is_told, session.events)), str(session)]
        if session.is_open:
            lines.append(offers_text(offers(session.screen)))
        return "\n".join(filter(None, lines))

    def report(self) -> str:
        """Return what came of the flow: what was sent, the masked summary, the journey."""
        parts = []
        if self.session.response_json is not None:
            parts.append(f"sent:\n{visible(self.session.response_json)}")
        if self.session.summary:
            parts.append(f"summary:\n{self._summary()}")
        if self._played:
            journey = self._recording.python(self._first, self._played)
            parts.append("journey:\n" + "\n".join(map(visible, journey.split("\n"))))
        return "\n\n".join(parts)

    def take(self, line: str) -> str:
        """Do what a line says, and return what is to be shown for it.

        Args:
            line: What was typed. What cannot be done is said in one sentence.
        """
        line = line.strip()
        if len(line) > LONGEST_LINE:
            return f"a line has {LONGEST_LINE:,} characters at most"
        try:
            return self._done(line)
        except FlowError as error:
            return visible(str(error))
        except OSError as error:
            return visible(f"{error.filename or line}: {error.strerror or error}")

    def _done(self, line: str) -> str:
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if not line:
            return self.shown()
        bare = _BARE.get(line)
        if bare is not None:
            return bare(self)
        taking = _TAKING.get(word)
        if taking is not None and rest and not rest.startswith("="):
            return taking(self, rest)
        return self._play(self._move(line))

    def _play(self, *moves: Doing) -> str:
        for move in moves:
            following = play(self.session, move)
            self._past.append(following)
            self._asked.append(_asked(following))
            self._played.append(Played(move, replies_of(following)))
        return self.shown()

    def _move(self, line: str) -> Doing:
        """Return the move that a line stands for: a number, an input, or what is tapped."""
        session = self.session
        if not session.is_open:
            message = f"the flow is {session.status.value}: it takes undo, reopen, save and quit"
            raise Refused(message)
        found = offers(session.screen)
        number, _, value = line.partition(" ")
        if "=" in number:
            number, _, value = line.partition("=")
        if number.strip().isdecimal() and len(number) < 5:
            return self._numbered(found, int(number), value.strip(), has_value=number != line)
        filled = self._fills(line)
        if filled is not None:
            return filled
        return self._tapped(found, line)

    def _numbered(self, found: list[Offer], number: int, value: str, *, has_value: bool) -> Doing:
        if not 1 <= number <= len(found):
            raise Refused(f"there is no {number}: the numbers are 1 to {len(found)}")
        offer = found[number - 1]
        if offer.component is None:
            if has_value:
                raise Refused(f"{number} is tapped, so it takes no value: {number}")
            assert offer.move is not None
            return offer.move
        if has_value:
            return filling(offer.component, value)
        if offer.component.answer is Answer.BOX:
            return Fill(offer.name, offer.component.value is not True)
        raise Refused(f"{offer.component} takes a value: {number} VALUE; {offer.how}")

    def _fills(self, line: str) -> Doing | None:
        """Return how a line fills an input in that can be seen, None where it does not."""
        session = self.session
        if not session.is_open:
            return None
        names = sorted(session.screen.inputs, key=len, reverse=True)  # Names may hold blanks.
        for name in names:
            rest = line.removeprefix(name)
            if rest != line and rest.strip() and rest[0] in " =":
                value = rest.lstrip().removeprefix("=")
                return filling(session.screen.inputs[name], value.strip())
        return None

    def _tapped(self, found: list[Offer], line: str) -> Doing:
        taps = [each for each in found if isinstance(each.move, Tap)]
        if not any(line == each.name for each in taps):
            near = [each.move for each in taps if each.name.casefold() == line.casefold()]
            if len(near) == 1 and near[0] is not None:
                return near[0]
            name, equals, _ = line.partition("=")
            if equals:
                self.session.screen.input(name.strip())  # Says which inputs there are.
            if line in self.session.screen.inputs:
                component = self.session.screen.inputs[line]
                raise Refused(f"{component} takes a value: {line}=VALUE")
        return Tap(line)

    # The words.

    def _help(self) -> str:
        return HELP

    def _quit(self) -> str:
        self.is_over = True
        return ""

    def _back(self) -> str:
        return self._play(Back())

    def _close(self) -> str:
        return self._play(Close())

    def _reopen(self) -> str:
        return self._play(Reopen())

    def _undo(self) -> str:
        if len(self._past) == 1:
            most = f"no more than {MOST_KEPT} steps are kept" if self._played else "nothing is done"
            raise Refused(f"there is nothing to undo: {most}")
        self._past.pop()
        self._asked.pop()
        self._played.pop()
        return self.shown()

    def _data(self) -> str:
        state = self.session.state
        known = state.screens.get(state.stack[-1]) if state.stack else None
        return _json(known.data if known is not None else {})

    def _requests(self) -> str:
        lines = [_event_text(each) for step in self._asked for each in step]
        return "\n".join(lines) or "the endpoint was not asked"

    def _summary(self) -> str:
        if self.session.status is not Status.COMPLETED:
            return "there is a summary when the flow is completed"
        lines = [f"{line.label}: {line.text}" for line in self.session.summary]
        return "\n".join(map(visible, lines)) or "the summary is empty"

    def _open(self, text: str) -> str:
        return self._play(OpenLink(unquoted(text)))

    def _tap(self, text: str) -> str:
        return self._play(Tap(unquoted(text)))

    def _answer(self, text: str) -> str:
        head, _, rest = text.partition(" ")
        status = int(head) if head.isdecimal() and len(head) == 3 else 200
        body = _object(rest.strip() if status != 200 or head == "200" else text)
        self._play(Answered(body, status))
        return "that is what the endpoint answers next"

    def _save(self, text: str) -> str:
        return self._saved(text, replaces=False)

    def _save_over(self, text: str) -> str:
        return self._saved(text, replaces=True)

    def _saved(self, text: str, *, replaces: bool) -> str:
        file = Path(unquoted(text))
        if "\0" in text or file.is_dir():
            raise Refused(f"{text} is no file that could be written")
        self._recording.save(file, self._first, self._played, replaces=replaces)
        return f"wrote {visible(str(file))}"


_BARE: Final[dict[str, Callable[[Player], str]]] = {
    "help": Player._help,
    "?": Player._help,
    "quit": Player._quit,
    "exit": Player._quit,
    "back": Player._back,
    "close": Player._close,
    "reopen": Player._reopen,
    "undo": Player._undo,
    "data": Player._data,
    "requests": Player._requests,
    "summary": Player._summary,
}
"""The words that stand alone."""

_TAKING: Final[dict[str, Callable[[Player, str], str]]] = {
    "open": Player._open,
    "tap": Player._tap,
    "answer": Player._answer,
    "save": Player._save,
    "save!": Player._save_over,
}
"""The words that something stands behind."""


def _object(text: str) -> dict[str, Any] | None:
    """Return the body of an answer, None where there is none."""
    if not text:
        return None
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is too deep" if isinstance(error, RecursionError) else str(error)
        raise Refused(f"an answer is an object in JSON, and this is none: {reason}") from None
    if not isinstance(body, dict):
        raise Refused(f"an answer is an object in JSON, not {shortened(text, 60)}")
    return body


def _asked(session: Session) -> tuple[Asked, ...]:
    return tuple(each for each in session.events if isinstance(each, Asked))


def _is_told(event: Event) -> bool:
    return isinstance(event, Asked | Failed | Warned | OpenedUrl)


def _event_text(event: Event) -> str:
    return "\n".join(visible(shortened(line, LONGEST_SHOWN)) for line in _event_lines(event))


def _event_lines(event: Event) -> Iterator[str]:
    match event:
        case Asked(request, reply):
            yield f"asked: {_json(request)}"
            if reply is None:
                yield "no answer"
            elif reply.status == 200:
                yield f"answer: {_json(reply.body)}"
            else:
                body = f" {_json(reply.body)}" if reply.body is not None else ""
                yield f"answer: HTTP {reply.status}{body}"
        case Failed(error, message):
            yield f"error: {error}: {message}"
        case Warned(message):
            yield f"warning: {message}"
        case OpenedUrl(url):
            yield f"opened: {url}"


def _json(value: Any) -> str:
    try:
        return visible(json.dumps(value, ensure_ascii=False, default=str))
    except (ValueError, TypeError, RecursionError):
        return visible(repr(value))
