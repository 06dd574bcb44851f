"""Pictures that are shown, and files that are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import attrs

from flowdsl.components.base import (
    TEXT_PLACES,
    Component,
    DisplayText,
    Enabled,
    ImageSource,
    Input,
    Visible,
)
from flowdsl.facts import (
    Binds,
    Chars,
    Container,
    Default,
    Formats,
    Items,
    Kilobytes,
    Most,
    NotBlank,
    Places,
    Range,
)
from flowdsl.node import Node, component, part
from flowdsl.values import Dyn, Expression
from flowdsl.versions import V2_1, V4_0, V6_0, V7_1

__all__ = [
    "CarouselImage",
    "DocumentPicker",
    "Image",
    "ImageCarousel",
    "MimeType",
    "PhotoPicker",
    "ScaleType",
]

ScaleType = Literal["cover", "contain"]

MimeType = Literal[
    "application/gzip",
    "application/msword",
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-7z-compressed",
    "application/zip",
    "image/avif",
    "image/gif",
    "image/heic",
    "image/heif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "text/plain",
    "video/mp4",
    "video/mpeg",
]


@component(since=V2_1, places=TEXT_PLACES, most=Most(screen=3, meta=("MAX_IMAGE_PER_SCREEN",)))
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Image(Component):
    """A picture, JPEG or PNG.

    Args:
        src: The picture: a path, the bytes of a file, or base64 text without a `data:` prefix; 300
            KB at most are recommended.
        width: How wide it is drawn.
        height: How high it is drawn.
        scale_type: Whether it is fitted into its frame (`"contain"`) or fills it (`"cover"`).
        aspect_ratio: The width of its frame divided by the height.
        alt_text: What it shows, for those who cannot see it.
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    src: Annotated[Dyn[ImageSource], Kilobytes(300, soft=True), Formats(("JPEG", "PNG"))]
    width: Dyn[float] | None = None
    height: Dyn[float] | None = None
    scale_type: Annotated[ScaleType | None, Default("contain")] = None
    aspect_ratio: Annotated[Dyn[float] | None, Default(1)] = None
    alt_text: DisplayText | None = None
    visible: Visible = None


@part("carousel image", since=V7_1)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class CarouselImage(Node):
    """One picture of an ImageCarousel (since 7.1).

    Args:
        src: The picture: a path, the bytes of a file, or base64 text without a `data:` prefix.
        alt_text: What it shows, for those who cannot see it.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    src: Annotated[Dyn[ImageSource], Kilobytes(None)]
    alt_text: DisplayText


@component(
    since=V7_1,
    places=Places(layout=V7_1, form=V7_1, observed=frozenset({Container.FORM})),
    most=Most(screen=2, flow=3),
)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class ImageCarousel(Component):
    """Pictures to swipe through (since 7.1).

    Args:
        images: The pictures, 1 to 3.
        aspect_ratio: The shape of the frame.
        scale_type: Whether pictures are fitted into the frame (`"contain"`) or fill it
            (`"cover"`).
        visible: Whether it is shown.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/components
    """

    images: Annotated[Dyn[Sequence[CarouselImage]], Items(3, minimum=1)]
    aspect_ratio: Annotated[Literal["4:3", "16:9"] | None, Default("4:3")] = None
    scale_type: Annotated[ScaleType | None, Default("contain")] = None
    visible: Visible = None


_PICKER_PLACES = Places(
    layout=V4_0,
    form=V4_0,
    if_=V4_0,
    switch=V4_0,
    observed=frozenset({Container.IF, Container.SWITCH}),
)
_PICKERS = Most(screen=1, group="PhotoPicker or DocumentPicker")
_PICKER_TEXT = Binds(data=V2_1, screen_data=V4_0, expression=V6_0)

PickerLabel = Annotated[DisplayText, _PICKER_TEXT, Chars(80, soft=True), NotBlank()]
PickerDescription = Annotated[DisplayText | None, _PICKER_TEXT, Chars(300, soft=True), NotBlank()]
PickerErrorMessage = Annotated[
    str | Expression[str] | Expression[Mapping[str, str]] | None,
    Binds(data=V2_1, screen_data=V4_0),
]
FileSize = Annotated[int | None, Range(1, 25600), Default(25600)]
LeastUploads = Annotated[int | None, Range(0, 30), Default(0)]
MostUploads = Annotated[int | None, Range(1, 30), Default(30)]


class Picker(Input[Sequence[Any]]):
    """An input for files, which are sent as a list of what is known of each."""

    @classmethod
    def answer_schema(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"type": "array", "items": {"type": "object"}}


@component(since=V4_0, places=_PICKER_PLACES, most=_PICKERS)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class PhotoPicker(Picker):
    """A field to send photos (since 4.0).

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is asked for, up to 80 characters are shown.
        description: More about it, up to 300 characters are shown.
        photo_source: Whether photos are taken, chosen, or both.
        max_file_size_kb: How large one file may be, 1 to 25600 KB.
        min_uploaded_photos: How many photos are needed, 0 to 30; more than 0 makes it required.
        max_uploaded_photos: How many photos can be sent, 1 to 30.
        enabled: Whether it can be changed.
        visible: Whether it is shown.
        error_message: What is shown when photos are refused; bound to an object, a text for each
            media id.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/media_upload
    """

    label: PickerLabel
    description: PickerDescription = None
    photo_source: Annotated[
        Literal["camera_gallery", "camera", "gallery"] | None, Default("camera_gallery")
    ] = None
    max_file_size_kb: FileSize = None
    min_uploaded_photos: LeastUploads = None
    max_uploaded_photos: MostUploads = None
    enabled: Enabled = None
    visible: Visible = None
    error_message: PickerErrorMessage = None


@component(since=V4_0, places=_PICKER_PLACES, most=_PICKERS)
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class DocumentPicker(Picker):
    """A field to send documents (since 4.0).

    Args:
        name: The name under which the answer is referred to, unique on its screen.
        label: What is asked for, up to 80 characters are shown.
        description: More about it, up to 300 characters are shown.
        max_file_size_kb: How large one file may be, 1 to 25600 KB.
        min_uploaded_documents: How many are needed, 0 to 30; more than 0 makes it required.
        max_uploaded_documents: How many can be sent, 1 to 30.
        allowed_mime_types: The kinds of file that can be chosen, all that are supported by
            default; with `"image/jpeg"` the gallery is offered too.
        enabled: Whether it can be changed.
        visible: Whether it is shown.
        error_message: What is shown when documents are refused; bound to an object, a text for
            each media id.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/media_upload
    """

    label: PickerLabel
    description: PickerDescription = None
    max_file_size_kb: FileSize = None
    min_uploaded_documents: LeastUploads = None
    max_uploaded_documents: MostUploads = None
    allowed_mime_types: Annotated[Sequence[MimeType] | None, Items(minimum=1)] = None
    enabled: Enabled = None
    visible: Visible = None
    error_message: PickerErrorMessage = None
