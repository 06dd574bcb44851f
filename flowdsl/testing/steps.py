"""The steps of a journey as values: moves, expectations, and what a phone lets nobody do."""

import keyword
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.problems import did_you_mean
from flowdsl.runtime.moves import STEPS, Fill, Move, NotAMove, from_json, literal
from flowdsl.runtime.moves import as_json as move_json
from flowdsl.runtime.moves import as_python as move_python
from flowdsl.runtime.moves import play as play_move
from flowdsl.runtime.session import Session

__all__ = [
    "Cannot",
    "Doing",
    "Expect",
    "FillIn",
    "Reopen",
    "Step",
    "merged",
    "play",
    "step_json",
    "step_python",
    "steps_from_json",
]


@attrs.frozen
class Reopen:
    """Opens the flow again from the message."""


Doing: TypeAlias = Move | Reopen
"""What somebody does."""


@attrs.frozen
class Expect:
    """Says what is to be seen.

    Args:
        expected: What is expected, by the names of expectations.
    """

    expected: Mapping[str, Any]


@attrs.frozen
class Cannot:
    """Says that a phone does not let anybody do something.

    Args:
        moves: What somebody tries; of several inputs that are filled in, one is refused.
        because: What the reason says, or a part of it; None for any.
    """

    moves: tuple[Doing, ...]
    because: str | None = None


Step: TypeAlias = Move | Reopen | Expect | Cannot
"""A step of a journey."""


def play(session: Session, move: Doing) -> Session:
    """Return what a move leads to.

    Args:
        session: The flow as it runs.
        move: The move.

    Raises:
        Refused: The phone does not let anybody do that.
    """
    return session.reopen() if isinstance(move, Reopen) else play_move(session, move)


@attrs.frozen
class FillIn:
    """Fills several inputs in, one after the other; only for writing.

    Args:
        values: The values, by the names of the inputs.
    """

    values: Mapping[str, Any]


def merged(steps: Iterable[Step]) -> "list[Step | FillIn]":
    """Return steps to be written, with what is filled in one after the other as one.

    Args:
        steps: The steps.
    """
    found: list[Step | FillIn] = []
    for step in steps:
        last = found[-1] if found else None
        if not isinstance(step, Fill) or "fill" not in move_json(step):
            found.append(step)  # Files are uploaded, in JSON by a step of their own.
        elif isinstance(last, FillIn) and step.name not in last.values:
            found[-1] = FillIn({**last.values, step.name: step.value})
        else:
            found.append(FillIn({step.name: step.value}))
    return found


def step_json(step: "Step | FillIn") -> dict[str, Any]:
    """Return a step as a scenario in JSON has it, for example `{"tap": "Continue"}`."""
    match step:
        case FillIn(values):
            return {"fill": {name: _written(name, value) for name, value in values.items()}}
        case Reopen():
            return {REOPEN: {}}
        case Expect(expected):
            return {EXPECT: dict(expected)}
        case Cannot(moves, because):
            return {
                CANNOT: step_json(_together(moves)),
                **({} if because is None else {BECAUSE: because}),
            }
        case _:
            return move_json(step)


def _written(name: str, value: Any) -> Any:
    return move_json(Fill(name, value)).get("fill", {name: value})[name]


def _together(moves: tuple[Doing, ...]) -> "Step | FillIn":
    """Return what is tried as one step: several moves are inputs that are filled in."""
    filled = {move.name: move.value for move in moves if isinstance(move, Fill)}
    return FillIn(filled) if len(filled) == len(moves) else moves[0]


def step_python(step: "Step | FillIn") -> str:
    """Return a step as a call of a journey, for example `.tap("Continue")`."""
    match step:
        case FillIn(values):
            are_plain = all(map(_is_argument, values))
            return f".fill({_arguments(values) if are_plain else literal(values)})"
        case Reopen():
            return ".reopen()"
        case Expect(expected):
            return f".expect({_arguments(expected)})"
        case Cannot(moves, because):
            reason = "" if because is None else f"because={literal(because)}"
            return f".cannot({reason}){step_python(_together(moves))}"
        case _:
            return move_python(step)


def _is_argument(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


def _arguments(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={literal(value)}" for name, value in given.items())


CANNOT: Final = "cannot"
BECAUSE: Final = "because"
EXPECT: Final = "expect"
REOPEN: Final = "reopen"

_OWN: Final = {
    EXPECT: 'it takes what is expected by names, {"screen": "CONFIRM"}',
    CANNOT: 'it takes a step that is refused, {"tap": "Continue"}',
    REOPEN: "it takes {}",
}

ALL_STEPS: Final = {**STEPS, **_OWN}
"""The steps of a scenario, with what each takes."""


def steps_from_json(step: Any) -> list[Step]:
    """Return the steps that a step of a scenario in JSON stands for.

    Args:
        step: What `moves.from_json` takes, or an object with `reopen`, with `expect` and an object
            of expectations, or with `cannot` and a step, beside which `because` may stand.

    Raises:
        NotAMove: It is none of these.
    """
    if not isinstance(step, Mapping):
        raise NotAMove(f"{_shown(step)} is no step: a step is an object with one key")
    name = next((key for key in step if key != BECAUSE), None)
    others = [key for key in step if key != name and not (name == CANNOT and key == BECAUSE)]
    if name is None or others:
        raise NotAMove(f"{_shown(dict(step))} is no step: a step is an object with one key")
    given = step[name]
    if name == REOPEN and given in ({}, None, True):
        return [Reopen()]
    if name == EXPECT and isinstance(given, Mapping):
        return [Expect(given)]
    if name == CANNOT and isinstance(given, Mapping):
        because = step.get(BECAUSE)
        if because is not None and not isinstance(because, str):
            raise NotAMove(f"`because` takes a part of the reason as text, not {_shown(because)}")
        tried = steps_from_json(given)
        moves = tuple(move for move in tried if not isinstance(move, Expect | Cannot))
        is_one = len(moves) == 1 or all(isinstance(move, Fill) for move in moves)
        if not moves or len(moves) < len(tried) or not is_one:
            raise NotAMove(f"`cannot` does not take {_shown(dict(given))}: {_OWN[CANNOT]}")
        return [Cannot(moves, because)]
    if name in _OWN:
        raise NotAMove(f"`{name}` does not take {_shown(given)}: {_OWN[name]}")
    if name not in STEPS:
        known = ", ".join(ALL_STEPS)
        raise NotAMove(f"there is no step `{name}`{did_you_mean(str(name), ALL_STEPS)}: {known}")
    return list(from_json(step))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
