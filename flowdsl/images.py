"""Reads images from files and bytes, and writes them as the JSON has them: in base64."""

import base64
import os
from pathlib import Path
from typing import Final

from flowdsl import literals
from flowdsl.document import Unwritable

__all__ = ["image_format", "image_text"]

LARGEST: Final = 10 * 1024 * 1024
"""How many bytes a file may have before it is not even read: the limit of a whole flow."""


def image_format(content: bytes) -> str | None:
    """Return the format of an image by its first bytes: JPEG, PNG, WEBP, GIF or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return None


def image_text(
    source: bytes | os.PathLike[str], formats: tuple[str, ...], folder: Path
) -> str | Unwritable:
    """Return an image as base64 text, or why there is none.

    Args:
        source: The bytes of the file, or a path to it.
        formats: The formats that do.
        folder: Where relative paths are looked up.
    """
    if isinstance(source, bytes):
        name, content = "the image", source
    else:
        path = folder / Path(source)
        name = f"`{os.fspath(source)}`"
        try:
            size = path.stat().st_size
            if size > LARGEST:
                message = f"{name} has {size // 1024:,} KB, but a whole flow has 10,240 at most"
                return Unwritable(literals.NOT_AN_IMAGE, message)
            content = path.read_bytes()
        except FileNotFoundError:
            help_ = f"it was looked for in {folder.resolve()}"
            return Unwritable(literals.NOT_AN_IMAGE, f"{name} does not exist", help_)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return Unwritable(literals.NOT_AN_IMAGE, f"{name} cannot be read: {reason}")
    found = image_format(content)
    if found not in formats:
        is_ = f"is a {found} image" if found else "is no image" if content else "is empty"
        wanted = " or ".join([", ".join(formats[:-1]), formats[-1]] if formats[1:] else formats)
        return Unwritable(literals.NOT_AN_IMAGE, f"{name} {is_}, but it has to be {wanted}")
    return base64.b64encode(content).decode("ascii")
