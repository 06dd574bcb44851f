"""Whatever goes wrong with whichever call of a push, pushing again brings everything to its end.

For each call of a push, by operation and number, each kind of fault strikes once, and strikes until
the client gives up. A call that is never made again has come to its end with the first fault, so
that only a 429 strikes those twice. The long profile draws several faults at once, many times over;
here it is a few.
"""

from collections.abc import Iterator

import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st
from push_faults import NAMES, PUSH, Pushing

from flowdsl.testing.graph_server import Sandbox
from flowdsl.testing.graph_server.faults import FaultKind, Operation

ATTEMPTS = 2
"""So often a call is tried; more would only take longer."""

CALLS = {
    Operation.LIST: 2,  # The second finds no more.
    Operation.GET: 1,
    Operation.ASSETS: 1,
    Operation.DOWNLOAD: 1,
    Operation.CREATE: 2,
    Operation.UPLOAD: 1,
    Operation.UPDATE: 2,
    Operation.PUBLISH: 3,
}
"""What the push of the project takes; the first four look, and the others do something."""

ONCE = (Operation.CREATE, Operation.PUBLISH)
"""What is not done again where nobody knows what came of it."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushing]:
    """One project and one server for all; `begin` puts them back to where they were."""
    folder = tmp_path_factory.mktemp("faults") / "a project"
    with (
        Sandbox() as sandbox,
        pytest.MonkeyPatch.context() as patch,
        stamina.set_testing(True, attempts=ATTEMPTS, cap=True),
        Pushing(folder, sandbox, patch) as pushing,
    ):
        yield pushing


def test_what_a_push_takes(project: Pushing) -> None:
    """The calls of a clean push are those that the tests below break, and it comes to its end."""
    project.begin()
    made = project.calls(*PUSH, "-j1")
    assert {operation: count for operation, count in made.items() if count} == CALLS
    project.assert_pushed()


def enough(operation: Operation, kind: FaultKind) -> int | None:
    """Return how often a fault strikes before a push gives up, None where it never does."""
    if kind is FaultKind.SLOW:
        return None
    if operation in ONCE and kind is not FaultKind.TOO_MANY:
        return 1
    # The link may have ended, so that another is asked for.
    return 2 * ATTEMPTS if operation is Operation.DOWNLOAD else ATTEMPTS


FAULTS = [
    (operation, kind)
    for operation in CALLS
    for kind in FaultKind
    # What answers a link is no API, and has no errors of it.
    if (operation, kind) != (Operation.DOWNLOAD, FaultKind.PROCESSING)
]


@pytest.mark.parametrize(("operation", "kind"), FAULTS)
def test_each_call_can_go_wrong(operation: Operation, kind: FaultKind, project: Pushing) -> None:
    """One fault stops a push with a sentence or not at all, and the next push does the rest."""
    for nth in range(1, CALLS[operation] + 1):
        most = enough(operation, kind)
        for times in sorted({1, most or 1}):
            project.begin()
            project.sandbox.inject(kind, operation=operation, nth=nth, times=times, seconds=0.01)
            result = project.run(*PUSH, "-j1")
            [fault] = project.sandbox.state()["faults"]
            assert fault["struck"] == times
            project.assert_explained(result)
            assert result.exit_code == int(times == most)
            if result.exit_code == 0:
                project.assert_pushed()
            else:
                project.assert_converges("-j1")


@given(
    faults=st.lists(
        st.tuples(
            st.sampled_from(FaultKind),
            st.sampled_from(list(CALLS)),
            st.integers(1, len(NAMES)),
            st.integers(1, ATTEMPTS),
        ),
        min_size=1,
        max_size=4,
    ),
    jobs=st.sampled_from((1, 4)),
    pushes=st.integers(1, 3),
)
def test_many_things_can_go_wrong(
    faults: list[tuple[FaultKind, Operation, int, int]], jobs: int, pushes: int, project: Pushing
) -> None:
    """However many faults strike, over several pushes of one or of many threads, it is the same."""
    project.begin()
    for kind, operation, nth, times in faults:
        project.sandbox.inject(kind, operation=operation, nth=nth, times=times, seconds=0.01)
    for _ in range(pushes):
        project.assert_explained(project.run(*PUSH, f"-j{jobs}"))
    project.assert_converges(f"-j{jobs}")
