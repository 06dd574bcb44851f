"""Excerpts stay readable for generated files, odd encodings and wide characters."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl import Problem, Severity, report
from flowdsl.origin import Place

MINIFIED = "".join(f'{{"key{number}":"value{number}"}},' for number in range(1000))


def shown(file: Path | str, line: int, column: int, end_column: int, end_line: int = 0) -> str:
    """Return the report of a problem at a place."""
    place = Place(
        file=str(file),
        line=line,
        column=column,
        end_line=end_line or line,
        end_column=end_column,
    )
    return report.text(
        Problem(code="X1", name="x", severity=Severity.ERROR, message="m", place=place)
    )


def excerpt(file: Path | str, line: int, column: int, end_column: int, end_line: int = 0) -> str:
    """Return the lines of an excerpt without what stands around it."""
    lines = shown(file, line, column, end_column, end_line).splitlines()
    assert [lines[0], lines[2].strip()] == ["error[X1]: m", "|"]
    assert lines[-2:] == [f"{' ' * len(str(line))} = at: the flow", lines[-1]]
    return "\n".join(found.partition(" |")[2].removeprefix(" ") for found in lines[3:-2])


def written(folder: Path, text: str) -> Path:
    file = folder / "flow.json"
    file.write_text(text, encoding="utf-8")
    return file


def under(shown_lines: str) -> str:
    """Return the text that the carets are under, in columns of ASCII."""
    *_, line, carets = shown_lines.splitlines()
    return line[carets.index("^") : len(carets)]


def test_short_lines_are_shown_whole(tmp_path: Path) -> None:
    """A line of 160 characters is shown as it is."""
    line = "x" * 155 + '"abc"'
    assert excerpt(written(tmp_path, line), 1, 156, 161) == f"{line}\n{' ' * 155}^^^^^"


def test_long_line_is_cut_around_the_caret(tmp_path: Path) -> None:
    """Of a minified file, 120 characters are shown, with the place in their middle."""
    column = MINIFIED.index('"value500"') + 1
    found = excerpt(written(tmp_path, MINIFIED), 1, column, column + 10)
    line, carets = found.splitlines()
    assert len(line) == report.WINDOW
    assert line.startswith("…")
    assert line.endswith("…")
    assert under(found) == '"value500"'
    assert carets.index("^") == (report.WINDOW - 10) // 2


def test_long_line_is_cut_at_one_end_only(tmp_path: Path) -> None:
    """No ellipsis stands where the line begins or ends."""
    file = written(tmp_path, MINIFIED)
    first = excerpt(file, 1, 2, 8)
    assert under(first) == '"key0"'
    assert first.splitlines()[0] == MINIFIED[:119] + "…"
    last = excerpt(file, 1, len(MINIFIED) - 1, len(MINIFIED) + 1)
    assert under(last) == "},"
    assert last.splitlines()[0] == "…" + MINIFIED[-119:]


def test_place_at_the_end_of_a_long_line(tmp_path: Path) -> None:
    """What is missing after the last character has a caret after the line."""
    end = len(MINIFIED) + 1
    line, carets = excerpt(written(tmp_path, MINIFIED), 1, end, end).splitlines()
    assert line == "…" + MINIFIED[-119:]
    assert carets == " " * report.WINDOW + "^"


def test_long_place_is_cut_at_its_end(tmp_path: Path) -> None:
    """A place wider than the window is shown from a little before its beginning."""
    found = excerpt(written(tmp_path, MINIFIED), 1, 501, 1501)
    line, carets = found.splitlines()
    assert carets == " " * report.LEAD + "^" * (report.WINDOW - report.LEAD)
    assert line == "…" + MINIFIED[500 - report.LEAD + 1 :][: report.WINDOW - 2] + "…"


def test_place_that_just_fits_is_not_cut(tmp_path: Path) -> None:
    """The ellipses do not hide what the problem is about."""
    found = excerpt(written(tmp_path, MINIFIED), 1, 501, 501 + report.WINDOW - 2)
    assert under(found) == MINIFIED[500:][: report.WINDOW - 2]


def test_lines_before_are_cut_alike(tmp_path: Path) -> None:
    """The lines before stand above the same columns, however long they are."""
    file = written(tmp_path, f"short\n{'y' * 400}\n{'x' * 400}abc\n")
    first, second, third, carets = excerpt(file, 3, 401, 404).splitlines()
    assert first == "…"
    assert second == "…" + "y" * (400 - (403 - report.WINDOW) - 1)
    assert third == "…" + "x" * (report.WINDOW - 4) + "abc"
    assert carets == " " * (report.WINDOW - 3) + "^^^"


def test_long_line_before_a_short_one(tmp_path: Path) -> None:
    """A long line that only stands around is cut, and the one concerned is whole."""
    file = written(tmp_path, f"{MINIFIED}\nabc\n")
    assert excerpt(file, 2, 1, 4) == f"{MINIFIED[:119]}…\nabc\n^^^"


def test_multi_line_place_ends_with_its_first_line(tmp_path: Path) -> None:
    """The carets of a longer place go to the end of its first line."""
    assert excerpt(written(tmp_path, "a: [  \n1\n]"), 1, 4, 2, end_line=3) == "a: [\n   ^"


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("\t\t", 2),
        ("ñ", 1),
        ("n\N{COMBINING TILDE}", 1),
        ("日本", 4),
        ("Ａ", 2),
        ("\N{HOT BEVERAGE}", 2),
        ("\N{WAVING HAND SIGN}\N{ZERO WIDTH JOINER}", 2),
    ],
)
def test_caret_stands_under_the_text(tmp_path: Path, before: str, columns: int) -> None:
    """Characters of two columns, and those of none, do not move the caret away."""
    column = len(before) + 1
    found = excerpt(written(tmp_path, f"{before}abc"), 1, column, column + 3)
    assert found.splitlines()[1] == " " * columns + "^^^"


def test_carets_are_as_wide_as_the_text(tmp_path: Path) -> None:
    """A wide text has carets over its whole width."""
    assert excerpt(written(tmp_path, '"日本"'), 1, 1, 5) == '"日本"\n^^^^^^'


def test_wide_characters_that_are_cut_off_do_not_count(tmp_path: Path) -> None:
    """Only what is shown before the caret moves it."""
    line = f"{'日' * 300}{'x' * 200}abc"
    assert under(excerpt(written(tmp_path, line), 1, 501, 504)) == "abc"


def test_control_characters_are_replaced(tmp_path: Path) -> None:
    """A file cannot send commands to the terminal."""
    file = written(tmp_path, '"\x1b[31m\x00"')
    assert excerpt(file, 1, 1, 9) == '"\ufffd[31m\ufffd"\n^^^^^^^^'


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b"\x80abc", b""])
def test_undecodable_file_has_no_excerpt(tmp_path: Path, content: bytes) -> None:
    """A file in another encoding, or an empty one, is named and not shown."""
    file = tmp_path / "flow.json"
    file.write_bytes(content)
    lines = shown(file, 1, 1, 2).splitlines()
    assert lines[1] == f" --> {file}:1:1"
    assert lines[2] == "  = at: the flow"


@pytest.mark.parametrize("name", ["missing.json", ".", "nul\x00l.json", "half\ud800.json", ""])
def test_unreadable_file_has_no_excerpt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is no file, or cannot be one, is named and not shown."""
    monkeypatch.chdir(tmp_path)
    assert shown(name, 1, 1, 2).splitlines()[2] == "  = at: the flow"


@pytest.mark.parametrize("line", [0, 3])
def test_line_outside_of_the_file_has_no_excerpt(tmp_path: Path, line: int) -> None:
    """A file that was changed since is not shown where it no longer has the line."""
    assert shown(written(tmp_path, "a\nb\n"), line, 1, 2).splitlines()[2] == "  = at: the flow"


@given(data=st.data(), length=st.integers(min_value=1, max_value=600))
def test_window_shows_the_beginning_of_every_place(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, length: int
) -> None:
    """Wherever a place is, the carets are under its text, all of it where it fits."""
    line = "".join(chr(ord("!") + number % 90) for number in range(length))
    begin = data.draw(st.integers(min_value=0, max_value=length - 1))
    end = data.draw(st.integers(min_value=begin + 1, max_value=length))
    file = written(tmp_path_factory.mktemp("window"), line)
    found = excerpt(file, 1, begin + 1, end + 1)
    marked = under(found)
    assert len(found.splitlines()[0]) <= (report.LONGEST if length <= report.LONGEST else 120)
    if length <= report.LONGEST or end - begin <= report.WINDOW - 2:
        assert marked == line[begin:end]
    else:
        assert len(marked) >= report.WINDOW - report.LEAD
        assert line[begin:].startswith(marked.strip("…"))
