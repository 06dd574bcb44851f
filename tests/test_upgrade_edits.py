"""Edits are made all at once, followed to where they lead, and shown as a diff that applies."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.origin import Place
from flowdsl.upgrade.text_edits import Edit, Overlapping, Rewriting

texts = st.text(st.sampled_from("ab\n\r é😀"), max_size=40)


@st.composite
def rewritings(draw: st.DrawFn) -> Rewriting:
    """Draw a text with one or two steps of edits."""
    found = Rewriting(draw(texts))
    for _ in range(draw(st.integers(1, 2))):
        size = len(found.text)
        offsets = draw(st.lists(st.integers(0, size), max_size=6).map(sorted))
        pairs = zip(offsets[::2], offsets[1::2], strict=False)
        found.apply([Edit(start, end, draw(texts)) for start, end in pairs])
    return found


def applied(old: str, diff: str) -> str:
    """Return what a unified diff makes of a text."""
    lines = old.split("\n")
    lines = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    result: list[str] = []
    position = 0
    shown = [f"{line}\n" for line in diff.split("\n")[2:-1]]
    for index, line in enumerate(shown):
        following = shown[index + 1] if index + 1 < len(shown) else ""
        content = line[1:-1] if following.startswith("\\") else line[1:]
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            first = int(start) - (count != "0")
            result += lines[position:first]
            position = first
        elif line.startswith("+"):
            result.append(content)
        elif not line.startswith("\\"):
            assert lines[position] == content
            position += 1
            if line.startswith(" "):
                result.append(content)
    return "".join([*result, *lines[position:]])


@given(rewritings())
def test_diff_leads_from_the_old_text_to_the_new(found: Rewriting) -> None:
    """Whoever applies the diff to the old text has the new one, line ends and all."""
    diff = found.diff("a")
    if found.text == found.old:
        assert (diff, found.lines) == ("", 0)
    else:
        assert diff.startswith("--- a/a\n+++ b/a\n@@ -")
        assert applied(found.old, diff) == found.text
        assert found.lines > 0


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
def test_diff_is_what_patch_takes(tmp_path: Path) -> None:
    """The program that everybody has for it makes the same of a diff."""
    old = "".join(f"line {number}\n" for number in range(40)) + "the end"
    found = Rewriting(old)
    found.apply([Edit(0, 4, "LINE"), Edit(70, 77, ""), Edit(len(old), len(old), ".")])
    (tmp_path / "a").write_bytes(old.encode())
    done = subprocess.run(
        ["patch", "-p1"],
        input=found.diff("a").encode(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert b"fuzz" not in done.stdout
    assert (tmp_path / "a").read_bytes() == found.text.encode()


@given(rewritings(), st.data())
def test_what_was_not_touched_is_found_again(found: Rewriting, data: st.DataObject) -> None:
    """A place in the old text leads to the same character, unless that is gone."""
    marked = Rewriting("0123456789")
    edits = sorted(data.draw(st.sets(st.integers(0, 9), max_size=4)))
    marked.apply([Edit(each, each + 1, data.draw(texts)) for each in edits])
    for offset, character in enumerate("0123456789"):
        if offset not in edits:
            assert marked.text[marked.forward(offset)] == character
    assert 0 <= found.forward(0) <= len(found.text)


def test_places_move_with_what_stands_there() -> None:
    """A place keeps its length and goes to the line where its thing is now."""
    found = Rewriting("one\ntwo\nthree\n")
    found.apply([Edit(0, 4, ""), Edit(8, 8, "and ")])
    place = Place(file="a", line=3, column=1, end_line=3, end_column=6)
    assert found.moved(place) == Place(file="a", line=2, column=5, end_line=2, end_column=10)
    beyond = Place(file="a", line=9, column=1, end_line=9, end_column=6)
    assert found.moved(beyond) is beyond


def test_two_edits_of_one_stretch_are_refused() -> None:
    """Nobody can say what two edits of one place would mean together."""
    found = Rewriting("one two")
    with pytest.raises(Overlapping):
        found.apply([Edit(0, 3, "1"), Edit(2, 5, "2")])
    assert found.text == "one two"
    found.apply([Edit(3, 3, " and"), Edit(0, 3, "1")])
    assert found.text == "1 and two"
