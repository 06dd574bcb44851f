"""Images are taken out of the code, into files with names that say what they show."""

import base64
from pathlib import Path

import pytest
from source_flows import evaluated, with_children
from strategies import PNG

from flowdsl import (
    CarouselImage,
    Data,
    Flow,
    Image,
    ImageCarousel,
    ItemStart,
    MainContent,
    NavigationItem,
    NavigationList,
    Option,
    RadioButtonsGroup,
    Screen,
)
from flowdsl.images import LARGEST
from flowdsl.source import Source, write_source

JPEG = b"\xff\xd8\xff\xe0 is enough"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def long(content: bytes) -> bytes:
    """Return an image that is longer than a line."""
    return content + bytes(range(200))


def test_images_are_files() -> None:
    """An image is a path below the folder, the file holds its bytes, and the JSON is the same."""
    flow = with_children(Image(src=text(long(PNG)), alt_text="The Logo, of ours!"))
    source = write_source(flow, images="assets/images")
    assert source.images == {"the-logo-of-ours.png": long(PNG)}
    assert '\nimages = Path("assets/images")\n' in source.text
    assert (
        'Image(src=images / "the-logo-of-ours.png", alt_text="The Logo, of ours!")' in source.text
    )
    assert "from pathlib import Path" in source.text
    assert source.notes == ()


def test_module_finds_its_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the files beside the module, it writes the JSON that the flow was."""
    flow = with_children(Image(src=text(long(PNG))), Image(src=text(long(JPEG))))
    source = write_source(flow, images="images")
    (tmp_path / "images").mkdir()
    for name, content in source.images.items():
        (tmp_path / "images" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    assert evaluated(source).to_dict(check=False) == flow.to_dict(check=False)


def names(source: Source) -> list[str]:
    return list(source.images)


def test_images_are_called_after_what_says_what_they_are() -> None:
    """After the text for those who cannot see, else an id, a title, or the kind of thing."""
    options = [
        Option(id="Ams", title="Amsterdam", image=text(long(PNG) + b"1")),
        Option(id="🎉", title="Köln am Rhein", image=text(long(PNG) + b"2")),
        Option(id="x", title="X", image=text(long(WEBP)), alt_text="Ein Straßencafé"),
        Option(id="🎉", title="日本", image=text(long(PNG) + b"4")),
    ]
    items = [
        NavigationItem(
            id="roses",
            main_content=MainContent(title="Roses"),
            start=ItemStart(image=text(long(PNG) + b"5")),
        )
    ]
    carousel = [CarouselImage(src=text(long(JPEG)), alt_text="🎉")]
    flow = Flow(
        screens=[
            Screen(
                id="A",
                data=[Data("options", example=options)],
                children=[
                    Image(src=text(long(PNG) + b"6")),
                    RadioButtonsGroup(name="r", label="R", data_source=options),
                    NavigationList(name="n", list_items=items),
                    ImageCarousel(images=carousel),
                    Image(src=text(long(PNG) + b"7"), alt_text="con"),
                    Image(src=text(long(PNG) + b"8"), alt_text="a long description " * 9),
                    Image(src=text(long(PNG) + b"9"), alt_text="../../etc/passwd\x00.png"),
                ],
            )
        ]
    )
    assert names(write_source(flow, images="i")) == [
        "ams.png",
        "koln-am-rhein.png",
        "ein-strassencafe.webp",
        "option.png",
        "image.png",
        "roses.png",
        "carousel-image.jpg",
        "con-flow.png",
        "a-long-description-a-long-description-a.png",
        "etc-passwd-png.png",
    ]


def test_equal_images_share_a_file() -> None:
    """An image that is there twice is one file; others of its name are numbered."""
    flow = with_children(
        *(
            Image(src=text(content), alt_text=label)
            for content, label in [
                (long(PNG), "logo"),
                (long(PNG), "the same"),
                (long(PNG) + b"1", "LOGO"),
                (long(PNG) + b"2", "logo"),
                (long(JPEG), "logo"),
            ]
        )
    )
    source = write_source(flow, images="images")
    assert names(source) == ["logo.png", "logo-2.png", "logo-3.png", "logo.jpg"]
    assert source.text.count('images / "logo.png"') == 2


def test_bytes_go_to_files_too() -> None:
    """Bytes that an author gave are a file where there is a folder, and a literal where not."""
    flow = with_children(Image(src=PNG, alt_text="dot"))
    assert write_source(flow, images="images").images == {"dot.png": PNG}
    source = write_source(flow)
    assert source.images == {}
    assert 'src=b"\\x89PNG' in source.text
    assert evaluated(source) == flow


def test_paths_stay_paths() -> None:
    """A path in the flow is a path in the code, and no file of it is read."""
    flow = with_children(Image(src=Path("pictures") / "logo.png"))
    for folder in (None, "images"):
        source = write_source(flow, images=folder)
        assert 'Image(src=Path("pictures/logo.png"))' in source.text
        assert "images =" not in source.text
        assert evaluated(source) == flow


def test_without_a_folder_images_stay_in_the_code() -> None:
    """The text of an image is broken into lines, and makes an equal flow."""
    flow = with_children(Image(src=text(long(PNG) * 9)))
    source = write_source(flow)
    assert source.images == {}
    assert max(map(len, source.text.splitlines())) <= 100
    assert evaluated(source) == flow


@pytest.mark.parametrize(
    "image",
    [
        text(long(WEBP)),  # An Image takes none.
        text(long(b"GIF89a")),
        text(long(b"no image")),
        text(long(PNG)) + "\n",
        " " + text(long(PNG)),
        "data:image/png;base64," + text(long(PNG)),
        text(long(PNG) + b"x").rstrip("="),
        text(long(PNG) + b"xx")[:-2] + "B=",  # Bits that no file has.
        "x" * 101,
        text(PNG + bytes(LARGEST)),
    ],
    ids=["webp", "gif", "none", "newline", "blank", "prefix", "padding", "bits", "text", "large"],
)
def test_what_is_no_plain_image_stays_in_the_code(image: str) -> None:
    """A text that a file could not give again, to the character, stays; a note says so."""
    flow = with_children(Image(src=image))
    source = write_source(flow, images="images")
    assert source.images == {}
    assert "images =" not in source.text
    [note] = source.notes
    assert note.startswith("`screens[0].children[0].src` stays in the code")
    assert evaluated(source) == flow


def test_short_texts_are_images_too() -> None:
    """The smallest image is a file; a placeholder is none, and nothing needs to be said of it."""
    assert write_source(with_children(Image(src=text(PNG))), images="i").images == {
        "image.png": PNG
    }
    source = write_source(with_children(Image(src="soon"), Image(src="")), images="images")
    assert 'children=[Image(src="soon"), Image(src="")]' in source.text
    assert source.notes == ()
