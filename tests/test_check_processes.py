"""`flowdsl check` as a process: with others beside it, interrupted, at any terminal."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from checking import BAD, GOOD, LONG, Run, put, write

from flowdsl.settings import FORMATS


def test_half_characters_can_be_printed(run: Run) -> None:
    """A text that no terminal can take is shown with question marks."""
    put("a.json", GOOD.replace('"T"', '"\\ud83d"').replace('"id": "A"', '"id": "\\ud83d"'))
    for format_ in FORMATS:
        assert run("check", "a.json", "--format", format_).exit_code == 1


def test_jobs_give_the_same_as_one(tmp_path: Path, environment: dict[str, str]) -> None:
    """Several processes find what one does, and take the selection along."""
    for number in range(4):
        write(str(tmp_path / f"{number}.py"), f"flow_{number}", label=" ", children=f"{LONG},")

    def check(jobs: int) -> subprocess.CompletedProcess[str]:
        put(str(tmp_path / "pyproject.toml"), f"[tool.flowdsl]\njobs = {jobs}\n")
        return subprocess.run(
            [sys.executable, "-m", "flowdsl", "check", ".", "--ignore", "FLOW110"],
            capture_output=True,
            check=True,
            text=True,
            cwd=tmp_path,
            env=environment,
        )

    one, two = check(1), check(2)
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)
    assert one.stdout.count("FLOW104") == 4


def test_reader_that_stops_reading_is_no_traceback(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """`flowdsl check | head -1` ends quietly."""
    many = ",".join(f'{{"id": "A", "zzz": {number}, "layout": {{}}}}' for number in range(99))
    put(str(tmp_path / "a.json"), f'{{"version": "7.3", "screens": [{many}]}}')
    process = subprocess.Popen(
        [sys.executable, "-m", "flowdsl", "check", "a.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in errors
    assert "Exception" not in errors


def test_ctrl_c_is_quiet(tmp_path: Path, environment: dict[str, str]) -> None:
    """An interrupted check says nothing and exits with 130."""
    put(
        str(tmp_path / "a.py"),
        "import flowdsl, time, pathlib\npathlib.Path('started').touch()\ntime.sleep(60)\n",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "flowdsl", "check", "a.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    try:
        for _ in range(600):
            if (tmp_path / "started").exists():
                break
            with_timeout(process)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, output, errors) == (130, "", "")


def with_timeout(process: "subprocess.Popen[str]") -> None:
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return
    pytest.fail("the command ended by itself")


def test_terminal_without_the_characters_gets_question_marks(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """Where standard output is ASCII, problems are shown all the same."""
    put(str(tmp_path / "a.json"), BAD.replace('"T"', '"日本"'))
    done = subprocess.run(
        [sys.executable, "-m", "flowdsl", "check", "a.json"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**environment, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert b"FLOW110" in done.stdout
    assert b"Traceback" not in done.stderr
