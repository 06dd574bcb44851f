"""Editors and type checkers accept what is right and refuse each mistake."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

FOLDER = ROOT / "tests" / "typing"
ACCEPTED, REJECTED = FOLDER / "accepted.py", FOLDER / "rejected.py"
LINES = REJECTED.read_text(encoding="utf-8").splitlines()
START = LINES.index("# Each of the following lines is a mistake.") + 2
MISTAKES = dict(enumerate(LINES[START - 1 :], START))


def mypy(file: Path) -> set[int]:
    """Return the lines of a file in which mypy finds an error."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(file)],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    assert not done.stderr, done.stderr
    found = re.findall(rf"{file.name}:(\d+): error", done.stdout)
    assert len(found) == done.stdout.count(": error"), done.stdout
    return set(map(int, found))


def pyright(file: Path) -> set[int]:
    """Return the lines of a file in which pyright finds an error."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyright",
            "--outputjson",
            "--pythonpath",
            sys.executable,
            str(file),
        ],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    try:
        report = json.loads(done.stdout)
    except ValueError:
        pytest.skip(f"pyright does not run here: {done.stderr or done.stdout}")
    return {
        found["range"]["start"]["line"] + 1
        for found in report["generalDiagnostics"]
        if found["severity"] == "error"
    }


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_what_authors_write_is_accepted(checker) -> None:
    """A file of everything that an author writes has no error."""
    assert checker(ACCEPTED) == set()


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_each_mistake_is_refused(checker) -> None:
    """Every line of a file of mistakes is refused: missing, wrong and unknown arguments."""
    refused = checker(REJECTED)
    assert [line for number, line in MISTAKES.items() if number not in refused] == []
    assert [LINES[number - 1] for number in refused if number not in MISTAKES] == []
