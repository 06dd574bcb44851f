"""Takes images out of the code, into files with names that say what they show."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from flowdsl.build import file_stem
from flowdsl.images import LARGEST, image_format

__all__ = ["ImageFiles", "is_image_text"]

LONGEST: Final = 40
"""How many characters of what describes an image its file's name has at most."""

_SUFFIXES: Final = {"JPEG": "jpg"}


class ImageFiles:
    """The files that images were put into.

    Attributes:
        files: What each file holds, by its name.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._names: dict[bytes, str] = {}
        self._texts: dict[str, bytes | None] = {}

    def put(
        self, image: str | bytes, formats: tuple[str, ...], labels: Iterable[str]
    ) -> str | None:
        """Return the name of the file that has an image, or None where it has to stay a text.

        Args:
            image: The image: base64 text, or the bytes of a file.
            formats: The formats that do where it stands.
            labels: What it may be called after, best first; one of them has a letter or a digit.
        """
        content = self._decoded(image) if isinstance(image, str) else image
        if content is None or len(content) > LARGEST:
            return None
        kind = image_format(content)
        if kind is None or kind not in formats:
            return None
        name = self._names.get(content)
        if name is None:
            name = self._names[content] = self._new_name(labels, _SUFFIXES.get(kind, kind.lower()))
            self.files[name] = content
        return name

    def _decoded(self, text: str) -> bytes | None:
        if text not in self._texts:
            self._texts[text] = _decoded(text)
        return self._texts[text]

    def _new_name(self, labels: Iterable[str], suffix: str) -> str:
        stem = next(filter(None, map(_stem, labels)))
        name, number = f"{stem}.{suffix}", 1
        while name in self.files:  # All names are in lower case.
            number += 1
            name = f"{stem}-{number}.{suffix}"
        return name


def is_image_text(text: str) -> bool:
    """Return whether a text begins as that of an image does, and has no blanks."""
    if " " in text[:24]:
        return False  # As most texts have, which are not worth an exception.
    try:
        beginning = base64.b64decode(text[:24], validate=True)
    except ValueError:
        return False
    return image_format(beginning) is not None and " " not in text and "\n" not in text


def _decoded(text: str) -> bytes | None:
    """Return what a text says in base64, if it is the one text that says so."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    # What is valid is the one text unless bits of its last characters are lost.
    rest = content[len(content) // 3 * 3 - 3 :] if len(content) > 3 else content
    return content if text.endswith(base64.b64encode(rest).decode("ascii")) else None


def _stem(label: str) -> str:
    """Return a text as the beginning of the name of a file, empty where none of it can be."""
    plain = unicodedata.normalize("NFKD", label[: 4 * LONGEST].casefold())
    plain = plain.encode("ascii", "ignore").decode("ascii")
    words = re.findall("[a-z0-9]+", plain)
    stem = ""
    for word in words:
        if stem and len(stem) + 1 + len(word) > LONGEST:
            break
        stem = f"{stem}-{word}" if stem else word[:LONGEST]
    return file_stem(stem) if stem else ""
