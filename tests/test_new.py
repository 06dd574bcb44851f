"""`flowdsl new` writes a project that builds, and whose test passes, at once."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from flowdsl.cli import main
from flowdsl.platform.environments import read_environment
from flowdsl.platform.local import ENVIRONMENT, HOST, PORT, TOKEN_VARIABLE
from flowdsl.platform.lock import GIT_ATTRIBUTES
from flowdsl.project import examples
from flowdsl.testing.graph_server import Sandbox


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


@pytest.mark.parametrize("example", examples())
def test_project_of_each_example_builds(example: str, environment: dict[str, str]) -> None:
    """Whatever the example, the project is up to date and its own test passes."""
    made = CliRunner().invoke(main, ["new", "My café", "--example", example])
    assert made.exit_code == 0, made.output
    for command in (["flowdsl", "build", "--check"], ["pytest", "-q"]):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            capture_output=True,
            check=False,
            text=True,
            cwd="My café",
            env=environment,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_project_has_what_it_needs() -> None:
    """Settings, a flow with its JSON, a scenario, a test, and a workflow."""
    result = CliRunner().invoke(main, ["new", "bookings"])
    assert sorted(path.as_posix() for path in Path("bookings").rglob("*") if path.is_file()) == [
        "bookings/.gitattributes",
        "bookings/.github/workflows/flows.yml",
        "bookings/.gitignore",
        "bookings/README.md",
        "bookings/flows/lead_generation.json",
        "bookings/flows/lead_generation.py",
        "bookings/pyproject.toml",
        "bookings/tests/lead_generation.scenario.json",
        "bookings/tests/test_lead_generation.py",
    ]
    settings = tomllib.loads(Path("bookings/pyproject.toml").read_text())
    assert settings["project"]["name"] == "bookings"
    assert settings["tool"]["flowdsl"]["paths"] == ["flows"]
    assert 'cd "bookings"' in result.stdout


def test_the_sandbox_is_an_environment() -> None:
    """A new project can be pushed to the local server as it is."""
    CliRunner().invoke(main, ["new", "bookings"])
    environment = read_environment(ENVIRONMENT, Path("bookings"))
    with Sandbox() as sandbox:
        assert environment.waba_id == sandbox.waba_id
        assert environment.phone_number_id == sandbox.phone_number_id
        assert environment.application_id == sandbox.application_id
    assert environment.base_url == f"http://{HOST}:{PORT}"
    assert str(environment.source).endswith(TOKEN_VARIABLE)
    assert Path("bookings/.gitattributes").read_text(encoding="utf-8") == f"{GIT_ATTRIBUTES}\n"


def test_nothing_is_overwritten() -> None:
    """A folder with something in it, or a file, is left alone; an empty folder is taken."""
    Path("full").mkdir()
    Path("full/mine.txt").write_text("mine")
    Path("file").write_text("mine")
    Path("empty").mkdir()
    for name, says in (("full", "full is not empty"), ("file", "file is a file")):
        result = CliRunner().invoke(main, ["new", name])
        assert result.exit_code == 2
        assert f"{says}: nothing was written" in result.stderr
    assert CliRunner().invoke(main, ["new", "empty"]).exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["empty", "file", "full"]
    assert [path.name for path in Path("full").iterdir()] == ["mine.txt"]


def test_current_folder_can_be_filled() -> None:
    """`flowdsl new .` writes into the empty folder that it is called in, and takes its name."""
    Path("Über uns").mkdir()
    os.chdir("Über uns")
    assert CliRunner().invoke(main, ["new", "."]).exit_code == 0
    assert Path("pyproject.toml").is_file()
    assert Path("README.md").read_text(encoding="utf-8").startswith("# Über uns")


def test_unknown_example_names_the_nearest() -> None:
    """A misspelt example is refused, and --list names what there is."""
    result = CliRunner().invoke(main, ["new", "x", "-e", "sign_im"])
    assert result.exit_code == 2
    assert 'did you mean "sign_in"?' in result.stderr
    assert not Path("x").exists()
    listed = CliRunner().invoke(main, ["new", "--list"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(examples())
