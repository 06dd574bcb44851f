"""Keeps a journey that was played: as a scenario in JSON, or as a test in Python."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from flowdsl.build import write_text
from flowdsl.opening import GIT, Opened
from flowdsl.problems import FlowError
from flowdsl.runtime.events import Asked
from flowdsl.runtime.moves import Answered
from flowdsl.runtime.session import EXAMPLES, Session
from flowdsl.runtime.state import Reply
from flowdsl.testing.steps import Doing
from flowdsl.testing.writing import chain, scenario_json, scenario_python

__all__ = ["Played", "Recording", "replies_of"]

NAME: Final = "the journey"


@attrs.frozen
class Played:
    """A step that was played.

    Args:
        move: What was done.
        replies: What the endpoint answered in it.
    """

    move: Doing
    replies: tuple[Reply, ...]


@attrs.frozen
class Recording:
    """What a flow was opened from, and with.

    Args:
        opened: The flow.
        start: The arguments of `start` for the same opening.
    """

    opened: Opened
    start: Mapping[str, Any]

    @property
    def _is_asked(self) -> bool:
        """Whether an endpoint answers that no file can name, so that its answers are kept."""
        return self.start.get("endpoint") not in (None, EXAMPLES)

    def steps(self, played: Sequence[Played]) -> list[Doing]:
        """Return the steps of the journey; what an endpoint answered stands before the tap."""
        if not self._is_asked:
            return [each.move for each in played]
        steps: list[Doing] = []
        for each in played:
            if not isinstance(each.move, Answered):
                steps += [Answered(reply.body, reply.status) for reply in each.replies]
                steps.append(each.move)
        return steps

    def _start(self, first: Sequence[Reply]) -> dict[str, Any]:
        if not self._is_asked:
            return dict(self.start)
        given = {key: value for key, value in self.start.items() if key != "endpoint"}
        return {**given, **({"replies": list(first)} if first else {})}

    def python(self, first: Sequence[Reply], played: Sequence[Played]) -> str:
        """Return the journey as an expression in Python.

        Args:
            first: What the endpoint answered when the flow was opened.
            played: The steps.
        """
        name = self._variable or self.opened.name
        flow = name if name.isidentifier() else "flow"
        return chain(flow, self.steps(played), self._start(first))

    def save(
        self, file: Path, first: Sequence[Reply], played: Sequence[Played], *, replaces: bool
    ) -> None:
        """Write the journey: a test where the name ends in `.py`, else a scenario in JSON.

        Args:
            file: The file.
            first: What the endpoint answered when the flow was opened.
            played: The steps.
            replaces: Whether a file that is there is replaced.

        Raises:
            FlowError: The file is there already, or the flow cannot be named in another one.
            OSError: The file cannot be written.
        """
        if file.exists() and not replaces:
            raise FlowError(f"{file} is there already: `save! {file}` replaces it")
        write = scenario_python if file.suffix == ".py" else scenario_json
        text = write(
            self._path_from(file.parent),
            self.steps(played),
            name=NAME,
            start=self._start(first),
        )
        write_text(file, text)

    @property
    def _variable(self) -> str:
        """The variable of a flow in Python, as far as it is known."""
        head, _, variable = self.opened.label.rpartition(":")
        if head.endswith(".py"):
            return variable
        flow = self.opened.flow
        return self.opened.name if flow is not None and flow.name is None else ""

    def _path_from(self, folder: Path) -> str:
        """Return the path of the flow as a file in a folder names it."""
        if self.opened.label.startswith(GIT):
            message = "a flow of the past has no path that a scenario could name"
            raise FlowError(f"{message}: play the file as it is now")
        try:
            path = os.path.relpath(self.opened.file, folder)
        except ValueError:  # Another drive.
            raise FlowError(f"{self.opened.file} cannot be named from {folder}") from None
        variable = f":{self._variable}" if self._variable else ""
        return f"{Path(path).as_posix()}{variable}"


def replies_of(session: Session) -> tuple[Reply, ...]:
    """Return what the endpoint answered in the last step of a session, notifications left out."""
    asked = [each for each in session.events if isinstance(each, Asked)]
    return tuple(
        each.reply
        for each in asked
        if each.reply is not None and "error_message" not in each.request.get("data", {})
    )
