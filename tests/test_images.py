"""Images are read from files and bytes, checked, and written in base64."""

import base64
from pathlib import Path

import pytest
from strategies import PNG

from flowdsl import (
    Complete,
    Flow,
    Footer,
    Image,
    InvalidFlow,
    ItemStart,
    Option,
    RadioButtons,
    Screen,
)
from flowdsl.images import LARGEST, image_format

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "
GIF = b"GIF89a" + b"\0" * 20


def written(source: object) -> str:
    image = Image(src=source)
    end = Footer(label="l", on_click_action=Complete({}))
    screen = Screen(id="A", title="A", terminal=True, children=[image, end])
    document, _ = Flow(screens=[screen]).to_dict()["screens"][0]["layout"]["children"]
    assert isinstance(document["src"], str)
    return document["src"]


def refusal(source: object) -> str:
    with pytest.raises(InvalidFlow) as raised:
        written(source)
    [problem] = raised.value.problems
    assert problem.code == "FLOW122"
    return f"{problem.message} ({problem.help})"


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_bytes_and_files_are_encoded(tmp_path: Path, content: bytes) -> None:
    """Bytes, a path and base64 text give the same JSON."""
    file = tmp_path / "ein Bild.ö"
    file.write_bytes(content)
    text = base64.b64encode(content).decode()
    assert written(content) == written(file) == written(text) == text


def test_relative_path_is_beside_the_module() -> None:
    """A relative path is looked up from the file that names it, not from the current folder."""
    assert base64.b64decode(written(Path("../examples/images/van.png"))).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "found"),
    [(PNG, "PNG"), (JPEG, "JPEG"), (WEBP, "WEBP"), (GIF, "GIF"), (b"", None), (b"<svg>", None)],
)
def test_format_is_known_by_the_first_bytes(content: bytes, found: str | None) -> None:
    """What a file is called does not matter."""
    assert image_format(content) == found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"plain text", "the image is no image, but it has to be JPEG or PNG"),
        (b"", "the image is empty"),
        (GIF, "the image is a GIF image, but it has to be JPEG or PNG"),
        (WEBP, "the image is a WEBP image, but it has to be JPEG or PNG"),
    ],
)
def test_what_is_no_image_is_refused(content: bytes, says: str) -> None:
    """Bytes of another kind are a problem that names what was found."""
    assert says in refusal(content)


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder and a file larger than a whole flow are problems, not tracebacks."""
    assert "`nowhere.png` does not exist (it was looked for in " in refusal(Path("nowhere.png"))
    assert "cannot be read: Is a directory" in refusal(tmp_path)
    assert "cannot be read" in refusal(Path("a\0b.png"))
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "has 10,240 KB, but a whole flow has 10,240 at most" in refusal(large)


def test_options_take_webp_and_have_a_limit() -> None:
    """An option's image may be WEBP; 300 KB before 6.0 and 100 KB from there are the most."""
    image = WEBP + b"\0" * 150 * 1024
    group = RadioButtons(name="r", label="l", data_source=[Option(id="1", title="t", image=image)])
    end = Footer(label="l", on_click_action=Complete({"r": group.ref}))
    flow = Flow(screens=[Screen(id="A", title="A", terminal=True, children=[group, end])])
    assert [problem.code for problem in flow.problems("5.1") if problem.is_error] == []
    [problem] = flow.problems("6.0")
    assert problem.code == "FLOW121"
    assert "has 151 KB, but 100 KB are the most" in problem.message


def test_unchecked_dump_cannot_write_what_is_not_there() -> None:
    """Even `check=False` refuses an image that cannot be read."""
    flow = Flow(screens=[Screen(id="A", children=[Image(src=Path("nowhere.png"))])])
    with pytest.raises(InvalidFlow, match=r"nowhere\.png"):
        flow.to_dict(check=False)


def test_image_of_a_list_item_is_read() -> None:
    """Parts of components read files, too."""
    assert ItemStart(image=PNG).image == PNG
