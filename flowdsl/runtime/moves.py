"""What somebody does in a flow, as values: played, kept in JSON, printed as Python."""

import datetime
import keyword
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, assert_never

import attrs

from flowdsl.problems import FlowError, did_you_mean
from flowdsl.runtime.files import File
from flowdsl.runtime.session import Session
from flowdsl.runtime.state import Reply

__all__ = [
    "Answered",
    "Back",
    "Close",
    "Fill",
    "Move",
    "NotAMove",
    "OpenLink",
    "Select",
    "Tap",
    "Unselect",
    "Upload",
    "as_json",
    "as_python",
    "from_json",
    "play",
]


class NotAMove(FlowError):
    """A value in a scenario is no move; the text says why."""


@attrs.frozen
class Fill:
    """Fills an input in.

    Args:
        name: The name of the input.
        value: Text, true or false, the id of an option or a list of them, a day as text, an object
            of two days.
    """

    name: str
    value: Any


@attrs.frozen
class Select:
    """Chooses options beside those that are chosen.

    Args:
        name: The name of the input.
        choices: The ids of the options.
    """

    name: str
    choices: tuple[str, ...]


@attrs.frozen
class Unselect:
    """Takes choices back.

    Args:
        name: The name of the input.
        choices: The ids of the options.
    """

    name: str
    choices: tuple[str, ...]


@attrs.frozen
class Upload:
    """Chooses files.

    Args:
        name: The name of the picker.
        files: The files.
    """

    name: str
    files: tuple[File, ...]


@attrs.frozen
class Tap:
    """Taps something.

    Args:
        target: What it says, its id or name, or its kind.
    """

    target: str


@attrs.frozen
class OpenLink:
    """Opens a link.

    Args:
        text: What it says.
    """

    text: str


@attrs.frozen
class Back:
    """Goes back."""


@attrs.frozen
class Close:
    """Closes the flow."""


@attrs.frozen
class Answered:
    """Not what somebody does, but what the endpoint answers to the next request.

    Args:
        body: The body of the answer, None for one that cannot be read.
        status: The HTTP status.
    """

    body: Mapping[str, Any] | None
    status: int = 200


Move: TypeAlias = Fill | Select | Unselect | Upload | Tap | OpenLink | Back | Close | Answered


def play(session: Session, move: Move) -> Session:
    """Return what a move leads to.

    Args:
        session: The flow as it runs.
        move: The move.

    Raises:
        Refused: The phone does not let anybody do that.
    """
    match move:
        case Fill(name, value):
            return session.fill(name, value)
        case Select(name, choices):
            return session.select(name, *choices)
        case Unselect(name, choices):
            return session.unselect(name, *choices)
        case Upload(name, files):
            return session.upload(name, *files)
        case Tap(target):
            return session.tap(target)
        case OpenLink(text):
            return session.open_link(text)
        case Back():
            return session.back()
        case Close():
            return session.close()
        case Answered(body, status):
            return session.answering(Reply(body, status))
        case _:
            assert_never(move)


def as_json(move: Move) -> dict[str, Any]:
    """Return a move as a scenario in JSON has it, for example `{"tap": "Continue"}`."""
    match move:
        case Fill(name, File() as file):
            return as_json(Upload(name, (file,)))
        case Fill(name, (File(), *_) as files):
            return as_json(Upload(name, tuple(files)))
        case Fill(name, value):
            return {"fill": {name: _plain(value)}}
        case Select(name, choices):
            return {"select": {name: list(choices)}}
        case Unselect(name, choices):
            return {"unselect": {name: list(choices)}}
        case Upload(name, files):
            return {"upload": {name: [_file_as_json(file) for file in files]}}
        case Tap(target):
            return {"tap": target}
        case OpenLink(text):
            return {"open_link": text}
        case Back():
            return {"back": {}}
        case Close():
            return {"close": {}}
        case Answered(body, status):
            is_plain = status == 200 and body is not None and "status" not in body
            return {"answer": body if is_plain else {"status": status, "body": body}}
        case _:
            assert_never(move)


def _plain(value: Any) -> Any:
    """Return what was filled in as JSON has it: days as text, pairs and sets as lists."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _file_as_json(file: File) -> Any:
    changed = {
        field.name: value
        for field in attrs.fields(File)
        if (value := getattr(file, field.name)) != field.default
    }
    return file.name if changed.keys() == {"name"} else changed


def as_python(move: Move) -> str:
    """Return a move as a call of a journey, for example `.tap("Continue")`."""
    match move:
        case Fill(name, value):
            if name.isidentifier() and name.isascii() and name not in _WORDS:
                return f".fill({name}={literal(value)})"
            return f".fill({{{literal(name)}: {literal(value)}}})"
        case Select(name, choices):
            return f".select({', '.join(map(literal, (name, *choices)))})"
        case Unselect(name, choices):
            return f".unselect({', '.join(map(literal, (name, *choices)))})"
        case Upload(name, files):
            return f".upload({', '.join([literal(name), *map(_file_as_python, files)])})"
        case Tap(target):
            return f".tap({literal(target)})"
        case OpenLink(text):
            return f".open_link({literal(text)})"
        case Back():
            return ".back()"
        case Close():
            return ".close()"
        case Answered(body, 200):
            return f".answering({literal(body)})"
        case Answered(body, status):
            return f".answering(Reply({literal(body)}, {status}))"
        case _:
            assert_never(move)


_WORDS: Final = frozenset((*keyword.kwlist, "self", "values"))
"""The names that no argument of a call there can have."""


def _file_as_python(file: File) -> str:
    given = _file_as_json(file)
    if isinstance(given, str):
        return f"File({literal(given)})"
    return f"File({', '.join(f'{key}={literal(value)}' for key, value in given.items())})"


def literal(value: Any) -> str:
    """Return a value as Python writes it, with texts in double quotes where they hold none."""
    if isinstance(value, str):
        written = repr(value)
        if written.startswith("'") and '"' not in written:
            return f'"{written[1:-1]}"'
        return written
    if isinstance(value, Mapping):
        entries = (f"{literal(key)}: {literal(each)}" for key, each in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def from_json(step: Any) -> list[Move]:
    """Return the moves that a step of a scenario in JSON stands for.

    Args:
        step: An object with one key: `fill`, `select`, `unselect` and `upload` with an object of
            values by the names of inputs, `tap` and `open_link` with what it says, `back` and
            `close` with `{}`, `answer` with the body of an answer, or its `status` and `body`.

    Raises:
        NotAMove: It is none of these.
    """
    if not isinstance(step, Mapping) or len(step) != 1:
        raise NotAMove(f"{_shown(step)} is no step: a step is an object with one key")
    [(name, given)] = step.items()
    match name, given:
        case "fill", dict():
            return [Fill(key, value) for key, value in given.items()]
        case (("select" | "unselect"), dict()):
            cls = Select if name == "select" else Unselect
            return [cls(key, _choices(key, value)) for key, value in given.items()]
        case "upload", dict():
            return [Upload(key, _files(key, value)) for key, value in given.items()]
        case "tap", str():
            return [Tap(given)]
        case "open_link", str():
            return [OpenLink(given)]
        case "back", dict() | None | True:
            return [Back()]
        case "close", dict() | None | True:
            return [Close()]
        case "answer", {"status": int(status), **rest} if rest.keys() <= {"body"}:
            body = rest.get("body")
            return [Answered(body if isinstance(body, dict) else None, status)]
        case "answer", dict():
            return [Answered(given)]
    if name not in STEPS:
        known = ", ".join(STEPS)
        raise NotAMove(f"there is no step `{name}`{did_you_mean(str(name), STEPS)}: {known}")
    raise NotAMove(f"`{name}` does not take {_shown(given)}: {STEPS[name]}")


STEPS: Final = {
    "fill": 'it takes values by names, {"city": "ams"}',
    "select": 'it takes ids by names, {"extras": ["wifi"]}',
    "unselect": 'it takes ids by names, {"extras": ["wifi"]}',
    "upload": 'it takes files by names, {"photos": ["a.jpg"]}',
    "tap": "it takes what is tapped, as text",
    "open_link": "it takes what the link says, as text",
    "back": "it takes {}",
    "close": "it takes {}",
    "answer": "it takes the body of an answer, an object",
}
"""The steps of a scenario, with what each takes."""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _choices(name: str, value: Any) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise NotAMove(f"`{name}` takes a list of the ids of options, not {_shown(value)}")
    return tuple(given)


def _files(name: str, value: Any) -> tuple[File, ...]:
    files = []
    for each in value if isinstance(value, list) else [value]:
        match each:
            case str():
                files.append(File(each))
            case {"name": str(), **rest} if rest.keys() <= {"size_kb", "mime_type", "is_lost"}:
                files.append(File(**each))
            case _:
                raise NotAMove(f"`{name}` takes files by their names, not {_shown(each)}")
    return tuple(files)
