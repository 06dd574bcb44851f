"""What the tests share."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stamina
from account_project import Project
from checking import Run
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, Phase, settings
from sandbox_calls import Client

from flowdsl.cli import main
from flowdsl.discover import forget_modules
from flowdsl.testing.graph_server import Sandbox

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"

# One fixed profile, so that a run here and one in CI draw the same examples; `--hypothesis-profile=
# long` looks further.
settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=25,
    # Shrinking a whole flow takes minutes; the long profile does it.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "long",
    settings.get_profile("default"),
    derandomize=False,
    max_examples=1250,
    phases=list(Phase),
)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file, or write it where asked to."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--renew-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{name} does not exist: python -m pytest --renew-golden"
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference that the table was written from; it is not part of the project."""
    folder = ROOT.parent / "shared"
    if not (folder / "spec" / "components.json").is_file():
        pytest.skip("the reference of the format is not here")
    return folder


@contextlib.contextmanager
def _modules_forgotten() -> Iterator[None]:
    """Forget the modules that are loaded meanwhile, and from where: others are called the same."""
    before, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if "pytest-of-" in file or not os.path.isabs(file or "/"):
            del sys.modules[name]


@pytest.fixture(autouse=True)
def _forget_modules() -> Iterator[None]:
    """Forget what a test loaded."""
    with _modules_forgotten():
        yield


@pytest.fixture(autouse=True, scope="module")
def _forget_modules_of_fixtures() -> Iterator[None]:
    """Forget what the fixtures of a whole file loaded."""
    with _modules_forgotten():
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """One local Flows API for the tests of a file."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def project(server: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project with one flow, and an account without one; calls are made again at once."""
    server.reset()
    with stamina.set_testing(True, attempts=4, cap=True):
        yield Project(tmp_path / "a projet à nous", server, monkeypatch)


@pytest.fixture
def client(server: Sandbox) -> Client:
    """Somebody else who works in the account, and arranges what it has."""
    return Client(server)


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment for a fresh interpreter that sees this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def invoke(*arguments: str, input: bytes | None = None) -> Result:  # noqa: A002
        loaded = set(sys.modules)
        try:
            return CliRunner().invoke(main, list(arguments), input=input)
        finally:
            forget_modules(loaded)  # The next call is another process, as it were.

    return invoke
