"""Files that somebody uploads, and how they are sent."""

import base64
import hashlib
import uuid
from typing import Any

import attrs

__all__ = ["File"]


@attrs.frozen
class File:
    """A file that somebody chooses in a PhotoPicker or a DocumentPicker.

    Nothing is read and nothing uploaded: what is sent is made up of the name, and the same on every
    run.

    Args:
        name: What it is called.
        size_kb: How large it is, in KB.
        mime_type: What is in it.
        is_lost: Whether its upload fails.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/media_upload
    """

    name: str
    size_kb: int = 100
    mime_type: str = "image/jpeg"
    is_lost: bool = attrs.field(default=False, kw_only=True)

    def for_endpoint(self) -> dict[str, Any]:
        """Return what a `data_exchange` sends of it."""
        parts = ("encrypted_hash", "encryption_key", "hmac_key", "plaintext_hash")
        encryption = {part: self._made_up(part) for part in parts}
        encryption["iv"] = self._made_up("iv", 16)
        number = uuid.UUID(hashlib.sha256(self.name.encode()).hexdigest()[:32])
        return {
            "media_id": str(number),
            "cdn_url": f"https://cdn.example.com/{number.hex}",
            "file_name": self.name,
            "encryption_metadata": encryption,
        }

    def for_message(self) -> dict[str, Any]:
        """Return what the message at the end of a flow says of it."""
        number = int(hashlib.sha256(self.name.encode()).hexdigest()[:12], 16)
        return {
            "file_name": self.name,
            "mime_type": self.mime_type,
            "sha256": self._made_up("sha256"),
            "id": str(number),
        }

    def _made_up(self, part: str, length: int = 32) -> str:
        digest = hashlib.sha256(f"{part} of {self.name}".encode()).digest()
        return base64.b64encode(digest[:length]).decode()
