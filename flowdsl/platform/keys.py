"""Reads public keys: those in files, and those that WhatsApp encrypts for an endpoint with."""

import base64
import binascii
import hashlib
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from flowdsl.platform.graph.checks import checked_key
from flowdsl.problems import FlowError

__all__ = ["BITS", "BadKey", "PublicKey", "read_key", "read_key_file"]

BITS: Final = 2048
"""How many bits the keys have that Meta takes."""

LARGEST: Final = 64 * 1024
"""How many bytes a file with a key has at most."""

_RSA: Final = bytes.fromhex("06092a864886f70d010101")
"""The object identifier of RSA keys, in DER."""

_SEQUENCE, _INTEGER, _BITS = 0x30, 0x02, 0x03

_OTHERS: Final = {
    "-----BEGIN CERTIFICATE-----": (
        "it is a certificate: openssl x509 -pubkey -noout -in {file} -out public.pem"
    ),
    "-----BEGIN RSA PUBLIC KEY-----": (
        "it is a key in an older form: openssl rsa -RSAPublicKey_in -in {file} -pubout "
        "-out public.pem"
    ),
}
"""What else may stand in a file that is said to be a public key."""


class BadKey(FlowError):
    """A file holds no public key that Meta takes; the text says why, without what is in it."""


@attrs.frozen(kw_only=True)
class PublicKey:
    """A public key.

    Args:
        der: Its bytes (SubjectPublicKeyInfo, in DER).
    """

    der: bytes = attrs.field(repr=False)

    @property
    def sha256(self) -> str:
        """Its fingerprint: the SHA-256 of its bytes."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def bits(self) -> int | None:
        """How many bits it has; None where it is no RSA key."""
        try:
            return _bits(self.der)
        except (ValueError, IndexError):
            return None

    @property
    def pem(self) -> str:
        """The key as text, with the line ends that every program takes."""
        text = base64.b64encode(self.der).decode()
        lines = [text[start : start + 64] for start in range(0, len(text), 64)]
        body = "\n".join(lines)
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def read_key(pem: str) -> PublicKey:
    """Return the public key that a text is.

    Args:
        pem: The text.

    Raises:
        FlowError: It is none; a private key most of all. It is neither shown nor kept.
    """
    lines = [line.strip() for line in checked_key(pem).strip().splitlines()]
    try:
        return PublicKey(der=base64.b64decode("".join(lines[1:-1]), validate=True))
    except (binascii.Error, ValueError):
        raise BadKey("what stands between its first and last line is no base64") from None


def read_key_file(file: Path) -> PublicKey:
    """Return the public key that a file holds, if it is one that Meta takes.

    Args:
        file: The file.

    Raises:
        BadKey: It holds none.
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    fault = next(_faults(data, file), None)
    if fault is None:
        key = _key(data)
        if isinstance(key, PublicKey):
            return key
        fault = key
    del data  # It may be a private key, and a traceback may show what is in this frame.
    raise BadKey(f"{file}: {fault}")


def _faults(data: bytes, file: Path) -> Iterator[str]:
    """Yield why some bytes are no text with a public key."""
    named = shlex.quote(str(file))
    if len(data) > LARGEST:
        yield f"it has more than {LARGEST // 1024} KB, which no key has"
    if not data.strip():
        yield "it is empty"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "it is in UTF-16, as PowerShell writes files: have openssl write it, with -out"
    if not data.isascii() and not data.startswith(b"\xef\xbb\xbf"):
        yield (
            "it is no text; if it is a public key in DER: openssl pkey -pubin -inform DER "
            f"-in {named} -out public.pem"
        )
    for head, said in _OTHERS.items():
        if data.lstrip().startswith(head.encode()):
            yield said.format(file=named)


def _key(data: bytes) -> PublicKey | str:
    """Return the key that some bytes are, or why they are none."""
    try:
        key = read_key(data.decode("utf-8-sig", "replace"))
    except FlowError as error:
        return str(error)
    if key.bits != BITS:
        found = "no RSA key" if key.bits is None else f"an RSA key of {key.bits:,} bits"
        return f"it is {found}, and Meta takes RSA keys of {BITS:,} bits"
    return key


def _bits(der: bytes) -> int | None:
    """Return how many bits an RSA key has, None for a key of another kind.

    Raises:
        ValueError: It is no DER.
        IndexError: It is cut off.
    """
    algorithm, packed = _parts(_inside(der, _SEQUENCE))
    if not algorithm[1].startswith(_RSA):
        return None
    if packed[0] != _BITS or packed[1][0] != 0:
        raise ValueError("no key in it")
    (tag, modulus), _ = _parts(_inside(packed[1][1:], _SEQUENCE))
    if tag != _INTEGER or not modulus:
        raise ValueError("no number in it")
    # The number has its highest bit set, so that a zero stands before it.
    return 8 * (len(modulus) - (modulus[0] == 0))


def _inside(der: bytes, tag: int) -> bytes:
    [(found, content)] = _parts(der)
    if found != tag:
        raise ValueError("something else is there")
    return content


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """Return the tags and contents of what stands one behind the other."""
    found = []
    at = 0
    while at < len(der):
        tag, length = der[at], der[at + 1]
        at += 2
        if length >= 0x80:  # That many bytes hold the length.
            size = length & 0x7F
            length = int.from_bytes(der[at : at + size])
            at += size
        if at + length > len(der):
            raise ValueError("it is cut off")
        found.append((tag, der[at : at + length]))
        at += length
    return found
