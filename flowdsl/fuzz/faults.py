"""What can be wrong with a flow when it runs: the kinds of faults, and one of them as found."""

import enum
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.origin import Place
from flowdsl.problems import Path, path_text
from flowdsl.runtime.moves import Move

__all__ = ["EXPLANATIONS", "Coverage", "Fault", "FaultKind", "Report", "Sighting"]


class FaultKind(enum.StrEnum):
    """What is wrong."""

    DEAD_END = "dead-end"
    UNFILLABLE = "unfillable-input"
    HIDDEN = "required-hidden"
    DISABLED = "required-disabled"
    PAYLOAD = "payload-misfit"
    ROUTE = "route-refused"
    KEY = "key-never-sent"
    RESPONSE = "response-misfit"
    ANSWER = "endpoint-answer"
    ANSWER_ROUTE = "endpoint-route"
    RAISED = "endpoint-raised"
    SILENT = "endpoint-failed"
    UNREAD = "expression-unread"
    NOWHERE = "reference-nowhere"
    OPERAND = "operand-type"
    RAW = "raw-reference"
    UPDATE = "update-misfit"
    EMPTY_TEXT = "empty-text"
    INITIAL = "init-value-ignored"
    LOST = "input-lost"
    RENDER = "render-failed"
    SCREEN = "screen-never-shown"
    BRANCH = "branch-never-shown"


EXPLANATIONS: Final[Mapping[FaultKind, str]] = {
    FaultKind.DEAD_END: "the flow can no longer be finished, unless an answer is changed",
    FaultKind.UNFILLABLE: "a required input takes no value at all",
    FaultKind.HIDDEN: "an input is required and empty, and cannot be seen",
    FaultKind.DISABLED: "an input is required and empty, and cannot be changed",
    FaultKind.PAYLOAD: "what a screen is given does not fit the data that it declares",
    FaultKind.ROUTE: "an action leads along no route, or to no screen",
    FaultKind.KEY: "a key of a payload is never sent, because its reference leads to nothing",
    FaultKind.RESPONSE: "what is sent at the end does not fit the schema of the flow's answers",
    FaultKind.ANSWER: "an answer of the endpoint does not fit, or names no screen",
    FaultKind.ANSWER_ROUTE: "an answer of the endpoint leads along no route",
    FaultKind.RAISED: "the endpoint raises an exception",
    FaultKind.SILENT: "the endpoint answers with an error, too late, or not at all",
    FaultKind.UNREAD: "a condition or an expression cannot be read",
    FaultKind.NOWHERE: "a reference leads to nothing that is declared",
    FaultKind.OPERAND: "an operator gets a type that it does not take",
    FaultKind.RAW: "a text shows a reference as it is written",
    FaultKind.UPDATE: "an `update_data` does not fit the data of its screen",
    FaultKind.EMPTY_TEXT: "a text is shown that is empty",
    FaultKind.INITIAL: "a first value is not kept by its input, or does not do",
    FaultKind.LOST: "what was filled in is gone after going back, or forward again",
    FaultKind.RENDER: "a screen cannot be shown",
    FaultKind.SCREEN: "a screen is never shown",
    FaultKind.BRANCH: "a branch of an If or a Switch is never shown",
}
"""What each kind means, a sentence each."""


@attrs.frozen
class Sighting:
    """Something wrong that was seen at one moment.

    Args:
        kind: What it is.
        path: Where it stands in the document.
        found: What was found, one sentence.
        expected: What is allowed instead.
        expect: The same as what a test expects, as far as a test can say it.
    """

    kind: FaultKind
    path: Path
    found: str
    expected: str
    expect: Mapping[str, Any] = attrs.Factory(dict)

    @property
    def key(self) -> tuple[FaultKind, Path]:
        """What makes two sightings the same fault."""
        return self.kind, self.path


@attrs.frozen(kw_only=True)
class Fault:
    """Something wrong with a flow, and the shortest journey that shows it.

    Args:
        kind: What it is.
        path: Where it stands in the document.
        found: What was found, one sentence.
        expected: What is allowed instead.
        start: What the flow is opened with, the arguments of `Session`.
        moves: What somebody does, and what the endpoint answers.
        expect: What a test would expect at the end, by the names of expectations; empty where none
            says it.
        screen: The screen at the end of the journey, as text.
        place: Where the author wrote it, None where nobody can tell.
        is_replayed: Whether the journey shows it when it is played once more. An endpoint that
            answers differently each time can make that impossible.
    """

    kind: FaultKind
    path: Path
    found: str
    expected: str
    start: Mapping[str, Any]
    moves: tuple[Move, ...]
    expect: Mapping[str, Any] = attrs.Factory(dict)
    screen: str = attrs.field(default="", repr=False)
    place: Place | None = None
    is_replayed: bool = True

    @property
    def is_shown(self) -> bool:
        """Whether a journey shows it; what was never shown has none."""
        return self.kind not in (FaultKind.SCREEN, FaultKind.BRANCH)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.kind}: {self.found} ({path_text(self.path) or 'the flow'})"


@attrs.frozen(kw_only=True)
class Coverage:
    """How much of a flow was shown.

    Args:
        screens: The ids of the screens that were shown, in document order.
        all_screens: The ids of all of them.
        edges: The pairs of screens between which somebody went.
        branches: How many branches of If and Switch were shown.
        all_branches: How many there are.
    """

    screens: tuple[str, ...]
    all_screens: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    branches: int
    all_branches: int


@attrs.frozen(kw_only=True)
class Report:
    """What was found in a flow.

    Args:
        faults: What is wrong, in document order.
        journeys: How many ways through the flow were tried.
        steps: How many moves were made on them.
        seconds: How long it took.
        seed: What decided the random choices.
        coverage: How much of the flow was shown.
        walked_to_an_end: Whether the flow was led to an end at least once.
        notes: What could not be tried, a sentence each.
        was_stopped: Whether the time was up, or somebody stopped it, before all was tried.
    """

    faults: Sequence[Fault]
    journeys: int
    steps: int
    seconds: float
    seed: int
    coverage: Coverage
    walked_to_an_end: bool
    notes: tuple[str, ...] = ()
    was_stopped: bool = False

    @property
    def journeys_per_second(self) -> float:
        """How fast it was."""
        return self.journeys / self.seconds if self.seconds else 0.0
